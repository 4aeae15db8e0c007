//! Paths: what they cover, and what they cut off (ISO 32000-1, 8.5).

use super::super::{Area, Clip, Paint, PaintKind};
use super::{DRAWN, Page};
use crate::read::pdf::file::Result;

impl Page<'_, '_> {
    pub(super) fn trace(&mut self, operator: &[u8], numbers: Option<&[f64]>) -> bool {
        let matrix = self.state.matrix;
        let on = |x: f64, y: f64| matrix.apply((x, y));
        match (operator, numbers) {
            (b"m", Some(&[x, y])) => self.path.push(vec![on(x, y)]),
            (b"re", Some(&[x, y, width, height])) => {
                self.path.push(vec![on(x, y), on(x + width, y), on(x + width, y + height), on(x, y + height), on(x, y)]);
            }
            (b"h", Some(&[])) => {
                if let Some(piece) = self.path.last_mut() {
                    piece.extend(piece.first().copied());
                }
            }
            (b"l" | b"c" | b"v" | b"y", Some(numbers)) if numbers.len() % 2 == 0 && !numbers.is_empty() => {
                self.curved |= operator != b"l";
                let Some(piece) = self.path.last_mut() else { return false };
                piece.extend(numbers.chunks_exact(2).map(|point| on(point[0], point[1])));
            }
            _ => return false,
        }
        true
    }

    /// Paints the path and ends it.
    pub(super) fn paint(&mut self, operator: &[u8]) -> Result<()> {
        let path = std::mem::take(&mut self.path);
        let curved = std::mem::take(&mut self.curved);
        self.file.pay(DRAWN * (path.iter().map(Vec::len).sum::<usize>() + 1))?;
        let all = Area::around(path.iter().flatten().copied());
        let is_box = !curved && path.len() == 1 && is_box(&path[0]);
        if !matches!(operator, b"S" | b"s" | b"n")
            && let Some(area) = all
        {
            let kind = match (is_box, self.state.fill, self.state.opaque) {
                (true, Some(light), true) => PaintKind::Box { light },
                _ => PaintKind::Picture,
            };
            self.put(area, kind);
        }
        if !matches!(operator, b"f" | b"F" | b"f*" | b"n") {
            let (along, across) = self.state.matrix.scale();
            let half = self.state.line * along.max(across) / 2.0;
            for piece in &path {
                let closed = matches!(operator, b"s" | b"b" | b"b*").then(|| piece.first()).flatten();
                let corners: Vec<(f64, f64)> = piece.iter().chain(closed).copied().collect();
                // Of a curve, the box around all its points.
                let parts = if curved { vec![corners.as_slice()] } else { corners.windows(2).collect() };
                for area in parts.into_iter().filter_map(|part| Area::around(part.iter().copied())) {
                    self.put(area.wider(half), PaintKind::Line);
                }
            }
        }
        if std::mem::take(&mut self.clips) {
            self.state.clip = match (self.state.clip, all, is_box) {
                (Clip::All, Some(area), true) => Clip::Within(area),
                (Clip::Within(other), Some(area), true) => Clip::Within(other.within(area)),
                _ => Clip::Odd,
            };
        }
        Ok(())
    }

    fn put(&mut self, area: Area, kind: PaintKind) {
        self.order += 1;
        self.scene.paints.push(Paint { order: self.order, area, kind });
    }

    /// A picture, which may be anywhere that is not cut off.
    pub(super) fn picture(&mut self) {
        let area = match self.state.clip {
            Clip::Within(area) => area,
            _ => Area { left: f64::MIN, bottom: f64::MIN, right: f64::MAX, top: f64::MAX },
        };
        self.put(area, PaintKind::Picture);
    }
}

/// Whether corners are those of a box along the page's sides.
fn is_box(corners: &[(f64, f64)]) -> bool {
    let near = |a: f64, b: f64| (a - b).abs() < 0.01;
    let corners = match corners {
        [rest @ .., last] if rest.len() == 4 && near(rest[0].0, last.0) && near(rest[0].1, last.1) => rest,
        all => all,
    };
    let &[a, b, c, d] = corners else { return false };
    let turns =
        |a: (f64, f64), b: (f64, f64), c: (f64, f64), d: (f64, f64)| near(a.1, b.1) && near(b.0, c.0) && near(c.1, d.1) && near(d.0, a.0);
    turns(a, b, c, d) || turns(b, c, d, a)
}
