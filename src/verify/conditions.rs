//! Conditions: the program itself, run elsewhere and otherwise, makes the same bytes.
//!
//! Each run builds a copy of the meeting's files in a folder of its own. What varies is what a
//! program might depend on without anybody's wish: time zone, locale, number of threads, working
//! folder, home and user, the order in which the files were made and their times, and the clock.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use super::Subject;
use crate::build::output::{Scratch, read_manifest};
use crate::build::{manifest, provenance};
use crate::read::digest::digest;
use crate::read::files;
use crate::say::Progress;
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::words::{self, Message};

/// One way to run the program.
struct Condition {
    name: &'static str,
    variables: &'static [(&'static str, &'static str)],
    /// Working folder in the scratch folder.
    folder: &'static str,
    /// Whether the files are made in the reverse order of their names.
    reversed: bool,
    /// When the files were last changed, in seconds since 1970.
    changed: u64,
    /// The clock that `faketime` shows, where it is wanted.
    clock: Option<&'static str>,
}

/// The ways to run it. After the first, the clock goes on by [`APART`].
const CONDITIONS: &[Condition] = &[
    Condition {
        name: "UTC, C",
        variables: &[("TZ", "UTC"), ("LC_ALL", "C")],
        folder: "a",
        reversed: false,
        changed: 1_000_000_000,
        clock: None,
    },
    Condition {
        name: "TZ=Pacific/Kiritimati LC_ALL=ja_JP.UTF-8",
        variables: &[("TZ", "Pacific/Kiritimati"), ("LC_ALL", "ja_JP.UTF-8")],
        folder: "深い/場所/空 白",
        reversed: true,
        changed: 1,
        clock: None,
    },
    Condition {
        name: "RAYON_NUM_THREADS=1 HOME=/nonexistent USER=nobody",
        variables: &[("RAYON_NUM_THREADS", "1"), ("HOME", "/nonexistent"), ("USER", "nobody"), ("LOGNAME", "nobody")],
        folder: "b/c",
        reversed: false,
        changed: 2_000_000_000,
        clock: None,
    },
    Condition {
        name: "RAYON_NUM_THREADS=7 LC_ALL=tr_TR.UTF-8 TZ=America/St_Johns SOURCE_DATE_EPOCH=1",
        variables: &[("RAYON_NUM_THREADS", "7"), ("LC_ALL", "tr_TR.UTF-8"), ("TZ", "America/St_Johns"), ("SOURCE_DATE_EPOCH", "1")],
        folder: "d",
        reversed: true,
        changed: 1_700_000_000,
        clock: None,
    },
    Condition {
        name: "faketime 2038-01-19 03:14:08",
        variables: &[("TZ", "UTC")],
        folder: "e",
        reversed: false,
        changed: 1_000_000_000,
        clock: Some("2038-01-19 03:14:08"),
    },
];

/// The clock must have gone on by this much between the first run and the second: zip archives count in twos of seconds.
const APART: Duration = Duration::from_millis(2_100);
/// Program that shows another one a different clock.
const FAKETIME: &str = "faketime";

