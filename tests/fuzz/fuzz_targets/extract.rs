//! Whatever a PDF holds, extracting from it ends in files with safe names or a plain error.

#![no_main]

use std::collections::BTreeSet;

use libfuzzer_sys::fuzz_target;
use shiryo::build::extract;
use shiryo::say::diag::Diagnostics;

fuzz_target!(|bytes: &[u8]| {
    let extracted = extract::attachments("a.pdf", bytes);
    let extracted = extracted.and_then(|carried| extract::extract("a.pdf", carried, &BTreeSet::new(), &mut Diagnostics::default()));
    if let Ok(extracted) = extracted {
        for file in extracted.files {
            assert!(shiryo::meeting::names::unsafe_path(&file.name).is_none(), "{}", file.name);
        }
    }
});
