//! Changes to the files of a paper, each of which the proofs must find: a character, a row, two cells exchanged.

use std::io::{Cursor, Read as _, Write as _};

use shiryo::build::making::Making;
use shiryo::document::{Cell, Document, State};
use shiryo::say::diag::Diagnostics;
use zip::write::SimpleFileOptions;

use super::Draw;

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Change {
    Character,
    Row,
    Pair,
}

pub const CHANGES: [Change; 3] = [Change::Character, Change::Row, Change::Pair];

/// The PDF of a paper that says something else; nothing if there is nothing to change, or no room for it.
pub fn pdf_with(made: &Making, draw: &mut Draw, change: Change) -> Option<Vec<u8>> {
    let mut document = made.documents[0].clone();
    // Where each row stands, and the cells in which it says something.
    let places: Vec<[usize; 3]> = (0..document.sections.len())
        .flat_map(|section| (0..document.sections[section].groups.len()).map(move |group| [section, group]))
        .flat_map(|[section, group]| (0..document.sections[section].groups[group].rows.len()).map(move |row| [section, group, row]))
        .collect();
    let cells: Vec<([usize; 3], usize)> = places
        .iter()
        .flat_map(|place| (0..document.columns.len()).map(move |column| (*place, column)))
        .filter(|(place, column)| !text_of(&document, (*place, *column)).is_empty())
        .collect();
    match change {
        Change::Character => {
            let (place, column) = *cells.get(draw.number(0, cells.len().max(1) - 1))?;
            let run = draw.one(&cell(&mut document, place, column).runs.iter().map(|run| run.text.clone()).collect::<Vec<_>>()).clone();
            let (at, c) = character(draw, &run)?;
            let changed = with(&run, at, at + c.len_utf8(), if c == '変' { "更" } else { "変" });
            cell(&mut document, place, column).runs.iter_mut().find(|other| other.text == run)?.text = changed;
        }
        Change::Row => drop_row(&mut document, draw.number(0, places.len().max(2) - 1), &places)?,
        Change::Pair => {
            let (first, column) = *cells.get(draw.number(0, cells.len().max(1) - 1))?;
            let here = text_of(&document, (first, column));
            let others: Vec<&([usize; 3], usize)> = cells.iter().filter(|other| text_of(&document, **other) != here).collect();
            let (second, other) = **others.get(draw.number(0, others.len().max(1) - 1))?;
            let runs = std::mem::take(&mut cell(&mut document, first, column).runs);
            let runs = std::mem::replace(&mut cell(&mut document, second, other).runs, runs);
            cell(&mut document, first, column).runs = runs;
        }
    }
    let draft = made.papers.draft(0, &document).ok()?;
    let setting = made.papers.setting(&draft);
    let mut papers = setting.papers(&made.papers.fonts);
    let pages = setting.set(&mut papers, &|_, _| {}, &mut Diagnostics::default()).ok()?;
    Some(setting.pdf(&papers, &pages).unwrap())
}

/// What a cell says, less the white space.
fn text_of(document: &Document, ([section, group, row], column): ([usize; 3], usize)) -> String {
    document.sections[section].groups[group].rows[row].cells[column].text().split_whitespace().collect()
}

fn cell(document: &mut Document, [section, group, row]: [usize; 3], column: usize) -> &mut Cell {
    &mut document.sections[section].groups[group].rows[row].cells[column]
}

/// Takes a row out; a cell that stands over it and others keeps to the others.
fn drop_row(document: &mut Document, index: usize, places: &[[usize; 3]]) -> Option<()> {
    let place = *places.get(index)?;
    for column in 0..document.columns.len() {
        let gone = cell(document, place, column).clone();
        if gone.state == State::Covered {
            let top = places[..index].iter().rev().find(|above| cell(document, **above, column).state != State::Covered)?;
            cell(document, *top, column).span -= 1;
        } else if gone.span > 1 {
            let below = *places.get(index + 1)?;
            *cell(document, below, column) = Cell { span: gone.span - 1, ..gone };
        }
    }
    let [section, group, row] = place;
    document.sections[section].groups[group].rows.remove(row);
    document.sections[section].groups.retain(|group| !group.rows.is_empty());
    document.sections.retain(|section| !section.groups.is_empty());
    (!document.sections.is_empty()).then_some(())
}

/// Where the contents of `<name …>…</name>` stand, from the start of the element to its end; those without an end tag are left out.
fn elements(text: &str, name: &str) -> Vec<[usize; 4]> {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(&open).map(|start| at + start) {
        at = start + open.len();
        if !text[at..].starts_with([' ', '>']) {
            continue;
        }
        let Some(tag) = text[at..].find('>').map(|end| at + end) else { break };
        if text[..tag].ends_with('/') {
            continue;
        }
        let Some(end) = text[tag..].find(&close).map(|end| tag + end) else { break };
        found.push([start, tag + 1, end, end + close.len()]);
        at = end;
    }
    found
}

/// `text` with `with` in place of a range of bytes.
fn with(text: &str, from: usize, to: usize, with: &str) -> String {
    format!("{}{with}{}", &text[..from], &text[to..])
}

