//! Office: from the office's own workbook, as it is, to tables in which every column means something.
//!
//! Each worksheet goes through the same steps: [`find`] looks for the row of headings and says what stands under
//! each, [`rows`] tells opinions from what stands around them (titles, totals, notes), and [`fill`] gives a row
//! what the sheet shows for it by a merged cell or by a blank one. What a step cannot know is asked, and what it
//! takes is said: nothing that a person sees in the workbook is passed over without a word. [`propose`] goes the other
//! way, from a workbook to a meeting that reads it; [`explain`] says what each column is for.

pub mod explain;
mod fill;
mod find;
mod own;
pub mod propose;
mod rows;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod variants;

use std::collections::BTreeSet;

use crate::meeting::headings::{Column, fold};
use crate::meeting::identity::DATA_SHEET;
use crate::meeting::{Meaning, Meeting};
use crate::read::table::{Row, Table};
use crate::read::workbook::{Book, Format, Sheet};
use crate::records::ids::Kept;
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::words;
use crate::say::words::Message;

pub use find::{Heading, heading, meanings, section};

/// Most opinions that are read. The largest consultation seen had 548; this is room, not a target.
pub const RECORD_LIMIT: usize = 100_000;

/// Stands in a cell about which an error was said, so that nothing more is said of what follows from it.
pub const FAULTY: &str = "\u{10ffff}";

/// The tables of a file of records.
#[derive(Debug, Default)]
pub struct Records {
    pub tables: Vec<Known>,
    /// Which file and which worksheets were read, in one line.
    pub said: Option<Message>,
    /// Where they stand as a whole.
    pub place: Place,
    /// The identifiers that were given to opinions before.
    pub kept: Vec<Kept>,
}

/// A table whose columns are known.
#[derive(Debug, Default)]
pub struct Known {
    pub table: Table,
    /// What stands under each heading; nothing under one that is not read.
    pub columns: Vec<Option<Column>>,
    /// The number of columns that the file has; those behind them hold what the file says otherwise.
    pub width: usize,
}

impl Records {
    /// The identifiers that the records themselves have.
    pub fn typed_ids(&self) -> BTreeSet<&str> {
        let with_ids = self.tables.iter().filter_map(|known| Some((known, known.column(Column::Id)?)));
        with_ids.flat_map(|(known, index)| known.table.rows.iter().map(move |row| known.table.text(row, index))).collect()
    }
}

impl Known {
    fn column(&self, column: Column) -> Option<usize> {
        self.columns.iter().position(|known| *known == Some(column))
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
    let chosen = chosen(meeting, book, findings)?;
    let mut records = Records { place: place.clone(), ..Records::default() };
    let (mut read, mut others) = (Vec::new(), Vec::new());
    let mut found = Vec::new();
    for sheet in &book.sheets {
        let wanted = chosen.as_ref().map_or(sheet.visible, |names| names.contains(&sheet.name.as_str()));
        match find::heading(meeting, sheet) {
            Some(heading) if wanted => found.push((sheet, heading)),
            Some(_) if chosen.is_none() && !sheet.visible => {
                let warning = Diagnostic::warning(words::sheet_hidden(&sheet.name)).at(sheet_place(&book.file, sheet));
                // The sheets that are read without a word of the meeting's, and this one.
                let is_read = |other: &&Sheet| other.name == sheet.name || other.visible && find::heading(meeting, other).is_some();
                let names: Vec<String> = book.sheets.iter().filter(is_read).map(|sheet| format!("\"{}\"", sheet.name)).collect();
                findings.push(warning.hint(words::sheet_hidden_hint(names.join(", "))));
            }
            None if wanted && chosen.is_some() => {
                let error = Diagnostic::error(words::no_heading_row()).at(sheet_place(&book.file, sheet));
                findings.push(error.hint(no_heading_hint(sheet)));
            }
            _ if !sheet.cells.is_empty() && sheet.visible => others.push(sheet.name.as_str()),
            _ => {}
        }
    }
    if found.is_empty() {
        if !findings.has_errors() {
            let sheet = book.sheets.iter().filter(|sheet| sheet.visible).max_by_key(|sheet| sheet.cells.len());
            let place = sheet.map_or(place, |sheet| sheet_place(&book.file, sheet));
            let error = match sheet.filter(|sheet| !sheet.cells.is_empty()) {
                Some(sheet) => Diagnostic::error(words::no_heading_row()).at(place).hint(no_heading_hint(sheet)),
                None => Diagnostic::error(words::empty_file()).at(place),
            };
            findings.push(error);
        }
        return Ok(records);
    }
    let several = found.len() > 1;
    for (sheet, heading) in found {
        let top = heading.top + 1;
        let before = records.tables.iter().map(|known| known.table.rows.len()).sum::<usize>();
        sheet_tables(meeting, book, sheet, heading, several, &mut records.tables, findings);
        let count = records.tables.iter().map(|known| known.table.rows.len()).sum::<usize>() - before;
        read.push(if sheet.name.is_empty() { words::table_read(top, count) } else { words::sheet_read(&sheet.name, top, count) });
    }
    let count: usize = records.tables.iter().map(|known| known.table.rows.len()).sum();
    if count > RECORD_LIMIT {
        return Err(Diagnostic::error(words::too_many_records(count, RECORD_LIMIT)).at(place).into());
    }
    if several {
        own::twice(&records, findings);
    }
    if chosen.as_deref() == Some(&[DATA_SHEET][..]) && own::is_ours(book) {
        own::disagreements(book, &records, findings);
        others.retain(|name| !own::SHEETS.contains(name));
    }
    lacking(meeting, &records, findings);
    records.said = Some(said(book, &read, &others));
    Ok(records)
}

/// Reports fields that papers show and no table has: their columns would be empty.
fn lacking(meeting: &Meeting, records: &Records, findings: &mut Diagnostics) {
    for (index, field) in meeting.record_fields().enumerate() {
        let is_shown = !meeting.is_private(field) && meeting.papers.iter().any(|paper| paper.names(field));
        if is_shown && !records.tables.iter().any(|known| known.column(Column::Field(index)).is_some()) {
            let error = Diagnostic::error(words::field_column_missing(&field.heading)).at(records.place.clone());
            findings.push(error.hint(words::field_column_missing_hint(&field.heading)));
        }
    }
}

/// The worksheets that the meeting names, or the one with data of a workbook of ours; nothing if any may be read.
fn chosen<'a>(meeting: &'a Meeting, book: &Book, findings: &mut Diagnostics) -> Result<Option<Vec<&'a str>>> {
    if let Some(names) = &meeting.records.sheets {
        let known: Vec<&str> = book.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
        for name in names.iter().filter(|name| !known.contains(&name.as_str())) {
            findings.push(Diagnostic::error(words::sheet_missing(name)).at(Place::file(&book.file)).known(name, &known));
        }
        return Ok(Some(names.iter().map(String::as_str).collect()));
    }
    Ok(own::is_ours(book).then(|| vec![DATA_SHEET]))
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
    let mut counts = std::collections::BTreeMap::<u32, usize>::new();
    for ((row, _), cell) in sheet.cells.iter().take(2_000) {
        *counts.entry(*row).or_default() += usize::from(!cell.text.trim().is_empty() && cell.text.chars().count() < 40);
    }
    let fullest = counts.iter().take(20).max_by_key(|(row, count)| (**count, std::cmp::Reverse(**row)));
    let Some((row, _)) = fullest else { return words::heading_hint() };
    let headings: Vec<(u32, String)> =
        sheet.cells.range((*row, 0)..(*row + 1, 0)).map(|((_, column), cell)| (*column, cell.text.trim().replace('\n', ""))).collect();
    // Opinions are the longest texts of a table.
    let length = |column: u32| {
        sheet.cells.range((row + 1, 0)..).filter(|((_, at), _)| *at == column).take(100).map(|(_, cell)| cell.text.len()).sum::<usize>()
    };
    let longest = headings.iter().max_by_key(|(column, _)| length(*column)).map_or("…", |(_, heading)| heading);
    let all: Vec<&str> = headings.iter().map(|(_, heading)| heading.as_str()).collect();
    words::no_heading_row_hint(row + 1, all.join("、"), longest)
}

