//! Rows: which rows of a worksheet are opinions, and what the others are: headings printed again, bands, totals, notes.

mod around;
mod kinds;
mod left_out;
mod unread;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use ecow::{EcoString, eco_format};

use self::kinds::{RowKind, SoFar, has_other_headings};
use self::left_out::LeftOut;
use self::unread::Unread;
use super::above::{band, lines_above};
use super::cells::{given, start};
use super::continued;
use super::find::personal;
use super::headed::Headed;
use super::single::{Alone, Below, OwnRows};
use crate::meeting::{Blanks, HiddenRows};
use crate::read::table::Filled;
use crate::read::workbook::Sheet;
use crate::say::diag::{Diagnostic, Diagnostics, Place};
use crate::say::words;

/// A row of the table.
#[derive(Debug, PartialEq, Eq)]
pub enum Entry {
    Opinion {
        row: u32,
        cells: Filled,
    },
    /// A label alone in its row, over the rows to which it belongs.
    Label {
        row: u32,
        index: usize,
        text: EcoString,
    },
}

impl Entry {
    pub fn row(&self) -> u32 {
        match self {
            Self::Opinion { row, .. } | Self::Label { row, .. } => *row,
        }
    }
}

/// Rows that are read before the first of them is told from an opinion: enough for several threads, and few enough that long
/// tables of notes do not fill the memory.
const AT_ONCE: usize = 8_000;

/// The rows under the headings, in order. Everything else that stands on the worksheet is reported.
pub fn rows(headed: Headed, is_text: bool, findings: &mut Diagnostics) -> Vec<Entry> {
    around::comments(&headed, findings);
    lines_above(&headed, findings);
    let texts = headed.heading.texts();
    let own = OwnRows { headed, texts: &texts, is_text };
    let below = own.below();
    let mut below: Vec<&[Below]> = below.chunk_by(|a, b| a.0 == b.0).collect();
    around::other_tables(&headed, &mut below, findings);
    let mut reading = Reading::new(headed, &texts);
    for (cells, alone) in below.chunks(AT_ONCE).flat_map(|rows| rows.iter().zip(own.alone(rows))) {
        if reading.row(cells, alone, findings).is_break() {
            break;
        }
    }
    reading.end(findings)
}

/// The rows of a table as far as they were read.
struct Reading<'a> {
    headed: Headed<'a>,
    entries: Vec<Entry>,
    table: SoFar<'a>,
    unread: Unread<'a>,
    left_out: LeftOut,
    /// Rows that are a person's, with the word that says so.
    personal: BTreeMap<u32, String>,
    /// Cells on view that stand in hidden rows, with where.
    from_hidden: BTreeMap<(u32, u32), (u32, u32)>,
    /// Hidden rows with a label, which holds for the rows below it.
    hidden_bands: BTreeSet<u32>,
}

impl<'a> Reading<'a> {
    fn new(headed: Headed<'a>, texts: &'a [usize]) -> Self {
        let Headed { meeting, sheet, heading, .. } = headed;
        let label = band(sheet, heading).and_then(|at| {
            let index = heading.index(at.1).unwrap_or(0).min(heading.texts.len() - 1);
            Some(Entry::Label { row: at.0, index, text: given(meeting, sheet.cells.get(&at)?, true) })
        });
        Self {
            headed,
            entries: label.into_iter().collect(),
            table: SoFar::new(headed, texts),
            unread: Unread::new(headed, texts),
            left_out: LeftOut::default(),
            personal: personal(sheet, heading),
            from_hidden: from_hidden(sheet),
            hidden_bands: BTreeSet::new(),
        }
    }

    /// Reads a row; nothing of the table follows where it breaks off.
    fn row(&mut self, cells: &[Below], mut alone: Alone, findings: &mut Diagnostics) -> ControlFlow<()> {
        let Headed { meeting, heading, .. } = self.headed;
        let row = cells[0].0;
        if self.is_hidden(cells, &alone, findings) || self.is_personal(row, findings) {
            self.table.last = row;
            return ControlFlow::Continue(());
        }
        self.take_hidden(row, &mut alone.values, findings);
        if has_other_headings(meeting, heading, &alone) {
            findings.push(self.of_other_headings(cells));
            // What stands below it, and its title, is of another table.
            while self.entries.pop_if(|entry| matches!(entry, Entry::Label { .. })).is_some() {}
            return ControlFlow::Break(());
        }
        findings.0.append(&mut alone.findings.0);
        if alone.filled.is_empty() || alone.is_repeated {
            // What is left out or said again is no gap.
            if alone.dropped || !alone.filled.is_empty() {
                self.table.last = row;
            }
            if alone.dropped {
                self.left_out.add(&self.headed, cells, |no| words::row_left_out_struck(no), findings);
            }
            return ControlFlow::Continue(());
        }
        if meeting.records.blanks == Blanks::Above {
            self.left_out.fill(&self.headed, row, &mut alone.values, findings);
        }
        self.table.goes_on(row, &alone);
        match self.continued(row, &alone) {
            Some(said) => findings.push(said),
            None => self.add(cells, alone, findings),
        }
        ControlFlow::Continue(())
    }

