//! Propose: from an office's own workbook to a meeting that reads it as it is, and to what only the office can decide.
//!
//! The workbook is read several times, each time with what the last reading taught: which columns there are, what
//! stands in them, and how the opinions are numbered. Nothing is invented: what is in doubt is asked.

mod columns;
mod draft;
mod groups;
mod read;
pub(super) mod tables;
mod texts;

use std::collections::BTreeSet;
use std::path::Path;

use super::above::{LineKind, unpaged};
use super::{find, init_hint, numbers, own, sheet_place, under};
use crate::meeting::headings::{Datum, fold};
use crate::meeting::identity::DATA_SHEET;
use crate::meeting::{Meaning, Meeting, UNUSED, lexicon};
use crate::read::workbook::{Book, Format, Sheet};
use crate::records::meeting_toml::pair;
use crate::records::placed::Placed;
use crate::records::validate;
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::words::{self, Message};
use columns::{columns, paper, replies, seen_texts, values};
pub use draft::{Answers, FIELD, OPINIONS, PRIVATE};
use draft::{Draft, Field, HIDDEN};
use groups::{sections, sources};
use read::Read;
pub use tables::is_of_source;
use tables::{Table, further, is_of_state, longest, longest_below, over, side_by_side, tables};
use texts::{heading_text, stem, title};

/// A meeting for a workbook.
#[derive(Debug)]
pub struct Proposal {
    pub meeting_toml: String,
    /// What the office has to decide or to know, in order.
    pub questions: Vec<Message>,
}

/// The meeting that reads a workbook, which stands under `file` in the meeting's folder; some of the questions may be answered.
pub fn propose(book: &Book, file: &str, answers: &Answers) -> Result<Proposal> {
    let ours = own::is_ours(book);
    let mut draft = Draft { file: file.to_owned(), title: stem(&book.file), ..Draft::default() };
    draft.answer(answers)?;
    let sheets = book.sheets.iter().filter(|sheet| if ours { sheet.name == DATA_SHEET } else { sheet.visible });
    let bare = draft.meeting()?;
    let parted: Vec<(&Sheet, Vec<Sheet>)> =
        sheets.map(|sheet| (sheet, find::parted(sheet, find::heading(&bare, sheet).as_ref()))).collect();
    let sheets: Vec<&Sheet> =
        parted.iter().flat_map(|(sheet, parts)| if parts.is_empty() { vec![*sheet] } else { parts.iter().collect() }).collect();
    // Beside a table such a sheet may explain it.
    let (cards, sheets): (Vec<&Sheet>, Vec<&Sheet>) = sheets.into_iter().partition(|sheet| find::card(sheet).is_some());
    let is_table = |sheet: &&Sheet| find::heading(&bare, sheet).is_some();
    if let Some(card) = cards.first().filter(|_| !sheets.iter().any(is_table) && longest(&sheets).is_none()) {
        return Err(super::of_card(&book.file, card).into());
    }
    let mut questions = Vec::new();
    let mut found = with_tables(&mut draft, &sheets, &mut questions)?;
    if found.is_empty() {
        return Err(no_table(book, &sheets, draft.row).into());
    }
    further(&mut draft, &sheets, &mut found, &mut questions)?;
    let absent = draft.forget(answers, &headings_of(&found));
    questions.extend((!absent.is_empty()).then(|| words::ask_column_absent(absent.join("、"))));
    let seen = seen_texts(&mut draft, &found, &mut questions);
    if seen {
        found = tables(&draft.meeting()?, &sheets);
    }
    let titles = if answers.title.is_some() { vec![draft.title.clone()] } else { titled(&mut draft, &found) };
    if answers.title.is_some() {
        questions.extend(passed_over(&draft, &found));
        draft.label = draft.label.take().or_else(|| found.iter().find_map(|table| above(table).label));
    }
    columns(&mut draft, &found, &mut questions);
    replies(&mut draft, &mut questions);
    let read = Read::new(book, &draft.meeting()?)?;
    numbers_as_written(&mut draft, &found);
    sections(&mut draft, &found, &read, &mut questions)?;
    sources(&mut draft, &found, &read, &mut questions);
    values(&mut draft, &read);
    let read = Read::new(book, &draft.meeting()?)?;
    paper(&mut draft, &found, &read, &mut questions);
    if let Some(layout) = answers.layout.as_deref() {
        if draft.matrix != (layout == "matrix") {
            return Err(Diagnostic::error(words::init_layout_unfit(layout)).hint(words::init_layout_unfit_hint()).into());
        }
        if layout == "stacked" {
            // Such a paper puts everything under one another by itself.
            layout.clone_into(&mut draft.layout);
            draft.shown.clear();
        }
    }
    draft.through = runs_through(&draft, book)?;
    let meeting_toml = draft.toml();
    let mut asked = of_head(&draft, &titles, &meeting_toml);
    asked.extend(hidden(&draft, &meeting_toml));
    asked.extend(questions);
    // What does not parse would be a fault of ours, said rather than written.
    Meeting::parse(&meeting_toml, Path::new(""))?;
    Ok(Proposal { meeting_toml, questions: asked })
}

