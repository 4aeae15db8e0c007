//! Rows: what each row of a pasted list is, an opinion, a label, a sum or a note, and what goes on from the row before.

use std::collections::BTreeMap;

use super::{Heading, Listed, Role, Row, plain, single};
use crate::meeting::headings::{Column, fold};
use crate::read::web::Line;
use crate::records::import::grid::Grid;
use crate::records::import::read::{Title, is_label};
use crate::say::diag::{Diagnostic, Diagnostics, Place};
use crate::say::words;

/// Most characters of a row that names a section.
const BAND: usize = 60;
/// Rows that add up others.
const SUMS: &[&str] = &["合計", "計", "総計", "小計", "総数"];
/// What begins a note.
const NOTES: &[char] = &['※', '＊', '*', '注', '（', '('];

/// Goes through the rows and puts each in its place.
pub fn rows(listed: &mut Listed, grid: &Grid, header: usize, findings: &mut Diagnostics) {
    let file = listed.file;
    let head: Vec<String> = grid.lines[header].cells.iter().map(|cell| fold(cell)).collect();
    let same_head = |line: &Line| {
        let cells = line.cells.iter().map(|cell| fold(cell));
        line.cells.iter().any(|cell| !cell.trim().is_empty())
            && cells.chain(std::iter::repeat(String::new())).zip(&head).all(|(a, b)| a == *b)
    };
    let (no, text) = (listed.position(Column::No), listed.position(Column::Text));
    let carried: Vec<usize> = [Column::Section, Column::SectionTitle, Column::Category, Column::Subcategory, Column::Source]
        .into_iter()
        .filter_map(|column| listed.position(column))
        .collect();
    let mut section: Option<usize> = None;
    let mut carried_rows = BTreeMap::<usize, Vec<usize>>::new();
    for (index, line) in grid.lines.iter().enumerate() {
        let place = || Place::line(file, line.number);
        if line.cells.iter().all(|cell| cell.trim().is_empty()) || index == header {
            continue;
        }
        if index > header && same_head(line) {
            findings.push(Diagnostic::note(words::import_head_again()).at(place()));
            continue;
        }
        let alone = single(line).filter(|text| index < header || !is_cell(listed, line, text));
        if let Some(alone) = alone {
            if let Some(title) = Title::of(alone)
                .filter(|title| title.number as usize == listed.sections.len() + 1 || listed.sections.iter().any(|s| s == title.text))
            {
                section = Some(begin(listed, title.text));
                listed.style.get_or_insert(title.style);
            } else if is_label(alone) {
                let first = listed.label.get_or_insert_with(|| alone.to_owned());
                if first != alone {
                    findings.push(Diagnostic::error(words::import_label_differs(alone, first.as_str())).at(place()));
                }
            } else if index < header && listed.title.is_none() {
                listed.title = Some(plain(alone)).filter(|title| !title.is_empty());
            } else if index < header || alone.starts_with(NOTES) || alone.chars().count() > BAND || is_page_number(alone) {
                findings.push(Diagnostic::warning(words::import_left_out(shortened(alone))).at(place()));
            } else {
                section = Some(begin(listed, alone));
            }
            continue;
        }
        if index < header {
            let said: Vec<&str> = line.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
            findings.push(Diagnostic::warning(words::import_left_out(shortened(&said.join(" ")))).at(place()));
            continue;
        }
        let covered = |heading: &Heading| line.covered.contains(&heading.index);
        let mut cells: Vec<String> = listed
            .headings
            .iter()
            .map(|heading| {
                let cell = line.cells.get(heading.index).map_or("", String::as_str);
                let once = matches!(heading.role, Role::Known(Column::No | Column::Text | Column::Id));
                if cell.trim().is_empty() || once && covered(heading) { String::new() } else { cell.to_owned() }
            })
            .collect();
        let said = |at: Option<usize>| at.is_some_and(|at| !cells[at].is_empty());
        let is_sum = |cell: &String| SUMS.contains(&cell.split_whitespace().collect::<String>().as_str());
        // Where a number or a category stands, such a word is no opinion's, whatever stands beside it.
        if cells.first().is_some_and(is_sum) || no.is_some_and(|no| is_sum(&cells[no])) || !said(text) && cells.iter().any(is_sum) {
            findings.push(Diagnostic::warning(words::import_left_out(shortened(&cells.join(" ")))).at(place()));
            continue;
        }
        if !said(text) {
            match listed.rows.last_mut().filter(|_| no.is_some() && !said(no)) {
                Some(before) => {
                    for (at, cell) in cells.iter().enumerate().filter(|(at, cell)| !cell.is_empty() && !covered(&listed.headings[*at])) {
                        before.cells[at] = if before.cells[at].is_empty() { cell.clone() } else { format!("{}\n{cell}", before.cells[at]) };
                    }
                    findings.push(Diagnostic::guess(words::import_goes_on()).at(place()));
                }
                None => findings.push(Diagnostic::error(words::empty_text()).at(place())),
            }
            continue;
        }
        let is_only = cells.iter().filter(|cell| !cell.is_empty()).count() == 1 && listed.headings.len() > 1 && !listed.rows.is_empty();
        if is_only {
            findings.push(
                Diagnostic::warning(words::import_only_text(shortened(&cells[text.unwrap_or(0)])))
                    .at(place())
                    .hint(words::import_only_text_hint()),
            );
        } else if no.is_some() && !said(no) {
            findings.push(Diagnostic::warning(words::import_no_number()).at(place()));
        }
        for &at in &carried {
            let before =
                listed.rows.last().filter(|row| Some(row.section) == section || section.is_none()).map(|row| row.cells[at].clone());
            if cells[at].is_empty()
                && let Some(before) = before.filter(|before| !before.is_empty())
            {
                cells[at] = before;
                carried_rows.entry(at).or_default().push(line.number);
            }
        }
        let titled = [Column::SectionTitle, Column::Section].into_iter().filter_map(|column| listed.position(column)).next();
        if let Some(title) = titled.map(|at| cells[at].trim().to_owned()).filter(|title| !title.is_empty()) {
            section = Some(begin(listed, &title));
        }
        listed.rows.push(Row { line: line.number, section: section.unwrap_or(0), cells });
    }
    for (at, lines) in carried_rows {
        for line in lines {
            findings.push(Diagnostic::guess(words::import_carried()).at(Place::line(file, line).heading(&listed.headings[at].printed)));
        }
    }
    // Rows before the first title would have no section.
    if let Some(first) = listed.rows.first().filter(|_| !listed.sections.is_empty()) {
        let before = grid.lines.iter().any(|line| line.number > first.line && single(line).is_some_and(|text| listed.sections[0] == text));
        if before {
            findings.push(
                Diagnostic::error(words::import_no_section()).at(Place::line(file, first.line)).hint(words::import_no_section_hint()),
            );
        }
    }
}

/// Whether the only text of a row is a cell of the table all the same: an opinion, or what goes on from the row before.
fn is_cell(listed: &Listed, line: &Line, text: &str) -> bool {
    let Some(at) = listed.headings.iter().position(|heading| line.cells.get(heading.index).is_some_and(|cell| cell.trim() == text)) else {
        return false;
    };
    match &listed.headings[at].role {
        // Where titles stand, too: in the first column.
        _ if at == 0 => listed.headings.len() == 1,
        Role::Known(Column::Category | Column::Subcategory | Column::SectionTitle) => false,
        _ => true,
    }
}

/// The section with this title, begun if it is new.
fn begin(listed: &mut Listed, title: &str) -> usize {
    let title = plain(title);
    match listed.sections.iter().position(|known| *known == title) {
        Some(index) => index,
        None => {
            listed.sections.push(title);
            listed.sections.len() - 1
        }
    }
}

fn is_page_number(text: &str) -> bool {
    text.chars().any(char::is_numeric) && text.chars().all(|c| c.is_numeric() || c.is_whitespace() || "-－―–/／ページ頁Pp.".contains(c))
}

fn shortened(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() > 30 { line.chars().take(30).chain(['…']).collect() } else { line }
}
