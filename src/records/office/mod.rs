//! Office: from the office's own workbook, as it is, to tables in which every column means something.
//!
//! Each worksheet goes through the same steps: [`find`] looks for the row of headings and says what stands under
//! each, [`rows`] tells opinions from what stands around them (titles, totals, notes), and [`fill`] gives a row
//! what the sheet shows for it by a merged cell or by a blank one. What a step cannot know is asked, and what it
//! takes is said: nothing that a person sees in the workbook is passed over without a word. [`propose`] goes the other
//! way, from a workbook to a meeting that reads it; [`explain`] says what each column is for.

mod above;
mod cells;
mod continued;
pub mod explain;
mod fill;
mod find;
mod headed;
mod joined;
mod levels;
mod numbers;
mod own;
pub mod pasted;
mod printed;
pub mod propose;
mod rows;
mod single;
mod together;
mod under;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use ecow::{EcoString, eco_format};

use crate::meeting::headings::{Column, fold};
use crate::meeting::identity::DATA_SHEET;
use crate::meeting::lexicon;
use crate::meeting::{EmptyRows, Field, Meaning, Meeting};
use crate::read::table::{Row, Table, cell_name};
use crate::read::workbook::{Book, Format, Sheet};
use crate::records::ids::Kept;
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::words::{Count, Message};
use crate::say::{toml_text, words};
use cells::start;
use headed::Headed;

pub use find::{Heading, declare, heading, meanings, section};

/// Most opinions that are read. The largest consultation seen had 548; this is room, not a target.
pub const RECORD_LIMIT: usize = 100_000;

/// The tables of a file of records.
#[derive(Debug, Default)]
pub struct Records {
    pub tables: Vec<KnownTable>,
    /// Which file and which worksheets were read, in one line.
    pub said: Option<Message>,
    /// Where they stand as a whole.
    pub place: Place,
    /// The identifiers that were given to opinions before.
    pub kept: Vec<Kept>,
}

/// A table whose columns are known.
#[derive(Debug, Default)]
pub struct KnownTable {
    pub table: Table,
    /// What stands under each heading; nothing under one that is not read.
    pub columns: Vec<Option<Column>>,
    /// The number of columns that the file has; those behind them hold what the file says otherwise.
    pub width: usize,
    /// The row of the sheet in which the headings end, from 1.
    pub head: usize,
}

impl Records {
    /// The identifiers that the records themselves have.
    pub fn typed_ids(&self) -> BTreeSet<&str> {
        let with_ids = self.tables.iter().filter_map(|known| Some((known, known.column(Column::Id)?)));
        with_ids.flat_map(|(known, index)| known.table.rows.iter().map(move |row| known.table.text(row, index))).collect()
    }
}

impl KnownTable {
    fn column(&self, column: Column) -> Option<usize> {
        self.columns.iter().position(|known| *known == Some(column))
    }

    /// Where the number of each opinion stands on the sheet: its row, from 1, and its column, from 0, if there is one.
    pub fn number_cells(&self) -> impl Iterator<Item = (usize, Option<usize>)> {
        let number = self.column(Column::No).filter(|index| *index < self.width);
        self.table.rows.iter().map(move |row| {
            let usual = (row.sheet_row.unwrap_or_default() as usize, number.map(|index| row.first_column as usize + index));
            let moved = row.moved.iter().find(|(at, _)| Some(*at as usize) == number);
            moved.map_or(usual, |(_, (row, column))| (*row as usize + 1, Some(*column as usize)))
        })
    }

    /// Adds a column that the file has not.
    fn add(&mut self, column: Column) -> usize {
        self.table.headings.push(column.heading().to_owned());
        self.columns.push(Some(column));
        self.columns.len() - 1
    }
}

