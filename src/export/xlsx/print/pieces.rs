//! What stands of a cell on each page, and what is said again of it.

use std::ops::Range;

use super::super::ROW_LIMIT;
use super::grid::again_size;
use super::pages::Atom;
use super::strips::{Again, Flow, Put, Said, Setting, Strip};

/// Part of a page by which rows are made higher so that a label can be said again.
const RAISED: f64 = 0.25;
/// Sizes in which a label is said again, as parts of its own, and the least one in points.
const AGAIN: [f64; 3] = [1.0, 0.85, 0.7];
const AGAIN_LEAST: f64 = 8.0;
/// What stands for the rest of a label that has no room to be said again.
const REST: &str = "…";

/// A cell's part on a page.
pub struct Piece {
    pub page: usize,
    /// Its last atom.
    pub last: usize,
    /// Its height.
    pub pixels: u32,
    pub says: Says,
    /// Size of its type in points.
    pub size: f64,
    /// What it lacks in height, in pixels.
    pub lacks: u32,
}

/// What a piece says: a part of the cell's text, in bytes, and what stands around it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Says {
    pub before: String,
    pub part: Range<usize>,
    pub after: String,
}

impl Says {
    pub fn of(part: Range<usize>) -> Self {
        Self { part, ..Self::default() }
    }

    /// As one text, where the cell says `whole`.
    pub fn text(&self, whole: &str) -> String {
        format!("{}{}{}", self.before, &whole[self.part.clone()], self.after)
    }
}

impl Setting<'_> {
    /// What a strip over others says again, and the height that it needs.
    pub fn over(&self, strip: &Strip, flow: &Flow) -> (Piece, u32) {
        let says = Says { after: self.continued.to_owned(), ..Says::of(0..flow.whole.len()) };
        let put = &strip.cells[0];
        let pixels = strip.height.max(self.need(put, &says.text(&flow.whole), put.size)).min(ROW_LIMIT);
        (Piece { page: 0, last: 0, pixels, says, size: put.size, lacks: 0 }, pixels)
    }

    /// How the pages cut a cell.
    pub fn pieces(&self, atoms: &[Atom], firsts: &[usize], put: &Put, flow: &Flow, dealt: &[Range<usize>]) -> Vec<Piece> {
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
}

/// What two ranges of atoms have in common.
pub fn atoms_in(a: &Range<usize>, b: &Range<usize>) -> Range<usize> {
    a.start.max(b.start)..a.end.min(b.end)
}
