//! The rows of a sheet, which the ends of pages divide.
//!
//! A row of the paper may take several rows of the sheet. A text that a page's end cuts goes on below, in the row of
//! the next opinion if its cell stands over several; a label, a number and an answer to several opinions are said
//! again. A vertical label may stand in several columns, its lines from right to left. A cell that says nothing is not merged,
//! and the part of a cell below the end of its text is blank, so a blank cell may belong to the one above.

use std::collections::BTreeSet;
use std::ops::Bound;

use super::super::reading::{Medium, ReadCell, ReadLine, Spot};
use super::super::same;
use super::{Walk, heading, id, key};
use crate::document::{Cell, Role, Row, Section, State};
use crate::say::diag::{Diagnostics, Place, Result};
use crate::say::words;

/// Parts of a text, marked and not, that a cell of a sheet has room for in any case.
const MANY_RUNS: usize = 100;

/// A column as its rows are gone through: the cell that stands there, and what of it has been said.
#[derive(Clone, Default)]
struct Open<'a> {
    cell: Option<&'a Cell>,
    text: String,
    said: String,
    /// For each character of what was said whether it is marked.
    marks: Vec<bool>,
    place: Place,
}

impl Open<'_> {
    fn rest(&self) -> &str {
        self.text.strip_prefix(self.said.as_str()).unwrap_or_default()
    }
}

