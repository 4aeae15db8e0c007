//! Papers: what one document of the meeting is, as `[[papers]]` declares it. One grammar serves every layout.

use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, json_schema};
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
    /// Whether each section has its heading; if not given, where there are several sections. Where it has none and a column
    /// says which section it is, all sections are one table.
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
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(remote = "Self", deny_unknown_fields)]
#[schemars(transform = or_name)]
pub struct ColumnSpec {
    /// What it shows: `no`, `section`, `category`, `subcategory`, `source`, `attribution`, `text`, `division`, `note`,
    /// the key of a field; in a matrix the key of a source; in a comparison `older`, `newer`, `change`.
    /// Several stand one under the other in one cell.
    #[serde(default, deserialize_with = "one_or_several")]
    #[schemars(transform = or_name)]
    pub of: Vec<String>,
    /// Parts of an opinion that stand under one another, each in a row of its own: names, or tables with `of` and a `heading`.
    #[serde(default)]
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
    /// `category` or `subcategory` alone.
    #[serde(default)]
    pub vertical: bool,
    /// For a stack: whether the names of the parts stand beside them; true, if not given.
    pub names: Option<bool>,
}

/// A part of a stack: its name, or a table with `of` and what stands beside it.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(remote = "Self", deny_unknown_fields)]
#[schemars(transform = or_name)]
pub struct PartSpec {
    /// What it shows, as in a column of its own.
    pub of: String,
    /// What stands beside it; the name that its column would have, if not given.
    pub heading: Option<String>,
}

/// How wide a column is, in characters: `12`, `"2fr"` for a share of what the others leave, or limits.
#[derive(Debug, Clone, Copy, PartialEq, JsonSchema)]
#[schemars(untagged)]
pub enum WidthSpec {
    Fixed(f64),
    Share(#[schemars(with = "String")] f64),
    Between(Limits),
}

#[derive(Debug, Clone, Copy, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    pub least: Option<f64>,
    pub most: Option<f64>,
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
    /// What stands over a table, a legend or a tally; if not given, a tally has in its corner what it counts.
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
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(remote = "Self", deny_unknown_fields)]
#[schemars(transform = or_name)]
pub struct FileSpec {
    pub file: String,
    /// The page, from 1.
    pub page: Option<usize>,
    /// Dots per inch.
    pub ppi: Option<f64>,
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

/// What is a name alone, or a table that says more. Read by hand, so that what is wrong in the table is told.
trait NameOrTable: Sized {
    const EXPECTING: &'static str;

    fn of_name(name: String) -> Self;
    fn of_table<'de, D: Deserializer<'de>>(table: D) -> Result<Self, D::Error>;
}

struct Form<T>(PhantomData<T>);

impl<'de, T: NameOrTable> Visitor<'de> for Form<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(T::EXPECTING)
    }

    fn visit_str<E>(self, name: &str) -> Result<T, E> {
        Ok(T::of_name(name.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::of_table(MapAccessDeserializer::new(map))
    }
}

/// In the schema, a name may stand for the whole.
fn or_name(schema: &mut Schema) {
    let description = schema.remove("description");
    let whole = std::mem::take(schema);
    *schema = json_schema!({ "description": description, "anyOf": [{ "type": "string" }, whole] });
}

/// Implements both for a type of which a table is read by its `remote` derive.
macro_rules! name_or_table {
    ($of:ty, $expecting:literal, $name:ident => $made:expr) => {
        impl NameOrTable for $of {
            const EXPECTING: &'static str = $expecting;

            fn of_name($name: String) -> Self {
                $made
            }

            fn of_table<'de, D: Deserializer<'de>>(table: D) -> Result<Self, D::Error> {
                Self::deserialize(table)
            }
        }

        impl<'de> Deserialize<'de> for $of {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(Form(PhantomData))
            }
        }
    };
}

name_or_table!(ColumnSpec, "the name of a column, or a table with `of`", name => Self { of: vec![name], ..Self::default() });
name_or_table!(PartSpec, "the name of a part, or a table with `of`", of => Self { of, heading: None });
name_or_table!(FileSpec, "the name of a file, or a table with `file`", file => Self { file, page: None, ppi: None });

/// One name, or several.
fn one_or_several<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    struct Names;
    impl<'de> Visitor<'de> for Names {
        type Value = Vec<String>;
        fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
            f.write_str("a name, or a list of names")
        }
        fn visit_str<E>(self, name: &str) -> Result<Vec<String>, E> {
            Ok(vec![name.to_owned()])
        }
        fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Vec<String>, A::Error> {
            Vec::deserialize(SeqAccessDeserializer::new(seq))
        }
    }
    deserializer.deserialize_any(Names)
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
                Limits::deserialize(MapAccessDeserializer::new(map)).map(WidthSpec::Between)
            }
        }
        deserializer.deserialize_any(Width)
    }
}
