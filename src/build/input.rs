//! Input: everything of a meeting that a build reads, in memory, from a folder, a revision or a PDF of ours.
//!
//! Manifest, build stamp and what a PDF carries are all made from this one list, and nothing is read
//! again behind it: what was digested is what was printed.

pub mod earlier;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::answers::response;
use crate::build::manifest::{self, Entry};
use crate::build::{carried, extract, output};
use crate::meeting::{self, Meeting};
use crate::read::files::{self, Store};
use crate::read::table::Table;
use crate::records::ids::{self, Kept};
use crate::records::load;
use crate::records::office::Records;
use crate::records::sound::Sound;
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::words;
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
    /// The identifiers and numbers that were given to opinions that have none. No PDF carries them: they tell of opinions that
    /// are gone, and the records in it have them.
    pub ids: Option<Vec<u8>>,
    /// The older edition, if the meeting names one.
    pub older: Option<Box<Input>>,
}

impl Input {
    /// Reads a folder into which nobody writes meanwhile.
    pub fn of_folder(folder: &Path) -> Result<Self> {
        output::quietly(folder, || Self::read(&files::Folder(folder)))
    }

    pub fn read(store: &dyn Store) -> Result<Self> {
        Self::edition(store, true)
    }

    /// Reads one edition, with the older one that it names or without it.
    fn edition(store: &dyn Store, with_older: bool) -> Result<Self> {
        let meeting = Meeting::read(store)?;
        let records = load::name(&meeting, store)?;
        let mut names = vec![meeting::FILE.to_owned(), records.clone()];
        names.extend(store.holds(response::FILE).then(|| response::FILE.to_owned()));
        names.extend(template::own(store)?);
        let read = |names: Vec<String>| -> Result<BTreeMap<String, Vec<u8>>> {
            names.into_iter().map(|name| store.read(&name).map(|bytes| (name, bytes))).collect()
        };
        let (files, fonts) = (read(names)?, read(fonts::own(store)?)?);
        let ids = store.holds(ids::FILE).then(|| store.read(ids::FILE)).transpose()?;
        let mut edition = Self { meeting, files, fonts, records, ids, entries: BTreeMap::new(), older: None };
        if let Some(name) = edition.meeting.head.older.clone().filter(|_| with_older) {
            let (older, read) = older(store, &name, &edition)?;
            edition.files.extend(read);
            edition.older = Some(Box::new(older));
        }
        let Self { files, fonts, ids, older, .. } = &edition;
        let bundled = manifest::bundled().map(|(name, entry)| (format!("{}{name}", manifest::BUNDLED), entry));
        let own = files.iter().chain(fonts).map(|(name, bytes)| (name.clone(), Entry::of(bytes)));
        let own = own.chain(ids.iter().map(|bytes| (ids::FILE.to_owned(), Entry::of(bytes))));
        let of_older = older.as_deref().and_then(|older: &Self| {
            let folder = older.meeting.folder.strip_prefix(store.folder()).ok()?;
            Some((files::display(&folder.join(ids::FILE)), Entry::of(older.ids.as_ref()?)))
        });
        let own: Vec<(String, Entry)> = own.chain(of_older).collect();
        edition.entries = bundled.chain(own).collect();
        Ok(edition)
    }

    /// The records.
    pub fn records(&self, findings: &mut Diagnostics) -> Result<Records> {
        let file = self.meeting.shown(&self.records);
        let mut records = load::records(&self.meeting, &file, self.files.get(&self.records).map_or(&[], Vec::as_slice), findings)?;
        if let Some(bytes) = &self.ids {
            let file = self.meeting.shown(ids::FILE);
            let table = load::table(&file, bytes, findings)?;
            records.kept = Kept::read(&self.meeting, &table, findings);
        }
        Ok(records)
    }

    /// The records in their places, if nothing is wrong with them: a command that writes acts on no part of a table.
    pub fn sound(&self, warnings: &mut Diagnostics) -> Result<Sound> {
        Sound::new(&self.meeting, |findings| self.records(findings), warnings)
    }

