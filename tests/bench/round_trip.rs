//! Times an inquiry out and back: 100 divisions of 200 opinions each, against writing the same cells with `rust_xlsxwriter` alone.
//!
//!     cargo bench --bench round_trip
//!
//! All are timed in turn in one process, so that what disturbs the machine disturbs them alike; printed
//! are the medians and their ratios to the plain writing.

#![allow(clippy::unwrap_used, reason = "a benchmark that cannot go on has failed")]

use std::io::{Cursor, Read as _, Write as _};
use std::path::Path;
use std::time::{Duration, Instant};

use rust_xlsxwriter::{Format, Workbook};
use shiryo::answers::division::{self, Share};
use shiryo::answers::response::Responses;
use shiryo::collect::decisions::Decisions;
use shiryo::collect::{CollectInput, collect};
use shiryo::export::xlsx::inquiry;
use shiryo::meeting::Meeting;
use shiryo::read::workbook::{self, Book};
use shiryo::records::load;
use shiryo::records::placed::Placed;
use shiryo::records::validate::validate;
use shiryo::say::diag::Diagnostics;
use shiryo::typeset::fonts::Fonts;
use shiryo::typeset::measure::Ruler;
use zip::write::SimpleFileOptions;

const DIVISIONS: usize = 100;
const OPINIONS: usize = 200;
const RUNS: usize = 5;
const TEXTS: [&str; 3] = [
    "・区役所の窓口で手続が一度に済むよう、担当をまとめてほしい。",
    "・地域の課題は分野をまたぐため、課を越えて話し合う場を設け、予算の使い方も区ごとに決められる仕組みにしてほしい。あわせて、職員が地域に出る時間を確保することが大切だと思う。",
    "・広報紙に載せる行事の一覧が分かりにくい。\n　見出しを付けて、申込みの締切順に並べてはどうか。",
];

fn main() {
    let meeting = meeting();
    let table = load::records(&meeting, "opinions.csv", records().as_bytes(), &mut Diagnostics::default()).unwrap();
    let placed = Placed::new(&meeting, validate(&meeting, &table, &mut Diagnostics::default()), &mut Diagnostics::default());
    let shares = division::shares(&meeting, &placed, &mut Diagnostics::default()).unwrap();
    let fonts = Fonts::bundled().unwrap();
    let ruler = Ruler::new(fonts.chain(&meeting.look.fonts).unwrap());
    let out = |share: &Share| inquiry::workbook(&meeting, share, "01234567", &ruler).unwrap();
    let sent: Vec<Vec<u8>> = shares.iter().map(out).collect();
    let books: Vec<Book> = sent.iter().map(|bytes| workbook::book("a.xlsx", bytes).unwrap()).collect();
    let back: Vec<(String, Vec<u8>)> =
        sent.iter().zip(&shares).map(|(bytes, share)| (format!("{}.xlsx", share.division.name), filled(bytes, &books[0]))).collect();
    let (existing, decisions) = (Responses::default(), Decisions::default());
    let beside = CollectInput {
        meeting: &meeting,
        placed: &placed,
        shares: &shares,
        responses: &existing,
        decisions: &decisions,
        as_of: None,
        draws: &|_, _| true,
    };
    let answers = collect(&beside, &back, &mut Diagnostics::default()).responses.0.len();
    assert_eq!(answers, DIVISIONS * OPINIONS * 2, "every answer came back");
    let mut times = [const { Vec::new() }; 3];
    for _ in 0..RUNS {
        times[0].push(timed(|| books.iter().map(plain).sum::<usize>()));
        times[1].push(timed(|| shares.iter().map(|share| out(share).len()).sum::<usize>()));
        times[2].push(timed(|| collect(&beside, &back, &mut Diagnostics::default()).responses.0.len()));
    }
    let medians = times.map(|mut runs| {
        runs.sort();
        runs[RUNS / 2]
    });
    println!("| {DIVISIONS} divisions × {OPINIONS} opinions, {answers} answers | median | ratio |\n|---|--:|--:|");
    for (name, median) in
        ["the same cells with rust_xlsxwriter alone", "out: the inquiry workbooks", "back: read, recognise, merge"].iter().zip(medians)
    {
        println!("| {name} | {:.0} ms | {:.2} |", median.as_secs_f64() * 1000.0, median.as_secs_f64() / medians[0].as_secs_f64());
    }
}

fn timed(work: impl FnOnce() -> usize) -> Duration {
    let start = Instant::now();
    assert!(work() > 0);
    start.elapsed()
}

fn meeting() -> Meeting {
    let mut text = String::from(
        r#"
        sections = [{ title = "区役所の在り方" }]
        sources = [{ key = "委員", heading = "委員意見" }]
        fields = [{ key = "office", heading = "担当" }, { key = "action", heading = "対応区分", from = "divisions", choices = [{ value = "反映する" }, { value = "今後の参考" }] }, { key = "reply", heading = "回答", from = "divisions" }]
        [meeting]
        title = "大きな会議"
        date = 2026-11-22
        [inquiry]
        asks = "回答してください。"
        due = 2026-12-10
        contact = "総務課"
        edition = 1
        "#,
    );
    for number in 0..DIVISIONS {
        text.push_str(&format!("[[divisions]]\nname = \"第{number:03}課\"\ntakes = [{{ field = \"office\", is = \"{number}\" }}]\n"));
    }
    Meeting::parse(&text, Path::new("")).map_err(|e| e.to_string()).unwrap()
}

fn records() -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["ID", "項目", "意見", "担当"]).unwrap();
    for number in 0..DIVISIONS * OPINIONS {
        let (division, text) = (number / OPINIONS, TEXTS[number % TEXTS.len()]);
        writer.write_record([&format!("op-{number:05}"), &format!("項目{}", number / 25), text, &division.to_string()]).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

/// Writes every cell of a book again, and nothing else; returns the number of bytes.
fn plain(book: &Book) -> usize {
    let mut workbook = Workbook::new();
    let format = Format::new().set_text_wrap();
    for sheet in &book.sheets {
        let worksheet = workbook.add_worksheet().set_name(&sheet.name).unwrap();
        for ((row, column), cell) in &sheet.cells {
            worksheet.write_string_with_format(*row, *column as u16, &cell.text, &format).unwrap();
        }
    }
    workbook.save_to_buffer().unwrap().len()
}

/// The workbook with the two answers of every opinion filled in, as inline strings in the blank cells.
fn filled(bytes: &[u8], book: &Book) -> Vec<u8> {
    let columns = ["shiryo_answers_action", "shiryo_answers_reply"].map(|name| book.names[name][0].area.left);
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        if name == "xl/worksheets/sheet2.xml" {
            let mut xml = String::from_utf8(content).unwrap();
            for (column, answer) in columns.iter().zip(["反映する", "担当をまとめ、来年度から一つの窓口で受け付けます。"])
            {
                for row in 5..5 + OPINIONS as u32 {
                    let cell = format!("<c r=\"{}\" s=\"", shiryo::read::table::cell_name(row, *column));
                    let (start, rest) = xml.split_once(&cell).unwrap();
                    let (style, end) = rest.split_once("\"/>").unwrap();
                    xml = format!("{start}{cell}{style}\" t=\"inlineStr\"><is><t>{answer}</t></is></c>{end}");
                }
            }
            content = xml.into_bytes();
        }
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(&content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}
