//! What a finished paper shows, whatever its medium: line by line, in reading order.
//!
//! A reader knows nothing of columns: it returns every text with its place, and for a line of a table which
//! cells begin there and which are covered. [`super::compare`] holds that against what the paper must say.

use crate::document::Edition;
use crate::say::diag::Place;

/// What a reader found.
#[derive(Debug)]
pub struct Reading {
    pub medium: Medium,
    /// The title that the file itself bears, if its medium has such a thing.
    pub title: Option<Spot>,
    pub lines: Vec<ReadLine>,
}

/// What a medium can hold, and what it must divide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Medium {
    /// A table with its headings for each section. Empty lines leave no trace in the tags.
    Pdf,
    /// One table with all sections under the same headings, its columns perhaps over several of the sheet's. What a
    /// page's end cuts goes on below: a text where it was cut, a label said again, perhaps with this behind it.
    Sheet { continued: String },
    /// A table with its headings for each section, and every text verbatim.
    Page,
}

/// A line: a text by itself is a line of one cell.
#[derive(Debug, Clone, Default)]
pub struct ReadLine {
    pub cells: Vec<ReadCell>,
}

/// What stands in a column of a line.
#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "nearly every cell begins where it stands")]
pub enum ReadCell {
    /// A cell begins here.
    Spot(Spot),
    /// The cell at the left reaches over this place.
    Left,
    /// A cell of a line above does.
    Above,
}

/// A text and where it stands.
#[derive(Debug, Clone, Default)]
pub struct Spot {
    pub place: Place,
    pub text: String,
    /// Whether the reader can tell where its lines end.
    pub lines: bool,
    /// For each character whether it is marked, if the reader can tell.
    pub marks: Option<Vec<bool>>,
    /// The editions to which its marks say that a text belongs, if the reader can tell: what is deleted is the older one's.
    pub editions: Vec<Edition>,
}

impl ReadLine {
    /// A text by itself.
    pub fn text(spot: Spot) -> Self {
        Self { cells: vec![ReadCell::Spot(spot)] }
    }

    /// The cells that begin here and say something.
    pub fn said(&self) -> impl Iterator<Item = &Spot> {
        self.cells.iter().filter_map(|cell| match cell {
            ReadCell::Spot(spot) if !spot.text.is_empty() => Some(spot),
            _ => None,
        })
    }

    /// Where the line stands.
    pub fn place(&self) -> Option<&Place> {
        self.cells.iter().find_map(|cell| match cell {
            ReadCell::Spot(spot) => Some(&spot.place),
            _ => None,
        })
    }
}
