//! What stops or fails between any two changes of the file system is mended by the next run.

use super::disk::Hindrance;
use super::disk::stop::{Faults, changes, with};
use super::*;

type Files = BTreeMap<String, Vec<u8>>;

/// What is written: into which folder, what lies there before, and how.
struct Scenario {
    name: &'static str,
    before: &'static [(&'static str, &'static str)],
    work: fn(&Path) -> Result<()>,
}

fn artifact(name: &str, text: &str) -> Artifact {
    Artifact { name: name.to_owned(), bytes: text.as_bytes().to_vec() }
}

/// What another program puts there while this one waits for it is not replaced.
#[test]
fn new_files_spare_what_came_meanwhile() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().to_owned();
    let other = lock(&folder, &|| {}).unwrap();
    let waiting = {
        let folder = folder.clone();
        std::thread::spawn(move || put_new(&folder, &[artifact("a.csv", "新")], false).map(drop))
    };
    std::thread::sleep(std::time::Duration::from_millis(300));
    std::fs::write(folder.join("a.csv"), "人の").unwrap();
    drop(other);
    assert!(waiting.join().unwrap().is_err());
    assert_eq!(std::fs::read_to_string(folder.join("a.csv")).unwrap(), "人の");
}

/// A whole build of these papers.
fn whole(folder: &Path, papers: &[(&str, &str)]) -> Result<()> {
    whole_without(folder, papers, &[])
}

/// A build of these papers, while others could not be made.
fn whole_without(folder: &Path, papers: &[(&str, &str)], left_out: &[&str]) -> Result<()> {
    let left_out: Vec<String> = left_out.iter().map(|name| (*name).to_owned()).collect();
    let artifacts: Vec<Artifact> = papers.iter().map(|(name, text)| artifact(name, text)).collect();
    let outputs = artifacts.iter().map(|artifact| (artifact.name.clone(), Entry::of(&artifact.bytes))).collect();
    let manifest = Manifest { program: "a".to_owned(), outputs, ..Manifest::default() };
    let whole = Whole { meeting: folder, artifacts: &artifacts, manifest: &manifest, program: "a", left_out: &left_out };
    write(&lock(folder, &|| {})?, &whole, &mut Diagnostics::default()).map(drop)
}

const SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "a first build", before: &[], work: |folder| whole(folder, &[("資料1.pdf", "新"), ("照会/総務課.xlsx", "新")])
    },
    Scenario {
        name: "a build over a former one, changed by hand, with a paper less",
        before: &[("資料1.pdf", "手直し"), ("資料2.pdf", "旧"), ("照会/総務課.xlsx", "旧"), ("資料3.pdf", "他人のもの")],
        work: |folder| whole(folder, &[("資料1.pdf", "新"), ("照会/総務課.xlsx", "新")]),
    },
    Scenario {
        name: "a build over a former one, two papers of which cannot be made",
        before: &[("資料2.pdf", "手直し"), ("資料1_前の版.pdf", "もっと前")],
        work: |folder| whole_without(folder, &[("照会/総務課.xlsx", "新")], &["資料1.pdf", "資料2.pdf"]),
    },
    Scenario {
        name: "some papers of a former build, one of which cannot be made",
        before: &[],
        work: |folder| {
            let made = [artifact("資料2.pdf", "新"), artifact("照会/総務課.xlsx", "新")];
            put_some(&lock(folder, &|| {})?, None, &made, &["資料1.pdf".to_owned()]).map(drop)
        },
    },
    Scenario {
        name: "answers and decisions",
        before: &[("responses.csv", "旧"), ("opinions.csv", "意見")],
        work: |folder| put_locked(&lock(folder, &|| {})?, &[artifact("responses.csv", "新"), artifact("decisions.csv", "新")]),
    },
    Scenario {
        name: "a report over one that a person changed",
        before: &[("回収状況.xlsx", "手直し")],
        work: |folder| put_made(&lock(folder, &|| {})?, None, &[artifact("回収状況.xlsx", "新")]).map(drop),
    },
    Scenario {
        name: "an import by force",
        before: &[("opinions.csv", "旧")],
        work: |folder| put_new(folder, &[artifact("opinions.csv", "新"), artifact("meeting.toml", "新")], true).map(drop),
    },
];

