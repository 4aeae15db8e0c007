//! Editions of a meeting: what differs, which pages must be replaced, and how numbers move.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use calamine::{DataType as _, Reader as _, Xlsx};
use icu_segmenter::GraphemeClusterSegmenter;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use shiryo::editions::compare::words::{Run, runs};
use shiryo::editions::compare::{ChangeKind, Compared, Comparison};
use shiryo::say::diag::{Diagnostics, Place};

use shiryo::meeting::Meeting;
use shiryo::read::pdf;
use shiryo::records::number::Number;
use shiryo::records::placed::Placed;
use shiryo::records::record::Opinion;

use crate::support::{Folder, SMALL_MEETING, SMALL_OPINIONS, ask, golden, judge, run, small, succeed, tree};

const FIELD: &str = "[[fields]]\nkey = \"owner\"\nheading = \"担当課\"\n";
const COMPARISON: &str = "[[papers]]\nlayout = \"comparison\"\nfiles = [\"新旧.pdf\"]\n";

/// Every kind of change: a1 and its attribution stay, a2 is changed, a3 moved, a4 removed, a5 moved and changed, a6 added.
const OLD: &str = "\
ID,区分番号,項目,No.,出典,意見,発言者・都市,担当課
a1,1,配置,1,委員,・施設の配置は、利用する人の動きから考える。,,企画課
a2,1,配置,1,他都市,・利用者の調査を基に配置を見直した。,京都市,企画課
a3,1,配置,2,委員,\"・一行目
・二行目\",,企画課
a4,1,運営,3,委員,括弧 (案) と #記号 *強調* _下線_ =1+1,,企画課
a5,2,,1,委員,=SUM(A1),,企画課
";
const NEW: &str = "\
ID,区分番号,項目,No.,出典,意見,発言者・都市,担当課
a1,1,配置,1,委員,・施設の配置は、利用する人の動きから考える。,,企画課
a2,1,配置,1,他都市,・利用者の意見を基に配置を見直した。,浜松市,施設課
a3,1,配置,4,委員,\"・一行目
・二行目\",,企画課
a6,1,運営,5,委員,夜間も開ける。,,総務課
a5,2,その他,1,委員,=SUM(A1:A9),,企画課
";

fn editions(old: &str, new: &str) -> Folder {
    let toml = SMALL_MEETING.to_owned() + FIELD;
    Folder::new(&[
        ("old/meeting.toml", toml.as_bytes()),
        ("old/opinions.csv", old.as_bytes()),
        ("new/meeting.toml", toml.as_bytes()),
        ("new/opinions.csv", new.as_bytes()),
    ])
}

/// What `diff` tells a program.
#[track_caller]
fn compared(folder: &Folder, old: &str, new: &str) -> serde_json::Value {
    let said = succeed(folder.path(), &["diff", old, new, "--format", "json"]);
    serde_json::from_str::<serde_json::Value>(&said).unwrap()
}

fn kinds(comparison: &serde_json::Value) -> Vec<(String, Vec<String>)> {
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let opinions = comparison["done"]["comparison"]["opinions"].as_array().unwrap();
    opinions.iter().map(|o| (text(&o["id"]), o["kinds"].as_array().unwrap().iter().map(text).collect())).collect()
}

#[test]
fn diff_report_languages() {
    let folder = editions(OLD, NEW);
    folder.write("new/meeting.toml", SMALL_MEETING.replace("その他", "その他の意見") + FIELD);
    for lang in ["en", "ja"] {
        let (code, out, err) = run(folder.path(), &["--lang", lang, "diff", "old", "new", "--out", "out"]);
        assert_eq!(code, 0, "{err}");
        let sizes = |line: &str| line.split(" (").next().unwrap().split("（").next().unwrap().to_owned();
        let lines: Vec<String> = out.lines().map(|line| if line.contains("新旧対照表") { sizes(line) } else { line.to_owned() }).collect();
        golden(&format!("diff.{lang}.txt"), &(lines.join("\n") + "\n" + &err));
    }
}

#[test]
fn diff_comparison_without_older_edition() {
    let folder = editions(OLD, NEW);
    folder.write("new/meeting.toml", SMALL_MEETING.to_owned() + FIELD + COMPARISON);
    let (code, out, err) = run(folder.path(), &["--lang", "en", "diff", "old", "new", "--out", "out"]);
    assert_eq!((code, err.matches("note: \"新旧.pdf\" compares with an older edition").count()), (0, 1), "{err}");
    assert!(!out.contains("新旧.pdf") && folder.path().join("out/新旧対照表.pdf").is_file(), "{out}");
}

#[test]
fn diff_fields_in_another_order() {
    // What the older edition has in another order stands in its own column, and what it keeps to itself in none.
    let field = |key: &str, more: &str| format!("[[fields]]\nkey = \"{key}\"\nheading = \"{key}\"\n{more}");
    let paper = "[[papers]]\nlabel = \"新旧\"\nlayout = \"comparison\"\ncolumns = [\"no\", \"view\", \"newer\", \"older\"]\nfiles = [\"新旧.html\"]\n";
    let head = "ID,区分番号,項目,No.,出典,意見,person,view\n";
    let meeting = |fields: &[String]| SMALL_MEETING.to_owned() + &fields.concat();
    let build = |before: &[String]| {
        let newer = meeting(&[field("view", "")]).replace("date = 2026-04-01", "date = 2026-04-01\nolder = \"前回\"") + paper;
        let folder = Folder::new(&[("m/前回/meeting.toml", meeting(before).as_bytes()), ("m/meeting.toml", newer.as_bytes())]);
        folder.write(
            "m/前回/opinions.csv",
            format!("{head}a1,1,配置,1,委員,残る,甲野太郎,見解一\na2,1,配置,2,委員,消える,乙野花子,見解二\n"),
        );
        folder.write("m/opinions.csv", "ID,区分番号,項目,No.,出典,意見,view\na1,1,配置,1,委員,変わる,見解一\n");
        let (code, _, err) = run(folder.path(), &["build", "m"]);
        (code, err, if code == 0 { folder.text("output/新旧.html") } else { String::new() })
    };
    let (code, err, page) = build(&[field("person", "private = true\n"), field("view", "")]);
    assert_eq!(code, 0, "{err}");
    assert!(page.contains("見解二") && !page.contains("野"), "{page}");
    let (code, err, _) = build(&[field("person", ""), field("view", "private = true\n")]);
    assert_eq!(code, 1);
    assert!(err.contains("was private in the older edition"), "{err}");
}

