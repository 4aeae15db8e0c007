//! Whatever is given as records, reading and checking it ends in opinions or in findings.

#![no_main]

use std::path::Path;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use shiryo::say::diag::Diagnostics;
use shiryo::records::placed::Placed;
use shiryo::meeting::Meeting;
use shiryo::records::{load, validate};

static MEETING: LazyLock<Meeting> = LazyLock::new(|| {
    let text = include_str!("../../../templates/layouts/answers/meeting.toml");
    Meeting::parse(text, Path::new("")).expect("the meeting of `shiryo init` is valid")
});

fuzz_target!(|bytes: &[u8]| {
    for name in ["a.csv", "a.json", "a.xlsx"] {
        let mut findings = Diagnostics::default();
        let Ok(table) = load::records(&MEETING, name, bytes, &mut findings) else { continue };
        let opinions = validate::validate(&MEETING, &table, &mut findings);
        drop(Placed::new(&MEETING, opinions, &mut findings));
    }
});
