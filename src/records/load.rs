//! Load: which file holds the records, and from its bytes to tables of text, whatever the format.

use unicode_normalization::UnicodeNormalization as _;

use crate::meeting::{Meeting, names};
use crate::read::files::Store;
use crate::read::table::Table;
use crate::read::workbook::Format;
use crate::read::{files, json, separated, workbook};
use crate::records::office::{self, Records};
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::toml_text;
use crate::say::words::{self, Message};

/// Names under which the records are looked for when the meeting does not name a file.
const DEFAULTS: &[&str] = &["opinions.csv", "opinions.xlsx", "opinions.json"];
/// Endings of the files that may hold an office's table.
pub const ENDINGS: &[&str] = &[".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv"];
/// Files beside the records that are the program's own.
const OWN: &[&str] = &["responses.csv", "decisions.csv", "ids.csv", NUMBERS];
/// What the name of a copy with other numbers ends in.
const RENUMBERED: &str = "_番号の付け直し";
/// The list of numbers that somebody is to change by hand.
pub const NUMBERS: &str = "番号の付け直し.csv";

/// What a copy of the office's workbook with other numbers is called.
pub fn renumbered_name(records: &str) -> String {
    let (stem, ending) = records.rsplit_once('.').unwrap_or((records, "xlsx"));
    format!("{stem}{RENUMBERED}.{ending}")
}

/// Whether a name is that of a file which the program keeps beside the records.
pub fn is_own(name: &str) -> bool {
    OWN.iter().any(|own| names::folded(own) == names::folded(name))
}

/// The name of the file that holds the meeting's records.
pub fn name(meeting: &Meeting, store: &dyn Store) -> Result<String> {
    let shown = |name: &str| files::display(&store.folder().join(name));
    let missing = |name: &str| Diagnostic::error(words::no_records()).at(Place::file(shown(name)));
    if let Some(name) = &meeting.records.file {
        if !store.holds(name) {
            let hint = match look_alike(name, store)? {
                Some(other) => words::look_alike(other),
                None => there(&tables(store)?),
            };
            return Err(Diagnostic::error(words::records_missing(name)).at(Place::file(shown(name))).hint(hint).into());
        }
        return Ok(name.clone());
    }
    let mut found: Vec<String> = DEFAULTS.iter().filter(|name| store.holds(name)).map(|name| (*name).to_owned()).collect();
    if found.is_empty() {
        found = tables(store)?;
        found.retain(|name| meeting.head.older.as_ref() != Some(name));
        // A copy beside its original is taken by nobody who does not name it.
        let copies: Vec<String> = found.iter().map(|name| renumbered_name(name)).collect();
        found.retain(|name| !copies.contains(name));
    }
    match found.as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(missing(DEFAULTS[0]).hint(words::no_records_hint()).into()),
        [first, second, ..] => Err(Diagnostic::error(words::two_record_files(shown(first), shown(second)))
            .at(Place::file(shown(crate::meeting::FILE)))
            .hint(words::two_record_files_hint(first))
            .into()),
    }
}

/// Which tables lie in the folder, and the line that names one.
fn there(tables: &[String]) -> Message {
    match tables.first() {
        Some(first) => words::records_missing_hint(tables.join("、"), toml_text(first)).by(format!("records.file={}", toml_text(first))),
        None => words::no_records_hint(),
    }
}

/// The files in the folder that may hold an office's table, by name.
pub fn tables(store: &dyn Store) -> Result<Vec<String>> {
    // A spreadsheet program that has a file open keeps a second one beside it.
    let is_left = |name: &String| is_table(name) && !is_own(name) && !name.starts_with(['~', '.']);
    Ok(store.list("")?.into_iter().filter(is_left).collect())
}

/// Whether a file may hold an office's table, by its name.
pub fn is_table(name: &str) -> bool {
    let lower = name.to_lowercase();
    ENDINGS.iter().any(|ending| lower.ends_with(ending))
}

/// The name under which a copy of an office's table is kept, if `name` may be that of one: a text with tabs is called so.
pub fn copied_name(name: &str) -> Option<String> {
    const TEXT: &str = ".txt";
    let stem = name.len().checked_sub(TEXT.len()).and_then(|end| name.split_at_checked(end));
    match stem {
        Some((stem, ending)) if ending.eq_ignore_ascii_case(TEXT) => Some(format!("{stem}.tsv")),
        _ => is_table(name).then(|| name.to_owned()),
    }
}

/// A file beside `name` whose name differs only in how its characters are composed, as names do that come from a Mac.
fn look_alike(name: &str, store: &dyn Store) -> Result<Option<String>> {
    let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
    Ok(store.list(folder)?.into_iter().find(|other| other.nfc().eq(file.nfc())))
}

/// Reads the records from the bytes of `file`; the format follows from the bytes and the name.
pub fn records(meeting: &Meeting, file: &str, bytes: &[u8], warnings: &mut Diagnostics) -> Result<Records> {
    let mut findings = Diagnostics::default();
    let records = if extension(file) == "json" && !bytes.starts_with(b"PK") {
        let table = json::table(file, bytes)?;
        if table.rows.len() > office::RECORD_LIMIT {
            return Err(Diagnostic::error(words::too_many_records(table.rows.len(), office::RECORD_LIMIT)).at(Place::file(file)).into());
        }
        office::of_table(meeting, table, &mut findings)
    } else {
        let book = workbook::book(file, bytes)?;
        let encoding = separated::guessed(bytes).filter(|_| book.format == Format::Csv);
        // Spreadsheet programs in Japan write it.
        let is_usual = encoding == Some(separated::USUAL);
        if let Some(encoding) = encoding.filter(|_| !is_usual) {
            findings.push(Diagnostic::guess(words::encoding_taken(encoding)).at(Place::file(file)).hint(words::encoding_taken_hint()));
        }
        let mut records = office::records(meeting, &book, &mut findings)?;
        if is_usual {
            let told = |said| Message::both(said, |said| words::records_read_as(said, separated::USUAL));
            records.said = records.said.map(told);
        }
        records
    };
    // What follows from the columns is checked along with the rows.
    warnings.0.extend(findings.0);
    Ok(records)
}

fn extension(file: &str) -> String {
    file.rsplit('.').next().unwrap_or_default().to_lowercase()
}

/// Reads a table that the program itself keeps, such as the responses.
pub fn table(file: &str, bytes: &[u8], warnings: &mut Diagnostics) -> Result<Table> {
    if extension(file) == "json" { json::table(file, bytes) } else { separated::table(file, bytes, warnings) }
}
