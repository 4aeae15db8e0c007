//! Unseen: shapes of tables that offices drop for the first time, from `init --from` to the opinions as they print.

use ecow::EcoString;
use rust_xlsxwriter::{Format, Workbook};

use super::kinds::{LIST, keys, printed, proposed, said};
use super::{meeting, sheet};
use crate::meeting::Meeting;
use crate::read::workbook;
use crate::records::office::propose::propose;
use crate::records::record::Opinion;
use crate::records::{load, validate};
use crate::say::diag::{Diagnostic, Diagnostics, Severity};
use crate::say::words::Lang;

/// What the proposed meeting reads of a file: the opinions, and the keys of the findings with their cells.
fn begun(name: &str, bytes: &[u8]) -> (Meeting, Vec<Opinion>, Vec<(&'static str, EcoString)>) {
    let proposal = propose(&workbook::book(name, bytes).unwrap(), name).unwrap_or_else(|errors| panic!("{}", errors.say(Lang::Ja)));
    let meeting = Meeting::parse(&proposal.meeting_toml, std::path::Path::new("m")).unwrap();
    let mut findings = Diagnostics::default();
    let records = load::records(&meeting, name, bytes, &mut findings).unwrap();
    let opinions = validate::validate(&meeting, &records, &mut findings);
    let cell = |finding: &Diagnostic| finding.place.as_ref().and_then(|place| place.cell.clone()).unwrap_or_default();
    let said = findings.0.iter().filter(|finding| finding.message.key() != "ids_derived");
    let said = said.map(|finding| (finding.message.key(), cell(finding))).collect();
    (meeting, opinions, said)
}

fn texts(opinions: &[Opinion]) -> Vec<(&str, Vec<&str>)> {
    opinions.iter().map(|opinion| (opinion.text.as_str(), opinion.fields.iter().map(EcoString::as_str).collect())).collect()
}

#[test]
fn unseen_replies_below_opinions() {
    let rows: &[&[&str]] = &[
        &["番号", "項目", "意見（上段）／本市の考え方（下段）", "対応"],
        &["1", "橋", "橋が狭い。", ""],
        &["", "", "広げます。", "A"],
        &["2", "灯", "灯が暗い。", "B"],
        &["", "", "替えます。", ""],
        &["3", "池", "池が臭う。", ""],
    ];
    let mut book = Workbook::new();
    sheet(&mut book, rows);
    for row in [1, 3] {
        book.worksheet_from_index(0).unwrap().merge_range(row, 0, row + 1, 0, rows[row as usize][0], &Format::new()).unwrap();
    }
    let (meeting, opinions, said) = begun("意見.xlsx", &book.save_to_buffer().unwrap());
    let headings: Vec<&str> = meeting.record_fields().map(|field| field.heading.as_str()).collect();
    assert_eq!(headings, ["対応", "本市の考え方"]);
    let expected = [("橋が狭い。", vec!["A", "広げます。"]), ("灯が暗い。", vec!["B", "替えます。"]), ("池が臭う。", vec!["", ""])];
    assert_eq!(texts(&opinions), expected);
    assert_eq!(said, [("rows_stacked", "C3".into()), ("rows_stacked", "C5".into())]);
    assert_eq!(opinions.iter().map(|opinion| opinion.category.as_str()).collect::<Vec<_>>(), ["橋", "灯", "池"]);
}

#[test]
fn unseen_rows_that_say_what_they_are() {
    let rows: &[&[&str]] = &[
        &["No.", "種類", "内容"],
        &["1", "意見", "橋が狭い。"],
        &["", "市の考え方", "広げます。"],
        &["", "対応状況", "来年度"],
        &["2", "意見", "灯が暗い。"],
        &["2", "市の考え方", "替え\u{200b}ます。"],
    ];
    let mut book = Workbook::new();
    sheet(&mut book, rows);
    let (_, opinions, said) = begun("意見.xlsx", &book.save_to_buffer().unwrap());
    assert_eq!(texts(&opinions), [("橋が狭い。", vec!["広げます。", "来年度"])]);
    // What is wrong with a text is said where the file has it.
    let moved: Vec<(&str, EcoString)> = ["C3", "C4", "C6"].map(|cell| ("rows_stacked", cell.into())).to_vec();
    assert_eq!(said[..3], moved);
    assert_eq!(said[3].1, "C6");
    // Kinds of opinions are no replies, and two replies of a kind are not one.
    for other in [["意見", "要望"], ["市の考え方", "意見"]] {
        let mut book = Workbook::new();
        sheet(&mut book, &[rows[0], &["1", other[0], "橋が狭い。"], &["2", other[1], "灯が暗い。"]]);
        assert_eq!(begun("意見.xlsx", &book.save_to_buffer().unwrap()).1.len(), 2);
    }
}

#[test]
fn unseen_turned() {
    let mut book = Workbook::new();
    sheet(&mut book, &[&["番号", "1", "2", "3"], &["分類", "橋", "灯", "池"], &["意見", "狭い。", "暗い。", "臭う。"]]);
    let bytes = book.save_to_buffer().unwrap();
    let Err(errors) = propose(&workbook::book("意見.xlsx", &bytes).unwrap(), "意見.xlsx") else { panic!("it is read") };
    assert_eq!(keys(&errors.0), ["sheet_turned"]);
    let mut findings = Diagnostics::default();
    load::records(&meeting(LIST), "意見.xlsx", &bytes, &mut findings).unwrap();
    assert_eq!(keys(&findings.0), ["sheet_turned"]);
    // As it says.
    let mut set = Workbook::new();
    sheet(&mut set, &[&["番号", "分類", "意見"], &["1", "橋", "狭い。"], &["2", "灯", "暗い。"], &["3", "池", "臭う。"]]);
    sheet(&mut set, &[&["番号", "1", "2", "3"], &["分類", "橋", "灯", "池"], &["意見", "狭い。", "暗い。", "臭う。"]]);
    let (_, opinions, said) = begun("意見.xlsx", &set.save_to_buffer().unwrap());
    assert_eq!((opinions.len(), said), (3, vec![]));
}

#[test]
fn unseen_titles_of_pages() {
    let mut book = Workbook::new();
    sheet(
        &mut book,
        &[
            &["意見の一覧（1/2）"],
            &["分類", "意見", "対応"],
            &["橋", "狭い。", "広げます"],
            &["意見の一覧（2/2）"],
            &["分類", "意見", "対応"],
            &["", "暗い。", "替えます"],
        ],
    );
    let (meeting, opinions, said) = begun("意見.xlsx", &book.save_to_buffer().unwrap());
    assert_eq!(meeting.head.title, "意見の一覧");
    let labels: Vec<(&str, &str)> = opinions.iter().map(|opinion| (opinion.category.as_str(), opinion.text.as_str())).collect();
    assert_eq!(labels, [("橋", "狭い。"), ("橋", "暗い。")]);
    assert_eq!(said, [("blank_filled", "A6".into())]);
}

#[test]
fn unseen_labels_that_nothing_takes() {
    let mut book = Workbook::new();
    sheet(
        &mut book,
        &[
            &["分類", "意見", "対応"],
            &["道", "", ""],
            &["橋", "狭い。", "広げます"],
            &["水", "", ""],
            &["池", "", ""],
            &["", "臭う。", "洗います"],
        ],
    );
    let (_, opinions, said) = begun("意見.xlsx", &book.save_to_buffer().unwrap());
    assert_eq!(opinions.iter().map(|opinion| opinion.category.as_str()).collect::<Vec<_>>(), ["橋", "池"]);
    assert_eq!(said, [("label_unused", "A2".into()), ("label_unused", "A4".into())]);
}

#[test]
fn unseen_numbers_that_begin_again() {
    let table: &[&[&str]] = &[
        &["番号", "意見", "", "番号", "意見"],
        &["1", "橋が狭い", "", "1", "灯が暗い"],
        &["2", "池が臭う", "", "2", "道が狭い"],
        &["3", "駅が遠い", "", "3", "塀が高い"],
    ];
    let mut book = Workbook::new();
    sheet(&mut book, table);
    let (_, findings) = printed(&meeting(LIST), &mut book);
    assert_eq!(keys(&findings), ["numbers_taken"; 3]);
    let causes = Diagnostics(findings.clone()).causes();
    assert_eq!(causes.iter().filter(|cause| cause.severity == Severity::Error).count(), 1);
    assert!(said(&findings[0]).1[0].contains("空欄にしてください"), "{:?}", said(&findings[0]));
    // As it says.
    let mut blank = Workbook::new();
    let rows: Vec<Vec<&str>> =
        table.iter().enumerate().map(|(row, cells)| [&cells[..3], &[if row == 0 { "番号" } else { "" }, cells[4]]].concat()).collect();
    sheet(&mut blank, &rows.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let (order, findings) = printed(&meeting(LIST), &mut blank);
    assert!(findings.iter().all(|finding| finding.severity > Severity::Error), "{findings:?}");
    assert_eq!(order, ["1 橋が狭い", "2 池が臭う", "3 駅が遠い", "4 灯が暗い", "5 道が狭い", "6 塀が高い"]);
}

#[test]
fn unseen_pages_named_as_workbooks() {
    let page = "<html><meta charset=\"utf-8\"><table><tr><th>分野</th><th>意見</th><th>対応</th></tr>\
                <tr><td rowspan=2>道路</td><td>橋が<br>狭い</td><td>広げます</td></tr><tr><td>灯が暗い</td><td>替えます</td></tr></table></html>";
    let (_, opinions, said) = begun("意見.xls", page.as_bytes());
    let labels: Vec<(&str, &str)> = opinions.iter().map(|opinion| (opinion.category.as_str(), opinion.text.as_str())).collect();
    assert_eq!(labels, [("道路", "橋が\n狭い"), ("道路", "灯が暗い")]);
    assert_eq!(said, [("cells_merged_filled", "A2:A3".into())]);
    let text = encoding_rs::SHIFT_JIS.encode("番号\t意見\t対応\r\n1\t橋が狭い\t広げます\r\n").0;
    assert_eq!(texts(&begun("意見.xls", &text).1), [("橋が狭い", vec!["広げます"])]);
    let bomb = format!("<table>{}", "<tr><td rowspan=99999 colspan=99999>意見".repeat(500));
    assert_eq!(keys(&workbook::book("意見.xls", bomb.as_bytes()).unwrap_err().0), ["returned_cells"]);
    for other in [&b"plain words"[..], b"\xff\xfe\x00\x01", b""] {
        assert_eq!(keys(&workbook::book("意見.xls", other).unwrap_err().0), ["not_a_workbook"]);
    }
}

#[test]
fn unseen_several_choices_at_once() {
    let rows: &[&[&str]] = &[
        &["番号", "関心のあるもの（複数選択可）", "担当", "意見"],
        &["1", "橋", "道路課", "狭い。"],
        &["2", "橋", "公園課", "古い。"],
        &["3", "灯", "道路課", "暗い。"],
        &["4", "灯", "公園課", "まぶしい。"],
    ];
    let mut book = Workbook::new();
    sheet(&mut book, rows);
    let (begun, toml) = proposed(&mut book);
    let choices: Vec<usize> = begun.record_fields().map(|field| field.choices.len()).collect();
    assert_eq!(choices, [0, 2], "{toml}");
}

#[test]
fn unseen_bands_of_two_levels() {
    let rows: &[&[&str]] = &[
        &["番号", "意見", "市の考え方", "区分"],
        &["第1章　総論"],
        &["第1節　人口"],
        &["1", "橋が狭い。", "広げます。", "A"],
        &["2", "灯が暗い。", "替えます。", "B"],
        &["第2節　土地"],
        &["3", "池が臭う。", "洗います。", "A"],
        &["第2章　各論"],
        &["第1節　福祉"],
        &["4", "駅が遠い。", "考えます。", "B"],
    ];
    let mut book = Workbook::new();
    sheet(&mut book, rows);
    let (meeting, opinions, _) = begun("意見.xlsx", &book.save_to_buffer().unwrap());
    let titles: Vec<&str> = meeting.sections.iter().map(|section| section.title.as_str()).collect();
    assert_eq!(titles, ["第1章　総論", "第2章　各論"]);
    let labels: Vec<(usize, &str)> = opinions.iter().map(|opinion| (opinion.section, opinion.category.as_str())).collect();
    assert_eq!(labels, [(0, "第1節　人口"), (0, "第1節　人口"), (0, "第2節　土地"), (1, "第1節　福祉")]);
    assert!(meeting.papers[0].columns.iter().any(|column| column.names().any(|name| name == "category")));
    // Where the meeting has no such sections, they are the two levels of categories.
    let mut plain = Workbook::new();
    sheet(&mut plain, &rows.iter().map(|cells| &cells[..cells.len().min(2)]).collect::<Vec<_>>());
    let (order, findings) = printed(&super::meeting(LIST), &mut plain);
    assert_eq!((order.len(), keys(&findings)), (4, vec!["row_band"; 5]));
    // Beside a column of categories nobody knows what they are; that is said once.
    let (_, findings) = printed(&super::meeting(&format!("{LIST}[columns]\n\"市の考え方\" = \"unused\"\n")), &mut book);
    assert_eq!(keys(&findings).iter().filter(|key| key.starts_with("row_") || key.starts_with("label_")).count(), 5);
    // A label with nothing below it is said.
    let mut empty = Workbook::new();
    sheet(&mut empty, &[&["番号", "意見"], &["総論"], &rows[3][..2], &["人口"], &["土地"], &rows[6][..2]]);
    let (_, findings) = printed(&super::meeting(LIST), &mut empty);
    assert!(keys(&findings).contains(&"band_empty"), "{:?}", keys(&findings));
}

#[test]
fn unseen_another_table_with_headings_of_its_own() {
    let rows: &[&[&str]] = &[
        &["番号", "委員", "意見"],
        &["1", "甲", "橋が狭い。"],
        &["2", "乙", "灯が暗い。"],
        &[],
        &["市民の意見"],
        &["番号", "受付方法", "意見", "回答"],
        &["1", "郵送", "池が臭う。", "洗います。"],
        &["2", "郵送", "駅が遠い。", "考えます。"],
    ];
    let mut book = Workbook::new();
    sheet(&mut book, rows);
    let (_, opinions, said) = begun("意見.xlsx", &book.save_to_buffer().unwrap());
    assert_eq!((opinions.len(), said), (2, vec![("headings_below", "A6:D6".into())]));
    // As it says.
    let mut moved = Workbook::new();
    sheet(&mut moved, &rows[..3]);
    sheet(&mut moved, &rows[4..]);
    let (meeting, opinions, said) = begun("意見.xlsx", &moved.save_to_buffer().unwrap());
    assert_eq!((opinions.len(), meeting.sections.len(), said), (4, 2, vec![]));
}

#[test]
fn unseen_forms_left_open() {
    let rows: &[&[&str]] = &[
        &["受付日時", "満足度", "自由記述の意見"],
        &["2026/10/01 9:15", "満足", "橋が狭い。"],
        &["2026/10/02 9:15", "不満", ""],
        &["2026/10/03 9:15", "", ""],
        &["2026/10/04 9:15", "普通", "灯が暗い。"],
    ];
    let mut book = Workbook::new();
    sheet(&mut book, rows);
    let (meeting, opinions, said) = begun("意見.xlsx", &book.save_to_buffer().unwrap());
    assert_eq!(said, [("empty_text", "C3".into()), ("empty_text", "C4".into())]);
    assert_eq!(opinions.len(), 2);
    // As it says.
    let meeting =
        Meeting { records: crate::meeting::Records { empty: Some(crate::meeting::EmptyRows::Skip), ..meeting.records.clone() }, ..meeting };
    let (order, findings) = printed(&meeting, &mut book);
    assert_eq!((order, keys(&findings)), (vec!["1 橋が狭い。".to_owned(), "2 灯が暗い。".to_owned()], vec!["row_empty"; 2]));
}

#[test]
fn unseen_cards_with_names_beside() {
    let card = |name: &'static str, text: &'static str| {
        vec![vec!["意　見　書"], vec!["氏名", name], vec!["電話", "090-0000-0001"], vec!["意見", text]]
    };
    let mut book = Workbook::new();
    for (name, text) in [("佐々木", "橋が狭い。"), ("千葉", "灯が暗い。")] {
        let rows = card(name, text);
        sheet(&mut book, &rows.iter().map(Vec::as_slice).collect::<Vec<_>>());
    }
    let bytes = book.save_to_buffer().unwrap();
    // A name is no heading, and a telephone number no opinion.
    let Err(errors) = propose(&workbook::book("意見書.xlsx", &bytes).unwrap(), "意見書.xlsx") else { panic!("it is read") };
    assert_eq!(keys(&errors.0), ["sheet_card"]);
}

#[test]
fn unseen_addresses_of_pages() {
    let rows: &[&[&str]] = &[
        &["自治体名", "取組の内容", "出典URL"],
        &["A市", "移動図書館", "https://www.example.lg.jp/library/bookmobile.html"],
        &["B町", "予約制の乗合", "https://www.example.lg.jp/bus/reservation.html"],
    ];
    let mut book = Workbook::new();
    sheet(&mut book, rows);
    let (_, opinions, said) = begun("事例.xlsx", &book.save_to_buffer().unwrap());
    assert_eq!(opinions.iter().map(|opinion| opinion.text.as_str()).collect::<Vec<_>>(), ["移動図書館", "予約制の乗合"]);
    assert_eq!(said, []);
}

#[test]
fn unseen_counts_below() {
    let rows: &[&[&str]] = &[
        &["番号", "意見", "対応"],
        &["1", "橋が狭い。", "広げます"],
        &["2", "灯が暗い。", "替えます"],
        &["意見総数", "2"],
        &["うち修正あり", "1"],
    ];
    let mut book = Workbook::new();
    sheet(&mut book, rows);
    let (_, opinions, said) = begun("意見.xlsx", &book.save_to_buffer().unwrap());
    assert_eq!((opinions.len(), said), (2, vec![("row_total", "A4".into()), ("row_total", "A5".into())]));
}

#[test]
fn unseen_rows_that_are_counted() {
    let rows: &[&[&str]] = &[
        &["想定問答集"],
        &["問1", "対象者は誰か。"],
        &["答1", "非課税世帯です。"],
        &["問2", "いつ支給されるか。"],
        &["答2", "12月下旬です。"],
    ];
    let mut book = Workbook::new();
    sheet(&mut book, rows);
    let bytes = book.save_to_buffer().unwrap();
    let Err(errors) = propose(&workbook::book("問答.xlsx", &bytes).unwrap(), "問答.xlsx") else { panic!("a question is a heading") };
    assert_eq!(keys(&errors.0), ["no_heading_row"]);
    // A question that heads a column of answers is a heading all the same.
    let mut asked = Workbook::new();
    sheet(
        &mut asked,
        &[
            &["受付日時", "問1 満足しましたか。", "問2 ご意見をお書きください。"],
            &["2026/10/01", "はい", "橋が狭い。"],
            &["2026/10/02", "いいえ", "灯が暗い。"],
        ],
    );
    assert_eq!(begun("回答.xlsx", &asked.save_to_buffer().unwrap()).1.len(), 2);
}
