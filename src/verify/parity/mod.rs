//! Parity: every output is read back and compared with the records, opinion by opinion, column by column.
//!
//! A reader ([`data`], [`workbook`], [`pdf`]) shares nothing with what wrote the output; it returns
//! a [`Reading`]: what a person sees, row by row. [`compare`] holds it against the records as that
//! output shows them. Nothing may be missing, nothing extra, nothing in another order, and not one
//! character may differ. An output kind that has no reader here is never said to be proved.

mod data;
mod pdf;
mod workbook;

use std::collections::BTreeSet;

use super::Subject;
use crate::character::code_point;
use crate::column::Column;
use crate::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::meeting::{Kind, Meeting};
use crate::record::Opinion;
use crate::words::{self, Message};

/// Characters shown on either side of one that differs.
const AROUND: usize = 12;

/// What an output shows: headings, and below them rows of cells, each with its place.
#[derive(Debug, Default)]
struct Reading {
    columns: Vec<String>,
    rows: Vec<Vec<Shown>>,
}

/// A cell that was read back.
#[derive(Debug, Clone)]
struct Shown {
    place: Place,
    text: String,
}

/// What an output must show.
#[derive(Debug, Default)]
struct Expected {
    columns: Vec<String>,
    /// Identifier of the opinion, and the texts under the columns.
    rows: Vec<(String, Vec<String>)>,
}

/// What was compared.
#[derive(Debug, Default)]
struct Count {
    outputs: usize,
    cells: usize,
}

/// Reads every declared output back. The warnings say what could not be compared.
pub fn prove(subject: &Subject, warnings: &mut Diagnostics) -> Result<Vec<Message>> {
    let mut count = Count::default();
    let mut findings = Diagnostics::default();
    let mut unread = Vec::new();
    for (name, kind) in subject.wanted {
        match output(subject, name, kind, warnings) {
            Ok(Some(cells)) => count = Count { outputs: count.outputs + 1, cells: count.cells + cells },
            Ok(None) => unread.push(name.as_str()),
            Err(errors) => findings.0.extend(errors.0),
        }
    }
    let mut lines = vec![words::parity_holds(count.outputs, subject.matrix.opinions.len(), count.cells)];
    if !unread.is_empty() {
        lines.push(words::parity_unread(unread.join(", ")));
    }
    findings.finish(lines, warnings)
}

/// Compares one output with the records and returns the number of cells that agree; none if its kind cannot be read back.
fn output(subject: &Subject, name: &str, kind: &Kind, warnings: &mut Diagnostics) -> Result<Option<usize>> {
    let (meeting, file) = (subject.meeting, subject.path(name));
    let opinions: Vec<(u32, &Opinion)> = subject.matrix.in_order().collect();
    let bytes = subject.read(name)?;
    match kind {
        Kind::Image { .. } => Ok(None),
        Kind::Csv => compare(&data::expected(meeting, &opinions), &data::csv(&file, &bytes)?).map(Some),
        Kind::Json => data::compare_json(meeting, &opinions, &file, &bytes).map(Some),
        Kind::Workbook => workbook::matrix(meeting, &opinions, &file, &bytes).map(Some),
        Kind::Inquiry { division } => {
            let asked = division.and_then(|index| subject.shares.get(index)).map(|share| share.opinions.as_slice()).unwrap_or_default();
            workbook::inquiry(meeting, asked, &file, &bytes).map(Some)
        }
        Kind::Pdf { template } if template == "opinion-matrix" && !has_own(subject, template) => {
            pdf::matrix(meeting, &opinions, &file, &bytes).map(Some)
        }
        Kind::Pdf { template } => {
            warnings.push(pdf::foreign(&opinions, template, &file, &bytes)?);
            Ok(None)
        }
    }
}

/// Whether the meeting brings the template, or what it is made with, itself: then nobody but the meeting knows what it shows where.
fn has_own(subject: &Subject, template: &str) -> bool {
    let own = format!("templates/{template}.typ.j2");
    subject.inputs.keys().any(|name| *name == own || name.starts_with("templates/lib/"))
}

/// The columns of the printed matrix, for PDF and print sheet: section, category, number, source, text, attribution.
fn matrix_columns() -> Vec<String> {
    use Column::{Attribution, Category, No, SectionTitle, Source, Text};
    [SectionTitle, Category, No, Source, Text, Attribution].iter().map(|column| column.heading().to_owned()).collect()
}

/// The printed matrix, with every text as `shown` has it.
fn matrix(meeting: &Meeting, opinions: &[(u32, &Opinion)], shown: impl Fn(&str) -> String) -> Expected {
    let row = |(no, opinion): &(u32, &Opinion)| {
        let cells = vec![
            meeting.section_heading(opinion.section),
            opinion.category.clone(),
            no.to_string(),
            meeting.sources[opinion.source].heading.clone(),
            shown(&opinion.text),
            shown(&opinion.attribution),
        ];
        (opinion.id.clone(), cells)
    };
    Expected { columns: matrix_columns(), rows: opinions.iter().map(row).collect() }
}

