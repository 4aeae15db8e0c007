//! A worksheet of an .xlsx package: its cells, and what is said in the same part around them.

use ecow::{EcoString, eco_format};

use super::super::plain::{self, PlainCell};
use super::super::xml::{Step, Xml};
use super::super::{CELL_LIMIT, Cell, FurtherKind, Hidden, Keep, Kind, Look, Outcome, Sheet, area, damaged, iso_date, position_of, shown};
use super::styles::{Style, Styles};
use super::texts::{Shared, rich, unescaped};
use super::{Relations, running};
use crate::say::words;

/// What cells refer to by number, but for the shared strings.
pub struct Tables {
    pub styles: Styles,
    pub from_1904: bool,
}

/// What a cell holds as the worksheet has it.
pub enum Held {
    Cell(Cell),
    /// The number of a shared string.
    Shared(u32, Kind, Look),
}

/// A cell where it stands.
pub type Placed = ((u32, u32), Held);

/// Puts cells into their worksheet, the strings that they share in the place of their numbers.
pub fn filled(sheet: &mut Sheet, cells: Vec<Placed>, strings: &[Shared], keep: &mut Keep) -> Outcome<()> {
    let mut kept = Vec::with_capacity(cells.len());
    for (at, held) in cells {
        let cell = match held {
            Held::Cell(cell) => cell,
            Held::Shared(index, kind, look) => match strings.get(index as usize) {
                Some(string) => string.cell(kind, look),
                None => return damaged(),
            },
        };
        if keep.holds(sheet, at, &cell)? {
            kept.push((at, cell));
        }
    }
    Keep::cells(sheet, kept)
}

/// Reads a worksheet and returns its cells.
pub fn worksheet(mut xml: Xml, mut around: Around, hidden: &mut Hidden) -> Outcome<Vec<Placed>> {
    // Row and column that follow, where a file does not say them.
    let (mut row, mut column) = (0_u32, 0_u32);
    let (mut in_rows, mut behind) = (false, false);
    let (mut cells, tables) = (Vec::new(), around.tables);
    loop {
        while behind && let Some(cell) = xml.plain(plain::cell) {
            let at = placed(cell.name, row, &mut column)?;
            add(&mut cells, at, plain_cell(&cell, tables)?)?;
        }
        behind = false;
        match xml.step()? {
            Step::Start => match xml.name() {
                "col" => {
                    let (first, last) = (xml.number("min").unwrap_or(0_u32), xml.number("max").unwrap_or(0_u32));
                    if xml.says("hidden") || xml.number("width") == Some(0.0) {
                        hidden.columns.push((first.saturating_sub(1), last.saturating_sub(1)));
                    }
                }
                "sheetData" => in_rows = true,
                "row" if in_rows => {
                    row = xml.number("r").map_or(row.saturating_add(1), |r: u32| r.max(1));
                    column = 0;
                    if xml.says("hidden") || xml.number("ht") == Some(0.0) {
                        hidden.rows.push((row - 1, row - 1));
                    }
                    behind = true;
                }
                "c" if in_rows => {
                    let at = placed(xml.get("r").as_ref().map(String::as_bytes), row, &mut column)?;
                    add(&mut cells, at, cell(&mut xml, tables)?)?;
                    behind = true;
                }
                _ => around.element(&mut xml)?,
            },
            Step::End if xml.name() == "sheetData" => in_rows = false,
            Step::Done => return Ok(cells),
            _ => {}
        }
    }
}

/// What stands around the cells of a worksheet goes to this.
pub struct Around<'a> {
    pub tables: &'a Tables,
    pub relations: &'a Relations,
    pub keep: &'a mut Keep,
    pub sheet: &'a mut Sheet,
    /// The areas of the rules that are read.
    pub ruled: String,
}

impl Around<'_> {
    /// After the start of an element that is no part of a cell.
    fn element(&mut self, xml: &mut Xml) -> Outcome<()> {
        match xml.name() {
            "conditionalFormatting" => self.ruled = xml.get("sqref").unwrap_or_default(),
            "cfRule" if xml.number("dxfId").and_then(|id: usize| self.tables.styles.striking.get(id)) == Some(&true) => {
                let at = first_cell(&self.ruled);
                self.sheet.doubts.push((at, words::rule_strikes(&self.ruled)));
                self.keep.count()?;
            }
            "hyperlink" => {
                let at = xml.get("ref").as_deref().and_then(first_cell);
                let target = xml.get("id").and_then(|id| self.relations.get(&id)).map(|(_, target)| target.clone());
                let tip = xml.get("tooltip").filter(|tip| !tip.trim().is_empty() && target.as_ref() != Some(tip));
                for said in [target, tip].into_iter().flatten() {
                    self.keep.further(&mut self.sheet.further, FurtherKind::Link, at, &said)?;
                }
            }
            "oddHeader" | "oddFooter" | "evenHeader" | "evenFooter" | "firstHeader" | "firstFooter" => {
                let text = running(&unescaped(&xml.content()?));
                if !text.is_empty() {
                    self.keep.further(&mut self.sheet.further, FurtherKind::Running, None, &text)?;
                }
            }
            "dataValidation" => {
                let said = [xml.get("promptTitle"), xml.get("prompt")].into_iter().flatten().map(|said| unescaped(&said));
                let said = said.collect::<Vec<_>>().join("\n");
                if !said.trim().is_empty() {
                    let at = xml.get("sqref").as_deref().and_then(first_cell);
                    self.keep.further(&mut self.sheet.further, FurtherKind::Prompt, at, &said)?;
                }
            }
            // Older programs find the same again under Fallback.
            "Fallback" => xml.skip()?,
            kind @ ("oleObject" | "control") => {
                let kind = if kind == "control" { FurtherKind::Control } else { FurtherKind::Embedded };
                let name = xml.get("progId").or_else(|| xml.get("name")).unwrap_or_default();
                let at = anchored(xml)?;
                self.keep.further(&mut self.sheet.further, kind, at, &name)?;
            }
            "mergeCell" => self.sheet.merged.extend(xml.get("ref").as_deref().and_then(area)),
            _ => {}
        }
        Ok(())
    }
}

