//! Text that runs from top to bottom, in one line or in several from right to left.
//!
//! A cell stacks its characters in one line: Excel would break it, LibreOffice cuts it off. So where a label needs
//! several lines, each has a column of the sheet to itself.

use super::super::{FOOT, PIXELS, height, inside};
use super::grid::Grid;
use crate::document::{Column, Document, Role};
use crate::meeting::look::Look;
use crate::typeset::measure::Ruler;
use crate::typeset::vertical::{ADVANCE, letters, lines};

/// What letters under one another are farther apart than they are high, in pixels.
const BETWEEN: u32 = 2;
/// Number of lines for which a column of `width` pixels has room, with type of `size` points.
fn most(width: u32, size: f64) -> usize {
    ((f64::from(width) / (size * PIXELS * ADVANCE)) as usize).max(1)
}

/// Height of `text` in one line.
pub fn stacked(text: &str, size: f64) -> u32 {
    high(letters(text).len(), size)
}

/// Height of `letters` under one another, which stand closer than lines do.
fn high(letters: usize, size: f64) -> u32 {
    letters.max(1) as u32 * ((size * PIXELS).ceil() as u32 + BETWEEN) + FOOT
}

/// Height of `text` in up to `count` lines.
pub fn need(text: &str, count: usize, size: f64) -> u32 {
    let longest = lines(text, count).into_iter().map(|line| letters(&text[line]).len()).max();
    high(longest.unwrap_or(0), size)
}

/// For each vertical column of the table, how many lines it takes that its labels stand beside their rows; as many as
/// its width holds if they never do, or if a page's end may divide the rows. `page` is the height of a page in pixels.
pub fn counts(document: &Document, grid: &Grid, look: &Look, ruler: &Ruler, page: u32) -> Vec<(usize, usize)> {
    let size = |column: &Column| column.size.unwrap_or(look.size);
    let columns = || document.columns.iter().enumerate();
    let width = |index: usize| grid.width(grid.of(index, index));
    let wide: Vec<(usize, usize)> = columns()
        .filter(|(_, column)| column.vertical && column.role == Role::Label)
        .map(|(index, column)| (index, most(width(index), size(column))))
        .filter(|(_, most)| *most > 1)
        .collect();
    if wide.is_empty() {
        return wide;
    }
    let mut rows = document.rows().map(|row| {
        let own = row.cells.iter().zip(columns()).filter(|(cell, (_, column))| cell.span == 1 && !column.vertical);
        let lines = |text: &str, index: usize, size: f64| ruler.lines(text, inside(width(index), size)).len();
        own.map(|(cell, (index, column))| height(lines(&cell.text(), index, size(column)), size(column))).max().unwrap_or_default()
    });
    let heights: Vec<u32> = rows.by_ref().collect();
    let divided = heights.iter().sum::<u32>() > page;
    let wanted = |(index, most): (usize, usize)| {
        let size = size(&document.columns[index]);
        let labels = document.rows().map(|row| &row.cells[index]).enumerate().filter(|(_, cell)| cell.span > 0);
        let count = |(first, text, span): (usize, String, usize)| {
            let beside: u32 = heights[first..(first + span).min(heights.len())].iter().sum();
            // If none does, the least of those that are lowest.
            let least = if divided && span > 1 { most } else { 1 };
            (least..=most).min_by_key(|count| need(&text, *count, size).max(beside.min(page))).unwrap_or(1)
        };
        (index, labels.map(|(first, cell)| count((first, cell.text(), cell.span))).max().unwrap_or(1))
    };
    wide.into_iter().map(wanted).filter(|(_, count)| *count > 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vertical_heights() {
        assert_eq!(stacked("四文字だ", 9.0), 4 * 14 + FOOT);
        assert_eq!(need("六文字である", 2, 9.0), 3 * 14 + FOOT);
        assert_eq!(need("", 2, 9.0), 14 + FOOT);
        assert_eq!((most(74, 12.0), most(32, 9.0), most(5, 9.0)), (3, 2, 1));
    }
}