/// A character of content that is no part of a tag or an entity: its place and itself.
fn character(draw: &mut Draw, content: &str) -> Option<(usize, char)> {
    let (mut markup, mut found) = (false, Vec::new());
    for (at, c) in content.char_indices() {
        match c {
            '<' | '&' => markup = true,
            '>' | ';' if markup => markup = false,
            _ if !markup && c.is_alphanumeric() => found.push((at, c)),
            _ => {}
        }
    }
    (!found.is_empty()).then(|| *draw.one(&found))
}

/// The page with one change in the rows of its tables; nothing if it has nothing to change.
pub fn page_with(page: &str, draw: &mut Draw, change: Change) -> Option<String> {
    let cells = elements(page, "td");
    match change {
        Change::Character => {
            let filled: Vec<[usize; 4]> = cells.into_iter().filter(|[_, from, to, _]| from < to).collect();
            let [_, from, to, _] = *filled.get(draw.number(0, filled.len().max(1) - 1))?;
            let (at, c) = character(draw, &page[from..to])?;
            Some(with(page, from + at, from + at + c.len_utf8(), if c == '変' { "更" } else { "変" }))
        }
        Change::Row => {
            let rows = elements(page, "tr");
            let rows: Vec<[usize; 4]> = rows.into_iter().filter(|[_, from, to, _]| page[*from..*to].contains("<td")).collect();
            let [start, .., end] = *rows.get(draw.number(0, rows.len().max(1) - 1))?;
            Some(with(page, start, end, ""))
        }
        Change::Pair => {
            let first = *cells.get(draw.number(0, cells.len().max(1) - 1))?;
            let other = |cell: &&[usize; 4]| page[cell[1]..cell[2]] != page[first[1]..first[2]];
            let others: Vec<&[usize; 4]> = cells.iter().filter(other).collect();
            let second = **others.get(draw.number(0, others.len().max(1) - 1))?;
            let (before, after) = if first < second { (first, second) } else { (second, first) };
            let swapped = with(page, after[1], after[2], &page[before[1]..before[2]]);
            Some(with(&swapped, before[1], before[2], &page[after[1]..after[2]]))
        }
    }
}

/// The workbook with one change in the cells of its first sheet; nothing if it has nothing to change.
pub fn workbook_with(bytes: &[u8], draw: &mut Draw, change: Change) -> Option<Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut part = |name: &str| {
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let (sheet, strings) = (part("xl/worksheets/sheet1.xml"), part("xl/sharedStrings.xml"));
    let items: Vec<&str> = elements(&strings, "si").into_iter().map(|[_, from, to, _]| &strings[from..to]).collect();
    // Cells with a shared string: where its index stands, and the index.
    let cells: Vec<([usize; 2], usize)> = elements(&sheet, "c")
        .into_iter()
        .filter(|[start, from, ..]| sheet[*start..*from].contains("t=\"s\""))
        .map(|[_, from, to, _]| ([from + 3, to - 4], sheet[from + 3..to - 4].parse().unwrap()))
        .collect();
    let ([from, to], index) = *cells.get(draw.number(0, cells.len().max(1) - 1))?;
    let sheet = match change {
        Change::Character => {
            let item = items[index];
            let (at, c) = character(draw, item)?;
            let changed = with(item, at, at + c.len_utf8(), if c == '変' { "更" } else { "変" });
            let start = sheet[..from].rfind("<c ").unwrap();
            let cell = sheet[start..from - 4].replace("t=\"s\"", "t=\"inlineStr\"");
            with(&sheet, start, to + 4, &format!("{cell}><is>{changed}</is>"))
        }
        Change::Row => {
            let [start, .., end] = elements(&sheet, "row").into_iter().find(|[start, _, _, end]| (*start..*end).contains(&from))?;
            // A row that only says labels again that stand above, where a page begins, may go without a loss.
            let column = |at: usize| sheet[..at].rsplit_once("<c r=\"").map(|(_, cell)| cell);
            let letters = |at: usize| column(at).map(|cell| cell.chars().take_while(char::is_ascii_uppercase).collect::<String>());
            let again = |at: usize, index: usize| {
                let above = |(other, said): &([usize; 2], usize)| other[0] < start && *said == index && letters(other[0]) == letters(at);
                items[index].contains("（続き）") || cells.iter().any(above)
            };
            let own = &sheet[start..end];
            let mut said = cells.iter().filter(|(at, _)| (start..end).contains(&at[0]));
            let numbers = own.matches("<v>").count() > own.matches("t=\"s\"").count();
            if !numbers && said.all(|(at, index)| again(at[0], *index)) {
                return None;
            }
            with(&sheet, start, end, "")
        }
        Change::Pair => {
            let others: Vec<&([usize; 2], usize)> = cells.iter().filter(|(_, other)| items[*other] != items[index]).collect();
            let ([other_from, other_to], other) = **others.get(draw.number(0, others.len().max(1) - 1))?;
            let [first, second] = if from < other_from {
                [(from, to, other), (other_from, other_to, index)]
            } else {
                [(other_from, other_to, index), (from, to, other)]
            };
            with(&with(&sheet, second.0, second.1, &second.2.to_string()), first.0, first.1, &first.2.to_string())
        }
    };
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let (name, mut content) = (entry.name().unwrap().into_owned(), Vec::new());
        entry.read_to_end(&mut content).unwrap();
        writer.start_file(&name, SimpleFileOptions::default()).unwrap();
        writer.write_all(if name == "xl/worksheets/sheet1.xml" { sheet.as_bytes() } else { &content }).unwrap();
    }
    Some(writer.finish().unwrap().into_inner())
}
