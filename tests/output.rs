//! What goes wrong while files are written leaves the last good output, and nothing is written elsewhere.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::{Folder, SMALL_MEETING, SMALL_OPINIONS, judge, run, said, shiryo, small, succeed, tree};

/// A meeting without pages, which builds in a moment: CSV, JSON and an inquiry in a folder of its own.
const PLAIN: &str = r#"[meeting]
title = "点検"
date = 2026-04-01
[[sections]]
title = "施設"
[[sections]]
title = "その他"
[[sources]]
key = "委員"
heading = "委員意見"
[[sources]]
key = "他都市"
heading = "他都市の取組"
attribution = "都市名"
[data]
files = ["意見.csv", "意見.json"]
[inquiry]
asks = "回答を記入してください。"
due = 2026-05-08
contact = "総務課"
edition = 1
[[fields]]
key = "reply"
heading = "回答"
from = "divisions"
[[divisions]]
name = "施設課"
takes = [{ section = 1 }, { section = 2 }]
"#;

/// [`PLAIN`] as it was before, with one more file.
fn former(name: &str) -> String {
    PLAIN.replace("files = [\"意見.csv\"", &format!("files = [\"{name}\", \"意見.csv\""))
}

/// The system calls by which a build changes the output folder.
const CHANGES: &str = "link,linkat,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,fdatasync";

fn cities(city: &str) -> String {
    SMALL_OPINIONS.replace("京都市", city)
}

/// A folder in which [`PLAIN`] was built with one more output, and has changed since.
fn built_and_changed() -> Folder {
    let folder = Folder::new(&[("m/meeting.toml", former("前の意見.csv").as_bytes()), ("m/opinions.csv", cities("京都市").as_bytes())]);
    succeed(folder.path(), &["build", "m"]);
    folder.write("m/meeting.toml", PLAIN);
    folder.write("m/opinions.csv", cities("浜松市"));
    folder
}

/// What a reader finds in the output folder: names and bytes.
fn visible(folder: &Folder) -> BTreeMap<String, Vec<u8>> {
    let names = tree(&folder.path().join("output")).into_iter().filter(|name| !name.starts_with('.'));
    names.map(|name| (name.clone(), folder.read(&format!("output/{name}")))).collect()
}

/// Whether every file that the manifest lists is there with these bytes.
fn is_true(manifest: &[u8], files: &BTreeMap<String, Vec<u8>>) -> bool {
    let manifest: shiryo::build::manifest::Manifest = serde_json::from_slice(manifest).unwrap();
    manifest.outputs.iter().all(|(name, entry)| files.get(name).is_some_and(|bytes| shiryo::build::manifest::Entry::of(bytes) == *entry))
}

/// A build during which the `n`th change of the file system meets with `fault`, as strace names it.
fn build_with(folder: &Folder, fault: &str, n: usize) -> (i32, String, String) {
    let output = Command::new("strace")
        .args(["-f", "-qqq", "-o", "/dev/null", "-e", &format!("trace={CHANGES}"), "-e", &format!("inject={CHANGES}:{fault}:when={n}")])
        .args([env!("CARGO_BIN_EXE_shiryo"), "build", "m"])
        .env_remove("LANG")
        .env_remove("LC_ALL")
        .current_dir(folder.path())
        .output()
        .unwrap();
    said(&output)
}

#[test]
fn output_killed() {
    if !judge("strace") {
        return;
    }
    let (old, new) = {
        let folder = built_and_changed();
        let old = visible(&folder);
        succeed(folder.path(), &["build", "m"]);
        (old, visible(&folder))
    };
    let mended = {
        let folder = Folder::new(&[("m/meeting.toml", PLAIN.as_bytes()), ("m/opinions.csv", cities("神戸市").as_bytes())]);
        succeed(folder.path(), &["build", "m"]);
        visible(&folder)
    };
    assert!(old.contains_key("前の意見.csv") && !new.contains_key("前の意見.csv"));
    let mut kills = 0;
    loop {
        let folder = built_and_changed();
        let (code, _, err) = build_with(&folder, "signal=KILL", kills + 1);
        if code == 0 {
            assert!(visible(&folder) == new);
            break;
        }
        assert_eq!(err, "", "killed, not refused");
        kills += 1;
        let files = visible(&folder);
        for (name, bytes) in &files {
            assert!(old.get(name) == Some(bytes) || new.get(name) == Some(bytes), "{name} is neither old nor new after change {kills}");
        }
        for name in new.keys().filter(|name| *name != "manifest.json") {
            assert!(files.contains_key(name), "{name} is gone after change {kills}");
        }
        assert!(files.get("manifest.json").is_none_or(|manifest| is_true(manifest, &files)), "the manifest is false after change {kills}");
        // Whatever is built next, no file of ours is taken for one that somebody filled in, and nothing is left over.
        folder.write("m/opinions.csv", cities("神戸市"));
        succeed(folder.path(), &["build", "m"]);
        assert!(visible(&folder) == mended, "not mended after change {kills}");
        assert!(!folder.path().join("output/.staging").exists());
    }
    assert!(kills >= 12, "only {kills} changes were met");
}

