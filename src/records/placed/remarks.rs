//! Remarks: what is said of where opinions are printed: labels that come back, numbers that are missing, twice or in
//! another order than the table has them.

use std::collections::{BTreeMap, BTreeSet};

use super::{NumberRow, Rows, by_row};
use crate::meeting::Meeting;
use crate::meeting::headings::Datum;
use crate::records::number::Number;
use crate::records::record::Opinion;
use crate::say::diag::{About, Diagnostic, Diagnostics, Severity};
use crate::say::words::{self, Message};

/// Reports categories of a source that come back after another one, and are printed together all the same.
pub(super) fn joined(opinions: &[Opinion], unnumbered: &[usize], findings: &mut Diagnostics) {
    let mut ended: BTreeMap<(usize, &str), &Opinion> = BTreeMap::new();
    let mut last: BTreeMap<usize, &str> = BTreeMap::new();
    for opinion in unnumbered.iter().map(|index| &opinions[*index]).filter(|opinion| !opinion.category.is_empty()) {
        let category = opinion.category.as_str();
        let before = last.insert(opinion.source, category);
        match ended.get(&(opinion.source, category)) {
            Some(first) if before != Some(category) => {
                for place in [&first.place, &opinion.place].map(|place| place.clone().heading(Datum::Category.heading())) {
                    findings.push(Diagnostic::guess(words::category_joined(category)).at(place));
                }
            }
            _ => drop(ended.insert((opinion.source, category), opinion)),
        }
    }
}

/// Reports categories that come back after another one: nearly always a slip, and printed as two. All their places are named.
pub(super) fn apart(meeting: &Meeting, opinions: &[Opinion], rows: &Rows, findings: &mut Diagnostics) {
    // Tables of several worksheets begin anew with each.
    let side_by_side = meeting.is_side_by_side();
    let mut ended: BTreeMap<(&str, Option<&str>), Ended> = BTreeMap::new();
    let mut last: Option<&Opinion> = None;
    let numbers = || rows.values().flat_map(|(_, cells)| cells.iter().flatten()).filter_map(|index| opinions[*index].no.as_ref());
    let (is_numbered, is_kept) = (numbers().next().is_some(), numbers().any(|no| no.kept));
    let mut taken = BTreeSet::new();
    for (no, ((category, _), cells)) in rows {
        let Some(opinion) = cells.iter().flatten().next().map(|index| &opinions[*index]) else { continue };
        let own = (*category, opinion.place.sheet.as_deref().filter(|_| !side_by_side));
        let before = ended.get(&own);
        let returns = last.is_some_and(|last| last.category != *category) && before.is_some();
        if let Some(before) = before.filter(|_| returns) {
            let hint = match (is_kept, is_numbered) {
                (true, _) => words::category_apart_kept_hint(),
                (false, true) => {
                    let branch = free_branch(rows, &taken, before.stem);
                    taken.insert(branch.clone());
                    words::category_apart_number_hint(&no.text, branch.text)
                }
                (false, false) => words::category_apart_hint(),
            };
            for named in (!before.is_named).then_some(before.last).into_iter().chain([opinion]) {
                let place = named.place.clone().heading(Datum::Category.heading());
                findings.push(Diagnostic::warning(words::category_apart(category)).at(place).hint(hint.clone()));
            }
        }
        if !category.is_empty() {
            let stem = before.filter(|before| returns || before.is_apart);
            let (stem, is_apart) = stem.map_or((no, false), |before| (before.stem, true));
            ended.insert(own, Ended { last: opinion, stem, is_named: returns, is_apart });
        }
        last = Some(opinion);
    }
}

/// Where a category was printed so far: its last opinion, whether that is named, the last number before it came back, and
/// whether it has.
struct Ended<'a> {
    last: &'a Opinion,
    stem: &'a Number,
    is_named: bool,
    is_apart: bool,
}

/// A branch of a number that no row has and that was not given to another one.
fn free_branch(rows: &Rows, taken: &BTreeSet<Number>, stem: &Number) -> Number {
    let plain = Number::plain(stem.main());
    let mut branches = (2..).map(|branch| Number::branch(&plain, branch));
    branches.find(|branch| branch > stem && !rows.contains_key(branch) && !taken.contains(branch)).unwrap_or(plain)
}

