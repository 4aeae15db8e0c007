//! The label at the right of the title.

use super::super::{SIZE, inside, room};
use super::TITLE;
use super::grid::Grid;
use super::headings::{self, Heading};
use super::smalls::SPACE;
use crate::document::Document;
use crate::meeting::look::Look;
use crate::typeset::measure::Ruler;

/// Part of the width that the label's box takes at most, and how many lines it has if one is not enough.
const BOX: f64 = 1.0 / 3.0;
const BOX_LINES: usize = 2;

/// The label at the right of the title, in its box.
pub struct Boxed {
    pub heading: Heading,
    /// Left edge of the box; 0 if there is no room beside the title.
    pub edge: u32,
}

impl Boxed {
    /// The box is as wide as the label needs: on one line, if need be in smaller type, else on two.
    pub fn new(document: &Document, grid: &mut Grid, look: &Look, ruler: &Ruler) -> Option<Self> {
        let label = &document.label;
        if label.is_empty() {
            return None;
        }
        let most = (f64::from(grid.total()) * BOX) as u32;
        let sizes = || headings::sizes(look.size + TITLE, SIZE);
        let width = |heading: &Heading| {
            let lines = heading.text.lines().map(|line| ruler.width(line));
            room(lines.fold(0.0, f64::max) + SPACE, heading.size)
        };
        let one = |size: f64| Some(Heading { text: label.clone(), size }).filter(|heading| width(heading) <= most);
        let several = |size: f64| {
            let lines = headings::unbroken(label, inside(most, size) - SPACE, ruler)?;
            (lines.len() <= BOX_LINES).then(|| Heading { text: lines.join("\n"), size })
        };
        let heading = sizes().find_map(one).or_else(|| sizes().find_map(several));
        let heading = heading.unwrap_or_else(|| headings::heading(label, most, SIZE, ruler));
        let edge = grid.place_right(width(&heading).min(most));
        Some(Self { heading, edge })
    }
}
