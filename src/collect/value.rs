//! Value: what the content of an answer cell means as an answer, and what about it a person must decide.

use ecow::EcoString;
use unicode_normalization::UnicodeNormalization as _;

use super::differing;
use crate::meeting::{Field, lexicon};
use crate::read::character;
use crate::read::workbook::{Cell, Kind};
use crate::say::diag::nearest;
use crate::say::words::{Lang, Message};
use crate::say::{self, words};

/// Why an answer is not simply taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// Some of it, or all, is struck through (見え消し).
    Struck,
    /// It says that it is that of the row above.
    Ditto,
    /// It is none of the choices.
    NoChoice,
    /// It stands in a cell that a merge hides.
    Covered,
    /// It holds characters that cannot be printed.
    Odd,
}

/// An answer as it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// As it stands in the cell; a choice without what was only white space or width.
    pub value: EcoString,
    /// What else it may mean.
    pub others: Vec<EcoString>,
    pub doubts: Vec<Doubt>,
    /// What a person should know, although the answer is taken.
    pub notes: Vec<Message>,
}

/// What a cell answers: nothing if it is blank, or why what it holds is no answer.
///
/// `field` is nothing for the notes, `above` the answer of the row above; `print` says which characters can be printed.
pub fn answer(cell: &Cell, field: Option<&Field>, above: Option<&str>, print: &Print) -> Result<Option<Answer>, Message> {
    match cell.kind {
        Kind::Error => return Err(words::answer_error(&cell.text)),
        Kind::Formula if cell.text.is_empty() => return Err(words::answer_no_result()),
        _ if cell.text.trim().is_empty() => return Ok(None),
        _ => {}
    }
    let cleaned = print.cleaned(&cell.text);
    if cleaned.as_ref().is_some_and(|cleaned| cleaned.trim().is_empty()) && cell.kind != Kind::Formula {
        let named = |lang| words::answer_invisible(differing::named(&cell.text, lang)).say(lang);
        return Err(Message::of("answer_invisible", &named(Lang::En), &named(Lang::Ja)));
    }
    let mut answer = Answer { value: cell.text.clone(), others: Vec::new(), doubts: Vec::new(), notes: Vec::new() };
    match cell.kind {
        // What the cell shows is not known.
        Kind::Number | Kind::Date if cell.doubtful => answer.notes.push(words::cell_number(&cell.text)),
        _ if cell.doubtful => answer.notes.push(words::cell_text(say::line(&cell.text, 20))),
        Kind::Number => answer.notes.push(words::answer_number(&cell.text)),
        Kind::Date => answer.notes.push(words::answer_date(&cell.text)),
        Kind::Bool => answer.notes.push(words::answer_truth(&cell.text)),
        Kind::Formula => answer.notes.push(words::answer_formula(&cell.text)),
        Kind::Text | Kind::Error => {}
    }
    if cell.struck {
        answer.doubts.push(Doubt::Struck);
        answer.others.extend(cell.remaining().cloned());
    }
    if let Some(cleaned) = cleaned {
        answer.doubts.push(Doubt::Odd);
        answer.others.extend(cell.remaining().and_then(|remaining| print.cleaned(remaining)).map(Into::into));
        answer.others.push(cleaned.into());
    }
    if cell.white {
        answer.notes.push(words::cell_white(say::line(&cell.text, 20)));
    }
    if cell.red {
        answer.notes.push(words::answer_red());
    }
    let said = cell.text.trim();
    let bare = said.trim_matches(|c: char| lexicon::AROUND_DITTO.contains(&c) || c.is_whitespace());
    if lexicon::is_ditto_answer(bare) {
        answer.doubts.push(Doubt::Ditto);
        answer.others.extend(above.map(Into::into));
        return Ok(Some(answer));
    }
    if lexicon::ANSWERS_NOTHING.contains(&said) || lexicon::ANSWERS_NOTHING.contains(&bare) {
        answer.notes.push(words::answer_nothing(said));
    }
    if let Some(field) = field.filter(|field| !field.choices.is_empty()) {
        choose(field, &mut answer);
    }
    Ok(Some(answer))
}

/// Which characters of an answer can be printed.
pub struct Print<'a> {
    /// Whether the fonts draw a character, with the variation selector behind it if there is one.
    pub draws: &'a dyn Fn(char, Option<char>) -> bool,
    /// Whether the PDFs may hold characters for private use (外字).
    pub private_use: bool,
}

impl Print<'_> {
    /// The text as it can be printed; nothing if it can be as it is.
    pub fn cleaned(&self, text: &str) -> Option<String> {
        // Most answers are in plain characters.
        let mut cleaned = String::with_capacity(text.len());
        let mut characters = text.chars().peekable();
        while let Some(c) = characters.next() {
            let selector = characters.next_if(|next| character::is_variation_selector(*next));
            match c {
                '\n' => cleaned.push(c),
                '\t' => cleaned.push(' '),
                '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => cleaned.push('\n'),
                _ if character::is_variation_selector(c) || character::fault(c, true).is_some() => {}
                // What a private character meant, nobody can tell.
                _ if character::is_private_use(c) && !self.private_use => cleaned.push(GETA),
                _ if (self.draws)(c, selector) => {
                    cleaned.push(c);
                    cleaned.extend(selector);
                }
                _ if selector.is_some() && (self.draws)(c, None) => cleaned.push(c),
                _ => cleaned.push(character::remedy(c).filter(|instead| (self.draws)(*instead, None)).unwrap_or(GETA)),
            }
        }
        // A mark behind its letter is put into one character with it.
        if character::apart(&cleaned).is_some() {
            let mut whole = String::with_capacity(cleaned.len());
            for c in cleaned.chars() {
                match whole.pop() {
                    Some(base) => match character::composed(base, c) {
                        Some(both) => whole.push(both),
                        None => whole.extend([base, c]),
                    },
                    None => whole.push(c),
                }
            }
            cleaned = whole;
        }
        (cleaned != text).then_some(cleaned)
    }
}

