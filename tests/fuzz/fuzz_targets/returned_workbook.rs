//! Whatever a division sends back, reading it ends in a book or a plain error.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for name in ["a.xlsx", "a.xlsm", "a.ods", "a.xls", "a.csv", "a.tsv", "a.txt", "a"] {
        drop(shiryo::read::workbook::book(name, bytes));
    }
});
