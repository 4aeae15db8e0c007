//! Tests of the papers' workbooks: what a reader gets back is what the paper says.

use std::io::{Cursor, Read};
use std::path::Path;

use calamine::{Data, Reader, Xlsx};
use ecow::{EcoString, eco_format};

use super::*;
use crate::answers::entries::{Answer, Entry};
use crate::document::{
    Align, Band, Block, Cell, Column, Content, Edition, Group, Joins, Material, Role, Row, Run, Section, State, TallyLine, Width,
};
use crate::meeting::headings::Datum;
use crate::records::placed::Placed;
use crate::records::record::Opinion;
use crate::records::{load, validate};
use crate::say::diag::{Diagnostics, Place};
use crate::typeset::fonts::Fonts;
use crate::typeset::measure::tests::gothic;

/// A build stamp.
pub(super) const BUILD: &str = "01234567";

pub(super) const HARD: &[&str] = &[
    "=1+1",
    "+1",
    "-1",
    "@x",
    "'x",
    "123",
    "<r><t>x</t></r>",
    "<r>_x0041_</r>",
    "<r></r>",
    "<r> x\n</r>",
    "_x0041_",
    "_x005F_x0041_",
    " 前後に空白 ",
    "\u{3000}全角の空白\u{3000}",
    "一行目\n二行目\n\n四行目\n",
    "\n先頭で改行",
    "]]>",
    "&amp; <b>太字</b>",
    "https://example.jp/?a=1&b=2",
    "mailto:a@example.jp",
    "{=SUM(1,2)}",
    "𠮷野家 葛󠄀飾",
];

fn meeting() -> Meeting {
    let text = r#"
        [meeting]
        title = "意見の整理 & 検討"
        date = 2026-11-22
        [[sections]]
        title = "役割と分担"
        [[sections]]
        title = "<r>その他 & 全般</r>"
        [[sources]]
        key = "a"
        heading = "委員意見"
        [[sources]]
        key = "b"
        heading = "=他都市の取り組み"
        attribution = "都市名"
        [[fields]]
        key = "office"
        heading = "所管"
        private = false
        [[fields]]
        key = "phone"
        heading = "電話番号"
        [[fields]]
        key = "reply"
        heading = "回答"
        from = "divisions"
        [[divisions]]
        name = "総務課"
        takes = []
        [[papers]]
        label = "資料3"
        layout = "matrix"
        files = ["{label}.xlsx"]
        [[papers]]
        label = "資料4"
        columns = ["no", "text", "reply"]
        shows = [{ section = 2 }]
        files = ["{label}.xlsx"]
    "#;
    Meeting::parse(text, Path::new("m")).map_err(|e| e.to_string()).unwrap()
}

fn opinion(number: usize, source: usize, no: u32, text: &str) -> Opinion {
    Opinion {
        id: eco_format!("id-{number:03}"),
        section: usize::from(no > 8),
        category: ["=項目", "<r>項目</r>", "長い項目の名は折り返されて行より高くなる"][no as usize / 4 % 3].into(),
        subcategory: EcoString::new(),
        no: crate::records::number::Number::parse(&no.to_string()),
        source,
        text: text.into(),
        attribution: if source == 1 { HARD[number % 14].replace('\n', "").into() } else { EcoString::new() },
        fields: vec![HARD[(number + 3) % HARD.len()].into(), "0123".into()],
        place: Place::file("test"),
        sheet_row: None,
    }
}

/// Two lists of the hard texts, one of them with a text of 5,000 characters.
fn placed(meeting: &Meeting) -> Placed {
    let long: String = (0..5_000).map(|i| if i % 97 == 0 { '\n' } else { ['意', '見', 'a', '、'][i % 4] }).collect();
    let long = format!("始{long}");
    let mut opinions: Vec<Opinion> = HARD.iter().enumerate().map(|(i, text)| opinion(i, i % 2, 1 + i as u32 / 2, text)).collect();
    opinions.push(opinion(50, 0, 14, &long));
    opinions.push(opinion(51, 1, 14, "=2+2"));
    Placed::new(meeting, opinions, &mut Diagnostics::default())
}

/// The opinions; 総務課 has answered those of the second section.
fn entries<'a>(meeting: &'a Meeting, placed: &'a Placed) -> Entries<'a> {
    let answers = |opinion: &Opinion| {
        let answer = Answer { division: 0, values: vec!["=回答"], note: "内部の備考" };
        if opinion.section == 1 { vec![answer] } else { Vec::new() }
    };
    let entry = |(no, opinion)| Entry { no, opinion, answers: answers(opinion), excused: false };
    Entries { meeting, all: placed.in_order().map(entry).collect() }
}

/// What a paper of the meeting says, and its workbook.
fn made(meeting: &Meeting, placed: &Placed, paper: usize) -> (Document, Vec<u8>) {
    let entries = entries(meeting, placed);
    let material = Material { meeting, entries: &entries, comparison: None };
    let document = Document::new(&material, &meeting.papers[paper]).map_err(|e| e.to_string()).unwrap();
    let bytes = super::paper(meeting, &document, &meeting.looks[paper], &entries, BUILD, &gothic()).map_err(|e| e.to_string()).unwrap();
    (document, bytes)
}

