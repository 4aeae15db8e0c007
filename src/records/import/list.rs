//! Import of a list: an opinion to a row, with any columns beside it, in sections or not.
//!
//! Every row is an opinion, a heading, a title or is named as left out. What is decided here and not said by the table
//! (a category carried down, a row that goes on from the page before) is reported as a guess.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use csv::Terminator;
use unicode_normalization::UnicodeNormalization as _;

use super::grid::Grid;
use super::names::{self, Meaning};
use super::read::{Title, is_label};
use super::write::{OURS, pair};
use super::{Facts, Imported};
use crate::meeting::Meeting;
use crate::meeting::day::{EXAMPLE as EXAMPLE_DATE, PROVISIONAL};
use crate::meeting::headings::{Column, fold, is_personal};
use crate::meeting::names::unsafe_name;
use crate::meeting::words::Words;
use crate::read::separated::{Guards, write};
use crate::read::web::Line;
use crate::records::ids;
use crate::records::number::Number;
use crate::records::placed::Placed;
use crate::records::record::Opinion;
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::words;

/// Rows among which the headings are looked for.
const HEADINGS_WITHIN: usize = 300;
/// Most characters of a row that names a section.
const BAND: usize = 60;
/// Rows that add up others.
const SUMS: &[&str] = &["合計", "計", "総計", "小計", "総数"];
/// What begins a note.
const NOTES: &[char] = &['※', '＊', '*', '注', '（', '('];
/// Most columns that stand on a page that is not turned.
const UPRIGHT_COLUMNS: usize = 4;

/// The row of the headings, if one of the columns holds opinions.
pub fn header(grid: &Grid) -> Option<usize> {
    let is_header = |line: &&Line| {
        let filled: Vec<Meaning> = line.cells.iter().filter(|cell| !cell.trim().is_empty()).map(|cell| names::meaning(cell)).collect();
        filled.len() > 1 && filled.contains(&Meaning::Known(Column::Text))
    };
    grid.lines.iter().take(HEADINGS_WITHIN).position(|line| is_header(&line))
}

/// Makes one row of headings of two: of a page whose first cells go on into the second, or of a text whose second row names
/// the columns below headings over several.
pub fn join_headings(grid: &mut Grid, header: usize) {
    let Some([head, below]) = grid.lines.get(header..header + 2) else { return };
    let said = |line: &Line, index: usize| line.cells.get(index).map_or("", |cell| cell.trim()).to_owned();
    let width = head.cells.len().max(below.cells.len());
    let own: Vec<usize> = (0..width).filter(|index| !below.covered.contains(index) && !said(below, *index).is_empty()).collect();
    // The heading over a column: its own, or the one that goes on from the left.
    let over = |index: usize| (0..=index).rev().find(|at| !said(head, *at).is_empty()).filter(|at| !below.covered.contains(at));
    let spans = |index: usize| over(index).is_some_and(|at| said(head, at + 1).is_empty() && at + 1 < width);
    let is_heading = |index: &usize| {
        let text = said(below, *index);
        text.chars().count() <= 12
            && (names::key(&text).is_some()
                || !matches!(names::meaning(&text), Meaning::Other("field"))
                || OF_OPINIONS.contains(&text.as_str()))
    };
    let goes_on = !below.covered.is_empty() && below.covered.iter().all(|index| said(head, *index) == said(below, *index));
    let is_second = own.len() > 1 && own.iter().all(|index| spans(*index)) && (goes_on || own.iter().all(is_heading));
    if !is_second {
        return;
    }
    let is_once = |index: usize| own.iter().filter(|other| said(below, **other) == said(below, index)).count() == 1;
    let joined = (0..width).map(|index| {
        let (Some(at), true) = (over(index), own.contains(&index)) else { return said(head, index) };
        let (over, lower) = (said(head, at), said(below, index));
        let together = [format!("{over}{lower}"), format!("{over}の{lower}")];
        let of_text = together.into_iter().find(|text| names::meaning(text) == Meaning::Known(Column::Text));
        let is_text = names::meaning(&lower) == Meaning::Known(Column::Text);
        of_text.unwrap_or_else(|| if is_once(index) && !is_text { lower.clone() } else { format!("{over}／{lower}") })
    });
    let cells = joined.collect();
    grid.lines[header].cells = cells;
    grid.lines.remove(header + 1);
}

