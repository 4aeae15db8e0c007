//! A meeting's life: numbers that were handed out stay, what cannot be printed stops no other paper, and what is said is true.

use crate::support::{Folder, SMALL_MEETING, SMALL_OPINIONS, run, succeed, tree};

/// A list without pages, which builds in a moment.
const LIST: &str = "[meeting]\ntitle = \"意見\"\ndate = 2026-04-01\n[data]\nfiles = [\"意見.csv\"]\n[[papers]]\nlayout = \"list\"\ncolumns = [\"no\", \"text\"]\nfiles = [\"資料1.html\"]\n";

fn opinions(texts: &[&str]) -> String {
    std::iter::once("意見").chain(texts.iter().copied()).map(|line| format!("{line}\n")).collect()
}

fn list(texts: &[&str]) -> Folder {
    Folder::new(&[("m/meeting.toml", LIST.as_bytes()), ("m/opinions.csv", opinions(texts).as_bytes())])
}

/// Number and text of each opinion, as the data that a build made have them.
fn numbers(folder: &Folder) -> Vec<String> {
    let csv = folder.text("output/意見.csv");
    let mut lines = csv.trim_start_matches('\u{feff}').lines();
    let headings: Vec<&str> = lines.next().unwrap().split(',').collect();
    let index = |wanted: &str| headings.iter().position(|heading| *heading == wanted).unwrap();
    let (no, text) = (index("No."), index("意見"));
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        format!("{} {}", cells[no], cells[text])
    };
    lines.map(row).collect()
}

#[test]
fn life_rows_without_opinions() {
    let folder = list(&[]);
    folder.write("m/meeting.toml", LIST.replace("[data]", "[records]\nempty = \"skip\"\n[data]"));
    folder.write("m/opinions.csv", "番号,意見,備考\n1,甲,\n,,無回答\n4,乙,\n");
    let (code, out, err) = run(folder.path(), &["check", "m"]);
    assert!(code == 0 && out.contains("headings in row 1, 2 opinions"), "{out}{err}");
    // The button of the finding.
    assert!(err.contains("no opinion has number 2, 3") && err.contains("shiryo renumber"), "{err}");
    succeed(folder.path(), &["renumber", "m"]);
    assert_eq!(folder.text("m/opinions.csv"), "番号,意見,備考\n1,甲,\n,,無回答\n2,乙,\n");
}

#[test]
fn life_numbers_stay() {
    let folder = list(&["甲", "乙", "丙"]);
    succeed(folder.path(), &["check", "m"]);
    assert!(!folder.path().join("m/ids.csv").exists(), "a check writes nothing");
    succeed(folder.path(), &["build", "m"]);
    assert_eq!(numbers(&folder), ["1 甲", "2 乙", "3 丙"]);
    assert!(succeed(folder.path(), &["build", "m"]).contains("nothing has changed"));
    folder.write("m/opinions.csv", opinions(&["甲", "丁", "丙", "戊"]));
    let ids = folder.text("m/ids.csv");
    let (code, _, err) = run(folder.path(), &["check", "m"]);
    assert!(code == 0 && folder.text("m/ids.csv") == ids, "{err}");
    let (code, _, err) = run(folder.path(), &["build", "m"]);
    assert_eq!(code, 0, "{err}");
    assert_eq!(numbers(&folder), ["1 甲", "1の2 丁", "3 丙", "4 戊"]);
    assert!(err.contains("no opinion has number 2") && err.contains("shiryo renumber"), "{err}");
    assert!(folder.text("m/ids.csv").contains("乙,削除"), "{}", folder.text("m/ids.csv"));
    // The same papers from the same folder, copied.
    let copy = Folder::new(&[]);
    for name in ["m/meeting.toml", "m/opinions.csv", "m/ids.csv"] {
        copy.write(name, folder.read(name));
    }
    succeed(copy.path(), &["build", "m"]);
    for name in ["output/意見.csv", "output/資料1.html", "output/manifest.json", "m/ids.csv"] {
        assert!(copy.read(name) == folder.read(name), "{name}");
    }
    assert!(succeed(folder.path(), &["build", "m"]).contains("nothing has changed"));
    let (code, out, err) = run(folder.path(), &["verify", "m"]);
    assert_eq!(code, 0, "{out}{err}");
    // Nothing of an opinion that is gone is published.
    for name in tree(&folder.path().join("output")) {
        assert!(!String::from_utf8_lossy(&folder.read(&format!("output/{name}"))).contains('乙'), "{name}");
    }
    // Before anything was handed out.
    std::fs::remove_file(folder.path().join("m/ids.csv")).unwrap();
    succeed(folder.path(), &["build", "m"]);
    assert_eq!(numbers(&folder), ["1 甲", "2 丁", "3 丙", "4 戊"]);
}