impl Scenario {
    /// A folder as it was before; a build has been there if the scenario is one.
    fn folder(&self) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        if self.name.contains("former") {
            whole(folder.path(), &[("資料1.pdf", "旧"), ("資料2.pdf", "旧"), ("照会/総務課.xlsx", "旧")]).unwrap();
        }
        for (name, text) in self.before {
            std::fs::create_dir_all(folder.path().join(name).parent().unwrap()).unwrap();
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        folder
    }

    /// The files before and after, when nothing disturbs.
    fn undisturbed(&self) -> (Files, Files) {
        let folder = self.folder();
        let before = seen(folder.path());
        (self.work)(folder.path()).unwrap();
        (before, seen(folder.path()))
    }
}

/// What a reader sees: every file but the program's own.
fn seen(folder: &Path) -> Files {
    let mut files = Files::new();
    let mut open = vec![folder.to_owned()];
    while let Some(below) = open.pop() {
        for entry in std::fs::read_dir(below).unwrap().map(|entry| entry.unwrap().path()) {
            let name = files::name(entry.strip_prefix(folder).unwrap());
            match entry.is_dir() {
                true => open.push(entry),
                false => _ = files.insert(name, std::fs::read(entry).unwrap()),
            }
        }
    }
    files.retain(|name, _| !name.starts_with('.'));
    files
}

/// Whatever happened: each file is whole, as it was or as it will be, no file of both is missing, and a manifest is true.
fn check(scenario: &Scenario, now: &Files, old: &Files, new: &Files, at: &str) {
    for (name, bytes) in now {
        assert!([old.get(name), new.get(name)].contains(&Some(bytes)), "{}, {at}: {name} is neither old nor new", scenario.name);
    }
    let both = old.keys().filter(|name| new.contains_key(*name) && *name != manifest::FILE);
    both.for_each(|name| assert!(now.contains_key(name), "{}, {at}: {name} is gone", scenario.name));
    if let Some(bytes) = now.get(manifest::FILE) {
        let manifest: Manifest = serde_json::from_slice(bytes).unwrap();
        let is_as = |name: &str| [old.get(name), new.get(name)].contains(&now.get(name));
        assert!(manifest.outputs.keys().all(|name| is_as(name)), "{}, {at}", scenario.name);
        // Where some papers are made alone, it stays what it was.
        if old.get(manifest::FILE) == new.get(manifest::FILE) {
            return;
        }
        assert!(Some(bytes) != new.get(manifest::FILE) || now == new, "{}, {at}: the manifest is false", scenario.name);
        assert!(Some(bytes) != old.get(manifest::FILE) || now == old || old == new, "{}, {at}: the manifest is false", scenario.name);
    }
}

#[test]
fn output_stopped_anywhere() {
    for scenario in SCENARIOS {
        let (old, new) = scenario.undisturbed();
        let mut mixed = 0;
        for kill in 0.. {
            let folder = scenario.folder();
            let faults = Faults { kills: Some(kill), ..Faults::default() };
            let done = with(faults, || (scenario.work)(folder.path()));
            let now = seen(folder.path());
            check(scenario, &now, &old, &new, &format!("stopped after {kill} changes"));
            mixed += usize::from(now != old && now != new);
            // Until it is mended, nobody who reads takes it for whole.
            assert!(now == old || now == new || quietly(folder.path(), || Ok(())).is_err(), "{}, {kill}", scenario.name);
            (scenario.work)(folder.path()).unwrap_or_else(|_| panic!("{}, {kill}: not mended", scenario.name));
            assert_eq!(seen(folder.path()), new, "{}, {kill}", scenario.name);
            assert!(!folder.path().join(STAGING).exists());
            if done.is_some() {
                assert!(kill > 5);
                break;
            }
        }
        assert!(mixed > 0, "{}: no two files were ever of different ages", scenario.name);
    }
}

#[test]
fn output_stopped_again() {
    for scenario in SCENARIOS {
        let (old, new) = scenario.undisturbed();
        let mut left = 0;
        for first in 5.. {
            let folder = scenario.folder();
            if with(Faults { kills: Some(first), ..Faults::default() }, || (scenario.work)(folder.path())).is_some() {
                break;
            }
            // Whoever mends is stopped as well, once and again.
            for again in 0..8 {
                if !placing::is_left(folder.path()) {
                    break;
                }
                left += 1;
                with(Faults { kills: Some(again), ..Faults::default() }, || finish(folder.path()));
                check(scenario, &seen(folder.path()), &old, &new, &format!("stopped after {first} and {again} changes"));
            }
            (scenario.work)(folder.path()).unwrap();
            assert_eq!(seen(folder.path()), new, "{}, {first}", scenario.name);
        }
        assert!(left > 5, "{}", scenario.name);
    }
}

