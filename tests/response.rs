//! 意見と対応: every opinion that a division is asked about, with exactly the answers that were given to it,
//! in the tags of the PDF, in the workbook and in the totals.

use std::collections::BTreeMap;
use std::path::Path;

use calamine::{Data, DataType as _, Reader as _, Xlsx};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use shiryo::answers::division;
use shiryo::answers::entries::{Entries, Outcome};
use shiryo::answers::response::{Question, Response, Responses};
use shiryo::document::{Block, Content, Document, Material, State};
use shiryo::meeting::Meeting;
use shiryo::read::pdf::tags::read;
use shiryo::read::pdf::{Element, Node};
use shiryo::records::placed::Placed;
use shiryo::records::record::Opinion;
use shiryo::say::diag::{Diagnostics, Place};

use crate::support::{Folder, SMALL_OPINIONS, ask, golden, judge, run, succeed, tree};

const MEETING: &str = r#"[meeting]
title = "小さな会議の意見一覧"
date = 2026-04-01
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
choices = [{ value = "反映する" }, { value = "今後の参考" }, { value = "対応困難" }]
[[fields]]
key = "reply"
heading = "回答"
from = "divisions"
[[fields]]
key = "place"
heading = "修正箇所"
from = "divisions"
required = false
[[papers]]
label = "資料1"
layout = "matrix"
files = ["{label}.pdf"]
[[papers]]
label = "資料2"
title = "小さな会議の意見と対応"
layout = "list"
columns = ["no", "category", { of = ["source", "attribution"] }, "text", "action", "reply", "place", "division"]
shows = [{ asked = true }]
above = [{ text = "全{all}件のうち、担当課に照会した{shown}件を掲載しています。" }, { tally = "action" }]
files = ["{label}.pdf", "{label}_意見と対応.xlsx"]
[data]
files = ["資料2_意見.csv"]
[[divisions]]
name = "施設課"
takes = [{ section = 1 }]
[[divisions]]
name = "総務課"
takes = [{ section = 1, category = "運営" }, { id = ["a1"] }]
"#;

/// a1: two divisions that differ; a2 and a3: one answer for both; a4: one of two has answered; a5: nobody is asked.
const RESPONSES: &str = "\
ID,回答欄,記入内容,課,ファイル,版
a1,action,反映する,施設課,,1
a1,reply,\"・計画に加えます。
・第3章を直します。\",施設課,,1
a1,action,今後の参考,総務課,,1
a1,reply,=検討します,総務課,,1
a1,place,12ページ,施設課,,1
a2,action,反映する,施設課,,1
a2,reply,同じ回答です。,施設課,,1
a2,note,内部の検討中,施設課,,1
a3,action,反映する,施設課,,1
a3,reply,同じ回答です。,施設課,,1
a4,action,保留,総務課,,1
a4,reply,予算の編成で検討します。,総務課,,1
";

/// [`MEETING`] with [`RESPONSES`] in the folder `m`.
pub fn folder() -> Folder {
    Folder::new(&[
        ("m/meeting.toml", MEETING.as_bytes()),
        ("m/opinions.csv", SMALL_OPINIONS.as_bytes()),
        ("m/responses.csv", RESPONSES.as_bytes()),
    ])
}

/// The rows of a table with its spanning cells repeated in each row that they cover, by heading.
fn grid(table: &Element) -> Vec<BTreeMap<String, String>> {
    let rows = table.descendants("TR");
    let cells = |row: &Element| -> Vec<Element> {
        let cell = |node: &Node| match node {
            Node::Element(element) => element.clone(),
            Node::Text(text) => panic!("text between cells: {text}"),
        };
        row.children.iter().map(cell).collect()
    };
    let headings: Vec<String> = cells(rows[0]).iter().map(Element::text).collect();
    let mut running: Vec<Option<(usize, String)>> = vec![None; headings.len()];
    let mut grid = Vec::new();
    for row in &rows[1..] {
        let mut cells = cells(row).into_iter();
        for column in &mut running {
            match column {
                Some((left, _)) if *left > 1 => *left -= 1,
                _ => {
                    let cell = cells.next().expect("a cell for each column");
                    assert!(cell.kind == "TH" || !cell.headers.is_empty(), "every cell names its headings");
                    *column = Some((cell.row_span, cell.text()));
                }
            }
        }
        assert!(cells.next().is_none());
        grid.push(headings.iter().cloned().zip(running.iter().flatten().map(|(_, text)| text.clone())).collect());
    }
    grid
}

