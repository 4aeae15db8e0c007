//! Rows: which rows of a worksheet are opinions, and what the others are: headings printed again, bands, totals, notes.

use std::collections::{BTreeMap, BTreeSet};

use ecow::{EcoString, eco_format};

use super::above::{Line, band, lines_above, unpaged};
use super::cells::{given, start};
use super::continued;
use super::explain::is_explanation;
use super::find::{Heading, is_short, personal, section};
use super::single::{Alone, Below, OwnRows, Total, is_amount, is_identifier, is_number};
use super::under;
use crate::meeting::headings::{Column, fold};
use crate::meeting::lexicon;
use crate::meeting::paper::BlockSpec;
use crate::meeting::{Blanks, HiddenRows, Meaning, Meeting};
use crate::read::table::Filled;
use crate::read::workbook::{Area, PICTURE, Sheet};
use crate::say::diag::{About, Diagnostic, Diagnostics, Place};
use crate::say::toml_text;
use crate::say::words::{self, Message};

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

/// Most bytes of a title that is printed again.
const TITLE_LIMIT: usize = 400;

/// Rows that are read before the first of them is told from an opinion: enough for several threads, and few enough that long
/// tables of notes do not fill the memory.
const AT_ONCE: usize = 8_000;

/// What a row is that is not blank.
enum RowKind {
    Opinion,
    /// A label for the rows below, alone in this column.
    Label(usize),
    /// A title that is printed again over the headings of each page.
    Title,
    /// A total, which is not read.
    Total,
    /// Numbered in advance, and without an opinion yet.
    Numbered,
    /// An opinion that is struck through and left out.
    Struck,
    /// It may be an opinion or not, for what stands in this column.
    Unclear(usize),
}

