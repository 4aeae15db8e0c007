//! XML parts of a zip archive, one step at a time, bounded in depth and in the size of a step.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::attributes::Attributes;
use quick_xml::events::{BytesEnd, BytesStart, Event};

use super::{Fault, Outcome, damaged};
use crate::read::archive::{Unpacked, key};
use crate::say::words;

/// Deepest nesting of elements; spreadsheets come to about 12.
const DEPTH_LIMIT: usize = 128;
/// Most bytes of a tag or of a text between two tags.
const STEP_LIMIT: usize = 1 << 20;

/// An archive whose parts are found by name, whatever their case, each of which is read once.
pub struct Package<'a> {
    /// The bytes of each part; none if it is of a kind that nobody reads.
    parts: BTreeMap<String, Option<&'a [u8]>>,
    read: BTreeSet<String>,
}

impl<'a> Package<'a> {
    pub fn new(parts: &'a [Unpacked]) -> Self {
        Self { parts: parts.iter().map(|part| (key(&part.name), part.bytes.as_deref())).collect(), read: BTreeSet::new() }
    }

    pub fn has(&self, name: &str) -> bool {
        self.parts.contains_key(&key(name))
    }

    /// Whether the part with this name was not asked for yet.
    pub fn is_unread(&self, name: &str) -> bool {
        let name = key(name);
        self.parts.contains_key(&name) && !self.read.contains(&name)
    }

    /// The part with this name, if there is one. A part that is asked for again is a trick to make us read for ever.
    pub fn part(&mut self, name: &str) -> Outcome<Option<Xml<'a>>> {
        Ok(self.bytes(name)?.map(Xml::new))
    }

    /// The bytes of the part with this name.
    pub fn bytes(&mut self, name: &str) -> Outcome<Option<&'a [u8]>> {
        let name = key(name);
        match self.parts.get(&name) {
            None => Ok(None),
            Some(Some(bytes)) if self.read.insert(name) => Ok(Some(bytes)),
            Some(_) => damaged(),
        }
    }
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
pub struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    depth: usize,
    /// The element that started last.
    element: BytesStart<'a>,
    /// The one that ended since then.
    ended: Option<BytesEnd<'a>>,
    text: Cow<'a, str>,
}

impl<'a> Xml<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        let mut reader = Reader::from_reader(bytes);
        reader.config_mut().expand_empty_elements = true;
        Self { reader, depth: 0, element: BytesStart::new(""), ended: None, text: Cow::Borrowed("") }
    }

    pub fn step(&mut self) -> Outcome<Step> {
        loop {
            let before = self.ahead().len();
            let event = self.reader.read_event().map_err(|_| words::damaged_workbook())?;
            if before - self.ahead().len() > STEP_LIMIT {
                return damaged();
            }
            match event {
                Event::Start(element) | Event::Empty(element) => {
                    (self.element, self.ended) = (element, None);
                    self.depth += 1;
                    return if self.depth > DEPTH_LIMIT { damaged() } else { Ok(Step::Start) };
                }
                Event::End(element) => {
                    self.ended = Some(element);
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Step::End);
                }
                Event::Text(text) => {
                    self.text = text.xml10_content();
                    return Ok(Step::Text);
                }
                Event::CData(text) => {
                    self.text = text.xml10_content();
                    return Ok(Step::Text);
                }
                Event::GeneralRef(reference) => {
                    let text = match reference.resolve_char_ref().map_err(|_| words::damaged_workbook())? {
                        Some(character) => Cow::Owned(character.to_string()),
                        None => Cow::Borrowed(resolve_predefined_entity(&reference).ok_or_else(words::returned_entities)?),
                    };
                    self.text = text;
                    return Ok(Step::Text);
                }
                Event::DocType(_) => return Err(words::returned_entities().into()),
                Event::Eof if self.depth > 0 => return damaged(),
                Event::Eof => return Ok(Step::Done),
                Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {}
            }
        }
    }

    /// The bytes that follow.
    fn ahead(&self) -> &'a [u8] {
        self.reader.get_ref()
    }

    /// Right after a start or an end: reads whole elements without a step for each part of them, as far as `plain` knows them.
    ///
    /// It is given what follows and says what it found and how many bytes that has, which must be a whole element, less
    /// than three deep and written well.
    pub fn plain<T>(&mut self, plain: impl Fn(&'a [u8]) -> Option<(T, usize)>) -> Option<T> {
        if self.depth + 3 > DEPTH_LIMIT {
            return None;
        }
        let (found, length) = plain(self.ahead())?;
        *self.reader.get_mut() = self.ahead().get(length..)?;
        Some(found)
    }

    /// The name of the element that starts or ends here, without its prefix.
    pub fn name(&self) -> &str {
        local(match &self.ended {
            Some(ended) => ended.name().into_inner(),
            None => self.element.name().into_inner(),
        })
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
        self.value(name).map(Cow::into_owned)
    }

    fn value(&self, name: &str) -> Option<Cow<'_, str>> {
        let is_whole = name.contains(':');
        Attributes::new(self.element.attributes_raw(), 0)
            .with_checks(false)
            .flatten()
            .find(|a| if is_whole { a.key.as_ref() == name } else { local(a.key.as_ref()) == name })
            .and_then(|a| match a.value {
                // Nothing in it stands for anything else.
                Cow::Borrowed(value) if !value.bytes().any(|byte| byte == b'&' || byte < b' ') => Some(Cow::Borrowed(value)),
                _ => a.normalized_value(quick_xml::XmlVersion::default()).ok().map(|value| Cow::Owned(value.into_owned())),
            })
    }

    /// The attribute as a number; none if it is missing or no number.
    pub fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.value(name)?.trim().parse().ok()
    }

    /// Whether the attribute says yes.
    pub fn says(&self, name: &str) -> bool {
        self.value(name).is_some_and(|value| matches!(value.trim(), "1" | "true" | "on"))
    }

    /// To the end, with a stop at each element that starts.
    pub fn each(mut self, mut starts: impl FnMut(&mut Self) -> Outcome<()>) -> Outcome<()> {
        loop {
            match self.step()? {
                Step::Start => starts(&mut self)?,
                Step::End | Step::Text => {}
                Step::Done => return Ok(()),
            }
        }
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
    match name.bytes().rposition(|byte| byte == b':') {
        Some(colon) => &name[colon + 1..],
        None => name,
    }
}
