//! The columns of small tables above and below the table.

use super::super::room;
use super::grid::{self, Grid};
use crate::document::{Block, Document};
use crate::meeting::look::Look;
use crate::typeset::measure::Ruler;
use crate::typeset::phrases;

/// Widest column of values, of labels and of numbers in a small table, in em.
const VALUE: f64 = 14.0;
const LABEL: f64 = 20.0;
const COUNT: f64 = 12.0;
/// Of the first column of a small table so much is left in any case, in em.
const LABEL_ROOM: f64 = 12.0;
/// Least width of a column of numbers, in em.
const COUNT_LEAST: f64 = 4.0;
/// How many times wider the first column of a small table becomes so that it is like that of another.
const ALIKE: f64 = 1.4;
/// What stands at the right of a number, in em.
pub const BESIDE_NUMBER: f64 = 0.5;
/// What the columns of a small table are wider than their text, in em.
pub const SPACE: f64 = 1.0;
/// And where many of them have little room.
const SPACE_LEAST: f64 = 0.3;

/// The edges of the small tables' columns, one list for each block above and below.
pub struct Smalls(pub Vec<Vec<u32>>);

impl Smalls {
    pub fn place(document: &Document, grid: &mut Grid, look: &Look, ruler: &Ruler) -> Self {
        let spaced = |texts: &mut dyn Iterator<Item = &str>, least: f64, most: f64, space: f64| {
            let lines = texts.flat_map(str::lines).map(|line| ruler.width(line));
            room((lines.fold(least, f64::max) + space).min(most), look.size)
        };
        let widest = |texts: &mut dyn Iterator<Item = &str>, least: f64, most: f64| spaced(texts, least, most, SPACE);
        let total = grid.total();
        let wanted = |block: &Block| match block {
            Block::Text { .. } | Block::Note { .. } => Vec::new(),
            Block::Table { rows, .. } => {
                let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
                let cells = |column: usize| rows.iter().filter_map(move |row| row.get(column)).map(String::as_str);
                (0..columns).map(|column| widest(&mut cells(column), COUNT_LEAST, f64::MAX)).collect()
            }
            Block::Legend { entries, .. } => {
                let values = widest(&mut entries.iter().map(|entry| entry.value.as_str()), COUNT_LEAST, VALUE);
                let means = widest(&mut entries.iter().map(|entry| entry.means.as_str()), 0.0, f64::MAX);
                std::iter::once(values).chain(entries.iter().any(|entry| !entry.means.is_empty()).then_some(means)).collect()
            }
            Block::Tally { heading, titled, columns, lines, .. } => {
                let corner = (!titled).then_some(heading.as_str());
                let labels = lines.iter().map(|line| line.label.as_str()).chain(corner);
                let label = widest(&mut { labels }, COUNT_LEAST, LABEL);
                let counts = widest(&mut columns.iter().map(String::as_str), COUNT_LEAST, COUNT);
                if label + counts * columns.len() as u32 <= total {
                    return std::iter::once(label).chain(columns.iter().map(|_| counts)).collect();
                }
                // Where they have no room for whole headings, each is as wide as its own needs it, phrase by phrase.
                let count = lines.iter().flat_map(|line| &line.counts).max().map_or(0.0, |count| ruler.width(&count.to_string()));
                let own = |heading: &String| {
                    let mut parts = phrases::phrases(heading).map(|range| heading[range].trim_end());
                    spaced(&mut parts, count + BESIDE_NUMBER, COUNT, SPACE_LEAST)
                };
                // The label has room for phrases in any case.
                let room = total.saturating_sub(label.min(room(LABEL_ROOM, look.size)));
                let counts = grid::evened(&columns.iter().map(own).collect::<Vec<_>>(), room);
                std::iter::once(label).chain(counts).collect()
            }
        };
        let mut tables: Vec<Vec<u32>> = document.above.iter().chain(&document.below).map(wanted).collect();
        // First columns that are nearly alike are made alike.
        let mut firsts: Vec<u32> = tables.iter().filter_map(|table| table.first().copied()).collect();
        firsts.sort_unstable();
        for first in tables.iter_mut().filter_map(|table| table.first_mut()) {
            let alike = firsts.iter().rev().find(|other| f64::from(**other) <= f64::from(*first) * ALIKE);
            *first = alike.copied().unwrap_or(*first);
        }
        Self(tables.iter().map(|table| grid.place(table)).collect())
    }
}
