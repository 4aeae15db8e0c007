//! The elements and texts of a page, as XML and as a browser alike would read them.

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::{Fault, Outcome};

/// Deepest nesting of elements; our pages come to 10.
const DEPTH_LIMIT: usize = 32;
/// Elements without an end tag.
const VOID: [&str; 3] = ["meta", "br", "col"];

pub enum Node {
    Element(Element),
    Text(String),
}

pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Node>,
}

impl Element {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn is(&self, name: &str) -> Outcome<&Self> {
        if self.name == name { Ok(self) } else { Err(Fault::Unknown(format!("<{}>", self.name))) }
    }

    /// That it has no other attributes than these.
    pub fn has_only(&self, known: &[&str]) -> Outcome<&Self> {
        match self.attributes.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            Some((name, _)) => Err(Fault::Unknown(format!("<{} {name}>", self.name))),
            None => Ok(self),
        }
    }

    /// The elements in it, with nothing but white space between them.
    pub fn only_elements(&self) -> Outcome<Vec<&Self>> {
        let mut elements = Vec::new();
        for child in &self.children {
            match child {
                Node::Element(element) => elements.push(element),
                Node::Text(text) if text.bytes().all(|byte| matches!(byte, b' ' | b'\n')) => {}
                Node::Text(text) => return Err(Fault::Shape(format!("<{}>{}", self.name, text.trim()))),
            }
        }
        Ok(elements)
    }

    /// The text in it, where nothing else may stand.
    pub fn said(&self) -> Outcome<String> {
        let mut said = String::new();
        for child in &self.children {
            match child {
                Node::Element(element) => return Err(Fault::Unknown(format!("<{}><{}>", self.name, element.name))),
                Node::Text(text) => said.push_str(text),
            }
        }
        Ok(said)
    }

    /// The text in it and in the elements within.
    pub fn all_text(&self) -> String {
        let text = |child: &Node| match child {
            Node::Element(element) => element.all_text(),
            Node::Text(text) => text.clone(),
        };
        self.children.iter().map(text).collect()
    }
}

fn broken<T>(what: impl ToString) -> Outcome<T> {
    Err(Fault::NotWellFormed(what.to_string()))
}

/// The root of a page.
pub fn read(text: &str) -> Outcome<Element> {
    if let Some(character) = text.chars().find(|c| (c.is_control() && !matches!(c, '\t' | '\n')) || matches!(c, '\u{fffe}' | '\u{ffff}')) {
        return broken(format!("U+{:04X}", u32::from(character)));
    }
    if let Some(character) =
        text.chars().find(|c| matches!(c, '\u{61c}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
    {
        // It would put letters in another order than they stand in.
        return Err(Fault::Hidden(format!("U+{:04X}", u32::from(character))));
    }
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    let mut typed = false;
    loop {
        match reader.read_event().or_else(broken)? {
            Event::DocType(kind) if !typed && open.is_empty() && root.is_none() => {
                if !kind.trim().eq_ignore_ascii_case("html") {
                    return broken("DOCTYPE");
                }
                typed = true;
            }
            Event::Start(tag) => {
                let element = element(&tag)?;
                if VOID.contains(&element.name.as_str()) {
                    return broken(format!("<{0}></{0}>", element.name));
                }
                if open.len() >= DEPTH_LIMIT {
                    return broken("elements nested too deeply");
                }
                if !typed || root.is_some() {
                    return broken(format!("<{}> outside the page", element.name));
                }
                open.push(element);
            }
            Event::Empty(tag) => {
                let element = element(&tag)?;
                // A browser takes other empty-element tags for start tags.
                if !VOID.contains(&element.name.as_str()) {
                    return broken(format!("<{}/>", element.name));
                }
                match open.last_mut() {
                    Some(parent) => parent.children.push(Node::Element(element)),
                    None => return broken(format!("<{}/> outside the page", element.name)),
                }
            }
            Event::End(_) => {
                let Some(element) = open.pop() else { return broken("an end without a start") };
                match open.last_mut() {
                    Some(parent) => parent.children.push(Node::Element(element)),
                    None => root = Some(element),
                }
            }
            Event::Text(text) => add(&mut open, &text.xml10_content())?,
            Event::GeneralRef(reference) => add_referred(&mut open, &reference)?,
            Event::Comment(_) => return Err(Fault::Hidden("<!-- -->".into())),
            Event::CData(_) | Event::PI(_) | Event::Decl(_) | Event::DocType(_) => return broken("XML that is no HTML"),
            Event::Eof => break,
        }
    }
    match root {
        Some(root) if open.is_empty() => Ok(root),
        _ => broken("the page ends too early"),
    }
}

/// Adds the character that a reference stands for, if every browser reads it alike.
fn add_referred(open: &mut [Element], reference: &BytesRef) -> Outcome<()> {
    if open.last().is_some_and(|element| element.name == "style") {
        return broken("a reference in <style>");
    }
    match reference.resolve_char_ref().or_else(broken)? {
        // A browser reads those of the C1 range as Windows-1252.
        Some(character) if character.is_control() && !matches!(character, '\t' | '\n' | '\r') => {
            broken(format!("U+{:04X}", u32::from(character)))
        }
        Some(character) if !character.is_ascii() => broken(format!("&#{};", u32::from(character))),
        Some(character) => add(open, character.encode_utf8(&mut [0; 4])),
        None => match resolve_predefined_entity(reference) {
            Some(text) => add(open, text),
            None => broken(format!("&{};", &**reference)),
        },
    }
}

fn add(open: &mut [Element], text: &str) -> Outcome<()> {
    let Some(element) = open.last_mut() else {
        return if text.trim().is_empty() { Ok(()) } else { broken("a text outside the page") };
    };
    match element.children.last_mut() {
        Some(Node::Text(last)) => last.push_str(text),
        _ => element.children.push(Node::Text(text.to_owned())),
    }
    Ok(())
}

fn element(tag: &BytesStart) -> Outcome<Element> {
    let mut attributes = Vec::new();
    for attribute in tag.attributes() {
        let attribute = attribute.or_else(broken)?;
        let value = attribute.normalized_value(XmlVersion::default()).or_else(broken)?;
        attributes.push((attribute.key.as_ref().to_owned(), value.into_owned()));
    }
    Ok(Element { name: tag.name().as_ref().to_owned(), attributes, children: Vec::new() })
}
