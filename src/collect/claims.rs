//! Claims: what a returned workbook says, row by row: which division answers what to which opinion.
//!
//! Nothing is decided here. A claim names the gates behind which it stands (its locked text was
//! changed, its opinion was rewritten since …), and what cannot be a claim is kept as a stray.

mod beside;
mod own;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use ecow::EcoString;
use own::Own;

use super::at;
use super::recognise::{self, Origin};
use super::table::{Sent, Table};
use super::value::{self, Doubt};
use crate::answers::division;
use crate::answers::division::Share;
use crate::answers::response::{Question, Response, Responses};
use crate::meeting::headings::Column;
use crate::meeting::identity;
use crate::meeting::look::Archive;
use crate::meeting::{Field, Meeting};
use crate::read::digest::digest;
use crate::read::table::cell_name;
use crate::read::workbook::{Book, Cell, Format};
use crate::records::record::Opinion;
use crate::say;
use crate::say::diag::{Diagnostic, Place};
use crate::say::words;
use crate::say::words::Message;

/// How many claims are looked back for one that answers the same: as many as an opinion may have, and more.
const NEAR: usize = 8;

/// What one workbook says.
#[derive(Debug, Default)]
pub struct Claims {
    pub claims: Vec<Claim>,
    /// What must be decided before the claims behind it are taken.
    pub gates: BTreeMap<String, Gate>,
    pub changes: Vec<Change>,
    pub strays: Vec<Stray>,
    pub notes: Vec<Diagnostic>,
    /// Cells that are blank, though an answer came for them before.
    pub blank: Vec<(Question, Place)>,
    /// How many opinions have a row.
    pub rows: usize,
}

/// An answer that a workbook gives. There may be very many; they share what they have in common.
#[derive(Debug, Clone)]
pub struct Claim {
    pub question: Arc<Question>,
    /// The opinion whose identifier stands in the row, where its text is that of another.
    pub by_id: Option<EcoString>,
    pub value: EcoString,
    /// What else it may mean.
    pub others: Vec<EcoString>,
    pub doubts: Vec<Doubt>,
    /// Keys of the gates that must be open.
    pub gates: Vec<String>,
    /// Whether it stands in a cell that is merged with the one above.
    pub below: bool,
    pub place: Place,
    /// Further cells of the sheet, below it, that say the same; a row may have been repeated many times.
    pub further: Vec<(u32, u32)>,
    /// SHA-256 of the file.
    pub file: EcoString,
    pub edition: u32,
}

impl Claim {
    /// Every cell that says so.
    pub fn places(&self) -> impl Iterator<Item = Place> {
        let cell = |(row, column): &(u32, u32)| Place { cell: Some(cell_name(row + 1, *column).into()), ..self.place.clone() };
        std::iter::once(self.place.clone()).chain(self.further.iter().map(cell))
    }

    /// Whether another cell of the same column says the same about the same.
    fn is_repeated_by(&self, other: &Self) -> bool {
        (&self.question, &self.by_id, &self.value, &self.others) == (&other.question, &other.by_id, &other.value, &other.others)
            && (&self.doubts, &self.gates, self.below, &self.place.heading)
                == (&other.doubts, &other.gates, other.below, &other.place.heading)
    }
}

/// Most characters of an answer that are said.
const SHOWN: usize = 30;

/// Something that must be decided before the claims behind it are taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    pub kind: GateKind,
    pub place: Place,
    /// What was found, in words.
    pub message: Message,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum GateKind {
    /// The whole file is in doubt.
    File(recognise::Doubt),
    /// Identifiers and texts of the rows went apart.
    Shifted,
    /// The answer stands in a cell that is merged over several opinions.
    Spread,
    /// Locked cells of the row were changed.
    Edited,
    /// The opinion was rewritten after the workbook had been sent out.
    Outdated,
    /// The division is not asked about this opinion.
    NotAsked,
    /// Headings over answers stand over each other's columns.
    Permuted,
    /// Answers stand in the columns of others: a choice where none belongs, and none where one does.
    Displaced,
}

/// A locked cell that was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub place: Place,
    /// What was sent out, if that is still known.
    pub before: Option<String>,
    pub after: String,
}

/// Something that somebody wrote and that is no answer to any opinion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stray {
    pub place: Place,
    pub text: String,
    pub why: Message,
}

