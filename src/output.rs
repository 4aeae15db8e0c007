//! Output: the one module that writes. Finished bytes are staged beside their place and renamed.
//!
//! A build first writes every file, and the manifest, into a folder inside the output folder; only
//! when all of them are complete are they renamed into place, the manifest last. A failure before
//! that leaves the output as it was.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::manifest::{self, Entry, Manifest};
use crate::{fs, provenance, words};

/// A named, finished byte string. The name is relative to the output folder and uses `/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Folder inside the output folder in which files are staged.
const STAGING: &str = ".staging";
/// Parts of the staging folder: what is to be placed, and what it replaces.
const NEW: &str = "new";
const OLD: &str = "old";
/// File that a program holds locked while it writes here.
const LOCK: &str = ".lock";
/// File that remembers, for this machine, that the output is what this very program makes of its inputs.
const STAMP: &str = ".stamp";

/// What a write changed, besides the artifacts.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files of an earlier build that are no longer declared and were removed.
    pub removed: Vec<String>,
}

/// Writes the artifacts of a whole build, their provenance and the manifest, and removes what only an earlier build declared.
pub fn write(folder: &Path, artifacts: &[Artifact], manifest: &Manifest, stamp: &str, warnings: &mut Diagnostics) -> Result<Written> {
    let before = read_manifest(folder);
    let mut all: Vec<Artifact> = artifacts.to_vec();
    all.push(Artifact { name: provenance::FILE.to_owned(), bytes: provenance::json(manifest) });
    all.push(Artifact { name: manifest::FILE.to_owned(), bytes: manifest.json() });
    put(folder, &all)?;
    let mut written = Written::default();
    for (name, entry) in before.map(|m| m.outputs).unwrap_or_default() {
        if manifest.outputs.contains_key(&name) || name == provenance::FILE || crate::meeting::unsafe_path(&name).is_some() {
            continue;
        }
        let path = folder.join(&name);
        match std::fs::read(&path) {
            Ok(bytes) if Entry::of(&bytes) == entry => {
                std::fs::remove_file(&path).map_err(|e| cannot_write(&path, &e))?;
                written.removed.push(name);
            }
            Ok(_) => warnings.push(Diagnostic::warning(words::changed_by_hand(fs::display(&path)))),
            Err(_) => {}
        }
    }
    std::fs::write(folder.join(STAMP), stamp_of(manifest, stamp)).map_err(|e| cannot_write(&folder.join(STAMP), &e))?;
    Ok(written)
}

/// Writes files into `folder`: all are staged before the first is renamed into place, and if one
/// cannot be, those before it are put back as they were. Waits for another program that is writing here.
pub fn put(folder: &Path, artifacts: &[Artifact]) -> Result<()> {
    let _lock = lock(folder)?;
    for artifact in artifacts {
        let path = folder.join(&artifact.name);
        if path.exists() && !path.is_file() {
            return Err(Diagnostic::error(words::not_a_file()).at(Place::file(fs::display(&path))).into());
        }
    }
    let staging = folder.join(STAGING);
    if staging.is_dir() {
        // Left by a build that was killed: what it had placed is in place, the rest is made anew.
        std::fs::remove_dir_all(&staging).map_err(|e| cannot_write(&staging, &e))?;
    }
    let placed = stage(folder, &staging, artifacts).and_then(|()| place(folder, &staging, artifacts));
    let cleared = std::fs::remove_dir_all(&staging).map_err(|e| cannot_write(&staging, &e));
    placed.and(cleared)
}

/// Makes the folder if it is not there, and holds it until the file is dropped.
fn lock(folder: &Path) -> Result<std::fs::File> {
    std::fs::create_dir_all(folder).map_err(|e| cannot_write(folder, &e))?;
    let path = folder.join(LOCK);
    let lock = std::fs::File::create(&path).map_err(|e| cannot_write(&path, &e))?;
    lock.lock().map_err(|e| cannot_write(&path, &e))?;
    Ok(lock)
}

/// Writes every file into the staging folder, and makes the folders that they will go to.
fn stage(folder: &Path, staging: &Path, artifacts: &[Artifact]) -> Result<()> {
    let folders: BTreeSet<PathBuf> = artifacts.iter().filter_map(|a| Path::new(&a.name).parent().map(Path::to_owned)).collect();
    for parent in &folders {
        for root in [folder, &staging.join(NEW), &staging.join(OLD)] {
            let path = root.join(parent);
            std::fs::create_dir_all(&path).map_err(|e| cannot_write(&path, &e))?;
        }
    }
    for artifact in artifacts {
        let path = staging.join(NEW).join(&artifact.name);
        let mut file = std::fs::File::create(&path).map_err(|e| cannot_write(&path, &e))?;
        file.write_all(&artifact.bytes).and_then(|()| file.sync_data()).map_err(|e| cannot_write(&path, &e))?;
    }
    Ok(())
}

