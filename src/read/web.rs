//! Pages from anywhere (a browser, Excel's or Word's clipboard): their tables as rows of cells, and the lines around them.
//!
//! Unlike [`crate::read::page`], which proves our own pages and refuses what it does not know, this takes whatever there is:
//! tags that nobody closed, cells that span others, styles.

mod elements;
mod styles;
mod tags;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use crate::say::words::{self, Message};
use elements::Elements;
use styles::Styles;
use tags::Tag;
use text::Block;

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
        if page.cells > CELL_LIMIT {
            return Err(words::returned_cells(CELL_LIMIT));
        }
        if page.bytes > TEXT_LIMIT {
            return Err(words::web_text(TEXT_LIMIT >> 20));
        }
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
    if page.cells > CELL_LIMIT {
        return Err(words::returned_cells(CELL_LIMIT));
    }
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
    cells: usize,
    bytes: usize,
    /// How many tables are open; only the outermost is one, the others are text in its cells.
    depth: usize,
    is_nested: bool,
    /// Which table of the page is open, or was last, and how many rows it has.
    tables: usize,
    rows: usize,
    row: Option<PageLine>,
    /// Text of the open cell, or outside of tables.
    block: Block,
    /// Columns and rows that the open cell spans.
    cell: Option<Span>,
    styles: Styles<'a>,
    open: Elements<'a>,
    /// The columns that are hidden, and how many have been described.
    hidden: BTreeSet<usize>,
    described: usize,
    /// Whether the text outside of tables is that of a heading.
    heading: bool,
    /// By column: what cells from above cover there, and for how many rows more.
    spans: BTreeMap<usize, (String, usize)>,
}