pub(super) fn sheet_place(file: &str, sheet: &Sheet) -> Place {
    Place { sheet: (!sheet.name.is_empty()).then(|| sheet.name.clone()), ..Place::file(file) }
}

/// The tables of one worksheet: one, or one for each source that has a column of its own.
fn sheet_tables(
    meeting: &Meeting,
    book: &Book,
    sheet: &Sheet,
    heading: Heading,
    several: bool,
    tables: &mut Vec<Known>,
    findings: &mut Diagnostics,
) {
    let place = sheet_place(&book.file, sheet);
    let raw = rows::rows(meeting, &place, sheet, &heading, book.format == Format::Csv, findings);
    let mut known = fill::filled(meeting, &place, sheet, &heading, raw, findings);
    // A worksheet may stand for a section or a source.
    let is_sheet = |name: &str| several && !name.is_empty() && fold(name) == fold(&sheet.name);
    if known.column(Column::Section).is_none()
        && known.column(Column::SectionTitle).is_none()
        && let Some(index) =
            (0..meeting.sections.len()).find(|i| is_sheet(&meeting.sections[*i].title) || is_sheet(&meeting.section_heading(*i)))
    {
        known.add(Column::Section);
        known.table.rows.iter_mut().for_each(|row| row.cells.push((index + 1).to_string()));
    }
    let opinions: Vec<(usize, usize)> = heading.opinions().collect();
    if opinions.is_empty() {
        if known.column(Column::Source).is_none()
            && let Some(source) = meeting.sources.iter().find(|source| is_sheet(&source.key) || is_sheet(&source.heading))
        {
            known.add(Column::Source);
            known.table.rows.iter_mut().for_each(|row| row.cells.push(source.key.clone()));
        }
        tables.push(known);
        return;
    }
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
        columns.push(Some(Column::Source));
        let mut headings = known.table.headings.clone();
        headings.push(Column::Source.heading().to_owned());
        let rows = known.table.rows.iter().filter(|row| row.cells.get(*column).is_some_and(|text| !text.trim().is_empty()));
        let rows =
            rows.map(|row| Row { cells: row.cells.iter().cloned().chain([meeting.sources[*source].key.clone()]).collect(), ..row.clone() });
        let table = Table { place: place.clone(), headings, rows: rows.collect() };
        tables.push(Known { table, columns, width: known.width });
    }
}

/// The records of a table that has places of its own, such as JSON.
pub fn of_table(meeting: &Meeting, table: Table, findings: &mut Diagnostics) -> Records {
    let place = |index: usize| table.place.clone().heading(&table.headings[index]);
    let used = |index: usize| table.rows.iter().any(|row| row.cells.get(index).is_some_and(|cell| !cell.trim().is_empty()));
    let meanings = meanings(meeting, &table.headings, &place, &used, findings);
    let columns = meanings.into_iter().map(|meaning| match meaning {
        Some(Meaning::Column(column)) => Some(column),
        Some(Meaning::Opinions(_) | Meaning::Unused) | None => None,
    });
    let columns: Vec<Option<Column>> = columns.collect();
    let width = columns.len();
    Records { place: table.place.clone(), tables: vec![Known { table, columns, width }], ..Records::default() }
}
