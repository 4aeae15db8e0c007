//! What an .xls file holds beside its cells: drawings, page headers, links, descriptions, names for texts.

use super::super::compound::{u16_at, u32_at};
use super::super::{FurtherKind, Keep, Outcome, PICTURE, Sheet, lines, xlsx};
use super::{characters, text};

/// Something drawn on a sheet.
#[derive(Default)]
pub struct Drawn {
    /// What it is (MS-XLS 2.5.143, `ot`).
    pub kind: u16,
    pub at: Option<(u32, u32)>,
    pub text: String,
}

impl Drawn {
    /// Whether it is more than a note, or the button of a filter or a list of choices.
    pub fn is_a_persons(&self) -> bool {
        !matches!(self.kind, 0x14 | 0x19)
    }

    pub fn keep(self, sheet: &mut Sheet, keep: &mut Keep) -> Outcome<()> {
        let said = !self.text.trim().is_empty();
        let kind = match self.kind {
            // Groups have parts, and filters and lists of choices have buttons of their own.
            0x00 | 0x14 | 0x19 if !said => return Ok(()),
            0x05 => FurtherKind::Chart,
            0x07 | 0x0b..=0x13 => FurtherKind::Control,
            0x08 => FurtherKind::Embedded,
            _ => FurtherKind::Shape,
        };
        match (kind, self.at) {
            (FurtherKind::Embedded, Some(at)) => keep.comment(sheet, at, format!("{PICTURE}\n{}", self.text).trim()),
            (FurtherKind::Shape, Some(at)) if said => keep.comment(sheet, at, &self.text),
            (_, at) => keep.further(&mut sheet.further, kind, at, &self.text),
        }
    }
}

/// The cell in which the last of some drawings begins (OfficeArtClientAnchorSheet, MS-XLS 2.5.193).
pub fn anchor(data: &[u8]) -> Option<(u32, u32)> {
    let start = data.windows(8).rposition(|bytes| bytes == [0, 0, 0x10, 0xf0, 18, 0, 0, 0])? + 8;
    Some((u32::from(u16_at(data, start + 6)?), u32::from(u16_at(data, start + 2)?)))
}

/// A text of a chart: a title, or the name of a series (SeriesText, MS-XLS 2.4.254).
pub fn chart_text(data: &[u8]) -> Option<String> {
    characters(data.get(3..)?, usize::from(*data.get(2)?)).filter(|text| !text.trim().is_empty())
}

/// The page headers and footers in a record; those of even and first pages stand together (HeaderFooter, MS-XLS 2.4.137).
pub fn running(is_many: bool, data: &[u8]) -> Vec<String> {
    let mut texts = Vec::new();
    if !is_many {
        texts.extend(text(data));
    } else if let Some(mut rest) = data.get(38..) {
        for at in [30, 32, 34, 36] {
            if u16_at(data, at).unwrap_or(0) == 0 {
                continue;
            }
            let Some(found) = text(rest) else { break };
            let width = if rest.get(2).is_some_and(|flags| flags & 1 != 0) { 2 } else { 1 };
            rest = rest.get(3 + width * usize::from(u16_at(rest, 0).unwrap_or(0))..).unwrap_or_default();
            texts.push(found);
        }
    }
    texts.iter().map(|text| xlsx::running(&lines(text))).filter(|text| !text.is_empty()).collect()
}

/// Row and column of a range's first cell.
fn first(data: &[u8], at: usize) -> Option<(u32, u32)> {
    Some((u32::from(u16_at(data, at)?), u32::from(u16_at(data, at + 4)?)))
}

fn units(data: &[u8]) -> String {
    let units: Vec<u16> = data.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]])).take_while(|unit| *unit != 0).collect();
    String::from_utf16_lossy(&units)
}

/// Where a link leads (HLink, MS-XLS 2.4.140; Hyperlink Object, MS-OSHARED 2.3.7.1). One within the book has nothing to tell.
pub fn link(data: &[u8]) -> Option<((u32, u32), String)> {
    const URL: [u8; 4] = [0xe0, 0xc9, 0xea, 0x79];
    const FILE: [u8; 4] = [0x03, 0x03, 0, 0];
    let at = first(data, 0)?;
    let flags = u32_at(data, 28)?;
    let mut next = 32;
    // A length in characters, the zero at the end counted.
    let string = |next: &mut usize| {
        let end = *next + 4 + 2 * u32_at(data, *next)? as usize;
        let text = units(data.get(*next + 4..end)?);
        *next = end;
        Some(text)
    };
    for flag in [0x10, 0x80] {
        if flags & flag != 0 {
            string(&mut next)?;
        }
    }
    if flags & 1 == 0 {
        return None;
    }
    if flags & 0x100 != 0 {
        return Some((at, string(&mut next)?));
    }
    let (class, moniker) = (data.get(next..next + 4)?, data.get(next + 16..)?);
    let target = if class == URL {
        units(moniker.get(4..4 + u32_at(moniker, 0)? as usize)?)
    } else if class == FILE {
        let length = u32_at(moniker, 2)? as usize;
        let short = moniker.get(6..6 + length)?.split(|byte| *byte == 0).next()?;
        let long = moniker.get(6 + length + 24..).filter(|_| u32_at(moniker, 6 + length + 24).is_some_and(|size| size > 6));
        let long = long.and_then(|rest| rest.get(10..10 + u32_at(rest, 4)? as usize)).map(units);
        long.unwrap_or_else(|| encoding_rs::SHIFT_JIS.decode(short).0.into_owned())
    } else {
        return None;
    };
    Some((at, target))
}

