//! What the records and the responses say, looked up value by value.

use std::collections::BTreeMap;

use super::super::asked::Rules;
use super::Records;
use crate::document::{Content, Edition};
use crate::meeting::identity::NOTE_KEY;
use crate::meeting::paper::Paper;
use crate::meeting::{Meeting, Rule};
use crate::records::record::Opinion;

/// An opinion with its printed number.
#[derive(Clone, Copy)]
pub struct Item<'a> {
    pub meeting: &'a Meeting,
    pub no: &'a str,
    pub opinion: &'a Opinion,
}

/// The fields that either edition's records have and no edition keeps private, by key, each with its heading now.
fn compared<'a>(meeting: &'a Meeting, older: &'a Meeting) -> Vec<(&'a str, &'a str)> {
    let private = |key: &str| {
        let of = |meeting: &Meeting| meeting.record_fields().any(|field| field.key == key && meeting.is_private(field));
        of(meeting) || of(older)
    };
    let mut keys: Vec<(&str, &str)> = Vec::new();
    for field in meeting.record_fields().chain(older.record_fields()) {
        if !private(&field.key) && keys.iter().all(|(key, _)| *key != field.key) {
            keys.push((&field.key, &field.heading));
        }
    }
    keys
}

/// A text, and what is missing in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    pub text: String,
    /// Whether it only says that an answer is missing.
    pub missing: bool,
    /// Whether any of the answers is missing that it should show.
    pub lacks: bool,
}

/// The records of both editions by the identifiers of their opinions.
pub struct Facts<'a> {
    pub records: &'a Records<'a>,
    pub meeting: &'a Meeting,
    /// In printed order.
    pub newer: Vec<Item<'a>>,
    pub older: Vec<Item<'a>>,
    by_id: [BTreeMap<&'a str, Item<'a>>; 2],
    /// By the meeting of the newer edition, and by that of the older.
    rules: [Rules<'a>; 2],
    /// The fields of the records that a comparison tells, with their headings.
    pub compared: Vec<(&'a str, &'a str)>,
}

/// The texts that are not empty, each in lines of its own.
pub fn lines(texts: impl IntoIterator<Item = String>) -> String {
    texts.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
}

fn blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// The value of a digit, half-width or full-width.
fn digit(c: char) -> Option<u32> {
    c.to_digit(10).or_else(|| u32::from(c).checked_sub(0xff10).filter(|digit| *digit < 10))
}

/// The numbers within a printed number: 2の2 comes behind 2 and before 3.
fn digits(no: &str) -> Vec<u64> {
    let mut numbers = Vec::new();
    let mut open = false;
    for character in no.chars() {
        match (digit(character), numbers.last_mut()) {
            (Some(digit), Some(last)) if open => *last = u64::saturating_add(u64::saturating_mul(*last, 10), digit.into()),
            (Some(digit), _) => numbers.push(digit.into()),
            (None, _) => {}
        }
        open = digit(character).is_some();
    }
    numbers
}

impl<'a> Facts<'a> {
    pub fn new(records: &'a Records<'a>) -> Self {
        let items = |side: &super::Side<'a>| -> Vec<Item<'a>> {
            let meeting = side.meeting;
            let mut items: Vec<Item> = side.opinions.iter().map(|(no, opinion)| Item { meeting, no, opinion }).collect();
            items.sort_by_cached_key(Item::order);
            items
        };
        let newer = items(&records.newer);
        let older = records.older.as_ref().map(items).unwrap_or_default();
        let by_id = [&older, &newer].map(|items| items.iter().map(|item| (item.opinion.id.as_str(), *item)).collect());
        let meeting = records.newer.meeting;
        let before = records.older.as_ref().map_or(meeting, |older| older.meeting);
        let compared = compared(meeting, before);
        Self { records, meeting, newer, older, by_id, rules: [meeting, before].map(Rules::new), compared }
    }

