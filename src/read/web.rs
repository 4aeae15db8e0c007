//! Pages from anywhere (a browser, Excel's or Word's clipboard): their tables as rows of cells, and the lines around them.
//!
//! Unlike [`crate::read::page`], which proves our own pages and refuses what it does not know, this takes whatever there is:
//! tags that nobody closed, cells that span others, styles.

mod elements;
mod styles;
mod table;
mod tags;
#[cfg(test)]
mod tests;
mod text;

use crate::say::words::{self, Message};
use elements::Elements;
use styles::Styles;
use table::{OpenTable, Span};
use tags::Tag;
use text::Block;

/// Tags at which a line begins.
const LINES: &[&str] =
    &["p", "/p", "div", "/div", "li", "/li", "ul", "ol", "tr", "td", "th", "option", "caption", "/caption", "hr", "dt", "dd"];

/// Most rows or columns that a cell may span.
const SPAN_LIMIT: usize = 1_000;
/// Most cells of a page.
pub const CELL_LIMIT: usize = 1_000_000;
/// Most bytes of their texts.
const TEXT_LIMIT: usize = 64 << 20;

/// What there is on a page.
#[derive(Debug, Default)]
pub struct PageLines {
    pub lines: Vec<PageLine>,
    /// What of the page as a whole is not read as it is shown.
    pub doubts: Vec<Message>,
    /// Whether there is a table in a cell of another, of which it is text.
    pub is_nested: bool,
}

/// A row of a table, or a line outside of tables, which is a single cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageLine {
    /// Line of the file, from 1.
    pub number: usize,
    /// Which table of the page it stands in and which row of that it is, from 1.
    pub row: Option<(usize, usize)>,
    pub cells: Vec<String>,
    /// The columns in which a cell from further above goes on; it is repeated in `cells`.
    pub covered: Vec<usize>,
    /// The columns in which some of the text is struck through.
    pub struck: Vec<usize>,
    /// The columns in which a cell goes on from the left.
    pub joined: Vec<usize>,
    /// The columns with a text that the page hides; all of them in a row that is hidden.
    pub hidden: Vec<usize>,
    /// What of the line is not read as it is shown.
    pub doubts: Vec<Message>,
    pub stands: Stands,
}

/// Where a line stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Stands {
    /// In a table, or in a text that is no page.
    #[default]
    Row,
    /// In a row that the page hides.
    HiddenRow,
    /// Outside of tables.
    Outside,
    /// Outside of tables, as a heading.
    Heading,
}

/// Whether a text is a page with a table.
pub fn is_page(text: &str) -> bool {
    text.match_indices('<').any(|(at, _)| text.as_bytes().get(at + 1..at + 6).is_some_and(|name| name.eq_ignore_ascii_case(b"table")))
}

/// The rows of all tables and the lines around them, in the order of the page.
pub fn lines(text: &str) -> Result<PageLines, Message> {
    let lower = text.to_ascii_lowercase();
    let sheet = styles::sheet(&lower);
    let styles = Styles::of(&sheet, lower.contains("urn:schemas-microsoft-com:office:excel"));
    let mut page = Page { number: 1, doubts: doubts(&lower, &sheet, &styles), styles, ..Page::default() };
    let mut at = 0;
    while at < text.len() {
        page.size.check()?;
        let rest = &lower[at..];
        let length = match rest.strip_prefix('<') {
            Some(_) if rest.starts_with("<!--") => rest.find("-->").map_or(rest.len(), |end| end + 3),
            Some(inner) if inner.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) => {
                let tag = Tag::of(rest);
                let (name, length) = (tag.name, tag.length);
                match ["script", "style", "head", "title", "xml", "template"].contains(&name) {
                    true if !rest[..length].ends_with("/>") => length + skipped_length(&rest[length..], name),
                    true => length,
                    false => {
                        page.tag(tag, &text[at..])?;
                        length
                    }
                }
            }
            _ => {
                let length = rest.char_indices().skip(1).find(|(_, c)| *c == '<').map_or(rest.len(), |(end, _)| end);
                page.text(&text[at..at + length]);
                length
            }
        };
        page.number += text[at..at + length].matches('\n').count();
        at += length;
    }
    page.end_table();
    page.size.check_cells()?;
    Ok(PageLines { lines: page.lines, doubts: page.doubts, is_nested: page.is_nested })
}

/// Styles that are not understood, or stand elsewhere.
fn doubts(page: &str, sheet: &str, styles: &Styles) -> Vec<Message> {
    let is_elsewhere = |(at, _)| Tag::of(&page[at..]).attribute("rel").is_some_and(|rel| rel.contains("stylesheet"));
    let elsewhere = sheet.contains("@import") || page.match_indices("<link").any(is_elsewhere);
    let unread = styles.unread.first().map(words::web_style);
    elsewhere.then(words::web_style_elsewhere).into_iter().chain(unread).collect()
}

/// How long an element goes on whose content is no text.
fn skipped_length(text: &str, name: &str) -> usize {
    let close = |at: usize| text[at..].strip_prefix("</").is_some_and(|rest| rest.starts_with(name));
    text.match_indices('<').map(|(at, _)| at).find(|at| close(*at)).unwrap_or(text.len())
}

/// What of a page has been read.
#[derive(Default)]
struct Page<'a> {
    number: usize,
    lines: Vec<PageLine>,
    doubts: Vec<Message>,
    size: Size,
    styles: Styles<'a>,
    open: Elements<'a>,
    /// How many tables are open; only the outermost is one, the others are text in its cells.
    depth: usize,
    is_nested: bool,
    /// The outermost table that is open, or was last.
    table: OpenTable,
    /// Text of the open cell, or outside of tables.
    block: Block,
    /// Whether the text outside of tables is that of a heading.
    heading: bool,
}

