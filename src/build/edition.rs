//! Edition: a meeting as it was or is, read from its folder, from a PDF of ours or from a revision of git.
//!
//! Whatever it is read from, an edition comes as the input of a build, in memory; one way leads from
//! there to records and papers. Git is asked for objects only: nothing is checked out, run or written.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};

use crate::build::input::Input;
use crate::build::{carried, extract, manifest};
use crate::meeting;
use crate::meeting::View;
use crate::read::files;
use crate::read::files::Store;
use crate::read::pdf;
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::words;

/// One edition of a meeting.
pub struct Edition {
    /// As the person named it.
    pub name: String,
    pub input: Input,
    /// Which of its papers can be set again.
    pub papers: Papers,
    /// The files that it was read from, if it was read from disk.
    pub read: Vec<PathBuf>,
}

/// Which papers of an edition can be set again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Papers {
    All,
    /// Those of one view: a PDF carries what it shows itself, and not the answers that another shows.
    Only(View),
    /// None: only the records are known.
    Unknown,
}

impl Papers {
    pub fn include(self, view: View) -> bool {
        match self {
            Self::All => true,
            Self::Only(only) => only == view,
            Self::Unknown => false,
        }
    }
}

impl Edition {
    /// Reads the edition that a person named: a folder, a PDF, or a revision of git, whose meeting,
    /// if the revision does not say, is in the same place as `beside`.
    pub fn load(named: &Path, beside: &Path, warnings: &mut Diagnostics) -> Result<Self> {
        let name = files::display(named);
        if named.is_dir() {
            let input = Input::read(&files::Folder(named))?;
            let read = input.paths();
            return Ok(Self { name, input, papers: Papers::All, read });
        }
        if named.is_file() {
            return Ok(Self { read: named.canonicalize().into_iter().collect(), ..pdf(&name, &files::read(named)?, warnings)? });
        }
        revision(&name, beside, warnings)
    }
}

/// Files in memory.
struct Files {
    folder: PathBuf,
    files: BTreeMap<String, Vec<u8>>,
}

impl Store for Files {
    fn folder(&self) -> &Path {
        &self.folder
    }

    fn holds(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    fn list(&self, name: &str) -> Result<Vec<String>> {
        Ok(directly_in(name, self.files.keys()))
    }

    fn read(&self, name: &str) -> Result<Vec<u8>> {
        let missing = || Diagnostic::error(words::edition_no_file()).at(Place::file(files::display(&self.folder.join(name))));
        Ok(self.files.get(name).cloned().ok_or_else(missing)?)
    }
}

/// The names, less their folder, of those files that are directly in `folder`; sorted if `names` are.
fn directly_in<'a>(folder: &str, names: impl Iterator<Item = &'a String>) -> Vec<String> {
    let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    names.filter_map(|name| name.strip_prefix(&prefix)).filter(|rest| !rest.contains('/')).map(str::to_owned).collect()
}

/// The meeting in a PDF of ours: all that it carries, or what its records say of it if they are all, or
/// if fonts of its own would be missing.
fn pdf(name: &str, bytes: &[u8], warnings: &mut Diagnostics) -> Result<Edition> {
    let place = Place::file(name);
    let attachments = pdf::tags::attachments(bytes).map_err(|message| Diagnostic::error(message).at(place.clone()))?;
    let has = |name: &str| attachments.iter().any(|attachment| attachment.name == name);
    let folder = PathBuf::from(format!("{name}:"));
    let edition = |files, papers| -> Result<Edition> {
        let input = Input::read(&Files { folder: folder.clone(), files })?;
        Ok(Edition { name: name.to_owned(), input, papers, read: Vec::new() })
    };
    if has(carried::INDEX) {
        let fonts: BTreeSet<String> = manifest::bundled().map(|(_, entry)| entry.sha256).collect();
        let extracted = extract::extract(name, bytes, &fonts, warnings)?;
        if extracted.index.fonts.iter().all(|font| fonts.contains(&font.sha256)) {
            let view = if has(carried::RESPONSES) { View::OpinionResponse } else { View::OpinionMatrix };
            return edition(extracted.files.into_iter().map(|file| (file.name, file.bytes)).collect(), Papers::Only(view));
        }
    }
    let foreign = || Diagnostic::error(words::edition_no_records()).at(place.clone()).hint(words::edition_no_records_hint());
    let mut records = attachments.into_iter().filter(|attachment| attachment.name == carried::RECORDS);
    let records = records.next().filter(|_| records.next().is_none()).ok_or_else(foreign)?.bytes;
    let toml = declared(&records).map_err(|e| Diagnostic::error(words::json(e)).at(Place::file(format!("{name}:{}", carried::RECORDS))))?;
    let files = [(meeting::FILE, toml.into_bytes()), (carried::RECORDS, records)];
    edition(files.map(|(name, bytes)| (name.to_owned(), bytes)).into(), Papers::Unknown)
}

/// What the canonical records say of the meeting, less the opinions.
#[derive(Deserialize)]
struct Said {
    title: String,
    label: String,
    date: String,
    sections: Vec<String>,
    sources: Vec<toml::Table>,
    fields: Vec<toml::Table>,
}

/// The same as a `meeting.toml`.
#[derive(Serialize)]
struct Declared {
    outputs: [(); 0],
    meeting: toml::Table,
    sections: Vec<toml::Table>,
    sources: Vec<toml::Table>,
    fields: Vec<toml::Table>,
}

