//! Output: the one module that writes. Finished bytes are staged beside their place and renamed ([`placing`]).
//!
//! A build first writes every file, and the manifest, into a folder inside the output folder; only
//! when all of them are complete are they renamed into place. A failure before that leaves the
//! output as it was, one while files are renamed is undone, and what a stopped program had begun is
//! finished by the next. The manifest is taken away before the first file is replaced and comes back
//! after the last: where it is, it is true.
//!
//! Nothing is written outside the folder: a link that stands where a file or folder goes is refused.

mod disk;
mod placing;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::io::Write as _;
use std::path::{Component, Path, PathBuf};

use disk::cannot_write;
use placing::{STAGING, Step, carry_out, file_inside, inside};

use crate::build::manifest::{self, Entry, Manifest};
use crate::build::provenance;
use crate::build::remembered::{self, Remembered};
use crate::meeting::{self, identity, names};
use crate::read::confine::Writing;
use crate::read::files;
use crate::records::shared::{FILES, in_threads};
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::words::{self, Message};

/// A named, finished byte string. The name is relative to the output folder and uses `/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// What is added to the name of a copy of what a person changed.
const COPY: &str = "_手直しの控え";
/// What is added to the name of a paper of an earlier build that could not be made anew.
const EARLIER: &str = "_前の版";
/// Folder inside the output folder for the Typst files of each paper.
pub const TYPST: &str = "typst";
/// Bytes of papers from which on further threads read them sooner than one does.
const MUCH: usize = 8 << 20;
/// File that a program holds locked while it writes here.
const LOCK: &str = ".lock";
/// File that a desk holds locked as long as it is open here.
pub const DESK: &str = ".desk";

/// What a write changed, besides the artifacts.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files of an earlier build that are no longer declared and were removed.
    pub removed: Vec<String>,
    /// Files that a person had changed, and the copies that were kept of them.
    pub kept: Vec<(String, String)>,
    /// Papers of an earlier build that could not be made anew, and where they are now.
    pub set_aside: Vec<(String, String)>,
}

impl Written {
    /// The steps that make room for the artifacts and put them into place, in their order.
    fn steps(&self, artifacts: &[Artifact]) -> impl Iterator<Item = Step> {
        let keep = |(name, other): &(String, String)| Step::Keep(name.clone(), other.clone());
        let aside = self.set_aside.iter().flat_map(move |aside| [keep(aside), Step::TakeAway(aside.0.clone())]);
        let removed = self.removed.iter().cloned().map(Step::TakeAway);
        self.kept.iter().map(keep).chain(aside).chain(removed).chain(artifacts.iter().map(|artifact| Step::Put(artifact.name.clone())))
    }
}

/// A folder into which no other program writes while this is held.
pub struct Lock {
    folder: PathBuf,
    _file: File,
    /// None for the folder of a meeting, which is locked before its files are read.
    _writing: Option<Writing>,
}

impl Lock {
    /// Whether this is the folder that is locked.
    pub fn is_of(&self, folder: &Path) -> bool {
        matches!((self.folder.canonicalize(), folder.canonicalize()), (Ok(own), Ok(folder)) if own == folder)
    }
}

/// Makes the folder if need be and locks it; calls `waiting` if another program is writing here.
pub fn lock(folder: &Path, waiting: &dyn Fn()) -> Result<Lock> {
    let writing = Writing::begin();
    Ok(Lock { _writing: Some(writing), ..locked(folder, waiting)? })
}