/// What of the opinions a column may hold, where the heading above it says that they are opinions.
const OF_OPINIONS: &[&str] = &["概要", "要旨", "内容", "原文", "件数", "番号"];

/// Whether the table is a matrix all the same: its sections are numbered, and every column after the first two holds opinions or
/// says whose they are.
pub fn is_matrix(grid: &Grid, header: usize) -> bool {
    let sections = grid.lines.iter().any(|line| single(line).is_some_and(|text| Title::of(text).is_some()));
    let first = |index: usize| index <= super::CATEGORY;
    let opinions = |heading: &str| match names::meaning(heading) {
        Meaning::Known(Column::Text | Column::Attribution) => true,
        Meaning::Known(_) => false,
        Meaning::Other(_) => fold(heading).contains("意見"),
    };
    let cells = grid.lines[header].cells.iter().enumerate();
    !grid.is_certain && sections && cells.filter(|(index, cell)| !first(*index) && !cell.trim().is_empty()).all(|(_, cell)| opinions(cell))
}

/// A title or a heading as it goes into `meeting.toml`: one line, without characters that nobody sees.
fn plain(text: &str) -> String {
    let seen: String = text.nfc().filter(|c| c.is_whitespace() || crate::read::character::fault(*c, false).is_none()).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The one filled cell of a row that has no other.
fn single(line: &Line) -> Option<&str> {
    let mut filled = line.cells.iter().map(|cell| cell.trim()).filter(|cell| !plain(cell).is_empty());
    filled.next().filter(|_| filled.next().is_none())
}

/// A column of the table.
struct Heading {
    /// Where it stands.
    index: usize,
    /// As it is printed, in one line.
    printed: String,
    role: Role,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Role {
    Known(Column),
    Field { key: String, heading: String },
}

/// A row that is an opinion.
struct Row {
    line: usize,
    /// Index in the sections, if there are some.
    section: usize,
    /// By the index of the heading.
    cells: Vec<String>,
}

/// A table as it was understood.
struct Listed<'a> {
    file: &'a str,
    title: Option<String>,
    label: Option<String>,
    style: Option<String>,
    sections: Vec<String>,
    headings: Vec<Heading>,
    rows: Vec<Row>,
}

impl Listed<'_> {
    fn position(&self, column: Column) -> Option<usize> {
        self.headings.iter().position(|heading| heading.role == Role::Known(column))
    }

    fn fields(&self) -> impl Iterator<Item = (usize, &str, &str)> {
        self.headings.iter().enumerate().filter_map(|(index, heading)| match &heading.role {
            Role::Field { key, heading } => Some((index, key.as_str(), heading.as_str())),
            Role::Known(_) => None,
        })
    }
}

