//! Parity of the workbooks: their cells, sheet by sheet.

use std::collections::{BTreeMap, BTreeSet};

use super::data;
use super::{Expected, Reading, Shown, compare, matrix as expected_matrix, matrix_columns, same};
use crate::meeting::Meeting;
use crate::meeting::headings::Column;
use crate::meeting::identity;
use crate::read::table::cell_name;
use crate::read::workbook::{Area, Kind, Sheet, book};
use crate::records::record::Opinion;
use crate::say::diag::{Diagnostic, Place, Result};
use crate::say::words;

const PRINT_SHEET: &str = "印刷用";
const DATA_SHEET: &str = "データ";
/// Row of the print sheet's headings; that of the title is the first.
const PRINT_HEAD: u32 = 2;

/// Compares both sheets of the workbook of the matrix.
pub(super) fn matrix(meeting: &Meeting, opinions: &[(u32, &Opinion)], file: &str, bytes: &[u8]) -> Result<usize> {
    let book = book(file, bytes)?;
    let print = Cells::new(file, &book.sheets, PRINT_SHEET)?;
    same(&meeting.head.title, print.text(0, 0), "title", print.place(0, 0))?;
    let label = print.row(0).find(|column| *column > 0);
    let at = label.unwrap_or(1);
    same(&meeting.head.label, print.text(0, at), "label", print.place(0, at))?;
    let printed = compare(&expected_matrix(meeting, opinions, str::to_owned), &print.printed(meeting)?)?;
    let listed = compare(&data::expected(meeting, opinions), &Cells::new(file, &book.sheets, DATA_SHEET)?.table(0)?)?;
    Ok(2 + printed + listed)
}

/// Compares the answer sheet of an inquiry, and the sheet of long texts if there is one.
pub(super) fn inquiry(meeting: &Meeting, asked: &[(u32, &Opinion)], file: &str, bytes: &[u8]) -> Result<usize> {
    let book = book(file, bytes)?;
    let answers = Cells::new(file, &book.sheets, identity::ANSWER_SHEET)?;
    let head = answers.rows().find(|row| answers.text(*row, 0) == identity::ID_HEADING).unwrap_or(0);
    let mut reading = answers.table(head)?;
    let long = take_column(&mut reading, identity::FULL_HEADING);
    let cells = compare(&asked_for(meeting, asked, &reading.columns), &reading)?;
    let marked: Vec<_> = asked.iter().zip(&long).filter(|(_, mark)| !mark.is_empty()).map(|(opinion, _)| *opinion).collect();
    if marked.is_empty() && !book.sheets.iter().any(|sheet| sheet.name == identity::FULL_SHEET) {
        return Ok(cells);
    }
    let full = Cells::new(file, &book.sheets, identity::FULL_SHEET)?.full()?;
    let columns = [Column::SectionTitle, Column::No, Column::Text].map(|column| column.heading().to_owned()).to_vec();
    let row = |(no, opinion): &(u32, &Opinion)| {
        (opinion.id.clone(), vec![meeting.section_heading(opinion.section), no.to_string(), opinion.text.clone()])
    };
    Ok(cells + compare(&Expected { columns, rows: marked.iter().map(row).collect() }, &full)?)
}

/// What an answer sheet must show. A column may be left out where it would say the same of every opinion.
fn asked_for(meeting: &Meeting, asked: &[(u32, &Opinion)], shown: &[String]) -> Expected {
    let by = meeting.sources.iter().find_map(|source| source.attribution.as_deref()).unwrap_or(Column::Attribution.heading());
    let look = &meeting.look;
    let columns: Vec<(&str, Vec<String>)> = vec![
        (identity::ID_HEADING, asked.iter().map(|(_, opinion)| opinion.id.clone()).collect()),
        (Column::SectionTitle.heading(), asked.iter().map(|(_, opinion)| meeting.section_heading(opinion.section)).collect()),
        (&look.category_heading, asked.iter().map(|(_, opinion)| opinion.category.clone()).collect()),
        (&look.no_heading, asked.iter().map(|(no, _)| no.to_string()).collect()),
        (Column::Source.heading(), asked.iter().map(|(_, opinion)| meeting.sources[opinion.source].heading.clone()).collect()),
        (Column::Text.heading(), asked.iter().map(|(_, opinion)| opinion.text.clone()).collect()),
        (by, asked.iter().map(|(_, opinion)| opinion.attribution.clone()).collect()),
    ];
    let may_go = |texts: &[String]| texts.windows(2).all(|pair| pair[0] == pair[1]);
    let mut kept: Vec<_> = columns.into_iter().filter(|(name, texts)| shown.iter().any(|s| s == name) || !may_go(texts)).collect();
    // Nobody has answered yet.
    let open = meeting.answer_fields().map(|field| field.heading.as_str()).chain([identity::NOTE_HEADING]);
    kept.extend(open.map(|heading| (heading, vec![String::new(); asked.len()])));
    Expected {
        columns: kept.iter().map(|(name, _)| (*name).to_owned()).collect(),
        rows: asked
            .iter()
            .enumerate()
            .map(|(index, (_, opinion))| (opinion.id.clone(), kept.iter().map(|(_, texts)| texts[index].clone()).collect()))
            .collect(),
    }
}

