//! What in a text cannot be printed, or is surely damage, and what would stand there instead.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;

use crate::read::character::{self, Fault, code_point};
use crate::records::audit;
use crate::say::words::{self, Message};

/// Whether the fonts have a character, or a character with a variation selector.
pub type Draws<'a> = &'a dyn Fn(char, Option<char>) -> bool;

/// What kind of damage it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DamageKind {
    /// Control characters: tabs, form feeds, line ends of other systems.
    Control,
    /// Characters that nobody sees.
    Invisible,
    /// A mark that stands apart from its letter (か + U+3099).
    Apart,
    /// Radicals that look like ideographs.
    Radical,
    /// Forms of compatibility that the fonts lack.
    Form,
    /// A word with blanks between its letters.
    Spaced,
}

/// All kinds, each with its name on the command line, in English and Japanese.
pub const KINDS: &[(DamageKind, &str, &str)] = &[
    (DamageKind::Control, "control", "制御文字"),
    (DamageKind::Invisible, "invisible", "見えない文字"),
    (DamageKind::Apart, "apart", "濁点"),
    (DamageKind::Radical, "radical", "部首"),
    (DamageKind::Form, "form", "字形"),
    (DamageKind::Spaced, "spaced", "字間"),
];

/// A piece of damage that can be mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    pub kind: DamageKind,
    /// Bytes of the text.
    pub range: Range<usize>,
    pub after: String,
}

impl Damage {
    /// What it is, for a person.
    pub fn what(&self, text: &str) -> Message {
        let codes = CodePoints(&text[self.range.clone()]);
        match self.kind {
            DamageKind::Control => words::mend_control(codes),
            DamageKind::Invisible => words::mend_invisible(codes),
            DamageKind::Apart => words::mend_apart(),
            DamageKind::Radical => words::mend_radical(codes),
            DamageKind::Form => words::mend_form(codes),
            DamageKind::Spaced => words::mend_spaced(),
        }
    }
}

/// The code points of a text, with their names.
struct CodePoints<'a>(&'a str);

impl std::fmt::Display for CodePoints<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        for (index, c) in self.0.chars().enumerate() {
            f.write_str(if index == 0 { "" } else { " " })?;
            code_point(c).fmt(f)?;
        }
        Ok(())
    }
}

/// What nobody but the person who wrote it can mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    pub message: Message,
}

/// Goes through a text. Pieces of damage come in order and do not overlap.
pub fn find(text: &str, draws: Draws) -> (Vec<Damage>, Vec<Lost>) {
    let (mut found, mut lost) = (Vec::new(), Vec::new());
    let characters: Vec<(usize, char)> = text.char_indices().collect();
    let mut index = 0;
    while let Some(&(start, c)) = characters.get(index) {
        let position = index + 1;
        let next = characters.get(index + 1).map(|(_, next)| *next);
        let end_of = |count: usize| characters.get(count).map_or(text.len(), |(at, _)| *at);
        if let Some((whole, length)) = composed(&characters[index..]) {
            index += length;
            found.push(Damage { kind: DamageKind::Apart, range: start..end_of(index), after: whole.to_string() });
            continue;
        }
        if let Some(selector) = next.filter(|next| character::is_variation_selector(*next)) {
            if !draws(c, Some(selector)) {
                let code = format!("{} {}", code_point(c).bare(), code_point(selector).bare());
                lost.push(Lost { message: words::no_glyph(format!("{c}{selector}"), code, position) });
            }
            index += 2;
            continue;
        }
        let between_latin = || {
            let is_latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
            is_latin(index.checked_sub(1).map(|before| characters[before].1)) && is_latin(next)
        };
        let instead = match c {
            '\n' => None,
            // A part of a picture such as a family is no damage: taken out it would leave several.
            _ if character::is_joiner(index.checked_sub(1).map(|before| characters[before].1), c, next) => None,
            '\r' if next == Some('\n') => None,
            '\r' | '\u{b}' | '\u{85}' => Some((DamageKind::Control, "\n".to_owned())),
            '\u{2028}' | '\u{2029}' => Some((DamageKind::Invisible, "\n".to_owned())),
            '\t' => Some((DamageKind::Control, " ".to_owned())),
            // The end of a page of the file that the text was taken from.
            '\u{c}' if between_latin() => Some((DamageKind::Control, " ".to_owned())),
            _ => match character::fault(c, true) {
                Some(Fault::Control) => Some((DamageKind::Control, String::new())),
                Some(Fault::Invisible | Fault::Noncharacter) => Some((DamageKind::Invisible, String::new())),
                None => printed(c, draws),
            },
        };
        match instead {
            Some((kind, after)) => found.push(Damage { kind, range: start..end_of(index + 1), after }),
            None if c == '\u{fffd}' => lost.push(Lost { message: words::replacement_character(position) }),
            None if matches!(c, '\n' | '\r' | '\u{200d}') || draws(c, None) => {}
            None => {
                let end = index + 1 + joined(&characters[index..]);
                let whole = &text[start..end_of(end)];
                let codes = || whole.chars().map(|c| code_point(c).bare()).collect::<Vec<_>>().join(" ");
                let is_one = end == index + 1;
                let message = if is_one { words::no_glyph(c, code_point(c), position) } else { words::no_glyph(whole, codes(), position) };
                lost.push(Lost { message });
                index = end;
                continue;
            }
        }
        index += 1;
    }
    let letters: Vec<char> = characters.iter().map(|(_, c)| *c).collect();
    for mark in audit::spaced(&letters) {
        let (first, count) = (mark.position - 1, mark.text.chars().count());
        let start = characters[first].0;
        let range = start..start + mark.text.len();
        let overlaps = found.iter().any(|damage| damage.range.start < range.end && range.start < damage.range.end);
        if !overlaps && count > 0 {
            found.push(Damage { kind: DamageKind::Spaced, range, after: mark.instead.unwrap_or_default() });
        }
    }
    found.sort_by_key(|damage| damage.range.start);
    (found, lost)
}

