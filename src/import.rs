//! Import: from a printed or pasted, tab-separated table to records and the meeting file beside them.
//!
//! Every line is understood or is an error, and every text lands in one record. Columns follow
//! from the headings. A row that contradicts them is put right only where one reading remains,
//! and each such decision is reported as a guess; every other row stays exactly as it is.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use crate::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::meeting::{self, Look, Meeting};
use crate::record::{self, COLUMNS, Column, Opinion};
use crate::words;

/// Largest printed number, as [`crate::validate`] allows it.
const NO_LIMIT: u32 = 99_999;
/// Most characters of a label: what may be taken for a category that stands in a wrong column.
const LABEL_LIMIT: usize = 20;
/// Marks that a sentence has and a label has not.
const SENTENCE_MARKS: &str = "。、．，！？!?";
/// Characters that open an item of a list.
static BULLETS: LazyLock<String> = LazyLock::new(|| Look::default().bullets);
/// Words that open a label line.
const LABEL_WORDS: &[&str] = &["参考資料", "資料", "別紙", "別添"];
/// Index of the column of the categories; the first source is the column after it.
const CATEGORY: usize = 1;
/// Rows that a guess names as its evidence, at most.
const EVIDENCE_LIMIT: usize = 5;
/// Date written as an example where none is known.
const EXAMPLE_DATE: &str = "2026-04-01";
/// Name of an attribution that neither the text nor the facts name.
const UNNAMED_ATTRIBUTION: &str = "発言者";
/// Comment on what is in the meeting file but not in the text.
const OURS: &str = "  # 本文にないため、こちらで補ったもの";

/// What the text cannot say.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub title: Option<String>,
    /// `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Must agree with the text if the text has a label, too.
    pub label: Option<String>,
    /// What the columns that name a city or a person are called, where the text leaves them unnamed.
    pub attribution: Option<String>,
}

/// The records of a table, and the meeting file that makes papers of them.
#[derive(Debug, Clone)]
pub struct Imported {
    pub meeting_toml: String,
    /// UTF-8 with a byte order mark; lines end in LF.
    pub opinions_csv: String,
    /// Numbered rows of the table.
    pub rows: usize,
    /// Headings of the sections, with their numbers.
    pub sections: Vec<String>,
    /// Headings of the sources.
    pub sources: Vec<String>,
    /// In printed order: by section, number and source. Places are those of the text.
    pub opinions: Vec<Opinion>,
}

/// Turns the text of a table into records; `file` is what the findings call it.
pub fn import(file: &str, text: &str, facts: &Facts, warnings: &mut Diagnostics) -> Result<Imported> {
    let mut findings = Diagnostics::default();
    let mut table = Printed::read(file, text, &mut findings);
    let head = table.head(facts, &mut findings);
    let sources = table.sources(&mut findings);
    if !sources.is_empty() {
        table.move_back(&sources, &mut findings);
        table.find_categories(&mut findings);
        table.inherit_categories(&mut findings);
        table.check_numbers(&mut findings);
    }
    let mut opinions = table.opinions(&sources, &mut findings);
    findings.0.sort_by_key(|d| d.place.as_ref().and_then(|p| p.line));
    if findings.has_errors() {
        return Err(findings);
    }
    let meeting_toml = table.meeting_toml(&head, &sources, head.date.as_deref(), facts);
    let dated = table.meeting_toml(&head, &sources, head.date.as_deref().or(Some(EXAMPLE_DATE)), facts);
    let meeting = Meeting::parse(&dated, Path::new(""))?;
    record::fill_ids(&mut opinions, &meeting);
    let imported = Imported {
        meeting_toml,
        opinions_csv: opinions_csv(&opinions, &sources),
        rows: table.rows.len(),
        sections: (0..table.sections.len()).map(|i| meeting.section_heading(i)).collect(),
        sources: sources.into_iter().map(|s| s.heading).collect(),
        opinions,
    };
    findings.finish(imported, warnings)
}

/// What one line of the text is.
enum Line<'a> {
    Blank,
    Section(Title<'a>),
    Label(&'a str),
    Header(Vec<&'a str>),
    Row(u32, Vec<&'a str>),
    Unknown,
}

/// The title of a section, apart from its number.
struct Title<'a> {
    number: u32,
    /// How the number is written, as [`Look::section_number`] says it.
    style: String,
    /// Whether the number has full-width digits.
    wide: bool,
    text: &'a str,
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
                return Line::Section(title);
            }
            if is_label_line(alone) {
                return Line::Label(alone);
            }
        }
        if !line.contains('\t') {
            return Line::Unknown;
        }
        let cells: Vec<&str> = line.split('\t').collect();
        match whole_number(cells[0].trim()) {
            Some(no) => Line::Row(no, cells),
            None => Line::Header(cells),
        }
    }
}

impl<'a> Title<'a> {
    /// Reads `(n)` or `（n）` and what follows it.
    fn of(line: &'a str) -> Option<Self> {
        let rest = line.strip_prefix(['(', '（'])?;
        let end = rest.find([')', '）'])?;
        let (digits, number) = (&rest[..end], whole_number(&rest[..end])?);
        let after = rest[end..].trim_start_matches([')', '）']);
        let text = after.trim_start();
        let (open, close) = (&line[..line.len() - rest.len()], &rest[end..rest.len() - text.len()]);
        let style = format!("{open}{{n}}{close}");
        (!text.is_empty()).then_some(Self { number, style, wide: !digits.is_ascii(), text })
    }
}

