//! Identity: what an inquiry workbook carries, so that it and its opinions are known again when it comes back.
//!
//! The same facts stand in several places, because programs and people keep different ones: in
//! custom document properties, on a hidden sheet, in defined names and in a hidden column of the
//! answer sheet. [`Stamp`] is the whole of it; the exporter writes it and the collector reads it.

use std::collections::{BTreeMap, BTreeSet};

use crate::read::digest::digest;

/// Version of everything in this module; a reader refuses what it does not know.
pub const SCHEMA: &str = "1";
/// Kind of a workbook that asks a division.
pub const KIND: &str = "inquiry";

/// Name of the report on what came back, in the output folder.
pub const STATUS_FILE: &str = "回収状況.xlsx";

/// Names of the sheets of a workbook of records: the records themselves, and the paper.
pub const DATA_SHEET: &str = "データ";
pub const PRINT_SHEET: &str = "印刷用";

/// Names of the sheets.
pub const COVER_SHEET: &str = "表紙";
pub const ANSWER_SHEET: &str = "回答";
pub const FULL_SHEET: &str = "全文";
pub const CHOICE_SHEET: &str = "選択肢";
pub const STAMP_SHEET: &str = "_shiryo";

/// Names of the custom document properties, which are also the keys on the stamp's sheet.
pub const KIND_PROPERTY: &str = "shiryo.kind";
pub const SCHEMA_PROPERTY: &str = "shiryo.schema";
pub const MEETING_PROPERTY: &str = "shiryo.meeting";
pub const EDITION_PROPERTY: &str = "shiryo.edition";
pub const DIVISION_PROPERTY: &str = "shiryo.division";
pub const DIGEST_PROPERTY: &str = "shiryo.digest";
/// Holds the build stamp, in every output that has a place for such things. It identifies nothing
/// beyond the build: the same inquiry made anew may bear another.
pub const BUILD_PROPERTY: &str = "shiryo.build";

/// What opens the stamp's sheet.
pub const STAMP_MARK: &str = "shiryo";
/// What opens a row about a column of the answer sheet.
const COLUMN_MARK: &str = "column";
/// Most columns of an answer sheet.
const COLUMN_LIMIT: usize = 1_000;
/// What opens a row of digests of the workbook's own texts.
const TEXT_MARK: &str = "texts";
/// Most digests in such a row.
const TEXTS_IN_ROW: usize = 16;

/// Key and heading of the hidden column of identifiers, and of the columns that are on every answer sheet.
pub const ID_KEY: &str = "id";
pub const ID_HEADING: &str = "ID";
pub const NOTE_KEY: &str = "note";
const NOTE_HEADING: &str = "備考";
pub const FULL_KEY: &str = "full";
pub const FULL_HEADING: &str = "全文";
/// What leads to the whole of a text that its row cuts off.
pub const FULL_MARK: &str = "全文→";
/// Names that no declared field may take beside those of the records' columns.
pub const OWN_COLUMNS: &[(&str, &str)] = &[(NOTE_KEY, NOTE_HEADING), (FULL_KEY, FULL_HEADING)];

/// What the count of answers on the cover begins and ends with: the one text that changes by itself.
pub const PROGRESS: (&str, &str) = ("記入済み ", " 件");

/// The first line of what is shown beside a cell with a list to choose from.
pub const CHOOSE: &str = "一覧から選んでください（Alt+↓）。";

/// Defined name of the cells that hold the identifiers.
pub const IDS_NAME: &str = "shiryo_ids";

/// Defined name of the cells that hold the answers to the field `key`.
pub fn answers_name(key: &str) -> String {
    format!("shiryo_answers_{key}")
}

/// Defined name of the choices of the field `key`.
pub fn choices_name(key: &str) -> String {
    format!("choices_{key}")
}

/// Whether a text may be a digest, whole or short.
pub fn is_digest(text: &str) -> bool {
    [16, 64].contains(&text.len()) && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// The first 16 hexadecimal digits of SHA-256 over `text`.
pub fn short_digest(text: &str) -> String {
    let mut digest = digest(text.as_bytes());
    digest.truncate(16);
    digest
}

/// Short digest of what a cell says. How its lines end does not matter: programs differ in it.
pub fn cell_digest(text: &str) -> String {
    if !text.contains('\r') {
        return short_digest(text);
    }
    short_digest(&text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// Short digest of a text at its place: short texts, such as numbers, are the workbook's own only there.
pub fn placed_digest(sheet: &str, row: u32, column: u32, text: &str) -> String {
    short_digest(&format!("{sheet}!{row},{column}\n{}", cell_digest(text)))
}

/// Short digest of a part of a page header or of the document's title.
pub fn around_digest(text: &str) -> String {
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    short_digest(&format!("around\n{bare}"))
}

/// A column of the answer sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerColumn {
    pub key: String,
    pub heading: String,
}

/// An opinion as it was sent out: its identifier and the short digest of each locked cell, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    pub id: String,
    pub cells: Vec<String>,
}

/// What a workbook is and holds, as it was sent out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// [`crate::meeting::Meeting::key`].
    pub meeting: String,
    pub edition: u32,
    pub division: String,
    /// The columns of the answer sheet from the left, the identifiers first.
    pub columns: Vec<AnswerColumn>,
    /// Keys of the locked columns after the identifiers.
    pub locked: Vec<String>,
    /// Short digests of every other text of the workbook, from cover to choices, each by itself, at its place
    /// ([`placed_digest`]) and around the pages ([`around_digest`]): what is none of them, somebody wrote.
    pub texts: BTreeSet<String>,
    pub opinions: Vec<Sent>,
}

