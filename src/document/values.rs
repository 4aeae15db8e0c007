//! Values: what a cell says of an opinion.

use super::columns::Part;
use super::{Cell, Content, Edition, From, State};
use crate::answers::entries::{Entry, is_blank};
use crate::meeting::Meeting;

/// Where a value of an opinion comes from.
pub fn from(entry: &Entry, content: Content) -> From {
    From { opinion: entry.opinion.id.clone(), content, edition: Edition::Newer }
}

/// The cell that shows `contents` of an opinion, one under the other; what is empty takes no line.
pub fn cell(meeting: &Meeting, entry: &Entry, contents: &[Content]) -> Cell {
    let said: Vec<(String, State)> = contents.iter().map(|content| value(meeting, entry, *content)).collect();
    let texts: Vec<&str> = said.iter().map(|(text, _)| text.as_str()).filter(|text| !text.is_empty()).collect();
    let mut cell = Cell::said(texts.join("\n"), contents.iter().map(|content| from(entry, *content)).collect());
    if cell.state == State::Said && said.iter().all(|(text, state)| text.is_empty() || *state == State::Missing) {
        cell.state = State::Missing;
    }
    cell
}

/// What is said under `content`, and whether it says something, nothing, or that something is missing.
fn value(meeting: &Meeting, entry: &Entry, content: Content) -> (String, State) {
    let opinion = entry.opinion;
    let plain = |text: &str| (text.to_owned(), if text.is_empty() { State::Empty } else { State::Said });
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
        Content::PartName | Content::Parts | Content::Change => (String::new(), State::Empty),
    }
}

fn of_field(meeting: &Meeting, entry: &Entry, field: usize) -> (String, State) {
    if let Some(index) = meeting.record_index(field) {
        let value = &entry.opinion.fields[index];
        if is_blank(value) && meeting.fields[field].is_required() {
            return (meeting.words.unanswered.clone(), State::Missing);
        }
        return (value.clone(), if value.is_empty() { State::Empty } else { State::Said });
    }
    match meeting.answer_index(field) {
        Some(index) => together(meeting, entry, |answer| (answer.values[index], answer.lacks(meeting, index))),
        None => (String::new(), State::Empty),
    }
}

/// What the divisions say: once if they say the same, else each under its name.
fn together<'a>(
    meeting: &'a Meeting,
    entry: &'a Entry,
    said: impl Fn(&'a crate::answers::entries::Answer) -> (&'a str, bool),
) -> (String, State) {
    let words = &meeting.words;
    let parts: Vec<(&str, &str, bool)> = entry
        .answers
        .iter()
        .map(|answer| {
            let (text, lacks) = said(answer);
            (meeting.divisions[answer.division].name.as_str(), if lacks { words.unanswered.as_str() } else { text }, lacks)
        })
        .collect();
    let Some((_, first, lacks)) = parts.first() else { return (String::new(), State::Empty) };
    if parts.iter().all(|(_, text, _)| text == first) {
        let state = match (first.is_empty(), lacks) {
            (true, _) => State::Empty,
            (_, true) => State::Missing,
            _ => State::Said,
        };
        return ((*first).to_owned(), state);
    }
    let named = parts.iter().filter(|(_, text, _)| !text.is_empty());
    let lines: Vec<String> = named.map(|(name, text, _)| format!("{}\n{text}", words.division_label.replace("{division}", name))).collect();
    (lines.join("\n"), State::Said)
}

/// What stands beside a part of a stack.
pub fn part_name(entry: &Entry, part: &Part) -> Cell {
    Cell::said(part.name.as_str(), vec![from(entry, Content::PartName)])
}

/// Whether an answer in this cell may be shared: it is there, and nothing is missing in it.
pub fn is_whole(meeting: &Meeting, cell: &Cell) -> bool {
    cell.state == State::Said && !cell.runs.iter().any(|run| run.text.contains(&meeting.words.unanswered))
}
