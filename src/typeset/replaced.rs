//! Replaced: which printed pages of a paper must be replaced (差し替え), by the pages as they are set.
//!
//! Everything that is drawn on a page is compared: glyphs, rules, fills and pictures with their places. The page
//! number at the foot is compared apart, since it differs on every page as soon as their number does.

use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput};
use serde::Serialize;
use typst::layout::{Abs, Frame, FrameItem, Point, Transform};
use typst::utils::hash128;
use typst_layout::PagedDocument;

use crate::typeset::marks;

/// Which pages of a paper differ. Pages count from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Replacement {
    pub file: String,
    /// Number of pages before and now.
    pub old_pages: usize,
    pub new_pages: usize,
    pub content: Vec<Stretch>,
    /// Old and new number of the pages of which only the number at the foot, or of how many, differs.
    pub numbers: Vec<(usize, usize)>,
}

/// Pages whose content differs: the old ones are replaced by the new ones, either of which may be none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stretch {
    pub old: Vec<usize>,
    pub new: Vec<usize>,
}

/// Digests of what is drawn on a page, and of what at its foot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Drawn {
    body: u128,
    foot: u128,
}

impl Replacement {
    /// Compares the pages of two settings of the same paper; none where there is no such paper.
    pub fn new(file: &str, old: &[Drawn], new: &[Drawn]) -> Self {
        let mut input = InternedInput::default();
        input.update_before(old.iter().map(|page| page.body));
        input.update_after(new.iter().map(|page| page.body));
        let diff = Diff::compute(Algorithm::Myers, &input);
        let counted = |range: Range<u32>| range.map(|index| index as usize + 1).collect();
        let mut numbers = Vec::new();
        let (mut before, mut after) = (0, 0);
        for hunk in diff.hunks().map(|hunk| (hunk.before, hunk.after)).chain([(old.len() as u32..0, new.len() as u32..0)]) {
            while before < hunk.0.start as usize {
                if old[before].foot != new[after].foot {
                    numbers.push((before + 1, after + 1));
                }
                (before, after) = (before + 1, after + 1);
            }
            (before, after) = (hunk.0.end as usize, hunk.1.end as usize);
        }
        let content = diff.hunks().map(|hunk| Stretch { old: counted(hunk.before), new: counted(hunk.after) }).collect();
        Self { file: file.to_owned(), old_pages: old.len(), new_pages: new.len(), content, numbers }
    }

    pub fn is_empty(&self) -> bool {
        self.content.is_empty() && self.numbers.is_empty()
    }
}

/// What each page of a paper shows.
pub fn drawn(document: &PagedDocument) -> Vec<Drawn> {
    let footer = marks::footer(document);
    let page = |page: &typst_layout::Page| {
        let size = page.frame.size();
        let (mut body, mut number) = (vec![hash128(&(size, &page.fill))], Vec::new());
        walk(&page.frame, Transform::identity(), &mut |point, what| {
            // At the left of that line stand date and meeting.
            let in_footer = marks::in_footer(footer, point.y.to_pt()) && point.x > size.x / 2.0;
            let out = if in_footer { &mut number } else { &mut body };
            out.push(hash128(&(hundredths(point.x), hundredths(point.y), what)));
        });
        Drawn { body: hash128(&body), foot: hash128(&number) }
    };
    document.pages().iter().map(page).collect()
}

/// Calls `visit` for all that is drawn, glyph by glyph, with its place on the page and a digest of what it is.
fn walk(frame: &Frame, transform: Transform, visit: &mut dyn FnMut(Point, u128)) {
    for (point, item) in frame.items() {
        let place = point.transform(transform);
        match item {
            FrameItem::Group(group) => {
                let inner = transform.pre_concat(Transform::translate(point.x, point.y)).pre_concat(group.transform);
                if group.clip.is_some() || !group.transform.is_identity() {
                    visit(place, hash128(&(group.transform, &group.clip)));
                }
                walk(&group.frame, inner, visit);
            }
            FrameItem::Text(text) => {
                let style = hash128(&(&text.font, text.size, &text.fill, &text.stroke));
                let mut x = Abs::zero();
                for glyph in &text.glyphs {
                    let offset = Point::new(x + glyph.x_offset.at(text.size), -glyph.y_offset.at(text.size));
                    visit((*point + offset).transform(transform), hash128(&(style, glyph.id)));
                    x += glyph.x_advance.at(text.size);
                }
            }
            FrameItem::Shape(shape, _) => visit(place, hash128(shape)),
            FrameItem::Image(image, size, _) => visit(place, hash128(&(image, size))),
            FrameItem::Link(..) | FrameItem::Tag(_) => {}
        }
    }
}

/// A length in hundredths of a point: less than any printer shows, more than rounding may differ by.
fn hundredths(length: Abs) -> i64 {
    (length.to_pt() * 100.0).round() as i64
}
