//! `shiryo import`: a printed or pasted table becomes records and a meeting.

use std::path::{Path, PathBuf};

use super::outcome::{Brought, FileMade, Outcome};
use super::{Done, Help, kept, wrote};
use crate::build::output::{Artifact, put_new};
use crate::meeting::{self, day};
use crate::read::{files, separated};
use crate::records::import::{self, Facts, Imported};
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
        // As people write it; what cannot be read is said with the rest.
        let date = self.date.map(|date| day::read(&date).map_or(date, |date| date.to_string()));
        let facts = Facts { title: self.title, date, label: self.label, attribution: self.attribution };
        let imported = import::import(&shown, &text, &facts, warnings)?;
        let folder = self.into.as_deref().or(self.file.parent().filter(|_| !piped)).unwrap_or(Path::new("."));
        let artifacts = [("opinions.csv", &imported.opinions_csv), (meeting::FILE, &imported.meeting_toml)]
            .map(|(name, text)| Artifact { name: name.into(), bytes: text.clone().into_bytes() });
        let copies = put_new(folder, &artifacts, self.force)?;
        let mut lines = wrote(folder, &artifacts);
        lines.extend(kept(folder, &copies));
        lines.push(match imported.sections.len() {
            0 => words::imported_list(imported.opinions.len()),
            sections => words::imported(imported.opinions.len(), imported.rows, sections),
        });
        let Imported { opinions, rows, sections, .. } = imported;
        let brought = Brought { files: FileMade::all(folder, &artifacts), opinions: opinions.len(), rows, sections };
        Ok(Done::new(lines, Outcome::Import(brought)))
    }
}

/// The text of a file in any encoding that tables have; files that are no text are told from it by their first bytes.
fn text(file: &str, bytes: &[u8]) -> Result<String> {
    let refused = |message, hint| Err(Diagnostic::error(message).at(Place::file(file)).hint(hint).into());
    if bytes.starts_with(b"PK") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return refused(words::import_workbook(), words::import_workbook_hint(file));
    }
    if bytes.starts_with(b"%PDF") {
        return refused(words::import_pdf(), words::import_broken_hint());
    }
    separated::decode(file, bytes)
}
