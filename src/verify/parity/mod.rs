//! Parity: every output is read back and compared with the records, opinion by opinion, column by column.
//!
//! A reader ([`data`], [`workbook`], [`pdf`], [`response`]) shares nothing with what wrote the output; it returns
//! a [`Reading`]: what a person sees, row by row. [`compare`] holds it against the records as that
//! output shows them. Nothing may be missing, nothing extra, nothing in another order, and not one
//! character may differ. An output kind that has no reader here is never said to be proved.

mod data;
mod pdf;
mod response;
mod workbook;

use std::collections::BTreeSet;

use super::Subject;
use crate::meeting::headings::Column;
use crate::meeting::{Kind, Meeting, View};
use crate::read::character::code_point;
use crate::records::record::Opinion;
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::words;
use crate::say::words::Message;

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
    match (kind, &meeting.response) {
        (Kind::ResponseWorkbook, Some(handout)) => return response::workbook(subject, handout, &file, &bytes).map(Some),
        (Kind::Pdf { template, view: View::OpinionResponse }, Some(handout))
            if template == "opinion-response" && !has_own(subject, template) =>
        {
            return response::handout(subject, handout, &file, &bytes).map(Some);
        }
        _ => {}
    }
    match kind {
        Kind::Image { .. } | Kind::ResponseWorkbook => Ok(None),
        Kind::Csv => compare(&data::expected(meeting, &opinions), &data::csv(&file, &bytes)?).map(Some),
        Kind::Json => data::compare_json(meeting, &opinions, &file, &bytes).map(Some),
        Kind::Workbook => workbook::matrix(meeting, &opinions, &file, &bytes).map(Some),
        Kind::Inquiry { division } => {
            let asked = division.and_then(|index| subject.shares.get(index)).map(|share| share.opinions.as_slice()).unwrap_or_default();
            workbook::inquiry(meeting, asked, &file, &bytes).map(Some)
        }
        Kind::Pdf { template, .. } if template == "opinion-matrix" && !has_own(subject, template) => {
            pdf::matrix(meeting, &opinions, &file, &bytes).map(Some)
        }
        Kind::Pdf { template, .. } => {
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
    let first = found.rows.first().and_then(|row| row.first()).map(|cell| cell.place.clone()).unwrap_or_default();
    let whole = Place { cell: None, line: None, heading: None, ..first };
    if expected.columns != found.columns {
        let message = words::parity_columns(expected.columns.join(", "), found.columns.join(", "));
        return Err(Diagnostic::error(message).at(whole).into());
    }
    let keys = keys(&expected.columns);
    let key = |cell: &dyn Fn(usize) -> String| keys.iter().map(|column| cell(*column)).collect::<Vec<_>>().join(" / ");
    let wanted: Vec<String> = expected.rows.iter().map(|(_, cells)| key(&|column| cells[column].clone())).collect();
    let is: Vec<String> = found.rows.iter().map(|row| key(&|column| row[column].text.clone())).collect();
    let (known, there): (BTreeSet<&String>, BTreeSet<&String>) = (wanted.iter().collect(), is.iter().collect());
    for index in 0..wanted.len().max(is.len()) {
        let cell = found.rows.get(index).and_then(|row| row.first());
        let place = cell.map_or_else(|| whole.clone(), |cell| Place { heading: None, ..cell.place.clone() });
        let id = expected.rows.get(index).map(|(id, _)| id.as_str()).unwrap_or_default();
        let message = match (wanted.get(index), is.get(index)) {
            // Where neither is known elsewhere, it is one opinion whose key has changed.
            (Some(wanted), Some(is)) if wanted == is || !(there.contains(wanted) || known.contains(is)) => {
                row(&expected.columns, &expected.rows[index], &found.rows[index])?;
                continue;
            }
            (Some(wanted), is) if is.is_none() || !there.contains(wanted) => words::parity_lost(wanted),
            (_, Some(is)) if !known.contains(is) || wanted.len() <= index => {
                return Err(Diagnostic::error(words::parity_extra(is)).at(place).into());
            }
            (wanted, is) => words::parity_moved(wanted.map_or("", String::as_str), is.map_or("", String::as_str)),
        };
        return Err(Diagnostic::error(message).at(place.record(id)).into());
    }
    Ok(expected.rows.len() * expected.columns.len())
}

/// Compares the cells of one opinion.
fn row(columns: &[String], (id, texts): &(String, Vec<String>), cells: &[Shown]) -> Result<()> {
    for ((column, text), cell) in columns.iter().zip(texts).zip(cells) {
        let place = cell.place.clone().record(id);
        same(text, &cell.text, column, if place.heading.is_none() { place.heading(column) } else { place })?;
    }
    Ok(())
}

/// The columns by which an opinion is known in an output: its identifier, else section, number and source.
fn keys(columns: &[String]) -> Vec<usize> {
    let index = |column: Column| columns.iter().position(|heading| heading == column.heading());
    match index(Column::Id) {
        Some(id) => vec![id],
        None => [Column::SectionTitle, Column::No, Column::Source].into_iter().filter_map(index).collect(),
    }
}

/// Whether two texts are the same; an error naming the first character that differs.
fn same(expected: &str, found: &str, column: &str, place: Place) -> Result<()> {
    if expected == found {
        return Ok(());
    }
    let position = expected.chars().zip(found.chars()).take_while(|(a, b)| a == b).count();
    let named = |c: char| format!("「{}」({})", c.escape_debug(), code_point(c));
    let message = match (expected.chars().nth(position), found.chars().nth(position)) {
        (Some(wanted), Some(is)) => words::parity_differs(column, position + 1, named(wanted), named(is)),
        (Some(wanted), None) => words::parity_ends(column, position, named(wanted)),
        (None, is) => words::parity_goes_on(column, position, is.map(named).unwrap_or_default()),
    };
    let (from, length) = (position.saturating_sub(AROUND), 2 * AROUND + 1);
    let part = |text: &str| text.chars().skip(from).take(length).collect::<String>().escape_debug().to_string();
    Err(Diagnostic::error(message).at(place).hint(words::parity_texts(part(expected), part(found))).into())
}