/// The records of a workbook or of separated text.
pub fn records(meeting: &Meeting, book: &Book, findings: &mut Diagnostics) -> Result<Records> {
    let place = Place::file(&book.file);
    let chosen = chosen(meeting, book, findings);
    let mut records = Records { place: place.clone(), ..Records::default() };
    let headings: Vec<Option<Heading>> = book.sheets.iter().map(|sheet| find::heading(meeting, sheet)).collect();
    let parted: Vec<Vec<Sheet>> = book.sheets.iter().zip(&headings).map(|(sheet, heading)| find::parted(sheet, heading.as_ref())).collect();
    hidden(book, &headings, chosen.as_deref(), findings);
    let Sorted { found, cards, mut others } = Sorted::new(meeting, book, headings, &parted, chosen.as_deref(), findings);
    if found.is_empty() {
        // Beside a table such a sheet may explain it.
        findings.0.extend(cards.into_iter().map(|sheet| of_card(&book.file, sheet)));
        if !findings.has_errors() {
            findings.push(no_table(book));
        }
        return Ok(records);
    }
    if chosen.is_none() {
        let joined = joined::joined(book, &found, &others, findings);
        let unknown: Vec<&str> = others.iter().copied().filter(|name| !joined.contains(name)).collect();
        alike(book, &found, &unknown, findings);
    }
    let several = found.len() > 1;
    if chosen.is_none() && several {
        withheld(book, &found, findings);
    }
    let mut read = Vec::new();
    for (sheet, heading) in found {
        say_moved(&book.file, sheet, &heading, findings);
        for (cell, doubt) in &sheet.doubts {
            let cell = cell.map(|(row, column)| sheet.cell_name(row, column));
            findings.push(Diagnostic::warning(doubt.clone()).at(Place { cell, ..sheet_place(&book.file, sheet) }));
        }
        if let Some((row, word)) = find::torn(sheet, &heading) {
            let at = Place { cell: Some(cell_name(row + 1, heading.left).into()), ..sheet_place(&book.file, sheet) };
            findings.push(Diagnostic::warning(words::rows_torn(&word)).at(at).hint(words::rows_torn_hint(&word)));
        }
        if let Some((row, word)) = find::marked(sheet, &heading) {
            let column = heading.left + heading.column(Column::Text).unwrap_or_default() as u32;
            let at = Place { cell: Some(cell_name(row + 1, column).into()), ..sheet_place(&book.file, sheet) };
            findings.push(Diagnostic::warning(words::rows_marked(&word)).at(at).hint(words::rows_marked_hint(&word)));
        }
        let top = heading.top + 1;
        let before = records.tables.len();
        sheet_tables(meeting, book, sheet, heading, several, &mut records.tables, findings);
        let count = records.tables[before..].iter().map(|known| taken(meeting, known)).sum::<usize>();
        let count = Count(count, "opinion");
        read.push(if sheet.name.is_empty() { words::table_read(top, count) } else { words::sheet_read(&sheet.name, top, count) });
    }
    let count: usize = records.tables.iter().map(|known| known.table.rows.len()).sum();
    if count > RECORD_LIMIT {
        return Err(Diagnostic::error(words::too_many_records(count, RECORD_LIMIT)).at(place).into());
    }
    if several {
        // What else would be said of the same opinions follows from it.
        let twice = own::twice(&records, findings);
        records.tables.retain(|known| known.table.place.sheet.as_ref().is_none_or(|sheet| !twice.contains(sheet)));
    }
    if chosen.as_deref() == Some(&[DATA_SHEET][..]) && own::is_ours(book) {
        own::once(&mut records);
        own::disagreements(book, &records, findings);
        others.retain(|name| !own::SHEETS.contains(name));
    }
    lacking(meeting, &records, findings);
    together::together(findings);
    records.said = Some(said(book, &read, &others));
    Ok(records)
}

/// Reports worksheets on view that are called like what is not to be published.
fn withheld(book: &Book, found: &[(&Sheet, Heading)], findings: &mut Diagnostics) {
    let is_withheld = |name: &str| lexicon::WITHHELD.contains(&fold(name).as_str()) || lexicon::holds(name, lexicon::WITHHELD_PARTS);
    let sheets = || found.iter().map(|(sheet, _)| *sheet);
    for sheet in sheets().filter(|sheet| is_withheld(&sheet.name)) {
        let warning = Diagnostic::warning(words::sheet_withheld(&sheet.name)).at(sheet_place(&book.file, sheet));
        let left = listed(sheets().filter(|sheet| !is_withheld(&sheet.name)));
        let hints = [words::sheet_left_hint(left), words::sheet_hidden_hint(listed(sheets()))];
        findings.push(hints.into_iter().filter(|hint| !hint.value("names").is_empty()).fold(warning, Diagnostic::hint));
    }
}

