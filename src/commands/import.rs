//! `shiryo import`: a printed or pasted table becomes a table of our own, and a meeting is made from that as from an office's.

use std::path::{Path, PathBuf};

use super::init::begin;
use super::outcome::{Brought, Outcome};
use super::{Done, Help};
use crate::build::output::Artifact;
use crate::read::{files, separated};
use crate::records::office::pasted::{self, Imported};
use crate::records::office::propose::{Answers, Proposal};
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::words;

#[derive(Debug, clap::Args)]
pub struct Import {
    #[arg(required = true)]
    file: PathBuf,
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
    #[arg(long, value_name = "TITLE")]
    title: Option<String>,
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<String>,
    #[arg(long, value_name = "LABEL")]
    label: Option<String>,
    #[arg(long, value_name = "HEADING=KEY")]
    column: Vec<String>,
    #[arg(long, value_name = "NAME")]
    attribution: Option<String>,
    #[arg(long)]
    force: bool,
}

pub const HELP: Help = Help {
    about: words::help_import,
    examples: Some(words::help_import_examples),
    arguments: &[
        ("file", words::help_import_file),
        ("into", words::help_into),
        ("title", words::help_title),
        ("date", words::help_date),
        ("label", words::help_label),
        ("column", words::help_import_column),
        ("attribution", words::help_attribution),
        ("force", words::help_force_import),
    ],
};

impl Import {
    /// The foreign file that it works with, whose size says little of what it takes to read it: a page.
    pub fn foreign(&self) -> Vec<String> {
        let is_page = self.file.extension().is_some_and(|extension| extension.to_string_lossy().to_lowercase().starts_with("htm"));
        is_page.then(|| files::display(&self.file)).into_iter().collect()
    }

    pub fn run(self, warnings: &mut Diagnostics) -> Result<Done> {
        let piped = self.file.as_os_str() == "-";
        let bytes = if piped { files::read_piped()? } else { files::read(&self.file)? };
        let shown = files::display(&self.file);
        let text = text(&shown, &bytes)?;
        let answers = Answers { title: self.title, date: self.date, label: self.label, columns: self.column, ..Answers::default() };
        let imported = pasted::import(&shown, &text, &answers, self.attribution.as_deref(), warnings)?;
        let beside = self.file.parent().filter(|parent| !piped && !parent.as_os_str().is_empty());
        let folder = self.into.as_deref().or(beside).unwrap_or(Path::new("."));
        let Imported { meeting_toml, opinions_csv, questions, opinions, sections } = imported;
        let table = Artifact { name: pasted::TABLE.to_owned(), bytes: opinions_csv };
        let (lines, files) = begin(folder, Proposal { meeting_toml, questions }, table, self.force)?;
        Ok(Done::new(lines, Outcome::Import(Brought { files, opinions: opinions.len(), sections })))
    }
}

/// The text of a file in any encoding that tables have; files that are no text are told from it by their first bytes.
fn text(file: &str, bytes: &[u8]) -> Result<String> {
    let refused = |message, hint| Err(Diagnostic::error(message).at(Place::file(file)).hint(hint).into());
    if bytes.starts_with(b"PK") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return refused(words::import_workbook(), words::import_workbook_hint(file));
    }
    if bytes.starts_with(b"%PDF") {
        return refused(words::import_pdf(), words::import_pdf_hint());
    }
    separated::decode(file, bytes)
}
