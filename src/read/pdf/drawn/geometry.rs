//! Where things lie on a page: matrices and boxes, in points from the lower left corner.

/// A transformation (ISO 32000-1, 8.3.4): x' = a·x + c·y + e, y' = b·x + d·y + f.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Matrix(pub [f64; 6]);

/// A box with sides along the page's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    pub left: f64,
    pub bottom: f64,
    pub right: f64,
    pub top: f64,
}

impl Matrix {
    pub const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    pub fn shift(x: f64, y: f64) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// First this one, then `next`.
    pub fn then(self, next: Self) -> Self {
        let ([a, b, c, d, e, f], [p, q, r, s, t, u]) = (self.0, next.0);
        Self([a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u])
    }

    pub fn apply(self, (x, y): (f64, f64)) -> (f64, f64) {
        let [a, b, c, d, e, f] = self.0;
        (a * x + c * y + e, b * x + d * y + f)
    }

    /// How long a unit along the line is, and how high one across it.
    pub fn scale(self) -> (f64, f64) {
        let [a, b, c, d, ..] = self.0;
        let along = a.hypot(b);
        (along, if along > 0.0 { (a * d - b * c).abs() / along } else { 0.0 })
    }

    /// The box around what becomes of a box.
    pub fn area(self, area: Area) -> Area {
        let corners = [(area.left, area.bottom), (area.left, area.top), (area.right, area.bottom), (area.right, area.top)];
        Area::around(corners.map(|corner| self.apply(corner))).unwrap_or(area)
    }
}

impl Area {
    /// The smallest box around points; none if there are none, or if they are no numbers.
    pub fn around(points: impl IntoIterator<Item = (f64, f64)>) -> Option<Self> {
        let mut area: Option<Self> = None;
        for (x, y) in points {
            if !(x.is_finite() && y.is_finite()) {
                return None;
            }
            let known = area.unwrap_or(Self { left: x, bottom: y, right: x, top: y });
            area = Some(Self { left: known.left.min(x), bottom: known.bottom.min(y), right: known.right.max(x), top: known.top.max(y) });
        }
        area
    }

    pub fn wider(self, by: f64) -> Self {
        Self { left: self.left - by, bottom: self.bottom - by, right: self.right + by, top: self.top + by }
    }

    /// The middle of it: a part of its width and its height, about its centre.
    pub fn middle(self, part: f64) -> Self {
        let (x, y) = self.centre();
        let (width, height) = ((self.right - self.left) * part / 2.0, (self.top - self.bottom) * part / 2.0);
        Self { left: x - width, bottom: y - height, right: x + width, top: y + height }
    }

    fn centre(self) -> (f64, f64) {
        ((self.left + self.right) / 2.0, (self.bottom + self.top) / 2.0)
    }

    pub fn meets(self, other: Self) -> bool {
        self.left < other.right && other.left < self.right && self.bottom < other.top && other.bottom < self.top
    }

    pub fn holds(self, other: Self) -> bool {
        self.left <= other.left && other.right <= self.right && self.bottom <= other.bottom && other.top <= self.top
    }

    /// What both cover; a box without room if there is nothing.
    pub fn within(self, other: Self) -> Self {
        let (left, bottom) = (self.left.max(other.left), self.bottom.max(other.bottom));
        Self { left, bottom, right: self.right.min(other.right).max(left), top: self.top.min(other.top).max(bottom) }
    }
}
