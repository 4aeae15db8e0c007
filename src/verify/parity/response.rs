//! Parity of the opinions with their answers (意見と対応): PDF and workbook against records and responses.
//!
//! What must be shown is put together here from the responses themselves: the answers once where the
//! divisions agree, else each under its division's name; what is missing under the word for it; the
//! totals by counting again.

use super::pdf::{self, Part, gather, grid, said};
use super::workbook::Cells;
use super::{Expected, Reading, Shown, compare, data, same};
use crate::meeting::headings::Column;
use crate::meeting::identity::NOTE_KEY;
use crate::meeting::{Field, Meeting, ResponseHandout};
use crate::read::pdf::Element;
use crate::read::workbook::book;
use crate::records::record::Opinion;
use crate::say::diag::{Place, Result};
use crate::verify::Subject;

const PRINT_SHEET: &str = "印刷用";
const DATA_SHEET: &str = "データ";
const TOTALS_SHEET: &str = "集計";
/// Row of the print sheet's headings.
const PRINT_HEAD: u32 = 2;
/// Row of the first heading on the sheet of totals; above it stands how many opinions are shown.
const TOTALS_HEAD: u32 = 2;

/// An opinion that is shown, and the divisions that are asked about it or have answered.
struct Entry<'a> {
    no: u32,
    opinion: &'a Opinion,
    divisions: Vec<&'a str>,
}

/// What must be shown.
struct Task<'a> {
    subject: &'a Subject<'a>,
    meeting: &'a Meeting,
    handout: &'a ResponseHandout,
    /// Whether an answer field or the note is of account: the PDF knows only of what it prints.
    knows: fn(&Meeting, &str) -> bool,
    entries: Vec<Entry<'a>>,
}

/// The totals of a field: headings, and below them lines of a label and numbers.
type Totals = Vec<Vec<String>>;

impl<'a> Task<'a> {
    fn new(subject: &'a Subject<'a>, handout: &'a ResponseHandout, knows: fn(&Meeting, &str) -> bool) -> Self {
        let mut task = Self { subject, meeting: subject.meeting, handout, knows, entries: Vec::new() };
        for (no, opinion) in subject.matrix.in_order() {
            let divisions = task.meeting.divisions.iter().map(|division| division.name.as_str());
            let divisions: Vec<&str> = divisions.filter(|name| task.concerns(opinion, name)).collect();
            if !divisions.is_empty() || task.meeting.divisions.is_empty() {
                task.entries.push(Entry { no, opinion, divisions });
            }
        }
        task
    }

    fn concerns(&self, opinion: &Opinion, division: &str) -> bool {
        let share = self.subject.shares.iter().find(|share| share.division.name == division);
        share.is_some_and(|share| share.opinions.iter().any(|(_, asked)| asked.id == opinion.id))
            || self.subject.responses.to(&opinion.id).any(|(said, _)| said.division == division && (self.knows)(self.meeting, &said.field))
    }

