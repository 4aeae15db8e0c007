//! Collect: from the workbooks that divisions send back to the answers in them.
//!
//! ```text
//! bytes ─▶ read ─▶ recognise ─▶ table ─▶ claims (value) ─┐
//! responses.csv, decisions.csv ──────────────────────────┴▶ merge ─▶ answers, cases, status
//! ```
//!
//! * [`crate::read::workbook`] says what stands in a file, [`recognise`] which inquiry it is, [`table`] where its
//!   answers are, [`claims`] and [`value`] what it answers.
//! * [`merge`] takes what is beyond doubt, and of the rest what a person decided ([`decisions`]).
//! * [`status`] counts how far each division has come.
//!
//! Opinions are matched by identifier and digest, never by position. Whatever was typed ends as an
//! answer, a case to decide, or a stray that the report names with file, sheet and cell.

pub mod claims;
pub mod decisions;
pub mod differing;
pub mod merge;
pub mod recognise;
pub mod returned;
pub mod sheet;
pub mod status;
pub mod table;
pub mod value;

use std::collections::{BTreeMap, BTreeSet};

use ecow::EcoString;

use claims::{Change, Claims, Known, Stray};
use decisions::Decisions;
use merge::{Case, Choice, Merged, Waiting};
use status::{Day, Standing};

use crate::read::workbook::{self, Book, Sheet};

use crate::answers::division::Share;
use crate::answers::response::{self, Question, Response, Responses};
use crate::meeting::Meeting;
use crate::read::table::cell_name;
use crate::records::placed::Placed;
use crate::say::diag::{Diagnostic, Diagnostics, Place, Severity};
use crate::say::words;

/// Everything that came of the returned files.
#[derive(Debug, Default)]
pub struct Collected {
    /// The answers, with everything that is not in doubt or was decided.
    pub responses: Responses,
    /// What a person must decide or has decided, in the order of divisions and opinions.
    pub cases: Vec<Case>,
    /// The rows of the file of decisions; none if there is nothing to decide and there never was.
    pub decisions: Vec<Vec<String>>,
    /// Answers that were not taken over, because a case is undecided or was decided otherwise.
    pub waiting: Vec<Waiting>,
    /// What was answered anew or otherwise than before.
    pub fresh: Vec<Question>,
    /// Locked cells that were changed.
    pub changes: Vec<Change>,
    /// What could not be placed.
    pub strays: Vec<Stray>,
    /// Errors about files, and what else people should know.
    pub notes: Vec<Diagnostic>,
    pub files: Vec<File>,
    pub standings: Vec<Standing>,
    /// Number and text of the opinions that cases are about, and what the fields of answers are called.
    pub opinions: BTreeMap<String, (String, String)>,
    pub headings: BTreeMap<String, String>,
}

/// One returned file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub name: String,
    /// SHA-256, in lower-case hexadecimal.
    pub digest: String,
    /// Whose it is; nothing if it was not recognised.
    pub division: Option<String>,
    pub edition: u32,
    /// Opinions that have a row in it, and answers that it gives.
    pub rows: usize,
    pub answers: usize,
    /// The file before it that holds the same bytes.
    pub copy_of: Option<String>,
}

impl Collected {
    pub fn undecided(&self) -> impl Iterator<Item = &Case> {
        self.cases.iter().filter(|case| case.is_open())
    }

    /// Why files could not be taken.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.notes.iter().filter(|note| note.severity == Severity::Error)
    }
}

/// What the returned files are merged with.
pub struct CollectInput<'a> {
    pub meeting: &'a Meeting,
    pub placed: &'a Placed,
    pub shares: &'a [Share<'a>],
    pub responses: &'a Responses,
    pub decisions: &'a Decisions,
    /// The day as of which the status is given.
    pub as_of: Option<Day>,
    /// Whether the fonts draw a character, with the variation selector behind it if there is one.
    pub draws: &'a dyn Fn(char, Option<char>) -> bool,
}

