//! The workbook of a 新旧対照表: one sheet, to print, one page wide.
//!
//! What the other edition lacks is bold and underlined, by rich strings. A row that is higher than
//! rows may be is divided into several.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, FormatUnderline, Workbook, Worksheet, XlsxError};

use super::print::{AIR, CATEGORY_FILL, GAP, HEAD_ROWS, HEADER_FILL, SECTION_SIZE, TITLE_SIZE, label_column};
use super::{PIXELS_MM, ROW_LIMIT, SIZE, TEXT_FORMAT, across, around, cell, escaped, font, height, inside, pitch, set_up_page, text};
use crate::compare::table::{Row, Side, Table};
use crate::compare::words::Run;
use crate::context::comparison::{labels, ordered};
use crate::diag::{Diagnostic, Result};
use crate::measure::Ruler;
use crate::meeting::Meeting;
use crate::words;

/// Narrowest column of an edition, in em.
const SIDE_LEAST: f64 = 6.0;
/// What the columns leave of the page's width, in pixels, so that rounding shrinks no page.
const SPARE: u32 = 4;
/// Number of columns, and of the two that hold the editions.
const COLUMNS: usize = 6;
const SIDES: [usize; 2] = [3, 4];

/// The workbook.
pub fn workbook(meeting: &Meeting, table: &Table, ruler: &Ruler) -> Result<Vec<u8>> {
    bytes(meeting, table, ruler).map_err(|e| Diagnostic::error(words::workbook(e)).into())
}

fn bytes(meeting: &Meeting, table: &Table, ruler: &Ruler) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut workbook = super::started(meeting, &table.title)?;
    Sheet { meeting, table, ruler, widths: widths(meeting, table, ruler), formats: Formats::new(meeting) }.write(&mut workbook)?;
    workbook.save_to_buffer()
}

struct Formats {
    title: Format,
    label: Format,
    legend: Format,
    header: Format,
    section: Format,
    no: Format,
    text: Format,
    /// What the other edition lacks.
    marked: Format,
    kind: Format,
}

impl Formats {
    fn new(meeting: &Meeting) -> Self {
        let plain =
            |size: f64| font(meeting, size).set_num_format_index(TEXT_FORMAT).set_text_wrap().set_align(FormatAlign::VerticalCenter);
        let title = plain(TITLE_SIZE).set_bold();
        let cell = cell(meeting);
        let header = cell.clone().set_bold().set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter);
        Self {
            label: title.clone().set_align(FormatAlign::Center).set_border(FormatBorder::Thin),
            title,
            legend: plain(SIZE),
            header: header.set_background_color(HEADER_FILL),
            section: cell.clone().set_font_size(SECTION_SIZE).set_bold().set_align(FormatAlign::VerticalCenter),
            no: font(meeting, SIZE)
                .set_border(FormatBorder::Thin)
                .set_align(FormatAlign::Top)
                .set_align(FormatAlign::Center)
                .set_bold()
                .set_background_color(CATEGORY_FILL),
            marked: cell.clone().set_bold().set_underline(FormatUnderline::Single),
            kind: cell.clone().set_bold(),
            text: cell,
        }
    }
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
    let side = (page.saturating_sub(no + category + source + note) / 2).max(around(SIDE_LEAST)).min(super::COLUMN_LIMIT);
    [no, category, source, side, side, note]
}

struct Sheet<'a> {
    meeting: &'a Meeting,
    table: &'a Table<'a>,
    ruler: &'a Ruler,
    widths: [u32; COLUMNS],
    formats: Formats,
}

