//! Returned: the whole way of returned files, from the paths that were named to the answers and the report that are written.

use std::path::{Path, PathBuf};

use crate::answers::division;
use crate::answers::response::{self, Responses};
use crate::build::input::Input;
use crate::build::output::{self, Artifact, Lock};
use crate::collect::decisions::{self, Decisions};
use crate::collect::merge::{self, Case, Waiting, Why};
use crate::collect::status::{Day, Standing, State};
use crate::collect::{self, CollectInput, Collected, differing, sheet};
use crate::export::csv;
use crate::meeting::identity;
use crate::read::archive::{self, Held};
use crate::read::files;
use crate::read::separated::{self, Guards};
use crate::records::load;
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result, Severity};
use crate::say::words::{self, Message};
use crate::say::{self, Progress, system};
use crate::typeset::fonts::{self, Fonts};
use crate::typeset::measure::Ruler;

/// What to collect and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// The meeting's folder.
    pub meeting: PathBuf,
    /// Returned files, or folders of them.
    pub files: Vec<PathBuf>,
    /// Where the report goes.
    pub out: PathBuf,
    /// The day as of which overdue divisions are told, such as `2026-12-11`.
    pub as_of: Option<String>,
    /// Decisions, each `CASE=NUMBER`.
    pub decide: Vec<String>,
    /// Whether to take what is beyond doubt although cases are undecided.
    pub hold: bool,
}

/// What an intake did.
#[derive(Debug)]
pub struct Report {
    pub collected: Collected,
    /// Whether the answers were taken over into the meeting.
    pub taken: bool,
    /// Answers that were not there before, and answers that changed, taken over or not.
    pub added: usize,
    pub changed: usize,
    pub as_of: Option<Day>,
    /// Files that were written.
    pub written: Vec<String>,
    /// Files that a person had changed, and the copies that were kept of them.
    pub kept: Vec<(String, String)>,
    /// Name of the report and of the file of decisions, as the person would name them.
    pub report: String,
    pub decisions: String,
}

/// Collects returned files. The answers are written only if nothing is left to decide, or if the rest may be held back;
/// the report and the cases to decide are written either way.
pub fn collect(options: &Options, progress: Progress, warnings: &mut Diagnostics) -> Result<Report> {
    progress(words::step_load().into());
    let lock = output::lock_meeting(&options.meeting, &|| progress(words::step_wait().into()))?;
    let input = Input::read(&files::Folder(&options.meeting))?;
    output::check_meeting(&options.out, &options.meeting)?;
    let meeting = &input.meeting;
    warnings.0.extend(meeting.said.0.iter().cloned());
    if meeting.inquiry.is_none() || meeting.divisions.is_empty() {
        let place = Place::file(meeting.shown(crate::meeting::FILE));
        return Err(Diagnostic::error(words::no_inquiry_here()).at(place).hint(words::inquiry_lacks_hint()).into());
    }
    let as_of = options.as_of.as_deref().map(day).transpose()?;
    let mut findings = Diagnostics::default();
    let mut said = Diagnostics::ignored("a build tells them");
    let placed = input.sound(&mut said)?.placed;
    let existing = match input.responses(&mut findings)? {
        Some(table) => Responses::read(meeting, &table, &mut findings),
        None => Responses::default(),
    };
    let decided = read_decisions(&meeting.folder.join(decisions::FILE), &options.decide, &mut findings)?;
    findings.finish((), warnings)?;
    let shares = division::shares(meeting, &placed, &mut said)?;
    let Returned { files, unread } = returned(&options.files)?;
    progress(words::step_collect(files.len()).into());
    let chain = Fonts::new(&input.fonts, &meeting.folder)?.chain(&meeting.look.fonts)?;
    let draws = |c: char, selector: Option<char>| chain.iter().any(|font| fonts::draws(font, c, selector));
    let beside =
        CollectInput { meeting, placed: &placed, shares: &shares, responses: &existing, decisions: &decided, as_of, draws: &draws };
    let mut findings = Diagnostics::default();
    let mut collected = collect::collect(&beside, &files, &mut findings);
    findings.finish((), warnings)?;
    collected.notes.splice(0..0, unread);
    let taken = options.hold || collected.undecided().next().is_none();
    progress(words::step_write().into());
    write(options, &lock, &beside, &Ruler::new(chain.clone()), collected, taken)
}