#[test]
fn response_tags() {
    let folder = folder();
    succeed(folder.path(), &["build", "m"]);
    let pdf = read(&folder.read("output/資料2.pdf")).unwrap();
    assert_eq!(pdf.title.as_deref(), Some("小さな会議の意見と対応"));
    for mark in ["<pdfaid:part>3</pdfaid:part>", "<pdfaid:conformance>A</pdfaid:conformance>", "<pdfuaid:part>1</pdfuaid:part>"] {
        assert!(pdf.metadata.contains(mark), "{mark}");
    }
    let [totals, opinions] = pdf.root.descendants("Table")[..] else { panic!("two tables") };
    let row = |no: &str, category: &str, source: &str, text: &str, answers: [&str; 4]| {
        let headings = ["No.", "項目", "出典", "意見", "対応区分", "回答", "修正箇所", "担当課"];
        let values = [no, category, source, text].into_iter().chain(answers);
        headings.into_iter().zip(values).map(|(heading, value)| (heading.to_owned(), value.to_owned())).collect::<BTreeMap<_, _>>()
    };
    let same = ["反映する", "同じ回答です。", "", "施設課"];
    let expected = [
        row(
            "1",
            "配置",
            "委員意見",
            "・施設の配置は、利用する人の動きから考える。",
            [
                "【施設課】反映する【総務課】今後の参考",
                "【施設課】・計画に加えます。・第3章を直します。【総務課】=検討します",
                "【施設課】12ページ",
                "施設課総務課",
            ],
        ),
        row("1", "配置", "他都市の取組京都市", "・利用者の調査を基に配置を見直した。", same),
        row("2", "配置", "委員意見", "・一行目・二行目", same),
        row(
            "3",
            "運営",
            "委員意見",
            "括弧 (案) と #記号 *強調* _下線_ =1+1",
            ["【施設課】（未回答）【総務課】保留", "【施設課】（未回答）【総務課】予算の編成で検討します。", "", "施設課総務課"],
        ),
    ];
    assert_eq!(grid(opinions), expected);
    let shared = opinions.descendants("TD").into_iter().filter(|cell| cell.row_span == 2).count();
    assert_eq!(shared, 4, "fields and division of a2 and a3 are one cell each");
    let totals: Vec<Vec<String>> = totals
        .descendants("TR")
        .iter()
        .map(|row| row.children.iter().map(|node| if let Node::Element(e) = node { e.text() } else { String::new() }).collect())
        .collect();
    assert_eq!(
        totals,
        [["対応区分", "計"], ["反映する", "2"], ["今後の参考", "0"], ["対応困難", "0"], ["保留", "1"], ["複数", "1"], ["合計", "4"],]
    );
    assert!(pdf.root.text().contains("全5件のうち、担当課に照会した4件を掲載しています。"));
}

