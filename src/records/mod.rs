//! Records: from the office's table to opinions, each in its place, or every finding at once.

pub mod audit;
pub mod ids;
pub mod load;
pub mod meeting_toml;
pub mod mend;
pub mod number;
pub mod office;
pub mod placed;
pub mod record;
pub mod shared;
pub mod sound;
pub mod validate;