/// The opinions as they are now.
pub struct Known<'a> {
    pub meeting: &'a Meeting,
    pub by_id: BTreeMap<&'a str, (&'a str, &'a Opinion)>,
    pub ids: BTreeSet<&'a str>,
    pub draws: &'a dyn Fn(char, Option<char>) -> bool,
    /// The answers that came before.
    pub responses: &'a Responses,
}

/// Everything that a workbook says.
pub fn said(known: &Known, share: &Share, book: &Book, origin: &Origin) -> Claims {
    let sent = Sent::new(known.meeting, origin.stamp.as_ref(), share);
    let ids: BTreeSet<&str> = known.ids.iter().copied().chain(sent.cells.keys().map(String::as_str)).collect();
    let asked = share.opinions.iter().map(|(_, opinion)| opinion.id.as_str()).collect();
    let own = Own::new(known.meeting, &sent, origin);
    let mut reader = Reader {
        known,
        book,
        origin,
        sent: &sent,
        asked,
        seen: BTreeMap::new(),
        doubled: BTreeSet::new(),
        own,
        digest: book.digest.as_str().into(),
        question: None,
        said: Claims::default(),
        said_before: BTreeMap::new(),
    };
    reader.file_gates();
    let mut tables = 0;
    for (_, sheet) in book.sheets.iter().enumerate().filter(|(index, _)| !origin.stamp_sheets.contains(index)) {
        let mut notes = Vec::new();
        let found = Table::find(&sent, &ids, book, sheet, &mut notes);
        reader.said.notes.extend(notes);
        if found.is_empty() {
            reader.other_sheet(sheet);
        }
        tables += found.len();
        for table in &found {
            reader.table(table);
        }
        reader.comments(sheet, &found);
        reader.further(Some(sheet), &sheet.further);
    }
    reader.stamp_sheets();
    reader.further(None, &book.further);
    reader.properties();
    if tables == 0 {
        let message = Diagnostic::error(words::no_answer_sheet()).at(reader.file()).hint(words::no_answer_sheet_hint());
        reader.said.notes.push(message);
    } else {
        reader.gone();
    }
    let mut said = reader.said;
    let (division, file) = (EcoString::from(&origin.division), EcoString::from(&book.file));
    for place in said.places() {
        place.division = Some(division.clone());
        // Many places then share one text.
        if place.file == file {
            place.file.clone_from(&file);
        }
    }
    said
}

/// What a person sees in a cell of answers.
struct Shown<'s> {
    /// Where it was merged with those above: what stands in the first of them.
    above: Option<&'s Cell>,
    own: Option<&'s Cell>,
    /// Whether a merged cell hides it.
    covered: bool,
    /// Over how many columns it was merged itself.
    across: Option<u32>,
}

impl<'s> Shown<'s> {
    fn new(table: &Table<'s>, row: u32, column: u32) -> Self {
        let (cells, merged) = (&table.sheet.cells, table.merged_over(row, column));
        let covered = merged.filter(|area| (area.top, area.left) != (row, column));
        let across = merged.filter(|area| area.right > area.left && covered.is_none()).map(|area| area.right - area.left + 1);
        let above = covered.filter(|area| area.top < row && area.left == column).and_then(|area| cells.get(&(area.top, column)));
        Self { above, own: cells.get(&(row, column)), covered: covered.is_some(), across }
    }
}

/// A merge keeps what stood in the cells that it hides.
fn of_merged(answer: &mut value::Answer, own: Option<&Cell>) {
    let Some(own) = own.filter(|own| !own.text.trim().is_empty()) else { return };
    if answer.value.is_empty() {
        answer.doubts = vec![Doubt::Covered];
        answer.value = own.text.clone();
    } else if own.text != answer.value {
        answer.others.push(own.text.clone());
        answer.doubts.push(Doubt::Covered);
    }
}

impl Claims {
    /// Every place that is reported.
    fn places(&mut self) -> impl Iterator<Item = &mut Place> {
        let claims = self.claims.iter_mut().map(|claim| &mut claim.place);
        let gates = self.gates.values_mut().map(|gate| &mut gate.place);
        let changes = self.changes.iter_mut().map(|change| &mut change.place);
        let strays = self.strays.iter_mut().map(|stray| &mut stray.place);
        let notes = self.notes.iter_mut().filter_map(|note| note.place.as_mut());
        let blank = self.blank.iter_mut().map(|(_, place)| place);
        claims.chain(gates).chain(changes).chain(strays).chain(notes).chain(blank)
    }
}

/// What a row of the table is about.
enum Row<'a> {
    /// An opinion that is asked about, with the gates of the row.
    Opinion { id: &'a str, by_id: Option<&'a str>, gates: Vec<String> },
    /// One that is not there any more.
    Gone(&'a str),
    /// Nothing that is known.
    Unknown,
}

