//! Reads finished papers back, by code that shares nothing with what wrote them.
//!
//! [`tags`] goes through the tags of a PDF in reading order, as a screen reader does, [`drawn`] through what is
//! drawn, as the eye does; [`content`], [`file`] and [`scan`] are what they stand on. A file may come from anywhere: whatever it
//! holds, reading ends with a value or a message, in bounded time and memory.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;

use self::drawn::Sight;
use self::file::File;
use crate::read::panics::guard;
use crate::say::diag::{self, Diagnostic};
use crate::say::words;

pub(crate) mod content;
pub mod drawn;
pub(crate) mod file;
mod predictor;
mod repeated;
pub(crate) mod scan;
pub mod tags;

/// A PDF to be read in more ways than one.
pub struct Opened<'a>(File<'a>);

impl<'a> Opened<'a> {
    /// Reads where the objects of a file are.
    pub fn new(bytes: &'a [u8]) -> diag::Result<Self> {
        guarded(|| File::open(bytes)).map(Self).map_err(|message| Diagnostic::error(message).into())
    }

    /// What the tags say.
    pub fn tags(&self) -> diag::Result<Pdf> {
        self.0.again();
        guarded(|| tags::of(&self.0)).map_err(|message| Diagnostic::error(message).into())
    }

    /// What is drawn.
    pub fn drawn(&self) -> file::Result<Sight> {
        self.0.again();
        guarded(|| drawn::of(&self.0))
    }
}

/// What is read, or that the file is damaged.
fn guarded<T>(read: impl FnOnce() -> file::Result<T>) -> file::Result<T> {
    guard(AssertUnwindSafe(read)).unwrap_or_else(|| Err(words::pdf_damaged()))
}

/// What a PDF says to a reader that does not look at it.
#[derive(Debug, Clone)]
pub struct Pdf {
    /// Title of the document information dictionary (ISO 32000-1, 14.3.3).
    pub title: Option<String>,
    /// All that the document information dictionary says, by name.
    pub properties: BTreeMap<String, String>,
    /// Language of the document (14.9.2).
    pub language: Option<String>,
    /// Number of pages.
    pub pages: usize,
    /// The XMP packet (14.3.2); empty if there is none.
    pub metadata: String,
    /// Level, from 1, and title of each bookmark (12.3.3), in order.
    pub outline: Vec<(usize, String)>,
    pub attachments: Vec<Attachment>,
    /// The root of the structure tree (14.7.2); its kind is `StructTreeRoot`.
    pub root: Element,
}

/// A file inside the PDF (ISO 32000-1, 7.11.4; ISO 19005-3, 6.8).
#[derive(Debug, Clone)]
pub struct Attachment {
    pub name: String,
    pub description: Option<String>,
    /// What the file is to the document, such as `Source`.
    pub relationship: Option<String>,
    pub mime_type: Option<String>,
    pub bytes: Vec<u8>,
}

/// An element of the structure tree (ISO 32000-1, 14.7.2), with its attributes as a table cell (14.8.5.7).
#[derive(Debug, Clone)]
pub struct Element {
    /// Its type, after the role map.
    pub kind: String,
    pub id: Option<String>,
    pub scope: Option<String>,
    /// Identifiers of the header cells that it names.
    pub headers: Vec<String>,
    pub row_span: usize,
    pub col_span: usize,
    /// Whether its text is underlined or struck through (14.8.5.4.4, TextDecorationType).
    pub decorated: bool,
    /// Pages on which its content lies, from 1, ascending.
    pub pages: Vec<usize>,
    /// The marked content that it holds itself.
    pub content: Vec<Held>,
    pub children: Vec<Node>,
}

/// Marked content of an element (14.7.4.2).
#[derive(Debug, Clone, Copy)]
pub struct Held {
    /// Page, from 1, and identifier.
    pub spot: (usize, usize),
    /// How many children of its element stand before it.
    pub behind: usize,
}

/// What an element holds.
#[derive(Debug, Clone)]
pub enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    fn new(kind: impl Into<String>) -> Self {
        Self {
            kind: kind.into(),
            id: None,
            scope: None,
            headers: Vec::new(),
            row_span: 1,
            col_span: 1,
            decorated: false,
            pages: Vec::new(),
            content: Vec::new(),
            children: Vec::new(),
        }
    }

    /// All text in the element, in reading order, with nothing put between the pieces.
    pub fn text(&self) -> String {
        self.children.iter().map(Node::text).collect()
    }

    /// All marked content in the element, in reading order: page, from 1, and identifier.
    pub fn held(&self) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        self.gather_held(&mut found);
        found
    }

    fn gather_held(&self, found: &mut Vec<(usize, usize)>) {
        let mut own = self.content.iter().peekable();
        for (index, child) in self.children.iter().enumerate() {
            while let Some(held) = own.next_if(|held| held.behind <= index) {
                found.push(held.spot);
            }
            if let Node::Element(element) = child {
                element.gather_held(found);
            }
        }
        found.extend(own.map(|held| held.spot));
    }

    /// The elements of a kind below this one, in reading order.
    pub fn descendants(&self, kind: &str) -> Vec<&Element> {
        let mut found = Vec::new();
        self.gather(kind, &mut found);
        found
    }

    fn gather<'a>(&'a self, kind: &str, found: &mut Vec<&'a Element>) {
        for child in &self.children {
            if let Node::Element(element) = child {
                if element.kind == kind {
                    found.push(element);
                }
                element.gather(kind, found);
            }
        }
    }
}

impl Node {
    fn text(&self) -> String {
        match self {
            Self::Element(element) => element.text(),
            Self::Text(text) => text.clone(),
        }
    }
}
