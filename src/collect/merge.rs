//! Merge: from what the workbooks say, and what a person decided, to the answers of the meeting.
//!
//! The order of the files cannot matter: claims are gathered by what they answer, and what is taken
//! of several equal ones is the newest edition's, of those the file with the least digest. Merging
//! the same files again changes nothing, because a decision belongs to a case, and a case is known by
//! what it is about.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ecow::EcoString;

use super::claims::{Claim, Claims, Gate, GateKind, case_key};
use super::differing;
use super::value::Doubt;
use crate::answers::response::{Question, Response, Responses};
use crate::meeting::identity;
use crate::say::diag::Place;
use crate::say::words::{self, Message};

/// The token of the choice that a whole file is preferred, which need not be decided.
pub const PREFER: &str = "prefer";

/// The decision that takes nothing: what was there before stays.
pub const NOTHING: usize = 0;
/// Most places of a case that are kept.
const PLACES: usize = 1_000;
/// Most options of a case that are shown at once; the file of decisions has all of them.
pub const SHOWN: usize = 100;

/// Something that a person must decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Identifies the case among all cases that there may be.
    pub key: String,
    pub kind: CaseKind,
    pub division: String,
    /// The opinion, if it is about one.
    pub id: String,
    /// Key of the answer field, if it is about one.
    pub field: String,
    /// Where it stands: the first of very many places, each of which the report names beside its answer.
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
    /// Take the answer for each of the opinions that it stands beside, or for the first of them alone.
    ForAll,
    ForFirst,
    /// Take this answer.
    Value(EcoString),
    /// Take every answer of the file that differs from others, of which there are so many.
    Prefer(usize),
    /// The answer is one to the opinion as it is now.
    Confirm,
}

/// What stands for an answer wherever decisions are kept: its digest, of the whole of it.
pub fn value_token(value: &str) -> String {
    format!("v-{}", identity::cell_digest(value))
}

impl Choice {
    pub fn message(&self) -> Message {
        match self {
            Self::Take => words::option_take(),
            Self::ByText => words::option_by_text(),
            Self::ById => words::option_by_id(),
            Self::ForAll => words::option_for_all(),
            Self::ForFirst => words::option_for_first(),
            Self::Value(value) => words::option_value(value),
            Self::Prefer(count) => words::option_prefer(count),
            Self::Confirm => words::option_confirm(),
        }
    }

    /// What stands for the option in the file of decisions.
    pub fn token(&self) -> String {
        match self {
            Self::Take => "take".to_owned(),
            Self::ByText => "by-text".to_owned(),
            Self::ById => "by-id".to_owned(),
            Self::ForAll => "for-all".to_owned(),
            Self::ForFirst => "for-first".to_owned(),
            Self::Value(value) => value_token(value),
            Self::Prefer(_) => PREFER.to_owned(),
            Self::Confirm => "confirm".to_owned(),
        }
    }
}

impl Case {
    /// Everything that may be decided, with its number, answers shortened to about `limit` characters and marked where they
    /// differ; taking nothing comes last. Of very many, only the first `most`.
    pub fn shown<'c>(&'c self, limit: usize, most: usize) -> impl Iterator<Item = (usize, Message)> + use<'c> {
        let value = |option: &'c Choice| if let Choice::Value(value) = option { Some(value.as_str()) } else { None };
        let values: Vec<&str> = self.options.iter().filter_map(value).collect();
        let mut values = differing::shown(&values, limit);
        let message = move |option: &Choice| match option {
            Choice::Value(_) => values.next().unwrap_or_else(|| option.message()),
            other => other.message(),
        };
        let nothing = match self.kind {
            CaseKind::Prefer => words::option_one_by_one(),
            CaseKind::Rewritten => words::option_not_yet(),
            _ => words::option_nothing(),
        };
        (1..).zip(self.options.iter().map(message)).take(most).chain([(NOTHING, nothing)])
    }

    /// How many options are beyond the first `most`, in words.
    pub fn further(&self, most: usize) -> Option<Message> {
        let further = self.options.len().saturating_sub(most);
        (further > 0).then(|| words::options_further(further))
    }

    /// Whether nothing is taken until it is decided.
    pub fn is_open(&self) -> bool {
        self.decision.is_none() && !self.is_offer()
    }

    /// Whether it may be left undecided.
    pub fn is_offer(&self) -> bool {
        matches!(self.kind, CaseKind::Prefer | CaseKind::Rewritten)
    }

    /// What was decided, unless it was to take nothing or nothing was decided.
    pub fn chosen(&self) -> Option<&Choice> {
        self.options.get(self.decision?.checked_sub(1)?)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum CaseKind {
    Gate(GateKind),
    /// Answers that contradict each other.
    Conflict,
    /// An answer that may mean several things.
    Unclear(BTreeSet<Doubt>),
    /// A file may be preferred as a whole.
    Prefer,
    /// The opinion was rewritten after its answer had come.
    Rewritten,
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
    pub question: Arc<Question>,
    pub value: EcoString,
    pub place: Place,
    /// Further cells of the sheet that say the same.
    pub further: Vec<(u32, u32)>,
    pub why: Arc<Why>,
}

/// Why an answer was not taken over, with the key of the case that it waits for or was lost in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// Nobody has decided the case yet.
    Undecided(String),
    /// It was decided against the answer.
    Refused(String),
    /// Another answer was chosen before.
    Settled(String),
}

