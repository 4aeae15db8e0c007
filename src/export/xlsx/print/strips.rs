//! Strips: the rows of the sheet to print as they are planned, before it is known where its pages end.
//!
//! A cell may cover several strips. A strip that is high is cut into slices, so that a page may end in it;
//! those of its slices that stand on one page become one row of the sheet, or several where it is higher than
//! Excel's rows may be. A cell that a page's end cuts goes on below it: the text where it was cut; a label, a number
//! and an answer to several opinions are said again.

use std::cell::OnceCell;
use std::ops::Range;

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, FormatUnderline, Worksheet, XlsxError};

use super::super::{INDENT, ROW_LIMIT, escaped, height, inside, text};
use super::grid::{Columns, Grid, again_size};
use super::lines;
use super::pages::{Atom, Ends, pages};
use super::spacing::Spacing;
use super::vertical;
use crate::typeset::measure::Ruler;
use crate::typeset::widths::KEPT_LINES;

/// Least lines of a high strip at a page's foot and head; it is cut between any others.
const SLICE: u32 = 3;
/// Part of a page from which a strip is high.
const HIGH: f64 = 0.25;
/// What a page break costs in a strip, in a cell over several strips, in a label, and in a label whose part is a single row.
const IN_STRIP: f64 = 18.0;
/// The same in a strip that is not high: it is worth a page that is saved, no blank at a page's foot.
const IN_LOW: f64 = 35.0;
const IN_CELL: f64 = 15.0;
const IN_LABEL: f64 = 4.0;
const FEW_OF_LABEL: f64 = 20.0;
/// What it costs where a part of a label's rows is lower than the label, and for a page's height that it lacks.
const SHORT_OF_LABEL: f64 = 20.0;
const LACKS: f64 = 200.0;
/// What it costs below a strip that stays with the next one.
const NEVER: f64 = 10_000.0;
/// Rounds in which the last strips of cut cells are made higher.
const ROUNDS: usize = 16;
/// Part of a page up to which a label is kept whole.
const WHOLE: f64 = 0.75;
/// Part of a page by which rows are made higher so that a label can be said again.
const RAISED: f64 = 0.25;
/// Sizes in which a label is said again, as parts of its own, and the least one in points.
const AGAIN: [f64; 3] = [1.0, 0.85, 0.7];
const AGAIN_LEAST: f64 = 8.0;
/// Lines of a first part of an opinion that is not lost at a page's foot.
const LOW_LINES: usize = KEPT_LINES as usize;
/// What stands for the rest of a label that has no room to be said again.
const REST: &str = "…";
/// What stays free at a page's foot, in pixels, so that rounding makes no page overflow.
const SPARE: u32 = 8;

/// A row of the plan.
pub struct Strip<'a> {
    /// In pixels, as its own cells need; those that cover several strips may make the last of these higher.
    pub height: u32,
    /// Whether it stands on one page with the next.
    pub keeps: bool,
    /// Whether it opens a row of the table, and whether that goes on in the next one.
    pub opens_row: bool,
    pub leads: bool,
    /// Whether a page may end in it.
    pub divides: bool,
    /// Where it stands over what follows: below how many others like it at most.
    pub over: Option<usize>,
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
    /// Whether its text keeps off the side at which it stands.
    pub indent: bool,
    /// If its text runs from top to bottom: the columns of its lines, from right to left.
    pub vertical: Vec<Columns>,
    pub again: Again,
    /// The lines of its text, in bytes, and the most of them, once they are known: they are the same in rows of any height.
    pub broken: OnceCell<(Vec<Range<usize>>, usize)>,
}

/// How a cell is said again below a page's end that cuts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// Its text goes on, and where it ended nothing is said.
    Never,
    /// Whole, with words that say so.
    Label,
    /// In parentheses.
    Number,
    /// Its text goes on; where it ended, the whole with words that say so, if there is room.
    Answer,
}

impl Put<'_> {
    /// Room for its text, in em of type of `size` points.
    pub fn inside(&self, grid: &Grid, size: f64) -> f64 {
        inside(grid.width(self.columns).saturating_sub(if self.indent { INDENT } else { 0 }), size)
    }
}

