//! The sheet 印刷用: what a paper says, one page wide, with the pages' ends where they do least harm.
//!
//! First the sheet is planned, the title, the blocks and the table as [`strips`] over the columns of a [`grid`];
//! then it is written, page by page. Every page repeats the headings of the table.

mod grid;
mod headings;
mod lines;
mod pages;
mod spacing;
mod strips;
mod vertical;

use std::cell::OnceCell;
use std::ops::Range;

use rust_xlsxwriter::{Format, FormatAlign, Worksheet, XlsxError};

pub use self::grid::SPARE;
use self::grid::{Columns, Grid};
use self::headings::Heading;
use self::spacing::Spacing;
use self::strips::{Again, Lines, Put, Run, Said, Setting, Strip};
use super::{INDENT, PIXELS_MM, ROW_LIMIT, SIZE, TEXT_FORMAT, font, height, inside, page_header, room, set_up_page};
use crate::document::{Align, Block, Cell, Column, Document, LegendEntry, Role, Row, Section, State, TallyLine};
use crate::meeting::look::Look;
use crate::typeset::measure::Ruler;
use crate::typeset::phrases;
use crate::typeset::widths::label_lines;

pub use crate::meeting::identity::PRINT_SHEET as NAME;
/// How much larger than the text the title with its label, and a section's heading, are, in points.
const TITLE: f64 = 5.0;
const HEADING: f64 = 2.0;
/// How much smaller a title may be so that it stands on one line.
const TITLE_SMALLER: f64 = 3.0;
/// Part of the width that the label's box takes at most, and how many lines it has if one is not enough.
const BOX: f64 = 1.0 / 3.0;
const BOX_LINES: usize = 2;
/// How much smaller notes are, and the least size, in points.
const NOTE: f64 = 1.0;
const LEAST: f64 = 8.0;
/// Space between title, blocks and table, in pixels.
const GAP: u32 = 8;
/// What headings are higher than their lines, in pixels.
const AIR: u32 = 4;
/// Fills that a monochrome copy keeps apart from each other and from paper.
const HEAD_FILL: u32 = 0xD0_D0_D0;
const LABEL_FILL: u32 = 0xEC_EC_EC;
/// Widest column of values, of labels and of numbers in a small table, in em.
const VALUE: f64 = 14.0;
const LABEL: f64 = 20.0;
const COUNT: f64 = 12.0;
/// Of the first column of a small table so much is left in any case, in em.
const LABEL_ROOM: f64 = 12.0;
/// Least width of a column of numbers, in em.
const COUNT_LEAST: f64 = 4.0;
/// How many times wider the first column of a small table becomes so that it is like that of another.
const ALIKE: f64 = 1.4;
/// What stands at the right of a number, in em.
const BESIDE_NUMBER: f64 = 0.5;
/// What the columns of a small table are wider than their text, in em.
const SPACE: f64 = 1.0;
/// And where many of them have little room.
const SPACE_LEAST: f64 = 0.3;
/// Part of a page up to which a small table stays on one.
const SMALL: f64 = 0.3;
/// Part of a page that a vertical label may take in one line.
const BESIDE: f64 = 0.8;
/// How much higher than the tables of the PDF the sheet begins, where the PDF has its title and label, and where it
/// begins at the highest, in millimetres.
const RISE: f64 = 7.0;
const HIGHEST: f64 = 12.0;
/// Part of a page up to which a label or a short value stands in lines of its own, and is not cut.
const LINES_OWN: f64 = 0.25;
/// How many times as wide as the page a sheet may be, which is printed so much smaller, if that saves a page; up to so many rows.
const WIDER: [f64; 3] = [1.02, 1.04, 1.06];
/// Part of a page below which a last page may be saved by other widths.
const MOSTLY: f64 = 0.8;
/// How much lower than a page its rows become at most, as multiples of that.
const SAVES: f64 = 4.0;
const MOST_ROWS: usize = 500;
/// Part of the screen, in pixels from the top, that may stay in view.
const FREEZE: u32 = 240;

