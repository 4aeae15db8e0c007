//! Whatever stands in a `meeting.toml`, it is a meeting or a list of findings with their lines.

#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use shiryo::meeting::Meeting;

fuzz_target!(|text: &str| {
    let Ok(meeting) = Meeting::parse(text, Path::new("")) else { return };
    let Ok(files) = meeting.files() else { return };
    for (name, _) in files {
        assert!(shiryo::meeting::names::unsafe_name(&name).is_none(), "{name:?} leaves the output folder");
    }
});