#[test]
fn output_fails_anywhere() {
    for scenario in SCENARIOS {
        let (old, new) = scenario.undisturbed();
        let mut failures = 0;
        let folder = scenario.folder();
        let all = changes(|| (scenario.work)(folder.path()).unwrap());
        for fail in 0..all {
            let folder = scenario.folder();
            let fails = Faults { fails: Some(fail), ..Faults::default() };
            let at = format!("{}, change {fail} failed", scenario.name);
            match with(fails, || (scenario.work)(folder.path())).unwrap() {
                Ok(()) => assert_eq!(seen(folder.path()), new, "{at}"),
                Err(_) => {
                    failures += 1;
                    assert_eq!(seen(folder.path()), old, "{at}");
                }
            }
            (scenario.work)(folder.path()).unwrap();
            assert_eq!(seen(folder.path()), new, "{at}");
            // Undoing may be stopped too.
            for kill in fail + 1..fail + 12 {
                let folder = scenario.folder();
                if with(Faults { fails: Some(fail), kills: Some(kill), ..Faults::default() }, || (scenario.work)(folder.path())).is_some() {
                    break;
                }
                check(scenario, &seen(folder.path()), &old, &new, &format!("{at}, stopped after {kill}"));
                (scenario.work)(folder.path()).unwrap_or_else(|_| panic!("{at}, stopped after {kill}: not mended"));
                assert_eq!(seen(folder.path()), new, "{at}, stopped after {kill}");
            }
        }
        assert!(failures > 5, "{}: {failures}", scenario.name);
    }
}

/// A folder in which answers were placed, but not the decisions.
fn half() -> tempfile::TempDir {
    let put =
        |folder: &Path, text: &str| put_locked(&lock(folder, &|| {})?, &[artifact("responses.csv", text), artifact("decisions.csv", text)]);
    for kills in 0.. {
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), "旧").unwrap();
        assert!(with(Faults { kills: Some(kills), ..Faults::default() }, || put(folder.path(), "新")).is_none());
        if seen(folder.path())["responses.csv"] == "新".as_bytes() {
            assert_eq!(seen(folder.path())["decisions.csv"], "旧".as_bytes());
            return folder;
        }
    }
    unreachable!("one of all numbers is met");
}

#[test]
fn output_stopped_and_changed() {
    let folder = half();
    std::fs::write(folder.path().join("decisions.csv"), "手直し").unwrap();
    let Err(said) = lock(folder.path(), &|| {}) else { panic!("nobody says so") };
    let said = said.say(words::Lang::En);
    assert!(said.contains("decisions.csv: error: a run was stopped while it wrote here, and this file was changed since"), "{said}");
    assert_eq!(seen(folder.path())["decisions.csv"], "手直し".as_bytes());
    assert!(lock(folder.path(), &|| {}).is_ok() && quietly(folder.path(), || Ok(())).is_ok());
}

#[test]
fn output_stopped_and_removed() {
    let scenario = SCENARIOS.iter().find(|scenario| scenario.name.contains("cannot be made")).unwrap();
    let mut left = 0;
    for kill in 0.. {
        let folder = scenario.folder();
        if with(Faults { kills: Some(kill), ..Faults::default() }, || (scenario.work)(folder.path())).is_some() {
            break;
        }
        if placing::is_left(folder.path()) {
            left += 1;
            for name in ["資料1.pdf", "資料2.pdf"] {
                let _ = std::fs::remove_file(folder.path().join(name));
            }
            assert!(lock(folder.path(), &|| {}).is_ok(), "{kill}");
            assert!(!placing::is_left(folder.path()), "{kill}");
        }
    }
    assert!(left > 5);
}

