//! Strips: the rows of the sheet to print as they are planned, before it is known where its pages end.
//!
//! A cell may cover several strips. A strip that is high is cut into slices, so that a page may end in it;
//! those of its slices that stand on one page become one row of the sheet, or several where it is higher than
//! Excel's rows may be. A cell that a page's end cuts goes on below it: the text where it was cut, a label with
//! its text repeated.

use std::ops::Range;

use rust_xlsxwriter::{Format, FormatBorder, FormatUnderline, Worksheet, XlsxError};

use super::super::{ROW_LIMIT, escaped, height, inside, pitch, text};
use super::grid::{Columns, Grid};
use super::pages::{Atom, pages};
use crate::read::character;
use crate::typeset::measure::Ruler;

/// Lines in a slice of a high strip.
const SLICE: u32 = 5;
/// Part of a page from which a strip is cut into slices.
const HIGH: f64 = 0.3;
/// What a page break costs in a strip, in a cell over several strips, in a label, and in a label whose part is a single row.
const IN_STRIP: f64 = 25.0;
const IN_CELL: f64 = 15.0;
const IN_LABEL: f64 = 4.0;
const FEW_OF_LABEL: f64 = 20.0;
/// What it costs below a strip that stays with the next one.
const NEVER: f64 = 10_000.0;
/// Rounds in which the last strips of cut cells are made higher.
const ROUNDS: usize = 16;
/// What stays free at a page's foot, in pixels, so that rounding makes no page overflow.
const SPARE: u32 = 8;

/// A row of the plan.
pub struct Strip<'a> {
    /// In pixels, as its own cells need; those that cover several strips may make the last of these higher.
    pub height: u32,
    /// Whether it stands on one page with the next.
    pub keeps: bool,
    /// Whether it opens a row of the table.
    pub opens_row: bool,
    /// Whether a page may end in it.
    pub divides: bool,
    pub cells: Vec<Put<'a>>,
}

/// A cell.
pub struct Put<'a> {
    pub columns: Columns,
    /// Number of strips that it covers.
    pub strips: usize,
    pub said: Said<'a>,
    /// Without lines.
    pub format: Format,
    /// Size of its type in points.
    pub size: f64,
    pub lines: Lines,
    /// Whether its text is stacked from top to bottom.
    pub vertical: bool,
    /// Whether its text is repeated where a page's end cuts it.
    pub label: bool,
}

/// What a cell says.
pub enum Said<'a> {
    Text(Vec<Run<'a>>),
    Number(u64),
}

/// A stretch of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Run<'a> {
    pub text: &'a str,
    pub marked: bool,
}

/// The sides of a cell that have lines.
#[derive(Debug, Clone, Copy)]
pub struct Lines {
    pub left: bool,
    pub right: bool,
    /// Top and bottom.
    pub ends: bool,
}

impl Lines {
    pub const ALL: Self = Self { left: true, right: true, ends: true };
    pub const NONE: Self = Self { left: false, right: false, ends: false };
}

impl<'a> Said<'a> {
    pub fn text(text: &'a str) -> Self {
        Self::Text(vec![Run { text, marked: false }])
    }

    pub fn whole(&self) -> String {
        match self {
            Self::Text(runs) => runs.iter().map(|run| run.text).collect(),
            Self::Number(number) => number.to_string(),
        }
    }
}

/// How a plan becomes a sheet.
pub struct Setting<'a> {
    pub grid: &'a Grid,
    pub ruler: &'a Ruler,
    /// Height of a page between its margins in pixels, before the sheet is printed smaller to fit.
    pub page: u32,
    /// The strips that every page repeats, and what follows them.
    pub heads: Range<usize>,
    /// What follows a label that is repeated.
    pub continued: &'a str,
    /// Size of the sheet's type in points.
    pub size: f64,
    /// Rows of a label that stand together at a page's foot and head.
    pub keep_rows: usize,
}

/// What became of the strips.
pub struct Written {
    /// The rows of the sheet that every page repeats.
    pub heads: Range<u32>,
    /// Number of rows.
    pub rows: u32,
}

/// A cell with its text as it breaks.
struct Flow {
    /// The strips that it covers.
    strips: Range<usize>,
    whole: String,
    /// The lines of the text, in bytes.
    lines: Vec<Range<usize>>,
}

