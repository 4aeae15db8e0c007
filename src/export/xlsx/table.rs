//! A table for programs: one row of headings, one datum to a cell, nothing merged, nothing left out
//! because it stands above, numbers as numbers (総務省「機械判読可能なデータの表記方法の統一ルール」).

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, IgnoreError, Table as ExcelTable, TableColumn, TableStyle, Worksheet, XlsxError};

use super::{COLUMN_LIMIT, PIXELS_MM, ROW_LIMIT, SIZE, around, cell, font, height, inside, page_header, set_up_page, text};
use crate::meeting::look::Look;
use crate::typeset::measure::Ruler;

/// Room for the button of the filter beside a heading, in em.
const BUTTON: f64 = 1.5;
/// Least width of a column of long texts, in em.
const TEXT_WIDTH: f64 = 30.0;
const HEADER_FILL: u32 = 0xD9_D9_D9;

/// What stands in a cell.
#[derive(Debug, Clone, Copy)]
pub(super) enum Value<'a> {
    Text(&'a str),
    Number(u32),
}

/// A column.
pub(super) struct Column<'a> {
    pub heading: &'a str,
    /// Most that it may be wide, in em; if nothing, it takes what the others leave of the page.
    pub most: Option<f64>,
    pub number: bool,
}

/// A sheet that holds one table.
pub(super) struct Table<'a> {
    /// Name of the sheet.
    pub sheet: &'a str,
    /// Name of the table, for formulas and queries.
    pub name: &'a str,
    pub columns: Vec<Column<'a>>,
    pub rows: Vec<Vec<Value<'a>>>,
}

impl Table<'_> {
    /// Writes the sheet; `title` and `label` stand in its page header.
    pub fn write(&self, sheet: &mut Worksheet, look: &Look, ruler: &Ruler, title: &str, label: &str) -> Result<(), XlsxError> {
        let widths = self.widths(look, ruler);
        let last = self.columns.len() as u16 - 1;
        let words = cell(look);
        let numbers = font(look, SIZE).set_align(FormatAlign::Top).set_align(FormatAlign::Center).set_border(FormatBorder::Thin);
        sheet.set_name(self.sheet)?;
        for ((index, column), width) in (0..).zip(&self.columns).zip(&widths) {
            let format = if column.number { &numbers } else { &words };
            sheet.set_column_width_pixels(index, *width)?;
            sheet.set_column_format(index, &format.clone().set_border(FormatBorder::None))?;
        }
        for (row, values) in (1..).zip(&self.rows) {
            let mut lines = 1;
            for ((index, value), width) in (0..).zip(values).zip(&widths) {
                match value {
                    Value::Number(number) => {
                        sheet.write_number_with_format(row, index, *number, &numbers)?;
                    }
                    Value::Text(content) => {
                        text(sheet, row, index, content, &words)?;
                        lines = lines.max(ruler.lines(content, inside(*width, SIZE)).len());
                    }
                }
            }
            sheet.set_row_height_pixels(row, height(lines, SIZE).min(ROW_LIMIT))?;
        }
        self.head_row(sheet, look, ruler, &widths)?;
        sheet.ignore_error_range(1, 0, (self.rows.len() as u32).max(1), last, IgnoreError::NumberStoredAsText)?;
        sheet.set_freeze_panes(1, 0)?;
        sheet.set_repeat_rows(0, 0)?;
        set_up_page(sheet, look, true);
        sheet.set_header(page_header(look, true, title, label));
        Ok(())
    }

    /// Makes the rows a table and writes its headings.
    fn head_row(&self, sheet: &mut Worksheet, look: &Look, ruler: &Ruler, widths: &[u32]) -> Result<(), XlsxError> {
        let format: Format = cell(look).set_bold().set_background_color(HEADER_FILL).set_align(FormatAlign::VerticalCenter);
        if !self.rows.is_empty() {
            let named: Vec<TableColumn> =
                self.columns.iter().map(|column| TableColumn::new().set_header(column.heading).set_header_format(&format)).collect();
            let table = ExcelTable::new().set_name(self.name).set_style(TableStyle::Light15).set_banded_rows(false).set_columns(&named);
            sheet.add_table(0, 0, self.rows.len() as u32, self.columns.len() as u16 - 1, &table)?;
        }
        let mut lines = 1;
        for ((index, column), width) in (0..).zip(&self.columns).zip(widths) {
            text(sheet, 0, index, column.heading, &format)?;
            lines = lines.max(ruler.lines(column.heading, inside(*width, SIZE) - BUTTON).len());
        }
        sheet.set_row_height_pixels(0, (height(lines, SIZE) + 6).min(ROW_LIMIT))?;
        Ok(())
    }

    /// Widths of the columns in pixels: as the longest line needs, within their limits; those without one share the rest of the page.
    fn widths(&self, look: &Look, ruler: &Ruler) -> Vec<u32> {
        let wanted = |index: usize, heading: &str| {
            let longest = self.rows.iter().fold(0.0_f64, |longest, row| match row[index] {
                Value::Text(content) => content.lines().map(|line| ruler.width(line)).fold(longest, f64::max),
                Value::Number(number) => longest.max(ruler.width(&number.to_string())),
            });
            longest.max(ruler.width(heading) + BUTTON)
        };
        let limited: Vec<Option<u32>> = self
            .columns
            .iter()
            .enumerate()
            .map(|(index, column)| column.most.map(|most| around(wanted(index, column.heading).min(most))))
            .collect();
        let (_, long) = look.paper.sides();
        let page = ((long - look.margin_left - look.margin_right) * PIXELS_MM) as u32;
        let open = limited.iter().filter(|width| width.is_none()).count().max(1) as u32;
        let rest = page.saturating_sub(limited.iter().flatten().sum()) / open;
        limited.into_iter().map(|width| width.unwrap_or_else(|| rest.clamp(around(TEXT_WIDTH) / open, COLUMN_LIMIT))).collect()
    }
}
