//! Build: from the input of a meeting to its papers, made in memory and then written, or nothing at all. A paper that shows
//! what cannot be printed is left out, and said to be ([`left_out`]).
//!
//! [`output`] is the one module of the program that writes.

pub mod bearings;
pub mod carried;
pub mod edition;
pub mod extract;
pub mod foreign;
pub mod input;
pub mod left_out;
pub mod making;
pub mod manifest;
pub mod output;
pub mod prepare;
pub mod provenance;
pub mod public;
pub mod remembered;

use std::path::{Path, PathBuf};

use csv::Terminator;

use crate::answers::response::Responses;
use crate::build::input::Input;
use crate::build::making::Making;
use crate::build::manifest::Entry;
use crate::build::output::{Artifact, Lock, Whole};
use crate::meeting::Kind;
use crate::read::files;
use crate::read::separated::{self, Guards};
use crate::records::ids::{self, Kept};
use crate::say::Progress;
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::words::{self, Message};

/// What to build and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// The meeting's folder.
    pub meeting: PathBuf,
    /// The output folder.
    pub out: PathBuf,
    /// Names of the outputs to make; all if empty.
    pub only: Vec<String>,
    /// Whether to build although nothing has changed.
    pub force: bool,
    /// Whether to write the Typst files of each document as well.
    pub keep_typst: bool,
}

/// What a build did.
#[derive(Debug, Default)]
pub struct Report {
    /// Nothing had changed, and nothing was done.
    pub up_to_date: bool,
    /// Name and size of each file written, in the meeting's order.
    pub written: Vec<(String, usize)>,
    /// Files that are no longer declared and were removed.
    pub removed: Vec<String>,
    /// Files that a person had changed, and the copies that were kept of them.
    pub kept: Vec<(String, String)>,
    /// Papers that could not be made.
    pub left_out: Vec<String>,
    /// Papers of an earlier build that could not be made anew, and where they are now.
    pub set_aside: Vec<(String, String)>,
    pub opinions: usize,
    /// Which file and which of its sheets the opinions were read from.
    pub read: Option<Message>,
    /// The files that the PDFs carry, templates left out, and the columns of the records among them.
    pub carries: Option<Message>,
    /// The names of those files.
    pub carried: Vec<String>,
}

impl Report {
    /// What was read, and what the PDFs carry.
    fn of(Making { papers, documents, wanted, .. }: &Making) -> Self {
        let mut report = Self { opinions: papers.placed.opinions.len(), read: papers.read.clone(), ..Self::default() };
        if papers.meeting.pdf.source && wanted.iter().any(|(_, kind)| matches!(kind, Kind::Pdf { .. })) {
            let shows = |kind: &Kind| matches!(kind, Kind::Pdf { paper } if documents[*paper].shows_answers(papers.meeting));
            let answers = wanted.iter().any(|(_, kind)| shows(kind));
            report.carries = Some(papers.carries(answers));
            report.carried = papers.carried(answers).into_iter().map(str::to_owned).collect();
        }
        report
    }
}

/// Says, although there is nothing to make, which answers came before their opinions were rewritten.
fn still_open(input: &Input, warnings: &mut Diagnostics) -> Result<()> {
    let mut said = Diagnostics::ignored("the build told them");
    let Some(table) = input.responses(&mut said)? else { return Ok(()) };
    let responses = Responses::read(&input.meeting, &table, &mut said);
    if responses.tells_opinions() {
        responses.rewritten(&input.meeting, &input.sound(&mut said)?.placed, warnings);
    }
    Ok(())
}

/// The program and its options, by which the output folder remembers what made its papers.
pub fn program(keep_typst: bool) -> String {
    format!("{} keep_typst={keep_typst}", env!("SHIRYO_SOURCES"))
}

/// Builds the papers of a meeting. Nothing is written unless everything could be made that can be printed; why the rest was
/// not is among the warnings, as errors.
pub fn build(options: &Options, progress: Progress, warnings: &mut Diagnostics) -> Result<Report> {
    progress(words::step_load().into());
    output::finish(&options.meeting)?;
    output::check_name(&options.out)?;
    let input = Input::of_folder(&options.meeting)?;
    let stamp = program(options.keep_typst);
    let whole = options.only.is_empty();
    if whole && !options.force && output::is_current(&options.out, &input.entries, &stamp) {
        still_open(&input, warnings)?;
        return Ok(Report { up_to_date: true, ..Report::default() });
    }
    let making = Making::new(&input, &options.only, options.keep_typst, warnings)?;
    // A paper that is open elsewhere, or a folder that is another meeting's, is told before the making takes its time.
    if !options.force {
        output::check_meeting(&options.out, &options.meeting)?;
    }
    output::check_free(&options.out, &making.names(), whole)?;
    let artifacts = making.make(progress, warnings)?;
    place(options, &input, making, artifacts, &stamp, progress, warnings)
}