fn locked(folder: &Path, waiting: &dyn Fn()) -> Result<Lock> {
    if folder.exists() && !folder.is_dir() {
        let place = Place::file(files::display(folder));
        return Err(Diagnostic::error(words::not_a_folder()).at(place).hint(words::other_folder_hint()).into());
    }
    check_name(folder)?;
    disk::make_folders(folder).map_err(|e| cannot_write(folder, &e))?;
    let path = file_inside(folder, LOCK)?;
    // Where there is none yet, it is the folder in which nothing may be written.
    let at = |e| if path.exists() { cannot_write(&path, &e) } else { cannot_write(folder, &e) };
    let file = disk::opening(&path).create(true).truncate(false).write(true).open(&path).map_err(at)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            waiting();
            file.lock().map_err(|e| cannot_write(&path, &e))?;
        }
        Err(TryLockError::Error(e)) => return Err(cannot_write(&path, &e)),
    }
    placing::finish(folder)?;
    Ok(Lock { folder: folder.to_owned(), _file: file, _writing: None })
}

/// Refuses to make a folder of a name that means something else on Windows: papers travel.
pub fn check_name(folder: &Path) -> Result<()> {
    let mut there = PathBuf::new();
    for part in folder.components() {
        there.push(part);
        let Component::Normal(name) = part else { continue };
        // On Windows, what seems to be there is a device, or a folder of another name.
        if cfg!(not(windows)) && there.is_dir() {
            continue;
        }
        let name = name.to_string_lossy();
        if let Some(why) = names::refused_by_windows(&name) {
            let message = Message::both(why, |why| words::folder_name(name.escape_debug(), why));
            return Err(Diagnostic::error(message).at(Place::file(files::display(folder))).hint(words::other_folder_hint()).into());
        }
    }
    Ok(())
}

/// Locks the folder of a meeting, from reading to writing: of two commands that change it the second sees what the first did.
pub fn lock_meeting(folder: &Path, waiting: &dyn Fn()) -> Result<Lock> {
    let file = folder.join(meeting::FILE);
    if std::fs::symlink_metadata(&file).is_err() {
        return Err(meeting::parse::missing_in(folder, &files::display(&file)));
    }
    let _waiting = Writing::begin();
    locked(folder, waiting)
}

/// As long as this is held, no other desk opens on the folder.
pub struct Alone(File);

/// The folder for one desk alone; nothing if another one is open there, which notices that the file's time changes.
pub fn alone(folder: &Path) -> Result<Option<Alone>> {
    let path = file_inside(folder, DESK)?;
    let file = disk::opening(&path).create(true).truncate(false).write(true).open(&path).map_err(|e| cannot_write(&path, &e))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Alone(file))),
        Err(TryLockError::WouldBlock) => {
            // That the first is told is a courtesy.
            let later = |time| time + std::time::Duration::from_secs(1);
            let _ = file.metadata().and_then(|data| data.modified()).and_then(|time| file.set_modified(later(time)));
            Ok(None)
        }
        Err(TryLockError::Error(e)) => Err(cannot_write(&path, &e)),
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        // Of a file that is merely closed, Windows gives up the lock when it has time to.
        let _ = self.0.unlock();
    }
}

pub use placing::has_finished;

/// Finishes what a program that was stopped had begun to write into a folder.
pub fn finish(folder: &Path) -> Result<()> {
    if placing::is_left(folder) {
        lock(folder, &|| {})?;
    } else if folder.join(STAGING).is_dir() {
        // Nothing was placed yet: where it cannot be cleared, it does no harm.
        let _ = lock(folder, &|| {});
    }
    Ok(())
}

/// What `read` makes of a folder, into which nobody writes meanwhile. One that a stopped program left half written is refused.
pub fn quietly<T>(folder: &Path, read: impl FnOnce() -> Result<T>) -> Result<T> {
    // A folder without this file was never written into.
    let lock = File::open(folder.join(LOCK)).ok();
    if let Some(lock) = &lock {
        let _waiting = Writing::begin();
        // Where files cannot be locked, nobody else locks them either.
        let _ = lock.lock_shared();
    }
    if placing::is_left(folder) {
        let place = Place::file(files::display(folder));
        let hint = words::stopped_halfway_hint(files::display(folder));
        return Err(Diagnostic::error(words::stopped_halfway()).at(place).hint(hint).into());
    }
    read()
}

