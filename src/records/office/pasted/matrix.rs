//! Matrix: a pasted text with the opinions of sources side by side, in which a text stands in a wrong column or a column has no
//! heading. It is put right where only one reading remains, and each time that is said.

use std::cmp::Ordering;

use super::grid::filled;
use crate::meeting::headings::Datum;
use crate::read::web::PageLine;
use crate::records::number::whole;
use crate::records::office::above::section_number;
use crate::records::office::propose::is_of_source;
use crate::say::diag::{Diagnostic, Diagnostics, Place};
use crate::say::words;

/// Index of the column of the categories; the first source is the column after it.
const CATEGORY: usize = 1;
/// Most characters of a label: what may be taken for a category that stands in a wrong column.
const LABEL_LIMIT: usize = 20;
/// Marks that a sentence has and a label has not.
const SENTENCE_MARKS: &str = "。、．，！？!?";
/// Rows that a guess names as its evidence, at most.
const EVIDENCE_LIMIT: usize = 5;

/// A numbered row: its line, and how people call it.
struct Numbered {
    at: usize,
    name: String,
}

/// Puts the rows right, and heads the columns that have no heading.
pub fn set_right(file: &str, lines: &mut [PageLine], attribution: Option<&str>, findings: &mut Diagnostics) {
    // Headings in several rows say themselves what stands where.
    let has_one = |line: &PageLine| filled(line).len() > 1 && line.cells.iter().take(CATEGORY + 1).any(|cell| Datum::named(cell).is_some());
    let is_below = |header: usize| lines[header].cells[0].trim().is_empty() && lines[..header].iter().any(has_one);
    let Some(header) = lines.iter().position(is_header).filter(|header| !is_below(*header)) else { return };
    let (mut rows, mut section) = (Vec::new(), "");
    for (at, line) in lines.iter().enumerate() {
        match filled(line).as_slice() {
            [title] => section = section_number(title).unwrap_or(section),
            [number, ..] if at > header && *number == line.cells[0].trim() && whole(number).is_some() => {
                rows.push(Numbered { at, name: format!("{}{number}", section.trim()) });
            }
            _ => {}
        }
    }
    if rows.is_empty() {
        return;
    }
    let mut say = |at: usize, finding: Diagnostic| findings.push(finding.at(Place::line(file, lines[at].number)));
    let mut headings = lines[header].cells.clone();
    headings.truncate(headings.iter().rposition(|heading| !heading.trim().is_empty()).map_or(0, |last| last + 1));
    let mut named = Vec::new();
    for column in CATEGORY + 1..=headings.len() {
        let is_blank = headings.get(column).is_none_or(|heading| heading.trim().is_empty());
        if is_blank && is_of_source(&headings[column - 1]) && is_filled_beside(lines, &rows, column) {
            say(header, Diagnostic::guess(words::import_attribution(headings[column - 1].trim())));
            named.push((column, attribution.unwrap_or(Datum::Attribution.heading())));
        }
    }
    for (column, usual) in [(0, Datum::No.heading()), (CATEGORY, Datum::Category.heading())].into_iter().chain(named) {
        headings.resize(headings.len().max(column + 1), String::new());
        if headings[column].trim().is_empty() {
            usual.clone_into(&mut headings[column]);
        }
    }
    let width = headings.len();
    lines[header].cells = headings;
    let fault = Guesses { file, width, names: &lines[header].cells.clone() };
    fault.move_back(lines, &rows, findings);
    fault.find_categories(lines, &rows, findings);
}

/// Whether a line heads number, category and the opinions of several sources, or opinions beside two columns without headings.
fn is_header(line: &PageLine) -> bool {
    let of = |index: usize| line.cells.get(index).map_or("", |cell| cell.trim());
    let is = |index: usize, column: Datum| of(index).is_empty() || Datum::named(of(index)).is_some_and(|(named, _)| named == column);
    let sources = line.cells.iter().skip(CATEGORY + 1).filter(|cell| is_of_source(cell)).count();
    let is_bare = of(0).is_empty() && of(CATEGORY).is_empty();
    let opens = is_bare && Datum::named(of(CATEGORY + 1)).is_some_and(|(named, _)| named == Datum::Text);
    is(0, Datum::No) && is(CATEGORY, Datum::Category) && (sources > 1 || opens || is_bare && sources > 0)
}

/// Whether most rows that fill the column before this one fill it, too.
fn is_filled_beside(lines: &[PageLine], rows: &[Numbered], column: usize) -> bool {
    let opinions = || rows.iter().filter(|row| fills(&lines[row.at], column - 1));
    let both = opinions().filter(|row| fills(&lines[row.at], column)).count();
    both > 1 && both * 2 > opinions().count()
}