/// The worksheets of a book, and the parts of those that hold several tables, by what they are.
struct Sorted<'b> {
    found: Vec<(&'b Sheet, Heading)>,
    cards: Vec<&'b Sheet>,
    /// The names of those that are in view and not read.
    others: Vec<&'b str>,
}

impl<'b> Sorted<'b> {
    fn new(
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
fn hidden(book: &Book, headings: &[Option<Heading>], chosen: Option<&[&str]>, findings: &mut Diagnostics) {
    let headed = || book.sheets.iter().zip(headings).filter(|(_, heading)| heading.is_some()).map(|(sheet, _)| sheet);
    for sheet in headed().filter(|sheet| chosen.is_none() && !sheet.visible) {
        let warning = Diagnostic::warning(words::sheet_hidden(&sheet.name)).at(sheet_place(&book.file, sheet));
        findings.push(warning.hint(words::sheet_hidden_hint(listed(headed()))));
    }
}

/// Nothing is read, since no worksheet has headings of opinions: the fullest one may be meant.
fn no_table(book: &Book) -> Diagnostic {
    let sheet = book.sheets.iter().filter(|sheet| sheet.visible).max_by_key(|sheet| sheet.cells.len());
    let place = sheet.map_or(Place::file(&book.file), |sheet| sheet_place(&book.file, sheet));
    match sheet.filter(|sheet| !sheet.cells.is_empty()) {
        Some(sheet) => Diagnostic::error(words::no_heading_row()).at(place).hint(no_heading_hint(sheet)),
        None => Diagnostic::error(words::empty_file()).at(place),
    }
}

/// How many rows of a table are taken for opinions.
fn taken(meeting: &Meeting, known: &KnownTable) -> usize {
    let (rows, text) = (&known.table.rows, known.column(Column::Text));
    let skipped = |text: usize| rows.iter().filter(|row| known.table.text(row, text).trim().is_empty()).count();
    let skips = meeting.records.empty == Some(EmptyRows::Skip);
    rows.len() - text.filter(|_| skips).map_or(0, skipped)
}

/// Says which rows were read as columns of the opinions above them.
fn say_moved(file: &str, sheet: &Sheet, heading: &Heading, findings: &mut Diagnostics) {
    for (to, from) in sheet.moved.iter().filter(|((row, column), (_, from))| *row > heading.bottom && column != from) {
        let name = heading.index(to.1).and_then(|index| heading.texts.get(index)).map_or("", String::as_str);
        let at = Place { cell: Some(cell_name(from.0 + 1, from.1).into()), ..sheet_place(file, sheet) };
        findings.push(Diagnostic::guess(words::rows_stacked(name)).at(at));
    }
}

/// The fields that papers show and no table has, by their index among those of the records.
pub fn lacked<'m>(meeting: &'m Meeting, tables: &[KnownTable]) -> Vec<(usize, &'m Field)> {
    let is_shown = |field: &Field| !meeting.is_private(field) && meeting.papers.iter().any(|paper| paper.names(field));
    let has = |index: usize| tables.iter().any(|known| known.column(Column::Field(index)).is_some());
    meeting.record_fields().enumerate().filter(|(index, field)| is_shown(field) && !has(*index)).collect()
}

/// Reports fields that papers show and no table has: their columns would be empty. A heading that is nearly theirs is the cause.
fn lacking(meeting: &Meeting, records: &Records, findings: &mut Diagnostics) {
    for (_, field) in lacked(meeting, &records.tables) {
        let mut error = Diagnostic::error(words::field_column_missing(&field.heading)).at(records.place.clone());
        let means = |hint: &Message| hint.is(words::key::column_means) && hint.value("key") == field.key;
        if let Some(at) =
            findings.0.iter().position(|finding| finding.message.is(words::key::column_unused) && finding.hints.iter().any(means))
        {
            let near = findings.0.remove(at);
            error.place = near.place;
            error.hints.extend(near.hints.into_iter().find(means));
        }
        findings.push(error.hint(words::field_column_missing_hint(&field.heading)));
    }
}

/// The worksheets that the meeting names, or the one with data of a workbook of ours; nothing if any may be read.
fn chosen<'a>(meeting: &'a Meeting, book: &Book, findings: &mut Diagnostics) -> Option<Vec<&'a str>> {
    if let Some(names) = &meeting.records.sheets {
        let known: Vec<&str> = book.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
        for name in names.iter().filter(|name| !known.contains(&name.as_str())) {
            findings.push(Diagnostic::error(words::sheet_missing(name)).at(Place::file(&book.file)).known(name, &known));
        }
        return Some(names.iter().map(String::as_str).collect());
    }
    own::is_ours(book).then(|| vec![DATA_SHEET])
}

