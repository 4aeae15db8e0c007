//! The columns of a table of records: their keys, the headings that we write, and the names that offices give them.

use std::sync::LazyLock;

use serde::Serialize;
use unicode_normalization::UnicodeNormalization as _;

use crate::meeting::lexicon;
use crate::read::table;

/// What a column of the records holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Datum {
    Id,
    Section,
    SectionTitle,
    Category,
    Subcategory,
    No,
    Source,
    Text,
    Attribution,
    Guarded,
    Field(usize),
}

/// Key and Japanese heading of each column that is not declared.
///
/// `SectionTitle` and `Guarded` are written by us for readers and understood when they come back:
/// the former must agree with `Section`, the latter names the cells in which our CSV put a `'`
/// before a character that spreadsheets take for a formula (see [`crate::export::csv`]).
pub const COLUMNS: &[(Datum, &str, &str)] = &[
    (Datum::Id, "id", "ID"),
    (Datum::Section, "section", "区分番号"),
    (Datum::SectionTitle, "section_title", "区分"),
    (Datum::Category, "category", "項目"),
    (Datum::Subcategory, "subcategory", "小項目"),
    (Datum::No, "no", "No."),
    (Datum::Source, "source", "出典"),
    (Datum::Text, "text", "意見"),
    (Datum::Attribution, "attribution", "発言者・都市"),
    (Datum::Guarded, table::GUARDED.0, table::GUARDED.1),
];

/// Key and heading of each, folded.
static OWN: LazyLock<Vec<(Datum, [String; 2])>> =
    LazyLock::new(|| COLUMNS.iter().map(|(column, key, heading)| (*column, [fold(key), fold(heading)])).collect());

/// What offices call these columns.
const NAMES: &[(Datum, &[&str])] = &[
    (Datum::Id, lexicon::IDS),
    (Datum::Section, lexicon::SECTION_NUMBERS),
    (Datum::SectionTitle, lexicon::SECTIONS),
    (Datum::Category, lexicon::CATEGORIES),
    (Datum::Subcategory, lexicon::SUBCATEGORIES),
    (Datum::No, lexicon::NUMBERS),
    (Datum::Source, lexicon::SOURCES),
    (Datum::Text, lexicon::TEXTS),
    (Datum::Attribution, lexicon::SPEAKERS),
];

impl Datum {
    /// What we call by this key or heading. White space around it and the case of Latin letters do not matter.
    pub fn fixed(heading: &str) -> Option<Self> {
        let is = |name: &str| name.eq_ignore_ascii_case(heading.trim());
        COLUMNS.iter().find(|(_, key, heading)| is(key) || is(heading)).map(|(column, ..)| *column)
    }

    /// What an office calls so, and how plainly, 0 being our own name for it.
    pub fn named(heading: &str) -> Option<(Self, usize)> {
        if let Some(column) = Self::fixed(heading) {
            return Some((column, 0));
        }
        readings(heading).into_iter().enumerate().find_map(|(less, folded)| {
            let own = OWN.iter().find(|(_, names)| names.contains(&folded)).map(|(column, _)| (*column, 0));
            let known =
                || NAMES.iter().find_map(|(column, names)| names.iter().position(|name| *name == folded).map(|at| (*column, at + 1)));
            own.or_else(known).map(|(column, rank)| (column, rank + less * 100))
        })
    }

    /// The key under which JSON and English CSV know it.
    pub fn key(self) -> &'static str {
        COLUMNS.iter().find(|(c, ..)| *c == self).map_or("", |(_, key, _)| key)
    }

    /// The heading under which our workbooks and CSV show it.
    pub fn heading(self) -> &'static str {
        COLUMNS.iter().find(|(c, ..)| *c == self).map_or("", |(_, _, heading)| heading)
    }
}

/// A text without what people vary: width, case, white space, line breaks, marks around it.
pub fn fold(text: &str) -> String {
    let folded: String = text.nfkc().filter(|c| !c.is_whitespace() && !c.is_control()).flat_map(char::to_lowercase).collect();
    let folded = folded.replace(['･', '‧', '·'], "・").replace("no.", "no");
    folded.trim_matches(['※', '*', ':', '■', '●', '○', '◆', '◎', '・', '.', '【', '】', '「', '」', '<', '>', '〈', '〉']).to_owned()
}

/// A heading that names several kinds of what people say, such as 意見・ご提案の内容, is one of opinions.
fn together(whole: &str, bare: &dyn Fn(&str) -> String) -> Option<String> {
    let whole = lexicon::OF_THEM.iter().fold(whole, |text, end| text.strip_suffix(end).unwrap_or(text));
    let parts: Vec<&str> = whole.split(['・', '、', '/', ',']).collect();
    let is_kind = |part: &&str| lexicon::KINDS_SAID.contains(&bare(part).as_str());
    (parts.len() > 1 && parts.iter().all(is_kind)).then(|| Datum::Text.heading().to_owned())
}

