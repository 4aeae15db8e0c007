//! Listed: every file is what `manifest.json` says by size and digest, and the provenance says the same.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use super::{Subject, missing};
use crate::answers::response;
use crate::build::manifest::{self, Entry, Manifest};
use crate::build::{output, provenance};
use crate::meeting;
use crate::meeting::names::unsafe_path;
use crate::read::{files, json};
use crate::records::ids;
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::words::Message;
use crate::say::{PROGRAM, system, words};
use crate::typeset::{fonts, template};

/// Compares inputs, outputs, program and provenance with the manifest. The warnings name strange files.
/// The digests are told only to those who ask for them.
pub fn prove(subject: &Subject, warnings: &mut Diagnostics) -> Result<Vec<Message>> {
    let place = Place::file(subject.path(manifest::FILE));
    let Some(manifest) = subject.manifest else {
        let error = Diagnostic::error(words::no_manifest()).at(place).hint(words::build_again());
        return Err(error.into());
    };
    let mut findings = Diagnostics::default();
    if manifest.program != PROGRAM {
        let error = Diagnostic::error(words::listed_program(&manifest.program, PROGRAM)).at(place);
        findings.push(error.hint(words::build_again()));
    }
    inputs(subject, manifest, &mut findings);
    outputs(subject, manifest, &mut findings);
    findings.gather(attested(subject, manifest));
    for name in strangers(subject.out, manifest)? {
        warnings.push(Diagnostic::warning(words::stranger()).at(Place::file(subject.path(&name))));
    }
    findings.finish(vec![words::listed_holds(manifest.inputs.len(), manifest.outputs.len())], warnings)
}

/// Where an input stands.
fn input_place(subject: &Subject, name: &str) -> Place {
    match name.strip_prefix(manifest::BUNDLED) {
        Some(_) => Place::file(name),
        None => Place::file(subject.meeting.shown(name)),
    }
}

/// Whether an input was changed, came or went after the papers were made.
pub fn has_changed(subject: &Subject) -> bool {
    subject.manifest.is_some_and(|manifest| manifest.inputs != *subject.inputs)
}

/// Says of an input what it is, since its name alone may tell a person little.
fn changed_input(subject: &Subject, name: &str) -> Message {
    match name {
        meeting::FILE => words::settings_changed(name),
        response::FILE => words::answers_changed(name),
        ids::FILE => words::ids_changed(name),
        _ if name.starts_with(&format!("{}/", template::FOLDER)) || name.starts_with(&format!("{}/", fonts::FOLDER)) => {
            words::look_changed(name)
        }
        _ if name.starts_with(manifest::BUNDLED) => words::look_changed(name),
        _ if subject.meeting.head.older.as_deref().is_some_and(|older| name.starts_with(older.trim_end_matches('/'))) => {
            words::older_changed(name)
        }
        _ => words::records_changed(name),
    }
}

/// What is read now must be what was read then.
fn inputs(subject: &Subject, manifest: &Manifest, findings: &mut Diagnostics) {
    for (name, entry) in &manifest.inputs {
        let place = input_place(subject, name);
        match subject.inputs.get(name) {
            Some(now) if now == entry => {}
            Some(now) => {
                let error = Diagnostic::error(changed_input(subject, name)).at(place).hint(words::build_again());
                findings.push(with_digests(error, entry, now));
            }
            None => findings.push(Diagnostic::error(words::input_gone()).at(place).hint(words::build_again())),
        }
    }
    for name in subject.inputs.keys().filter(|name| !manifest.inputs.contains_key(*name)) {
        let says = if name == response::FILE { changed_input(subject, name) } else { words::input_unlisted() };
        findings.push(Diagnostic::error(says).at(input_place(subject, name)).hint(words::build_again()));
    }
}

