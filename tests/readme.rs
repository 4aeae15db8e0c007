//! The README tells the truth: its commands exist, its links lead somewhere, no figure is left out.

use crate::support::{root, run};

#[test]
fn readme_commands() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let mut seen = 0;
    for line in readme.lines() {
        let line = line.trim().trim_start_matches("$ ");
        let Some(arguments) = line.strip_prefix("shiryo ").or_else(|| line.strip_prefix("cargo run --release -- ")) else { continue };
        let command = arguments.split(' ').next().unwrap();
        let (code, help, _) = run(&root(), &[command, "--help"]);
        assert_eq!(code, 0, "the README names `{line}`");
        for option in arguments.split(' ').filter(|a| a.starts_with("--")) {
            let option = option.split(['=', ',', ';']).next().unwrap();
            assert!(help.contains(option), "the README names `{line}`, but {command} has no {option}");
        }
        seen += 1;
    }
    assert!(seen >= 5, "the README names {seen} commands");
}

#[test]
fn readme_links() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    for (index, _) in readme.match_indices("](") {
        let target = readme[index + 2..].split(')').next().unwrap();
        if !target.starts_with("http") && !target.starts_with('#') {
            let path = target.split('#').next().unwrap();
            assert!(root().join(path).exists(), "the README links to {path}");
        }
    }
}

#[test]
fn readme_blanks() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    for word in ["BENCH", "TODO", "TIME_", "DISK_", "FIXME"] {
        assert!(!readme.contains(word), "{word}");
    }
    assert!(readme.contains("| `shiryo build`, everything |"), "the table of speeds is there");
}
