//! Parity: every output is read back and compared with the records, opinion by opinion, column by column.
//!
//! Papers are proved in two steps. The [`oracle`] holds what a paper says, its [`Document`], against the records
//! and responses, sharing nothing with what built it. Then a reader for each medium ([`pdf`], [`sheet`], [`page`]) returns
//! what a person finds in the finished file, and [`compare`] holds that against the Document; of a PDF, [`seen`] looks
//! at the pages as they are drawn. Nothing may be
//! missing, nothing extra, nothing in another order, and not one character may differ.
//!
//! Data files ([`data`]) and inquiries ([`inquiry`]) are lists, compared with the records directly. An output
//! that has no reader here is never said to be proved.

mod asked;
mod carried;
mod cells;
mod compare;
mod data;
mod inquiry;
mod json;
mod oracle;
mod page;
mod pdf;
mod reading;
mod seen;
mod sheet;
mod shown;

use std::collections::BTreeSet;

use self::asked::Asked;
use self::compare::compare;
use super::Subject;
use crate::build::manifest::{self, Entry};
use crate::document::{Document, Edition};
use crate::meeting::Kind;
use crate::meeting::headings::Datum;
use crate::meeting::identity::STATUS_FILE;
use crate::meeting::paper::{Layout, Paper};
use crate::read::character::code_point;
use crate::read::files;
use crate::read::pdf::{Attachment, Opened, Pdf};
use crate::read::workbook::{Sheet, book};
use crate::records::record::Opinion;
use crate::records::shared::{FILES, in_threads};
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::words::{self, Message};
use crate::typeset::template;

/// Characters shown on either side of one that differs.
const AROUND: usize = 12;

/// A list of opinions: headings, and below them rows of cells, each with its place.
#[derive(Debug, Default)]
struct Listing {
    columns: Vec<String>,
    rows: Vec<Vec<ListedCell>>,
}

/// A cell that was read back.
#[derive(Debug, Clone)]
struct ListedCell {
    place: Place,
    text: String,
}

/// What a list must show.
#[derive(Debug, Default)]
struct Expected {
    columns: Vec<String>,
    /// The columns by which a row is known.
    keys: Vec<usize>,
    /// Identifier of the opinion, and the texts under the columns.
    rows: Vec<(String, Vec<String>)>,
}

impl Expected {
    /// A list in which an opinion is known by its identifier, or else by section, number and source.
    fn new(columns: Vec<String>, rows: Vec<(String, Vec<String>)>) -> Self {
        let index = |column: Datum| columns.iter().position(|heading| heading == column.heading());
        let keys = match index(Datum::Id) {
            Some(id) => vec![id],
            None => [Datum::SectionTitle, Datum::No, Datum::Source].into_iter().filter_map(index).collect(),
        };
        Self { columns, keys, rows }
    }
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

/// What every output is held against.
struct Proof<'a> {
    subject: &'a Subject<'a>,
    /// In printed order, each with its number.
    opinions: Vec<(&'a str, &'a Opinion)>,
    asked: Asked<'a>,
}

/// Reads every declared output back. The warnings say what could not be compared.
pub fn prove(subject: &Subject, warnings: &mut Diagnostics) -> Result<Vec<Message>> {
    let opinions: Vec<(&str, &Opinion)> = subject.placed.in_order().collect();
    let asked = Asked::new(subject.meeting, &opinions, subject.responses);
    let proof = Proof { subject, opinions, asked };
    let mut count = Count::default();
    let mut findings = Diagnostics::default();
    let mut unread = Vec::new();
    let wrong = told(&proof, &mut findings);
    unasked(&proof, &mut findings);
    // A paper that says the wrong thing proves nothing, however well it is printed.
    let proved = |kind: &Kind| kind.paper().is_none_or(|paper| !wrong.contains(&paper));
    let wanted: Vec<&(String, Kind)> = subject.wanted.iter().filter(|(_, kind)| proved(kind)).collect();
    let read_back = |(name, kind): &(String, Kind)| {
        let mut beside = Beside::default();
        (output(&proof, name, *kind, &mut beside), beside)
    };
    let read: Vec<_> = in_threads(&wanted, FILES, |wanted| read_back(wanted));
    for ((name, _), (shown, beside)) in wanted.into_iter().zip(read) {
        warnings.0.extend(beside.warnings.0);
        // Only what is carried along is held against what is made now, which may take longer than reading does.
        let carried = beside.attachments.map(|attachments| carried::check(subject, name, &attachments)).unwrap_or_default();
        let shown = match (shown, carried.is_empty()) {
            (shown, true) => shown,
            (shown, false) => Err(Diagnostics(shown.err().unwrap_or_default().0.into_iter().chain(carried).collect())),
        };
        match shown {
            Ok(Some(cells)) => count = Count { outputs: count.outputs + 1, cells: count.cells + cells },
            Ok(None) => unread.push(name.as_str()),
            Err(errors) => findings.0.extend(errors.0),
        }
    }
    // What came back stands in no record; but what stands in the report on it must be seen.
    if subject.out.join(STATUS_FILE).is_file() {
        match report(subject) {
            Ok(()) => unread.push(STATUS_FILE),
            // It shows the title of the meeting, too, and no build makes it anew.
            Err(errors) => findings.0.extend(errors.0.into_iter().map(|error| error.hint(words::report_anew_hint()))),
        }
    }
    let mut lines = vec![words::parity_holds(count.outputs, proof.opinions.len(), count.cells)];
    if !unread.is_empty() {
        lines.push(words::parity_unread(unread.join(", ")));
    }
    findings.finish(lines, warnings)
}

