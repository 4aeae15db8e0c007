//! Under: another table that lies below the opinions on their worksheet, such as one of counts. Read on as opinions, its
//! rows would give one finding after the other.

use std::collections::BTreeSet;
use std::ops::Range;

use super::find::{Heading, is_short};
use super::numbers;
use super::single::{Below, is_amount};
use crate::meeting::headings::{Datum, fold};
use crate::read::table::cell_name;
use crate::read::workbook::Sheet;

/// A table below the opinions.
#[derive(Debug, PartialEq, Eq)]
pub struct Other {
    /// Which of the rows are its, those of its headings included.
    pub rows: Range<usize>,
    /// Its cells, as `B9:C12`.
    pub range: String,
    pub headings: Vec<String>,
}

/// The first such table among the rows below the headings: it begins behind a blank row, with headings of its own, and has
/// amounts in a column, or nothing in the column of numbers that is one.
pub fn table(heading: &Heading, rows: &[&[Below]]) -> Option<Other> {
    let number = heading.column_on_sheet(Datum::No);
    let known: BTreeSet<String> = heading.lower.iter().chain(&heading.over).map(|text| fold(text)).collect();
    let is_numbered = |cells: &[(u32, &str)]| cells.iter().any(|(column, text)| Some(*column) == number && numbers::is_read(text));
    let all_numbered =
        |rows: &[&[Below]]| rows.iter().map(|row| filled(row)).filter(|cells| cells.len() > 1).all(|cells| is_numbered(&cells));
    // Nearly always there is no gap to look behind.
    let gaps = (1..rows.len()).filter(|index| rows[*index][0].0 > rows[index - 1][0].0 + 1);
    gaps.map(|start| (start, filled(rows[start]))).find_map(|(start, head)| {
        let is_heading = |(_, text): &(u32, &str)| is_short(text) && !text.ends_with('。') && !known.contains(&fold(text));
        if head.len() < 2 || !head.iter().all(is_heading) || is_numbered(&head) {
            return None;
        }
        let follows = |index: &usize| rows[*index][0].0 == rows[index - 1][0].0 + 1;
        let end = (start + 1..rows.len()).take_while(follows).last()? + 1;
        let body: Vec<Vec<(u32, &str)>> = rows[start + 1..end].iter().map(|row| filled(row)).filter(|cells| !cells.is_empty()).collect();
        let inside = |(column, _): &(u32, &str)| head.iter().any(|(own, _)| own == column);
        if body.is_empty() || !body.iter().flatten().all(inside) || body.iter().any(|cells| is_numbered(cells)) {
            return None;
        }
        let of_amounts = |column: u32| {
            let mut values = body.iter().flatten().filter(|(own, _)| *own == column).map(|(_, text)| *text).peekable();
            values.peek().is_some() && values.all(is_amount)
        };
        let counts = head.iter().any(|(column, _)| Some(*column) != number && of_amounts(*column));
        let (left, right) = (head.first()?.0, head.last()?.0);
        (counts || number.is_some() && all_numbered(&rows[..start])).then(|| Other {
            rows: start..end,
            range: format!("{}:{}", cell_name(rows[start][0].0 + 1, left), cell_name(rows[end - 1][0].0 + 1, right)),
            headings: head.iter().map(|(_, text)| (*text).to_owned()).collect(),
        })
    })
}

/// Rows below the opinions, behind a blank one, that hold nothing but a label and an amount each: a table of counts without
/// headings. Notes and titles may stand around it.
pub fn counts(rows: &[&[Below]]) -> Option<Range<usize>> {
    let is_alone = |index: usize| filled(rows[index]).len() <= 1;
    let is_count = |index: usize| match filled(rows[index]).as_slice() {
        [(_, label), (_, amount)] => is_short(label) && !numbers::is_read(label) && !is_amount(label) && is_amount(amount),
        _ => false,
    };
    let end = (0..rows.len()).rev().find(|index| !is_alone(*index))? + 1;
    let start = (0..end).rev().take_while(|index| is_count(*index)).last()?;
    let above = (0..start).rev().take_while(|index| is_alone(*index)).last().unwrap_or(start);
    let is_apart = (above.max(1)..=start).any(|index| rows[index][0].0 > rows[index - 1][0].0 + 1);
    (end - start > 1 && start > 0 && is_apart).then_some(start..end)
}

/// The row in which such a table begins; none if there is none.
pub fn begins(sheet: &Sheet, heading: &Heading) -> Option<u32> {
    let cells: Vec<Below> = sheet.below(heading.bottom).map(|((row, column), cell)| (*row, *column, cell)).collect();
    let rows: Vec<&[Below]> = cells.chunk_by(|a, b| a.0 == b.0).collect();
    table(heading, &rows).map(|other| rows[other.rows.start][0].0)
}

/// What a row holds, with the columns.
pub fn filled<'s>(row: &[Below<'s>]) -> Vec<(u32, &'s str)> {
    row.iter().map(|(_, column, cell)| (*column, cell.text.trim())).filter(|(_, text)| !text.is_empty()).collect()
}
