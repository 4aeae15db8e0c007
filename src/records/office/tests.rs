//! Workbooks as offices keep them, written here and read.

mod doubts;
mod forms;
mod kinds;
mod unpublished;
mod unseen;
mod variants;

use std::path::Path;

use rust_xlsxwriter::{Format, Workbook, Worksheet};

use super::propose::{Answers, Proposal, propose};
use crate::meeting::Meeting;
use crate::read::workbook;
use crate::records::record::Opinion;
use crate::records::{load, validate};
use crate::say::diag::{Diagnostic, Diagnostics, Result, Severity};
use crate::say::words::Lang;

/// What workbooks are called here.
const FILE: &str = "意見.xlsx";

const LIST: &str = "[[papers]]\nlayout = \"list\"\nfiles = [\"a.pdf\"]\n";

fn parsed(toml: &str) -> Meeting {
    Meeting::parse(toml, Path::new("m")).unwrap()
}

pub(super) fn meeting(more: &str) -> Meeting {
    parsed(&format!("[meeting]\ntitle = \"あ\"\ndate = 2026-04-01\n{more}"))
}

/// The opinions of a file, and what is found but that they were given identifiers.
fn found(meeting: &Meeting, file: &str, bytes: &[u8]) -> (Vec<Opinion>, Diagnostics) {
    let mut findings = Diagnostics::default();
    let records = load::records(meeting, file, bytes, &mut findings).unwrap();
    let opinions = validate::validate(meeting, &records, &mut findings);
    findings.0.retain(|finding| finding.message.code() != "ids_derived");
    (opinions, findings)
}

/// A finding: how grave it is, its key, and its cell.
type Said = (Severity, &'static str, String);

fn read(meeting: &Meeting, book: &mut Workbook) -> (Vec<Opinion>, Vec<Said>) {
    let (opinions, findings) = found(meeting, FILE, &book.save_to_buffer().unwrap());
    let cell = |finding: &Diagnostic| finding.place.as_ref().and_then(|place| place.cell.clone()).unwrap_or_default().into();
    (opinions, findings.0.iter().map(|finding| (finding.severity, finding.message.code(), cell(finding))).collect())
}

fn keyed(said: &[Said]) -> Vec<(&'static str, &str)> {
    said.iter().map(|(_, key, cell)| (*key, cell.as_str())).collect()
}

fn keys(findings: &[Diagnostic]) -> Vec<&'static str> {
    findings.iter().map(|finding| finding.message.code()).collect()
}

/// The hints of every error, in Japanese.
fn hints(meeting: &Meeting, book: &mut Workbook) -> Vec<String> {
    let (_, findings) = found(meeting, FILE, &book.save_to_buffer().unwrap());
    let errors = findings.0.iter().filter(|finding| finding.severity == Severity::Error);
    errors.flat_map(|finding| &finding.hints).map(|hint| hint.say(Lang::Ja)).collect()
}

/// What `init` would write for a workbook, and what it asks.
fn proposal(book: &mut Workbook) -> Result<Proposal> {
    propose(&workbook::book(FILE, &book.save_to_buffer().unwrap()).unwrap(), FILE, &Answers::default())
}

/// The meeting that it would write, and its settings.
fn proposed(book: &mut Workbook) -> (Meeting, String) {
    let toml = proposal(book).unwrap().meeting_toml;
    (parsed(&toml), toml)
}

/// A workbook of one sheet.
fn written(rows: &[&[&str]]) -> Workbook {
    let mut book = Workbook::new();
    sheet(&mut book, rows);
    book
}

/// A workbook of sheets with these names.
fn sheets(sheets: &[(&str, &[&[&str]])]) -> Workbook {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        fill(book.add_worksheet().set_name(*name).unwrap(), 0, rows);
    }
    book
}

fn first(book: &mut Workbook) -> &mut Worksheet {
    book.worksheet_from_index(0).unwrap()
}

fn sheet(book: &mut Workbook, rows: &[&[&str]]) {
    fill(book.add_worksheet(), 0, rows);
}

