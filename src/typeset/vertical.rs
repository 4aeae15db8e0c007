//! Vertical: labels that run from top to bottom, in one line or in several from right to left.

use std::ops::Range;

use crate::read::character;
use crate::typeset::phrases::{self, NOT_FIRST, NOT_LAST};

/// Distance from line to line, in em.
pub const ADVANCE: f64 = 1.25;
/// Fewest letters of a line beside others: shorter ones would be read across.
const LEAST: usize = 3;
/// How many characters a line gives up so that no line begins or ends badly.
const MOST_BACK: usize = 2;
/// How many letters longer lines may be, so that they end between phrases.
const LONGER: usize = 2;

/// Most lines in a room of `inner` points, of type of this size.
pub fn most(inner: f64, size: f64) -> usize {
    ((inner / size / ADVANCE + 0.01) as usize).max(1)
}

/// Where the letters of a text begin; variation selectors and line ends take no room.
pub fn letters(text: &str) -> Vec<usize> {
    text.char_indices().filter(|(_, c)| *c != '\n' && !character::is_variation_selector(*c)).map(|(index, _)| index).collect()
}

/// The lines of `text`, as even as may be and `count` at most, as ranges of bytes; one if they would be too short. They end
/// between phrases where that makes them little longer, else between words.
pub fn lines(text: &str, count: usize) -> Vec<Range<usize>> {
    let letters = letters(text);
    let least = letters.len().div_ceil(count.max(1));
    let (least, count) = if least < LEAST { (letters.len().max(1), 1) } else { (least, count.max(1)) };
    let between = |parts: Vec<Range<usize>>| {
        let ends: Vec<usize> = parts.into_iter().map(|part| letters.partition_point(|at| *at < part.end)).collect();
        let lines = |length: usize| phrased(text, &letters, &ends, length).filter(|lines| lines.len() <= count);
        (least..=least + LONGER.max(least / 4)).find_map(lines)
    };
    let by_letters = || (least..).map(|length| broken(text, &letters, length)).find(|lines| lines.len() <= count);
    let by_words = || between(phrases::in_words(text, |_| false));
    between(phrases::phrases(text).collect()).or_else(by_words).or_else(by_letters).unwrap_or_default()
}

/// Ways to say again a label that goes on, in 1 to `most` lines, the words that say so whole.
pub fn again(text: &str, continued: &str, most: usize) -> Vec<Vec<String>> {
    let said = |text: &str, count: usize| -> Vec<String> {
        lines(text, count).into_iter().map(|line| text[line].trim_matches('\n').to_owned()).collect()
    };
    let whole = format!("{text}{continued}");
    let way = |count: usize| {
        let together = Some(said(&whole, count)).filter(|lines| lines.last().is_some_and(|line| line.ends_with(continued)));
        let apart = (count > 1).then(|| said(text, count - 1).into_iter().chain([continued.to_owned()]).collect());
        [apart, together].into_iter().flatten().min_by_key(|lines: &Vec<String>| highest(lines))
    };
    (1..=most.max(1)).filter_map(way).collect()
}

/// Letters of the longest of some lines.
pub fn highest(lines: &[String]) -> usize {
    lines.iter().map(|line| letters(line).len()).max().unwrap_or_default()
}

/// The lines of `text` with `length` letters at most, between phrases that end before these letters; nothing if one is longer.
fn phrased(text: &str, letters: &[usize], ends: &[usize], length: usize) -> Option<Vec<Range<usize>>> {
    let (mut lines, mut first, mut fits) = (Vec::new(), 0, 0);
    for end in ends.iter().copied() {
        if end - first > length {
            lines.push(first..fits);
            first = fits;
        }
        if end - first > length {
            return None;
        }
        fits = end;
    }
    lines.push(first..letters.len());
    let at = |index: usize| if index == 0 { 0 } else { letters.get(index).copied().unwrap_or(text.len()) };
    Some(lines.into_iter().map(|line| at(line.start)..at(line.end)).collect())
}

/// The lines of `text` with `length` letters at most.
fn broken(text: &str, letters: &[usize], length: usize) -> Vec<Range<usize>> {
    let letter = |index: usize| text[letters[index]..].chars().next().unwrap_or_default();
    let bad = |at: usize| NOT_FIRST.contains(&letter(at)) || NOT_LAST.contains(&letter(at - 1));
    let (mut lines, mut start, mut first) = (Vec::new(), 0, 0);
    while first + length < letters.len() {
        let next = first + length;
        let least = next.saturating_sub(MOST_BACK).max(first + 1);
        let next = (least..=next).rev().find(|at| !bad(*at)).unwrap_or(next);
        lines.push(start..letters[next]);
        (start, first) = (letters[next], next);
    }
    lines.push(start..text.len());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, count: usize) -> Vec<&str> {
        lines(text, count).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn vertical_again() {
        assert_eq!(again("運営", "（続き）", 1), [["運営（続き）"]]);
        assert_eq!(again("事業費の縮減", "（続き）", 2), [vec!["事業費の縮減（続き）"], vec!["事業費の縮減", "（続き）"]]);
        let lowest = |most: usize| again("Ⅱ　献立と食物アレルギー", "（続き）", most).into_iter().min_by_key(|lines| highest(lines));
        assert_eq!(lowest(2).unwrap(), ["Ⅱ　献立と食物", "アレルギー（続き）"]);
        for most in 1..4 {
            for way in again("財源等、及び地場産物の活用について", "（続き）", most) {
                assert!(way.concat().ends_with("（続き）") && way.last().unwrap().ends_with("（続き）"), "{way:?}");
            }
        }
    }

    #[test]
    fn vertical_lines() {
        assert_eq!(said("子育て支援", 1), ["子育て支援"]);
        assert_eq!(said("子育て支援の充実", 2), ["子育て", "支援の充実"]);
        assert_eq!(said("区役所、出張所", 2), ["区役所、", "出張所"]);
        assert_eq!(said("体制・仕組（役割）", 2), ["体制・", "仕組（役割）"]);
        assert_eq!(said("葛\u{e0100}飾区と葛\u{e0100}城市", 2), ["葛\u{e0100}飾区と", "葛\u{e0100}城市"]);
        assert_eq!(said("項目", 2), ["項目"]);
        assert_eq!(said("アレルギー対応食・食育の推進・地場産物の活用", 2), ["アレルギー対応食・食育の", "推進・地場産物の活用"]);
        assert_eq!(said("", 3), [""]);
        let text = "第3章　子育て支援の充実及び\n教育環境（学校・家庭）の整備。";
        for count in 1..40 {
            assert!(said(text, count).len() <= count);
            assert_eq!(said(text, count).concat(), text);
        }
    }
}
