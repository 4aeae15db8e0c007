//! The records as CSV for everybody: UTF-8 with byte order mark, one opinion a row.
//!
//! A spreadsheet program takes a cell that begins with `=`, `+`, `-` or `@` (or their full-width
//! forms, or a tab) for a formula (CWE-1236). Such a cell gets a `'` before it, and the last column
//! names the columns of the row in which that was done, so that any reader can take it off again
//! without guessing. [`crate::validate`] does.

use crate::diag::{Diagnostic, Result};
use crate::matrix::Matrix;
use crate::meeting::Meeting;
use crate::record::Column;
use crate::validate::GUARD_SEPARATOR;
use crate::words;

/// The columns before the meeting's fields, in order.
const COLUMNS: &[Column] =
    &[Column::Id, Column::Section, Column::SectionTitle, Column::Category, Column::No, Column::Source, Column::Text, Column::Attribution];

pub fn csv(meeting: &Meeting, matrix: &Matrix) -> Result<Vec<u8>> {
    let fail = |e: &dyn std::fmt::Display| Diagnostic::error(words::csv(e));
    let mut writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(b"\xef\xbb\xbf".to_vec());
    let headings: Vec<&str> = COLUMNS.iter().map(|c| c.heading()).chain(meeting.fields.iter().map(|f| f.heading.as_str())).collect();
    writer.write_record(headings.iter().copied().chain([Column::Guarded.heading()])).map_err(|e| fail(&e))?;
    for (no, opinion) in matrix.in_order() {
        let section = (opinion.section + 1).to_string();
        let no = no.to_string();
        let fixed = [
            opinion.id.as_str(),
            &section,
            &meeting.sections[opinion.section].title,
            &opinion.category,
            &no,
            &meeting.sources[opinion.source].heading,
            &opinion.text,
            &opinion.attribution,
        ];
        let cells: Vec<&str> = fixed.into_iter().chain(opinion.fields.iter().map(String::as_str)).collect();
        let guarded: Vec<&str> = headings.iter().zip(&cells).filter(|(_, cell)| is_formula(cell)).map(|(heading, _)| *heading).collect();
        let written = cells.iter().map(|cell| if is_formula(cell) { format!("'{cell}") } else { (*cell).to_owned() });
        writer.write_record(written.chain([guarded.join(GUARD_SEPARATOR)])).map_err(|e| fail(&e))?;
    }
    Ok(writer.into_inner().map_err(|e| fail(&e))?)
}

/// Whether a spreadsheet program would take the cell for a formula.
fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r'])
}