fn fill(sheet: &mut Worksheet, top: u32, rows: &[&[&str]]) {
    for (row, cells) in (top..).zip(rows) {
        for (column, text) in (0..).zip(*cells) {
            if !text.is_empty() {
                sheet.write(row, column, *text).unwrap();
            }
        }
    }
}

fn placed(opinions: &[Opinion]) -> Vec<(&str, &str)> {
    opinions.iter().map(|opinion| (opinion.category.as_str(), opinion.text.as_str())).collect()
}

#[test]
fn office_title_blank_total_note() {
    let mut book = written(&[
        &["第2回検討会　意見一覧"],
        &[],
        &["№", "分 類", "ご意見の概要", "受付者"],
        &["1", "配置", "意見一", "山田"],
        &["2", "", "意見二", ""],
        &["3", "運営", "意見三", ""],
        &["", "合計", "", "3"],
        &[],
        &["※意見は要約しています。"],
    ]);
    let (opinions, said) = read(&meeting(""), &mut book);
    assert_eq!(placed(&opinions), [("配置", "意見一"), ("配置", "意見二"), ("運営", "意見三")]);
    assert_eq!(keyed(&said), [("row_total", "B7"), ("row_note", "A9"), ("column_unused", "D3"), ("blank_filled", "B5")]);
}

#[test]
fn office_as_above() {
    let mut book = written(&[
        &["No.", "意見", "回答", "メモ"],
        &["1", "坂が急だ", "手すりを付けます", "〃"],
        &["2", "道が狭い", "同上", "〃"],
        &["3", "↑", "同上の理由", ""],
    ]);
    let fields = "[[fields]]\nkey = \"reply\"\nheading = \"回答\"\n[[fields]]\nkey = \"memo\"\nheading = \"メモ\"\nprivate = false\n";
    let paper = "[[papers]]\nlayout = \"list\"\nfiles = [\"a.pdf\"]\ncolumns = [\"no\", \"text\", \"reply\"]\n";
    let (opinions, said) = read(&meeting(&format!("{fields}{paper}")), &mut book);
    assert_eq!(opinions[1].fields, ["同上", "〃"], "nothing is changed");
    assert_eq!(keyed(&said), [("text_ditto", "C3"), ("text_ditto", "B4")]);
}

#[test]
fn office_labels_as_above() {
    let mut book = Workbook::new();
    let rows = ["橋", "上に同じ", "↑", "（同上）", "(同上)", "\"", "''", "〃"].map(|label| [label, "橋を直してほしい"]);
    let rows: Vec<&[&str]> = std::iter::once(&["項目", "意見"]).chain(&rows).map(|row| row.as_slice()).collect();
    sheet(&mut book, &rows);
    let (opinions, _) = read(&meeting(""), &mut book);
    assert!(opinions.len() == 8 && opinions.iter().all(|opinion| opinion.category == "橋"), "{opinions:?}");
}

/// What follows from a fault is not said again, and nothing is taken for a fault that is none.
#[test]
fn office_faults() {
    let mut book = written(&[&["項目", "意見"], &["", "一"], &["", "二"], &["\u{10ffff}", "三"], &["", "四"]]);
    let of_sheet = first(&mut book);
    of_sheet.write_formula(1, 0, "=1/0").unwrap().set_formula_result(1, 0, "#DIV/0!");
    let (opinions, said) = read(&meeting(""), &mut book);
    let errors: Vec<&Said> = said.iter().filter(|(severity, ..)| *severity == Severity::Error).collect();
    assert!(opinions.is_empty(), "{opinions:?}");
    let expected = [("cell_error", "A2"), ("noncharacter", "A4"), ("noncharacter", "A5")];
    assert_eq!(errors.iter().map(|(_, key, cell)| (*key, cell.as_str())).collect::<Vec<_>>(), expected);
}