impl<'a> Walk<'a> {
    /// Takes the rows of headings, and finds where the columns of the paper begin.
    pub(super) fn sheet_head(&mut self) -> Result<()> {
        let document = self.document;
        let two = document.columns.iter().any(|column| column.heading.is_some() && column.over.is_some());
        let headings: Vec<&str> = document.columns.iter().filter_map(|column| column.heading.as_deref()).collect();
        // For each row of headings, where each text stands.
        let mut rows: Vec<Vec<(usize, &Spot)>> = Vec::new();
        for _ in 0..1 + usize::from(two) {
            let place = self.place();
            let Some(line) = self.take() else { return self.error(words::parity_lost(headings.join(", ")), place) };
            let spot = |(column, cell): (usize, &'a ReadCell)| if let ReadCell::Spot(spot) = cell { Some((column, spot)) } else { None };
            rows.push(line.cells.iter().enumerate().filter_map(spot).filter(|(_, spot)| !spot.text.is_empty()).collect());
        }
        let mut next = rows.iter().map(|row| row.iter().copied()).collect::<Vec<_>>();
        let mut starts: Vec<Option<usize>> = Vec::new();
        let mut left: Option<&str> = None;
        for (index, column) in document.columns.iter().enumerate() {
            let name = heading(&document.columns, index);
            let Some(text) = column.heading.as_deref().filter(|text| !text.is_empty()) else {
                starts.push(None);
                continue;
            };
            if let Some(over) = column.over.as_deref().filter(|over| left != Some(*over)) {
                self.heading(over, next[0].next(), name)?;
            }
            left = column.over.as_deref();
            let row = usize::from(two && column.over.is_some());
            starts.push(Some(self.heading(text, next[row].next(), name)?));
        }
        if let Some((_, spot)) = next.iter_mut().find_map(Iterator::next) {
            return self.error(words::parity_beyond(&spot.text), spot.place.clone());
        }
        self.edges = self.edges(starts);
        Ok(())
    }

    fn heading(&mut self, wanted: &str, found: Option<(usize, &Spot)>, name: &str) -> Result<usize> {
        let (column, spot) =
            found.map_or_else(|| (0, Spot { place: self.place(), ..Spot::default() }), |(column, spot)| (column, spot.clone()));
        self.texts += 1;
        same(&self.flowing(wanted), &self.flowing(&spot.text), name, spot.place)?;
        Ok(column)
    }

    /// Where the columns begin, those without a heading of their own where their texts stand.
    fn edges(&self, mut starts: Vec<Option<usize>>) -> Vec<Option<usize>> {
        let lines = &self.reading.lines[self.line..];
        for index in 0..starts.len() {
            if starts[index].is_some() {
                continue;
            }
            let from = starts[..index].iter().rev().find_map(|start| *start).map_or(0, |start| start + 1);
            let to = starts[index..].iter().find_map(|start| *start).unwrap_or(usize::MAX);
            let texts: BTreeSet<String> = self.document.rows().map(|row| row.cells[index].text()).filter(|text| !text.is_empty()).collect();
            // In order, what begins with a text stands right behind it.
            let begins = |said: &str| {
                texts.range::<str, _>((Bound::Included(said), Bound::Unbounded)).next().is_some_and(|text| text.starts_with(said))
            };
            if texts.is_empty() {
                continue;
            }
            // How many of its texts stand there, and how many texts at all.
            let score = |column: usize| {
                let said = || {
                    lines.iter().filter_map(|line| match line.cells.get(column) {
                        Some(ReadCell::Spot(spot)) if !spot.text.is_empty() => Some(&spot.text),
                        _ => None,
                    })
                };
                (said().filter(|said| begins(said)).count(), said().count())
            };
            let width = lines.iter().map(|line| line.cells.len()).max().unwrap_or(0);
            let best = (from..to.min(width))
                .rev()
                .map(|column| (score(column), column))
                .max_by_key(|(score, column)| (*score, std::cmp::Reverse(*column)));
            starts[index] = best.filter(|((_, any), _)| *any > 0).map(|(_, column)| column);
        }
        starts
    }

    /// A line by the columns of the paper.
    pub(super) fn project(&self, line: &ReadLine) -> ReadLine {
        let empty = || ReadCell::Spot(Spot { place: line.place().cloned().unwrap_or_default(), lines: true, ..Spot::default() });
        let cell = |index: usize| match self.lines_of(index, line) {
            Some(lines) => in_lines(&line.cells[lines]),
            None => self.edges[index].and_then(|edge| line.cells.get(edge)).map(|cell| self.unbroken(cell, index)),
        };
        ReadLine { cells: (0..self.edges.len()).map(|index| cell(index).unwrap_or_else(empty)).collect() }
    }

    /// Whether where lines end in a column is a matter of its width: its labels and short values are broken between words.
    fn is_broken(&self, column: usize) -> bool {
        let role = self.document.columns[column].role;
        matches!(self.reading.medium, Medium::Sheet { .. }) && matches!(role, Role::Label | Role::Short | Role::Aside)
    }

    /// What a column holds, without the ends of lines that are a matter of its width.
    fn unbroken(&self, found: &ReadCell, column: usize) -> ReadCell {
        match found {
            ReadCell::Spot(spot) if self.is_broken(column) && spot.text.contains('\n') => {
                let marks = spot.marks.as_ref().map(|marks| {
                    let said = spot.text.chars().zip(marks).filter(|(c, _)| *c != '\n');
                    said.map(|(_, marked)| *marked).collect()
                });
                ReadCell::Spot(Spot { text: spot.text.replace('\n', ""), marks, ..spot.clone() })
            }
            _ => found.clone(),
        }
    }

    /// What a cell says, likewise.
    pub(super) fn wanted(&self, cell: &Cell, column: usize) -> String {
        if self.is_broken(column) { cell.text().replace('\n', "") } else { cell.text() }
    }

    /// The columns of the sheet in which the lines of a vertical label may stand.
    fn lines_of(&self, index: usize, line: &ReadLine) -> Option<std::ops::Range<usize>> {
        let first = self.edges[index].filter(|first| self.document.columns[index].vertical && *first < line.cells.len())?;
        let next = self.edges[index + 1..].iter().find_map(|edge| *edge).unwrap_or(line.cells.len());
        Some(first..next.clamp(first + 1, line.cells.len()))
    }

    /// The next line, if it can be of the table: nothing in it stands over its width or beside its columns.
    fn body(&self) -> Option<ReadLine> {
        let line = self.reading.lines.get(self.line)?;
        let of_lines =
            |column: usize| (0..self.edges.len()).any(|index| self.lines_of(index, line).is_some_and(|lines| lines.contains(&column)));
        let stray = line.cells.iter().enumerate().any(|(column, cell)| match cell {
            ReadCell::Spot(spot) => !spot.text.is_empty() && !self.edges.contains(&Some(column)) && !of_lines(column),
            _ => false,
        });
        let line = self.project(line);
        let wide = line.cells.iter().any(|cell| matches!(cell, ReadCell::Left));
        (!wide && !stray).then_some(line)
    }

    /// Takes the rows of a section.
    pub(super) fn divided(&mut self, section: &'a Section) -> Result<()> {
        let mut open: Vec<Open> = vec![Open::default(); self.document.columns.len()];
        for (number, group) in section.groups.iter().enumerate() {
            // Where no band stands between, the first row of the next group follows.
            let after = section.groups.get(number + 1).filter(|next| next.bands.is_empty()).and_then(|next| next.rows.first());
            for band in &group.bands {
                // What stands above a band has been said; what goes on below it begins anew.
                (0..open.len()).try_for_each(|column| self.finish(&open[column], column))?;
                self.over.retain(|(level, _)| *level < band.level);
                self.again();
                self.text(&band.text, "band")?;
                self.over.push((band.level, &band.text));
            }
            for (index, row) in group.rows.iter().enumerate() {
                let next = group.rows.get(index + 1).or(after);
                self.divided_row(row, next, &mut open, index == 0 && !group.bands.is_empty())?;
            }
        }
        (0..open.len()).try_for_each(|column| self.finish(&open[column], column))
    }

    /// Leaves the lines in which the top of a page says again what stands over its rows: all of it, or nothing.
    fn again(&mut self) {
        let Medium::Sheet { continued } = &self.reading.medium else { return };
        self.skip();
        let lines = &self.reading.lines[self.line.min(self.reading.lines.len())..];
        let says = |(line, (_, over)): (&ReadLine, &(usize, &str))| {
            let mut said = line.said();
            let first = said.next().map(|spot| self.flowing(&spot.text));
            first == Some(self.flowing(&format!("{over}{continued}"))) && said.next().is_none()
        };
        if self.spot == 0 && lines.len() >= self.over.len() && lines.iter().zip(&self.over).all(says) {
            self.line += self.over.len();
        }
    }

    /// Whether all of a cell has been said.
    fn finish(&self, open: &Open, column: usize) -> Result<()> {
        let name = heading(&self.document.columns, column);
        let opinion = open.cell.and_then(|cell| cell.from.first()).map(|from| from.opinion.as_str().into());
        let place = Place { record: opinion, heading: Some(name.into()), ..open.place.clone() };
        same(&open.text, &open.said, name, place.clone())?;
        let wanted = open.cell.iter().flat_map(|cell| &cell.runs).flat_map(|run| run.text.chars().map(|c| (c, run.marked)));
        let wanted = wanted.filter(|(c, _)| *c != '\n' || !self.is_broken(column));
        // Of very many marks, a sheet may have one for several that stand close together.
        let may_be_wider = open.cell.is_some_and(|cell| cell.runs.len() > MANY_RUNS);
        let differs = |wanted: bool, found: bool| wanted != found && !(may_be_wider && found);
        match wanted.zip(&open.marks).position(|((c, wanted), found)| c != '\n' && differs(wanted, *found)) {
            Some(at) => self.error(words::parity_mark(name, at + 1), place),
            None => Ok(()),
        }
    }

    fn divided_row(&mut self, row: &'a Row, next: Option<&Row>, open: &mut [Open<'a>], after: bool) -> Result<()> {
        let place = self.place();
        let tops: Vec<_> = open.iter().map(|open| open.cell).collect();
        let fail = |walk: &Self, errors: Diagnostics, line: &ReadLine| match walk.misplaced(row, line) {
            Some(message) => walk.error(message, place.clone().record(id(row, &tops))),
            None => Err(errors),
        };
        self.again();
        let Some(line) = self.body() else {
            // A text by itself, or nothing, stands where the row should; or a cell beside the columns.
            let is_text = self.reading.lines.get(self.line).is_none_or(|line| line.said().nth(1).is_none());
            let message = if is_text { words::parity_lost(key(row)) } else { words::stray_cell() };
            return self.error(message, place.record(id(row, &tops)));
        };
        self.line += 1;
        for (column, (cell, found)) in row.cells.iter().zip(&line.cells).enumerate() {
            if let Err(errors) = self.begin(cell, found, column, &mut open[column], after) {
                return fail(self, errors, &line);
            }
            self.texts += 1;
        }
        loop {
            let above = self.line;
            self.again();
            let Some(line) = self.body() else {
                self.line = above;
                break;
            };
            let complete = row
                .cells
                .iter()
                .zip(open.iter())
                .all(|(cell, open)| cell.state == State::Covered || cell.span > 1 || open.rest().is_empty());
            let begins = next.is_some_and(|next| self.begins(next, &line));
            if (complete && begins) || !self.goes_on(&line, open) {
                self.line = above;
                break;
            }
            for (column, found) in line.cells.iter().enumerate() {
                self.add(found, column, &mut open[column]);
            }
            self.line += 1;
        }
        Ok(())
    }

