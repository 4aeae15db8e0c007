//! The context: what a template may see. A contract with template authors, printed by `shiryo template`.
//!
//! It is the [`Document`] with what only measuring can tell: widths, lines of labels, and where words that are
//! too wide for their column may be broken.

use std::collections::BTreeSet;
use std::ops::Range;

use schemars::JsonSchema;
use serde::Serialize;

use crate::document::{self, Align, Band, Block, Cell, Document, Role, Run, State, TallyLine};
use crate::meeting::look::PaperSize;
use crate::meeting::{Meeting, look};
use crate::say::diag::{Diagnostic, Result};
use crate::say::words::{self, Message};
use crate::typeset::measure::Ruler;
use crate::typeset::phrases::shortened;
use crate::typeset::widths::{INSET_X, INSET_Y, POINTS, Widths, label_lines, label_ranges};
use crate::typeset::world;

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
    /// Whether empty neighbours are told apart by dots only, so that what a column says stands out.
    pub sparse: bool,
    /// Whether its texts are set behind the room of a bullet.
    pub hang: bool,
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
            let error = Diagnostic::error(words::too_narrow());
            let paper = meeting.papers.iter().position(|paper| paper.name() == document.name);
            let mut looks = looks_that_fit(document, look, ruler, paper.map_or(0, |paper| paper + 1));
            if looks.is_empty() {
                looks.push(words::too_narrow_hint());
            }
            return Err(looks.into_iter().fold(error, Diagnostic::hint).in_paper(&document.name).into());
        }
        let (year, month, day) = meeting.date();
        let (width, height) = look.page();
        let flow = Flow { widths: &widths, ruler };
        let column = |(index, column): (usize, &'a document::Column)| Column {
            heading: column.heading.as_deref().map(|text| flow.cut(text, widths.heading_room(document.under_heading(index)))),
            over: column.over.as_deref().map(|text| flow.cut(text, widths.heading_room(document.under_over(index)))),
            heading_text: column.heading.as_deref().map(|text| flow.heading(text, widths.heading_room(document.under_heading(index)))),
            over_text: column.over.as_deref().map(|text| flow.heading(text, widths.heading_room(document.under_over(index)))),
            role: column.role,
            align: column.align,
            size: column.size.unwrap_or(look.size),
            vertical: column.vertical,
            // A number goes on by itself, in parentheses.
            shared: column.joins != document::Joins::Never && !matches!(column.role, Role::Label | Role::Number),
            sparse: column.source.is_some(),
            hang: widths.hangs[index],
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
            imprint: imprint(meeting, document, widths.page() / 2.0 / SMALL, ruler),
            look: Look { look, width, height },
            build,
            attachments: attachments.iter().map(carried).collect(),
            above: document.above.iter().map(|block| flow.block(block, look)).collect(),
            columns: document.columns.iter().enumerate().map(column).collect(),
            sections: (0..document.sections.len()).map(|index| section(document, &widths, index, &flow, &heads)).collect(),
            below: document.below.iter().map(|block| flow.block(block, look)).collect(),
        })
    }
}

