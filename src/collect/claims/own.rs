//! Own: which texts of a workbook were sent out in it. Whatever is none of them, somebody wrote.

use std::collections::{BTreeMap, BTreeSet};

use super::super::recognise::Origin;
use super::super::table::{Sent, Table};
use crate::meeting::headings::Datum;
use crate::meeting::{Meeting, identity};
use crate::read::workbook::{Cell, Kind, Sheet};

/// Sheets of a workbook as it is sent out.
pub const OWN_SHEETS: [&str; 4] = [identity::COVER_SHEET, identity::ANSWER_SHEET, identity::FULL_SHEET, identity::CHOICE_SHEET];
/// Texts with fewer characters may be answers wherever they stand.
const SHORT: usize = 12;

/// The texts that were sent out: whatever is none of them, somebody wrote.
pub struct Own<'a> {
    /// Headings of the answer sheet, and what leads to a full text.
    headings: BTreeSet<&'a str>,
    /// Digests of every text beside the table, of the choices, and of the locked cells by key.
    texts: BTreeSet<&'a str>,
    choices: BTreeSet<String>,
    locked: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

impl<'a> Own<'a> {
    pub fn new(meeting: &Meeting, sent: &'a Sent, origin: &'a Origin) -> Self {
        let choices = meeting.answer_fields().flat_map(|field| &field.choices).map(|choice| identity::cell_digest(&choice.value));
        let mut locked: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (key, digest) in sent.cells.values().flatten() {
            locked.entry(key).or_default().insert(digest);
        }
        Self {
            headings: sent
                .columns
                .iter()
                .map(|column| column.heading.as_str())
                .chain([identity::FULL_HEADING, identity::FULL_MARK])
                .collect(),
            texts: origin.stamp.iter().flat_map(|stamp| &stamp.texts).map(String::as_str).collect(),
            choices: choices.collect(),
            locked,
        }
    }

    pub fn is_heading(&self, cell: &Cell) -> bool {
        let text = cell.text.trim();
        text.is_empty() && cell.formula().is_empty() || self.headings.contains(text)
    }

    /// Whether a cell of the table holds what its column, or the column of the opinions, was sent out with.
    pub fn is_locked(&self, table: &Table, column: u32, cell: &Cell) -> bool {
        let digest = identity::cell_digest(&cell.text);
        let keys = table.columns.iter().filter(|(_, at)| **at == column).map(|(key, _)| key.as_str());
        keys.chain([Datum::Text.key()]).filter_map(|key| self.locked.get(key)).any(|digests| digests.contains(digest.as_str()))
    }

    /// Whether a cell outside the table holds a text of the workbook. A choice is an answer wherever it stands.
    pub fn is_sent(&self, cell: &Cell) -> bool {
        let (text, digest) = (cell.text.trim(), identity::cell_digest(&cell.text));
        let (opens, ends) = identity::PROGRESS;
        let is_progress = text.strip_prefix(opens).and_then(|text| text.strip_suffix(ends));
        let counts = |text: &str| text.chars().all(|c| c.is_ascii_digit() || matches!(c, '/' | '／' | ' '));
        is_progress.is_some_and(counts) || (self.texts.contains(digest.as_str()) && !self.choices.contains(&digest))
    }

    /// Whether a cell of another sheet holds what was sent out there. A longer text of ours says nothing new elsewhere either;
    /// a number or a heading may be an answer.
    pub fn is_placed(&self, sheet: &Sheet, (row, column): (u32, u32), cell: &Cell) -> bool {
        let is_text = |name: &str, text: &str| self.texts.contains(identity::placed_digest(name, row, column, text).as_str());
        // The count of answers changes by itself, and some programs do not keep what it came to.
        let is_there = |name: &str| is_text(name, &cell.text) || cell.kind == Kind::Formula && is_text(name, identity::PROGRESS.0);
        // A sheet may have been renamed.
        let names = || OWN_SHEETS.iter().filter(|name| !OWN_SHEETS.contains(&sheet.name.as_str()) || **name == sheet.name);
        let is_short = cell.text.trim().chars().count() < SHORT;
        if names().any(|name| is_there(name)) {
            return true;
        }
        !is_short && self.is_sent(cell)
    }

    /// Whether a part of a page header, or the document's title, is as it was sent out.
    pub fn is_around(&self, part: &str) -> bool {
        self.texts.contains(identity::around_digest(part).as_str())
    }
}
