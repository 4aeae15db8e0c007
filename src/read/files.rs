//! Reading files, so that every failure names its path. Writing is [`crate::build::output`]'s alone.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::say::diag::{Diagnostic, Place, Result, nearest};
use crate::say::{system, words};

/// Largest input file that is read, in bytes. An opinion table of 10,000 rows is a few megabytes.
pub const INPUT_LIMIT: u64 = 64 << 20;

/// A meeting's folder, or what holds the same files: a revision of git, a PDF.
///
/// Names are relative to the folder and have `/` between their parts.
pub trait Store {
    /// What stands before the names in messages.
    fn folder(&self) -> &Path;
    fn holds(&self, name: &str) -> bool;
    /// Whether it is a folder of this machine, which a person can look at.
    fn is_on_disk(&self) -> bool {
        false
    }
    /// The names of the files directly in the folder `name`, sorted; none if there is no such folder.
    fn list(&self, name: &str) -> Result<Vec<String>>;
    /// The bytes of a file, of which there are no more than [`INPUT_LIMIT`].
    fn read(&self, name: &str) -> Result<Vec<u8>>;
}

/// A folder on disk.
pub struct Folder<'a>(pub &'a Path);

impl Store for Folder<'_> {
    fn folder(&self) -> &Path {
        self.0
    }

    fn is_on_disk(&self) -> bool {
        true
    }

    fn holds(&self, name: &str) -> bool {
        self.0.join(name).exists()
    }

    fn list(&self, name: &str) -> Result<Vec<String>> {
        let files = list(&self.0.join(name))?;
        Ok(files.iter().filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned())).collect())
    }

    fn read(&self, name: &str) -> Result<Vec<u8>> {
        let path = self.0.join(name);
        must_be_file(&path)?;
        read(&path)
    }
}

/// A path as people write it on this system: what is in the current folder by its name alone.
pub fn display(path: &Path) -> String {
    let text = path.to_string_lossy();
    let inner = text.strip_prefix("./").or_else(|| text.strip_prefix(".\\").filter(|_| cfg!(windows)));
    // What begins with a stroke is an option.
    system::path(inner.filter(|inner| !inner.is_empty() && !inner.starts_with('-')).unwrap_or(&text))
}

/// A path as a name that is the same on every system: `/` between its parts.
pub fn name(path: &Path) -> String {
    let name = path.to_string_lossy();
    if cfg!(windows) { name.replace('\\', "/") } else { name.into_owned() }
}

/// Refuses folders, pipes and devices: reading them fails, waits or never ends.
fn must_be_file(path: &Path) -> Result<()> {
    if path.is_file() {
        return Ok(());
    }
    let finding = Diagnostic::error(words::no_plain_file()).at(Place::file(display(path)));
    Err(if path.is_dir() { finding.hint(words::file_in_folder_hint()) } else { finding }.into())
}

/// What is said of a file that is not there: it may be called a little otherwise.
fn absent(path: &Path, finding: Diagnostic) -> Diagnostic {
    let stem = |name: &str| Path::new(name).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let beside = std::fs::read_dir(folder).into_iter().flatten().flatten().take(MOST_BESIDE);
    let mut beside: Vec<String> =
        beside.filter(|entry| entry.path().is_file()).filter_map(|entry| entry.file_name().into_string().ok()).collect();
    beside.sort();
    let stems: Vec<String> = beside.iter().map(|name| stem(name)).collect();
    let near = nearest(&stem(&name), stems.iter().map(String::as_str)).and_then(|near| stems.iter().position(|stem| stem == near));
    match near {
        Some(index) => finding.hint(words::did_you_mean(&beside[index])),
        None => finding.hint(words::no_folder_hint()),
    }
}

/// So many names of a folder are looked at for one that may be meant.
const MOST_BESIDE: usize = 1_000;

