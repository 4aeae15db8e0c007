//! Rows: what each row of a pasted list is, an opinion, a label, a sum or a note, and what goes on from the row before.

use std::collections::BTreeMap;

use super::{Heading, Listed, Role, Row, plain, single};
use crate::meeting::headings::{Column, fold};
use crate::read::web::Line;
use crate::records::import::grid::Grid;
use crate::records::import::read::{Title, is_label};
use crate::say::diag::{Diagnostic, Diagnostics, Place};
use crate::say::{beginning, words};

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
        cells.chain(std::iter::repeat(String::new())).zip(&head).all(|(a, b)| a == *b)
    };
    let (mut section, mut carried) = (None, BTreeMap::<usize, Vec<usize>>::new());
    for (index, line) in grid.lines.iter().enumerate() {
        let place = Place::line(file, line.number);
        let is_above = index < header;
        if line.cells.iter().all(|cell| cell.trim().is_empty()) || index == header {
            continue;
        }
        if !is_above && same_head(line) {
            findings.push(Diagnostic::note(words::import_head_again()).at(place));
        } else if let Some(alone) = single(line).filter(|text| is_above || !is_cell(listed, line, text)) {
            section = around(listed, alone, is_above, place, findings).or(section);
        } else if is_above {
            let said: Vec<&str> = line.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
            findings.push(left_out(&said.join(" ")).at(place));
        } else if let Some(mut cells) = opinion(listed, line, place, findings) {
            carry(listed, section, &mut cells, line.number, &mut carried);
            let titled = [Column::SectionTitle, Column::Section].into_iter().filter_map(|column| listed.position(column)).next();
            if let Some(title) = titled.map(|at| cells[at].trim().to_owned()).filter(|title| !title.is_empty()) {
                section = Some(begin(listed, &title));
            }
            listed.rows.push(Row { line: line.number, section: section.unwrap_or(0), cells });
        }
    }
    for (at, lines) in carried {
        let heading = &listed.headings[at].printed;
        let guess = |line| Diagnostic::guess(words::import_carried()).at(Place::line(file, line).heading(heading));
        findings.0.extend(lines.into_iter().map(guess));
    }
    // Rows before the first title would have no section.
    if let Some(first) = listed.rows.first().filter(|_| !listed.sections.is_empty()) {
        let before = grid.lines.iter().any(|line| line.number > first.line && single(line).is_some_and(|text| listed.sections[0] == text));
        if before {
            let error = Diagnostic::error(words::import_no_section()).at(Place::line(file, first.line));
            findings.push(error.hint(words::import_no_section_hint()));
        }
    }
}

/// Takes a text that stands alone, above the headings or among the rows; returns the section that it begins.
fn around(listed: &mut Listed, alone: &str, is_above: bool, place: Place, findings: &mut Diagnostics) -> Option<usize> {
    let is_next = |title: &Title| title.number as usize == listed.sections.len() + 1 || listed.sections.iter().any(|s| s == title.text);
    if let Some(title) = Title::of(alone).filter(is_next) {
        listed.style.get_or_insert(title.style);
        return Some(begin(listed, title.text));
    }
    if is_label(alone) {
        let first = listed.label.get_or_insert_with(|| alone.to_owned());
        if first != alone {
            findings.push(Diagnostic::error(words::import_label_differs(alone, first.as_str())).at(place));
        }
    } else if is_above && listed.title.is_none() {
        listed.title = Some(plain(alone)).filter(|title| !title.is_empty());
    } else if is_above || alone.starts_with(NOTES) || alone.chars().count() > BAND || is_page_number(alone) {
        findings.push(left_out(alone).at(place));
    } else {
        return Some(begin(listed, alone));
    }
    None
}

/// The cells of an opinion, by the index of the heading; nothing if the row is a sum, goes on from the one before, or lacks its text.
fn opinion(listed: &mut Listed, line: &Line, place: Place, findings: &mut Diagnostics) -> Option<Vec<String>> {
    let (no, text) = (listed.position(Column::No), listed.position(Column::Text));
    let is_covered = |heading: &Heading| line.covered.contains(&heading.index);
    let cell = |heading: &Heading| {
        let cell = line.cells.get(heading.index).map_or("", String::as_str);
        let once = matches!(heading.role, Role::Known(Column::No | Column::Text | Column::Id));
        if cell.trim().is_empty() || once && is_covered(heading) { String::new() } else { cell.to_owned() }
    };
    let cells: Vec<String> = listed.headings.iter().map(cell).collect();
    let said = |at: Option<usize>| at.is_some_and(|at| !cells[at].is_empty());
    let is_sum = |cell: &String| SUMS.contains(&cell.split_whitespace().collect::<String>().as_str());
    // Where a number or a category stands, such a word is no opinion's, whatever stands beside it.
    if cells.first().is_some_and(is_sum) || no.is_some_and(|no| is_sum(&cells[no])) || !said(text) && cells.iter().any(is_sum) {
        findings.push(left_out(&cells.join(" ")).at(place));
        return None;
    }
    let is_unnumbered = no.is_some() && !said(no);
    if !said(text) {
        let Some(before) = listed.rows.last_mut().filter(|_| is_unnumbered) else {
            findings.push(Diagnostic::error(words::empty_text()).at(place).hint(words::import_empty_hint()));
            return None;
        };
        for (at, cell) in cells.iter().enumerate().filter(|(at, cell)| !cell.is_empty() && !is_covered(&listed.headings[*at])) {
            before.cells[at] = if before.cells[at].is_empty() { cell.clone() } else { format!("{}\n{cell}", before.cells[at]) };
        }
        findings.push(Diagnostic::guess(words::import_goes_on()).at(place));
        return None;
    }
    if cells.iter().filter(|cell| !cell.is_empty()).count() == 1 && listed.headings.len() > 1 && !listed.rows.is_empty() {
        let warning = Diagnostic::warning(words::import_only_text(shortened(&cells[text.unwrap_or(0)])));
        findings.push(warning.at(place).hint(words::import_only_text_hint()));
    } else if is_unnumbered {
        findings.push(Diagnostic::warning(words::import_no_number()).at(place));
    }
    Some(cells)
}

/// Gives blank cells of labels what stands in the row above, within a section, and notes the columns and lines in which it did.
fn carry(listed: &Listed, section: Option<usize>, cells: &mut [String], line: usize, carried: &mut BTreeMap<usize, Vec<usize>>) {
    let Some(above) = listed.rows.last().filter(|row| section.is_none_or(|section| row.section == section)) else { return };
    let labels = [Column::Section, Column::SectionTitle, Column::Category, Column::Subcategory, Column::Source];
    for at in labels.into_iter().filter_map(|column| listed.position(column)) {
        if cells[at].is_empty() && !above.cells[at].is_empty() {
            cells[at].clone_from(&above.cells[at]);
            carried.entry(at).or_default().push(line);
        }
    }
}

fn left_out(text: &str) -> Diagnostic {
    Diagnostic::warning(words::import_left_out(shortened(text)))
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
    beginning(&text.split_whitespace().collect::<Vec<_>>().join(" "), 30)
}
