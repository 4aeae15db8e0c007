//! Times reading and checking 10,000 opinions of a workbook against calamine's bare reading of the same file's values.
//!
//!     cargo bench --bench office
//!     cargo bench --bench office -- 99999
//!
//! Both are timed in turn in one process, so that what disturbs the machine disturbs them alike; printed are the
//! medians and the median of the ratios.

#![allow(clippy::unwrap_used, reason = "a benchmark that cannot go on has failed")]

use std::io::Cursor;
use std::path::Path;
use std::time::{Duration, Instant};

use calamine::{Reader as _, Xlsx};
use rust_xlsxwriter::Workbook;
use shiryo::meeting::Meeting;
use shiryo::records::load;
use shiryo::records::validate::validate;
use shiryo::say::diag::Diagnostics;

const ROWS: usize = 10_000;
const RUNS: usize = 15;
const MEETING: &str = "[meeting]\ntitle = \"題\"\ndate = 2026-04-01\n[[fields]]\nkey = \"view\"\nheading = \"市の考え方\"\n";
const TEXTS: [&str; 3] = [
    "区役所の窓口で手続が一度に済むよう、担当をまとめてほしい。",
    "地域の課題は分野をまたぐため、課を越えて話し合う場を設け、予算の使い方も区ごとに決められる仕組みにしてほしい。",
    "広報紙に載せる行事の一覧が分かりにくい。\n見出しを付けて、申込みの締切順に並べてはどうか。",
];

fn main() {
    let meeting = Meeting::parse(MEETING, Path::new("")).unwrap();
    let rows = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(ROWS);
    let bytes = workbook(rows);
    let mut times: Vec<(Duration, Duration)> = Vec::new();
    for _ in 0..RUNS {
        let bare = timed(|| {
            let mut book: Xlsx<_> = Xlsx::new(Cursor::new(&bytes)).unwrap();
            book.worksheet_range_at(0).unwrap().unwrap().used_cells().count()
        });
        let read = timed(|| {
            let mut findings = Diagnostics::default();
            let records = load::records(&meeting, "意見.xlsx", &bytes, &mut findings).unwrap();
            let opinions = validate(&meeting, &records, &mut findings);
            assert_eq!(opinions.len(), rows, "every opinion is read");
            opinions.len()
        });
        times.push((bare, read));
    }
    let median = |mut all: Vec<f64>| {
        all.sort_by(f64::total_cmp);
        all[all.len() / 2]
    };
    let milliseconds = |time: Duration| time.as_secs_f64() * 1_000.0;
    println!("{rows} opinions, {} kB, {RUNS} runs", bytes.len() / 1_000);
    println!("calamine, values   {:7.1} ms", median(times.iter().map(|(bare, _)| milliseconds(*bare)).collect()));
    println!("read and checked   {:7.1} ms", median(times.iter().map(|(_, read)| milliseconds(*read)).collect()));
    println!("ratio              {:7.2}", median(times.iter().map(|(bare, read)| read.as_secs_f64() / bare.as_secs_f64()).collect()));
}

fn timed(work: impl Fn() -> usize) -> Duration {
    let started = Instant::now();
    std::hint::black_box(work());
    started.elapsed()
}

/// A workbook of an office: five columns, each text another.
fn workbook(rows: usize) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, heading) in (0..).zip(["No.", "分類", "ご意見の概要", "委員名", "市の考え方"]) {
        sheet.write_string(0, column, heading).unwrap();
    }
    for index in 0..rows {
        let row = index as u32 + 1;
        sheet.write_number(row, 0, row).unwrap();
        sheet.write_string(row, 1, format!("項目{}", index / 50)).unwrap();
        sheet.write_string(row, 2, format!("{}（{row}）", TEXTS[index % TEXTS.len()])).unwrap();
        sheet.write_string(row, 3, format!("委員{}", index % 30)).unwrap();
        sheet.write_string(row, 4, "今後の検討の参考とします。").unwrap();
    }
    book.save_to_buffer().unwrap()
}