#[test]
fn output_failed_change() {
    if !judge("strace") {
        return;
    }
    let (mut failures, mut uncleared) = (0, 0);
    for n in 1.. {
        let folder = built_and_changed();
        let old = visible(&folder);
        let (code, _, err) = build_with(&folder, "error=ENOSPC", n);
        if code == 0 {
            // Either the way around worked (a copy in place of a link), or only clearing up failed, or all was done before.
            assert_eq!(visible(&folder).len(), old.len() - 1);
            if n > 60 {
                break;
            }
            continue;
        }
        failures += 1;
        assert_eq!(code, 1, "{err}");
        assert!(err.contains("output") && err.contains("no room left") && err.contains("make room"), "{err}");
        assert!(visible(&folder) == old, "not undone after change {n}: {err}");
        // Each kind of call is counted by itself, so that the fault may meet the clearing up as well: the next build does it.
        if folder.path().join("output/.staging").exists() {
            uncleared += 1;
            succeed(folder.path(), &["build", "m"]);
            assert!(!folder.path().join("output/.staging").exists());
        }
    }
    assert!(failures - uncleared >= 12, "{failures} changes failed, {uncleared} times clearing up as well");
}

#[test]
fn output_failed_undoing() {
    if !judge("strace") {
        return;
    }
    let folder = built_and_changed();
    let old = visible(&folder);
    // The manifest and a file are moved; then no name can be changed any more.
    let output = Command::new("strace")
        .args(["-f", "-qqq", "-o", "/dev/null", "-e", "trace=rename", "-e", "inject=rename:error=EIO:when=4+"])
        .args([env!("CARGO_BIN_EXE_shiryo"), "build", "m"])
        .current_dir(folder.path())
        .env_remove("LANG")
        .output()
        .unwrap();
    let (code, _, err) = said(&output);
    assert_eq!(code, 1, "{err}");
    assert!(err.contains("could not be put back") && !err.contains("nothing was written"), "{err}");
    for name in ["manifest.json", "前の意見.csv"] {
        assert!(err.contains(&format!("it is kept as output/.staging/old/{name}")), "{err}");
        assert!(folder.read(&format!("output/.staging/old/{name}")) == old[name], "{name} is lost");
    }
    let kept = visible(&folder);
    assert!(kept.iter().all(|(name, bytes)| old[name] == *bytes));
    assert_eq!(kept.len(), old.len() - 2);
    // The next run puts them back before it does anything else, even if it goes no further.
    folder.write("output/意見.json", "手直し");
    assert_eq!(run(folder.path(), &["build", "m"]).0, 1);
    assert!(visible(&folder)["前の意見.csv"] == old["前の意見.csv"] && visible(&folder)["manifest.json"] == old["manifest.json"]);
    assert!(!folder.path().join("output/.staging").exists());
}

#[cfg(unix)]
#[test]
fn output_failed_file() {
    let folder = small();
    succeed(folder.path(), &["build", "m"]);
    let old = visible(&folder);
    folder.write("m/opinions.csv", cities("浜松市"));
    let script = "trap '' XFSZ; ulimit -f 8; exec \"$0\" build m";
    let output =
        Command::new("sh").args(["-c", script, env!("CARGO_BIN_EXE_shiryo")]).env_remove("LANG").current_dir(folder.path()).output();
    let (code, _, err) = said(&output.unwrap());
    assert_eq!(code, 1);
    assert!(err.contains("output/資料1") && err.contains("too large") && err.contains("→"), "{err}");
    assert!(visible(&folder) == old);
    assert!(!folder.path().join("output/.staging").exists());
}

