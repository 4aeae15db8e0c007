//! Numbers of opinions that have none in the records: once they were printed they stay, whatever is taken out or put in.
//!
//! A number that is free stays open (欠番). What is new behind the last one counts on, what is new between others gets a
//! branch of the one before it (枝番), and what is new before all of them is No. 0. Only `renumber` moves a number.

use std::collections::{BTreeMap, BTreeSet};

use super::{Kept, Marks, begins};
use crate::meeting::headings::Datum;
use crate::meeting::{Meeting, Numbers};
use crate::records::number::Number;
use crate::records::placed::{self, Labels};
use crate::records::record::{Opinion, SheetRow};
use crate::say::diag::{Diagnostic, Diagnostics, Place};
use crate::say::words::{self, Count};

/// Gives opinions without a number the one that they were printed with; `rows` says which row of `ids.csv` each has.
/// Where none was printed yet, nothing is done. Numbers that the records have now and that were others in print are said.
pub fn resume(meeting: &Meeting, kept: &[Kept], rows: &[Option<usize>], opinions: &mut [Opinion], findings: &mut Diagnostics) {
    retyped(kept, rows, opinions, findings);
    let open: Vec<usize> = (0..opinions.len()).filter(|index| opinions[*index].no.is_none()).collect();
    if open.is_empty() || kept.iter().all(|row| Number::parse(&row.was.no).is_none()) {
        return;
    }
    let mut numbering = Numbering::new(meeting, kept, opinions);
    for &index in &open {
        numbering.take_back(index, rows[index].map(|row| &kept[row].was), findings);
    }
    if numbering.side_by_side {
        numbering.part_rows(kept, rows, findings);
        numbering.unite(findings);
    }
    numbering.number_new(findings);
    numbering.check_order(findings);
}

/// Reports numbers of the records that are others than those printed before.
fn retyped(kept: &[Kept], rows: &[Option<usize>], opinions: &[Opinion], findings: &mut Diagnostics) {
    let moved = opinions.iter().zip(rows).filter_map(|(opinion, row)| {
        let (now, was) = (opinion.no.as_ref()?, Number::parse(&kept[(*row)?].was.no)?);
        (*now != was).then(|| (opinion, format!("{}→{}", was.text, now.text)))
    });
    let moved: Vec<_> = moved.collect();
    let Some((first, _)) = moved.first() else { return };
    let shown: Vec<&str> = moved.iter().take(SHOWN).map(|(_, moved)| moved.as_str()).collect();
    let more = if moved.len() > SHOWN { "…" } else { "" };
    let warning = Diagnostic::warning(words::numbers_retyped(Count(moved.len(), "opinion"), shown.join(", ") + more));
    findings.push(warning.at(first.place.clone().heading(Datum::No.heading())).hint(words::numbers_retyped_hint()));
}

/// Most numbers that are said one by one.
const SHOWN: usize = 20;

/// Section, category and subcategory of a row.
type RowLabels = (usize, String, String);

/// The rows of a matrix while what is new is put into them.
#[derive(Default)]
struct MatrixRows {
    of: BTreeMap<RowLabels, BTreeSet<Number>>,
    /// The last row of each section.
    last: BTreeMap<usize, Number>,
    /// For each category and source, the row that was found last.
    found: BTreeMap<(RowLabels, usize), Number>,
}

/// The numbers of one meeting while they are given.
struct Numbering<'a> {
    meeting: &'a Meeting,
    opinions: &'a mut [Opinion],
    side_by_side: bool,
    /// By series: the numbers that were ever given, with the sources whose opinions had them.
    ever: BTreeMap<usize, BTreeMap<Number, BTreeSet<usize>>>,
    /// By series: the numbers of the opinions that are there, each with these opinions.
    there: BTreeMap<usize, BTreeMap<Number, Vec<usize>>>,
    /// Sections in which the records give numbers.
    typed: BTreeSet<usize>,
}

impl<'a> Numbering<'a> {
    fn new(meeting: &'a Meeting, kept: &[Kept], opinions: &'a mut [Opinion]) -> Self {
        let typed = opinions.iter().filter(|opinion| opinion.no.is_some()).map(|opinion| opinion.section).collect();
        let (ever, there) = (BTreeMap::new(), BTreeMap::new());
        let mut numbering = Self { meeting, opinions, side_by_side: meeting.is_side_by_side(), ever, there, typed };
        for row in kept.iter().map(|kept| &kept.was) {
            let section = row.section.parse::<usize>().ok().filter(|section| *section > 0);
            let source = meeting.sources.iter().position(|source| source.key == row.source).unwrap_or(usize::MAX);
            if let (Some(no), Some(section)) = (Number::parse(&row.no), section) {
                numbering.note(section - 1, no, source);
            }
        }
        for index in 0..numbering.opinions.len() {
            if let Some(no) = numbering.opinions[index].no.take() {
                numbering.give(index, no);
            }
        }
        numbering
    }