impl Why {
    fn of(case: &Case) -> Self {
        if case.decision.is_some() { Self::Refused(case.key.clone()) } else { Self::Undecided(case.key.clone()) }
    }

    pub fn message(&self) -> Message {
        match self {
            Self::Undecided(key) => words::waiting_case(key),
            Self::Refused(key) => words::waiting_refused(key),
            Self::Settled(key) => words::waiting_settled(key),
        }
    }
}

/// What was decided before.
pub trait Decided {
    /// What was decided of a case with these options.
    fn of(&mut self, key: &str, options: &[Choice]) -> Option<usize>;
    /// What the options of a case are known by, as they were numbered before; empty if nobody was asked yet.
    fn numbered(&self, key: &str) -> Vec<String>;
    /// The case in which it was decided before that `value` is the answer, and not another one of `values`.
    fn settled(&self, question: &Question, values: &[EcoString], value: &str) -> Option<&str>;
}

/// A question to which there is more than one answer, or one in doubt.
struct Pending<'a> {
    question: Arc<Question>,
    claims: Vec<&'a Claim>,
    case: Case,
}

impl Pending<'_> {
    fn values(&self) -> Vec<&str> {
        self.case.options.iter().filter_map(|option| if let Choice::Value(value) = option { Some(value.as_str()) } else { None }).collect()
    }

    /// What the file answers here, if it says one thing without doubt.
    fn said_by(&self, file: &str) -> Option<&EcoString> {
        let mut said: Option<&EcoString> = None;
        for claim in self.claims.iter().filter(|claim| claim.file == file) {
            if !claim.doubts.is_empty() || said.is_some_and(|said| *said != claim.value) {
                return None;
            }
            said = Some(&claim.value);
        }
        said
    }
}

/// Merges what workbooks say into the answers that are there. `opinions` holds what is answered of each opinion now.
pub fn merge(existing: &Responses, all: &[Claims], opinions: &BTreeMap<&str, String>, decided: &mut dyn Decided) -> Merged {
    let mut cases = gate_cases(all, decided);
    let mut waiting = Vec::new();
    let mut questions: BTreeMap<Arc<Question>, Vec<&Claim>> = BTreeMap::new();
    let mut reasons = Reasons::default();
    for claim in all.iter().flat_map(|said| &said.claims) {
        match passed(claim, &cases) {
            Ok(question) => questions.entry(question).or_default().push(claim),
            Err(why) => waiting.push(wait(claim, &claim.question, reasons.one(why))),
        }
    }
    let mut responses = existing.clone();
    let mut take = |question: &Question, value: &str, claims: &[&Claim]| {
        let now = opinions.get(question.id.as_str()).cloned().unwrap_or_default();
        let response = response(value, claims, existing.0.get(question), now);
        responses.0.insert(question.clone(), response);
    };
    let mut pending = Vec::new();
    for (question, claims) in questions {
        let before = existing.0.get(&*question);
        let (sorted, values) = ordered(&claims, before);
        let doubts: BTreeSet<Doubt> = claims.iter().flat_map(|claim| claim.doubts.iter().copied()).collect();
        if let ([only], true) = (values.as_slice(), doubts.is_empty()) {
            take(&question, only, &claims);
            continue;
        }
        let mut case = value_case(&question, &claims, before, (&sorted, &values), doubts);
        number_as_before(&mut case, decided);
        case.decision = decided.of(&case.key, &case.options);
        let settled = before.filter(|_| case.decision.is_none());
        if let Some((before, key)) = settled.and_then(|before| Some((before, decided.settled(&question, &values, &before.value)?))) {
            let left = claims.iter().filter(|claim| claim.value != before.value);
            let why = Arc::new(Why::Settled(key.to_owned()));
            waiting.extend(left.map(|claim| wait(claim, &question, why.clone())));
            take(&question, &before.value, &claims);
            continue;
        }
        pending.push(Pending { question, claims, case });
    }
    let offers = preferred(&mut pending, decided);
    for Pending { question, claims, case } in pending {
        let chosen = match case.chosen() {
            Some(Choice::Value(value)) => Some(value.clone()),
            _ => None,
        };
        let why = Arc::new(Why::of(&case));
        let left = claims.iter().filter(|claim| chosen.as_ref() != Some(&claim.value));
        waiting.extend(left.map(|claim| wait(claim, &question, why.clone())));
        if let Some(value) = chosen {
            take(&question, &value, &claims);
        }
        cases.insert(case.key.clone(), case);
    }
    cases.extend(offers.into_iter().map(|case| (case.key.clone(), case)));
    let rewritten = confirmed(&mut responses, opinions, &cases, decided);
    cases.extend(rewritten.into_iter().map(|case| (case.key.clone(), case)));
    waiting.sort_by_cached_key(|held| (reading_order(&held.place), held.question.clone()));
    Merged { responses, cases, waiting }
}