    /// Leaves a line of which all texts are taken.
    fn skip(&mut self) {
        if self.spot > 0 && self.reading.lines.get(self.line).is_some_and(|line| line.said().nth(self.spot).is_none()) {
            (self.line, self.spot) = (self.line + 1, 0);
        }
    }

    /// A cell where its row begins.
    fn begin(&self, cell: &'a Cell, found: &ReadCell, column: usize, open: &mut Open<'a>, after: bool) -> Result<()> {
        let name = heading(&self.document.columns, column);
        let opinion = |cell: &Cell| cell.from.first().map(|from| from.opinion.as_str().into());
        let place = |spot: &Spot, cell: &Cell| Place { record: opinion(cell), heading: Some(name.into()), ..spot.place.clone() };
        if cell.state == State::Covered {
            let ReadCell::Spot(spot) = found else { return Ok(()) };
            if after {
                open.said.clear();
                open.marks.clear();
            }
            // A label is never blank below its beginning: it is merged, or said again.
            let lost = spot.text.is_empty() && !open.text.is_empty() && self.document.columns[column].role == Role::Label;
            if lost || !self.continues(spot, column, open) {
                return self.error(words::parity_apart(name), place(spot, open.cell.unwrap_or(cell)));
            }
            self.add(found, column, open);
            return Ok(());
        }
        self.finish(open, column)?;
        let ReadCell::Spot(spot) = found else {
            return self.error(words::parity_shared(name), Place { record: opinion(cell), heading: Some(name.into()), ..self.place() });
        };
        let marks = spot.marks.clone().unwrap_or_default();
        *open = Open { cell: Some(cell), text: self.wanted(cell, column), said: spot.text.clone(), marks, place: spot.place.clone() };
        if open.text.starts_with(&spot.text) {
            return Ok(());
        }
        let instead = |errors| self.exchanged(&open.text, spot, name, place(spot, cell)).unwrap_or(errors);
        same(&open.text, &spot.text, name, place(spot, cell)).map_err(instead)
    }

