//! Whether every letter of a page can be seen: large and dark enough, on the page, and nothing over it.

use unicode_normalization::char::is_combining_mark;

use super::View;
use crate::read::pdf::drawn::{Area, Clip, Glyph, Matrix, PaintKind};
use crate::say::diag::Diagnostic;
use crate::say::words;

/// The smallest type, in points.
const SMALLEST: f64 = 4.0;
/// How much lighter the one of text and ground must be than the other (WCAG 2, contrast ratio).
const CONTRAST: f64 = 3.0;
/// Side of the squares in which letters are sought, in points.
const SQUARE: f64 = 12.0;
/// The longest side of a page, in points (ISO 32000-1, annex C).
const SIDE: f64 = 14_400.0;
/// The most squares and letters that are looked at on a page.
const MOST: usize = 5_000_000;
/// Of a letter's box, what a line must not cross and other letters must not touch.
const BODY: f64 = 0.8;
const HEART: f64 = 0.5;
/// Below the line on which letters stand, a line may be drawn: it underlines. In em.
const BELOW: f64 = -0.08;
/// How far letters may reach beyond an edge, in points.
const EDGE: f64 = 0.5;

/// What a letter covers.
struct Inked {
    at: usize,
    area: Area,
    /// What no line may cross.
    body: Option<Area>,
}

/// What is not as it should be, letter by letter.
#[derive(Default)]
struct Wrong {
    unseen: Vec<usize>,
    small: Vec<usize>,
    turned: Vec<usize>,
    faint: Vec<usize>,
    cut: Vec<usize>,
    outside: Vec<usize>,
    pale: Vec<usize>,
    covered: Vec<usize>,
    crossed: Vec<usize>,
    touched: Vec<usize>,
}

/// What is wrong with the sight of a page's letters.
pub fn check(page: &View) -> Vec<Diagnostic> {
    let (width, height) = page.scene.size.unwrap_or((SIDE, SIDE));
    let whole = Area { left: -EDGE, bottom: -EDGE, right: width + EDGE, top: height + EDGE };
    let mut wrong = Wrong::default();
    let mut inks: Vec<Inked> = Vec::new();
    for (at, glyph) in page.scene.glyphs.iter().enumerate() {
        let Some(em) = page.letters.ink(glyph) else { continue };
        let area = glyph.matrix.area(em);
        one(glyph, at, area, &whole, &mut wrong);
        let body = Area { bottom: em.bottom.max(BELOW), ..em };
        let body = (body.top > body.bottom).then(|| glyph.matrix.area(body.middle(BODY)));
        inks.push(Inked { at, area, body });
    }
    let among = among(page, &inks, &whole, &mut wrong);
    let mut findings = Vec::new();
    type Say = fn(&str) -> words::Message;
    let kinds: [(&mut Vec<usize>, Say); 10] = [
        (&mut wrong.unseen, |text| words::seen_unseen(text)),
        (&mut wrong.small, |text| words::seen_small(text)),
        (&mut wrong.turned, |text| words::seen_turned(text)),
        (&mut wrong.faint, |text| words::seen_faint(text)),
        (&mut wrong.cut, |text| words::seen_cut(text)),
        (&mut wrong.outside, |text| words::seen_outside(text)),
        (&mut wrong.pale, |text| words::seen_pale(text)),
        (&mut wrong.covered, |text| words::seen_covered(text)),
        (&mut wrong.crossed, |text| words::seen_crossed(text)),
        (&mut wrong.touched, |text| words::seen_touched(text)),
    ];
    for (letters, say) in kinds {
        letters.sort_unstable();
        letters.dedup();
        findings.extend(page.stretches(letters, &|text| say(text)));
    }
    if !among {
        findings.push(Diagnostic::error(words::pdf_too_much()).at(page.place()));
    }
    findings
}

/// Looks at a letter by itself.
fn one(glyph: &Glyph, at: usize, area: Area, whole: &Area, wrong: &mut Wrong) {
    let ink = &glyph.ink;
    if ink.mode != 0 {
        wrong.unseen.push(at);
    }
    if !ink.opaque {
        wrong.faint.push(at);
    }
    let (along, across) = glyph.matrix.scale();
    if along.min(across) < SMALLEST {
        wrong.small.push(at);
    } else if !stands(glyph.matrix) {
        wrong.turned.push(at);
    }
    match ink.clip {
        Clip::All => {}
        Clip::Within(clip) if clip.wider(EDGE).holds(area) => {}
        Clip::Within(_) | Clip::Odd => wrong.cut.push(at),
    }
    if !whole.holds(area) {
        wrong.outside.push(at);
    }
}

