//! The columns of the sheet: those of the table, as wide as on the pages of the PDF, cut further where a
//! small table above or below needs other ones.

use std::collections::BTreeMap;

use super::super::{COLUMN_LIMIT, INDENT, PADDING, PIXELS_MM, inside, room};
use crate::document::{Align, Column, Document, Role, Width};
use crate::meeting::look::Look;
use crate::typeset::measure::Ruler;

/// What the columns leave of the page's width, in pixels, so that rounding shrinks no page.
pub const SPARE: u32 = 4;
/// Least width of a column of long text, in em.
const TEXT_LEAST: f64 = 6.0;
/// How much wider than it wants to be a column of a small table becomes so that it ends with one of the table.
const NEAR: u32 = 20;
/// The last column of a small table becomes no narrower than this where it wants to be wider.
const LAST_LEAST: u32 = 64;
/// What a number or text needs beside it at the right where it stands there, in em.
const RIGHT: f64 = 1.5;
/// How much wider the leftmost line of vertical text is than the others, in pixels.
const BESIDE_RULE: u32 = 2;
/// Part of its size in which a number stands again, and the least size, in points.
const AGAIN: f64 = 0.8;
const LEAST: f64 = 8.0;
/// Narrowest column, in pixels.
const NARROWEST: u32 = 12;

/// The columns of the sheet.
pub struct Grid {
    /// Left edges in pixels and, last, the right edge.
    edges: Vec<u32>,
    /// Right edges of the table's columns.
    table: Vec<u32>,
    /// For each column of the table in which text runs down in several lines, the edges of these lines.
    vertical: BTreeMap<usize, Vec<u32>>,
    /// Width of the page between its margins.
    page: u32,
}

/// Columns of the sheet, the first and the last.
pub type Columns = (u16, u16);

impl Grid {
    /// The table's columns; `widths` are those of the PDF, in any unit. All together they are so many times as wide as the page,
    /// to which the sheet is printed smaller.
    pub fn new(document: &Document, widths: &[f64], wider: f64, look: &Look, ruler: &Ruler) -> Self {
        let (page, _) = look.page();
        let page = ((page - look.margin_left - look.margin_right) * PIXELS_MM) as u32 - SPARE;
        let mut edges = vec![0];
        for width in share(document, widths, look, ruler, (f64::from(page) * wider) as u32) {
            edges.push(edges[edges.len() - 1] + width);
        }
        Self { table: edges[1..].to_vec(), vertical: BTreeMap::new(), edges, page }
    }

    /// Cuts a column of the table into `count` lines of vertical text.
    pub fn stack(&mut self, column: usize, count: usize) {
        let (left, right) = (if column == 0 { 0 } else { self.table[column - 1] }, self.table[column]);
        let count = count.max(1) as u32;
        // LibreOffice sets what is hardly wider than its text at the left: the first line keeps off the rule.
        let shift = |line: u32| if line == 0 || line == count { 0 } else { BESIDE_RULE };
        let edges: Vec<u32> = (0..=count).map(|line| left + (right - left) * line / count + shift(line)).collect();
        self.edges.extend(&edges[1..count as usize]);
        self.edges.sort_unstable();
        self.vertical.insert(column, edges);
    }

    /// The lines of vertical text in a column of the table, from right to left.
    pub fn stacks(&self, column: usize) -> Vec<Columns> {
        match self.vertical.get(&column) {
            Some(edges) => edges.windows(2).rev().map(|pair| self.between(pair[0], pair[1])).collect(),
            None => vec![self.of(column, column)],
        }
    }

    /// Makes room for a small table at the left whose columns want these widths; returns its edges.
    ///
    /// An edge of the table that is near enough serves; else the column is cut there.
    pub fn place(&mut self, wanted: &[u32]) -> Vec<u32> {
        let total = self.total();
        let mut wanted = shrunk(wanted, total.min(self.page.max(NARROWEST)));
        let mut placed = vec![0];
        for index in 0..wanted.len() {
            let (from, width) = (placed[index], wanted[index]);
            let after = &wanted[index + 1..];
            // The last column alone may become narrower than it wants to be, if it is wide.
            let rest = if let [last] = after { (last / 2).max(LAST_LEAST.min(*last)) } else { after.iter().sum() };
            let near = (from + width)..=(from + width + NEAR).min(total.saturating_sub(rest));
            let edge = self.edges.iter().copied().find(|edge| near.contains(edge)).unwrap_or_else(|| self.cut(from + width, rest > 0));
            placed.push(edge);
            // What an edge takes all that follow give, since the last of many has no more than it needs.
            if wanted.len() > index + 2 {
                let following = evened(&wanted[index + 1..], total.saturating_sub(edge));
                wanted.splice(index + 1.., following);
            }
        }
        placed
    }