#[test]
fn response_attachments() {
    let folder = folder();
    succeed(folder.path(), &["build", "m"]);
    let pdf = read(&folder.read("output/資料2.pdf")).unwrap();
    let file = pdf.attachments.iter().find(|file| file.name == "responses.json").unwrap();
    assert_eq!((file.relationship.as_deref(), file.mime_type.as_deref()), (Some("Data"), Some("application/json")));
    let answers: serde_json::Value = serde_json::from_slice(&file.bytes).unwrap();
    let answers = answers["responses"].as_array().unwrap();
    assert_eq!(answers.len(), 6);
    assert_eq!(
        answers[1],
        serde_json::json!({ "id": "a1", "division": "総務課", "action": "今後の参考", "reply": "=検討します", "place": "" })
    );
    assert!(
        !pdf.root.text().contains("内部の検討中")
            && pdf.attachments.iter().all(|file| !String::from_utf8_lossy(&file.bytes).contains("内部の検討中"))
    );
    folder.write("m/meeting.toml", MEETING.replace("\"division\"]", "\"division\", \"note\"]"));
    succeed(folder.path(), &["build", "m"]);
    let pdf = read(&folder.read("output/資料2.pdf")).unwrap();
    assert!(pdf.root.text().contains("内部の検討中"), "printed where the meeting asks for it");
    let rows = grid(pdf.root.descendants("Table")[1]);
    assert_eq!((rows[1]["備考"].as_str(), rows[2]["備考"].as_str()), ("内部の検討中", ""), "what differs in a printed note is not shared");
}

#[test]
fn response_extract() {
    let folder = folder();
    succeed(folder.path(), &["build", "m"]);
    succeed(folder.path(), &["extract", "output/資料2.pdf", "back"]);
    succeed(folder.path(), &["build", "back", "--out", "again"]);
    // It carries the opinions that it shows.
    for name in ["資料2.pdf", "資料2_意見と対応.xlsx"] {
        assert!(folder.read(&format!("output/{name}")) == folder.read(&format!("again/{name}")), "{name}");
    }
}

#[test]
fn response_open() {
    let folder = folder();
    let (code, _, err) = run(folder.path(), &["check", "m"]);
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("warning: division \"施設課\" has not answered 1 of its opinions"), "{err}");
    assert!(!err.contains("division \"総務課\" has not"), "{err}");
    std::fs::remove_file(folder.path().join("m/responses.csv")).unwrap();
    let (code, _, err) = run(folder.path(), &["--lang", "ja", "build", "m"]);
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("m/meeting.toml: 注意: 回答はまだ取り込まれていません（未回答6件）") && !err.contains("課」の未回答"), "{err}");
    let pdf = read(&folder.read("output/資料2.pdf")).unwrap();
    assert!(
        grid(pdf.root.descendants("Table")[1])
            .iter()
            .all(|row| row["対応区分"] == "（未回答）" && row["回答"] == "（未回答）" && row["修正箇所"].is_empty())
    );
}

#[test]
fn response_no_divisions() {
    let folder = folder();
    folder.write("m/meeting.toml", &MEETING[..MEETING.find("[[divisions]]").unwrap()]);
    std::fs::remove_file(folder.path().join("m/responses.csv")).unwrap();
    succeed(folder.path(), &["build", "m"]);
    let pdf = read(&folder.read("output/資料2.pdf")).unwrap();
    assert!(!pdf.root.text().contains("施設の配置は"), "nobody is asked");
    let all = MEETING[..MEETING.find("[[divisions]]").unwrap()].replace("shows = [{ asked = true }]\n", "");
    folder.write("m/meeting.toml", all);
    succeed(folder.path(), &["build", "m"]);
    let pdf = read(&folder.read("output/資料2.pdf")).unwrap();
    let tables = pdf.root.descendants("Table");
    // The total of three choices, of what is open and of all; then four opinions, and one.
    assert_eq!(tables.iter().map(|table| table.descendants("TR").len()).collect::<Vec<_>>(), [6, 5, 2]);
}

/// The cells of a sheet as text.
fn sheet(bytes: &[u8], name: &str) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range(name).unwrap();
    range.rows().map(|row| row.iter().map(|cell: &Data| cell.as_string().unwrap_or_default()).collect()).collect()
}

