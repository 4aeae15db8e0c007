//! Sheets: which worksheets of a book are tables of opinions, and what is said of the others.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::find::{self, Heading};
use super::{numbers, own};
use crate::meeting::headings::{Datum, fold};
use crate::meeting::identity::DATA_SHEET;
use crate::meeting::{Meeting, lexicon};
use crate::read::workbook::{Book, Sheet};
use crate::say::diag::{Diagnostic, Diagnostics, Place};
use crate::say::toml_text;
use crate::say::words::{self, Message};

pub fn sheet_place(file: &str, sheet: &Sheet) -> Place {
    Place { sheet: (!sheet.name.is_empty()).then(|| (&sheet.name).into()), ..Place::file(file) }
}

/// The worksheets that the meeting names, or the one with data of a workbook of ours; nothing if any may be read.
pub fn chosen<'a>(meeting: &'a Meeting, book: &Book, findings: &mut Diagnostics) -> Option<Vec<&'a str>> {
    if let Some(names) = &meeting.records.sheets {
        let known: Vec<&str> = book.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
        for name in names.iter().filter(|name| !known.contains(&name.as_str())) {
            findings.push(Diagnostic::error(words::sheet_missing(name)).at(Place::file(&book.file)).known(name, &known));
        }
        return Some(names.iter().map(String::as_str).collect());
    }
    own::is_ours(book).then(|| vec![DATA_SHEET])
}

/// The worksheets of a book, and the parts of those that hold several tables, by what they are.
pub struct Sorted<'b> {
    pub found: Vec<(&'b Sheet, Heading)>,
    pub cards: Vec<&'b Sheet>,
    /// The names of those that are in view and not read.
    pub others: Vec<&'b str>,
}

impl<'b> Sorted<'b> {
    pub fn new(
        meeting: &Meeting,
        book: &'b Book,
        headings: Vec<Option<Heading>>,
        parted: &'b [Vec<Sheet>],
        chosen: Option<&[&str]>,
        findings: &mut Diagnostics,
    ) -> Self {
        let mut sorted = Self { found: Vec::new(), cards: Vec::new(), others: Vec::new() };
        let parts = book.sheets.iter().zip(headings).zip(parted).flat_map(|((sheet, heading), parts)| match parts.as_slice() {
            [] => vec![(sheet, heading)],
            parts => parts.iter().map(|part| (part, find::heading(meeting, part))).collect(),
        });
        for (sheet, heading) in parts {
            let wanted = chosen.map_or(sheet.visible, |names| names.contains(&sheet.name.as_str()));
            if wanted && find::card(sheet).is_some() {
                sorted.cards.push(sheet);
                sorted.others.extend(sheet.visible.then_some(sheet.name.as_str()));
                continue;
            }
            match heading {
                Some(heading) if wanted => sorted.found.push((sheet, heading)),
                None if wanted && chosen.is_some() => {
                    let error = Diagnostic::error(words::no_heading_row()).at(sheet_place(&book.file, sheet));
                    findings.push(error.hint(no_heading_hint(sheet)));
                }
                _ => sorted.others.extend((!sheet.cells.is_empty() && sheet.visible).then_some(sheet.name.as_str())),
            }
        }
        sorted
    }
}

/// Says of hidden worksheets that they have tables, if the meeting names none, and how they are read with those in view.
pub fn hidden(book: &Book, headings: &[Option<Heading>], chosen: Option<&[&str]>, findings: &mut Diagnostics) {
    let headed = || book.sheets.iter().zip(headings).filter(|(_, heading)| heading.is_some()).map(|(sheet, _)| sheet);
    for sheet in headed().filter(|sheet| chosen.is_none() && !sheet.visible) {
        let warning = Diagnostic::warning(words::sheet_hidden(&sheet.name)).at(sheet_place(&book.file, sheet));
        findings.push(warning.hint(words::sheet_hidden_hint(listed(headed()))));
    }
}

