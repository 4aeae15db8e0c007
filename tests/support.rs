//! What the tests share: meetings in folders of their own, runs of the real program, golden files
//! and the programs that judge our outputs.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The repository.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The program with these arguments, run in `folder`, without the caller's locale.
pub fn shiryo(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shiryo"));
    command.current_dir(folder).args(arguments).env_remove("LC_ALL").env_remove("LC_MESSAGES").env_remove("LANG");
    command
}

/// Runs the program and returns exit code, standard output and standard error.
#[track_caller]
pub fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = shiryo(folder, arguments).output().expect("the program runs");
    said(&output)
}

pub fn said(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

/// Runs the program and expects success.
#[track_caller]
pub fn succeed(folder: &Path, arguments: &[&str]) -> String {
    let (code, out, err) = run(folder, arguments);
    assert_eq!(code, 0, "shiryo {arguments:?}\n{out}{err}");
    out
}

/// A folder for a test, with these files in it; gone when dropped.
pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new(files: &[(&str, &[u8])]) -> Self {
        let folder = Self(tempfile::tempdir().expect("a temporary folder"));
        for (name, bytes) in files {
            folder.write(name, bytes);
        }
        folder
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    pub fn text(&self, name: &str) -> String {
        String::from_utf8(self.read(name)).expect("UTF-8")
    }
}

/// The files of a folder and those below it, with `/` in their names, sorted.
pub fn tree(folder: &Path) -> Vec<String> {
    fn walk(root: &Path, folder: &Path, names: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(root, &path, names);
            } else {
                names.push(path.strip_prefix(root).expect("below").to_string_lossy().replace('\\', "/"));
            }
        }
    }
    let mut names = Vec::new();
    walk(folder, folder, &mut names);
    names.sort();
    names
}

/// A small meeting: two sections, a source with cities and one without, an opinion for each rule of the layout.
pub const SMALL_MEETING: &str = r#"[meeting]
title = "小さな会議の意見一覧"
date = 2026-04-01
[[sections]]
title = "施設の在り方"
[[sections]]
title = "その他"
[[sources]]
key = "委員"
heading = "委員意見"
[[sources]]
key = "他都市"
heading = "他都市の取組"
attribution = "都市名"
[[papers]]
label = "資料1"
layout = "matrix"
files = ["資料1.pdf", "資料1_意見一覧.xlsx"]
[data]
files = ["資料1_意見.csv", "資料1_意見.json"]
"#;

pub const SMALL_OPINIONS: &str = "\
ID,区分番号,項目,No.,出典,意見,発言者・都市
a1,1,配置,1,委員,・施設の配置は、利用する人の動きから考える。,
a2,1,配置,1,他都市,・利用者の調査を基に配置を見直した。,京都市
a3,1,配置,2,委員,\"・一行目
・二行目\",
a4,1,運営,3,委員,括弧 (案) と #記号 *強調* _下線_ =1+1,
a5,2,,1,委員,=SUM(A1),
";

/// [`SMALL_MEETING`] in the folder `m`.
pub fn small() -> Folder {
    Folder::new(&[("m/meeting.toml", SMALL_MEETING.as_bytes()), ("m/opinions.csv", SMALL_OPINIONS.as_bytes())])
}

/// Compares `actual` with the golden file `tests/golden/NAME`; `UPDATE=1` writes it instead.
#[track_caller]
pub fn golden(name: &str, actual: &str) {
    if let Some(fault) = compared(&root().join("tests/golden").join(name), actual) {
        panic!("{fault}\n\n{actual}");
    }
}

/// How `actual` differs from a golden file; `UPDATE=1` writes it instead.
pub fn compared(path: &Path, actual: &str) -> Option<String> {
    if std::env::var_os("UPDATE").is_some() {
        assert!(std::env::var_os("CI").is_none(), "golden files are not written in CI");
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, actual).expect("a golden file");
        return None;
    }
    let name = path.strip_prefix(root()).unwrap_or(path).display();
    let Ok(expected) = std::fs::read_to_string(path) else {
        return Some(format!("{name} is missing: run with UPDATE=1 and read what it holds"));
    };
    let lines = || expected.lines().zip(actual.lines());
    let differs = lines().position(|(e, a)| e != a).unwrap_or(expected.lines().count().min(actual.lines().count()));
    (expected != actual).then(|| {
        let line = |text: &str| text.lines().nth(differs).unwrap_or("(end)").to_owned();
        format!("{name} differs from line {}:\n- {}\n+ {}", differs + 1, line(&expected), line(actual))
    })
}

/// Whether a judge is there. Where it is not, the test says that it was skipped;
/// with `SHIRYO_JUDGES=all`, as in CI, a missing judge is a failure.
pub fn judge(program: &str) -> bool {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let there = std::env::split_paths(&paths).any(|folder| folder.join(program).is_file());
    if !there {
        assert!(std::env::var_os("SHIRYO_JUDGES").is_none(), "{program} is missing, and SHIRYO_JUDGES wants every judge");
        eprintln!("skipped: {program} is not on this machine");
    }
    there
}

/// A Python that has openpyxl: the one on the path, or the system's own, into which Debian's package goes.
pub fn python() -> Option<String> {
    let has = |python: &&str| Command::new(python).args(["-c", "import openpyxl"]).output().is_ok_and(|o| o.status.success());
    let found = ["python3", "/usr/bin/python3"].into_iter().find(has).map(str::to_owned);
    if found.is_none() {
        assert!(std::env::var_os("SHIRYO_JUDGES").is_none(), "openpyxl is missing, and SHIRYO_JUDGES wants every judge");
        eprintln!("skipped: openpyxl is not on this machine");
    }
    found
}

/// Runs a judge and returns what it printed; it must succeed.
#[track_caller]
pub fn ask(program: &str, arguments: &[&std::ffi::OsStr]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap_or_else(|e| panic!("{program}: {e}"));
    let (code, out, err) = said(&output);
    assert_eq!(code, 0, "{program} {arguments:?}\n{out}{err}");
    out
}