#[test]
fn response_workbook() {
    let folder = folder();
    succeed(folder.path(), &["build", "m"]);
    let bytes = folder.read("output/資料2_意見と対応.xlsx");
    let data = sheet(&bytes, "データ");
    let headings = ["ID", "区分番号", "区分", "項目", "No.", "出典", "意見", "発言者・都市", "担当課", "対応区分", "回答", "修正箇所"];
    assert_eq!(data[0], headings);
    let answers: Vec<[&str; 5]> = data[1..].iter().map(|row| [0, 8, 9, 10, 11].map(|column| row[column].as_str())).collect();
    let long = "・計画に加えます。\n・第3章を直します。";
    let expected = [
        ["a1", "施設課", "反映する", long, "12ページ"],
        ["a1", "総務課", "今後の参考", "=検討します", ""],
        ["a2", "施設課", "反映する", "同じ回答です。", ""],
        ["a3", "施設課", "反映する", "同じ回答です。", ""],
        ["a4", "施設課", "", "", ""],
        ["a4", "総務課", "保留", "予算の編成で検討します。", ""],
    ];
    assert_eq!(answers, expected);
    let print = sheet(&bytes, "印刷用");
    let filled = |row: &Vec<String>| row.iter().filter(|cell| !cell.is_empty()).cloned().collect::<Vec<_>>();
    assert!(print.iter().any(|row| filled(row) == ["合計", "4"]), "{print:?}");
    let heads = print.iter().position(|row| row.iter().any(|cell| cell == "No.")).unwrap();
    let column = |name: &str| print[heads].iter().position(|cell| cell == name).unwrap();
    let row = |text: &str| print.iter().position(|row| row.iter().any(|cell| cell == text)).unwrap();
    let first = &print[row("・施設の配置は、利用する人の動きから考える。")];
    assert_eq!(first[column("回答")], format!("【施設課】\n{long}\n【総務課】\n=検討します"));
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(&bytes)).unwrap();
    let merged = book.merge_cells_by_sheet_name("印刷用").unwrap();
    let (first, last) = (row("・利用者の調査を基に配置を見直した。") as u32, row("・一行目\n・二行目") as u32);
    // Where nothing stands, the sheet has no merged cell.
    for name in ["対応区分", "回答", "担当課"] {
        let shared = |cells: &&calamine::Dimensions| cells.start.1 == column(name) as u32 && cells.start.0 == first && cells.end.0 == last;
        assert_eq!(merged.iter().filter(shared).count(), 1, "{name} of a2 and a3 is one cell: {merged:?}");
    }
    assert!(!print.concat().concat().contains("内部の検討中") && !data.concat().concat().contains("内部の検討中"));
}

#[test]
fn response_golden() {
    let folder = folder();
    succeed(folder.path(), &["build", "m", "--keep-typst"]);
    let manifest: serde_json::Value = serde_json::from_slice(&folder.read("output/manifest.json")).unwrap();
    // The stamp covers the templates, so it would change here with each of them.
    let main = folder.text("output/typst/2/main.typ").replace(manifest["builds"]["資料2.pdf"].as_str().unwrap(), "01234567");
    golden("response/main.typ", &main);
    golden("response/pdf.txt", &crate::golden::pdf(&folder.read("output/資料2.pdf")));
    golden("response/workbook.txt", &crate::golden::workbook(&folder.read("output/資料2_意見と対応.xlsx")));
}

/// A meeting of 90 opinions, each of `lines` lines, that all have one answer.
fn shared(answer: &str, lines: usize) -> Folder {
    let opinion = |number: usize| format!("p{number:02},1,配置,委員,\"{}\"\n", vec!["意見の一行。"; lines].join("\n"));
    let opinions: String = (1..=90).map(opinion).collect();
    let answers = (1..=90).map(|number| format!("p{number:02},action,反映する,施設課,,1\np{number:02},reply,\"{answer}\",施設課,,1\n"));
    // Without the second division, which asks about opinions that are not here.
    let meeting = &MEETING[..MEETING.rfind("[[divisions]]").unwrap()];
    Folder::new(&[
        ("m/meeting.toml", meeting.as_bytes()),
        ("m/opinions.csv", format!("ID,区分番号,項目,出典,意見\n{opinions}").as_bytes()),
        ("m/responses.csv", format!("ID,回答欄,記入内容,課,ファイル,版\n{}", answers.collect::<String>()).as_bytes()),
    ])
}