/// Writes the sheet. `widths` are what the table's columns would have on pages; if there are none, they are guessed. `own_widths`
/// finds those that suit a sheet best, as it is measured.
pub fn write(
    sheet: &mut Worksheet,
    document: &Document,
    widths: &[f64],
    own_widths: impl Fn() -> Vec<f64>,
    look: &Look,
    ruler: &Ruler,
) -> Result<(), XlsxError> {
    let margin_top = (look.margin_top - RISE).max(HIGHEST).min(look.margin_top);
    let look = &Look { margin_top, ..look.clone() };
    let mut planned = Planned::new(document, widths, 1.0, look, ruler);
    if (2..=MOST_ROWS).contains(&document.rows().count()) && !widths.is_empty() {
        planned = planned.shortened(document, widths, own_widths, look, ruler);
    }
    let look = &planned.spacing.look(look);
    let mut strips = std::mem::take(&mut planned.strips);
    sheet.set_name(NAME)?;
    for (column, width) in (0..).zip(planned.grid.widths()) {
        sheet.set_column_width_pixels(column, width)?;
    }
    let written = planned.set(look, ruler).write(sheet, &mut strips)?;
    set_up_page(sheet, look, look.landscape);
    sheet.set_header(page_header(look, look.landscape, &document.short_title, &document.label));
    sheet.set_print_area(0, 0, written.rows - 1, planned.grid.all().1)?;
    if !written.heads.is_empty() {
        sheet.set_repeat_rows(written.heads.start, written.heads.end - 1)?;
        let above: u32 = strips[..planned.heads.start].iter().map(|strip| strip.height).sum();
        if above < FREEZE {
            sheet.set_freeze_panes(written.heads.end, 0)?;
        }
    }
    sheet.set_screen_gridlines(false);
    Ok(())
}

/// Height of a page in pixels, before the sheet is printed smaller to fit.
fn page_height(look: &Look) -> u32 {
    ((look.page().1 - look.margin_top - look.margin_bottom) * PIXELS_MM) as u32
}

/// The sheet before it is known where its pages end.
struct Planned<'a> {
    grid: Grid,
    strips: Vec<Strip<'a>>,
    /// The strips that every page repeats.
    heads: Range<usize>,
    spacing: Spacing,
}

impl<'a> Planned<'a> {
    /// The plan of a sheet that is so many times as wide as the page.
    fn new(document: &'a Document, widths: &[f64], wider: f64, look: &Look, ruler: &Ruler) -> Self {
        let mut grid = Grid::new(document, widths, wider, look, ruler);
        let page = page_height(look);
        for (column, lines) in vertical::counts(document, &grid, look, ruler, (f64::from(page) / grid.scale() * BESIDE) as u32) {
            grid.stack(column, lines);
        }
        let small = Smalls::place(document, &mut grid, look, ruler);
        let label = Boxed::new(document, &mut grid, look, ruler);
        let mut plan = Plan { document, look, ruler, grid: &grid, small, label, page, strips: Vec::new() };
        plan.head();
        plan.blocks(&document.above, 0);
        if !document.above.is_empty() {
            plan.gap();
            if plan.leads(document.above.last()) && document.rows().next().is_some() {
                plan.keep_last(2);
            }
        }
        let first = plan.strips.len();
        if document.rows().next().is_some() {
            plan.headings();
        }
        let heads = first..plan.strips.len();
        for section in &document.sections {
            plan.section(section);
        }
        if !document.below.is_empty() && first < plan.strips.len() {
            // Nothing that stands over the rows goes on below it.
            plan.gap().over = Some(0);
        }
        plan.blocks(&document.below, document.above.len());
        let strips = plan.strips;
        Self { grid, strips, heads, spacing: Spacing::Wide }
    }

    /// This plan, or one that takes fewer pages, with lower rows, a sheet that is somewhat wider, or widths of its own.
    fn shortened(mut self, document: &'a Document, widths: &[f64], own_widths: impl Fn() -> Vec<f64>, look: &Look, ruler: &Ruler) -> Self {
        let mut best = self.pages(look, ruler);
        self.lowered(&mut best, 0.0, document, look, ruler);
        let least = document.columns.iter().filter_map(|column| column.size).fold(look.size, f64::min);
        for wider in WIDER.into_iter().filter(|wider| least / wider >= LEAST) {
            // Lower rows may save a page that the width alone does not.
            let saves = best.0 as f64 * (wider - 1.0);
            if best.0 > 1 && best.1 < saves * SAVES + Spacing::Tightest.saves(document, look, best.0) {
                let mut other = Self::new(document, widths, wider, look, ruler);
                if other.lowered(&mut best, saves * SAVES, document, look, ruler) {
                    self = other;
                }
            }
        }
        // The search for widths takes longest.
        if best.0 > 1 && best.1 < MOSTLY {
            let mut other = Self::new(document, &own_widths(), 1.0, look, ruler);
            if other.lowered(&mut best, MOSTLY, document, look, ruler) {
                self = other;
            }
        }
        self
    }

