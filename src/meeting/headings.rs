//! The columns of a table of records: their keys, the headings that we write, and the names that offices give them.

use std::sync::LazyLock;

use serde::Serialize;
use unicode_normalization::UnicodeNormalization as _;

use crate::read::table;

/// A column of the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Column {
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

/// Key and Japanese heading of each fixed column.
///
/// `SectionTitle` and `Guarded` are written by us for readers and understood when they come back:
/// the former must agree with `Section`, the latter names the cells in which our CSV put a `'`
/// before a character that spreadsheets take for a formula (see [`crate::export::csv`]).
pub const COLUMNS: &[(Column, &str, &str)] = &[
    (Column::Id, "id", "ID"),
    (Column::Section, "section", "区分番号"),
    (Column::SectionTitle, "section_title", "区分"),
    (Column::Category, "category", "項目"),
    (Column::Subcategory, "subcategory", "小項目"),
    (Column::No, "no", "No."),
    (Column::Source, "source", "出典"),
    (Column::Text, "text", "意見"),
    (Column::Attribution, "attribution", "発言者・都市"),
    (Column::Guarded, table::GUARDED.0, table::GUARDED.1),
];

/// Key and heading of each, folded.
static OWN: LazyLock<Vec<(Column, [String; 2])>> =
    LazyLock::new(|| COLUMNS.iter().map(|(column, key, heading)| (*column, [fold(key), fold(heading)])).collect());

/// What offices call these columns, as [`fold`] leaves it, the plainest name first: where two columns of a table
/// have names of one line, the one that stands first is meant.
const NAMES: &[(Column, &[&str])] = &[
    (Column::Id, &["意見id", "管理番号", "識別番号", "管理no", "管理id"]),
    (Column::Section, &["区分no", "部番号"]),
    (Column::SectionTitle, &["意見区分", "大区分", "部会", "部"]),
    (
        Column::Category,
        &[
            "項目名",
            "分類",
            "意見の分類",
            "大項目",
            "大分類",
            "論点",
            "テーマ",
            "カテゴリー",
            "カテゴリ",
            "章",
            "議題",
            "該当項目",
            "計画の項目",
            "該当箇所",
            "意見箇所",
            "対象箇所",
            "取組事項",
            "柱",
            "分野",
            "意見の分野",
            "施策分野",
            "政策分野",
            "ジャンル",
            "施策",
            "施策名",
            "基本目標",
            "計画の該当箇所",
            "素案の該当箇所",
        ],
    ),
    (Column::Subcategory, &["中項目", "小分類", "中分類", "細目", "細項目", "節"]),
    (Column::No, &["no", "番号", "意見番号", "意見no", "通し番号", "通番", "通し", "連番", "項番", "整理番号", "整理no", "#", "№"]),
    (Column::Source, &["意見の出典", "出所", "種別", "意見種別", "意見の種類", "情報源", "聴取先", "聴取方法", "会議名", "意見の出所"]),
    (
        Column::Text,
        &[
            "意見内容",
            "委員発言",
            "パブリックコメント",
            "パブコメ",
            "意見の内容",
            "意見の概要",
            "意見概要",
            "意見の要旨",
            "意見要旨",
            "意見の趣旨",
            "意見本文",
            "意見等",
            "意見等の概要",
            "意見等の内容",
            "意見等の要旨",
            "意見・要望",
            "意見・要望等",
            "意見・質問",
            "意見・質問等",
            "質問・意見",
            "質問・意見等",
            "質疑・意見",
            "意見・提案",
            "意見及び質問",
            "意見や要望",
            "委員意見",
            "委員の意見",
            "委員の主な意見",
            "委員会の意見",
            "委員からの意見",
            "委員意見の概要",
            "市民意見",
            "市民の意見",
            "市民からの意見",
            "住民意見",
            "主な意見",
            "主な意見の概要",
            "意見の主な内容",
            "主な指摘事項",
            "指摘事項",
            "指摘内容",
            "指摘",
            "提出意見",
            "提出意見の概要",
            "意見全文",
            "発言内容",
            "発言要旨",
            "発言の要旨",
            "発言の内容",
            "発言の概要",
            "発言概要",
            "質問の内容",
            "質問の要旨",
            "要望の内容",
            "要望の概要",
            "要望の要旨",
            "提案の内容",
            "提案の概要",
            "指摘の内容",
            "指摘の概要",
            "質疑の内容",
            "発言",
            "質問内容",
            "質問の概要",
            "質問要旨",
            "質問",
            "質疑内容",
            "質疑",
            "要望内容",
            "要望",
            "提案内容",
            "提案",
            "コメント",
            "内容",
            "本文",
        ],
    ),
    (
        Column::Attribution,
        &[
            "発言者",
            "発言者名",
            "発言委員",
            "委員名",
            "委員",
            "都市",
            "都市名",
            "自治体",
            "自治体名",
            "市町村",
            "市町村名",
            "団体名",
            "団体",
            "発言者・団体",
            "機関名",
            "所属",
        ],
    ),
];