/// The text of each page, without white space.
fn pages(folder: &Folder, count: usize) -> Vec<String> {
    let file = folder.path().join("output/資料2.pdf");
    let page = |number: usize| {
        let number = number.to_string();
        let arguments = ["-f", &number, "-l", &number, "-raw"].map(std::ffi::OsStr::new);
        let text = ask("pdftotext", &[&arguments[..], &[file.as_os_str(), "-".as_ref()]].concat());
        text.chars().filter(|c| !c.is_whitespace()).collect()
    };
    (1..=count).map(page).collect()
}

#[test]
fn response_shared_answer_repeated() {
    let folder = shared("一つの回答が、すべての意見に対するものです。", 2);
    succeed(folder.path(), &["build", "m"]);
    let pdf = read(&folder.read("output/資料2.pdf")).unwrap();
    assert!(pdf.pages > 2, "{}", pdf.pages);
    assert_eq!(pdf.root.text().matches("一つの回答が").count(), 1, "once for readers of the tags");
    assert_eq!(grid(pdf.root.descendants("Table")[1]).iter().filter(|row| row["回答"].starts_with("一つの回答が")).count(), 90);
    if !judge("pdftotext") {
        return;
    }
    let pages = pages(&folder, pdf.pages);
    for (index, page) in pages.iter().enumerate().filter(|(_, page)| page.contains("意見の一行。")) {
        assert_eq!(page.matches("一つの回答が").count(), 1, "page {}", index + 1);
        assert_eq!(page.contains("（続き）反映する"), index > 0, "page {}: {page}", index + 1);
    }
}

#[test]
fn response_long_answer_flows() {
    let sentence = "とても長い回答の一文です。";
    let folder = shared(&format!("始まり。{}終わり。", sentence.repeat(400)), 3);
    succeed(folder.path(), &["build", "m"]);
    let pdf = read(&folder.read("output/資料2.pdf")).unwrap();
    assert_eq!(pdf.root.text().matches(sentence).count(), 400, "nothing lost, nothing said twice");
    if !judge("pdftotext") {
        return;
    }
    let pages = pages(&folder, pdf.pages);
    let end = pages.iter().position(|page| page.contains("終わり。")).unwrap();
    assert!(pages[1..=end].iter().all(|page| !page.contains("始まり。")), "the text itself goes on there");
    let after = &pages[end + 1];
    assert!(after.contains("（続き）") && after.contains("（前ページ参照）") && !after.contains("始まり。"), "{after}");
}

#[test]
fn response_own_template() {
    let folder = folder();
    folder.write("m/meeting.toml", MEETING.replace("layout = \"list\"", "layout = \"list\"\ntemplate = \"own\""));
    let template = "#set document(title: {{ title }}, date: datetime(year: {{ date.year }}, month: {{ date.month }}, day: {{ date.day }}))
#set text(font: \"BIZ UDGothic\", lang: \"ja\", fallback: false)
= #{{ above[0].text }}
{% for section in sections %}{% for group in section.groups %}{% for row in group.rows %}{% if row.cells[5] %}
#list([#{{ row.cells[5].text }}])
{% endif %}{% endfor %}{% endfor %}{% endfor %}
";
    folder.write("m/templates/own.typ.j2", template);
    succeed(folder.path(), &["build", "m"]);
    let text = read(&folder.read("output/資料2.pdf")).unwrap().root.text();
    assert!(text.contains("・第3章を直します。") && text.contains("同じ回答です。"), "{text}");
}

#[test]
fn response_open_xml_sdk() {
    if !judge("ooxml-validator") {
        return;
    }
    let folder = folder();
    succeed(folder.path(), &["build", "m"]);
    let report = ask("ooxml-validator", &[folder.path().join("output/資料2_意見と対応.xlsx").as_os_str()]);
    assert!(report.contains("\"ok\": true"), "{report}");
}