impl Stamp {
    /// The stamp of a workbook in which each of `opinions` is an identifier and the texts of its locked cells.
    pub fn new(
        meeting: &str,
        edition: u32,
        division: &str,
        columns: Vec<AnswerColumn>,
        locked: Vec<String>,
        opinions: &[(String, Vec<impl AsRef<str>>)],
    ) -> Self {
        // What many rows say, such as nothing or a section, is digested once.
        let mut known: BTreeMap<&str, String> = BTreeMap::new();
        let mut sent = Vec::with_capacity(opinions.len());
        for (id, cells) in opinions {
            let cells = cells.iter().map(AsRef::as_ref).map(|cell| known.entry(cell).or_insert_with(|| cell_digest(cell)).clone());
            sent.push(Sent { id: id.clone(), cells: cells.collect() });
        }
        Self {
            meeting: meeting.to_owned(),
            edition,
            division: division.to_owned(),
            columns,
            locked,
            texts: BTreeSet::new(),
            opinions: sent,
        }
    }

    /// SHA-256 over everything else that the stamp says, each text preceded by its length: two workbooks
    /// with the same one ask the same, and a stamp that somebody edited has another one.
    pub fn digest(&self) -> String {
        let facts = [&self.meeting, &self.division].into_iter().cloned().chain([self.edition.to_string()]);
        let columns = self.columns.iter().flat_map(|column| [column.key.clone(), column.heading.clone()]);
        let opinions = self.opinions.iter().flat_map(|sent| std::iter::once(&sent.id).chain(&sent.cells)).cloned();
        let texts = facts.chain(columns).chain(self.locked.iter().cloned()).chain(self.texts.iter().cloned()).chain(opinions);
        let mut bytes = Vec::new();
        for text in texts {
            bytes.extend((text.len() as u64).to_le_bytes());
            bytes.extend(text.as_bytes());
        }
        digest(&bytes)
    }