#[test]
fn diff_kinds() {
    let folder = editions(OLD, NEW);
    let expected =
        [("a2", vec!["changed"]), ("a3", vec!["moved"]), ("a4", vec!["removed"]), ("a6", vec!["added"]), ("a5", vec!["changed", "moved"])];
    let expected: Vec<(String, Vec<String>)> =
        expected.into_iter().map(|(id, kinds)| (id.to_owned(), kinds.into_iter().map(str::to_owned).collect())).collect();
    assert_eq!(kinds(&compared(&folder, "old", "new")), expected);
}

#[test]
fn diff_same_edition() {
    let folder = editions(OLD, OLD);
    let said = compared(&folder, "old", "new");
    assert_eq!(said["done"]["comparison"]["opinions"], serde_json::json!([]));
    assert_eq!(said["done"]["comparison"]["meeting"], serde_json::json!([]));
    assert_eq!(said["done"]["comparison"]["papers"][0]["content"], serde_json::json!([]));
    assert!(succeed(folder.path(), &["diff", "old", "new", "--out", "out"]).contains("the opinions are the same"));
    let pdf = pdf::tags::read(&folder.read("out/新旧対照表.pdf")).unwrap();
    assert!(pdf.root.text().contains("新旧で異なる意見はありません。"));
}

/// The rows of the table in the tag tree, as the text of each cell.
fn rows(pdf: &pdf::Pdf) -> Vec<Vec<String>> {
    let cells = |row: &&pdf::Element| {
        let is_cell = |node: &pdf::Node| match node {
            pdf::Node::Element(element) => Some(element.text()),
            pdf::Node::Text(_) => None,
        };
        row.children.iter().filter_map(is_cell).collect::<Vec<_>>()
    };
    pdf.root.descendants("TR").iter().map(cells).collect()
}

/// Where numbers were closed up, what was removed stands behind what it followed in its category, and its number is told from
/// that of the opinion which has it now.
#[test]
fn diff_removed_numbers() {
    let table = |rows: &[(&str, &str)]| {
        let row = |(no, (id, category)): (usize, &(&str, &str))| format!("{id},1,{category},{},委員,・{id}です。,,企画課\n", no + 1);
        format!("{}\n{}", OLD.lines().next().unwrap(), rows.iter().enumerate().map(row).collect::<String>())
    };
    let before = [
        ("b1", "配置"),
        ("b2", "配置"),
        ("b3", "配置"),
        ("b4", "運営"),
        ("b5", "運営"),
        ("b6", "運営"),
        ("b7", "その他"),
        ("b8", "その他"),
    ];
    let after = [("b2", "配置"), ("b4", "運営"), ("b6", "運営"), ("b7", "その他")];
    let folder = editions(&table(&before), &table(&after));
    folder.write("new/前回/meeting.toml", folder.read("old/meeting.toml"));
    folder.write("new/前回/opinions.csv", folder.read("old/opinions.csv"));
    let meeting = SMALL_MEETING.replacen("date =", "older = \"前回\"\ndate =", 1) + FIELD + COMPARISON;
    folder.write("new/meeting.toml", meeting);
    succeed(folder.path(), &["build", "new"]);
    succeed(folder.path(), &["verify", "new"]);
    let pdf = pdf::tags::read(&folder.read("output/新旧.pdf")).unwrap();
    let shown: Vec<(String, String)> = rows(&pdf).into_iter().skip(1).map(|row| (row[0].clone(), row[row.len() - 1].clone())).collect();
    let shown: Vec<(&str, &str)> = shown.iter().map(|(no, note)| (no.as_str(), note.as_str())).collect();
    let wanted = [
        ("旧1", "削除"),
        ("1", "移動(1) No.2 → (1) No.1"),
        ("旧3", "削除"),
        ("2", "移動(1) No.4 → (1) No.2"),
        ("5", "削除"),
        ("3", "移動(1) No.6 → (1) No.3"),
        ("4", "移動(1) No.7 → (1) No.4"),
        ("8", "削除"),
    ];
    assert_eq!(shown, wanted);
}

#[test]
fn diff_table_sides() {
    for (order, headings) in [("new-old", ["新（改正）", "旧（現行）"]), ("old-new", ["旧（現行）", "新（改正）"])] {
        let folder = editions(OLD, NEW);
        for name in ["meeting.toml", "opinions.csv"] {
            folder.write(&format!("new/前回/{name}"), folder.read(&format!("old/{name}")));
        }
        let meeting = SMALL_MEETING.replacen("date =", "older = \"前回\"\ndate =", 1);
        folder.write("new/meeting.toml", meeting + FIELD + &format!("{COMPARISON}order = \"{order}\"\n"));
        succeed(folder.path(), &["diff", "new/前回", "new", "--out", "out"]);
        let pdf = pdf::tags::read(&folder.read("out/新旧対照表.pdf")).unwrap();
        let table: Vec<Vec<String>> = rows(&pdf).into_iter().filter(|row| row[0] != "No.").collect();
        assert_eq!(rows(&pdf)[0], ["No.", "項目", "出典", headings[0], headings[1], "備考"]);
        let side =
            |old: &str, new: &str| if order == "new-old" { [new.to_owned(), old.to_owned()] } else { [old.to_owned(), new.to_owned()] };
        let row = |head: [&str; 3], [left, right]: [String; 2], note: &str| {
            let [no, category, source] = head.map(str::to_owned);
            vec![no, category, source, left, right, note.to_owned()]
        };
        let sides = side("・利用者の調査を基に配置を見直した。京都市", "・利用者の意見を基に配置を見直した。浜松市");
        assert_eq!(table[0], row(["1", "配置", "他都市の取組"], sides, "変更担当課：「企画課」→「施設課」"));
        // A category is one cell over its rows.
        let covered = |mut row: Vec<String>| {
            row.remove(1);
            row
        };
        let sides = side("・一行目・二行目", "・一行目・二行目");
        assert_eq!(table[1], covered(row(["4", "", "委員意見"], sides, "移動(1) No.2 → (1) No.4")));
        assert_eq!(table[2], row(["3", "運営", "委員意見"], side("括弧 (案) と #記号 *強調* _下線_ =1+1", ""), "削除"));
        assert_eq!(table[3], covered(row(["5", "", "委員意見"], side("", "夜間も開ける。"), "追加")));
        assert_eq!(table[4], row(["1", "その他", "委員意見"], side("=SUM(A1)", "=SUM(A1:A9)"), "変更・移動項目：「」→「その他」"));
        assert_eq!(table.len(), 5);
        for kind in ["pdfaid:part>3<", "pdfuaid:part>1<"] {
            assert!(pdf.metadata.contains(kind), "{kind}");
        }
        let attached = pdf.attachments.iter().find(|file| file.name == "comparison.json").unwrap();
        let attached: serde_json::Value = serde_json::from_slice(&attached.bytes).unwrap();
        assert_eq!(attached["opinions"].as_array().unwrap().len(), 5);
    }
}

