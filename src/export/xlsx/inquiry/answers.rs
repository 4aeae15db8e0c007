//! The sheet 回答: one opinion a row, what is asked on the left and locked, the answers on the right and open.

use std::borrow::Cow;
use std::ops::Range;

use rust_xlsxwriter::{
    ConditionalFormatFormula, DataValidation, DataValidationRule, Format, FormatAlign, FormatBorder, Formula, IgnoreError, Url, Worksheet,
    XlsxError,
};

use super::{
    ANSWER_HEAD_FILL, LIGHT_INK, LOCKED_FILL, MESSAGE_LIMIT, MISSING_FILL, TITLE_LIMIT, Task, clipped, full, locked_heading, protect, range,
};
use crate::answers::division;
use crate::export::xlsx::{COLUMN_LIMIT, PIXELS_MM, ROW_LIMIT, SIZE, around, cell, font, height, inside, text};
use crate::meeting::Field;
use crate::meeting::headings::Datum;
use crate::meeting::identity::{self, Stamp};
use crate::read::table::cell_name;
use crate::records::record::Opinion;

/// The sheet's part in the package: it is the second.
pub(super) const PART: &str = "xl/worksheets/sheet2.xml";
/// Title, facts, band and headings: the rows that every page repeats.
pub(super) const HEAD_ROWS: u32 = 4;
/// Size of the title, in points.
const TITLE_SIZE: f64 = 14.0;
/// Height of the band over the headings, in pixels.
const BAND: u32 = 20;
/// Room for the button of the filter beside a heading, in em.
const BUTTON: f64 = 1.5;
/// Lines that a row has room for at least: nobody answers in one.
const LEAST_LINES: usize = 2;
/// Least width of the opinions, width of an answer that does not say, of the notes and of the mark for long texts, in em.
const TEXT_WIDTH: f64 = 24.0;
const ANSWER_WIDTH: f64 = 22.0;
const NOTE_WIDTH: f64 = 10.0;
const FULL_WIDTH: f64 = 3.5;
/// Greatest width of the names of sections, and least and greatest of those of sources, in em: they stand in every row, and
/// take two lines of it.
const SECTION_WIDTH: f64 = 7.0;
const SOURCE_WIDTH: (f64, f64) = (5.0, 10.0);
/// What 9 points become where the sheet is printed: no smaller than 8. So it has room on a screen 1,366 pixels wide, too.
const PRINTED: f64 = 8.0 / SIZE;
/// Least and greatest width of a column of choices that does not say, in em.
const CHOICE_WIDTH: (f64, f64) = (6.0, 14.0);
/// Most characters of an answer. More than four times what the highest row shows; Excel's own limit is 32,767.
const ANSWER_LIMIT: u32 = 4_000;

/// What a column holds.
#[derive(Clone, Copy)]
enum Part<'a> {
    Locked(Datum),
    /// Leads to the full text; only there if a row cuts one off.
    Full,
    Answer(&'a Field),
    Note,
}

impl<'a> Part<'a> {
    fn key(self) -> &'a str {
        match self {
            Self::Locked(column) => column.key(),
            Self::Full => identity::FULL_KEY,
            Self::Answer(field) => &field.key,
            Self::Note => identity::NOTE_KEY,
        }
    }
}

/// A column of the sheet; the width is in pixels.
struct Column<'a> {
    part: Part<'a>,
    width: u32,
}

/// The sheet before it is written.
pub(super) struct Plan<'a> {
    task: &'a Task<'a>,
    columns: Vec<Column<'a>>,
    /// For each opinion, into how many lines its text falls, and whether its row cuts the text off.
    lines: Vec<usize>,
    long: Vec<bool>,
}