    /// Name and value of the custom document properties. All are text: programs change numbers.
    pub fn properties(&self) -> [(&'static str, String); 6] {
        [
            (KIND_PROPERTY, KIND.to_owned()),
            (SCHEMA_PROPERTY, SCHEMA.to_owned()),
            (MEETING_PROPERTY, self.meeting.clone()),
            (EDITION_PROPERTY, self.edition.to_string()),
            (DIVISION_PROPERTY, self.division.clone()),
            (DIGEST_PROPERTY, self.digest()),
        ]
    }

    /// The rows of the stamp's sheet.
    ///
    /// The mark; the properties; for each column of the answer sheet `column`, its index from 0, key
    /// and heading; rows of `texts` and digests; a row with `id` and the keys of the locked columns;
    /// below it, for each opinion, its identifier and the short digests of those cells.
    pub fn rows(&self) -> Vec<Vec<String>> {
        let mut rows = vec![vec![STAMP_MARK.to_owned()]];
        rows.extend(self.properties().map(|(name, value)| vec![name.to_owned(), value]));
        rows.extend(
            self.columns
                .iter()
                .enumerate()
                .map(|(index, column)| vec![COLUMN_MARK.to_owned(), index.to_string(), column.key.clone(), column.heading.clone()]),
        );
        let texts: Vec<&String> = self.texts.iter().collect();
        rows.extend(
            texts
                .chunks(TEXTS_IN_ROW)
                .map(|row| std::iter::once(TEXT_MARK).chain(row.iter().map(|d| d.as_str())).map(str::to_owned).collect()),
        );
        rows.push(std::iter::once(ID_KEY.to_owned()).chain(self.locked.iter().cloned()).collect());
        rows.extend(self.opinions.iter().map(|sent| std::iter::once(&sent.id).chain(&sent.cells).cloned().collect()));
        rows
    }

    /// Every text of the rows that is no digest.
    pub fn words(&self) -> BTreeSet<String> {
        let ids = self.opinions.iter().filter(|sent| !sent.cells.is_empty()).map(|sent| Sent { id: sent.id.clone(), cells: Vec::new() });
        let bare = Self {
            meeting: self.meeting.clone(),
            edition: self.edition,
            division: self.division.clone(),
            columns: self.columns.clone(),
            locked: self.locked.clone(),
            texts: BTreeSet::new(),
            opinions: ids.collect(),
        };
        bare.rows().into_iter().flatten().chain([TEXT_MARK.to_owned()]).collect()
    }

    /// Reads the rows of a stamp's sheet, and whether its digest is that of what it says; nothing if it is none that this version understands.
    ///
    /// Empty cells at the end of a row and rows that are empty do not matter.
    pub fn from_rows(rows: &[Vec<String>]) -> Option<(Self, bool)> {
        let mut rows = rows.iter().map(|row| trimmed(row)).filter(|row| !row.is_empty());
        if rows.next()? != [STAMP_MARK] {
            return None;
        }
        let mut properties = std::collections::BTreeMap::new();
        let (mut columns, mut texts) = (Vec::new(), BTreeSet::new());
        let locked = loop {
            match rows.next()? {
                [id, locked @ ..] if id == ID_KEY => break locked.to_vec(),
                [mark, digests @ ..] if mark == TEXT_MARK => texts.extend(digests.iter().cloned()),
                [mark, _, _, _] if mark == COLUMN_MARK && columns.len() >= COLUMN_LIMIT => return None,
                [mark, _, key, heading] if mark == COLUMN_MARK => columns.push(AnswerColumn { key: key.clone(), heading: heading.clone() }),
                [name, value] => {
                    properties.insert(name.as_str(), value.as_str());
                }
                _ => return None,
            }
        };
        let property = |name: &str| properties.get(name).copied();
        if property(KIND_PROPERTY)? != KIND || property(SCHEMA_PROPERTY)? != SCHEMA {
            return None;
        }
        let stamp = Self {
            meeting: property(MEETING_PROPERTY)?.to_owned(),
            edition: property(EDITION_PROPERTY)?.parse().ok()?,
            division: property(DIVISION_PROPERTY)?.to_owned(),
            columns,
            locked,
            texts,
            opinions: rows.filter_map(|row| Some(Sent { id: row.first()?.clone(), cells: row[1..].to_vec() })).collect(),
        };
        let is_whole = property(DIGEST_PROPERTY)? == stamp.digest();
        Some((stamp, is_whole))
    }
}

/// A row without the empty cells at its end.
fn trimmed(row: &[String]) -> &[String] {
    let end = row.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
    &row[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp(texts: &[&str]) -> Stamp {
        let column = |key: &str| AnswerColumn { key: key.to_owned(), heading: key.to_uppercase() };
        let opinions: Vec<_> = texts.iter().map(|text| (format!("id-{text}"), vec!["1".to_owned(), (*text).to_owned()])).collect();
        let columns = ["id", "no", "text", "reply", "note"].map(column).to_vec();
        let texts = (0..40).map(|n: u32| short_digest(&n.to_string())).collect();
        Stamp { texts, ..Stamp::new("0123456789abcdef", 2, "総務課", columns, vec!["no".into(), "text".into()], &opinions) }
    }

    #[test]
    fn stamp_rows() {
        let stamp = stamp(&["あ", "い\nう", "column"]);
        assert_eq!(Stamp::from_rows(&stamp.rows()), Some((stamp.clone(), true)));
        let ragged: Vec<Vec<String>> =
            stamp.rows().into_iter().flat_map(|row| [[row, vec![String::new(); 3]].concat(), Vec::new()]).collect();
        assert_eq!(Stamp::from_rows(&ragged), Some((stamp.clone(), true)));
        for cut in 0..stamp.rows().len() - stamp.opinions.len() {
            assert_eq!(Stamp::from_rows(&stamp.rows()[..cut]), None);
        }
    }

    #[test]
    fn stamp_edited() {
        let edited = |from: &str, to: &str| {
            let mut rows = stamp(&["a"]).rows();
            rows.iter_mut().flatten().filter(|cell| *cell == from).for_each(|cell| to.clone_into(cell));
            Stamp::from_rows(&rows).map(|(_, is_whole)| is_whole)
        };
        assert_eq!(edited("総務課", "財政課"), Some(false));
        assert_eq!(edited("2", "3"), Some(false));
        assert_eq!(edited("id-a", "id-b"), Some(false));
        assert_eq!(edited("REPLY", "NOTE"), Some(false));
        assert_eq!(edited("", ""), Some(true));
        let many = vec![[COLUMN_MARK, "1", "a", "b"].map(str::to_owned).to_vec(); COLUMN_LIMIT + 1];
        let rows = stamp(&["a"]).rows();
        assert_eq!(Stamp::from_rows(&[&rows[..7], &many, &rows[7..]].concat()), None);
    }

    #[test]
    fn stamp_digests() {
        assert_ne!(stamp(&["a", "b"]).digest(), stamp(&["b", "a"]).digest());
        assert_ne!(stamp(&["a"]).digest(), stamp(&["a "]).digest());
        assert_eq!(cell_digest("a\r\nb\rc"), cell_digest("a\nb\nc"));
        assert_eq!(short_digest("").len(), 16);
    }
}