/// Puts the options of a case in the order in which they were numbered before: somebody may have read the numbers.
fn number_as_before(case: &mut Case, decided: &dyn Decided) {
    let numbered = decided.numbered(&case.key);
    if !numbered.is_empty() {
        let places: BTreeMap<&str, usize> = numbered.iter().enumerate().rev().map(|(at, token)| (token.as_str(), at)).collect();
        case.options.sort_by_cached_key(|option| places.get(option.token().as_str()).copied());
    }
}

/// The cases of all gates, by key.
fn gate_cases(all: &[Claims], decided: &mut dyn Decided) -> BTreeMap<String, Case> {
    let mut cases = BTreeMap::new();
    for (key, gate) in all.iter().flat_map(|said| &said.gates) {
        let case = cases.entry(key.clone()).or_insert_with(|| gate_case(key, gate));
        case.places.push(gate.place.clone());
    }
    for (key, case) in &mut cases {
        case.places.sort();
        case.places.dedup();
        case.decision = decided.of(key, &case.options);
    }
    cases
}

/// The different answers, in the order of their texts and as they are numbered: the one that is there, then by edition.
fn ordered(claims: &[&Claim], before: Option<&Response>) -> (Vec<EcoString>, Vec<EcoString>) {
    let mut editions: BTreeMap<EcoString, u32> = BTreeMap::new();
    for claim in claims {
        for value in std::iter::once(&claim.value).chain(&claim.others) {
            let edition = editions.entry(value.clone()).or_insert(claim.edition);
            *edition = (*edition).min(claim.edition);
        }
    }
    editions.extend(before.map(|before| (EcoString::from(&before.value), 0)));
    let sorted: Vec<EcoString> = editions.keys().cloned().collect();
    let mut values = sorted.clone();
    let place = |value: &EcoString| (before.is_none_or(|before| before.value != *value), editions[value]);
    values.sort_by(|a, b| place(a).cmp(&place(b)).then_with(|| a.cmp(b)));
    (sorted, values)
}

