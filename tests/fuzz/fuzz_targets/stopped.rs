//! Whatever a stopped program seems to have left in a folder, whoever works there next leaves everything beside it alone.

#![no_main]

use std::path::PathBuf;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use shiryo::build::output;

static ROOT: LazyLock<PathBuf> = LazyLock::new(|| {
    let root = PathBuf::from(std::env::var_os("FUZZ_FOLDER").expect("FUZZ_FOLDER names a folder to work in"));
    std::fs::create_dir_all(root.join("m")).expect("a folder");
    std::fs::write(root.join("precious"), "x").expect("a file");
    root
});

fuzz_target!(|bytes: &[u8]| {
    let staging = ROOT.join("m/.staging");
    for folder in ["new", "old"] {
        std::fs::create_dir_all(staging.join(folder)).expect("a folder");
        std::fs::write(staging.join(folder).join("a"), folder).expect("a file");
    }
    std::fs::write(ROOT.join("m/a"), "there").expect("a file");
    let list = if bytes.first().is_some_and(|byte| byte % 2 == 0) { "undo.json" } else { "steps.json" };
    std::fs::write(staging.join(list), bytes.get(1..).unwrap_or_default()).expect("a file");
    drop(output::lock(&ROOT.join("m"), &|| {}));
    assert_eq!(std::fs::read(ROOT.join("precious")).expect("it is there"), b"x");
    assert!(ROOT.read_dir().expect("a folder").count() <= 2, "something was put beside the folder");
    let _ = std::fs::remove_dir_all(ROOT.join("m"));
    std::fs::create_dir_all(ROOT.join("m")).expect("a folder");
});
