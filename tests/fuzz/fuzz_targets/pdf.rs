//! Whatever is read back as PDF, it ends in the document's tags and texts or in a plain error.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    drop(shiryo::read::pdf::tags::read(bytes));
});