#[derive(Clone, Copy)]
struct Span {
    columns: usize,
    rows: usize,
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
                let described = self.described..self.described + columns;
                self.described = described.end.min(SPAN_LIMIT);
                self.hidden.extend(described.filter(|_| style.hides()));
            }
        }
        match name {
            "table" => {
                self.depth += 1;
                if self.depth == 1 {
                    self.end_block();
                    self.hidden.clear();
                    (self.described, self.rows) = (0, 0);
                    self.tables += 1;
                } else {
                    self.is_nested = true;
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
                self.begin_row();
            }
            "/tr" if self.depth == 1 => self.end_row(),
            "td" | "th" if self.depth == 1 => {
                self.end_cell();
                if self.row.is_none() {
                    self.begin_row();
                }
                // What stands in a table, but in none of its cells, is a line, such as its caption.
                self.end_block();
                self.cell = Some(span);
            }
            "/td" | "/th" if self.depth == 1 => self.end_cell(),
            "br" => self.block.line_break(),
            "input" | "select" | "textarea" => self.field(&Tag::of(whole)),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if self.is_outside() => {
                self.end_block();
                self.heading = true;
            }
            "/h1" | "/h2" | "/h3" | "/h4" | "/h5" | "/h6" if self.is_outside() => self.end_block(),
            "p" | "/p" | "div" | "/div" | "li" | "/li" | "ul" | "ol" | "tr" | "td" | "th" | "option" | "caption" | "/caption" | "h1"
            | "h2" | "h3" | "h4" | "h5" | "h6" | "/h1" | "/h2" | "/h3" | "/h4" | "/h5" | "/h6" | "hr" | "dt" | "dd" => {
                self.block.new_line();
            }
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
            self.bytes += text.len();
            self.lines.push(line);
        }
    }

    /// The cells that others from above cover, as far as the next free column.
    fn cover(&mut self) {
        let Some(row) = &mut self.row else { return };
        while let Some((text, rows)) = self.spans.get_mut(&row.cells.len()) {
            row.covered.push(row.cells.len());
            self.bytes += text.len();
            row.cells.push(text.clone());
            self.cells += 1;
            *rows -= 1;
            if *rows == 0 {
                self.spans.remove(&(row.cells.len() - 1));
            }
        }
    }

    fn end_cell(&mut self) {
        let Some(Span { columns, rows }) = self.cell.take() else { return };
        self.cover();
        let Some(row) = &mut self.row else { return };
        let block = std::mem::take(&mut self.block);
        let text = block.text.trim().to_owned();
        if block.struck {
            row.struck.push(row.cells.len());
        }
        if !text.is_empty() && (block.hidden || self.hidden.contains(&row.cells.len())) {
            row.hidden.push(row.cells.len());
        }
        row.doubts.extend(block.doubts);
        self.bytes += text.len();
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

    fn begin_row(&mut self) {
        self.rows += 1;
        let stands = if self.open.hide() { Stands::HiddenRow } else { Stands::Row };
        self.row = Some(PageLine { number: self.number, row: Some((self.tables, self.rows)), stands, ..PageLine::default() });
    }

    fn end_row(&mut self) {
        self.end_cell();
        self.cover();
        self.lines.extend(self.row.take());
    }

    fn end_table(&mut self) {
        self.end_row();
        self.spans.clear();
        self.end_block();
        self.depth = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<Vec<String>> {
        lines(text).unwrap().lines.into_iter().map(|line| line.cells).collect()
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
        let lines = lines(text).unwrap().lines;
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
        assert_eq!(lines("<table><tr><td>a</td></tr></table><s>消す</s>").unwrap().lines[1].struck, [0]);
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
        let struck = |text: &str| lines(text).unwrap().lines.iter().map(|line| line.struck.clone()).collect::<Vec<_>>();
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
        let text = "<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><head><style><!--.xl65, td.xl66 {color:red;\n text-decoration : line-through;}.font5{text-decoration:line-through}\
            .gone{display:none}--></style></head><table><col><col style='display:none'><tr><td class=xl65>a<td>b<td class='x xl66'>c\
            <tr><td>a<font class=\"font5\">b</font><td><td class=gone>d<tr class=gone><td>e<tr><td colspan=3>f<span class=gone>g</span></table>";
        let lines = lines(text).unwrap().lines;
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
        let lines = lines("<h2>章</h2><p>文</p><table><tr><td>a</table><h3>節</h3>注").unwrap().lines;
        let stands: Vec<Stands> = lines.iter().map(|line| line.stands).collect();
        assert_eq!(stands, [Stands::Heading, Stands::Outside, Stands::Row, Stands::Heading, Stands::Outside]);
    }

    #[test]
    fn too_many_cells() {
        let band = "<tr><td colspan=1000>a</td></tr>".repeat(CELL_LIMIT / 1_000 + 1);
        assert!(lines(&format!("<table>{band}</table>")).is_err());
        assert!(lines(&format!("<table>{}</table>", &band[..band.len() / 2])).is_ok());
    }

    #[test]
    fn cells_over_many_rows_end() {
        let page = |text: &str| format!("<table><tr><td rowspan=1000>{text}</td></tr>{}</table>", "<tr></tr>".repeat(999));
        assert_eq!(lines(&page(&"あ".repeat(100_000))).unwrap_err().code(), "web_text");
        assert_eq!(lines(&page(&"あ".repeat(2_000))).unwrap().lines.len(), 1_000);
        assert_eq!(lines(&format!("<table><tr><td>{}a", "<b>".repeat(600))).unwrap_err().code(), "web_deep");
    }

    #[test]
    fn hidden_by_whatever_stands_around() {
        let around = |before: &str, row: &str, behind: &str| {
            let page = format!("{before}<table><tr><td>a</td></tr>{row}</table>{behind}");
            let line = lines(&page).unwrap().lines.into_iter().find(|line| line.cells[0].contains('b'));
            line.map(|line| (!line.hidden.is_empty(), line.stands))
        };
        let style = |rules: &str| format!("<style>{rules}</style>");
        let row = "<tr class='gone x' id=memo data-x=1><td>b</td></tr>";
        for before in [
            style(".gone{display:none}"),
            style("<!-- /* a.b { */ .gone td{display:none} -->"),
            style("table > .gone > td { visibility : hidden }"),
            style("p{color:red} tr.gone, .y{DISPLAY:none}"),
            style("@media screen{.gone{display:none}}"),
            style("@media print{.a{display:none}} .gone{filter:a:b;display:none}"),
            style("@page a{margin:0} .gone *{display:none}"),
            style("#memo{display:none}"),
            style("tr[data-x]{display:none}"),
            style("tr + tr{display:none}"),
            style(".gone{display:none!important}tr.gone.x{display:table-row}"),
            "<style media='screen, print'>.gone{display:none}</style>".to_owned(),
            "<div style='display:none'>".to_owned(),
        ] {
            assert!(around(&before, row, "").unwrap().0, "{before}");
        }
        for before in [
            style("@media print{.gone{display:none}}"),
            style("@media screen and (max-width:600px){.b{color:red}.gone{display:none}}"),
            style(".gone .other{display:none}"),
            style(".gone span{display:none}"),
            style(".gone::after{display:none}"),
            style(".gone.other{display:none}"),
            style("td.gone{display:none}"),
            style("tr:first-child{display:none}"),
            style(".gone{display:none}.gone.x{display:table-row}"),
            "<style media=print>.gone{display:none}</style>".to_owned(),
            "<div hidden>c</div>".to_owned(),
        ] {
            assert_eq!(around(&before, row, ""), Some((false, Stands::Row)), "{before}");
        }
        assert_eq!(around("", "<tbody hidden><tr><td>b</tbody>", ""), Some((true, Stands::HiddenRow)));
        for cell in
            ["<span hidden>b</span>", "<div style='display:none'>b</div>", "<noscript>b</noscript>", "<i style='visibility:hidden'>b"]
        {
            assert_eq!(around("", &format!("<tr><td>c{cell}</td></tr>"), ""), Some((true, Stands::Row)), "{cell}");
        }
        // Around the tables nobody reads what is hidden.
        assert_eq!(around("<p hidden>b</p>", "", "<div style='display:none'>b</div>"), None);
    }

    #[test]
    fn styles_that_are_not_read_are_told() {
        let doubts = |head: &str| {
            let page = lines(&format!("{head}<table><tr><td>a")).unwrap();
            page.doubts.iter().map(Message::code).collect::<Vec<_>>()
        };
        assert_eq!(doubts("<style>tr:nth-child(2){display:none}</style>"), ["web_style"]);
        assert_eq!(doubts("<style>.a:not(.b){text-decoration:line-through}</style>"), ["web_style"]);
        assert_eq!(doubts("<head><link rel=stylesheet href=a.css></head>"), ["web_style_elsewhere"]);
        assert!(doubts("<link rel=icon href=a><style>tr:nth-child(2){color:red}a::after{display:none}</style>").is_empty());
    }

    #[test]
    fn references_and_fields() {
        let page = lines(
            "<table><tr><td>&copy;市&#150;町 &frac12; &ouml;&amp;copy;&nosuch;<td>a<select><option>甲<option>乙</select><input value='丙'>",
        )
        .unwrap();
        assert_eq!(page.lines[0].cells, ["©市–町 ½ ö&copy;&nosuch;", "a\n甲\n乙丙"]);
        assert_eq!(page.lines[0].doubts.iter().map(Message::code).collect::<Vec<_>>(), ["web_reference", "web_field"]);
        let nested = lines("<table><tr><td><table><tr><td>はい</td><td>いいえ</td></tr></table></td></tr></table>").unwrap();
        assert_eq!((nested.lines[0].cells.as_slice(), nested.is_nested), (["はい\nいいえ".to_owned()].as_slice(), true));
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
            drop(lines(text));
        }
        assert_eq!(cells("<table><tr><td>a<table><tr><td>b</td></tr></table>c</td><td>d</td></tr></table>"), [["a\nb\nc", "d"]]);
    }
}
