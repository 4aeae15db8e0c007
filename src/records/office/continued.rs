//! Continued: rows that go on with the row above, as in tables that were copied out of a PDF page by page.

use super::cells::start;
use super::find::Heading;
use super::headed::Headed;
use super::single::Alone;
use crate::meeting::headings::Datum;
use crate::meeting::{ContinuedRows, Meaning, Meeting};
use crate::read::table::Filled;
use crate::say::diag::Diagnostic;
use crate::say::words;

/// What a text ends with that is whole.
const ENDS: &[char] = &['。', '．', '.', '！', '!', '？', '?', '）', ')', '」', '』', '】', '〕', '…'];
/// What an item of a list begins with.
const ITEMS: &[char] = &['・', '○', '●', '◎', '◇', '◆', '□', '■', '※', '＊', '*', '-', '－', '―', '(', '（', '「'];
/// Fewest characters of a text that a page may have cut.
const LEAST: usize = 8;

/// What is to be said of a row that goes on with the row above, to which it is added if the meeting wants that; nothing of any
/// other row.
pub fn read(headed: &Headed, row: u32, above: &mut Filled, alone: &Alone) -> Option<Diagnostic> {
    let Headed { meeting, heading, .. } = headed;
    let continued = meeting.records.continued;
    let may = continued != Some(ContinuedRows::Apart) && alone.total.is_none() && !alone.dropped;
    if !may || !goes_on(meeting, heading, above, alone) {
        return None;
    }
    let (shown, place) = (start(&alone.values[alone.filled[0]]), headed.at_index(row, alone.filled[0]));
    Some(if continued.is_some() {
        join(above, alone);
        Diagnostic::guess(words::row_joined(shown)).at(place)
    } else {
        let error = Diagnostic::error(words::row_continued(shown)).at(place);
        error.hint(words::row_continued_join_hint()).hint(words::row_continued_apart_hint())
    })
}

/// Whether a row goes on in the middle of the sentences of the row above. Without numbers, which a row that goes on lacks, two
/// columns must say so.
fn goes_on(meeting: &Meeting, heading: &Heading, above: &Filled, alone: &Alone) -> bool {
    let is_text = |index: usize| match heading.meanings[index] {
        Some(Meaning::Opinions(_) | Meaning::Datum(Datum::Text)) => true,
        Some(Meaning::Datum(Datum::Field(field))) => {
            meeting.record_fields().nth(field).is_some_and(|field| field.choices.is_empty() && !meeting.is_private(field))
        }
        _ => false,
    };
    let is_whole = |text: &str| text.trim_end().ends_with(ENDS);
    let begins_anew = |text: &str| text.trim_start().starts_with(|c: char| ITEMS.contains(&c) || c.is_numeric());
    let is_cut = |index: &usize| {
        let (before, after) = (&above[*index], &alone.values[*index]);
        before.chars().count() >= LEAST && !is_whole(before) && !begins_anew(after)
    };
    let goes_with = |index: &usize| is_text(*index) && (is_cut(index) || is_whole(&above[*index]) && is_whole(&alone.values[*index]));
    let is_numbered =
        [Datum::No, Datum::Id].iter().filter_map(|column| heading.column(*column)).any(|index| !above[index].trim().is_empty());
    let cut = || alone.filled.iter().filter(|index| is_cut(index));
    alone.filled.iter().all(goes_with)
        && cut().any(|index| is_whole(&alone.values[*index]))
        && cut().count() >= if is_numbered { 1 } else { 2 }
}

/// Adds what a row says to the row above.
fn join(above: &mut Filled, alone: &Alone) {
    for index in &alone.filled {
        let joined = format!("{}{}", above[*index], alone.values[*index]);
        above.set(*index, joined);
    }
}
