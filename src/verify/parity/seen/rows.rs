//! Which opinion stands where on the pages, as the tags have it.

use std::collections::BTreeMap;

use super::super::compare::heading;
use crate::document::{Document, Row, State};
use crate::read::pdf::{Element, Node};
use crate::say::diag::Place;

/// Rows that are passed over in search of the one that a line of a table is.
const AHEAD: usize = 4;

/// What stands where.
#[derive(Default)]
pub struct Rows {
    spots: BTreeMap<(usize, usize), Stand>,
    /// Of marked content, a number that it shares with what is read in one go with it: that of a cell or a paragraph.
    groups: BTreeMap<(usize, usize), usize>,
    /// For each text that may be said again on a further page, the first page on which it stands.
    pub begins: BTreeMap<String, usize>,
}

/// A cell.
struct Stand {
    opinion: String,
    heading: String,
}

/// A text without what is not seen of it.
pub fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Numbers the elements that hold marked content themselves.
fn group(element: &Element, count: &mut usize, groups: &mut BTreeMap<(usize, usize), usize>) {
    *count += 1;
    groups.extend(element.content.iter().map(|held| (held.spot, *count)));
    for child in &element.children {
        if let Node::Element(child) = child {
            group(child, count, groups);
        }
    }
}

impl Rows {
    pub fn new(document: &Document, root: &Element) -> Self {
        let mut rows = Self::default();
        let all: Vec<(&Row, Vec<String>)> = document
            .rows()
            .map(|row| (row, row.cells.iter().filter(|cell| cell.state != State::Covered).map(|cell| bare(&cell.text())).collect()))
            .collect();
        let mut count = 0;
        group(root, &mut count, &mut rows.groups);
        let mut next = 0;
        for line in root.descendants("TR") {
            let cells: Vec<&Element> = line
                .children
                .iter()
                .filter_map(|child| match child {
                    Node::Element(cell) => Some(cell),
                    Node::Text(_) => None,
                })
                .collect();
            let held: Vec<Vec<(usize, usize)>> = cells.iter().map(|cell| cell.held()).collect();
            for (cell, content) in cells.iter().zip(&held) {
                count += 1;
                rows.groups.extend(content.iter().map(|spot| (*spot, count)));
                if let Some((page, _)) = content.first() {
                    rows.begins.entry(bare(&cell.text())).and_modify(|known| *known = (*known).min(*page)).or_insert(*page);
                }
            }
            let texts: Vec<String> = cells.iter().map(|cell| bare(&cell.text())).collect();
            if let Some(at) = all.iter().skip(next).take(AHEAD).position(|(_, wanted)| *wanted == texts) {
                next += at + 1;
                rows.add(document, all[next - 1].0, &held);
            }
        }
        rows
    }

    fn add(&mut self, document: &Document, row: &Row, held: &[Vec<(usize, usize)>]) {
        let cells = row.cells.iter().enumerate().filter(|(_, cell)| cell.state != State::Covered);
        let own = row.cells.iter().find_map(|cell| cell.from.first()).map(|from| from.opinion.as_str()).unwrap_or_default();
        for ((column, cell), content) in cells.zip(held) {
            let opinion = cell.from.first().map_or(own, |from| from.opinion.as_str()).to_owned();
            let name = heading(&document.columns, column);
            let heading = if row.no.is_empty() { name.to_owned() } else { format!("No.{} {name}", row.no) };
            self.spots.extend(content.iter().map(|spot| (*spot, Stand { opinion: opinion.clone(), heading: heading.clone() })));
        }
    }

    /// What marked content shares with what is read in one go with it.
    pub fn group(&self, spot: (usize, usize)) -> Option<usize> {
        self.groups.get(&spot).copied()
    }

    /// A place on a page, with what stands there.
    pub fn place(&self, page: Place, spot: (usize, usize)) -> Place {
        match self.spots.get(&spot) {
            Some(spot) => page.record(&spot.opinion).heading(&spot.heading),
            None => page,
        }
    }
}
