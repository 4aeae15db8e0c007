//! The workbook 回収状況: how far each division has come, what must be decided, and everything that came back beside the answers.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::iter::Peekable;
use std::ops::Range;

use ecow::EcoString;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use crate::answers::response::Question;
use crate::collect::merge::{Case, CaseKind, SHOWN};
use crate::collect::status::{Day, Standing, State};
use crate::collect::{Collected, File};
use crate::export::xlsx::{
    DEFAULT_CELL, ROW_LIMIT, SIZE, across, around, cell, font, height, inside, running_header, saved, set_up_page, text,
};
use crate::meeting::Meeting;
use crate::meeting::look::{Look, PaperSize};
use crate::read::table::cell_name;
use crate::say::diag::{Diagnostic, Place, Result, Severity};
use crate::say::words::{self, Lang};
use crate::say::{self, is_known_id};
use crate::typeset::measure::Ruler;

/// Size of a sheet's title, in points.
const TITLE_SIZE: f64 = 14.0;
const HEAD_FILL: u32 = 0xD9_D9_D9;
/// Title, facts and headings: the rows that every page repeats.
const HEAD_ROWS: u32 = 3;
/// Most characters of an opinion.
const OPINION_LIMIT: usize = 40;
/// Most characters of an answer to choose.
const OPTION_LIMIT: usize = 120;
/// More rows than anybody looks at one by one.
const MANY: usize = 10_000;
/// Room for the button of the filter beside a heading, in em.
const BUTTON: f64 = 1.5;

/// What the report says beside what was collected.
pub struct Report<'a> {
    pub meeting: &'a Meeting,
    pub collected: &'a Collected,
    /// Whether the answers were taken over into the meeting.
    pub taken: bool,
    pub as_of: Option<Day>,
    /// Number and text of the opinions, by identifier.
    pub opinions: BTreeMap<&'a str, (&'a str, &'a str)>,
}

impl Report<'_> {
    /// Number and beginning of an opinion.
    fn asked(&self, id: &str) -> String {
        let text = |(no, text): &(&str, &str)| format!("{no}　{}", say::line(text, OPINION_LIMIT));
        self.opinions.get(id).map_or(String::new(), text)
    }

    /// Division, file, sheet, cell, opinion and heading of a place, and what follows.
    fn placed<'a>(&self, place: &Place, rest: [Cow<'a, str>; 2]) -> Vec<Value<'a>> {
        let known = |part: Option<&str>| Value::from(part.unwrap_or_default().to_owned());
        let file = place.file.rsplit('/').next().unwrap_or_default().to_owned();
        let opinion = place.record.as_deref().map(|id| if is_known_id(id) { id.to_owned() } else { self.asked(id) });
        let fixed = [
            known(place.division.as_deref()),
            file.into(),
            known(place.sheet.as_deref()),
            known(place.cell.as_deref()),
            known(opinion.as_deref()),
            known(place.heading.as_deref()),
        ];
        fixed.into_iter().chain(rest.map(Value::Text)).collect()
    }
}

/// A sheet: its name, what it is, its columns with their widths in em, and its rows.
struct Sheet<'a> {
    name: &'static str,
    title: &'static str,
    facts: String,
    columns: Vec<Heading>,
    /// Made one by one as they are written: there may be very many.
    rows: Peekable<Rows<'a>>,
}

