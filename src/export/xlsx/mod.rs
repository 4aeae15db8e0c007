//! Workbooks: those of the papers, each with a sheet to print ([`mod@print`]) and a sheet to read by machine
//! ([`data`]), and those that ask the divisions ([`inquiry`]). [`table`] is a sheet for programs.
//!
//! Excel does not fit the height of rows with merged cells and LibreOffice fits rows otherwise than
//! Excel, so every width and every height is ours, in pixels of 96 to the inch. The sums come out
//! even because the default font of the workbook is the papers' own at 9 points: an em is 12 pixels,
//! a digit 6, and a digit of the default font is the unit of a column's width (ECMA-376, 18.3.1.13).

mod data;
pub mod inquiry;
mod print;
pub mod start;
mod table;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use crate::answers::entries::Entries;
use crate::document::Document;
use crate::meeting::Meeting;
use crate::meeting::identity::BUILD_PROPERTY;
use crate::meeting::look::{Look, PaperSize};
use crate::read::archive;
use crate::say::diag::{Diagnostic, Result};
use crate::say::words;
use crate::typeset::measure::Ruler;
use crate::typeset::widths::{Medium, Widths};

/// Size of the text in the sheets, in points.
pub const SIZE: f64 = 9.0;
/// Pixels to a point.
const PIXELS: f64 = 96.0 / 72.0;
/// Pixels to a millimetre.
const PIXELS_MM: f64 = 96.0 / 25.4;
/// Number of the built-in format `@` (ECMA-376, 18.8.30).
const TEXT_FORMAT: u8 = 49;
/// Default row and column, in pixels. The library derives the width of a digit, 6, from that of the column.
pub const DEFAULT_CELL: (u32, u32) = (16, 56);

/// What stays free beside a cell's text, in pixels: where a digit is 6 wide, Excel keeps 2 on either side and the line.
const PADDING: u32 = 7;
/// What an indent takes of a cell's width, in pixels: three spaces of the default font.
const INDENT: u32 = 18;
/// How much wider than its metrics a text may come out before it breaks where we did not expect it.
///
/// LibreOffice 7.4 breaks lines for its screen as if text were 3.0 % wider (measured: 113 full-width
/// characters of 12 pixels in a column of 1,400); Excel's text swells likewise at zooms other than 100 %.
const STRETCH: f64 = 1.035;
/// Space under the last line of a cell, in pixels.
const FOOT: u32 = 4;

/// Ascent and descent of BIZ UDGothic in em (hhea and OS/2 win agree; there is no line gap).
const ASCENT: f64 = 1802.0 / 2048.0;
const DESCENT: f64 = 246.0 / 2048.0;
/// What Excel adds to ascent and descent of a Japanese font for each line, in pixels
/// (MS Gothic: 9 points stand in rows of 11.25, 11 points in 13.5, 12 points in 14.25).
const LEADING: u32 = 3;

/// Highest row, in pixels: Excel's limit of 409.5 points.
pub const ROW_LIMIT: u32 = 546;
/// Widest column, in pixels: Excel's limit of 255 digits.
const COLUMN_LIMIT: u32 = 255 * 6 + 5;
/// Most UTF-16 units of a page header, codes included (Excel's limit).
const HEADER_LIMIT: usize = 255;
/// Size of a page header in points, and the space between its left and its right part, in em.
const HEADER_SIZE: f64 = 9.0;
const HEADER_GAP: f64 = 2.0;

/// The workbook of a paper: the sheet to print and the sheet to read by machine.
pub fn paper(meeting: &Meeting, document: &Document, look: &Look, entries: &Entries, build: &str, ruler: &Ruler) -> Result<Vec<u8>> {
    let sheet = Medium { stretch: STRETCH, beside: f64::from(PADDING) / PIXELS, lost: f64::from(print::SPARE) / PIXELS, hangs: false };
    let widths = Widths::alike(document, look, ruler, Medium::PAGE);
    let own = || Widths::alike(document, look, ruler, sheet);
    let made = || -> std::result::Result<Vec<u8>, XlsxError> {
        let mut workbook = new(meeting, look, &document.title, build)?;
        print::write(workbook.add_worksheet(), document, &widths, own, look, ruler)?;
        data::write(workbook.add_worksheet(), document, look, entries, ruler)?;
        saved(workbook)
    };
    made().map_err(|e| Diagnostic::error(words::workbook(e)).hint(words::own_fault_hint()).into())
}

