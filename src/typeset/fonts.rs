//! The fonts: those of the program, those of the meeting, and no others; and whether one can draw a character.

use std::collections::BTreeMap;
use std::path::Path;

use typst::foundations::Bytes;
use typst::layout::Abs;
use typst::text::{Font, FontBook, FontInstance};
use typst::utils::LazyHash;

use crate::read::files::{self, Store};
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
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

/// Whether `font` has a glyph for the character or, with a selector, for exactly that sequence.
pub fn draws(font: &FontInstance, c: char, selector: Option<char>) -> bool {
    let face = font.ttf();
    let glyph = match selector {
        Some(selector) => face.glyph_variation_index(c, selector),
        None => face.glyph_index(c),
    };
    glyph.is_some_and(|glyph| glyph.0 != 0)
}
