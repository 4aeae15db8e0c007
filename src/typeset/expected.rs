//! Expected: where rows will stand, worked out from their heights and from what pages showed so far.

use std::collections::BTreeMap;

use crate::typeset::decisions::{Breaks, Categories, Category, name};
use crate::typeset::marks::RowPlace;

/// What Typst takes for rounding when it asks whether a row has room, in points.
pub const ROUNDING: f64 = 0.001;
/// Below this, in points, two heights are the same.
const HAIR: f64 = 0.05;

/// A row, before it stands anywhere.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row {
    pub section: usize,
    /// From 0 within its section.
    pub row: usize,
    /// Whether it is kept on one page.
    pub whole: bool,
    /// Height in points that its own cells need, without what is decided of it.
    pub height: f64,
    /// What its own cells say, where it may go on over a page, or might where that saves one; else nothing.
    pub says: Vec<Said>,
    /// The cells over several rows of which it is the last: over how many, and what they say.
    pub closes: Vec<(usize, Said)>,
}

/// What a cell says that may go on over a page. Lengths are in points.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// The number of lines of each paragraph.
    pub paragraphs: Vec<usize>,
    /// Height of a line, and what stands between two.
    pub line: f64,
    pub leading: f64,
    /// What is blank above and below, on each page.
    pub padding: f64,
}

/// How what a cell says stands on pages.
struct Parts {
    /// On how many further pages it goes on.
    further: usize,
    /// Whether there is something of it on the first.
    begins: bool,
    /// Height of the last part.
    last: f64,
}

impl Row {
    /// The same with so much less above and below what it says.
    fn tighter(self, by: f64) -> Self {
        let said = |said: Said| said.tighter(by);
        let closes = self.closes.into_iter().map(|(rows, closes)| (rows, said(closes))).collect();
        let height = if self.height > 0.0 { self.height - 2.0 * by } else { 0.0 };
        Self { height, says: self.says.into_iter().map(said).collect(), closes, ..self }
    }
}

impl Said {
    /// The same with so much less above and below it.
    pub fn tighter(self, by: f64) -> Self {
        Self { padding: self.padding - 2.0 * by, ..self }
    }

    /// Height on one page.
    pub fn height(&self) -> f64 {
        self.of(self.paragraphs.iter().sum()) + self.padding
    }

    /// Height of so many lines.
    fn of(&self, lines: usize) -> f64 {
        lines as f64 * self.line + lines.saturating_sub(1) as f64 * self.leading
    }

    /// Its parts, where the pages from the first on have so much room. As Typst has it, a paragraph goes on neither after its
    /// first line nor for its last one alone.
    fn parts(&self, room: impl Fn(usize) -> f64) -> Parts {
        let room = |page: usize| room(page) - self.padding + ROUNDING;
        let (mut page, mut height, mut begins) = (0, 0.0, false);
        for count in &self.paragraphs {
            for line in 0..*count {
                let kept = match (line, *count) {
                    (0, 3) => 3,
                    (0, 2..) => 2,
                    (2.., _) if line + 2 == *count => 2,
                    _ => 1,
                };
                loop {
                    let above = if height > 0.0 { self.leading } else { 0.0 };
                    let fits = |lines: usize| height + above + self.of(lines) <= room(page);
                    // Where a line is too high for a page, it is so for the next one.
                    let is_stuck = height == 0.0 && !fits(1) && room(page + 1) <= room(page);
                    if is_stuck || (fits(1) && (fits(kept) || self.of(kept) > room(page + 1))) {
                        height += above + self.line;
                        begins |= page == 0;
                        break;
                    }
                    (page, height) = (page + 1, 0.0);
                }
            }
        }
        Parts { further: page, begins: begins || page == 0, last: height + self.padding }
    }
}

/// A page, and the distance of a row's upper edge from its top.
pub type Place = (usize, f64);

/// By which the top of a page is known that a row begins: its section, whether it opens that, and the bands above it.
pub type Key = (usize, bool, Vec<String>);

/// Of what kind the room above a row is: whether it opens its section, how many bands it opens, and under how many it stands.
type Opening = (bool, usize, usize);

