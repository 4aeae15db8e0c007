//! Stacked: a table that says in rows below each other an opinion and what the office says of it; set right, so that each
//! has a column of its own.

use std::collections::{BTreeMap, BTreeSet};

use super::{Heading, ROWS_BEFORE};
use crate::meeting::headings::{Datum, fold, is_personal, speaks_of_opinions};
use crate::meeting::lexicon;
use crate::read::workbook::{Cell, Sheet};

/// Most characters of a word that says what stands in its row.
const WORD: usize = 12;
/// Most words of one column for other things than opinions.
const KINDS: usize = 6;
/// Marks of the upper part of a cell and of the lower one, and what stands around names.
const MARKS: &[&str] = &["(上段)", "(下段)", "上段:", "下段:", "上段", "下段", "()", "[]"];
/// What stands between two names in one heading, the plainest first.
const BETWEEN: &[&str] = &["/", "・", "、", "及び", "並びに", "と"];

/// Where the rows are, and how each is known.
struct Stack {
    /// The row of headings, and the column of the texts.
    head: u32,
    text: u32,
    /// The column whose words say what each row is.
    label: Option<u32>,
    /// What the opinions are called.
    opinions: String,
    /// What is said of them, by name; where no column says it, there is one.
    replies: Vec<String>,
    /// The rows: those of opinions, and the others with the index of their name.
    rows: BTreeMap<u32, Option<usize>>,
}

/// The worksheet with a column for each kind of row, if it is such a table.
pub fn unstacked(sheet: &Sheet, heading: Option<&Heading>) -> Option<Sheet> {
    by_heading(sheet).or_else(|| by_words(sheet, heading?))?.set_right(sheet)
}

/// What is said of the opinions in rows between theirs, where it cannot be set right; and the first of its rows.
pub fn torn(sheet: &Sheet, heading: &Heading) -> Option<(u32, String)> {
    let stack = by_words(sheet, heading)?;
    // What the office says in a word of its own is no kind of row, and what has a number is no part of the row above.
    let own = heading.lower.get(heading.index(stack.label?)?)?;
    let number = heading.column_on_sheet(Datum::No)?;
    let is_numbered = |row: &u32| sheet.cells.get(&(*row, number)).is_some_and(|cell| !cell.text.trim().is_empty());
    if is_of_replies(own) || stack.rows.iter().any(|(row, kind)| kind.is_some() == is_numbered(row)) {
        return None;
    }
    let (row, kind) = stack.rows.iter().find_map(|(row, kind)| Some((*row, (*kind)?)))?;
    let name = stack.replies.get(kind)?.clone();
    stack.set_right(sheet).is_none().then_some((row, name))
}

/// The first row whose text is marked as a reply (【回答】, A.), and the mark, where those of opinions are marked as such.
pub fn marked(sheet: &Sheet, heading: &Heading) -> Option<(u32, String)> {
    let column = heading.column_on_sheet(Datum::Text)?;
    let texts = sheet.below(heading.bottom).filter(|((_, at), _)| *at == column);
    let marks = || texts.clone().filter_map(|((row, _), cell)| Some((*row, mark(&cell.text)?)));
    marks().any(|(_, mark)| is_opinion_word(mark)).then_some(())?;
    marks().find(|(_, mark)| is_reply_word(mark)).map(|(row, mark)| (row, mark.to_owned()))
}

/// The word in brackets, or before a colon or a full stop, with which a text begins; without its number.
fn mark(text: &str) -> Option<&str> {
    const BRACKETS: [&str; 2] = ["【[［〔(（<＜《", "】]］〕)）>＞》"];
    let text = text.trim_start();
    let within = text.strip_prefix(|c| BRACKETS[0].contains(c));
    let (word, _) = match within {
        Some(within) => within.split_once(|c| BRACKETS[1].contains(c))?,
        None => text.split_once([':', '：', '.', '．'])?,
    };
    (word.chars().count() <= WORD).then(|| word.trim_matches(|c: char| c.is_whitespace() || c.is_numeric()))
}

