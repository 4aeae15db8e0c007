//! The look: how papers are set, and which standards their PDFs obey.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the papers look. Lengths are in millimetres, type sizes in points.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Look {
    /// Paper: a3, a4, b4 (JIS) or b5 (JIS).
    pub paper: PaperSize,
    pub landscape: bool,
    pub margin_top: f64,
    pub margin_bottom: f64,
    pub margin_left: f64,
    pub margin_right: f64,
    /// Families of type, the first that has a character draws it.
    pub fonts: Vec<String>,
    /// Size of the texts of every table.
    pub size: f64,
    /// Distance from line to line.
    pub line: f64,
    /// How a section is numbered: `{n}` is its number.
    pub section_number: String,
    /// What follows a label that is repeated on a further page.
    pub continued: String,
    /// What stands in place of an answer that has no room to be repeated on a further page.
    pub elsewhere: String,
    /// Characters that open an item of a list; the text hangs behind them.
    pub bullets: String,
    /// Rows of a category that must stand together at a page's foot, unless they are four lines high.
    pub keep_rows: usize,
    /// Font that the workbooks name, as Windows knows it.
    pub workbook_font: String,
    /// Whether the build stamp stands in the footer.
    pub stamp: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            paper: PaperSize::A3,
            landscape: true,
            margin_top: 22.0,
            margin_bottom: 15.0,
            // Papers are bound and punched at the left.
            margin_left: 18.0,
            margin_right: 12.0,
            fonts: vec!["BIZ UDGothic".into()],
            size: 9.0,
            line: 13.0,
            section_number: "({n})".into(),
            continued: "（続き）".into(),
            elsewhere: "（前ページ参照）".into(),
            bullets: "・•●○◎■□◆◇▪◦☆★※⇒→➡①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳".into(),
            keep_rows: 2,
            workbook_font: "BIZ UDゴシック".into(),
            stamp: false,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PaperSize {
    A3,
    A4,
    B4,
    B5,
}

impl PaperSize {
    /// Short and long side in millimetres (ISO 216; JIS P 0138 for B).
    pub fn sides(self) -> (f64, f64) {
        match self {
            PaperSize::A3 => (297.0, 420.0),
            PaperSize::A4 => (210.0, 297.0),
            PaperSize::B4 => (257.0, 364.0),
            PaperSize::B5 => (182.0, 257.0),
        }
    }
}

impl Look {
    /// This look with `value` under `key`.
    pub(super) fn with(&self, key: &str, value: &toml::Value) -> std::result::Result<Self, toml::de::Error> {
        let mut table = toml::Table::try_from(self).map_err(serde::de::Error::custom)?;
        table.insert(key.to_owned(), value.clone());
        table.try_into()
    }

    /// Width and height of a page in millimetres.
    pub fn page(&self) -> (f64, f64) {
        let (short, long) = self.paper.sides();
        if self.landscape { (long, short) } else { (short, long) }
    }
}

/// Which standards the PDF obeys.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Pdf {
    pub archive: Archive,
    /// Whether the PDF carries what it was made from, for [`crate::build::extract`].
    pub source: bool,
}

impl Default for Pdf {
    fn default() -> Self {
        Self { archive: Archive::A3a, source: true }
    }
}

/// Level of PDF/A-3 (ISO 19005-3). Private-use characters are allowed at level U only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Archive {
    #[serde(rename = "a-3a")]
    A3a,
    #[serde(rename = "a-3u")]
    A3u,
}
