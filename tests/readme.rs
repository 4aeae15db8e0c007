//! The documents tell the truth: the commands in them are understood, their links lead somewhere, and the README is
//! a door, not a manual.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Command;
use shiryo::cli::arguments;
use shiryo::say::words::Lang;

use crate::support::root;

/// Most lines of the README.
const README_LINES: usize = 150;
/// Most bytes of a picture.
const PICTURE_BYTES: u64 = 150_000;

/// README and every file in `docs/`: where it is, below the root, and its text.
fn documents() -> BTreeMap<PathBuf, String> {
    let docs = std::fs::read_dir(root().join("docs")).unwrap().map(|entry| PathBuf::from("docs").join(entry.unwrap().file_name()));
    let names = docs.filter(|path| path.extension().is_some_and(|extension| extension == "md")).chain([PathBuf::from("README.md")]);
    let read = |path: PathBuf| (path.clone(), std::fs::read_to_string(root().join(&path)).unwrap());
    let documents: BTreeMap<PathBuf, String> = names.map(read).collect();
    assert!(documents.len() >= 8, "{:?}", documents.keys());
    documents
}

/// A document, taken apart.
#[derive(Default)]
struct Parts {
    /// Everything outside of code.
    prose: String,
    /// The code blocks: language and text.
    blocks: Vec<(String, String)>,
    /// Code within a line.
    spans: Vec<String>,
    /// What links to headings name.
    anchors: Vec<String>,
}

impl Parts {
    fn of(text: &str) -> Self {
        let mut parts = Self::default();
        let mut anchors: BTreeMap<String, usize> = BTreeMap::new();
        let mut block: Option<(String, String)> = None;
        for line in text.lines() {
            if let Some(fence) = line.trim_start().strip_prefix("```") {
                match block.take() {
                    Some(whole) => parts.blocks.push(whole),
                    None => block = Some((fence.trim().to_owned(), String::new())),
                }
                continue;
            }
            if let Some((_, code)) = &mut block {
                code.push_str(line);
                code.push('\n');
                continue;
            }
            if let Some(heading) = line.strip_prefix('#') {
                let anchor = anchor(heading.trim_start_matches('#').trim());
                let same = anchors.entry(anchor.clone()).or_default();
                parts.anchors.push(if *same == 0 { anchor } else { format!("{anchor}-{same}") });
                *same += 1;
            }
            // Between backquotes stands code: every second piece.
            let pieces: Vec<&str> = line.split('`').collect();
            assert!(pieces.len() % 2 == 1, "a backquote stands alone: {line}");
            for (index, piece) in pieces.iter().enumerate() {
                if index % 2 == 1 { parts.spans.push((*piece).to_owned()) } else { parts.prose.push_str(piece) }
            }
            parts.prose.push('\n');
        }
        assert!(block.is_none(), "a code block is not closed");
        parts
    }
}

