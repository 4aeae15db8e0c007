//! Answered: the opinions with what the divisions answered (意見と対応), in printed order, and how many
//! were answered how. Derived from the matrix, the shares and the responses; nothing is stored.
//!
//! Shown are the opinions that some division is asked about or has answered; all, if the meeting has
//! no divisions. Opinions of a category that follow each other and have the same full answers form a
//! block, which says the answers once.

use std::collections::BTreeSet;

use crate::answers::division::Share;
use crate::answers::response;
use crate::answers::response::Responses;
use crate::meeting::identity::NOTE_KEY;
use crate::meeting::{Division, Field, Meeting, ResponseHandout};
use crate::read::files;
use crate::records::matrix::Matrix;
use crate::records::record::Opinion;
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::words;

/// The opinions to show, with their answers.
#[derive(Debug)]
pub struct Answered<'a> {
    pub meeting: &'a Meeting,
    /// One for each section of the meeting, in its order.
    pub sections: Vec<Section<'a>>,
    /// Number of opinions of the meeting, shown or not.
    pub all: usize,
    /// For each division of the meeting, how many opinions it is still to answer.
    pub open: Vec<usize>,
}

/// What is shown of a section.
#[derive(Debug, Default)]
pub struct Section<'a> {
    pub groups: Vec<Group<'a>>,
}

/// Consecutive opinions of one category.
#[derive(Debug)]
pub struct Group<'a> {
    pub category: &'a str,
    pub blocks: Vec<Block<'a>>,
}

/// Consecutive opinions that the same answers cover; never empty.
#[derive(Debug)]
pub struct Block<'a> {
    pub entries: Vec<Entry<'a>>,
    /// What is printed in each of [`Answered::columns`].
    pub cells: Vec<Said>,
}

/// What a block says in one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub text: String,
    /// Whether it is only that an answer is missing.
    pub missing: bool,
}

/// A column of answers.
#[derive(Debug, Clone, Copy)]
pub enum Column<'a> {
    /// An answer field, with its place among them.
    Field(usize, &'a Field),
    Division,
    Note,
}

/// An opinion and its answers.
#[derive(Debug)]
pub struct Entry<'a> {
    pub no: u32,
    pub opinion: &'a Opinion,
    /// Of each division that is asked or has answered, in the meeting's order.
    pub answers: Vec<Answer<'a>>,
}

/// What one division answered to one opinion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer<'a> {
    /// Index among the meeting's divisions.
    pub division: usize,
    /// For each answer field, what was filled in; empty if nothing.
    pub values: Vec<&'a str>,
    /// What was noted (備考); empty if nothing.
    pub note: &'a str,
}

impl<'a> Answered<'a> {
    /// The opinions of `matrix` with what stands in `responses`; `shares` says which division is asked about which.
    pub fn new(meeting: &'a Meeting, matrix: &'a Matrix, shares: &[Share], responses: &'a Responses) -> Self {
        let asked: Vec<BTreeSet<&str>> =
            shares.iter().map(|share| share.opinions.iter().map(|(_, opinion)| opinion.id.as_str()).collect()).collect();
        let mut answered = Self { meeting, sections: Vec::new(), all: matrix.opinions.len(), open: vec![0; meeting.divisions.len()] };
        answered.sections.resize_with(matrix.sections.len(), Section::default);
        for (no, opinion) in matrix.in_order() {
            let responded: Vec<&str> = responses.to(&opinion.id).map(|(question, _)| question.division.as_str()).collect();
            let concerned = |(index, division): &(usize, &Division)| {
                asked.get(*index).is_some_and(|ids| ids.contains(opinion.id.as_str())) || responded.contains(&division.name.as_str())
            };
            let answers: Vec<Answer> = meeting
                .divisions
                .iter()
                .enumerate()
                .filter(concerned)
                .map(|(index, division)| Answer {
                    division: index,
                    values: meeting.answer_fields().map(|field| responses.value(&opinion.id, &field.key, &division.name)).collect(),
                    note: responses.value(&opinion.id, NOTE_KEY, &division.name),
                })
                .collect();
            if answers.is_empty() && !meeting.divisions.is_empty() {
                continue;
            }
            for answer in answers.iter().filter(|answer| !answer.is_complete(meeting)) {
                answered.open[answer.division] += 1;
            }
            answered.push(Entry { no, opinion, answers });
        }
        answered.say();
        answered
    }