/// Whether a line is a label such as 資料3, 参考資料１－２ or 別紙: the word, then at most a number with its joints.
fn is_label_line(line: &str) -> bool {
    let Some(rest) = LABEL_WORDS.iter().find_map(|word| line.strip_prefix(word)) else {
        return false;
    };
    let number =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ') || "一二三四五六七八九十".contains(c);
    let joint = |c: char| c.is_whitespace() || "-－‐‑–—―ー.．・の第号（）()".contains(c);
    rest.is_empty() || rest.chars().count() <= LABEL_LIMIT && rest.contains(number) && rest.chars().all(|c| number(c) || joint(c))
}

/// A whole number in half-width or full-width digits; one too large for `u32` is read as its greatest.
fn whole_number(text: &str) -> Option<u32> {
    let digit = |c: char| match c {
        '０'..='９' => Some(u32::from(c) - u32::from('０')),
        _ => c.to_digit(10),
    };
    let digits: Vec<u32> = text.chars().map(digit).collect::<Option<_>>()?;
    (!digits.is_empty()).then(|| digits.iter().fold(0u32, |n, d| n.saturating_mul(10).saturating_add(*d)))
}

/// The printed table, line by line, before its columns mean anything.
struct Printed<'a> {
    file: &'a str,
    label: Option<&'a str>,
    /// How the sections are numbered.
    style: String,
    wide_digits: bool,
    /// Number of the section that was read last.
    number: u32,
    sections: Vec<&'a str>,
    /// Line of the first headings, and the headings without trailing blanks.
    header: Option<(usize, Vec<&'a str>)>,
    /// Cells of the longest printing of the headings, blanks and all.
    header_width: usize,
    rows: Vec<Row>,
}

/// A numbered row.
struct Row {
    line: usize,
    /// Index of the section.
    section: usize,
    no: u32,
    /// All cells, that of the number included.
    cells: Vec<String>,
}

impl Row {
    fn fills(&self, column: usize) -> bool {
        self.cells.get(column).is_some_and(|cell| !cell.is_empty())
    }
}

/// A column of opinions.
struct Source {
    key: String,
    heading: String,
    column: usize,
    attribution: Option<Attribution>,
}

/// The column that names who the opinions of a source come from.
struct Attribution {
    column: usize,
    /// Its heading, if the text has one.
    name: Option<String>,
}

/// What the papers are called.
struct Head {
    title: String,
    label: String,
    label_is_ours: bool,
    date: Option<String>,
}

impl<'a> Printed<'a> {
    fn read(file: &'a str, text: &'a str, findings: &mut Diagnostics) -> Self {
        let mut table = Self {
            file,
            label: None,
            style: Look::default().section_number,
            wide_digits: false,
            number: 0,
            sections: Vec::new(),
            header: None,
            header_width: 0,
            rows: Vec::new(),
        };
        for (index, line) in text.strip_prefix('\u{feff}').unwrap_or(text).split('\n').enumerate() {
            let place = Place::line(file, index + 1);
            match Line::of(line.strip_suffix('\r').unwrap_or(line)) {
                Line::Blank => {}
                Line::Section(title) => table.read_section(title, place, findings),
                Line::Label(label) => table.read_label(label, place, findings),
                Line::Header(cells) => table.read_header(&cells, index + 1, findings),
                Line::Row(no, cells) => table.read_row(no, &cells, index + 1, findings),
                Line::Unknown => findings.push(Diagnostic::error(words::import_unknown_line()).at(place).hint(words::import_known_lines())),
            }
        }
        table
    }

    /// A section begins, or its title is printed again on a further page.
    fn read_section(&mut self, title: Title<'a>, place: Place, findings: &mut Diagnostics) {
        if self.sections.is_empty() {
            self.style.clone_from(&title.style);
        } else if self.style != title.style {
            findings.push(Diagnostic::warning(words::import_section_style(&title.style, &self.style)).at(place.clone()));
        }
        if title.wide && !self.wide_digits {
            self.wide_digits = true;
            findings.push(Diagnostic::warning(words::import_wide_digits()).at(place.clone()));
        }
        match self.sections.last() {
            Some(last) if title.number == self.number => {
                if *last != title.text {
                    findings.push(Diagnostic::error(words::import_section_differs(title.number, title.text, last)).at(place));
                }
                return;
            }
            _ if title.number != self.number.saturating_add(1) => {
                findings.push(Diagnostic::error(words::import_section_order(title.number, self.number)).at(place));
            }
            _ => {}
        }
        self.number = title.number;
        self.sections.push(title.text);
    }

    fn read_label(&mut self, label: &'a str, place: Place, findings: &mut Diagnostics) {
        match self.label {
            Some(first) if first != label => findings.push(Diagnostic::error(words::import_label_differs(label, first)).at(place)),
            _ => self.label = Some(label),
        }
    }

