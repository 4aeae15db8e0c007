//! Load: from the bytes of the records' file to a table of text, whatever the format.

pub mod csv;
mod json;
mod xlsx;

use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization as _;

use crate::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::meeting::Meeting;
use crate::record::Table;
use crate::{fs, words};

/// Names under which the records are looked for when the meeting does not name a file.
const DEFAULTS: &[&str] = &["opinions.csv", "opinions.xlsx", "opinions.json"];

/// Most records that are read. The largest consultation seen had 548; this is room, not a target.
pub const RECORD_LIMIT: usize = 100_000;

/// The file that holds the meeting's records.
pub fn path(meeting: &Meeting) -> Result<PathBuf> {
    let missing = |path: &Path| Diagnostic::error(words::no_records()).at(Place::file(fs::display(path)));
    if let Some(name) = &meeting.head.records {
        let path = meeting.folder.join(name);
        if !path.exists() {
            let hint = look_alike(&path)?.map_or_else(words::no_records_hint, words::look_alike);
            return Err(missing(&path).hint(hint).into());
        }
        return fs::must_be_file(&path).map(|()| path);
    }
    let found: Vec<PathBuf> = DEFAULTS.iter().map(|name| meeting.folder.join(name)).filter(|path| path.exists()).collect();
    match found.as_slice() {
        [one] => fs::must_be_file(one).map(|()| one.clone()),
        [] => Err(missing(&meeting.folder.join(DEFAULTS[0])).hint(words::no_records_hint()).into()),
        [first, second, ..] => Err(Diagnostic::error(words::two_record_files(fs::display(first), fs::display(second)))
            .hint(words::two_record_files_hint())
            .into()),
    }
}

/// A file beside `path` whose name differs only in how its characters are composed, as names do that come from a Mac.
fn look_alike(path: &Path) -> Result<Option<String>> {
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let folder = path.parent().unwrap_or(Path::new(""));
    Ok(fs::list(folder)?.iter().map(|other| name(other)).find(|other| other.nfc().eq(name(path).nfc())))
}

/// Reads the table of records from the bytes of `file`; the format follows from the bytes and the name.
pub fn table(file: &str, bytes: &[u8], warnings: &mut Diagnostics) -> Result<Table> {
    let extension = file.rsplit('.').next().unwrap_or_default().to_lowercase();
    let table = if bytes.starts_with(b"PK") {
        xlsx::table(file, bytes, warnings)?
    } else if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(Diagnostic::error(words::old_workbook()).at(Place::file(file)).hint(words::save_as_xlsx()).into());
    } else {
        match extension.as_str() {
            "json" => json::table(file, bytes)?,
            "csv" | "tsv" | "txt" => csv::table(file, bytes, warnings)?,
            "xlsx" | "xlsm" => {
                return Err(Diagnostic::error(words::not_a_workbook()).at(Place::file(file)).hint(words::save_as_xlsx()).into());
            }
            _ => {
                return Err(Diagnostic::error(words::unknown_format(&extension)).at(Place::file(file)).hint(words::known_formats()).into());
            }
        }
    };
    if table.rows.len() > RECORD_LIMIT {
        return Err(Diagnostic::error(words::too_many_records(table.rows.len(), RECORD_LIMIT)).at(Place::file(file)).into());
    }
    Ok(table)
}
