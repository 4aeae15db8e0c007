//! Decisions: what the clerk decided of each case, in `decisions.csv` in the meeting's folder or by a flag.
//!
//! `shiryo collect` adds open cases to the file and never takes away a line that was decided, so that
//! the file is also the record of what was decided and why.

use std::collections::{BTreeMap, BTreeSet};

use ecow::EcoString;
use unicode_normalization::UnicodeNormalization as _;

use super::merge::{Case, Choice, NOTHING, PREFER, value_token};
use crate::answers::response::Question;
use crate::meeting::Meeting;
use crate::meeting::headings::Datum;
use crate::read::table::Table;
use crate::say;
use crate::say::diag::{Diagnostic, Diagnostics, Place};
use crate::say::words::{self, Lang};

/// Name of the file in the meeting's folder.
pub const FILE: &str = "decisions.csv";

/// The headings, in order. The first says which case, the two for the clerk are [`DECISION`] and [`REASON`]. Last stand what each
/// number stands for as a value ([`Choice::token`]), since the options are shortened and may be numbered otherwise later, and
/// the key of the field, whose heading may be another one later.
pub const HEADINGS: [&str; 13] =
    ["番号", "判断", "理由", "課", "意見ID", "No.", "意見", "回答欄", "内容", "選択肢", "場所", "選択肢の照合値", "回答欄のキー"];
const DECISION: usize = 1;
const REASON: usize = 2;
const DIVISION: usize = 3;
const ID: usize = 4;
const FIELD: usize = 7;
const TOKENS: usize = 11;
const KEY: usize = 12;
/// Most characters of an option, and of the opinion; the report has all of them.
const OPTION_LIMIT: usize = 500;
const OPINION_LIMIT: usize = 80;
/// Most places that are named; the report has all of them.
const PLACE_LIMIT: usize = 20;

/// A line of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
struct DecisionLine {
    cells: [String; HEADINGS.len()],
    place: Place,
}

/// All decisions, by key of the case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decisions {
    lines: BTreeMap<String, DecisionLine>,
    /// The cases of each question: division, identifier and key of the field.
    of_questions: BTreeMap<[String; 3], Vec<String>>,
    flags: BTreeMap<String, String>,
}

impl Decisions {
    /// The lines of the file; what is wrong with it goes to `findings`.
    pub fn read(table: &Table, findings: &mut Diagnostics) -> Self {
        let before = findings.0.len();
        for heading in table.headings.iter().filter(|heading| !heading.is_empty()) {
            if !HEADINGS.contains(&heading.as_str()) && Datum::fixed(heading) != Some(Datum::Guarded) {
                findings.push(
                    Diagnostic::error(words::unknown_heading(heading)).known(heading, &HEADINGS).at(table.place.clone().heading(heading)),
                );
            }
        }
        let columns = HEADINGS.map(|heading| table.headings.iter().position(|found| found == heading));
        for needed in [0, DECISION] {
            if columns[needed].is_none() {
                findings.push(Diagnostic::error(words::heading_missing(HEADINGS[needed])).at(table.place.clone()));
            }
        }
        let mut decisions = Self::default();
        if findings.0.len() > before {
            return decisions;
        }
        for row in &table.rows {
            let cells = columns.map(|column| column.map_or(String::new(), |column| table.text(row, column).to_owned()));
            let key = cells[0].trim().to_owned();
            let place = row.cell_place(columns[DECISION].unwrap_or_default(), HEADINGS[DECISION]);
            if key.is_empty() && cells.iter().any(|cell| !cell.is_empty()) {
                findings.push(Diagnostic::error(words::decision_no_case()).at(place));
            } else if let Some(first) = decisions.lines.insert(key.clone(), DecisionLine { cells, place: place.clone() }) {
                findings.push(Diagnostic::error(words::decision_twice(&key, &first.place)).at(place));
            }
        }
        for (key, DecisionLine { cells, .. }) in &decisions.lines {
            let question = [DIVISION, ID, KEY].map(|index| cells[index].clone());
            decisions.of_questions.entry(question).or_default().push(key.clone());
        }
        decisions
    }

    /// Adds decisions given as `CASE=NUMBER`; they go before those of the file.
    pub fn add_flags(&mut self, flags: &[String], findings: &mut Diagnostics) {
        for flag in flags {
            match flag.split_once('=') {
                Some((key, decision)) => drop(self.flags.insert(key.trim().to_owned(), decision.trim().to_owned())),
                None => findings.push(Diagnostic::error(words::decision_flag(flag)).hint(words::decision_flag_hint())),
            }
        }
    }

    /// What was decided of a case with these options, as a number among them; an error if it is none.
    pub fn of(&self, key: &str, options: &[Choice], findings: &mut Diagnostics) -> Option<usize> {
        let line = self.lines.get(key);
        let flag = self.flags.get(key);
        let said = flag.or_else(|| line.map(|line| &line.cells[DECISION]))?;
        if said.trim().is_empty() {
            return None;
        }
        // As the options are written (`2：`), or with a ring.
        let plain: String = said.nfkc().collect();
        let number = crate::records::number::whole(plain.trim().trim_end_matches([':', '.', ')'])).map(|number| number as usize);
        let decision = match line.filter(|_| flag.is_none()) {
            Some(line) => number.and_then(|number| line.meant(number, options)),
            None => number.filter(|number| *number <= options.len()),
        };
        if decision.is_none() {
            let finding = Diagnostic::error(words::decision_unknown(said, key, options.len()));
            findings.push(match line.filter(|_| flag.is_none()) {
                Some(line) => finding.at(line.place.clone()),
                None => finding,
            });
        }
        decision
    }

