//! Cells: the text of a cell that is read, and what is to be said of one that shows nothing, something else, or a line through it.

use ecow::{EcoString, eco_format};

use crate::meeting::{self, Meeting};
use crate::read::workbook::{Cell, Kind};
use crate::say::diag::{Diagnostic, Diagnostics, Place};
use crate::say::{beginning, words};

/// What a cell is in its row.
#[derive(Clone, Copy)]
pub struct InRow {
    /// An opinion.
    pub is_text: bool,
    /// No number or label on which others depend.
    pub is_free: bool,
    /// Beside an opinion that is struck through, or that itself.
    pub is_beside_struck: bool,
}

/// The cells of a row, with those of them that are struck through: a row is said as one.
pub struct Struck<'m> {
    meeting: &'m Meeting,
    /// What is asked about and what is left out: the column, and how the text begins.
    asked: Vec<(u32, String)>,
    left_out: Vec<(u32, String)>,
    /// Whether an opinion is left out as a whole.
    dropped: bool,
}

impl<'m> Struck<'m> {
    pub fn new(meeting: &'m Meeting) -> Self {
        Self { meeting, asked: Vec::new(), left_out: Vec::new(), dropped: false }
    }

    /// The text of a cell that is read; nothing if it has a fault that is said here.
    pub fn value(
        &mut self,
        cell: &Cell,
        column: u32,
        in_row: InRow,
        at: &dyn Fn() -> Place,
        findings: &mut Diagnostics,
    ) -> Option<EcoString> {
        match cell.kind {
            Kind::Formula if cell.text.is_empty() => {
                findings.push(Diagnostic::error(words::formula_without_result()).at(at()).hint(words::formula_without_result_hint()));
                return None;
            }
            Kind::Error => {
                findings.push(Diagnostic::error(words::cell_error(&cell.text)).at(at()).hint(words::cell_error_hint()));
                return None;
            }
            _ if cell.doubtful => {
                let (error, hint) = match cell.kind {
                    Kind::Date => (words::cell_number(&cell.text), words::format_as_date()),
                    Kind::Number => (words::cell_number(&cell.text), words::format_as_text()),
                    _ => (words::cell_text(start(&cell.text)), words::cell_text_hint()),
                };
                findings.push(Diagnostic::error(error).at(at()).hint(hint));
            }
            _ => {}
        }
        if cell.white {
            findings.push(Diagnostic::warning(words::cell_white(start(&cell.text))).at(at()).hint(words::cell_white_hint()));
        }
        if cell.struck {
            match self.meeting.records.struck {
                None => self.asked.push((column, start(&cell.text))),
                Some(meeting::Struck::Keep) => {}
                // Without its opinion a whole number or label is not meant to go.
                Some(meeting::Struck::Drop) if !in_row.is_free && !in_row.is_beside_struck && cell.remaining().is_none() => {
                    findings.push(Diagnostic::warning(words::cell_struck_kept(start(&cell.text))).at(at()));
                }
                Some(meeting::Struck::Drop) => {
                    self.dropped |= in_row.is_text && cell.remaining().is_none();
                    match cell.remaining() {
                        Some(remaining) => findings.push(Diagnostic::warning(words::cell_struck_left(remaining)).at(at())),
                        None => self.left_out.push((column, start(&cell.text))),
                    }
                    return Some(cell.remaining().cloned().unwrap_or_default());
                }
            }
        } else if cell.red && in_row.is_text {
            findings.push(Diagnostic::note(words::cell_red()).at(at()));
        }
        Some(cell.text.clone())
    }

    /// Says what is struck through in the row, and returns whether an opinion is left out for it.
    pub fn say(self, at: &dyn Fn(u32) -> Place, is_text: &dyn Fn(u32) -> bool, findings: &mut Diagnostics) -> bool {
        let whole = |cells: &[(u32, String)]| {
            let (first, last) = (cells.first()?, cells.last()?);
            let (_, text) = cells.iter().find(|(column, _)| is_text(*column)).unwrap_or(first);
            let (mut place, end) = (at(first.0), at(last.0));
            if first.0 < last.0 {
                place.cell = place.cell.zip(end.cell).map(|(from, to)| eco_format!("{from}:{to}"));
            }
            Some((place, text.clone()))
        };
        if let Some((place, text)) = whole(&self.asked) {
            findings.push(
                Diagnostic::error(words::cell_struck(text)).at(place).hint(words::cell_struck_hint()).hint(words::cell_struck_keep_hint()),
            );
        }
        if let Some((place, text)) = whole(&self.left_out) {
            findings.push(Diagnostic::warning(words::cell_struck_dropped(text)).at(place));
        }
        self.dropped
    }
}

/// The beginning of a text, for messages.
pub fn start(text: &str) -> String {
    beginning(text.trim().lines().next().unwrap_or_default(), 20)
}
