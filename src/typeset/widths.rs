//! The widths of a table's columns: one search for all of them, so that the table is short.
//!
//! Numbers, labels and short values are as wide as their longest entry, within limits. The columns of text
//! share what is left: from equal shares, width moves to the column where it saves most, until no move makes
//! the table shorter. Lengths are in points; the inside of a column is counted in em of its type.

use std::ops::Range;

use crate::document::{Cell, Column, Document, Role, Row, Section, Width};
use crate::meeting::look::Look;
use crate::typeset::measure::Ruler;
use crate::typeset::phrases;
use crate::typeset::vertical;

/// Points in a millimetre.
pub const POINTS: f64 = 72.0 / 25.4;
/// White space at each side of a cell; `inset-x` and `inset-y` of `templates/lib/table.typ`.
pub const INSET_X: f64 = 4.5;
pub const INSET_Y: f64 = 3.0;
/// Widest columns of labels and of short values, and narrowest column of texts, in em.
const LABEL_MOST: f64 = 9.0;
const SHORT_MOST: f64 = 8.0;
const TEXT_LEAST: f64 = 8.0;
/// Rows lower than this part of a page's body are kept whole; higher ones may go on over a page, since
/// the room that they would leave at its foot is worse.
const WHOLE_LIMIT: f64 = 0.25;
/// Part of a column's width that a number with its unit may take to be kept on one line.
const KEPT_PART: f64 = 0.6;
/// Labels higher than this part of a page's body may go on over a page; see `templates/lib/table.typ`.
const LABEL_LIMIT: f64 = 0.8;

/// A document, measured for one kind of page.
pub struct Widths<'a> {
    document: &'a Document,
    look: &'a Look,
    ruler: &'a Ruler,
    /// For each column, whether its texts are set behind the room of a bullet.
    pub hangs: Vec<bool>,
    /// For each section and column, the width.
    pub sections: Vec<Vec<f64>>,
    /// For each section, the heights of its rows without their labels.
    beside: Vec<Vec<f64>>,
    fits: bool,
}

/// What the search knows of one column.
struct Span {
    least: f64,
    most: f64,
    /// The part that it takes of the room, if it is a share of it.
    share: Option<f64>,
}

impl<'a> Widths<'a> {
    pub fn new(document: &'a Document, look: &'a Look, ruler: &'a Ruler) -> Self {
        let hang =
            |(index, column): (usize, &Column)| column.role == Role::Text && document.rows().any(|row| hangs(&row.cells[index], look));
        let hangs = document.columns.iter().enumerate().map(hang).collect();
        let mut widths = Self { document, look, ruler, hangs, sections: Vec::new(), beside: Vec::new(), fits: true };
        let fixed: Vec<Option<f64>> = (0..document.columns.len()).map(|column| widths.own(column)).collect();
        for section in &document.sections {
            let found = widths.share(section, &fixed);
            widths.sections.push(found);
        }
        let is_label = |column: usize| document.columns[column].role == Role::Label;
        widths.beside = (0..document.sections.len())
            .map(|section| widths.heights(section, &|cell, column| is_label(column) && cell.span > 0))
            .collect();
        widths
    }

    /// Whether the columns fit the page at their least widths.
    pub fn fit(&self) -> bool {
        self.fits
    }

    pub fn look(&self) -> &Look {
        self.look
    }

    /// Room between the margins.
    pub fn page(&self) -> f64 {
        (self.look.page().0 - self.look.margin_left - self.look.margin_right) * POINTS
    }

    /// Height of a page between the margins.
    fn body(&self) -> f64 {
        (self.look.page().1 - self.look.margin_top - self.look.margin_bottom) * POINTS
    }

    /// Most lines of vertical type in a column of this width.
    fn vertical_most(&self, column: usize, width: f64) -> usize {
        (((width - 2.0 * INSET_X) / self.size(column) / vertical::ADVANCE + 0.01) as usize).max(1)
    }

