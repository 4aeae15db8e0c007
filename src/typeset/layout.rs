//! Layout: what is decided after a look at the pages that Typst made, so that nothing stands alone.
//!
//! Typst breaks a table wherever a row ends. Two breaks read badly: a category that opens with a
//! single row at a page's foot, and a section heading with a single row there. The first is mended
//! by leaving blank what is left of the page below the row above, the second by a new page before the
//! section. And a label that goes on needs room beside its rows on every page: the last of them there
//! is raised, or the category begins on the next page. All is written to `layout.json`, which the
//! templates read; the pages are then set again.
//!
//! Setting the pages is dear, so one look decides as far as it can see: the heights of the rows are
//! known, and where they will stand after a decision follows from them, up to the next section or
//! the next row that is long enough to be split.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use typst::foundations::{self, Dict, Selector, Value};
use typst::introspection::MetadataElem;
use typst::utils::PicoStr;
use typst_layout::PagedDocument;

/// Name of the file in which templates find the decisions.
pub const FILE: &str = "layout.json";

/// What was decided so far.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Layout {
    /// Height in points of what is blank below rows that close a page, by `section-row` (section from 1, row from 0).
    pub blank: BTreeMap<String, f64>,
    /// Height in points that is added to rows, so that the labels beside them fit; named in the same way.
    pub raised: BTreeMap<String, f64>,
    /// Sections, from 1, that begin a new page.
    pub breaks: BTreeSet<usize>,
}

impl Layout {
    pub fn json(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }
}

/// For each section of the meeting, the number of rows of each of its categories.
pub type Groups = [Vec<usize>];

/// Where a row stands: between the marks that `templates/lib/matrix.typ` leaves at its edges.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placed {
    /// From 1.
    pub section: usize,
    /// From 0, within the section.
    pub row: usize,
    /// Whether it is kept on one page.
    pub whole: bool,
    /// The page on which it begins, from 1.
    pub page: usize,
    /// Distance of its upper edge from the page's top, in points.
    pub y: f64,
    /// Height in points; nothing for a row that is split.
    pub height: Option<f64>,
}

impl Placed {
    /// By which the decisions name it.
    fn name(&self) -> String {
        format!("{}-{}", self.section, self.row)
    }
}

/// A label that stands beside several rows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Label {
    /// From 1.
    pub section: usize,
    /// The first of its rows, from 0, within the section.
    pub row: usize,
    /// How many rows it stands beside.
    pub rows: usize,
    /// Height in points that it needs where it begins.
    pub first: f64,
    /// Height in points that it needs on each further page.
    pub again: f64,
}

/// The rows of a finished document, in order.
pub fn rows(document: &PagedDocument) -> Vec<Placed> {
    let starts = marks(document, "shiryo-row");
    let ends = marks(document, "shiryo-row-end");
    let row = |((value, page, y), (_, end_page, end)): (Mark, Mark)| {
        let whole = matches!(value.clone().cast::<Dict>().ok()?.get("whole"), Ok(Value::Bool(true)));
        let height = (page == end_page).then_some(end - y);
        Some(Placed { section: count(&value, "section")?, row: count(&value, "row")?, whole, page, y, height })
    };
    starts.into_iter().zip(ends).filter_map(row).collect()
}

/// The labels of a finished document that stand beside several rows, in order.
pub fn labels(document: &PagedDocument) -> Vec<Label> {
    let label = |(value, _, _): Mark| {
        let height = |key: &str| value.clone().cast::<Dict>().ok()?.get(key).ok()?.clone().cast::<f64>().ok();
        let (section, row, rows) = (count(&value, "section")?, count(&value, "row")?, count(&value, "rows")?);
        Some(Label { section, row, rows, first: height("first")?, again: height("again")? })
    };
    marks(document, "shiryo-label").into_iter().filter_map(label).collect()
}

fn count(value: &Value, key: &str) -> Option<usize> {
    match value {
        Value::Dict(dict) => usize::try_from(dict.get(key).ok()?.clone().cast::<i64>().ok()?).ok(),
        _ => None,
    }
}

/// Value, page and distance from the page's top of a mark.
pub type Mark = (Value, usize, f64);