/// A table with one heading for both: 意見／市の考え方. The rows of opinions have numbers, the others have none.
fn by_heading(sheet: &Sheet) -> Option<Stack> {
    let last = *sheet.cells.keys().map(|(row, _)| row).take(ROWS_BEFORE * 8).take_while(|row| **row < ROWS_BEFORE as u32).last()?;
    let is_key = |cell: &Cell| matches!(Datum::named(&cell.text), Some((Datum::No | Datum::Id, _)));
    let key = |row: u32| sheet.row(row).find(|(_, cell)| is_key(cell)).map(|((_, column), _)| *column);
    let mut first = sheet.cells.range(..(last + 1, 0));
    let (head, text, key, (opinions, reply)) =
        first.find_map(|((row, column), cell)| both(&cell.text).and_then(|names| Some((*row, *column, key(*row)?, names))))?;
    // Beside the texts, words may say what they are; the heading then stands over both.
    let text = sheet.merged.iter().find(|area| (area.top, area.bottom, area.left) == (head, head, text)).map_or(text, |area| area.right);
    let is_filled = |row: u32, column: u32| sheet.cells.get(&(row, column)).is_some_and(|cell| !cell.text.trim().is_empty());
    let texts = sheet.below(head).filter(|((_, column), _)| *column == text).map(|((row, _), _)| *row);
    let rows: BTreeMap<u32, Option<usize>> =
        texts.filter(|row| is_filled(*row, text)).map(|row| (row, (!is_filled(row, key)).then_some(0))).collect();
    let label = label(sheet, head, &rows);
    Some(Stack { head, text, label, opinions, replies: vec![reply], rows })
}

/// The column that says of each row what its number tells already.
fn label(sheet: &Sheet, head: u32, rows: &BTreeMap<u32, Option<usize>>) -> Option<u32> {
    let columns: BTreeSet<u32> = sheet.below(head).map(|((_, column), _)| *column).collect();
    let says = |row: u32, column: u32, kind: Option<usize>| {
        let word = sheet.cells.get(&(row, column)).map_or("", |cell| cell.text.trim());
        word.chars().count() <= WORD && if kind.is_some() { is_reply_word(word) } else { is_opinion_word(word) }
    };
    columns.into_iter().find(|column| rows.iter().all(|(row, kind)| says(*row, *column, *kind)))
}

/// The two names in one heading, of opinions and of what is said of them.
fn both(heading: &str) -> Option<(String, String)> {
    // Folding takes time, and texts are many.
    if heading.len() > 120 || !lexicon::holds(heading, lexicon::REPLIES) {
        return None;
    }
    let folded = heading.replace(['\n', '／', '/', '｜', '|'], "/").replace('（', "(").replace('）', ")").replace('：', ":");
    let plain = MARKS.iter().fold(folded, |text, mark| text.replace(mark, ""));
    let name = |text: &str| text.trim_matches(|c: char| c.is_whitespace() || "【】「」()・:".contains(c)).to_owned();
    BETWEEN.iter().find_map(|between| {
        let (first, second) = plain.split_once(between)?;
        let (first, second) = (name(first), name(second));
        (speaks_of_opinions(&first) && is_of_replies(&second)).then_some((first, second))
    })
}

