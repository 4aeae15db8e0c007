//! Find: the row of headings of a worksheet, and what stands under each heading.

mod across;
mod meanings;
mod parted;
mod speaks;
mod stacked;

use std::collections::{BTreeMap, BTreeSet};

use super::numbers;
use crate::meeting::headings::{Datum, fold, is_inner, is_personal, is_personal_label, is_sentence, speaks_of_opinions};
use crate::meeting::{Meaning, Meeting, lexicon};
use crate::read::workbook::{Area, Cell, Sheet};
use across::Rows;
pub use meanings::{Read, TableHead, declare};
use meanings::{attribution_beside, known};
pub use parted::parted;
pub use speaks::{asks, is_headlike, is_said, may_head, speaks};
pub use stacked::{marked, personal, torn};

/// Most rows, counted among those that hold something, in which headings are looked for.
pub const ROWS_BEFORE: usize = 60;
/// Most columns between the first heading and the last one.
const COLUMN_LIMIT: u32 = 512;

/// Most rows of a worksheet that are looked at to know it as a card.
const CARD_ROWS: usize = 20;

/// Most characters of a heading of a single column.
const HEADING_LENGTH: usize = 20;

/// Whether a text may be a heading of a single column.
pub fn is_short(text: &str) -> bool {
    text.chars().count() <= HEADING_LENGTH && !text.chars().all(|c| c.is_numeric())
}

/// How much is said in each column below a row, in its first hundred texts. One look at the cells, however many columns.
pub fn lengths(sheet: &Sheet, row: u32) -> BTreeMap<u32, usize> {
    let mut said: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
    for ((_, column), cell) in sheet.below(row) {
        let (texts, length) = said.entry(*column).or_default();
        if *texts < 100 && is_said(&cell.text) {
            *texts += 1;
            *length += cell.text.chars().count();
        }
    }
    said.into_iter().map(|(column, (_, length))| (column, length)).collect()
}

/// The columns in which something stands below a row.
pub fn used(sheet: &Sheet, row: u32) -> BTreeSet<u32> {
    let below = sheet.below(row).filter(|(_, cell)| !cell.text.trim().is_empty());
    below.map(|((_, column), _)| *column).collect()
}

/// Whether a heading names opinions, or what they come to: 意見の要約.
pub fn is_of_opinions(heading: &str) -> bool {
    comes_to(heading) && speaks_of_opinions(heading) || matches!(Datum::named(heading), Some((Datum::Text, _)))
}

/// The same of one that stands under another: 要約 under 意見, but not 頁 under 意見の内容.
pub fn is_of_opinions_under(over: &str, heading: &str) -> bool {
    (comes_to(heading) || is_of_opinions(heading)) && is_of_opinions(&format!("{over}{heading}"))
}

fn comes_to(heading: &str) -> bool {
    lexicon::holds(heading, lexicon::FORMS_OF_TEXTS)
}

/// The headings of a table.
#[derive(Debug, Clone)]
pub struct Heading {
    /// First and last row.
    pub top: u32,
    pub bottom: u32,
    /// Column of the first heading.
    pub left: u32,
    /// Whether the first column has no heading of its own, and is one of numbers by what stands in it.
    pub unheaded: bool,
    /// One for each column from the first to the last, as the file has them; empty where there is none. One that stands
    /// under two upper headings is named with them: 上／下.
    pub texts: Vec<String>,
    /// What stands in the cell itself, and over it where headings have two rows.
    pub lower: Vec<String>,
    pub over: Vec<String>,
    pub meanings: Vec<Option<Meaning>>,
}

impl Heading {
    /// The columns that hold the opinions of one source each, with the source.
    pub fn opinions(&self) -> impl Iterator<Item = (usize, usize)> {
        self.meanings.iter().enumerate().filter_map(|(index, meaning)| match meaning {
            Some(Meaning::Opinions(source)) => Some((index, *source)),
            _ => None,
        })
    }

