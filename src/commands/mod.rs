//! Commands: one file each, with its options, what it does, and what it reports.

pub mod build;
pub mod check;
pub mod collect;
pub mod completions;
pub mod diff;
pub mod extract;
pub mod import;
pub mod init;
pub mod mend;
pub mod outcome;
pub mod renumber;
pub mod schema;
pub mod set;
pub mod template;
pub mod verify;

use std::path::{Path, PathBuf};

use crate::build::edition::{SAMPLE, is_of_sample};
use crate::build::output::Artifact;
use crate::meeting;
use crate::read::files;
use crate::say::diag::{Diagnostic, Diagnostics};
use crate::say::words::{self, Lang, Message};

use outcome::{Outcome, Told};

/// What a command did: lines for a person, and data for a program.
#[derive(Debug, Default)]
pub struct Done {
    pub lines: Vec<Message>,
    pub outcome: Option<Outcome>,
}

impl Done {
    fn new(lines: Vec<Message>, outcome: Outcome) -> Self {
        Self { lines, outcome: Some(outcome) }
    }

    /// The same for a program.
    pub fn told(self, lang: Lang) -> Told {
        Told { said: self.lines.iter().map(|line| line.say(lang)).collect(), outcome: self.outcome.map(|outcome| outcome.in_words(lang)) }
    }
}

impl From<Vec<Message>> for Done {
    fn from(lines: Vec<Message>) -> Self {
        Self { lines, ..Self::default() }
    }
}

/// An argument, by its name, and what it is.
pub type Described = (&'static str, fn() -> Message);

/// The words of a command's help. Derived arguments have none of their own, since they come in two languages.
pub struct Help {
    pub about: fn() -> Message,
    pub examples: Option<fn() -> Message>,
    pub arguments: &'static [Described],
}

/// The folder that [`meeting_of`] takes.
fn taken(named: Option<&Path>) -> PathBuf {
    meeting_of(named.map(Path::to_owned), &mut Diagnostics::ignored("the command itself tells which folder it takes"))
}

/// The folder of the meeting: the one that was named, or else the current one or the sample. If none was named, the note says
/// which one is taken.
fn meeting_of(named: Option<PathBuf>, notes: &mut Diagnostics) -> PathBuf {
    if let Some(named) = named {
        return of_settings(named);
    }
    if is_of_sample() {
        notes.push(Diagnostic::note(words::meeting_seeds(SAMPLE)));
        return PathBuf::from(SAMPLE);
    }
    if is_meeting(Path::new(HERE)) {
        notes.push(Diagnostic::note(words::meeting_here(folder_name())));
    }
    PathBuf::from(HERE)
}

/// The folder of a meeting whose settings were named in its place.
fn of_settings(named: PathBuf) -> PathBuf {
    let is_settings = named.file_name().is_some_and(|name| name == meeting::FILE) && named.is_file();
    match named.parent() {
        Some(folder) if is_settings => {
            if folder.as_os_str().is_empty() {
                HERE.into()
            } else {
                folder.to_owned()
            }
        }
        _ => named,
    }
}

/// The current folder.
const HERE: &str = ".";

fn is_meeting(folder: &Path) -> bool {
    folder.join(meeting::FILE).is_file()
}

/// The name of the current folder.
fn folder_name() -> String {
    let folder = std::env::current_dir().unwrap_or_default();
    folder.file_name().map_or_else(|| HERE.to_owned(), |name| name.to_string_lossy().into_owned())
}

/// Says that these files were written to `folder`.
fn wrote(folder: &Path, artifacts: &[Artifact]) -> Vec<Message> {
    artifacts.iter().map(|artifact| words::wrote(files::display(&folder.join(&artifact.name)), kilobytes(artifact.bytes.len()))).collect()
}

/// A line for each file that a person had changed, and the copy that was kept of it.
fn kept(folder: &Path, kept: &[(String, String)]) -> impl Iterator<Item = Message> {
    let shown = |name: &str| files::display(&folder.join(name));
    kept.iter().map(move |(name, copy)| words::kept_copy(shown(name), shown(copy)))
}

fn kilobytes(size: usize) -> String {
    format!("{:.1} kB", size as f64 / 1000.0)
}