    /// The columns of answers as they are printed: the fields, the division, the note if any is printed.
    pub fn columns(&self) -> Vec<Column<'a>> {
        let printed = self.meeting.answer_fields().enumerate().filter(|(_, field)| self.meeting.prints(&field.key));
        let fields = printed.map(|(index, field)| Column::Field(index, field));
        fields.chain([Column::Division]).chain(self.has_notes().then_some(Column::Note)).collect()
    }

    /// Puts together what each block says.
    fn say(&mut self) {
        let (meeting, columns) = (self.meeting, self.columns());
        for block in self.sections.iter_mut().flat_map(|section| &mut section.groups).flat_map(|group| &mut group.blocks) {
            block.cells = columns.iter().map(|column| said(meeting, *column, &block.entries[0].answers)).collect();
        }
    }

    /// Puts an entry behind the others: into the last block if it has the same full answers.
    fn push(&mut self, entry: Entry<'a>) {
        let meeting = self.meeting;
        let groups = &mut self.sections[entry.opinion.section].groups;
        match groups.last_mut() {
            Some(group) if group.category == entry.opinion.category => match group.blocks.last_mut() {
                Some(block) if entry.shares(&block.entries[0], meeting) => block.entries.push(entry),
                _ => group.blocks.push(Block::of(entry)),
            },
            _ => groups.push(Group { category: &entry.opinion.category, blocks: vec![Block::of(entry)] }),
        }
    }

    /// The opinions that are shown, in printed order.
    pub fn entries(&self) -> impl Iterator<Item = &Entry<'a>> {
        self.sections.iter().flat_map(Section::entries)
    }

    /// For each section, the number of rows of each of its categories.
    pub fn groups(&self) -> Vec<Vec<usize>> {
        let rows = |group: &Group| group.blocks.iter().map(|block| block.entries.len()).sum();
        self.sections.iter().map(|section| section.groups.iter().map(rows).collect()).collect()
    }

    /// Number of opinions that are shown.
    pub fn shown(&self) -> usize {
        self.entries().count()
    }

    /// Whether notes are printed: if the meeting wants them and there are any.
    pub fn has_notes(&self) -> bool {
        self.meeting.prints(NOTE_KEY) && self.entries().flat_map(|entry| &entry.answers).any(|answer| !answer.note.is_empty())
    }

    /// Reports, for each division, how many of its opinions it has not answered.
    pub fn report_open(&self, findings: &mut Diagnostics) {
        let place = Place::file(files::display(&self.meeting.folder.join(response::FILE)));
        for (division, open) in self.meeting.divisions.iter().zip(&self.open).filter(|(_, open)| **open > 0) {
            findings.push(Diagnostic::warning(words::response_open(&division.name, open)).at(place.clone()));
        }
    }
}

impl<'a> Section<'a> {
    pub fn entries(&self) -> impl Iterator<Item = &Entry<'a>> {
        self.groups.iter().flat_map(|group| &group.blocks).flat_map(|block| &block.entries)
    }

    /// Whether any opinion has a category; if none has, the column is not printed.
    pub fn has_categories(&self) -> bool {
        self.groups.iter().any(|group| !group.category.is_empty())
    }
}

impl<'a> Block<'a> {
    fn of(entry: Entry<'a>) -> Self {
        Self { entries: vec![entry], cells: Vec::new() }
    }
}

impl<'a> Column<'a> {
    /// What stands over it.
    pub fn heading(self, handout: &'a ResponseHandout) -> &'a str {
        match self {
            Self::Field(_, field) => &field.heading,
            Self::Division => &handout.division_heading,
            Self::Note => &handout.note_heading,
        }
    }

    /// Whether anything may be written there, not only what is chosen from a list.
    pub fn is_free(self) -> bool {
        match self {
            Self::Field(_, field) => field.choices.is_empty(),
            Self::Division => false,
            Self::Note => true,
        }
    }
}

/// What `answers` say in a column: once if they say the same, else each under the name of its division.
fn said(meeting: &Meeting, column: Column, answers: &[Answer]) -> Said {
    let Some(handout) = &meeting.response else { return Said { text: String::new(), missing: false } };
    let name = |answer: &Answer| meeting.divisions[answer.division].name.as_str();
    if let Column::Division = column {
        return Said { text: answers.iter().map(name).collect::<Vec<_>>().join("\n"), missing: false };
    }
    let parts: Vec<(&str, &str)> = answers
        .iter()
        .map(|answer| match column {
            Column::Field(index, _) if answer.lacks(meeting, index) => (name(answer), handout.unanswered.as_str()),
            Column::Field(index, _) => (name(answer), answer.values[index]),
            _ => (name(answer), answer.note),
        })
        .collect();
    if parts.iter().all(|(_, text)| *text == parts[0].1) {
        let missing = matches!(column, Column::Field(index, _) if answers.first().is_some_and(|answer| answer.lacks(meeting, index)));
        return Said { text: parts.first().map_or("", |(_, text)| text).to_owned(), missing };
    }
    let part = |(name, text): &(&str, &str)| format!("{}\n{text}", handout.division_label.replace("{division}", name));
    let parts: Vec<String> = parts.iter().filter(|(_, text)| !text.is_empty()).map(part).collect();
    Said { text: parts.join("\n"), missing: false }
}

impl Entry<'_> {
    /// Whether it may stand in a block with `other`: equal in every answer that is printed, and with nothing left to answer there.
    fn shares(&self, other: &Self, meeting: &Meeting) -> bool {
        let same = |a: &Answer, b: &Answer| {
            let mut values = meeting.answer_fields().zip(a.values.iter().zip(&b.values)).filter(|(field, _)| meeting.prints(&field.key));
            a.division == b.division
                && values.all(|(_, (a, b))| a == b)
                && (a.note == b.note || !meeting.prints(NOTE_KEY))
                && a.is_complete_in_print(meeting)
                && b.is_complete_in_print(meeting)
        };
        !self.answers.is_empty()
            && self.answers.len() == other.answers.len()
            && self.answers.iter().zip(&other.answers).all(|(a, b)| same(a, b))
    }
}

