//! Dropped: files that were dropped and are kept in a folder of the meeting.

use std::path::Path;

use crate::read::files;
use crate::say::diag::Result;

/// Their names, in order; those that a spreadsheet program keeps for itself are left out.
pub fn dropped(folder: &Path, below: &str) -> Result<Vec<String>> {
    let paths = files::list(&folder.join(below))?;
    let names = paths.iter().filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()));
    let mut names: Vec<String> = names.filter(|name| !name.starts_with(['.', '~'])).collect();
    names.sort();
    Ok(names)
}
