//! The workbook that asks one division (照会): cover, answer sheet, full texts, choices, and a hidden stamp.
//!
//! What is asked is locked, what is answered is open, and nothing has a password: protection guides
//! the hand, and [`crate::meeting::identity`] is what proves afterwards what was changed.

mod answers;
mod cover;
mod full;
mod grow;
mod legend;

use std::cell::RefCell;
use std::collections::BTreeSet;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, ProtectionOptions, Workbook, Worksheet, XlsxError};

use super::{DEFAULT_CELL, SIZE, across, cell, font, header_font, running_header, running_parts, saved, set_up_page, shortened, text};
use crate::answers::division::Share;
use crate::meeting::identity::{self, Stamp};
use crate::meeting::inquiry::Inquiry;
use crate::meeting::look::{Look, PaperSize};
use crate::meeting::{Field, Meeting};
use crate::read::calendar;
use crate::say::diag::{Diagnostic, Result};
use crate::say::words;
use crate::typeset::measure::Ruler;

/// Fills that a monochrome copy keeps apart: what is asked, headings over it, headings over the answers.
const LOCKED_FILL: u32 = 0xF2_F2_F2;
const LOCKED_HEAD_FILL: u32 = 0xD9_D9_D9;
const ANSWER_HEAD_FILL: u32 = 0x1F_4E_79;
/// Fill of an answer that is still missing, and ink on dark fills.
const MISSING_FILL: u32 = 0xFF_F2_B3;
const LIGHT_INK: u32 = 0xFF_FF_FF;
/// Most UTF-16 units of a validation's title and message (Excel's limits).
const TITLE_LIMIT: usize = 32;
const MESSAGE_LIMIT: usize = 255;
/// Most of the margins beside the answer sheet, in millimetres.
const LYING_MARGIN: f64 = 12.0;
/// How hard the parts are packed: as Excel does it. The files are two to three percent larger and written sooner.
const PACKED: u8 = 3;
/// Most UTF-16 units of a document property (what Excel's dialog takes).
const PROPERTY_LIMIT: usize = 255;

/// What the sheets of one workbook are written from.
struct Task<'a> {
    meeting: &'a Meeting,
    inquiry: &'a Inquiry,
    share: &'a Share<'a>,
    /// The build stamp.
    build: &'a str,
    ruler: &'a Ruler,
    /// Short digests of the texts that were written and are neither opinions nor answers.
    texts: RefCell<BTreeSet<String>>,
}

/// The workbook for the division of `share`.
pub fn workbook(meeting: &Meeting, share: &Share, build: &str, ruler: &Ruler) -> Result<Vec<u8>> {
    let Some(inquiry) = &meeting.inquiry else {
        return Err(Diagnostic::error(words::inquiry_lacks(&share.division.name)).hint(words::inquiry_lacks_hint()).into());
    };
    let task = Task { meeting, inquiry, share, build, ruler, texts: RefCell::default() };
    let faulty = |e: XlsxError| Diagnostic::error(words::workbook(e)).hint(words::own_fault_hint());
    let bytes = bytes(&task).map_err(faulty)?;
    Ok(grow::rows(&bytes, answers::PART, answers::HEAD_ROWS).map_err(|e| faulty(e.into()))?)
}

fn bytes(task: &Task) -> std::result::Result<Vec<u8>, XlsxError> {
    let plan = answers::Plan::new(task);
    let full = full::Plan::new(task, plan.long());
    let mut stamp = plan.stamp();
    let mut workbook = Workbook::new();
    workbook.set_zip_compression_level(PACKED);
    workbook.set_default_format(&font(&task.meeting.look, SIZE), DEFAULT_CELL.0, DEFAULT_CELL.1)?;
    cover::write(workbook.add_worksheet(), task, !full.is_empty())?;
    answers::write(workbook.add_worksheet(), task, &plan, &full)?;
    if !full.is_empty() {
        full::write(workbook.add_worksheet(), task, &full)?;
    }
    if task.fields().any(|field| !field.choices.is_empty()) {
        legend::write(workbook.add_worksheet(), task)?;
        for (name, range) in legend::names(task) {
            workbook.define_name(name, &range)?;
        }
    }
    for (name, range) in plan.names() {
        workbook.define_name(name, &range)?;
    }
    stamp.texts = task.texts.take();
    let title = clipped(&task.title(), PROPERTY_LIMIT);
    stamp.texts.insert(identity::around_digest(&title));
    workbook.set_properties(&properties(task, &stamp)?);
    write_stamp(workbook.add_worksheet(), &stamp, &cell(&task.meeting.look))?;
    saved(workbook)
}

fn properties(task: &Task, stamp: &Stamp) -> std::result::Result<DocProperties, XlsxError> {
    let (year, month, day) = task.meeting.date();
    let created = ExcelDateTime::from_ymd(year, month, day)?;
    let properties = DocProperties::new().set_title(clipped(&task.title(), PROPERTY_LIMIT)).set_creation_datetime(&created);
    let all = stamp.properties().into_iter().chain([(identity::BUILD_PROPERTY, task.build.to_owned())]);
    Ok(all.fold(properties, |properties, (name, value)| properties.set_custom_property(name, value)))
}

