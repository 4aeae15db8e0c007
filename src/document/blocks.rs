//! Blocks: what stands above and below the table.

use std::collections::BTreeSet;

use super::{Block, Content, LegendEntry, TallyLine, heading};
use crate::answers::entries::{Entry, Outcome};
use crate::meeting::braces::{Part, parts};
use crate::meeting::paper::{BlockSpec, Paper, TallyBy};
use crate::meeting::{Field, Meeting};
use crate::say::diag::{Diagnostic, Diagnostics, Result};
use crate::say::{toml_text, words};

/// The blocks that a paper declares; `entries` are the opinions that it shows, of `all`.
pub fn blocks(meeting: &Meeting, paper: &Paper, specs: &[BlockSpec], entries: &[&Entry], all: &[Entry]) -> Result<Vec<Block>> {
    let count = |entries: &mut dyn Iterator<Item = &Entry>| entries.map(|entry| entry.opinion.count(meeting)).sum();
    let sizes = Sizes { records: entries.len(), shown: count(&mut entries.iter().copied()), all: count(&mut all.iter()) };
    let mut findings = Diagnostics::default();
    let mut blocks = Vec::new();
    for spec in specs {
        match block(meeting, paper, spec, entries, sizes) {
            Ok(block) => blocks.push(block),
            Err(diagnostic) => findings.push(diagnostic.in_paper(paper.name())),
        }
    }
    findings.unless_errors(blocks)
}

/// How many records a paper shows, how many opinions they are, and how many there are in all.
#[derive(Clone, Copy)]
struct Sizes {
    records: usize,
    shown: usize,
    all: usize,
}

fn block(
    meeting: &Meeting,
    paper: &Paper,
    spec: &BlockSpec,
    entries: &[&Entry],
    sizes: Sizes,
) -> std::result::Result<Block, Box<Diagnostic>> {
    let filled = |text: &str| fill(meeting, paper, text, sizes);
    match (&spec.text, &spec.note, &spec.table, &spec.legend, &spec.tally) {
        (Some(text), None, None, None, None) => Ok(Block::Text { text: filled(text) }),
        (None, Some(text), None, None, None) => Ok(Block::Note { text: filled(text) }),
        (None, None, Some(rows), None, None) => {
            let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
            if columns == 0 {
                return Err(Box::new(Diagnostic::error(words::paper_table_empty())));
            }
            let even = |row: &Vec<String>| (0..columns).map(|index| row.get(index).map_or_else(String::new, |text| filled(text))).collect();
            let rows: Vec<Vec<String>> = rows.iter().map(even).collect();
            let labels = spec.labels.unwrap_or_else(|| are_labels(rows.iter().skip(usize::from(spec.head)).map(|row| row[0].as_str())));
            Ok(Block::Table { heading: spec.heading.clone(), head: spec.head, labels: labels && columns > 1, rows })
        }
        (None, None, None, Some(key), None) => {
            let (index, field) = field(meeting, key, &[])?;
            let entry = |choice: &crate::meeting::Choice| LegendEntry { value: choice.value.clone(), means: choice.means.clone() };
            let entries = field.choices.iter().map(entry).collect();
            Ok(Block::Legend { heading: spec.heading.clone().unwrap_or_else(|| field.heading.clone()), field: index, entries })
        }
        (None, None, None, None, Some(key)) => {
            let of = match COUNTED.iter().find(|(name, _)| name == key) {
                Some((_, content)) => *content,
                None => Content::Field(field(meeting, key, COUNTED)?.0),
            };
            let (columns, lines) = tally(meeting, of, spec.by, entries);
            let titled = spec.heading.as_ref().is_some_and(|heading| !heading.is_empty());
            Ok(Block::Tally { heading: spec.heading.clone().unwrap_or_else(|| heading(meeting, of)), titled, of, columns, lines })
        }
        _ => Err(Box::new(Diagnostic::error(words::paper_block_kind()))),
    }
}

/// What a tally counts beside the choices of fields.
const COUNTED: &[(&str, Content)] = &[("category", Content::Category), ("section", Content::Section), ("source", Content::Source)];

/// Whether texts tell rows apart, so that each says what its row is about.
fn are_labels<'a>(texts: impl Iterator<Item = &'a str>) -> bool {
    let mut seen = BTreeSet::new();
    texts.map(str::trim).all(|text| !text.is_empty() && !text.contains('\n') && seen.insert(text))
}

/// The field with this key and choices. `others` are names that may stand in its place.
fn field<'a>(meeting: &'a Meeting, key: &str, others: &[(&str, Content)]) -> std::result::Result<(usize, &'a Field), Box<Diagnostic>> {
    let with_choices = || meeting.fields.iter().enumerate().filter(|(_, field)| !field.choices.is_empty());
    let found = with_choices().find(|(_, field)| field.key == key || field.heading == key);
    if found.is_some_and(|(_, field)| meeting.is_private(field)) {
        return Err(Box::new(Diagnostic::error(words::paper_column_private(key))));
    }
    found.ok_or_else(|| {
        // A field that is there lacks its choices.
        if let Some(field) = meeting.fields.iter().find(|field| field.key == key || field.heading == key) {
            let error = Diagnostic::error(words::paper_choices_unknown(key));
            return Box::new(error.hint(words::paper_choices_hint(toml_text(&field.key))));
        }
        let others = others.iter().map(|(name, _)| *name);
        let known: Vec<&str> = with_choices().map(|(_, field)| field.key.as_str()).chain(others).collect();
        Box::new(Diagnostic::error(words::paper_choices_unknown(key)).known(key, &known))
    })
}