    /// The headings, or their repetition on a further page, which must name the same.
    fn read_header(&mut self, cells: &[&'a str], line: usize, findings: &mut Diagnostics) {
        let mut headings: Vec<&str> = cells.iter().map(|cell| cell.trim()).collect();
        headings.truncate(headings.iter().rposition(|h| !h.is_empty()).map_or(0, |last| last + 1));
        match &self.header {
            Some((first, expected)) if *expected != headings => {
                findings.push(Diagnostic::error(words::import_header_differs(first)).at(Place::line(self.file, line)));
                return;
            }
            Some(_) => {}
            None => self.header = Some((line, headings)),
        }
        self.header_width = self.header_width.max(cells.len());
    }

    fn read_row(&mut self, no: u32, cells: &[&str], line: usize, findings: &mut Diagnostics) {
        let place = Place::line(self.file, line);
        if self.sections.is_empty() {
            findings.push(Diagnostic::error(words::import_no_section()).at(place).hint(words::import_no_section_hint()));
            return;
        }
        let white = |cell: &&str| !cell.is_empty() && cell.trim().is_empty();
        if cells.iter().any(white) {
            findings.push(Diagnostic::warning(words::import_white_cell()).at(place));
        }
        let cells = cells.iter().map(|cell| if white(cell) { String::new() } else { (*cell).to_owned() }).collect();
        self.rows.push(Row { line, section: self.sections.len() - 1, no, cells });
    }

    /// Title, label and date, from the text where it has them, else from the facts.
    fn head(&self, facts: &Facts, findings: &mut Diagnostics) -> Head {
        let given = |fact: &Option<String>| fact.as_deref().map(str::trim).filter(|f| !f.is_empty()).map(str::to_owned);
        let fact = given(&facts.label);
        if let (Some(fact), Some(printed)) = (&fact, self.label)
            && fact != printed
        {
            findings.push(Diagnostic::error(words::import_label_differs(fact, printed)).at(Place::file(self.file)));
        }
        let label = self.label.map(str::to_owned).or(fact).unwrap_or_default();
        let title = given(&facts.title).unwrap_or_else(|| label.clone());
        if title.is_empty() {
            findings.push(Diagnostic::error(words::import_no_title()).at(Place::file(self.file)).hint(words::import_no_title_hint()));
        }
        let date = given(&facts.date);
        let is_date = |d: &String| d.parse::<toml::value::Datetime>().is_ok_and(|d| d.date.is_some() && d.time.is_none());
        if date.as_ref().is_some_and(|d| !is_date(d)) {
            findings.push(Diagnostic::error(words::no_date()));
        }
        Head { title, label, label_is_ours: self.label.is_none(), date }
    }

    /// What the headings and the rows under them say about the columns.
    fn sources(&self, findings: &mut Diagnostics) -> Vec<Source> {
        let mut sources: Vec<Source> = Vec::new();
        let Some((line, headings)) = &self.header else {
            findings.push(Diagnostic::error(words::import_no_header()).at(Place::file(self.file)));
            return sources;
        };
        let place = Place::line(self.file, *line);
        for (index, column) in [Column::No, Column::Category].into_iter().enumerate() {
            let heading = headings.get(index).copied().unwrap_or_default();
            if !heading.is_empty() && !names(column, heading) {
                findings.push(
                    Diagnostic::error(words::import_first_columns(heading)).at(place.clone()).hint(words::import_first_columns_hint()),
                );
            }
        }
        for column in CATEGORY + 1..=headings.len() {
            let heading = headings.get(column).copied().unwrap_or_default();
            let before = sources.last_mut().filter(|source| source.column + 1 == column);
            if heading.is_empty() {
                if let Some(source) = before.filter(|source| self.is_filled_with(source.column, column)) {
                    source.attribution = Some(Attribution { column, name: None });
                    if column >= self.header_width {
                        findings.push(Diagnostic::guess(words::import_attribution(&source.heading)).at(place.clone()));
                    }
                }
            } else if names(Column::Attribution, heading) {
                match before {
                    Some(source) => source.attribution = Some(Attribution { column, name: Some(heading.to_owned()) }),
                    None => findings.push(Diagnostic::error(words::import_attribution_first(heading)).at(place.clone())),
                }
            } else if sources.iter().any(|source| source.heading == heading) {
                findings.push(Diagnostic::error(words::source_twice(heading)).at(place.clone()));
            } else {
                let key = source_key(heading, &sources);
                sources.push(Source { key, heading: heading.to_owned(), column, attribution: None });
            }
        }
        if sources.is_empty() {
            findings.push(Diagnostic::error(words::import_no_header()).at(place));
        }
        sources
    }

    /// Whether most rows that fill the column of a source fill `column`, too.
    ///
    /// Where no printing of the headings reaches that far, one row is not enough.
    fn is_filled_with(&self, source: usize, column: usize) -> bool {
        let opinions = self.rows.iter().filter(|row| row.fills(source)).count();
        let both = self.rows.iter().filter(|row| row.fills(source) && row.fills(column)).count();
        both * 2 > opinions && (column < self.header_width || both > 1)
    }

    /// Moves rows back that stand too far right, so that text stands beyond the last column.
    fn move_back(&mut self, sources: &[Source], findings: &mut Diagnostics) {
        let columns = sources.iter().flat_map(|s| [Some(s.column), s.attribution.as_ref().map(|a| a.column)]);
        let known: BTreeSet<usize> = [0, CATEGORY].into_iter().chain(columns.flatten()).collect();
        let width = known.iter().max().map_or(0, |last| last + 1);
        for row in &mut self.rows {
            let place = Place::line(self.file, row.line);
            let end = row.cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
            if end > width {
                let by = end - width;
                let mut cells = row.cells.clone();
                let emptied: Vec<String> = cells.drain(1..=by).collect();
                if emptied.iter().all(String::is_empty) && makes_sense(&cells, sources) {
                    row.cells = cells;
                    findings.push(Diagnostic::guess(words::import_moved_back(by)).at(place.clone()));
                } else {
                    findings.push(Diagnostic::error(words::import_overflow(width)).at(place.clone()).hint(words::import_overflow_hint()));
                }
            }
            row.cells.resize(width, String::new());
            for column in (0..width).filter(|column| !known.contains(column) && row.fills(*column)) {
                findings.push(Diagnostic::error(words::no_heading(column + 1)).at(place.clone()));
            }
        }
    }

    /// Finds categories that stand one column too far right, in that of the first source.
    ///
    /// Whether the other texts of such a row moved along is told by where the same texts stand in
    /// other rows, bullets aside; on a tie they stay. Where labels stand in that column beside
    /// categories, short opinions are usual, and nothing is moved.
    fn find_categories(&mut self, findings: &mut Diagnostics) {
        let mut with_category = self.rows.iter().filter(|row| row.fills(CATEGORY)).peekable();
        if with_category.peek().is_none() || with_category.any(|row| is_label(&row.cells[CATEGORY + 1])) {
            return;
        }
        let others = |row: &Row| (CATEGORY + 2..row.cells.len()).any(|column| row.fills(column));
        let is_astray = |row: &Row| !row.fills(CATEGORY) && is_label(&row.cells[CATEGORY + 1]) && others(row);
        let (astray, settled): (Vec<usize>, Vec<usize>) = (0..self.rows.len()).partition(|i| is_astray(&self.rows[*i]));
        if astray.is_empty() {
            return;
        }
        let mut standing: BTreeMap<(usize, String), Vec<usize>> = BTreeMap::new();
        for index in settled {
            for (column, text) in self.rows[index].cells.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
                standing.entry((column, bare(text).to_owned())).or_default().push(index);
            }
        }
        for index in astray {
            let row = &self.rows[index];
            let evidence = |by: usize| -> Vec<usize> {
                let texts = (CATEGORY + 2..row.cells.len()).filter(|column| row.fills(*column));
                texts.filter_map(|column| standing.get(&(column - by, bare(&row.cells[column]).to_owned()))).flatten().copied().collect()
            };
            let (stay, follow) = (evidence(0), evidence(1));
            let category = &row.cells[CATEGORY + 1];
            let message = match follow.len().cmp(&stay.len()) {
                Ordering::Greater => words::import_category_row(category, self.row_names(&follow)),
                Ordering::Less => words::import_category(category, self.row_names(&stay)),
                Ordering::Equal => words::import_category_tie(category),
            };
            findings.push(Diagnostic::guess(message).at(Place::line(self.file, row.line)));
            let cells = &mut self.rows[index].cells;
            if follow.len() > stay.len() {
                cells[CATEGORY..].rotate_left(1);
            } else {
                cells.swap(CATEGORY, CATEGORY + 1);
            }
        }
    }