/// A table with a column whose words say of each row what it is.
fn by_words(sheet: &Sheet, heading: &Heading) -> Option<Stack> {
    let text = heading.column_on_sheet(Datum::Text)?;
    let mut candidates: BTreeSet<u32> =
        (0..heading.texts.len()).map(|index| heading.sheet_column(index)).filter(|column| *column != text).collect();
    let mut words: BTreeMap<u32, BTreeMap<u32, &str>> = BTreeMap::new();
    // The words of each column for other things than opinions, and whether a word is one for opinions: few are, many times over.
    let (mut kinds, mut known): (BTreeMap<u32, BTreeSet<&str>>, BTreeMap<&str, bool>) = Default::default();
    for ((row, column), cell) in sheet.below(heading.bottom) {
        if candidates.is_empty() {
            return None;
        }
        let said = cell.text.trim();
        if said.is_empty() || !candidates.contains(column) {
            continue;
        }
        let mut is_kind = said.chars().count() <= WORD && said.chars().any(char::is_alphabetic);
        if is_kind && !*known.entry(said).or_insert_with(|| is_opinion_word(said)) {
            let kinds = kinds.entry(*column).or_default();
            kinds.insert(said);
            is_kind = kinds.len() <= KINDS;
        }
        if is_kind {
            words.entry(*column).or_default().insert(*row, said);
        } else {
            candidates.remove(column);
            words.remove(column);
        }
    }
    let is_told = |column: &u32, words: &BTreeMap<u32, &str>| {
        kinds.get(column).is_some_and(|kinds| kinds.iter().any(|word| is_reply_word(word))) && words.values().any(|word| known[word])
    };
    let (label, words) = words.into_iter().find(|(column, words)| is_told(column, words))?;
    let mut replies: Vec<String> = Vec::new();
    let mut rows = BTreeMap::new();
    let mut opinions: Option<String> = None;
    for (row, word) in &words {
        let kind = (!known[word]).then(|| {
            let known = replies.iter().position(|known| fold(known) == fold(word));
            known.unwrap_or_else(|| {
                replies.push((*word).to_owned());
                replies.len() - 1
            })
        });
        if kind.is_none() {
            opinions.get_or_insert_with(|| (*word).to_owned());
        }
        rows.insert(*row, kind);
    }
    // A text in a row without such a word is of no kind that we know.
    let is_told = |(_, cell): &(&(u32, u32), &Cell)| cell.text.trim().is_empty();
    let untold = sheet.below(heading.bottom).filter(|((row, column), _)| *column == text && !rows.contains_key(row));
    untold.into_iter().all(|entry| is_told(&entry)).then_some(())?;
    Some(Stack { head: heading.bottom, text, label: Some(label), opinions: opinions?, replies, rows })
}

/// The rows whose word, in a column that calls others opinions, is that of something personal; each with its word.
pub fn personal(sheet: &Sheet, heading: &Heading) -> BTreeMap<u32, String> {
    let text = heading.column_on_sheet(Datum::Text);
    let (mut personal, mut told): (Vec<(u32, u32, String)>, BTreeSet<u32>) = (Vec::new(), BTreeSet::new());
    // What each word is, whether personal or an opinion's: few are, many times over.
    let mut known: BTreeMap<&str, (bool, bool)> = BTreeMap::new();
    for ((row, column), cell) in sheet.below(heading.bottom).filter(|((_, column), _)| Some(*column) != text) {
        let word = cell.text.trim();
        if word.len() > 4 * WORD || word.chars().count() > WORD || !word.contains(char::is_alphabetic) {
            continue;
        }
        match *known.entry(word).or_insert_with(|| (is_personal(word), is_opinion_word(word))) {
            (true, _) => personal.push((*row, *column, word.to_owned())),
            (_, true) => drop(told.insert(*column)),
            _ => {}
        }
    }
    personal.into_iter().filter(|(_, column, _)| told.contains(column)).map(|(row, _, word)| (row, word)).collect()
}

fn is_opinion_word(word: &str) -> bool {
    matches!(Datum::named(word), Some((Datum::Text, _))) || ["問", "q"].contains(&fold(word).as_str())
}

fn is_reply_word(word: &str) -> bool {
    is_of_replies(word) || ["答", "a"].contains(&fold(word).as_str())
}

fn is_of_replies(name: &str) -> bool {
    lexicon::holds(name, lexicon::REPLIES) && !lexicon::holds(name, lexicon::OPINIONS)
}

/// The row of an opinion, and those with what is said of it, each with what of that.
type Opened = (u32, Vec<(u32, usize)>);

impl Stack {
    /// The rows of each opinion; nothing if a row belongs to none, or more than one row says the same of one.
    fn groups(&self) -> Option<Vec<Opened>> {
        let mut groups: Vec<Opened> = Vec::new();
        for (row, kind) in &self.rows {
            match kind {
                None => groups.push((*row, Vec::new())),
                Some(kind) => {
                    let (first, own) = groups.last_mut()?;
                    let before = own.last().map_or(*first, |(row, _)| *row);
                    if *row != before + 1 || own.iter().any(|(_, other)| other == kind) {
                        return None;
                    }
                    own.push((*row, *kind));
                }
            }
        }
        let answered = groups.iter().filter(|(_, own)| !own.is_empty()).count();
        // Where words tell, most opinions may still wait.
        (answered > 0 && (self.label.is_some() || answered * 2 >= groups.len())).then_some(groups)
    }