/// Through the tags of the PDF, each side of each row is the text of its record, whatever it holds.
#[test]
fn diff_table_text_layer() {
    let pieces = vec![
        "市民",
        "の",
        "意見",
        "を聞く。",
        "(案)",
        "「括弧」",
        "葛\u{e0100}",
        "辻",
        "#let x = 1",
        "*強調*",
        "\\",
        "\"",
        "\n",
        " ",
        "　",
        "ABC",
        "https://www.example.jp/very/long/path/to/a/page/that/is/wider/than/the/column?and=more",
        "１２",
        "・",
        "$x$",
        "//",
        "=",
    ];
    let text = prop::collection::vec(prop::sample::select(pieces), 1..30).prop_map(|pieces| format!("頭{}尾", pieces.concat()));
    let mut runner = TestRunner::deterministic();
    let mut draw = || prop::strategy::Strategy::new_tree(&text, &mut runner).map(|tree| prop::strategy::ValueTree::current(&tree)).unwrap();
    let texts: Vec<(String, String)> = (0..200).map(|_| (draw(), draw())).collect();
    let records = |side: &dyn Fn(&(String, String)) -> String| {
        let record = |(index, pair): (usize, &(String, String))| serde_json::json!({ "id": format!("t{index}"), "section": 1, "no": index + 1, "source": "委員", "text": side(pair) });
        serde_json::to_vec(&texts.iter().enumerate().map(record).collect::<Vec<_>>()).unwrap()
    };
    let toml = SMALL_MEETING.to_owned() + "[look]\npaper = \"a4\"\nlandscape = false\n";
    let folder = Folder::new(&[("old/meeting.toml", toml.as_bytes()), ("new/meeting.toml", toml.as_bytes())]);
    folder.write("old/opinions.json", records(&|(old, _)| old.clone()));
    folder.write("new/opinions.json", records(&|(_, new)| new.clone()));
    succeed(folder.path(), &["diff", "old", "new", "--out", "out"]);
    let pdf = pdf::tags::read(&folder.read("out/新旧対照表.pdf")).unwrap();
    let table: BTreeMap<String, Vec<String>> = rows(&pdf).into_iter().map(|row| (row[0].clone(), row)).collect();
    let book = folder.read("out/新旧対照表.xlsx");
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(book)).unwrap();
    let mut sheet: BTreeMap<String, (String, String)> = BTreeMap::new();
    let range = book.worksheet_range("印刷用").unwrap();
    let lines: Vec<Vec<String>> = range.rows().map(|row| row.iter().map(|cell| cell.as_string().unwrap_or_default()).collect()).collect();
    let heads = lines.iter().find(|row| row.iter().any(|cell| cell == "No.")).unwrap();
    let column = |name: &str| heads.iter().position(|cell| cell == name).unwrap();
    let mut no = String::new();
    for row in lines.iter().filter(|row| *row != heads) {
        // A row that is too high goes on in the next, which has no number or, on another page, says it again in parentheses.
        let given = row[column("No.")].trim_matches(['(', ')']);
        no = if given.is_empty() { no } else { given.to_owned() };
        let (new, old) = sheet.entry(no.clone()).or_default();
        new.push_str(&row[column("新（改正）")]);
        old.push_str(&row[column("旧（現行）")]);
    }
    for (index, (old, new)) in texts.iter().enumerate().filter(|(_, (old, new))| old != new) {
        let row = &table[&(index + 1).to_string()];
        // The column of categories is left out where there are none.
        let newer = row.len() - 3;
        assert_eq!((row[newer].as_str(), row[newer + 1].as_str()), (new.replace('\n', "").as_str(), old.replace('\n', "").as_str()));
        assert_eq!(sheet.get(&(index + 1).to_string()), Some(&(new.clone(), old.clone())));
    }
}

#[test]
fn diff_workbook() {
    // What spreadsheets and the library would take for codes, markup and formulas.
    let hostile = ["<r><t>x</t></r>", "_x0041_と_x000D_", " 前後の空白 ", "=1+1\n\n二行", "<b>&amp;", "葛\u{e0100}城"];
    let line = |index: usize, text: &str| format!("h{index},1,配置,{},委員,\"{text}\",,\n", index + 10);
    let old: String = hostile.iter().enumerate().map(|(index, text)| line(index, &format!("{text}旧い語"))).collect();
    let new: String = hostile.iter().enumerate().map(|(index, text)| line(index, &format!("{text}改めた語"))).collect();
    let folder = editions(&(OLD.to_owned() + &old), &(NEW.to_owned() + &new));
    succeed(folder.path(), &["diff", "old", "new", "--out", "out"]);
    let bytes = folder.read("out/新旧対照表.xlsx");
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(&bytes)).unwrap();
    let range = book.worksheet_range("印刷用").unwrap();
    let rows: Vec<Vec<String>> = range.rows().map(|row| row.iter().map(|cell| cell.as_string().unwrap_or_default()).collect()).collect();
    let find = |no: &str| rows.iter().find(|row| row[0] == no && !row[3].is_empty()).unwrap_or_else(|| panic!("{no}: {rows:?}"));
    for (index, text) in hostile.iter().enumerate() {
        let row = find(&(index + 10).to_string());
        assert_eq!((row[3].as_str(), row[4].as_str()), (format!("{text}改めた語").as_str(), format!("{text}旧い語").as_str()));
    }
    assert_eq!(find("1")[4], "・利用者の調査を基に配置を見直した。\n京都市");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).unwrap();
    let strings = std::io::read_to_string(archive.by_name("xl/sharedStrings.xml").unwrap()).unwrap();
    let marked =
        |word: &str| strings.split("<r>").any(|run| run.contains("<u/>") && run.contains("<b/>") && run.contains(&format!(">{word}<")));
    assert!(marked("調査") && marked("意見"), "{strings}");
    assert!(!marked("・利用者の"), "{strings}");

    if judge("ooxml-validator") {
        let report = ask("ooxml-validator", &[folder.path().join("out/新旧対照表.xlsx").as_os_str()]);
        assert!(report.contains("\"ok\": true"), "{report}");
    }
    if judge("qpdf") {
        let report = ask("qpdf", &["--check".as_ref(), folder.path().join("out/新旧対照表.pdf").as_os_str()]);
        assert!(report.contains("No syntax or stream encoding errors"));
    }
}

