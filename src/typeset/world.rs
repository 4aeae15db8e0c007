//! The Typst world: an allow-list in memory. No disk, no packages, no network, one fixed date.

use std::collections::BTreeMap;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Binding, Bytes, Datetime, Duration, Value};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};

use crate::typeset::fonts::Fonts;

/// Name of the rendered source.
pub const MAIN: &str = "main.typ";

/// A file inside the PDF.
#[derive(Debug, Clone)]
pub struct Attachment {
    pub name: String,
    pub mime_type: &'static str,
    pub description: String,
    /// What it is to the document (ISO 19005-3, 6.8), in Typst's words.
    pub relationship: &'static str,
    pub bytes: Vec<u8>,
}

/// Name of the file that holds the attachment `name`.
pub fn attachment(name: &str) -> String {
    format!("attachments/{name}")
}

/// Everything that Typst may see for one document.
pub struct Papers<'a> {
    library: LazyHash<Library>,
    fonts: &'a Fonts,
    date: Option<Datetime>,
    main: FileId,
    files: BTreeMap<String, File>,
}

/// A file as Typst asks for it.
enum File {
    Source(Source),
    Bytes(Bytes),
}

/// The id of a file of the project. Names are few and fixed, since Typst never forgets one.
fn file_id(name: &str) -> Option<FileId> {
    VirtualPath::new(name).ok().map(|path| RootedPath::new(VirtualRoot::Project, path).intern())
}

/// A source file of this name, as Typst parses it.
pub fn source(name: &str, text: String) -> Source {
    match file_id(name) {
        Some(id) => Source::new(id, text),
        None => Source::detached(text),
    }
}

impl<'a> Papers<'a> {
    /// A world without files; `date` is year, month and day.
    pub fn new(fonts: &'a Fonts, date: (u16, u8, u8)) -> Self {
        // Row headers in the tag tree need `pdf.header-cell`, which Typst offers under this feature.
        let mut library = Library::builder().with_features([Feature::A11yExtras].into_iter().collect()).build();
        // The one function that turns text into code. Without it, no slip and no trick of a template can.
        library.global.scope_mut().define("eval", Value::None);
        library.std = Binding::detached(library.global.clone());
        let detached = Source::detached("").id();
        Self {
            library: LazyHash::new(library),
            fonts,
            date: Datetime::from_ymd(date.0.into(), date.1, date.2),
            main: file_id(MAIN).unwrap_or(detached),
            files: BTreeMap::new(),
        }
    }

    /// Adds or replaces a file that Typst reads as data.
    pub fn put(&mut self, name: &str, bytes: Vec<u8>) {
        let bytes = match String::from_utf8(bytes) {
            Ok(text) => Bytes::from_string(text),
            Err(e) => Bytes::new(e.into_bytes()),
        };
        self.files.insert(name.to_owned(), File::Bytes(bytes));
    }

    /// Adds or replaces a source file.
    pub fn put_source(&mut self, source: Source) {
        let name = source.id().get().vpath().get_without_slash().to_owned();
        self.files.insert(name, File::Source(source));
    }

    /// Every file with its name, sorted by name.
    pub fn all(&self) -> BTreeMap<String, Vec<u8>> {
        self.files.iter().map(|(name, file)| (name.clone(), file.bytes().to_vec())).collect()
    }

    fn get(&self, id: FileId) -> FileResult<&File> {
        let name = id.get().vpath().get_without_slash();
        let known = matches!(id.get().root(), VirtualRoot::Project).then(|| self.files.get(name)).flatten();
        known.ok_or_else(|| FileError::NotFound(name.into()))
    }
}

impl File {
    fn bytes(&self) -> Bytes {
        match self {
            File::Source(source) => Bytes::from_string(source.text().to_owned()),
            File::Bytes(bytes) => bytes.clone(),
        }
    }
}

impl World for Papers<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        match self.get(id)? {
            File::Source(source) => Ok(source.clone()),
            File::Bytes(_) => Err(FileError::NotSource),
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        Ok(self.get(id)?.bytes())
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        self.date
    }
}
