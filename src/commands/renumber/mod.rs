//! `shiryo renumber`: the one way in which printed numbers move. Gaps are closed, and what refers to a number follows it.
//!
//! Numbers that the records do not give live in `ids.csv` ([`ids`]) and are written there. A CSV of records is rewritten in its
//! own bytes: the cells of the numbers and nothing else, whatever the encoding, the quotes and the line ends. For an office's
//! own workbook there is a [`list`] of cells instead, and a copy with the numbers in them where that is safe; only once that
//! copy is taken for the table, everything follows that goes with a number. References are rewritten where the secretariat writes (declared fields, answers of the divisions). Opinions are verbatim: there, and
//! wherever a reference may mean several numbers, it is only reported.

mod list;
mod references;
mod target;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use references::{Found, Reading};
use target::Target;

use super::outcome::{FileMade, NumberMoved, Outcome, Renumbered};
use super::{Done, Help, meeting_of, set, taken};
use crate::answers::response;
use crate::build::input::Input;
use crate::build::output::{self, Artifact};
use crate::build::{self, foreign};
use crate::editions::compare::place;
use crate::meeting::headings::Datum;
use crate::meeting::{self, Meaning, typed};
use crate::read::cells::Cells;
use crate::read::files;
use crate::read::table::cell_name;
use crate::records::ids::{self, Kept};
use crate::records::load;
use crate::records::number::{Number, whole};
use crate::records::office::Records;
use crate::records::placed::Placed;
use crate::records::sound::Sound;
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::toml_text;
use crate::say::words::{self, Message};

#[derive(Debug, clap::Args)]
pub struct Renumber {
    meeting: Option<PathBuf>,
    #[arg(long)]
    keep: bool,
    #[arg(long)]
    take: bool,
    #[arg(long)]
    dry_run: bool,
}

pub const HELP: Help = Help {
    about: words::help_renumber,
    examples: None,
    arguments: &[
        ("meeting", words::help_meeting),
        ("keep", words::help_renumber_keep),
        ("take", words::help_renumber_take),
        ("dry_run", words::help_dry_run),
    ],
};

impl Renumber {
    /// The foreign files that it works with.
    pub fn foreign(&self) -> Vec<String> {
        foreign::of_meeting(&taken(self.meeting.as_deref()))
    }

    pub fn run(self, warnings: &mut Diagnostics) -> Result<Done> {
        let mut renumbered = Renumbered { dry_run: self.dry_run, ..Renumbered::default() };
        let wish = Wish { keep: self.keep, take: self.take };
        let lines = renumber(&meeting_of(self.meeting, warnings), wish, &mut renumbered, warnings)?;
        Ok(Done::new(lines, Outcome::Renumber(renumbered)))
    }
}

/// How numbers are to be moved.
#[derive(Clone, Copy)]
struct Wish {
    /// No number moves, but those that are printed are written into the records that have none.
    keep: bool,
    /// A copy of the office's workbook with the numbers becomes the meeting's table.
    take: bool,
}