/// Turns a list into records and a meeting.
pub fn import(
    file: &str,
    grid: &Grid,
    header: usize,
    facts: &Facts,
    mut findings: Diagnostics,
    warnings: &mut Diagnostics,
) -> Result<Imported> {
    let is_date = |d: &String| d.parse::<toml::value::Datetime>().is_ok_and(|d| d.date.is_some() && d.time.is_none());
    if facts.date.as_ref().is_some_and(|date| !is_date(date)) {
        findings.push(Diagnostic::error(words::no_date()).at(Place::file(file)));
    }
    let mut listed = Listed {
        file,
        title: None,
        label: None,
        style: None,
        sections: Vec::new(),
        headings: headings(file, grid, header, &mut findings),
        rows: Vec::new(),
    };
    rows(&mut listed, grid, header, &mut findings);
    if let (Some(given), Some(printed)) = (&facts.label, &listed.label)
        && given != printed
    {
        findings.push(Diagnostic::error(words::import_label_differs(given, printed)).at(Place::file(file)));
    }
    if listed.rows.is_empty() && !findings.has_errors() {
        findings.push(Diagnostic::error(words::no_rows()).at(Place::line(file, grid.lines[header].number)));
    }
    if findings.has_errors() {
        return Err(findings);
    }
    let through = numbers(&mut listed, &mut findings);
    let sources = sources(&mut listed, &mut findings);
    if findings.has_errors() {
        return Err(findings);
    }
    if facts.date.is_none() {
        findings.push(Diagnostic::warning(words::import_no_date(EXAMPLE_DATE)).at(Place::file(file)).hint(words::import_no_date_hint()));
    }
    let meeting_toml = meeting_toml(&listed, &sources, through, facts);
    let meeting = Meeting::parse(&meeting_toml, Path::new("")).map_err(|mut errors| {
        errors.0.iter_mut().for_each(|d| d.place = Some(Place::file(file)));
        errors
    })?;
    let mut opinions = opinions(&listed, &sources);
    ids::assign(&meeting, &[], &mut opinions, &mut Diagnostics::default());
    Placed::new(&meeting, opinions.clone(), &mut findings);
    let imported = Imported {
        meeting_toml,
        opinions_csv: opinions_csv(&listed, &sources, &opinions)?,
        rows: listed.rows.len(),
        sections: (0..listed.sections.len()).map(|index| meeting.section_heading(index)).collect(),
        sources,
        opinions,
    };
    findings.finish(imported, warnings)
}

/// What the headings mean. A column that means what another one means already is a field.
fn headings(file: &str, grid: &Grid, header: usize, findings: &mut Diagnostics) -> Vec<Heading> {
    let head = &grid.lines[header];
    let width = grid.lines.iter().skip(header).map(|line| line.cells.len()).max().unwrap_or(0);
    let mut headings: Vec<Heading> = Vec::new();
    let mut private = Vec::new();
    for index in 0..width {
        let printed = head.cells.get(index).map(|cell| plain(cell).replace(' ', "")).unwrap_or_default();
        let filled = || grid.lines.iter().skip(header + 1).filter(|line| line.cells.get(index).is_some_and(|cell| !cell.trim().is_empty()));
        if printed.is_empty() && filled().next().is_none() {
            continue;
        }
        let meaning = if printed.is_empty() { unnamed(index, filled()) } else { names::meaning(&printed) };
        if printed.is_empty() && meaning != Meaning::Known(Column::No) {
            findings.push(Diagnostic::guess(words::import_unnamed(index + 1)).at(Place::line(file, head.number)));
        }
        let role = match meaning {
            Meaning::Known(column) if headings.iter().all(|other| other.role != Role::Known(column)) => Role::Known(column),
            Meaning::Known(_) => field("field", index, &printed, &headings),
            Meaning::Other(key) => field(key, index, &printed, &headings),
        };
        if is_personal(&printed) && matches!(role, Role::Field { .. }) {
            private.push(printed.clone());
        }
        headings.push(Heading { index, printed, role });
    }
    if !private.is_empty() {
        findings.push(Diagnostic::warning(words::import_private(private.join("、"))).at(Place::line(file, head.number)));
    }
    headings
}

/// What a column without a heading is: that of the numbers, if it is the first and has nothing else in it.
fn unnamed<'a>(index: usize, mut filled: impl Iterator<Item = &'a Line>) -> Meaning {
    let numbers = filled.all(|line| single(line).is_some() || number(&line.cells[index]).is_some());
    if index == 0 && numbers { Meaning::Known(Column::No) } else { Meaning::Other("field") }
}

