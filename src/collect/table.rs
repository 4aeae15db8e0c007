//! Table: where on a sheet the answers stand, wherever people moved them.
//!
//! A column is known by its heading, else by the defined name that it was sent out with, else by
//! what stands in it, and only last by its place.

use std::collections::{BTreeMap, BTreeSet};

use super::read::{Area, Book, Cell, Sheet};
use crate::column::Column;
use crate::diag::{Diagnostic, Place};
use crate::division::{self, Share};
use crate::identity::{self, Stamp};
use crate::meeting::Meeting;
use crate::record::cell_name;
use crate::words;

/// Columns of the answer sheet that were locked, when no stamp says which.
const LOCKED: &[Column] = &[Column::SectionTitle, Column::Category, Column::No, Column::Source, Column::Text, Column::Attribution];

/// Most rows of merged ranges that are looked at, all ranges together.
const MERGED_LIMIT: usize = 100_000;

/// What is known of the answer sheet as it was sent out.
pub struct Sent<'a> {
    /// The columns from the left, the identifiers first.
    pub columns: Vec<identity::Column>,
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
        let column = |key: &str, heading: &str| identity::Column { key: key.to_owned(), heading: heading.to_owned() };
        let locked = LOCKED.iter().map(|locked| column(locked.key(), division::asked_heading(meeting, *locked)));
        let answers = meeting.answer_fields().map(|field| column(&field.key, &field.heading));
        let columns = std::iter::once(column(identity::ID_KEY, identity::ID_HEADING))
            .chain(locked)
            .chain(answers)
            .chain([column(identity::NOTE_KEY, identity::NOTE_HEADING)])
            .collect();
        let digest = |no: u32, opinion: &crate::record::Opinion, locked: &Column| {
            (locked.key().to_owned(), identity::cell_digest(&division::asked(meeting, *locked, no, opinion)))
        };
        let cells = share
            .opinions
            .iter()
            .map(|(no, opinion)| (opinion.id.clone(), LOCKED.iter().map(|locked| digest(*no, opinion, locked)).collect()));
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
}

impl<'b> Table<'b> {
    /// The table on a sheet; nothing if it has none. What is unusual goes to `notes`.
    pub fn find(sent: &Sent, ids: &BTreeSet<&str>, book: &'b Book, sheet: &'b Sheet, notes: &mut Vec<Diagnostic>) -> Option<Self> {
        let head = head(sent, sheet);
        let id = id_column(ids, sheet);
        let heading = |key: &str| head.is_some_and(|row| column_under(sheet, row, sent.heading(key)).next().is_some());
        let pasted = heading(Column::Text.key()) && sent.open.iter().any(|key| heading(key));
        if id.is_none() && !pasted {
            return None;
        }
        let rows: BTreeSet<u32> = sheet.cells.keys().map(|at| at.0).filter(|row| Some(*row) != head).collect();
        let merged = merged(sheet, &rows);
        let mut table = Self { sheet, head, id, columns: BTreeMap::new(), rows: rows.into_iter().collect(), merged };
        table.columns = table.find_columns(sent, book, notes);
        Some(table)
    }

    fn find_columns(&self, sent: &Sent, book: &Book, notes: &mut Vec<Diagnostic>) -> BTreeMap<String, u32> {
        let mut found: BTreeMap<String, u32> = BTreeMap::new();
        let mut taken: BTreeSet<u32> = self.id.into_iter().collect();
        let place = |column: u32| {
            let place = super::at(book, self.sheet, (self.head.unwrap_or_default(), column));
            if self.head.is_some() { place } else { Place { cell: None, ..place } }
        };
        let wanted = || sent.columns.iter().filter(|column| column.key != identity::ID_KEY);
        let named = |key: &str| named_column(book, self.sheet, key);
        for column in wanted() {
            let under: Vec<u32> = self.head.map_or(Vec::new(), |row| column_under(self.sheet, row, &column.heading).collect());
            let name = named(&column.key);
            let Some(chosen) = under.iter().copied().find(|at| Some(*at) == name).or_else(|| under.first().copied()) else { continue };
            if under.len() > 1 {
                notes.push(
                    Diagnostic::warning(words::column_doubled(&column.heading, cell_name(1, chosen).trim_end_matches('1')))
                        .at(place(chosen)),
                );
            }
            taken.insert(chosen);
            found.insert(column.key.clone(), chosen);
        }
        // Headings that were changed: by name, by content, and last by place.
        for column in wanted() {
            if found.contains_key(&column.key) {
                continue;
            }
            let by_name = named(&column.key).filter(|at| !taken.contains(at));
            let by_content = || self.column_by_content(sent, &column.key, &taken);
            let by_place = || self.column_by_place(sent, &column.key, &found).filter(|at| !taken.contains(at));
            match by_name.or_else(by_content).or_else(by_place) {
                Some(chosen) => {
                    let now = self.head.and_then(|row| self.sheet.cells.get(&(row, chosen))).map_or("", |cell| &cell.text);
                    if self.head.is_some() {
                        notes.push(Diagnostic::guess(words::heading_renamed(&column.heading, now)).at(place(chosen)));
                    }
                    taken.insert(chosen);
                    found.insert(column.key.clone(), chosen);
                }
                None if sent.open.contains(column.key.as_str()) => {
                    let place = Place { cell: None, ..super::at(book, self.sheet, (0, 0)) };
                    notes.push(Diagnostic::warning(words::column_gone(&column.heading)).at(place));
                }
                None => {}
            }
        }
        found
    }

