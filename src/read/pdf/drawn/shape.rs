//! The shapes of letters, as far as two fonts can be compared by them.

use ttf_parser::{Face, GlyphId, OutlineBuilder};

use super::geometry::Area;
use super::hints::Hints;

/// How far a point may lie from where it should, in em: what rounding moves it.
const ROUNDING: f32 = 0.001;

/// The outline of a letter: what its lines are, all their points in em, and what moves them.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    lines: Vec<u8>,
    points: Vec<f32>,
    hints: Hints,
}

impl Shape {
    /// The outline of a glyph of a font; empty where nothing is drawn.
    pub fn of(face: &Face, glyph: u16) -> Self {
        let shape = Self { lines: Vec::new(), points: Vec::new(), hints: Hints::of(face, glyph) };
        let mut pen = Pen { shape, unit: 1.0 / f32::from(face.units_per_em().max(1)) };
        let _ = face.outline_glyph(GlyphId(glyph), &mut pen);
        pen.shape
    }

    /// The same, of a bare CFF table.
    pub fn of_cff(table: &ttf_parser::cff::Table, glyph: u16) -> Self {
        let shape = Self { lines: Vec::new(), points: Vec::new(), hints: Hints::none() };
        let mut pen = Pen { shape, unit: table.matrix().sx };
        let _ = table.outline(GlyphId(glyph), &mut pen);
        pen.shape
    }

    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Whether nobody can tell the `other` from this one, whatever draws it.
    pub fn looks_like(&self, other: &Self) -> bool {
        let near = |a: &f32, b: &f32| (a - b).abs() <= ROUNDING;
        self.lines == other.lines
            && self.points.iter().zip(&other.points).all(|(a, b)| near(a, b))
            && (self.is_empty() || near(&self.hints.shift, &other.hints.shift) && self.hints.allow(&other.hints))
    }

    /// The box around it, in em.
    pub fn area(&self) -> Option<Area> {
        Area::around(self.points.chunks_exact(2).map(|point| (f64::from(point[0]), f64::from(point[1]))))
    }
}

struct Pen {
    shape: Shape,
    unit: f32,
}

impl Pen {
    fn draw(&mut self, line: u8, points: &[f32]) {
        self.shape.lines.push(line);
        self.shape.points.extend(points.iter().map(|point| point * self.unit));
    }
}

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.draw(b'm', &[x, y]);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.draw(b'l', &[x, y]);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.draw(b'q', &[x1, y1, x, y]);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.draw(b'c', &[x1, y1, x2, y2, x, y]);
    }

    fn close(&mut self) {
        self.draw(b'h', &[]);
    }
}