/// Why no sheet has a table.
fn no_table(book: &Book, sheets: &[&Sheet], row: Option<u32>) -> Diagnostic {
    let sheet = sheets.iter().max_by_key(|sheet| sheet.cells.len());
    let place = sheet.map_or(Place::file(&book.file), |sheet| sheet_place(&book.file, sheet));
    let is_empty = sheets.iter().all(|sheet| sheet.cells.values().all(|cell| cell.text.trim().is_empty()));
    match row {
        _ if is_empty && book.format == Format::Csv => {
            Diagnostic::error(words::empty_file()).at(Place::file(&book.file)).hint(words::init_no_table_hint())
        }
        _ if is_empty => Diagnostic::error(words::empty_book()).at(Place::file(&book.file)).hint(words::init_no_table_hint()),
        Some(row) => Diagnostic::error(words::init_row_empty(row)).at(place).hint(words::init_row_empty_hint()),
        None => {
            let hints = sheet.map(|sheet| init_hint(sheet)).into_iter().chain([words::init_no_table_hint()]);
            hints.fold(Diagnostic::error(words::no_heading_row()).at(place), Diagnostic::hint)
        }
    }
}

/// What is to be asked of the date and of the title, with the lines of the file.
fn of_head(draft: &Draft, titles: &[String], toml: &str) -> Vec<Message> {
    let line = |key: &str| toml.lines().position(|line| line.starts_with(key)).map_or(0, |index| index + 1);
    let date = draft.date.is_none().then(|| words::ask_date(line("date =")));
    let title = match titles {
        [] => Some(words::ask_title(line("title ="))),
        [_] => None,
        several => Some(words::ask_titles(several.join("、"), line("title ="))),
    };
    date.into_iter().chain(title).collect()
}

/// Whether the headings of a sheet name opinions.
pub fn names_opinions(sheet: &Sheet) -> bool {
    let (mut draft, sheets) = (Draft { file: "-.csv".to_owned(), title: "-".to_owned(), ..Draft::default() }, [sheet]);
    named_tables(&mut draft, &sheets, &mut Vec::new()).is_ok_and(|found| !found.is_empty())
        || draft.meeting().is_ok_and(|bare| !find::parted(sheet, find::heading(&bare, sheet).as_ref()).is_empty())
}

/// The tables, once the draft says what must be known to find them: sources side by side, and which column holds the opinions.
fn with_tables<'s>(draft: &mut Draft, sheets: &[&'s Sheet], questions: &mut Vec<Message>) -> Result<Vec<Table<'s>>> {
    let mut found = named_tables(draft, sheets, questions)?;
    if found.is_empty()
        && let Some((opinions, others)) = longest(sheets)
    {
        draft.columns.push((opinions.clone(), Datum::Text.key().to_owned()));
        // For once the others are known too, so that the row is seen to be one of headings.
        let mut all = draft.clone();
        all.columns.extend(others.into_iter().map(|other| (other, UNUSED.to_owned())));
        found = tables(&all.meeting()?, sheets);
        let meanings = found.iter_mut().flat_map(|(_, heading)| &mut heading.meanings);
        meanings.filter(|meaning| **meaning == Some(Meaning::Unused)).for_each(|meaning| *meaning = None);
        questions.push(words::ask_is_text(opinions));
    } else if draft.row.is_some()
        && found.iter().all(|(_, heading)| heading.texts().is_empty())
        && let Some(opinions) = found.iter().find_map(|table| longest_below(table, draft))
    {
        draft.columns.push((opinions.clone(), Datum::Text.key().to_owned()));
        found = tables(&draft.meeting()?, sheets);
        questions.push(words::ask_is_text(opinions));
    }
    Ok(found)
}

/// The tables whose headings name opinions.
fn named_tables<'s>(draft: &mut Draft, sheets: &[&'s Sheet], questions: &mut Vec<Message>) -> Result<Vec<Table<'s>>> {
    draft.sources = sheets.iter().find_map(|sheet| side_by_side(sheet, draft)).unwrap_or_default();
    draft.matrix = !draft.sources.is_empty();
    let mut found = tables(&draft.meeting()?, sheets);
    // Who said it may be known only to headings that stand in several rows.
    if draft.sources.iter().all(|source| source.attribution.is_none())
        && let Some(sources) = found.iter().find_map(|(_, heading)| over(heading))
        && (draft.sources.is_empty() || sources.iter().any(|source| source.attribution.is_some()))
    {
        (draft.sources, draft.matrix) = (sources, true);
        found = tables(&draft.meeting()?, sheets);
    }
    let is_guessed = |name: &&str| is_of_state(name) && draft.answered(name).is_none();
    let states: Vec<&str> = draft.sources.iter().map(|source| source.name.as_str()).filter(is_guessed).collect();
    questions.extend((!states.is_empty()).then(|| words::ask_is_source(states.join("、"))));
    Ok(found)
}

