//! List: the numbers that the office is to change in a file that the program does not rewrite, cell by cell.

use csv::Terminator;

use super::target::Target;
use crate::build::output::Artifact;
use crate::editions::compare::place;
use crate::meeting::Meeting;
use crate::meeting::headings::Datum;
use crate::read::separated::{self, Guards};
use crate::records::load;
use crate::records::mend::numbers::{self, Numbered};
use crate::records::placed::Placed;
use crate::records::record::Opinion;
use crate::say;
use crate::say::diag::{Place, Result};
use crate::say::words::{self, Message};

const HEADINGS: [&str; 7] = ["区分", "前の番号", "新しい番号", "シート", "セル", "行", "意見"];
/// Most characters of an opinion that are listed.
const SHOWN: usize = 30;

/// A number to write into a cell.
pub struct Entry<'a> {
    opinion: &'a Opinion,
    /// As it stands in the records: nothing if there is none.
    old: Option<&'a str>,
    new: u32,
    place: Place,
}

/// What is to be written into the records: the numbers that are others, and those that are missing.
pub fn entries<'a>(before: &'a Placed, target: &Target) -> Vec<Entry<'a>> {
    let entry = |opinion: &'a Opinion| {
        let new = target.new_of(opinion)?;
        let old = opinion.no.as_ref().filter(|no| !no.kept).map(|no| no.text.as_str());
        let has_column = opinion.place.columns.as_ref().is_some_and(|columns| columns.contains_key(Datum::No.heading()));
        let place = if has_column { opinion.place.clone().heading(Datum::No.heading()) } else { opinion.place.clone() };
        (old != Some(new.to_string().as_str())).then_some(Entry { opinion, old, new, place })
    };
    before.opinions.iter().filter_map(entry).collect()
}

/// The entries as lines for a person.
pub fn lines(meeting: &Meeting, entries: &[Entry]) -> Vec<Message> {
    let line = |entry: &Entry| {
        let shown = |no: &str| place(meeting, entry.opinion.section, no);
        let old = entry.old.map_or_else(|| "—".to_owned(), shown);
        words::renumber_cell(&entry.place, old, shown(&entry.new.to_string()), begins(entry.opinion))
    };
    entries.iter().map(line).collect()
}

/// A copy of the office's workbook with the new numbers in it; nothing where there is no column for them, or more would be lost
/// than a number.
pub fn copy(file: &str, bytes: &[u8], entries: &[Entry]) -> Option<Vec<u8>> {
    let numbered = |entry: &'_ Entry<'_>| {
        let columns = entry.opinion.place.columns.as_ref()?;
        columns.contains_key(Datum::No.heading()).then(|| Some((entry.place.sheet.clone()?, entry.place.cell.clone()?, entry.new)))?
    };
    let cells = entries.iter().map(numbered).collect::<Option<Vec<_>>>()?;
    let numbers: Vec<Numbered> = cells.iter().map(|(sheet, cell, number)| Numbered { sheet, cell, number: *number }).collect();
    numbers::numbered(file, bytes, &numbers)
}

/// The entries as a file beside the records.
pub fn artifact(meeting: &Meeting, entries: &[Entry]) -> Result<Artifact> {
    let row = |entry: &Entry| {
        let place = &entry.place;
        let line = place.line.map_or_else(String::new, |line| line.to_string());
        vec![
            meeting.section_heading(entry.opinion.section),
            entry.old.unwrap_or_default().to_owned(),
            entry.new.to_string(),
            place.sheet.clone().unwrap_or_default().into(),
            place.cell.clone().unwrap_or_default().into(),
            line,
            begins(entry.opinion),
        ]
    };
    let rows: Vec<Vec<String>> = entries.iter().map(row).collect();
    let bytes = separated::write(&HEADINGS, &rows, Guards::IfNeeded, Terminator::CRLF)?;
    Ok(Artifact { name: load::NUMBERS.to_owned(), bytes })
}

fn begins(opinion: &Opinion) -> String {
    say::line(&opinion.text, SHOWN)
}
