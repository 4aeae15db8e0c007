//! Table: the rows of a table that is open, as far as they have been read.

use std::collections::{BTreeMap, BTreeSet};

use super::text::Block;
use super::{PageLine, SPAN_LIMIT, Size, Stands};

/// How many columns and rows a cell spans.
#[derive(Clone, Copy)]
pub struct Span {
    pub columns: usize,
    pub rows: usize,
}

#[derive(Default)]
pub struct OpenTable {
    /// Which table of the page it is, and how many rows it has.
    number: usize,
    rows: usize,
    row: Option<PageLine>,
    /// What the open cell spans.
    cell: Option<Span>,
    /// By column: what cells from above cover there, and for how many rows more.
    spans: BTreeMap<usize, (String, usize)>,
    /// The columns that are hidden, and how many have been described.
    hidden: BTreeSet<usize>,
    described: usize,
}

impl OpenTable {
    /// The next table of the page.
    pub fn next(&self) -> Self {
        Self { number: self.number + 1, ..Self::default() }
    }

    /// Describes the next columns.
    pub fn describe(&mut self, columns: usize, are_hidden: bool) {
        let described = self.described..self.described + columns;
        self.described = described.end.min(SPAN_LIMIT);
        self.hidden.extend(described.filter(|_| are_hidden));
    }

    pub fn is_in_row(&self) -> bool {
        self.row.is_some()
    }

    pub fn begin_row(&mut self, line: usize, is_hidden: bool) {
        self.rows += 1;
        let stands = if is_hidden { Stands::HiddenRow } else { Stands::Row };
        self.row = Some(PageLine { number: line, row: Some((self.number, self.rows)), stands, ..PageLine::default() });
    }

    pub fn begin_cell(&mut self, span: Span) {
        self.cell = Some(span);
    }

    /// Ends the open cell, if there is one, which holds the block.
    pub fn end_cell(&mut self, block: &mut Block, size: &mut Size) {
        let Some(Span { columns, rows }) = self.cell.take() else { return };
        self.cover(size);
        let Some(row) = &mut self.row else { return };
        let block = std::mem::take(block);
        let text = block.text.trim().to_owned();
        if block.struck {
            row.struck.push(row.cells.len());
        }
        if !text.is_empty() && (block.hidden || self.hidden.contains(&row.cells.len())) {
            row.hidden.push(row.cells.len());
        }
        row.doubts.extend(block.doubts);
        for index in 0..columns {
            if index > 0 {
                row.joined.push(row.cells.len());
            }
            let text = if index == 0 { text.clone() } else { String::new() };
            if rows > 1 {
                self.spans.insert(row.cells.len(), (text.clone(), rows - 1));
            }
            size.add(&text);
            row.cells.push(text);
        }
    }

    /// The cells that others from above cover, as far as the next free column.
    fn cover(&mut self, size: &mut Size) {
        let Some(row) = &mut self.row else { return };
        while let Some((text, rows)) = self.spans.get_mut(&row.cells.len()) {
            row.covered.push(row.cells.len());
            size.add(text);
            row.cells.push(text.clone());
            *rows -= 1;
            if *rows == 0 {
                self.spans.remove(&(row.cells.len() - 1));
            }
        }
    }

    /// Ends the open row, if there is one.
    pub fn end_row(&mut self, block: &mut Block, size: &mut Size) -> Option<PageLine> {
        self.end_cell(block, size);
        self.cover(size);
        self.row.take()
    }
}