/// The letter that the first character makes with the marks behind it, if there are some, and how many characters that are.
fn composed(characters: &[(usize, char)]) -> Option<(char, usize)> {
    let (mut whole, mut length) = (characters.first()?.1, 1);
    while let Some(next) = characters.get(length).and_then(|(_, mark)| character::composed(whole, *mark)) {
        (whole, length) = (next, length + 1);
    }
    (length > 1).then_some((whole, length))
}

/// How many characters behind the first one make one picture with it.
fn joined(characters: &[(usize, char)]) -> usize {
    let of = |index: usize| characters.get(index).map(|(_, c)| *c);
    let mut length = 0;
    while let Some(next) = of(length + 1) {
        if character::is_joiner(of(length), next, of(length + 2)) {
            length += 2;
        } else if next == '\u{fe0f}' {
            length += 1;
        } else {
            break;
        }
    }
    length
}

/// What to write instead of a visible character, if that is plain.
fn printed(c: char, draws: Draws) -> Option<(DamageKind, String)> {
    if character::is_radical(c) {
        let ideograph = character::remedy(c)?;
        return (draws(ideograph, None) || !draws(c, None)).then(|| (DamageKind::Radical, ideograph.to_string()));
    }
    if c.is_ascii() || draws(c, None) {
        return None;
    }
    let plain: String = std::iter::once(c).nfkc().collect();
    (plain.chars().ne([c]) && plain.chars().all(|c| draws(c, None))).then_some((DamageKind::Form, plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(DamageKind, String, String)> {
        let draws = |c: char, _: Option<char>| !matches!(c, '\u{2e80}'..='\u{2fdf}' | '㍿' | '\u{e000}'..='\u{f8ff}');
        find(text, &draws).0.into_iter().map(|d| (d.kind, text[d.range].to_owned(), d.after)).collect()
    }

    #[track_caller]
    fn one(text: &str, kind: DamageKind, before: &str, after: &str) {
        assert_eq!(found(text), [(kind, before.to_owned(), after.to_owned())]);
    }

    #[test]
    fn every_kind_is_found() {
        one("一\u{c}二", DamageKind::Control, "\u{c}", "");
        one("open\u{c}data", DamageKind::Control, "\u{c}", " ");
        one("一\t二", DamageKind::Control, "\t", " ");
        one("一\r二\r\n三\n", DamageKind::Control, "\r", "\n");
        one("一\u{200b}二", DamageKind::Invisible, "\u{200b}", "");
        one("一\u{200d}二", DamageKind::Invisible, "\u{200d}", "");
        one("👨\u{200d}二", DamageKind::Invisible, "\u{200d}", "");
        one("一\u{202e}二", DamageKind::Invisible, "\u{202e}", "");
        one("一\u{2028}二", DamageKind::Invisible, "\u{2028}", "\n");
        one("か\u{3099}", DamageKind::Apart, "か\u{3099}", "が");
        one("e\u{323}\u{302}", DamageKind::Apart, "e\u{323}\u{302}", "ệ");
        one("意⾒", DamageKind::Radical, "⾒", "見");
        one("⻄区", DamageKind::Radical, "⻄", "西");
        one("㍿", DamageKind::Form, "㍿", "株式会社");
        one("（パ ブ リ ッ ク）", DamageKind::Spaced, "パ ブ リ ッ ク", "パブリック");
    }

    #[test]
    fn what_is_right_stays() {
        for text in ["①Ⅳ㈱髙﨑", "👨\u{200d}👩\u{200d}👧家族", "❤\u{fe0f}\u{200d}🔥", "ア イ ウ エ", "一　二\n三", "葛\u{e0100}城", "ｶﾞ"]
        {
            assert_eq!(found(text), [], "{text}");
        }
        let draws = |c: char, _: Option<char>| c != '\u{e000}';
        assert_eq!(find("外\u{e000}\u{fffd}", &draws).1.len(), 2);
        // A family is one thing that the fonts lack.
        assert_eq!(find("👨\u{200d}👩\u{200d}👧と👧", &|c, _| c == 'と').1.len(), 2);
    }
}
