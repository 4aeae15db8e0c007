//! Breaks: where pages end, decided so that nothing stands alone.
//!
//! Typst breaks a table wherever a row ends. Two breaks read badly: a category that opens with a
//! single row at a page's foot, and a section heading with a single row there. The first is mended
//! by leaving blank what is left of the page below the row above, the second by a new page before the
//! section. And a label that goes on needs room beside its rows on every page: the last of them there
//! is raised, or the category begins on the next page.
//!
//! Setting the pages takes long, so decisions are made on pages as they are expected, from heights that were worked
//! out. Whatever was expected, the pages that Typst made are looked at: what they show counts from then on, and they are
//! set again if that leads to better decisions. These are made anew from the first row each time: rows are placed page by

mod place;
mod plan;
mod room;
mod save;
#[cfg(test)]
mod tests;
mod together;

use std::collections::BTreeMap;

use crate::typeset::breaks::plan::Pages;
use crate::typeset::decisions::{Breaks, LabelPlace};
use crate::typeset::expected::Expected;
use crate::typeset::marks::RowPlace;

/// Most times that decisions are made on expected pages before they are set.
const ROUNDS: usize = 12;
/// Below this, in points, two places or heights are the same.
const HAIR: f64 = 0.05;

/// What must stand of a category, or of a section, at a page's foot.
#[derive(Debug, Clone, Copy)]
pub struct Keep {
    /// So many rows (fewer if there are no more),
    pub rows: usize,
    /// or rows that are so high, in points: they are not lost there.
    pub height: f64,
    /// Height of what stands below the tables, in points: it does not stand alone on a page.
    pub below: f64,
}

/// Decides, look by look.
pub struct Planner<'a> {
    keep: Keep,
    decided: Breaks,
    known: Expected<'a>,
    beside: Beside,
    /// The rows that go on over pages to save one.
    cut: Vec<usize>,
    /// Whether an answer or a row begins the next page if no page's end would divide it there: the part of a page that is left
    /// blank at most for a row.
    undivided: Option<f64>,
}

/// The labels beside each row, by its section and number.
type Beside = BTreeMap<(usize, usize), Vec<LabelPlace>>;

impl<'a> Planner<'a> {
    pub fn new(known: Expected<'a>, labels: &[LabelPlace], keep: Keep) -> Self {
        let mut beside = Beside::new();
        for label in labels {
            for row in label.row..label.row + label.rows {
                beside.entry((label.section, row)).or_default().push(*label);
            }
        }
        Self { keep, decided: Breaks::default(), known, beside, cut: Vec::new(), undivided: None }
    }

    /// The decisions with which the pages are to be set.
    pub fn decided(&self) -> &Breaks {
        &self.decided
    }

    pub fn known(&self) -> &Expected<'a> {
        &self.known
    }

    /// Leaves the pages as Typst breaks them.
    pub fn give_up(&mut self) {
        self.decided = Breaks { flows: true, ..Breaks::default() };
    }

    /// Decides on the pages as they are expected; where the rows stand on them, if that follows from what is known.
    pub fn expect(&mut self) -> Option<Vec<RowPlace>> {
        let mut expected = self.known.places(&self.decided)?;
        for _ in 0..ROUNDS {
            let better = self.better(&expected);
            if is_like(&better, &self.decided) {
                break;
            }
            self.decided = better;
            expected = self.known.places(&self.decided)?;
        }
        Some(expected)
    }

    /// Looks at pages that were set with the decisions, and makes better ones; false if there is nothing to improve.
    pub fn improve(&mut self, seen: &[RowPlace]) -> bool {
        self.known.learn(seen, &self.decided);
        let better = self.better(seen);
        if is_like(&better, &self.decided) {
            return false;
        }
        let before = std::mem::replace(&mut self.decided, better.clone());
        self.expect();
        // What is expected may be wrong, but what was seen is not.
        if is_like(&self.decided, &before) {
            self.decided = better;
        }
        true
    }

    fn better(&self, seen: &[RowPlace]) -> Breaks {
        let Self { decided, known, beside, keep, undivided, .. } = self;
        Pages { decided, known, seen, beside, keep: *keep, undivided: *undivided }.decide()
    }
}

/// Whether these are the same decisions, but for what rounding makes of them.
fn is_like(one: &Breaks, other: &Breaks) -> bool {
    let alike = |one: &BTreeMap<String, f64>, other: &BTreeMap<String, f64>| {
        one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.0 == other.0 && near(*one.1, *other.1))
    };
    one.breaks == other.breaks && alike(&one.blank, &other.blank) && alike(&one.raised, &other.raised)
}

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() < HAIR
}

/// To hundredths of a point, and a hair less, so that rounding pushes nothing over a page's foot.
fn round_down(height: f64) -> f64 {
    ((height - HAIR) * 100.0).floor() / 100.0
}

/// To hundredths of a point, and a hair more, so that rounding leaves no lack.
fn round_up(height: f64) -> f64 {
    (height * 100.0 + 1.0).ceil() / 100.0
}
