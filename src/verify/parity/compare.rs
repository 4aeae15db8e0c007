//! Holds what a reader found against what the paper must say: every text in its order, cell by cell, and which
//! cells stand over several rows.

mod divided;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use ecow::eco_format;

use super::reading::{Medium, ReadCell, ReadLine, Reading, Spot};
use super::same;
use crate::document::{Block, Cell, Column, Document, Row, Run, Section, State};
use crate::records::record;
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::words::Message;
use crate::say::{is_known_id, words};

/// Compares a finished paper with its Document; the number of texts that agree, or the first that does not.
pub fn compare(document: &Document, reading: &Reading, file: &str) -> Result<usize> {
    let mut walk = Walk { document, reading, file, line: 0, spot: 0, texts: 0, edges: Vec::new(), over: Vec::new() };
    if let Some(title) = &reading.title {
        let wanted = match (&reading.medium, document.label.is_empty()) {
            (Medium::Page, false) => format!("{}　{}", document.label, document.title),
            _ => document.title.clone(),
        };
        same(&wanted, &title.text, "title", title.place.clone())?;
        walk.texts += 1;
    }
    walk.text(&document.title, "title")?;
    walk.text(&document.label, "label")?;
    document.above.iter().try_for_each(|block| walk.block(block))?;
    for (index, section) in document.sections.iter().enumerate() {
        walk.section(section, index == 0)?;
    }
    if document.sections.is_empty() {
        walk.headings_of_nothing();
    }
    document.below.iter().try_for_each(|block| walk.block(block))?;
    walk.end()?;
    Ok(walk.texts)
}

/// What stands over a column where it has a heading of its own or shares that at its left.
pub fn heading(columns: &[Column], index: usize) -> &str {
    columns[..=index].iter().rev().find_map(|column| column.heading.as_deref()).unwrap_or_default()
}

struct Walk<'a> {
    document: &'a Document,
    reading: &'a Reading,
    file: &'a str,
    /// The line that is next, and how many of its texts are taken.
    line: usize,
    spot: usize,
    texts: usize,
    /// On a sheet, where each column of the paper begins, if anything stands in it.
    edges: Vec<Option<usize>>,
    /// On a sheet, what stands over the rows that follow, with its level: the section and the bands.
    over: Vec<(usize, &'a str)>,
}

/// A cell that stands over the rows that follow.
type Top<'a> = Option<&'a Cell>;

/// What a row of headings must hold.
#[derive(Clone, Copy)]
enum Head<'a> {
    Text(&'a str),
    Left,
    Above,
}

impl<'a> Walk<'a> {
    fn error<T>(&self, message: Message, place: Place) -> Result<T> {
        Err(Diagnostic::error(message).at(place).into())
    }

    /// Where the next text stands, as far as there is one.
    fn place(&self) -> Place {
        let line = self.reading.lines.get(self.line).or(self.reading.lines.last());
        line.and_then(ReadLine::place).cloned().unwrap_or_else(|| Place::file(self.file))
    }

    /// A text as the medium can hold it.
    fn held(&self, text: &str, lines: bool) -> String {
        match self.reading.medium {
            Medium::Pdf if lines => text.split('\n').filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n"),
            Medium::Pdf => text.replace('\n', ""),
            _ => text.to_owned(),
        }
    }

    /// A text between tables as the medium can hold it: where its lines end is told by pages only.
    fn flowing(&self, text: &str) -> String {
        if self.reading.medium == Medium::Page { text.to_owned() } else { text.replace('\n', "") }
    }

    /// The next text, if any is left.
    fn peek(&self) -> Option<(usize, usize, &'a Spot)> {
        let reading: &'a Reading = self.reading;
        let first = reading.lines.get(self.line)?.said().nth(self.spot).map(|spot| (self.line, self.spot, spot));
        first.or_else(|| (self.line + 1..reading.lines.len()).find_map(|line| Some((line, 0, reading.lines[line].said().next()?))))
    }

