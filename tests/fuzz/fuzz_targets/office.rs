//! Whatever stands on an office's worksheets, its headings are found or asked for, with one section and with several.

#![no_main]

#[path = "../sheets.rs"]
mod sheets;

use std::path::Path;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use shiryo::meeting::Meeting;
use shiryo::records::{load, validate};
use shiryo::say::diag::Diagnostics;

const HEAD: &str = "[meeting]\ntitle = \"題\"\ndate = 2026-04-01\n";
const MORE: &str = r#"
[records]
struck = "drop"
hidden = "skip"
[columns]
"所感" = "text"
[[sections]]
title = "配置"
[[sections]]
title = "運営"
[[sources]]
key = "iin"
heading = "委員意見"
attribution = "委員名"
[[sources]]
key = "toshi"
heading = "他都市"
[[fields]]
key = "view"
heading = "市の考え方"
"#;

static MEETINGS: LazyLock<[Meeting; 2]> = LazyLock::new(|| {
    [HEAD.to_owned(), format!("{HEAD}{MORE}")].map(|text| Meeting::parse(&text, Path::new("")).expect("a meeting that is valid"))
});

fuzz_target!(|bytes: &[u8]| {
    let book = sheets::is_sheet(bytes).then(|| sheets::around(bytes));
    for meeting in MEETINGS.iter() {
        for (name, bytes) in [("a.csv", bytes), ("a.xlsx", book.as_deref().unwrap_or(bytes))] {
            let mut findings = Diagnostics::default();
            let Ok(records) = load::records(meeting, name, bytes, &mut findings) else { continue };
            drop(validate::validate(meeting, &records, &mut findings));
        }
    }
});
