//! The tag tree of the seed's handout, cell by cell: validators pass a table that has lost all its
//! header cells, so this test counts them itself (ISO 14289-1, 7.5).

use std::collections::{BTreeMap, BTreeSet};

use shiryo::read::pdf::tags::read;
use shiryo::read::pdf::{Element, Node, Pdf};

use crate::support::root;

fn handout() -> Pdf {
    read(&std::fs::read(root().join("output/資料3.pdf")).unwrap()).unwrap()
}

fn records() -> serde_json::Value {
    serde_json::from_slice(&std::fs::read(root().join("output/資料3_意見.json")).unwrap()).unwrap()
}

fn text(value: &serde_json::Value) -> &str {
    value.as_str().unwrap()
}

/// The cells of a row.
fn cells(row: &Element) -> Vec<&Element> {
    let mut cells = Vec::new();
    for node in &row.children {
        match node {
            Node::Element(element) => cells.push(element),
            Node::Text(text) => panic!("text between cells: {text}"),
        }
    }
    cells
}

#[test]
fn pdf_facts() {
    let (pdf, records) = (handout(), records());
    assert_eq!(pdf.title.as_deref(), records["title"].as_str());
    assert!(pdf.language.as_deref().is_some_and(|l| l.starts_with("ja")), "{:?}", pdf.language);
    assert_eq!(pdf.pages, 5);
    for (standard, mark) in [
        ("PDF/A-3", "<pdfaid:part>3</pdfaid:part>"),
        ("level A", "<pdfaid:conformance>A</pdfaid:conformance>"),
        ("PDF/UA-1", "<pdfuaid:part>1</pdfuaid:part>"),
    ] {
        assert!(pdf.metadata.contains(mark), "{standard}: {}", pdf.metadata);
    }
    let headings: Vec<String> =
        records["sections"].as_array().unwrap().iter().enumerate().map(|(i, title)| format!("({}){}", i + 1, text(title))).collect();
    assert_eq!(
        pdf.outline.iter().map(|(level, title)| (*level, title.clone())).collect::<Vec<_>>(),
        headings.iter().map(|h| (1, h.clone())).collect::<Vec<_>>()
    );
    assert_eq!(pdf.root.descendants("H1").iter().map(|h| h.text()).collect::<Vec<_>>(), headings);
    assert!(pdf.root.text().starts_with(&format!("{}資料3", text(&records["title"]))), "title and label come first");
}

#[test]
fn pdf_attachments() {
    let pdf = handout();
    let file = |name: &str| pdf.attachments.iter().find(|file| file.name == name).unwrap();
    let read = |name: &str| std::fs::read(root().join(name)).unwrap();
    for (name, relationship, mime_type, bytes) in [
        ("opinions.json", "Data", "application/json", read("output/資料3_意見.json")),
        ("opinions.csv", "Source", "text/csv", read("output/資料3_意見.csv")),
        ("templates_lib_table.typ", "Source", "text/plain", read("templates/lib/table.typ")),
    ] {
        let file = file(name);
        assert_eq!((file.relationship.as_deref(), file.mime_type.as_deref()), (Some(relationship), Some(mime_type)), "{name}");
        assert!(file.bytes == bytes, "{name}");
    }
    let settings = String::from_utf8(file("meeting.toml").bytes.clone()).unwrap();
    assert!(
        !settings.contains(['#', '＃']) && !settings.contains("内線") && settings.contains("（資料の中には載せていません）"),
        "{settings}"
    );
    for file in &pdf.attachments {
        assert!(file.description.as_deref().is_some_and(|d| d.chars().any(|c| ('ぁ'..='龥').contains(&c))), "{}", file.name);
        assert!(!file.name.contains(['/', '\\']), "{}", file.name);
    }
}

#[test]
fn pdf_cells() {
    let (pdf, records) = (handout(), records());
    let sources: Vec<(&str, &str, bool)> = records["sources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| (text(&s["key"]), text(&s["heading"]), s["attribution"].is_string()))
        .collect();
    let tables = pdf.root.descendants("Table");
    assert_eq!(tables.len(), 4);
    let mut read_back = BTreeMap::new();
    for (section, table) in (1..).zip(&tables) {
        let rows = table.descendants("TR");
        let (head, body) = rows.split_first().unwrap();
        let mut named: BTreeMap<&str, String> = BTreeMap::new();
        let mut spans = 0;
        for cell in cells(head) {
            assert_eq!((cell.kind.as_str(), cell.scope.as_deref()), ("TH", Some("Column")));
            assert!(!cell.text().trim().is_empty(), "no header cell is empty");
            named.insert(cell.id.as_deref().unwrap(), cell.text());
            spans += cell.col_span;
        }
        assert_eq!(spans, 6);
        assert_eq!(cells(head).iter().map(|c| c.text()).collect::<Vec<_>>()[..2], ["No.", "項目"]);
        let (mut category, mut left) = (String::new(), 0);
        for row in body {
            let mut cells = cells(row).into_iter();
            let number = cells.next().unwrap();
            assert_eq!((number.kind.as_str(), number.scope.as_deref()), ("TH", Some("Row")));
            let mut width = 1 + usize::from(left > 0);
            if left == 0 {
                let cell = cells.next().unwrap();
                assert_eq!((cell.kind.as_str(), cell.scope.as_deref()), ("TH", Some("Row")));
                named.insert(cell.id.as_deref().unwrap(), cell.text());
                (category, left) = (cell.text(), cell.row_span);
                width += 1;
            }
            left -= 1;
            let mut column = 0;
            while column < sources.len() {
                let (key, heading, attributed) = sources[column];
                let cell = cells.next().unwrap();
                assert_eq!(cell.kind, "TD");
                let headers: BTreeSet<&str> = cell.headers.iter().map(|id| named[id.as_str()].as_str()).collect();
                assert_eq!(headers, BTreeSet::from([heading, category.as_str()]), "section {section}, No.{}", number.text());
                width += cell.col_span;
                let mut by = String::new();
                if attributed && cell.col_span == 1 {
                    let cell = cells.next().unwrap();
                    (by, width) = (cell.text(), width + cell.col_span);
                }
                if !cell.text().is_empty() {
                    read_back.insert((section, number.text().parse::<u64>().unwrap(), key), (cell.text(), by, category.clone()));
                }
                column += 1;
            }
            assert!(cells.next().is_none());
            assert_eq!(width, 6, "section {section}, No.{}", number.text());
        }
        assert_eq!(left, 0, "the last category ends with its table");
    }
    let opinions = records["opinions"].as_array().unwrap();
    assert_eq!(read_back.len(), opinions.len());
    for o in opinions {
        let key = (o["section"].as_u64().unwrap() as usize, o["no"].as_u64().unwrap(), text(&o["source"]));
        let expected = (text(&o["text"]).replace('\n', ""), text(&o["attribution"]).to_owned(), text(&o["category"]).to_owned());
        assert_eq!(read_back[&key], expected);
    }
}

#[test]
fn pdf_artifacts() {
    let text = handout().root.text();
    assert!(!text.contains("（続き）"), "continuation labels are artifacts");
    assert_eq!(text.matches("資料3").count(), 1);
    assert_eq!(text.matches("第1回検討会での委員意見").count(), 4, "once for each section");
}