/// A field with a key and a heading of its own, such as a meeting may have.
fn field(key: &str, index: usize, printed: &str, before: &[Heading]) -> Role {
    // Names that mean something else in papers.
    const OTHERS: &[&str] = &["division", "note", "older", "newer", "change"];
    let is_taken = |name: &str| {
        let of_field = |other: &Heading| match &other.role {
            Role::Field { key, heading } => key.eq_ignore_ascii_case(name) || heading.to_lowercase() == name.to_lowercase(),
            Role::Known(_) => false,
        };
        Column::fixed(name).is_some() || OTHERS.contains(&name.to_lowercase().as_str()) || before.iter().any(of_field)
    };
    // A heading that a spreadsheet takes for a formula is none.
    let plain = printed.replace('、', "・");
    let plain = plain.trim_start_matches(['=', '+', '-', '@', '＝', '＋', '－', '＠', ' ']);
    let key = if key == "field" || is_taken(key) { format!("{key}{}", index + 1) } else { key.to_owned() };
    let is_usable = !plain.is_empty() && !is_taken(plain) && !plain.eq_ignore_ascii_case(&key);
    let numbered = || words::import_column(plain, index + 1).say(crate::say::words::Lang::Ja);
    Role::Field { key, heading: if is_usable { plain.to_owned() } else { numbered() } }
}

/// The number that a cell gives, as people write it: 1, １, No.1, 1., (1), 2の2.
fn number(cell: &str) -> Option<Number> {
    let plain: String = cell.trim().nfkc().collect();
    let plain = ["No", "NO", "no"].iter().find_map(|word| plain.strip_prefix(word)).unwrap_or(&plain).trim_start_matches(['.', '(', '第']);
    let plain = plain.trim_end_matches(['.', ')', '、', ',', '番', '号']).trim();
    Number::parse(plain).filter(|number| number.parts.iter().all(|part| (1..=99_999).contains(part)))
}

