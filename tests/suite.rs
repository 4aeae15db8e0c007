//! What the program says is golden: every folder in `tests/suite` holds a meeting `m/`, and `expected.txt` is what
//! the commands in `cmd` (`shiryo check m`, if there is none) say of it, in English and in Japanese.
//! What they are to write stands below `expected/`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use rust_xlsxwriter::{Format, Workbook};

use crate::support::{Folder, compared, root, run, tree};

/// Folder of the files in which somebody followed every hint of a case.
const MENDED: &str = "mended/";

/// The folders of the suite by name.
fn cases() -> Vec<(String, PathBuf)> {
    let entries = std::fs::read_dir(root().join("tests/suite")).unwrap().map(Result::unwrap);
    let mut cases: Vec<_> = entries.map(|entry| (entry.file_name().into_string().unwrap(), entry.path())).collect();
    cases.sort();
    cases
}

/// The meeting of a case in a folder of its own, with the files of `over` in place of those that it has.
fn folder(case: &Path, over: &str) -> Folder {
    let folder = Folder::new(&[]);
    for name in tree(case) {
        if let Some(below) = name.strip_prefix("m/").filter(|below| !case.join(over).join(below).is_file()).or(name.strip_prefix(over)) {
            folder.write(&format!("m/{below}"), std::fs::read(case.join(&name)).unwrap());
        }
    }
    folder
}

/// What the commands of a case say in a language, and the folder as they leave it.
fn said(case: &Path, lang: &str) -> (String, Folder) {
    let folder = folder(case, "m/");
    let commands = std::fs::read_to_string(case.join("cmd")).unwrap_or_else(|_| "shiryo check m\n".to_owned());
    let mut said = String::new();
    for line in commands.lines() {
        let mut arguments = vec!["--lang", lang];
        arguments.extend(line.strip_prefix("shiryo ").expect("a command of ours").split(' '));
        let (code, out, err) = run(folder.path(), &arguments);
        said.push_str(&format!("$ {line}\n{err}{out}[{code}]\n"));
    }
    (said, folder)
}

#[test]
fn suite_cases() {
    let cases = cases();
    assert!(cases.len() > 90, "there are only {} cases", cases.len());
    let mut faults = Vec::new();
    for (name, case) in &cases {
        let (english, folder) = said(case, "en");
        let (japanese, _) = said(case, "ja");
        faults.extend(compared(&case.join("expected.txt"), &format!("{english}\n{japanese}")));
        for file in tree(&case.join("expected")) {
            match std::fs::read_to_string(folder.path().join(&file)) {
                Ok(written) => faults.extend(compared(&case.join("expected").join(&file), &written)),
                Err(error) => faults.push(format!("{name}: {file}: {error}")),
            }
        }
    }
    assert!(faults.is_empty(), "{} differ\n\n{}", faults.len(), faults.join("\n\n"));
}