/// A whole build that is to be written.
pub struct Whole<'a> {
    /// The meeting's folder.
    pub meeting: &'a Path,
    pub artifacts: &'a [Artifact],
    pub manifest: &'a Manifest,
    /// A digest of the program's own sources and options.
    pub program: &'a str,
    /// The names of papers that could not be made.
    pub left_out: &'a [String],
}

/// Writes the artifacts of a whole build and its manifest, and removes what only an earlier build declared.
/// What a person changed is kept as a copy.
pub fn write(lock: &Lock, whole: &Whole, warnings: &mut Diagnostics) -> Result<Written> {
    let Whole { meeting, artifacts, manifest, program, left_out } = *whole;
    let (kept, set_aside) = (copies(lock, artifacts), earlier(lock, artifacts, left_out));
    let removed = no_longer_declared(&lock.folder, meeting, manifest, left_out, warnings)?;
    let written = Written { removed, kept, set_aside };
    // A build that left something out is to be done again, whatever has not changed.
    let program = if left_out.is_empty() { program } else { "" };
    let remembered = Remembered::whole(&lock.folder, meeting, manifest, program);
    let mut all: Vec<Artifact> = artifacts.to_vec();
    all.push(Artifact { name: provenance::FILE.to_owned(), bytes: provenance::json(manifest) });
    all.push(Artifact { name: manifest::FILE.to_owned(), bytes: manifest.json() });
    all.push(Artifact { name: remembered::FILE.to_owned(), bytes: remembered.bytes() });
    let first = Step::TakeAway(manifest::FILE.to_owned());
    carry_out(&lock.folder, &all, std::iter::once(first).chain(written.steps(&all)).collect())?;
    Ok(written)
}

/// Writes some files for a person, of a meeting where they belong to one, and remembers that they were made here. What a
/// person changed is kept as a copy; the copies are returned.
pub fn put_made(lock: &Lock, meeting: Option<&Path>, artifacts: &[Artifact]) -> Result<Vec<(String, String)>> {
    Ok(put_some(lock, meeting, artifacts, &[])?.kept)
}

/// The same, while the papers that are `left_out` could not be made.
pub fn put_some(lock: &Lock, meeting: Option<&Path>, artifacts: &[Artifact], left_out: &[String]) -> Result<Written> {
    let written = Written { removed: Vec::new(), kept: copies(lock, artifacts), set_aside: earlier(lock, artifacts, left_out) };
    let made = artifacts.iter().map(|artifact| (artifact.name.clone(), Entry::of(&artifact.bytes)));
    let remembered = Remembered::of(&lock.folder).with(&lock.folder, meeting, made);
    let mut all: Vec<Artifact> = artifacts.to_vec();
    all.push(Artifact { name: remembered::FILE.to_owned(), bytes: remembered.bytes() });
    carry_out(&lock.folder, &all, written.steps(&all).collect())?;
    Ok(written)
}

/// Papers of an earlier build that could not be made anew, and names under which nobody takes them for one of the others.
fn earlier(lock: &Lock, artifacts: &[Artifact], left_out: &[String]) -> Vec<(String, String)> {
    let made = made(&lock.folder);
    let there = left_out.iter().filter(|name| made.contains_key(*name) && lock.folder.join(name).is_file());
    there.map(|name| (name.clone(), free_name(lock, artifacts, name, EARLIER))).collect()
}

/// Refuses a folder in which the papers of another meeting lie.
pub fn check_meeting(folder: &Path, meeting: &Path) -> Result<()> {
    let Some(other) = Remembered::of(folder).other_meeting(folder, meeting) else { return Ok(()) };
    let name = |folder: &Path| folder.canonicalize().ok().and_then(|path| Some(path.file_name()?.to_string_lossy().into_owned()));
    let (other, own) = (name(&other).unwrap_or_default(), name(meeting).unwrap_or_default());
    let hint = words::other_papers_hint(files::display(&folder.join(own)));
    Err(Diagnostic::error(words::other_papers(other)).at(Place::file(files::display(folder))).hint(hint).into())
}

