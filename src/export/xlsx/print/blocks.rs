//! What stands above and below the table: texts, notes, small tables, legends and tallies.

use rust_xlsxwriter::{Format, FormatAlign};

use super::super::{font, inside};
use super::grid::Columns;
use super::plan::{LABEL_FILL, Plan, right};
use super::smalls::BESIDE_NUMBER;
use super::strips::{Lines, Put, Said};
use super::{LEAST, headings};
use crate::document::{Block, LegendEntry, TallyLine};

/// How much smaller notes are, in points.
const NOTE: f64 = 1.0;

impl<'a> Plan<'a, '_> {
    /// Plans the blocks above or below the table; the first is number `first` of all.
    pub fn blocks(&mut self, blocks: &'a [Block], first: usize) {
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
    pub fn leads(&self, block: Option<&Block>) -> bool {
        matches!(block, Some(Block::Text { text }) if !text.is_empty())
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
            Block::Tally { heading, titled, columns, lines, .. } => {
                if *titled {
                    self.caption(Some(heading));
                }
                self.tally(number, if *titled { "" } else { heading }, columns, lines);
            }
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

    fn tally(&mut self, number: usize, corner: &str, columns: &'a [String], lines: &'a [TallyLine]) {
        let (size, first) = (self.look.size, self.strips.len());
        let head = |(column, text): (usize, &str)| self.head_cell(self.column(number, column), text);
        let cells = std::iter::once(corner).chain(columns.iter().map(String::as_str)).enumerate().map(head).collect();
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
}