/// A heading and the width of its column, in em.
type Heading = (&'static str, f64);

/// The columns of what stands somewhere, as [`Report::placed`] has them, with two more for what is said of it.
fn placed_columns(field: &'static str, said: [Heading; 2]) -> Vec<Heading> {
    let place = [("課", 8.0), ("ファイル", 13.0), ("シート", 6.0), ("セル", 5.0), ("意見", 12.0), (field, 7.0)];
    place.into_iter().chain(said).collect()
}

type Rows<'a> = Box<dyn Iterator<Item = Vec<Value<'a>>> + 'a>;

fn rows<'a>(rows: impl Iterator<Item = Vec<Value<'a>>> + 'a) -> Peekable<Rows<'a>> {
    (Box::new(rows) as Rows<'a>).peekable()
}

enum Value<'a> {
    Text(Cow<'a, str>),
    Number(usize),
}

impl<'a, T: Into<Cow<'a, str>>> From<T> for Value<'a> {
    fn from(text: T) -> Self {
        Self::Text(text.into())
    }
}

/// The workbook.
pub fn workbook(report: &Report, ruler: &Ruler) -> Result<Vec<u8>> {
    bytes(report, ruler).map_err(|e| Diagnostic::error(words::workbook(e)).hint(words::own_fault_hint()).into())
}

fn bytes(report: &Report, ruler: &Ruler) -> std::result::Result<Vec<u8>, XlsxError> {
    let (year, month, day) = report.meeting.date();
    let mut workbook = Workbook::new();
    let properties = DocProperties::new().set_title("回収状況").set_creation_datetime(&ExcelDateTime::from_ymd(year, month, day)?);
    workbook.set_properties(&properties);
    workbook.set_default_format(&font(&report.meeting.look, SIZE), DEFAULT_CELL.0, DEFAULT_CELL.1)?;
    let sheets = [standings(report), cases(report), waiting(report), changes(report), strays(report), notes(report), files(report)];
    for mut sheet in sheets {
        if sheet.name == STANDINGS || sheet.rows.peek().is_some() {
            write(workbook.add_worksheet(), report.meeting, ruler, sheet)?;
        }
    }
    saved(workbook)
}

const STANDINGS: &str = "回収状況";

fn standings<'a>(report: &'a Report) -> Sheet<'a> {
    let collected = report.collected;
    let count = |division: &str, wanted: &dyn Fn(&Case) -> bool| {
        collected.cases.iter().filter(|case| case.division == division && wanted(case)).count()
    };
    let of = |place: &Place, division: &str| place.division.as_deref() == Some(division);
    let row = |standing: &Standing| {
        let name = standing.division.as_str();
        let numbers = [
            standing.asked,
            standing.answered,
            standing.begun,
            standing.asked - standing.answered - standing.begun,
            count(name, &Case::is_open),
            count(name, &|case| case.kind == CaseKind::Conflict),
            collected.changes.iter().filter(|change| of(&change.place, name)).count(),
            collected.strays.iter().filter(|stray| of(&stray.place, name)).count(),
            collected.files.iter().filter(|file| file.division.as_deref() == Some(name)).count(),
        ];
        (standing.state().say(Lang::Ja), numbers)
    };
    let all: Vec<(String, (String, [usize; 9]))> =
        collected.standings.iter().map(|standing| (standing.division.clone(), row(standing))).collect();
    let totals: [usize; 9] = std::array::from_fn(|index| all.iter().map(|(_, (_, numbers))| numbers[index]).sum());
    let states = |state| collected.standings.iter().filter(|standing| standing.state == state).count();
    let summary = format!("済{}・一部{}・未回答{}", states(State::Done), states(State::Part), states(State::None));
    let all = all.into_iter().chain([("計".to_owned(), (summary, totals))]);
    let all = all.map(|(name, (state, numbers))| {
        let texts = [Value::from(name), Value::from(state)].into_iter();
        texts.chain(numbers.into_iter().map(Value::Number)).collect()
    });
    Sheet {
        name: STANDINGS,
        title: "回収状況",
        facts: facts(report),
        columns: vec![
            ("課", 15.0),
            ("状態", 15.0),
            ("照会(件)", 6.0),
            ("回答済(件)", 6.0),
            ("記入途中(件)", 6.0),
            ("未回答(件)", 6.0),
            ("判断待ち(件)", 6.0),
            ("食い違い(件)", 6.0),
            ("照会文の\n変更(か所)", 7.0),
            ("欄外の\n記入(件)", 6.0),
            ("ファイル(件)", 6.0),
        ],
        rows: rows(all),
    }
}

/// Due date, day of the report, and whether the answers were taken over.
fn facts(report: &Report) -> String {
    let day = |(year, month, day): Day| format!("{year}年{month}月{day}日");
    let due = report.meeting.inquiry.as_ref().and_then(|inquiry| inquiry.due.date).map(|date| day((date.year, date.month, date.day)));
    let undecided = report.collected.undecided().count();
    let taken = match (report.taken, undecided) {
        (true, 0) => "回答は responses.csv に反映済み".to_owned(),
        (true, _) => format!("判断待ち{undecided}件を除き、回答は responses.csv に反映済み"),
        (false, _) => format!("判断待ち{undecided}件があるため、responses.csv には未反映"),
    };
    let facts = [
        Some(report.meeting.head.title.clone()),
        due.map(|due| format!("回答期限 {due}")),
        Some(report.as_of.map_or("期限超過は未判定（基準日の指定なし）".to_owned(), |today| format!("{}現在", day(today)))),
        Some(taken),
    ];
    facts.into_iter().flatten().collect::<Vec<_>>().join("　／　")
}

