//! The canonical records as JSON: attached to the PDF, written as open data, read back as input.

use schemars::JsonSchema;
use serde::Serialize;

use crate::answers::entries::{Answer as Given, Entries, Entry};
use crate::meeting::{Meeting, identity};
use crate::records::placed::Placed;
use crate::say::diag::{Diagnostic, Result};
use crate::say::words;

/// A meeting's records: what the papers are and every opinion, in printed order.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Records<'a> {
    /// Title of the document.
    pub title: &'a str,
    /// Label of the papers, such as 資料3.
    pub label: &'a str,
    /// Date of the papers (ISO 8601).
    pub date: String,
    /// Titles of the sections; the first is section 1.
    pub sections: Vec<&'a str>,
    pub sources: Vec<Source<'a>>,
    pub fields: Vec<Field<'a>>,
    pub opinions: Vec<Record<'a>>,
}

/// Where opinions come from: a column of the printed matrix.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source<'a> {
    pub key: &'a str,
    pub heading: &'a str,
    /// What the attribution of an opinion is (都市名), if the source names any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attribution: Option<&'a str>,
}

/// A further column that the meeting declares.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Field<'a> {
    pub key: &'a str,
    pub heading: &'a str,
}

/// One opinion. Values of declared fields follow under the fields' keys.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Record<'a> {
    /// Identifies the opinion for ever.
    pub id: &'a str,
    /// Number of the section, from 1.
    #[schemars(range(min = 1))]
    pub section: usize,
    /// Category as printed; empty if there is none.
    pub category: &'a str,
    /// Second level of the category; left out if there is none.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub subcategory: &'a str,
    /// Printed number: a number, or a text where it has branches (枝番).
    pub no: No<'a>,
    /// Key of the source.
    pub source: &'a str,
    /// The opinion, verbatim; lines end in LF.
    pub text: &'a str,
    /// Who it comes from; empty if nobody is named.
    pub attribution: &'a str,
    #[serde(flatten)]
    pub fields: serde_json::Map<String, serde_json::Value>,
}

/// A printed number.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum No<'a> {
    Plain(u32),
    Branch(&'a str),
}

/// Indented JSON with a line feed at the end.
fn pretty(value: &impl Serialize) -> Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(value).map_err(|e| Diagnostic::error(words::json_write(e)))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// The records as indented JSON with a line feed at the end.
pub fn json(meeting: &Meeting, placed: &Placed) -> Result<Vec<u8>> {
    let public = || meeting.record_fields().filter(|field| !meeting.is_private(field));
    let (year, month, day) = meeting.date();
    let records = Records {
        title: &meeting.head.title,
        label: meeting.label(),
        date: format!("{year:04}-{month:02}-{day:02}"),
        sections: meeting.sections.iter().map(|s| s.title.as_str()).collect(),
        sources: meeting
            .sources
            .iter()
            .map(|s| Source { key: &s.key, heading: &s.heading, attribution: s.attribution.as_deref() })
            .collect(),
        fields: public().map(|f| Field { key: &f.key, heading: &f.heading }).collect(),
        opinions: placed
            .in_order()
            .map(|(no, opinion)| Record {
                id: &opinion.id,
                section: opinion.section + 1,
                category: &opinion.category,
                subcategory: &opinion.subcategory,
                no: no.parse().map_or(No::Branch(no), No::Plain),
                source: &meeting.sources[opinion.source].key,
                text: &opinion.text,
                attribution: &opinion.attribution,
                fields: meeting
                    .record_fields()
                    .zip(&opinion.fields)
                    .filter(|(field, _)| !meeting.is_private(field))
                    .map(|(f, value)| (f.key.clone(), value.as_str().into()))
                    .collect(),
            })
            .collect(),
    };
    pretty(&records)
}

/// One division's answer to one opinion. Values of the answer fields follow under the fields' keys.
#[derive(Debug, Serialize)]
struct Answer<'a> {
    /// Identifier of the opinion.
    id: &'a str,
    division: &'a str,
    #[serde(flatten)]
    values: serde_json::Map<String, serde_json::Value>,
}

/// The answers as indented JSON with a line feed at the end: of each opinion that a division is asked about or has
/// answered, one for each division, with empty texts for what is not answered. What is private is left out.
pub fn responses(entries: &Entries) -> Result<Vec<u8>> {
    let meeting = entries.meeting;
    let notes =
        meeting.publishes(identity::NOTE_KEY) && entries.all.iter().flat_map(|entry| &entry.answers).any(|given| !given.note.is_empty());
    let answer = |entry: &Entry, given: &Given| {
        let public = meeting.answer_fields().zip(&given.values).filter(|(field, _)| !meeting.is_private(field));
        let mut values: serde_json::Map<String, serde_json::Value> =
            public.map(|(field, value)| (field.key.clone(), (*value).into())).collect();
        if notes {
            values.insert(identity::NOTE_KEY.to_owned(), given.note.into());
        }
        serde_json::json!(Answer { id: &entry.opinion.id, division: &meeting.divisions[given.division].name, values })
    };
    let answers: Vec<serde_json::Value> =
        entries.all.iter().flat_map(|entry| entry.answers.iter().map(|given| answer(entry, given)).collect::<Vec<_>>()).collect();
    let public = meeting.answer_fields().filter(|field| !meeting.is_private(field));
    let fields: Vec<Field> = public.map(|field| Field { key: &field.key, heading: &field.heading }).collect();
    pretty(&serde_json::json!({ "fields": fields, "responses": answers }))
}

/// JSON Schema (2020-12) of what [`json`] writes.
pub fn schema() -> Result<String> {
    let schema = serde_json::to_string_pretty(&schemars::schema_for!(Records)).map_err(|e| Diagnostic::error(words::json_write(e)))?;
    Ok(schema + "\n")
}
