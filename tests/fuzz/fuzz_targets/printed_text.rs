//! Whatever is imported, its opinions come back unchanged from the table that is written of them.

#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use shiryo::meeting::Meeting;
use shiryo::records::office::pasted::import;
use shiryo::records::office::propose::Answers;
use shiryo::records::{load, validate};
use shiryo::say::diag::Diagnostics;

fuzz_target!(|text: &str| {
    let answers = Answers { title: Some("表".into()), date: Some("2026-01-01".into()), ..Answers::default() };
    let Ok(imported) = import("a.txt", text, &answers, None, &mut Diagnostics::default()) else { return };
    let meeting = Meeting::parse(&imported.meeting_toml, Path::new("")).expect("the meeting file is valid");
    let mut findings = Diagnostics::default();
    let table = load::records(&meeting, "a.csv", &imported.opinions_csv, &mut findings).expect("the records are a table");
    let read = validate::validate(&meeting, &table, &mut findings);
    assert!(read.iter().map(|o| &o.text).eq(imported.opinions.iter().map(|o| &o.text)));
});
