//! Tables: where opinions stand in a workbook, and how its headings name whose they are.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{Draft, Source};
use super::texts::heading_text;
use crate::meeting::headings::{Datum, fold, is_personal};
use crate::meeting::{Meeting, lexicon};
use crate::read::workbook::Sheet;
use crate::records::office::find::{self, Heading, ROWS_BEFORE, first_rows};
use crate::say::diag::Result;
use crate::say::words::{self, Message};

/// A worksheet with the headings of its table.
pub type Table<'a> = (&'a Sheet, Heading);

pub fn tables<'a>(meeting: &Meeting, sheets: &[&'a Sheet]) -> Vec<Table<'a>> {
    sheets.iter().filter_map(|sheet| find::heading(meeting, sheet).map(|heading| (*sheet, heading))).collect()
}

/// The sources of a table that has a column of opinions for each: as the headings say, but for what was answered.
pub fn side_by_side(sheet: &Sheet, draft: &Draft) -> Option<Vec<Source>> {
    let is_source = |heading: &str| match draft.answered(heading) {
        Some(is_source) => is_source,
        // Beside a column that was said to be one, that of the opinions is one, too.
        None => is_of_source(heading) || !draft.beside.is_empty() && is_named(&heading_text(heading), Datum::Text),
    };
    first_rows(sheet, ROWS_BEFORE).into_values().find_map(|cells| {
        let has_opinions = cells.iter().any(|(_, heading)| is_named(&heading_text(heading), Datum::Text));
        let is_of = |heading: &str| is_source(heading) || !has_opinions && draft.answered(heading).is_none() && is_member(heading);
        let sources: Vec<usize> = (0..cells.len()).filter(|index| is_of(cells[*index].1)).collect();
        let source = |index: &usize| {
            let (column, name) = cells[*index];
            let beside = cells.get(index + 1).filter(|(next, _)| *next == column + 1).map(|(_, heading)| heading_text(heading));
            let attribution = beside.and_then(|heading| origin(&heading));
            Source { name: heading_text(name), attribution }
        };
        let mut sources: Vec<Source> = sources.iter().map(source).collect();
        at_end(&mut sources);
        let different: BTreeSet<&str> = sources.iter().map(|source| source.name.as_str()).collect();
        (sources.len() > 1 && different.len() == sources.len()).then_some(sources)
    })
}

/// The sources of a table that names each over its column of opinions.
pub fn over(heading: &Heading) -> Option<Vec<Source>> {
    let lower: Vec<String> = heading.lower.iter().map(|text| heading_text(text)).collect();
    let is_text = |index: usize| is_named(&lower[index], Datum::Text) && !heading.over[index].is_empty() && !heading.is_of_reply(index);
    let texts: Vec<usize> = (0..lower.len()).filter(|index| is_text(*index)).collect();
    let speaks = |index: &usize| lower[*index].contains("意見") || is_of_source(&heading.over[*index]);
    // Beside the contents of what one source says, those under another heading are what another one says.
    let are_alike = texts.iter().any(speaks) && texts.iter().all(|index| lower[*index] == lower[texts[0]]);
    let columns: Vec<usize> = texts.into_iter().filter(|index| are_alike || speaks(index)).collect();
    let source = |index: &usize| {
        let own = (0..lower.len()).filter(|other| heading.over[*other] == heading.over[*index]);
        let attribution = own.filter_map(|other| origin(&lower[other])).next();
        Source { name: heading_text(&heading.over[*index]), attribution }
    };
    let different: BTreeSet<&str> = columns.iter().map(|index| heading.over[*index].as_str()).collect();
    (columns.len() > 1 && different.len() == columns.len()).then(|| columns.iter().map(source).collect())
}

/// Takes 出典 at the end of the row from the last source where it alone would have it: it may be that of all of them.
fn at_end(sources: &mut [Source]) {
    if let Some((last, others)) = sources.split_last_mut()
        && last.attribution.as_deref() == Some(ORIGIN)
        && others.iter().any(|source| source.attribution.is_none())
        && others.iter().all(|source| source.attribution.as_deref() != Some(ORIGIN))
    {
        last.attribution = None;
    }
}

/// What a meeting calls 出典 beside the opinions of a source, since that word has a meaning of its own.
const ORIGIN: &str = "出典の詳細";