/// Names of a column of numbers that may themselves be numbered.
const NUMBERS: &[&str] = &["no", "番号", "意見番号", "意見no"];

impl Column {
    /// The column that we call by this key or heading. White space around it and the case of Latin letters do not matter.
    pub fn fixed(heading: &str) -> Option<Self> {
        let is = |name: &str| name.eq_ignore_ascii_case(heading.trim());
        COLUMNS.iter().find(|(_, key, heading)| is(key) || is(heading)).map(|(column, ..)| *column)
    }

    /// The column that an office calls so, and how plainly, 0 being our own name for it.
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

    /// The key under which JSON and English CSV know a fixed column.
    pub fn key(self) -> &'static str {
        COLUMNS.iter().find(|(c, ..)| *c == self).map_or("", |(_, key, _)| key)
    }

    /// The heading under which our workbooks and CSV show a fixed column.
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
    const KINDS: &[&str] = &["意見", "提案", "要望", "質問", "感想", "質疑", "発言", "コメント", "提言", "疑問"];
    const OF_THEM: &[&str] = &["の内容", "の概要", "の要旨", "の趣旨", "の要約", "等", "など"];
    let whole = OF_THEM.iter().fold(whole, |text, end| text.strip_suffix(end).unwrap_or(text));
    let parts: Vec<&str> = whole.split(['・', '、', '/', ',']).collect();
    let is_kind = |part: &&str| KINDS.contains(&bare(part).as_str());
    (parts.len() > 1 && parts.iter().all(is_kind)).then(|| Column::Text.heading().to_owned())
}

