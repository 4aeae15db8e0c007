//! Whether every letter looks like what the file says that it is.
//!
//! The letters of a PDF come from a font that holds nothing but them; so their shapes are held against those of the
//! program's fonts and the meeting's own.

use std::cell::RefCell;
use std::collections::BTreeMap;

use rustybuzz::{Language, UnicodeBuffer, script};
use typst::layout::Abs;
use typst::text::{FontInstance, FontVariant, FontWeight};

use super::{Printed, View};
use crate::read::pdf::Opened;
use crate::read::pdf::drawn::shape::Shape;
use crate::read::pdf::drawn::{Area, Glyph, Sight, Typeface};
use crate::say::diag::Diagnostic;
use crate::say::words;

/// Letters of a text, by font and code.
type Codes = Vec<(usize, usize)>;

/// The letters of a file.
pub struct Letters<'a> {
    /// The fonts with which papers are set.
    fonts: Vec<FontInstance>,
    /// The letters that the file uses, by font and code.
    known: BTreeMap<(usize, usize), Letter>,
    /// Texts for which letters stand, and whether they are such letters.
    shaped: RefCell<BTreeMap<(Codes, String), bool>>,
    /// What letters look like that are not right.
    looks: RefCell<BTreeMap<(usize, usize), Option<char>>>,
    types: &'a [Typeface],
}

/// A letter as it is drawn.
struct Letter {
    /// None if the file does not bring it along.
    shape: Option<Shape>,
    /// Whether it looks like its text.
    right: bool,
}

impl<'a> Letters<'a> {
    pub fn new(printed: &Printed, seen: &'a Sight) -> Self {
        let fonts = printed.subject.fonts;
        let weight = |weight| FontVariant { weight, ..FontVariant::default() };
        let variants = [FontWeight::REGULAR, FontWeight::BOLD].map(weight);
        let mut instances: Vec<FontInstance> = Vec::new();
        for font in (0..).map_while(|index| fonts.get(index)) {
            // Of a font without axes there is one.
            let of = if font.info().axes.is_empty() { &variants[..1] } else { &variants[..] };
            instances.extend(of.iter().map(|variant| font.clone().instantiate(*variant, Abs::pt(10.0), &Default::default())));
        }
        let mut letters =
            Self { fonts: instances, known: BTreeMap::new(), shaped: RefCell::default(), looks: RefCell::default(), types: &seen.types };
        // Of fonts that outlines do not tell, those are known that a build puts there.
        let untold = seen.types.iter().any(|font| font.untold().is_some());
        let made = if untold { made(printed) } else { Default::default() };
        let known = |font: &Typeface| font.untold().is_none_or(|bytes| made.types.iter().any(|made| made.untold() == Some(bytes)));
        let shapes: Vec<_> = seen.types.iter().map(|font| font.shapes().filter(|_| known(font))).collect();
        for glyph in seen.scenes.iter().flat_map(|scene| &scene.glyphs) {
            let key = (glyph.font, glyph.code);
            if letters.known.contains_key(&key) {
                continue;
            }
            let shape = shapes.get(glyph.font).and_then(Option::as_ref).and_then(|shapes| shapes.shape(glyph.code));
            let text = seen.types.get(glyph.font).and_then(|font| font.text(glyph.code));
            let right = shape.as_ref().zip(text).is_some_and(|(shape, text)| letters.is(&[shape], text));
            letters.known.insert(key, Letter { shape, right });
        }
        letters
    }

    /// The box around what a letter draws, in em; none if it draws nothing.
    pub fn ink(&self, glyph: &Glyph) -> Option<Area> {
        let shape = self.known.get(&(glyph.font, glyph.code))?.shape.as_ref()?;
        shape.area()
    }

    /// Whether a text, in one of the fonts, looks like these shapes.
    fn is(&self, shapes: &[&Shape], text: &str) -> bool {
        let mut characters = text.chars();
        let plain = characters.next().filter(|_| characters.next().is_none() && shapes.len() == 1);
        let by_character = |font: &FontInstance| {
            let glyph = plain.and_then(|c| font.ttf().glyph_index(c)).filter(|glyph| glyph.0 != 0);
            glyph.is_some_and(|glyph| Shape::of(font.ttf(), glyph.0).looks_like(shapes[0]))
        };
        self.fonts.iter().any(by_character) || self.fonts.iter().any(|font| set_as(font, shapes, text))
    }

