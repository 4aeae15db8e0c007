//! Find: the row of headings of a worksheet, and what stands under each heading.

use std::collections::{BTreeMap, BTreeSet};

use crate::meeting::headings::{Column, fold, is_personal};
use crate::meeting::{Meaning, Meeting};
use crate::read::workbook::Sheet;
use crate::say::diag::{Diagnostic, Diagnostics, Place, nearest};
use crate::say::words;

/// Most rows, counted among those that hold something, in which headings are looked for.
const ROWS_BEFORE: usize = 60;
/// Most columns between the first heading and the last one.
const COLUMN_LIMIT: u32 = 512;

/// The headings of a table.
#[derive(Debug, Clone)]
pub struct Heading {
    /// First and last row.
    pub top: u32,
    pub bottom: u32,
    /// Column of the first heading.
    pub left: u32,
    /// One for each column from the first to the last, as the file has them; empty where there is none.
    pub texts: Vec<String>,
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
        let is_text = |meaning: &Option<Meaning>| matches!(meaning, Some(Meaning::Opinions(_) | Meaning::Column(Column::Text)));
        (0..self.meanings.len()).filter(|index| is_text(&self.meanings[*index])).collect()
    }

    pub fn column(&self, column: Column) -> Option<usize> {
        self.meanings.iter().position(|meaning| *meaning == Some(Meaning::Column(column)))
    }

    pub fn width(&self) -> u32 {
        self.texts.len() as u32
    }
}