    /// The responses as a table, if there are any.
    pub fn responses(&self, findings: &mut Diagnostics) -> Result<Option<Table>> {
        let file = self.meeting.shown(response::FILE);
        self.files.get(response::FILE).map(|bytes| load::table(&file, bytes, findings)).transpose()
    }

    /// The paths of these files on disk.
    pub fn paths(&self) -> Vec<PathBuf> {
        let ids = ids::FILE.to_owned();
        let own = self.files.keys().chain(self.fonts.keys()).chain(self.ids.is_some().then_some(&ids));
        own.filter_map(|name| self.meeting.folder.join(name).canonicalize().ok()).collect()
    }
}

/// The older edition of `newer` in the meeting's folder, and the files that it was read from, by their names there.
fn older(store: &dyn Store, name: &str, newer: &Input) -> Result<(Input, BTreeMap<String, Vec<u8>>)> {
    let name = name.trim_end_matches('/');
    let below = Below { store, name, folder: store.folder().join(name) };
    if below.holds(meeting::FILE) {
        let older = Input::edition(&below, false)?;
        let read = older.files.iter().map(|(file, bytes)| (format!("{name}/{file}"), bytes.clone())).collect();
        return Ok((older, read));
    }
    let place = || Place::file(files::display(&store.folder().join(name)));
    if !store.holds(name) {
        return Err(Diagnostic::error(words::older_missing(name)).at(place()).hint(words::paper_no_older_hint()).into());
    }
    let bytes = store.read(name)?;
    if earlier::is_table(name) {
        let older = earlier::input(&files::display(&store.folder().join(name)), bytes.clone(), Some(newer))?;
        return Ok((older, BTreeMap::from([(name.to_owned(), bytes)])));
    }
    let of_pdf = OfPdf::read(
        &files::display(&store.folder().join(name)),
        &bytes,
        &mut Diagnostics::ignored("how the older edition was made changes nothing here"),
    )?;
    Ok((of_pdf.input, BTreeMap::from([(name.to_owned(), bytes)])))
}

/// A folder in a meeting's folder.
struct Below<'a> {
    store: &'a dyn Store,
    name: &'a str,
    folder: PathBuf,
}

impl Store for Below<'_> {
    fn folder(&self) -> &Path {
        &self.folder
    }

    fn holds(&self, name: &str) -> bool {
        self.store.holds(&format!("{}/{name}", self.name))
    }

    fn list(&self, name: &str) -> Result<Vec<String>> {
        self.store.list(format!("{}/{name}", self.name).trim_end_matches('/'))
    }

    fn read(&self, name: &str) -> Result<Vec<u8>> {
        self.store.read(&format!("{}/{name}", self.name))
    }
}