/// The finished workbook, the same on every system.
pub fn saved(mut workbook: Workbook) -> std::result::Result<Vec<u8>, XlsxError> {
    workbook.save_to_buffer().map(archive::same_everywhere)
}

/// An empty workbook with the papers' font, its title, the meeting's date and the build stamp.
fn new(meeting: &Meeting, look: &Look, title: &str, build: &str) -> std::result::Result<Workbook, XlsxError> {
    let (year, month, day) = meeting.date();
    let created = ExcelDateTime::from_ymd(year, month, day)?;
    let mut workbook = Workbook::new();
    let properties = DocProperties::new().set_title(title).set_creation_datetime(&created);
    workbook.set_properties(&properties.set_custom_property(BUILD_PROPERTY, build));
    workbook.set_default_format(&font(look, SIZE), DEFAULT_CELL.0, DEFAULT_CELL.1)?;
    Ok(workbook)
}

/// The papers' font at `size` points. Character set 128 is Shift JIS: what a system without the font looks for.
pub fn font(look: &Look, size: f64) -> Format {
    Format::new().set_font_name(&look.workbook_font).set_font_size(size).set_font_family(3).set_font_charset(128)
}

/// Text that stays text when somebody edits it (number format `@`), wrapped, from the top of its cell, between thin lines.
pub fn cell(look: &Look) -> Format {
    font(look, SIZE).set_num_format_index(TEXT_FORMAT).set_text_wrap().set_align(FormatAlign::Top).set_border(FormatBorder::Thin)
}

/// Writes `text` as text: whatever it begins with, it is no formula, no link and no markup.
pub fn text(sheet: &mut Worksheet, row: u32, column: u16, text: &str, format: &Format) -> std::result::Result<(), XlsxError> {
    if text.is_empty() {
        sheet.write_blank(row, column, format)?;
    } else if text.starts_with("<r>") && text.ends_with("</r>") {
        // The library takes such a string for its own markup and does not escape it; parts of a rich string it does escape.
        let (first, rest) = text.split_at(1);
        sheet.write_rich_string_with_format(row, column, &[(format, first), (format, &escaped(rest))], format)?;
    } else {
        sheet.write_string_with_format(row, column, text, format)?;
    }
    Ok(())
}

/// `text` with every `_xHHHH_` guarded from being read as a character (ECMA-376, 22.9.2.19); rich strings need it.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (index, c) in text.char_indices() {
        let rest = &text.as_bytes()[index..];
        if rest.len() >= 7 && rest.starts_with(b"_x") && rest[2..6].iter().all(u8::is_ascii_hexdigit) && rest[6] == b'_' {
            out.push_str("_x005F");
        }
        out.push(c);
    }
    out
}

/// Writes `content` over the columns `from` to `to` of a row.
pub fn across(
    sheet: &mut Worksheet,
    row: u32,
    (from, to): (u16, u16),
    content: &str,
    format: &Format,
) -> std::result::Result<(), XlsxError> {
    if from < to {
        sheet.merge_range(row, from, row, to, "", format)?;
    }
    text(sheet, row, from, content, format)
}

/// Width inside a column of `pixels`, in em of type of `size` points.
pub fn inside(pixels: u32, size: f64) -> f64 {
    f64::from(pixels.saturating_sub(PADDING)) / (size * PIXELS * STRETCH)
}

/// Width of a column that holds `em` of text of 9 points on one line, in pixels.
pub fn around(em: f64) -> u32 {
    room(em, SIZE)
}

/// Width of a column that holds `em` of text of `size` points on one line, in pixels.
fn room(em: f64, size: f64) -> u32 {
    (em * size * PIXELS * STRETCH).ceil() as u32 + PADDING
}

/// Distance from line to line of type of `size` points, in pixels.
///
/// Systems round ascent and descent each to whole pixels; we round both up.
fn pitch(size: f64) -> u32 {
    let pixels = (size * PIXELS).round();
    (ASCENT * pixels).ceil() as u32 + (DESCENT * pixels).ceil() as u32 + LEADING
}