/// Builds under every condition with `program`, and returns one line with a digest for each output.
///
/// What was made in this run, under whatever conditions it has, is the first to compare with.
pub fn prove(subject: &Subject, program: &Path, progress: Progress) -> Result<Vec<Message>> {
    let scratch = Scratch::new(subject.out)?;
    let faketime = on_path(FAKETIME);
    let mut expected: BTreeMap<String, String> =
        subject.anew.wait().iter().map(|artifact| (artifact.name.clone(), digest(&artifact.bytes))).collect();
    let mut findings = Diagnostics::default();
    let mut count = 0;
    for (index, condition) in CONDITIONS.iter().enumerate().filter(|(_, condition)| condition.clock.is_none() || faketime.is_some()) {
        progress(words::step_condition(condition.name).into());
        let begun = Instant::now();
        let digests = run(subject, program, faketime.as_deref(), &scratch, index, condition)?;
        count += 1;
        for name in expected.keys().filter(|name| !digests.contains_key(*name)) {
            findings.push(super::missing(&subject.path(name)).hint(words::condition(condition.name)));
        }
        for (name, digest) in digests {
            let known = expected.entry(name.clone()).or_insert_with(|| digest.clone());
            if *known != digest {
                let message = words::condition_differs(condition.name, digest, known);
                findings.push(Diagnostic::error(message).at(Place::file(subject.path(&name))));
            }
        }
        if index == 0 {
            std::thread::sleep(APART.saturating_sub(begun.elapsed()));
        }
    }
    let mut lines = vec![words::conditions_hold(count, expected.len())];
    if faketime.is_none() {
        lines.push(words::no_faketime());
    }
    lines.extend(expected.iter().map(|(name, digest)| words::condition_digest(digest, name)));
    findings.unless_errors(lines)
}

/// The path of a program that can be started by its name.
fn on_path(name: &str) -> Option<PathBuf> {
    let paths = std::env::var_os("PATH")?;
    std::env::split_paths(&paths).map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// Builds a copy of the meeting under one condition; the digest of each output by its name.
fn run(
    subject: &Subject,
    program: &Path,
    faketime: Option<&Path>,
    scratch: &Scratch,
    index: usize,
    condition: &Condition,
) -> Result<BTreeMap<String, String>> {
    let folder = format!("{index}/{}", condition.folder);
    copy(subject, scratch, &format!("{folder}/m"), condition)?;
    let work = scratch.folder(&folder)?;
    let mut command = command(program, faketime, condition);
    command.args(["build", "m", "--out", "out", "--quiet"]).current_dir(&work).stdin(Stdio::null());
    if subject.anew.wait().iter().any(|artifact| artifact.name.starts_with("typst/")) {
        command.arg("--keep-typst");
    }
    let fail = |cause: &dyn std::fmt::Display| {
        Diagnostic::error(words::condition_failed(condition.name, cause)).at(Place::file(files::display(program)))
    };
    let output = command.output().map_err(|e| fail(&e))?;
    if !output.status.success() {
        return Err(fail(&String::from_utf8_lossy(&output.stderr).trim()).into());
    }
    let out = work.join("out");
    let listed = read_manifest(&out).map(|manifest| manifest.outputs).unwrap_or_default();
    let own = [manifest::FILE, provenance::FILE].map(str::to_owned);
    let digest = |name: String| Ok((name.clone(), digest(&files::read(&out.join(&name))?)));
    listed.into_keys().chain(own).map(digest).collect()
}

/// Copies what the meeting's build reads, in the order and with the times of the condition.
fn copy(subject: &Subject, scratch: &Scratch, folder: &str, condition: &Condition) -> Result<()> {
    let mut names: Vec<&str> = subject.inputs.keys().map(String::as_str).filter(|name| !name.starts_with(manifest::BUNDLED)).collect();
    if condition.reversed {
        names.reverse();
    }
    for (position, name) in names.into_iter().enumerate() {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(condition.changed + position as u64);
        scratch.file(&format!("{folder}/{name}"), &files::read(&subject.meeting.folder.join(name))?, time)?;
    }
    Ok(())
}

/// The program with the clock and the variables of the condition.
fn command(program: &Path, faketime: Option<&Path>, condition: &Condition) -> Command {
    let mut command = match (condition.clock, faketime) {
        (Some(clock), Some(faketime)) => {
            let mut command = Command::new(faketime);
            command.arg(clock).arg(program);
            command
        }
        _ => Command::new(program),
    };
    for variable in ["LANG", "LC_ALL", "LC_MESSAGES", "RAYON_NUM_THREADS", "SOURCE_DATE_EPOCH"] {
        command.env_remove(variable);
    }
    command.envs(condition.variables.iter().copied());
    command
}