/// What a heading may be read as, the nearest first: whole, without polite words before it, and without a note in brackets behind it.
fn readings(heading: &str) -> Vec<String> {
    let whole = fold(heading);
    let mut readings = vec![whole.clone()];
    let bare = |text: &str| {
        let mut text = text;
        while let Some(rest) = lexicon::POLITE.iter().find_map(|polite| text.strip_prefix(polite)).filter(|rest| !rest.is_empty()) {
            text = rest;
        }
        text.to_owned()
    };
    readings.push(bare(&whole));
    // ①意見, 2.意見の概要
    let number = whole.trim_start_matches('(');
    let unnumbered = number.trim_start_matches(|c: char| c.is_ascii_digit());
    if unnumbered.len() < number.len() {
        readings.push(bare(unnumbered.trim_start_matches(['.', ')', '、', '-'])));
    }
    // №①: which of the table's numbers it is.
    let of_numbers = whole.trim_end_matches(|c: char| c.is_ascii_digit() || "()".contains(c));
    readings.extend((of_numbers.len() < whole.len() && lexicon::NUMBERED.contains(&of_numbers)).then(|| of_numbers.to_owned()));
    readings.extend(together(&whole, &bare));
    // 意見（件名） is what the opinion is called, and not what it says.
    let is_of_title = |start: &usize| lexicon::TITLES.contains(&&whole[start + 1..whole.len() - 1]);
    if let Some(start) = whole.find('(').filter(|start| *start > 0 && whole.ends_with(')') && !is_of_title(start)) {
        readings.push(bare(&whole[..start]));
    }
    readings
}

/// Whether a heading is that of a person's name, address, telephone number, age or the like.
pub fn is_personal(heading: &str) -> bool {
    let folded = fold(heading);
    let bare = folded.split('(').next().unwrap_or_default();
    let is_of_many = lexicon::OF_MANY.iter().any(|end| bare.ends_with(end));
    let names = |word: &&str| folded.contains(word) && !(is_of_many && word.ends_with(['者', '人']));
    lexicon::PERSONAL.iter().any(names) || lexicon::PERSONAL_WHOLE.contains(&folded.as_str())
}

/// Whether a text is the label of such a thing on a form, and no sentence that speaks of it: お名前（ふりがな）, but not
/// 名前を呼ばないでほしい.
pub fn is_personal_label(text: &str) -> bool {
    let folded = fold(text);
    let bare = folded.split('(').find(|part| !part.is_empty()).unwrap_or_default();
    let is_noun = !bare.ends_with(|c| ('ぁ'..='ゖ').contains(&c)) || lexicon::PERSONAL.iter().any(|word| bare.ends_with(word));
    is_personal(text) && is_noun && !is_sentence(bare)
}

/// Whether a heading speaks of what people say, and of no reply to it.
pub fn speaks_of_opinions(heading: &str) -> bool {
    lexicon::holds(heading, lexicon::OPINIONS) && !lexicon::holds(heading, lexicon::REPLIES)
}

/// Most characters of a label or a name.
const LABEL: usize = 15;

/// Whether a text is likely to be a sentence, and no label or name.
pub fn is_sentence(text: &str) -> bool {
    text.contains('。') || text.chars().count() > LABEL
}

/// Whether a heading is that of what an office keeps for itself.
pub fn is_inner(heading: &str) -> bool {
    lexicon::holds(heading, lexicon::INNER)
}

/// Whether a heading is that of a column that says of each opinion whether it may be published: 公開の可否, 公開・非公開.
pub fn is_of_publication(heading: &str) -> bool {
    let folded = fold(heading);
    let speaks = lexicon::holds(&folded, lexicon::PUBLICATION) && !lexicon::holds(&folded, lexicon::NOT_OF_PUBLICATION);
    speaks && folded.chars().count() <= 20
}