fn meeting() -> Meeting {
    Meeting::parse(MEETING, Path::new("m")).map_err(|e| e.to_string()).unwrap()
}

/// The opinion `t{index}`.
fn opinion(index: usize, section: usize, category: &str, source: usize) -> Opinion {
    Opinion {
        id: format!("t{index}").into(),
        section,
        category: category.into(),
        subcategory: "".into(),
        no: None,
        source,
        text: "意見".into(),
        attribution: "".into(),
        fields: Vec::new(),
        place: Place::default(),
        sheet_row: None,
    }
}

proptest! {
    #![proptest_config(Config { cases: 500, ..Config::default() })]
    #[test]
    fn response_random_cells(
        opinions in prop::collection::vec((0..2_usize, 0..3_usize, 0..2_usize), 1..40),
        given in prop::collection::vec((0..40_usize, 0..2_usize, 0..4_usize, 0..4_usize), 0..120),
    ) {
        let meeting = meeting();
        let mut opinions: Vec<Opinion> =
            opinions.iter().enumerate().map(|(index, (section, category, source))| opinion(index, *section, ["", "配置", "運営"][*category], *source)).collect();
        opinions[0].id = "a1".into();
        opinions[0].category = "運営".into();
        opinions[0].section = 0;
        let placed = Placed::new(&meeting, opinions, &mut Diagnostics::default());
        let mut responses = Responses::default();
        for (index, division, field, value) in given {
            let (field, values) = [("action", ["反映する", "対応困難", "保留", "x"]), ("reply", ["一", "二", "三", "四"]), ("place", ["a", "b", "", ""]), ("note", ["n", "m", "", ""])][field];
            if !values[value].is_empty() {
                let question = Question { id: format!("t{index}"), field: field.to_owned(), division: ["施設課", "総務課"][division].to_owned() };
                responses.0.insert(question, Response { value: values[value].to_owned(), file: String::new(), edition: 1, opinion: String::new(), place: Place::default() });
            }
        }
        let shares = division::shares(&meeting, &placed, &mut Diagnostics::default()).map_err(|e| TestCaseError::fail(e.to_string()))?;
        let entries = Entries::new(&meeting, &placed, &shares, &responses);
        let document = Document::new(&Material { meeting: &meeting, entries: &entries, comparison: None }, &meeting.papers[1]);
        let document = document.map_err(|e| TestCaseError::fail(e.to_string()))?;
        let concerned = |opinion: &Opinion, division: usize| {
            shares[division].opinions.iter().any(|(_, o)| o.id == opinion.id)
                || responses.to(&opinion.id).any(|(question, _)| question.division == meeting.divisions[division].name)
        };
        let wanted: Vec<&Opinion> = placed.in_order().map(|(_, o)| o).filter(|o| (0..2).any(|division| concerned(o, division))).collect();
        // What each cell must say, put together from the responses themselves.
        let said = |opinion: &Opinion, key: &str| {
            let divisions: Vec<&str> = (0..2).filter(|d| concerned(opinion, *d)).map(|d| meeting.divisions[d].name.as_str()).collect();
            let value = |division: &&str| match responses.value(&opinion.id, key, division) {
                "" if key != "place" => "（未回答）",
                value => value,
            };
            let values: Vec<&str> = divisions.iter().map(value).collect();
            match values.as_slice() {
                [first, rest @ ..] if rest.iter().all(|value| value == first) => (*first).to_owned(),
                _ => {
                    let each = divisions.iter().zip(&values).filter(|(_, value)| !value.is_empty());
                    each.map(|(division, value)| format!("【{division}】\n{value}")).collect::<Vec<_>>().join("\n")
                }
            }
        };
        let column = |content: Content| document.columns.iter().position(|column| column.shows[0] == content);
        let rows: Vec<_> = document.sections.iter().flat_map(|section| section.groups.iter().flat_map(move |g| g.rows.iter().map(move |row| (section.number, row)))).collect();
        prop_assert_eq!(rows.len(), wanted.len());
        for (index, key) in ["action", "reply", "place"].into_iter().enumerate() {
            let Some(column) = column(Content::Field(index)) else { continue };
            let mut top = 0;
            for (row, opinion) in wanted.iter().enumerate() {
                if rows[row].1.cells[column].state != State::Covered {
                    top = row;
                }
                let cell = &rows[top].1.cells[column];
                prop_assert!(row < top + cell.span);
                prop_assert_eq!(rows[row].0, opinion.section + 1);
                prop_assert_eq!(cell.text(), said(opinion, key), "{} {}", &opinion.id, key);
                prop_assert_eq!(&wanted[top].category, &opinion.category, "no answer is shared over categories");
                prop_assert!(top == row || !cell.text().contains("（未回答）"), "what is missing is not shared");
            }
        }
        for block in &document.above {
            let Block::Tally { lines, .. } = block else { continue };
            let (sum, parts) = lines.split_last().unwrap();
            let all: Vec<usize> = (0..sum.counts.len()).map(|column| parts.iter().map(|line| line.counts[column]).sum()).collect();
            prop_assert_eq!(&sum.counts, &all);
            prop_assert_eq!(sum.counts.last(), Some(&wanted.len()));
            prop_assert_eq!(sum.counts[..sum.counts.len() - 1].iter().sum::<usize>(), if sum.counts.len() > 1 { wanted.len() } else { 0 });
            let open = entries.all.iter().filter(|entry| !entry.answers.is_empty() && entry.outcome(&meeting, 0) == Outcome::Open).count();
            let none = wanted.iter().filter(|o| (0..2).all(|d| responses.value(&o.id, "action", &meeting.divisions[d].name).is_empty())).count();
            prop_assert_eq!(open, none);
            let told = parts.iter().find(|line| line.label == "未回答").map_or(0, |line| *line.counts.last().unwrap());
            prop_assert_eq!(told, open);
        }
    }
}

