//! Edited: opinions that are new by their text and plainly one that was there before an edit.

use std::collections::{BTreeMap, BTreeSet};

use super::{Kept, Marks, Pairs};
use crate::say::diag::{Diagnostic, Diagnostics};
use crate::say::words;

/// Least similarity of two texts of which one may be the other after an edit, and least distance to the next best.
const ALIKE: f64 = 0.6;
const APART: f64 = 0.15;
/// Least similarity of two texts, of which one stands where the other stood, for it to be asked about.
const IN_PLACE: f64 = 0.3;
/// Most characters of a text that are compared, and most pairs of texts.
const COMPARED: usize = 400;
const PAIRS: usize = 250_000;
/// Most opinions that are named as what a new one may have been.
const NAMED: usize = 3;

/// Gives opinions that are new the row of the one that they were before an edit, where that is plain; else says which it may be.
pub(super) fn pair(now: &[Marks], kept: &[Kept], pairs: &mut Pairs, findings: &mut Diagnostics) {
    let left: Vec<usize> = (0..kept.len()).filter(|index| !pairs.taken[*index] && !kept[*index].gone).collect();
    let open: Vec<usize> = (0..now.len()).filter(|index| pairs.is_open(*index)).collect();
    if left.is_empty() || open.is_empty() {
        return;
    }
    if left.len() * open.len() > PAIRS {
        findings.push(Diagnostic::warning(words::ids_too_many(left.len(), open.len())).at(now[open[0]].place.clone()));
        return;
    }
    let clipped = |text: &str| text.chars().take(COMPARED).collect::<String>();
    let old: Vec<String> = left.iter().map(|index| clipped(&kept[*index].was.text)).collect();
    let new: Vec<String> = open.iter().map(|index| clipped(&now[*index].text)).collect();
    let scores: Vec<Vec<f64>> = new.iter().map(|new| old.iter().map(|old| strsim::normalized_levenshtein(old, new)).collect()).collect();
    let (given, unsure) = matched(&scores);
    for (position, best) in &given {
        let (opinion, was) = (&now[open[*position]], &kept[left[*best]].was);
        findings.push(Diagnostic::note(words::id_edited(was.shown())).at(opinion.place.clone()));
        pairs.pair(open[*position], left[*best]);
    }
    // What is known to be another opinion by now is no candidate.
    let taken: BTreeSet<usize> = given.values().copied().collect();
    // A text that is another one altogether, under the number that the records gave before.
    let number = |row: &Marks| (!row.no.is_empty()).then(|| (row.section.clone(), row.no.clone(), row.source.clone()));
    for position in (0..open.len()).filter(|position| !given.contains_key(position) && !unsure.contains(position)) {
        let opinion = &now[open[position]];
        let same = left.iter().enumerate().find(|(index, row)| !taken.contains(index) && number(&kept[**row].was) == number(opinion));
        let same = same.filter(|_| !opinion.no.is_empty()).or_else(|| {
            let stood = left.iter().enumerate().filter(|(index, row)| !taken.contains(index) && !pairs.taken[**row]);
            in_place(open[position], stood, pairs).filter(|(index, _)| scores[position][*index] >= IN_PLACE)
        });
        if let Some((_, row)) = same {
            let row = &kept[*row].was;
            let named = words::id_unsure_row(row.shown(), row.line());
            let warning = words::Message::both(named, |named| words::id_unsure(named));
            findings.push(Diagnostic::warning(warning).at(opinion.place.clone()).hint(words::id_unsure_hint()));
        }
    }
    for position in unsure {
        let mut candidates: Vec<usize> =
            (0..left.len()).filter(|index| !taken.contains(index) && scores[position][*index] >= ALIKE).collect();
        candidates.sort_by(|a, b| scores[position][*b].total_cmp(&scores[position][*a]));
        candidates.truncate(NAMED);
        if candidates.is_empty() {
            continue;
        }
        let named = candidates.iter().map(|index| &kept[left[*index]].was);
        let named: Vec<(String, words::Message)> =
            named.map(|was| (String::new(), words::id_unsure_row(was.shown(), was.line()))).collect();
        let warning = words::Message::both(words::Message::row("id_unsure_rows", &named), |named| words::id_unsure(named));
        let warning = Diagnostic::warning(warning).at(now[open[position]].place.clone());
        findings.push(warning.hint(words::id_unsure_hint()));
    }
}

/// Which of the old texts each new one plainly is, and which new ones may be one of several, by their places; of each new text
/// its likeness to all old ones.
fn matched(scores: &[Vec<f64>]) -> (BTreeMap<usize, usize>, BTreeSet<usize>) {
    let best_of = |scores: &mut dyn Iterator<Item = f64>| {
        scores.enumerate().fold((None, 0.0, 0.0), |(best, first, second): (Option<usize>, f64, f64), (index, score)| {
            if score > first { (Some(index), score, first) } else { (best, first, second.max(score)) }
        })
    };
    let mut given = BTreeMap::new();
    let mut unsure = BTreeSet::new();
    for (position, row) in scores.iter().enumerate() {
        let (Some(best), score, second) = best_of(&mut row.iter().copied()) else { continue };
        if score < ALIKE {
            continue;
        }
        let (back, _, rival) = best_of(&mut scores.iter().map(|row| row[best]));
        if back == Some(position) && score - second >= APART && score - rival >= APART {
            given.insert(position, best);
        } else {
            unsure.insert(position);
        }
    }
    (given, unsure)
}

/// Of the rows of which no opinion is left, the only one that stood between the same neighbours as an opinion that is new.
fn in_place<'k>(opinion: usize, mut left: impl Iterator<Item = (usize, &'k usize)>, pairs: &Pairs) -> Option<(usize, &'k usize)> {
    let before = opinion.checked_sub(1).map(|index| pairs.of[index]);
    let after = pairs.of.get(opinion + 1).copied();
    // Beside another one that is new nobody can tell.
    if before == Some(None) || after == Some(None) {
        return None;
    }
    let (before, after) = (before.flatten(), after.flatten().unwrap_or(usize::MAX));
    let mut between = left.by_ref().filter(|(_, row)| before.is_none_or(|before| **row > before) && **row < after);
    between.next().filter(|_| between.next().is_none())
}
