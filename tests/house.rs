//! The house: folders are phases, and a module imports only from those before its own.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The phases in order, as `src/lib.rs` names them.
fn phases() -> Vec<String> {
    let lib = std::fs::read_to_string("src/lib.rs").unwrap();
    lib.lines().filter_map(|line| Some(line.strip_prefix("pub mod ")?.trim_end_matches(';').to_owned())).collect()
}

/// Paths that a source names, as their segments; those of unit tests are left out.
fn paths(text: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    gather(&text.parse().unwrap(), &mut found);
    found
}

fn gather(tokens: &TokenStream, found: &mut Vec<Vec<String>>) {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let mut at = 0;
    while at < tokens.len() {
        if is_test_module(&tokens[at..]) {
            at += 5;
            continue;
        }
        match &tokens[at] {
            TokenTree::Ident(name) => at = path(&tokens, at, &mut vec![name.to_string()], found),
            TokenTree::Group(group) => gather(&group.stream(), found),
            _ => {}
        }
        at += 1;
    }
}

/// Whether `#[cfg(test)] mod … { … }` begins here.
fn is_test_module(tokens: &[TokenTree]) -> bool {
    let text = |index: usize| tokens.get(index).map(ToString::to_string).unwrap_or_default();
    text(0) == "#" && text(1).replace(' ', "") == "[cfg(test)]" && text(2) == "mod"
}

/// Follows a path from the segment at `at`, through braces too; returns its last token.
fn path(tokens: &[TokenTree], at: usize, segments: &mut Vec<String>, found: &mut Vec<Vec<String>>) -> usize {
    let is_colon = |index: usize| matches!(tokens.get(index), Some(TokenTree::Punct(p)) if p.as_char() == ':');
    if is_colon(at + 1) && is_colon(at + 2) {
        match tokens.get(at + 3) {
            Some(TokenTree::Ident(name)) => {
                segments.push(name.to_string());
                return path(tokens, at + 3, segments, found);
            }
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                for item in inner.split(|token| matches!(token, TokenTree::Punct(p) if p.as_char() == ',')) {
                    if let Some(TokenTree::Ident(name)) = item.first() {
                        let mut whole = segments.clone();
                        whole.push(name.to_string());
                        path(item, 0, &mut whole, found);
                    }
                }
                return at + 3;
            }
            _ => {}
        }
    }
    found.push(segments.clone());
    at
}

/// What is wrong with a module of `phase`: an import from a later phase or from no phase, or a write.
fn faults(phases: &[String], file: &str, text: &str) -> Vec<String> {
    let phase = file.split('/').next().unwrap();
    let place = |name: &str| phases.iter().position(|known| known == name);
    let Some(own) = place(phase) else { return vec![format!("{file} is in no phase")] };
    let mut faults = Vec::new();
    for path in paths(text) {
        let named: Vec<&str> = path.iter().map(String::as_str).collect();
        if let ["crate", other, ..] = named.as_slice() {
            match place(other) {
                Some(other) if other <= own => {}
                Some(_) => faults.push(format!("{file} imports from a later phase: {}", named.join("::"))),
                None => faults.push(format!("{file} imports from the root: {}", named.join("::"))),
            }
        }
        let last_two = (named.iter().rev().nth(1).copied().unwrap_or_default(), named.last().copied().unwrap_or_default());
        let writes = writes(last_two) || (named.contains(&"tempfile") && named.last() != Some(&"TempPath"));
        if !WRITERS.iter().any(|writer| file.starts_with(writer)) && writes {
            faults.push(format!("{file} writes: {}", named.join("::")));
        }
    }
    faults
}

/// What writes to the file system; and what puts a small file for the browser where the system keeps such things.
const WRITERS: &[&str] = &["build/output", "desk/browser.rs"];

/// Whether a path, by its last two segments, is a function that changes the file system.
fn writes((module, name): (&str, &str)) -> bool {
    const OF_FS: &[&str] = &[
        "write", "copy", "rename", "hard_link", "create_dir", "create_dir_all", "remove_file", "remove_dir", "remove_dir_all",
        "set_permissions",
    ];
    (module == "fs" && OF_FS.contains(&name))
        || name == "OpenOptions"
        || (module == "File" && ["create", "create_new", "options"].contains(&name))
}

/// The modules of the program, by file below `src`, with their text.
fn modules() -> BTreeMap<String, String> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(Path::new("src"), &mut found);
    let name = |path: &Path| path.strip_prefix("src").unwrap().to_string_lossy().replace('\\', "/");
    found.iter().map(|path| (name(path), std::fs::read_to_string(path).unwrap())).collect()
}

/// The module in a file: its folders and its name.
fn module(file: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = file.trim_end_matches(".rs").split('/').collect();
    if parts.last() == Some(&"mod") {
        parts.pop();
    }
    parts
}

