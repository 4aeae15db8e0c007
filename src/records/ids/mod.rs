//! Identifiers and numbers of a table that has none: kept in `ids.csv` beside it, and found again by what the opinions say.
//!
//! [`alike`] tells opinions of the same text apart, [`edited`] finds those whose text was changed, [`numbers`] keeps the
//! printed numbers. What is not plain is asked: an identifier never goes over to another opinion on a guess.

mod alike;
mod edited;
pub mod numbers;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use ecow::{EcoString, eco_format};

use crate::meeting::Meeting;
use crate::meeting::headings::Datum;
use crate::read::table::{Row, Table};
use crate::records::placed::Placed;
use crate::records::record::{self, DerivedId, LONGEST, Opinion, PREFIX, derive_id};
use crate::records::shared::{RECORDS, in_threads};
use crate::say::diag::{Diagnostic, Diagnostics, Place};
use crate::say::{self, GIVEN_SHORTEST, words};

/// File in the meeting's folder.
pub const FILE: &str = "ids.csv";
/// Fewest characters of a derived identifier.
const SHORTEST: usize = GIVEN_SHORTEST;
/// Its columns but for the last, which says whether the opinion is still in the records.
const COLUMNS: [Datum; 9] = [
    Datum::Id,
    Datum::No,
    Datum::Section,
    Datum::SectionTitle,
    Datum::Category,
    Datum::Subcategory,
    Datum::Source,
    Datum::Attribution,
    Datum::Text,
];
/// Heading of the last column.
const STATE: &str = "状態";
/// What stands there for an opinion that is no longer in the records, or a number that nobody gets again.
const GONE: &str = "削除";
/// Most characters of a text that are said.
const SAID: usize = 20;

/// The headings of `ids.csv`.
pub fn headings() -> Vec<&'static str> {
    COLUMNS.iter().map(|column| column.heading()).chain([STATE]).collect()
}

/// What an opinion is known by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    pub id: EcoString,
    /// The number that the records give or that was printed; empty if there is none.
    pub no: EcoString,
    /// Number of the section, from 1, and its title.
    section: EcoString,
    section_title: EcoString,
    category: EcoString,
    subcategory: EcoString,
    source: EcoString,
    attribution: EcoString,
    text: EcoString,
    /// Where in the records it stands, or where in `ids.csv` it stood.
    place: Place,
}

impl Marks {
    fn of(meeting: &Meeting, opinion: &Opinion) -> Self {
        Self {
            id: opinion.id.clone(),
            no: opinion.no.as_ref().map_or_else(EcoString::new, |no| (&no.text).into()),
            section: eco_format!("{}", opinion.section + 1),
            section_title: (&meeting.sections[opinion.section].title).into(),
            category: opinion.category.clone(),
            subcategory: opinion.subcategory.clone(),
            source: (&meeting.sources[opinion.source].key).into(),
            attribution: opinion.attribution.clone(),
            text: opinion.text.clone(),
            place: opinion.place.clone(),
        }
    }

    /// What tells it from others of the same text.
    fn signature(&self) -> [&str; 5] {
        [&self.section, &self.category, &self.subcategory, &self.source, &self.attribution].map(EcoString::as_str)
    }

    /// Whether its identifier follows from what it says.
    fn is_derived(&self) -> bool {
        let section = self.section.parse::<usize>().ok().and_then(|section| section.checked_sub(1));
        let id = section.map(|section| derive_id(section, &self.source, &self.text, &self.attribution, 0));
        id.is_some_and(|id| self.id.len() >= PREFIX.len() + SHORTEST && id.starts_with(self.id.as_bytes()))
    }

    /// Number and beginning, as a person knows it.
    pub fn shown(&self) -> String {
        record::shown(&self.no, &self.text)
    }

    /// The line of its file.
    pub fn line(&self) -> usize {
        self.place.line.unwrap_or_default()
    }
}

/// A row of `ids.csv`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kept {
    /// What the opinion was known by when it was kept.
    pub was: Marks,
    /// Whether it is no longer in the records.
    gone: bool,
}