#[test]
fn office_merged() {
    let mut book = written(&[&["項目", "意見", "番号"], &["", "一", "1"], &["", "二", "2"], &["運営", "三", "3"], &["費用", "", "4"]]);
    let sheet = first(&mut book);
    sheet.merge_range(1, 0, 2, 0, "配置", &Format::new()).unwrap();
    sheet.merge_range(3, 1, 4, 1, "三", &Format::new()).unwrap();
    let (opinions, said) = read(&meeting(""), &mut book);
    assert_eq!(placed(&opinions)[..2], [("配置", "一"), ("配置", "二")]);
    assert!(said.contains(&(Severity::Error, "cells_merged", "B4:B5".into())), "{said:?}");
    assert!(said.contains(&(Severity::Guess, "cells_merged_filled", "A2:A3".into())), "{said:?}");
}

/// Rows that are merged for their height alone say the same as one row.
#[test]
fn office_merged_for_height() {
    let mut book = written(&[&["番号", "項目", "意見"], &[], &[], &[], &["2", "運営", "二"]]);
    let sheet = first(&mut book);
    for (column, text) in ["1", "配置", "一"].into_iter().enumerate() {
        sheet.merge_range(1, column as u16, 3, column as u16, text, &Format::new()).unwrap();
    }
    let (opinions, said) = read(&meeting(""), &mut book);
    assert_eq!((placed(&opinions), said), (vec![("配置", "一"), ("運営", "二")], vec![]));
}

#[test]
fn office_struck_heading() {
    let struck = Format::new().set_font_strikethrough();
    let book = || {
        let mut book = written(&[&["番号", "意見", "備考", "課"], &["1", "一", "確認中", "公園課"]]);
        first(&mut book).write_with_format(0, 2, "備考", &struck).unwrap().write_with_format(0, 3, "課", &struck).unwrap();
        book
    };
    let field = "[[fields]]\nkey = \"remarks\"\nheading = \"備考\"\n";
    let unused = "[columns]\n\"課\" = \"unused\"\n";
    let (_, said) = read(&meeting(&format!("{unused}{field}private = false\n")), &mut book());
    assert_eq!(said, [(Severity::Warning, "heading_struck", "C1".into())]);
    assert_eq!(read(&meeting(&format!("{unused}{field}private = true\n")), &mut book()).1, []);
    assert_eq!(read(&meeting(&format!("{unused}[records]\nstruck = \"keep\"\n{field}private = false\n")), &mut book()).1, []);
}

/// Of a form that asks for both, the opinion is not what it is called.
#[test]
fn office_title_beside_the_opinion() {
    let field = "[[fields]]\nkey = \"name\"\nheading = \"ご意見（件名）\"\n";
    let mut book = written(&[&["番号", "ご意見（件名）", "ご意見（本文）"], &["1", "駐車場", "足りない"]]);
    assert_eq!(placed(&read(&meeting(field), &mut book).0), [("", "足りない")]);
}

/// When a form was sent in is nothing that a row without an opinion would take with it.
#[test]
fn office_stamp_beside_an_empty_opinion() {
    let field = "[[fields]]\nkey = \"sent\"\nheading = \"タイムスタンプ\"\nprivate = false\n";
    let rows: &[&[&str]] = &[
        &["番号", "タイムスタンプ", "意見"],
        &["1", "2026/11/20 10:11:12 午前 GMT+9", "一"],
        &["2", "2026/11/21 10:11:12 午後 GMT+9", ""],
    ];
    let said = read(&meeting(field), &mut written(rows)).1;
    assert_eq!(keyed(&said), [("empty_text", "C3")]);
    let said = read(&meeting(&format!("[records]\nempty = \"skip\"\n{field}")), &mut written(rows)).1;
    assert_eq!(keyed(&said), [("row_left_out_empty", "C3")]);
}

#[test]
fn office_label_that_goes_on() {
    let mut book = written(&[&["項目", "意見"], &["配置", "一"], &["配置（続き）", "二"], &["運営(2/2)", "三"]]);
    let (opinions, said) = read(&meeting(""), &mut book);
    assert_eq!(placed(&opinions), [("配置", "一"), ("配置", "二"), ("運営(2/2)", "三")]);
    assert_eq!(said, [(Severity::Guess, "label_goes_on", "A3".into())]);
}

