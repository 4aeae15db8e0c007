//! The origin of the papers: everything that determines them, by name and digest.
//!
//! From it comes the build stamp that every output bears, and what a PDF carries so that
//! [`crate::build::extract`] can give the meeting back. Whether a template or font is the program's or an
//! identical copy of the meeting's own makes no difference here, or an extracted meeting could not
//! make the same bytes again.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::build::manifest::{self, Entry};
use crate::meeting;
use crate::read::digest::digest;
use crate::say::PROGRAM;
use crate::say::diag::{Diagnostic, Diagnostics, Result};
use crate::say::words::{self, Message};
use crate::typeset::fonts::Fonts;
use crate::typeset::world::Attachment;
use crate::typeset::{fonts, template};

/// Name of the file of records that every PDF carries in place of the office's own.
pub const CSV_RECORDS: &str = "opinions.csv";

/// Name of the canonical records among the attachments.
pub const RECORDS: &str = "opinions.json";

/// Name of the divisions' answers among the attachments.
pub const RESPONSES: &str = "responses.json";

/// Name of the index among the attachments: which of them is which file of the meeting.
pub const INDEX: &str = "source.json";

/// Version of [`Index`]; a reader refuses what it does not know.
pub const FORMAT: u32 = 1;

/// The kinds of files that a meeting consists of: extension and media type. Nothing else is carried
/// or extracted, so that no PDF can bring along a file that a double click would run.
const KINDS: &[(&str, &str)] = &[
    ("toml", "application/toml"),
    ("csv", "text/csv"),
    ("tsv", "text/tab-separated-values"),
    ("txt", "text/plain"),
    ("json", "application/json"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("xlsm", "application/vnd.ms-excel.sheet.macroEnabled.12"),
    ("pdf", "application/pdf"),
    ("typ", "text/plain"),
    ("j2", "text/plain"),
];

/// All that the papers of a build are made of.
#[derive(Clone)]
pub struct Origin<'a> {
    /// Bytes and digest of each file by its name in the meeting's folder.
    files: BTreeMap<String, (&'a [u8], String)>,
    /// Name of the records' file.
    records: &'a str,
    fonts: Vec<Font>,
}

/// What [`INDEX`] says: how the attachments become a meeting again.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    pub format: u32,
    /// Program and version that made the PDF.
    pub program: String,
    /// The build stamp.
    pub build: String,
    pub files: Vec<File>,
    /// The fonts that were there, which are not carried, in their order.
    pub fonts: Vec<Font>,
}

/// A file of the meeting and the attachment that holds it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Name in the meeting's folder, with `/`.
    pub path: String,
    pub attachment: String,
    pub sha256: String,
}

/// A font, known by its digest.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Font {
    /// Name in the meeting's folder under which a build would find it.
    pub path: String,
    pub sha256: String,
}

impl<'a> Origin<'a> {
    /// The origin of papers made of these files of a meeting, with the program's own where it has none.
    /// `entries` are those of the manifest.
    pub fn new(files: &'a BTreeMap<String, Vec<u8>>, records: &'a str, fonts: &Fonts, entries: &BTreeMap<String, Entry>) -> Self {
        let sha256 = |name: &str| entries.get(name).map(|entry| entry.sha256.clone()).unwrap_or_default();
        let bundled = |name: &str| sha256(&format!("{}{name}", manifest::BUNDLED));
        let mut all: BTreeMap<String, (&[u8], String)> = template::bundled()
            .map(|(name, text)| (format!("{}/{name}", template::FOLDER), text))
            .map(|(path, text)| (path.clone(), (text.as_bytes(), bundled(&path))))
            .collect();
        all.extend(files.iter().map(|(name, bytes)| (name.clone(), (bytes.as_slice(), sha256(name)))));
        let font = |file: &fonts::File| {
            let path = format!("{}/{}", fonts::FOLDER, file.name);
            let sha256 = if file.own { sha256(&path) } else { bundled(&path) };
            Font { path, sha256 }
        };
        Self { files: all, records, fonts: fonts.files.iter().map(font).collect() }
    }

    /// The origin of papers that are made without the file at `path`.
    pub fn without(mut self, path: &str) -> Self {
        self.files.remove(path);
        self
    }

    /// The origin of papers that carry their records as this CSV in place of the file that was read: without what is private,
    /// and without whatever else a workbook holds.
    pub fn with_records(mut self, csv: &'a [u8]) -> Self {
        self.files.remove(self.records);
        self.records = CSV_RECORDS;
        self.with(CSV_RECORDS, csv)
    }

