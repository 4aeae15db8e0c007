//! How high lines are and what stands below the last: less where that saves a page.

use super::super::{DEFAULT_CELL, FOOT, height, pitch};

/// How lines stand in the rows of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Spacing {
    /// As in every sheet.
    #[default]
    Wide,
    /// Rows end with their last lines.
    Tight,
    /// Lines are as high as Excel makes them itself: ascent and descent each rounded, which together are a whole em in pixels.
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
        if self == Self::Wide {
            return height(lines, size);
        }
        let high = lines as u32 * self.pitch(size);
        // A row of the default height is written as one that has none of its own.
        if high == DEFAULT_CELL.0 { high + 1 } else { high }
    }

    /// Number of lines for which `pixels` have room.
    pub fn lines_in(self, pixels: u32, size: f64) -> usize {
        (pixels.saturating_sub(self.height(0, size)) / self.pitch(size)) as usize
    }

    /// By how many pixels less stands below the last line of a row.
    pub fn less_below(self) -> f64 {
        if self == Self::Wide { 0.0 } else { f64::from(FOOT) }
    }

    /// By what part of their height lines are lower.
    pub fn less(self, size: f64) -> f64 {
        f64::from(pitch(size) - self.pitch(size)) / f64::from(pitch(size))
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
                    assert_eq!(spacing.lines_in(high, size), lines);
                }
            }
        }
    }
}
