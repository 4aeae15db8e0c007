//! Header: the row of headings of a pasted list, and what each of them means.

use super::{Heading, Role, number, plain, single};
use crate::meeting::headings::{Column, fold, is_inner, is_personal};
use crate::read::web::Line;
use crate::records::import::CATEGORY;
use crate::records::import::grid::Grid;
use crate::records::import::names::{self, Meaning};
use crate::records::import::read::Title;
use crate::say::diag::{Diagnostic, Diagnostics, Place};
use crate::say::words;

/// Rows among which the headings are looked for.
const HEADINGS_WITHIN: usize = 300;

/// The row of the headings, if one of the columns holds opinions.
pub fn header(grid: &Grid) -> Option<usize> {
    let is_header = |line: &&Line| {
        let filled: Vec<Meaning> = line.cells.iter().filter(|cell| !cell.trim().is_empty()).map(|cell| names::meaning(cell)).collect();
        filled.len() > 1 && filled.contains(&Meaning::Known(Column::Text))
    };
    grid.lines.iter().take(HEADINGS_WITHIN).position(|line| is_header(&line))
}

/// Makes one row of headings of two: of a page whose first cells go on into the second, or of a text whose second row names
/// the columns below headings over several.
pub fn join_headings(grid: &mut Grid, header: usize) {
    let Some([head, below]) = grid.lines.get(header..header + 2) else { return };
    let said = |line: &Line, index: usize| line.cells.get(index).map_or("", |cell| cell.trim()).to_owned();
    let width = head.cells.len().max(below.cells.len());
    let own: Vec<usize> = (0..width).filter(|index| !below.covered.contains(index) && !said(below, *index).is_empty()).collect();
    // The heading over a column: its own, or the one that goes on from the left.
    let over = |index: usize| (0..=index).rev().find(|at| !said(head, *at).is_empty()).filter(|at| !below.covered.contains(at));
    let spans = |index: usize| over(index).is_some_and(|at| said(head, at + 1).is_empty() && at + 1 < width);
    let is_heading = |index: &usize| {
        let text = said(below, *index);
        text.chars().count() <= 12
            && (names::key(&text).is_some()
                || !matches!(names::meaning(&text), Meaning::Other("field"))
                || OF_OPINIONS.contains(&text.as_str()))
    };
    let goes_on = !below.covered.is_empty() && below.covered.iter().all(|index| said(head, *index) == said(below, *index));
    let is_second = own.len() > 1 && own.iter().all(|index| spans(*index)) && (goes_on || own.iter().all(is_heading));
    if !is_second {
        return;
    }
    let is_once = |index: usize| own.iter().filter(|other| said(below, **other) == said(below, index)).count() == 1;
    let joined = (0..width).map(|index| {
        let (Some(at), true) = (over(index), own.contains(&index)) else { return said(head, index) };
        let (over, lower) = (said(head, at), said(below, index));
        let together = [format!("{over}{lower}"), format!("{over}の{lower}")];
        let of_text = together.into_iter().find(|text| names::meaning(text) == Meaning::Known(Column::Text));
        let is_text = names::meaning(&lower) == Meaning::Known(Column::Text);
        of_text.unwrap_or_else(|| if is_once(index) && !is_text { lower.clone() } else { format!("{over}／{lower}") })
    });
    let cells = joined.collect();
    grid.lines[header].cells = cells;
    grid.lines.remove(header + 1);
}

/// What of the opinions a column may hold, where the heading above it says that they are opinions.
const OF_OPINIONS: &[&str] = &["概要", "要旨", "内容", "原文", "件数", "番号"];

