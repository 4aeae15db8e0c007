//! Where two workbooks differ: the part of the package, and in it the element, attribute or text.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::around;
use crate::say::words::{self, Message};

/// Most bytes that the parts of a package may have, unpacked.
const LIMIT: u64 = 64 << 20;

/// Names and bytes of the parts, in the order of the package.
fn parts(bytes: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    crate::read::archive::inspect(bytes, LIMIT).ok()?;
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut parts = Vec::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).ok()?;
        let name = part.name().ok()?.to_string();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).ok()?;
        parts.push((name, bytes));
    }
    Some(parts)
}

/// The first part that differs and where; nothing if only the packing does.
pub fn first(expected: &[u8], found: &[u8]) -> Option<Message> {
    let (mut expected, found) = (parts(expected)?, parts(found)?);
    // Cells of text hold numbers of these; what they say comes first.
    expected.sort_by_key(|(name, _)| !name.ends_with("sharedStrings.xml"));
    let bytes_of: BTreeMap<&str, &[u8]> = found.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    for (name, bytes) in &expected {
        match bytes_of.get(name.as_str()) {
            None => return Some(words::differs_part_lost(name)),
            Some(found) if found != bytes => {
                return Some(match element(bytes, found) {
                    Some((path, wanted, is)) => words::differs_xml(name, path, wanted, is),
                    None => words::differs_part(name, super::offset(bytes, found)),
                });
            }
            Some(_) => {}
        }
    }
    let strange = found.iter().find(|(name, _)| !expected.iter().any(|(known, _)| known == name));
    strange.map(|(name, _)| words::differs_part_extra(name))
}

/// Path of the element at which a reader stands; siblings of one name are counted from 1.
#[derive(Default)]
struct Path {
    open: Vec<String>,
    /// For each open element and the document: how many children of each name there were.
    seen: Vec<BTreeMap<String, usize>>,
}

impl Path {
    fn open(&mut self, name: &str) {
        if self.seen.is_empty() {
            self.seen.push(BTreeMap::new());
        }
        let count = self.seen.last_mut().map_or(1, |seen| {
            let count = seen.entry(name.to_owned()).or_default();
            *count += 1;
            *count
        });
        self.open.push(format!("{name}[{count}]"));
        self.seen.push(BTreeMap::new());
    }

    fn close(&mut self) {
        self.open.pop();
        self.seen.pop();
    }

    fn say(&self) -> String {
        format!("/{}", self.open.join("/"))
    }
}

/// Path of the first difference of two XML documents, and what stands there in each; nothing if there is none or one is no XML.
fn element(expected: &[u8], found: &[u8]) -> Option<(String, String, String)> {
    let (mut a, mut b) = (Reader::from_reader(expected), Reader::from_reader(found));
    let (mut room_a, mut room_b) = (Vec::new(), Vec::new());
    let mut path = Path::default();
    loop {
        room_a.clear();
        room_b.clear();
        let (a, b) = (a.read_event_into(&mut room_a).ok()?, b.read_event_into(&mut room_b).ok()?);
        if let Event::Start(element) | Event::Empty(element) = &a {
            path.open(&name(element));
        }
        if a != b {
            return Some(at(&path, &a, &b));
        }
        match a {
            Event::End(_) | Event::Empty(_) => path.close(),
            Event::Eof => return None,
            _ => {}
        }
    }
}

fn name(element: &BytesStart) -> String {
    element.name().as_ref().to_owned()
}

fn at(path: &Path, a: &Event, b: &Event) -> (String, String, String) {
    if let (Event::Start(a) | Event::Empty(a), Event::Start(b) | Event::Empty(b)) = (a, b)
        && a.name() == b.name()
    {
        let (mine, others) = (attributes(a), attributes(b));
        let keys: Vec<&String> = mine.keys().chain(others.keys()).collect();
        if let Some(key) = keys.into_iter().find(|key| mine.get(*key) != others.get(*key)) {
            let absent = || "—".to_owned();
            let said = |of: &BTreeMap<String, String>| of.get(key).cloned().unwrap_or_else(absent);
            return (format!("{}/@{key}", path.say()), said(&mine), said(&others));
        }
    }
    let (a, b) = around(&said(a), &said(b));
    (path.say(), a, b)
}

fn attributes(element: &BytesStart) -> BTreeMap<String, String> {
    let mut all = element.attributes();
    all.with_checks(false).flatten().map(|a| (a.key.as_ref().to_owned(), a.value.to_string())).collect()
}

/// A piece of XML as it is written.
fn said(event: &Event) -> String {
    match event {
        Event::Start(element) | Event::Empty(element) => format!("<{}>", &**element),
        Event::End(element) => format!("</{}>", &**element),
        Event::Eof => "—".to_owned(),
        other => (**other).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn difference_of_xml() {
        let at = |a: &str, b: &str| element(a.as_bytes(), b.as_bytes()).map(|(path, a, b)| format!("{path}: {a} {b}"));
        assert_eq!(at("<a><b/><b c=\"1\"/></a>", "<a><b/><b c=\"2\"/></a>").as_deref(), Some("/a[1]/b[2]/@c: 1 2"));
        assert_eq!(at("<a><b>x</b><b>y</b></a>", "<a><b>x</b><b>z</b></a>").as_deref(), Some("/a[1]/b[2]: y z"));
        assert_eq!(at("<a><b/></a>", "<a><c/></a>").as_deref(), Some("/a[1]/b[1]: <b> <c>"));
        assert_eq!(at("<a/>", "<a/>"), None);
    }
}