/// A way from a module of a phase back to itself through its neighbours, if there is one. What a folder's own
/// `mod.rs` imports from the modules in it is no neighbour's business.
fn cycle(modules: &BTreeMap<String, String>) -> Option<Vec<String>> {
    let known: BTreeMap<String, &String> = modules.iter().map(|(file, text)| (module(file).join("::"), text)).collect();
    let mut imports: BTreeMap<&String, BTreeSet<String>> = BTreeMap::new();
    for (name, text) in &known {
        let parents: Vec<&str> = name.split("::").collect();
        for path in paths(text) {
            let absolute: Vec<String> = match path[0].as_str() {
                "crate" => path[1..].to_vec(),
                "super" => parents[..parents.len() - 1].iter().map(|part| (*part).to_owned()).chain(path[1..].iter().cloned()).collect(),
                _ => continue,
            };
            let target = (1..=absolute.len()).rev().map(|length| absolute[..length].join("::")).find(|name| known.contains_key(name));
            if let Some(target) = target
                && target != *name
                && !name.starts_with(&format!("{target}::"))
                && !target.starts_with(&format!("{name}::"))
            {
                imports.entry(name).or_default().insert(target);
            }
        }
    }
    fn follow(
        at: &str,
        imports: &BTreeMap<&String, BTreeSet<String>>,
        way: &mut Vec<String>,
        done: &mut BTreeSet<String>,
    ) -> Option<Vec<String>> {
        if let Some(start) = way.iter().position(|seen| seen == at) {
            return Some(way[start..].to_vec());
        }
        if !done.insert(at.to_owned()) {
            return None;
        }
        way.push(at.to_owned());
        let found = imports.get(&at.to_owned()).into_iter().flatten().find_map(|next| follow(next, imports, way, done));
        way.pop();
        found
    }
    let mut done = BTreeSet::new();
    imports.keys().find_map(|start| follow(start, &imports, &mut Vec::new(), &mut done))
}

/// Unit tests that stand in files of their own.
fn is_of_tests(file: &str) -> bool {
    file.ends_with("/tests.rs") || file.contains("/tests/")
}