/// Reports worksheets on view that are called like what is not to be published.
pub fn withheld(book: &Book, found: &[(&Sheet, Heading)], findings: &mut Diagnostics) {
    let is_withheld = |name: &str| lexicon::WITHHELD.contains(&fold(name).as_str()) || lexicon::holds(name, lexicon::WITHHELD_PARTS);
    let sheets = || found.iter().map(|(sheet, _)| *sheet);
    for sheet in sheets().filter(|sheet| is_withheld(&sheet.name)) {
        let warning = Diagnostic::warning(words::sheet_withheld(&sheet.name)).at(sheet_place(&book.file, sheet));
        let left = listed(sheets().filter(|sheet| !is_withheld(&sheet.name)));
        let hints = [words::sheet_left_hint(left), words::sheet_hidden_hint(listed(sheets()))];
        findings.push(hints.into_iter().filter(|hint| !hint.value("names").is_empty()).fold(warning, Diagnostic::hint));
    }
}

/// What is said of a worksheet that is the card of one opinion, or a table that is turned.
pub fn of_card(file: &str, sheet: &Sheet) -> Diagnostic {
    let (message, hint) = match find::card(sheet) {
        Some(find::Card::Turned) => (words::sheet_turned(), words::sheet_turned_hint()),
        _ => (words::sheet_card(), words::sheet_card_hint()),
    };
    Diagnostic::error(message).at(sheet_place(file, sheet)).hint(hint)
}

/// Nothing is read, since no worksheet has headings of opinions: the fullest one may be meant.
pub fn no_table(book: &Book) -> Diagnostic {
    let sheet = book.sheets.iter().filter(|sheet| sheet.visible).max_by_key(|sheet| sheet.cells.len());
    let place = sheet.map_or(Place::file(&book.file), |sheet| sheet_place(&book.file, sheet));
    match sheet.filter(|sheet| !sheet.cells.is_empty()) {
        Some(sheet) => Diagnostic::error(words::no_heading_row()).at(place).hint(no_heading_hint(sheet)),
        None => Diagnostic::error(words::empty_file()).at(place),
    }
}

/// What to do where no row of headings is found: the fullest of the first rows is likely to be it.
pub fn no_heading_hint(sheet: &Sheet) -> Message {
    match Likely::of(sheet) {
        Some(Likely { row, headings, longest }) => words::no_heading_row_hint(row + 1, headings.join("、"), longest),
        None => words::heading_hint(),
    }
}

/// The same where a meeting is to be made: what may be said with the command, unless it is no table at all.
pub fn init_hint(sheet: &Sheet) -> Message {
    match Likely::of(sheet).filter(|likely| likely.headings.len() > 1) {
        Some(Likely { row, headings, longest }) => words::init_likely_hint(row + 1, headings.join("、"), longest),
        None => words::init_list_hint(),
    }
}

/// What is likely to be a row of headings, though none of them names opinions.
struct Likely {
    row: u32,
    headings: Vec<String>,
    /// The one over the longest texts, as opinions are, of those that speak of opinions if any do.
    longest: String,
}

impl Likely {
    fn of(sheet: &Sheet) -> Option<Self> {
        let mut counts = BTreeMap::<u32, usize>::new();
        for ((row, _), cell) in sheet.cells.iter().take(2_000) {
            *counts.entry(*row).or_default() += usize::from(!cell.text.trim().is_empty() && find::is_headlike(&cell.text));
        }
        let texts = |row: u32| sheet.row(row).map(|(_, cell)| cell.text.as_str());
        let first = || counts.iter().take(20);
        let heads = first().filter(|(row, count)| **count > 1 && find::may_head(texts(**row)));
        let fullest = |(row, count): &(&u32, &usize)| (**count, Reverse(**row));
        let (row, _) = heads.max_by_key(fullest).or_else(|| first().max_by_key(fullest))?;
        let headings: Vec<(u32, String)> =
            sheet.row(*row).map(|((_, column), cell)| (*column, cell.text.trim().replace('\n', ""))).collect();
        let lengths = find::lengths(sheet, *row);
        let length = |column: u32| lengths.get(&column).copied().unwrap_or_default();
        let is_said = |column: u32| length(column) > 0;
        let likely = |(column, heading): &&(u32, String)| {
            (is_said(*column) && find::speaks(heading), is_said(*column) && find::asks(heading), length(*column))
        };
        let longest = headings.iter().max_by_key(likely).map_or("…", |(_, heading)| heading).to_owned();
        Some(Self { row: *row, headings: headings.into_iter().map(|(_, heading)| heading).collect(), longest })
    }
}

