//! The widths of the columns of opinions with their answers (意見と対応).
//!
//! Number, category, source and division are as wide as their longest entry, a field with choices as
//! its longest value (up to a limit); what is left goes to the opinions and the free answers so that the table is
//! short. The widths are the same in every section; one without categories gives that room to the opinions.

use super::{ATTRIBUTION_LIMIT, CATEGORY_LIMIT, INSET_X, INSET_Y, POINTS, SOURCE_MINIMUM, WHOLE_LIMIT};
use super::{category_lines, inner, is_item, pieces, share};
use crate::answers::answered::{Answered, Block, Column, Entry, Section};
use crate::meeting::ResponseHandout;
use crate::typeset::measure::Ruler;

/// Widest column of sources, chosen values and divisions, in em; and as a part of the page's width.
const NARROW_LIMIT: f64 = 12.0;
const NARROW_PART: f64 = 0.1;

/// Measures the opinions with their answers for the papers of a meeting.
pub struct Columns<'a> {
    answered: &'a Answered<'a>,
    ruler: &'a Ruler,
    /// Whether the opinions are set behind the room of a bullet.
    pub hang: bool,
    /// The same of each column of answers.
    pub answers_hang: Vec<bool>,
    number: f64,
    category: f64,
    /// If the opinions have more than one source or name who they come from.
    source: Option<f64>,
    opinion: f64,
    /// The answer fields, the division and, if notes are printed, the note.
    answers: Vec<f64>,
}

impl<'a> Columns<'a> {
    pub fn new(answered: &'a Answered<'a>, handout: &ResponseHandout, ruler: &'a Ruler) -> Self {
        let meeting = answered.meeting;
        let look = &meeting.look;
        let em = |width: f64| (width * look.size).ceil() + 1.0 + 2.0 * INSET_X;
        let widest = |texts: &mut dyn Iterator<Item = &str>| {
            texts.flat_map(|text| text.split('\n')).map(|line| ruler.width(line)).fold(0.0, f64::max)
        };
        let entries = || answered.entries();
        let groups = || answered.sections.iter().flat_map(|section| &section.groups);
        let blocks = || groups().flat_map(|group| &group.blocks);
        let has_items = |text: &str| text.split('\n').any(|line| is_item(line, look));
        let said = |index: usize| blocks().map(move |block| block.cells[index].text.as_str());
        let printed = answered.columns();
        let answers_hang = printed.iter().enumerate().map(|(index, column)| column.is_free() && said(index).any(has_items));
        let lines = groups().flat_map(|group| category_lines(group.category, ruler)).collect::<Vec<_>>();
        let category = widest(&mut lines.iter().copied().chain([look.category_heading.as_str()]));
        let numbers: Vec<String> = entries().map(|entry| entry.no.to_string()).collect();
        let named = meeting.sources.len() > 1 || meeting.sources.iter().any(|source| source.attribution.is_some());
        let names =
            || entries().flat_map(|entry| [meeting.sources[entry.opinion.source].heading.as_str(), entry.opinion.attribution.as_str()]);
        let page = (look.page().0 - look.margin_left - look.margin_right) * POINTS;
        let limit = (page * NARROW_PART / look.size).clamp(4.0, NARROW_LIMIT);
        let narrow = |heading: &str, width: f64, limit: f64| em(width.max(ruler.width(heading)).min(limit));
        let mut columns = Self {
            answered,
            ruler,
            hang: entries().any(|entry| has_items(&entry.opinion.text)),
            answers_hang: answers_hang.collect(),
            number: em(widest(&mut numbers.iter().map(String::as_str).chain([look.no_heading.as_str()]))),
            category: em(category.clamp(2.0, CATEGORY_LIMIT)),
            source: named.then(|| narrow(&handout.source_heading, widest(&mut names()), limit.min(ATTRIBUTION_LIMIT))),
            opinion: 0.0,
            answers: Vec::new(),
        };
        // For each column of answers, its least and its most; where they differ, the columns share the rest with the opinions.
        let ranges: Vec<(f64, f64)> = printed
            .iter()
            .enumerate()
            .map(|(index, column)| {
                let declared = match column {
                    Column::Field(_, field) => field.choices.as_slice(),
                    _ => &[],
                };
                let longest = widest(&mut said(index).chain(declared.iter().map(|choice| choice.value.as_str())));
                let heading = column.heading(handout);
                if !column.is_free() {
                    let width = narrow(heading, longest, limit);
                    return (width, width);
                }
                let hanging = if columns.answers_hang[index] { 1.0 } else { 0.0 };
                let wanted = (longest + hanging).max(ruler.width(heading).min(limit));
                (em(wanted.min(SOURCE_MINIMUM)), em(wanted))
            })
            .collect();
        let category = if columns.has_categories() { columns.category } else { 0.0 };
        let room = page - columns.number - category - columns.source.unwrap_or(0.0);
        let (least, most): (Vec<f64>, Vec<f64>) = std::iter::once((em(SOURCE_MINIMUM), page)).chain(ranges).unzip();
        let widths = share(room, &least, &most, |widths| columns.height(widths[0], &widths[1..]));
        columns.opinion = widths[0];
        columns.answers = widths[1..].to_vec();
        columns
    }