fn sheet(bytes: &[u8], name: &str) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range(name).unwrap();
    let (rows, columns) = range.end().unwrap();
    (0..=rows).map(|r| (0..=columns).map(|c| range.get_value((r, c)).cloned().unwrap_or(Data::Empty)).collect()).collect()
}

pub(super) fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn said(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) => text.clone(),
        other => panic!("not text: {other:?}"),
    }
}

/// A sheet to print of nothing but `document`.
fn printed(document: &Document, look: &Look) -> Vec<u8> {
    let mut workbook = Workbook::new();
    print::write(workbook.add_worksheet(), document, &[], Vec::new, look, &gothic()).unwrap();
    workbook.save_to_buffer().unwrap()
}

/// Every text of a column of a sheet, put together.
fn together(rows: &[Vec<Data>], column: usize) -> String {
    rows.iter().map(|row| said(&row[column])).collect()
}

fn column(content: Content, heading: &str, role: Role) -> Column {
    Column {
        shows: vec![content],
        source: None,
        edition: Edition::Newer,
        heading: Some(heading.to_owned()),
        over: None,
        role,
        width: Width::Between { least: None, most: None },
        align: Align::Left,
        size: None,
        vertical: false,
        joins: Joins::Never,
    }
}

fn over(rows: usize, text: &str) -> Cell {
    Cell { span: rows, ..Cell::said(text, Vec::new()) }
}

fn below() -> Cell {
    Cell { state: State::Covered, ..Cell::default() }
}

/// A paper with number, label, text and answer; label and answer cover `rows` rows.
fn list(rows: usize, text: &str, answer: &str) -> Document {
    let cells = |row: usize| {
        let first = row == 0;
        let shared = |text| if first { over(rows, text) } else { below() };
        vec![over(1, &(row + 1).to_string()), shared("項目"), over(1, text), shared(answer)]
    };
    let rows = (0..rows).map(|row| Row { no: (row + 1).to_string(), goes_on: false, cells: cells(row) }).collect();
    Document {
        name: String::new(),
        title: "題".to_owned(),
        short_title: "題".to_owned(),
        label: String::new(),
        above: Vec::new(),
        columns: vec![
            column(Content::Number, "No.", Role::Number),
            column(Content::Category, "項目", Role::Label),
            column(Content::Text, "意見", Role::Text),
            column(Content::Field(0), "回答", Role::Text),
        ],
        sections: vec![Section { number: 1, heading: None, groups: vec![Group { bands: Vec::new(), rows }] }],
        below: Vec::new(),
    }
}