    /// Makes room for a box `width` wide at the right; returns its left edge.
    pub fn place_right(&mut self, width: u32) -> u32 {
        let total = self.total();
        let at = total.saturating_sub(width);
        let near = at.saturating_sub(NEAR)..=at;
        let edge = self.edges.iter().rev().copied().find(|edge| near.contains(edge) && *edge > 0);
        edge.unwrap_or_else(|| if at > NARROWEST { self.cut(at, false) } else { 0 })
    }

    /// Cuts a column at `at`, or a little to the right, so that none becomes too narrow.
    fn cut(&mut self, at: u32, more: bool) -> u32 {
        let index = self.edges.partition_point(|edge| *edge < at);
        let at = at.max(self.edges[index.saturating_sub(1)] + NARROWEST);
        match self.edges.get(index) {
            Some(next) if *next <= at || (!more && *next < at + NARROWEST) => *next,
            Some(_) => {
                self.edges.insert(index, at);
                at
            }
            None => self.total(),
        }
    }

    /// The columns of the sheet between two edges.
    pub fn between(&self, from: u32, to: u32) -> Columns {
        let at = |edge: u32| self.edges.partition_point(|other| *other < edge) as u16;
        (at(from), (at(to).saturating_sub(1)).max(at(from)))
    }

    /// The columns of the sheet that hold the table's columns `from` to `to`.
    pub fn of(&self, from: usize, to: usize) -> Columns {
        let left = if from == 0 { 0 } else { self.table[from - 1] };
        self.between(left, self.table[to])
    }

    /// All columns of the sheet.
    pub fn all(&self) -> Columns {
        (0, self.edges.len() as u16 - 2)
    }

    /// Widths of the sheet's columns.
    pub fn widths(&self) -> impl Iterator<Item = u32> {
        self.edges.windows(2).map(|pair| pair[1] - pair[0])
    }

    pub fn width(&self, (first, last): Columns) -> u32 {
        self.edges[usize::from(last) + 1] - self.edges[usize::from(first)]
    }

    pub fn total(&self) -> u32 {
        self.edges[self.edges.len() - 1]
    }

    /// How much smaller the sheet is printed so that it is one page wide.
    pub fn scale(&self) -> f64 {
        (f64::from(self.page + SPARE) / f64::from(self.total().max(1))).min(1.0)
    }
}

/// `wanted`, the widest made narrower until all have room in `total`.
fn shrunk(wanted: &[u32], total: u32) -> Vec<u32> {
    // The first column says what rows are about: where the others leave it room, it alone gives way.
    let others: u32 = wanted.iter().skip(1).sum();
    if let [first, rest @ ..] = wanted
        && let Some(room) =
            total.checked_sub(others).filter(|room| !rest.is_empty() && *room < *first && rest.iter().all(|width| width <= room))
    {
        return std::iter::once(room).chain(rest.iter().copied()).collect();
    }
    evened(wanted, total)
}

/// `wanted`, the widest of them made alike until all have room in `total`.
pub fn evened(wanted: &[u32], total: u32) -> Vec<u32> {
    let mut sorted = wanted.to_vec();
    sorted.sort_unstable();
    let (mut most, mut left) = (u32::MAX, total);
    for (index, width) in sorted.iter().enumerate() {
        let each = left / (sorted.len() - index) as u32;
        if *width > each {
            most = each.max(NARROWEST);
            break;
        }
        left -= width;
    }
    wanted.iter().map(|width| (*width).min(most)).collect()
}

