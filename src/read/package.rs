//! Packages as this program writes them: the parts of an archive that holds nothing beside them, and their XML, element by
//! element along a grammar that names all that may stand there.
//!
//! [`crate::read::workbook`] reads what strangers send and forgives much; here whatever is not in the [`Grammar`] is told.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// How every part begins.
const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
/// Bytes of the record that ends an archive without a comment (APPNOTE.TXT 4.3.16), and how it begins.
const END: usize = 22;
const END_MARK: &[u8] = b"PK\x05\x06";
/// What a part's sum begins with, where it stands behind the part.
const SUM_MARK: u32 = 0x0807_4b50;
/// Bytes of a part's header before its name (APPNOTE.TXT 4.3.7).
const HEADER: usize = 30;

/// What is not as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The archive: parts that lie over each other, bytes that belong to none, names that differ.
    Archive,
    /// A part that is no XML of ours: its name.
    Part(String),
}

/// The texts of the parts by name. No byte of the archive lies outside them, no name stands twice.
pub fn parts(bytes: &[u8]) -> Result<BTreeMap<String, String>, Fault> {
    let broken = |_| Fault::Archive;
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let end = bytes.len().checked_sub(END).and_then(|at| bytes.get(at..)).ok_or(Fault::Archive)?;
    let stated = usize::from(u16::from_le_bytes([end[10], end[11]]));
    if !end.starts_with(END_MARK) || end[END - 2..] != [0, 0] || stated != archive.len() || !archive.comment().is_empty() {
        return Err(Fault::Archive);
    }
    let mut places = Vec::new();
    let mut parts = BTreeMap::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(broken)?;
        let name = part.name().map_err(broken)?.into_owned();
        let start = usize::try_from(part.header_start()).map_err(|_| Fault::Archive)?;
        let behind = part.data_start().ok_or(Fault::Archive)? + part.compressed_size();
        let behind = usize::try_from(behind).map_err(|_| Fault::Archive)?;
        // Its sum and sizes may stand behind it (APPNOTE.TXT 4.3.9).
        let sizes = [part.compressed_size(), part.size()].map(|size| u32::try_from(size).unwrap_or(u32::MAX));
        let said = [SUM_MARK, part.crc32(), sizes[0], sizes[1]].map(u32::to_le_bytes).concat();
        let has_sum = bytes.get(behind..).is_some_and(|rest| rest.starts_with(&said));
        places.push((start, behind + if has_sum { said.len() } else { 0 }));
        let here = bytes.get(start + HEADER..start + HEADER + name.len());
        if here != Some(name.as_bytes()) || !part.comment().is_empty() {
            return Err(Fault::Archive);
        }
        let mut text = String::new();
        part.read_to_string(&mut text).map_err(|_| Fault::Part(name.clone()))?;
        if parts.insert(name, text).is_some() {
            return Err(Fault::Archive);
        }
    }
    places.sort_unstable();
    let central = usize::try_from(archive.central_directory_start()).map_err(|_| Fault::Archive)?;
    let ends = std::iter::once(0).chain(places.iter().map(|(_, end)| *end));
    let starts = places.iter().map(|(start, _)| *start).chain([central]);
    if ends.ne(starts) {
        return Err(Fault::Archive);
    }
    Ok(parts)
}

/// The elements that a part may hold, from its root.
///
/// A line for each element, indented below the one that it stands in, in the order in which they stand there: its name, with
/// `*` if it may be repeated and `"` if it holds a text, and its attributes, each with the values that it may have if these
/// are known.
pub struct Grammar {
    root: Rule,
}

struct Rule {
    name: &'static str,
    /// The names from the root, with a slash between.
    path: String,
    repeats: bool,
    holds_text: bool,
    attributes: Vec<(&'static str, Vec<&'static str>)>,
    within: Vec<Rule>,
}

/// Something that the grammar does not know.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unknown {
    /// The known element in which it stands, from the root.
    pub within: String,
    /// The element or, in a known one, the attribute with its value.
    pub what: What,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    Element(String),
    Attribute(String, String),
    Text,
}

