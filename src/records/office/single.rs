//! Single: what a row of the table is by itself, whatever stands above it: its values, and what speaks for a row of totals
//! or for headings that are printed again.

use ecow::EcoString;

use super::cells::{InRow, Struck};
use super::find::Heading;
use super::headed::Headed;
use crate::meeting::headings::{Datum, fold};
use crate::meeting::{Meaning, lexicon};
use crate::read::table::{Filled, GUARD_SEPARATOR, is_guard};
use crate::read::workbook::Cell;
use crate::records::number::Number;
use crate::records::shared::{RECORDS, in_threads};
use crate::say::diag::{Diagnostic, Diagnostics};
use crate::say::words;

/// Most bytes of a word or an amount in a row of totals.
const WORD_LIMIT: usize = 90;

/// A cell with its row and column, from 0.
pub type Below<'s> = (u32, u32, &'s Cell);

/// What the cells of a row come to, whatever stands above it.
pub struct Alone {
    pub values: Filled,
    /// The columns that hold something.
    pub filled: Vec<usize>,
    /// Whether an opinion that is struck through is left out.
    pub dropped: bool,
    /// What speaks for a row of totals.
    pub total: Option<Total>,
    /// Whether it says the headings again.
    pub is_repeated: bool,
    pub findings: Diagnostics,
}

/// The rows below the headings, each by itself.
pub struct OwnRows<'a> {
    pub headed: Headed<'a>,
    pub texts: &'a [usize],
    /// Whether the file is a text, whose commas may cut cells.
    pub is_text: bool,
}

impl<'a> OwnRows<'a> {
    pub fn below(&self) -> Vec<Below<'a>> {
        let cells = self.headed.sheet.below(self.headed.heading.bottom);
        cells.map(|((row, column), cell)| (*row, *column, cell)).collect()
    }

    /// Whether a column belongs to a table of its own beside that of the opinions, which has headings, too.
    fn is_apart(&self, column: u32) -> bool {
        let Headed { sheet, heading, .. } = self.headed;
        let right = heading.left + heading.width();
        column >= right && sheet.row(heading.bottom).any(|((_, other), cell)| *other >= right && !cell.text.trim().is_empty())
    }

    pub fn alone(&self, rows: &[&[Below]]) -> Vec<Alone> {
        let [lower, over] =
            [&self.headed.heading.lower, &self.headed.heading.over].map(|texts| texts.iter().map(|text| fold(text)).collect::<Vec<_>>());
        in_threads(rows, RECORDS, |row| self.one(row, &lower, &over))
    }

    fn one(&self, cells: &[Below], lower: &[String], over: &[String]) -> Alone {
        let Headed { meeting, heading, .. } = self.headed;
        let at = |column: u32| self.headed.at(cells[0].0, column);
        let mut findings = Diagnostics::default();
        let mut values = Filled::with_capacity(cells.len());
        let (mut lines, mut said_of_cells) = (Struck::new(meeting), Diagnostics::default());
        let is_struck = |(_, column, cell): &Below| cell.struck && heading.index(*column).is_some_and(|index| self.texts.contains(&index));
        let is_beside_struck = cells.iter().any(is_struck);
        for (_, column, cell) in cells {
            let index = heading.index(*column).filter(|index| *index < heading.texts.len());
            let Some(index) = index else {
                if !cell.text.trim().is_empty() && self.is_apart(*column) {
                    findings.push(Diagnostic::warning(words::stray_cell()).at(at(*column)).hint(words::apart_hint()));
                } else if !cell.text.trim().is_empty() && self.is_text {
                    // A comma that is not between quotes cuts a text in two.
                    let error = Diagnostic::error(words::too_many_cells(column + 1, heading.left + heading.width()));
                    findings.push(error.at(at(*column)).hint(words::quote_cells()).hint(words::stray_cell_hint()));
                } else if !cell.text.trim().is_empty() {
                    findings.push(Diagnostic::warning(words::stray_cell()).at(at(*column)).hint(words::stray_cell_hint()));
                }
                continue;
            };
            let read = !matches!(heading.meanings[index], None | Some(Meaning::Unused));
            let is_text = self.texts.contains(&index);
            let place = || at(*column);
            let is_free = is_text || is_free(heading.meanings[index]);
            let in_row = InRow { is_text, is_free, is_beside_struck };
            let value = if read { lines.value(cell, *column, in_row, &place, &mut said_of_cells) } else { Some(cell.text.clone()) };
            match value {
                Some(value) => values.set(index, value),
                None => values.set_faulty(index),
            }
        }
        if let Some(guards) = heading.texts.iter().position(|text| is_guard(text.trim())) {
            // Once off, no guard is left that could be taken off again: what it stood before is no apostrophe.
            let names = values[guards].clone();
            for name in names.split(GUARD_SEPARATOR) {
                let at = heading.texts.iter().position(|text| text.trim() == name);
                if let Some((at, bare)) = at.and_then(|at| Some((at, values[at].strip_prefix('\'')?.into()))) {
                    let bare: EcoString = bare;
                    values.set(at, bare);
                }
            }
        }
        let filled: Vec<usize> = values.iter().filter(|(_, text)| !text.trim().is_empty()).map(|(index, _)| index).collect();
        let total = total(heading, self.texts, &filled, &values);
        // Of a row that is not read nothing more is said.
        if !matches!(total, Some(Total::Plain)) {
            findings.0.extend(said_of_cells.0);
        }
        let dropped = lines.say(&at, &|column| heading.index(column).is_some_and(|index| self.texts.contains(&index)), &mut findings);
        // Folding takes time; what is much longer than a heading is not the same again.
        let is_short = |index: &usize| values[*index].len() <= 30 + 3 * lower[*index].len().max(over[*index].len());
        let is_again = |index: &usize| Some(fold(&values[*index])).is_some_and(|text| text == lower[*index] || text == over[*index]);
        let is_repeated = filled.len() > 1 && filled.iter().all(is_short) && filled.iter().all(is_again);
        Alone { values, filled, dropped, total, is_repeated, findings }
    }
}