    /// The columns that hold opinions.
    pub fn texts(&self) -> Vec<usize> {
        let is_text = |meaning: &Option<Meaning>| matches!(meaning, Some(Meaning::Opinions(_) | Meaning::Datum(Datum::Text)));
        (0..self.meanings.len()).filter(|index| is_text(&self.meanings[*index])).collect()
    }

    pub fn column(&self, column: Datum) -> Option<usize> {
        self.meanings.iter().position(|meaning| *meaning == Some(Meaning::Datum(column)))
    }

    /// The column that says which section a row belongs to.
    pub fn section_column(&self) -> Option<usize> {
        self.column(Datum::Section).or(self.column(Datum::SectionTitle))
    }

    /// The same as a column of the worksheet.
    pub fn column_on_sheet(&self, column: Datum) -> Option<u32> {
        self.column(column).map(|index| self.sheet_column(index))
    }

    /// Where a column of the table stands on the worksheet.
    pub fn sheet_column(&self, index: usize) -> u32 {
        self.left + index as u32
    }

    /// Which column of the table a column of the worksheet is, unless it stands before all.
    pub fn index(&self, column: u32) -> Option<usize> {
        column.checked_sub(self.left).map(|index| index as usize)
    }

    /// Whether a column is one of labels.
    pub fn is_label(&self, index: usize) -> bool {
        let labels = [Datum::Section, Datum::SectionTitle, Datum::Category, Datum::Subcategory];
        matches!(self.meanings.get(index), Some(Some(Meaning::Datum(column))) if labels.contains(column))
    }

    pub fn width(&self) -> u32 {
        self.texts.len() as u32
    }

    /// Whether a column belongs to what the office says of the opinions, by its upper heading.
    pub fn is_of_reply(&self, index: usize) -> bool {
        lexicon::holds(&self.over[index], lexicon::REPLIES)
    }

    /// What stands under a heading that has that of a source over it: its opinions, or who they come from.
    fn of_source(&self, meeting: &Meeting, index: usize) -> Option<(Meaning, usize)> {
        let own = meeting.meaning(&self.lower[index]).filter(|_| !self.is_of_reply(index))?;
        match (meeting.meaning(&self.over[index]), own.0) {
            (Some((Meaning::Opinions(source), rank)), Meaning::Datum(Datum::Text)) => Some((Meaning::Opinions(source), rank)),
            // Under the name of a source, 出典 is who or what its opinions come from.
            (Some((Meaning::Opinions(_), _)), Meaning::Datum(Datum::Attribution | Datum::Source)) => {
                Some((Meaning::Datum(Datum::Attribution), own.1))
            }
            _ => None,
        }
    }

    /// What stands under each heading.
    pub fn read(&self, meeting: &Meeting) -> Vec<Read> {
        (0..self.texts.len()).map(|index| self.meaning(meeting, index)).collect()
    }

