//! Whatever is imported, its opinions come back unchanged from the records that are written of them.

#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use shiryo::say::diag::Diagnostics;
use shiryo::records::import::{Facts, import};
use shiryo::meeting::Meeting;
use shiryo::records::{load, validate};

fuzz_target!(|text: &str| {
    let facts = Facts { title: Some("表".into()), date: Some("2026-01-01".into()), ..Facts::default() };
    let Ok(imported) = import("a.txt", text, &facts, &mut Diagnostics::default()) else { return };
    let meeting = Meeting::parse(&imported.meeting_toml, Path::new("")).expect("the meeting file is valid");
    let mut findings = Diagnostics::default();
    let table = load::records(&meeting, "a.csv", imported.opinions_csv.as_bytes(), &mut findings).expect("the records are a table");
    let read = validate::validate(&meeting, &table, &mut findings);
    if !findings.has_errors() {
        assert!(read.iter().map(|o| &o.text).eq(imported.opinions.iter().map(|o| &o.text)), "{}", imported.opinions_csv);
    }
});