#[test]
fn output_stopped_leads_nowhere() {
    let steps = folder_list(r#"{"steps":[{"Put":"../precious"},{"TakeAway":"a"}],"before":{}}"#);
    let broken = folder_list("{");
    for folder in [steps, broken] {
        std::fs::create_dir_all(folder.path().join("m/.staging/new")).unwrap();
        std::fs::write(folder.path().join("precious"), "x").unwrap();
        assert!(lock(&folder.path().join("m"), &|| {}).is_ok());
        assert_eq!(std::fs::read_to_string(folder.path().join("precious")).unwrap(), "x");
        assert!(!folder.path().join("m/.staging").exists());
    }
}

/// What was taken away and may be the only copy stays, whatever the list of steps says.
#[test]
fn output_stopped_unread() {
    for steps in ["{", r#"{"steps":[{"Weigh":"a"}],"before":{}}"#, r#"{"steps":[{"Put":"../precious"}],"before":{}}"#] {
        let folder = folder_list(steps);
        std::fs::create_dir_all(folder.path().join("m/.staging/old")).unwrap();
        std::fs::write(folder.path().join("m/.staging/old/資料1.pdf"), "手直し").unwrap();
        for _ in 0..2 {
            let Err(said) = lock(&folder.path().join("m"), &|| {}) else { panic!("{steps}") };
            assert_eq!(said.0.iter().map(|said| said.message.code()).collect::<Vec<_>>(), ["steps_unread"]);
            assert_eq!(std::fs::read_to_string(folder.path().join("m/.staging/old/資料1.pdf")).unwrap(), "手直し");
        }
    }
}

/// A folder with a list of steps in `m`.
fn folder_list(steps: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("m/.staging")).unwrap();
    std::fs::write(folder.path().join("m/.staging/steps.json"), steps).unwrap();
    std::fs::write(folder.path().join("m/.staging/precious"), "y").unwrap();
    folder
}

/// The files that a scenario replaces or takes away.
fn touched(old: &Files, new: &Files) -> Vec<String> {
    old.keys().filter(|name| old.get(*name) != new.get(*name)).cloned().collect()
}

#[test]
fn output_open_elsewhere() {
    let mut refused = 0;
    for (scenario, hindrance) in SCENARIOS.iter().flat_map(|scenario| [(scenario, Hindrance::Open), (scenario, Hindrance::Protected)]) {
        let (old, new) = scenario.undisturbed();
        for name in touched(&old, &new) {
            let folder = scenario.folder();
            let path = folder.path().join(&name);
            let at = format!("{}, {name} {hindrance:?}", scenario.name);
            // Until it is closed, each run says the same and changes nothing.
            for _ in 0..2 {
                let faults = Faults { hindered: Some((path.clone(), hindrance, 0)), ..Faults::default() };
                let said = with(faults, || (scenario.work)(folder.path())).unwrap().unwrap_err();
                let places: Vec<_> = said.0.iter().map(|said| (said.message.code(), said.place.clone().unwrap().file)).collect();
                let key = if hindrance == Hindrance::Open { "paper_open" } else { "paper_protected" };
                assert_eq!(places, [(key, files::display(&path).into())], "{at}");
                assert_eq!(seen(folder.path()), old, "{at}");
                assert!(!folder.path().join(STAGING).exists(), "{at}");
                refused += 1;
            }
            (scenario.work)(folder.path()).unwrap_or_else(|_| panic!("{at}: closed"));
            assert_eq!(seen(folder.path()), new, "{at}");
        }
    }
    assert!(refused > 20, "{refused}");
}

#[test]
fn output_open_is_told_first() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["資料1.pdf", "資料2.pdf"] {
        std::fs::write(folder.path().join(name), name).unwrap();
    }
    let path = folder.path().join("資料2.pdf");
    let faults = || Faults { hindered: Some((path.clone(), Hindrance::Open, 0)), ..Faults::default() };
    let free = |names: &[&str]| with(faults(), || check_free(folder.path(), names, false)).unwrap();
    free(&["資料1.pdf", "照会/総務課.xlsx"]).unwrap();
    let said = free(&["資料1.pdf", "資料2.pdf"]).unwrap_err();
    assert_eq!(said.0.iter().map(|said| said.message.code()).collect::<Vec<_>>(), ["paper_open"]);
    // So is the list of what was made, without which nothing would be known of the papers.
    let list = folder.path().join(manifest::FILE);
    std::fs::write(&list, "{}").unwrap();
    let faults = || Faults { hindered: Some((list.clone(), Hindrance::Open, 0)), ..Faults::default() };
    let free = |is_whole| with(faults(), || check_free(folder.path(), &["資料1.pdf"], is_whole)).unwrap();
    free(false).unwrap();
    assert_eq!(free(true).unwrap_err().0[0].message.code(), "paper_open");
}