/// The decisions of the file, if it is there, and of the flags.
fn read_decisions(path: &Path, flags: &[String], findings: &mut Diagnostics) -> Result<Decisions> {
    let mut decided = match path.is_file() {
        true => Decisions::read(&load::table(&files::display(path), &files::read(path)?, findings)?, findings),
        false => Decisions::default(),
    };
    decided.add_flags(flags, findings);
    Ok(decided)
}

/// The files that came back.
#[derive(Default)]
struct Returned {
    /// Name and bytes.
    files: Vec<(String, Vec<u8>)>,
    /// An error for each that is not read: it may hold answers.
    unread: Vec<Diagnostic>,
}

/// Reads the files that were named and those in the folders and archives that were. Whatever is not read is named.
fn returned(paths: &[PathBuf]) -> Result<Returned> {
    let mut returned = Returned::default();
    for path in &expanded(paths)? {
        let before = (returned.files.len(), returned.unread.len());
        if path.is_dir() {
            returned.folder(path);
            if before == (returned.files.len(), returned.unread.len()) {
                return Err(nothing_in(path));
            }
        } else {
            // Who names a link means what it leads to. A pipe may never end.
            match std::fs::metadata(path) {
                Ok(known) if !known.is_file() => returned.skip(&files::display(path), words::skipped_special(), words::skipped_hint()),
                _ => returned.file(path),
            }
        }
    }
    Ok(returned)
}

/// The paths, with what the names with `*` or `?` stand for: the shell of Windows leaves that to programs.
fn expanded(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut all = Vec::new();
    for path in paths {
        let Some(mut found) = files::matching(path) else {
            all.push(path.clone());
            continue;
        };
        found.retain(|path| !is_left_over(&files::name(path)));
        if found.is_empty() {
            return Err(nothing_in(path));
        }
        all.append(&mut found);
    }
    Ok(all)
}

fn nothing_in(path: &Path) -> Diagnostics {
    Diagnostic::error(words::nothing_returned(files::display(path))).hint(words::returned_formats()).into()
}

impl Returned {
    fn skip(&mut self, name: &str, why: Message, hint: Message) {
        self.unread.push(Diagnostic::error(why).at(Place::file(name)).hint(hint));
    }

    /// Reads the files in a folder and in the folders below it, sorted by name. Links are not followed: they may lead anywhere.
    fn folder(&mut self, folder: &Path) {
        let mut open = vec![folder.to_owned()];
        let mut found = Vec::new();
        while let Some(folder) = open.pop() {
            let entries = std::fs::read_dir(&folder).and_then(Iterator::collect::<std::io::Result<Vec<_>>>);
            let entries = match entries {
                Ok(entries) => entries,
                Err(e) => {
                    self.unread.push(Diagnostic::error(system::cannot_read(&e)).at(Place::file(files::display(&folder))));
                    continue;
                }
            };
            for entry in entries {
                match entry.file_type() {
                    Ok(kind) if kind.is_dir() => open.push(entry.path()),
                    kind => found.push((entry.path(), kind)),
                }
            }
        }
        found.sort_by(|a, b| a.0.cmp(&b.0));
        for (path, kind) in found {
            let name = files::name(&path);
            match kind {
                _ if is_left_over(&name) => {}
                _ if is_own(&name) => self.unread.push(Diagnostic::note(words::skipped_own()).at(Place::file(name))),
                Err(e) => self.unread.push(Diagnostic::error(system::cannot_read(&e)).at(Place::file(name))),
                Ok(kind) if kind.is_symlink() => self.skip(&name, words::skipped_link(), words::skipped_link_hint()),
                Ok(kind) if !kind.is_file() => self.skip(&name, words::skipped_special(), words::skipped_hint()),
                Ok(_) if is_returned(&name) || ["zip", "txt"].contains(&extension(&name).as_str()) => self.file(&path),
                Ok(_) => self.skip(&name, words::skipped(), words::skipped_hint()),
            }
        }
    }