#[test]
fn diff_reproducible() {
    let folder = editions(OLD, NEW);
    for out in ["first", "second"] {
        succeed(folder.path(), &["diff", "old", "new", "--out", out]);
    }
    assert_eq!(tree(&folder.path().join("first")), [".lock", ".stamp", "新旧対照表.pdf", "新旧対照表.xlsx"]);
    for name in ["新旧対照表.pdf", "新旧対照表.xlsx"] {
        assert!(folder.read(&format!("first/{name}")) == folder.read(&format!("second/{name}")), "{name}");
    }
}

#[test]
fn diff_glyph_of_old_edition() {
    let folder = editions(&OLD.replace("括弧", "𠮷"), NEW);
    let (code, _, err) = run(folder.path(), &["diff", "old", "new", "--out", "out"]);
    assert_eq!(code, 1);
    assert!(err.contains("U+20BB7") && err.contains("a4"), "{err}");
    assert!(!folder.path().join("out").exists());
}

/// A meeting on A4 whose opinions fill several pages, with a picture of each.
fn long_meeting(records: &[(usize, String)]) -> (String, String) {
    let mut toml = SMALL_MEETING.to_owned() + "[look]\npaper = \"a4\"\n";
    for page in 1..=4 {
        let picture = format!("{{ file = \"{page}.png\", page = {page}, ppi = 96 }}, \"資料1.pdf\"");
        toml = toml.replace("\"資料1.pdf\"", &picture);
    }
    let rows: String = records.iter().map(|(no, text)| format!("o{no},1,項{},{no},委員,{text},\n", no / 10)).collect();
    (toml, format!("ID,区分番号,項目,No.,出典,意見,発言者・都市\n{rows}last,2,,1,委員,おわり,\n"))
}

/// Old and new pages of the stretches that differ, and the pages of which only the foot does.
type Pages = (Vec<(Vec<usize>, Vec<usize>)>, Vec<(usize, usize)>);

fn pages(folder: &Folder) -> Pages {
    let said = compared(folder, "old", "new");
    let paper = &said["done"]["comparison"]["papers"][0];
    let numbers = |value: &serde_json::Value| value.as_array().unwrap().iter().map(|n| n.as_u64().unwrap() as usize).collect::<Vec<_>>();
    let content = paper["content"].as_array().unwrap().iter().map(|s| (numbers(&s["old"]), numbers(&s["new"]))).collect();
    let foot = paper["numbers"].as_array().unwrap().iter().map(numbers).map(|pair| (pair[0], pair[1])).collect();
    (content, foot)
}

#[test]
fn diff_pages_replaced() {
    let text = |no: usize| format!("{no}番目の意見は、{}", "あいうえお".repeat(30));
    let old: Vec<(usize, String)> = (1..=60).map(|no| (no, text(no))).collect();
    let mut new = old.clone();
    new[30].1 = new[30].1.replacen("あ", "か", 1);
    let (toml, old) = long_meeting(&old);
    let (_, new) = long_meeting(&new);
    let folder = Folder::new(&[("old/meeting.toml", toml.as_bytes()), ("old/opinions.csv", old.as_bytes())]);
    folder.write("new/meeting.toml", &toml);
    folder.write("new/opinions.csv", new);
    let (content, foot) = pages(&folder);
    // Which pages differ is seen in the pictures of them.
    for edition in ["old", "new"] {
        succeed(folder.path(), &["build", edition, "--out", &format!("{edition}.out")]);
    }
    // Both pictures bear the stamp of their build, but not among their pixels.
    let pixels = |path: String| {
        let mut reader = png::Decoder::new(std::io::Cursor::new(folder.read(&path))).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        pixels
    };
    let differs = |page: &usize| pixels(format!("old.out/{page}.png")) != pixels(format!("new.out/{page}.png"));
    let seen: Vec<usize> = (1..=4).filter(differs).collect();
    assert_eq!(seen.len(), 1);
    assert_eq!((content, foot), (vec![(seen.clone(), seen)], Vec::new()));
}

#[test]
fn diff_pages_renumbered() {
    let text = |no: usize| format!("{no}番目の意見は、{}", "あいうえお".repeat(30));
    let records = |count: usize| (1..=count).map(|no| (no, text(no))).collect::<Vec<(usize, String)>>();
    let of = |count: usize| {
        let (toml, old) = long_meeting(&records(count));
        let folder = Folder::new(&[("old/meeting.toml", toml.as_bytes()), ("old/opinions.csv", old.as_bytes())]);
        folder.write("new/meeting.toml", &toml);
        // So much more at the end that a page is added.
        folder.write("new/opinions.csv", long_meeting(&records(count + 15)).1);
        (pages(&folder), folder)
    };
    // Where rows have less room so that a page is saved, all pages differ.
    let begins_later = |((content, _), _): &(Pages, Folder)| matches!(content.as_slice(), [(_, after)] if after[0] > 1);
    let ((content, foot), folder) = (56..75).step_by(3).map(of).find(begins_later).expect("pages that stay as they are");
    let [(before, after)] = content.as_slice() else { panic!("{content:?}") };
    assert!(after.len() > before.len(), "{content:?}");
    let kept: Vec<(usize, usize)> = (1..after[0]).map(|page| (page, page)).collect();
    assert_eq!(foot, kept, "every other page says how many there are");
    let said = succeed(folder.path(), &["diff", "old", "new"]);
    assert!(said.contains("only the total at the foot changed from"), "{said}");
}

#[test]
fn diff_pages_inserted() {
    let template = "#import \"lib/handout.typ\": handout\n#show: handout.with(title: {{ title }}, date: datetime(year: 2026, month: 4, day: 1), look: {{ look }})\n{% for section in sections %}\n#[{% for group in section.groups %}{% for row in group.rows %}{% for cell in row.cells %}{% if cell %}#{{ cell.text }}{% endif %}{% endfor %}{% endfor %}{% endfor %}]\n#pagebreak(weak: true)\n{% endfor %}\n";
    let section = "[[sections]]\ntitle = \"別\"\n";
    let meeting = SMALL_MEETING.replacen("[[sections]]", &format!("{section}{section}[[sections]]"), 1);
    let record = |section: usize, text: &str| format!("{text},{section},,1,委員,{text},\n");
    let head = "ID,区分番号,項目,No.,出典,意見,発言者・都市\n";
    let old = [head, &record(1, "甲"), &record(2, "乙"), &record(3, "丙")].concat();
    let new = [head, &record(1, "甲"), &record(2, "新"), &record(3, "乙"), &record(4, "丙")].concat();
    let folder = Folder::new(&[("old/opinions.csv", old.as_bytes()), ("new/opinions.csv", new.as_bytes())]);
    for edition in ["old", "new"] {
        folder.write(&format!("{edition}/meeting.toml"), &meeting);
        folder.write(&format!("{edition}/templates/paper.typ.j2"), template);
    }
    assert_eq!(pages(&folder), (vec![(vec![], vec![2])], vec![(1, 1), (2, 3), (3, 4)]));
    let said = succeed(folder.path(), &["diff", "old", "new"]);
    assert!(said.contains("page 2 is new") && said.contains("page 2-3 is now page 3-4"), "{said}");
}