#[test]
fn life_renumber_without_numbers() {
    let folder = list(&["甲", "乙", "丙"]);
    succeed(folder.path(), &["build", "m"]);
    folder.write("m/opinions.csv", opinions(&["丙", "乙", "丁"]));
    let (code, _, err) = run(folder.path(), &["build", "m"]);
    assert_eq!(code, 0, "{err}");
    assert_eq!(numbers(&folder), ["2 乙", "3 丙", "4 丁"]);
    assert!(err.contains("stands behind No.3 in the table") && err.contains("shiryo renumber"), "{err}");
    let before: Vec<_> = tree(folder.path()).iter().map(|name| (name.clone(), folder.read(name))).collect();
    let dry = succeed(folder.path(), &["renumber", "m", "--dry-run"]);
    assert!(dry.contains("No.3 → No.1") && dry.contains("No.4 → No.3") && dry.contains("nothing was written"), "{dry}");
    assert!(before.iter().all(|(name, bytes)| folder.read(name) == *bytes) && tree(folder.path()).len() == before.len());
    let said = succeed(folder.path(), &["renumber", "m"]);
    assert!(dry.lines().filter(|line| line.contains('→')).all(|line| said.contains(line)), "{said}");
    assert_eq!(folder.text("m/opinions.csv"), opinions(&["丙", "乙", "丁"]), "the records stay");
    succeed(folder.path(), &["build", "m"]);
    assert_eq!(numbers(&folder), ["1 丙", "2 乙", "3 丁"]);
    assert!(succeed(folder.path(), &["renumber", "m"]).contains("every number stays"));
}

#[test]
fn life_renumber_blank_between() {
    let csv = |numbers: [&str; 4]| {
        "No.,項目,意見\n".to_owned()
            + &numbers.iter().zip(["坂", "道", "川", "橋"]).map(|(no, text)| format!("{no},甲,{text}\n")).collect::<String>()
    };
    let folder = list(&[]);
    folder.write("m/opinions.csv", csv(["1", "", "", "2"]));
    succeed(folder.path(), &["build", "m"]);
    assert_eq!(numbers(&folder), ["1 坂", "2 橋", "3 道", "4 川"]);
    succeed(folder.path(), &["renumber", "m"]);
    assert_eq!(folder.text("m/opinions.csv"), csv(["1", "2", "3", "4"]));
    succeed(folder.path(), &["build", "m"]);
    assert_eq!(numbers(&folder), ["1 坂", "2 道", "3 川", "4 橋"]);
}

#[test]
fn life_renumber_workbook() {
    let folder = Folder::new(&[
        ("m/meeting.toml", SMALL_MEETING.as_bytes()),
        ("m/opinions.csv", SMALL_OPINIONS.replace("運営,3,", "運営,7,").as_bytes()),
    ]);
    succeed(folder.path(), &["build", "m", "--only", "資料1_意見一覧.xlsx"]);
    let workbook = folder.read("output/資料1_意見一覧.xlsx");
    folder.write("n/meeting.toml", SMALL_MEETING);
    folder.write("n/opinions.xlsx", &workbook);
    let before = tree(folder.path());
    let dry = succeed(folder.path(), &["renumber", "n", "--dry-run"]);
    assert!(dry.contains("n/opinions.xlsx") && dry.contains("(1) No.7 → (1) No.3") && dry.contains("nothing was written"), "{dry}");
    assert_eq!(tree(folder.path()), before);
    let said = succeed(folder.path(), &["renumber", "n"]);
    assert!(dry.lines().filter(|line| line.contains('→')).all(|line| said.contains(line)), "{said}");
    assert!(said.contains("the list of 1 cells is n/番号の付け直し.csv"), "{said}");
    assert!(folder.read("n/opinions.xlsx") == workbook, "her file is hers");
    let list = folder.text("n/番号の付け直し.csv");
    assert!(list.contains(",7,3,データ,E5,") && list.contains("括弧"), "{list}");
    // The list is no table of opinions, and the copy is one that nobody named.
    succeed(folder.path(), &["check", "n"]);
    std::fs::remove_file(folder.path().join("n/opinions_番号の付け直し.xlsx")).unwrap();
    std::fs::rename(folder.path().join("n/opinions.xlsx"), folder.path().join("n/意見.xlsx")).unwrap();
    succeed(folder.path(), &["check", "n"]);
}