/// Whether the table is a matrix all the same: its sections are numbered, and every column after the first two holds opinions or
/// says whose they are.
pub fn is_matrix(grid: &Grid, header: usize) -> bool {
    let sections = grid.lines.iter().any(|line| single(line).is_some_and(|text| Title::of(text).is_some()));
    let first = |index: usize| index <= CATEGORY;
    let opinions = |heading: &str| match names::meaning(heading) {
        Meaning::Known(Column::Text | Column::Attribution) => true,
        Meaning::Known(_) => false,
        Meaning::Other(_) => fold(heading).contains("意見"),
    };
    let cells = grid.lines[header].cells.iter().enumerate().filter(|(index, cell)| !first(*index) && !cell.trim().is_empty());
    let cells: Vec<&String> = cells.map(|(_, cell)| cell).collect();
    !grid.is_certain && sections && !cells.is_empty() && cells.into_iter().all(|cell| opinions(cell))
}

/// What the headings mean. A column that means what another one means already is a field.
pub fn headings(file: &str, grid: &Grid, header: usize, findings: &mut Diagnostics) -> Vec<Heading> {
    let head = &grid.lines[header];
    let width = grid.lines.iter().skip(header).map(|line| line.cells.len()).max().unwrap_or(0);
    let mut headings: Vec<Heading> = Vec::new();
    let mut private = Vec::new();
    for index in 0..width {
        let printed = head.cells.get(index).map(|cell| plain(cell).replace(' ', "")).unwrap_or_default();
        let filled = || grid.lines.iter().skip(header + 1).filter(|line| line.cells.get(index).is_some_and(|cell| !cell.trim().is_empty()));
        if printed.is_empty() && filled().next().is_none() {
            continue;
        }
        let meaning = if printed.is_empty() { unnamed(index, filled()) } else { names::meaning(&printed) };
        if printed.is_empty() && meaning != Meaning::Known(Column::No) {
            findings.push(Diagnostic::guess(words::import_unnamed(index + 1)).at(Place::line(file, head.number)));
        }
        let role = match meaning {
            Meaning::Known(column) if headings.iter().all(|other| other.role != Role::Known(column)) => Role::Known(column),
            Meaning::Known(_) => field("field", index, &printed, &headings),
            Meaning::Other(key) => field(key, index, &printed, &headings),
        };
        if (is_personal(&printed) || is_inner(&printed)) && matches!(role, Role::Field { .. }) {
            private.push(printed.clone());
        }
        headings.push(Heading { index, printed, role });
    }
    if !private.is_empty() {
        findings.push(Diagnostic::warning(words::import_private(private.join("、"))).at(Place::line(file, head.number)));
    }
    headings
}

/// What a column without a heading is: that of the numbers, if it is the first and has nothing else in it.
fn unnamed<'a>(index: usize, mut filled: impl Iterator<Item = &'a Line>) -> Meaning {
    let numbers = filled.all(|line| single(line).is_some() || number(&line.cells[index]).is_some());
    if index == 0 && numbers { Meaning::Known(Column::No) } else { Meaning::Other("field") }
}

/// A field with a key and a heading of its own, such as a meeting may have.
pub fn field(key: &str, index: usize, printed: &str, before: &[Heading]) -> Role {
    // Names that mean something else in papers.
    const OTHERS: &[&str] = &["division", "note", "older", "newer", "change"];
    let is_taken = |name: &str| {
        let of_field = |other: &Heading| match &other.role {
            Role::Field { key, heading } => key.eq_ignore_ascii_case(name) || heading.to_lowercase() == name.to_lowercase(),
            Role::Known(_) => false,
        };
        Column::fixed(name).is_some() || OTHERS.contains(&name.to_lowercase().as_str()) || before.iter().any(of_field)
    };
    // A heading that a spreadsheet takes for a formula is none.
    let plain = printed.replace('、', "・");
    let plain = plain.trim_start_matches(['=', '+', '-', '@', '＝', '＋', '－', '＠', ' ']);
    let key = if key == "field" || is_taken(key) { format!("{key}{}", index + 1) } else { key.to_owned() };
    let is_usable = !plain.is_empty() && !is_taken(plain) && !plain.eq_ignore_ascii_case(&key);
    let numbered = || words::import_column(plain, index + 1).say(crate::say::words::Lang::Ja);
    Role::Field { key, heading: if is_usable { plain.to_owned() } else { numbered() } }
}
