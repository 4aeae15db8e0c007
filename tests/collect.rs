//! Inquiries that come back: every way in which people and programs change a workbook, and what
//! `shiryo collect` makes of it.
//!
//! `tests/returns/change.py` changes workbooks as Excel would, LibreOffice saves them anew, and what
//! neither can do is done to the XML here. `tests/returns/KIND.txt` says what came of each kind.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::io::{Cursor, Read as _, Write as _};
use std::path::{Path, PathBuf};

use calamine::{Data, Reader as _, Xlsx};
use zip::write::SimpleFileOptions;

use crate::support::{Folder, ask, judge, python, root, run, succeed, tree};

const MEETING: &str = r#"[meeting]
title = "公共施設の在り方に関する意見"
date = 2026-04-01
[records]
blanks = "empty"
[inquiry]
asks = "次の意見について、対応区分と回答を記入してください。"
due = 2026-05-08
contact = "総務課（内線1234）"
edition = 1
[[sections]]
title = "施設の在り方"
[[sections]]
title = "その他"
[[sources]]
key = "委員"
heading = "委員意見"
[[sources]]
key = "他都市"
heading = "他都市の取組"
attribution = "都市名"
[[fields]]
key = "action"
heading = "対応区分"
from = "divisions"
choices = [{ value = "反映する", means = "計画を修正します。" }, { value = "今後の参考" }, { value = "B 検討中" }]
[[fields]]
key = "reply"
heading = "回答"
from = "divisions"
[[fields]]
key = "person"
heading = "担当者"
from = "divisions"
required = false
[[divisions]]
name = "施設課"
takes = [{ section = 1 }]
[[divisions]]
name = "総務課"
takes = [{ source = "委員" }]
[[papers]]
label = "資料1"
layout = "matrix"
files = ["資料1.html"]
"#;

fn opinions() -> String {
    let long = "この意見はとても長い。".repeat(300);
    format!(
        "ID,区分番号,項目,No.,出典,意見,発言者・都市
a1,1,配置,1,委員,・施設の配置は、利用する人の動きから考える。,
a2,1,配置,1,他都市,・利用者の調査を基に配置を見直した。,京都市
a3,1,配置,2,委員,\"・一行目
・二行目\",
a4,1,運営,3,委員,括弧 (案) と #記号 *強調* _下線_ =1+1,
a5,1,運営,3,他都市,・夜間も開けている。,浜松市
a6,1,運営,4,委員,{long},
a7,2,広報,1,委員,・広報紙で知らせる。,
a8,2,,2,委員,=SUM(A1),
a9,2,,3,委員,・駅の前の道を広げる。,
a10,2,,4,他都市,・出前講座を開いた。,京都市
"
    )
}

/// The meeting as it was when the workbooks went out.
pub fn meeting() -> Folder {
    Folder::new(&[("m/meeting.toml", MEETING.as_bytes()), ("m/opinions.csv", opinions().as_bytes())])
}

/// What became of the meeting after the workbooks of a kind had gone out: its file and its opinions.
fn meanwhile(kind: &str) -> (String, String) {
    let (meeting, opinions) = (MEETING.to_owned(), opinions());
    match kind {
        "older_edition" => (meeting.replace("edition = 1", "edition = 2"), opinions.replace("夜間も開けている", "夜間と休日も開けている")),
        "opinion_removed" => (meeting, without_line(&opinions, "a4,")),
        "opinion_renumbered" => {
            let added = opinions.replace("a3,1,配置,2,", "a0,1,配置,2,委員,・新しい意見。,\na3,1,配置,3,");
            (
                meeting,
                added.replace("a4,1,運営,3", "a4,1,運営,4").replace("a5,1,運営,3", "a5,1,運営,4").replace("a6,1,運営,4", "a6,1,運営,5"),
            )
        }
        "choices_renamed" => (meeting.replace("value = \"反映する\"", "value = \"計画に反映する\""), opinions),
        "another_meeting" => {
            let other = "ID,区分番号,項目,No.,出典,意見,発言者・都市\nz1,1,配置,1,委員,別の意見,\nz2,2,,1,委員,別の意見二,\n";
            (meeting.replace("公共施設の在り方", "広報の在り方"), other.to_owned())
        }
        "meeting_renamed" => (meeting.replace("公共施設の在り方", "公共施設の今後"), opinions),
        "division_renamed" => (meeting.replace("name = \"施設課\"", "name = \"施設管理課\""), opinions),
        _ => (meeting, opinions),
    }
}

fn without_line(text: &str, start: &str) -> String {
    text.split_inclusive('\n').filter(|line| !line.starts_with(start)).collect()
}

/// A kind of change: what it is, the files that come back, and the texts that somebody typed into each.
struct Kind {
    name: String,
    about: String,
    files: Vec<(String, Vec<u8>)>,
    typed: BTreeMap<String, Vec<String>>,
}

#[test]
fn collect_changes() {
    let (Some(python), true) = (python(), judge("soffice")) else { return };
    let work = meeting();
    succeed(work.path(), &["build", "m"]);
    let (sent, changed) = (work.path().join("output/照会"), work.path().join("changed"));
    ask(&python, &[root().join("tests/returns/change.py").as_os_str(), sent.as_os_str(), changed.as_os_str()]);
    keep_every_mark(&sent, &changed.join("marks_kept"));
    let mut kinds: Vec<Kind> = subfolders(&changed).iter().map(|folder| kind(folder)).collect();
    kinds.extend(saved_anew(work.path(), &changed));
    kinds.extend(edited(&work.path().join("anew_out/xlsx/filled.xlsx")));
    kinds.extend(marks_edited(&kind(&changed.join("marks_kept"))));
    assert!(kinds.len() >= 35);
    let known: BTreeSet<String> = kinds.iter().map(|kind| format!("{}.txt", kind.name)).collect();
    let golden: BTreeSet<String> = tree(&root().join("tests/returns")).into_iter().filter(|name| name.ends_with(".txt")).collect();
    let orphans: Vec<_> = golden.difference(&known).collect();
    assert!(orphans.is_empty(), "golden files without a kind: {orphans:?}");
    let failures: Vec<String> = kinds.iter().filter_map(|kind| judged(kind).err()).collect();
    assert!(failures.is_empty(), "{} of {} kinds\n\n{}", failures.len(), kinds.len(), failures.join("\n\n"));
}