#[test]
fn office_struck() {
    let mut book = written(&[&["番号", "意見"], &["1", "残す"], &["2", ""], &["3", "残る"]]);
    let sheet = first(&mut book);
    sheet.write_with_format(2, 1, "消した", &Format::new().set_font_strikethrough()).unwrap();
    let bytes_of = |more: &str, book: &mut Workbook| read(&meeting(more), book);
    let (_, said) = bytes_of("", &mut book);
    assert_eq!(said, [(Severity::Error, "cell_struck", "B3".into())]);
    let (opinions, said) = bytes_of("[records]\nstruck = \"drop\"\n", &mut book);
    assert_eq!(placed(&opinions), [("", "残す"), ("", "残る")]);
    let expected = [(Severity::Warning, "cell_struck_dropped", "B3".into()), (Severity::Note, "row_left_out_struck", "A3".into())];
    assert_eq!(said, expected);
    assert_eq!(bytes_of("[records]\nstruck = \"keep\"\n", &mut book).0.len(), 3);
}

#[test]
fn office_side_by_side() {
    let sources =
        "[[sources]]\nkey = \"a\"\nheading = \"委員意見\"\n[[sources]]\nkey = \"b\"\nheading = \"他都市\"\nattribution = \"都市名\"\n";
    let mut book = written(&[&["No.", "項目", "委員意見", "他都市", ""], &["1", "配置", "一", "二", "京都"], &["2", "", "", "三", "浜松"]]);
    let (opinions, _) = read(&meeting(sources), &mut book);
    let said: Vec<_> = opinions.iter().map(|o| (o.source, o.text.as_str(), o.category.as_str(), o.attribution.as_str())).collect();
    assert_eq!(said, [(0, "一", "配置", ""), (1, "二", "配置", "京都"), (1, "三", "配置", "浜松")]);
}

#[test]
fn office_sheets() {
    let sources = "[[sources]]\nkey = \"a\"\nheading = \"委員\"\n[[sources]]\nkey = \"b\"\nheading = \"市民\"\n";
    let mut book = sheets(&[
        ("委員", &[&["項目", "意見"], &["配置", "一"]]),
        ("市民", &[&["項目", "意見"], &["配置", "二"]]),
        ("メモ", &[&["あとで確認"]]),
    ]);
    let (opinions, _) = read(&meeting(sources), &mut book);
    assert_eq!(opinions.iter().map(|o| (o.source, o.text.as_str())).collect::<Vec<_>>(), [(0, "一"), (1, "二")]);
}

#[test]
fn office_bands() {
    let mut book = Workbook::new();
    let sections = "[[sections]]\ntitle = \"配置について\"\n[[sections]]\ntitle = \"運営について\"\n";
    sheet(
        &mut book,
        &[&["番号", "意見", "市の考え方"], &["(1) 配置について"], &["1", "一", "甲"], &["(2)運営について"], &["1", "二", "乙"]],
    );
    let field = "[[fields]]\nkey = \"view\"\nheading = \"市の考え方\"\n";
    let (opinions, said) = read(&meeting(&format!("{sections}{field}")), &mut book);
    assert_eq!(opinions.iter().map(|o| (o.section, o.text.as_str())).collect::<Vec<_>>(), [(0, "一"), (1, "二")], "{said:?}");
    let (opinions, _) = read(&meeting(field), &mut book);
    assert_eq!(placed(&opinions), [("(1) 配置について", "一"), ("(2)運営について", "二")]);
}

#[test]
fn office_spellings() {
    let mut book = written(&[&["項目", "意見"], &["配置", "一"], &["配置　", "二"], &["ＩＣＴ", "三"], &["ICT", "四"]]);
    let (opinions, said) = read(&meeting(""), &mut book);
    assert_eq!(placed(&opinions), [("配置", "一"), ("配置", "二"), ("ＩＣＴ", "三"), ("ＩＣＴ", "四")]);
    assert_eq!(said.len(), 2, "{said:?}");
}