    /// The lines of a vertical label of a section, from right to left: as many as it needs to stand beside its rows, from `row` on.
    pub fn vertical_lines(&self, section: usize, row: usize, column: usize, cell: &Cell) -> Vec<String> {
        let text = cell.text();
        let rows = &self.beside[section];
        let beside: f64 = rows[row..(row + cell.span).min(rows.len())].iter().sum();
        let room = beside.min(self.body() * LABEL_LIMIT) - 2.0 * INSET_Y;
        let most = self.vertical_most(column, self.sections[section][column]);
        let high = |lines: &[Range<usize>]| {
            let letters = lines.iter().map(|line| vertical::letters(&text[line.clone()]).len()).max();
            letters.unwrap_or_default() as f64 * self.look.line
        };
        let tried: Vec<Vec<Range<usize>>> = (1..=most).map(|count| vertical::lines(&text, count)).collect();
        // If none has the room, the fewest of those that are lowest.
        let lowest = tried.iter().map(|lines| high(lines).max(room)).fold(f64::MAX, f64::min);
        let lines = tried.into_iter().find(|lines| high(lines).max(room) <= lowest).unwrap_or_default();
        lines.into_iter().map(|line| text[line].trim_matches('\n').to_owned()).collect()
    }

    fn size(&self, column: usize) -> f64 {
        self.document.columns[column].size.unwrap_or(self.look.size)
    }

    /// Width of a column that holds `em` of text on one line. A point more than the text, since Typst wraps what fits to the last digit.
    fn around(&self, column: usize, em: f64) -> f64 {
        (em * self.size(column)).ceil() + 1.0 + 2.0 * INSET_X
    }

    /// Room for a line of text in a column of this width, in em.
    pub fn inner(&self, column: usize, width: f64) -> f64 {
        (width - 2.0 * INSET_X) / self.size(column) - if self.hangs[column] { 1.0 } else { 0.0 }
    }

    /// The width that a column has of its own; nothing if it shares what the others leave.
    fn own(&self, column: usize) -> Option<f64> {
        let declared = &self.document.columns[column];
        let (least, most) = match declared.width {
            Width::Fixed(em) => return Some(self.around(column, em)),
            Width::Share(_) => return None,
            Width::Between { least, most } => (least, most),
        };
        if declared.role == Role::Text {
            return None;
        }
        if declared.vertical {
            let longest = self.document.rows().map(|row| vertical::letters(&row.cells[column].text()).len()).max().unwrap_or_default();
            let lines = (longest as f64 * self.look.line / (self.body() * LABEL_LIMIT)).ceil().max(1.0);
            return Some(self.around(column, lines * vertical::ADVANCE));
        }
        let texts = self.document.rows().map(|row| row.cells[column].text());
        let widest = |texts: &mut dyn Iterator<Item = String>| {
            texts.flat_map(|text| text.split('\n').map(|line| self.ruler.width(line)).collect::<Vec<_>>()).fold(0.0, f64::max)
        };
        let heading = self.ruler.width(declared.heading.as_deref().unwrap_or_default());
        let entries = match declared.role {
            Role::Label => widest(
                &mut texts.flat_map(|text| label_lines(&text, LABEL_MOST, self.ruler).into_iter().map(str::to_owned).collect::<Vec<_>>()),
            ),
            Role::Number | Role::Short | Role::Aside | Role::Text => widest(&mut texts.into_iter()),
        };
        let limit = match declared.role {
            Role::Label => LABEL_MOST,
            Role::Number => f64::MAX,
            Role::Short | Role::Aside | Role::Text => SHORT_MOST,
        };
        let wanted = if declared.role == Role::Number { entries.max(heading) } else { entries.max(heading.min(4.0)).max(2.0) };
        let em = wanted.min(limit).max(least.unwrap_or(0.0)).min(most.unwrap_or(f64::MAX));
        Some(self.around(column, em))
    }