    /// Reads a file; an archive is opened.
    fn file(&mut self, path: &Path) {
        let name = files::name(path);
        let bytes = match files::read(path) {
            Ok(bytes) => bytes,
            Err(errors) => return self.unread.extend(errors.0),
        };
        if extension(&name) == "txt" && !separated::is_tabbed(&bytes) {
            return self.skip(&name, words::skipped(), words::skipped_hint());
        }
        if !archive::is_plain(&bytes) {
            return self.files.push((name, bytes));
        }
        let held = match archive::files(&bytes) {
            Ok(held) => held,
            Err(why) => return self.skip(&name, why, words::archive_by_hand()),
        };
        let before = (self.files.len(), self.unread.len());
        for Held { name: inner, bytes } in held {
            let inner_name = format!("{name}/{inner}");
            match bytes {
                _ if is_left_over(&inner) => {}
                Err(why) => self.skip(&inner_name, why, words::archive_by_hand()),
                Ok(bytes) if is_returned(&inner) || extension(&inner) == "txt" && separated::is_tabbed(&bytes) => {
                    self.files.push((inner_name, bytes));
                }
                Ok(_) => self.skip(&inner_name, words::skipped(), words::skipped_hint()),
            }
        }
        if before == (self.files.len(), self.unread.len()) {
            self.skip(&name, words::nothing_in_archive(), words::returned_formats());
        }
    }
}

/// Whether a file in a folder or archive may be a returned one, by its name.
fn is_returned(name: &str) -> bool {
    ["xlsx", "xlsm", "ods", "xls", "csv", "tsv"].contains(&extension(name).as_str())
}

fn extension(name: &str) -> String {
    Path::new(name).extension().map(|extension| extension.to_string_lossy().to_lowercase()).unwrap_or_default()
}

/// Whether a file in a folder is the program's own, by its name: nothing that a division returns.
fn is_own(name: &str) -> bool {
    let name = name.rsplit('/').next().unwrap_or(name);
    load::is_own(name) || name == crate::meeting::FILE || output::is_own(name)
}

/// Whether a file is what programs and systems leave lying about: locks of Excel and LibreOffice, notes of Windows and macOS.
fn is_left_over(name: &str) -> bool {
    let name = name.rsplit('/').next().unwrap_or(name).to_lowercase();
    ["~$", ".~lock.", "._"].iter().any(|start| name.starts_with(start))
        || ["thumbs.db", "desktop.ini", ".ds_store"].contains(&name.as_str())
}

/// Writes the answers if they are `taken`, the decisions, and the report.
fn write(options: &Options, lock: &Lock, input: &CollectInput, ruler: &Ruler, mut collected: Collected, taken: bool) -> Result<Report> {
    let CollectInput { meeting, placed, responses: existing, as_of, .. } = *input;
    let folder = &meeting.folder;
    let mut artifacts = Vec::new();
    let end = ::csv::Terminator::CRLF;
    if taken && collected.responses.rows() != existing.rows() {
        artifacts.push(Artifact { name: response::FILE.to_owned(), bytes: csv::responses(&collected.responses)? });
    }
    let decisions_path = folder.join(decisions::FILE);
    if !collected.decisions.is_empty() || decisions_path.is_file() {
        let bytes = separated::write(&decisions::HEADINGS, &std::mem::take(&mut collected.decisions), Guards::IfNeeded, end)?;
        if std::fs::read(&decisions_path).ok().as_ref() != Some(&bytes) {
            artifacts.push(Artifact { name: decisions::FILE.to_owned(), bytes });
        }
    }
    let opinions = placed.in_order().map(|(no, opinion)| (opinion.id.as_str(), (no, opinion.text.as_str()))).collect();
    let report = sheet::Report { meeting, collected: &collected, taken, as_of, opinions };
    let workbook = Artifact { name: identity::STATUS_FILE.to_owned(), bytes: sheet::workbook(&report, ruler)? };
    if !artifacts.is_empty() {
        output::put_locked(lock, &artifacts)?;
    }
    let shown = |folder: &Path, name: &str| files::display(&folder.join(name));
    let mut written: Vec<String> = artifacts.iter().map(|artifact| shown(folder, &artifact.name)).collect();
    let kept = report_into(&options.out, lock, folder, &workbook).map_err(|mut errors| {
        errors.0.extend(written.iter().map(|file| Diagnostic::written(Place::file(file))));
        errors
    })?;
    written.push(shown(&options.out, &workbook.name));
    let kept = kept.iter().map(|(name, copy)| (shown(&options.out, name), shown(&options.out, copy))).collect();
    let changed = collected.fresh.iter().filter(|question| existing.0.contains_key(*question)).count();
    let added = collected.fresh.len() - changed;
    let report = shown(&options.out, identity::STATUS_FILE);
    Ok(Report { collected, taken, added, changed, as_of, written, kept, report, decisions: files::display(&decisions_path) })
}

