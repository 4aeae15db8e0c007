//! From text to rows of cells: what a spreadsheet puts on the clipboard or saves, or a page with tables.

use std::collections::{BTreeMap, BTreeSet};

use ecow::eco_format;

use crate::meeting::headings::Datum;
use crate::read::web::{self, PageLine, Stands};
use crate::read::{separated, workbook};
use crate::records::office::above;
use crate::records::office::cells::start;
use crate::records::office::propose::names_opinions;
use crate::say::diag::{Diagnostic, Diagnostics, Place};
use crate::say::words;

/// Fewest lines of a text that is to be taken for one out of a PDF.
const FEW_LINES: usize = 6;
/// Of so many lines, one at most may have cells in such a text.
const LINES_TO_ROWS: usize = 5;
/// Most characters of a title over a table of a page.
const TITLE: usize = 40;

/// A text as rows.
#[derive(Default)]
pub struct Grid {
    pub lines: Vec<PageLine>,
    /// Whether the text says that it is a table of a spreadsheet program or a browser: a page, commas, or quoted line breaks.
    is_certain: bool,
    pub is_page: bool,
    /// Whether a page has a table in a cell of another, of which it is text.
    pub is_nested: bool,
}

impl Grid {
    pub fn read(file: &str, text: &str, findings: &mut Diagnostics) -> Self {
        let text = text.trim_start_matches('\u{feff}');
        if web::is_page(text) {
            return Self::of_page(file, text, findings);
        }
        let declared = separated::declared(text);
        // A title over pasted rows may hold commas.
        let delimiter = declared.unwrap_or_else(|| if text.contains('\t') { '\t' } else { separated::delimiter(text) });
        let (mut lines, broken) = rows(text, delimiter);
        if declared.is_some() {
            lines.remove(0);
        }
        if let Some(broken) = broken {
            findings.push(Diagnostic::error(words::open_quote()).at(Place::line(file, broken)).hint(words::open_quote_hint()));
        }
        let is_certain =
            lines.iter().any(|line| line.cells.len() > 1 && (delimiter != '\t' || line.cells.iter().any(|cell| cell.contains('\n'))));
        let is_page_number = |line: &PageLine| matches!(filled(line).as_slice(), [text] if is_page_number(text));
        for line in lines.extract_if(.., |line| is_page_number(line)) {
            findings.push(left_out(&filled(&line)).at(Place::line(file, line.number)));
        }
        Self { lines, is_certain, ..Self::default() }
    }

    /// The tables of a page that name opinions, or all of them if none does, with what stands right over each as its title.
    fn of_page(file: &str, text: &str, findings: &mut Diagnostics) -> Self {
        let page = web::lines(text).unwrap_or_else(|fault| {
            findings.push(Diagnostic::error(fault).at(Place::file(file)).hint(words::web_large_hint()));
            web::PageLines::default()
        });
        findings.0.extend(page.doubts.into_iter().map(|doubt| Diagnostic::warning(doubt).at(Place::file(file))));
        let wanted = wanted(&page.lines);
        let mut grid = Self { is_certain: true, is_page: true, is_nested: page.is_nested, ..Self::default() };
        let (mut outside, mut left) = (Vec::new(), Vec::new());
        for line in page.lines {
            match line.row {
                // What Windows puts before a page on its clipboard.
                None if is_clipboard_header(&line.cells) => {}
                None => outside.push(line),
                Some((table, _)) if !wanted.contains(&table) => {
                    // What the page is called stands over its first table, whatever that holds.
                    let is_kept = |line: &PageLine| grid.lines.is_empty() && (line.stands == Stands::Heading || is_label(line));
                    left.extend(outside.extract_if(.., |line| !is_kept(line)).chain([line]));
                }
                Some((_, row)) => {
                    let titles = if row == 1 { titles(&mut outside, grid.lines.is_empty()) } else { Vec::new() };
                    left.append(&mut outside);
                    grid.lines.extend(titles.into_iter().chain([line]));
                }
            }
        }
        left.append(&mut outside);
        for line in &mut grid.lines {
            let place = place(file, line);
            let mut say = |finding: Diagnostic| findings.push(finding.at(place.clone()));
            if !line.struck.is_empty() {
                say(Diagnostic::error(words::import_struck()).hint(words::import_struck_hint()));
            }
            if !line.hidden.is_empty() {
                say(Diagnostic::error(words::import_hidden()).hint(words::import_hidden_hint()));
            }
            std::mem::take(&mut line.doubts).into_iter().for_each(|doubt| say(Diagnostic::warning(doubt)));
        }
        let texts: Vec<&str> = left.iter().flat_map(filled).collect();
        if !texts.is_empty() {
            findings.push(left_out(&texts).at(Place::file(file)));
        }
        grid
    }

    /// Whether the text came out of a PDF: lines none of which has cells, or many and hardly any with them, unless all that the
    /// first says is that they are opinions. Returns how many.
    pub fn is_broken(&self) -> Option<usize> {
        let lines: Vec<&PageLine> = self.lines.iter().filter(|line| !filled(line).is_empty()).collect();
        if lines.first().is_some_and(|line| matches!(Datum::named(line.cells.join("").trim()), Some((Datum::Text, _)))) {
            return None;
        }
        let rows = lines.iter().filter(|line| line.cells.len() > 1).count();
        let is_flat = rows == 0 && lines.len() > 1 && !self.is_certain;
        (is_flat || lines.len() >= FEW_LINES && rows * LINES_TO_ROWS <= lines.len()).then_some(lines.len())
    }
}