    /// Takes a text by itself. It may stand in pieces one after the other: a line or a sheet's row each.
    fn text(&mut self, wanted: &str, name: &str) -> Result<()> {
        let wanted = self.flowing(wanted);
        if wanted.is_empty() {
            return Ok(());
        }
        let mut found = String::new();
        let mut place = None;
        while let Some((line, spot, next)) = self.peek() {
            let piece = self.flowing(&next.text);
            // The first piece is taken whatever it says, so that the difference can be named.
            if place.is_some() && (self.reading.medium == Medium::Page || !wanted[found.len()..].starts_with(&piece)) {
                break;
            }
            place.get_or_insert_with(|| next.place.clone());
            found.push_str(&piece);
            (self.line, self.spot) = (line, spot + 1);
            if found.len() >= wanted.len() || !wanted.starts_with(&found) {
                break;
            }
        }
        let place = place.unwrap_or_else(|| self.place());
        self.texts += 1;
        // Where a row stands that was there before, it is not a text that differs.
        let line = self.reading.lines.get(self.line).filter(|line| wanted != found && line.said().nth(1).is_some());
        let line = line.map(|line| self.placed(line));
        if let Some(row) = line.and_then(|line| self.document.rows().find(|row| self.fits(row, &line))) {
            return self.error(words::parity_extra(key(row)), place);
        }
        same(&wanted, &found, name, Place { heading: Some(name.into()), ..place })
    }

