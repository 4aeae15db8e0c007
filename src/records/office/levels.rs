//! Levels: which of the labels that stand alone in their rows belong below others, such as 第1節 below 第1章.

use std::collections::BTreeSet;

use super::rows::Entry;
use crate::meeting::headings::fold;

/// The positions of the labels of the lower level, where labels of two kinds follow each other; nothing if there is one level.
pub fn lower(entries: &[Entry], is_band: &dyn Fn(usize) -> bool) -> BTreeSet<usize> {
    let kind = |position: usize| match &entries[position] {
        Entry::Label { index, text, .. } if is_band(*index) => Some(kind(text)),
        Entry::Label { .. } | Entry::Opinion { .. } => None,
    };
    let pairs = (1..entries.len()).filter_map(|position| Some((kind(position - 1)?, kind(position)?)));
    let (above, below): (BTreeSet<String>, BTreeSet<String>) = pairs.filter(|(above, below)| above != below).unzip();
    if above.is_empty() || !above.is_disjoint(&below) {
        return BTreeSet::new();
    }
    (0..entries.len()).filter(|position| kind(*position).is_some_and(|kind| !above.contains(&kind))).collect()
}

/// How a label is numbered: 第章 for 第2章, (0) for (3), and nothing where it is not.
fn kind(label: &str) -> String {
    let folded = fold(label);
    let digit = |c: char| c.is_numeric() || "一二三四五六七八九十".contains(c);
    let named = folded.strip_prefix('第').and_then(|rest| {
        let rest = rest.trim_start_matches(digit);
        let unit = rest.chars().next().filter(|c| "章節部編項条款".contains(*c))?;
        Some(format!("第{unit}"))
    });
    named.unwrap_or_else(|| {
        let first = folded.chars().next().filter(|c| c.is_numeric() || "([〔ivxア".contains(*c) || ('ア'..='ン').contains(c));
        let bracket = |c: char| if "([〔".contains(c) { c.to_string() } else { String::new() };
        let Some(first) = first else { return String::new() };
        let rest = folded.trim_start_matches(['(', '[', '〔']);
        let Some(own) = rest.chars().next() else { return String::new() };
        let after = rest.trim_start_matches(|c: char| c.is_numeric() || "ivx".contains(c));
        let joint = after.chars().next().filter(|c| ")].-、".contains(*c)).map_or(String::new(), String::from);
        let of = match own {
            // Written otherwise, such as ①, before it was folded.
            _ if label.trim().starts_with(|c: char| ('①'..='⑳').contains(&c)) => "①",
            c if c.is_ascii_digit() => "0",
            'i' | 'v' | 'x' => "i",
            'ア'..='ン' if joint == ")" || after.chars().nth(1).is_some_and(char::is_whitespace) => "ア",
            _ => return String::new(),
        };
        format!("{}{of}{joint}", bracket(first))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::table::Filled;

    fn lower_of(rows: &[&str]) -> Vec<usize> {
        let entry = |(row, text): (usize, &&str)| match text.strip_prefix('=') {
            Some(_) => Entry::Opinion { row: row as u32, cells: Filled::default() },
            None => Entry::Label { row: row as u32, index: 0, text: (*text).into() },
        };
        let entries: Vec<Entry> = rows.iter().enumerate().map(entry).collect();
        lower(&entries, &|_| true).into_iter().collect()
    }

    #[test]
    fn levels_by_how_they_are_numbered() {
        assert_eq!(
            lower_of(&["第1章　総論", "第1節　人口", "=", "第2節　土地", "=", "第2章　各論", "=", "第3章　その他", "第1節　他", "="]),
            [1, 3, 8]
        );
        assert_eq!(lower_of(&["Ⅰ　全体", "1　図", "=", "2　表", "=", "Ⅱ　各章", "1　第1章", "="]), [1, 3, 6]);
        assert_eq!(lower_of(&["１．施設", "(1) 配置", "=", "（２）運営", "=", "２．人材", "="]), [1, 3]);
        assert_eq!(lower_of(&["1 施設", "①配置", "=", "2 人材", "③育成", "="]), [1, 4]);
        assert_eq!(lower_of(&["1 施設", "配置", "=", "運営", "=", "2 人材", "="]), [1, 3]);
    }

    #[test]
    fn levels_of_one_kind() {
        assert_eq!(lower_of(&["第1章", "=", "第2章", "第3章", "="]), [0; 0]);
        assert_eq!(lower_of(&["配置", "=", "運営", "="]), [0; 0]);
        // Where each kind stands below the other, nobody can tell.
        assert_eq!(lower_of(&["1 施設", "(1) 配置", "=", "(2) 運営", "3 人材", "="]), [0; 0]);
    }
}