/// The headings of the table of opinions on a worksheet: the first row with the most names that we know, one of them
/// for the opinions themselves.
pub fn heading(meeting: &Meeting, sheet: &Sheet) -> Option<Heading> {
    let mut rows: BTreeMap<u32, Vec<(u32, &str)>> = BTreeMap::new();
    for ((row, column), cell) in &sheet.cells {
        if rows.len() > ROWS_BEFORE && !rows.contains_key(row) {
            break;
        }
        rows.entry(*row).or_default().push((*column, &cell.text));
    }
    let mut best: Option<(usize, u32)> = None;
    for (row, cells) in &rows {
        // Headings that are merged downwards belong to the rows below as well.
        let reaching = sheet.merged.iter().filter(|area| area.top < *row && *row <= area.bottom && area.bottom - area.top <= 2);
        let reaching = reaching.filter_map(|area| sheet.cells.get(&(area.top, area.left))).map(|cell| cell.text.as_str());
        let texts = cells.iter().map(|(_, text)| *text).chain(reaching);
        let meanings: BTreeSet<Meaning> = texts.filter_map(|text| meeting.meaning(text)).map(|(meaning, _)| meaning).collect();
        let has_text = meanings.iter().any(|meaning| matches!(meaning, Meaning::Column(Column::Text) | Meaning::Opinions(_)));
        // A single word such as 意見 is a heading only where nothing else stands beside it.
        let score = meanings.len();
        let alone = score == 1 && cells.len() == 1 && rows.range(row + 1..).next().is_some_and(|(_, below)| below.len() <= 2);
        if has_text && (score > 1 || alone) && best.is_none_or(|(most, _)| score > most) {
            best = Some((score, *row));
        }
    }
    let (_, row) = best?;
    // Headings that stand in two rows are merged downwards where there is only one of them.
    let spans = |area: &&crate::read::workbook::Area| {
        area.top <= row && area.bottom >= row && area.bottom > area.top && area.bottom - area.top <= 2
    };
    let top = sheet.merged.iter().filter(spans).map(|area| area.top).min().unwrap_or(row);
    let bottom = sheet.merged.iter().filter(spans).map(|area| area.bottom).max().unwrap_or(row);
    let columns: BTreeSet<u32> = sheet.cells.range((top, 0)..(bottom + 1, 0)).map(|((_, column), _)| *column).collect();
    let left = *columns.first()?;
    let right = (*columns.last()?).min(left + COLUMN_LIMIT);
    let text = |column: u32| {
        let lowest = (top..=bottom).rev().find_map(|row| sheet.cells.get(&(row, column)).filter(|cell| !cell.text.trim().is_empty()));
        lowest.map_or(String::new(), |cell| cell.text.clone())
    };
    let mut texts: Vec<String> = (left..=right).map(text).collect();
    // Who the opinions of the last source come from may stand beside them without a heading.
    if let Some((Meaning::Opinions(_), _)) = texts.last().and_then(|last| meeting.meaning(last)) {
        texts.push(String::new());
    }
    let mut meanings = known(meeting, &texts, &|_| true).0;
    attribution_beside(meeting, &texts, &mut meanings);
    Some(Heading { top, bottom, left, texts, meanings })
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

/// Where each source has a column, the one beside it that has no heading says who its opinions come from.
fn attribution_beside(meeting: &Meeting, texts: &[String], meanings: &mut [Option<Meaning>]) {
    for index in 1..meanings.len() {
        if let Some(Meaning::Opinions(source)) = meanings[index - 1]
            && texts[index].trim().is_empty()
            && meeting.sources[source].attribution.is_some()
        {
            meanings[index] = Some(Meaning::Column(Column::Attribution));
        }
    }
}

/// A heading that names a column a second time, the one that does so first, and whether neither is plainer.
type Twice = (usize, usize, bool);

/// What each heading means, the plainest name of a column first; and the headings that name a column a second time, with the
/// one that does so first and whether neither is plainer.
fn known(meeting: &Meeting, headings: &[String], used: &dyn Fn(usize) -> bool) -> (Vec<Option<Meaning>>, Vec<Twice>) {
    let read: Vec<Option<(Meaning, usize)>> = headings.iter().map(|heading| meeting.meaning(heading)).collect();
    let mut meanings: Vec<Option<Meaning>> = vec![None; headings.len()];
    let mut taken: BTreeMap<Meaning, usize> = BTreeMap::new();
    let mut twice = Vec::new();
    let several = read.iter().flatten().any(|(meaning, _)| matches!(meaning, Meaning::Opinions(_)));
    let mut order: Vec<usize> = (0..headings.len()).filter(|index| read[*index].is_some()).collect();
    order.sort_by_key(|index| (read[*index].map(|(_, rank)| rank), *index));
    for index in order {
        let Some((meaning, _)) = read[index] else { continue };
        // Each source may say beside its opinions who they come from.
        let repeats = meaning == Meaning::Unused || several && meaning == Meaning::Column(Column::Attribution);
        match taken.get(&meaning) {
            Some(first) if !repeats => {
                if used(index) {
                    twice.push((index, *first, read[index] == read[*first]));
                }
            }
            _ => {
                meanings[index] = Some(meaning);
                taken.insert(meaning, index);
            }
        }
    }
    // A meeting without sections has nothing that 区分 could name but a category.
    if meeting.sections.len() == 1
        && meeting.sections[0].title.is_empty()
        && let Some(index) = meanings.iter().position(|meaning| *meaning == Some(Meaning::Column(Column::SectionTitle)))
        && !meanings.contains(&Some(Meaning::Column(Column::Category)))
        && !meanings.contains(&Some(Meaning::Column(Column::Section)))
    {
        meanings[index] = Some(Meaning::Column(Column::Category));
    }
    (meanings, twice)
}

/// What each heading means, with a finding for every column that is used and means nothing, and for what is missing.
pub fn meanings(
    meeting: &Meeting,
    headings: &[String],
    place: &dyn Fn(usize) -> Place,
    used: &dyn Fn(usize) -> bool,
    findings: &mut Diagnostics,
) -> Vec<Option<Meaning>> {
    let (mut meanings, twice) = known(meeting, headings, used);
    attribution_beside(meeting, headings, &mut meanings);
    for (index, first, alike) in &twice {
        let (heading, other) = (&headings[*index], &headings[*first]);
        // Which of two columns holds the opinions, nobody but the office knows. Of others the plainer name is meant.
        let grave = meanings[*first] == Some(Meaning::Column(Column::Text)) || *alike;
        let finding = if grave { Diagnostic::error } else { Diagnostic::warning };
        findings.push(finding(words::heading_twice(heading, other)).at(place(*index)).hint(words::heading_twice_hint(heading)));
    }
    let names = meeting.column_names();
    for (index, heading) in headings.iter().enumerate() {
        if meanings[index].is_some() || !used(index) || twice.iter().any(|(second, ..)| *second == index) {
            continue;
        }
        let folded = crate::meeting::headings::fold(heading);
        if heading.trim().is_empty() {
            findings.push(Diagnostic::warning(words::no_heading()).at(place(index)).hint(words::no_heading_hint()));
        } else if meeting.answer_fields().any(|field| field.key == *heading || crate::meeting::headings::fold(&field.heading) == folded) {
            findings.push(Diagnostic::error(words::field_is_answer(heading)).at(place(index)).hint(words::field_is_answer_hint()));
        } else {
            let near = nearest(
                heading,
                names
                    .iter()
                    .copied()
                    .filter(|name| meeting.named_column(name).is_some_and(|column| !meanings.contains(&Some(Meaning::Column(column))))),
            );
            let warning = Diagnostic::warning(words::column_unused(heading)).at(place(index));
            let warning = match near.and_then(|near| meeting.named_column(near).map(|column| (near, column))) {
                Some((near, column)) if !is_personal(heading) => warning.hint(words::column_means(heading, near, key(meeting, column))),
                _ if is_personal(heading) => warning,
                _ => warning.hint(words::declare_field(heading)),
            };
            findings.push(warning.hint(words::column_unused_hint(heading)));
        }
    }
    missing(headings, &meanings, place, findings);
    meanings
}

fn key(meeting: &Meeting, column: Column) -> &str {
    match column {
        Column::Field(index) => meeting.record_fields().nth(index).map_or("", |field| field.key.as_str()),
        column => column.key(),
    }
}

/// Reports the columns without which the records cannot be read.
fn missing(headings: &[String], meanings: &[Option<Meaning>], place: &dyn Fn(usize) -> Place, findings: &mut Diagnostics) {
    if meanings.iter().any(|meaning| matches!(meaning, Some(Meaning::Opinions(_) | Meaning::Column(Column::Text)))) {
        return;
    }
    let left: Vec<&str> = (0..headings.len())
        .filter(|index| meanings[*index].is_none())
        .map(|index| headings[index].trim())
        .filter(|h| !h.is_empty())
        .collect();
    let mut at = place(0);
    (at.heading, at.cell, at.line) = (None, None, None);
    let error = Diagnostic::error(words::heading_missing(Column::Text.heading(), Column::Text.key())).at(at);
    findings.push(match left.first() {
        Some(first) => error.hint(words::heading_missing_hint(left.join("、"), first)),
        None => error.hint(words::heading_hint()),
    });
}
