//! Decisions: what the clerk decided of each case, in `decisions.csv` in the meeting's folder or by a flag.
//!
//! `shiryo collect` adds open cases to the file and never takes away a line that was decided, so that
//! the file is also the record of what was decided and why.

use std::collections::BTreeMap;

use super::merge::{Case, Choice, NOTHING};
use crate::answers::response::Question;
use crate::meeting::headings::Column;
use crate::read::table::Table;
use crate::say::diag::{Diagnostic, Diagnostics, Place};
use crate::say::words;
use crate::say::words::Lang;

/// Name of the file in the meeting's folder.
pub const FILE: &str = "decisions.csv";

/// The headings, in order. The first says which case, the two for the clerk are [`DECISION`] and [`REASON`].
pub const HEADINGS: [&str; 9] = ["番号", "判断", "理由", "課", "意見ID", "回答欄", "内容", "選択肢", "場所"];
const DECISION: usize = 1;
const REASON: usize = 2;
const OPTIONS: usize = 7;
/// Most characters of an option; the report has all of them.
const OPTION_LIMIT: usize = 500;
/// Most places that are named; the report has all of them.
const PLACE_LIMIT: usize = 20;

/// A line of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    cells: [String; 9],
    place: Place,
}

/// All decisions, by key of the case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decisions {
    lines: BTreeMap<String, Line>,
    flags: BTreeMap<String, String>,
}

impl Decisions {
    /// The lines of the file; what is wrong with it goes to `findings`.
    pub fn read(table: &Table, findings: &mut Diagnostics) -> Self {
        let before = findings.0.len();
        for heading in table.headings.iter().filter(|heading| !heading.is_empty()) {
            if !HEADINGS.contains(&heading.as_str()) && Column::fixed(heading) != Some(Column::Guarded) {
                findings.push(
                    Diagnostic::error(words::unknown_heading(heading)).known(heading, &HEADINGS).at(table.place.clone().heading(heading)),
                );
            }
        }
        let columns = HEADINGS.map(|heading| table.headings.iter().position(|found| found == heading));
        for needed in [0, DECISION] {
            if columns[needed].is_none() {
                findings.push(Diagnostic::error(words::heading_missing(HEADINGS[needed], FILE)).at(table.place.clone()));
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
            } else if let Some(first) = decisions.lines.insert(key.clone(), Line { cells, place: place.clone() }) {
                findings.push(Diagnostic::error(words::decision_twice(&key, &first.place)).at(place));
            }
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

    /// What was decided of a case with `options` options; an error if that is none of them.
    pub fn of(&self, key: &str, options: usize, findings: &mut Diagnostics) -> Option<usize> {
        let line = self.lines.get(key);
        let said = self.flags.get(key).or_else(|| line.map(|line| &line.cells[DECISION]))?;
        if said.trim().is_empty() {
            return None;
        }
        let decision = crate::records::number::whole(said.trim()).map(|number| number as usize).filter(|number| *number <= options);
        if decision.is_none() {
            let finding = Diagnostic::error(words::decision_unknown(said, key, options));
            findings.push(match line.filter(|_| !self.flags.contains_key(key)) {
                Some(line) => finding.at(line.place.clone()),
                None => finding,
            });
        }
        decision
    }

    /// Whether a line of the file decided for `value` in a case with at least `values` to choose from.
    ///
    /// Once such a decision is taken over, a case about the same answers has another key if the
    /// answer that was there before was none of them.
    pub fn settled(&self, question: &Question, values: &[&str], value: &str) -> bool {
        let of_question = [&question.division, &question.id, &question.field];
        self.lines.values().any(|line| {
            let offers = |value: &str| line.cells[OPTIONS].contains(&option(value));
            let decision = line.cells[DECISION].trim();
            !decision.is_empty()
                && line.cells[3..6].iter().eq(of_question)
                && format!("\n{}", line.cells[OPTIONS]).contains(&format!("\n{decision}{}", option(value)))
                && values.iter().all(|value| offers(value))
        })
    }

    /// Flags about cases that did not arise.
    pub fn unused<'a>(&'a self, cases: &'a BTreeMap<String, Case>) -> impl Iterator<Item = &'a str> {
        self.flags.keys().filter(|key| !cases.contains_key(*key)).map(String::as_str)
    }

    /// The rows of the file: every case that arose, and every line that was decided before.
    pub fn rows(&self, cases: &BTreeMap<String, Case>) -> Vec<Vec<String>> {
        let mut rows: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (key, line) in self.lines.iter().filter(|(_, line)| !line.cells[DECISION].trim().is_empty() || !line.cells[REASON].is_empty()) {
            rows.insert(key, line.cells.to_vec());
        }
        for (key, case) in cases {
            let decision = case.decision.map_or(String::new(), |decision| decision.to_string());
            let reason = self.lines.get(key).map_or(String::new(), |line| line.cells[REASON].clone());
            rows.insert(key, row(case, decision, reason));
        }
        let mut rows: Vec<Vec<String>> = rows.into_values().collect();
        rows.sort_by(|a, b| a[3..6].cmp(&b[3..6]).then(a[0].cmp(&b[0])));
        rows
    }
}

fn row(case: &Case, decision: String, reason: String) -> Vec<String> {
    let say = |message: &words::Message| message.say(Lang::Ja);
    let marked = |(number, choice): (usize, Option<&Choice>)| match choice {
        Some(Choice::Value(value)) => format!("{number}{}", option(value)),
        Some(choice) => format!("{number}：{}", say(&choice.message())),
        None => format!("{number}：{}", say(&words::option_nothing())),
    };
    let choices = case.options.iter().enumerate().map(|(index, choice)| (index + 1, Some(choice)));
    let options: Vec<String> = choices.chain([(NOTHING, None)]).map(marked).collect();
    let places = case.places.iter().take(PLACE_LIMIT).map(|place| Place { record: None, division: None, ..place.clone() }.to_string());
    let more = case.places.len() > PLACE_LIMIT;
    let places: Vec<String> = places.chain(more.then(|| "…".to_owned())).collect();
    vec![
        case.key.clone(),
        decision,
        reason,
        case.division.clone(),
        case.id.clone(),
        case.field.clone(),
        say(&case.message),
        options.join("\n"),
        places.join("\n"),
    ]
}

/// An answer to choose, behind its number.
fn option(value: &str) -> String {
    let shown = match value.char_indices().nth(OPTION_LIMIT) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    };
    format!("：{}", words::option_value(shown).say(Lang::Ja))
}
