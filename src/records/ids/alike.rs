//! Alike: which of several opinions with the same text is which. Number, section, source and attribution tell them apart,
//! and the opinions between which they stand. Where all that does not, somebody is asked.

use std::collections::BTreeMap;

use super::{Kept, Marks, Pairs};
use crate::say::diag::{Diagnostic, Diagnostics};
use crate::say::words;

/// Most places that are named.
const NAMED: usize = 6;

/// Between which rows of `ids.csv` that are still there something stands.
type Between = (Option<usize>, Option<usize>);

/// Finds opinions whose text is the same as it was.
pub(super) fn pair(now: &[Marks], kept: &[Kept], pairs: &mut Pairs, findings: &mut Diagnostics) {
    revived(kept, pairs);
    let open = Group {
        old: (0..kept.len()).filter(|index| !pairs.taken[*index] && !kept[*index].gone).collect(),
        new: (0..now.len()).filter(|index| pairs.is_open(*index)).collect(),
    };
    let texts = open.by(|old| Some(kept[old].was.text.as_str()), |new| Some(now[new].text.as_str()));
    let mut several: Vec<Group> = Vec::new();
    for group in texts.into_values().filter(|group| !group.old.is_empty() && !group.new.is_empty()) {
        match (group.old.as_slice(), group.new.as_slice()) {
            ([old], [new]) if (&kept[*old].was.source, &kept[*old].was.attribution) == (&now[*new].source, &now[*new].attribution) => {
                pairs.pair(*new, *old);
            }
            _ => several.push(group),
        }
    }
    let numbers_stand =
        pairs.of.iter().enumerate().all(|(opinion, row)| row.is_none_or(|row| same_number(&now[opinion], &kept[row].was).unwrap_or(true)));
    // Opinions that say the same in all are the same ones in another order if none came and none went.
    let is_reordered = !several.is_empty() && reordered(now, kept, pairs);
    let places = Places::new(kept, pairs);
    for mut group in several {
        if numbers_stand {
            group.by_number(now, kept, pairs);
        }
        group.by_signature(now, kept, pairs, &places, is_reordered);
        group.by_place(pairs, &places);
        if group.old.is_empty() || group.new.is_empty() {
            continue;
        }
        group.ask(now, kept, findings);
        pairs.asked.extend(group.new);
        group.old.iter().for_each(|old| pairs.taken[*old] = true);
    }
    returned(now, kept, pairs);
}

/// Of two rows that share a number, text and all, which no build writes, somebody brought one back in the place of the one that
/// was made for the text as it is now. That one is nobody's from now on.
fn revived(kept: &[Kept], pairs: &mut Pairs) {
    let mut rows: BTreeMap<(&str, &str, [&str; 5]), Vec<usize>> = BTreeMap::new();
    for (index, row) in kept.iter().enumerate().filter(|(index, row)| !pairs.taken[*index] && !row.gone && !row.was.no.is_empty()) {
        rows.entry((&row.was.no, &row.was.text, row.was.signature())).or_default().push(index);
    }
    for rows in rows.into_values().filter(|rows| rows.len() == 2) {
        let (made, others): (Vec<usize>, Vec<usize>) = rows.into_iter().partition(|index| kept[*index].was.is_derived());
        if let ([made], [_]) = (made.as_slice(), others.as_slice()) {
            pairs.taken[*made] = true;
        }
    }
}

/// Whether the number that the records give is the one that was printed; nothing if they give none or none was.
fn same_number(now: &Marks, was: &Marks) -> Option<bool> {
    (!now.no.is_empty() && !was.no.is_empty()).then(|| now.no == was.no && now.section == was.section)
}

/// Whether the records hold just what they held, each opinion with section, source and attribution.
fn reordered(now: &[Marks], kept: &[Kept], pairs: &Pairs) -> bool {
    let mut counts: BTreeMap<(&str, [&str; 5]), i64> = BTreeMap::new();
    for Kept { was, .. } in kept.iter().filter(|row| !row.gone) {
        *counts.entry((&was.text, was.signature())).or_default() += 1;
    }
    for opinion in now {
        *counts.entry((&opinion.text, opinion.signature())).or_default() -= 1;
    }
    pairs.asked.is_empty() && counts.values().all(|count| *count == 0)
}

/// Between what each row and each opinion stands, as far as it was found again.
struct Places {
    old: Vec<Between>,
    new: Vec<Between>,
}

impl Places {
    fn new(kept: &[Kept], pairs: &Pairs) -> Self {
        let mut is_there = vec![false; kept.len()];
        pairs.of.iter().flatten().for_each(|row| is_there[*row] = !kept[*row].gone);
        let rows: Vec<Option<usize>> = (0..kept.len()).map(|row| is_there[row].then_some(row)).collect();
        let opinions: Vec<Option<usize>> = pairs.of.iter().map(|row| row.filter(|row| is_there[*row])).collect();
        Self { old: between(&rows), new: between(&opinions) }
    }
}

/// For each position, what is known before and behind it.
fn between(known: &[Option<usize>]) -> Vec<Between> {
    let mut places: Vec<Between> = vec![(None, None); known.len()];
    let mut last = None;
    for (position, row) in known.iter().enumerate() {
        places[position].0 = last;
        last = row.or(last);
    }
    last = None;
    for (position, row) in known.iter().enumerate().rev() {
        places[position].1 = last;
        last = row.or(last);
    }
    places
}

/// Rows and opinions of one text of which it is not known yet which is which.
#[derive(Default)]
struct Group {
    old: Vec<usize>,
    new: Vec<usize>,
}

