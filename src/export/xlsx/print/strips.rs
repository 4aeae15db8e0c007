//! Strips: the rows of the sheet to print as they are planned, before it is known where its pages end.
//!
//! A cell may cover several strips. A strip that is high is cut into slices, so that a page may end in it;
//! those of its slices that stand on one page become one row of the sheet, or several where it is higher than
//! Excel's rows may be. A cell that a page's end cuts goes on below it: the text where it was cut; a label, a number
//! and an answer to several opinions are said again.

use std::cell::OnceCell;
use std::ops::Range;

use rust_xlsxwriter::Format;

use super::super::{INDENT, inside};
use super::grid::{Columns, Grid};
use super::lines;
use super::spacing::Spacing;
use super::vertical;
use crate::typeset::measure::Ruler;

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
    /// Whether nothing that stands over what is above it goes on from here.
    pub closes: bool,
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

/// A cell with its text as it breaks.
pub struct Flow {
    /// The strips that it covers.
    pub strips: Range<usize>,
    pub whole: String,
    /// The lines of the text, in bytes.
    pub lines: Vec<Range<usize>>,
    /// Height that it needs, in pixels.
    pub need: u32,
    /// Whether it is divided between lines where a page's end cuts it.
    pub divides: bool,
}

impl Setting<'_> {
    /// Height that `text` needs in a cell, in type of `size` points.
    pub fn need(&self, put: &Put, text: &str, size: f64) -> u32 {
        if put.vertical.is_empty() {
            self.spacing.height(lines::most(text, put.inside(self.grid, size), self.ruler), size)
        } else {
            vertical::need(text, put.vertical.len(), size)
        }
    }

    /// The lines of a whole text that does not run from top to bottom, and the most of them.
    pub fn broken<'p>(&self, put: &'p Put, whole: &str) -> &'p (Vec<Range<usize>>, usize) {
        put.broken.get_or_init(|| {
            let inside = put.inside(self.grid, put.size);
            let broken = self.ruler.lines(whole, inside);
            let most = lines::most_of(broken.len(), whole, inside, self.ruler);
            (broken, most)
        })
    }
}
