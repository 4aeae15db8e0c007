//! Meanings: what stands under each heading, and what is said of those that mean nothing or the same.

use std::collections::BTreeMap;

use super::Heading;
use crate::meeting::headings::{Datum, fold, is_personal};
use crate::meeting::{Meaning, Meeting};
use crate::say::diag::{Diagnostic, Diagnostics, Place, nearest};
use crate::say::toml_text;
use crate::say::words::{self, Message};

/// Where each source has a column, the one beside it that has no heading says who its opinions come from.
pub(super) fn attribution_beside(meeting: &Meeting, texts: &[String], meanings: &mut [Option<Meaning>]) {
    for index in 1..meanings.len() {
        if let Some(Meaning::Opinions(source)) = meanings[index - 1]
            && texts[index].trim().is_empty()
            && meeting.sources[source].attribution.is_some()
        {
            meanings[index] = Some(Meaning::Datum(Datum::Attribution));
        }
    }
}

/// A heading that names a column a second time, the one that does so first, and whether neither is plainer.
type Twice = (usize, usize, bool);

/// What each heading means, the plainest name of a column first; and the headings that name a column a second time, with the
/// one that does so first and whether neither is plainer.
pub(super) fn known(
    meeting: &Meeting,
    headings: &[String],
    meaning: &dyn Fn(usize) -> Option<(Meaning, usize)>,
    used: &dyn Fn(usize) -> bool,
) -> (Vec<Option<Meaning>>, Vec<Twice>) {
    let read = of_each_source((0..headings.len()).map(meaning).collect());
    let mut meanings: Vec<Option<Meaning>> = vec![None; headings.len()];
    let mut taken: BTreeMap<Meaning, usize> = BTreeMap::new();
    let mut twice = Vec::new();
    let several = read.iter().flatten().any(|(meaning, _)| matches!(meaning, Meaning::Opinions(_)));
    let mut order: Vec<usize> = (0..headings.len()).filter(|index| read[*index].is_some()).collect();
    order.sort_by_key(|index| (read[*index].map(|(_, rank)| rank), *index));
    for index in order {
        let Some((meaning, _)) = read[index] else { continue };
        // Each source may say beside its opinions who they come from.
        let repeats = meaning == Meaning::Unused || several && meaning == Meaning::Datum(Datum::Attribution);
        match taken.get(&meaning) {
            Some(first) if !repeats => {
                if used(index) {
                    twice.push((index, *first, read[index] == read[*first]));
                }
            }
            _ => {
                meanings[index] = Some(meaning);
                taken.insert(meaning, index);
            }
        }
    }
    // A meeting without sections has nothing that 区分 could name but a category.
    if meeting.sections.len() == 1
        && meeting.sections[0].title.is_empty()
        && let Some(index) = meanings.iter().position(|meaning| *meaning == Some(Meaning::Datum(Datum::SectionTitle)))
        && !meanings.contains(&Some(Meaning::Datum(Datum::Category)))
        && !meanings.contains(&Some(Meaning::Datum(Datum::Section)))
    {
        meanings[index] = Some(Meaning::Datum(Datum::Category));
    }
    (meanings, twice)
}

/// What the headings mean where each source has a column of its own: 出典 beside those of all of them says who or what the opinions
/// come from, and nothing else can say of which source they are.
fn of_each_source(mut read: Vec<Option<(Meaning, usize)>>) -> Vec<Option<(Meaning, usize)>> {
    let is_of_source = |index: usize| matches!(read[index], Some((Meaning::Opinions(_), _)));
    let names_source = |index: &usize| matches!(read[*index], Some((Meaning::Datum(Datum::Source), _)));
    let named: Vec<usize> = (0..read.len()).filter(names_source).collect();
    let is_origin = named.len() > 1 && named.iter().all(|index| *index > 0 && is_of_source(*index - 1));
    if (0..read.len()).any(is_of_source) {
        for index in named {
            read[index] = read[index].filter(|_| is_origin).map(|(_, rank)| (Meaning::Datum(Datum::Attribution), rank));
        }
    }
    read
}

/// What each heading of a worksheet means; see [`meanings`].
pub fn meanings_of(
    meeting: &Meeting,
    heading: &Heading,
    place: &dyn Fn(usize) -> Place,
    used: &dyn Fn(usize) -> bool,
    findings: &mut Diagnostics,
) -> Vec<Option<Meaning>> {
    meanings(meeting, &heading.texts, &|index| heading.meaning(meeting, index), place, used, findings)
}

