//! `shiryo extract`: the meeting back out of a PDF that was made from it.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::outcome::{FileMade, Outcome, TakenOut};
use super::{Done, Help, kept, wrote};
use crate::build::input::Input;
use crate::build::{extract, foreign, manifest, output};
use crate::read::digest::digest;
use crate::read::files::{self, Store as _};
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::words;
use crate::typeset::fonts;

#[derive(Debug, clap::Args)]
pub struct Extract {
    #[arg(required = true)]
    file: PathBuf,
    #[arg(required = true)]
    folder: PathBuf,
    #[arg(long)]
    force: bool,
}

pub const HELP: Help = Help {
    about: words::help_extract,
    examples: Some(words::help_extract_examples),
    arguments: &[("file", words::help_extract_file), ("folder", words::help_extract_folder), ("force", words::help_force_import)],
};

impl Extract {
    /// The foreign files that it works with.
    pub fn foreign(&self) -> Vec<String> {
        let mut foreign = vec![files::display(&self.file)];
        foreign.extend(foreign::of_meeting(&self.folder));
        foreign
    }

    /// Writes the meeting to the folder, where nothing is replaced without `--force`.
    pub fn run(self, warnings: &mut Diagnostics) -> Result<Done> {
        let folder = &self.folder;
        let mut known: BTreeSet<String> = manifest::bundled().map(|(_, entry)| entry.sha256).collect();
        let there = files::Folder(folder);
        for font in fonts::own(&there)? {
            known.insert(digest(&there.read(&font)?));
        }
        let file = files::display(&self.file);
        let extracted = extract::extract(&file, extract::attachments(&file, &files::read(&self.file)?)?, &known, warnings)?;
        let copies = output::put_new(folder, &extracted.files, self.force)?;
        // What stood in the folder before and would be read as well. If the meeting cannot be read, a build says why.
        for (name, entry) in Input::read(&there).iter().flat_map(|input| &input.entries) {
            if !name.starts_with(manifest::BUNDLED) && !extracted.has(name, &entry.sha256) {
                let place = Place::file(files::display(&folder.join(name)));
                warnings.push(Diagnostic::warning(words::extract_beside()).at(place));
            }
        }
        let mut lines = wrote(folder, &extracted.files);
        lines.extend(kept(folder, &copies));
        lines.push(words::extracted(extracted.files.len(), &extracted.index.build, files::display(folder)));
        let files = FileMade::all(folder, &extracted.files);
        Ok(Done::new(lines, Outcome::Extract(TakenOut { files, build: extracted.index.build })))
    }
}