/// One line on what was read.
fn said(book: &Book, read: &[Message], others: &[&str]) -> Message {
    let read: Vec<(String, Message)> = read.iter().map(|message| (String::new(), message.clone())).collect();
    let read = Message::row("sheet_read", &read);
    let said = Message::both(read, |read| words::records_read(&book.file, read));
    if others.is_empty() {
        return said;
    }
    Message::both(said, |said| words::records_read_not(said, others.join("、")))
}

/// What to do where no row of headings is found: the fullest of the first rows is likely to be it.
fn no_heading_hint(sheet: &Sheet) -> Message {
    match Likely::of(sheet) {
        Some(Likely { row, headings, longest }) => words::no_heading_row_hint(row + 1, headings.join("、"), longest),
        None => words::heading_hint(),
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
        let mut counts = std::collections::BTreeMap::<u32, usize>::new();
        for ((row, _), cell) in sheet.cells.iter().take(2_000) {
            *counts.entry(*row).or_default() += usize::from(!cell.text.trim().is_empty() && cell.text.chars().count() < 40);
        }
        let texts = |row: u32| sheet.cells.range((row, 0)..(row + 1, 0)).map(|(_, cell)| cell.text.as_str());
        let first = || counts.iter().take(20);
        let heads = first().filter(|(row, count)| **count > 1 && find::may_head(texts(**row)));
        let fullest = |(row, count): &(&u32, &usize)| (**count, std::cmp::Reverse(**row));
        let (row, _) = heads.max_by_key(fullest).or_else(|| first().max_by_key(fullest))?;
        let headings: Vec<(u32, String)> =
            sheet.cells.range((*row, 0)..(*row + 1, 0)).map(|((_, column), cell)| (*column, cell.text.trim().replace('\n', ""))).collect();
        let lengths = find::lengths(sheet, *row);
        let length = |column: u32| lengths.get(&column).copied().unwrap_or_default();
        let likely = |(column, heading): &&(u32, String)| (length(*column) > 0 && find::speaks(heading), length(*column));
        let longest = headings.iter().max_by_key(likely).map_or("…", |(_, heading)| heading).to_owned();
        Some(Self { row: *row, headings: headings.into_iter().map(|(_, heading)| heading).collect(), longest })
    }
}

/// The names of worksheets as a list in `meeting.toml` has them.
fn listed<'s>(sheets: impl Iterator<Item = &'s Sheet>) -> String {
    sheets.map(|sheet| toml_text(&sheet.name)).collect::<Vec<_>>().join(", ")
}

/// Reports worksheets that are not read although they have headings of the tables that are: their opinions may stand under
/// a name that nobody knows.
fn alike(book: &Book, found: &[(&Sheet, Heading)], others: &[&str], findings: &mut Diagnostics) {
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
    let numbered = heading.column(Column::No).map_or(0, |index| rows_with(index, &numbers::is_read));
    let sentences = rows_with(text, &|text| text.ends_with('。'));
    let is_inside = filled().all(|((_, column), _)| columns.contains(column));
    is_inside && said * 2 > rows.len() && (numbered * 2 > rows.len() || heading.column(Column::No).is_none() && sentences * 2 > rows.len())
}

/// What is said of a worksheet that is the card of one opinion, or a table that is turned.
fn of_card(file: &str, sheet: &Sheet) -> Diagnostic {
    let (message, hint) = match find::card(sheet) {
        Some(find::Card::Turned) => (words::sheet_turned(), words::sheet_turned_hint()),
        _ => (words::sheet_card(), words::sheet_card_hint()),
    };
    Diagnostic::error(message).at(sheet_place(file, sheet)).hint(hint)
}

pub(super) fn sheet_place(file: &str, sheet: &Sheet) -> Place {
    Place { sheet: (!sheet.name.is_empty()).then(|| (&sheet.name).into()), ..Place::file(file) }
}

