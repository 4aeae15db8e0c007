//! Identifiers of a table that has none: kept in `ids.csv` beside it, and found again by what the opinions say.
//!
//! An opinion whose text was edited keeps its identifier where only one is meant; else it gets a new one and the
//! person is told which line of `ids.csv` to change if it is the same after all.

use std::collections::{BTreeMap, BTreeSet};

use crate::meeting::Meeting;
use crate::meeting::headings::Column;
use crate::read::table::Table;
use crate::records::record::{Opinion, PREFIX, derive_id};
use crate::records::shared::in_threads;
use crate::say::diag::{Diagnostic, Diagnostics};
use crate::say::words;

/// File in the meeting's folder.
pub const FILE: &str = "ids.csv";
/// Its columns.
pub const COLUMNS: [Column; 5] = [Column::Id, Column::Section, Column::Source, Column::Attribution, Column::Text];
/// Fewest and most characters of a derived identifier.
const SHORTEST: usize = 5;
const LONGEST: usize = 32;
/// Least similarity of two texts of which one may be the other after an edit, and least distance to the next best.
const ALIKE: f64 = 0.6;
const APART: f64 = 0.15;
/// Most characters of a text that are compared, and most pairs of texts.
const COMPARED: usize = 400;
const PAIRS: usize = 250_000;

/// An identifier that was given to an opinion, and what the opinion said then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub id: String,
    section: String,
    source: String,
    attribution: String,
    text: String,
}

impl Kept {
    /// The rows of `ids.csv`.
    pub fn read(table: &Table) -> Vec<Self> {
        let index = COLUMNS.map(|column| table.headings.iter().position(|heading| Column::fixed(heading) == Some(column)));
        let text = |row, index: Option<usize>| index.map_or("", |index| table.text(row, index)).to_owned();
        let kept = |row| Self {
            id: text(row, index[0]),
            section: text(row, index[1]),
            source: text(row, index[2]),
            attribution: text(row, index[3]),
            text: text(row, index[4]),
        };
        table.rows.iter().map(kept).filter(|kept| !kept.id.is_empty()).collect()
    }

    fn of(meeting: &Meeting, opinion: &Opinion) -> Self {
        Self {
            id: opinion.id.clone(),
            section: (opinion.section + 1).to_string(),
            source: meeting.sources[opinion.source].key.clone(),
            attribution: opinion.attribution.clone(),
            text: opinion.text.clone(),
        }
    }

    fn row(self) -> Vec<String> {
        vec![self.id, self.section, self.source, self.attribution, self.text]
    }
}

/// Gives every opinion whose `id` is empty the one that was kept for it, or else a derived one unlike all others.
pub fn assign(meeting: &Meeting, kept: &[Kept], opinions: &mut [Opinion], findings: &mut Diagnostics) {
    let typed: BTreeSet<String> = opinions.iter().filter(|o| !o.id.is_empty()).map(|o| o.id.clone()).collect();
    let mut open: Vec<usize> = (0..opinions.len()).filter(|index| opinions[*index].id.is_empty()).collect();
    if open.is_empty() {
        return;
    }
    let mut left: Vec<usize> = (0..kept.len()).filter(|index| !typed.contains(&kept[*index].id)).collect();
    // The more two have in common, the sooner one is the other.
    let keys: [fn(&Kept) -> [String; 4]; 3] = [
        |kept| [&kept.text, &kept.source, &kept.section, &kept.attribution].map(String::clone),
        |kept| [kept.text.clone(), kept.source.clone(), String::new(), String::new()],
        |kept| [kept.text.clone(), String::new(), String::new(), String::new()],
    ];
    for key in keys {
        if left.is_empty() {
            break;
        }
        let mut by_key: BTreeMap<[String; 4], Vec<usize>> = BTreeMap::new();
        for index in left.iter().rev() {
            by_key.entry(key(&kept[*index])).or_default().push(*index);
        }
        open.retain(|opinion| {
            let now = Kept::of(meeting, &opinions[*opinion]);
            let found = by_key.get_mut(&key(&now)).and_then(Vec::pop);
            if let Some(found) = found {
                opinions[*opinion].id.clone_from(&kept[found].id);
                left.retain(|index| *index != found);
            }
            found.is_none()
        });
    }
    edited(kept, &mut left, &mut open, opinions, findings);
    derive(meeting, kept, &open, opinions);
}