/// What in the look of the paper of this number makes its columns fit the page: smaller type, the page lying, larger paper.
fn looks_that_fit(document: &Document, look: &look::Look, ruler: &Ruler, paper: usize) -> Vec<Message> {
    let fits = |look: &look::Look| Widths::new(document, look, ruler).fit();
    let by = |message: Message, setting: String| message.by(format!("papers.{paper}.look.{setting}"));
    let sizes = (1..).map(|step| ((look.size * 2.0).ceil() - f64::from(step)) / 2.0).take_while(|size| *size >= SMALL);
    let size = sizes.map(|size| look::Look { size, ..look.clone() }).find(fits).map(|look| look.size);
    let size = size.map(|size| by(words::too_narrow_size(size), format!("size={size}")));
    let lying = (!look.landscape).then(|| look::Look { landscape: true, ..look.clone() }).filter(fits);
    let lying = lying.map(|_| by(words::too_narrow_lying(), "landscape=true".to_owned()));
    let papers = [("b5", PaperSize::B5), ("a4", PaperSize::A4), ("b4", PaperSize::B4), ("a3", PaperSize::A3)];
    let larger = papers.into_iter().filter(|(_, paper)| paper.sides() > look.paper.sides());
    let mut larger = larger.map(|(name, paper)| (name, look::Look { paper, ..look.clone() }));
    let larger = larger.find(|(_, look)| fits(look));
    let larger = larger.map(|(name, _)| by(words::too_narrow_paper(name.to_uppercase(), name), format!("paper=\"{name}\"")));
    [size, lying, larger].into_iter().flatten().collect()
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

/// Type of title, label and section headings in points, and what stands beside them; see `templates/lib/handout.typ`.
const TITLE: f64 = 15.0;
const LABEL: f64 = 13.0;
const HEADING: f64 = 13.0;
const BESIDE_TITLE: f64 = 10.0 * POINTS + 18.0;
const BESIDE_HEADING: f64 = 7.0;
/// Type of running heads and feet, the part of a head that a title may take beside a section, and the gap between them in em.
const HEAD: f64 = 8.5;
const SMALL: f64 = 8.0;
const TITLE_PART: f64 = 0.4;
const HEAD_GAP: f64 = 2.0;
/// Two lengths in em are the same below this.
const HAIR: f64 = 1e-6;
/// What stands beside a text in a small table, in points, and the least share of the page, in em, with which one is known to
/// be low.
const SMALL_BESIDE: f64 = 2.0 * INSET_X + 4.0;
const SMALL_LEAST: f64 = 2.0;
/// Most room of the heading over the labels of a tally, least and most of one over its counts, below which these are turned,
/// and room of a count, in em; what stands beside each, in points, see `templates/lib/blocks.typ`.
const TALLY_LABEL: f64 = 10.0;
const TALLY_LEAST: f64 = 4.0;
const TALLY_MOST: f64 = 16.0;
const TALLY_TURNED: f64 = 2.5;
const TALLY_COUNT: f64 = 2.0;
const TALLY_BESIDE: f64 = 2.0 * INSET_X + 4.5;

/// Texts over the width of the page, cut where a word is wider than that.
struct Flow<'a> {
    widths: &'a Widths<'a>,
    ruler: &'a Ruler,
}