/// The tables of one worksheet: one, or one for each source that has a column of its own.
fn sheet_tables(
    meeting: &Meeting,
    book: &Book,
    sheet: &Sheet,
    heading: Heading,
    several: bool,
    tables: &mut Vec<KnownTable>,
    findings: &mut Diagnostics,
) {
    let place = sheet_place(&book.file, sheet);
    let headed = Headed { meeting, place: &place, sheet, heading: &heading };
    let entries = rows::rows(headed, book.format == Format::Csv, findings);
    let mut known = fill::filled(&headed, entries, findings);
    // A worksheet may stand for a section or a source.
    let is_sheet = |name: &str| !name.is_empty() && fold(name) == fold(&sheet.name);
    if known.column(Column::Section).is_none()
        && known.column(Column::SectionTitle).is_none()
        && let Some(index) =
            (0..meeting.sections.len()).find(|i| is_sheet(&meeting.sections[*i].title) || is_sheet(&meeting.section_heading(*i)))
        && (several || meeting.sections.len() > 1)
    {
        let added = known.add(Column::Section);
        known.table.rows.iter_mut().for_each(|row| row.cells.set(added, eco_format!("{}", index + 1)));
    }
    let opinions: Vec<(usize, usize)> = heading.opinions().collect();
    if opinions.is_empty() {
        let of_sheet = meeting.sources.iter().find(|source| is_sheet(&source.key) || is_sheet(&source.heading));
        let of_sheet = of_sheet.filter(|_| several || meeting.sources.len() > 1);
        if let (Some(index), Some(_)) = (known.column(Column::Source), of_sheet)
            && !names_sources(meeting, &known, index)
        {
            // What stands there is some other kind, though its column is headed like one of sources.
            known.columns[index] = None;
            let heading = known.table.headings[index].clone();
            let at = headed.in_cell(cell_name(headed.heading.bottom + 1, headed.heading.sheet_column(index))).heading(&heading);
            let warning = Diagnostic::warning(words::column_unused(&heading)).at(at);
            findings.push(warning.hint(declare(meeting, &heading)).hint(words::column_unused_hint(&heading)));
        }
        if let Some(source) = of_sheet.filter(|_| known.column(Column::Source).is_none()) {
            let added = known.add(Column::Source);
            let key = EcoString::from(&source.key);
            known.table.rows.iter_mut().for_each(|row| row.cells.set(added, key.clone()));
        }
        tables.push(known);
        return;
    }
    unsaid(&headed, &known, findings);
    for (position, (column, source)) in opinions.iter().enumerate() {
        let end = opinions.get(position + 1).map_or(usize::MAX, |next| next.0);
        let own = |index: usize| index > *column && index < end;
        let mut columns = known.columns.clone();
        for (index, meaning) in columns.iter_mut().enumerate() {
            if index == *column {
                *meaning = Some(Column::Text);
            } else if *meaning == Some(Column::Attribution) && !own(index) || *meaning == Some(Column::Text) {
                *meaning = None;
            }
        }
        let added = columns.len();
        columns.push(Some(Column::Source));
        let mut headings = known.table.headings.clone();
        headings.push(Column::Source.heading().to_owned());
        let key = EcoString::from(&meeting.sources[*source].key);
        let of_source = |row: &Row| {
            let mut row = row.clone();
            row.cells.set(added, key.clone());
            row
        };
        let rows = known.table.rows.iter().filter(|row| !row.cells[*column].trim().is_empty());
        let table = Table { place: place.clone(), headings, rows: rows.map(of_source).collect() };
        tables.push(KnownTable { table, columns, width: known.width, head: known.head });
    }
}