impl Group {
    /// Its rows and opinions that have something in common.
    fn by<K: Ord>(&self, old_key: impl Fn(usize) -> Option<K>, new_key: impl Fn(usize) -> Option<K>) -> BTreeMap<K, Group> {
        let mut groups: BTreeMap<K, Group> = BTreeMap::new();
        for (old, key) in self.old.iter().filter_map(|old| Some((*old, old_key(*old)?))) {
            groups.entry(key).or_default().old.push(old);
        }
        for (new, key) in self.new.iter().filter_map(|new| Some((*new, new_key(*new)?))) {
            groups.entry(key).or_default().new.push(new);
        }
        groups
    }

    /// Those whose numbers stand in the records. Where some are gone and others are there that were not, numbers moved, and the
    /// same number may be another opinion.
    fn by_number(&mut self, now: &[Marks], kept: &[Kept], pairs: &mut Pairs) {
        let key = |row: &Marks| (row.section.clone(), row.no.clone(), row.source.clone());
        let has_number = |row: &&Marks| !row.no.is_empty();
        let numbered = self.by(|old| Some(&kept[old].was).filter(has_number).map(key), |new| Some(&now[new]).filter(has_number).map(key));
        if numbered.values().any(|group| group.old.is_empty()) && numbered.values().any(|group| group.new.is_empty()) {
            return;
        }
        for group in numbered.values() {
            if let ([old], [new]) = (group.old.as_slice(), group.new.as_slice()) {
                pairs.pair(*new, *old);
            }
        }
        self.forget_paired(pairs);
    }

    fn forget_paired(&mut self, pairs: &Pairs) {
        self.old.retain(|old| !pairs.taken[*old]);
        self.new.retain(|new| pairs.is_open(*new));
    }

    /// Those that have section, category, source and attribution in common: as many as there were, or as many in a place as
    /// stood there.
    fn by_signature(&mut self, now: &[Marks], kept: &[Kept], pairs: &mut Pairs, places: &Places, is_reordered: bool) {
        let classes = self.by(|old| Some(kept[old].was.signature()), |new| Some(now[new].signature()));
        let mut rest = Group::default();
        for mut class in classes.into_values() {
            if !is_reordered {
                class.by_place(pairs, places);
            }
            if class.old.len() == class.new.len() && (is_reordered || class.old.len() == 1) {
                class.new.iter().zip(&class.old).for_each(|(new, old)| pairs.pair(*new, *old));
                class = Group::default();
            }
            rest.old.extend(class.old);
            rest.new.extend(class.new);
        }
        (rest.old, rest.new) = (sorted(rest.old), sorted(rest.new));
        *self = rest;
    }

    /// Those in places that hold as many as they held.
    fn by_place(&mut self, pairs: &mut Pairs, places: &Places) {
        let by_place = self.by(|old| Some(places.old[old]), |new| Some(places.new[new]));
        for group in by_place.into_values().filter(|group| group.old.len() == group.new.len()) {
            group.new.iter().zip(&group.old).for_each(|(new, old)| pairs.pair(*new, *old));
        }
        self.forget_paired(pairs);
    }

    /// Asks which is which, with both places.
    fn ask(&self, now: &[Marks], kept: &[Kept], findings: &mut Diagnostics) {
        let rows: Vec<&Marks> = self.old.iter().map(|old| &kept[*old].was).collect();
        let left = rows.len().saturating_sub(NAMED);
        let row = |row: &&Marks| (String::new(), words::ids_alike_row(&row.no, &row.id, row.line()));
        let mut known: Vec<(String, words::Message)> = rows.iter().take(NAMED).map(row).collect();
        known.extend((left > 0).then(|| (String::new(), words::more_places(left))));
        let known = words::Message::row("ids_alike_rows", &known);
        let first = &now[self.new[0]];
        let message = words::Message::both(known, |known| {
            words::ids_alike(crate::say::line(&first.text, super::SAID), self.old.len(), self.new.len(), known)
        });
        let mut error = Diagnostic::error(message);
        if self.old.len() > self.new.len() {
            let lines: Vec<String> = rows.iter().take(NAMED).map(|row| row.line().to_string()).collect();
            error = error.hint(words::ids_alike_gone_hint(self.old.len() - self.new.len(), lines.join(", ")));
        }
        let ids: Vec<&str> = rows.iter().take(NAMED).map(|row| row.id.as_str()).collect();
        let is_less = self.old.len() > self.new.len();
        error = error.hint(if is_less { words::ids_alike_hint(ids.join(", ")) } else { words::ids_alike_new_hint(ids.join(", ")) });
        for new in &self.new {
            findings.push(error.clone().at(now[*new].place.clone()));
        }
    }
}

fn sorted(mut indices: Vec<usize>) -> Vec<usize> {
    indices.sort_unstable();
    indices
}

/// An opinion that was gone and is there again is the same, if only one can be meant.
fn returned(now: &[Marks], kept: &[Kept], pairs: &mut Pairs) {
    // What is gone is old here.
    let mut groups: BTreeMap<(&str, [&str; 5]), Group> = BTreeMap::new();
    for index in (0..kept.len()).filter(|index| !pairs.taken[*index] && kept[*index].gone) {
        groups.entry((&kept[index].was.text, kept[index].was.signature())).or_default().old.push(index);
    }
    for index in (0..now.len()).filter(|index| pairs.is_open(*index)) {
        groups.entry((&now[index].text, now[index].signature())).or_default().new.push(index);
    }
    for group in groups.into_values().filter(|group| group.old.len() == group.new.len()) {
        group.new.iter().zip(&group.old).for_each(|(new, old)| pairs.pair(*new, *old));
    }
}
