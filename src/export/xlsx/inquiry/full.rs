//! The sheet 全文: the texts that are longer than the highest row, in rows that show all of them.

use rust_xlsxwriter::{FormatAlign, FormatBorder, Worksheet, XlsxError};

use super::{Task, locked_heading, protect};
use crate::export::xlsx::{SIZE, around, cell, height, inside};
use crate::meeting::headings::Datum;
use crate::meeting::identity;

/// Widths of the columns in em: section, number, text.
const WIDTHS: [f64; 3] = [14.0, 5.0, 90.0];
/// Lines in a row, so that a page's foot cuts little off.
const LINES: usize = 20;

/// A long text and where it stands.
struct Entry<'a> {
    /// Place of the opinion in the share.
    index: usize,
    /// First row, from 0.
    row: u32,
    /// What stands in each row, and in how many lines.
    parts: Vec<(&'a str, usize)>,
}

/// The sheet before it is written.
pub(super) struct Plan<'a> {
    entries: Vec<Entry<'a>>,
}

impl<'a> Plan<'a> {
    /// Divides the texts of the opinions that are `long`.
    pub fn new(task: &Task<'a>, long: &[bool]) -> Self {
        let mut row = 1;
        let mut entries = Vec::new();
        for (index, (_, opinion)) in task.share.opinions.iter().enumerate().filter(|(index, _)| long[*index]) {
            let lines = task.ruler.lines(&opinion.text, inside(around(WIDTHS[2]), SIZE));
            let parts: Vec<_> =
                lines.chunks(LINES).map(|part| (&opinion.text[part[0].start..part[part.len() - 1].end], part.len())).collect();
            let next = row + parts.len() as u32;
            entries.push(Entry { index, row, parts });
            row = next;
        }
        Self { entries }
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The row from which the text of the opinion at `index` stands.
    pub fn row(&self, index: usize) -> u32 {
        self.entries.iter().find(|entry| entry.index == index).map_or(0, |entry| entry.row)
    }
}

pub(super) fn write(sheet: &mut Worksheet, task: &Task, plan: &Plan) -> Result<(), XlsxError> {
    let meeting = task.meeting;
    sheet.set_name(identity::FULL_SHEET)?;
    let headings = [Datum::SectionTitle.heading(), &meeting.words.no, Datum::Text.heading()];
    for ((column, heading), width) in (0..).zip(headings).zip(WIDTHS) {
        sheet.set_column_width_pixels(column, around(width))?;
        task.text(sheet, 0, column, heading, &locked_heading(meeting))?;
    }
    sheet.set_row_height_pixels(0, height(1, SIZE) + 6)?;
    for entry in &plan.entries {
        let (no, opinion) = task.share.opinions[entry.index];
        for (part, (content, lines)) in entry.parts.iter().enumerate() {
            let row = entry.row + part as u32;
            let edge = |outer: bool| if outer { FormatBorder::Thin } else { FormatBorder::Hair };
            let format = cell(&meeting.look).set_border_top(edge(part == 0)).set_border_bottom(edge(part + 1 == entry.parts.len()));
            let (section, number) = if part == 0 { (meeting.section_heading(opinion.section), no.to_string()) } else { Default::default() };
            let section_lines = task.ruler.lines(&section, inside(around(WIDTHS[0]), SIZE)).len();
            task.text(sheet, row, 0, &section, &format)?;
            task.text(sheet, row, 1, &number, &format.clone().set_align(FormatAlign::Center))?;
            task.text(sheet, row, 2, content, &format)?;
            sheet.set_row_height_pixels(row, height(section_lines.max(*lines), SIZE))?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_screen_gridlines(false);
    task.set_up(sheet, &task.desk_paper(true), true);
    protect(sheet);
    Ok(())
}
