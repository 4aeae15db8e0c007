//! The frame of a sheet to print, one page wide: title and label, headings that every page repeats,
//! bands with the sections' headings, and rows that are divided where they are too high.

use std::ops::Range;

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

use super::{PIXELS_MM, ROW_LIMIT, SIZE, TEXT_FORMAT, across, cell, font, height, inside, page_header, pitch, set_up_page, text};
use crate::meeting::Meeting;
use crate::typeset::measure::Ruler;

pub(super) const NAME: &str = "印刷用";
/// Title, gap and header: the rows that every page repeats.
pub(super) const HEAD_ROWS: u32 = 3;
/// Sizes of the title with its label and of a section's heading, in points.
const TITLE_SIZE: f64 = 14.0;
const SECTION_SIZE: f64 = 11.0;
/// Space between the title and the table, in pixels.
const GAP: u32 = 8;
/// What the header and the sections' headings are higher than their lines, in pixels.
const AIR: u32 = 4;
/// Fills that a monochrome copy keeps apart from each other and from paper.
const HEADER_FILL: u32 = 0xD0_D0_D0;
const CATEGORY_FILL: u32 = 0xEC_EC_EC;
/// Lines that a row may have however little of the page the repeated rows leave.
const LEAST_LINES: usize = 3;

/// The formats of the sheet.
pub(super) struct Formats {
    title: Format,
    label: Format,
    legend: Format,
    pub header: Format,
    section: Format,
    pub no: Format,
    pub category: Format,
    pub text: Format,
}

impl Formats {
    pub fn new(meeting: &Meeting) -> Self {
        let large =
            font(meeting, TITLE_SIZE).set_num_format_index(TEXT_FORMAT).set_bold().set_text_wrap().set_align(FormatAlign::VerticalCenter);
        let cell = cell(meeting);
        Self {
            title: large.clone(),
            label: large.set_align(FormatAlign::Center).set_border(FormatBorder::Thin),
            legend: cell.clone().set_border(FormatBorder::None).set_align(FormatAlign::VerticalCenter),
            header: cell
                .clone()
                .set_bold()
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter)
                .set_background_color(HEADER_FILL),
            section: cell.clone().set_font_size(SECTION_SIZE).set_bold().set_align(FormatAlign::VerticalCenter),
            no: font(meeting, SIZE).set_border(FormatBorder::Thin).set_align(FormatAlign::Top).set_align(FormatAlign::Center),
            category: cell.clone().set_bold().set_background_color(CATEGORY_FILL),
            text: cell,
        }
    }
}

/// One row of the sheet under a category.
pub(super) struct Line<'a> {
    /// The number, in the first row of those that hold one row of the document.
    pub no: Option<u32>,
    /// The texts behind number and category, or the parts of them that stand in this row.
    pub cells: Vec<Part<'a>>,
    /// In pixels.
    pub height: u32,
    /// The lines above and below.
    top: FormatBorder,
    bottom: FormatBorder,
}

impl Line<'_> {
    /// `format` with this line's lines above and below.
    pub fn open(&self, format: &Format) -> Format {
        format.clone().set_border_top(self.top).set_border_bottom(self.bottom)
    }
}

/// The part of a text that stands in one row.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Part<'a> {
    pub text: &'a str,
    /// Where in the whole text it begins, in bytes.
    pub from: usize,
}

/// What the rows of a sheet are planned with.
pub(super) struct Frame<'a> {
    pub meeting: &'a Meeting,
    pub ruler: &'a Ruler,
    pub title: &'a str,
    pub label: &'a str,
    /// Name of the sheet.
    pub name: String,
    /// What stands between title and headings; may be empty.
    pub legend: &'a str,
    /// Of every column, in pixels.
    pub widths: Vec<u32>,
    pub formats: Formats,
    /// Highest row in pixels: what Excel allows, and what a page holds below the repeated rows.
    limit: u32,
    /// Highest part of a row that must be divided: a page holds an even number of them.
    part: u32,
}

impl<'a> Frame<'a> {
    pub fn new(meeting: &'a Meeting, ruler: &'a Ruler, (title, label): (&'a str, &'a str), widths: Vec<u32>) -> Self {
        let (name, legend) = (NAME.to_owned(), "");
        Self { meeting, ruler, title, label, name, legend, widths, formats: Formats::new(meeting), limit: ROW_LIMIT, part: ROW_LIMIT }
    }

