//! Tables: the tables of one worksheet: one, or one for each source that has a column of its own.

use ecow::{EcoString, eco_format};

use super::cells::start;
use super::find::declare;
use super::headed::Headed;
use super::{KnownTable, fill, rows};
use crate::meeting::headings::{Datum, fold};
use crate::meeting::{EmptyRows, Meeting, lexicon};
use crate::read::table::{Row, Table, cell_name};
use crate::read::workbook::Sheet;
use crate::say::diag::{Diagnostic, Diagnostics};
use crate::say::words;

/// The tables of a worksheet; `several` if there are others with tables. `is_text` if the file is one.
pub fn tables(headed: Headed, is_text: bool, several: bool, findings: &mut Diagnostics) -> Vec<KnownTable> {
    let entries = rows::rows(headed, is_text, findings);
    let mut known = fill::filled(&headed, entries, findings);
    section_of_sheet(&headed, several, &mut known);
    if headed.heading.opinions().next().is_some() {
        unsaid(&headed, &known, findings);
        ids_of_rows(&headed, &mut known, findings);
        return of_sources(&headed, &known);
    }
    source_of_sheet(&headed, several, &mut known, findings);
    vec![known]
}

/// Whether something is called as the worksheet is.
fn is_sheet(sheet: &Sheet, name: &str) -> bool {
    !name.is_empty() && fold(name) == fold(&sheet.name)
}

/// The worksheet may stand for a section.
fn section_of_sheet(Headed { meeting, sheet, .. }: &Headed, several: bool, known: &mut KnownTable) {
    let has_column = [Datum::Section, Datum::SectionTitle].into_iter().any(|column| known.column(column).is_some());
    let is_called = |index: &usize| is_sheet(sheet, &meeting.sections[*index].title) || is_sheet(sheet, &meeting.section_heading(*index));
    let section = (0..meeting.sections.len()).find(is_called);
    if let Some(index) = section.filter(|_| !has_column && (several || meeting.sections.len() > 1)) {
        let added = known.add(Datum::Section);
        known.table.rows.iter_mut().for_each(|row| row.cells.set(added, eco_format!("{}", index + 1)));
    }
}

/// The worksheet may stand for a source.
fn source_of_sheet(headed: &Headed, several: bool, known: &mut KnownTable, findings: &mut Diagnostics) {
    let Headed { meeting, sheet, heading, .. } = headed;
    let source = meeting.sources.iter().find(|source| is_sheet(sheet, &source.key) || is_sheet(sheet, &source.heading));
    let Some(source) = source.filter(|_| several || meeting.sources.len() > 1) else { return };
    if let Some(index) = known.column(Datum::Source) {
        if names_sources(meeting, known, index) {
            return;
        }
        // What stands there is some other kind, though its column is headed like one of sources.
        known.columns[index] = None;
        let name = known.table.headings[index].clone();
        let at = headed.in_cell(cell_name(heading.bottom + 1, heading.sheet_column(index))).heading(&name);
        let warning = Diagnostic::warning(words::column_unused(&name)).at(at);
        findings.push(warning.hint(declare(meeting, &name)).hint(words::column_unused_hint(&name)));
    }
    if known.column(Datum::Source).is_none() {
        let added = known.add(Datum::Source);
        let key = EcoString::from(&source.key);
        known.table.rows.iter_mut().for_each(|row| row.cells.set(added, key.clone()));
    }
}