#[test]
fn output_opened_meanwhile() {
    let mut undone = 0;
    for scenario in SCENARIOS {
        let (old, new) = scenario.undisturbed();
        let folder = scenario.folder();
        let all = changes(|| (scenario.work)(folder.path()).unwrap());
        for (name, from) in touched(&old, &new).iter().flat_map(|name| (1..all).map(move |from| (name, from))) {
            let folder = scenario.folder();
            let path = folder.path().join(name);
            let at = format!("{}, {name} opened after {from} changes", scenario.name);
            let faults = Faults { hindered: Some((path.clone(), Hindrance::Open, from)), ..Faults::default() };
            let done = with(faults, || (scenario.work)(folder.path())).unwrap();
            let now = seen(folder.path());
            match done {
                Ok(()) => assert_eq!(now, new, "{at}"),
                Err(said) => {
                    undone += 1;
                    assert_eq!(said.0[0].message.code(), "paper_open", "{at}");
                    assert_eq!(now, old, "{at}");
                }
            }
            (scenario.work)(folder.path()).unwrap_or_else(|_| panic!("{at}: closed"));
            assert_eq!(seen(folder.path()), new, "{at}");
        }
    }
    assert!(undone > 20, "{undone}");
}

#[test]
fn output_folder_names() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["AUX", "nul", "第1回/CON.x", "末尾. ", "会議:1", "COM¹/x", "a?"] {
        let Err(said) = lock(&folder.path().join(name), &|| {}) else { panic!("{name}") };
        assert_eq!(said.0[0].message.code(), "folder_name", "{name}");
        let Err(said) = put_new(&folder.path().join(name), &[artifact("a", "b")], true) else { panic!("{name}") };
        assert_eq!(said.0[0].message.code(), "folder_name", "{name}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    assert!(lock(&folder.path().join("./第2回"), &|| {}).is_ok());
}

/// What no other system does: whoever has a file open keeps others from replacing it.
#[cfg(windows)]
#[test]
fn output_open_on_windows() {
    use std::os::windows::fs::{MetadataExt as _, OpenOptionsExt as _};
    let scenario = &SCENARIOS[1];
    let (old, new) = scenario.undisturbed();
    // As Excel has it, and as a program that lets nobody in.
    for share in [1, 0] {
        let folder = scenario.folder();
        let held = std::fs::OpenOptions::new().read(true).share_mode(share).open(folder.path().join("照会/総務課.xlsx")).unwrap();
        for _ in 0..2 {
            let said = (scenario.work)(folder.path()).unwrap_err();
            assert_eq!((said.0.len(), said.0[0].message.code()), (1, "paper_open"), "{}", said.say(words::Lang::En));
            assert!(!folder.path().join(STAGING).exists());
        }
        drop(held);
        assert_eq!(seen(folder.path()), old);
        (scenario.work)(folder.path()).unwrap();
        assert_eq!(seen(folder.path()), new);
    }
    let folder = scenario.folder();
    let paper = folder.path().join("照会/総務課.xlsx");
    let mark = |is_protected: bool| {
        let mut permissions = std::fs::metadata(&paper).unwrap().permissions();
        permissions.set_readonly(is_protected);
        std::fs::set_permissions(&paper, permissions).unwrap();
    };
    mark(true);
    for _ in 0..2 {
        let said = (scenario.work)(folder.path()).unwrap_err();
        assert_eq!((said.0.len(), said.0[0].message.code()), (1, "paper_protected"), "{}", said.say(words::Lang::En));
        assert!(!folder.path().join(STAGING).exists());
    }
    mark(false);
    (scenario.work)(folder.path()).unwrap();
    assert_eq!(seen(folder.path()), new);
    // What the program keeps for itself does not lie about.
    disk::make_hidden(&folder.path().join(STAGING)).unwrap();
    assert!(std::fs::metadata(folder.path().join(STAGING)).unwrap().file_attributes() & 2 != 0, "{STAGING}");
    std::fs::remove_dir(folder.path().join(STAGING)).unwrap();
    for (name, is_hidden) in [(LOCK, true), (remembered::FILE, true), (manifest::FILE, false), ("資料1.pdf", false)] {
        let attributes = std::fs::metadata(folder.path().join(name)).unwrap().file_attributes();
        assert_eq!(attributes & 2 != 0, is_hidden, "{name}");
    }
}

#[test]
fn output_that_cannot_be_written_has_a_remedy() {
    use std::io::{Error, ErrorKind};
    for kind in [ErrorKind::NotFound, ErrorKind::NotADirectory, ErrorKind::StorageFull, ErrorKind::PermissionDenied, ErrorKind::Other] {
        let said = disk::cannot_write(Path::new("X:/会議"), &Error::from(kind));
        assert_eq!(said.0[0].hints.len(), 1, "{kind:?}");
    }
}
