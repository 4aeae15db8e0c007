//! How high lines are and what stands below the last: less where that saves a page.

use super::super::{DEFAULT_CELL, FOOT, height, pitch};
use super::{HIGHEST, page_height};
use crate::document::Document;
use crate::meeting::look::Look;

/// How many times as much as their rows come to at least lower rows may save: pages end elsewhere, too.
const SAVES: f64 = 2.0;

/// Least height of a row of a single line: LibreOffice 7.4 finds 17.1 pixels best for small type, and from 11 points on up to a
/// pixel more than the line.
const SINGLE: u32 = 18;

/// How lines stand in the rows of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Spacing {
    /// As in every sheet.
    #[default]
    Wide,
    /// Rows of several lines end with their last lines.
    Tight,
    /// Lines are as high as Excel makes them itself, ascent and descent each rounded, which together are a whole em in pixels;
    /// and pages reach as far up and down as they may.
    Tightest,
}

impl Spacing {
    pub const ALL: [Self; 3] = [Self::Wide, Self::Tight, Self::Tightest];

    /// Distance from line to line of type of `size` points, in pixels.
    pub fn pitch(self, size: f64) -> u32 {
        pitch(size) - u32::from(self == Self::Tightest)
    }

    /// Height of `lines` lines of `size` points, in pixels.
    pub fn height(self, lines: usize, size: f64) -> u32 {
        let high = lines as u32 * self.pitch(size);
        match (self, lines) {
            (Self::Wide, _) | (_, 0) => height(lines, size),
            (_, 1) => (pitch(size) + 1).max(SINGLE),
            // A row of the default height is written as one that has none of its own.
            _ if high == DEFAULT_CELL.0 => high + 1,
            _ => high,
        }
    }

    /// Number of lines for which `pixels` have room.
    pub fn lines_in(self, pixels: u32, size: f64) -> usize {
        let below = if self == Self::Wide { FOOT } else { 0 };
        (pixels.saturating_sub(below) / self.pitch(size)) as usize
    }

    /// The look of pages with such rows.
    pub fn look(self, look: &Look) -> Look {
        let reach = |margin: f64| if self == Self::Tightest { margin.min(HIGHEST) } else { margin };
        Look { margin_top: reach(look.margin_top), margin_bottom: reach(look.margin_bottom), ..look.clone() }
    }

    /// About what part of a page such rows save at most, of so many pages.
    pub fn saves(self, document: &Document, look: &Look, pages: usize) -> f64 {
        if self == Self::Wide {
            return 0.0;
        }
        let (page, its) = (f64::from(page_height(look)), f64::from(page_height(&self.look(look))));
        let below = document.rows().count() as f64 * f64::from(FOOT) / page;
        let lines = 1.0 - f64::from(self.pitch(look.size)) / f64::from(pitch(look.size)) * page / its;
        SAVES * (below + pages as f64 * lines)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spacing_of_sizes() {
        // Excel's own rows of type like this: 9 points stand in 15 pixels, 11 in 18, 12 in 19.
        for (size, line) in [(9.0, 15), (11.0, 18), (12.0, 19)] {
            assert_eq!(Spacing::Tightest.pitch(size), line);
        }
        for size in [8.0, 8.5, 9.0, 9.5, 10.0, 10.5, 11.0, 12.0, 14.0] {
            for lines in 1..40 {
                let heights = Spacing::ALL.map(|spacing| spacing.height(lines, size));
                assert!(heights.is_sorted_by(|wide, tight| wide >= tight), "{lines} of {size}: {heights:?}");
                assert!(!heights.contains(&DEFAULT_CELL.0), "{lines} of {size}: {heights:?}");
                for (spacing, high) in Spacing::ALL.into_iter().zip(heights) {
                    assert_eq!(spacing.lines_in(high, size), lines, "{lines} of {size}: {heights:?}");
                }
            }
        }
    }
}