/// Whether a value under such a heading says that the opinion is not to be published.
pub fn refuses_publication(heading: &str, value: &str) -> bool {
    let (heading, folded) = (fold(heading), fold(value));
    // A note behind it says more of it.
    let plain = folded.split('(').find(|part| !part.is_empty()).unwrap_or_default().trim_end_matches(')');
    let is_no = lexicon::REFUSES.contains(&plain)
        || plain.chars().count() <= 20 && lexicon::REFUSES_IN_WORDS.iter().any(|word| plain.starts_with(word) || plain.ends_with(word));
    // 非公開希望: what is marked is not to be published.
    let is_turned = lexicon::NO_PUBLICATION.iter().any(|word| heading.starts_with(word)) && !heading.contains("可否");
    is_no || is_turned && (lexicon::GRANTS.contains(&plain) || lexicon::TICKS.contains(&value.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_publication() {
        for heading in ["公開・非公開", "公表の可否", "公開区分", "ご意見等の公表", "掲載可否"] {
            assert_eq!(is_of_publication(heading), !heading.contains("意見"), "{heading}");
        }
        for heading in ["公開日", "意見（公開用）", "掲載場所", "対応"] {
            assert!(!is_of_publication(heading), "{heading}");
        }
        for value in ["非公開", "否", "不可", "しない", "公表しない", "（非公開）", "×", "公開を希望しない", "公表不可"]
        {
            assert!(refuses_publication("公表の可否", value), "{value}");
        }
        for value in ["", "可", "公開", "する", "差し支えない", "○", "公開可", "名前を伏せれば可"] {
            assert!(!refuses_publication("公表の可否", value), "{value}");
        }
        assert!(
            refuses_publication("非公開希望", "有") && !refuses_publication("非公開希望", "") && !refuses_publication("公開希望", "有")
        );
    }

    #[test]
    fn headings_named_once() {
        let mut seen = std::collections::BTreeSet::new();
        for (column, names) in NAMES {
            for name in *names {
                assert_eq!(fold(name), if *name == "№" { "no" } else { name }, "{name} is not folded");
                assert!(seen.insert(*name), "{name} stands twice");
                assert_eq!(Datum::named(name).map(|(column, _)| column), Some(*column), "{name}");
            }
        }
    }

    #[test]
    fn headings_folded() {
        let named = |heading: &str| Datum::named(heading).map(|(column, _)| column);
        for (heading, column) in [
            ("ＩＤ", Datum::Id),
            ("№", Datum::No),
            ("№①", Datum::No),
            ("番号(2)", Datum::No),
            ("Ｎｏ．", Datum::No),
            ("NO", Datum::No),
            ("意見\n（原文）", Datum::Text),
            ("ご意見の概要", Datum::Text),
            ("お寄せいただいたご意見の概要", Datum::Text),
            ("意　見　内　容", Datum::Text),
            ("①意見", Datum::Text),
            ("(2) 意見の概要", Datum::Text),
            ("ご意見・ご提案の内容", Datum::Text),
            ("意見・質問の概要", Datum::Text),
            ("意見・要望等", Datum::Text),
            ("分 類", Datum::Category),
            ("発言者･都市", Datum::Attribution),
        ] {
            assert_eq!(named(heading), Some(column), "{heading}");
        }
        for heading in ["意見・回答", "意見者", "10年後の姿"] {
            assert_eq!(named(heading), None, "{heading}");
        }
        assert_eq!(named("市の考え方"), None);
        assert!(Datum::named("意見") < Datum::named("内容"));
        assert!(is_personal("メールアドレス") && is_personal("お電話番号") && !is_personal("委員名"));
        for heading in ["ご芳名", "本名", "申出人", "記入者", "申請者名"] {
            assert!(is_personal(heading), "{heading}");
        }
        for label in ["お名前（ふりがな）", "ふりがな", "お住まい", "住所（市外の方は勤務先の名称及び所在地）", "（連絡先）"]
        {
            assert!(is_personal_label(label), "{label}");
        }
        for said in [
            "名前を呼ばないでほしい",
            "住所の変更",
            "令和6年\n齢が高い方への案内を増やす",
            "電話がつながらない",
            "年齢を問わず使える相談の窓口と案内",
        ] {
            assert_eq!(is_personal_label(said), said == "住所の変更", "{said}");
        }
        assert!(!is_personal("申出内容") && !is_personal("記入日") && !is_personal("質問者"));
        for heading in [
            "〒", "郵便番号", "アドレス", "提案者", "意見者", "町名", "学校名", "会員番号", "送信元", "代表者", "提出者", "ご連絡先",
            "年齢", "生年月日", "署名",
        ] {
            assert!(is_personal(heading), "{heading}");
        }
        assert!(!is_personal("市町名") && !is_personal("件名") && !is_personal("意見"));
        // What counts or sorts such people names none of them.
        for heading in
            ["来庁者数", "来庁者数（人）", "申請者数", "相談者の割合", "応募者区分", "相談者種別", "陳情者件数", "申込者数（延べ）"]
        {
            assert!(!is_personal(heading), "{heading}");
        }
        for heading in ["年齢区分", "職業種別", "世帯人数", "提出者（氏名・人数）", "居住地区分", "申請者電話件数"]
        {
            assert!(is_personal(heading), "{heading}");
        }
    }
}
