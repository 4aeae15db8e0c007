//! From the text of a `meeting.toml` to a meeting, or to everything that is wrong with it.

use std::path::Path;

use super::{FILE, Meeting, Section, Source};
use crate::read::files;
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::words;

impl Meeting {
    /// Reads and checks `meeting.toml` in `folder`.
    pub fn load(folder: &Path) -> Result<Self> {
        Self::read(&files::Folder(folder))
    }

    /// Reads and checks the `meeting.toml` in `store`.
    pub fn read(store: &dyn files::Store) -> Result<Self> {
        let file = files::display(&store.folder().join(FILE));
        if !store.holds(FILE) {
            return Err(Diagnostic::error(words::no_meeting()).at(Place::file(file)).hint(words::no_meeting_hint()).into());
        }
        Self::parse(&files::text(&file, &store.read(FILE)?)?, store.folder())
    }

    /// Checks the text of a `meeting.toml` that stands in `folder`.
    pub fn parse(text: &str, folder: &Path) -> Result<Self> {
        let file = files::display(&folder.join(FILE));
        let mut meeting: Meeting = toml::from_str(text).map_err(|e| match is_version_one(text) {
            true => Diagnostic::error(words::meeting_version_one())
                .at(Place::file(&file))
                .hint(words::meeting_version_one_hint(files::display(folder))),
            false => toml_diagnostic(&file, text, &e),
        })?;
        meeting.folder = folder.to_owned();
        let mut findings = Diagnostics::default();
        if meeting.sections.is_empty() {
            meeting.sections.push(Section { title: String::new() });
        }
        if meeting.sources.is_empty() {
            let heading = meeting.words.text.clone();
            meeting.sources.push(Source { key: "opinions".into(), heading, attribution: Some(meeting.words.attribution.clone()) });
        }
        for paper in &meeting.papers {
            // Key by key, so that a wrong one hides nothing else.
            let mut look = meeting.look.clone();
            for (key, value) in &paper.look {
                match look.with(key, value) {
                    Ok(with) => look = with,
                    Err(error) => {
                        findings.push(toml_diagnostic(&file, "", &error).hint(words::in_paper(&paper.label)).at(Place::file(&file)));
                    }
                }
            }
            meeting.looks.push(look);
        }
        for message in meeting.faults() {
            findings.push(message.at(Place::file(&file)));
        }
        findings.finish(meeting, &mut Diagnostics::default())
    }
}

/// Whether a text is a `meeting.toml` of version 0.1.
pub fn is_version_one(text: &str) -> bool {
    let Ok(table) = text.parse::<toml::Table>() else { return false };
    let answer = |field: &toml::Value| field.get("answer").is_some() || field.get("printed").is_some();
    ["outputs", "response", "comparison"].iter().any(|key| table.contains_key(*key))
        || table.get("meeting").is_some_and(|meeting| meeting.get("label").is_some())
        || table.get("fields").and_then(toml::Value::as_array).is_some_and(|fields| fields.iter().any(answer))
}

/// A failure of the TOML reader, with its line; for a missing key what to write, for a misspelt one what was meant.
fn toml_diagnostic(file: &str, text: &str, error: &toml::de::Error) -> Diagnostic {
    let start = error.span().map_or(0, |span| span.start.min(text.len()));
    let line = 1 + text[..start].matches('\n').count();
    let message = error.message();
    let place = Place::line(file, line);
    if let Some(key) = message.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`')) {
        let diagnostic = Diagnostic::error(words::missing_key(key)).at(place);
        return if key == "date" { diagnostic.hint(words::missing_date_hint()) } else { diagnostic };
    }
    let Some(rest) = message.strip_prefix("unknown field `") else {
        let diagnostic = Diagnostic::error(words::toml(message)).at(place);
        // A date between quotes is a text.
        return if message.contains("datetime") || message.contains("date-time") {
            diagnostic.hint(words::missing_date_hint())
        } else {
            diagnostic
        };
    };
    let mut names = rest.split('`');
    let given = names.next().unwrap_or_default().to_owned();
    let known: Vec<&str> = names.skip(1).step_by(2).collect();
    Diagnostic::error(words::unknown_key(&given)).known(&given, &known).at(place)
}
