//! The texts of an .xlsx package, where they stand in its parts, and the package with parts replaced.
//!
//! Only texts that were typed are looked at: shared strings and inline strings. Results of formulas are not stored by
//! anybody's hand, and furigana belong to the text beside them.

use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::text::Text;
use crate::read::archive::{self, key};
use crate::read::workbook::{Part, TypedParts, typed_parts};
use crate::say::diag::Place;
use crate::say::words::{self, Message};

type Outcome<T> = Result<T, Message>;

/// A workbook with the parts that hold its texts.
pub struct Workbook {
    bytes: Vec<u8>,
    /// The parts that are read.
    pub parts: Vec<Part>,
    pub texts: Vec<Text>,
    /// Names of the worksheets in order, which are the first parts.
    pub sheets: Vec<String>,
    /// Which part names the sheets.
    book: usize,
}

impl Workbook {
    pub fn open(file: &str, bytes: &[u8]) -> Outcome<Self> {
        let TypedParts { book, sheets, strings: shared } = typed_parts(bytes)?;
        let mut workbook = Self { bytes: bytes.to_vec(), parts: Vec::new(), texts: Vec::new(), sheets: Vec::new(), book: 0 };
        // Which cells show a shared string.
        let mut shown: BTreeMap<usize, Vec<Place>> = BTreeMap::new();
        for (name, part) in sheets {
            workbook.sheets.push(name.clone());
            let place = Place { sheet: Some(name.into()), ..Place::file(file) };
            workbook.texts.extend(cells(&part.text, workbook.parts.len(), &place, &mut shown)?);
            workbook.parts.push(part);
        }
        if let Some(part) = shared {
            let strings = strings(&part.text, workbook.parts.len())?;
            workbook.texts.extend(strings.into_iter().enumerate().filter_map(|(index, mut text)| {
                text.places = shown.remove(&index)?;
                Some(text)
            }));
            workbook.parts.push(part);
        }
        workbook.book = workbook.parts.len();
        workbook.parts.push(book);
        Ok(workbook)
    }

    /// Has formulas, if there are any, worked out anew by the program that opens the workbook next: their results may come of
    /// what these parts change.
    pub fn calculated_anew(&self, parts: &mut BTreeMap<usize, String>) -> Option<()> {
        let mut has_formulas = false;
        for part in &self.parts[..self.sheets.len()] {
            walk(&part.text, |step| has_formulas |= matches!(step, Step::Start("f", _))).ok()?;
        }
        if has_formulas {
            let xml = &self.parts[self.book].text;
            let mut reader = Reader::from_str(xml);
            loop {
                let start = reader.buffer_position() as usize;
                match reader.read_event().ok()? {
                    Event::Start(element) | Event::Empty(element) if element.local_name().as_ref() == "calcPr" => {
                        let at = start + 1 + element.name().as_ref().len();
                        if attribute(&element, "fullCalcOnLoad").is_none() {
                            parts.insert(self.book, format!("{} fullCalcOnLoad=\"1\"{}", &xml[..at], &xml[at..]));
                        }
                        break;
                    }
                    Event::Eof => break,
                    _ => {}
                }
            }
        }
        Some(())
    }

    /// The package with other parts in the place of some; every other part is copied as it is packed.
    pub fn replaced(&self, parts: &BTreeMap<usize, String>) -> Outcome<Vec<u8>> {
        let mut package = ZipArchive::new(Cursor::new(self.bytes.as_slice())).map_err(|_| words::damaged_workbook())?;
        let mut writer = ZipWriter::new(Cursor::new(Vec::with_capacity(self.bytes.len())));
        for index in 0..package.len() {
            let entry = package.by_index_raw(index).map_err(|_| words::damaged_workbook())?;
            let name = entry.name().map_err(|_| words::damaged_workbook())?.into_owned();
            let new = parts.iter().find(|(part, _)| key(&self.parts[**part].name) == key(&name)).map(|(_, text)| text);
            let Some(text) = new else {
                writer.raw_copy_file(entry).map_err(|_| words::damaged_workbook())?;
                continue;
            };
            let mut options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
            options = options.last_modified_time(entry.last_modified().unwrap_or_default());
            drop(entry);
            writer.start_file(name, options).map_err(|_| words::damaged_workbook())?;
            writer.write_all(text.as_bytes()).map_err(|_| words::damaged_workbook())?;
        }
        Ok(archive::same_everywhere(writer.finish().map_err(|_| words::damaged_workbook())?.into_inner()))
    }
}

/// The inline strings of a worksheet; the cells that show shared strings join `shown`.
fn cells(xml: &str, part: usize, place: &Place, shown: &mut BTreeMap<usize, Vec<Place>>) -> Outcome<Vec<Text>> {
    let mut texts = Vec::new();
    let (mut kind, mut at, mut value, mut in_value) = (String::new(), place.clone(), String::new(), false);
    let mut reading = Reading::default();
    walk(xml, |step| match step {
        Step::Start("c", element) => {
            kind = attribute(element, "t").unwrap_or_default();
            at = Place { cell: attribute(element, "r").map(Into::into), ..place.clone() };
            value.clear();
        }
        Step::Start("v", _) => in_value = true,
        Step::End("v") => in_value = false,
        Step::End("c") if kind == "s" => {
            if let Ok(index) = value.trim().parse() {
                shown.entry(index).or_default().push(at.clone());
            }
        }
        Step::Start("is", _) => reading.open(Text::new(part, vec![at.clone()])),
        Step::End("is") => texts.extend(reading.close()),
        Step::Text(text, _) if in_value => value.push_str(text),
        step => reading.take(step),
    })?;
    Ok(texts)
}

