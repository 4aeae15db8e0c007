//! The face: help, exit codes, and what the commands print and write.

use crate::support::{Folder, golden, run, small, succeed, tree};

#[test]
fn cli_help() {
    let folder = Folder::new(&[]);
    for lang in ["en", "ja"] {
        let mut text = succeed(folder.path(), &["--lang", lang, "--help"]);
        for command in [
            "build", "check", "collect", "extract", "verify", "import", "init", "diff", "renumber", "schema", "set", "desk", "template",
            "completions", "help",
        ] {
            text.push_str(&format!("\n$ shiryo {command} --help\n"));
            text.push_str(&succeed(folder.path(), &["--lang", lang, command, "--help"]));
        }
        golden(&format!("help.{lang}.txt"), &text);
    }
}

/// What is no folder of a meeting is named for what it is, by every command.
#[test]
fn cli_no_meeting() {
    let folder = small();
    folder.write("表/意見.csv", "意見\n深い\n");
    for command in ["check", "build", "collect", "renumber", "verify"] {
        let said = |path: &str| {
            let further = if command == "collect" { vec!["m"] } else { vec![] };
            let (code, out, err) = run(folder.path(), &[&["--lang", "ja", command, path], further.as_slice()].concat());
            assert_eq!(code, 1, "{command} {path}");
            out + &err
        };
        for path in ["ない", "ない/会議", r"X:\会議", r"\\server\share\会議"] {
            assert!(said(path).contains(&format!("{path}: エラー: このフォルダーはありません")), "{command}: {}", said(path));
        }
        assert!(said("m/opinions.csv").contains("会議のフォルダーではなく、ファイルです"), "{command}: {}", said("m/opinions.csv"));
        assert!(said("表").contains("meeting.tomlがありません"), "{command}: {}", said("表"));
    }
}

/// What `set` refuses stands in no line of the file; what was wrong with it before does.
#[test]
fn cli_set_places() {
    let folder = small();
    let refused = |setting: &str| {
        let (code, _, err) = run(folder.path(), &["--lang", "ja", "set", "m", setting]);
        assert_eq!(code, 1, "{err}");
        err
    };
    assert!(refused("look.size=abc").starts_with("m/meeting.toml: エラー: "), "{}", refused("look.size=abc"));
    assert!(refused("look.szie=9").starts_with("m/meeting.toml: エラー: "), "{}", refused("look.szie=9"));
    folder.write("m/meeting.toml", folder.text("m/meeting.toml").replace("layout", "layuot"));
    let line = 1 + folder.text("m/meeting.toml").lines().position(|line| line.starts_with("layuot")).unwrap();
    assert!(refused("meeting.title=題").starts_with(&format!("m/meeting.toml {line}行目: エラー: ")), "{}", refused("meeting.title=題"));
}

/// How a table is encoded that does not say it is told: as a guess where it is rare.
#[test]
fn cli_encodings_told() {
    let folder = small();
    for (encoding, says) in
        [(encoding_rs::EUC_JP, "推定: 文字コードをEUC-JPとみて"), (encoding_rs::SHIFT_JIS, "読みました（文字コードはShift_JISとみました）")]
    {
        folder.write("m/opinions.csv", encoding.encode(crate::support::SMALL_OPINIONS).0);
        let (code, out, err) = run(folder.path(), &["--lang", "ja", "check", "m"]);
        assert!(code == 0 && (out.clone() + &err).contains(says), "{out}{err}");
    }
    folder.write("m/opinions.csv", crate::support::SMALL_OPINIONS);
    let (_, out, err) = run(folder.path(), &["--lang", "ja", "check", "m"]);
    assert!(!(out + &err).contains("文字コード"));
}

