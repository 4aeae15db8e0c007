//! The fonts: those of the program, those of the meeting, and no others; and what they can draw.

use std::collections::BTreeMap;
use std::path::Path;

use typst::foundations::Bytes;
use typst::layout::Abs;
use typst::text::{Font, FontBook, FontInstance};
use typst::utils::LazyHash;

use crate::answers::response::Responses;
use crate::meeting::Meeting;
use crate::meeting::headings::Datum;
use crate::meeting::keys::Spoken;
use crate::meeting::look::Archive;
use crate::read::character::{self, code_point};
use crate::read::files::{self, Store};
use crate::records::record::Opinion;
use crate::say::diag::{About, Diagnostic, Diagnostics, Place, Result};
use crate::say::words;

/// The fonts in the binary, from Debian's fonts-morisawa-bizud-{gothic,mincho} 1.05 (OFL 1.1).
const BUNDLED: &[(&str, &[u8])] = &[
    ("BIZUDGothic-Regular.ttf", include_bytes!("../../fonts/BIZUDGothic-Regular.ttf")),
    ("BIZUDGothic-Bold.ttf", include_bytes!("../../fonts/BIZUDGothic-Bold.ttf")),
    ("BIZUDMincho-Regular.ttf", include_bytes!("../../fonts/BIZUDMincho-Regular.ttf")),
];

/// Folder of a meeting that holds fonts of its own.
pub const FOLDER: &str = "fonts";

/// The names of the font files in the meeting's `fonts/`, sorted. Hidden files are none.
pub fn own(store: &dyn Store) -> Result<Vec<String>> {
    let is_font = |name: &String| {
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_lowercase();
        !name.starts_with('.') && ["ttf", "otf", "ttc", "otc"].contains(&extension.as_str())
    };
    Ok(store.list(FOLDER)?.into_iter().filter(is_font).map(|name| format!("{FOLDER}/{name}")).collect())
}

/// A loaded font file, for the manifest.
pub struct File {
    pub name: String,
    pub bytes: Bytes,
    /// Whether it is the meeting's, not the program's.
    pub own: bool,
}

/// All fonts that a build may use, in a fixed order.
pub struct Fonts {
    pub files: Vec<File>,
    fonts: Vec<Font>,
    book: LazyHash<FontBook>,
}

impl Fonts {
    /// The program's fonts and the meeting's `own`, sorted by name, each once whatever it is called; `folder` is the meeting's, for messages.
    pub fn new(own: &BTreeMap<String, Vec<u8>>, folder: &Path) -> Result<Self> {
        let mut files: Vec<File> =
            BUNDLED.iter().map(|(name, bytes)| File { name: (*name).to_owned(), bytes: Bytes::new(*bytes), own: false }).collect();
        for (path, bytes) in own {
            let bytes = Bytes::new(bytes.clone());
            if Font::iter(bytes.clone()).next().is_none() {
                return Err(Diagnostic::error(words::not_a_font()).at(Place::file(files::display(&folder.join(path)))).into());
            }
            if !files.iter().any(|file| file.bytes.as_slice() == bytes.as_slice()) {
                files.push(File { name: path.rsplit('/').next().unwrap_or_default().to_owned(), bytes, own: true });
            }
        }
        let fonts: Vec<Font> = files.iter().flat_map(|file| Font::iter(file.bytes.clone())).collect();
        let book = LazyHash::new(FontBook::from_fonts(&fonts));
        Ok(Self { files, fonts, book })
    }

    /// The program's fonts alone.
    pub fn bundled() -> Result<Self> {
        Self::new(&BTreeMap::new(), Path::new(""))
    }