/// Stands for a character that cannot be printed (下駄記号).
const GETA: char = '〓';

/// Holds an answer against the choices of its field.
fn choose(field: &Field, answer: &mut Answer) {
    let values = || field.choices.iter().map(|choice| choice.value.as_str());
    let meant = |said: &str| values().find(|value| *value == said).or_else(|| values().find(|value| folded(value) == folded(said)));
    answer.others = answer.others.iter().map(|other| meant(other).unwrap_or(other).into()).collect();
    match meant(&answer.value) {
        Some(value) if value == answer.value => {}
        Some(value) => {
            answer.notes.push(words::answer_choice_read(&answer.value, value));
            answer.value = value.into();
        }
        None => {
            answer.doubts.push(Doubt::NoChoice);
            answer.others.extend(nearest(answer.value.trim(), values()).map(Into::into));
        }
    }
}

/// Whether a text is one of the choices of a field, whatever its white space and width.
pub fn is_choice(field: &Field, text: &str) -> bool {
    !text.is_empty() && field.choices.iter().any(|choice| choice.value == text || folded(&choice.value) == folded(text))
}

/// A choice without white space, in one width and case (UAX #15, NFKC).
fn folded(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meeting::{Choice, Origin};

    fn choices() -> Field {
        let choice = |value: &str| Choice { value: value.to_owned(), means: String::new() };
        Field {
            key: "action".into(),
            heading: "対応区分".into(),
            from: Origin::Divisions,
            choices: vec![choice("反映する"), choice("A 今後の参考")],
            required: None,
            private: None,
            counts: false,
            width: None,
        }
    }

    fn cell(text: &str) -> Cell {
        Cell { text: text.into(), ..Cell::default() }
    }

    fn print() -> Print<'static> {
        Print { draws: &|c, selector| c != '𰻞' && selector.is_none(), private_use: false }
    }

    fn read(cell: &Cell, field: Option<&Field>) -> Answer {
        answer(cell, field, Some("上の回答"), &print()).unwrap().unwrap()
    }

    #[test]
    fn value_ordinary() {
        let plain = read(&cell(" 検討します。\n以上 "), None);
        assert_eq!((plain.value.as_str(), plain.doubts.len(), plain.notes.len()), (" 検討します。\n以上 ", 0, 0));
        assert_eq!(answer(&cell(" \u{3000}\n"), None, None, &print()), Ok(None));
    }

    #[test]
    fn value_choice() {
        let field = choices();
        assert_eq!(read(&cell("反映する"), Some(&field)).notes.len(), 0);
        let wide = read(&cell("Ａ　今後の参考 "), Some(&field));
        assert_eq!((wide.value.as_str(), wide.doubts.len(), wide.notes.len()), ("A 今後の参考", 0, 1));
        let near = read(&cell("反映すべき"), Some(&field));
        assert_eq!((near.doubts.as_slice(), near.others.as_slice()), ([Doubt::NoChoice].as_slice(), ["反映する".into()].as_slice()));
        assert_eq!(read(&cell("未定"), Some(&field)).others.len(), 0);
    }

    #[test]
    fn value_same_as_above() {
        for text in ["同上", " 〃 ", "々", "（同上）", "上記と同じ。"] {
            assert_eq!(read(&cell(text), None).others, ["上の回答"], "{text}");
        }
        assert_eq!(read(&cell("同上の理由による"), None).doubts, []);
    }

    #[test]
    fn value_struck() {
        let struck = Cell { struck: true, mixed: true, ..cell("するしない") }.with_remaining("しない");
        let part = read(&struck, None);
        assert_eq!((part.value.as_str(), part.others.as_slice()), ("するしない", ["しない".into()].as_slice()));
        assert_eq!(part.doubts, [Doubt::Struck]);
        let choice = struck.with_remaining(" 反映する");
        assert_eq!(read(&choice, Some(&choices())).others[0], "反映する");
    }

    #[test]
    fn value_no_text() {
        for kind in [Kind::Number, Kind::Date, Kind::Bool, Kind::Formula] {
            assert_eq!(read(&Cell { kind, ..cell("1") }, None).notes.len(), 1, "{kind:?}");
        }
        assert_eq!(read(&cell("該当なし"), None).notes.len(), 1);
        assert!(answer(&Cell { kind: Kind::Error, ..cell("#REF!") }, None, None, &print()).is_err());
        assert!(answer(&Cell { kind: Kind::Formula, ..cell("") }, None, None, &print()).is_err());
    }

    #[test]
    fn value_odd() {
        for (typed, clean) in [
            ("見える\u{200b}字", "見える字"),
            ("タブ\t区切り", "タブ 区切り"),
            ("縦\u{b}タブ", "縦\nタブ"),
            ("外字\u{e000}です", "外字〓です"),
            ("か\u{3099}", "が"),
            ("葛\u{e0100}", "葛"),
            ("𰻞𰻞麺", "〓〓麺"),
        ] {
            let odd = read(&cell(typed), None);
            assert_eq!((odd.value.as_str(), odd.others.as_slice()), (typed, [clean.into()].as_slice()));
            assert_eq!(odd.doubts, [Doubt::Odd], "{typed}");
        }
        assert!(answer(&cell("\u{200b}\u{feff}"), None, None, &print()).is_err());
        assert_eq!(read(&cell("反映する\u{200b}"), Some(&choices())).others[0], "反映する");
    }
}