    /// Rows by section and number, such as `(1)19, (1)28`.
    fn row_names(&self, rows: &[usize]) -> String {
        let rows: BTreeSet<usize> = rows.iter().copied().collect();
        let name = |row: &Row| format!("{}{}", self.style.trim_end().replace("{n}", &(row.section + 1).to_string()), row.no);
        let mut names: Vec<String> = rows.iter().take(EVIDENCE_LIMIT).map(|i| name(&self.rows[*i])).collect();
        if rows.len() > EVIDENCE_LIMIT {
            names.push("...".into());
        }
        names.join(", ")
    }

    /// Gives rows without a category that of the row above; each section begins anew.
    fn inherit_categories(&mut self, findings: &mut Diagnostics) {
        let (file, any) = (self.file, self.rows.iter().any(|row| row.fills(CATEGORY)));
        for section in self.rows.chunk_by_mut(|a, b| a.section == b.section) {
            let place = Place::line(file, section[0].line);
            if !section.iter().any(|row| row.fills(CATEGORY)) {
                if any {
                    findings.push(Diagnostic::warning(words::import_no_categories()).at(place));
                }
                continue;
            }
            if !section[0].fills(CATEGORY) {
                findings.push(Diagnostic::error(words::import_no_category()).at(place));
            }
            let mut category = String::new();
            for row in section {
                if row.fills(CATEGORY) {
                    category.clone_from(&row.cells[CATEGORY]);
                } else {
                    row.cells[CATEGORY].clone_from(&category);
                }
            }
        }
    }

    /// Reports numbers that are out of range, given twice, out of order or missing in their section.
    fn check_numbers(&self, findings: &mut Diagnostics) {
        for (index, title) in self.sections.iter().enumerate() {
            let heading = format!("{}{title}", self.style.replace("{n}", &(index + 1).to_string()));
            let mut lines: BTreeMap<u32, usize> = BTreeMap::new();
            for row in self.rows.iter().filter(|row| row.section == index) {
                let place = Place::line(self.file, row.line);
                let last = lines.keys().next_back().copied().unwrap_or(0);
                if !(1..=NO_LIMIT).contains(&row.no) {
                    findings.push(Diagnostic::error(words::bad_no(row.no, NO_LIMIT)).at(place));
                } else if let Some(first) = lines.insert(row.no, row.line) {
                    findings.push(Diagnostic::error(words::import_no_twice(&heading, row.no, first)).at(place));
                } else if row.no < last {
                    findings.push(Diagnostic::warning(words::import_no_order(row.no, last)).at(place));
                }
            }
            let end = lines.keys().next_back().copied().unwrap_or(0);
            let missing: Vec<String> = (1..end).filter(|no| !lines.contains_key(no)).take(20).map(|no| no.to_string()).collect();
            if !missing.is_empty() {
                findings.push(Diagnostic::warning(words::missing_numbers(&heading, missing.join(", "))).at(Place::file(self.file)));
            }
            if lines.is_empty() {
                findings.push(Diagnostic::warning(words::empty_section(&heading)).at(Place::file(self.file)));
            }
        }
    }