impl Flow<'_> {
    /// `text` in type of `size` points, with `beside` points that it cannot have.
    fn text<'t>(&self, text: &'t str, size: f64, beside: f64) -> Text<'t> {
        self.cut(text, (self.widths.page() - beside) / size)
    }

    /// `text` in a room of some em.
    fn cut<'t>(&self, text: &'t str, room: f64) -> Text<'t> {
        cut(text, &self.widths.cuts(text, room))
    }

    /// The title, and whether it stands below the label, since it would be broken into many lines beside that.
    fn title<'t>(&self, document: &'t Document) -> (Text<'t>, bool) {
        let label = if document.label.is_empty() { 0.0 } else { self.ruler.width(&document.label) * LABEL + BESIDE_TITLE };
        let (beside, whole) = ((self.widths.page() - label) / TITLE, self.widths.page() / TITLE);
        let lines = |room: f64| label_ranges(&document.title, room, self.ruler).len();
        let below = lines(beside) > lines(whole) + 1;
        (self.heading(&document.title, if below { whole } else { beside }), below)
    }

    /// A heading in a room of some em: as it is on one line, on several none of them much shorter than the others.
    fn heading<'t>(&self, text: &'t str, room: f64) -> Text<'t> {
        if self.ruler.width(text) <= room {
            return Text::Whole(text.to_owned());
        }
        let lines = label_ranges(text, room, self.ruler).into_iter();
        let lines = lines.map(|line| line.start..line.start + text[line].trim_end().len());
        let kept: Vec<Range<usize>> = lines.filter(|line| self.ruler.width(&text[line.clone()]) <= room).collect();
        let cuts = self.widths.cuts(text, room).into_iter().collect();
        Text::Pieces(Split { cuts: &cuts, kept: &kept }.pieces(text, 0, false))
    }

    /// Room in em for the heading over the labels of a tally, for each over its counts, of which short ones leave theirs to
    /// the others, and for all of these.
    fn tally_room(&self, heading: &str, columns: &[String], lines: &[TallyLine], look: &look::Look) -> (f64, f64, f64) {
        let labels = lines.iter().map(|line| self.ruler.width(&line.label)).fold(self.ruler.width(heading).min(TALLY_LABEL), f64::max);
        let beside = TALLY_BESIDE / look.size;
        let mut widths: Vec<f64> = columns.iter().map(|text| self.ruler.width(text).clamp(TALLY_COUNT, TALLY_MOST)).collect();
        widths.sort_by(f64::total_cmp);
        let room = self.widths.page() / look.size - labels - (columns.len() + 1) as f64 * beside;
        let mut left = room;
        for (index, width) in widths.iter().enumerate() {
            let share = left / (widths.len() - index) as f64;
            if *width > share {
                return (labels, share, room);
            }
            left -= width;
        }
        (labels + left, TALLY_MOST, room)
    }

    /// Whether a small table is lower than half a page however its lines break: Typst gives a column what it asks for, or at
    /// least its share of the page. What is not low for certain is measured by the template.
    fn is_low(&self, rows: impl Iterator<Item = Vec<String>>, columns: usize, look: &look::Look) -> bool {
        let share = self.widths.page() / look.size / columns.max(1) as f64 - SMALL_BESIDE / look.size;
        // However words and punctuation fall, half of a line is filled.
        let filled = share / 2.0;
        let lines = |cell: &String| cell.split('\n').map(|line| (self.ruler.width(line) / filled).ceil().max(1.0)).sum::<f64>();
        let row = |cells: Vec<String>| cells.iter().map(lines).fold(1.0, f64::max) * look.line + 2.0 * INSET_Y;
        let height: f64 = rows.map(row).sum();
        filled >= SMALL_LEAST && height <= (look.page().1 - look.margin_top - look.margin_bottom) * POINTS / 2.0
    }

    fn block<'t>(&self, block: &'t Block, look: &crate::meeting::look::Look) -> BlockView<'t> {
        let (kind, text) = match block {
            Block::Text { text } => ("text", text),
            Block::Note { text } => ("note", text),
            Block::Tally { heading, columns, lines, .. } => {
                let (label, most, room) = self.tally_room(heading, columns, lines, look);
                let set =
                    |text: &str, most: f64| -> Vec<String> { label_lines(text, most, self.ruler).into_iter().map(str::to_owned).collect() };
                let turned = most < TALLY_TURNED;
                let all = |most: f64| columns.iter().map(|text| set(text, most)).collect::<Vec<Vec<String>>>();
                let widest = |said: &Vec<String>| said.iter().map(|line| self.ruler.width(line)).fold(TALLY_COUNT, f64::max);
                let width = |most: f64| all(most).iter().map(widest).sum::<f64>();
                // What those leave that are broken the others have.
                let wider = (0..).map(|step| TALLY_MOST - f64::from(step)).take_while(|wider| *wider > most);
                let most = wider.into_iter().find(|wider| width(*wider) <= room).unwrap_or(most.max(TALLY_LEAST));
                let (heading, columns) = (set(heading, label), if turned { all(f64::MAX) } else { all(most) });
                let heads = std::iter::once(&heading).chain(&columns).map(|lines| lines.join("\n"));
                let below = lines.iter().map(|line| vec![line.label.clone()]);
                let low = !turned && self.is_low(std::iter::once(heads.collect()).chain(below), columns.len() + 1, look);
                return BlockView::Tally { kind: "tally", heading, columns, lines, low, turned };
            }
            Block::Table { rows, .. } => {
                let columns = rows.first().map_or(1, Vec::len);
                return BlockView::Small { block, low: self.is_low(rows.iter().cloned(), columns, look) };
            }
            Block::Legend { entries, .. } => {
                let rows = entries.iter().map(|entry| vec![entry.value.clone(), entry.means.clone()]);
                return BlockView::Small { block, low: self.is_low(rows, 2, look) };
            }
        };
        match self.text(text, look.size, 0.0) {
            Text::Whole(_) => BlockView::Whole(block),
            text => BlockView::Cut { kind, text },
        }
    }
}

