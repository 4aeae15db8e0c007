//! Placed: where every opinion is printed, derived from the opinions and nothing else.
//!
//! Numbers that are given stand. The others continue, category by category; where opinions of several sources
//! stand side by side, they also continue subcategory by subcategory, since a row has only one of each, and take the
//! free places of their own first.

use std::collections::{BTreeMap, BTreeSet};

use crate::meeting::headings::Column;
use crate::meeting::{Meeting, Numbers};
use crate::records::number::Number;
use crate::records::record::Opinion;
use crate::say::diag::{Diagnostic, Diagnostics};
use crate::say::words;

/// All opinions of a meeting, where they are printed.
#[derive(Debug)]
pub struct Placed {
    pub opinions: Vec<Opinion>,
    /// One for each section of the meeting, in its order: its numbers, ascending.
    pub sections: Vec<Vec<Row>>,
}

/// The opinions of one number.
#[derive(Debug)]
pub struct Row {
    pub no: Number,
    /// For each source, the index of the opinion in [`Placed::opinions`].
    pub cells: Vec<Option<usize>>,
}

impl Placed {
    /// Gives every opinion its number.
    pub fn new(meeting: &Meeting, opinions: Vec<Opinion>, findings: &mut Diagnostics) -> Self {
        let is_kept = |members: &[usize]| members.iter().any(|index| opinions[*index].no.as_ref().is_some_and(|no| no.kept));
        let mut sections = Vec::new();
        let mut numbers: BTreeSet<u32> = BTreeSet::new();
        for index in 0..meeting.sections.len() {
            let members: Vec<usize> = (0..opinions.len()).filter(|i| opinions[*i].section == index).collect();
            let heading = meeting.section_heading(index);
            if members.is_empty() && !heading.is_empty() {
                findings.push(Diagnostic::warning(words::empty_section(&heading)));
            }
            let mut rows = numbered(meeting, &heading, &opinions, &members, findings);
            let start = if meeting.head.numbers == Numbers::Through { numbers.last().copied().unwrap_or(0) } else { 0 };
            place_unnumbered(meeting, &opinions, &members, start, &mut rows);
            let used: BTreeSet<u32> = rows.keys().map(Number::main).collect();
            match meeting.head.numbers {
                Numbers::Section => gaps(&heading, &used, is_kept(&members), findings),
                Numbers::Through => numbers.extend(used),
                Numbers::Typed => {}
            }
            apart(&opinions, &rows, findings);
            sections.push(rows.into_iter().map(|(no, (_, cells))| Row { no, cells }).collect());
        }
        let all: Vec<usize> = (0..opinions.len()).collect();
        gaps("", &numbers, is_kept(&all), findings);
        if meeting.head.numbers == Numbers::Through {
            in_two_sections(&opinions, &sections, findings);
        }
        Self { opinions, sections }
    }

    /// The opinions in printed order: by section, then by number, then by source, each with its number as printed.
    pub fn in_order(&self) -> impl Iterator<Item = (&str, &Opinion)> {
        let rows = self.sections.iter().flatten();
        rows.flat_map(|row| row.cells.iter().flatten().map(|index| (row.no.text.as_str(), &self.opinions[*index])))
    }
}

/// By number: the labels, and the opinion of each source.
type Rows<'a> = BTreeMap<Number, (Labels<'a>, Vec<Option<usize>>)>;

/// Category and subcategory, as far as opinions that stand beside each other must share them.
pub type Labels<'a> = (&'a str, &'a str);

/// The labels of an opinion. Where each opinion has a row of its own, its subcategory does not move it.
pub fn labels(opinion: &Opinion, side_by_side: bool) -> Labels<'_> {
    (&opinion.category, if side_by_side { &opinion.subcategory } else { "" })
}

/// The rows of the opinions that have a number.
fn numbered<'a>(meeting: &Meeting, heading: &str, opinions: &'a [Opinion], members: &[usize], findings: &mut Diagnostics) -> Rows<'a> {
    let side_by_side = meeting.is_side_by_side();
    let mut rows = Rows::new();
    for &member in members {
        let opinion = &opinions[member];
        let Some(no) = &opinion.no else { continue };
        let own = labels(opinion, side_by_side);
        let (labels, cells) = rows.entry(no.clone()).or_insert_with(|| (own, vec![None; meeting.sources.len()]));
        let at_number = || opinion.place.clone().heading(Column::No.heading());
        let named = format!("{heading} No.{}", no.text);
        let named = named.trim_start();
        if *labels != own && side_by_side {
            let other = cells.iter().flatten().next().map(|i| opinions[*i].place.clone()).unwrap_or_default();
            let said = |(category, subcategory): Labels| match (labels.0 == own.0, category) {
                (true, _) => subcategory.to_owned(),
                (false, category) => category.to_owned(),
            };
            findings.push(Diagnostic::error(words::two_categories(named, said(*labels), said(own), other)).at(at_number()));
        } else if let Some(first) = cells[opinion.source] {
            let source = &meeting.sources[opinion.source].heading;
            let taken = Diagnostic::error(words::cell_taken(named, source, &opinions[first].place));
            findings.push(taken.at(at_number()).hint(words::cell_taken_hint()));
        } else {
            cells[opinion.source] = Some(member);
        }
    }
    rows
}

