//! The canonical records as JSON: attached to the PDF, written as open data, read back as input.

use schemars::JsonSchema;
use serde::Serialize;

use crate::answers::answered;
use crate::answers::answered::{Answered, Entry};
use crate::meeting::Meeting;
use crate::meeting::identity;
use crate::records::placed::Placed;

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
    /// Printed number within the section, from 1.
    #[schemars(range(min = 1))]
    pub no: u32,
    /// Key of the source.
    pub source: &'a str,
    /// The opinion, verbatim; lines end in LF.
    pub text: &'a str,
    /// Who it comes from; empty if nobody is named.
    pub attribution: &'a str,
    #[serde(flatten)]
    pub fields: serde_json::Map<String, serde_json::Value>,
}

/// The records as indented JSON with a line feed at the end.
pub fn json(meeting: &Meeting, matrix: &Placed) -> Vec<u8> {
    let (year, month, day) = meeting.date();
    let records = Records {
        title: &meeting.head.title,
        label: &meeting.head.label,
        date: format!("{year:04}-{month:02}-{day:02}"),
        sections: meeting.sections.iter().map(|s| s.title.as_str()).collect(),
        sources: meeting
            .sources
            .iter()
            .map(|s| Source { key: &s.key, heading: &s.heading, attribution: s.attribution.as_deref() })
            .collect(),
        fields: meeting.record_fields().map(|f| Field { key: &f.key, heading: &f.heading }).collect(),
        opinions: matrix
            .in_order()
            .map(|(no, opinion)| Record {
                id: &opinion.id,
                section: opinion.section + 1,
                category: &opinion.category,
                no,
                source: &meeting.sources[opinion.source].key,
                text: &opinion.text,
                attribution: &opinion.attribution,
                fields: meeting.record_fields().zip(&opinion.fields).map(|(f, value)| (f.key.clone(), value.as_str().into())).collect(),
            })
            .collect(),
    };
    let mut bytes = serde_json::to_vec_pretty(&records).unwrap_or_default();
    bytes.push(b'\n');
    bytes
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

/// The answers as indented JSON with a line feed at the end: of each opinion that is shown, one for
/// each division, with empty texts for what is not answered. What is not printed is left out.
pub fn responses(answered: &Answered) -> Vec<u8> {
    let (meeting, notes) = (answered.meeting, answered.has_notes());
    let answer = |entry: &Entry, answer: &answered::Answer| {
        let mut values: serde_json::Map<String, serde_json::Value> = meeting
            .answer_fields()
            .zip(&answer.values)
            .filter(|(field, _)| meeting.prints(&field.key))
            .map(|(field, value)| (field.key.clone(), (*value).into()))
            .collect();
        if notes {
            values.insert(identity::NOTE_KEY.to_owned(), answer.note.into());
        }
        serde_json::json!(Answer { id: &entry.opinion.id, division: &meeting.divisions[answer.division].name, values })
    };
    let answers: Vec<serde_json::Value> =
        answered.entries().flat_map(|entry| entry.answers.iter().map(|given| answer(entry, given)).collect::<Vec<_>>()).collect();
    let fields: Vec<Field> = meeting
        .answer_fields()
        .filter(|field| meeting.prints(&field.key))
        .map(|field| Field { key: &field.key, heading: &field.heading })
        .collect();
    let mut bytes = serde_json::to_vec_pretty(&serde_json::json!({ "fields": fields, "responses": answers })).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// JSON Schema (2020-12) of what [`json`] writes.
pub fn schema() -> String {
    let schema = schemars::schema_for!(Records);
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}
