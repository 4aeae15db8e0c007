//! Whether texts stand on the pages in the order in which the tags have them: letters behind each other, rows below
//! each other, cells side by side.

use std::collections::BTreeMap;

use unicode_normalization::char::is_combining_mark;

use super::letters::Letters;
use super::rows::Rows;
use super::{Printed, View};
use crate::read::pdf::drawn::{Glyph, Owner, Sight};
use crate::read::pdf::{Element, Node, Pdf};
use crate::say::diag::Diagnostic;
use crate::say::words;

/// How far letters of a line may lie from it, and how far one may stand before the last, in em.
const LINE: f64 = 0.45;
const BACK: f64 = 0.2;
/// How far cells may reach into the next one, in points.
const OVER: f64 = 1.0;

/// A letter's place: its page, where its middle lies, and how large it is.
#[derive(Clone, Copy)]
struct Point {
    page: usize,
    at: usize,
    x: f64,
    y: f64,
    size: f64,
}

/// Where the letters of marked content lie.
type Points = BTreeMap<(usize, usize), Vec<Point>>;

/// The texts that do not stand where they should.
pub fn check(printed: &Printed, seen: &Sight, letters: &Letters, rows: &Rows, pdf: &Pdf) -> Vec<Diagnostic> {
    let mut points = Points::new();
    for (index, scene) in seen.scenes.iter().enumerate() {
        for (at, glyph) in scene.glyphs.iter().enumerate() {
            if let Owner::Heard(id) = glyph.owner {
                points.entry((index + 1, id)).or_default().push(point(index + 1, at, glyph));
            }
        }
    }
    let mut wrong = Vec::new();
    let vertical = printed.document.columns.iter().any(|column| column.vertical);
    for kind in ["P", "H1", "Title", "TH", "TD"] {
        for element in pdf.root.descendants(kind) {
            // Of a cell with paragraphs, each is looked at.
            if kind.starts_with('T') && element.children.iter().any(|child| matches!(child, Node::Element(_))) {
                continue;
            }
            let text = letters_of(element, &points);
            let vertical = vertical && !text.windows(2).any(is_beside);
            wrong.extend(text.windows(2).find(|pair| !follows(seen, pair, vertical)).map(|pair| pair[1]));
        }
    }
    for table in pdf.root.descendants("Table") {
        wrong.extend(table_order(table, &points));
    }
    wrong.sort_by_key(|point| (point.page, point.at));
    wrong.dedup_by_key(|point| (point.page, point.at));
    wrong
        .iter()
        .take(super::NAMED)
        .map(|point| {
            let scene = &seen.scenes[point.page - 1];
            let view = View { printed, seen, scene, letters, rows, number: point.page };
            Diagnostic::error(words::seen_moved(view.around(point.at))).at(view.place_of(&scene.glyphs[point.at]))
        })
        .collect()
}

fn point(page: usize, at: usize, glyph: &Glyph) -> Point {
    let (x, y) = glyph.matrix.apply((0.5, 0.38));
    Point { page, at, x, y, size: glyph.matrix.scale().1.max(1.0) }
}

/// The letters of an element, in the order of the tags.
fn letters_of(element: &Element, points: &Points) -> Vec<Point> {
    element.held().iter().filter_map(|spot| points.get(spot)).flatten().copied().collect()
}

/// Whether a letter stands where the next one may: behind the last, in a line below, on a further page or, in vertical lines,
/// in the line at the left.
fn follows(seen: &Sight, pair: &[Point], vertical: bool) -> bool {
    let (last, next) = (pair[0], pair[1]);
    let size = last.size.min(next.size);
    let (right, down) = (next.x - last.x, last.y - next.y);
    if next.page != last.page {
        return next.page > last.page;
    }
    let glyph = |point: Point| &seen.scenes[point.page - 1].glyphs[point.at];
    let is_mark = |glyph: &Glyph| {
        seen.types.get(glyph.font).and_then(|font| font.text(glyph.code)).is_some_and(|text| text.chars().all(is_combining_mark))
    };
    let together = glyph(next).instead.is_some() && glyph(next).instead == glyph(last).instead;
    together || is_mark(glyph(next)) || down > LINE * size || (down > -LINE * size && right > -BACK * size) || (vertical && right < 0.0)
}

/// Whether the second of two letters stands behind the first, as in a line from left to right.
fn is_beside(pair: &[Point]) -> bool {
    let (last, next) = (pair[0], pair[1]);
    let size = last.size.min(next.size);
    next.page == last.page && (last.y - next.y).abs() < LINE * size && next.x - last.x > BACK * size
}

/// Letters of a table that stand in another row or before the cell at their left.
fn table_order(table: &Element, points: &Points) -> Vec<Point> {
    let lines: Vec<Vec<(usize, Vec<Point>)>> = table
        .descendants("TR")
        .iter()
        .map(|line| {
            let cells = line.children.iter().filter_map(|child| match child {
                Node::Element(cell) => Some((cell.row_span.max(1), letters_of(cell, points))),
                Node::Text(_) => None,
            });
            cells.collect()
        })
        .collect();
    let top = |point: &Point| (point.page, -(point.y + point.size / 2.0));
    // The first line of each row of cells, from the top of the document.
    let tops: Vec<Option<(usize, f64)>> = lines
        .iter()
        .map(|line| line.iter().filter_map(|(_, letters)| letters.first()).map(top).min_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))))
        .collect();
    // For each row, where the next one begins that says anything.
    let mut nexts = vec![None; lines.len() + 1];
    for index in (0..lines.len()).rev() {
        nexts[index] = tops[index].or(nexts[index + 1]);
    }
    let mut wrong = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let mut left: BTreeMap<usize, f64> = BTreeMap::new();
        for (span, letters) in line {
            let next = nexts[index.saturating_add(*span).min(lines.len())];
            // A letter's middle lies above what stands below it.
            let below = |point: &Point| next.is_some_and(|next| point.page > next.0 || (point.page == next.0 && -point.y > next.1));
            let before = |point: &Point| left.get(&point.page).is_some_and(|left| point.x < left - OVER);
            wrong.extend(letters.iter().find(|point| below(point) || before(point)).copied());
            let mut ends: BTreeMap<usize, f64> = BTreeMap::new();
            for point in letters {
                let end = ends.entry(point.page).or_insert(point.x);
                *end = end.max(point.x);
            }
            for (page, end) in ends {
                let known = left.entry(page).or_insert(end);
                *known = known.max(end);
            }
        }
    }
    wrong
}
