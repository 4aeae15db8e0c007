//! Remembered: what this machine knows of an output folder besides its manifest: whose papers lie there, and what else
//! the program put there. It tells what a person changed from what may be replaced.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::build::manifest::{Entry, Manifest};
use crate::meeting;
use crate::read::digest::digest;

/// Name of the file in the output folder. It stays on this machine: no output may depend on it.
pub const FILE: &str = ".stamp";

/// What is remembered.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Remembered {
    /// Covers the manifest of the last whole build, the program's own sources and its options.
    stamp: String,
    /// Way from the output folder to the meeting's, or the meeting's whole path where no way leads there.
    meeting: PathBuf,
    /// What was put there since, or by other commands, by name.
    made: BTreeMap<String, Entry>,
}

impl Remembered {
    /// What is remembered of a folder; nothing if the file is not there or is none of ours.
    pub fn of(folder: &Path) -> Self {
        let path = folder.join(FILE);
        let text = path.is_file().then(|| std::fs::read(&path).ok()).flatten();
        text.and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default()
    }

    /// After a whole build of `meeting` by `program`, a digest of its sources and options. What other commands made stays theirs.
    pub fn whole(folder: &Path, meeting: &Path, manifest: &Manifest, program: &str) -> Self {
        let mut made = Self::of(folder).made();
        made.retain(|name, _| !manifest.outputs.contains_key(name) && folder.join(name).is_file());
        Self { stamp: stamp(manifest, program), meeting: way(folder, meeting), made }
    }

    /// After more was put there, for `meeting` where it belongs to one.
    pub fn with(mut self, folder: &Path, meeting: Option<&Path>, made: impl IntoIterator<Item = (String, Entry)>) -> Self {
        if let Some(meeting) = meeting {
            self.meeting = way(folder, meeting);
        }
        self.made.extend(made);
        self
    }

    /// Whether the last whole build was one of these inputs by `program`.
    pub fn is_of(&self, manifest: &Manifest, program: &str) -> bool {
        self.stamp == stamp(manifest, program)
    }

    /// What was put there since the last whole build, or by other commands, by name.
    pub fn made(self) -> BTreeMap<String, Entry> {
        self.made
    }

    /// The folder of another meeting whose papers lie here, if it still is one.
    pub fn other_meeting(&self, folder: &Path, meeting: &Path) -> Option<PathBuf> {
        let other = folder.join(&self.meeting);
        let is_other = !self.meeting.as_os_str().is_empty() && other.join(meeting::FILE).is_file() && !same(&other, meeting);
        is_other.then_some(other)
    }

    /// Whether the papers here are known to be this meeting's.
    pub fn is_meeting(&self, folder: &Path, meeting: &Path) -> bool {
        !self.meeting.as_os_str().is_empty() && same(&folder.join(&self.meeting), meeting)
    }

    pub fn bytes(&self) -> Vec<u8> {
        serde_json::to_vec_pretty(self).expect("a map with text keys is JSON")
    }
}

fn stamp(manifest: &Manifest, program: &str) -> String {
    digest(format!("{program}\n{}", digest(&manifest.json())).as_bytes())
}

fn same(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

/// The way from one folder to another, so that both can be moved or copied together.
fn way(from: &Path, to: &Path) -> PathBuf {
    let (Ok(from), Ok(to)) = (from.canonicalize(), to.canonicalize()) else { return to.to_owned() };
    let shared = from.components().zip(to.components()).take_while(|(from, to)| from == to).count();
    if shared == 0 {
        return to;
    }
    let up = from.components().skip(shared).map(|_| Component::ParentDir);
    let way: PathBuf = up.chain(to.components().skip(shared)).collect();
    if way.as_os_str().is_empty() { Path::new(".").to_owned() } else { way }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remembered_way() {
        let root = tempfile::tempdir().unwrap();
        for folder in ["a/out", "a/m", "b"] {
            std::fs::create_dir_all(root.path().join(folder)).unwrap();
        }
        for (from, to, expected) in
            [("a/out", "a/m", "../m"), ("a/out", "b", "../../b"), ("a", "a/m", "m"), ("a/m", "a", ".."), ("a", "a", ".")]
        {
            assert_eq!(way(&root.path().join(from), &root.path().join(to)), Path::new(expected), "{from} to {to}");
        }
    }
}
