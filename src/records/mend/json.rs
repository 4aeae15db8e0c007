//! The texts of a JSON file of records.

use super::text::Text;
use crate::say::diag::Place;

/// Every string that is no key, with its line and the key that it stands under. The file is known to be JSON.
pub fn texts(file: &str, source: &str) -> Vec<Text> {
    let mut texts: Vec<Text> = Vec::new();
    let (mut line, mut at, mut key) = (1, 0, None::<String>);
    while let Some(c) = source[at..].chars().next() {
        line += usize::from(c == '\n');
        at += c.len_utf8();
        if c != '"' {
            continue;
        }
        let mut text = Text::new(0, vec![Place::line(file, line)]);
        at = string(source, at, &mut text);
        if source[at..].trim_start().starts_with(':') {
            key = Some(text.text);
        } else {
            text.places.iter_mut().for_each(|place| place.heading = key.clone().map(Into::into));
            texts.push(text);
        }
    }
    texts
}

/// Reads a string from behind its quote on; returns where it goes on behind the other.
fn string(source: &str, start: usize, text: &mut Text) -> usize {
    let (mut at, mut from) = (start, start);
    while let Some(c) = source[at..].chars().next() {
        if c != '"' && c != '\\' {
            at += c.len_utf8();
            continue;
        }
        text.verbatim(&source[from..at], from);
        if c == '"' {
            return at + 1;
        }
        let (escaped, length) = escape(&source[at..]);
        text.escaped(&escaped.to_string(), at..at + length);
        at += length;
        from = at;
    }
    source.len()
}

/// The character that an escape stands for, and the length of the escape.
fn escape(source: &str) -> (char, usize) {
    let unit = |at: usize| source.get(at..at + 4).and_then(|digits| u16::from_str_radix(digits, 16).ok());
    match source[1..].chars().next() {
        Some('u') => {
            let first = unit(2);
            let second = source[6.min(source.len())..].starts_with("\\u").then(|| unit(8)).flatten();
            let pair = [first, second].into_iter().flatten();
            match char::decode_utf16(pair).next() {
                Some(Ok(c)) => (c, if c > '\u{ffff}' { 12 } else { 6 }),
                _ => ('\u{fffd}', 6.min(source.len())),
            }
        }
        Some('n') => ('\n', 2),
        Some('r') => ('\r', 2),
        Some('t') => ('\t', 2),
        Some('b') => ('\u{8}', 2),
        Some('f') => ('\u{c}', 2),
        Some(c) => (c, 1 + c.len_utf8()),
        None => ('\\', 1),
    }
}

/// A text as it stands within a string.
pub fn escaped(text: &str) -> String {
    text.chars().fold(String::new(), |mut out, c| {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c => out.push(c),
        }
        out
    })
}