/// Every fault of a case is gone once its hints are followed: by somebody, in `mended/`, or to the letter here.
#[test]
fn suite_hints() {
    let mut faults = Vec::new();
    for (name, case) in cases() {
        let mended = folder(&case, MENDED);
        if case.join(MENDED).is_dir() {
            let (code, out, err) = run(mended.path(), &["check", "m"]);
            faults.extend((code != 0).then(|| format!("{name}: {out}{err}")));
        } else if name.starts_with("typed_") && !case.join("cmd").is_file() {
            faults.extend(follow(&mended).err().map(|fault| format!("{name}: {fault}")));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

/// Follows the hints of `meeting.toml` to the letter, until nothing is wrong with it.
fn follow(folder: &Folder) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    loop {
        let (_, out, err) = run(folder.path(), &["check", "m", "--format", "json"]);
        let report: serde_json::Value = serde_json::from_str(&out).map_err(|e| format!("{e}: {out}{err}"))?;
        let errors = report["diagnostics"].as_array().unwrap().iter().filter(|finding| finding["severity"] == "error");
        let mut errors: Vec<&serde_json::Value> = errors.collect();
        if errors.is_empty() {
            return Ok(());
        }
        let shown = serde_json::to_string(&errors).unwrap();
        if !seen.insert(shown.clone()) {
            return Err(format!("the hints do not help: {shown}"));
        }
        // From below, so that the lines above keep their numbers.
        errors.sort_by_key(|finding| std::cmp::Reverse(finding["place"]["line"].as_u64()));
        let mut lines: Vec<String> = folder.text("m/meeting.toml").lines().map(str::to_owned).collect();
        for finding in errors {
            let line = finding["place"]["line"].as_u64().ok_or(format!("no line: {shown}"))? as usize - 1;
            let quoted: Vec<&str> = finding["message"].as_str().unwrap().split('"').collect();
            let hints: Vec<&str> = finding["hints"].as_array().unwrap().iter().filter_map(|hint| hint.as_str()).collect();
            for hint in &hints {
                if let Some(text) = hint.strip_prefix("write the line like this: ") {
                    lines[line] = text.to_owned();
                } else if let Some(text) = hint.strip_prefix("begin a new line at each ⏎: ") {
                    lines.splice(line..=line, text.split(" ⏎ ").map(str::to_owned));
                } else if *hint == "delete this line" {
                    lines.remove(line);
                } else if let Some(header) = hint.strip_prefix("put a line ").and_then(|rest| rest.strip_suffix(" above this one")) {
                    lines.insert(line, header.to_owned());
                } else if let Some(near) = hint.strip_prefix("did you mean \"").and_then(|rest| rest.strip_suffix("\"?")) {
                    lines[line] = lines[line].replace(quoted[1], near);
                } else if let Some((key, table)) = hint.strip_prefix('"').and_then(|rest| rest.split_once("\" belongs under ")) {
                    let moved = lines.remove(line).replace(quoted[1], key);
                    match lines.iter().position(|line| line == table) {
                        Some(at) => lines.insert(at + 1, moved),
                        None => lines.extend([table.to_owned(), moved]),
                    }
                } else if let Some(header) =
                    hint.strip_prefix("there may be several of them, so each is headed ").map(|rest| &rest[..rest.find(',').unwrap()])
                {
                    let single = &header[1..header.len() - 1];
                    lines.iter_mut().filter(|line| *line == single).for_each(|line| header.clone_into(line));
                }
            }
        }
        folder.write("m/meeting.toml", lines.join("\n") + "\n");
    }
}

/// Every hint about an office's table that gives lines for `meeting.toml` works when they are added to the letter: the
/// finding is gone, and nothing is wrong that was right. What else is to be done to the table, `mended/` does.
#[test]
fn suite_hints_office() {
    let mut faults = Vec::new();
    for (name, case) in cases().into_iter().filter(|(name, _)| name.starts_with("office_")) {
        let before = findings(&folder(&case, "m/"));
        let after = case.join(MENDED).is_dir().then(|| findings(&folder(&case, MENDED)));
        for finding in &before {
            let texts: Vec<&str> = finding["hints"].as_array().unwrap().iter().filter_map(|hint| hint.as_str()).collect();
            let given: Vec<Vec<&str>> = texts.iter().map(|hint| lines_of(hint)).filter(|lines| !lines.is_empty()).collect();
            for lines in &given {
                let mended = folder(&case, "m/");
                mended.write("m/meeting.toml", format!("{}\n{}\n", mended.text("m/meeting.toml"), lines.join("\n")));
                let now = findings(&mended);
                let wrong = now.iter().filter(|other| other["severity"] == "error" && !before.iter().any(|one| alike(one, other)));
                let wrong: Vec<String> = wrong.map(ToString::to_string).collect();
                if now.iter().any(|other| alike(finding, other)) || !wrong.is_empty() {
                    faults.push(format!("{name}: {lines:?} does not help: {finding}\n{}", wrong.join("\n")));
                }
            }
            if given.is_empty() && !texts.is_empty() && finding["place"]["cell"].is_string() {
                match &after {
                    Some(after) if !after.iter().any(|other| other["message"] == finding["message"]) => {}
                    _ => faults.push(format!("{name}: {MENDED} does not help: {finding}")),
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

/// The same for what only a workbook can have: struck text, what is hidden, several sheets.
#[test]
fn suite_hints_workbook() {
    const MEETING: &str = "[meeting]\ntitle = \"題\"\ndate = 2026-04-01\n[records]\nfile = \"意見.xlsx\"\n[[papers]]\nlabel = \"資料1\"\nlayout = \"list\"\nfiles = [\"資料1.html\"]\n";
    let sheet = |book: &mut Workbook, name: &str, rows: &[[&str; 3]]| -> usize {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap();
        for (row, cells) in rows.iter().enumerate() {
            for (column, text) in cells.iter().enumerate() {
                sheet.write_string(row as u32, column as u16, *text).unwrap();
            }
        }
        book.worksheets().len() - 1
    };
    let table =
        [["分類", "ご意見", "庁内メモ"], ["配置", "窓口を増やす。", "済"], ["", "駅の近くに置く。", ""], ["運営", "夜も開ける。", ""]];
    type Deed<'d> = &'d dyn Fn(&mut Workbook);
    let deeds: [(&str, Deed); 6] = [
        ("struck text", &|book| {
            let struck = Format::new().set_font_strikethrough();
            book.worksheet_from_index(0).unwrap().write_string_with_format(2, 1, "駅の近くに置く。", &struck).unwrap();
        }),
        ("a hidden row", &|book| {
            book.worksheet_from_index(0).unwrap().set_row_hidden(2).unwrap();
        }),
        ("a hidden column", &|book| {
            book.worksheet_from_index(0).unwrap().set_column_hidden(2).unwrap();
        }),
        ("a hidden sheet", &|book| {
            let at = sheet(book, "追加分", &[["分類", "ご意見", ""], ["その他", "駐車場がほしい。", ""]]);
            book.worksheet_from_index(at).unwrap().set_hidden(true);
        }),
        ("the same opinions on two sheets", &|book| {
            sheet(book, "写し", &table);
        }),
        ("a merged label", &|book| {
            book.worksheet_from_index(0).unwrap().merge_range(1, 0, 2, 0, "配置", &Format::new()).unwrap();
        }),
    ];
    let (mut faults, mut given) = (Vec::new(), 0);
    for (name, deed) in deeds {
        let mut book = Workbook::new();
        sheet(&mut book, "意見", &table);
        deed(&mut book);
        let folder = Folder::new(&[("m/meeting.toml", MEETING.as_bytes()), ("m/意見.xlsx", &book.save_to_buffer().unwrap())]);
        let before = findings(&folder);
        for finding in &before {
            for hint in finding["hints"].as_array().unwrap().iter().filter_map(|hint| hint.as_str()) {
                let lines = lines_of(hint);
                if lines.is_empty() {
                    continue;
                }
                given += 1;
                folder.write("m/meeting.toml", format!("{MEETING}{}\n", lines.join("\n")));
                let now = findings(&folder);
                let wrong = now.iter().any(|other| other["severity"] == "error" && !before.iter().any(|one| alike(one, other)));
                if now.iter().any(|other| alike(finding, other)) || wrong {
                    faults.push(format!("{name}: {lines:?} does not help: {finding}\n{now:?}"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
    assert!(given >= 8, "only {given} hints were given");
}

/// Rows that are left out keep their labels for those below, and a number that is struck through alone stays.
#[test]
fn suite_rows_left_out() {
    let meeting = |records: &str| {
        format!(
            "[meeting]\ntitle = \"題\"\ndate = 2026-04-01\n[records]\nfile = \"意見.xlsx\"\n{records}\n[data]\nfiles = [\"意見.csv\"]\n"
        )
    };
    let rows = [
        ["番号", "分類", "ご意見"],
        ["1", "道路", "広げる。"],
        ["2", "公園", "植える。"],
        ["3", "", "開ける。"],
        ["4", "広報", "載せる。"],
    ];
    let struck = Format::new().set_font_strikethrough();
    let made = |records: &str, change: &dyn Fn(&mut rust_xlsxwriter::Worksheet)| -> Vec<String> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (row, cells) in rows.iter().enumerate() {
            sheet.write_row(row as u32, 0, *cells).unwrap();
        }
        change(sheet);
        let folder = Folder::new(&[("m/meeting.toml", meeting(records).as_bytes()), ("m/意見.xlsx", &book.save_to_buffer().unwrap())]);
        crate::support::succeed(folder.path(), &["build", "m"]);
        let bytes = folder.read("output/意見.csv");
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let heads = reader.headers().unwrap().clone();
        let at = |name: &str| heads.iter().position(|head| head.trim_start_matches('\u{feff}') == name).unwrap();
        let line = |record: csv::StringRecord| ["No.", "項目", "意見"].map(|name| record[at(name)].to_owned()).join(" ");
        reader.records().map(|record| line(record.unwrap())).collect()
    };
    let expected = ["1 道路 広げる。", "3 公園 開ける。", "4 広報 載せる。"];
    let strike = |sheet: &mut rust_xlsxwriter::Worksheet| {
        for (column, text) in rows[2].iter().enumerate() {
            sheet.write_string_with_format(2, column as u16, *text, &struck).unwrap();
        }
    };
    assert_eq!(made("struck = \"drop\"", &strike), expected);
    let hide = |sheet: &mut rust_xlsxwriter::Worksheet| {
        sheet.set_row_hidden(2).unwrap();
    };
    assert_eq!(made("hidden = \"skip\"", &hide), expected);
    let number = |sheet: &mut rust_xlsxwriter::Worksheet| {
        sheet.write_string_with_format(2, 0, "2", &struck).unwrap();
    };
    assert_eq!(made("struck = \"drop\"", &number)[1], "2 公園 植える。");
}

/// Whoever writes by a table acts on no part of it: where `check` refuses it, so do `renumber` and `collect`, and change nothing.
#[test]
fn suite_refused() {
    const ASKING: &str = "\n[inquiry]\nasks = \"回答\"\ncontact = \"総務課\"\nedition = 1\n[[divisions]]\nname = \"道路課\"\ntakes = [{ section = 1 }]\n[[fields]]\nkey = \"asked\"\nheading = \"照会\"\nfrom = \"divisions\"\n";
    let (mut faults, mut refused) = (Vec::new(), 0);
    for (name, case) in cases() {
        let folder = folder(&case, "m/");
        let is_table = |file: &str| [".csv", ".tsv", ".json", ".xlsx"].iter().any(|ending| file.ends_with(ending));
        let of_table = |finding: &serde_json::Value| {
            let file = finding["place"]["file"].as_str().unwrap_or_default();
            // What papers cannot show is read all the same.
            let of_paper = ["no_glyph", "paper_source_lost"].contains(&finding["code"].as_str().unwrap());
            let own = ["responses.csv", "ids.csv"].iter().any(|own| file.ends_with(own));
            finding["severity"] == "error" && is_table(file) && !own && !of_paper
        };
        if !folder.path().join("m/meeting.toml").is_file() || !findings(&folder).iter().any(of_table) {
            continue;
        }
        refused += 1;
        let before = contents(&folder);
        let (code, out, err) = run(folder.path(), &["renumber", "m"]);
        if code != 1 || contents(&folder) != before {
            faults.push(format!("{name}: renumber [{code}] {out}{err}"));
        }
        if !folder.text("m/meeting.toml").contains("[inquiry]") {
            folder.write("m/meeting.toml", folder.text("m/meeting.toml") + ASKING);
        }
        folder.write("道路課.csv", "意見ID,照会\n1,はい\n");
        let before = contents(&folder);
        let (code, out, err) = run(folder.path(), &["collect", "m", "道路課.csv"]);
        if code != 1 || contents(&folder) != before {
            faults.push(format!("{name}: collect [{code}] {out}{err}"));
        }
    }
    assert!(faults.is_empty(), "{} of {refused}\n{}", faults.len(), faults.join("\n\n"));
    assert!(refused > 30, "only {refused} tables are refused");
}

/// What the files of a folder hold, but for the lock that whoever writes leaves.
fn contents(folder: &Folder) -> Vec<(String, Vec<u8>)> {
    let names = tree(folder.path()).into_iter().filter(|name| !name.ends_with(".lock"));
    names.map(|name| (name.clone(), folder.read(&name))).collect()
}

/// The findings of `check`.
fn findings(folder: &Folder) -> Vec<serde_json::Value> {
    let (_, out, err) = run(folder.path(), &["check", "m", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}: {out}{err}"));
    report["diagnostics"].as_array().unwrap().clone()
}

/// Whether two findings say the same of the same place.
fn alike(one: &serde_json::Value, other: &serde_json::Value) -> bool {
    one["message"] == other["message"] && one["place"] == other["place"]
}

/// The lines for `meeting.toml` that a hint gives.
fn lines_of(hint: &str) -> Vec<&str> {
    let is_toml = |line: &&str| line.starts_with('[') || line.contains(" = ");
    hint.lines().skip_while(|line| !line.starts_with('[')).take_while(is_toml).collect()
}

#[test]
fn suite_orphans() {
    for (name, case) in cases() {
        let strays: Vec<String> = tree(&case)
            .into_iter()
            .filter(|file| {
                !["cmd", "expected.txt"].contains(&file.as_str())
                    && !["m/", MENDED, "expected/"].iter().any(|folder| file.starts_with(folder))
            })
            .collect();
        assert!(strays.is_empty(), "{name} holds what no test reads: {strays:?}");
    }
    let sources = std::fs::read_dir(root().join("tests")).unwrap().map(|entry| entry.unwrap().path());
    let mut read = BTreeSet::new();
    for source in sources.filter(|path| path.extension().is_some_and(|extension| extension == "rs")) {
        gather(std::fs::read_to_string(source).unwrap().parse().unwrap(), &mut read);
    }
    let orphans: Vec<String> =
        tree(&root().join("tests/golden")).into_iter().filter(|file| !read.iter().any(|pattern| matches(pattern, file))).collect();
    assert!(orphans.is_empty(), "no test reads {orphans:?}");
}

/// The names that a source hands to `golden(…)`.
fn gather(tokens: TokenStream, read: &mut BTreeSet<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (index, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else { continue };
        if index > 0 && tokens[index - 1].to_string() == "golden" {
            read.extend(first_text(group.stream()));
        }
        gather(group.stream(), read);
    }
}

/// The first literal of an argument, in `format!(…)` too.
fn first_text(tokens: TokenStream) -> Option<String> {
    for token in tokens {
        match token {
            TokenTree::Literal(literal) => return Some(literal.to_string().trim_matches('"').to_owned()),
            TokenTree::Group(group) => return first_text(group.stream()),
            TokenTree::Punct(point) if point.as_char() == ',' => return None,
            TokenTree::Punct(_) | TokenTree::Ident(_) => {}
        }
    }
    None
}

/// Whether a name fits a format string: what stands in braces is any text within a folder.
fn matches(pattern: &str, name: &str) -> bool {
    let Some((before, rest)) = pattern.split_once('{') else { return pattern == name };
    let Some(name) = name.strip_prefix(before) else { return false };
    let after = rest.split_once('}').map_or("", |(_, after)| after);
    let ends = name.char_indices().map(|(at, _)| at).chain([name.len()]);
    ends.take_while(|end| !name[..*end].contains('/')).any(|end| end > 0 && matches(after, &name[end..]))
}

#[test]
fn suite_orphan_names() {
    assert!(matches("help.{lang}.txt", "help.en.txt") && matches("{a}/{b}.txt", "x/y.txt") && matches("a.txt", "a.txt"));
    assert!(!matches("help.{lang}.txt", "help.txt") && !matches("{name}.txt", "x/y.txt") && !matches("a.txt", "b/a.txt"));
    let mut read = BTreeSet::new();
    gather("fn f() { golden(\"a.txt\", &x); golden(&format!(\"b/{n}.txt\"), \"c\"); golden(name, \"d\"); }".parse().unwrap(), &mut read);
    assert_eq!(read.into_iter().collect::<Vec<_>>(), ["a.txt", "b/{n}.txt"]);
}