/// The parts of a package by name.
fn parts(bytes: &[u8]) -> std::collections::BTreeMap<String, Vec<u8>> {
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let names: Vec<String> = (0..package.len()).map(|index| package.name_for_index(index).unwrap().unwrap().into_owned()).collect();
    let mut part = |name: &String| {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut package.by_name(name).unwrap(), &mut bytes).unwrap();
        bytes
    };
    names.iter().map(|name| (name.clone(), part(name))).collect()
}

/// The package with one of its parts changed.
fn with_part(bytes: &[u8], name: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (part, bytes) in parts(bytes) {
        let bytes = if part == name { change(String::from_utf8(bytes).unwrap()).into_bytes() } else { bytes };
        writer.start_file(part, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut writer, &bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn life_renumber_copy() {
    use rust_xlsxwriter::{Format, FormatBorder, Workbook};
    let mut book = Workbook::new();
    let framed = Format::new().set_border(FormatBorder::Thin);
    let sheet = book.add_worksheet().set_name("意見").unwrap();
    sheet.write_string(0, 0, "公園の意見").unwrap();
    for (column, heading) in ["番号", "分類", "意見", "市の考え方"].iter().enumerate() {
        sheet.write_string(2, column as u16, *heading).unwrap();
    }
    for (row, text) in ["砂場がほしい。", "桜を残して。", "夜も明るく。", "売店を。", "池が深い。"].iter().enumerate()
    {
        let row = row as u32 + 3;
        sheet.write_string(row, 1, "遊び場").unwrap();
        sheet.write_string(row, 2, *text).unwrap();
        sheet.write_string(row, 3, "検討します。").unwrap();
    }
    // A number, one typed as a text, one in wide digits, a framed blank, and one that the file leaves out.
    sheet.write_number_with_format(3, 0, 2, &framed).unwrap();
    sheet.write_string(4, 0, "5").unwrap();
    sheet.write_string(5, 0, "７").unwrap();
    sheet.write_blank(6, 0, &framed).unwrap();
    let sums = book.add_worksheet().set_name("集計").unwrap();
    sums.write_formula(0, 0, "=MAX(意見!A4:A8)").unwrap();
    // As Excel saves it.
    let table = with_part(&book.save_to_buffer().unwrap(), "xl/workbook.xml", |xml| xml.replace(" fullCalcOnLoad=\"1\"", ""));
    let folder = Folder::new(&[("公園の意見.xlsx", &table)]);
    succeed(folder.path(), &["init", "m", "--from", "公園の意見.xlsx", "--date", "2026-05-01"]);
    let dry = succeed(folder.path(), &["--lang", "ja", "renumber", "m", "--dry-run"]);
    assert!(dry.contains("公園の意見_番号の付け直し.xlsx に作ります") && !dry.contains("写しを開いて"), "{dry}");
    let said = succeed(folder.path(), &["--lang", "ja", "renumber", "m"]);
    assert!(said.contains("公園の意見_番号の付け直し.xlsx") && said.contains("そのままです"), "{said}");
    assert!(folder.read("m/公園の意見.xlsx") == table, "her file is hers");
    let copy = folder.read("m/公園の意見_番号の付け直し.xlsx");
    let (before, after) = (parts(&table), parts(&copy));
    let differ: Vec<&str> = before.keys().filter(|name| before[*name] != after[*name]).map(String::as_str).collect();
    assert_eq!(differ, ["xl/workbook.xml", "xl/worksheets/sheet1.xml"], "and nothing else is touched");
    assert_eq!(before.len(), after.len());
    // What comes of the numbers is worked out anew.
    assert!(String::from_utf8_lossy(&after["xl/workbook.xml"]).contains(" fullCalcOnLoad=\"1\""));
    let sheet = String::from_utf8(after["xl/worksheets/sheet1.xml"].clone()).unwrap();
    for cell in [
        "r=\"A4\" s=\"1\"><v>1</v>",
        "r=\"A5\" t=\"inlineStr\"><is><t>2</t>",
        "<is><t>３</t>",
        "r=\"A7\" s=\"1\"><v>4</v>",
        "<c r=\"A8\"><v>5</v></c><c r=\"B8\"",
    ] {
        assert!(sheet.contains(cell), "{cell}: {sheet}");
    }
    // As it says.
    assert!(said.contains("shiryo renumber m --take"), "{said}");
    let taken = succeed(folder.path(), &["--lang", "ja", "renumber", "m", "--take"]);
    assert!(taken.contains("これからは m/公園の意見_番号の付け直し.xlsx が会議の表です"), "{taken}");
    assert!(folder.read("m/公園の意見_番号の付け直し.xlsx") == copy);
    succeed(folder.path(), &["build", "m"]);
    assert!(succeed(folder.path(), &["renumber", "m"]).contains("every number stays"));
    // A formula is not replaced by what it comes to; then there is the list alone.
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in [["番号", "意見"], ["", "砂場がほしい。"], ["4", "桜を残して。"]].iter().enumerate() {
        sheet.write_string(row as u32, 0, cells[0]).unwrap().write_string(row as u32, 1, cells[1]).unwrap();
    }
    sheet.write_formula(1, 0, rust_xlsxwriter::Formula::new("=1+1").set_result("2")).unwrap();
    folder.write("表.xlsx", book.save_to_buffer().unwrap());
    succeed(folder.path(), &["init", "n", "--from", "表.xlsx", "--date", "2026-05-01"]);
    succeed(folder.path(), &["renumber", "n"]);
    assert!(folder.path().join("n/番号の付け直し.csv").exists() && !folder.path().join("n/表_番号の付け直し.xlsx").exists());
}

/// A workbook whose numbers have a gap before two opinions that say the same, and an answer to each that names a number.
#[test]
fn life_renumber_answers_stay_with_their_opinions() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, [no, text]) in [["番号", "意見"], ["1", "井戸を守って。"], ["3", "反対です。"], ["4", "反対です。"]].iter().enumerate()
    {
        sheet.write_string(row as u32, 0, *no).unwrap().write_string(row as u32, 1, *text).unwrap();
    }
    let folder = Folder::new(&[("表.xlsx", &book.save_to_buffer().unwrap())]);
    succeed(folder.path(), &["init", "m", "--from", "表.xlsx", "--date", "2026-05-01"]);
    let asks = "\n[inquiry]\nasks = \"あ\"\ndue = 2026-12-20\ncontact = \"い\"\nedition = 1\n\n[[divisions]]\nname = \"課\"\ntakes = [{}]\n\n\
                [[fields]]\nkey = \"reply\"\nheading = \"回答\"\nfrom = \"divisions\"\n";
    folder.write("m/meeting.toml", folder.text("m/meeting.toml") + asks);
    succeed(folder.path(), &["build", "m"]);
    let ids = |folder: &Folder| -> Vec<String> {
        folder
            .text("m/ids.csv")
            .lines()
            .skip(1)
            .map(|line| line.split(',').next().unwrap().trim_start_matches('\u{feff}').to_owned())
            .collect()
    };
    let before = ids(&folder);
    let answer = |id: &str, text: &str| format!("{id},reply,{text},課,,1,\n");
    let answers = [
        "ID,回答欄,記入内容,課,ファイル,版,意見の照合値\n".to_owned(),
        answer(&before[1], "三番への答え"),
        answer(&before[2], "No.3と同じ、四番への答え"),
    ];
    folder.write("m/responses.csv", answers.concat());
    // What names a number is told before, and changes with the table only.
    let said = succeed(folder.path(), &["renumber", "m"]);
    assert!(said.contains("No.3 → No.2") && folder.text("m/responses.csv").contains("No.3と同じ"), "{said}");
    let taken = succeed(folder.path(), &["renumber", "m", "--take"]);
    assert!(taken.contains("references rewritten: 1") && folder.text("m/responses.csv").contains("No.2と同じ"), "{taken}");
    succeed(folder.path(), &["build", "m"]);
    assert_eq!(ids(&folder), before, "each answer is still its opinion's");
    // Where no copy can be made, what names a number is reported, and nothing is taken.
    let other = "[meeting]\ntitle = \"題\"\ndate = 2026-05-01\n[[papers]]\nlayout = \"list\"\nfiles = [\"a.pdf\"]\n".to_owned() + asks;
    let json = r#"[{"id": "a", "no": 1, "text": "井戸"}, {"id": "b", "no": 3, "text": "反対"}]"#;
    let files: &[(&str, &[u8])] = &[("n/meeting.toml", other.as_bytes()), ("n/opinions.json", json.as_bytes())];
    let folder = Folder::new(files);
    folder.write("n/responses.csv", ["ID,回答欄,記入内容,課,ファイル,版,意見の照合値\n".to_owned(), answer("a", "No.3のとおり")].concat());
    let (code, _, said) = run(folder.path(), &["renumber", "n"]);
    assert!(code == 0 && said.contains("No.3") && said.contains("responses.csv"), "{said}");
    assert_eq!(run(folder.path(), &["renumber", "n", "--take"]).0, 1);
}

/// Two papers: the opinions, and the same with the answers of the divisions.
const ANSWERED: &str = r#"[meeting]
title = "意見と対応"
date = 2026-05-01
[[sources]]
key = "市民"
heading = "市民"
[[papers]]
label = "資料1"
layout = "list"
columns = ["no", "text"]
files = ["資料1.pdf", "資料1.html"]
[[papers]]
label = "資料2"
layout = "list"
columns = ["no", "text", "reply"]
files = ["資料2.pdf", "資料2.xlsx"]
[data]
files = ["意見.csv"]
[[fields]]
key = "reply"
heading = "回答"
from = "divisions"
[[divisions]]
name = "総務課"
takes = [{ section = 1 }]
"#;

fn answered(answer: &str) -> Folder {
    let folder = Folder::new(&[("m/meeting.toml", ANSWERED.as_bytes()), ("m/opinions.csv", "ID,No.,意見\na1,1,窓口が遠い。\n".as_bytes())]);
    answer_with(&folder, answer);
    folder
}

fn answer_with(folder: &Folder, answer: &str) {
    folder.write("m/responses.csv", format!("ID,回答欄,記入内容,課,ファイル,版\na1,reply,{answer},総務課,,1\n"));
}

#[test]
fn life_odd_character() {
    for odd in ["𠮷野の件は検討します。", "検討\tします。", "検討\u{200b}します。"] {
        let folder = answered(odd);
        let (code, out, err) = run(folder.path(), &["build", "m"]);
        assert_eq!(code, 1, "{out}{err}");
        assert!(err.contains("m/responses.csv C2") && err.contains("資料2.pdf, 資料2.xlsx"), "{err}");
        assert!(!err.contains("nothing was written") && out.contains("wrote output/資料1.pdf"), "{out}{err}");
        let names: Vec<String> = tree(&folder.path().join("output")).into_iter().filter(|name| !name.starts_with('.')).collect();
        assert_eq!(names, ["manifest.json", "provenance.json", "意見.csv", "資料1.html", "資料1.pdf"]);
        // It is not done, and not forgotten.
        assert_eq!(run(folder.path(), &["build", "m"]).0, 1);
        let (code, _, err) = run(folder.path(), &["check", "m"]);
        assert!(code == 1 && err.contains("nothing was written"), "{err}");
        let (code, out, err) = run(folder.path(), &["verify", "m"]);
        assert!(code == 1 && err.contains("資料2.pdf"), "{out}{err}");
        // A paper that does not show it is built alone.
        assert_eq!(run(folder.path(), &["build", "m", "--only", "資料1.pdf"]).0, 0);
        let (code, _, err) = run(folder.path(), &["build", "m", "--only", "資料2.pdf"]);
        assert!(code == 1 && err.contains("nothing was written"), "{err}");
        answer_with(&folder, "検討します。");
        succeed(folder.path(), &["build", "m"]);
        assert!(folder.path().join("output/資料2.pdf").is_file());
        assert_eq!(run(folder.path(), &["verify", "m"]).0, 0);
    }
}

#[test]
fn life_odd_character_later() {
    let folder = answered("検討します。");
    succeed(folder.path(), &["build", "m"]);
    let (pdf, workbook) = (folder.read("output/資料2.pdf"), folder.read("output/資料2.xlsx"));
    answer_with(&folder, "𠮷野の件は検討します。");
    folder.write("m/opinions.csv", "ID,No.,意見\na1,1,窓口が遠すぎる。\n");
    let (code, out, err) = run(folder.path(), &["build", "m"]);
    assert_eq!(code, 1, "{out}{err}");
    // No paper of the earlier build lies among the new ones under its own name.
    assert!(out.contains("output/資料2.pdf was of an earlier build and is now output/資料2_前の版.pdf"), "{out}");
    let there = |name: &str| folder.path().join(name).exists();
    assert!(!there("output/資料2.pdf") && !there("output/資料2.xlsx"));
    assert!(folder.read("output/資料2_前の版.pdf") == pdf && folder.read("output/資料2_前の版.xlsx") == workbook);
    assert!(folder.text("output/資料1.html").contains("窓口が遠すぎる。"));
    let (code, _, err) = run(folder.path(), &["build", "m"]);
    assert!(code == 1 && !there("output/資料2_前の版2.pdf"), "{err}");
    answer_with(&folder, "検討します。");
    succeed(folder.path(), &["build", "m"]);
    assert!(there("output/資料2.pdf"));
}

#[test]
fn life_odd_everywhere() {
    // A character that every paper shows stops as it did: nothing is written.
    let folder = answered("検討します。");
    folder.write("m/opinions.csv", "ID,No.,意見\na1,1,𠮷野の窓口が遠い。\n");
    let (code, out, err) = run(folder.path(), &["build", "m"]);
    assert!(code == 1 && err.contains("nothing was written"), "{out}{err}");
    assert!(!folder.path().join("output").exists());
}

#[test]
fn life_verify_after_an_edit() {
    let folder = answered("検討します。");
    succeed(folder.path(), &["build", "m"]);
    folder.write("m/opinions.csv", "ID,No.,意見\na1,1,窓口が遠すぎる。\n");
    let (code, out, err) = run(folder.path(), &["--lang", "ja", "verify", "m"]);
    assert_eq!(code, 1);
    let first = err.lines().find(|line| line.contains("エラー")).unwrap();
    assert!(first.contains("m/opinions.csv") && first.contains("意見の記録が変わっています：opinions.csv"), "{err}");
    assert!(!err.contains("SHA-256") && !out.contains("SHA-256"), "{out}{err}");
    let (_, _, err) = run(folder.path(), &["--lang", "ja", "verify", "m", "--verbose"]);
    assert!(err.contains("SHA-256"), "{err}");
}

#[test]
fn life_equal_texts() {
    let folder = list(&["賛成", "賛成", "反対"]);
    succeed(folder.path(), &["build", "m"]);
    folder.write("m/opinions.csv", opinions(&["賛成", "反対"]));
    let before = tree(folder.path());
    let (code, _, err) = run(folder.path(), &["build", "m"]);
    assert_eq!(code, 1, "{err}");
    assert!(err.contains("m/opinions.csv:2") && err.contains("No.1") && err.contains("line 2 of ids.csv"), "{err}");
    assert!(err.contains("line 3 of ids.csv") && err.contains("nothing was written"), "{err}");
    assert_eq!(tree(folder.path()), before);
    // The remedy, to the letter: the first of them is gone.
    let ids = folder.text("m/ids.csv");
    let line = ids.lines().nth(1).unwrap();
    assert!(line.ends_with(','), "{line}");
    folder.write("m/ids.csv", ids.replacen(line, &format!("{line}削除"), 1));
    let (code, _, err) = run(folder.path(), &["build", "m"]);
    assert_eq!(code, 0, "{err}");
    assert_eq!(numbers(&folder), ["2 賛成", "3 反対"]);
}

#[test]
fn life_in_one_folder() {
    // Papers beside the records: one lock for both.
    let folder = list(&["甲", "乙"]);
    succeed(folder.path(), &["build", "m", "--out", "m"]);
    assert!(folder.path().join("m/ids.csv").is_file() && folder.path().join("m/資料1.html").is_file());
}

#[cfg(unix)]
#[test]
fn life_folder_that_cannot_be_written() {
    let folder = list(&["甲", "乙"]);
    // A link stands where the file goes.
    std::os::unix::fs::symlink("elsewhere.csv", folder.path().join("m/ids.csv")).unwrap();
    let (code, out, err) = run(folder.path(), &["build", "m"]);
    assert_eq!(code, 0, "{out}{err}");
    assert!(err.contains("IDs and numbers could not be kept in ids.csv"), "{err}");
    assert!(!folder.path().join("m/elsewhere.csv").exists());
    // With the cause gone, the next build keeps them.
    std::fs::remove_file(folder.path().join("m/ids.csv")).unwrap();
    succeed(folder.path(), &["build", "m"]);
    assert!(folder.path().join("m/ids.csv").is_file());
    // The numbers are kept, the papers cannot be placed: that is said as it is.
    std::fs::remove_file(folder.path().join("m/ids.csv")).unwrap();
    std::fs::remove_file(folder.path().join("output/資料1.html")).unwrap();
    std::fs::create_dir(folder.path().join("output/資料1.html")).unwrap();
    let (code, _, err) = run(folder.path(), &["build", "m", "--force"]);
    assert_eq!(code, 1, "{err}");
    let kept = folder.path().join("m/ids.csv").is_file();
    assert_eq!(kept, !err.contains("nothing was written"), "{err}");
}

/// What stands above, between and below the opinions of a table is none of its numbers.
#[test]
fn life_renumber_around_the_table() {
    let meeting = "[meeting]\ntitle = \"意見\"\ndate = 2026-04-01\n";
    let paper = "[[papers]]\nlabel = \"資料1\"\nlayout = \"LAYOUT\"\nfiles = [\"資料1.html\"]\n";
    let list = format!("{meeting}{}", paper.replace("LAYOUT", "list"));
    let sources = "[[sources]]\nkey = \"委員\"\nheading = \"委員意見\"\n[[sources]]\nkey = \"市民\"\nheading = \"市民意見\"\n";
    let beside = format!("{meeting}{sources}{}", paper.replace("LAYOUT", "matrix"));
    let table = |first: &str, second: &str| {
        format!(
            "意見の一覧,,\r\n\r\nID,No.,意見\r\na,{first},\"橋を\r\n\r\n直してほしい\"\r\n\r\n,小計,1件\r\nb,{second},道を直してほしい\r\n,合計,2件\r\n"
        )
    };
    let columns = |numbers: [&str; 3]| {
        let texts = ["橋を直してほしい,橋は古い", ",道は細い", "川を直してほしい,"];
        let rows = numbers.iter().zip(texts).map(|(number, texts)| format!("{number},{texts}\n"));
        format!("No.,委員意見,市民意見\n{}", rows.collect::<String>())
    };
    let unnumbered = |heading: &str, first: &str, second: &str| format!("意見の一覧\n意見{heading}\n橋を直す{first}\n道を直す{second}\n");
    for (meeting, before, after, keep) in [
        (&list, table("1", "3"), table("1", "2"), false),
        (&beside, columns(["1", "4", "7"]), columns(["1", "2", "3"]), false),
        (&list, unnumbered("", "", ""), unnumbered(",No.", ",1", ",2"), true),
    ] {
        let folder = Folder::new(&[("m/meeting.toml", meeting.as_bytes()), ("m/opinions.csv", before.as_bytes())]);
        let arguments: &[&str] = if keep { &["renumber", "m", "--keep"] } else { &["renumber", "m"] };
        succeed(folder.path(), arguments);
        assert_eq!(folder.text("m/opinions.csv"), after);
    }
}

/// A row that is left out moves none of the cells that are named.
#[test]
fn life_renumber_workbook_with_empty_rows() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    let rows = [
        ["No.", "項目", "意見"],
        ["1", "橋", "橋を直してほしい"],
        ["2", "道", ""],
        ["4", "道", "道を直してほしい"],
        ["7", "川", "川を直してほしい"],
    ];
    for (row, cells) in (0..).zip(rows) {
        for (column, text) in (0..).zip(cells) {
            sheet.write(row, column, text).unwrap();
        }
    }
    let meeting = "[meeting]\ntitle = \"意見\"\ndate = 2026-04-01\n[records]\nempty = \"skip\"\n[[papers]]\nlabel = \"資料1\"\nlayout = \"list\"\nfiles = [\"資料1.html\"]\n";
    let folder = Folder::new(&[("m/meeting.toml", meeting.as_bytes()), ("m/opinions.xlsx", &workbook.save_to_buffer().unwrap())]);
    succeed(folder.path(), &["renumber", "m"]);
    let list = folder.text("m/番号の付け直し.csv");
    assert!(list.contains(",4,2,Sheet1,A4,,道") && list.contains(",7,3,Sheet1,A5,,川"), "{list}");
}