impl Unknown {
    /// As markup, for those who look into the file.
    pub fn markup(&self) -> String {
        match &self.what {
            What::Element(name) => format!("{}/<{name}>", self.within),
            What::Attribute(name, value) => format!("{} {name}=\"{value}\"", self.within),
            What::Text => format!("{} …", self.within),
        }
    }
}

/// The attributes of an element.
#[derive(Debug, Default)]
pub struct Attributes(Vec<(String, String)>);

impl Attributes {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.get(name)?.parse().ok()
    }
}

/// Who is told of what stands in a part.
pub trait Visitor {
    /// An element begins.
    fn open(&mut self, _path: &str, _attributes: &Attributes) {}
    /// It ends, and this is the text in it.
    fn close(&mut self, _path: &str, _text: &str) {}
    fn unknown(&mut self, unknown: Unknown);
}

impl Grammar {
    /// Reads the lines of a grammar.
    pub fn new(lines: &'static str) -> Self {
        let mut open: Vec<Rule> = vec![rule("", "")];
        for line in lines.lines().filter(|line| !line.trim().is_empty()) {
            let depth = (line.len() - line.trim_start().len()) / 2 + 1;
            while open.len() > depth {
                shut(&mut open);
            }
            let path = open.last().map_or("", |parent| &parent.path);
            let rule = rule(line.trim(), path);
            open.push(rule);
        }
        while open.len() > 1 {
            shut(&mut open);
        }
        Self { root: open.remove(0) }
    }

    /// Goes through a part; false if it is no XML of ours.
    pub fn walk(&self, part: &str, visitor: &mut dyn Visitor) -> bool {
        part.strip_prefix(DECLARATION).is_some_and(|xml| self.walk_bare(xml, visitor))
    }

    /// The same of XML without a declaration.
    pub fn walk_bare(&self, xml: &str, visitor: &mut dyn Visitor) -> bool {
        walk(&self.root, xml, visitor).is_some()
    }
}

/// Puts the last open rule into the one before it.
fn shut(open: &mut Vec<Rule>) {
    if let Some(rule) = open.pop()
        && let Some(parent) = open.last_mut()
    {
        parent.within.push(rule);
    }
}

fn rule(line: &'static str, parent: &str) -> Rule {
    let mut words = line.split_whitespace();
    let marked = words.next().unwrap_or_default();
    let name = marked.trim_end_matches(['*', '"']);
    let attributes = words.map(|word| match word.split_once('=') {
        Some((name, values)) => (name, values.split('|').collect()),
        None => (word, Vec::new()),
    });
    Rule {
        name,
        path: if parent.is_empty() { name.to_owned() } else { format!("{parent}/{name}") },
        repeats: marked.contains('*'),
        holds_text: marked.contains('"'),
        attributes: attributes.collect(),
        within: Vec::new(),
    }
}

/// An element that is open: its rule, which of those in it came last, and its text.
struct Open<'g> {
    rule: &'g Rule,
    last: Option<usize>,
    text: String,
}

fn walk(root: &Rule, xml: &str, visitor: &mut dyn Visitor) -> Option<()> {
    let mut reader = Reader::from_str(xml);
    let mut open = vec![Open { rule: root, last: None, text: String::new() }];
    // Elements within an unknown one.
    let mut strange = 0;
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) => strange += usize::from(!enter(&mut open, &tag, strange, visitor)?),
            Event::Empty(tag) => {
                if enter(&mut open, &tag, strange, visitor)? {
                    leave(&mut open, visitor)?;
                }
            }
            Event::End(_) if strange > 0 => strange -= 1,
            Event::End(_) => leave(&mut open, visitor)?,
            Event::Text(_) | Event::GeneralRef(_) if strange > 0 => {}
            Event::Text(text) => open.last_mut()?.text.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                let text = &mut open.last_mut()?.text;
                match reference.resolve_char_ref().ok()? {
                    Some(character) => text.push(character),
                    None => text.push_str(quick_xml::escape::resolve_predefined_entity(&reference)?),
                }
            }
            Event::Eof => break,
            // Nothing of ours holds comments and the like.
            Event::CData(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => return None,
        }
    }
    let [whole] = &open[..] else { return None };
    (whole.last.is_some() && whole.text.is_empty()).then_some(())
}