/// The rows under the headings, in order. Everything else that stands on the worksheet is reported.
pub fn rows(meeting: &Meeting, place: &Place, sheet: &Sheet, heading: &Heading, is_text: bool, findings: &mut Diagnostics) -> Vec<Entry> {
    let at = |row: u32, column: u32| Place { cell: Some(sheet.cell_name(row, column)), ..place.clone() };
    around(meeting, sheet, heading, &at, findings);
    lines_above(meeting, sheet, heading, &at, &|line| is_printed(meeting, line), findings);
    let texts = heading.texts();
    let own = OwnRows { meeting, sheet, heading, place, texts: &texts, is_text };
    let below = own.below();
    let mut below: Vec<&[Below]> = below.chunk_by(|a, b| a.0 == b.0).collect();
    other_tables(meeting, heading, &at, &mut below, findings);
    let mut entries: Vec<Entry> = Vec::new();
    if let Some((row, column)) = band(sheet, heading)
        && let Some(cell) = sheet.cells.get(&(row, column))
    {
        let index = (column.saturating_sub(heading.left) as usize).min(heading.texts.len() - 1);
        entries.push(Entry::Label { row, index, text: given(meeting, cell, true) });
    }
    let mut table = SoFar::new(meeting, sheet, heading, &texts);
    let unread = Unread::new(meeting, sheet, heading, &texts);
    let (personal, hidden_from) = (personal(sheet, heading), hidden_from(sheet));
    let (mut left_out, mut hidden_bands) = (LostLabels::default(), BTreeSet::new());
    for (cells, mut alone) in below.chunks(AT_ONCE).flat_map(|rows| rows.iter().zip(own.alone(rows))) {
        let row = cells[0].0;
        if sheet.hidden_rows.contains(&row) {
            match meeting.records.hidden {
                None => findings.push(hidden(at(row, heading.left))),
                Some(HiddenRows::Read) => {}
                // What it says of the rows below it stays.
                Some(HiddenRows::Skip) if matches!(table.kind(row, &alone), RowKind::Label(index) if !unread.holds(row, index, &alone.values[index])) =>
                {
                    hidden_bands.insert(row);
                }
                Some(HiddenRows::Skip) => {
                    left_out.note(meeting, heading, cells);
                    number_left_out(heading, cells, |no| words::row_left_out(no), &at, findings);
                    table.last = row;
                    continue;
                }
            }
        }
        if let Some(word) = personal.get(&row) {
            findings.push(Diagnostic::warning(words::row_personal(word)).at(at(row, heading.left)).hint(words::row_personal_hint(word)));
            table.last = row;
            continue;
        }
        for (column, from) in hidden_from.range((row, 0)..(row + 1, 0)).map(|((_, column), from)| (*column, *from)) {
            match meeting.records.hidden {
                None => findings.push(hidden(at(from.0, from.1))),
                Some(HiddenRows::Read) => {}
                Some(HiddenRows::Skip) => alone.values.set(column.saturating_sub(heading.left) as usize, ""),
            }
        }
        if has_other_headings(meeting, heading, &alone) {
            findings.push(of_other_headings(place, sheet, cells));
            // What stands below it, and its title, is of another table.
            while entries.pop_if(|entry| matches!(entry, Entry::Label { .. })).is_some() {}
            break;
        }
        findings.0.append(&mut alone.findings.0);
        if alone.filled.is_empty() || alone.is_repeated {
            // What is left out or said again is no gap.
            if alone.dropped || !alone.filled.is_empty() {
                table.last = row;
            }
            if alone.dropped {
                left_out.note(meeting, heading, cells);
                number_left_out(heading, cells, |no| words::row_left_out_struck(no), &at, findings);
            }
            continue;
        }
        if meeting.records.blanks == Blanks::Above {
            left_out.fill(heading, &mut alone.values, &|index| at(row, heading.left + index as u32), findings);
        }
        table.goes_on(row, &alone);
        let at_index = |index: usize| at(row, heading.left + index as u32);
        if let Some(Entry::Opinion { cells, .. }) = entries.last_mut().filter(|_| !table.apart)
            && let Some(said) = continued::read(meeting, heading, cells, &alone, at_index)
        {
            findings.push(said);
            continue;
        }
        match table.kind(row, &alone) {
            RowKind::Opinion => {
                table.learn(&alone, entries.is_empty());
                entries.push(Entry::Opinion { row, cells: alone.values });
            }
            // What is wrong with it was said.
            RowKind::Label(index) | RowKind::Unclear(index) if alone.values.is_faulty(index) => {}
            // What nobody is to see is no label of what others say.
            RowKind::Label(index) if unread.holds(row, index, &alone.values[index]) && !table.is_note_below(index, &alone) => {
                entries.push(Entry::Opinion { row, cells: alone.values });
            }
            RowKind::Label(index) => entries.push(Entry::Label { row, index, text: alone.values[index].clone() }),
            RowKind::Title => {}
            RowKind::Total => {
                findings.push(Diagnostic::warning(words::row_total()).at(at_index(alone.filled[0])).hint(words::row_total_hint()));
            }
            RowKind::Numbered => findings.push(Diagnostic::note(words::row_numbered()).at(at_index(alone.filled[0]))),
            RowKind::Struck => {
                left_out.note(meeting, heading, cells);
                number_left_out(heading, cells, |no| words::row_left_out_struck(no), &at, findings);
            }
            RowKind::Unclear(index) => {
                let hint = if table.apart { words::row_unclear_apart_hint() } else { words::row_unclear_hint() };
                findings.push(Diagnostic::error(words::row_unclear(start(&alone.values[index]))).at(at_index(index)).hint(hint));
            }
        }
    }
    while entries.pop_if(|entry| matches!(entry, Entry::Label { row, .. } if hidden_bands.contains(row))).is_some() {}
    let mut entries = notes_below(meeting, heading, &at, entries, findings);
    entries.iter_mut().for_each(|entry| unread.take(entry));
    entries
}

