//! Golden files a person can read: rendered Typst, what the PDF says through its tags, the cells of
//! the workbook, CSV and JSON, all of one small meeting.

use calamine::{Data, Reader as _, Xlsx};

use crate::support::{golden, small, succeed};

#[test]
fn golden_small() {
    let folder = small();
    succeed(folder.path(), &["build", "m", "--keep-typst"]);
    let manifest: serde_json::Value = serde_json::from_slice(&folder.read("output/manifest.json")).unwrap();
    // The stamp covers the templates, so it would change here with each of them.
    let main = folder.text("output/typst/1/main.typ").replace(manifest["builds"]["資料1.pdf"].as_str().unwrap(), "01234567");
    golden("small/main.typ", &main);
    golden("small/workbook.txt", &workbook(&folder.read("output/資料1_意見一覧.xlsx")));
    golden("small/資料1_意見.csv", &folder.text("output/資料1_意見.csv"));
    golden("small/資料1_意見.json", &folder.text("output/資料1_意見.json"));
    golden("small/pdf.txt", &pdf(&folder.read("output/資料1.pdf")));
}

/// Every cell of a workbook that holds something, a line each.
pub fn workbook(bytes: &[u8]) -> String {
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    for sheet in book.sheet_names() {
        text.push_str(&format!("[{sheet}]\n"));
        for (row, column, cell) in book.worksheet_range(&sheet).unwrap().used_cells() {
            let cell = match cell {
                Data::String(value) => format!("{value:?}"),
                other => other.to_string(),
            };
            text.push_str(&format!("{} {cell}\n", shiryo::read::table::cell_name(row as u32 + 1, column as u32)));
        }
        for merged in book.merge_cells_by_sheet_name(&sheet).unwrap() {
            text.push_str(&format!("merged {:?}:{:?}\n", merged.start, merged.end));
        }
    }
    text
}

/// The tag tree of a PDF, an element a line.
pub fn pdf(bytes: &[u8]) -> String {
    fn dump(element: &shiryo::read::pdf::Element, depth: usize, out: &mut String) {
        use shiryo::read::pdf::Node;
        let mut line = format!("{}{}", "  ".repeat(depth), element.kind);
        if let Some(scope) = &element.scope {
            line.push_str(&format!(" scope={scope}"));
        }
        if element.row_span > 1 {
            line.push_str(&format!(" rows={}", element.row_span));
        }
        if element.col_span > 1 {
            line.push_str(&format!(" columns={}", element.col_span));
        }
        if !element.headers.is_empty() {
            line.push_str(&format!(" headers={}", element.headers.len()));
        }
        out.push_str(&line);
        out.push('\n');
        for node in &element.children {
            match node {
                Node::Element(child) => dump(child, depth + 1, out),
                Node::Text(text) => out.push_str(&format!("{}{text:?}\n", "  ".repeat(depth + 1))),
            }
        }
    }
    let pdf = shiryo::read::pdf::tags::read(bytes).unwrap();
    let mut out = format!("title {:?}\nlanguage {:?}\npages {}\n", pdf.title, pdf.language, pdf.pages);
    for (level, title) in &pdf.outline {
        out.push_str(&format!("outline {level} {title}\n"));
    }
    for file in &pdf.attachments {
        out.push_str(&format!("attachment {} {:?} {:?} {:?}\n", file.name, file.relationship, file.mime_type, file.description));
    }
    dump(&pdf.root, 0, &mut out);
    out
}
