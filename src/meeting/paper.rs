//! Papers: what one document of the meeting is, as `[[papers]]` declares it. One grammar serves every layout.

use std::fmt;

use schemars::JsonSchema;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::{Field, Kind, Meeting, Rule};
use crate::say::diag::Diagnostic;
use crate::say::words;

/// One document of the meeting and the files that are made of it.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    /// Label in the box at the top right, such as 資料3 or 資料2【委員限り】; may be empty.
    #[serde(default)]
    pub label: String,
    /// Title of the paper; the meeting's, if not given.
    pub title: Option<String>,
    /// Title for running heads; the title, cut at a phrase where it has no room, if not given.
    pub short_title: Option<String>,
    /// How the opinions are laid out: `matrix`, `list`, `stacked` or `comparison`.
    #[serde(default)]
    pub layout: Layout,
    /// The columns from left to right: names, or tables with more keys. Those of the layout, if not given.
    #[serde(default)]
    pub columns: Vec<ColumnSpec>,
    /// Levels that stand in bands over the table's width: `category`, `subcategory`.
    #[serde(default)]
    pub bands: Vec<String>,
    /// Whether each section has its heading; if not given, where there are several sections.
    pub headings: Option<bool>,
    /// The opinions that are shown: what any of these rules matches; all, if there are none.
    #[serde(default)]
    pub shows: Vec<Rule>,
    /// For a comparison: which edition stands at the left.
    #[serde(default)]
    pub order: Order,
    /// What stands between title and table.
    #[serde(default)]
    pub above: Vec<BlockSpec>,
    /// What stands below the table.
    #[serde(default)]
    pub below: Vec<BlockSpec>,
    /// The files to make: `.pdf`, `.xlsx`, `.html`, and `.png` for a picture of a page. `{label}`, `{title}` and `{page}` are filled in.
    pub files: Vec<FileSpec>,
    /// A template of the meeting that sets the whole document in place of the program's.
    pub template: Option<String>,
    /// Keys of `[look]` that are others for this paper.
    #[serde(default)]
    #[schemars(with = "super::look::Look")]
    pub look: toml::Table,
}

/// How opinions are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Layout {
    /// Sources side by side.
    Matrix,
    /// An opinion to a row.
    #[default]
    List,
    /// The parts of an opinion under one another.
    Stacked,
    /// Two editions side by side (新旧対照表).
    Comparison,
}

/// Which edition stands at the left.
///
/// The new one by default, as in the tables of amended ordinances (改正後、改正前、備考).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    #[default]
    NewOld,
    OldNew,
}

/// A column of a paper: `"text"`, or a table with `of` and more keys.
#[derive(Debug, Clone, Default, PartialEq, JsonSchema)]
#[schemars(with = "ColumnForm")]
pub struct ColumnSpec {
    /// What it shows: `no`, `section`, `category`, `subcategory`, `source`, `attribution`, `text`, `division`, `note`,
    /// the key of a field; in a matrix the key of a source; in a comparison `older`, `newer`, `change`.
    /// Several stand one under the other in one cell.
    pub of: Vec<String>,
    /// Parts of an opinion that stand under one another, each in a row of its own: names, or tables with `of` and a `heading`.
    pub stack: Vec<PartSpec>,
    pub heading: Option<String>,
    /// A heading over several columns: neighbours with the same one share it.
    pub over: Option<String>,
    pub width: Option<WidthSpec>,
    pub align: Option<AlignSpec>,
    /// Size of the type in points.
    pub size: Option<f64>,
    pub joins: Option<JoinsSpec>,
    /// Whether the column is left out where it would be empty; true for `category`, `subcategory` and `note`, if not given.
    pub optional: Option<bool>,
    /// Whether its labels are set from top to bottom, in several lines if the column is wide enough; for `section`,
    /// `category` and `subcategory`.
    pub vertical: bool,
    /// For a stack: whether the names of the parts stand beside them; true, if not given.
    pub names: Option<bool>,
}

