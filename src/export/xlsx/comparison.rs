//! The workbook of a 新旧対照表: one sheet, to print, one page wide.
//!
//! What the other edition lacks is bold and underlined, by rich strings.

use rust_xlsxwriter::{Format, FormatUnderline, Worksheet, XlsxError};

use super::frame::{Frame, HEAD_ROWS, Part};
use super::{COLUMN_LIMIT, PIXELS_MM, SIZE, around, escaped, inside, text};
use crate::editions::compare::table::{Row, Side, Table};
use crate::editions::compare::words::Run;
use crate::meeting::Meeting;
use crate::say::diag::{Diagnostic, Result};
use crate::say::words;
use crate::typeset::context::comparison::{labels, ordered};
use crate::typeset::measure::Ruler;

/// Narrowest column of an edition, in em.
const SIDE_LEAST: f64 = 6.0;
/// What the columns leave of the page's width, in pixels, so that rounding shrinks no page.
const SPARE: u32 = 4;
/// Number of columns, and which of them is the note.
const COLUMNS: usize = 6;
const NOTE: usize = 5;
/// Most UTF-16 units of a sheet's name (Excel's limit).
const NAME_LIMIT: usize = 31;

/// The workbook.
pub fn workbook(meeting: &Meeting, table: &Table, build: &str, ruler: &Ruler) -> Result<Vec<u8>> {
    bytes(meeting, table, build, ruler).map_err(|e| Diagnostic::error(words::workbook(e)).into())
}

fn bytes(meeting: &Meeting, table: &Table, build: &str, ruler: &Ruler) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut workbook = super::new(meeting, &table.title, build)?;
    let said = &meeting.comparison;
    let sheet = workbook.add_worksheet();
    let mut frame = Frame::new(meeting, ruler, (&table.title, &said.label), widths(meeting, table, ruler).to_vec());
    frame.name = sheet_name(&said.title);
    frame.legend = &said.legend;
    let [left, right] = ordered(said.order, &said.old_heading, &said.new_heading);
    let headings = [&meeting.look.no_heading, &meeting.look.category_heading, &said.source_heading, left, right, &said.note_heading];
    frame.open(sheet, &headings.map(|heading| (heading.as_str(), 1)))?;
    let mut row = HEAD_ROWS;
    for section in &table.sections {
        frame.band(sheet, row, &section.heading)?;
        row += 1;
        for entry in &section.rows {
            row = write_entry(sheet, &frame, row, entry)?;
        }
    }
    if table.sections.is_empty() {
        frame.band(sheet, row, &said.nothing)?;
    }
    workbook.save_to_buffer()
}

/// `name` as the name of a sheet, without what Excel forbids there.
fn sheet_name(name: &str) -> String {
    let mut units = 0;
    let fits = |c: &char| {
        units += c.len_utf16();
        units <= NAME_LIMIT
    };
    name.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take_while(fits).collect()
}

/// Widths of the columns in pixels: numbers, labels and notes as they need, the editions what remains.
fn widths(meeting: &Meeting, table: &Table, ruler: &Ruler) -> [u32; COLUMNS] {
    let look = &meeting.look;
    let rows = || table.sections.iter().flat_map(|section| &section.rows);
    let digits: Vec<String> = rows().map(|row| row.no.to_string()).collect();
    let no = around(digits.iter().chain([&look.no_heading]).map(|text| ruler.width(text)).fold(1.0, f64::max));
    let (page, _) = look.page();
    let page = ((page - look.margin_left - look.margin_right) * PIXELS_MM) as u32 - SPARE;
    let [category, source, note] = labels(meeting, table, ruler, inside(page, SIZE)).map(around);
    let side = (page.saturating_sub(no + category + source + note) / 2).max(around(SIDE_LEAST)).min(COLUMN_LIMIT);
    [no, category, source, side, side, note]
}

/// Writes one opinion from row `first` on, in as many rows as its height takes; returns the row below.
fn write_entry(sheet: &mut Worksheet, frame: &Frame, first: u32, row: &Row) -> std::result::Result<u32, XlsxError> {
    let note = row.note.join("\n");
    let [left, right] = ordered(frame.meeting.comparison.order, row.old.as_ref(), row.new.as_ref()).map(side_runs);
    let plain = |text| vec![Run { text, marked: false }];
    let contents = [plain(row.category), plain(row.source), left, right, plain(&note)];
    let wholes = contents.each_ref().map(|runs| runs.iter().map(|run| run.text).collect::<String>());
    let texts: Vec<(&str, u32)> = wholes.iter().map(String::as_str).zip(frame.widths[1..].iter().copied()).collect();
    let lines = frame.lines(row.no, &texts);
    for (at, line) in (first..).zip(&lines) {
        frame.put_number(sheet, at, line)?;
        for ((column, runs), part) in (1..).zip(&contents).zip(&line.cells) {
            let text = &frame.formats.text;
            let format = line.open(&if column == NOTE { text.clone().set_bold() } else { text.clone() });
            rich(sheet, at, column as u16, &within(runs, *part), &format)?;
        }
    }
    Ok(first + lines.len() as u32)
}

/// The text of an edition and, on a line of its own, who it comes from.
fn side_runs<'a>(side: Option<&Side<'a>>) -> Vec<Run<'a>> {
    let Some(side) = side else { return Vec::new() };
    let mut runs = side.text.clone();
    if !side.by.is_empty() {
        runs.push(Run { text: "\n", marked: false });
        runs.extend(&side.by);
    }
    runs
}

/// What of a text in runs stands in `part`.
fn within<'a>(runs: &[Run<'a>], part: Part) -> Vec<Run<'a>> {
    let to = part.from + part.text.len();
    let mut start = 0;
    let mut found = Vec::new();
    for run in runs {
        let end = start + run.text.len();
        let (a, b) = (part.from.max(start), to.min(end));
        if a < b {
            found.push(Run { text: &run.text[a - start..b - start], marked: run.marked });
        }
        start = end;
    }
    found
}

/// Writes runs as one text: plain if none or all are marked, else as a rich string, whose parts the library
/// escapes but for `_xHHHH_`.
fn rich(sheet: &mut Worksheet, row: u32, column: u16, runs: &[Run], plain: &Format) -> std::result::Result<(), XlsxError> {
    let marked = plain.clone().set_bold().set_underline(FormatUnderline::Single);
    let whole: String = runs.iter().map(|run| run.text).collect();
    if runs.iter().all(|run| run.marked == runs[0].marked) {
        return text(sheet, row, column, &whole, if runs.first().is_some_and(|run| run.marked) { &marked } else { plain });
    }
    let parts: Vec<(bool, String)> = runs.iter().map(|run| (run.marked, escaped(run.text))).collect();
    let parts: Vec<(&Format, &str)> =
        parts.iter().map(|(is_marked, part)| (if *is_marked { &marked } else { plain }, part.as_str())).collect();
    sheet.write_rich_string_with_format(row, column, &parts, plain)?;
    Ok(())
}