/// Runs the program in `folder` after `mounts`, in a name space of its own where mounting is allowed.
fn with_mounts(folder: &Folder, mounts: &str) -> (i32, String, String) {
    let script = format!("{mounts} && exec \"$0\" build m");
    let output = Command::new("unshare")
        .args(["-rm", "sh", "-c", &script, env!("CARGO_BIN_EXE_shiryo")])
        .env_remove("LANG")
        .env_remove("LC_ALL")
        .current_dir(folder.path())
        .output()
        .unwrap();
    said(&output)
}

#[test]
fn output_full_disk() {
    if !judge("unshare") {
        return;
    }
    let folder = small();
    succeed(folder.path(), &["build", "m"]);
    let old = visible(&folder);
    folder.write("m/opinions.csv", cities("浜松市"));
    let read_only = "mount --bind output output && mount -o remount,ro,bind output";
    let (code, _, err) = with_mounts(&folder, read_only);
    assert_eq!(code, 1);
    assert!(err.contains("output/.lock: error") && err.contains("for reading only") && err.contains("--out"), "{err}");
    let (code, _, err) = with_mounts(&folder, "mount -t tmpfs -o size=32k none output");
    assert_eq!(code, 1);
    assert!(err.contains("output/資料1") && err.contains("no room left") && err.contains("make room"), "{err}");
    assert!(visible(&folder) == old);
}

