//! Text that runs from top to bottom, in one line or in several from right to left.
//!
//! A cell stacks its characters in one line: Excel would break it, LibreOffice cuts it off. So where a label needs
//! several lines, each has a column of the sheet to itself.

use std::ops::Range;

use super::super::{FOOT, PIXELS, height, inside};
use super::grid::Grid;
use crate::document::{Column, Document, Role};
use crate::meeting::look::Look;
use crate::read::character;
use crate::typeset::measure::Ruler;

/// Distance from line to line, in em.
const ADVANCE: f64 = 1.25;
/// What letters under one another are farther apart than they are high, in pixels.
const BETWEEN: u32 = 2;
/// What opens no line, and what ends none.
const NOT_FIRST: &str = "、。，．・：；？！）〕］｝〉》」』】)]},.:;?!ー～〜…‥々ゝゞ％%ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ";
const NOT_LAST: &str = "（〔［｛〈《「『【([{";
/// Fewest letters of a line beside others: shorter ones would be read across.
const LEAST: usize = 3;
/// How many characters a line gives up so that no line begins or ends badly.
const MOST_BACK: usize = 2;

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

/// Where the letters of a text begin; variation selectors and line ends take no room.
fn letters(text: &str) -> Vec<usize> {
    text.char_indices().filter(|(_, c)| *c != '\n' && !character::is_variation_selector(*c)).map(|(index, _)| index).collect()
}

/// The lines of `text`, as even as may be and `count` at most, as ranges of bytes; one if they would be too short.
pub fn lines(text: &str, count: usize) -> Vec<Range<usize>> {
    let letters = letters(text);
    let least = letters.len().div_ceil(count.max(1));
    let (least, count) = if least < LEAST { (letters.len().max(1), 1) } else { (least, count) };
    (least..).map(|length| broken(text, &letters, length)).find(|lines| lines.len() <= count.max(1)).unwrap_or_default()
}

/// The lines of `text` with `length` letters at most.
fn broken(text: &str, letters: &[usize], length: usize) -> Vec<Range<usize>> {
    let letter = |index: usize| text[letters[index]..].chars().next().unwrap_or_default();
    let bad = |at: usize| NOT_FIRST.contains(letter(at)) || NOT_LAST.contains(letter(at - 1));
    let (mut lines, mut start, mut first) = (Vec::new(), 0, 0);
    while first + length < letters.len() {
        let next = first + length;
        let least = next.saturating_sub(MOST_BACK).max(first + 1);
        let next = (least..=next).rev().find(|at| !bad(*at)).unwrap_or(next);
        lines.push(start..letters[next]);
        (start, first) = (letters[next], next);
    }
    lines.push(start..text.len());
    lines
}

/// For each vertical column of the table, how many lines it takes that its labels stand beside their rows; as many as
/// its width holds if they never do. `page` is the height of a page in pixels.
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
    let wanted = |(index, most): (usize, usize)| {
        let size = size(&document.columns[index]);
        let labels = document.rows().map(|row| &row.cells[index]).enumerate().filter(|(_, cell)| cell.span > 0);
        let count = |(first, text, span): (usize, String, usize)| {
            let beside: u32 = heights[first..(first + span).min(heights.len())].iter().sum();
            // If none does, the least of those that are lowest.
            (1..=most).min_by_key(|count| need(&text, *count, size).max(beside.min(page))).unwrap_or(1)
        };
        (index, labels.map(|(first, cell)| count((first, cell.text(), cell.span))).max().unwrap_or(1))
    };
    wide.into_iter().map(wanted).filter(|(_, count)| *count > 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, count: usize) -> Vec<&str> {
        lines(text, count).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn vertical_lines() {
        assert_eq!(said("子育て支援", 1), ["子育て支援"]);
        assert_eq!(said("子育て支援の充実", 2), ["子育て支", "援の充実"]);
        assert_eq!(said("区役所、出張所", 2), ["区役所、", "出張所"]);
        assert_eq!(said("体制・仕組（役割）", 2), ["体制・仕組", "（役割）"]);
        assert_eq!(said("葛\u{e0100}飾区と葛\u{e0100}城市", 2), ["葛\u{e0100}飾区と", "葛\u{e0100}城市"]);
        assert_eq!(said("項目", 2), ["項目"]);
        assert_eq!(said("", 3), [""]);
        let text = "第3章　子育て支援の充実及び\n教育環境（学校・家庭）の整備。";
        for count in 1..40 {
            assert!(said(text, count).len() <= count);
            assert_eq!(said(text, count).concat(), text);
        }
    }

    #[test]
    fn vertical_heights() {
        assert_eq!(stacked("四文字だ", 9.0), 4 * 14 + FOOT);
        assert_eq!(need("六文字である", 2, 9.0), 3 * 14 + FOOT);
        assert_eq!(need("", 2, 9.0), 14 + FOOT);
        assert_eq!((most(74, 12.0), most(32, 9.0), most(5, 9.0)), (3, 2, 1));
    }
}