/// Tells of the start of an element; whether it is known.
fn enter(open: &mut Vec<Open<'_>>, tag: &BytesStart, strange: usize, visitor: &mut dyn Visitor) -> Option<bool> {
    let mut attributes = Vec::new();
    for attribute in tag.attributes() {
        let attribute = attribute.ok()?;
        let value = attribute.normalized_value(XmlVersion::default()).ok()?.into_owned();
        attributes.push((attribute.key.as_ref().to_owned(), value));
    }
    if strange > 0 {
        return Some(false);
    }
    let parent = open.last_mut()?;
    let name = tag.name();
    let name = name.as_ref();
    let within = &parent.rule.within;
    let found = within.iter().position(|rule| rule.name == name);
    // Each in its order, and but once unless it says so.
    let index = found.filter(|index| parent.last.is_none_or(|last| *index > last || (*index == last && within[*index].repeats)));
    let Some(index) = index else {
        visitor.unknown(Unknown { within: parent.rule.path.clone(), what: What::Element(name.to_owned()) });
        return Some(false);
    };
    parent.last = Some(index);
    let rule = &within[index];
    let attributes = Attributes(attributes);
    visitor.open(&rule.path, &attributes);
    for (name, value) in &attributes.0 {
        let known = rule.attributes.iter().find(|(known, _)| known == name);
        if known.is_none_or(|(_, values)| !values.is_empty() && !values.contains(&value.as_str())) {
            visitor.unknown(Unknown { within: rule.path.clone(), what: What::Attribute(name.clone(), value.clone()) });
        }
    }
    open.push(Open { rule, last: None, text: String::new() });
    Some(true)
}

/// Tells of the end of the element that was opened last.
fn leave(open: &mut Vec<Open<'_>>, visitor: &mut dyn Visitor) -> Option<()> {
    let Open { rule, text, .. } = open.pop()?;
    if !rule.holds_text && !text.is_empty() {
        visitor.unknown(Unknown { within: rule.path.clone(), what: What::Text });
    }
    visitor.close(&rule.path, &text);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: &str = "
a x=1|2
  b* y
  c\"
";

    #[derive(Default)]
    struct Told(Vec<String>);

    impl Visitor for Told {
        fn open(&mut self, path: &str, attributes: &Attributes) {
            self.0.push(format!("{path} {}", attributes.get("y").unwrap_or_default()));
        }

        fn close(&mut self, path: &str, text: &str) {
            if !text.is_empty() {
                self.0.push(format!("{path}: {text}"));
            }
        }

        fn unknown(&mut self, unknown: Unknown) {
            self.0.push(format!("? {}", unknown.markup()));
        }
    }

    fn told(xml: &str) -> Option<Vec<String>> {
        let mut told = Told::default();
        Grammar::new(LINES).walk(&format!("{DECLARATION}{xml}"), &mut told).then_some(told.0)
    }

    #[test]
    fn package_grammar() {
        assert_eq!(told("<a x=\"2\"><b y=\"&lt;\"/><b/><c>d&amp;</c></a>").unwrap(), ["a ", "a/b <", "a/b ", "a/c ", "a/c: d&"]);
        assert_eq!(told("<a x=\"3\"><c/><b/></a>").unwrap(), ["a ", "? a x=\"3\"", "a/c ", "? a/<b>"]);
        assert_eq!(told("<a>e<d><c>x</c></d><c/><c/></a>").unwrap(), ["a ", "? a/<d>", "a/c ", "? a/<c>", "? a …", "a: e"]);
        for broken in
            ["", "<a>", "<a/><a/>x", "<a><!-- --></a>", "<a/> ", "<!DOCTYPE a><a/>", "<a><![CDATA[x]]></a>", "<a x=\"1\" x=\"2\"/>"]
        {
            assert!(told(broken).is_none_or(|told| told.iter().any(|line| line.starts_with('?'))), "{broken}");
        }
        assert!(!Grammar::new(LINES).walk("<a/>", &mut Told::default()));
    }
}