/// What is to be decided of each column that the table hides, with the lines of the file.
fn hidden(draft: &Draft, toml: &str) -> Vec<Message> {
    let lines: Vec<&str> = toml.lines().collect();
    let line = |is: &dyn Fn(&str) -> bool, from: usize| lines.iter().skip(from).position(|line| is(line)).map(|at| at + from);
    let question = |field: &Field| {
        let key = line(&|line| line == pair("key", &field.key), 0)?;
        let private = line(&|line| line == HIDDEN, key)? + 1;
        let shown = draft.shown.iter().find(|shown| shown.key == field.key);
        let column = shown.and_then(|shown| line(&|line| line == format!("#   {},", shown.toml()), private));
        let name = field.printed.as_ref().unwrap_or(&field.heading);
        Some(match column {
            Some(column) => words::ask_hidden(name, private, column + 1),
            None => words::ask_hidden_beside(name, private),
        })
    };
    draft.fields.iter().filter(|field| field.hidden).filter_map(question).collect()
}

/// What heads a column in any of the tables, folded.
fn headings_of(found: &[Table]) -> BTreeSet<String> {
    let heads = found.iter().flat_map(|(sheet, heading)| sheet.rows(heading.top..=heading.bottom));
    let texts = found.iter().flat_map(|(_, heading)| heading.texts.iter().chain(&heading.over).map(String::as_str));
    heads.map(|(_, cell)| cell.text.as_str()).chain(texts).map(|text| fold(&heading_text(text))).collect()
}

/// What stands over the headings.
#[derive(Default)]
struct Above {
    title: Option<String>,
    label: Option<String>,
}

fn above((sheet, heading): &Table) -> Above {
    let mut above = Above::default();
    let band = super::above::band(sheet, heading);
    let lines = sheet.cells.range(..(heading.top, 0)).filter(|(at, _)| Some(**at) != band);
    for cell in lines.map(|(_, cell)| title(&cell.text)).filter(|text| !text.is_empty()) {
        match LineKind::of(&cell) {
            LineKind::Label => drop(above.label.get_or_insert(cell)),
            LineKind::Title => drop(above.title.get_or_insert(unpaged(&cell).to_owned())),
            LineKind::Note => {}
        }
    }
    above
}

/// Takes title and label from what stands over the tables, and returns the different titles: where there are several,
/// none is that of all.
fn titled(draft: &mut Draft, found: &[Table]) -> Vec<String> {
    let mut titles: Vec<String> = Vec::new();
    for Above { title, label } in found.iter().map(above) {
        titles.extend(title.filter(|title| !titles.contains(title)));
        draft.label = draft.label.take().or(label);
    }
    if let [title] = titles.as_slice() {
        draft.title.clone_from(title);
    }
    titles
}

/// Says which titles of the tables gave way to the one that was answered.
fn passed_over(draft: &Draft, found: &[Table]) -> Option<Message> {
    let mut others: Vec<String> = Vec::new();
    for title in found.iter().filter_map(|table| above(table).title).filter(|title| fold(title) != fold(&draft.title)) {
        others.extend((!others.contains(&title)).then_some(title));
    }
    (!others.is_empty()).then(|| words::ask_title_given(others.join("、"), &draft.title))
}

/// Numbers that are none, such as A-1 or ①, are printed as they stand.
fn numbers_as_written(draft: &mut Draft, found: &[Table]) {
    let numbered = found.iter().find_map(|(sheet, heading)| Some((sheet, heading, heading.column(Datum::No)?)));
    let Some((sheet, heading, index)) = numbered else { return };
    let column = heading.sheet_column(index);
    let end = under::begins(sheet, heading).unwrap_or(u32::MAX);
    // A text that stands alone in its row is the title of a section.
    let is_alone = |row: u32| sheet.texts(row).count() == 1;
    // Nor do headings that come again and words of totals say how numbers are written.
    let is_other = |text: &str| fold(text) == fold(&heading.texts[index]) || lexicon::TOTALS.contains(&fold(text).as_str());
    let cells = sheet.cells.range((heading.bottom + 1, 0)..(end, 0));
    let cells = cells.filter(|((row, at), cell)| *at == column && !is_alone(*row) && !is_other(&cell.text));
    let (read, unread): (Vec<&str>, Vec<&str>) =
        cells.map(|(_, cell)| cell.text.trim()).filter(|text| !text.is_empty()).partition(|text| numbers::is_read(text));
    if unread.len() > read.len() {
        draft.field(&heading_text(&heading.texts[index]));
    }
}

/// Whether the numbers run through all sections: whichever reading leaves fewer faults.
fn runs_through(draft: &Draft, book: &Book) -> Result<bool> {
    if draft.sections.len() < 2 {
        return Ok(false);
    }
    let faults = |through: bool| -> Result<usize> {
        let toml = Draft { through, ..draft.clone() }.toml();
        let meeting = Meeting::parse(&toml, Path::new(""))?;
        let mut findings = Diagnostics::default();
        let records = super::records(&meeting, book, &mut findings)?;
        let opinions = validate::validate(&meeting, &records, &mut findings);
        let mut findings = Diagnostics::default();
        drop(Placed::new(&meeting, opinions, &mut findings));
        Ok(findings.0.len())
    };
    Ok(faults(true)? < faults(false)?)
}
