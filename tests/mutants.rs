//! The mutants that `tests/mutants/run.py` makes: it takes long, so that nobody runs it often, and here it is seen at once if
//! a place that it changes is no longer there.

use crate::support::root;

#[test]
fn mutants_have_their_places() {
    let list: toml::Table = std::fs::read_to_string(root().join("tests/mutants/list.toml")).unwrap().parse().unwrap();
    let mutants = list["mutant"].as_array().unwrap();
    assert!(mutants.len() > 15, "there are only {}", mutants.len());
    for mutant in mutants {
        let [name, file, there, instead] = ["name", "file", "there", "instead"].map(|key| mutant[key].as_str().unwrap());
        let source = std::fs::read_to_string(root().join("src").join(file)).unwrap();
        assert_eq!(source.matches(there).count(), 1, "{name}: its place is not once in src/{file}: {there}");
        assert_ne!(there, instead, "{name}");
    }
}