fn cases<'a>(report: &'a Report) -> Sheet<'a> {
    let row = |case: &'a Case| -> Vec<Value<'a>> {
        let options = case.shown(OPTION_LIMIT, SHOWN).map(|(number, choice)| format!("{number}：{choice:#}"));
        let options: Vec<String> = options.chain(case.further(SHOWN).map(|further| further.say(Lang::Ja))).collect();
        let decision = case.decision.map_or("未定".to_owned(), |decision| decision.to_string());
        let places = case.places.iter().take(SHOWN).map(cell_place);
        let places: Vec<String> = places.chain((case.places.len() > SHOWN).then(|| "…".to_owned())).collect();
        vec![
            case.key.as_str().into(),
            case.division.as_str().into(),
            case.id.as_str().into(),
            report.asked(&case.id).into(),
            heading(report.meeting, &case.field).into(),
            case.message.say(Lang::Ja).into(),
            options.join("\n").into(),
            decision.into(),
            places.join("\n").into(),
        ]
    };
    Sheet {
        name: "判断",
        title: "判断が必要なもの",
        facts: "会議のフォルダーの decisions.csv の「判断」に番号を入れ、もう一度回収してください。長い回答の全文は「未反映の回答」にあります。".to_owned(),
        columns: vec![
            ("番号", 6.5),
            ("課", 8.0),
            ("意見ID", 6.0),
            ("No.・意見", 14.0),
            ("回答欄", 7.0),
            ("内容", 13.0),
            ("選択肢", 28.0),
            ("判断", 4.0),
            ("場所", 15.0),
        ],
        rows: rows(report.collected.cases.iter().map(row)),
    }
}

/// Answers that responses.csv does not have: behind an undecided case, refused, or all, as long as nothing is taken.
fn waiting<'a>(report: &'a Report) -> Sheet<'a> {
    let row = |question: &Question, value: &'a str, place: &Place, why: Cow<'a, str>| {
        let place = place.clone().heading(heading(report.meeting, &question.field)).record(&question.id);
        report.placed(&place, [value.into(), why])
    };
    let collected = report.collected;
    let held = collected.waiting.iter().map(move |held| {
        let further = held.further.iter().map(|(row, column)| EcoString::from(cell_name(row + 1, *column)));
        let cells: Vec<EcoString> = held.place.cell.iter().cloned().chain(further).collect();
        let place = Place { cell: Some(cells.join("\n").into()), ..held.place.clone() };
        row(&held.question, &held.value, &place, held.why.message().say(Lang::Ja).into())
    });
    let all = words::waiting_all().say(Lang::Ja);
    let others = collected.fresh.iter().filter(|_| !report.taken).filter_map(move |question| {
        let response = collected.responses.0.get(question)?;
        Some(row(question, &response.value, &response.place, all.clone().into()))
    });
    Sheet {
        name: "未反映の回答",
        title: "まだ反映していない回答",
        facts: "「判断」のシートのものが決まり、もう一度回収すると反映します。「受け取らない」としたものも残します。".to_owned(),
        columns: placed_columns("回答欄", [("記入内容", 36.0), ("理由", 14.0)]),
        rows: rows(held.chain(others)),
    }
}

fn changes<'a>(report: &'a Report) -> Sheet<'a> {
    let all = report.collected.changes.iter().map(|change| {
        let before = change.before.as_deref().unwrap_or("（送った時の文は記録にありません）");
        report.placed(&change.place, [before.into(), change.after.as_str().into()])
    });
    Sheet {
        name: "照会文の変更",
        title: "書き換えられた照会文",
        facts: "灰色の欄が変えられています。意見の記録は変わりません。".to_owned(),
        columns: placed_columns("欄", [("送った文", 25.0), ("返ってきた文", 25.0)]),
        rows: rows(all),
    }
}