impl Kept {
    /// The rows of `ids.csv`. Sections are known by their titles, since others may have come before them.
    pub fn read(meeting: &Meeting, table: &Table, findings: &mut Diagnostics) -> Vec<Self> {
        let position = |wanted: &dyn Fn(&str) -> bool| table.headings.iter().position(|heading| wanted(heading));
        let index = COLUMNS.map(|column| position(&|heading| Datum::fixed(heading) == Some(column)));
        let state = position(&|heading| heading.trim() == STATE);
        // With less than was kept, opinions would get other numbers, and what was kept would be lost at the next build.
        let found = index.iter().chain([&state]);
        let missing = headings().into_iter().zip(found).filter(|(_, index)| index.is_none()).map(|(heading, _)| heading);
        let error = |heading| Diagnostic::error(words::heading_missing(heading)).at(table.place.clone());
        findings.0.extend(missing.map(|heading| error(heading).hint(words::ids_headings_hint(headings().join(", ")))));
        let text = |row: &Row, index: Option<usize>| index.map_or_else(EcoString::new, |index| table.text(row, index).into());
        // A spreadsheet program counts rows, not lines of the file.
        let place = |line: usize, row: &Row| Place { line: Some(line + 2), ..row.place.clone() };
        let section = |number: EcoString, title: &str| {
            let mut titled = (1..).zip(&meeting.sections).filter(|(_, section)| !title.is_empty() && section.title == title);
            titled.next().filter(|_| titled.next().is_none()).map_or(number, |(number, _): (usize, _)| eco_format!("{number}"))
        };
        let was = |line: usize, row: &Row| Marks {
            id: text(row, index[0]).trim().into(),
            no: text(row, index[1]).trim().into(),
            section: section(text(row, index[2]).trim().into(), &text(row, index[3])),
            section_title: text(row, index[3]),
            category: text(row, index[4]),
            subcategory: text(row, index[5]),
            source: text(row, index[6]),
            attribution: text(row, index[7]),
            text: text(row, index[8]),
            place: place(line, row),
        };
        let kept = |(line, row): (usize, &Row)| Self { was: was(line, row), gone: !text(row, state).trim().is_empty() };
        let (kept, nameless): (Vec<Self>, Vec<Self>) = table.rows.iter().enumerate().map(kept).partition(|kept| !kept.was.id.is_empty());
        for kept in nameless.into_iter().filter(|kept| index[0].is_some() && !(kept.was.no.is_empty() && kept.was.text.trim().is_empty())) {
            findings.push(Diagnostic::error(words::ids_nameless()).at(kept.was.place).hint(words::ids_nameless_hint()));
        }
        kept
    }

    /// Its cells in `ids.csv`.
    pub fn row(self) -> Vec<String> {
        let state = if self.gone { GONE.to_owned() } else { String::new() };
        let Marks { id, no, section, section_title, category, subcategory, source, attribution, text, .. } = self.was;
        let said = [id, no, section, section_title, category, subcategory, source, attribution, text];
        said.into_iter().map(String::from).chain([state]).collect()
    }
}

/// The beginning of an opinion's text, for messages.
fn begins(opinion: &Opinion) -> String {
    say::line(&opinion.text, SAID)
}

/// Which of the kept rows is which opinion.
struct Pairs {
    /// For each opinion, the index of its row.
    of: Vec<Option<usize>>,
    /// For each row, whether it has an opinion or must not get one.
    taken: Vec<bool>,
    /// Opinions about which somebody was asked.
    asked: BTreeSet<usize>,
}

impl Pairs {
    fn pair(&mut self, opinion: usize, kept: usize) {
        self.of[opinion] = Some(kept);
        self.taken[kept] = true;
    }

    fn is_open(&self, opinion: usize) -> bool {
        self.of[opinion].is_none() && !self.asked.contains(&opinion)
    }
}

