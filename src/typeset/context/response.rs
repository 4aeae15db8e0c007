//! The context: what a template of the opinions with their answers (意見と対応) may see. A contract with template authors.

use serde::Serialize;

use super::{Attachment, Date, Look, Text, carried};
use crate::answers::answered;
use crate::answers::answered::{Answered, Block, Entry, Totals};
use crate::meeting::{Meeting, ResponseHandout};
use crate::say::diag::{Diagnostic, Result};
use crate::say::words;
use crate::typeset::columns::answered::Columns;
use crate::typeset::columns::category_lines;
use crate::typeset::measure::Ruler;
use crate::typeset::world;

/// The root of the context of `opinion-response`.
#[derive(Debug, Serialize)]
pub struct OpinionResponse<'a> {
    /// Title of this document.
    pub title: &'a str,
    /// Label of this document, such as 資料4; may be empty.
    pub label: &'a str,
    pub date: Date,
    /// Everything under `[look]`, with `width` and `height` of the page in millimetres.
    pub look: Look<'a>,
    /// Everything under `[response]`: the printed words of this document.
    pub words: &'a ResponseHandout,
    /// The build stamp.
    pub build: &'a str,
    pub attachments: Vec<Attachment<'a>>,
    /// How many opinions are shown, and of how many, as a sentence.
    pub shown: String,
    /// Whether a column names where each opinion comes from.
    pub sourced: bool,
    /// The columns of answers, in order: the fields, the division, the note if any is printed.
    pub answer_columns: Vec<AnswerColumn<'a>>,
    /// Whether opinions are set behind the room of a bullet, because some have one.
    pub hang: bool,
    /// The sections that show any opinion.
    pub sections: Vec<Section<'a>>,
    /// How the divisions decided, for each field with choices that is printed.
    pub totals: Vec<Total<'a>>,
}

#[derive(Debug, Serialize)]
pub struct AnswerColumn<'a> {
    pub heading: &'a str,
    /// Whether its texts are set behind the room of a bullet.
    pub hang: bool,
}

#[derive(Debug, Serialize)]
pub struct Section<'a> {
    /// From 1.
    pub number: usize,
    /// Number and title, as printed.
    pub heading: String,
    /// Width of every column in points.
    pub widths: Vec<f64>,
    pub groups: Vec<Group<'a>>,
}

#[derive(Debug, Serialize)]
pub struct Group<'a> {
    /// The category, in the lines in which it is to be set; none if there is no category.
    pub category: Vec<&'a str>,
    pub rows: Vec<Row<'a>>,
}

/// One opinion, and the answers if they begin at its row.
#[derive(Debug, Serialize)]
pub struct Row<'a> {
    /// Identifier of the opinion.
    pub id: &'a str,
    pub no: u32,
    /// Whether the row is low enough to be kept on one page.
    pub whole: bool,
    /// Heading of the source.
    pub source: Text<'a>,
    /// Who it comes from; may be empty.
    pub by: Text<'a>,
    /// The opinion, verbatim.
    pub text: Text<'a>,
    /// Nothing if the answers above cover this opinion as well.
    pub answers: Option<Answers<'a>>,
}

/// The answers that cover this row and those below it, `span` in all.
#[derive(Debug, Serialize)]
pub struct Answers<'a> {
    pub span: usize,
    /// One for each of `answer_columns`.
    pub cells: Vec<Cell<'a>>,
}

#[derive(Debug, Serialize)]
pub struct Cell<'a> {
    /// What the divisions answered; each under its name if they differ.
    pub text: Text<'a>,
    /// Whether it says only that an answer is missing.
    pub missing: bool,
}

/// The totals of one field.
#[derive(Debug, Serialize)]
pub struct Total<'a> {
    /// Heading of the field.
    pub heading: &'a str,
    /// Headings of the columns of numbers: the sections, if there are several, and the sum.
    pub columns: Vec<String>,
    /// The outcomes, the sum last.
    pub lines: Vec<TotalLine<'a>>,
}