    fn value(&self, entry: &Entry, key: &str, division: &str) -> &'a str {
        if (self.knows)(self.meeting, key) { self.subject.responses.value(&entry.opinion.id, key, division) } else { "" }
    }

    /// Whether a division is still to fill in a field: one that is required and blank, or the first if it has said nothing at all.
    fn lacks(&self, entry: &Entry, field: &Field, division: &str) -> bool {
        let blank = |key: &str| self.value(entry, key, division).trim().is_empty();
        let mut fields = self.meeting.answer_fields();
        let is_first = self.meeting.answer_fields().next().is_some_and(|first| first.key == field.key);
        blank(&field.key) && (field.is_required() || (is_first && fields.all(|field| blank(&field.key))))
    }

    fn notes(&self) -> bool {
        let noted = |entry: &Entry| entry.divisions.iter().any(|division| !self.value(entry, NOTE_KEY, division).is_empty());
        self.meeting.prints(NOTE_KEY) && self.entries.iter().any(noted)
    }

    fn printed_fields(&self) -> impl Iterator<Item = &'a Field> {
        self.meeting.answer_fields().filter(|field| self.meeting.prints(&field.key))
    }

    /// The headings of the columns of answers.
    fn headings(&self) -> Vec<String> {
        let fields = self.printed_fields().map(|field| field.heading.clone());
        let note = self.notes().then(|| self.handout.note_heading.clone());
        fields.chain([self.handout.division_heading.clone()]).chain(note).collect()
    }

    /// What stands under these headings for an opinion.
    fn answers(&self, entry: &Entry) -> Vec<String> {
        let of_field = |field: &Field| {
            let said = |division: &&str| match self.lacks(entry, field, division) {
                true => self.handout.unanswered.clone(),
                false => self.value(entry, &field.key, division).to_owned(),
            };
            self.together(entry, &entry.divisions.iter().map(said).collect::<Vec<_>>())
        };
        let mut answers: Vec<String> = self.printed_fields().map(of_field).collect();
        answers.push(entry.divisions.join("\n"));
        if self.notes() {
            let notes = entry.divisions.iter().map(|division| self.value(entry, NOTE_KEY, division).to_owned());
            answers.push(self.together(entry, &notes.collect::<Vec<_>>()));
        }
        answers
    }

    /// What the divisions of an opinion say: once, or each under its name.
    fn together(&self, entry: &Entry, said: &[String]) -> String {
        if said.windows(2).all(|pair| pair[0] == pair[1]) {
            return said.first().cloned().unwrap_or_default();
        }
        let named = entry.divisions.iter().zip(said).filter(|(_, text)| !text.is_empty());
        let part = |(division, text): (&&str, &String)| format!("{}\n{text}", self.handout.division_label.replace("{division}", division));
        named.map(part).collect::<Vec<_>>().join("\n")
    }

    /// Where an opinion comes from: its source and, below, whoever is named.
    fn origin(&self, opinion: &Opinion) -> String {
        let heading = &self.meeting.sources[opinion.source].heading;
        if opinion.attribution.is_empty() { heading.clone() } else { format!("{heading}\n{}", opinion.attribution) }
    }

    /// The printed table, with every text as `shown` has it; the column of sources may be missing where all would say the same.
    fn printed(&self, sourced: bool, shown: impl Fn(&str) -> String) -> Expected {
        let mut sources = self.entries.iter().map(|entry| entry.opinion.source);
        let first = sources.next();
        let alike = sources.all(|source| Some(source) == first) && self.entries.iter().all(|entry| entry.opinion.attribution.is_empty());
        let sourced = sourced || !alike;
        let row = |entry: &Entry| {
            let opinion = entry.opinion;
            let mut cells = vec![self.meeting.section_heading(opinion.section), opinion.category.clone(), entry.no.to_string()];
            cells.extend(sourced.then(|| shown(&self.origin(opinion))));
            cells.push(shown(&opinion.text));
            cells.extend(self.answers(entry).iter().map(|answer| shown(answer)));
            (opinion.id.clone(), cells)
        };
        Expected { columns: columns(sourced, self.headings()), rows: self.entries.iter().map(row).collect() }
    }

    /// How many opinions are shown, as a sentence.
    fn shown(&self) -> String {
        self.handout.shown(self.entries.len(), self.subject.matrix.opinions.len())
    }

    /// The totals of the fields with choices that `wanted` takes.
    fn totals(&self, wanted: impl Fn(&Field) -> bool) -> Vec<Totals> {
        let fields = self.meeting.answer_fields().filter(|field| !field.choices.is_empty() && wanted(field));
        fields.map(|field| self.totals_of(field)).collect()
    }

    fn totals_of(&self, field: &Field) -> Totals {
        let handout = self.handout;
        // What each opinion counts as: what all chose that chose, several, or nothing yet.
        let outcome = |entry: &Entry| {
            let chosen = entry.divisions.iter().map(|division| self.value(entry, &field.key, division));
            let chosen: Vec<&str> = chosen.filter(|value| !value.trim().is_empty()).collect();
            match chosen.as_slice() {
                [] => Counted::Open,
                [first, rest @ ..] if rest.iter().all(|value| value == first) => Counted::Chosen((*first).to_owned()),
                _ => Counted::Several,
            }
        };
        let counted: Vec<(usize, Counted)> = self.entries.iter().map(|entry| (entry.opinion.section, outcome(entry))).collect();
        let mut kinds: Vec<Counted> = field.choices.iter().map(|choice| Counted::Chosen(choice.value.clone())).collect();
        for (_, outcome) in &counted {
            if matches!(outcome, Counted::Chosen(_)) && !kinds.contains(outcome) {
                kinds.push(outcome.clone());
            }
        }
        kinds.extend(counted.iter().any(|(_, outcome)| *outcome == Counted::Several).then_some(Counted::Several));
        kinds.push(Counted::Open);
        let sections = self.meeting.sections.len();
        let line = |label: &str, is: &dyn Fn(&Counted) -> bool| {
            let numbers = |section: Option<usize>| counted.iter().filter(|(at, what)| section.is_none_or(|s| s == *at) && is(what)).count();
            let each = (0..sections).filter(|_| sections > 1).map(|section| numbers(Some(section)).to_string());
            std::iter::once(label.to_owned()).chain(each).chain([numbers(None).to_string()]).collect::<Vec<String>>()
        };
        let numbered = (1..=sections).filter(|_| sections > 1).map(|number| self.meeting.section_number(number));
        let mut totals = vec![std::iter::once(field.heading.clone()).chain(numbered).chain([handout.totals_all.clone()]).collect()];
        for kind in &kinds {
            let label = match kind {
                Counted::Chosen(value) => value,
                Counted::Several => &handout.totals_several,
                Counted::Open => &handout.totals_unanswered,
            };
            totals.push(line(label, &|what| what == kind));
        }
        totals.push(line(&handout.totals_sum, &|_| true));
        totals
    }
}

