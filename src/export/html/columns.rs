//! The columns of the page: their headings, and how wide they are, alike in every section.

use std::fmt::Write as _;

use crate::document::{Column, Document, Role, Width};
use crate::typeset::phrases;

/// Least width of columns of long text if there are few, of all of them together if there are more, and of each of many, in
/// characters.
pub const TEXT: f64 = 17.0;
const TEXTS: f64 = 70.0;
const MANY: f64 = 12.0;
/// Least width of a column of text that says little beside others, and how much wider the widest is at least so that
/// columns differ.
const LITTLE: f64 = 9.0;
const UNEVEN: f64 = 1.4;
/// Room of a standing page in print, in characters: wider tables are printed lying, each column with its part of the width.
const PRINT: f64 = 56.0;
/// White space at the sides of a cell and its rule, in characters.
const SIDES: f64 = 1.4;

/// Columns that share a heading.
pub struct Stretch<'d> {
    pub heading: &'d str,
    /// What stands over this heading and, perhaps, its neighbours.
    pub over: Option<&'d str>,
    pub first: usize,
    pub width: usize,
}

/// The headings from left to right: a column without one belongs to that at its left.
pub fn stretches(columns: &[Column]) -> Vec<Stretch<'_>> {
    let mut stretches: Vec<Stretch> = Vec::new();
    for (index, column) in columns.iter().enumerate() {
        match (stretches.last_mut(), &column.heading) {
            (Some(last), None) => last.width += 1,
            (_, heading) => stretches.push(Stretch {
                heading: heading.as_deref().unwrap_or_default(),
                over: column.over.as_deref(),
                first: index,
                width: 1,
            }),
        }
    }
    stretches
}

/// Writes the rules for the widths and sizes of the columns.
pub fn rules(style: &mut String, document: &Document, size: f64) {
    let columns = &document.columns;
    let share = |column: &Column| match column.width {
        Width::Share(parts) if parts.is_finite() && parts > 0.0 => parts,
        _ => 1.0,
    };
    let texts = || columns.iter().filter(|column| column.role == Role::Text);
    let least = texts().map(share).fold(f64::INFINITY, f64::min);
    let by_text = by_text(document);
    let even = by_text.is_none() && texts().all(|column| share(column) == least && !matches!(column.width, Width::Fixed(_)));
    let (mut sum, mut widths) = (0.0, Vec::new());
    for (index, column) in columns.iter().enumerate() {
        let number = index + 1;
        let ratio = column.size.map(|points| (points / size).clamp(0.8, 1.5)).filter(|ratio| ratio.is_finite()).unwrap_or(1.0);
        if column.size.is_some() {
            let _ = writeln!(style, ".z{number} {{ font-size: {ratio:.2}em }}");
        }
        let width = match column.role {
            Role::Text if let Some(widths) = &by_text => widths[index],
            Role::Text if !matches!(column.width, Width::Fixed(_)) => (average(texts().count()) * share(column) / least).min(60.0),
            _ => SIDES + ratio * characters(document, index),
        };
        sum += width;
        widths.push(width);
        // Columns of text that share evenly are left without a width: they take what there is.
        if column.role != Role::Text || !even {
            let _ = writeln!(style, ".c{number} {{ width: {width:.1}em }}");
        }
    }
    let _ = writeln!(style, "@media screen {{ .paper {{ min-width: {sum:.1}em }} }}");
    if sum > PRINT {
        let _ = writeln!(style, "@media print {{ @page {{ size: landscape }} }}");
        for (index, width) in widths.iter().enumerate() {
            let part = (width / sum * 100.0).max(1.0);
            let _ = writeln!(style, "@media print {{ .c{} {{ width: {part:.1}% }} }}", index + 1);
        }
    }
}

/// Least width of each of so many columns of text.
fn average(count: usize) -> f64 {
    (TEXTS / count.max(1) as f64).clamp(MANY, TEXT)
}

/// Widths of the columns by how much text they have, if that differs much and the meeting says nothing of them: a column that
/// is nearly empty is not as wide as a full one.
fn by_text(document: &Document) -> Option<Vec<f64>> {
    let texts: Vec<usize> = (0..document.columns.len()).filter(|index| document.columns[*index].role == Role::Text).collect();
    if texts.iter().any(|index| !matches!(document.columns[*index].width, Width::Between { least: None, most: None })) {
        return None;
    }
    let root = |index: &usize| document.rows().map(|row| ems(&row.cells[*index].text())).sum::<f64>().max(1.0).sqrt();
    let roots: Vec<f64> = texts.iter().map(root).collect();
    let all = average(texts.len()) * texts.len() as f64 / roots.iter().sum::<f64>();
    let mut widths = vec![0.0; document.columns.len()];
    for (index, root) in texts.iter().zip(&roots) {
        widths[*index] = (root * all).max(LITTLE);
    }
    let (least, most) =
        texts.iter().fold((f64::INFINITY, 0.0_f64), |(least, most), index| (least.min(widths[*index]), most.max(widths[*index])));
    (most > UNEVEN * least).then_some(widths)
}

/// How many characters wide the column is to be.
fn characters(document: &Document, index: usize) -> f64 {
    let column = &document.columns[index];
    let (least, most) = match column.role {
        Role::Number => (2.0, 5.0),
        Role::Label if column.vertical => (1.5, 4.0),
        Role::Label => (3.0, 8.0),
        Role::Text => (TEXT, 60.0),
        Role::Short => (3.0, 9.0),
        Role::Aside => (3.0, 7.0),
    };
    let cells = document.rows().filter_map(|row| row.cells.get(index)).map(|cell| cell.text());
    let longest = |text: &str| text.split('\n').map(ems).fold(0.0, f64::max);
    let lines = |text: &str| 1.5 * text.split('\n').count() as f64;
    let of_cells = cells.map(|text| if column.vertical { lines(&text) } else { longest(&text) }).fold(0.0, f64::max);
    let covers = document.columns.get(index + 1).is_some_and(|next| next.heading.is_none());
    // A heading is broken between its phrases.
    let phrase = |heading: &str| phrases::phrases(heading).map(|range| ems(&heading[range])).fold(0.0, f64::max);
    let of_heading = column.heading.as_deref().filter(|_| !covers).map_or(0.0, |heading| phrase(heading).max(longest(heading).min(4.0)));
    let natural = of_cells.max(of_heading).clamp(least, most);
    match column.width {
        Width::Fixed(fixed) if fixed.is_finite() => fixed.clamp(1.0, 80.0),
        Width::Between { least, most } => natural.min(most.unwrap_or(80.0)).max(least.unwrap_or(0.0)).clamp(1.0, 80.0),
        _ => natural,
    }
}

/// About how wide a text is, in characters: those of ASCII and half-width katakana are half as wide.
pub fn ems(text: &str) -> f64 {
    text.chars().map(|c| if c.is_ascii() || matches!(c, '\u{ff61}'..='\u{ff9f}') { 0.5 } else { 1.0 }).sum()
}
