//! The fonts of a PDF: how wide their letters are, what they look like, and what the file says that they are.

use std::collections::BTreeMap;

use hayro_syntax::object::{Dict, MaybeRef, Object};
use ttf_parser::{Face, GlyphId, cff};

use super::super::content::Font;
use super::super::file::{self, File, Result};
use super::hints;
use super::shape::Shape;

/// The most glyphs of one font.
const MAX_GLYPHS: usize = 1 << 16;

/// A font.
#[derive(Debug, Default)]
pub struct Typeface {
    /// What is said of its codes (9.10.3).
    texts: BTreeMap<usize, String>,
    /// In em; codes that are not here have the other.
    widths: BTreeMap<usize, f64>,
    width: f64,
    program: Program,
    /// The glyph of each code, if that is not the code itself.
    glyphs: Option<BTreeMap<usize, u16>>,
}

/// The font's own bytes.
#[derive(Debug, Default)]
enum Program {
    TrueType(Vec<u8>),
    Cff(Vec<u8>),
    /// There are none in the file, or none that are understood.
    #[default]
    Unknown,
}

/// The fonts of a file, each once.
#[derive(Default)]
pub struct Typefaces {
    pub all: Vec<Typeface>,
    numbers: BTreeMap<usize, usize>,
}

impl Typefaces {
    /// The place of a font in the list.
    pub fn place<'f>(&mut self, file: &'f File<'f>, entry: Option<MaybeRef<Object<'f>>>) -> Result<usize> {
        let number = entry.as_ref().and_then(file::number);
        if let Some(known) = number.and_then(|number| self.numbers.get(&number)) {
            return Ok(*known);
        }
        let dict = entry.map(|entry| file.resolve(entry)).transpose()?.and_then(Object::into_dict);
        let font = dict.map(|dict| Typeface::read(file, &dict)).transpose()?.unwrap_or_default();
        let place = self.all.len();
        self.all.push(font);
        self.numbers.extend(number.map(|number| (number, place)));
        Ok(place)
    }
}

impl Typeface {
    /// Reads a font of the one kind that is written (9.7): codes of two bytes that are the numbers of its glyphs.
    fn read<'f>(file: &'f File<'f>, dict: &Dict<'f>) -> Result<Self> {
        let name = |dict: &Dict<'f>, key: &str| -> Result<String> {
            Ok(file.get(dict, key)?.into_name().map(|name| String::from_utf8_lossy(name.as_ref()).into_owned()).unwrap_or_default())
        };
        let mut font = Self { texts: Font::read(file, dict)?.into_texts(), ..Self::default() };
        if (name(dict, "Subtype")?, name(dict, "Encoding")?) != ("Type0".to_owned(), "Identity-H".to_owned()) {
            return Ok(font);
        }
        let Some(entry) = file.list(dict, "DescendantFonts")?.into_iter().next() else { return Ok(font) };
        let Some(below) = file.resolve(entry)?.into_dict() else { return Ok(font) };
        font.width = number(file.get(&below, "DW")?).map_or(1.0, |width| width / 1000.0);
        font.read_widths(file, &below)?;
        let descriptor = file.dict(&below, "FontDescriptor")?;
        match (name(&below, "Subtype")?.as_str(), name(&below, "CIDToGIDMap")?.as_str()) {
            ("CIDFontType2", "Identity") => {
                if let Some((_, bytes)) = file.stream(descriptor.get_raw("FontFile2"))? {
                    font.program = Program::TrueType(bytes);
                }
            }
            ("CIDFontType0", "") => {
                if let Some((of, bytes)) = file.stream(descriptor.get_raw("FontFile3"))?
                    && name(&of, "Subtype")? == "CIDFontType0C"
                {
                    font.read_glyphs(&bytes);
                    font.program = Program::Cff(bytes);
                }
            }
            _ => {}
        }
        Ok(font)
    }

    /// Reads the widths (9.7.4.3): `first [width …]` or `first last width`.
    fn read_widths<'f>(&mut self, file: &'f File<'f>, dict: &Dict<'f>) -> Result<()> {
        let mut entries = file.list(dict, "W")?.into_iter();
        while let (Some(first), Some(second)) = (entries.next(), entries.next()) {
            let Some(first) = file::count(file.resolve(first)?) else { break };
            match file.resolve(second)? {
                Object::Array(widths) => {
                    for (code, width) in (first..).zip(file.entries(&widths)?) {
                        self.widths.extend(number(file.resolve(width)?).map(|width| (code, width / 1000.0)));
                    }
                }
                last => {
                    let width = entries.next().map(|width| file.resolve(width)).transpose()?.and_then(number);
                    let (Some(last), Some(width)) = (file::count(last), width) else { break };
                    let codes = first..=last.min(MAX_GLYPHS);
                    file.pay(32 * codes.clone().count())?;
                    self.widths.extend(codes.map(|code| (code, width / 1000.0)));
                }
            }
        }
        Ok(())
    }

    /// The glyphs of a CFF font whose codes are names of glyphs.
    fn read_glyphs(&mut self, bytes: &[u8]) {
        let Some(table) = cff::Table::parse(bytes) else { return };
        let glyphs = (0..table.number_of_glyphs()).filter_map(|glyph| Some((usize::from(table.glyph_cid(GlyphId(glyph))?), glyph)));
        let glyphs: BTreeMap<usize, u16> = glyphs.collect();
        self.glyphs = Some(glyphs).filter(|glyphs| !glyphs.is_empty());
    }

    /// How far a letter takes the next one, in em.
    pub fn width(&self, code: usize) -> f64 {
        self.widths.get(&code).copied().unwrap_or(self.width)
    }

    /// What the file says that a letter is.
    pub fn text(&self, code: usize) -> Option<&str> {
        self.texts.get(&code).map(String::as_str)
    }

    /// The bytes of a font whose letters cannot be told by their outlines alone: programs may move their points, and
    /// matrices beside that of the whole font.
    pub fn untold(&self) -> Option<&[u8]> {
        if let Program::Cff(bytes) = &self.program { Some(bytes) } else { None }
    }

    /// What letters look like, if the file brings that along in a way that is understood.
    pub fn shapes(&self) -> Option<Shapes<'_>> {
        let drawn = match &self.program {
            Program::TrueType(bytes) => Outlines::TrueType(Box::new(Face::parse(bytes, 0).ok().filter(hints::is_plain)?)),
            Program::Cff(bytes) => Outlines::Cff(Box::new(cff::Table::parse(bytes)?)),
            Program::Unknown => return None,
        };
        Some(Shapes { font: self, drawn })
    }
}

fn number(object: Object<'_>) -> Option<f64> {
    object.into_number().map(|number| number.as_f64())
}

/// The outlines of a font.
pub struct Shapes<'a> {
    font: &'a Typeface,
    drawn: Outlines<'a>,
}

enum Outlines<'a> {
    TrueType(Box<Face<'a>>),
    Cff(Box<cff::Table<'a>>),
}

impl Shapes<'_> {
    /// The shape of a letter; none if the font does not have it.
    pub fn shape(&self, code: usize) -> Option<Shape> {
        let glyph = match &self.font.glyphs {
            Some(glyphs) => *glyphs.get(&code)?,
            None => u16::try_from(code).ok()?,
        };
        match &self.drawn {
            Outlines::TrueType(face) => (glyph < face.number_of_glyphs()).then(|| Shape::of(face, glyph)),
            Outlines::Cff(table) => (glyph < table.number_of_glyphs()).then(|| Shape::of_cff(table, glyph)),
        }
    }
}
