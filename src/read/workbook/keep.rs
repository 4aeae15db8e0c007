//! Keep: how much of a file is kept, whatever it holds.

use std::collections::BTreeMap;

use super::{CELL_LIMIT, COLUMNS, Cell, Fault, Further, FurtherKind, Kind, Outcome, ROWS, Sheet, TEXT_LIMIT, Target, UNIT_LIMIT, lines};
use crate::read::table::cell_name;
use crate::say::words;

/// How much of a file may still be kept.
pub(super) struct Keep {
    cells: usize,
    text: usize,
}

impl Default for Keep {
    fn default() -> Self {
        Self { cells: CELL_LIMIT, text: TEXT_LIMIT }
    }
}

impl Keep {
    /// Puts a cell into the sheet, unless it is empty.
    pub fn cell(&mut self, sheet: &mut Sheet, at: (u32, u32), cell: Cell) -> Outcome<()> {
        if self.holds(sheet, at, &cell)? && sheet.cells.insert(at, cell).is_some_and(|before| !before.text.is_empty()) {
            return Err(twice(sheet, at));
        }
        Ok(())
    }

    /// Puts cells into a sheet that has none, of which this says that it [`holds`](Self::holds) them.
    pub fn cells(sheet: &mut Sheet, mut cells: Vec<((u32, u32), Cell)>) -> Outcome<()> {
        cells.sort_by_key(|(at, _)| *at);
        if let Some(pair) = cells.windows(2).find(|pair| pair[0].0 == pair[1].0 && !pair[0].1.text.is_empty()) {
            return Err(twice(sheet, pair[0].0));
        }
        sheet.cells = cells.into_iter().collect();
        Ok(())
    }

    /// Whether the sheet is to have this cell, which then counts.
    pub fn holds(&mut self, sheet: &Sheet, at: (u32, u32), cell: &Cell) -> Outcome<bool> {
        if cell.text.is_empty() && cell.kind != Kind::Formula {
            return Ok(false);
        }
        self.take(sheet, at, &cell.text)?;
        self.text(cell.formula().len())?;
        Ok(true)
    }

    /// Adds a comment to a cell, below those that it has.
    pub fn comment(&mut self, sheet: &mut Sheet, at: (u32, u32), text: &str) -> Outcome<()> {
        let text = lines(text);
        if text.is_empty() {
            return Ok(());
        }
        self.take(sheet, at, &text)?;
        let comment = sheet.comments.entry(at).or_default();
        if !comment.is_empty() {
            comment.push('\n');
        }
        comment.push_str(&text);
        Ok(())
    }

    /// Keeps what is no cell and no comment.
    pub fn further(&mut self, kept: &mut Vec<Further>, kind: FurtherKind, at: Option<(u32, u32)>, text: &str) -> Outcome<()> {
        let text = lines(text.trim());
        self.text(text.len())?;
        self.count()?;
        kept.push(Further { kind, at, text });
        Ok(())
    }

    /// Puts a defined name into the book.
    pub fn name(&mut self, names: &mut BTreeMap<String, Vec<Target>>, name: String, target: Option<Target>) -> Outcome<()> {
        self.text(name.len() + target.as_ref().map_or(0, |t| t.sheet.len()))?;
        self.count()?;
        names.entry(name).or_default().extend(target);
        Ok(())
    }

    /// Puts a document property into the book.
    pub fn property(&mut self, properties: &mut BTreeMap<String, String>, name: String, value: String) -> Outcome<()> {
        self.text(name.len() + value.len())?;
        self.count()?;
        properties.insert(name, value);
        Ok(())
    }

    pub fn take(&mut self, sheet: &Sheet, at: (u32, u32), text: &str) -> Outcome<()> {
        let place = |fault: Fault| Fault { sheet: Some(sheet.name.clone()), cell: Some(cell_name(at.0.saturating_add(1), at.1)), ..fault };
        if at.0 >= ROWS || at.1 >= COLUMNS {
            return Err(place(words::returned_beyond().into()));
        }
        if text.len() > UNIT_LIMIT && text.encode_utf16().count() > UNIT_LIMIT {
            return Err(place(words::cell_too_long(UNIT_LIMIT).into()));
        }
        self.text(text.len())?;
        self.count()
    }

    pub fn count(&mut self) -> Outcome<()> {
        self.cells = self.cells.checked_sub(1).ok_or_else(|| words::returned_cells(CELL_LIMIT))?;
        Ok(())
    }

    pub fn text(&mut self, bytes: usize) -> Outcome<()> {
        self.text = self.text.checked_sub(bytes).ok_or_else(|| words::returned_text(TEXT_LIMIT >> 20))?;
        Ok(())
    }
}

/// A cell that a file has twice. Programs that read such a file differ in which of the two they show.
fn twice(sheet: &Sheet, at: (u32, u32)) -> Fault {
    let cell = Some(cell_name(at.0.saturating_add(1), at.1));
    Fault { sheet: Some(sheet.name.clone()), cell, ..Fault::from(words::cell_twice()) }
}