#[test]
fn output_waits() {
    let folder = small();
    succeed(folder.path(), &["build", "m"]);
    let lock = std::fs::File::options().write(true).open(folder.path().join("output/.lock")).unwrap();
    lock.lock().unwrap();
    let mut child = shiryo(folder.path(), &["build", "m", "--force"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut said = String::new();
    while !said.contains("waiting for another run") {
        assert!(lines.read_line(&mut said).unwrap() > 0, "the build did not wait: {said}");
    }
    lock.unlock().unwrap();
    lines.read_to_string(&mut said).unwrap();
    assert!(child.wait().unwrap().success());
    assert!(said.contains("wrote output/資料1.pdf"), "{said}");
}

#[test]
fn output_changed_by_hand() {
    let folder = small();
    succeed(folder.path(), &["build", "m"]);
    let made = visible(&folder);
    for (name, changed) in [("資料1.pdf", "annotated"), ("資料1_意見.csv", "sorted")] {
        folder.write(&format!("output/{name}"), changed);
    }
    folder.write("m/opinions.csv", cities("浜松市"));
    for only in [&[][..], &["--only", "資料1.pdf"]] {
        let (code, _, err) = run(folder.path(), &[&["build", "m"], only].concat());
        assert_eq!(code, 1);
        assert!(err.contains("error: this file was changed since it was made") && err.contains("output/資料1.pdf"), "{err}");
        assert_eq!((folder.text("output/資料1.pdf"), folder.text("output/資料1_意見.csv")), ("annotated".into(), "sorted".into()));
        assert!(folder.read("output/資料1_意見一覧.xlsx") == made["資料1_意見一覧.xlsx"], "nothing is replaced");
    }
    let said = succeed(folder.path(), &["build", "m", "--force"]);
    assert!(said.contains("output/資料1.pdf had been changed; what it was is now output/資料1_手直しの控え.pdf"), "{said}");
    assert_eq!(folder.text("output/資料1_手直しの控え.pdf"), "annotated");
    assert_eq!(folder.text("output/資料1_意見_手直しの控え.csv"), "sorted");
    assert!(folder.read("output/資料1.pdf").starts_with(b"%PDF"));
    // A second time the first copy stays.
    folder.write("output/資料1.pdf", "annotated again");
    succeed(folder.path(), &["build", "m", "--force"]);
    assert_eq!(folder.text("output/資料1_手直しの控え.pdf"), "annotated");
    assert_eq!(folder.text("output/資料1_手直しの控え2.pdf"), "annotated again");
    // What was not made here is somebody's as well.
    folder.write("other/資料1.pdf", "mine");
    let (code, _, err) = run(folder.path(), &["build", "m", "--out", "other"]);
    assert_eq!((code, folder.text("other/資料1.pdf").as_str()), (1, "mine"), "{err}");
    assert_eq!(tree(&folder.path().join("other")), [".lock", "資料1.pdf"]);
}

#[test]
fn output_of_other_commands() {
    // A build removes nothing that `collect` or `diff` made.
    let folder = Folder::new(&[("m/meeting.toml", PLAIN.as_bytes()), ("m/opinions.csv", SMALL_OPINIONS.as_bytes())]);
    succeed(folder.path(), &["build", "m"]);
    let (code, _, err) = run(folder.path(), &["collect", "m", "output/照会"]);
    assert!(code == 1 && folder.path().join("output/回収状況.xlsx").is_file(), "{err}");
    folder.write("m/opinions.csv", cities("浜松市"));
    succeed(folder.path(), &["build", "m"]);
    assert!(folder.path().join("output/回収状況.xlsx").is_file());
    // What they made is no person's change, whatever was built in between.
    for day in ["2026-06-01", "2026-07-01"] {
        let (_, out, err) = run(folder.path(), &["collect", "m", "output/照会", "--as-of", day]);
        assert!(!out.contains("had been changed"), "{out}{err}");
        folder.write("m/opinions.csv", cities(day));
        succeed(folder.path(), &["build", "m"]);
    }
    assert!(!tree(&folder.path().join("output")).iter().any(|name| name.contains("控え")));
    // The report shows the title, and is made anew as it is said.
    folder.write("m/meeting.toml", PLAIN.replacen("title = \"", "title = \"新しい", 1));
    succeed(folder.path(), &["build", "m"]);
    let (code, out, err) = run(folder.path(), &["verify", "m"]);
    assert!(code == 1 && err.contains("回収状況.xlsx") && err.contains("shiryo collect"), "{out}{err}");
    run(folder.path(), &["collect", "m", "output/照会", "--as-of", "2026-08-01"]);
    let (code, out, err) = run(folder.path(), &["verify", "m"]);
    assert_eq!(code, 0, "{out}{err}");
}

#[test]
fn output_made_by_only() {
    // What `--only` made is no person's change.
    let folder = small();
    succeed(folder.path(), &["build", "m"]);
    for city in ["浜松市", "神戸市"] {
        folder.write("m/opinions.csv", cities(city));
        succeed(folder.path(), &["build", "m", "--only", "資料1_意見.csv"]);
    }
    folder.write("m/opinions.csv", cities("川崎市"));
    succeed(folder.path(), &["build", "m"]);
    assert!(folder.text("output/資料1_意見.csv").contains("川崎市"));
}

#[test]
fn output_by_patterns() {
    let folder = small();
    for (pattern, names) in [
        ("資料1_*", &["資料1_意見.csv", "資料1_意見.json", "資料1_意見一覧.xlsx"][..]),
        (".\\資料?.PDF", &["資料1.pdf"]),
        ("資料1_意見.*", &["資料1_意見.csv", "資料1_意見.json"]),
    ] {
        std::fs::remove_dir_all(folder.path().join("p")).unwrap_or_default();
        let said = succeed(folder.path(), &["build", "m", "--only", pattern, "--out", "p"]);
        assert!(!said.contains("the manifest is left as it was"), "there is none: {said}");
        let made = tree(&folder.path().join("p")).into_iter().filter(|name| !name.starts_with('.')).collect::<Vec<_>>();
        assert_eq!(made, names, "{pattern}");
    }
    let (code, _, err) = run(folder.path(), &["build", "m", "--only", "照会/*.xlsx", "--out", "p"]);
    assert!(code == 1 && err.contains("no output \"照会/*.xlsx\"") && err.contains("資料1_意見一覧.xlsx"), "{err}");
}

#[test]
fn output_kept_typst() {
    let folder = small();
    succeed(folder.path(), &["build", "m", "--keep-typst"]);
    let names = || tree(&folder.path().join("output/typst"));
    let kept = names();
    let source = kept.iter().find(|name| name.ends_with("main.typ")).unwrap();
    folder.write(&format!("output/typst/{source}"), "mine");
    let (code, _, err) = run(folder.path(), &["build", "m", "--keep-typst", "--force"]);
    assert_eq!(code, 0, "{err}");
    assert_eq!(names().len(), kept.len() + 1, "a copy is kept");
    folder.write(&format!("output/typst/{source}"), "mine again");
    let before = names();
    let (code, _, err) = run(folder.path(), &["build", "m"]);
    assert_eq!(code, 0, "{err}");
    assert!(err.contains(&format!("output/typst/{source} is no longer declared, but was changed")), "{err}");
    assert_eq!(names(), before, "what it needs stays with it");
}

#[test]
fn output_other_meeting() {
    let folder = Folder::new(&[("第1回/meeting.toml", PLAIN.as_bytes()), ("第1回/opinions.csv", SMALL_OPINIONS.as_bytes())]);
    folder.write("第2回/meeting.toml", PLAIN.replace("意見.json", "新しい意見.json"));
    folder.write("第2回/opinions.csv", SMALL_OPINIONS);
    succeed(folder.path(), &["build", "第1回"]);
    let old = visible(&folder);
    for command in [&["build", "第2回"][..], &["build", "第2回", "--only", "意見.csv"], &["collect", "第2回", "返送"]] {
        let (code, _, err) = run(folder.path(), command);
        assert_eq!(code, 1, "{command:?}");
        assert!(err.contains("output: error: the papers of another meeting lie here (第1回)\n  → give this meeting a folder of its own: --out output/第2回"), "{err}");
        assert!(!err.contains("setting the pages"), "papers are made first: {err}");
        assert!(visible(&folder) == old, "{command:?}");
    }
    succeed(folder.path(), &["build", "第2回", "--out", "output/第2回"]);
    succeed(folder.path(), &["build", "第1回", "--force"]);
    // Moved together they are the same; a meeting under another name is the one that was built, and a copy is another.
    std::fs::create_dir(folder.path().join("令和8年度")).unwrap();
    for name in ["第1回", "output"] {
        std::fs::rename(folder.path().join(name), folder.path().join("令和8年度").join(name)).unwrap();
    }
    let within = folder.path().join("令和8年度");
    assert!(succeed(&within, &["build", "第1回"]).contains("nothing has changed"));
    std::fs::rename(within.join("第1回"), within.join("第一回")).unwrap();
    folder.write("令和8年度/第一回/opinions.csv", cities("浜松市"));
    succeed(&within, &["build", "第一回"]);
}

#[test]
fn output_unknown_meeting() {
    // Without what a machine remembers, nothing is removed that may be another meeting's.
    let folder = built_and_changed();
    std::fs::remove_file(folder.path().join("output/.stamp")).unwrap();
    let (code, _, err) = run(folder.path(), &["build", "m"]);
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("output/前の意見.csv is not among the papers of this meeting"), "{err}");
    assert!(folder.path().join("output/前の意見.csv").exists());
}

#[test]
fn output_in_the_way() {
    let folder = Folder::new(&[("m/meeting.toml", PLAIN.as_bytes()), ("m/opinions.csv", SMALL_OPINIONS.as_bytes()), ("output", b"mine")]);
    let (code, _, err) = run(folder.path(), &["build", "m"]);
    assert_eq!(code, 1);
    assert!(err.starts_with("output: error: a file stands where a folder goes\n  → choose another folder"), "{err}");
    let (code, _, err) = run(folder.path(), &["build", "m", "--out", "output/x"]);
    assert_eq!(code, 1);
    assert!(err.contains("output/x: error"), "{err}");
    assert_eq!(folder.text("output"), "mine");

    folder.write("o/照会", "mine");
    let (code, _, err) = run(folder.path(), &["build", "m", "--out", "o"]);
    assert_eq!(code, 1);
    assert!(err.contains("o/照会: error: a file stands where a folder goes"), "{err}");
    assert_eq!(tree(&folder.path().join("o")), [".lock", "照会"]);
}

#[cfg(unix)]
#[test]
fn output_link() {
    use std::os::unix::fs::symlink;
    for (link, target) in [
        ("照会", "elsewhere"),
        ("意見.csv", "precious"),
        (".lock", "precious"),
        (".stamp", "precious"),
        (".staging", "elsewhere"),
        ("意見.json", "not there"),
        ("manifest.json", "precious"),
    ] {
        let folder = Folder::new(&[
            ("m/meeting.toml", PLAIN.as_bytes()),
            ("m/opinions.csv", SMALL_OPINIONS.as_bytes()),
            ("precious", b"x"),
            ("elsewhere/施設課.xlsx", b"x"),
            ("output/other", b"x"),
        ]);
        symlink(folder.path().join(target), folder.path().join("output").join(link)).unwrap();
        let (code, _, err) = run(folder.path(), &["build", "m"]);
        assert_eq!(code, 1, "{link}: {err}");
        let refused = err.contains("answers") || err.contains("was not made by this program");
        assert!(refused || err.contains(&format!("output/{link}: error: a link stands in the way")), "{link}: {err}");
        assert_eq!((folder.text("precious"), folder.text("elsewhere/施設課.xlsx")), ("x".into(), "x".into()), "{link}");
        assert_eq!(tree(&folder.path().join("elsewhere")), ["施設課.xlsx"], "{link}");
        assert!(!folder.path().join("not there").exists());
    }
}

#[cfg(unix)]
#[test]
fn output_link_removed() {
    let folder = Folder::new(&[("m/meeting.toml", former("前/意見.csv").as_bytes()), ("m/opinions.csv", SMALL_OPINIONS.as_bytes())]);
    succeed(folder.path(), &["build", "m"]);
    std::fs::rename(folder.path().join("output/前"), folder.path().join("kept")).unwrap();
    std::os::unix::fs::symlink(folder.path().join("kept"), folder.path().join("output/前")).unwrap();
    folder.write("m/meeting.toml", PLAIN);
    let (code, _, err) = run(folder.path(), &["build", "m"]);
    assert_eq!(code, 1);
    assert!(err.contains("output/前: error: a link"), "{err}");
    assert_eq!(tree(&folder.path().join("kept")), ["意見.csv"]);
}

#[cfg(unix)]
#[test]
fn output_records_no_file() {
    let make = |folder: &Folder, what: &str, name: &str| {
        let path = folder.path().join(name);
        match what {
            "a folder" => std::fs::create_dir(path).unwrap(),
            "a pipe" => assert!(Command::new("mkfifo").arg(path).status().unwrap().success()),
            _ => std::os::unix::fs::symlink("/dev/zero", path).unwrap(),
        }
    };
    for what in ["a folder", "a pipe", "a device"] {
        let folder = Folder::new(&[("m/meeting.toml", SMALL_MEETING.as_bytes())]);
        make(&folder, what, "m/opinions.csv");
        let (code, _, err) = run(folder.path(), &["build", "m"]);
        assert_eq!(code, 1);
        assert!(err.contains("m/opinions.csv: error: this is a folder, a pipe or a device"), "{what}: {err}");
        let folder = Folder::new(&[("m/opinions.csv", SMALL_OPINIONS.as_bytes())]);
        make(&folder, what, "m/meeting.toml");
        let (code, _, err) = run(folder.path(), &["build", "m"]);
        assert_eq!(code, 1);
        assert!(err.contains("m/meeting.toml: error: this is a folder, a pipe or a device"), "{what}: {err}");
    }
    let folder = Folder::new(&[]);
    make(&folder, "a folder", "text");
    make(&folder, "a device", "zero");
    assert!(run(folder.path(), &["import", "text"]).2.contains("text: error: this is a folder"));
    assert!(run(folder.path(), &["import", "zero"]).2.contains("at most 64 MiB are read"));
    let (code, _, err) = run(folder.path(), &["build", "nowhere"]);
    assert_eq!(code, 1);
    assert!(err.contains("nowhere: error: there is no such folder\n  → "), "{err}");
    assert!(!folder.path().join("output").exists(), "a failed build makes no folder");
}

#[test]
fn output_name_composed() {
    let (apart, whole) = ("意見か\u{3099}.csv", "意見が.csv");
    let meeting = |name: &str| SMALL_MEETING.to_owned() + &format!("[records]\nfile = \"{name}\"\n");
    let folder = Folder::new(&[("m/meeting.toml", meeting(whole).as_bytes()), (&format!("m/{apart}"), SMALL_OPINIONS.as_bytes())]);
    let (code, _, err) = run(folder.path(), &["build", "m"]);
    // A file system that does not tell the two apart finds the file.
    assert!(code == 0 || err.contains("looks the same"), "{err}");
    folder.write("m/meeting.toml", meeting(apart).replace("資料1_意見.csv", apart));
    succeed(folder.path(), &["build", "m"]);
    assert!(folder.path().join("output").join(apart).is_file());
    assert!(succeed(folder.path(), &["build", "m"]).contains("nothing has changed"));
}

#[test]
fn output_name_long() {
    let folder = small();
    succeed(folder.path(), &["build", "m"]);
    let old = visible(&folder);
    let part = "長い名前".repeat(22);
    folder.write("m/meeting.toml", SMALL_MEETING.replace("資料1_意見.csv", &format!("{part}.csv")));
    let (code, _, err) = run(folder.path(), &["build", "m"]);
    assert_eq!(code, 1);
    assert!(err.contains("cannot be the name of a file"), "{err}");
    let path = vec!["長い名前".repeat(16); 22].join("/");
    folder.write("m/meeting.toml", SMALL_MEETING.replace("資料1_意見.csv", &format!("{path}.csv")));
    let (code, _, err) = run(folder.path(), &["build", "m"]);
    assert_eq!(code, 1);
    assert!(err.contains("error") && err.contains("shorter names"), "{err}");
    assert!(visible(&folder) == old);
    assert!(!folder.path().join("output/.staging").exists());
}

/// Paths that a trace shows to be written: each `openat` for writing and each change of a name.
fn written(trace: &str, folder: &Path) -> Vec<String> {
    let mut paths = Vec::new();
    for line in trace.lines().filter(|line| !line.contains(" = -1 ")) {
        let call = line.split_once(' ').map_or(line, |(_, call)| call).trim_start();
        let name = call.split('(').next().unwrap_or_default();
        let opens = ["open", "openat", "creat", "openat2"].contains(&name);
        if opens && !["O_WRONLY", "O_RDWR", "O_CREAT", "creat("].iter().any(|flag| call.contains(flag)) {
            continue;
        }
        let changes = ["link", "rename", "unlink", "mkdir", "rmdir", "symlink", "mknod", "truncate", "chmod", "chown", "utime"];
        if !opens && (name.contains("readlink") || !changes.iter().any(|change| name.contains(change))) {
            continue;
        }
        // With -y the folder that a name is relative to stands in <> before it.
        let mut base = folder.to_string_lossy().into_owned();
        for (index, piece) in call.split('"').enumerate() {
            if index % 2 == 0 {
                base = piece.rsplit('<').next().and_then(|rest| rest.split_once('>')).map_or(base, |(path, _)| path.to_owned());
            } else {
                paths.push(Path::new(&base).join(piece).to_string_lossy().into_owned());
            }
        }
    }
    paths
}

#[test]
fn output_system_calls() {
    if !judge("strace") {
        return;
    }
    let folder = built_and_changed();
    folder.write("m/meeting.toml", PLAIN.to_owned() + "[[papers]]\nlabel = \"資料1\"\nlayout = \"matrix\"\nfiles = [\"資料1.pdf\"]\n");
    folder.write("gaps/meeting.toml", PLAIN);
    folder.write("gaps/opinions.csv", "ID,区分番号,No.,出典,意見\na1,1,3,委員,あ\n");
    folder.write("t/p.txt", "(1)題\n資料1\n\t\t意見\n1\t項\tあ\n");
    let root = folder.path().canonicalize().unwrap();
    let trace = |arguments: &[&str]| {
        let mut command = Command::new("strace");
        command.args(["-f", "-y", "-qqq", "-s", "4096", "-o", "trace", "-e", "trace=%network,%file,%desc"]);
        let output = command.arg(env!("CARGO_BIN_EXE_shiryo")).args(arguments).current_dir(&root).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        let trace = folder.text("trace");
        for call in ["socket(", "connect(", "sendto(", "bind("] {
            assert!(!trace.contains(call), "{arguments:?} calls {call}");
        }
        written(&trace, &root)
    };
    for (arguments, into) in [
        (&["build", "m"][..], Some("output")),
        (&["build", "m", "--force", "--keep-typst"], Some("output")),
        (&["check", "m"], None),
        (&["verify", "m"], None),
        (&["extract", "output/資料1.pdf", "back"], Some("back")),
        (&["renumber", "gaps", "--dry-run"], None),
        (&["renumber", "gaps"], Some("gaps")),
        (&["schema"], None),
        (&["init", "new"], Some("new")),
        (&["diff", "m", "new"], None),
        (&["diff", "output/資料1.pdf", "new", "--out", "compared"], Some("compared")),
        (&["import", "t/p.txt", "--title", "表", "--date", "2026-01-01", "--into", "into"], Some("into")),
    ] {
        let paths = trace(arguments);
        let outside = |path: &&String| into.is_none_or(|into| !Path::new(path).starts_with(root.join(into)));
        assert_eq!(paths.iter().filter(outside).collect::<Vec<_>>(), [""; 0], "{arguments:?}");
        assert_eq!(paths.is_empty(), into.is_none(), "{arguments:?}");
    }
}
