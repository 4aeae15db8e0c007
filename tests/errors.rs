//! Error messages are goldens: every folder in `tests/cases` is a meeting with a fault, and
//! `expected.txt` is what the program says of it, in English and in Japanese.

use crate::support::{golden, root, run};

#[test]
fn every_fault_is_reported_with_place_and_remedy() {
    let cases = root().join("tests/cases");
    let mut names: Vec<String> = std::fs::read_dir(&cases).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert!(names.len() >= 25, "there are only {} cases", names.len());
    for name in names {
        let (code, out, english) = run(&cases, &["check", &name]);
        let (_, _, japanese) = run(&cases, &["--lang", "ja", "check", &name]);
        assert_eq!((code, out.as_str()), (1, ""), "{name}: {english}");
        golden(&format!("../cases/{name}/expected.txt"), &format!("{english}\n{japanese}"));
    }
}
