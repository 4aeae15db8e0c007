//! Whatever a division sends back, reading it ends in a book or a plain error.
//!
//! Run in tests/ with cargo-fuzz: `cargo +nightly fuzz run returned_workbook -- -rss_limit_mb=300 -timeout=2`

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for name in ["a.xlsx", "a.xlsm", "a.ods", "a.xls", "a.csv", "a.tsv", "a.txt", "a"] {
        drop(shiryo::collect::read::book(name, bytes));
    }
});