/// The shared strings in order.
pub fn strings(xml: &str, part: usize) -> Outcome<Vec<Text>> {
    let mut texts = Vec::new();
    let mut reading = Reading::default();
    walk(xml, |step| match step {
        Step::Start("si", _) => reading.open(Text::new(part, Vec::new())),
        Step::End("si") => texts.extend(reading.close()),
        step => reading.take(step),
    })?;
    Ok(texts)
}

/// A text that is being read, run by run.
#[derive(Default)]
struct Reading {
    text: Option<Text>,
    in_text: bool,
    /// Within furigana.
    beside: bool,
}

impl Reading {
    fn open(&mut self, text: Text) {
        *self = Self { text: Some(text), ..Self::default() };
    }

    fn close(&mut self) -> Option<Text> {
        self.text.take()
    }

    fn take(&mut self, step: Step) {
        let Some(text) = &mut self.text else { return };
        match step {
            Step::Start("t", _) => self.in_text = true,
            Step::End("t") => self.in_text = false,
            Step::Start("rPh", _) => self.beside = true,
            Step::End("rPh") => self.beside = false,
            Step::Text(piece, start) if self.in_text && !self.beside => unescape(piece, start, text),
            Step::Entity(c, range) if self.in_text && !self.beside => text.escaped(&c.to_string(), range),
            _ => {}
        }
    }
}

/// Adds a piece of a string, in which `_x000C_` stands for a character that XML cannot hold (ECMA-376 part 1, 22.9.2.19).
fn unescape(piece: &str, start: usize, text: &mut Text) {
    let (mut from, mut at) = (0, 0);
    while let Some(c) = piece[at..].chars().next() {
        let escaped = match c {
            '_' => code(&piece[at..]).map(|c| (c, 7)),
            // XML reads every line end as a line feed.
            '\r' => Some(('\n', if piece[at + 1..].starts_with('\n') { 2 } else { 1 })),
            _ => None,
        };
        let Some((character, length)) = escaped else {
            at += c.len_utf8();
            continue;
        };
        text.verbatim(&piece[from..at], start + from);
        text.escaped(&character.to_string(), start + at..start + at + length);
        at += length;
        from = at;
    }
    text.verbatim(&piece[from..], start + from);
}

fn code(text: &str) -> Option<char> {
    let digits = text.strip_prefix("_x")?.get(..4).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
    let code = u32::from_str_radix(digits, 16).ok()?;
    char::from_u32(code).filter(|_| text[6..].starts_with('_'))
}

/// A text as it stands within an element.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// What stands at one place of a part. Names are without their prefix.
enum Step<'a> {
    Start(&'a str, &'a BytesStart<'a>),
    End(&'a str),
    /// Characters as they stand in the part, and where.
    Text(&'a str, usize),
    Entity(char, Range<usize>),
}

pub fn attribute(element: &BytesStart, name: &str) -> Option<String> {
    let found = element.attributes().with_checks(false).flatten().find(|a| a.key.local_name().as_ref() == name)?;
    Some(found.normalized_value(quick_xml::XmlVersion::default()).ok()?.into_owned())
}

/// Goes through a part from its beginning to its end.
fn walk(xml: &str, mut visit: impl FnMut(Step)) -> Outcome<()> {
    let mut reader = Reader::from_str(xml);
    loop {
        let start = reader.buffer_position() as usize;
        let event = reader.read_event().map_err(|_| words::damaged_workbook())?;
        let end = reader.buffer_position() as usize;
        match event {
            Event::Start(element) => visit(Step::Start(element.local_name().as_ref(), &element)),
            Event::Empty(element) => {
                visit(Step::Start(element.local_name().as_ref(), &element));
                visit(Step::End(element.local_name().as_ref()));
            }
            Event::End(element) => visit(Step::End(element.local_name().as_ref())),
            Event::Text(_) => visit(Step::Text(&xml[start..end], start)),
            Event::CData(_) => visit(Step::Text(&xml[start + "<![CDATA[".len()..end - "]]>".len()], start + "<![CDATA[".len())),
            Event::GeneralRef(reference) => {
                let character = match reference.resolve_char_ref().map_err(|_| words::damaged_workbook())? {
                    Some(character) => Some(character),
                    None => resolve_predefined_entity(&reference).and_then(|text| text.chars().next()),
                };
                visit(Step::Entity(character.ok_or_else(words::returned_entities)?, start..end));
            }
            Event::DocType(_) => return Err(words::returned_entities()),
            Event::Eof => return Ok(()),
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {}
        }
    }
}
