//! The renaming window of the real program: killed before each change of the file system, in every command that writes,
//! it leaves files that are whole, and the next run ends in the bytes of one that was not disturbed.
//!
//! `src/build/output/tests.rs` does the same without a judge, in one process.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::sync::OnceLock;

use crate::collect::{answered, meeting};
use crate::support::{Folder, SMALL_MEETING, SMALL_OPINIONS, judge, run, said, succeed, tree};

/// The system calls by which the program changes the file system.
const CHANGES: &str = "link,linkat,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,fdatasync";

/// A command that writes.
struct Scene {
    name: &'static str,
    folder: fn() -> Folder,
    command: &'static [&'static str],
    /// What is run after the command was killed, and whether it ends in success: the command itself, if nothing is named.
    then: Option<(&'static [&'static str], i32)>,
    /// Files that may be gone while the command is at work, beside the manifest.
    goes: &'static [&'static str],
}

fn returns() -> Folder {
    let work = meeting();
    succeed(work.path(), &["build", "m"]);
    let sent = work.read("output/照会/施設課.xlsx");
    for (folder, reply, row) in [("一", "検討します。", "J6"), ("二", "検討しません。", "J7")] {
        work.write(&format!("返送/{folder}/施設課.xlsx"), answered(&sent, &[("J5", reply), (row, "済みです。")]));
    }
    work
}

/// Answers were taken; another workbook has more of them, and one that differs.
fn decided() -> Folder {
    let work = returns();
    let (_, out, err) = run(work.path(), &["collect", "m", "返送/一"]);
    assert!(work.path().join("m/responses.csv").is_file(), "{out}{err}");
    work
}

/// Records whose numbers have a gap, and a reply that names a number after it.
fn gaps() -> Folder {
    let toml = SMALL_MEETING.to_owned()
        + "[[fields]]\nkey = \"reply\"\nheading = \"回答\"\nfrom = \"divisions\"\n[[divisions]]\nname = \"施設課\"\ntakes = [{}]\n";
    let opinions = "ID,区分番号,項目,No.,出典,意見\na1,1,配置,1,委員,一\na2,1,配置,3,委員,三\na3,1,配置,4,委員,四\n";
    let responses = "ID,回答欄,記入内容,課,ファイル,版\na1,reply,資料1のNo.3と同じ。,施設課,,1\n";
    Folder::new(&[("m/meeting.toml", toml.as_bytes()), ("m/opinions.csv", opinions.as_bytes()), ("m/responses.csv", responses.as_bytes())])
}

fn pasted() -> Folder {
    let text = "番号\t意見\n1\t一つ目の意見。\n2\t二つ目の意見。\n";
    Folder::new(&[("paste.txt", text.as_bytes()), ("m/meeting.toml", b"old"), ("m/opinions.csv", b"old")])
}

fn without_ids() -> Folder {
    let opinions = "区分番号,項目,No.,出典,意見\n1,配置,1,委員,一つ目の意見。\n1,配置,2,委員,二つ目の意見。\n";
    let folder = Folder::new(&[("m/meeting.toml", SMALL_MEETING.as_bytes()), ("m/opinions.csv", opinions.as_bytes())]);
    folder.write("m/meeting.toml", SMALL_MEETING.replace("\"資料1.pdf\", \"資料1_意見一覧.xlsx\"", "\"資料1.html\""));
    folder
}

/// Built, changed by hand, and with other records since.
fn touched() -> Folder {
    let folder = without_ids();
    folder.write("m/opinions.csv", SMALL_OPINIONS);
    succeed(folder.path(), &["build", "m"]);
    folder.write("output/資料1_意見.csv", "手直し");
    folder.write("m/opinions.csv", SMALL_OPINIONS.replace("京都市", "浜松市"));
    folder
}

/// A PDF that carries its meeting, and a folder in which others stand.
fn carried() -> Folder {
    static PDF: OnceLock<Vec<u8>> = OnceLock::new();
    let pdf = PDF.get_or_init(|| {
        let folder = without_ids();
        folder.write("m/meeting.toml", SMALL_MEETING);
        folder.write("m/opinions.csv", SMALL_OPINIONS);
        succeed(folder.path(), &["build", "m", "--only", "資料1.pdf"]);
        folder.read("output/資料1.pdf")
    });
    Folder::new(&[("a.pdf", pdf), ("m/meeting.toml", "手直し".as_bytes()), ("m/opinions.csv", "手直し".as_bytes())])
}

