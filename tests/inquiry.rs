//! 照会: one workbook a division, with its opinions and no others, and never over somebody's answers.

use std::collections::BTreeMap;

use calamine::{Data, DataType as _, Reader as _, SheetVisible, Xlsx};

use crate::support::{Folder, SMALL_MEETING, SMALL_OPINIONS, ask, judge, run, succeed, tree};

pub const INQUIRY: &str = r#"
[inquiry]
asks = "次の意見について、対応と回答を記入してください。"
due = 2026-05-08
contact = "総務課（内線1234）"
edition = 1
[[fields]]
key = "action"
heading = "対応区分"
from = "divisions"
choices = [{ value = "反映する", means = "計画を修正します。" }, { value = "今後の参考", means = "計画は修正しません。" }]
[[fields]]
key = "reply"
heading = "回答"
from = "divisions"
[[divisions]]
name = "施設課"
takes = [{ section = 1, category = "配置" }]
[[divisions]]
name = "総務課"
takes = [{ source = "委員" }]
"#;

fn meeting() -> Folder {
    Folder::new(&[("m/meeting.toml", (SMALL_MEETING.to_owned() + INQUIRY).as_bytes()), ("m/opinions.csv", SMALL_OPINIONS.as_bytes())])
}

/// Identifier and opinion of each row of the answer sheet.
fn asked(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range("回答").unwrap();
    let rows: Vec<Vec<String>> =
        range.rows().map(|row| row.iter().map(|cell: &Data| cell.as_string().unwrap_or_default()).collect()).collect();
    let head = rows.iter().position(|row| row.iter().any(|cell| cell == "意見")).unwrap();
    let column = |name: &str| rows[head].iter().position(|cell| cell == name).unwrap();
    let (id, text) = (column("ID"), column("意見"));
    rows[head + 1..].iter().filter(|row| !row[id].is_empty()).map(|row| (row[id].clone(), row[text].clone())).collect()
}

#[test]
fn inquiry_opinions() {
    let folder = meeting();
    succeed(folder.path(), &["build", "m"]);
    let ids = |name: &str| asked(&folder.read(&format!("output/照会/{name}.xlsx"))).into_keys().collect::<Vec<_>>();
    assert_eq!(ids("施設課"), ["a1", "a2", "a3"]);
    assert_eq!(ids("総務課"), ["a1", "a3", "a4", "a5"]);
    let texts = asked(&folder.read("output/照会/総務課.xlsx"));
    assert_eq!(texts["a5"], "=SUM(A1)");
    assert_eq!(texts["a3"], "・一行目\n・二行目");
    let book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(folder.read("output/照会/施設課.xlsx"))).unwrap();
    let sheets: Vec<_> = book.sheets_metadata().iter().map(|s| (s.name.as_str(), s.visible)).collect();
    assert_eq!(
        sheets,
        [
            ("表紙", SheetVisible::Visible),
            ("回答", SheetVisible::Visible),
            ("選択肢", SheetVisible::Visible),
            ("_shiryo", SheetVisible::VeryHidden)
        ]
    );
}

#[test]
fn inquiry_no_division() {
    let folder = meeting();
    folder.write("m/meeting.toml", SMALL_MEETING.to_owned() + &INQUIRY.replace("{ source = \"委員\" }", "{ section = 2 }"));
    let (code, _, err) = run(folder.path(), &["check", "m"]);
    assert_eq!(code, 0);
    assert!(err.contains("No.3「括弧 (案) と"), "{err}");
}

/// What is said of opinions that go to no division works when it is followed to the letter, either way.
#[test]
fn inquiry_no_division_hints() {
    let folder = meeting();
    let toml = SMALL_MEETING.to_owned() + &INQUIRY.replace("{ source = \"委員\" }", "{ section = 2 }");
    let hint = |toml: &str| {
        folder.write("m/meeting.toml", toml);
        let (code, out, err) = run(folder.path(), &["check", "m", "--format", "json"]);
        let report: serde_json::Value = serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}: {out}{err}"));
        assert_eq!(code, 0, "{out}");
        let finding = report["diagnostics"].as_array().unwrap().iter().find(|finding| finding["code"] == "no_division").cloned();
        finding.map(|finding| finding["hints"][0].as_str().unwrap().to_owned())
    };
    let said = hint(&toml).unwrap();
    let line = said.lines().last().unwrap();
    assert!(line.starts_with("not_asked = [{ id = ["), "{said}");
    let rule = line.strip_prefix("not_asked = [").and_then(|rest| rest.strip_suffix(']')).unwrap();
    assert_eq!(hint(&toml.replace("[inquiry]\n", &format!("[inquiry]\n{line}\n"))), None);
    assert_eq!(hint(&toml.replacen("takes = [", &format!("takes = [{rule}, "), 1)), None);
    // Where some are not to be asked already.
    let some = toml.replace("[inquiry]\n", "[inquiry]\nnot_asked = [{ id = [\"a1\"] }]\n");
    if let Some(said) = hint(&some) {
        assert!(said.contains("not_asked") && !said.contains('\n'), "{said}");
        let rule = &said[said.find('{').unwrap()..=said.find('}').unwrap()];
        assert_eq!(hint(&some.replace("not_asked = [", &format!("not_asked = [{rule}, "))), None);
    }
}

#[test]
fn inquiry_filled_in() {
    let folder = meeting();
    succeed(folder.path(), &["build", "m"]);
    folder.write("output/照会/施設課.xlsx", "filled in");
    folder.write("m/opinions.csv", SMALL_OPINIONS.replace("京都市", "浜松市"));
    let (code, _, err) = run(folder.path(), &["build", "m"]);
    assert_eq!(code, 1);
    assert!(err.contains("施設課.xlsx") && err.contains("answers"), "{err}");
    assert_eq!(folder.text("output/照会/施設課.xlsx"), "filled in");
    assert_eq!(tree(&folder.path().join("output/照会")).len(), 2);
}

#[test]
fn inquiry_open_xml_sdk() {
    if !judge("ooxml-validator") {
        return;
    }
    let folder = meeting();
    succeed(folder.path(), &["build", "m"]);
    let report = ask("ooxml-validator", &[folder.path().join("output/照会/総務課.xlsx").as_os_str()]);
    assert!(report.contains("\"ok\": true"), "{report}");
}

#[test]
fn inquiry_ready_layout() {
    let folder = Folder::new(&[]);
    succeed(folder.path(), &["init", "m", "--layout", "answers"]);
    let (code, _, err) = run(folder.path(), &["build", "m"]);
    assert_eq!(code, 0, "{err}");
    assert_eq!(tree(&folder.path().join("output/照会")).len(), folder.text("m/meeting.toml").matches("\n[[divisions]]\n").count());
}
