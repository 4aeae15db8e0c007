//! The Document: what a paper says, before any medium.
//!
//! A builder makes it of the opinions, their answers and what the meeting declares of the paper:
//! [`matrix`] sets sources side by side, [`list`] an opinion to a row or, with a stack of parts, to
//! several, [`comparison`] two editions beside each other. Everything that is printed, written into
//! a sheet or a page, or proved, is made from it.

mod blocks;
mod columns;
mod comparison;
mod joins;
mod list;
mod matrix;
mod short;
mod values;

pub use columns::{heading, usual};

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use schemars::JsonSchema;
use serde::Serialize;

use crate::answers::entries::{Entries, Entry};
use crate::editions::compare::{Comparison, Item};
use crate::meeting::Meeting;
use crate::meeting::paper::{Layout, Paper};
use crate::say::diag::{Diagnostic, Diagnostics, Result};
use crate::say::words;

/// What one paper says.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Document {
    /// What the paper is called in messages.
    #[serde(skip)]
    pub name: String,
    /// Title of the paper (ISO 14289-1, 7.1 asks for one).
    pub title: String,
    /// Title for running heads and page headers.
    pub short_title: String,
    /// Label in its box, such as 資料3; may be empty.
    pub label: String,
    /// What stands between title and table.
    pub above: Vec<Block>,
    /// The columns of the table, from left to right; the same in every section.
    pub columns: Vec<Column>,
    /// The sections that show anything, in order.
    pub sections: Vec<Section>,
    /// What stands below the table.
    pub below: Vec<Block>,
}

/// A column of the table.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Column {
    /// What its cells show, the parts one under the other.
    pub shows: Vec<Content>,
    /// In a matrix: index of the source whose opinions stand here.
    pub source: Option<usize>,
    /// In a comparison: the edition whose values stand here; the newer one elsewhere.
    pub edition: Edition,
    /// What stands over it; nothing where the heading of the column to the left covers this one, too.
    pub heading: Option<String>,
    /// A heading over several columns: neighbours with the same one share it.
    pub over: Option<String>,
    pub role: Role,
    pub width: Width,
    pub align: Align,
    /// Size of its type in points, if it is another than the paper's.
    pub size: Option<f64>,
    /// Set from top to bottom, for narrow labels.
    pub vertical: bool,
    pub joins: Joins,
}

/// What a cell shows of an opinion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Content {
    Number,
    Section,
    Category,
    Subcategory,
    Source,
    Attribution,
    Text,
    /// The divisions that are asked or have answered.
    Division,
    /// What divisions noted (備考).
    Note,
    /// A declared field, by its index in the meeting's list.
    Field(usize),
    /// In a stack: the name of the part that stands beside it.
    PartName,
    /// In a stack: the parts of an opinion, each in a row of its own.
    Parts,
    /// In a comparison: what happened to the opinion.
    Change,
}

/// Which edition a cell is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Edition {
    Older,
    #[default]
    Newer,
}

/// How a column is set and how wide it may become.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    Number,
    /// A name that opens its rows: section, category, subcategory, the name of a part.
    Label,
    /// Long text; such columns share what the others leave of the page.
    Text,
    /// A short value: source, attribution, division, a choice.
    Short,
    /// A short value that belongs to the text at its left, without a rule between them.
    Aside,
}

/// Width of a column, in characters (em of the column's type) without the white space at its sides.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Width {
    /// As the search finds it, within these limits.
    Between {
        least: Option<f64>,
        most: Option<f64>,
    },
    Fixed(f64),
    /// A share of what the other columns leave.
    Share(f64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Align {
    Left,
    Center,
    Right,
}

/// Whether equal neighbours in a column share a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Joins {
    Never,
    /// Within a category.
    Category,
    /// Across categories, within a section.
    Across,
}

#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Section {
    /// Of the meeting, from 1.
    pub number: usize,
    /// Number and title as printed; nothing if the paper has no such headings.
    pub heading: Option<String>,
    pub groups: Vec<Group>,
}

/// Consecutive rows of one category.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Group {
    /// Labels that stand in bands over the table's width before the rows: the levels that changed.
    pub bands: Vec<Band>,
    pub rows: Vec<Row>,
}

/// A label over the table's width.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Band {
    /// 1 for the category, 2 for the subcategory.
    pub level: usize,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Row {
    /// The number as printed, to name the row by.
    pub no: String,
    /// Whether it goes on with the row above, of the same opinion.
    pub goes_on: bool,
    /// One for each column.
    pub cells: Vec<Cell>,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, JsonSchema)]
pub struct Cell {
    /// What it says, verbatim: put together, the runs are the text.
    pub runs: Vec<Run>,
    /// Number of rows that it covers, its own included; 0 if one above covers it.
    pub span: usize,
    pub state: State,
    /// Whether an answer is missing in it: the only one, or one of several.
    pub lacks: bool,
    /// The values that it shows, of every opinion that it stands for.
    pub from: Vec<From>,
}

