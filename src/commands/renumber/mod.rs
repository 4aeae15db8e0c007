//! `shiryo renumber`: the one way in which printed numbers move. Gaps are closed, and what refers to a number follows it.
//!
//! The records are rewritten in their own bytes: the cells of the numbers and nothing else, whatever
//! the encoding, the quotes and the line ends. References are rewritten where the secretariat writes
//! (declared fields, answers of the divisions). Opinions are verbatim: there, and wherever a
//! reference may mean several numbers, it is only reported.

mod references;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use references::{Found, Numbers, Reading};

use super::outcome::{FileMade, NumberMoved, Outcome, Renumbered};
use super::{Done, Help, meeting_of, taken};
use crate::answers::response;
use crate::build::foreign;
use crate::build::input::Input;
use crate::build::output;
use crate::build::output::Artifact;
use crate::editions::compare::place;
use crate::meeting;
use crate::meeting::Meeting;
use crate::meeting::headings::Column;
use crate::meeting::typed;
use crate::read::cells::Cells;
use crate::read::files;
use crate::records::placed::Placed;
use crate::records::{load, validate};
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::words;
use crate::say::words::Message;

#[derive(Debug, clap::Args)]
pub struct Renumber {
    meeting: Option<PathBuf>,
    #[arg(long)]
    keep: bool,
    #[arg(long)]
    dry_run: bool,
}

pub const HELP: Help = Help {
    about: words::help_renumber,
    examples: None,
    arguments: &[("meeting", words::help_meeting), ("keep", words::help_renumber_keep), ("dry_run", words::help_dry_run)],
};

impl Renumber {
    /// The foreign files that it works with.
    pub fn foreign(&self) -> Vec<String> {
        foreign::of_meeting(&taken(self.meeting.as_deref()))
    }

    pub fn run(self, warnings: &mut Diagnostics) -> Result<Done> {
        let mut renumbered = Renumbered { dry_run: self.dry_run, ..Renumbered::default() };
        let lines = renumber(&meeting_of(self.meeting, warnings), self.keep, &mut renumbered, warnings)?;
        Ok(Done::new(lines, Outcome::Renumber(renumbered)))
    }
}

/// Renumbers the records of a meeting; with `keep`, no number moves, but those that are printed are
/// written into the records that have none. In a dry run nothing is written. Returns what to print.
fn renumber(folder: &Path, keep: bool, done: &mut Renumbered, warnings: &mut Diagnostics) -> Result<Vec<Message>> {
    let dry_run = done.dry_run;
    // A trial changes nothing and leaves nothing.
    let lock = (!dry_run).then(|| output::lock_meeting(folder, &|| {})).transpose()?;
    let read = if dry_run { Input::of_folder(folder) } else { Input::read(&files::Folder(folder)) };
    let Input { meeting, files, records, .. } = read?;
    warnings.0.extend(meeting.said.0.iter().cloned());
    let (shown, bytes) = (files::display(&folder.join(&records)), files[&records].as_slice());
    let before = placed(&meeting, &shown, bytes, &mut Diagnostics::default())?;
    if let Some(branch) = before.sections.iter().flatten().find(|row| row.no.parts.len() > 1) {
        return Err(Diagnostic::error(words::renumber_branches(&branch.no.text)).at(Place::file(&shown)).into());
    }
    let numbers = numbers(&meeting, &before, keep);
    let mut lines = moves(&meeting, &numbers);
    let given = before.opinions.iter().filter(|opinion| opinion.no.is_none()).count();
    let moved = lines.len();
    let places = numbers.iter().filter(|((_, old), new)| old != *new);
    done.moved = places.map(|((section, old), new)| NumberMoved { section: section + 1, old: *old as usize, new: *new as usize }).collect();
    done.given = given;
    if given > 0 {
        lines.push(words::renumber_given(given));
    }
    if lines.is_empty() {
        return Ok(vec![words::renumber_none()]);
    }
    let extension = records.rsplit('.').next().unwrap_or_default().to_lowercase();
    if bytes.starts_with(b"PK") || !["csv", "tsv", "txt"].contains(&extension.as_str()) {
        let refused = Diagnostic::error(words::renumber_format(extension)).at(Place::file(&shown));
        if !dry_run {
            return Err(refused.hint(words::renumber_format_hint()).into());
        }
        warnings.push(Diagnostic { severity: crate::say::diag::Severity::Warning, ..refused.hint(words::renumber_format_hint()) });
        lines.push(words::renumber_dry());
        return Ok(lines);
    }
    let reading = Reading { meeting: &meeting, numbers: &numbers };
    let mut cells = Cells::new(&shown, bytes)?;
    number_cells(&meeting, &before, &numbers, &mut cells);
    let record_column = |heading: &str| match meeting.column(heading) {
        Some(Column::Field(_)) => Writer::Secretariat,
        Some(Column::Text | Column::Attribution | Column::Category) => Writer::Others,
        _ => Writer::Nobody,
    };
    let mut references = refer(&reading, &mut cells, record_column, &shown, &mut lines, warnings);
    let rewritten = cells.bytes();
    prove(&meeting, &shown, &before, &rewritten, &numbers)?;
    let mut artifacts = vec![Artifact { name: records, bytes: rewritten }];
    if let Some(bytes) = files.get(response::FILE) {
        let shown = files::display(&folder.join(response::FILE));
        let mut cells = Cells::new(&shown, bytes)?;
        let value = |heading: &str| if response::is_value(heading) { Writer::Secretariat } else { Writer::Nobody };
        let rewritten = refer(&reading, &mut cells, value, &shown, &mut lines, warnings);
        references += rewritten;
        if rewritten > 0 {
            artifacts.push(Artifact { name: response::FILE.to_owned(), bytes: cells.bytes() });
        }
    }
    settings(&reading, &files::display(&folder.join(meeting::FILE)), &files[meeting::FILE], warnings)?;
    lines.push(if dry_run { words::renumber_dry() } else { words::renumber_done(moved, references) });
    done.references = references;
    if let Some(lock) = &lock {
        output::put_locked(lock, &artifacts)?;
        done.files = FileMade::all(folder, &artifacts);
    }
    Ok(lines)
}

