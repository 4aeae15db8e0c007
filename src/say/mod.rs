//! Say: how everything is reported, and every word for a person.

pub mod command;
pub mod desk;
pub mod diag;
pub mod engines;
pub mod place;
mod remedy;
pub mod system;
pub mod words;

/// Name and version, as manifest and PDF state them.
pub const PROGRAM: &str = concat!("shiryo ", env!("CARGO_PKG_VERSION"));

/// What every identifier begins with that the program gave to an opinion, and fewest characters behind it.
pub const GIVEN_ID: &str = "op-";
pub const GIVEN_SHORTEST: usize = 5;

/// Whether a person knows an identifier: those that the program gave are seen in no table of hers.
pub fn is_known_id(id: &str) -> bool {
    let is_given = |rest: &str| rest.len() >= GIVEN_SHORTEST && rest.chars().all(|c| c.is_ascii_digit() || c.is_ascii_lowercase());
    !id.strip_prefix(GIVEN_ID).is_some_and(is_given)
}

/// A step of long work.
pub struct Step {
    pub says: words::Message,
    /// How much of the work is done by now, and how much there is, if that is known.
    pub part: Option<(usize, usize)>,
}

impl From<words::Message> for Step {
    fn from(says: words::Message) -> Self {
        Self { says, part: None }
    }
}

/// Is told what the program is about to do, or has done.
pub type Progress<'a> = &'a dyn Fn(Step);

/// A text as TOML writes it, in quotes.
pub fn toml_text(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// The beginning of a text on one line.
pub fn line(text: &str, limit: usize) -> String {
    beginning(&text.replace('\n', " "), limit)
}

/// The beginning of a text: at most `limit` characters of it.
pub fn beginning(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