    /// Sections that are numbered together.
    fn series(&self, section: usize) -> usize {
        if self.meeting.head.numbers == Numbers::Through { 0 } else { section }
    }

    fn note(&mut self, section: usize, no: Number, source: usize) {
        let series = self.series(section);
        self.ever.entry(series).or_default().entry(no).or_default().insert(source);
    }

    fn give(&mut self, index: usize, no: Number) {
        let (section, source) = (self.opinions[index].section, self.opinions[index].source);
        self.note(section, no.clone(), source);
        self.there.entry(self.series(section)).or_default().entry(no.clone()).or_default().push(index);
        self.opinions[index].no = Some(no);
    }

    fn take_away(&mut self, index: usize) {
        let series = self.series(self.opinions[index].section);
        let Some(no) = self.opinions[index].no.take() else { return };
        if let Some(numbers) = self.there.get_mut(&series)
            && let Some(members) = numbers.get_mut(&no)
        {
            members.retain(|member| *member != index);
            if members.is_empty() {
                numbers.remove(&no);
            }
        }
    }

    /// Gives an opinion the number that it was printed with.
    fn take_back(&mut self, index: usize, row: Option<&Marks>, findings: &mut Diagnostics) {
        let Some(row) = row else { return };
        let Some(no) = Number::parse(&row.no) else { return };
        let opinion = &self.opinions[index];
        let was = row.section.parse::<usize>().unwrap_or_default();
        if self.meeting.head.numbers != Numbers::Through && was != opinion.section + 1 {
            let heading = was.checked_sub(1).filter(|was| *was < self.meeting.sections.len()).map(|was| self.meeting.section_heading(was));
            let message = words::number_other_section(format!("{} No.{}", heading.unwrap_or_default(), no.text).trim());
            findings.push(Diagnostic::warning(message).at(opinion.place.clone()));
            return;
        }
        let series = self.series(opinion.section);
        let others = self.there.get(&series).and_then(|numbers| numbers.get(&no)).into_iter().flatten().map(|other| &self.opinions[*other]);
        let mut others = others.filter(|other| !self.side_by_side || other.source == opinion.source || other.section != opinion.section);
        let other = others.next();
        if let Some(other) = other {
            let line = row.line();
            // The one whose number is typed is where a person can change it.
            let (place, named) =
                if other.no.as_ref().is_some_and(|no| no.kept) { (&opinion.place, other) } else { (&other.place, opinion) };
            let error = Diagnostic::error(words::number_of_another(&no.text, begins(named), &named.place)).at(place.clone());
            findings.push(error.hint(words::number_of_another_hint(line)));
            return;
        }
        self.give(index, no.kept());
    }

    /// In a matrix a row has one category: an opinion whose category is another now leaves the row.
    fn part_rows(&mut self, kept: &[Kept], rows: &[Option<usize>], findings: &mut Diagnostics) {
        let mut members: BTreeMap<(usize, Number), Vec<usize>> = BTreeMap::new();
        for (index, opinion) in self.opinions.iter().enumerate() {
            if let Some(no) = &opinion.no {
                members.entry((opinion.section, no.clone())).or_default().push(index);
            }
        }
        for ((_, no), members) in members {
            let labels = |index: &usize| placed::labels(&self.opinions[*index], true);
            let is_as_before = |index: &&usize| {
                let typed = self.opinions[**index].no.as_ref().is_some_and(|no| !no.kept);
                typed
                    || rows[**index]
                        .is_some_and(|row| labels(index) == (kept[row].was.category.as_str(), kept[row].was.subcategory.as_str()))
            };
            let Some(own) = members.iter().find(is_as_before).or(members.first()).map(labels) else { continue };
            let leaving: Vec<usize> = members.iter().filter(|index| labels(index) != own).copied().collect();
            for index in leaving {
                if self.opinions[index].no.as_ref().is_some_and(|no| no.kept) {
                    let warning = Diagnostic::warning(words::number_other_category(&no.text)).at(self.opinions[index].place.clone());
                    findings.push(warning);
                    self.take_away(index);
                }
            }
        }
    }

