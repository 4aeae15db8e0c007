//! Whatever the records are, a copy without damage can be read, and nothing more is found in it.

#![no_main]

#[path = "../sheets.rs"]
mod sheets;

use libfuzzer_sys::fuzz_target;
use shiryo::records::mend::Mend;
use shiryo::say::diag::Diagnostics;

fuzz_target!(|bytes: &[u8]| {
    let draws = |c: char, _: Option<char>| !matches!(c, '\u{e000}'..='\u{f8ff}');
    let book = sheets::is_sheet(bytes).then(|| sheets::around(bytes));
    for (name, bytes) in [("a.csv", bytes), ("a.json", bytes), ("a.xlsx", book.as_deref().unwrap_or(bytes))] {
        let told = &mut Diagnostics::default();
        let Ok(mend) = Mend::read(name, bytes, &draws, told) else { continue };
        let Ok(all) = mend.selected(&[], &[]) else { panic!("no choice is every change") };
        assert_eq!(all.len(), mend.changes.len());
        drop(mend.list(&all));
        let Ok(copy) = mend.copy(&all, &draws) else { continue };
        let Ok(again) = Mend::read(name, &copy, &draws, told) else { panic!("{name}: the copy cannot be read") };
        assert!(again.changes.is_empty(), "{name}: {} changes are left in {:?}", again.changes.len(), String::from_utf8_lossy(&copy));
        // Nothing chosen, nothing changed; a workbook, whatever it is called, is packed anew.
        let Ok(same) = mend.copy(&Default::default(), &draws) else { continue };
        assert!(bytes.starts_with(b"PK") || same == bytes, "{name}: a copy without changes differs");
    }
});