    /// The free column in which most rows hold what was sent out under `key`, if at least half of them do.
    fn column_by_content(&self, sent: &Sent, key: &str, taken: &BTreeSet<u32>) -> Option<u32> {
        let id = self.id.filter(|_| sent.locked.iter().any(|locked| locked == key))?;
        let rows = self.rows.iter().filter_map(|row| Some((*row, sent.cells.get(self.sheet.cells.get(&(*row, id))?.text.trim())?)));
        let (mut counts, mut all) = (BTreeMap::<u32, usize>::new(), 0);
        for (row, cells) in rows {
            all += 1;
            let digest = cells.get(key)?;
            for ((_, column), cell) in self.sheet.cells.range((row, 0)..(row + 1, 0)).filter(|((_, column), _)| !taken.contains(column)) {
                *counts.entry(*column).or_default() += usize::from(identity::cell_digest(&cell.text) == *digest);
            }
        }
        let (column, count) = counts.into_iter().max_by_key(|(column, count)| (*count, std::cmp::Reverse(*column)))?;
        (count > 0 && count * 2 >= all).then_some(column)
    }

    /// Where the column must be, counted from the nearest known one on its left as it was sent out.
    fn column_by_place(&self, sent: &Sent, key: &str, found: &BTreeMap<String, u32>) -> Option<u32> {
        let index = sent.columns.iter().position(|column| column.key == key)?;
        let (distance, base) = sent.columns[..index].iter().rev().enumerate().find_map(|(distance, column)| {
            let at = if column.key == identity::ID_KEY { self.id } else { found.get(&column.key).copied() };
            Some((distance as u32 + 1, at?))
        })?;
        let column = base + distance;
        // Somebody's own heading there says that the column is another one; ours went only if something else stands in its place.
        self.head.is_none_or(|row| self.sheet.cells.contains_key(&(row, column))).then_some(column)
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

/// The row that holds most of the headings, if it holds two.
fn head(sent: &Sent, sheet: &Sheet) -> Option<u32> {
    let headings: BTreeSet<String> = sent.columns.iter().map(|column| plain(&column.heading)).collect();
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for ((row, _), cell) in &sheet.cells {
        *counts.entry(*row).or_default() += usize::from(headings.contains(&plain(&cell.text)));
    }
    let (row, count) = counts.into_iter().max_by_key(|(row, count)| (*count, std::cmp::Reverse(*row)))?;
    (count >= 2).then_some(row)
}

/// The column that holds most identifiers.
fn id_column(ids: &BTreeSet<&str>, sheet: &Sheet) -> Option<u32> {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for ((_, column), cell) in &sheet.cells {
        if ids.contains(cell.text.trim()) {
            *counts.entry(*column).or_default() += 1;
        }
    }
    counts.into_iter().max_by_key(|(column, count)| (*count, std::cmp::Reverse(*column))).map(|(column, _)| column)
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

/// The column on this sheet that the answers' defined name stands for.
fn named_column(book: &Book, sheet: &Sheet, key: &str) -> Option<u32> {
    let targets = book.names.get(&identity::answers_name(key))?;
    targets.iter().find(|target| target.sheet == sheet.name && target.area.left == target.area.right).map(|target| target.area.left)
}

/// A heading without white space: people break and pad headings.
fn plain(heading: &str) -> String {
    heading.chars().filter(|c| !c.is_whitespace()).collect()
}
