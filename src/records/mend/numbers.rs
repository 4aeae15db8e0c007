//! Numbers: an office's workbook with other numbers in some of its cells, and nothing else changed.

use std::collections::BTreeMap;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::workbook::{Workbook, attribute};

/// A number to write into a cell of a sheet.
pub struct Numbered<'a> {
    pub sheet: &'a str,
    pub cell: &'a str,
    pub number: u32,
}

/// The workbook with these numbers; nothing where somebody who types them would do more than that, such as replace a formula.
pub fn numbered(file: &str, bytes: &[u8], numbers: &[Numbered]) -> Option<Vec<u8>> {
    let workbook = Workbook::open(file, bytes).ok()?;
    let places = workbook.texts.iter().flat_map(|text| text.places.iter().map(|place| (place, text.text.trim())));
    let typed: BTreeMap<(&str, &str), &str> =
        places.filter_map(|(place, text)| Some(((place.sheet.as_deref()?, place.cell.as_deref()?), text))).collect();
    let mut sheets: BTreeMap<usize, BTreeMap<&str, String>> = BTreeMap::new();
    for Numbered { sheet, cell, number } in numbers {
        let mut named = workbook.sheets.iter().enumerate().filter(|(_, name)| name == sheet);
        let (Some((part, _)), None) = (named.next(), named.next()) else { return None };
        let text = alike(typed.get(&(*sheet, *cell)).copied().unwrap_or_default(), *number)?;
        // Opinions that share a row share its number.
        if sheets.entry(part).or_default().insert(cell, text.clone()).is_some_and(|other| other != text) {
            return None;
        }
    }
    let mut parts = BTreeMap::new();
    for (part, cells) in sheets {
        parts.insert(part, sheet(&workbook.parts[part].text, &cells)?);
    }
    workbook.calculated_anew(&mut parts)?;
    workbook.replaced(&parts).ok()
}

/// A number in digits as wide as those that were typed; nothing where a mark around them would be lost.
fn alike(typed: &str, number: u32) -> Option<String> {
    let text = number.to_string();
    if !typed.is_empty() && typed.chars().all(|c| matches!(c, '０'..='９')) {
        let wide = |digit: char| char::from_u32(digit as u32 - u32::from(b'0') + '０' as u32);
        return text.chars().map(wide).collect();
    }
    typed.bytes().all(|byte| byte.is_ascii_digit()).then_some(text)
}

/// A worksheet with other numbers in some of its cells.
fn sheet(xml: &str, numbers: &BTreeMap<&str, String>) -> Option<String> {
    let mut copy = Copy { xml, written: String::with_capacity(xml.len()), copied: 0, left: BTreeMap::new() };
    for (cell, text) in numbers {
        copy.left.entry(row_of(cell)).or_default().insert(at(cell), text.clone());
    }
    let mut reader = Reader::from_str(xml);
    let mut row: Option<String> = None;
    loop {
        let start = reader.buffer_position() as usize;
        let event = reader.read_event().ok()?;
        let end = reader.buffer_position() as usize;
        match &event {
            Event::Start(element) if element.local_name().as_ref() == "row" => row = Some(attribute(element, "r")?),
            Event::Start(element) | Event::Empty(element) if element.local_name().as_ref() == "c" => {
                let address = attribute(element, "r")?;
                let is_empty = matches!(event, Event::Empty(_));
                let row = row.as_deref()?;
                copy.fill(row, Some(&at(&address)), &prefix(element), start);
                let close = if is_empty { end } else { within(&mut reader)? };
                if let Some(text) = copy.left.get_mut(row).and_then(|cells| cells.remove(&at(&address))) {
                    copy.put(&cell(element, &text)?, start..close);
                }
            }
            Event::End(element) if element.local_name().as_ref() == "row" => {
                let name = element.name();
                copy.fill(&row.take()?, None, name.as_ref().strip_suffix("row")?, start);
            }
            Event::DocType(_) => return None,
            Event::Eof => break,
            _ => {}
        }
    }
    copy.written.push_str(&xml[copy.copied..]);
    copy.left.values().all(BTreeMap::is_empty).then_some(copy.written)
}

/// A worksheet that is copied with other numbers in it.
struct Copy<'a> {
    xml: &'a str,
    written: String,
    /// How much of it was copied or replaced.
    copied: usize,
    /// The numbers that are left to write, by row and by place in it.
    left: BTreeMap<&'a str, BTreeMap<(usize, String), String>>,
}

impl Copy<'_> {
    /// Writes something in the place of a piece.
    fn put(&mut self, text: &str, piece: Range<usize>) {
        self.written.push_str(&self.xml[self.copied..piece.start]);
        self.written.push_str(text);
        self.copied = piece.end;
    }

    /// Writes the cells of a row that the file leaves out since they are blank, as far as they stand before another.
    fn fill(&mut self, row: &str, before: Option<&(usize, String)>, prefix: &str, start: usize) {
        while let Some(first) = self.left.get_mut(row).and_then(BTreeMap::first_entry)
            && before.is_none_or(|before| first.key() < before)
        {
            let ((_, letters), text) = first.remove_entry();
            self.put(&format!("<{prefix}c r=\"{letters}{row}\"><{prefix}v>{text}</{prefix}v></{prefix}c>"), start..start);
        }
    }
}

/// Where a cell ends that has begun; nothing if it holds a formula.
fn within(reader: &mut Reader<&[u8]>) -> Option<usize> {
    loop {
        match reader.read_event().ok()? {
            Event::Start(element) | Event::Empty(element) if element.local_name().as_ref() == "f" => return None,
            Event::End(element) if element.local_name().as_ref() == "c" => return Some(reader.buffer_position() as usize),
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// A cell as it was, with another number in it: typed as a text where it was one.
fn cell(element: &BytesStart, text: &str) -> Option<String> {
    let prefix = prefix(element);
    let mut head = format!("<{prefix}c");
    let mut is_text = text.bytes().any(|byte| !byte.is_ascii_digit());
    for attribute in element.attributes().with_checks(false) {
        let attribute = attribute.ok()?;
        let key = attribute.key.as_ref();
        let value = attribute.value.as_ref();
        match key {
            "t" => is_text |= ["s", "str", "inlineStr"].contains(&value),
            _ => head += &format!(" {key}=\"{}\"", value.replace('"', "&quot;")),
        }
    }
    Some(match is_text {
        true => format!("{head} t=\"inlineStr\"><{prefix}is><{prefix}t>{text}</{prefix}t></{prefix}is></{prefix}c>"),
        false => format!("{head}><{prefix}v>{text}</{prefix}v></{prefix}c>"),
    })
}

/// What stands before the name of a cell.
fn prefix(element: &BytesStart) -> String {
    let name = element.name();
    name.as_ref().strip_suffix('c').unwrap_or_default().to_owned()
}

/// The row of a cell.
fn row_of(cell: &str) -> &str {
    cell.trim_start_matches(|c: char| c.is_ascii_uppercase())
}

/// Where a cell stands in its row: letters of the same length are in order.
fn at(cell: &str) -> (usize, String) {
    let letters = cell.trim_end_matches(|c: char| c.is_ascii_digit());
    (letters.len(), letters.to_owned())
}
