//! What is seen on the pages of a PDF, whatever its tags say: nothing may hide a text, add one, or show other letters.
//!
//! [`drawn`](crate::read::pdf::drawn) goes through what the pages draw. [`letters`] holds the shape of every letter
//! against the fonts, [`sight`] looks whether each can be seen, [`labels`] whether what no reader of the tags hears is
//! one of the labels that are repeated, [`stated`] at the properties; [`rows`] knows which
//! opinion stands where.

mod labels;
mod letters;
mod order;
mod rows;
mod sight;
mod stated;

use std::collections::BTreeSet;

use self::labels::Labels;
use self::letters::Letters;
use self::rows::Rows;
use super::Subject;
use crate::document::Document;
use crate::meeting::look::Look;
use crate::read::pdf::Pdf;
use crate::read::pdf::drawn::{Fault, Glyph, Owner, Scene, Sight};
use crate::say::diag::{Diagnostic, Diagnostics, Place};
use crate::say::words::{self, Message};
use ecow::eco_format;

/// Letters shown of a text.
const SHOWN: usize = 16;
/// Most places of a page that are named for one cause.
const NAMED: usize = 5;
/// How far a page may be from its size, in points.
const ROUNDING: f64 = 0.1;

/// A paper and what it must show.
pub struct Printed<'a> {
    pub subject: &'a Subject<'a>,
    pub document: &'a Document,
    pub look: &'a Look,
    /// Name of the output, and the path that people know.
    pub name: &'a str,
    pub file: &'a str,
}

/// Looks at what a finished PDF shows; what does not hold is said with page and opinion.
pub fn look(printed: &Printed, seen: std::result::Result<Sight, Message>, pdf: &Pdf) -> Diagnostics {
    let mut findings = Diagnostics::default();
    let place = Place::file(printed.file);
    let seen = match seen {
        Ok(seen) => seen,
        Err(message) => {
            findings.push(Diagnostic::error(message).at(place));
            return findings;
        }
    };
    findings.0.extend(seen.faults.iter().map(|fault| Diagnostic::error(said(fault)).at(place.clone())));
    let rows = Rows::new(printed.document, &pdf.root);
    let labels = Labels::new(printed, pdf);
    let letters = Letters::new(printed, &seen);
    let heard: BTreeSet<(usize, usize)> = pdf.root.held().into_iter().collect();
    for (index, scene) in seen.scenes.iter().enumerate() {
        let page = View { printed, seen: &seen, scene, letters: &letters, rows: &rows, number: index + 1 };
        findings.0.extend(page.faults());
        findings.0.extend(page.unheard(&heard));
        findings.0.extend(letters.check(&page));
        findings.0.extend(sight::check(&page));
        findings.0.extend(labels.check(&page, pdf));
    }
    findings.0.extend(order::check(printed, &seen, &letters, &rows, pdf));
    findings.0.extend(labels::bookmarks(printed, pdf));
    findings.0.extend(stated::check(printed, pdf));
    findings
}

/// What a fault is called.
fn said(fault: &Fault) -> Message {
    match fault {
        Fault::Added => words::seen_added(),
        Fault::Layers => words::seen_layers(),
        Fault::Annotation => words::seen_annotation(),
        Fault::Acts => words::seen_acts(),
        Fault::Cropped => words::seen_cropped(),
        Fault::Picture => words::seen_picture(),
        Fault::Spoken => words::seen_spoken(),
        Fault::Attached => words::seen_attached(),
        Fault::Bookmark => words::seen_bookmark_odd(),
        Fault::Twice(key) => words::seen_twice(key),
        Fault::Unknown(what) => words::seen_unknown(what),
    }
}

/// A page, and what is known of its letters.
struct View<'a> {
    printed: &'a Printed<'a>,
    seen: &'a Sight,
    scene: &'a Scene,
    letters: &'a Letters<'a>,
    rows: &'a Rows,
    /// From 1.
    number: usize,
}

