//! `shiryo import`: a printed or pasted table becomes records and a meeting.

use std::path::{Path, PathBuf};

use super::outcome::{Brought, FileMade, Outcome};
use super::{Done, Help, wrote};
use crate::build::output::{Artifact, put_new};
use crate::meeting;
use crate::read::files;
use crate::records::import::{self, Facts, Imported};
use crate::say::diag::{Diagnostics, Result};
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
    pub fn run(self, warnings: &mut Diagnostics) -> Result<Done> {
        let text = files::read_text(&self.file)?;
        let facts = Facts { title: self.title, date: self.date, label: self.label, attribution: self.attribution };
        let imported = import::import(&files::display(&self.file), &text, &facts, warnings)?;
        let folder = self.into.as_deref().or(self.file.parent()).unwrap_or(Path::new("."));
        let artifacts = [("opinions.csv", &imported.opinions_csv), (meeting::FILE, &imported.meeting_toml)]
            .map(|(name, text)| Artifact { name: name.into(), bytes: text.clone().into_bytes() });
        put_new(folder, &artifacts, self.force)?;
        let mut lines = wrote(folder, &artifacts);
        lines.push(words::imported(imported.opinions.len(), imported.rows, imported.sections.len()));
        let Imported { opinions, rows, sections, .. } = imported;
        let brought = Brought { files: FileMade::all(folder, &artifacts), opinions: opinions.len(), rows, sections };
        Ok(Done::new(lines, Outcome::Import(brought)))
    }
}