impl<'a> Plan<'a> {
    pub fn new(task: &'a Task<'a>) -> Self {
        let mut plan = Self { task, columns: Vec::new(), lines: Vec::new(), long: Vec::new() };
        let answers = task.fields().map(Part::Answer).chain([Part::Note]);
        let parts: Vec<Part> = plan.locked_parts().into_iter().chain(answers).collect();
        plan.columns = parts.into_iter().map(|part| Column { part, width: plan.width(part) }).collect();
        let rest = |plan: &Self| plan.page().saturating_sub(plan.columns.iter().skip(1).map(|column| column.width).sum());
        plan.give_way(around(TEXT_WIDTH).saturating_sub(rest(&plan)));
        let text_width = rest(&plan).clamp(around(TEXT_WIDTH), COLUMN_LIMIT);
        let text_column = plan.columns.iter().position(|column| matches!(column.part, Part::Locked(Datum::Text))).unwrap_or(0);
        plan.columns[text_column].width = text_width;
        let lines = |opinion: &Opinion| task.ruler.lines(&opinion.text, inside(text_width, SIZE)).len();
        plan.lines = task.share.opinions.iter().map(|(_, opinion)| lines(opinion)).collect();
        plan.long = plan.lines.iter().map(|lines| height(*lines, SIZE) > ROW_LIMIT).collect();
        if plan.long.contains(&true) {
            plan.columns.insert(text_column + 1, Column { part: Part::Full, width: around(FULL_WIDTH) });
        }
        plan
    }

    /// The locked columns that this division's opinions need, the identifiers first.
    fn locked_parts(&self) -> Vec<Part<'a>> {
        use Datum::{Attribution, Category, Id, No, SectionTitle, Source, Text};
        let meeting = self.task.meeting;
        let any = |says: &dyn Fn(&Opinion) -> bool| self.task.share.opinions.iter().any(|(_, opinion)| says(opinion));
        let wanted = [
            (Id, true),
            (SectionTitle, meeting.sections.len() > 1),
            (Category, any(&|o| !o.category.is_empty())),
            (No, true),
            (Source, meeting.sources.len() > 1),
            (Text, true),
            (Attribution, any(&|o| !o.attribution.is_empty())),
        ];
        wanted.into_iter().filter(|(_, wanted)| *wanted).map(|(column, _)| Part::Locked(column)).collect()
    }

    /// Width of a column in pixels: as its texts need, within limits. That of the opinions is what remains.
    fn width(&self, part: Part) -> u32 {
        let most = match part {
            Part::Locked(Datum::Id) => 10.0,
            Part::Locked(Datum::SectionTitle) => SECTION_WIDTH,
            Part::Locked(Datum::Source) => self.source_width(),
            Part::Locked(Datum::Text) => return 0,
            Part::Locked(_) => 8.0,
            Part::Full => FULL_WIDTH,
            Part::Answer(field) => return around(field.width.unwrap_or_else(|| self.answer_width(field))),
            Part::Note => return around(NOTE_WIDTH),
        };
        let ruler = self.task.ruler;
        let texts = self.task.share.opinions.iter().map(|(no, opinion)| ruler.width(&self.shown(part, no, opinion, false)));
        let longest = texts.fold(ruler.width(self.heading(part)) + BUTTON, f64::max);
        around(longest.min(most))
    }

    /// Width in em in which hardly any source takes more than two lines.
    fn source_width(&self) -> f64 {
        let longest = self.task.meeting.sources.iter().map(|source| self.task.ruler.width(&source.heading)).fold(0.0, f64::max);
        (longest / 2.0 + 1.0).clamp(SOURCE_WIDTH.0, SOURCE_WIDTH.1)
    }

    /// Width of an answer's column that the meeting does not declare, in em.
    fn answer_width(&self, field: &Field) -> f64 {
        if field.choices.is_empty() {
            return ANSWER_WIDTH;
        }
        let longest = field.choices.iter().map(|choice| self.task.ruler.width(&choice.value)).fold(0.0, f64::max);
        (longest + BUTTON).clamp(CHOICE_WIDTH.0, CHOICE_WIDTH.1)
    }

    /// Width of what has room between the margins where the sheet is printed, in pixels.
    fn page(&self) -> u32 {
        let look = self.task.desk_paper(true);
        ((look.page().0 - look.margin_left - look.margin_right) * PIXELS_MM / PRINTED) as u32
    }

    /// Makes written answers narrower where the opinions lack room beside them, in pixels; none narrower than one that
    /// does not say.
    fn give_way(&mut self, lack: u32) {
        let least = around(ANSWER_WIDTH);
        let spare = |column: &Column| match column.part {
            Part::Answer(field) if field.choices.is_empty() => column.width.saturating_sub(least),
            _ => 0,
        };
        let all: u32 = self.columns.iter().map(spare).sum();
        for column in &mut self.columns {
            column.width -= (u64::from(lack.min(all)) * u64::from(spare(column)) / u64::from(all.max(1))) as u32;
        }
    }

    fn heading(&self, part: Part<'a>) -> &'a str {
        match part {
            Part::Locked(column) => division::asked_heading(self.task.meeting, column),
            Part::Full => identity::FULL_HEADING,
            Part::Answer(field) => &field.heading,
            Part::Note => &self.task.meeting.answer_headings.note,
        }
    }

    /// What a locked cell shows.
    fn shown<'o>(&self, part: Part, no: &'o str, opinion: &'o Opinion, long: bool) -> Cow<'o, str>
    where
        'a: 'o,
    {
        match part {
            Part::Locked(column) => division::asked(self.task.meeting, column, no, opinion),
            Part::Full if long => Cow::Borrowed(identity::FULL_MARK),
            _ => Cow::Borrowed(""),
        }
    }

    /// For each opinion, whether its row cuts the text off.
    pub fn long(&self) -> &[bool] {
        &self.long
    }

    /// What the workbook carries to be known again.
    pub fn stamp(&self) -> Stamp {
        let task = self.task;
        let column = |column: &Column<'a>| identity::AnswerColumn {
            key: column.part.key().to_owned(),
            heading: self.heading(column.part).to_owned(),
        };
        let locked: Vec<Part> = self.columns.iter().skip(1).map(|c| c.part).take_while(|part| is_locked(*part)).collect();
        let cells = |no: &'a str, opinion: &'a Opinion, long: bool| -> Vec<Cow<'a, str>> {
            locked.iter().map(|part| self.shown(*part, no, opinion, long)).collect()
        };
        let opinions: Vec<(String, Vec<Cow<str>>)> = task
            .share
            .opinions
            .iter()
            .zip(&self.long)
            .map(|((no, opinion), long)| (opinion.id.to_string(), cells(no, opinion, *long)))
            .collect();
        let keys = locked.iter().map(|part| part.key().to_owned()).collect();
        let columns = self.columns.iter().map(column).collect();
        Stamp::new(&task.meeting.key(), task.inquiry.edition, &task.share.division.name, columns, keys, &opinions)
    }

    /// The defined names of identifiers and answers with their ranges.
    pub fn names(&self) -> Vec<(String, String)> {
        let rows = self.rows();
        let of = |index: usize| range(identity::ANSWER_SHEET, index as u16, rows.start, rows.end - 1);
        let ids = (identity::IDS_NAME.to_owned(), of(0));
        let open = self.columns.iter().enumerate().filter(|(_, column)| !is_locked(column.part));
        let answers = open.map(|(index, column)| (identity::answers_name(column.part.key()), of(index)));
        std::iter::once(ids).chain(answers).collect()
    }

    /// The rows of the opinions.
    fn rows(&self) -> Range<u32> {
        HEAD_ROWS..HEAD_ROWS + self.task.share.opinions.len() as u32
    }

    /// The first open column.
    fn first_answer(&self) -> usize {
        self.columns.iter().position(|column| !is_locked(column.part)).unwrap_or(0)
    }
}

