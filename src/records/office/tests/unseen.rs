//! Unseen: shapes of tables that offices drop for the first time, from `init --from` to the opinions as they print.

use ecow::EcoString;
use rust_xlsxwriter::{Color, ConditionalFormatFormula, Format, Workbook};

use super::kinds::{printed, said};
use super::{FILE, LIST, fill, first, found, keys, meeting, parsed, proposal, proposed, read, sheet, sheets, written};
use crate::meeting::Meeting;
use crate::read::workbook;
use crate::records::load;
use crate::records::office::propose::{Answers, propose};
use crate::records::record::Opinion;
use crate::say::diag::{Diagnostic, Diagnostics, Severity};
use crate::say::words::Lang;

/// What the proposed meeting reads of a file: the opinions, and the keys of the findings with their cells.
fn begun_of(name: &str, bytes: &[u8]) -> (Meeting, Vec<Opinion>, Vec<(&'static str, EcoString)>) {
    let proposal = propose(&workbook::book(name, bytes).unwrap(), name, &Answers::default());
    let meeting = parsed(&proposal.unwrap_or_else(|errors| panic!("{}", errors.say(Lang::Ja))).meeting_toml);
    let (opinions, findings) = found(&meeting, name, bytes);
    let cell = |finding: &Diagnostic| finding.place.as_ref().and_then(|place| place.cell.clone()).unwrap_or_default();
    let said = findings.0.iter().map(|finding| (finding.message.code(), cell(finding))).collect();
    (meeting, opinions, said)
}

fn begun(book: &mut Workbook) -> (Meeting, Vec<Opinion>, Vec<(&'static str, EcoString)>) {
    begun_of(FILE, &book.save_to_buffer().unwrap())
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
    let mut book = written(rows);
    for row in [1, 3] {
        first(&mut book).merge_range(row, 0, row + 1, 0, rows[row as usize][0], &Format::new()).unwrap();
    }
    let (meeting, opinions, said) = begun(&mut book);
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
    let mut book = written(rows);
    let (_, opinions, said) = begun(&mut book);
    assert_eq!(texts(&opinions), [("橋が狭い。", vec!["広げます。", "来年度"])]);
    // What is wrong with a text is said where the file has it.
    let moved: Vec<(&str, EcoString)> = ["C3", "C4", "C6"].map(|cell| ("rows_stacked", cell.into())).to_vec();
    assert_eq!(said[..3], moved);
    assert_eq!(said[3].1, "C6");
    // Kinds of opinions are no replies, and two replies of a kind are not one.
    for other in [["意見", "要望"], ["市の考え方", "意見"]] {
        assert_eq!(begun(&mut written(&[rows[0], &["1", other[0], "橋が狭い。"], &["2", other[1], "灯が暗い。"]])).1.len(), 2);
    }
}

#[test]
fn unseen_turned() {
    let mut book = written(&[&["番号", "1", "2", "3"], &["分類", "橋", "灯", "池"], &["意見", "狭い。", "暗い。", "臭う。"]]);
    assert_eq!(keys(&proposal(&mut book).unwrap_err().0), ["sheet_turned"]);
    assert_eq!(keys(&printed(&meeting(LIST), &mut book).1), ["sheet_turned"]);
    // Opinions that speak of names are none.
    let mut plain = written(&[&["意見", "所管課", "時期"], &["名前を呼ばないでほしい", "窓口課", "秋"], &["暗い", "道路課", "冬"]]);
    assert_eq!(begun(&mut plain).1.len(), 2);
    // As it says.
    let mut set = written(&[&["番号", "分類", "意見"], &["1", "橋", "狭い。"], &["2", "灯", "暗い。"], &["3", "池", "臭う。"]]);
    sheet(&mut set, &[&["番号", "1", "2", "3"], &["分類", "橋", "灯", "池"], &["意見", "狭い。", "暗い。", "臭う。"]]);
    let (_, opinions, said) = begun(&mut set);
    assert_eq!((opinions.len(), said), (3, vec![]));
}

#[test]
fn unseen_titles_of_pages() {
    let mut book = written(&[
        &["意見の一覧（1/2）"],
        &["分類", "意見", "対応"],
        &["橋", "狭い。", "広げます"],
        &["－ 1 －"],
        &["意見の一覧（2/2）"],
        &["分類", "意見", "対応"],
        &["", "暗い。", "替えます"],
    ]);
    let (meeting, opinions, said) = begun(&mut book);
    assert_eq!(meeting.head.title, "意見の一覧");
    let labels: Vec<(&str, &str)> = opinions.iter().map(|opinion| (opinion.category.as_str(), opinion.text.as_str())).collect();
    assert_eq!(labels, [("橋", "狭い。"), ("橋", "暗い。")]);
    assert_eq!(said, [("row_page_number", "A4".into()), ("blank_filled", "A7".into())]);
}

#[test]
fn unseen_labels_that_nothing_takes() {
    let mut book = written(&[
        &["分類", "意見", "対応"],
        &["道", "", ""],
        &["橋", "狭い。", "広げます"],
        &["水", "", ""],
        &["池", "", ""],
        &["", "臭う。", "洗います"],
    ]);
    let (_, opinions, said) = begun(&mut book);
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
    let (_, findings) = printed(&meeting(LIST), &mut written(table));
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
    let (_, opinions, said) = begun_of("意見.xls", page.as_bytes());
    let labels: Vec<(&str, &str)> = opinions.iter().map(|opinion| (opinion.category.as_str(), opinion.text.as_str())).collect();
    assert_eq!(labels, [("道路", "橋が\n狭い"), ("道路", "灯が暗い")]);
    assert_eq!(said, [("cells_merged_filled", "A2:A3".into())]);
    let text = encoding_rs::SHIFT_JIS.encode("番号\t意見\t対応\r\n1\t橋が狭い\t広げます\r\n").0;
    assert_eq!(texts(&begun_of("意見.xls", &text).1), [("橋が狭い", vec!["広げます"])]);
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
    let (begun, toml) = proposed(&mut written(rows));
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
    let mut book = written(rows);
    let (meeting, opinions, _) = begun(&mut book);
    let titles: Vec<&str> = meeting.sections.iter().map(|section| section.title.as_str()).collect();
    assert_eq!(titles, ["第1章　総論", "第2章　各論"]);
    let labels: Vec<(usize, &str)> = opinions.iter().map(|opinion| (opinion.section, opinion.category.as_str())).collect();
    assert_eq!(labels, [(0, "第1節　人口"), (0, "第1節　人口"), (0, "第2節　土地"), (1, "第1節　福祉")]);
    assert!(meeting.papers[0].columns.iter().any(|column| column.names().any(|name| name == "category")));
    // Where the meeting has no such sections, they are the two levels of categories.
    let mut plain = written(&rows.iter().map(|cells| &cells[..cells.len().min(2)]).collect::<Vec<_>>());
    let (order, findings) = printed(&super::meeting(LIST), &mut plain);
    assert_eq!((order.len(), keys(&findings)), (4, vec!["row_band"; 5]));
    // Beside a column of categories nobody knows what they are; that is said once.
    let (_, findings) = printed(&super::meeting(&format!("{LIST}[columns]\n\"市の考え方\" = \"unused\"\n")), &mut book);
    assert_eq!(keys(&findings).iter().filter(|key| key.starts_with("row_") || key.starts_with("label_")).count(), 5);
    // A label with nothing below it is said.
    let mut empty = written(&[&["番号", "意見"], &["総論"], &rows[3][..2], &["人口"], &["土地"], &rows[6][..2]]);
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
    let (_, opinions, said) = begun(&mut written(rows));
    assert_eq!((opinions.len(), said), (2, vec![("headings_below", "A6:D6".into())]));
    // As it says.
    let mut moved = written(&rows[..3]);
    sheet(&mut moved, &rows[4..]);
    let (meeting, opinions, said) = begun(&mut moved);
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
    let mut book = written(rows);
    let (meeting, opinions, said) = begun(&mut book);
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
    // A name is no heading, and a telephone number no opinion.
    assert_eq!(keys(&proposal(&mut book).unwrap_err().0), ["sheet_card"]);
}

#[test]
fn unseen_addresses_of_pages() {
    let rows: &[&[&str]] = &[
        &["自治体名", "取組の内容", "出典URL"],
        &["A市", "移動図書館", "https://www.example.lg.jp/library/bookmobile.html"],
        &["B町", "予約制の乗合", "https://www.example.lg.jp/bus/reservation.html"],
    ];
    let (_, opinions, said) = begun(&mut written(rows));
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
    let (_, opinions, said) = begun(&mut written(rows));
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
    assert_eq!(keys(&proposal(&mut written(rows)).unwrap_err().0), ["no_heading_row"], "a question is no heading");
    // A question that heads a column of answers is a heading all the same.
    let mut asked = written(&[
        &["受付日時", "問1 満足しましたか。", "問2 ご意見をお書きください。"],
        &["2026/10/01", "はい", "橋が狭い。"],
        &["2026/10/02", "いいえ", "灯が暗い。"],
    ]);
    assert_eq!(begun(&mut asked).1.len(), 2);
}

#[test]
fn unseen_what_pages_hide() {
    let page = "<html><meta charset=\"utf-8\"><style>.xl65{text-decoration:line-through}</style><table><tr><td>番号<td>意見<td style='display:none'>所見\
        <tr><td>1<td>一<td style='display:none'>秘<tr style='display:none'><td>2<td>二<td style='display:none'>密<tr><td>3<td class=xl65>三</table>";
    let (meeting, opinions, said) = begun_of("意見.xls", page.as_bytes());
    assert!(meeting.record_fields().all(|field| meeting.is_private(field)), "the hidden column is asked about");
    assert_eq!(opinions.iter().map(|opinion| opinion.text.as_str()).collect::<Vec<_>>(), ["一", "二", "三"]);
    assert_eq!(said, [("row_hidden", "A3".into()), ("cell_struck", "B4".into())]);
    let lone = page.replace("<td>3<td class=xl65>三", "<td>3<td>三<td>四");
    let errors = workbook::book("意見.xls", lone.as_bytes()).unwrap_err();
    assert_eq!(
        (errors.0[0].message.code(), errors.0[0].place.as_ref().and_then(|place| place.cell.as_deref())),
        ("page_hidden", Some("C1"))
    );
}

/// The opinions that the proposed meeting reads of a workbook of these sheets, and the keys of the findings.
fn of_sheets(of: &[(&str, &[&[&str]])]) -> (Vec<String>, Vec<&'static str>) {
    let (_, opinions, said) = begun(&mut sheets(of));
    (opinions.iter().map(|opinion| opinion.text.to_string()).collect(), said.into_iter().map(|(key, _)| key).collect())
}

const FIRST: (&str, &[&[&str]]) = ("意見", &[&["番号", "意見", "考え方"], &["1", "意見一", "考一"], &["2", "意見二", "考二"]]);

#[test]
fn unseen_further_sheets_of_opinions() {
    let further: [&[&[&str]]; 5] = [
        &[&["会場", "意見"], &["東", "説明会の一"], &["西", "説明会の二"]],
        &[&["意見", "回答"], &["説明会の一", "回答一"], &["説明会の二", "回答二"]],
        &[&["氏名", "意見"], &["山田", "説明会の一"], &["", "説明会の二"]],
        &[&["日付", "会場", "主な意見"], &["10月1日", "東", "説明会の一"], &["10月2日", "西", "説明会の二"]],
        &[&["No", "市民の声", "回答"], &["1", "説明会の一", "回答一"], &["2", "説明会の二", "回答二"]],
    ];
    for rows in further {
        let (texts, said) = of_sheets(&[FIRST, ("説明会", rows)]);
        assert_eq!(texts, ["意見一", "意見二", "説明会の一", "説明会の二"], "{rows:?} {said:?}");
    }
    // Nobody's opinions.
    let others: &[&[&str]] = &[&["区分", "意見数"], &["総論", "12"], &["各論", "3"]];
    assert_eq!(of_sheets(&[FIRST, ("集計", others)]).1, [""; 0]);
    let kinds: &[&[&str]] = &[&["意見の種類", "件数"], &["賛成です", "2"], &["反対です", "1"]];
    assert_eq!(of_sheets(&[FIRST, ("種類", kinds)]).0.len(), 2);
    // What shares no heading and says no sentences, or names who speaks.
    let said: &[&[&str]] = &[&["要望の概略", "担当"], &["道路", "土木課"], &["公園", "緑地課"]];
    assert_eq!(of_sheets(&[FIRST, ("要望", said)]), (vec!["意見一".into(), "意見二".into()], vec!["sheet_alike"]));
    let names: &[&[&str]] = &[&["ご意見をいただいた委員", "役職"], &["山田太郎委員", "会長"], &["佐藤花子委員", "副会長"]];
    assert_eq!(of_sheets(&[FIRST, ("委員名簿", names)]), (vec!["意見一".into(), "意見二".into()], vec![]));
    let call: &[&[&str]] =
        &[&["意見募集の概要", "内容"], &["期間", "10月1日から10月30日までです。"], &["方法", "電子メール、郵送によります。"]];
    assert_eq!(of_sheets(&[FIRST, ("目次", call)]).0.len(), 2);
    let sentences: &[&[&str]] = &[&["会場", "要望の概略"], &["東", "道を直してほしい。"], &["西", "橋が狭い。"]];
    assert_eq!(of_sheets(&[FIRST, ("要望", sentences)]).0.len(), 4);
    let history: &[&[&str]] = &[&["日付", "変更の内容"], &["10月1日", "様式を改めた。"], &["10月2日", "列を加えた。"]];
    assert_eq!(of_sheets(&[FIRST, ("履歴", history)]).1, [""; 0]);
}

#[test]
fn unseen_sheets_that_go_on_without_headings() {
    let rows: &[&[&str]] = &[&["3", "意見三", "考三"], &["4", "意見四", "考四"]];
    let (texts, said) = of_sheets(&[FIRST, ("続き", rows)]);
    assert_eq!((texts.len(), said), (2, vec!["sheet_goes_on"]));
    // As it says.
    let headed: Vec<&[&str]> = [FIRST.1[0]].into_iter().chain(rows.iter().copied()).collect();
    let (texts, said) = of_sheets(&[FIRST, ("続き", &headed)]);
    assert_eq!((texts.len(), said), (4, vec![]));
}

#[test]
fn unseen_names_without_their_opinions() {
    let rows: &[&[&str]] = &[
        &["No.", "項目", "委員意見", "委員名", "他都市の取組", "都市名"],
        &["1", "窓口", "委員一", "山田", "他一", "熊本市"],
        &["2", "窓口", "委員二", "田中", "", "福岡市"],
        &["3", "窓口", "", "", "", ""],
    ];
    let (_, _, said) = begun(&mut written(rows));
    assert_eq!(said, [("import_attribution_alone", "F3".into()), ("row_empty", "C4".into())]);
}

#[test]
fn unseen_tables_without_headings() {
    let mut book =
        written(&[&["1", "総論", "図を増やしてほしい。", "増やします。"], &["2", "各論", "説明会を開いてほしい。", "検討します。"]]);
    assert_eq!(keys(&proposal(&mut book).unwrap_err().0)[0], "no_heading_row");
    // Where the longest texts have no heading, they may be the opinions.
    assert_eq!(
        keys(
            &proposal(&mut written(&[&["番号", "分類", "", "回答"], &["1", "総論", "計画のこの部分が分かりにくい。", "図にします。"]]))
                .unwrap_err()
                .0
        )[0],
        "no_heading_row"
    );
}

#[test]
fn unseen_numbers_of_several_sheets() {
    let council: &[&[&str]] =
        &[&["番号", "議員名", "意見", "対応"], &["1", "田中", "議会一", "対応一"], &["2", "鈴木", "議会二", "対応二"]];
    let own: &[&[&str]] = &[&["項目", "意見の内容"], &["総論", "庁内一"]];
    let (texts, said) = of_sheets(&[FIRST, ("議会", council), ("庁内", own)]);
    assert_eq!((texts, said), (["意見一", "意見二", "議会一", "議会二", "庁内一"].map(str::to_owned).to_vec(), vec![]));
}

#[test]
fn unseen_chapters_in_the_column_of_numbers() {
    let rows: &[&[&str]] = &[
        &["番号", "意見"],
        &["第1章 総論"],
        &["第1節 目的"],
        &["1", "一"],
        &["第2節 手段"],
        &["2", "二"],
        &["第2章 環境"],
        &["第1節 他"],
        &["3", "三"],
    ];
    let (_, opinions, _) = begun(&mut written(rows));
    let numbers: Vec<&str> = opinions.iter().filter_map(|opinion| Some(opinion.no.as_ref()?.text.as_str())).collect();
    assert_eq!(numbers, ["1", "2", "3"]);
}

#[test]
fn unseen_words_beside_opinions_and_replies_in_turn() {
    for word in ["区分", "種別"] {
        let rows: &[&[&str]] = &[
            &["番号", word, "意見／市の考え方"],
            &["1", "意見", "意見一"],
            &["", "市の考え方", "考え一"],
            &["2", "意見", "意見二"],
            &["3", "意見", "意見三"],
            &["", "市の考え方", "考え三"],
        ];
        let (_, opinions, said) = begun(&mut written(rows));
        assert_eq!(texts(&opinions), [("意見一", vec!["考え一"]), ("意見二", vec![""]), ("意見三", vec!["考え三"])], "{said:?}");
        assert!(said.iter().all(|(key, _)| *key == "rows_stacked"), "{said:?}");
    }
}

#[test]
fn unseen_replies_of_which_one_opinion_has_two() {
    let rows: &[&[&str]] = &[
        &["番号", "区分", "内容"],
        &["1", "意見", "意見一"],
        &["", "市の考え方", "考え一"],
        &["2", "意見", "意見二"],
        &["", "市の考え方", "考え二"],
        &["", "市の考え方", "考え二の二"],
    ];
    let (_, opinions, said) = begun(&mut written(rows));
    assert_eq!((opinions.len(), said.contains(&("rows_torn", "A3".into()))), (5, true), "{said:?}");
    // As it says, and with opinions that wait for their replies.
    let mut book = written(&[rows[0], rows[1], rows[2], rows[3], &["3", "意見", "意見三"], &["4", "意見", "意見四"]]);
    let (_, opinions, said) = begun(&mut book);
    assert_eq!((opinions.len(), said), (4, vec![("rows_stacked", "C3".into())]));
}

#[test]
fn unseen_sentences_alone_in_their_rows() {
    let (_, _, said) = begun_of("表.tsv", "番号\t意見\n1\t一行目です。\n二行目です。\n2\t意見二\n".as_bytes());
    assert_eq!(said, [("row_unclear", "A3".into())]);
}

#[test]
fn unseen_sources_headed_otherwise() {
    let mut book = written(&[
        &["No.", "項目", "委員意見", "", "他都市の状況", ""],
        &["", "", "意見", "委員名", "内容", "都市名"],
        &["1", "窓口", "委員一", "山田", "他一", "熊本市"],
        &["2", "連携", "", "", "他二", "福岡市"],
    ]);
    let worksheet = first(&mut book);
    let format = Format::new();
    for (first, last, text) in
        [((0, 2), (0, 3), "委員意見"), ((0, 4), (0, 5), "他都市の状況"), ((0, 0), (1, 0), "No."), ((0, 1), (1, 1), "項目")]
    {
        worksheet.merge_range(first.0, first.1, last.0, last.1, text, &format).unwrap();
    }
    let (_, opinions, said) = begun(&mut book);
    assert_eq!(opinions.iter().map(|opinion| opinion.text.as_str()).collect::<Vec<_>>(), ["委員一", "他一", "他二"], "{said:?}");
}

#[test]
fn unseen_states_that_are_no_source() {
    for heading in ["都市公園の整備状況", "都市計画マスタープランの状況", "その他の動向", "都市計画の取組"]
    {
        let mut book =
            written(&[&["番号", "委員意見", heading], &["1", "屋根を付けてほしい。", "整備は完了している。"], &["2", "暗い。", "済み。"]]);
        let (_, opinions, said) = begun(&mut book);
        assert_eq!(opinions.len(), 2, "{heading} {said:?}");
    }
    // Where it is one by what it says, that is asked.
    for (heading, is_asked) in [("他都市の状況", true), ("政令指定都市の取組", false)] {
        let mut book =
            written(&[&["番号", "委員意見", heading], &["1", "屋根を付けてほしい。", "整備は完了している。"], &["2", "暗い。", "済み。"]]);
        assert_eq!(begun(&mut book).1.len(), 4, "{heading}");
        let questions = proposal(&mut book).unwrap().questions;
        assert_eq!(questions.iter().any(|question| question.code() == "ask_is_source"), is_asked, "{heading}");
    }
}

#[test]
fn unseen_complete_rows_below_a_blank_one() {
    let mut book =
        written(&[&["項目", "ご意見", "市の考え方"], &["総論", "屋根を。", "検討"], &["各論", "遊具を。", "検討"], &["", "", ""]]);
    fill(first(&mut book), 4, &[&["担当課の体制", "人を増やしてほしい。", "検討"]]);
    let (_, opinions, said) = begun(&mut book);
    assert_eq!(opinions.len(), 3, "{said:?}");
}

#[test]
fn unseen_two_columns_of_one_heading() {
    let (_, _, said) = begun(&mut written(&[&["番号", "意見", "意見", "考え方"], &["1", "い", "ろ", "考"]]));
    assert_eq!(said, [("heading_twice", "C1".into())]);
}

#[test]
fn unseen_lines_below_the_table() {
    let mut book = Workbook::new();
    let rows: &[&[&str]] = &[
        &["№", "箇所", "意見の概要", "考え方"],
        &["1", "第1章", "一", "考一"],
        &["合計", "", "", "1"],
        &[],
        &["問合せ先", "企画課", "096-328-0000"],
    ];
    sheet(&mut book, rows);
    let (_, opinions, said) = begun(&mut book);
    assert_eq!((opinions.len(), said), (1, vec![("row_total", "A3".into()), ("row_unclear", "C5".into())]));
}

#[test]
fn unseen_cells_merged_beside() {
    let mut book = written(&[&["番号", "意見", "考え方"], &["1", "", ""], &["2", "二", "考二"]]);
    first(&mut book).merge_range(1, 1, 1, 2, "一", &Format::new()).unwrap();
    let (_, _, said) = begun(&mut book);
    assert_eq!(said, [("cells_merged_beside", "B2:C2".into())]);
}

#[test]
fn unseen_formulas_that_come_to_nothing() {
    let mut book = written(&[&["番号", "意見", "考え方"], &["1", "一", "考"], &["2", "二"]]);
    let worksheet = first(&mut book);
    for (row, column) in [(2, 2), (3, 0), (4, 0)] {
        worksheet.write_formula(row, column, "=IF(B9=\"\",\"\",1)").unwrap().set_formula_result(row, column, "");
    }
    let (_, opinions, said) = begun(&mut book);
    assert_eq!((opinions.len(), said), (2, vec![]));
}

#[test]
fn unseen_records_without_any() {
    for json in ["[]", "[{}]", "{\"opinions\":[]}"] {
        let mut findings = Diagnostics::default();
        let records = load::records(&meeting(""), "opinions.json", json.as_bytes(), &mut findings);
        assert!(records.is_err() || findings.has_errors(), "{json}");
    }
}

#[test]
fn unseen_white_texts_and_formats_of_texts() {
    let meeting = meeting("");
    let (white, on_blue) =
        (Format::new().set_font_color(Color::White), Format::new().set_font_color(Color::White).set_background_color(Color::Navy));
    let (hidden, added) = (Format::new().set_num_format(";;;"), Format::new().set_num_format("@\"（要約）\""));
    let usual = Format::new().set_num_format("0_ ;@");
    let mut book = written(&[&["No.", "意見"], &["1", "一"]]);
    let sheet = first(&mut book);
    for (row, text, format) in [(2, "二", &white), (3, "三", &on_blue), (4, "四", &usual)] {
        sheet.write_string(row, 0, row.to_string()).unwrap();
        sheet.write_string_with_format(row, 1, text, format).unwrap();
    }
    sheet.write_string(5, 0, "5").unwrap();
    sheet.write_rich_string(5, 1, &[(&Format::new(), "五"), (&white, "秘密")]).unwrap();
    let (opinions, said) = read(&meeting, &mut book);
    assert_eq!(opinions.len(), 5);
    let warned = |cell: &str| (Severity::Warning, "cell_white", cell.to_owned());
    assert_eq!(said, [warned("B3"), warned("B6")]);
    let mut book = written(&[&["No.", "意見"]]);
    let sheet = first(&mut book);
    for (row, format) in [(1, &hidden), (2, &added)] {
        sheet.write_string(row, 0, row.to_string()).unwrap();
        sheet.write_string_with_format(row, 1, "橋", format).unwrap();
    }
    let refused = |cell: &str| (Severity::Error, "cell_text", cell.to_owned());
    assert_eq!(read(&meeting, &mut book).1, [refused("B2"), refused("B3")]);
}

#[test]
fn unseen_rules_that_strike() {
    let meeting = meeting("");
    let rule = |format: Format| {
        let mut book = written(&[&["No.", "意見"], &["1", "一"]]);
        let sheet = first(&mut book);
        let rule = ConditionalFormatFormula::new().set_rule("=$A2=\"1\"").set_format(format);
        sheet.add_conditional_format(1, 0, 1, 1, &rule).unwrap();
        read(&meeting, &mut book).1
    };
    assert_eq!(rule(Format::new().set_font_strikethrough()), [(Severity::Warning, "rule_strikes", "A2".to_owned())]);
    assert_eq!(rule(Format::new().set_bold()), []);
}

#[test]
fn unseen_texts_beside_an_empty_opinion() {
    let rows: &[&[&str]] = &[
        &["No.", "計画の第1章への意見", "計画の第2章への意見", "その他の意見", "回答"],
        &["1", "一章の意見です。", "", "ほかの意見です。", "考えます。"],
        &["2", "", "二章の意見です。", "", ""],
    ];
    let mut book = written(rows);
    let proposal = proposal(&mut book).unwrap();
    assert!(proposal.questions.iter().any(|question| question.code() == "ask_also_texts"), "{:?}", proposal.questions);
    let declared = "[columns]\n\"その他の意見\" = \"text\"\n[[fields]]\nkey = \"first\"\nheading = \"計画の第1章への意見\"\n\
        [[fields]]\nkey = \"second\"\nheading = \"計画の第2章への意見\"\n[[fields]]\nkey = \"reply\"\nheading = \"回答\"\n";
    let (_, said) = read(&meeting(declared), &mut book);
    assert_eq!(said, [(Severity::Error, "empty_text_beside", "D3".to_owned())]);
    let (opinions, said) = read(&meeting(&format!("[records]\nempty = \"skip\"\n{declared}")), &mut book);
    let keys: Vec<&str> = said.iter().map(|(_, key, _)| *key).collect();
    assert_eq!((opinions.len(), keys), (1, vec!["row_left_out_empty", "row_empty_beside"]));
}

#[test]
fn unseen_totals_among_the_numbers() {
    let rows: &[&[&str]] = &[
        &["番号", "意見", "回答"],
        &["1", "一です。", "あ"],
        &["小計", "1件", ""],
        &["番号", "意見", "回答"],
        &["2", "二です。", "い"],
        &["小計", "1件", ""],
        &["合計", "2件", ""],
    ];
    let mut book = written(rows);
    let (begun, toml) = proposed(&mut book);
    assert!(toml.contains("no = \"番号\""), "{toml}");
    assert_eq!(printed(&begun, &mut book).0, ["1 一です。", "2 二です。"]);
}

#[test]
fn unseen_struck_texts_of_several_rows() {
    let struck = Format::new().set_font_strikethrough();
    let meeting = meeting("[records]\nstruck = \"drop\"\n[[fields]]\nkey = \"reply\"\nheading = \"回答\"\n");
    let replies = |pieces: &[(&Format, &str)]| {
        let mut book = written(&[&["No.", "意見", "回答"], &["1", "一"], &["2", "二"]]);
        let sheet = first(&mut book);
        match pieces {
            [(format, text)] => drop(sheet.merge_range(1, 2, 2, 2, text, format).unwrap()),
            pieces => {
                sheet.merge_range(1, 2, 2, 2, "", &Format::new()).unwrap();
                sheet.write_rich_string(1, 2, pieces).unwrap();
            }
        }
        read(&meeting, &mut book).0.into_iter().map(|opinion| opinion.fields[0].to_string()).collect::<Vec<_>>()
    };
    assert_eq!(replies(&[(&struck, "まとめて")]), ["", ""]);
    let plain = Format::new();
    assert_eq!(replies(&[(&plain, "検討し"), (&struck, "ないことと"), (&plain, "ます。")]), ["検討します。", "検討します。"]);
}

#[test]
fn unseen_names_alone_in_their_rows() {
    let rows: &[&[&str]] = &[
        &["番号", "意見", "氏名", "内部メモ"],
        &["1", "一です。", "甲", ""],
        &["", "", "鈴木花子", ""],
        &["2", "二です。", "乙", ""],
        &["", "", "", "この後は非公開"],
    ];
    let mut book = written(rows);
    let (begun, _) = proposed(&mut book);
    let (opinions, said) = read(&begun, &mut book);
    assert!(opinions.iter().all(|opinion| opinion.category.is_empty()), "{opinions:?}");
    let errors: Vec<_> =
        said.iter().filter(|(severity, ..)| *severity == Severity::Error).map(|(_, key, cell)| (*key, cell.as_str())).collect();
    assert_eq!(errors, [("empty_text", "B3"), ("empty_text", "B5")]);
    // Labels stand in the first column, whatever it is for.
    let rows: &[&[&str]] = &[&["内部メモ", "意見"], &["総論"], &["a", "一です。"], &["各論"], &["", "二です。"]];
    let mut book = written(rows);
    let (begun, _) = proposed(&mut book);
    assert_eq!(read(&begun, &mut book).0.len(), 2);
}

#[test]
fn unseen_columns_under_headings_that_are_not_for_others() {
    // What stands under a heading of persons is of persons, and the office's own under its.
    let mut book = written(&[
        &["No.", "意見", "", "", "", ""],
        &["", "", "属性", "連絡", "担当", "経緯"],
        &["1", "一です。", "市民", "096-000-0000", "甲", "秘"],
    ]);
    let list = first(&mut book);
    list.merge_range(0, 2, 0, 3, "提出者", &Format::new()).unwrap();
    list.merge_range(0, 4, 0, 5, "庁内用", &Format::new()).unwrap();
    let toml = proposed(&mut book).1;
    assert_eq!(toml.matches("= \"unused\"").count(), 4, "{toml}");
}