/// What a meeting calls the column beside the opinions of a source that says who or what they come from; 出典 has a meaning of its own.
fn origin(heading: &str) -> Option<String> {
    match Datum::named(heading)?.0 {
        Datum::Attribution => Some(heading.to_owned()),
        Datum::Source => Some(ORIGIN.to_owned()),
        _ => None,
    }
}

/// Whether a heading names whose opinions stand under it: 委員意見, 第1回検討会での意見, 他都市の取組.
pub fn is_of_source(heading: &str) -> bool {
    let whole = fold(&heading_text(heading)).replace("ご意見", "意見").replace("御意見", "意見");
    // Below the name of a source, whatever else it tells is no opinion: 市民意見／補足.
    if heading.rsplit_once(find::BETWEEN).is_some_and(|(_, lower)| !is_named(lower, Datum::Text)) {
        return false;
    }
    let folded = lexicon::POLITE.iter().fold(whole.as_str(), |text, polite| text.strip_prefix(polite).unwrap_or(text));
    let names = |words: &[&str]| words.iter().any(|word| folded.find(word).is_some_and(|at| at > 0));
    let of_others = names(lexicon::OTHERS_DO) && names_others(folded) || names(lexicon::STATE) && names_other_places(folded);
    folded.chars().count() <= 30 && (names(lexicon::SAID_BY) || of_others) && !lexicon::holds(folded, lexicon::NOT_SAID_BY)
}

/// Whether a heading names a member, whose opinions stand under it: 山田委員.
fn is_member(heading: &str) -> bool {
    let name = fold(&heading_text(heading));
    let names = |title: &&str| name.strip_suffix(*title).is_some_and(|name| (1..=8).contains(&name.chars().count()));
    lexicon::MEMBERS.iter().any(names) && !lexicon::holds(&name, lexicon::NOT_MEMBERS)
}

/// Whether a source is named by nothing but the state of something: 他都市の状況.
pub fn is_of_state(name: &str) -> bool {
    lexicon::holds(name, lexicon::STATE) && !lexicon::holds(name, lexicon::OPINIONS)
}

fn names_other_places(heading: &str) -> bool {
    let heading = heading.replace("その他", "");
    ["他", "先進", "各都市"].iter().any(|word| heading.contains(word))
}

/// Whether a heading names other places, and no 都市 of something else: 都市公園, 都市計画.
fn names_others(heading: &str) -> bool {
    let is_city = |(at, word): (usize, &str)| {
        let rest = &heading[at + word.len()..];
        rest.starts_with(['の', 'で', 'に', '等', '・', '(']) || ["取組", "取り組み", "事例"].iter().any(|word| rest.starts_with(word))
    };
    names_other_places(heading) || heading.contains("自治体") || heading.match_indices("都市").any(is_city)
}

/// Where no heading names opinions: the heading over the longest texts in the fullest of the first rows, and the others there
/// that mean nothing.
pub fn longest(sheets: &[&Sheet]) -> Option<(String, Vec<String>)> {
    let sheet = sheets.iter().max_by_key(|sheet| sheet.cells.len())?;
    let rows = first_rows(sheet, ROWS_BEFORE);
    let short = |cells: &Vec<(u32, &str)>| cells.iter().filter(|(_, text)| find::is_headlike(text)).count();
    let first = || rows.iter().take(20);
    let heads = first().filter(|(_, cells)| cells.len() > 1 && find::may_head(cells.iter().map(|(_, text)| *text)));
    let fullest = |(row, cells): &(&u32, &Vec<(u32, &str)>)| (short(cells), std::cmp::Reverse(**row));
    let (row, cells) = heads.max_by_key(fullest)?;
    // What is counted on below it is no heading: 問1 over 問2.
    let bare = |text: &str| text.chars().filter(|c| !c.is_numeric()).collect::<String>();
    let numbered: BTreeMap<u32, (&str, String)> = cells
        .iter()
        .map(|(column, text)| (*column, (*text, bare(text))))
        .filter(|(_, (text, bare))| !bare.trim().is_empty() && bare != text)
        .collect();
    let is_counted = |(text, own): &(&str, String), below: &str| below != *text && bare(below) == *own;
    let mut below = sheet.below(*row);
    if below.any(|((_, column), cell)| numbered.get(column).is_some_and(|heading| is_counted(heading, &cell.text))) {
        return None;
    }
    let lengths = find::lengths(sheet, *row);
    let length = |column: u32| lengths.get(&column).copied().unwrap_or_default();
    // An address may be longer than what its sender says.
    let opinions = || cells.iter().filter(|(_, heading)| !is_personal(heading));
    let likely = |column: u32, heading: &str| match length(column) {
        0 => (false, false, 0),
        length => (find::speaks(heading), find::asks(heading), length),
    };
    let (column, heading) = opinions().max_by_key(|(column, heading)| likely(*column, heading))?;
    // What is longer and has no heading may be the opinions, which then nobody can tell.
    let headed: BTreeSet<u32> = cells.iter().map(|(column, _)| *column).collect();
    let is_longer = |(other, said): (&u32, &usize)| !headed.contains(other) && *said > length(*column);
    if !find::speaks(heading) && lengths.iter().any(is_longer) {
        return None;
    }
    let others = cells.iter().filter(|(other, _)| other != column).map(|(_, heading)| heading_text(heading));
    let others = others.filter(|heading| Datum::named(heading).is_none()).collect();
    (length(*column) > 0 && cells.len() > 1).then(|| (heading_text(heading), others))
}