    /// One opinion for each text in the column of a source.
    fn opinions(&self, sources: &[Source], findings: &mut Diagnostics) -> Vec<Opinion> {
        let mut opinions = Vec::new();
        for row in &self.rows {
            let place = Place::line(self.file, row.line);
            let before = opinions.len();
            for (index, source) in sources.iter().enumerate() {
                let attribution = source.attribution.as_ref().map_or("", |a| &row.cells[a.column]);
                if row.fills(source.column) {
                    opinions.push(Opinion {
                        id: String::new(),
                        section: row.section,
                        category: row.cells[CATEGORY].clone(),
                        no: Some(row.no),
                        source: index,
                        text: row.cells[source.column].clone(),
                        attribution: attribution.to_owned(),
                        fields: Vec::new(),
                        place: place.clone(),
                    });
                } else if !attribution.is_empty() {
                    findings.push(Diagnostic::error(words::import_attribution_alone(attribution, &source.heading)).at(place.clone()));
                }
            }
            if opinions.len() == before && !sources.is_empty() {
                findings.push(Diagnostic::warning(words::import_empty_row(row.no)).at(place));
            }
        }
        if opinions.is_empty() && !findings.has_errors() {
            findings.push(Diagnostic::error(words::no_rows()).at(Place::file(self.file)));
        }
        opinions.sort_by_key(|o| (o.section, o.no, o.source));
        opinions
    }

    /// The meeting file. Without a date it holds an example that somebody must replace.
    fn meeting_toml(&self, head: &Head, sources: &[Source], date: Option<&str>, facts: &Facts) -> String {
        let mut lines =
            vec!["# 会議の設定。印刷された表から作りました。自由に書き直せます。".to_owned(), String::new(), "[meeting]".into()];
        lines.push(format!("title = {}{OURS}", quoted(&head.title)));
        if !head.label.is_empty() {
            lines.push(format!("label = {}{}", quoted(&head.label), if head.label_is_ours { OURS } else { "" }));
        }
        lines.push(match date {
            Some(date) => format!("date = {date}{OURS}"),
            None => {
                format!("# 資料の日付が本文にありません。次の行を正しい日付に直し、行頭の # を取ってください。\n# date = {EXAMPLE_DATE}")
            }
        });
        lines.extend(self.look());
        lines.push("\n# 区分（印刷する順。番号は順に付きます）".into());
        lines.extend(self.sections.iter().map(|title| format!("[[sections]]\ntitle = {}", quoted(title))));
        lines.push("\n# 出典（意見の列、左から順）".into());
        for source in sources {
            lines.push(format!("[[sources]]\nkey = {}\nheading = {}", quoted(&source.key), quoted(&source.heading)));
            let given = facts.attribution.as_deref().filter(|name| !name.trim().is_empty()).unwrap_or(UNNAMED_ATTRIBUTION);
            match source.attribution.as_ref().map(|a| &a.name) {
                Some(Some(name)) => lines.push(format!("attribution = {}", quoted(name))),
                Some(None) => lines.push(format!("attribution = {}{OURS}", quoted(given))),
                None => {}
            }
        }
        lines.push("\n# 作るファイル".into());
        let stem = if is_file_name(&head.label) { &head.label } else { "資料" };
        for (name, kind) in [
            (".pdf", "template = \"opinion-matrix\""),
            ("_意見一覧.xlsx", "workbook = \"opinion-matrix\""),
            ("_意見.csv", "records = \"csv\""),
            ("_意見.json", "records = \"json\""),
        ] {
            lines.push(format!("[[outputs]]\nfile = {}\n{kind}", quoted(&format!("{stem}{name}"))));
        }
        lines.join("\n") + "\n"
    }

    /// What the text words differently from the look that we give by default.
    fn look(&self) -> Option<String> {
        let default = Look::default();
        let heading = |index: usize| self.header.as_ref().and_then(|(_, h)| h.get(index)).copied().unwrap_or_default();
        let mut keys = Vec::new();
        for (key, printed, usual) in [
            ("no_heading", heading(0), default.no_heading.as_str()),
            ("category_heading", heading(CATEGORY), &default.category_heading),
            ("section_number", &self.style, &default.section_number),
        ] {
            if !printed.is_empty() && printed != usual {
                keys.push(format!("{key} = {}", quoted(printed)));
            }
        }
        (!keys.is_empty()).then(|| format!("\n[look]\n{}", keys.join("\n")))
    }
}

/// Whether `heading` names this fixed column of the records.
fn names(column: Column, heading: &str) -> bool {
    let is = |name: &str| name.eq_ignore_ascii_case(heading);
    COLUMNS.iter().any(|(c, key, headings)| *c == column && (is(key) || headings.iter().any(|h| is(h))))
}

/// A key for a source, guessed from its heading and unlike those before it.
fn source_key(heading: &str, before: &[Source]) -> String {
    const KNOWN: &[(&str, &str)] = &[("委員", "committee"), ("職員", "staff"), ("都市", "cities")];
    let number = before.len() + 1;
    match KNOWN.iter().find(|(word, _)| heading.contains(word)) {
        Some((_, key)) if before.iter().all(|source| source.key != *key) => (*key).to_owned(),
        Some((_, key)) => format!("{key}-{number}"),
        None => format!("source-{number}"),
    }
}