/// Reports the tables below the one that is read, and takes their rows out.
fn other_tables(
    meeting: &Meeting,
    heading: &Heading,
    at: &dyn Fn(u32, u32) -> Place,
    below: &mut Vec<&[Below]>,
    findings: &mut Diagnostics,
) {
    while let Some(other) = under::table(heading, below) {
        let place = Place { cell: Some((&other.range).into()), ..at(0, 0) };
        let error = Diagnostic::error(words::table_under(other.headings.join("」「"))).at(place);
        findings.push(error.hint(words::table_under_hint(other.range)));
        below.drain(other.rows);
    }
    if let Some(counts) = under::counts(below) {
        let rows: Vec<(u32, Vec<(u32, &str)>)> = below.drain(counts).map(|row| (row[0].0, under::filled(row))).collect();
        counts_below(meeting, &rows, at, findings);
    }
}

/// Asks whether a hidden row is to be read.
fn hidden(place: Place) -> Diagnostic {
    let warning = Diagnostic::warning(words::row_hidden()).at(place);
    warning.hint(words::row_hidden_skip_hint()).hint(words::row_hidden_read_hint())
}

/// The cells of rows on view that stand in hidden rows, with where.
fn hidden_from(sheet: &Sheet) -> BTreeMap<(u32, u32), (u32, u32)> {
    let is_from_hidden =
        |(to, from): &(&(u32, u32), &(u32, u32))| sheet.hidden_rows.contains(&from.0) && !sheet.hidden_rows.contains(&to.0);
    sheet.moved.iter().filter(is_from_hidden).map(|(to, from)| (*to, *from)).collect()
}

/// A table as far as it was read, which helps to tell what the next row is.
struct SoFar<'a> {
    heading: &'a Heading,
    /// The columns of opinions.
    texts: &'a [usize],
    /// The meeting, where a label under the headings may name one of its sections.
    banded: Option<&'a Meeting>,
    /// First and last row of each merged range of the column of numbers.
    merged_numbers: Vec<(u32, u32)>,
    /// The titles above the headings, folded.
    titles: BTreeSet<String>,
    /// The last row that is no gap, and the rows that were set beside those above.
    last: u32,
    moved: BTreeSet<u32>,
    /// Whether a gap was seen, and no row behind it that looks like one of the table.
    apart: bool,
    /// The fewest cells of an opinion, but for those whose labels all stand above.
    least: usize,
    /// The column of numbers, if each opinion has one.
    number: Option<usize>,
    /// The last row that holds anything.
    end: u32,
}

impl<'a> SoFar<'a> {
    fn new(meeting: &'a Meeting, sheet: &Sheet, heading: &'a Heading, texts: &'a [usize]) -> Self {
        let has_sections = [Column::Section, Column::SectionTitle].iter().any(|column| heading.column(*column).is_some());
        let above = sheet.cells.range(..(heading.top, 0)).map(|(_, cell)| cell.text.trim()).filter(|text| Line::of(text) == Line::Title);
        Self {
            heading,
            texts,
            banded: Some(meeting).filter(|meeting| !has_sections && meeting.sections.len() > 1),
            merged_numbers: merged_numbers(sheet, heading),
            titles: above.map(|text| fold(unpaged(text))).collect(),
            last: heading.bottom,
            moved: sheet.moved.values().map(|(row, _)| *row).collect(),
            apart: false,
            least: 0,
            number: heading.column(Column::No),
            end: sheet.cells.iter().rfind(|(_, cell)| !cell.text.trim().is_empty()).map_or(0, |((row, _), _)| *row),
        }
    }

    /// Goes on to a row. What stands apart from the table does so until a row looks like one of it again.
    fn goes_on(&mut self, row: u32, alone: &Alone) {
        let is_gap = (self.last + 1..row).any(|between| !self.moved.contains(&between));
        self.apart = is_gap || self.apart && alone.filled.len() == 1;
        self.last = row;
    }