/// Gives every opinion whose `id` is empty the one that was kept for it, or else a derived one unlike all others.
/// Returns which row of `ids.csv` each opinion has.
pub fn assign(meeting: &Meeting, kept: &[Kept], opinions: &mut [Opinion], findings: &mut Diagnostics) -> Vec<Option<usize>> {
    if kept.is_empty() {
        derive(meeting, kept, opinions);
        return vec![None; opinions.len()];
    }
    let now: Vec<Marks> = opinions.iter().map(|opinion| Marks::of(meeting, opinion)).collect();
    let mut pairs = Pairs { of: vec![None; opinions.len()], taken: vec![false; kept.len()], asked: BTreeSet::new() };
    // Of two rows of one identifier, that of an opinion which is there counts.
    let mut by_id: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, row) in kept.iter().enumerate() {
        let known = by_id.entry(&row.was.id).or_insert(index);
        if kept[*known].gone && !row.gone {
            *known = index;
        }
    }
    for (index, opinion) in opinions.iter().enumerate().filter(|(_, opinion)| !opinion.id.is_empty()) {
        if let Some(row) = by_id.get(opinion.id.as_str()) {
            pairs.pair(index, *row);
        }
    }
    let typed: BTreeSet<&str> = now.iter().map(|opinion| opinion.id.as_str()).filter(|id| !id.is_empty()).collect();
    for (index, row) in kept.iter().enumerate() {
        // What only keeps a number from being given again is nobody's.
        pairs.taken[index] |= typed.contains(row.was.id.as_str()) || by_id.get(row.was.id.as_str()) != Some(&index);
    }
    if opinions.iter().any(|opinion| opinion.id.is_empty()) {
        // Those with an identifier of their own are not looked for by their text.
        pairs.asked.extend((0..opinions.len()).filter(|index| !opinions[*index].id.is_empty() && pairs.of[*index].is_none()));
        alike::pair(&now, kept, &mut pairs, findings);
        edited::pair(&now, kept, &mut pairs, findings);
        for (opinion, row) in pairs.of.iter().enumerate() {
            if let Some(row) = row {
                opinions[opinion].id.clone_from(&kept[*row].was.id);
            }
        }
        derive(meeting, kept, opinions);
    }
    pairs.of
}

/// Gives those that have no identifier yet one that none has or had, derived from what they say.
fn derive(meeting: &Meeting, kept: &[Kept], opinions: &mut [Opinion]) {
    let open: Vec<usize> = (0..opinions.len()).filter(|index| opinions[*index].id.is_empty()).collect();
    let longest = |index: usize, copy: usize| {
        let opinion = &opinions[index];
        derive_id(opinion.section, &meeting.sources[opinion.source].key, &opinion.text, &opinion.attribution, copy)
    };
    let mut derived: Vec<DerivedId> = in_threads(&open, RECORDS, |index| longest(*index, 0));
    // Opinions equal in all of it are told apart by their order.
    let in_order = |derived: &[DerivedId]| {
        let mut order: Vec<usize> = (0..derived.len()).collect();
        order.sort_unstable_by_key(|position| (derived[*position], *position));
        order
    };
    let mut order = in_order(&derived);
    let same: Vec<Vec<usize>> =
        order.chunk_by(|a, b| derived[*a] == derived[*b]).filter(|equal| equal.len() > 1).map(<[usize]>::to_vec).collect();
    if !same.is_empty() {
        for equal in same {
            for (copy, position) in equal.into_iter().enumerate().skip(1) {
                derived[position] = longest(open[position], copy);
            }
        }
        order = in_order(&derived);
    }
    let given = opinions.iter().map(|opinion| opinion.id.as_str()).filter(|id| !id.is_empty());
    let taken: BTreeSet<&str> = given.chain(kept.iter().map(|kept| kept.was.id.as_str())).collect();
    let mut lengths = vec![SHORTEST; derived.len()];
    // What begins like a neighbour, or is taken, gets more characters, the later one of the table the more of them.
    let begins = |position: usize| shortened(&derived[position], SHORTEST);
    let mut contested: Vec<usize> = Vec::new();
    for (at, position) in order.iter().copied().enumerate() {
        let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|other| order.get(other));
        if beside.into_iter().any(|other| begins(*other) == begins(position)) || taken.contains(begins(position)) {
            contested.push(position);
        }
    }
    contested.sort_unstable();
    let mut taken = taken;
    for position in contested {
        let mut longer = (SHORTEST..=LONGEST).filter(|length| taken.insert(shortened(&derived[position], *length)));
        lengths[position] = longer.next().unwrap_or(0);
    }
    let ids: Vec<EcoString> = derived.iter().zip(lengths).map(|(id, length)| shortened(id, length).into()).collect();
    for (index, id) in open.into_iter().zip(ids) {
        opinions[index].id = id;
    }
}

