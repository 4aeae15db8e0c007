//! XML parts of a zip archive, one step at a time, bounded in depth and in the size of a step.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Cursor, Error, Read, Result as IoResult};

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::attributes::Attributes;
use quick_xml::events::{BytesStart, Event};

use super::{Fault, Outcome, UNPACKED_LIMIT, damaged};
use crate::say::words;

/// Deepest nesting of elements; spreadsheets come to about 12.
const DEPTH_LIMIT: usize = 128;
/// Most bytes of a tag or of a text between two tags.
const STEP_LIMIT: usize = 1 << 20;

/// An archive whose parts are found by name, whatever their case, each of which is read once.
pub struct Package<'a> {
    archive: zip::ZipArchive<Cursor<&'a [u8]>>,
    parts: BTreeMap<String, usize>,
    read: BTreeSet<usize>,
}

/// A part that is being read.
pub type Part<'p> = Xml<BufReader<Box<dyn Read + 'p>>>;

impl<'a> Package<'a> {
    /// Opens an archive that [`crate::read::archive::inspect`] has passed.
    pub fn open(bytes: &'a [u8]) -> Outcome<Self> {
        let archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(words::archive)?;
        let mut parts = BTreeMap::new();
        for index in 0..archive.len() {
            let name = archive.name_for_index(index).transpose().map_err(words::archive)?;
            parts.insert(key(&name.unwrap_or_default()), index);
        }
        Ok(Self { archive, parts, read: BTreeSet::new() })
    }

    pub fn has(&self, name: &str) -> bool {
        self.parts.contains_key(&key(name))
    }

    /// Whether the part with this name was not asked for yet.
    pub fn is_unread(&self, name: &str) -> bool {
        self.parts.get(&key(name)).is_some_and(|index| !self.read.contains(index))
    }

    /// The part with this name, if there is one. A part that is asked for again is a trick to make us read for ever.
    pub fn part(&mut self, name: &str) -> Outcome<Option<Part<'_>>> {
        let Some(index) = self.parts.get(&key(name)) else { return Ok(None) };
        if !self.read.insert(*index) {
            return damaged();
        }
        let part = self.archive.by_index(*index).map_err(words::archive)?;
        let part: Box<dyn Read> = Box::new(part.take(UNPACKED_LIMIT));
        Ok(Some(Xml::new(BufReader::new(part))))
    }
}

fn key(name: &str) -> String {
    name.trim_start_matches('/').replace('\\', "/").to_lowercase()
}

/// What [`Xml::step`] came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A start tag; an empty element has a start and an end.
    Start,
    End,
    Text,
    Done,
}

/// A reader of XML that stands at one step: [`Xml::name`], [`Xml::get`] and [`Xml::text`] tell of it.
pub struct Xml<R> {
    reader: Reader<Metered<R>>,
    buffer: Vec<u8>,
    depth: usize,
    /// Whole name of the element, with its prefix.
    name: String,
    attributes: String,
    text: String,
}

impl<R: BufRead> Xml<R> {
    pub fn new(source: R) -> Self {
        let mut reader = Reader::from_reader(Metered { source, left: STEP_LIMIT });
        reader.config_mut().expand_empty_elements = true;
        Self { reader, buffer: Vec::new(), depth: 0, name: String::new(), attributes: String::new(), text: String::new() }
    }

    pub fn step(&mut self) -> Outcome<Step> {
        loop {
            self.buffer.clear();
            self.reader.get_mut().left = STEP_LIMIT;
            match self
                .reader
                .read_event_into(&mut self.buffer)
                .map_err(|e| if matches!(e, quick_xml::Error::Io(_)) { words::damaged_workbook() } else { words::archive(e) })?
            {
                Event::Start(element) | Event::Empty(element) => {
                    keep(&mut self.name, &mut self.attributes, &element);
                    self.depth += 1;
                    return if self.depth > DEPTH_LIMIT { damaged() } else { Ok(Step::Start) };
                }
                Event::End(element) => {
                    replace(&mut self.name, element.name().as_ref());
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Step::End);
                }
                Event::Text(text) => {
                    replace(&mut self.text, &text.xml10_content());
                    return Ok(Step::Text);
                }
                Event::CData(text) => {
                    replace(&mut self.text, &text.xml10_content());
                    return Ok(Step::Text);
                }
                Event::GeneralRef(reference) => {
                    self.text.clear();
                    match reference.resolve_char_ref().map_err(words::archive)? {
                        Some(character) => self.text.push(character),
                        None => self.text.push_str(resolve_predefined_entity(&reference).ok_or_else(words::returned_entities)?),
                    }
                    return Ok(Step::Text);
                }
                Event::DocType(_) => return Err(words::returned_entities().into()),
                Event::Eof if self.depth > 0 => return damaged(),
                Event::Eof => return Ok(Step::Done),
                Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {}
            }
        }
    }

    /// The name of the element that starts or ends here, without its prefix.
    pub fn name(&self) -> &str {
        local(&self.name)
    }

    /// How many elements are open, this one included if it starts here.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// The text that stands here.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The attribute with this name; a name without a prefix fits any prefix.
    pub fn get(&self, name: &str) -> Option<String> {
        Attributes::new(&self.attributes, 0)
            .with_checks(false)
            .flatten()
            .find(|a| if name.contains(':') { a.key.as_ref() == name } else { local(a.key.as_ref()) == name })
            .and_then(|a| a.normalized_value(quick_xml::XmlVersion::default()).ok())
            .map(|value| value.into_owned())
    }

    /// The attribute as a number; none if it is missing or no number.
    pub fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.get(name)?.trim().parse().ok()
    }

    /// Whether the attribute says yes.
    pub fn says(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| matches!(value.trim(), "1" | "true" | "on"))
    }

    /// After a start: everything up to its end is passed over.
    pub fn skip(&mut self) -> Outcome<()> {
        let depth = self.depth;
        while self.depth >= depth {
            self.step()?;
        }
        Ok(())
    }

    /// After a start: the text up to its end, that of elements within included.
    pub fn content(&mut self) -> Outcome<String> {
        let depth = self.depth;
        let mut content = String::new();
        while self.depth >= depth {
            if self.step()? == Step::Text {
                content.push_str(&self.text);
            }
            if content.len() > STEP_LIMIT {
                return Err(Fault::from(words::cell_too_long(super::UNIT_LIMIT)));
            }
        }
        Ok(content)
    }
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

fn replace(kept: &mut String, text: &str) {
    kept.clear();
    kept.push_str(text);
}

fn keep(name: &mut String, attributes: &mut String, element: &BytesStart) {
    replace(name, element.name().as_ref());
    replace(attributes, element.attributes_raw());
}

/// A source that gives out a bounded number of bytes for each step.
struct Metered<R> {
    source: R,
    left: usize,
}

impl<R: BufRead> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> IoResult<usize> {
        self.source.read(buffer)
    }
}

impl<R: BufRead> BufRead for Metered<R> {
    fn fill_buf(&mut self) -> IoResult<&[u8]> {
        if self.left == 0 {
            return Err(Error::other("a tag or text is too long"));
        }
        self.source.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.left = self.left.saturating_sub(amount);
        self.source.consume(amount);
    }
}
