//! Whatever a PDF holds, extracting from it ends in files with safe names or a plain error.

#![no_main]

use std::collections::BTreeSet;

use libfuzzer_sys::fuzz_target;
use shiryo::say::diag::Diagnostics;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(extracted) = shiryo::build::extract::extract("a.pdf", bytes, &BTreeSet::new(), &mut Diagnostics::default()) {
        for file in extracted.files {
            assert!(shiryo::meeting::names::unsafe_path(&file.name).is_none(), "{}", file.name);
        }
    }
});