/// What a cell says.
pub enum Said<'a> {
    Text(Vec<Run<'a>>),
    /// A text in lines of our own.
    Set(String),
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
            Self::Set(text) => text.clone(),
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
    pub spacing: Spacing,
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
    /// Height that it needs, in pixels.
    need: u32,
    /// Whether it is divided between lines where a page's end cuts it.
    divides: bool,
}

/// How strips are dealt out to pages.
struct Dealt {
    /// For each strip, its first cell, the strips over it that a page which begins with it says again, and what it says
    /// again itself, with the height of that.
    cells: Vec<usize>,
    open: Vec<Vec<usize>>,
    again: Vec<Option<(Piece, u32)>>,
    /// The atoms, where those of each strip begin, and the pages with their atoms.
    atoms: Vec<Atom>,
    firsts: Vec<usize>,
    dealt: Vec<Range<usize>>,
}

impl Setting<'_> {
    /// Height that `text` needs in a cell, in type of `size` points.
    fn need(&self, put: &Put, text: &str, size: f64) -> u32 {
        if put.vertical.is_empty() {
            self.spacing.height(lines::most(text, put.inside(self.grid, size), self.ruler), size)
        } else {
            vertical::need(text, put.vertical.len(), size)
        }
    }

    /// The lines of a whole text that does not run from top to bottom, and the most of them.
    fn broken<'p>(&self, put: &'p Put, whole: &str) -> &'p (Vec<Range<usize>>, usize) {
        put.broken.get_or_init(|| {
            let inside = put.inside(self.grid, put.size);
            (self.ruler.lines(whole, inside), lines::most(whole, inside, self.ruler))
        })
    }

    /// Height of a page, and what of it the repeated headings leave.
    fn room(&self, strips: &[Strip]) -> (u32, u32) {
        let whole = (f64::from(self.page) / self.grid.scale()) as u32;
        let whole = whole.saturating_sub(SPARE);
        let repeated: u32 = strips[self.heads.clone()].iter().map(|strip| strip.height).sum();
        (whole, whole.saturating_sub(repeated).max(height(3, self.size)))
    }

    /// For each strip, the strips over it that a page which begins with it says again.
    fn open(strips: &[Strip]) -> Vec<Vec<usize>> {
        let mut open: Vec<usize> = Vec::new();
        let each = |(index, strip): (usize, &Strip)| {
            let Some(level) = strip.over else { return open.clone() };
            open.retain(|above| strips[*above].over < Some(level));
            let over = open.clone();
            open.push(index);
            over
        };
        strips.iter().enumerate().map(each).collect()
    }

    /// What a strip over others says again, and the height that it needs.
    fn over(&self, strip: &Strip, flow: &Flow) -> (Piece, u32) {
        let says = Says { after: self.continued.to_owned(), ..Says::of(0..flow.whole.len()) };
        let put = &strip.cells[0];
        let pixels = strip.height.max(self.need(put, &says.text(&flow.whole), put.size)).min(ROW_LIMIT);
        (Piece { page: 0, last: 0, pixels, says, size: put.size, lacks: 0 }, pixels)
    }

    /// On how many pages the strips stand, and what part of the last one they take.
    pub fn pages(&self, strips: &mut [Strip]) -> (usize, f64) {
        let flows = self.flows(strips);
        let Dealt { atoms, dealt, .. } = self.dealt(strips, &flows);
        let last = dealt.last().map_or(0.0, |page| {
            let high: u32 = atoms[page.clone()].iter().map(|atom| atom.height).sum();
            f64::from(high) / f64::from(atoms[page.start].holds.max(1))
        });
        (dealt.len(), last)
    }

    /// How the strips are dealt out to pages.
    fn dealt(&self, strips: &[Strip], flows: &[Flow]) -> Dealt {
        let cells: Vec<usize> = strips.iter().scan(0, |next, strip| Some(std::mem::replace(next, *next + strip.cells.len()))).collect();
        let open = Self::open(strips);
        let again: Vec<Option<(Piece, u32)>> = strips
            .iter()
            .zip(&cells)
            .map(|(strip, cell)| strip.over.filter(|_| !strip.cells.is_empty()).map(|_| self.over(strip, &flows[*cell])))
            .collect();
        let said_again: Vec<u32> =
            open.iter().map(|open| open.iter().filter_map(|above| again[*above].as_ref()).map(|(_, pixels)| pixels).sum()).collect();
        let (atoms, firsts) = self.atoms(strips, flows, &said_again);
        let puts: Vec<&Put> = strips.iter().flat_map(|strip| &strip.cells).collect();
        let (atoms, dealt) = self.deal(atoms, &firsts, &puts, flows);
        Dealt { cells, open, again, atoms, firsts, dealt }
    }

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

    /// The cells with their lines; makes strips higher until every cell has room.
    fn flows(&self, strips: &mut [Strip]) -> Vec<Flow> {
        let mut flows = Vec::new();
        let kept = (f64::from(self.room(strips).1) * WHOLE) as u32;
        // Cells over several strips: last strip, first strip, height.
        let mut tall: Vec<(usize, usize, u32)> = Vec::new();
        for (index, strip) in strips.iter_mut().enumerate() {
            let mut own = strip.height;
            for put in &mut strip.cells {
                let whole = put.said.whole();
                if !put.vertical.is_empty() && self.need(put, &whole, put.size) > kept {
                    // It is too high to stay whole: it runs on as other texts do.
                    put.vertical.clear();
                    put.format = put.format.clone().set_rotation(0).set_text_wrap();
                }
                let (lines, need) = if put.vertical.is_empty() {
                    let (lines, most) = self.broken(put, &whole);
                    (lines.clone(), self.spacing.height(*most, put.size))
                } else {
                    (Vec::new(), self.need(put, &whole, put.size))
                };
                let is_text = matches!(put.said, Said::Text(_)) && put.vertical.is_empty() && put.again != Again::Number;
                let divides = is_text && (put.again != Again::Label || need > kept);
                if put.strips == 1 {
                    own = own.max(need);
                } else {
                    tall.push((index + put.strips - 1, index, need));
                }
                flows.push(Flow { strips: index..index + put.strips, whole, lines, need, divides });
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

    /// The atoms of the strips, and where those of each strip begin. `said_again` is the height of what a page says again
    /// that begins with a strip.
    fn atoms(&self, strips: &[Strip], flows: &[Flow], said_again: &[u32]) -> (Vec<Atom>, Vec<usize>) {
        let (whole, free) = self.room(strips);
        let mut costs = vec![0.0_f64; strips.len()];
        for (above, below) in (0..strips.len()).zip(1..strips.len()) {
            let is_low = strips[above].height < self.spacing.height(LOW_LINES, self.size);
            if strips[above].keeps || (strips[above].leads && is_low) {
                costs[below] = NEVER;
            }
        }
        let puts = strips.iter().flat_map(|strip| &strip.cells);
        for (put, flow) in puts.zip(flows) {
            let inner = flow.strips.start + 1..flow.strips.end;
            for (at, dearest) in inner.clone().zip(&mut costs[inner]) {
                let rows = |range: Range<usize>| strips[range].iter().filter(|strip| strip.opens_row).count();
                let few = rows(flow.strips.start..at).min(rows(at..flow.strips.end)) < self.keep_rows;
                let cost = match (put.again == Again::Label, few) {
                    (false, _) => IN_CELL,
                    (true, true) => FEW_OF_LABEL,
                    (true, false) => IN_LABEL,
                };
                *dearest = dearest.max(cost);
            }
        }
        let (mut atoms, mut firsts) = (Vec::new(), Vec::new());
        let line = self.spacing.pitch(self.size);
        for (index, strip) in strips.iter().enumerate() {
            firsts.push(atoms.len());
            let holds = if index > self.heads.start && !self.heads.is_empty() { free } else { whole };
            let holds = holds.saturating_sub(said_again[index]).max(height(3, self.size));
            let high = f64::from(strip.height) > (f64::from(free) * HIGH).min(f64::from(ROW_LIMIT));
            let (opening, closing) = (self.spacing.height(SLICE as usize, self.size), SLICE * line);
            let divides = strip.divides && (high || (strip.opens_row && strip.height >= opening + closing));
            let count = if divides { 2 + strip.height.saturating_sub(opening + closing) / line } else { 1 };
            for part in 0..count {
                // The last slice has what is left over.
                let own = match part {
                    _ if part + 1 == count => strip.height - if part == 0 { 0 } else { opening + line * (part - 1) },
                    0 => opening,
                    _ => line,
                };
                let cost = match part {
                    0 => costs[index],
                    _ if high => IN_STRIP,
                    _ => IN_LOW,
                };
                atoms.push(Atom { height: own, cost, holds, opens_row: part == 0 && strip.opens_row });
            }
        }
        firsts.push(atoms.len());
        // Where both parts of a label's rows hold it, nothing has to be raised for it.
        let puts = strips.iter().flat_map(|strip| &strip.cells);
        for (_, flow) in puts.zip(flows).filter(|(put, flow)| put.again == Again::Label && !flow.divides) {
            let covers = firsts[flow.strips.start]..firsts[flow.strips.end];
            let total: u32 = atoms[covers.clone()].iter().map(|atom| atom.height).sum();
            let mut above = 0;
            for index in covers.start + 1..covers.end {
                above += atoms[index - 1].height;
                let lacks = [above, total - above].map(|part| flow.need.saturating_sub(part)).iter().sum::<u32>();
                if lacks > 0 {
                    let cost = SHORT_OF_LABEL + LACKS * f64::from(lacks) / f64::from(free);
                    atoms[index].cost = atoms[index].cost.max(cost);
                }
            }
        }
        (atoms, firsts)
    }

    /// Deals the atoms out to pages, those made higher that a page's end leaves too low. What an end costs in height is found
    /// out where a page ends there, and counts from then on.
    fn deal(&self, atoms: Vec<Atom>, firsts: &[usize], puts: &[&Put], flows: &[Flow]) -> (Vec<Atom>, Vec<Range<usize>>) {
        let mut ends = vec![Ends::default(); atoms.len() + 1];
        for _ in 0..ROUNDS {
            let dealt = pages(&atoms, &ends);
            let mut grown = atoms.clone();
            let mut more = vec![Ends::default(); dealt.len()];
            while self.grow(&mut grown, firsts, puts, flows, &dealt, &mut more) {}
            let mut fits = true;
            for (page, more) in dealt.iter().zip(more) {
                let high: u32 = grown[page.clone()].iter().map(|atom| atom.height).sum();
                if high > atoms[page.start].holds && page.len() > 1 {
                    fits = false;
                    ends[page.start].above = ends[page.start].above.max(more.above);
                    ends[page.end].below = ends[page.end].below.max(more.below);
                }
            }
            if fits {
                return (grown, dealt);
            }
        }
        let mut atoms = atoms;
        let mut dealt = pages(&atoms, &ends);
        for _ in 0..ROUNDS {
            if !self.grow(&mut atoms, firsts, puts, flows, &dealt, &mut vec![Ends::default(); dealt.len()]) {
                break;
            }
            dealt = pages(&atoms, &[]);
        }
        (atoms, dealt)
    }

    /// Makes atoms higher where a page's end cuts a cell and the rest of its text lacks room; whether any was. `more` counts
    /// for each page by how much.
    fn grow(&self, atoms: &mut [Atom], firsts: &[usize], puts: &[&Put], flows: &[Flow], dealt: &[Range<usize>], more: &mut [Ends]) -> bool {
        let mut wanted: Vec<(usize, u32, usize, bool)> = Vec::new();
        for (put, flow) in puts.iter().zip(flows) {
            for (index, piece) in self.pieces(atoms, firsts, put, flow, dealt).iter().enumerate() {
                if piece.lacks > 0 {
                    wanted.push((piece.last, piece.lacks, piece.page, index > 0));
                }
            }
        }
        wanted.sort_unstable();
        // The last of those with the same atom lacks most.
        for (index, (atom, lacks, page, goes_on)) in wanted.iter().enumerate() {
            if wanted.get(index + 1).is_none_or(|(next, ..)| next != atom) {
                atoms[*atom].height += lacks;
                *if *goes_on { &mut more[*page].above } else { &mut more[*page].below } += lacks;
            }
        }
        !wanted.is_empty()
    }

    /// How the pages cut a cell.
    fn pieces(&self, atoms: &[Atom], firsts: &[usize], put: &Put, flow: &Flow, dealt: &[Range<usize>]) -> Vec<Piece> {
        let covers = firsts[flow.strips.start]..firsts[flow.strips.end];
        let first_page = dealt.partition_point(|page| page.end <= covers.start);
        let on_pages = dealt.iter().enumerate().skip(first_page).take_while(|(_, page)| page.start < covers.end);
        let (mut pieces, mut line): (Vec<Piece>, usize) = (Vec::new(), 0);
        for (page, range) in on_pages {
            let own = atoms_in(range, &covers);
            let pixels: u32 = atoms[own.clone()].iter().map(|atom| atom.height).sum();
            let begins = pieces.is_empty();
            let left = flow.lines.len() - line;
            let mut piece = Piece { page, last: own.end - 1, pixels, says: Says::of(0..0), size: put.size, lacks: 0 };
            if flow.divides && (begins || left > 0) {
                let holds = self.spacing.lines_in(pixels, put.size);
                let part = |count: usize| match flow.lines.get(line..line + count) {
                    Some([from, .., to] | [from @ to]) => Says::of(from.start..to.end),
                    _ => Says::of(0..0),
                };
                if begins && own == covers {
                    (piece.says, piece.lacks) = (part(left), flow.need.saturating_sub(pixels));
                } else {
                    let need = |count: usize| self.need(put, &part(count).text(&flow.whole), put.size);
                    let mut count = if own.end == covers.end { left } else { left.min(holds) };
                    while own.end < covers.end && count > 0 && need(count) > pixels {
                        count -= 1;
                    }
                    piece.says = part(count);
                    piece.lacks = if count > 0 { need(count).saturating_sub(pixels) } else { 0 };
                    line += count;
                }
            } else if begins {
                piece.says = Says::of(0..flow.whole.len());
                let whole = put.again == Again::Label || matches!(put.said, Said::Set(_));
                piece.lacks = if whole { flow.need.saturating_sub(pixels) } else { 0 };
            } else if !flow.whole.is_empty() {
                self.again(put, flow, &mut piece, atoms[own.start].holds);
            }
            pieces.push(piece);
        }
        pieces
    }

    /// Says a cell again in a piece below a page's end; `page` is what a page holds.
    fn again(&self, put: &Put, flow: &Flow, piece: &mut Piece, page: u32) {
        let whole = Says::of(0..flow.whole.len());
        let fits = |says: &Says, size: f64| self.need(put, &says.text(&flow.whole), size) <= piece.pixels;
        match put.again {
            Again::Never => {}
            Again::Number => {
                piece.says = Says { before: "(".to_owned(), after: ")".to_owned(), ..whole };
                piece.size = again_size(put.size);
            }
            Again::Answer => {
                let says = Says { before: format!("{}\n", self.continued), ..whole };
                if fits(&says, put.size) {
                    piece.says = says;
                }
            }
            Again::Label => {
                let goes_on = self.goes_on(put, &flow.whole).map(|after| Says { after, ..whole.clone() });
                if let Some(says) = goes_on.filter(|says| fits(says, put.size)) {
                    piece.says = says;
                    return;
                }
                let sizes = AGAIN.iter().map(|part| put.size * part).filter(|size| *size == put.size || *size >= AGAIN_LEAST);
                if let Some(size) = sizes.into_iter().find(|size| fits(&whole, *size)) {
                    (piece.says, piece.size) = (whole, size);
                } else if !flow.divides && f64::from(flow.need - piece.pixels) <= f64::from(page) * RAISED {
                    (piece.says, piece.lacks) = (whole, flow.need - piece.pixels);
                } else {
                    let ends = flow.whole.char_indices().map(|(index, _)| index).filter(|end| *end > 0);
                    let short = ends.map(|end| Says { after: REST.to_owned(), ..Says::of(0..end) });
                    piece.says = short.take_while(|says| fits(says, put.size)).last().unwrap_or(whole);
                }
            }
        }
    }

    /// What stands behind a label that is said again, on a line of its own if it would be broken else; nothing if it
    /// would be broken even there.
    fn goes_on(&self, put: &Put, label: &str) -> Option<String> {
        let (said, inner) = (self.continued, put.inside(self.grid, put.size));
        if !put.vertical.is_empty() {
            let whole = format!("{label}{said}");
            let last = crate::typeset::vertical::lines(&whole, put.vertical.len()).pop()?;
            return whole[last].ends_with(said).then(|| said.to_owned());
        }
        if self.ruler.width(said) > inner {
            return None;
        }
        let last = if matches!(put.said, Said::Set(_)) { label.rsplit('\n').next().unwrap_or(label) } else { label };
        let on_one = self.ruler.width(last) + self.ruler.width(said) <= inner;
        Some(if on_one { said.to_owned() } else { format!("\n{said}") })
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

/// A cell's part on a page.
struct Piece {
    page: usize,
    /// Its last atom.
    last: usize,
    /// Its height.
    pixels: u32,
    says: Says,
    /// Size of its type in points.
    size: f64,
    /// What it lacks in height, in pixels.
    lacks: u32,
}

/// What a piece says: a part of the cell's text, in bytes, and what stands around it.
#[derive(Debug, Clone, PartialEq, Default)]
struct Says {
    before: String,
    part: Range<usize>,
    after: String,
}

impl Says {
    fn of(part: Range<usize>) -> Self {
        Self { part, ..Self::default() }
    }

    /// As one text, where the cell says `whole`.
    fn text(&self, whole: &str) -> String {
        format!("{}{}{}", self.before, &whole[self.part.clone()], self.after)
    }
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
///
/// The library counts the markup of a rich string as its text, of which Excel takes 32,767 characters: that is some hundred
/// marks. Where there are more, some that stand closest together become one.
fn rich(sheet: &mut Worksheet, row: u32, column: u16, runs: &[Run], plain: &Format) -> Result<(), XlsxError> {
    let marked = plain.clone().set_bold().set_underline(FormatUnderline::Single);
    let mut parts: Vec<(bool, String)> = runs.iter().map(|run| (run.marked, run.text.to_owned())).collect();
    let mut apart = 1;
    while parts.iter().any(|(is_marked, _)| *is_marked != parts[0].0) {
        let escaped: Vec<String> = parts.iter().map(|(_, part)| escaped(part)).collect();
        let formats = parts.iter().map(|(is_marked, _)| if *is_marked { &marked } else { plain });
        let rich: Vec<(&Format, &str)> = formats.zip(escaped.iter().map(String::as_str)).collect();
        match sheet.write_rich_string_with_format(row, column, &rich, plain) {
            Err(XlsxError::MaxStringLengthExceeded) => {
                (parts, apart) = (joined(parts, apart), apart + 1);
            }
            written => return written.map(|_| ()),
        }
    }
    let whole: String = parts.iter().map(|(_, part)| part.as_str()).collect();
    text(sheet, row, column, &whole, if parts.first().is_some_and(|(is_marked, _)| *is_marked) { &marked } else { plain })
}

/// Parts of which some of so many characters at most are marked together with those beside them: of several in turn, every other.
fn joined(parts: Vec<(bool, String)>, apart: usize) -> Vec<(bool, String)> {
    let last = parts.len() - 1;
    let mut out: Vec<(bool, String)> = Vec::new();
    let mut has_joined = false;
    for (index, (is_marked, part)) in parts.into_iter().enumerate() {
        let joins = !is_marked && index > 0 && index < last && !has_joined && part.chars().count() <= apart;
        has_joined = if is_marked { has_joined } else { joins };
        match out.last_mut().filter(|(above, _)| *above == (is_marked || joins)) {
            Some((_, above)) => above.push_str(&part),
            None => out.push((is_marked || joins, part)),
        }
    }
    out
}
