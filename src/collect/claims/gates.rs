//! Gates: what speaks against taking an answer as it stands, until somebody decides.

use std::borrow::Cow;

use super::super::recognise::Doubt;
use super::super::table::{Sent, Table};
use super::super::{at, value};
use super::{Change, Gate, GateKind, Reader, case_key};
use crate::answers::division;
use crate::meeting::headings::{COLUMNS, Datum};
use crate::meeting::{Field, identity};
use crate::read::table::cell_name;
use crate::say;
use crate::say::diag::Place;
use crate::say::words::{self, Message};

/// Most characters of an answer that are said.
const SHOWN: usize = 30;

impl<'a> Reader<'a, '_> {
    pub(super) fn gate(&mut self, parts: &[&str], gate: Gate) -> String {
        let key = case_key(parts);
        self.said.gates.entry(key.clone()).or_insert(gate);
        key
    }

    /// The gates behind which the whole file stands.
    pub(super) fn file_gates(&mut self) -> Vec<String> {
        let doubts = self.origin.doubts.clone();
        let gate = |reader: &mut Self, doubt: Doubt| {
            let message = match doubt {
                Doubt::OtherMeeting => words::gate_other_meeting(),
                Doubt::Contradiction => words::gate_contradiction(),
            };
            let gate = Gate { kind: GateKind::File(doubt), place: reader.file(), message };
            reader.gate(&[&format!("{doubt:?}"), &reader.book.digest], gate)
        };
        doubts.into_iter().map(|doubt| gate(self, doubt)).collect()
    }

    /// The gate for rows of a sheet that went wrong together.
    pub(super) fn sheet_gate(&mut self, table: &Table, kind: GateKind, message: Message) -> String {
        let place = Place { cell: None, ..at(self.book, table.sheet, (0, 0)) };
        self.gate(&[&format!("{kind:?}"), &self.book.digest, &table.sheet.name], Gate { kind, place, message })
    }

    /// The gate for an opinion that the division is not asked about.
    pub(super) fn not_asked(&mut self, table: &Table, row: u32, id: &str) -> Option<String> {
        if self.asked.contains(id) {
            return None;
        }
        let gate = Gate { kind: GateKind::NotAsked, place: self.place(table, row, id), message: words::gate_not_asked() };
        Some(self.gate(&["not_asked", &self.origin.division, id], gate))
    }

    /// The gate for a row in which a choice stands in another column, and none in its own.
    pub(super) fn displaced(&mut self, table: &Table, row: u32) -> Option<String> {
        let meeting = self.known.meeting;
        let says = |key: &str| table.cell(row, key).map_or("", |cell| cell.text.trim());
        let elsewhere = |field: &&Field| {
            let others = self.sent.open.iter().filter(|key| **key != field.key);
            let is_choice = |key: &&&str| {
                let own = meeting.answer_fields().find(|other| other.key == **key).is_some_and(|other| value::is_choice(other, says(key)));
                !own && value::is_choice(field, says(key))
            };
            table.columns.contains_key(&field.key) && says(&field.key).is_empty() && others.filter(is_choice).count() > 0
        };
        let field = meeting.answer_fields().filter(|field| !field.choices.is_empty()).find(elsewhere)?;
        Some(self.sheet_gate(table, GateKind::Displaced, words::gate_displaced(&field.heading)))
    }

    /// The row below the last opinion and the column in which it holds an answer, while one opinion alone has none there.
    pub(super) fn rows_down(&self, table: &Table) -> Option<(u32, &'a str)> {
        let opinions: Vec<u32> = table.rows.iter().copied().filter(|row| self.known.ids.contains(table.id_in(*row))).collect();
        let below = *opinions.last().filter(|_| opinions.len() > 1)? + 1;
        let answers = |row: u32, key: &str| !table.text(row, key).trim().is_empty();
        let slipped = |key: &&str| answers(below, key) && opinions.iter().filter(|row| !answers(**row, key)).count() == 1;
        self.sent.open.iter().copied().find(slipped).map(|key| (below, key))
    }

    /// Reports each locked cell of the row that is not as it was sent out; the gate for them, if there is one.
    pub(super) fn edited(&mut self, table: &Table, row: u32, id: &str) -> Option<String> {
        let sent = self.sent;
        let mut after = Vec::new();
        for key in compared(sent, table) {
            let now = table.text(row, key);
            let current = self.says(key, id);
            let before = match sent.cells.get(id) {
                Some(cells) => cells.get(key).cloned().unwrap_or_default(),
                None => identity::cell_digest(&current),
            };
            if identity::cell_digest(now) == before {
                continue;
            }
            let place = at(self.book, table.sheet, (row, table.columns[key])).heading(sent.heading(key)).record(id);
            let before = (identity::cell_digest(&current) == before).then(|| current.into_owned());
            self.said.changes.push(Change { place, before, after: now.to_owned() });
            after.push(format!("{key}\n{now}"));
        }
        if after.is_empty() {
            return None;
        }
        let gate = Gate { kind: GateKind::Edited, place: self.place(table, row, id), message: words::gate_edited(after.len()) };
        Some(self.gate(&["edited", &self.origin.division, id, &after.join("\n\n")], gate))
    }

    /// The gate for an opinion that now says something else than what was sent out.
    pub(super) fn outdated(&mut self, table: &Table, row: u32, id: &str) -> Option<String> {
        let cells = self.sent.cells.get(id)?;
        let keys = [Datum::Text, Datum::Attribution, Datum::Source].map(Datum::key);
        let changed: Vec<String> = keys
            .iter()
            .filter_map(|key| Some((cells.get(*key)?, identity::cell_digest(&self.says(key, id)))))
            .filter(|(sent, now)| *sent != now)
            .map(|(sent, now)| format!("{sent} {now}"))
            .collect();
        if changed.is_empty() {
            return None;
        }
        let gate = Gate { kind: GateKind::Outdated, place: self.place(table, row, id), message: words::gate_outdated() };
        Some(self.gate(&["outdated", &self.origin.division, id, &changed.join("\n")], gate))
    }

    /// What the locked column `key` would say of an opinion now.
    pub(super) fn says(&self, key: &str, id: &str) -> Cow<'_, str> {
        let column = COLUMNS.iter().find(|(_, known, _)| *known == key).map(|(column, ..)| *column);
        match (column, self.known.by_id.get(id)) {
            (Some(column), Some((no, opinion))) => division::asked(self.known.meeting, column, no, opinion),
            _ => Cow::Borrowed(""),
        }
    }

    /// The gate for an answer in a cell that is merged over the rows of several opinions.
    pub(super) fn spread(&mut self, table: &Table<'a>, (row, column): (u32, u32), key: &str) -> Option<String> {
        let area = table.merged_over(row, column).filter(|area| area.left == column)?;
        let said = |row: u32| table.sheet.cells.get(&(row, column)).map(|cell| cell.text.trim()).filter(|text| !text.is_empty());
        let answer = said(area.top)?;
        // What a merge hides is asked about by itself.
        let shows = |row: &u32| (area.top..=area.bottom).contains(row) && (*row == area.top || said(*row).is_none());
        let rows: Vec<u32> = table.rows.iter().copied().filter(shows).collect();
        if rows.len() < 2 {
            return None;
        }
        let place = at(self.book, table.sheet, (area.top, column)).heading(self.sent.heading(key)).record(table.id_in(rows[0]));
        let name = cell_name(area.top + 1, column);
        let gate = Gate { kind: GateKind::Spread, place, message: words::gate_spread(say::line(answer, SHOWN), rows.len()) };
        Some(self.gate(&["spread", &self.book.digest, &table.sheet.name, &name], gate))
    }
}

/// Keys of the locked columns that the table has, but for what leads to the full text: programs change it.
pub(super) fn compared<'s>(sent: &'s Sent, table: &Table) -> impl Iterator<Item = &'s String> {
    sent.locked.iter().filter(|key| *key != identity::FULL_KEY && table.columns.contains_key(*key))
}
