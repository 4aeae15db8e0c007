//! Table: where on a sheet the answers stand, wherever people moved them.
//!
//! A column is known by its heading, else by the defined name that it was sent out with, else by
//! what stands in it, and only last by its place, where no other column can stand there.

use std::collections::{BTreeMap, BTreeSet};

use crate::answers::division::{self, Share};
use crate::meeting::Meeting;
use crate::meeting::headings::Datum;
use crate::meeting::identity::{self, Stamp};
use crate::read::table::column_letters;
use crate::read::workbook::{Area, Book, Cell, Sheet};
use crate::say::diag::{Diagnostic, Place};
use crate::say::words;

/// Columns of the answer sheet that were locked, when no stamp says which.
const LOCKED: &[Datum] = &[Datum::SectionTitle, Datum::Category, Datum::No, Datum::Source, Datum::Text, Datum::Attribution];

/// Most rows of merged ranges that are looked at, all ranges together.
const MERGED_LIMIT: usize = 100_000;

/// What is known of the answer sheet as it was sent out.
pub struct Sent<'a> {
    /// The columns from the left, the identifiers first.
    pub columns: Vec<identity::AnswerColumn>,
    /// Keys of the locked ones, the identifiers not among them.
    pub locked: Vec<String>,
    /// For each identifier, the short digest of each of its locked cells by key.
    pub cells: BTreeMap<String, BTreeMap<String, String>>,
    /// The answer fields that the meeting has now, and the notes.
    pub open: BTreeSet<&'a str>,
}

impl<'a> Sent<'a> {
    /// As the stamp says, else as the meeting would send it out now.
    pub fn new(meeting: &'a Meeting, stamp: Option<&Stamp>, share: &Share) -> Self {
        let open = meeting.answer_fields().map(|field| field.key.as_str()).chain([identity::NOTE_KEY]).collect();
        if let Some(stamp) = stamp {
            let cells = |sent: &identity::Sent| {
                let digests = sent.cells.iter().cloned().chain(std::iter::repeat(identity::cell_digest("")));
                (sent.id.clone(), stamp.locked.iter().cloned().zip(digests).collect())
            };
            let cells = stamp.opinions.iter().map(cells).collect();
            return Self { columns: stamp.columns.clone(), locked: stamp.locked.clone(), cells, open };
        }
        let column = |key: &str, heading: &str| identity::AnswerColumn { key: key.to_owned(), heading: heading.to_owned() };
        let locked = LOCKED.iter().map(|locked| column(locked.key(), division::asked_heading(meeting, *locked)));
        let answers = meeting.answers().map(|(key, heading)| column(key, heading));
        let columns = std::iter::once(column(identity::ID_KEY, identity::ID_HEADING)).chain(locked).chain(answers).collect();
        let digest = |no: &str, opinion: &crate::records::record::Opinion, locked: &Datum| {
            (locked.key().to_owned(), identity::cell_digest(&division::asked(meeting, *locked, no, opinion)))
        };
        let cells = share
            .opinions
            .iter()
            .map(|(no, opinion)| (opinion.id.to_string(), LOCKED.iter().map(|locked| digest(no, opinion, locked)).collect()));
        Self { columns, locked: LOCKED.iter().map(|locked| locked.key().to_owned()).collect(), cells: cells.collect(), open }
    }

    /// The heading that a column was sent out with.
    pub fn heading(&self, key: &str) -> &str {
        self.columns.iter().find(|column| column.key == key).map_or("", |column| &column.heading)
    }
}

/// A sheet with answers.
pub struct Table<'b> {
    pub sheet: &'b Sheet,
    /// The row of headings.
    pub head: Option<u32>,
    /// The column of identifiers.
    pub id: Option<u32>,
    /// Column by key, of those that were found; the identifiers are not among them.
    pub columns: BTreeMap<String, u32>,
    /// Rows that hold something, in order.
    pub rows: Vec<u32>,
    /// The merged ranges that cover each of these rows.
    merged: BTreeMap<u32, Vec<Area>>,
    /// The headings stand over each other's columns, as the defined names have them.
    pub permuted: bool,
}