/// Holds a reading against the records; the number of cells that agree, or the first that does not.
fn compare(expected: &Expected, found: &Reading) -> Result<usize> {
    let whole = found.rows.first().and_then(|row| row.first()).map(|cell| Place { cell: None, line: None, ..cell.place.clone() });
    if expected.columns != found.columns {
        let place = whole.unwrap_or_default();
        let (wanted, is) = (expected.columns.join(", "), found.columns.join(", "));
        return Err(Diagnostic::error(words::parity_columns(wanted, is)).at(place).into());
    }
    let keys = keys(&expected.columns);
    let key =
        |cells: &mut dyn Iterator<Item = &str>| cells.enumerate().filter(|(i, _)| keys.contains(i)).map(|(_, c)| c.to_owned()).collect();
    let wanted: Vec<Vec<String>> = expected.rows.iter().map(|(_, cells)| key(&mut cells.iter().map(String::as_str))).collect();
    let is: Vec<Vec<String>> = found.rows.iter().map(|row| key(&mut row.iter().map(|cell| cell.text.as_str()))).collect();
    let (known, there): (BTreeSet<_>, BTreeSet<_>) = (wanted.iter().collect(), is.iter().collect());
    for index in 0..wanted.len().max(is.len()) {
        let record = expected.rows.get(index);
        let row = found.rows.get(index).and_then(|row| row.first());
        let (lost, strange) = (wanted.get(index).is_some_and(|k| !there.contains(k)), is.get(index).is_some_and(|k| !known.contains(k)));
        match (record, row) {
            (Some((id, cells)), Some(_)) if wanted[index] == is[index] || (lost && strange) => {
                for ((column, text), cell) in expected.columns.iter().zip(cells).zip(&found.rows[index]) {
                    same(text, &cell.text, cell.place.clone().heading(column).record(id))?;
                }
            }
            (Some((id, _)), row) if lost => {
                let place = row.map(|cell| cell.place.clone()).or(whole).unwrap_or_default();
                return Err(Diagnostic::error(words::parity_lost(said(&wanted[index]))).at(place.record(id)).into());
            }
            (_, Some(cell)) if strange => {
                return Err(Diagnostic::error(words::parity_extra(said(&is[index]))).at(cell.place.clone()).into());
            }
            (Some((id, _)), Some(cell)) => {
                let place = cell.place.clone().record(id);
                return Err(Diagnostic::error(words::parity_moved(said(&wanted[index]), said(&is[index]))).at(place).into());
            }
            (Some((id, _)), None) => {
                let place = whole.unwrap_or_default().record(id);
                return Err(Diagnostic::error(words::parity_lost(said(&wanted[index]))).at(place).into());
            }
            (None, row) => {
                let place = row.map(|cell| cell.place.clone()).unwrap_or_default();
                return Err(Diagnostic::error(words::parity_extra(is.get(index).map(|k| said(k)).unwrap_or_default())).at(place).into());
            }
        }
    }
    Ok(expected.rows.len() * expected.columns.len())
}

/// The columns by which an opinion is known in an output: its identifier, else section, number and source.
fn keys(columns: &[String]) -> Vec<usize> {
    let index = |column: Column| columns.iter().position(|heading| heading == column.heading());
    match index(Column::Id) {
        Some(id) => vec![id],
        None => [Column::SectionTitle, Column::No, Column::Source].into_iter().filter_map(index).collect(),
    }
}

fn said(key: &[String]) -> String {
    key.join(" / ")
}

/// Whether two texts are the same; an error naming the first character that differs.
fn same(expected: &str, found: &str, place: Place) -> Result<()> {
    if expected == found {
        return Ok(());
    }
    let position = expected.chars().zip(found.chars()).take_while(|(a, b)| a == b).count();
    let named = |c: char| format!("「{}」({})", c.escape_debug(), code_point(c));
    let column = place.heading.clone().unwrap_or_default();
    let message = match (expected.chars().nth(position), found.chars().nth(position)) {
        (Some(wanted), Some(is)) => words::parity_differs(column, position + 1, named(wanted), named(is)),
        (Some(wanted), None) => words::parity_ends(column, position, named(wanted)),
        (None, is) => words::parity_goes_on(column, position, is.map(named).unwrap_or_default()),
    };
    let (from, length) = (position.saturating_sub(AROUND), 2 * AROUND + 1);
    let part = |text: &str| text.chars().skip(from).take(length).collect::<String>().escape_debug().to_string();
    Err(Diagnostic::error(message).at(place).hint(words::parity_texts(part(expected), part(found))).into())
}