/// Whether letters stand upright, or lie as those of a vertical line do, and are not seen in a mirror.
fn stands(matrix: Matrix) -> bool {
    let [a, b, c, d, ..] = matrix.0;
    let near = |value: f64| value.abs() < 0.01 * (a.abs() + b.abs());
    let upright = a > 0.0 && d > 0.0 && near(b) && near(c);
    let turned = b < 0.0 && c > 0.0 && near(a) && near(d);
    upright || turned
}

/// Whether one colour can be told from the other.
fn differ(a: f64, b: f64) -> bool {
    (a.max(b) + 0.05) / (a.min(b) + 0.05) >= CONTRAST
}

/// Looks at what letters have to do with each other and with all else that is drawn; whether that could be done.
fn among(page: &View, inks: &[Inked], whole: &Area, wrong: &mut Wrong) -> bool {
    let glyphs = &page.scene.glyphs;
    let mut left = MOST;
    let Some(grid) = Grid::of(*whole) else { return false };
    let mut squares: Vec<Vec<usize>> = vec![Vec::new(); grid.columns * grid.rows];
    for (index, ink) in inks.iter().enumerate() {
        for square in grid.covered(ink.area) {
            let others = &mut squares[square];
            if left < others.len() + 1 {
                return false;
            }
            left -= others.len() + 1;
            for other in others.iter().map(|other: &usize| &inks[*other]) {
                if touch(page, ink, other) {
                    wrong.touched.push(ink.at);
                }
            }
            others.push(index);
        }
    }
    // What lies below each letter, from the bottom: how light it is, and whether it reaches beyond the letter.
    let mut grounds: Vec<Vec<(f64, bool)>> = vec![Vec::new(); inks.len()];
    for paint in &page.scene.paints {
        let mut met = Vec::new();
        for square in grid.covered(paint.area) {
            let letters = &squares[square];
            if left < letters.len() + 1 {
                return false;
            }
            left -= letters.len() + 1;
            met.extend(letters.iter().copied().filter(|index| paint.area.meets(inks[*index].area)));
        }
        met.sort_unstable();
        met.dedup();
        for index in met {
            let ink = &inks[index];
            let over = paint.order > glyphs[ink.at].order && paint.area.meets(ink.area.middle(BODY));
            match paint.kind {
                PaintKind::Line if ink.body.is_some_and(|body| paint.area.meets(body)) => wrong.crossed.push(ink.at),
                PaintKind::Line => {}
                PaintKind::Picture => wrong.covered.push(ink.at),
                PaintKind::Box { .. } if over => wrong.covered.push(ink.at),
                PaintKind::Box { light } => grounds[index].push((light, paint.area.holds(ink.area))),
            }
        }
    }
    for (ink, grounds) in inks.iter().zip(&grounds) {
        let text = glyphs[ink.at].ink.light;
        let from = grounds.iter().rposition(|(_, holds)| *holds);
        let shows = |ground: f64| text.is_some_and(|text| differ(text, ground));
        let paper = from.is_some() || shows(1.0);
        if !paper || !grounds[from.unwrap_or(0)..].iter().all(|(light, _)| shows(*light)) {
            wrong.pale.push(ink.at);
        }
    }
    true
}

/// Whether two letters stand in each other's place.
fn touch(page: &View, one: &Inked, other: &Inked) -> bool {
    let (a, b) = (&page.scene.glyphs[one.at], &page.scene.glyphs[other.at]);
    let is_mark = |glyph: &Glyph| page.text(glyph).chars().all(is_combining_mark);
    let together = a.instead.is_some() && a.instead == b.instead;
    one.area.middle(HEART).meets(other.area.middle(HEART)) && !together && !is_mark(a) && !is_mark(b)
}

/// The squares of a page.
#[derive(Clone, Copy)]
struct Grid {
    whole: Area,
    columns: usize,
    rows: usize,
}

impl Grid {
    /// None if the page is too large.
    fn of(whole: Area) -> Option<Self> {
        let (width, height) = (whole.right - whole.left, whole.top - whole.bottom);
        let count = |length: f64| (length.max(0.0) / SQUARE) as usize + 1;
        (width.max(height) <= SIDE + 2.0 * EDGE).then(|| Self { whole, columns: count(width), rows: count(height) })
    }

    /// The squares that a box covers, as far as they are on the page.
    fn covered(self, area: Area) -> impl Iterator<Item = usize> {
        let area = area.within(self.whole);
        let square = |from: f64, at: f64, count: usize| (((at - from) / SQUARE) as usize).min(count - 1);
        let x = |at: f64| square(self.whole.left, at, self.columns);
        let y = |at: f64| square(self.whole.bottom, at, self.rows);
        let (left, right, bottom, top) = (x(area.left), x(area.right), y(area.bottom), y(area.top));
        (left..=right).flat_map(move |x| (bottom..=top).map(move |y| y * self.columns + x))
    }
}
