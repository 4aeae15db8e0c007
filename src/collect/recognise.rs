//! Recognise: which inquiry a returned file is, from what survived of the marks that it was sent out with.
//!
//! The stamp's sheet says everything; where it is gone, the document properties say which inquiry
//! it is, and where those are gone too (.xls and .csv have none), file name and content must do.

use std::collections::{BTreeMap, BTreeSet};

use crate::answers::division::Share;
use crate::meeting::Meeting;
use crate::meeting::identity::{self, Stamp};
use crate::read::workbook::{Book, Sheet};
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::words::{self, Message};

/// Most columns of the stamp's sheet that are looked at; it has less than twenty.
const STAMP_COLUMNS: u32 = 64;

/// Which inquiry a file is.
#[derive(Debug)]
pub struct Origin {
    /// Name of the division, one of the meeting's.
    pub division: String,
    /// From 1; 0 if nothing says it.
    pub edition: u32,
    /// Everything that was sent out, if the stamp's sheet is there.
    pub stamp: Option<Stamp>,
    /// Index of the stamp's sheets in the book.
    pub stamp_sheets: BTreeSet<usize>,
    /// Why the whole file is in doubt.
    pub doubts: Vec<Doubt>,
}

/// Why nothing of a file is taken until somebody decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// Label or title are those of another meeting, although its opinions are known here.
    OtherMeeting,
    /// The stamp's sheet contradicts itself or the document properties.
    Contradiction,
}

/// Recognises a book; an error if it is no inquiry of this meeting. `ids` are the identifiers that the meeting knows.
pub fn origin(meeting: &Meeting, shares: &[Share], ids: &BTreeSet<&str>, book: &Book, notes: &mut Diagnostics) -> Result<Origin> {
    let at = || Place::file(&book.file);
    let Marks { stamp, stamp_sheets, mut doubts, facts } = Marks::of(book)?;
    let known = known_ids(book, ids);
    let Some(Facts { key, edition, division }) = facts else {
        let division = guess(meeting, shares, &known, book)?;
        notes.push(Diagnostic::guess(words::guessed_division(division)).at(at()));
        return Ok(Origin { division: division.to_owned(), edition: 0, stamp, stamp_sheets, doubts });
    };
    if !meeting.has_key(&key) {
        if known.is_empty() {
            return Err(refused(book, words::other_meeting(), words::other_meeting_hint()));
        }
        doubts.push(Doubt::OtherMeeting);
    }
    let names: Vec<&str> = meeting.divisions.iter().map(|division| division.name.as_str()).collect();
    if !names.contains(&division.as_str()) {
        return Err(Diagnostic::error(words::division_gone(&division)).known(&division, &names).at(at()).into());
    }
    if stamp.is_none() {
        notes.push(Diagnostic::warning(words::stamp_gone()).at(at()));
    }
    let other =
        in_name(&book.file, names.iter().copied()).filter(|name| *name != division && !stem(&book.file).contains(division.as_str()));
    if let Some(other) = other {
        notes.push(Diagnostic::warning(words::named_after_other(other, &division)).at(at()).hint(words::named_after_other_hint()));
    }
    if let Some(now) = meeting.inquiry.as_ref().map(|inquiry| inquiry.edition)
        && edition != now
    {
        notes.push(Diagnostic::warning(words::other_edition(edition, now)).at(at()).hint(words::other_edition_hint()));
    }
    Ok(Origin { division, edition, stamp, stamp_sheets, doubts })
}

fn refused(book: &Book, message: Message, hint: Message) -> Diagnostics {
    Diagnostic::error(message).at(Place::file(&book.file)).hint(hint).into()
}

/// What a book was sent out with, as far as it survived.
struct Marks {
    stamp: Option<Stamp>,
    stamp_sheets: BTreeSet<usize>,
    doubts: Vec<Doubt>,
    /// What stamp or properties say.
    facts: Option<Facts>,
}

struct Facts {
    /// Key of the meeting.
    key: String,
    edition: u32,
    division: String,
}

impl Marks {
    fn of(book: &Book) -> Result<Self> {
        let stamps: Vec<(usize, (Stamp, bool))> =
            book.sheets.iter().enumerate().filter_map(|(index, sheet)| Some((index, Stamp::from_rows(&rows(sheet)?)?))).collect();
        if stamps.windows(2).any(|pair| pair[0].1.0 != pair[1].1.0) {
            return Err(refused(book, words::two_inquiries(), words::two_inquiries_hint()));
        }
        let stamp_sheets = stamps.iter().map(|(index, _)| *index).collect();
        let (stamp, is_whole) = stamps.into_iter().next().map(|(_, stamp)| stamp).unzip();
        let property = |name: &str| book.properties.get(name).map(String::as_str);
        let is_named = property(identity::KIND_PROPERTY) == Some(identity::KIND);
        if is_named && property(identity::SCHEMA_PROPERTY).is_some_and(|schema| schema != identity::SCHEMA) {
            return Err(refused(book, words::newer_inquiry(), words::newer_inquiry_hint()));
        }
        let differs = |(name, value): (&str, String)| property(name).is_some_and(|found| found != value);
        let is_contradicted = is_named && stamp.as_ref().is_some_and(|stamp: &Stamp| stamp.properties().into_iter().any(differs));
        let doubts = if is_whole == Some(false) || is_contradicted { vec![Doubt::Contradiction] } else { Vec::new() };
        let facts = match &stamp {
            Some(stamp) => Some(Facts { key: stamp.meeting.clone(), edition: stamp.edition, division: stamp.division.clone() }),
            None if is_named => Some(Facts {
                key: property(identity::MEETING_PROPERTY).unwrap_or_default().to_owned(),
                edition: property(identity::EDITION_PROPERTY).and_then(|edition| edition.parse().ok()).unwrap_or_default(),
                division: property(identity::DIVISION_PROPERTY).unwrap_or_default().to_owned(),
            }),
            None => None,
        };
        Ok(Self { stamp, stamp_sheets, doubts, facts })
    }
}