/// `text` with what it names in braces. What is filled in is not looked at again: a title may have braces of its own.
fn fill(meeting: &Meeting, paper: &Paper, text: &str, sizes: Sizes) -> String {
    let value = |name: &str| match name {
        "shown" => sizes.shown.to_string(),
        "all" => sizes.all.to_string(),
        "records" => sizes.records.to_string(),
        "date" => meeting.date_in_words(),
        "title" => paper.title.as_ref().unwrap_or(&meeting.head.title).clone(),
        "label" => paper.label.clone(),
        "meeting" => meeting.head.title.clone(),
        // No meeting is read that has another.
        unknown => format!("{{{unknown}}}"),
    };
    let said = |part: Part| match part {
        Part::Text(text) => text.to_owned(),
        Part::Name(name) => value(name),
    };
    parts(text).into_iter().map(said).collect()
}

/// What an opinion counts as.
#[derive(Clone, Copy, PartialEq)]
enum Counted<'a> {
    Outcome(Outcome<'a>),
    Section(usize),
    Source(usize),
    Category(&'a str),
}

impl<'a> Counted<'a> {
    fn of(meeting: &Meeting, entry: &'a Entry, what: Content) -> Self {
        match what {
            Content::Field(field) => Self::Outcome(entry.outcome(meeting, field)),
            Content::Section => Self::Section(entry.opinion.section),
            Content::Source => Self::Source(entry.opinion.source),
            _ => Self::Category(&entry.opinion.category),
        }
    }

    /// Everything that opinions count as, in order: what is declared, other values as they first occur, and what else
    /// there is. Choices stand there whether they occur or not.
    fn all(meeting: &'a Meeting, entries: &[&'a Entry<'a>], what: Content) -> Vec<Self> {
        let mut found: Vec<Self> = Vec::new();
        for entry in entries {
            let counted = Self::of(meeting, entry, what);
            if !found.contains(&counted) {
                found.push(counted);
            }
        }
        let choices = match what {
            Content::Field(field) => meeting.fields[field].choices.as_slice(),
            _ => &[],
        };
        let chosen = choices.iter().map(|choice| Self::Outcome(Outcome::Chosen(choice.value.as_str())));
        let sections = (0..meeting.sections.len()).map(Self::Section).filter(|section| found.contains(section));
        let sources = (0..meeting.sources.len()).map(Self::Source).filter(|source| found.contains(source));
        let mut all: Vec<Self> = chosen.chain(sections).chain(sources).collect();
        let last = [Outcome::Several, Outcome::Open, Outcome::NotAsked].map(Self::Outcome).into_iter().chain([Self::Category("")]);
        let last: Vec<Self> = last.filter(|last| found.contains(last)).collect();
        found.retain(|counted| !all.contains(counted) && !last.contains(counted));
        all.extend(found.into_iter().chain(last));
        all
    }

    /// What stands at its line, or over its column.
    fn label(self, meeting: &Meeting) -> String {
        let words = &meeting.words;
        match self {
            Self::Outcome(Outcome::Chosen(value)) => value.to_owned(),
            Self::Outcome(Outcome::Several) => words.several.clone(),
            Self::Outcome(Outcome::Open) => words.open.clone(),
            Self::Outcome(Outcome::NotAsked) => words.not_asked.clone(),
            Self::Section(index) => meeting.section_heading(index),
            Self::Source(index) => meeting.sources[index].heading.clone(),
            Self::Category("") => words.without.clone(),
            Self::Category(name) => name.to_owned(),
        }
    }
}

/// The columns and lines of a tally. The columns are those parts that occur, if there are several, and the sums; the last line is the sum.
fn tally(meeting: &Meeting, of: Content, by: Option<TallyBy>, entries: &[&Entry]) -> (Vec<String>, Vec<TallyLine>) {
    let by = match by {
        Some(TallyBy::Section) => Some(Content::Section),
        Some(TallyBy::Source) => Some(Content::Source),
        Some(TallyBy::Category) => Some(Content::Category),
        None if of != Content::Section => Some(Content::Section),
        Some(TallyBy::None) | None => None,
    };
    let parts = by.map(|by| Counted::all(meeting, entries, by)).filter(|parts| parts.len() > 1).unwrap_or_default();
    let counted = Counted::all(meeting, entries, of);
    let line = |label: String| TallyLine { label, counts: vec![0; parts.len() + 1] };
    let mut lines: Vec<TallyLine> =
        counted.iter().map(|counted| counted.label(meeting)).chain([meeting.words.sum.clone()]).map(line).collect();
    for entry in entries {
        let own = counted.iter().position(|counted| *counted == Counted::of(meeting, entry, of));
        let part = by.and_then(|by| parts.iter().position(|part| *part == Counted::of(meeting, entry, by)));
        for index in own.into_iter().chain([counted.len()]) {
            for column in part.into_iter().chain([parts.len()]) {
                lines[index].counts[column] += entry.opinion.count(meeting);
            }
        }
    }
    (parts.iter().map(|part| part.label(meeting)).chain([meeting.words.all.clone()]).collect(), lines)
}
