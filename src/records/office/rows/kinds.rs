//! Kinds: what a row of the table is, by itself and by the rows above it.

use std::collections::BTreeSet;

use crate::meeting::headings::{Datum, fold};
use crate::meeting::{Meaning, Meeting, lexicon};
use crate::read::workbook::{Area, Sheet};
use crate::records::office::above::{LineKind, unpaged};
use crate::records::office::find::{Heading, is_short, section};
use crate::records::office::headed::Headed;
use crate::records::office::single::{Alone, Total, is_amount, is_identifier, is_number};

/// Most bytes of a title that is printed again.
const TITLE_LIMIT: usize = 400;

/// What a row is that is not blank.
pub enum RowKind {
    Opinion,
    /// A label for the rows below, alone in this column.
    Label(usize),
    /// A title that is printed again over the headings of each page.
    Title,
    /// The number of a printed page: - 1 -.
    PageNumber,
    /// A total, which is not read.
    Total,
    /// Numbered in advance, and without an opinion yet.
    Numbered,
    /// An opinion that is struck through and left out.
    Struck,
    /// It may be an opinion or not, for what stands in this column.
    Unclear(usize),
}

/// A table as far as it was read, which helps to tell what the next row is.
pub struct SoFar<'a> {
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
    pub last: u32,
    moved: BTreeSet<u32>,
    /// Whether a gap was seen, and no row behind it that looks like one of the table.
    pub apart: bool,
    /// The fewest cells of an opinion, but for those whose labels all stand above.
    least: usize,
    /// The column of numbers, if each opinion has one.
    number: Option<usize>,
    /// The last row that holds anything.
    end: u32,
}

impl<'a> SoFar<'a> {
    pub fn new(Headed { meeting, sheet, heading, .. }: Headed<'a>, texts: &'a [usize]) -> Self {
        let has_sections = [Datum::Section, Datum::SectionTitle].iter().any(|column| heading.column(*column).is_some());
        let above =
            sheet.cells.range(..(heading.top, 0)).map(|(_, cell)| cell.text.trim()).filter(|text| LineKind::of(text) == LineKind::Title);
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
            number: heading.column(Datum::No),
            end: sheet.cells.iter().rfind(|(_, cell)| !cell.text.trim().is_empty()).map_or(0, |((row, _), _)| *row),
        }
    }

    /// Goes on to a row. What stands apart from the table does so until a row looks like one of it again.
    pub fn goes_on(&mut self, row: u32, alone: &Alone) {
        let is_gap = (self.last + 1..row).any(|between| !self.moved.contains(&between));
        self.apart = is_gap || self.apart && alone.filled.len() == 1;
        self.last = row;
    }

    pub fn kind(&self, row: u32, alone: &Alone) -> RowKind {
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
            ([index], None) if is_page_number(&values[*index]) => RowKind::PageNumber,
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
        let is_note = |index: usize| begins_as_note(&values[index]);
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
    pub fn is_note_below(&self, index: usize, alone: &Alone) -> bool {
        let text = &alone.values[index];
        self.apart || text.trim().ends_with('。') || begins_as_note(text)
    }

    fn is_title(&self, text: &str) -> bool {
        text.len() <= TITLE_LIMIT && !self.titles.is_empty() && self.titles.contains(&fold(unpaged(text)))
    }

    /// Learns from an opinion what the others are like.
    pub fn learn(&mut self, alone: &Alone, is_first: bool) {
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

/// Whether a row is one of headings, of another table than the one that is read.
pub fn has_other_headings(meeting: &Meeting, heading: &Heading, Alone { values, filled, .. }: &Alone) -> bool {
    // Nearly all rows are told apart by their lengths, and by a word that every such row has.
    let is_like = |index: &usize| values[*index].len() <= 60 && is_short(values[*index].trim());
    let speaks = |index: &usize| lexicon::OPINIONS.iter().chain(&["内容", "本文"]).any(|word| values[*index].contains(word));
    if filled.len() < 2 || !filled.iter().all(is_like) || !filled.iter().any(speaks) {
        return false;
    }
    let same = filled.iter().filter(|index| fold(&values[**index]) == fold(&heading.lower[**index])).count();
    let named: BTreeSet<Meaning> = filled.iter().filter_map(|index| meeting.meaning(&values[*index])).map(|(meaning, _)| meaning).collect();
    let has_text = named.iter().any(|meaning| matches!(meaning, Meaning::Datum(Datum::Text) | Meaning::Opinions(_)));
    has_text && named.len() > 1 && (same < filled.len()) && named.len() * 2 > filled.len()
}

/// Whether what stands alone in a row may be a label, or a number for an opinion to come.
fn is_label_text(heading: &Heading, index: usize, text: &str) -> bool {
    let is_numbered = matches!(heading.meanings[index], Some(Meaning::Datum(Datum::No | Datum::Id)));
    is_numbered || text.chars().any(|c| !c.is_numeric() && !c.is_whitespace() && !"-/.:,年月日時分秒令和平成RH%円件".contains(c))
}

/// Whether a text is a number between dashes. Other numbers of pages may say what opinions are about.
fn is_page_number(text: &str) -> bool {
    const DASHES: &[char] = &['-', '－', '―', '–', '‐', 'ー'];
    let inner = text.trim().strip_prefix(DASHES).and_then(|text| text.strip_suffix(DASHES));
    inner.is_some_and(|inner| !inner.trim().is_empty() && inner.trim().chars().all(char::is_numeric))
}

/// First and last row of each merged range of the column of numbers.
fn merged_numbers(sheet: &Sheet, heading: &Heading) -> Vec<(u32, u32)> {
    let Some(column) = heading.column_on_sheet(Datum::No) else { return Vec::new() };
    let is_number = |area: &&Area| area.top > heading.bottom && area.bottom > area.top && (area.left..=area.right).contains(&column);
    sheet.merged.iter().filter(is_number).map(|area| (area.top, area.bottom)).collect()
}

/// Whether a text begins as a note under a table does, its brackets and colons in whatever width.
fn begins_as_note(text: &str) -> bool {
    let start: String = text.chars().take(8).collect();
    let start = start.trim().replace('（', "(").replace('：', ":");
    lexicon::NOTES.iter().any(|mark| start.starts_with(mark))
}