impl Setting<'_> {
    /// Height that `text` needs in a cell.
    pub fn need(&self, put: &Put, text: &str) -> u32 {
        if put.vertical { stacked(text, put.size) } else { height(self.broken(put, text).len(), put.size) }
    }

    fn broken(&self, put: &Put, text: &str) -> Vec<Range<usize>> {
        self.ruler.lines(text, inside(self.grid.width(put.columns), put.size))
    }

    /// Writes the strips from the first row on, with the page breaks.
    pub fn write(&self, sheet: &mut Worksheet, strips: &mut [Strip]) -> Result<Written, XlsxError> {
        let flows = self.flows(strips);
        let (mut atoms, firsts) = self.atoms(strips, &flows);
        let puts: Vec<&Put> = strips.iter().flat_map(|strip| &strip.cells).collect();
        let mut dealt = pages(&atoms);
        for _ in 0..ROUNDS {
            if !self.grow(&mut atoms, &firsts, &puts, &flows, &dealt) {
                break;
            }
            dealt = pages(&atoms);
        }
        // The rows of the sheet: for each page and strip on it, the first row and the one below.
        let mut rows: Vec<Vec<(usize, Range<u32>)>> = Vec::new();
        let mut row = 0;
        for page in &dealt {
            let mut of_page = Vec::new();
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
            for (index, piece) in pieces.iter().enumerate() {
                let on_page: Vec<&Range<u32>> =
                    rows[piece.page].iter().filter(|(strip, _)| flow.strips.contains(strip)).map(|(_, rows)| rows).collect();
                let (Some(first), Some(below)) = (on_page.first(), on_page.last()) else { continue };
                let ends = (index == 0 || put.label, index == last || put.label);
                self.put(sheet, first.start..below.end, put, flow, piece, ends)?;
            }
        }
        let breaks: Vec<u32> = rows.iter().skip(1).filter_map(|page| page.first()).map(|(_, rows)| rows.start).collect();
        sheet.set_page_breaks(&breaks)?;
        let of_strip = |wanted: usize| rows.iter().flatten().find(|(strip, _)| *strip == wanted).map_or(row, |(_, rows)| rows.start);
        Ok(Written { heads: of_strip(self.heads.start)..of_strip(self.heads.end), rows: row })
    }

    /// The cells with their lines; makes strips higher until every cell has room.
    fn flows(&self, strips: &mut [Strip]) -> Vec<Flow> {
        let mut flows = Vec::new();
        // Cells over several strips: last strip, first strip, height.
        let mut tall: Vec<(usize, usize, u32)> = Vec::new();
        for (index, strip) in strips.iter_mut().enumerate() {
            let mut own = strip.height;
            for put in &strip.cells {
                let whole = put.said.whole();
                let need = self.need(put, &whole);
                if put.strips == 1 {
                    own = own.max(need);
                } else {
                    tall.push((index + put.strips - 1, index, need));
                }
                let lines = if put.vertical { Vec::new() } else { self.broken(put, &whole) };
                flows.push(Flow { strips: index..index + put.strips, whole, lines });
            }
            strip.height = own;
        }
        tall.sort_unstable();
        for (last, first, need) in tall {
            let held: u32 = strips[first..=last].iter().map(|strip| strip.height).sum();
            strips[last].height += need.saturating_sub(held);
        }
        flows
    }

    /// The atoms of the strips, and where those of each strip begin.
    fn atoms(&self, strips: &mut [Strip], flows: &[Flow]) -> (Vec<Atom>, Vec<usize>) {
        let whole = (f64::from(self.page) / self.grid.scale()) as u32;
        let whole = whole.saturating_sub(SPARE);
        let repeated: u32 = strips[self.heads.clone()].iter().map(|strip| strip.height).sum();
        let free = whole.saturating_sub(repeated).max(height(3, self.size));
        let mut costs = vec![0.0_f64; strips.len()];
        for (above, below) in (0..strips.len()).zip(1..strips.len()) {
            if strips[above].keeps {
                costs[below] = NEVER;
            }
        }
        let puts = strips.iter().flat_map(|strip| &strip.cells);
        for (put, flow) in puts.zip(flows) {
            let inner = flow.strips.start + 1..flow.strips.end;
            for (at, dearest) in inner.clone().zip(&mut costs[inner]) {
                let rows = |range: Range<usize>| strips[range].iter().filter(|strip| strip.opens_row).count();
                let few = rows(flow.strips.start..at).min(rows(at..flow.strips.end)) < self.keep_rows;
                let cost = match (put.label, few) {
                    (false, _) => IN_CELL,
                    (true, true) => FEW_OF_LABEL,
                    (true, false) => IN_LABEL,
                };
                *dearest = dearest.max(cost);
            }
        }
        let (mut atoms, mut firsts) = (Vec::new(), Vec::new());
        let line = pitch(self.size);
        for (index, strip) in strips.iter().enumerate() {
            firsts.push(atoms.len());
            let holds = if index > self.heads.start && !self.heads.is_empty() { free } else { whole };
            let high = strip.divides && f64::from(strip.height) > (f64::from(free) * HIGH).min(f64::from(ROW_LIMIT));
            let (opening, slice) = (height(SLICE as usize, self.size), SLICE * line);
            let count = if high { 1 + strip.height.saturating_sub(opening) / slice } else { 1 };
            for part in 0..count {
                // The last slice has what is left over, less than two slices.
                let own = match part {
                    _ if part + 1 == count => strip.height - if part == 0 { 0 } else { opening + slice * (part - 1) },
                    0 => opening,
                    _ => slice,
                };
                let cost = if part == 0 { costs[index] } else { IN_STRIP };
                atoms.push(Atom { height: own, cost, holds, opens_row: part == 0 && strip.opens_row });
            }
        }
        firsts.push(atoms.len());
        (atoms, firsts)
    }

    /// Makes atoms higher where a page's end cuts a cell and the rest of its text lacks room; whether any was.
    fn grow(&self, atoms: &mut [Atom], firsts: &[usize], puts: &[&Put], flows: &[Flow], dealt: &[Range<usize>]) -> bool {
        let mut wanted: Vec<(usize, u32)> = Vec::new();
        for (put, flow) in puts.iter().zip(flows) {
            for piece in self.pieces(atoms, firsts, put, flow, dealt) {
                if piece.lacks > 0 {
                    wanted.push((piece.last, piece.lacks));
                }
            }
        }
        wanted.sort_unstable();
        // The last of those with the same atom lacks most.
        for (index, (atom, lacks)) in wanted.iter().enumerate() {
            if wanted.get(index + 1).is_none_or(|(next, _)| next != atom) {
                atoms[*atom].height += lacks;
            }
        }
        !wanted.is_empty()
    }

    /// How the pages cut a cell.
    fn pieces(&self, atoms: &[Atom], firsts: &[usize], put: &Put, flow: &Flow, dealt: &[Range<usize>]) -> Vec<Piece> {
        let covers = firsts[flow.strips.start]..firsts[flow.strips.end];
        let first_page = dealt.partition_point(|page| page.end <= covers.start);
        let on_pages = dealt.iter().enumerate().skip(first_page).take_while(|(_, page)| page.start < covers.end);
        let (mut pieces, mut line) = (Vec::new(), 0);
        for (page, range) in on_pages {
            let own = atoms_in(range, &covers);
            let pixels: u32 = atoms[own.clone()].iter().map(|atom| atom.height).sum();
            let ends = own.end == covers.end;
            let mut piece = Piece { page, last: own.end - 1, lines: 0..flow.lines.len(), repeats: false, lacks: 0 };
            if put.label {
                let again = !pieces.is_empty() && !flow.whole.is_empty();
                piece.repeats = again && self.need(put, &format!("{}{}", flow.whole, self.continued)) <= pixels;
                if !piece.repeats {
                    piece.lacks = self.need(put, &flow.whole).saturating_sub(pixels);
                }
            } else if put.vertical || matches!(put.said, Said::Number(_)) {
                if !pieces.is_empty() {
                    piece.lines = 0..0;
                }
            } else {
                let left = flow.lines.len() - line;
                let holds = (pixels.saturating_sub(height(0, put.size)) / pitch(put.size)) as usize;
                let count = if ends { left } else { left.min(holds) };
                if count > holds {
                    piece.lacks = height(count, put.size) - pixels;
                }
                piece.lines = line..line + count;
                line += count;
            }
            pieces.push(piece);
        }
        pieces
    }

    /// Writes a piece of a cell over `rows`.
    fn put(
        &self,
        sheet: &mut Worksheet,
        rows: Range<u32>,
        put: &Put,
        flow: &Flow,
        piece: &Piece,
        (top, bottom): (bool, bool),
    ) -> Result<(), XlsxError> {
        let side = |has: bool| if has { FormatBorder::Thin } else { FormatBorder::None };
        let end = |whole: bool| match (put.lines.ends, whole) {
            (false, _) => FormatBorder::None,
            (true, true) => FormatBorder::Thin,
            (true, false) => FormatBorder::Hair,
        };
        let (first, last) = put.columns;
        let lined = |left: bool, right: bool, top: FormatBorder, bottom: FormatBorder| {
            let format = put.format.clone().set_border_left(side(left)).set_border_right(side(right));
            format.set_border_top(top).set_border_bottom(bottom)
        };
        let format = lined(put.lines.left, put.lines.right, end(top), end(bottom));
        let runs: Vec<Run> = match &put.said {
            Said::Number(_) => Vec::new(),
            Said::Text(runs) if put.label || put.vertical => {
                let mut runs = if top { runs.clone() } else { Vec::new() };
                runs.extend(piece.repeats.then_some(Run { text: self.continued, marked: false }));
                runs
            }
            Said::Text(runs) => match flow.lines.get(piece.lines.clone()) {
                Some([from, .., to]) => within(runs, from.start..to.end),
                Some([only]) => within(runs, only.clone()),
                _ => Vec::new(),
            },
        };
        let number = match put.said {
            Said::Number(number) if top => Some(number),
            _ => None,
        };
        let several = rows.end - rows.start > 1 || first < last;
        if number.is_none() && runs.iter().all(|run| run.text.is_empty()) {
            // Nothing to say: no merged cell, only the lines around it.
            for row in rows.clone() {
                for column in first..=last {
                    let (at_top, at_bottom) = (row == rows.start, row + 1 == rows.end);
                    let inner = |at: bool, border: FormatBorder| if at { border } else { FormatBorder::None };
                    let format = lined(
                        put.lines.left && column == first,
                        put.lines.right && column == last,
                        inner(at_top, end(top)),
                        inner(at_bottom, end(bottom)),
                    );
                    sheet.write_blank(row, column, &format)?;
                }
            }
            return Ok(());
        }
        if several {
            sheet.merge_range(rows.start, first, rows.end - 1, last, "", &format)?;
        }
        match number {
            Some(number) => {
                sheet.write_number_with_format(rows.start, first, number as f64, &format)?;
                Ok(())
            }
            None => rich(sheet, rows.start, first, &runs, &format),
        }
    }
}

