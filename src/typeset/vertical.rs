//! Vertical: labels that run from top to bottom, in one line or in several from right to left.

use std::ops::Range;

use crate::read::character;

/// Distance from line to line, in em.
pub const ADVANCE: f64 = 1.25;
/// What opens no line, and what ends none.
pub const NOT_FIRST: &str = "、。，．・：；？！）〕］｝〉》」』】)]},.:;?!ー～〜…‥々ゝゞ％%ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ";
pub const NOT_LAST: &str = "（〔［｛〈《「『【([{";
/// Fewest letters of a line beside others: shorter ones would be read across.
const LEAST: usize = 3;
/// How many characters a line gives up so that no line begins or ends badly.
const MOST_BACK: usize = 2;

/// Where the letters of a text begin; variation selectors and line ends take no room.
pub fn letters(text: &str) -> Vec<usize> {
    text.char_indices().filter(|(_, c)| *c != '\n' && !character::is_variation_selector(*c)).map(|(index, _)| index).collect()
}

/// The lines of `text`, as even as may be and `count` at most, as ranges of bytes; one if they would be too short.
pub fn lines(text: &str, count: usize) -> Vec<Range<usize>> {
    let letters = letters(text);
    let least = letters.len().div_ceil(count.max(1));
    let (least, count) = if least < LEAST { (letters.len().max(1), 1) } else { (least, count) };
    (least..).map(|length| broken(text, &letters, length)).find(|lines| lines.len() <= count.max(1)).unwrap_or_default()
}

/// The lines of `text` with `length` letters at most.
fn broken(text: &str, letters: &[usize], length: usize) -> Vec<Range<usize>> {
    let letter = |index: usize| text[letters[index]..].chars().next().unwrap_or_default();
    let bad = |at: usize| NOT_FIRST.contains(letter(at)) || NOT_LAST.contains(letter(at - 1));
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
    fn vertical_lines() {
        assert_eq!(said("子育て支援", 1), ["子育て支援"]);
        assert_eq!(said("子育て支援の充実", 2), ["子育て支", "援の充実"]);
        assert_eq!(said("区役所、出張所", 2), ["区役所、", "出張所"]);
        assert_eq!(said("体制・仕組（役割）", 2), ["体制・仕組", "（役割）"]);
        assert_eq!(said("葛\u{e0100}飾区と葛\u{e0100}城市", 2), ["葛\u{e0100}飾区と", "葛\u{e0100}城市"]);
        assert_eq!(said("項目", 2), ["項目"]);
        assert_eq!(said("", 3), [""]);
        let text = "第3章　子育て支援の充実及び\n教育環境（学校・家庭）の整備。";
        for count in 1..40 {
            assert!(said(text, count).len() <= count);
            assert_eq!(said(text, count).concat(), text);
        }
    }
}
