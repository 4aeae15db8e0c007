//! Compare: what differs between two editions of a meeting, opinion by opinion.
//!
//! Opinions are matched by their identifiers and by nothing else. [`words`] finds what differs
//! within a text.

pub mod words;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::meeting::headings::Datum;
use crate::meeting::{Field, Meeting};
use crate::records::number::Number;
use crate::records::placed::Placed;
use crate::records::record::Opinion;
use crate::say::diag::{Diagnostic, Diagnostics, Place};

/// An edition, as far as it is compared.
pub struct Compared<'a> {
    /// As the person named it.
    pub name: &'a str,
    pub meeting: &'a Meeting,
    pub placed: &'a Placed,
    /// Whether identifiers had to be derived from what the opinions say.
    pub derived_ids: bool,
}

/// An opinion in one of the editions, with its printed number.
#[derive(Clone, Copy)]
pub struct Item<'a> {
    pub meeting: &'a Meeting,
    pub opinion: &'a Opinion,
    pub no: &'a str,
}

impl<'a> Item<'a> {
    /// Where it is printed: `(1) No.3`, or `No.3` where there is one section only.
    pub fn printed(&self) -> String {
        place(self.meeting, self.opinion.section, self.no)
    }

    /// Heading of its source.
    pub fn source(&self) -> &'a str {
        &self.meeting.sources[self.opinion.source].heading
    }

    /// The value of a field; empty if the meeting does not declare it.
    pub fn field(&self, key: &str) -> &'a str {
        let mut fields = self.meeting.record_fields().zip(&self.opinion.fields);
        fields.find(|(field, _)| field.key == key).map_or("", |(_, value)| value)
    }
}

/// A printed number with its section: `(1) No.3`.
pub fn place(meeting: &Meeting, section: usize, no: &str) -> String {
    let number = format!("{}{no}", meeting.words.no);
    if meeting.sections.len() == 1 {
        return number;
    }
    format!("{} {number}", meeting.look.section_number.replace("{n}", &(section + 1).to_string()))
}

/// What happened to an opinion. One that is in both editions may be changed and moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    Added,
    Removed,
    /// Its text, its attribution or a field is another.
    Changed,
    /// It is printed elsewhere: in another section, category, row or column.
    Moved,
}

/// One thing in which two editions of an opinion differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub column: Datum,
    /// What the column is called in print.
    pub heading: String,
    pub old: String,
    pub new: String,
}

impl Difference {
    pub fn kind(&self) -> ChangeKind {
        match self.column {
            Datum::Section | Datum::Category | Datum::Subcategory | Datum::No | Datum::Source => ChangeKind::Moved,
            _ => ChangeKind::Changed,
        }
    }

    /// The difference in a line, with what is to be shown of both texts.
    pub fn told(&self, old: &str, new: &str) -> String {
        format!("{}：「{old}」→「{new}」", self.heading)
    }
}

/// An opinion that is not the same in both editions.
pub struct Change<'a> {
    pub old: Option<Item<'a>>,
    pub new: Option<Item<'a>>,
    /// Empty if it is in one edition only.
    pub differences: Vec<Difference>,
}

impl<'a> Change<'a> {
    pub fn kinds(&self) -> BTreeSet<ChangeKind> {
        match (&self.old, &self.new) {
            (None, _) => BTreeSet::from([ChangeKind::Added]),
            (_, None) => BTreeSet::from([ChangeKind::Removed]),
            _ => self.differences.iter().map(Difference::kind).collect(),
        }
    }

    /// The opinion as it is, or as it was if it is no more.
    pub fn item(&self) -> Option<Item<'a>> {
        self.new.or(self.old)
    }

    /// How the editions differ in `column`.
    pub fn difference(&self, column: Datum) -> Option<&Difference> {
        self.differences.iter().find(|difference| difference.column == column)
    }
}

/// Two editions and what differs between them.
pub struct Comparison<'a> {
    pub old: Compared<'a>,
    pub new: Compared<'a>,
    /// Texts of the meeting itself that differ: key, old and new.
    pub head: Vec<(String, String, String)>,
    /// In printed order; what was removed stands where its number would among its category, or behind what was printed before it.
    pub changes: Vec<Change<'a>>,
    /// The numbers in the sections of the newer edition that were not those of the same opinions before.
    pub taken: BTreeSet<(usize, &'a str)>,
}