fn is_locked(part: Part) -> bool {
    matches!(part, Part::Locked(_) | Part::Full)
}

/// The formats of the sheet.
struct Formats {
    title: Format,
    facts: Format,
    locked_band: Format,
    answer_band: Format,
    locked_head: Format,
    answer_head: Format,
    locked: Format,
    number: Format,
    link: Format,
    answer: Format,
}

impl Formats {
    fn new(task: &Task) -> Self {
        let plain = font(&task.meeting.look, SIZE).set_align(FormatAlign::VerticalCenter);
        let cell = cell(&task.meeting.look);
        let locked = cell.clone().set_background_color(LOCKED_FILL);
        let dark = |format: Format| format.set_background_color(ANSWER_HEAD_FILL).set_font_color(LIGHT_INK);
        let locked_head = locked_heading(task.meeting);
        Self {
            title: plain.clone().set_font_size(TITLE_SIZE).set_bold(),
            facts: plain.clone(),
            locked_band: plain.clone(),
            answer_band: dark(plain.set_bold()),
            answer_head: dark(locked_head.clone()),
            locked_head,
            number: font(&task.meeting.look, SIZE)
                .set_border(FormatBorder::Thin)
                .set_background_color(LOCKED_FILL)
                .set_align(FormatAlign::Top)
                .set_align(FormatAlign::Center),
            link: locked.clone().set_font_color(ANSWER_HEAD_FILL).set_bold(),
            locked,
            answer: cell.set_unlocked(),
        }
    }
}

