//! The context: what a template may see. A contract with template authors, printed by `shiryo template`.
//!
//! It is the [`Document`] with what only measuring can tell: widths, lines of labels, and where words that are
//! too wide for their column may be broken.

mod fits;
mod flow;
mod heads;
mod pieces;

use schemars::JsonSchema;
use serde::Serialize;

use crate::document::{self, Align, Band, Block, Cell, Document, Role, State, TallyLine};
use crate::meeting::{Meeting, look};
use crate::say::diag::{Diagnostic, Result};
use crate::say::words;
use crate::typeset::hang::Hang;
use crate::typeset::measure::Ruler;
use crate::typeset::widths::{INSET_X, Widths};
use crate::typeset::world;
use fits::refusal;
use flow::Flow;
use heads::{Heads, description, imprint, summary};

/// The root of the context.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Context<'a> {
    /// Title of the paper.
    pub title: &'a str,
    /// The title as it is set: the text, or the pieces of it.
    pub title_text: Text<'a>,
    /// Whether it stands below the label, over the page's width.
    pub title_below: bool,
    /// Title for running heads where no section goes on, cut at a phrase where it has no room.
    pub short_title: String,
    /// Label of the paper, such as 資料3; may be empty.
    pub label: &'a str,
    pub date: Date,
    /// Who makes the papers, and what this one is: for the properties of the file.
    pub author: &'a str,
    pub description: String,
    /// What names the meeting and its date at the foot of each page.
    pub imprint: String,
    /// Everything under `[look]`, with `width` and `height` of the page in millimetres.
    pub look: Look<'a>,
    /// The build stamp.
    pub build: &'a str,
    /// The files that the PDF carries.
    pub attachments: Vec<Attachment<'a>>,
    /// What stands between title and table.
    pub above: Vec<BlockView<'a>>,
    /// The columns of the table, from left to right.
    pub columns: Vec<Column<'a>>,
    pub sections: Vec<Section<'a>>,
    /// What stands below the table.
    pub below: Vec<BlockView<'a>>,
    /// That lines of long texts are too short to read well, if they are.
    #[serde(skip)]
    pub narrow: Option<Diagnostic>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Date {
    pub year: u16,
    pub month: u8,
    pub day: u8,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Look<'a> {
    #[serde(flatten)]
    pub look: &'a look::Look,
    /// Of the page, in millimetres.
    pub width: f64,
    pub height: f64,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Attachment<'a> {
    pub name: &'a str,
    /// Where Typst finds it.
    pub path: String,
    pub mime_type: &'a str,
    pub description: &'a str,
    pub relationship: &'a str,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Column<'a> {
    /// What stands over it, a text or the pieces of one; none where the heading at its left covers it, too.
    pub heading: Option<Text<'a>>,
    /// A heading over several columns: neighbours with the same one share it.
    pub over: Option<Text<'a>>,
    /// Both as they are set, in phrases where they take several lines.
    pub heading_text: Option<Text<'a>>,
    pub over_text: Option<Text<'a>>,
    pub role: Role,
    pub align: Align,
    /// Size of the type in points.
    pub size: f64,
    /// Whether its labels are set from top to bottom.
    pub vertical: bool,
    /// Whether it is one of several columns whose equal neighbours share a cell.
    pub shared: bool,
    /// Whether what it says is said again where its rows go on over a page.
    pub again: bool,
    /// Whether the column at its right says of its texts who they are from, and says so again where they go on over a page.
    pub leads: bool,
    /// Whether empty neighbours are told apart by dots only, so that what a column says stands out.
    pub sparse: bool,
    /// How its texts stand to the bullets before them.
    pub hang: Hang,
}

/// A running head where a section goes on: title and heading, cut at a phrase where they have no room.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Running {
    pub title: String,
    pub section: String,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Section<'a> {
    /// Of the meeting, from 1.
    pub number: usize,
    /// Number and title, as printed, a text or the pieces of one; none if the paper has no such headings.
    pub heading: Option<Text<'a>>,
    /// The same as it is set, in phrases where it takes several lines.
    pub heading_text: Option<Text<'a>>,
    /// What running heads say where it goes on.
    pub running: Option<Running>,
    /// What the table is about, for those who listen.
    pub summary: String,
    /// Width of every column in points.
    pub widths: Vec<f64>,
    pub groups: Vec<Group<'a>>,
}