#[derive(Debug, Serialize)]
pub struct TotalLine<'a> {
    pub label: &'a str,
    /// One for each of `columns`.
    pub counts: Vec<usize>,
}

impl<'a> OpinionResponse<'a> {
    /// The views; an error if the columns do not fit the page or the totals do not add up.
    pub fn new(
        answered: &'a Answered,
        handout: &'a ResponseHandout,
        build: &'a str,
        attachments: &'a [world::Attachment],
        ruler: &Ruler,
    ) -> Result<Self> {
        let meeting = answered.meeting;
        let columns = Columns::new(answered, handout, ruler);
        if !columns.fit() {
            return Err(Diagnostic::error(words::too_narrow()).hint(words::too_narrow_hint()).into());
        }
        let (year, month, day) = meeting.date();
        let (width, height) = meeting.look.page();
        let sections = answered.sections.iter().enumerate().filter(|(_, section)| !section.groups.is_empty());
        Ok(Self {
            title: &handout.title,
            label: &handout.label,
            date: Date { year, month, day },
            look: Look { look: &meeting.look, width, height },
            words: handout,
            build,
            attachments: attachments.iter().map(carried).collect(),
            shown: handout.shown(answered.shown(), answered.all),
            sourced: columns.source().is_some(),
            answer_columns: answered
                .columns()
                .into_iter()
                .zip(&columns.answers_hang)
                .map(|(column, hang)| AnswerColumn { heading: column.heading(handout), hang: *hang })
                .collect(),
            hang: columns.hang,
            sections: sections.map(|(index, section)| view(answered, ruler, &columns, index, section)).collect(),
            totals: answered
                .totals()?
                .into_iter()
                .filter(|totals| meeting.prints(&totals.field.key))
                .map(|totals| total(meeting, handout, totals))
                .collect(),
        })
    }
}

fn view<'a>(answered: &'a Answered, ruler: &Ruler, columns: &Columns, index: usize, section: &'a answered::Section) -> Section<'a> {
    let meeting = answered.meeting;
    let text = |text: &'a str, width: f64| Text::new(text, columns.pieces(text, width));
    let mut whole = columns.whole_rows(index).into_iter();
    let mut row = |entry: &'a Entry, answers| {
        let source = columns.source().unwrap_or_default();
        Row {
            id: &entry.opinion.id,
            no: entry.no,
            whole: whole.next().unwrap_or(false),
            source: text(&meeting.sources[entry.opinion.source].heading, source),
            by: text(&entry.opinion.attribution, source),
            text: text(&entry.opinion.text, columns.opinion(index)),
            answers,
        }
    };
    let answers = |block: &'a Block| {
        let cells = block.cells.iter().zip(columns.answers());
        let cells = cells.map(|(said, width)| Cell { text: text(&said.text, *width), missing: said.missing });
        Answers { span: block.entries.len(), cells: cells.collect() }
    };
    let groups = section.groups.iter().map(|group| {
        let mut rows = Vec::new();
        for block in &group.blocks {
            let mut said = Some(answers(block));
            rows.extend(block.entries.iter().map(|entry| row(entry, said.take())));
        }
        Group { category: category_lines(group.category, ruler), rows }
    });
    Section { number: index + 1, heading: meeting.section_heading(index), groups: groups.collect(), widths: columns.widths(index) }
}

fn total<'a>(meeting: &Meeting, handout: &'a ResponseHandout, totals: Totals<'a>) -> Total<'a> {
    let several = totals.sums.len() > 1;
    let row = |label: &'a str, counts: &[usize]| {
        let sections = counts.iter().copied().filter(|_| several);
        TotalLine { label, counts: sections.chain([counts.iter().sum()]).collect() }
    };
    let mut lines: Vec<TotalLine> = totals.lines.iter().map(|line| row(line.outcome.label(handout), &line.counts)).collect();
    lines.push(row(&handout.totals_sum, &totals.sums));
    let sections = (1..=totals.sums.len()).filter(|_| several).map(|number| meeting.section_number(number));
    Total { heading: &totals.field.heading, columns: sections.chain([handout.totals_all.clone()]).collect(), lines }
}
