//! Whatever stands in a `meeting.toml`, it is a meeting or a list of findings with their lines.

#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use shiryo::meeting::Meeting;
use shiryo::meeting::typed::Typed;

fuzz_target!(|bytes: &[u8]| {
    let Ok(typed) = Typed::of_bytes("meeting.toml", bytes) else { return };
    let Ok(meeting) = Meeting::parse(&typed.text, Path::new("")) else { return };
    let Ok(files) = meeting.files() else { return };
    for (name, _) in files {
        assert!(shiryo::meeting::names::unsafe_name(&name).is_none(), "{name:?} leaves the output folder");
    }
});
