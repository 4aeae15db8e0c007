//! The rows of a section as HTML can hold them: a cell must not reach over the end of its `<tbody>`.
//!
//! Each group has a body of its own, unless cells stand over rows of several groups. Such groups share a body,
//! and a band between them fills what those cells leave free.

use crate::document::{Band, Cell, Row, Section};

/// Rows that share a `<tbody>`.
pub struct Body<'d> {
    pub lines: Vec<BodyRow<'d>>,
}

pub enum BodyRow<'d> {
    Band {
        band: &'d Band,
        /// The stretches of free columns from left to right, each with its width and whether the label stands in it.
        free: Vec<(usize, bool)>,
    },
    Row {
        row: &'d Row,
        /// The cells that begin here.
        cells: Vec<BodyCell<'d>>,
    },
}

/// A cell where it begins.
pub struct BodyCell<'d> {
    pub column: usize,
    pub cell: &'d Cell,
    /// How many lines it covers, bands included.
    pub height: usize,
}

/// The bodies of a section with this many columns.
pub fn bodies(section: &Section, width: usize) -> Vec<Body<'_>> {
    let rows: Vec<&Row> = section.rows().collect();
    let mut tops = tops(&rows, width);
    let mut bodies: Vec<Body> = Vec::new();
    // Where each row begins among the lines of its body.
    let mut lines_at: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    for group in &section.groups {
        // The columns in which a cell of the group above stands over this one, too.
        let mut covered: Vec<bool> = match group.rows.first() {
            Some(_) => tops[at].iter().map(|top| top.row < at).collect(),
            None => vec![false; width],
        };
        if !group.bands.is_empty() && !covered.contains(&false) && !group.rows.is_empty() {
            // Nothing is left free for the label: the cells begin anew under it.
            cut(&mut tops, at);
            covered.fill(false);
        }
        if !covered.contains(&true) || bodies.is_empty() {
            bodies.push(Body { lines: Vec::new() });
        }
        let Some(index) = bodies.len().checked_sub(1) else { continue };
        let body = &mut bodies[index];
        body.lines.extend(group.bands.iter().map(|band| BodyRow::Band { band, free: free(&covered) }));
        for row in &group.rows {
            lines_at.push((index, body.lines.len()));
            body.lines.push(BodyRow::Row { row, cells: Vec::new() });
            at += 1;
        }
    }
    for (row, (body, line)) in lines_at.iter().enumerate() {
        let begins = (0..width).filter(|column| tops[row][*column].row == row);
        let shown = begins.map(|column| {
            let last = (row..rows.len()).take_while(|below| tops[*below][column].row == row).last().unwrap_or(row);
            BodyCell { column, cell: tops[row][column].cell, height: lines_at[last].1 - line + 1 }
        });
        if let BodyRow::Row { cells, .. } = &mut bodies[*body].lines[*line] {
            cells.extend(shown);
        }
    }
    bodies
}

/// The cell that stands at a place, and the row in which it begins.
#[derive(Clone, Copy)]
struct Top<'d> {
    row: usize,
    cell: &'d Cell,
}

/// What stands where, by row and column.
fn tops<'d>(rows: &[&'d Row], width: usize) -> Vec<Vec<Top<'d>>> {
    const NOTHING: &Cell = &Cell { runs: Vec::new(), span: 1, state: crate::document::State::Empty, lacks: false, from: Vec::new() };
    let mut tops: Vec<Vec<Top>> = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let top = |column: usize| {
            let cell = row.cells.get(column).unwrap_or(NOTHING);
            let above = index.checked_sub(1).map(|above| tops[above][column]);
            above.filter(|above| above.row + above.cell.span > index).unwrap_or(Top { row: index, cell })
        };
        tops.push((0..width).map(top).collect());
    }
    tops
}

/// Lets every cell that stands over this row begin in it.
fn cut(tops: &mut [Vec<Top>], at: usize) {
    for column in 0..tops[at].len() {
        let old = tops[at][column].row;
        for top in tops[at..].iter_mut().map(|row| &mut row[column]).take_while(|top| top.row == old) {
            top.row = at;
        }
    }
}

/// The stretches of columns that are not `covered`; the label stands in the widest.
fn free(covered: &[bool]) -> Vec<(usize, bool)> {
    let widths: Vec<usize> = covered.chunk_by(|a, b| a == b).filter(|stretch| !stretch[0]).map(<[bool]>::len).collect();
    let widest = widths.iter().copied().max().unwrap_or(0);
    let label = widths.iter().position(|width| *width == widest);
    widths.iter().enumerate().map(|(index, width)| (*width, Some(index) == label)).collect()
}
