//! Pasted: from a text or a web page with a table to a table of our own, which is read as any other.
//!
//! `grid` makes rows of cells of whatever a spreadsheet, a browser or a file gives, `matrix` puts pasted rows right. What a
//! text cannot keep (merged cells, headings in two rows, rows below each other) is written out cell by cell, so that the
//! copy says the same; what it cannot say is refused.

mod grid;
mod matrix;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::path::Path;

use super::above;
use super::find::{self, Heading};
use super::propose::{Answers, Proposal, propose};
use crate::meeting::headings::{Datum, fold};
use crate::meeting::{Meaning, Meeting};
use crate::read::separated;
use crate::read::table::{GUARD_SEPARATOR, GUARDED, is_guard};
use crate::read::web::PageLine;
use crate::read::workbook::{self, Book, Sheet};
use crate::records::record::Opinion;
use crate::records::validate;
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result, Severity};
use crate::say::words::{self, Message};
use grid::{Grid, place};

/// What the copy is called.
pub const TABLE: &str = "opinions.csv";

/// The copy of a table, and the meeting that reads it.
#[derive(Debug)]
pub struct Imported {
    pub meeting_toml: String,
    pub opinions_csv: Vec<u8>,
    /// What the office has to decide or to know, in order.
    pub questions: Vec<Message>,
    pub opinions: Vec<Opinion>,
    /// The titles of the sections.
    pub sections: Vec<String>,
}

/// Makes a meeting of a text or a page; `file` is what the findings call it, `attribution` the heading of columns that say
/// without one who the opinions come from.
pub fn import(file: &str, text: &str, answers: &Answers, attribution: Option<&str>, warnings: &mut Diagnostics) -> Result<Imported> {
    let mut findings = Diagnostics::default();
    let mut grid = Grid::read(file, text, &mut findings);
    if let Some(lines) = grid.is_broken().filter(|_| !findings.has_errors()) {
        return Err(Diagnostic::error(words::import_broken(lines))
            .at(Place::file(file))
            .hint(words::import_broken_hint())
            .hint(words::init_list_hint())
            .into());
    }
    if !grid.is_page {
        matrix::set_right(file, &mut grid.lines, attribution, &mut findings);
    }
    if findings.has_errors() {
        return Err(findings);
    }
    let book = workbook::of_lines(file, grid.lines.clone())?;
    let imported = imported(&book, answers).map_err(|mut errors| {
        for error in &mut errors.0 {
            error.place.iter_mut().for_each(|place| in_source(&grid.lines, place));
            if grid.is_nested {
                *error = error.clone().hint(words::import_nested_hint());
            }
        }
        errors
    })?;
    findings.finish(imported, warnings)
}

/// Gives a cell of the rows its place in the text or the page.
fn in_source(lines: &[PageLine], at: &mut Place) {
    let row = at.cell.as_ref().and_then(|cell| cell.split(':').next()?.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse().ok());
    if let Some(line) = row.and_then(|row: usize| lines.get(row.checked_sub(1)?)) {
        let Place { line, sheet, .. } = place(&at.file, line);
        (at.line, at.sheet, at.cell) = (line, sheet, None);
    }
}

fn imported(book: &Book, answers: &Answers) -> Result<Imported> {
    // What was said of columns is said of the copy.
    let first = propose(book, TABLE, &Answers::default())?;
    let meeting = Meeting::parse(&first.meeting_toml, Path::new(""))?;
    let opinions_csv = copied(&meeting, &book.sheets[0])?;
    let copy = Book { file: book.file.clone(), ..workbook::book(TABLE, &opinions_csv)? };
    let proposal = propose(&copy, TABLE, answers)?;
    let (opinions, of_copy) = read(&proposal, &copy)?;
    // What is wrong with merged cells cannot be seen in the copy, so it must be told of now.
    if !book.sheets[0].merged.is_empty() {
        let seen: BTreeSet<&str> = of_copy.0.iter().map(|finding| finding.message.code()).collect();
        let (_, mut findings) = read(&first, book)?;
        findings.0.retain(|finding| finding.severity == Severity::Error && !seen.contains(finding.message.code()));
        if findings.has_errors() {
            return Err(findings);
        }
    }
    let meeting = Meeting::parse(&proposal.meeting_toml, Path::new(""))?;
    let titled = (0..meeting.sections.len()).filter(|index| !meeting.sections[*index].title.is_empty());
    let sections = titled.map(|index| meeting.section_heading(index)).collect();
    let Proposal { meeting_toml, questions } = proposal;
    Ok(Imported { meeting_toml, opinions_csv, questions, opinions, sections })
}

/// The opinions of a table as the proposed meeting reads them, and all that is said of it.
fn read(proposal: &Proposal, book: &Book) -> Result<(Vec<Opinion>, Diagnostics)> {
    let meeting = Meeting::parse(&proposal.meeting_toml, Path::new(""))?;
    let mut findings = Diagnostics::default();
    let records = super::records(&meeting, book, &mut findings)?;
    let opinions = validate::validate(&meeting, &records, &mut findings);
    Ok((opinions, findings))
}

