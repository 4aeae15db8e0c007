//! Pages from anywhere (a browser, Excel's or Word's clipboard): their tables as rows of cells, and the lines around them.
//!
//! Unlike [`crate::read::page`], which proves our own pages and refuses what it does not know, this takes whatever there is:
//! tags that nobody closed, cells that span others, styles.

use std::collections::BTreeMap;

/// Most rows or columns that a cell may span.
const SPAN_LIMIT: usize = 1_000;
/// Most cells of a page.
const CELL_LIMIT: usize = 1_000_000;

/// A row of a table, or a line outside of tables, which is a single cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// Line of the file, from 1.
    pub number: usize,
    pub cells: Vec<String>,
    /// The columns in which a cell from further above goes on; it is repeated in `cells`.
    pub covered: Vec<usize>,
    /// The columns in which some of the text is struck through.
    pub struck: Vec<usize>,
}

/// Whether a text is a page with a table.
pub fn is_page(text: &str) -> bool {
    text.match_indices('<').any(|(at, _)| text.as_bytes().get(at + 1..at + 6).is_some_and(|name| name.eq_ignore_ascii_case(b"table")))
}

/// The rows of all tables and the lines around them, in the order of the page.
pub fn lines(text: &str) -> Vec<Line> {
    let mut page = Page { number: 1, ..Page::default() };
    let mut at = 0;
    while at < text.len() && page.cells < CELL_LIMIT {
        let rest = &text[at..];
        let length = match rest.strip_prefix('<') {
            Some(_) if rest.starts_with("<!--") => rest.find("-->").map_or(rest.len(), |end| end + 3),
            Some(inner) if inner.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) => {
                let length = tag_length(rest);
                let tag = &rest[..length];
                let name = name(tag);
                page.tag(name, tag);
                match ["script", "style", "head", "title", "xml", "template"].iter().find(|skipped| name.eq_ignore_ascii_case(skipped)) {
                    Some(skipped) if !tag.ends_with("/>") => length + skipped_length(&rest[length..], skipped),
                    _ => length,
                }
            }
            _ => {
                let length = rest.char_indices().skip(1).find(|(_, c)| *c == '<').map_or(rest.len(), |(end, _)| end);
                page.text(&rest[..length]);
                length
            }
        };
        page.number += text[at..at + length].matches('\n').count();
        at += length;
    }
    page.end_table();
    page.lines
}

/// The length of a tag, quoted attributes and all.
fn tag_length(text: &str) -> usize {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, '>') => return at + 1,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
    }
    text.len()
}

/// The name of a tag, with the `/` of an end tag.
fn name(tag: &str) -> &str {
    let inner = tag.trim_start_matches('<');
    let end = inner.char_indices().skip(1).find(|(_, c)| !c.is_ascii_alphanumeric()).map_or(inner.len(), |(at, _)| at);
    &inner[..end]
}

/// How long an element goes on whose content is no text.
fn skipped_length(text: &str, name: &str) -> usize {
    let close = |at: usize| {
        let rest = &text.as_bytes()[at..];
        rest.starts_with(b"</") && rest.get(2..2 + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
    };
    text.match_indices('<').map(|(at, _)| at).find(|at| close(*at)).unwrap_or(text.len())
}

/// The value of an attribute.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let lower = tag.to_ascii_lowercase();
    let start = lower.match_indices(name).map(|(at, _)| at).find(|at| {
        lower[..*at].ends_with(|c: char| c.is_ascii_whitespace() || matches!(c, '"' | '\''))
            && lower[at + name.len()..].trim_start().starts_with('=')
    })?;
    let value = tag[start + name.len()..].trim_start().strip_prefix('=')?.trim_start();
    match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next(),
        _ => value.split(|c: char| c.is_ascii_whitespace() || c == '>').next(),
    }
}

/// What of a page has been read.
#[derive(Default)]
struct Page {
    number: usize,
    lines: Vec<Line>,
    cells: usize,
    /// How many tables are open; only the outermost is one, the others are text in its cells.
    depth: usize,
    row: Option<Line>,
    /// Text of the open cell, or outside of tables.
    block: Block,
    /// Columns and rows that the open cell spans.
    cell: Option<(usize, usize)>,
    /// By column: what cells from above cover there, and for how many rows more.
    spans: BTreeMap<usize, (String, usize)>,
    /// Open elements that strike text through, by their names.
    striking: Vec<String>,
}