/// The opinions of each source that has a column of its own.
fn of_sources(Headed { meeting, heading, place, .. }: &Headed, known: &KnownTable) -> Vec<KnownTable> {
    let opinions: Vec<(usize, usize)> = heading.opinions().collect();
    let table = |(position, (column, source)): (usize, &(usize, usize))| {
        let end = opinions.get(position + 1).map_or(usize::MAX, |next| next.0);
        let own = |index: usize| index > *column && index < end;
        let mut columns = known.columns.clone();
        for (index, meaning) in columns.iter_mut().enumerate() {
            if index == *column {
                *meaning = Some(Datum::Text);
            } else if *meaning == Some(Datum::Attribution) && !own(index) || *meaning == Some(Datum::Text) {
                *meaning = None;
            }
        }
        let mut table = KnownTable {
            table: Table { place: (*place).clone(), headings: known.table.headings.clone(), rows: Vec::new() },
            columns,
            width: known.width,
            head: known.head,
        };
        let added = table.add(Datum::Source);
        let key = EcoString::from(&meeting.sources[*source].key);
        let of_source = |row: &Row| {
            let mut row = row.clone();
            row.cells.set(added, key.clone());
            row
        };
        let rows = known.table.rows.iter().filter(|row| !row.cells[*column].trim().is_empty());
        table.table.rows = rows.map(of_source).collect();
        table
    };
    opinions.iter().enumerate().map(table).collect()
}

/// Where rows hold several opinions, an identifier is that of its row, and of none of them.
fn ids_of_rows(headed: &Headed, known: &mut KnownTable, findings: &mut Diagnostics) {
    let Some(index) = known.column(Datum::Id) else { return };
    let said = |row: &Row| headed.heading.opinions().filter(|(column, _)| !row.cells[*column].trim().is_empty()).count();
    if known.table.rows.iter().any(|row| said(row) > 1) {
        known.columns[index] = None;
        let name = &known.table.headings[index];
        findings.push(Diagnostic::guess(words::ids_of_rows(name)).at(headed.at_index(headed.heading.bottom, index)));
    }
}

/// Reports what stands in the rows of a table with sources side by side, and belongs to no opinion there.
fn unsaid(headed: &Headed, known: &KnownTable, findings: &mut Diagnostics) {
    let Headed { meeting, sheet, heading, .. } = headed;
    let opinions: Vec<(usize, usize)> = heading.opinions().collect();
    let is_empty = |row: &Row, index: usize| row.cells[index].trim().is_empty();
    for row in &known.table.rows {
        let at = row.sheet_row.unwrap_or(1) - 1;
        let in_cell = |index: usize| sheet.cells.get(&(at, heading.sheet_column(index))).map_or("", |cell| cell.text.trim());
        let mut is_said = true;
        for (position, (column, source)) in opinions.iter().enumerate() {
            let end = opinions.get(position + 1).map_or(known.width, |next| next.0);
            let beside =
                (column + 1..end).filter(|index| known.columns[*index] == Some(Datum::Attribution)).map(|index| (index, in_cell(index)));
            let named = beside.into_iter().find(|(_, name)| !name.is_empty() && !lexicon::is_ditto(name));
            if let Some((index, name)) = named.filter(|_| is_empty(row, *column) && in_cell(*column).is_empty()) {
                let error = Diagnostic::error(words::import_attribution_alone(start(name), &meeting.sources[*source].heading));
                findings.push(error.at(headed.at_index(at, index)).hint(words::attribution_alone_hint()));
                is_said = false;
            }
        }
        if is_said && opinions.iter().all(|(column, _)| is_empty(row, *column) && in_cell(*column).is_empty()) {
            let place = headed.at_index(at, opinions[0].0);
            findings.push(Diagnostic::warning(words::row_empty()).at(place).hint(words::row_without_opinion_hint()));
        }
    }
}

/// Whether a column names sources of the meeting and nothing else.
fn names_sources(meeting: &Meeting, known: &KnownTable, index: usize) -> bool {
    let is_source =
        |name: &str| meeting.sources.iter().any(|source| [&source.key, &source.heading].into_iter().any(|own| fold(own) == fold(name)));
    let said = || known.table.rows.iter().map(|row| &row.cells[index]).filter(|cell| !cell.trim().is_empty());
    said().next().is_some() && said().all(|cell| is_source(cell))
}

/// How many rows of a table are taken for opinions.
pub fn taken(meeting: &Meeting, known: &KnownTable) -> usize {
    let (rows, text) = (&known.table.rows, known.column(Datum::Text));
    let skipped = |text: usize| rows.iter().filter(|row| known.table.text(row, text).trim().is_empty()).count();
    let skips = meeting.records.empty == Some(EmptyRows::Skip);
    rows.len() - text.filter(|_| skips).map_or(0, skipped)
}
