//! Merge: from what the workbooks say, and what a person decided, to the answers of the meeting.
//!
//! The order of the files cannot matter: claims are gathered by what they answer, and what is taken
//! of several equal ones is the newest edition's, of those the file with the least digest. Merging
//! the same files again changes nothing, because a decision belongs to a case, and a case is known by
//! what it is about.

use std::collections::{BTreeMap, BTreeSet};

use super::claims::{Claim, Gate, GateKind, Said, case_key};
use super::value::Doubt;
use crate::answers::response::{Question, Response, Responses};
use crate::say::diag::Place;
use crate::say::words;
use crate::say::words::Message;

/// The decision that takes nothing: what was there before stays.
pub const NOTHING: usize = 0;

/// Something that a person must decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Identifies the case among all cases that there may be.
    pub key: String,
    pub kind: Kind,
    pub division: String,
    /// The opinion, if it is about one.
    pub id: String,
    /// Key of the answer field, if it is about one.
    pub field: String,
    pub places: Vec<Place>,
    pub message: Message,
    /// What may be decided, counted from 1; 0 is always [`NOTHING`].
    pub options: Vec<Choice>,
    /// What was decided.
    pub decision: Option<usize>,
}

/// One of the things that may be decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// Take the answers of the row or file.
    Take,
    /// Take each answer for the opinion whose text stands beside it.
    ByText,
    /// Take each answer for the opinion whose identifier stands in its row.
    ById,
    /// Take this answer.
    Value(String),
}

impl Choice {
    pub fn message(&self) -> Message {
        match self {
            Self::Take => words::option_take(),
            Self::ByText => words::option_by_text(),
            Self::ById => words::option_by_id(),
            Self::Value(value) => words::option_value(value),
        }
    }
}

impl Case {
    /// Everything that may be decided, with its number; taking nothing comes last.
    pub fn choices(&self) -> impl Iterator<Item = (usize, Message)> {
        let options = self.options.iter().enumerate().map(|(index, option)| (index + 1, option.message()));
        options.chain([(NOTHING, words::option_nothing())])
    }

    /// What was decided, unless it was to take nothing or nothing was decided.
    pub fn chosen(&self) -> Option<&Choice> {
        self.options.get(self.decision?.checked_sub(1)?)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Gate(GateKind),
    /// Answers that contradict each other.
    Conflict,
    /// An answer that may mean several things.
    Unclear(BTreeSet<Doubt>),
}

/// What came of merging.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The answers, with everything that is not in doubt or was decided.
    pub responses: Responses,
    /// Every case, decided or not, by key.
    pub cases: BTreeMap<String, Case>,
    /// The answers that were not taken over, in the order of the claims.
    pub waiting: Vec<Waiting>,
}

/// An answer that was not taken over, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pub question: Question,
    pub value: String,
    pub place: Place,
    pub why: Message,
}

/// What was decided before.
pub trait Decided {
    /// What was decided of a case with so many options.
    fn of(&mut self, key: &str, options: usize) -> Option<usize>;
    /// Whether it was decided before that `value` is the answer, and not another one of `values`.
    fn settled(&self, question: &Question, values: &[&str], value: &str) -> bool;
}

impl Merged {
    pub fn undecided(&self) -> impl Iterator<Item = &Case> {
        self.cases.values().filter(|case| case.decision.is_none())
    }
}

/// Merges what workbooks say into the answers that are there.
pub fn merge(existing: &Responses, all: &[Said], decided: &mut dyn Decided) -> Merged {
    let mut cases = BTreeMap::new();
    for said in all {
        for (key, gate) in &said.gates {
            let case = cases.entry(key.clone()).or_insert_with(|| gate_case(key, gate));
            case.places.push(gate.place.clone());
        }
    }
    for (key, case) in &mut cases {
        case.places.sort();
        case.places.dedup();
        case.decision = decided.of(key, case.options.len());
    }
    let mut waiting = Vec::new();
    let mut questions: BTreeMap<Question, Vec<&Claim>> = BTreeMap::new();
    for claim in all.iter().flat_map(|said| &said.claims) {
        match passed(claim, &cases) {
            Ok(question) => questions.entry(question).or_default().push(claim),
            Err(why) => waiting.push(wait(claim, &claim.question, why)),
        }
    }
    let mut responses = existing.clone();
    for (question, claims) in questions {
        let before = existing.0.get(&question);
        let values: BTreeSet<&str> = claims
            .iter()
            .flat_map(|claim| std::iter::once(&claim.value).chain(&claim.others))
            .chain(before.map(|b| &b.value))
            .map(String::as_str)
            .collect();
        let values: Vec<&str> = values.into_iter().collect();
        let doubts: BTreeSet<Doubt> = claims.iter().flat_map(|claim| claim.doubts.iter().copied()).collect();
        let chosen = match values.as_slice() {
            [only] if doubts.is_empty() => Some(*only),
            _ => {
                let case = value_case(&question, &claims, before, &values, doubts);
                let decision = decided.of(&case.key, values.len());
                let settled = before.filter(|before| decision.is_none() && decided.settled(&question, &values, &before.value));
                let chosen = decision.and_then(|decision| values.get(decision.checked_sub(1)?).copied());
                if settled.is_none() {
                    let why = || if decision.is_some() { words::waiting_refused(&case.key) } else { words::waiting_case(&case.key) };
                    let left = claims.iter().filter(|claim| chosen != Some(&claim.value));
                    waiting.extend(left.map(|claim| wait(claim, &question, why())));
                    cases.insert(case.key.clone(), Case { decision, ..case });
                }
                chosen.or(settled.map(|before| before.value.as_str()))
            }
        };
        if let Some(value) = chosen {
            let response = response(value, &claims, before);
            responses.0.insert(question, response);
        }
    }
    waiting.sort_by_cached_key(|held| (reading_order(&held.place), held.question.clone()));
    Merged { responses, cases, waiting }
}

