//! What happened to opinions between two editions, found by their identifiers alone.

use std::collections::BTreeMap;

use super::facts::{Facts, Item};
use crate::document::{Cell, Content, Edition};

/// An opinion that is not the same in both editions.
#[derive(Clone, Copy)]
pub struct Change<'a> {
    pub old: Option<Item<'a>>,
    pub new: Option<Item<'a>>,
}

/// Every opinion that differs, in the order of section, number and source. What was removed and whose number another has now, or
/// stands in another category, follows the opinion that it followed in its category, or precedes the one that it preceded there,
/// or follows the one that it followed in its section.
pub fn changes<'a>(facts: &Facts<'a>) -> Vec<Change<'a>> {
    let removed = facts.older.iter().filter(|item| facts.find(&item.opinion.id, Edition::Newer).is_none());
    let removed = removed.map(|item| Change { old: Some(*item), new: None });
    let present = facts.newer.iter().map(|item| Change { old: facts.find(&item.opinion.id, Edition::Older), new: Some(*item) });
    let mut changes: Vec<Change> = removed.chain(present).filter(|change| !change.kinds(facts).is_empty()).collect();
    let kept = Kept::new(facts);
    let place = |change: &Change<'a>, item: Item<'a>| {
        let keeps_number = change.new.is_none() && !change.is_replaced(facts);
        let by_number = if keeps_number { kept.by_number(item, facts) } else { None };
        by_number.unwrap_or_else(|| kept.place(item, change.new.is_some()))
    };
    changes.sort_by_cached_key(|change| change.item().map(|item| (item.opinion.section, place(change, item))));
    changes
}

/// The opinions that are in the same section of both editions, in the order of the older one: there, and in the newer one.
struct Kept<'a> {
    older: BTreeMap<&'a str, usize>,
    newer: BTreeMap<&'a str, usize>,
    sections: BTreeMap<usize, Vec<(usize, usize)>>,
    categories: BTreeMap<(usize, &'a str), Vec<(usize, usize)>>,
}

impl<'a> Kept<'a> {
    fn new(facts: &Facts<'a>) -> Self {
        let places = |items: &[Item<'a>]| items.iter().enumerate().map(|(at, item)| (item.opinion.id.as_str(), at)).collect();
        let (mut sections, mut categories): (BTreeMap<_, Vec<_>>, BTreeMap<_, Vec<_>>) = Default::default();
        let newer: BTreeMap<&'a str, usize> = places(&facts.newer);
        for (at, item) in facts.older.iter().enumerate() {
            let (was, now) = (item.opinion, newer.get(item.opinion.id.as_str()));
            let Some((place, is)) = now.map(|place| (*place, facts.newer[*place].opinion)) else { continue };
            if was.section == is.section {
                sections.entry(was.section).or_default().push((at, place));
                if was.category == is.category {
                    categories.entry((was.section, was.category.as_str())).or_default().push((at, place));
                }
            }
        }
        Self { older: places(&facts.older), newer, sections, categories }
    }

    /// Where the number of an opinion that is no more would stand, if that is before or behind one of its category.
    fn by_number(&self, item: Item<'a>, facts: &Facts<'a>) -> Option<(usize, i8, usize)> {
        let place = facts.newer.partition_point(|other| other.order() < item.order());
        let neighbours = facts.newer.iter().take(place + 1).skip(place.saturating_sub(1));
        let of_its_own = |other: &Item| other.opinion.section == item.opinion.section && other.opinion.category == item.opinion.category;
        let stands = neighbours.into_iter().any(of_its_own);
        stands.then(|| (place, 1, self.older[item.opinion.id.as_str()]))
    }

    /// Where an opinion stands in its section: at a place of the newer edition, or just before or behind it.
    fn place(&self, item: Item<'a>, is_there: bool) -> (usize, i8, usize) {
        let opinion = item.opinion;
        if is_there {
            return (self.newer[opinion.id.as_str()] + 1, 0, 0);
        }
        let at = self.older[opinion.id.as_str()];
        let category = self.categories.get(&(opinion.section, opinion.category.as_str())).map_or(&[][..], Vec::as_slice);
        let section = self.sections.get(&opinion.section).map_or(&[][..], Vec::as_slice);
        let before = |kept: &[(usize, usize)]| kept.partition_point(|(other, _)| *other < at).checked_sub(1).map(|last| kept[last].1 + 1);
        let behind = || category.get(category.partition_point(|(other, _)| *other < at)).map(|(_, place)| place + 1);
        match (before(category), behind()) {
            (Some(place), _) => (place, 1, at),
            // Just before an opinion is behind the one that stands before it.
            (None, Some(place)) => (place - 1, 1, at),
            (None, None) => before(section).map_or((0, 1, at), |place| (place, 1, at)),
        }
    }
}

impl<'a> Change<'a> {
    /// The opinion as it is, or as it was if it is no more.
    pub fn item(&self) -> Option<Item<'a>> {
        self.new.or(self.old)
    }

    /// Its number: that of what is no more is told from that of an opinion which has it now.
    pub fn number(&self, facts: &Facts<'a>) -> String {
        let no = self.item().map_or("", |item| item.no);
        if self.is_replaced(facts) { facts.meeting.words.former.split("{no}").collect::<Vec<_>>().join(no) } else { no.to_owned() }
    }