    /// What stands under a heading, and how plainly it says so. Of two rows the upper one tells whose or what the lower is.
    fn meaning(&self, meeting: &Meeting, index: usize) -> Read {
        let (over, lower) = (&self.over[index], &self.lower[index]);
        if over.is_empty() {
            return meeting.meaning(lower);
        }
        let whole = format!("{over}{BETWEEN}{lower}");
        let is_once = self.texts[index] == *lower;
        let own = meeting.meaning(lower);
        // What others say of the opinions has kinds and numbers of its own: only the meeting says that they are the table's.
        let is_ours = |(meaning, _): &(Meaning, usize)| {
            matches!(meaning, Meaning::Datum(column) if !matches!(column, Datum::Field(_)))
                && !meeting.columns.keys().any(|name| fold(name) == fold(lower))
        };
        let own = own.filter(|own| !(self.is_of_reply(index) && is_ours(own)));
        let is_declared = meeting.columns.keys().any(|name| [fold(lower), fold(&whole)].contains(&fold(name)));
        // Under what is personal, or for the office alone, nothing else is meant.
        if !is_declared && (is_personal(over) || is_inner(over)) {
            let is_kept =
                |(meaning, _): &(Meaning, usize)| matches!(meaning, Meaning::Datum(Datum::Text | Datum::Field(_)) | Meaning::Unused);
            return meeting.meaning(&whole).or(own.filter(|_| is_once)).filter(is_kept);
        }
        if !is_declared && let Some(of_source) = self.of_source(meeting, index) {
            return Some(of_source);
        }
        if let Some(declared) = meeting.meaning(&whole).or(own.filter(|_| is_once)).filter(|(_, rank)| *rank == 0) {
            return Some(declared);
        }
        if self.is_of_reply(index) {
            return None;
        }
        // 意見 over 内容 is 意見内容.
        let together = [format!("{over}{lower}"), format!("{over}の{lower}")];
        if let Some((meaning, rank)) =
            together.iter().find_map(|text| Datum::named(text)).map(|(column, rank)| (Meaning::Datum(column), rank))
        {
            return Some((meaning, rank + 1));
        }
        let speaks = |text: &str| lexicon::holds(text, lexicon::OPINIONS);
        // Under one heading with the opinions of a source it says who they come from, however often a table does.
        let beside =
            |other: usize| self.over[other] == *over && matches!(meeting.meaning(&self.lower[other]), Some((Meaning::Opinions(_), _)));
        let is_attribution = matches!(own, Some((Meaning::Datum(Datum::Attribution), _))) && (0..self.over.len()).any(beside);
        // 内容 under 意見の概要, beside another one under what the office says of it.
        let is_content = |other: usize| {
            let names = |text: &str| matches!(Datum::named(text), Some((Datum::Text, _)));
            names(&self.over[other]) && names(&self.lower[other])
        };
        let is_text = is_content(index) && (0..self.over.len()).filter(|other| is_content(*other)).count() == 1;
        match own.filter(|_| is_once || is_attribution || is_text) {
            // Whatever else a table tells has a content, too.
            Some((Meaning::Datum(Datum::Text), _)) if !speaks(over) && !speaks(lower) => None,
            own => own.map(|(meaning, rank)| (meaning, rank + 100)),
        }
    }
}

/// The first rows of a worksheet that hold something, each with what stands in it.
pub fn first_rows(sheet: &Sheet, most: usize) -> Rows<'_> {
    let mut rows = Rows::new();
    for ((row, column), cell) in sheet.cells.iter().filter(|(_, cell)| !cell.text.trim().is_empty()) {
        if rows.len() == most && !rows.contains_key(row) {
            break;
        }
        rows.entry(*row).or_default().push((*column, cell.text.trim()));
    }
    rows
}

/// The headings of the table of opinions on a worksheet.
pub fn heading(meeting: &Meeting, sheet: &Sheet) -> Option<Heading> {
    let rows = first_rows(sheet, ROWS_BEFORE);
    let across = across::across(meeting, &rows);
    let areas = [sheet.merged.as_slice(), &across].concat();
    let told = || across.first().filter(|_| meeting.records.heading_row.is_none()).map(|area| area.top);
    let row = heading_row(meeting, sheet, &rows, &areas).or_else(told)?;
    let (top, bottom) = extent(sheet, &areas, row);
    let columns: BTreeSet<u32> = sheet.rows(top..=bottom).map(|((_, column), _)| *column).collect();
    let unheaded = has_numbers_beside(meeting, sheet, top, bottom);
    let left = *columns.first()? - u32::from(unheaded);
    let apart = legend(meeting, sheet, top, bottom);
    let right = columns.range(..apart.unwrap_or(u32::MAX)).last().copied()?.min(left + COLUMN_LIMIT);
    let said = |row: u32, column: u32| sheet.cells.get(&(row, column)).map(|cell| cell.text.trim()).filter(|text| !text.is_empty());
    let text = |column: u32| (top..=bottom).rev().find_map(|row| said(row, column).map(|text| (row, text)));
    let mut lower: Vec<String> = (left..=right).map(|column| text(column).map_or(String::new(), |(_, text)| text.to_owned())).collect();
    // A heading over several columns is merged across them.
    let upper = |row: u32, column: u32| {
        let area = areas
            .iter()
            .find(|area| (area.top..=area.bottom).contains(&row) && (area.left..=area.right).contains(&column) && area.right > area.left);
        area.and_then(|area| said(area.top, area.left)).or(said(row, column))
    };
    let over = |column: u32| {
        let (at, own) = text(column)?;
        (top..at).rev().find_map(|row| upper(row, column)).filter(|over| fold(over) != fold(own)).map(str::to_owned)
    };
    let mut over: Vec<String> = (left..=right).map(|column| over(column).unwrap_or_default()).collect();
    if unheaded {
        Datum::No.heading().clone_into(&mut lower[0]);
    }
    // Who the opinions of the last source come from may stand beside them without a heading.
    if let Some((Meaning::Opinions(_), _)) = lower.last().and_then(|last| meeting.meaning(last)) {
        lower.push(String::new());
        over.push(String::new());
    }
    let texts = names(&lower, &over);
    let mut heading = Heading { top, bottom, left, unheaded, texts, lower, over, meanings: Vec::new() };
    heading.meanings = known(meeting, heading.read(meeting)).0;
    attribution_beside(meeting, &heading.texts, &mut heading.meanings);
    Some(heading)
}

