//! Measuring text: how wide it is in the papers' font, and into which lines a column breaks it.
//!
//! Used for what Typst does not do for us: the widths of columns and the row heights of
//! workbooks. Widths are in em, so that one measurement serves every size.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use icu_segmenter::options::{LineBreakOptions, LineBreakStrictness};
use icu_segmenter::{GraphemeClusterSegmenter, LineSegmenter, LineSegmenterBorrowed};
use typst::text::FontInstance;

use crate::read::character;

/// Measures text in a chain of fonts.
pub struct Ruler {
    chain: Vec<FontInstance>,
    segmenter: LineSegmenterBorrowed<'static>,
    /// Where the texts that were broken so far may be, since one text is measured for many widths.
    ends: RefCell<BTreeMap<Box<str>, Rc<[usize]>>>,
    /// The advances that were looked up, by code point of the basic plane; NaN for the others.
    advances: Box<[Cell<f64>]>,
}

/// Number of code points in Unicode's basic plane; the few others are looked up each time.
const BASIC: usize = 0x1_0000;

impl Ruler {
    /// A ruler for `chain`: each character has the width that the first font with a glyph gives it.
    pub fn new(chain: Vec<FontInstance>) -> Self {
        let mut options = LineBreakOptions::default();
        // Japanese kinsoku with small kana and the prolonged sound mark kept from the line's start (JIS X 4051).
        options.strictness = Some(LineBreakStrictness::Strict);
        Self {
            chain,
            segmenter: LineSegmenter::new_for_non_complex_scripts(options),
            ends: RefCell::default(),
            advances: vec![Cell::new(f64::NAN); BASIC].into(),
        }
    }

    /// Width of one character in em; 1 em if no font has it.
    pub fn advance(&self, c: char) -> f64 {
        let Some(cached) = self.advances.get(c as usize) else { return self.look_up(c) };
        if cached.get().is_nan() {
            cached.set(self.look_up(c));
        }
        cached.get()
    }

    fn look_up(&self, c: char) -> f64 {
        if c == '\n' || character::is_variation_selector(c) {
            return 0.0;
        }
        let advance = |font: &FontInstance| font.ttf().glyph_index(c).and_then(|glyph| font.x_advance(glyph.0)).map(|em| em.get());
        self.chain.iter().find_map(advance).unwrap_or(1.0)
    }

    /// Width of `text` on one line, in em.
    pub fn width(&self, text: &str) -> f64 {
        text.chars().map(|c| self.advance(c)).sum()
    }

    /// The ends of the stretches of a text that are not broken, in bytes.
    pub fn ends(&self, text: &str) -> Rc<[usize]> {
        if let Some(known) = self.ends.borrow().get(text) {
            return known.clone();
        }
        let ends: Rc<[usize]> = self.segmenter.segment_str(text).skip(1).collect();
        self.ends.borrow_mut().insert(text.into(), ends.clone());
        ends
    }

    /// The stretches of a line that are not broken: the width of each in em, without and with the white space at its end.
    pub fn segments(&self, line: &str) -> Vec<(f64, f64)> {
        let mut from = 0;
        let width = |to: &usize| {
            let piece = &line[std::mem::replace(&mut from, *to)..*to];
            (self.width(piece.trim_end()), self.width(piece))
        };
        self.ends(line).iter().map(width).collect()
    }

    /// Width of the widest stretch of `text` that may not be broken, in em.
    pub fn longest_word(&self, text: &str) -> f64 {
        self.segments(text).into_iter().map(|(visible, _)| visible).fold(0.0, f64::max)
    }

