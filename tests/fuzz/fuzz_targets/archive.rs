//! Whatever archive comes back, its files have safe names and stay within the limits, or it is refused.

#![no_main]

use libfuzzer_sys::fuzz_target;
use shiryo::read::archive;

/// Most bytes of an archive's files together.
const ALL: u64 = 256 << 20;

fuzz_target!(|bytes: &[u8]| {
    drop(archive::inspect(bytes, ALL));
    if !archive::is_plain(bytes) {
        return;
    }
    let Ok(held) = archive::files(bytes) else { return };
    let mut size = 0;
    for file in &held {
        assert!(!file.name.split(['/', '\\']).any(|part| part == ".."), "{:?}", file.name);
        size += file.bytes.as_ref().map_or(0, Vec::len) as u64;
    }
    assert!(size <= ALL, "{size} bytes");
});
