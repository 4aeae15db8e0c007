//! Explain: what each column of a table of opinions is for, in a line, as the workbooks to start from say it.

use crate::meeting::Meeting;
use crate::meeting::headings::{COLUMNS, Column};
use crate::say::words::{self, Lang, Message};

/// What a column is for.
pub fn explanation(meeting: &Meeting, column: Column) -> Message {
    match column {
        Column::Id => words::explain_id(),
        Column::Section => words::explain_section(),
        Column::SectionTitle => words::explain_section_title(),
        Column::Category => words::explain_category(),
        Column::Subcategory => words::explain_subcategory(),
        Column::No => words::explain_no(),
        Column::Source => words::explain_source(),
        Column::Text | Column::Guarded => words::explain_text(),
        Column::Attribution => words::explain_attribution(),
        Column::Field(index) => match meeting.record_fields().nth(index) {
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
    let fields = (0..meeting.record_fields().count()).map(Column::Field);
    COLUMNS.iter().map(|(column, ..)| *column).chain(fields).any(|column| explanation(meeting, column).say(Lang::Ja) == text)
}

/// What may stand in a column, if that is a list.
pub fn values(meeting: &Meeting, column: Column) -> Vec<String> {
    match column {
        Column::Section if meeting.sections.len() > 1 => (1..=meeting.sections.len()).map(|number| number.to_string()).collect(),
        Column::SectionTitle => meeting.sections.iter().map(|section| section.title.clone()).filter(|title| !title.is_empty()).collect(),
        Column::Source if meeting.sources.len() > 1 => meeting.sources.iter().map(|source| source.key.clone()).collect(),
        Column::Field(index) => {
            meeting.record_fields().nth(index).iter().flat_map(|field| &field.choices).map(|choice| choice.value.clone()).collect()
        }
        _ => Vec::new(),
    }
}
