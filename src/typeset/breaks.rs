//! Breaks: where pages end, decided after a look at the pages that Typst made, so that nothing stands alone.
//!
//! Typst breaks a table wherever a row ends. Two breaks read badly: a category that opens with a
//! single row at a page's foot, and a section heading with a single row there. The first is mended
//! by leaving blank what is left of the page below the row above, the second by a new page before the
//! section. And a label that goes on needs room beside its rows on every page: the last of them there
//! is raised, or the category begins on the next page. All is written to `layout.json`, which the
//! templates read; the pages are then set again.
//!
//! Setting the pages takes long, so one look decides as far as it can see. The decisions are made anew from
//! the first row each time: rows are placed page by page by their heights, as Typst would place them, up to
//! the first whose place does not follow from what was seen. The next look shows it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::typeset::marks::RowPlace;

/// Name of the file in which templates find the decisions.
pub const FILE: &str = "layout.json";
/// Below this, in points, two places or heights are the same.
const HAIR: f64 = 0.05;

/// The decisions. Rows are named `section-row`, the section from 1, the row from 0 within it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Breaks {
    /// Height in points of what is blank below rows that close a page.
    pub blank: BTreeMap<String, f64>,
    /// Height in points that is added to rows, so that the labels beside them fit.
    pub raised: BTreeMap<String, f64>,
    /// Sections, from 1, that begin a new page.
    pub breaks: BTreeSet<usize>,
    /// Whether labels take height of their own and go on as they may, because no better way was found.
    pub flows: bool,
}

/// Consecutive rows of one category.
#[derive(Debug, Clone, PartialEq)]
pub struct Category {
    pub rows: usize,
    /// The labels over the table's width that stand above its rows, those that an earlier category opened too.
    pub bands: Vec<String>,
    /// Whether it opens any of them.
    pub opens: bool,
}

/// For each section of the meeting, its categories.
pub type Categories = [Vec<Category>];

/// What must stand of a category, or of a section, at a page's foot.
#[derive(Debug, Clone, Copy)]
pub struct Keep {
    /// So many rows (fewer if there are no more),
    pub rows: usize,
    /// or rows that are so high, in points: they are not lost there.
    pub height: f64,
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
}

/// Decides, look by look.
pub struct Planner<'a> {
    categories: &'a Categories,
    keep: Keep,
    /// Where the body of a page ends, in points from its top.
    foot: f64,
    decided: Breaks,
    known: Known,
}

/// What the pages showed so far, in points.
#[derive(Default)]
struct Known {
    /// Room above a row that opens a section or bands, where it follows another on a page; by the row's place among all.
    gaps: BTreeMap<usize, f64>,
    /// For such a row that was seen to begin a page of itself: what its room above is more than.
    more: BTreeMap<usize, f64>,
    /// Where the first row of a page stands.
    tops: BTreeMap<Key, f64>,
}

impl<'a> Planner<'a> {
    pub fn new(categories: &'a Categories, keep: Keep, foot: f64) -> Self {
        Self { categories, keep, foot, decided: Breaks::default(), known: Known::default() }
    }

    /// The decisions with which the pages are to be set.
    pub fn decided(&self) -> &Breaks {
        &self.decided
    }

    /// Leaves the pages as Typst breaks them.
    pub fn give_up(&mut self) {
        self.decided = Breaks { flows: true, ..Breaks::default() };
    }

    /// Looks at pages that were set with the decisions, and makes better ones; false if there is nothing to improve.
    pub fn improve(&mut self, rows: &[RowPlace], labels: &[LabelPlace]) -> bool {
        let labels = labels.iter().flat_map(|label| (label.row..label.row + label.rows).map(move |row| ((label.section, row), *label)));
        let mut beside: BTreeMap<(usize, usize), Vec<LabelPlace>> = BTreeMap::new();
        labels.for_each(|(row, label)| beside.entry(row).or_default().push(label));
        let Self { categories, keep, foot, .. } = *self;
        self.known.learn(rows, categories, &self.decided, foot);
        let pages = Pages { decided: &self.decided, known: &self.known, seen: rows, beside, categories, keep, foot };
        let better = pages.decide();
        let improves = !better.is_like(&self.decided);
        if improves {
            self.decided = better;
        }
        improves
    }
}