/// The row of headings: the one that the meeting names, or else the first one with the most names that we know, one of them for
/// the opinions themselves.
fn heading_row(meeting: &Meeting, sheet: &Sheet, rows: &Rows, areas: &[Area]) -> Option<u32> {
    if let Some(row) = meeting.records.heading_row {
        // Where it says nothing, there is no table.
        let row = row.checked_sub(1)?;
        return sheet.row(row).next().map(|_| row);
    }
    let mut best: Option<(usize, u32)> = None;
    for (row, cells) in rows {
        // Headings that are merged downwards belong to the rows below as well.
        let reaching = areas.iter().filter(|area| area.top < *row && *row <= area.bottom && area.bottom - area.top <= 2);
        let reaching = reaching.filter_map(|area| sheet.cells.get(&(area.top, area.left))).map(|cell| cell.text.as_str());
        let texts = cells.iter().map(|(_, text)| *text).chain(reaching);
        let meanings: BTreeSet<Meaning> = texts.filter_map(|text| meeting.meaning(text)).map(|(meaning, _)| meaning).collect();
        let has_text = meanings.iter().any(|meaning| matches!(meaning, Meaning::Datum(Datum::Text) | Meaning::Opinions(_)));
        // A single word such as 意見 is a heading only where nothing else stands beside it.
        let score = meanings.len();
        let alone = score == 1 && cells.len() == 1 && rows.range(row + 1..).next().is_some_and(|(_, below)| below.len() <= 2);
        if has_text && (score > 1 || alone) && best.is_none_or(|(most, _)| score > most) {
            best = Some((score, *row));
        }
    }
    best.map(|(_, row)| row).or_else(|| beside_numbers(meeting, sheet, rows)).or_else(|| spoken(meeting, rows))
}

/// One name that we know is enough where the numbers of the rows stand beside it without a heading.
fn beside_numbers(meeting: &Meeting, sheet: &Sheet, rows: &Rows) -> Option<u32> {
    let is_head = |(row, cells): &(&u32, &Vec<(u32, &str)>)| {
        let speaks = |text: &str| matches!(meeting.meaning(text), Some((Meaning::Datum(Datum::Text) | Meaning::Opinions(_), _)));
        cells.len() > 1
            && cells.iter().all(|(_, text)| is_short(text))
            && cells.iter().any(|(_, text)| speaks(text))
            && has_numbers_beside(meeting, sheet, **row, **row)
    };
    rows.iter().find(is_head).map(|(row, _)| *row)
}

