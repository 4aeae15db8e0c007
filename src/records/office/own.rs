//! Own: workbooks that this program made, whose worksheets show the same opinions twice; and opinions that stand in two worksheets.

use std::collections::{BTreeMap, BTreeSet};

use ecow::EcoString;

use super::{KnownTable, Records, sheet_place};
use crate::meeting::headings::{COLUMNS, Datum};
use crate::meeting::identity::{BUILD_PROPERTY, DATA_SHEET, PRINT_SHEET};
use crate::read::table::{Row, cell_name};
use crate::read::workbook::Book;
use crate::say::diag::{Diagnostic, Diagnostics, Place};
use crate::say::words;

/// The worksheets of our workbooks.
pub const SHEETS: &[&str] = &[DATA_SHEET, PRINT_SHEET];
/// Fewest characters of a text that is compared: shorter ones are alike by chance.
const LEAST: usize = 8;

/// Whether this program made the workbook: it says so, or, where another program saved it in a format whose properties are not
/// read, its worksheets are both ours, with our headings.
pub fn is_ours(book: &Book) -> bool {
    let Some(data) = book.sheets.iter().find(|sheet| sheet.name == DATA_SHEET) else { return false };
    let heads: BTreeSet<&str> = data.row(0).map(|(_, cell)| cell.text.trim()).collect();
    let may_lack = |column: &Datum| matches!(column, Datum::Subcategory | Datum::Guarded);
    let mut fixed = COLUMNS.iter().filter(|(column, ..)| !may_lack(column));
    let has_print = || book.sheets.iter().any(|sheet| sheet.name == PRINT_SHEET);
    book.properties.contains_key(BUILD_PROPERTY) || has_print() && fixed.all(|(_, _, heading)| heads.contains(heading))
}

/// The opinions of a table, each with its place.
fn opinions(known: &KnownTable) -> impl Iterator<Item = (&str, Place)> {
    let index = known.columns.iter().position(|column| *column == Some(Datum::Text));
    let cells = move |row: &'_ crate::read::table::Row| index.map(|index| row.cell_place(index, ""));
    known.table.rows.iter().filter_map(move |row| Some((known.table.text(row, index?), cells(row)?)))
}

/// Leaves one row of each opinion that stands there once for each division: such rows differ in what is not read alone.
pub fn once(records: &mut Records) {
    for KnownTable { table, columns, .. } in &mut records.tables {
        let id = columns.iter().position(|column| *column == Some(Datum::Id));
        let (read, others): (Vec<usize>, Vec<usize>) = (0..columns.len()).partition(|index| columns[*index].is_some());
        let Some(id) = id.filter(|_| !others.is_empty()) else { continue };
        let part = |row: &Row, indexes: &[usize]| indexes.iter().map(|index| row.cells[*index].clone()).collect::<Vec<_>>();
        // Of each opinion what is read of its first row, and what its rows say besides.
        let mut known: BTreeMap<EcoString, (Vec<EcoString>, BTreeSet<Vec<EcoString>>)> = BTreeMap::new();
        table.rows.retain(|row| {
            let (opinion, besides) = known.entry(row.cells[id].clone()).or_insert_with(|| (part(row, &read), BTreeSet::new()));
            let is_first = besides.is_empty();
            let is_new = besides.insert(part(row, &others));
            is_first || !is_new || row.cells[id].is_empty() || *opinion != part(row, &read)
        });
    }
}

/// Reports opinions that somebody changed on the print sheet: the records are on the other one.
pub fn disagreements(book: &Book, records: &Records, findings: &mut Diagnostics) {
    let Some(sheet) = book.sheets.iter().find(|sheet| sheet.name == PRINT_SHEET) else { return };
    let printed: BTreeMap<(u32, u32), &str> = sheet.cells.iter().map(|(at, cell)| (*at, cell.text.as_str())).collect();
    let texts: BTreeSet<&str> = printed.values().copied().collect();
    let all: Vec<(&str, Place)> = records.tables.iter().flat_map(opinions).collect();
    let is_said = |text: &str| text.chars().count() >= 4 && text.chars().any(|c| !c.is_numeric());
    // A long text goes on in another cell, and several may share one.
    let is_shown = |text: &str| {
        texts.contains(text) || texts.iter().any(|shown| shown.contains(text) || shown.chars().count() >= LEAST && text.contains(shown))
    };
    let lost: Vec<&(&str, Place)> = all.iter().filter(|(text, _)| !is_shown(text)).collect();
    // What follows compares each cell with each opinion.
    if lost.is_empty() {
        return;
    }
    let opinions: BTreeSet<&str> = all.iter().map(|(text, _)| *text).collect();
    let known = |shown: &str| opinions.contains(shown) || all.iter().any(|(text, _)| text.contains(shown) || shown.contains(text));
    let changed: Vec<(&(u32, u32), &&str)> = printed.iter().filter(|(_, text)| is_said(text) && !known(text)).collect();
    for (text, place) in lost {
        let near = changed.iter().map(|(at, shown)| (strsim::normalized_damerau_levenshtein(&clip(text), &clip(shown)), at));
        let near = near.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(score, _)| *score >= 0.5);
        let other = near.map_or(String::new(), |(_, at)| cell_name(at.0 + 1, at.1));
        let at = place.cell.clone().unwrap_or_default();
        let place = Place { cell: (!other.is_empty()).then(|| other.into()), ..sheet_place(&book.file, sheet) };
        findings.push(Diagnostic::error(words::sheets_disagree(at)).at(place).hint(words::sheets_disagree_hint()));
    }
}