#[test]
fn diff_spares_input() {
    let folder = editions(OLD, NEW);
    std::fs::remove_file(folder.path().join("old/opinions.csv")).unwrap();
    succeed(folder.path(), &["build", "new", "--only", "資料1_意見一覧.xlsx"]);
    folder.write("old/新旧対照表.xlsx", folder.read("output/資料1_意見一覧.xlsx"));
    folder.write("old/meeting.toml", SMALL_MEETING.to_owned() + FIELD + "[records]\nfile = \"新旧対照表.xlsx\"\n");
    let (code, _, err) = run(folder.path(), &["diff", "old", "new", "--out", "old"]);
    assert_eq!(code, 1);
    assert!(err.contains("would replace a file"), "{err}");
    assert_eq!(folder.read("old/新旧対照表.xlsx"), folder.read("output/資料1_意見一覧.xlsx"));
}

fn git(folder: &Folder, arguments: &[&str]) {
    let own = ["-c", "user.name=t", "-c", "user.email=t@example.jp", "-c", "commit.gpgsign=false", "-c", "init.defaultBranch=main"];
    let output = Command::new("git").current_dir(folder.path()).args(own).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn diff_edition_git() {
    if !judge("git") {
        return;
    }
    let folder = small();
    folder.write("m/templates/lib/extra.typ", "#let x = 1");
    git(&folder, &["init", "-q"]);
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "-qm", "first"]);
    folder.write("m/opinions.csv", SMALL_OPINIONS.replace("京都市", "浜松市"));
    let before = tree(folder.path());
    let expected = vec![("a2".to_owned(), vec!["changed".to_owned()])];
    for (old, new) in [("HEAD", "m"), ("HEAD:m", "m"), ("HEAD:m/", "m"), ("HEAD:./m", "m"), ("m", "HEAD")] {
        let said = compared(&folder, old, new);
        assert_eq!(kinds(&said), expected, "{old} {new}");
        assert_eq!(said["done"]["comparison"]["papers"][0]["content"].as_array().unwrap().len(), 1);
    }
    assert_eq!(tree(folder.path()), before, "git wrote nothing");
    for unknown in ["nothing", "HEAD:nowhere", "HEAD~5", "HEAD:m/opinions.csv", "@{99}", "--output=x:m"] {
        let (code, _, err) = run(folder.path(), &["diff", "--", unknown, "m"]);
        assert_eq!(code, 1, "{unknown}");
        assert!(err.contains("error:"), "{unknown}: {err}");
    }
    assert_eq!(tree(folder.path()), before);
    // What git has not fetched, or lost, is not there; it is of no size.
    let id = Command::new("git").current_dir(folder.path()).args(["rev-parse", "HEAD:m/opinions.csv"]).output().unwrap().stdout;
    let id = String::from_utf8(id).unwrap();
    std::fs::remove_file(folder.path().join(".git/objects").join(&id[..2]).join(id[2..].trim())).unwrap();
    let (code, _, err) = run(folder.path(), &["diff", "HEAD", "m"]);
    assert!(code == 1 && err.contains("opinions.csv") && !err.contains("MB"), "{err}");
}

#[test]
fn diff_edition_pdf() {
    let folder = editions(OLD, NEW);
    succeed(folder.path(), &["build", "old", "--only", "資料1.pdf"]);
    let said = compared(&folder, "output/資料1.pdf", "new");
    assert_eq!(kinds(&said), kinds(&compared(&folder, "old", "new")));
    let folders = compared(&folder, "old", "new");
    assert_eq!(said["done"]["comparison"], folders["done"]["comparison"], "it carries the opinions and the look");
    assert_eq!(compared(&folder, "output/資料1.pdf", "old")["done"]["comparison"]["papers"][0]["content"], serde_json::json!([]));
    // Without its source it carries nothing to compare.
    folder.write("old/meeting.toml", folder.text("old/meeting.toml") + "[pdf]\nsource = false\n");
    succeed(folder.path(), &["build", "old", "--only", "資料1.pdf"]);
    let (code, _, err) = run(folder.path(), &["diff", "output/資料1.pdf", "new"]);
    assert!(code == 1 && err.contains("the PDF carries no records of ours"), "{err}");
    folder.write("foreign.pdf", b"%PDF-1.7\n");
    assert_eq!(run(folder.path(), &["diff", "foreign.pdf", "new"]).0, 1);
}

#[test]
fn diff_edition_tables() {
    let folder = editions(OLD, NEW);
    let files = ["資料1_意見一覧.xlsx", "資料1_意見.csv", "資料1_意見.json"];
    succeed(folder.path(), &["build", "old"]);
    let folders = compared(&folder, "old", "new");
    let plain = |said: &serde_json::Value| {
        let mut comparison = said["done"]["comparison"].clone();
        comparison["papers"] = serde_json::Value::Null;
        comparison
    };
    for file in files {
        let said = compared(&folder, &format!("output/{file}"), "new");
        assert_eq!(plain(&said), plain(&folders), "{file}");
        assert!(said["diagnostics"].as_array().unwrap().iter().any(|finding| finding["code"] == "diff_no_pages"), "{file}: {said}");
        assert_eq!(kinds(&compared(&folder, &format!("output/{file}"), "old")), [], "{file}");
    }
    // The older one may be the meeting, and the 新旧対照表 is made of either.
    let said = compared(&folder, "new", "output/資料1_意見一覧.xlsx");
    assert_eq!(kinds(&said).len(), kinds(&folders).len());
    succeed(folder.path(), &["diff", "output/資料1_意見一覧.xlsx", "new", "--out", "対照"]);
    succeed(folder.path(), &["diff", "old", "new", "--out", "二つの会議"]);
    assert_eq!(folder.read("対照/新旧対照表.pdf"), folder.read("二つの会議/新旧対照表.pdf"));
}

