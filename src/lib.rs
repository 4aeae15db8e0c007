pub mod character;
pub mod diag;
pub mod fonts;
pub mod fs;
pub mod load;
pub mod matrix;
pub mod measure;
pub mod meeting;
pub mod record;
pub mod validate;
pub mod words;
pub mod manifest {
    pub const FILE: &str = "manifest.json";
}