/// File, sheet, row, cell.
fn reading_order(place: &Place) -> (String, Option<String>, Option<u32>, Option<String>) {
    let row = place.cell.as_deref().and_then(|cell| cell.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse().ok());
    (place.file.clone(), place.sheet.clone(), row, place.cell.clone())
}

fn wait(claim: &Claim, question: &Question, why: Message) -> Waiting {
    Waiting { question: question.clone(), value: claim.value.clone(), place: claim.place.clone(), why }
}

/// What a claim answers once its gates are open, or which of them is shut.
fn passed(claim: &Claim, cases: &BTreeMap<String, Case>) -> std::result::Result<Question, Message> {
    let mut question = claim.question.clone();
    for case in claim.gates.iter().filter_map(|key| cases.get(key)) {
        match case.chosen() {
            Some(Choice::ById) => question.id = claim.by_id.clone().unwrap_or(question.id),
            Some(_) => {}
            None if case.decision.is_some() => return Err(words::waiting_refused(&case.key)),
            None => return Err(words::waiting_case(&case.key)),
        }
    }
    Ok(question)
}

/// The answer `value`: from the newest edition that gives it, of those from the file with the least digest.
fn response(value: &str, claims: &[&Claim], before: Option<&Response>) -> Response {
    let before = before.filter(|before| before.value == value);
    let given = claims.iter().filter(|claim| claim.value == value || claim.others.iter().any(|other| other == value));
    let sources = given
        .map(|claim| (claim.edition, claim.file.as_str()))
        .chain(before.filter(|b| !b.file.is_empty()).map(|b| (b.edition, b.file.as_str())));
    let newest = sources.min_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    let (edition, file) = newest.or_else(|| before.map(|b| (b.edition, b.file.as_str()))).unwrap_or_default();
    let stands = claims.iter().filter(|claim| claim.value == value).map(|claim| &claim.place).min();
    let place = stands.or(before.map(|before| &before.place)).cloned().unwrap_or_default();
    Response { value: value.to_owned(), file: file.to_owned(), edition, place }
}

fn gate_case(key: &str, gate: &Gate) -> Case {
    let options = match gate.kind {
        GateKind::Shifted => vec![Choice::ByText, Choice::ById],
        _ => vec![Choice::Take],
    };
    Case {
        key: key.to_owned(),
        kind: Kind::Gate(gate.kind),
        division: gate.place.division.clone().unwrap_or_default(),
        id: gate.place.record.clone().unwrap_or_default(),
        field: String::new(),
        places: Vec::new(),
        message: gate.message.clone(),
        options,
        decision: None,
    }
}

fn value_case(question: &Question, claims: &[&Claim], before: Option<&Response>, values: &[&str], doubts: BTreeSet<Doubt>) -> Case {
    let Question { id, field, division } = question;
    let key = case_key(&[&["value", division, id, field], values].concat());
    // An answer that one of them may mean is no other answer.
    let offered = |value: &str| claims.iter().any(|claim| claim.value == value || claim.others.iter().any(|other| other == value));
    let changed = before.filter(|before| !offered(&before.value));
    let given: BTreeSet<&str> = claims.iter().map(|claim| &claim.value).chain(changed.map(|b| &b.value)).map(String::as_str).collect();
    let conflict = given.len() > 1;
    let message = match (conflict, doubts.first()) {
        (true, _) if changed.is_some() => words::case_changed(),
        (true, _) | (false, None) => words::case_conflict(given.len()),
        (false, Some(Doubt::Struck)) => words::case_struck(),
        (false, Some(Doubt::Ditto)) => words::case_ditto(),
        (false, Some(Doubt::NoChoice)) => words::case_no_choice(),
        (false, Some(Doubt::Merged)) => words::case_merged(),
    };
    let mut case = Case {
        key,
        kind: if conflict { Kind::Conflict } else { Kind::Unclear(doubts) },
        division: division.clone(),
        id: id.clone(),
        field: field.clone(),
        places: claims.iter().map(|claim| claim.place.clone()).collect(),
        message,
        options: values.iter().map(|value| Choice::Value((*value).to_owned())).collect(),
        decision: None,
    };
    // An order that does not depend on that of the files.
    case.places.sort();
    case.places.dedup();
    case
}
