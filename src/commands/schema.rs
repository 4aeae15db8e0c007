//! `shiryo schema`: the JSON Schema of the records, and what `meeting.toml` may say, from the types' own comments.

use serde_json::Value;

use super::Help;
use super::outcome::Output;
use crate::export::json;
use crate::meeting::Meeting;
use crate::say::diag::{Diagnostic, Result};
use crate::say::words;

#[derive(Debug, clap::Args)]
pub struct Schema {
    #[arg(long)]
    meeting: bool,
    #[arg(long, conflicts_with = "meeting")]
    output: bool,
}

pub const HELP: Help = Help {
    about: words::help_schema,
    examples: None,
    arguments: &[("meeting", words::help_schema_meeting), ("output", words::help_schema_output)],
};

impl Schema {
    /// The schema, to print.
    pub fn text(&self) -> Result<String> {
        if self.output {
            let schema = schemars::schema_for!(Output).to_value();
            return serde_json::to_string_pretty(&schema).map_err(|e| Diagnostic::error(words::json_write(e)).into());
        }
        if self.meeting { Ok(meeting_reference()) } else { json::schema() }
    }
}

/// `docs/meeting-toml.md`: every key of `meeting.toml` with what it is.
pub fn meeting_reference() -> String {
    let head = "# What meeting.toml may say\n\nEvery table and key, made from the types' own comments by `shiryo schema --meeting`. Unknown keys are errors.\n\n";
    format!("{head}{}", outline(&schemars::schema_for!(Meeting).to_value(), "meeting.toml"))
}

/// A schema as Markdown: a heading for each type, a line for each member.
pub fn outline(schema: &Value, root: &str) -> String {
    let mut text = section(schema, root);
    for (name, definition) in schema["$defs"].as_object().into_iter().flatten() {
        text.push_str(&section(definition, name));
    }
    text
}

fn section(schema: &Value, name: &str) -> String {
    let mut text = format!("## {name}\n\n");
    if let Some(about) = schema["description"].as_str() {
        text.push_str(&format!("{}\n\n", flowing(about)));
    }
    text.push_str(&members(schema, ""));
    for form in ["oneOf", "anyOf"].iter().filter_map(|form| schema[*form].as_array()).flatten() {
        let about = form["description"].as_str().map(|about| format!(": {}", flowing(about))).unwrap_or_default();
        text.push_str(&format!("- {}{about}\n{}", kind(form), members(form, "  ")));
    }
    if let Some(values) = schema["enum"].as_array() {
        text.push_str(&format!("One of {}.\n", values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ")));
    }
    text + "\n"
}

/// A line for each member, behind `indent`.
fn members(schema: &Value, indent: &str) -> String {
    let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let line = |(key, member): (&String, &Value)| {
        let about = member["description"].as_str().map(|about| format!(": {}", flowing(about))).unwrap_or_default();
        let needed = if required.contains(&key.as_str()) { ", required" } else { "" };
        let usual = member.get("default").filter(|usual| !usual.is_null() && !usual.is_object() && **usual != Value::Array(Vec::new()));
        let usual = usual.map(|usual| format!(", default `{usual}`")).unwrap_or_default();
        format!("{indent}- `{key}` ({}{needed}{usual}){about}\n", kind(member))
    };
    schema["properties"].as_object().into_iter().flatten().map(line).collect()
}

/// A comment in one line, with names in place of links to them.
fn flowing(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.replace("[`", "`").replace("`]", "`").replace("crate::", "")
}

/// What a member holds, in a word or a link.
fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return format!("[{name}](#{})", name.to_lowercase());
    }
    if let Some(value) = schema.get("const") {
        return format!("`{value}`");
    }
    if let Some(values) = schema["enum"].as_array() {
        return values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(" or ");
    }
    let forms: Vec<&Value> = ["anyOf", "oneOf", "allOf"].iter().filter_map(|form| schema[*form].as_array()).flatten().collect();
    let forms: Vec<String> = forms.into_iter().filter(|form| form["type"] != "null").map(kind).collect();
    if !forms.is_empty() {
        return forms.join(" or ");
    }
    let of = |name: &str| match name {
        "array" => format!("list of {}", kind(&schema["items"])),
        "string" => "text".to_owned(),
        "boolean" => "true or false".to_owned(),
        "integer" => "whole number".to_owned(),
        "object" => "table".to_owned(),
        other => other.to_owned(),
    };
    match &schema["type"] {
        Value::String(name) => of(name),
        Value::Array(names) => {
            names.iter().filter_map(Value::as_str).filter(|name| *name != "null").map(of).collect::<Vec<_>>().join(" or ")
        }
        _ => "anything".to_owned(),
    }
}
