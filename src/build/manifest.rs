//! The manifest: which bytes a build read and which it made, by SHA-256, sorted, without clock or absolute path.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::meeting::names;
use crate::read::digest::{self, digest};

/// Name of the manifest in the output folder.
pub const FILE: &str = names::MANIFEST;

/// What stands before the names of inputs that are part of the program.
pub const BUNDLED: &str = "shiryo:";

/// What a whole build read and made. Names use `/` and are relative: inputs to the meeting's folder
/// (bundled templates and fonts under `shiryo:`), outputs to the output folder.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Program and version.
    pub program: String,
    /// The build stamp that an output bears, by its name; papers without answers bear another one than 意見と対応.
    pub builds: BTreeMap<String, String>,
    pub inputs: BTreeMap<String, Entry>,
    pub outputs: BTreeMap<String, Entry>,
}

/// Size and digest of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// In bytes.
    pub size: usize,
    /// Lower-case hexadecimal.
    pub sha256: String,
}

impl Entry {
    pub fn of(bytes: &[u8]) -> Self {
        Self { size: bytes.len(), sha256: digest(bytes) }
    }

    /// Whether this is what a file holds.
    pub fn is_of_file(&self, path: &Path) -> bool {
        // A look at the size spares the reading.
        std::fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() == self.size as u64)
            && digest::of_file(path).is_ok_and(|(size, sha256)| (size, &sha256) == (self.size, &self.sha256))
    }
}

impl Manifest {
    pub fn json(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("texts and numbers are JSON");
        bytes.push(b'\n');
        bytes
    }
}

/// Templates and fonts of the program with size and digest, as the build script found them.
pub fn bundled() -> impl Iterator<Item = (&'static str, Entry)> {
    env!("SHIRYO_BUNDLED").split(';').filter_map(|entry| {
        let mut parts = entry.split(' ');
        let (name, size, sha256) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?.to_owned());
        Some((name, Entry { size, sha256 }))
    })
}