/// Whether the report on what came back shows all that stands in it.
fn report(subject: &Subject) -> Result<()> {
    let file = subject.path(STATUS_FILE);
    let bytes = subject.read(STATUS_FILE)?;
    let sheets: Vec<String> = book(&file, &bytes)?.sheets.into_iter().map(|sheet| sheet.name).collect();
    shown::workbook(&file, &bytes, &shown::forms::report(subject.meeting, &sheets))
}

/// The papers that do not say what the records say, whatever file they are printed in.
fn told(proof: &Proof, findings: &mut Diagnostics) -> BTreeSet<usize> {
    let subject = proof.subject;
    let records = oracle::Records {
        newer: oracle::Side { meeting: subject.meeting, opinions: proof.opinions.clone() },
        older: subject.older.map(|(meeting, placed)| oracle::Side { meeting, opinions: placed.in_order().collect() }),
        responses: subject.responses,
        asked: &proof.asked,
    };
    let facts = oracle::Facts::new(&records);
    let mut wrong = BTreeSet::new();
    for (index, (paper, document)) in subject.meeting.papers.iter().zip(subject.documents).enumerate() {
        let named = subject.wanted.iter().find(|(_, kind)| kind.paper() == Some(index));
        let file = named.map_or_else(|| paper.label.clone(), |(name, _)| subject.path(name));
        let errors = oracle::check(document, paper, &facts, &file);
        if errors.has_errors() {
            wrong.insert(index);
        }
        findings.0.extend(errors.0);
    }
    wrong
}

/// Whether every division that is asked about anything has its workbook.
fn unasked(proof: &Proof, findings: &mut Diagnostics) {
    let subject = proof.subject;
    if subject.meeting.inquiry.is_none() {
        return;
    }
    for (index, division) in subject.meeting.divisions.iter().enumerate().filter(|(index, _)| !proof.asked.of(*index).is_empty()) {
        if !subject.wanted.iter().any(|(_, kind)| matches!(kind, Kind::Inquiry { division } if *division == Some(index))) {
            let place = Place::file(files::display(subject.out));
            findings.push(Diagnostic::error(words::parity_unasked(&division.name)).at(place));
        }
    }
}

/// What else is found where an output is read back.
#[derive(Default)]
struct Beside {
    warnings: Diagnostics,
    /// What a PDF carries that the program's own templates make.
    attachments: Option<Vec<Attachment>>,
}

