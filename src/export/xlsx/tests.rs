//! Tests of the workbook: what a reader gets back is what the matrix holds.

use std::io::{Cursor, Read};
use std::path::Path;

use calamine::{Data, Reader, Xlsx};

use super::*;
use crate::meeting::headings::Column;
use crate::records::record::Opinion;
use crate::records::{load, validate};
use crate::say::diag::{Diagnostics, Place};
use crate::typeset::fonts::Fonts;

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
        sections = [{ title = "役割と分担" }, { title = "<r>その他 & 全般</r>" }]
        sources = [
            { key = "a", heading = "委員意見" },
            { key = "b", heading = "=他都市の取り組み", attribution = "都市名" },
        ]
        fields = [{ key = "office", heading = "担当課" }]
        outputs = []
        [meeting]
        title = "意見の整理 & 検討"
        label = "資料3"
        date = 2026-11-22
    "#;
    Meeting::parse(text, Path::new("m")).map_err(|e| e.to_string()).unwrap()
}

fn opinion(number: usize, source: usize, no: u32, text: &str) -> Opinion {
    Opinion {
        id: format!("id-{number:03}"),
        section: usize::from(no > 8),
        category: ["", "=項目", "<r>項目</r>", "長い項目の名は折り返されて行より高くなる"][no as usize / 3 % 4].to_owned(),
        no: Some(no),
        source,
        text: text.to_owned(),
        attribution: if source == 1 { HARD[number % 14].replace('\n', "") } else { String::new() },
        fields: vec![HARD[(number + 3) % HARD.len()].to_owned()],
        place: Place::file("test"),
    }
}

/// Two lists of the hard texts, one of them with a text of 5,000 characters.
fn matrix(meeting: &Meeting) -> Placed {
    let long: String = (0..5_000).map(|i| if i % 97 == 0 { '\n' } else { ['意', '見', 'a', '、'][i % 4] }).collect();
    let long = format!("始{long}");
    let mut opinions: Vec<Opinion> = HARD.iter().enumerate().map(|(i, text)| opinion(i, i % 2, 1 + i as u32 / 2, text)).collect();
    opinions.push(opinion(50, 0, 14, &long));
    opinions.push(opinion(51, 1, 14, "=2+2"));
    Placed::new(meeting, opinions, &mut Diagnostics::default())
}

fn ruler() -> Ruler {
    Ruler::new(Fonts::bundled().unwrap().chain(&["BIZ UDGothic".to_owned()]).unwrap())
}

fn made() -> (Meeting, Placed, Vec<u8>) {
    let meeting = meeting();
    let matrix = matrix(&meeting);
    let bytes = workbook(&meeting, &matrix, BUILD, &ruler()).map_err(|e| e.to_string()).unwrap();
    (meeting, matrix, bytes)
}

fn sheet(bytes: &[u8], name: &str) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range(name).unwrap();
    let (rows, columns) = range.end().unwrap();
    (0..=rows).map(|r| (0..=columns).map(|c| range.get_value((r, c)).cloned().unwrap_or(Data::Empty)).collect()).collect()
}