/// A stretch of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Run {
    pub text: String,
    /// Whether the other edition lacks it.
    pub marked: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It says what the records or the divisions say.
    Said,
    /// It says that an answer is missing, and nothing else.
    Missing,
    /// There is nothing to say.
    #[default]
    Empty,
    /// A cell above covers it.
    Covered,
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct From {
    /// Identifier of the opinion.
    pub opinion: String,
    pub content: Content,
    pub edition: Edition,
}

/// What stands above or below the table.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Block {
    Text {
        text: String,
    },
    /// Small type.
    Note {
        text: String,
    },
    /// A small table; the first row holds the headings if `head`, and the first cell of each other row says what the
    /// row is about if `labels`.
    Table {
        heading: Option<String>,
        head: bool,
        labels: bool,
        rows: Vec<Vec<String>>,
    },
    /// What the choices of a field mean.
    Legend {
        heading: String,
        field: usize,
        entries: Vec<LegendEntry>,
    },
    /// How often each choice of a field was made, or how many opinions there are of each category, section or source;
    /// the last line is the sum.
    Tally {
        heading: String,
        /// Whether the paper gives it that heading, which then stands over it; else it is in the table's corner.
        titled: bool,
        of: Content,
        columns: Vec<String>,
        lines: Vec<TallyLine>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LegendEntry {
    pub value: String,
    pub means: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TallyLine {
    pub label: String,
    /// One for each column.
    pub counts: Vec<usize>,
}

/// What a paper is made of.
pub struct Material<'a> {
    pub meeting: &'a Meeting,
    pub entries: &'a Entries<'a>,
    /// What differs from the older edition, if the meeting names one.
    pub comparison: Option<&'a Comparison<'a>>,
}

impl Document {
    /// What people call it: its label, or its title where it has none.
    pub fn name(&self) -> &str {
        if self.label.is_empty() { &self.title } else { &self.label }
    }

    /// The document with its first opinions only, each of them whole.
    pub fn beginning(mut self, opinions: usize) -> Self {
        let mut left = opinions;
        for group in self.sections.iter_mut().flat_map(|section| &mut section.groups) {
            let is_beyond = |row: &Row| {
                left = if row.goes_on { left } else { left.saturating_sub(1) };
                left == 0
            };
            let end = group.rows.iter().position(is_beyond).unwrap_or(group.rows.len());
            group.rows.truncate(end);
            let rows = group.rows.len();
            for (index, row) in group.rows.iter_mut().enumerate() {
                row.cells.iter_mut().for_each(|cell| cell.span = cell.span.min(rows - index));
            }
        }
        for section in &mut self.sections {
            section.groups.retain(|group| !group.rows.is_empty());
        }
        self.sections.retain(|section| !section.groups.is_empty());
        self
    }

    /// A warning if the paper prints one number for several opinions, and nothing that tells them apart: opinions of
    /// different sources that stand side by side in a matrix share theirs.
    pub fn check_numbers(&self) -> Option<Diagnostic> {
        let shows = |content: Content| self.columns.iter().any(|column| column.shows.contains(&content));
        // Several sections in one table are told apart by what says of which they are.
        let tells_sections = self.sections.len() == 1 && self.shown().any(|from| from.content == Content::Section);
        if !shows(Content::Number) || shows(Content::Source) || tells_sections || self.columns.iter().any(|column| column.source.is_some())
        {
            return None;
        }
        let mut shared: Vec<&str> = Vec::new();
        for section in &self.sections {
            let rows = section.rows().filter(|row| !row.goes_on && !row.no.is_empty());
            let mut opinions: BTreeMap<&str, usize> = BTreeMap::new();
            rows.for_each(|row| *opinions.entry(&row.no).or_default() += 1);
            shared.extend(opinions.into_iter().filter(|(_, count)| *count > 1).map(|(no, _)| no));
        }
        let first = shared.first()?;
        let warning = Diagnostic::warning(words::numbers_shared(&self.label, first, shared.len()));
        Some(warning.hint(words::numbers_shared_hint()))
    }

    /// What `paper` says, or what is wrong with its declaration.
    pub fn new(material: &Material, paper: &Paper) -> Result<Self> {
        let Material { meeting, entries, comparison } = *material;
        let mut findings = Diagnostics::default();
        let shown: Vec<&Entry> = entries.all.iter().filter(|entry| entry.is_shown(meeting, paper)).collect();
        let mut above = findings.gather(blocks::blocks(meeting, paper, &paper.above, &shown, &entries.all));
        let below = findings.gather(blocks::blocks(meeting, paper, &paper.below, &shown, &entries.all));
        let columns = findings.gather(columns::declared(meeting, paper));
        if findings.has_errors() {
            return Err(findings);
        }
        let mut sections = match (paper.layout, comparison) {
            (Layout::Matrix, _) => {
                let lost = matrix::without_column(&columns, &shown);
                if let Some(first) = lost.first() {
                    let source = &meeting.sources[first.opinion.source].heading;
                    let error = Diagnostic::error(words::paper_source_lost(&paper.label, source, lost.len()));
                    return Err(error.at(first.opinion.place.clone()).hint(words::paper_source_lost_hint()).into());
                }
                matrix::sections(meeting, paper, &columns, &shown)
            }
            (Layout::List | Layout::Stacked, _) => list::sections(meeting, paper, &columns, &shown),
            (Layout::Comparison, Some(comparison)) => {
                if let Some(heading) = comparison::private_column(meeting, &columns, comparison) {
                    let error = Diagnostic::error(words::paper_column_private_before(heading));
                    return Err(error.hint(words::paper_column_private_before_hint()).in_paper(paper.name()).into());
                }
                let shows = |item: &Item| paper.shows.is_empty() || paper.shows.iter().any(|rule| rule.matches(item.meeting, item.opinion));
                comparison::sections(meeting, paper, &columns, comparison, shows)
            }
            (Layout::Comparison, None) => {
                return Err(Diagnostic::error(words::paper_no_older(paper.name())).hint(words::paper_no_older_hint()).into());
            }
        };
        let mut columns = leave_out(columns, &mut sections);
        short::shorten(meeting, &mut columns, &sections);
        if sections.is_empty() {
            let text = if paper.layout == Layout::Comparison { &meeting.words.same } else { &meeting.words.nothing };
            above.push(Block::Text { text: text.clone() });
        }
        let title = paper.title.clone().unwrap_or_else(|| meeting.head.title.clone());
        let short_title = paper.short_title.clone().unwrap_or_else(|| title.clone());
        Ok(Self { name: paper.name().to_owned(), title, short_title, label: paper.label.clone(), above, columns, sections, below })
    }
}

impl Document {
    /// The identifiers of the opinions of an edition of which it shows anything.
    pub fn opinions(&self, edition: Edition) -> BTreeSet<&str> {
        self.shown().filter(|from| from.edition == edition).map(|from| from.opinion.as_str()).collect()
    }

    /// Whether it shows or counts what divisions answered.
    pub fn shows_answers(&self, meeting: &Meeting) -> bool {
        let is_answer = |field: usize| meeting.answer_index(field).is_some();
        let shows = |content: &Content| match content {
            Content::Division | Content::Note => true,
            Content::Field(field) => is_answer(*field),
            _ => false,
        };
        let counts = |block: &Block| matches!(block, Block::Tally { of: Content::Field(field), .. } if is_answer(*field));
        self.columns.iter().flat_map(|column| &column.shows).any(shows)
            || self.above.iter().chain(&self.below).any(counts)
            || self.shown().any(|from| shows(&from.content))
    }
}

/// The heading of a section, where the paper has such headings.
fn section_heading(meeting: &Meeting, paper: &Paper, index: usize) -> Option<String> {
    let heading = meeting.section_heading(index);
    let wanted = paper.headings.unwrap_or(meeting.sections.len() > 1);
    Some(heading).filter(|heading| wanted && !heading.trim().is_empty())
}

/// The columns without those that may be left out and in which nothing stands; their cells go with them.
fn leave_out(declared: Vec<columns::Declared>, sections: &mut [Section]) -> Vec<Column> {
    let said = |index: usize| sections.iter().flat_map(Section::rows).any(|row| row.cells[index].state == State::Said);
    let kept: Vec<bool> = declared.iter().enumerate().map(|(index, declared)| !declared.optional || said(index)).collect();
    for row in sections.iter_mut().flat_map(|section| &mut section.groups).flat_map(|group| &mut group.rows) {
        let mut index = 0;
        row.cells.retain(|_| {
            index += 1;
            kept[index - 1]
        });
    }
    declared.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|(declared, _)| declared.column).collect()
}

