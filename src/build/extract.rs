//! Extract: from the bytes of a PDF to the files of the meeting that it was made from.
//!
//! The PDF may come from anywhere. It is read by [`crate::read::pdf`], the names that its index gives
//! obey the rule for everything that is carried, and a digest proves each file. That tells damage and
//! slips apart from what was made; it is no signature, since whoever rewrites a file can rewrite the index.

use std::collections::{BTreeMap, BTreeSet};

use crate::build::carried::{self, File, Font, Index};
use crate::build::output::Artifact;
use crate::meeting;
use crate::read::digest::digest;
use crate::read::pdf::{self, Attachment};
use crate::say::PROGRAM;
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::words::{self, Message};

/// Largest index that is read, in bytes; one entry takes about 150.
const INDEX_LIMIT: usize = 1 << 20;

/// A meeting taken out of a PDF.
#[derive(Debug)]
pub struct Extracted {
    /// What the PDF says of itself.
    pub index: Index,
    /// The meeting's files, by their names in its folder.
    pub files: Vec<Artifact>,
}

/// What the PDF `file` carries.
pub fn attachments(file: &str, pdf: &[u8]) -> Result<Vec<Attachment>> {
    Ok(pdf::tags::attachments(pdf).map_err(|message| {
        let hint = match message.code() {
            "not_a_pdf" => words::not_a_pdf_hint(),
            "password_pdf" => words::password_pdf_hint(),
            _ => words::damaged_pdf_hint(),
        };
        Diagnostic::error(message).at(Place::file(file)).hint(hint)
    })?)
}

/// Takes the meeting out of what the PDF `file` carries. `fonts` are the digests of the fonts that a build would
/// have; of the others that were there when the PDF was made, each is a warning.
pub fn extract(file: &str, attachments: Vec<Attachment>, fonts: &BTreeSet<String>, warnings: &mut Diagnostics) -> Result<Extracted> {
    let at_pdf = |diagnostic: Diagnostic| diagnostic.at(Place::file(file));
    let index = index(&attachments).map_err(|message| at_pdf(Diagnostic::error(message).hint(words::extract_hint())))?;
    let mut findings = Diagnostics::default();
    if index.program != PROGRAM {
        findings.push(at_pdf(Diagnostic::warning(words::extract_program(index.program.escape_debug(), PROGRAM))));
    }
    for font in index.fonts.iter().filter(|font| !fonts.contains(&font.sha256)) {
        findings.push(at_pdf(Diagnostic::warning(words::extract_font(&font.path, &font.sha256))));
    }
    let files = files(&index, attachments, &mut findings, &at_pdf);
    findings.finish(Extracted { index, files }, warnings)
}

impl Extracted {
    /// Whether the file `path` with this digest, in a meeting's folder, is one that the PDF was made from.
    pub fn has(&self, path: &str, sha256: &str) -> bool {
        let is_file = |file: &File| file.path == path && file.sha256 == sha256;
        self.index.files.iter().any(is_file) || self.index.fonts.iter().any(|font| font.sha256 == sha256)
    }
}

/// The index among the attachments, if everything that it says makes sense.
fn index(attachments: &[Attachment]) -> std::result::Result<Index, Message> {
    let mut found = attachments.iter().filter(|attachment| attachment.name == carried::INDEX);
    let bytes = &found.next().ok_or_else(words::extract_no_index)?.bytes;
    if bytes.len() > INDEX_LIMIT || found.next().is_some() {
        return Err(words::extract_index());
    }
    let value: serde_json::Value = serde_json::from_slice(bytes).map_err(|_| words::extract_index())?;
    match value.get("format").and_then(serde_json::Value::as_u64) {
        Some(format) if format > u64::from(carried::FORMAT) => return Err(words::extract_newer(format)),
        _ => {}
    }
    let index: Index = serde_json::from_value(value).map_err(|_| words::extract_index())?;
    let hexadecimal = |text: &str, length: usize| text.len() == length && text.bytes().all(|b| b.is_ascii_hexdigit());
    let font = |font: &Font| meeting::names::unsafe_path(&font.path).is_none() && hexadecimal(&font.sha256, 64);
    let sound = index.format == carried::FORMAT
        && hexadecimal(&index.build, 8)
        && index.fonts.iter().all(font)
        && index.files.iter().any(|file| file.path == meeting::FILE);
    if sound { Ok(index) } else { Err(words::extract_index()) }
}

/// The files that the index names, each from its own attachment and as the digest says.
fn files(
    index: &Index,
    attachments: Vec<Attachment>,
    findings: &mut Diagnostics,
    at_pdf: &impl Fn(Diagnostic) -> Diagnostic,
) -> Vec<Artifact> {
    let mut fault = |message: Message| findings.push(at_pdf(Diagnostic::error(message).hint(words::extract_hint())));
    carried::faults(index.files.iter().map(|file| file.path.as_str())).into_iter().for_each(&mut fault);
    let mut bytes: BTreeMap<String, Option<Vec<u8>>> = BTreeMap::new();
    for attachment in attachments {
        // Of two with one name, neither can be meant.
        bytes.entry(attachment.name).and_modify(|bytes| *bytes = None).or_insert(Some(attachment.bytes));
    }
    let mut files = Vec::new();
    for File { path, attachment, sha256 } in &index.files {
        match bytes.remove(attachment).flatten() {
            None => fault(words::extract_lost(path.escape_debug(), attachment.escape_debug())),
            Some(bytes) if digest(&bytes) != *sha256 => {
                fault(words::extract_changed(path.escape_debug(), attachment.escape_debug()));
            }
            Some(bytes) => files.push(Artifact { name: path.clone(), bytes }),
        }
    }
    files
}