/// What a line says, cell by cell.
pub fn filled(line: &PageLine) -> Vec<&str> {
    line.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect()
}

/// Where a line stands, as a person sees it there.
pub fn place(file: &str, line: &PageLine) -> Place {
    match line.row {
        Some((table, row)) => Place { sheet: Some(eco_format!("表{table}")), ..Place::line(file, row) },
        None => Place::line(file, line.number),
    }
}

/// Says what is no row of the table.
fn left_out(texts: &[&str]) -> Diagnostic {
    const NAMED: usize = 5;
    let named: Vec<String> = texts.iter().take(NAMED).map(|text| start(text)).collect();
    Diagnostic::note(words::import_left_out(texts.len(), named.join("」「")))
}

/// The tables of a page that name opinions, and those that go on with one; all of them if there is none.
fn wanted(lines: &[PageLine]) -> BTreeSet<usize> {
    let mut tables: BTreeMap<usize, Vec<PageLine>> = BTreeMap::new();
    for line in lines {
        if let Some((table, _)) = line.row {
            tables.entry(table).or_default().push(line.clone());
        }
    }
    let (mut wanted, mut width) = (BTreeSet::new(), None);
    for (table, lines) in &tables {
        let own = lines.iter().map(|line| line.cells.len()).max();
        let names = || workbook::of_lines("", lines.clone()).is_ok_and(|book| book.sheets.iter().any(names_opinions));
        if own == width && own > Some(1) || names() {
            width = own;
            wanted.insert(*table);
        }
    }
    if wanted.is_empty() { tables.into_keys().collect() } else { wanted }
}

/// Takes what titles a table of the lines over it: the one right above, and over the first one also what the page is called
/// and the label of the paper.
fn titles(above: &mut Vec<PageLine>, is_first: bool) -> Vec<PageLine> {
    let is_title = |line: &PageLine| {
        let text = line.cells.first().map_or("", |text| text.trim());
        let is_short = text.chars().count() <= TITLE && !text.contains(['。', ':', '：']) && !text.starts_with(['※', '＊', '*', '(', '（']);
        line.stands == Stands::Heading || is_short || above::section_number(text).is_some()
    };
    let last = above.pop_if(|line| is_title(line) && !(is_first && is_label(line)));
    let mut taken = Vec::new();
    if is_first {
        taken.extend(above.iter().position(is_label).map(|at| above.remove(at)));
        taken.extend(above.iter().position(|line| line.stands == Stands::Heading).map(|at| above.remove(at)));
    }
    taken.extend(last);
    taken
}

fn is_label(line: &PageLine) -> bool {
    line.cells.first().is_some_and(|text| above::LineKind::of(text) == above::LineKind::Label)
}

fn is_clipboard_header(cells: &[String]) -> bool {
    let [cell] = cells else { return false };
    let Some((name, _)) = cell.split_once(':') else { return false };
    ["Version", "StartHTML", "EndHTML", "StartFragment", "EndFragment", "StartSelection", "EndSelection", "SourceURL"].contains(&name)
}

fn is_page_number(text: &str) -> bool {
    const AROUND: &str = "-－―–/／ページ頁Pp.";
    let is_part = |c: char| c.is_numeric() || c.is_whitespace() || AROUND.contains(c);
    text.chars().any(char::is_numeric) && text.contains(|c| AROUND.contains(c)) && text.chars().all(is_part)
}

/// Rows of cells (RFC 4180 with any delimiter), and the line of a quote that is opened and never closed. A quote that
/// another text follows in its cell was no quote: people write 「"A"地区」 too.
fn rows(text: &str, delimiter: char) -> (Vec<PageLine>, Option<usize>) {
    let (mut lines, mut broken) = (Vec::new(), None);
    let (mut number, mut at) = (1, 0);
    while at < text.len() {
        let mut line = PageLine { number, ..PageLine::default() };
        loop {
            let (cell, end) = match quoted(&text[at..], delimiter) {
                Quoted::Closed(cell, length) => (cell, at + length),
                other => {
                    if matches!(other, Quoted::Open) {
                        broken.get_or_insert(number);
                    }
                    let length = text[at..].find([delimiter, '\n', '\r']).unwrap_or(text.len() - at);
                    (text[at..at + length].to_owned(), at + length)
                }
            };
            number += text[at..end].matches('\n').count();
            line.cells.push(cell);
            at = end;
            if !text[at..].starts_with(delimiter) {
                break;
            }
            at += delimiter.len_utf8();
        }
        at += ["\r\n", "\n", "\r"].iter().find(|end| text[at..].starts_with(**end)).map_or(0, |end| end.len());
        number += 1;
        lines.push(line);
    }
    (lines, broken)
}

enum Quoted {
    /// The content, and the length with the quotes.
    Closed(String, usize),
    /// No cell in quotes.
    Bare,
    /// A quote that is never closed.
    Open,
}

fn quoted(text: &str, delimiter: char) -> Quoted {
    let Some(inner) = text.strip_prefix('"') else { return Quoted::Bare };
    let mut content = String::new();
    let mut characters = inner.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        if c != '"' {
            content.push(c);
        } else if characters.next_if(|(_, next)| *next == '"').is_some() {
            content.push('"');
        } else {
            let behind = &inner[at + 1..];
            let ends = behind.is_empty() || behind.starts_with([delimiter, '\n', '\r']);
            return if ends { Quoted::Closed(content.replace("\r\n", "\n"), at + 2) } else { Quoted::Bare };
        }
    }
    Quoted::Open
}