/// Renumbers the records of a meeting. In a dry run nothing is written. Returns what to print.
fn renumber(folder: &Path, Wish { keep, take }: Wish, done: &mut Renumbered, warnings: &mut Diagnostics) -> Result<Vec<Message>> {
    let dry_run = done.dry_run;
    // A trial changes nothing and leaves nothing.
    let lock = (!dry_run).then(|| output::lock_meeting(folder, &|| {})).transpose()?;
    let input = if dry_run { Input::of_folder(folder) } else { Input::read(&files::Folder(folder)) }?;
    let Input { meeting, files, records, .. } = &input;
    warnings.0.extend(meeting.said.0.iter().cloned());
    let Sound { records: table, rows, placed: before } = input.sound(&mut Diagnostics::ignored("a check tells them"))?;
    let target = Target::new(meeting, &before, keep);
    let typed_branch = before.opinions.iter().filter_map(|opinion| opinion.no.as_ref()).find(|no| !no.kept && no.parts.len() > 1);
    if let Some(branch) = typed_branch {
        return Err(Diagnostic::error(words::renumber_branches(&branch.text))
            .at(Place::file(files::display(&folder.join(records))))
            .into());
    }
    let moves = target.moves(&before.opinions);
    done.moved =
        moves.iter().map(|(section, old, new)| NumberMoved { section: section + 1, old: old.text.clone(), new: *new as usize }).collect();
    // Where no record gives a number, they stay in ids.csv, unless somebody wants them in the records.
    let in_records = target.typed || keep;
    done.given = if in_records { before.opinions.iter().filter(|opinion| opinion.no.as_ref().is_none_or(|no| no.kept)).count() } else { 0 };
    let moved = |(section, old, new): &(usize, Number, u32)| {
        words::renumber_moved(place(meeting, *section, &old.text), place(meeting, *section, &new.to_string()))
    };
    let given = (done.given > 0).then(|| words::renumber_given(done.given));
    let mut lines: Vec<Message> = moves.iter().map(moved).chain(given).collect();
    if lines.is_empty() {
        return Ok(vec![words::renumber_none()]);
    }
    let numbers = target.numbers(&before.opinions);
    let reading = Reading { meeting, numbers: &numbers };
    let work = Work { input: &input, table: &table, rows: &rows, before: &before, target: &target, in_records, take, reading };
    let Written { artifacts, copied, listed } = work.artifacts(done, &mut lines, warnings)?;
    settings(&work.reading, &files::display(&folder.join(meeting::FILE)), &files[meeting::FILE], warnings)?;
    lines.extend(match (dry_run, listed) {
        (true, 0) => vec![words::renumber_dry()],
        (true, _) => [work.by_hand(copied.as_deref(), true), vec![words::renumber_dry()]].concat(),
        (false, 0) => vec![words::renumber_done(moves.len(), done.references)],
        (false, listed) if take => {
            let [old, new] = [records.as_str(), copied.as_deref().unwrap_or_default()].map(|name| files::display(&folder.join(name)));
            vec![words::renumber_taken(old, new), words::renumber_done(listed, done.references)]
        }
        (false, listed) => {
            let list = files::display(&folder.join(load::NUMBERS));
            [work.by_hand(copied.as_deref(), false), vec![words::renumber_listed(listed, list)]].concat()
        }
    });
    if let Some(lock) = &lock {
        let names: Vec<&str> = [load::NUMBERS].into_iter().chain(copied.as_deref()).collect();
        let copies = output::put_keeping(lock, &artifacts, &names)?;
        lines.extend(super::kept(folder, &copies));
        done.files = FileMade::all(folder, &artifacts);
    }
    Ok(lines)
}

/// What is to be written.
struct Written {
    artifacts: Vec<Artifact>,
    /// The name of the numbered copy of an office's workbook.
    copied: Option<String>,
    /// How many numbers are listed, since somebody has to type them.
    listed: usize,
}

/// What is renumbered, and how.
struct Work<'a> {
    input: &'a Input,
    table: &'a Records,
    /// For each opinion, which row of the tables it is.
    rows: &'a [usize],
    before: &'a Placed,
    target: &'a Target,
    /// Whether the records have the numbers, or get them.
    in_records: bool,
    /// Whether a numbered copy of the office's workbook becomes the meeting's table.
    take: bool,
    reading: Reading<'a>,
}

