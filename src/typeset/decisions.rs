//! Decisions: what is decided of the pages of a paper before they are set, and of which rows.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::document::{self, Document};

/// Name of the file in which templates find the decisions.
pub const FILE: &str = "layout.json";

/// The decisions. Rows are named `section-row`, the section from 1, the row from 0 within it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Breaks {
    /// Height in points of what is blank below rows that close a page.
    pub blank: BTreeMap<String, f64>,
    /// Height in points that is added to rows, so that the labels beside them fit.
    pub raised: BTreeMap<String, f64>,
    /// Sections, from 1, that begin a new page.
    pub breaks: BTreeSet<usize>,
    /// Rows that go on over a page though they are low enough to be kept whole, since that saves a page.
    pub cut: BTreeSet<String>,
    /// By how much less than else is blank above and below what rows say, in points, since that saves a page.
    pub tighter: f64,
    /// Whether labels take height of their own and go on as they may, because no better way was found.
    pub flows: bool,
}

impl Breaks {
    /// What Typst reads as a file.
    pub fn json(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("maps with text keys are JSON")
    }
}

/// By which the decisions name a row.
pub fn name(section: usize, row: usize) -> String {
    format!("{section}-{row}")
}

/// Consecutive rows of one category.
#[derive(Debug, Clone, PartialEq)]
pub struct Category {
    pub rows: usize,
    /// For each of them, whether it is a further part of the opinion above.
    pub goes_on: Vec<bool>,
    /// The labels over the table's width that stand above its rows, those that an earlier category opened too.
    pub bands: Vec<String>,
    /// How many of them it opens, the last ones.
    pub opens: usize,
}

/// For each section of the meeting, its categories.
pub type Categories = [Vec<Category>];

/// For each section of the meeting, the categories that the paper has of it.
pub fn categories(document: &Document) -> Vec<Vec<Category>> {
    let mut categories = vec![Vec::new(); document.sections.iter().map(|section| section.number).max().unwrap_or(0)];
    for section in &document.sections {
        let mut bands: Vec<(usize, String)> = Vec::new();
        let category = |group: &document::Group| {
            for band in &group.bands {
                bands.retain(|(level, _)| *level < band.level);
                bands.push((band.level, band.text.clone()));
            }
            let bands = bands.iter().map(|(_, text)| text.clone()).collect();
            let goes_on = group.rows.iter().map(|row| row.goes_on).collect();
            Category { rows: group.rows.len(), goes_on, bands, opens: group.bands.len() }
        };
        categories[section.number - 1] = section.groups.iter().map(category).collect();
    }
    categories
}

/// A label that stands beside several rows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LabelPlace {
    pub section: usize,
    /// The first of its rows.
    pub row: usize,
    /// How many rows it stands beside.
    pub rows: usize,
    /// Height in points that it needs where it begins.
    pub first: f64,
    /// Height in points that it needs on each further page.
    pub again: f64,
    /// Height in points that it takes itself where it begins; what has no room there goes on by itself.
    pub flows: f64,
}

impl LabelPlace {
    /// Whether it is an answer to several opinions: these take no room before they go on.
    pub fn is_answer(&self) -> bool {
        self.rows > 1 && self.first == 0.0 && self.flows > 0.0
    }

    /// The same with so much less above and below it.
    pub fn tighter(self, by: f64) -> Self {
        let less = |height: f64| (height - 2.0 * by).max(0.0);
        Self { first: less(self.first), again: less(self.again), flows: less(self.flows), ..self }
    }
}
