//! CSV and tab-separated text: UTF-8 with or without byte order mark, UTF-16 with one, or CP932.
//!
//! Written, it is UTF-8 with a byte order mark. A spreadsheet program takes a cell that begins with `=`, `+`,
//! `-` or `@` (or their full-width forms, or a tab) for a formula (CWE-1236). Such a cell gets a `'` before it,
//! and the last column names the columns of the row in which that was done, so that any reader can take it off
//! again without guessing: [`Table::text`] does.

use csv::Terminator;

use crate::read::table::{GUARD_SEPARATOR, GUARDED, Row, Table};
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::words;

/// Reads a table; the first row that is not blank holds the headings.
pub fn table(file: &str, bytes: &[u8], warnings: &mut Diagnostics) -> Result<Table> {
    let text = decode(file, bytes)?;
    let delimiter = delimiter(&text) as u8;
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let mut table = Table { place: Place::file(file), ..Table::default() };
    let mut findings = Diagnostics::default();
    for record in reader.records() {
        let record = record.map_err(|e| Diagnostic::error(words::csv(e)).at(Place::file(file)))?;
        // The reader reports where it stood before it skipped blank lines.
        let position = record.position().map_or((1, 0), |p| (p.line() as usize, p.byte() as usize));
        let line = position.0 + text[position.1..].chars().take_while(|c| matches!(c, '\r' | '\n')).filter(|c| *c == '\n').count();
        if record.iter().all(str::is_empty) {
            continue;
        }
        if table.headings.is_empty() {
            table.headings = record.iter().map(|h| h.trim().to_owned()).collect();
            continue;
        }
        let place = Place::line(file, line);
        let (columns, cells) = (table.headings.len(), record.len());
        if record.iter().skip(columns).any(|cell| !cell.is_empty()) {
            findings.push(Diagnostic::error(words::too_many_cells(cells, columns)).at(place.clone()).hint(words::quote_cells()));
        } else if cells < columns {
            findings.push(Diagnostic::warning(words::too_few_cells(cells, columns)).at(place.clone()));
        }
        let cells = record.iter().take(columns).map(|cell| cell.replace("\r\n", "\n")).collect();
        table.rows.push(Row { place, cells, ..Row::default() });
    }
    if table.headings.is_empty() {
        findings.push(Diagnostic::error(words::empty_file()).at(Place::file(file)));
    }
    misquoted(file, &text, delimiter, &mut findings);
    findings.finish(table, warnings)
}

/// What stands between the cells of a text: tabs, if its first line has some and no comma.
pub fn delimiter(text: &str) -> char {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    if first.contains('\t') && !first.contains(',') { '\t' } else { ',' }
}

/// Reports quotes that the reader would drop without a word: text behind a closing quote, and a
/// quote that is never closed (RFC 4180, section 2, rules 5 to 7).
fn misquoted(file: &str, text: &str, delimiter: u8, findings: &mut Diagnostics) {
    let (mut line, mut opened) = (1, 1);
    let (mut at_start, mut quoted, mut closed) = (true, false, false);
    for c in text.chars() {
        let ends_cell = c == char::from(delimiter) || c == '\n' || c == '\r';
        match c {
            '"' if quoted => (quoted, closed) = (false, true),
            // A doubled quote stands for one: the cell goes on.
            '"' if closed => (quoted, closed) = (true, false),
            '"' if at_start => (quoted, opened) = (true, line),
            _ if closed && !ends_cell => {
                findings.push(Diagnostic::error(words::after_quote()).at(Place::line(file, line)).hint(words::open_quote_hint()));
                closed = false;
            }
            _ => {}
        }
        if !quoted {
            at_start = ends_cell;
            closed &= !ends_cell;
        }
        line += usize::from(c == '\n');
    }
    if quoted {
        findings.push(Diagnostic::error(words::open_quote()).at(Place::line(file, opened)).hint(words::open_quote_hint()));
    }
}

/// The text of `bytes`: what a byte order mark says, else UTF-8, else CP932, which Excel writes in Japan.
pub fn decode(file: &str, bytes: &[u8]) -> Result<String> {
    if let Some((encoding, length)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, damaged) = encoding.decode_without_bom_handling(&bytes[length..]);
        if !damaged {
            return Ok(text.into_owned());
        }
    } else if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.to_owned());
    } else if let Some(text) = encoding_rs::SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes) {
        return Ok(text.into_owned());
    }
    Err(Diagnostic::error(words::unknown_encoding()).at(Place::file(file)).hint(words::save_as_utf8()).into())
}

/// Whether the column that names the guarded cells is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guards {
    Always,
    IfNeeded,
}

/// Writes headings and rows, with a byte order mark and with every cell guarded that looks like a formula.
pub fn write(headings: &[&str], rows: &[Vec<String>], guards: Guards, line_end: Terminator) -> Result<Vec<u8>> {
    let fail = |e: &dyn std::fmt::Display| Diagnostic::error(words::csv(e));
    let with_guards = guards == Guards::Always || rows.iter().flatten().any(|cell| is_formula(cell));
    let mut writer = csv::WriterBuilder::new().terminator(line_end).from_writer(b"\xef\xbb\xbf".to_vec());
    let last = with_guards.then_some(GUARDED.1);
    writer.write_record(headings.iter().copied().chain(last)).map_err(|e| fail(&e))?;
    for row in rows {
        let guarded: Vec<&str> = headings.iter().zip(row).filter(|(_, cell)| is_formula(cell)).map(|(heading, _)| *heading).collect();
        let cells = row.iter().map(|cell| if is_formula(cell) { format!("'{cell}") } else { cell.clone() });
        writer.write_record(cells.chain(with_guards.then(|| guarded.join(GUARD_SEPARATOR)))).map_err(|e| fail(&e))?;
    }
    Ok(writer.into_inner().map_err(|e| fail(&e))?)
}

/// Whether a spreadsheet program would take the cell for a formula.
fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r'])
}