/// The heading over the longest texts of a table in which no heading is known to name opinions, unless it was said to be another.
pub fn longest_below((sheet, heading): &Table, draft: &Draft) -> Option<String> {
    let lengths = find::lengths(sheet, heading.bottom);
    let length = |index: &usize| lengths.get(&heading.sheet_column(*index)).copied().unwrap_or_default();
    let named = (0..heading.texts.len()).filter(|index| !heading.texts[*index].trim().is_empty() && !is_personal(&heading.texts[*index]));
    let index = named.filter(|index| length(index) > 0).max_by_key(length)?;
    let name = &heading.texts[index];
    (heading.meanings[index].is_none() && draft.answered(name).is_none()).then(|| heading_text(name))
}

/// What people say under a heading of a sheet.
fn said_below<'s>(sheet: &'s Sheet, heading: &str) -> Vec<&'s str> {
    let is_head = |cell: &str| heading_text(cell) == heading;
    let Some(((row, column), _)) = sheet.cells.iter().find(|(_, cell)| is_head(&cell.text)) else { return Vec::new() };
    let below = sheet.below(*row).filter(|((_, at), cell)| at == column && find::is_said(&cell.text));
    below.map(|(_, cell)| cell.text.trim()).collect()
}

/// Tables whose opinions stand under a heading of their own, beside one that is known: they share other headings with it, or
/// speak of opinions and hold sentences.
pub fn further<'a>(draft: &mut Draft, sheets: &[&'a Sheet], found: &mut Vec<Table<'a>>, questions: &mut Vec<Message>) -> Result<()> {
    let known = find::headings_of(found.iter().map(|(_, heading)| heading));
    let names: BTreeSet<&str> = found.iter().map(|(sheet, _)| sheet.name.as_str()).collect();
    let mut more = false;
    for sheet in sheets.iter().filter(|sheet| !names.contains(sheet.name.as_str())) {
        let shared = first_rows(sheet, ROWS_BEFORE)
            .values()
            .map(|cells| cells.iter().filter(|(_, text)| known.contains(&find::known_as(text))).count())
            .max();
        let Some((opinions, _)) = longest(&[sheet]) else { continue };
        if find::is_further(&opinions, shared.unwrap_or(0), &said_below(sheet, &opinions)) && !known.contains(&find::known_as(&opinions)) {
            questions.push(words::ask_is_text_too(&sheet.name, &opinions));
            draft.columns.push((opinions, Datum::Text.key().to_owned()));
            more = true;
        }
    }
    if more {
        *found = tables(&draft.meeting()?, sheets);
    }
    Ok(())
}

/// The heading of a column that the table calls so, as the program names columns.
pub fn named(found: &[Table], column: Datum) -> Option<String> {
    let of = |(_, heading): &Table| {
        let texts = heading.texts.iter().enumerate().filter(|(index, _)| !heading.is_of_reply(*index));
        texts.map(|(_, text)| heading_text(text)).find(|text| is_named(text, column))
    };
    found.iter().find_map(of)
}

pub fn is_named(heading: &str, column: Datum) -> bool {
    Datum::named(heading).is_some_and(|(named, _)| named == column)
}
