//! `shiryo init`: a small meeting to start from.

use std::path::PathBuf;

use super::{Done, Help};
use crate::build::output::{Artifact, put_new};
use crate::read::files;
use crate::say::diag::Result;
use crate::say::words;

#[derive(Debug, clap::Args)]
pub struct Init {
    #[arg(required = true)]
    folder: PathBuf,
    #[arg(long)]
    force: bool,
}

pub const HELP: Help = Help {
    about: words::help_init,
    examples: None,
    arguments: &[("folder", words::help_init_folder), ("force", words::help_force_import)],
};

impl Init {
    pub fn run(self) -> Result<Done> {
        put_new(&self.folder, &start(), self.force)?;
        Ok(vec![words::init_done(files::display(&self.folder))].into())
    }
}

/// The files of a small meeting, ready to build and to be written over.
fn start() -> Vec<Artifact> {
    const MEETING: &str = include_str!("files/meeting.toml");
    const OPINIONS: &str = include_str!("files/opinions.csv");
    vec![
        Artifact { name: "meeting.toml".into(), bytes: MEETING.as_bytes().to_vec() },
        // With a byte order mark, so that Excel reads it as UTF-8.
        Artifact { name: "opinions.csv".into(), bytes: format!("\u{feff}{OPINIONS}").into_bytes() },
    ]
}