impl Answer<'_> {
    /// Whether everything is filled in that an answer takes.
    pub fn is_complete(&self, meeting: &Meeting) -> bool {
        (0..self.values.len()).all(|field| !self.lacks(meeting, field))
    }

    /// Whether everything is filled in that is printed.
    fn is_complete_in_print(&self, meeting: &Meeting) -> bool {
        let mut fields = meeting.answer_fields().enumerate().filter(|(_, field)| meeting.prints(&field.key));
        fields.all(|(index, _)| !self.lacks(meeting, index))
    }

    /// Whether the field at `index` is still to be filled in: a required one that is empty, or, where
    /// nothing is required, the first of a division that has said nothing.
    pub fn lacks(&self, meeting: &Meeting, index: usize) -> bool {
        let nothing = self.values.iter().copied().all(is_blank);
        let required = meeting.answer_fields().nth(index).is_some_and(Field::is_required);
        is_blank(self.values[index]) && (required || (index == 0 && nothing))
    }
}

/// Whether nothing but white space is filled in.
fn is_blank(value: &str) -> bool {
    value.trim().is_empty()
}

/// How the divisions decided under a field with choices; each opinion counts once.
#[derive(Debug)]
pub struct Totals<'a> {
    pub field: &'a Field,
    pub lines: Vec<Line<'a>>,
    /// For each section, the number of opinions shown.
    pub sums: Vec<usize>,
}

/// One outcome, with the number of opinions in each section.
#[derive(Debug, PartialEq, Eq)]
pub struct Line<'a> {
    pub outcome: Outcome<'a>,
    pub counts: Vec<usize>,
}

/// What the divisions of one opinion chose under a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome<'a> {
    /// All that answered chose this.
    Chosen(&'a str),
    /// They chose differently (複数).
    Several,
    /// None has chosen yet (未回答).
    Open,
}

impl<'a> Outcome<'a> {
    /// How the totals call it.
    pub fn label(self, handout: &'a ResponseHandout) -> &'a str {
        match self {
            Self::Chosen(value) => value,
            Self::Several => &handout.totals_several,
            Self::Open => &handout.totals_unanswered,
        }
    }
}

impl Line<'_> {
    pub fn sum(&self) -> usize {
        self.counts.iter().sum()
    }
}

impl<'a> Answered<'a> {
    /// The totals of each field with choices: the declared choices in order, other values as they
    /// first occur, several if any opinion has several, open; or an error if they do not add up.
    pub fn totals(&self) -> Result<Vec<Totals<'a>>> {
        let meeting: &'a Meeting = self.meeting;
        let fields = meeting.answer_fields().enumerate().filter(|(_, field)| !field.choices.is_empty());
        fields.map(|(index, field)| self.totals_of(index, field)).collect()
    }

    fn totals_of(&self, index: usize, field: &'a Field) -> Result<Totals<'a>> {
        let empty = |outcome| Line { outcome, counts: vec![0; self.sections.len()] };
        let mut lines: Vec<Line> = field.choices.iter().map(|choice| empty(Outcome::Chosen(&choice.value))).collect();
        let (mut several, mut open) = (empty(Outcome::Several), empty(Outcome::Open));
        for (section, entry) in self.sections.iter().enumerate().flat_map(|(i, section)| section.entries().map(move |entry| (i, entry))) {
            let outcome = entry.outcome(index);
            let line = match outcome {
                Outcome::Several => &mut several,
                Outcome::Open => &mut open,
                Outcome::Chosen(_) => {
                    let at = lines.iter().position(|line| line.outcome == outcome).unwrap_or(lines.len());
                    if at == lines.len() {
                        lines.push(empty(outcome));
                    }
                    &mut lines[at]
                }
            };
            line.counts[section] += 1;
        }
        lines.extend((several.sum() > 0).then_some(several));
        lines.push(open);
        let totals = Totals { field, lines, sums: self.sections.iter().map(|section| section.entries().count()).collect() };
        totals.check()?;
        Ok(totals)
    }
}

impl<'a> Entry<'a> {
    /// What its divisions chose under the answer field at `index`; those that have not answered it do not count.
    pub fn outcome(&self, index: usize) -> Outcome<'a> {
        let mut values = self.answers.iter().map(|answer| answer.values[index]).filter(|value| !is_blank(value));
        match values.next() {
            None => Outcome::Open,
            Some(first) if values.all(|value| value == first) => Outcome::Chosen(first),
            Some(_) => Outcome::Several,
        }
    }
}

impl Totals<'_> {
    /// The lines must add up to the number of opinions, in every section.
    fn check(&self) -> Result<()> {
        for (section, sum) in self.sums.iter().enumerate() {
            let counted: usize = self.lines.iter().map(|line| line.counts[section]).sum();
            if counted != *sum {
                return Err(Diagnostic::error(words::response_totals(&self.field.heading, counted, sum)).into());
            }
        }
        Ok(())
    }
}
