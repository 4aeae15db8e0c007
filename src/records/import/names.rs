//! What the heading of a column means, under the many names that it has.

use crate::meeting::headings::{Column, fold};

/// What a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    Known(Column),
    /// Any other column: its key, as far as one is plain.
    Other(&'static str),
}

/// Whose opinions a column holds: a table may have one for each.
const WHOSE: &[&str] = &["委員", "市民", "住民"];

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

/// A key for a column that no meeting knows, by the words in its heading, if one is plain.
pub fn key(heading: &str) -> Option<&'static str> {
    let folded = fold(heading);
    KEYS.iter().find(|(word, _)| folded.contains(word)).map(|(_, key)| *key)
}

/// What a heading means.
pub fn meaning(heading: &str) -> Meaning {
    let folded = fold(heading);
    let named = Column::named(heading).map(|(column, _)| column).filter(|column| *column != Column::Guarded);
    match named.filter(|column| *column != Column::Text || !WHOSE.iter().any(|whose| folded.starts_with(whose))) {
        Some(column) => Meaning::Known(column),
        None => Meaning::Other(key(heading).unwrap_or("field")),
    }
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