    /// The lines into which `text` falls in a column `width` em wide, as ranges of bytes.
    ///
    /// Breaks stand where Unicode's line breaking (UAX #14) allows them; a word wider than the
    /// column is broken anywhere. White space at a line's end does not count. Every byte of the
    /// text is in exactly one line.
    pub fn lines(&self, text: &str, width: f64) -> Vec<Range<usize>> {
        let mut lines = Vec::new();
        let (mut start, mut used) = (0, 0.0);
        let mut from = 0;
        for &to in self.ends(text).iter() {
            let piece = &text[from..to];
            let visible = piece.trim_end();
            let wide = self.width(visible);
            if used + wide > width && from > start {
                lines.push(start..from);
                (start, used) = (from, 0.0);
            }
            if wide > width {
                for (offset, c) in visible.char_indices() {
                    let advance = self.advance(c);
                    if used + advance > width && from + offset > start {
                        lines.push(start..from + offset);
                        (start, used) = (from + offset, 0.0);
                    }
                    used += advance;
                }
            } else {
                used += wide + self.width(&piece[visible.len()..]);
            }
            if piece.ends_with('\n') {
                lines.push(start..to);
                (start, used) = (to, 0.0);
            }
            from = to;
        }
        if start < text.len() || text.ends_with('\n') || text.is_empty() {
            lines.push(start..text.len());
        }
        lines
    }

    /// `text` cut so that no piece that may not be broken is wider than `width` em; none if nothing had to be cut.
    pub fn pieces<'t>(&self, text: &'t str, width: f64) -> Vec<&'t str> {
        let mut pieces: Vec<&str> = Vec::new();
        let (mut start, mut from) = (0, 0);
        for &to in self.ends(text).iter() {
            let word = &text[from..to];
            if self.width(word.trim_end()) > width {
                if start < from {
                    pieces.push(&text[start..from]);
                }
                for part in address_parts(word) {
                    if self.width(part.trim_end()) <= width {
                        pieces.push(part);
                        continue;
                    }
                    let clusters: Vec<usize> = GraphemeClusterSegmenter::new().segment_str(part).collect();
                    pieces.extend(clusters.windows(2).map(|pair| &part[pair[0]..pair[1]]));
                }
                start = to;
            }
            from = to;
        }
        if !pieces.is_empty() && start < text.len() {
            pieces.push(&text[start..]);
        }
        pieces
    }
}

/// The parts of an address, which is best broken behind its signs; another word as it is.
pub fn address_parts(word: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, c) in word.char_indices().skip(1) {
        let is_number = c.is_ascii_digit() && word[..at].chars().rev().nth(1).is_some_and(|c| c.is_ascii_digit());
        let follows = word[..at].ends_with(['/', '.', '-', '_', '?', '&', '=', '#', '@']) && !is_number;
        if follows && c.is_ascii_alphanumeric() && word[start..at].is_ascii() {
            parts.push(&word[start..at]);
            start = at;
        }
    }
    parts.push(&word[start..]);
    parts
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::typeset::fonts::Fonts;

    /// A ruler for the papers' usual font.
    pub fn gothic() -> Ruler {
        Ruler::new(Fonts::bundled().unwrap().chain(&["BIZ UDGothic".to_owned()]).unwrap())
    }

    fn lines(text: &str, width: f64) -> Vec<&str> {
        gothic().lines(text, width).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn measure_kinsoku() {
        assert_eq!(gothic().width("区役所PDCA"), 5.0);
        assert_eq!(lines("区役所、出張所", 3.0), ["区役", "所、出", "張所"]);
        assert_eq!(lines("一行目\n二行目", 9.0), ["一行目\n", "二行目"]);
        assert_eq!(lines("", 9.0), [""]);
    }

    #[test]
    fn measure_addresses() {
        assert_eq!(
            address_parts("https://www.example.lg.jp/a_b?c=1"),
            ["https://", "www.", "example.", "lg.", "jp/", "a_", "b?", "c=", "1"]
        );
        assert_eq!(address_parts("3.5"), ["3.5"]);
        assert_eq!(address_parts("区役所"), ["区役所"]);
        assert_eq!(gothic().pieces("見よhttps://www.example.lg.jp/", 4.0), ["見よhttps://", "www.", "example.", "lg.", "jp/"]);
    }

    #[test]
    fn measure_long_words() {
        assert_eq!(lines("aaaaaaaaaa", 2.0), ["aaaa", "aaaa", "aa"]);
        let text = "ながい文（かっこ）と https://example.jp/long/long/long と終わり。\n\n次";
        for width in 1..20 {
            assert_eq!(lines(text, f64::from(width)).concat(), text);
        }
    }
}