    fn kind(&self, row: u32, alone: &Alone) -> RowKind {
        let Alone { values, filled, .. } = alone;
        match alone.total {
            Some(Total::Plain) => return RowKind::Total,
            Some(Total::Doubtful(index)) => return RowKind::Unclear(index),
            None => {}
        }
        let is_numbers = || filled.iter().all(|index| is_number(self.heading, *index, &values[*index]));
        match (filled.as_slice(), self.said(alone)) {
            // The table may begin with the column of opinions, where the headings of sections stand too.
            ([index], Some(_)) if self.banded.is_some_and(|meeting| section(meeting, &values[*index]).is_some()) => RowKind::Label(*index),
            (_, Some(said)) if self.is_unlike(row, alone, said) => RowKind::Unclear(said),
            (_, Some(_)) => RowKind::Opinion,
            (_, None) if alone.dropped => RowKind::Struck,
            ([index], None) if self.is_title(&values[*index]) => RowKind::Title,
            // A date or an amount is no label: of a form, somebody has left the rest open.
            ([index], None) if is_label_text(self.heading, *index, &values[*index]) => RowKind::Label(*index),
            (_, None) if is_numbers() => RowKind::Numbered,
            (_, None) => RowKind::Opinion,
        }
    }

    /// The first column of opinions that holds something.
    fn said(&self, alone: &Alone) -> Option<usize> {
        alone.filled.iter().copied().find(|index| self.texts.contains(index))
    }

    fn is_unnumbered(&self, alone: &Alone) -> bool {
        self.number.is_some_and(|number| alone.values[number].trim().is_empty())
    }

    /// Whether a row that follows the opinions has less than any of them, so that it may be none.
    fn is_unlike(&self, row: u32, alone: &Alone, said: usize) -> bool {
        let Alone { values, filled, .. } = alone;
        let is_note = |index: usize| {
            let begins = fold_start(&values[index]);
            lexicon::NOTES.iter().any(|mark| begins.starts_with(mark))
        };
        let note = || is_note(said) || is_amount(&values[said]) || filled.len() < 3 && is_note(filled[0]) || self.apart;
        match filled.len() {
            // What has an identifier is an opinion, whatever it says.
            _ if filled.iter().any(|index| is_identifier(self.heading, *index)) => false,
            // What shares a number with the row above is told of along with that.
            _ if self.merged_numbers.iter().any(|(top, bottom)| *top < row && row <= *bottom) => false,
            1 if self.least <= 1 => row == self.end && values[said].trim().starts_with('※'),
            1 => self.apart || self.is_unnumbered(alone) || note(),
            count => {
                (count < self.least && count < 3 || self.is_unnumbered(alone)) && note()
                    || count < self.least && self.apart && is_note(filled[0])
            }
        }
    }

    /// Whether what stands alone is written as a note under a table is, or stands apart from it.
    fn is_note_below(&self, index: usize, alone: &Alone) -> bool {
        let text = &alone.values[index];
        let begins = fold_start(text);
        self.apart || text.trim().ends_with('。') || lexicon::NOTES.iter().any(|mark| begins.starts_with(mark))
    }

    fn is_title(&self, text: &str) -> bool {
        text.len() <= TITLE_LIMIT && !self.titles.is_empty() && self.titles.contains(&fold(unpaged(text)))
    }

    /// Learns from an opinion what the others are like.
    fn learn(&mut self, alone: &Alone, is_first: bool) {
        if self.said(alone).is_none() {
            return;
        }
        if self.is_unnumbered(alone) {
            self.number = None;
        }
        let cells = alone.filled.len();
        if is_first || cells > 1 {
            self.least = if self.least == 0 { cells } else { self.least.min(cells) };
        }
    }
}

/// The columns that are not read or never published.
struct Unread<'a> {
    meeting: &'a Meeting,
    sheet: &'a Sheet,
    left: u32,
    columns: Vec<bool>,
}