/// A table says by its headings what it has: sources and sections that the meeting calls otherwise today.
#[test]
fn diff_edition_table_renamed() {
    let folder = editions(OLD, OLD);
    succeed(folder.path(), &["build", "old"]);
    let toml = folder.text("new/meeting.toml");
    assert!(toml.contains("heading = \"委員意見\""), "{toml}");
    folder.write("new/meeting.toml", toml.replace("heading = \"委員意見\"", "heading = \"委員の声\""));
    let said = compared(&folder, "output/資料1_意見一覧.xlsx", "new");
    assert_eq!(kinds(&said), [], "{said}");
    assert!(said["done"]["comparison"].to_string().contains("委員の声"), "{said}");
}

/// Last time's own table of the office is read as the meeting reads this time's.
#[test]
fn diff_edition_office_table() {
    let folder = editions(OLD, NEW);
    let folders = kinds(&compared(&folder, "old", "new"));
    assert_eq!(kinds(&compared(&folder, "old/opinions.csv", "new")), folders);
    // Without IDs, what was kept in ids.csv finds the opinions again.
    let bare = |records: &str| {
        records
            .lines()
            .map(|line| line.split_once(',').map_or(line, |(id, rest)| if id.len() < 4 { rest } else { line }).to_owned() + "\n")
            .collect::<String>()
    };
    let one_line = OLD.replace("\"・一行目\n・二行目\"", "一行目と二行目");
    folder.write("new/opinions.csv", bare(&one_line));
    succeed(folder.path(), &["build", "new"]);
    folder.write("new/opinions.csv", bare(&one_line.replace("調査を基に", "意見を基に")));
    folder.write("前回.csv", bare(&one_line));
    let said = compared(&folder, "前回.csv", "new");
    assert_eq!(kinds(&said).iter().map(|(_, kinds)| kinds.clone()).collect::<Vec<_>>(), [["changed"]], "{said}");
}

#[test]
fn diff_older_tables() {
    // A comparison takes its older edition from a table, too: ours or the office's own. What the PDF carries of it makes the
    // same paper again, and holds nothing that is private.
    let folder = small();
    succeed(folder.path(), &["build", "m", "--out", "前"]);
    let earlier = "ID,区分番号,項目,No.,出典,氏名,意見,発言者・都市\na1,1,配置,1,委員,佐藤花子,・前の文です。,\n";
    let tables = [
        ("前回.xlsx", folder.read("前/資料1_意見一覧.xlsx")),
        ("前回.json", folder.read("前/資料1_意見.json")),
        ("前回.csv", folder.read("前/資料1_意見.csv")),
        ("元の表.csv", earlier.into()),
    ];
    let comparison = "[[papers]]\nlabel = \"資料2\"\nlayout = \"comparison\"\nfiles = [\"資料2.pdf\", \"資料2.html\"]\n[pdf]\nsource = true\n[columns]\n\"氏名\" = \"unused\"\n";
    folder.write("m/opinions.csv", SMALL_OPINIONS.replace("人の動き", "皆さんの動き"));
    for (name, bytes) in tables {
        let toml = SMALL_MEETING.replace("date = 2026-04-01\n", &format!("date = 2026-04-01\nolder = \"{name}\"\n"));
        folder.write("m/meeting.toml", format!("{toml}{comparison}"));
        folder.write(&format!("m/{name}"), bytes);
        succeed(folder.path(), &["build", "m", "--out", "新"]);
        let before = if name == "元の表.csv" { "前の文です" } else { "利用する" };
        assert!(folder.text("新/資料2.html").contains(before), "{name}");
        succeed(folder.path(), &["verify", "m", "--out", "新"]);
        succeed(folder.path(), &["extract", "新/資料2.pdf", "戻し"]);
        succeed(folder.path(), &["build", "戻し", "--out", "再び"]);
        assert_eq!(folder.read("再び/資料2.pdf"), folder.read("新/資料2.pdf"), "{name}");
        for path in tree(&folder.path().join("戻し")) {
            let held = folder.read(&format!("戻し/{path}"));
            assert!(!String::from_utf8_lossy(&held).contains("佐藤"), "{name}: {path}");
        }
        for gone in ["戻し", "再び", "新"] {
            std::fs::remove_dir_all(folder.path().join(gone)).unwrap();
        }
        std::fs::remove_file(folder.path().join("m").join(name)).unwrap();
    }
}

/// Where every comma of a long text is replaced, the library refuses so many marks in one cell of a sheet: some are joined
/// there, the PDF keeps each.
#[test]
fn diff_workbook_of_many_marks() {
    let folder = small();
    let clause = |comma: &str| format!("路線の見直し{comma}");
    let text = |comma: &str| SMALL_OPINIONS.replace("人の動き", &clause(comma).repeat(220));
    let papers = "[[papers]]\nlabel = \"資料2\"\nlayout = \"comparison\"\nfiles = [\"資料2.pdf\", \"資料2.xlsx\"]\n";
    let toml = SMALL_MEETING.replace("date = 2026-04-01\n", "date = 2026-04-01\nolder = \"前\"\n");
    folder.write("m/前/meeting.toml", SMALL_MEETING);
    folder.write("m/前/opinions.csv", text("，"));
    folder.write("m/meeting.toml", format!("{toml}{papers}"));
    folder.write("m/opinions.csv", text("、"));
    succeed(folder.path(), &["build", "m"]);
    succeed(folder.path(), &["verify", "m"]);
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(folder.read("output/資料2.xlsx"))).unwrap();
    let strings = std::io::read_to_string(archive.by_name("xl/sharedStrings.xml").unwrap()).unwrap();
    let runs = strings.split("<r>").skip(1).filter_map(|run| run.split("</r>").next()).filter(|run| run.contains("路線"));
    let (marked, plain): (Vec<&str>, Vec<&str>) = runs.partition(|run| run.contains("<u/>"));
    assert!(!marked.is_empty() && plain.iter().all(|run| !run.contains("し、") && !run.contains("し，")), "{strings}");
}