impl View<'_> {
    /// The page.
    fn place(&self) -> Place {
        Place { sheet: Some(eco_format!("p.{}", self.number)), ..Place::file(self.printed.file) }
    }

    /// The page, with the opinion to which a letter belongs.
    fn place_of(&self, glyph: &Glyph) -> Place {
        match glyph.owner {
            Owner::Heard(id) => self.rows.place(self.place(), (self.number, id)),
            _ => self.place(),
        }
    }

    /// What the page's own dictionary says.
    fn faults(&self) -> Vec<Diagnostic> {
        let mut faults: BTreeSet<Fault> = self.scene.faults.iter().cloned().collect();
        let (width, height) = self.printed.look.page();
        let points = |length: f64| length * 72.0 / 25.4;
        let near = |a: f64, b: f64| (a - b).abs() <= ROUNDING;
        if !self.scene.size.is_some_and(|size| near(size.0, points(width)) && near(size.1, points(height))) {
            faults.insert(Fault::Cropped);
        }
        faults.iter().map(|fault| Diagnostic::error(said(fault)).at(self.place())).collect()
    }

    /// What the file says that a letter is.
    fn text(&self, glyph: &Glyph) -> &str {
        match glyph.instead.and_then(|instead| self.scene.instead.get(instead)) {
            Some(text) => text,
            None => self.seen.types.get(glyph.font).and_then(|font| font.text(glyph.code)).unwrap_or("\u{FFFD}"),
        }
    }

    /// The text of letters; of several for which one text stands, that once.
    fn text_of(&self, glyphs: &[&Glyph]) -> String {
        let mut text = String::new();
        let mut last = None;
        for glyph in glyphs {
            if glyph.instead.is_none() || glyph.instead != last {
                text.push_str(self.text(glyph));
            }
            last = glyph.instead;
        }
        text
    }

    /// What a letter belongs to: a cell or a paragraph, or a piece of what is no part of the document.
    fn belongs(&self, glyph: &Glyph) -> (Option<usize>, Owner, usize) {
        match glyph.owner {
            Owner::Heard(id) => match self.rows.group((self.number, id)) {
                Some(group) => (Some(group), Owner::Nobody, 0),
                None => (None, glyph.owner, 0),
            },
            _ => (None, glyph.owner, glyph.piece),
        }
    }

    /// The letters that belong together with one: what is around it, for people to find it by.
    fn around(&self, at: usize) -> String {
        let glyphs = &self.scene.glyphs;
        let own = |glyph: &Glyph| self.belongs(glyph) == self.belongs(&glyphs[at]);
        let from = (at.saturating_sub(SHOWN / 2)..at).rev().take_while(|at| own(&glyphs[*at])).last().unwrap_or(at);
        let shown: Vec<&Glyph> = glyphs[from..].iter().take_while(|glyph| own(glyph)).take(SHOWN).collect();
        self.text_of(&shown).chars().filter(|c| !c.is_control()).take(SHOWN).collect()
    }

    /// One finding for each stretch of letters of which something is to be said.
    fn stretches(&self, wrong: &[usize], say: &dyn Fn(&str) -> Message) -> Vec<Diagnostic> {
        let glyphs = &self.scene.glyphs;
        let together = |a: &usize, b: &usize| *b - *a <= 1 && self.belongs(&glyphs[*a]) == self.belongs(&glyphs[*b]);
        let mut findings = Vec::new();
        for stretch in wrong.chunk_by(together).take(NAMED) {
            let letters: Vec<&Glyph> = stretch.iter().map(|at| &glyphs[*at]).take(SHOWN).collect();
            let text = if letters.len() > 2 { self.text_of(&letters) } else { self.around(stretch[0]) };
            findings.push(Diagnostic::error(say(&text)).at(self.place_of(letters[0])));
        }
        findings
    }

    /// Letters that belong to nothing which the tags hold.
    fn unheard(&self, heard: &BTreeSet<(usize, usize)>) -> Vec<Diagnostic> {
        let lost = |glyph: &Glyph| match glyph.owner {
            Owner::Heard(id) => !heard.contains(&(self.number, id)),
            Owner::Nobody => true,
            Owner::Aside(_) => false,
        };
        let wrong: Vec<usize> = (0..self.scene.glyphs.len()).filter(|at| lost(&self.scene.glyphs[*at])).collect();
        self.stretches(&wrong, &|text| words::seen_unheard(text))
    }
}