/// Refuses to begin while one of these files is open elsewhere or must not be changed: an error for each. A whole build
/// replaces what tells of it, too; should that be closed to others, every paper would seem to be somebody else's.
pub fn check_free(folder: &Path, names: &[&str], is_whole: bool) -> Result<()> {
    let own = [manifest::FILE, provenance::FILE].into_iter().filter(|_| is_whole);
    placing::check_free(folder, names.iter().copied().chain(own))
}

/// Refuses to replace what a person changed or put there: files of which something else is there than the program
/// made, or makes now. `is_inquiry` tells workbooks that may hold answers.
pub fn check_changed(lock: &Lock, artifacts: &[Artifact], is_inquiry: &dyn Fn(&str) -> bool) -> Result<()> {
    let mut findings = Diagnostics::default();
    for name in changed(lock, artifacts) {
        let place = Place::file(files::display(&lock.folder.join(name)));
        let (message, hint) = match is_inquiry(name) {
            true => (words::filled_in(), words::filled_in_hint()),
            false => (words::changed_since(), words::changed_since_hint()),
        };
        findings.push(Diagnostic::error(message).at(place).hint(hint));
    }
    findings.unless_errors(())
}

/// The names of what a person changed or put there and these artifacts would replace.
fn changed<'a>(lock: &Lock, artifacts: &'a [Artifact]) -> Vec<&'a str> {
    let made = made(&lock.folder);
    let is_changed = |artifact: &&Artifact| {
        let path = lock.folder.join(&artifact.name);
        // What cannot be read is said when it is to be replaced.
        let Some(bytes) = path.is_file().then(|| std::fs::read(&path).ok()).flatten() else { return false };
        bytes != artifact.bytes && !made.get(&artifact.name).is_some_and(|entries| entries.contains(&Entry::of(&bytes)))
    };
    artifacts.iter().filter(is_changed).map(|artifact| artifact.name.as_str()).collect()
}

/// Names for copies of what a person changed and these artifacts replace.
fn copies(lock: &Lock, artifacts: &[Artifact]) -> Vec<(String, String)> {
    changed(lock, artifacts).into_iter().map(|name| (name.to_owned(), free_name(lock, artifacts, name, COPY))).collect()
}

/// A name made of `name` and what is `added`: with the same ending, and free.
fn free_name(lock: &Lock, artifacts: &[Artifact], name: &str, added: &str) -> String {
    let (stem, ending) = match name.rsplit_once('.').filter(|(stem, ending)| !stem.is_empty() && !ending.contains('/')) {
        Some((stem, ending)) => (stem, format!(".{ending}")),
        None => (name, String::new()),
    };
    let numbered = (1..).map(|count| match count {
        1 => format!("{stem}{added}{ending}"),
        count => format!("{stem}{added}{count}{ending}"),
    });
    let is_free = |name: &String| !lock.folder.join(name).exists() && artifacts.iter().all(|artifact| artifact.name != *name);
    numbered.into_iter().find(is_free).expect("one of all numbers is free")
}

/// Writes files into a folder that is locked: all are staged before the first is renamed into place, and if one cannot
/// be, those before it are put back as they were.
pub fn put_locked(lock: &Lock, artifacts: &[Artifact]) -> Result<()> {
    carry_out(&lock.folder, artifacts, Written::default().steps(artifacts).collect())
}

/// The same; of a file that is there under one of these names and holds something else, a copy is kept. Returns the names of
/// both.
pub fn put_keeping(lock: &Lock, artifacts: &[Artifact], names: &[&str]) -> Result<Vec<(String, String)>> {
    let kept: Vec<(String, String)> = copies(lock, artifacts).into_iter().filter(|(name, _)| names.contains(&name.as_str())).collect();
    let written = Written { kept, ..Written::default() };
    carry_out(&lock.folder, artifacts, written.steps(artifacts).collect())?;
    Ok(written.kept)
}