/// So many characters of a derived identifier, behind what all begin with.
fn shortened(id: &DerivedId, length: usize) -> &str {
    let end = if length == 0 { 0 } else { PREFIX.len() + length };
    std::str::from_utf8(&id[..end]).unwrap_or_default()
}

/// The rows of `ids.csv` from now on, in the order of the records: the opinions that lack an identifier or a number there,
/// and, where they stood, those that are gone, whose identifiers and numbers no other opinion may get. Nothing if every
/// record has its own and none was kept.
pub fn rows(meeting: &Meeting, typed: &BTreeSet<&str>, kept: &[Kept], placed: &Placed) -> Option<Vec<Kept>> {
    let printed = placed.in_order().map(|(no, opinion)| (opinion.id.as_str(), no.to_owned())).collect();
    rows_with(meeting, typed, kept, &placed.opinions, &printed)
}

/// The same with new numbers, by identifier. Numbers that were given before are free again.
pub fn renumbered(
    meeting: &Meeting,
    typed: &BTreeSet<&str>,
    kept: &[Kept],
    opinions: &[Opinion],
    numbers: &BTreeMap<&str, String>,
) -> Option<Vec<Kept>> {
    let kept: Vec<Kept> = kept.iter().cloned().map(|row| Kept { was: Marks { no: EcoString::new(), ..row.was }, ..row }).collect();
    rows_with(meeting, typed, &kept, opinions, numbers)
}

fn rows_with(
    meeting: &Meeting,
    typed: &BTreeSet<&str>,
    kept: &[Kept],
    opinions: &[Opinion],
    printed: &BTreeMap<&str, String>,
) -> Option<Vec<Kept>> {
    let has_number = |opinion: &Opinion| opinion.no.as_ref().is_some_and(|no| !no.kept);
    let lacks = opinions.iter().filter(|opinion| !typed.contains(opinion.id.as_str()) || !has_number(opinion));
    let number = |opinion: &Opinion| printed.get(opinion.id.as_str()).cloned().unwrap_or_default();
    let row = |opinion| Kept { was: Marks { no: number(opinion).into(), ..Marks::of(meeting, opinion) }, gone: false };
    let rows: Vec<Kept> = lacks.map(row).collect();
    if rows.is_empty() && kept.is_empty() {
        return None;
    }
    // The number of each opinion that has none of its own.
    let own = |opinion: &Opinion| (!has_number(opinion)).then(|| number(opinion));
    let numbers: BTreeMap<&str, Option<String>> = opinions.iter().map(|opinion| (opinion.id.as_str(), own(opinion))).collect();
    let listed: BTreeSet<EcoString> = rows.iter().map(|row| row.was.id.clone()).collect();
    // What is gone follows what stood before it.
    let mut after: BTreeMap<EcoString, Vec<Kept>> = BTreeMap::new();
    let mut before = EcoString::new();
    for row in kept {
        let stays = match numbers.get(row.was.id.as_str()) {
            // The opinion is there. Its old number stays open if it was printed and the opinion has another one now.
            Some(Some(now)) => row.was.no.is_empty() || row.was.no == *now,
            Some(None) => true,
            None => false,
        };
        if !stays {
            after.entry(before.clone()).or_default().push(Kept { gone: true, ..row.clone() });
        }
        if !row.gone && listed.contains(&row.was.id) {
            before.clone_from(&row.was.id);
        }
    }
    let mut all: Vec<Kept> = after.remove("").unwrap_or_default();
    for row in rows {
        let gone = after.remove(row.was.id.as_str()).unwrap_or_default();
        all.push(row);
        all.extend(gone);
    }
    Some(all)
}
