//! Tests of the workbook for a division: what a reader gets back is what was asked, and who asked it.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;

use calamine::{Data, Reader as _, SheetVisible, Xlsx};
use ecow::{EcoString, eco_format};

use super::*;
use crate::answers::division;
use crate::export::xlsx::tests::{BUILD, HARD, part};
use crate::export::xlsx::{HEADER_LIMIT, ROW_LIMIT, height, inside};
use crate::meeting::identity::{BUILD_PROPERTY, IDS_NAME, STAMP_SHEET, answers_name, cell_digest, choices_name};
use crate::records::placed::Placed;
use crate::records::record::Opinion;
use crate::say::diag::{Diagnostics, Place};
use crate::typeset::measure::tests::gothic;

fn meeting() -> Meeting {
    let text = r#"
        sections = [{ title = "役割と分担" }, { title = "その他 & 全般" }]
        sources = [{ key = "a", heading = "委員意見" }, { key = "b", heading = "=他都市", attribution = "都市名" }]
        fields = [
            { key = "office", heading = "担当課" },
            { key = "action", heading = "対応区分", from = "divisions", choices = [
                { value = "=反映する", means = "計画を直します" }, { value = "<r>参考</r>" } ] },
            { key = "reply", heading = "回答", from = "divisions", width = 30 },
            { key = "person", heading = "担当者", from = "divisions", required = false },
        ]
        divisions = [{ name = "総務 & 企画課", takes = [{}] }, { name = "市民課", takes = [{ section = 2 }] }]
        [inquiry]
        asks = "=何をするか\n答えてください"
        due = 2026-12-10
        contact = "総務課"
        edition = 2
        notes = ["<r>注</r>"]
        [meeting]
        title = "意見の整理 & 検討"
        date = 2026-11-22
        [[papers]]
        label = "資料3"
        files = ["資料3.pdf"]
    "#;
    Meeting::parse(text, Path::new("m")).map_err(|e| e.to_string()).unwrap()
}

/// The hard texts, and one that no row can show.
fn placed(meeting: &Meeting) -> Placed {
    let long: String = (0..5_000).map(|i| if i % 97 == 0 { '\n' } else { ['意', '見', 'a', '、'][i % 4] }).collect();
    let texts = HARD.iter().map(|text| (*text).to_owned()).chain([format!("始{long}")]);
    let opinion = |(index, text): (usize, String)| Opinion {
        id: eco_format!("id-{index:02}"),
        section: usize::from(index >= 15),
        category: ["=項目", "<r>項目</r>"][index / 15].into(),
        subcategory: EcoString::new(),
        no: None,
        source: index % 2,
        attribution: if index % 2 == 1 { "@都市".into() } else { EcoString::new() },
        text: text.into(),
        fields: vec![EcoString::new()],
        place: Place::default(),
        sheet_row: None,
    };
    Placed::new(meeting, texts.enumerate().map(opinion).collect(), &mut Diagnostics::default())
}

/// The workbook of the division at `index`.
fn made(meeting: &Meeting, placed: &Placed, index: usize) -> Vec<u8> {
    let shares = division::shares(meeting, placed, &mut Diagnostics::default()).unwrap();
    workbook(meeting, &shares[index], BUILD, &gothic()).map_err(|e| e.to_string()).unwrap()
}

fn first() -> Vec<u8> {
    let meeting = meeting();
    made(&meeting, &placed(&meeting), 0)
}

fn open(bytes: &[u8]) -> Xlsx<Cursor<&[u8]>> {
    Xlsx::new(Cursor::new(bytes)).unwrap()
}

/// The cells of a sheet from A1, as text.
fn rows(bytes: &[u8], sheet: &str) -> Vec<Vec<String>> {
    let range = open(bytes).worksheet_range(sheet).unwrap();
    let (last, columns) = range.end().unwrap();
    let said = |r, c| match range.get_value((r, c)) {
        None | Some(Data::Empty) => String::new(),
        Some(Data::String(text)) => text.clone(),
        Some(Data::Float(number)) => number.to_string(),
        other => panic!("{other:?}"),
    };
    (0..=last).map(|r| (0..=columns).map(|c| said(r, c)).collect()).collect()
}

/// The values of the attribute `name` wherever it stands.
fn values<'x>(xml: &'x str, name: &str) -> Vec<&'x str> {
    xml.split(&format!(" {name}=\"")).skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

#[test]
fn inquiry_answer_sheet() {
    let meeting = meeting();
    let placed = placed(&meeting);
    let rows = rows(&made(&meeting, &placed, 0), "回答");
    let headings = ["ID", "区分", "項目", "No.", "出典", "意見", "全文", "都市名", "対応区分", "回答", "担当者", "備考"];
    assert_eq!(rows[3], headings);
    assert_eq!(rows.len(), 4 + placed.opinions.len());
    for (row, (no, opinion)) in rows[4..].iter().zip(placed.in_order()) {
        let cells = [
            opinion.id.as_str(),
            &meeting.section_heading(opinion.section),
            &opinion.category,
            no,
            &meeting.sources[opinion.source].heading,
            &opinion.text,
        ];
        assert_eq!(row[..6], cells);
        assert_eq!(row[6], if opinion.text.starts_with('始') { "全文→" } else { "" });
        assert_eq!(row[7], opinion.attribution);
        assert!(row[8..].iter().all(String::is_empty));
    }
}