/// The column in which a legend begins that stands beside the table, a blank column apart from it, or a table of counts that
/// ends before it.
fn legend(meeting: &Meeting, sheet: &Sheet, top: u32, bottom: u32) -> Option<u32> {
    let is_blank = |column: u32| !sheet.cells.iter().any(|((_, other), cell)| *other == column && !cell.text.trim().is_empty());
    let is_apart = |column: u32| column > 1 && is_blank(column - 1);
    let is_headed = |cell: &Cell| lexicon::LEGENDS.contains(&fold(&cell.text).as_str()) && meeting.meaning(&cell.text).is_none();
    let heads = || sheet.rows(top..=bottom).filter(|(_, cell)| !cell.text.trim().is_empty());
    let last = |columns: std::ops::Range<u32>| {
        let filled = sheet.below(bottom).filter(|((_, column), cell)| columns.contains(column) && !cell.text.trim().is_empty());
        filled.map(|((row, _), _)| *row).max()
    };
    let counts = |column: u32| {
        let own = || heads().filter(|((_, other), _)| *other >= column).map(|(_, cell)| fold(&cell.text));
        let is_declared = |heading: &str| matches!(meeting.meaning(heading), Some((Meaning::Datum(Datum::Field(_)), _)));
        let is_count = own().skip(1).any(|heading| lexicon::COUNTED.contains(&heading.as_str()));
        is_count && !own().any(|heading| is_declared(&heading)) && last(column..u32::MAX) < last(0..column)
    };
    heads().find(|((_, column), cell)| is_apart(*column) && (is_headed(cell) || counts(*column))).map(|((_, column), _)| *column)
}

/// The row of headings of a plain table: the first one with several cells, all of them short, of which one names opinions by its
/// own word or by that of the meeting, and below which texts stand.
fn spoken(meeting: &Meeting, rows: &Rows) -> Option<u32> {
    let mut wide = rows.iter().filter(|(_, cells)| cells.len() > 1);
    let (row, cells) = wide.next()?;
    let is_declared = |text: &str| meeting.columns.keys().any(|name| fold(name) == fold(text));
    let speaks = |text: &str| lexicon::holds(text, lexicon::OPINIONS) || is_declared(text);
    let names = |text: &str| matches!(meeting.meaning(text), Some((Meaning::Datum(Datum::Text), _))) && speaks(text);
    let text = cells.iter().find(|(_, text)| names(text)).map(|(column, _)| *column)?;
    let is_said = |cells: &Vec<(u32, &str)>| cells.iter().any(|(column, said)| *column == text && is_said(said) && !is_short_word(said));
    let below: Vec<&Vec<(u32, &str)>> = wide.map(|(_, cells)| cells).collect();
    let is_head = cells.iter().all(|(_, text)| is_short(text)) && may_head(cells.iter().map(|(_, text)| *text));
    (is_head && below.iter().filter(|cells| is_said(cells)).count() * 2 > below.len()).then_some(*row)
}

/// Whether a text is a mark rather than what somebody says: 有, ○.
fn is_short_word(text: &str) -> bool {
    text.trim().chars().count() < 2
}

/// What a worksheet is that names below each other what tables name beside each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Card {
    /// One opinion, with the parts of it beside their names, or several such below each other.
    One,
    /// A table whose rows are columns: beside each name what all opinions say.
    Turned,
}

/// Whether a worksheet is such a card.
pub fn card(sheet: &Sheet) -> Option<Card> {
    let rows = first_rows(sheet, CARD_ROWS);
    // Beside a name stands nothing that a paper may say.
    let named = |text: &str| match Datum::named(text) {
        Some((column, _)) => Some(column.key().to_owned()),
        None => is_personal_label(text).then(|| fold(text)),
    };
    let is_row = |cells: &[(u32, &str)]| cells.iter().filter_map(|(_, text)| named(text)).collect::<BTreeSet<_>>().len() > 1;
    if rows.values().any(|cells| is_row(cells)) {
        return None;
    }
    if repeats(&rows.values().collect::<Vec<_>>()) {
        return Some(Card::One);
    }
    // Of the rows that begin with a name, each has one thing beside it, or each has several.
    let begins = rows.values().filter_map(|cells| Some((named(cells.first()?.1)?, cells)));
    let parts: Vec<(String, &Vec<(u32, &str)>)> = begins.collect();
    let columns: BTreeSet<u32> = parts.iter().map(|(_, cells)| cells[0].0).collect();
    let names: BTreeSet<&str> = parts.iter().map(|(name, _)| name.as_str()).collect();
    if columns.len() != 1 || names.len() < 2 || names.len() != parts.len() || !names.contains(Datum::Text.key()) {
        return None;
    }
    let is_pair = parts.iter().all(|(_, cells)| cells.len() <= 2) && parts.iter().filter(|(_, cells)| cells.len() == 2).count() > 1;
    match is_pair {
        true => Some(Card::One),
        false => parts.iter().all(|(_, cells)| cells.len() > 2).then_some(Card::Turned),
    }
}