/// The rows of a sheet as separated text that says the same.
fn copied(meeting: &Meeting, sheet: &Sheet) -> Result<Vec<u8>> {
    let parts = find::parted(sheet, find::heading(meeting, sheet).as_ref());
    let sheet = if let [one] = parts.as_slice() { one } else { sheet };
    let heading = find::heading(meeting, sheet);
    let last = sheet.cells.keys().next_back().map_or(0, |(row, _)| *row);
    let texts = |row: u32| -> Vec<String> {
        let mut texts = Vec::new();
        for ((_, column), cell) in sheet.row(row) {
            texts.resize(*column as usize, String::new());
            texts.push(cell.text.to_string());
        }
        texts
    };
    let Some(heading) = heading else { return separated::plain(&(0..=last).map(texts).collect::<Vec<_>>()) };
    let mut copy: Vec<Vec<String>> = Vec::new();
    let mut titles = Vec::new();
    let band = above::band(sheet, &heading).map(|(row, _)| row);
    for row in 0..heading.top {
        let texts = texts(row);
        let alone = texts.iter().map(|text| text.trim()).filter(|text| !text.is_empty()).collect::<Vec<_>>();
        let is_title = band == Some(row) || matches!(alone.as_slice(), [text] if above::section_number(text).is_some());
        if !alone.is_empty() {
            if is_title { &mut titles } else { &mut copy }.push(texts);
        }
    }
    let head = copy.len();
    copy.push(if heading.top < heading.bottom { headings(&heading) } else { texts(heading.bottom) });
    copy.append(&mut titles);
    let moved: BTreeSet<u32> = sheet.moved.values().map(|(row, _)| *row).collect();
    for row in heading.bottom + 1..=last {
        let mut texts = texts(row);
        if texts.is_empty() && moved.contains(&row) || is_heading(&heading, &texts) {
            continue;
        }
        if !texts.is_empty() {
            spread(&heading, sheet, row, &mut texts);
        }
        copy.push(texts);
    }
    // What was set right may leave a column blank; the one that parts another table from this one stays.
    let used = copy.iter().flat_map(|row| (0..row.len()).filter(|at| !row[*at].trim().is_empty()));
    let used: BTreeSet<usize> = used.chain([(heading.left + heading.width()) as usize]).collect();
    let last = copy.iter().map(Vec::len).max().unwrap_or_default();
    let used = used.into_iter().filter(|at| *at < last).collect::<Vec<_>>();
    for row in &mut copy {
        *row = used.iter().map(|at| row.get(*at).cloned().unwrap_or_default()).collect();
    }
    guard(head, &mut copy);
    separated::plain(&copy)
}

/// The headings in one row. A word that alone would mean another column than it does below an upper heading is written with that:
/// 内容 below 市の考え方 is no opinion.
fn headings(heading: &Heading) -> Vec<String> {
    let has_sources = heading.opinions().next().is_some();
    let names = |text: &str, column: Datum| Datum::named(text).is_some_and(|(named, _)| named == column);
    let name = |index: usize| {
        let (over, lower, text) = (&heading.over[index], &heading.lower[index], &heading.texts[index]);
        match heading.meanings[index] {
            _ if over.is_empty() => text.clone(),
            Some(Meaning::Opinions(_)) => over.clone(),
            Some(Meaning::Datum(Datum::Text)) => {
                if names(lower, Datum::Text) && !names(over, Datum::Text) {
                    lower.clone()
                } else {
                    over.clone()
                }
            }
            // Beside the opinions of its source it is known as what it is.
            Some(Meaning::Datum(Datum::Attribution)) if has_sources => lower.clone(),
            Some(Meaning::Datum(column)) if names(text, column) => text.clone(),
            _ if text == lower && Datum::named(lower).is_some() => format!("{over}{}{lower}", find::BETWEEN),
            _ => text.clone(),
        }
    };
    vec![String::new(); heading.left as usize].into_iter().chain((0..heading.texts.len()).map(name)).collect()
}

/// Whether a row says the headings again.
fn is_heading(heading: &Heading, texts: &[String]) -> bool {
    let said = || texts.iter().skip(heading.left as usize).enumerate().filter(|(_, text)| !text.trim().is_empty());
    let is_again = |(index, text): (usize, &String)| {
        [heading.lower.get(index), heading.over.get(index)].into_iter().flatten().any(|head| fold(head) == fold(text))
    };
    said().count() > 1 && said().all(is_again)
}

/// Gives a row what merged cells from above say in it, but for what each opinion has of its own.
fn spread(heading: &Heading, sheet: &Sheet, row: u32, texts: &mut Vec<String>) {
    for area in sheet.merged.iter().filter(|area| area.top < row && row <= area.bottom && area.top > heading.bottom) {
        let meaning = heading.index(area.left).and_then(|index| heading.meanings.get(index)).copied().flatten();
        let is_own = matches!(meaning, Some(Meaning::Datum(Datum::No | Datum::Id | Datum::Text) | Meaning::Opinions(_)));
        let (at, cell) = (area.left as usize, sheet.cells.get(&(area.top, area.left)));
        if let Some(cell) = cell.filter(|_| !is_own) {
            texts.resize(texts.len().max(at + 1), String::new());
            texts[at] = cell.text.to_string();
        }
    }
}

/// Guards what a spreadsheet program would take for a formula, unless the table has guards already.
fn guard(head: usize, copy: &mut [Vec<String>]) {
    let names: Vec<String> = copy[head].iter().map(|name| name.trim().to_owned()).collect();
    let is_known = |name: &String| !name.is_empty() && names.iter().filter(|other| *other == name).count() == 1;
    if names.iter().any(|name| is_guard(name)) {
        return;
    }
    let mut any = false;
    for row in &mut copy[head + 1..] {
        let guarded: Vec<usize> = (0..names.len()).filter(|at| separated::is_formula(&row[*at]) && is_known(&names[*at])).collect();
        if guarded.is_empty() {
            continue;
        }
        guarded.iter().for_each(|at| row[*at].insert(0, '\''));
        row.push(guarded.iter().map(|at| names[*at].as_str()).collect::<Vec<_>>().join(GUARD_SEPARATOR));
        any = true;
    }
    if any {
        copy[head].push(GUARDED.1.to_owned());
    }
}