/// Writes the report; what a person changed in the one before is kept as a copy.
fn report_into(out: &Path, lock: &Lock, meeting: &Path, workbook: &Artifact) -> Result<Vec<(String, String)>> {
    let workbook = std::slice::from_ref(workbook);
    // Locked twice by one program, a folder would wait for itself.
    if lock.is_of(out) {
        return output::put_made(lock, Some(meeting), workbook);
    }
    output::put_made(&output::lock(out, &|| {})?, Some(meeting), workbook)
}

/// A day such as `2026-12-11`.
fn day(text: &str) -> Result<Day> {
    let date = crate::meeting::day::read(text).ok_or_else(|| Diagnostics::from(Diagnostic::error(words::bad_day(text))))?;
    Ok((date.year, date.month, date.day))
}

/// Most findings of a kind that are said; the report has them all.
const SAID: usize = 20;

impl Report {
    /// What there is to say: files that could not be taken, cases to decide, strays, and what else people should know.
    pub fn findings(&self) -> Diagnostics {
        let mut said = Diagnostics(self.collected.errors().cloned().collect());
        // A workbook without any answer may have lost them on its way.
        let is_empty = |file: &&collect::File| file.division.is_some() && file.answers == 0 && file.copy_of.is_none();
        for file in self.collected.files.iter().filter(is_empty) {
            said.push(
                Diagnostic::error(words::file_without_answers()).at(Place::file(&file.name)).hint(words::file_without_answers_hint()),
            );
        }
        let offers = self.collected.cases.iter().filter(|case| case.is_offer() && case.decision.is_none());
        self.limited(offers, |case| Diagnostic { severity: Severity::Warning, ..self.case(case) }, &mut said);
        self.limited(self.collected.undecided(), |case| self.case(case), &mut said);
        self.limited(self.refused().into_iter(), |finding| finding, &mut said);
        self.limited(self.strays().into_iter(), |finding| finding, &mut said);
        let notes = self.collected.notes.iter().filter(|note| note.severity != Severity::Error);
        self.limited(notes, Diagnostic::clone, &mut said);
        said
    }

    /// What was done, in a few lines: answers, divisions, and the files that were written.
    pub fn lines(&self) -> Vec<Message> {
        let collected = &self.collected;
        let open = collected.undecided().count();
        let mut lines = Vec::new();
        if self.taken {
            lines.push(words::collected_answers(collected.responses.0.len(), self.added, self.changed));
        }
        if open > 0 {
            lines.push(if self.taken { words::collected_held(open) } else { words::collected_nothing(open) });
            lines.push(words::decide_hint(&self.decisions));
        }
        let refused = collected.errors().count();
        if refused > 0 {
            lines.push(words::collected_errors(refused));
        }
        let count = |state| collected.standings.iter().filter(|standing| standing.state == state).count();
        lines.push(words::standing_totals(count(State::Done), count(State::Part), count(State::None)));
        match self.as_of {
            Some((year, month, day)) => {
                let overdue = collected.standings.iter().filter(|standing| standing.overdue).count();
                lines.push(words::standing_overdue(overdue, format!("{year:04}-{month:02}-{day:02}")));
            }
            None => lines.push(words::standing_no_day()),
        }
        let open_of = |standing: &Standing| collected.undecided().filter(|case| case.division == standing.division).count();
        let waiting = collected.standings.iter().filter(|standing| standing.state != State::Done || open_of(standing) > 0);
        lines.extend(waiting.take(SAID).map(|standing| {
            let open = open_of(standing);
            Message::both(standing.state(), |state| {
                words::standing_line(&standing.division, state, standing.answered, standing.asked, open)
            })
        }));
        lines.extend(self.written.iter().map(words::wrote_file));
        lines.extend(self.kept.iter().map(|(file, copy)| words::kept_copy(file, copy)));
        lines
    }

