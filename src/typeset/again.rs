//! Again: what pages say again at their top, where a table goes on: the section, labels, answers, the number of a row.
//!
//! What goes on where follows from where the rows stand, so it is found on the finished pages and not by Typst, which
//! would have to ask all marks for every page. It is written to `pages.json`; `lib/again.typ` draws it over the pages, which
//! changes nothing on them.

use serde::Serialize;
use serde_json::Value;

use crate::document::Role;
use crate::meeting::look::Look;
use crate::typeset::breaks::LabelPlace;
use crate::typeset::context::{self, Context, Text, View};
use crate::typeset::marks::{Ends, Head, RowPlace};
use crate::typeset::measure::Ruler;
use crate::typeset::vertical;
use crate::typeset::widths::{INSET_X, INSET_Y, POINTS};

/// Name of the file in which templates find it.
pub const FILE: &str = "pages.json";
/// What begins so near below the head of a table, in points, begins at it.
const AT_HEAD: f64 = 1.0;
/// A section that opens so near below the upper margin, in millimetres, is the page's own.
const OPENS_HERE: f64 = 14.0;

/// Smallest type, in points: that of the words which say that an answer goes on.
const LEAST: f64 = 8.0;
/// Part of a page's body up to which rows are raised, so that an answer that goes on has room to be said again.
const MOST_AGAIN: f64 = 0.3;

/// What one page says again.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Page {
    /// Title of the section that goes on.
    pub running: Option<String>,
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
    /// Whether a label is set from top to bottom, and an answer behind the room of a bullet.
    pub turned: bool,
    pub hang: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Label,
    Answer,
    Number,
}

/// What the tables of a paper may have to say again.
#[derive(Debug, Clone, Default)]
pub struct Sayings {
    columns: Vec<Column>,
    sections: Vec<Section>,
    /// What stands beside several rows.
    pub labels: Vec<LabelPlace>,
}

#[derive(Debug, Clone)]
struct Column {
    /// Nothing if its cells go on by themselves.
    kind: Option<Kind>,
    vertical: bool,
    hang: bool,
}

#[derive(Debug, Clone)]
struct Section {
    /// Of the meeting, from 1.
    number: usize,
    running: Option<String>,
    widths: Vec<f64>,
    /// For each column that may go on, its cells.
    cells: Vec<Vec<Cell>>,
    /// For each row, its number.
    numbers: Vec<String>,
}

#[derive(Debug, Clone)]
struct Cell {
    row: usize,
    rows: usize,
    said: Value,
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
}

impl Sayings {
    pub fn new(context: &Context, ruler: &Ruler) -> Self {
        let kind = |role: Role, shared: bool| match role {
            Role::Label => Some(Kind::Label),
            Role::Number => Some(Kind::Number),
            _ => shared.then_some(Kind::Answer),
        };
        let column =
            |column: &context::Column| Column { kind: kind(column.role, column.shared), vertical: column.vertical, hang: column.hang };
        let columns: Vec<Column> = context.columns.iter().map(column).collect();
        let section = |section: &context::Section| {
            let rows = || section.groups.iter().flat_map(|group| &group.rows);
            let cells = |column: usize| {
                let cell = |(row, cell): (usize, &Option<View>)| cell.as_ref().map(|cell| Cell { row, rows: cell.span, said: said(cell) });
                rows().map(|row| &row.cells[column]).enumerate().filter_map(cell).collect()
            };
            Section {
                number: section.number,
                running: section.running.clone(),
                widths: section.widths.clone(),
                cells: (0..columns.len()).map(|index| if columns[index].kind.is_some() { cells(index) } else { Vec::new() }).collect(),
                numbers: rows().map(|row| row.no.to_owned()).collect(),
            }
        };
        let sections = context.sections.iter().map(section).collect();
        Self { columns, sections, labels: Heights { context, ruler }.labels() }
    }

    /// What each page says again; pages that say nothing at the end are left out.
    pub fn pages(&self, seen: &Seen, look: &Look) -> Vec<Page> {
        let mut pages: Vec<Page> = (1..=seen.pages).map(|page| self.page(page, seen, look)).collect();
        while pages.last().is_some_and(|page| *page == Page::default()) {
            pages.pop();
        }
        pages
    }