    /// Width of every column of a section.
    fn share(&mut self, section: &Section, fixed: &[Option<f64>]) -> Vec<f64> {
        let open: Vec<usize> = (0..fixed.len()).filter(|column| fixed[*column].is_none()).collect();
        let mut widths: Vec<f64> = fixed.iter().map(|width| width.unwrap_or(0.0)).collect();
        let room = self.page() - widths.iter().sum::<f64>();
        if open.is_empty() {
            self.fits &= room >= -0.01;
            return widths;
        }
        let spans: Vec<Span> = open.iter().map(|column| self.span(*column)).collect();
        self.fits &= spans.iter().map(|span| span.least).sum::<f64>() <= room + 0.01;
        let found = if spans.iter().any(|span| span.share.is_some()) {
            parts(room, &spans)
        } else {
            let measured = Measured::new(self, section);
            search(room, &spans, |shares| {
                for (column, width) in open.iter().zip(shares) {
                    widths[*column] = *width;
                }
                measured.height(self, &widths)
            })
        };
        // Whole hundredths of a point read better, and the rest is too little to see.
        for (column, width) in open.iter().zip(&found) {
            widths[*column] = (width * 100.0).floor() / 100.0;
        }
        widths
    }

    fn span(&self, column: usize) -> Span {
        let page = self.page();
        match self.document.columns[column].width {
            Width::Share(parts) => Span { least: self.around(column, 2.0), most: page, share: Some(parts) },
            Width::Between { least, most } => Span {
                least: self.around(column, least.unwrap_or(TEXT_LEAST.min(most.unwrap_or(TEXT_LEAST)))),
                most: most.map_or(page, |em| self.around(column, em)),
                share: None,
            },
            Width::Fixed(em) => Span { least: self.around(column, em), most: self.around(column, em), share: None },
        }
    }

    /// For each row of a section, whether it is low enough to be kept on one page.
    pub fn whole_rows(&self, index: usize) -> Vec<bool> {
        let body = self.body();
        // A label is not broken over pages, and beside several rows it takes no height of theirs.
        let beside = |cell: &Cell, column: usize| {
            let is_label = self.document.columns[column].role == Role::Label;
            is_label && (cell.span > 1 || self.height(cell, column, self.sections[index][column]) < body * LABEL_LIMIT)
        };
        self.heights(index, &beside).into_iter().map(|height| height < body * WHOLE_LIMIT).collect()
    }

    fn height(&self, cell: &Cell, column: usize, width: f64) -> f64 {
        self.lines(cell, column, width) * self.look.line + 2.0 * INSET_Y
    }

    /// Heights of the rows of a section, without the cells that are `beside` them.
    fn heights(&self, index: usize, beside: &dyn Fn(&Cell, usize) -> bool) -> Vec<f64> {
        let widths = &self.sections[index];
        let height = |cell: &Cell, column: usize| if beside(cell, column) { 0.0 } else { self.height(cell, column, widths[column]) };
        heights(self.document.sections[index].rows(), height)
    }

    /// Lines of a cell in a column of this width.
    fn lines(&self, cell: &Cell, column: usize, width: f64) -> f64 {
        let text = cell.text();
        if self.document.columns[column].vertical {
            return vertical::letters(&text).len().div_ceil(self.vertical_most(column, width)) as f64;
        }
        let inner = self.inner(column, width);
        match self.document.columns[column].role {
            Role::Label => label_lines(&text, inner, self.ruler).len() as f64,
            Role::Number | Role::Text | Role::Short | Role::Aside => {
                text.split('\n').map(|line| self.ruler.lines(line, inner).len() as f64).sum()
            }
        }
    }

    /// Where else a cell's text may be broken, as bytes: in words that are too wide for their column, since Typst lets such a word run over.
    pub fn breaks(&self, text: &str, column: usize, width: f64) -> Vec<usize> {
        self.cuts(text, self.inner(column, width) * 0.8)
    }

    /// What of a cell's text must stay on one line, as bytes: in short values phrases, everywhere a number with its unit;
    /// nothing that is nearly as wide as its column.
    pub fn kept(&self, text: &str, column: usize, width: f64) -> Vec<Range<usize>> {
        let inner = self.inner(column, width);
        let short = matches!(self.document.columns[column].role, Role::Short | Role::Aside);
        let fits = |range: &Range<usize>| self.ruler.width(&text[range.clone()]) <= if short { inner } else { inner * KEPT_PART };
        if short {
            let broken = text.split('\n').any(|line| self.ruler.width(line) > inner);
            return if broken { phrases::phrases(text).filter(fits).collect() } else { Vec::new() };
        }
        phrases::units(text).into_iter().filter(fits).collect()
    }

