//! Again: what pages say again at their top, where a table goes on: the section, labels, answers, the number of a row.
//!
//! What goes on where follows from where the rows stand, so it is found on the finished pages and not by Typst, which
//! would have to ask all marks for every page. It is written to `pages.json`; `lib/again.typ` draws it over the pages, which
//! changes nothing on them.

use serde::Serialize;
use serde_json::Value;

use crate::document::{Align, Role};
use crate::meeting::look::Look;
use crate::typeset::context::{self, Context, Running, View};
use crate::typeset::decisions::LabelPlace;
use crate::typeset::expected::{Expected, Said};
use crate::typeset::hang::Hang;
use crate::typeset::heights::Heights;
use crate::typeset::marks::{Ends, Head, RowPlace};
use crate::typeset::measure::Ruler;
use crate::typeset::vertical;
use crate::typeset::widths::{INSET_X, INSET_Y, POINTS};

/// Name of the file in which templates find it.
pub const FILE: &str = "pages.json";
/// Two lengths in points are the same below this.
const HAIR: f64 = 0.05;
/// What begins so near below the head of a table, in points, begins at it.
const AT_HEAD: f64 = 1.0;
/// A section that opens so near below the upper margin, in millimetres, is the page's own.
const OPENS_HERE: f64 = 14.0;

/// What one page says again.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Page {
    /// What stands above it if a section goes on.
    pub running: Option<Running>,
    /// Lower edge of the table's head, in points from the page's top.
    pub top: f64,
    pub again: Vec<Item>,
}

/// What stands below the head of the table again. Places and widths are in points, from the table's left edge.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Item {
    pub kind: Kind,
    pub x: f64,
    pub width: f64,
    /// What it says, as the table says it.
    pub said: Value,
    /// Height that it has.
    pub room: f64,
    /// Whether a label is set from top to bottom, and how an answer stands to the bullets before it.
    pub turned: bool,
    pub hang: Hang,
    pub align: Align,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Label,
    Answer,
    Number,
    /// A label over the table's width, which stands there again: only the words that say so are missing.
    Band,
}

/// What the tables of a paper may have to say again.
#[derive(Debug, Clone, Default)]
pub struct Sayings {
    columns: Vec<Column>,
    sections: Vec<Section>,
    /// What stands beside several rows.
    pub labels: Vec<LabelPlace>,
    /// Height of what stands below the tables.
    pub below: f64,
}

#[derive(Debug, Clone)]
struct Column {
    /// Nothing if its cells go on by themselves.
    kind: Option<Kind>,
    /// Whether equal neighbours share a cell.
    shared: bool,
    /// Whether it says whom the texts at its left are from, and goes on with these.
    follows: bool,
    /// Whether the column at its right does so.
    leads: bool,
    vertical: bool,
    size: f64,
    hang: Hang,
    align: Align,
}

#[derive(Debug, Clone)]
struct Section {
    /// Of the meeting, from 1.
    number: usize,
    running: Option<Running>,
    widths: Vec<f64>,
    /// For each column that may go on, its cells.
    cells: Vec<Vec<Cell>>,
    /// For each row, its number.
    numbers: Vec<String>,
    /// The bands above each category, by its first row, and how many of them it opens; nothing for one that has no room for more
    /// words.
    bands: Vec<(usize, Vec<Option<String>>, usize)>,
}

#[derive(Debug, Clone)]
struct Cell {
    row: usize,
    rows: usize,
    said: Value,
    /// What it says, if it takes height of its own and may go on over a page.
    flows: Option<Said>,
}

impl Column {
    /// Whether it must be known where its cells end.
    fn may_go_on(&self) -> bool {
        self.kind.is_some() || self.leads
    }
}

/// What was seen of the pages.
pub struct Seen<'a> {
    pub pages: usize,
    pub rows: &'a [RowPlace],
    /// Where each page's first table, and each section, begins.
    pub heads: &'a [Head],
    /// Page and distance from its top.
    pub openings: &'a [(usize, usize, f64)],
    /// Where labels and answers end that take height of their own.
    pub ends: &'a Ends,
    /// By how much less than else is blank above and below what rows say.
    pub tighter: f64,
}

