//! Search: the widths of all columns of a table at once, on a grid of whole characters, for the fewest pages.
//!
//! Labels and short values are as wide in every section, columns of text as each section has it best. From several
//! starts, width moves between columns as long as the table becomes lower; then as long as pages become fewer, the last
//! one has more than one row, or it ends higher.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::ops::{Range, RangeInclusive};
use std::rc::Rc;

/// Most rows of a section that are looked at: of a long one, the first ones say enough.
pub const MOST_ROWS: usize = 400;
/// Part of the width that one move shifts between columns of text, in characters.
const STEPS: &[usize] = &[16, 8, 4, 2, 1];
/// What a further line of a label costs, in lines, and one of a short value.
const BROKEN: f64 = 0.5;
const BROKEN_VALUE: f64 = 0.15;
/// Part of the last page that must be blank for its pages to be sure, since rows are placed only about as they will be.
const SURE: f64 = 0.15;
/// How the search starts: with the room shared out equally, by how much text columns have, and between the two.
const STARTS: [f64; 3] = [0.0, 1.0, 0.5];
/// Most rounds in which the columns that are the same in every section are tried one after the other.
const ROUNDS: usize = 3;

/// A stretch of text that stays on one line: its width in em, without and with the white space at its end.
pub type Segment = (f64, f64);

/// A paragraph in stretches, and what its lines lose of the room of their column, in em.
pub struct Paragraph {
    pub segments: Vec<Segment>,
    pub hang: f64,
}

/// What a cell takes, before its column's width is known.
#[derive(Clone)]
pub enum Content {
    Text(Rc<Vec<Paragraph>>),
    /// Its lines at each number of characters, from none on; the last one holds for all that follow.
    Lines(Rc<Vec<usize>>),
    /// The same of a label, which is better not broken.
    Label(Rc<Vec<usize>>),
}

/// A cell that stands in a row, over as many as it spans.
pub struct Cell {
    pub row: usize,
    pub span: usize,
    pub content: Content,
}

/// A column: how wide a character is in it and what stands beside them, in points, and how many it may have.
pub struct Column {
    pub unit: f64,
    pub beside: f64,
    pub characters: RangeInclusive<usize>,
    /// Whether every section has its own width.
    pub open: bool,
}

pub struct Section {
    pub rows: usize,
    /// For each row, how many must stand together from it on.
    pub together: Vec<usize>,
    /// The cells of each column.
    pub cells: Vec<Vec<Cell>>,
    /// Room of its heading.
    pub heading: f64,
}

impl Section {
    /// Sections of so many columns as one.
    pub fn joined(sections: impl IntoIterator<Item = Self>, columns: usize) -> Self {
        let mut joined = Self { rows: 0, together: Vec::new(), cells: (0..columns).map(|_| Vec::new()).collect(), heading: 0.0 };
        for section in sections {
            for (all, cells) in joined.cells.iter_mut().zip(section.cells) {
                all.extend(cells.into_iter().map(|cell| Cell { row: cell.row + joined.rows, ..cell }));
            }
            joined.rows += section.rows;
            joined.together.extend(section.together);
            joined.heading += section.heading;
        }
        joined
    }
}

/// What is known of the pages, in points.
pub struct Page {
    pub width: f64,
    pub body: f64,
    /// What stands above the first section.
    pub above: f64,
    /// The headings over the columns, each with the columns that it covers.
    pub headings: Vec<(Range<usize>, Vec<Segment>)>,
    /// Further rows of headings, over several columns.
    pub over: usize,
    pub line: f64,
    pub padding: f64,
    /// Rows higher than this may go on over a page.
    pub whole: f64,
    /// Rows that are so high need not stand together with others.
    pub kept: f64,
    /// Size of the type of headings.
    pub size: f64,
}

pub struct Search {
    page: Page,
    columns: Vec<Column>,
    /// Which of the columns every section has as it is best.
    open: Vec<usize>,
    sections: Vec<Section>,
    /// For each column of each section, what its cells take at each number of characters.
    taken: Vec<Vec<Vec<OnceCell<Taken>>>>,
    /// For each section, the best widths that were found, by those of the columns that are not open.
    found: Vec<RefCell<BTreeMap<Vec<usize>, Vec<usize>>>>,
}

/// What the cells of a column take at a width.
struct Taken {
    /// Lines of each row's own cell; none where it has no such cell.
    own: Vec<u32>,
    /// The rows that a cell covers, and its height.
    over: Vec<(Range<usize>, f64)>,
}

/// A section at certain widths.
struct Set {
    widths: Vec<usize>,
    rows: Vec<f64>,
    head: f64,
}