/// Puts opinions without a number into the free places of their category, and the rest below the last row, counting on from `start`.
fn place_unnumbered<'a>(meeting: &Meeting, opinions: &'a [Opinion], members: &[usize], start: u32, rows: &mut Rows<'a>) {
    let side_by_side = meeting.is_side_by_side();
    let unnumbered: Vec<usize> = members.iter().copied().filter(|i| opinions[*i].no.is_none()).collect();
    let order = labels_in_order(opinions, &unnumbered, side_by_side);
    for own in order {
        let mut free: Vec<Vec<Number>> = vec![Vec::new(); meeting.sources.len()];
        for (no, (_, cells)) in rows.iter().rev().filter(|(_, (other, _))| side_by_side && *other == own) {
            for (source, _) in cells.iter().enumerate().filter(|(_, cell)| cell.is_none()) {
                free[source].push(no.clone());
            }
        }
        let end = rows.keys().next_back().map_or(start, |no| no.main().max(start));
        let mut next = vec![end + 1; meeting.sources.len()];
        for &member in unnumbered.iter().filter(|i| labels(&opinions[**i], side_by_side) == own) {
            let source = opinions[member].source;
            let no = free[source].pop().unwrap_or_else(|| {
                // Where sources do not stand side by side, each opinion has a number of its own.
                let counter = if side_by_side { source } else { 0 };
                next[counter] += 1;
                Number::plain(next[counter] - 1)
            });
            let (_, cells) = rows.entry(no).or_insert_with(|| (own, vec![None; meeting.sources.len()]));
            cells[source] = Some(member);
        }
    }
}

/// Categories in the order in which they first come, and within each its subcategories.
fn labels_in_order<'a>(opinions: &'a [Opinion], members: &[usize], side_by_side: bool) -> Vec<Labels<'a>> {
    let mut order: Vec<Labels> = Vec::new();
    let mut seen = BTreeSet::new();
    for &member in members {
        let own = labels(&opinions[member], side_by_side);
        if seen.insert(own) {
            let last = order.iter().rposition(|other| other.0 == own.0);
            order.insert(last.map_or(order.len(), |last| last + 1), own);
        }
    }
    order
}

/// The opinions of a section in the order in which they would be numbered if none had a number.
pub fn order(opinions: &[Opinion], section: usize, side_by_side: bool) -> Vec<usize> {
    let members: Vec<usize> = (0..opinions.len()).filter(|index| opinions[*index].section == section).collect();
    let position: BTreeMap<Labels, usize> = labels_in_order(opinions, &members, side_by_side).into_iter().zip(0..).collect();
    let mut order = members;
    order.sort_by_key(|index| position.get(&labels(&opinions[*index], side_by_side)));
    order
}

/// Reports categories that come back after another one: nearly always a slip, and printed as two.
fn apart(opinions: &[Opinion], rows: &Rows, findings: &mut Diagnostics) {
    let mut ended: BTreeMap<&str, &Opinion> = BTreeMap::new();
    let mut last: Option<&Opinion> = None;
    for ((category, _), cells) in rows.values() {
        let Some(opinion) = cells.iter().flatten().next().map(|index| &opinions[*index]) else { continue };
        if last.is_some_and(|last| last.category != *category)
            && let Some(first) = ended.get(category)
        {
            let place = opinion.place.clone().heading(Column::Category.heading());
            let first = first.place.cell.clone().unwrap_or_else(|| first.place.to_string());
            findings.push(Diagnostic::warning(words::category_apart(category, first)).at(place).hint(words::category_apart_hint()));
        }
        if !category.is_empty() {
            ended.insert(category, opinion);
        }
        last = Some(opinion);
    }
}

/// Reports opinions whose number one of another section has, where numbers run through all sections.
fn in_two_sections(opinions: &[Opinion], sections: &[Vec<Row>], findings: &mut Diagnostics) {
    let mut first: BTreeMap<&Number, &Opinion> = BTreeMap::new();
    for rows in sections {
        for row in rows {
            let Some(opinion) = row.cells.iter().flatten().next().map(|index| &opinions[*index]) else { continue };
            match first.get(&row.no) {
                Some(other) => {
                    let error = Diagnostic::error(words::number_in_two_sections(&row.no.text, &other.place));
                    let place = opinion.place.clone().heading(Column::No.heading());
                    findings.push(error.at(place).hint(words::number_in_two_sections_hint()));
                }
                None => drop(first.insert(&row.no, opinion)),
            }
        }
    }
}

/// Reports numbers that no opinion has (欠番).
fn gaps(heading: &str, numbers: &BTreeSet<u32>, kept: bool, findings: &mut Diagnostics) {
    let Some(last) = numbers.last() else { return };
    let missing: Vec<u32> = (1..*last).filter(|no| !numbers.contains(no)).collect();
    let runs = missing.chunk_by(|a, b| b - a == 1).map(|run| match run {
        [first, .., last] if run.len() > 2 => format!("{first}～{last}"),
        few => few.iter().map(u32::to_string).collect::<Vec<_>>().join(", "),
    });
    let shown = runs.collect::<Vec<_>>().join(", ");
    match (missing.is_empty(), heading.is_empty()) {
        (true, _) => return,
        (false, true) => findings.push(Diagnostic::warning(words::missing_numbers_all(shown))),
        (false, false) => findings.push(Diagnostic::warning(words::missing_numbers(heading, shown))),
    }
    if let Some(warning) = findings.0.last_mut().filter(|_| kept) {
        warning.hints.push(words::numbers_kept_hint());
    }
}
