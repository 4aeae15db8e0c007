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
mod sheets;
mod single;
mod tables;
mod together;
mod under;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::meeting::headings::{Datum, fold};
use crate::meeting::identity::DATA_SHEET;
use crate::meeting::{Field, Meaning, Meeting, Struck};
use crate::read::table::{Table, cell_name};
use crate::read::workbook::{Book, Format, Sheet};
use crate::records::ids::Kept;
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::words::{Count, Message};
use crate::say::{toml_text, words};
use headed::Headed;
use sheets::{Sorted, alike, chosen, hidden, init_hint, no_table, of_card, sheet_place, withheld};

use find::TableHead;
pub use find::{Heading, declare, heading, section};
pub use own::is_ours;

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
    pub columns: Vec<Option<Datum>>,
    /// The number of columns that the file has; those behind them hold what the file says otherwise.
    pub width: usize,
    /// The row of the sheet in which the headings end, from 1.
    pub head: usize,
}

impl Records {
    /// The identifiers that the records themselves have.
    pub fn typed_ids(&self) -> BTreeSet<&str> {
        let with_ids = self.tables.iter().filter_map(|known| Some((known, known.column(Datum::Id)?)));
        with_ids.flat_map(|(known, index)| known.table.rows.iter().map(move |row| known.table.text(row, index))).collect()
    }
}

impl KnownTable {
    fn column(&self, column: Datum) -> Option<usize> {
        self.columns.iter().position(|known| *known == Some(column))
    }

    /// Where the number of each opinion stands on the sheet: its row, from 1, and its column, from 0, if there is one.
    pub fn number_cells(&self) -> impl Iterator<Item = (usize, Option<usize>)> {
        let number = self.column(Datum::No).filter(|index| *index < self.width);
        self.table.rows.iter().map(move |row| {
            let usual = (row.sheet_row.unwrap_or_default() as usize, number.map(|index| row.first_column as usize + index));
            let moved = row.moved.iter().find(|(at, _)| Some(*at as usize) == number);
            moved.map_or(usual, |(_, (row, column))| (*row as usize + 1, Some(*column as usize)))
        })
    }

    /// Adds a column that the file has not.
    fn add(&mut self, column: Datum) -> usize {
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
    for (sheet, heading) in &found {
        let headed = Headed { meeting, place: &sheet_place(&book.file, sheet), sheet, heading };
        say_doubts(&headed, findings);
        let tables = tables::tables(headed, book.format == Format::Csv, several, findings);
        let count = Count(tables.iter().map(|known| tables::taken(meeting, known)).sum(), "opinion");
        let top = heading.top + 1;
        read.push(if sheet.name.is_empty() { words::table_read(top, count) } else { words::sheet_read(&sheet.name, top, count) });
        records.tables.extend(tables);
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

/// Names the headings with a line through them: whoever drew it may not want the column.
fn struck_headings(headed: &Headed, findings: &mut Diagnostics) {
    let Headed { meeting, sheet, heading, .. } = headed;
    if meeting.records.struck == Some(Struck::Keep) {
        return;
    }
    let is_private = |index: usize| meeting.record_fields().nth(index).is_some_and(|field| meeting.is_private(field));
    for ((row, column), cell) in sheet.rows(heading.top..=heading.bottom).filter(|(_, cell)| cell.struck && !cell.text.trim().is_empty()) {
        match heading.index(*column).and_then(|index| heading.meanings.get(index)) {
            None | Some(None | Some(Meaning::Unused)) => {}
            Some(Some(Meaning::Datum(Datum::Field(index)))) if is_private(*index) => {}
            Some(Some(_)) => {
                let warning = Diagnostic::warning(words::heading_struck(cells::start(&cell.text))).at(headed.at(*row, *column));
                findings.push(warning.hint(words::heading_struck_hint()));
            }
        }
    }
}

/// What a worksheet leaves in doubt, and which of its rows were read as columns of the opinions above them.
fn say_doubts(headed: &Headed, findings: &mut Diagnostics) {
    let Headed { sheet, heading, .. } = headed;
    for (to, from) in sheet.moved.iter().filter(|((row, column), (_, from))| *row > heading.bottom && column != from) {
        let name = heading.index(to.1).and_then(|index| heading.texts.get(index)).map_or("", String::as_str);
        findings.push(Diagnostic::guess(words::rows_stacked(name)).at(headed.in_cell(cell_name(from.0 + 1, from.1))));
    }
    for (cell, doubt) in &sheet.doubts {
        let cell = cell.map(|(row, column)| sheet.cell_name(row, column));
        let said = if doubt.is(words::key::formula_of_text) { Diagnostic::guess } else { Diagnostic::warning };
        findings.push(said(doubt.clone()).at(Place { cell, ..headed.place.clone() }));
    }
    struck_headings(headed, findings);
    if let Some((row, word)) = find::torn(sheet, heading) {
        let at = headed.in_cell(cell_name(row + 1, heading.left));
        findings.push(Diagnostic::warning(words::rows_torn(&word)).at(at).hint(words::rows_torn_hint(&word)));
    }
    if let Some((row, word)) = find::marked(sheet, heading) {
        let at = headed.in_cell(cell_name(row + 1, heading.column_on_sheet(Datum::Text).unwrap_or(heading.left)));
        findings.push(Diagnostic::warning(words::rows_marked(&word)).at(at).hint(words::rows_marked_hint(&word)));
    }
}

/// The fields that papers show and no table has, by their index among those of the records.
pub fn lacked<'m>(meeting: &'m Meeting, tables: &[KnownTable]) -> Vec<(usize, &'m Field)> {
    let is_shown = |field: &Field| !meeting.is_private(field) && meeting.papers.iter().any(|paper| paper.names(field));
    let has = |index: usize| tables.iter().any(|known| known.column(Datum::Field(index)).is_some());
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

/// What to do where a table of a workbook lacks the column of sections or sources that the meeting has.
pub fn lacking_hints(meeting: &Meeting, place: &Place, column: Datum) -> Vec<Message> {
    let name = place.sheet.as_ref().map(|name| toml_text(name.trim()));
    let is_source = column == Datum::Source;
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
    let read = table.headings.iter().map(|heading| meeting.meaning(heading)).collect();
    let meanings = TableHead { meeting, texts: &table.headings, read, place: &place, used: &used }.meanings(findings);
    let columns: Vec<Option<Datum>> = meanings.into_iter().map(|meaning| meaning.and_then(Meaning::datum)).collect();
    let width = columns.len();
    Records { place: table.place.clone(), tables: vec![KnownTable { table, columns, width, head: 0 }], ..Records::default() }
}