impl<'a> Comparison<'a> {
    pub fn new(old: Compared<'a>, new: Compared<'a>) -> Self {
        let items = |edition: &Compared<'a>| {
            let meeting = edition.meeting;
            edition.placed.in_order().map(|(no, opinion)| Item { meeting, opinion, no }).collect::<Vec<_>>()
        };
        let (before, after) = (items(&old), items(&new));
        let by_id = |items: &[Item<'a>]| items.iter().map(|item| (item.opinion.id.as_str(), *item)).collect::<BTreeMap<_, _>>();
        let (known, kept) = (by_id(&before), by_id(&after));
        let was = |item: &Item<'a>| known.get(item.opinion.id.as_str()).map(|old| (old.opinion.section, old.no));
        let taken = after.iter().filter(|item| was(item) != Some((item.opinion.section, item.no)));
        let taken: BTreeSet<(usize, &str)> = taken.map(|item| (item.opinion.section, item.no)).collect();
        let removed = before.iter().zip(slots(&before, &after, &taken)).filter(|(item, _)| !kept.contains_key(item.opinion.id.as_str()));
        let removed = removed.map(|(item, slot)| (slot, Change { old: Some(*item), new: None, differences: Vec::new() }));
        let present = after.iter().enumerate().map(|(at, item)| {
            let old = known.get(item.opinion.id.as_str()).copied();
            (2 * at + 1, Change { old, new: Some(*item), differences: old.map_or(Vec::new(), |old| differences(old, *item)) })
        });
        let mut changes: Vec<(usize, Change)> = removed.chain(present).filter(|(_, change)| !change.kinds().is_empty()).collect();
        changes.sort_by_key(|(slot, change)| (change.item().map(|item| item.opinion.section), *slot));
        Self { head: head(old.meeting, new.meeting), old, new, changes: changes.into_iter().map(|(_, change)| change).collect(), taken }
    }

    /// The changes of a kind, in printed order.
    pub fn of(&self, kind: ChangeKind) -> Vec<&Change<'a>> {
        self.changes.iter().filter(|change| change.kinds().contains(&kind)).collect()
    }

    /// Warns of what makes the comparison say less than it seems to: identifiers that were derived,
    /// and numbers that nobody gave and that are others now.
    pub fn warn(&self, findings: &mut Diagnostics) {
        for edition in [&self.old, &self.new].into_iter().filter(|edition| edition.derived_ids) {
            let finding = Diagnostic::warning(crate::say::words::diff_derived_ids()).at(Place::file(edition.name));
            findings.push(finding.hint(crate::say::words::ids_derived_hint()));
        }
        let shifted: Vec<String> = self
            .changes
            .iter()
            .filter_map(|change| Some((change.old?, change.new?)))
            .filter(|(old, new)| new.opinion.no.is_none() && old.no != new.no && old.opinion.section == new.opinion.section)
            .map(|(old, new)| format!("{} → {}", old.printed(), new.printed()))
            .collect();
        if !shifted.is_empty() {
            let (count, shown) = (shifted.len(), shifted[..shifted.len().min(SHOWN)].join(", "));
            let finding = Diagnostic::warning(crate::say::words::diff_shifted(count, shown)).at(Place::file(self.new.name));
            findings.push(finding.hint(crate::say::words::diff_shifted_hint()));
        }
    }

    /// The comparison for programs.
    pub fn json(&self) -> serde_json::Value {
        let item = |item: Item| {
            let fields = item.meeting.record_fields().zip(&item.opinion.fields).filter(|(field, _)| !item.meeting.is_private(field));
            serde_json::json!({
                "section": item.opinion.section + 1,
                "category": item.opinion.category,
                "no": item.no,
                "source": item.meeting.sources[item.opinion.source].key,
                "text": item.opinion.text,
                "attribution": item.opinion.attribution,
                "fields": fields.map(|(field, value)| (field.key.clone(), value.as_str().into())).collect::<serde_json::Map<_, _>>(),
            })
        };
        let difference =
            |Difference { heading, old, new, .. }: &Difference| serde_json::json!({ "heading": heading, "old": old, "new": new });
        let change = |change: &Change| {
            serde_json::json!({
                "id": change.item().map(|item| item.opinion.id.as_str()),
                "kinds": change.kinds(),
                "old": change.old.map(item),
                "new": change.new.map(item),
                "differences": change.differences.iter().map(difference).collect::<Vec<_>>(),
            })
        };
        let head = |(key, old, new): &(String, String, String)| serde_json::json!({ "key": key, "old": old, "new": new });
        serde_json::json!({
            "meeting": self.head.iter().map(head).collect::<Vec<_>>(),
            "opinions": self.changes.iter().map(change).collect::<Vec<_>>(),
        })
    }
}