/// What a heading may be read as, the nearest first: whole, without polite words before it, and without a note in brackets behind it.
fn readings(heading: &str) -> Vec<String> {
    const POLITE: &[&str] = &["お寄せいただいた", "寄せられた", "いただいた", "提出された", "出された", "ご", "御"];
    let whole = fold(heading);
    let mut readings = vec![whole.clone()];
    let bare = |text: &str| {
        let mut text = text;
        while let Some(rest) = POLITE.iter().find_map(|polite| text.strip_prefix(polite)).filter(|rest| !rest.is_empty()) {
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
    readings.extend((of_numbers.len() < whole.len() && NUMBERS.contains(&of_numbers)).then(|| of_numbers.to_owned()));
    readings.extend(together(&whole, &bare));
    if let Some(start) = whole.find('(').filter(|start| *start > 0 && whole.ends_with(')')) {
        readings.push(bare(&whole[..start]));
    }
    readings
}

/// Whether a heading is that of a person's name, address, telephone number, age or the like.
pub fn is_personal(heading: &str) -> bool {
    const PERSONAL: &[&str] = &[
        "氏名",
        "名前",
        "姓名",
        "お名前",
        "フリガナ",
        "ふりがな",
        "住所",
        "電話",
        "tel",
        "fax",
        "連絡先",
        "メール",
        "e-mail",
        "email",
        "郵便番号",
        "生年月日",
        "年齢",
        "性別",
        "職業",
        "担当者",
        "提出者",
        "差出人",
        "ipアドレス",
        "投稿者",
        "ペンネーム",
        "居住地",
        "お住まい",
        "メアド",
        "年代",
        "携帯",
        "〒",
        "アドレス",
        "提案者",
        "意見者",
        "学校名",
        "会員番号",
        "送信元",
        "送信者",
        "代表者",
        "署名",
        "勤務先",
        "世帯",
        "芳名",
        "本名",
        "実名",
        "よみがな",
        "読み仮名",
        "申出人",
        "申出者",
        "申し出人",
        "申し出者",
        "申請人",
        "申請者",
        "申込者",
        "応募者",
        "届出人",
        "届出者",
        "記入者",
        "記載者",
        "寄稿者",
        "要望者",
        "要請者",
        "請願者",
        "陳情者",
        "提言者",
        "相談者",
        "通報者",
        "発信者",
        "来庁者",
        "受付者",
        "アカウント",
    ];
    // Words that are parts of others: 市町名 is none of a person's.
    const WHOLE: &[&str] = &["町名", "町名・番地", "町丁名", "番地", "国籍", "字名", "町内会", "自治会名"];
    // 来庁者数 and 応募者区分 count or sort people; 年齢区分 says something of one.
    const OF_MANY: &[&str] = &["数", "割合", "区分", "種別"];
    let folded = fold(heading);
    let bare = folded.split('(').next().unwrap_or_default();
    let is_of_many = OF_MANY.iter().any(|end| bare.ends_with(end));
    let names = |word: &&str| folded.contains(word) && !(is_of_many && word.ends_with(['者', '人']));
    PERSONAL.iter().any(names) || WHOLE.contains(&folded.as_str())
}

/// Words in the headings of what people say.
pub const OPINIONS: &[&str] = &["意見", "発言", "要望", "提案", "質問", "質疑", "指摘", "コメント", "提言"];
/// Words in the headings of what an office says of them.
pub const REPLIES: &[&str] = &["考え方", "回答", "対応", "方針", "見解", "答弁", "処理"];

/// Whether a heading speaks of what people say, and of no reply to it.
pub fn speaks_of_opinions(heading: &str) -> bool {
    OPINIONS.iter().any(|word| heading.contains(word)) && !REPLIES.iter().any(|word| heading.contains(word))
}

/// Whether a text is likely to be a sentence, and no label or name.
pub fn is_sentence(text: &str) -> bool {
    text.contains('。') || text.chars().count() > 15
}

/// Whether a heading is that of what an office keeps for itself.
pub fn is_inner(heading: &str) -> bool {
    const INNER: &[&str] = &["メモ", "内部", "庁内", "非公開", "取扱注意", "作業用", "確認者", "起案者", "入力者", "処理者", "決裁"];
    INNER.iter().any(|word| heading.contains(word))
}

/// Whether a heading is that of a column that says of each opinion whether it may be published: 公開の可否, 公開・非公開.
pub fn is_of_publication(heading: &str) -> bool {
    const NOT: &[&str] = &["日", "用", "版", "先", "場所", "方法", "意見", "url"];
    let folded = fold(heading);
    let names = |word: &&str| folded.contains(word);
    ["公開", "公表", "掲載"].iter().any(&names) && !NOT.iter().any(names) && folded.chars().count() <= 20
}

/// Whether a value under such a heading says that the opinion is not to be published.
pub fn refuses_publication(heading: &str, value: &str) -> bool {
    const NO: &[&str] = &["否", "×", "✕", "✗", "x", "no", "ng", "いいえ", "不"];
    const NOT: &[&str] =
        &["しない", "望まない", "不可", "非公開", "非公表", "非掲載", "未公開", "不同意", "不承諾", "ほしくない", "避けたい"];
    const YES: &[&str] = &["有", "あり", "有り", "希望", "希望する", "する", "はい", "yes", "1"];
    const MARKS: &[&str] = &["○", "◯", "〇", "●", "レ", "✓", "✔"];
    let (heading, folded) = (fold(heading), fold(value));
    // A note behind it says more of it.
    let plain = folded.split('(').find(|part| !part.is_empty()).unwrap_or_default().trim_end_matches(')');
    let is_no =
        NO.contains(&plain) || plain.chars().count() <= 20 && NOT.iter().any(|word| plain.starts_with(word) || plain.ends_with(word));
    // 非公開希望: what is marked is not to be published.
    let is_turned = ["非公開", "非公表", "非掲載"].iter().any(|word| heading.starts_with(word)) && !heading.contains("可否");
    is_no || is_turned && (YES.contains(&plain) || MARKS.contains(&value.trim()))
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
                assert_eq!(Column::named(name).map(|(column, _)| column), Some(*column), "{name}");
            }
        }
    }

    #[test]
    fn headings_folded() {
        let named = |heading: &str| Column::named(heading).map(|(column, _)| column);
        for (heading, column) in [
            ("ＩＤ", Column::Id),
            ("№", Column::No),
            ("№①", Column::No),
            ("番号(2)", Column::No),
            ("Ｎｏ．", Column::No),
            ("NO", Column::No),
            ("意見\n（原文）", Column::Text),
            ("ご意見の概要", Column::Text),
            ("お寄せいただいたご意見の概要", Column::Text),
            ("意　見　内　容", Column::Text),
            ("①意見", Column::Text),
            ("(2) 意見の概要", Column::Text),
            ("ご意見・ご提案の内容", Column::Text),
            ("意見・質問の概要", Column::Text),
            ("意見・要望等", Column::Text),
            ("分 類", Column::Category),
            ("発言者･都市", Column::Attribution),
        ] {
            assert_eq!(named(heading), Some(column), "{heading}");
        }
        for heading in ["意見・回答", "意見者", "10年後の姿"] {
            assert_eq!(named(heading), None, "{heading}");
        }
        assert_eq!(named("市の考え方"), None);
        assert!(Column::named("意見") < Column::named("内容"));
        assert!(is_personal("メールアドレス") && is_personal("お電話番号") && !is_personal("委員名"));
        for heading in ["ご芳名", "本名", "申出人", "記入者", "申請者名"] {
            assert!(is_personal(heading), "{heading}");
        }
        assert!(!is_personal("申出内容") && !is_personal("記入日") && !is_personal("質問者"));
        for heading in [
            "〒",
            "郵便番号",
            "アドレス",
            "提案者",
            "意見者",
            "町名",
            "学校名",
            "会員番号",
            "送信元",
            "代表者",
            "提出者",
            "ご連絡先",
            "年齢",
            "生年月日",
            "署名",
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
