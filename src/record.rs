//! The record: one opinion, the table that it is read from, and the identifier that stays with it.

use sha2::{Digest, Sha256};

use crate::column::Column;
use crate::diag::Place;
use crate::meeting::Meeting;

/// One opinion, validated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opinion {
    /// Identifies the opinion for ever; says nothing about where it stands.
    pub id: String,
    /// Index of the section.
    pub section: usize,
    /// Category as printed; empty if the table has none.
    pub category: String,
    /// Printed number, from 1, if the records give one.
    pub no: Option<u32>,
    /// Index of the source.
    pub source: usize,
    /// The opinion, verbatim. Lines end in LF.
    pub text: String,
    /// Who it comes from (都市名); empty if nobody is named.
    pub attribution: String,
    /// Values of the meeting's [`Meeting::record_fields`], in their order.
    pub fields: Vec<String>,
    /// Where the record stands.
    pub place: Place,
}

/// Records as they were read: headings and rows of text, each with its place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// The file and, for a workbook, the sheet.
    pub place: Place,
    pub headings: Vec<String>,
    pub rows: Vec<Row>,
}

/// Stands between the headings that our CSV names as guarded; no heading may hold it.
pub const GUARD_SEPARATOR: &str = "、";

impl Table {
    /// The text of a cell, with the `'` taken off where our CSV says that it put one (see [`crate::export::csv`]).
    pub fn text<'a>(&self, row: &'a Row, index: usize) -> &'a str {
        let cell = |index: usize| row.cells.get(index).map_or("", String::as_str);
        let guards = self.headings.iter().position(|heading| Column::fixed(heading) == Some(Column::Guarded));
        let guarded = guards.is_some_and(|guards| cell(guards).split(GUARD_SEPARATOR).any(|heading| heading == self.headings[index]));
        let text = cell(index);
        if guarded { text.strip_prefix('\'').unwrap_or(text) } else { text }
    }
}

/// One row of a [`Table`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    pub place: Place,
    /// For a workbook: the row, from 1, and for each cell its column, from 0.
    pub sheet_row: Option<u32>,
    pub first_column: u32,
    pub cells: Vec<String>,
}

impl Row {
    /// The place of the cell at `index`, under `heading`.
    pub fn cell_place(&self, index: usize, heading: &str) -> Place {
        let mut place = self.place.clone().heading(heading);
        if let Some(row) = self.sheet_row {
            place.cell = Some(cell_name(row, self.first_column + index as u32));
            place.line = None;
        }
        place
    }
}

/// The name of a cell, such as `C12`, from its row (from 1) and column (from 0).
pub fn cell_name(row: u32, mut column: u32) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(b'A' + (column % 26) as u8);
        if column < 26 {
            break;
        }
        column = column / 26 - 1;
    }
    let letters: String = letters.iter().rev().map(|b| char::from(*b)).collect();
    format!("{letters}{row}")
}

/// An identifier for an opinion that has none: `op-` and some characters of the digest of what it says.
///
/// It depends on section, source, text and attribution, and, between opinions equal in all of
/// these, on which of them it is (`copy`, from 0); never on the row. `length` is the number of characters.
pub fn derive_id(section: usize, source: &str, text: &str, attribution: &str, copy: usize, length: usize) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let mut hasher = Sha256::new();
    for part in [&section.to_string(), source, text, attribution, &copy.to_string()] {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    let characters = hasher.finalize().iter().take(length).map(|b| char::from(ALPHABET[usize::from(b % 32)])).collect::<String>();
    format!("op-{characters}")
}

/// Gives every opinion whose `id` is empty a derived one, unlike all others; returns how many.
pub fn fill_ids(opinions: &mut [Opinion], meeting: &Meeting) -> usize {
    use std::collections::{BTreeMap, BTreeSet};
    let mut taken: BTreeSet<String> = opinions.iter().filter(|o| !o.id.is_empty()).map(|o| o.id.clone()).collect();
    let mut copies: BTreeMap<(usize, usize, String, String), usize> = BTreeMap::new();
    let mut filled = 0;
    for opinion in opinions.iter_mut().filter(|o| o.id.is_empty()) {
        let copy = copies.entry((opinion.section, opinion.source, opinion.text.clone(), opinion.attribution.clone())).or_default();
        let source = &meeting.sources[opinion.source].key;
        opinion.id = (5..=32)
            .map(|length| derive_id(opinion.section, source, &opinion.text, &opinion.attribution, *copy, length))
            .find(|id| !taken.contains(id))
            .unwrap_or_default();
        *copy += 1;
        taken.insert(opinion.id.clone());
        filled += 1;
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_spreadsheets_do() {
        assert_eq!(cell_name(1, 0), "A1");
        assert_eq!(cell_name(12, 25), "Z12");
        assert_eq!(cell_name(3, 26), "AA3");
        assert_eq!(cell_name(1_048_576, 16_383), "XFD1048576");
    }

    #[test]
    fn identifiers_depend_on_what_is_said() {
        let id = derive_id(0, "a", "x", "", 0, 5);
        assert_eq!(id.len(), 8);
        assert_ne!(id, derive_id(0, "a", "x", "", 1, 5));
        assert_ne!(derive_id(0, "a", "bc", "", 0, 5), derive_id(0, "ab", "c", "", 0, 5));
    }
}
