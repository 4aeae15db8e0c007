//! Expected: where rows will stand, worked out from their heights and from what pages showed so far.

use std::collections::BTreeMap;

use crate::typeset::decisions::{Breaks, Categories, Category, name};
use crate::typeset::marks::RowPlace;

/// What Typst takes for rounding when it asks whether a row has room, in points.
const ROUNDING: f64 = 0.001;

/// A row, before it stands anywhere.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    pub section: usize,
    /// From 0 within its section.
    pub row: usize,
    /// Whether it is kept on one page.
    pub whole: bool,
    /// Height in points, without what is decided of it.
    pub height: f64,
}

/// A page, and the distance of a row's upper edge from its top.
pub type Place = (usize, f64);

/// By which the top of a page is known that a row begins: its section, whether it opens that, and the bands above it.
pub type Key = (usize, bool, Vec<String>);

/// Of what kind the room above a row is: whether it opens its section, how many bands it opens, and under how many it stands.
type Opening = (bool, usize, usize);

/// What is known of the pages, in points.
#[derive(Debug)]
pub struct Expected<'a> {
    categories: &'a Categories,
    pub rows: Vec<Row>,
    /// Whether a row was seen as it is, and what cells of its own take of one that was seen raised, or somewhat more.
    bare: Vec<bool>,
    own: BTreeMap<usize, f64>,
    /// For each row, its category and the number of the first row of that within the section.
    of: Vec<(&'a Category, usize)>,
    /// Where the body of a page ends, in points from its top.
    pub foot: f64,
    /// Where the first row stands.
    first: Option<Place>,
    /// Room above a row that opens a section or bands, where it follows another on a page; by the row's place among all.
    gaps: BTreeMap<usize, f64>,
    /// For such a row that was seen to begin a page of itself: what its room above is more than.
    more: BTreeMap<usize, f64>,
    /// Where the first row of a page stands.
    tops: BTreeMap<Key, f64>,
    /// Whether a row that may go on over a page began on one where it might have begun, by row and place.
    begun: BTreeMap<(usize, i64), bool>,
    /// On how many further pages a row went on that began at a place, and where it ended.
    ended: BTreeMap<(usize, i64), (usize, f64)>,
}