/// What an opinion counts as in the totals.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Counted {
    Chosen(String),
    Several,
    Open,
}

/// The columns of the printed table.
fn columns(sourced: bool, answers: Vec<String>) -> Vec<String> {
    let own = [Some(Column::SectionTitle), Some(Column::Category), Some(Column::No), sourced.then_some(Column::Source), Some(Column::Text)];
    own.into_iter().flatten().map(|column| column.heading().to_owned()).chain(answers).collect()
}

/// Compares the PDF.
pub(super) fn handout(subject: &Subject, handout: &ResponseHandout, file: &str, bytes: &[u8]) -> Result<usize> {
    let task = Task::new(subject, handout, Meeting::prints);
    let pdf = pdf::read(file, bytes)?;
    same(&handout.title, pdf.title.as_deref().unwrap_or_default(), "title", Place::file(file).heading("Title"))?;
    let (mut tables, mut rest, mut section): (Vec<(String, &Element)>, String, String) = Default::default();
    gather(&pdf.root, &mut |part| match part {
        Part::Text(text) => rest.push_str(text),
        Part::Heading(heading) => section = heading.text(),
        Part::Table(table) => tables.push((section.clone(), table)),
    });
    let head = format!("{}{}{}", handout.title, handout.label, task.shown());
    same(&head.replace('\n', ""), &rest.replace('\n', ""), "title, label", Place::file(file).heading("Document"))?;
    // The totals stand behind all sections.
    let totals = task.totals(|field| task.meeting.prints(&field.key));
    let counts = tables.split_off(tables.len().saturating_sub(totals.len()));
    let answers = task.headings().len();
    let mut reading = Reading::default();
    let mut sourced = false;
    for (section, table) in &tables {
        sourced |= opinions(table, file, section, answers, &mut reading);
    }
    let mut cells = 3 + compare(&task.printed(sourced, pdf::lines), &reading)?;
    for (expected, (section, table)) in totals.iter().zip(&counts) {
        let place = Place::file(file).heading(section);
        same(&handout.totals_heading, section, "totals", place.clone())?;
        let grid = grid(table);
        let rows = grid.iter().map(|row| row.iter().map(|cell| Shown { place: place.clone(), text: said(cell) }).collect());
        cells += compare(&table_of(expected), &table_shown(rows.collect()))?;
    }
    if totals.len() > counts.len() {
        return Err(crate::verify::missing(&format!("{file}: {}", handout.totals_heading)).into());
    }
    let opinions: Vec<(u32, &Opinion)> = subject.matrix.in_order().collect();
    Ok(cells + pdf::attached(task.meeting, &opinions, file, &pdf)?)
}