impl Sayings {
    pub fn new(context: &Context, ruler: &Ruler) -> Self {
        let heights = Heights { context, ruler };
        let kind = |role: Role, again: bool| match role {
            Role::Label => Some(Kind::Label),
            Role::Number => Some(Kind::Number),
            _ => again.then_some(Kind::Answer),
        };
        let column = |column: &context::Column| Column {
            kind: kind(column.role, column.again),
            shared: column.shared,
            follows: column.role == Role::Aside,
            leads: column.leads,
            vertical: column.vertical,
            size: column.size,
            hang: column.hang,
            align: column.align,
        };
        let columns: Vec<Column> = context.columns.iter().map(column).collect();
        let section = |section: &context::Section| {
            let rows = || section.groups.iter().flat_map(|group| &group.rows);
            let cells = |column: usize| {
                let (declared, width) = (&context.columns[column], section.widths[column]);
                let cell = |(row, of): (usize, &context::Row)| {
                    let cell = of.cells[column].as_ref()?;
                    let goes_on = cell.span > 1 || of.divides;
                    let flows = goes_on && (declared.again || declared.leads || (declared.role == Role::Label && !cell.beside));
                    let flows = flows.then(|| heights.said(declared, width, cell));
                    Some(Cell { row, rows: cell.span, said: said(cell), flows })
                };
                rows().enumerate().filter_map(cell).collect()
            };
            Section {
                number: section.number,
                running: section.running.clone(),
                widths: section.widths.clone(),
                cells: (0..columns.len()).map(|index| if columns[index].may_go_on() { cells(index) } else { Vec::new() }).collect(),
                numbers: rows().map(|row| row.no.to_owned()).collect(),
                bands: bands(section, context, ruler),
            }
        };
        let sections = context.sections.iter().map(section).collect();
        Self { columns, sections, labels: heights.labels(), below: heights.below() }
    }

    /// What each page says again; pages that say nothing at the end are left out.
    pub fn pages(&self, seen: &Seen, look: &Look) -> Vec<Page> {
        let mut pages: Vec<Page> = (1..=seen.pages).map(|page| self.page(page, seen, look)).collect();
        while pages.last().is_some_and(|page| *page == Page::default()) {
            pages.pop();
        }
        pages
    }

    /// What pages will say again on which the rows stand as expected.
    pub fn expected(&self, rows: &[RowPlace], known: &Expected, tighter: f64, look: &Look) -> Vec<Page> {
        let ends_on = |row: &RowPlace| row.end.map_or(row.page, |(page, _)| page);
        let (mut heads, mut openings): (Vec<Head>, Vec<_>) = (Vec::new(), Vec::new());
        for (index, row) in rows.iter().enumerate() {
            let (page, section) = (row.page, row.section);
            if heads.last().is_none_or(|head| head.page < page) {
                heads.push(Head { page, section, bottom: row.y });
            }
            let goes_on = (page + 1..=ends_on(row)).filter_map(|page| Some(Head { page, section, bottom: known.top_below_head(index)? }));
            heads.extend(goes_on);
            if row.row == 0 && self.section(section).is_some_and(|section| section.running.is_some()) {
                let begins_page = index.checked_sub(1).is_some_and(|above| ends_on(&rows[above]) < page);
                openings.push((section, page, if begins_page { look.margin_top * POINTS } else { row.y }));
            }
        }
        let pages = rows.last().map_or(0, ends_on);
        let ends = self.sections.iter().flat_map(|section| section.ends(rows, known, tighter)).collect();
        self.pages(&Seen { pages, rows, heads: &heads, openings: &openings, ends: &ends, tighter }, look)
    }

    fn page(&self, page: usize, seen: &Seen, look: &Look) -> Page {
        let opens_at = |y: f64| y < (look.margin_top + OPENS_HERE) * POINTS;
        let before = seen.openings.partition_point(|(_, opening, _)| *opening < page);
        let opens_here = seen.openings[before..].iter().take_while(|(_, opening, _)| *opening == page).any(|(_, _, y)| opens_at(*y));
        let running = before.checked_sub(1).filter(|_| !opens_here).map(|last| seen.openings[last].0);
        let running = running.and_then(|number| self.section(number)?.running.clone());
        let head = seen.heads.binary_search_by_key(&page, |head| head.page).ok().map(|at| seen.heads[at]);
        let Some((head, section)) = head.and_then(|head| Some((head, self.section(head.section)?))) else {
            return Page::default();
        };
        let again = section.again(&self.columns, page, head, seen, look);
        Page { running, top: if again.is_empty() { 0.0 } else { hundredths(head.bottom) }, again }
    }