/// Widths of the table's columns in pixels: in whole characters, in the proportions of the PDF's; numbers and labels
/// at least as wide as what may not be broken in them; the columns of text take what remains.
fn share(document: &Document, widths: &[f64], look: &Look, ruler: &Ruler, page: u32) -> Vec<u32> {
    let columns = &document.columns;
    let size = |column: &Column| column.size.unwrap_or(look.size);
    let usable = widths.len() == columns.len() && widths.iter().all(|width| width.is_finite() && *width > 0.0);
    let widths: Vec<f64> = if usable { widths.to_vec() } else { columns.iter().map(guess).collect() };
    let sum: f64 = widths.iter().sum();
    let part = |index: usize, of: f64| of * widths[index] / sum;
    let is_text = |column: &Column| column.role == Role::Text;
    let mut shared: Vec<u32> = columns
        .iter()
        .enumerate()
        .map(|(index, column)| {
            if is_text(column) {
                return 0;
            }
            let characters = inside(part(index, f64::from(page)) as u32, size(column)).round();
            let indent = if column.role == Role::Aside && column.align == Align::Left { INDENT } else { 0 };
            (room(characters.max(least(document, index, look, ruler)).max(1.0), size(column)) + indent).min(COLUMN_LIMIT)
        })
        .collect();
    let rest = page.saturating_sub(shared.iter().sum());
    let texts: f64 = columns.iter().zip(&widths).filter(|(column, _)| is_text(column)).map(|(_, width)| width).sum();
    for (index, column) in columns.iter().enumerate().filter(|(_, column)| is_text(column)) {
        let characters = inside((f64::from(rest) * widths[index] / texts) as u32, size(column)).floor();
        shared[index] = room(characters.max(TEXT_LEAST), size(column)).min(COLUMN_LIMIT);
    }
    // What whole characters leave over goes to the widest column, a text if there is one.
    let over = page.saturating_sub(shared.iter().sum());
    if let Some(widest) = (0..columns.len()).max_by_key(|index| (is_text(&columns[*index]), shared[*index])) {
        shared[widest] = (shared[widest] + over).min(COLUMN_LIMIT);
    }
    shared
}

/// Size of the type of a number that stands again where its row goes on, in parentheses.
pub fn again_size(size: f64) -> f64 {
    (AGAIN * size).max(LEAST).min(size)
}

/// What a column may not be narrower than, in em.
fn least(document: &Document, index: usize, look: &Look, ruler: &Ruler) -> f64 {
    let column = &document.columns[index];
    let texts = || document.rows().map(|row| row.cells[index].text());
    // Numbers stand on one line.
    let said: f64 = match column.role {
        Role::Number => {
            let size = column.size.unwrap_or(look.size);
            let own = texts().map(|text| ruler.width(&text)).fold(0.0, f64::max);
            own.max((own + ruler.width("()")) * again_size(size) / size)
        }
        _ if column.vertical => 1.0,
        _ => texts().map(|text| ruler.longest_word(&text)).fold(0.0, f64::max).min(12.0),
    };
    let said = if column.align == Align::Right && !column.vertical { said + RIGHT } else { said };
    let heading = column.heading.as_deref().filter(|_| !column.vertical).map_or(0.0, |heading| ruler.longest_word(heading));
    said.max(heading)
}

/// The width of a column of which the PDF says nothing, in em.
fn guess(column: &Column) -> f64 {
    let usual = match column.role {
        Role::Number => 3.0,
        Role::Label | Role::Aside => 7.0,
        Role::Short => 9.0,
        Role::Text => 30.0,
    };
    let inset = f64::from(PADDING) / 12.0;
    inset
        + match column.width {
            Width::Fixed(characters) => characters,
            Width::Share(parts) => usual * parts,
            Width::Between { least, most } => usual.min(most.unwrap_or(usual)).max(least.unwrap_or(0.0)),
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grid_near_edges() {
        let mut grid = Grid { edges: vec![0, 40, 160, 660, 1160], table: vec![40, 160, 660, 1160], vertical: BTreeMap::new(), page: 1160 };
        // The label has room in two columns; the counts need a cut.
        assert_eq!(grid.place(&[90, 60, 60]), [0, 90, 160, 220]);
        assert_eq!(grid.widths().collect::<Vec<_>>(), [40, 50, 70, 60, 440, 500]);
        assert_eq!((grid.of(2, 2), grid.of(3, 3), grid.all()), ((3, 4), (5, 5), (0, 5)));
        assert_eq!(grid.between(0, 160), (0, 2));
        // The last of many counts has room for its number, wherever the edges of the table are.
        let mut narrow = Grid { edges: vec![0, 39, 186, 392, 427, 640], table: Vec::new(), vertical: BTreeMap::new(), page: 640 };
        let placed = narrow.place(&[[80].as_slice(), &[60; 23]].concat());
        assert!(placed.windows(2).all(|pair| pair[1] - pair[0] >= 22), "{placed:?}");
        // A wide last column ends where the page does.
        assert_eq!(grid.place(&[150, 2000]), [0, 160, 1160]);
        assert_eq!(grid.widths().count(), 6);
        // The box of a label is hardly wider than it needs to be.
        assert_eq!((grid.place_right(490), grid.place_right(200)), (660, 960));
    }

    #[test]
    fn grid_narrowed() {
        assert_eq!(shrunk(&[10, 500, 500], 210), [10, 100, 100]);
        assert_eq!(shrunk(&[10, 20], 100), [10, 20]);
    }
}