/// Reads a whole file of at most [`INPUT_LIMIT`] bytes. A pipe will do, too.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    if path.is_dir() {
        must_be_file(path)?;
    }
    let fail = |e: std::io::Error| {
        let finding = Diagnostic::error(system::cannot_read(&e)).at(Place::file(display(path)));
        match e.kind() {
            std::io::ErrorKind::NotFound => absent(path, finding),
            _ if system::is_open(&e) => finding.hint(words::paper_open_hint()),
            _ => finding,
        }
    };
    let file = std::fs::File::open(path).map_err(fail)?;
    let mut size = file.metadata().map_err(fail)?.len();
    let mut bytes = Vec::with_capacity(size.min(INPUT_LIMIT) as usize);
    if size <= INPUT_LIMIT {
        // A device has no size and no end.
        size = file.take(INPUT_LIMIT + 1).read_to_end(&mut bytes).map_err(fail)? as u64;
    }
    if size > INPUT_LIMIT {
        return Err(Diagnostic::error(words::file_too_large(size >> 20, INPUT_LIMIT >> 20)).at(Place::file(display(path))).into());
    }
    Ok(bytes)
}

/// Reads all of at most [`INPUT_LIMIT`] bytes that are piped into the program.
pub fn read_piped() -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let size =
        std::io::stdin().lock().take(INPUT_LIMIT + 1).read_to_end(&mut bytes).map_err(|e| Diagnostic::error(system::cannot_read(&e)))?;
    if size as u64 > INPUT_LIMIT {
        return Err(Diagnostic::error(words::file_too_large(size >> 20, INPUT_LIMIT >> 20)).into());
    }
    Ok(bytes)
}

/// The UTF-8 text of a file that was read; a byte order mark at its start is dropped.
pub fn text(file: &str, bytes: &[u8]) -> Result<String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).to_vec();
    String::from_utf8(bytes).map_err(|e| {
        let line = 1 + e.as_bytes()[..e.utf8_error().valid_up_to()].iter().filter(|b| **b == b'\n').count();
        Diagnostic::error(words::not_utf8()).at(Place::line(file, line)).into()
    })
}

/// Whether a name is one for which `pattern` stands, with `*` or `?` in it; none if it has neither.
pub fn pattern(pattern: &str) -> Option<impl Fn(&str) -> bool + use<>> {
    const ANY_CASE: glob::MatchOptions =
        glob::MatchOptions { case_sensitive: false, require_literal_separator: true, require_literal_leading_dot: true };
    if !pattern.contains(['*', '?']) {
        return None;
    }
    let pattern = glob::Pattern::new(&pattern.replace('[', "[[]").replace("**", "*")).ok()?;
    Some(move |name: &str| pattern.matches_with(name, ANY_CASE))
}

/// What a name with `*` or `?` in it stands for in its folder, sorted; none if it is no such name, or one that is there.
pub fn matching(path: &Path) -> Option<Vec<PathBuf>> {
    let is_meant = pattern(&path.file_name()?.to_string_lossy()).filter(|_| !path.exists())?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let entries = std::fs::read_dir(folder.unwrap_or(Path::new("."))).ok().into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name()).filter(|name| is_meant(&name.to_string_lossy()));
    let mut found: Vec<PathBuf> = names.map(|name| path.with_file_name(name)).collect();
    found.sort();
    Some(found)
}

/// The files directly in `folder`, sorted by name; none if the folder is not there.
pub fn list(folder: &Path) -> Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let fail = |e: std::io::Error| Diagnostic::error(system::cannot_read(&e)).at(Place::file(display(folder)));
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        if path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_matching() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["総務課.xlsx", "市民課.XLSX", "施設課[1].xlsx", "施設課1.xlsx", ".隠し.xlsx", "メモ.txt"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        let found = |pattern: &str| {
            let names = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
            matching(&folder.path().join(pattern)).map(|found| found.iter().map(names).collect::<Vec<_>>())
        };
        assert_eq!(found("*.xlsx").unwrap(), ["市民課.XLSX", "施設課1.xlsx", "施設課[1].xlsx", "総務課.xlsx"]);
        assert_eq!(found("**.xlsx"), found("*.xlsx"));
        assert_eq!(found("??課.xlsx").unwrap(), ["市民課.XLSX", "総務課.xlsx"]);
        assert_eq!(found("施設課[1]*").unwrap(), ["施設課[1].xlsx"]);
        assert_eq!(found("*.ods").unwrap(), [""; 0]);
        assert_eq!(matching(&folder.path().join("ない/*.xlsx")), Some(Vec::new()));
        for name in ["総務課.xlsx", "施設課[1].xlsx", "ない[1].xlsx", ""] {
            assert_eq!(found(name), None, "{name}");
        }
    }
}
