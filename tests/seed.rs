//! The first real document: its records, and that the committed output is what the program makes.

use std::collections::BTreeMap;

use crate::support::{Folder, root, shiryo, succeed, tree};

/// The seed's records as the JSON output has them.
fn opinions() -> Vec<serde_json::Value> {
    let folder = Folder::new(&[]);
    let out = folder.path().to_string_lossy().into_owned();
    succeed(&root(), &["build", "--only", "資料3_意見.json", "--out", &out]);
    let records: serde_json::Value = serde_json::from_slice(&folder.read("資料3_意見.json")).unwrap();
    records["opinions"].as_array().unwrap().clone()
}

#[test]
fn seed_counts() {
    let opinions = opinions();
    let count = |key: &str, value: &str| opinions.iter().filter(|o| o[key] == value).count();
    let by_section =
        |source: &str| (1..=4).map(|s| opinions.iter().filter(|o| o["section"] == s && o["source"] == source).count()).collect::<Vec<_>>();
    assert_eq!(opinions.len(), 128);
    assert_eq!(by_section("committee"), [18, 18, 1, 3]);
    assert_eq!(by_section("staff"), [10, 3, 2, 6]);
    assert_eq!(by_section("cities"), [40, 11, 15, 1]);
    let cities = ["浜松市", "京都市", "さいたま市", "広島市", "川崎市"].map(|city| count("attribution", city));
    assert_eq!(cities, [20, 16, 14, 11, 6]);
    let mut rows: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
    for opinion in &opinions {
        rows.entry(opinion["section"].as_u64().unwrap()).or_default().push(opinion["no"].as_u64().unwrap());
    }
    let rows: Vec<usize> = rows
        .into_values()
        .map(|mut numbers| {
            numbers.dedup();
            assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>(), "numbers run without gaps");
            numbers.len()
        })
        .collect();
    assert_eq!(rows, [48, 21, 16, 9]);
}

#[test]
fn seed_text() {
    let text = std::fs::read(root().join("seeds/shiryo3.txt")).unwrap();
    assert_eq!(shiryo::read::digest::digest(&text), "3baf8a9e54bfeb9375d2da146614d738de2b88d0cb1d043bdf5a14227103e633");
}

#[test]
fn seed_output() {
    let folder = Folder::new(&[]);
    let out = folder.path().to_string_lossy().into_owned();
    let (code, _, err) = crate::support::said(&shiryo(&root(), &["build", "--out", &out]).output().unwrap());
    assert_eq!(code, 0, "{err}");
    assert_eq!(err, "note: no meeting was named: taking that in seeds\n", "the seed builds without a warning");
    let visible = |names: Vec<String>| names.into_iter().filter(|name| !name.starts_with('.')).collect::<Vec<_>>();
    let committed = root().join("output");
    assert_eq!(visible(tree(&committed)), visible(tree(folder.path())));
    for name in visible(tree(&committed)) {
        assert!(
            std::fs::read(committed.join(&name)).unwrap() == folder.read(&name),
            "output/{name} is not what the program makes: build and commit it"
        );
    }
}
