//! Numbers: those of a table as people write them. What is plain is read and said, what is not is an error with its remedy.

use ecow::EcoString;

use super::KnownTable;
use crate::meeting::headings::{Datum, fold};
use crate::records::number::{LIMIT, Number, whole};
use crate::say::diag::{Diagnostic, Diagnostics};
use crate::say::words::{self, Message};

/// Replaces numbers that are written with other words by what they say.
pub fn read(known: &mut KnownTable, findings: &mut Diagnostics) {
    let Some(index) = known.column(Datum::No) else { return };
    let heading = known.table.headings[index].clone();
    let id = known.column(Datum::Id);
    for row in &mut known.table.rows {
        let given = EcoString::from(row.cells[index].trim());
        if is_plain(&given) {
            continue;
        }
        if given.is_empty() || row.cells.is_faulty(index) || is_number(&given) && !is_padded(&given) {
            continue;
        }
        let id = id.filter(|id| !row.cells.is_faulty(*id)).map(|id| &row.cells[id]).filter(|id| !id.trim().is_empty());
        let place = row.cell_place(index, &heading);
        let place = id.map_or(place.clone(), |id| place.record(id.replace("\n", "⏎")));
        match plain(&given) {
            Some(number) => {
                findings.push(Diagnostic::guess(words::no_read(&given)).at(place));
                row.cells.set(index, number);
            }
            None => {
                let error = Diagnostic::error(words::bad_no(given.replace("\n", "⏎"), LIMIT)).at(place);
                findings.push(error.hint(remedy(&given)));
                // So that nothing more is said of it, and all else of its row is.
                row.cells.set(index, "");
            }
        }
    }
}

/// Whether a number can be read, as it is or less what is written around it.
pub fn is_read(text: &str) -> bool {
    is_number(text) || plain(text).is_some()
}

/// Whether there is nothing but a number, as in nearly every table.
fn is_plain(text: &str) -> bool {
    (1..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()) && !is_padded(text)
}

fn is_number(text: &str) -> bool {
    Number::printed(text).is_some()
}

/// Whether zeros stand before a number, which is printed without them.
fn is_padded(text: &str) -> bool {
    let mut characters = text.chars();
    matches!(characters.next(), Some('0' | '０')) && matches!(characters.next(), Some('0'..='9' | '０'..='９'))
}

/// The number that one character is, such as ⑦.
fn enclosed(text: &str) -> Option<u32> {
    let mut characters = text.chars();
    let (c, None) = (u32::from(characters.next()?), characters.next()) else { return None };
    // From each character on: how many there are, and the number of the first.
    const RANGES: [(u32, u32, u32); 8] = [
        (0x2460, 20, 1),
        (0x2474, 20, 1),
        (0x2488, 20, 1),
        (0x24f5, 10, 1),
        (0x2776, 10, 1),
        (0x24eb, 10, 11),
        (0x3251, 15, 21),
        (0x32b1, 15, 36),
    ];
    RANGES.iter().find(|(first, count, _)| (*first..first + count).contains(&c)).map(|(first, _, number)| c - first + number)
}

/// The number in 『No.7』, 『8番』, 『(6)』, 『第3号』, 『意見5』 or 『⑦』.
fn plain(text: &str) -> Option<String> {
    if let Some(number) = enclosed(text.trim()) {
        return Some(number.to_string());
    }
    // What else is a number in one character, such as ½, is none of an opinion.
    if text.chars().any(|c| c.is_numeric() && !c.is_ascii_digit() && !('０'..='９').contains(&c)) {
        return None;
    }
    let folded = fold(text);
    let bare = ["no", "№", "#", "第", "意見", "番号"].iter().find_map(|word| folded.strip_prefix(word)).unwrap_or(&folded);
    let bare = ["番目", "番", "号", "件目"].iter().find_map(|word| bare.strip_suffix(word)).unwrap_or(bare);
    let bare = bare.trim_matches(['(', ')', '[', ']', '.', ':', '、', ',', '〔', '〕', '<', '>']);
    is_number(bare).then(|| Number::parse(bare).map_or_else(String::new, |number| number.text))
}

/// What to write instead.
fn remedy(text: &str) -> Message {
    let folded = fold(text);
    if let Some(branch) = date(&folded) {
        return words::no_date_hint(branch);
    }
    // ① as a branch, or one in brackets: 2-①, 3(1).
    let spelled = text.trim().trim_end_matches([')', '）']).replace(['(', '（'], "-");
    if let Some(number) = Number::printed(&fold(&spelled)).filter(|number| number.parts.len() > 1) {
        return words::no_branch_number_hint(number.parts.iter().map(u32::to_string).collect::<Vec<_>>().join("-"));
    }
    let parts: Vec<&str> = folded.split(['~', '〜', '～', '-', ',', '、', '・', '&', '及']).collect();
    match parts.as_slice() {
        // A branch in letters.
        [first, branch] if is_number(first) && branch.chars().count() == 1 && branch.chars().all(char::is_alphabetic) => {
            words::no_branch_hint(*first)
        }
        [first, _, ..] if is_number(first) => words::no_range_hint(*first),
        _ => words::no_hint(),
    }
}

/// The branch number that a spreadsheet program took for a date: 2-2 becomes 2月2日, 2-Feb or 2026/2/2.
fn date(text: &str) -> Option<String> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let pair = |first: u32, second: u32| (1..=12).contains(&first).then(|| format!("{first}-{second}"));
    if let Some((month, day)) = text.split_once('月') {
        return pair(whole(month)?, whole(day.strip_suffix('日')?)?);
    }
    let parts: Vec<&str> = text.split(['/', '-', '年', '月', '日']).filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [year, month, day] if year.len() == 4 => pair(whole(month)?, whole(day)?),
        [day, month] if MONTHS.contains(month) => pair(u32::try_from(MONTHS.iter().position(|name| name == month)?).ok()? + 1, whole(day)?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_plain() {
        assert_eq!(["①", "⑳", "㉑", "㊱", "⑷", "❸"].map(|text| plain(text).unwrap_or_default()), ["1", "20", "21", "36", "4", "3"]);
        let read = ["No.7", "Ｎｏ．７", "№7", "8番", "（6）", "(6)", "[5]", "第3号", "意見4", "7.", "No.2の2", "#9"];
        let said = ["7", "7", "7", "8", "6", "6", "5", "3", "4", "7", "2の2", "9"];
        assert_eq!(read.map(|text| plain(text).unwrap_or_default()), said);
        let unread = ["2～4", "2月2日", "A-1", "追加", "1.5", "(1)(2)", "No.", "①②", "½"];
        assert_eq!(unread.map(plain), [const { None }; 9]);
    }

    #[test]
    fn numbers_remedies() {
        let key = |text: &str| remedy(text).code();
        assert_eq!(["2-①", "2‐①", "3（1）", "10(12)"].map(key), ["no_branch_number_hint"; 4]);
        assert_eq!(["2～4", "1、2", "5・6", "２〜４"].map(key), ["no_range_hint"; 4]);
        assert_eq!(
            ["2月2日", "2026/2/2", "2-Feb", "2026-02-02"].map(|text| date(&fold(text))),
            [const { Some("2-2") }; 4].map(|s| s.map(str::to_owned))
        );
        assert_eq!(["追加", "2-5月", "13月1日"].map(key), ["no_hint", "no_range_hint", "no_hint"]);
    }
}
