//! The context: what a template of the opinion matrix may see ([`response`]: one of the opinions with
//! their answers). A contract with template authors.
//!
//! Borrowed views of the meeting and the matrix, with what only measuring can tell (widths, which
//! rows stay whole). Names here are the names in templates.

pub mod comparison;
pub mod response;

use serde::Serialize;

use crate::meeting;
use crate::meeting::Meeting;
use crate::records::matrix;
use crate::records::matrix::Matrix;
use crate::say::diag::{Diagnostic, Result};
use crate::say::words;
use crate::typeset::columns::{Columns, category_lines};
use crate::typeset::measure::Ruler;
use crate::typeset::world;

/// The root of the context of `opinion-matrix`.
#[derive(Debug, Serialize)]
pub struct OpinionMatrix<'a> {
    /// Title of the document.
    pub title: &'a str,
    /// Label of the papers, such as 資料3; may be empty.
    pub label: &'a str,
    pub date: Date,
    /// Everything under `[look]`, with `width` and `height` of the page in millimetres.
    pub look: Look<'a>,
    /// The build stamp.
    pub build: &'a str,
    pub attachments: Vec<Attachment<'a>>,
    /// The columns, in order.
    pub sources: Vec<Source<'a>>,
    /// Whether texts are set behind the room of a bullet, because some have one.
    pub hang: bool,
    pub sections: Vec<Section<'a>>,
}

#[derive(Debug, Serialize)]
pub struct Date {
    pub year: u16,
    pub month: u8,
    pub day: u8,
}

#[derive(Debug, Serialize)]
pub struct Look<'a> {
    #[serde(flatten)]
    pub look: &'a meeting::Look,
    pub width: f64,
    pub height: f64,
}

/// A file that the PDF carries.
#[derive(Debug, Serialize)]
pub struct Attachment<'a> {
    /// Name under which readers of the PDF find it.
    pub name: &'a str,
    /// Where Typst finds it.
    pub path: String,
    pub mime_type: &'a str,
    pub description: &'a str,
    pub relationship: &'a str,
}

#[derive(Debug, Serialize)]
pub struct Source<'a> {
    pub heading: &'a str,
    /// Whether a second column names who each opinion comes from.
    pub attributed: bool,
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

#[derive(Debug, Serialize)]
pub struct Row<'a> {
    pub no: u32,
    /// Whether the row is low enough to be kept on one page.
    pub whole: bool,
    /// For each source, its opinion if there is one.
    pub cells: Vec<Option<Cell<'a>>>,
}

#[derive(Debug, Serialize)]
pub struct Cell<'a> {
    /// Identifier of the opinion.
    pub id: &'a str,
    /// The opinion, verbatim: one text, or the pieces of one that holds a word wider than the column.
    pub text: Text<'a>,
    /// Who it comes from; may be empty.
    pub by: Text<'a>,
}

/// A text, or its pieces, between which a line may end.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Text<'a> {
    Whole(&'a str),
    Pieces(Vec<&'a str>),
}

impl<'a> Text<'a> {
    /// `text`, whole if there are no pieces of it.
    fn new(text: &'a str, pieces: Vec<&'a str>) -> Self {
        if pieces.is_empty() { Self::Whole(text) } else { Self::Pieces(pieces) }
    }
}

impl<'a> OpinionMatrix<'a> {
    /// The views; an error if the columns do not fit the page.
    pub fn new(
        meeting: &'a Meeting,
        matrix: &'a Matrix,
        build: &'a str,
        attachments: &'a [world::Attachment],
        ruler: &Ruler,
    ) -> Result<Self> {
        let columns = Columns::new(meeting, matrix, ruler);
        if !columns.fit() {
            return Err(Diagnostic::error(words::too_narrow()).hint(words::too_narrow_hint()).into());
        }
        let (year, month, day) = meeting.date();
        let (width, height) = meeting.look.page();
        let sections = matrix.sections.iter().enumerate().filter(|(_, section)| !section.groups.is_empty());
        Ok(Self {
            title: &meeting.head.title,
            label: &meeting.head.label,
            date: Date { year, month, day },
            look: Look { look: &meeting.look, width, height },
            build,
            attachments: attachments.iter().map(carried).collect(),
            sources: meeting.sources.iter().map(|s| Source { heading: &s.heading, attributed: s.attribution.is_some() }).collect(),
            hang: columns.hang,
            sections: sections.map(|(index, section)| view(meeting, matrix, ruler, &columns, index, section)).collect(),
        })
    }
}

fn carried(attachment: &world::Attachment) -> Attachment<'_> {
    Attachment {
        name: &attachment.name,
        path: format!("/{}", world::attachment(&attachment.name)),
        mime_type: attachment.mime_type,
        description: &attachment.description,
        relationship: attachment.relationship,
    }
}

fn view<'a>(
    meeting: &Meeting,
    matrix: &'a Matrix,
    ruler: &Ruler,
    columns: &Columns,
    index: usize,
    section: &'a matrix::Section,
) -> Section<'a> {
    let text = |text: &'a str, width: f64| Text::new(text, columns.pieces(text, width));
    let cell = |opinion: usize| {
        let opinion = &matrix.opinions[opinion];
        let (width, by_width) = columns.cell_widths(index, opinion.source);
        Cell { id: &opinion.id, text: text(&opinion.text, width), by: text(&opinion.attribution, by_width) }
    };
    let mut whole = columns.whole_rows(index).into_iter();
    let groups = section.groups.iter().map(|group| {
        let rows = group.rows.iter().map(|row| Row {
            no: row.no,
            whole: whole.next().unwrap_or(false),
            cells: row.cells.iter().map(|opinion| opinion.map(cell)).collect(),
        });
        Group { category: category_lines(&group.category, ruler), rows: rows.collect() }
    });
    Section { number: index + 1, heading: meeting.section_heading(index), groups: groups.collect(), widths: columns.widths(index) }
}