impl Work<'_> {
    /// The files with the new numbers; `lines` says what is done, and only the list where the records are no text.
    fn artifacts(&self, done: &mut Renumbered, lines: &mut Vec<Message>, warnings: &mut Diagnostics) -> Result<Written> {
        let Input { meeting, files, records, .. } = self.input;
        let bytes = files[records].as_slice();
        let entries = if self.in_records { list::entries(self.before, self.target) } else { Vec::new() };
        let kept = ids::renumbered(meeting, &self.table.typed_ids(), &self.table.kept, &self.before.opinions, &self.target.printed());
        let extension = records.rsplit('.').next().unwrap_or_default().to_lowercase();
        let is_text = !bytes.starts_with(b"PK") && ["csv", "tsv", "txt"].contains(&extension.as_str());
        let mut written = Written { artifacts: Vec::new(), copied: None, listed: if is_text { 0 } else { entries.len() } };
        if is_text {
            let rewritten = self.records(kept.clone().unwrap_or_default(), done, lines, warnings)?;
            if rewritten != bytes {
                written.artifacts.push(Artifact { name: records.clone(), bytes: rewritten });
            }
        } else {
            refer_in(&self.reading, self.before, warnings);
        }
        if written.listed > 0 {
            *lines = list::lines(meeting, &entries);
            let shown = meeting.shown(records);
            let name = load::renumbered_name(records);
            let copy = ["xlsx", "xlsm"].contains(&extension.as_str()).then(|| list::copy(&shown, bytes, &entries)).flatten();
            let is_proved = |copy: &Vec<u8>| self.prove(copy, kept.clone().unwrap_or_default()).is_ok();
            // One that somebody looked through and saved again is as good.
            let there = self.take.then(|| files::read(&meeting.folder.join(&name)).ok()).flatten().filter(is_proved);
            let copy = there.or(copy.filter(is_proved));
            if self.take && copy.is_none() {
                let error = Diagnostic::error(words::renumber_no_copy()).at(Place::file(&shown));
                return Err(error.hint(words::renumber_no_copy_hint()).into());
            }
            if !self.take {
                written.artifacts.push(list::artifact(meeting, &entries)?);
            }
            if let Some(bytes) = copy {
                written.copied = Some(name.clone());
                written.artifacts.push(Artifact { name, bytes });
            }
        }
        // What was not rewritten keeps its numbers until somebody writes them there, and so do answers that refer to them.
        if written.listed > 0 && !self.take {
            let writer = if written.copied.is_some() { Writer::Secretariat } else { Writer::Others };
            self.answers(writer, &mut Renumbered::default(), lines, warnings)?;
            return Ok(written);
        }
        written.artifacts.extend(self.answers(Writer::Secretariat, done, lines, warnings)?);
        if let Some(rows) = kept.filter(|_| self.input.ids.is_some() || !self.in_records) {
            let bytes = build::ids_file(rows)?;
            if self.input.ids.as_ref() != Some(&bytes) {
                written.artifacts.push(Artifact { name: ids::FILE.to_owned(), bytes });
            }
        }
        if let Some(copy) = written.copied.as_ref().filter(|_| self.take) {
            let settings = [format!("records.file={}", toml_text(copy))];
            let (bytes, _) = set::changed(&meeting.folder, &files[meeting::FILE], &settings)?;
            written.artifacts.push(Artifact { name: meeting::FILE.to_owned(), bytes });
        }
        Ok(written)
    }

    /// What is left to do with a workbook of the office's own.
    fn by_hand(&self, copied: Option<&str>, dry_run: bool) -> Vec<Message> {
        let folder = &self.input.meeting.folder;
        let [shown, copy] = [&self.input.records, copied.unwrap_or_default()].map(|name| files::display(&folder.join(name)));
        match copied {
            Some(_) if dry_run => vec![words::renumber_copy_dry(shown, copy)],
            Some(_) => vec![words::renumber_copy(shown, copy), words::renumber_copy_look(files::display(folder))],
            None => vec![words::renumber_by_hand(shown)],
        }
    }

    /// The bytes of records that are text, with the new numbers and references.
    fn records(&self, kept: Vec<Kept>, done: &mut Renumbered, lines: &mut Vec<Message>, warnings: &mut Diagnostics) -> Result<Vec<u8>> {
        let Input { meeting, files, records, .. } = self.input;
        let shown = meeting.shown(records);
        let head = self.table.tables.iter().map(|known| known.head).min().unwrap_or_default();
        let mut cells = Cells::new(&shown, &files[records])?.headed(head);
        if self.in_records {
            self.number_cells(&mut cells);
        }
        let writer = |heading: &str| match meeting.meaning(heading) {
            Some((Meaning::Datum(Datum::Field(_)), _)) => Writer::Secretariat,
            Some((Meaning::Datum(Datum::Text | Datum::Attribution | Datum::Category) | Meaning::Opinions(_), _)) => Writer::Others,
            _ => Writer::Nobody,
        };
        done.references += refer(&self.reading, &mut cells, writer, &shown, lines, warnings);
        let rewritten = cells.bytes();
        self.prove(&rewritten, kept)?;
        Ok(rewritten)
    }

    /// Writes the new number of every record into its cell; a table without that column gets one.
    fn number_cells(&self, cells: &mut Cells) {
        let mut added = None;
        // Opinions of several sources may share a row and its number.
        let mut numbered = BTreeSet::new();
        let number_cells: Vec<(usize, Option<usize>)> = self.table.tables.iter().flat_map(|known| known.number_cells()).collect();
        for (opinion, row) in self.before.opinions.iter().zip(self.rows) {
            let (Some(new), (number, column)) = (self.target.new_of(opinion), number_cells[*row]) else { continue };
            let column = column.unwrap_or_else(|| *added.get_or_insert_with(|| cells.add_column(Datum::No.heading())));
            let Some(row) = cells.numbered(number).filter(|row| numbered.insert((*row, column))) else { continue };
            if whole(cells.text(row, column).trim()) != Some(new) {
                cells.set(row, column, &new.to_string());
            }
        }
    }

    /// Reads the rewritten records again: every opinion must have its new number, and all else as before,
    /// references in fields excepted.
    fn prove(&self, bytes: &[u8], kept: Vec<Kept>) -> Result<()> {
        let Self { input, before, target, .. } = self;
        let file = input.meeting.shown(&input.records);
        let read = |findings: &mut Diagnostics| {
            let records = load::records(&input.meeting, &file, bytes, findings)?;
            Ok(Records { kept: if input.ids.is_some() || !target.typed { kept } else { Vec::new() }, ..records })
        };
        let after = Sound::new(&input.meeting, read, &mut Diagnostics::ignored("a check tells them"))?.placed;
        let printed: std::collections::BTreeMap<&str, &str> = after.in_order().map(|(no, opinion)| (opinion.id.as_str(), no)).collect();
        for (index, opinion) in before.opinions.iter().enumerate() {
            let same = after.opinions.get(index).is_some_and(|other| {
                (&other.id, other.section, &other.category, other.source)
                    == (&opinion.id, opinion.section, &opinion.category, opinion.source)
                    && (&other.text, &other.attribution) == (&opinion.text, &opinion.attribution)
            });
            let wanted = target.new_of(opinion).map(|new| new.to_string());
            let is = printed.get(opinion.id.as_str()).copied();
            if !same || wanted.is_none() || is != wanted.as_deref() || after.opinions.len() != before.opinions.len() {
                return Err(Diagnostic::error(words::renumber_changed(&opinion.place)).into());
            }
        }
        Ok(())
    }

    /// The answers of the divisions with the new references, if some refer to numbers that move.
    fn answers(
        &self,
        who: Writer,
        done: &mut Renumbered,
        lines: &mut Vec<Message>,
        warnings: &mut Diagnostics,
    ) -> Result<Option<Artifact>> {
        let Some(bytes) = self.input.files.get(response::FILE) else { return Ok(None) };
        let shown = self.input.meeting.shown(response::FILE);
        let mut cells = Cells::new(&shown, bytes)?;
        let writer = |heading: &str| if response::is_value(heading) { who } else { Writer::Nobody };
        let rewritten = refer(&self.reading, &mut cells, writer, &shown, lines, warnings);
        done.references += rewritten;
        Ok((rewritten > 0).then(|| Artifact { name: response::FILE.to_owned(), bytes: cells.bytes() }))
    }
}