impl<'a> Unread<'a> {
    fn new(meeting: &'a Meeting, sheet: &'a Sheet, heading: &Heading, texts: &[usize]) -> Self {
        let texts: Vec<u32> = texts.iter().map(|index| heading.left + *index as u32).collect();
        // What stands beside opinions is no label of theirs.
        let below: Vec<(u32, u32)> =
            sheet.cells.range((heading.bottom + 1, 0)..).filter(|(_, cell)| !cell.text.trim().is_empty()).map(|(at, _)| *at).collect();
        let rows = below.chunk_by(|a, b| a.0 == b.0).filter(|cells| cells.iter().any(|(_, column)| texts.contains(column)));
        let beside: BTreeSet<u32> = rows.flatten().map(|(_, column)| *column).collect();
        let is_private = |field: usize| meeting.record_fields().nth(field).is_some_and(|field| meeting.is_private(field));
        let is_unread = |index: usize| match heading.meanings[index] {
            Some(Meaning::Unused) => true,
            Some(Meaning::Column(Column::Field(field))) => is_private(field),
            Some(_) => false,
            None => !heading.texts[index].trim().is_empty() || beside.contains(&(heading.left + index as u32)),
        };
        Self { meeting, sheet, left: heading.left, columns: (0..heading.meanings.len()).map(is_unread).collect() }
    }

    /// Takes a label of such columns for the row of an opinion, which lacks it.
    fn take(&self, entry: &mut Entry) {
        if let Entry::Label { row, index, text } = entry
            && self.holds(*row, *index, text)
        {
            let mut cells = Filled::default();
            cells.set(*index, std::mem::take(text));
            *entry = Entry::Opinion { row: *row, cells };
        }
    }

    /// Whether a cell is of such columns alone: a merged one may reach over others, too. What names a section is a label anywhere.
    fn holds(&self, row: u32, index: usize, text: &str) -> bool {
        let column = self.left + index as u32;
        let is_own = |area: &&Area| (area.top..=area.bottom).contains(&row) && (area.left..=area.right).contains(&column);
        let right = self.sheet.merged.iter().find(is_own).map_or(index, |area| area.right.saturating_sub(self.left) as usize);
        section(self.meeting, text).is_none() && (index..=right).all(|index| self.columns.get(index).copied().unwrap_or(true))
    }
}

/// Whether a row is one of headings, of another table than the one that is read.
fn has_other_headings(meeting: &Meeting, heading: &Heading, Alone { values, filled, .. }: &Alone) -> bool {
    // Nearly all rows are told apart by their lengths, and by a word that every such row has.
    let is_like = |index: &usize| values[*index].len() <= 60 && is_short(values[*index].trim());
    let speaks = |index: &usize| lexicon::OPINIONS.iter().chain(&["内容", "本文"]).any(|word| values[*index].contains(word));
    if filled.len() < 2 || !filled.iter().all(is_like) || !filled.iter().any(speaks) {
        return false;
    }
    let same = filled.iter().filter(|index| fold(&values[**index]) == fold(&heading.lower[**index])).count();
    let named: BTreeSet<Meaning> = filled.iter().filter_map(|index| meeting.meaning(&values[*index])).map(|(meaning, _)| meaning).collect();
    let has_text = named.iter().any(|meaning| matches!(meaning, Meaning::Column(Column::Text) | Meaning::Opinions(_)));
    has_text && named.len() > 1 && (same < filled.len()) && named.len() * 2 > filled.len()
}

fn of_other_headings(place: &Place, sheet: &Sheet, cells: &[Below]) -> Diagnostic {
    let [first, last] = [cells.first(), cells.last()].map(|cell| cell.map(|(row, column, _)| sheet.cell_name(*row, *column)));
    let range = eco_format!("{}:{}", first.unwrap_or_default(), last.unwrap_or_default());
    let headings: Vec<&str> = cells.iter().map(|(.., cell)| cell.text.trim()).filter(|text| !text.is_empty()).collect();
    let error = Diagnostic::error(words::headings_below(headings.join("」「"))).at(Place { cell: Some(range), ..place.clone() });
    error.hint(words::headings_below_hint(cells[0].0 + 1))
}

/// Whether what stands alone in a row may be a label, or a number for an opinion to come.
fn is_label_text(heading: &Heading, index: usize, text: &str) -> bool {
    let is_numbered = matches!(heading.meanings[index], Some(Meaning::Column(Column::No | Column::Id)));
    is_numbered || text.chars().any(|c| !c.is_numeric() && !c.is_whitespace() && !"-/.:,年月日時分秒令和平成RH%円件".contains(c))
}