    /// Writes the rows that every page repeats, under `headings`, each with the number of its columns; sets up the page.
    pub fn open(&mut self, sheet: &mut Worksheet, headings: &[(&str, usize)]) -> Result<(), XlsxError> {
        let look = &self.meeting.look;
        sheet.set_name(&self.name)?;
        for (column, width) in (0..).zip(&self.widths) {
            sheet.set_column_width_pixels(column, *width)?;
        }
        let head_height = self.head(sheet)? + self.legend(sheet)? + self.header(sheet, headings)?;
        let (_, page) = look.page();
        let free = ((page - look.margin_top - look.margin_bottom) * PIXELS_MM) as u32;
        let free = free.saturating_sub(head_height).max(height(LEAST_LINES, SIZE));
        self.limit = free.min(ROW_LIMIT);
        self.part = (free / (2 * free.div_ceil(ROW_LIMIT))).max(height(LEAST_LINES, SIZE));
        set_up_page(sheet, look, look.landscape);
        sheet.set_header(page_header(look, self.title, self.label));
        sheet.set_repeat_rows(0, HEAD_ROWS - 1)?;
        sheet.set_freeze_panes(HEAD_ROWS, 0)?;
        sheet.set_screen_gridlines(false);
        Ok(())
    }

    /// Writes title and label; returns their height in pixels.
    fn head(&self, sheet: &mut Worksheet) -> Result<u32, XlsxError> {
        let last = self.widths.len() - 1;
        let label_from = if self.label.is_empty() { last + 1 } else { label_column(&self.widths, self.ruler.width(self.label)) };
        across(sheet, 0, (0, label_from as u16 - 1), self.title, &self.formats.title)?;
        let lines = |text: &str, columns: &[u32]| self.ruler.lines(text, inside(columns.iter().sum(), TITLE_SIZE)).len();
        let mut title_lines = lines(self.title, &self.widths[..label_from]);
        if !self.label.is_empty() {
            across(sheet, 0, (label_from as u16, last as u16), self.label, &self.formats.label)?;
            title_lines = title_lines.max(lines(self.label, &self.widths[label_from..]));
        }
        let title_height = height(title_lines, TITLE_SIZE).min(ROW_LIMIT);
        sheet.set_row_height_pixels(0, title_height)?;
        Ok(title_height)
    }

    /// Writes the legend, or leaves a gap; returns its height.
    fn legend(&self, sheet: &mut Worksheet) -> Result<u32, XlsxError> {
        let mut pixels = GAP;
        if !self.legend.is_empty() {
            across(sheet, 1, (0, self.widths.len() as u16 - 1), self.legend, &self.formats.legend)?;
            let lines = self.ruler.lines(self.legend, inside(self.widths.iter().sum(), SIZE)).len();
            pixels = (height(lines, SIZE) + AIR).min(ROW_LIMIT);
        }
        sheet.set_row_height_pixels(1, pixels)?;
        Ok(pixels)
    }

    /// Writes the header row; returns its height.
    fn header(&self, sheet: &mut Worksheet, headings: &[(&str, usize)]) -> Result<u32, XlsxError> {
        let (mut lines, mut column) = (0, 0);
        for (heading, count) in headings {
            let widths = &self.widths[column..column + count];
            across(sheet, HEAD_ROWS - 1, (column as u16, (column + count - 1) as u16), heading, &self.formats.header)?;
            lines = lines.max(self.ruler.lines(heading, inside(widths.iter().sum(), SIZE)).len());
            column += count;
        }
        let header_height = (height(lines, SIZE) + AIR).min(ROW_LIMIT);
        sheet.set_row_height_pixels(HEAD_ROWS - 1, header_height)?;
        Ok(header_height)
    }

    /// Writes a section's heading across the sheet.
    pub fn band(&self, sheet: &mut Worksheet, row: u32, heading: &str) -> Result<(), XlsxError> {
        let lines = self.ruler.lines(heading, inside(self.widths.iter().sum(), SECTION_SIZE)).len();
        across(sheet, row, (0, self.widths.len() as u16 - 1), heading, &self.formats.section)?;
        sheet.set_row_height_pixels(row, (height(lines, SECTION_SIZE) + AIR).min(ROW_LIMIT))?;
        Ok(())
    }

