//! Blocks: what stands above and below the table of a paper.

use std::fmt::Write as _;

use super::tags::{open, text};
use crate::document::{Block, TallyLine};

/// A block; `id` is for the caption of its table.
pub fn block(page: &mut String, block: &Block, id: &str) {
    match block {
        Block::Text { text: said } => {
            let _ = writeln!(page, "{}", text("p", &[], said));
        }
        Block::Note { text: said } => {
            let _ = writeln!(page, "{}", text("p", &[("class", "note")], said));
        }
        Block::Table { heading, head, labels, rows } => {
            let (head, rows) = rows.split_at(usize::from(*head).min(rows.len()));
            small_table(page, id, heading.as_deref().unwrap_or_default(), head, rows, Form { labels: *labels, sum: false });
        }
        Block::Legend { heading, entries, .. } => {
            let rows: Vec<Vec<String>> = entries.iter().map(|entry| vec![entry.value.clone(), entry.means.clone()]).collect();
            small_table(page, id, heading, &[], &rows, Form { labels: true, sum: false });
        }
        Block::Tally { heading, columns, lines, .. } => {
            let head: Vec<String> = std::iter::once(String::new()).chain(columns.iter().cloned()).collect();
            let row = |line: &TallyLine| std::iter::once(line.label.clone()).chain(line.counts.iter().map(usize::to_string)).collect();
            let rows: Vec<Vec<String>> = lines.iter().map(row).collect();
            small_table(page, id, heading, &[head], &rows, Form { labels: true, sum: true });
        }
    }
}

/// How a small table is to be read.
#[derive(Clone, Copy)]
struct Form {
    /// The first cell of a row says what the row is about.
    labels: bool,
    /// The last row is a sum.
    sum: bool,
}

/// A table above or below the paper's own.
fn small_table(page: &mut String, id: &str, heading: &str, head: &[Vec<String>], rows: &[Vec<String>], form: Form) {
    let width = head.iter().chain(rows).map(Vec::len).max().unwrap_or(0);
    let numeric: Vec<bool> = (0..width).map(|column| is_numeric(rows.iter().filter_map(|row| row.get(column)))).collect();
    let cell = |row: &Vec<String>, column: usize, scope: &str| {
        let said = row.get(column).map_or("", String::as_str);
        let class = if numeric[column] && column > 0 { "number" } else { "" };
        if scope.is_empty() || said.trim().is_empty() {
            text("td", &[("class", class)], said)
        } else {
            text("th", &[("scope", scope), ("class", class)], said)
        }
    };
    // Up to three columns fit every screen; more may have to be moved sideways, by keyboard, too.
    let wide = width > 3;
    if wide {
        let name = if heading.is_empty() { "title" } else { id };
        let _ = writeln!(page, "{}", open("div", &[("class", "wide"), ("role", "group"), ("aria-labelledby", name), ("tabindex", "0")]));
    }
    page.push_str("<table class=\"small\">\n");
    if !heading.is_empty() {
        let _ = writeln!(page, "{}", text("caption", &[("id", id)], heading));
    }
    for (part, rows) in [("thead", head), ("tbody", rows)] {
        if rows.is_empty() {
            continue;
        }
        let _ = writeln!(page, "<{part}>");
        for (index, row) in rows.iter().enumerate() {
            let is_sum = form.sum && part == "tbody" && index > 0 && index + 1 == rows.len();
            page.push_str(&open("tr", &[("class", if is_sum { "sum" } else { "" })]));
            for column in 0..width {
                let scope = match (part, column) {
                    ("thead", _) => "col",
                    (_, 0) if form.labels && width > 1 => "row",
                    _ => "",
                };
                page.push_str(&cell(row, column, scope));
            }
            page.push_str("</tr>\n");
        }
        let _ = writeln!(page, "</{part}>");
    }
    page.push_str(if wide { "</table>\n</div>\n" } else { "</table>\n" });
}

/// Whether these are numbers, each perhaps with a short unit: 12, 1,204件, 34.5%.
fn is_numeric<'a>(texts: impl Iterator<Item = &'a String>) -> bool {
    let is_number = |text: &str| {
        let unit = text.trim_start_matches(|c: char| matches!(c, '0'..='9' | '０'..='９' | ',' | '.' | '，' | '．'));
        unit.len() < text.len() && unit.chars().count() <= 2 && !unit.contains(char::is_whitespace)
    };
    let mut said = texts.filter(|text| !text.is_empty()).peekable();
    said.peek().is_some() && said.all(|text| is_number(text))
}