    /// The worksheet with what is said of the opinions at their right.
    fn set_right(self, sheet: &Sheet) -> Option<Sheet> {
        let groups = self.groups()?;
        let end = sheet.cells.keys().map(|(_, column)| *column).max()? + 1;
        let mut set = sheet.clone();
        let put = |set: &mut Sheet, from: (u32, u32), to: (u32, u32), cell: Cell| {
            set.cells.insert(to, cell);
            set.moved.insert(to, from);
        };
        let head = (self.head, self.text);
        let named = |name: &str| Cell { text: name.into(), ..Cell::default() };
        if matches!(Datum::named(&self.opinions), Some((Datum::Text, _))) {
            set.cells.insert(head, named(&self.opinions));
        }
        for (index, name) in self.replies.iter().enumerate() {
            put(&mut set, head, (self.head, end + index as u32), named(name));
        }
        if let Some(label) = self.label {
            set.cells.retain(|(row, column), _| *column != label || *row < self.head);
        }
        set.merged.retain(|area| area.top != self.head || area.right != self.text || area.bottom != self.head);
        for (row, replies) in &groups {
            for (below, kind) in replies {
                for ((_, column), cell) in sheet.row(*below) {
                    set.cells.remove(&(*below, *column));
                    let own = sheet.cells.get(&(*row, *column)).filter(|own| !own.text.trim().is_empty());
                    match own {
                        _ if Some(*column) == self.label || cell.text.trim().is_empty() => {}
                        _ if *column == self.text => put(&mut set, (*below, *column), (*row, end + *kind as u32), cell.clone()),
                        // What stands there says the same again, or what the row of the opinion leaves out.
                        Some(own) if own.text.trim() == cell.text.trim() => {}
                        Some(_) => return None,
                        None => put(&mut set, (*below, *column), (*row, *column), cell.clone()),
                    }
                }
            }
            let last = replies.last().map_or(*row, |(row, _)| *row);
            set.merged.retain(|area| area.top < *row || area.bottom > last || area.top == area.bottom);
        }
        Some(set)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::workbook::Area;

    fn sheet(rows: &[&[&str]]) -> Sheet {
        let mut sheet = Sheet { visible: true, ..Sheet::default() };
        for (row, cells) in rows.iter().enumerate() {
            for (column, text) in cells.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
                sheet.cells.insert((row as u32, column as u32), Cell { text: (*text).into(), ..Cell::default() });
            }
        }
        sheet
    }

    fn texts(sheet: &Sheet) -> Vec<Vec<String>> {
        let rows: BTreeSet<u32> = sheet.cells.keys().map(|(row, _)| *row).collect();
        let cells = |row: u32| sheet.row(row).map(|(_, cell)| cell.text.to_string()).collect();
        rows.into_iter().map(cells).collect()
    }

    #[test]
    fn stacked_under_one_heading() {
        for heading in ["意見／市の考え方", "ご意見（上段）\n市の考え方（下段）", "【上段】意見・【下段】市の考え方", "意見と市の考え方"]
        {
            let mut table = sheet(&[&["番号", heading], &["1", "椅子を。"], &["", "置きます。"], &["2", "机を。"], &["", "運びます。"]]);
            table.merged.push(Area { top: 1, left: 0, bottom: 2, right: 0 });
            let set = unstacked(&table, None).unwrap_or_else(|| panic!("{heading}"));
            assert_eq!(texts(&set)[1..], [["1", "椅子を。", "置きます。"], ["2", "机を。", "運びます。"]]);
            assert!(texts(&set)[0][1].ends_with("意見") && texts(&set)[0][2] == "市の考え方", "{:?}", texts(&set));
            assert_eq!((set.moved.get(&(1, 2)), set.merged.len()), (Some(&(2, 1)), 0));
        }
    }

    #[test]
    fn stacked_not() {
        // Opinions of two kinds, several rows without a number, and nothing that numbers them.
        for rows in [
            [&["番号", "意見・要望"][..], &["1", "椅子を。"], &["", "置きます。"]],
            [&["番号", "意見への対応"], &["1", "椅子を。"], &["", "置きます。"]],
            [&["番号", "意見／回答"], &["", "椅子を。"], &["1", "置きます。"]],
            [&["分類", "意見／回答"], &["1", "椅子を。"], &["", "置きます。"]],
        ] {
            assert_eq!(unstacked(&sheet(&rows), None).map(|set| texts(&set)), None);
        }
    }
}