    /// Whether it is no more and another opinion has its number, and had not before.
    fn is_replaced(&self, facts: &Facts<'a>) -> bool {
        let Some(gone) = self.old.filter(|_| self.new.is_none()) else { return false };
        let stands = |item: &Item| item.opinion.section == gone.opinion.section && item.no == gone.no;
        let had_it = |item: &Item| facts.find(&item.opinion.id, Edition::Older).is_some_and(|old| stands(&old));
        facts.newer.iter().any(|item| stands(item) && !had_it(item))
    }

    pub fn side(&self, edition: Edition) -> Option<Item<'a>> {
        if edition == Edition::Older { self.old } else { self.new }
    }

    /// The words for what happened, as the meeting has them.
    pub fn kinds(&self, facts: &Facts<'a>) -> Vec<&'a str> {
        let words = &facts.meeting.words;
        let (old, new) = match (self.old, self.new) {
            (Some(old), Some(new)) => (old, new),
            (None, Some(_)) => return vec![&words.added],
            (Some(_), None) => return vec![&words.removed],
            (None, None) => return Vec::new(),
        };
        let (was, is) = (old.opinion, new.opinion);
        let other_text = was.text != is.text || was.attribution != is.attribution;
        let changed = other_text || facts.compared.iter().any(|(key, _)| old.field(key) != new.field(key));
        let category = (&was.category, &was.subcategory) != (&is.category, &is.subcategory);
        let moved = was.section != is.section || old.no != new.no || category || old.source() != new.source();
        [changed.then_some(words.changed.as_str()), moved.then_some(words.moved.as_str())].into_iter().flatten().collect()
    }

    /// The whole note: what happened, and a line for every difference that is not in the table itself.
    pub fn note(&self, facts: &Facts<'a>) -> String {
        let mut note = vec![self.kinds(facts).join("・")];
        let (Some(old), Some(new)) = (self.old, self.new) else { return note.concat() };
        if old.opinion.section != new.opinion.section || old.no != new.no {
            note.push(format!("{} → {}", old.printed(), new.printed()));
        }
        let words = &facts.meeting.words;
        let mut line = |heading: &str, was: &str, is: &str| {
            if was != is {
                note.push(format!("{heading}：「{was}」→「{is}」"));
            }
        };
        line(&words.category, &old.opinion.category, &new.opinion.category);
        line(&words.subcategory, &old.opinion.subcategory, &new.opinion.subcategory);
        if old.source() != new.source() {
            line(&words.source, &old.plain(Content::Source), &new.plain(Content::Source));
        }
        for (key, heading) in &facts.compared {
            line(heading, old.field(key), new.field(key));
        }
        note.join("\n")
    }
}

/// Whether the marks of a side and of the other say rightly what each lacks of the other; `texts` are what each
/// shows, one under the other.
pub fn marks_hold(cells: [&Cell; 2], texts: [Option<&[String]>; 2]) -> bool {
    match texts {
        [Some(old), Some(new)] => {
            let (older, newer) = (pieces(cells[0], old), pieces(cells[1], new));
            older.iter().zip(&newer).zip(old.iter().zip(new)).all(|((older, newer), (was, is))| {
                let marked = older.iter().chain(newer).any(|(_, marked)| *marked);
                kept(older) == kept(newer) && marked == (was != is)
            })
        }
        // In one edition only: nothing of it is in the other.
        [old, new] => {
            let side = |cell: &Cell, texts: Option<&[String]>| {
                texts.is_none_or(|texts| pieces(cell, texts).iter().flatten().all(|(_, marked)| *marked))
            };
            side(cells[0], old) && side(cells[1], new)
        }
    }
}

fn kept(piece: &[(char, bool)]) -> String {
    piece.iter().filter(|(_, marked)| !marked).map(|(c, _)| c).collect()
}

/// The characters of each text, with whether they are marked. Between texts a line ends.
fn pieces(cell: &Cell, texts: &[String]) -> Vec<Vec<(char, bool)>> {
    let mut characters = cell.runs.iter().flat_map(|run| run.text.chars().map(|c| (c, run.marked)));
    let mut begun = false;
    let mut pieces = Vec::new();
    for text in texts {
        if begun && !text.is_empty() {
            characters.next();
        }
        begun |= !text.is_empty();
        pieces.push(characters.by_ref().take(text.chars().count()).collect());
    }
    pieces
}

impl<'a> Item<'a> {
    /// The key of its source: two editions may call it otherwise.
    fn source(&self) -> &'a str {
        self.meeting.sources.get(self.opinion.source).map_or("", |source| &source.key)
    }

    /// Where its edition prints it: by its number, and by its section where there are several.
    fn printed(&self) -> String {
        let number = [self.meeting.words.no.as_str(), self.no].concat();
        if self.meeting.sections.len() < 2 {
            return number;
        }
        let section = (self.opinion.section + 1).to_string();
        let section = self.meeting.look.section_number.split("{n}").collect::<Vec<_>>().join(&section);
        [section, number].join(" ")
    }
}
