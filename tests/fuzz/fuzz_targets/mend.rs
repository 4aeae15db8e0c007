//! Whatever the records are, a copy without damage can be read, and nothing more is found in it.

#![no_main]

use libfuzzer_sys::fuzz_target;
use shiryo::records::mend::Mend;
use shiryo::say::diag::Diagnostics;

fuzz_target!(|bytes: &[u8]| {
    let draws = |c: char, _: Option<char>| !matches!(c, '\u{e000}'..='\u{f8ff}');
    for name in ["a.csv", "a.json", "a.xlsx"] {
        let told = &mut Diagnostics::default();
        let Ok(mend) = Mend::read(name, bytes, &draws, told) else { continue };
        let Ok(all) = mend.selected(&[], &[]) else { panic!("no choice is every change") };
        assert_eq!(all.len(), mend.changes.len());
        drop(mend.list(&all));
        let Ok(copy) = mend.copy(&all, &draws) else { continue };
        let Ok(again) = Mend::read(name, &copy, &draws, told) else { panic!("{name}: the copy cannot be read") };
        assert!(again.changes.is_empty(), "{name}: {} changes are left in {:?}", again.changes.len(), String::from_utf8_lossy(&copy));
        // Nothing chosen, nothing changed.
        let Ok(same) = mend.copy(&Default::default(), &draws) else { continue };
        assert!(name == "a.xlsx" || same == bytes, "{name}: a copy without changes differs");
    }
});