/// Height of `lines` lines of `size` points, in pixels.
pub fn height(lines: usize, size: f64) -> u32 {
    lines as u32 * pitch(size) + FOOT
}

/// Paper, margins, fit to the page's width, page number.
pub fn set_up_page(sheet: &mut Worksheet, look: &Look, landscape: bool) {
    sheet.set_paper_size(match look.paper {
        PaperSize::A3 => 8,
        PaperSize::A4 => 9,
        PaperSize::B4 => 12,
        PaperSize::B5 => 13,
    });
    if landscape {
        sheet.set_landscape();
    } else {
        sheet.set_portrait();
    }
    let inches = |mm: f64| mm / 25.4;
    let (header, footer) = (look.margin_top.min(16.0) / 2.0, look.margin_bottom.min(16.0) / 2.0);
    sheet.set_margins(
        inches(look.margin_left),
        inches(look.margin_right),
        inches(look.margin_top),
        inches(look.margin_bottom),
        inches(header),
        inches(footer),
    );
    sheet.set_print_fit_to_pages(1, 0).set_print_center_horizontally(true);
    sheet.set_footer(format!("&C{}&P / &N", header_font(look)));
}

/// The code that chooses the papers' font in a page header. It ends in a quotation mark, so that digits may follow.
fn header_font(look: &Look) -> String {
    let name: String = look.workbook_font.chars().filter(|c| !"\"&,".contains(*c)).take(40).collect();
    format!("&9&\"{name},Regular\"")
}

/// The page header with title and label, shortened to what Excel takes.
pub fn running_header(meeting: &Meeting) -> String {
    // Upright: some of the sheets that bear it are.
    page_header(&meeting.look, false, &meeting.head.title, meeting.first_label())
}

/// Title and label as the page header has them, without its codes.
pub fn running_parts(meeting: &Meeting) -> (String, String) {
    header_parts(&meeting.look, false, &meeting.head.title, meeting.first_label())
}

/// The page header with this title and label, which do not touch each other; see [`running_header`].
fn page_header(look: &Look, landscape: bool, title: &str, label: &str) -> String {
    let font = header_font(look);
    let (title, label) = header_parts(look, landscape, title, label);
    format!("&L{font}{title}&R{font}{label}")
}

fn header_parts(look: &Look, landscape: bool, title: &str, label: &str) -> (String, String) {
    let font = header_font(look);
    let (short, long) = look.paper.sides();
    let width = if landscape { long } else { short } - look.margin_left - look.margin_right;
    let line = width * PIXELS_MM / PIXELS / HEADER_SIZE;
    let label = in_line(label, (line - HEADER_GAP) / 2.0);
    let title = in_line(title, line - HEADER_GAP - label.chars().map(em).sum::<f64>());
    let label = shortened(&label, 60);
    let codes = format!("&L{font}&R{font}{label}");
    let title = shortened(&title, HEADER_LIMIT - codes.encode_utf16().count());
    (title, label)
}

/// Width of a character in em, or a little more.
fn em(c: char) -> f64 {
    if c.is_ascii() { 0.6 } else { 1.0 }
}

/// `text` in a line of `width` em: an ellipsis stands for what has no room.
fn in_line(text: &str, width: f64) -> String {
    if text.chars().map(em).sum::<f64>() <= width {
        return text.to_owned();
    }
    let mut left = width - em('…');
    let fits = |c: &char| {
        left -= em(*c);
        left >= 0.0
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

/// `text` for a page header in at most `limit` UTF-16 units: `&` is doubled, an ellipsis stands for the rest.
fn shortened(text: &str, limit: usize) -> String {
    let mut out = String::new();
    let units = |text: &str| text.encode_utf16().count();
    let mut left = units(&text.replace('&', "&&"));
    let mut used = 0;
    for c in text.chars() {
        let piece = if c == '&' { "&&".to_owned() } else { c.to_string() };
        let wanted = units(&piece);
        if used + left > limit && used + wanted + 1 > limit {
            out.push('…');
            break;
        }
        used += wanted;
        left -= wanted;
        out.push_str(&piece);
    }
    out
}

#[cfg(test)]
mod tests;