/// What widths cost: pages, whether the last one has a single row, and where it ends, all pages under one another.
type Cost = (usize, bool, f64);
/// Characters of every column, by section, and what they cost.
pub type Found = (Vec<Vec<usize>>, Cost);

impl Search {
    pub fn new(page: Page, columns: Vec<Column>, sections: Vec<Section>) -> Self {
        let widths = |column: &Column| (0..=*column.characters.end()).map(|_| OnceCell::new()).collect();
        let taken = sections.iter().map(|_| columns.iter().map(widths).collect()).collect();
        let found = sections.iter().map(|_| RefCell::default()).collect();
        let open = (0..columns.len()).filter(|column| columns[*column].open).collect();
        Self { page, columns, open, sections, taken, found }
    }

    /// The widths that cost least; nothing if the columns do not fit the page.
    pub fn run(&self) -> Option<Found> {
        let same: Vec<usize> = (0..self.columns.len()).filter(|column| !self.columns[*column].open).collect();
        let most = |column: &Column| if column.open { *column.characters.start() } else { *column.characters.end() };
        let mut state: Vec<usize> = self.columns.iter().map(most).collect();
        // Where the widest do not fit, the widest of them gives way first.
        while self.room(&state) < 0.0 {
            let narrower = same.iter().copied().filter(|column| state[*column] > *self.columns[*column].characters.start());
            let widest = narrower.max_by_key(|column| (state[*column], *column))?;
            state[widest] -= 1;
        }
        // Short values read better unbroken, if that surely takes no further page.
        let (read, low) = (self.lowest(state.clone(), &same, BROKEN_VALUE), self.lowest(state, &same, 0.0));
        let differs = low.0 != read.0;
        let least: f64 = self.page.above + low.1.iter().enumerate().map(|(section, widths)| self.height(section, widths)).sum::<f64>();
        let best = self.best(read);
        let (pages, body) = (best.1.0 as f64, self.page.body);
        let is_full = best.1.2 + SURE * body > pages * body;
        let other = (differs && (is_full || least < (pages - 1.0) * body)).then(|| self.best(low));
        Some(other.filter(|other| other.1.0 < best.1.0 || (is_full && is_less(other.1, best.1))).unwrap_or(best))
    }

    /// The widths with which the table is lowest, from a state on: what a page leaves blank is mended by moves of text. A
    /// further line of a short value costs so much of a line.
    fn lowest(&self, mut state: Vec<usize>, same: &[usize], value: f64) -> (Vec<usize>, Vec<Vec<usize>>) {
        let low = |found: &[Vec<usize>]| {
            let cost = |section: usize| self.height(section, &found[section]) + self.broken(section, &found[section], value);
            (0..found.len()).map(cost).sum::<f64>()
        };
        let mut found = self.sections(&state);
        let mut least = low(&found);
        for _ in 0..ROUNDS {
            let before = least;
            for column in same {
                for characters in self.columns[*column].characters.clone().rev() {
                    let mut tried = state.clone();
                    tried[*column] = characters;
                    if characters == state[*column] || self.room(&tried) < 0.0 {
                        continue;
                    }
                    let widths = self.sections(&tried);
                    let height = low(&widths);
                    if height < least - 0.5 {
                        (state, found, least) = (tried, widths, height);
                    }
                }
            }
            if least >= before {
                break;
            }
        }
        (state, found)
    }

    /// The best widths from where sections are lowest, and from the starts themselves.
    fn best(&self, (state, found): (Vec<usize>, Vec<Vec<usize>>)) -> (Vec<Vec<usize>>, Cost) {
        let mut best = self.refined(found);
        for power in STARTS {
            let shared = |section: usize| self.shared(section, &state, power);
            let tried = self.refined((0..self.sections.len()).map(shared).collect());
            if is_less(tried.1, best.1) {
                best = tried;
            }
        }
        best
    }

    /// Widths with which the pages fill better: the lowest sections need not make the fewest pages.
    fn refined(&self, found: Vec<Vec<usize>>) -> (Vec<Vec<usize>>, Cost) {
        let mut sets: Vec<Set> = found.into_iter().enumerate().map(|(section, widths)| self.set(section, widths)).collect();
        let mut least = self.cost(&sets);
        for _ in 0..ROUNDS {
            let before = least;
            for section in 0..sets.len() {
                for step in STEPS {
                    for (from, to) in self.pairs() {
                        let Some(moved) = self.moved(&sets[section].widths, from, to, *step) else { continue };
                        let old = std::mem::replace(&mut sets[section], self.set(section, moved));
                        let cost = self.cost(&sets);
                        if is_less(cost, least) {
                            least = cost;
                        } else {
                            sets[section] = old;
                        }
                    }
                }
            }
            if !is_less(least, before) {
                break;
            }
        }
        (sets.into_iter().map(|set| set.widths).collect(), least)
    }

