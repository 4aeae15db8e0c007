//! From text to rows of cells: what a spreadsheet puts on the clipboard or saves, or a page with tables.

use crate::read::web::Line;
use crate::read::{separated, web};
use crate::say::diag::{Diagnostic, Diagnostics, Place};
use crate::say::words;

/// Fewest lines of a text that is to be taken for one out of a PDF.
const FEW_LINES: usize = 6;
/// Of so many lines, one at most may have cells in such a text.
const LINES_TO_ROWS: usize = 5;

/// A text as rows.
pub struct Grid {
    pub lines: Vec<Line>,
    /// Whether the text says that it is a table of a spreadsheet program or a browser: a page, commas, or quoted line breaks.
    pub is_certain: bool,
    /// Whether a page has a table in a cell of another, of which it is text.
    pub is_nested: bool,
    /// Of a page, where its lines stand, which are numbered through.
    pub places: Vec<Place>,
}

impl Grid {
    pub fn read(file: &str, text: &str, findings: &mut Diagnostics) -> Self {
        let text = text.trim_start_matches('\u{feff}');
        if web::is_page(text) {
            let mut page = web::lines(text).unwrap_or_else(|fault| {
                findings.push(Diagnostic::error(fault).at(Place::file(file)).hint(words::web_large_hint()));
                web::Lines::default()
            });
            // What Windows puts before a page on its clipboard.
            page.lines.retain(|line| !is_clipboard_header(&line.cells));
            findings.0.extend(page.doubts.into_iter().map(|doubt| Diagnostic::warning(doubt).at(Place::file(file))));
            let places = page.lines.iter().map(|line| place(file, line)).collect();
            for (index, line) in page.lines.iter_mut().enumerate() {
                line.number = index + 1;
                let mut say = |finding: Diagnostic| findings.push(finding.at(Place::line(file, line.number)));
                if !line.struck.is_empty() {
                    say(Diagnostic::error(words::import_struck()).hint(words::import_struck_hint()));
                }
                if !line.hidden.is_empty() {
                    say(Diagnostic::error(words::import_hidden()).hint(words::import_hidden_hint()));
                }
                line.doubts.iter().for_each(|doubt| say(Diagnostic::warning(doubt.clone())));
            }
            let web::Lines { lines, is_nested, .. } = page;
            return Self { lines, is_certain: true, is_nested, places };
        }
        let declared = separated::declared(text);
        // A title over pasted rows may hold commas.
        let delimiter = declared.unwrap_or_else(|| if text.contains('\t') { '\t' } else { separated::delimiter(text) });
        let tabs = delimiter == '\t';
        let (mut lines, broken) = rows(text, delimiter);
        if declared.is_some() {
            lines.remove(0);
        }
        if let Some(broken) = broken {
            findings.push(Diagnostic::error(words::open_quote()).at(Place::line(file, broken)).hint(words::open_quote_hint()));
        }
        let is_certain = lines.iter().any(|line| line.cells.len() > 1 && (!tabs || line.cells.iter().any(|cell| cell.contains('\n'))));
        Self { lines, is_certain, is_nested: false, places: Vec::new() }
    }

    /// Whether the text came out of a PDF: lines none of which has cells, or many and hardly any with them. Returns how many.
    pub fn is_broken(&self) -> Option<usize> {
        let filled: Vec<&Line> = self.lines.iter().filter(|line| line.cells.iter().any(|cell| !cell.trim().is_empty())).collect();
        let rows = filled.iter().filter(|line| line.cells.len() > 1).count();
        let is_flat = rows == 0 && filled.len() > 1 && !self.is_certain;
        (is_flat || filled.len() >= FEW_LINES && rows * LINES_TO_ROWS <= filled.len()).then_some(filled.len())
    }
}

/// Where on a page a line stands, as a person sees it there.
fn place(file: &str, line: &Line) -> Place {
    match line.row {
        Some((table, row)) => Place { sheet: Some(ecow::eco_format!("表{table}")), ..Place::line(file, row) },
        None => Place::line(file, line.number),
    }
}

fn is_clipboard_header(cells: &[String]) -> bool {
    let [cell] = cells else { return false };
    let Some((name, _)) = cell.split_once(':') else { return false };
    ["Version", "StartHTML", "EndHTML", "StartFragment", "EndFragment", "StartSelection", "EndSelection", "SourceURL"].contains(&name)
}

/// Rows of cells (RFC 4180 with any delimiter), and the line of a quote that is opened and never closed. A quote that
/// another text follows in its cell was no quote: people write 「"A"地区」 too.
fn rows(text: &str, delimiter: char) -> (Vec<Line>, Option<usize>) {
    let (mut lines, mut broken) = (Vec::new(), None);
    let (mut number, mut at) = (1, 0);
    while at < text.len() {
        let mut line = Line { number, ..Line::default() };
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

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<Vec<String>> {
        Grid::read("a", text, &mut Diagnostics::default()).lines.into_iter().map(|line| line.cells).collect()
    }

    #[test]
    fn quoted_line_breaks_stay_in_their_cell() {
        assert_eq!(
            cells("No\t意見\r\n1\t\"一行目\n二行目、\"\"引用\"\"\"\r\n2\t\"A\"地区\t\r\n"),
            [vec!["No", "意見"], vec!["1", "一行目\n二行目、\"引用\""], vec!["2", "\"A\"地区", ""]]
        );
        assert_eq!(cells("a,\"b,c\"\n\nd"), [vec!["a", "b,c"], vec![""], vec!["d"]]);
        let mut findings = Diagnostics::default();
        Grid::read("a", "No\t意見\n1\t\"開いたまま\n2\t次\n", &mut findings);
        assert_eq!(findings.0[0].place.as_ref().and_then(|place| place.line), Some(2));
    }

    #[test]
    fn text_out_of_a_pdf_is_recognised() {
        let broken = |text: &str| Grid::read("a", text, &mut Diagnostics::default()).is_broken();
        assert_eq!(broken("No\n項目\n意見\n1\n配置\n・施設の配置は利\n用者の動きから\n"), Some(7));
        assert_eq!(broken("(1)題\n\t\t意見\n1\t甲\tあ\n2\t\tい\n"), None);
    }
}