    /// Gives opinions that the sheet has in one row one number: the first that one of them was printed with.
    fn unite(&mut self, findings: &mut Diagnostics) {
        let mut rows: BTreeMap<(usize, SheetRow), Vec<usize>> = BTreeMap::new();
        for (index, opinion) in self.opinions.iter().enumerate() {
            if let Some(row) = opinion.shared_row() {
                rows.entry((opinion.section, row)).or_default().push(index);
            }
        }
        let rows: Vec<Vec<usize>> = rows.into_values().collect();
        let is_typed = |no: &Number| !no.kept;
        let given = |opinion: &Opinion| opinion.no.clone().filter(is_typed).map(|no| (opinion.section, no));
        let mut claimed: BTreeSet<(usize, Number)> =
            self.opinions.iter().filter_map(given).map(|(section, no)| (self.series(section), no)).collect();
        let mut wanted: Vec<(usize, Number)> = Vec::new();
        for members in rows {
            let series = self.series(self.opinions[members[0]].section);
            let mut numbers = members.iter().filter_map(|index| self.opinions[*index].no.clone());
            let no = numbers.find(|no| is_typed(no) || !claimed.contains(&(series, no.clone())));
            claimed.extend(no.clone().map(|no| (series, no)));
            for index in members {
                if let Some(own) = self.opinions[index].no.clone().filter(|own| own.kept && Some(own) != no.as_ref()) {
                    findings.push(Diagnostic::warning(words::number_other_row(&own.text)).at(self.opinions[index].place.clone()));
                    self.take_away(index);
                }
                wanted.extend(no.clone().filter(|_| self.opinions[index].no.is_none()).map(|no| (index, no)));
            }
        }
        for (index, no) in wanted {
            if self.is_free(index, &no) {
                self.give(index, no.kept());
            }
        }
    }

    /// Whether no other opinion of its source has a number.
    fn is_free(&self, index: usize, no: &Number) -> bool {
        let opinion = &self.opinions[index];
        let members = self.there.get(&self.series(opinion.section)).and_then(|numbers| numbers.get(no));
        members.into_iter().flatten().all(|other| self.opinions[*other].source != opinion.source)
    }

    /// Numbers what is new.
    fn number_new(&mut self, findings: &mut Diagnostics) {
        let mut rows = MatrixRows::default();
        for opinion in self.opinions.iter().filter(|_| self.side_by_side) {
            let (category, subcategory) = placed::labels(opinion, true);
            if let Some(no) = &opinion.no {
                if opinion.sheet_row.is_none() {
                    rows.of.entry((opinion.section, category.to_owned(), subcategory.to_owned())).or_default().insert(no.clone());
                }
                let last = rows.last.entry(opinion.section).or_insert_with(|| no.clone());
                *last = no.clone().max(last.clone());
            }
        }
        for section in 0..self.meeting.sections.len() {
            let order = placed::order(self.opinions, section, self.side_by_side);
            // What stands behind all that have a number counts on from the last, wherever that one stands.
            let tail = order.iter().rposition(|index| self.opinions[*index].no.is_some()).map_or(0, |last| last + 1);
            let last = order.iter().filter_map(|index| self.opinions[*index].no.clone()).max();
            let mut before: Option<Number> = self.last_before(section);
            let mut beside: Option<usize> = None;
            for (position, index) in order.into_iter().enumerate() {
                let row = self.opinions[index].shared_row().filter(|_| self.side_by_side);
                let is_same_row = row.is_some() && beside.is_some_and(|other| self.opinions[other].shared_row() == row);
                if position == tail && !is_same_row {
                    before = last.clone().or(before);
                }
                if self.opinions[index].no.is_none() {
                    let no = before.clone().filter(|no| is_same_row && self.is_free(index, no));
                    let no = match (no, row.is_some()) {
                        (Some(no), _) => no,
                        (None, false) if self.side_by_side => self.in_matrix(index, &mut rows),
                        _ if before.is_none() && position < tail => self.in_front(section, &self.opinions[index].place.clone(), findings),
                        _ => self.behind(section, before.as_ref()),
                    };
                    let behind = rows.last.entry(section).or_insert_with(|| no.clone());
                    *behind = no.clone().max(behind.clone());
                    self.give(index, no.kept());
                }
                before.clone_from(&self.opinions[index].no);
                beside = Some(index);
            }
        }
    }

    /// Where numbers run through all sections: the last one of the sections before.
    fn last_before(&self, section: usize) -> Option<Number> {
        let through = self.meeting.head.numbers == Numbers::Through;
        self.opinions.iter().filter(|opinion| through && opinion.section < section).filter_map(|opinion| opinion.no.clone()).max()
    }