/// What running heads have room for.
struct Heads<'a> {
    title: &'a str,
    /// Room of a head, in em, and what beside title and section takes of it.
    room: f64,
    beside: f64,
    ruler: &'a Ruler,
}

impl<'a> Heads<'a> {
    fn new(document: &'a Document, widths: &Widths, ruler: &'a Ruler) -> Self {
        let label = if document.label.is_empty() { 0.0 } else { ruler.width(&document.label) * LABEL + BESIDE_TITLE };
        let room = (widths.page() - label) / HEAD;
        Self { title: &document.short_title, room, beside: ruler.width(&widths.look().continued) + HEAD_GAP, ruler }
    }

    fn alone(&self) -> String {
        shortened(self.title, self.room, self.ruler)
    }

    /// Title and section: the title has what the section leaves, and a part of the head in any case.
    fn section(&self, heading: &str) -> Running {
        let left = self.room - self.beside;
        let title = shortened(self.title, (left - self.ruler.width(heading)).max(self.room * TITLE_PART), self.ruler);
        let section = shortened(heading, left - self.ruler.width(&title) + HAIR, self.ruler);
        Running { title, section }
    }
}

/// What the file is, for its properties.
fn description(meeting: &Meeting, document: &Document) -> String {
    let date = meeting.date_in_words();
    let names: Vec<&str> = [document.label.as_str(), &meeting.head.title].into_iter().filter(|name| !name.is_empty()).collect();
    format!("{}（{date}）", names.join("　"))
}

/// The date, and the meeting where the paper has a title of its own.
fn imprint(meeting: &Meeting, document: &Document, room: f64, ruler: &Ruler) -> String {
    let date = meeting.date_in_words();
    if meeting.head.title == document.title {
        return date;
    }
    let room = room - ruler.width(&date) - 1.0;
    format!("{date}　{}", shortened(&meeting.head.title, room, ruler))
}

/// The columns of a table and what must be seen to be known, in words.
fn summary(document: &Document) -> String {
    let headings = document.columns.iter().filter_map(|column| column.heading.as_deref()).filter(|heading| !heading.is_empty());
    let mut summary = format!("左から順に、{}の列があります。", headings.collect::<Vec<_>>().join("、"));
    let joined: Vec<&str> = document
        .columns
        .iter()
        .enumerate()
        .filter(|(index, _)| document.rows().any(|row| row.cells[*index].span > 1))
        .filter_map(|(_, column)| column.heading.as_deref())
        .collect();
    if !joined.is_empty() {
        summary.push_str(&format!("{}は、続く行に共通することがあります。", joined.join("、")));
    }
    if document.rows().flat_map(|row| &row.cells).flat_map(|cell| &cell.runs).any(|run| run.marked) {
        summary.push_str("新旧で異なる部分は、太字（Strong）と下線で示しています。");
    }
    summary
}