/// Where no thread can be started, that is said in words.
#[cfg(target_os = "linux")]
#[test]
fn cli_no_threads() {
    if !crate::support::judge("strace") {
        return;
    }
    let folder = small();
    let injected = ["clone3", "clone"].map(|call| format!("inject={call}:error=EAGAIN"));
    let output = std::process::Command::new("strace")
        .args(["-f", "-qqq", "-o", "/dev/null", "-e", "trace=clone,clone3", "-e", &injected[0], "-e", &injected[1]])
        .args([env!("CARGO_BIN_EXE_shiryo"), "--lang", "ja", "build", "m"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let (code, _, err) = crate::support::said(&output);
    assert_eq!(code, 101, "{err}");
    assert!(err.contains("エラー: プログラムが途中で止まりました") && !err.contains("stack backtrace"), "{err}");
}

#[test]
fn cli_help_command() {
    let folder = Folder::new(&[]);
    for lang in ["en", "ja"] {
        let said = |arguments: &[&str]| succeed(folder.path(), &[&["--lang", lang], arguments].concat());
        assert_eq!(said(&["help"]), said(&["--help"]));
        assert_eq!(said(&["help", "build"]), said(&["build", "--help"]));
    }
}

/// Commands that cannot be understood, and what is said of them.
#[test]
fn cli_refusals() {
    let folder = small();
    for lang in ["en", "ja"] {
        let mut text = String::new();
        for line in [
            "biuld", "zzz", "help biuld", "--quiet", "build --out", "build --ouut x", "build --unknown", "build m n", "build --format xml",
            "build --force=1", "build --force --force", "build --out a --out b", "collect", "collect m", "diff", "diff m", "extract a",
            "completions zzz", "init", "biuld --format json",
        ] {
            let arguments: Vec<&str> = ["--lang", lang].into_iter().chain(line.split(' ')).collect();
            let (code, out, err) = run(folder.path(), &arguments);
            assert!(code == 2 || ["collect m", "diff m"].contains(&line), "{line}: {code}");
            text.push_str(&format!("$ shiryo {line}\n{err}{out}[{code}]\n"));
        }
        golden(&format!("refusals.{lang}.txt"), &text);
    }
    let mut command = crate::support::shiryo(folder.path(), &["biuld"]);
    let output = command.env("LANG", "ja_JP.UTF-8").output().unwrap();
    assert!(crate::support::said(&output).2.contains("build ではありませんか"));
}

/// In a meeting's folder the commands take that meeting; beside the sample that. Either is said.
#[test]
fn cli_current_folder() {
    let folder = small();
    let here = folder.path().join("m");
    let (code, out, err) = run(&here, &["build"]);
    assert_eq!((code, err.as_str()), (0, "note: no meeting was named: taking that of the current folder, m\n"));
    assert!(out.contains("wrote output/資料1.pdf"), "{out}");
    for arguments in [&["check"][..], &["verify"], &["renumber", "--dry-run"], &["diff", "."]] {
        let (code, out, err) = run(&here, arguments);
        assert!(code == 0 && err.contains("current folder, m"), "{arguments:?}: {out}{err}");
    }
    let (_, _, err) = run(&here, &["collect", "返送.xlsx"]);
    assert!(err.contains("current folder, m") && err.contains("asks no division"), "{err}");
    let (code, _, err) = run(folder.path(), &["check"]);
    assert_eq!(code, 1);
    assert!(
        !err.contains("seeds") && err.starts_with("meeting.toml: error: there is no meeting here") && err.contains("shiryo init"),
        "{err}"
    );
    folder.write("seeds/meeting.toml", crate::support::SMALL_MEETING);
    folder.write("seeds/opinions.csv", crate::support::SMALL_OPINIONS);
    assert_eq!(run(folder.path(), &["check"]).0, 0);
    assert!(!run(folder.path(), &["check", "m"]).2.contains("no meeting was named"), "it was named");
}

/// On systems where a name need not be UTF-8, such as on a share of another system, files are opened all the same.
#[cfg(target_os = "linux")]
#[test]
fn cli_names_in_cp932() {
    use std::os::unix::ffi::OsStrExt as _;

    let folder = small();
    let name = std::ffi::OsStr::from_bytes(b"\x91\xe6\x82\x50\x89\xf1");
    std::fs::rename(folder.path().join("m"), folder.path().join(name)).unwrap();
    let output = crate::support::shiryo(folder.path(), &["check"]).arg(name).output().unwrap();
    let (code, out, err) = crate::support::said(&output);
    assert!(code == 0 && out.contains("opinions: 5"), "{out}{err}");
}

#[test]
fn cli_exit_codes() {
    let folder = small();
    assert_eq!(run(folder.path(), &["check", "m"]).0, 0);
    assert_eq!(run(folder.path(), &["check", "nowhere"]).0, 1);
    assert_eq!(run(folder.path(), &["bulid"]).0, 2);
    assert_eq!(run(folder.path(), &[]).0, 2);
}

#[test]
fn cli_build_unchanged() {
    let folder = small();
    let made = succeed(folder.path(), &["build", "m"]);
    assert!(made.contains("wrote output/資料1.pdf"), "{made}");
    let before = modified(&folder);
    assert!(succeed(folder.path(), &["build", "m"]).contains("nothing has changed"));
    assert_eq!(modified(&folder), before);
    assert!(succeed(folder.path(), &["build", "m", "--force"]).contains("wrote"));

    // Whatever changes, in or out, is noticed.
    std::fs::remove_file(folder.path().join("output/資料1_意見.csv")).unwrap();
    assert!(succeed(folder.path(), &["build", "m"]).contains("wrote"));
    folder.write("m/opinions.csv", crate::support::SMALL_OPINIONS.replace("京都市", "浜松市"));
    assert!(succeed(folder.path(), &["build", "m"]).contains("wrote"));
    folder.write("m/templates/lib/extra.typ", "#let x = 1");
    assert!(succeed(folder.path(), &["build", "m"]).contains("wrote"));
}

fn modified(folder: &Folder) -> Vec<std::time::SystemTime> {
    let time = |name: &String| std::fs::metadata(folder.path().join(name)).unwrap().modified().unwrap();
    tree(folder.path()).iter().map(time).collect()
}

#[test]
fn cli_build_failed() {
    let folder = small();
    succeed(folder.path(), &["build", "m"]);
    let before: Vec<_> = tree(folder.path()).iter().filter(|n| n.starts_with("output/")).map(|n| folder.read(n)).collect();
    folder.write("m/opinions.csv", crate::support::SMALL_OPINIONS.replace("京都市", "𠮷野市"));
    assert_eq!(run(folder.path(), &["build", "m"]).0, 1);
    let after: Vec<_> = tree(folder.path()).iter().filter(|n| n.starts_with("output/")).map(|n| folder.read(n)).collect();
    assert!(before == after);
}

#[test]
fn cli_build_only() {
    let folder = small();
    succeed(folder.path(), &["build", "m", "--only", "資料1_意見.csv"]);
    assert_eq!(tree(&folder.path().join("output")), [".lock", ".stamp", "資料1_意見.csv"]);
    let (code, _, err) = run(folder.path(), &["build", "m", "--only", "資料1.csv"]);
    assert_eq!(code, 1);
    assert!(err.contains("did you mean"), "{err}");
}

#[test]
fn cli_build_no_longer_declared() {
    let folder = small();
    succeed(folder.path(), &["build", "m"]);
    let without = |file: &str| crate::support::SMALL_MEETING.replace(&format!("\"{file}\""), &format!("\"new_{file}\""));
    folder.write("m/meeting.toml", without("資料1_意見.csv"));
    assert!(succeed(folder.path(), &["build", "m"]).contains("removed output/資料1_意見.csv"));
    assert!(!folder.path().join("output/資料1_意見.csv").exists());
    folder.write("output/資料1_意見.json", "by hand");
    folder.write("m/meeting.toml", without("資料1_意見.json"));
    let (code, _, err) = run(folder.path(), &["build", "m"]);
    assert_eq!((code, folder.text("output/資料1_意見.json").as_str()), (0, "by hand"));
    assert!(err.contains("stays"), "{err}");
}

#[test]
fn cli_build_manifest_hostile() {
    let folder = small();
    succeed(folder.path(), &["build", "m"]);
    folder.write("precious", "x");
    let manifest = folder.text("output/manifest.json");
    let entry = "\"outputs\": {\n    \"../precious\": { \"size\": 1, \"sha256\": \"2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881\" },\n    \"typst/../../precious\": { \"size\": 1, \"sha256\": \"2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881\" },";
    folder.write("output/manifest.json", manifest.replace("\"outputs\": {", entry));
    succeed(folder.path(), &["build", "m", "--force"]);
    assert_eq!(folder.text("precious"), "x");
}

#[test]
fn cli_init() {
    let folder = Folder::new(&[]);
    succeed(folder.path(), &["init", "新しい会議"]);
    succeed(folder.path(), &["build", "新しい会議"]);
    assert!(tree(&folder.path().join("output")).iter().any(|name| name.ends_with(".pdf")));
    let (code, _, err) = run(folder.path(), &["check", "新しい会議"]);
    assert_eq!((code, err.as_str()), (0, ""), "the sample has no warnings");
    folder.write("新しい会議/opinions.xlsx", "mine");
    assert_eq!(run(folder.path(), &["init", "新しい会議"]).0, 1, "nothing is overwritten");
    assert_eq!(folder.text("新しい会議/opinions.xlsx"), "mine");
}

#[test]
fn cli_init_layouts() {
    let folder = Folder::new(&[]);
    let list = succeed(folder.path(), &["init", "--list"]);
    assert!(list.lines().count() >= 15, "{list}");
    let (code, _, err) = run(folder.path(), &["init", "a", "--layout", "matrx"]);
    assert_eq!(code, 1);
    assert!(err.contains("did you mean \"matrix\"?"), "{err}");
    assert!(!folder.path().join("a").exists());
}

#[test]
fn cli_check_json() {
    let folder = small();
    folder.write("m/opinions.csv", crate::support::SMALL_OPINIONS.replace("a2,1", "a2,9"));
    let (code, out, err) = run(folder.path(), &["check", "m", "--format", "json"]);
    assert_eq!((code, err.as_str()), (1, ""));
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(report["diagnostics"][0]["code"], "unknown_section");
    assert_eq!(report["diagnostics"][0]["place"]["cell"], "B3");
}

#[test]
fn cli_schema() {
    let folder = Folder::new(&[]);
    golden("schema.json", &succeed(folder.path(), &["schema"]));
}

#[test]
fn cli_completions() {
    let folder = Folder::new(&[]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(succeed(folder.path(), &["completions", shell]).contains("shiryo"));
    }
}

#[test]
fn cli_import_existing() {
    let folder = Folder::new(&[("t/p.txt", "(1)題\n資料1\n\t\t意見\n1\t項\tあ\n".as_bytes())]);
    let arguments = ["import", "t/p.txt", "--title", "表", "--date", "2026-01-01"];
    succeed(folder.path(), &arguments);
    succeed(folder.path(), &arguments);
    folder.write("t/opinions.csv", "mine");
    assert_eq!(run(folder.path(), &arguments).0, 1);
    assert_eq!(folder.text("t/opinions.csv"), "mine");
}

#[test]
fn cli_build_in_the_way() {
    let folder = small();
    succeed(folder.path(), &["build", "m"]);
    let before = folder.read("output/資料1.pdf");
    std::fs::remove_file(folder.path().join("output/資料1_意見.json")).unwrap();
    folder.write("output/資料1_意見.json/in the way", "x");
    folder.write("m/opinions.csv", crate::support::SMALL_OPINIONS.replace("京都市", "浜松市"));
    let (code, _, err) = run(folder.path(), &["build", "m"]);
    assert_eq!(code, 1);
    assert!(err.contains("stands in the way"), "{err}");
    assert!(before == folder.read("output/資料1.pdf"));
    assert_eq!(folder.text("output/資料1_意見.json/in the way"), "x");
}

#[test]
fn cli_build_inputs() {
    let folder = small();
    folder.write("m/meeting.toml", crate::support::SMALL_MEETING.replace("資料1_意見.csv", "opinions.csv"));
    let (code, _, err) = run(folder.path(), &["build", "m", "--out", "m"]);
    assert_eq!(code, 1);
    assert!(err.contains("would replace a file that the build reads"), "{err}");
    assert_eq!(folder.text("m/opinions.csv"), crate::support::SMALL_OPINIONS);
}

#[test]
fn cli_build_at_once() {
    let folder = small();
    let mut running: Vec<_> =
        (0..4).map(|_| crate::support::shiryo(folder.path(), &["build", "m", "--force", "-q"]).spawn().unwrap()).collect();
    assert!(running.iter_mut().all(|child| child.wait().unwrap().success()));
    succeed(folder.path(), &["build", "m"]);
    let names = tree(&folder.path().join("output"));
    assert_eq!(names.iter().filter(|name| !name.starts_with('.')).count(), 6, "{names:?}");
}

#[test]
fn cli_build_long_names() {
    let folder = small();
    let (name, category) = ("長い名前の協議会".repeat(75), "長い項目の名".repeat(120));
    folder.write(
        "m/opinions.csv",
        format!("ID,区分番号,項目,No.,出典,意見,発言者・都市\na1,1,{category},1,他都市,意見,{name}\na2,2,項,1,委員,意見,\n"),
    );
    let (code, _, err) = run(folder.path(), &["build", "m"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let text = shiryo::read::pdf::tags::read(&folder.read("output/資料1.pdf")).unwrap().root.text();
    assert!(text.contains(&name) && text.contains(&category));
    if crate::support::judge("pdftotext") {
        let pdf = folder.path().join("output/資料1.pdf");
        let seen = crate::support::ask("pdftotext", &["-raw".as_ref(), pdf.as_os_str(), "-".as_ref()]);
        let seen: String = seen.chars().filter(|c| !c.is_whitespace()).collect();
        // A page break may part one repetition.
        assert!(seen.matches("長い名前の協議会").count() >= 70, "poppler sees all that is on the paper");
    }
}
