//! Elements: which of them are open, as a browser would have it, and what they do to a text.

use simplecss::{AttributeOperator, PseudoClass};

use super::styles::{Style, Styles};
use super::tags::Tag;
use crate::say::words::{self, Message};

/// Most elements within one another.
const DEPTH_LIMIT: usize = 512;
/// Elements that never hold anything.
const VOID: &[&str] = &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];
/// What a table is made of: where one of them ends, all within it does.
const PARTS: &[&str] = &["table", "caption", "colgroup", "tbody", "thead", "tfoot", "tr", "td", "th"];
/// The elements that hold the text of a table.
const CELLS: &[&str] = &["table", "caption", "td", "th"];

/// An element that has begun.
struct Open<'a> {
    tag: Tag<'a>,
    style: Style,
    /// The element before it with the same parent, and the last one within it that has ended.
    before: Option<Tag<'a>>,
    last: Option<Tag<'a>>,
}

/// The elements that are open, and what they do to a text.
#[derive(Default)]
pub struct Elements<'a> {
    open: Vec<Open<'a>>,
    last: Option<Tag<'a>>,
    hiding: usize,
    striking: usize,
}

impl<'a> Elements<'a> {
    pub fn hide(&self) -> bool {
        self.hiding > 0
    }

    pub fn strike(&self) -> bool {
        self.striking > 0
    }

    /// Whether blanks that do not break stand for several common ones, as Excel writes them.
    pub fn space(&self) -> bool {
        self.open.last().is_some_and(|open| open.style.spaces)
    }

    /// Whether line ends of the file stay.
    pub fn keep_lines(&self) -> bool {
        self.open.iter().rev().find_map(|open| open.style.lines).unwrap_or(false)
    }

    /// An element begins; some that were open end with that. Returns what it does.
    pub fn begin(&mut self, tag: Tag<'a>, styles: &Styles) -> Result<Style, Message> {
        let (ended, within): (&[&str], &[&str]) = match tag.name {
            "tbody" | "thead" | "tfoot" => (&PARTS[1..], &["table"]),
            "tr" => (&["caption", "colgroup", "tr", "td", "th"], &["table"]),
            "td" | "th" => (&["caption", "colgroup", "td", "th"], &["table"]),
            "li" => (&["li"], &["ul", "ol", "table", "td", "th"]),
            "dt" | "dd" => (&["dt", "dd"], &["dl", "table", "td", "th"]),
            "option" => (&["option"], &["select", "table", "td", "th"]),
            "p" | "div" | "ul" | "ol" | "dl" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => (&["p"], &["div", "li", "table", "td", "th"]),
            _ => (&[], &[]),
        };
        if !ended.is_empty() {
            let inner = self.above(within);
            if let Some(at) = self.open[inner..].iter().position(|open| ended.contains(&open.tag.name)) {
                self.end_at(inner + at);
            }
        }
        let before = std::mem::take(self.open.last_mut().map_or(&mut self.last, |parent| &mut parent.last));
        let style = styles.of_element(&tag, &Element { tag: &tag, above: &self.open, before: before.as_ref() });
        if VOID.contains(&tag.name) {
            self.ended(self.open.len(), tag);
            return Ok(style);
        }
        if self.open.len() == DEPTH_LIMIT {
            return Err(words::web_deep(DEPTH_LIMIT));
        }
        self.hiding += usize::from(style.hides());
        self.striking += usize::from(style.strikes);
        self.open.push(Open { tag, style, before, last: None });
        Ok(style)
    }

    /// The innermost element of this name ends, if the cell has one.
    pub fn end(&mut self, name: &str) {
        let inner = match name {
            "table" => 0,
            name if PARTS.contains(&name) => self.above(&["table"]),
            _ => self.above(CELLS),
        };
        if let Some(at) = self.open[inner..].iter().rposition(|open| open.tag.name == name) {
            self.end_at(inner + at);
        }
    }

    /// Where the elements begin that stand in the innermost of these.
    fn above(&self, names: &[&str]) -> usize {
        self.open.iter().rposition(|open| names.contains(&open.tag.name)).map_or(0, |at| at + 1)
    }

    /// Ends an element, and if it is part of a table all that stands in it; what else nobody closed goes on.
    fn end_at(&mut self, at: usize) {
        let end = if PARTS.contains(&self.open[at].tag.name) { self.open.len() } else { at + 1 };
        let ended: Vec<Open> = self.open.drain(at..end).collect();
        self.hiding -= ended.iter().filter(|open| open.style.hides()).count();
        self.striking -= ended.iter().filter(|open| open.style.strikes).count();
        if let Some(first) = ended.into_iter().next() {
            self.ended(at, first.tag);
        }
    }

    fn ended(&mut self, at: usize, tag: Tag<'a>) {
        *at.checked_sub(1).map_or(&mut self.last, |parent| &mut self.open[parent].last) = Some(tag);
    }
}

/// An element as selectors see it.
struct Element<'b, 'a> {
    tag: &'b Tag<'a>,
    above: &'b [Open<'a>],
    before: Option<&'b Tag<'a>>,
}

impl simplecss::Element for Element<'_, '_> {
    fn parent_element(&self) -> Option<Self> {
        let (open, above) = self.above.split_last()?;
        Some(Self { tag: &open.tag, above, before: open.before.as_ref() })
    }

    fn prev_sibling_element(&self) -> Option<Self> {
        Some(Self { tag: self.before?, above: self.above, before: None })
    }

    fn has_local_name(&self, name: &str) -> bool {
        self.tag.name == name
    }

    fn attribute_matches(&self, name: &str, operator: AttributeOperator) -> bool {
        self.tag.attribute(name).is_some_and(|value| match operator {
            AttributeOperator::Contains(word) => value.split_ascii_whitespace().any(|one| one == word),
            _ => operator.matches(value),
        })
    }

    fn pseudo_class_matches(&self, class: PseudoClass) -> bool {
        matches!(class, PseudoClass::FirstChild) && self.before.is_none()
    }
}
