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
use crate::{fs, words};

/// A named, finished byte string. The name is relative to the output folder and uses `/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Folder inside the output folder in which files are staged.
const STAGING: &str = ".staging";
/// File that remembers, for this machine, that the output is what this very program makes of its inputs.
const STAMP: &str = ".stamp";

/// What a write changed, besides the artifacts.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files of an earlier build that are no longer declared and were removed.
    pub removed: Vec<String>,
}

/// Writes the artifacts of a whole build and its manifest, and removes what only an earlier build declared.
pub fn write(folder: &Path, artifacts: &[Artifact], manifest: &Manifest, stamp: &str, warnings: &mut Diagnostics) -> Result<Written> {
    let before = read_manifest(folder);
    let mut all: Vec<Artifact> = artifacts.to_vec();
    all.push(Artifact { name: manifest::FILE.to_owned(), bytes: manifest.json() });
    put(folder, &all)?;
    let mut written = Written::default();
    for (name, entry) in before.map(|m| m.outputs).unwrap_or_default() {
        if manifest.outputs.contains_key(&name) || crate::meeting::unsafe_path(&name).is_some() {
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

/// Writes files into `folder`: all are staged before the first is renamed into place.
pub fn put(folder: &Path, artifacts: &[Artifact]) -> Result<()> {
    let staging = folder.join(STAGING);
    if staging.is_dir() {
        // Left by a build that was killed; nothing in it was ever in place.
        std::fs::remove_dir_all(&staging).map_err(|e| cannot_write(&staging, &e))?;
    }
    let folders: BTreeSet<PathBuf> = artifacts.iter().filter_map(|a| Path::new(&a.name).parent().map(Path::to_owned)).collect();
    for parent in &folders {
        for root in [folder, &staging] {
            let path = root.join(parent);
            std::fs::create_dir_all(&path).map_err(|e| cannot_write(&path, &e))?;
        }
    }
    for artifact in artifacts {
        let path = staging.join(&artifact.name);
        let mut file = std::fs::File::create(&path).map_err(|e| cannot_write(&path, &e))?;
        file.write_all(&artifact.bytes).and_then(|()| file.sync_data()).map_err(|e| cannot_write(&path, &e))?;
    }
    for artifact in artifacts {
        let path = folder.join(&artifact.name);
        std::fs::rename(staging.join(&artifact.name), &path).map_err(|e| cannot_write(&path, &e))?;
    }
    std::fs::remove_dir_all(&staging).map_err(|e| cannot_write(&staging, &e))?;
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

/// Whether the output folder already holds what a build of these inputs by this program makes.
pub fn is_current(folder: &Path, inputs: &BTreeMap<String, Entry>, stamp: &str) -> bool {
    let Some(manifest) = read_manifest(folder) else { return false };
    let stamped = std::fs::read_to_string(folder.join(STAMP)).is_ok_and(|text| text == stamp_of(&manifest, stamp));
    stamped
        && manifest.inputs == *inputs
        && manifest.outputs.iter().all(|(name, entry)| {
            let path = folder.join(name);
            std::fs::metadata(&path).is_ok_and(|m| m.len() == entry.size as u64)
                && std::fs::read(&path).is_ok_and(|b| Entry::of(&b) == *entry)
        })
}

fn read_manifest(folder: &Path) -> Option<Manifest> {
    serde_json::from_slice(&std::fs::read(folder.join(manifest::FILE)).ok()?).ok()
}

/// The stamp covers the manifest and `program`, a digest of the program's own sources and options.
fn stamp_of(manifest: &Manifest, program: &str) -> String {
    manifest::digest(format!("{program}\n{}", manifest::digest(&manifest.json())).as_bytes())
}

fn cannot_write(path: &Path, error: &std::io::Error) -> Diagnostics {
    Diagnostic::error(words::cannot_write(error)).at(Place::file(fs::display(path))).into()
}