    /// A number for what is new before all others: 0, which nothing had; if something has, the one behind the last.
    fn in_front(&self, section: usize, place: &Place, findings: &mut Diagnostics) -> Number {
        let series = self.series(section);
        let zero = Number::plain(0);
        if self.typed.contains(&section) || self.ever.get(&series).is_some_and(|numbers| numbers.contains_key(&zero)) {
            return self.next(series);
        }
        // Which opinions are new may be what is asked.
        if !findings.has_errors() {
            findings.push(Diagnostic::warning(words::number_zero()).at(place.clone()).hint(words::renumber_way()));
        }
        zero
    }

    /// A number for what is new behind the one with the number `before`.
    fn behind(&self, section: usize, before: Option<&Number>) -> Number {
        let series = self.series(section);
        let last = self.there.get(&series).and_then(|numbers| numbers.keys().next_back());
        match before {
            Some(before) if !self.typed.contains(&section) && last.is_some_and(|last| last > before) => self.branch(series, before),
            _ => self.next(series),
        }
    }

    /// The number behind all that were ever given.
    fn next(&self, series: usize) -> Number {
        let last = self.ever.get(&series).and_then(|numbers| numbers.keys().next_back()).map_or(0, Number::main);
        Number::plain(last + 1)
    }

    /// A branch of `stem`, or of the number that it is a branch of, which was never given.
    fn branch(&self, series: usize, stem: &Number) -> Number {
        let ever = self.ever.get(&series);
        // The last branch of a number; 1 if it has none.
        let last = |stem: &Number| {
            let behind = ever.map(|numbers| numbers.range(stem.clone()..Number::plain(stem.main() + 1)));
            let mut branches = behind.into_iter().flatten().rev().map(|(no, _)| &no.parts);
            let branch = branches.find(|parts| parts.len() == stem.parts.len() + 1 && parts.starts_with(&stem.parts));
            branch.and_then(|parts| parts.last().copied()).unwrap_or(1)
        };
        // Behind the last branch there is room beside it, between branches only below it.
        if let Some((own, parent)) = stem.parts.split_last().filter(|(_, parent)| !parent.is_empty()) {
            let parent = Number { parts: parent.to_vec(), ..stem.clone() };
            if last(&parent) == *own {
                return Number::branch(&parent, own + 1);
            }
        }
        Number::branch(stem, last(stem) + 1)
    }

    /// A number for what is new in a matrix: the first row of its category in which its source never had anything, else a
    /// row behind them.
    fn in_matrix(&mut self, index: usize, rows: &mut MatrixRows) -> Number {
        let opinion = &self.opinions[index];
        let (section, source, series) = (opinion.section, opinion.source, self.series(opinion.section));
        let (category, subcategory) = placed::labels(opinion, true);
        let key = (section, category.to_owned(), subcategory.to_owned());
        let own = rows.of.entry(key.clone()).or_default();
        let ever = self.ever.get(&series);
        let never_had = |no: &&Number| ever.and_then(|numbers| numbers.get(*no)).is_none_or(|sources| !sources.contains(&source));
        // Before the row that was found last there is none.
        let from = rows.found.get(&(key.clone(), source)).cloned().unwrap_or_else(|| Number::plain(0));
        let free = own.range(from..).find(never_had).cloned();
        let no = free.unwrap_or_else(|| {
            let last = own.last().or(rows.last.get(&section)).cloned().or_else(|| self.last_before(section));
            self.behind(section, last.as_ref())
        });
        own.insert(no.clone());
        rows.found.insert((key, source), no.clone());
        let last = rows.last.entry(section).or_insert_with(|| no.clone());
        if no > *last {
            last.clone_from(&no);
        }
        no
    }

    /// Says where the records have another order than the numbers, which the papers follow.
    fn check_order(&self, findings: &mut Diagnostics) {
        for section in (0..self.meeting.sections.len()).filter(|section| !self.typed.contains(section)) {
            let order = placed::order(self.opinions, section, self.side_by_side);
            // In a matrix each source is a list of its own.
            let mut last: BTreeMap<(usize, Labels), usize> = BTreeMap::new();
            for index in order {
                let opinion = &self.opinions[index];
                let list = if self.side_by_side { (opinion.source, placed::labels(opinion, true)) } else { (0, ("", "")) };
                if let Some(before) = last.insert(list, index).map(|before| &self.opinions[before])
                    && let (Some(no), Some(before_no)) = (&opinion.no, &before.no)
                    && no < before_no
                {
                    let message = words::numbers_out_of_order(&no.text, &before_no.text);
                    findings.push(Diagnostic::warning(message).at(opinion.place.clone()).hint(words::renumber_way()));
                    break;
                }
            }
        }
    }
}