    /// Finds the highest rows that save a page; whether any do. `best` are the pages so far and what part of the last one is
    /// taken, `saves` is about how much of a page the plan saves anyway.
    fn lowered(&mut self, best: &mut (usize, f64), saves: f64, document: &Document, look: &Look, ruler: &Ruler) -> bool {
        let mut better = None;
        for spacing in Spacing::ALL {
            if best.0 > 1 && best.1 < saves + spacing.saves(document, look, best.0) {
                self.spacing = spacing;
                let found = self.pages(look, ruler);
                if found.0 < best.0 {
                    (*best, better) = (found, Some(spacing));
                }
            }
        }
        self.spacing = better.unwrap_or_default();
        better.is_some()
    }

    /// How many pages it takes, and what part of the last one.
    fn pages(&mut self, look: &Look, ruler: &Ruler) -> (usize, f64) {
        let mut strips = std::mem::take(&mut self.strips);
        let own: Vec<u32> = strips.iter().map(|strip| strip.height).collect();
        let pages = self.set(&self.spacing.look(look), ruler).pages(&mut strips);
        for (strip, own) in strips.iter_mut().zip(own) {
            strip.height = own;
        }
        self.strips = strips;
        pages
    }

    /// `look` is that of the plan's spacing.
    fn set<'s>(&'s self, look: &'s Look, ruler: &'s Ruler) -> Setting<'s> {
        let Self { grid, heads, spacing, .. } = self;
        let Look { continued, size, keep_rows, .. } = look;
        let (page, heads) = (page_height(look), heads.clone());
        Setting { grid, ruler, page, heads, continued, size: *size, keep_rows: *keep_rows, spacing: *spacing }
    }
}

/// The label at the right of the title, in its box.
struct Boxed {
    heading: Heading,
    /// Left edge of the box; 0 if there is no room beside the title.
    edge: u32,
}

impl Boxed {
    /// The box is as wide as the label needs: on one line, if need be in smaller type, else on two.
    fn new(document: &Document, grid: &mut Grid, look: &Look, ruler: &Ruler) -> Option<Self> {
        let label = &document.label;
        if label.is_empty() {
            return None;
        }
        let most = (f64::from(grid.total()) * BOX) as u32;
        let sizes = || headings::sizes(look.size + TITLE, SIZE);
        let width = |heading: &Heading| {
            let lines = heading.text.lines().map(|line| ruler.width(line));
            room(lines.fold(0.0, f64::max) + SPACE, heading.size)
        };
        let one = |size: f64| Some(Heading { text: label.clone(), size }).filter(|heading| width(heading) <= most);
        let several = |size: f64| {
            let lines = headings::unbroken(label, inside(most, size) - SPACE, ruler)?;
            (lines.len() <= BOX_LINES).then(|| Heading { text: lines.join("\n"), size })
        };
        let heading = sizes().find_map(one).or_else(|| sizes().find_map(several));
        let heading = heading.unwrap_or_else(|| headings::heading(label, most, SIZE, ruler));
        let edge = grid.place_right(width(&heading).min(most));
        Some(Self { heading, edge })
    }
}

/// The edges of the small tables' columns, one list for each block above and below.
struct Smalls(Vec<Vec<u32>>);

