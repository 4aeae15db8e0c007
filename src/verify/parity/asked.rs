//! Who is asked about what, worked out from what the meeting's file declares, for the proof alone.

use std::collections::{BTreeMap, BTreeSet};

use ecow::EcoString;

use crate::answers::response::Responses;
use crate::meeting::{Field, Meeting, Rule};
use crate::records::record::Opinion;

/// What stands between the names in a cell that lists several.
const BETWEEN: [char; 7] = ['、', '・', '，', ',', '／', '/', '\n'];

/// Matches opinions with the rules of a meeting.
pub struct Rules<'a> {
    meeting: &'a Meeting,
    /// For each field of the records, the names that its cells may list.
    names: Vec<BTreeSet<&'a str>>,
}

/// Which divisions are asked about which opinions, and which have answered.
pub struct Asked<'a> {
    /// For each division of the meeting, what it is asked about, in printed order.
    shares: Vec<Vec<(&'a str, &'a Opinion)>>,
    /// For each opinion, the divisions that are asked or have answered, in the meeting's order.
    concerned: BTreeMap<&'a str, Vec<usize>>,
}

fn is_called(field: &Field, name: &str) -> bool {
    field.key == name || field.heading == name
}

impl<'a> Rules<'a> {
    pub fn new(meeting: &'a Meeting) -> Self {
        let names = |field: &'a Field| {
            let mut names: BTreeSet<&str> = meeting.divisions.iter().map(|division| division.name.as_str()).collect();
            names.extend(field.choices.iter().map(|choice| choice.value.as_str()));
            for rule in meeting.divisions.iter().flat_map(|division| &division.takes) {
                if rule.field.as_ref().is_some_and(|name| is_called(field, name)) {
                    names.extend(rule.is.as_deref());
                }
            }
            names
        };
        Self { meeting, names: meeting.record_fields().map(names).collect() }
    }

    /// Whether an opinion has everything that a rule asks for.
    pub fn match_all(&self, rule: &Rule, opinion: &Opinion) -> bool {
        let meeting = self.meeting;
        if rule.section.is_some_and(|section| opinion.section + 1 != section) {
            return false;
        }
        if rule.category.as_ref().is_some_and(|category| opinion.category != *category) {
            return false;
        }
        if let Some(name) = &rule.source
            && meeting.sources.get(opinion.source).is_none_or(|source| source.key != *name && source.heading != *name)
        {
            return false;
        }
        if rule.id.as_ref().is_some_and(|ids| ids.iter().all(|id| *id != opinion.id)) {
            return false;
        }
        let Some(name) = &rule.field else { return true };
        let at = meeting.record_fields().position(|field| is_called(field, name));
        let cell = at.and_then(|at| opinion.fields.get(at)).map(EcoString::as_str);
        cell == rule.is.as_deref() || at.zip(cell).zip(rule.is.as_deref()).is_some_and(|((at, cell), is)| self.lists(at, cell, is))
    }

    /// Whether a cell lists several names, each of them known, and `is` among them.
    fn lists(&self, field: usize, cell: &str, is: &str) -> bool {
        if !cell.contains(BETWEEN) {
            return false;
        }
        let names: Vec<&str> = cell.split(BETWEEN).map(str::trim).collect();
        names.contains(&is) && names.iter().all(|name| self.names[field].contains(name))
    }
}

impl<'a> Asked<'a> {
    /// `opinions` in printed order, each with its number.
    pub fn new(meeting: &'a Meeting, opinions: &[(&'a str, &'a Opinion)], responses: &Responses) -> Self {
        let rules = Rules::new(meeting);
        let index: BTreeMap<&str, usize> =
            meeting.divisions.iter().enumerate().map(|(index, division)| (division.name.as_str(), index)).collect();
        let mut answered: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for question in responses.0.keys() {
            if let Some(division) = index.get(question.division.as_str()) {
                answered.entry(question.id.as_str()).or_default().insert(*division);
            }
        }
        let mut shares = vec![Vec::new(); meeting.divisions.len()];
        let mut concerned = BTreeMap::new();
        for (no, opinion) in opinions {
            let mut divisions = answered.remove(opinion.id.as_str()).unwrap_or_default();
            for (index, division) in meeting.divisions.iter().enumerate() {
                if division.takes.iter().any(|rule| rules.match_all(rule, opinion)) {
                    shares[index].push((*no, *opinion));
                    divisions.insert(index);
                }
            }
            concerned.insert(opinion.id.as_str(), divisions.into_iter().collect());
        }
        Self { shares, concerned }
    }

    /// What a division is asked about, in printed order.
    pub fn of(&self, division: usize) -> &[(&'a str, &'a Opinion)] {
        self.shares.get(division).map(Vec::as_slice).unwrap_or_default()
    }

    /// The divisions that are asked about an opinion or have answered it, by their places in the meeting's list.
    pub fn divisions(&self, id: &str) -> &[usize] {
        self.concerned.get(id).map(Vec::as_slice).unwrap_or_default()
    }
}