#[test]
fn office_no_headings() {
    let mut book = written(&[&["番号", "所感"], &["1", "一"]]);
    let (opinions, said) = read(&meeting(""), &mut book);
    assert!(opinions.is_empty());
    assert_eq!(said, [(Severity::Error, "no_heading_row", String::new())]);
    let (opinions, _) = read(&meeting("[columns]\n\"所感\" = \"text\"\n"), &mut book);
    assert_eq!(placed(&opinions), [("", "一")]);
}

const TWO_SOURCES: &str = "[[sources]]\nkey = \"会議\"\nheading = \"会議\"\n[[sources]]\nkey = \"市民\"\nheading = \"市民\"\n";

#[test]
fn office_sheet_gives_the_source() {
    let mut book = sheets(&[
        ("会議", &[&["項目", "種別", "意見"], &["配置", "意見", "一"], &["運営", "質問", "二"]]),
        ("市民", &[&["項目", "市民の声"], &["配置", "三つ目の声です"]]),
    ]);
    let (opinions, said) = read(&meeting(TWO_SOURCES), &mut book);
    assert_eq!(opinions.iter().map(|o| (o.source, o.text.as_str())).collect::<Vec<_>>(), [(0, "一"), (0, "二")], "{said:?}");
    assert_eq!(keyed(&said), [("sheet_alike", ""), ("column_unused", "B1")]);
    let (opinions, said) = read(&meeting(&format!("[columns]\n\"市民の声\" = \"text\"\n{TWO_SOURCES}")), &mut book);
    assert_eq!(
        opinions.iter().map(|o| (o.source, o.text.as_str())).collect::<Vec<_>>(),
        [(0, "一"), (0, "二"), (1, "三つ目の声です")],
        "{said:?}"
    );
}

#[test]
fn office_sheet_added() {
    let mut book = Workbook::new();
    for name in ["会議", "市民", "窓口"] {
        fill(book.add_worksheet().set_name(name).unwrap(), 0, &[&["項目", "意見"], &["配置", name]]);
    }
    let mut hints = |more: &str| hints(&meeting(more), &mut book);
    let hint = hints(TWO_SOURCES).remove(0);
    let lines = hint.split_once('\n').unwrap().1;
    assert_eq!(lines, "[[sources]]\nkey = \"窓口\"\nheading = \"窓口\"");
    assert!(hints(&format!("{TWO_SOURCES}{lines}\n")).is_empty());
    let sections = "[[sections]]\ntitle = \"会議\"\n[[sections]]\ntitle = \"市民\"\n";
    let hint = hints(sections).remove(0);
    assert!(hints(&format!("{sections}{}\n", hint.split_once('\n').unwrap().1)).is_empty());
}

#[test]
fn office_headings_in_two_rows() {
    let rows: &[&[&str]] = &[
        &["No.", "項目", "ご意見", "", "市の考え方", ""],
        &["", "", "概要", "件数", "概要", "区分"],
        &["1", "配置", "狭い。", "2", "広げます。", "反映"],
    ];
    let field = |key: &str, heading: &str| format!("[[fields]]\nkey = \"{key}\"\nheading = \"{heading}\"\n");
    let columns = "[columns]\n\"市の考え方／概要\" = \"view\"\n\"市の考え方／区分\" = \"action\"\n";
    let more = format!("{columns}{}{}", field("view", "考え方"), field("action", "対応区分"));
    for (across, downwards) in [(true, true), (true, false), (false, false)] {
        let mut book = written(rows);
        let sheet = first(&mut book);
        for (left, right) in [(2, 3), (4, 5)].into_iter().filter(|_| across) {
            sheet.merge_range(0, left, 0, right, rows[0][left as usize], &Format::new()).unwrap();
        }
        if downwards {
            sheet.merge_range(0, 0, 1, 0, "No.", &Format::new()).unwrap();
            sheet.merge_range(0, 1, 1, 1, "項目", &Format::new()).unwrap();
        }
        let (opinions, said) = read(&meeting(&more), &mut book);
        assert_eq!(placed(&opinions), [("配置", "狭い。")], "{said:?}");
        assert_eq!(opinions[0].fields, ["広げます。", "反映"]);
        assert_eq!(keyed(&said), [("column_unused", "D2")]);
    }
}

