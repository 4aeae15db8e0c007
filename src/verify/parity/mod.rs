//! Parity: every output is read back and compared with the records, opinion by opinion, column by column.
//!
//! Papers are proved in two steps. The [`oracle`] holds what a paper says, its [`Document`], against the records
//! and responses, sharing nothing with what built it. Then a reader for each medium ([`pdf`], [`sheet`], [`page`]) returns
//! what a person finds in the finished file, and [`compare`] holds that against the Document. Nothing may be
//! missing, nothing extra, nothing in another order, and not one character may differ.
//!
//! Data files ([`data`]) and inquiries ([`inquiry`]) are lists, compared with the records directly. An output
//! that has no reader here is never said to be proved.

mod cells;
mod compare;
mod data;
mod inquiry;
mod oracle;
mod page;
mod pdf;
mod reading;
mod sheet;

use std::collections::BTreeSet;

use self::compare::compare;
use super::Subject;
use crate::document::Document;
use crate::meeting::headings::Column;
use crate::meeting::paper::Paper;
use crate::meeting::{Kind, identity};
use crate::read::character::code_point;
use crate::read::pdf::Pdf;
use crate::read::workbook::{Sheet, book};
use crate::records::record::Opinion;
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::words;
use crate::say::words::Message;

/// Characters shown on either side of one that differs.
const AROUND: usize = 12;

/// A list of opinions: headings, and below them rows of cells, each with its place.
#[derive(Debug, Default)]
struct Listing {
    columns: Vec<String>,
    rows: Vec<Vec<Shown>>,
}

/// A cell that was read back.
#[derive(Debug, Clone)]
struct Shown {
    place: Place,
    text: String,
}

/// What a list must show.
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

/// Name under which the records are attached to a PDF.
const ATTACHMENT: &str = "opinions.json";
/// And the answers.
const ATTACHED_ANSWERS: &str = "responses.json";