impl Page {
    fn tag(&mut self, name: &str, tag: &str) {
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "table" => {
                self.depth += 1;
                if self.depth == 1 {
                    self.end_block();
                } else {
                    self.block.new_line();
                }
            }
            "/table" if self.depth == 1 => self.end_table(),
            "/table" => {
                self.depth = self.depth.saturating_sub(1);
                self.block.new_line();
            }
            "tr" if self.depth == 1 => {
                self.end_row();
                self.row = Some(Line { number: self.number, ..Line::default() });
            }
            "/tr" if self.depth == 1 => self.end_row(),
            "td" | "th" if self.depth == 1 => {
                self.end_cell();
                self.row.get_or_insert_with(|| Line { number: self.number, ..Line::default() });
                let span = |name| attribute(tag, name).and_then(|n| n.trim().parse().ok()).unwrap_or(1usize).clamp(1, SPAN_LIMIT);
                // What stands in a table, but in none of its cells, is a line, such as its caption.
                self.end_block();
                self.cell = Some((span("colspan"), span("rowspan")));
            }
            "/td" | "/th" if self.depth == 1 => self.end_cell(),
            "br" => self.block.line_break(),
            "p" | "/p" | "div" | "/div" | "li" | "/li" | "ul" | "ol" | "tr" | "caption" | "/caption" | "h1" | "h2" | "h3" | "h4" | "h5"
            | "h6" => {
                self.block.new_line();
            }
            "/h1" | "/h2" | "/h3" | "/h4" | "/h5" | "/h6" | "hr" | "dt" | "dd" => self.block.new_line(),
            _ => {}
        }
        let strikes =
            matches!(name.as_str(), "s" | "strike" | "del") || attribute(tag, "style").is_some_and(|style| style.contains("line-through"));
        if strikes && !tag.ends_with("/>") {
            self.striking.push(name);
        } else if let Some(ended) = name.strip_prefix('/')
            && self.striking.last().is_some_and(|open| open == ended)
        {
            self.striking.pop();
        }
    }

    fn text(&mut self, text: &str) {
        self.block.struck |= !self.striking.is_empty() && !text.trim().is_empty();
        for c in characters(text) {
            self.block.push(c);
        }
    }

    /// Ends what stands outside of cells: each line of it is a cell alone.
    fn end_block(&mut self) {
        let block = std::mem::take(&mut self.block);
        let struck = if block.struck { vec![0] } else { Vec::new() };
        for text in block.text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            self.lines.push(Line { number: self.number, cells: vec![text.to_owned()], struck: struck.clone(), ..Line::default() });
        }
    }

    /// The cells that others from above cover, as far as the next free column.
    fn cover(&mut self) {
        let Some(row) = &mut self.row else { return };
        while let Some((text, rows)) = self.spans.get_mut(&row.cells.len()) {
            row.covered.push(row.cells.len());
            row.cells.push(text.clone());
            self.cells += 1;
            *rows -= 1;
            if *rows == 0 {
                self.spans.remove(&(row.cells.len() - 1));
            }
        }
    }

    fn end_cell(&mut self) {
        let Some((columns, rows)) = self.cell.take() else { return };
        self.cover();
        let Some(row) = &mut self.row else { return };
        let block = std::mem::take(&mut self.block);
        let text = block.text.trim().to_owned();
        if block.struck {
            row.struck.push(row.cells.len());
        }
        for index in 0..columns {
            let text = if index == 0 { text.clone() } else { String::new() };
            if rows > 1 {
                self.spans.insert(row.cells.len(), (text.clone(), rows - 1));
            }
            row.cells.push(text);
            self.cells += 1;
        }
    }

    fn end_row(&mut self) {
        self.end_cell();
        self.cover();
        self.lines.extend(self.row.take());
    }

    fn end_table(&mut self) {
        self.end_row();
        self.spans.clear();
        self.striking.clear();
        self.end_block();
        self.depth = 0;
    }
}

/// Text as a browser shows it.
#[derive(Default)]
struct Block {
    text: String,
    /// White space since the last character; some of it is a line end.
    blank: Option<bool>,
    struck: bool,
}

impl Block {
    fn push(&mut self, c: char) {
        if matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}') {
            self.blank = Some(self.blank.unwrap_or(false) || matches!(c, '\n' | '\r'));
            return;
        }
        if let (Some(line_end), Some(last)) = (self.blank.take(), self.text.chars().next_back()) {
            // A line end of the file between two Japanese letters is no blank.
            let joins = line_end && !last.is_ascii() && !c.is_ascii();
            if last != '\n' && !joins {
                self.text.push(' ');
            }
        }
        self.text.push(if c == '\u{a0}' { ' ' } else { c });
    }

    fn line_break(&mut self) {
        self.blank = None;
        self.text.push('\n');
    }

    /// Begins a new line, if there is something before it.
    fn new_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.line_break();
        }
    }
}