/// First and last row of each merged range of the column of numbers.
fn merged_numbers(sheet: &Sheet, heading: &Heading) -> Vec<(u32, u32)> {
    let Some(index) = heading.column(Column::No) else { return Vec::new() };
    let column = heading.left + index as u32;
    let is_number = |area: &&Area| area.top > heading.bottom && area.bottom > area.top && (area.left..=area.right).contains(&column);
    sheet.merged.iter().filter(is_number).map(|area| (area.top, area.bottom)).collect()
}

/// Says which number an opinion had that is left out.
fn number_left_out(
    heading: &Heading,
    cells: &[Below],
    say: fn(&str) -> Message,
    at: &dyn Fn(u32, u32) -> Place,
    findings: &mut Diagnostics,
) {
    let number = heading.column(Column::No).map(|index| heading.left + index as u32);
    if let Some((row, column, cell)) = cells.iter().find(|(_, column, cell)| Some(*column) == number && !cell.text.trim().is_empty()) {
        let no = cell.text.trim();
        findings.push(Diagnostic::note(say(no)).about(About::LeftOut(no.to_owned())).at(at(*row, *column)));
    }
}

/// The labels of rows that were left out: rows below, whose cells are blank, go on with them.
#[derive(Default)]
struct LostLabels(BTreeMap<usize, EcoString>);

impl LostLabels {
    fn note(&mut self, meeting: &Meeting, heading: &Heading, cells: &[Below]) {
        for (_, column, cell) in cells {
            let index = column.checked_sub(heading.left).map(|index| index as usize);
            if let Some(index) = index.filter(|index| is_label(heading, *index))
                && !cell.text.trim().is_empty()
            {
                self.0.insert(index, given(meeting, cell, true));
            }
        }
    }

    /// Fills the blank labels of the row below.
    fn fill(&mut self, heading: &Heading, values: &mut Filled, at: &dyn Fn(usize) -> Place, findings: &mut Diagnostics) {
        let texts = heading.texts();
        // A label that stands alone is none of an opinion's.
        if !texts.iter().any(|index| !values[*index].trim().is_empty()) {
            return;
        }
        for (index, label) in std::mem::take(&mut self.0) {
            if values[index].trim().is_empty() {
                findings.push(Diagnostic::guess(words::blank_filled(&label)).at(at(index)).hint(words::blank_filled_hint()));
                values.set(index, label);
            }
        }
    }
}

/// Whether a column is one of labels.
pub fn is_label(heading: &Heading, index: usize) -> bool {
    let labels = [Column::Section, Column::SectionTitle, Column::Category, Column::Subcategory];
    matches!(heading.meanings.get(index), Some(Some(Meaning::Column(column))) if labels.contains(column))
}

/// How a text begins, its brackets and colons in half width.
fn fold_start(text: &str) -> String {
    let start: String = text.chars().take(8).collect();
    start.trim().replace('（', "(").replace('：', ":")
}

/// Whether a paper prints a line that stands around the table.
fn is_printed(meeting: &Meeting, line: &str) -> bool {
    let blocks = meeting.papers.iter().flat_map(|paper| paper.above.iter().chain(&paper.below));
    let cells = |block: &BlockSpec| block.table.iter().flatten().flatten().cloned().collect::<Vec<String>>();
    let texts = blocks.flat_map(|block| block.note.iter().chain(&block.text).cloned().chain(cells(block)));
    let mut printed: BTreeSet<String> = BTreeSet::new();
    for text in texts.map(|text| text.replace("{{", "{").replace("}}", "}")) {
        // Cells beside each other are proposed as one line, with wide blanks between them.
        let parts = text.lines().chain(text.lines().flat_map(|line| line.split('　'))).chain([text.as_str()]);
        printed.extend(parts.map(fold));
    }
    printed.contains(&fold(line)) || line.lines().all(|line| printed.contains(&fold(line)))
}

