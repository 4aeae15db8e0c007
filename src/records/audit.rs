//! Audit: characters that are printed as they stand, and that somebody may still want to know of.
//!
//! What cannot be printed right is an error of [`crate::records::validate`] or [`crate::typeset::fonts`]. Here stands
//! what is right on paper and may be lost, changed or not found once the text goes elsewhere. It is
//! told by `check` alone, and nothing is ever replaced: an opinion is quoted as it was given.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization as _;

use crate::meeting::headings::Datum;
use crate::meeting::{self, Meeting};
use crate::read::character::{self, code_point};
use crate::records::record::Opinion;
use crate::say::diag::{Diagnostic, Diagnostics, Place};
use crate::say::words::{self, Message};

/// Why a character is worth a look, the gravest first; a character is counted under the first that applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Oddity {
    /// Private use (外字): it has a meaning only where its font is.
    PrivateUse,
    /// A variation sequence (異体字): programs drop or ignore the selector.
    Variation,
    /// A radical that looks like an ideograph: no search finds it.
    Radical,
    /// The normalisation NFC puts another character in its place.
    Unstable,
    /// Half-width katakana and their punctuation.
    HalfWidth,
    /// Symbols that vendors added to JIS X 0208 (機種依存文字): ① Ⅳ ㈱ ㎞.
    VendorSymbol,
    /// Ideographs that vendors added to JIS X 0208: 髙 﨑.
    VendorIdeograph,
    /// Not in CP932, the Shift JIS of Windows, at all.
    NotShiftJis,
    /// A word with a blank between its letters, so that no search finds it.
    Spaced,
}

/// One or more characters of a kind that stand together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub kind: Oddity,
    /// Of the first character in the text, from 1.
    pub position: usize,
    /// As it stands.
    pub text: String,
    /// What could be written instead, if that is plain.
    pub instead: Option<String>,
}

/// The marks of one kind in one cell or one text of the meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub kind: Oddity,
    pub place: Place,
    pub marks: Vec<Mark>,
}

/// Characters of JIS X 0208 to which Windows gives another code point, so that CP932 seems not to have them.
const JIS_IN_UNICODE: &[char] = &['\u{a2}', '\u{a3}', '\u{ac}', '\u{2014}', '\u{2016}', '\u{2212}', '\u{301c}'];

/// Most different characters that a summary names.
const NAMED: usize = 12;

/// Blanked-out letters that are a word: at least so many, of which at least so many are kana.
const SPACED_LETTERS: usize = 4;
const SPACED_KANA: usize = 3;

/// Sequences whose letters are spaced because they count something.
const COUNTING: &str = "イロハニホヘトチリヌル　いろはにほへとちりぬる";

/// Everything worth a look in the texts of the meeting and its opinions, in their order.
pub fn audit(meeting: &Meeting, opinions: &[Opinion]) -> Vec<Finding> {
    let mut kinds = BTreeMap::new();
    let mut findings = Vec::new();
    let mut look = |text: &str, place: &dyn Fn() -> Place| {
        let mut found: BTreeMap<Oddity, Vec<Mark>> = BTreeMap::new();
        for mark in marks(text, &mut kinds) {
            found.entry(mark.kind).or_default().push(mark);
        }
        findings.extend(found.into_iter().map(|(kind, marks)| Finding { kind, place: place(), marks }));
    };
    let file = meeting.shown(meeting::FILE);
    for (key, text) in meeting.texts() {
        look(text, &|| Place::file(&file).heading(key));
    }
    for opinion in opinions {
        let place = |heading: &str| opinion.place.clone().heading(heading);
        look(&opinion.category, &|| place(Datum::Category.heading()));
        look(&opinion.text, &|| place(Datum::Text.heading()));
        look(&opinion.attribution, &|| place(Datum::Attribution.heading()));
        for (field, text) in meeting.record_fields().zip(&opinion.fields) {
            look(text, &|| place(&field.heading));
        }
    }
    findings
}