    pub fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    pub fn get(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    /// The fonts of the chain `families`: of each family, the regular weight.
    pub fn chain(&self, families: &[String]) -> Result<Vec<FontInstance>> {
        let mut findings = Diagnostics::default();
        let mut chain = Vec::new();
        for family in families {
            match self.book.select(&family.to_lowercase(), Default::default()).and_then(|index| self.get(index)) {
                Some(font) => chain.push(font.instantiate(Default::default(), Abs::pt(10.0), &Default::default())),
                None => {
                    let known: Vec<&str> = self.book.families().map(|(name, _)| name).collect();
                    findings.push(Diagnostic::error(words::unknown_font(family)).known(family, &known));
                }
            }
        }
        findings.unless_errors(chain)
    }
}

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

/// Every character and variation sequence of a meeting that no font of the chain can draw. What is wrong with characters
/// apart from that is said before.
pub fn undrawn<'o>(
    meeting: &Meeting,
    opinions: impl Iterator<Item = &'o Opinion>,
    responses: &Responses,
    chain: &[FontInstance],
) -> Vec<Odd> {
    let mut odd = Vec::new();
    let mut known = BTreeMap::new();
    let file = meeting.shown(crate::meeting::FILE);
    let mut check = |text: &str, key: Option<&str>, place: &dyn Fn() -> Place| {
        // What the settings say is on any paper.
        let anywhere = key.is_some();
        let mut pictures = pictures(text);
        while let Some(picture) = pictures.next() {
            let Picture { index, c, selector, text: ref shown } = picture;
            if shown.chars().skip(1).any(|c| c == '\u{200d}') {
                let hint = if anywhere { words::no_glyph_own_hint() } else { words::no_glyph_hint() };
                let finding = Diagnostic::error(words::no_glyph(shown, codes(shown), index + 1));
                let finding = finding.about(About::Character).at(place()).hint(hint);
                odd.push(Odd { text: picture.text, finding, anywhere });
                continue;
            }
            let drawn = *known.entry((c, selector)).or_insert_with(|| c == '\n' || chain.iter().any(|font| draws(font, c, selector)));
            let is_said = || character::fault(c, true).is_some() || character::is_private_use(c) && meeting.pdf.archive == Archive::A3a;
            if drawn || !anywhere && is_said() {
                continue;
            }
            let is_undrawn = |picture: &Picture| is_letter(picture) && !chain.iter().any(|font| draws(font, picture.c, None));
            let (mut word, mut codes) = (shown.clone(), codes(shown));
            if is_letter(&picture) && passed_over(&mut pictures, &mut word, is_undrawn) {
                codes += " …";
            }
            if let Some((end, _)) = word.char_indices().nth(WORD) {
                word.truncate(end);
                word.push('…');
            }
            let diagnostic = Diagnostic::error(words::no_glyph(&word, codes, index + 1)).about(About::Character).at(place());
            let finding = match (selector, character::remedy(c)) {
                _ if c == '\u{fffd}' => Diagnostic::error(words::replacement_character(index + 1)).at(place()).hint(words::mend_by_hand()),
                (Some(_), _) if chain.iter().any(|font| draws(font, c, None)) => diagnostic.hint(words::no_sequence_hint(c)),
                (_, Some(instead)) if chain.iter().any(|font| draws(font, instead, None)) => diagnostic.hint(words::write_instead(instead)),
                _ if anywhere => diagnostic.hint(words::no_glyph_own_hint()),
                _ => diagnostic.hint(words::no_glyph_hint()),
            };
            let finding = key.into_iter().fold(finding, |finding, key| finding.hint(words::in_key(Spoken(key))));
            odd.push(Odd { text: picture.text, finding, anywhere });
        }
    };
    for (key, text) in meeting.texts() {
        check(text, Some(key), &|| Place::file(&file));
    }
    for opinion in opinions {
        let texts = [
            (&opinion.category, Datum::Category),
            (&opinion.text, Datum::Text),
            (&opinion.attribution, Datum::Attribution),
            (&opinion.subcategory, Datum::Subcategory),
        ];
        for (text, column) in texts {
            check(text, None, &|| opinion.place.clone().heading(column.heading()));
        }
        for (field, value) in meeting.record_fields().zip(&opinion.fields).filter(|(field, _)| !meeting.is_private(field)) {
            check(value, None, &|| opinion.place.clone().heading(&field.heading));
        }
    }
    for response in responses.0.values() {
        check(&response.value, None, &|| response.place.clone());
    }
    odd
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

/// Whether `font` has a glyph for the character or, with a selector, for exactly that sequence.
pub fn draws(font: &FontInstance, c: char, selector: Option<char>) -> bool {
    let face = font.ttf();
    let glyph = match selector {
        Some(selector) => face.glyph_variation_index(c, selector),
        None => face.glyph_index(c),
    };
    glyph.is_some_and(|glyph| glyph.0 != 0)
}
