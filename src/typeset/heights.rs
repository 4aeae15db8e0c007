//! Heights: how high rows, labels and answers are, worked out before they are set.

use crate::document::Block;
use crate::typeset::context::{self, BlockView, Column, Context, Piece, Text, View};
use crate::typeset::decisions::LabelPlace;
use crate::typeset::expected::{Row, Said};
use crate::typeset::hang::Hang;
use crate::typeset::lines::{self, Stretch};
use crate::typeset::measure::Ruler;
use crate::typeset::vertical;
use crate::typeset::widths::{INSET_X, INSET_Y, POINTS};

/// Smallest type, in points: that of the words which say that an answer goes on.
const LEAST: f64 = 8.0;
/// Part of a page's body up to which rows are raised, so that an answer that goes on has room to be said again.
const MOST_AGAIN: f64 = 0.5;
/// What stands above a block, and what its caption takes beside its type, in points; see `templates/lib/blocks.typ`.
const BLOCK: f64 = 6.0;
const CAPTION: f64 = 14.0;

/// What a paper shows, and what measures it.
pub struct Heights<'a> {
    pub context: &'a Context<'a>,
    pub ruler: &'a Ruler,
}

impl Heights<'_> {
    /// The room that labels need beside several rows, and answers where they go on.
    pub fn labels(&self) -> Vec<LabelPlace> {
        let columns = &self.context.columns;
        let first_shared = columns.iter().position(|column| column.shared);
        let mut labels = Vec::new();
        for section in &self.context.sections {
            for (row, of) in section.groups.iter().flat_map(|group| &group.rows).enumerate() {
                let begins = first_shared.is_some_and(|first| of.cells[first].as_ref().is_some_and(|cell| cell.span > 1 || of.divides));
                for (index, cell) in of.cells.iter().enumerate().filter_map(|(index, cell)| Some((index, cell.as_ref()?))) {
                    let (column, width) = (&columns[index], section.widths[index]);
                    // Beside one row it goes on only where that row does.
                    let needs = match &cell.text {
                        _ if cell.span < 2 && !of.divides => None,
                        Text::Lines(lines) => {
                            let (first, again) = self.label(column, lines, width);
                            Some((first, again, if cell.beside { 0.0 } else { first }))
                        }
                        _ if column.again && (begins || !column.shared) => {
                            self.answer(column, width, cell).map(|again| (0.0, again, self.cell(column, width, cell)))
                        }
                        _ => None,
                    };
                    let place = |(first, again, flows)| LabelPlace { section: section.number, row, rows: cell.span, first, again, flows };
                    labels.extend(needs.map(place));
                }
            }
        }
        labels
    }

    /// The rows of the paper, as they are expected.
    pub fn expected(&self) -> Vec<Row> {
        self.context.sections.iter().flat_map(|section| self.rows(section)).collect()
    }

    fn rows(&self, section: &context::Section) -> Vec<Row> {
        let of: Vec<&context::Row> = section.groups.iter().flat_map(|group| &group.rows).collect();
        let rows = of.iter().enumerate().map(|(row, of)| Row { section: section.number, row, whole: of.whole, ..Row::default() });
        let mut rows: Vec<Row> = rows.collect();
        for (index, of) in of.iter().enumerate() {
            let divides = of.divides;
            let cells = self.context.columns.iter().zip(&section.widths).zip(&of.cells);
            for ((column, width), cell) in cells.filter_map(|(column, cell)| Some((column, cell.as_ref().filter(|cell| !cell.beside)?))) {
                let said = self.said(column, *width, cell);
                if cell.span > 1 {
                    let last = (index + cell.span).min(rows.len()) - 1;
                    rows[last].closes.push((last + 1 - index, said));
                    continue;
                }
                let row = &mut rows[index];
                row.height = row.height.max(said.height());
                if divides {
                    row.says.push(said);
                }
            }
        }
        rows
    }

    /// What a cell says, in lines.
    pub fn said(&self, column: &Column, width: f64, cell: &View) -> Said {
        let look = self.context.look.look;
        Said {
            paragraphs: self.paragraphs(column, width, cell, column.size),
            line: column.size,
            leading: look.line - look.size,
            padding: 2.0 * INSET_Y,
        }
    }

    /// Height of what stands below the tables, or somewhat less: a cell of a small table may take more lines.
    pub fn below(&self) -> f64 {
        self.context.below.iter().map(|block| self.block(block)).sum()
    }

    fn block(&self, block: &BlockView) -> f64 {
        let look = self.context.look.look;
        let inner = (self.context.look.width - look.margin_left - look.margin_right) * POINTS / look.size;
        let text = |text: &str| {
            let less = |line| Hang::Bullets.of(line, &look.bullets).0;
            let lines: usize = text.split('\n').map(|line| self.ruler.lines(line, inner - less(line)).len()).sum();
            lines as f64 * look.line - (look.line - look.size)
        };
        let caption = |heading: Option<&str>| if heading.is_some_and(|heading| !heading.is_empty()) { CAPTION + look.size } else { 0.0 };
        let row = |lines: usize| self.lines(lines.max(1), look.size);
        let lines = |cells: &mut dyn Iterator<Item = &str>| cells.map(|cell| cell.split('\n').count()).max().unwrap_or(1);
        BLOCK
            + match block {
                BlockView::Whole(block) | BlockView::Small { block, .. } => match block {
                    Block::Text { text: said } | Block::Note { text: said } => text(said),
                    Block::Table { heading, rows, .. } => {
                        let rows = rows.iter().map(|cells| row(lines(&mut cells.iter().map(String::as_str))));
                        caption(heading.as_deref()) + rows.sum::<f64>()
                    }
                    Block::Legend { heading, entries, .. } => {
                        let rows = entries.iter().map(|entry| row(lines(&mut [&*entry.value, &*entry.means].into_iter())));
                        caption(Some(heading)) + rows.sum::<f64>()
                    }
                    Block::Tally { lines, .. } => row(1) + lines.len() as f64 * row(1),
                },
                BlockView::Cut { text: said, .. } => text(&plain(said)),
                BlockView::Tally { caption: over, heading, columns, lines, turned, .. } => {
                    let letters = |lines: &Vec<String>| lines.iter().map(|line| line.chars().count()).sum();
                    let high = columns.iter().map(|lines| if *turned { letters(lines) } else { lines.len() });
                    let head = high.chain([heading.len()]).max().unwrap_or(1);
                    caption(*over) + row(head) + lines.len() as f64 * row(1)
                }
            }
    }

    /// Height of a cell.
    pub fn cell(&self, column: &Column, width: f64, cell: &View) -> f64 {
        self.said(column, width, cell).height()
    }

    /// The number of lines of each paragraph of a cell, in type of this size.
    fn paragraphs(&self, column: &Column, width: f64, cell: &View, size: f64) -> Vec<usize> {
        let hang = if cell.missing { Hang::None } else { column.hang };
        let inner = (width - 2.0 * INSET_X) / size;
        match (&cell.set, &cell.text) {
            (Some(pieces), _) | (None, Text::Pieces(pieces)) => self.count(inner, pieces, hang),
            (None, Text::Whole(text)) => {
                let piece = Piece { text, marked: false, breaks: false, kept: false };
                self.count(inner, std::slice::from_ref(&piece), hang)
            }
            (None, Text::Lines(lines)) if column.vertical => {
                vec![lines.iter().map(|line| vertical::letters(line).len()).max().unwrap_or_default()]
            }
            (None, Text::Lines(lines)) => vec![lines.len()],
        }
    }

    /// The number of lines of each paragraph of a text in pieces, in a room of `inner` em.
    fn count(&self, inner: f64, pieces: &[Piece], hang: Hang) -> Vec<usize> {
        let mut paragraphs: Vec<Vec<Stretch>> = vec![Vec::new()];
        for piece in pieces {
            for (index, text) in piece.text.split('\n').enumerate() {
                if index > 0 {
                    paragraphs.push(Vec::new());
                }
                if let Some(last) = paragraphs.last_mut().filter(|_| !text.is_empty()) {
                    last.push(Stretch { text, breaks: piece.breaks && index == 0, kept: piece.kept });
                }
            }
        }
        let count = |stretches: Vec<Stretch>| {
            let first = stretches.first().map_or("", |stretch| stretch.text);
            let (less, more) = hang.of(first, &self.context.look.look.bullets);
            lines::count(stretches, inner - less, more, self.ruler)
        };
        paragraphs.into_iter().map(count).collect()
    }

    /// Height of lines of type of this size, in a cell.
    fn lines(&self, count: usize, size: f64) -> f64 {
        let look = self.context.look.look;
        count as f64 * size + count.saturating_sub(1) as f64 * (look.line - look.size) + 2.0 * INSET_Y
    }

    /// Height of a label, at first and where it goes on.
    fn label(&self, column: &context::Column, lines: &[String], width: f64) -> (f64, f64) {
        let continued = &self.context.look.look.continued;
        let inner = width - 2.0 * INSET_X;
        let last = lines.last().map_or("", String::as_str);
        let (first, again) = if column.vertical {
            let most = vertical::most(inner, column.size);
            let again = vertical::again(&lines.concat(), continued, most).iter().map(|lines| vertical::highest(lines)).min();
            (vertical::highest(lines), again.unwrap_or_default())
        } else {
            let fits = !lines.is_empty() && (self.ruler.width(last) + self.ruler.width(continued)) * column.size <= inner;
            (lines.len(), lines.len() + usize::from(!fits))
        };
        (self.lines(first, column.size), self.lines(again, column.size))
    }

    /// Height of an answer where it goes on, if that is little.
    fn answer(&self, column: &Column, width: f64, cell: &View) -> Option<f64> {
        let look = self.context.look.look;
        if plain(&cell.text).is_empty() {
            return None;
        }
        let lines = self.paragraphs(column, width, cell, look.size).iter().sum();
        let words = if self.ruler.width(&look.continued) * LEAST <= width - 2.0 * INSET_X { LEAST + look.line - look.size } else { 0.0 };
        let again = words + self.lines(lines, look.size);
        let body = (self.context.look.height - look.margin_top - look.margin_bottom) * POINTS;
        (again < MOST_AGAIN * body).then_some(again)
    }
}

fn plain(text: &Text) -> String {
    match text {
        Text::Whole(text) => text.clone(),
        Text::Lines(lines) => lines.concat(),
        Text::Pieces(pieces) => pieces.iter().map(|piece| piece.text).collect(),
    }
}