impl<'a> Expected<'a> {
    /// The rows of a paper in order, of which nothing was seen.
    pub fn new(categories: &'a Categories, rows: Vec<Row>, foot: f64) -> Self {
        let of = categories.iter().flat_map(|section| {
            let first = |first: &mut usize, category: &'a Category| {
                let start = *first;
                *first += category.rows;
                Some(vec![(category, start); category.rows])
            };
            section.iter().scan(0, first).flatten().collect::<Vec<_>>()
        });
        Self {
            categories,
            of: of.collect(),
            bare: vec![false; rows.len()],
            own: BTreeMap::new(),
            rows,
            foot,
            first: None,
            gaps: BTreeMap::new(),
            more: BTreeMap::new(),
            tops: BTreeMap::new(),
            begun: BTreeMap::new(),
            ended: BTreeMap::new(),
        }
    }

    /// The category of a row, and the number of its first row within the section.
    pub fn category(&self, index: usize) -> (&'a Category, usize) {
        self.of[index]
    }

    /// Whether a row is a further part of the opinion above.
    pub fn goes_on(&self, index: usize) -> bool {
        let (category, first) = self.of[index];
        category.goes_on.get(self.rows[index].row - first).copied().unwrap_or_default()
    }

    /// Number of rows of a row's section.
    pub fn section_rows(&self, index: usize) -> usize {
        self.categories[self.rows[index].section - 1].iter().map(|category| category.rows).sum()
    }

    /// By which the decisions name a row.
    pub fn name(&self, index: usize) -> String {
        name(self.rows[index].section, self.rows[index].row)
    }

    fn key(&self, index: usize) -> Key {
        let row = self.rows[index];
        (row.section, row.row == 0, self.of[index].0.bands.clone())
    }

    /// What a row opens; nothing if it only follows.
    fn opening(&self, index: usize) -> Option<Opening> {
        let (row, (category, first)) = (self.rows[index], self.of[index]);
        let bands = if row.row == first { category.opens } else { 0 };
        (row.row == 0 || bands > 0).then_some((row.row == 0, bands, category.bands.len()))
    }

    /// Adds what pages show that were set with the decisions.
    pub fn learn(&mut self, seen: &[RowPlace], decided: &Breaks) {
        self.first = seen.first().map(|first| (first.page, first.y));
        for (index, row) in seen.iter().enumerate() {
            let raised = decided.raised.get(&self.name(index)).copied().unwrap_or_default();
            if let Some(height) = row.height {
                if raised > 0.0 {
                    let own = self.own.get(&index).map_or(height - raised, |own| own.min(height - raised));
                    self.own.insert(index, own);
                }
                // What is seen of a raised row says little of it as it is: a cell over several may make it as high.
                if raised <= 0.0 || !self.bare[index] {
                    self.rows[index].height = height - raised;
                }
                self.bare[index] |= raised <= 0.0;
            }
            self.rows[index].whole = row.whole;
            if let (false, Some((page, y))) = (row.whole, row.end) {
                self.ended.insert((index, hundredths(row.y)), (page - row.page, y - raised));
            }
            let Some(above) = index.checked_sub(1).map(|above| seen[above]) else { continue };
            let Some((page, bottom)) = above.end else { continue };
            let blank = decided.blank.get(&self.name(index - 1)).copied();
            if page == row.page {
                self.gaps.insert(index, row.y - bottom - blank.unwrap_or_default());
            } else if page + 1 == row.page {
                self.tops.insert(self.key(index), row.y);
                let sent = blank.is_some() || (row.row == 0 && decided.breaks.contains(&row.section));
                if let (false, Some(height)) = (sent, row.height) {
                    self.more.insert(index, self.foot - bottom - height);
                }
            }
            if let (false, Some(gap)) = (row.whole, self.gap(index)) {
                self.begun.insert((index, hundredths(bottom + blank.unwrap_or_default() + gap)), page == row.page);
            }
        }
    }

    /// Height of a row that is raised by so much: a cell over several rows may make it as high without that.
    pub fn height(&self, index: usize, raised: f64) -> f64 {
        let bare = self.rows[index].height;
        if raised > 0.0 { bare.max(self.own.get(&index).unwrap_or(&bare) + raised) } else { bare }
    }

    /// Adds what pages of little showed: rows of which only the places count.
    pub fn learn_places(&mut self, first: Place, gaps: impl IntoIterator<Item = (usize, f64)>, tops: impl IntoIterator<Item = (Key, f64)>) {
        self.first = Some(first);
        self.gaps.extend(gaps);
        self.tops.extend(tops);
    }

    /// Room above a row that follows another on a page, for the heading of its section or the bands that it opens. As long
    /// as it was not seen, that of another is taken: if it differs, the next look shows it.
    pub fn gap(&self, index: usize) -> Option<f64> {
        let Some(own) = self.opening(index) else { return Some(0.0) };
        let of_another = || self.gaps.iter().find(|(other, _)| self.opening(**other) == Some(own)).map(|(_, gap)| *gap);
        let fits = |gap: &f64| self.more.get(&index).is_none_or(|more| gap > more);
        self.gaps.get(&index).copied().or_else(|| of_another().filter(fits))
    }

    /// Where a row stands if it is the first of a page; as long as none like it was seen there, one of another section counts.
    pub fn top(&self, index: usize) -> Option<f64> {
        self.top_of(self.key(index))
    }

    /// Where what goes on of a row stands on a further page.
    pub fn top_below_head(&self, index: usize) -> Option<f64> {
        let (section, _, bands) = self.key(index);
        self.top_of((section, false, bands))
    }

    fn top_of(&self, key: Key) -> Option<f64> {
        let alike = |other: &Key| other.1 == key.1 && other.2.len() == key.2.len();
        let of_another = || self.tops.iter().find(|(other, _)| alike(other)).map(|(_, top)| *top);
        self.tops.get(&key).copied().or_else(of_another)
    }

    /// Whether a row that may go on over a page begins at a place; if it was seen.
    pub fn begun(&self, index: usize, y: f64) -> Option<bool> {
        self.begun.get(&(index, hundredths(y))).copied()
    }

    /// On how many further pages a row goes on that begins at a place, and where it ends, without what is decided of it; if
    /// it was seen.
    pub fn ended(&self, index: usize, y: f64) -> Option<(usize, f64)> {
        self.ended.get(&(index, hundredths(y))).copied()
    }

    /// Where the rows stand on pages that are set with the decisions; nothing if that does not follow from what is known.
    pub fn places(&self, decided: &Breaks) -> Option<Vec<RowPlace>> {
        if decided.flows {
            return None;
        }
        let mut places: Vec<RowPlace> = Vec::new();
        for (index, row) in self.rows.iter().enumerate() {
            let name = self.name(index);
            let raised = decided.raised.get(&name).copied().unwrap_or_default();
            let height = self.height(index, raised);
            let fits = |y: f64| y + height <= self.foot + ROUNDING;
            let (page, y) = match places.last() {
                None => self.first?,
                Some(above) => {
                    let (page, bottom) = above.end?;
                    let blank = decided.blank.get(&self.name(index - 1)).copied().unwrap_or_default();
                    let y = bottom + blank + self.gap(index).unwrap_or(f64::INFINITY);
                    let sent = row.row == 0 && decided.breaks.contains(&row.section);
                    let begins = !sent && (fits(y) || (!row.whole && y < self.foot && self.begun(index, y)?));
                    if begins { (page, y) } else { (page + 1, self.top(index)?) }
                }
            };
            let end =
                if fits(y) { (page, y + height) } else { self.ended(index, y).map(|(further, end)| (page + further, end + raised))? };
            let height = (end.0 == page).then_some(end.1 - y);
            places.push(RowPlace { section: row.section, row: row.row, whole: row.whole, page, y, height, end: Some(end) });
        }
        Some(places)
    }
}

/// A place, as one by which things are found.
fn hundredths(y: f64) -> i64 {
    (y * 100.0).round() as i64
}
