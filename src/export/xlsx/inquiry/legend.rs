//! The sheet 選択肢: for each answer that is chosen, the choices and what they mean.

use std::ops::Range;

use rust_xlsxwriter::{FormatAlign, Worksheet, XlsxError};

use super::{Task, locked_heading, protect, range};
use crate::export::xlsx::{ROW_LIMIT, cell, height, inside};
use crate::meeting::{Field, identity};

/// Size of the text, in points.
const TEXT_SIZE: f64 = 11.0;
/// Headings and widths of the columns, in pixels: together a little less than A4 between the usual margins.
const COLUMNS: [(&str, u32); 3] = [("回答欄", 120), ("選択肢", 160), ("意味", 395)];
/// What rows are higher than their lines, in pixels.
const AIR: u32 = 6;
/// Column of the choices.
const VALUES: u16 = 1;

/// Each field that has choices, with the rows in which they stand.
fn blocks<'a>(task: &Task<'a>) -> Vec<(&'a Field, Range<u32>)> {
    let mut next = 1;
    task.fields()
        .filter(|field| !field.choices.is_empty())
        .map(|field| {
            let first = next;
            next += field.choices.len() as u32;
            (field, first..next)
        })
        .collect()
}

/// The defined names of the choices with their ranges.
pub(super) fn names(task: &Task) -> Vec<(String, String)> {
    let of = |rows: &Range<u32>| range(identity::CHOICE_SHEET, VALUES, rows.start, rows.end - 1);
    blocks(task).iter().map(|(field, rows)| (identity::choices_name(&field.key), of(rows))).collect()
}

pub(super) fn write(sheet: &mut Worksheet, task: &Task) -> Result<(), XlsxError> {
    sheet.set_name(identity::CHOICE_SHEET)?;
    for (column, (heading, width)) in (0..).zip(COLUMNS) {
        sheet.set_column_width_pixels(column, width)?;
        task.text(sheet, 0, column, heading, &locked_heading(task.meeting).set_font_size(TEXT_SIZE))?;
    }
    sheet.set_row_height_pixels(0, height(1, TEXT_SIZE) + AIR)?;
    let format = cell(&task.meeting.look).set_font_size(TEXT_SIZE).set_align(FormatAlign::VerticalCenter);
    for (field, rows) in blocks(task) {
        for (row, choice) in rows.zip(&field.choices) {
            let mut lines = 1;
            for (column, content) in [&field.heading, &choice.value, &choice.means].into_iter().enumerate() {
                task.text(sheet, row, column as u16, content, &format)?;
                lines = lines.max(task.ruler.lines(content, inside(COLUMNS[column].1, TEXT_SIZE)).len());
            }
            sheet.set_row_height_pixels(row, (height(lines, TEXT_SIZE) + AIR).min(ROW_LIMIT))?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_screen_gridlines(false);
    task.set_up(sheet, &task.desk_paper(false), false);
    protect(sheet);
    Ok(())
}