/// Reports what stands in the rows of a table with sources side by side, and belongs to no opinion there.
fn unsaid(headed: &Headed, known: &KnownTable, findings: &mut Diagnostics) {
    let Headed { meeting, sheet, heading, .. } = headed;
    let opinions: Vec<(usize, usize)> = heading.opinions().collect();
    let is_empty = |row: &Row, index: usize| row.cells[index].trim().is_empty();
    for row in &known.table.rows {
        let at = row.sheet_row.unwrap_or(1) - 1;
        let in_cell = |index: usize| sheet.cells.get(&(at, heading.sheet_column(index))).map_or("", |cell| cell.text.trim());
        let mut is_said = true;
        for (position, (column, source)) in opinions.iter().enumerate() {
            let end = opinions.get(position + 1).map_or(known.width, |next| next.0);
            let beside =
                (column + 1..end).filter(|index| known.columns[*index] == Some(Column::Attribution)).map(|index| (index, in_cell(index)));
            let named = beside.into_iter().find(|(_, name)| !name.is_empty() && !lexicon::is_ditto(name));
            if let Some((index, name)) = named.filter(|_| is_empty(row, *column) && in_cell(*column).is_empty()) {
                let error = Diagnostic::error(words::import_attribution_alone(start(name), &meeting.sources[*source].heading));
                findings.push(error.at(headed.at_index(at, index)).hint(words::attribution_alone_hint()));
                is_said = false;
            }
        }
        if is_said && opinions.iter().all(|(column, _)| is_empty(row, *column) && in_cell(*column).is_empty()) {
            let place = headed.at_index(at, opinions[0].0);
            findings.push(Diagnostic::warning(words::row_empty()).at(place).hint(words::row_without_opinion_hint()));
        }
    }
}

/// Whether a column names sources of the meeting and nothing else.
fn names_sources(meeting: &Meeting, known: &KnownTable, index: usize) -> bool {
    let is_source =
        |name: &str| meeting.sources.iter().any(|source| [&source.key, &source.heading].into_iter().any(|own| fold(own) == fold(name)));
    let said = || known.table.rows.iter().map(|row| &row.cells[index]).filter(|cell| !cell.trim().is_empty());
    said().next().is_some() && said().all(|cell| is_source(cell))
}

/// What to do where a table of a workbook lacks the column of sections or sources that the meeting has.
pub fn lacking_hints(meeting: &Meeting, place: &Place, column: Column) -> Vec<Message> {
    let name = place.sheet.as_ref().map(|name| toml_text(name.trim()));
    let is_source = column == Column::Source;
    let of_sheet = name.map(|name| if is_source { words::new_source_hint(name) } else { words::new_section_hint(name) });
    let is_titled = is_source || meeting.sections.iter().all(|section| !section.title.is_empty());
    let of_all = if is_source { words::no_sources_hint() } else { words::no_sections_hint() };
    // A section whose title goes on in the name of the sheet, or the other way about, is likely to be the same.
    let sheet = place.sheet.as_deref().map(fold).unwrap_or_default();
    let goes_on =
        |title: &String| !title.is_empty() && (sheet.starts_with(&fold(title)) || !sheet.is_empty() && fold(title).starts_with(&sheet));
    let titles = meeting.sections.iter().map(|section| &section.title).filter(|_| !is_source);
    let quoted = |text: &str| toml_text(text.trim());
    let renamed = titles.clone().filter(|title| goes_on(title)).max_by_key(|title| title.chars().count());
    let renamed = renamed
        .zip(place.sheet.as_ref())
        .map(|(old, new)| words::band_renamed_hint(quoted(old), quoted(new)).by(format!("sections.{}.title={}", quoted(old), quoted(new))));
    renamed.into_iter().chain(of_sheet.into_iter().filter(|_| is_titled)).chain([of_all]).collect()
}

/// The records of a table that has places of its own, such as JSON.
pub fn of_table(meeting: &Meeting, table: Table, findings: &mut Diagnostics) -> Records {
    // A file without any record has no headings either.
    let place = |index: usize| table.place.clone().heading(table.headings.get(index).map_or("", String::as_str));
    let used = |index: usize| table.rows.iter().any(|row| !row.cells[index].trim().is_empty());
    let meanings = meanings(meeting, &table.headings, &|index| meeting.meaning(&table.headings[index]), &place, &used, findings);
    let columns = meanings.into_iter().map(|meaning| match meaning {
        Some(Meaning::Column(column)) => Some(column),
        Some(Meaning::Opinions(_) | Meaning::Unused) | None => None,
    });
    let columns: Vec<Option<Column>> = columns.collect();
    let width = columns.len();
    Records { place: table.place.clone(), tables: vec![KnownTable { table, columns, width, head: 0 }], ..Records::default() }
}
