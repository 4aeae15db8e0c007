//! What moves the points of a TrueType letter while it is drawn: the programs of the font and of the letter (OpenType: fpgm,
//! prep, cvt, glyf) and the bearing from which viewers count (hmtx). An outline alone does not say where its points end.

use ttf_parser::{Face, GlyphId, Tag};

/// The tables that are written for a font. Others, such as bitmaps, may show other letters.
const TABLES: [&[u8; 4]; 11] = [b"cvt ", b"fpgm", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"name", b"post", b"prep"];
/// How deep letters may stand within letters, and most of them in one.
const MAX_DEPTH: usize = 6;
const MAX_PARTS: usize = 64;
/// Flags of a part of a letter (glyf): how its place is counted, and whether its widths count; what follows it.
const MOVES: u16 = 0x0004 | 0x0200 | 0x0800 | 0x1000;
const WORDS: u16 = 0x0001;
const SCALE: u16 = 0x0008;
const MORE: u16 = 0x0020;
const TWO_SCALES: u16 = 0x0040;
const MATRIX: u16 = 0x0080;
const PROGRAM: u16 = 0x0100;

/// What moves a letter.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Hints {
    /// The programs of letter and font; empty if nothing moves its points, none if that cannot be said.
    program: Option<Vec<u8>>,
    /// How far it is drawn from where its outline says, in em.
    pub shift: f32,
}

impl Hints {
    /// Those of a letter that nothing moves.
    pub fn none() -> Self {
        Self { program: Some(Vec::new()), shift: 0.0 }
    }

    /// Those of a glyph of a font.
    pub fn of(face: &Face, glyph: u16) -> Self {
        if face.raw_face().table(Tag::from_bytes(b"glyf")).is_none() {
            return Self::none();
        }
        let mut own = Vec::new();
        let Some(()) = gather(face, glyph, &mut own, &mut MAX_PARTS.clone(), 0) else { return Self::default() };
        if !own.is_empty() {
            for table in [b"fpgm", b"prep", b"cvt "] {
                let bytes = face.raw_face().table(Tag::from_bytes(table)).unwrap_or_default();
                own.extend(bytes.len().to_le_bytes());
                own.extend(bytes);
            }
        }
        let left = glyph_data(face, glyph).and_then(|data| number(data, 2)).map(u16::cast_signed);
        let bearing = face.glyph_hor_side_bearing(GlyphId(glyph));
        let shift = left.zip(bearing).map_or(0.0, |(left, bearing)| f32::from(bearing) - f32::from(left));
        Self { program: Some(own), shift: shift / f32::from(face.units_per_em().max(1)) }
    }

    /// Whether what moves the `other` letter is nothing, or what moves this one.
    pub fn allow(&self, other: &Self) -> bool {
        other.program.as_ref().is_some_and(|program| program.is_empty() || self.program.as_ref() == Some(program))
    }
}

/// Whether a font has the tables that are written for it, each once, and no others.
pub fn is_plain(face: &Face) -> bool {
    let records = face.raw_face().table_records;
    let tags: Vec<Tag> = records.into_iter().map(|record| record.tag).collect();
    tags.iter().enumerate().all(|(at, tag)| TABLES.contains(&&tag.to_bytes()) && !tags[..at].contains(tag))
}

/// Adds the programs of a letter and of its parts; nothing if they are broken.
fn gather(face: &Face, glyph: u16, own: &mut Vec<u8>, parts: &mut usize, depth: usize) -> Option<()> {
    let data = glyph_data(face, glyph)?;
    if data.is_empty() {
        return Some(());
    }
    let contours = number(data, 0)?.cast_signed();
    if let Ok(contours) = usize::try_from(contours) {
        return program(data, 10 + 2 * contours, own);
    }
    let mut at = 10;
    loop {
        *parts = parts.checked_sub(1).filter(|_| depth < MAX_DEPTH)?;
        let (flags, part) = (number(data, at)?, number(data, at + 2)?);
        if flags & MOVES != 0 {
            own.extend((flags & MOVES).to_le_bytes());
        }
        gather(face, part, own, parts, depth + 1)?;
        let scales = [(SCALE, 2), (TWO_SCALES, 4), (MATRIX, 8)].into_iter().find(|(flag, _)| flags & flag != 0);
        at += 4 + if flags & WORDS != 0 { 4 } else { 2 } + scales.map_or(0, |(_, length)| length);
        if flags & MORE == 0 {
            return if flags & PROGRAM == 0 { Some(()) } else { program(data, at, own) };
        }
    }
}

/// Adds the program whose length stands at `at`.
fn program(data: &[u8], at: usize, own: &mut Vec<u8>) -> Option<()> {
    let length = usize::from(number(data, at)?);
    if length > 0 {
        own.extend(length.to_le_bytes());
        own.extend(data.get(at + 2..at + 2 + length)?);
    }
    Some(())
}

fn number(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(data.get(at..at + 2)?.try_into().ok()?))
}

/// The bytes of a glyph.
fn glyph_data<'a>(face: &Face<'a>, glyph: u16) -> Option<&'a [u8]> {
    let table = |tag: &[u8; 4]| face.raw_face().table(Tag::from_bytes(tag));
    let (places, glyph) = (table(b"loca")?, usize::from(glyph));
    let is_long = number(table(b"head")?, 50)? != 0;
    let place = |index: usize| -> Option<usize> {
        if is_long {
            return usize::try_from(u32::from_be_bytes(places.get(4 * index..4 * index + 4)?.try_into().ok()?)).ok();
        }
        Some(2 * usize::from(number(places, 2 * index)?))
    };
    table(b"glyf")?.get(place(glyph)?..place(glyph + 1)?)
}
