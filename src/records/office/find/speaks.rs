//! Speaks: whether a text is likely to be what somebody says, a heading of that, or the question of a form for it.

use crate::meeting::headings::fold;
use crate::meeting::lexicon;

/// Most characters of a question of a form.
const QUESTION: usize = 200;

/// Whether a text has no more characters, however long it is.
fn is_within(text: &str, most: usize) -> bool {
    text.chars().nth(most).is_none()
}

/// Whether a text may be what somebody says. Dates with their times may be longer than short opinions, and so may addresses of
/// web pages and mail.
pub fn is_said(text: &str) -> bool {
    let is_address = text.contains("://") || text.is_ascii() && text.contains('@') && !text.contains(' ');
    // 2026/10/01(木) 9:12:33 午前 GMT+9
    let mut rest = text;
    while let Some(at) = rest.find(char::is_alphabetic) {
        let is_weekday = rest[..at].ends_with(['(', '（']);
        rest = &rest[at..];
        let is_here = |zone: &&&str| rest.get(..zone.len()).is_some_and(|start| start.eq_ignore_ascii_case(zone));
        let letter = rest.chars().next().unwrap_or_default();
        let of_date = "年月日時分秒令和平成午前後".contains(letter) || is_weekday && "火水木金土".contains(letter);
        rest = match ["GMT", "JST", "UTC", "AM", "PM"].iter().find(is_here) {
            Some(zone) if !rest[zone.len()..].starts_with(char::is_alphabetic) => &rest[zone.len()..],
            _ if of_date => &rest[letter.len_utf8()..],
            _ => return !is_address,
        };
    }
    false
}

/// Whether a heading that no meeting knows speaks of what people say, and not of its kind, its number, who says it or what is
/// said of it.
pub fn speaks(heading: &str) -> bool {
    let says = |words| lexicon::holds(heading, words);
    let is_who = lexicon::SAYS_WHO.iter().any(|word| heading.trim().ends_with(word));
    let is_name = (says(lexicon::OPINIONS) || says(lexicon::SAID_FREELY)) && !says(lexicon::NOT_SAID) && !says(lexicon::REPLIES) && !is_who;
    is_name || asks(heading)
}

/// Whether a heading is the question of a form that asks for what people say, whatever else it speaks of:
/// 第3章「基本方針」について、ご意見がありましたらお書きください。
pub fn asks(heading: &str) -> bool {
    if !is_within(heading, QUESTION) {
        return false;
    }
    let folded = fold(heading);
    let is_asked_for = |word: &str| {
        folded.match_indices(word).any(|(at, _)| {
            let behind = &folded[at + word.len()..];
            let behind = lexicon::OF_THEM.iter().find_map(|end| behind.strip_prefix(end)).unwrap_or(behind);
            lexicon::ASKED_FOR.iter().any(|end| behind.starts_with(end))
        })
    };
    lexicon::holds(&folded, lexicon::ASKS) && lexicon::OPINIONS.iter().chain(lexicon::SAID_FREELY).any(|word| is_asked_for(word))
}

/// Whether a text may be one of many headings in a row: a short one, or a question.
pub fn is_headlike(text: &str) -> bool {
    is_within(text, 39) || asks(text)
}

/// Whether a row may be one of headings: no sentence ends in it but a question of a form, and no cell is but a number.
pub fn may_head<'t>(mut texts: impl Iterator<Item = &'t str>) -> bool {
    texts.all(|text| {
        let text = text.trim();
        (!text.ends_with('。') || is_question(text)) && (text.is_empty() || text.parse::<f64>().is_err())
    })
}

/// Whether a text is a question of a form: 問1, 設問２, Q3, お住まいの地区をお選びください。
fn is_question(text: &str) -> bool {
    let numbered = ["問", "設問", "質問", "Q", "Ｑ"].iter().find_map(|word| text.strip_prefix(word));
    let is_numbered = numbered.is_some_and(|rest| rest.trim_start().starts_with(char::is_numeric));
    is_numbered || lexicon::ASKS_TO_FILL_IN.iter().any(|end| text.trim_end_matches('。').ends_with(end))
}
