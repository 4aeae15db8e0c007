//! A table for programs: one row of headings, one datum to a cell, nothing merged, nothing left out
//! because it stands above, numbers as numbers (総務省「機械判読可能なデータの表記方法の統一ルール」).

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, IgnoreError, Table as ExcelTable, TableColumn, TableStyle, Worksheet, XlsxError};

use super::{COLUMN_LIMIT, PIXELS_MM, ROW_LIMIT, SIZE, around, cell, escaped, font, height, inside, page_header, set_up_page, text};
use crate::meeting::look::Look;
use crate::typeset::measure::Ruler;

/// Room for the button of the filter beside a heading, in em.
const BUTTON: f64 = 1.5;
/// Width of a column of long texts, in em: below it the others stand back; so much all of them have together in any case.
const TEXT_WIDTH: f64 = 30.0;
/// Size to which type is printed smaller where they do, in points.
const LEAST_PRINTED: f64 = 8.0;
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
            // The library escapes what stands in the cells, and not what the table says of them.
            let name = |column: &Column| TableColumn::new().set_header(escaped(column.heading)).set_header_format(&format);
            let named: Vec<TableColumn> = self.columns.iter().map(name).collect();
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
    /// Where that leaves them little, headings may stand on two lines, and the sheet is printed somewhat smaller.
    fn widths(&self, look: &Look, ruler: &Ruler) -> Vec<u32> {
        let longest = |index: usize| {
            self.rows.iter().fold(0.0_f64, |longest, row| match row[index] {
                Value::Text(content) => content.lines().map(|line| ruler.width(line)).fold(longest, f64::max),
                Value::Number(number) => longest.max(ruler.width(&number.to_string())),
            })
        };
        let longest: Vec<f64> = (0..self.columns.len()).map(longest).collect();
        // What a heading needs on one line, or on two of which one is somewhat longer.
        let limited = |on_two: bool| -> Vec<Option<u32>> {
            let wanted = |(column, longest): (&Column, &f64)| {
                let whole = ruler.width(column.heading);
                let heading = if on_two { whole.min((whole / 2.0).ceil() + 1.0) } else { whole } + BUTTON;
                column.most.map(|most| around(longest.max(heading).min(most)))
            };
            self.columns.iter().zip(&longest).map(wanted).collect()
        };
        let (_, long) = look.paper.sides();
        let page = (long - look.margin_left - look.margin_right) * PIXELS_MM;
        let open = self.columns.iter().filter(|column| column.most.is_none()).count().max(1) as u32;
        let rest = |limited: &[Option<u32>], page: f64| (page as u32).saturating_sub(limited.iter().flatten().sum()) / open;
        let mut short = limited(false);
        let mut share = rest(&short, page);
        if share < around(TEXT_WIDTH) {
            short = limited(true);
            share = rest(&short, page * SIZE / LEAST_PRINTED).min(around(TEXT_WIDTH));
        }
        short.into_iter().map(|width| width.unwrap_or_else(|| share.clamp(around(TEXT_WIDTH) / open, COLUMN_LIMIT))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meeting::look::PaperSize;
    use crate::typeset::fonts::Fonts;

    #[test]
    fn table_columns_stand_back() {
        let ruler = Ruler::new(Fonts::bundled().unwrap().chain(&["BIZ UDGothic".to_owned()]).unwrap());
        let look = Look { paper: PaperSize::A4, ..Look::default() };
        let long = "意見の本文です。".repeat(40);
        let widths = |short: usize| {
            let column = |most| Column { heading: "発言者・都市", most, number: false };
            let columns = (0..short).map(|_| column(Some(20.0))).chain([column(None)]).collect();
            let rows = vec![(0..short).map(|_| Value::Text("市")).chain([Value::Text(&long)]).collect()];
            Table { sheet: "表", name: "表", columns, rows }.widths(&look, &ruler)
        };
        let page = (297.0 - look.margin_left - look.margin_right) * PIXELS_MM;
        let (few, many) = (widths(3), widths(8));
        // Beside a few the headings stand on one line, and the sheet is as wide as the page; beside many they stand on two.
        assert!(inside(few[0], SIZE) >= 6.0 + BUTTON && (f64::from(few.iter().sum::<u32>()) - page).abs() < 1.0, "{few:?}");
        assert!((4.0..6.0).contains(&(inside(many[0], SIZE) - BUTTON)), "{many:?}");
        assert!(many[8] == around(TEXT_WIDTH) && f64::from(many.iter().sum::<u32>()) <= page * SIZE / LEAST_PRINTED, "{many:?}");
    }
}