/// Adds the opinions of a section's table with their answers; whether the table says where each comes from.
fn opinions(table: &Element, file: &str, section: &str, answers: usize, reading: &mut Reading) -> bool {
    let grid = grid(table);
    let Some((head, body)) = grid.split_first() else { return false };
    let has_categories = body.first().and_then(|row| row.get(1)).is_some_and(|cell| cell.kind == "TH");
    let own = 1 + usize::from(has_categories);
    let sourced = head.len() > own + 1 + answers;
    reading.columns = columns(sourced, head.iter().skip(own + usize::from(sourced) + 1).map(|cell| said(cell)).collect());
    for row in body {
        let page = row.iter().flat_map(|cell| &cell.pages).min().copied().unwrap_or(0);
        let place = Place { sheet: Some(format!("p.{page}")), ..Place::file(file) };
        let category = row.get(1).filter(|_| has_categories).map(|cell| cell.text()).unwrap_or_default();
        let number = row.first().map(|cell| said(cell)).unwrap_or_default();
        let cells = [section.to_owned(), category, number].into_iter().chain(row.iter().skip(own).map(|cell| said(cell)));
        reading.rows.push(cells.map(|text| Shown { place: place.clone(), text }).collect());
    }
    sourced
}

/// A table of totals as an expectation and as a reading: the first line holds the headings.
fn table_of(lines: &Totals) -> Expected {
    let (head, body) = lines.split_first().map_or_else(Default::default, |(head, body)| (head.clone(), body.to_vec()));
    Expected { columns: head, rows: body.into_iter().map(|cells| (String::new(), cells)).collect() }
}

fn table_shown(mut rows: Vec<Vec<Shown>>) -> Reading {
    let head = if rows.is_empty() { Vec::new() } else { rows.remove(0) };
    Reading { columns: head.into_iter().map(|cell| cell.text).collect(), rows }
}

/// Compares the three sheets of the workbook.
pub(super) fn workbook(subject: &Subject, handout: &ResponseHandout, file: &str, bytes: &[u8]) -> Result<usize> {
    let task = Task::new(subject, handout, |_, _| true);
    let book = book(file, bytes)?;
    let print = Cells::new(file, &book.sheets, PRINT_SHEET)?;
    same(&handout.title, print.text(0, 0), "title", print.place(0, 0))?;
    let at = print.row(0).find(|column| *column > 0).unwrap_or(1);
    same(&handout.label, print.text(0, at), "label", print.place(0, at))?;
    let (sourced, reading) = printed(&print, &task)?;
    let mut cells = 2 + compare(&task.printed(sourced, str::to_owned), &reading)?;
    cells += compare(&listed(&task), &Cells::new(file, &book.sheets, DATA_SHEET)?.table(0)?)?;
    Ok(cells + totals(&Cells::new(file, &book.sheets, TOTALS_SHEET)?, &task)?)
}