fn strays<'a>(report: &'a Report) -> Sheet<'a> {
    let strays = report.collected.strays.iter();
    let all = strays.map(|stray| report.placed(&stray.place, [stray.text.as_str().into(), stray.why.say(Lang::Ja).into()]));
    Sheet {
        name: "欄外の記入",
        title: "回答欄の外の記入",
        facts: "回答としては受け取っていません。必要なものは課に確かめ、responses.csv に書き加えてください。".to_owned(),
        columns: placed_columns("欄", [("記入内容", 36.0), ("理由", 14.0)]),
        rows: rows(all),
    }
}

fn notes<'a>(report: &'a Report) -> Sheet<'a> {
    let mut notes: Vec<&Diagnostic> = report.collected.notes.iter().collect();
    notes.sort_by_key(|note| note.severity);
    let all = notes.into_iter().map(|note| {
        let severity = match note.severity {
            Severity::Error => "エラー",
            Severity::Warning => "注意",
            Severity::Guess => "推定",
            Severity::Note => "参考",
        };
        let hints: Vec<String> = note.hints.iter().map(|hint| hint.say(Lang::Ja)).collect();
        let place = note.place.clone().unwrap_or_default();
        let mut row = report.placed(&place, [note.message.say(Lang::Ja).into(), hints.join("\n").into()]);
        row.insert(0, severity.into());
        row
    });
    Sheet {
        name: "確認事項",
        title: "確認事項",
        facts: "「推定」は、変わっていても回答を受け取れたものです。".to_owned(),
        columns: [("程度", 5.0)].into_iter().chain(placed_columns("欄", [("内容", 26.0), ("すること", 20.0)])).collect(),
        rows: rows(all),
    }
}

fn files<'a>(report: &'a Report) -> Sheet<'a> {
    let row = |file: &'a File| -> Vec<Value<'a>> {
        let note = match (&file.copy_of, &file.division) {
            (Some(first), _) => words::same_file(first).say(Lang::Ja),
            (None, None) => "受け取れません（確認事項のとおり）".to_owned(),
            (None, Some(_)) => String::new(),
        };
        let edition = if file.edition == 0 { String::new() } else { format!("第{}版", file.edition) };
        vec![
            file.name.as_str().into(),
            file.division.as_deref().unwrap_or_default().into(),
            edition.into(),
            Value::Number(file.rows),
            Value::Number(file.answers),
            note.into(),
            file.digest.as_str().into(),
        ]
    };
    Sheet {
        name: "ファイル",
        title: "受け取ったファイル",
        facts: "SHA-256は、ファイルが後で変わっていないことを確かめるための値です。".to_owned(),
        columns: vec![
            ("ファイル", 28.0),
            ("課", 10.0),
            ("版", 5.0),
            ("意見(行)", 6.0),
            ("記入(欄)", 6.0),
            ("備考", 22.0),
            ("SHA-256", 18.0),
        ],
        rows: rows(report.collected.files.iter().map(row)),
    }
}

/// File, sheet and cell, without what other columns say.
fn cell_place(place: &Place) -> String {
    Place { record: None, division: None, heading: None, file: place.file.rsplit('/').next().unwrap_or_default().into(), ..place.clone() }
        .to_string()
}

/// The heading of what divisions fill in.
fn heading(meeting: &Meeting, key: &str) -> String {
    meeting.answers().find(|(known, _)| *known == key).map_or(key, |(_, heading)| heading).to_owned()
}

