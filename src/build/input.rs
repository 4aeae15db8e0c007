//! Input: everything of a meeting that a build reads, in memory.
//!
//! Manifest, build stamp and what a PDF carries are all made from this one list, and nothing is read
//! again behind it: what was digested is what was printed.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::answers::response;
use crate::build::manifest;
use crate::build::manifest::Entry;
use crate::meeting;
use crate::meeting::Meeting;
use crate::read::files;
use crate::read::files::Store;
use crate::read::table::Table;
use crate::records::load;
use crate::say::diag::{Diagnostics, Result};
use crate::typeset::{fonts, template};

/// What a build reads.
pub struct Input {
    pub meeting: Meeting,
    /// The meeting's files but its fonts, by their names in its folder.
    pub files: BTreeMap<String, Vec<u8>>,
    /// The meeting's fonts.
    pub fonts: BTreeMap<String, Vec<u8>>,
    /// Name of the records' file.
    pub records: String,
    /// The entries of the manifest, those of the program's own files under [`manifest::BUNDLED`].
    pub entries: BTreeMap<String, Entry>,
}

impl Input {
    pub fn read(store: &dyn Store) -> Result<Self> {
        let meeting = Meeting::read(store)?;
        let records = load::name(&meeting, store)?.to_owned();
        let mut names = vec![meeting::FILE.to_owned(), records.clone()];
        names.extend(store.holds(response::FILE).then(|| response::FILE.to_owned()));
        names.extend(template::own(store)?);
        let read = |names: Vec<String>| -> Result<BTreeMap<String, Vec<u8>>> {
            names.into_iter().map(|name| store.read(&name).map(|bytes| (name, bytes))).collect()
        };
        let (files, fonts) = (read(names)?, read(fonts::own(store)?)?);
        let bundled = manifest::bundled().map(|(name, entry)| (format!("{}{name}", manifest::BUNDLED), entry));
        let own = files.iter().chain(&fonts).map(|(name, bytes)| (name.clone(), Entry::of(bytes)));
        Ok(Self { entries: bundled.chain(own).collect(), meeting, files, fonts, records })
    }

    /// The records as a table.
    pub fn records(&self, findings: &mut Diagnostics) -> Result<Table> {
        Ok(self.table(&self.records, findings)?.unwrap_or_default())
    }

    /// The responses as a table, if there are any.
    pub fn responses(&self, findings: &mut Diagnostics) -> Result<Option<Table>> {
        self.table(response::FILE, findings)
    }

    fn table(&self, name: &str, findings: &mut Diagnostics) -> Result<Option<Table>> {
        let file = files::display(&self.meeting.folder.join(name));
        self.files.get(name).map(|bytes| load::table(&file, bytes, findings)).transpose()
    }

    /// The paths of these files on disk.
    pub fn paths(&self) -> Vec<PathBuf> {
        let own = self.files.keys().chain(self.fonts.keys());
        own.filter_map(|name| self.meeting.folder.join(name).canonicalize().ok()).collect()
    }
}
