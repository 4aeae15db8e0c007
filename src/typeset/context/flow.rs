//! Flow: texts as they are set: cells, headings, title, blocks above and below the tables.

use std::collections::BTreeSet;
use std::ops::Range;

use super::pieces::Split;
use super::{BlockView, Piece, Text};
use crate::document::{Block, Cell, Document, Role, TallyLine};
use crate::typeset::measure::Ruler;
use crate::typeset::widths::{INSET_X, INSET_Y, POINTS, Widths, label_lines, label_ranges};

/// Type of title, label and section headings in points, and what stands beside them; see `templates/lib/handout.typ`.
const TITLE: f64 = 15.0;
pub const LABEL: f64 = 13.0;
const HEADING: f64 = 13.0;
pub const BESIDE_TITLE: f64 = 10.0 * POINTS + 18.0;
const BESIDE_HEADING: f64 = 7.0;
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

/// Texts, cut where a word is wider than their room.
pub struct Flow<'a> {
    pub widths: &'a Widths<'a>,
    pub ruler: &'a Ruler,
}

impl Flow<'_> {
    /// What a cell says in a section, row and column, cut where a word is wider than its column, since Typst lets such a word run over.
    pub fn cell<'t>(&self, document: &Document, (section, row, column): (usize, usize, usize), cell: &'t Cell) -> Text<'t> {
        let Flow { widths, ruler } = self;
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

    /// The same as it is set, if parts of it are kept on one line.
    pub fn set<'t>(&self, document: &Document, (section, column): (usize, usize), cell: &'t Cell) -> Option<Vec<Piece<'t>>> {
        if document.columns[column].role == Role::Label {
            return None;
        }
        let (whole, width) = (cell.text(), self.widths.sections[section][column]);
        let kept = self.widths.kept(&whole, column, width);
        let cuts = self.widths.breaks(&whole, column, width).into_iter().collect();
        (!kept.is_empty()).then(|| Split { cuts: &cuts, kept: &kept }.runs(&cell.runs))
    }

    /// A heading in a room of some em, cut where a word is wider than that.
    pub fn cut<'t>(&self, text: &'t str, room: f64) -> Text<'t> {
        let cuts: BTreeSet<usize> = self.widths.cuts(text, room).into_iter().collect();
        if cuts.is_empty() {
            return Text::Whole(text.to_owned());
        }
        Text::Pieces(Split { cuts: &cuts, kept: &[] }.pieces(text, 0, false))
    }

    /// `text` in type of `size` points, with `beside` points that it cannot have.
    pub fn text<'t>(&self, text: &'t str, size: f64, beside: f64) -> Text<'t> {
        self.cut(text, (self.widths.page() - beside) / size)
    }

    /// The title, and whether it stands below the label, since it would be broken into many lines beside that.
    pub fn title<'t>(&self, document: &'t Document) -> (Text<'t>, bool) {
        let label = if document.label.is_empty() { 0.0 } else { self.ruler.width(&document.label) * LABEL + BESIDE_TITLE };
        let (beside, whole) = ((self.widths.page() - label) / TITLE, self.widths.page() / TITLE);
        let lines = |room: f64| label_ranges(&document.title, room, self.ruler).len();
        let below = lines(beside) > lines(whole) + 1;
        (self.heading(&document.title, if below { whole } else { beside }), below)
    }

    /// A heading in a room of some em: as it is on one line, on several none of them much shorter than the others.
    pub fn heading<'t>(&self, text: &'t str, room: f64) -> Text<'t> {
        if self.ruler.width(text) <= room {
            return Text::Whole(text.to_owned());
        }
        let lines = label_ranges(text, room, self.ruler).into_iter();
        let lines = lines.map(|line| line.start..line.start + text[line].trim_end().len());
        let kept: Vec<Range<usize>> = lines.filter(|line| self.ruler.width(&text[line.clone()]) <= room).collect();
        let cuts = self.widths.cuts(text, room).into_iter().collect();
        Text::Pieces(Split { cuts: &cuts, kept: &kept }.pieces(text, 0, false))
    }

    /// A heading in a room of some em, as it is and as it is set.
    pub fn both<'t>(&self, heading: Option<&'t str>, room: f64) -> (Option<Text<'t>>, Option<Text<'t>>) {
        heading.map(|heading| (self.cut(heading, room), self.heading(heading, room))).unzip()
    }

    /// The same of the heading of a section.
    pub fn section<'t>(&self, heading: Option<&'t str>) -> (Option<Text<'t>>, Option<Text<'t>>) {
        self.both(heading, (self.widths.page() - BESIDE_HEADING) / HEADING)
    }

    /// Room in em for the heading over the labels of a tally, for each over its counts, of which short ones leave theirs to
    /// the others, and for all of these.
    fn tally_room(&self, heading: &str, columns: &[String], lines: &[TallyLine]) -> (f64, f64, f64) {
        let labels = lines.iter().map(|line| self.ruler.width(&line.label)).fold(self.ruler.width(heading).min(TALLY_LABEL), f64::max);
        let size = self.widths.look().size;
        let beside = TALLY_BESIDE / size;
        let mut widths: Vec<f64> = columns.iter().map(|text| self.ruler.width(text).clamp(TALLY_COUNT, TALLY_MOST)).collect();
        widths.sort_by(f64::total_cmp);
        let room = self.widths.page() / size - labels - (columns.len() + 1) as f64 * beside;
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
    fn is_low(&self, rows: impl Iterator<Item = Vec<String>>, columns: usize) -> bool {
        let look = self.widths.look();
        let share = self.widths.page() / look.size / columns.max(1) as f64 - SMALL_BESIDE / look.size;
        // However words and punctuation fall, half of a line is filled.
        let filled = share / 2.0;
        let lines = |cell: &String| cell.split('\n').map(|line| (self.ruler.width(line) / filled).ceil().max(1.0)).sum::<f64>();
        let row = |cells: Vec<String>| cells.iter().map(lines).fold(1.0, f64::max) * look.line + 2.0 * INSET_Y;
        let height: f64 = rows.map(row).sum();
        filled >= SMALL_LEAST && height <= (look.page().1 - look.margin_top - look.margin_bottom) * POINTS / 2.0
    }

    pub fn block<'t>(&self, block: &'t Block) -> BlockView<'t> {
        let (kind, text) = match block {
            Block::Text { text } => ("text", text),
            Block::Note { text } => ("note", text),
            Block::Tally { heading, titled, columns, lines, .. } => {
                let (caption, corner) = if *titled { (Some(heading.as_str()), "") } else { (None, heading.as_str()) };
                let (label, most, room) = self.tally_room(corner, columns, lines);
                let set =
                    |text: &str, most: f64| -> Vec<String> { label_lines(text, most, self.ruler).into_iter().map(str::to_owned).collect() };
                let turned = most < TALLY_TURNED;
                let all = |most: f64| columns.iter().map(|text| set(text, most)).collect::<Vec<Vec<String>>>();
                let widest = |said: &Vec<String>| said.iter().map(|line| self.ruler.width(line)).fold(TALLY_COUNT, f64::max);
                let width = |most: f64| all(most).iter().map(widest).sum::<f64>();
                // What those leave that are broken the others have.
                let wider = (0..).map(|step| TALLY_MOST - f64::from(step)).take_while(|wider| *wider > most);
                let most = wider.into_iter().find(|wider| width(*wider) <= room).unwrap_or(most.max(TALLY_LEAST));
                let (heading, columns) = (set(corner, label), if turned { all(f64::MAX) } else { all(most) });
                let heads = std::iter::once(&heading).chain(&columns).map(|lines| lines.join("\n"));
                let below = lines.iter().map(|line| vec![line.label.clone()]);
                let low = !turned && self.is_low(std::iter::once(heads.collect()).chain(below), columns.len() + 1);
                return BlockView::Tally { kind: "tally", caption, heading, columns, lines, low, turned };
            }
            Block::Table { rows, .. } => {
                let columns = rows.first().map_or(1, Vec::len);
                return BlockView::Small { block, low: self.is_low(rows.iter().cloned(), columns) };
            }
            Block::Legend { entries, .. } => {
                let rows = entries.iter().map(|entry| vec![entry.value.clone(), entry.means.clone()]);
                return BlockView::Small { block, low: self.is_low(rows, 2) };
            }
        };
        match self.text(text, self.widths.look().size, 0.0) {
            Text::Whole(_) => BlockView::Whole(block),
            text => BlockView::Cut { kind, text },
        }
    }
}