/// What is known of the pages, in points.
#[derive(Debug, Clone)]
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
        let row = &self.rows[index];
        (row.section, row.row == 0, self.of[index].0.bands.clone())
    }

    /// What a row opens; nothing if it only follows.
    fn opening(&self, index: usize) -> Option<Opening> {
        let (row, (category, first)) = (&self.rows[index], self.of[index]);
        let bands = if row.row == first { category.opens } else { 0 };
        (row.row == 0 || bands > 0).then_some((row.row == 0, bands, category.bands.len()))
    }

    /// Adds what pages show that were set with the decisions.
    pub fn learn(&mut self, seen: &[RowPlace], decided: &Breaks) {
        self.first = seen.first().map(|first| (first.page, first.y));
        for (index, row) in seen.iter().enumerate() {
            let raised = decided.raised.get(&self.name(index)).copied().unwrap_or_default();
            // A row that is as high as a cell over several rows needs it is so here only.
            let closed = self.closed(index, &seen[..index], (row.page, row.y)).zip(row.end);
            let is_needed = closed.is_some_and(|(closed, end)| closed.0 == end.0 && (closed.1 - end.1).abs() < HAIR);
            if let (false, Some(height)) = (is_needed, row.height) {
                if raised > 0.0 {
                    let own = self.own.get(&index).map_or(height - raised, |own| own.min(height - raised));
                    self.own.insert(index, own);
                }
                // What is seen of a raised row says little of it as it is.
                if raised <= 0.0 || !self.bare[index] {
                    self.rows[index].height = height - raised;
                }
                self.bare[index] |= raised <= 0.0;
            }
            self.rows[index].whole = row.whole;
            if let (false, Some((page, y))) = (row.whole || is_needed, row.end) {
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

    /// The same with so much less above and below what rows say.
    pub fn tighter(&self, by: f64) -> Self {
        Self { rows: self.rows.iter().map(|row| row.clone().tighter(by)).collect(), ..self.clone() }
    }

    /// Height of a row that is raised by so much: what is not known of it may make it as high without that.
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
    /// as it was not seen, the least of others is taken, since those that take more lines are sketched: if it differs, the next
    /// look shows it.
    pub fn gap(&self, index: usize) -> Option<f64> {
        let Some(own) = self.opening(index) else { return Some(0.0) };
        let fits = |gap: &f64| self.more.get(&index).is_none_or(|more| gap > more);
        let of_others = || {
            let alike = self.gaps.iter().filter(|(other, _)| self.opening(**other) == Some(own)).map(|(_, gap)| *gap);
            alike.filter(fits).reduce(f64::min)
        };
        self.gaps.get(&index).copied().or_else(of_others)
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

    /// Room that a further page has for what goes on of a row there.
    pub fn room_below_head(&self, index: usize) -> f64 {
        self.foot - self.top_below_head(index).unwrap_or_default()
    }

    fn top_of(&self, key: Key) -> Option<f64> {
        let alike = |other: &Key| other.1 == key.1 && other.2.len() == key.2.len();
        let of_another = || self.tops.iter().find(|(other, _)| alike(other)).map(|(_, top)| *top);
        self.tops.get(&key).copied().or_else(of_another)
    }

    /// Whether a row that may go on over a page begins at a place: as it was seen, or else worked out.
    pub fn begun(&self, index: usize, y: f64) -> Option<bool> {
        let seen = self.begun.get(&(index, hundredths(y))).copied();
        seen.or_else(|| self.parts(index, y).map(|parts| parts.iter().all(|part| part.begins)))
    }

    /// On how many further pages a row goes on that begins at a place, and where it ends, without what is decided of it: as
    /// it was seen, or else worked out.
    pub fn ended(&self, index: usize, y: f64) -> Option<(usize, f64)> {
        self.seen_ended(index, y).or_else(|| self.goes_over(index, y))
    }

    fn seen_ended(&self, index: usize, y: f64) -> Option<(usize, f64)> {
        self.ended.get(&(index, hundredths(y))).copied()
    }

    /// What [`Self::ended`] says, worked out.
    fn goes_over(&self, index: usize, y: f64) -> Option<(usize, f64)> {
        let parts = self.parts(index, y)?;
        let further = parts.iter().map(|part| part.further).max().filter(|further| *further > 0)?;
        let last = parts.iter().filter(|part| part.further == further).map(|part| part.last).fold(0.0, f64::max);
        Some((further, self.top_below_head(index)? + last))
    }

    /// How the cells of a row stand on pages that begins at a place; nothing if it is not known.
    fn parts(&self, index: usize, y: f64) -> Option<Vec<Parts>> {
        let next = self.top_below_head(index)?;
        let room = |further: usize| self.foot - if further == 0 { y } else { next };
        let says = &self.rows[index].says;
        (!says.is_empty()).then(|| says.iter().map(|said| said.parts(room)).collect())
    }

    /// Where the cells over several rows end which close with a row that begins at a place; `above` are the places of the rows
    /// before it, or of as many as those cells stand beside. Nothing if there are none.
    pub fn closed(&self, index: usize, above: &[RowPlace], place: Place) -> Option<Place> {
        let row = &self.rows[index];
        let ends = row.closes.iter().filter_map(|(count, said)| self.end_of(said, index, &above[above.len() + 1 - count..], place));
        ends.filter(|end| end.0 >= place.0).reduce(|one, other| if other > one { other } else { one })
    }

    /// Where a cell ends beside rows, the last of which begins at a place; `above` are the places of those before it.
    pub fn end_of(&self, said: &Said, last: usize, above: &[RowPlace], (page, y): Place) -> Option<Place> {
        let (first, top) = above.first().map_or((page, y), |first| (first.page, first.y));
        let next = self.top_below_head(last)?;
        let room = |further: usize| {
            let here = first + further;
            // A row that is kept on one page keeps there what closes with it.
            if here == page && self.rows[last].whole {
                return f64::INFINITY;
            }
            // What goes on over the page takes all of it.
            let ends = above.iter().take_while(|row| here < page && row.page <= here).last().and_then(|row| row.end);
            let bottom = ends.filter(|(ends, _)| *ends == here).map_or(self.foot, |(_, bottom)| bottom);
            bottom - if further == 0 { top } else { next }
        };
        let parts = said.parts(room);
        Some((first + parts.further, if parts.further == 0 { top } else { next } + parts.last))
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
            let closed = |page: usize, y: f64| self.closed(index, &places, (page, y));
            let fits_itself = |y: f64| y + height <= self.foot + ROUNDING;
            let fits = |page: usize, y: f64| {
                fits_itself(y) && closed(page, y).is_none_or(|(end_page, end)| end_page == page && end <= self.foot + ROUNDING)
            };
            let (page, y) = match places.last() {
                None => self.first?,
                Some(above) => {
                    let (page, bottom) = above.end?;
                    let blank = decided.blank.get(&self.name(index - 1)).copied().unwrap_or_default();
                    let y = bottom + blank + self.gap(index).unwrap_or(f64::INFINITY);
                    let sent = row.row == 0 && decided.breaks.contains(&row.section);
                    let begins = !sent && (fits(page, y) || (!row.whole && y < self.foot && self.begun(index, y)?));
                    if begins { (page, y) } else { (page + 1, self.top(index)?) }
                }
            };
            let end = match self.seen_ended(index, y).filter(|_| !fits(page, y)) {
                Some((further, end)) => (page + further, end + raised),
                None => {
                    let own = if fits_itself(y) {
                        (page, y + height)
                    } else {
                        self.goes_over(index, y).map(|(further, end)| (page + further, end + raised))?
                    };
                    closed(page, y).filter(|closed| *closed > own).unwrap_or(own)
                }
            };
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use typst_layout::PagedDocument;

    use super::*;
    use crate::typeset::decisions::Category;
    use crate::typeset::fonts::Fonts;
    use crate::typeset::marks;
    use crate::typeset::world::{MAIN, Papers, source};

    /// Random cells; `SHIRYO_CASES` asks for more.
    static CASES: std::sync::LazyLock<u32> =
        std::sync::LazyLock::new(|| std::env::var("SHIRYO_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(200));
    const FOOT: f64 = 200.0;
    const HEAD: f64 = 20.0;
    const PADDING: f64 = 3.0;

    fn said(paragraphs: &[usize]) -> Said {
        Said { paragraphs: paragraphs.to_vec(), line: 10.0, leading: 4.0, padding: 2.0 * PADDING }
    }

    /// A row of one cell for each text, which may go on over a page unless `whole`.
    fn row(row: usize, whole: bool, cells: &[Vec<usize>]) -> Row {
        let cells: Vec<Said> = cells.iter().map(|paragraphs| said(paragraphs)).collect();
        let height = cells.iter().map(Said::height).fold(0.0, f64::max);
        Row { section: 1, row, whole, height, says: if whole { Vec::new() } else { cells }, closes: Vec::new() }
    }

    /// Where Typst sets rows below a head; `beside` stands beside all of them. Each row is a line of cells in paragraphs.
    fn set(fonts: &Fonts, rows: &[(bool, Vec<Vec<usize>>)], beside: Option<&[usize]>) -> Vec<RowPlace> {
        let text = |paragraphs: &[usize]| {
            let lines = |count: &usize| vec!["x"; *count].join("#linebreak()");
            paragraphs.iter().map(|count| format!("#par[{}]", lines(count))).collect::<String>()
        };
        let mut cells = String::new();
        for (index, (whole, of)) in rows.iter().enumerate() {
            if let Some(beside) = beside.filter(|_| index == 0) {
                let end =
                    format!("#place(bottom + left, dy: {PADDING}pt)[#metadata((section: 1, row: {}))<shiryo-row-end>]", rows.len() - 1);
                cells += &format!("table.cell(rowspan: {}, breakable: true)[{}{end}],\n", rows.len(), text(beside));
            }
            for (column, paragraphs) in of.iter().enumerate() {
                let start =
                    format!("#place(top + left, dy: -{PADDING}pt)[#metadata((section: 1, row: {index}, whole: {whole}))<shiryo-row>]");
                let start = if column == 0 { start } else { String::new() };
                let end = format!("#place(bottom + left, dy: {PADDING}pt)[#metadata((section: 1, row: {index}))<shiryo-row-end>]");
                cells += &format!("table.cell(breakable: {})[{start}{}{end}],\n", !whole, text(paragraphs));
            }
        }
        let columns = rows[0].1.len() + usize::from(beside.is_some());
        let text = format!(
            "#set page(width: 300pt, height: {FOOT}pt, margin: 0pt)\n\
             #set text(font: \"BIZ UDGothic\", size: 10pt, top-edge: 0.88em, bottom-edge: -0.12em)\n\
             #set par(leading: 4pt, spacing: 4pt)\n\
             #table(columns: (40pt,) * {columns}, inset: {PADDING}pt, align: top, stroke: none,\n\
             table.header(table.cell(colspan: {columns}, inset: 0pt, block(height: {HEAD}pt))),\n{cells})\n"
        );
        let mut papers = Papers::new(fonts, (2026, 4, 1));
        papers.put_source(source(MAIN, text));
        let document = typst::compile::<PagedDocument>(&papers).output.unwrap();
        marks::rows(&document, &[rows.len()])
    }

    /// Where such rows are expected.
    fn expected(rows: &[(bool, Vec<Vec<usize>>)], beside: Option<&[usize]>) -> Option<Vec<RowPlace>> {
        let categories = [vec![Category { rows: rows.len(), goes_on: vec![false; rows.len()], bands: Vec::new(), opens: 0 }]];
        let mut own: Vec<Row> = rows.iter().enumerate().map(|(index, (whole, cells))| row(index, *whole, cells)).collect();
        if let Some(beside) = beside {
            own.last_mut().unwrap().closes.push((rows.len(), said(beside)));
        }
        let mut known = Expected::new(&categories, own, FOOT);
        known.learn_places((1, HEAD), [], [((1, false, Vec::new()), HEAD), ((1, true, Vec::new()), HEAD)]);
        known.places(&Breaks::default())
    }

    fn same(expected: &[RowPlace], seen: &[RowPlace]) -> bool {
        let near = |one: Option<(usize, f64)>, other: Option<(usize, f64)>| match (one, other) {
            (Some(one), Some(other)) => one.0 == other.0 && (one.1 - other.1).abs() < HAIR,
            _ => false,
        };
        let pairs = expected.iter().zip(seen);
        pairs.into_iter().all(|(one, other)| near(Some((one.page, one.y)), Some((other.page, other.y))) && near(one.end, other.end))
    }

    fn cell() -> impl Strategy<Value = Vec<usize>> {
        prop::collection::vec(1_usize..9, 1..6)
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(*CASES) })]

        #[test]
        fn expected_as_typst_breaks_rows(
            rows in prop::collection::vec((prop::bool::weighted(0.3), prop::collection::vec(cell(), 2)), 1..6),
        ) {
            // A row that is kept on one page is lower than that.
            let rows: Vec<(bool, Vec<Vec<usize>>)> =
                rows.into_iter().map(|(whole, cells)| (whole && cells.iter().all(|cell| said(cell).height() < FOOT - HEAD), cells)).collect();
            let seen = set(&Fonts::bundled().unwrap(), &rows, None);
            let expected = expected(&rows, None).unwrap();
            prop_assert!(same(&expected, &seen), "{rows:?}\n{expected:?}\n{seen:?}");
        }

        #[test]
        fn expected_beside_a_cell_over_all(rows in prop::collection::vec((any::<bool>(), prop::collection::vec(prop::collection::vec(1_usize..5, 1..3), 1)), 2..5), beside in cell()) {
            let seen = set(&Fonts::bundled().unwrap(), &rows, Some(&beside));
            let expected = expected(&rows, Some(&beside));
            prop_assert!(expected.as_ref().is_some_and(|expected| same(expected, &seen)), "{rows:?} {beside:?}\n{expected:?}\n{seen:?}");
        }
    }
}