/// The marks of a text, in order; `kinds` remembers what was found out about a character.
fn marks(text: &str, kinds: &mut BTreeMap<char, Option<Oddity>>) -> Vec<Mark> {
    let characters: Vec<char> = text.chars().collect();
    let mut marks = spaced(&characters);
    for (index, &c) in characters.iter().enumerate().filter(|(_, c)| !c.is_ascii()) {
        if character::is_variation_selector(c) {
            let base = index.checked_sub(1).map(|before| characters[before]);
            let sequence = base.into_iter().chain([c]).collect();
            marks.push(Mark { kind: Oddity::Variation, position: index.max(1), text: sequence, instead: base.map(String::from) });
            continue;
        }
        let Some(kind) = *kinds.entry(c).or_insert_with(|| kind(c)) else { continue };
        match marks.last_mut() {
            Some(last) if kind == Oddity::HalfWidth && last.kind == kind && last.position + last.text.chars().count() == index + 1 => {
                last.text.push(c);
            }
            _ => marks.push(Mark { kind, position: index + 1, text: c.to_string(), instead: None }),
        }
    }
    marks.sort_by_key(|mark| mark.position);
    for mark in marks.iter_mut().filter(|mark| mark.instead.is_none()) {
        mark.instead = instead(&mark.text);
    }
    marks
}

/// What is to be said of a character by itself.
fn kind(c: char) -> Option<Oddity> {
    if character::is_private_use(c) {
        return Some(Oddity::PrivateUse);
    }
    if character::is_radical(c) {
        return Some(Oddity::Radical);
    }
    if character::normalised(c).is_some() {
        return Some(Oddity::Unstable);
    }
    if character::is_half_width(c) {
        return Some(Oddity::HalfWidth);
    }
    match cp932(c) {
        Some(true) if character::is_ideograph(c) => Some(Oddity::VendorIdeograph),
        Some(true) => Some(Oddity::VendorSymbol),
        Some(false) => None,
        None => Some(Oddity::NotShiftJis),
    }
}

/// Whether CP932 has `c` (else none) and, if so, whether in the rows that NEC (13) and IBM (115 to
/// 119) added to JIS X 0208: the bytes 0x87 and 0xFA to 0xFC lead to them.
fn cp932(c: char) -> Option<bool> {
    if JIS_IN_UNICODE.contains(&c) {
        return Some(false);
    }
    let text = c.to_string();
    let (bytes, _, lost) = encoding_rs::SHIFT_JIS.encode(&text);
    (!lost).then(|| bytes.len() == 2 && matches!(bytes[0], 0x87 | 0xfa..=0xfc))
}

/// The same in characters that every system has, if Unicode knows them: `(1)` for ①, `km` for ㎞, ガ for ｶﾞ.
fn instead(text: &str) -> Option<String> {
    let mut characters = text.chars();
    let written: String = match (characters.next(), characters.next()) {
        (Some(c), None) if character::is_radical(c) => character::remedy(c)?.to_string(),
        (Some(c @ '①'..='⑳'), None) => format!("({})", u32::from(c) - u32::from('①') + 1),
        _ => text.nfkc().collect(),
    };
    let plain = |c: char| kind(c).is_none();
    (written != text && written.chars().all(|c| c.is_ascii() || plain(c))).then_some(written)
}

/// Words whose letters stand apart, such as パ ブ リ ッ ク: single letters, mostly kana, with one
/// and the same blank between them, that do not count (ア イ ウ, イ ロ ハ).
pub(super) fn spaced(characters: &[char]) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut start = 0;
    while start + 1 < characters.len() {
        let blank = characters[start + 1];
        if !is_letter(characters[start]) || !matches!(blank, ' ' | '\u{3000}') {
            start += 1;
            continue;
        }
        let mut end = start + 1;
        while characters.get(end) == Some(&blank) && characters.get(end + 1).is_some_and(|c| is_letter(*c)) {
            end += 2;
        }
        // The first and the last letter may belong to the words beside them.
        let first = if start > 0 && is_joined(characters[start - 1], characters[start]) { start + 2 } else { start };
        let last = if characters.get(end).is_some_and(|c| is_joined(characters[end - 1], *c)) { end - 2 } else { end };
        let word = characters.get(first..last.max(first)).unwrap_or_default();
        let letters: String = word.iter().step_by(2).collect();
        if is_word(&letters) {
            marks.push(Mark { kind: Oddity::Spaced, position: first + 1, text: word.iter().collect(), instead: Some(letters) });
        }
        start = end;
    }
    marks
}

fn is_hiragana(c: char) -> bool {
    matches!(c, 'ぁ'..='ゖ')
}

fn is_kana(c: char) -> bool {
    is_hiragana(c) || matches!(c, 'ァ'..='ヺ' | 'ー')
}

fn is_letter(c: char) -> bool {
    is_kana(c) || character::is_ideograph(c)
}

/// Whether `next` looks like a part of the word in which `one` stands: of the same script, or the
/// hiragana behind an ideograph.
fn is_joined(one: char, next: char) -> bool {
    let script = |c: char| (is_hiragana(c), is_kana(c));
    is_letter(one) && is_letter(next) && (script(one) == script(next) || character::is_ideograph(one) && is_hiragana(next))
}

