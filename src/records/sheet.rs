//! XLSX through calamine, behind a check that keeps hostile files from exhausting the machine.
//!
//! calamine trusts sizes that a file states of itself, so [`inspect`] reads the archive first.
//! After that, cells are streamed; nothing is allocated for the space between them.

use std::io::Cursor;

use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};

use crate::meeting::headings::Column;
use crate::read::archive::inspect;
use crate::read::panics::guard;
use crate::read::table::{Row, Table, cell_name};
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::words;

/// Sheet that is preferred if a workbook has several: the one that we write.
pub const DATA_SHEET: &str = "データ";

/// Most bytes of all parts together, unpacked.
const UNPACKED_LIMIT: u64 = 64 << 20;
/// Most rows and columns between the headings and the last record (rows after blank ones included).
const ROW_LIMIT: u32 = 200_000;
const COLUMN_LIMIT: u32 = 256;
/// Most sheets that are looked at for the headings.
const SHEET_LIMIT: usize = 50;
/// Most UTF-16 units in a cell (ECMA-376 leaves it open; Excel's limit is 32,767).
const CELL_LIMIT: usize = 32_767;
/// Most bytes of text that are kept, so that a string used many times cannot fill the memory.
const TEXT_LIMIT: usize = 64 << 20;

/// Reads the table of the sheet データ, else of the first visible sheet that has opinions, else of the first.
pub fn table(file: &str, bytes: &[u8], warnings: &mut Diagnostics) -> Result<Table> {
    inspect(bytes, UNPACKED_LIMIT).map_err(|message| Diagnostic::error(message).at(Place::file(file)).hint(words::save_as_xlsx()))?;
    // calamine indexes and subtracts what the file says; a file made to break that must not end the program.
    let read = guard(|| read(file, bytes));
    let (table, findings) = read.unwrap_or_else(|| Err(broken(file, words::damaged_workbook())))?;
    findings.finish(table, warnings)
}

fn broken(file: &str, message: words::Message) -> Diagnostics {
    Diagnostic::error(message).at(Place::file(file)).hint(words::save_as_xlsx()).into()
}

/// The texts of the first row of a sheet that is not blank.
fn headings(book: &mut Xlsx<Cursor<&[u8]>>, sheet: &str) -> std::result::Result<Vec<String>, XlsxError> {
    let mut cells = book.worksheet_cells_reader(sheet)?;
    let (mut row, mut texts) = (None, Vec::new());
    while let Some(cell) = cells.next_cell()? {
        let text = match cell.get_value() {
            DataRef::String(text) => text.as_str(),
            DataRef::SharedString(text) => text,
            _ => continue,
        };
        if *row.get_or_insert(cell.get_position().0) != cell.get_position().0 || texts.len() > COLUMN_LIMIT as usize {
            break;
        }
        texts.push(text.to_owned());
    }
    Ok(texts)
}

fn read(file: &str, bytes: &[u8]) -> Result<(Table, Diagnostics)> {
    let fail = |e: XlsxError| match e {
        XlsxError::Password => broken(file, words::password()),
        e => broken(file, words::archive(e)),
    };
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(fail)?;
    let sheets: Vec<_> = book.sheets_metadata().iter().filter(|s| s.typ == SheetType::WorkSheet).cloned().collect();
    let visible = || sheets.iter().filter(|s| s.visible == SheetVisible::Visible);
    let mut chosen = sheets.iter().find(|s| s.name == DATA_SHEET);
    // Else the first sheet in whose headings there is one for the opinions.
    for sheet in visible().take(SHEET_LIMIT) {
        if chosen.is_none() && headings(&mut book, &sheet.name).map_err(fail)?.iter().any(|h| Column::fixed(h) == Some(Column::Text)) {
            chosen = Some(sheet);
        }
    }
    let sheet = chosen.or_else(|| visible().next()).ok_or_else(|| broken(file, words::no_sheet()))?.name.clone();
    let place = Place { sheet: Some(sheet.clone()), ..Place::file(file) };
    let mut table = Table { place: place.clone(), ..Table::default() };
    let mut findings = Diagnostics::default();
    let mut heading_row = None;
    let (mut first_column, mut text_size) = (0, 0);
    let mut cells = book.worksheet_cells_reader(&sheet).map_err(fail)?;
    while let Some(cell) = cells.next_cell().map_err(fail)? {
        let (row, column) = cell.get_position();
        let at = Place { cell: Some(cell_name(row + 1, column)), ..place.clone() };
        let number = matches!(cell.get_value(), DataRef::Int(_) | DataRef::Float(_));
        let text = match cell.get_value() {
            DataRef::Empty => continue,
            DataRef::String(text) => text.replace("\r\n", "\n"),
            DataRef::SharedString(text) => text.replace("\r\n", "\n"),
            DataRef::Int(number) => number.to_string(),
            DataRef::Float(number) => number.to_string(),
            DataRef::Bool(_) | DataRef::DateTime(_) | DataRef::DateTimeIso(_) | DataRef::DurationIso(_) => {
                findings.push(Diagnostic::error(words::cell_not_text()).at(at).hint(words::format_as_text()));
                continue;
            }
            DataRef::Error(e) => {
                findings.push(Diagnostic::error(words::cell_error(e)).at(at));
                continue;
            }
        };
        if text.is_empty() {
            continue;
        }
        text_size += text.len();
        if text.encode_utf16().count() > CELL_LIMIT || text_size > TEXT_LIMIT {
            return Err(Diagnostic::error(words::cell_too_long(CELL_LIMIT)).at(at).into());
        }
        let Some(top) = heading_row else {
            (heading_row, first_column) = (Some(row), column);
            table.headings.push(text.trim().to_owned());
            continue;
        };
        if row < top || row - top > ROW_LIMIT || column < first_column || column - first_column > COLUMN_LIMIT {
            findings.push(Diagnostic::error(words::stray_cell()).at(at).hint(words::stray_cell_hint()));
            return Err(findings);
        }
        let index = (column - first_column) as usize;
        if row == top {
            table.headings.resize(index, String::new());
            table.headings.push(text.trim().to_owned());
            continue;
        }
        if index >= table.headings.len() {
            findings.push(Diagnostic::error(words::stray_cell()).at(at).hint(words::stray_cell_hint()));
            continue;
        }
        let numbered = matches!(Column::fixed(&table.headings[index]), Some(Column::Id | Column::Section | Column::No));
        if number && !numbered {
            // What a person sees of a number is its format's doing: 0.5 may be 50%, 1 may be 001.
            findings.push(Diagnostic::error(words::cell_number()).at(at).hint(words::format_as_text()));
            continue;
        }
        if table.rows.last().is_none_or(|last| last.sheet_row != Some(row + 1)) {
            let cells = vec![String::new(); table.headings.len()];
            let place = Place { line: Some(row as usize + 1), ..place.clone() };
            table.rows.push(Row { place, sheet_row: Some(row + 1), first_column, cells });
        }
        if let Some(last) = table.rows.last_mut() {
            last.cells[index] = text;
        }
    }
    Ok((table, findings))
}