    /// What a shape looks like, if it is one character of the fonts.
    fn looks_like(&self, shape: &Shape) -> Option<char> {
        if shape.is_empty() {
            return None;
        }
        self.fonts.iter().find_map(|font| {
            let face = font.ttf();
            let mut found = None;
            for table in face.tables().cmap.iter().flat_map(|cmap| cmap.subtables).filter(ttf_parser::cmap::Subtable::is_unicode) {
                table.codepoints(|code| {
                    let glyph = if found.is_none() { table.glyph_index(code) } else { None };
                    if glyph.is_some_and(|glyph| glyph.0 != 0 && Shape::of(face, glyph.0).looks_like(shape)) {
                        found = char::from_u32(code);
                    }
                });
            }
            found
        })
    }

    /// The letters of a page that are not what they are said to be.
    pub fn check(&self, page: &View) -> Vec<Diagnostic> {
        let glyphs = &page.scene.glyphs;
        let (mut wrong, mut foreign) = (Vec::new(), Vec::new());
        let mut at = 0;
        while at < glyphs.len() {
            let first = at;
            let instead = glyphs[at].instead;
            at += 1;
            while instead.is_some() && at < glyphs.len() && glyphs[at].instead == instead {
                at += 1;
            }
            let letters: Option<Vec<&Letter>> = glyphs[first..at].iter().map(|glyph| self.known.get(&(glyph.font, glyph.code))).collect();
            let Some(letters) = letters else { continue };
            if letters.iter().any(|letter| letter.shape.is_none()) {
                foreign.extend(first..at);
            } else if !self.said(page, &glyphs[first..at], &letters) {
                wrong.push(first);
            }
        }
        let mut findings = page.stretches(&foreign, &|text| words::seen_foreign_font(text));
        for at in wrong.into_iter().take(super::NAMED) {
            let (around, text) = (page.around(at), page.text(&glyphs[at]).to_owned());
            let shape = self.known.get(&(glyphs[at].font, glyphs[at].code)).and_then(|letter| letter.shape.as_ref());
            let mut looks = self.looks.borrow_mut();
            let shown = looks.entry((glyphs[at].font, glyphs[at].code)).or_insert_with(|| shape.and_then(|shape| self.looks_like(shape)));
            let message = match *shown {
                Some(shown) => words::seen_letter(around, shown, text),
                None => words::seen_shape(around, text),
            };
            findings.push(Diagnostic::error(message).at(page.place_of(&glyphs[at])));
        }
        findings
    }

    /// Whether letters look like their text, or like the one that stands in its place.
    fn said(&self, page: &View, glyphs: &[Glyph], letters: &[&Letter]) -> bool {
        let right = letters.iter().all(|letter| letter.right);
        let Some(instead) = glyphs[0].instead.and_then(|instead| page.scene.instead.get(instead)) else { return right };
        let own: String =
            glyphs.iter().map(|glyph| self.types.get(glyph.font).and_then(|font| font.text(glyph.code)).unwrap_or_default()).collect();
        if right && own == *instead {
            return true;
        }
        let key = (glyphs.iter().map(|glyph| (glyph.font, glyph.code)).collect(), instead.clone());
        *self.shaped.borrow_mut().entry(key).or_insert_with(|| {
            let shapes: Vec<&Shape> = letters.iter().filter_map(|letter| letter.shape.as_ref()).collect();
            self.is(&shapes, instead)
        })
    }
}

/// What the same paper shows, made now.
fn made(printed: &Printed) -> Sight {
    printed.subject.made(printed.name).and_then(|bytes| Opened::new(bytes).ok()?.drawn().ok()).unwrap_or_default()
}

/// Whether a font sets a text in these shapes.
fn set_as(font: &FontInstance, shapes: &[&Shape], text: &str) -> bool {
    let scripts = [None, Some(script::HAN), Some(script::KATAKANA), Some(script::LATIN)];
    scripts.into_iter().any(|script| {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        if let Some(script) = script {
            buffer.set_script(script);
        }
        if let Ok(language) = "ja".parse::<Language>() {
            buffer.set_language(language);
        }
        buffer.set_direction(rustybuzz::Direction::LeftToRight);
        let set = rustybuzz::shape(font.rusty(), &[], buffer);
        let glyphs = set.glyph_infos();
        let drawn = |glyph: u32| u16::try_from(glyph).ok().filter(|glyph| *glyph != 0).map(|glyph| Shape::of(font.ttf(), glyph));
        glyphs.len() == shapes.len()
            && glyphs.iter().zip(shapes).all(|(glyph, shape)| drawn(glyph.glyph_id).is_some_and(|drawn| drawn.looks_like(shape)))
    })
}
