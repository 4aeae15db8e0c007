//! Whether the attachments of a PDF are those that it must carry, byte for byte.

use std::collections::{BTreeMap, BTreeSet};

use crate::build::carried::{INDEX, Index};
use crate::build::manifest::BUNDLED;
use crate::read::digest::digest;
use crate::read::pdf::{Attachment, tags};
use crate::say::diag::{Diagnostic, Place};
use crate::say::words;
use crate::verify::Subject;

/// What is wrong with the attachments. Files of the meeting are held against those that lie in its folder; what is
/// made for the PDF, against what a build makes now.
pub fn check(subject: &Subject, name: &str, attachments: &[Attachment]) -> Vec<Diagnostic> {
    let made = match subject.made(name) {
        Some(bytes) if subject.read(name).is_ok_and(|read| read == *bytes) => attachments.to_vec(),
        Some(bytes) => tags::attachments(bytes).unwrap_or_default(),
        None => Vec::new(),
    };
    let place = |attachment: &str| Place::file(format!("{}#{attachment}", subject.path(name)));
    let mut findings = Vec::new();
    let mut found: BTreeMap<&str, &Attachment> = BTreeMap::new();
    let mut twice = BTreeSet::new();
    for attachment in attachments {
        if found.insert(&attachment.name, attachment).is_some() {
            twice.insert(attachment.name.as_str());
        }
    }
    for wanted in &made {
        match found.remove(wanted.name.as_str()) {
            None => findings.push(Diagnostic::error(words::seen_attachment_lost()).at(place(&wanted.name))),
            Some(_) if twice.contains(wanted.name.as_str()) => {
                findings.push(Diagnostic::error(words::seen_attachment_twice()).at(place(&wanted.name)));
            }
            Some(is) => {
                let said = |of: &Attachment| (of.description.clone(), of.relationship.clone(), of.mime_type.clone());
                if is.bytes != wanted.bytes || said(is) != said(wanted) {
                    findings.push(Diagnostic::error(words::seen_attachment_differs()).at(place(&wanted.name)));
                }
            }
        }
    }
    findings.extend(found.keys().map(|name| Diagnostic::error(words::seen_attachment_extra()).at(place(name))));
    // Files of the meeting, as they lie there.
    let index = attachments.iter().find(|attachment| attachment.name == INDEX);
    let index = index.and_then(|index| serde_json::from_slice::<Index>(&index.bytes).ok());
    for file in index.iter().flat_map(|index| &index.files) {
        let entry = subject.inputs.get(&file.path).or_else(|| subject.inputs.get(&format!("{BUNDLED}{}", file.path)));
        let held = attachments.iter().find(|attachment| attachment.name == file.attachment);
        // What stands for a file without what is private has its own digest.
        let stands = made.iter().any(|made| made.name == file.attachment && digest(&made.bytes) == file.sha256);
        if let (Some(entry), Some(held)) = (entry, held)
            && digest(&held.bytes) != entry.sha256
            && !stands
        {
            findings.push(Diagnostic::error(words::seen_attachment_differs()).at(place(&file.attachment)));
        }
    }
    findings
}