/// Reads and merges returned files, each a name and its bytes. `findings` hears of decisions that are none.
pub fn collect(input: &CollectInput, files: &[(String, Vec<u8>)], findings: &mut Diagnostics) -> Collected {
    let by_id = input.placed.in_order().map(|(no, opinion)| (opinion.id.as_str(), (no, opinion))).collect();
    let ids: BTreeSet<&str> = input.placed.opinions.iter().map(|opinion| opinion.id.as_str()).collect();
    let known = Known { meeting: input.meeting, by_id, ids, draws: input.draws, responses: input.responses };
    let mut sorted: Vec<&(String, Vec<u8>)> = files.iter().collect();
    sorted.sort();
    sorted.dedup();
    let mut collected = Collected::default();
    let mut all: Vec<Claims> = Vec::new();
    for (name, bytes) in sorted {
        let (file, said, notes) = one(input, &known, name, bytes, &collected.files);
        collected.notes.extend(notes);
        collected.files.push(file);
        all.extend(said);
    }
    let opinions = input.placed.opinions.iter().map(|opinion| (opinion.id.as_str(), response::answered(input.meeting, opinion))).collect();
    let mut told = ToldDecisions { decisions: input.decisions, findings };
    let Merged { responses, cases, waiting } = merge::merge(input.responses, &all, &opinions, &mut told);
    for key in input.decisions.unused(&cases) {
        findings.push(Diagnostic::warning(words::decision_unused(key)));
    }
    let asked = |id: &str| known.by_id.get(id).map_or(Default::default(), |(no, opinion)| ((*no).to_owned(), opinion.text.to_string()));
    collected.decisions = input.decisions.rows(input.meeting, &cases, &asked);
    collected.opinions = cases.values().filter(|case| !case.id.is_empty()).map(|case| (case.id.clone(), asked(&case.id))).collect();
    collected.headings = input.meeting.answers().map(|(key, heading)| (key.to_owned(), heading.to_owned())).collect();
    collected.cases = in_order(input, cases.into_values().collect());
    let answered: BTreeSet<&Question> = all.iter().flat_map(|said| &said.claims).map(|claim| &*claim.question).collect();
    let withdrawn = all.iter().flat_map(|said| &said.blank).filter(|(question, _)| !answered.contains(question));
    let withdrawn =
        withdrawn.map(|(_, place)| Diagnostic::warning(words::answer_blank()).at(place.clone()).hint(words::answer_blank_hint()));
    collected.notes.extend(withdrawn);
    for said in all {
        collected.changes.extend(said.changes);
        collected.strays.extend(said.strays);
        collected.notes.extend(said.notes);
    }
    collected.standings = status::standings(input.meeting, input.shares, &responses, input.as_of);
    let is_fresh =
        |(question, response): &(&Question, &Response)| input.responses.0.get(question).is_none_or(|before| before.value != response.value);
    collected.fresh = responses.0.iter().filter(is_fresh).map(|(question, _)| question.clone()).collect();
    collected.responses = responses;
    collected.waiting = waiting;
    collected
}

/// Decisions, and where to tell of those that are none.
struct ToldDecisions<'a> {
    decisions: &'a Decisions,
    findings: &'a mut Diagnostics,
}

impl merge::Decided for ToldDecisions<'_> {
    fn of(&mut self, key: &str, options: &[Choice]) -> Option<usize> {
        self.decisions.of(key, options, self.findings)
    }

    fn numbered(&self, key: &str) -> Vec<String> {
        self.decisions.numbered(key)
    }

    fn settled(&self, question: &Question, values: &[EcoString], value: &str) -> Option<&str> {
        self.decisions.settled(question, values, value)
    }
}

/// Reads one file: what is known of it, what it says, and what there is to tell.
fn one(input: &CollectInput, known: &Known, name: &str, bytes: &[u8], before: &[File]) -> (File, Option<Claims>, Vec<Diagnostic>) {
    let digest = crate::read::digest::digest(bytes);
    let mut file = File { name: name.to_owned(), digest, division: None, edition: 0, rows: 0, answers: 0, copy_of: None };
    // A file that was not recognised may be under another name, and what has no marks is whose its name says.
    let same = |other: &&File| {
        other.digest == file.digest
            && other.division.is_some()
            && recognise::named(input.shares, &other.name) == recognise::named(input.shares, name)
    };
    if let Some(first) = before.iter().find(same) {
        file.copy_of = Some(first.name.clone());
        file.division.clone_from(&first.division);
        let note = Diagnostic::guess(words::same_file(&first.name)).at(Place::file(name));
        return (file, None, vec![note]);
    }
    let mut notes = Diagnostics::default();
    let said = workbook::book(name, bytes).and_then(|book| {
        let origin = recognise::origin(input.meeting, input.shares, &known.ids, &book, &mut notes)?;
        let Some(share) = input.shares.iter().find(|share| share.division.name == origin.division) else {
            return Err(Diagnostic::error(words::division_gone(&origin.division)).at(Place::file(name)).into());
        };
        file.division = Some(origin.division.clone());
        file.edition = origin.edition;
        Ok(claims::said(known, share, &book, &origin))
    });
    let said = notes.gather(said.map(Some));
    if let Some(said) = &said {
        file.rows = said.rows;
        file.answers = said.claims.iter().map(|claim| 1 + claim.further.len()).sum();
        for place in notes.0.iter_mut().filter_map(|note| note.place.as_mut()) {
            place.division = file.division.as_deref().map(Into::into);
        }
    }
    (file, said, notes.0)
}

/// The cases by division, opinion and field, as the meeting has them.
fn in_order(input: &CollectInput, mut cases: Vec<Case>) -> Vec<Case> {
    let rank = |name: &str, mut names: Box<dyn Iterator<Item = &str> + '_>| names.position(|known| known == name);
    let opinions: BTreeMap<&str, usize> =
        input.placed.in_order().enumerate().map(|(rank, (_, opinion))| (opinion.id.as_str(), rank)).collect();
    cases.sort_by_cached_key(|case| {
        let division = rank(&case.division, Box::new(input.meeting.divisions.iter().map(|division| division.name.as_str())));
        let field = rank(&case.field, Box::new(input.meeting.answer_fields().map(|field| field.key.as_str())));
        (division, opinions.get(case.id.as_str()).copied(), field, case.key.clone())
    });
    cases
}

/// The place of a cell, its row and column from 0.
fn at(book: &Book, sheet: &Sheet, (row, column): (u32, u32)) -> Place {
    let name = Some(&sheet.name).filter(|name| !name.is_empty()).map(Into::into);
    Place { sheet: name, cell: Some(cell_name(row + 1, column).into()), ..Place::file(&book.file) }
}