impl Smalls {
    fn place(document: &Document, grid: &mut Grid, look: &Look, ruler: &Ruler) -> Self {
        let spaced = |texts: &mut dyn Iterator<Item = &str>, least: f64, most: f64, space: f64| {
            let lines = texts.flat_map(str::lines).map(|line| ruler.width(line));
            room((lines.fold(least, f64::max) + space).min(most), look.size)
        };
        let widest = |texts: &mut dyn Iterator<Item = &str>, least: f64, most: f64| spaced(texts, least, most, SPACE);
        let total = grid.total();
        let wanted = |block: &Block| match block {
            Block::Text { .. } | Block::Note { .. } => Vec::new(),
            Block::Table { rows, .. } => {
                let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
                let cells = |column: usize| rows.iter().filter_map(move |row| row.get(column)).map(String::as_str);
                (0..columns).map(|column| widest(&mut cells(column), COUNT_LEAST, f64::MAX)).collect()
            }
            Block::Legend { entries, .. } => {
                let values = widest(&mut entries.iter().map(|entry| entry.value.as_str()), COUNT_LEAST, VALUE);
                let means = widest(&mut entries.iter().map(|entry| entry.means.as_str()), 0.0, f64::MAX);
                std::iter::once(values).chain(entries.iter().any(|entry| !entry.means.is_empty()).then_some(means)).collect()
            }
            Block::Tally { heading, columns, lines, .. } => {
                let labels = lines.iter().map(|line| line.label.as_str()).chain([heading.as_str()]);
                let label = widest(&mut { labels }, COUNT_LEAST, LABEL);
                let counts = widest(&mut columns.iter().map(String::as_str), COUNT_LEAST, COUNT);
                if label + counts * columns.len() as u32 <= total {
                    return std::iter::once(label).chain(columns.iter().map(|_| counts)).collect();
                }
                // Where they have no room for whole headings, each is as wide as its own needs it, phrase by phrase.
                let count = lines.iter().flat_map(|line| &line.counts).max().map_or(0.0, |count| ruler.width(&count.to_string()));
                let own = |heading: &String| {
                    let mut parts = phrases::phrases(heading).map(|range| heading[range].trim_end());
                    spaced(&mut parts, count + BESIDE_NUMBER, COUNT, SPACE_LEAST)
                };
                // The label has room for phrases in any case.
                let room = total.saturating_sub(label.min(room(LABEL_ROOM, look.size)));
                let counts = grid::evened(&columns.iter().map(own).collect::<Vec<_>>(), room);
                std::iter::once(label).chain(counts).collect()
            }
        };
        let mut tables: Vec<Vec<u32>> = document.above.iter().chain(&document.below).map(wanted).collect();
        // First columns that are nearly alike are made alike.
        let mut firsts: Vec<u32> = tables.iter().filter_map(|table| table.first().copied()).collect();
        firsts.sort_unstable();
        for first in tables.iter_mut().filter_map(|table| table.first_mut()) {
            let alike = firsts.iter().rev().find(|other| f64::from(**other) <= f64::from(*first) * ALIKE);
            *first = alike.copied().unwrap_or(*first);
        }
        Self(tables.iter().map(|table| grid.place(table)).collect())
    }
}

/// The plan as it grows.
struct Plan<'a, 'p> {
    document: &'a Document,
    look: &'p Look,
    ruler: &'p Ruler,
    grid: &'p Grid,
    small: Smalls,
    label: Option<Boxed>,
    /// Height of a page in pixels.
    page: u32,
    strips: Vec<Strip<'a>>,
}

