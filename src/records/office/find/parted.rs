//! Parted: several tables that stand side by side on a worksheet under the same headings, and one whose rows are stacked.

use super::{Heading, stacked};
use crate::meeting::headings::{Datum, fold};
use crate::read::workbook::Sheet;

/// The columns, counted from the first heading, at which tables begin that stand side by side under the same headings;
/// nothing if there is only one.
fn beside(heading: &Heading) -> Vec<usize> {
    let folded: Vec<String> = heading.lower.iter().map(|text| fold(text)).collect();
    let is_text = |index: usize| matches!(Datum::named(&heading.lower[index]), Some((Datum::Text, _)));
    let last = folded.iter().rposition(|text| !text.is_empty()).unwrap_or(0);
    let repeats = |start: usize| {
        let length = (start..=last).take_while(|index| folded[*index] == folded[index - start] && !folded[*index].is_empty()).count();
        (length > 1 && (start..start + length).any(is_text)).then_some(length)
    };
    let Some((first, length)) = (2..=last).find_map(|start| repeats(start).map(|length| (start, length))) else { return Vec::new() };
    // Nothing but the same again, and blanks between.
    let is_blank = |range: std::ops::Range<usize>| folded[range].iter().all(String::is_empty);
    let mut starts = vec![0];
    let (mut at, mut end) = (first, length);
    while at <= last {
        if !is_blank(end..at) || repeats(at) != Some(length) && repeats(at).is_none_or(|more| more < length) {
            return Vec::new();
        }
        starts.push(at);
        end = at + length;
        at = (end..=last).find(|index| !folded[*index].is_empty()).unwrap_or(last + 1);
    }
    starts
}

/// The tables that stand side by side on a worksheet under the same headings, each as a worksheet of its own, or the one
/// whose rows are stacked, set right; nothing if there is only one, and that is plain.
pub fn parted(sheet: &Sheet, heading: Option<&Heading>) -> Vec<Sheet> {
    if let Some(set) = stacked::unstacked(sheet, heading) {
        return vec![set];
    }
    let Some(heading) = heading else { return Vec::new() };
    if heading.over.iter().any(|over| !over.is_empty()) || heading.opinions().next().is_some() {
        return Vec::new();
    }
    let starts = beside(heading);
    let part = |(position, start): (usize, &usize)| {
        let first = heading.sheet_column(*start);
        let end = starts.get(position + 1).map_or(u32::MAX, |next| heading.sheet_column(*next));
        let own = |column: u32| (if position == 0 { 0 } else { first }..end).contains(&column);
        Sheet {
            name: sheet.name.clone(),
            visible: sheet.visible,
            cells: sheet.cells.iter().filter(|((_, column), _)| own(*column)).map(|(at, cell)| (*at, cell.clone())).collect(),
            comments: sheet.comments.iter().filter(|((_, column), _)| own(*column)).map(|(at, text)| (*at, text.clone())).collect(),
            merged: sheet.merged.iter().filter(|area| own(area.left)).copied().collect(),
            further: Vec::new(),
            moved: sheet.moved.clone(),
            hidden_rows: sheet.hidden_rows.clone(),
            hidden_columns: sheet.hidden_columns.clone(),
            doubts: if position == 0 { sheet.doubts.clone() } else { Vec::new() },
        }
    };
    starts.iter().enumerate().map(part).collect()
}