/// The upper heading tells which of two columns of one name holds the opinions.
#[test]
fn office_contents_in_two_rows() {
    let rows: &[&[&str]] = &[
        &["No.", "意見の概要", "", "市の考え方", ""],
        &["", "項目", "内容", "対応区分", "内容"],
        &["1", "配置", "狭い。", "反映", "広げます。"],
    ];
    let (opinions, said) = read(&meeting(""), &mut written(rows));
    assert_eq!(placed(&opinions), [("配置", "狭い。")], "{said:?}");
}

/// A legend beside the table is none of its columns, but where the meeting says so, or where it stands among them.
#[test]
fn office_legend_beside() {
    let of = |rows: &[&[&str]], more: &str| {
        let (opinions, said) = read(&meeting(more), &mut written(rows));
        assert_eq!(opinions.len(), 2, "{said:?}");
        said.into_iter().map(|(_, key, cell)| format!("{key} {cell}")).collect::<Vec<_>>()
    };
    let apart: &[&[&str]] =
        &[&["No.", "意見", "対応", "", "凡例", ""], &["1", "狭い。", "◎", "", "◎", "反映"], &["2", "暗い。", "○", "", "○", "検討"]];
    let field = "[[fields]]\nkey = \"action\"\nheading = \"対応\"\n";
    let said = of(apart, field);
    assert!(said.iter().any(|said| said.starts_with("stray_cell")) && !said.iter().any(|said| said.contains("column_unused")), "{said:?}");
    let declared = format!("{field}[[fields]]\nkey = \"sign\"\nheading = \"凡例\"\n");
    assert!(of(apart, &declared).iter().any(|said| said == "stray_cell F2"));
    let among: &[&[&str]] = &[&["No.", "意見", "凡例"], &["1", "狭い。", "◎"], &["2", "暗い。", "○"]];
    assert_eq!(of(among, ""), ["column_unused C1"]);
}

#[test]
fn office_sources_over_their_columns() {
    let sources =
        "[[sources]]\nkey = \"a\"\nheading = \"委員会\"\nattribution = \"発言者\"\n[[sources]]\nkey = \"b\"\nheading = \"市民\"\n";
    let mut book = written(&[
        &["", "", "", "", "市民", ""],
        &["No.", "項目", "意見", "発言者", "意見", "属性"],
        &["1", "配置", "一", "山田", "二", "会社員"],
    ]);
    let sheet = first(&mut book);
    sheet.merge_range(0, 2, 0, 3, "委員会", &Format::new()).unwrap();
    sheet.merge_range(0, 4, 0, 5, "市民", &Format::new()).unwrap();
    let (opinions, said) = read(&meeting(sources), &mut book);
    let opinions: Vec<_> = opinions.iter().map(|o| (o.source, o.text.as_str(), o.attribution.as_str())).collect();
    assert_eq!(opinions, [(0, "一", "山田"), (1, "二", "")], "{said:?}");
}

#[test]
fn office_tables_side_by_side() {
    let mut book = written(&[
        &["No.", "項目", "意見", "", "No.", "項目", "意見"],
        &["1", "配置", "一", "", "3", "運営", "三"],
        &["2", "", "二", "", "4", "", "四"],
    ]);
    let (opinions, said) = read(&meeting(""), &mut book);
    assert_eq!(placed(&opinions), [("配置", "一"), ("配置", "二"), ("運営", "三"), ("運営", "四")], "{said:?}");
    assert!(said.iter().all(|(severity, ..)| *severity == Severity::Guess), "{said:?}");
}

