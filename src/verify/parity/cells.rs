//! The cells of a sheet, for those who prove what it shows.

use std::collections::BTreeMap;

use super::{ListedCell, Listing};
use crate::meeting::headings::Datum;
use crate::read::table::cell_name;
use crate::read::workbook::{Area, Kind, Sheet};
use crate::say::diag::{Diagnostic, Place, Result};
use crate::say::words;

/// The cells of a sheet.
pub(super) struct Cells<'a> {
    file: &'a str,
    sheet: &'a Sheet,
    /// The columns that are filled, by row.
    filled: BTreeMap<u32, Vec<u32>>,
}

impl<'a> Cells<'a> {
    pub fn new(file: &'a str, sheets: &'a [Sheet], name: &str) -> Result<Self> {
        let place = Place { sheet: Some(name.into()), ..Place::file(file) };
        let found = sheets.iter().find(|sheet| sheet.name == name);
        let sheet = found.ok_or_else(|| Diagnostic::error(words::parity_no_sheet(name)).at(place))?;
        let mut filled: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for ((row, column), _) in sheet.cells.iter().filter(|(_, cell)| !cell.text.is_empty() || cell.kind != Kind::Text) {
            filled.entry(*row).or_default().push(*column);
        }
        Ok(Self { file, sheet, filled })
    }

    pub fn sheet(&self) -> &'a Sheet {
        self.sheet
    }

    pub fn text(&self, row: u32, column: u32) -> &str {
        self.sheet.cells.get(&(row, column)).map_or("", |cell| &cell.text)
    }

    /// For each character of a text whether it is marked: underlined, as those are that another edition lacks.
    pub fn marks(&self, row: u32, column: u32) -> Vec<bool> {
        let Some(cell) = self.sheet.cells.get(&(row, column)) else { return Vec::new() };
        let mut marks = cell.underlined().to_vec();
        marks.resize(cell.text.chars().count(), false);
        marks
    }

    /// The rows that are filled, from the top.
    pub fn rows(&self) -> impl Iterator<Item = u32> {
        self.filled.keys().copied()
    }

    /// The rows above `end` in which something stands or which a cell from above covers, from the top.
    pub fn rows_to(&self, end: u32, merged: &BTreeMap<u32, Vec<&Area>>) -> Vec<u32> {
        let covered = |row: &u32| merged.get(row).is_some_and(|areas| areas.iter().any(|area| area.top < *row));
        (0..end).filter(|row| self.filled.contains_key(row) || covered(row)).collect()
    }

    /// The columns of a row that are filled, from the left.
    pub fn row(&self, row: u32) -> impl Iterator<Item = u32> {
        self.filled.get(&row).into_iter().flatten().copied()
    }

    pub fn place(&self, row: u32, column: u32) -> Place {
        Place { sheet: Some((&self.sheet.name).into()), cell: Some(cell_name(row + 1, column).into()), ..Place::file(self.file) }
    }

    pub fn shown(&self, row: u32, column: u32) -> ListedCell {
        ListedCell { place: self.place(row, column), text: self.text(row, column).to_owned() }
    }

    /// Only texts and numbers are what they look like.
    pub fn plain(&self, first: u32) -> Result<()> {
        let odd = self.sheet.cells.iter().find(|((row, _), cell)| *row >= first && !matches!(cell.kind, Kind::Text | Kind::Number));
        match odd {
            Some(((row, column), _)) => Err(Diagnostic::error(words::parity_not_text()).at(self.place(*row, *column)).into()),
            None => Ok(()),
        }
    }

    /// A table with one row of headings.
    pub fn table(&self, head: u32) -> Result<Listing> {
        self.plain(head)?;
        let columns: Vec<u32> = self.row(head).collect();
        let body: Vec<u32> = self.rows().filter(|row| *row > head).collect();
        for row in &body {
            if let Some(stray) = self.row(*row).find(|column| !columns.contains(column)) {
                return Err(Diagnostic::error(words::stray_cell()).at(self.place(*row, stray)).into());
            }
        }
        Ok(Listing {
            columns: columns.iter().map(|column| self.text(head, *column).to_owned()).collect(),
            rows: body.iter().map(|row| columns.iter().map(|column| self.shown(*row, *column)).collect()).collect(),
        })
    }

    /// The sheet of long texts: a text goes on below in rows without a number.
    pub fn full(&self) -> Result<Listing> {
        self.plain(0)?;
        let columns = [Datum::SectionTitle, Datum::No, Datum::Text].map(|column| column.heading().to_owned()).to_vec();
        let mut rows: Vec<Vec<ListedCell>> = Vec::new();
        for at in self.rows().filter(|at| *at > 0) {
            match rows.last_mut() {
                Some(row) if self.text(at, 1).is_empty() => row[2].text.push_str(self.text(at, 2)),
                _ => rows.push((0..3).map(|column| self.shown(at, column)).collect()),
            }
        }
        Ok(Listing { columns, rows })
    }
}