impl Breaks {
    /// Whether these are the same decisions, but for what rounding makes of them.
    fn is_like(&self, other: &Self) -> bool {
        let alike = |one: &BTreeMap<String, f64>, other: &BTreeMap<String, f64>| {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.0 == other.0 && near(*one.1, *other.1))
        };
        self.breaks == other.breaks && alike(&self.blank, &other.blank) && alike(&self.raised, &other.raised)
    }

    /// What Typst reads as a file.
    pub fn json(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("maps with text keys are JSON")
    }
}

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() < HAIR
}

/// What was seen on the pages.
struct Pages<'a> {
    /// The decisions with which they were set.
    decided: &'a Breaks,
    known: &'a Known,
    seen: &'a [RowPlace],
    /// The labels beside each row, by its section and number.
    beside: BTreeMap<(usize, usize), Vec<LabelPlace>>,
    categories: &'a Categories,
    keep: Keep,
    foot: f64,
}

/// A page, and the distance of a row's upper edge from its top.
type Place = (usize, f64);

/// New decisions, and where they put the rows that were looked at so far.
struct Plan {
    breaks: Breaks,
    at: Vec<Place>,
}

impl Known {
    /// Adds what these pages show, which were set with the decisions.
    fn learn(&mut self, rows: &[RowPlace], categories: &Categories, decided: &Breaks, foot: f64) {
        for index in 1..rows.len() {
            let (above, row) = (rows[index - 1], rows[index]);
            let bottom = above.height.map(|height| above.y + height);
            if above.page == row.page {
                self.gaps.extend(bottom.filter(|_| row.height.is_some()).map(|bottom| (index, row.y - bottom)));
            } else if above.page + 1 == row.page {
                self.tops.extend(key(categories, row).map(|key| (key, row.y)));
                let sent = decided.blank.contains_key(&name(above)) || (row.row == 0 && decided.breaks.contains(&row.section));
                if let (false, Some(bottom), Some(height)) = (sent, bottom, row.height) {
                    self.more.insert(index, foot - bottom - height);
                }
            }
        }
    }

    /// Room above row `index`, which opens a section or bands. As long as it was not seen, that of another is taken: if it
    /// differs, the next look shows it.
    fn gap(&self, index: usize, rows: &[RowPlace], categories: &Categories) -> Option<f64> {
        let kind = |row: RowPlace| Some((row.row == 0, category(categories, row)?.0.bands.len()));
        let own = kind(rows[index]);
        let of_another = || self.gaps.iter().find(|(other, _)| kind(rows[**other]) == own).map(|(_, gap)| *gap);
        let fits = |gap: &f64| self.more.get(&index).is_none_or(|more| gap > more);
        self.gaps.get(&index).copied().or_else(|| of_another().filter(fits))
    }

    /// Where a row like this stands if it is the first of a page; as long as none was seen, one of another section counts.
    fn top(&self, (section, opens, bands): Key) -> Option<f64> {
        let of_another =
            |bands: &[String]| self.tops.iter().find(|(other, _)| other.1 == opens && other.2.len() == bands.len()).map(|(_, top)| *top);
        let key = (section, opens, bands);
        self.tops.get(&key).copied().or_else(|| of_another(&key.2))
    }
}

/// By which the decisions name a row.
fn name(row: RowPlace) -> String {
    format!("{}-{}", row.section, row.row)
}

/// By which the top of a page is known that this row begins: its section, whether it opens that, and the bands above it.
type Key = (usize, bool, Vec<String>);

fn key(categories: &Categories, row: RowPlace) -> Option<Key> {
    let (category, _) = category(categories, row)?;
    Some((row.section, row.row == 0, category.bands.clone()))
}

