//! The workbook to start from: a table of examples to overwrite, which says of each column what it is for and, where that is a
//! list, what may stand there. It reads back as records without a word.

use rust_xlsxwriter::{DataValidation, DocProperties, ExcelDateTime, Note, Workbook, Worksheet, XlsxError};

use super::{DEFAULT_CELL, SIZE, around, cell, font, saved, set_up_page, text};
use crate::meeting::Meeting;
use crate::meeting::headings::Datum;
use crate::records::office::explain;
use crate::say::diag::{Diagnostic, Result};
use crate::say::words::{self, Lang, Message};

/// Names of the sheets.
const OPINIONS: &str = "意見";
const EXPLANATIONS: &str = "説明";
/// Rows in which lists are offered: more than a table has.
const OFFERED: u32 = 2_000;
/// Most UTF-16 units of a list in a cell (Excel's limit).
const LIST_LIMIT: usize = 255;
/// Widths of columns of long texts and of others, and of explanations, in em.
const LONG: f64 = 40.0;
const SHORT: f64 = 9.0;
const EXPLAINED: f64 = 60.0;
/// Fewest characters of an example in a column of long texts.
const LONG_TEXT: usize = 30;
const HEADER_FILL: u32 = 0xD9_D9_D9;

/// A workbook with these headings and these examples under them.
pub fn starting(meeting: &Meeting, headings: &[String], rows: &[Vec<String>]) -> Result<Vec<u8>> {
    let made = || -> std::result::Result<Vec<u8>, XlsxError> {
        let (year, month, day) = meeting.date();
        let mut workbook = Workbook::new();
        let created = ExcelDateTime::from_ymd(year, month, day)?;
        workbook.set_properties(&DocProperties::new().set_title(&meeting.head.title).set_creation_datetime(&created));
        workbook.set_default_format(&font(&meeting.look, SIZE), DEFAULT_CELL.0, DEFAULT_CELL.1)?;
        opinions(workbook.add_worksheet(), meeting, headings, rows)?;
        explanations(workbook.add_worksheet(), meeting, headings)?;
        saved(workbook)
    };
    made().map_err(|e| Diagnostic::error(words::workbook(e)).hint(words::own_fault_hint()).into())
}

/// What a paper's reader would be told: the workbooks are in Japanese, as the papers are.
fn said(message: &Message) -> String {
    message.say(Lang::Ja)
}

fn opinions(sheet: &mut Worksheet, meeting: &Meeting, headings: &[String], rows: &[Vec<String>]) -> std::result::Result<(), XlsxError> {
    let plain = cell(&meeting.look);
    let head = plain.clone().set_bold().set_background_color(HEADER_FILL);
    sheet.set_name(OPINIONS)?;
    for (index, heading) in (0..).zip(headings) {
        // A row of separated text may end before its last columns.
        let values = || rows.iter().map(|row| row.get(usize::from(index)).map_or("", String::as_str));
        let is_long = values().any(|value| value.chars().count() > LONG_TEXT);
        sheet.set_column_width_pixels(index, around(if is_long { LONG } else { SHORT }))?;
        sheet.set_column_format(index, &plain.clone().set_border(rust_xlsxwriter::FormatBorder::None))?;
        text(sheet, 0, index, heading, &head)?;
        for (row, value) in (1..).zip(values()) {
            text(sheet, row, index, value, &plain)?;
        }
        if let Some(column) = meeting.datum(heading) {
            let note = Note::new(said(&explain::explanation(meeting, column))).add_author_prefix(false);
            sheet.insert_note(0, index, &note)?;
            offer(sheet, meeting, column, index)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_repeat_rows(0, 0)?;
    set_up_page(sheet, &meeting.look, true);
    Ok(())
}

/// Offers what may stand in a column as a list, if it fits one.
fn offer(sheet: &mut Worksheet, meeting: &Meeting, column: Datum, index: u16) -> std::result::Result<(), XlsxError> {
    let values = explain::values(meeting, column);
    let units = values.join(",").encode_utf16().count();
    if values.is_empty() || units > LIST_LIMIT || values.iter().any(|value| value.contains(',')) {
        return Ok(());
    }
    let list = DataValidation::new().allow_list_strings(&values)?.set_error_title(said(&words::offer_title()))?;
    sheet.add_data_validation(1, index, OFFERED, index, &list.set_error_message(said(&words::offer_message()))?)?;
    Ok(())
}

fn explanations(sheet: &mut Worksheet, meeting: &Meeting, headings: &[String]) -> std::result::Result<(), XlsxError> {
    let plain = cell(&meeting.look);
    let head = plain.clone().set_bold().set_background_color(HEADER_FILL);
    sheet.set_name(EXPLANATIONS)?;
    sheet.set_column_width_pixels(0, around(SHORT * 2.0))?;
    sheet.set_column_width_pixels(1, around(EXPLAINED))?;
    text(sheet, 0, 0, &said(&words::explain_how()), &font(&meeting.look, SIZE))?;
    text(sheet, 2, 0, &said(&words::explain_column()), &head)?;
    text(sheet, 2, 1, &said(&words::explain_what()), &head)?;
    let explained = headings.iter().filter_map(|heading| Some((heading, meeting.datum(heading)?)));
    for (row, (heading, column)) in (3..).zip(explained) {
        text(sheet, row, 0, heading, &plain)?;
        text(sheet, row, 1, &said(&explain::explanation(meeting, column)), &plain)?;
    }
    set_up_page(sheet, &meeting.look, false);
    Ok(())
}