    fn section(&self, number: usize) -> Option<&Section> {
        self.sections.iter().find(|section| section.number == number)
    }
}

/// The bands above each category of a section, by its first row, and how many of them it opens.
fn bands(section: &context::Section, context: &Context, ruler: &Ruler) -> Vec<(usize, Vec<Option<String>>, usize)> {
    let look = context.look.look;
    let width: f64 = section.widths.iter().sum::<f64>() - 2.0 * INSET_X;
    let (mut open, mut row): (Vec<(usize, Option<String>)>, usize) = (Vec::new(), 0);
    let group = |group: &context::Group| {
        for band in &group.bands {
            open.retain(|(level, _)| *level < band.level);
            let text = if let context::Text::Whole(text) = &band.text { Some(text) } else { None };
            let fits = |text: &&String| (ruler.width(text) + ruler.width(&look.continued)) * look.size <= width && !text.contains('\n');
            open.push((band.level, text.filter(fits).cloned()));
        }
        let first = row;
        row += group.rows.len();
        (first, open.iter().map(|(_, text)| text.clone()).collect(), group.bands.len())
    };
    section.groups.iter().map(group).collect()
}

/// What a cell says, as the table gets it.
fn said(cell: &View) -> Value {
    let text = match (&cell.set, &cell.text) {
        (Some(pieces), _) => serde_json::to_value(pieces),
        (None, text) => serde_json::to_value(text),
    };
    text.unwrap_or_default()
}

impl Section {
    /// Where cells are expected to end that take height of their own.
    fn ends(&self, rows: &[RowPlace], known: &Expected, tighter: f64) -> Vec<((usize, usize, usize), usize)> {
        let start = rows.partition_point(|row| row.section < self.number);
        let own = &rows[start..start + self.numbers.len()];
        let cells = self.cells.iter().enumerate().flat_map(|(column, cells)| cells.iter().map(move |cell| (column, cell)));
        let end = |(column, cell): (usize, &Cell)| {
            let beside = &own[cell.row..(cell.row + cell.rows).min(own.len())];
            let (last, above) = beside.split_last()?;
            let (page, _) =
                known.end_of(&cell.flows.clone()?.tighter(tighter), start + cell.row + above.len(), above, (last.page, last.y))?;
            Some(((self.number, cell.row, column), page))
        };
        cells.filter_map(end).collect()
    }

    /// A vertical label that goes on, in the fewest lines for which there is room, else in the lowest.
    fn turned(&self, column: usize, cell: &Cell, of: &Column, room: f64, look: &Look) -> Value {
        let text: String = cell.said.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let ways = vertical::again(&text, &look.continued, vertical::most(self.widths[column] - 2.0 * INSET_X, of.size));
        let height = |lines: &Vec<String>| {
            let letters = vertical::highest(lines);
            letters as f64 * of.size + letters.saturating_sub(1) as f64 * (look.line - look.size)
        };
        let fitting = ways.iter().find(|lines| height(lines) <= room + HAIR);
        let lowest = || ways.iter().min_by(|one, other| height(one).total_cmp(&height(other)));
        Value::from(fitting.or_else(lowest).cloned().unwrap_or_default())
    }

    /// The bands above the row that stands at a page's head, but those that it opens if it begins there.
    fn bands_again(&self, row: usize, begins: bool, look: &Look) -> Vec<Item> {
        let category = self.bands.partition_point(|(first, _, _)| *first <= row).checked_sub(1);
        let Some((first, bands, opens)) = category.map(|at| &self.bands[at]) else { return Vec::new() };
        let go_on = bands.len() - if begins && row == *first { *opens } else { 0 };
        let band = |(at, text): (usize, &Option<String>)| {
            let said = Value::from(text.as_deref()?);
            let room = hundredths((bands.len() - at) as f64 * (look.size + 2.0 * INSET_Y) - INSET_Y);
            let (x, width) = (0.0, self.widths.iter().sum());
            Some(Item { kind: Kind::Band, x, width, said, room, turned: false, hang: Hang::None, align: Align::Left })
        };
        bands[..go_on].iter().enumerate().filter_map(band).collect()
    }

