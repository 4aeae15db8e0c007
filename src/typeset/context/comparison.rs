//! What the template `comparison` may see: a 新旧対照表, with what only measuring can tell.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{Attachment, Date, Look, carried};
use crate::editions::compare::table;
use crate::editions::compare::table::Table;
use crate::editions::compare::words::Run;
use crate::meeting;
use crate::meeting::{Meeting, Order};
use crate::say::diag::{Diagnostic, Result};
use crate::say::words;
use crate::typeset::columns;
use crate::typeset::columns::{INSET_X, INSET_Y, POINTS};
use crate::typeset::measure::Ruler;
use crate::typeset::world;

/// Widest columns of categories, sources and notes, in em; the two editions share what is left.
const LIMITS: [f64; 3] = [7.0, 7.0, 12.0];
/// Narrowest, in em.
const MINIMUMS: [f64; 3] = [4.0, 4.0, 7.0];
/// Most of the page's width that these three take together.
const SHARE: f64 = 0.36;
/// Narrowest column of an edition, in em.
const SIDE_MINIMUM: f64 = 8.0;
/// Rows lower than this part of a page's body are kept whole.
const WHOLE_LIMIT: f64 = 0.25;

/// The root of the context.
#[derive(Debug, Serialize)]
pub struct Comparison<'a> {
    /// Title of the document: the meeting's, and the name of the paper.
    pub title: &'a str,
    /// Label of this paper; may be empty.
    pub label: &'a str,
    pub date: Date,
    pub look: Look<'a>,
    /// The build stamp.
    pub build: &'a str,
    pub attachments: Vec<Attachment<'a>>,
    /// Everything under `[comparison]`.
    pub words: &'a meeting::Comparison,
    /// Headings of the columns, from left to right.
    pub headings: Vec<&'a str>,
    /// Width of every column in points.
    pub widths: Vec<f64>,
    /// Whether texts are set behind the room of a bullet, because some have one.
    pub hang: bool,
    pub sections: Vec<Section<'a>>,
}

#[derive(Debug, Serialize)]
pub struct Section<'a> {
    /// Which of the table's sections it is, from 1.
    pub number: usize,
    /// Number and title, as printed.
    pub heading: &'a str,
    pub rows: Vec<Row<'a>>,
}

#[derive(Debug, Serialize)]
pub struct Row<'a> {
    pub no: u32,
    /// Whether the row is low enough to be kept on one page.
    pub whole: bool,
    pub category: Vec<Stretch<'a>>,
    pub source: Vec<Stretch<'a>>,
    /// The two editions, from left to right; none where an edition lacks the opinion.
    pub sides: Vec<Option<Side<'a>>>,
    /// What happened, line by line.
    pub note: Vec<Vec<Stretch<'a>>>,
}

/// An opinion in one edition, verbatim.
#[derive(Debug, Serialize)]
pub struct Side<'a> {
    pub text: Vec<Stretch<'a>>,
    /// Who it comes from; may be empty.
    pub by: Vec<Stretch<'a>>,
}

/// A part of a text.
#[derive(Debug, Serialize)]
pub struct Stretch<'a> {
    pub text: &'a str,
    /// Whether the other edition lacks it.
    pub marked: bool,
    /// Whether a line may end before it although no rule allows that.
    pub breaks: bool,
}

/// Widths of the columns inside their white space, in em.
struct Widths {
    category: f64,
    source: f64,
    note: f64,
    side: f64,
}

impl<'a> Comparison<'a> {
    /// The views; an error if the columns do not fit the page.
    pub fn new(
        meeting: &'a Meeting,
        table: &'a Table,
        build: &'a str,
        attachments: &'a [world::Attachment],
        ruler: &Ruler,
    ) -> Result<Self> {
        let look = &meeting.look;
        let said = &meeting.comparison;
        let rows = || table.sections.iter().flat_map(|section| &section.rows);
        let digits: Vec<String> = rows().map(|row| row.no.to_string()).collect();
        let number = digits.iter().chain([&look.no_heading]).map(|text| ruler.width(text)).fold(2.0, f64::max);
        let (width, height) = look.page();
        let page = (width - look.margin_left - look.margin_right) * POINTS;
        let [category, source, note] = labels(meeting, table, ruler, page / look.size);
        // A point more than the text, since Typst wraps what fits to the last digit.
        let points = |em: f64| (em * look.size).ceil() + 1.0 + 2.0 * INSET_X;
        let rest = page - [number, category, source, note].into_iter().map(points).sum::<f64>();
        let side = (rest / 2.0 * 100.0).floor() / 100.0;
        let hang = rows().flat_map(|row| [&row.old, &row.new]).flatten().any(|side| hangs(&side.text, look));
        let inner = (side - 2.0 * INSET_X) / look.size - if hang { 1.0 } else { 0.0 };
        if inner < SIDE_MINIMUM {
            return Err(Diagnostic::error(words::too_narrow()).hint(words::too_narrow_hint()).into());
        }
        let widths = Widths { category, source, note, side: inner };
        let body = (height - look.margin_top - look.margin_bottom) * POINTS;
        let most_lines = (body * WHOLE_LIMIT - 2.0 * INSET_Y) / look.line;
        let (year, month, day) = meeting.date();
        let sides = ordered(said.order, &said.old_heading, &said.new_heading);
        Ok(Self {
            title: &table.title,
            label: &said.label,
            date: Date { year, month, day },
            look: Look { look, width, height },
            build,
            attachments: attachments.iter().map(carried).collect(),
            words: said,
            headings: vec![&look.no_heading, &look.category_heading, &said.source_heading, sides[0], sides[1], &said.note_heading],
            widths: vec![points(number), points(category), points(source), side, side, points(note)],
            hang,
            sections: table
                .sections
                .iter()
                .zip(1..)
                .map(|(section, number)| Section {
                    number,
                    heading: &section.heading,
                    rows: section.rows.iter().map(|row| view(said.order, row, &widths, most_lines, ruler)).collect(),
                })
                .collect(),
        })
    }
}