    fn set(&self, section: usize, widths: Vec<usize>) -> Set {
        Set { rows: self.rows(section, &widths), head: self.head(&widths), widths }
    }

    /// What the page leaves beside these columns.
    fn room(&self, state: &[usize]) -> f64 {
        self.page.width
            - self.columns.iter().zip(state).map(|(column, characters)| *characters as f64 * column.unit + column.beside).sum::<f64>()
    }

    /// The best widths of each section if the columns that are not open have these.
    fn sections(&self, state: &[usize]) -> Vec<Vec<usize>> {
        let of = |section: usize| {
            let known = self.found[section].borrow().get(state).cloned();
            known.unwrap_or_else(|| {
                let widths = self.section(section, state);
                self.found[section].borrow_mut().insert(state.to_vec(), widths.clone());
                widths
            })
        };
        (0..self.sections.len()).map(of).collect()
    }

    fn section(&self, section: usize, state: &[usize]) -> Vec<usize> {
        let mut best: Option<(f64, Vec<usize>)> = None;
        for power in STARTS {
            let (height, widths) = self.climb(section, self.shared(section, state, power));
            if best.as_ref().is_none_or(|(least, _)| height < *least - 0.01) {
                best = Some((height, widths));
            }
        }
        best.map_or_else(|| state.to_vec(), |(_, widths)| widths)
    }

    /// The widths with the room shared out among the open columns, by this power of how much text they have.
    fn shared(&self, section: usize, state: &[usize], power: f64) -> Vec<usize> {
        let shares: Vec<f64> = self.open.iter().map(|column| self.mass(section, *column).max(1.0).powf(power)).collect();
        let mut widths = state.to_vec();
        let all = self.room(state);
        let parts: f64 = shares.iter().sum();
        for (column, share) in self.open.iter().zip(shares) {
            let more = (all * share / parts / self.columns[*column].unit) as usize;
            widths[*column] = (widths[*column] + more).min(*self.columns[*column].characters.end());
        }
        for column in self.open.iter().rev() {
            self.widen(&mut widths, *column);
        }
        widths
    }

    /// Gives a column what is left, as far as it may have it.
    fn widen(&self, widths: &mut [usize], column: usize) {
        let Column { unit, characters, .. } = &self.columns[column];
        let more = (self.room(widths).max(0.0) / unit + 1e-6) as usize;
        widths[column] = (widths[column] + more).min(*characters.end());
    }

    /// Open columns of which one can give to the other.
    fn pairs(&self) -> impl Iterator<Item = (usize, usize)> {
        self.open.iter().flat_map(|from| self.open.iter().map(move |to| (*from, *to))).filter(|(from, to)| from != to)
    }

    /// Moves width between the open columns while the section becomes lower.
    fn climb(&self, section: usize, mut widths: Vec<usize>) -> (f64, Vec<usize>) {
        let mut least = self.height(section, &widths);
        for step in STEPS {
            loop {
                let mut best: Option<(f64, Vec<usize>)> = None;
                for (from, to) in self.pairs() {
                    let Some(moved) = self.moved(&widths, from, to, *step) else { continue };
                    let new = self.height(section, &moved);
                    if best.as_ref().is_none_or(|(lowest, _)| new < *lowest) {
                        best = Some((new, moved));
                    }
                }
                match best {
                    Some((new, moved)) if new < least - 0.01 => (least, widths) = (new, moved),
                    _ => break,
                }
            }
        }
        (least, widths)
    }

    /// Height of a section on one endless page, but for the head, which stands on every page.
    fn height(&self, section: usize, widths: &[usize]) -> f64 {
        let taken = || widths.iter().enumerate().map(|(column, width)| self.taken(section, column, *width));
        let rows = if taken().all(|column| column.over.is_empty()) {
            let columns: Vec<&[u32]> = taken().map(|column| column.own.as_slice()).collect();
            let count = self.sections[section].rows;
            let most = |row: usize| columns.iter().map(|column| column[row]).fold(1, u32::max);
            f64::from((0..count).map(most).sum::<u32>()) * self.page.line + count as f64 * self.page.padding
        } else {
            self.rows(section, widths).iter().sum()
        };
        rows + self.head(widths) * (1.0 + rows / self.page.body)
    }

