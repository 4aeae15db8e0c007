//! The meeting: what a set of papers is, as `meeting.toml` declares it.
//!
//! Everything about the look that a city would want to keep or change is here or in a template,
//! never in code. Unknown keys are errors.

pub mod braces;
mod calendar;
mod checks;
mod columns;
pub mod day;
mod files;
pub mod gathered;
pub mod headings;
pub mod identity;
pub mod inquiry;
pub mod keys;
pub mod lexicon;
pub mod lines;
pub mod look;
pub mod names;
pub mod paper;
pub mod parse;
mod shape;
mod syntax;
pub mod typed;
pub mod words;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Deserialize;

use crate::meeting::headings::Datum;
use crate::meeting::inquiry::{Division, Inquiry};
use crate::meeting::look::{Look, Pdf};
use crate::meeting::paper::Paper;
use crate::meeting::words::Words;
use crate::say::diag::Diagnostics;

pub use crate::meeting::files::Kind;

/// File that declares a meeting, in the meeting's folder.
pub const FILE: &str = "meeting.toml";

/// One meeting and the papers that it wants.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Meeting {
    #[serde(rename = "meeting")]
    pub head: Head,
    /// The table that the opinions are read from.
    #[serde(default)]
    pub records: Records,
    /// What the columns of that table are called there: their heading, and the key of the column that is meant;
    /// `unused` for one that is not read.
    #[serde(default)]
    pub columns: BTreeMap<String, String>,
    #[serde(default)]
    pub look: Look,
    #[serde(default)]
    pub pdf: Pdf,
    /// The words that papers print of themselves.
    #[serde(default)]
    pub words: Words,
    /// The sections in order; without any, there is one that has no heading.
    #[serde(default)]
    pub sections: Vec<Section>,
    /// Where opinions come from; without any, there is one source.
    #[serde(default)]
    pub sources: Vec<Source>,
    /// Declared columns of an opinion; see [`Meeting::record_fields`] and [`Meeting::answer_fields`].
    #[serde(default)]
    pub fields: Vec<Field>,
    /// What the divisions are asked.
    pub inquiry: Option<Inquiry>,
    #[serde(default)]
    pub divisions: Vec<Division>,
    /// The documents to make.
    #[serde(default)]
    pub papers: Vec<Paper>,
    /// The records themselves as files.
    #[serde(default)]
    pub data: Data,
    /// How each paper looks; not a key of the file.
    #[serde(skip)]
    pub looks: Vec<Look>,
    /// What a sheet of data writes over the divisions and their notes; not a key of the file. Where the records have
    /// columns of the same names, they are told apart.
    #[serde(skip)]
    pub answer_headings: AnswerHeadings,
    /// The meeting's folder; not a key of the file.
    #[serde(skip)]
    pub folder: PathBuf,
    /// The lines of each paper and division in the file; not keys of it.
    #[serde(skip)]
    pub paper_lines: Vec<lines::Lines>,
    #[serde(skip)]
    pub division_lines: Vec<lines::Lines>,
    /// What there is to say of how the file is written; not a key of it.
    #[serde(skip)]
    pub said: Diagnostics,
}

/// What the papers are called, and the one date that they carry.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Title of the meeting, and of its papers unless they have their own (ISO 14289-1, 7.1 asks for one).
    pub title: String,
    /// The date of the papers. Everything that needs a time uses it.
    #[serde(deserialize_with = "day::deserialize")]
    #[schemars(with = "String")]
    pub date: toml::value::Datetime,
    /// Who makes the papers, such as 熊本市 or a section of it: the author in a PDF's properties; the title, if not given.
    pub author: Option<String>,
    /// The older edition that papers of the layout `comparison` compare with: a folder with `meeting.toml` and
    /// records, a PDF of this program, or a table (a workbook, CSV or JSON of this program, or last time's own table),
    /// in the meeting's folder.
    pub older: Option<String>,
    /// How opinions are numbered.
    #[serde(default)]
    pub numbers: Numbers,
}

/// The table that the opinions are read from, and what is meant by what a table can leave open.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Records {
    /// Its file; by default `opinions.csv`, `.xlsx` or `.json`, else the one workbook or CSV file in the folder.
    pub file: Option<String>,
    /// The worksheets to read; by default every one on view that has opinions.
    pub sheets: Option<Vec<String>>,
    /// The row in which the headings stand, as the worksheet counts; if not given, it is looked for.
    pub heading_row: Option<u32>,
    /// What to do with text that is struck through; if not given, the program asks.
    pub struck: Option<Struck>,
    /// What to do with rows that are hidden; if not given, they are read and reported.
    pub hidden: Option<HiddenRows>,
    /// What to do with rows that have no opinion, but something else; if not given, each is an error.
    pub empty: Option<EmptyRows>,
    /// What to do with rows that go on in the middle of a sentence of the row above, as in tables out of a PDF; if not given,
    /// each is an error.
    pub continued: Option<ContinuedRows>,
    /// What an empty cell of section, category or source means.
    pub blanks: Blanks,
}