/// Widths of the columns of categories, sources and notes, in em, on a page that is `page` em wide.
pub fn labels(meeting: &Meeting, table: &Table, ruler: &Ruler, page: f64) -> [f64; 3] {
    let rows = || table.sections.iter().flat_map(|section| &section.rows);
    let widest = |texts: &mut dyn Iterator<Item = &str>| texts.map(|text| ruler.width(text)).fold(2.0, f64::max);
    let said = &meeting.comparison;
    let wanted = [
        widest(&mut rows().map(|row| row.category).chain([meeting.look.category_heading.as_str()])),
        widest(&mut rows().map(|row| row.source).chain([said.source_heading.as_str()])),
        widest(&mut rows().flat_map(|row| row.note.iter().map(String::as_str)).chain([said.note_heading.as_str()])),
    ];
    let wanted: Vec<f64> = wanted.iter().zip(LIMITS).map(|(width, limit)| width.min(limit)).collect();
    let scale = (page * SHARE / wanted.iter().sum::<f64>()).min(1.0);
    std::array::from_fn(|column| (wanted[column] * scale).max(MINIMUMS[column]))
}

/// The editions from left to right.
pub fn ordered<T>(order: Order, old: T, new: T) -> [T; 2] {
    match order {
        Order::NewOld => [new, old],
        Order::OldNew => [old, new],
    }
}

fn hangs(text: &[Run], look: &meeting::Look) -> bool {
    let text: String = text.iter().map(|run| run.text).collect();
    text.split('\n').any(|line| columns::is_item(line, look))
}

fn view<'a>(order: Order, row: &'a table::Row, widths: &Widths, most_lines: f64, ruler: &Ruler) -> Row<'a> {
    let plain = |text: &'a str, width: f64| stretches(&[Run { text, marked: false }], width, ruler);
    let side = |side: &'a Option<table::Side>| {
        side.as_ref().map(|side| Side { text: stretches(&side.text, widths.side, ruler), by: stretches(&side.by, widths.side, ruler) })
    };
    let lines = |text: &str, width: f64| ruler.lines(text, width).len();
    let side_lines = |side: &Option<table::Side>| {
        let text = |runs: &[Run]| runs.iter().map(|run| run.text).collect::<String>();
        let by = |side: &table::Side| if side.by.is_empty() { 0 } else { lines(&text(&side.by), widths.side) };
        side.as_ref().map_or(0, |side| lines(&text(&side.text), widths.side) + by(side))
    };
    let highest = [
        side_lines(&row.old),
        side_lines(&row.new),
        lines(row.category, widths.category),
        lines(row.source, widths.source),
        row.note.iter().map(|line| lines(line, widths.note)).sum(),
    ];
    Row {
        no: row.no,
        whole: (highest.into_iter().max().unwrap_or(0) as f64) < most_lines,
        category: plain(row.category, widths.category),
        source: plain(row.source, widths.source),
        sides: ordered(order, side(&row.old), side(&row.new)).into(),
        note: row.note.iter().map(|line| plain(line, widths.note)).collect(),
    }
}

/// Cuts runs further where a word is wider than its column, since Typst lets such a word run over.
fn stretches<'a>(runs: &[Run<'a>], width: f64, ruler: &Ruler) -> Vec<Stretch<'a>> {
    let whole: String = runs.iter().map(|run| run.text).collect();
    let mut cuts = BTreeSet::new();
    let mut end = 0;
    for piece in ruler.pieces(&whole, width * 0.8) {
        end += piece.len();
        cuts.insert(end);
    }
    let mut stretches = Vec::new();
    let mut start = 0;
    for run in runs.iter().filter(|run| !run.text.is_empty()) {
        let end = start + run.text.len();
        let edges: Vec<usize> = [start].into_iter().chain(cuts.range(start + 1..end).copied()).chain([end]).collect();
        for edge in edges.windows(2) {
            let text = &run.text[edge[0] - start..edge[1] - start];
            stretches.push(Stretch { text, marked: run.marked, breaks: edge[0] > 0 && cuts.contains(&edge[0]) });
        }
        start = end;
    }
    stretches
}
