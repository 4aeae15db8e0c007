//! Blocks: what stands above and below the table.

use super::{Block, LegendEntry, TallyLine};
use crate::answers::entries::{Entry, Outcome};
use crate::meeting::paper::{BlockSpec, Paper, TallyBy};
use crate::meeting::{Field, Meeting};
use crate::say::diag::{Diagnostic, Diagnostics, Result};
use crate::say::words;

/// The blocks that a paper declares; `entries` are the opinions that it shows, of `all`.
pub fn blocks(meeting: &Meeting, paper: &Paper, specs: &[BlockSpec], entries: &[&Entry], all: usize) -> Result<Vec<Block>> {
    let mut findings = Diagnostics::default();
    let mut blocks = Vec::new();
    for spec in specs {
        match block(meeting, paper, spec, entries, all) {
            Ok(block) => blocks.push(block),
            Err(diagnostic) => findings.push(diagnostic.hint(words::in_paper(&paper.label))),
        }
    }
    findings.finish(blocks, &mut Diagnostics::default())
}

fn block(
    meeting: &Meeting,
    paper: &Paper,
    spec: &BlockSpec,
    entries: &[&Entry],
    all: usize,
) -> std::result::Result<Block, Box<Diagnostic>> {
    let filled = |text: &str| fill(meeting, paper, text, entries.len(), all);
    match (&spec.text, &spec.note, &spec.table, &spec.legend, &spec.tally) {
        (Some(text), None, None, None, None) => Ok(Block::Text { text: filled(text) }),
        (None, Some(text), None, None, None) => Ok(Block::Note { text: filled(text) }),
        (None, None, Some(rows), None, None) => {
            let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
            if columns == 0 {
                return Err(Box::new(Diagnostic::error(words::paper_table_empty())));
            }
            let even = |row: &Vec<String>| (0..columns).map(|index| row.get(index).map_or_else(String::new, |text| filled(text))).collect();
            Ok(Block::Table { heading: spec.heading.clone(), head: spec.head, rows: rows.iter().map(even).collect() })
        }
        (None, None, None, Some(key), None) => {
            let (index, field) = field(meeting, key)?;
            let entry = |choice: &crate::meeting::Choice| LegendEntry { value: choice.value.clone(), means: choice.means.clone() };
            let entries = field.choices.iter().map(entry).collect();
            Ok(Block::Legend { heading: spec.heading.clone().unwrap_or_else(|| field.heading.clone()), field: index, entries })
        }
        (None, None, None, None, Some(key)) => {
            let (index, field) = field(meeting, key)?;
            let (columns, lines) = tally(meeting, index, spec.by, entries);
            Ok(Block::Tally { heading: spec.heading.clone().unwrap_or_else(|| field.heading.clone()), field: index, columns, lines })
        }
        _ => Err(Box::new(Diagnostic::error(words::paper_block_kind()))),
    }
}

/// The field with this key and choices.
fn field<'a>(meeting: &'a Meeting, key: &str) -> std::result::Result<(usize, &'a Field), Box<Diagnostic>> {
    let with_choices = || meeting.fields.iter().enumerate().filter(|(_, field)| !field.choices.is_empty());
    let found = with_choices().find(|(_, field)| field.key == key || field.heading == key);
    if found.is_some_and(|(_, field)| meeting.is_private(field)) {
        return Err(Box::new(Diagnostic::error(words::paper_column_private(key))));
    }
    found.ok_or_else(|| {
        let known: Vec<&str> = with_choices().map(|(_, field)| field.key.as_str()).collect();
        Box::new(Diagnostic::error(words::paper_choices_unknown(key)).known(key, &known))
    })
}

/// `text` with what it names in braces.
fn fill(meeting: &Meeting, paper: &Paper, text: &str, shown: usize, all: usize) -> String {
    let title = paper.title.as_ref().unwrap_or(&meeting.head.title);
    let values = [
        ("{shown}", shown.to_string()),
        ("{all}", all.to_string()),
        ("{date}", meeting.date_in_words()),
        ("{title}", title.clone()),
        ("{label}", paper.label.clone()),
        ("{meeting}", meeting.head.title.clone()),
    ];
    values.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
}

/// The columns and lines of a tally: the declared choices in order, other values as they first occur, and
/// what else there is; the sum last.
fn tally(meeting: &Meeting, field: usize, by: Option<TallyBy>, entries: &[&Entry]) -> (Vec<String>, Vec<TallyLine>) {
    let words = &meeting.words;
    let sections: Vec<usize> =
        (0..meeting.sections.len()).filter(|section| entries.iter().any(|entry| entry.opinion.section == *section)).collect();
    let sources: Vec<usize> =
        (0..meeting.sources.len()).filter(|source| entries.iter().any(|entry| entry.opinion.source == *source)).collect();
    let (mut columns, parts): (Vec<String>, Vec<Vec<&&Entry>>) = match by.unwrap_or(TallyBy::Section) {
        TallyBy::Section if sections.len() > 1 => sections
            .iter()
            .map(|index| (meeting.section_heading(*index), entries.iter().filter(|e| e.opinion.section == *index).collect()))
            .unzip(),
        TallyBy::Source if sources.len() > 1 => sources
            .iter()
            .map(|index| (meeting.sources[*index].heading.clone(), entries.iter().filter(|e| e.opinion.source == *index).collect()))
            .unzip(),
        TallyBy::Section | TallyBy::Source | TallyBy::None => (Vec::new(), Vec::new()),
    };
    columns.push(words.all.clone());
    let parts: Vec<Vec<&&Entry>> = parts.into_iter().chain([entries.iter().collect()]).collect();
    let mut outcomes: Vec<Outcome> = meeting.fields[field].choices.iter().map(|choice| Outcome::Chosen(choice.value.as_str())).collect();
    let found: Vec<Outcome> = entries.iter().map(|entry| entry.outcome(meeting, field)).collect();
    for outcome in &found {
        if matches!(outcome, Outcome::Chosen(_)) && !outcomes.contains(outcome) {
            outcomes.push(*outcome);
        }
    }
    outcomes.extend([Outcome::Several, Outcome::Open, Outcome::NotAsked].into_iter().filter(|outcome| found.contains(outcome)));
    let line = |label: &str, is: &dyn Fn(&Entry) -> bool| TallyLine {
        label: label.to_owned(),
        counts: parts.iter().map(|part| part.iter().filter(|entry| is(entry)).map(|entry| entry.opinion.count(meeting)).sum()).collect(),
    };
    let mut lines: Vec<TallyLine> = outcomes
        .iter()
        .map(|outcome| {
            let label = match outcome {
                Outcome::Chosen(value) => value,
                Outcome::Several => words.several.as_str(),
                Outcome::Open => &words.open,
                Outcome::NotAsked => &words.not_asked,
            };
            line(label, &|entry| entry.outcome(meeting, field) == *outcome)
        })
        .collect();
    lines.push(line(&words.sum, &|_| true));
    (columns, lines)
}
