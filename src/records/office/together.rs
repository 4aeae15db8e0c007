//! Together: what several findings tell to write behind one key, as one line that says all of it.

use std::collections::BTreeSet;

use crate::say::diag::Diagnostics;
use crate::say::words::{self, Message};

/// A hint: its key, the name of its value, and the hint with another value.
type Hint = (&'static str, &'static str, fn(&str) -> Message);

/// Hints at a line that a file holds once, with the value that they put between its brackets.
const HINTS: &[Hint] = &[
    ("row_note_hint", "notes", |notes| words::row_note_hint(notes)),
    ("row_note_more_hint", "notes", |notes| words::row_note_more_hint(notes)),
    ("lines_above_hint", "notes", |notes| words::lines_above_hint(notes)),
    ("lines_above_more_hint", "notes", |notes| words::lines_above_more_hint(notes)),
];

/// Lets each of several hints at the same key tell to write what all of them do.
pub fn together(findings: &mut Diagnostics) {
    for (key, name, of) in HINTS {
        let hints = || findings.0.iter().flat_map(|finding| &finding.hints).filter(|hint| hint.key() == *key);
        if hints().count() < 2 {
            continue;
        }
        let (mut known, mut settings) = (BTreeSet::new(), Vec::new());
        let mut values: Vec<&str> = hints().map(|hint| hint.value(name)).collect();
        values.retain(|value| known.insert(*value));
        for setting in hints().flat_map(Message::settings) {
            if !settings.contains(&setting) {
                settings.push(setting);
            }
        }
        let whole = settings.into_iter().fold(of(&values.join(", ")), Message::by);
        let hints = findings.0.iter_mut().flat_map(|finding| &mut finding.hints).filter(|hint| hint.key() == *key);
        hints.for_each(|hint| *hint = whole.clone());
    }
}