fn write(sheet: &mut Worksheet, meeting: &Meeting, ruler: &Ruler, mut table: Sheet) -> std::result::Result<(), XlsxError> {
    let plain = font(&meeting.look, SIZE).set_align(FormatAlign::VerticalCenter);
    let boxed = cell(&meeting.look);
    let head = boxed.clone().set_bold().set_background_color(HEAD_FILL).set_align(FormatAlign::VerticalCenter);
    let number = font(&meeting.look, SIZE).set_border(FormatBorder::Thin).set_align(FormatAlign::Top).set_align(FormatAlign::Right);
    let widths: Vec<u32> = table.columns.iter().map(|(_, width)| around(*width)).collect();
    let last = widths.len() as u16 - 1;
    sheet.set_name(table.name)?;
    for (column, width) in (0..).zip(&widths) {
        sheet.set_column_width_pixels(column, *width)?;
    }
    text(sheet, 0, 0, table.title, &plain.clone().set_bold().set_font_size(TITLE_SIZE))?;
    sheet.set_row_height_pixels(0, height(1, TITLE_SIZE))?;
    let total: u32 = widths.iter().sum();
    across(sheet, 1, (0, last), &table.facts, &plain.set_text_wrap())?;
    sheet.set_row_height_pixels(1, height(ruler.lines(&table.facts, inside(total, SIZE)).len(), SIZE))?;
    let mut lines = 1;
    for ((column, (heading, _)), width) in (0..).zip(table.columns).zip(&widths) {
        text(sheet, HEAD_ROWS - 1, column, heading, &head)?;
        lines = lines.max(ruler.lines(heading, inside(*width, SIZE) - BUTTON).len());
    }
    sheet.set_row_height_pixels(HEAD_ROWS - 1, height(lines, SIZE) + 6)?;
    // What is kept of a row for its height is more than all its texts: of very many, most are as high as the first.
    let is_long = table.rows.size_hint().0 > MANY;
    let mut body = Body { ruler, widths: &widths, boxed, number, usual: None };
    body.usual = table.rows.peek().filter(|_| is_long).map(|first| {
        let lines = body.fallen(first).iter().map(Vec::len).max().unwrap_or(1).max(1);
        height(lines, SIZE).min(ROW_LIMIT)
    });
    if let Some(usual) = body.usual {
        sheet.set_default_row_height_pixels(usual);
    }
    let mut row = HEAD_ROWS;
    for values in table.rows {
        row = body.write(sheet, row, &values)?;
    }
    if row > HEAD_ROWS {
        sheet.autofilter(HEAD_ROWS - 1, 0, row - 1, last)?;
    }
    sheet.set_freeze_panes(HEAD_ROWS, 1)?;
    sheet.set_repeat_rows(0, HEAD_ROWS - 1)?;
    sheet.set_screen_gridlines(false);
    set_up_page(sheet, &Look { paper: PaperSize::A4, ..meeting.look.clone() }, true);
    sheet.set_header(running_header(meeting));
    Ok(())
}

/// How the rows of a table are written.
struct Body<'a> {
    ruler: &'a Ruler,
    widths: &'a [u32],
    boxed: Format,
    number: Format,
    /// The height that rows have if nothing is said of them.
    usual: Option<u32>,
}

impl Body<'_> {
    /// Writes a row; one that is higher than rows may be goes on in further rows. Returns the row below.
    fn write(&self, sheet: &mut Worksheet, first: u32, values: &[Value]) -> std::result::Result<u32, XlsxError> {
        let most = (1..).take_while(|lines| height(*lines, SIZE) <= ROW_LIMIT).last().unwrap_or(1);
        let lines = self.fallen(values);
        let parts = lines.iter().map(|lines| lines.len().div_ceil(most)).max().unwrap_or(1).max(1);
        for part in 0..parts {
            let row = first + part as u32;
            let mut highest = 1;
            for ((column, value), lines) in (0..).zip(values).zip(&lines) {
                match value {
                    Value::Number(count) if part == 0 => {
                        sheet.write_number_with_format(row, column, *count as f64, &self.number)?;
                    }
                    Value::Number(_) => text(sheet, row, column, "", &self.boxed)?,
                    Value::Text(content) => {
                        let here = lines.get(part * most..lines.len().min((part + 1) * most)).unwrap_or_default();
                        let content = here.first().zip(here.last()).map_or("", |(first, last)| &content[first.start..last.end]);
                        text(sheet, row, column, content, &self.boxed)?;
                        highest = highest.max(here.len());
                    }
                }
            }
            let height = height(highest, SIZE).min(ROW_LIMIT);
            if self.usual != Some(height) {
                sheet.set_row_height_pixels(row, height)?;
            }
        }
        Ok(first + parts as u32)
    }

    /// The lines into which each text of a row falls.
    fn fallen(&self, values: &[Value]) -> Vec<Vec<Range<usize>>> {
        let lines = values.iter().zip(self.widths).map(|(value, width)| match value {
            Value::Text(content) => self.ruler.lines(content, inside(*width, SIZE)),
            Value::Number(_) => Vec::new(),
        });
        lines.collect()
    }
}
