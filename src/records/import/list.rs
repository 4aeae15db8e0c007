//! Import of a list: an opinion to a row, with any columns beside it, in sections or not.
//!
//! Every row is an opinion, a heading, a title or is named as left out. What is decided here and not said by the table
//! (a category carried down, a row that goes on from the page before) is reported as a guess.

mod header;
mod rows;
mod written;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use unicode_normalization::UnicodeNormalization as _;

use super::grid::Grid;
use super::{Facts, Imported};
use crate::meeting::Meeting;
use crate::meeting::day::EXAMPLE as EXAMPLE_DATE;
use crate::meeting::headings::Column;
use crate::read::web::Line;
use crate::records::ids;
use crate::records::meeting_toml::plain;
use crate::records::number::Number;
use crate::records::placed::Placed;
use crate::records::record::Opinion;
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::words;
use header::{field, headings};
pub use header::{header, is_matrix, join_headings};
use rows::rows;
use written::{meeting_toml, opinions_csv};

/// The one filled cell of a row that has no other.
fn single(line: &Line) -> Option<&str> {
    let mut filled = line.cells.iter().map(|cell| cell.trim()).filter(|cell| !plain(cell).is_empty());
    filled.next().filter(|_| filled.next().is_none())
}

/// A column of the table.
struct Heading {
    /// Where it stands.
    index: usize,
    /// As it is printed, in one line.
    printed: String,
    role: Role,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Role {
    Known(Column),
    Field { key: String, heading: String },
}

/// A row that is an opinion.
struct Row {
    line: usize,
    /// Index in the sections, if there are some.
    section: usize,
    /// By the index of the heading.
    cells: Vec<String>,
}

/// A table as it was understood.
struct Listed<'a> {
    file: &'a str,
    title: Option<String>,
    label: Option<String>,
    style: Option<String>,
    sections: Vec<String>,
    headings: Vec<Heading>,
    rows: Vec<Row>,
}

impl Listed<'_> {
    fn position(&self, column: Column) -> Option<usize> {
        self.headings.iter().position(|heading| heading.role == Role::Known(column))
    }

    fn fields(&self) -> impl Iterator<Item = (usize, &str, &str)> {
        self.headings.iter().enumerate().filter_map(|(index, heading)| match &heading.role {
            Role::Field { key, heading } => Some((index, key.as_str(), heading.as_str())),
            Role::Known(_) => None,
        })
    }
}

/// Turns a list into records and a meeting.
pub fn import(
    file: &str,
    grid: &Grid,
    header: usize,
    facts: &Facts,
    mut findings: Diagnostics,
    warnings: &mut Diagnostics,
) -> Result<Imported> {
    if facts.has_wrong_date() {
        findings.push(Diagnostic::error(words::no_date()).at(Place::file(file)));
    }
    let mut listed = Listed {
        file,
        title: None,
        label: None,
        style: None,
        sections: Vec::new(),
        headings: headings(file, grid, header, &mut findings),
        rows: Vec::new(),
    };
    rows(&mut listed, grid, header, &mut findings);
    replaced_title(&listed, grid, facts, &mut findings);
    if let (Some(given), Some(printed)) = (&facts.label, &listed.label)
        && given != printed
    {
        findings.push(Diagnostic::error(words::import_label_differs(given, printed)).at(Place::file(file)));
    }
    if listed.rows.is_empty() && !findings.has_errors() {
        findings.push(Diagnostic::error(words::no_rows()).at(Place::line(file, grid.lines[header].number)));
    }
    if findings.has_errors() {
        return Err(findings);
    }
    let through = numbers(&mut listed, &mut findings);
    let sources = sources(&mut listed, &mut findings);
    if findings.has_errors() {
        return Err(findings);
    }
    if facts.date.is_none() {
        findings.push(Diagnostic::warning(words::import_no_date(EXAMPLE_DATE)).at(Place::file(file)).hint(words::import_no_date_hint()));
    }
    let meeting_toml = meeting_toml(&listed, &sources, through, facts);
    let meeting = Meeting::parse(&meeting_toml, Path::new("")).map_err(|mut errors| {
        errors.0.iter_mut().for_each(|d| d.place = Some(Place::file(file)));
        errors
    })?;
    let mut opinions = opinions(&listed, &sources);
    ids::assign(&meeting, &[], &mut opinions, &mut Diagnostics::ignored("no identifier is kept yet"));
    Placed::new(&meeting, opinions.clone(), &mut findings);
    let imported = Imported {
        meeting_toml,
        opinions_csv: opinions_csv(&listed, &sources, &opinions)?,
        rows: listed.rows.len(),
        sections: (0..listed.sections.len()).map(|index| meeting.section_heading(index)).collect(),
        sources,
        opinions,
    };
    findings.finish(imported, warnings)
}

/// Says that a title of the text is not the one that was given.
fn replaced_title(listed: &Listed, grid: &Grid, facts: &Facts, findings: &mut Diagnostics) {
    let (Some(given), Some(printed)) = (&facts.title, &listed.title) else { return };
    if plain(given) == *printed {
        return;
    }
    let line = grid.lines.iter().find(|line| single(line).is_some_and(|text| plain(text) == *printed));
    let place = line.map_or(Place::file(listed.file), |line| Place::line(listed.file, line.number));
    findings.push(Diagnostic::note(words::import_title_given(printed)).at(place));
}