/// Collects the files of a kind and holds what came of it against its golden file.
fn judged(kind: &Kind) -> Result<(), String> {
    let (meeting, opinions) = meanwhile(&kind.name);
    let folder = Folder::new(&[("m/meeting.toml", meeting.as_bytes()), ("m/opinions.csv", opinions.as_bytes())]);
    for (name, bytes) in &kind.files {
        folder.write(&format!("返送/{name}"), bytes);
    }
    // What is no workbook by its name is named itself, as a person would.
    let named = kind.files.iter().filter(|(name, _)| name.ends_with(".txt")).map(|(name, _)| format!("返送/{name}"));
    let paths: Vec<String> = named.chain(["返送".to_owned()]).take(1).collect();
    let collect = |decide: &[&str]| {
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        run(folder.path(), &[&["--lang", "ja", "collect", "m"], paths.as_slice(), &["--as-of", "2026-05-11"], decide].concat())
    };
    let (code, out, err) = collect(&[]);
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap_or_default();
    let (responses, decisions) = (read("m/responses.csv"), read("m/decisions.csv"));
    let report = std::fs::read(folder.path().join("output/回収状況.xlsx")).map(|bytes| cells(&bytes)).unwrap_or_default();
    let mut shown = format!("{}\n\n終了コード {code}\n\n{out}\n{err}", kind.about);
    for (name, content) in [("responses.csv", &responses), ("decisions.csv", &decisions)] {
        write!(shown, "\n―― {name} ――\n{}", if content.is_empty() { "（なし）\n" } else { content.trim_start_matches('\u{feff}') })
            .unwrap();
    }
    let tables = [table(&responses), table(&decisions)].concat();
    // A workbook of another meeting or of a division that is gone is refused as a whole, by name.
    let refused = ["another_meeting", "division_renamed"].contains(&kind.name.as_str());
    for typed in kind.typed.values().flatten().filter(|_| !refused) {
        let lines = typed.replace("\r\n", "\n");
        let is_there = |cell: &String| cell.contains(&lines);
        if !tables.iter().any(is_there) && !whole(&report).iter().any(is_there) {
            return Err(format!("{}: 「{typed}」 is nowhere\n{shown}", kind.name));
        }
    }
    // Collecting the same again says the same.
    let before = tree_bytes(folder.path());
    let again = collect(&[]);
    if again.0 != code || tree_bytes(&folder.path().join("m")) != within(&before, "m/") {
        return Err(format!("{}: collecting again does something else\n{}{}", kind.name, again.1, again.2));
    }
    same_as_golden(&format!("{}.txt", kind.name), &masked(&shown))
}

fn tree_bytes(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    tree(folder).into_iter().map(|name| (name.clone(), std::fs::read(folder.join(&name)).unwrap())).collect()
}

fn within(files: &BTreeMap<String, Vec<u8>>, folder: &str) -> BTreeMap<String, Vec<u8>> {
    files.iter().filter_map(|(name, bytes)| Some((name.strip_prefix(folder)?.to_owned(), bytes.clone()))).collect()
}

/// The cells of a table in CSV.
pub fn table(text: &str) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    reader.records().flat_map(|record| record.unwrap().iter().map(|cell| cell.replace("\r\n", "\n")).collect::<Vec<_>>()).collect()
}

/// The cells of a workbook, by sheet and row.
pub fn cells(bytes: &[u8]) -> Vec<Vec<Vec<String>>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let text = |cell: &Data| cell.to_string().replace("\r\n", "\n");
    let names = book.sheet_names();
    names.iter().map(|name| book.worksheet_range(name).unwrap().rows().map(|row| row.iter().map(text).collect()).collect()).collect()
}

/// All cells, and for each column all of it, since a long text goes on in the rows below.
pub fn whole(report: &[Vec<Vec<String>>]) -> Vec<String> {
    let mut found = Vec::new();
    for sheet in report {
        let columns = sheet.iter().map(Vec::len).max().unwrap_or_default();
        found.extend((0..columns).map(|column| sheet.iter().filter_map(|row| row.get(column)).map(String::as_str).collect::<String>()));
        found.extend(sheet.iter().flatten().cloned());
    }
    found
}

/// Digests and case keys depend on the time that programs stamp; the rest of the report must not.
fn masked(text: &str) -> String {
    let is_hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    let (mut masked, mut rest) = (String::new(), text);
    while let Some(start) = rest.find(is_hex) {
        let end = rest[start..].find(|c| !is_hex(c)).map_or(rest.len(), |length| start + length);
        let (before, run) = (&rest[..start], &rest[start..end]);
        masked.push_str(before);
        match run.len() {
            64 => masked.push_str("〔ファイル〕"),
            16 if masked.ends_with("c-") => masked.push_str("〔番号〕"),
            _ => masked.push_str(run),
        }
        rest = &rest[end..];
    }
    (masked + rest)
        .replace('\r', "")
        .replace(&"この意見はとても長い。".repeat(300), "この意見は……")
        .replace(&"長い回答です。".repeat(714), "長い回答です。……")
}