    pub fn find(&self, id: &str, edition: Edition) -> Option<Item<'a>> {
        self.by_id[usize::from(edition == Edition::Newer)].get(id).copied()
    }

    /// Whether the paper shows an opinion.
    pub fn shows(&self, paper: &Paper, item: &Item, asks: bool) -> bool {
        let asked = |rule: &Rule| !asks || rule.asked.is_none_or(|wanted| wanted != self.divisions(&item.opinion.id).is_empty());
        paper.shows.is_empty() || paper.shows.iter().any(|rule| asked(rule) && self.matches(rule, item))
    }

    fn matches(&self, rule: &Rule, item: &Item) -> bool {
        self.rules[usize::from(!std::ptr::eq(item.meeting, self.meeting))].match_all(rule, item.opinion)
    }

    /// The divisions that are asked about an opinion or have answered it, by their indices.
    fn divisions(&self, id: &str) -> &'a [usize] {
        self.records.asked.divisions(id)
    }

    fn answer(&self, id: &str, key: &str, division: usize) -> &'a str {
        self.records.responses.value(id, key, &self.meeting.divisions[division].name)
    }

    /// Whether a division is still to fill in a field: one that is required, or the first if it has said nothing at all.
    fn lacks(&self, id: &str, key: &str, division: usize) -> bool {
        let empty = |key: &str| blank(self.answer(id, key, division));
        let mut asked = self.meeting.answer_fields().peekable();
        let is_first = asked.peek().is_some_and(|first| first.key == key);
        let required = self.meeting.answer_fields().any(|field| field.key == key && field.is_required());
        empty(key) && (required || is_first && asked.all(|field| empty(&field.key)))
    }

    /// What is said of an opinion under `content`.
    pub fn said(&self, item: &Item, content: Content) -> Said {
        let id = item.opinion.id.as_str();
        let words = &self.meeting.words;
        match content {
            Content::Division => {
                let names = self.divisions(id).iter().map(|index| self.meeting.divisions[*index].name.clone());
                Said::plain(lines(names))
            }
            Content::Note => self.together(id, |division| Said::plain(self.answer(id, NOTE_KEY, division).to_owned())),
            Content::Field(index) => {
                let Some(field) = self.meeting.fields.get(index) else { return Said::default() };
                if field.is_answer() {
                    return self.together(id, |division| {
                        if self.lacks(id, &field.key, division) {
                            return Said::missing(&words.unanswered);
                        }
                        Said::plain(self.answer(id, &field.key, division).to_owned())
                    });
                }
                let value = item.field(&field.key);
                if field.is_required() && blank(value) { Said::missing(&words.unanswered) } else { Said::plain(value.to_owned()) }
            }
            content => Said::plain(item.plain(content)),
        }
    }

    /// What the divisions of an opinion say: once, or each under its name.
    fn together(&self, id: &str, said: impl Fn(usize) -> Said) -> Said {
        let divisions = self.divisions(id);
        let all: Vec<Said> = divisions.iter().map(|division| said(*division)).collect();
        let Some(first) = all.first() else { return Said::default() };
        let lacks = all.iter().any(|one| one.lacks);
        if all.iter().all(|one| one.text == first.text) {
            return Said { text: first.text.clone(), missing: all.iter().all(|one| one.missing), lacks };
        }
        let label = |division: &usize| self.meeting.words.division_label.replace("{division}", &self.meeting.divisions[*division].name);
        let parts = divisions.iter().zip(&all).filter(|(_, said)| !said.text.is_empty());
        Said { text: lines(parts.map(|(division, said)| format!("{}\n{}", label(division), said.text))), missing: false, lacks }
    }

    /// What an opinion counts as under a field with choices.
    pub fn outcome(&self, item: &Item, key: &str) -> Outcome {
        let id = item.opinion.id.as_str();
        let is_answer = self.meeting.answer_fields().any(|field| field.key == key);
        let divisions = self.divisions(id);
        let mut chosen: Vec<&str> =
            if is_answer { divisions.iter().map(|division| self.answer(id, key, *division)).collect() } else { vec![item.field(key)] };
        chosen.retain(|value| !blank(value));
        chosen.dedup();
        let excused = || self.meeting.inquiry.iter().flat_map(|inquiry| &inquiry.not_asked).any(|rule| self.matches(rule, item));
        match chosen.as_slice() {
            [value] => Outcome::Chosen((*value).to_owned()),
            [_, ..] => Outcome::Several,
            [] if is_answer && divisions.is_empty() && (!self.meeting.divisions.is_empty() || excused()) => Outcome::NotAsked,
            [] => Outcome::Open,
        }
    }
}

impl Said {
    pub fn plain(text: String) -> Self {
        Self { text, missing: false, lacks: false }
    }

    /// What says that an answer is missing: nothing, if the meeting has no word for it.
    fn missing(word: &str) -> Self {
        Self { text: word.to_owned(), missing: !word.is_empty(), lacks: true }
    }
}

/// What was chosen for an opinion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Chosen(String),
    Several,
    Open,
    NotAsked,
}

impl<'a> Item<'a> {
    /// Where the opinion is printed: section, number, source.
    pub fn order(&self) -> (usize, Vec<u64>, usize) {
        (self.opinion.section, digits(self.no), self.opinion.source)
    }

    /// The value of a field of the records; empty if its meeting has none of this key.
    pub fn field(&self, key: &str) -> &'a str {
        let mut fields = self.meeting.record_fields().zip(&self.opinion.fields);
        fields.find(|(field, _)| field.key == key).map_or("", |(_, value)| value)
    }

    /// How many opinions it stands for.
    pub fn count(&self) -> usize {
        let field = self.meeting.record_fields().find(|field| field.counts);
        let value = field.map(|field| self.field(&field.key).replace([',', '，'], ""));
        let value = value.map(|value| value.trim().trim_end_matches(['件', '人', '名', '通']).trim().to_owned());
        let value = value.filter(|value| value.chars().all(|c| digit(c).is_some()));
        value.and_then(|value| digits(&value).first().copied()).and_then(|count| usize::try_from(count).ok()).unwrap_or(1)
    }

    /// What the records say of it, but for fields.
    pub fn plain(&self, content: Content) -> String {
        let opinion = self.opinion;
        match content {
            Content::Number => self.no.to_owned(),
            Content::Section => self.meeting.sections.get(opinion.section).map(|section| section.title.clone()).unwrap_or_default(),
            Content::Category => opinion.category.to_string(),
            Content::Subcategory => opinion.subcategory.to_string(),
            Content::Source => self.meeting.sources.get(opinion.source).map(|source| source.heading.clone()).unwrap_or_default(),
            Content::Attribution => opinion.attribution.to_string(),
            Content::Text => opinion.text.to_string(),
            Content::Division | Content::Note | Content::Field(_) | Content::PartName | Content::Parts | Content::Change => String::new(),
        }
    }
}
