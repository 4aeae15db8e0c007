//! Claims: what a returned workbook says, row by row: which division answers what to which opinion.
//!
//! Nothing is decided here. A claim names the gates behind which it stands (its locked text was
//! changed, its opinion was rewritten since …), and what cannot be a claim is kept as a stray.

mod beside;
mod gates;
mod own;
mod row;
mod strays;

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use ecow::EcoString;

use self::own::Own;
use self::row::{Row, RowOf, by_text};
use self::strays::seen;
use super::at;
use super::recognise::{self, Origin};
use super::table::{Sent, Table};
use super::value::{self, Doubt};
use crate::answers::division::Share;
use crate::answers::response::{Question, Response, Responses};
use crate::meeting::headings::Datum;
use crate::meeting::look::Archive;
use crate::meeting::{Field, Meeting, identity};
use crate::read::digest::digest;
use crate::read::table::cell_name;
use crate::read::workbook::{Book, Cell, Format};
use crate::records::record::Opinion;
use crate::say::diag::{Diagnostic, Place};
use crate::say::words::{self, Message};

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
struct ShownCell<'s> {
    /// Where it was merged with those above: what stands in the first of them.
    above: Option<&'s Cell>,
    own: Option<&'s Cell>,
    /// Whether a merged cell hides it.
    covered: bool,
    /// Over how many columns it was merged itself.
    across: Option<u32>,
}