impl Cell {
    /// A cell that says `text`.
    pub fn said(text: impl Into<String>, from: Vec<From>) -> Self {
        let text = text.into();
        let state = if text.is_empty() { State::Empty } else { State::Said };
        let runs = if text.is_empty() { Vec::new() } else { vec![Run { text, marked: false }] };
        Self { runs, span: 1, state, lacks: false, from }
    }

    pub fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }
}

impl Section {
    /// The rows in printed order.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.groups.iter().flat_map(|group| &group.rows)
    }
}

impl Document {
    /// The rows in printed order.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.sections.iter().flat_map(Section::rows)
    }

    pub fn cells(&self) -> impl Iterator<Item = &Cell> {
        self.rows().flat_map(|row| &row.cells)
    }

    /// Which values of which opinions it shows.
    pub fn shown(&self) -> impl Iterator<Item = &From> {
        self.cells().flat_map(|cell| &cell.from)
    }

    /// The columns that the heading of a column stands over: its own, and those at its right without one.
    pub fn under_heading(&self, column: usize) -> Range<usize> {
        let without = self.columns[column + 1..].iter().take_while(|next| next.heading.is_none());
        column..column + 1 + without.count()
    }

    /// The columns that what stands over the heading of a column covers: its neighbours with the same.
    pub fn under_over(&self, column: usize) -> Range<usize> {
        let same = |other: &&Column| other.over == self.columns[column].over;
        let (left, right) = (self.columns[..column].iter().rev().take_while(same), self.columns[column..].iter().take_while(same));
        column - left.count()..column + right.count()
    }
}