/// The cell at the top left of the first of several areas.
fn first_cell(areas: &str) -> Option<(u32, u32)> {
    area(areas.split(' ').next()?).map(|area| (area.top, area.left))
}

/// Adds a cell, unless it is empty.
fn add(cells: &mut Vec<Placed>, at: (u32, u32), held: Held) -> Outcome<()> {
    if matches!(&held, Held::Cell(cell) if cell.text.is_empty() && cell.kind != Kind::Formula) {
        return Ok(());
    }
    if cells.len() == CELL_LIMIT {
        return Err(words::returned_cells(CELL_LIMIT).into());
    }
    cells.push((at, held));
    Ok(())
}

/// Where a cell stands, in the row `row` from 1; `column` is the next one from then on.
fn placed(name: Option<&[u8]>, row: u32, column: &mut u32) -> Outcome<(u32, u32)> {
    let at = match name {
        Some(name) => match position_of(name) {
            Some(at) => at,
            None => return damaged(),
        },
        None => (row.saturating_sub(1), *column),
    };
    *column = at.1.saturating_add(1);
    Ok(at)
}

/// After the start of a cell: what it holds.
fn cell(xml: &mut Xml, tables: &Tables) -> Outcome<Held> {
    let style = tables.styles.cells.get(xml.number("s").unwrap_or(0_usize));
    let kind = xml.get("t").unwrap_or_default();
    let depth = xml.depth();
    let (mut value, mut runs, mut formula) = (String::new(), Vec::new(), None);
    while xml.depth() >= depth {
        if xml.step()? != Step::Start {
            continue;
        }
        match xml.name() {
            "v" => value = xml.content()?,
            "is" => runs = rich(xml)?,
            // LibreOffice writes a truth value as a formula.
            "f" => formula = Some(xml.content()?).filter(|formula| !matches!(formula.trim(), "TRUE()" | "FALSE()")),
            _ => xml.skip()?,
        }
    }
    let look = style.map_or(Look::default(), |style| style.look);
    let held = if kind == "inlineStr" { Held::Cell(Cell::rich(&runs, Kind::Text, look)) } else { held(&kind, &value, style, tables)? };
    Ok(match (held, formula) {
        // It comes to an empty text.
        (Held::Cell(cell), Some(_)) if kind == "str" && cell.text.is_empty() => Held::Cell(cell),
        (Held::Cell(cell), Some(formula)) => {
            Held::Cell(cell.with_formula(if formula.is_empty() { EcoString::new() } else { eco_format!("={formula}") }))
        }
        (Held::Shared(index, _, look), Some(_)) => Held::Shared(index, Kind::Formula, look),
        (held, None) => held,
    })
}

fn plain_cell(cell: &PlainCell, tables: &Tables) -> Outcome<Held> {
    let style = tables.styles.cells.get(cell.style.and_then(plain::number).unwrap_or(0) as usize);
    match (cell.kind, plain::number(cell.value)) {
        (b"s", Some(index)) => Ok(Held::Shared(index, Kind::Text, style.map_or(Look::default(), |style| style.look))),
        (b"inlineStr", _) => Ok(Held::Cell(Cell::default())),
        (kind, _) => match (std::str::from_utf8(kind), std::str::from_utf8(cell.value)) {
            (Ok(kind), Ok(value)) => held(kind, value, style, tables),
            _ => damaged(),
        },
    }
}

/// What a cell of some kind with this value shows.
fn held(kind: &str, value: &str, style: Option<&Style>, tables: &Tables) -> Outcome<Held> {
    let look = style.map_or(Look::default(), |style| style.look);
    Ok(Held::Cell(match kind {
        "s" if value.is_empty() => Cell::default(),
        "s" => return value.trim().parse().map_or_else(|_| damaged(), |index| Ok(Held::Shared(index, Kind::Text, look))),
        "str" => Cell::plain(unescaped(value), Kind::Text, look),
        "b" => Cell::plain(if value.trim() == "1" { "TRUE" } else { "FALSE" }, Kind::Bool, look),
        "e" => Cell::plain(value, Kind::Error, look),
        "d" => Cell::plain(iso_date(value), Kind::Date, look),
        _ => match value.trim().parse::<f64>() {
            Ok(number) => shown::number(number, style.map_or("General", |style| &style.format), tables.from_1904).cell(look),
            Err(_) => Cell::plain(value, Kind::Number, look),
        },
    }))
}

/// After the start of an element: the cell that the anchor in it begins in.
fn anchored(xml: &mut Xml) -> Outcome<Option<(u32, u32)>> {
    let depth = xml.depth();
    let (mut row, mut column) = (None, None);
    while xml.depth() >= depth {
        if xml.step()? != Step::Start {
            continue;
        }
        match xml.name() {
            "row" if row.is_none() => row = xml.content()?.trim().parse().ok(),
            "col" if column.is_none() => column = xml.content()?.trim().parse().ok(),
            _ => {}
        }
    }
    Ok(row.zip(column))
}
