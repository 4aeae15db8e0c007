//! How many lines a text may take, whoever breaks it.
//!
//! Programs differ in what they keep together at a line's end: Excel takes a word of Latin letters whole, an address
//! with its strokes too; a sign that opens no line takes the letter before it along, or does not. Room is made for the worst.

use crate::typeset::measure::Ruler;
use crate::typeset::phrases::{NOT_FIRST, NOT_LAST};

/// The most lines of `text` in a column `width` em wide.
pub fn most(text: &str, width: f64, ruler: &Ruler) -> usize {
    most_of(ruler.lines(text, width).len(), text, width, ruler)
}

/// The most lines where we break it into so many.
pub fn most_of(ours: usize, text: &str, width: f64, ruler: &Ruler) -> usize {
    // Where it is one line in any way there is nothing to compare.
    if ours == 1 { 1 } else { ours.max(text.split('\n').map(|line| of_words(line, width, ruler)).sum()) }
}

/// The lines of one paragraph of which no word is broken that fits a line.
fn of_words(text: &str, width: f64, ruler: &Ruler) -> usize {
    let (mut lines, mut used) = (1, 0.0);
    let mut rest = text.trim_end();
    while let Some(first) = rest.chars().next() {
        let word = &rest[..word(rest, first)];
        rest = &rest[word.len()..];
        let wide = ruler.width(word);
        if used + wide <= width || word.trim().is_empty() {
            used += wide;
            continue;
        }
        if used > 0.0 {
            (lines, used) = (lines + 1, 0.0);
        }
        for c in word.chars() {
            let advance = ruler.advance(c);
            if used + advance > width && used > 0.0 {
                (lines, used) = (lines + 1, 0.0);
            }
            used += advance;
        }
    }
    lines
}

/// Where the first word ends: Latin letters and signs up to a space, or a letter; with what may not stand apart from it.
fn word(text: &str, first: char) -> usize {
    if first.is_whitespace() {
        return first.len_utf8();
    }
    let is_latin = |c: char| c.is_ascii_graphic();
    let mut end = 0;
    let mut open = true;
    for c in text.chars() {
        let joins = NOT_FIRST.contains(&c) || (end > 0 && is_latin(c) && text[..end].ends_with(is_latin));
        if !open && !joins {
            break;
        }
        open = NOT_LAST.contains(&c);
        end += c.len_utf8();
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typeset::fonts::Fonts;

    #[test]
    fn lines_at_worst() {
        let ruler = Ruler::new(Fonts::bundled().unwrap().chain(&["BIZ UDGothic".to_owned()]).unwrap());
        let most = |text: &str, width: f64| most(text, width, &ruler);
        assert_eq!(most("意見の本文です。", 8.0), 1);
        // An address goes to the next line whole.
        assert_eq!((most("参照 https://example.jp/ab", 12.5), most("参照 https://example.jp/ab/c", 11.0)), (2, 3));
        // A full stop takes the letter before it along.
        assert_eq!(most("意見です。意見です。", 4.0), 3);
        assert_eq!(most("あ\n\nい\n", 4.0), 4);
        let text = "ながい文（かっこ）と https://example.jp/long/long/long と終わり。\n\n次";
        for width in 1..40 {
            assert!(most(text, f64::from(width)) >= ruler.lines(text, f64::from(width)).len());
        }
    }
}
