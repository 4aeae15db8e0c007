//! `shiryo set`: changes what `meeting.toml` says, and leaves the rest of it as it stands, comments and order included.

mod change;

use std::path::{Path, PathBuf};

use toml_edit::DocumentMut;

use super::outcome::{Before, FileMade, Outcome, Settings};
use super::{Done, Help, meeting_of};
use crate::build::output::{self, Artifact};
use crate::meeting::typed::Typed;
use crate::meeting::{self, Meeting};
use crate::read::digest::digest;
use crate::read::files;
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::words;

#[derive(Debug, clap::Args)]
pub struct Set {
    #[arg(long, value_name = "FOLDER")]
    meeting: Option<PathBuf>,
    #[arg(long = "if", value_name = "SHA256")]
    digest: Option<String>,
    #[arg(value_name = "KEY=VALUE", required = true)]
    settings: Vec<String>,
}

pub const HELP: Help = Help {
    about: words::help_set,
    examples: Some(words::help_set_examples),
    arguments: &[("meeting", words::help_meeting), ("digest", words::help_set_if), ("settings", words::help_set_settings)],
};

impl Set {
    pub fn run(self, warnings: &mut Diagnostics) -> Result<Done> {
        let mut settings = self.settings;
        // As other commands have it, the folder may come first.
        let is_named = self.meeting.is_none() && settings.len() > 1 && Path::new(&settings[0]).is_dir();
        let named = is_named.then(|| PathBuf::from(settings.remove(0)));
        let folder = meeting_of(self.meeting.or(named), warnings);
        let lock = output::lock_meeting(&folder, &|| {})?;
        let path = folder.join(meeting::FILE);
        let file = files::display(&path);
        let bytes = files::read(&path)?;
        // Places in lists are those of the file that whoever changes it has seen.
        if self.digest.is_some_and(|seen| !seen.eq_ignore_ascii_case(&digest(&bytes))) {
            return Err(Diagnostic::error(words::set_changed_since()).at(Place::file(file)).hint(words::set_changed_since_hint()).into());
        }
        let (bytes_now, before) = changed(&folder, &bytes, &settings)?;
        let artifact = Artifact { name: meeting::FILE.to_owned(), bytes: bytes_now };
        let is_same = artifact.bytes == bytes;
        let digest = digest(&artifact.bytes);
        if !is_same {
            output::put_locked(&lock, std::slice::from_ref(&artifact))?;
        }
        let files = if is_same { Vec::new() } else { FileMade::all(&folder, &[artifact]) };
        let lines = if is_same { vec![words::set_same(&file)] } else { vec![words::set_done(&file, settings.join("、"))] };
        Ok(Done::new(lines, Outcome::Set(Settings { files, digest, before })))
    }
}

/// What `meeting.toml` says once some settings are changed, and what undoes them.
pub(super) fn changed(folder: &Path, bytes: &[u8], settings: &[String]) -> Result<(Vec<u8>, Vec<Before>)> {
    let file = files::display(&folder.join(meeting::FILE));
    let typed = Typed::of_bytes(&file, bytes)?;
    let has_crlf = typed.text.contains("\r\n");
    let text = typed.text.replace("\r\n", "\n");
    let mut document: DocumentMut = match text.parse() {
        Ok(document) => document,
        // What is wrong with the file is said in its own words.
        Err(_) => {
            Meeting::parse(&text, folder)?;
            return Err(meeting::parse::unreadable(&file, &text));
        }
    };
    let mut before = Vec::new();
    for setting in settings {
        before.push(change::apply(&mut document, setting).map_err(|finding| Diagnostics::from(finding.at(Place::file(&file))))?);
    }
    let before_them = text;
    let text = document.to_string();
    Meeting::parse(&text, folder).map_err(|errors| placed_before(errors, &text, &before_them))?;
    let text = if has_crlf { text.replace('\n', "\r\n") } else { text };
    Ok((text.into_bytes(), before))
}

/// Findings about a text that nobody sees, with the lines of the file as it is, where they are in both.
fn placed_before(mut findings: Diagnostics, text: &str, before: &str) -> Diagnostics {
    for place in findings.0.iter_mut().filter_map(|finding| finding.place.as_mut()) {
        let said = place.line.and_then(|line| text.lines().nth(line - 1));
        let mut there = (1..).zip(before.lines()).filter(|(_, line)| Some(*line) == said).map(|(number, _)| number);
        place.line = there.next().filter(|_| there.next().is_none());
        place.column = place.column.filter(|_| place.line.is_some());
    }
    findings
}
