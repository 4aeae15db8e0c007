//! Load: from the bytes of the records' file to a table of text, whatever the format.

use unicode_normalization::UnicodeNormalization as _;

use crate::meeting::Meeting;
use crate::read::files::Store;
use crate::read::table::Table;
use crate::read::{files, json, separated};
use crate::records::sheet;
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::words;

/// Names under which the records are looked for when the meeting does not name a file.
const DEFAULTS: &[&str] = &["opinions.csv", "opinions.xlsx", "opinions.json"];

/// Most records that are read. The largest consultation seen had 548; this is room, not a target.
pub const RECORD_LIMIT: usize = 100_000;

/// The name of the file that holds the meeting's records.
pub fn name(meeting: &Meeting, store: &dyn Store) -> Result<String> {
    let shown = |name: &str| files::display(&store.folder().join(name));
    let missing = |name: &str| Diagnostic::error(words::no_records()).at(Place::file(shown(name)));
    if let Some(name) = &meeting.head.records {
        if !store.holds(name) {
            let hint = look_alike(name, store)?.map_or_else(words::no_records_hint, words::look_alike);
            return Err(missing(name).hint(hint).into());
        }
        return Ok(name.clone());
    }
    let found: Vec<&str> = DEFAULTS.iter().copied().filter(|name| store.holds(name)).collect();
    match found.as_slice() {
        [one] => Ok((*one).to_owned()),
        [] => Err(missing(DEFAULTS[0]).hint(words::no_records_hint()).into()),
        [first, second, ..] => {
            Err(Diagnostic::error(words::two_record_files(shown(first), shown(second))).hint(words::two_record_files_hint()).into())
        }
    }
}

/// A file beside `name` whose name differs only in how its characters are composed, as names do that come from a Mac.
fn look_alike(name: &str, store: &dyn Store) -> Result<Option<String>> {
    let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
    Ok(store.list(folder)?.into_iter().find(|other| other.nfc().eq(file.nfc())))
}

/// Reads the table of records from the bytes of `file`; the format follows from the bytes and the name.
pub fn table(file: &str, bytes: &[u8], warnings: &mut Diagnostics) -> Result<Table> {
    let extension = file.rsplit('.').next().unwrap_or_default().to_lowercase();
    let table = if bytes.starts_with(b"PK") {
        sheet::table(file, bytes, warnings)?
    } else if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(Diagnostic::error(words::old_workbook()).at(Place::file(file)).hint(words::save_as_xlsx()).into());
    } else {
        match extension.as_str() {
            "json" => json::table(file, bytes)?,
            "csv" | "tsv" | "txt" => separated::table(file, bytes, warnings)?,
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
