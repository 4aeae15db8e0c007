//! Tables: headings and rows of text as they were read, each with its place.

use crate::say::diag::Place;

/// Records as they were read: headings and rows of text, each with its place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// The file and, for a workbook, the sheet.
    pub place: Place,
    pub headings: Vec<String>,
    pub rows: Vec<Row>,
}

/// Key and heading of the column in which our CSV names the cells that it guards (see [`crate::read::separated::write`]).
pub const GUARDED: (&str, &str) = ("guarded", "先頭の'は保護");

/// Whether a heading is that of the column.
fn is_guard(heading: &str) -> bool {
    let heading = heading.trim();
    heading.eq_ignore_ascii_case(GUARDED.0) || heading == GUARDED.1
}

/// Stands between the headings that our CSV names as guarded; no heading may hold it.
pub const GUARD_SEPARATOR: &str = "、";

impl Table {
    /// The text of a cell, with the `'` taken off where our CSV says that it put one (see [`crate::export::csv`]).
    pub fn text<'a>(&self, row: &'a Row, index: usize) -> &'a str {
        self.unguarded(row, index, self.guards())
    }

    /// The column in which our CSV names the cells that it guards.
    pub fn guards(&self) -> Option<usize> {
        self.headings.iter().position(|heading| is_guard(heading))
    }

    /// What [`Table::text`] gives, for whom knows [`Table::guards`].
    pub fn unguarded<'a>(&self, row: &'a Row, index: usize, guards: Option<usize>) -> &'a str {
        let cell = |index: usize| row.cells.get(index).map_or("", String::as_str);
        let guarded = guards.is_some_and(|guards| cell(guards).split(GUARD_SEPARATOR).any(|heading| heading == self.headings[index]));
        let text = cell(index);
        if guarded { text.strip_prefix('\'').unwrap_or(text) } else { text }
    }
}

/// One row of a [`Table`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    pub place: Place,
    /// For a workbook: the row, from 1, and for each cell its column, from 0.
    pub sheet_row: Option<u32>,
    pub first_column: u32,
    pub cells: Vec<String>,
}

impl Row {
    /// The place of the cell at `index`, under `heading`.
    pub fn cell_place(&self, index: usize, heading: &str) -> Place {
        let mut place = self.place.clone().heading(heading);
        if let Some(row) = self.sheet_row {
            place.cell = Some(cell_name(row, self.first_column + index as u32));
            place.line = None;
        }
        place
    }
}

/// The name of a cell, such as `C12`, from its row (from 1) and column (from 0).
pub fn cell_name(row: u32, mut column: u32) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(b'A' + (column % 26) as u8);
        if column < 26 {
            break;
        }
        column = column / 26 - 1;
    }
    let letters: String = letters.iter().rev().map(|b| char::from(*b)).collect();
    format!("{letters}{row}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_cell_names() {
        assert_eq!(cell_name(1, 0), "A1");
        assert_eq!(cell_name(12, 25), "Z12");
        assert_eq!(cell_name(3, 26), "AA3");
        assert_eq!(cell_name(1_048_576, 16_383), "XFD1048576");
    }
}