    /// What stands below the head of a page again.
    fn again(&self, columns: &[Column], page: usize, head: Head, seen: &Seen, look: &Look) -> Vec<Item> {
        let start = seen.rows.partition_point(|row| row.section < self.number);
        let rows = &seen.rows[start..start + self.numbers.len()];
        let here = rows.partition_point(|row| row.page < page);
        // The row that begins at the head, or the one that goes on there.
        let begins = rows[here..].iter().take_while(|row| row.page == page).any(|row| (row.y - head.bottom).abs() <= AT_HEAD);
        let Some(row) = (if begins { Some(here) } else { here.checked_sub(1) }) else { return Vec::new() };
        let goes_on = |cell: &&Cell| cell.row + cell.rows > row && (cell.row < row || !begins);
        let running = |column: usize| {
            let cells = &self.cells[column];
            let last = cells.partition_point(|cell| cell.row <= row).checked_sub(1)?;
            cells.get(last).filter(goes_on)
        };
        let foot = (look.page().1 - look.margin_bottom) * POINTS;
        let room = |cell: &Cell| {
            let on_page = rows[cell.row..(cell.row + cell.rows).min(rows.len())].iter().take_while(|row| row.page <= page);
            let ends = on_page.last().and_then(|row| row.end).filter(|(end, _)| *end == page);
            ends.map_or(foot, |(_, y)| y.min(foot)) - head.bottom - 2.0 * (INSET_Y - seen.tighter)
        };
        // What takes height of its own may go on by itself.
        let ended = |column: usize, cell: &Cell| seen.ends.get(&(self.number, cell.row, column)).is_none_or(|end| *end < page);
        let item = |kind: Kind, column: usize, said: Value, room: f64| Item {
            kind,
            x: self.widths[..column].iter().sum(),
            width: self.widths[column],
            said,
            room: hundredths(room),
            turned: columns[column].vertical,
            hang: columns[column].hang,
            align: columns[column].align,
        };
        let of_kind = |kind: Kind| (0..columns.len()).filter(move |column| columns[*column].kind == Some(kind));
        let shown = |column: usize, cell: &&Cell| !is_empty(&cell.said) && ended(column, cell);
        let mut again = self.bands_again(row, begins, look);
        for column in of_kind(Kind::Label) {
            let label = running(column).filter(|cell| shown(column, cell));
            again.extend(label.map(|cell| {
                let room = room(cell);
                let said =
                    if columns[column].vertical { self.turned(column, cell, &columns[column], room, look) } else { cell.said.clone() };
                item(Kind::Label, column, said, room)
            }));
        }
        // Answers that several opinions may share go on together with the first of them, other values with their row.
        let first = of_kind(Kind::Answer).find(|column| columns[*column].shared).and_then(running);
        for column in of_kind(Kind::Answer) {
            let goes_on = |cell: &&Cell| !columns[column].shared || first.is_some_and(|first| cell.row == first.row);
            // Whom a text is from is said as long as it goes on.
            let text_goes_on = |cell: &Cell| column.checked_sub(1).is_some_and(|text| !ended(text, cell));
            let is_needed = |cell: &&Cell| !columns[column].follows || text_goes_on(cell);
            let answer = running(column).filter(|cell| goes_on(cell) && shown(column, cell) && is_needed(cell));
            let beside = |cell| first.filter(|_| columns[column].shared).unwrap_or(cell);
            again.extend(answer.map(|cell| item(Kind::Answer, column, cell.said.clone(), room(beside(cell)))));
        }
        if let Some(column) = of_kind(Kind::Number).next() {
            let number = if begins { running(column).map(|cell| cell.row) } else { Some(row) };
            again.extend(number.map(|row| item(Kind::Number, column, Value::from(self.numbers[row].as_str()), 0.0)));
        }
        again
    }
}