/// The two forms of a column.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes the forms for the schema")]
enum ColumnForm {
    Name(String),
    Full(ColumnTable),
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ColumnTable {
    #[serde(default)]
    of: Names,
    #[serde(default)]
    stack: Vec<PartSpec>,
    heading: Option<String>,
    over: Option<String>,
    width: Option<WidthSpec>,
    align: Option<AlignSpec>,
    size: Option<f64>,
    joins: Option<JoinsSpec>,
    optional: Option<bool>,
    #[serde(default)]
    vertical: bool,
    names: Option<bool>,
}

/// A part of a stack: its name, or a table with `of` and what stands beside it.
#[derive(Debug, Clone, Default, PartialEq, JsonSchema)]
#[schemars(with = "PartForm")]
pub struct PartSpec {
    /// What it shows, as in a column of its own.
    pub of: String,
    /// What stands beside it; the name that its column would have, if not given.
    pub heading: Option<String>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes the forms for the schema")]
enum PartForm {
    Name(String),
    Full(PartTable),
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PartTable {
    of: String,
    heading: Option<String>,
}

/// One name or several.
#[derive(Debug, Default, JsonSchema)]
#[schemars(with = "NamesForm")]
struct Names(Vec<String>);

#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes the forms for the schema")]
enum NamesForm {
    One(String),
    Several(Vec<String>),
}

/// How wide a column is, in characters: `12`, `"2fr"` for a share of what the others leave, or limits.
#[derive(Debug, Clone, Copy, PartialEq, JsonSchema)]
#[schemars(with = "WidthForm")]
pub enum WidthSpec {
    Fixed(f64),
    Share(f64),
    Between { least: Option<f64>, most: Option<f64> },
}

#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes the forms for the schema")]
enum WidthForm {
    Fixed(f64),
    Share(String),
    Between(Limits),
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Limits {
    least: Option<f64>,
    most: Option<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AlignSpec {
    Left,
    Center,
    Right,
}

/// Whether equal neighbours share a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum JoinsSpec {
    Never,
    /// Within a category.
    Category,
    /// Across categories, within a section.
    Across,
}

/// What stands above or below the table: exactly one of `text`, `note`, `table`, `legend` and `tally`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BlockSpec {
    /// A paragraph. `{date}`, `{title}`, `{label}` and `{meeting}` are filled in, and numbers: `{shown}` of the opinions
    /// that the paper shows and `{all}` of all, as a field with `counts` has them, and `{records}` of the records shown.
    /// Another word in braces is refused; in doubled ones, `{{word}}`, it is printed in braces.
    pub text: Option<String>,
    /// A footnote, in small type; the same words are filled in.
    pub note: Option<String>,
    /// A small table, row by row, such as 提出方法 and 件数.
    pub table: Option<Vec<Vec<String>>>,
    /// Key of a field whose choices are explained.
    pub legend: Option<String>,
    /// What is counted: the key of a field with choices, or `category`, `section`, `source`.
    pub tally: Option<String>,
    /// What stands over a table, a legend or a tally.
    pub heading: Option<String>,
    /// For a table: whether its first row holds headings.
    #[serde(default)]
    pub head: bool,
    /// For a table: whether the first cell of a row says what the row is about, for those who listen; if not given, where
    /// these cells are one line each, none empty and no two alike.
    pub labels: Option<bool>,
    /// For a tally: what its columns are, `section`, `source`, `category` or `none`; sections, if not given and there are
    /// several, unless they are its lines.
    pub by: Option<TallyBy>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TallyBy {
    Section,
    Source,
    Category,
    None,
}

/// A file to make: its name, or for a picture a table with `file`, `page` and `ppi`.
#[derive(Debug, Clone, PartialEq, JsonSchema)]
#[schemars(with = "FileForm")]
pub struct FileSpec {
    pub file: String,
    /// The page, from 1.
    pub page: Option<usize>,
    /// Dots per inch.
    pub ppi: Option<f64>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes the forms for the schema")]
enum FileForm {
    Name(String),
    Picture(FileTable),
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FileTable {
    file: String,
    page: Option<usize>,
    ppi: Option<f64>,
}

impl Paper {
    /// A 新旧対照表 as it usually is, for meetings that declare none.
    pub fn comparison(meeting: &Meeting) -> Self {
        let legend = BlockSpec { text: Some("下線の太字は、新旧で異なる部分です。".to_owned()), ..BlockSpec::default() };
        Self {
            title: Some(format!("{}　新旧対照表", meeting.head.title)),
            layout: Layout::Comparison,
            above: vec![legend],
            ..Self::default()
        }
    }

    /// What it is called in messages: its label, else its title or its first file.
    pub fn name(&self) -> &str {
        let title = || self.title.as_deref().filter(|title| !title.is_empty());
        let file = || self.files.first().map(|file| file.file.as_str());
        Some(self.label.as_str()).filter(|label| !label.is_empty()).or_else(title).or_else(file).unwrap_or_default()
    }