/// A cell's part on a page.
struct Piece {
    page: usize,
    /// Its last atom.
    last: usize,
    /// The lines of the text that stand in it.
    lines: Range<usize>,
    /// For a label: whether it says that it goes on.
    repeats: bool,
    /// What it lacks in height, in pixels.
    lacks: u32,
}

/// Height of characters under one another.
pub fn stacked(text: &str, size: f64) -> u32 {
    let longest = text.lines().map(|line| line.chars().filter(|c| !character::is_variation_selector(*c)).count()).max();
    height(longest.unwrap_or(0).max(1), size)
}

/// The strips that have atoms on a page.
fn strips_of(page: &Range<usize>, firsts: &[usize]) -> Range<usize> {
    let of = |atom: usize| firsts.partition_point(|first| *first <= atom) - 1;
    of(page.start)..of(page.end - 1) + 1
}

/// What two ranges of atoms have in common.
fn atoms_in(a: &Range<usize>, b: &Range<usize>) -> Range<usize> {
    a.start.max(b.start)..a.end.min(b.end)
}

/// What of a text in runs stands in `part`.
fn within<'a>(runs: &[Run<'a>], part: Range<usize>) -> Vec<Run<'a>> {
    let mut start = 0;
    let mut found = Vec::new();
    for run in runs {
        let end = start + run.text.len();
        let (a, b) = (part.start.max(start), part.end.min(end));
        if a < b {
            found.push(Run { text: &run.text[a - start..b - start], marked: run.marked });
        }
        start = end;
    }
    found
}

/// Writes runs as one text: plain if none or all are marked, else as a rich string, whose parts the library
/// escapes but for `_xHHHH_`.
fn rich(sheet: &mut Worksheet, row: u32, column: u16, runs: &[Run], plain: &Format) -> Result<(), XlsxError> {
    let marked = plain.clone().set_bold().set_underline(FormatUnderline::Single);
    let whole: String = runs.iter().map(|run| run.text).collect();
    if runs.iter().all(|run| run.marked == runs[0].marked) {
        return text(sheet, row, column, &whole, if runs.first().is_some_and(|run| run.marked) { &marked } else { plain });
    }
    let parts: Vec<(bool, String)> = runs.iter().map(|run| (run.marked, escaped(run.text))).collect();
    let parts: Vec<(&Format, &str)> =
        parts.iter().map(|(is_marked, part)| (if *is_marked { &marked } else { plain }, part.as_str())).collect();
    sheet.write_rich_string_with_format(row, column, &parts, plain)?;
    Ok(())
}