    /// Where else a heading over these columns may be broken, as bytes. It is the same in every section, so the narrowest counts.
    pub fn heading_breaks(&self, text: &str, columns: Range<usize>) -> Vec<usize> {
        let room = self.sections.iter().map(|widths| widths[columns.clone()].iter().sum::<f64>()).fold(f64::MAX, f64::min);
        self.cuts(text, (room - 2.0 * INSET_X) / self.look.size)
    }

    /// Where else a text may be broken that stands in a room of `inner` em, as bytes.
    pub fn cuts(&self, text: &str, inner: f64) -> Vec<usize> {
        let mut end = 0;
        let pieces = self.ruler.pieces(text, inner);
        pieces
            .iter()
            .map(|piece| {
                end += piece.len();
                end
            })
            .filter(|end| *end < text.len())
            .collect()
    }
}

/// Heights of rows. A row grows with a cell that covers it and others and is taller than they are: the last of them does.
fn heights<'r>(rows: impl Iterator<Item = &'r Row>, height: impl Fn(&Cell, usize) -> f64) -> Vec<f64> {
    let rows: Vec<&Row> = rows.collect();
    let mut heights: Vec<f64> = rows
        .iter()
        .map(|row| {
            let own = row.cells.iter().enumerate().filter(|(_, cell)| cell.span == 1);
            own.map(|(column, cell)| height(cell, column)).fold(0.0, f64::max)
        })
        .collect();
    for (first, row) in rows.iter().enumerate() {
        for (column, cell) in row.cells.iter().enumerate().filter(|(_, cell)| cell.span > 1) {
            let last = (first + cell.span - 1).min(heights.len() - 1);
            let spare = height(cell, column) - heights[first..=last].iter().sum::<f64>();
            heights[last] += spare.max(0.0);
        }
    }
    heights
}

/// The rows of a section as the search sees them: widths of the paragraphs in em.
struct Measured {
    /// By row: columns of text whose cell is the row's alone, or covers several rows, with the paragraphs.
    rows: Vec<Vec<(usize, usize, Vec<f64>)>>,
}

impl Measured {
    fn new(widths: &Widths, section: &Section) -> Self {
        let is_open = |column: usize| {
            let column = &widths.document.columns[column];
            column.role == Role::Text || matches!(column.width, Width::Share(_))
        };
        let row = |row: &Row| {
            let cells = row.cells.iter().enumerate().filter(|(column, cell)| cell.span > 0 && is_open(*column));
            let paragraphs = |cell: &Cell| cell.text().split('\n').map(|line| widths.ruler.width(line)).collect();
            cells.map(|(column, cell)| (column, cell.span, paragraphs(cell))).collect()
        };
        Self { rows: section.rows().map(row).collect() }
    }

    /// Lines of the section with these widths, with room for the head that every page of about fifty lines repeats.
    fn height(&self, widths: &Widths, columns: &[f64]) -> f64 {
        let padding = 2.0 * INSET_Y / widths.look.line;
        let lines = |column: usize, paragraphs: &[f64]| {
            let inner = widths.inner(column, columns[column]);
            paragraphs.iter().map(|em| ((em + 0.3) / inner).ceil().max(1.0)).sum::<f64>() + padding
        };
        let mut heights: Vec<f64> = self
            .rows
            .iter()
            .map(|row| {
                let own = row.iter().filter(|(_, span, _)| *span == 1);
                own.map(|(column, _, paragraphs)| lines(*column, paragraphs)).fold(1.0 + padding, f64::max)
            })
            .collect();
        for (first, row) in self.rows.iter().enumerate() {
            for (column, span, paragraphs) in row.iter().filter(|(_, span, _)| *span > 1) {
                let last = (first + span - 1).min(heights.len() - 1);
                let spare = lines(*column, paragraphs) - heights[first..=last].iter().sum::<f64>();
                heights[last] += spare.max(0.0);
            }
        }
        let rows: f64 = heights.iter().sum();
        let headings = widths.document.columns.iter().enumerate().map(|(index, column)| {
            let inner = widths.inner(index, columns[index]).max(1.0);
            (widths.ruler.width(column.heading.as_deref().unwrap_or_default()) / inner).ceil()
        });
        rows + headings.fold(1.0, f64::max) * (1.0 + rows / 50.0)
    }
}