fn fills(line: &PageLine, column: usize) -> bool {
    line.cells.get(column).is_some_and(|cell| !cell.trim().is_empty())
}

struct Guesses<'a> {
    file: &'a str,
    width: usize,
    names: &'a [String],
}

impl Guesses<'_> {
    fn say(&self, line: &PageLine, finding: Diagnostic, findings: &mut Diagnostics) {
        findings.push(finding.at(Place::line(self.file, line.number)));
    }

    /// Moves rows back that stand too far right, so that text stands beyond the last column. Afterwards all rows have the same
    /// number of cells.
    fn move_back(&self, lines: &mut [PageLine], rows: &[Numbered], findings: &mut Diagnostics) {
        for row in rows {
            let line = &mut lines[row.at];
            let end = line.cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1);
            if end > self.width {
                let by = end - self.width;
                let moved = [&line.cells[..1], &line.cells[1 + by..end]].concat();
                if line.cells[1..=by].iter().all(|cell| cell.trim().is_empty()) && self.makes_sense(&moved) {
                    line.cells = moved;
                    self.say(line, Diagnostic::guess(words::import_moved_back(by)), findings);
                } else {
                    let error = Diagnostic::error(words::import_overflow(self.width)).hint(words::import_overflow_hint());
                    self.say(line, error, findings);
                }
            }
            line.cells.resize(self.width, String::new());
        }
    }

    /// Whether a row that was moved back holds what its columns are for.
    fn makes_sense(&self, cells: &[String]) -> bool {
        let is_attribution = |index: usize| Datum::named(&self.names[index]).is_some_and(|(named, _)| named == Datum::Attribution);
        let named_alone = |index: usize| is_attribution(index) && cells[index - 1].trim().is_empty() && !cells[index].trim().is_empty();
        let category = cells[CATEGORY].trim();
        (category.is_empty() || is_label(category)) && !(CATEGORY + 1..self.width).any(named_alone)
    }

    /// Finds categories that stand one column too far right, in that of the first source.
    ///
    /// Whether the other texts of such a row moved along is told by where the same texts stand in other rows, bullets aside; on a
    /// tie they stay. Where labels stand in that column beside categories, short opinions are usual, and nothing is moved.
    fn find_categories(&self, lines: &mut [PageLine], rows: &[Numbered], findings: &mut Diagnostics) {
        let others = CATEGORY + 2..self.width;
        let first = |line: &PageLine| is_label(line.cells[CATEGORY + 1].trim());
        let is_astray = |line: &PageLine| !fills(line, CATEGORY) && first(line) && others.clone().any(|column| fills(line, column));
        let mut categorised = rows.iter().map(|row| &lines[row.at]).filter(|line| fills(line, CATEGORY)).peekable();
        if categorised.peek().is_none() || categorised.any(first) {
            return;
        }
        let (astray, settled): (Vec<&Numbered>, Vec<&Numbered>) = rows.iter().partition(|row| is_astray(&lines[row.at]));
        let settled: Vec<(&Numbered, PageLine)> = settled.into_iter().map(|row| (row, lines[row.at].clone())).collect();
        for row in astray {
            let line = &mut lines[row.at];
            let evidence = |by: usize| -> Vec<&str> {
                let is_same =
                    |other: &PageLine| others.clone().any(|c| fills(line, c) && bare(&other.cells[c - by]) == bare(&line.cells[c]));
                settled.iter().filter(|(_, other)| is_same(other)).map(|(row, _)| row.name.as_str()).collect()
            };
            let names = |rows: &[&str]| rows.iter().take(EVIDENCE_LIMIT).copied().collect::<Vec<_>>().join(", ");
            let (stay, follow) = (evidence(0), evidence(1));
            let category = line.cells[CATEGORY + 1].trim();
            let (message, moved) = match follow.len().cmp(&stay.len()) {
                Ordering::Greater => (words::import_category_row(category, names(&follow)), self.width),
                Ordering::Less => (words::import_category(category, names(&stay)), CATEGORY + 2),
                Ordering::Equal => (words::import_category_tie(category), CATEGORY + 2),
            };
            self.say(line, Diagnostic::guess(message), findings);
            line.cells[CATEGORY..moved].rotate_left(1);
        }
    }
}

/// Whether a text could be a category: short, without a bullet and no sentence.
fn is_label(text: &str) -> bool {
    !text.is_empty() && text.chars().count() <= LABEL_LIMIT && bare(text) == text && !text.contains(|c| SENTENCE_MARKS.contains(c))
}

/// A text without its bullet or whatever else stands before its first letter or digit.
fn bare(text: &str) -> &str {
    text.trim().trim_start_matches(|c: char| !c.is_alphanumeric())
}
