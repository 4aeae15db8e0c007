//! Pages from anywhere (a browser, Excel's or Word's clipboard): their tables as rows of cells, and the lines around them.
//!
//! Unlike [`crate::read::page`], which proves our own pages and refuses what it does not know, this takes whatever there is:
//! tags that nobody closed, cells that span others, styles.

mod styles;

use std::collections::{BTreeMap, BTreeSet};

use styles::{Style, Styles};

/// Most rows or columns that a cell may span.
const SPAN_LIMIT: usize = 1_000;
/// Most cells of a page.
pub const CELL_LIMIT: usize = 1_000_000;

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
    /// The columns in which a cell goes on from the left.
    pub joined: Vec<usize>,
    /// The columns with a text that the page hides; all of them in a row that is hidden.
    pub hidden: Vec<usize>,
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

/// The rows of all tables and the lines around them, in the order of the page; nothing if there are more cells than
/// [`CELL_LIMIT`].
pub fn lines(text: &str) -> Option<Vec<Line>> {
    let mut page = Page { number: 1, styles: Styles::of(text), ..Page::default() };
    let mut at = 0;
    while at < text.len() {
        if page.cells > CELL_LIMIT {
            return None;
        }
        let rest = &text[at..];
        let length = match rest.strip_prefix('<') {
            Some(_) if rest.starts_with("<!--") => rest.find("-->").map_or(rest.len(), |end| end + 3),
            Some(inner) if inner.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) => {
                let name = name(rest);
                let tag = Tag::of(rest);
                let length = tag.length;
                page.tag(name, &tag);
                match ["script", "style", "head", "title", "xml", "template"].iter().find(|skipped| name.eq_ignore_ascii_case(skipped)) {
                    Some(skipped) if !rest[..length].ends_with("/>") => length + skipped_length(&rest[length..], skipped),
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
    (page.cells <= CELL_LIMIT).then_some(page.lines)
}

/// A tag: how long it is, and its attributes.
#[derive(Default)]
struct Tag<'a> {
    length: usize,
    attributes: Vec<(&'a str, &'a str)>,
}

impl<'a> Tag<'a> {
    /// The tag with which a text begins. A quote opens a value behind `=` alone.
    fn of(text: &'a str) -> Self {
        let mut tag = Self { length: text.len(), attributes: Vec::new() };
        let mut at = name(text).len() + 1;
        let end_of = |from: usize, ends: &dyn Fn(char) -> bool| text[from..].find(ends).map_or(text.len(), |end| from + end);
        loop {
            at = end_of(at, &|c| !c.is_ascii_whitespace() && c != '/');
            if at == text.len() {
                return tag;
            }
            if text[at..].starts_with('>') {
                tag.length = at + 1;
                return tag;
            }
            let first = at + text[at..].chars().next().map_or(0, char::len_utf8);
            let end = end_of(first, &|c| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '='));
            let named = &text[at..end];
            at = end_of(end, &|c| !c.is_ascii_whitespace());
            let mut value = "";
            if text[at..].starts_with('=') {
                let start = end_of(at + 1, &|c| !c.is_ascii_whitespace());
                (value, at) = match text[start..].chars().next() {
                    Some(quote @ ('"' | '\'')) => {
                        let end = end_of(start + 1, &|c| c == quote);
                        (&text[start + 1..end], (end + 1).min(text.len()))
                    }
                    _ => {
                        let end = end_of(start, &|c| c.is_ascii_whitespace() || c == '>');
                        (&text[start..end], end)
                    }
                };
            }
            tag.attributes.push((named, value));
        }
    }

    fn attribute(&self, name: &str) -> Option<&'a str> {
        self.attributes.iter().find(|(named, _)| named.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
    }
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

/// Elements that never hold anything.
const VOID: &[&str] = &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

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
    /// What the classes of the page do.
    styles: Styles,
    /// Whether table, row and open cell are hidden, and the columns that are.
    hides: Hides,
    /// Whether the text outside of tables is that of a heading.
    heading: bool,
    /// How many elements that strike text through were open where the row and the cell began: they end with them.
    struck_before: (usize, usize),
    /// By column: what cells from above cover there, and for how many rows more.
    spans: BTreeMap<usize, (String, usize)>,
    /// Open elements that strike text through, by their names.
    striking: Vec<String>,
}

/// What of a table is hidden.
#[derive(Default)]
struct Hides {
    table: bool,
    row: bool,
    cell: bool,
    columns: BTreeSet<usize>,
    /// Columns that have been described.
    described: usize,
}

impl Page {
    fn tag(&mut self, name: &str, tag: &Tag) {
        let name = name.to_ascii_lowercase();
        let style = self.styles.of_tag(tag.attribute("style"), tag.attribute("class"), tag.attribute("hidden"));
        match name.as_str() {
            "table" => {
                self.depth += 1;
                if self.depth == 1 {
                    self.end_block();
                    self.hides = Hides { table: style.hides, ..Hides::default() };
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
                self.struck_before.0 = self.striking.len();
                self.hides.row = style.hides;
                self.row = Some(Line { number: self.number, ..Line::default() });
            }
            "/tr" if self.depth == 1 => self.end_row(),
            "td" | "th" if self.depth == 1 => {
                self.end_cell();
                if self.row.is_none() {
                    self.struck_before.0 = self.striking.len();
                    self.row = Some(Line { number: self.number, ..Line::default() });
                }
                let span = |name| tag.attribute(name).and_then(|n| n.trim().parse().ok()).unwrap_or(1usize).clamp(1, SPAN_LIMIT);
                // What stands in a table, but in none of its cells, is a line, such as its caption.
                self.end_block();
                self.cell = Some((span("colspan"), span("rowspan")));
                self.hides.cell = style.hides;
                self.struck_before.1 = self.striking.len();
            }
            "/td" | "/th" if self.depth == 1 => self.end_cell(),
            "col" if self.depth == 1 => self.describe_column(tag, style),
            "span" => self.block.spaced = style.spaces,
            "/span" => self.block.spaced = false,
            "br" => self.block.line_break(),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if self.is_outside() => {
                self.end_block();
                self.heading = true;
            }
            "/h1" | "/h2" | "/h3" | "/h4" | "/h5" | "/h6" if self.is_outside() => self.end_block(),
            "p" | "/p" | "div" | "/div" | "li" | "/li" | "ul" | "ol" | "tr" | "caption" | "/caption" | "h1" | "h2" | "h3" | "h4" | "h5"
            | "h6" | "/h1" | "/h2" | "/h3" | "/h4" | "/h5" | "/h6" | "hr" | "dt" | "dd" => self.block.new_line(),
            _ => {}
        }
        let strikes = matches!(name.as_str(), "s" | "strike" | "del") || style.strikes;
        if strikes && !VOID.contains(&name.as_str()) {
            self.striking.push(name);
        } else if let Some(ended) = name.strip_prefix('/')
            && let Some(open) = self.striking.iter().rposition(|open| open == ended)
            && (self.cell.is_none() || open >= self.struck_before.1)
        {
            self.striking.remove(open);
        }
    }

    fn is_outside(&self) -> bool {
        self.depth == 0
    }

    /// Notes whether the columns are hidden that an element describes.
    fn describe_column(&mut self, tag: &Tag, style: Style) {
        let columns = tag.attribute("span").and_then(|n| n.trim().parse().ok()).unwrap_or(1usize).clamp(1, SPAN_LIMIT);
        let described = self.hides.described..self.hides.described + columns;
        self.hides.described = described.end.min(SPAN_LIMIT);
        self.hides.columns.extend(described.filter(|_| style.hides));
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
        let stands = if std::mem::take(&mut self.heading) { Stands::Heading } else { Stands::Outside };
        for text in block.text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            self.lines.push(Line { number: self.number, cells: vec![text.to_owned()], struck: struck.clone(), stands, ..Line::default() });
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
        self.striking.truncate(self.struck_before.1);
        self.cover();
        let Some(row) = &mut self.row else { return };
        let block = std::mem::take(&mut self.block);
        let text = block.text.trim().to_owned();
        if block.struck {
            row.struck.push(row.cells.len());
        }
        let hides = &self.hides;
        if !text.is_empty() && (hides.table || hides.row || hides.cell || hides.columns.contains(&row.cells.len())) {
            row.hidden.push(row.cells.len());
        }
        for index in 0..columns {
            if index > 0 {
                row.joined.push(row.cells.len());
            }
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
        if let Some(mut row) = self.row.take() {
            self.striking.truncate(self.struck_before.0);
            if self.hides.table || self.hides.row {
                row.stands = Stands::HiddenRow;
            }
            self.lines.push(row);
        }
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
    /// Whether blanks that do not break stand for several common ones, as Excel writes them.
    spaced: bool,
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
        self.text.push(if self.spaced && c == '\u{a0}' { ' ' } else { c });
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
        lines(text).unwrap().into_iter().map(|line| line.cells).collect()
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
            vec!["1", "一行目\n二行目\u{a0}&", "あ\nいう"],
            vec!["1", "B < C", ""],
        ];
        assert_eq!(cells(text), expected);
        let lines = lines(text).unwrap();
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
        assert_eq!(lines("<table><tr><td>a</td></tr></table><s>消す</s>").unwrap()[1].struck, [0]);
    }

    #[test]
    fn quotes_open_values_alone() {
        let text =
            "<table><tr><td title=O'Neil>a</td><td title='>' \"x>b</td></tr><tr><td alt=\"a='\" rowspan = 2 x=a\"b>c</td></tr></table>";
        assert_eq!(cells(text), [vec!["a", "b"], vec!["c"]]);
        assert_eq!(cells("<table><tr><td colspan=\"2\" title='colspan=3'>a</td><td>b</td>"), [["a", "", "b"]]);
    }

    #[test]
    fn struck_as_far_as_it_goes() {
        let struck = |text: &str| lines(text).unwrap().iter().map(|line| line.struck.clone()).collect::<Vec<_>>();
        let line = "style='text-decoration:line-through'";
        let text =
            format!("<table><tr><td>a<br {line}>b</td><td>c</td></tr><tr><td><s>d</td><td>e</td></tr><tr {line}><td>f<td>g<tr><td>h");
        assert_eq!(struck(&text), [vec![], vec![0], vec![0, 1], vec![]]);
        assert_eq!(struck("<table><tr><td><s>a<b>b</s></b>c</td><td></s><p><s></p>d</s></td></tr></table>"), [vec![0, 1]]);
        assert_eq!(
            struck(&format!("<table><tr><td {line}>a<td>b</tr><tr><td><span {line}/>c</td><td>d</td></tr></table>")),
            [vec![0], vec![0]]
        );
    }

    #[test]
    fn struck_and_hidden_by_classes() {
        let text = "<head><style><!--.xl65, td.xl66 {color:red;\n text-decoration : line-through;}.font5{text-decoration:line-through}\
            .gone{display:none}--></style></head><table><col><col style='display:none'><tr><td class=xl65>a<td>b<td class='x xl66'>c\
            <tr><td>a<font class=\"font5\">b</font><td><td class=gone>d<tr class=gone><td>e<tr><td colspan=3>f<span class=gone>g</span></table>";
        let lines = lines(text).unwrap();
        let of = |line: usize| (lines[line].struck.clone(), lines[line].hidden.clone(), lines[line].joined.clone(), lines[line].stands);
        assert_eq!(of(0), (vec![0, 2], vec![1], vec![], Stands::Row));
        assert_eq!(of(1), (vec![0], vec![2], vec![], Stands::Row));
        assert_eq!(of(2), (vec![], vec![0], vec![], Stands::HiddenRow));
        // A spreadsheet program hides so what has no room in its cell.
        assert_eq!((of(3), lines[3].cells[0].as_str()), ((vec![], vec![], vec![1, 2], Stands::Row), "fg"));
    }

    #[test]
    fn blanks_that_do_not_break() {
        let page = "<table><tr><td>a&nbsp;b&nbsp;&nbsp;c<td>d<span style=\"mso-spacerun:yes\">&nbsp; </span>e<td>&nbsp;";
        assert_eq!(cells(page), [["a\u{a0}b\u{a0}\u{a0}c", "d  e", ""]]);
    }

    #[test]
    fn headings_outside_of_tables() {
        let lines = lines("<h2>章</h2><p>文</p><table><tr><td>a</table><h3>節</h3>注").unwrap();
        let stands: Vec<Stands> = lines.iter().map(|line| line.stands).collect();
        assert_eq!(stands, [Stands::Heading, Stands::Outside, Stands::Row, Stands::Heading, Stands::Outside]);
    }

    #[test]
    fn too_many_cells() {
        let band = "<tr><td colspan=1000>a</td></tr>".repeat(CELL_LIMIT / 1_000 + 1);
        assert_eq!(lines(&format!("<table>{band}</table>")), None);
        assert!(lines(&format!("<table>{}</table>", &band[..band.len() / 2])).is_some());
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
            "<td a",
            "<td a=",
            "<td a=\"",
            "<td あ=い う",
            "</",
        ] {
            lines(text);
        }
        assert_eq!(cells("<table><tr><td>a<table><tr><td>b</td></tr></table>c</td><td>d</td></tr></table>"), [["a\nb\nc", "d"]]);
    }
}