    /// What it costs that labels and short values of a section take several lines: they read worse.
    fn broken(&self, section: usize, widths: &[usize], value: f64) -> f64 {
        let further = |(cell, characters): (&Cell, usize)| {
            let each = match &cell.content {
                Content::Label(_) => BROKEN,
                Content::Lines(_) => value,
                Content::Text(_) => return 0.0,
            };
            self.lines(&cell.content, characters).saturating_sub(1) as f64 * each
        };
        let cells = self.sections[section].cells.iter().zip(widths).flat_map(|(cells, width)| cells.iter().map(|cell| (cell, *width)));
        cells.map(further).sum::<f64>() * self.page.line
    }

    /// Widths of which a column gives some characters to another; nothing if it has too few.
    fn moved(&self, widths: &[usize], from: usize, to: usize, step: usize) -> Option<Vec<usize>> {
        let fewer = widths[from].checked_sub(step).filter(|fewer| fewer >= self.columns[from].characters.start())?;
        let mut moved = widths.to_vec();
        moved[from] = fewer;
        self.widen(&mut moved, to);
        Some(moved)
    }

    /// About how much text a column of a section has, in em.
    fn mass(&self, section: usize, column: usize) -> f64 {
        let mass = |cell: &Cell| match &cell.content {
            Content::Text(paragraphs) => paragraphs.iter().flat_map(|paragraph| &paragraph.segments).map(|(_, whole)| whole).sum(),
            Content::Lines(lines) | Content::Label(lines) => lines.len() as f64,
        };
        self.sections[section].cells[column].iter().map(mass).sum()
    }

    /// Heights of the rows of a section. What covers several and is higher than they are makes the last one higher.
    fn rows(&self, section: usize, widths: &[usize]) -> Vec<f64> {
        let Page { line, padding, .. } = self.page;
        let columns: Vec<&Taken> = widths.iter().enumerate().map(|(column, width)| self.taken(section, column, *width)).collect();
        let mut lines = vec![1; self.sections[section].rows];
        for column in &columns {
            for (most, own) in lines.iter_mut().zip(&column.own) {
                *most = (*most).max(*own);
            }
        }
        let mut heights: Vec<f64> = lines.into_iter().map(|lines| f64::from(lines) * line + padding).collect();
        for (rows, height) in columns.iter().flat_map(|column| &column.over) {
            let spare = height - heights[rows.clone()].iter().sum::<f64>();
            heights[rows.end - 1] += spare.max(0.0);
        }
        heights
    }

    fn taken(&self, section: usize, column: usize, characters: usize) -> &Taken {
        self.taken[section][column][characters].get_or_init(|| {
            let Section { rows, cells, .. } = &self.sections[section];
            let mut taken = Taken { own: vec![0; *rows], over: Vec::new() };
            for cell in &cells[column] {
                let lines = self.lines(&cell.content, characters) as u32;
                if cell.span == 1 {
                    taken.own[cell.row] = lines;
                } else {
                    let height = f64::from(lines) * self.page.line + self.page.padding;
                    taken.over.push((cell.row..(cell.row + cell.span).min(*rows), height));
                }
            }
            taken
        })
    }

    fn lines(&self, content: &Content, characters: usize) -> usize {
        match content {
            Content::Lines(lines) | Content::Label(lines) => lines.get(characters).or(lines.last()).copied().unwrap_or(0),
            Content::Text(paragraphs) => {
                paragraphs.iter().map(|paragraph| lines(&paragraph.segments, characters as f64 - paragraph.hang)).sum()
            }
        }
    }

    /// What the head of a section's table takes.
    fn head(&self, widths: &[usize]) -> f64 {
        let Page { line, padding, over, .. } = self.page;
        let lines = |(covered, heading): &(Range<usize>, Vec<Segment>)| {
            let room = |column: usize| widths[column] as f64 * self.columns[column].unit + self.columns[column].beside;
            let room = covered.clone().map(room).sum::<f64>() - self.columns[covered.start].beside;
            lines(heading, room / self.page.size)
        };
        let most = self.page.headings.iter().map(lines).max().unwrap_or(1);
        (most + over) as f64 * line + (1 + over) as f64 * padding
    }

    /// Sets the rows page by page, about as Typst will.
    fn cost(&self, sets: &[Set]) -> Cost {
        let Page { body, above, whole, kept, .. } = self.page;
        let (mut pages, mut y, mut on_page) = (1, above, 0);
        for (section, Set { rows, head, .. }) in self.sections.iter().zip(sets) {
            let together = |row: usize| {
                let all = &rows[row..(row + section.together[row]).min(rows.len())];
                all.iter().fold(0.0, |sum, height| if sum < kept { sum + height } else { sum })
            };
            if y > 0.0 && !rows.is_empty() && y + section.heading + head + together(0) > body {
                (pages, y, on_page) = (pages + 1, 0.0, 0);
            }
            y += section.heading + head;
            for (row, height) in rows.iter().enumerate() {
                if y + together(row) > body && (*height <= whole || section.together[row] > 1) && on_page > 0 {
                    (pages, y, on_page) = (pages + 1, *head, 0);
                }
                y += height;
                on_page += 1;
                while y > body && *head < body {
                    (pages, y, on_page) = (pages + 1, y - body + head, 1);
                }
            }
        }
        (pages, pages > 1 && on_page < 2, (pages - 1) as f64 * body + y)
    }
}