/// What is too long for a row goes on in the next.
#[test]
fn inquiry_long_cover() {
    let mut meeting = meeting();
    let inquiry = meeting.inquiry.as_mut().unwrap();
    inquiry.asks = "整備の順序について、各課の考えを答えてください。\n".repeat(120);
    inquiry.contact = "内線".repeat(1_000);
    inquiry.notes = vec!["記入".repeat(1_900)];
    let (asks, contact, notes) = (inquiry.asks.clone(), inquiry.contact.clone(), inquiry.notes[0].clone());
    let bytes = made(&meeting, &placed(&meeting), 0);
    let rows = rows(&bytes, "表紙");
    let said = |column: usize| rows.iter().map(|row| row[column].replace('\n', "")).collect::<String>();
    assert!(said(2).contains(&asks.replace('\n', "")) && said(2).contains(&contact) && said(1).contains(&notes));
    let ruler = gothic();
    for (text, width) in rows.iter().flat_map(|row| [(&row[1], 82 + 565), (&row[2], 565)]) {
        assert!(height(ruler.lines(text, inside(width, 11.0)).len(), 11.0) <= ROW_LIMIT, "{text}");
    }
}

#[test]
fn inquiry_other_division() {
    let meeting = meeting();
    let placed = placed(&meeting);
    let rows = rows(&made(&meeting, &placed, 1), "回答");
    let wanted: Vec<&str> = placed.in_order().filter(|(_, o)| o.section == 1).map(|(_, o)| o.id.as_str()).collect();
    assert_eq!(rows[4..].iter().map(|row| row[0].as_str()).collect::<Vec<_>>(), wanted);
    assert!(rows[1][1].contains("市民課") && rows[1][1].contains("令和8年（2026年）12月10日（木）") && rows[1][1].contains("第2版"));
}

#[test]
fn inquiry_stamp() {
    let meeting = meeting();
    let placed = placed(&meeting);
    let bytes = made(&meeting, &placed, 0);
    let (stamp, is_whole) = Stamp::from_rows(&rows(&bytes, STAMP_SHEET)).unwrap();
    assert!(is_whole);
    assert_eq!((stamp.meeting.as_str(), stamp.edition, stamp.division.as_str()), (meeting.key().as_str(), 2, "総務 & 企画課"));
    let answers = rows(&bytes, "回答");
    assert_eq!(stamp.columns.iter().map(|c| c.heading.as_str()).collect::<Vec<_>>(), answers[3]);
    assert_eq!(stamp.columns.iter().map(|c| c.key.as_str()).collect::<Vec<_>>()[8..], ["action", "reply", "person", "note"]);
    assert_eq!(stamp.locked.len(), 7);
    for (sent, row) in stamp.opinions.iter().zip(&answers[4..]) {
        assert_eq!(sent.id, row[0]);
        assert_eq!(sent.cells, row[1..8].iter().map(|cell| cell_digest(cell)).collect::<Vec<_>>());
    }
    assert_eq!(stamp.opinions.len(), answers.len() - 4);
    let custom = part(&bytes, "docProps/custom.xml");
    for (name, value) in stamp.properties().into_iter().chain([(BUILD_PROPERTY, BUILD.to_owned())]) {
        let value = value.replace('&', "&amp;");
        assert!(custom.contains(&format!("name=\"{name}\"><vt:lpwstr>{value}</vt:lpwstr>")), "{name}: {custom}");
    }
}

#[test]
fn inquiry_names() {
    let bytes = first();
    let book = open(&bytes);
    let names: BTreeMap<&str, &str> = book.defined_names().iter().map(|(name, range)| (name.as_str(), range.as_str())).collect();
    let last = 4 + HARD.len() + 1;
    assert_eq!(names[IDS_NAME], format!("'回答'!$A$5:$A${last}"));
    for (key, column) in [("action", "I"), ("reply", "J"), ("person", "K"), ("note", "L")] {
        assert_eq!(names[answers_name(key).as_str()], format!("'回答'!${column}$5:${column}${last}"));
    }
    assert_eq!(names[choices_name("action").as_str()], "'選択肢'!$B$2:$B$3");
    let sheets: Vec<(&str, SheetVisible)> = book.sheets_metadata().iter().map(|s| (s.name.as_str(), s.visible)).collect();
    let shown = ["表紙", "回答", "全文", "選択肢"].map(|name| (name, SheetVisible::Visible));
    assert_eq!(sheets[..4], shown);
    assert_eq!(sheets[4], (STAMP_SHEET, SheetVisible::VeryHidden));
    assert_eq!(rows(&bytes, "選択肢")[1], ["対応区分", "=反映する", "計画を直します"]);
}

