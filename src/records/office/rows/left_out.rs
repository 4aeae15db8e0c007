//! Left out: opinions that the meeting does not want. Their numbers are said, and their labels go on: rows below, whose cells are
//! blank, still have them.

use std::collections::BTreeMap;

use ecow::EcoString;

use crate::meeting::headings::Datum;
use crate::read::table::Filled;
use crate::records::office::cells::given;
use crate::records::office::headed::Headed;
use crate::records::office::single::Below;
use crate::say::diag::{About, Diagnostic, Diagnostics};
use crate::say::words::{self, Message};

/// The labels of the rows that were left out, by column.
#[derive(Default)]
pub struct LeftOut(BTreeMap<usize, EcoString>);

impl LeftOut {
    /// Leaves a row out, and says which number it had.
    pub fn add(&mut self, headed: &Headed, cells: &[Below], say: fn(&str) -> Message, findings: &mut Diagnostics) {
        let heading = headed.heading;
        let number = heading.column_on_sheet(Datum::No);
        for (row, column, cell) in cells.iter().filter(|(.., cell)| !cell.text.trim().is_empty()) {
            if let Some(index) = heading.index(*column).filter(|index| heading.is_label(*index)) {
                self.0.insert(index, given(headed.meeting, cell, true));
            }
            if Some(*column) == number {
                let no = cell.text.trim();
                findings.push(Diagnostic::note(say(no)).about(About::LeftOut(no.to_owned())).at(headed.at(*row, *column)));
            }
        }
    }

    /// Fills the blank labels of the row below. A label that stands alone is none of an opinion's.
    pub fn fill(&mut self, headed: &Headed, row: u32, values: &mut Filled, findings: &mut Diagnostics) {
        if !headed.heading.texts().iter().any(|index| !values[*index].trim().is_empty()) {
            return;
        }
        for (index, label) in std::mem::take(&mut self.0) {
            if values[index].trim().is_empty() {
                let place = headed.at_index(row, index);
                findings.push(Diagnostic::guess(words::blank_filled(&label)).at(place).hint(words::blank_filled_hint()));
                values.set(index, label);
            }
        }
    }
}
