//! The workbook of the opinions with their answers (意見と対応): a sheet to print, a sheet with an
//! opinion and a division to a row for programs, and the totals.

mod print;

use rust_xlsxwriter::{FormatAlign, Workbook, Worksheet, XlsxError};

use super::frame::Formats;
use super::table::{self, Table, Value};
use super::{ROW_LIMIT, SIZE, around, data, height, inside, new, page_header, set_up_page, text};
use crate::answers::answered::{Answered, Column, Totals};
use crate::meeting::{RESPONSE, ResponseHandout};
use crate::say::diag::{Diagnostic, Result};
use crate::say::words;
use crate::typeset::columns::answered::Columns;
use crate::typeset::measure::Ruler;

/// Name of the table for programs.
const TABLE: &str = "意見と対応";
/// Name of the sheet with the totals.
const TOTALS: &str = "集計";
/// Widest column of divisions and chosen values, and of free answers, in em.
const NARROW: f64 = 14.0;
const FREE: f64 = 40.0;
/// Widest column of outcomes, and width of a column of numbers, in em.
const OUTCOME: f64 = 20.0;
const COUNT: f64 = 5.0;

/// What the sheets are written from.
struct Task<'a> {
    answered: &'a Answered<'a>,
    handout: &'a ResponseHandout,
    ruler: &'a Ruler,
}

/// The workbook; an error if the totals do not add up.
pub fn workbook(answered: &Answered, build: &str, ruler: &Ruler) -> Result<Vec<u8>> {
    let Some(handout) = &answered.meeting.response else {
        return Err(Diagnostic::error(words::response_lacks(RESPONSE)).hint(words::response_lacks_hint()).into());
    };
    let columns = Columns::new(answered, handout, ruler);
    let totals = answered.totals()?;
    let task = Task { answered, handout, ruler };
    task.workbook(&columns, &totals, build).map_err(|e| Diagnostic::error(words::workbook(e)).into())
}

impl Task<'_> {
    fn workbook(&self, columns: &Columns, totals: &[Totals], build: &str) -> std::result::Result<Vec<u8>, XlsxError> {
        let mut workbook: Workbook = new(self.answered.meeting, &self.handout.title, build)?;
        print::write(workbook.add_worksheet(), self, columns)?;
        self.data(workbook.add_worksheet())?;
        self.totals(workbook.add_worksheet(), totals)?;
        workbook.save_to_buffer()
    }

    /// Writes the sheet for programs: every opinion that is shown, once for each division, with the notes.
    fn data(&self, sheet: &mut Worksheet) -> std::result::Result<(), XlsxError> {
        let meeting = self.answered.meeting;
        let opinion = data::columns(meeting);
        let mut columns: Vec<table::Column> = opinion.iter().map(|(column, most)| data::head(meeting, *column, *most)).collect();
        let answers = meeting.answer_fields().enumerate().map(|(index, field)| Column::Field(index, field));
        columns.extend([Column::Division].into_iter().chain(answers).chain([Column::Note]).map(|column| table::Column {
            heading: column.heading(self.handout),
            most: Some(if column.is_free() { FREE } else { NARROW }),
            number: false,
        }));
        let mut rows: Vec<Vec<Value>> = Vec::new();
        for entry in self.answered.entries() {
            let said = || opinion.iter().map(|(column, _)| data::value(meeting, *column, entry.no, entry.opinion));
            for answer in &entry.answers {
                let division = meeting.divisions[answer.division].name.as_str();
                let texts = std::iter::once(division).chain(answer.values.iter().copied()).chain([answer.note]);
                rows.push(said().chain(texts.map(Value::Text)).collect());
            }
            if entry.answers.is_empty() {
                let empty = vec![Value::Text(""); columns.len() - opinion.len()];
                rows.push(said().chain(empty).collect());
            }
        }
        let table = Table { sheet: data::NAME, name: TABLE, columns, rows };
        table.write(sheet, meeting, self.ruler, &self.handout.title, &self.handout.label)
    }

    /// Writes the totals, a table below the other, under the sentence that says how many opinions are shown.
    fn totals(&self, sheet: &mut Worksheet, totals: &[Totals]) -> std::result::Result<(), XlsxError> {
        let (meeting, handout) = (self.answered.meeting, self.handout);
        let formats = Formats::new(meeting);
        let several = self.answered.sections.len() > 1;
        let mut columns: Vec<String> = (1..=self.answered.sections.len()).filter(|_| several).map(|n| meeting.section_number(n)).collect();
        columns.push(handout.totals_all.clone());
        sheet.set_name(TOTALS)?;
        let labels = totals
            .iter()
            .flat_map(|total| total.lines.iter().map(|line| line.outcome.label(handout)).chain([total.field.heading.as_str()]));
        let widest = labels.map(|label| self.ruler.width(label)).fold(self.ruler.width(&handout.totals_sum), f64::max).min(OUTCOME);
        let label_width = around(widest);
        sheet.set_column_width_pixels(0, label_width)?;
        for (index, heading) in (1..).zip(&columns) {
            sheet.set_column_width_pixels(index, around(self.ruler.width(heading).max(COUNT)))?;
        }
        let fits = |label: &str| height(self.ruler.lines(label, inside(label_width, SIZE)).len(), SIZE).min(ROW_LIMIT);
        let plain = super::font(meeting, SIZE).set_num_format_index(super::TEXT_FORMAT);
        text(sheet, 0, 0, &handout.shown(self.answered.shown(), self.answered.all), &plain)?;
        let number = formats.no.clone().set_align(FormatAlign::Right);
        let mut row = 2;
        for total in totals {
            text(sheet, row, 0, &total.field.heading, &formats.header)?;
            for (index, heading) in (1..).zip(&columns) {
                text(sheet, row, index, heading, &formats.header)?;
            }
            sheet.set_row_height_pixels(row, fits(&total.field.heading))?;
            let lines = total.lines.iter().map(|line| (line.outcome.label(handout), &line.counts));
            for (label, counts) in lines.chain([(handout.totals_sum.as_str(), &total.sums)]) {
                row += 1;
                text(sheet, row, 0, label, &formats.text)?;
                let counts = counts.iter().copied().filter(|_| several).chain([counts.iter().sum()]);
                for (index, count) in (1..).zip(counts) {
                    sheet.write_number_with_format(row, index, count as u32, &number)?;
                }
                sheet.set_row_height_pixels(row, fits(label))?;
            }
            row += 2;
        }
        set_up_page(sheet, &meeting.look, meeting.look.landscape);
        sheet.set_print_fit_to_pages(0, 0).set_print_scale(100);
        sheet.set_header(page_header(&meeting.look, &handout.title, &handout.label));
        Ok(())
    }
}