/// A `meeting.toml` that says what the canonical records say of the meeting.
fn declared(records: &[u8]) -> std::result::Result<String, String> {
    let said: Said = serde_json::from_slice(records).map_err(|e| e.to_string())?;
    let date = said.date.parse::<toml::value::Datetime>().map_err(|e| e.to_string())?;
    let meeting = [("title", said.title.into()), ("label", said.label.into()), ("date", date.into())];
    let section = |title: String| toml::Table::from_iter([("title".to_owned(), title.into())]);
    let declared = Declared {
        outputs: [],
        meeting: meeting.map(|(key, value): (&str, toml::Value)| (key.to_owned(), value)).into_iter().collect(),
        sections: said.sections.into_iter().map(section).collect(),
        sources: said.sources,
        fields: said.fields,
    };
    toml::to_string(&declared).map_err(|e| e.to_string())
}

/// A folder in a revision of git, whose files are read when they are asked for.
struct Tree<'a> {
    /// Where git runs.
    at: &'a Path,
    folder: PathBuf,
    /// The object of each file.
    ids: BTreeMap<String, String>,
}

impl Store for Tree<'_> {
    fn folder(&self) -> &Path {
        &self.folder
    }

    fn holds(&self, name: &str) -> bool {
        self.ids.contains_key(name)
    }

    fn list(&self, name: &str) -> Result<Vec<String>> {
        Ok(directly_in(name, self.ids.keys()))
    }

    fn read(&self, name: &str) -> Result<Vec<u8>> {
        let place = || Place::file(files::display(&self.folder.join(name)));
        let missing = || Diagnostic::error(words::edition_no_file()).at(place());
        let id = self.ids.get(name).ok_or_else(missing)?;
        Ok(blob(self.at, id, place())?.ok_or_else(missing)?)
    }
}

/// The meeting in a revision of git: `REV:path`, or `REV` for the place of `beside`. A path may name a PDF.
fn revision(named: &str, beside: &Path, warnings: &mut Diagnostics) -> Result<Edition> {
    let (revision, path) = named.split_once(':').map_or((named, None), |(revision, path)| (revision, Some(path)));
    // A path that is given counts from the top of the repository, as git has it; `./` from where git runs.
    let (at, path, shown) = match path {
        Some(path) => (Path::new("."), path, path.to_owned()),
        None if beside.is_dir() => (beside, "./", files::display(beside)),
        None => (Path::new("."), "./seeds/", "seeds".to_owned()),
    };
    let unknown = || Diagnostic::error(words::edition_unknown(named)).hint(words::edition_unknown_hint());
    let id = git(at, &["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{revision}:{path}")])?.ok_or_else(unknown)?;
    let id = String::from_utf8_lossy(&id).trim().to_owned();
    if git(at, &["cat-file", "-t", &id])?.is_some_and(|kind| kind.starts_with(b"blob")) {
        let bytes = blob(at, &id, Place::file(named))?.ok_or_else(unknown)?;
        return pdf(named, &bytes, warnings);
    }
    let tree = git(at, &["ls-tree", "-r", "-z", "--full-tree", &id])?.ok_or_else(unknown)?;
    let ids = tree.split(|b| *b == 0).filter_map(entry).collect();
    let folder = PathBuf::from(format!("{revision}:{}", shown.trim_end_matches('/')));
    let input = Input::read(&Tree { at, folder, ids })?;
    Ok(Edition { name: named.to_owned(), input, papers: Papers::All, read: Vec::new() })
}

/// Name and object of a plain file in the output of `git ls-tree -z`: `MODE SP TYPE SP OBJECT TAB NAME`.
fn entry(line: &[u8]) -> Option<(String, String)> {
    let (facts, name) = std::str::from_utf8(line).ok()?.split_once('\t')?;
    let mut facts = facts.split(' ');
    // Symbolic links have the mode 120000, modules of other repositories 160000.
    let plain = facts.next()?.starts_with("100");
    plain.then(|| (name.to_owned(), facts.nth(1).unwrap_or_default().to_owned()))
}

/// The bytes of a file, unless it is larger than input may be.
fn blob(at: &Path, id: &str, place: Place) -> Result<Option<Vec<u8>>> {
    let size = git(at, &["cat-file", "-s", id])?.unwrap_or_default();
    let size: u64 = String::from_utf8_lossy(&size).trim().parse().unwrap_or(u64::MAX);
    if size > files::INPUT_LIMIT {
        return Err(Diagnostic::error(words::file_too_large(size >> 20, files::INPUT_LIMIT >> 20)).at(place).into());
    }
    git(at, &["cat-file", "blob", id])
}

/// Asks git, without a shell; none if it has no answer. It may neither write nor fetch nor ask back.
fn git(at: &Path, arguments: &[&str]) -> Result<Option<Vec<u8>>> {
    let output = Command::new("git")
        .arg("--no-pager")
        .arg("-C")
        .arg(at)
        .args(arguments)
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_ALLOW_PROTOCOL", "none")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_TERMINAL_PROMPT", "0")
        .stdin(Stdio::null())
        .output()
        .map_err(|e| Diagnostic::error(words::edition_no_git(e)).hint(words::edition_unknown_hint()))?;
    Ok(output.status.success().then_some(output.stdout))
}
