//! Around: what stands around the opinions on their worksheet, and is reported: comments, other tables, notes and counts below them.

use ecow::eco_format;

use super::Entry;
use crate::meeting::Meeting;
use crate::read::workbook::PICTURE;
use crate::records::office::cells::start;
use crate::records::office::explain::is_explanation;
use crate::records::office::headed::Headed;
use crate::records::office::printed::{self, is_printed};
use crate::records::office::single::{Below, is_number};
use crate::records::office::under;
use crate::say::diag::{Diagnostic, Diagnostics};
use crate::say::words::{self, Message};

/// Comments and pictures, which no paper prints. What our own workbooks say of a heading is no comment of anybody's.
pub fn comments(headed: &Headed, findings: &mut Diagnostics) {
    // Under a heading that somebody changed, too.
    let explained = |row: u32, text: &str| row <= headed.heading.bottom && is_explanation(headed.meeting, text.trim());
    for ((row, column), text) in headed.sheet.comments.iter().filter(|((row, _), text)| !explained(*row, text)) {
        let message = if text.contains(PICTURE) { words::picture_unread() } else { words::comment_unread() };
        findings.push(Diagnostic::warning(message).at(headed.at(*row, *column)).hint(words::comment_unread_hint()));
    }
}

/// Reports the tables below the one that is read, and takes their rows out.
pub fn other_tables(headed: &Headed, below: &mut Vec<&[Below]>, findings: &mut Diagnostics) {
    while let Some(other) = under::table(headed.heading, below) {
        let error = Diagnostic::error(words::table_under(other.headings.join("」「"))).at(headed.in_cell(&other.range));
        findings.push(error.hint(words::table_under_hint(other.range)));
        below.drain(other.rows);
    }
    if let Some(counts) = under::counts(below) {
        let rows: Vec<(u32, Vec<(u32, &str)>)> = below.drain(counts).map(|row| (row[0].0, under::filled(row))).collect();
        counts_below(headed, &rows, findings);
    }
}

/// Reports a table of counts below the opinions, unless it is printed.
fn counts_below(headed: &Headed, rows: &[(u32, Vec<(u32, &str)>)], findings: &mut Diagnostics) {
    let Headed { meeting, sheet, .. } = headed;
    let cells = || rows.iter().flat_map(|(_, cells)| cells);
    let (Some((first, cells_of_first)), Some((last, _))) = (rows.first(), rows.last()) else { return };
    if cells().all(|(_, text)| is_printed(meeting, text)) {
        return;
    }
    let left = cells_of_first.first().map_or(0, |(column, _)| *column);
    let right = cells().map(|(column, _)| *column).max().unwrap_or(left);
    let range = eco_format!("{}:{}", sheet.cell_name(*first, left), sheet.cell_name(*last, right));
    let table = printed::table(rows.iter().map(|(_, cells)| cells.iter().map(|(_, text)| *text)), false);
    findings.push(Diagnostic::warning(words::counts_below()).at(headed.in_cell(range)).hint(print_below(meeting, &table)));
}

/// The entries without the labels behind the last opinion, which are notes or numbers without an opinion.
pub fn notes_below(headed: &Headed, mut entries: Vec<Entry>, findings: &mut Diagnostics) -> Vec<Entry> {
    let Headed { meeting, heading, .. } = headed;
    let end = entries.iter().rposition(|entry| matches!(entry, Entry::Opinion { .. })).map_or(0, |last| last + 1);
    for entry in entries.drain(end..) {
        let Entry::Label { row, index, text } = entry else { continue };
        let place = headed.at_index(row, index);
        findings.push(match is_number(heading, index, &text) {
            true => Diagnostic::note(words::row_numbered()).at(place),
            false if is_printed(meeting, &text) => continue,
            false => Diagnostic::warning(words::row_note(start(&text))).at(place).hint(print_below(meeting, &printed::note(&text))),
        });
    }
    let is_empty_number = |entry: &Entry| matches!(entry, Entry::Label { index, text, .. } if is_number(heading, *index, text));
    for entry in entries.iter().filter(|entry| is_empty_number(entry)) {
        findings.push(Diagnostic::warning(words::row_numbered()).at(headed.at(entry.row(), heading.left)));
    }
    entries.retain(|entry| !is_empty_number(entry));
    entries
}

/// What prints a block below a paper.
fn print_below(meeting: &Meeting, block: &str) -> Message {
    let has_below = meeting.papers.iter().any(|paper| !paper.below.is_empty());
    let hint = if has_below { words::row_note_more_hint(block) } else { words::row_note_hint(block) };
    hint.by(format!("papers.1.below+={block}"))
}
