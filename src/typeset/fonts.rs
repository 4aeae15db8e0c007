//! The fonts: those of the program, those of the meeting, and no others; and what they can draw.

use std::collections::BTreeMap;
use std::path::Path;

use typst::foundations::Bytes;
use typst::layout::Abs;
use typst::text::{Font, FontBook, FontInstance};
use typst::utils::LazyHash;

use crate::answers::response::Responses;
use crate::meeting::Meeting;
use crate::meeting::keys::Spoken;
use crate::meeting::look::Archive;
use crate::read::character;
use crate::read::character::code_point;
use crate::read::files;
use crate::read::files::Store;
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
    let file = files::display(&meeting.folder.join(crate::meeting::FILE));
    let mut check = |text: &str, key: Option<&str>, place: &dyn Fn() -> Place| {
        // What the settings say is on any paper.
        let anywhere = key.is_some();
        let mut characters = text.chars().enumerate().peekable();
        while let Some((index, c)) = characters.next() {
            let selector = characters.next_if(|(_, next)| character::is_variation_selector(*next)).map(|(_, selector)| selector);
            let mut picture = String::from_iter(std::iter::once(c).chain(selector));
            while let Some((_, joiner)) = characters.peek().copied()
                && let Some((_, joined)) = characters.clone().nth(1)
                && character::is_joiner(picture.chars().last(), joiner, Some(joined))
            {
                picture.extend(characters.by_ref().take(2).map(|(_, c)| c));
                picture.extend(characters.next_if(|(_, next)| character::is_variation_selector(*next)).map(|(_, selector)| selector));
            }
            if picture.chars().skip(1).any(|c| c == '\u{200d}') {
                let code = picture.chars().map(|c| code_point(c).bare()).collect::<Vec<_>>().join(" ");
                let hint = if anywhere { words::no_glyph_own_hint() } else { words::no_glyph_hint() };
                let finding = Diagnostic::error(words::no_glyph(&picture, code, index + 1)).about(About::Character).at(place()).hint(hint);
                odd.push(Odd { text: picture, finding, anywhere });
                continue;
            }
            let drawn = *known.entry((c, selector)).or_insert_with(|| c == '\n' || chain.iter().any(|font| draws(font, c, selector)));
            let is_said = || character::fault(c, true).is_some() || character::is_private_use(c) && meeting.pdf.archive == Archive::A3a;
            if drawn || !anywhere && is_said() {
                continue;
            }
            let mut code = selector
                .map_or_else(|| code_point(c).bare(), |selector| format!("{} {}", code_point(c).bare(), code_point(selector).bare()));
            let shown = selector.map_or_else(|| c.to_string(), |selector| format!("{c}{selector}"));
            // What is written in letters that no font has is said once, and not letter by letter.
            let is_letter = |c: char| c.is_alphabetic() && character::remedy(c).is_none() && character::fault(c, true).is_none();
            let mut word = shown.clone();
            while selector.is_none() && is_letter(c) {
                let mut ahead = characters.clone();
                let blank = ahead.next_if(|(_, next)| *next == ' ').map(|(_, blank)| blank);
                let Some((_, next)) = ahead.next() else { break };
                let is_selected = ahead.peek().is_some_and(|(_, after)| character::is_variation_selector(*after));
                if !is_letter(next) || is_selected || chain.iter().any(|font| draws(font, next, None)) {
                    break;
                }
                word.extend(blank.into_iter().chain([next]));
                characters = ahead;
            }
            if word != shown {
                code += " …";
            }
            if let Some((end, _)) = word.char_indices().nth(WORD) {
                word.truncate(end);
                word.push('…');
            }
            let diagnostic = Diagnostic::error(words::no_glyph(&word, code, index + 1)).about(About::Character).at(place());
            let finding = match (selector, character::remedy(c)) {
                _ if c == '\u{fffd}' => Diagnostic::error(words::replacement_character(index + 1)).at(place()).hint(words::mend_by_hand()),
                (Some(_), _) if chain.iter().any(|font| draws(font, c, None)) => diagnostic.hint(words::no_sequence_hint(c)),
                (_, Some(instead)) if chain.iter().any(|font| draws(font, instead, None)) => diagnostic.hint(words::write_instead(instead)),
                _ if anywhere => diagnostic.hint(words::no_glyph_own_hint()),
                _ => diagnostic.hint(words::no_glyph_hint()),
            };
            let finding = key.into_iter().fold(finding, |finding, key| finding.hint(words::in_key(Spoken(key))));
            odd.push(Odd { text: shown, finding, anywhere });
        }
    };
    for (key, text) in meeting.texts() {
        check(text, Some(key), &|| Place::file(&file));
    }
    for opinion in opinions {
        let place = |key: crate::meeting::headings::Datum| opinion.place.clone().heading(key.heading());
        check(&opinion.category, None, &|| place(crate::meeting::headings::Datum::Category));
        check(&opinion.text, None, &|| place(crate::meeting::headings::Datum::Text));
        check(&opinion.attribution, None, &|| place(crate::meeting::headings::Datum::Attribution));
        check(&opinion.subcategory, None, &|| place(crate::meeting::headings::Datum::Subcategory));
        for (field, value) in meeting.record_fields().zip(&opinion.fields).filter(|(field, _)| !meeting.is_private(field)) {
            check(value, None, &|| opinion.place.clone().heading(&field.heading));
        }
    }
    for response in responses.0.values() {
        check(&response.value, None, &|| response.place.clone());
    }
    odd
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
