//! The rows of the sheet as they are written, page by page: each cell with its lines, and what is said again.

use std::ops::Range;

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

use super::super::ROW_LIMIT;
use super::deal::Dealt;
use super::grid::Columns;
use super::pieces::{Piece, Says, atoms_in};
use super::rich::{rich, within};
use super::strips::{Again, Flow, Lines, Put, Run, Said, Setting, Strip};
use super::vertical;

/// What became of the strips.
pub struct Written {
    /// The rows of the sheet that every page repeats.
    pub heads: Range<u32>,
    /// Number of rows.
    pub rows: u32,
}

impl Setting<'_> {
    /// Writes the strips from the first row on, with the page breaks.
    pub fn write(&self, sheet: &mut Worksheet, strips: &mut [Strip]) -> Result<Written, XlsxError> {
        let flows = self.flows(strips);
        let Dealt { cells, open, again, atoms, firsts, dealt } = self.dealt(strips, &flows);
        let puts: Vec<&Put> = strips.iter().flat_map(|strip| &strip.cells).collect();
        // The rows of the sheet: for each page and strip on it, the first row and the one below.
        let mut rows: Vec<Vec<(usize, Range<u32>)>> = Vec::new();
        let (mut row, mut breaks) = (0, Vec::new());
        for (number, page) in dealt.iter().enumerate() {
            let mut of_page = Vec::new();
            if number > 0 {
                breaks.push(row);
                for above in &open[strips_of(page, &firsts).start] {
                    let Some((piece, pixels)) = &again[*above] else { continue };
                    sheet.set_row_height_pixels(row, *pixels)?;
                    self.put(sheet, row..row + 1, puts[cells[*above]], &flows[cells[*above]], piece, (true, true))?;
                    row += 1;
                }
            }
            for strip in strips_of(page, &firsts) {
                let own = atoms_in(page, &(firsts[strip]..firsts[strip + 1]));
                let pixels: u32 = atoms[own].iter().map(|atom| atom.height).sum();
                let count = pixels.div_ceil(ROW_LIMIT).max(1);
                for index in 0..count {
                    let part = pixels * (index + 1) / count - pixels * index / count;
                    sheet.set_row_height_pixels(row + index, part)?;
                }
                of_page.push((strip, row..row + count));
                row += count;
            }
            rows.push(of_page);
        }
        for (put, flow) in puts.iter().zip(&flows) {
            let pieces = self.pieces(&atoms, &firsts, put, flow, &dealt);
            let last = pieces.len() - 1;
            let label = put.again == Again::Label;
            for (index, piece) in pieces.iter().enumerate() {
                let on_page: Vec<&Range<u32>> =
                    rows[piece.page].iter().filter(|(strip, _)| flow.strips.contains(strip)).map(|(_, rows)| rows).collect();
                let (Some(first), Some(below)) = (on_page.first(), on_page.last()) else { continue };
                let ends = (index == 0 || label, index == last || label);
                self.put(sheet, first.start..below.end, put, flow, piece, ends)?;
            }
        }
        sheet.set_page_breaks(&breaks)?;
        let of_strip = |wanted: usize| rows.iter().flatten().find(|(strip, _)| *strip == wanted).map_or(row, |(_, rows)| rows.start);
        Ok(Written { heads: of_strip(self.heads.start)..of_strip(self.heads.end), rows: row })
    }

    /// Writes a piece of a cell over `rows`.
    fn put<'b>(
        &self,
        sheet: &mut Worksheet,
        rows: Range<u32>,
        put: &Put<'b>,
        flow: &'b Flow,
        piece: &'b Piece,
        (top, bottom): (bool, bool),
    ) -> Result<(), XlsxError> {
        let runs: Vec<Run> = match &put.said {
            Said::Number(_) | Said::Set(_) => vec![Run { text: &flow.whole, marked: false }],
            Said::Text(runs) => runs.clone(),
        };
        let extra = |text: &'b str| (!text.is_empty()).then_some(Run { text, marked: false });
        let runs: Vec<Run> =
            extra(&piece.says.before).into_iter().chain(within(&runs, piece.says.part.clone())).chain(extra(&piece.says.after)).collect();
        let mut frame = Frame { rows, columns: put.columns, lines: put.lines, top, bottom, format: put.format.clone() };
        if piece.size < put.size {
            frame.format = frame.format.set_font_size(piece.size);
        }
        let text: String = runs.iter().map(|run| run.text).collect();
        if let (Said::Number(number), true) = (&put.said, piece.says == Says::of(0..flow.whole.len())) {
            frame.open(sheet)?;
            sheet.write_number_with_format(frame.rows.start, frame.columns.0, *number as f64, &frame.format())?;
        } else if text.is_empty() {
            frame.blank(sheet)?;
        } else if put.vertical.len() > 1 && vertical::stacked(&text, piece.size) > piece.pixels {
            let lines = crate::typeset::vertical::lines(&text, put.vertical.len());
            for (index, columns) in put.vertical.iter().enumerate() {
                let line = Frame {
                    rows: frame.rows.clone(),
                    columns: *columns,
                    lines: Lines { left: index + 1 == put.vertical.len(), right: index == 0, ends: true },
                    format: frame.format.clone(),
                    ..frame
                };
                line.open(sheet)?;
                let part = lines.get(index).map(|part| within(&runs, part.clone())).unwrap_or_default();
                rich(sheet, line.rows.start, columns.0, &part, &line.format())?;
            }
        } else {
            if put.again == Again::Number && !piece.says.before.is_empty() {
                frame.format = frame.format.set_align(FormatAlign::Top);
            }
            frame.open(sheet)?;
            rich(sheet, frame.rows.start, frame.columns.0, &runs, &frame.format())?;
        }
        Ok(())
    }
}

