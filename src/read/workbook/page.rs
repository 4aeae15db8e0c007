//! Page: the tables of a web page that a system sends out as a workbook, one below the other as a spreadsheet program shows them.

use std::collections::BTreeMap;

use super::keep::Keep;
use super::{Area, Cell, Content, Format, Outcome, Sheet, damaged};
use crate::read::web;
use crate::say::words;

/// Most merged ranges.
const MERGED_LIMIT: usize = 20_000;

pub fn content(text: &str) -> Outcome<Content> {
    let mut sheet = Sheet { visible: true, ..Sheet::default() };
    let mut keep = Keep::default();
    // By column, the merged range that may go on in the next row: its index.
    let mut open: BTreeMap<u32, usize> = BTreeMap::new();
    let lines = web::lines(text).ok_or_else(|| words::returned_cells(web::CELL_LIMIT))?;
    for (row, line) in (0..).zip(lines) {
        let mut goes_on: BTreeMap<u32, usize> = BTreeMap::new();
        for (index, text) in line.cells.into_iter().enumerate() {
            let column = u32::try_from(index).unwrap_or(u32::MAX);
            if line.covered.binary_search(&index).is_ok() {
                let area = *open.entry(column).or_insert_with(|| {
                    sheet.merged.push(Area { top: row - 1, left: column, bottom: row, right: column });
                    sheet.merged.len() - 1
                });
                sheet.merged[area].bottom = row;
                goes_on.insert(column, area);
            } else if !text.is_empty() {
                let cell = Cell { text: text.into(), struck: line.struck.contains(&index), ..Cell::default() };
                keep.cell(&mut sheet, (row, column), cell)?;
            }
        }
        if sheet.merged.len() > MERGED_LIMIT {
            return damaged();
        }
        open = goes_on;
    }
    Ok(Content { sheets: vec![sheet], ..Content::new(Format::Xls) })
}