/// What is shown beside a link (HLinkTooltip, MS-XLS 2.4.141).
pub fn tip(data: &[u8]) -> Option<((u32, u32), String)> {
    Some((first(data, 2)?, units(data.get(10..)?))).filter(|(_, tip)| !tip.trim().is_empty())
}

/// What is shown beside cells while somebody types into them, title first (Dv, MS-XLS 2.4.115). None is a zero.
pub fn prompt(data: &[u8]) -> Option<String> {
    let mut rest = data.get(4..)?;
    let mut said = Vec::new();
    for part in 0..3 {
        let found = text(rest)?;
        let width = if rest.get(2)? & 1 != 0 { 2 } else { 1 };
        rest = rest.get(3 + width * usize::from(u16_at(rest, 0)?)..)?;
        if part != 1 && found != "\0" {
            said.push(found);
        }
    }
    Some(said.join("\n")).filter(|said| !said.trim().is_empty())
}

/// A name that stands for a text, and the text (Lbl, MS-XLS 2.4.150; PtgStr, 2.5.198.89).
pub fn named_text(data: &[u8]) -> Option<String> {
    let (length, size) = (usize::from(*data.get(3)?), usize::from(u16_at(data, 4)?));
    let named = data.get(14..)?;
    let formula = named.get(1 + length * (1 + usize::from(named.first()? & 1))..)?.get(..size)?;
    if formula.first() != Some(&0x17) {
        return None;
    }
    let text = characters(formula.get(2..)?, usize::from(*formula.get(1)?))?;
    Some(format!("{}：{text}", characters(named, length)?))
}

/// The streams of descriptions, and the numbers of those that a person writes (MS-OLEPS 2.25): title, subject, keywords,
/// comments; category, manager.
pub const DESCRIPTIONS: [(&str, &[u32]); 2] = [("\u{5}SummaryInformation", &[2, 3, 5, 6]), ("\u{5}DocumentSummaryInformation", &[2, 14])];

/// The wanted properties of a stream, as far as they are texts.
pub fn descriptions(stream: &[u8], wanted: &[u32]) -> Option<Vec<String>> {
    let section = Section::at(stream, 44)?;
    let found = section.values.iter().filter(|(id, _)| wanted.contains(id)).filter_map(|(_, at)| section.text(*at));
    Some(found.filter(|text| !text.trim().is_empty()).collect())
}

/// The stream whose second part holds what a person added to the properties that there always are.
pub const OWN_PROPERTIES: &str = DESCRIPTIONS[1].0;

/// Names and texts of such properties (MS-OLEPS 2.17: a dictionary has the names), but for those that the inquiry was
/// sent out with: the very hidden sheet of ours says the same.
pub fn own_properties(stream: &[u8]) -> Option<Vec<(String, String)>> {
    if u32_at(stream, 24)? < 2 {
        return None;
    }
    let section = Section::at(stream, 64)?;
    let names = section.values.iter().find(|(id, _)| *id == 0)?.1;
    let count = u32_at(section.bytes, names)?.min(PROPERTY_LIMIT);
    let (mut found, mut at) = (Vec::new(), names + 4);
    for _ in 0..count {
        let (id, length) = (u32_at(section.bytes, at)?, u32_at(section.bytes, at + 4)? as usize);
        let wide = section.page == Some(1_200);
        let size = if wide { length.checked_mul(2)? } else { length };
        let name = section.decoded(section.bytes.get(at + 8..)?.get(..size)?);
        // In two bytes a character, names are padded.
        at += 8 + if wide { size.next_multiple_of(4) } else { size };
        let value = section.values.iter().find(|(known, _)| *known == id).and_then(|(_, at)| section.text(*at));
        found.extend(value.filter(|_| !name.starts_with("shiryo.")).map(|value| (name, value.trim().to_owned())));
    }
    Some(found)
}

/// Most properties that are looked at.
const PROPERTY_LIMIT: u32 = 1_000;

/// A part of a stream of properties.
struct Section<'a> {
    bytes: &'a [u8],
    /// Number and place of each property.
    values: Vec<(u32, usize)>,
    /// The encoding of texts.
    page: Option<u16>,
}

