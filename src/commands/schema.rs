//! `shiryo schema`: the JSON Schema of the records.

use super::Help;
use crate::export::json;
use crate::say::words;

pub const HELP: Help = Help { about: words::help_schema, examples: None, arguments: &[] };

/// The schema, to print.
pub fn text() -> String {
    json::schema()
}
