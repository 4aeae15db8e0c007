//! Numbers: an office's workbook with other numbers in some of its cells, and nothing else changed.

use std::collections::BTreeMap;

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
        parts.insert(part, sheet(&workbook.parts[part].1, &cells)?);
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
    let mut left = numbers.clone();
    let mut written = String::with_capacity(xml.len());
    let mut copied = 0;
    let mut reader = Reader::from_str(xml);
    let mut row: Option<String> = None;
    let blank = |cell: &str, text: &str, prefix: &str| format!("<{prefix}c r=\"{cell}\"><{prefix}v>{text}</{prefix}v></{prefix}c>");
    loop {
        let start = reader.buffer_position() as usize;
        let event = reader.read_event().ok()?;
        let end = reader.buffer_position() as usize;
        match &event {
            Event::Start(element) if element.local_name().as_ref() == "row" => row = Some(attribute(element, "r")?),
            Event::Start(element) | Event::Empty(element) if element.local_name().as_ref() == "c" => {
                let address = attribute(element, "r")?;
                let is_empty = matches!(event, Event::Empty(_));
                // A blank cell that the file leaves out stands before the first that comes behind it.
                let row = row.as_deref()?;
                let before: Vec<&str> = left.keys().copied().filter(|cell| in_row(cell, row) && at(cell) < at(&address)).collect();
                for cell in before {
                    written.push_str(&xml[copied..start]);
                    copied = start;
                    written.push_str(&blank(cell, &left.remove(cell)?, &prefix(element)));
                }
                let close = if is_empty { end } else { within(&mut reader)? };
                if let Some(text) = left.remove(address.as_str()) {
                    written.push_str(&xml[copied..start]);
                    written.push_str(&cell(element, &text)?);
                    copied = close;
                }
            }
            Event::End(element) if element.local_name().as_ref() == "row" => {
                let row = row.take()?;
                let name = element.name();
                let prefix = name.as_ref().strip_suffix("row")?;
                let behind: Vec<&str> = left.keys().copied().filter(|cell| in_row(cell, &row)).collect();
                for cell in behind {
                    written.push_str(&xml[copied..start]);
                    copied = start;
                    written.push_str(&blank(cell, &left.remove(cell)?, prefix));
                }
            }
            Event::DocType(_) => return None,
            Event::Eof => break,
            _ => {}
        }
    }
    written.push_str(&xml[copied..]);
    left.is_empty().then_some(written)
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

fn in_row(cell: &str, row: &str) -> bool {
    cell.trim_start_matches(|c: char| c.is_ascii_uppercase()) == row
}

/// Where a cell stands in its row: letters of the same length are in order.
fn at(cell: &str) -> (usize, &str) {
    let letters = cell.trim_end_matches(|c: char| c.is_ascii_digit());
    (letters.len(), letters)
}