pub(super) fn write(sheet: &mut Worksheet, task: &Task, plan: &Plan, full: &full::Plan) -> Result<(), XlsxError> {
    let formats = Formats::new(task);
    sheet.set_name(identity::ANSWER_SHEET)?;
    for (column, planned) in (0..).zip(&plan.columns) {
        sheet.set_column_width_pixels(column, planned.width)?;
    }
    sheet.set_column_hidden(0)?;
    head(sheet, task, plan, &formats)?;
    for (index, row) in plan.rows().enumerate() {
        opinion(sheet, plan, &formats, row, index, full)?;
    }
    for (column, planned) in (0..).zip(&plan.columns) {
        if !is_locked(planned.part) {
            guide(sheet, plan, planned.part, column)?;
        }
    }
    set_up(sheet, task, plan)
}

/// Writes title, facts, band and headings.
fn head(sheet: &mut Worksheet, task: &Task, plan: &Plan, formats: &Formats) -> Result<(), XlsxError> {
    let visible: u32 = plan.columns.iter().skip(1).map(|column| column.width).sum();
    let fitted = |text: &str, size: f64| {
        let lines = task.ruler.lines(text, inside(visible, size) - 1.0);
        if lines.len() > 1 { format!("{}…", &text[lines[0].clone()]) } else { text.to_owned() }
    };
    task.text(sheet, 0, 1, &fitted(&task.title(), TITLE_SIZE), &formats.title)?;
    sheet.set_row_height_pixels(0, height(1, TITLE_SIZE))?;
    let facts = [
        format!("{}　御中", task.share.division.name),
        format!("回答期限：{}", task.due()),
        task.edition(),
        format!("連絡先：{}", task.inquiry.contact.replace('\n', "　")),
    ];
    task.text(sheet, 1, 1, &fitted(&facts.join("　／　"), SIZE), &formats.facts)?;
    sheet.set_row_height_pixels(1, BAND)?;
    let first_answer = plan.first_answer() as u16;
    task.text(sheet, 2, 1, "照会内容（変更できません）", &formats.locked_band)?;
    for (column, planned) in (0..).zip(&plan.columns).skip(first_answer.into()) {
        let required = matches!(planned.part, Part::Answer(field) if field.is_required());
        task.text(sheet, 2, column, if required { "必須" } else { "任意" }, &formats.answer_band)?;
    }
    sheet.set_row_height_pixels(2, BAND)?;
    let mut lines = 1;
    for (column, planned) in (0..).zip(&plan.columns) {
        let heading = plan.heading(planned.part);
        let format = if is_locked(planned.part) { &formats.locked_head } else { &formats.answer_head };
        task.text(sheet, HEAD_ROWS - 1, column, heading, format)?;
        lines = lines.max(task.ruler.lines(heading, inside(planned.width, SIZE) - BUTTON).len());
    }
    sheet.set_row_height_pixels(HEAD_ROWS - 1, (height(lines, SIZE) + 6).min(ROW_LIMIT))?;
    Ok(())
}

