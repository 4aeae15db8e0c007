//! The columns of a table of records: one table of keys and Japanese headings, for reading and writing.

use serde::Serialize;

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

/// Key and Japanese headings of each fixed column. The first heading is the one that we write.
///
/// `SectionTitle` and `Guarded` are written by us for readers and understood when they come back:
/// the former must agree with `Section`, the latter names the cells in which our CSV put a `'`
/// before a character that spreadsheets take for a formula (see [`crate::export::csv`]).
pub const COLUMNS: &[(Column, &str, &[&str])] = &[
    (Column::Id, "id", &["ID", "意見ID"]),
    (Column::Section, "section", &["区分番号"]),
    (Column::SectionTitle, "section_title", &["区分"]),
    (Column::Category, "category", &["項目", "分類"]),
    (Column::Subcategory, "subcategory", &["小項目", "中分類", "小分類"]),
    (Column::No, "no", &["No.", "No", "番号"]),
    (Column::Source, "source", &["出典"]),
    (Column::Text, "text", &["意見", "内容", "意見（原文）"]),
    (Column::Attribution, "attribution", &["発言者・都市", "発言者", "都市名", "都市"]),
    (Column::Guarded, table::GUARDED.0, &[table::GUARDED.1]),
];

impl Column {
    /// The column that `heading` names in every meeting. White space around it and the case of
    /// Latin letters do not matter.
    pub fn fixed(heading: &str) -> Option<Self> {
        let is = |name: &str| name.eq_ignore_ascii_case(heading.trim());
        COLUMNS.iter().find(|(_, key, headings)| is(key) || headings.iter().any(|h| is(h))).map(|(column, ..)| *column)
    }

    /// The key under which JSON and English CSV know a fixed column.
    pub fn key(self) -> &'static str {
        COLUMNS.iter().find(|(c, ..)| *c == self).map_or("", |(_, key, _)| key)
    }

    /// The heading under which our workbooks and CSV show a fixed column.
    pub fn heading(self) -> &'static str {
        COLUMNS.iter().find(|(c, ..)| *c == self).map_or("", |(_, _, headings)| headings[0])
    }
}

/// Whether a heading is that of a person's name, address, telephone number or mail address.
pub fn is_personal(heading: &str) -> bool {
    const PERSONAL: &[&str] = &["氏名", "名前", "住所", "電話", "連絡先", "メール", "e-mail", "email", "郵便番号", "生年月日", "担当者"];
    let folded = heading.to_lowercase();
    PERSONAL.iter().any(|word| folded.contains(word))
}
