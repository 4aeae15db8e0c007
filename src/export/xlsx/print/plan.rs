//! The strips of a sheet, from a document: title and label, the headings, the rows section by section.

use std::cell::OnceCell;

use rust_xlsxwriter::{Format, FormatAlign};

use super::super::{INDENT, ROW_LIMIT, TEXT_FORMAT, font, height, inside};
use super::boxed::Boxed;
use super::grid::{Columns, Grid};
use super::headings::{self, Heading};
use super::smalls::Smalls;
use super::strips::{Again, Lines, Put, Run, Said, Strip};
use super::{TITLE, lines, vertical};
use crate::document::{Align, Cell, Column, Document, Role, Row, Section, State};
use crate::meeting::look::Look;
use crate::typeset::measure::Ruler;
use crate::typeset::widths::label_lines;

/// How much larger than the text the heading of a section is, in points.
const HEADING: f64 = 2.0;
/// How much smaller a title may be so that it stands on one line.
const TITLE_SMALLER: f64 = 3.0;
/// Space between title, blocks and table, in pixels.
const GAP: u32 = 8;
/// What headings are higher than their lines, in pixels.
const AIR: u32 = 4;
/// Fills that a monochrome copy keeps apart from each other and from paper.
const HEAD_FILL: u32 = 0xD0_D0_D0;
pub const LABEL_FILL: u32 = 0xEC_EC_EC;
/// Part of a page up to which a small table stays on one.
const SMALL: f64 = 0.3;
/// Part of a page up to which a label or a short value stands in lines of its own, and is not cut.
const LINES_OWN: f64 = 0.25;

/// The plan as it grows.
pub struct Plan<'a, 'p> {
    pub document: &'a Document,
    pub look: &'p Look,
    pub ruler: &'p Ruler,
    pub grid: &'p Grid,
    pub small: Smalls,
    pub label: Option<Boxed>,
    /// Height of a page in pixels.
    pub page: u32,
    pub strips: Vec<Strip<'a>>,
}

