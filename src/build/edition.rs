//! Edition: a meeting as it was or is, read from its folder, from a PDF of ours, from a table or from a revision of git.
//!
//! Whatever it is read from, an edition comes as the input of a build, in memory; one way leads from
//! there to records and papers. Git is asked for objects only: nothing is checked out, run or written.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::build::input::{Input, OfPdf, directly_in, earlier};
use crate::meeting;
use crate::read::files::{self, Store};
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::system;
use crate::say::words::{self, Message};

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
    /// Those that show answers of divisions, or those that show none: a PDF carries what it shows itself.
    Only {
        answers: bool,
    },
    /// None: only the records are known.
    Unknown,
}

impl Papers {
    pub fn include(self, with_answers: bool) -> bool {
        match self {
            Self::All => true,
            Self::Only { answers } => answers == with_answers,
            Self::Unknown => false,
        }
    }
}

impl Edition {
    /// Reads two editions as a person named them. A table says little of its meeting: the other edition is read before it.
    pub fn pair(old: &Path, new: &Path, warnings: &mut Diagnostics) -> Result<(Self, Self)> {
        if is_table(old) {
            let after = Self::load(new, old, None, warnings)?;
            return Ok((Self::load(old, new, Some(&after.input), warnings)?, after));
        }
        let before = Self::load(old, new, None, warnings)?;
        let after = Self::load(new, old, Some(&before.input), warnings)?;
        Ok((before, after))
    }

    /// Reads the edition that a person named: a folder, a PDF, a table, or a revision of git, whose meeting, if the revision
    /// does not say, is in the same place as `beside`.
    fn load(named: &Path, beside: &Path, other: Option<&Input>, warnings: &mut Diagnostics) -> Result<Self> {
        let name = files::name(named);
        if named.is_dir() {
            let input = Input::of_folder(named)?;
            let read = input.paths();
            return Ok(Self { name, input, papers: Papers::All, read });
        }
        if named.is_file() {
            let (bytes, read) = (files::read(named)?, named.canonicalize().into_iter().collect());
            if is_table(named) {
                let input = earlier::input(&name, bytes, other)?;
                if earlier::is_partial(&input) {
                    warnings.push(Diagnostic::note(words::edition_partly()).at(Place::file(&name)));
                }
                return Ok(Self { name, input, papers: Papers::Unknown, read });
            }
            if !bytes.starts_with(b"%PDF-") {
                let error = Diagnostic::error(words::not_a_pdf()).at(Place::file(name));
                return Err(error.hint(words::edition_no_records_hint()).into());
            }
            return Ok(Self { read, ..pdf(&name, &bytes, warnings)? });
        }
        if is_path(&name) {
            return Err(Diagnostic::error(words::edition_missing()).at(Place::file(name)).hint(words::edition_missing_hint()).into());
        }
        revision(&name, beside, warnings)
    }
}

/// Whether a file is named that holds records as a table.
fn is_table(named: &Path) -> bool {
    named.is_file() && earlier::is_table(&files::name(named))
}

/// Whether `C:/…`, `//server/…` or `/…` was named, which is no revision of git.
fn is_path(name: &str) -> bool {
    let mut start = name.chars();
    let drive = matches!((start.next(), start.next()), (Some(letter), Some(':')) if letter.is_ascii_alphabetic());
    name.starts_with('/') || (drive && start.next().is_none_or(|next| next == '/'))
}

fn pdf(name: &str, bytes: &[u8], warnings: &mut Diagnostics) -> Result<Edition> {
    let OfPdf { input, whole, answers } = OfPdf::read(name, bytes, warnings)?;
    let papers = if whole { Papers::Only { answers } } else { Papers::Unknown };
    Ok(Edition { name: name.to_owned(), input, papers, read: Vec::new() })
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

/// The folder of the sample.
pub const SAMPLE: &str = "seeds";

/// Whether the sample is meant where no meeting is named: as among the sources of the program, it has one and the current folder none.
pub fn is_of_sample() -> bool {
    !Path::new(meeting::FILE).is_file() && Path::new(SAMPLE).join(meeting::FILE).is_file()
}

/// The meeting in a revision of git: `REV:path`, or `REV` for the place of `beside`. A path may name a PDF.
fn revision(named: &str, beside: &Path, warnings: &mut Diagnostics) -> Result<Edition> {
    let (revision, path) = named.split_once(':').map_or((named, None), |(revision, path)| (revision, Some(path)));
    // A path that is given counts from the top of the repository, as git has it; `./` from where git runs.
    let (at, path, shown) = match path {
        Some(path) => (Path::new("."), path, path.to_owned()),
        None if beside.is_dir() => (beside, "./", files::display(beside)),
        None if is_of_sample() => (Path::new(SAMPLE), "./", SAMPLE.to_owned()),
        None => (Path::new("."), "./", ".".to_owned()),
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
    let size = git(at, &["cat-file", "-s", id])?;
    let Some(size) = size.and_then(|size| String::from_utf8_lossy(&size).trim().parse::<u64>().ok()) else { return Ok(None) };
    if size > files::INPUT_LIMIT {
        return Err(Diagnostic::error(words::file_too_large(size >> 20, files::INPUT_LIMIT >> 20)).at(place).into());
    }
    git(at, &["cat-file", "blob", id])
}

/// That git cannot be asked, or that there is none.
fn no_git(error: &std::io::Error) -> Diagnostic {
    match error.kind() {
        std::io::ErrorKind::NotFound => Diagnostic::error(words::edition_without_git()).hint(words::edition_without_git_hint()),
        _ => {
            Diagnostic::error(Message::both(system::cause(error), |cause| words::edition_no_git(cause))).hint(words::edition_unknown_hint())
        }
    }
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
        .map_err(|e| no_git(&e))?;
    Ok(output.status.success().then_some(output.stdout))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edition_paths() {
        for path in ["C:/会議/第1回", "c:/x.pdf", "C:", "//server/share/第1回", "//?/C:/第1回", "/第1回"] {
            assert!(is_path(path), "{path}");
        }
        for revision in ["HEAD", "HEAD:seeds", "v1:第1回", "a/b", "第1回", "c:seeds", "HEAD~1:./m"] {
            assert!(!is_path(revision), "{revision}");
        }
    }

    #[test]
    fn edition_git_missing() {
        let key = |kind: std::io::ErrorKind| no_git(&kind.into()).message.code();
        assert_eq!(
            [std::io::ErrorKind::NotFound, std::io::ErrorKind::PermissionDenied].map(key),
            ["edition_without_git", "edition_no_git"]
        );
    }
}