/// What to do with text that is struck through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Struck {
    /// It is printed as any other.
    Keep,
    /// It is left out; an opinion that is struck through as a whole is no opinion.
    Drop,
}

/// What to do with rows that are hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum HiddenRows {
    /// They are read as any other.
    Read,
    /// They are left out.
    Skip,
}

/// What to do with rows that have no opinion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EmptyRows {
    /// They are left out.
    Skip,
}

/// What to do with rows that go on with the row above.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ContinuedRows {
    /// What they say is added to the row above.
    Join,
    /// They are opinions of their own.
    Apart,
}

/// What an empty cell of section, category or source means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Blanks {
    /// The same as the cell above.
    #[default]
    Above,
    /// Nothing.
    Empty,
}

/// Headings of a sheet of data that stand beside answers.
#[derive(Debug, Clone, Default)]
pub struct AnswerHeadings {
    pub division: String,
    pub note: String,
}

/// How opinions are numbered. Where any paper is a matrix, opinions of different sources that stand side by side share a
/// number, in all papers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Numbers {
    /// From 1 in each section; a number that is missing is reported (欠番).
    #[default]
    Section,
    /// From 1 through all sections; a number that is missing is reported.
    Through,
    /// As the records have them; none is missed.
    Typed,
}

/// What stands under a heading of the office's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meaning {
    Datum(Datum),
    /// The opinions of this source, where the table has a column for each.
    Opinions(usize),
    /// Nothing that is read.
    Unused,
}

impl Meaning {
    /// What of an opinion it is, if the records have it.
    pub fn datum(self) -> Option<Datum> {
        match self {
            Self::Datum(datum) => Some(datum),
            Self::Opinions(_) | Self::Unused => None,
        }
    }
}

/// What `columns` says of a column that is not read.
pub const UNUSED: &str = "unused";

/// A numbered part of the papers (区分).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Section {
    pub title: String,
}

/// Where opinions come from (出典); in a matrix, a column.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    pub key: String,
    pub heading: String,
    /// What names who an opinion of this source comes from (都市名); absent if nothing does.
    pub attribution: Option<String>,
}

/// A declared column of an opinion. Where its values come from makes no other difference: they print, count and compare alike.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    pub key: String,
    pub heading: String,
    /// Where its values come from: the records, or the divisions through an inquiry.
    #[serde(default)]
    pub from: Origin,
    /// What may be chosen; anything may be written if there are none.
    #[serde(default)]
    pub choices: Vec<Choice>,
    /// Whether an opinion is answered only once this is filled in; if not given, true for divisions and false for records.
    pub required: Option<bool>,
    /// Whether it is in no paper, no data file and no attachment; if not given, true where the heading is that of a
    /// name, an address, a telephone number or a mail address and no paper prints it. Of any other that no paper prints,
    /// each build warns until this is said.
    pub private: Option<bool>,
    /// Whether its value is the number of opinions that a record stands for (件数): totals add it up.
    #[serde(default)]
    pub counts: bool,
    /// Most characters (em) of a line in its column.
    pub width: Option<f64>,
}

/// Where the values of a field come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    #[default]
    Records,
    Divisions,
}

impl Field {
    /// Whether the divisions fill it in.
    pub fn is_answer(&self) -> bool {
        self.from == Origin::Divisions
    }

    /// Whether an opinion is answered only once this is filled in.
    pub fn is_required(&self) -> bool {
        self.required.unwrap_or(self.is_answer())
    }

    /// Whether its values are short: chosen from a list, counted, or limited to a few characters.
    pub fn is_short(&self) -> bool {
        !self.choices.is_empty() || self.counts || self.width.is_some_and(|width| width <= SHORT_WIDTH)
    }
}

/// One of the answers to choose from.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub value: String,
    /// What choosing it means, for the legend.
    #[serde(default)]
    pub means: String,
}

/// The records themselves as files, of everything that is not private.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Data {
    /// Their names, ending in `.csv` or `.json`.
    pub files: Vec<String>,
}

/// Matches the opinions that agree with all of its keys.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Number of the section, from 1.
    pub section: Option<usize>,
    pub category: Option<String>,
    /// Key or heading of the source.
    pub source: Option<String>,
    pub id: Option<Vec<String>>,
    /// Key or heading of a field of the records, which must hold `is`.
    pub field: Option<String>,
    pub is: Option<String>,
    /// Whether any division is asked or has answered.
    pub asked: Option<bool>,
}

/// Greatest width of a short column, in em.
const SHORT_WIDTH: f64 = 10.0;
/// Most characters of a section's heading that has room in a narrow column.
const SHORT_HEADING: usize = 12;

