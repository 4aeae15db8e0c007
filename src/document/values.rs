//! Values: what a cell says of an opinion.

use super::columns::Part;
use super::{Cell, Content, Edition, From, State};
use crate::answers::entries::{Entry, is_blank};
use crate::meeting::Meeting;

/// Where a value of an opinion comes from.
pub fn from(entry: &Entry, content: Content) -> From {
    From { opinion: entry.opinion.id.to_string(), content, edition: Edition::Newer }
}

/// The cell that shows `contents` of an opinion, one under the other; what is empty takes no line.
pub fn cell(meeting: &Meeting, entry: &Entry, contents: &[Content]) -> Cell {
    let said: Vec<Value> = contents.iter().map(|content| value(meeting, entry, *content)).collect();
    let texts: Vec<&str> = said.iter().map(|said| said.text.as_str()).filter(|text| !text.is_empty()).collect();
    let mut cell = Cell::said(texts.join("\n"), contents.iter().map(|content| from(entry, *content)).collect());
    cell.lacks = said.iter().any(|said| said.lacks != Lacks::Nothing);
    if cell.state == State::Said && said.iter().all(|said| said.text.is_empty() || said.lacks == Lacks::All) {
        cell.state = State::Missing;
    }
    cell
}

/// What is said under a content.
struct Value {
    text: String,
    lacks: Lacks,
}

/// What is missing of the answers that a text should show. Its words do not tell: an answer may quote them.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Lacks {
    Nothing,
    Some,
    All,
}

impl Value {
    fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), lacks: Lacks::Nothing }
    }
}

/// What is said under `content`, and what is missing in it.
fn value(meeting: &Meeting, entry: &Entry, content: Content) -> Value {
    let opinion = entry.opinion;
    let plain = |text: &str| Value::plain(text);
    match content {
        Content::Number => plain(entry.no),
        Content::Section => plain(&meeting.sections[opinion.section].title),
        Content::Category => plain(&opinion.category),
        Content::Subcategory => plain(&opinion.subcategory),
        Content::Source => plain(&meeting.sources[opinion.source].heading),
        Content::Attribution => plain(&opinion.attribution),
        Content::Text => plain(&opinion.text),
        Content::Division => {
            let names: Vec<&str> = entry.answers.iter().map(|answer| meeting.divisions[answer.division].name.as_str()).collect();
            plain(&names.join("\n"))
        }
        Content::Note => together(meeting, entry, |answer| (answer.note, false)),
        Content::Field(field) => of_field(meeting, entry, field),
        Content::PartName | Content::Parts | Content::Change => plain(""),
    }
}

fn of_field(meeting: &Meeting, entry: &Entry, field: usize) -> Value {
    if let Some(index) = meeting.record_index(field) {
        let value = &entry.opinion.fields[index];
        if is_blank(value) && meeting.fields[field].is_required() {
            return Value { text: meeting.words.unanswered.clone(), lacks: Lacks::All };
        }
        return Value::plain(value);
    }
    match meeting.answer_index(field) {
        Some(index) => together(meeting, entry, |answer| (answer.values[index], answer.lacks(meeting, index))),
        None => Value::plain(""),
    }
}

/// What the divisions say: once if they say the same, else each under its name.
fn together<'a>(meeting: &'a Meeting, entry: &'a Entry, said: impl Fn(&'a crate::answers::entries::Answer) -> (&'a str, bool)) -> Value {
    let words = &meeting.words;
    let parts: Vec<(&str, &str, bool)> = entry
        .answers
        .iter()
        .map(|answer| {
            let (text, lacks) = said(answer);
            (meeting.divisions[answer.division].name.as_str(), if lacks { words.unanswered.as_str() } else { text }, lacks)
        })
        .collect();
    let Some((_, first, _)) = parts.first() else { return Value::plain("") };
    let lacks = match parts.iter().filter(|(.., lacks)| *lacks).count() {
        0 => Lacks::Nothing,
        all if all == parts.len() => Lacks::All,
        _ => Lacks::Some,
    };
    if parts.iter().all(|(_, text, _)| text == first) {
        return Value { text: (*first).to_owned(), lacks };
    }
    let named = parts.iter().filter(|(_, text, _)| !text.is_empty());
    let lines: Vec<String> = named.map(|(name, text, _)| format!("{}\n{text}", words.division_label.replace("{division}", name))).collect();
    // Where each says something else, at least one of them answered.
    Value { text: lines.join("\n"), lacks }
}

/// What stands beside a part of a stack.
pub fn part_name(entry: &Entry, part: &Part) -> Cell {
    Cell::said(part.name.as_str(), vec![from(entry, Content::PartName)])
}