/// Goes through the rows and puts each in its place.
fn rows(listed: &mut Listed, grid: &Grid, header: usize, findings: &mut Diagnostics) {
    let file = listed.file;
    let head: Vec<String> = grid.lines[header].cells.iter().map(|cell| fold(cell)).collect();
    let same_head = |line: &Line| {
        let cells = line.cells.iter().map(|cell| fold(cell));
        line.cells.iter().any(|cell| !cell.trim().is_empty())
            && cells.chain(std::iter::repeat(String::new())).zip(&head).all(|(a, b)| a == *b)
    };
    let (no, text) = (listed.position(Column::No), listed.position(Column::Text));
    let carried: Vec<usize> = [Column::Section, Column::SectionTitle, Column::Category, Column::Subcategory, Column::Source]
        .into_iter()
        .filter_map(|column| listed.position(column))
        .collect();
    let mut section: Option<usize> = None;
    let mut carried_rows = BTreeMap::<usize, Vec<usize>>::new();
    for (index, line) in grid.lines.iter().enumerate() {
        let place = || Place::line(file, line.number);
        if line.cells.iter().all(|cell| cell.trim().is_empty()) || index == header {
            continue;
        }
        if index > header && same_head(line) {
            findings.push(Diagnostic::note(words::import_head_again()).at(place()));
            continue;
        }
        let alone = single(line).filter(|text| index < header || !is_cell(listed, line, text));
        if let Some(alone) = alone {
            if let Some(title) = Title::of(alone)
                .filter(|title| title.number as usize == listed.sections.len() + 1 || listed.sections.iter().any(|s| s == title.text))
            {
                section = Some(begin(listed, title.text));
                listed.style.get_or_insert(title.style);
            } else if is_label(alone) {
                let first = listed.label.get_or_insert_with(|| alone.to_owned());
                if first != alone {
                    findings.push(Diagnostic::error(words::import_label_differs(alone, first.as_str())).at(place()));
                }
            } else if index < header && listed.title.is_none() {
                listed.title = Some(plain(alone)).filter(|title| !title.is_empty());
            } else if index < header || alone.starts_with(NOTES) || alone.chars().count() > BAND || is_page_number(alone) {
                findings.push(Diagnostic::warning(words::import_left_out(shortened(alone))).at(place()));
            } else {
                section = Some(begin(listed, alone));
            }
            continue;
        }
        if index < header {
            let said: Vec<&str> = line.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
            findings.push(Diagnostic::warning(words::import_left_out(shortened(&said.join(" ")))).at(place()));
            continue;
        }
        let covered = |heading: &Heading| line.covered.contains(&heading.index);
        let mut cells: Vec<String> = listed
            .headings
            .iter()
            .map(|heading| {
                let cell = line.cells.get(heading.index).map_or("", String::as_str);
                let once = matches!(heading.role, Role::Known(Column::No | Column::Text | Column::Id));
                if cell.trim().is_empty() || once && covered(heading) { String::new() } else { cell.to_owned() }
            })
            .collect();
        let said = |at: Option<usize>| at.is_some_and(|at| !cells[at].is_empty());
        let is_sum = |cell: &String| SUMS.contains(&cell.split_whitespace().collect::<String>().as_str());
        // Where a number or a category stands, such a word is no opinion's, whatever stands beside it.
        if cells.first().is_some_and(is_sum) || no.is_some_and(|no| is_sum(&cells[no])) || !said(text) && cells.iter().any(is_sum) {
            findings.push(Diagnostic::warning(words::import_left_out(shortened(&cells.join(" ")))).at(place()));
            continue;
        }
        if !said(text) {
            match listed.rows.last_mut().filter(|_| no.is_some() && !said(no)) {
                Some(before) => {
                    for (at, cell) in cells.iter().enumerate().filter(|(at, cell)| !cell.is_empty() && !covered(&listed.headings[*at])) {
                        before.cells[at] = if before.cells[at].is_empty() { cell.clone() } else { format!("{}\n{cell}", before.cells[at]) };
                    }
                    findings.push(Diagnostic::guess(words::import_goes_on()).at(place()));
                }
                None => findings.push(Diagnostic::error(words::empty_text()).at(place())),
            }
            continue;
        }
        let is_only = cells.iter().filter(|cell| !cell.is_empty()).count() == 1 && listed.headings.len() > 1 && !listed.rows.is_empty();
        if is_only {
            findings.push(
                Diagnostic::warning(words::import_only_text(shortened(&cells[text.unwrap_or(0)])))
                    .at(place())
                    .hint(words::import_only_text_hint()),
            );
        } else if no.is_some() && !said(no) {
            findings.push(Diagnostic::warning(words::import_no_number()).at(place()));
        }
        for &at in &carried {
            let before =
                listed.rows.last().filter(|row| Some(row.section) == section || section.is_none()).map(|row| row.cells[at].clone());
            if cells[at].is_empty()
                && let Some(before) = before.filter(|before| !before.is_empty())
            {
                cells[at] = before;
                carried_rows.entry(at).or_default().push(line.number);
            }
        }
        let titled = [Column::SectionTitle, Column::Section].into_iter().filter_map(|column| listed.position(column)).next();
        if let Some(title) = titled.map(|at| cells[at].trim().to_owned()).filter(|title| !title.is_empty()) {
            section = Some(begin(listed, &title));
        }
        listed.rows.push(Row { line: line.number, section: section.unwrap_or(0), cells });
    }
    for (at, lines) in carried_rows {
        for line in lines {
            findings.push(Diagnostic::guess(words::import_carried()).at(Place::line(file, line).heading(&listed.headings[at].printed)));
        }
    }
    // Rows before the first title would have no section.
    if let Some(first) = listed.rows.first().filter(|_| !listed.sections.is_empty()) {
        let before = grid.lines.iter().any(|line| line.number > first.line && single(line).is_some_and(|text| listed.sections[0] == text));
        if before {
            findings.push(
                Diagnostic::error(words::import_no_section()).at(Place::line(file, first.line)).hint(words::import_no_section_hint()),
            );
        }
    }
}

