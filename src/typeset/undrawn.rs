//! Undrawn: every character and variation sequence of a meeting that no font of a chain can draw, each with what to do.

use std::collections::BTreeMap;

use typst::text::FontInstance;

use crate::answers::response::Responses;
use crate::meeting::Meeting;
use crate::meeting::headings::Datum;
use crate::meeting::keys::Spoken;
use crate::meeting::look::Archive;
use crate::read::character::{self, code_point};
use crate::records::record::Opinion;
use crate::say::diag::{About, Diagnostic, Place};
use crate::say::words;
use crate::typeset::fonts::draws;

/// Most characters that are shown of a text in letters that no font has.
const WORD: usize = 12;

/// A text that cannot be printed.
pub struct Odd {
    /// What a paper that shows it holds.
    pub text: String,
    pub finding: Diagnostic,
    /// Whether any paper may show it: it is the meeting's own.
    pub anywhere: bool,
}

/// What of the meeting's own texts, its opinions and their answers no font of the chain can draw. What is wrong with
/// characters apart from that is said before.
pub fn undrawn<'o>(
    meeting: &Meeting,
    opinions: impl Iterator<Item = &'o Opinion>,
    responses: &Responses,
    chain: &[FontInstance],
) -> Vec<Odd> {
    let mut look = Look { meeting, chain, known: BTreeMap::new(), odd: Vec::new() };
    let file = meeting.shown(crate::meeting::FILE);
    for (key, text) in meeting.texts() {
        look.at(text, Some(key), &|| Place::file(&file));
    }
    for opinion in opinions {
        let texts = [
            (&opinion.category, Datum::Category),
            (&opinion.text, Datum::Text),
            (&opinion.attribution, Datum::Attribution),
            (&opinion.subcategory, Datum::Subcategory),
        ];
        for (text, column) in texts {
            look.at(text, None, &|| opinion.place.clone().heading(column.heading()));
        }
        for (field, value) in meeting.record_fields().zip(&opinion.fields).filter(|(field, _)| !meeting.is_private(field)) {
            look.at(value, None, &|| opinion.place.clone().heading(&field.heading));
        }
    }
    for response in responses.0.values() {
        look.at(&response.value, None, &|| response.place.clone());
    }
    look.odd
}

/// A look at texts, one after the other.
struct Look<'a> {
    meeting: &'a Meeting,
    chain: &'a [FontInstance],
    /// Whether a font has a character, or a sequence.
    known: BTreeMap<(char, Option<char>), bool>,
    odd: Vec<Odd>,
}

impl Look<'_> {
    /// Looks at a text of the records, or at the one that the settings have under a key.
    fn at(&mut self, text: &str, key: Option<&str>, place: &dyn Fn() -> Place) {
        let mut pictures = pictures(text);
        while let Some(picture) = pictures.next() {
            if let Some(finding) = self.finding(&picture, &mut pictures, key, place) {
                // What the settings say is on any paper.
                self.odd.push(Odd { text: picture.text, finding, anywhere: key.is_some() });
            }
        }
    }

    /// What is to be said of a picture: nothing if it can be drawn, or if something else is wrong with it and said before.
    /// Letters like it are passed over in the pictures that follow.
    fn finding(
        &mut self,
        picture: &Picture,
        following: &mut (impl Iterator<Item = Picture> + Clone),
        key: Option<&str>,
        place: &dyn Fn() -> Place,
    ) -> Option<Diagnostic> {
        let Picture { index, c, selector, text: ref shown } = *picture;
        let own_hint = || if key.is_some() { words::no_glyph_own_hint() } else { words::no_glyph_hint() };
        let error =
            |word: &str, codes: String| Diagnostic::error(words::no_glyph(word, codes, index + 1)).about(About::Character).at(place());
        if shown.chars().skip(1).any(|c| c == '\u{200d}') {
            return Some(error(shown, codes(shown)).hint(own_hint()));
        }
        let is_said = || character::fault(c, true).is_some() || character::is_private_use(c) && self.meeting.pdf.archive == Archive::A3a;
        let chain = self.chain;
        let is_drawn = |c: char, selector: Option<char>| chain.iter().any(|font| draws(font, c, selector));
        if *self.known.entry((c, selector)).or_insert_with(|| c == '\n' || is_drawn(c, selector)) || key.is_none() && is_said() {
            return None;
        }
        let (mut word, mut codes) = (shown.clone(), codes(shown));
        if is_letter(picture) && passed_over(following, &mut word, |next| is_letter(next) && !is_drawn(next.c, None)) {
            codes += " …";
        }
        if let Some((end, _)) = word.char_indices().nth(WORD) {
            word.truncate(end);
            word.push('…');
        }
        let finding = match (selector, character::remedy(c)) {
            _ if c == '\u{fffd}' => Diagnostic::error(words::replacement_character(index + 1)).at(place()).hint(words::mend_by_hand()),
            (Some(_), _) if is_drawn(c, None) => error(&word, codes).hint(words::no_sequence_hint(c)),
            (_, Some(instead)) if is_drawn(instead, None) => error(&word, codes).hint(words::write_instead(instead)),
            _ => error(&word, codes).hint(own_hint()),
        };
        Some(key.into_iter().fold(finding, |finding, key| finding.hint(words::in_key(Spoken(key)))))
    }
}

/// A character and its variation selector, and in `text` these and what is joined to them; `index` is its place in the text.
struct Picture {
    index: usize,
    c: char,
    selector: Option<char>,
    text: String,
}

/// The pictures that a text consists of.
fn pictures(text: &str) -> impl Iterator<Item = Picture> + Clone {
    let mut characters = text.chars().enumerate().peekable();
    std::iter::from_fn(move || {
        let (index, c) = characters.next()?;
        let selector = characters.next_if(|(_, next)| character::is_variation_selector(*next)).map(|(_, selector)| selector);
        let mut text = String::from_iter(std::iter::once(c).chain(selector));
        while let Some((_, joiner)) = characters.peek().copied()
            && let Some((_, joined)) = characters.clone().nth(1)
            && character::is_joiner(text.chars().last(), joiner, Some(joined))
        {
            text.extend(characters.by_ref().take(2).map(|(_, c)| c));
            text.extend(characters.next_if(|(_, next)| character::is_variation_selector(*next)).map(|(_, selector)| selector));
        }
        Some(Picture { index, c, selector, text })
    })
}

/// Whether it is a letter, and nothing that has another remedy.
fn is_letter(picture: &Picture) -> bool {
    let Picture { c, selector, .. } = picture;
    selector.is_none() && c.is_alphabetic() && character::remedy(*c).is_none() && character::fault(*c, true).is_none()
}

/// Passes over pictures like the last one of a word, with a space between them or none, and adds them to it; whether there were
/// any. What is written in letters that no font has is said once, and not letter by letter.
fn passed_over(pictures: &mut (impl Iterator<Item = Picture> + Clone), word: &mut String, is_alike: impl Fn(&Picture) -> bool) -> bool {
    let before = word.len();
    loop {
        let mut ahead = pictures.clone();
        let Some(next) = ahead.next() else { break };
        let (blank, next) = if next.text == " " { (Some(' '), ahead.next()) } else { (None, Some(next)) };
        let Some(next) = next.filter(&is_alike) else { break };
        word.extend(blank);
        word.push_str(&next.text);
        *pictures = ahead;
    }
    word.len() > before
}

/// The code points of a text.
fn codes(text: &str) -> String {
    text.chars().map(|c| code_point(c).bare()).collect::<Vec<_>>().join(" ")
}
