//! From text to the printed table: what each line is, before its columns mean anything.

use crate::say::diag::{Diagnostic, Diagnostics, Place};
use crate::say::words;

/// Words that open a label line.
const LABEL_WORDS: &[&str] = &["参考資料", "資料", "別紙", "別添"];
/// What stands beside digits and Latin letters in the number of a label.
const LABEL_MARKS: &str = "一二三四五六七八九十-－‐‑–—―ー.．・の第号（）()";

/// The printed table.
pub struct Printed<'a> {
    pub file: &'a str,
    pub label: Option<&'a str>,
    /// One for each section.
    pub titles: Vec<Title<'a>>,
    pub header: Option<Header<'a>>,
    pub rows: Vec<Row<'a>>,
}

/// The title of a section, apart from its number.
pub struct Title<'a> {
    pub number: u32,
    /// How the number is written, as [`crate::meeting::look::Look::section_number`] says it.
    pub style: String,
    /// Whether the number has full-width digits.
    wide: bool,
    pub text: &'a str,
}

/// The headings as they are printed first.
pub struct Header<'a> {
    pub line: usize,
    /// Without trailing blanks.
    pub headings: Vec<&'a str>,
    /// Cells of the line, trailing blanks and all.
    pub width: usize,
}

/// A numbered row.
#[derive(Clone)]
pub struct Row<'a> {
    pub line: usize,
    /// Index of the section.
    pub section: usize,
    pub no: u32,
    /// All cells, that of the number included. One that holds nothing but white space is empty.
    pub cells: Vec<&'a str>,
}

impl Row<'_> {
    pub fn fills(&self, column: usize) -> bool {
        self.cells.get(column).is_some_and(|cell| !cell.is_empty())
    }
}

/// What one line of the text is.
enum Line<'a> {
    Blank,
    Title(Title<'a>),
    Label(&'a str),
    Header(Vec<&'a str>),
    Row(u32, Vec<&'a str>),
    Unknown,
}

impl<'a> Line<'a> {
    fn of(line: &'a str) -> Self {
        // Trailing tabs are empty cells: what a spreadsheet pastes behind a title.
        let alone = line.trim();
        if alone.is_empty() {
            return Line::Blank;
        }
        if !line.trim_end().contains('\t') {
            if let Some(title) = Title::of(alone) {
                return Line::Title(title);
            }
            if is_label(alone) {
                return Line::Label(alone);
            }
        }
        if !line.contains('\t') {
            return Line::Unknown;
        }
        let cells: Vec<&str> = line.split('\t').collect();
        match crate::records::number::whole(cells[0].trim()) {
            Some(no) => Line::Row(no, cells),
            None => Line::Header(cells),
        }
    }
}

impl<'a> Title<'a> {
    /// Reads `(n)` or `（n）` and what follows it.
    pub fn of(line: &'a str) -> Option<Self> {
        let end = line.find([')', '）'])?;
        let digits = line[..end].strip_prefix(['(', '（'])?;
        let number = crate::records::number::whole(digits)?;
        let text = line[end..].trim_start_matches([')', '）']).trim_start();
        let (open, close) = (&line[..end - digits.len()], &line[end..line.len() - text.len()]);
        (!text.is_empty()).then(|| Self { number, style: format!("{open}{{n}}{close}"), wide: !digits.is_ascii(), text })
    }

    /// A row of the section as people call it, such as `(1)19`.
    pub fn row_name(&self, no: u32) -> String {
        format!("{}{no}", self.style.trim_end().replace("{n}", &self.number.to_string()))
    }
}

/// Whether a line is a label such as 資料3, 参考資料１－２ or 別紙: the word, then at most a number with its joints.
pub fn is_label(line: &str) -> bool {
    let number =
        |c: char| c.is_numeric() || c.is_ascii_alphabetic() || c.is_whitespace() || ('Ａ'..='Ｚ').contains(&c) || LABEL_MARKS.contains(c);
    LABEL_WORDS.iter().find_map(|word| line.strip_prefix(word)).is_some_and(|rest| rest.chars().all(number))
}

impl<'a> Printed<'a> {
    pub fn read(file: &'a str, text: &'a str, findings: &mut Diagnostics) -> Self {
        let mut table = Self { file, label: None, titles: Vec::new(), header: None, rows: Vec::new() };
        for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let number = index + 1;
            let finding = match Line::of(line) {
                Line::Blank => None,
                Line::Title(title) => table.add_title(title),
                Line::Label(label) => table.add_label(label),
                Line::Header(cells) => table.add_header(number, &cells),
                Line::Row(no, cells) => table.add_row(number, no, cells),
                Line::Unknown => Some(Diagnostic::error(words::import_unknown_line()).hint(words::import_known_lines())),
            };
            findings.0.extend(finding.map(|d| d.at(Place::line(file, number))));
        }
        table
    }

    /// The heading of a column; empty if it has none.
    pub fn heading(&self, column: usize) -> &'a str {
        self.header.as_ref().and_then(|header| header.headings.get(column)).copied().unwrap_or_default()
    }

    /// A section begins, or its title is printed again on a further page.
    fn add_title(&mut self, title: Title<'a>) -> Option<Diagnostic> {
        if let Some(last) = self.titles.last().filter(|last| last.number == title.number) {
            let differs = || Diagnostic::error(words::import_section_differs(title.number, title.text, last.text));
            return (last.text != title.text).then(differs);
        }
        let last = self.titles.last().map_or(0, |last| last.number);
        let finding = match self.titles.first() {
            _ if title.number != last.saturating_add(1) => Some(Diagnostic::error(words::import_section_order(title.number, last))),
            Some(first) if first.style != title.style => Some(Diagnostic::warning(words::import_section_style(&title.style, &first.style))),
            None if title.wide => Some(Diagnostic::warning(words::import_wide_digits())),
            _ => None,
        };
        self.titles.push(title);
        finding
    }

    fn add_label(&mut self, label: &'a str) -> Option<Diagnostic> {
        let first = *self.label.get_or_insert(label);
        (first != label).then(|| Diagnostic::error(words::import_label_differs(label, first)))
    }

    /// The headings, or their repetition on a further page, which must name the same.
    fn add_header(&mut self, line: usize, cells: &[&'a str]) -> Option<Diagnostic> {
        let mut headings: Vec<&str> = cells.iter().map(|cell| cell.trim()).collect();
        headings.truncate(headings.iter().rposition(|h| !h.is_empty()).map_or(0, |last| last + 1));
        match &self.header {
            Some(first) => (first.headings != headings).then(|| Diagnostic::error(words::import_header_differs(first.line))),
            None => {
                self.header = Some(Header { line, headings, width: cells.len() });
                None
            }
        }
    }

    fn add_row(&mut self, line: usize, no: u32, mut cells: Vec<&'a str>) -> Option<Diagnostic> {
        let Some(section) = self.titles.len().checked_sub(1) else {
            return Some(Diagnostic::error(words::import_no_section()).hint(words::import_no_section_hint()));
        };
        cells.iter_mut().filter(|cell| cell.trim().is_empty()).for_each(|cell| *cell = "");
        let last = self.rows.last().filter(|row| row.section == section && row.no >= no);
        let finding = last.map(|row| Diagnostic::error(words::import_no_order(no, row.no)));
        self.rows.push(Row { line, section, no, cells });
        finding
    }
}