/// Whether a text could be a category: short, without a bullet and no sentence.
fn is_label(text: &str) -> bool {
    !text.is_empty() && text.chars().count() <= LABEL_LIMIT && bare(text) == text && !text.contains(|c| SENTENCE_MARKS.contains(c))
}

/// A text without its bullet.
fn bare(text: &str) -> &str {
    text.trim_start_matches(|c: char| c.is_whitespace() || BULLETS.contains(c))
}

/// Whether a row that was moved back holds what its columns are for.
fn makes_sense(cells: &[String], sources: &[Source]) -> bool {
    let named_alone = |s: &Source| {
        cells[s.column].is_empty() && s.attribution.as_ref().is_some_and(|a| cells.get(a.column).is_some_and(|c| !c.is_empty()))
    };
    (cells[CATEGORY].is_empty() || is_label(&cells[CATEGORY])) && !sources.iter().any(named_alone)
}

/// Whether files can be called after `label`.
fn is_file_name(label: &str) -> bool {
    !label.contains(['/', '{']) && meeting::unsafe_name(label).is_none()
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// The records: one opinion to a row.
fn opinions_csv(opinions: &[Opinion], sources: &[Source]) -> String {
    const WRITTEN: &[Column] =
        &[Column::Id, Column::Section, Column::Category, Column::No, Column::Source, Column::Text, Column::Attribution];
    let mut writer = csv::Writer::from_writer(b"\xef\xbb\xbf".to_vec());
    writer.write_record(WRITTEN.iter().map(|column| column.heading())).expect("memory takes every row");
    for o in opinions {
        let (section, no) = ((o.section + 1).to_string(), o.no.map_or(String::new(), |no| no.to_string()));
        let row = [&o.id, &section, &o.category, &no, &sources[o.source].key, &o.text, &o.attribution];
        writer.write_record(row).expect("memory takes every row");
    }
    let bytes = writer.into_inner().expect("memory takes every row");
    String::from_utf8(bytes).expect("texts are UTF-8")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Severity;
    use crate::words::Lang;
    use crate::{load, validate};

    const SEED: &str = include_str!("../seeds/shiryo3.txt");

    fn facts() -> Facts {
        Facts { title: Some("意見一覧".into()), date: Some("2026-04-01".into()), label: None, attribution: Some("都市名".into()) }
    }

    fn imported(text: &str) -> (Imported, Vec<Diagnostic>) {
        let mut warnings = Diagnostics::default();
        let imported = import("t.txt", text, &facts(), &mut warnings).unwrap_or_else(|e| panic!("{e}"));
        (imported, warnings.0)
    }

    /// Lines and keys of the errors.
    fn errors(text: &str) -> Vec<(usize, &'static str)> {
        let errors = import("t.txt", text, &facts(), &mut Diagnostics::default()).unwrap_err();
        let errors = errors.0.iter().filter(|d| d.severity == Severity::Error);
        errors.map(|d| (d.place.as_ref().and_then(|p| p.line).unwrap_or(0), d.message.key())).collect()
    }

    /// What the opinions say and where they stand, apart from their lines.
    fn said(opinions: &[Opinion]) -> Vec<Opinion> {
        opinions.iter().map(|o| Opinion { place: Place::default(), ..o.clone() }).collect()
    }

    fn counts<'a, K: Ord>(keys: impl Iterator<Item = K> + 'a) -> BTreeMap<K, usize> {
        keys.fold(BTreeMap::new(), |mut counts, key| {
            *counts.entry(key).or_default() += 1;
            counts
        })
    }

    /// The numbered rows of the seed as they stand: section from 1, line, cells.
    fn seed_rows() -> Vec<(usize, usize, Vec<&'static str>)> {
        let mut section = 0;
        let mut rows = Vec::new();
        for (index, line) in SEED.lines().enumerate() {
            section += usize::from(line.starts_with('('));
            if line.starts_with(|c: char| c.is_ascii_digit()) {
                rows.push((section, index, line.split('\t').collect()));
            }
        }
        rows
    }

    fn with_line(index: usize, line: &str) -> String {
        SEED.lines().enumerate().map(|(i, l)| if i == index { line } else { l }.to_owned() + "\n").collect()
    }

    #[test]
    fn the_seed_has_its_rows_and_opinions() {
        let (imported, _) = imported(SEED);
        let of = |section: usize, source: usize| imported.opinions.iter().filter(|o| (o.section, o.source) == (section, source)).count();
        let table: Vec<[usize; 3]> = (0..4).map(|section| [0, 1, 2].map(|source| of(section, source))).collect();
        assert_eq!(table, [[18, 10, 40], [18, 3, 11], [1, 2, 15], [3, 6, 1]]);
        assert_eq!((imported.rows, imported.opinions.len()), (94, 128));
        let rows =
            counts(imported.opinions.iter().map(|o| (o.section, o.no)).collect::<BTreeSet<_>>().into_iter().map(|(section, _)| section));
        assert_eq!(rows.into_values().collect::<Vec<_>>(), [48, 21, 16, 9]);
        let cities = counts(imported.opinions.iter().filter(|o| o.source == 2).map(|o| o.attribution.as_str()));
        let expected = [("浜松市", 20), ("京都市", 16), ("さいたま市", 14), ("広島市", 11), ("川崎市", 6)];
        assert_eq!(cities, BTreeMap::from(expected));
        assert!(imported.opinions.iter().all(|o| o.source == 2 || o.attribution.is_empty()));
        for typo in ["入らる", "全庁的・全庁的", "をとつなぐ"] {
            assert_eq!(imported.opinions.iter().filter(|o| o.text.contains(typo)).count(), 1, "{typo}");
        }
    }

    #[test]
    fn every_cell_of_the_seed_is_in_the_records_once() {
        let mut cells = Vec::new();
        let mut categories: Vec<(usize, &str)> = Vec::new();
        for (section, _, mut row) in seed_rows() {
            match (section, row[0]) {
                (1, "29" | "30") => assert_eq!(row.remove(1), ""),
                (4, "4") => row.swap(1, 2),
                _ => {}
            }
            assert!(row[6.min(row.len())..].iter().all(|cell| cell.is_empty()), "{row:?}");
            categories.extend(row.get(1).filter(|c| !c.is_empty()).map(|c| (section, *c)));
            cells.extend((2..row.len()).filter(|i| !row[*i].is_empty()).map(|column| (section, column, row[column])));
        }
        let (imported, _) = imported(SEED);
        let texts = imported.opinions.iter().map(|o| (o.section + 1, o.source + 2, o.text.as_str()));
        let cities = imported.opinions.iter().filter(|o| !o.attribution.is_empty()).map(|o| (o.section + 1, 5, o.attribution.as_str()));
        assert_eq!(counts(cells.into_iter()), counts(texts.chain(cities)));
        let mut groups: Vec<(usize, &str)> = imported.opinions.iter().map(|o| (o.section + 1, o.category.as_str())).collect();
        groups.dedup();
        assert_eq!(groups, categories);
        assert_eq!(counts(groups.iter().map(|group| group.0)).into_values().collect::<Vec<_>>(), [6, 5, 2, 4]);
        let titles = SEED.lines().filter(|line| line.starts_with('('));
        assert!(titles.eq(imported.sections.iter().map(String::as_str)));
        let headings = SEED.lines().find(|line| line.starts_with('\t')).unwrap().split('\t').filter(|h| !h.is_empty());
        assert!(headings.eq(imported.sources.iter().map(String::as_str)));
    }

    #[test]
    fn the_seed_has_three_guesses_and_no_warning() {
        let (_, findings) = imported(SEED);
        let line = |section: usize, no: &str| seed_rows().iter().find(|row| row.0 == section && row.2[0] == no).map(|row| row.1 + 1);
        let found: Vec<_> = findings.iter().map(|d| (d.severity, d.place.as_ref().unwrap().line, d.message.key())).collect();
        let moved = |no| (Severity::Guess, line(1, no), "import_moved_back");
        assert_eq!(found, [moved("29"), moved("30"), (Severity::Guess, line(4, "4"), "import_category")]);
        for lang in [Lang::En, Lang::Ja] {
            let message = findings[2].message.say(lang);
            assert!(message.contains("職員の意識改革") && message.contains("(1)19, (1)28"), "{message}");
        }
    }

    #[test]
    fn records_read_back_the_same_and_keep_their_ids() {
        let (first, _) = imported(SEED);
        let meeting = Meeting::parse(&first.meeting_toml, Path::new("")).unwrap();
        let mut warnings = Diagnostics::default();
        let table = load::table("opinions.csv", first.opinions_csv.as_bytes(), &mut warnings).unwrap();
        let read = validate::validate(&meeting, &table, &mut warnings).unwrap();
        assert_eq!(said(&read), said(&first.opinions));
        assert!(warnings.0.is_empty(), "{warnings}");
        assert!(first.opinions_csv.starts_with("\u{feff}ID,区分番号,項目,No.,出典,意見,発言者・都市\nop-"));
        let (again, _) = imported(&SEED.replace('\n', "\r\n"));
        assert_eq!((again.opinions_csv, again.meeting_toml), (first.opinions_csv, first.meeting_toml));
    }

    #[test]
    fn the_meeting_file_marks_what_the_text_does_not_say() {
        let (imported, _) = imported(SEED);
        let toml = &imported.meeting_toml;
        let meeting = Meeting::parse(toml, Path::new("")).unwrap();
        assert_eq!((meeting.head.label.as_str(), meeting.date()), ("資料3", (2026, 4, 1)));
        let keys: Vec<&str> = meeting.sources.iter().map(|s| s.key.as_str()).collect();
        assert_eq!(keys, ["committee", "staff", "cities"]);
        let files: Vec<&str> = meeting.outputs.iter().map(|o| o.file.as_str()).collect();
        assert_eq!(files, ["資料3.pdf", "資料3_意見一覧.xlsx", "資料3_意見.csv", "資料3_意見.json"]);
        let marked: Vec<&str> = toml.lines().filter_map(|line| line.strip_suffix(OURS)).collect();
        assert_eq!(marked, ["title = \"意見一覧\"", "date = 2026-04-01", "attribution = \"都市名\""]);
        assert!(!toml.contains("[look]"));
        let bare = import("t.txt", SEED, &Facts::default(), &mut Diagnostics::default()).unwrap();
        assert!(bare.meeting_toml.contains("\n# date = 2026-04-01\n") && bare.meeting_toml.contains("\ntitle = \"資料3\"  #"));
        assert!(bare.meeting_toml.contains("attribution = \"発言者\"  #"));
        let undated = Meeting::parse(&bare.meeting_toml, Path::new("")).unwrap_err();
        assert!(
            undated.to_string().starts_with("meeting.toml:3: error:") && undated.to_string().contains("missing field `date`"),
            "{undated}"
        );
        assert_eq!(bare.opinions_csv, imported.opinions_csv);
    }

    #[test]
    fn rows_that_are_shifted_are_moved_back() {
        let (expected, _) = imported(SEED);
        for (_, index, row) in seed_rows().into_iter().filter(|row| row.2.get(5).is_some_and(|city| !city.is_empty())) {
            let mut shifted = row.clone();
            shifted.insert(1, "");
            let (found, findings) = imported(&with_line(index, &shifted.join("\t")));
            assert_eq!(said(&found.opinions), said(&expected.opinions), "{row:?}");
            assert!(findings.iter().any(|d| d.message.key() == "import_moved_back" && d.place.as_ref().unwrap().line == Some(index + 1)));
        }
    }

    #[test]
    fn categories_that_are_astray_are_found() {
        let (expected, _) = imported(SEED);
        let astray = |row: &[&str]| !row[1].is_empty() && row[2].is_empty();
        for (_, index, mut row) in seed_rows().into_iter().filter(|row| astray(&row.2)) {
            row.swap(1, 2);
            let (found, findings) = imported(&with_line(index, &row.join("\t")));
            assert_eq!(said(&found.opinions), said(&expected.opinions), "{row:?}");
            assert_eq!(findings.len(), 4);
        }
    }

    const SMALL: &str = "（１）題\n資料１－２\n番号\t分類\t委員意見\t発言者\tその他\n1\t甲\t・ある。\t佐藤\t\n2\t\t・いる。\t\t・うる。\n3\t乙\t\t\t・える。";

    #[test]
    fn headings_and_numbers_are_kept_as_printed() {
        let (imported, findings) = imported(SMALL);
        let meeting = Meeting::parse(&imported.meeting_toml, Path::new("")).unwrap();
        assert_eq!((meeting.look.section_number.as_str(), meeting.look.no_heading.as_str()), ("（{n}）", "番号"));
        assert_eq!(meeting.look.category_heading, "分類");
        assert_eq!(meeting.sources[0].attribution.as_deref(), Some("発言者"));
        assert_eq!(meeting.sources[1].key, "source-2");
        assert_eq!(imported.opinions[0].attribution, "佐藤");
        assert_eq!(findings.iter().map(|d| d.message.key()).collect::<Vec<_>>(), ["import_wide_digits"]);
    }

    #[test]
    fn a_row_that_moved_with_its_category_is_known_by_its_texts() {
        let text = format!("{SMALL}\n4\t\t丙\t\t・いる。\n5\t丁\t・おる。\t\t・いる。\n");
        let (found, findings) = imported(&text);
        assert_eq!(findings.last().unwrap().message.key(), "import_category");
        assert_eq!(found.opinions[4].category, "丙");
        let text = "(1)題\n資料\n\t\t委員意見\t職員意見\n1\t甲\t・いる。\t\n2\t\t乙\tいる。\n3\t丙\t・おる。\t\n";
        let (found, findings) = imported(text);
        assert_eq!(findings[0].message.key(), "import_category_row");
        assert_eq!((found.opinions[1].category.as_str(), found.opinions[1].source), ("乙", 0));
    }

    #[test]
    fn short_opinions_are_left_where_they_stand() {
        let text = "(1)題\n資料1\n\t\t委員意見\t職員意見\n1\t甲\t特になし\t・ある。\n2\t\t特になし\t・いる。\n3\t\t同上\t・うる。\n";
        let (found, findings) = imported(text);
        assert_eq!((found.opinions.len(), findings.len()), (6, 0));
    }

    #[test]
    fn headings_that_lost_their_blanks_still_have_their_column() {
        let text: String = SEED.lines().map(|line| line.trim_end_matches('\t').to_owned() + "\n").collect();
        let (found, findings) = imported(&text);
        assert_eq!(found.opinions, imported(SEED).0.opinions);
        assert_eq!(findings.iter().map(|d| d.message.key()).filter(|key| *key == "import_attribution").count(), 1);
    }

    #[test]
    fn all_errors_of_a_text_are_reported_together() {
        let text = "(1)題\n資料3\nこの行は何か\n\t\tA\tB\t\n1\t甲\t・a\t・b\t\n1\t\t・c\t\t\n2\t乙\t・d\t・e\t・f\t市\n\t\tA\tC\n3\t\t\t\t市\n4\t\t\t・g\t市\n資料4\n(3)他\n1\t\t・h\n2\t丙\t・i\n";
        let expected = [
            (3, "import_unknown_line"),
            (6, "import_no_twice"),
            (7, "import_overflow"),
            (8, "import_header_differs"),
            (9, "import_attribution_alone"),
            (11, "import_label_differs"),
            (12, "import_section_order"),
            (13, "import_no_category"),
        ];
        assert_eq!(errors(text), expected);
    }

    #[test]
    fn single_faults_are_found_in_the_seed() {
        assert_eq!(errors(&format!("{SEED}\n以上\n")), [(120, "import_unknown_line")]);
        let header = "\t\t第1回検討会での委員意見\t職員意見\t他都市の区役所改革の取り組み";
        assert_eq!(errors(&with_line(24, header)), [(25, "import_header_differs")]);
        assert_eq!(errors(&SEED.replacen("\n3\t", "\n2\t", 1)), [(10, "import_no_twice")]);
        assert_eq!(errors(&SEED.replacen("京都市\n2\t", "京都市\tx\n2\t", 1)), [(8, "import_overflow")]);
        let (_, findings) = imported(&SEED.replacen("\n3\t", "\n99\t", 1));
        assert_eq!(findings.iter().filter(|d| d.severity == Severity::Warning).count(), 46);
    }
}