/// Writes the sheet that only programs read.
fn write_stamp(sheet: &mut Worksheet, stamp: &Stamp, format: &Format) -> std::result::Result<(), XlsxError> {
    sheet.set_name(identity::STAMP_SHEET)?.set_very_hidden(true);
    for (row, cells) in (0..).zip(stamp.rows()) {
        for (column, content) in (0..).zip(&cells) {
            text(sheet, row, column, content, format)?;
        }
    }
    protect(sheet);
    Ok(())
}

impl<'a> Task<'a> {
    /// The fields to fill in.
    fn fields(&self) -> impl Iterator<Item = &'a Field> + use<'a> {
        self.meeting.answer_fields()
    }

    /// Remembers a text of the workbook's own for the stamp, by itself and at its place.
    fn own(&self, sheet: &Worksheet, row: u32, column: u16, content: &str) {
        let placed = identity::placed_digest(&sheet.name(), row, column.into(), content);
        self.texts.borrow_mut().extend([identity::cell_digest(content), placed]);
    }

    /// Writes a text of the workbook's own, and remembers it for the stamp.
    fn text(&self, sheet: &mut Worksheet, row: u32, column: u16, content: &str, format: &Format) -> std::result::Result<(), XlsxError> {
        self.own(sheet, row, column, content);
        text(sheet, row, column, content, format)
    }

    /// The same over the columns `from` to `to`.
    fn across(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        columns: (u16, u16),
        content: &str,
        format: &Format,
    ) -> std::result::Result<(), XlsxError> {
        self.own(sheet, row, columns.0, content);
        across(sheet, row, columns, content, format)
    }

    /// Label and title of the papers.
    fn title(&self) -> String {
        [self.meeting.label(), &self.meeting.head.title].join("\u{3000}").trim().to_owned()
    }

    fn edition(&self) -> String {
        format!("第{}版", self.inquiry.edition)
    }

    /// The day by which answers are due, in both calendars with the day of the week.
    fn due(&self) -> String {
        let (year, month, day) = self.inquiry.due.date.map_or((1970, 1, 1), |d| (d.year, d.month, d.day));
        long_date(year, month, day)
    }

    /// Page set-up, running header, and a footer with division, edition and page.
    fn set_up(&self, sheet: &mut Worksheet, look: &Look, landscape: bool) {
        set_up_page(sheet, look, landscape);
        sheet.set_header(running_header(self.meeting));
        let font = header_font(look);
        let division = shortened(&self.share.division.name, 80);
        let (left, right) = (format!("{division}\u{3000}{}", self.edition()), format!("回答期限 {}", self.due()));
        sheet.set_footer(format!("&L{font}{left}&C{font}&P / &N&R{font}{right}"));
        let (title, label) = running_parts(self.meeting);
        let parts = [&title, &label, &left, &right].map(|part| identity::around_digest(&part.replace("&&", "&")));
        self.texts.borrow_mut().extend(parts);
    }

    /// The meeting's look on the paper that every desk printer has: standing for what is read, lying for what is filled in.
    fn desk_paper(&self, landscape: bool) -> Look {
        let look = &self.meeting.look;
        let margin = |own: f64| if landscape { own.min(LYING_MARGIN) } else { own };
        let (margin_left, margin_right) = (margin(look.margin_left), margin(look.margin_right));
        Look { paper: PaperSize::A4, landscape, margin_left, margin_right, ..look.clone() }
    }
}

/// Protects the sheet without a password. Rows and columns may be resized, and what is there sorted and filtered.
fn protect(sheet: &mut Worksheet) {
    let options =
        ProtectionOptions { format_columns: true, format_rows: true, sort: true, use_autofilter: true, ..ProtectionOptions::default() };
    sheet.protect_with_options(&options);
}

/// A heading over what is asked.
fn locked_heading(meeting: &Meeting) -> Format {
    cell(&meeting.look).set_bold().set_background_color(LOCKED_HEAD_FILL).set_align(FormatAlign::VerticalCenter)
}

/// A defined name's range of the rows `first` to `last` of a column, all from 0.
fn range(sheet: &str, column: u16, first: u32, last: u32) -> String {
    let letters = crate::read::table::column_letters(column.into());
    format!("='{sheet}'!${letters}${}:${letters}${}", first + 1, last + 1)
}

/// `text` in at most `limit` UTF-16 units, with an ellipsis if that is not all.
fn clipped(text: &str, limit: usize) -> String {
    if text.encode_utf16().count() <= limit {
        return text.to_owned();
    }
    let mut left = limit - 1;
    let fits = |c: &char| {
        let fits = left >= c.len_utf16();
        left = left.saturating_sub(c.len_utf16());
        fits
    };
    let kept: String = text.chars().take_while(fits).collect();
    kept + "…"
}

/// 令和8年（2026年）12月10日（木）.
fn long_date(year: u16, month: u8, day: u8) -> String {
    let date = (year.into(), month.into(), day.into());
    format!("{}（{year}年）{month}月{day}日（{}）", calendar::year_in_era(date), calendar::weekday(date))
}

#[cfg(test)]
mod tests;