fn is_word(letters: &str) -> bool {
    let ascending = letters.chars().zip(letters.chars().skip(1)).all(|(one, next)| one < next);
    letters.chars().count() >= SPACED_LETTERS
        && letters.chars().filter(|c| is_kana(*c)).count() >= SPACED_KANA
        && !ascending
        && !COUNTING.contains(letters)
}

/// A note for each kind, with what was found how often and where first.
pub fn summary(findings: &[Finding]) -> Diagnostics {
    let mut kinds: BTreeMap<Oddity, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        kinds.entry(finding.kind).or_default().push(finding);
    }
    let mut notes = Diagnostics::default();
    for (kind, findings) in &kinds {
        let marks: Vec<&Mark> = findings.iter().flat_map(|finding| &finding.marks).collect();
        let note = Diagnostic::note(found(*kind, marks.len(), &counted(&marks))).hint(reason(*kind));
        // A cell is found without the record in it.
        let first = &findings[0].place;
        let first = Place { record: first.record.clone().filter(|_| first.cell.is_none()), ..first.clone() };
        notes.push(note.hint(words::audit_places(findings.len(), first)));
    }
    if let Some(last) = notes.0.last_mut() {
        last.hints.push(words::audit_all());
    }
    notes
}

/// A note for each kind in each cell, with every mark.
pub fn listing(findings: &[Finding]) -> Diagnostics {
    let note = |finding: &Finding| {
        let marks: Vec<&Mark> = finding.marks.iter().collect();
        let note = Diagnostic::note(found(finding.kind, marks.len(), &counted(&marks))).at(finding.place.clone());
        finding.marks.iter().fold(note, |note, mark| note.hint(described(mark)))
    };
    Diagnostics(findings.iter().map(note).collect())
}