/// Whether the only text of a row is a cell of the table all the same: an opinion, or what goes on from the row before.
fn is_cell(listed: &Listed, line: &Line, text: &str) -> bool {
    let Some(at) = listed.headings.iter().position(|heading| line.cells.get(heading.index).is_some_and(|cell| cell.trim() == text)) else {
        return false;
    };
    match &listed.headings[at].role {
        // Where titles stand, too: in the first column.
        _ if at == 0 => listed.headings.len() == 1,
        Role::Known(Column::Category | Column::Subcategory | Column::SectionTitle) => false,
        _ => true,
    }
}

/// The section with this title, begun if it is new.
fn begin(listed: &mut Listed, title: &str) -> usize {
    let title = plain(title);
    match listed.sections.iter().position(|known| *known == title) {
        Some(index) => index,
        None => {
            listed.sections.push(title);
            listed.sections.len() - 1
        }
    }
}

fn is_page_number(text: &str) -> bool {
    text.chars().any(char::is_numeric) && text.chars().all(|c| c.is_numeric() || c.is_whitespace() || "-－―–/／ページ頁Pp.".contains(c))
}

fn shortened(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() > 30 { line.chars().take(30).chain(['…']).collect() } else { line }
}

/// Makes the numbers such that they keep the order of the rows. Where the printed ones do not, they become a field and the
/// rows are counted. Returns whether they run through all sections.
fn numbers(listed: &mut Listed, findings: &mut Diagnostics) -> bool {
    let count = |listed: &mut Listed, at: usize| {
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        for row in &mut listed.rows {
            let count = counts.entry(row.section).or_default();
            *count += 1;
            row.cells[at] = count.to_string();
        }
    };
    let Some(at) = listed.position(Column::No) else {
        listed.headings.push(Heading { index: usize::MAX, printed: String::new(), role: Role::Known(Column::No) });
        listed.rows.iter_mut().for_each(|row| row.cells.push(String::new()));
        count(listed, listed.headings.len() - 1);
        return false;
    };
    let given: Vec<Option<Number>> = listed.rows.iter().map(|row| number(&row.cells[at])).collect();
    let all: Option<Vec<&Number>> = given.iter().map(Option::as_ref).collect();
    let ascends = |apart: bool| {
        let pairs = listed.rows.windows(2).zip(given.windows(2));
        pairs.clone().all(|(rows, numbers)| apart && rows[0].section != rows[1].section || numbers[0] < numbers[1])
            // A section that comes back must go on.
            && (!apart || listed.rows.windows(2).all(|rows| rows[0].section <= rows[1].section))
    };
    if all.is_some() && ascends(true) {
        let through = listed.sections.len() > 1 && ascends(false);
        listed.rows.iter_mut().zip(given).for_each(|(row, number)| row.cells[at] = number.map(|number| number.text).unwrap_or_default());
        return through;
    }
    let blank = listed.rows.iter().all(|row| row.cells[at].is_empty());
    if !blank {
        findings.push(Diagnostic::guess(words::import_numbers_kept(&listed.headings[at].printed)).at(Place::file(listed.file)));
    }
    let printed = listed.headings[at].printed.clone();
    let index = listed.headings[at].index;
    listed.headings[at].role = field("number", index, &printed, &listed.headings[..at]);
    listed.headings.push(Heading { index: usize::MAX, printed: String::new(), role: Role::Known(Column::No) });
    listed.rows.iter_mut().for_each(|row| row.cells.push(String::new()));
    count(listed, listed.headings.len() - 1);
    false
}

/// The sources by name, if the table names them.
fn sources(listed: &mut Listed, findings: &mut Diagnostics) -> Vec<String> {
    let Some(at) = listed.position(Column::Source) else { return Vec::new() };
    let mut names: Vec<String> = Vec::new();
    for row in &mut listed.rows {
        let name = plain(&row.cells[at]);
        if name.is_empty() {
            findings.push(Diagnostic::error(words::import_no_source(&listed.headings[at].printed)).at(Place::line(listed.file, row.line)));
        }
        if !names.contains(&name) {
            names.push(name.clone());
        }
        row.cells[at] = name;
    }
    names
}