fn part(bytes: &[u8], name: &str) -> String {
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

#[test]
fn the_print_sheet_holds_the_matrix() {
    let (meeting, matrix, bytes) = made();
    let rows = sheet(&bytes, "印刷用");
    assert_eq!(said(&rows[0][0]), meeting.head.title);
    assert_eq!(said(&rows[0][4]), meeting.head.label);
    assert_eq!(rows[2].iter().map(said).collect::<Vec<_>>(), ["No.", "項目", "委員意見", "=他都市の取り組み", ""]);
    let mut row = 3;
    let mut continued = 0;
    for (index, section) in matrix.sections.iter().enumerate() {
        assert_eq!(said(&rows[row][0]), meeting.section_heading(index));
        row += 1;
        for group in &section.groups {
            assert_eq!(said(&rows[row][1]), group.category);
            for (index, line) in group.rows.iter().enumerate() {
                assert_eq!(rows[row][0], Data::Float(f64::from(line.no)));
                let mut cells = [String::new(), String::new(), String::new()];
                loop {
                    for (cell, column) in cells.iter_mut().zip(2..) {
                        *cell += &said(&rows[row][column]);
                    }
                    assert!(index == 0 || said(&rows[row][1]).is_empty());
                    row += 1;
                    if row == rows.len() || rows[row][0] != Data::Empty {
                        break;
                    }
                    continued += 1;
                }
                let opinion = |source: usize| line.cells[source].map(|i| &matrix.opinions[i]);
                assert_eq!(cells[0], opinion(0).map_or("", |o| &o.text));
                assert_eq!(cells[1], opinion(1).map_or("", |o| &o.text));
                assert_eq!(cells[2], opinion(1).map_or("", |o| &o.attribution));
            }
        }
    }
    assert_eq!(row, rows.len());
    assert!(continued > 1, "the long text needs further rows");
}

#[test]
fn the_data_sheet_reads_back_to_the_same_opinions() {
    let (meeting, matrix, bytes) = made();
    let mut warnings = Diagnostics::default();
    let table = load::table("a.xlsx", &bytes, &mut warnings).map_err(|e| e.to_string()).unwrap();
    assert_eq!(table.headings, ["ID", "区分番号", "区分", "項目", "No.", "出典", "意見", "発言者・都市", "担当課"]);
    let read = validate::validate(&meeting, &table, &mut warnings);
    let place = |opinion: &Opinion, no| Opinion { no: Some(no), place: Place::default(), ..opinion.clone() };
    let wanted: Vec<Opinion> = matrix.in_order().map(|(no, opinion)| place(opinion, no)).collect();
    let read: Vec<Opinion> = read.iter().map(|opinion| place(opinion, opinion.no.unwrap())).collect();
    assert_eq!(read, wanted);
    assert!(warnings.0.is_empty(), "{warnings}");
}

#[test]
fn the_data_sheet_is_one_plain_table() {
    let (meeting, matrix, bytes) = made();
    let rows = sheet(&bytes, "データ");
    assert_eq!(rows.len(), 1 + matrix.opinions.len());
    for (row, (no, opinion)) in rows[1..].iter().zip(matrix.in_order()) {
        assert_eq!(row[1], Data::Float(opinion.section as f64 + 1.0));
        assert_eq!(row[4], Data::Float(f64::from(no)));
        assert_eq!(said(&row[2]), meeting.sections[opinion.section].title);
        assert_eq!(said(&row[5]), meeting.sources[opinion.source].heading);
        assert_eq!(said(&row[6]), opinion.text);
    }
    let xml = part(&bytes, "xl/worksheets/sheet2.xml");
    assert!(!xml.contains("<mergeCell") && !xml.contains("<f>") && !xml.contains("<hyperlink"));
    assert_eq!(part(&bytes, "xl/tables/table1.xml").matches("<tableColumn ").count(), rows[0].len());
    assert!(meeting.column("発言者・都市") == Some(Column::Attribution));
}

#[test]
fn text_is_never_markup_or_formula() {
    let (_, _, bytes) = made();
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
fn the_same_input_makes_the_same_bytes() {
    assert_eq!(made().2, made().2);
    assert!(part(&made().2, "docProps/core.xml").contains(">2026-11-22T00:00:00Z</dcterms:created>"));
}

#[test]
fn line_heights_follow_the_font() {
    let chain = Fonts::bundled().unwrap().chain(&["BIZ UDGothic".to_owned()]).unwrap();
    let face = chain[0].ttf();
    let em = f64::from(face.units_per_em());
    assert_eq!((f64::from(face.ascender()) / em, f64::from(-face.descender()) / em, face.line_gap()), (ASCENT, DESCENT, 0));
    assert_eq!(ruler().width("0"), 0.5);
    assert_eq!((pitch(9.0), height(2, 9.0)), (16, 36));
}

#[test]
fn page_headers_are_escaped_and_shortened() {
    assert_eq!(shortened("A&B", 10), "A&&B");
    assert_eq!(shortened("あいうえお", 5), "あいうえお");
    assert_eq!(shortened("あいうえおか", 5), "あいうえ…");
    assert_eq!(shortened("&&&&", 5), "&&&&…");
    let mut meeting = meeting();
    meeting.head.title = "題&".repeat(300);
    meeting.head.label = "資料𠮷&".repeat(50);
    assert!(running_header(&meeting).encode_utf16().count() <= HEADER_LIMIT);
}

#[test]
fn narrow_pages_and_bare_matrices_work() {
    let mut meeting = meeting();
    let matrix = matrix(&meeting);
    (meeting.look.paper, meeting.look.landscape) = (Paper::B5, false);
    meeting.head.label = String::new();
    assert!(workbook(&meeting, &matrix, BUILD, &ruler()).is_ok());
    let none = Placed::new(&meeting, Vec::new(), &mut Diagnostics::default());
    let bytes = workbook(&meeting, &none, BUILD, &ruler()).unwrap();
    assert_eq!(sheet(&bytes, "データ").len(), 1);
}