/// The marks with this label, in order.
pub fn marks(document: &PagedDocument, label: &str) -> Vec<Mark> {
    let Some(label) = foundations::Label::new(PicoStr::intern(label)) else { return Vec::new() };
    let introspector = document.introspector();
    let mark = |element: &typst::foundations::Content| {
        let position = introspector.position(element.location()?)?;
        Some((element.to_packed::<MetadataElem>()?.value.clone(), position.page.get(), position.point.y.to_pt()))
    };
    introspector.elements().query(&Selector::Label(label)).iter().filter_map(mark).collect()
}

/// Where the one line below the foot of the pages begins, which `templates/lib/handout.typ` marks; in points from the top.
pub fn footer(document: &PagedDocument) -> Option<f64> {
    marks(document, "shiryo-foot").first().map(|(_, _, y)| *y)
}

/// Whether `y` is on that line.
pub fn in_footer(footer: Option<f64>, y: f64) -> bool {
    footer.is_some_and(|top| (top..top + 16.0).contains(&y))
}

/// Better decisions, if the pages leave something to improve.
///
/// `keep` rows of a category, or of a section, must stand together at a page's foot (fewer if there
/// are no more), and the `labels` must have room. `foot` is where the body of a page ends, in points from its top.
pub fn improve(layout: &Layout, rows: &[Placed], labels: &[Label], groups: &Groups, keep: usize, foot: f64) -> Option<Layout> {
    together(layout, rows, groups, keep, foot).or_else(|| roomy(layout, rows, labels, foot))
}

/// Better decisions, if rows stand alone at a page's foot.
fn together(layout: &Layout, rows: &[Placed], groups: &Groups, keep: usize, foot: f64) -> Option<Layout> {
    let mut rows = rows.to_vec();
    let mut better = layout.clone();
    let mut index = 0;
    // Up to where `rows` says where rows stand; behind it they are still to move.
    let mut known = rows.len();
    while index + 1 < known {
        if rows[index + 1].page == rows[index].page || !mend(&mut better, &rows, index, groups, keep, foot) {
            index += 1;
            continue;
        }
        let Some(mover) = lonely(&rows, index, groups, keep) else { break };
        known = shift(&mut rows, mover, None, &better, foot);
        index = mover;
    }
    (better != *layout).then_some(better)
}

/// Better decisions, if a label that is broken over pages lacks room on one of them.
fn roomy(layout: &Layout, rows: &[Placed], labels: &[Label], foot: f64) -> Option<Layout> {
    let mut rows = rows.to_vec();
    let mut better = layout.clone();
    let mut known = rows.len();
    for label in labels {
        let Some(start) = rows.iter().position(|row| (row.section, row.row) == (label.section, label.row)) else { continue };
        let mut first = start;
        while first < start + label.rows && start + label.rows <= known {
            let page = rows[first].page;
            let end = (first..start + label.rows).take_while(|index| rows[*index].page == page).last().unwrap_or(first);
            let next = first;
            first = end + 1;
            // A label on one page has its room from Typst, and beside a split row it has the whole page.
            if (next == start && end + 1 == start + label.rows) || rows[next..=end].iter().any(|row| row.height.is_none()) {
                continue;
            }
            let need = if next == start { label.first } else { label.again };
            let bottom = rows[end].y + rows[end].height.unwrap_or_default();
            let lack = round_up(need - (bottom - rows[next].y));
            if lack <= 0.0 {
                continue;
            }
            let goes_on = end + 1 < start + label.rows;
            if goes_on && bottom + lack > foot {
                // A category that has no room to begin here begins on the next page; one that goes on takes what there is.
                let above =
                    start.checked_sub(1).map(|index| rows[index]).filter(|above| above.page == page && above.section == label.section);
                if next == start && above.is_some_and(|above| close(&mut better, &above, foot)) {
                    known = shift(&mut rows, start, None, &better, foot).min(known);
                    first = start;
                }
                continue;
            }
            *better.raised.entry(rows[end].name()).or_default() += lack;
            if let Some(blank) = better.blank.get_mut(&rows[end].name()) {
                *blank = (*blank - lack).max(0.01);
            }
            if let Some(height) = &mut rows[end].height {
                *height += lack;
            }
            if !goes_on {
                known = shift(&mut rows, end + 1, Some(bottom + lack), &better, foot).min(known);
            }
        }
    }
    (better != *layout).then_some(better)
}