/// Reads every declared output back. The warnings say what could not be compared.
pub fn prove(subject: &Subject, warnings: &mut Diagnostics) -> Result<Vec<Message>> {
    let mut count = Count::default();
    let mut findings = Diagnostics::default();
    let mut unread = Vec::new();
    let mut wrong = BTreeSet::new();
    for (index, (paper, document)) in subject.meeting.papers.iter().zip(subject.documents).enumerate() {
        let errors = told(subject, index, paper, document);
        if errors.has_errors() {
            wrong.insert(index);
        }
        findings.0.extend(errors.0);
    }
    for (name, kind) in subject.wanted {
        // A paper that says the wrong thing proves nothing, however well it is printed.
        if kind.paper().is_some_and(|paper| wrong.contains(&paper)) {
            continue;
        }
        match output(subject, name, *kind, warnings) {
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

/// Whether a paper says what the records say, whatever file it is printed in.
fn told(subject: &Subject, index: usize, paper: &Paper, document: &Document) -> Diagnostics {
    let named = subject.wanted.iter().find(|(_, kind)| kind.paper() == Some(index));
    let file = named.map_or_else(|| paper.label.clone(), |(name, _)| subject.path(name));
    let records = oracle::Records {
        newer: oracle::Side { meeting: subject.meeting, opinions: subject.matrix.in_order().collect() },
        older: subject.older.map(|(meeting, placed)| oracle::Side { meeting, opinions: placed.in_order().collect() }),
        responses: subject.responses,
        shares: subject.shares,
    };
    oracle::check(document, paper, &records, &file)
}

/// Compares one output and returns the number of cells that agree; none if its kind cannot be read back.
fn output(subject: &Subject, name: &str, kind: Kind, warnings: &mut Diagnostics) -> Result<Option<usize>> {
    let (meeting, file) = (subject.meeting, subject.path(name));
    let opinions: Vec<(&str, &Opinion)> = subject.matrix.in_order().collect();
    let bytes = subject.read(name)?;
    let document = |paper: usize| subject.documents.get(paper).zip(meeting.papers.get(paper));
    match kind {
        Kind::Image { .. } => Ok(None),
        Kind::Csv => compare_lists(&data::expected(meeting, &opinions), &data::csv(&file, &bytes)?).map(Some),
        Kind::Json => data::compare_json(meeting, &opinions, &file, &bytes).map(Some),
        Kind::Inquiry { division } => {
            let asked = division.and_then(|index| subject.shares.get(index)).map(|share| share.opinions.as_slice()).unwrap_or_default();
            inquiry::inquiry(meeting, asked, &file, &bytes).map(Some)
        }
        Kind::Page { paper } => {
            let Some((document, _)) = document(paper) else { return Ok(None) };
            compare(document, &page::reading(&file, &bytes)?, &file).map(Some)
        }
        Kind::Workbook { paper } => {
            let Some((document, _)) = document(paper) else { return Ok(None) };
            let book = book(&file, &bytes)?;
            let cells = compare(document, &sheet::reading(&file, &book.sheets, &meeting.look.continued)?, &file)?;
            Ok(Some(cells + records_sheet(subject, document, &opinions, &file, &book.sheets)?))
        }
        Kind::Pdf { paper } => {
            let Some((document, paper)) = document(paper) else { return Ok(None) };
            let pdf = pdf::pdf(&file, &bytes)?;
            if let Some(template) = own(subject, paper) {
                warnings.push(foreign(&opinions, &template, &file, &pdf));
                return Ok(None);
            }
            let cells = compare(document, &pdf::reading(&file, &pdf), &file)?;
            Ok(Some(cells + attached(subject, document, &opinions, &file, &pdf)?))
        }
    }
}

/// The template, or what it is made with, where the meeting brings its own: then nobody but the meeting knows
/// what it shows where.
fn own(subject: &Subject, paper: &Paper) -> Option<String> {
    let lib = || subject.inputs.keys().find(|name| name.starts_with("templates/"));
    paper.template.clone().or_else(|| lib().cloned())
}

/// Compares the records that a PDF carries and, where the paper shows answers, those.
fn attached(subject: &Subject, document: &Document, opinions: &[(&str, &Opinion)], file: &str, pdf: &Pdf) -> Result<usize> {
    let find = |name: &str| -> Result<(String, &[u8])> {
        let place = format!("{file}#{name}");
        let found = pdf.attachments.iter().find(|attachment| attachment.name == name);
        found.map(|attachment| (place.clone(), attachment.bytes.as_slice())).ok_or_else(|| super::missing(&place).into())
    };
    let (place, bytes) = find(ATTACHMENT)?;
    let compared = data::compare_json(subject.meeting, opinions, &place, bytes)?;
    if !document.shows_answers(subject.meeting) {
        return Ok(compared);
    }
    let (place, bytes) = find(ATTACHED_ANSWERS)?;
    Ok(compared + data::compare_responses(subject, opinions, &place, bytes)?)
}

/// What can be said of a document that a meeting's own template makes: which opinions are in its text. It proves nothing more.
fn foreign(opinions: &[(&str, &Opinion)], template: &str, file: &str, pdf: &Pdf) -> Diagnostic {
    let text = pdf.root.text();
    let is_there = |opinion: &Opinion| opinion.text.split('\n').all(|line| text.contains(line));
    let absent: Vec<&str> = opinions.iter().filter(|(_, opinion)| !is_there(opinion)).map(|(_, opinion)| opinion.id.as_str()).collect();
    let note = Diagnostic::warning(words::parity_foreign(template, opinions.len() - absent.len(), opinions.len())).at(Place::file(file));
    match absent.first() {
        Some(first) => note.hint(words::parity_foreign_absent(first)),
        None => note,
    }
}

/// Holds a list against the records; the number of cells that agree, or the first that does not.
fn compare_lists(expected: &Expected, found: &Listing) -> Result<usize> {
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
    let named = |c: char| format!("「{}」({})", c.escape_debug(), code_point(c).bare());
    let message = match (expected.chars().nth(position), found.chars().nth(position)) {
        (Some(wanted), Some(is)) => words::parity_differs(column, position + 1, named(wanted), named(is)),
        (Some(wanted), None) => words::parity_ends(column, position, named(wanted)),
        (None, is) => words::parity_goes_on(column, position, is.map(named).unwrap_or_default()),
    };
    let (from, length) = (position.saturating_sub(AROUND), 2 * AROUND + 1);
    let part = |text: &str| text.chars().skip(from).take(length).collect::<String>().escape_debug().to_string();
    Err(Diagnostic::error(message).at(place).hint(words::parity_texts(part(expected), part(found))).into())
}

/// Name of the sheet with an opinion to a row or, where divisions answered, one for each division.
const DATA_SHEET: &str = "データ";

/// Compares the sheet of records in a paper's workbook with the opinions that the paper shows, and what stands there of answers.
fn records_sheet(subject: &Subject, document: &Document, opinions: &[(&str, &Opinion)], file: &str, sheets: &[Sheet]) -> Result<usize> {
    let meeting = subject.meeting;
    let shown: BTreeSet<&str> =
        document.rows().flat_map(|row| &row.cells).flat_map(|cell| &cell.from).map(|from| from.opinion.as_str()).collect();
    let opinions: Vec<(&str, &Opinion)> = opinions.iter().copied().filter(|(_, opinion)| shown.contains(opinion.id.as_str())).collect();
    let expected = data::expected(meeting, &opinions);
    let mut listing = cells::Cells::new(file, sheets, DATA_SHEET)?.table(0)?;
    let own = expected.columns.len().min(listing.columns.len());
    let answers = listing.columns.split_off(own);
    let mut compared = 0;
    let mut rows: Vec<Vec<Shown>> = Vec::new();
    for mut row in listing.rows {
        let said = row.split_off(own);
        let (id, division) = (row[0].text.clone(), said.first().map(|cell| cell.text.clone()).unwrap_or_default());
        for (heading, cell) in answers.iter().zip(&said).skip(1) {
            let key = meeting.answer_fields().find(|field| field.heading == *heading).map_or(identity::NOTE_KEY, |field| &field.key);
            let place = Place { heading: Some(heading.clone()), ..cell.place.clone() }.record(&id);
            same(subject.responses.value(&id, key, &division), &cell.text, heading, place)?;
            compared += 1;
        }
        // An opinion stands there once for each of its divisions.
        let again = rows.last().is_some_and(|above| above.iter().zip(&row).all(|(a, b)| a.text == b.text));
        if !again || answers.is_empty() {
            rows.push(row);
        }
    }
    listing.rows = rows;
    Ok(compared + compare_lists(&expected, &listing)?)
}
