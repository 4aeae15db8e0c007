//! The records as CSV for everybody: UTF-8 with byte order mark, one opinion a row.
//!
//! A spreadsheet program takes a cell that begins with `=`, `+`, `-` or `@` (or their full-width
//! forms, or a tab) for a formula (CWE-1236). Such a cell gets a `'` before it, and the last column
//! names the columns of the row in which that was done, so that any reader can take it off again
//! without guessing. [`crate::validate`] does.

use ::csv::Terminator;

use crate::column::Column;
use crate::diag::{Diagnostic, Result};
use crate::matrix::Matrix;
use crate::meeting::Meeting;
use crate::record::GUARD_SEPARATOR;
use crate::record::Opinion;
use crate::response::{self, Responses};
use crate::words;

/// The columns before the meeting's fields, in order.
const COLUMNS: &[Column] =
    &[Column::Id, Column::Section, Column::SectionTitle, Column::Category, Column::No, Column::Source, Column::Text, Column::Attribution];

/// Whether the column that names the guarded cells is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guards {
    Always,
    IfNeeded,
}

pub fn csv(meeting: &Meeting, matrix: &Matrix) -> Result<Vec<u8>> {
    let headings: Vec<&str> = COLUMNS.iter().map(|c| c.heading()).chain(meeting.record_fields().map(|f| f.heading.as_str())).collect();
    let row = |(no, opinion): (u32, &Opinion)| {
        let fixed = [
            opinion.id.clone(),
            (opinion.section + 1).to_string(),
            meeting.sections[opinion.section].title.clone(),
            opinion.category.clone(),
            no.to_string(),
            meeting.sources[opinion.source].heading.clone(),
            opinion.text.clone(),
            opinion.attribution.clone(),
        ];
        fixed.into_iter().chain(opinion.fields.iter().cloned()).collect()
    };
    let rows: Vec<Vec<String>> = matrix.in_order().map(row).collect();
    table(&headings, &rows, Guards::Always, Terminator::CRLF)
}

/// The divisions' answers as `responses.csv` has them.
pub fn responses(responses: &Responses) -> Result<Vec<u8>> {
    table(&response::COLUMNS.map(|(_, heading)| heading), &responses.rows(), Guards::IfNeeded, Terminator::CRLF)
}

/// Writes headings and rows, with a byte order mark and with every cell guarded that looks like a formula.
pub fn table(headings: &[&str], rows: &[Vec<String>], guards: Guards, line_end: Terminator) -> Result<Vec<u8>> {
    let fail = |e: &dyn std::fmt::Display| Diagnostic::error(words::csv(e));
    let with_guards = guards == Guards::Always || rows.iter().flatten().any(|cell| is_formula(cell));
    let mut writer = ::csv::WriterBuilder::new().terminator(line_end).from_writer(b"\xef\xbb\xbf".to_vec());
    let last = with_guards.then(|| Column::Guarded.heading());
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