/// Whether a column holds no number or label on which others depend.
pub fn is_free(meaning: Option<Meaning>) -> bool {
    matches!(meaning, Some(Meaning::Datum(Datum::Field(_) | Datum::Attribution)))
}

/// What speaks for a row of totals.
pub enum Total {
    /// Nothing but totals and amounts, or no opinion at all.
    Plain,
    /// It may be an opinion as well, for this cell.
    Doubtful(usize),
}

/// Whether a row is one of totals.
fn total(heading: &Heading, texts: &[usize], filled: &[usize], values: &Filled) -> Option<Total> {
    let is_total = |index: &usize| is_total(&values[*index]);
    if is_labelled_amount(heading, texts, filled, values) {
        return Some(Total::Plain);
    }
    filled.iter().find(|index| is_total(index))?;
    let said: Vec<usize> = filled.iter().copied().filter(|index| texts.contains(index)).collect();
    if said.is_empty() {
        return Some(Total::Plain);
    }
    // No row of totals has an identifier.
    let has_id = |index: &usize| is_identifier(heading, *index) && !is_total(index);
    if filled.iter().any(has_id) {
        return None;
    }
    let is_sum = |index: &usize| is_total(index) || is_amount(&values[*index]) || values.is_faulty(*index);
    if !said.iter().all(is_sum) {
        return None;
    }
    // An opinion may be one word or a number, and is numbered, named or labelled like any other.
    let is_numbered = |index: &usize| matches!(heading.meanings[*index], Some(Meaning::Datum(Datum::No | Datum::Id))) && !is_total(index);
    match filled.iter().any(is_numbered) || !filled.iter().all(is_sum) {
        true => said.iter().chain(filled).find(|index| is_total(index)).map(|index| Total::Doubtful(*index)),
        false => Some(Total::Plain),
    }
}

/// Whether a row has nothing but a word for a count where its number would be, and an amount or a formula where its opinion
/// would be: うち修正あり, 3.
fn is_labelled_amount(heading: &Heading, texts: &[usize], filled: &[usize], values: &Filled) -> bool {
    let is_no = |index: usize| heading.meanings[index] == Some(Meaning::Datum(Datum::No));
    let counts = |text: &str| text.len() <= WORD_LIMIT && (text.trim().starts_with("うち") || text.contains(['数', '計']));
    let is_label = |index: usize| is_no(index) && counts(&values[index]);
    let (labels, others): (Vec<usize>, Vec<usize>) = filled.iter().partition(|index| is_label(**index));
    let is_counted = |index: &usize| texts.contains(index) && (is_amount(&values[*index]) || values.is_faulty(*index));
    labels.len() == 1 && !others.is_empty() && others.iter().all(is_counted)
}

/// Whether a text is a word for a total, alone or with its amount: 合計：12件.
fn is_total(text: &str) -> bool {
    // Every word of the list has one of these; folding each opinion would take most of the time of reading.
    if text.len() > WORD_LIMIT || !text.contains('計') && !text.contains('数') {
        return false;
    }
    let folded = fold(text);
    let is_rest = |rest: &str| rest.is_empty() || is_amount(rest.trim_matches([':', '(', ')']));
    lexicon::TOTALS.iter().any(|word| folded.strip_prefix(word).is_some_and(is_rest))
}

/// Whether a text is a number of opinions.
pub fn is_amount(text: &str) -> bool {
    if text.len() > WORD_LIMIT {
        return false;
    }
    let folded = fold(text);
    let digits = folded.trim_end_matches(['件', '通', '名', '人', '項', '目', '意', '見']);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b',')
}

pub fn is_identifier(heading: &Heading, index: usize) -> bool {
    heading.meanings[index] == Some(Meaning::Datum(Datum::Id))
}

/// Whether a text is what its column, of numbers or of identifiers, is for.
pub fn is_number(heading: &Heading, index: usize, text: &str) -> bool {
    match heading.meanings[index] {
        Some(Meaning::Datum(Datum::No)) => Number::parse(text.trim()).is_some(),
        Some(Meaning::Datum(Datum::Id)) => text.trim().bytes().all(|byte| byte.is_ascii_graphic()),
        _ => false,
    }
}