impl<'a> Section<'a> {
    /// The part whose place stands at `at`.
    fn at(stream: &'a [u8], at: usize) -> Option<Self> {
        let bytes = stream.get(u32_at(stream, at)? as usize..)?;
        let count = u32_at(bytes, 4)?.min(PROPERTY_LIMIT) as usize;
        let value = |index: usize| Some((u32_at(bytes, 8 + index * 8)?, u32_at(bytes, 12 + index * 8)? as usize));
        let values: Vec<(u32, usize)> = (0..count).filter_map(value).collect();
        let page = values.iter().find(|(id, _)| *id == 1).and_then(|(_, at)| u16_at(bytes, at.checked_add(4)?));
        Some(Self { bytes, values, page })
    }

    fn text(&self, at: usize) -> Option<String> {
        let (kind, length) = (u32_at(self.bytes, at)?, u32_at(self.bytes, at.checked_add(4)?)? as usize);
        let bytes = self.bytes.get(at.checked_add(8)?..)?;
        match kind {
            0x1f => Some(units(bytes.get(..length.checked_mul(2)?)?)),
            0x1e => Some(self.decoded(bytes.get(..length)?)),
            _ => None,
        }
    }

    fn decoded(&self, bytes: &[u8]) -> String {
        let encoding = match self.page {
            Some(1_200) => return units(bytes),
            Some(932) => encoding_rs::SHIFT_JIS,
            _ => encoding_rs::UTF_8,
        };
        encoding.decode(bytes).0.trim_end_matches('\0').to_owned()
    }
}

/// Whether a rule for how cells look strikes their texts through.
pub fn strikes(data: &[u8]) -> bool {
    const FORMAT: u32 = 0x0200_0000;
    const FONT: u32 = 0x0400_0000;
    const STRUCK: u32 = 0x80;
    let Some(parts) = u32_at(data, 6).filter(|parts| parts & FONT != 0) else { return false };
    let is_own = u16_at(data, 10).unwrap_or_default() & 1 != 0;
    let format = match parts & FORMAT {
        0 => 0,
        _ if is_own => usize::from(u16_at(data, 12).unwrap_or_default()),
        _ => 2,
    };
    let flags = |at: usize| u32_at(data, 12 + format + at).unwrap_or_default();
    // A font says what of it is meant.
    flags(68) & STRUCK != 0 && flags(88) & STRUCK == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A stream whose second part has these texts, by name.
    fn stream(page: u16, properties: &[(&str, &str)], encoded: fn(&str) -> Vec<u8>) -> Vec<u8> {
        let wide = usize::from(page == 1_200);
        let mut names = (properties.len() as u32).to_le_bytes().to_vec();
        let mut values = Vec::new();
        let head = 8 + 8 * (properties.len() + 2);
        let sized = |text: &str| {
            let bytes = encoded(&format!("{text}\0"));
            ([&((bytes.len() >> wide) as u32).to_le_bytes()[..], &bytes].concat(), bytes.len())
        };
        let mut places = Vec::new();
        for (number, (name, value)) in (2_u32..).zip(properties) {
            let (name, size) = sized(name);
            names.extend([&number.to_le_bytes()[..], &name].concat());
            names.resize(names.len() + if wide == 1 { size.next_multiple_of(4) - size } else { 0 }, 0);
            places.push((number, values.len()));
            let kind: u32 = if wide == 1 { 0x1f } else { 0x1e };
            values.extend([&kind.to_le_bytes()[..], &sized(value).0].concat());
        }
        let page = [&2_u32.to_le_bytes()[..], &page.to_le_bytes(), &[0, 0]].concat();
        let after = head + page.len() + names.len();
        let entries = [(1, head), (0, head + page.len())].into_iter().chain(places.into_iter().map(|(id, at)| (id, after + at)));
        let entries: Vec<u8> = entries.flat_map(|(id, at)| [id.to_le_bytes(), (at as u32).to_le_bytes()].concat()).collect();
        let count = (properties.len() as u32 + 2).to_le_bytes();
        let mut stream = vec![0; 68];
        stream[24] = 2;
        stream[44] = 68;
        stream[64] = 68;
        [stream, vec![0; 4], count.to_vec(), entries, page, names, values].concat()
    }

    #[test]
    fn own_properties_by_name() {
        let properties = [("担当", "施設課"), ("shiryo.edition", "1"), ("メモ", "回答は三行目")];
        let expected = [("担当", "施設課"), ("メモ", "回答は三行目")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        for (page, encoded) in [
            (1_200, wide as fn(&str) -> Vec<u8>),
            (65_001, |text: &str| text.as_bytes().to_vec()),
            (932, |text: &str| encoding_rs::SHIFT_JIS.encode(text).0.into_owned()),
        ] {
            let stream = stream(page, &properties, encoded);
            assert_eq!(own_properties(&stream).unwrap(), expected, "{page}");
            for length in 0..stream.len() {
                own_properties(&stream[..length]);
            }
        }
        assert_eq!(own_properties(&[0; 80]), None);
    }
}