/// Reports worksheets that are not read although they have headings of the tables that are: their opinions may stand under
/// a name that nobody knows.
pub fn alike(book: &Book, found: &[(&Sheet, Heading)], others: &[&str], findings: &mut Diagnostics) {
    let known = find::headings_of(found.iter().map(|(_, heading)| heading));
    for sheet in book.sheets.iter().filter(|sheet| others.contains(&sheet.name.as_str())) {
        let names = || listed(found.iter().map(|(sheet, _)| *sheet));
        if let Some((other, heading)) = found.iter().find(|(_, heading)| goes_on(sheet, heading)) {
            let headings: Vec<&str> = heading.lower.iter().map(|text| text.trim()).filter(|text| !text.is_empty()).collect();
            let warning = Diagnostic::warning(words::sheet_goes_on(&sheet.name, &other.name)).at(sheet_place(&book.file, sheet));
            let warning = warning.hint(words::sheet_goes_on_hint(headings.join("、")));
            findings.push(warning.hint(words::sheet_left_hint(names())));
            continue;
        }
        let Some(likely) = Likely::of(sheet) else { continue };
        let shared = likely.headings.iter().filter(|heading| known.contains(&find::known_as(heading))).count();
        if shared < find::least_shared(&likely.longest) || known.contains(&find::known_as(&likely.longest)) {
            continue;
        }
        let warning = Diagnostic::warning(words::sheet_alike(&sheet.name)).at(sheet_place(&book.file, sheet));
        let warning = warning.hint(words::sheet_alike_hint(likely.row + 1, likely.headings.join("、"), &likely.longest));
        findings.push(warning.hint(words::sheet_left_hint(names())));
    }
}

/// Whether a worksheet has rows as a table has them, and no headings: its opinions in the same column, and nothing outside.
fn goes_on(sheet: &Sheet, heading: &Heading) -> bool {
    let (Some(text), columns) = (heading.texts().first().copied(), heading.left..heading.left + heading.width()) else { return false };
    let filled = || sheet.cells.iter().filter(|(_, cell)| !cell.text.trim().is_empty());
    let rows: BTreeSet<u32> = filled().map(|((row, _), _)| *row).collect();
    let rows_with = |index: usize, is: &dyn Fn(&str) -> bool| {
        filled().filter(|((_, column), cell)| *column == heading.sheet_column(index) && is(cell.text.trim())).count()
    };
    let said = rows_with(text, &find::is_said);
    let numbered = heading.column(Datum::No).map_or(0, |index| rows_with(index, &numbers::is_read));
    let sentences = rows_with(text, &|text| text.ends_with('。'));
    let is_inside = filled().all(|((_, column), _)| columns.contains(column));
    is_inside && said * 2 > rows.len() && (numbered * 2 > rows.len() || heading.column(Datum::No).is_none() && sentences * 2 > rows.len())
}

/// The names of worksheets as a list in `meeting.toml` has them.
pub fn listed<'s>(sheets: impl Iterator<Item = &'s Sheet>) -> String {
    sheets.map(|sheet| toml_text(&sheet.name)).collect::<Vec<_>>().join(", ")
}
