//! How strips are dealt out to pages: what ends cost, and what must be made higher for what is said again.

use std::ops::Range;

use super::super::{ROW_LIMIT, height};
use super::pages::{Atom, Ends, pages};
use super::pieces::Piece;
use super::strips::{Again, Flow, Put, Said, Setting, Strip};
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
/// Lines of a first part of an opinion that is not lost at a page's foot.
const LOW_LINES: usize = KEPT_LINES as usize;
/// What stays free at a page's foot, in pixels, so that rounding makes no page overflow.
const SPARE: u32 = 8;

/// How strips are dealt out to pages.
pub struct Dealt {
    /// For each strip, its first cell, the strips over it that a page which begins with it says again, and what it says
    /// again itself, with the height of that.
    pub cells: Vec<usize>,
    pub open: Vec<Vec<usize>>,
    pub again: Vec<Option<(Piece, u32)>>,
    /// The atoms, where those of each strip begin, and the pages with their atoms.
    pub atoms: Vec<Atom>,
    pub firsts: Vec<usize>,
    pub dealt: Vec<Range<usize>>,
}

impl Setting<'_> {
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
    pub fn dealt(&self, strips: &[Strip], flows: &[Flow]) -> Dealt {
        let cells: Vec<usize> = strips.iter().scan(0, |next, strip| Some(std::mem::replace(next, *next + strip.cells.len()))).collect();
        let open = Self::open(strips);
        let again: Vec<Option<(Piece, u32)>> =
            strips.iter().zip(&cells).map(|(strip, cell)| strip.over.map(|_| self.over(strip, &flows[*cell]))).collect();
        let said_again: Vec<u32> =
            open.iter().map(|open| open.iter().filter_map(|above| again[*above].as_ref()).map(|(_, pixels)| pixels).sum()).collect();
        let (atoms, firsts) = self.atoms(strips, flows, &said_again);
        let puts: Vec<&Put> = strips.iter().flat_map(|strip| &strip.cells).collect();
        let (atoms, dealt) = self.deal(atoms, &firsts, &puts, flows);
        Dealt { cells, open, again, atoms, firsts, dealt }
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
            if strip.closes {
                open.clear();
            }
            let Some(level) = strip.over else { return open.clone() };
            open.retain(|above| strips[*above].over < Some(level));
            let over = open.clone();
            open.push(index);
            over
        };
        strips.iter().enumerate().map(each).collect()
    }

    /// The cells with their lines; makes strips higher until every cell has room.
    pub fn flows(&self, strips: &mut [Strip]) -> Vec<Flow> {
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deal_open_until_closed() {
        let strip = |(over, closes): (Option<usize>, bool)| Strip {
            height: 0,
            keeps: false,
            opens_row: false,
            leads: false,
            divides: true,
            over,
            closes,
            cells: Vec::new(),
        };
        let open = |strips: &[(Option<usize>, bool)]| Setting::open(&strips.iter().copied().map(strip).collect::<Vec<_>>());
        let (heading, band, row) = ((Some(0), true), (Some(1), false), (None, false));
        assert_eq!(open(&[heading, band, row, band, row]), [vec![], vec![0], vec![0, 1], vec![0], vec![0, 3]]);
        // A section without a heading, whose first opinion has no category.
        assert_eq!(open(&[band, row, (None, true), band, row]), [vec![], vec![0], vec![], vec![], vec![3]]);
    }
}