fn section<'a>(document: &'a Document, widths: &Widths, index: usize, flow: &Flow, heads: &Heads) -> Section<'a> {
    let look = widths.look();
    let section = &document.sections[index];
    let mut whole = widths.whole_rows(index).into_iter();
    let short = document.rows().count() <= MOST_DIVIDED;
    let view = |row: usize, (column, cell): (usize, &'a Cell)| {
        (cell.state != State::Covered).then(|| View {
            text: text(document, widths, (index, row, column), cell, flow.ruler),
            beside: document.columns[column].role == Role::Label && widths.stands_beside(index, cell, column),
            set: set(document, widths, (index, column), cell),
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
    let band = |band: &'a Band| BandView { level: band.level, text: flow.text(&band.text, look.size, 2.0 * INSET_X) };
    let groups = section.groups.iter();
    let groups =
        groups.map(|group| Group { bands: group.bands.iter().map(band).collect(), rows: group.rows.iter().map(&mut row).collect() });
    Section {
        number: section.number,
        heading: section.heading.as_deref().map(|heading| flow.text(heading, HEADING, BESIDE_HEADING)),
        heading_text: section.heading.as_deref().map(|heading| flow.heading(heading, (widths.page() - BESIDE_HEADING) / HEADING)),
        running: section.heading.as_deref().map(|heading| heads.section(heading)),
        summary: summary(document),
        groups: groups.collect(),
        widths: widths.sections[index].clone(),
    }
}

/// What a cell says, cut where a word is wider than its column, since Typst lets such a word run over.
fn text<'a>(
    document: &Document,
    widths: &Widths,
    (section, row, column): (usize, usize, usize),
    cell: &'a Cell,
    ruler: &Ruler,
) -> Text<'a> {
    let (whole, width) = (cell.text(), widths.sections[section][column]);
    if document.columns[column].role == Role::Label {
        if document.columns[column].vertical {
            return Text::Lines(widths.vertical_lines(section, row, column, cell));
        }
        let lines = label_lines(&whole, widths.inner(column, width), ruler);
        return Text::Lines(lines.into_iter().map(str::to_owned).collect());
    }
    let cuts: BTreeSet<usize> = widths.breaks(&whole, column, width).into_iter().collect();
    if cuts.is_empty() && !cell.runs.iter().any(|run| run.marked) {
        return Text::Whole(whole);
    }
    Text::Pieces(Split { cuts: &cuts, kept: &[] }.runs(&cell.runs))
}

/// A text of which parts are kept on one line.
fn set<'a>(document: &Document, widths: &Widths, (section, column): (usize, usize), cell: &'a Cell) -> Option<Vec<Piece<'a>>> {
    if document.columns[column].role == Role::Label {
        return None;
    }
    let (whole, width) = (cell.text(), widths.sections[section][column]);
    let kept = widths.kept(&whole, column, width);
    let cuts = widths.breaks(&whole, column, width).into_iter().collect();
    (!kept.is_empty()).then(|| Split { cuts: &cuts, kept: &kept }.runs(&cell.runs))
}

/// A heading, cut where a word is wider than the room below it.
fn cut<'a>(text: &'a str, cuts: &[usize]) -> Text<'a> {
    if cuts.is_empty() {
        return Text::Whole(text.to_owned());
    }
    Text::Pieces(Split { cuts: &cuts.iter().copied().collect(), kept: &[] }.pieces(text, 0, false))
}

/// Where a text falls into pieces: at `cuts`, where a line may end, and around what is `kept` on one line.
struct Split<'s> {
    cuts: &'s BTreeSet<usize>,
    kept: &'s [Range<usize>],
}

impl Split<'_> {
    fn runs<'a>(&self, runs: &'a [Run]) -> Vec<Piece<'a>> {
        let mut start = 0;
        let mut piece = |run: &'a Run| {
            let pieces = self.pieces(&run.text, start, run.marked);
            start += run.text.len();
            pieces
        };
        runs.iter().filter(|run| !run.text.is_empty()).flat_map(&mut piece).collect()
    }

    /// The pieces of a stretch of the text that begins at `start`.
    fn pieces<'t>(&self, text: &'t str, start: usize, marked: bool) -> Vec<Piece<'t>> {
        let end = start + text.len();
        let first = self.kept.partition_point(|range| range.end <= start);
        let around = self.kept[first..].iter().take_while(|range| range.start < end).flat_map(|range| [range.start, range.end]);
        let inside = |edge: &usize| (start + 1..end).contains(edge);
        let edges: BTreeSet<usize> =
            [start, end].into_iter().chain(self.cuts.range(start..end).copied()).chain(around.filter(inside)).collect();
        let edges: Vec<usize> = edges.into_iter().collect();
        let piece = |edge: &[usize]| Piece {
            text: &text[edge[0] - start..edge[1] - start],
            marked,
            breaks: edge[0] > 0 && self.cuts.contains(&edge[0]),
            kept: self.kept.binary_search_by_key(&edge[0], |range| range.start).is_ok_and(|at| self.kept[at].end == edge[1]),
        };
        edges.windows(2).map(piece).collect()
    }
}