impl Meeting {
    /// A file in the meeting's folder, as people write it.
    pub fn shown(&self, name: impl AsRef<Path>) -> String {
        crate::read::files::display(&self.folder.join(name))
    }

    /// The heading of section `index`, as printed: number and title; empty for the only section of a meeting that names none.
    pub fn section_heading(&self, index: usize) -> String {
        if self.sections.len() == 1 && self.sections[index].title.is_empty() {
            return String::new();
        }
        format!("{}{}", self.section_number(index + 1), self.sections[index].title)
    }

    /// What names section `index` where there is little room: its number where any heading is long, else the heading.
    pub fn section_name(&self, index: usize) -> String {
        let is_long = |index: usize| self.section_heading(index).chars().count() > SHORT_HEADING;
        if self.look.section_number.contains("{n}") && (0..self.sections.len()).any(is_long) {
            return self.section_number(index + 1).trim().to_owned();
        }
        self.section_heading(index)
    }

    /// How section `number`, from 1, is numbered.
    pub fn section_number(&self, number: usize) -> String {
        self.look.section_number.replace("{n}", &number.to_string())
    }

    /// The texts of the file that papers print, each with its key.
    pub fn texts(&self) -> Vec<(&'static str, &str)> {
        let look = &self.look;
        let mut texts = vec![
            ("meeting.title", self.head.title.as_str()),
            ("look.section_number", &look.section_number),
            ("look.continued", &look.continued),
            ("look.elsewhere", &look.elsewhere),
        ];
        texts.extend(self.head.author.iter().map(|author| ("meeting.author", author.as_str())));
        texts.extend(look.stamp.then_some(("look.stamp", "0123456789abcdef")));
        texts.extend(self.words.texts());
        texts.extend(self.sections.iter().map(|section| ("sections.title", section.title.as_str())));
        texts.extend(self.sources.iter().map(|source| ("sources.heading", source.heading.as_str())));
        texts.extend(self.sources.iter().filter_map(|source| Some(("sources.attribution", source.attribution.as_deref()?))));
        texts.extend(self.divisions.iter().map(|division| ("divisions.name", division.name.as_str())));
        for field in &self.fields {
            texts.push(("fields.heading", &field.heading));
            texts.extend(field.choices.iter().map(|choice| ("fields.choices.value", choice.value.as_str())));
            texts.extend(field.choices.iter().map(|choice| ("fields.choices.means", choice.means.as_str())));
        }
        for paper in &self.papers {
            texts.push(("papers.label", &paper.label));
            texts.extend(paper.title.iter().map(|title| ("papers.title", title.as_str())));
            texts.extend(paper.short_title.iter().map(|title| ("papers.short_title", title.as_str())));
            for column in &paper.columns {
                let parts = column.stack.iter().filter_map(|part| part.heading.as_ref());
                texts.extend(column.heading.iter().chain(&column.over).chain(parts).map(|heading| ("papers.columns", heading.as_str())));
            }
            for block in paper.above.iter().chain(&paper.below) {
                let plain = [&block.text, &block.note, &block.heading].into_iter().flatten();
                texts
                    .extend(plain.chain(block.table.iter().flatten().flatten()).map(|text| ("papers.above / papers.below", text.as_str())));
            }
        }
        texts
    }

    /// Whether opinions of different sources stand side by side, so that they may share a number.
    pub fn is_side_by_side(&self) -> bool {
        self.papers.is_empty() || self.papers.iter().any(|paper| paper.layout == paper::Layout::Matrix)
    }

    /// The label of the first paper that has one.
    pub fn label(&self) -> &str {
        self.papers.iter().map(|paper| paper.label.as_str()).find(|label| !label.is_empty()).unwrap_or_default()
    }

    /// The label of the first paper, which stands over inquiries and what came of them: papers that are added later change neither.
    pub fn first_label(&self) -> &str {
        self.papers.first().map_or("", |paper| paper.label.as_str())
    }

    /// Identifies the meeting across editions of its inquiries: 16 hexadecimal digits of SHA-256 over the label of the first
    /// paper and the title. What is added behind that paper later makes no other meeting of this one.
    pub fn key(&self) -> String {
        self.key_with(self.first_label())
    }

    /// Whether a workbook with this key was sent out for the meeting. Keys were once made with the first label that is not empty.
    pub fn has_key(&self, key: &str) -> bool {
        key == self.key() || key == self.key_with(self.label())
    }

    fn key_with(&self, label: &str) -> String {
        identity::short_digest(&format!("{label}\n{}", self.head.title))
    }

    /// The title of a paper.
    pub fn title<'a>(&'a self, paper: &'a Paper) -> &'a str {
        paper.title.as_deref().unwrap_or(&self.head.title)
    }
}