impl<'b> Table<'b> {
    /// The tables on a sheet, one below the other, each from its row of headings; none if no row of the sheet is in a table.
    /// What is unusual goes to `notes`.
    pub fn find(sent: &Sent, ids: &BTreeSet<&str>, book: &'b Book, sheet: &'b Sheet, notes: &mut Vec<Diagnostic>) -> Vec<Self> {
        let heads = heads(sent, sheet);
        let starts = std::iter::once(0).chain(heads.iter().skip(1).copied());
        let ends = heads.iter().skip(1).copied().chain([u32::MAX]);
        let mut found = Vec::new();
        let mut tables = Vec::new();
        for (index, (start, end)) in starts.zip(ends).enumerate() {
            let mut told = Vec::new();
            let mut table = Self::bare(sheet, heads.get(index).copied(), start, end);
            if table.look(sent, ids, book, &mut told) {
                found.push(index);
                notes.extend(told);
            } else {
                (table.id, table.columns) = (None, BTreeMap::new());
            }
            tables.push(table);
        }
        // What stands between two tables is told with them.
        if found.is_empty() { Vec::new() } else { tables }
    }

    /// The rows from `start` to before `end`, in which no column is known yet.
    fn bare(sheet: &'b Sheet, head: Option<u32>, start: u32, end: u32) -> Self {
        let rows: BTreeSet<u32> = sheet.cells.range((start, 0)..(end, 0)).map(|(at, _)| at.0).filter(|row| Some(*row) != head).collect();
        let merged = merged(sheet, &rows);
        Self { sheet, head, id: None, columns: BTreeMap::new(), rows: rows.into_iter().collect(), merged, permuted: false }
    }

    /// Looks for the columns; whether these rows are a table of answers.
    fn look(&mut self, sent: &Sent, ids: &BTreeSet<&str>, book: &Book, notes: &mut Vec<Diagnostic>) -> bool {
        self.id = self.id_column(ids);
        let heading = |key: &str| self.head.is_some_and(|row| column_under(self.sheet, row, sent.heading(key)).next().is_some());
        let pasted = heading(Datum::Text.key()) && sent.open.iter().any(|key| heading(key));
        if self.id.is_none() && !pasted {
            return false;
        }
        self.find_columns(sent, book, notes)
    }

    /// Finds the columns; false if nothing but identifiers speaks for a table.
    fn find_columns(&mut self, sent: &Sent, book: &Book, notes: &mut Vec<Diagnostic>) -> bool {
        let place = |column: u32| super::at(book, self.sheet, (self.head.unwrap_or_default(), column));
        let sheet = Place { cell: None, ..super::at(book, self.sheet, (0, 0)) };
        let mut found = self.columns_by_heading(sent, book, notes);
        let names = self.names(sent, book);
        let both: Vec<(u32, u32)> = names.iter().filter_map(|(key, named)| Some((*found.get(*key)?, *named))).collect();
        let columns = |which: fn(&(u32, u32)) -> u32| both.iter().map(which).collect::<BTreeSet<u32>>();
        self.permuted = both.iter().any(|(found, named)| found != named) && columns(|pair| pair.0) == columns(|pair| pair.1);
        // A program that moved columns without their names, or left names behind, cannot be followed.
        let filled = |column: u32| self.head.is_none_or(|row| self.sheet.cells.contains_key(&(row, column)));
        let reliable = names.iter().all(|(key, named)| found.get(*key).map_or(filled(*named), |found| found == named));
        let by_heading = found.len();
        let mut taken: BTreeSet<u32> = self.id.into_iter().chain(found.values().copied()).collect();
        for column in sent.columns.iter().filter(|column| column.key != identity::ID_KEY) {
            if found.contains_key(&column.key) {
                continue;
            }
            let by_name = names.get(column.key.as_str()).copied().filter(|at| reliable && !taken.contains(at));
            if let Some(at) = by_name.or_else(|| self.column_by_content(sent, &column.key, &taken)) {
                taken.insert(at);
                found.insert(column.key.clone(), at);
            }
        }
        if by_heading == 0 && found.is_empty() {
            return false;
        }
        for (key, at) in self.columns_by_place(sent, &found, &taken) {
            found.insert(key, at);
        }
        for column in sent.columns.iter().filter(|column| column.key != identity::ID_KEY) {
            let now = |at: u32| self.head.and_then(|row| self.sheet.cells.get(&(row, at))).map_or("", |cell| &cell.text);
            match found.get(&column.key) {
                Some(at) if self.head.is_some() && plain(now(*at)) != plain(&column.heading) => {
                    notes.push(Diagnostic::guess(words::heading_renamed(&column.heading, now(*at))).at(place(*at)));
                }
                None if sent.open.contains(column.key.as_str()) => {
                    notes.push(Diagnostic::warning(words::column_gone(&column.heading)).at(sheet.clone()));
                }
                None if !sent.open.contains(column.key.as_str()) && column.key != identity::FULL_KEY && self.head.is_some() => {
                    notes.push(Diagnostic::guess(words::locked_gone(&column.heading)).at(sheet.clone()));
                }
                _ => {}
            }
        }
        if self.head.is_none() {
            notes.push(Diagnostic::warning(words::headings_gone()).at(sheet));
        }
        self.columns = found;
        true
    }