impl<'a> Plan<'a, '_> {
    /// Type of `size` points for text, from the top of its cell.
    pub fn format(&self, size: f64) -> Format {
        font(self.look, size).set_num_format_index(TEXT_FORMAT).set_text_wrap().set_align(FormatAlign::Top)
    }

    /// A cell of one strip that says `text`.
    pub fn plain(&self, columns: Columns, text: &'a str, format: Format, size: f64, lines: Lines) -> Put<'a> {
        Put {
            columns,
            strips: 1,
            said: Said::text(text),
            format,
            size,
            lines,
            indent: false,
            vertical: Vec::new(),
            again: Again::Never,
            broken: OnceCell::new(),
        }
    }

    pub fn push(&mut self, cells: Vec<Put<'a>>) -> &mut Strip<'a> {
        self.strips.push(Strip {
            height: 0,
            keeps: false,
            opens_row: false,
            leads: false,
            divides: true,
            over: None,
            closes: false,
            cells,
        });
        let index = self.strips.len() - 1;
        &mut self.strips[index]
    }

    /// Makes the last strip a heading: somewhat higher than its text, and on one page with what follows.
    pub fn heading(&mut self) {
        let Some(strip) = self.strips.last() else { return };
        let own = strip.cells.iter().filter(|put| put.strips == 1);
        let lines = |put: &Put| lines::most(&put.said.whole(), put.inside(self.grid, put.size), self.ruler);
        let needed =
            |put: &Put| if put.vertical.is_empty() { height(lines(put), put.size) } else { vertical::stacked(&put.said.whole(), put.size) };
        let high = own.map(needed).max().unwrap_or_else(|| height(1, self.look.size));
        if let Some(strip) = self.strips.last_mut() {
            strip.height = (high + AIR).min(ROW_LIMIT);
            (strip.keeps, strip.divides) = (true, false);
        }
    }

    pub fn gap(&mut self) -> &mut Strip<'a> {
        let strip = self.push(Vec::new());
        (strip.height, strip.divides) = (GAP, false);
        strip
    }

    /// Plans title and label.
    pub fn head(&mut self) {
        let all = self.grid.all();
        let large = self.look.size + TITLE;
        let bold = |size: f64| self.format(size).set_bold().set_align(FormatAlign::VerticalCenter);
        let title = |columns: Columns| {
            let fits = |size: &f64| self.ruler.width(&self.document.title) <= inside(self.grid.width(columns), *size);
            let title = &self.document.title;
            let (text, size) = match headings::sizes(large, large - TITLE_SMALLER).find(fits) {
                Some(size) => (title.clone(), size),
                None => {
                    let lines = headings::unbroken(title, inside(self.grid.width(columns), large), self.ruler);
                    (lines.map_or_else(|| title.clone(), |lines| lines.join("\n")), large)
                }
            };
            Put { said: Said::Set(text), ..self.plain(columns, "", bold(size), size, Lines::NONE) }
        };
        let strips = match &self.label {
            None => vec![vec![title(all)]],
            Some(label) => {
                let boxed = |columns: Columns, align: FormatAlign, lines: Lines| Put {
                    said: Said::Set(label.heading.text.clone()),
                    ..self.plain(columns, "", bold(label.heading.size).set_align(align), label.heading.size, lines)
                };
                if label.edge > 0 {
                    let (before, after) = (self.grid.between(0, label.edge), self.grid.between(label.edge, self.grid.total()));
                    vec![vec![title(before), boxed(after, FormatAlign::Center, Lines::ALL)]]
                } else {
                    vec![vec![boxed(all, FormatAlign::Right, Lines::NONE)], vec![title(all)]]
                }
            }
        };
        for cells in strips {
            self.push(cells);
        }
        self.gap();
        for strip in &mut self.strips {
            strip.keeps = true;
        }
    }

    /// Keeps the last strips with what follows.
    pub fn keep_last(&mut self, count: usize) {
        let first = self.strips.len().saturating_sub(count);
        for strip in &mut self.strips[first..] {
            strip.keeps = true;
        }
    }

    /// Keeps the strips from `first` on, a small table, on one page.
    pub fn keep_together(&mut self, first: usize) {
        let line = height(1, self.look.size);
        let high = (self.strips.len() - first) as u32 * line;
        if f64::from(high) < f64::from(self.page) * SMALL {
            let last = self.strips.len().saturating_sub(1);
            for strip in &mut self.strips[first..last] {
                strip.keeps = true;
            }
        }
    }

    fn head_format(&self, size: f64) -> Format {
        let format = self.format(size).set_bold().set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter);
        format.set_background_color(HEAD_FILL)
    }

    /// A cell that heads what stands below it.
    pub fn head_cell(&self, columns: Columns, text: &str) -> Put<'a> {
        let Heading { text, size } = headings::heading(text, self.grid.width(columns), self.look.size, self.ruler);
        Put { said: Said::Set(text), ..self.plain(columns, "", self.head_format(size), size, Lines::ALL) }
    }

    /// Plans the headings of the table: one row, or two where some columns share a heading.
    pub fn headings(&mut self) {
        let columns = &self.document.columns;
        let size = self.look.size;
        let two = columns.iter().any(|column| column.over.is_some());
        // Neighbours that `same` joins to the first of them.
        let runs = |same: &dyn Fn(&Column, &Column) -> bool| {
            let mut runs: Vec<(usize, usize)> = Vec::new();
            for index in 0..columns.len() {
                match runs.last_mut() {
                    Some((_, last)) if same(&columns[index - 1], &columns[index]) => *last = index,
                    _ => runs.push((index, index)),
                }
            }
            runs
        };
        let (mut upper, mut lower) = (Vec::new(), Vec::new());
        if two {
            for (first, last) in runs(&|a, b| a.over.is_some() && a.over == b.over) {
                if let Some(over) = &columns[first].over {
                    upper.push(self.head_cell(self.grid.of(first, last), over));
                }
            }
        }
        for (first, last) in runs(&|a, b| b.heading.is_none() && a.over == b.over) {
            let column = &columns[first];
            let heading = column.heading.as_deref().unwrap_or_default();
            let columns = self.grid.of(first, last);
            let narrow = self.ruler.longest_word(heading) > inside(self.grid.width(columns), size);
            let mut put = self.head_cell(columns, heading);
            if column.vertical && narrow {
                put = self.plain(columns, heading, self.head_format(size).set_rotation(270), size, Lines::ALL);
                put.vertical = vec![columns];
            }
            if two && column.over.is_none() {
                put.strips = 2;
                upper.push(put);
            } else {
                lower.push(put);
            }
        }
        for cells in [upper, lower].into_iter().filter(|cells| !cells.is_empty()) {
            self.push(cells);
            self.heading();
        }
    }

    /// Plans a section: its heading, bands and rows.
    pub fn section(&mut self, section: &'a Section) {
        let (all, size, first) = (self.grid.all(), self.look.size, self.strips.len());
        if let Some(heading) = &section.heading {
            let large = size + HEADING;
            let format = self.format(large).set_bold().set_align(FormatAlign::VerticalCenter);
            self.push(vec![self.plain(all, heading, format, large, Lines::ALL)]).over = Some(0);
            self.heading();
        }
        // The strips of the rows.
        let mut strips: Vec<usize> = Vec::new();
        for group in &section.groups {
            for band in &group.bands {
                let format = self.format(size).set_bold().set_align(FormatAlign::VerticalCenter);
                let format = if band.level == 1 { format.set_background_color(LABEL_FILL) } else { format.set_indent(1) };
                self.push(vec![Put { indent: band.level > 1, ..self.plain(all, &band.text, format, size, Lines::ALL) }]).over =
                    Some(band.level);
                self.heading();
            }
            for _ in &group.rows {
                strips.push(self.strips.len());
                self.push(Vec::new()).opens_row = true;
            }
        }
        if let Some(first) = self.strips.get_mut(first) {
            first.closes = true;
        }
        let rows: Vec<&Row> = section.rows().collect();
        for (index, row) in rows.iter().enumerate() {
            self.strips[strips[index]].leads = !row.goes_on && rows.get(index + 1).is_some_and(|next| next.goes_on);
            for (column, cell) in row.cells.iter().enumerate().filter(|(_, cell)| cell.state != State::Covered) {
                let covered = &strips[index..(index + cell.span.max(1)).min(strips.len())];
                // A band divides a cell; both parts say it.
                for part in covered.chunk_by(|above, below| above + 1 == *below) {
                    let mut put = Put { strips: part.len(), ..self.cell(column, cell) };
                    let others = rows[index + 1..].iter().take(cell.span.saturating_sub(1)).any(|row| !row.goes_on);
                    if put.again == Again::Never && others {
                        put.again = Again::Answer;
                    }
                    self.strips[part[0]].cells.push(put);
                }
            }
        }
        // A row that shares every cell with others is seen all the same.
        for strip in strips {
            if self.strips[strip].cells.iter().all(|put| put.strips > 1) {
                self.strips[strip].height = height(1, size);
            }
        }
    }

    /// A label or a short value in lines of its own, if it needs several: a program would break it inside words.
    fn in_lines(&self, cell: &Cell, width: f64, size: f64) -> Option<String> {
        let text = cell.text();
        if cell.runs.iter().any(|run| run.marked) { None } else { self.lines_of(&text, width, size) }
    }

    pub fn lines_of(&self, text: &str, width: f64, size: f64) -> Option<String> {
        if self.ruler.width(text) <= width {
            return None;
        }
        let lines: Vec<&str> = text.split('\n').flat_map(|line| label_lines(line, width, self.ruler)).collect();
        let holds = f64::from(height(lines.len(), size)) < f64::from(self.page) * LINES_OWN;
        (lines.len() > 1 && holds).then(|| lines.join("\n"))
    }

    /// A cell of the table.
    fn cell(&self, index: usize, cell: &'a Cell) -> Put<'a> {
        let columns = &self.document.columns;
        let column = &columns[index];
        let size = column.size.unwrap_or(self.look.size);
        let is_label = column.role == Role::Label;
        let aside = |index: usize| index > 0 && columns.get(index).is_some_and(|column| column.role == Role::Aside);
        let number = (column.role == Role::Number).then(|| digits(&cell.text())).flatten();
        // A vertical text without wrapping stands in the middle of its column in LibreOffice, too.
        let plain = || font(self.look, size).set_num_format_index(TEXT_FORMAT).set_align(FormatAlign::Top);
        let format = match number {
            Some(_) => font(self.look, size).set_align(FormatAlign::Top),
            None if column.vertical || column.role == Role::Number => plain(),
            None => self.format(size),
        };
        let mut format = format.set_align(match column.align {
            _ if column.vertical => FormatAlign::Center,
            Align::Left => FormatAlign::Left,
            Align::Center => FormatAlign::Center,
            Align::Right => FormatAlign::Right,
        });
        // What stands beside a text without a rule between keeps off it, and so does what stands at the right.
        let is_right = column.align == Align::Right && !column.vertical;
        let indent = number.is_none() && (is_right || (aside(index) && column.align == Align::Left));
        let (columns_of, indented) = (self.grid.of(index, index), if indent { INDENT } else { 0 });
        if indent {
            format = format.set_indent(1);
        } else if is_right {
            format = right(format);
        }
        if is_label {
            format = format.set_bold().set_background_color(LABEL_FILL);
        }
        if column.vertical {
            format = format.set_rotation(270);
        }
        let runs = || cell.runs.iter().map(|run| Run { text: &run.text, marked: run.marked }).collect();
        let said = || match column.role {
            Role::Text | Role::Number => None,
            Role::Label | Role::Short | Role::Aside if column.vertical => None,
            Role::Label | Role::Short | Role::Aside => {
                self.in_lines(cell, inside(self.grid.width(columns_of).saturating_sub(indented), size), size)
            }
        };
        Put {
            columns: columns_of,
            strips: 1,
            said: number.map_or_else(|| said().map_or_else(|| Said::Text(runs()), Said::Set), Said::Number),
            format,
            size,
            lines: Lines { left: !aside(index), right: !aside(index + 1), ends: true },
            indent,
            vertical: if column.vertical { self.grid.stacks(index) } else { Vec::new() },
            broken: OnceCell::new(),
            again: match column.role {
                Role::Label => Again::Label,
                Role::Number => Again::Number,
                Role::Text | Role::Short | Role::Aside => Again::Never,
            },
        }
    }
}

/// A number at the right of its cell, with some space behind it: LibreOffice passes over the indent of many numbers.
pub fn right(format: Format) -> Format {
    format.set_align(FormatAlign::Right).set_num_format("0_ ")
}

/// The number that `text` is, if it is written in plain digits.
fn digits(text: &str) -> Option<u64> {
    let plain = !text.is_empty() && text.len() <= 15 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| plain && (text == "0" || !text.starts_with('0')))
}
