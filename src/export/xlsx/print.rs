//! The sheet 印刷用: the matrix as printed, one page wide.
//!
//! First the sheet is planned (widths of the columns, texts and heights of the rows), then written.
//! A row that is higher than rows may be is divided into several; a category's cell covers them all.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::frame::{Frame, HEAD_ROWS, Line};
use super::widths::{self, Widths};
use crate::meeting::Meeting;
use crate::records::matrix::{Group, Matrix, Row};
use crate::typeset::measure::Ruler;

/// What the rows are planned with.
struct Plan<'a> {
    frame: Frame<'a>,
    matrix: &'a Matrix,
    widths: Widths,
}

pub(super) fn write(sheet: &mut Worksheet, meeting: &Meeting, matrix: &Matrix, ruler: &Ruler) -> Result<(), XlsxError> {
    let widths = widths::choose(meeting, matrix, ruler);
    let names = (meeting.head.title.as_str(), meeting.head.label.as_str());
    let mut plan = Plan { frame: Frame::new(meeting, ruler, names, widths.columns().collect()), matrix, widths };
    let headings = headings(meeting, &plan.widths);
    plan.frame.open(sheet, &headings)?;
    let mut row = HEAD_ROWS;
    for (index, section) in matrix.sections.iter().enumerate() {
        plan.frame.band(sheet, row, &meeting.section_heading(index))?;
        row += 1;
        for group in &section.groups {
            row = write_group(sheet, &plan, row, group)?;
        }
    }
    Ok(())
}

/// The headings, each with the number of its columns.
fn headings<'a>(meeting: &'a Meeting, widths: &Widths) -> Vec<(&'a str, usize)> {
    let look = &meeting.look;
    let mut headings = vec![(look.no_heading.as_str(), 1)];
    headings.extend(widths.category.map(|_| (look.category_heading.as_str(), 1)));
    let sources = meeting.sources.iter().zip(&widths.sources);
    headings.extend(sources.map(|(source, (_, by))| (source.heading.as_str(), 1 + usize::from(by.is_some()))));
    headings
}

/// Writes the rows of a group from `first` on; returns the row below.
fn write_group(sheet: &mut Worksheet, plan: &Plan, first: u32, group: &Group) -> Result<u32, XlsxError> {
    let frame = &plan.frame;
    let mut lines: Vec<Line> = group.rows.iter().flat_map(|row| plan.lines(row)).collect();
    if let Some(width) = plan.widths.category {
        frame.make_room(&mut lines, &group.category, width);
        Frame::span(sheet, (first, first + lines.len() as u32 - 1), 1, &group.category, &frame.formats.category)?;
    }
    let from = 1 + u16::from(plan.widths.category.is_some());
    for (row, line) in (first..).zip(&lines) {
        frame.put(sheet, row, line, from, |_| true)?;
    }
    Ok(first + lines.len() as u32)
}

impl<'a> Plan<'a> {
    /// The rows of the sheet that hold one row of the matrix: one, or several if it is too high.
    fn lines(&self, row: &Row) -> Vec<Line<'a>> {
        let matrix: &'a Matrix = self.matrix;
        let mut texts: Vec<(&str, u32)> = Vec::new();
        for (cell, (width, by_width)) in row.cells.iter().zip(&self.widths.sources) {
            let opinion = cell.map(|index| &matrix.opinions[index]);
            texts.push((opinion.map_or("", |o| o.text.as_str()), *width));
            texts.extend(by_width.map(|width| (opinion.map_or("", |o| o.attribution.as_str()), width)));
        }
        self.frame.lines(row.no, &texts)
    }
}