    /// The columns under the headings that they were sent out with.
    fn columns_by_heading(&self, sent: &Sent, book: &Book, notes: &mut Vec<Diagnostic>) -> BTreeMap<String, u32> {
        let mut found = BTreeMap::new();
        let Some(head) = self.head else { return found };
        for column in sent.columns.iter().filter(|column| column.key != identity::ID_KEY) {
            let under: Vec<u32> = column_under(self.sheet, head, &column.heading).collect();
            let name = self.named_datum(book, &column.key);
            let Some(chosen) = under.iter().copied().find(|at| Some(*at) == name).or_else(|| under.first().copied()) else { continue };
            if under.len() > 1 {
                let note = Diagnostic::warning(words::column_doubled(&column.heading, column_letters(chosen)));
                notes.push(note.at(super::at(book, self.sheet, (head, chosen))));
            }
            found.insert(column.key.clone(), chosen);
        }
        found
    }

    /// Where the defined names say that the answers stand.
    fn names<'s>(&self, sent: &'s Sent, book: &Book) -> BTreeMap<&'s str, u32> {
        let open = sent.columns.iter().map(|column| column.key.as_str()).filter(|key| sent.open.contains(key));
        open.filter_map(|key| Some((key, self.named_datum(book, key)?))).collect()
    }

    /// The column of these rows that the answers' defined name stands for.
    fn named_datum(&self, book: &Book, key: &str) -> Option<u32> {
        let (first, last) = (*self.rows.first()?, *self.rows.last()?);
        let targets = book.names.get(&identity::answers_name(key))?;
        let here = |area: &Area| area.left == area.right && area.top <= last && area.bottom >= first;
        targets.iter().find(|target| target.sheet == self.sheet.name && here(&target.area)).map(|target| target.area.left)
    }

    /// The columns that must stand between known ones, because nothing else fits: as many are missing as there are strangers.
    fn columns_by_place(&self, sent: &Sent, found: &BTreeMap<String, u32>, taken: &BTreeSet<u32>) -> Vec<(String, u32)> {
        let position =
            |column: &identity::AnswerColumn| if column.key == identity::ID_KEY { self.id } else { found.get(&column.key).copied() };
        let last = self.head.and_then(|row| self.sheet.row(row).next_back().map(|((_, column), _)| *column));
        let mut placed = Vec::new();
        let mut rest = sent.columns.as_slice();
        while let Some(start) = rest.iter().position(|column| position(column).is_none()) {
            let known = &rest[..start];
            let run = &rest[start..];
            let length = run.iter().position(|column| position(column).is_some()).unwrap_or(run.len());
            let (missing, after) = run.split_at(length);
            let left = known.last().and_then(position);
            let right = match after.first() {
                Some(next) => position(next),
                None => last.map(|last| last + 1).or(left.map(|left| left + missing.len() as u32 + 1)),
            };
            if let Some((left, right)) = left.zip(right) {
                let columns: Vec<u32> = (left.saturating_add(1)..right).take(missing.len() + 1).collect();
                let free =
                    |column: &u32| !taken.contains(column) && self.head.is_none_or(|row| self.sheet.cells.contains_key(&(row, *column)));
                if columns.len() == missing.len() && columns.iter().all(free) {
                    placed.extend(missing.iter().map(|column| column.key.clone()).zip(columns));
                }
            }
            rest = after;
        }
        placed
    }

    /// The free column in which most rows hold what was sent out under `key`, if at least half of them do.
    fn column_by_content(&self, sent: &Sent, key: &str, taken: &BTreeSet<u32>) -> Option<u32> {
        let id = self.id.filter(|_| sent.locked.iter().any(|locked| locked == key))?;
        let rows = self.rows.iter().filter_map(|row| Some((*row, sent.cells.get(self.sheet.cells.get(&(*row, id))?.text.trim())?)));
        let (mut counts, mut all) = (BTreeMap::<u32, usize>::new(), 0);
        for (row, cells) in rows {
            all += 1;
            let digest = cells.get(key)?;
            for ((_, column), cell) in self.sheet.row(row).filter(|((_, column), _)| !taken.contains(column)) {
                *counts.entry(*column).or_default() += usize::from(identity::cell_digest(&cell.text) == *digest);
            }
        }
        let (column, count) = counts.into_iter().max_by_key(|(column, count)| (*count, std::cmp::Reverse(*column)))?;
        (count > 0 && count * 2 >= all).then_some(column)
    }

    /// The column that holds most identifiers.
    fn id_column(&self, ids: &BTreeSet<&str>) -> Option<u32> {
        let (first, last) = (*self.rows.first()?, *self.rows.last()?);
        let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
        for ((_, column), cell) in self.sheet.rows(first..=last) {
            if ids.contains(cell.text.trim()) {
                *counts.entry(*column).or_default() += 1;
            }
        }
        counts.into_iter().max_by_key(|(column, count)| (*count, std::cmp::Reverse(*column))).map(|(column, _)| column)
    }

    /// The cell of a row under `key`.
    pub fn cell(&self, row: u32, key: &str) -> Option<&'b Cell> {
        self.sheet.cells.get(&(row, *self.columns.get(key)?))
    }

    /// The text of a row under `key`; where cells were merged, that of the first of them.
    pub fn text(&self, row: u32, key: &str) -> &'b str {
        let Some(column) = self.columns.get(key) else { return "" };
        let of = |row: u32, column: u32| self.sheet.cells.get(&(row, column)).map(|cell| cell.text.as_str());
        let first = || self.merged_over(row, *column).and_then(|area| of(area.top, area.left));
        of(row, *column).or_else(first).unwrap_or_default()
    }

    /// The identifier in a row; empty if there is none.
    pub fn id_in(&self, row: u32) -> &'b str {
        self.id.and_then(|column| self.sheet.cells.get(&(row, column))).map_or("", |cell| cell.text.trim())
    }

    /// The merged range that covers a cell, if there is one.
    pub fn merged_over(&self, row: u32, column: u32) -> Option<Area> {
        self.merged.get(&row)?.iter().copied().find(|area| (area.left..=area.right).contains(&column))
    }
}

