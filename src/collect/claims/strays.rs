//! Strays: what somebody wrote into the sheet of answers where none belongs.

use std::collections::BTreeSet;

use super::super::at;
use super::super::table::Table;
use super::{Reader, Stray};
use crate::meeting::identity;
use crate::read::workbook::Cell;
use crate::say::words::{self, Message};

impl Reader<'_, '_> {
    /// Keeps what stands in a row beside its known columns. What leads to the full text is nothing that is asked.
    pub(super) fn strays(&mut self, table: &Table, row: u32, id: Option<&str>, why: &Message) {
        let columns = table.columns.iter().filter(|(key, _)| *key != identity::FULL_KEY).map(|(_, column)| *column);
        let mapped: BTreeSet<u32> = columns.chain(table.id).collect();
        self.stray_cells(table, row, id, why, &|column| !mapped.contains(&column));
    }

    /// Keeps what somebody wrote over an identifier. Numbers that a program counted on say nothing.
    pub(super) fn over_id(&mut self, table: &Table, row: u32, id: &str) {
        let (text, column) = (table.id_in(row), table.id.unwrap_or_default());
        let is_id = self.sent.cells.contains_key(text) || self.known.ids.contains(text);
        if !is_id && !text.chars().all(char::is_numeric) {
            let place = at(self.book, table.sheet, (row, column)).record(id);
            self.said.strays.push(Stray { place, text: text.to_owned(), why: words::stray_beside() });
        }
    }

    /// Keeps what stands in a row that is about no opinion.
    pub(super) fn strays_everywhere(&mut self, table: &Table, row: u32, id: Option<&str>, why: &Message) {
        self.stray_cells(table, row, id, why, &|_| true);
    }

    /// Keeps what somebody wrote beside the headings.
    pub(super) fn headings(&mut self, table: &Table) {
        let Some(head) = table.head else { return };
        let mapped: BTreeSet<u32> = table.columns.values().copied().collect();
        let strangers = table.sheet.row(head);
        for ((_, column), cell) in strangers.filter(|((_, column), cell)| !mapped.contains(column) && !self.own.is_heading(cell)) {
            let place = at(self.book, table.sheet, (head, *column));
            self.said.strays.push(Stray { place, text: seen(cell), why: words::stray_heading() });
        }
    }

    fn stray_cells(&mut self, table: &Table, row: u32, id: Option<&str>, why: &Message, wanted: &dyn Fn(u32) -> bool) {
        let above = table.head.is_none_or(|head| row < head);
        let cells = || table.sheet.row(row);
        // A single word may be an answer, though headings have it too.
        let repeats_headings = cells().filter(|(_, cell)| !cell.text.is_empty() && self.own.is_heading(cell)).count() > 1;
        for ((_, column), cell) in cells().filter(|((_, column), _)| wanted(*column)) {
            let is_own = (cell.text.trim().is_empty() && cell.formula().is_empty())
                || cell.text == identity::FULL_MARK
                || (repeats_headings && self.own.is_heading(cell))
                || (table.id == Some(*column) && self.known.ids.contains(cell.text.trim()))
                || self.own.is_locked(table, *column, cell)
                || (above && self.own.is_sent(cell));
            if is_own {
                continue;
            }
            let mut place = at(self.book, table.sheet, (row, *column));
            let head = table.head.filter(|head| *head < row).and_then(|head| table.sheet.cells.get(&(head, *column)));
            place.heading = head.map(|head| head.text.trim()).filter(|heading| !heading.is_empty()).map(Into::into);
            place.record = id.map(Into::into);
            self.said.strays.push(Stray { place, text: seen(cell), why: why.clone() });
        }
    }
}

/// What a cell shows or, where no program has calculated it, the formula.
pub fn seen(cell: &Cell) -> String {
    match cell.text.as_str() {
        "" if cell.formula().is_empty() => words::formula_shown().say(words::Lang::Ja),
        "" => cell.formula().to_owned(),
        text => text.to_owned(),
    }
}