/// Consecutive rows of one category.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Group<'a> {
    /// Labels over the table's width before the rows.
    pub bands: Vec<BandView<'a>>,
    pub rows: Vec<Row<'a>>,
}

/// A label over the table's width.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct BandView<'a> {
    /// 1 for the category, 2 for the subcategory.
    pub level: usize,
    pub text: Text<'a>,
}

/// What stands above or below the table.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum BlockView<'a> {
    Whole(&'a Block),
    /// A small table.
    Small {
        #[serde(flatten)]
        block: &'a Block,
        /// Whether it is certain to be lower than half a page.
        low: bool,
    },
    /// A text or a note with a word that is wider than the page, in pieces.
    Cut {
        kind: &'static str,
        text: Text<'a>,
    },
    /// A tally, with its headings in the lines in which they are to be set.
    Tally {
        kind: &'static str,
        /// What stands over it; none where that is in its corner.
        caption: Option<&'a str>,
        heading: Vec<String>,
        columns: Vec<Vec<String>>,
        lines: &'a [TallyLine],
        low: bool,
        /// Whether the headings over the counts run from top to bottom, since there are so many.
        turned: bool,
    },
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Row<'a> {
    /// The number as printed.
    pub no: &'a str,
    /// Whether the row is low enough to be kept on one page.
    pub whole: bool,
    /// Whether it may go on over a page all the same, if that saves a last page with little on it.
    #[serde(skip)]
    pub divides: bool,
    /// One for each column; none where a cell above covers it.
    pub cells: Vec<Option<View<'a>>>,
}

/// A cell.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct View<'a> {
    /// What it says: one text, or the pieces of one.
    pub text: Text<'a>,
    /// The same as it is set, where parts of it are kept on one line; else none.
    pub set: Option<Vec<Piece<'a>>>,
    /// Number of rows that it covers.
    pub span: usize,
    /// Whether it is a label beside several rows that takes no height of its own.
    pub beside: bool,
    /// Whether it says only that an answer is missing.
    pub missing: bool,
    /// Identifier of the opinion, or of the first of several; empty if there is none.
    pub id: &'a str,
}

/// What a cell says.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Text<'a> {
    /// The text, verbatim.
    Whole(String),
    /// For a label: the lines in which it is to be set.
    Lines(Vec<String>),
    /// A text in pieces: some are marked, and between some a line may end although no rule allows that.
    Pieces(Vec<Piece<'a>>),
}

#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Piece<'a> {
    pub text: &'a str,
    /// Whether the other edition lacks it.
    pub marked: bool,
    /// Whether a line may end before it.
    pub breaks: bool,
    /// Whether it is kept on one line, such as 令和6年.
    pub kept: bool,
}