    /// Whether a column of the paper names a field.
    pub fn names(&self, field: &Field) -> bool {
        self.columns.iter().flat_map(ColumnSpec::names).any(|name| *name == field.key || *name == field.heading)
    }
}

impl ColumnSpec {
    /// The names of what it shows.
    pub fn names(&self) -> impl Iterator<Item = &String> {
        self.of.iter().chain(self.stack.iter().map(|part| &part.of))
    }
}

impl FileSpec {
    /// What the file is, by the ending of its name.
    pub fn kind(&self, paper: usize) -> Result<Kind, Box<Diagnostic>> {
        let kind = match self.file.rsplit('.').next() {
            Some("pdf") => Kind::Pdf { paper },
            Some("xlsx") => Kind::Workbook { paper },
            Some("html") => Kind::Page { paper },
            Some("png") => {
                let (page, ppi) = (self.page.unwrap_or(1), self.ppi.unwrap_or(96.0));
                if page == 0 || !(36.0..=600.0).contains(&ppi) {
                    return Err(Box::new(Diagnostic::error(words::image_range(&self.file))));
                }
                return Ok(Kind::Image { paper, page, ppi });
            }
            _ => return Err(Box::new(Diagnostic::error(words::file_kind(&self.file)).hint(words::file_kinds()))),
        };
        if self.page.is_some() || self.ppi.is_some() {
            return Err(Box::new(Diagnostic::error(words::image_keys(&self.file))));
        }
        Ok(kind)
    }
}

/// Reads what is a name alone, or a table that says more. By hand, so that what is wrong in the table is told.
struct NameOrTable<T, V> {
    expecting: &'static str,
    name: fn(String) -> V,
    table: fn(T) -> V,
}

impl<'de, T: Deserialize<'de>, V> Visitor<'de> for NameOrTable<T, V> {
    type Value = V;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.expecting)
    }

    fn visit_str<E>(self, name: &str) -> Result<V, E> {
        Ok((self.name)(name.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(self.table)
    }
}

impl<'de> Deserialize<'de> for ColumnSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NameOrTable {
            expecting: "the name of a column, or a table with `of`",
            name: |name| Self { of: vec![name], ..Self::default() },
            table: |ColumnTable { of, stack, heading, over, width, align, size, joins, optional, vertical, names }| Self {
                of: of.0,
                stack,
                heading,
                over,
                width,
                align,
                size,
                joins,
                optional,
                vertical,
                names,
            },
        })
    }
}

impl<'de> Deserialize<'de> for PartSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NameOrTable {
            expecting: "the name of a part, or a table with `of`",
            name: |of| Self { of, heading: None },
            table: |PartTable { of, heading }| Self { of, heading },
        })
    }
}

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Several;
        impl<'de> Visitor<'de> for Several {
            type Value = Names;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a name, or a list of names")
            }
            fn visit_str<E>(self, name: &str) -> Result<Names, E> {
                Ok(Names(vec![name.to_owned()]))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Names, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(seq)).map(Names)
            }
        }
        deserializer.deserialize_any(Several)
    }
}

impl<'de> Deserialize<'de> for WidthSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Width;
        impl<'de> Visitor<'de> for Width {
            type Value = WidthSpec;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a number of characters, a share such as \"2fr\", or { least = …, most = … }")
            }
            fn visit_i64<E>(self, characters: i64) -> Result<WidthSpec, E> {
                Ok(WidthSpec::Fixed(characters as f64))
            }
            fn visit_f64<E>(self, characters: f64) -> Result<WidthSpec, E> {
                Ok(WidthSpec::Fixed(characters))
            }
            fn visit_str<E: serde::de::Error>(self, share: &str) -> Result<WidthSpec, E> {
                let parts = share.trim().strip_suffix("fr").and_then(|parts| parts.trim().parse().ok());
                parts.map(WidthSpec::Share).ok_or_else(|| E::invalid_value(serde::de::Unexpected::Str(share), &self))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<WidthSpec, A::Error> {
                let Limits { least, most } = Limits::deserialize(MapAccessDeserializer::new(map))?;
                Ok(WidthSpec::Between { least, most })
            }
        }
        deserializer.deserialize_any(Width)
    }
}

impl<'de> Deserialize<'de> for FileSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NameOrTable {
            expecting: "the name of a file, or a table with `file`",
            name: |file| Self { file, page: None, ppi: None },
            table: |FileTable { file, page, ppi }| Self { file, page, ppi },
        })
    }
}