/// Every answer appears literally in the PDF and in the workbook's cells, or is refused by name.
#[test]
fn response_random_literal() {
    let mut runner = TestRunner::deterministic();
    let strategy = crate::properties::hostile();
    let texts: Vec<String> =
        (0..1_500).map(|_| strategy.new_tree(&mut runner).unwrap().current().replace("\r\n", "\n").replace('\r', "")).collect();
    let meeting_text = &MEETING[..MEETING.rfind("[[divisions]]").unwrap()];
    let opinions: String = (0..texts.len()).map(|i| format!("t{i},1,{},委員,意見\n", i + 1)).collect();
    let csv = |keep: &dyn Fn(usize) -> bool| {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["id", "field", "value", "division", "file", "edition"]).unwrap();
        for (index, text) in texts.iter().enumerate().filter(|(index, _)| keep(*index)) {
            writer.write_record([&format!("t{index}"), "reply", text, "施設課", "", "1"]).unwrap();
        }
        writer.into_inner().unwrap()
    };
    let folder = Folder::new(&[
        ("m/meeting.toml", meeting_text.as_bytes()),
        ("m/opinions.csv", format!("ID,区分番号,No.,出典,意見\n{opinions}").as_bytes()),
    ]);
    let meeting = Meeting::load(&folder.path().join("m")).unwrap();
    let chain = shiryo::typeset::fonts::Fonts::bundled().unwrap().chain(&meeting.look.fonts).unwrap();
    let opinions = (0..texts.len()).map(|index| opinion(index, 0, "", 0)).collect();
    let placed = Placed::new(&meeting, opinions, &mut Diagnostics::default());
    let mut refused = std::collections::BTreeSet::new();
    loop {
        let mut findings = Diagnostics::default();
        let table = shiryo::records::load::table("responses.csv", &csv(&|index| !refused.contains(&index)), &mut findings).unwrap();
        let responses = Responses::read(&meeting, &table, &mut findings);
        responses.check(&meeting, &placed, &[], &mut findings);
        for response in responses.0.values() {
            shiryo::records::validate::characters(&meeting, &response.place, &response.value, true, &mut findings);
        }
        let odd = shiryo::typeset::undrawn::undrawn(&meeting, placed.opinions.iter(), &responses, &chain);
        findings.0.extend(odd.into_iter().map(|odd| odd.finding));
        if findings.0.is_empty() {
            break;
        }
        for finding in findings.0 {
            let id = finding.place.as_ref().and_then(|place| place.record.clone()).expect("every finding names its record");
            refused.insert(id.trim_start_matches('t').parse::<usize>().unwrap());
        }
    }
    let kept: Vec<(usize, &String)> = texts.iter().enumerate().filter(|(index, _)| !refused.contains(index)).collect();
    assert!(kept.len() > texts.len() / 5, "only {} strings were accepted", kept.len());
    folder.write("m/responses.csv", csv(&|index| !refused.contains(&index)));
    succeed(folder.path(), &["build", "m"]);
    let pdf = read(&folder.read("output/資料2.pdf")).unwrap();
    let printed = grid(pdf.root.descendants("Table")[1]);
    let data = sheet(&folder.read("output/資料2_意見と対応.xlsx"), "データ");
    for (index, text) in kept {
        assert_eq!(data[index + 1][10], *text, "the workbook, t{index}");
        let expected = if text.trim().is_empty() { "（未回答）".to_owned() } else { text.replace('\n', "") };
        assert_eq!(printed[index]["回答"], expected, "the PDF, t{index}");
    }
    let said = succeed(folder.path(), &["verify", "m"]);
    assert!(said.contains("parity: proved (4 outputs"), "{said}");
}