    /// Whether a text is the next of what a cell says or all of it again: a label, a number in parentheses, or an answer
    /// to several opinions of which nothing is left to say.
    fn continues(&self, spot: &Spot, column: usize, open: &Open) -> bool {
        let Medium::Sheet { continued } = &self.reading.medium else { return false };
        let said = spot.text.as_str();
        let again = || match self.document.columns[column].role {
            Role::Label => {
                let text = said.strip_suffix(continued.as_str()).map_or(said, |text| text.strip_suffix('\n').unwrap_or(text));
                // One that has no room ends in an ellipsis.
                text == open.text || said.strip_suffix('…').is_some_and(|text| !text.is_empty() && open.text.starts_with(text))
            }
            Role::Number => said.strip_prefix('(').and_then(|text| text.strip_suffix(')')) == Some(&open.text),
            Role::Text | Role::Short | Role::Aside => {
                let text = said.strip_prefix(continued.as_str());
                let text = text.and_then(|text| if self.is_broken(column) { Some(text) } else { text.strip_prefix('\n') });
                text == Some(&open.text) && open.rest().is_empty() && open.cell.is_some_and(|cell| cell.span > 1)
            }
        };
        open.rest().starts_with(said) || again()
    }

    fn add(&self, found: &ReadCell, column: usize, open: &mut Open) {
        if let ReadCell::Spot(spot) = found
            && self.continues(spot, column, open)
            && open.rest().starts_with(&spot.text)
        {
            open.said.push_str(&spot.text);
            open.marks.extend(spot.marks.iter().flatten());
        }
    }

    /// Whether a line goes on with the rows above.
    fn goes_on(&self, line: &ReadLine, open: &[Open]) -> bool {
        line.cells.iter().zip(open).enumerate().all(|(column, (found, open))| match found {
            ReadCell::Spot(spot) => self.continues(spot, column, open),
            _ => true,
        })
    }

    /// Whether a line begins this row.
    fn begins(&self, row: &Row, line: &ReadLine) -> bool {
        row.cells.iter().zip(&line.cells).enumerate().all(|(column, (cell, found))| {
            let text = self.wanted(cell, column);
            match found {
                ReadCell::Spot(spot) => text.is_empty() || (!spot.text.is_empty() && text.starts_with(&spot.text)),
                _ => cell.state == State::Covered,
            }
        })
    }
}

/// A cell of which the lines stand in these columns, from right to left.
fn in_lines(cells: &[ReadCell]) -> Option<ReadCell> {
    let spots = || cells.iter().rev().filter_map(|cell| if let ReadCell::Spot(spot) = cell { Some(spot) } else { None });
    let said: Vec<&Spot> = spots().filter(|spot| !spot.text.is_empty()).collect();
    match said[..] {
        [] => cells.iter().find(|cell| matches!(cell, ReadCell::Above)).or(cells.first()).cloned(),
        [only] => Some(ReadCell::Spot(only.clone())),
        [first, ..] => Some(ReadCell::Spot(Spot {
            text: said.iter().map(|spot| spot.text.as_str()).collect(),
            marks: said.iter().map(|spot| spot.marks.clone()).collect::<Option<Vec<_>>>().map(|marks| marks.concat()),
            ..first.clone()
        })),
    }
}