impl Sheet<'_> {
    fn write(&self, workbook: &mut Workbook) -> std::result::Result<(), XlsxError> {
        let meeting = self.meeting;
        let sheet = workbook.add_worksheet();
        sheet.set_name(super::sheet_name(&meeting.comparison.title))?;
        for (column, width) in self.widths.iter().enumerate() {
            sheet.set_column_width_pixels(column as u16, *width)?;
        }
        let head_height = self.head(sheet)?;
        let (_, page) = meeting.look.page();
        let free = ((page - meeting.look.margin_top - meeting.look.margin_bottom) * PIXELS_MM) as u32;
        let limit = free.saturating_sub(head_height).clamp(height(3, SIZE), ROW_LIMIT);
        let mut row = HEAD_ROWS;
        for section in &self.table.sections {
            self.band(sheet, row, &section.heading)?;
            row += 1;
            for entry in &section.rows {
                row = self.entry(sheet, row, entry, limit)?;
            }
        }
        if self.table.sections.is_empty() {
            self.band(sheet, row, &meeting.comparison.nothing)?;
        }
        set_up_page(sheet, &meeting.look, meeting.look.landscape);
        sheet.set_header(super::titled_header(&meeting.look, &self.table.title, &meeting.comparison.label));
        sheet.set_repeat_rows(0, HEAD_ROWS - 1)?;
        sheet.set_freeze_panes(HEAD_ROWS, 0)?;
        sheet.set_screen_gridlines(false);
        Ok(())
    }

    /// Writes title, label, legend and headings, which every page repeats; returns their height in pixels.
    fn head(&self, sheet: &mut Worksheet) -> std::result::Result<u32, XlsxError> {
        let (look, said, label) = (&self.meeting.look, &self.meeting.comparison, &self.meeting.comparison.label);
        let last = COLUMNS - 1;
        let lines = |text: &str, columns: &[u32], size| self.ruler.lines(text, inside(columns.iter().sum(), size)).len();
        let label_from = if label.is_empty() { COLUMNS } else { label_column(&self.widths, self.ruler.width(label)) };
        across(sheet, 0, (0, label_from as u16 - 1), &self.table.title, &self.formats.title)?;
        let mut title_lines = lines(&self.table.title, &self.widths[..label_from], TITLE_SIZE);
        if !label.is_empty() {
            across(sheet, 0, (label_from as u16, last as u16), label, &self.formats.label)?;
            title_lines = title_lines.max(lines(label, &self.widths[label_from..], TITLE_SIZE));
        }
        across(sheet, 1, (0, last as u16), &said.legend, &self.formats.legend)?;
        let sides = ordered(said.order, &said.old_heading, &said.new_heading);
        let headings = [&look.no_heading, &look.category_heading, &said.source_heading, sides[0], sides[1], &said.note_heading];
        for (column, heading) in headings.iter().enumerate() {
            text(sheet, HEAD_ROWS - 1, column as u16, heading, &self.formats.header)?;
        }
        let header_lines = headings.iter().zip(&self.widths).map(|(heading, width)| lines(heading, &[*width], SIZE)).max().unwrap_or(1);
        let heights = [
            height(title_lines, TITLE_SIZE),
            height(lines(&said.legend, &self.widths, SIZE), SIZE) + GAP,
            height(header_lines, SIZE) + AIR,
        ];
        for (row, pixels) in (0..).zip(heights) {
            sheet.set_row_height_pixels(row, pixels.min(ROW_LIMIT))?;
        }
        Ok(heights.iter().sum())
    }

    fn band(&self, sheet: &mut Worksheet, row: u32, heading: &str) -> std::result::Result<(), XlsxError> {
        let lines = self.ruler.lines(heading, inside(self.widths.iter().sum(), SECTION_SIZE)).len();
        across(sheet, row, (0, COLUMNS as u16 - 1), heading, &self.formats.section)?;
        sheet.set_row_height_pixels(row, (height(lines, SECTION_SIZE) + AIR).min(ROW_LIMIT))?;
        Ok(())
    }

    /// Writes one opinion from row `first` on, in as many rows as its height takes; returns the row below.
    fn entry(&self, sheet: &mut Worksheet, first: u32, row: &Row, limit: u32) -> std::result::Result<u32, XlsxError> {
        let note = row.note.join("\n");
        let said = self.meeting.comparison.order;
        let [left, right] = ordered(said, row.old.as_ref(), row.new.as_ref()).map(side_runs);
        let plain = |text| vec![Run { text, marked: false }];
        let contents = [plain(row.category), plain(row.source), left, right, plain(&note)];
        let cells: Vec<Broken> =
            contents.into_iter().zip(&self.widths[1..]).map(|(runs, width)| Broken::new(runs, *width, self.ruler)).collect();
        let count = cells.iter().map(|cell| cell.lines.len()).max().unwrap_or(1);
        let each = (((limit - height(0, SIZE)) / pitch(SIZE)) as usize).max(1);
        let mut at = first;
        for from in (0..count).step_by(each) {
            let (top, bottom) = (edge(from == 0), edge(from + each >= count));
            let open = |format: &Format| format.clone().set_border_top(top).set_border_bottom(bottom);
            match from {
                0 => sheet.write_number_with_format(at, 0, row.no, &open(&self.formats.no))?,
                _ => sheet.write_blank(at, 0, &open(&self.formats.no))?,
            };
            for (column, broken) in (1..).zip(&cells) {
                let is_side = SIDES.contains(&usize::from(column));
                let format = open(if is_side || usize::from(column) < COLUMNS - 1 { &self.formats.text } else { &self.formats.kind });
                rich(sheet, at, column, &broken.part(from, each), &format, &open(&self.formats.marked))?;
            }
            sheet.set_row_height_pixels(at, height(each.min(count - from), SIZE))?;
            at += 1;
        }
        Ok(at)
    }
}