/// The different texts of `marks` with their number, the most frequent first.
fn counted(marks: &[&Mark]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for mark in marks {
        *counts.entry(&mark.text).or_default() += 1;
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let more = if counts.len() > NAMED { " …" } else { "" };
    let name = |(text, count): &(&str, usize)| match count {
        1 => (*text).to_owned(),
        _ => format!("{text}×{count}"),
    };
    counts.iter().take(NAMED).map(name).collect::<Vec<_>>().join(" ") + more
}

fn described(mark: &Mark) -> Message {
    let codes: Vec<String> = mark.text.chars().filter(|c| *c != ' ').map(|c| code_point(c).bare()).collect();
    let codes = codes.join(" ");
    match &mark.instead {
        Some(instead) => words::audit_mark_instead(mark.position, &mark.text, codes, instead),
        None => words::audit_mark(mark.position, &mark.text, codes),
    }
}

fn found(kind: Oddity, count: usize, list: &str) -> Message {
    match kind {
        Oddity::PrivateUse => words::audit_private_use(count, list),
        Oddity::Variation => words::audit_variation(count, list),
        Oddity::Radical => words::audit_radical(count, list),
        Oddity::Unstable => words::audit_unstable(count, list),
        Oddity::HalfWidth => words::audit_half_width(count, list),
        Oddity::VendorSymbol => words::audit_vendor_symbol(count, list),
        Oddity::VendorIdeograph => words::audit_vendor_ideograph(count, list),
        Oddity::NotShiftJis => words::audit_not_shift_jis(count, list),
        Oddity::Spaced => words::audit_spaced(count, list),
    }
}

fn reason(kind: Oddity) -> Message {
    match kind {
        Oddity::PrivateUse => words::audit_private_use_reason(),
        Oddity::Variation => words::audit_variation_reason(),
        Oddity::Radical => words::audit_radical_reason(),
        Oddity::Unstable => words::audit_unstable_reason(),
        Oddity::HalfWidth => words::audit_half_width_reason(),
        Oddity::VendorSymbol | Oddity::VendorIdeograph => words::audit_vendor_reason(),
        Oddity::NotShiftJis => words::audit_not_shift_jis_reason(),
        Oddity::Spaced => words::audit_spaced_reason(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Kind, position, text and replacement of each mark.
    fn found(text: &str) -> Vec<(Oddity, usize, String, String)> {
        let marks = marks(text, &mut BTreeMap::new()).into_iter();
        marks.map(|mark| (mark.kind, mark.position, mark.text, mark.instead.unwrap_or_default())).collect()
    }

    #[track_caller]
    fn one(text: &str, kind: Oddity, position: usize, mark: &str, instead: &str) {
        assert_eq!(found(text), [(kind, position, mark.to_owned(), instead.to_owned())]);
    }

    #[test]
    fn audit_kinds() {
        one("外字\u{e000}だ", Oddity::PrivateUse, 3, "\u{e000}", "");
        one("葛\u{e0100}城", Oddity::Variation, 1, "葛\u{e0100}", "葛");
        one("意⾒", Oddity::Radical, 2, "⾒", "見");
        one("⻄区", Oddity::Radical, 1, "⻄", "西");
        one("天\u{fa19}", Oddity::Unstable, 2, "\u{fa19}", "神");
        one("5\u{212b}", Oddity::Unstable, 2, "\u{212b}", "");
        one("は①と", Oddity::VendorSymbol, 2, "①", "(1)");
        one("Ⅳ", Oddity::VendorSymbol, 1, "Ⅳ", "IV");
        one("ⅳ", Oddity::VendorSymbol, 1, "ⅳ", "iv");
        one("㈱", Oddity::VendorSymbol, 1, "㈱", "(株)");
        one("2㎞", Oddity::VendorSymbol, 2, "㎞", "km");
        one("㍻", Oddity::VendorSymbol, 1, "㍻", "平成");
        one("〝", Oddity::VendorSymbol, 1, "〝", "");
        one("髙田", Oddity::VendorIdeograph, 1, "髙", "");
        one("宮﨑", Oddity::VendorIdeograph, 2, "﨑", "");
        one("頰", Oddity::NotShiftJis, 1, "頰", "");
        one("㉑", Oddity::NotShiftJis, 1, "㉑", "21");
        one("𠮷野家", Oddity::NotShiftJis, 1, "𠮷", "");
        one("Café", Oddity::NotShiftJis, 4, "é", "");
    }

    #[test]
    fn audit_half_width() {
        one("設置･整備", Oddity::HalfWidth, 3, "･", "・");
        one("のﾊﾟﾌﾞﾘｯｸで", Oddity::HalfWidth, 2, "ﾊﾟﾌﾞﾘｯｸ", "パブリック");
        assert_eq!(found("｢ｱ」｣").len(), 2);
    }

    #[test]
    fn audit_spaced() {
        one("（パ ブ リ ッ ク）", Oddity::Spaced, 2, "パ ブ リ ッ ク", "パブリック");
        one("コ\u{3000}メ\u{3000}ン\u{3000}ト\u{3000}募集", Oddity::Spaced, 1, "コ\u{3000}メ\u{3000}ン\u{3000}ト", "コメント");
        one("お 知 ら せ", Oddity::Spaced, 1, "お 知 ら せ", "お知らせ");
        one("とパ ブ リ ッ ク案", Oddity::Spaced, 2, "パ ブ リ ッ ク", "パブリック");
        one("案は お 知 ら せ する", Oddity::Spaced, 4, "お 知 ら せ", "お知らせ");
        for counting in ["ア イ ウ エ", "イ ロ ハ ニ", "あ い う え お", "は に ほ へ"] {
            assert_eq!(found(counting), [], "{counting}");
        }
    }

    #[test]
    fn audit_ordinary() {
        let texts = [
            "「区役所」の在り方について、（案）を示す。～〜ー―—‐…‥・※○●◎◇◆□■△▲▽▼☆★→←↑↓〒々〆〇ヶヵヴゝゞ",
            "ＡＢＣ１２３％＆＠＃ＡＢＣ abc 123 %&@# \\ ~ − ¥ £ ¢ ¬ ‖ ∥ ± × ÷ ≒ ≠ ≦ ∴ ∵ √ ∠ ℃ § ° ′ ″ ♪ αβγ АБВ ─│┌",
            "ア イ ウ エ オ　い ろ は に ほ　東 西 南 北　委 員 長　目　次　山 田 太 郎　A B C D　１ ２ ３ ４",
            "熊本市\t全角　空白\n改行",
        ];
        for text in texts {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn audit_jis_x_0208() {
        let (mut seen, mut noted) = (0, Vec::new());
        for lead in (0x81..=0x9f).chain(0xe0..=0xea).filter(|lead| !(0x85..=0x87).contains(lead)) {
            for trail in 0x40..=0xfc {
                let bytes = [lead, trail];
                let (text, _, broken) = encoding_rs::SHIFT_JIS.decode(&bytes);
                if !broken {
                    seen += 1;
                    noted.extend(found(&text).into_iter().map(|(kind, _, text, _)| (kind, text)));
                }
            }
        }
        assert_eq!(seen, 6_879, "JIS X 0208 has 6,879 characters");
        assert_eq!(noted, [(Oddity::Unstable, "\u{212b}".to_owned())]);
    }
}