fn clip(text: &str) -> String {
    text.chars().take(400).collect()
}

/// Reports worksheets that hold the same opinions, which would be printed twice; returns those that hold them again.
pub fn twice(records: &Records, findings: &mut Diagnostics) -> BTreeSet<EcoString> {
    let mut again = BTreeSet::new();
    let mut by_sheet: BTreeMap<EcoString, BTreeSet<&str>> = BTreeMap::new();
    for known in &records.tables {
        let texts = by_sheet.entry(known.table.place.sheet.clone().unwrap_or_default()).or_default();
        texts.extend(opinions(known).map(|(text, _)| text.trim()).filter(|text| !text.is_empty()));
    }
    let sheets: Vec<(&EcoString, &BTreeSet<&str>)> = by_sheet.iter().collect();
    for (position, (name, texts)) in sheets.iter().enumerate() {
        for (other, others) in &sheets[position + 1..] {
            // Short texts are alike by chance.
            let long = |texts: &&&str| texts.chars().count() >= LEAST;
            let least = texts.iter().filter(long).count().min(others.iter().filter(long).count());
            let same = texts.intersection(others).count();
            let same_long = texts.intersection(others).filter(long).count();
            if same_long > 0 && same_long * 2 >= least {
                let error = Diagnostic::error(words::sheets_same(*name, *other, same));
                let place = Place { sheet: Some((*other).clone()), ..Place::file(&records.place.file) };
                findings.push(error.at(place).hint(words::sheets_same_hint(*name)));
                again.insert((*other).clone());
            }
        }
    }
    again
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::workbook::{Cell, Format, Sheet};

    /// Thousands of opinions are compared in a moment, changed or not.
    #[test]
    fn own_of_many() {
        let text = |row: usize| format!("第{row}の意見です。歩道の幅を広げてください。");
        let row = |row: usize| Row { cells: [text(row)].into_iter().collect(), sheet_row: Some(row as u32), ..Row::default() };
        let table =
            crate::read::table::Table { headings: vec!["意見".to_owned()], rows: (1..20_000).map(row).collect(), ..Default::default() };
        let known = KnownTable { table, columns: vec![Some(Datum::Text)], width: 1, head: 1 };
        let records = Records { tables: vec![known], ..Records::default() };
        let cell = |text: String| Cell { text: text.into(), ..Cell::default() };
        let cells = (1..20_000).flat_map(|row| [((row as u32, 0), cell(row.to_string())), ((row as u32, 1), cell(text(row)))]);
        let mut sheet = Sheet { name: PRINT_SHEET.to_owned(), cells: cells.collect(), ..Sheet::default() };
        let said = |sheet: &Sheet| {
            let book = Book {
                file: "a.xlsx".to_owned(),
                digest: String::new(),
                format: Format::Xlsx,
                properties: BTreeMap::new(),
                names: BTreeMap::new(),
                sheets: vec![sheet.clone()],
                further: Vec::new(),
            };
            let mut findings = Diagnostics::default();
            disagreements(&book, &records, &mut findings);
            findings.0.into_iter().map(|finding| finding.place.unwrap().cell.unwrap()).collect::<Vec<_>>()
        };
        let started = std::time::Instant::now();
        assert!(said(&sheet).is_empty());
        sheet.cells.insert((7, 1), cell("第7の意見です。歩道の幅を狭くしてください。".to_owned()));
        assert_eq!(said(&sheet), ["B8"]);
        assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
    }
}