/// The merged ranges over each of the rows, as far as [`MERGED_LIMIT`] goes.
fn merged(sheet: &Sheet, rows: &BTreeSet<u32>) -> BTreeMap<u32, Vec<Area>> {
    let mut merged: BTreeMap<u32, Vec<Area>> = BTreeMap::new();
    let over = sheet.merged.iter().flat_map(|area| rows.range(area.top..=area.bottom).map(move |row| (*row, *area)));
    for (row, area) in over.take(MERGED_LIMIT) {
        merged.entry(row).or_default().push(area);
    }
    merged
}

/// The rows of headings: the one that holds most of them, if it holds two, and others that hold three.
fn heads(sent: &Sent, sheet: &Sheet) -> Vec<u32> {
    let headings: BTreeSet<String> = sent.columns.iter().map(|column| plain(&column.heading)).collect();
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for ((row, _), cell) in &sheet.cells {
        *counts.entry(*row).or_default() += usize::from(headings.contains(&plain(&cell.text)));
    }
    let best = counts.iter().max_by_key(|(row, count)| (**count, std::cmp::Reverse(**row))).map(|(row, _)| *row);
    counts.into_iter().filter(|(row, count)| *count >= 3 || *count == 2 && Some(*row) == best).map(|(row, _)| row).collect()
}

/// The columns whose heading in `row` is `heading`.
fn column_under(sheet: &Sheet, row: u32, heading: &str) -> impl Iterator<Item = u32> {
    let wanted = plain(heading);
    sheet
        .cells
        .range((row, 0)..(row + 1, 0))
        .filter(move |(_, cell)| !wanted.is_empty() && plain(&cell.text) == wanted)
        .map(|((_, column), _)| *column)
}

/// A heading without white space: people break and pad headings.
fn plain(heading: &str) -> String {
    heading.chars().filter(|c| !c.is_whitespace()).collect()
}