/// Compares one output and returns the number of cells that agree; none if its kind cannot be read back.
fn output(proof: &Proof, name: &str, kind: Kind, beside: &mut Beside) -> Result<Option<usize>> {
    let Proof { subject, opinions, asked } = proof;
    let (meeting, file) = (subject.meeting, subject.path(name));
    let bytes = subject.read(name)?;
    let document = |paper: usize| subject.documents.get(paper).zip(meeting.papers.get(paper));
    match kind {
        Kind::Image { .. } => Ok(None),
        Kind::Csv => {
            let cells = compare_lists(&data::expected(meeting, opinions), &data::csv(&file, &bytes)?)?;
            data::spelled(&file, &bytes).map(|()| Some(cells))
        }
        Kind::Json => data::compare_json(meeting, opinions, &file, &bytes).map(Some),
        Kind::Inquiry { division } => {
            let asked = division.map(|index| asked.of(index)).unwrap_or_default();
            let name = division.and_then(|index| meeting.divisions.get(index)).map_or("", |division| &division.name);
            inquiry::inquiry(meeting, name, asked, &file, &bytes).map(Some)
        }
        Kind::Page { paper } => {
            let Some((document, _)) = document(paper) else { return Ok(None) };
            let page = page::open(&file, &bytes)?;
            let cells = compare(document, &page::reading(&file, &page), &file)?;
            page::shown(&file, &page, meeting, document).map(|()| Some(cells))
        }
        Kind::Workbook { paper } => {
            let Some((document, _)) = document(paper) else { return Ok(None) };
            let book = book(&file, &bytes)?;
            let cells = compare(document, &sheet::reading(&file, &book.sheets, &meeting.look.continued)?, &file)?;
            let cells = cells + records_sheet(proof, document, &file, &book.sheets)?;
            let look = meeting.looks.get(paper).unwrap_or(&meeting.look);
            shown::workbook(&file, &bytes, &shown::forms::paper(meeting, document, look)).map(|()| Some(cells))
        }
        Kind::Pdf { paper: index } => {
            let Some((document, paper)) = document(index) else { return Ok(None) };
            let at_file = |mut errors: Diagnostics| {
                errors.0.iter_mut().for_each(|error| error.place = Some(Place::file(&file)));
                errors
            };
            let opened = Opened::new(&bytes).map_err(at_file)?;
            let pdf = opened.tags().map_err(at_file)?;
            if let Some(template) = own(subject, paper) {
                beside.warnings.push(foreign(opinions, &template, &file, &pdf));
                return Ok(None);
            }
            let Some(look) = meeting.looks.get(index) else { return Ok(None) };
            let heard = compare(document, &pdf::reading(&file, &pdf), &file)
                .and_then(|cells| Ok(cells + attached(proof, index, document, &file, &pdf)?));
            let mut findings = seen::look(&seen::Printed { subject, document, look, name, file: &file }, opened.drawn(), &pdf);
            beside.attachments = Some(pdf.attachments);
            match heard {
                Ok(cells) if findings.0.is_empty() => Ok(Some(cells)),
                Ok(_) => Err(findings),
                Err(errors) => {
                    findings.0.splice(0..0, errors.0);
                    Err(findings)
                }
            }
        }
    }
}

/// The template, or what it is made with, where the meeting brings its own: then nobody but the meeting knows
/// what it shows where.
fn own(subject: &Subject, paper: &Paper) -> Option<String> {
    let is_own = |(name, entry): &(&String, &Entry)| {
        template::is_one(name) && subject.inputs.get(&format!("{}{name}", manifest::BUNDLED)) != Some(*entry)
    };
    paper.template.clone().or_else(|| subject.inputs.iter().find(is_own).map(|(name, _)| name.clone()))
}

/// Compares the records that a PDF carries and, where the paper shows answers, those.
fn attached(proof: &Proof, paper: usize, document: &Document, file: &str, pdf: &Pdf) -> Result<usize> {
    let Proof { subject, opinions, .. } = proof;
    let meeting = subject.meeting;
    if !meeting.pdf.source {
        return Ok(0);
    }
    // A paper that leaves opinions out carries those that it shows, and so does a comparison where another one does.
    let chooses = |paper: &Paper| !paper.shows.is_empty();
    let is_comparison = |paper: &Paper| paper.layout == Layout::Comparison && meeting.papers.iter().any(chooses);
    let in_part = meeting.papers.get(paper).is_some_and(|paper| chooses(paper) || is_comparison(paper));
    let shown = document.opinions(Edition::Newer);
    let opinions: Vec<(&str, &Opinion)> =
        opinions.iter().copied().filter(|(_, opinion)| !in_part || shown.contains(opinion.id.as_str())).collect();
    let find = |name: &str| -> Result<(String, &[u8])> {
        let place = format!("{file}#{name}");
        let found = pdf.attachments.iter().find(|attachment| attachment.name == name);
        found.map(|attachment| (place.clone(), attachment.bytes.as_slice())).ok_or_else(|| super::missing(&place).into())
    };
    let (place, bytes) = find(ATTACHMENT)?;
    let compared = data::compare_json(meeting, &opinions, &place, bytes)?;
    if !data::has_answers(meeting, document) {
        return Ok(compared);
    }
    let (place, bytes) = find(ATTACHED_ANSWERS)?;
    Ok(compared + data::compare_responses(proof, &opinions, &place, bytes)?)
}

