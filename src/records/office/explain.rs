//! Explain: what each column of a table of opinions is for, in a line, as the workbooks to start from say it.

use crate::meeting::Meeting;
use crate::meeting::headings::{COLUMNS, Datum};
use crate::say::words::{self, Lang, Message};

/// What a column is for.
pub fn explanation(meeting: &Meeting, column: Datum) -> Message {
    match column {
        Datum::Id => words::explain_id(),
        Datum::Section => words::explain_section(),
        Datum::SectionTitle => words::explain_section_title(),
        Datum::Category => words::explain_category(),
        Datum::Subcategory => words::explain_subcategory(),
        Datum::No => words::explain_no(),
        Datum::Source => words::explain_source(),
        Datum::Text | Datum::Guarded => words::explain_text(),
        Datum::Attribution => words::explain_attribution(),
        Datum::Field(index) => match meeting.record_fields().nth(index) {
            Some(field) if meeting.is_private(field) => words::explain_private(),
            Some(field) if field.counts => words::explain_counts(),
            Some(field) if !field.choices.is_empty() => words::explain_choices(values(meeting, column).join("、")),
            Some(field) if field.is_required() => words::explain_required(),
            Some(_) | None => words::explain_field(),
        },
    }
}

/// Whether a text is what our workbooks say of any column.
pub fn is_explanation(meeting: &Meeting, text: &str) -> bool {
    let fields = (0..meeting.record_fields().count()).map(Datum::Field);
    COLUMNS.iter().map(|(column, ..)| *column).chain(fields).any(|column| explanation(meeting, column).say(Lang::Ja) == text)
}

/// What may stand in a column, if that is a list.
pub fn values(meeting: &Meeting, column: Datum) -> Vec<String> {
    match column {
        Datum::Section if meeting.sections.len() > 1 => (1..=meeting.sections.len()).map(|number| number.to_string()).collect(),
        Datum::SectionTitle => meeting.sections.iter().map(|section| section.title.clone()).filter(|title| !title.is_empty()).collect(),
        Datum::Source if meeting.sources.len() > 1 => meeting.sources.iter().map(|source| source.key.clone()).collect(),
        Datum::Field(index) => {
            meeting.record_fields().nth(index).iter().flat_map(|field| &field.choices).map(|choice| choice.value.clone()).collect()
        }
        _ => Vec::new(),
    }
}
