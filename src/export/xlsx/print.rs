//! The sheet 印刷用: the matrix as printed, one page wide.
//!
//! First the sheet is planned (widths of the columns, texts and heights of the rows), then written.
//! A row that is higher than rows may be is divided into several; a category's cell covers them all.

use std::ops::Range;

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

use super::widths::{self, Widths};
use super::{PIXELS_MM, ROW_LIMIT, SIZE, TEXT_FORMAT, across, cell, font, height, inside, pitch, running_header, set_up_page, text};
use crate::matrix::{Group, Matrix, Row};
use crate::measure::Ruler;
use crate::meeting::Meeting;

const NAME: &str = "印刷用";
/// Title, gap and header: the rows that every page repeats.
pub(super) const HEAD_ROWS: u32 = 3;
/// Sizes of the title with its label and of a section's heading, in points.
pub(super) const TITLE_SIZE: f64 = 14.0;
pub(super) const SECTION_SIZE: f64 = 11.0;
/// Space between the title and the table, in pixels.
pub(super) const GAP: u32 = 8;
/// What the header and the sections' headings are higher than their lines, in pixels.
pub(super) const AIR: u32 = 4;
/// Fills that a monochrome copy keeps apart from each other and from paper.
pub(super) const HEADER_FILL: u32 = 0xD0_D0_D0;
pub(super) const CATEGORY_FILL: u32 = 0xEC_EC_EC;
/// Lines that a row may have however little of the page the repeated rows leave.
const LEAST_LINES: usize = 3;

/// The formats of the sheet.
struct Formats {
    title: Format,
    label: Format,
    header: Format,
    section: Format,
    no: Format,
    category: Format,
    text: Format,
    attribution: Format,
}

impl Formats {
    fn new(meeting: &Meeting) -> Self {
        let large =
            font(meeting, TITLE_SIZE).set_num_format_index(TEXT_FORMAT).set_bold().set_text_wrap().set_align(FormatAlign::VerticalCenter);
        let cell = cell(meeting);
        Self {
            title: large.clone(),
            label: large.set_align(FormatAlign::Center).set_border(FormatBorder::Thin),
            header: cell
                .clone()
                .set_bold()
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter)
                .set_background_color(HEADER_FILL),
            section: cell.clone().set_font_size(SECTION_SIZE).set_bold().set_align(FormatAlign::VerticalCenter),
            no: font(meeting, SIZE).set_border(FormatBorder::Thin).set_align(FormatAlign::Top).set_align(FormatAlign::Center),
            category: cell.clone().set_bold().set_background_color(CATEGORY_FILL),
            attribution: cell.clone(),
            text: cell,
        }
    }
}

/// One row of the sheet under a category.
struct Line<'a> {
    /// The number, in the first row of those that hold one row of the matrix.
    no: Option<u32>,
    /// For each source, the text and the attribution, or the part of them that stands in this row.
    cells: Vec<(&'a str, &'a str)>,
    /// In pixels.
    height: u32,
    /// The lines above and below.
    top: FormatBorder,
    bottom: FormatBorder,
}

/// What the rows are planned with.
struct Plan<'a> {
    meeting: &'a Meeting,
    matrix: &'a Matrix,
    ruler: &'a Ruler,
    widths: Widths,
    /// Highest row in pixels: what Excel allows, and what a page holds below the repeated rows.
    limit: u32,
    /// Highest part of a row that must be divided: a page holds an even number of them.
    part: u32,
}

pub(super) fn write(sheet: &mut Worksheet, meeting: &Meeting, matrix: &Matrix, ruler: &Ruler) -> Result<(), XlsxError> {
    let mut plan = Plan { meeting, matrix, ruler, widths: widths::choose(meeting, matrix, ruler), limit: ROW_LIMIT, part: ROW_LIMIT };
    let formats = Formats::new(meeting);
    sheet.set_name(NAME)?;
    for (column, width) in plan.widths.columns().enumerate() {
        sheet.set_column_width_pixels(column as u16, width)?;
    }
    let head_height = head(sheet, &plan, &formats)?;
    let (_, page) = meeting.look.page();
    let free = ((page - meeting.look.margin_top - meeting.look.margin_bottom) * PIXELS_MM) as u32;
    let free = free.saturating_sub(head_height).max(height(LEAST_LINES, SIZE));
    plan.limit = free.min(ROW_LIMIT);
    plan.part = (free / (2 * free.div_ceil(ROW_LIMIT))).max(height(LEAST_LINES, SIZE));
    let mut row = HEAD_ROWS;
    for (index, section) in matrix.sections.iter().enumerate() {
        band(sheet, &plan, &formats, row, &meeting.section_heading(index))?;
        row += 1;
        for group in &section.groups {
            row = write_group(sheet, &plan, &formats, row, group)?;
        }
    }
    set_up_page(sheet, &meeting.look, meeting.look.landscape);
    sheet.set_header(running_header(meeting));
    sheet.set_repeat_rows(0, HEAD_ROWS - 1)?;
    sheet.set_freeze_panes(HEAD_ROWS, 0)?;
    sheet.set_screen_gridlines(false);
    Ok(())
}