struct Reader<'a, 'k> {
    known: &'a Known<'k>,
    book: &'a Book,
    origin: &'a Origin,
    sent: &'a Sent<'a>,
    /// Where the row of each opinion stands first.
    seen: BTreeMap<String, Place>,
    doubled: BTreeSet<String>,
    /// Identifiers of the opinions that the division is asked about.
    asked: BTreeSet<&'a str>,
    own: Own<'a>,
    /// SHA-256 of the file, and the question that was answered last.
    digest: EcoString,
    question: Option<Arc<Question>>,
    said: Claims,
    /// The claims of the table, by digests of what they answer and say.
    said_before: BTreeMap<u64, usize>,
}

impl<'a> Reader<'a, '_> {
    fn file(&self) -> Place {
        Place::file(&self.book.file)
    }

    fn gate(&mut self, parts: &[&str], gate: Gate) -> String {
        let key = case_key(parts);
        self.said.gates.entry(key.clone()).or_insert(gate);
        key
    }

    /// The gates behind which the whole file stands.
    fn file_gates(&mut self) -> Vec<String> {
        let doubts = self.origin.doubts.clone();
        let gate = |reader: &mut Self, doubt: recognise::Doubt| {
            let message = match doubt {
                recognise::Doubt::OtherMeeting => words::gate_other_meeting(),
                recognise::Doubt::Contradiction => words::gate_contradiction(),
            };
            let gate = Gate { kind: GateKind::File(doubt), place: reader.file(), message };
            reader.gate(&[&format!("{doubt:?}"), &reader.book.digest], gate)
        };
        doubts.into_iter().map(|doubt| gate(self, doubt)).collect()
    }

    fn table(&mut self, table: &Table<'a>) {
        let index = by_text(self.sent, table);
        let mut file_gates = self.file_gates();
        if table.permuted {
            file_gates.push(self.sheet_gate(table, GateKind::Permuted, words::gate_permuted()));
        }
        if let Some((row, key)) = self.rows_down(table) {
            file_gates.push(self.sheet_gate(table, GateKind::Displaced, words::gate_rows_down(self.sent.heading(key), row + 1)));
        }
        self.headings(table);
        let mut above: BTreeMap<&str, EcoString> = BTreeMap::new();
        self.said_before.clear();
        let (mut order, mut lost, mut hidden, mut marked) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for &row in &table.rows {
            let row_at = |column: Option<u32>| at(self.book, table.sheet, (row, column.unwrap_or_default()));
            match self.row(table, &index, row, &mut lost) {
                Row::Opinion { id, by_id, gates } => {
                    order.push(id);
                    if table.sheet.hidden_rows.contains(&row) {
                        hidden.push(row);
                    }
                    marked.extend(self.marked(table, row));
                    let place = row_at(table.id.or(table.columns.values().min().copied())).record(id);
                    match self.seen.get(id) {
                        Some(first) if self.doubled.insert(id.to_owned()) => {
                            let (sheet, cell) = (first.sheet.as_deref().unwrap_or_default(), first.cell.as_deref().unwrap_or_default());
                            let note = Diagnostic::warning(words::row_doubled(format!("{sheet} {cell}").trim()))
                                .at(place)
                                .hint(words::row_doubled_hint());
                            self.said.notes.push(note);
                        }
                        Some(_) => {}
                        None => drop(self.seen.insert(id.to_owned(), place)),
                    }
                    let mut gates = [file_gates.clone(), gates].concat();
                    gates.extend(self.displaced(table, row));
                    self.answers(table, row, (id, by_id), &gates, &mut above);
                    self.strays(table, row, Some(id), &words::stray_beside());
                    self.over_id(table, row, id);
                }
                Row::Gone(id) => {
                    self.seen.entry(id.to_owned()).or_insert_with(|| row_at(table.id));
                    self.strays_everywhere(table, row, Some(id), &words::stray_opinion_gone());
                }
                Row::Unknown => self.strays_everywhere(table, row, None, &words::stray_no_opinion()),
            }
        }
        self.unusual(table, &order, &lost, &hidden, &marked);
    }

    /// Which opinion a row is about.
    fn row(&mut self, table: &Table<'a>, index: &BTreeMap<Vec<String>, Vec<&'a str>>, row: u32, lost: &mut Vec<u32>) -> Row<'a> {
        let id = table.id_in(row);
        let digests = locked_digests(self.sent, table, row);
        let same_text = index.get(&digests).map_or(&[][..], Vec::as_slice);
        let sent_id = self.sent.cells.get_key_value(id).map(|(id, _)| id.as_str());
        let known_id = self.known.ids.get(id).copied();
        if id.is_empty() || (sent_id.is_none() && known_id.is_none()) {
            let has_text = table.columns.contains_key(Column::Text.key()) && !table.text(row, Column::Text.key()).trim().is_empty();
            return match same_text {
                [only] if has_text => {
                    lost.push(row);
                    self.current(table, row, only, None)
                }
                _ => Row::Unknown,
            };
        }
        let id = sent_id.unwrap_or(id);
        if sent_id.is_some() && same_text.contains(&id) {
            return self.current(table, row, id, None);
        }
        // Identifiers are filled down or sorted alone; a text is not changed to another one that was sent.
        if let [only] = same_text {
            return self.current(table, row, only, Some(id));
        }
        if known_id.is_none() {
            return self.renamed(table, row, id);
        }
        let mut gates = Vec::new();
        gates.extend(self.not_asked(table, row, id));
        gates.extend(self.edited(table, row, id));
        gates.extend(self.outdated(table, row, id));
        Row::Opinion { id, by_id: None, gates }
    }

    /// The row of an opinion whose locked cells are as they were sent out.
    fn current(&mut self, table: &Table<'a>, row: u32, id: &'a str, by_id: Option<&'a str>) -> Row<'a> {
        if !self.known.ids.contains(id) {
            return self.renamed(table, row, id);
        }
        let mut gates = Vec::new();
        if by_id.is_some() {
            gates.push(self.sheet_gate(table, GateKind::Shifted, words::gate_shifted()));
        }
        gates.extend(self.not_asked(table, row, id));
        gates.extend(self.outdated(table, row, id));
        Row::Opinion { id, by_id, gates }
    }

    /// The row of an opinion whose identifier the records no longer have: the one that says the same, if only one does. A
    /// spreadsheet program makes 1 of 001.
    fn renamed(&mut self, table: &Table<'a>, row: u32, id: &'a str) -> Row<'a> {
        let text = table.text(row, Column::Text.key());
        let says_so = |now: &&'a str| self.known.by_id.get(*now).is_some_and(|(_, opinion)| opinion.text == text);
        let mut same = self.asked.iter().filter(|now| !self.sent.cells.contains_key(**now) && says_so(now));
        let (Some(now), None) = (same.next().copied(), same.next()) else { return Row::Gone(id) };
        let place = self.place(table, row, id);
        self.said.notes.push(Diagnostic::guess(words::id_renamed(self.shown(now))).at(place));
        Row::Opinion { id: now, by_id: None, gates: Vec::new() }
    }

    /// The gate for rows of a sheet that went wrong together.
    fn sheet_gate(&mut self, table: &Table, kind: GateKind, message: Message) -> String {
        let place = Place { cell: None, ..at(self.book, table.sheet, (0, 0)) };
        self.gate(&[&format!("{kind:?}"), &self.book.digest, &table.sheet.name], Gate { kind, place, message })
    }

    /// The gate for an opinion that the division is not asked about.
    fn not_asked(&mut self, table: &Table, row: u32, id: &str) -> Option<String> {
        if self.asked.contains(id) {
            return None;
        }
        let gate = Gate { kind: GateKind::NotAsked, place: self.place(table, row, id), message: words::gate_not_asked() };
        Some(self.gate(&["not_asked", &self.origin.division, id], gate))
    }

    /// The gate for a row in which a choice stands in another column, and none in its own.
    fn displaced(&mut self, table: &Table, row: u32) -> Option<String> {
        let meeting = self.known.meeting;
        let says = |key: &str| table.cell(row, key).map_or("", |cell| cell.text.trim());
        let elsewhere = |field: &&Field| {
            let others = self.sent.open.iter().filter(|key| **key != field.key);
            let is_choice = |key: &&&str| {
                let own = meeting.answer_fields().find(|other| other.key == **key).is_some_and(|other| value::is_choice(other, says(key)));
                !own && value::is_choice(field, says(key))
            };
            table.columns.contains_key(&field.key) && says(&field.key).is_empty() && others.filter(is_choice).count() > 0
        };
        let field = meeting.answer_fields().filter(|field| !field.choices.is_empty()).find(elsewhere)?;
        Some(self.sheet_gate(table, GateKind::Displaced, words::gate_displaced(&field.heading)))
    }

    /// The row below the last opinion and the column in which it holds an answer, while one opinion alone has none there.
    fn rows_down(&self, table: &Table) -> Option<(u32, &'a str)> {
        let opinions: Vec<u32> = table.rows.iter().copied().filter(|row| self.known.ids.contains(table.id_in(*row))).collect();
        let below = *opinions.last().filter(|_| opinions.len() > 1)? + 1;
        let answers = |row: u32, key: &str| !table.text(row, key).trim().is_empty();
        let slipped = |key: &&str| answers(below, key) && opinions.iter().filter(|row| !answers(**row, key)).count() == 1;
        self.sent.open.iter().copied().find(slipped).map(|key| (below, key))
    }

    /// Notes that a cell is blank for which an answer came before, in another file of no later edition.
    fn blank(&mut self, id: &str, key: &str, place: Place) {
        let question = Question { id: id.to_owned(), field: key.to_owned(), division: self.origin.division.clone() };
        let is_older =
            |before: &Response| !before.file.is_empty() && self.digest != before.file.as_str() && before.edition <= self.origin.edition;
        if self.known.responses.0.get(&question).is_some_and(is_older) {
            self.said.blank.push((question, place));
        }
    }

    fn place(&self, table: &Table, row: u32, id: &str) -> Place {
        let column = table.columns.get(Column::Text.key()).or(table.columns.values().next()).copied().or(table.id);
        at(self.book, table.sheet, (row, column.unwrap_or_default())).record(id)
    }

    /// Reports each locked cell of the row that is not as it was sent out; the gate for them, if there is one.
    fn edited(&mut self, table: &Table, row: u32, id: &str) -> Option<String> {
        let sent = self.sent;
        let mut after = Vec::new();
        for key in compared(sent, table) {
            let now = table.text(row, key);
            let current = self.says(key, id);
            let before = match sent.cells.get(id) {
                Some(cells) => cells.get(key).cloned().unwrap_or_default(),
                None => identity::cell_digest(&current),
            };
            if identity::cell_digest(now) == before {
                continue;
            }
            let place = at(self.book, table.sheet, (row, table.columns[key])).heading(sent.heading(key)).record(id);
            let before = (identity::cell_digest(&current) == before).then(|| current.into_owned());
            self.said.changes.push(Change { place, before, after: now.to_owned() });
            after.push(format!("{key}\n{now}"));
        }
        if after.is_empty() {
            return None;
        }
        let gate = Gate { kind: GateKind::Edited, place: self.place(table, row, id), message: words::gate_edited(after.len()) };
        Some(self.gate(&["edited", &self.origin.division, id, &after.join("\n\n")], gate))
    }

    /// The gate for an opinion that now says something else than what was sent out.
    fn outdated(&mut self, table: &Table, row: u32, id: &str) -> Option<String> {
        let cells = self.sent.cells.get(id)?;
        let keys = [Column::Text, Column::Attribution, Column::Source].map(Column::key);
        let changed: Vec<String> = keys
            .iter()
            .filter_map(|key| Some((cells.get(*key)?, identity::cell_digest(&self.says(key, id)))))
            .filter(|(sent, now)| *sent != now)
            .map(|(sent, now)| format!("{sent} {now}"))
            .collect();
        if changed.is_empty() {
            return None;
        }
        let gate = Gate { kind: GateKind::Outdated, place: self.place(table, row, id), message: words::gate_outdated() };
        Some(self.gate(&["outdated", &self.origin.division, id, &changed.join("\n")], gate))
    }

    /// What the locked column `key` would say of an opinion now.
    fn says(&self, key: &str, id: &str) -> Cow<'_, str> {
        let column = crate::meeting::headings::COLUMNS.iter().find(|(_, known, _)| *known == key).map(|(column, ..)| *column);
        match (column, self.known.by_id.get(id)) {
            (Some(column), Some((no, opinion))) => division::asked(self.known.meeting, column, no, opinion),
            _ => Cow::Borrowed(""),
        }
    }

    /// The claims of a row.
    fn answers<'s>(
        &mut self,
        table: &Table<'a>,
        row: u32,
        (id, by_id): (&str, Option<&str>),
        gates: &[String],
        above: &mut BTreeMap<&'s str, EcoString>,
    ) where
        'a: 's,
    {
        let meeting = self.known.meeting;
        for key in self.sent.open.iter().copied() {
            let Some(column) = table.columns.get(key).copied() else { continue };
            let field: Option<&Field> = meeting.answer_fields().find(|field| field.key == key);
            let place = at(self.book, table.sheet, (row, column)).heading(self.sent.heading(key)).record(id);
            let Shown { above: shown, own, covered, across } = Shown::new(table, row, column);
            if let Some(columns) = across {
                self.said.notes.push(Diagnostic::warning(words::merged_across(columns)).at(place.clone()));
            }
            let may_be_blank = gates.is_empty() && by_id.is_none() && table.merged_over(row, column).is_none();
            let Some(cell) = shown.or(own) else {
                if may_be_blank {
                    self.blank(id, key, place);
                }
                continue;
            };
            let print = value::Print { draws: self.known.draws, private_use: meeting.pdf.archive != Archive::A3a };
            let mut answer = match value::answer(cell, field, above.get(key).map(EcoString::as_str), &print) {
                Ok(Some(answer)) => answer,
                Ok(None) if shown.is_none() => {
                    if may_be_blank {
                        self.blank(id, key, place);
                    }
                    continue;
                }
                Ok(None) => value::Answer::default(),
                Err(why) => {
                    self.said.strays.push(Stray { place, text: seen(cell), why });
                    continue;
                }
            };
            if shown.is_some() {
                of_merged(&mut answer, own);
                if answer.value.is_empty() {
                    continue;
                }
            } else if covered {
                answer.doubts.push(Doubt::Covered);
            } else {
                let notes = std::mem::take(&mut answer.notes).into_iter().map(|note| Diagnostic::warning(note).at(place.clone()));
                self.said.notes.extend(notes);
            }
            let mut gates = gates.to_vec();
            gates.extend(self.spread(table, (row, column), key).filter(|_| !answer.doubts.contains(&Doubt::Covered)));
            if !answer.doubts.contains(&Doubt::Ditto) && !table.sheet.hidden_rows.contains(&row) {
                above.insert(key, answer.value.clone());
            }
            let question = self.question(id, key);
            self.claim(
                (row, column),
                Claim {
                    question,
                    by_id: by_id.map(Into::into),
                    value: answer.value,
                    others: answer.others,
                    doubts: answer.doubts,
                    gates,
                    below: shown.is_some(),
                    place,
                    further: Vec::new(),
                    file: self.digest.clone(),
                    edition: self.origin.edition,
                },
            );
        }
    }

    /// The gate for an answer in a cell that is merged over the rows of several opinions.
    fn spread(&mut self, table: &Table<'a>, (row, column): (u32, u32), key: &str) -> Option<String> {
        let area = table.merged_over(row, column).filter(|area| area.left == column)?;
        let said = |row: u32| table.sheet.cells.get(&(row, column)).map(|cell| cell.text.trim()).filter(|text| !text.is_empty());
        let answer = said(area.top)?;
        // What a merge hides is asked about by itself.
        let shows = |row: &u32| (area.top..=area.bottom).contains(row) && (*row == area.top || said(*row).is_none());
        let rows: Vec<u32> = table.rows.iter().copied().filter(shows).collect();
        if rows.len() < 2 {
            return None;
        }
        let place = at(self.book, table.sheet, (area.top, column)).heading(self.sent.heading(key)).record(table.id_in(rows[0]));
        let name = cell_name(area.top + 1, column);
        let gate = Gate { kind: GateKind::Spread, place, message: words::gate_spread(say::line(answer, SHOWN), rows.len()) };
        Some(self.gate(&["spread", &self.book.digest, &table.sheet.name, &name], gate))
    }

    /// What an answer answers. Rows of one opinion often follow each other.
    fn question(&mut self, id: &str, field: &str) -> Arc<Question> {
        if let Some(last) = self.question.as_ref().filter(|last| last.id == id && last.field == field) {
            return last.clone();
        }
        let claims = self.said.claims.iter().rev().take(NEAR);
        let near = claims.map(|claim| &claim.question).find(|question| question.id == id && question.field == field).cloned();
        let question = near
            .unwrap_or_else(|| Arc::new(Question { id: id.to_owned(), field: field.to_owned(), division: self.origin.division.clone() }));
        self.question = Some(question.clone());
        question
    }

    /// Adds a claim, or the cell in which it stands to one that says the same. Of two that differ and have one digest, only the
    /// first is compared with: the other's repetitions then stand by themselves.
    fn claim(&mut self, at: (u32, u32), claim: Claim) {
        let mut hasher = DefaultHasher::new();
        (&claim.question.id, &claim.question.field, at.1, &claim.value).hash(&mut hasher);
        let next = self.said.claims.len();
        let index = *self.said_before.entry(hasher.finish()).or_insert(next);
        match self.said.claims.get_mut(index) {
            Some(first) if first.is_repeated_by(&claim) => first.further.push(at),
            _ => self.said.claims.push(claim),
        }
    }

    /// Keeps what stands in a row beside its known columns. What leads to the full text is nothing that is asked.
    fn strays(&mut self, table: &Table, row: u32, id: Option<&str>, why: &Message) {
        let columns = table.columns.iter().filter(|(key, _)| *key != identity::FULL_KEY).map(|(_, column)| *column);
        let mapped: BTreeSet<u32> = columns.chain(table.id).collect();
        self.stray_cells(table, row, id, why, &|column| !mapped.contains(&column));
    }

    /// Keeps what somebody wrote over an identifier. Numbers that a program counted on say nothing.
    fn over_id(&mut self, table: &Table, row: u32, id: &str) {
        let (text, column) = (table.id_in(row), table.id.unwrap_or_default());
        let is_id = self.sent.cells.contains_key(text) || self.known.ids.contains(text);
        if !is_id && !text.chars().all(char::is_numeric) {
            let place = at(self.book, table.sheet, (row, column)).record(id);
            self.said.strays.push(Stray { place, text: text.to_owned(), why: words::stray_beside() });
        }
    }

    /// Keeps what stands in a row that is about no opinion.
    fn strays_everywhere(&mut self, table: &Table, row: u32, id: Option<&str>, why: &Message) {
        self.stray_cells(table, row, id, why, &|_| true);
    }

    /// Keeps what somebody wrote beside the headings.
    fn headings(&mut self, table: &Table) {
        let Some(head) = table.head else { return };
        let mapped: BTreeSet<u32> = table.columns.values().copied().collect();
        let strangers = table.sheet.cells.range((head, 0)..(head + 1, 0));
        for ((_, column), cell) in strangers.filter(|((_, column), cell)| !mapped.contains(column) && !self.own.is_heading(cell)) {
            let place = at(self.book, table.sheet, (head, *column));
            self.said.strays.push(Stray { place, text: seen(cell), why: words::stray_heading() });
        }
    }

    fn stray_cells(&mut self, table: &Table, row: u32, id: Option<&str>, why: &Message, wanted: &dyn Fn(u32) -> bool) {
        let above = table.head.is_none_or(|head| row < head);
        let cells = || table.sheet.cells.range((row, 0)..(row + 1, 0));
        // A single word may be an answer, though headings have it too.
        let repeats_headings = cells().filter(|(_, cell)| !cell.text.is_empty() && self.own.is_heading(cell)).count() > 1;
        for ((_, column), cell) in cells().filter(|((_, column), _)| wanted(*column)) {
            let is_own = (cell.text.trim().is_empty() && cell.formula().is_empty())
                || cell.text == identity::FULL_MARK
                || (repeats_headings && self.own.is_heading(cell))
                || (table.id == Some(*column) && self.known.ids.contains(cell.text.trim()))
                || self.own.is_locked(table, *column, cell)
                || (above && self.own.is_sent(cell));
            if is_own {
                continue;
            }
            let mut place = at(self.book, table.sheet, (row, *column));
            let head = table.head.filter(|head| *head < row).and_then(|head| table.sheet.cells.get(&(head, *column)));
            place.heading = head.map(|head| head.text.trim()).filter(|heading| !heading.is_empty()).map(Into::into);
            place.record = id.map(Into::into);
            self.said.strays.push(Stray { place, text: seen(cell), why: why.clone() });
        }
    }

    /// Whether a locked cell of the row is struck through or red.
    fn marked(&self, table: &Table, row: u32) -> Option<(u32, u32)> {
        let locked = self.sent.locked.iter().filter_map(|key| table.columns.get(key));
        locked.map(|column| (row, *column)).find(|at| table.sheet.cells.get(at).is_some_and(|cell| cell.struck || cell.red))
    }

    /// Says once for the sheet what people did to it without harm.
    fn unusual(&mut self, table: &Table, order: &[&str], lost: &[u32], hidden: &[u32], marked: &[(u32, u32)]) {
        let sheet = Place { cell: None, ..at(self.book, table.sheet, (0, 0)) };
        let mut notes = Vec::new();
        let mut guess = |message: Message, place: Place| notes.push(Diagnostic::guess(message).at(place));
        if self.book.format != Format::Csv && table.sheet.name != identity::ANSWER_SHEET {
            guess(words::sheet_renamed(identity::ANSWER_SHEET), sheet.clone());
        }
        if let Some(stamp) = &self.origin.stamp {
            let rank: BTreeMap<&str, usize> = stamp.opinions.iter().enumerate().map(|(rank, sent)| (sent.id.as_str(), rank)).collect();
            let ranks: Vec<usize> = order.iter().filter_map(|id| rank.get(id).copied()).collect();
            if !ranks.is_sorted() {
                guess(words::rows_sorted(), sheet.clone());
            }
        }
        let columns: Vec<u32> = self.sent.columns.iter().filter_map(|column| table.columns.get(&column.key).copied()).collect();
        if !columns.is_sorted() {
            guess(words::columns_moved(), sheet);
        }
        if let Some(first) = lost.first() {
            guess(words::ids_lost(lost.len()), at(self.book, table.sheet, (*first, table.id.unwrap_or_default())));
        }
        if let Some(first) = hidden.first() {
            guess(words::rows_hidden(hidden.len()), at(self.book, table.sheet, (*first, 0)));
        }
        let hidden_columns = self.sent.open.iter().filter_map(|key| Some((*key, *table.columns.get(*key)?)));
        for (key, column) in hidden_columns.filter(|(_, column)| table.sheet.hidden_columns.contains(column)) {
            guess(words::answers_hidden(self.sent.heading(key)), at(self.book, table.sheet, (table.head.unwrap_or_default(), column)));
        }
        if let Some(first) = marked.first() {
            notes.push(Diagnostic::warning(words::locked_marked(marked.len())).at(at(self.book, table.sheet, *first)));
        }
        self.said.notes.extend(notes);
    }

    /// An opinion as a person knows it.
    fn shown(&self, id: &str) -> String {
        self.known.by_id.get(id).map_or_else(|| id.to_owned(), |(_, opinion)| opinion.shown())
    }

    /// Opinions that were sent out and have no row any more.
    fn gone(&mut self) {
        self.said.rows = self.seen.len();
        let gone: Vec<&str> =
            self.sent.cells.keys().map(String::as_str).filter(|id| !self.seen.contains_key(*id) && self.known.ids.contains(id)).collect();
        if !gone.is_empty() {
            let note =
                Diagnostic::warning(words::rows_gone(gone.len(), words::listed(&gone.iter().map(|id| self.shown(id)).collect::<Vec<_>>())))
                    .at(self.file());
            self.said.notes.push(note.hint(words::rows_gone_hint()));
        }
    }
}