/// The category of a row, and the number of its first row within the section.
fn category(categories: &Categories, row: RowPlace) -> Option<(&Category, usize)> {
    let mut first = 0;
    for category in categories.get(row.section - 1)? {
        if row.row < first + category.rows {
            return Some((category, first));
        }
        first += category.rows;
    }
    None
}

impl Pages<'_> {
    fn decide(&self) -> Breaks {
        let mut plan = Plan { breaks: Breaks::default(), at: Vec::new() };
        plan.at.extend(self.seen.first().map(|first| (first.page, first.y)));
        // A decision may send the plan back to an earlier row, each only once or by raising it further.
        let mut steps = 64 * self.seen.len();
        while !plan.at.is_empty() && steps > 0 {
            steps -= 1;
            let last = plan.at.len() - 1;
            if self.make_room(&mut plan, last, false) {
                continue;
            }
            if last + 1 == self.seen.len() {
                if self.join_last(&mut plan, last) {
                    continue;
                }
                break;
            }
            let Some(mut next) = self.next(&plan, last) else {
                if self.keep_decided(&mut plan, last) {
                    continue;
                }
                break;
            };
            if next.0 > plan.at[last].0 {
                if self.keep_together(&mut plan, last) || self.make_room(&mut plan, last, true) {
                    continue;
                }
                // What it raised does not move the next row, but where that stands follows in another way.
                let Some(moved) = self.next(&plan, last) else { break };
                next = moved;
            }
            plan.at.push(next);
        }
        plan.breaks
    }

    fn name(&self, index: usize) -> String {
        name(self.seen[index])
    }

    /// Height of a row under the plan.
    fn height(&self, breaks: &Breaks, index: usize) -> Option<f64> {
        let name = self.name(index);
        let raised = |breaks: &Breaks| breaks.raised.get(&name).copied().unwrap_or_default();
        Some(self.seen[index].height? - raised(self.decided) + raised(breaks))
    }

    /// Where the row after `last` stands under the plan, if that follows from what was seen.
    fn next(&self, plan: &Plan, last: usize) -> Option<Place> {
        let (row, next) = (self.seen[last], self.seen[last + 1]);
        let name = self.name(last);
        let value = |map: &BTreeMap<String, f64>, name: &str| map.get(name).copied().unwrap_or_default();
        let same =
            |map: fn(&Breaks) -> &BTreeMap<String, f64>, name: &str| near(value(map(&plan.breaks), name), value(map(self.decided), name));
        let changes_section = row.section != next.section;
        let new_page = changes_section && plan.breaks.breaks.contains(&next.section);
        let as_seen = plan.at[last].0 == row.page
            && near(plan.at[last].1, row.y)
            && same(|breaks| &breaks.blank, &name)
            && same(|breaks| &breaks.raised, &name)
            && same(|breaks| &breaks.raised, &self.name(last + 1))
            && (!changes_section || new_page == self.decided.breaks.contains(&next.section));
        if as_seen {
            return Some((next.page, next.y));
        }
        let (page, y) = plan.at[last];
        let bottom = y + self.height(&plan.breaks, last)?;
        // What never followed on a page is taken not to: if it does, the next look shows it.
        let gap = self.gap(last + 1).unwrap_or(f64::INFINITY);
        if !new_page && !plan.breaks.blank.contains_key(&name) {
            let top = bottom + gap;
            if top + self.height(&plan.breaks, last + 1)? <= self.foot + 0.001 {
                return Some((page, top));
            }
            // Whether a row that may go on over a page begins on this one is seen only.
            if !next.whole {
                return None;
            }
        }
        Some((page + 1, self.top(last + 1)?))
    }

    /// Room above a row that follows another on a page, for the heading of its section or the bands that it opens, if it
    /// was seen.
    fn gap(&self, index: usize) -> Option<f64> {
        let row = self.seen[index];
        let opens = row.row == 0 || category(self.categories, row).is_some_and(|(category, first)| category.opens && row.row == first);
        if opens { self.known.gap(index, self.seen, self.categories) } else { Some(0.0) }
    }

    /// Where this row stands if it is the first of a page, if one like it was seen there.
    fn top(&self, index: usize) -> Option<f64> {
        self.known.top(key(self.categories, self.seen[index])?)
    }

    /// Begins on the next page what would stand alone at the foot of the page that row `last` ends; false if nothing does.
    fn keep_together(&self, plan: &mut Plan, last: usize) -> bool {
        let Some(mover) = self.lonely(plan, last).filter(|mover| *mover > 0) else { return false };
        self.begin_page(plan, mover)
    }

    /// Takes over what the pages were set with for the page that row `last` is on, where its reasons cannot be seen from
    /// there any more; false if there is nothing.
    fn keep_decided(&self, plan: &mut Plan, last: usize) -> bool {
        let page = plan.at[last].0;
        let on_page = (1..=last).rev().take_while(|index| plan.at[*index].0 == page);
        for index in on_page {
            let (row, name) = (self.seen[index], self.name(index));
            if row.row == 0 && self.decided.breaks.contains(&row.section) && !plan.breaks.breaks.contains(&row.section) {
                self.go_back(plan, index);
                return plan.breaks.breaks.insert(row.section);
            }
            let Some(height) = self.height(&plan.breaks, index) else { continue };
            if self.decided.blank.contains_key(&name) && !plan.breaks.blank.contains_key(&name) {
                let blank = round_down(self.foot - plan.at[index].1 - height);
                if blank > 0.0 {
                    self.go_back(plan, index + 1);
                    plan.breaks.blank.insert(name, blank);
                    return true;
                }
            }
        }
        false
    }

    /// Brings the row above to the last row where that stands on a page alone; false if there is no need or no room.
    fn join_last(&self, plan: &mut Plan, last: usize) -> bool {
        let [.., before, above, end] = plan.at[..] else { return false };
        let alone = above.0 < end.0 && before.0 == above.0 && self.seen[last].section == self.seen[last - 1].section;
        let (own, joined) = (self.height(&plan.breaks, last), self.height(&plan.breaks, last - 1));
        let fits = own.zip(joined).zip(self.top(last - 1)).is_some_and(|((own, joined), top)| top + own + joined <= self.foot);
        alone && fits && self.begin_page(plan, last - 1)
    }

    /// Begins a page with row `index`, and goes back to the one above; false if that cannot be.
    fn begin_page(&self, plan: &mut Plan, index: usize) -> bool {
        // A row that goes on ends on this page.
        let follows = index > 0 && (plan.at[index - 1].0 == plan.at[index].0 || self.seen[index - 1].height.is_none());
        let is_top = self.top(index).is_some_and(|top| near(top, plan.at[index].1));
        if !follows || is_top {
            return false;
        }
        if self.seen[index].row > 0 {
            return self.close(plan, index - 1);
        }
        self.go_back(plan, index);
        plan.breaks.breaks.insert(self.seen[index].section)
    }

    /// The first of the rows that stand alone at the foot of the page which row `last` ends.
    fn lonely(&self, plan: &Plan, last: usize) -> Option<usize> {
        let end = self.seen[last];
        let (category, first) = category(self.categories, end)?;
        let section_rows: usize = self.categories[end.section - 1].iter().map(|category| category.rows).sum();
        let section_start = last - end.row;
        let height = self.height(&plan.breaks, last).unwrap_or(f64::INFINITY);
        let lost_here = |index: usize| {
            let is_high = plan.at[last].1 + height - plan.at[index].1 >= self.keep.height;
            plan.at[index].0 == plan.at[last].0 && !is_high
        };
        if end.row + 1 < self.keep.rows.min(section_rows) && lost_here(section_start) {
            return Some(section_start);
        }
        let start = section_start + first;
        (end.row + 1 - first < self.keep.rows.min(category.rows) && lost_here(start)).then_some(start)
    }

    /// Ends the page below row `index`, which the next one follows, by what is blank there, and goes back to it; false if
    /// that cannot be.
    fn close(&self, plan: &mut Plan, index: usize) -> bool {
        let bottom = plan.at[index + 1].1 - self.gap(index + 1).unwrap_or_default();
        let blank = round_down(self.foot - bottom);
        let name = self.name(index);
        if blank <= 0.0 || plan.breaks.blank.contains_key(&name) {
            return false;
        }
        plan.breaks.blank.insert(name, blank);
        self.go_back(plan, index + 1);
        true
    }

    /// Forgets what was decided of rows from `count` on.
    fn go_back(&self, plan: &mut Plan, count: usize) {
        for index in count..plan.at.len() {
            plan.breaks.raised.remove(&self.name(index));
            plan.breaks.blank.remove(&self.name(index));
        }
        plan.at.truncate(count);
    }

    /// Gives room to the labels that end with row `last`, or to those that go on from the page that it ends; true if
    /// the plan went back.
    fn make_room(&self, plan: &mut Plan, last: usize, going_on: bool) -> bool {
        let row = self.seen[last];
        let ends = |label: &LabelPlace| label.row + label.rows == row.row + 1;
        let mut lack = 0.0_f64;
        let beside = self.beside.get(&(row.section, row.row)).into_iter().flatten();
        for label in beside.filter(|label| ends(label) != going_on) {
            let start = last - (row.row - label.row);
            let Some(first) = (start..=last).find(|index| plan.at[*index].0 == plan.at[last].0) else { continue };
            let need = if first == start { label.first } else { label.again };
            let Some(height) = self.height(&plan.breaks, last) else {
                // Beside a row that goes on it has what is left of the page.
                if first == start && need > self.foot - plan.at[first].1 && self.begin_page(plan, start) {
                    return true;
                }
                continue;
            };
            let bottom = plan.at[last].1 + height;
            let short = need - (bottom - plan.at[first].1);
            // What is left of a row that began on an earlier page is not known.
            if short <= 0.0 || (first > start && self.seen[first - 1].height.is_none()) {
                continue;
            }
            let short = round_up(short);
            if bottom + short > self.foot {
                // A category that has no room to begin here begins on the next page; one that goes on takes what there is.
                if first == start && self.begin_page(plan, start) {
                    return true;
                }
                if going_on {
                    continue;
                }
            }
            lack = lack.max(short);
        }
        if lack <= 0.0 {
            return false;
        }
        let bottom = plan.at[last].1 + self.height(&plan.breaks, last).unwrap_or_default();
        if bottom + lack > self.foot {
            // Too high for this page, it begins the next one; what is alone on its page takes what there is.
            if self.begin_page(plan, last) {
                return true;
            }
            lack = round_down(self.foot - bottom);
            if lack <= 0.0 {
                return false;
            }
        }
        let name = self.name(last);
        *plan.breaks.raised.entry(name.clone()).or_default() += lack;
        if let Some(blank) = plan.breaks.blank.get_mut(&name) {
            *blank = (*blank - lack).max(0.01);
        }
        false
    }
}

