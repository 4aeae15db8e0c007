//! Headed: a worksheet with the headings of its table, as all that reads the rows below them takes it.

use ecow::EcoString;

use super::find::Heading;
use crate::meeting::Meeting;
use crate::read::workbook::Sheet;
use crate::say::diag::Place;

#[derive(Clone, Copy)]
pub struct Headed<'a> {
    pub meeting: &'a Meeting,
    /// Where the worksheet is.
    pub place: &'a Place,
    pub sheet: &'a Sheet,
    pub heading: &'a Heading,
}

impl Headed<'_> {
    /// Where a cell of the worksheet is.
    pub fn at(&self, row: u32, column: u32) -> Place {
        self.in_cell(self.sheet.cell_name(row, column))
    }

    /// Where a cell of the table is, by its column there.
    pub fn at_index(&self, row: u32, index: usize) -> Place {
        self.at(row, self.heading.sheet_column(index))
    }

    /// A place of the worksheet, by the name of a cell or a range.
    pub fn in_cell(&self, name: impl Into<EcoString>) -> Place {
        Place { cell: Some(name.into()), ..self.place.clone() }
    }
}