fn opinions(listed: &Listed, sources: &[String]) -> Vec<Opinion> {
    let at = |column| listed.position(column);
    let said = |row: &Row, at: Option<usize>| at.map_or_else(String::new, |at| row.cells[at].clone());
    let ids = at(Column::Id).filter(|at| ids_hold(listed, *at));
    let opinion = |row: &Row| {
        let source = said(row, at(Column::Source));
        Opinion {
            id: said(row, ids).trim().to_owned(),
            section: row.section,
            category: said(row, at(Column::Category)).trim().to_owned(),
            subcategory: said(row, at(Column::Subcategory)).trim().to_owned(),
            no: Number::parse(&said(row, at(Column::No))),
            source: sources.iter().position(|known| *known == source).unwrap_or(0),
            text: said(row, at(Column::Text)),
            attribution: said(row, at(Column::Attribution)),
            fields: listed.fields().map(|(index, ..)| row.cells[index].clone()).collect(),
            place: Place::line(listed.file, row.line),
            sheet_row: None,
        }
    };
    listed.rows.iter().map(opinion).collect()
}

/// Whether what stands in the column of identifiers can be such.
fn ids_hold(listed: &Listed, at: usize) -> bool {
    let mut seen = BTreeSet::new();
    listed.rows.iter().map(|row| row.cells[at].trim()).filter(|id| !id.is_empty()).all(|id| {
        id.chars().count() <= 64
            && id.chars().all(|c| !c.is_whitespace() && crate::read::character::fault(c, false).is_none())
            && seen.insert(id)
    })
}