    /// Whether the columns fit the page at their least widths.
    pub fn fit(&self) -> bool {
        let look = &self.answered.meeting.look;
        let page = (look.page().0 - look.margin_left - look.margin_right) * POINTS;
        (0..self.answered.sections.len()).all(|section| self.widths(section).iter().sum::<f64>() <= page + 0.01)
    }

    /// Width of every column of a section's table in points, from left to right.
    pub fn widths(&self, section: usize) -> Vec<f64> {
        let category = self.answered.sections[section].has_categories().then_some(self.category);
        let mut widths: Vec<f64> = std::iter::once(self.number).chain(category).chain(self.source).collect();
        widths.push(self.opinion(section));
        widths.extend(&self.answers);
        widths
    }

    /// Whether any section has categories.
    pub fn has_categories(&self) -> bool {
        self.answered.sections.iter().any(Section::has_categories)
    }

    /// Width of every column in points, from left to right, where all sections stand in one table.
    pub fn all_widths(&self) -> Vec<f64> {
        let category = self.has_categories().then_some(self.category);
        let fixed = std::iter::once(self.number).chain(category).chain(self.source);
        fixed.chain([self.opinion]).chain(self.answers.iter().copied()).collect()
    }

    /// Width of the opinions of a section, in points.
    pub fn opinion(&self, section: usize) -> f64 {
        let spare = if self.has_categories() { self.category } else { 0.0 };
        self.opinion + if self.answered.sections[section].has_categories() { 0.0 } else { spare }
    }

    /// Width of the column of sources, if there is one, in points.
    pub fn source(&self) -> Option<f64> {
        self.source
    }

    /// Width of each column of answers, in points.
    pub fn answers(&self) -> &[f64] {
        &self.answers
    }

    /// Pieces between which a text may be broken; see [`super::Columns::pieces`].
    pub fn pieces<'t>(&self, text: &'t str, width: f64) -> Vec<&'t str> {
        pieces(text, width, true, self.answered.meeting, self.ruler)
    }

    /// Whether each row of a section is low enough to be kept on one page.
    ///
    /// The last row of a block grows with answers that are taller than its rows, the last of a category with its label.
    pub fn whole_rows(&self, section: usize) -> Vec<bool> {
        let look = &self.answered.meeting.look;
        let body = (look.page().1 - look.margin_top - look.margin_bottom) * POINTS;
        let height = |lines: f64| lines * look.line + 2.0 * INSET_Y;
        let opinion = self.opinion(section);
        let mut whole = Vec::new();
        for group in &self.answered.sections[section].groups {
            let mut heights: Vec<f64> = Vec::new();
            for block in &group.blocks {
                let rows = block.entries.iter().map(|entry| height(self.row_lines(entry, opinion, true)));
                heights.extend(rows);
                grow(&mut heights, block.entries.len(), height(self.answer_lines(block, &self.answers, true)));
            }
            let count = heights.len();
            grow(&mut heights, count, height(category_lines(group.category, self.ruler).len() as f64));
            whole.extend(heights.into_iter().map(|height| height < body * WHOLE_LIMIT));
        }
        whole
    }

    /// How many lines the table has with these widths.
    fn height(&self, opinion: f64, answers: &[f64]) -> f64 {
        let padding = 2.0 * INSET_Y / self.answered.meeting.look.line;
        let blocks = self.answered.sections.iter().flat_map(|section| &section.groups).flat_map(|group| &group.blocks);
        blocks
            .map(|block| {
                let rows: f64 = block.entries.iter().map(|entry| self.row_lines(entry, opinion, false) + padding).sum();
                rows.max(self.answer_lines(block, answers, false) + padding)
            })
            .sum()
    }

    /// Lines of an opinion and its source: counted exactly, or quickly from the width of the text.
    fn row_lines(&self, entry: &Entry, opinion: f64, exact: bool) -> f64 {
        let meeting = self.answered.meeting;
        let text = self.lines(&entry.opinion.text, inner(opinion, self.hang, meeting), exact);
        let source = self.source.map_or(0.0, |width| {
            let heading = self.lines(&meeting.sources[entry.opinion.source].heading, inner(width, false, meeting), exact);
            let by = &entry.opinion.attribution;
            heading + if by.is_empty() { 0.0 } else { self.lines(by, inner(width, false, meeting), exact) }
        });
        text.max(source)
    }

    /// Lines of the tallest answer of a block.
    fn answer_lines(&self, block: &Block, widths: &[f64], exact: bool) -> f64 {
        let columns = self.answers_hang.iter().zip(widths).zip(&block.cells);
        let lines = columns.map(|((hang, width), said)| self.lines(&said.text, inner(*width, *hang, self.answered.meeting), exact));
        lines.fold(1.0, f64::max)
    }

    /// Lines of a text in a column `inner` em wide.
    fn lines(&self, text: &str, inner: f64, exact: bool) -> f64 {
        let count = |line: &str| {
            if exact { self.ruler.lines(line, inner).len() as f64 } else { ((self.ruler.width(line) + 0.3) / inner).ceil().max(1.0) }
        };
        text.split('\n').map(count).sum()
    }
}

/// Makes the last of the `count` last rows so high that together they have `wanted` points.
fn grow(heights: &mut [f64], count: usize, wanted: f64) {
    let spare = (wanted - heights[heights.len() - count..].iter().sum::<f64>()).max(0.0);
    if let Some(last) = heights.last_mut() {
        *last += spare;
    }
}