#[test]
fn response_private_field() {
    let folder = folder();
    let private = MEETING.replace("heading = \"対応区分\"\n", "heading = \"対応区分\"\nprivate = true\n");
    folder.write("m/meeting.toml", private.replace("\"action\", ", ""));
    let (code, _, err) = run(folder.path(), &["build", "m"]);
    assert!(code == 1 && err.contains("\"action\" is private"), "its totals would tell: {err}");
    folder.write("m/meeting.toml", private.replace("\"action\", ", "").replace(", { tally = \"action\" }", ""));
    succeed(folder.path(), &["build", "m"]);
    let pdf = read(&folder.read("output/資料2.pdf")).unwrap();
    let text = pdf.root.text();
    assert!(!text.contains("対応区分") && !text.contains("対応困難") && text.contains("同じ回答です。"), "{text}");
    let carried = |file: &shiryo::read::pdf::Attachment| String::from_utf8_lossy(&file.bytes).contains("保留");
    assert!(!pdf.attachments.iter().any(carried));
    // The meeting, which comes back without these answers, makes the same PDF.
    succeed(folder.path(), &["extract", "output/資料2.pdf", "back"]);
    succeed(folder.path(), &["build", "back", "--out", "again", "--only", "資料2.pdf"]);
    assert!(folder.read("again/資料2.pdf") == folder.read("output/資料2.pdf"));
}

#[test]
fn response_field_of_the_same_heading() {
    // Records may say who is asked under the heading that a sheet of data has beside answers.
    let folder = Folder::new(&[]);
    succeed(folder.path(), &["init", "--layout", "answers", "m"]);
    folder.write("m/meeting.toml", folder.text("m/meeting.toml") + "[[fields]]\nkey = \"dept\"\nheading = \"担当課\"\n");
    succeed(folder.path(), &["build", "m"]);
    succeed(folder.path(), &["verify", "m"]);
    let name = tree(&folder.path().join("output")).into_iter().find(|name| name.starts_with("資料2-2") && name.ends_with(".xlsx")).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(folder.read(&format!("output/{name}")))).unwrap();
    let range = book.worksheet_range("データ").unwrap();
    let heads: Vec<String> = range.rows().next().unwrap().iter().map(ToString::to_string).collect();
    assert!(heads.contains(&"担当課".to_owned()) && heads.contains(&"担当課（回答）".to_owned()), "{heads:?}");
}