/// To hundredths of a point, and a hair more, so that rounding leaves no lack.
fn round_up(height: f64) -> f64 {
    (height * 100.0 + 1.0).ceil() / 100.0
}

/// Decides what keeps the rows at the foot of the page that `last` ends from standing alone; false if nothing does.
fn mend(layout: &mut Layout, rows: &[Placed], last: usize, groups: &Groups, keep: usize, foot: f64) -> bool {
    let Some(mover) = lonely(rows, last, groups, keep) else { return false };
    let Some(above) = mover.checked_sub(1).map(|i| rows[i]).filter(|above| above.page == rows[last].page) else { return false };
    if rows[mover].row == 0 {
        return layout.breaks.insert(rows[mover].section);
    }
    close(layout, &above, foot)
}

/// Decides that the page ends below `row`; false if it cannot, or was decided before.
fn close(layout: &mut Layout, row: &Placed, foot: f64) -> bool {
    // A hair less than the room, so that rounding cannot push it over.
    let height = row.height.map(|height| ((foot - row.y - height - 0.05) * 100.0).floor() / 100.0);
    let Some(height) = height.filter(|height| *height > 0.0) else { return false };
    layout.blank.insert(row.name(), height).is_none()
}

/// The first of the rows that stand alone at the foot of the page which row `last` ends.
fn lonely(rows: &[Placed], last: usize, groups: &Groups, keep: usize) -> Option<usize> {
    let end = rows[last];
    let (group, group_length) = group_of(groups, end.section - 1, end.row)?;
    let section_length = groups[end.section - 1].iter().sum();
    // Where a row of the same section stands in `rows`, and whether it opens on this page.
    let at = |row: usize| last - (end.row - row);
    let opens_here = |row: usize| rows[at(row)].page == end.page;
    if opens_here(0) && end.row + 1 < keep.min(section_length) {
        return Some(at(0));
    }
    (opens_here(group) && end.row + 1 - group < keep.min(group_length)).then_some(at(group))
}

/// Moves row `mover` to the top of the next page, or to this height on its own, and those behind it as
/// far as their places follow from their heights. Returns up to where that is.
fn shift(rows: &mut [Placed], mover: usize, to: Option<f64>, layout: &Layout, foot: f64) -> usize {
    if mover == rows.len() {
        return mover;
    }
    let section = rows[mover].section;
    let continues =
        |pair: &[Placed]| pair[1].section == section && pair[0].section == section && pair[0].page < pair[1].page && pair[0].whole;
    let Some(top) = rows.windows(2).find(|pair| continues(pair)).map(|pair| pair[1].y) else { return mover };
    if rows[mover].row == 0 {
        return mover;
    }
    let (mut page, mut y) = to.map_or((rows[mover].page + 1, top), |y| (rows[mover].page, y));
    for (index, row) in rows.iter_mut().enumerate().skip(mover) {
        let closes = layout.blank.contains_key(&row.name());
        let Some(height) = row.height.filter(|_| row.section == section && row.whole && !closes) else {
            return index;
        };
        if y + height > foot + 0.001 {
            (page, y) = (page + 1, top);
        }
        (row.page, row.y) = (page, y);
        y += height;
    }
    rows.len()
}