impl<'a> Plan<'a, '_> {
    /// Type of `size` points for text, from the top of its cell.
    fn format(&self, size: f64) -> Format {
        font(self.look, size).set_num_format_index(TEXT_FORMAT).set_text_wrap().set_align(FormatAlign::Top)
    }

    /// A cell of one strip that says `text`.
    fn plain(&self, columns: Columns, text: &'a str, format: Format, size: f64, lines: Lines) -> Put<'a> {
        Put {
            columns,
            strips: 1,
            said: Said::text(text),
            format,
            size,
            lines,
            indent: false,
            vertical: Vec::new(),
            again: Again::Never,
            broken: OnceCell::new(),
        }
    }

    fn push(&mut self, cells: Vec<Put<'a>>) -> &mut Strip<'a> {
        self.strips.push(Strip { height: 0, keeps: false, opens_row: false, leads: false, divides: true, over: None, cells });
        let index = self.strips.len() - 1;
        &mut self.strips[index]
    }

    /// Makes the last strip a heading: somewhat higher than its text, and on one page with what follows.
    fn heading(&mut self) {
        let Some(strip) = self.strips.last() else { return };
        let own = strip.cells.iter().filter(|put| put.strips == 1);
        let lines = |put: &Put| lines::most(&put.said.whole(), put.inside(self.grid, put.size), self.ruler);
        let needed =
            |put: &Put| if put.vertical.is_empty() { height(lines(put), put.size) } else { vertical::stacked(&put.said.whole(), put.size) };
        let high = own.map(needed).max().unwrap_or_else(|| height(1, self.look.size));
        if let Some(strip) = self.strips.last_mut() {
            strip.height = (high + AIR).min(ROW_LIMIT);
            (strip.keeps, strip.divides) = (true, false);
        }
    }

    fn gap(&mut self) -> &mut Strip<'a> {
        let strip = self.push(Vec::new());
        (strip.height, strip.divides) = (GAP, false);
        strip
    }

    /// Plans title and label.
    fn head(&mut self) {
        let all = self.grid.all();
        let large = self.look.size + TITLE;
        let bold = |size: f64| self.format(size).set_bold().set_align(FormatAlign::VerticalCenter);
        let title = |columns: Columns| {
            let fits = |size: &f64| self.ruler.width(&self.document.title) <= inside(self.grid.width(columns), *size);
            let title = &self.document.title;
            let (text, size) = match headings::sizes(large, large - TITLE_SMALLER).find(fits) {
                Some(size) => (title.clone(), size),
                None => {
                    let lines = headings::unbroken(title, inside(self.grid.width(columns), large), self.ruler);
                    (lines.map_or_else(|| title.clone(), |lines| lines.join("\n")), large)
                }
            };
            Put { said: Said::Set(text), ..self.plain(columns, "", bold(size), size, Lines::NONE) }
        };
        let strips = match &self.label {
            None => vec![vec![title(all)]],
            Some(label) => {
                let boxed = |columns: Columns, align: FormatAlign, lines: Lines| Put {
                    said: Said::Set(label.heading.text.clone()),
                    ..self.plain(columns, "", bold(label.heading.size).set_align(align), label.heading.size, lines)
                };
                if label.edge > 0 {
                    let (before, after) = (self.grid.between(0, label.edge), self.grid.between(label.edge, self.grid.total()));
                    vec![vec![title(before), boxed(after, FormatAlign::Center, Lines::ALL)]]
                } else {
                    vec![vec![boxed(all, FormatAlign::Right, Lines::NONE)], vec![title(all)]]
                }
            }
        };
        for cells in strips {
            self.push(cells);
        }
        self.gap();
        for strip in &mut self.strips {
            strip.keeps = true;
        }
    }

    /// Plans the blocks above or below the table; the first is number `first` of all.
    fn blocks(&mut self, blocks: &'a [Block], first: usize) {
        for (index, block) in blocks.iter().enumerate() {
            let is_table = |block: &Block| !matches!(block, Block::Text { .. } | Block::Note { .. });
            if index > 0 && (is_table(block) || is_table(&blocks[index - 1])) {
                self.gap();
                if self.leads(blocks.get(index - 1)) {
                    self.keep_last(2);
                }
            }
            self.block(block, first + index);
        }
    }

    /// Whether a block is a text that stands over what follows.
    fn leads(&self, block: Option<&Block>) -> bool {
        matches!(block, Some(Block::Text { text }) if !text.is_empty())
    }

    /// Keeps the last strips with what follows.
    fn keep_last(&mut self, count: usize) {
        let first = self.strips.len().saturating_sub(count);
        for strip in &mut self.strips[first..] {
            strip.keeps = true;
        }
    }

    fn block(&mut self, block: &'a Block, number: usize) {
        let size = self.look.size;
        match block {
            Block::Text { text } => {
                self.push(vec![self.plain(self.grid.all(), text, self.format(size), size, Lines::NONE)]);
            }
            Block::Note { text } => {
                let size = (size - NOTE).max(LEAST);
                self.push(vec![self.plain(self.grid.all(), text, self.format(size), size, Lines::NONE)]);
            }
            Block::Table { heading, head, rows, .. } => {
                self.caption(heading.as_deref());
                self.small_table(number, *head, rows);
            }
            Block::Legend { heading, entries, .. } => {
                self.caption(Some(heading));
                self.legend(number, entries);
            }
            Block::Tally { heading, columns, lines, .. } => self.tally(number, heading, columns, lines),
        }
    }

    fn small_table(&mut self, number: usize, has_head: bool, rows: &'a [Vec<String>]) {
        let (size, first) = (self.look.size, self.strips.len());
        for (index, row) in rows.iter().enumerate() {
            let head = has_head && index == 0;
            let cell = |(column, text): (usize, &'a String)| {
                let columns = self.column(number, column);
                match column {
                    _ if head => self.head_cell(columns, text),
                    0 => self.label(columns, text, self.format(size)),
                    _ => self.plain(columns, text, self.format(size), size, Lines::ALL),
                }
            };
            let cells = row.iter().enumerate().map(cell).collect();
            self.push(cells);
            if head {
                self.heading();
            }
        }
        self.keep_together(first);
    }

    fn legend(&mut self, number: usize, entries: &'a [LegendEntry]) {
        let (size, first) = (self.look.size, self.strips.len());
        let value = self.format(size).set_bold().set_background_color(LABEL_FILL).set_align(FormatAlign::Center);
        let with_means = self.small.0[number].len() > 2;
        for entry in entries {
            let mut cells = vec![self.label(self.column(number, 0), &entry.value, value.clone())];
            if with_means {
                cells.push(self.plain(self.column(number, 1), &entry.means, self.format(size), size, Lines::ALL));
            }
            self.push(cells);
        }
        self.keep_together(first);
    }

    fn tally(&mut self, number: usize, heading: &'a String, columns: &'a [String], lines: &'a [TallyLine]) {
        let (size, first) = (self.look.size, self.strips.len());
        let head = |(column, text): (usize, &'a String)| self.head_cell(self.column(number, column), text);
        let cells = std::iter::once(heading).chain(columns).enumerate().map(head).collect();
        self.push(cells);
        self.heading();
        for (index, line) in lines.iter().enumerate() {
            let sum = index + 1 == lines.len();
            let strong = |format: Format| if sum { format.set_bold().set_background_color(LABEL_FILL) } else { format };
            let mut cells = vec![self.label(self.column(number, 0), &line.label, strong(self.format(size)))];
            let count = |(column, count): (usize, &usize)| {
                let columns = self.column(number, column + 1);
                // A number that has no room would be shown as signs.
                let inside = |size: f64| inside(self.grid.width(columns), size);
                let needs = self.ruler.width(&count.to_string()) + BESIDE_NUMBER;
                let least = LEAST.min(size);
                let own = headings::sizes(size, least).find(|size| needs <= inside(*size)).unwrap_or(least);
                let format = strong(right(font(self.look, own).set_align(FormatAlign::Top)));
                Put { said: Said::Number(*count as u64), ..self.plain(columns, "", format, own, Lines::ALL) }
            };
            cells.extend(line.counts.iter().enumerate().map(count));
            self.push(cells);
        }
        self.keep_together(first);
    }

    /// What stands over a small table.
    fn caption(&mut self, heading: Option<&'a str>) {
        if let Some(heading) = heading.filter(|heading| !heading.is_empty()) {
            let size = self.look.size;
            self.push(vec![self.plain(self.grid.all(), heading, self.format(size).set_bold(), size, Lines::NONE)]);
            self.heading();
        }
    }

    /// The columns of the sheet that hold a column of a small table.
    fn column(&self, block: usize, column: usize) -> Columns {
        let edges = &self.small.0[block];
        self.grid.between(edges[column], edges[column + 1])
    }

    /// A cell of a small table that says what its row is about, in lines of its own if it needs several.
    fn label(&self, columns: Columns, text: &'a str, format: Format) -> Put<'a> {
        let size = self.look.size;
        let plain = self.plain(columns, text, format, size, Lines::ALL);
        match self.lines_of(text, inside(self.grid.width(columns), size), size) {
            Some(text) => Put { said: Said::Set(text), ..plain },
            None => plain,
        }
    }

    /// Keeps the strips from `first` on, a small table, on one page.
    fn keep_together(&mut self, first: usize) {
        let line = height(1, self.look.size);
        let high = (self.strips.len() - first) as u32 * line;
        if f64::from(high) < f64::from(self.page) * SMALL {
            let last = self.strips.len().saturating_sub(1);
            for strip in &mut self.strips[first..last] {
                strip.keeps = true;
            }
        }
    }

    fn head_format(&self, size: f64) -> Format {
        let format = self.format(size).set_bold().set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter);
        format.set_background_color(HEAD_FILL)
    }

    /// A cell that heads what stands below it.
    fn head_cell(&self, columns: Columns, text: &str) -> Put<'a> {
        let Heading { text, size } = headings::heading(text, self.grid.width(columns), self.look.size, self.ruler);
        Put { said: Said::Set(text), ..self.plain(columns, "", self.head_format(size), size, Lines::ALL) }
    }

    /// Plans the headings of the table: one row, or two where some columns share a heading.
    fn headings(&mut self) {
        let columns = &self.document.columns;
        let size = self.look.size;
        let two = columns.iter().any(|column| column.over.is_some());
        // Neighbours that `same` joins to the first of them.
        let runs = |same: &dyn Fn(&Column, &Column) -> bool| {
            let mut runs: Vec<(usize, usize)> = Vec::new();
            for index in 0..columns.len() {
                match runs.last_mut() {
                    Some((_, last)) if same(&columns[index - 1], &columns[index]) => *last = index,
                    _ => runs.push((index, index)),
                }
            }
            runs
        };
        let (mut upper, mut lower) = (Vec::new(), Vec::new());
        if two {
            for (first, last) in runs(&|a, b| a.over.is_some() && a.over == b.over) {
                if let Some(over) = &columns[first].over {
                    upper.push(self.head_cell(self.grid.of(first, last), over));
                }
            }
        }
        for (first, last) in runs(&|a, b| b.heading.is_none() && a.over == b.over) {
            let column = &columns[first];
            let heading = column.heading.as_deref().unwrap_or_default();
            let columns = self.grid.of(first, last);
            let narrow = self.ruler.longest_word(heading) > inside(self.grid.width(columns), size);
            let mut put = self.head_cell(columns, heading);
            if column.vertical && narrow {
                put = self.plain(columns, heading, self.head_format(size).set_rotation(270), size, Lines::ALL);
                put.vertical = vec![columns];
            }
            if two && column.over.is_none() {
                put.strips = 2;
                upper.push(put);
            } else {
                lower.push(put);
            }
        }
        for cells in [upper, lower].into_iter().filter(|cells| !cells.is_empty()) {
            self.push(cells);
            self.heading();
        }
    }

    /// Plans a section: its heading, bands and rows.
    fn section(&mut self, section: &'a Section) {
        let (all, size) = (self.grid.all(), self.look.size);
        if let Some(heading) = &section.heading {
            let large = size + HEADING;
            let format = self.format(large).set_bold().set_align(FormatAlign::VerticalCenter);
            self.push(vec![self.plain(all, heading, format, large, Lines::ALL)]).over = Some(0);
            self.heading();
        }
        // The strips of the rows.
        let mut strips: Vec<usize> = Vec::new();
        for group in &section.groups {
            for band in &group.bands {
                let format = self.format(size).set_bold().set_align(FormatAlign::VerticalCenter);
                let format = if band.level == 1 { format.set_background_color(LABEL_FILL) } else { format.set_indent(1) };
                self.push(vec![Put { indent: band.level > 1, ..self.plain(all, &band.text, format, size, Lines::ALL) }]).over =
                    Some(band.level);
                self.heading();
            }
            for _ in &group.rows {
                strips.push(self.strips.len());
                self.push(Vec::new()).opens_row = true;
            }
        }
        let rows: Vec<&Row> = section.rows().collect();
        for (index, row) in rows.iter().enumerate() {
            self.strips[strips[index]].leads = !row.goes_on && rows.get(index + 1).is_some_and(|next| next.goes_on);
            for (column, cell) in row.cells.iter().enumerate().filter(|(_, cell)| cell.state != State::Covered) {
                let covered = &strips[index..(index + cell.span.max(1)).min(strips.len())];
                // A band divides a cell; both parts say it.
                for part in covered.chunk_by(|above, below| above + 1 == *below) {
                    let mut put = Put { strips: part.len(), ..self.cell(column, cell) };
                    let others = rows[index + 1..].iter().take(cell.span.saturating_sub(1)).any(|row| !row.goes_on);
                    if put.again == Again::Never && others {
                        put.again = Again::Answer;
                    }
                    self.strips[part[0]].cells.push(put);
                }
            }
        }
        // A row that shares every cell with others is seen all the same.
        for strip in strips {
            if self.strips[strip].cells.iter().all(|put| put.strips > 1) {
                self.strips[strip].height = height(1, size);
            }
        }
    }

    /// A label or a short value in lines of its own, if it needs several: a program would break it inside words.
    fn in_lines(&self, cell: &Cell, width: f64, size: f64) -> Option<String> {
        let text = cell.text();
        if cell.runs.iter().any(|run| run.marked) { None } else { self.lines_of(&text, width, size) }
    }

    fn lines_of(&self, text: &str, width: f64, size: f64) -> Option<String> {
        if self.ruler.width(text) <= width {
            return None;
        }
        let lines: Vec<&str> = text.split('\n').flat_map(|line| label_lines(line, width, self.ruler)).collect();
        let holds = f64::from(height(lines.len(), size)) < f64::from(self.page) * LINES_OWN;
        (lines.len() > 1 && holds).then(|| lines.join("\n"))
    }

    /// A cell of the table.
    fn cell(&self, index: usize, cell: &'a Cell) -> Put<'a> {
        let columns = &self.document.columns;
        let column = &columns[index];
        let size = column.size.unwrap_or(self.look.size);
        let is_label = column.role == Role::Label;
        let aside = |index: usize| index > 0 && columns.get(index).is_some_and(|column| column.role == Role::Aside);
        let number = (column.role == Role::Number).then(|| digits(&cell.text())).flatten();
        // A vertical text without wrapping stands in the middle of its column in LibreOffice, too.
        let plain = || font(self.look, size).set_num_format_index(TEXT_FORMAT).set_align(FormatAlign::Top);
        let format = match number {
            Some(_) => font(self.look, size).set_align(FormatAlign::Top),
            None if column.vertical || column.role == Role::Number => plain(),
            None => self.format(size),
        };
        let mut format = format.set_align(match column.align {
            _ if column.vertical => FormatAlign::Center,
            Align::Left => FormatAlign::Left,
            Align::Center => FormatAlign::Center,
            Align::Right => FormatAlign::Right,
        });
        // What stands beside a text without a rule between keeps off it, and so does what stands at the right.
        let is_right = column.align == Align::Right && !column.vertical;
        let indent = number.is_none() && (is_right || (aside(index) && column.align == Align::Left));
        let (columns_of, indented) = (self.grid.of(index, index), if indent { INDENT } else { 0 });
        if indent {
            format = format.set_indent(1);
        } else if is_right {
            format = right(format);
        }
        if is_label {
            format = format.set_bold().set_background_color(LABEL_FILL);
        }
        if column.vertical {
            format = format.set_rotation(270);
        }
        let runs = || cell.runs.iter().map(|run| Run { text: &run.text, marked: run.marked }).collect();
        let said = || match column.role {
            Role::Text | Role::Number => None,
            Role::Label | Role::Short | Role::Aside if column.vertical => None,
            Role::Label | Role::Short | Role::Aside => {
                self.in_lines(cell, inside(self.grid.width(columns_of).saturating_sub(indented), size), size)
            }
        };
        Put {
            columns: columns_of,
            strips: 1,
            said: number.map_or_else(|| said().map_or_else(|| Said::Text(runs()), Said::Set), Said::Number),
            format,
            size,
            lines: Lines { left: !aside(index), right: !aside(index + 1), ends: true },
            indent,
            vertical: if column.vertical { self.grid.stacks(index) } else { Vec::new() },
            broken: OnceCell::new(),
            again: match column.role {
                Role::Label => Again::Label,
                Role::Number => Again::Number,
                Role::Text | Role::Short | Role::Aside => Again::Never,
            },
        }
    }
}

/// A number at the right of its cell, with some space behind it: LibreOffice passes over the indent of many numbers.
fn right(format: Format) -> Format {
    format.set_align(FormatAlign::Right).set_num_format("0_ ")
}

/// The number that `text` is, if it is written in plain digits.
fn digits(text: &str) -> Option<u64> {
    let plain = !text.is_empty() && text.len() <= 15 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| plain && (text == "0" || !text.starts_with('0')))
}