/// What can be said of a document that a meeting's own template makes: which opinions are in its text. It proves nothing more.
fn foreign(opinions: &[(&str, &Opinion)], template: &str, file: &str, pdf: &Pdf) -> Diagnostic {
    let text = pdf.root.text();
    let is_there = |opinion: &Opinion| opinion.text.split('\n').all(|line| text.contains(line));
    let absent: Vec<&Opinion> = opinions.iter().map(|(_, opinion)| *opinion).filter(|opinion| !is_there(opinion)).collect();
    let note = Diagnostic::warning(words::parity_foreign(template, opinions.len() - absent.len(), opinions.len())).at(Place::file(file));
    match absent.first() {
        Some(first) => note.hint(words::parity_foreign_absent(first.shown())),
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
    let key = |cell: &dyn Fn(usize) -> String| expected.keys.iter().map(|column| cell(*column)).collect::<Vec<_>>().join(" / ");
    let wanted: Vec<String> = expected.rows.iter().map(|(_, cells)| key(&|column| cells[column].clone())).collect();
    let is: Vec<String> = found.rows.iter().map(|row| key(&|column| row[column].text.clone())).collect();
    let often = |keys: &[String], key: &String| keys.iter().filter(|known| *known == key).count();
    let (known, there): (BTreeSet<&String>, BTreeSet<&String>) = (wanted.iter().collect(), is.iter().collect());
    for index in 0..wanted.len().max(is.len()) {
        let cell = found.rows.get(index).and_then(|row| row.first());
        let place = cell.map_or_else(|| whole.clone(), |cell| Place { heading: None, ..cell.place.clone() });
        let id = expected.rows.get(index).map(|(id, _)| id.as_str()).unwrap_or_default();
        let message = match (wanted.get(index), is.get(index)) {
            // Where neither is known elsewhere, it is one opinion whose key has changed.
            (Some(wanted), Some(is)) if wanted == is || !(there.contains(wanted) || known.contains(is)) => {
                row(expected, found, index)?;
                continue;
            }
            (Some(wanted), is) if is.is_none() || !there.contains(wanted) => words::parity_lost(wanted),
            (_, Some(is)) if !known.contains(is) => return Err(Diagnostic::error(words::parity_extra(is)).at(place).into()),
            (_, Some(twice)) if often(&is, twice) > often(&wanted, twice) => {
                return Err(Diagnostic::error(words::parity_twice(twice)).at(place.record(twice)).into());
            }
            (wanted, is) => words::parity_moved(wanted.map_or("", String::as_str), is.map_or("", String::as_str)),
        };
        return Err(Diagnostic::error(message).at(place.record(id)).into());
    }
    Ok(expected.rows.len() * expected.columns.len())
}

/// Compares the cells of one row.
fn row(expected: &Expected, found: &Listing, index: usize) -> Result<()> {
    let ((id, texts), cells) = (&expected.rows[index], &found.rows[index]);
    for (at, ((column, text), cell)) in expected.columns.iter().zip(texts).zip(cells).enumerate() {
        let place = cell.place.clone().record(id);
        let place = if place.heading.is_none() { place.heading(column) } else { place };
        if *text != cell.text
            && let Some(message) = exchanged(expected, found, (index, at))
        {
            return Err(Diagnostic::error(message).at(place).into());
        }
        same(text, &cell.text, column, place)?;
    }
    Ok(())
}

/// Whether a cell and another of its column or row have each other's text.
fn exchanged(expected: &Expected, found: &Listing, (row, column): (usize, usize)) -> Option<Message> {
    let text = |(row, column): (usize, usize)| expected.rows.get(row).map(|(_, texts)| texts[column].as_str());
    let is = |(row, column): (usize, usize)| found.rows.get(row).map(|cells| cells[column].text.as_str());
    let here = (row, column);
    let beside = (column + 1..expected.columns.len()).map(|column| (row, column));
    let mut others = (row + 1..expected.rows.len()).map(|row| (row, column)).chain(beside);
    let other = others.find(|other| text(*other) != is(*other) && text(here) == is(*other) && is(here) == text(*other))?;
    let named = |(row, column): (usize, usize)| {
        let place = &found.rows[row][column].place;
        place.cell.clone().or(place.heading.clone()).unwrap_or_default()
    };
    Some(words::parity_exchanged(&expected.columns[column], named(here), named(other)))
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

/// Compares the sheet of records in a paper's workbook: the opinions that the paper shows and, where it shows what divisions
/// answered, a row for each of them.
fn records_sheet(proof: &Proof, document: &Document, file: &str, sheets: &[Sheet]) -> Result<usize> {
    let shown: BTreeSet<&str> = document.shown().map(|from| from.opinion.as_str()).collect();
    let opinions: Vec<(&str, &Opinion)> =
        proof.opinions.iter().copied().filter(|(_, opinion)| shown.contains(opinion.id.as_str())).collect();
    let expected = data::with_answers(proof, document, &opinions);
    compare_lists(&expected, &cells::Cells::new(file, sheets, DATA_SHEET)?.table(0)?)
}