/// Writes what was made, and the identifiers that it shows before it.
fn place(
    options: &Options,
    input: &Input,
    making: Making,
    artifacts: Vec<Artifact>,
    stamp: &str,
    progress: Progress,
    warnings: &mut Diagnostics,
) -> Result<Report> {
    spare(&input.paths(), &options.out, &artifacts)?;
    let ids = making.papers.ids.clone().map(ids_file).transpose()?.filter(|bytes| input.ids.as_ref() != Some(bytes));
    let waiting = || progress(words::step_wait().into());
    // Whoever locks both folders locks the meeting's first: else two programs could wait for each other.
    let own = ids.is_some().then(|| output::lock(&options.meeting, &waiting));
    let out = match &own {
        Some(Ok(own)) if own.is_of(&options.out) => own,
        _ => &output::lock(&options.out, &waiting)?,
    };
    if !options.force {
        output::check_meeting(&options.out, &options.meeting)?;
        let inquiries = making.wanted.iter().filter(|(_, kind)| matches!(kind, Kind::Inquiry { .. }));
        output::check_changed(out, &artifacts, &|name| inquiries.clone().any(|(inquiry, _)| inquiry == name))?;
    }
    progress(words::step_write().into());
    let mut report = Report::of(&making);
    let mut inputs = input.entries.clone();
    // What keeps the numbers is there before any paper shows them.
    let mut kept_ids = false;
    // As long as they are not kept, the next build is no repetition.
    let mut program = stamp;
    if let (Some(bytes), Some(own)) = (ids, &own) {
        kept_ids = keep_ids(own, &options.meeting, input.ids.as_deref(), &bytes, warnings)?;
        if kept_ids {
            inputs.insert(ids::FILE.to_owned(), Entry::of(&bytes));
        } else {
            program = "";
        }
    }
    let left_out = making.left_out.names.as_slice();
    let written = if options.only.is_empty() {
        let manifest = making.manifest(inputs, &artifacts);
        let whole = Whole { meeting: &options.meeting, artifacts: &artifacts, manifest: &manifest, program, left_out };
        output::write(out, &whole, warnings)
    } else {
        output::put_some(out, Some(&options.meeting), &artifacts, left_out)
    };
    let written = written.map_err(|mut errors| {
        if kept_ids {
            errors.push(Diagnostic::written(Place::file(files::display(&options.meeting.join(ids::FILE)))));
        }
        errors
    })?;
    (report.removed, report.kept, report.set_aside) = (written.removed, written.kept, written.set_aside);
    report.left_out = making.left_out.names;
    warnings.0.extend(making.left_out.said.0);
    report.written = artifacts.into_iter().map(|a| (a.name, a.bytes.len())).collect();
    Ok(report)
}

/// The bytes of `ids.csv`.
pub fn ids_file(rows: Vec<Kept>) -> Result<Vec<u8>> {
    let rows: Vec<Vec<String>> = rows.into_iter().map(Kept::row).collect();
    separated::write(&ids::headings(), &rows, Guards::IfNeeded, Terminator::CRLF)
}

/// Keeps identifiers and numbers beside the records, in the folder that `own` locks; `read` is what this build read. Without
/// the file the same ones are given again as long as nothing is edited: a folder that cannot be written to is said, and is no
/// reason to fail.
fn keep_ids(own: &Result<Lock>, folder: &Path, read: Option<&[u8]>, bytes: &Vec<u8>, warnings: &mut Diagnostics) -> Result<bool> {
    let keep = |lock: &Lock| -> Result<bool> {
        let path = folder.join(ids::FILE);
        let now = path.is_file().then(|| files::read(&path)).transpose()?;
        // Another command was quicker: what it wrote must not be lost.
        if now.as_deref() != read && now.as_ref() != Some(bytes) {
            return Ok(false);
        }
        output::put_locked(lock, &[Artifact { name: ids::FILE.to_owned(), bytes: bytes.clone() }]).map(|()| true)
    };
    let kept = own.as_ref().map_err(Clone::clone).and_then(keep);
    let errors = match kept {
        Ok(true) => return Ok(true),
        Ok(false) => {
            let place = Place::file(files::display(&folder.join(ids::FILE)));
            return Err(Diagnostic::error(words::ids_meanwhile()).at(place).hint(words::ids_meanwhile_hint()).into());
        }
        Err(errors) => errors,
    };
    for error in errors.0 {
        let warning = Diagnostic::warning(Message::both(error.message, |cause: &str| words::ids_unwritten(cause)));
        let warning = warning.hint(words::ids_unwritten_hint());
        warnings.push(match error.place {
            Some(place) => warning.at(place),
            None => warning,
        });
    }
    Ok(false)
}

/// Refuses artifacts that would replace a file that was read.
pub fn spare(read: &[PathBuf], out: &Path, artifacts: &[Artifact]) -> Result<()> {
    let mut findings = Diagnostics::default();
    for artifact in artifacts {
        let path = out.join(&artifact.name);
        if path.canonicalize().is_ok_and(|path| read.contains(&path)) {
            let place = Place::file(files::display(&path));
            findings.push(Diagnostic::error(words::overwrites_input()).at(place).hint(words::overwrites_input_hint()));
        }
    }
    findings.unless_errors(())
}