/// Whether rows begin with the same three names or more over and over, that of opinions among them, each with one thing beside it.
fn repeats(rows: &[&Vec<(u32, &str)>]) -> bool {
    let names: Vec<String> = rows.iter().filter_map(|cells| Some(fold(cells.first()?.1))).collect();
    let cycle = names.iter().skip(1).position(|name| *name == names[0]).map_or(0, |at| at + 1);
    let is_of_opinions = |name: &String| matches!(Datum::named(name), Some((Datum::Text, _)));
    let columns: BTreeSet<u32> = rows.iter().filter_map(|cells| Some(cells.first()?.0)).collect();
    cycle > 2
        && names[..cycle].iter().collect::<BTreeSet<_>>().len() == cycle
        && names[..cycle].iter().any(is_of_opinions)
        && names.iter().enumerate().all(|(index, name)| *name == names[index % cycle])
        && columns.len() == 1
        && rows.iter().all(|cells| cells.len() <= 2)
}

/// Whether the column before the first heading has none, while numbers of the rows stand below it and no heading names numbers.
fn has_numbers_beside(meeting: &Meeting, sheet: &Sheet, top: u32, bottom: u32) -> bool {
    let said = || sheet.rows(top..=bottom).filter(|(_, cell)| !cell.text.trim().is_empty());
    let is_no = |text: &str| matches!(meeting.meaning(text), Some((Meaning::Datum(Datum::No), _)));
    let Some(first) = said().map(|((_, column), _)| *column).min().and_then(|first| first.checked_sub(1)) else { return false };
    if said().any(|(_, cell)| is_no(&cell.text)) {
        return false;
    }
    let below = sheet.below(bottom).filter(|((_, column), cell)| *column == first && !cell.text.trim().is_empty());
    let below: Vec<(u32, bool)> = below.map(|((row, _), cell)| (*row, numbers::is_read(cell.text.trim()))).collect();
    let read = below.iter().filter(|(_, is_read)| *is_read).count();
    below.first() == Some(&(bottom + 1, true)) && read * 2 > below.len()
}

/// A heading as it is compared with those of other tables: what it means, or what it says.
pub fn known_as(text: &str) -> String {
    match Datum::named(text) {
        Some((Datum::Text, _)) | None => fold(text),
        Some((column, _)) => column.heading().to_owned(),
    }
}

/// The headings of tables, as they are compared.
pub fn headings_of<'h>(headings: impl Iterator<Item = &'h Heading>) -> BTreeSet<String> {
    headings.flat_map(|heading| &heading.texts).map(|text| known_as(text)).filter(|text| !text.is_empty()).collect()
}

/// How many headings a table must share with another one that is read, to be worth a word: its opinions may stand under the
/// heading `longest`.
pub fn least_shared(longest: &str) -> usize {
    if speaks(longest) { 0 } else { 2 }
}

/// Whether a table that shares so many headings with another one that is read is taken for one of opinions, which stand under
/// `heading`: without any of them, only if most of them are sentences.
pub fn is_further(heading: &str, shared: usize, said: &[&str]) -> bool {
    match speaks(heading) {
        true => shared > 0 || said.iter().filter(|text| is_sentence(text)).count() * 2 > said.len(),
        false => shared > 1,
    }
}