fn same_as_golden(name: &str, actual: &str) -> Result<(), String> {
    let path = root().join("tests/returns").join(name);
    if std::env::var_os("UPDATE").is_some() {
        assert!(std::env::var_os("CI").is_none(), "golden files are not written in CI");
        std::fs::write(&path, actual).unwrap();
        return Ok(());
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    let differs =
        || expected.lines().zip(actual.lines()).position(|(e, a)| e != a).unwrap_or(expected.lines().count().min(actual.lines().count()));
    if expected == actual { Ok(()) } else { Err(format!("{name} differs from line {}\n{actual}", differs() + 1)) }
}

fn subfolders(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    found.sort();
    found
}

/// A kind as the script left it.
fn kind(folder: &Path) -> Kind {
    let hidden = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let typed: BTreeMap<String, Vec<String>> =
        serde_json::from_str(&std::fs::read_to_string(folder.join(".typed")).unwrap_or("{}".into())).unwrap();
    let files = tree(folder).into_iter().filter(|name| !name.starts_with('.'));
    Kind {
        name: folder.file_name().unwrap().to_str().unwrap().to_owned(),
        about: hidden(".about"),
        files: files.map(|name| (name.clone(), std::fs::read(folder.join(&name)).unwrap())).collect(),
        typed,
    }
}

/// A workbook that was filled in and kept everything it was sent with, as Excel keeps it: openpyxl drops the document properties.
fn keep_every_mark(sent: &Path, folder: &Path) {
    let answered = |row: usize| (row, 2 + row % 2, [1, 2, 5][row % 3], row == 0);
    let rows: Vec<crate::merging::Row> = (0..6).map(answered).collect();
    std::fs::create_dir_all(folder).unwrap();
    let bytes = crate::merging::filled(&std::fs::read(sent.join("施設課.xlsx")).unwrap(), &rows);
    std::fs::write(folder.join("施設課.xlsx"), bytes).unwrap();
    std::fs::write(folder.join(".about"), "記入し、目印をすべて残したまま返した（Excelで保存した形）。").unwrap();
    let typed = serde_json::json!({ "施設課.xlsx": ["検討します。", "検討しません。", "一行目\n二行目", "備考です"] });
    std::fs::write(folder.join(".typed"), typed.to_string()).unwrap();
}

// Saved anew by LibreOffice

/// Kinds that LibreOffice saves anew, after openpyxl changed them.
const SAVED_ANEW: &[&str] = &[
    "marks_kept", "filled", "rows_sorted", "rows_filtered", "merged_rows", "struck_and_red", "commented", "numbers_and_dates",
    "columns_moved",
];

fn saved_anew(work: &Path, changed: &Path) -> Vec<Kind> {
    let every = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1";
    let formats = [("xlsx", "xlsx:Calc MS Excel 2007 XML"), ("ods", "ods"), ("xls", "xls:MS Excel 97"), ("csv", every)];
    let input = work.join("anew");
    for name in SAVED_ANEW {
        std::fs::create_dir_all(&input).unwrap();
        std::fs::copy(changed.join(name).join("施設課.xlsx"), input.join(format!("{name}.xlsx"))).unwrap();
    }
    let mut kinds = Vec::new();
    for (extension, filter) in formats {
        let out = work.join("anew_out").join(extension);
        let names = || SAVED_ANEW.iter().filter(|name| extension != "csv" || **name == "filled");
        let inputs: Vec<PathBuf> = names().map(|name| input.join(format!("{name}.xlsx"))).collect();
        convert(work, filter, &out, &inputs);
        for name in names() {
            let source = kind(&changed.join(name));
            let file = match extension {
                "csv" => out.join(format!("{name}-回答.csv")),
                _ => out.join(format!("{name}.{extension}")),
            };
            let bytes = std::fs::read(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
            let about = format!("{}それをLibreOfficeで.{extension}に保存した。", source.about);
            kinds.push(Kind {
                name: format!("{name}_as_{extension}"),
                about,
                files: vec![(format!("施設課.{extension}"), bytes)],
                typed: source
                    .typed
                    .into_iter()
                    .filter(|(name, _)| name == "施設課.xlsx")
                    .map(|(_, typed)| ("施設課".to_owned(), typed))
                    .collect(),
            });
        }
    }
    kinds
}

pub fn convert(work: &Path, filter: &str, out: &Path, files: &[PathBuf]) {
    let profile = format!("-env:UserInstallation=file://{}", work.join("profile").display());
    let options: [&OsStr; 6] =
        [profile.as_ref(), "--headless".as_ref(), "--convert-to".as_ref(), filter.as_ref(), "--outdir".as_ref(), out.as_os_str()];
    ask("soffice", &options.into_iter().chain(files.iter().map(|file| file.as_os_str())).collect::<Vec<_>>());
}

// Edited as XML

/// Kinds of changes that neither openpyxl nor LibreOffice can make.
fn edited(filled: &Path) -> Vec<Kind> {
    let bytes = std::fs::read(filled).unwrap();
    let reply = |id: &str| format!("{id}への回答。");
    let of_file = |typed: Vec<String>| BTreeMap::from([("施設課.xlsx".to_owned(), typed)]);
    let all: Vec<String> = ["a1", "a2", "a3", "a4", "a5", "a6"].iter().map(|id| reply(id)).chain(["佐藤".to_owned()]).collect();
    let without = |id: &str| -> Vec<String> { all.iter().filter(|text| **text != reply(id)).cloned().collect() };
    let item = |text: &str| format!("<si><t xml:space=\"preserve\">{text}</t></si>");
    let strings = |name: &str, about: &str, with: &str, typed: Vec<String>| Kind {
        name: name.to_owned(),
        about: about.to_owned(),
        files: vec![(
            "施設課.xlsx".to_owned(),
            rewritten(&bytes, |part, xml| if part == "xl/sharedStrings.xml" { replaced(&xml, &item(&reply("a1")), with) } else { xml }),
        )],
        typed: of_file(typed),
    };
    let furigana = "<si><t>施設を直す</t><rPh sb=\"0\" eb=\"2\"><t>シセツ</t></rPh><phoneticPr fontId=\"1\"/></si>";
    let runs = "<si><r><rPr><strike/></rPr><t xml:space=\"preserve\">反対し、</t></r><r><rPr><color rgb=\"FFFF0000\"/></rPr><t>検討します。</t></r></si>";
    let control = "<si><t xml:space=\"preserve\"> 一行目_x000D_\n二行目 </t></si>";
    let parts = |name: &str, about: &str, change: &dyn Fn(&str, String) -> String| Kind {
        name: name.to_owned(),
        about: about.to_owned(),
        files: vec![("施設課.xlsx".to_owned(), rewritten(&bytes, change))],
        typed: of_file(all.clone()),
    };
    let file = |name: &str, about: &str, file: &str, bytes: Vec<u8>| Kind {
        name: name.to_owned(),
        about: about.to_owned(),
        files: vec![(file.to_owned(), bytes)],
        typed: BTreeMap::new(),
    };
    vec![
        strings("furigana", "回答にふりがなが付いた。", furigana, without("a1").into_iter().chain(["施設を直す".to_owned()]).collect()),
        strings(
            "struck_in_part",
            "回答の一部を取り消し線で消し、赤字で書き足した（見え消し）。",
            runs,
            without("a1").into_iter().chain(["検討します。".to_owned()]).collect(),
        ),
        strings(
            "carriage_return",
            "回答に改行コード（CR LF）が入った。",
            control,
            without("a1").into_iter().chain(["一行目\n二行目".to_owned()]).collect(),
        ),
        parts("names_removed", "定義された名前をすべて消した。", &|part, xml| match part {
            "xl/workbook.xml" => cut(&xml, "<definedNames>", "</definedNames>"),
            _ => xml,
        }),
        parts("protection_removed", "シートの保護と入力規則を消した。", &|part, xml| match part {
            "xl/worksheets/sheet2.xml" => cut(&cut(&xml, "<sheetProtection", "/>"), "<dataValidations", "</dataValidations>"),
            _ => xml,
        }),
        Kind {
            typed: of_file([all.clone(), vec!["図形の中に書いた回答です。\n二行目".to_owned()]].concat()), ..text_box(&bytes)
        },
        file("truncated", "送信の途中でファイルが切れた。", "施設課.xlsx", bytes[..bytes.len() * 2 / 3].to_vec()),
        file("not_a_workbook", "文書に .xlsx と名付けた。", "施設課.xlsx", b"%PDF-1.7\n".to_vec()),
        file("with_a_password", "パスワードを付けて保存した。", "施設課.xlsx", encrypted()),
        file(
            "bomb",
            "展開すると巨大になるファイルが来た。",
            "施設課.xlsx",
            rewritten(&bytes, |part, xml| if part == "xl/styles.xml" { xml + &" ".repeat(60 << 20) } else { xml }),
        ),
    ]
}

/// Changes of the marks, where the document properties are there to contradict them.
fn marks_edited(whole: &Kind) -> Vec<Kind> {
    let edited = |name: &str, about: &str, change: &dyn Fn(&str, String) -> String| Kind {
        name: name.to_owned(),
        about: about.to_owned(),
        files: vec![("施設課.xlsx".to_owned(), rewritten(&whole.files[0].1, change))],
        typed: whole.typed.clone(),
    };
    let mut beside = whole.typed.clone();
    beside.values_mut().for_each(|typed| typed.extend(["096-000-0000", "OK"].map(str::to_owned)));
    vec![
        edited("properties_edited", "ブックの属性の課名を書き換えた。", &|part, xml| match part {
            "docProps/custom.xml" => replaced(&xml, "施設課", "総務課"),
            _ => xml,
        }),
        Kind {
            typed: beside,
            ..edited(
                "written_where_nobody_looks",
                "ブックの属性に電話番号を、隠しシートに一言を書き足した。",
                &|part, xml| match part {
                    "docProps/custom.xml" => replaced(
                        &xml,
                        "</Properties>",
                        "<property fmtid=\"{D5CDD505-2E9C-101B-9397-08002B2CF9AE}\" pid=\"99\" name=\"Tel\"><vt:lpwstr>096-000-0000</vt:lpwstr></property></Properties>",
                    ),
                    "xl/worksheets/sheet5.xml" => replaced(
                        &xml,
                        "</sheetData>",
                        "<row r=\"999\"><c r=\"D999\" t=\"inlineStr\"><is><t>OK</t></is></c></row></sheetData>",
                    ),
                    _ => xml,
                },
            )
        },
        edited("stamp_sheet_emptied", "隠しシートの中身を消した（ブックの属性は残っている）。", &|part, xml| {
            match part {
                "xl/worksheets/sheet5.xml" => cut(&xml, "<sheetData>", "</sheetData>"),
                _ => xml,
            }
        }),
    ]
}

/// The package with each part of text changed.
pub fn rewritten(bytes: &[u8], change: impl Fn(&str, String) -> String) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let (name, mut text) = (entry.name().unwrap().into_owned(), String::new());
        entry.read_to_string(&mut text).unwrap();
        writer.start_file(&name, SimpleFileOptions::default()).unwrap();
        writer.write_all(change(&name, text).as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[track_caller]
pub fn replaced(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from} is not in {text}");
    text.replacen(from, to, 1)
}

#[track_caller]
pub fn cut(text: &str, from: &str, to: &str) -> String {
    let start = text.find(from).unwrap_or_else(|| panic!("{from} is not in {text}"));
    let end = start + text[start..].find(to).unwrap() + to.len();
    format!("{}{}", &text[..start], &text[end..])
}

/// The answer sheet with a text box over it.
fn text_box(bytes: &[u8]) -> Kind {
    const DRAWING: &str = r#"<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:twoCellAnchor><xdr:from><xdr:col>8</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>5</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>9</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>6</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to><xdr:sp><xdr:txBody><a:bodyPr/><a:p><a:r><a:t>図形の中に書いた</a:t></a:r><a:r><a:t>回答です。</a:t></a:r></a:p><a:p><a:r><a:t>二行目</a:t></a:r></a:p></xdr:txBody></xdr:sp><xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>"#;
    const RELATION: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing" Target="../drawings/drawing9.xml"/></Relationships>"#;
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).unwrap();
        if entry.name().unwrap() != "xl/worksheets/_rels/sheet2.xml.rels" {
            writer.raw_copy_file(entry).unwrap();
        }
    }
    for (name, part) in [("xl/worksheets/_rels/sheet2.xml.rels", RELATION), ("xl/drawings/drawing9.xml", DRAWING)] {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(part.as_bytes()).unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    Kind {
        name: "text_box".to_owned(),
        about: "回答シートの上に図形（テキストボックス）を置いて書いた。".to_owned(),
        files: vec![("施設課.xlsx".to_owned(), bytes)],
        typed: BTreeMap::new(),
    }
}

/// A compound file with the stream `EncryptedPackage` ([MS-CFB], [MS-OFFCRYPTO] 2.3.4).
pub fn encrypted() -> Vec<u8> {
    let mut bytes = vec![0_u8; 512 * 3];
    bytes[..8].copy_from_slice(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    let mut put = |at: usize, value: &[u8]| bytes[at..at + value.len()].copy_from_slice(value);
    let free = 0xffff_ffff_u32.to_le_bytes();
    for (at, value) in [(24, 0x3e_u16), (26, 3), (28, 0xfffe), (30, 9), (32, 6)] {
        put(at, &value.to_le_bytes());
    }
    for (at, value) in [(44, 1_u32), (48, 1), (56, 4096), (60, 0xffff_fffe), (68, 0xffff_fffe), (76, 0)] {
        put(at, &value.to_le_bytes());
    }
    (1..109).for_each(|index| put(76 + index * 4, &free));
    // The table of sectors: itself, then the directory.
    (0..128).for_each(|index| put(512 + index * 4, &free));
    put(512, &0xffff_fffd_u32.to_le_bytes());
    put(516, &0xffff_fffe_u32.to_le_bytes());
    for (entry, (name, kind, child)) in [("Root Entry", 5_u8, 1_u32), ("EncryptedPackage", 2, 0xffff_ffff)].into_iter().enumerate() {
        let at = 1024 + entry * 128;
        let units: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        put(at, &units);
        put(at + 64, &(units.len() as u16).to_le_bytes());
        put(at + 66, &[kind, 1]);
        for (offset, value) in [(68, 0xffff_ffff_u32), (72, 0xffff_ffff), (76, child), (116, 0xffff_fffe)] {
            put(at + offset, &value.to_le_bytes());
        }
    }
    bytes
}

// What a person typed is never lost

/// The workbook with texts in cells of the answer sheet that were sent out empty: I 対応区分, J 回答, K 担当者, L 備考, from row 5.
pub fn answered(sent: &[u8], cells: &[(&str, &str)]) -> Vec<u8> {
    rewritten(sent, |part, mut xml| {
        if part == "xl/worksheets/sheet2.xml" {
            for (cell, text) in cells {
                let start = xml.find(&format!("<c r=\"{cell}\" s=\"")).unwrap_or_else(|| panic!("{cell}"));
                let end = start + xml[start..].find("/>").unwrap();
                let text = text.replace('&', "&amp;").replace('<', "&lt;");
                let filled = format!("{} t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>", &xml[start..end]);
                xml.replace_range(start..end + 2, &filled);
            }
        }
        xml
    })
}

/// A meeting whose inquiries are out, and the workbook of 施設課.
fn sent_out() -> (Folder, Vec<u8>) {
    let work = meeting();
    succeed(work.path(), &["build", "m"]);
    let sent = work.read("output/照会/施設課.xlsx");
    (work, sent)
}

/// What beside the fields may be filled in is called so wherever it stands.
#[test]
fn collect_names_the_note() {
    let work = meeting();
    work.write("m/meeting.toml", text_of(&work, "m/meeting.toml") + "\n[words]\nnote = \"連絡欄\"\n");
    succeed(work.path(), &["build", "m"]);
    let sent = work.read("output/照会/施設課.xlsx");
    let said = |bytes: &[u8]| cells(bytes).into_iter().flatten().flatten().collect::<Vec<_>>();
    assert!(said(&sent).contains(&"連絡欄".to_owned()) && !said(&sent).concat().contains("備考"));
    for (name, note) in [("一", "図を添えます"), ("二", "図は別便です")] {
        work.write(&format!("返送/{name}/施設課.xlsx"), answered(&sent, &[("L5", note)]));
    }
    assert_eq!(collected(&work, &["返送"]).0, 1);
    assert!(decisions_of(&work)[1].contains(&"連絡欄".to_owned()), "{:?}", decisions_of(&work));
    assert!(report_of(&work).contains("連絡欄"), "{}", report_of(&work));
}

fn text_of(work: &Folder, name: &str) -> String {
    std::fs::read_to_string(work.path().join(name)).unwrap_or_default()
}

fn report_of(work: &Folder) -> String {
    cells(&work.read("output/回収状況.xlsx")).into_iter().flatten().flatten().collect::<Vec<_>>().join("\n")
}

fn collected(work: &Folder, files: &[&str]) -> (i32, String) {
    let (code, out, err) = run(work.path(), &[&["--lang", "ja", "collect", "m"], files].concat());
    (code, out + &err)
}

/// The rows of the decisions, as cells.
fn decisions_of(work: &Folder) -> Vec<Vec<String>> {
    let text = text_of(work, "m/decisions.csv");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn collect_decides_by_value() {
    let (work, sent) = sent_out();
    let long = "長い回答です。".repeat(90);
    for (name, reply) in [("一", format!("{long}計上します。")), ("二", "別の回答。".to_owned()), ("三", format!("{long}計上しません。"))]
    {
        work.write(&format!("返送{name}/施設課.xlsx"), answered(&sent, &[("J5", &reply)]));
    }
    assert_eq!(collected(&work, &["返送一"]).0, 0);
    // The answer that is there is the first option.
    let (code, said) = collected(&work, &["返送二"]);
    assert_eq!(code, 1, "{said}");
    let rows = decisions_of(&work);
    assert_eq!(rows[1][5..8], ["1", "・施設の配置は、利用する人の動きから考える。", "回答"]);
    assert!(rows[1][9].starts_with("1：「長い回答です。") && rows[1][9].contains("\n2：「別の回答。」とする\n0："), "{}", rows[1][9]);
    for typed in ["1：", "①", "１．"] {
        let decide = format!("{}={typed}", rows[1][0]);
        assert_eq!(collected(&work, &["返送二", "--decide", &decide]).0, 0, "{typed}");
    }
    assert!(text_of(&work, "m/responses.csv").contains("計上します。"));
    // What was rejected and comes again is said, and taken neither silently nor for something new.
    let (code, said) = collected(&work, &["返送二"]);
    assert!(code == 0 && said.contains("前の判断により受け取らなかった回答が1件あります（最初は「別の回答。」）"), "{said}");
    assert!(report_of(&work).contains("別の回答。"));
    // An answer that is the same for 500 characters is another one.
    let (code, said) = collected(&work, &["返送三"]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("計上しま【す】。") && said.contains("計上しま【せん】。"), "{said}");
    assert!(text_of(&work, "m/responses.csv").contains("計上します。"));
}

#[test]
fn collect_decides_rejected_again() {
    let (work, sent) = sent_out();
    for (name, reply) in [("一", "案の一"), ("二", "案の二"), ("三", "案の三")] {
        work.write(&format!("返送/{name}/施設課.xlsx"), answered(&sent, &[("J5", reply)]));
    }
    assert_eq!(collected(&work, &["返送"]).0, 1);
    let rows = decisions_of(&work);
    assert!(rows[1][9].starts_with("1：「案の【一】」とする\n2：「案の【三】」とする\n3：「案の【二】」とする"), "{}", rows[1][9]);
    let decide = format!("{}=1", rows[1][0]);
    assert_eq!(collected(&work, &["返送", "--decide", &decide]).0, 0);
    let (code, said) = collected(&work, &["返送/二"]);
    assert!(code == 0 && said.contains("受け取らなかった回答が1件") && said.contains("案の二"), "{said}");
    assert!(report_of(&work).contains("案の二"));
    // A line that somebody typed, without the values of the options, means those that are shown.
    let typed = format!("番号,判断\n{},2\n", rows[1][0]);
    work.write("m/decisions.csv", typed.as_bytes());
    std::fs::remove_file(work.path().join("m/responses.csv")).unwrap();
    assert_eq!(collected(&work, &["返送"]).0, 0);
    assert!(text_of(&work, "m/responses.csv").contains("案の三"));
}

#[test]
fn collect_decides_under_a_new_heading() {
    let (work, sent) = sent_out();
    for (name, reply) in [("一", "案の一"), ("二", "案の二"), ("三", "案の三")] {
        work.write(&format!("返送/{name}/施設課.xlsx"), answered(&sent, &[("J5", reply)]));
    }
    assert_eq!(collected(&work, &["返送"]).0, 1);
    let decide = format!("{}=1", decisions_of(&work)[1][0]);
    assert_eq!(collected(&work, &["返送", "--decide", &decide]).0, 0);
    let renamed = text_of(&work, "m/meeting.toml").replace("heading = \"回答\"", "heading = \"市の対応\"");
    work.write("m/meeting.toml", renamed);
    let (code, said) = collected(&work, &["返送/二"]);
    assert!(code == 0 && said.contains("受け取らなかった回答が1件"), "{said}");
    assert!(decisions_of(&work)[1..].iter().all(|row| row[7] == "市の対応"), "{:?}", decisions_of(&work));
}

#[test]
fn collect_prefers_a_file() {
    let (work, sent) = sent_out();
    let answers = |mark: &str| -> Vec<(String, String)> { (5..11).map(|row| (format!("J{row}"), format!("回答{row}{mark}"))).collect() };
    for (name, mark) in [("初", ""), ("正", "の修正")] {
        let answers = answers(mark);
        let cells: Vec<(&str, &str)> = answers.iter().map(|(cell, text)| (cell.as_str(), text.as_str())).collect();
        work.write(&format!("{name}/施設課.xlsx"), answered(&sent, &cells));
    }
    assert_eq!(collected(&work, &["初"]).0, 0);
    let (code, said) = collected(&work, &["正"]);
    assert!(code == 1 && said.contains("このファイルの回答をすべて採る（6件）") && said.contains("判断の必要なものが6件"), "{said}");
    let offer = decisions_of(&work).into_iter().find(|row| row[11] == "prefer").unwrap();
    let (code, said) = collected(&work, &["正", "--decide", &format!("{}=1", offer[0])]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(text_of(&work, "m/responses.csv").matches("の修正").count(), 6);
    // Both together change nothing any more.
    let (code, said) = collected(&work, &["初", "正"]);
    assert!(code == 0 && said.contains("受け取らなかった回答が6件"), "{said}");
    assert_eq!(text_of(&work, "m/responses.csv").matches("の修正").count(), 6);
    // The numbers stay as they were read.
    let decided =
        decisions_of(&work).into_iter().filter(|row| row[1] == "2" && row[9].contains("2：「回答") && row[9].contains("【の修正】"));
    assert_eq!(decided.count(), 6);
}

#[test]
fn collect_tells_what_is_taken_back() {
    let (work, sent) = sent_out();
    work.write("一/施設課.xlsx", answered(&sent, &[("I5", "反映する"), ("J5", "案の一"), ("J6", "案の二")]));
    assert_eq!(collected(&work, &["一"]).0, 0);
    let back = answered(&sent, &[("I5", "反映する"), ("J6", "案の二")]);
    work.write("二/施設課.xlsx", &back);
    let (code, said) = collected(&work, &["二"]);
    assert!(code == 0 && said.contains("J5") && said.contains("前に回答を受け取った欄が、空欄になっています"), "{said}");
    assert!(report_of(&work).contains("空欄になっています") && text_of(&work, "m/responses.csv").contains("案の一"));
    // Nothing is missing where another file answers, or somebody wrote the answer here.
    assert!(!collected(&work, &["一", "二"]).1.contains("空欄になっています"));
    let typed = text_of(&work, "m/responses.csv");
    let typed: String = typed
        .lines()
        .map(|line| if line.contains("案の一") { "a1,reply,案の一,施設課,,1,\n".to_owned() } else { format!("{line}\n") })
        .collect();
    work.write("m/responses.csv", typed);
    assert!(!collected(&work, &["二"]).1.contains("空欄になっています"));
}

/// One answer in a merged cell is asked about once, whatever it covers.
#[test]
fn collect_asks_once_about_a_merged_answer() {
    let decided = |choice: &str| {
        let (work, sent) = sent_out();
        let merged = rewritten(&answered(&sent, &[("J5", "まとめて検討します。")]), |part, xml| match part {
            "xl/worksheets/sheet2.xml" => {
                let xml = if xml.contains("<mergeCells") { cut(&xml, "<mergeCells", "</mergeCells>") } else { xml };
                replaced(&xml, "</sheetData>", "</sheetData><mergeCells count=\"1\"><mergeCell ref=\"J5:J8\"/></mergeCells>")
            }
            _ => xml,
        });
        work.write("返送/施設課.xlsx", &merged);
        let (code, said) = collected(&work, &["返送"]);
        assert!(code == 1 && said.contains("4件の意見にまたがっています") && said.contains("判断の必要なものが1件"), "{said}");
        let key = decisions_of(&work)[1][0].clone();
        let (code, said) = collected(&work, &["返送", "--decide", &format!("{key}={choice}")]);
        assert_eq!(code, 0, "{said}");
        text_of(&work, "m/responses.csv").matches("まとめて検討します。").count()
    };
    assert_eq!(["1", "2", "0"].map(decided), [4, 1, 0]);
}

/// Tables that are pasted as text: tabs as .txt, and which division it is by the opinions that it was asked about.
#[test]
fn collect_reads_pasted_text() {
    let (work, sent) = sent_out();
    let filled = cells(&answered(&sent, &[("J5", "検討します。")])).into_iter().nth(1).unwrap();
    let text = |mark: &str| {
        filled.iter().map(|row| row.iter().map(|cell| format!("\"{cell}\"")).collect::<Vec<_>>().join(mark) + "\r\n").collect::<String>()
    };
    work.write("返送/施設課.txt", text("\t"));
    work.write("返送/連絡.txt", "回答は別便で送ります。\r\n");
    let (code, said) = collected(&work, &["返送"]);
    assert!(code == 1 && said.contains("返送/連絡.txt: エラー: ブックの形式ではないため"), "{said}");
    assert!(text_of(&work, "m/responses.csv").contains("検討します。"), "{said}");
}

/// What the program itself keeps in folders is no answer, and no reason to stop.
#[test]
fn collect_passes_over_its_own_files() {
    let (work, sent) = sent_out();
    work.write("返送/施設課.xlsx", answered(&sent, &[("J5", "検討します。")]));
    assert_eq!(collected(&work, &["返送"]).0, 0);
    for name in ["m/responses.csv", "m/meeting.toml", "output/回収状況.xlsx", "output/manifest.json", "output/.stamp"] {
        work.write(&format!("返送/写し/{}", name.rsplit('/').next().unwrap()), work.read(name));
    }
    let before = text_of(&work, "m/responses.csv");
    let (code, said) = collected(&work, &["返送"]);
    assert!(code == 0 && said.matches("このプログラムのファイルは回答ではないため").count() == 1, "{said}");
    assert_eq!(text_of(&work, "m/responses.csv"), before);
}

/// What was written before an error is a fact, and no error of its own.
#[test]
fn collect_says_what_it_wrote_before_an_error() {
    let (work, sent) = sent_out();
    work.write("返送/施設課.xlsx", answered(&sent, &[("J5", "検討します。")]));
    std::fs::remove_file(work.path().join("output/回収状況.xlsx")).ok();
    std::fs::create_dir(work.path().join("output/回収状況.xlsx")).unwrap();
    let (code, said) = collected(&work, &["返送"]);
    assert!(code == 1 && said.contains("m/responses.csv: 注意: エラーの前に書き込みを終えています"), "{said}");
    assert_eq!(said.matches(": エラー: ").count(), 1, "{said}");
}

#[test]
fn collect_finds_what_merges_hide() {
    let (work, sent) = sent_out();
    let filled =
        answered(&sent, &[("J5", "上の回答"), ("J6", "隠れた回答"), ("I7", "反映する"), ("J7", "横に隠れた回答"), ("J9", "空の下")]);
    let merged = rewritten(&filled, |part, xml| match part {
        "xl/worksheets/sheet2.xml" => {
            let merges =
                "<mergeCells count=\"3\"><mergeCell ref=\"J5:J6\"/><mergeCell ref=\"I7:J7\"/><mergeCell ref=\"J8:J9\"/></mergeCells>";
            let xml = if xml.contains("<mergeCells") { cut(&xml, "<mergeCells", "</mergeCells>") } else { xml };
            replaced(&xml, "</sheetData>", &format!("</sheetData>{merges}"))
        }
        _ => xml,
    });
    work.write("返送/施設課.xlsx", &merged);
    let (code, said) = collected(&work, &["返送", "--hold"]);
    assert_eq!(code, 1, "{said}");
    let options: Vec<String> = decisions_of(&work).iter().map(|row| row[9].clone()).collect();
    for hidden in ["隠れた回答", "横に隠れた回答", "空の下"] {
        assert!(
            options.iter().any(|options| options.replace(['【', '】'], "").contains(&format!("「{hidden}」"))),
            "{hidden}: {options:?}"
        );
    }
}

#[test]
fn collect_names_odd_characters() {
    let (work, sent) = sent_out();
    let odd =
        [("J5", "見えない\u{200b}字"), ("J6", "外字\u{e000}"), ("J7", "タブ\t区切り"), ("J8", "\u{200b}\u{feff}"), ("J9", "普通の回答")];
    work.write("返送/施設課.xlsx", answered(&sent, &odd));
    let (code, said) = collected(&work, &["返送", "--hold"]);
    assert_eq!(code, 1, "{said}");
    let rows = decisions_of(&work);
    assert_eq!(rows.iter().filter(|row| row[8] == "印刷できない文字のある回答です").count(), 3, "{rows:?}");
    assert!(rows.iter().any(|row| row[9].contains("1：「見えない字」") || row[9].contains("〔ゼロ幅スペース U+200B〕")), "{rows:?}");
    let responses = text_of(&work, "m/responses.csv");
    assert!(responses.contains("普通の回答") && responses.lines().count() == 2, "{responses}");
    assert!(report_of(&work).contains("見えない文字だけの欄です"));
    // What was cleaned is built.
    let decide: Vec<String> = rows[1..]
        .iter()
        .map(|row| {
            let number = row[11].split_whitespace().count();
            let cleaned = row[9].lines().position(|line| {
                line.contains("外字【〓】") || line.contains("見えない字") || line.contains("【 】") || line.contains("〔半角スペース〕")
            });
            format!("{}={}", row[0], cleaned.map_or(number, |index| index + 1))
        })
        .collect();
    let flags: Vec<&str> = decide.iter().flat_map(|flag| ["--decide", flag.as_str()]).collect();
    let (code, said) = collected(&work, &[&["返送"], flags.as_slice()].concat());
    assert_eq!(code, 0, "{said}");
    succeed(work.path(), &["build", "m"]);
}

#[test]
fn collect_tells_exchanged_characters() {
    let (work, sent) = sent_out();
    work.write("一/施設課.xlsx", answered(&sent, &[("J5", "10〜20件、−1")]));
    work.write("二/施設課.xlsx", answered(&sent, &[("J5", "10～20件、－1")]));
    let (code, said) = collected(&work, &["一", "二"]);
    assert!(code == 1 && said.contains("文字コードの変換で入れ替わる字"), "{said}");
}

#[test]
fn collect_names_what_was_answered() {
    let paper = "[[papers]]\nlabel = \"資料2\"\nlayout = \"list\"\ncolumns = [\"no\", \"text\", \"reply\"]\nfiles = [\"資料2.html\"]\n";
    let work = Folder::new(&[("m/meeting.toml", format!("{MEETING}{paper}").as_bytes()), ("m/opinions.csv", opinions().as_bytes())]);
    succeed(work.path(), &["build", "m"]);
    let sent = work.read("output/照会/施設課.xlsx");
    work.write("返送/施設課.xlsx", answered(&sent, &[("I5", "反映する"), ("J5", "検討します。"), ("J6", "しません。")]));
    assert_eq!(collected(&work, &["返送"]).0, 0);
    let warned = |work: &Folder| {
        let (_, out, err) = run(work.path(), &["--lang", "ja", "build", "m"]);
        (out + &err).contains("「施設課」の回答が来た後で、意見が書き換えられています")
    };
    assert!(!warned(&work));
    let changed = text_of(&work, "m/opinions.csv").replace("動きから考える", "動きからは考えない");
    work.write("m/opinions.csv", changed.as_bytes());
    assert!(warned(&work) && warned(&work));
    // Any intake tells it, until somebody confirms it.
    work.write("他/総務課.xlsx", answered(&work.read("output/照会/総務課.xlsx"), &[("J8", "済みです。")]));
    let (code, said) = collected(&work, &["他"]);
    assert!(code == 0 && said.contains("回答が来た後で意見が書き換えられています"), "{said}");
    assert!(report_of(&work).contains("回答が来た後で意見が書き換えられています"));
    let case = decisions_of(&work).into_iter().find(|row| row[11] == "confirm").unwrap();
    assert_eq!(collected(&work, &["他", "--decide", &format!("{}=1", case[0])]).0, 0);
    assert!(!warned(&work));
    assert_eq!(collected(&work, &["他"]).0, 0);
    assert!(!warned(&work));
}

#[test]
fn collect_names_what_it_does_not_read() {
    let (work, sent) = sent_out();
    let filled = answered(&sent, &[("J5", "検討します。")]);
    work.write("返送/施設課.xlsx", &filled);
    for name in ["一.pdf", "二.docx", "三.xlsb", "四.fods", "五.txt"] {
        work.write(&format!("返送/{name}"), b"x");
    }
    work.write("返送/~$施設課.xlsx", b"x");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("施設課.xlsx", work.path().join("返送/六.xlsx")).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(work.path().join("返送/七.csv")).status().unwrap().success());
    }
    let (code, said) = collected(&work, &["返送"]);
    assert_eq!(code, 1, "{said}");
    for name in ["一.pdf", "二.docx", "三.xlsb", "四.fods", "五.txt", "六.xlsx", "七.csv"] {
        assert!(!cfg!(unix) && ["六.xlsx", "七.csv"].contains(&name) || said.contains(&format!("返送/{name}")), "{name}: {said}");
    }
    // One cause is told once.
    assert!(said.matches("ブックの形式ではないため").count() == 1 && said.contains("受け取れなかったファイルが7件"), "{said}");
    assert!(!said.contains("~$"), "{said}");
    assert!(text_of(&work, "m/responses.csv").contains("検討します。"));
    #[cfg(unix)]
    {
        let (code, said) = collected(&work, &["返送/七.csv"]);
        assert!(code == 1 && said.contains("普通のファイルではない"), "{said}");
    }
}

/// An archive of files.
pub fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn collect_opens_archives() {
    let (work, sent) = sent_out();
    let filled = answered(&sent, &[("J5", "検討します。")]);
    let inner = archive(&[("施設課.xlsx", &filled)]);
    work.write("一/まとめ.zip", archive(&[("課/施設課.xlsx", &filled), ("課/~$施設課.xlsx", b"x")]));
    let (code, said) = collected(&work, &["一"]);
    assert_eq!(code, 0, "{said}");
    assert!(text_of(&work, "m/responses.csv").contains("検討します。"));
    for (name, bytes, why) in [
        ("入れ子", archive(&[("中.zip", &inner)]), "圧縮ファイルの中の圧縮ファイルは開きません"),
        ("外", archive(&[("../施設課.xlsx", &filled)]), "外を指す名前"),
        ("文書", archive(&[("回答.pdf", b"x")]), "ブックの形式ではない"),
        ("空", archive(&[]), "回収するファイルがありません"),
        (
            "多い",
            archive(
                &(0..1_001)
                    .map(|_| ("", &b""[..]))
                    .enumerate()
                    .map(|(i, _)| (Box::leak(format!("{i}.csv").into_boxed_str()) as &str, &b""[..]))
                    .collect::<Vec<_>>(),
            ),
            "1001個",
        ),
    ] {
        work.write(&format!("{name}/{name}.zip"), &bytes);
        let (code, said) = collected(&work, &[name]);
        assert!(code == 1 && said.contains(why), "{name}: {said}");
    }
}

#[test]
fn collect_at_once() {
    let (work, sent) = sent_out();
    let other = work.read("output/照会/総務課.xlsx");
    for round in 0..3 {
        let _ = std::fs::remove_file(work.path().join("m/responses.csv"));
        for index in 0..8 {
            // Each answers another opinion, or for another division.
            let (name, book, row) = if index < 5 { ("施設課", &sent, 5 + index) } else { ("総務課", &other, index) };
            let bytes = answered(book, &[(&format!("J{row}"), &format!("回答{round}-{index}"))]);
            work.write(&format!("{round}/{index}/{name}.xlsx"), &bytes);
        }
        let all: Vec<std::process::Child> = (0..8)
            .map(|index| {
                std::process::Command::new(env!("CARGO_BIN_EXE_shiryo"))
                    .args(["collect", "m", &format!("{round}/{index}"), "--out", &format!("o{index}")])
                    .current_dir(work.path())
                    .stdout(std::process::Stdio::null())
                    .stderr(std::process::Stdio::null())
                    .spawn()
                    .unwrap()
            })
            .collect();
        for mut child in all {
            assert!(child.wait().unwrap().success());
        }
        let responses = text_of(&work, "m/responses.csv");
        for index in 0..8 {
            assert!(responses.contains(&format!("回答{round}-{index},")), "{index} of round {round}: {responses}");
        }
    }
}

/// A part of the package, added or replaced, with a relation to it from the answer sheet.
pub fn with_part(bytes: &[u8], name: &str, kind: &str, part: &str) -> Vec<u8> {
    let relation = format!(
        r#"<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="/{name}"/></Relationships>"#
    );
    let rels = "xl/worksheets/_rels/sheet2.xml.rels";
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut relations =
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>"#.to_owned();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let (entry_name, mut text) = (entry.name().unwrap().into_owned(), String::new());
        entry.read_to_string(&mut text).unwrap();
        if entry_name == rels {
            relations = text;
        } else if entry_name != name {
            writer.start_file(&entry_name, SimpleFileOptions::default()).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
    }
    for (name, text) in [(rels, relations.replace("</Relationships>", &relation)), (name, part.to_owned())] {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The parts of both packages.
pub fn together(first: &[u8], second: &[u8]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for bytes in [first, second] {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        for index in 0..archive.len() {
            writer.raw_copy_file(archive.by_index_raw(index).unwrap()).unwrap();
        }
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn collect_names_what_is_no_cell() {
    let (work, sent) = sent_out();
    let filled = answered(&sent, &[("J5", "検討します。"), ("J6", "別紙のとおり")]);
    let anchor = |inside: &str| {
        format!(
            r#"<xdr:wsDr xmlns:xdr="x" xmlns:a="a" xmlns:r="r" xmlns:c="c" xmlns:mc="mc"><xdr:twoCellAnchor><xdr:from><xdr:col>9</xdr:col><xdr:row>4</xdr:row></xdr:from><xdr:to><xdr:col>9</xdr:col><xdr:row>6</xdr:row></xdr:to>{inside}</xdr:twoCellAnchor></xdr:wsDr>"#
        )
    };
    let sheet = |from: &str, to: &str| {
        rewritten(&filled, |part, xml| if part == "xl/worksheets/sheet2.xml" { replaced(&xml, from, to) } else { xml })
    };
    let vml = |kind: &str| {
        format!(
            r#"<xml xmlns:v="v" xmlns:x="x"><v:shape><v:textbox><div>図の中の回答</div></v:textbox><x:ClientData ObjectType="{kind}"><x:Anchor>9, 0, 4, 0, 10, 0, 6, 0</x:Anchor></x:ClientData></v:shape></xml>"#
        )
    };
    let core = rewritten(&filled, |part, xml| match part {
        "docProps/core.xml" => {
            replaced(&xml, "</cp:coreProperties>", "<dc:description>説明に書いた回答</dc:description></cp:coreProperties>")
        }
        _ => xml,
    });
    let link = with_part(
        &sheet("<pageMargins", r#"<hyperlinks><hyperlink ref="J6" xmlns:r="r" r:id="rIdX"/></hyperlinks><pageMargins"#),
        "別紙.docx",
        "hyperlink",
        "",
    );
    // The chart is a part of its own, which the drawing names.
    let frame = anchor(r#"<xdr:graphicFrame><c:chart r:id="rIdC"/></xdr:graphicFrame>"#);
    let charted = archive(&[
        (
            "xl/drawings/_rels/d9.xml.rels",
            &br#"<Relationships><Relationship Id="rIdC" Type="x/chart" Target="../charts/c9.xml"/></Relationships>"#[..],
        ),
        ("xl/charts/c9.xml", "<c:chartSpace xmlns:c=\"c\" xmlns:a=\"a\"><a:t>グラフの中の回答</a:t></c:chartSpace>".as_bytes()),
    ]);
    let charted = together(&with_part(&filled, "xl/drawings/d9.xml", "drawing", &frame), &charted);
    let cases: Vec<(&str, Vec<u8>, &str, &str)> = vec![
        ("図形", with_part(&filled, "xl/drawings/d9.xml", "drawing", &anchor("<xdr:sp/>")), "J5", "読んでいないもの（図形）があります"),
        ("グラフ", charted, "J5", "グラフの中の回答"),
        ("VMLの図形", with_part(&filled, "xl/drawings/v9.vml", "vmlDrawing", &vml("Rect")), "J5", "図の中の回答"),
        ("ボタン", with_part(&filled, "xl/drawings/v9.vml", "vmlDrawing", &vml("Checkbox")), "J5", "ボタンやチェックボックス"),
        ("リンク", link, "J6", "別紙.docx"),
        ("プロパティ", core, "施設課.xlsx", "説明に書いた回答"),
        (
            "埋め込み",
            sheet(
                "</worksheet>",
                r#"<oleObjects><oleObject progId="Word.Document.12"><objectPr><anchor><from><col>9</col><row>4</row></from></anchor></objectPr></oleObject></oleObjects></worksheet>"#,
            ),
            "J5",
            "埋め込まれたファイル",
        ),
        ("ヘッダー", sheet("<oddHeader>", "<oddHeader>&amp;Cヘッダーの回答"), "回答", "ヘッダーの回答"),
    ];
    for (name, bytes, place, text) in cases {
        work.write(&format!("{name}/施設課.xlsx"), &bytes);
        let (_, said) = collected(&work, &[name]);
        let all = said.clone() + &report_of(&work);
        assert!(said.contains(place) && all.contains(text), "{name}: {all}");
    }
}

#[test]
fn collect_names_short_texts_elsewhere() {
    let (work, sent) = sent_out();
    // On the cover 1 to 6 number the steps; anywhere else a number may be an answer. So may a heading.
    let typed = rewritten(&answered(&sent, &[("J5", "検討します。")]), |part, xml| match part {
        "xl/worksheets/sheet1.xml" => {
            let cell = |cell: &str, text: &str| format!(r#"<c r="{cell}" t="inlineStr"><is><t>{text}</t></is></c>"#);
            let rows = format!(r#"<row r="40">{}{}</row></sheetData>"#, cell("A40", "1"), cell("B40", "対応区分"));
            replaced(&xml, "</sheetData>", &rows)
        }
        _ => xml,
    });
    work.write("返送/施設課.xlsx", &typed);
    let (_, said) = collected(&work, &["返送"]);
    assert!(said.contains("「表紙」A40") && said.contains("回答として受け取れない記入が2件"), "{said}");
}

#[test]
fn collect_of_much_is_quick() {
    let (work, _) = sent_out();
    let start = std::time::Instant::now();
    let rows: String = (0..30_000).map(|row| format!("a1,反映する,回答{}\n", row % 3)).collect();
    work.write("返送/施設課.csv", format!("ID,対応区分,回答\n{rows}").as_bytes());
    let (code, said) = collected(&work, &["返送"]);
    assert_eq!(code, 1, "{said}");
    let wide = format!("ID,対応区分,回答\na1,反映する,検討します。{}\n", ",".repeat(5_000)).repeat(200);
    work.write("広い/施設課.csv", wide.as_bytes());
    collected(&work, &["広い"]);
    assert!(start.elapsed() < std::time::Duration::from_secs(60), "{:?}", start.elapsed());
}