#[test]
fn diff_table_of_before_the_replies() {
    // Last time's table had no replies yet, and a column that is nobody's now.
    let folder = editions(OLD, NEW);
    let toml = SMALL_MEETING.to_owned()
        + FIELD
        + "[[fields]]\nkey = \"later\"\nheading = \"市の考え方\"\n[[fields]]\nkey = \"reply\"\nheading = \"回答\"\nfrom = \"divisions\"\n\
           [inquiry]\nasks = \"回答\"\ndue = 2026-12-01\ncontact = \"企画課\"\nedition = 1\n\
           [[divisions]]\nname = \"企画部\"\ntakes = [{ id = [\"a1\"] }]\n\
           [[papers]]\nlabel = \"資料2\"\nlayout = \"list\"\ncolumns = [\"no\", \"text\", \"later\"]\nshows = [{ field = \"later\", is = \"はい\" }]\nfiles = [\"対応.xlsx\"]\n";
    folder.write("new/meeting.toml", toml);
    let with = |csv: &str, heading: &str, value: &str| -> String {
        csv.replace("\"・一行目\n・二行目\"", "・一行目")
            .lines()
            .enumerate()
            .map(|(row, line)| format!("{line},{}\n", if row == 0 { heading } else { value }))
            .collect()
    };
    folder.write("new/opinions.csv", with(NEW, "市の考え方", "はい"));
    folder.write("前回.csv", with(OLD, "受付日", "4/1"));
    let (exit, out, err) = run(folder.path(), &["diff", "前回.csv", "new", "--format", "json"]);
    assert_eq!(exit, 0, "{out}{err}");
    assert!(!["column_unused", "field_column_missing", "rule_matches_nothing"].iter().any(|code| out.contains(code)), "{out}");
}

#[test]
fn diff_edition_answers() {
    // 意見と対応 has a row for each division.
    let folder = editions(OLD, OLD);
    let toml = SMALL_MEETING.to_owned()
        + FIELD
        + "[[fields]]\nkey = \"reply\"\nheading = \"対応\"\nfrom = \"divisions\"\n\
           [inquiry]\nasks = \"回答\"\ndue = 2026-12-01\ncontact = \"企画課\"\nedition = 1\n\
           [[divisions]]\nname = \"企画部\"\ntakes = [{ section = 1 }]\n[[divisions]]\nname = \"総務部\"\ntakes = [{ section = 1 }]\n\
           [[papers]]\nlabel = \"資料2\"\nlayout = \"list\"\ncolumns = [\"no\", \"text\", \"division\", \"reply\"]\nfiles = [\"対応.xlsx\"]\n";
    for meeting in ["old", "new"] {
        folder.write(&format!("{meeting}/meeting.toml"), &toml);
    }
    succeed(folder.path(), &["build", "old"]);
    folder.write("new/opinions.csv", NEW);
    assert_eq!(kinds(&compared(&folder, "output/対応.xlsx", "new")), kinds(&compared(&folder, "old", "new")));
}

#[test]
fn diff_edition_refused() {
    let folder = editions(OLD, NEW);
    succeed(folder.path(), &["build", "old"]);
    folder.write("語.json", "{\"a\":");
    folder.write("写真.xlsx", b"\x89PNG\r\n\x1a\n");
    folder.write("表.csv", "月,天気\n4,晴\n");
    for (old, new, code) in [
        ("output/資料1_意見.csv", "output/資料1_意見一覧.xlsx", "edition_alone"),
        ("語.json", "new", "json_ends"),
        ("表.csv", "new", "no_heading_row"),
    ] {
        let (exit, out, _) = run(folder.path(), &["diff", old, new, "--format", "json"]);
        assert_eq!(exit, 1, "{old}");
        assert!(out.contains(&format!("\"{code}\"")), "{old}: {out}");
    }
    let (exit, _, err) = run(folder.path(), &["diff", "写真.xlsx", "new"]);
    assert_eq!(exit, 1);
    assert!(err.contains("error:"), "{err}");
}

#[test]
fn diff_shifted_numbers() {
    let first = "a1,1,配置,1,委員,・施設の配置は、利用する人の動きから考える。,,企画課\n";
    let unnumbered = OLD.replace("配置,1,委員", "配置,,委員").replace("配置,2,委員", "配置,,委員");
    let folder = editions(&unnumbered, &unnumbered.replace(&first.replace("配置,1", "配置,"), ""));
    let (code, _, err) = run(folder.path(), &["diff", "old", "new"]);
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("1 numbers shifted") && err.contains("(1) No.4 → (1) No.1") && err.contains("--keep"), "{err}");
    // With the numbers written down, nothing shifts.
    succeed(folder.path(), &["renumber", "old", "--keep"]);
    let kept = folder.text("old/opinions.csv");
    assert_eq!(kept, OLD.replace("配置,2,委員", "配置,4,委員"));
    folder.write("new/opinions.csv", kept.replace(first, ""));
    let (code, out, err) = run(folder.path(), &["diff", "old", "new"]);
    assert_eq!(code, 0, "{err}");
    assert!(!err.contains("shifted") && !out.contains("\nmoved"), "{out}{err}");
}

#[test]
fn diff_derived_ids() {
    let bare = |records: &str| {
        records
            .lines()
            .map(|line| if line.starts_with(['a', 'I']) { line.split_once(',').unwrap().1 } else { line }.to_owned() + "\n")
            .collect::<String>()
    };
    let folder = editions(&bare(OLD), &bare(NEW));
    let (code, _, err) = run(folder.path(), &["diff", "old", "new"]);
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("counts as removed and added"), "{err}");
}

const GAPS: &str = "\u{feff}ID,区分番号,項目,No.,出典,意見,発言者・都市,担当課\r
a1,1,配置,1,委員,・No.4と同じ。,,\"企画課 資料1のNo.4、(2)のNo.3を参照\"\r
a2,1,配置,\"4\",他都市,・利用者の調査を基に配置を見直した。,京都市,Ｎｏ．４のとおり\r
\r
a3,1,配置,6,委員,\"・一行目\r
・二行目\",,No.4～6\r
a5,2,,3,委員,=SUM(A1),,資料2 No.4とNo.3。(2) No.3も\r
";

#[test]
fn renumber_gaps() {
    let folder = editions(OLD, GAPS);
    let dry = succeed(folder.path(), &["renumber", "new", "--dry-run"]);
    assert!(dry.contains("(1) No.4 → (1) No.2") && dry.contains("nothing was written"), "{dry}");
    assert_eq!(folder.text("new/opinions.csv"), GAPS);
    let (code, out, err) = run(folder.path(), &["renumber", "new"]);
    assert_eq!(code, 0, "{err}");
    golden("renumber.txt", &(out + &err));
    let expected = GAPS
        .replace("\"4\"", "\"2\"")
        .replace("配置,6", "配置,3")
        .replace("a5,2,,3", "a5,2,,1")
        .replace("資料1のNo.4、(2)のNo.3", "資料1のNo.2、(2)のNo.1")
        .replace("Ｎｏ．４", "Ｎｏ．２")
        .replace("(2) No.3も", "(2) No.1も");
    assert_eq!(folder.text("new/opinions.csv"), expected);
    assert!(succeed(folder.path(), &["renumber", "new"]).contains("every number stays"));
}