/// The files that an earlier build made and this one does not. One that somebody changed stays, with all of the
/// folder that Typst would need with it, and so does everything where another meeting may have been built.
fn no_longer_declared(
    folder: &Path,
    meeting: &Path,
    manifest: &Manifest,
    left_out: &[String],
    warnings: &mut Diagnostics,
) -> Result<Vec<String>> {
    let before = read_manifest(folder).and_then(|before| before.inputs.get(meeting::FILE).cloned());
    let ours =
        before.is_none() || before.as_ref() == manifest.inputs.get(meeting::FILE) || Remembered::of(folder).is_meeting(folder, meeting);
    let mut names = Vec::new();
    let mut stay: Vec<String> = Vec::new();
    let remembered = Remembered::of(folder).made();
    for (name, entry) in listed(folder) {
        if manifest.outputs.contains_key(&name)
            || left_out.contains(&name)
            || name == provenance::FILE
            || crate::meeting::names::unsafe_path(&name).is_some()
            || !folder.join(&name).is_file()
        {
            continue;
        }
        let path = inside(folder, &name)?;
        let bytes = std::fs::read(&path).map_err(|e| cannot_write(&path, &e))?;
        if !ours {
            warnings.push(Diagnostic::warning(words::perhaps_other_meeting(files::display(&path))));
        } else if [Some(&entry), remembered.get(&name)].contains(&Some(&Entry::of(&bytes))) {
            names.push(name);
        } else {
            warnings.push(Diagnostic::warning(words::changed_by_hand(files::display(&path))));
            stay.extend(kept_typst(&name).map(str::to_owned));
        }
    }
    names.retain(|name| kept_typst(name).is_none_or(|folder| !stay.iter().any(|stays| stays == folder)));
    Ok(names)
}

/// The folder of Typst files that a name stands in, such as `typst/1`.
fn kept_typst(name: &str) -> Option<&str> {
    let rest = name.strip_prefix(TYPST)?.strip_prefix('/')?;
    Some(&name[..TYPST.len() + 1 + rest.find('/')?])
}

/// Writes files of which none may be there yet; with `force` what is there is kept as a copy. Returns the copies.
pub fn put_new(folder: &Path, artifacts: &[Artifact], force: bool) -> Result<Vec<(String, String)>> {
    finish(folder)?;
    let there = || -> Result<Vec<&str>> {
        let differs = |artifact: &&Artifact| {
            let path = folder.join(&artifact.name);
            path.exists() && !(path.is_file() && std::fs::read(&path).is_ok_and(|bytes| bytes == artifact.bytes))
        };
        let there: Vec<&str> = artifacts.iter().filter(differs).map(|artifact| artifact.name.as_str()).collect();
        let exists = |name: &&str| Diagnostic::error(words::exists(files::display(&folder.join(name))));
        Diagnostics(there.iter().filter(|_| !force).map(exists).collect()).unless_errors(there)
    };
    // A folder in which something is in the way is not touched; and what another program has put there meanwhile counts too.
    there()?;
    let lock = lock(folder, &|| {})?;
    let there = there()?;
    let kept: Vec<(String, String)> = there.into_iter().map(|name| (name.to_owned(), free_name(&lock, artifacts, name, COPY))).collect();
    let written = Written { kept, ..Written::default() };
    carry_out(&lock.folder, artifacts, written.steps(artifacts).collect())?;
    Ok(written.kept)
}