impl<'s> ShownCell<'s> {
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

/// What people did to the rows of a sheet without harm.
#[derive(Default)]
struct Unusual<'a> {
    /// The opinions as their rows follow each other.
    order: Vec<&'a str>,
    /// Rows that lost their identifiers, and hidden ones.
    lost: Vec<u32>,
    hidden: Vec<u32>,
    /// A locked cell of each row that is struck through or red.
    marked: Vec<(u32, u32)>,
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
        let mut unusual = Unusual::default();
        for &row in &table.rows {
            let row_at = |column: Option<u32>| at(self.book, table.sheet, (row, column.unwrap_or_default()));
            match self.row(table, &index, row, &mut unusual.lost) {
                Row::Opinion(mut of) => {
                    unusual.order.push(of.id);
                    unusual.hidden.extend(table.sheet.hidden_rows.contains(&row).then_some(row));
                    unusual.marked.extend(self.marked(table, row));
                    let place = row_at(table.id.or(table.columns.values().min().copied())).record(of.id);
                    self.see(of.id, place);
                    of.gates.splice(..0, file_gates.iter().cloned());
                    of.gates.extend(self.displaced(table, row));
                    self.answers(table, &of, &mut above);
                    self.strays(table, row, Some(of.id), &words::stray_beside());
                    self.over_id(table, row, of.id);
                }
                Row::Gone(id) => {
                    self.seen.entry(id.to_owned()).or_insert_with(|| row_at(table.id));
                    self.strays_everywhere(table, row, Some(id), &words::stray_opinion_gone());
                }
                Row::Unknown => self.strays_everywhere(table, row, None, &words::stray_no_opinion()),
            }
        }
        self.unusual(table, &unusual);
    }

    /// Notes where the row of an opinion is, and says if there is one already.
    fn see(&mut self, id: &str, place: Place) {
        match self.seen.get(id) {
            Some(first) if self.doubled.insert(id.to_owned()) => {
                let (sheet, cell) = (first.sheet.as_deref().unwrap_or_default(), first.cell.as_deref().unwrap_or_default());
                let note = Diagnostic::warning(words::row_doubled(format!("{sheet} {cell}").trim()));
                self.said.notes.push(note.at(place).hint(words::row_doubled_hint()));
            }
            Some(_) => {}
            None => drop(self.seen.insert(id.to_owned(), place)),
        }
    }

    /// Notes that a cell is blank for which an answer came before, in another file of no later edition; unless it may be blank for
    /// what happened to its row.
    fn blank(&mut self, table: &Table, of: &RowOf, (key, column): (&str, u32), place: Place) {
        if !of.gates.is_empty() || of.by_id.is_some() || table.merged_over(of.row, column).is_some() {
            return;
        }
        let question = Question { id: of.id.to_owned(), field: key.to_owned(), division: self.origin.division.clone() };
        let is_older =
            |before: &Response| !before.file.is_empty() && self.digest != before.file.as_str() && before.edition <= self.origin.edition;
        if self.known.responses.0.get(&question).is_some_and(is_older) {
            self.said.blank.push((question, place));
        }
    }

    fn place(&self, table: &Table, row: u32, id: &str) -> Place {
        let column = table.columns.get(Datum::Text.key()).or(table.columns.values().next()).copied().or(table.id);
        at(self.book, table.sheet, (row, column.unwrap_or_default())).record(id)
    }

    /// The claims of a row. `above` are the answers that stand above it, by the keys of their columns.
    fn answers(&mut self, table: &Table<'a>, of: &RowOf, above: &mut BTreeMap<&'a str, EcoString>) {
        for key in self.sent.open.iter().copied() {
            let Some(column) = table.columns.get(key).copied() else { continue };
            let Some(mut claim) = self.answer(table, of, (key, column), above.get(key)) else { continue };
            claim.gates.extend(self.spread(table, (of.row, column), key).filter(|_| !claim.doubts.contains(&Doubt::Covered)));
            if !claim.doubts.contains(&Doubt::Ditto) && !table.sheet.hidden_rows.contains(&of.row) {
                above.insert(key, claim.value.clone());
            }
            self.claim((of.row, column), claim);
        }
    }

    /// What a cell of answers claims, if anything.
    fn answer(&mut self, table: &Table<'a>, of: &RowOf, (key, column): (&str, u32), above: Option<&EcoString>) -> Option<Claim> {
        let RowOf { row, id, by_id, ref gates } = *of;
        let meeting = self.known.meeting;
        let field: Option<&Field> = meeting.answer_fields().find(|field| field.key == key);
        let place = at(self.book, table.sheet, (row, column)).heading(self.sent.heading(key)).record(id);
        let shown = ShownCell::new(table, row, column);
        if let Some(columns) = shown.across {
            self.said.notes.push(Diagnostic::warning(words::merged_across(columns)).at(place.clone()));
        }
        let Some(cell) = shown.above.or(shown.own) else {
            self.blank(table, of, (key, column), place);
            return None;
        };
        let print = value::Print { draws: self.known.draws, private_use: meeting.pdf.archive != Archive::A3a };
        let mut answer = match value::answer(cell, field, above.map(EcoString::as_str), &print) {
            Ok(Some(answer)) => answer,
            Ok(None) if shown.above.is_none() => {
                self.blank(table, of, (key, column), place);
                return None;
            }
            Ok(None) => value::Answer::default(),
            Err(why) => {
                self.said.strays.push(Stray { place, text: seen(cell), why });
                return None;
            }
        };
        if shown.above.is_some() {
            of_merged(&mut answer, shown.own);
            if answer.value.is_empty() {
                return None;
            }
        } else if shown.covered {
            answer.doubts.push(Doubt::Covered);
        } else {
            self.said.notes.extend(answer.notes.into_iter().map(|note| Diagnostic::warning(note).at(place.clone())));
        }
        Some(Claim {
            question: self.question(id, key),
            by_id: by_id.map(Into::into),
            value: answer.value,
            others: answer.others,
            doubts: answer.doubts,
            gates: gates.clone(),
            below: shown.above.is_some(),
            place,
            further: Vec::new(),
            file: self.digest.clone(),
            edition: self.origin.edition,
        })
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

    /// Whether a locked cell of the row is struck through or red.
    fn marked(&self, table: &Table, row: u32) -> Option<(u32, u32)> {
        let locked = self.sent.locked.iter().filter_map(|key| table.columns.get(key));
        locked.map(|column| (row, *column)).find(|at| table.sheet.cells.get(at).is_some_and(|cell| cell.struck || cell.red))
    }

    /// Says once for the sheet what people did to it without harm.
    fn unusual(&mut self, table: &Table, Unusual { order, lost, hidden, marked }: &Unusual) {
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
