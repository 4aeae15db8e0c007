//! Entries: every opinion in printed order, with what each division that is concerned has answered.
//!
//! Derived from the placed opinions, the shares and the responses; nothing is stored.

use std::collections::BTreeSet;

use crate::answers::division::Share;
use crate::answers::response::{self, Responses};
use crate::meeting::identity::NOTE_KEY;
use crate::meeting::inquiry::Division;
use crate::meeting::paper::Paper;
use crate::meeting::{self, Field, Meeting, Rule};
use crate::records::placed::Placed;
use crate::records::record::Opinion;
use crate::say::diag::{Diagnostic, Diagnostics, Place};
use crate::say::words;

/// The opinions of a meeting with their answers, in printed order.
#[derive(Debug)]
pub struct Entries<'a> {
    pub meeting: &'a Meeting,
    pub all: Vec<Entry<'a>>,
}

/// An opinion and its answers.
#[derive(Debug)]
pub struct Entry<'a> {
    /// The number as printed.
    pub no: &'a str,
    pub opinion: &'a Opinion,
    /// Of each division that is asked or has answered, in the meeting's order.
    pub answers: Vec<Answer<'a>>,
    /// Whether the meeting says that no division needs to answer it.
    pub excused: bool,
}

/// What one division answered to one opinion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer<'a> {
    /// Index among the meeting's divisions.
    pub division: usize,
    /// For each field that divisions fill in, what was filled in; empty if nothing.
    pub values: Vec<&'a str>,
    /// What was noted (備考); empty if nothing.
    pub note: &'a str,
}

impl Entry<'_> {
    /// Whether `paper` shows the opinion.
    pub fn is_shown(&self, meeting: &Meeting, paper: &Paper) -> bool {
        let asked = !self.answers.is_empty();
        let agrees = |rule: &Rule| rule.asked.is_none_or(|wanted| wanted == asked) && rule.matches(meeting, self.opinion);
        paper.shows.is_empty() || paper.shows.iter().any(agrees)
    }
}

impl<'a> Entries<'a> {
    /// The opinions of `placed` with what stands in `responses`; `shares` says which division is asked about which.
    pub fn new(meeting: &'a Meeting, placed: &'a Placed, shares: &[Share], responses: &'a Responses) -> Self {
        let asked: Vec<BTreeSet<&str>> =
            shares.iter().map(|share| share.opinions.iter().map(|(_, opinion)| opinion.id.as_str()).collect()).collect();
        let excuses = || meeting.inquiry.iter().flat_map(|inquiry| &inquiry.not_asked);
        let entry = |(no, opinion): (&'a str, &'a Opinion)| {
            let responded: Vec<&str> = responses.to(&opinion.id).map(|(question, _)| question.division.as_str()).collect();
            let concerned = |(index, division): &(usize, &Division)| {
                asked.get(*index).is_some_and(|ids| ids.contains(opinion.id.as_str())) || responded.contains(&division.name.as_str())
            };
            let answer = |(index, division): (usize, &Division)| Answer {
                division: index,
                values: meeting.answer_fields().map(|field| responses.value(&opinion.id, &field.key, &division.name)).collect(),
                note: responses.value(&opinion.id, NOTE_KEY, &division.name),
            };
            let answers = meeting.divisions.iter().enumerate().filter(concerned).map(answer).collect();
            Entry { no, opinion, answers, excused: excuses().any(|rule| rule.matches(meeting, opinion)) }
        };
        Self { meeting, all: placed.in_order().map(entry).collect() }
    }

    /// Reports, for each division, how many of its opinions it has not answered; as long as none has answered, how many there are.
    pub fn report_open(&self, findings: &mut Diagnostics) {
        let place = |name: &str| Place::file(self.meeting.shown(name));
        let answers = || self.all.iter().flat_map(|entry| &entry.answers);
        if answers().all(|answer| answer.note.is_empty() && answer.values.iter().all(|value| value.is_empty())) {
            let open = answers().filter(|answer| !answer.is_complete(self.meeting)).count();
            if open > 0 {
                findings.push(Diagnostic::warning(words::response_none(open)).at(place(meeting::FILE)));
            }
            return;
        }
        for (index, division) in self.meeting.divisions.iter().enumerate() {
            let of_division = answers().filter(|answer| answer.division == index);
            let open = of_division.filter(|answer| !answer.is_complete(self.meeting)).count();
            if open > 0 {
                findings.push(Diagnostic::warning(words::response_open(&division.name, open)).at(place(response::FILE)));
            }
        }
    }
}

impl Answer<'_> {
    /// Whether everything is filled in that an answer takes.
    pub fn is_complete(&self, meeting: &Meeting) -> bool {
        (0..self.values.len()).all(|field| !self.lacks(meeting, field))
    }

    /// Whether the field at `index`, of those that divisions fill in, is still to be filled in: a required one
    /// that is blank, or, where nothing is required, the first of a division that has said nothing.
    pub fn lacks(&self, meeting: &Meeting, index: usize) -> bool {
        let nothing = self.values.iter().copied().all(is_blank);
        let required = meeting.answer_fields().nth(index).is_some_and(Field::is_required);
        is_blank(self.values[index]) && (required || (index == 0 && nothing))
    }
}

/// Whether nothing but white space is filled in.
pub fn is_blank(value: &str) -> bool {
    value.trim().is_empty()
}

/// What was chosen for an opinion under a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome<'a> {
    /// All that answered chose this.
    Chosen(&'a str),
    /// Divisions chose differently (複数).
    Several,
    /// Nothing is chosen yet (未回答).
    Open,
    /// Nobody needs to choose (回答不要).
    NotAsked,
}

impl<'a> Entry<'a> {
    /// What was chosen under `meeting.fields[field]`; divisions that have not answered it do not count.
    pub fn outcome(&self, meeting: &Meeting, field: usize) -> Outcome<'a> {
        if let Some(index) = meeting.record_index(field) {
            let value = self.opinion.fields[index].as_str();
            return if is_blank(value) { Outcome::Open } else { Outcome::Chosen(value) };
        }
        let Some(index) = meeting.answer_index(field) else { return Outcome::Open };
        let mut values = self.answers.iter().map(|answer| answer.values[index]).filter(|value| !is_blank(value));
        match values.next() {
            None if self.answers.is_empty() && (self.excused || !meeting.divisions.is_empty()) => Outcome::NotAsked,
            None => Outcome::Open,
            Some(first) if values.all(|value| value == first) => Outcome::Chosen(first),
            Some(_) => Outcome::Several,
        }
    }
}