/// For each opinion of the older edition, where it belongs among those of the newer one if it is no more: by its number; where
/// that is taken, or is not beside its category, behind what stood before it in its category, before what stood behind it there,
/// or behind what stood before it in its section. Of the opinion at a place that is `2 * place + 1`.
fn slots(before: &[Item], after: &[Item], taken: &BTreeSet<(usize, &str)>) -> Vec<usize> {
    let order = |item: &Item| (item.opinion.section, Number::parse(item.no), item.opinion.source);
    let numbers: Vec<_> = after.iter().map(order).collect();
    let by_number = |item: &Item| {
        let at = numbers.partition_point(|other| *other < order(item));
        let is_beside = |other: Option<&Item>| {
            other.is_some_and(|other| (other.opinion.section, &other.opinion.category) == (item.opinion.section, &item.opinion.category))
        };
        let is_free = !taken.contains(&(item.opinion.section, item.no));
        (is_free && (is_beside(after[..at].last()) || is_beside(after.get(at)))).then_some(2 * at)
    };
    let places: BTreeMap<&str, usize> = after.iter().enumerate().map(|(at, item)| (item.opinion.id.as_str(), at)).collect();
    let stays = |item: &Item| places.get(item.opinion.id.as_str()).copied().filter(|at| after[*at].opinion.section == item.opinion.section);
    let of = |item: &Item| (item.opinion.section, item.opinion.category.to_string());
    let is_of = |item: &Item, at: usize| after[at].opinion.category == item.opinion.category;
    let (mut behind, mut last) = (BTreeMap::new(), BTreeMap::new());
    let forwards = before.iter().map(|item| {
        if let Some(at) = stays(item) {
            last.insert(item.opinion.section, 2 * at + 2);
            if is_of(item, at) {
                behind.insert(of(item), 2 * at + 2);
            }
        }
        (behind.get(&of(item)).copied(), last.get(&item.opinion.section).copied())
    });
    let forwards: Vec<(Option<usize>, Option<usize>)> = forwards.collect();
    let mut ahead = BTreeMap::new();
    let backwards = before.iter().zip(forwards).rev().map(|(item, (behind, last))| {
        if let Some(at) = stays(item).filter(|at| is_of(item, *at)) {
            ahead.insert(of(item), 2 * at);
        }
        by_number(item).or(behind).or(ahead.get(&of(item)).copied()).or(last).unwrap_or(0)
    });
    let mut slots: Vec<usize> = backwards.collect();
    slots.reverse();
    slots
}

/// Most entries that one finding or one part of the report lists.
pub const SHOWN: usize = 10;

/// In what two editions of an opinion differ, in the order of the columns.
fn differences(old: Item, new: Item) -> Vec<Difference> {
    let (words, before, after) = (&new.meeting.words, old.opinion, new.opinion);
    let mut found = Vec::new();
    let mut compare = |column, heading: &str, old: &str, new: &str| {
        if old != new {
            found.push(Difference { column, heading: heading.to_owned(), old: old.to_owned(), new: new.to_owned() });
        }
    };
    compare(Datum::Section, Datum::Section.heading(), &(before.section + 1).to_string(), &(after.section + 1).to_string());
    compare(Datum::Category, &words.category, &before.category, &after.category);
    compare(Datum::Subcategory, &words.subcategory, &before.subcategory, &after.subcategory);
    compare(Datum::No, &words.no, old.no, new.no);
    if old.meeting.sources[before.source].key != new.meeting.sources[after.source].key {
        compare(Datum::Source, &words.source, old.source(), new.source());
    }
    compare(Datum::Text, Datum::Text.heading(), &before.text, &after.text);
    let attribution = new.meeting.sources[after.source].attribution.as_deref();
    compare(Datum::Attribution, attribution.unwrap_or(Datum::Attribution.heading()), &before.attribution, &after.attribution);
    // Fields are the same by key; one that an edition lacks is empty there.
    let lost = old.meeting.record_fields().filter(|field| !new.meeting.record_fields().any(|known| known.key == field.key));
    let private = |field: &&Field| {
        new.meeting.is_private(field) || old.meeting.record_fields().any(|known| known.key == field.key && old.meeting.is_private(known))
    };
    for (index, field) in new.meeting.record_fields().chain(lost).enumerate().filter(|(_, field)| !private(field)) {
        compare(Datum::Field(index), &field.heading, old.field(&field.key), new.field(&field.key));
    }
    found
}

/// The texts of the meeting that differ: date, title, label, sections and headings, by their places.
fn head(old: &Meeting, new: &Meeting) -> Vec<(String, String, String)> {
    let texts = |meeting: &Meeting| {
        let (year, month, day) = meeting.date();
        let mut texts = vec![("meeting.date".to_owned(), format!("{year:04}-{month:02}-{day:02}"))];
        texts.push(("meeting.title".to_owned(), meeting.head.title.clone()));
        texts.push(("papers.label".to_owned(), meeting.label().to_owned()));
        texts.extend((0..meeting.sections.len()).map(|i| (format!("sections.{}", i + 1), meeting.sections[i].title.clone())));
        texts.extend(meeting.sources.iter().map(|source| (format!("sources.{}", source.key), source.heading.clone())));
        texts
    };
    let (before, after) = (texts(old), texts(new));
    let value = |texts: &[(String, String)], key: &str| texts.iter().find(|(k, _)| k == key).map(|(_, v)| v.clone()).unwrap_or_default();
    let gone = before.iter().filter(|(key, _)| !after.iter().any(|(known, _)| known == key));
    after
        .iter()
        .chain(gone)
        .map(|(key, _)| (key.clone(), value(&before, key), value(&after, key)))
        .filter(|(_, old, new)| old != new)
        .collect()
}