impl<'a> Context<'a> {
    /// The views; an error if the columns do not fit the page.
    pub fn new(
        meeting: &'a Meeting,
        document: &'a Document,
        look: &'a look::Look,
        build: &'a str,
        attachments: &'a [world::Attachment],
        ruler: &Ruler,
    ) -> Result<Self> {
        let widths = Widths::new(document, look, ruler);
        if !widths.fit() {
            return Err(refusal(meeting, document, look, ruler));
        }
        let (year, month, day) = meeting.date();
        let (width, height) = look.page();
        let flow = Flow { widths: &widths, ruler };
        let column = |(index, column): (usize, &'a document::Column)| {
            let (heading, heading_text) = flow.both(column.heading.as_deref(), widths.heading_room(document.under_heading(index)));
            // A number goes on by itself, in parentheses.
            let shared = column.joins != document::Joins::Never && !matches!(column.role, Role::Label | Role::Number);
            let (over, over_text) = flow.both(column.over.as_deref(), widths.heading_room(document.under_over(index)));
            Column {
                heading,
                over,
                heading_text,
                over_text,
                role: column.role,
                align: column.align,
                size: column.size.unwrap_or(look.size),
                vertical: column.vertical,
                shared,
                again: shared || matches!(column.role, Role::Short | Role::Aside),
                leads: document.columns.get(index + 1).is_some_and(|next| next.role == Role::Aside),
                sparse: column.source.is_some(),
                hang: widths.hangs[index],
            }
        };
        let heads = Heads::new(document, &widths, ruler);
        let (title_text, title_below) = flow.title(document);
        Ok(Self {
            title: &document.title,
            title_text,
            title_below,
            short_title: heads.alone(),
            label: &document.label,
            date: Date { year, month, day },
            author: meeting.head.author.as_deref().unwrap_or(&meeting.head.title),
            description: description(meeting, document),
            imprint: imprint(meeting, document, &widths, ruler),
            look: Look { look, width, height },
            build,
            attachments: attachments.iter().map(carried).collect(),
            above: document.above.iter().map(|block| flow.block(block)).collect(),
            columns: document.columns.iter().enumerate().map(column).collect(),
            sections: (0..document.sections.len()).map(|index| section(document, index, &flow, &heads)).collect(),
            below: document.below.iter().map(|block| flow.block(block)).collect(),
            narrow: narrow(document, &widths),
        })
    }
}

/// That lines of long texts have few letters, if any do.
fn narrow(document: &Document, widths: &Widths) -> Option<Diagnostic> {
    let (columns, letters) = widths.narrow();
    let name = document.columns[*columns.first()?].heading.as_deref().unwrap_or_default();
    let warning = Diagnostic::warning(words::texts_narrow(document.name(), name, columns.len(), letters));
    Some(warning.hint(words::too_narrow_hint()))
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

/// Most rows of a paper of which a page is saved by dividing some.
const MOST_DIVIDED: usize = 1_000;

fn section<'a>(document: &'a Document, index: usize, flow: &Flow, heads: &Heads) -> Section<'a> {
    let widths = flow.widths;
    let section = &document.sections[index];
    let mut whole = widths.whole_rows(index).into_iter();
    let short = document.rows().count() <= MOST_DIVIDED;
    let view = |row: usize, (column, cell): (usize, &'a Cell)| {
        (cell.state != State::Covered).then(|| View {
            text: flow.cell(document, (index, row, column), cell),
            beside: document.columns[column].role == Role::Label && widths.stands_beside(index, cell, column),
            set: flow.set(document, (index, column), cell),
            span: cell.span,
            missing: cell.state == State::Missing,
            id: cell.from.first().map_or("", |from| &from.opinion),
        })
    };
    let mut count = 0;
    let mut row = |row: &'a document::Row| {
        count += 1;
        let cells = row.cells.iter().enumerate().map(|cell| view(count - 1, cell));
        let (whole, divides) = whole.next().unwrap_or((false, true));
        Row { no: &row.no, whole, divides: !whole || (short && divides), cells: cells.collect() }
    };
    let band = |band: &'a Band| BandView { level: band.level, text: flow.text(&band.text, widths.look().size, 2.0 * INSET_X) };
    let groups = section.groups.iter();
    let groups =
        groups.map(|group| Group { bands: group.bands.iter().map(band).collect(), rows: group.rows.iter().map(&mut row).collect() });
    let (heading, heading_text) = flow.section(section.heading.as_deref());
    Section {
        number: section.number,
        heading,
        heading_text,
        running: section.heading.as_deref().map(|heading| heads.section(heading)),
        summary: summary(document),
        groups: groups.collect(),
        widths: widths.sections[index].clone(),
    }
}