/// A length, as far as it can be seen.
fn hundredths(length: f64) -> f64 {
    (length * 100.0).round() / 100.0
}

/// Whether pages say what they must say again, but for what cannot be seen. More pages than there are say nothing.
pub fn is_like(must: &[Page], said: &[Page], pages: usize) -> bool {
    let near = |one: f64, other: f64| (one - other).abs() < HAIR;
    let item = |(one, other): (&Item, &Item)| near(one.room, other.room) && *one == Item { room: one.room, ..other.clone() };
    let page = |(one, other): (&Page, &Page)| {
        let items = one.again.len() == other.again.len() && one.again.iter().zip(&other.again).all(item);
        one.running == other.running && near(one.top, other.top) && items
    };
    let nothing = Page::default();
    let pairs = must.iter().chain(std::iter::repeat(&nothing)).zip(said.iter().chain(std::iter::repeat(&nothing)));
    pairs.take(pages).all(page)
}

fn is_empty(said: &Value) -> bool {
    said.as_str().is_some_and(str::is_empty) || said.as_array().is_some_and(Vec::is_empty)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOOT: f64 = 500.0;

    fn look() -> Look {
        let mut look = Look::default();
        look.margin_bottom = look.page().1 - FOOT / POINTS;
        look
    }

    fn cell(row: usize, rows: usize, said: &str) -> Cell {
        Cell { row, rows, said: Value::from(said), flows: None }
    }

    /// A section of four rows: a label beside three of them, an answer beside two.
    fn sayings() -> Sayings {
        let column = |kind| Column {
            kind: Some(kind),
            shared: kind == Kind::Answer,
            follows: false,
            leads: false,
            vertical: false,
            size: 9.0,
            hang: Hang::None,
            align: Align::Left,
        };
        let section = Section {
            number: 2,
            running: Some(Running { title: "意見".to_owned(), section: "(2)施設".to_owned() }),
            widths: vec![20.0, 60.0, 100.0],
            cells: vec![
                (0..4).map(|row| cell(row, 1, "")).collect(),
                vec![cell(0, 3, "役割"), cell(3, 1, "連携")],
                vec![cell(0, 1, "甲"), cell(1, 2, "乙"), cell(3, 1, "丙")],
            ],
            numbers: ["1", "2", "3", "4"].map(str::to_owned).to_vec(),
            bands: Vec::new(),
        };
        Sayings {
            columns: vec![column(Kind::Number), column(Kind::Label), column(Kind::Answer)],
            sections: vec![section],
            labels: Vec::new(),
            below: 0.0,
        }
    }

    /// A row that begins on a page and ends on one.
    fn row(row: usize, (page, y): (usize, f64), end: (usize, f64)) -> RowPlace {
        let height = (page == end.0).then_some(end.1 - y);
        RowPlace { section: 2, row, whole: page == end.0, page, y, height, end: Some(end) }
    }

    fn second_page(rows: &[RowPlace], ends: &Ends) -> Page {
        let heads = [1, 2].map(|page| Head { page, section: 2, bottom: 100.0 });
        let openings = [(2, 1, 90.0)];
        let seen = Seen { pages: 2, rows, heads: &heads, openings: &openings, ends, tighter: 0.0 };
        let pages = sayings().pages(&seen, &look());
        assert_eq!(pages[0], Page::default(), "the first page says nothing again");
        pages.get(1).cloned().unwrap_or_default()
    }

    fn said(page: &Page) -> Vec<(Kind, &str, f64)> {
        page.again.iter().map(|item| (item.kind, item.said.as_str().unwrap(), item.room.round())).collect()
    }

    #[test]
    fn again_between_rows() {
        let at = |split: usize| -> Vec<RowPlace> {
            let place = |index: usize| {
                let (page, from) = if index < split { (1, index) } else { (2, index - split) };
                let y = 100.0 + 50.0 * from as f64;
                row(index, (page, y), (page, y + 50.0))
            };
            (0..4).map(place).collect()
        };
        // The answer beside rows 1 and 2 goes on in row 2, the label until row 2; both have the room of that row.
        let page = second_page(&at(2), &Ends::new());
        assert_eq!(said(&page), [(Kind::Label, "役割", 44.0), (Kind::Answer, "乙", 44.0)]);
        assert_eq!(
            (page.running.as_ref().map(|running| running.section.as_str()), page.top, page.again[1].x, page.again[1].width),
            (Some("(2)施設"), 100.0, 80.0, 100.0)
        );
        // Where an answer begins at the head, only the label goes on; where a label does, nothing.
        assert_eq!(said(&second_page(&at(1), &Ends::new())), [(Kind::Label, "役割", 94.0)]);
        assert_eq!(said(&second_page(&at(3), &Ends::new())), []);
    }

    #[test]
    fn again_within_a_row() {
        let rows = [
            row(0, (1, 100.0), (1, 400.0)),
            row(1, (1, 400.0), (2, 150.0)),
            row(2, (2, 150.0), (2, 200.0)),
            row(3, (2, 200.0), (2, 250.0)),
        ];
        // Its number is said again. What takes height of its own goes on by itself.
        let page = second_page(&rows, &Ends::from([((2, 1, 2), 1)]));
        assert_eq!(said(&page), [(Kind::Label, "役割", 94.0), (Kind::Answer, "乙", 94.0), (Kind::Number, "2", 0.0)]);
        let page = second_page(&rows, &Ends::from([((2, 1, 2), 2)]));
        assert_eq!(said(&page), [(Kind::Label, "役割", 94.0), (Kind::Number, "2", 0.0)]);
    }

    /// A value of one row goes on with it, whatever the answers do that several rows share.
    #[test]
    fn again_of_one_row() {
        let rows = [
            row(0, (1, 100.0), (1, 300.0)),
            row(1, (1, 300.0), (1, 400.0)),
            row(2, (1, 400.0), (2, 150.0)),
            row(3, (2, 150.0), (2, 250.0)),
        ];
        let mut sayings = sayings();
        sayings.columns.push(Column { shared: false, ..sayings.columns[2].clone() });
        sayings.sections[0].widths.push(40.0);
        sayings.sections[0].cells.push((0..4).map(|row| cell(row, 1, ["い", "ろ", "は", "に"][row])).collect());
        let heads = [1, 2].map(|page| Head { page, section: 2, bottom: 100.0 });
        let at = |rows: &[RowPlace]| {
            let seen = Seen { pages: 2, rows, heads: &heads, openings: &[], ends: &Ends::new(), tighter: 0.0 };
            let pages = sayings.pages(&seen, &look());
            let texts = |page: &Page| page.again.iter().filter_map(|item| item.said.as_str().map(str::to_owned)).collect::<Vec<_>>();
            pages.get(1).map(texts).unwrap_or_default()
        };
        assert_eq!(at(&rows), ["役割", "乙", "は", "3"]);
        // Where the next row begins the page, only what it shares goes on.
        let whole = [rows[0], row(1, (1, 300.0), (1, 500.0)), row(2, (2, 100.0), (2, 150.0)), rows[3]];
        assert_eq!(at(&whole), ["役割", "乙"]);
    }

    #[test]
    fn again_to_the_foot() {
        let rows = [
            row(0, (1, 100.0), (1, 400.0)),
            row(1, (1, 400.0), (1, 500.0)),
            row(2, (2, 100.0), (3, 150.0)),
            row(3, (3, 150.0), (3, 200.0)),
        ];
        assert_eq!(said(&second_page(&rows, &Ends::new()))[0], (Kind::Label, "役割", 394.0));
    }

    #[test]
    fn again_running_head() {
        let rows = [0, 1, 2, 3].map(|index| row(index, (1, 100.0), (1, 150.0)));
        let openings = [(2, 1, 90.0), (2, 3, 60.0), (2, 4, 300.0)];
        let heads = [1, 2, 3, 4].map(|page| Head { page, section: 2, bottom: 100.0 });
        let seen = Seen { pages: 5, rows: &rows, heads: &heads, openings: &openings, ends: &Ends::new(), tighter: 0.0 };
        let running: Vec<bool> = sayings().pages(&seen, &look()).iter().map(|page| page.running.is_some()).collect();
        // A page at whose top a section opens says none; one that opens one further down says the one before. So does none
        // on which no table stands, which is left out here.
        assert_eq!(running, [false, true, false, true]);
    }
}
