//! Unread: columns that are not read or never published. What stands alone in one is no label of what others say.

use std::collections::BTreeSet;

use super::Entry;
use crate::meeting::Meaning;
use crate::meeting::headings::Datum;
use crate::read::table::Filled;
use crate::read::workbook::Area;
use crate::records::office::find::section;
use crate::records::office::headed::Headed;

pub struct Unread<'a> {
    headed: Headed<'a>,
    /// Of each column, whether it is one of them.
    columns: Vec<bool>,
}

impl<'a> Unread<'a> {
    pub fn new(headed: Headed<'a>, texts: &[usize]) -> Self {
        let Headed { meeting, sheet, heading, .. } = headed;
        let texts: Vec<u32> = texts.iter().map(|index| heading.sheet_column(*index)).collect();
        // What stands beside opinions is no label of theirs.
        let below: Vec<(u32, u32)> =
            sheet.below(heading.bottom).filter(|(_, cell)| !cell.text.trim().is_empty()).map(|(at, _)| *at).collect();
        let rows = below.chunk_by(|a, b| a.0 == b.0).filter(|cells| cells.iter().any(|(_, column)| texts.contains(column)));
        let beside: BTreeSet<u32> = rows.flatten().map(|(_, column)| *column).collect();
        let is_private = |field: usize| meeting.record_fields().nth(field).is_some_and(|field| meeting.is_private(field));
        let is_unread = |index: usize| match heading.meanings[index] {
            Some(Meaning::Unused) => true,
            Some(Meaning::Datum(Datum::Field(field))) => is_private(field),
            Some(_) => false,
            None => !heading.texts[index].trim().is_empty() || beside.contains(&heading.sheet_column(index)),
        };
        Self { headed, columns: (0..heading.meanings.len()).map(is_unread).collect() }
    }

    /// Takes a label of such columns for the row of an opinion, which lacks it.
    pub fn take(&self, entry: &mut Entry) {
        if let Entry::Label { row, index, text } = entry
            && self.holds(*row, *index, text)
        {
            let mut cells = Filled::default();
            cells.set(*index, std::mem::take(text));
            *entry = Entry::Opinion { row: *row, cells };
        }
    }

    /// Whether a cell is of such columns alone: a merged one may reach over others, too. What names a section is a label anywhere.
    pub fn holds(&self, row: u32, index: usize, text: &str) -> bool {
        let Headed { meeting, sheet, heading, .. } = self.headed;
        let column = heading.sheet_column(index);
        let is_own = |area: &&Area| (area.top..=area.bottom).contains(&row) && (area.left..=area.right).contains(&column);
        let right = sheet.merged.iter().find(is_own).map_or(index, |area| area.right.saturating_sub(heading.left) as usize);
        section(meeting, text).is_none() && (index..=right).all(|index| self.columns.get(index).copied().unwrap_or(true))
    }
}
