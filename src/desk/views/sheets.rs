//! Sheets: the office's table as it was read, cell by cell, with the row of its headings.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use crate::meeting::headings::{fold, is_personal};
use crate::meeting::{Meeting, UNUSED};
use crate::read::table::column_letters;
use crate::read::workbook::{self, Format, Sheet};
use crate::read::{files, separated};
use crate::records::{load, office};
use crate::say::diag::Result;
use crate::say::toml_text;

/// Most columns of a sheet that are shown.
const COLUMNS: u32 = 60;
/// Most rows that are shown at once.
const ROWS: u32 = 500;

/// The sheets of the meeting's table, `count` rows of each from row `from` on.
pub fn sheets(folder: &Path, from: u32, count: u32) -> Result<Value> {
    let meeting = Meeting::load(folder)?;
    let store = files::Folder(folder);
    let name = load::name(&meeting, &store)?;
    let bytes = files::Store::read(&store, &name)?;
    let file = files::display(&folder.join(&name));
    if name.to_lowercase().ends_with(".json") {
        // JSON is no sheet; what there is to say of it names its lines.
        return Ok(json!({ "file": name, "sheets": [] }));
    }
    let book = workbook::book(&file, &bytes)?;
    let mut shown: Vec<Value> = book.sheets.iter().filter(|sheet| sheet.visible).map(|sheet| one(&meeting, sheet, from, count)).collect();
    // Of a text file, findings name the lines.
    if let (Format::Csv, [sheet]) = (book.format, shown.as_mut_slice()) {
        let lines: BTreeMap<usize, u32> = separated::rows(&file, &bytes)?.into_iter().map(|line| (line.line, line.row + 1)).collect();
        sheet["lines"] = json!(lines);
    }
    Ok(json!({ "file": name, "sheets": shown, "unused": unused(&meeting, &book.sheets) }))
}

/// The columns of these sheets that the meeting does not read, each with the settings that read and print it; none where it is
/// personal.
fn unused(meeting: &Meeting, sheets: &[Sheet]) -> Vec<Value> {
    let headings: Vec<String> =
        sheets.iter().filter_map(|sheet| office::heading(meeting, sheet)).flat_map(|heading| heading.texts).collect();
    let named = |name: &&String| headings.iter().any(|heading| fold(heading) == fold(name));
    let unused = meeting.columns.iter().filter(|(_, meaning)| *meaning == UNUSED).map(|(name, _)| name).filter(named);
    let told = unused.map(|name| {
        let key = format!("columns.{}=", toml_text(name));
        let settings: Vec<String> = match is_personal(name) {
            true => Vec::new(),
            false => std::iter::once(key).chain(office::declare(meeting, name).settings()).collect(),
        };
        json!({ "name": name, "settings": settings })
    });
    told.collect()
}

fn one(meeting: &Meeting, sheet: &Sheet, from: u32, count: u32) -> Value {
    let heading = office::heading(meeting, sheet);
    let heads = heading.as_ref().map(|heading| [heading.top + 1, heading.bottom + 1]);
    let mut value = grid(sheet, from, count);
    value["heads"] = json!(heads);
    value
}

/// Rows of a sheet, from 1, as Excel shows them.
pub fn grid(sheet: &Sheet, from: u32, count: u32) -> Value {
    let first = from.max(1) - 1;
    let last_row = sheet.cells.keys().map(|(row, _)| *row).max().unwrap_or(0);
    let width = sheet.cells.keys().map(|(_, column)| *column + 1).max().unwrap_or(0).min(COLUMNS);
    let end = first.saturating_add(count.min(ROWS)).min(last_row + 1);
    let letters: Vec<String> = (0..width).map(column_letters).collect();
    let row = |row: u32| {
        let cells: Vec<Value> = sheet
            .cells
            .range((row, 0)..(row, width))
            .map(|((_, column), cell)| json!({ "at": column, "text": cell.text, "struck": cell.struck, "red": cell.red }))
            .collect();
        json!({ "row": row + 1, "hidden": sheet.hidden_rows.contains(&row), "cells": cells })
    };
    let rows: Vec<Value> = (first..end).map(row).collect();
    let hidden: Vec<u32> = sheet.hidden_columns.iter().copied().collect();
    json!({ "name": sheet.name, "letters": letters, "hidden": hidden, "rows": rows, "last": last_row + 1 })
}