/// Reads the print sheet: answers that several opinions share stand at the first of them.
fn printed(cells: &Cells, task: &Task) -> Result<(bool, Reading)> {
    cells.plain(0)?;
    let starts: Vec<u32> = cells.row(PRINT_HEAD).collect();
    let last = starts.last().copied().unwrap_or(0);
    let answers = task.headings().len() as u32;
    let has_categories = cells.text(PRINT_HEAD, 1) == task.meeting.look.category_heading && last > answers + 1;
    let own = 1 + u32::from(has_categories);
    let sourced = last + 1 > own + 1 + answers;
    let from_answers = own + u32::from(sourced) + 1;
    let headings = (from_answers..=last).map(|column| cells.text(PRINT_HEAD, column).to_owned()).collect();
    let mut reading = Reading { columns: columns(sourced, headings), rows: Vec::new() };
    let before = reading.columns.len() - answers as usize;
    let mut section = cells.shown(PRINT_HEAD, last + 1);
    for row in cells.rows().filter(|row| *row > PRINT_HEAD) {
        cells.only_to(row, last)?;
        if cells.covers(row, 0, last) {
            section = cells.shown(row, 0);
            continue;
        }
        if cells.text(row, 0).is_empty()
            && let Some(open) = reading.rows.last_mut()
        {
            for (cell, column) in open[3..].iter_mut().zip(own..) {
                cell.text.push_str(cells.text(row, column));
            }
            continue;
        }
        let category = if has_categories { cells.shown(cells.top(row, 1), 1) } else { cells.shown(row, last + 1) };
        let mut shown = vec![section.clone(), category, cells.shown(row, 0)];
        shown.extend((own..=last).map(|column| cells.shown(row, column)));
        let shared = shown[before..].iter().all(|cell| cell.text.is_empty());
        if let Some(above) = reading.rows.last().filter(|above| shared && above[..2].iter().zip(&shown).all(|(a, b)| a.text == b.text)) {
            let said: Vec<Shown> = above[before..].to_vec();
            shown.splice(before.., said);
        }
        reading.rows.push(shown);
    }
    Ok((sourced, reading))
}

/// The sheet for programs: every opinion that is shown, once for each division.
fn listed(task: &Task) -> Expected {
    let mut expected = Expected::default();
    let said = |entry: &Entry, division: &str| {
        let fields = task.meeting.answer_fields().map(|field| task.value(entry, &field.key, division).to_owned());
        std::iter::once(division.to_owned()).chain(fields).chain([task.value(entry, NOTE_KEY, division).to_owned()]).collect::<Vec<_>>()
    };
    for entry in &task.entries {
        let Expected { columns, rows } = data::expected(task.meeting, &[(entry.no, entry.opinion)]);
        expected.columns = columns;
        let divisions = if entry.divisions.is_empty() { &[""][..] } else { &entry.divisions };
        for ((id, cells), division) in rows.into_iter().flat_map(|row| divisions.iter().map(move |division| (row.clone(), division))) {
            expected.rows.push((id, cells.into_iter().chain(said(entry, division)).collect()));
        }
    }
    let fields = task.meeting.answer_fields().map(|field| field.heading.clone());
    let headings = [task.handout.division_heading.clone()].into_iter().chain(fields).chain([task.handout.note_heading.clone()]);
    if expected.columns.is_empty() {
        expected.columns = data::expected(task.meeting, &[]).columns;
    }
    expected.columns.extend(headings);
    expected
}

/// Compares the sheet of totals, line by line.
fn totals(cells: &Cells, task: &Task) -> Result<usize> {
    cells.plain(0)?;
    same(&task.shown(), cells.text(0, 0), "shown", cells.place(0, 0))?;
    cells.only_to(0, 0)?;
    let mut rows = cells.rows().filter(|row| *row >= TOTALS_HEAD);
    let mut compared = 1;
    for line in task.totals(|_| true).into_iter().flatten() {
        let row = rows.next().unwrap_or(TOTALS_HEAD);
        for (column, text) in (0..).zip(&line) {
            same(text, cells.text(row, column), "totals", cells.place(row, column))?;
        }
        cells.only_to(row, line.len() as u32 - 1)?;
        compared += line.len();
    }
    match rows.next() {
        Some(row) => cells.none(row),
        None => Ok(compared),
    }
}
