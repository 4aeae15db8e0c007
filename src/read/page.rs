//! Reads a page of ours back, strictly: what it says, and nothing that a reader would not see.
//!
//! The page is read as XML. Whatever a browser might take otherwise than XML does, whatever could hide or add a
//! text, and whatever is not known here is a fault: scripts, comments, unknown elements and attributes, tables
//! whose cells overlap or leave gaps. Whether the style is ours, whoever reads it asks.

mod tables;
#[cfg(test)]
mod tests;
mod tree;

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

pub use tables::{Cell, Grid, Mark, Run, Scope};
use tree::{Element, Node};

/// Most bytes of a page.
const SIZE_LIMIT: usize = 1 << 26;

/// What a page says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    pub title: String,
    pub language: String,
    /// What it tells of itself, by name: `<meta name content>`.
    pub facts: BTreeMap<String, String>,
    /// Its rules of style.
    pub style: String,
    /// The classes of its elements: name of the element and class.
    pub classes: BTreeSet<(String, String)>,
    pub blocks: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    Heading { level: usize, text: String },
    Text(String),
    Table(Grid),
}

/// Why a page cannot be read. What is said beside the kind is markup, and the same in every language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Larger than any page of ours.
    TooLarge,
    /// No UTF-8, no well-formed XML, or XML that a browser reads otherwise.
    NotWellFormed(String),
    /// An element, attribute or value that is not known here.
    Unknown(String),
    /// Something is kept from those who look or from those who listen.
    Hidden(String),
    /// Known parts in a wrong place, such as a link to nowhere.
    Shape(String),
    /// A row of a table that has too few or too many cells, or from which cells reach too far: which it is, from 1, and its
    /// first text.
    Row { number: usize, text: String },
}

pub type Outcome<T> = Result<T, Fault>;

impl Page {
    /// Reads the page that `bytes` are.
    pub fn read(bytes: &[u8]) -> Outcome<Self> {
        if bytes.len() > SIZE_LIMIT {
            return Err(Fault::TooLarge);
        }
        let text = std::str::from_utf8(bytes).map_err(|error| Fault::NotWellFormed(error.to_string()))?;
        let root = tree::read(text)?;
        let [head, body] = root.only_elements()?[..] else { return shape("<html>") };
        root.is("html")?;
        if root.has_only(&["xmlns", "lang"])?.get("xmlns") != Some("http://www.w3.org/1999/xhtml") {
            return Err(Fault::Unknown("xmlns".into()));
        }
        let (title, facts, style) = self::head(head.is("head")?)?;
        body.is("body")?.has_only(&[])?;
        let [main] = body.only_elements()?[..] else { return shape("<body>") };
        main.is("main")?.has_only(&[])?;
        let mut reader = Reader { named: BTreeMap::new(), classes: BTreeSet::new(), blocks: Vec::new(), level: 0 };
        reader.name(&root)?;
        reader.flow(main, true)?;
        let language = root.get("lang").unwrap_or_default().to_owned();
        Ok(Self { title, language, facts, style, classes: reader.classes, blocks: reader.blocks })
    }

    /// The tables in order.
    pub fn tables(&self) -> impl Iterator<Item = &Grid> {
        self.blocks.iter().filter_map(|part| match part {
            Part::Table(grid) => Some(grid),
            _ => None,
        })
    }
}

fn shape<T>(what: impl Into<String>) -> Outcome<T> {
    Err(Fault::Shape(what.into()))
}

/// The title, what the page tells of itself, and its style.
fn head(head: &Element) -> Outcome<(String, BTreeMap<String, String>, String)> {
    head.has_only(&[])?;
    let mut title = None;
    let mut facts = BTreeMap::new();
    let mut policy = String::new();
    let mut style = None;
    let mut charset = false;
    for element in head.only_elements()? {
        match element.name.as_str() {
            "title" if title.is_none() => title = Some(element.has_only(&[])?.said()?),
            "style" if style.is_none() => style = Some(element.has_only(&[])?.said()?),
            "meta" => match (element.get("charset"), element.get("http-equiv"), element.get("name"), element.get("content")) {
                (Some("utf-8"), None, None, None) if !charset => charset = true,
                (None, Some("Content-Security-Policy"), None, Some(content)) if policy.is_empty() => policy = content.to_owned(),
                (None, None, Some(name), Some(content)) => {
                    if facts.insert(name.to_owned(), content.to_owned()).is_some() {
                        return shape(format!("<meta name=\"{name}\">"));
                    }
                }
                _ => return Err(Fault::Unknown("<meta>".into())),
            },
            other => return Err(Fault::Unknown(format!("<head><{other}>"))),
        }
    }
    let (Some(title), Some(style), true) = (title, style, charset) else { return shape("<head>") };
    // With this policy nothing is loaded, nothing runs, and no other style holds.
    let digest = Sha256::digest(&style);
    let mut rules: Vec<&str> = policy.split(';').map(str::trim).collect();
    rules.sort_unstable();
    let [base, default, form, styles] = rules[..] else { return shape("Content-Security-Policy") };
    let hash = styles.strip_prefix("style-src 'sha256-").and_then(|rest| rest.strip_suffix('\''));
    if (base, default, form) != ("base-uri 'none'", "default-src 'none'", "form-action 'none'")
        || hash.and_then(|hash| STANDARD.decode(hash).ok()).is_none_or(|hash| hash != digest[..])
    {
        return shape("Content-Security-Policy");
    }
    Ok((title, facts, style))
}