/// Records with a character that nobody sees.
fn damaged() -> Folder {
    let folder = without_ids();
    folder.write("m/opinions.csv", SMALL_OPINIONS.replace("京都市", "京\u{200b}都市"));
    folder
}

const SCENES: &[Scene] = &[
    Scene { name: "an extract by force", folder: carried, command: &["extract", "a.pdf", "m", "--force"], then: None, goes: &[] },
    Scene {
        name: "a copy without damage",
        folder: damaged,
        command: &["mend", "m/opinions.csv", "--write", "m/写し.csv"],
        // The records themselves are as damaged as before: what was begun is finished, and the build refused.
        then: Some((&["build", "m", "--only", "資料1_意見.csv"], 1)),
        goes: &[],
    },
    Scene { name: "a first build, which gives identifiers", folder: without_ids, command: &["build", "m"], then: None, goes: &[] },
    Scene { name: "a build by force", folder: touched, command: &["build", "m", "--force"], then: None, goes: &[] },
    Scene { name: "a build of one file", folder: touched, command: &["build", "m", "--only", "資料1.html"], then: None, goes: &[] },
    Scene { name: "a collect", folder: returns, command: &["collect", "m", "返送/一", "--as-of", "2026-05-11"], then: None, goes: &[] },
    Scene {
        name: "a collect that holds back",
        folder: decided,
        command: &["collect", "m", "返送/二", "--hold", "--as-of", "2026-05-11"],
        then: None,
        goes: &[],
    },
    Scene { name: "a renumbering", folder: gaps, command: &["renumber", "m"], then: Some((&["renumber", "m"], 0)), goes: &[] },
    Scene {
        name: "a renumbering that a build mends",
        folder: gaps,
        command: &["renumber", "m"],
        then: Some((&["build", "m", "--only", "資料1_意見.csv"], 0)),
        goes: &[],
    },
    Scene {
        name: "an import by force",
        folder: pasted,
        command: &["import", "paste.txt", "--title", "表", "--date", "2026-01-01", "--into", "m", "--force"],
        then: None,
        goes: &[],
    },
    Scene { name: "a start", folder: || Folder::new(&[]), command: &["init", "m"], then: None, goes: &[] },
];

/// What a reader sees: every file but the program's own.
fn seen(folder: &Folder) -> BTreeMap<String, Vec<u8>> {
    let own = |name: &String| name.split('/').any(|part| part.starts_with('.')) || name == "trace";
    tree(folder.path()).into_iter().filter(|name| !own(name)).map(|name| (name.clone(), folder.read(&name))).collect()
}

/// Runs a command that is killed before its nth change.
fn killed(folder: &Folder, command: &[&str], n: usize) -> (i32, String) {
    let output = Command::new("strace")
        .args(["-f", "-qqq", "-o", "/dev/null", "-e", &format!("trace={CHANGES}"), "-e", &format!("inject={CHANGES}:signal=KILL:when={n}")])
        .arg(env!("CARGO_BIN_EXE_shiryo"))
        .args(command)
        .env_remove("LANG")
        .env_remove("LC_ALL")
        .current_dir(folder.path())
        .output()
        .unwrap();
    let (code, _, err) = said(&output);
    (code, err)
}