/// How GitHub names a heading: in small letters, without punctuation, with hyphens for spaces.
fn anchor(heading: &str) -> String {
    let kept = heading.to_lowercase();
    kept.chars().filter(|c| c.is_alphanumeric() || ['-', '_', ' '].contains(c)).map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// The arguments of a command that a line gives, if it gives one of ours.
fn arguments_in(line: &str) -> Option<Vec<&str>> {
    let line = line.trim().trim_start_matches("$ ");
    let rest = line.strip_prefix("shiryo ").or_else(|| line.strip_prefix("cargo run --release -- "))?;
    let rest = rest.split(" #").next().unwrap_or_default();
    Some(std::iter::once("shiryo").chain(rest.split_whitespace().take_while(|word| !["&&", "|", ">"].contains(word))).collect())
}

#[test]
fn docs_commands() {
    let mut seen = 0;
    for (path, text) in documents() {
        let blocks = Parts::of(&text).blocks;
        for line in blocks.iter().flat_map(|(_, code)| code.lines()) {
            let Some(given) = arguments_in(line) else { continue };
            if let Err(error) = arguments::command(Lang::En).try_get_matches_from(given) {
                panic!("{}: `{}`\n{error}", path.display(), line.trim());
            }
            seen += 1;
        }
    }
    assert!(seen >= 20, "the documents give {seen} commands");
}

#[test]
fn docs_commands_in_text() {
    let grammar = arguments::command(Lang::En);
    let has = |command: &Command, option: &str| command.get_arguments().any(|argument| argument.get_long() == Some(option));
    for (path, text) in documents() {
        for span in Parts::of(&text).spans {
            let Some(given) = arguments_in(&span) else { continue };
            let command = given.get(1).and_then(|name| grammar.find_subcommand(name));
            let Some(command) = command else { panic!("{}: there is no command `{span}`", path.display()) };
            for option in given.iter().filter_map(|word| word.strip_prefix("--")) {
                let option = option.split('=').next().unwrap();
                assert!(has(command, option) || has(&grammar, option), "{}: `{span}` has no --{option}", path.display());
            }
        }
    }
}

/// Cases that are shown as examples have keys as the program makes them.
#[test]
fn docs_cases() {
    let inquiries = std::fs::read_to_string("docs/inquiries.md").unwrap();
    let topics = std::fs::read_dir("src/say/words").unwrap().map(|topic| std::fs::read_to_string(topic.unwrap().path()).unwrap());
    let words: String = topics.collect();
    let shown: Vec<&str> = [&inquiries, &words].into_iter().flat_map(|text| text.split("--decide c-").skip(1)).collect();
    assert!(shown.len() > 3, "{shown:?}");
    for rest in shown {
        let (key, _) = rest.split_once('=').unwrap();
        assert!(key.len() == 16 && key.bytes().all(|b| b.is_ascii_hexdigit()), "{key}");
    }
}

#[test]
fn docs_links() {
    let documents = documents();
    let anchors: BTreeMap<&PathBuf, Vec<String>> = documents.iter().map(|(path, text)| (path, Parts::of(text).anchors)).collect();
    for (path, text) in &documents {
        let prose = Parts::of(text).prose;
        for (index, _) in prose.match_indices("](") {
            let target = prose[index + 2..].split(')').next().unwrap();
            if target.starts_with("http") {
                continue;
            }
            let (file, heading) = target.split_once('#').unwrap_or((target, ""));
            let place = if file.is_empty() { root().join(path) } else { root().join(path).parent().unwrap().join(file) };
            assert!(place.exists(), "{} links to {target}", path.display());
            if heading.is_empty() {
                continue;
            }
            let same = |known: &PathBuf| root().join(known).canonicalize().unwrap() == place.canonicalize().unwrap();
            let known = anchors.iter().find(|(known, _)| same(known)).map(|(_, anchors)| anchors.as_slice()).unwrap_or_default();
            assert!(known.iter().any(|known| known == heading), "{} links to {target}; there are {known:?}", path.display());
        }
    }
}

#[test]
fn docs_toml() {
    for (path, text) in documents() {
        for (_, example) in Parts::of(&text).blocks.iter().filter(|(language, _)| language == "toml") {
            if let Err(error) = example.parse::<toml::Table>() {
                panic!("{}:\n{example}\n{error}", path.display());
            }
        }
    }
}

#[test]
fn docs_readme() {
    let documents = documents();
    let readme = &documents[&PathBuf::from("README.md")];
    assert!(readme.lines().count() <= README_LINES, "the README has {} lines", readme.lines().count());
    assert_eq!(Parts::of(readme).blocks[0].1, "cargo run --release -- build\ncargo test --release\n");
    for path in documents.keys().filter(|path| path.starts_with("docs")) {
        let name = path.to_string_lossy().replace('\\', "/");
        assert!(readme.contains(&format!("({name})")), "the README does not lead to {name}");
    }
}

#[test]
fn docs_pictures() {
    let documents = documents();
    for entry in std::fs::read_dir(root().join("docs/images")).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        assert!(entry.metadata().unwrap().len() < PICTURE_BYTES, "{name} is large");
        assert!(documents.values().any(|text| text.contains(&format!("(images/{name})"))), "{name} is shown nowhere");
    }
}

#[test]
fn docs_blanks() {
    for (path, text) in documents() {
        for word in ["BENCH", "TODO", "TIME_", "DISK_", "FIXME"] {
            assert!(!text.contains(word), "{}: {word}", path.display());
        }
    }
}

#[test]
fn docs_anchors() {
    assert_eq!(anchor("意見を入れる（opinions.csv）"), "意見を入れるopinionscsv");
    assert_eq!(anchor("Two commands, and `more`"), "two-commands-and-more");
    let parts = Parts::of("# A\n## A\n`b` c\n```sh\nshiryo build\n```\n");
    assert_eq!((parts.anchors, parts.spans), (vec!["a".to_owned(), "a-1".to_owned()], vec!["b".to_owned()]));
    assert_eq!((parts.prose.as_str(), parts.blocks), ("# A\n## A\n c\n", vec![("sh".to_owned(), "shiryo build\n".to_owned())]));
}

#[test]
fn docs_meeting_toml() {
    let made = shiryo::commands::schema::meeting_reference();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write("docs/meeting-toml.md", &made).unwrap();
    }
    let there = std::fs::read_to_string("docs/meeting-toml.md").unwrap_or_default();
    assert!(there == made, "docs/meeting-toml.md is not what the types say; run with UPDATE=1");
}

#[test]
fn docs_every_command_in_the_table() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let rows: Vec<&str> = readme.lines().filter(|line| line.starts_with("| `shiryo ")).collect();
    for command in arguments::command(Lang::En).get_subcommands().map(Command::get_name).filter(|name| *name != "help") {
        let first = format!("`shiryo {command}`");
        assert!(rows.iter().any(|row| row.split('|').nth(1).is_some_and(|cell| cell.contains(&first))), "{command}");
    }
}

#[test]
fn docs_changelog_of_this_version() {
    let changelog = std::fs::read_to_string(root().join("CHANGELOG.md")).unwrap();
    let head = changelog.lines().find_map(|line| line.strip_prefix("## ")).unwrap();
    assert_eq!(head.split(' ').next().unwrap(), env!("CARGO_PKG_VERSION"));
}