/// What each heading means, with a finding for every column that is used and means nothing, and for what is missing.
pub fn meanings(
    meeting: &Meeting,
    headings: &[String],
    meaning: &dyn Fn(usize) -> Option<(Meaning, usize)>,
    place: &dyn Fn(usize) -> Place,
    used: &dyn Fn(usize) -> bool,
    findings: &mut Diagnostics,
) -> Vec<Option<Meaning>> {
    let (mut meanings, twice) = known(meeting, headings, meaning, used);
    attribution_beside(meeting, headings, &mut meanings);
    // The same headings again are those of another table.
    let is_again = |(index, first, _): &&Twice| fold(&headings[*index]) == fold(&headings[*first]);
    let again: Vec<usize> = twice.iter().filter(is_again).map(|(index, ..)| *index).collect();
    let is_text = |index: usize| meaning(index).is_some_and(|(meaning, _)| meaning == Meaning::Datum(Datum::Text));
    let beside = again.iter().min().filter(|_| again.len() > 1 && again.iter().any(|index| is_text(*index)));
    if let Some(left) = beside {
        let names: Vec<&str> = again.iter().map(|index| headings[*index].trim()).collect();
        let at = place(*left);
        let letters = at.cell.as_deref().map_or(String::new(), |cell| cell.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned());
        findings.push(Diagnostic::error(words::tables_beside(names.join("、"))).at(at).hint(words::tables_beside_hint(letters)));
    }
    for (index, first, alike) in twice.iter().filter(|twice| beside.is_none() || !is_again(twice)) {
        let (heading, other) = (&headings[*index], &headings[*first]);
        // Which of two columns holds the opinions, nobody but the office knows. Of others the plainer name is meant.
        let grave = meanings[*first] == Some(Meaning::Datum(Datum::Text)) || *alike;
        let finding = if grave { Diagnostic::error } else { Diagnostic::warning };
        let hint = match fold(heading) == fold(other) {
            true => words::heading_same_hint(heading),
            false => words::heading_twice_hint(heading),
        };
        findings.push(finding(words::heading_twice(heading, other)).at(place(*index)).hint(hint));
    }
    let names = meeting.column_names();
    for (index, heading) in headings.iter().enumerate() {
        if meanings[index].is_some() || !used(index) || twice.iter().any(|(second, ..)| *second == index) {
            continue;
        }
        let folded = fold(heading);
        if heading.trim().is_empty() {
            findings.push(Diagnostic::warning(words::no_heading()).at(place(index)).hint(words::no_heading_hint()));
        } else if meeting.answer_fields().any(|field| field.key == *heading || fold(&field.heading) == folded) {
            findings.push(Diagnostic::error(words::field_is_answer(heading)).at(place(index)).hint(words::field_is_answer_hint()));
        } else {
            let near = nearest(
                heading,
                names
                    .iter()
                    .copied()
                    .filter(|name| meeting.named_datum(name).is_some_and(|column| !meanings.contains(&Some(Meaning::Datum(column))))),
            );
            let warning = Diagnostic::warning(words::column_unused(heading)).at(place(index));
            let warning = match near.and_then(|near| meeting.named_datum(near).map(|column| (near, column))) {
                Some((near, column)) if !is_personal(heading) => warning.hint(words::column_means(heading, near, key(meeting, column))),
                _ if is_personal(heading) => warning,
                _ => warning.hint(declare(meeting, heading)),
            };
            findings.push(warning.hint(words::column_unused_hint(heading)));
        }
    }
    missing(headings, &meanings, place, findings);
    meanings
}

/// The lines that declare a column, with a place on the first paper if that names its columns.
pub fn declare(meeting: &Meeting, heading: &str) -> Message {
    let hint = words::declare_field(heading);
    let names_columns = meeting.papers.first().is_some_and(|paper| !paper.columns.is_empty());
    let place = names_columns.then(|| format!("papers.1.columns+={}", toml_text(heading)));
    hint.settings().into_iter().chain(place).fold(hint, Message::by)
}

fn key(meeting: &Meeting, column: Datum) -> &str {
    match column {
        Datum::Field(index) => meeting.record_fields().nth(index).map_or("", |field| field.key.as_str()),
        column => column.key(),
    }
}

/// Reports the columns without which the records cannot be read.
fn missing(headings: &[String], meanings: &[Option<Meaning>], place: &dyn Fn(usize) -> Place, findings: &mut Diagnostics) {
    if meanings.iter().any(|meaning| matches!(meaning, Some(Meaning::Opinions(_) | Meaning::Datum(Datum::Text)))) {
        return;
    }
    let left: Vec<&str> = (0..headings.len())
        .filter(|index| meanings[*index].is_none())
        .map(|index| headings[index].trim())
        .filter(|h| !h.is_empty())
        .collect();
    let mut at = place(0);
    (at.heading, at.cell, at.line) = (None, None, None);
    let error = Diagnostic::error(words::heading_missing(Datum::Text.heading())).at(at);
    findings.push(match left.first() {
        Some(first) => error.hint(words::heading_missing_hint(left.join("、"), first)),
        None => error.hint(words::heading_hint()),
    });
}
