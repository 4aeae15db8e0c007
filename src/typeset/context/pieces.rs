//! Pieces: texts that fall into pieces, since a word is wider than its column or something is kept on one line.

use std::collections::BTreeSet;
use std::ops::Range;

use super::Piece;
use crate::document::Run;

/// Where a text falls into pieces: at `cuts`, where a line may end, and around what is `kept` on one line.
pub struct Split<'s> {
    pub cuts: &'s BTreeSet<usize>,
    pub kept: &'s [Range<usize>],
}

impl Split<'_> {
    pub fn runs<'a>(&self, runs: &'a [Run]) -> Vec<Piece<'a>> {
        let mut start = 0;
        let mut piece = |run: &'a Run| {
            let pieces = self.pieces(&run.text, start, run.marked);
            start += run.text.len();
            pieces
        };
        runs.iter().filter(|run| !run.text.is_empty()).flat_map(&mut piece).collect()
    }

    /// The pieces of a stretch of the text that begins at `start`.
    pub fn pieces<'t>(&self, text: &'t str, start: usize, marked: bool) -> Vec<Piece<'t>> {
        let end = start + text.len();
        let first = self.kept.partition_point(|range| range.end <= start);
        let around = self.kept[first..].iter().take_while(|range| range.start < end).flat_map(|range| [range.start, range.end]);
        let inside = |edge: &usize| (start + 1..end).contains(edge);
        let edges: BTreeSet<usize> =
            [start, end].into_iter().chain(self.cuts.range(start..end).copied()).chain(around.filter(inside)).collect();
        let edges: Vec<usize> = edges.into_iter().collect();
        let piece = |edge: &[usize]| Piece {
            text: &text[edge[0] - start..edge[1] - start],
            marked,
            breaks: edge[0] > 0 && self.cuts.contains(&edge[0]),
            kept: self.kept.binary_search_by_key(&edge[0], |range| range.start).is_ok_and(|at| self.kept[at].end == edge[1]),
        };
        edges.windows(2).map(piece).collect()
    }
}