/// Writes one opinion and its empty answers.
fn opinion(sheet: &mut Worksheet, plan: &Plan, formats: &Formats, row: u32, index: usize, full: &full::Plan) -> Result<(), XlsxError> {
    let (no, opinion) = plan.task.share.opinions[index];
    let mut lines = LEAST_LINES;
    for (column, planned) in (0..).zip(&plan.columns) {
        let shown = plan.shown(planned.part, no, opinion, plan.long[index]);
        match planned.part {
            Part::Locked(Datum::No) => {
                match no.parse::<u32>() {
                    Ok(number) => sheet.write_number_with_format(row, column, number, &formats.number)?,
                    Err(_) => sheet.write_string_with_format(row, column, no, &formats.number)?,
                };
            }
            Part::Full if plan.long[index] => {
                let target = Url::new(format!("internal:'{}'!A{}", identity::FULL_SHEET, full.row(index) + 1)).set_text(&*shown);
                sheet.write_url_with_format(row, column, target, &formats.link)?;
            }
            Part::Locked(_) | Part::Full => {
                text(sheet, row, column, &shown, &formats.locked)?;
                lines = lines.max(match planned.part {
                    _ if column == 0 => 0,
                    Part::Locked(Datum::Text) => plan.lines[index],
                    _ => plan.task.ruler.lines(&shown, inside(planned.width, SIZE)).len(),
                });
            }
            Part::Answer(_) | Part::Note => {
                sheet.write_blank(row, column, &formats.answer)?;
            }
        }
    }
    sheet.set_row_height_pixels(row, height(lines, SIZE).min(ROW_LIMIT))?;
    Ok(())
}

/// Guides who fills in a column: a list or a limit, messages, and a colour while a required answer is missing.
fn guide(sheet: &mut Worksheet, plan: &Plan, part: Part, column: u16) -> Result<(), XlsxError> {
    let (first, last) = (plan.rows().start, plan.rows().end - 1);
    let validation = match part {
        Part::Answer(field) if !field.choices.is_empty() => choice(field)?,
        _ => DataValidation::new()
            .allow_text_length(DataValidationRule::LessThanOrEqualTo(ANSWER_LIMIT))
            .set_error_title("長すぎます")?
            .set_error_message(format!("{ANSWER_LIMIT}字以内で記入してください。収まらない場合は、連絡先にご相談ください。"))?,
    };
    sheet.add_data_validation(first, column, last, column, &validation)?;
    if let Part::Answer(field) = part
        && field.is_required()
    {
        let rule = format!("=LEN(TRIM({}))=0", cell_name(first + 1, u32::from(column)));
        let missing = ConditionalFormatFormula::new().set_rule(rule.as_str()).set_format(Format::new().set_background_color(MISSING_FILL));
        sheet.add_conditional_format(first, column, last, column, &missing)?;
    }
    Ok(())
}

/// A list to choose from, with what the choices mean.
fn choice(field: &Field) -> Result<DataValidation, XlsxError> {
    let meanings = field.choices.iter().filter(|choice| !choice.means.is_empty());
    let legend: Vec<String> = meanings.map(|choice| format!("{}：{}", choice.value, choice.means.replace('\n', " "))).collect();
    let message = format!("{}\n{}", identity::CHOOSE, legend.join("\n"));
    let values: Vec<&str> = field.choices.iter().map(|choice| choice.value.as_str()).collect();
    let wrong = format!("次の中から選んでください（Alt+↓で一覧が開きます）。\n{}", values.join("、"));
    DataValidation::new()
        .allow_list_formula(Formula::new(format!("={}", identity::choices_name(&field.key))))
        .set_input_title(clipped(&field.heading, TITLE_LIMIT))?
        .set_input_message(clipped(message.trim_end(), MESSAGE_LIMIT))?
        .set_error_title("一覧にない値です")?
        .set_error_message(clipped(&wrong, MESSAGE_LIMIT))
}

/// Filter, panes, printing, protection, and the cursor in the first answer.
fn set_up(sheet: &mut Worksheet, task: &Task, plan: &Plan) -> Result<(), XlsxError> {
    let (first, last) = (plan.rows().start, plan.rows().end - 1);
    let last_column = plan.columns.len() as u16 - 1;
    let no = plan.columns.iter().position(|column| matches!(column.part, Part::Locked(Datum::No))).unwrap_or(0) as u16;
    // The identifiers are part of it: whoever lifts the protection and sorts takes them along.
    sheet.autofilter(HEAD_ROWS - 1, 0, last, last_column)?;
    sheet.set_freeze_panes(HEAD_ROWS, no + 1)?;
    sheet.set_repeat_rows(0, HEAD_ROWS - 1)?;
    sheet.set_selection(first, plan.first_answer() as u16, first, plan.first_answer() as u16)?;
    sheet.ignore_error_range(first, 0, last, last_column, IgnoreError::NumberStoredAsText)?;
    sheet.set_screen_gridlines(false);
    task.set_up(sheet, &task.desk_paper(true), true);
    protect(sheet);
    Ok(())
}