/// A copy is kept of what a person may have written on since.
#[test]
fn life_kept_beside() {
    let gaps = || SMALL_OPINIONS.replace("運営,3,", "運営,7,");
    let folder = Folder::new(&[("m/meeting.toml", SMALL_MEETING.as_bytes()), ("m/opinions.csv", gaps().as_bytes())]);
    succeed(folder.path(), &["build", "m", "--only", "資料1_意見一覧.xlsx"]);
    folder.write("n/meeting.toml", SMALL_MEETING);
    folder.write("n/opinions.xlsx", folder.read("output/資料1_意見一覧.xlsx"));
    folder.write("n/番号の付け直し.csv", "済,済");
    let said = succeed(folder.path(), &["renumber", "n"]);
    let copies: Vec<String> = tree(&folder.path().join("n")).into_iter().filter(|name| name.starts_with("番号の付け直し")).collect();
    assert_eq!(copies.len(), 2, "{copies:?}");
    let copy = copies.iter().find(|name| *name != "番号の付け直し.csv").unwrap();
    assert!(folder.text(&format!("n/{copy}")) == "済,済" && said.contains(copy), "{said}");
}

#[test]
fn life_label_of_a_later_paper() {
    let toml = |papers: &[&str]| {
        let papers: String = papers
            .iter()
            .map(|label| {
                format!(
                    "[[papers]]\n{label}layout = \"list\"\ncolumns = [\"no\", \"text\", \"reply\"]\nfiles = [\"意見{}.html\"]\n",
                    label.len()
                )
            })
            .collect();
        format!(
            "[meeting]\ntitle = \"意見\"\ndate = 2026-04-01\n[data]\nfiles = [\"意見.json\"]\n[[fields]]\nkey = \"reply\"\nheading = \"回答\"\nfrom = \"divisions\"\n[inquiry]\nasks = \"回答してください。\"\ndue = 2026-05-01\ncontact = \"総務課\"\nedition = 1\n[[divisions]]\nname = \"公園課\"\ntakes = [{{ section = 1 }}]\n{papers}"
        )
    };
    let label = "label = \"資料2\"\n";
    let folder =
        Folder::new(&[("m/meeting.toml", toml(&["", label]).as_bytes()), ("m/opinions.csv", "ID,意見\na1,砂場がほしい。\n".as_bytes())]);
    succeed(folder.path(), &["build", "m"]);
    assert!(folder.text("output/意見.json").contains("\"label\": \"資料2\""), "{}", folder.text("output/意見.json"));
    let taken = |folder: &Folder| {
        let (code, out, err) = run(folder.path(), &["collect", "m", "返送", "--as-of", "2026-04-20"]);
        assert!(code == 0 && !format!("{out}{err}").contains("another meeting"), "{out}{err}");
    };
    // A paper that comes later with a label makes no other meeting, and neither does the label that once counted.
    for sent in [toml(&[""]), toml(&[label, ""])] {
        folder.write("m/meeting.toml", sent);
        succeed(folder.path(), &["build", "m"]);
        folder.write("返送/公園課.xlsx", crate::collect::answered(&folder.read("output/照会/公園課.xlsx"), &[("D5", "検討します。")]));
        folder.write("m/meeting.toml", toml(&["", label]));
        taken(&folder);
    }
}