    /// Whether a row is left out because it is hidden, which is asked or said.
    fn is_hidden(&mut self, cells: &[Below], alone: &Alone, findings: &mut Diagnostics) -> bool {
        let Headed { meeting, sheet, heading, .. } = self.headed;
        let row = cells[0].0;
        if !sheet.hidden_rows.contains(&row) {
            return false;
        }
        match meeting.records.hidden {
            None => findings.push(hidden(self.headed.at(row, heading.left))),
            Some(HiddenRows::Read) => {}
            // What it says of the rows below it stays.
            Some(HiddenRows::Skip) if matches!(self.table.kind(row, alone), RowKind::Label(index) if !self.unread.holds(row, index, &alone.values[index])) =>
            {
                self.hidden_bands.insert(row);
            }
            Some(HiddenRows::Skip) => {
                self.left_out.add(&self.headed, cells, |no| words::row_left_out(no), findings);
                return true;
            }
        }
        false
    }

    fn is_personal(&self, row: u32, findings: &mut Diagnostics) -> bool {
        let Some(word) = self.personal.get(&row) else { return false };
        let place = self.headed.at(row, self.headed.heading.left);
        findings.push(Diagnostic::warning(words::row_personal(word)).at(place).hint(words::row_personal_hint(word)));
        true
    }

    /// Takes out of a row what stands in hidden rows, if it is not to be read.
    fn take_hidden(&self, row: u32, values: &mut Filled, findings: &mut Diagnostics) {
        let Headed { meeting, heading, .. } = self.headed;
        for ((_, column), from) in self.from_hidden.range((row, 0)..(row + 1, 0)) {
            match meeting.records.hidden {
                None => findings.push(hidden(self.headed.at(from.0, from.1))),
                Some(HiddenRows::Read) => {}
                Some(HiddenRows::Skip) => values.set(heading.index(*column).unwrap_or(0), ""),
            }
        }
    }

    /// What is said of a row that goes on with the one above, to which it is added.
    fn continued(&mut self, row: u32, alone: &Alone) -> Option<Diagnostic> {
        match self.entries.last_mut() {
            Some(Entry::Opinion { cells, .. }) if !self.table.apart => continued::read(&self.headed, row, cells, alone),
            _ => None,
        }
    }

    /// Adds a row that is not blank to the entries, or says what it is instead.
    fn add(&mut self, cells: &[Below], alone: Alone, findings: &mut Diagnostics) {
        let row = cells[0].0;
        let at = |index: usize| self.headed.at_index(row, index);
        match self.table.kind(row, &alone) {
            RowKind::Opinion => {
                self.table.learn(&alone, self.entries.is_empty());
                self.entries.push(Entry::Opinion { row, cells: alone.values });
            }
            // What is wrong with it was said.
            RowKind::Label(index) | RowKind::Unclear(index) if alone.values.is_faulty(index) => {}
            // What nobody is to see is no label of what others say.
            RowKind::Label(index) if self.unread.holds(row, index, &alone.values[index]) && !self.table.is_note_below(index, &alone) => {
                self.entries.push(Entry::Opinion { row, cells: alone.values });
            }
            RowKind::Label(index) => self.entries.push(Entry::Label { row, index, text: alone.values[index].clone() }),
            RowKind::Title => {}
            RowKind::PageNumber => {
                let text = &alone.values[alone.filled[0]];
                findings.push(Diagnostic::note(words::row_page_number(start(text))).at(at(alone.filled[0])));
            }
            RowKind::Total => {
                findings.push(Diagnostic::warning(words::row_total()).at(at(alone.filled[0])).hint(words::row_total_hint()));
            }
            RowKind::Numbered => findings.push(Diagnostic::note(words::row_numbered()).at(at(alone.filled[0]))),
            RowKind::Struck => self.left_out.add(&self.headed, cells, |no| words::row_left_out_struck(no), findings),
            RowKind::Unclear(index) => {
                let hint = if self.table.apart { words::row_unclear_apart_hint() } else { words::row_unclear_hint() };
                findings.push(Diagnostic::error(words::row_unclear(start(&alone.values[index]))).at(at(index)).hint(hint));
            }
        }
    }

    fn of_other_headings(&self, cells: &[Below]) -> Diagnostic {
        let [first, last] = [cells.first(), cells.last()]
            .map(|cell| cell.map_or_else(EcoString::new, |(row, column, _)| self.headed.sheet.cell_name(*row, *column)));
        let headings: Vec<&str> = cells.iter().map(|(.., cell)| cell.text.trim()).filter(|text| !text.is_empty()).collect();
        let error = Diagnostic::error(words::headings_below(headings.join("」「"))).at(self.headed.in_cell(eco_format!("{first}:{last}")));
        error.hint(words::headings_below_hint(cells[0].0 + 1))
    }

    /// The entries, once there are no more rows.
    fn end(mut self, findings: &mut Diagnostics) -> Vec<Entry> {
        let hidden_bands = self.hidden_bands;
        while self.entries.pop_if(|entry| matches!(entry, Entry::Label { row, .. } if hidden_bands.contains(row))).is_some() {}
        let mut entries = around::notes_below(&self.headed, self.entries, findings);
        entries.iter_mut().for_each(|entry| self.unread.take(entry));
        entries
    }
}

/// Asks whether a hidden row is to be read.
fn hidden(place: Place) -> Diagnostic {
    let warning = Diagnostic::warning(words::row_hidden()).at(place);
    warning.hint(words::row_hidden_skip_hint()).hint(words::row_hidden_read_hint())
}

/// The cells of rows on view that stand in hidden rows, with where.
fn from_hidden(sheet: &Sheet) -> BTreeMap<(u32, u32), (u32, u32)> {
    let is_from_hidden =
        |(to, from): &(&(u32, u32), &(u32, u32))| sheet.hidden_rows.contains(&from.0) && !sheet.hidden_rows.contains(&to.0);
    sheet.moved.iter().filter(is_from_hidden).map(|(to, from)| (*to, *from)).collect()
}
