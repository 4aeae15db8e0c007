//! Reads a sheet to print by its cells and merged ranges.

use std::collections::BTreeMap;

use super::cells::Cells;
use super::reading::{Medium, ReadCell, ReadLine, Reading, Spot};
use crate::read::workbook::{Area, Sheet};
use crate::say::diag::Result;

/// Name of the sheet.
pub const PRINT_SHEET: &str = "印刷用";

/// What the sheet shows, from the top; `continued` follows a label that is said again.
pub fn reading(file: &str, sheets: &[Sheet], continued: &str) -> Result<Reading> {
    let cells = Cells::new(file, sheets, PRINT_SHEET)?;
    cells.plain(0)?;
    let sheet = cells.sheet();
    let rows = sheet.cells.keys().map(|(row, _)| row + 1).max().unwrap_or(0);
    let columns = sheet.cells.keys().map(|(_, column)| column + 1).max().unwrap_or(0);
    let columns = sheet.merged.iter().filter(|area| area.top < rows).map(|area| area.right + 1).fold(columns, u32::max);
    let mut by_row: BTreeMap<u32, Vec<&Area>> = BTreeMap::new();
    for area in &sheet.merged {
        for row in area.top..=area.bottom.min(rows.saturating_sub(1)) {
            by_row.entry(row).or_default().push(area);
        }
    }
    let mut lines = Vec::new();
    for row in cells.rows_to(rows, &by_row) {
        let merged = by_row.get(&row).map(Vec::as_slice).unwrap_or_default();
        let cell = |column: u32| match merged.iter().find(|area| (area.left..=area.right).contains(&column)) {
            Some(area) if area.left < column => ReadCell::Left,
            Some(area) if area.top < row => ReadCell::Above,
            _ => ReadCell::Spot(Spot {
                place: cells.place(row, column),
                text: cells.text(row, column).to_owned(),
                lines: true,
                marks: Some(cells.marks(row, column)),
                ..Spot::default()
            }),
        };
        lines.push(ReadLine { cells: (0..columns).map(cell).collect() });
    }
    Ok(Reading { medium: Medium::Sheet { continued: continued.to_owned() }, title: None, lines })
}