/// Walks through what is shown.
struct Reader {
    /// What the elements with an identifier say.
    named: BTreeMap<String, String>,
    classes: BTreeSet<(String, String)>,
    blocks: Vec<Part>,
    /// Level of the last heading.
    level: usize,
}

impl Reader {
    /// Notes the text of every element that has an identifier, and refuses what is hidden anywhere.
    fn name(&mut self, element: &Element) -> Outcome<()> {
        for (name, _) in &element.attributes {
            if matches!(name.as_str(), "hidden" | "style" | "inert" | "popover") || name.starts_with("on") || name.starts_with("aria-hid") {
                return Err(Fault::Hidden(format!("<{} {name}>", element.name)));
            }
        }
        if matches!(element.name.as_str(), "script" | "template" | "noscript" | "details" | "dialog") {
            return Err(Fault::Hidden(format!("<{}>", element.name)));
        }
        let classes = element.get("class").into_iter().flat_map(|classes| classes.split(' '));
        self.classes.extend(classes.map(|class| (element.name.clone(), class.to_owned())));
        if let Some(id) = element.get("id")
            && self.named.insert(id.to_owned(), element.all_text()).is_some()
        {
            return shape(format!("id=\"{id}\""));
        }
        element.children.iter().try_for_each(|child| match child {
            Node::Element(child) => self.name(child),
            Node::Text(_) => Ok(()),
        })
    }

    /// What the elements say that `element` names as its name.
    fn called(&self, element: &Element) -> Outcome<Option<String>> {
        let Some(ids) = element.get("aria-labelledby") else { return Ok(None) };
        let said: Option<Vec<&str>> = ids.split(' ').map(|id| self.named.get(id).map(String::as_str)).collect();
        match said {
            Some(said) => Ok(Some(said.join(" "))),
            None => shape(format!("aria-labelledby=\"{ids}\"")),
        }
    }

    /// What stands one under the other.
    fn flow(&mut self, element: &Element, sections: bool) -> Outcome<()> {
        for child in element.only_elements()? {
            match child.name.as_str() {
                "header" | "section" if sections => {
                    child.has_only(&[])?;
                    self.flow(child, false)?;
                }
                "h1" | "h2" => {
                    let level = if child.name == "h1" { 1 } else { 2 };
                    // One heading of the first level, and before all others.
                    if (level == 1) != (self.level == 0) {
                        return shape(format!("<{}>", child.name));
                    }
                    self.level = level;
                    let text = child.has_only(&["id"])?.said()?;
                    self.blocks.push(Part::Heading { level, text });
                }
                "p" => self.blocks.push(Part::Text(child.has_only(&["class"])?.said()?)),
                "nav" if sections => self.contents(child)?,
                "table" => self.table(child)?,
                "div" => {
                    child.has_only(&["class", "role", "aria-labelledby", "tabindex"])?;
                    let [table] = child.only_elements()?[..] else { return shape("<div>") };
                    if (child.get("role"), child.get("tabindex")) != (Some("group"), Some("0")) || self.called(child)?.is_none() {
                        return Err(Fault::Unknown("<div>".into()));
                    }
                    self.table(table.is("table")?)?;
                }
                other => return Err(Fault::Unknown(format!("<{other}>"))),
            }
        }
        Ok(())
    }

    /// Links to headings, which must say what those say; they are no part of the paper.
    fn contents(&self, nav: &Element) -> Outcome<()> {
        let [list] = nav.has_only(&[])?.only_elements()?[..] else { return shape("<nav>") };
        for item in list.is("ul")?.has_only(&[])?.only_elements()? {
            let [link] = item.is("li")?.has_only(&[])?.only_elements()?[..] else { return shape("<li>") };
            let target = link.is("a")?.has_only(&["href"])?.get("href").and_then(|to| to.strip_prefix('#'));
            let heading = target.and_then(|id| self.named.get(id));
            if heading != Some(&link.said()?) {
                return shape(format!("<a href=\"#{}\">", target.unwrap_or_default()));
            }
        }
        Ok(())
    }

    fn table(&mut self, table: &Element) -> Outcome<()> {
        let mut grid = tables::grid(table)?;
        grid.name = self.called(table)?;
        for part in table.only_elements()? {
            self.called(part)?;
        }
        self.blocks.push(Part::Table(grid));
        Ok(())
    }
}