/// Shares `room` so that the table is as short as `height` says it can be made by moving width between columns.
fn search(room: f64, spans: &[Span], mut height: impl FnMut(&[f64]) -> f64) -> Vec<f64> {
    let mut widths = equal(room, spans);
    let mut shortest = height(&widths);
    let mut step = room / spans.len() as f64 / 2.0;
    while step >= 1.0 {
        let moves = (0..widths.len()).flat_map(|from| (0..widths.len()).map(move |to| (from, to))).filter(|(from, to)| from != to);
        let mut best: Option<(f64, Vec<f64>)> = None;
        for (from, to) in moves {
            if widths[from] - step < spans[from].least || widths[to] + step > spans[to].most {
                continue;
            }
            let mut moved = widths.clone();
            moved[from] -= step;
            moved[to] += step;
            let new = height(&moved);
            if best.as_ref().is_none_or(|(least, _)| new < *least) {
                best = Some((new, moved));
            }
        }
        match best {
            Some((new, moved)) if new < shortest => (shortest, widths) = (new, moved),
            _ => step /= 2.0,
        }
    }
    widths
}

/// The declared shares of `room`; what would be too narrow or too wide at its share keeps to its limit, and the others share the rest.
fn parts(room: f64, spans: &[Span]) -> Vec<f64> {
    let mut widths: Vec<Option<f64>> = vec![None; spans.len()];
    loop {
        let left = room - widths.iter().flatten().sum::<f64>();
        let open: Vec<usize> = (0..spans.len()).filter(|i| widths[*i].is_none()).collect();
        let parts: f64 = open.iter().map(|i| spans[*i].share.unwrap_or(1.0)).sum();
        let share = |i: usize| left * spans[i].share.unwrap_or(1.0) / parts;
        // Those that are too narrow come first: they leave less to the others, so that fewer are too wide.
        let narrow = open.iter().copied().find(|i| share(*i) < spans[*i].least).map(|i| (i, spans[i].least));
        let wide = || open.iter().copied().find(|i| share(*i) > spans[*i].most).map(|i| (i, spans[i].most));
        match narrow.or_else(wide) {
            Some((i, limit)) => widths[i] = Some(limit),
            None => return (0..spans.len()).map(|i| widths[i].unwrap_or_else(|| share(i))).collect(),
        }
    }
}

/// Equal shares of `room`, each within its limits.
fn equal(room: f64, spans: &[Span]) -> Vec<f64> {
    let mut widths: Vec<f64> = spans.iter().map(|span| span.least).collect();
    let mut left = room - widths.iter().sum::<f64>();
    while left > 0.01 {
        let open: Vec<usize> = (0..widths.len()).filter(|i| widths[*i] < spans[*i].most).collect();
        if open.is_empty() {
            break;
        }
        let share = left / open.len() as f64;
        for i in open {
            let given = share.min(spans[i].most - widths[i]);
            widths[i] += given;
            left -= given;
        }
    }
    widths
}

/// Whether any line of a cell opens with a bullet, so that its text hangs behind it.
fn hangs(cell: &Cell, look: &Look) -> bool {
    cell.text().split('\n').any(|line| line.chars().next().is_some_and(|c| look.bullets.contains(c)))
}

/// The lines of a label in a column `most` em wide: one if it fits, else phrase by phrase, as even as may be; a phrase that
/// is still too wide is broken as running text.
pub fn label_lines<'t>(label: &'t str, most: f64, ruler: &Ruler) -> Vec<&'t str> {
    if label.is_empty() {
        return Vec::new();
    }
    let total = ruler.width(label);
    if total <= most {
        return vec![label];
    }
    let even = total / (total / most).ceil();
    let (mut lines, mut start, mut end) = (Vec::new(), 0, 0);
    for stop in phrases::phrases(label).map(|phrase| phrase.end) {
        let with = ruler.width(&label[start..stop]);
        let without = ruler.width(&label[start..end]);
        if end > start && (with > most || (with > even && with - even > even - without)) {
            lines.push(&label[start..end]);
            start = end;
        }
        end = stop;
    }
    lines.push(&label[start..]);
    lines.into_iter().flat_map(|line| ruler.lines(line, most).into_iter().map(move |range| &line[range])).collect()
}
