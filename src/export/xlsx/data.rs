//! The sheet データ, one opinion to a row, for programs.
//!
//! It obeys 総務省「機械判読可能なデータの表記方法の統一ルール」: one table from the first cell, one
//! row of headings, one datum to a cell, nothing merged, nothing left out because it stands above,
//! numbers as numbers. It reads back as records: see [`crate::load`].

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, IgnoreError, Table, TableColumn, TableStyle, Worksheet, XlsxError};

use super::{COLUMN_LIMIT, PIXELS_MM, ROW_LIMIT, SIZE, around, cell, font, height, inside, running_header, set_up_page, text};
use crate::column::Column;
use crate::matrix::Matrix;
use crate::measure::Ruler;
use crate::meeting::Meeting;
use crate::record::Opinion;

/// Name of the sheet; [`crate::load`] looks for it.
const NAME: &str = "データ";
/// Name of the table, for formulas and queries.
const TABLE: &str = "意見一覧";
/// Room for the button of the filter beside a heading, in em.
const BUTTON: f64 = 1.5;
/// Least width of the opinions, in em.
const TEXT_WIDTH: f64 = 30.0;
const HEADER_FILL: u32 = 0xD9_D9_D9;

/// The columns, in their order, with the most that each may be wide, in em. The opinions take the rest.
fn columns(meeting: &Meeting) -> Vec<(Column, f64)> {
    let fixed = [
        (Column::Id, 10.0),
        (Column::Section, 6.0),
        (Column::SectionTitle, 16.0),
        (Column::Category, 10.0),
        (Column::No, 6.0),
        (Column::Source, 12.0),
        (Column::Text, 0.0),
        (Column::Attribution, 8.0),
    ];
    let fields = (0..meeting.record_fields().count()).map(|index| (Column::Field(index), 14.0));
    fixed.into_iter().chain(fields).collect()
}

/// What stands in a cell.
enum Value<'a> {
    Text(&'a str),
    Number(u32),
}

fn value<'a>(meeting: &'a Meeting, column: Column, no: u32, opinion: &'a Opinion) -> Value<'a> {
    match column {
        Column::Id => Value::Text(&opinion.id),
        Column::Section => Value::Number(opinion.section as u32 + 1),
        Column::SectionTitle => Value::Text(&meeting.sections[opinion.section].title),
        Column::Category => Value::Text(&opinion.category),
        Column::No => Value::Number(no),
        Column::Source => Value::Text(&meeting.sources[opinion.source].heading),
        Column::Text => Value::Text(&opinion.text),
        Column::Attribution => Value::Text(&opinion.attribution),
        Column::Field(index) => Value::Text(&opinion.fields[index]),
        Column::Guarded => Value::Text(""),
    }
}

fn heading(meeting: &Meeting, column: Column) -> &str {
    match column {
        Column::Field(index) => meeting.record_fields().nth(index).map_or("", |field| &field.heading),
        fixed => fixed.heading(),
    }
}

pub(super) fn write(sheet: &mut Worksheet, meeting: &Meeting, matrix: &Matrix, ruler: &Ruler) -> Result<(), XlsxError> {
    let columns = columns(meeting);
    let widths = widths(meeting, matrix, ruler, &columns);
    let last = columns.len() as u16 - 1;
    let words = cell(meeting);
    let numbers = font(meeting, SIZE).set_align(FormatAlign::Top).set_align(FormatAlign::Center).set_border(FormatBorder::Thin);
    let head = cell(meeting).set_bold().set_background_color(HEADER_FILL).set_align(FormatAlign::VerticalCenter);
    sheet.set_name(NAME)?;
    for (index, (column, _)) in columns.iter().enumerate() {
        let format = if matches!(column, Column::Section | Column::No) { &numbers } else { &words };
        sheet.set_column_width_pixels(index as u16, widths[index])?;
        sheet.set_column_format(index as u16, &format.clone().set_border(FormatBorder::None))?;
    }
    let mut row = 0;
    for (no, opinion) in matrix.in_order() {
        row += 1;
        let mut lines = 1;
        for (index, (column, _)) in columns.iter().enumerate() {
            match value(meeting, *column, no, opinion) {
                Value::Number(number) => {
                    sheet.write_number_with_format(row, index as u16, number, &numbers)?;
                }
                Value::Text(content) => {
                    text(sheet, row, index as u16, content, &words)?;
                    lines = lines.max(ruler.lines(content, inside(widths[index], SIZE)).len());
                }
            }
        }
        sheet.set_row_height_pixels(row, height(lines, SIZE).min(ROW_LIMIT))?;
    }
    head_row(sheet, meeting, ruler, &columns, &widths, &head, row)?;
    sheet.ignore_error_range(1, 0, row.max(1), last, IgnoreError::NumberStoredAsText)?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_repeat_rows(0, 0)?;
    set_up_page(sheet, &meeting.look, true);
    sheet.set_header(running_header(meeting));
    Ok(())
}

/// Makes the rows 1 to `last_row` a table and writes its headings.
fn head_row(
    sheet: &mut Worksheet,
    meeting: &Meeting,
    ruler: &Ruler,
    columns: &[(Column, f64)],
    widths: &[u32],
    format: &Format,
    last_row: u32,
) -> Result<(), XlsxError> {
    let headings: Vec<&str> = columns.iter().map(|(column, _)| heading(meeting, *column)).collect();
    if last_row > 0 {
        let named: Vec<TableColumn> =
            headings.iter().map(|heading| TableColumn::new().set_header(*heading).set_header_format(format)).collect();
        let table = Table::new().set_name(TABLE).set_style(TableStyle::Light15).set_banded_rows(false).set_columns(&named);
        sheet.add_table(0, 0, last_row, columns.len() as u16 - 1, &table)?;
    }
    let mut lines = 1;
    for (index, heading) in headings.iter().enumerate() {
        text(sheet, 0, index as u16, heading, format)?;
        lines = lines.max(ruler.lines(heading, inside(widths[index], SIZE) - BUTTON).len());
    }
    sheet.set_row_height_pixels(0, (height(lines, SIZE) + 6).min(ROW_LIMIT))?;
    Ok(())
}

/// Widths of the columns in pixels: as the longest line needs, at most as `columns` says; the opinions take the rest of the page.
fn widths(meeting: &Meeting, matrix: &Matrix, ruler: &Ruler, columns: &[(Column, f64)]) -> Vec<u32> {
    let wanted = |column: Column| {
        let longest = matrix.in_order().fold(0.0_f64, |longest, (no, opinion)| match value(meeting, column, no, opinion) {
            Value::Text(content) => content.lines().map(|line| ruler.width(line)).fold(longest, f64::max),
            Value::Number(number) => longest.max(ruler.width(&number.to_string())),
        });
        longest.max(ruler.width(heading(meeting, column)) + BUTTON)
    };
    let mut widths: Vec<u32> =
        columns.iter().map(|(column, most)| if *column == Column::Text { 0 } else { around(wanted(*column).min(*most)) }).collect();
    let (_, long) = meeting.look.paper.sides();
    let page = ((long - meeting.look.margin_left - meeting.look.margin_right) * PIXELS_MM) as u32;
    let rest = page.saturating_sub(widths.iter().sum()).clamp(around(TEXT_WIDTH), COLUMN_LIMIT);
    for (width, (column, _)) in widths.iter_mut().zip(columns) {
        if *column == Column::Text {
            *width = rest;
        }
    }
    widths
}