/// Stands between the upper heading and the lower one in the name of a column.
pub const BETWEEN: &str = "／";

/// The names of columns: their headings, those with the upper one that stand in several places.
fn names(lower: &[String], over: &[String]) -> Vec<String> {
    let folded: Vec<String> = lower.iter().map(|text| fold(text)).collect();
    let is_once = |index: usize| folded.iter().filter(|other| **other == folded[index]).count() == 1;
    let name = |index: usize| match over[index].as_str() {
        over if !over.is_empty() && !is_once(index) => format!("{over}{BETWEEN}{}", lower[index]),
        _ => lower[index].clone(),
    };
    (0..lower.len()).map(name).collect()
}

/// First and last row of the headings of which one stands in `row`, by what is merged, or would be, in `areas`.
fn extent(sheet: &Sheet, areas: &[Area], row: u32) -> (u32, u32) {
    // Headings that stand in two rows are merged downwards where there is only one of them.
    let spans = |area: &&Area| area.top <= row && area.bottom >= row && area.bottom > area.top && area.bottom - area.top <= 2;
    let top = areas.iter().filter(spans).map(|area| area.top).min().unwrap_or(row);
    let bottom = areas.iter().filter(spans).map(|area| area.bottom).max().unwrap_or(row);
    if top < bottom {
        return (top, bottom);
    }
    let filled = |row: u32| -> Vec<(u32, &str)> { sheet.texts(row).collect() };
    let across =
        |row: u32| -> Vec<&Area> { areas.iter().filter(|area| area.top == row && area.bottom == row && area.right > area.left).collect() };
    // Below headings that are merged across, and below none else, stand those of each column.
    let inside = |areas: &[&Area], column: u32| areas.iter().any(|area| (area.left..=area.right).contains(&column));
    let goes_on = |row: u32| {
        let (own_across, below) = (across(row), filled(row + 1));
        let own = filled(row);
        // Beside them, what has its heading in the lower row only.
        let is_below = |(column, text): &(u32, &str)| {
            inside(&own_across, *column) || Datum::named(text).is_some() && own.iter().all(|(other, _)| other != column)
        };
        let divides = below.iter().filter(|(column, _)| inside(&own_across, *column)).count() > 1;
        divides && below.iter().all(|cell| is_short(cell.1) && is_below(cell))
    };
    if goes_on(row) {
        return (row, if goes_on(row + 1) { row + 2 } else { row + 1 });
    }
    // Above, headings that are merged across some of the columns; a title stands over all of them.
    let is_over = |top: &u32| {
        let Some(before) = top.checked_sub(1) else { return false };
        let own: BTreeSet<u32> = (*top..=row).flat_map(filled).map(|(column, _)| column).collect();
        let covers = |area: &&Area| own.range(area.left..=area.right).count();
        let is_over = |area: &&&Area| {
            let text = sheet.cells.get(&(before, area.left)).map_or("", |cell| cell.text.trim());
            let is_note = text.starts_with(['（', '(', '※']) || text.contains("現在") || text.ends_with('。');
            (2..own.len()).contains(&covers(area)) && is_short(text) && !text.is_empty() && !is_note
        };
        let above = across(before);
        !above.is_empty() && above.iter().all(|area| is_over(&area)) && filled(before).iter().all(|(column, _)| inside(&above, *column))
    };
    let levels = [row, row.saturating_sub(1)].iter().take_while(|top| is_over(top)).count();
    (row - levels as u32, row)
}

/// The section that a text names, by its number, its title or its heading as printed.
pub fn section(meeting: &Meeting, text: &str) -> Option<usize> {
    let folded = fold(text);
    let bare = folded.trim_start_matches(|c: char| c.is_ascii_digit() || "()第章部節.、．ivx".contains(c));
    (0..meeting.sections.len()).find(|index| {
        let title = fold(&meeting.sections[*index].title);
        !title.is_empty() && (title == folded || fold(&meeting.section_heading(*index)) == folded || title == bare)
    })
}
