//! Row: which opinion a row is about, by its identifier and its locked cells.

use std::collections::BTreeMap;

use super::super::table::{Sent, Table};
use super::gates::compared;
use super::{GateKind, Reader};
use crate::meeting::headings::Datum;
use crate::meeting::identity;
use crate::say::diag::Diagnostic;
use crate::say::words;

/// What a row of the table is about.
pub enum Row<'a> {
    /// An opinion that is asked about.
    Opinion(RowOf<'a>),
    /// One that is not there any more.
    Gone(&'a str),
    /// Nothing that is known.
    Unknown,
}

/// The row of an opinion.
pub struct RowOf<'a> {
    pub row: u32,
    pub id: &'a str,
    /// The opinion whose identifier stands in the row, where its text is that of another.
    pub by_id: Option<&'a str>,
    /// Keys of the gates that must be open.
    pub gates: Vec<String>,
}

impl<'a> Reader<'a, '_> {
    /// Which opinion a row is about.
    pub(super) fn row(&mut self, table: &Table<'a>, index: &BTreeMap<Vec<String>, Vec<&'a str>>, row: u32, lost: &mut Vec<u32>) -> Row<'a> {
        let id = table.id_in(row);
        let digests = locked_digests(self.sent, table, row);
        let same_text = index.get(&digests).map_or(&[][..], Vec::as_slice);
        let sent_id = self.sent.cells.get_key_value(id).map(|(id, _)| id.as_str());
        let known_id = self.known.ids.get(id).copied();
        if id.is_empty() || (sent_id.is_none() && known_id.is_none()) {
            let has_text = table.columns.contains_key(Datum::Text.key()) && !table.text(row, Datum::Text.key()).trim().is_empty();
            return match same_text {
                [only] if has_text => {
                    lost.push(row);
                    self.current(table, row, only, None)
                }
                _ => Row::Unknown,
            };
        }
        let id = sent_id.unwrap_or(id);
        if sent_id.is_some() && same_text.contains(&id) {
            return self.current(table, row, id, None);
        }
        // Identifiers are filled down or sorted alone; a text is not changed to another one that was sent.
        if let [only] = same_text {
            return self.current(table, row, only, Some(id));
        }
        if known_id.is_none() {
            return self.renamed(table, row, id);
        }
        let mut gates = Vec::new();
        gates.extend(self.not_asked(table, row, id));
        gates.extend(self.edited(table, row, id));
        gates.extend(self.outdated(table, row, id));
        Row::Opinion(RowOf { row, id, by_id: None, gates })
    }

    /// The row of an opinion whose locked cells are as they were sent out.
    pub(super) fn current(&mut self, table: &Table<'a>, row: u32, id: &'a str, by_id: Option<&'a str>) -> Row<'a> {
        if !self.known.ids.contains(id) {
            return self.renamed(table, row, id);
        }
        let mut gates = Vec::new();
        if by_id.is_some() {
            gates.push(self.sheet_gate(table, GateKind::Shifted, words::gate_shifted()));
        }
        gates.extend(self.not_asked(table, row, id));
        gates.extend(self.outdated(table, row, id));
        Row::Opinion(RowOf { row, id, by_id, gates })
    }

    /// The row of an opinion whose identifier the records no longer have: the one that says the same, if only one does. A
    /// spreadsheet program makes 1 of 001.
    pub(super) fn renamed(&mut self, table: &Table<'a>, row: u32, id: &'a str) -> Row<'a> {
        let text = table.text(row, Datum::Text.key());
        let says_so = |now: &&'a str| self.known.by_id.get(*now).is_some_and(|(_, opinion)| opinion.text == text);
        let mut same = self.asked.iter().filter(|now| !self.sent.cells.contains_key(**now) && says_so(now));
        let (Some(now), None) = (same.next().copied(), same.next()) else { return Row::Gone(id) };
        let place = self.place(table, row, id);
        self.said.notes.push(Diagnostic::guess(words::id_renamed(self.shown(now))).at(place));
        Row::Opinion(RowOf { row, id: now, by_id: None, gates: Vec::new() })
    }
}

/// The locked cells of a row as digests, in the order of the keys that the table has.
fn locked_digests(sent: &Sent, table: &Table, row: u32) -> Vec<String> {
    compared(sent, table).map(|key| identity::cell_digest(table.text(row, key))).collect()
}

/// The opinions that were sent out, by the locked cells that the table has.
pub fn by_text<'a>(sent: &'a Sent, table: &Table) -> BTreeMap<Vec<String>, Vec<&'a str>> {
    let mut index: BTreeMap<Vec<String>, Vec<&str>> = BTreeMap::new();
    for (id, cells) in &sent.cells {
        let digests: Vec<String> = compared(sent, table).map(|key| cells.get(key).cloned().unwrap_or_default()).collect();
        if !digests.is_empty() {
            index.entry(digests).or_default().push(id);
        }
    }
    index
}
