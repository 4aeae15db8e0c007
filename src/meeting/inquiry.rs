//! The inquiry (照会): what is asked, and which divisions are asked about which opinions.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Rule, day};

/// What the divisions are asked (照会).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inquiry {
    /// What is asked, for the cover.
    pub asks: String,
    /// The day by which answers are due.
    #[serde(deserialize_with = "day::deserialize")]
    #[schemars(with = "String")]
    pub due: toml::value::Datetime,
    /// Whom to ask back.
    pub contact: String,
    /// From 1; whoever sends the same inquiry out again counts up.
    pub edition: u32,
    /// Further lines on how to fill it in.
    #[serde(default)]
    pub notes: Vec<String>,
    /// The workbooks, one for each division: their name with `{division}`.
    #[serde(default = "inquiry_file")]
    pub file: String,
    /// Opinions that no division needs to answer: what any of these matches is not reported as going to none.
    #[serde(default)]
    pub not_asked: Vec<Rule>,
}

/// A division of the city's office (課) and which opinions it is asked about.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Division {
    pub name: String,
    /// It takes the opinions that any of these matches.
    pub takes: Vec<Rule>,
}

fn inquiry_file() -> String {
    "照会/{division}.xlsx".to_owned()
}

/// The name of the workbook of `division`.
pub fn inquiry_name(file: &str, division: &Division) -> String {
    file.replace("{division}", &division.name)
}
