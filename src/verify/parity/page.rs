//! Reads a page for the web: strictly, and every text verbatim.

use super::reading::{Cell, Line, Medium, Reading, Spot};
use crate::document::Edition;
use crate::read::page::{Fault, Grid, Mark, Page, Part};
use crate::say::diag::{Diagnostic, Place, Result};
use crate::say::words;

/// Characters shown of a text.
const SHOWN: usize = 24;

/// What the page says, or why it cannot be trusted to show it.
pub fn reading(file: &str, bytes: &[u8]) -> Result<Reading> {
    let place = Place::file(file);
    let page = Page::read(bytes).map_err(|fault| {
        let message = match fault {
            Fault::TooLarge => words::parity_page_large(),
            Fault::NotWellFormed(_) => words::parity_page_broken(),
            Fault::Unknown(what) => words::parity_page_unknown(what),
            Fault::Hidden(what) => words::parity_page_hidden(what),
            Fault::Shape(what) => words::parity_page_shape(what),
            Fault::Row { number, text } => {
                let begins: String = text.chars().take(SHOWN).collect();
                words::parity_page_row(number, begins.escape_debug())
            }
        };
        Diagnostic::error(message).at(place.clone())
    })?;
    let spot = |text: &str| Spot { place: place.clone(), text: text.to_owned(), lines: true, ..Spot::default() };
    let mut lines = Vec::new();
    for part in &page.blocks {
        match part {
            Part::Heading { text, .. } | Part::Text(text) => lines.push(Line::text(spot(text))),
            Part::Table(grid) => {
                lines.extend(grid.caption.as_deref().map(|caption| Line::text(spot(caption))));
                table(grid, &place, &mut lines);
            }
        }
    }
    Ok(Reading { medium: Medium::Page, title: Some(Spot { place: place.clone().heading("title"), ..spot(&page.title) }), lines })
}

/// The rows of a table, with the places that its cells cover.
fn table(grid: &Grid, place: &Place, lines: &mut Vec<Line>) {
    let from = lines.len();
    let above = || Line { cells: (0..grid.width).map(|_| Cell::Above).collect() };
    lines.extend(grid.rows.iter().map(|_| above()));
    for (row, cells) in grid.rows.iter().enumerate() {
        for cell in cells {
            let marks = cell.runs.iter().flat_map(|run| run.text.chars().map(|_| run.mark != Mark::None)).collect();
            let editions = cell.runs.iter().filter_map(|run| match run.mark {
                Mark::None => None,
                Mark::Deleted => Some(Edition::Older),
                Mark::Inserted => Some(Edition::Newer),
            });
            let editions = editions.collect();
            let spot = Spot { place: place.clone(), text: cell.text(), lines: true, marks: Some(marks), editions };
            let line = &mut lines[from + row].cells;
            for covered in line.iter_mut().skip(cell.column).take(cell.columns) {
                *covered = Cell::Left;
            }
            if let Some(first) = line.get_mut(cell.column) {
                *first = Cell::Spot(spot);
            }
        }
    }
}