/// Gives each of the opinions `open` an identifier that is derived from what it says.
fn derive(meeting: &Meeting, kept: &[Kept], open: &[usize], opinions: &mut [Opinion]) {
    let longest = |index: usize, copy: usize| {
        let opinion = &opinions[index];
        derive_id(opinion.section, &meeting.sources[opinion.source].key, &opinion.text, &opinion.attribution, copy, LONGEST)
    };
    let mut derived: Vec<String> = in_threads(open, |index| longest(*index, 0));
    // Opinions equal in all of it are told apart by their order.
    let mut copies: BTreeMap<&str, usize> = BTreeMap::new();
    let mut again = Vec::new();
    for (position, (id, index)) in derived.iter().zip(open).enumerate() {
        let copy = copies.entry(id).or_default();
        if *copy > 0 {
            again.push((position, longest(*index, *copy)));
        }
        *copy += 1;
    }
    for (position, id) in again {
        derived[position] = id;
    }
    let given = opinions.iter().map(|opinion| opinion.id.as_str()).filter(|id| !id.is_empty());
    let mut taken: BTreeSet<&str> = given.chain(kept.iter().map(|kept| kept.id.as_str())).collect();
    let mut lengths = Vec::with_capacity(derived.len());
    for id in &derived {
        let mut shortened = (SHORTEST..=LONGEST).map(|length| PREFIX.len() + length);
        lengths.push(shortened.find(|length| taken.insert(&id[..*length])).unwrap_or_default());
    }
    for ((index, mut id), length) in open.iter().zip(derived).zip(lengths) {
        id.truncate(length);
        opinions[*index].id = id;
    }
}

/// Gives opinions that are new the identifier of the one that they were before an edit, where that is plain.
fn edited(kept: &[Kept], left: &mut Vec<usize>, open: &mut Vec<usize>, opinions: &mut [Opinion], findings: &mut Diagnostics) {
    if left.is_empty() || open.is_empty() || left.len() * open.len() > PAIRS {
        return;
    }
    let clipped = |text: &str| text.chars().take(COMPARED).collect::<String>();
    let old: Vec<String> = left.iter().map(|index| clipped(&kept[*index].text)).collect();
    let new: Vec<String> = open.iter().map(|index| clipped(&opinions[*index].text)).collect();
    let scores: Vec<Vec<f64>> = new.iter().map(|new| old.iter().map(|old| strsim::normalized_levenshtein(old, new)).collect()).collect();
    let best_of = |scores: &mut dyn Iterator<Item = f64>| {
        scores.enumerate().fold((None, 0.0, 0.0), |(best, first, second): (Option<usize>, f64, f64), (index, score)| {
            if score > first { (Some(index), score, first) } else { (best, first, second.max(score)) }
        })
    };
    let mut given = BTreeMap::new();
    for (position, row) in scores.iter().enumerate() {
        let (Some(best), score, second) = best_of(&mut row.iter().copied()) else { continue };
        if score < ALIKE {
            continue;
        }
        let (back, _, rival) = best_of(&mut scores.iter().map(|row| row[best]));
        let (opinion, was) = (&opinions[open[position]], &kept[left[best]]);
        if back == Some(position) && score - second >= APART && score - rival >= APART {
            findings.push(Diagnostic::note(words::id_edited(&was.id)).at(opinion.place.clone()));
            given.insert(position, best);
        } else {
            let warning = Diagnostic::warning(words::id_unsure(&was.id)).at(opinion.place.clone());
            findings.push(warning.hint(words::id_unsure_hint(&was.id)));
        }
    }
    for (position, best) in &given {
        opinions[open[*position]].id.clone_from(&kept[left[*best]].id);
    }
    let (taken, found): (BTreeSet<usize>, BTreeSet<usize>) = given.into_iter().unzip();
    let mut position = 0..;
    open.retain(|_| position.next().is_some_and(|position| !taken.contains(&position)));
    let mut position = 0..;
    left.retain(|_| position.next().is_some_and(|position| !found.contains(&position)));
}