fn edge(outer: bool) -> FormatBorder {
    if outer { FormatBorder::Thin } else { FormatBorder::Hair }
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

/// A text in runs and the lines into which its column breaks it.
struct Broken<'a> {
    runs: Vec<Run<'a>>,
    lines: Vec<std::ops::Range<usize>>,
}

impl<'a> Broken<'a> {
    fn new(runs: Vec<Run<'a>>, width: u32, ruler: &Ruler) -> Self {
        let text: String = runs.iter().map(|run| run.text).collect();
        Self { lines: ruler.lines(&text, inside(width, SIZE)), runs }
    }

    /// What stands in `count` lines from line `first` on.
    fn part(&self, first: usize, count: usize) -> Vec<Run<'a>> {
        let last = self.lines.len().min(first + count);
        let (Some(from), Some(to)) = (self.lines.get(first), last.checked_sub(1).and_then(|i| self.lines.get(i))) else {
            return Vec::new();
        };
        let mut start = 0;
        let mut part = Vec::new();
        for run in &self.runs {
            let end = start + run.text.len();
            let (a, b) = (from.start.max(start), to.end.min(end));
            if a < b {
                part.push(Run { text: &run.text[a - start..b - start], marked: run.marked });
            }
            start = end;
        }
        part
    }
}

/// Writes runs as one text: plain if none or all are marked, else as a rich string, whose parts the library
/// escapes but for `_xHHHH_`.
fn rich(sheet: &mut Worksheet, row: u32, column: u16, runs: &[Run], plain: &Format, marked: &Format) -> std::result::Result<(), XlsxError> {
    let whole: String = runs.iter().map(|run| run.text).collect();
    if runs.iter().all(|run| run.marked == runs[0].marked) {
        return text(sheet, row, column, &whole, if runs.first().is_some_and(|run| run.marked) { marked } else { plain });
    }
    let parts: Vec<(bool, String)> = runs.iter().map(|run| (run.marked, escaped(run.text))).collect();
    let parts: Vec<(&Format, &str)> =
        parts.iter().map(|(is_marked, part)| (if *is_marked { marked } else { plain }, part.as_str())).collect();
    sheet.write_rich_string_with_format(row, column, &parts, plain)?;
    Ok(())
}