/// The entries without the labels behind the last opinion, which are notes or numbers without an opinion.
fn notes_below(
    meeting: &Meeting,
    heading: &Heading,
    at: &dyn Fn(u32, u32) -> Place,
    mut entries: Vec<Entry>,
    findings: &mut Diagnostics,
) -> Vec<Entry> {
    let end = entries.iter().rposition(|entry| matches!(entry, Entry::Opinion { .. })).map_or(0, |last| last + 1);
    for entry in entries.drain(end..) {
        let Entry::Label { row, index, text } = entry else { continue };
        let place = at(row, heading.left + index as u32);
        findings.push(match is_number(heading, index, &text) {
            true => Diagnostic::note(words::row_numbered()).at(place),
            false if is_printed(meeting, &text) => continue,
            false => {
                let hint = print_below(meeting, &format!("{{ note = {} }}", block_text(&text)));
                Diagnostic::warning(words::row_note(start(&text))).at(place).hint(hint)
            }
        });
    }
    let is_empty_number = |entry: &Entry| matches!(entry, Entry::Label { index, text, .. } if is_number(heading, *index, text));
    for entry in entries.iter().filter(|entry| is_empty_number(entry)) {
        findings.push(Diagnostic::warning(words::row_numbered()).at(at(entry.row(), heading.left)));
    }
    entries.retain(|entry| !is_empty_number(entry));
    entries
}

/// A text as a block of a paper has it.
fn block_text(text: &str) -> String {
    toml_text(&text.trim().replace('{', "{{").replace('}', "}}"))
}

/// What prints a block below a paper.
fn print_below(meeting: &Meeting, block: &str) -> Message {
    let has_below = meeting.papers.iter().any(|paper| !paper.below.is_empty());
    let hint = if has_below { words::row_note_more_hint(block) } else { words::row_note_hint(block) };
    hint.by(format!("papers.1.below+={block}"))
}

/// Reports a table of counts below the opinions, unless it is printed.
fn counts_below(meeting: &Meeting, rows: &[(u32, Vec<(u32, &str)>)], at: &dyn Fn(u32, u32) -> Place, findings: &mut Diagnostics) {
    let cells = || rows.iter().flat_map(|(_, cells)| cells);
    let (Some((first, cells_of_first)), Some((last, _))) = (rows.first(), rows.last()) else { return };
    if cells().all(|(_, text)| is_printed(meeting, text)) {
        return;
    }
    let left = cells_of_first.first().map_or(0, |(column, _)| *column);
    let right = cells().map(|(column, _)| *column).max().unwrap_or(left);
    let table: Vec<String> = rows
        .iter()
        .map(|(_, cells)| format!("[{}]", cells.iter().map(|(_, text)| block_text(text)).collect::<Vec<_>>().join(", ")))
        .collect();
    let (mut place, end) = (at(*first, left), at(*last, right));
    place.cell = place.cell.zip(end.cell).map(|(from, to)| eco_format!("{from}:{to}"));
    let hint = print_below(meeting, &format!("{{ table = [{}] }}", table.join(", ")));
    findings.push(Diagnostic::warning(words::counts_below()).at(place).hint(hint));
}

/// Comments and pictures, which no paper prints. What our own workbooks say of a heading is no comment of anybody's.
fn around(meeting: &Meeting, sheet: &Sheet, heading: &Heading, at: &dyn Fn(u32, u32) -> Place, findings: &mut Diagnostics) {
    // Under a heading that somebody changed, too.
    let explained = |row: u32, text: &str| row <= heading.bottom && is_explanation(meeting, text.trim());
    for ((row, column), text) in sheet.comments.iter().filter(|((row, _), text)| !explained(*row, text)) {
        let message = if text.contains(PICTURE) { words::picture_unread() } else { words::comment_unread() };
        findings.push(Diagnostic::warning(message).at(at(*row, *column)).hint(words::comment_unread_hint()));
    }
}