/// Writes the rows that every page repeats; returns their height in pixels.
fn head(sheet: &mut Worksheet, plan: &Plan, formats: &Formats) -> Result<u32, XlsxError> {
    let (meeting, ruler) = (plan.meeting, plan.ruler);
    let widths: Vec<u32> = plan.widths.columns().collect();
    let last = widths.len() - 1;
    let label = &meeting.head.label;
    let label_from = if label.is_empty() { last + 1 } else { label_column(&widths, ruler.width(label)) };
    across(sheet, 0, (0, label_from as u16 - 1), &meeting.head.title, &formats.title)?;
    let lines = |text: &str, columns: &[u32]| ruler.lines(text, inside(columns.iter().sum(), TITLE_SIZE)).len();
    let mut title_lines = lines(&meeting.head.title, &widths[..label_from]);
    if !label.is_empty() {
        across(sheet, 0, (label_from as u16, last as u16), label, &formats.label)?;
        title_lines = title_lines.max(lines(label, &widths[label_from..]));
    }
    let title_height = height(title_lines, TITLE_SIZE).min(ROW_LIMIT);
    sheet.set_row_height_pixels(0, title_height)?;
    sheet.set_row_height_pixels(1, GAP)?;
    let header_height = header(sheet, plan, formats)?;
    Ok(title_height + GAP + header_height)
}

/// The first column of the label's box: as few columns from the right as hold `em` of large type, the first never.
pub(super) fn label_column(widths: &[u32], em: f64) -> usize {
    (1..widths.len()).rev().find(|from| inside(widths[*from..].iter().sum(), TITLE_SIZE) >= em).unwrap_or(1)
}

/// Writes the header row; returns its height.
fn header(sheet: &mut Worksheet, plan: &Plan, formats: &Formats) -> Result<u32, XlsxError> {
    let look = &plan.meeting.look;
    let mut lines = 0;
    let mut column = 0;
    let mut put = |heading: &str, widths: &[u32]| -> Result<(), XlsxError> {
        let to = column + widths.len() as u16 - 1;
        across(sheet, HEAD_ROWS - 1, (column, to), heading, &formats.header)?;
        lines = lines.max(plan.ruler.lines(heading, inside(widths.iter().sum(), SIZE)).len());
        column = to + 1;
        Ok(())
    };
    put(&look.no_heading, &[plan.widths.no])?;
    if let Some(width) = plan.widths.category {
        put(&look.category_heading, &[width])?;
    }
    for (source, (text, attribution)) in plan.meeting.sources.iter().zip(&plan.widths.sources) {
        let widths: Vec<u32> = std::iter::once(*text).chain(*attribution).collect();
        put(&source.heading, &widths)?;
    }
    let header_height = (height(lines, SIZE) + AIR).min(ROW_LIMIT);
    sheet.set_row_height_pixels(HEAD_ROWS - 1, header_height)?;
    Ok(header_height)
}

/// Writes a section's heading across the sheet.
fn band(sheet: &mut Worksheet, plan: &Plan, formats: &Formats, row: u32, heading: &str) -> Result<(), XlsxError> {
    let (count, width) = (plan.widths.columns().count(), plan.widths.columns().sum());
    let lines = plan.ruler.lines(heading, inside(width, SECTION_SIZE)).len();
    across(sheet, row, (0, count as u16 - 1), heading, &formats.section)?;
    sheet.set_row_height_pixels(row, (height(lines, SECTION_SIZE) + AIR).min(ROW_LIMIT))?;
    Ok(())
}

