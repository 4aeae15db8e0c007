//! Meanings: what stands under each heading, and what is said of those that mean nothing or the same.

use std::collections::BTreeMap;

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

/// What a heading means, and how plainly it says so, 0 being plainest.
pub type Read = Option<(Meaning, usize)>;

/// A heading that names a column a second time, the one that does so first, and whether neither is plainer.
type Twice = (usize, usize, bool);

/// What each heading means, the plainest name of a column first; and the headings that name a column a second time, with the
/// one that does so first and whether neither is plainer.
pub(super) fn known(meeting: &Meeting, read: Vec<Read>) -> (Vec<Option<Meaning>>, Vec<Twice>) {
    let read = of_each_source(read);
    let mut meanings: Vec<Option<Meaning>> = vec![None; read.len()];
    let mut taken: BTreeMap<Meaning, usize> = BTreeMap::new();
    let mut twice = Vec::new();
    let several = read.iter().flatten().any(|(meaning, _)| matches!(meaning, Meaning::Opinions(_)));
    let mut order: Vec<usize> = (0..read.len()).filter(|index| read[*index].is_some()).collect();
    order.sort_by_key(|index| (read[*index].map(|(_, rank)| rank), *index));
    for index in order {
        let Some((meaning, _)) = read[index] else { continue };
        // Each source may say beside its opinions who they come from.
        let repeats = meaning == Meaning::Unused || several && meaning == Meaning::Datum(Datum::Attribution);
        match taken.get(&meaning) {
            Some(first) if !repeats => twice.push((index, *first, read[index] == read[*first])),
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

/// What the headings mean where each source has a column of its own: 出典 right beside the opinions of a source says who or what they
/// come from, and nothing else can say of which source they are. At the end of the row it may be that of all of them.
fn of_each_source(mut read: Vec<Read>) -> Vec<Read> {
    let is_of_source = |index: usize| matches!(read[index], Some((Meaning::Opinions(_), _)));
    let names_source = |index: &usize| matches!(read[*index], Some((Meaning::Datum(Datum::Source), _)));
    let named: Vec<usize> = (0..read.len()).filter(names_source).collect();
    let last = (0..read.len()).rev().find(|index| is_of_source(*index));
    let says_who = |index: usize| matches!(read.get(index + 1), Some(Some((Meaning::Datum(Datum::Attribution), _))));
    // Others that say themselves who they come from leave it to the last one.
    let is_its_own = |index: usize| Some(index - 1) != last || (0..index - 1).filter(|index| is_of_source(*index)).all(says_who);
    let is_beside = |index: &usize| *index > 0 && is_of_source(*index - 1);
    let is_origin = named.iter().all(is_beside) && (named.len() > 1 || named.iter().all(|index| is_its_own(*index)));
    if (0..read.len()).any(is_of_source) {
        for index in named {
            read[index] = read[index].filter(|_| is_origin).map(|(_, rank)| (Meaning::Datum(Datum::Attribution), rank));
        }
    }
    read
}

/// The headings of a table of which each column is asked for.
pub struct TableHead<'a> {
    pub meeting: &'a Meeting,
    pub texts: &'a [String],
    pub read: Vec<Read>,
    pub place: &'a dyn Fn(usize) -> Place,
    /// Whether anything stands below.
    pub used: &'a dyn Fn(usize) -> bool,
}

impl TableHead<'_> {
    /// What each heading means, with a finding for every column that is used and means nothing, and for what is missing.
    pub fn meanings(&self, findings: &mut Diagnostics) -> Vec<Option<Meaning>> {
        let (mut meanings, mut twice) = known(self.meeting, self.read.clone());
        twice.retain(|(index, ..)| (self.used)(*index));
        attribution_beside(self.meeting, self.texts, &mut meanings);
        self.repeated(&meanings, &twice, findings);
        let is_open = |index: &usize| meanings[*index].is_none() && twice.iter().all(|(second, ..)| second != index);
        for index in (0..self.texts.len()).filter(|index| is_open(index) && (self.used)(*index)) {
            findings.push(self.unread(index, &meanings));
        }
        self.missing(&meanings, findings);
        meanings
    }

    /// Reports headings that name a column a second time.
    fn repeated(&self, meanings: &[Option<Meaning>], twice: &[Twice], findings: &mut Diagnostics) {
        // The same headings again are those of another table.
        let is_again = |(index, first, _): &&Twice| fold(&self.texts[*index]) == fold(&self.texts[*first]);
        let again: Vec<usize> = twice.iter().filter(is_again).map(|(index, ..)| *index).collect();
        let is_text = |index: usize| self.read[index].is_some_and(|(meaning, _)| meaning == Meaning::Datum(Datum::Text));
        let beside = again.iter().min().filter(|_| again.len() > 1 && again.iter().any(|index| is_text(*index)));
        if let Some(left) = beside {
            let names: Vec<&str> = again.iter().map(|index| self.texts[*index].trim()).collect();
            let at = (self.place)(*left);
            let letters = at.cell.as_deref().map_or(String::new(), |cell| cell.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned());
            findings.push(Diagnostic::error(words::tables_beside(names.join("、"))).at(at).hint(words::tables_beside_hint(letters)));
        }
        for (index, first, alike) in twice.iter().filter(|twice| beside.is_none() || !is_again(twice)) {
            let (heading, other) = (&self.texts[*index], &self.texts[*first]);
            // Which of two columns holds the opinions, nobody but the office knows. Of others the plainer name is meant.
            let grave = meanings[*first] == Some(Meaning::Datum(Datum::Text)) || *alike;
            let finding = if grave { Diagnostic::error } else { Diagnostic::warning };
            let hint = match fold(heading) == fold(other) {
                true => words::heading_same_hint(heading),
                false => words::heading_twice_hint(heading),
            };
            findings.push(finding(words::heading_twice(heading, other)).at((self.place)(*index)).hint(hint));
        }
    }

    /// What is said of a column that means nothing, though something stands in it.
    fn unread(&self, index: usize, meanings: &[Option<Meaning>]) -> Diagnostic {
        let (meeting, heading) = (self.meeting, &self.texts[index]);
        let folded = fold(heading);
        if heading.trim().is_empty() {
            return Diagnostic::warning(words::no_heading()).at((self.place)(index)).hint(words::no_heading_hint());
        }
        if meeting.answer_fields().any(|field| field.key == *heading || fold(&field.heading) == folded) {
            return Diagnostic::error(words::field_is_answer(heading)).at((self.place)(index)).hint(words::field_is_answer_hint());
        }
        let warning = Diagnostic::warning(words::column_unused(heading)).at((self.place)(index));
        let open = |name: &&str| meeting.named_datum(name).is_some_and(|datum| !meanings.contains(&Some(Meaning::Datum(datum))));
        let near = nearest(heading, meeting.column_names().into_iter().filter(open));
        let warning = match near.and_then(|near| Some((near, meeting.named_datum(near)?))) {
            _ if is_personal(heading) => warning,
            Some((near, datum)) => warning.hint(words::column_means(heading, near, key(meeting, datum))),
            None => warning.hint(declare(meeting, heading)),
        };
        warning.hint(words::column_unused_hint(heading))
    }

    /// Reports that nothing holds the opinions, without which the records cannot be read.
    fn missing(&self, meanings: &[Option<Meaning>], findings: &mut Diagnostics) {
        if meanings.iter().any(|meaning| matches!(meaning, Some(Meaning::Opinions(_) | Meaning::Datum(Datum::Text)))) {
            return;
        }
        let left = (0..self.texts.len()).filter(|index| meanings[*index].is_none()).map(|index| self.texts[index].trim());
        let left: Vec<&str> = left.filter(|heading| !heading.is_empty()).collect();
        let mut at = (self.place)(0);
        (at.heading, at.cell, at.line) = (None, None, None);
        let error = Diagnostic::error(words::heading_missing(Datum::Text.heading())).at(at);
        findings.push(match left.first() {
            Some(first) => error.hint(words::heading_missing_hint(left.join("、"), first)),
            None => error.hint(words::heading_hint()),
        });
    }
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