/// To hundredths of a point, and a hair less, so that rounding pushes nothing over a page's foot.
fn round_down(height: f64) -> f64 {
    ((height - HAIR) * 100.0).floor() / 100.0
}

/// To hundredths of a point, and a hair more, so that rounding leaves no lack.
fn round_up(height: f64) -> f64 {
    (height * 100.0 + 1.0).ceil() / 100.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FOOT: f64 = 420.0;
    const TOP: f64 = 100.0;

    /// Sections with categories of these lengths.
    fn categories(sections: &[&[usize]]) -> Vec<Vec<Category>> {
        let category = |rows: &usize| Category { rows: *rows, bands: Vec::new(), opens: false };
        sections.iter().map(|lengths| lengths.iter().map(category).collect()).collect()
    }

    /// Rows of these heights, as Typst would set them under the decisions; a section's heading takes 30 points.
    fn set(heights: &[Vec<f64>], breaks: &Breaks) -> Vec<RowPlace> {
        let (mut page, mut y) = (1, TOP);
        let mut rows = Vec::new();
        for (section, heights) in heights.iter().enumerate().map(|(index, heights)| (index + 1, heights)) {
            if section > 1 {
                y += 30.0;
            }
            if breaks.breaks.contains(&section) {
                (page, y) = (page + 1, TOP + 30.0);
            }
            for (row, height) in heights.iter().enumerate() {
                let name = format!("{section}-{row}");
                let height = height + breaks.raised.get(&name).copied().unwrap_or_default();
                if y + height > FOOT + 0.001 {
                    (page, y) = (page + 1, if row == 0 && section > 1 { TOP + 30.0 } else { TOP });
                }
                rows.push(RowPlace { section, row, whole: true, page, y, height: Some(height), end: Some((page, y + height)) });
                y += height + breaks.blank.get(&name).copied().unwrap_or_default();
            }
        }
        rows
    }

    /// Decides until nothing is left to improve; the pages then, and the decisions.
    fn settled(heights: &[Vec<f64>], labels: &[LabelPlace], categories: &Categories, keep: usize) -> (Vec<RowPlace>, Breaks) {
        let mut planner = Planner::new(categories, Keep { rows: keep, height: 1000.0 }, FOOT);
        for _ in 0..12 {
            let rows = set(heights, planner.decided());
            if !planner.improve(&rows, labels) {
                return (rows, planner.decided().clone());
            }
        }
        panic!("never settled: {heights:?} {labels:?} {categories:?} {:?}", planner.decided());
    }

    fn pages(rows: &[RowPlace]) -> Vec<usize> {
        rows.iter().map(|row| row.page).collect()
    }

    /// A label beside these rows of section 1.
    fn label(row: usize, rows: usize, height: f64) -> LabelPlace {
        LabelPlace { section: 1, row, rows, first: height, again: height }
    }

    #[test]
    fn breaks_lonely_row() {
        let (rows, breaks) = settled(&[vec![100.0; 5]], &[], &categories(&[&[2, 3]]), 2);
        assert_eq!(pages(&rows), [1, 1, 2, 2, 2]);
        assert_eq!(breaks.blank, BTreeMap::from([("1-1".to_owned(), 119.95)]));
    }

    #[test]
    fn breaks_section_at_foot() {
        for lengths in [&[2][..], &[1, 1]] {
            let (rows, breaks) = settled(&[vec![80.0; 2], vec![80.0; 2]], &[], &categories(&[&[2], lengths]), 2);
            assert_eq!((pages(&rows), breaks.breaks), (vec![1, 1, 2, 2], BTreeSet::from([2])));
        }
    }

    #[test]
    fn breaks_nothing_to_mend() {
        for lengths in [&[2, 1, 2][..], &[5]] {
            let (_, breaks) = settled(&[vec![100.0; 5]], &[], &categories(&[lengths]), 2);
            assert_eq!(breaks, Breaks::default());
        }
    }

    #[test]
    fn breaks_last_row_alone() {
        let (rows, _) = settled(&[vec![100.0; 4]], &[], &categories(&[&[4]]), 2);
        assert_eq!(pages(&rows), [1, 1, 2, 2]);
        // Two that have no room on one page stay apart.
        let (rows, _) = settled(&[vec![60.0, 60.0, 170.0, 200.0]], &[], &categories(&[&[4]]), 1);
        assert_eq!(pages(&rows), [1, 1, 1, 2]);
    }

    #[test]
    fn breaks_following_pages() {
        // Three rows fit a page; categories of two. Moving row 2 brings row 4 to a page's end, and row 6, …
        let rows = set(&[vec![100.0; 12]], &Breaks::default());
        let categories = categories(&[&[2; 6]]);
        let mut planner = Planner::new(&categories, Keep { rows: 2, height: 1000.0 }, FOOT);
        assert!(planner.improve(&rows, &[]));
        let closed: Vec<&str> = planner.decided().blank.keys().map(String::as_str).collect();
        assert_eq!(closed, ["1-1", "1-3", "1-5", "1-7", "1-9"], "in one look");
    }

    #[test]
    fn breaks_label_raises() {
        // The label goes on beside one row; the row is raised, and those behind it follow.
        let (rows, breaks) = settled(&[vec![100.0; 5]], &[label(0, 4, 150.0)], &categories(&[&[4, 1]]), 1);
        assert_eq!(breaks, Breaks { raised: BTreeMap::from([("1-3".to_owned(), 50.01)]), ..Breaks::default() });
        assert_eq!(rows[4].y, TOP + 150.01);
        // One with room stays.
        assert_eq!(settled(&[vec![100.0; 5]], &[label(0, 4, 100.0)], &categories(&[&[4, 1]]), 1).1, Breaks::default());
        // At the foot it takes what is blank there anyway.
        let (_, breaks) = settled(&[vec![100.0; 5]], &[label(0, 4, 310.0)], &categories(&[&[4, 1]]), 1);
        assert_eq!(breaks.raised["1-2"], 10.01);
    }

    #[test]
    fn breaks_label_moves() {
        // No room at the foot: the category begins on the next page.
        let (rows, breaks) = settled(&[vec![100.0; 5]], &[label(2, 3, 250.0)], &categories(&[&[2, 3]]), 1);
        assert_eq!(pages(&rows), [1, 1, 2, 2, 2]);
        assert!(breaks.raised.is_empty());
    }

    #[test]
    fn breaks_label_of_a_page() {
        // Taller than any page, it takes all there is and no more.
        let (rows, _) = settled(&[vec![100.0; 5]], &[label(0, 5, 1000.0)], &categories(&[&[5]]), 2);
        assert!(rows.iter().all(|row| row.y + row.height.unwrap() <= FOOT), "{rows:?}");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]
        #[test]
        fn breaks_random(
            sections in prop::collection::vec(prop::collection::vec(prop::collection::vec(20.0..150.0_f64, 1..6), 1..6), 1..4),
            needs in prop::collection::vec(20.0..400.0_f64, 15),
            keep in 1..4_usize,
        ) {
            let heights: Vec<Vec<f64>> = sections.iter().map(|section| section.concat()).collect();
            let lengths: Vec<Vec<usize>> = sections.iter().map(|section| section.iter().map(Vec::len).collect()).collect();
            let categories = categories(&lengths.iter().map(Vec::as_slice).collect::<Vec<_>>());
            let mut labels = Vec::new();
            for (section, lengths) in lengths.iter().enumerate() {
                let mut row = 0;
                for rows in lengths {
                    let need = needs[labels.len() % needs.len()];
                    labels.push(LabelPlace { section: section + 1, row, rows: *rows, first: need, again: need });
                    row += rows;
                }
            }
            let (rows, breaks) = settled(&heights, &labels, &categories, keep);
            for label in labels.iter().filter(|label| label.first < FOOT - TOP - 40.0) {
                let parts = rows.iter().filter(|row| row.section == label.section && (label.row..label.row + label.rows).contains(&row.row));
                let mut room: BTreeMap<usize, f64> = BTreeMap::new();
                for row in parts {
                    *room.entry(row.page).or_default() += row.height.unwrap();
                }
                prop_assert!(room.values().all(|room| *room >= label.first - 0.001), "{label:?} {room:?} {breaks:?}");
            }
            for pair in rows.windows(2) {
                let name = format!("{}-{}", pair[0].section, pair[0].row);
                // What is blank stands at a page's end, and rows stand on the page.
                prop_assert!(!breaks.blank.contains_key(&name) || pair[1].page > pair[0].page, "{name} {breaks:?}");
                prop_assert!(pair[0].y + pair[0].height.unwrap() <= FOOT + 0.001);
                prop_assert!(pair[0].page == pair[1].page || pair[1].page == pair[0].page + 1, "no page is left empty");
            }
            let natural = set(&heights, &Breaks::default());
            for (row, natural) in rows.iter().zip(&natural) {
                prop_assert!(row.height.unwrap() >= natural.height.unwrap() - 0.001);
            }
        }
    }
}