/// Index of the first row of the group that holds `row`, and the group's number of rows.
fn group_of(groups: &Groups, section: usize, row: usize) -> Option<(usize, usize)> {
    let mut first = 0;
    for length in groups.get(section)? {
        if row < first + length {
            return Some((first, *length));
        }
        first += length;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sections with groups of these lengths.
    fn groups(sections: &[&[usize]]) -> Vec<Vec<usize>> {
        sections.iter().map(|groups| groups.to_vec()).collect()
    }

    /// Rows given as (section, row, page), 100 points high.
    fn rows(rows: &[(usize, usize, usize)]) -> Vec<Placed> {
        let (mut y, mut page_before) = (0.0, 0);
        let row = |&(section, row, page): &(usize, usize, usize)| {
            y = if page == page_before { y + 100.0 } else { 100.0 };
            page_before = page;
            Placed { section, row, whole: true, page, y, height: Some(100.0) }
        };
        rows.iter().map(row).collect()
    }

    #[test]
    fn layout_lonely_row() {
        let better =
            improve(&Layout::default(), &rows(&[(1, 0, 1), (1, 1, 1), (1, 2, 1), (1, 3, 2)]), &[], &groups(&[&[2, 2]]), 2, 400.0).unwrap();
        assert_eq!(better.blank, BTreeMap::from([("1-1".to_owned(), 99.95)]));
        assert!(better.breaks.is_empty());
    }

    #[test]
    fn layout_section_at_foot() {
        let drawn = [(1, 0, 1), (1, 1, 1), (2, 0, 1), (2, 1, 2)];
        for lengths in [&[2][..], &[1, 1]] {
            let better = improve(&Layout::default(), &rows(&drawn), &[], &groups(&[&[2], lengths]), 2, 400.0).unwrap();
            assert_eq!(better.breaks, BTreeSet::from([2]));
        }
    }

    #[test]
    fn layout_stays() {
        let single = groups(&[&[2, 1, 1]]);
        assert_eq!(improve(&Layout::default(), &rows(&[(1, 0, 1), (1, 1, 1), (1, 2, 1), (1, 3, 2)]), &[], &single, 2, 400.0), None);
        let alone = groups(&[&[2]]);
        assert_eq!(improve(&Layout::default(), &rows(&[(1, 0, 1), (1, 1, 2)]), &[], &alone, 2, 200.0), None);
    }

    /// A label beside these rows of section 1.
    fn label(row: usize, rows: usize, height: f64) -> Label {
        Label { section: 1, row, rows, first: height, again: height }
    }

    #[test]
    fn layout_label_raises() {
        // The label goes on beside one row; the row is raised, and those behind it follow.
        let drawn = rows(&[(1, 0, 1), (1, 1, 1), (1, 2, 2), (1, 3, 2)]);
        let better = improve(&Layout::default(), &drawn, &[label(0, 3, 150.0)], &groups(&[&[3, 1]]), 1, 400.0).unwrap();
        assert_eq!(better, Layout { raised: BTreeMap::from([("1-2".to_owned(), 50.01)]), ..Layout::default() });
        // At the foot it takes what is blank there anyway.
        let better = improve(&Layout::default(), &drawn, &[label(0, 3, 250.0)], &groups(&[&[3, 1]]), 1, 400.0).unwrap();
        assert_eq!(better.raised, BTreeMap::from([("1-1".to_owned(), 50.01), ("1-2".to_owned(), 150.01)]));
        // One with room stays.
        assert_eq!(improve(&Layout::default(), &drawn, &[label(0, 3, 100.0)], &groups(&[&[3, 1]]), 1, 400.0), None);
    }

    #[test]
    fn layout_label_moves() {
        // No room at the foot: the category begins on the next page.
        let drawn = rows(&[(1, 0, 1), (1, 1, 1), (1, 2, 1), (1, 3, 2), (1, 4, 2)]);
        let better = improve(&Layout::default(), &drawn, &[label(2, 3, 250.0)], &groups(&[&[2, 3]]), 1, 420.0).unwrap();
        assert_eq!(better.blank, BTreeMap::from([("1-1".to_owned(), 119.95)]));
        assert!(better.raised.is_empty());
    }

    #[test]
    fn layout_following_pages() {
        // Three rows fit a page; categories of two. Moving row 2 brings row 4 to a page's end, and row 6, …
        let drawn: Vec<(usize, usize, usize)> = (0..12).map(|row| (1, row, row / 3 + 1)).collect();
        let better = improve(&Layout::default(), &rows(&drawn), &[], &groups(&[&[2, 2, 2, 2, 2, 2]]), 2, 400.0).unwrap();
        let closed: Vec<&str> = better.blank.keys().map(String::as_str).collect();
        assert_eq!(closed, ["1-1", "1-3", "1-5", "1-7", "1-9"]);
    }
}