    /// The origin of papers for which `bytes` stand in place of the file at `path`.
    pub fn with(mut self, path: &str, bytes: &'a [u8]) -> Self {
        self.files.insert(path.to_owned(), (bytes, digest(bytes)));
        self
    }

    /// The build stamp: the first 8 hexadecimal digits of SHA-256 over the program's version and
    /// everything that determines the papers.
    ///
    /// Of the records it is the canonical form that counts, since the same opinions make the same
    /// papers from whatever file; of the fonts their digests, in order; of all else name and digest.
    pub fn stamp(&self, canonical: &[u8]) -> String {
        let mut all = format!("{PROGRAM}\nrecords {}\n", digest(canonical));
        for (path, (_, sha256)) in self.files.iter().filter(|(path, _)| *path != self.records) {
            all.push_str(&format!("{path} {sha256}\n"));
        }
        for font in &self.fonts {
            all.push_str(&format!("font {}\n", font.sha256));
        }
        digest(all.as_bytes())[..8].to_owned()
    }

    /// What the PDF carries: the canonical records, every file, and the index of them.
    pub fn attachments(&self, canonical: &[u8], build: &str) -> Result<Vec<Attachment>> {
        let faults = faults(self.files.keys().map(String::as_str));
        if !faults.is_empty() {
            return Err(Diagnostics(faults.into_iter().map(|fault| Diagnostic::error(fault).hint(words::carried_hint())).collect()));
        }
        let mut attachments = vec![records(canonical)];
        let mut taken = BTreeSet::from([RECORDS, RESPONSES, INDEX].map(str::to_owned));
        let mut index =
            Index { format: FORMAT, program: PROGRAM.to_owned(), build: build.to_owned(), files: Vec::new(), fonts: self.fonts.clone() };
        for (path, (bytes, sha256)) in &self.files {
            let name = plain_name(path, &mut taken);
            index.files.push(File { path: path.clone(), attachment: name.clone(), sha256: sha256.clone() });
            attachments.push(Attachment {
                name,
                mime_type: media_type(path).unwrap_or_default(),
                description: self.description(path),
                relationship: "source",
                bytes: bytes.to_vec(),
            });
        }
        let mut bytes = serde_json::to_vec_pretty(&index).expect("texts and numbers are JSON");
        bytes.push(b'\n');
        attachments.push(Attachment {
            name: INDEX.to_owned(),
            mime_type: "application/json",
            description: "添付ファイルの目録（shiryo extract で会議のフォルダーに戻せます）".to_owned(),
            relationship: "supplement",
            bytes,
        });
        Ok(attachments)
    }

    fn description(&self, path: &str) -> String {
        match path {
            meeting::FILE => format!("会議の設定（{path}）"),
            _ if path == self.records => "意見の記録（CSV。資料に載せない列は除いたもの）".to_owned(),
            _ if template::is_one(path) => format!("体裁のテンプレート（{path}）"),
            _ => format!("資料の元ファイル（{path}）"),
        }
    }
}

/// The canonical records as an attachment.
fn records(canonical: &[u8]) -> Attachment {
    Attachment {
        name: RECORDS.to_owned(),
        mime_type: "application/json",
        description: "意見の記録（JSON）".to_owned(),
        relationship: "data",
        bytes: canonical.to_vec(),
    }
}

/// The divisions' answers as an attachment.
pub fn responses(bytes: Vec<u8>) -> Attachment {
    Attachment {
        name: RESPONSES.to_owned(),
        mime_type: "application/json",
        description: "各課の回答の記録（JSON）".to_owned(),
        relationship: "data",
        bytes,
    }
}

/// What is wrong with the names of carried files: each must stay in its folder on every system, be of
/// a kind that a meeting consists of, and be told apart from the others by every file system.
pub fn faults<'a>(paths: impl Iterator<Item = &'a str>) -> Vec<Message> {
    let mut names = BTreeSet::new();
    let kinds = || KINDS.iter().map(|(kind, _)| *kind).collect::<Vec<_>>().join(", ");
    let fault = |path: &str| {
        let unsafe_path = meeting::names::unsafe_path(path);
        let unknown = || media_type(path).is_none().then(|| words::carried_kind(path, kinds()));
        unsafe_path.or_else(unknown).or_else(|| (!names.insert(meeting::names::folded(path))).then(|| words::carried_twice(path)))
    };
    paths.filter_map(fault).collect()
}

fn media_type(path: &str) -> Option<&'static str> {
    let (stem, extension) = path.rsplit('/').next()?.rsplit_once('.')?;
    let known = KINDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(extension));
    known.filter(|_| !stem.is_empty()).map(|(_, media_type)| *media_type)
}