    fn page(&self, page: usize, seen: &Seen, look: &Look) -> Page {
        let opens_at = |y: f64| y < (look.margin_top + OPENS_HERE) * POINTS;
        let before = seen.openings.partition_point(|(_, opening, _)| *opening < page);
        let opens_here = seen.openings[before..].iter().take_while(|(_, opening, _)| *opening == page).any(|(_, _, y)| opens_at(*y));
        let running = before.checked_sub(1).filter(|_| !opens_here).map(|last| seen.openings[last].0);
        let running = running.and_then(|number| self.section(number)?.running.clone());
        let head = seen.heads.binary_search_by_key(&page, |head| head.page).ok().map(|at| seen.heads[at]);
        let Some((head, section)) = head.and_then(|head| Some((head, self.section(head.section)?))) else {
            return Page { running, ..Page::default() };
        };
        let again = section.again(&self.columns, page, head, seen, look);
        Page { running, top: if again.is_empty() { 0.0 } else { head.bottom }, again }
    }

    fn section(&self, number: usize) -> Option<&Section> {
        self.sections.iter().find(|section| section.number == number)
    }
}

/// How high labels and answers are.
struct Heights<'a> {
    context: &'a Context<'a>,
    ruler: &'a Ruler,
}

impl Heights<'_> {
    /// The room that labels need beside several rows, and answers where they go on.
    fn labels(&self) -> Vec<LabelPlace> {
        let columns = &self.context.columns;
        let first_shared = columns.iter().position(|column| column.shared);
        let mut labels = Vec::new();
        for section in &self.context.sections {
            for (row, cells) in section.groups.iter().flat_map(|group| &group.rows).map(|row| &row.cells).enumerate() {
                for (index, cell) in cells.iter().enumerate().filter_map(|(index, cell)| Some((index, cell.as_ref()?))) {
                    let needs = match &cell.text {
                        _ if cell.span < 2 => None,
                        Text::Lines(lines) => Some(self.label(&columns[index], lines, section.widths[index])),
                        _ if first_shared == Some(index) => self.answers(cells, &section.widths).map(|again| (0.0, again)),
                        _ => None,
                    };
                    let place = |(first, again)| LabelPlace { section: section.number, row, rows: cell.span, first, again };
                    labels.extend(needs.map(place));
                }
            }
        }
        labels
    }

    /// Height of lines of type of this size, in a cell.
    fn lines(&self, count: usize, size: f64) -> f64 {
        let look = self.context.look.look;
        count as f64 * size + count.saturating_sub(1) as f64 * (look.line - look.size) + 2.0 * INSET_Y
    }

    /// Height of a label, at first and where it goes on.
    fn label(&self, column: &context::Column, lines: &[String], width: f64) -> (f64, f64) {
        let continued = &self.context.look.look.continued;
        let inner = width - 2.0 * INSET_X;
        let last = lines.last().map_or("", String::as_str);
        let (first, again) = if column.vertical {
            let letters = |line: &str| vertical::letters(line).len();
            let first = lines.iter().map(|line| letters(line)).max().unwrap_or_default();
            // The words stand in a line of their own, if there is room for one.
            let own = (lines.len() + 1) as f64 * vertical::ADVANCE * column.size <= inner || lines.is_empty();
            (first, first.max(letters(continued) + if own { 0 } else { letters(last) }))
        } else {
            let fits = !lines.is_empty() && (self.ruler.width(last) + self.ruler.width(continued)) * column.size <= inner;
            (lines.len(), lines.len() + usize::from(!fits))
        };
        (self.lines(first, column.size), self.lines(again, column.size))
    }

    /// Height of the answers that begin in a row where they go on, if that is little.
    fn answers(&self, cells: &[Option<View>], widths: &[f64]) -> Option<f64> {
        let look = self.context.look.look;
        let shared = self.context.columns.iter().zip(cells).zip(widths).filter(|((column, _), _)| column.shared);
        let height = |((column, cell), width): ((&context::Column, &Option<View>), &f64)| {
            let text = cell.as_ref().map(|cell| plain(&cell.text)).filter(|text| !text.is_empty())?;
            let inner = (width - 2.0 * INSET_X) / look.size - if column.hang { 1.0 } else { 0.0 };
            let lines: usize = text.split('\n').map(|line| self.ruler.lines(line, inner).len()).sum();
            Some(LEAST + look.line - look.size + self.lines(lines, look.size))
        };
        let again = shared.filter_map(height).fold(0.0, f64::max);
        let body = (self.context.look.height - look.margin_top - look.margin_bottom) * POINTS;
        (again < MOST_AGAIN * body).then_some(again)
    }
}

