//! Reading files, so that every failure names its path. Writing is [`crate::output`]'s alone.

use std::path::{Path, PathBuf};

use crate::diag::{Diagnostic, Place, Result};
use crate::words;

/// Largest input file that is read, in bytes. An opinion table of 10,000 rows is a few megabytes.
pub const INPUT_LIMIT: u64 = 64 << 20;

/// A path as people write it: `/` between the parts on every system.
pub fn display(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// Reads a whole file of at most [`INPUT_LIMIT`] bytes.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    let fail = |cause: &dyn std::fmt::Display| Diagnostic::error(words::cannot_read(cause)).at(Place::file(display(path)));
    let size = std::fs::metadata(path).map_err(|e| fail(&e))?.len();
    if size > INPUT_LIMIT {
        return Err(Diagnostic::error(words::file_too_large(size >> 20, INPUT_LIMIT >> 20)).at(Place::file(display(path))).into());
    }
    Ok(std::fs::read(path).map_err(|e| fail(&e))?)
}

/// Reads a whole UTF-8 file; a byte order mark at its start is dropped.
pub fn read_text(path: &Path) -> Result<String> {
    text(&display(path), &read(path)?)
}

/// The UTF-8 text of a file that was read; a byte order mark at its start is dropped.
pub fn text(file: &str, bytes: &[u8]) -> Result<String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).to_vec();
    String::from_utf8(bytes).map_err(|e| {
        let line = 1 + e.as_bytes()[..e.utf8_error().valid_up_to()].iter().filter(|b| **b == b'\n').count();
        Diagnostic::error(words::not_utf8()).at(Place::line(file, line)).into()
    })
}

/// The files directly in `folder`, sorted by name; none if the folder is not there.
pub fn list(folder: &Path) -> Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let fail = |e: std::io::Error| Diagnostic::error(words::cannot_read(e)).at(Place::file(display(folder)));
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