    /// The rows of the sheet that hold one row of the document: one, or several if it is too high. Each text has the width of its column.
    pub fn lines<'t>(&self, no: u32, texts: &[(&'t str, u32)]) -> Vec<Line<'t>> {
        let whole = |pixels: u32| (pixels.saturating_sub(height(0, SIZE)) / pitch(SIZE)) as usize;
        let texts: Vec<Broken> =
            texts.iter().map(|(text, width)| Broken { text, lines: self.ruler.lines(text, inside(*width, SIZE)) }).collect();
        let count = texts.iter().map(|broken| broken.lines.len()).max().unwrap_or(1);
        let each = if count <= whole(self.limit) { count } else { whole(self.part) };
        (0..count)
            .step_by(each)
            .map(|first| Line {
                no: (first == 0).then_some(no),
                cells: texts.iter().map(|broken| broken.part(first, each)).collect(),
                height: height(each.min(count - first), SIZE),
                top: if first == 0 { FormatBorder::Thin } else { FormatBorder::Hair },
                bottom: if first + each >= count { FormatBorder::Thin } else { FormatBorder::Hair },
            })
            .collect()
    }

    /// Makes the last rows higher, and adds rows, until `label` has room in a column beside them that is `width` pixels wide.
    pub fn make_room(&self, lines: &mut Vec<Line>, label: &str, width: u32) {
        let wanted = height(self.ruler.lines(label, inside(width, SIZE)).len(), SIZE);
        let mut missing = wanted.saturating_sub(lines.iter().map(|line| line.height).sum());
        for line in lines.iter_mut().rev() {
            let more = missing.min(self.limit.saturating_sub(line.height));
            line.height += more;
            missing -= more;
        }
        while missing > 0 {
            let more = missing.min(self.limit);
            self.add(lines, more);
            missing -= more;
        }
    }

    /// Adds a row that goes on with the one above it.
    fn add(&self, lines: &mut Vec<Line>, height: u32) {
        let cells = vec![Part::default(); lines.last().map_or(0, |line| line.cells.len())];
        if let Some(last) = lines.last_mut() {
            last.bottom = FormatBorder::Hair;
        }
        lines.push(Line { no: None, cells, height, top: FormatBorder::Hair, bottom: FormatBorder::Thin });
    }

    /// Writes the part of a divided text that stands in one row, open to the parts above and below it.
    pub fn put_part(&self, sheet: &mut Worksheet, (row, column): (u32, u16), part: &str, first: bool, last: bool) -> Result<(), XlsxError> {
        let edge = |outer: bool| if outer { FormatBorder::Thin } else { FormatBorder::None };
        text(sheet, row, column, part, &self.formats.text.clone().set_border_top(edge(first)).set_border_bottom(edge(last)))
    }

    /// Writes a line's height, number and those of its texts that `own` says stand in this row alone; the first text stands in column `from`.
    pub fn put(&self, sheet: &mut Worksheet, row: u32, line: &Line, from: u16, own: impl Fn(usize) -> bool) -> Result<(), XlsxError> {
        self.put_number(sheet, row, line)?;
        for (index, content) in line.cells.iter().enumerate().filter(|(index, _)| own(*index)) {
            text(sheet, row, from + index as u16, content.text, &line.open(&self.formats.text))?;
        }
        Ok(())
    }

    /// Writes a line's height and number.
    pub fn put_number(&self, sheet: &mut Worksheet, row: u32, line: &Line) -> Result<(), XlsxError> {
        let format = line.open(&self.formats.no);
        match line.no {
            Some(no) => sheet.write_number_with_format(row, 0, no, &format)?,
            None => sheet.write_blank(row, 0, &format)?,
        };
        sheet.set_row_height_pixels(row, line.height)?;
        Ok(())
    }

    /// Writes `content` into a cell that covers the rows `first` to `last` of a column.
    pub fn span(sheet: &mut Worksheet, (first, last): (u32, u32), column: u16, content: &str, format: &Format) -> Result<(), XlsxError> {
        if first < last {
            sheet.merge_range(first, column, last, column, "", format)?;
        }
        text(sheet, first, column, content, format)
    }
}

/// The first column of the label's box: as few columns from the right as hold `em` of large type, the first never.
fn label_column(widths: &[u32], em: f64) -> usize {
    (1..widths.len()).rev().find(|from| inside(widths[*from..].iter().sum(), TITLE_SIZE) >= em).unwrap_or(1)
}

/// A text and the lines into which its column breaks it.
struct Broken<'a> {
    text: &'a str,
    lines: Vec<Range<usize>>,
}

impl<'a> Broken<'a> {
    /// What stands in `count` lines from line `first` on.
    fn part(&self, first: usize, count: usize) -> Part<'a> {
        match self.lines.get(first..self.lines.len().min(first + count)) {
            Some([only]) => Part { text: &self.text[only.clone()], from: only.start },
            Some([from, .., to]) => Part { text: &self.text[from.start..to.end], from: from.start },
            _ => Part::default(),
        }
    }
}