/// Whether something costs less, heights compared but for what nobody sees.
fn is_less(one: Cost, other: Cost) -> bool {
    (one.0, one.1) < (other.0, other.1) || ((one.0, one.1) == (other.0, other.1) && one.2 < other.2 - 0.5)
}

/// Lines of a paragraph in a column this many em wide.
pub fn lines(paragraph: &[Segment], most: f64) -> usize {
    let (mut lines, mut used) = (1, 0.0);
    for (visible, whole) in paragraph {
        if used > 0.0 && used + visible > most + 1e-6 {
            (lines, used) = (lines + 1, 0.0);
        }
        if *visible > most {
            let more = (visible / most).ceil() as usize - 1;
            lines += more;
            used = visible - more as f64 * most;
        } else {
            used += whole;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(characters: usize) -> Content {
        Content::Text(Rc::new(vec![Paragraph { segments: vec![(1.0, 1.0); characters], hang: 0.0 }]))
    }

    fn column(open: bool, characters: RangeInclusive<usize>) -> Column {
        Column { unit: 10.0, beside: 9.0, characters, open }
    }

    fn page(width: f64) -> Page {
        Page {
            width,
            body: 300.0,
            above: 0.0,
            headings: Vec::new(),
            over: 0,
            line: 14.0,
            padding: 6.0,
            whole: 100.0,
            kept: 80.0,
            size: 10.0,
        }
    }

    /// A section of rows with texts of these lengths.
    fn section(rows: &[&[usize]]) -> Section {
        let cells = |column: usize| {
            let cell = |(row, lengths): (usize, &&[usize])| Cell { row, span: 1, content: text(lengths[column]) };
            rows.iter().enumerate().map(cell).collect()
        };
        let together = vec![1; rows.len()];
        Section { rows: rows.len(), together, cells: (0..rows[0].len()).map(cells).collect(), heading: 0.0 }
    }

    #[test]
    fn search_gives_width_to_text() {
        let columns = vec![column(true, 8..=80), column(true, 8..=80)];
        let found = Search::new(page(518.0), columns, vec![section(&[&[10, 200], &[10, 160]])]).run().unwrap().0;
        assert_eq!(found[0].iter().sum::<usize>(), 50);
        assert!(found[0][1] >= 40, "{found:?}: five lines and four");
    }

    #[test]
    fn search_narrows_labels_for_fewer_pages() {
        // Nine characters of label leave 31 to texts of 35: two lines each; five leave 35.
        let columns = vec![column(false, 4..=9), column(true, 8..=80)];
        let label = Content::Label(Rc::new(vec![9, 9, 5, 3, 3, 2, 2, 2, 2, 1]));
        let rows = 16;
        let mut cells: Vec<Vec<Cell>> = vec![Vec::new(), Vec::new()];
        cells[0].push(Cell { row: 0, span: rows, content: label });
        cells[1].extend((0..rows).map(|row| Cell { row, span: 1, content: text(35) }));
        let found =
            Search::new(page(418.0), columns, vec![Section { rows, together: vec![1; rows], cells, heading: 0.0 }]).run().unwrap().0;
        assert_eq!(found, [[5, 35]]);
    }

    #[test]
    fn search_knows_its_limits() {
        let columns = || vec![column(false, 4..=9), column(true, 8..=20)];
        let sections = || vec![section(&[&[4, 100]])];
        assert!(Search::new(page(100.0), columns(), sections()).run().is_none());
        assert_eq!(Search::new(page(140.0), columns(), sections()).run().unwrap().0, [[4, 8]]);
        assert_eq!(Search::new(page(900.0), columns(), sections()).run().unwrap().0, [[9, 20]]);
    }

    #[test]
    fn search_lines() {
        assert_eq!(lines(&[(1.0, 1.0); 10], 4.0), 3);
        assert_eq!(lines(&[(3.0, 3.0), (3.0, 3.0)], 5.0), 2);
        assert_eq!(lines(&[(9.0, 9.0)], 4.0), 3);
        assert_eq!(lines(&[], 4.0), 1);
    }
}