#[test]
fn inquiry_long_texts() {
    let meeting = meeting();
    let placed = placed(&meeting);
    let bytes = made(&meeting, &placed, 0);
    let long = placed.in_order().find(|(_, opinion)| opinion.text.starts_with('始')).unwrap();
    let rows = rows(&bytes, "全文");
    assert_eq!(rows[1][1], long.0);
    assert_eq!(rows[1..].iter().map(|row| row[2].as_str()).collect::<String>(), long.1.text);
    assert!(rows.len() > 3);
    let short =
        Placed::new(&meeting, placed.opinions.iter().filter(|o| !o.text.starts_with('始')).cloned().collect(), &mut Diagnostics::default());
    assert!(!open(&made(&meeting, &short, 0)).sheet_names().contains(&"全文".to_owned()));
}

#[test]
fn inquiry_protection() {
    let bytes = first();
    let xml = part(&bytes, "xl/worksheets/sheet2.xml");
    assert!(
        xml.contains(
            "<sheetProtection sheet=\"1\" objects=\"1\" scenarios=\"1\" formatColumns=\"0\" formatRows=\"0\" sort=\"0\" autoFilter=\"0\"/>"
        ),
        "{xml}"
    );
    assert!(!xml.contains("password") && !xml.contains("<mergeCell") && !xml.contains("<f>"));
    assert!(xml.contains("<formula1>choices_action</formula1>") && xml.contains("<autoFilter ref=\"A4:L27\"/>"));
    assert!(xml.contains("state=\"frozen\"") && xml.contains("topLeftCell=\"E5\""));
    for (name, limit) in [("promptTitle", TITLE_LIMIT), ("errorTitle", TITLE_LIMIT), ("prompt", MESSAGE_LIMIT), ("error", MESSAGE_LIMIT)] {
        assert!(values(&xml, name).iter().all(|text| (1..=limit).contains(&text.encode_utf16().count())), "{name}");
    }
    assert_eq!(values(&xml, "error").len(), 4);
    assert_eq!(xml.matches("<cfRule").count(), 2);
    for sheet in 1..=5 {
        let xml = part(&bytes, &format!("xl/worksheets/sheet{sheet}.xml"));
        assert!(xml.contains("<sheetProtection sheet=\"1\""));
        assert!(values(&xml, "ht").iter().all(|height| height.parse::<f64>().unwrap() <= 409.5));
    }
}

#[test]
fn inquiry_growing_rows() {
    let xml = part(&first(), PART_OF_ANSWERS);
    let tags: Vec<&str> = xml.split("<row ").skip(1).map(|row| row.split('>').next().unwrap()).collect();
    assert!(tags[..4].iter().all(|tag| tag.contains("customHeight")));
    assert!(tags[4..].iter().all(|tag| tag.contains(" ht=") && tag.contains("customHeight") == tag.contains("ht=\"409.5\"")));
    assert_eq!(tags[4..].iter().filter(|tag| tag.contains("customHeight")).count(), 1);
}

const PART_OF_ANSWERS: &str = answers::PART;

#[test]
fn inquiry_reproducible() {
    let bytes = first();
    assert_eq!(bytes, first());
    assert!(part(&bytes, "docProps/core.xml").contains(">2026-11-22T00:00:00Z</dcterms:created>"));
}

#[test]
fn inquiry_limits() {
    let mut meeting = meeting();
    meeting.papers[0].label = "資料&𠮷".repeat(40);
    meeting.head.title = "題&".repeat(300);
    meeting.divisions[0].name = "&課".repeat(30);
    for field in &mut meeting.fields {
        field.heading = "見出し&".repeat(20);
        for choice in &mut field.choices {
            (choice.value, choice.means) = ("選択𠮷".repeat(25), "意味".repeat(200));
        }
    }
    let placed = placed(&meeting);
    let bytes = made(&meeting, &placed, 0);
    let xml = part(&bytes, "xl/worksheets/sheet2.xml");
    let footer = xml.split("<oddFooter>").nth(1).unwrap().split('<').next().unwrap().replace("&amp;", "&").replace("&quot;", "\"");
    assert!(footer.encode_utf16().count() <= HEADER_LIMIT, "{footer}");
    assert!(values(&xml, "prompt")[0].replace("&amp;", "&").replace("&#xA;", "\n").encode_utf16().count() <= MESSAGE_LIMIT);
}

#[test]
fn inquiry_clipping() {
    assert_eq!(clipped("あいう", 3), "あいう");
    assert_eq!(clipped("あいうえ", 3), "あい…");
    assert_eq!(clipped("あ𠮷𠮷", 4), "あ𠮷…");
    assert_eq!(clipped("あい𠮷𠮷", 4), "あい…");
    assert_eq!(clipped("あ𠮷いう", 3), "あ…");
}

#[test]
fn inquiry_dates() {
    assert_eq!(long_date(2026, 12, 10), "令和8年（2026年）12月10日（木）");
    assert_eq!(long_date(2019, 5, 1), "令和元年（2019年）5月1日（水）");
    assert_eq!(long_date(2019, 4, 30), "平成31年（2019年）4月30日（火）");
    assert_eq!(long_date(2024, 2, 29), "令和6年（2024年）2月29日（木）");
    assert_eq!(long_date(2000, 1, 1), "平成12年（2000年）1月1日（土）");
}