/// How much there is on a page.
#[derive(Default)]
struct Size {
    cells: usize,
    bytes: usize,
}

impl Size {
    /// Counts a cell with its text.
    fn add(&mut self, text: &str) {
        self.cells += 1;
        self.bytes += text.len();
    }

    fn check(&self) -> Result<(), Message> {
        self.check_cells()?;
        if self.bytes > TEXT_LIMIT { Err(words::web_text(TEXT_LIMIT >> 20)) } else { Ok(()) }
    }

    fn check_cells(&self) -> Result<(), Message> {
        if self.cells > CELL_LIMIT { Err(words::returned_cells(CELL_LIMIT)) } else { Ok(()) }
    }
}

/// A number of columns or rows, as an attribute says it.
fn count(tag: &Tag, attribute: &str) -> usize {
    tag.attribute(attribute).and_then(|n| n.trim().parse().ok()).unwrap_or(1usize).clamp(1, SPAN_LIMIT)
}

impl<'a> Page<'a> {
    /// Takes a tag, with which `whole` begins as it is written.
    fn tag(&mut self, tag: Tag<'a>, whole: &str) -> Result<(), Message> {
        let name = tag.name;
        let span = Span { columns: count(&tag, "colspan"), rows: count(&tag, "rowspan") };
        if let Some(ended) = name.strip_prefix('/') {
            self.open.end(ended);
        } else if !name.starts_with(['!', '?']) {
            let columns = count(&tag, "span");
            let style = self.open.begin(tag, &self.styles)?;
            if name == "col" && self.depth == 1 {
                self.table.describe(columns, style.hides());
            }
        }
        match name {
            "table" => self.begin_table(),
            "/table" if self.depth == 1 => self.end_table(),
            "/table" => {
                self.depth = self.depth.saturating_sub(1);
                self.block.new_line();
            }
            "tr" if self.depth == 1 => {
                self.end_row();
                self.begin_row();
            }
            "/tr" if self.depth == 1 => self.end_row(),
            "td" | "th" if self.depth == 1 => {
                self.end_cell();
                if !self.table.is_in_row() {
                    self.begin_row();
                }
                // What stands in a table, but in none of its cells, is a line, such as its caption.
                self.end_block();
                self.table.begin_cell(span);
            }
            "/td" | "/th" if self.depth == 1 => self.end_cell(),
            "br" => self.block.line_break(),
            "input" | "select" | "textarea" => self.field(&Tag::of(whole)),
            _ if is_heading(name) && self.is_outside() => {
                self.end_block();
                self.heading = !name.starts_with('/');
            }
            _ if is_heading(name) || LINES.contains(&name) => self.block.new_line(),
            _ => {}
        }
        Ok(())
    }

    fn is_outside(&self) -> bool {
        self.depth == 0
    }

    /// A field to be filled in: what it says is text of the cell.
    fn field(&mut self, tag: &Tag) {
        let kind = tag.attribute("type").unwrap_or_default().to_ascii_lowercase();
        if ["hidden", "button", "submit", "reset", "image"].contains(&kind.as_str()) {
            return;
        }
        if !["checkbox", "radio"].contains(&kind.as_str()) {
            self.text(tag.attribute("value").unwrap_or_default());
        }
        if !self.is_outside() && self.block.doubts.is_empty() {
            self.block.doubts.push(words::web_field());
        }
    }

    fn text(&mut self, text: &str) {
        let is_blank = text.trim().is_empty();
        // Around the tables it is no text of the page.
        if self.open.hide() && !is_blank && self.is_outside() {
            return;
        }
        self.block.struck |= self.open.strike() && !is_blank;
        self.block.hidden |= self.open.hide() && !is_blank;
        self.block.add(text, self.open.space(), self.open.keep_lines());
    }

    /// Ends what stands outside of cells: each line of it is a cell alone.
    fn end_block(&mut self) {
        let mut block = std::mem::take(&mut self.block);
        let of = |is: bool| if is { vec![0] } else { Vec::new() };
        let stands = if std::mem::take(&mut self.heading) { Stands::Heading } else { Stands::Outside };
        for text in block.text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (struck, hidden, doubts) = (of(block.struck), of(block.hidden), std::mem::take(&mut block.doubts));
            let line =
                PageLine { number: self.number, cells: vec![text.to_owned()], struck, hidden, doubts, stands, ..PageLine::default() };
            self.size.bytes += text.len();
            self.lines.push(line);
        }
    }

    fn begin_table(&mut self) {
        self.depth += 1;
        if self.depth == 1 {
            self.end_block();
            self.table = self.table.next();
        } else {
            self.is_nested = true;
            self.block.new_line();
        }
    }

    fn begin_row(&mut self) {
        self.table.begin_row(self.number, self.open.hide());
    }

    fn end_cell(&mut self) {
        self.table.end_cell(&mut self.block, &mut self.size);
    }

    fn end_row(&mut self) {
        self.lines.extend(self.table.end_row(&mut self.block, &mut self.size));
    }

    fn end_table(&mut self) {
        self.end_row();
        self.end_block();
        self.depth = 0;
    }
}

/// Whether a tag begins or ends a heading.
fn is_heading(name: &str) -> bool {
    matches!(name.strip_prefix('/').unwrap_or(name), "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}
