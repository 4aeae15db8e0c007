//! Import: from a printed or pasted table to records and the meeting file beside them.
//!
//! `grid` makes rows of cells of whatever a spreadsheet, a browser or a file gives. A table with a column of opinions is a
//! `list`, an opinion to a row with any columns beside it. Sources side by side are a matrix, told line by line:
//!
//! Every line is understood or is an error, and every text lands in one record. `read` tells what
//! each line is, `sources` what the headings make of the columns. A row that contradicts them is
//! put right by `repair` only where one reading remains, and each such decision is reported as a
//! guess; every other row stays exactly as it is. `write` words the two files.

mod grid;
mod list;
pub(super) mod names;
mod read;
mod repair;
mod sources;
#[cfg(test)]
mod tests;
pub(super) mod write;

use std::path::Path;

use ecow::EcoString;

use crate::meeting::Meeting;
use crate::records::ids;
use crate::records::number::Number;
use crate::records::placed::Placed;
use crate::records::record::Opinion;
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::words;
use grid::Grid;
use read::Printed;
use sources::Source;

/// Index of the column of the categories; the first source is the column after it.
const CATEGORY: usize = 1;

/// What the text cannot say.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub title: Option<String>,
    /// `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Must agree with the text if the text has a label, too.
    pub label: Option<String>,
    /// What the columns that name a city or a person are called, where the text leaves them unnamed.
    pub attribution: Option<String>,
}

impl Facts {
    fn has_wrong_date(&self) -> bool {
        let is_date = |date: &String| date.parse::<toml::value::Datetime>().is_ok_and(|date| date.date.is_some() && date.time.is_none());
        self.date.as_ref().is_some_and(|date| !is_date(date))
    }
}

/// The records of a table, and the meeting file that makes papers of them.
#[derive(Debug, Clone)]
pub struct Imported {
    pub meeting_toml: String,
    /// UTF-8 with a byte order mark; lines end in LF.
    pub opinions_csv: String,
    /// Numbered rows of the table.
    pub rows: usize,
    /// Headings of the sections, with their numbers.
    pub sections: Vec<String>,
    /// Headings of the sources.
    pub sources: Vec<String>,
    /// In printed order: by section, number and source. Places are those of the text.
    pub opinions: Vec<Opinion>,
}

/// Turns the text of a table into records; `file` is what the findings call it.
pub fn import(file: &str, text: &str, facts: &Facts, warnings: &mut Diagnostics) -> Result<Imported> {
    let (mut findings, mut said) = (Diagnostics::default(), Diagnostics::default());
    let mut grid = Grid::read(file, text, &mut findings);
    let places = std::mem::take(&mut grid.places);
    let place = |place: &mut Place| {
        let known = place.line.and_then(|line| places.get(line - 1)).cloned();
        *place = known.map_or(place.clone(), |known| Place { line: known.line, sheet: known.sheet, ..place.clone() });
    };
    let finding = |finding: &mut Diagnostic| finding.place.iter_mut().for_each(place);
    let mut imported = table(file, text, facts, (grid, findings), &mut said);
    match &mut imported {
        Ok(imported) => imported.opinions.iter_mut().for_each(|opinion| place(&mut opinion.place)),
        Err(errors) => errors.0.iter_mut().for_each(finding),
    }
    said.0.iter_mut().for_each(finding);
    warnings.0.extend(said.0);
    imported
}