/// Takes a column out of a reading and returns its texts; empty ones if it is not there.
fn take_column(reading: &mut Reading, heading: &str) -> Vec<String> {
    let Some(index) = reading.columns.iter().position(|column| column == heading) else {
        return vec![String::new(); reading.rows.len()];
    };
    reading.columns.remove(index);
    reading.rows.iter_mut().map(|row| row.remove(index).text).collect()
}

/// The cells of a sheet.
pub(super) struct Cells<'a> {
    file: &'a str,
    sheet: &'a Sheet,
    /// The columns that are filled, by row.
    filled: BTreeMap<u32, Vec<u32>>,
}

impl<'a> Cells<'a> {
    pub fn new(file: &'a str, sheets: &'a [Sheet], name: &str) -> Result<Self> {
        let place = Place { sheet: Some(name.to_owned()), ..Place::file(file) };
        let found = sheets.iter().find(|sheet| sheet.name == name);
        let sheet = found.ok_or_else(|| Diagnostic::error(words::parity_no_sheet(name)).at(place))?;
        let mut filled: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for ((row, column), _) in sheet.cells.iter().filter(|(_, cell)| !cell.text.is_empty() || cell.kind != Kind::Text) {
            filled.entry(*row).or_default().push(*column);
        }
        Ok(Self { file, sheet, filled })
    }

    pub fn text(&self, row: u32, column: u32) -> &str {
        self.sheet.cells.get(&(row, column)).map_or("", |cell| &cell.text)
    }

    /// The rows that are filled, from the top.
    pub fn rows(&self) -> impl Iterator<Item = u32> {
        self.filled.keys().copied()
    }

    /// The columns of a row that are filled, from the left.
    pub fn row(&self, row: u32) -> impl Iterator<Item = u32> {
        self.filled.get(&row).into_iter().flatten().copied()
    }

    pub fn place(&self, row: u32, column: u32) -> Place {
        Place { sheet: Some(self.sheet.name.clone()), cell: Some(cell_name(row + 1, column)), ..Place::file(self.file) }
    }

    pub fn shown(&self, row: u32, column: u32) -> Shown {
        Shown { place: self.place(row, column), text: self.text(row, column).to_owned() }
    }

    /// Only texts and numbers are what they look like.
    pub fn plain(&self, first: u32) -> Result<()> {
        let odd = self.sheet.cells.iter().find(|((row, _), cell)| *row >= first && !matches!(cell.kind, Kind::Text | Kind::Number));
        match odd {
            Some(((row, column), _)) => Err(Diagnostic::error(words::parity_not_text()).at(self.place(*row, *column)).into()),
            None => Ok(()),
        }
    }

    /// Nothing may stand in a row behind column `last`.
    pub fn only_to(&self, row: u32, last: u32) -> Result<()> {
        match self.row(row).find(|column| *column > last) {
            Some(stray) => Err(Diagnostic::error(words::stray_cell()).at(self.place(row, stray)).into()),
            None => Ok(()),
        }
    }

    /// Says that nothing should stand in a row.
    pub fn none<T>(&self, row: u32) -> Result<T> {
        Err(Diagnostic::error(words::stray_cell()).at(self.place(row, self.row(row).next().unwrap_or(0))).into())
    }

    /// Whether one cell covers the columns `left` to `right` of a row.
    pub fn covers(&self, row: u32, left: u32, right: u32) -> bool {
        self.sheet.merged.iter().any(|area| (area.top, area.left, area.right) == (row, left, right))
    }

    /// The row in which the cell begins that covers this one.
    pub fn top(&self, row: u32, column: u32) -> u32 {
        let covers = |area: &&Area| area.left == column && area.right == column && (area.top..=area.bottom).contains(&row);
        self.sheet.merged.iter().find(covers).map_or(row, |area| area.top)
    }

    /// A table with one row of headings.
    pub fn table(&self, head: u32) -> Result<Reading> {
        self.plain(head)?;
        let columns: Vec<u32> = self.row(head).collect();
        let body: Vec<u32> = self.rows().filter(|row| *row > head).collect();
        for row in &body {
            if let Some(stray) = self.row(*row).find(|column| !columns.contains(column)) {
                return Err(Diagnostic::error(words::stray_cell()).at(self.place(*row, stray)).into());
            }
        }
        Ok(Reading {
            columns: columns.iter().map(|column| self.text(head, *column).to_owned()).collect(),
            rows: body.iter().map(|row| columns.iter().map(|column| self.shown(*row, *column)).collect()).collect(),
        })
    }

