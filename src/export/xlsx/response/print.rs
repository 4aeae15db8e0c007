//! The sheet 印刷用: the opinions with their answers as printed, one page wide.
//!
//! A category's cell covers its rows, and so do answers that several opinions share. A row that is
//! higher than rows may be is divided into several.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::Task;
use crate::answers::answered::{Block, Entry, Group};
use crate::export::xlsx::frame::{Frame, HEAD_ROWS, Line};
use crate::export::xlsx::{PIXELS, around};
use crate::typeset::columns::answered::Columns;

/// What the rows are planned with.
struct Plan<'a> {
    frame: Frame<'a>,
    /// Whether the sheet has these columns.
    category: bool,
    source: bool,
    task: &'a Task<'a>,
}

pub(super) fn write(sheet: &mut Worksheet, task: &Task, columns: &Columns) -> Result<(), XlsxError> {
    let (answered, handout) = (task.answered, task.handout);
    let look = &answered.meeting.look;
    let mut widths: Vec<u32> = columns.all_widths().iter().map(|points| (points * PIXELS) as u32).collect();
    let most = answered.entries().map(|entry| entry.no).max().unwrap_or(0);
    widths[0] = widths[0].max(around(task.ruler.width(&most.to_string())));
    let frame = Frame::new(answered.meeting, task.ruler, (&handout.title, &handout.label), widths);
    let mut plan = Plan { frame, category: columns.has_categories(), source: columns.source().is_some(), task };
    let mut headings = vec![(look.no_heading.as_str(), 1)];
    headings.extend(plan.category.then_some((look.category_heading.as_str(), 1)));
    headings.extend(plan.source.then_some((handout.source_heading.as_str(), 1)));
    headings.push((&handout.text_heading, 1));
    headings.extend(answered.columns().into_iter().map(|column| (column.heading(handout), 1)));
    plan.frame.open(sheet, &headings)?;
    let mut row = HEAD_ROWS;
    for (index, section) in answered.sections.iter().enumerate().filter(|(_, section)| !section.groups.is_empty()) {
        plan.frame.band(sheet, row, &answered.meeting.section_heading(index))?;
        row += 1;
        for group in &section.groups {
            row = plan.group(sheet, row, group)?;
        }
    }
    Ok(())
}

/// The rows that a block takes among those of its group.
struct Span<'a> {
    first: usize,
    block: &'a Block<'a>,
    /// Whether each answer stands in one cell over all the rows.
    merged: bool,
}

impl Plan<'_> {
    /// Writes the rows of a group from `first` on; returns the row below.
    fn group(&self, sheet: &mut Worksheet, first: u32, group: &Group) -> Result<u32, XlsxError> {
        let origins: Vec<Vec<String>> =
            group.blocks.iter().map(|block| block.entries.iter().map(|entry| self.origin(entry)).collect()).collect();
        let mut lines: Vec<Line> = Vec::new();
        let mut spans: Vec<Span> = Vec::new();
        for (block, origins) in group.blocks.iter().zip(&origins) {
            spans.push(self.block(&mut lines, block, origins));
        }
        if self.category {
            self.frame.make_room(&mut lines, group.category, self.frame.widths[1]);
            Frame::span(sheet, (first, first + lines.len() as u32 - 1), 1, group.category, &self.frame.formats.category)?;
        }
        let from = 1 + u16::from(self.category);
        let ends = spans.iter().skip(1).map(|span| span.first).chain([lines.len()]);
        for (span, end) in spans.iter().zip(ends) {
            let (shared, rows) = (span.block.entries.len() > 1, |index: usize| first + index as u32);
            for (index, line) in lines.iter().enumerate().take(end).skip(span.first) {
                self.frame.put(sheet, rows(index), line, from, |cell| !shared || cell < self.own())?;
            }
            for (cell, said) in (self.own()..).zip(&span.block.cells).filter(|_| shared) {
                let column = from + cell as u16;
                if span.merged {
                    Frame::span(sheet, (rows(span.first), rows(end - 1)), column, &said.text, &self.frame.formats.text)?;
                    continue;
                }
                for (index, line) in lines.iter().enumerate().take(end).skip(span.first) {
                    self.frame.put_part(sheet, (rows(index), column), line.cells[cell].text, index == span.first, index + 1 == end)?;
                }
            }
        }
        Ok(first + lines.len() as u32)
    }

    /// Number of cells behind number and category that each opinion has of its own: source and text.
    fn own(&self) -> usize {
        usize::from(self.source) + 1
    }

    /// Plans the rows of a block. The first is high enough for the answers, although those that several
    /// opinions share stand in cells over all the rows: programs cut the text of a merged cell at a page's
    /// foot, in the middle of a line. Answers that are higher than a row may be are divided instead.
    fn block<'t>(&self, lines: &mut Vec<Line<'t>>, block: &'t Block, origins: &'t [String]) -> Span<'t> {
        let first = lines.len();
        let widths = &self.frame.widths[1 + usize::from(self.category)..];
        let mut merged = true;
        for (index, (entry, origin)) in block.entries.iter().zip(origins).enumerate() {
            let own = self.source.then_some(origin.as_str()).into_iter().chain([entry.opinion.text.as_str()]);
            let answers = block.cells.iter().map(|said| if index == 0 { said.text.as_str() } else { "" });
            let texts: Vec<(&str, u32)> = own.chain(answers).zip(widths.iter().copied()).collect();
            lines.extend(self.frame.lines(entry.no, &texts));
            merged &= index > 0 || lines.len() == first + 1;
        }
        Span { first, block, merged }
    }

    /// Where an opinion comes from: the source's heading and, below it, whoever is named.
    fn origin(&self, entry: &Entry) -> String {
        let heading = &self.task.answered.meeting.sources[entry.opinion.source].heading;
        let by = &entry.opinion.attribution;
        if by.is_empty() { heading.clone() } else { format!("{heading}\n{by}") }
    }
}