/// What lies in the folder must be what was made, and everything that the meeting declares must have been.
fn outputs(subject: &Subject, manifest: &Manifest, findings: &mut Diagnostics) {
    for (name, entry) in &manifest.outputs {
        if let Some(fault) = unsafe_path(name) {
            findings.push(Diagnostic::error(fault).at(Place::file(subject.path(manifest::FILE))));
            continue;
        }
        match subject.read(name) {
            Ok(bytes) if Entry::of(&bytes) == *entry => {}
            Ok(bytes) => {
                let error = Diagnostic::error(words::listed_differs()).at(Place::file(subject.path(name))).hint(words::build_again());
                findings.push(with_digests(error, entry, &Entry::of(&bytes)).late());
            }
            Err(errors) => findings.0.extend(errors.0),
        }
    }
    for (name, _) in subject.wanted.iter().filter(|(name, _)| !manifest.outputs.contains_key(name)) {
        let place = Place::file(subject.path(manifest::FILE)).heading(name);
        findings.push(Diagnostic::error(words::output_unlisted(name)).at(place).hint(words::build_again()));
    }
}

fn with_digests(error: Diagnostic, listed: &Entry, found: &Entry) -> Diagnostic {
    let said = |entry: &Entry| format!("{} ({} B)", entry.sha256, entry.size);
    error.detail(format!("SHA-256 {} ← manifest.json {}", said(found), said(listed)))
}

/// The provenance must be the statement that follows from the manifest.
fn attested(subject: &Subject, manifest: &Manifest) -> Result<()> {
    let path = subject.path(provenance::FILE);
    if !subject.out.join(provenance::FILE).is_file() {
        return Err(missing(&path).into());
    }
    let bytes = files::read(&subject.out.join(provenance::FILE))?;
    let found: Value = serde_json::from_slice(&bytes).map_err(|e| json::unread(&path, &e))?;
    let expected = provenance::statement(manifest);
    if let Some((at, wanted, is)) = difference(&expected, &found, String::new()) {
        return Err(Diagnostic::error(words::attested_differs(wanted, is)).at(Place::file(path).heading(at)).into());
    }
    if bytes != provenance::json(manifest) {
        return Err(Diagnostic::error(words::attested_bytes()).at(Place::file(path)).into());
    }
    Ok(())
}

/// The first place at which two values differ, and what stands there in each.
fn difference(a: &Value, b: &Value, at: String) -> Option<(String, String, String)> {
    let absent = || "—".to_owned();
    match (a, b) {
        (Value::Object(a), Value::Object(b)) => {
            let here = |key: &str| if at.is_empty() { key.to_owned() } else { format!("{at}.{key}") };
            let lost = a.iter().find_map(|(key, value)| match b.get(key) {
                Some(other) => difference(value, other, here(key)),
                None => Some((here(key), value.to_string(), absent())),
            });
            lost.or_else(|| b.iter().find(|(key, _)| !a.contains_key(*key)).map(|(key, value)| (here(key), absent(), value.to_string())))
        }
        (Value::Array(a), Value::Array(b)) => (0..a.len().max(b.len())).find_map(|index| match (a.get(index), b.get(index)) {
            (Some(a), Some(b)) => difference(a, b, format!("{at}[{index}]")),
            (a, b) => Some((format!("{at}[{index}]"), a.map_or_else(absent, Value::to_string), b.map_or_else(absent, Value::to_string))),
        }),
        _ => (a != b).then(|| (at, a.to_string(), b.to_string())),
    }
}

/// Files of the output folder that neither the manifest lists nor the program keeps for itself, by name, sorted.
fn strangers(out: &Path, manifest: &Manifest) -> Result<Vec<String>> {
    let mut names = BTreeSet::new();
    let mut waiting = vec![out.to_owned()];
    while let Some(folder) = waiting.pop() {
        let fail = |e: std::io::Error| Diagnostic::error(system::cannot_read(&e)).at(Place::file(files::display(&folder)));
        for entry in std::fs::read_dir(&folder).map_err(fail)? {
            let path = entry.map_err(fail)?.path();
            let name = files::name(path.strip_prefix(out).unwrap_or(&path));
            if path.is_dir() && !path.is_symlink() {
                waiting.push(path);
            } else if !manifest.outputs.contains_key(&name) && !output::is_own(&name) {
                names.insert(name);
            }
        }
    }
    Ok(names.into_iter().collect())
}
