//! `shiryo mend`: what in records cannot be printed or is surely damage, and a copy without it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::outcome::{FileMade, Mended, Mending, Outcome};
use super::{Done, Help, wrote};
use crate::build::foreign;
use crate::build::output::{self, Artifact, put_new};
use crate::meeting::Meeting;
use crate::meeting::look::Look;
use crate::read::files;
use crate::records::mend::{self, KINDS};
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::words::{self, Message};
use crate::typeset::fonts::{Fonts, draws, own};

#[derive(Debug, clap::Args)]
pub struct Mend {
    #[arg(required = true)]
    file: PathBuf,
    #[arg(long, value_name = "COPY")]
    write: Option<PathBuf>,
    #[arg(long, value_name = "LIST")]
    only: Vec<String>,
    #[arg(long, value_name = "LIST")]
    skip: Vec<String>,
}

pub const HELP: Help = Help {
    about: words::help_mend,
    examples: Some(words::help_mend_examples),
    arguments: &[
        ("file", words::help_mend_file),
        ("write", words::help_mend_write),
        ("only", words::help_mend_only),
        ("skip", words::help_mend_skip),
    ],
};

impl Mend {
    /// The foreign files that it works with.
    pub fn foreign(&self) -> Vec<String> {
        foreign::of_meeting(self.file.parent().unwrap_or(Path::new("")))
    }

    /// Lists the changes, or writes a copy with those that are chosen.
    pub fn run(self, warnings: &mut Diagnostics) -> Result<Done> {
        let file = files::display(&self.file);
        if let Some(copy) = &self.write {
            output::finish(copy.parent().unwrap_or(Path::new("")))?;
            may_be_written(&self.file, copy)?;
        }
        let bytes = files::read(&self.file)?;
        let fonts = fonts(self.file.parent().unwrap_or(Path::new("")))?;
        let has = |c, selector| fonts.iter().any(|font| draws(font, c, selector));
        let mend = mend::Mend::read(&file, &bytes, &has, warnings)?;
        let chosen = mend.selected(&self.only, &self.skip)?;
        let mut lines = mend.lines(&chosen);
        let mut written = Vec::new();
        match &self.write {
            _ if mend.changes.is_empty() => lines.push(words::mend_none()),
            None => {
                lines.push(words::mend_found(chosen.len(), &file));
                lines.push(words::mend_kinds(kinds(&mend)));
            }
            Some(copy) => {
                let folder = copy.parent().unwrap_or(Path::new(""));
                let name = copy.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                let list = Artifact { name: format!("{name}{}", mend::LIST), bytes: mend.list(&chosen)? };
                let artifacts = [Artifact { name, bytes: mend.copy(&chosen, &has)? }, list];
                put_new(folder, &artifacts, false)?;
                lines.extend(wrote(folder, &artifacts));
                written = FileMade::all(folder, &artifacts);
                lines.push(words::mend_done(chosen.len(), mend.changes.len() - chosen.len()));
            }
        }
        Ok(Done::new(lines, Outcome::Mend(Mended { files: written, changes: mendings(&mend, &chosen) })))
    }
}

/// The changes as data.
fn mendings(mend: &mend::Mend, chosen: &BTreeSet<usize>) -> Vec<Mending> {
    let kind = |change: &mend::Change| KINDS.iter().find(|(kind, ..)| *kind == change.damage.kind).map_or("", |(_, name, _)| *name);
    let mending = |(index, change): (usize, &mend::Change)| Mending {
        number: index + 1,
        kind: kind(change).to_owned(),
        places: change.places.clone(),
        before: change.before.clone(),
        after: change.damage.after.clone(),
        chosen: chosen.contains(&index),
    };
    mend.changes.iter().enumerate().map(mending).collect()
}

/// The kinds that were found, by the names that the command line takes.
fn kinds(mend: &mend::Mend) -> Message {
    let found: BTreeSet<_> = mend.changes.iter().map(|change| change.damage.kind).collect();
    let named = KINDS.iter().filter(|(kind, ..)| found.contains(kind));
    let (en, ja): (Vec<&str>, Vec<&str>) = named.map(|(_, en, ja)| (*en, *ja)).unzip();
    Message::of("kinds", &en.join(", "), &ja.join("、"))
}

/// A copy is a new file of the same kind; neither it nor the list beside it replaces anything.
fn may_be_written(file: &Path, copy: &Path) -> Result<()> {
    let refuse = |path: &Path, message| Diagnostic::error(message).at(Place::file(files::display(path)));
    let extension = |path: &Path| path.extension().map(|extension| extension.to_string_lossy().to_lowercase()).unwrap_or_default();
    let whole = |path: &Path| std::fs::canonicalize(path).ok();
    if whole(file).is_some() && whole(file) == whole(copy) {
        return Err(refuse(copy, words::mend_itself()).hint(words::mend_exists_hint()).into());
    }
    if extension(file) != extension(copy) {
        return Err(refuse(copy, words::mend_ending(extension(file))).into());
    }
    let list = PathBuf::from(format!("{}{}", copy.to_string_lossy(), mend::LIST));
    for path in [copy, &list] {
        if path.symlink_metadata().is_ok() {
            return Err(refuse(path, words::mend_exists()).hint(words::mend_exists_hint()).into());
        }
    }
    Ok(())
}

/// The fonts that would print the records: those of the meeting whose folder this is, else the program's.
fn fonts(folder: &Path) -> Result<Vec<typst::text::FontInstance>> {
    let look = Meeting::load(folder).map_or_else(|_| Look::default(), |meeting| meeting.look);
    let store = files::Folder(folder);
    let names = own(&store)?;
    let bytes = names.into_iter().map(|name| Ok((name.clone(), files::Store::read(&store, &name)?))).collect::<Result<_>>()?;
    Fonts::new(&bytes, folder)?.chain(&look.fonts)
}