/// The number that a cell gives, as people write it: 1, １, No.1, 1., (1), 2の2.
fn number(cell: &str) -> Option<Number> {
    let plain: String = cell.trim().nfkc().collect();
    let plain = ["No", "NO", "no"].iter().find_map(|word| plain.strip_prefix(word)).unwrap_or(&plain).trim_start_matches(['.', '(', '第']);
    let plain = plain.trim_end_matches(['.', ')', '、', ',', '番', '号']).trim();
    Number::printed(plain).filter(|number| number.main() > 0)
}

/// Makes the numbers such that they keep the order of the rows. Where the printed ones do not, they become a field and the
/// rows are counted. Returns whether they run through all sections.
fn numbers(listed: &mut Listed, findings: &mut Diagnostics) -> bool {
    let count = |listed: &mut Listed, at: usize| {
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        for row in &mut listed.rows {
            let count = counts.entry(row.section).or_default();
            *count += 1;
            row.cells[at] = count.to_string();
        }
    };
    let Some(at) = listed.position(Column::No) else {
        listed.headings.push(Heading { index: usize::MAX, printed: String::new(), role: Role::Known(Column::No) });
        listed.rows.iter_mut().for_each(|row| row.cells.push(String::new()));
        count(listed, listed.headings.len() - 1);
        return false;
    };
    let given: Vec<Option<Number>> = listed.rows.iter().map(|row| number(&row.cells[at])).collect();
    let all: Option<Vec<&Number>> = given.iter().map(Option::as_ref).collect();
    let ascends = |apart: bool| {
        let pairs = listed.rows.windows(2).zip(given.windows(2));
        pairs.clone().all(|(rows, numbers)| apart && rows[0].section != rows[1].section || numbers[0] < numbers[1])
            // A section that comes back must go on.
            && (!apart || listed.rows.windows(2).all(|rows| rows[0].section <= rows[1].section))
    };
    if all.is_some() && ascends(true) {
        let through = listed.sections.len() > 1 && ascends(false);
        listed.rows.iter_mut().zip(given).for_each(|(row, number)| row.cells[at] = number.map(|number| number.text).unwrap_or_default());
        return through;
    }
    let blank = listed.rows.iter().all(|row| row.cells[at].is_empty());
    if !blank {
        findings.push(Diagnostic::guess(words::import_numbers_kept(&listed.headings[at].printed)).at(Place::file(listed.file)));
    }
    let printed = listed.headings[at].printed.clone();
    let index = listed.headings[at].index;
    listed.headings[at].role = field("number", index, &printed, &listed.headings[..at]);
    listed.headings.push(Heading { index: usize::MAX, printed: String::new(), role: Role::Known(Column::No) });
    listed.rows.iter_mut().for_each(|row| row.cells.push(String::new()));
    count(listed, listed.headings.len() - 1);
    false
}

/// The sources by name, if the table names them.
fn sources(listed: &mut Listed, findings: &mut Diagnostics) -> Vec<String> {
    let Some(at) = listed.position(Column::Source) else { return Vec::new() };
    let mut names: Vec<String> = Vec::new();
    for row in &mut listed.rows {
        let name = plain(&row.cells[at]);
        if name.is_empty() {
            findings.push(Diagnostic::error(words::import_no_source(&listed.headings[at].printed)).at(Place::line(listed.file, row.line)));
        }
        if !names.contains(&name) {
            names.push(name.clone());
        }
        row.cells[at] = name;
    }
    names
}

fn opinions(listed: &Listed, sources: &[String]) -> Vec<Opinion> {
    let at = |column| listed.position(column);
    let said = |row: &Row, at: Option<usize>| at.map_or_else(String::new, |at| row.cells[at].clone());
    let ids = at(Column::Id).filter(|at| ids_hold(listed, *at));
    let opinion = |row: &Row| {
        let source = said(row, at(Column::Source));
        Opinion {
            id: said(row, ids).trim().into(),
            section: row.section,
            category: said(row, at(Column::Category)).trim().into(),
            subcategory: said(row, at(Column::Subcategory)).trim().into(),
            no: Number::parse(&said(row, at(Column::No))),
            source: sources.iter().position(|known| *known == source).unwrap_or(0),
            text: said(row, at(Column::Text)).into(),
            attribution: said(row, at(Column::Attribution)).into(),
            fields: listed.fields().map(|(index, ..)| (&row.cells[index]).into()).collect(),
            place: Place::line(listed.file, row.line),
            sheet_row: None,
        }
    };
    listed.rows.iter().map(opinion).collect()
}

/// Whether what stands in the column of identifiers can be such.
fn ids_hold(listed: &Listed, at: usize) -> bool {
    let mut seen = BTreeSet::new();
    listed.rows.iter().map(|row| row.cells[at].trim()).filter(|id| !id.is_empty()).all(|id| {
        id.chars().count() <= 64
            && id.chars().all(|c| !c.is_whitespace() && crate::read::character::fault(c, false).is_none())
            && seen.insert(id)
    })
}