/// Renames the staged files into place, or leaves everything as it was.
fn place(folder: &Path, staging: &Path, artifacts: &[Artifact]) -> Result<()> {
    for (index, artifact) in artifacts.iter().enumerate() {
        let (path, old) = (folder.join(&artifact.name), staging.join(OLD).join(&artifact.name));
        // A second name for the old file, so that there is one in place at every moment.
        let second = || std::fs::hard_link(&path, &old).or_else(|_| std::fs::copy(&path, &old).map(|_| ()));
        let kept = if path.exists() { second() } else { Ok(()) };
        let Err(error) = kept.and_then(|()| std::fs::rename(staging.join(NEW).join(&artifact.name), &path)) else { continue };
        // What failed is still the old file; what was placed before it goes back.
        let mut failures = cannot_write(&path, &error);
        for undone in &artifacts[..index] {
            let (path, old) = (folder.join(&undone.name), staging.join(OLD).join(&undone.name));
            let back = if old.exists() { std::fs::rename(&old, &path) } else { std::fs::remove_file(&path).or(Ok(())) };
            failures.0.extend(back.err().into_iter().flat_map(|e| cannot_write(&path, &e).0));
        }
        return Err(failures);
    }
    Ok(())
}

/// Writes files of which none may be there yet, unless `force`: for commands that start a meeting.
pub fn put_new(folder: &Path, artifacts: &[Artifact], force: bool) -> Result<()> {
    let mut findings = Diagnostics::default();
    for artifact in artifacts {
        let path = folder.join(&artifact.name);
        let same = std::fs::read(&path).is_ok_and(|bytes| bytes == artifact.bytes);
        if path.exists() && !same && !force {
            findings.push(Diagnostic::error(words::exists(fs::display(&path))));
        }
    }
    findings.finish((), &mut Diagnostics::default())?;
    put(folder, artifacts)
}

/// Refuses to replace workbooks that somebody may have filled in: those of which
/// something else is there than the last whole build made, or this one does.
pub fn keep_filled_in(folder: &Path, workbooks: &[&Artifact]) -> Result<()> {
    let made = read_manifest(folder).map(|manifest| manifest.outputs).unwrap_or_default();
    let mut findings = Diagnostics::default();
    for workbook in workbooks {
        let path = folder.join(&workbook.name);
        let Ok(bytes) = std::fs::read(&path) else { continue };
        if bytes != workbook.bytes && made.get(&workbook.name) != Some(&Entry::of(&bytes)) {
            let place = Place::file(fs::display(&path));
            findings.push(Diagnostic::error(words::filled_in()).at(place).hint(words::filled_in_hint()));
        }
    }
    findings.finish((), &mut Diagnostics::default())
}

/// Whether the output folder already holds what a build of these inputs by this program makes.
pub fn is_current(folder: &Path, inputs: &BTreeMap<String, Entry>, stamp: &str) -> bool {
    let Some(manifest) = read_manifest(folder) else { return false };
    let stamped = std::fs::read_to_string(folder.join(STAMP)).is_ok_and(|text| text == stamp_of(&manifest, stamp));
    stamped
        && manifest.inputs == *inputs
        && std::fs::read(folder.join(provenance::FILE)).is_ok_and(|bytes| bytes == provenance::json(&manifest))
        && manifest.outputs.iter().all(|(name, entry)| {
            let path = folder.join(name);
            std::fs::metadata(&path).is_ok_and(|m| m.len() == entry.size as u64)
                && std::fs::read(&path).is_ok_and(|b| Entry::of(&b) == *entry)
        })
}

/// Whether a file of the output folder, by its name there, is one that the program keeps for itself.
pub fn is_own(name: &str) -> bool {
    [LOCK, STAMP, manifest::FILE, provenance::FILE].contains(&name)
}

/// A folder inside the output folder for trial runs. Nobody else writes to the output folder while it is there.
pub struct Scratch {
    path: PathBuf,
    _lock: std::fs::File,
}

impl Scratch {
    /// Waits for another program that is writing to `folder`; what a killed one left behind is removed.
    pub fn new(folder: &Path) -> Result<Self> {
        let lock = lock(folder)?;
        let path = folder.join(STAGING);
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).map_err(|e| cannot_write(&path, &e))?;
        // Trial runs have working folders of their own.
        let path = path.canonicalize().map_err(|e| cannot_write(&path, &e))?;
        Ok(Self { path, _lock: lock })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes a folder in it.
    pub fn folder(&self, name: &str) -> Result<PathBuf> {
        let path = self.path.join(name);
        std::fs::create_dir_all(&path).map_err(|e| cannot_write(&path, &e))?;
        Ok(path)
    }

    /// Writes a file in it that says it was last changed at `time`.
    pub fn file(&self, name: &str, bytes: &[u8], time: std::time::SystemTime) -> Result<()> {
        let path = self.path.join(name);
        let written = path.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| {
            let mut file = std::fs::File::create(&path)?;
            file.write_all(bytes)?;
            file.set_modified(time)
        });
        written.map_err(|e| cannot_write(&path, &e).into())
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.path);
    }
}

/// The manifest of an output folder, if there is one that can be read.
pub fn read_manifest(folder: &Path) -> Option<Manifest> {
    serde_json::from_slice(&std::fs::read(folder.join(manifest::FILE)).ok()?).ok()
}

/// The stamp covers the manifest and `program`, a digest of the program's own sources and options.
fn stamp_of(manifest: &Manifest, program: &str) -> String {
    manifest::digest(format!("{program}\n{}", manifest::digest(&manifest.json())).as_bytes())
}

fn cannot_write(path: &Path, error: &std::io::Error) -> Diagnostics {
    Diagnostic::error(words::cannot_write(error)).at(Place::file(fs::display(path))).into()
}