#[test]
fn house_phases() {
    let phases = phases();
    assert!(phases.len() > 8, "{phases:?}");
    let mut found = Vec::new();
    for (file, text) in modules().iter().filter(|(file, _)| !["lib.rs", "main.rs", "fingerprint.rs"].contains(&file.as_str())) {
        // Unit tests may reach further.
        if !is_of_tests(file) {
            found.extend(faults(&phases, file, text));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn house_cycles() {
    let modules = modules().into_iter().filter(|(file, _)| file.contains('/') && !is_of_tests(file)).collect();
    assert_eq!(cycle(&modules), None);
}

/// Every archive that the program makes passes where it becomes the same on every system.
#[test]
fn house_archives() {
    let modules = modules();
    let is_test = |file: &str| {
        if is_of_tests(file) {
            return true;
        }
        let (folder, name) = file.rsplit_once('/').unwrap_or(("", file));
        let declared = format!("#[cfg(test)]\nmod {};", name.trim_end_matches(".rs"));
        [format!("{folder}/mod.rs"), format!("{folder}.rs")]
            .iter()
            .any(|parent| modules.get(parent).is_some_and(|text| text.contains(&declared)))
    };
    let mut makers = Vec::new();
    for (file, text) in modules.iter().filter(|(file, _)| !is_test(file)) {
        let text = text.split("#[cfg(test)]").next().unwrap();
        let count = |what: &str| text.matches(what).count();
        let made = count(".save_to_buffer(") + count("ZipWriter::new(");
        if made > 0 {
            assert_eq!(made, count("archive::same_everywhere"), "{file}");
            makers.push(file.as_str());
        }
    }
    assert_eq!(makers, ["export/xlsx/inquiry/grow.rs", "export/xlsx/mod.rs", "records/mend/workbook.rs"]);
}

/// Who drops findings, and how often: each says why. Whoever acts on what was read must hear what was wrong with it.
const DROPPING: &[(&str, usize)] = &[
    ("build/input.rs", 1),
    ("build/mod.rs", 1),
    ("build/prepare.rs", 2),
    ("collect/returned.rs", 1),
    ("commands/diff/mod.rs", 1),
    ("commands/init.rs", 2),
    ("commands/mod.rs", 1),
    ("commands/renumber/mod.rs", 2),
    ("commands/renumber/target.rs", 1),
    ("commands/verify.rs", 2),
    ("desk/views/inquiry.rs", 1),
    ("records/office/propose/groups.rs", 1),
    ("records/office/propose/read.rs", 1),
    ("typeset/pages.rs", 1),
];

#[test]
fn house_dropped_findings() {
    let mut found = Vec::new();
    for (file, text) in modules().iter().filter(|(file, _)| !is_of_tests(file)) {
        let text = text.split("#[cfg(test)]").next().unwrap();
        assert!(!text.contains("&mut Diagnostics::default()"), "{file} drops findings without saying why");
        let count = text.matches("Diagnostics::ignored(").count();
        found.extend((count > 0).then_some((file.clone(), count)));
    }
    assert_eq!(found, DROPPING.iter().map(|(file, count)| ((*file).to_owned(), *count)).collect::<Vec<_>>());
}

/// Lengths in points that the search for widths and heights knows as the templates have them: where it does, by what name, and
/// the words of the template around the number, or around several that it adds up.
const LENGTHS: &[(&str, &str, &str, &str)] = &[
    ("widths.rs", "INSET_X", "table.typ", "let inset-x = #pt"),
    ("widths.rs", "INSET_Y", "table.typ", "let inset-y = #pt"),
    ("heights.rs", "LEAST", "table.typ", "let least-size = #pt"),
    ("heights.rs", "BLOCK", "blocks.typ", "return block(above: #pt, below: 8pt"),
    ("heights.rs", "CAPTION", "blocks.typ", "block(above: #pt, below: #pt, sticky: true, par(text(weight: \"bold\", heading"),
    ("context/flow.rs", "TITLE", "handout.typ", "show std.title: set text(size: #pt"),
    ("context/flow.rs", "LABEL", "handout.typ", "text(size: #pt, weight: \"bold\", label)"),
    ("context/flow.rs", "HEADING", "handout.typ", "text(size: #pt, weight: \"bold\", it.body)"),
    ("context/flow.rs", "BESIDE_HEADING", "handout.typ", "inset: (left: #pt, y: 1pt)"),
    ("context/heads.rs", "HEAD", "handout.typ", "set text(size: #pt)\n        let running"),
    ("context/heads.rs", "FOOT", "handout.typ", "set text(size: #pt)\n      grid("),
    ("sketch.rs", "ABOVE_HEADING", "handout.typ", "above: #pt, below: 6pt, sticky: true"),
];

/// The sum of the numbers that stand in a text where a pattern has `#`.
fn numbers_at(text: &str, pattern: &str) -> Option<f64> {
    let mut parts = pattern.split('#');
    let first = parts.next()?;
    let parts: Vec<&str> = parts.collect();
    text.match_indices(first)
        .find_map(|(at, _)| {
            parts.iter().try_fold((0.0, &text[at + first.len()..]), |(sum, rest), part| {
                let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
                Some((sum + rest[..end].parse::<f64>().ok()?, rest[end..].strip_prefix(part)?))
            })
        })
        .map(|(sum, _)| sum)
}

#[test]
fn house_lengths() {
    for (module, name, template, pattern) in LENGTHS {
        let [source, words] =
            [format!("src/typeset/{module}"), format!("templates/lib/{template}")].map(|file| std::fs::read_to_string(file).unwrap());
        let known = numbers_at(&source, &format!("const {name}: f64 = #;"));
        assert!(known.is_some() && known == numbers_at(&words, pattern), "{name} of {module}: {known:?}, {pattern} in {template}");
    }
}

#[test]
fn house_checker() {
    let phases: Vec<String> = ["say", "read", "build"].map(str::to_owned).to_vec();
    let said = |file: &str, text: &str| faults(&phases, file, text).join("; ");
    assert_eq!(said("read/a.rs", "use crate::say::x; use super::y; fn f() { crate::read::z() }"), "");
    assert_eq!(
        said("read/a.rs", "use crate::{say::x, build::{a, b}};"),
        "read/a.rs imports from a later phase: crate::build::a; read/a.rs imports from a later phase: crate::build::b"
    );
    assert!(said("say/a.rs", "fn f() { let x = format!(\"{}\", crate::read::y()); }").contains("crate::read::y"));
    assert!(said("say/a.rs", "use crate::PROGRAM;").contains("from the root"));
    assert!(said("other/a.rs", "").contains("in no phase"));
    for text in [
        "fn f() { std::fs::write(a, b) }",
        "use std::fs::File; fn f() { File::create(a) }",
        "use std::fs::OpenOptions;",
        "fn f() { fs::remove_dir_all(a) }",
        "use tempfile::Builder;",
    ] {
        assert!(said("read/a.rs", text).contains("writes"), "{text}");
        assert_eq!(said("build/output.rs", text), "");
    }
    assert_eq!(said("say/a.rs", "// crate::build::x\n#[cfg(test)] mod tests { use crate::build::x; }"), "");
    let modules = |a: &str, b: &str| BTreeMap::from([("read/a.rs".to_owned(), a.to_owned()), ("read/b.rs".to_owned(), b.to_owned())]);
    assert_eq!(cycle(&modules("use super::b::x;", "")), None);
    assert!(cycle(&modules("use super::b::x;", "fn f() { crate::read::a::y() }")).is_some());
}
