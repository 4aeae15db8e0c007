//! Layout: what is decided after a look at the pages that Typst made, so that nothing stands alone.
//!
//! Typst breaks a table wherever a row ends. Two breaks read badly: a category that opens with a
//! single row at a page's foot, and a section heading with a single row there. The first is mended
//! by stretching the row above to the foot, the second by a new page before the section. Both are
//! written to `layout.json`, which the templates read; the pages are then set again.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use typst::foundations::{Dict, Label, Selector, Value};
use typst::introspection::MetadataElem;
use typst::utils::PicoStr;
use typst_layout::PagedDocument;

use crate::matrix::Matrix;

/// Name of the file in which templates find the decisions.
pub const FILE: &str = "layout.json";

/// What was decided so far.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Layout {
    /// Height in points of rows that are stretched, by `section-row` (section from 1, row from 0).
    pub fill: BTreeMap<String, f64>,
    /// Sections, from 1, that begin a new page.
    pub breaks: BTreeSet<usize>,
}

impl Layout {
    pub fn json(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }
}

/// Where a row begins: the mark that `templates/lib/matrix.typ` leaves at its top.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Start {
    /// From 1.
    pub section: usize,
    /// From 0, within the section.
    pub row: usize,
    /// From 1.
    pub page: usize,
    /// Distance from the page's top in points.
    pub y: f64,
}

/// The rows of a finished document, in order.
pub fn starts(document: &PagedDocument) -> Vec<Start> {
    let Some(label) = Label::new(PicoStr::intern("shiryo-row")) else { return Vec::new() };
    let introspector = document.introspector();
    let integer = |dict: &Dict, key: &str| match dict.get(key) {
        Ok(Value::Int(n)) => usize::try_from(*n).ok(),
        _ => None,
    };
    let elements = introspector.elements().query(&Selector::Label(label));
    let start = |element: &typst::foundations::Content| {
        let Value::Dict(dict) = &element.to_packed::<MetadataElem>()?.value else { return None };
        let position = introspector.position(element.location()?)?;
        Some(Start {
            section: integer(dict, "section")?,
            row: integer(dict, "row")?,
            page: position.page.get(),
            y: position.point.y.to_pt(),
        })
    };
    elements.iter().filter_map(start).collect()
}

/// The next decision that improves the pages, if one is left: the first lonely row, from the front.
///
/// `keep` rows of a category, or of a section, must stand together at a page's foot (fewer if there
/// are no more). `foot` is where the body of a page ends, in points from its top.
pub fn improve(layout: &Layout, starts: &[Start], matrix: &Matrix, keep: usize, foot: f64) -> Option<Layout> {
    for (index, (last, next)) in starts.iter().zip(starts.iter().skip(1)).enumerate() {
        if next.page == last.page {
            continue;
        }
        let Some((group, group_length)) = group_of(matrix, last.section - 1, last.row) else { continue };
        let section_length = matrix.sections[last.section - 1].rows().count();
        // Where in `starts` a row of the same section stands, and whether it opens on this page.
        let at = |row: usize| index - (last.row - row);
        let opens_here = |row: usize| starts[at(row)].page == last.page;
        let lonely_section = opens_here(0) && last.row + 1 < keep.min(section_length);
        let lonely_group = opens_here(group) && last.row + 1 - group < keep.min(group_length);
        if !lonely_section && !lonely_group {
            continue;
        }
        let mover = at(if lonely_section { 0 } else { group });
        let Some(above) = mover.checked_sub(1).map(|i| starts[i]).filter(|above| above.page == last.page) else { continue };
        let mut better = layout.clone();
        let new = if starts[mover].row == 0 {
            better.breaks.insert(last.section)
        } else {
            // A hair less than the room, so that rounding cannot push the stretched row itself over.
            let height = ((foot - above.y - 0.05) * 100.0).floor() / 100.0;
            better.fill.insert(format!("{}-{}", above.section, above.row), height).is_none()
        };
        if new {
            return Some(better);
        }
    }
    None
}

/// Index of the first row of the group that holds `row`, and the group's number of rows.
fn group_of(matrix: &Matrix, section: usize, row: usize) -> Option<(usize, usize)> {
    let mut first = 0;
    for group in &matrix.sections.get(section)?.groups {
        if row < first + group.rows.len() {
            return Some((first, group.rows.len()));
        }
        first += group.rows.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matrix::{Group, Row, Section};

    /// Sections with groups of these lengths.
    fn matrix(sections: &[&[usize]]) -> Matrix {
        let group =
            |length: &usize| Group { category: String::new(), rows: (0..*length).map(|_| Row { no: 1, cells: Vec::new() }).collect() };
        let sections = sections.iter().map(|groups| Section { groups: groups.iter().map(group).collect() }).collect();
        Matrix { opinions: Vec::new(), sections }
    }

    /// Starts of rows given as (section, row, page), 100 points apart on each page.
    fn starts(rows: &[(usize, usize, usize)]) -> Vec<Start> {
        let mut y = 0.0;
        let mut page_before = 0;
        rows.iter()
            .map(|&(section, row, page)| {
                y = if page == page_before { y + 100.0 } else { 100.0 };
                page_before = page;
                Start { section, row, page, y }
            })
            .collect()
    }

    #[test]
    fn a_lonely_first_row_of_a_category_moves_by_stretching_the_row_above() {
        let better =
            improve(&Layout::default(), &starts(&[(1, 0, 1), (1, 1, 1), (1, 2, 1), (1, 3, 2)]), &matrix(&[&[2, 2]]), 2, 700.0).unwrap();
        assert_eq!(better.fill, BTreeMap::from([("1-1".to_owned(), 499.95)]));
        assert!(better.breaks.is_empty());
    }

    #[test]
    fn a_section_with_one_row_at_the_foot_moves_to_the_next_page() {
        let rows = [(1, 0, 1), (1, 1, 1), (2, 0, 1), (2, 1, 2)];
        for groups in [&[2][..], &[1, 1]] {
            let better = improve(&Layout::default(), &starts(&rows), &matrix(&[&[2], groups]), 2, 700.0).unwrap();
            assert_eq!(better.breaks, BTreeSet::from([2]));
        }
    }

    #[test]
    fn what_cannot_or_need_not_move_stays() {
        let single = matrix(&[&[2, 1, 1]]);
        assert_eq!(improve(&Layout::default(), &starts(&[(1, 0, 1), (1, 1, 1), (1, 2, 1), (1, 3, 2)]), &single, 2, 700.0), None);
        let alone = matrix(&[&[2]]);
        assert_eq!(improve(&Layout::default(), &starts(&[(1, 0, 1), (1, 1, 2)]), &alone, 2, 700.0), None);
    }
}
