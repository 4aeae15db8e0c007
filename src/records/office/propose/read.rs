//! Read: the opinions as the program reads them with a draft.

use super::texts::title;
use crate::meeting::Meeting;
use crate::meeting::headings::{Datum, fold};
use crate::read::table::Filled;
use crate::read::workbook::Book;
use crate::records::office::{self, KnownTable};
use crate::say::diag::{Diagnostics, Result};

/// Most sections or sources that values of a column become, and most characters of each.
pub const LABELS: usize = 30;
const LABEL_LENGTH: usize = 60;

/// What a cell says; nothing where it has a fault.
fn said(cells: &Filled, index: usize) -> &str {
    if cells.is_faulty(index) { "" } else { cells[index].trim() }
}

/// The opinions as the program reads them with a draft.
pub struct Read {
    tables: Vec<KnownTable>,
}

impl Read {
    pub fn new(book: &Book, meeting: &Meeting) -> Result<Self> {
        Ok(Self { tables: office::records(meeting, book, &mut Diagnostics::ignored("they are of a draft that is not kept"))?.tables })
    }

    /// Whether labels that stand over the opinions, and in no column of theirs, were read as what this column has.
    pub fn has_over(&self, column: Datum) -> bool {
        let is_over = |known: &KnownTable| {
            let added = (known.width..known.columns.len()).filter(|index| known.columns[*index] == Some(column));
            added.into_iter().any(|index| known.table.rows.iter().any(|row| !row.cells[index].trim().is_empty()))
        };
        self.tables.iter().any(is_over)
    }

    /// The values under a heading, in order, with what merged and blank cells stand for.
    pub fn values(&self, heading: &str) -> Vec<&str> {
        let folded = fold(heading);
        let of = |known: &KnownTable| known.table.headings.iter().position(|text| fold(text) == folded);
        let cells = self.tables.iter().filter_map(|known| of(known).map(|index| (known, index)));
        cells.flat_map(|(known, index)| known.table.rows.iter().map(move |row| said(&row.cells, index))).collect()
    }

    /// The different values under a heading in order, and whether they can be labels: short, none missing.
    pub fn labels(&self, heading: &str) -> (Vec<String>, bool) {
        let values = self.values(heading);
        let mut different: Vec<String> = Vec::new();
        for value in values.iter().map(|value| title(value)).filter(|value| !value.is_empty()) {
            if different.iter().all(|known| fold(known) != fold(&value)) {
                different.push(value);
            }
        }
        let fits = |value: &String| value.chars().count() <= LABEL_LENGTH;
        let usable = values.iter().all(|value| !value.is_empty()) && different.len() <= LABELS && different.iter().all(fits);
        (different, usable)
    }
}