fn plain(text: &Text) -> String {
    match text {
        Text::Whole(text) => text.clone(),
        Text::Lines(lines) => lines.concat(),
        Text::Pieces(pieces) => pieces.iter().map(|piece| piece.text).collect(),
    }
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
            ends.map_or(foot, |(_, y)| y.min(foot)) - head.bottom - 2.0 * INSET_Y
        };
        // What takes height of its own may go on by itself.
        let ended = |column: usize, cell: &Cell| seen.ends.get(&(self.number, cell.row, column)).is_none_or(|end| *end < page);
        let item = |kind: Kind, column: usize, said: Value, room: f64| Item {
            kind,
            x: self.widths[..column].iter().sum(),
            width: self.widths[column],
            said,
            room,
            turned: columns[column].vertical,
            hang: columns[column].hang,
        };
        let of_kind = |kind: Kind| (0..columns.len()).filter(move |column| columns[*column].kind == Some(kind));
        let shown = |column: usize, cell: &&Cell| !is_empty(&cell.said) && ended(column, cell);
        let mut again = Vec::new();
        for column in of_kind(Kind::Label) {
            let label = running(column).filter(|cell| shown(column, cell));
            again.extend(label.map(|cell| item(Kind::Label, column, cell.said.clone(), room(cell))));
        }
        // Answers go on together with the first of them.
        if let Some(first) = of_kind(Kind::Answer).next().and_then(running) {
            for column in of_kind(Kind::Answer) {
                let answer = running(column).filter(|cell| cell.row == first.row && shown(column, cell));
                again.extend(answer.map(|cell| item(Kind::Answer, column, cell.said.clone(), room(first))));
            }
        }
        if let Some(column) = of_kind(Kind::Number).next() {
            let number = if begins { running(column).map(|cell| cell.row) } else { Some(row) };
            again.extend(number.map(|row| item(Kind::Number, column, Value::from(self.numbers[row].as_str()), 0.0)));
        }
        again
    }
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
        Cell { row, rows, said: Value::from(said) }
    }

    /// A section of four rows: a label beside three of them, an answer beside two.
    fn sayings() -> Sayings {
        let column = |kind| Column { kind: Some(kind), vertical: false, hang: false };
        let section = Section {
            number: 2,
            running: Some("(2)施設".to_owned()),
            widths: vec![20.0, 60.0, 100.0],
            cells: vec![
                (0..4).map(|row| cell(row, 1, "")).collect(),
                vec![cell(0, 3, "役割"), cell(3, 1, "連携")],
                vec![cell(0, 1, "甲"), cell(1, 2, "乙"), cell(3, 1, "丙")],
            ],
            numbers: ["1", "2", "3", "4"].map(str::to_owned).to_vec(),
        };
        Sayings {
            columns: vec![column(Kind::Number), column(Kind::Label), column(Kind::Answer)],
            sections: vec![section],
            labels: Vec::new(),
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
        let seen = Seen { pages: 2, rows, heads: &heads, openings: &openings, ends };
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
        assert_eq!((page.running.as_deref(), page.top, page.again[1].x, page.again[1].width), (Some("(2)施設"), 100.0, 80.0, 100.0));
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
        let rows = [row(0, (1, 100.0), (1, 150.0))];
        let openings = [(2, 1, 90.0), (2, 3, 60.0), (2, 4, 300.0)];
        let seen = Seen { pages: 4, rows: &rows, heads: &[], openings: &openings, ends: &Ends::new() };
        let running: Vec<bool> = sayings().pages(&seen, &look()).iter().map(|page| page.running.is_some()).collect();
        // A page at whose top a section opens says none; one that opens one further down says the one before.
        assert_eq!(running, [false, true, false, true]);
    }
}