fn placed(meeting: &Meeting, file: &str, bytes: &[u8], warnings: &mut Diagnostics) -> Result<Placed> {
    let mut findings = Diagnostics::default();
    let table = load::records(meeting, file, bytes, &mut findings)?;
    let opinions = validate::validate(meeting, &table, &mut findings);
    let placed = Placed::new(meeting, opinions, &mut findings);
    findings.finish(placed, warnings)
}

/// The new number of each printed row, by section and old number.
fn numbers(meeting: &Meeting, placed: &Placed, keep: bool) -> Numbers {
    let mut numbers = BTreeMap::new();
    let mut last = 0;
    for (section, rows) in placed.sections.iter().enumerate() {
        if meeting.head.numbers != meeting::Numbers::Through {
            last = 0;
        }
        for row in rows {
            last += 1;
            numbers.insert((section, row.no.main()), if keep { row.no.main() } else { last });
        }
    }
    numbers
}

fn moves(meeting: &Meeting, numbers: &Numbers) -> Vec<Message> {
    let moved = numbers.iter().filter(|((_, old), new)| old != *new);
    moved
        .map(|((section, old), new)| {
            words::renumber_moved(place(meeting, *section, &old.to_string()), place(meeting, *section, &new.to_string()))
        })
        .collect()
}

/// Writes the new number of every record into its cell; a table without that column gets one.
fn number_cells(meeting: &Meeting, placed: &Placed, numbers: &Numbers, cells: &mut Cells) {
    let column = cells.column(|heading| meeting.column(heading) == Some(Column::No));
    let column = column.unwrap_or_else(|| cells.add_column(Column::No.heading()));
    let printed = printed(placed);
    // Cells and reader leave out the same rows, so that the n-th row is the n-th opinion.
    for (row, opinion) in placed.opinions.iter().enumerate().take(cells.rows()) {
        if let Some(new) = printed.get(opinion.id.as_str()).and_then(|no| numbers.get(&(opinion.section, *no)))
            && crate::records::number::whole(cells.text(row, column).trim()) != Some(*new)
        {
            cells.set(row, column, &new.to_string());
        }
    }
}

/// The printed number of each opinion.
fn printed(placed: &Placed) -> BTreeMap<&str, u32> {
    placed.in_order().filter_map(|(no, opinion)| Some((opinion.id.as_str(), no.parse().ok()?))).collect()
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
            let place = Place::line(file, cells.line(row)).heading(&heading);
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

/// Reads the rewritten records again: every opinion must have its new number, and all else as before,
/// references in fields excepted.
fn prove(meeting: &Meeting, file: &str, before: &Placed, bytes: &[u8], numbers: &Numbers) -> Result<()> {
    let after = placed(meeting, file, bytes, &mut Diagnostics::default())?;
    let (old, new) = (printed(before), printed(&after));
    for (index, opinion) in before.opinions.iter().enumerate() {
        let same = after.opinions.get(index).is_some_and(|other| {
            (&other.id, other.section, &other.category, other.source) == (&opinion.id, opinion.section, &opinion.category, opinion.source)
                && (&other.text, &other.attribution) == (&opinion.text, &opinion.attribution)
        });
        let id = opinion.id.as_str();
        let wanted = old.get(id).and_then(|no| numbers.get(&(opinion.section, *no)));
        if !same || wanted.is_none() || new.get(id) != wanted || after.opinions.len() != before.opinions.len() {
            return Err(Diagnostic::error(words::renumber_changed(&opinion.place)).into());
        }
    }
    Ok(())
}