/// Writes the rows of a group from `first` on; returns the row below.
fn write_group(sheet: &mut Worksheet, plan: &Plan, formats: &Formats, first: u32, group: &Group) -> Result<u32, XlsxError> {
    let mut lines: Vec<Line> = group.rows.iter().flat_map(|row| plan.lines(row)).collect();
    plan.make_room(&mut lines, &group.category);
    let last = first + lines.len() as u32 - 1;
    if plan.widths.category.is_some() {
        if first < last {
            sheet.merge_range(first, 1, last, 1, "", &formats.category)?;
        }
        text(sheet, first, 1, &group.category, &formats.category)?;
    }
    for (row, line) in (first..).zip(&lines) {
        let open = |format: &Format| line.open(format);
        match line.no {
            Some(no) => sheet.write_number_with_format(row, 0, no, &open(&formats.no))?,
            None => sheet.write_blank(row, 0, &open(&formats.no))?,
        };
        let mut column = 1 + u16::from(plan.widths.category.is_some());
        for ((content, attribution), (_, width)) in line.cells.iter().zip(&plan.widths.sources) {
            text(sheet, row, column, content, &open(&formats.text))?;
            column += 1;
            if width.is_some() {
                text(sheet, row, column, attribution, &open(&formats.attribution))?;
                column += 1;
            }
        }
        sheet.set_row_height_pixels(row, line.height)?;
    }
    Ok(last + 1)
}

impl Line<'_> {
    /// `format` between this row's edges: a hairline where the row is part of one that had to be divided.
    fn open(&self, format: &Format) -> Format {
        format.clone().set_border_top(self.top).set_border_bottom(self.bottom)
    }
}

impl<'a> Plan<'a> {
    /// The rows of the sheet that hold one row of the matrix: one, or several if it is too high.
    fn lines(&self, row: &Row) -> Vec<Line<'a>> {
        let matrix: &'a Matrix = self.matrix;
        let whole = |pixels: u32| (pixels.saturating_sub(height(0, SIZE)) / pitch(SIZE)) as usize;
        let texts: Vec<[Broken<'a>; 2]> = row
            .cells
            .iter()
            .zip(&self.widths.sources)
            .map(|(cell, (width, by_width))| {
                let opinion = cell.map(|index| &matrix.opinions[index]);
                let said = opinion.map_or("", |o| o.text.as_str());
                let by = opinion.filter(|_| by_width.is_some()).map_or("", |o| o.attribution.as_str());
                let broken = |text: &'a str, width: u32| Broken { text, lines: self.ruler.lines(text, inside(width, SIZE)) };
                [broken(said, *width), broken(by, by_width.unwrap_or(*width))]
            })
            .collect();
        let count = texts.iter().flatten().map(|broken| broken.lines.len()).max().unwrap_or(1);
        let each = if count <= whole(self.limit) { count } else { whole(self.part) };
        (0..count)
            .step_by(each)
            .map(|first| Line {
                no: (first == 0).then_some(row.no),
                cells: texts.iter().map(|[said, by]| (said.part(first, each), by.part(first, each))).collect(),
                height: height(each.min(count - first), SIZE),
                top: if first == 0 { FormatBorder::Thin } else { FormatBorder::Hair },
                bottom: if first + each >= count { FormatBorder::Thin } else { FormatBorder::Hair },
            })
            .collect()
    }

    /// Makes the last rows higher, and adds rows, until the category's label has room beside them.
    fn make_room(&self, lines: &mut Vec<Line>, category: &str) {
        let Some(width) = self.widths.category else { return };
        let wanted = height(self.ruler.lines(category, inside(width, SIZE)).len(), SIZE);
        let mut missing = wanted.saturating_sub(lines.iter().map(|line| line.height).sum());
        for line in lines.iter_mut().rev() {
            let more = missing.min(self.limit.saturating_sub(line.height));
            line.height += more;
            missing -= more;
        }
        while missing > 0 {
            let more = missing.min(self.limit);
            let cells = vec![("", ""); self.widths.sources.len()];
            if let Some(last) = lines.last_mut() {
                last.bottom = FormatBorder::Hair;
            }
            lines.push(Line { no: None, cells, height: more, top: FormatBorder::Hair, bottom: FormatBorder::Thin });
            missing -= more;
        }
    }
}

/// A text and the lines into which its column breaks it.
struct Broken<'a> {
    text: &'a str,
    lines: Vec<Range<usize>>,
}

impl<'a> Broken<'a> {
    /// What stands in `count` lines from line `first` on.
    fn part(&self, first: usize, count: usize) -> &'a str {
        match self.lines.get(first..self.lines.len().min(first + count)) {
            Some([only]) => &self.text[only.clone()],
            Some([from, .., to]) => &self.text[from.start..to.end],
            _ => "",
        }
    }
}