/// The characters of a text, its references resolved.
fn characters(text: &str) -> impl Iterator<Item = char> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let c = text[at..].chars().next()?;
        let resolved = (c == '&').then(|| reference(&text[at..])).flatten();
        let (c, length) = resolved.unwrap_or((c, c.len_utf8()));
        at += length;
        Some(c)
    })
}

/// The character that a reference stands for, and the length of the reference.
fn reference(text: &str) -> Option<(char, usize)> {
    const NAMED: &[(&str, char)] = &[
        ("amp", '&'),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("nbsp", '\u{a0}'),
        ("yen", '¥'),
        ("times", '×'),
        ("middot", '·'),
        ("hellip", '…'),
        ("ldquo", '“'),
        ("rdquo", '”'),
        ("lsquo", '‘'),
        ("rsquo", '’'),
        ("ndash", '–'),
        ("mdash", '—'),
        ("deg", '°'),
        ("rarr", '→'),
        ("larr", '←'),
        ("rArr", '⇒'),
        ("sup2", '²'),
        ("ensp", ' '),
        ("emsp", '\u{3000}'),
    ];
    let end = text.bytes().take(12).position(|b| b == b';')?;
    let name = &text[1..end];
    let found = match name.strip_prefix('#') {
        Some(code) => {
            let number = match code.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => code.parse(),
            };
            char::from_u32(number.ok()?)?
        }
        None => NAMED.iter().find(|(known, _)| *known == name)?.1,
    };
    Some((found, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<Vec<String>> {
        lines(text).into_iter().map(|line| line.cells).collect()
    }

    #[test]
    fn tables_as_excel_and_browsers_write_them() {
        let text = "Version:1.0\r\n<html><head><style>td{x:\"<td>\"}</style></head><body>\r\n<p>資料1</p>\n<table border=0><!--StartFragment-->\n <col width=72>\n\
            <tr height=18><td class=xl63>No</td><td>意見の\r\n  概要</td><td>市の考え方</td>\n\
            <tr><td rowspan=\"2\">1</td><td>一行目<br>\n    二行目&nbsp;&amp;</td><td><p>あ</p><p>い<s>う</s></p></td></tr>\
            <TR><TD>B &lt; C<TD></TD></TR><!--EndFragment--></table>";
        let expected: Vec<Vec<&str>> = vec![
            vec!["Version:1.0"],
            vec!["資料1"],
            vec!["No", "意見の概要", "市の考え方"],
            vec!["1", "一行目\n二行目 &", "あ\nいう"],
            vec!["1", "B < C", ""],
        ];
        assert_eq!(cells(text), expected);
        let lines = lines(text);
        assert_eq!((&lines[3].struck, &lines[4].covered, lines[2].number), (&vec![2], &vec![0], 6));
        assert!(is_page(text) && !is_page("a < table"));
    }

    #[test]
    fn text_outside_of_cells() {
        assert_eq!(cells("意見の一覧"), [["意見の一覧"]]);
        assert_eq!(cells("<p>前</p><table><tr><td>a</table><p>後</p>注"), [["前"], ["a"], ["後"], ["注"]]);
        let caption = "<table><caption>表1</caption>b<tr>c<td>d</td>e<td>f</td></tr>g<tr><td>h</td></tr>i</table><table><tr><td>j</table>";
        let expected: Vec<Vec<&str>> = vec![vec!["表1"], vec!["bc"], vec!["e"], vec!["d", "f"], vec!["g"], vec!["h"], vec!["i"], vec!["j"]];
        assert_eq!(cells(caption), expected);
        assert_eq!(lines("<table><tr><td>a</td></tr></table><s>消す</s>")[1].struck, [0]);
    }

    #[test]
    fn anything_ends() {
        for text in [
            "<",
            "<table",
            "<table><td",
            "<td>a</table>",
            "&#xffffffff;<table>&;",
            "<table><tr><td colspan=99999999 rowspan=-1>a<tr><td>b",
            "<!--",
            "<style>",
            "あ<い>",
        ] {
            lines(text);
        }
        assert_eq!(cells("<table><tr><td>a<table><tr><td>b</td></tr></table>c</td><td>d</td></tr></table>"), [["a\nb\nc", "d"]]);
    }
}