/// Where a piece of a cell stands, and the lines around it.
struct Frame {
    rows: Range<u32>,
    columns: Columns,
    lines: Lines,
    /// Whether the cell begins and ends here.
    top: bool,
    bottom: bool,
    /// Without lines.
    format: Format,
}

impl Frame {
    /// The lines on its left, right, upper and lower side.
    fn lined(&self, [left, right, top, bottom]: [bool; 4]) -> Format {
        let side = |has: bool| if has { FormatBorder::Thin } else { FormatBorder::None };
        let end = |has: bool, whole: bool| match (has && self.lines.ends, whole) {
            (false, _) => FormatBorder::None,
            (true, true) => FormatBorder::Thin,
            (true, false) => FormatBorder::Hair,
        };
        let format = self.format.clone().set_border_left(side(left && self.lines.left)).set_border_right(side(right && self.lines.right));
        format.set_border_top(end(top, self.top)).set_border_bottom(end(bottom, self.bottom))
    }

    fn format(&self) -> Format {
        self.lined([true; 4])
    }

    /// Makes one cell of its rows and columns.
    fn open(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let (first, last) = self.columns;
        if self.rows.end - self.rows.start > 1 || first < last {
            sheet.merge_range(self.rows.start, first, self.rows.end - 1, last, "", &self.format())?;
        }
        Ok(())
    }

    /// Nothing to say: no merged cell, only the lines around it.
    fn blank(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        let (first, last) = self.columns;
        for row in self.rows.clone() {
            for column in first..=last {
                let format = self.lined([column == first, column == last, row == self.rows.start, row + 1 == self.rows.end]);
                sheet.write_blank(row, column, &format)?;
            }
        }
        Ok(())
    }
}

/// The strips that have atoms on a page.
fn strips_of(page: &Range<usize>, firsts: &[usize]) -> Range<usize> {
    let of = |atom: usize| firsts.partition_point(|first| *first <= atom) - 1;
    of(page.start)..of(page.end - 1) + 1
}