#[test]
fn renumber_answers() {
    let folder = editions(OLD, GAPS);
    let answers = "[[fields]]\nkey = \"reply\"\nheading = \"回答\"\nfrom = \"divisions\"\n[inquiry]\nasks = \"回答してください。\"\ndue = 2026-05-01\ncontact = \"総務課\"\nedition = 1\n[[divisions]]\nname = \"No.4課\"\ntakes = [{ section = 1 }]\n";
    folder.write("new/meeting.toml", SMALL_MEETING.to_owned() + FIELD + answers);
    let responses = "\u{feff}ID,回答欄,記入内容,課,ファイル,版\r\na1,reply,(1) No.4の回答のとおりです。,No.4課,,1\r\na2,reply,\"資料1の6番を\r\n参照\",No.4課,,1\r\n";
    folder.write("new/responses.csv", responses);
    let (code, _, err) = run(folder.path(), &["renumber", "new"]);
    assert_eq!(code, 0, "{err}");
    assert_eq!(folder.text("new/responses.csv"), responses.replace("(1) No.4の", "(1) No.2の").replace("の6番を", "の3番を"));
    assert!(err.contains("meeting.toml") && err.contains("No.4"), "the name of the division is reported: {err}");
}

#[test]
fn renumber_no_csv() {
    let folder = editions(OLD, NEW);
    succeed(folder.path(), &["build", "new", "--only", "資料1_意見.json"]);
    std::fs::remove_file(folder.path().join("new/opinions.csv")).unwrap();
    let json = folder.text("output/資料1_意見.json");
    folder.write("new/opinions.json", &json);
    let dry = succeed(folder.path(), &["renumber", "new", "--dry-run"]);
    assert!(dry.contains("(1) No.4 → (1) No.2") && !folder.path().join("new/番号の付け直し.csv").exists(), "{dry}");
    let said = succeed(folder.path(), &["renumber", "new"]);
    assert!(said.contains("(1) No.4 → (1) No.2") && said.contains("new/番号の付け直し.csv"), "{said}");
    assert_eq!(folder.text("new/opinions.json"), json);
    assert!(folder.text("new/番号の付け直し.csv").contains(",4,2,"));
}

fn edition<'a>(meeting: &'a Meeting, placed: &'a Placed) -> Compared<'a> {
    Compared { name: "e", meeting, placed, derived_ids: false }
}

#[test]
fn diff_random_order() {
    let meeting = Meeting::parse(SMALL_MEETING, Path::new("m")).unwrap();
    let opinion = (0..2usize, 0..2usize, prop::sample::select(vec!["甲", "乙"]), any::<bool>(), "[あ-お]{1,4}");
    let strategy = prop::collection::vec(opinion, 1..25).prop_flat_map(|drawn| {
        let order: Vec<usize> = (0..drawn.len()).collect();
        (Just(drawn), Just(order).prop_shuffle())
    });
    let mut runner = TestRunner::new(Config { cases: 500, ..Config::default() });
    runner
        .run(&strategy, |(drawn, order)| {
            let opinions: Vec<Opinion> = (0..)
                .zip(&drawn)
                .map(|(index, (section, source, category, given, text))| Opinion {
                    id: format!("o{index}").into(),
                    section: *section,
                    category: format!("{category}{given}").into(),
                    subcategory: "".into(),
                    no: given.then(|| Number::plain(100 * (1 + u32::from(*category == "乙")) + index)),
                    source: *source,
                    text: text.into(),
                    attribution: "".into(),
                    fields: Vec::new(),
                    place: Place::default(),
                    sheet_row: None,
                })
                .collect();
            let shuffled = order.iter().map(|index| opinions[*index].clone()).collect();
            let placed = |opinions| Placed::new(&meeting, opinions, &mut Diagnostics::default());
            let (old, new) = (placed(opinions.clone()), placed(shuffled));
            let compared = |old, new| Comparison::new(edition(&meeting, old), edition(&meeting, new));
            let given: BTreeMap<&str, bool> = opinions.iter().map(|o| (o.id.as_str(), o.no.is_some())).collect();
            for change in &compared(&old, &new).changes {
                prop_assert_eq!(change.kinds().into_iter().collect::<Vec<_>>(), [ChangeKind::Moved]);
                prop_assert!(!given[change.item().unwrap().opinion.id.as_str()], "a number that is given stays");
            }
            prop_assert!(compared(&old, &old).changes.is_empty());
            Ok(())
        })
        .unwrap();
}

#[test]
fn diff_random_marks() {
    let piece = prop::sample::select(vec![
        "市民", "の", "意見", "を", "聞く", "。", "葛", "葛\u{e0100}", "辻\u{e0101}", "か\u{3099}", "👨‍👩‍👧", "\n", " ", "ABC", "12", "é",
        "e\u{301}", "🇯🇵", "ー",
    ]);
    let text = || prop::collection::vec(piece.clone(), 0..20).prop_map(|pieces| pieces.concat());
    let text = || prop_oneof![3 => text(), 1 => any::<String>()];
    let mut runner = TestRunner::new(Config { cases: 3_000, ..Config::default() });
    runner
        .run(&(text(), text()), |(old, new)| {
            let (before, after) = runs(&old, &new);
            for (text, runs) in [(&old, &before), (&new, &after)] {
                prop_assert_eq!(&runs.iter().map(|run| run.text).collect::<String>(), text);
                let clusters: Vec<usize> = GraphemeClusterSegmenter::new().segment_str(text).collect();
                let mut at = 0;
                for run in runs {
                    at += run.text.len();
                    prop_assert!(!run.text.is_empty() && clusters.contains(&at));
                }
                prop_assert!(runs.windows(2).all(|pair| pair[0].marked != pair[1].marked));
            }
            let kept = |runs: &[Run]| runs.iter().filter(|run| !run.marked).map(|run| run.text).collect::<String>();
            prop_assert_eq!(kept(&before), kept(&after), "what is not marked is the same in both");
            prop_assert!(runs(&old, &old).0.iter().all(|run| !run.marked));
            if old != new {
                prop_assert!(before.iter().chain(&after).any(|run| run.marked));
            }
            Ok(())
        })
        .unwrap();
}