/// Turns rows of cells into records.
fn table(
    file: &str,
    text: &str,
    facts: &Facts,
    (mut grid, mut findings): (Grid, Diagnostics),
    warnings: &mut Diagnostics,
) -> Result<Imported> {
    if let Some(header) = list::header(&grid) {
        list::join_headings(&mut grid, header);
    }
    if let Some(lines) = grid.is_broken() {
        return Err(Diagnostic::error(words::import_broken(lines)).at(Place::file(file)).hint(words::import_broken_hint()).into());
    }
    match list::header(&grid) {
        Some(header) if !list::is_matrix(&grid, header) => return list::import(file, &grid, header, facts, findings, warnings),
        None if grid.is_certain && findings.has_errors() => return Err(findings),
        None if grid.is_certain => {
            let nested = Some(words::import_nested_hint()).filter(|_| grid.is_nested);
            return Err(nested.into_iter().fold(no_header(file), Diagnostic::hint).into());
        }
        // The lines of a matrix are read one by one, quotes and all.
        _ => findings.0.clear(),
    }
    let mut table = Printed::read(file, text, &mut findings);
    let Some(header) = &table.header else { return Err(no_header(file).into()) };
    check_facts(&table, facts, &mut findings);
    let sources = sources::sources(&table, header, &mut findings);
    if sources.is_empty() {
        return Err(findings);
    }
    repair::move_back(&mut table, &sources, &mut findings);
    repair::find_categories(&mut table, &mut findings);
    repair::inherit_categories(&mut table, &mut findings);
    let mut opinions = opinions(&table, &sources, &mut findings);
    findings.0.sort_by_key(|d| d.place.as_ref().and_then(|p| p.line));
    if findings.has_errors() {
        return Err(findings);
    }
    let meeting_toml = write::meeting_toml(&table, &sources, facts);
    // Whoever has no date yet finds an example in the file, behind a `#`; here it may count.
    let meeting = Meeting::parse(&meeting_toml.replacen("\n# date", "\ndate", 1), Path::new("")).map_err(|mut errors| {
        errors.0.iter_mut().for_each(|d| d.place = Some(Place::file(file)));
        errors
    })?;
    ids::assign(&meeting, &[], &mut opinions, &mut Diagnostics::ignored("no identifier is kept yet"));
    // Says now what a build would say about empty sections and missing numbers.
    Placed::new(&meeting, opinions.clone(), &mut findings);
    let imported = Imported {
        meeting_toml,
        opinions_csv: write::opinions_csv(&opinions, &sources)?,
        rows: table.rows.len(),
        sections: (0..table.titles.len()).map(|i| meeting.section_heading(i)).collect(),
        sources: sources.iter().map(|source| source.heading.to_owned()).collect(),
        opinions,
    };
    findings.finish(imported, warnings)
}

fn no_header(file: &str) -> Diagnostic {
    Diagnostic::error(words::import_no_header()).at(Place::file(file)).hint(words::import_no_header_hint())
}

/// Reports where the facts contradict the text, and what neither of them says.
fn check_facts(table: &Printed, facts: &Facts, findings: &mut Diagnostics) {
    let mut error = |message| findings.push(Diagnostic::error(message).at(Place::file(table.file)));
    if let (Some(given), Some(printed)) = (&facts.label, table.label)
        && given != printed
    {
        error(words::import_label_differs(given, printed));
    }
    if facts.has_wrong_date() {
        error(words::no_date());
    }
    if write::title(table, facts).trim().is_empty() {
        findings.push(Diagnostic::error(words::import_no_title()).at(Place::file(table.file)).hint(words::import_no_title_hint()));
    }
}

/// One opinion for each text in the column of a source.
fn opinions(table: &Printed, sources: &[Source], findings: &mut Diagnostics) -> Vec<Opinion> {
    let mut opinions = Vec::new();
    for row in &table.rows {
        let place = Place::line(table.file, row.line);
        let before = opinions.len();
        for (index, source) in sources.iter().enumerate() {
            let attribution = if source.attribution.is_some() { row.cells[source.column + 1] } else { "" };
            if row.fills(source.column) {
                opinions.push(Opinion {
                    id: EcoString::new(),
                    section: row.section,
                    category: row.cells[CATEGORY].into(),
                    no: Some(Number::plain(row.no)),
                    subcategory: EcoString::new(),
                    source: index,
                    text: row.cells[source.column].into(),
                    attribution: attribution.into(),
                    fields: Vec::new(),
                    place: place.clone(),
                    sheet_row: None,
                });
            } else if !attribution.is_empty() {
                findings.push(Diagnostic::error(words::import_attribution_alone(attribution, source.heading)).at(place.clone()));
            }
        }
        if opinions.len() == before {
            findings.push(Diagnostic::warning(words::import_empty_row(row.no)).at(place));
        }
    }
    if opinions.is_empty() && !findings.has_errors() {
        findings.push(Diagnostic::error(words::no_rows()).at(Place::file(table.file)));
    }
    opinions
}
