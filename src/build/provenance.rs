//! Provenance: the manifest once more, in the form that supply-chain tools read.
//!
//! An in-toto Statement v1 whose subjects are the manifest's outputs, with a SLSA provenance v1
//! predicate whose resolved dependencies are its inputs. It follows from the manifest alone, so it
//! holds no clock and no host. The manifest is among its by-products: the provenance covers the
//! manifest, never the other way round.
//!
//! It is neither signed nor made by anybody but the program itself: SLSA Build L1 and no more.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::build::manifest::{self, Entry, Manifest};
use crate::meeting::names;
use crate::read::digest::digest;

/// Name of the provenance in the output folder.
pub const FILE: &str = names::PROVENANCE;

/// Types of statement and predicate (in-toto attestation framework 1.0; SLSA 1.0).
const STATEMENT: &str = "https://in-toto.io/Statement/v1";
const PREDICATE: &str = "https://slsa.dev/provenance/v1";
/// Names of the way of building and of the builder, as package URLs: the program has no address of its own.
const BUILD_TYPE: &str = "pkg:generic/shiryo#build/v1";
const BUILDER: &str = concat!("pkg:generic/shiryo@", env!("CARGO_PKG_VERSION"));
/// SLSA has no field for the level that a builder claims; fields of a producer's own carry its name (SLSA 1.0, "Parsing rules").
const LEVEL: &str = "SLSA_BUILD_LEVEL_1";

/// The provenance of what a manifest lists, as indented JSON with a line feed at the end.
pub fn json(manifest: &Manifest) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(&statement(manifest)).expect("texts and numbers are JSON");
    bytes.push(b'\n');
    bytes
}

/// The statement itself.
pub fn statement(manifest: &Manifest) -> Value {
    let keep_typst = manifest.outputs.keys().any(|name| name.starts_with("typst/"));
    json!({
        "_type": STATEMENT,
        "subject": resources(&manifest.outputs),
        "predicateType": PREDICATE,
        "predicate": {
            "buildDefinition": {
                "buildType": BUILD_TYPE,
                "externalParameters": { "command": "build", "meeting": crate::meeting::FILE, "keepTypst": keep_typst },
                "internalParameters": { "program": manifest.program },
                "resolvedDependencies": resources(&manifest.inputs),
            },
            "runDetails": {
                "builder": { "id": BUILDER },
                "byproducts": [resource(manifest::FILE, &digest(&manifest.json()))],
                "shiryo_level": LEVEL,
            },
        },
    })
}

/// Resource descriptors of files, sorted by name.
fn resources(entries: &BTreeMap<String, Entry>) -> Vec<Value> {
    entries.iter().map(|(name, entry)| resource(name, &entry.sha256)).collect()
}

fn resource(name: &str, sha256: &str) -> Value {
    json!({ "name": name, "digest": { "sha256": sha256 } })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn provenance_of_manifest() {
        let entries = |names: &[&str]| names.iter().map(|name| ((*name).to_owned(), Entry::of(name.as_bytes()))).collect();
        let manifest = Manifest {
            program: "shiryo 1".into(),
            builds: [("資料.pdf".into(), "0123abcd".into())].into(),
            inputs: entries(&["b", "a"]),
            outputs: entries(&["資料.pdf", "typst/main.typ"]),
        };
        let statement: Value = serde_json::from_slice(&json(&manifest)).unwrap();
        assert_eq!(statement["subject"][1], json!({ "name": "資料.pdf", "digest": { "sha256": digest("資料.pdf".as_bytes()) } }));
        assert_eq!(statement["predicate"]["buildDefinition"]["resolvedDependencies"][0]["name"], "a");
        assert_eq!(statement["predicate"]["buildDefinition"]["externalParameters"]["keepTypst"], true);
        assert_eq!(statement["predicate"]["runDetails"]["byproducts"][0]["digest"]["sha256"], digest(&manifest.json()));
    }
}
