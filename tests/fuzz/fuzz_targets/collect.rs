//! Whatever a division sends back, the whole way from its bytes to answers and cases ends, and says the same twice.

#![no_main]

#[path = "../sheets.rs"]
mod sheets;

use std::path::Path;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use shiryo::collect::decisions::Decisions;
use shiryo::collect::{self, CollectInput};
use shiryo::export::xlsx::inquiry;
use shiryo::say::diag::Diagnostics;
use shiryo::records::placed::Placed;
use shiryo::meeting::Meeting;
use shiryo::answers::response::Responses;
use shiryo::answers::division;
use shiryo::records::{load, validate};
use shiryo::typeset::fonts::Fonts;
use shiryo::typeset::measure::Ruler;

const MEETING: &str = r#"
sections = [{ title = "一" }]
sources = [{ key = "委員", heading = "委員意見" }]
fields = [{ key = "action", heading = "対応区分", from = "divisions", choices = [{ value = "反映する" }] }, { key = "reply", heading = "回答", from = "divisions" }]
divisions = [{ name = "総務課", takes = [{}] }]
[meeting]
title = "題"
date = 2026-11-22
[inquiry]
asks = "照会"
due = 2026-12-10
contact = "総務課"
edition = 1
"#;
const OPINIONS: &str = "ID,区分番号,項目,No.,出典,意見\na1,1,,1,委員,意見一\na2,1,,2,委員,意見二\n";

/// The meeting, its opinions and the workbook that went out to the division.
static OFFICE: LazyLock<(Meeting, Placed, Vec<u8>)> = LazyLock::new(|| {
    let told = &mut Diagnostics::default();
    let Ok(meeting) = Meeting::parse(MEETING, Path::new("m")) else { panic!("the meeting") };
    let Ok(table) = load::records(&meeting, "opinions.csv", OPINIONS.as_bytes(), told) else { panic!("the opinions") };
    let placed = Placed::new(&meeting, validate::validate(&meeting, &table, told), told);
    let Ok(shares) = division::shares(&meeting, &placed, told) else { panic!("the shares") };
    let Ok(chain) = Fonts::bundled().and_then(|fonts| fonts.chain(&meeting.look.fonts)) else { panic!("the fonts") };
    let Ok(book) = inquiry::workbook(&meeting, &shares[0], "01234567", &Ruler::new(chain)) else { panic!("the workbook") };
    if let Some(seed) = std::env::var_os("FUZZ_SEED") {
        std::fs::write(seed, &book).expect("a seed");
    }
    (meeting, placed, book)
});

fuzz_target!(|bytes: &[u8]| {
    let (meeting, placed, sent) = &*OFFICE;
    let told = &mut Diagnostics::default();
    let Ok(shares) = division::shares(meeting, placed, told) else { panic!("the shares") };
    let (responses, decisions) = (Responses::default(), Decisions::default());
    let book = sheets::is_sheet(bytes).then(|| sheets::within(sent, "xl/worksheets/sheet2.xml", bytes));
    for (name, bytes) in [("総務課.xlsx", book.as_deref().unwrap_or(bytes)), ("総務課.csv", bytes)] {
        let files = [(name.to_owned(), bytes.to_vec())];
        let mut collect = |responses: &Responses| {
            let beside = CollectInput { meeting, placed, shares: &shares, responses, decisions: &decisions, as_of: None, draws: &|_, _| true };
            collect::collect(&beside, &files, told)
        };
        let once = collect(&responses);
        let again = collect(&once.responses);
        assert_eq!(once.responses.rows(), again.responses.rows());
        assert_eq!(once.decisions, again.decisions);
    }
});