/// Offers to prefer a file as a whole where several of its answers differ from others; what was accepted decides its cases.
fn preferred(pending: &mut [Pending], decided: &mut dyn Decided) -> Vec<Case> {
    let mut by_file: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, pending) in pending.iter().enumerate().filter(|(_, pending)| pending.case.kind == CaseKind::Conflict) {
        let files: BTreeSet<&str> = pending.claims.iter().map(|claim| claim.file.as_str()).collect();
        for file in files.into_iter().filter(|file| pending.said_by(file).is_some()) {
            by_file.entry(file.to_owned()).or_default().push(index);
        }
    }
    let mut offers = Vec::new();
    let mut chosen: BTreeMap<usize, BTreeSet<EcoString>> = BTreeMap::new();
    for (file, indices) in by_file.into_iter().filter(|(_, indices)| indices.len() > 1) {
        let keys: Vec<&str> = indices.iter().map(|index| pending[*index].case.key.as_str()).collect();
        let key = case_key(&[&[PREFER, file.as_str()], keys.as_slice()].concat());
        let options = vec![Choice::Prefer(indices.len())];
        let decision = decided.of(&key, &options);
        let of_file = || indices.iter().flat_map(|index| &pending[*index].claims).filter(|claim| claim.file == file);
        let place =
            of_file().map(|claim| &claim.place).min().map(|place| Place { division: place.division.clone(), ..Place::file(&place.file) });
        if decision == Some(1) {
            for index in &indices {
                chosen.entry(*index).or_default().extend(pending[*index].said_by(&file).cloned());
            }
        }
        offers.push((
            indices.clone(),
            Case {
                key,
                kind: CaseKind::Prefer,
                division: of_file().next().map_or(String::new(), |claim| claim.question.division.clone()),
                id: String::new(),
                field: String::new(),
                places: place.into_iter().collect(),
                message: words::case_prefer(indices.len()),
                options,
                decision,
            },
        ));
    }
    for (index, values) in chosen {
        // Two files that are both preferred and disagree decide nothing.
        let mut values = values.into_iter();
        if let (Some(value), None, None) = (values.next(), values.next(), pending[index].case.decision) {
            let number = pending[index].values().iter().position(|known| *known == value);
            pending[index].case.decision = number.map(|number| number + 1);
        }
    }
    let is_needed = |(indices, case): &(Vec<usize>, Case)| {
        case.decision.is_some() || indices.iter().any(|index| pending[*index].case.decision.is_none())
    };
    offers.into_iter().filter(is_needed).map(|(_, case)| case).collect()
}

/// Cases about answers that came before their opinions were rewritten; what was confirmed counts as answered as it is now.
fn confirmed(
    responses: &mut Responses,
    opinions: &BTreeMap<&str, String>,
    cases: &BTreeMap<String, Case>,
    decided: &mut dyn Decided,
) -> Vec<Case> {
    let mut found: BTreeMap<String, Case> = BTreeMap::new();
    for (question, response) in &mut responses.0 {
        let Some(now) = opinions.get(question.id.as_str()) else { continue };
        let asked_already = |case: &Case| {
            case.decision.is_none()
                && case.kind == CaseKind::Gate(GateKind::Outdated)
                && (case.division.as_str(), case.id.as_str()) == (question.division.as_str(), question.id.as_str())
        };
        if response.opinion.is_empty() || response.opinion == *now || cases.values().any(asked_already) {
            continue;
        }
        let key = case_key(&["rewritten", &question.division, &question.id, &response.opinion, now]);
        let place = Place { record: Some((&question.id).into()), division: Some((&question.division).into()), ..response.place.clone() };
        let case = found.entry(key.clone()).or_insert_with(|| {
            let options = vec![Choice::Confirm];
            Case {
                decision: decided.of(&key, &options),
                key,
                kind: CaseKind::Rewritten,
                division: question.division.clone(),
                id: question.id.clone(),
                field: String::new(),
                places: vec![place],
                message: words::case_rewritten(),
                options,
            }
        });
        if case.decision == Some(1) {
            response.opinion.clone_from(now);
        }
    }
    found.into_values().collect()
}

/// File, sheet, row, cell.
fn reading_order(place: &Place) -> (EcoString, Option<EcoString>, Option<u32>, Option<EcoString>) {
    let row = place.cell.as_deref().and_then(|cell| cell.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse().ok());
    (place.file.clone(), place.sheet.clone(), row, place.cell.clone())
}

/// Why answers wait, each reason once: many may wait for one.
#[derive(Default)]
struct Reasons(BTreeSet<Arc<Why>>);

impl Reasons {
    fn one(&mut self, why: Why) -> Arc<Why> {
        let why = self.0.get(&why).cloned().unwrap_or_else(|| Arc::new(why));
        self.0.insert(why.clone());
        why
    }
}

fn wait(claim: &Claim, question: &Arc<Question>, why: Arc<Why>) -> Waiting {
    Waiting { question: question.clone(), value: claim.value.clone(), place: claim.place.clone(), further: claim.further.clone(), why }
}

