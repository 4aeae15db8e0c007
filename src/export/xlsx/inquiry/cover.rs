//! The sheet 表紙: what is asked, until when, how to fill it in, and whom to ask back.

use std::collections::BTreeSet;

use rust_xlsxwriter::{Format, FormatAlign, Formula, Worksheet, XlsxError};

use super::{LOCKED_HEAD_FILL, Task, protect};
use crate::export::xlsx::{ROW_LIMIT, cell, font, height, inside};
use crate::meeting::identity;

/// Sizes in points.
const TITLE_SIZE: f64 = 18.0;
const NAME_SIZE: f64 = 14.0;
const TEXT_SIZE: f64 = 11.0;
/// Widths of the columns, in pixels: a number, the rest of a label, a text. Together a little less
/// than A4 between the usual margins. Labels stand in the first two, instructions in the last two.
const WIDTHS: [u32; 3] = [28, 82, 565];
const LABEL: (u16, u16) = (0, 1);
const TEXT: u16 = 2;
const LAST: u16 = 2;
/// Space between the parts, and what rows are higher than their lines, in pixels.
const GAP: u32 = 12;
const AIR: u32 = 8;

/// A sheet that is written from top to bottom.
struct Page<'a, 'b> {
    sheet: &'b mut Worksheet,
    task: &'b Task<'a>,
    row: u32,
}

pub(super) fn write(sheet: &mut Worksheet, task: &Task, has_full: bool) -> Result<(), XlsxError> {
    sheet.set_name(identity::COVER_SHEET)?;
    for (column, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width_pixels(column, width)?;
    }
    let mut page = Page { sheet, task, row: 0 };
    page.line("照会票", TITLE_SIZE)?;
    page.line(&format!("{}　御中", task.share.division.name), NAME_SIZE)?;
    page.gap()?;
    facts(&mut page)?;
    page.gap()?;
    page.line("記入のしかた", NAME_SIZE)?;
    for (number, step) in (1..).zip(steps(task, has_full).iter().chain(&task.inquiry.notes)) {
        page.step(number, step)?;
    }
    sheet.set_screen_gridlines(false);
    task.set_up(sheet, &task.desk_paper(false), false);
    protect(sheet);
    Ok(())
}

/// The facts of the inquiry.
fn facts(page: &mut Page) -> Result<(), XlsxError> {
    let task = page.task;
    page.fact("資料", &task.title())?;
    page.fact("照会内容", &task.inquiry.asks)?;
    page.fact("回答期限", &task.due())?;
    page.fact("対象", &format!("意見 {}件（シート「{}」）", task.share.opinions.len(), identity::ANSWER_SHEET))?;
    let sections = sections(task);
    if !sections.is_empty() {
        page.fact("区分", &sections)?;
    }
    page.fact("記入欄", &answers(task))?;
    page.progress()?;
    page.fact("連絡先", &task.inquiry.contact)?;
    page.fact("版", &task.edition())
}

/// The headings of the sections that the opinions are from, a line each, where rows say only their numbers.
fn sections(task: &Task) -> String {
    let meeting = task.meeting;
    let of: BTreeSet<usize> = task.share.opinions.iter().map(|(_, opinion)| opinion.section).collect();
    let is_short = |section: &usize| meeting.section_name(*section) != meeting.section_heading(*section);
    let headings = of.into_iter().filter(is_short).map(|section| meeting.section_heading(section));
    headings.collect::<Vec<_>>().join("\n")
}

/// The fields to fill in, on one line.
fn answers(task: &Task) -> String {
    let fields = task.fields().map(|field| {
        let how = match (field.is_required(), field.choices.is_empty()) {
            (true, true) => "",
            (true, false) => "（一覧から選択）",
            (false, true) => "（任意）",
            (false, false) => "（任意、一覧から選択）",
        };
        format!("{}{how}", field.heading)
    });
    fields.chain([format!("{}（任意）", task.meeting.answer_headings.note)]).collect::<Vec<_>>().join("、")
}

/// How to fill it in.
fn steps(task: &Task, has_full: bool) -> Vec<String> {
    let chosen: Vec<String> = task.fields().filter(|f| !f.choices.is_empty()).map(|f| format!("「{}」", f.heading)).collect();
    let mut steps = vec![
        "シート「回答」の右側の欄に記入してください。「必須」の欄は必ず記入してください（記入するまで黄色です）。灰色の欄は照会の内容です。変更しないでください。"
            .to_owned(),
        "Tabキーで次の欄、Shift+Tabで前の欄に移ります。欄の中で改行するときはAlt+Enterを押してください。".to_owned(),
    ];
    if !chosen.is_empty() {
        steps.push(format!(
            "{}は一覧から選んでください（Alt+↓で一覧が開きます）。それぞれの意味はシート「{}」にあります。",
            chosen.concat(),
            identity::CHOICE_SHEET
        ));
    }
    if has_full {
        steps.push(format!("「全文→」とある意見は長いため、行に収まりません。全体はシート「{}」で読めます。", identity::FULL_SHEET));
    }
    steps.push("該当しない意見にも、その旨を記入してください。黄色い欄が残っている意見は、未回答として扱います。".to_owned());
    steps.push("絞り込み、列の幅や行の高さの変更、ファイル名の変更は自由です。パスワードはありません。".to_owned());
    steps.push("記入を終えたら、このファイルを回答期限までに上の連絡先へ返送してください。".to_owned());
    steps
}