/// Reports the references in records that are not rewritten.
fn refer_in(reading: &Reading, placed: &Placed, warnings: &mut Diagnostics) {
    let fields: Vec<&str> = reading.meeting.record_fields().map(|field| field.heading.as_str()).collect();
    for opinion in &placed.opinions {
        let texts = fields.iter().copied().zip(&opinion.fields).chain([(Datum::Text.heading(), &opinion.text)]);
        for (heading, text) in texts {
            for reference in reading.references(text) {
                let place = opinion.place.clone().heading(heading);
                warnings.0.extend(finding(reading, &reference).map(|finding| finding.at(place)));
            }
        }
    }
}

/// Who writes what stands in a column: only what comes from the city's own offices may be rewritten.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Writer {
    Secretariat,
    Others,
    /// It holds no sentences.
    Nobody,
}

/// Rewrites the references in the columns that the secretariat writes and reports those in others; returns how many it rewrote.
fn refer(
    reading: &Reading,
    cells: &mut Cells,
    writer: impl Fn(&str) -> Writer,
    file: &str,
    lines: &mut Vec<Message>,
    warnings: &mut Diagnostics,
) -> usize {
    let mut rewritten = 0;
    for (column, heading) in cells.headings().into_iter().enumerate() {
        let writer = writer(&heading);
        if writer == Writer::Nobody {
            continue;
        }
        let own = writer == Writer::Secretariat;
        for row in 0..cells.rows() {
            let cell = cell_name(cells.line(row) as u32, column as u32).into();
            let place = Place { cell: Some(cell), ..Place::file(file) }.heading(&heading);
            for reference in reading.references(cells.text(row, column)) {
                match reference.found {
                    Found::Moved(_, new) if own => {
                        let digits = cells.replace_in(row, column, &reference.digits, new);
                        let (before, behind) = (reference.digits.start - reference.start, reference.digits.end - reference.start);
                        let written = format!("{}{digits}{}", &reference.text[..before], &reference.text[behind..]);
                        lines.push(words::renumber_reference(&place, &reference.text, written));
                        rewritten += 1;
                    }
                    _ => warnings.0.extend(finding(reading, &reference).map(|finding| finding.at(place.clone()))),
                }
            }
        }
    }
    rewritten
}

