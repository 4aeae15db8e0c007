//! Verify: proves an output folder, and names the first thing that does not hold, by file and place.
//!
//! Four proofs, each a module: [`parity`] reads the papers back and compares them with the records,
//! [`listed`] compares every file with its digest, [`rebuild`] makes the papers again, unless nothing was
//! changed since they were made here, and names where they differ ([`difference`]), [`conditions`] has
//! the program make them elsewhere and otherwise.

pub mod conditions;
pub mod difference;
pub mod listed;
pub mod parity;
pub mod rebuild;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::answers::response::Responses;
use crate::build::input::Input;
use crate::build::making::Making;
use crate::build::manifest::{Entry, Manifest};
use crate::build::output::Artifact;
use crate::document::Document;
use crate::meeting::{Kind, Meeting};
use crate::read::files;
use crate::records::placed::Placed;
use crate::say::Progress;
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::words::{self, Message};
use crate::typeset::fonts::Fonts;

/// What to prove.
#[derive(Debug, Clone)]
pub struct Options {
    /// The meeting's folder.
    pub meeting: PathBuf,
    /// The output folder.
    pub out: PathBuf,
    /// The program that builds under varied conditions, if that is wanted.
    pub conditions: Option<PathBuf>,
    /// Whether to say digests, and every difference that follows from a changed input.
    pub verbose: bool,
}

/// An output folder, and what it is held against.
pub struct Subject<'a> {
    pub meeting: &'a Meeting,
    pub placed: &'a Placed,
    /// What each paper of the meeting says.
    pub documents: &'a [Document],
    /// The older edition, if the meeting names one.
    pub older: Option<(&'a Meeting, &'a Placed)>,
    /// What the divisions answered.
    pub responses: &'a Responses,
    /// Name and kind of every output that the meeting declares.
    pub wanted: &'a [(String, Kind)],
    /// What a build reads now.
    pub inputs: &'a BTreeMap<String, Entry>,
    /// What the output folder says that it was made from and holds.
    pub manifest: Option<&'a Manifest>,
    /// The fonts with which papers are set.
    pub fonts: &'a Fonts,
    /// Every output, made anew; papers are read back while they are made.
    pub anew: &'a OnceLock<Vec<Artifact>>,
    /// Whether nothing was changed since this program made the outputs on this machine. Then they stand for themselves.
    pub is_untouched: bool,
    /// The output folder.
    pub out: &'a Path,
}

impl<'a> Subject<'a> {
    /// The folder `out`, held against what is made of the meeting now.
    pub fn of(input: &'a Input, making: &'a Making, anew: &'a OnceLock<Vec<Artifact>>, out: &'a Path) -> Self {
        let papers = &making.papers;
        Self {
            meeting: &input.meeting,
            placed: &papers.placed,
            documents: &making.documents,
            older: papers.older.as_ref().map(|older| (older.meeting, &older.placed)),
            responses: &papers.published,
            wanted: &making.wanted,
            inputs: &input.entries,
            manifest: None,
            fonts: &papers.fonts,
            anew,
            is_untouched: false,
            out,
        }
    }

    /// The bytes of an output as they are made now. Waits until they are.
    pub fn made(&self, name: &str) -> Option<&[u8]> {
        self.anew.wait().iter().find(|made| made.name == name).map(|made| made.bytes.as_slice())
    }

    /// The path of an output, as people write it.
    pub fn path(&self, name: &str) -> String {
        files::display(&self.out.join(name))
    }

    /// Every output that the manifest lists, as it lies in the folder.
    pub fn outputs(&self) -> Result<Vec<Artifact>> {
        let names = self.manifest.iter().flat_map(|manifest| manifest.outputs.keys());
        names.map(|name| Ok(Artifact { name: name.clone(), bytes: self.read(name)? })).collect()
    }