    fn limited<T>(&self, mut all: impl Iterator<Item = T>, finding: impl Fn(T) -> Diagnostic, said: &mut Diagnostics) {
        said.0.extend(all.by_ref().take(SAID).map(finding));
        let left = all.count();
        said.0.extend((left > 0).then(|| Diagnostic::warning(words::more_findings(left, &self.report))));
    }

    /// An undecided case: where and what it is, what was changed, and how to decide it.
    fn case(&self, case: &Case) -> Diagnostic {
        let mut finding = Diagnostic::error(case.message.clone());
        finding.place = case.places.first().cloned();
        let same_row = |change: &&collect::claims::Change| {
            case.field.is_empty()
                && !case.id.is_empty()
                && case.places.iter().any(|p| p.file == change.place.file && p.record == change.place.record)
        };
        for change in self.collected.changes.iter().filter(same_row).take(3) {
            let heading = change.place.heading.as_deref().unwrap_or_default();
            let shown = |lang| {
                let [before, after] = match &change.before {
                    Some(before) => differing::both(before, &change.after, SHOWN, lang).map(|text| text.replace('\n', " ")),
                    None => ["…".to_owned(), say::line(&change.after, SHOWN)],
                };
                words::change_shown(heading, before, after).say(lang)
            };
            finding = finding.hint(Message::of("change_shown", &shown(words::Lang::En), &shown(words::Lang::Ja)));
        }
        let marked: Vec<(String, Message)> =
            case.shown(SHOWN, merge::SHOWN).map(|(number, choice)| (format!("{}={number} ", case.key), shortened_lines(choice))).collect();
        let finding = finding.hint(Message::row("case_choices", &marked));
        case.further(merge::SHOWN).into_iter().fold(finding, Diagnostic::hint)
    }

    /// One finding for each file that gives answers again which were not chosen before.
    fn refused(&self) -> Vec<Diagnostic> {
        let mut files: std::collections::BTreeMap<&str, Vec<&Waiting>> = std::collections::BTreeMap::new();
        for held in self.collected.waiting.iter().filter(|held| !matches!(*held.why, Why::Undecided(_))) {
            files.entry(&held.place.file).or_default().push(held);
        }
        let finding = |held: Vec<&Waiting>| {
            let finding = Diagnostic::warning(words::refused_again(held.len(), say::line(&held[0].value, SHOWN))).at(held[0].place.clone());
            finding.hint(words::refused_again_hint(&self.report, &self.decisions))
        };
        files.into_values().map(finding).collect()
    }

    /// One finding for each sheet with text that is no answer.
    fn strays(&self) -> Vec<Diagnostic> {
        let strays = &self.collected.strays;
        let groups = strays.chunk_by(|a, b| a.place.file == b.place.file && a.place.sheet == b.place.sheet);
        let finding = |group: &[collect::claims::Stray]| {
            let first = &group[0];
            Diagnostic::warning(words::strays_found(group.len(), say::line(&first.text, SHOWN)))
                .at(first.place.clone())
                .hint(words::strays_hint(&self.report))
        };
        groups.map(finding).collect()
    }
}

/// Most characters of a text that are said on a line.
const SHOWN: usize = 30;

/// An option on one line.
fn shortened_lines(message: Message) -> Message {
    message.map(|text| text.replace('\n', " "))
}