/// The meeting: what the table does not say is marked as ours.
fn meeting_toml(listed: &Listed, sources: &[String], through: bool, facts: &Facts) -> String {
    let stem = listed.file.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    let label = listed.label.as_ref().or(facts.label.as_ref());
    let title = facts.title.as_deref().or(listed.title.as_deref()).or(label.map(String::as_str)).filter(|title| !title.trim().is_empty());
    let mut lines = vec!["# 会議の設定。取り込んだ表から作りました。自由に書き直せます。\n\n[meeting]".to_owned()];
    let ours = facts.title.is_some() || listed.title.is_none();
    lines.push(pair("title", title.unwrap_or(if stem.is_empty() { "意見" } else { stem })) + if ours { OURS } else { "" });
    lines.push(match &facts.date {
        Some(date) => format!("date = {date}{OURS}"),
        None => format!("date = {EXAMPLE_DATE}  {PROVISIONAL}"),
    });
    if through {
        lines.push("numbers = \"through\"  # 番号は区分をまたいで続きます".into());
    }
    let printed: Vec<&Heading> = listed.headings.iter().filter(|heading| heading.index != usize::MAX).collect();
    let private = |heading: &Heading| matches!(heading.role, Role::Field { .. }) && is_personal(&heading.printed);
    let shown: Vec<&Heading> = printed
        .into_iter()
        .filter(|heading| !private(heading) && !matches!(heading.role, Role::Known(Column::Section | Column::SectionTitle | Column::Id)))
        .collect();
    let look: Vec<String> = [
        (shown.len() <= UPRIGHT_COLUMNS).then(|| "landscape = false".to_owned()),
        listed.style.as_ref().filter(|style| *style != "({n})").map(|style| pair("section_number", style)),
        (!listed.sections.is_empty() && listed.style.is_none()).then(|| pair("section_number", "")),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !look.is_empty() {
        lines.push(format!("\n[look]\n{}", look.join("\n")));
    }
    let usual = Words::default();
    let words: Vec<String> = shown
        .iter()
        .filter_map(|heading| {
            let (key, usual) = match heading.role {
                Role::Known(Column::No) => ("no", &usual.no),
                Role::Known(Column::Category) => ("category", &usual.category),
                Role::Known(Column::Subcategory) => ("subcategory", &usual.subcategory),
                Role::Known(Column::Source) => ("source", &usual.source),
                Role::Known(Column::Text) => ("text", &usual.text),
                Role::Known(Column::Attribution) => ("attribution", &usual.attribution),
                _ => return None,
            };
            (!heading.printed.is_empty() && heading.printed != *usual).then(|| pair(key, &heading.printed))
        })
        .collect();
    if !words.is_empty() {
        lines.push(format!("\n# 表の見出しの言葉\n[words]\n{}", words.join("\n")));
    }
    if !listed.sections.is_empty() {
        lines.push("\n# 区分（印刷する順）".into());
        lines.extend(listed.sections.iter().map(|title| format!("[[sections]]\n{}", pair("title", title))));
    }
    if !sources.is_empty() {
        lines.push("\n# 出典".into());
        lines.extend(sources.iter().map(|name| format!("[[sources]]\n{}\n{}", pair("key", name), pair("heading", name))));
    }
    if listed.fields().next().is_some() {
        lines.push("\n# 意見のほかの列".into());
    }
    for (index, key, heading) in listed.fields() {
        lines.push(format!("[[fields]]\n{}\n{}", pair("key", key), pair("heading", heading)));
        if private(&listed.headings[index]) {
            lines.push("private = true  # 個人情報とみなし、どの資料にも、データにも載せません".into());
        }
    }
    let name = |heading: &&Heading| match &heading.role {
        Role::Known(column) => column.key().to_owned(),
        Role::Field { key, .. } => key.clone(),
    };
    let columns: Vec<String> = shown.iter().map(name).map(|name| toml::Value::String(name).to_string()).collect();
    lines.push("\n# 作る資料（ファイルの種類は名前の終わりで決まります）\n[[papers]]".into());
    if let Some(label) = label {
        lines.push(pair("label", label) + if listed.label.is_none() { OURS } else { "" });
    }
    let stem = label.filter(|label| unsafe_name(label).is_none() && !label.contains(['/', '{'])).map_or("資料", String::as_str);
    let file = |end: &str| toml::Value::String(format!("{stem}{end}"));
    lines.push(format!("layout = \"list\"\ncolumns = [{}]", columns.join(", ")));
    lines.push(format!("files = [{}, {}, {}]", file(".pdf"), file(".xlsx"), file(".html")));
    lines.join("\n") + "\n"
}

/// The records: as the table has them, with an ID for each.
fn opinions_csv(listed: &Listed, sources: &[String], opinions: &[Opinion]) -> Result<String> {
    let known = [
        (Column::Id, true),
        (Column::Section, !listed.sections.is_empty()),
        (Column::Category, listed.position(Column::Category).is_some()),
        (Column::Subcategory, listed.position(Column::Subcategory).is_some()),
        (Column::No, true),
        (Column::Source, !sources.is_empty()),
        (Column::Text, true),
        (Column::Attribution, listed.position(Column::Attribution).is_some()),
    ];
    let columns: Vec<Column> = known.into_iter().filter(|(_, there)| *there).map(|(column, _)| column).collect();
    let value = |opinion: &Opinion, column: &Column| match column {
        Column::Id => opinion.id.clone(),
        Column::Section => (opinion.section + 1).to_string(),
        Column::Category => opinion.category.clone(),
        Column::Subcategory => opinion.subcategory.clone(),
        Column::No => opinion.no.as_ref().map_or(String::new(), |no| no.text.clone()),
        Column::Source => sources.get(opinion.source).cloned().unwrap_or_default(),
        Column::Text => opinion.text.clone(),
        _ => opinion.attribution.clone(),
    };
    let headings: Vec<&str> = columns.iter().map(|column| column.heading()).chain(listed.fields().map(|(_, _, heading)| heading)).collect();
    let row = |opinion: &Opinion| columns.iter().map(|column| value(opinion, column)).chain(opinion.fields.iter().cloned()).collect();
    let rows: Vec<Vec<String>> = opinions.iter().map(row).collect();
    let bytes = write(&headings, &rows, Guards::IfNeeded, Terminator::Any(b'\n'))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
