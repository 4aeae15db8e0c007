//! Page: the tables of a web page that a system sends out as a workbook, one below the other as a spreadsheet program shows them.

use std::collections::{BTreeMap, BTreeSet};

use super::keep::Keep;
use super::{Area, Cell, Content, Fault, Format, Hidden, Outcome, Sheet, cell_name, damaged};
use crate::read::web::{self, PageLine, Stands};
use crate::say::words;

/// Most merged ranges.
const MERGED_LIMIT: usize = 20_000;

pub fn content(text: &str) -> Outcome<Content> {
    let web::PageLines { lines, doubts, .. } = web::lines(text)?;
    let mut sheet = sheet(lines)?;
    sheet.doubts.splice(..0, doubts.into_iter().map(|doubt| (None, doubt)));
    Ok(Content { sheets: vec![sheet], ..Content::new(Format::Xls) })
}

/// The rows of a page, or of a text, as a worksheet.
pub fn sheet(lines: Vec<PageLine>) -> Outcome<Sheet> {
    let mut sheet = Sheet { visible: true, ..Sheet::default() };
    let mut keep = Keep::default();
    // By column, the merged range that may go on in the next row: its index.
    let mut open: BTreeMap<u32, usize> = BTreeMap::new();
    let hidden = hidden(&lines)?;
    for (row, line) in (0..).zip(lines) {
        let mut goes_on: BTreeMap<u32, usize> = BTreeMap::new();
        sheet.doubts.extend(line.doubts.into_iter().map(|doubt| (Some((row, 0)), doubt)));
        for (index, text) in line.cells.into_iter().enumerate() {
            let column = u32::try_from(index).unwrap_or(u32::MAX);
            if line.covered.binary_search(&index).is_ok() {
                let area = *open.entry(column).or_insert_with(|| {
                    sheet.merged.push(Area { top: row - 1, left: column, bottom: row, right: column });
                    sheet.merged.len() - 1
                });
                sheet.merged[area].bottom = row;
                goes_on.insert(column, area);
                continue;
            }
            let joined = (column + 1..).take_while(|next| line.joined.binary_search(&(*next as usize)).is_ok()).last();
            if let Some(right) = joined.filter(|_| line.joined.binary_search(&index).is_err()) {
                sheet.merged.push(Area { top: row, left: column, bottom: row, right });
                goes_on.extend((column..=right).map(|column| (column, sheet.merged.len() - 1)));
            }
            if !text.is_empty() {
                let cell = Cell { text: text.into(), struck: line.struck.contains(&index), ..Cell::default() };
                keep.cell(&mut sheet, (row, column), cell)?;
            }
        }
        if sheet.merged.len() > MERGED_LIMIT {
            return damaged();
        }
        open = goes_on;
    }
    hidden.tell(&mut sheet);
    Ok(sheet)
}

/// The rows that are hidden, and the columns that show nothing. A cell that is hidden alone is none that a sheet can have.
fn hidden(lines: &[PageLine]) -> Outcome<Hidden> {
    let mut hidden = Hidden::default();
    let (mut seen, mut unseen) = (BTreeSet::new(), BTreeMap::new());
    for (row, line) in (0..).zip(lines) {
        if line.stands == Stands::HiddenRow {
            hidden.rows.push((row, row));
            continue;
        }
        let filled = (0..line.cells.len()).filter(|index| !line.cells[*index].is_empty() && !line.covered.contains(index));
        for index in filled.filter(|_| line.stands == Stands::Row) {
            match line.hidden.contains(&index) {
                true => drop(unseen.entry(index).or_insert(row)),
                false => drop(seen.insert(index)),
            }
        }
    }
    for (index, row) in unseen {
        let column = u32::try_from(index).unwrap_or(u32::MAX);
        if seen.contains(&index) {
            return Err(Fault { cell: Some(cell_name(row + 1, column)), ..Fault::from(words::page_hidden()) });
        }
        hidden.columns.push((column, column));
    }
    Ok(hidden)
}