/// Whose answers a book without stamp and properties holds: a pasted table, or no inquiry at all.
fn guess<'a>(meeting: &Meeting, shares: &[Share<'a>], known: &BTreeSet<&str>, book: &Book) -> Result<&'a str> {
    let is_pasted = known.is_empty() && has_headings(meeting, book);
    let texts = if is_pasted { known_texts(book, shares) } else { BTreeSet::new() };
    let known: BTreeSet<&str> = known.iter().copied().chain(texts).collect();
    match guessed(shares, &known, &book.file) {
        Some(division) => Ok(division),
        None if is_pasted || !known.is_empty() => Err(refused(book, words::whose_answers(), words::whose_answers_hint())),
        None => Err(refused(book, words::no_inquiry(), words::no_inquiry_hint())),
    }
}

/// The rows of a sheet that may be the stamp's; nothing if it is plainly another.
fn rows(sheet: &Sheet) -> Option<Vec<Vec<String>>> {
    let (first, cell) = sheet.cells.first_key_value()?;
    if cell.text.trim() != identity::STAMP_MARK || sheet.cells.keys().any(|at| at.1 >= STAMP_COLUMNS) {
        return None;
    }
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut last = None;
    for ((row, column), cell) in &sheet.cells {
        if last.replace(row) != Some(row) {
            rows.push(Vec::new());
        }
        let cells = rows.last_mut()?;
        cells.resize(column.checked_sub(first.1)? as usize, String::new());
        cells.push(cell.text.to_string());
    }
    Some(rows)
}

/// Identifiers of the meeting that stand in any cell of the book.
fn known_ids<'a>(book: &Book, ids: &BTreeSet<&'a str>) -> BTreeSet<&'a str> {
    let cells = book.sheets.iter().flat_map(|sheet| sheet.cells.values());
    cells.filter_map(|cell| ids.get(cell.text.trim()).copied()).collect()
}

/// Identifiers of the opinions that somebody is asked about and whose text, which no other has, stands in any cell of the book.
fn known_texts<'a>(book: &Book, shares: &[Share<'a>]) -> BTreeSet<&'a str> {
    let mut texts: BTreeMap<&str, BTreeSet<&'a str>> = BTreeMap::new();
    for (_, opinion) in shares.iter().flat_map(|share| &share.opinions) {
        texts.entry(opinion.text.trim()).or_default().insert(&opinion.id);
    }
    let cells = book.sheets.iter().flat_map(|sheet| sheet.cells.values());
    cells.filter_map(|cell| texts.get(cell.text.trim()).filter(|ids| ids.len() == 1)).flatten().copied().collect()
}

/// Whether a row of the book holds the heading of the opinions and that of an answer.
fn has_headings(meeting: &Meeting, book: &Book) -> bool {
    let opinions = crate::meeting::headings::Datum::Text.heading();
    let answers: Vec<&str> = meeting.answer_fields().map(|field| field.heading.as_str()).collect();
    book.sheets.iter().any(|sheet| {
        let rows_with = |wanted: &dyn Fn(&str) -> bool| -> BTreeSet<u32> {
            sheet.cells.iter().filter(|(_, cell)| wanted(cell.text.trim())).map(|(at, _)| at.0).collect()
        };
        rows_with(&|text| text == opinions).intersection(&rows_with(&|text| answers.contains(&text))).next().is_some()
    })
}

/// The division whose table this is: the one that the file is named after, else the only one that was asked about all of `known`.
fn guessed<'a>(shares: &[Share<'a>], known: &BTreeSet<&str>, file: &str) -> Option<&'a str> {
    if let Some(name) = named(shares, file) {
        return Some(name);
    }
    if known.is_empty() {
        return None;
    }
    let asked_all = |share: &&Share| {
        let asked: BTreeSet<&str> = share.opinions.iter().map(|(_, opinion)| opinion.id.as_str()).collect();
        known.is_subset(&asked)
    };
    let mut candidates = shares.iter().filter(asked_all);
    let first = candidates.next()?;
    candidates.next().is_none().then_some(first.division.name.as_str())
}

/// The division that a file is named after.
pub fn named<'a>(shares: &[Share<'a>], file: &str) -> Option<&'a str> {
    in_name(file, shares.iter().map(|share| share.division.name.as_str()))
}

/// The longest of `names` that the file's name holds, if no other of that length does.
fn in_name<'a>(file: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let stem = stem(file);
    let mut found: Vec<&str> = names.filter(|name| stem.contains(name)).collect();
    found.sort_by_key(|name| std::cmp::Reverse(name.len()));
    match found.as_slice() {
        [first, second, ..] if first.len() == second.len() => None,
        [first, ..] => Some(first),
        [] => None,
    }
}

/// The file's name without folders.
fn stem(file: &str) -> &str {
    file.rsplit('/').next().unwrap_or(file)
}
