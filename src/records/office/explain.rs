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

/// Whether a text is what our workbooks say of any column, whatever the meeting declared when they were made.
pub fn is_explanation(meeting: &Meeting, text: &str) -> bool {
    let of_fields = [words::explain_private(), words::explain_counts(), words::explain_required(), words::explain_field()];
    let known = COLUMNS.iter().map(|(column, ..)| explanation(meeting, *column)).chain(of_fields);
    known.map(|said| said.say(Lang::Ja)).any(|said| said == text) || text.starts_with(&words::explain_choices("").say(Lang::Ja))
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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn explain_is_known_after_settings_changed() {
        let meeting = |field: &str| {
            let toml = format!("[meeting]\ntitle = \"題\"\ndate = 2026-11-20\n[[fields]]\nkey = \"a\"\nheading = \"対応\"\n{field}\n");
            Meeting::parse(&toml, Path::new("m")).unwrap()
        };
        let fields = ["choices = [{ value = \"甲\" }]", "choices = [{ value = \"乙\" }]", "required = true", "private = true", ""];
        for (before, now) in fields.iter().flat_map(|before| fields.iter().map(move |now| (before, now))) {
            let said = explanation(&meeting(before), Datum::Field(0)).say(Lang::Ja);
            assert!(is_explanation(&meeting(now), &said), "{before} {now}: {said}");
        }
        assert!(!is_explanation(&meeting(""), "課長に確認すること"));
    }
}