/// Reports opinions without a number in the records that are printed behind one that the table has below them.
pub(super) fn blank_between(meeting: &Meeting, opinions: &[Opinion], rows: &Rows, findings: &mut Diagnostics) {
    if has_faulty_row(findings) {
        return;
    }
    let side_by_side = meeting.is_side_by_side();
    let is_typed = |index: usize| opinions[index].no.as_ref().is_some_and(|no| !no.kept);
    let numbers: BTreeMap<usize, &Number> =
        rows.iter().flat_map(|(no, (_, cells))| cells.iter().flatten().map(move |index| (*index, no))).collect();
    let mut order: Vec<usize> = numbers.keys().copied().collect();
    by_row(opinions, &mut order);
    // For each place, the lowest number that the records give below it on the same sheet.
    let mut lowest: Vec<Option<&Number>> = vec![None; order.len()];
    let mut of_sheet: BTreeMap<Option<&str>, &Number> = BTreeMap::new();
    for (position, &index) in order.iter().enumerate().rev() {
        let sheet = opinions[index].place.sheet.as_deref();
        lowest[position] = of_sheet.get(&sheet).copied();
        if is_typed(index) {
            let no = lowest[position].map_or(numbers[&index], |no| no.min(numbers[&index]));
            of_sheet.insert(sheet, no);
        }
    }
    let (mut seen, mut taken) = (BTreeSet::new(), BTreeSet::new());
    for (position, &index) in order.iter().enumerate() {
        // In lists that stand side by side the others take free places, wherever these are.
        if is_typed(index) || side_by_side && opinions[index].sheet_row.is_none() {
            continue;
        }
        let own = numbers[&index];
        if lowest[position].is_none_or(|no| no >= own) {
            continue;
        }
        let below =
            order[position + 1..].iter().filter(|other| is_typed(**other) && opinions[**other].place.sheet == opinions[index].place.sheet);
        let Some(below) = below.map(|other| numbers[other]).find(|no| *no < own) else { continue };
        let above = order[..position].iter().rev().find(|other| is_typed(**other)).map(|other| numbers[other]);
        if seen.insert(own) {
            let warning = Diagnostic::warning(words::number_blank(&own.text, &below.text));
            let hint = above.map_or_else(words::number_blank_first_hint, |above| {
                let branch = free_branch(rows, &taken, above);
                taken.insert(branch.clone());
                words::number_blank_hint(branch.text)
            });
            findings.push(warning.at(opinions[index].place.clone().heading(Datum::No.heading())).hint(hint));
        }
    }
}

/// Reports numbers that the records give in another order than their rows have.
pub(super) fn typed_out_of_order(opinions: &[Opinion], members: &[usize], findings: &mut Diagnostics) {
    if has_faulty_row(findings) {
        return;
    }
    let mut order = members.to_vec();
    by_row(opinions, &mut order);
    let mut highest: BTreeMap<Option<&str>, &Number> = BTreeMap::new();
    for opinion in order.iter().map(|index| &opinions[*index]) {
        let Some(no) = opinion.no.as_ref().filter(|no| !no.kept) else { continue };
        let highest = highest.entry(opinion.place.sheet.as_deref()).or_insert(no);
        if *highest > no {
            let guess = Diagnostic::guess(words::typed_out_of_order()).hint(words::typed_out_of_order_hint());
            findings.push(guess.at(opinion.place.clone().heading(Datum::No.heading())));
        } else {
            *highest = no;
        }
    }
}

/// Reports opinions whose number one of another section has, where numbers run through all sections.
pub(super) fn in_two_sections(opinions: &[Opinion], sections: &[Vec<NumberRow>], findings: &mut Diagnostics) {
    let mut first: BTreeMap<&Number, &Opinion> = BTreeMap::new();
    for rows in sections {
        for row in rows {
            let Some(opinion) = row.cells.iter().flatten().next().map(|index| &opinions[*index]) else { continue };
            match first.get(&row.no) {
                Some(other) => {
                    let error =
                        Diagnostic::error(words::number_in_two_sections(&row.no.text, other.place.clone().heading(Datum::No.heading())));
                    let place = opinion.place.clone().heading(Datum::No.heading());
                    findings.push(error.at(place).hint(words::number_in_two_sections_hint().by("meeting.numbers=\"section\"")));
                }
                None => drop(first.insert(&row.no, opinion)),
            }
        }
    }
}

/// The numbers of rows that are left out, about which that was said.
pub(super) struct LeftOutNumbers(Vec<u32>);

impl LeftOutNumbers {
    pub fn of(findings: &Diagnostics) -> Self {
        let left_out = |finding: &Diagnostic| if let Some(About::LeftOut(no)) = &finding.about { Number::parse(no) } else { None };
        Self(findings.0.iter().filter_map(left_out).map(|number| number.main()).collect())
    }

    /// Whether a number is missing because its row is left out. Each row accounts for one number.
    fn accounts_for(&mut self, number: u32) -> bool {
        self.0.iter().position(|other| *other == number).map(|index| self.0.swap_remove(index)).is_some()
    }
}

/// Whether a row has an error, of which a number may be the consequence.
fn has_faulty_row(findings: &Diagnostics) -> bool {
    let is_in_row = |finding: &&Diagnostic| finding.place.as_ref().is_some_and(|place| place.cell.is_some() || place.line.is_some());
    findings.0.iter().filter(is_in_row).any(|finding| finding.severity == Severity::Error)
}

/// Reports numbers that no opinion has (欠番), unless that follows from what else is said.
pub(super) fn gaps(
    heading: &str,
    numbers: &BTreeSet<u32>,
    hint: Option<Message>,
    left_out: &mut LeftOutNumbers,
    findings: &mut Diagnostics,
) {
    let Some(last) = numbers.last() else { return };
    if has_faulty_row(findings) {
        return;
    }
    let missing: Vec<u32> = (1..*last).filter(|no| !numbers.contains(no) && !left_out.accounts_for(*no)).collect();
    let runs = missing.chunk_by(|a, b| b - a == 1).map(|run| match run {
        [first, .., last] if run.len() > 2 => format!("{first}～{last}"),
        few => few.iter().map(u32::to_string).collect::<Vec<_>>().join(", "),
    });
    let shown = runs.collect::<Vec<_>>().join(", ");
    if !missing.is_empty() {
        let said = if heading.is_empty() { words::missing_numbers_all(shown) } else { words::missing_numbers(heading, shown) };
        findings.push(hint.into_iter().fold(Diagnostic::warning(said), Diagnostic::hint));
    }
}