/// The files of a meeting in memory.
pub struct InMemory {
    pub folder: PathBuf,
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Store for InMemory {
    fn folder(&self) -> &Path {
        &self.folder
    }

    fn holds(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    fn list(&self, name: &str) -> Result<Vec<String>> {
        Ok(directly_in(name, self.files.keys()))
    }

    fn read(&self, name: &str) -> Result<Vec<u8>> {
        let missing = || Diagnostic::error(words::edition_no_file()).at(Place::file(files::display(&self.folder.join(name))));
        Ok(self.files.get(name).cloned().ok_or_else(missing)?)
    }
}

/// The names, less their folder, of those files that are directly in `folder`; sorted if `names` are.
pub fn directly_in<'a>(folder: &str, names: impl Iterator<Item = &'a String>) -> Vec<String> {
    let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    names.filter_map(|name| name.strip_prefix(&prefix)).filter(|rest| !rest.contains('/')).map(str::to_owned).collect()
}

/// The meeting in a PDF of ours.
pub struct OfPdf {
    pub input: Input,
    /// Whether it carries all that it was made of; else only what its records say of the meeting is known.
    pub whole: bool,
    /// Whether it carries answers of divisions.
    pub answers: bool,
}

impl OfPdf {
    /// Reads all that a PDF carries, or what its records say if they are all, or if fonts of its own would be missing.
    pub fn read(name: &str, bytes: &[u8], warnings: &mut Diagnostics) -> Result<Self> {
        let place = Place::file(name);
        let attachments = extract::attachments(name, bytes)?;
        let has = |name: &str| attachments.iter().any(|attachment| attachment.name == name);
        let folder = PathBuf::from(format!("{name}:"));
        let answers = has(carried::RESPONSES);
        let records = attachments.iter().filter(|attachment| attachment.name == carried::RECORDS);
        let records: Vec<Vec<u8>> = records.map(|attachment| attachment.bytes.clone()).collect();
        if has(carried::INDEX) {
            let fonts: BTreeSet<String> = manifest::bundled().map(|(_, entry)| entry.sha256).collect();
            let extracted = extract::extract(name, attachments, &fonts, warnings)?;
            if extracted.index.fonts.iter().all(|font| fonts.contains(&font.sha256)) {
                let files = extracted.files.into_iter().map(|file| (file.name, file.bytes)).collect();
                return Ok(Self { input: Input::read(&InMemory { folder, files })?, whole: true, answers });
            }
        }
        let foreign = || Diagnostic::error(words::edition_no_records()).at(place.clone()).hint(words::edition_no_records_hint());
        let [records] = <[Vec<u8>; 1]>::try_from(records).map_err(|_| foreign())?;
        let file = format!("{name}:/{}", carried::RECORDS);
        let unread = || Diagnostic::error(words::json_data()).at(Place::file(file));
        Ok(Self { input: of_records(folder, records)?.ok_or_else(unread)?, whole: false, answers })
    }
}

/// The edition in canonical records; nothing if they say nothing of a meeting.
pub fn of_records(folder: PathBuf, records: Vec<u8>) -> Result<Option<Input>> {
    let Some(toml) = declared(&records) else { return Ok(None) };
    let files = [(meeting::FILE, toml.into_bytes()), (carried::RECORDS, records)];
    let files = files.map(|(name, bytes)| (name.to_owned(), bytes)).into();
    Input::read(&InMemory { folder, files }).map(Some)
}

/// What the canonical records say of the meeting, less the opinions.
#[derive(Deserialize)]
struct Canonical {
    title: String,
    #[serde(default)]
    label: String,
    date: String,
    sections: Vec<String>,
    sources: Vec<toml::Table>,
    fields: Vec<toml::Table>,
}

/// The same as a `meeting.toml`.
#[derive(Serialize)]
struct Declared {
    meeting: toml::Table,
    sections: Vec<toml::Table>,
    sources: Vec<toml::Table>,
    fields: Vec<toml::Table>,
    papers: Vec<toml::Table>,
}

/// A `meeting.toml` that says what the canonical records say of the meeting.
fn declared(records: &[u8]) -> Option<String> {
    let said: Canonical = serde_json::from_slice(records).ok()?;
    let date = said.date.parse::<toml::value::Datetime>().ok()?;
    let meeting: [(&str, toml::Value); 3] = [("title", said.title.into()), ("date", date.into()), ("numbers", "typed".into())];
    let section = |title: String| toml::Table::from_iter([("title".to_owned(), title.into())]);
    // What is private was left out when they were written.
    let public = |mut field: toml::Table| {
        field.insert("private".to_owned(), false.into());
        field
    };
    let paper = |label: String| {
        let files = toml::Value::Array(vec!["1.pdf".into()]);
        toml::Table::from_iter([("label".to_owned(), label.into()), ("files".to_owned(), files)])
    };
    let declared = Declared {
        meeting: meeting.map(|(key, value)| (key.to_owned(), value)).into_iter().collect(),
        sections: said.sections.into_iter().map(section).collect(),
        sources: said.sources,
        fields: said.fields.into_iter().map(public).collect(),
        papers: Some(said.label).filter(|label| !label.is_empty()).into_iter().map(paper).collect(),
    };
    toml::to_string(&declared).ok()
}