#[test]
fn window_of_every_command() {
    if !judge("strace") {
        return;
    }
    for scene in SCENES {
        let undisturbed = (scene.folder)();
        let old = seen(&undisturbed);
        let (code, out, err) = run(undisturbed.path(), scene.command);
        let new = seen(&undisturbed);
        assert!(new != old, "{}: {code} {out}{err}", scene.name);
        let (then, expected) = scene.then.unwrap_or((scene.command, code));
        let after = |folder: Folder| {
            run(folder.path(), then);
            seen(&folder)
        };
        // Killed before it had anything to write, a command has done nothing that another one could finish.
        let (mended, nothing_done) = (after(undisturbed), after((scene.folder)()));
        let mut mixed: BTreeSet<String> = BTreeSet::new();
        for kill in 1.. {
            let folder = (scene.folder)();
            let (ended, words) = killed(&folder, scene.command, kill);
            if ended == code {
                assert!(kill > 5, "{}: only {kill} changes", scene.name);
                break;
            }
            let now = seen(&folder);
            let at = format!("{}, killed before change {kill}", scene.name);
            // A command that is done apart has a parent, which tells the end of it.
            assert!(words.is_empty() || words.contains("broke off (signal: 9"), "{at}: {words}");
            assert!(!words.contains("nothing was written") || now == old, "{at}: {words}");
            for (name, bytes) in &now {
                assert!([old.get(name), new.get(name)].contains(&Some(bytes)), "{at}: {name} is neither old nor new");
            }
            let stays = |name: &&String| !name.ends_with("manifest.json") && !scene.goes.contains(&name.as_str());
            for name in old.keys().filter(|name| new.contains_key(*name)).filter(stays) {
                assert!(now.contains_key(name), "{at}: {name} is gone");
            }
            if now != old && now != new {
                mixed.extend(new.keys().filter(|name| new.get(*name) != now.get(*name) && old.get(*name) != new.get(*name)).cloned());
                // Whoever only reads a meeting that is half written is told so.
                if folder.path().join("m/.staging/steps.json").exists() {
                    let (code, _, err) = run(folder.path(), &["check", "m"]);
                    assert!(code == 1 && err.contains("m: error: a run was stopped while it wrote here"), "{at}: {err}");
                    assert!(err.contains("`shiryo build m`"), "{err}");
                }
            }
            let (code, out, err) = run(folder.path(), then);
            assert_eq!(code, expected, "{at}: {out}{err}");
            let wanted = if now == old { [&mended, &nothing_done] } else { [&mended; 2] };
            assert!(wanted.contains(&&seen(&folder)), "{at}: not mended: {}", differing(&seen(&folder), &mended));
            assert_eq!(left_over(&folder), [""; 0], "{at}");
        }
        eprintln!("{}: old while others are new: {mixed:?}", scene.name);
    }
}

fn differing(now: &BTreeMap<String, Vec<u8>>, wanted: &BTreeMap<String, Vec<u8>>) -> String {
    let names: BTreeSet<&String> = now.keys().chain(wanted.keys()).collect();
    names.into_iter().filter(|name| now.get(*name) != wanted.get(*name)).map(|name| format!("{name} ")).collect()
}

fn left_over(folder: &Folder) -> Vec<String> {
    tree(folder.path()).into_iter().filter(|name| name.contains(".staging/")).collect()
}

/// A command that is refused says what it has written all the same: what a stopped one had begun.
#[test]
fn window_says_what_was_finished() {
    if !judge("strace") {
        return;
    }
    let command = ["mend", "m/opinions.csv", "--write", "m/写し.csv"];
    let mut halfway = 0;
    for kill in 1.. {
        let work = damaged();
        let (ended, _) = killed(&work, &command, kill);
        if ended == 0 {
            break;
        }
        let is_halfway = work.path().join("m/.staging/steps.json").exists();
        let (code, out, err) = run(work.path(), &command);
        assert_eq!(code, i32::from(is_halfway), "{kill}: {out}{err}");
        if is_halfway {
            halfway += 1;
            assert!(err.contains("was finished first") && !err.contains("nothing was written"), "{kill}: {err}");
            assert!(work.path().join("m/写し.csv").is_file() && work.path().join("m/写し.csv.変更一覧.csv").is_file(), "{kill}");
        }
    }
    assert!(halfway > 0);
}

/// A build that was killed while it placed papers is mended by whatever is run next.
#[test]
fn window_then_another_command() {
    if !judge("strace") {
        return;
    }
    for kill in 1.. {
        let work = returns();
        let opinions = work.text("m/opinions.csv").replace("出前講座を開いた", "出前講座を二度開いた");
        work.write("m/opinions.csv", opinions);
        let (ended, _) = killed(&work, &["build", "m"], kill);
        if ended == 0 {
            break;
        }
        let (code, out, err) = run(work.path(), &["collect", "m", "返送/一"]);
        assert!(work.path().join("m/responses.csv").is_file(), "{kill}: {code} {out}{err}");
        succeed(work.path(), &["build", "m"]);
        succeed(work.path(), &["verify", "m"]);
    }
}