    /// Takes a whole line, where none of its texts is taken yet.
    fn take(&mut self) -> Option<&'a ReadLine> {
        if self.spot > 0 {
            // Nothing may be left of a line that was begun.
            let left = self.reading.lines.get(self.line)?.said().nth(self.spot);
            if left.is_some() {
                return None;
            }
            (self.line, self.spot) = (self.line + 1, 0);
        }
        let line = self.reading.lines.get(self.line)?;
        self.line += 1;
        Some(line)
    }

    fn end(&self) -> Result<()> {
        match self.peek() {
            Some((.., spot)) => self.error(words::parity_beyond(&spot.text), spot.place.clone()),
            None => Ok(()),
        }
    }

    fn block(&mut self, block: &Block) -> Result<()> {
        let rows: Vec<Vec<String>> = match block {
            Block::Text { text } | Block::Note { text } => return self.text(text, "text"),
            Block::Table { heading, rows, .. } => {
                self.text(heading.as_deref().unwrap_or_default(), "table")?;
                rows.clone()
            }
            Block::Legend { heading, entries, .. } => {
                self.text(heading, "legend")?;
                entries.iter().map(|entry| vec![entry.value.clone(), entry.means.clone()]).collect()
            }
            Block::Tally { heading, columns, lines, .. } => {
                // What is counted may stand over the table, or in its corner.
                let corner = self.corner(heading);
                self.text(if corner { "" } else { heading }, "tally")?;
                let head = std::iter::once(if corner { heading.clone() } else { String::new() }).chain(columns.iter().cloned()).collect();
                let counts =
                    lines.iter().map(|line| std::iter::once(line.label.clone()).chain(line.counts.iter().map(usize::to_string)).collect());
                std::iter::once(head).chain(counts).collect()
            }
        };
        let name = match block {
            Block::Table { heading, .. } => heading.as_deref().unwrap_or("table"),
            Block::Legend { heading, .. } | Block::Tally { heading, .. } => heading,
            Block::Text { .. } | Block::Note { .. } => "text",
        };
        let has_head = matches!(block, Block::Tally { .. } | Block::Table { head: true, .. });
        rows.iter().enumerate().try_for_each(|(index, row)| self.block_row(row, name, has_head && index == 0))
    }

    /// Whether the next line is a row of a table that begins with this heading.
    fn corner(&self, heading: &str) -> bool {
        self.peek().is_some_and(|(line, spot, next)| {
            spot == 0 && self.flowing(&next.text) == self.flowing(heading) && self.reading.lines[line].said().nth(1).is_some()
        })
    }

    /// A row of a small table. On a sheet its cells stand where the columns of the large one allow. Where lines end in
    /// a heading, and in what a row is about, is a matter of its width.
    fn block_row(&mut self, wanted: &[String], name: &str, head: bool) -> Result<()> {
        if wanted.iter().all(String::is_empty) && matches!(self.reading.medium, Medium::Sheet { .. }) {
            return Ok(());
        }
        let place = self.place().heading(name);
        let Some(line) = self.take() else { return self.error(words::parity_lost(wanted.join(" / ")), place) };
        let empty = Spot { place, ..Spot::default() };
        let labelled = wanted.first().is_some_and(|label| !label.is_empty());
        let (wanted, found): (Vec<&String>, Vec<&Spot>) = if line.cells.len() == wanted.len() {
            let spot = |cell: &'a ReadCell| if let ReadCell::Spot(spot) = cell { Some(spot) } else { None };
            (wanted.iter().collect(), line.cells.iter().map(|cell| spot(cell).unwrap_or(&empty)).collect())
        } else {
            (wanted.iter().filter(|text| !text.is_empty()).collect(), line.said().collect())
        };
        for index in 0..wanted.len().max(found.len()) {
            let spot = found.get(index).copied().unwrap_or(&empty);
            let is_label = index == 0 && labelled;
            let held = |text: &str| if head || is_label { self.flowing(text) } else { self.held(text, spot.lines) };
            let text = wanted.get(index).map(|text| held(text)).unwrap_or_default();
            same(&text, &held(&spot.text), name, spot.place.clone().heading(name))?;
            self.texts += 1;
        }
        Ok(())
    }

    /// The rows of headings: what stands over several columns in a row of its own.
    fn headings(&self) -> Vec<Vec<Head<'a>>> {
        let columns: &'a [Column] = &self.document.columns;
        let two = columns.iter().any(|column| column.heading.is_some() && column.over.is_some());
        let mut rows = vec![Vec::new(); 1 + usize::from(two)];
        // What stands over the heading at the left.
        let mut left: Option<&str> = None;
        for (index, column) in columns.iter().enumerate() {
            let (first, last) = match (&column.heading, &column.over) {
                (None, _) if index > 0 => (Head::Left, if left.is_some() || !two { Head::Left } else { Head::Above }),
                (heading, None) => (Head::Text(heading.as_deref().unwrap_or_default()), Head::Above),
                (heading, Some(over)) => {
                    let first = if left == Some(over) { Head::Left } else { Head::Text(over) };
                    (first, Head::Text(heading.as_deref().unwrap_or_default()))
                }
            };
            if column.heading.is_some() || index == 0 {
                left = column.over.as_deref();
            }
            rows[0].push(first);
            if two {
                rows[1].push(last);
            }
        }
        rows
    }

    fn head(&mut self) -> Result<()> {
        if matches!(self.reading.medium, Medium::Sheet { .. }) {
            return self.sheet_head();
        }
        let headings: Vec<&str> = self.document.columns.iter().filter_map(|column| column.heading.as_deref()).collect();
        for row in self.headings() {
            let place = self.place();
            let Some(line) = self.take() else { return self.error(words::parity_lost(headings.join(", ")), place) };
            self.width(line, &place)?;
            for (index, (wanted, found)) in row.iter().zip(&line.cells).enumerate() {
                let wanted = if let Head::Text(text) = wanted { text } else { "" };
                let (found, place) = match found {
                    ReadCell::Spot(spot) => (spot.text.as_str(), spot.place.clone()),
                    ReadCell::Left | ReadCell::Above => ("", place.clone()),
                };
                // Where lines end in a heading is a matter of its width.
                same(&self.flowing(wanted), &self.flowing(found), heading(&self.document.columns, index), place)?;
                self.texts += 1;
            }
        }
        Ok(())
    }

    fn width(&self, line: &ReadLine, place: &Place) -> Result<()> {
        let (wanted, found) = (self.document.columns.len(), line.cells.len());
        if wanted == found { Ok(()) } else { self.error(words::parity_width(wanted, found), place.clone()) }
    }

    /// A paper that shows nothing may show its headings.
    fn headings_of_nothing(&mut self) {
        let (line, spot, texts) = (self.line, self.spot, self.texts);
        if self.head().is_err() {
            (self.line, self.spot, self.texts) = (line, spot, texts);
        }
    }

    fn section(&mut self, section: &'a Section, first: bool) -> Result<()> {
        let one_table = matches!(self.reading.medium, Medium::Sheet { .. });
        if one_table && first {
            self.head()?;
        }
        self.text(section.heading.as_deref().unwrap_or_default(), "section")?;
        if !one_table {
            self.head()?;
        }
        if one_table {
            self.over = section.heading.iter().map(|heading| (0, heading.as_str())).collect();
            return self.divided(section);
        }
        let mut tops: Vec<Top> = vec![None; self.document.columns.len()];
        for group in &section.groups {
            for band in &group.bands {
                self.text(&band.text, "band")?;
            }
            for (index, row) in group.rows.iter().enumerate() {
                self.row(row, &mut tops, index == 0 && !group.bands.is_empty())?;
            }
        }
        Ok(())
    }

    /// A row of the paper; `after` a band, cells from above may begin anew.
    fn row(&mut self, row: &'a Row, tops: &mut [Top<'a>], after: bool) -> Result<()> {
        let place = self.place();
        let Some(line) = self.take() else { return self.error(words::parity_lost(key(row)), place.record(id(row, tops))) };
        if line.cells.len() == 1 && row.cells.len() > 1 {
            // A text by itself stands where the row should.
            return self.error(words::parity_lost(key(row)), place.record(id(row, tops)));
        }
        self.width(line, &place)?;
        for (index, cell) in row.cells.iter().enumerate() {
            if cell.state != State::Covered {
                tops[index] = Some(cell);
            }
            if let Err(errors) = self.cell(cell, tops[index], index, &line.cells[index], &place, after) {
                let place = errors.0.first().and_then(|error| error.place.clone()).unwrap_or(place);
                return match self.misplaced(row, line) {
                    Some(message) => self.error(message, Place { heading: None, ..place }.record(id(row, tops))),
                    None => Err(errors),
                };
            }
        }
        Ok(())
    }

    fn cell(&mut self, cell: &Cell, top: Top, index: usize, found: &ReadCell, line: &Place, after: bool) -> Result<()> {
        let name = heading(&self.document.columns, index);
        let opinion = top.and_then(|top| top.from.first()).map(|from| from.opinion.as_str().into());
        let place = |place: &Place| Place { record: opinion.clone(), heading: Some(name.into()), ..place.clone() };
        let text = top.map(Cell::text).unwrap_or_default();
        self.texts += 1;
        match (cell.state == State::Covered, found) {
            (true, ReadCell::Above) => Ok(()),
            (true, ReadCell::Left) if text.is_empty() => Ok(()),
            (true, ReadCell::Spot(spot)) => {
                let (wanted, is) = (self.held(&text, spot.lines), self.held(&spot.text, spot.lines));
                if after && is == wanted { Ok(()) } else { self.error(words::parity_apart(name), place(&spot.place)) }
            }
            (true, ReadCell::Left) | (false, ReadCell::Above) => self.error(words::parity_shared(name), place(line)),
            (false, ReadCell::Left) => same("", &text, name, place(line)),
            (false, ReadCell::Spot(said)) => {
                let wanted = self.held(&text, said.lines);
                same(&wanted, &self.held(&said.text, said.lines), name, place(&said.place))
                    .map_err(|errors| self.exchanged(&wanted, said, name, place(&said.place)).unwrap_or(errors))?;
                self.marks(cell, index, said, name, place(&said.place))
            }
        }
    }

    /// What to say instead where this cell and another have each other's text.
    fn exchanged(&self, wanted: &str, here: &Spot, name: &str, place: Place) -> Option<Diagnostics> {
        let is = self.held(&here.text, here.lines);
        if wanted.is_empty() || is.is_empty() {
            return None;
        }
        let spots = |text: &str| -> Vec<&Spot> {
            let said = self.reading.lines.iter().flat_map(ReadLine::said);
            said.filter(|spot| self.held(&spot.text, spot.lines) == text).collect()
        };
        // Each of the two texts stands in one place, and one cell of the paper should say what stands here.
        let (there, own) = (spots(wanted), spots(&is));
        let ([there], [_]) = (there.as_slice(), own.as_slice()) else { return None };
        let cells = self.document.rows().flat_map(|row| row.cells.iter().enumerate());
        let mut others = cells.filter(|(_, cell)| self.held(&cell.text(), here.lines) == is);
        let ((column, other), None) = (others.next()?, others.next()) else { return None };
        let opinion = other.from.first().map(|from| from.opinion.as_str()).unwrap_or_default();
        let there = there.place.cell.clone().unwrap_or_else(|| eco_format!("{opinion} {}", heading(&self.document.columns, column)));
        let own = place.cell.clone().unwrap_or_else(|| eco_format!("{} {name}", place.record.as_deref().unwrap_or_default()));
        Some(Diagnostic::error(words::parity_exchanged(name, own, there)).at(place).into())
    }

    /// Whether the same characters are marked, where the reader can tell.
    fn marks(&self, cell: &Cell, index: usize, said: &Spot, name: &str, place: Place) -> Result<()> {
        if said.editions.iter().any(|edition| *edition != self.document.columns[index].edition) {
            return self.error(words::parity_mark(name, 1), place);
        }
        let Some(marks) = &said.marks else { return Ok(()) };
        // The end of a line is not to be seen.
        let wanted = cell.runs.iter().flat_map(|Run { text, marked }| text.chars().map(|c| (c, *marked)));
        let wanted: Vec<(char, bool)> = wanted.filter(|(c, _)| *c != '\n').collect();
        let found: Vec<(char, bool)> = said.text.chars().zip(marks.iter().copied()).filter(|(c, _)| *c != '\n').collect();
        match wanted.iter().zip(&found).position(|(wanted, found)| wanted != found) {
            Some(at) => self.error(words::parity_mark(name, at + 1), place),
            None => Ok(()),
        }
    }

    /// A line by the columns of the paper: on a sheet, those of its own are more.
    fn placed<'l>(&self, line: &'l ReadLine) -> Cow<'l, ReadLine> {
        if matches!(self.reading.medium, Medium::Sheet { .. }) { Cow::Owned(self.project(line)) } else { Cow::Borrowed(line) }
    }

    /// Whether a line could be this row.
    fn fits(&self, row: &Row, line: &ReadLine) -> bool {
        line.cells.len() == row.cells.len()
            && row.cells.iter().zip(&line.cells).enumerate().all(|(column, (cell, found))| match found {
                ReadCell::Spot(spot) => {
                    cell.state == State::Covered || self.held(&self.wanted(cell, column), spot.lines) == self.held(&spot.text, spot.lines)
                }
                _ => true,
            })
    }

    /// What happened if it is not a cell that differs: the line is another row's, or none's.
    fn misplaced(&self, row: &Row, line: &ReadLine) -> Option<Message> {
        let fits = |row: &Row, line: &ReadLine| self.fits(row, line);
        let rows: Vec<&Row> = self.document.rows().collect();
        let here = rows.iter().position(|other| std::ptr::eq(*other, row))?;
        let comes = self.reading.lines[self.line..].iter().any(|line| fits(row, &self.placed(line)));
        match rows.iter().position(|other| fits(other, line)) {
            Some(other) if other > here && !comes => Some(words::parity_lost(key(row))),
            Some(other) if other > here => Some(words::parity_moved(key(row), key(rows[other]))),
            Some(other) if other < here => Some(words::parity_extra(key(rows[other]))),
            _ if comes => Some(words::parity_extra(line.said().next().map(|spot| spot.text.as_str()).unwrap_or_default())),
            // A heading or a text stands where the row should.
            _ if line.said().nth(1).is_none() && row.cells.iter().filter(|cell| !cell.runs.is_empty()).nth(1).is_some() => {
                Some(words::parity_lost(key(row)))
            }
            _ => None,
        }
    }
}

/// A row by its number and the opinion that it shows.
fn key(row: &Row) -> String {
    let own = row.cells.iter().filter(|cell| cell.state != State::Covered).min_by_key(|cell| cell.span);
    let from = own.and_then(|cell| cell.from.first().map(|from| (from.opinion.as_str(), cell)));
    match from {
        Some((opinion, _)) if is_known_id(opinion) => format!("{} {opinion}", row.no).trim().to_owned(),
        Some((_, cell)) => record::shown(&row.no, &cell.text()),
        None => row.no.clone(),
    }
}

/// The opinion that a row shows, as far as one is known.
fn id(row: &Row, tops: &[Top]) -> String {
    let own = row.cells.iter().filter(|cell| cell.state != State::Covered).min_by_key(|cell| cell.span);
    let own = own.and_then(|cell| cell.from.first()).or_else(|| tops.iter().flatten().find_map(|top| top.from.last()));
    own.map(|from| from.opinion.clone()).unwrap_or_default()
}