/// The rows of `ids.csv` from now on: the opinions whose records have no identifier, then those that are gone, whose
/// identifiers no other opinion may get. Nothing if every record has its own and none was kept.
pub fn rows(meeting: &Meeting, typed: &BTreeSet<&str>, kept: &[Kept], opinions: &[Opinion]) -> Option<Vec<Vec<String>>> {
    let mut now: Vec<Kept> = opinions.iter().filter(|o| !typed.contains(o.id.as_str())).map(|o| Kept::of(meeting, o)).collect();
    if now.is_empty() && kept.is_empty() {
        return None;
    }
    let present: BTreeSet<String> = opinions.iter().map(|opinion| opinion.id.clone()).collect();
    now.extend(kept.iter().filter(|kept| !present.contains(&kept.id)).cloned());
    Some(now.into_iter().map(Kept::row).collect())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::records::{load, validate};

    fn read(csv: &str, kept: &[Kept]) -> (Vec<(String, String)>, Vec<Kept>, Vec<&'static str>) {
        let meeting = Meeting::parse("[meeting]\ntitle = \"あ\"\ndate = 2026-04-01\n", Path::new("m")).unwrap();
        let mut findings = Diagnostics::default();
        let mut records = load::records(&meeting, "a.csv", csv.as_bytes(), &mut findings).unwrap();
        records.kept = kept.to_vec();
        let opinions = validate::validate(&meeting, &records, &mut findings);
        let rows = rows(&meeting, &records.typed_ids(), &records.kept, &opinions).unwrap();
        let headings = COLUMNS.map(|column| column.heading().to_owned()).to_vec();
        let row = |cells| crate::read::table::Row { cells, ..Default::default() };
        let table = Table { headings, rows: rows.into_iter().map(row).collect(), ..Table::default() };
        let said = findings.0.iter().map(|finding| finding.message.key()).filter(|key| *key != "ids_derived").collect();
        (opinions.into_iter().map(|o| (o.text, o.id)).collect(), Kept::read(&table), said)
    }

    #[test]
    fn ids_kept() {
        let (first, kept, _) = read("意見\n駐車場が足りないので増やしてほしい。\n開館時間を延ばしてほしい。\n同じ\n同じ\n", &[]);
        let ids: BTreeSet<&String> = first.iter().map(|(_, id)| id).collect();
        assert_eq!(ids.len(), 4);
        // Another order, an edit, a new one, and one less.
        let (second, again, said) =
            read("意見\n開館時間を延ばしてほしい。\n同じ\n駐車場が足りないので、増やしてほしい。\n看板が見えない。\n", &kept);
        let id = |text: &str| &second.iter().find(|(other, _)| other == text).unwrap().1;
        assert_eq!(id("開館時間を延ばしてほしい。"), &first[1].1);
        assert_eq!(id("駐車場が足りないので、増やしてほしい。"), &first[0].1);
        assert_eq!(id("同じ"), &first[2].1);
        assert!(!first.iter().any(|(_, old)| old == id("看板が見えない。")));
        assert_eq!((said, again.len()), (vec!["id_edited"], 5));
        // What is gone and comes back is the same again.
        let (third, ..) = read("意見\n同じ\n同じ\n", &again);
        assert_eq!(third.iter().map(|(_, id)| id).collect::<Vec<_>>(), [&first[2].1, &first[3].1]);
    }

    #[test]
    fn ids_unsure() {
        let (_, kept, _) = read("意見\n駐車場を広くしてほしい。\n駐輪場を広くしてほしい。\n", &[]);
        let (.., said) = read("意見\n駐機場を広くしてほしい。\n", &kept);
        assert_eq!(said, ["id_unsure"]);
    }
}