impl Page<'_, '_> {
    fn plain(&self, size: f64) -> Format {
        font(&self.task.meeting.look, size).set_text_wrap().set_align(FormatAlign::VerticalCenter)
    }

    fn boxed(&self) -> Format {
        cell(&self.task.meeting.look).set_font_size(TEXT_SIZE).set_align(FormatAlign::VerticalCenter)
    }

    /// Writes `content`, `width` pixels wide, into as many rows as show all of it, and goes on to the next. Of
    /// each row `write` is told whether it is the first.
    fn rows<'c>(
        &mut self,
        content: &'c str,
        (width, size, air): (u32, f64, u32),
        write: &mut dyn FnMut(&mut Self, &'c str, bool) -> Result<(), XlsxError>,
    ) -> Result<(), XlsxError> {
        let lines = self.task.ruler.lines(content, inside(width, size));
        let most = (1..).take_while(|lines| height(*lines, size) + air <= ROW_LIMIT).count().max(1);
        let count = lines.len();
        for (index, lines) in lines.chunks(most).enumerate() {
            let part = &content[lines[0].start..lines[lines.len() - 1].end];
            // The end of the row is the end of its last line.
            let part = part.strip_suffix('\n').filter(|_| (index + 1) * most < count).unwrap_or(part);
            write(self, part, index == 0)?;
            self.sheet.set_row_height_pixels(self.row, height(lines.len(), size) + air)?;
            self.row += 1;
        }
        Ok(())
    }

    fn gap(&mut self) -> Result<(), XlsxError> {
        self.sheet.set_row_height_pixels(self.row, GAP)?;
        self.row += 1;
        Ok(())
    }

    /// A line of large type.
    fn line(&mut self, content: &str, size: f64) -> Result<(), XlsxError> {
        let format = self.plain(size).set_bold();
        let room = (WIDTHS.iter().sum(), size, AIR);
        self.rows(content, room, &mut |page, part, _| page.task.across(page.sheet, page.row, (0, LAST), part, &format))
    }

    fn label(&mut self, label: &str) -> Result<(), XlsxError> {
        let format = self.boxed().set_bold().set_background_color(LOCKED_HEAD_FILL);
        self.task.across(self.sheet, self.row, LABEL, label, &format)
    }

    /// A row of the table.
    fn fact(&mut self, label: &str, content: &str) -> Result<(), XlsxError> {
        self.rows(content, (WIDTHS[2], TEXT_SIZE, AIR), &mut |page, part, is_first| {
            page.label(if is_first { label } else { "" })?;
            page.task.text(page.sheet, page.row, TEXT, part, &page.boxed())
        })
    }

    /// The row that counts the opinions for which every required answer is there.
    fn progress(&mut self) -> Result<(), XlsxError> {
        let required = self.task.fields().filter(|field| field.is_required());
        let filled: Vec<String> = required.map(|field| format!("(LEN(TRIM({}))>0)", identity::answers_name(&field.key))).collect();
        if filled.is_empty() {
            return Ok(());
        }
        let count = self.task.share.opinions.len();
        let (opens, ends) = identity::PROGRESS;
        let formula = format!("=\"{opens}\"&SUMPRODUCT(1*{})&\" / \"&ROWS({})&\"{ends}\"", filled.join("*"), identity::IDS_NAME);
        let result = format!("{opens}0 / {count}{ends}");
        self.label("記入状況")?;
        // A formula in a cell of text would show itself.
        let format = self.boxed().set_num_format_index(0);
        // What it shows changes by itself.
        self.task.own(self.sheet, self.row, TEXT, opens);
        self.sheet.write_formula_with_format(self.row, TEXT, Formula::new(formula).set_result(&result), &format)?;
        self.sheet.set_row_height_pixels(self.row, height(1, TEXT_SIZE) + AIR)?;
        self.row += 1;
        Ok(())
    }

    /// A numbered line of the instructions.
    fn step(&mut self, number: usize, content: &str) -> Result<(), XlsxError> {
        let number = number.to_string();
        let top = self.plain(TEXT_SIZE).set_align(FormatAlign::Top);
        self.rows(content, (WIDTHS[1] + WIDTHS[2], TEXT_SIZE, AIR / 2), &mut |page, part, is_first| {
            let number = if is_first { number.as_str() } else { "" };
            page.task.text(page.sheet, page.row, 0, number, &top.clone().set_align(FormatAlign::Center))?;
            page.task.across(page.sheet, page.row, (1, LAST), part, &top)
        })
    }
}