#[test]
fn office_numbers() {
    let mut book = written(&[
        &["No.", "項目", "意見"],
        &["No.1", "配置", "一"],
        &["2番", "", "二"],
        &["(3)", "", "三"],
        &["5～6", "", "四"],
        &["7月1日", "", "五"],
    ]);
    let (opinions, said) = read(&meeting("[records]\nblanks = \"empty\"\n"), &mut book);
    let numbers: Vec<&str> = opinions.iter().filter_map(|o| o.no.as_ref()).map(|no| no.text.as_str()).collect();
    assert_eq!(numbers, ["1", "2", "3"]);
    assert_eq!(keyed(&said), [("no_read", "A2"), ("no_read", "A3"), ("no_read", "A4"), ("bad_no", "A5"), ("bad_no", "A6")]);
}

#[test]
fn office_merged_beside() {
    let mut book = written(&[&["No.", "意見", "対応"], &["1", "", ""], &["2", "池が深い", "囲います"]]);
    let sheet = first(&mut book);
    sheet.merge_range(1, 1, 1, 2, "橋が狭い", &Format::new()).unwrap();
    let (_, said) = read(&meeting("[[fields]]\nkey = \"view\"\nheading = \"対応\"\n"), &mut book);
    assert_eq!(said, [(Severity::Error, "cells_merged_beside", "B2:C2".into())]);
}

#[test]
fn office_merged_opinion_is_one_finding() {
    let mut book = written(&[&["No.", "項目", "意見"], &["1", "配置", ""], &["2", "配置", ""], &["3", "運営", "三"]]);
    let sheet = first(&mut book);
    sheet.merge_range(1, 2, 2, 2, "一", &Format::new()).unwrap();
    let (_, said) = read(&meeting(""), &mut book);
    assert_eq!(said, [(Severity::Error, "cells_merged", "C2:C3".into())]);
}

#[test]
fn office_note_that_is_printed() {
    let mut book = written(&[&["No.", "意見"], &["1", "一"], &[], &["※意見は{要約}しています。"]]);
    let bytes = book.save_to_buffer().unwrap();
    let said = |more: &str| found(&meeting(&format!("{LIST}{more}")), FILE, &bytes).1.0;
    let before = said("");
    assert_eq!(before[0].message.code(), "row_note");
    let hint = before[0].hints[0].say(Lang::Ja);
    assert!(said(hint.split_once('\n').unwrap().1).is_empty());
}

#[test]
fn office_hidden_column() {
    let mut book = written(&[&["No.", "意見", "考え方"], &["1", "一", "甲"]]);
    let sheet = first(&mut book);
    sheet.set_column_hidden(2).unwrap();
    let field = "[[fields]]\nkey = \"view\"\nheading = \"考え方\"\n";
    let said = |more: &str, book: &mut Workbook| read(&meeting(&format!("{field}{more}")), book).1;
    assert_eq!(said("", &mut book), [(Severity::Warning, "column_hidden", "C1".into())]);
    assert!(said("private = true\n", &mut book).is_empty());
    assert!(said("[[papers]]\ncolumns = [\"text\", \"view\"]\nfiles = [\"a.pdf\"]\n", &mut book).is_empty());
}

/// A workbook of this program that lost its properties is still known by its worksheets: one of them is read.
#[test]
fn office_own_without_properties() {
    let heads: &[&str] = &["ID", "区分番号", "区分", "項目", "No.", "出典", "意見", "発言者・都市"];
    let of = |data: &[&str]| {
        let mut book = Workbook::new();
        sheet(&mut book, &[&["No.", "項目", "意見"], &["1", "配置", "橋が狭くて、車がすれ違えない。"]]);
        sheet(&mut book, &[data, &["a1", "1", "", "配置", "1", "意見", "橋が狭くて、車がすれ違えない。", ""]]);
        for (worksheet, name) in book.worksheets_mut().iter_mut().zip(["印刷用", "データ"]) {
            worksheet.set_name(name).unwrap();
        }
        let (opinions, said) = read(&meeting("[[sources]]\nkey = \"意見\"\nheading = \"意見\"\n"), &mut book);
        (opinions.len(), said.into_iter().filter(|(severity, ..)| *severity == Severity::Error).count())
    };
    assert_eq!(of(heads), (1, 0));
    assert_ne!(of(&[&["記号"], &heads[1..]].concat()), (1, 0));
}