    /// The print sheet: sections in bands, categories in cells that cover rows, and rows that go on
    /// below where they were too high for one.
    fn printed(&self, meeting: &Meeting) -> Result<Reading> {
        self.plain(0)?;
        let layout = Layout::new(self, meeting);
        let mut reading = Reading { columns: matrix_columns(), rows: Vec::new() };
        let mut section = self.shown(PRINT_HEAD, layout.last + 1);
        let mut open: Vec<Vec<Shown>> = Vec::new();
        for at in self.rows().filter(|at| *at > PRINT_HEAD) {
            self.only_to(at, layout.last)?;
            if layout.bands.contains(&at) {
                finish(&mut open, &mut reading);
                section = self.shown(at, 0);
            } else if self.text(at, 0).is_empty() && !open.is_empty() {
                for (cells, (said, by)) in open.iter_mut().zip(&layout.sources) {
                    cells[4].text.push_str(self.text(at, *said));
                    cells[5].text.push_str(self.text(at, *by));
                }
            } else {
                finish(&mut open, &mut reading);
                let category = layout.category(self, at);
                let cells = |(said, by): &(u32, u32)| {
                    let heading = self.shown(PRINT_HEAD, *said);
                    vec![section.clone(), category.clone(), self.shown(at, 0), heading, self.shown(at, *said), self.shown(at, *by)]
                };
                open = layout.sources.iter().map(cells).collect();
            }
        }
        finish(&mut open, &mut reading);
        Ok(reading)
    }

    /// The sheet of long texts: a text goes on below in rows without a number.
    fn full(&self) -> Result<Reading> {
        self.plain(0)?;
        let columns = [Column::SectionTitle, Column::No, Column::Text].map(|column| column.heading().to_owned()).to_vec();
        let mut rows: Vec<Vec<Shown>> = Vec::new();
        for at in self.rows().filter(|at| *at > 0) {
            match rows.last_mut() {
                Some(row) if self.text(at, 1).is_empty() => row[2].text.push_str(self.text(at, 2)),
                _ => rows.push((0..3).map(|column| self.shown(at, column)).collect()),
            }
        }
        Ok(Reading { columns, rows })
    }
}

/// Where things stand on the print sheet, as its headings and merged cells tell.
struct Layout {
    /// The last column.
    last: u32,
    /// Rows that hold the heading of a section.
    bands: BTreeSet<u32>,
    /// For each row whose category stands in a cell that covers several rows, the first of them.
    covered: BTreeMap<u32, u32>,
    has_categories: bool,
    /// For each source, the columns of its texts and of who they come from; an empty one if there is none.
    sources: Vec<(u32, u32)>,
}

impl Layout {
    fn new(cells: &Cells, meeting: &Meeting) -> Self {
        let merged = &cells.sheet.merged;
        let starts: Vec<u32> = cells.row(PRINT_HEAD).collect();
        let last = merged.iter().filter(|area| area.top == PRINT_HEAD).map(|area| area.right).chain(starts.iter().copied()).max();
        let last = last.unwrap_or(0);
        let is_band = |area: &&Area| area.top > PRINT_HEAD && area.left == 0 && area.right == last;
        let categories = merged.iter().filter(|area| area.left == 1 && area.right == 1);
        let has_categories = starts.len() > meeting.sources.len() + 1;
        let first_source = if has_categories { 2 } else { 1 };
        let ends = starts.iter().skip(1).map(|next| next - 1).chain([last]);
        // A heading that spans two columns heads texts and who they come from.
        let pairs = starts.iter().copied().zip(ends).map(|(start, end)| (start, if end > start { end } else { last + 1 }));
        Self {
            last,
            bands: merged.iter().filter(is_band).map(|area| area.top).collect(),
            covered: categories.flat_map(|area| (area.top..=area.bottom).map(|row| (row, area.top))).collect(),
            has_categories,
            sources: pairs.skip(first_source).collect(),
        }
    }

    fn category(&self, cells: &Cells, row: u32) -> Shown {
        if self.has_categories { cells.shown(self.covered.get(&row).copied().unwrap_or(row), 1) } else { cells.shown(row, self.last + 1) }
    }
}

/// Adds the opinions of a finished row of the matrix: the cells in which something stands.
fn finish(open: &mut Vec<Vec<Shown>>, reading: &mut Reading) {
    reading.rows.extend(open.drain(..).filter(|cells| !cells[4].text.is_empty() || !cells[5].text.is_empty()));
}