/// What a claim answers once its gates are open, or which of them is shut.
fn passed(claim: &Claim, cases: &BTreeMap<String, Case>) -> std::result::Result<Arc<Question>, Why> {
    let mut question = claim.question.clone();
    for case in claim.gates.iter().filter_map(|key| cases.get(key)) {
        match case.chosen() {
            Some(Choice::ById) => {
                if let Some(id) = &claim.by_id {
                    question = Arc::new(Question { id: id.to_string(), ..Question::clone(&question) });
                }
            }
            Some(Choice::ForFirst) if claim.below => return Err(Why::of(case)),
            Some(_) => {}
            None => return Err(Why::of(case)),
        }
    }
    Ok(question)
}

/// The answer `value`: from the newest edition that gives it, of those from the file with the least digest.
fn response(value: &str, claims: &[&Claim], before: Option<&Response>, now: String) -> Response {
    let before = before.filter(|before| before.value == value);
    let given = claims.iter().filter(|claim| claim.value == value || claim.others.iter().any(|other| other == value));
    let given_now = given.clone().next().is_some();
    let sources = given
        .map(|claim| (claim.edition, claim.file.as_str()))
        .chain(before.filter(|b| !b.file.is_empty()).map(|b| (b.edition, b.file.as_str())));
    let newest = sources.min_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    let (edition, file) = newest.or_else(|| before.map(|b| (b.edition, b.file.as_str()))).unwrap_or_default();
    let stands = claims.iter().filter(|claim| claim.value == value).map(|claim| &claim.place).min();
    let place = stands.or(before.map(|before| &before.place)).cloned().unwrap_or_default();
    // What a workbook says passed its gates: it answers the opinion as it is now.
    let opinion = if given_now { now } else { before.map_or(String::new(), |before| before.opinion.clone()) };
    Response { value: value.to_owned(), file: file.to_owned(), edition, opinion, place }
}

fn gate_case(key: &str, gate: &Gate) -> Case {
    let options = match gate.kind {
        GateKind::Shifted => vec![Choice::ByText, Choice::ById],
        GateKind::Spread => vec![Choice::ForAll, Choice::ForFirst],
        _ => vec![Choice::Take],
    };
    Case {
        key: key.to_owned(),
        kind: CaseKind::Gate(gate.kind),
        division: gate.place.division.clone().unwrap_or_default().into(),
        id: gate.place.record.clone().unwrap_or_default().into(),
        field: String::new(),
        places: Vec::new(),
        message: gate.message.clone(),
        options,
        decision: None,
    }
}

fn value_case(
    question: &Question,
    claims: &[&Claim],
    before: Option<&Response>,
    (sorted, values): (&[EcoString], &[EcoString]),
    doubts: BTreeSet<Doubt>,
) -> Case {
    let Question { id, field, division } = question;
    let parts: Vec<&str> = ["value", division, id, field].into_iter().chain(sorted.iter().map(EcoString::as_str)).collect();
    let key = case_key(&parts);
    // An answer that one of them may mean is no other answer.
    let offered = |value: &str| claims.iter().any(|claim| claim.value == value || claim.others.iter().any(|other| other == value));
    let changed = before.filter(|before| !offered(&before.value));
    let given: BTreeSet<&str> = claims.iter().map(|claim| claim.value.as_str()).chain(changed.map(|b| b.value.as_str())).collect();
    let conflict = given.len() > 1;
    let only_exchanged = || given.iter().zip(given.iter().skip(1)).all(|(a, b)| differing::exchanged(a, b));
    let message = match (conflict, doubts.first()) {
        (true, _) if only_exchanged() => words::case_exchanged(),
        (true, _) if changed.is_some() => words::case_changed(),
        (true, _) | (false, None) => words::case_conflict(given.len()),
        (false, Some(Doubt::Struck)) => words::case_struck(),
        (false, Some(Doubt::Ditto)) => words::case_ditto(),
        (false, Some(Doubt::NoChoice)) => words::case_no_choice(),
        (false, Some(Doubt::Covered)) => words::case_covered(),
        (false, Some(Doubt::Odd)) => words::case_odd(),
    };
    let mut case = Case {
        key,
        kind: if conflict { CaseKind::Conflict } else { CaseKind::Unclear(doubts) },
        division: division.clone(),
        id: id.clone(),
        field: field.clone(),
        places: claims.iter().flat_map(|claim| claim.places()).collect(),
        message,
        options: values.iter().map(|value| Choice::Value(value.clone())).collect(),
        decision: None,
    };
    // An order that does not depend on that of the files.
    case.places.sort();
    case.places.dedup();
    case.places.truncate(PLACES);
    case.places.shrink_to_fit();
    case
}
