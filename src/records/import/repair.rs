//! Puts right what stands in a wrong column, where only one reading remains, and says so each time.

use std::cmp::Ordering;

use super::CATEGORY;
use super::read::{Printed, Row};
use super::sources::Source;
use crate::say::diag::{Diagnostic, Diagnostics, Place};
use crate::say::words;

/// Most characters of a label: what may be taken for a category that stands in a wrong column.
const LABEL_LIMIT: usize = 20;
/// Marks that a sentence has and a label has not.
const SENTENCE_MARKS: &str = "。、．，！？!?";
/// Rows that a guess names as its evidence, at most.
const EVIDENCE_LIMIT: usize = 5;

/// Moves rows back that stand too far right, so that text stands beyond the last column.
///
/// Afterwards all rows have the same number of cells.
pub fn move_back(table: &mut Printed, sources: &[Source], findings: &mut Diagnostics) {
    let known: Vec<usize> = (0..=CATEGORY).chain(sources.iter().flat_map(Source::columns)).collect();
    let width = known[known.len() - 1] + 1;
    for row in &mut table.rows {
        let mut report = |finding: Diagnostic| findings.push(finding.at(Place::line(table.file, row.line)));
        let end = row.cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
        if end > width {
            let by = end - width;
            let moved = [&row.cells[..1], &row.cells[1 + by..end]].concat();
            if row.cells[1..=by].iter().all(|cell| cell.is_empty()) && makes_sense(&moved, sources) {
                row.cells = moved;
                report(Diagnostic::guess(words::import_moved_back(by)));
            } else {
                report(Diagnostic::error(words::import_overflow(width)).hint(words::import_overflow_hint()));
            }
        }
        row.cells.resize(width, "");
        if (0..width).any(|column| !known.contains(&column) && row.fills(column)) {
            report(Diagnostic::error(words::no_heading()));
        }
    }
}

/// Whether a row that was moved back holds what its columns are for.
fn makes_sense(cells: &[&str], sources: &[Source]) -> bool {
    let named_alone = |s: &Source| s.attribution.is_some() && cells[s.column].is_empty() && !cells[s.column + 1].is_empty();
    (cells[CATEGORY].is_empty() || is_label(cells[CATEGORY])) && !sources.iter().any(named_alone)
}

/// Finds categories that stand one column too far right, in that of the first source.
///
/// Whether the other texts of such a row moved along is told by where the same texts stand in
/// other rows, bullets aside; on a tie they stay. Where labels stand in that column beside
/// categories, short opinions are usual, and nothing is moved.
pub fn find_categories(table: &mut Printed, findings: &mut Diagnostics) {
    let others = CATEGORY + 2..table.rows.first().map_or(0, |row| row.cells.len());
    let is_astray = |row: &Row| !row.fills(CATEGORY) && is_label(row.cells[CATEGORY + 1]) && others.clone().any(|column| row.fills(column));
    let mut categorised = table.rows.iter().filter(|row| row.fills(CATEGORY)).peekable();
    if categorised.peek().is_none() || categorised.any(|row| is_label(row.cells[CATEGORY + 1])) {
        return;
    }
    let settled: Vec<Row> = table.rows.iter().filter(|row| !is_astray(row)).cloned().collect();
    for row in table.rows.iter_mut().filter(|row| is_astray(row)) {
        let evidence = |by: usize| -> Vec<&Row> {
            let same = |other: &&Row| others.clone().any(|c| row.fills(c) && bare(other.cells[c - by]) == bare(row.cells[c]));
            settled.iter().filter(same).collect()
        };
        let names = |rows: &[&Row]| {
            let names = rows.iter().take(EVIDENCE_LIMIT).map(|row| table.titles[row.section].row_name(row.no));
            names.collect::<Vec<_>>().join(", ")
        };
        let (stay, follow) = (evidence(0), evidence(1));
        let category = row.cells[CATEGORY + 1];
        let (message, moved) = match follow.len().cmp(&stay.len()) {
            Ordering::Greater => (words::import_category_row(category, names(&follow)), row.cells.len()),
            Ordering::Less => (words::import_category(category, names(&stay)), CATEGORY + 2),
            Ordering::Equal => (words::import_category_tie(category), CATEGORY + 2),
        };
        findings.push(Diagnostic::guess(message).at(Place::line(table.file, row.line)));
        row.cells[CATEGORY..moved].rotate_left(1);
    }
}

/// Gives rows without a category that of the row above; each section begins anew.
pub fn inherit_categories(table: &mut Printed, findings: &mut Diagnostics) {
    for section in table.rows.chunk_by_mut(|a, b| a.section == b.section) {
        if !section[0].fills(CATEGORY) && section.iter().any(|row| row.fills(CATEGORY)) {
            findings.push(Diagnostic::error(words::import_no_category()).at(Place::line(table.file, section[0].line)));
        }
        let mut category = "";
        for row in section {
            if row.fills(CATEGORY) {
                category = row.cells[CATEGORY];
            }
            row.cells[CATEGORY] = category;
        }
    }
}

/// Whether a text could be a category: short, without a bullet and no sentence.
fn is_label(text: &str) -> bool {
    !text.is_empty() && text.chars().count() <= LABEL_LIMIT && bare(text) == text && !text.contains(|c| SENTENCE_MARKS.contains(c))
}

/// A text without its bullet or whatever else stands before its first letter or digit.
fn bare(text: &str) -> &str {
    text.trim_start_matches(|c: char| !c.is_alphanumeric())
}
