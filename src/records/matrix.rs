//! The matrix: sections, categories, rows and cells, derived from the opinions and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use crate::meeting::Meeting;
use crate::meeting::headings::Column;
use crate::records::record::Opinion;
use crate::say::diag::{Diagnostic, Diagnostics};
use crate::say::words;

/// All opinions of a meeting, where they are printed.
#[derive(Debug)]
pub struct Matrix {
    pub opinions: Vec<Opinion>,
    /// One for each section of the meeting, in its order.
    pub sections: Vec<Section>,
}

/// The rows of a section, grouped by category.
#[derive(Debug, Default)]
pub struct Section {
    pub groups: Vec<Group>,
}

/// Consecutive rows of one category.
#[derive(Debug)]
pub struct Group {
    pub category: String,
    pub rows: Vec<Row>,
}

/// One printed row.
#[derive(Debug)]
pub struct Row {
    pub no: u32,
    /// For each source, the index of the opinion in [`Matrix::opinions`].
    pub cells: Vec<Option<usize>>,
}

impl Section {
    /// Whether any row has a category; if none has, the column is not printed.
    pub fn has_categories(&self) -> bool {
        self.groups.iter().any(|group| !group.category.is_empty())
    }

    /// The rows in printed order, with the group of each.
    pub fn rows(&self) -> impl Iterator<Item = (&Group, &Row)> {
        self.groups.iter().flat_map(|group| group.rows.iter().map(move |row| (group, row)))
    }
}

impl Matrix {
    /// Gives every opinion its row. Printed numbers that are given stand; the others take the next free row.
    pub fn new(meeting: &Meeting, opinions: Vec<Opinion>, findings: &mut Diagnostics) -> Self {
        let mut sections = Vec::new();
        for index in 0..meeting.sections.len() {
            let members: Vec<usize> = (0..opinions.len()).filter(|i| opinions[*i].section == index).collect();
            if members.is_empty() {
                findings.push(Diagnostic::warning(words::empty_section(meeting.section_heading(index))));
            }
            sections.push(section(meeting, index, &opinions, &members, findings));
        }
        Self { opinions, sections }
    }

    /// For each section, the number of rows of each of its categories.
    pub fn groups(&self) -> Vec<Vec<usize>> {
        self.sections.iter().map(|section| section.groups.iter().map(|group| group.rows.len()).collect()).collect()
    }

    /// The opinions in printed order: by section, then by row, then by source, each with its number.
    pub fn in_order(&self) -> impl Iterator<Item = (u32, &Opinion)> {
        self.sections
            .iter()
            .flat_map(|section| section.rows())
            .flat_map(|(_, row)| row.cells.iter().flatten().map(|index| (row.no, &self.opinions[*index])))
    }
}

/// The rows of one section while they are being filled.
#[derive(Default)]
struct Rows<'a> {
    /// By number: the category and the opinion in each source's column.
    by_no: BTreeMap<u32, (&'a str, Vec<Option<usize>>)>,
}

fn section(meeting: &Meeting, index: usize, opinions: &[Opinion], members: &[usize], findings: &mut Diagnostics) -> Section {
    let mut rows = Rows::default();
    let heading = meeting.section_heading(index);
    for &member in members {
        let opinion = &opinions[member];
        let Some(no) = opinion.no else { continue };
        let (category, cells) = rows.by_no.entry(no).or_insert_with(|| (&opinion.category, vec![None; meeting.sources.len()]));
        if *category != opinion.category {
            let other = cells.iter().flatten().next().map(|i| opinions[*i].place.to_string()).unwrap_or_default();
            findings.push(
                Diagnostic::error(words::two_categories(&heading, no, *category, &opinion.category, other))
                    .at(opinion.place.clone().heading(Column::No.heading())),
            );
        } else if let Some(first) = cells[opinion.source] {
            let source = &meeting.sources[opinion.source].heading;
            findings.push(
                Diagnostic::error(words::cell_taken(&heading, no, source, &opinions[first].place))
                    .at(opinion.place.clone().heading(Column::No.heading()))
                    .hint(words::cell_taken_hint()),
            );
        } else {
            cells[opinion.source] = Some(member);
        }
    }
    place_unnumbered(meeting, opinions, members, &mut rows);
    gaps(&heading, &rows, findings);
    let mut section = Section::default();
    for (no, (category, cells)) in rows.by_no {
        let row = Row { no, cells };
        match section.groups.last_mut() {
            Some(group) if group.category == category => group.rows.push(row),
            _ => section.groups.push(Group { category: category.to_owned(), rows: vec![row] }),
        }
    }
    section
}

/// Puts opinions without a number into the free rows of their category, and the rest below the last row.
fn place_unnumbered<'a>(meeting: &Meeting, opinions: &'a [Opinion], members: &[usize], rows: &mut Rows<'a>) {
    let unnumbered: Vec<usize> = members.iter().copied().filter(|i| opinions[*i].no.is_none()).collect();
    let mut categories: Vec<&str> = Vec::new();
    let mut seen = BTreeSet::new();
    for &member in &unnumbered {
        if seen.insert(opinions[member].category.as_str()) {
            categories.push(&opinions[member].category);
        }
    }
    for category in categories {
        let mut free: Vec<Vec<u32>> = vec![Vec::new(); meeting.sources.len()];
        for (no, (_, cells)) in rows.by_no.iter().rev().filter(|(_, (c, _))| *c == category) {
            for (source, _) in cells.iter().enumerate().filter(|(_, cell)| cell.is_none()) {
                free[source].push(*no);
            }
        }
        let end = rows.by_no.keys().next_back().copied().unwrap_or(0);
        let mut next = vec![end + 1; meeting.sources.len()];
        for &member in unnumbered.iter().filter(|i| opinions[**i].category == category) {
            let source = opinions[member].source;
            let no = free[source].pop().unwrap_or_else(|| {
                next[source] += 1;
                next[source] - 1
            });
            let (_, cells) = rows.by_no.entry(no).or_insert_with(|| (category, vec![None; meeting.sources.len()]));
            cells[source] = Some(member);
        }
    }
}

/// Reports numbers that no opinion has (欠番).
fn gaps(heading: &str, rows: &Rows, findings: &mut Diagnostics) {
    let Some(last) = rows.by_no.keys().next_back() else {
        return;
    };
    let missing: Vec<String> = (1..*last).filter(|no| !rows.by_no.contains_key(no)).take(20).map(|no| no.to_string()).collect();
    if !missing.is_empty() {
        findings.push(Diagnostic::warning(words::missing_numbers(heading, missing.join(", "))));
    }
}