fn merged(bytes: &[u8]) -> Vec<String> {
    let xml = part(bytes, "xl/worksheets/sheet1.xml");
    xml.split("<mergeCell ref=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

#[test]
fn print_sheet() {
    let meeting = meeting();
    let placed = placed(&meeting);
    let (document, bytes) = made(&meeting, &placed, 0);
    let rows = sheet(&bytes, "印刷用");
    assert_eq!(said(&rows[0][0]), meeting.head.title);
    assert!(rows[0].iter().any(|cell| said(cell) == "資料3"));
    let head = rows.iter().position(|row| said(&row[0]) == "No.").unwrap();
    let at = |heading: &str| rows[head].iter().position(|cell| said(cell) == heading).unwrap();
    for (heading, index) in [("委員意見", 2), ("=他都市の取り組み", 3)] {
        let texts: String = document.rows().map(|row| row.cells[index].text()).collect();
        assert_eq!(together(&rows[head + 1..], at(heading)), texts, "{heading}");
    }
    let numbers: Vec<&Data> = rows[head + 1..].iter().map(|row| &row[0]).filter(|cell| matches!(cell, Data::Float(_))).collect();
    assert_eq!(numbers.len(), document.rows().count());
    assert!(rows.iter().any(|row| said_or_number(&row[0]) == meeting.section_heading(1)));
    let book = part(&bytes, "xl/workbook.xml");
    assert!(book.contains(&format!("印刷用!${}:${}</definedName>", head + 1, head + 1)) && book.contains("_xlnm.Print_Area"), "{book}");
}

fn said_or_number(cell: &Data) -> String {
    if let Data::Float(number) = cell { number.to_string() } else { said(cell) }
}

#[test]
fn print_page_break() {
    let text = "意見の本文です。".repeat(30);
    let answer: String = (0..2_500).map(|i| ['回', '答', '、', '文'][i % 4]).collect();
    let look = Look { paper: PaperSize::A4, landscape: false, ..Look::default() };
    let bytes = printed(&list(12, &text, &answer), &look);
    let rows = sheet(&bytes, "印刷用");
    assert_eq!(together(&rows[3..], 3), answer);
    assert_eq!(together(&rows[3..], 2), text.repeat(12));
    let breaks = part(&bytes, "xl/worksheets/sheet1.xml").matches("<brk ").count();
    assert!(breaks > 0);
    assert_eq!(together(&rows[3..], 1), format!("項目{}", "項目\n（続き）".repeat(breaks)));
    // No cell is merged over a page's end.
    let xml = part(&bytes, "xl/worksheets/sheet1.xml");
    let ends: Vec<u32> = xml.split("<brk id=\"").skip(1).map(|rest| rest.split('"').next().unwrap().parse().unwrap()).collect();
    let row = |name: &str| name.trim_start_matches(|c: char| c.is_ascii_uppercase()).parse::<u32>().unwrap();
    for range in merged(&bytes) {
        let (first, last) = range.split_once(':').unwrap();
        assert!(!ends.iter().any(|end| row(first) <= *end && row(last) > *end), "{range} {ends:?}");
    }
    // No page is fuller than it may be.
    let heights: Vec<f64> = xml.split(" ht=\"").skip(1).map(|rest| rest.split('"').next().unwrap().parse().unwrap()).collect();
    let page = (297.0 - look.margin_top - look.margin_bottom) / 25.4 * 72.0;
    let mut start = 0;
    for end in ends.iter().map(|end| *end as usize).chain([heights.len()]) {
        assert!(heights[start..end].iter().sum::<f64>() + if start > 0 { heights[2] } else { 0.0 } <= page);
        start = end;
    }
}

#[test]
fn print_high_answer() {
    let answer: String = "長い回答。".repeat(100);
    let bytes = printed(&list(2, "短い", &answer), &Look::default());
    let merged = merged(&bytes);
    assert!(merged.iter().any(|range| range.starts_with("D4:")), "{merged:?}");
    assert_eq!(said(&sheet(&bytes, "印刷用")[3][3]), answer);
}

#[test]
fn print_merged() {
    let mut document = list(1, "意見", "回答");
    for column in &mut document.columns[2..] {
        column.over = Some("上の見出し".to_owned());
    }
    document.columns[3].heading = None;
    document.columns[1].vertical = true;
    document.sections[0].groups[0].bands = vec![Band { level: 1, text: "章".to_owned() }, Band { level: 2, text: "節".to_owned() }];
    let bytes = printed(&document, &Look::default());
    assert_eq!(merged(&bytes), ["A1:D1", "C3:D3", "A3:A4", "B3:B4", "C4:D4", "A5:D5", "A6:D6"]);
    let rows = sheet(&bytes, "印刷用");
    assert_eq!(
        (said(&rows[2][2]), said(&rows[3][2]), said(&rows[4][0]), said(&rows[5][0])),
        ("上の見出し".into(), "意見".into(), "章".into(), "節".into())
    );
    assert!(part(&bytes, "xl/styles.xml").contains("textRotation=\"255\""));
}

#[test]
fn print_marks() {
    let mut document = list(1, "", "");
    let run = |text: &str, marked| Run { text: text.to_owned(), marked };
    document.sections[0].groups[0].rows[0].cells[2] =
        Cell { runs: vec![run("前_x0041_", false), run("<r>印</r>", true)], span: 1, state: State::Said, lacks: false, from: Vec::new() };
    let bytes = printed(&document, &Look::default());
    assert_eq!(said(&sheet(&bytes, "印刷用")[3][2]), "前_x0041_<r>印</r>");
    let strings = part(&bytes, "xl/sharedStrings.xml");
    assert!(strings.contains("<b/><u/>") && strings.contains("&lt;r&gt;印"), "{strings}");
}

#[test]
fn print_blocks() {
    let mut document = list(1, "意見", "回答");
    let line = |label: &str, count| TallyLine { label: label.to_owned(), counts: vec![count, 1] };
    document.above = vec![
        Block::Text { text: "=期間".to_owned() },
        Block::Tally {
            heading: "対応".to_owned(),
            titled: false,
            of: Content::Field(0),
            columns: vec!["一".to_owned(), "計".to_owned()],
            lines: vec![line("Ａ", 12), line("合計", 12)],
        },
    ];
    document.below = vec![
        Block::Table {
            heading: Some("方法".to_owned()), head: false, labels: true, rows: vec![vec!["郵送".to_owned(), "3件".to_owned()]]
        },
        Block::Note { text: "※ 注".to_owned() },
    ];
    let bytes = printed(&document, &Look::default());
    let rows = sheet(&bytes, "印刷用");
    let found: Vec<String> = rows.iter().flatten().map(said_or_number).filter(|text| !text.is_empty()).collect();
    let head = ["題", "=期間", "対応", "一", "計", "Ａ", "12", "1", "合計", "12", "1", "No.", "項目", "意見", "回答"];
    assert_eq!(found, [&head[..], &["1", "項目", "意見", "回答", "方法", "郵送", "3件", "※ 注"]].concat());
    // A paper without opinions has no table.
    document.sections.clear();
    let none = sheet(&printed(&document, &Look::default()), "印刷用");
    assert!(!none.iter().flatten().any(|cell| said_or_number(cell) == "No."));
}

#[test]
fn data_read_back() {
    let meeting = meeting();
    let placed = placed(&meeting);
    let (_, bytes) = made(&meeting, &placed, 0);
    let mut warnings = Diagnostics::default();
    let table = load::records(&meeting, "a.xlsx", &bytes, &mut warnings).map_err(|e| e.to_string()).unwrap();
    assert_eq!(table.tables[0].table.headings, ["ID", "区分番号", "区分", "項目", "No.", "出典", "意見", "発言者・都市", "所管"]);
    let read = validate::validate(&meeting, &table, &mut warnings);
    // The telephone number is private.
    let place =
        |opinion: &Opinion| Opinion { no: None, fields: vec![opinion.fields[0].clone()], place: Place::default(), ..opinion.clone() };
    let wanted: Vec<Opinion> = placed.in_order().map(|(_, opinion)| place(opinion)).collect();
    assert_eq!(read.iter().map(place).collect::<Vec<_>>(), wanted);
    assert!(warnings.0.is_empty(), "{warnings}");
}

#[test]
fn data_one_table() {
    let meeting = meeting();
    let placed = placed(&meeting);
    let (_, bytes) = made(&meeting, &placed, 0);
    let rows = sheet(&bytes, "データ");
    assert_eq!(rows.len(), 1 + placed.opinions.len());
    for (row, (no, opinion)) in rows[1..].iter().zip(placed.in_order()) {
        assert_eq!(row[1], Data::Float(opinion.section as f64 + 1.0));
        assert_eq!(said_or_number(&row[4]), no);
        assert_eq!(said(&row[2]), meeting.sections[opinion.section].title);
        assert_eq!(said(&row[5]), meeting.sources[opinion.source].heading);
        assert_eq!(said(&row[6]), opinion.text);
    }
    let xml = part(&bytes, "xl/worksheets/sheet2.xml");
    assert!(!xml.contains("<mergeCell") && !xml.contains("<f>") && !xml.contains("<hyperlink"));
    assert_eq!(part(&bytes, "xl/tables/table1.xml").matches("<tableColumn ").count(), rows[0].len());
    assert!(meeting.datum("発言者・都市") == Some(Datum::Attribution));
}

#[test]
fn data_answers() {
    let meeting = meeting();
    let placed = placed(&meeting);
    let (document, bytes) = made(&meeting, &placed, 1);
    let rows = sheet(&bytes, "データ");
    assert_eq!(rows[0].iter().map(said).collect::<Vec<_>>()[8..], ["所管", "担当課", "回答"]);
    assert_eq!(rows.len(), 1 + document.rows().count());
    assert!(rows[1..].iter().all(|row| row[1] == Data::Float(2.0) && said(&row[9]) == "総務課" && said(&row[10]) == "=回答"));
    assert!(!part(&bytes, "xl/sharedStrings.xml").contains("内部の備考"));
}

#[test]
fn xlsx_text() {
    let meeting = meeting();
    let (_, bytes) = made(&meeting, &placed(&meeting), 0);
    let strings = part(&bytes, "xl/sharedStrings.xml");
    assert!(!strings.contains("<t>x</t></r></si>") && strings.contains("&lt;t&gt;x&lt;/t&gt;&lt;/r&gt;</t></r></si>"), "{strings}");
    assert!(strings.contains("r&gt;_x005F_x0041_&lt;/r&gt;</t>"));
    for sheet in ["xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"] {
        let xml = part(&bytes, sheet);
        assert!(!xml.contains("<f>") && !xml.contains("<hyperlink"));
        let heights = xml.split(" ht=\"").skip(1).map(|rest| rest.split('"').next().unwrap().parse::<f64>().unwrap());
        assert!(heights.into_iter().all(|height| height <= 409.5));
    }
}

#[test]
fn xlsx_reproducible() {
    let meeting = meeting();
    let placed = placed(&meeting);
    let bytes = made(&meeting, &placed, 0).1;
    assert_eq!(bytes, made(&meeting, &placed, 0).1);
    assert!(part(&bytes, "docProps/core.xml").contains(">2026-11-22T00:00:00Z</dcterms:created>"));
}

#[test]
fn print_line_heights() {
    let chain = Fonts::bundled().unwrap().chain(&["BIZ UDGothic".to_owned()]).unwrap();
    let face = chain[0].ttf();
    let em = f64::from(face.units_per_em());
    assert_eq!((f64::from(face.ascender()) / em, f64::from(-face.descender()) / em, face.line_gap()), (ASCENT, DESCENT, 0));
    assert_eq!(gothic().width("0"), 0.5);
    assert_eq!((pitch(9.0), height(2, 9.0)), (16, 36));
}

#[test]
fn print_page_headers() {
    assert_eq!(shortened("A&B", 10), "A&&B");
    assert_eq!(shortened("あいうえお", 5), "あいうえお");
    assert_eq!(shortened("あいうえおか", 5), "あいうえ…");
    assert_eq!(shortened("&&&&", 5), "&&&&…");
    let (title, label) = ("題&".repeat(300), "資料𠮷&".repeat(50));
    assert!(page_header(&Look::default(), true, &title, &label).encode_utf16().count() <= HEADER_LIMIT);
}

#[test]
fn print_narrow() {
    let mut meeting = meeting();
    for look in &mut meeting.looks {
        (look.paper, look.landscape) = (PaperSize::B5, false);
    }
    meeting.papers[0].label = String::new();
    let placed = placed(&meeting);
    made(&meeting, &placed, 0);
    let none = Placed::new(&meeting, Vec::new(), &mut Diagnostics::default());
    let (_, bytes) = made(&meeting, &none, 0);
    assert_eq!(sheet(&bytes, "データ").len(), 1);
}

/// The pages of a sheet, each with the heights of its rows in points.
fn pages(bytes: &[u8]) -> Vec<Vec<f64>> {
    let xml = part(bytes, "xl/worksheets/sheet1.xml");
    let attribute = |rest: &str| rest.split('"').next().unwrap().parse::<f64>().unwrap();
    // The library leaves out heights that are its default.
    let height = |row: &str| row.split('>').next().unwrap().split_once(" ht=\"").map_or(15.0, |(_, rest)| attribute(rest));
    let mut heights: Vec<f64> = xml.split("<row ").skip(1).map(height).collect();
    let mut ends: Vec<usize> = xml.split("<brk id=\"").skip(1).map(|rest| attribute(rest) as usize).collect();
    let mut pages = Vec::new();
    while let Some(end) = ends.pop() {
        pages.push(heights.split_off(end));
    }
    pages.push(heights);
    pages.reverse();
    pages
}

fn b5() -> Look {
    Look { paper: PaperSize::B5, landscape: true, size: 12.0, line: 18.0, ..Look::default() }
}

/// A list with a vertical label of `width` characters over all its rows.
fn vertical(rows: usize, width: f64, label: &str, text: &str) -> Document {
    let mut document = list(rows, text, "");
    (document.columns[1].vertical, document.columns[1].width) = (true, Width::Fixed(width));
    document.sections[0].groups[0].rows[0].cells[1] = over(rows, label);
    document
}

#[test]
fn print_vertical_long_label() {
    let label = "第3章　子育て支援の充実及び教育環境の整備並びに生涯学習の推進に関する御意見について";
    let bytes = printed(&vertical(1, 5.0, label, "短い意見。"), &b5());
    assert_eq!(pages(&bytes).len(), 1);
    let rows = sheet(&bytes, "印刷用");
    // Its lines stand from right to left.
    let lines: Vec<String> = rows[3].iter().map(said_or_number).collect();
    assert_eq!(lines[1..4].iter().rev().map(String::as_str).collect::<String>(), label);
    assert_eq!(lines[3], "第3章　子育て支援の充実及び");
    assert!(merged(&bytes).contains(&"B3:D3".to_owned()));
    // The row is as high as the longest line, not as the whole.
    let high: f64 = pages(&bytes)[0][3..].iter().sum();
    assert!((13.0 * 12.0..18.0 * 16.0).contains(&high), "{high}");
}

#[test]
fn print_vertical_short_label() {
    // Beside rows that are high enough a label is one line.
    let bytes = printed(&vertical(6, 4.0, "子育て支援", "意見。"), &b5());
    assert!(sheet(&bytes, "印刷用").iter().any(|row| said(&row[1]) == "子育て支援"));
    assert_eq!(pages(&bytes).len(), 1);
}

#[test]
fn print_vertical_over_pages() {
    // In a column one character wide, no page holds this label: it goes on over pages that are full.
    let label = "第3章子育て支援の充実及び教育環境の整備並びに生涯学習の推進に関する御意見について".repeat(2);
    let bytes = printed(&vertical(1, 1.0, &label, "短い意見。"), &b5());
    let rows = sheet(&bytes, "印刷用");
    assert_eq!(together(&rows[3..], 1), label);
    assert_eq!(pages(&bytes).len(), 4);
    // A label that takes most of a page is not said again where that makes pages of nothing.
    let label: String = label.chars().take(20).collect();
    let bytes = printed(&vertical(40, 1.0, &label, "短い意見。"), &b5());
    let texts = printed(&vertical(40, 1.0, "章", "短い意見。"), &b5());
    assert!(pages(&bytes).len() <= pages(&texts).len() + 1, "{} {}", pages(&bytes).len(), pages(&texts).len());
}

#[test]
fn print_said_again() {
    // Rows of a third of a page: the page's end cuts the third and the answer to all.
    let look = Look { paper: PaperSize::A4, ..Look::default() };
    let document = list(6, &"意見の本文です。".repeat(60), "短い回答");
    let bytes = printed(&document, &look);
    let rows = sheet(&bytes, "印刷用");
    let mut tops: Vec<usize> = Vec::new();
    for page in pages(&bytes) {
        tops.push(tops.last().unwrap_or(&0) + page.len());
    }
    tops.pop();
    assert!(!tops.is_empty());
    for top in tops {
        assert_eq!((said(&rows[top][1]).as_str(), said(&rows[top][3]).as_str()), ("項目（続き）", "（続き）\n短い回答"));
    }
    // A single opinion that goes on over pages bears its number on each.
    let bytes = printed(&list(1, &"意見の本文です。".repeat(500), "短い回答"), &look);
    let rows = sheet(&bytes, "印刷用");
    let numbers: Vec<String> = rows[3..].iter().map(|row| said_or_number(&row[0])).filter(|text| !text.is_empty()).collect();
    let more = pages(&bytes).len() - 1;
    assert!(more > 0);
    assert_eq!(numbers, [vec!["1".to_owned()], vec!["(1)".to_owned(); more]].concat());
    // An answer to one opinion is said once.
    assert_eq!(together(&rows[3..], 3), "短い回答");
}

/// The sizes in points of the cells of the sheet to print that say a text.
fn font_sizes(bytes: &[u8], wanted: &str) -> Vec<f64> {
    let strings = part(bytes, "xl/sharedStrings.xml");
    let index = strings.split("<si>").skip(1).position(|item| item.contains(&format!(">{wanted}</t>"))).unwrap();
    let xml = part(bytes, "xl/worksheets/sheet1.xml");
    let number = |text: &str, name: &str| -> usize {
        let (_, rest) = text.split_once(&format!("{name}=\"")).unwrap();
        rest.split('"').next().unwrap().parse().unwrap()
    };
    let cells = xml.split("<c ").skip(1).filter(|cell| cell.contains(&format!("t=\"s\"><v>{index}</v>")));
    let styles = part(bytes, "xl/styles.xml");
    let formats: Vec<&str> = styles.split("<cellXfs").nth(1).unwrap().split("<xf ").skip(1).collect();
    let fonts: Vec<&str> = styles.split("<font>").skip(1).collect();
    let size = |cell: &str| {
        let font = fonts[number(formats[number(cell, " s")], "fontId")];
        font.split_once("<sz val=\"").unwrap().1.split('"').next().unwrap().parse().unwrap()
    };
    cells.map(size).collect()
}

#[test]
fn print_label_box() {
    let look = Look { paper: PaperSize::A4, landscape: false, ..Look::default() };
    let width = |bytes: &[u8]| {
        let xml = part(bytes, "xl/worksheets/sheet1.xml");
        let widths = xml.split("<col ").skip(1).flat_map(|col| {
            let number = |name: &str| -> f64 { col.split_once(name).unwrap().1.split('"').next().unwrap().parse().unwrap() };
            vec![number(" width=\""); (number("max=\"") - number("min=\"")) as usize + 1]
        });
        widths.collect::<Vec<_>>()
    };
    let share = |bytes: &[u8]| {
        let rows = sheet(bytes, "印刷用");
        let at = rows[0].iter().rposition(|cell| !said(cell).is_empty()).unwrap();
        let widths = width(bytes);
        (said(&rows[0][at]), widths[at..].iter().sum::<f64>() / widths.iter().sum::<f64>())
    };
    let labelled = |label: &str| {
        let mut document = list(1, "意見", "回答");
        document.label = label.to_owned();
        printed(&document, &look)
    };
    let bytes = labelled("資料3");
    let (text, part_of_all) = share(&bytes);
    assert!(text == "資料3" && part_of_all < 0.15, "{part_of_all}");
    assert_eq!(font_sizes(&bytes, "資料3"), [14.0]);
    // One line in smaller type.
    let bytes = labelled("当日配布資料3-1の参考2");
    let (text, part_of_all) = share(&bytes);
    assert!(text == "当日配布資料3-1の参考2" && part_of_all < 0.34, "{part_of_all}");
    // Two lines.
    let (text, part_of_all) = share(&labelled("当日配布資料3-1の参考2【委員限り】"));
    assert!(text == "当日配布資料3-1の\n参考2【委員限り】" && part_of_all < 0.34, "{text} {part_of_all}");
}

#[test]
fn print_lead_with_table() {
    // The text above the table would stand alone at the foot of the first page.
    let mut apart = 0;
    for lines in 20..40 {
        let mut document = list(3, &"意見の本文です。".repeat(20), "回答");
        document.above = vec![
            Block::Table { heading: None, head: false, labels: true, rows: vec![vec!["郵送".to_owned(), "3件".to_owned()]; lines] },
            Block::Text { text: "2　御意見の概要".to_owned() },
        ];
        let bytes = printed(&document, &Look { paper: PaperSize::A4, ..Look::default() });
        let rows = sheet(&bytes, "印刷用");
        let lead = rows.iter().position(|row| said_or_number(&row[0]).starts_with("2　")).unwrap();
        let first = rows.iter().position(|row| said_or_number(&row[0]) == "1").unwrap();
        let top = pages(&bytes)[0].len();
        assert_eq!(lead < top, first < top, "{lines} lines");
        apart += usize::from(lead == top);
    }
    assert!(apart > 0);
}

#[test]
fn print_numbers_at_the_right() {
    let mut document = list(1, "意見", "12件");
    (document.columns[0].align, document.columns[3].align) = (Align::Right, Align::Right);
    let styles = part(&printed(&document, &Look::default()), "xl/styles.xml");
    assert!(styles.contains("formatCode=\"0_ \""), "{styles}");
    assert!(styles.contains("horizontal=\"right\"") && styles.contains("indent=\"1\""), "{styles}");
    // What stands beside a text without a rule between keeps off it.
    document.columns[3] = Column { role: Role::Aside, ..column(Content::Attribution, "発言者", Role::Text) };
    let styles = part(&printed(&document, &Look::default()), "xl/styles.xml");
    assert!(styles.contains("horizontal=\"left\"") && styles.contains("indent=\"1\""), "{styles}");
}

#[test]
fn print_heading_brackets() {
    let mut document = list(1, "意見", "回答");
    (document.columns[0].heading, document.columns[0].width) = (Some("件数（件）".to_owned()), Width::Fixed(3.0));
    let rows = sheet(&printed(&document, &Look { paper: PaperSize::A4, ..Look::default() }), "印刷用");
    assert_eq!(said(&rows[2][0]), "件数\n（件）");
}

#[test]
fn print_headers_apart() {
    let look = Look { paper: PaperSize::A4, landscape: false, ..Look::default() };
    let header = page_header(&look, false, &"とても長い題".repeat(20), "当日配布資料3-1の参考2【委員限り】");
    let (title, label) = header.split_once("&R").unwrap();
    assert!(title.ends_with('…') && label.ends_with("【委員限り】"), "{header}");
    let title = title.rsplit('"').next().unwrap();
    // The page is 180 mm wide, 57 letters of 9 points.
    assert!(title.chars().map(em).sum::<f64>() + "当日配布資料3-1の参考2【委員限り】".chars().map(em).sum::<f64>() < 56.0);
    assert_eq!(in_line("題名", 2.0), "題名");
}

/// Widths of a sheet's columns, in digits.
fn widths(bytes: &[u8], sheet: &str) -> Vec<f64> {
    let xml = part(bytes, sheet);
    let columns = xml.split("<col ").skip(1).flat_map(|column| {
        let value = |key: &str| column.split(&format!("{key}=\"")).nth(1).and_then(|rest| rest.split('"').next()?.parse::<f64>().ok());
        let (first, last) = (value("min").unwrap() as usize, value("max").unwrap() as usize);
        vec![value("width").unwrap(); last + 1 - first]
    });
    columns.collect()
}

/// Fields of long texts are as wide as the opinions; those of short ones are no wider than they need.
#[test]
fn data_widths() {
    let meeting = meeting();
    let of_field = |value: &str| {
        let opinions = (0..3).map(|index| {
            let mut opinion = opinion(index, 0, 1 + index as u32, &"意見の本文です。".repeat(20));
            opinion.fields[0] = value.into();
            opinion
        });
        let placed = Placed::new(&meeting, opinions.collect(), &mut Diagnostics::default());
        let (_, bytes) = made(&meeting, &placed, 0);
        let head = &sheet(&bytes, "データ")[0];
        let at = |heading: &str| head.iter().position(|cell| said(cell) == heading).unwrap();
        let widths = widths(&bytes, "xl/worksheets/sheet2.xml");
        (widths[at("所管")], widths[at("意見")])
    };
    let (long, opinion) = of_field(&"所管する課が考えることを長く述べる。".repeat(5));
    assert!((long - opinion).abs() < 0.01 && long > 40.0, "{long} {opinion}");
    let (short, opinion) = of_field("総務課");
    assert!(short < 14.0 && opinion > long, "{short} {opinion}");
    // The widest line counts, not the whole.
    let (lines, _) = of_field(&"一行は短い。\n".repeat(10));
    assert!(lines < 20.0, "{lines}");
}

/// The rows of the sheet at which its pages begin, but for the first.
fn page_starts(bytes: &[u8]) -> Vec<usize> {
    let xml = part(bytes, "xl/worksheets/sheet1.xml");
    xml.split("<brk id=\"").skip(1).map(|rest| rest.split('"').next().unwrap().parse().unwrap()).collect()
}

/// What stands over rows that go on stands over them on the next page, too; below the table it does not.
#[test]
fn print_over_again() {
    let mut document = list(1, "", "");
    let row = |number: usize| {
        let cells = [&*number.to_string(), "項目", &"意見の本文です。".repeat(40), "回答"].map(|text| over(1, text)).to_vec();
        Row { no: number.to_string(), goes_on: false, cells }
    };
    let band = |level: usize, text: &str| Band { level, text: text.to_owned() };
    let group = |bands: Vec<Band>, rows: std::ops::Range<usize>| Group { bands, rows: rows.map(row).collect() };
    document.sections[0].heading = Some("(1)区分".to_owned());
    document.sections[0].groups = vec![
        group(vec![band(1, "第1章"), band(2, "第1節")], 0..20),
        group(vec![band(2, "第2節")], 20..40),
        group(vec![band(1, "第2章")], 40..60),
    ];
    document.below = (0..60).map(|_| Block::Text { text: "下に".to_owned() }).collect();
    let look = Look { paper: PaperSize::A4, ..Look::default() };
    let bytes = printed(&document, &look);
    let rows = sheet(&bytes, "印刷用");
    let first = |row: usize| said_or_number(&rows[row][0]);
    let mut open: Vec<(usize, String)> = Vec::new();
    let starts = page_starts(&bytes);
    assert!(starts.len() > 4, "{starts:?}");
    let level = |text: &str| {
        ["(1)", "第1章", "第1節", "第2節", "第2章"].iter().position(|over| text.starts_with(over)).map(|at| [0, 1, 2, 2, 1][at])
    };
    let mut again = 0;
    for index in 0..rows.len() {
        let text = first(index);
        if text == "下に" {
            open.clear();
        }
        if starts.contains(&index) {
            // A band that opens here closes those that it follows.
            let opens =
                open.iter().map(|(_, text)| format!("{text}（続き）")).position(|said| !(index..index + 3).any(|row| first(row) == said));
            let said: Vec<String> = open.iter().take(opens.unwrap_or(open.len())).map(|(_, text)| format!("{text}（続き）")).collect();
            let next = level(&first(index + said.len()));
            assert!(opens.is_none() || next.is_some_and(|next| next <= open[opens.unwrap()].0), "row {index}: {text}");
            assert_eq!((index..index + said.len()).map(first).collect::<Vec<_>>(), said);
            again += said.len();
        }
        if let Some(level) = level(&text).filter(|_| !text.ends_with("（続き）")) {
            open.retain(|(above, _)| *above < level);
            open.push((level, text));
        }
    }
    assert!(again > 6, "{again}");
}

/// Labels and short values are broken between words, in lines that have room.
#[test]
fn print_lines_of_labels() {
    let mut document = list(3, "意見の本文です。", "回答");
    let label = "総則及び計画の位置付けについての考え方";
    document.columns[3].role = Role::Short;
    document.sections[0].groups[0].rows[0].cells[1] = over(3, label);
    document.sections[0].groups[0].rows[0].cells[3] = over(3, "都市整備部公共交通推進課");
    let widths = vec![20.0, 70.0, 300.0, 60.0];
    let look = Look { paper: PaperSize::A4, landscape: false, ..Look::default() };
    let mut workbook = Workbook::new();
    print::write(workbook.add_worksheet(), &document, &widths, Vec::new, &look, &gothic()).unwrap();
    let rows = sheet(&workbook.save_to_buffer().unwrap(), "印刷用");
    let words = ["総則", "及び", "計画", "位置付け", "ついて", "考え方", "都市整備", "公共", "交通", "推進課"];
    for (column, text) in [(1, label), (3, "都市整備部公共交通推進課")] {
        let said = said(&rows[3][column]);
        assert!(said.contains('\n') && said.replace('\n', "") == text, "{said}");
        for word in words.iter().filter(|word| text.contains(**word)) {
            assert!(said.contains(word), "{word} is broken: {said}");
        }
    }
}

/// What rows of small tables are about is broken between words, and counts leave room for it.
#[test]
fn print_lines_of_small_tables() {
    let label = "既に計画に盛り込まれている意見及び計画の実施に当たり参考とする意見";
    let counts = vec![12; 8];
    let line = |label: &str| TallyLine { label: label.to_owned(), counts: counts.clone() };
    let mut document = list(2, "意見の本文です。", "回答");
    document.above = vec![Block::Tally {
        of: Content::Section,
        heading: "対応区分".to_owned(),
        titled: false,
        columns: (0..8).map(|section| format!("第{section}章　市民サービスの向上")).collect(),
        lines: vec![line(label), line("合計")],
    }];
    let look = Look { paper: PaperSize::A4, landscape: false, ..Look::default() };
    let rows = sheet(&printed(&document, &look), "印刷用");
    let said = rows.iter().map(|row| said_or_number(&row[0])).find(|text| text.starts_with("既に")).unwrap();
    assert!(said.contains('\n') && said.replace('\n', "") == label, "{said}");
    for word in ["既に", "計画に", "意見", "計画の", "当たり"] {
        assert!(said.contains(word), "{word} is broken: {said}");
    }
    assert!(said.lines().count() <= 4, "the counts leave no room: {said}");
}

/// The first part of an opinion, if it is low, stands on one page with the next one.
#[test]
fn xlsx_first_part() {
    let mut document = list(1, "", "");
    let row = |no: usize, goes_on: bool| {
        let text = if goes_on { ["続く"; 5].join("\n") } else { "始まり".to_owned() };
        let number = if goes_on { below() } else { over(2, &no.to_string()) };
        Row { no: no.to_string(), goes_on, cells: vec![number, over(1, "項目"), over(1, &text), over(1, "")] }
    };
    let rows = (1..=120).flat_map(|no| [row(no, false), row(no, true)]).collect();
    document.sections[0].groups = vec![Group { bands: Vec::new(), rows }];
    // Whatever a page holds, for some of these sizes it would end behind a first part.
    for size in [8.0, 8.5, 9.0, 9.5, 10.0, 11.0, 12.0] {
        let bytes = printed(&document, &Look { size, line: size * 1.5, ..Look::default() });
        let rows = sheet(&bytes, "印刷用");
        let starts = page_starts(&bytes);
        assert!(!starts.is_empty());
        for start in starts {
            assert_ne!(said(&rows[start - 1][2]), "始まり", "at {size}");
        }
    }
}