/// What a cell shows or, where no program has reckoned it, the formula.
fn seen(cell: &Cell) -> String {
    match cell.text.as_str() {
        "" if cell.formula().is_empty() => words::formula_shown().say(words::Lang::Ja),
        "" => cell.formula().to_owned(),
        text => text.to_owned(),
    }
}

/// Keys of the locked columns that the table has, but for what leads to the full text: programs change it.
fn compared<'s>(sent: &'s Sent, table: &Table) -> impl Iterator<Item = &'s String> {
    sent.locked.iter().filter(|key| *key != identity::FULL_KEY && table.columns.contains_key(*key))
}

/// The locked cells of a row as digests, in the order of the keys that the table has.
fn locked_digests(sent: &Sent, table: &Table, row: u32) -> Vec<String> {
    compared(sent, table).map(|key| identity::cell_digest(table.text(row, key))).collect()
}

/// The opinions that were sent out, by the locked cells that the table has.
fn by_text<'a>(sent: &'a Sent, table: &Table) -> BTreeMap<Vec<String>, Vec<&'a str>> {
    let mut index: BTreeMap<Vec<String>, Vec<&str>> = BTreeMap::new();
    for (id, cells) in &sent.cells {
        let digests: Vec<String> = compared(sent, table).map(|key| cells.get(key).cloned().unwrap_or_default()).collect();
        if !digests.is_empty() {
            index.entry(digests).or_default().push(id);
        }
    }
    index
}

/// The key of a case: the same for the same circumstances, whatever the order of the files.
pub fn case_key(parts: &[&str]) -> String {
    let text: String = parts.iter().map(|part| format!("{}\n{part}\n", part.len())).collect();
    format!("c-{}", &digest(text.as_bytes())[..16])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// A collision would decide one case with another: of shorter keys some of so many are the same.
    #[test]
    fn claims_case_keys() {
        let keys: BTreeSet<String> = (0..200_000).map(|number| case_key(&["outdated", &number.to_string()])).collect();
        assert_eq!(keys.len(), 200_000);
    }
}
