//! Joined: worksheets that say more of the opinions of another one, such as the answers, by their numbers. They are not read;
//! what brings them into the table is said.

use std::collections::BTreeSet;

use super::find::{self, Heading, is_short};
use super::sheet_place;
use crate::meeting::headings::{Datum, fold};
use crate::read::table::{cell_name, column_letters};
use crate::read::workbook::{Book, Sheet};
use crate::records::number::whole;
use crate::say::diag::{Diagnostic, Diagnostics};
use crate::say::words;

/// Rows among which headings are looked for.
const WITHIN: u32 = 20;

/// Reports such worksheets among `others`, beside the tables that are `found`; returns their names.
pub fn joined<'b>(book: &'b Book, found: &[(&Sheet, Heading)], others: &[&str], findings: &mut Diagnostics) -> BTreeSet<&'b str> {
    let mut names = BTreeSet::new();
    for sheet in book.sheets.iter().filter(|sheet| others.contains(&sheet.name.as_str())) {
        let Some(numbered) = Numbered::of(sheet) else { continue };
        let joins = |(other, heading): &&(&Sheet, Heading)| {
            let Some(index) = heading.column(Datum::No) else { return false };
            let theirs = numbers(other, heading.bottom, heading.sheet_column(index));
            let same = numbered.numbers.intersection(&theirs).count();
            same > 1 && same * 2 >= numbered.numbers.len()
        };
        let Some((other, heading)) = found.iter().find(joins) else { continue };
        names.insert(sheet.name.as_str());
        let more: Vec<&(u32, &str)> =
            numbered.columns.iter().filter(|(_, text)| heading.texts.iter().all(|own| fold(own) != fold(text))).collect();
        if more.is_empty() {
            continue;
        }
        let said = more.iter().map(|(_, text)| *text).collect::<Vec<_>>().join("」「");
        let warning = Diagnostic::warning(words::sheet_joins(&sheet.name, said, &other.name)).at(sheet_place(&book.file, sheet));
        let number = heading.left + heading.column(Datum::No).unwrap_or(0) as u32;
        let hints = more.iter().zip(heading.left + heading.width()..).map(|((column, text), free)| {
            let formula = formula(&sheet.name, (numbered.column, *column), &cell_name(heading.bottom + 2, number));
            words::sheet_joins_hint(&other.name, column_letters(free), heading.bottom + 1, *text, formula)
        });
        let left = super::sheets::listed(found.iter().map(|(sheet, _)| *sheet));
        findings.push(hints.chain([words::sheet_left_hint(left)]).fold(warning, Diagnostic::hint));
    }
    names
}

/// What finds the text of a column by a number, in any Excel.
fn formula(sheet: &str, (number, column): (u32, u32), cell: &str) -> String {
    let sheet = sheet.replace('\'', "''");
    let whole = |column: u32| format!("'{sheet}'!{0}:{0}", column_letters(column));
    format!("=IFERROR(INDEX({},MATCH({cell},{},0))&\"\",\"\")", whole(column), whole(number))
}

/// A table with a column of numbers, and others that are used.
struct Numbered<'s> {
    column: u32,
    numbers: BTreeSet<u32>,
    columns: Vec<(u32, &'s str)>,
}

impl<'s> Numbered<'s> {
    fn of(sheet: &'s Sheet) -> Option<Self> {
        let is_no = |text: &str| matches!(Datum::named(text), Some((Datum::No, _)));
        let heads = sheet.cells.iter().take_while(|((row, _), _)| *row < WITHIN);
        let (row, column) = heads.filter(|(_, cell)| is_no(&cell.text)).map(|(at, _)| *at).next()?;
        let used = find::used(sheet, row);
        let columns = sheet.texts(row).filter(|(own, text)| *own != column && is_short(text) && used.contains(own));
        Some(Self { column, numbers: numbers(sheet, row, column), columns: columns.collect() })
    }
}

fn numbers(sheet: &Sheet, above: u32, column: u32) -> BTreeSet<u32> {
    let below = sheet.below(above).filter(|((_, own), _)| *own == column);
    below.filter_map(|(_, cell)| whole(cell.text.trim())).collect()
}