    /// What the options of a case stand for in its line, in the order of their numbers; empty if there is none.
    pub fn numbered(&self, key: &str) -> Vec<String> {
        self.lines.get(key).map_or(Vec::new(), |line| line.tokens().into_iter().map(str::to_owned).collect())
    }

    /// The case in which it was decided that `value` is the answer, and none of the other `values`.
    ///
    /// Once such a decision is taken over, a case about the same answers has another key if the
    /// answer that was there before was none of them.
    pub fn settled(&self, question: &Question, values: &[EcoString], value: &str) -> Option<&str> {
        let is_it = |line: &DecisionLine| {
            let tokens = line.tokens();
            let number = crate::records::number::whole(line.cells[DECISION].trim()).unwrap_or_default() as usize;
            let decided = number.checked_sub(1).and_then(|index| tokens.get(index));
            let tokens: BTreeSet<&str> = tokens.iter().copied().collect();
            decided.is_some_and(|token| *token == value_token(value))
                && values.iter().all(|value| tokens.contains(value_token(value).as_str()))
        };
        let cases = self.of_questions.get(&[&question.division, &question.id, &question.field].map(ToString::to_string));
        cases.into_iter().flatten().find(|key| is_it(&self.lines[*key])).map(String::as_str)
    }

    /// Flags about cases that did not arise.
    pub fn unused<'a>(&'a self, cases: &'a BTreeMap<String, Case>) -> impl Iterator<Item = &'a str> {
        self.flags.keys().filter(|key| !cases.contains_key(*key)).map(String::as_str)
    }

    /// The rows of the file: every case that arose, and every line that was decided before. `opinion` says number and text.
    pub fn rows(&self, meeting: &Meeting, cases: &BTreeMap<String, Case>, opinion: &dyn Fn(&str) -> (String, String)) -> Vec<Vec<String>> {
        let mut rows: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (key, line) in self.lines.iter().filter(|(_, line)| !line.cells[DECISION].trim().is_empty() || !line.cells[REASON].is_empty()) {
            rows.insert(key, line.cells.to_vec());
        }
        for (key, case) in cases {
            let decision = case.decision.map_or(String::new(), |decision| decision.to_string());
            let reason = self.lines.get(key).map_or(String::new(), |line| line.cells[REASON].clone());
            rows.insert(key, row(case, decision, reason, opinion(&case.id)));
        }
        let mut rows: Vec<Vec<String>> = rows.into_values().collect();
        rows.sort_by(|a, b| (&a[DIVISION], &a[ID], &a[KEY], &a[0]).cmp(&(&b[DIVISION], &b[ID], &b[KEY], &b[0])));
        for row in &mut rows {
            if let Some((_, heading)) = meeting.answers().find(|(key, _)| *key == row[KEY]) {
                row[FIELD] = heading.to_owned();
            }
        }
        rows
    }
}

/// How many cases of the file are not decided yet, as it was written.
pub fn undecided(table: &Table) -> usize {
    let column = |index: usize| table.headings.iter().position(|found| found == HEADINGS[index]);
    let (Some(decision), Some(tokens)) = (column(DECISION), column(TOKENS)) else { return 0 };
    let is_open = |row: &&crate::read::table::Row| table.text(row, decision).trim().is_empty() && table.text(row, tokens).trim() != PREFER;
    table.rows.iter().filter(is_open).count()
}

impl DecisionLine {
    fn tokens(&self) -> Vec<&str> {
        self.cells[TOKENS].split_whitespace().collect()
    }

    /// The number among `options` of what `number` stands for in this line.
    fn meant(&self, number: usize, options: &[Choice]) -> Option<usize> {
        let tokens = self.tokens();
        let Some(index) = number.checked_sub(1) else { return Some(NOTHING) };
        let token = match tokens.get(index) {
            Some(token) => (*token).to_owned(),
            // Who types no values means the options as they are shown.
            None if tokens.is_empty() => return Some(number).filter(|number| *number <= options.len()),
            None => return None,
        };
        options.iter().position(|option| option.token() == token).map(|index| index + 1)
    }
}

fn row(case: &Case, decision: String, reason: String, (no, text): (String, String)) -> Vec<String> {
    let mut options = String::new();
    for (number, choice) in case.shown(OPTION_LIMIT, usize::MAX) {
        let gap = if options.is_empty() { "" } else { "\n" };
        options.push_str(&format!("{gap}{number}：{choice:#}"));
    }
    let places = case.places.iter().take(PLACE_LIMIT).map(|place| Place { record: None, division: None, ..place.clone() }.written());
    let more = case.places.len() > PLACE_LIMIT;
    let places: Vec<String> = places.chain(more.then(|| "…".to_owned())).collect();
    let tokens: Vec<String> = case.options.iter().map(Choice::token).collect();
    vec![
        case.key.clone(),
        decision,
        reason,
        case.division.clone(),
        case.id.clone(),
        no,
        say::line(&text, OPINION_LIMIT),
        case.field.clone(),
        case.message.say(Lang::Ja),
        options,
        places.join("\n"),
        tokens.join("\n"),
        case.field.clone(),
    ]
}
