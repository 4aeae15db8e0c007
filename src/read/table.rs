//! Tables: headings and rows of text as they were read, each with its place.

use std::ops::Index;

use ecow::EcoString;

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
pub fn is_guard(heading: &str) -> bool {
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
        let guarded = guards.is_some_and(|guards| row.cells[guards].split(GUARD_SEPARATOR).any(|heading| heading == self.headings[index]));
        let text = row.cells[index].as_str();
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
    /// The cells that stand elsewhere in the file: their index, and row and column, from 0.
    pub moved: Vec<(u32, (u32, u32))>,
    pub cells: Filled,
}

/// The cells of a row that hold something, by where they stand in it: most rows of a wide table have few.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filled {
    texts: Vec<(u32, EcoString)>,
    /// The cells about which an error was said: nothing more is said of what follows from it.
    faulty: Vec<u32>,
}

/// What a faulty cell holds, so that its row is none without it.
const FAULTY: EcoString = EcoString::inline("\u{10ffff}");

impl Filled {
    pub fn with_capacity(count: usize) -> Self {
        Self { texts: Vec::with_capacity(count), faulty: Vec::new() }
    }

    pub fn set(&mut self, index: usize, text: impl Into<EcoString>) {
        let (index, text) = (index as u32, text.into());
        self.faulty.retain(|at| *at != index);
        if self.texts.last().is_none_or(|(last, _)| *last < index) {
            self.texts.extend((!text.is_empty()).then_some((index, text)));
            return;
        }
        match self.texts.binary_search_by_key(&index, |(at, _)| *at) {
            Ok(at) if text.is_empty() => drop(self.texts.remove(at)),
            Ok(at) => self.texts[at].1 = text,
            Err(_) if text.is_empty() => {}
            Err(at) => self.texts.insert(at, (index, text)),
        }
    }

    /// Marks a cell about which an error was said.
    pub fn set_faulty(&mut self, index: usize) {
        self.set(index, FAULTY);
        self.faulty.push(index as u32);
    }

    pub fn is_faulty(&self, index: usize) -> bool {
        self.faulty.contains(&(index as u32))
    }

    /// The cells about which an error was said.
    pub fn faulty(&self) -> impl Iterator<Item = usize> {
        self.faulty.iter().map(|index| *index as usize)
    }

    /// Each with its place.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &EcoString)> {
        self.texts.iter().map(|(index, text)| (*index as usize, text))
    }
}

impl Index<usize> for Filled {
    type Output = EcoString;

    fn index(&self, index: usize) -> &EcoString {
        static EMPTY: EcoString = EcoString::new();
        // In most rows nothing is missing.
        if let Some((at, text)) = self.texts.get(index)
            && *at as usize == index
        {
            return text;
        }
        self.texts.binary_search_by_key(&index, |(at, _)| *at as usize).map_or(&EMPTY, |at| &self.texts[at].1)
    }
}

impl<T: Into<EcoString>> FromIterator<T> for Filled {
    fn from_iter<I: IntoIterator<Item = T>>(cells: I) -> Self {
        let mut filled = Self::default();
        cells.into_iter().enumerate().for_each(|(index, text)| filled.set(index, text));
        filled
    }
}

impl Row {
    /// The place of the cell at `index`, under `heading`.
    pub fn cell_place(&self, index: usize, heading: &str) -> Place {
        let mut place = self.place.clone().heading(heading);
        if let Some(row) = self.sheet_row {
            let usual = (row - 1, self.first_column + index as u32);
            let (row, column) = self.moved.iter().find(|(at, _)| *at as usize == index).map_or(usual, |(_, from)| *from);
            place.cell = Some(cell_name(row + 1, column).into());
            place.line = None;
        }
        place
    }
}

/// The name of a cell, such as `C12`, from its row (from 1) and column (from 0).
pub fn cell_name(row: u32, column: u32) -> String {
    format!("{}{row}", column_letters(column))
}

/// The letters of a column, such as `AA`, from 0.
pub fn column_letters(mut column: u32) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(b'A' + (column % 26) as u8);
        if column < 26 {
            break;
        }
        column = column / 26 - 1;
    }
    letters.iter().rev().map(|b| char::from(*b)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_filled() {
        let mut cells: Filled = ["a", "", "c"].into_iter().collect();
        cells.set(9, "j");
        cells.set(1, "b");
        cells.set(2, "");
        cells.set(5, "");
        assert_eq!([0, 1, 2, 5, 9, 10].map(|index| cells[index].as_str()), ["a", "b", "", "", "j", ""]);
        assert_eq!(cells.iter().map(|(index, _)| index).collect::<Vec<_>>(), [0, 1, 9]);
        cells.set_faulty(5);
        cells.set_faulty(9);
        cells.set(9, "j");
        assert_eq!((cells.faulty().collect::<Vec<_>>(), cells[5].is_empty()), (vec![5], false));
    }

    #[test]
    fn table_cell_names() {
        assert_eq!(cell_name(1, 0), "A1");
        assert_eq!(cell_name(12, 25), "Z12");
        assert_eq!(cell_name(3, 26), "AA3");
        assert_eq!(cell_name(1_048_576, 16_383), "XFD1048576");
    }
}
