//! Commands: one file each, with its options, what it does, and what it reports.

pub mod build;
pub mod check;
pub mod collect;
pub mod completions;
pub mod convert;
pub mod diff;
pub mod extract;
pub mod import;
pub mod init;
pub mod mend;
pub mod renumber;
pub mod schema;
pub mod template;
pub mod verify;

use std::path::Path;

use crate::build::output::Artifact;
use crate::read::files;
use crate::say::words::{self, Message};

/// What a command did: lines for a person, and members for a program.
#[derive(Debug, Default)]
pub struct Done {
    pub lines: Vec<Message>,
    pub data: serde_json::Map<String, serde_json::Value>,
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

/// Says that these files were written to `folder`.
fn wrote(folder: &Path, artifacts: &[Artifact]) -> Vec<Message> {
    artifacts.iter().map(|artifact| words::wrote(files::display(&folder.join(&artifact.name)), kilobytes(artifact.bytes.len()))).collect()
}

fn kilobytes(size: usize) -> String {
    format!("{:.1} kB", size as f64 / 1000.0)
}