/// A name without folders for the file at `path`, which no other attachment has: `lib/a.typ` becomes
/// `lib_a.typ` or, should that be taken, `lib_a_2.typ`.
fn plain_name(path: &str, taken: &mut BTreeSet<String>) -> String {
    let plain = path.replace('/', "_");
    let (stem, extension) = plain.rsplit_once('.').unwrap_or((&plain, ""));
    let mut name = plain.clone();
    let mut count = 1;
    while !taken.insert(meeting::names::folded(&name)) {
        count += 1;
        name = format!("{stem}_{count}.{extension}");
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::say::words::Lang;

    fn origin<'a>(files: &'a [(&'a str, &'a str)], fonts: &[&str]) -> Origin<'a> {
        let file = |(path, text): &(&str, &'a str)| ((*path).to_owned(), (text.as_bytes(), digest(text.as_bytes())));
        let font = |sha256: &&str| Font { path: "fonts/a.ttf".to_owned(), sha256: (*sha256).to_owned() };
        Origin { files: files.iter().map(file).collect(), records: "opinions.csv", fonts: fonts.iter().map(font).collect() }
    }

    const FILES: &[(&str, &str)] = &[("meeting.toml", "a"), ("opinions.csv", "b"), ("templates/x.typ.j2", "c")];

    #[test]
    fn the_stamp_tells_apart_what_makes_other_papers() {
        let stamp = origin(FILES, &["1", "2"]).stamp(b"records");
        assert!(stamp.len() == 8 && stamp.bytes().all(|b| b.is_ascii_hexdigit()), "{stamp}");
        let other_format = [FILES[0], ("opinions.csv", "the same opinions, written otherwise"), FILES[2]];
        assert_eq!(origin(&other_format, &["1", "2"]).stamp(b"records"), stamp);
        assert_ne!(origin(FILES, &["1", "2"]).stamp(b"other records"), stamp);
        assert_ne!(origin(FILES, &["2", "1"]).stamp(b"records"), stamp);
        assert_ne!(origin(&FILES[..2], &["1", "2"]).stamp(b"records"), stamp);
        let with_responses = [FILES, &[("responses.csv", "d")]].concat();
        assert_ne!(origin(&with_responses, &["1", "2"]).stamp(b"records"), stamp);
        assert_ne!(origin(&[("meeting.toml", "A"), FILES[1], FILES[2]], &["1", "2"]).stamp(b"records"), stamp);
    }

    #[test]
    fn attachments_have_plain_names_of_their_own() {
        let files =
            [("meeting.toml", ""), ("opinions.json", ""), ("source.json", ""), ("templates/a_b.typ", ""), ("templates_a/b.typ", "")];
        let attachments = origin(&files, &[]).attachments(b"{}", "01234567").unwrap();
        let names: Vec<&str> = attachments.iter().map(|a| a.name.as_str()).collect();
        let plain = ["meeting.toml", "opinions_2.json", "source_2.json", "templates_a_b.typ", "templates_a_b_2.typ"];
        assert_eq!(names, [&["opinions.json"], &plain[..], &["source.json"]].concat());
        let index: Index = serde_json::from_slice(&attachments[6].bytes).unwrap();
        let named: Vec<(&str, &str)> = index.files.iter().map(|file| (file.path.as_str(), file.attachment.as_str())).collect();
        assert_eq!(named, files.iter().map(|(path, _)| *path).zip(plain).collect::<Vec<_>>());
        assert_eq!((index.format, index.program.as_str(), index.build.as_str()), (FORMAT, PROGRAM, "01234567"));
    }

    #[test]
    fn names_that_could_do_harm_are_refused() {
        let said = |paths: &[&str]| faults(paths.iter().copied()).iter().map(|m| m.say(Lang::En) + "\n").collect::<String>();
        assert_eq!(said(&["meeting.toml", "opinions.XLSX", "templates/lib/あ.typ"]), "");
        for path in
            ["../a.csv", "/a.csv", "a//b.csv", "a\\b.csv", "con.csv", ".csv", "a/.hidden.csv", "a.csv ", "a\u{202e}vsc.toml", "C:a.csv", ""]
        {
            assert!(said(&[path]).contains("cannot be the name"), "{path}");
        }
        for path in ["資料.exe", "a.csv.lnk", "autorun.inf", "csv", "a/csv", "a.html"] {
            assert!(said(&[path]).contains("is no file of a meeting"), "{path}");
        }
        assert!(said(&["a.csv", "A.csv"]).contains("told apart"));
    }
}
