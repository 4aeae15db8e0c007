//! Together: what several findings tell to write behind one key, as one line that says all of it.

use std::collections::BTreeSet;

use crate::say::diag::{Diagnostic, Diagnostics};
use crate::say::words::{self, Key, Message, key};

/// A hint: its key, the name of its value, and the hint with another value.
type Hint = (Key, &'static str, fn(&str) -> Message);

/// Hints at a line that a file holds once, with the value that they put between its brackets.
const HINTS: &[Hint] = &[
    (key::row_note_hint, "notes", |notes| words::row_note_hint(notes)),
    (key::row_note_more_hint, "notes", |notes| words::row_note_more_hint(notes)),
    (key::lines_above_hint, "notes", |notes| words::lines_above_hint(notes)),
    (key::lines_above_more_hint, "notes", |notes| words::lines_above_more_hint(notes)),
];

/// Lets each of several hints at the same key tell to write what all of them do.
pub fn together(findings: &mut Diagnostics) {
    for (key, name, of) in HINTS {
        // In the order of the sheet.
        let mut told: Vec<&Diagnostic> = findings.0.iter().collect();
        told.sort_by_key(|finding| finding.place.as_ref().map(|place| (place.sheet.clone(), place.coordinates())));
        let hints: Vec<&Message> = told.into_iter().flat_map(|finding| &finding.hints).filter(|hint| hint.is(*key)).collect();
        if hints.len() < 2 {
            continue;
        }
        let (mut known, mut settings) = (BTreeSet::new(), Vec::new());
        let mut values: Vec<&str> = hints.iter().map(|hint| hint.value(name)).collect();
        values.retain(|value| known.insert(*value));
        for setting in hints.into_iter().flat_map(Message::settings) {
            if !settings.contains(&setting) {
                settings.push(setting);
            }
        }
        let whole = settings.into_iter().fold(of(&values.join(", ")), Message::by);
        let hints = findings.0.iter_mut().flat_map(|finding| &mut finding.hints).filter(|hint| hint.is(*key));
        hints.for_each(|hint| *hint = whole.clone());
    }
}