/// What there is to say of a reference that is not rewritten.
fn finding(reading: &Reading, reference: &references::Reference) -> Option<Diagnostic> {
    let message = match &reference.found {
        Found::Stays => return None,
        Found::Moved(section, new) => words::reference_verbatim(&reference.text, place(reading.meeting, *section, &new.to_string())),
        Found::Ambiguous(sections) => {
            let shown = |(section, new): &(usize, u32)| place(reading.meeting, *section, &new.to_string());
            words::reference_ambiguous(&reference.text, sections.iter().map(shown).collect::<Vec<_>>().join(", "))
        }
        Found::Elsewhere => words::reference_elsewhere(&reference.text),
        Found::List => words::reference_list(&reference.text),
        Found::Unknown => words::reference_unknown(&reference.text),
    };
    Some(Diagnostic::warning(message).hint(words::reference_look()))
}

/// Reports the references in `meeting.toml`, line by line.
fn settings(reading: &Reading, file: &str, bytes: &[u8], warnings: &mut Diagnostics) -> Result<()> {
    for (index, line) in typed::decode(file, bytes)?.lines().enumerate() {
        for reference in reading.references(line) {
            warnings.0.extend(finding(reading, &reference).map(|finding| finding.at(Place::line(file, index + 1))));
        }
    }
    Ok(())
}