    /// Reads an output.
    pub fn read(&self, name: &str) -> Result<Vec<u8>> {
        if !self.out.join(name).is_file() {
            return Err(missing(&self.path(name)).into());
        }
        files::read(&self.out.join(name))
    }
}

/// Sees to it that nobody waits for outputs that will never be made.
struct Ends<'a>(&'a OnceLock<Vec<Artifact>>);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        let _ = self.0.set(Vec::new());
    }
}

/// Says that a file of the output folder is not there.
fn missing(path: &str) -> Diagnostic {
    Diagnostic::error(words::output_missing()).at(Place::file(path)).hint(words::build_again())
}

/// Goes through the proofs and returns what each has shown; what does not hold joins `findings`, as errors. Papers are read
/// back while `make` makes them anew; an error if it cannot.
///
/// Where the records or another input were changed after the papers were made, or came or went, that is the cause of all
/// the differences between them: it is said first, and the differences themselves only if `verbose`.
pub fn prove(
    subject: &Subject,
    make: &dyn Fn() -> Result<Vec<Artifact>>,
    program: Option<&Path>,
    verbose: bool,
    progress: Progress,
    findings: &mut Diagnostics,
) -> Result<Vec<Message>> {
    let mut lines = Vec::new();
    type Fails = fn(Place, usize) -> Message;
    let mut state = |proof: Result<Vec<Message>>, fails: Fails, findings: &mut Diagnostics| match proof {
        Ok(shown) => lines.extend(shown),
        Err(errors) => {
            let first = errors.0.iter().find_map(|error| error.place.clone()).unwrap_or_default();
            lines.push(fails(first, errors.0.len()));
            findings.0.extend(errors.0);
        }
    };
    let (mut notes, mut digests, mut differences) = (Diagnostics::default(), Diagnostics::default(), Diagnostics::default());
    let read_back = std::thread::scope(|scope| {
        let reading = scope.spawn(|| parity::prove(subject, &mut notes));
        let made = {
            let _ends = Ends(subject.anew);
            make().map(|artifacts| drop(subject.anew.set(artifacts)))
        };
        progress(words::step_parity().into());
        let read_back = reading.join().map_err(|_| Diagnostic::error(words::stopped()))?;
        made.map(|()| read_back)
    })?;
    state(read_back, words::parity_fails, &mut differences);
    progress(words::step_listed().into());
    state(listed::prove(subject, &mut notes), words::listed_fails, &mut digests);
    if !subject.is_untouched {
        progress(words::step_rebuild().into());
    }
    state(rebuild::prove(subject), words::rebuild_fails, &mut differences);
    if let Some(program) = program {
        state(conditions::prove(subject, program, progress), words::conditions_fail, findings);
    }
    tell(listed::has_changed(subject), verbose, digests, differences, findings);
    findings.0.extend(notes.0);
    Ok(lines)
}

/// Says what does not hold. Where an input `has_changed`, digests tell which, and what follows from that only a verbose person.
fn tell(has_changed: bool, verbose: bool, digests: Diagnostics, mut differences: Diagnostics, findings: &mut Diagnostics) {
    if has_changed {
        let count = differences.0.len();
        findings.0.extend(digests.0);
        if verbose {
            findings.0.extend(differences.0);
        } else if count > 0 {
            findings.push(Diagnostic::warning(words::differences_follow(count)).hint(words::differences_follow_hint()));
        }
        return;
    }
    if !verbose {
        // Of a file that was changed after it was made, that is the cause.
        let is_listed = |error: &&Diagnostic| error.message.is(words::key::listed_differs);
        let known: BTreeSet<&Place> = digests.0.iter().filter(is_listed).filter_map(|error| error.place.as_ref()).collect();
        differences.0.retain(|error| {
            !error.message.is(words::key::rebuild_differs) || !error.place.as_ref().is_some_and(|place| known.contains(place))
        });
    }
    findings.0.extend(differences.0);
    // What a digest tells helps a person least.
    findings.0.extend(digests.0);
}