/// Takes back a file that was put into a folder a moment ago, and the folder if it holds nothing else.
pub fn take_back(folder: &Path, name: &str) -> Result<()> {
    let lock = lock(folder, &|| {})?;
    carry_out(&lock.folder, &[], vec![Step::TakeAway(name.to_owned())])?;
    drop(lock);
    let others = std::fs::read_dir(folder).into_iter().flatten().flatten().filter(|entry| entry.file_name() != LOCK).count();
    if others == 0 {
        disk::remove_folder(folder).map_err(|e| cannot_write(folder, &e))?;
    }
    Ok(())
}

/// Whether the output folder already holds what a build of these inputs by this program makes.
pub fn is_current(folder: &Path, inputs: &BTreeMap<String, Entry>, program: &str) -> bool {
    let Some(manifest) = read_manifest(folder) else { return false };
    let outputs: Vec<(&String, &Entry)> = manifest.outputs.iter().collect();
    let size: usize = outputs.iter().map(|(_, entry)| entry.size).sum();
    let fewest = if size < MUCH { outputs.len() } else { FILES };
    let is_there = |(name, entry): &(&String, &Entry)| entry.is_of_file(&folder.join(name));
    // What a stopped program left is cleared by the next that writes.
    !folder.join(STAGING).exists()
        && Remembered::of(folder).is_of(&manifest, program)
        && manifest.inputs == *inputs
        && std::fs::read(folder.join(provenance::FILE)).is_ok_and(|bytes| bytes == provenance::json(&manifest))
        && !in_threads(&outputs, fewest, is_there).contains(&false)
}

/// What was made here: by name, what the manifest says and what is remembered.
fn made(folder: &Path) -> BTreeMap<String, Vec<Entry>> {
    let mut made: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for (name, entry) in listed(folder).into_iter().chain(Remembered::of(folder).made()) {
        made.entry(name).or_default().push(entry);
    }
    made
}

/// What the last whole build made here, by name.
fn listed(folder: &Path) -> BTreeMap<String, Entry> {
    read_manifest(folder).map(|manifest| manifest.outputs).unwrap_or_default()
}

/// The manifest of an output folder, if there is one that can be read.
pub fn read_manifest(folder: &Path) -> Option<Manifest> {
    let path = folder.join(manifest::FILE);
    path.is_file().then(|| serde_json::from_slice(&std::fs::read(path).ok()?).ok())?
}

/// Whether a file of the output folder, by its name there, is one that the program keeps for itself.
pub fn is_own(name: &str) -> bool {
    [LOCK, DESK, remembered::FILE, manifest::FILE, provenance::FILE, identity::STATUS_FILE].contains(&name)
}

/// A folder inside the output folder for trial runs. Nobody else writes to the output folder while it is there.
pub struct Scratch {
    path: PathBuf,
    _lock: Lock,
}

impl Scratch {
    /// Waits for another program that is writing to `folder`; what a killed one left behind is removed.
    pub fn new(folder: &Path) -> Result<Self> {
        let lock = lock(folder, &|| {})?;
        let path = inside(folder, STAGING)?;
        let _ = disk::remove_folder(&path);
        disk::make_folders(&path).map_err(|e| cannot_write(&path, &e))?;
        // Trial runs have working folders of their own.
        let path = path.canonicalize().map_err(|e| cannot_write(&path, &e))?;
        Ok(Self { path, _lock: lock })
    }

    /// Makes a folder in it.
    pub fn folder(&self, name: &str) -> Result<PathBuf> {
        let path = self.path.join(name);
        disk::make_folders(&path).map_err(|e| cannot_write(&path, &e))?;
        Ok(path)
    }

    /// Writes a file in it that says it was last changed at `time`.
    pub fn file(&self, name: &str, bytes: &[u8], time: std::time::SystemTime) -> Result<()> {
        let path = self.path.join(name);
        let written = disk::make_parent(&path).and_then(|()| {
            let mut file = disk::create(&path)?;
            file.write_all(bytes)?;
            file.set_modified(time)
        });
        written.map_err(|e| cannot_write(&path, &e))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = disk::remove_folder(&self.path);
    }
}
