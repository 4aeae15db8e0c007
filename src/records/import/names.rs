//! What the heading of a column means, under the many names that it has.

use unicode_normalization::UnicodeNormalization as _;

use crate::meeting::headings;
use crate::meeting::headings::Column;

/// What a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    Known(Column),
    /// Any other column: its key, as far as one is plain.
    Other(&'static str),
}

/// Folded names of the columns that every meeting knows, beside those of [`headings::COLUMNS`].
const SYNONYMS: &[(Column, &[&str])] = &[
    (Column::No, &["番号", "NO", "№", "#", "整理番号", "意見番号", "項番", "連番", "通し番号", "通番"]),
    (Column::Category, &["カテゴリ", "カテゴリー", "大項目", "大分類", "該当箇所", "該当項目", "意見の分類", "意見項目"]),
    (Column::Subcategory, &["中項目"]),
    (
        Column::Text,
        &[
            "意見の概要",
            "意見概要",
            "意見の内容",
            "意見内容",
            "意見の要旨",
            "意見要旨",
            "意見の趣旨",
            "意見等",
            "意見等の概要",
            "意見等の内容",
            "意見の概要等",
            "主な意見",
            "主な意見の概要",
            "意見要約",
            "意見の要約",
            "意見・提案",
            "意見・要望",
            "意見・質問",
            "質問・意見",
            "質問",
            "質疑",
            "質問内容",
            "指摘事項",
            "主な指摘事項",
            "指摘内容",
            "提案",
            "提言",
            "要望",
            "発言",
            "発言内容",
            "発言要旨",
            "コメント",
        ],
    ),
    (Column::Attribution, &["委員名", "委員", "団体名", "発言委員"]),
];

/// What people put before the name of a column.
const POLITE: &[&str] =
    &["お寄せいただいた", "お寄せ頂いた", "寄せられた", "提出された", "いただいた", "頂いた", "皆様からの", "市民からの", "ご", "御"];

/// Keys of columns that results of consultations often have, by words in their headings; the first that fits.
const KEYS: &[(&str, &str)] = &[
    ("考え方", "view"),
    ("対応区分", "action"),
    ("反映区分", "action"),
    ("修正", "revised"),
    ("回答", "reply"),
    ("答弁", "reply"),
    ("検討結果", "result"),
    ("方針", "policy"),
    ("対応", "response"),
    ("理由", "reason"),
    ("件数", "cases"),
    ("課題", "issue"),
    ("課", "office"),
    ("方法", "method"),
    ("提出者", "person"),
    ("備考", "remarks"),
    ("頁", "page"),
    ("ページ", "page"),
];

/// A heading without what does not matter: width, spaces, line breaks, polite words and what stands in brackets at its end.
pub fn folded(heading: &str) -> String {
    let mut name: String = heading.nfkc().filter(|c| !c.is_whitespace()).collect();
    if let Some(open) = name.rfind('(').filter(|open| *open > 0 && name.ends_with(')')) {
        name.truncate(open);
    }
    while let Some(rest) = POLITE.iter().find_map(|word| name.strip_prefix(word)).filter(|rest| !rest.is_empty()) {
        name = rest.to_owned();
    }
    name.replace("ご意見", "意見").replace("御意見", "意見")
}

/// A key for a column that no meeting knows, by the words in its heading, if one is plain.
pub fn key(heading: &str) -> Option<&'static str> {
    let folded = folded(heading);
    KEYS.iter().find(|(word, _)| folded.contains(word)).map(|(_, key)| *key)
}

/// What a heading means.
pub fn meaning(heading: &str) -> Meaning {
    let folded = folded(heading);
    let fixed = [Column::fixed(heading), Column::fixed(&folded)].into_iter().flatten().find(|column| *column != Column::Guarded);
    let synonym =
        || SYNONYMS.iter().find(|(_, names)| names.iter().any(|name| name.eq_ignore_ascii_case(&folded))).map(|(column, _)| *column);
    match fixed.or_else(synonym) {
        Some(column) => Meaning::Known(column),
        None => Meaning::Other(key(heading).unwrap_or("field")),
    }
}

/// Whether a heading is that of a column that says who somebody is.
pub fn is_personal(heading: &str) -> bool {
    headings::is_personal(heading) || folded(heading).contains("提出者")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_by_their_many_names() {
        for heading in [
            "意見",
            "ご意見の概要",
            "意見の\n概要",
            "いただいたご意見",
            "お寄せいただいた意見の概要",
            "意見（原文）",
            "意見(抜粋)",
            "御 意 見",
        ] {
            assert_eq!(meaning(heading), Meaning::Known(Column::Text), "{heading}");
        }
        for heading in ["Ｎｏ．", "NO.", "№", "番　号", "No"] {
            assert_eq!(meaning(heading), Meaning::Known(Column::No), "{heading}");
        }
        assert_eq!(meaning("市の考え方"), Meaning::Other("view"));
        assert_eq!(meaning("修正の有無"), Meaning::Other("revised"));
        assert_eq!(meaning("第1回検討会での委員意見"), Meaning::Other("field"));
        assert_eq!(meaning("委員意見"), Meaning::Other("field"));
    }
}
