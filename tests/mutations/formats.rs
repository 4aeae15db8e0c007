//! Other formats: OpenDocument as it is written by hand here, and the older .xls as LibreOffice writes it.

use super::{Mutation, judge, sheet};
use crate::collect::{archive, convert, replaced, rewritten, together, with_part};
use crate::support::{Folder, judge as judge_is_there};

/// A spreadsheet with a table of answers: what stands in the answer to a1, and what else the file holds.
fn spreadsheet(answer: &str, beside: &str, styles: &str, meta: &str) -> Vec<u8> {
    let names = r#"xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:draw="d" xmlns:svg="s" xmlns:dc="dc" xmlns:style="st" xmlns:meta="m" xmlns:xlink="l""#;
    let cell = |text: &str| format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>");
    let content = format!(
        "<office:document-content {names}><office:body><office:spreadsheet><table:table table:name=\"回答\"><table:table-row>{}{}{}</table:table-row><table:table-row>{}{}{answer}</table:table-row>{beside}</table:table></office:spreadsheet></office:body></office:document-content>",
        cell("ID"),
        cell("対応区分"),
        cell("回答"),
        cell("a1"),
        cell("反映する"),
    );
    let styles = format!("<office:document-styles {names}>{styles}</office:document-styles>");
    let meta = format!("<office:document-meta {names}><office:meta>{meta}</office:meta></office:document-meta>");
    archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
        ("styles.xml", styles.as_bytes()),
        ("meta.xml", meta.as_bytes()),
    ])
}

#[test]
fn mutations_of_opendocument() {
    judge(&|_| {
        let of = |name, book: Vec<u8>, typed: &[&str]| Mutation::files(name, vec![("施設課.ods", book)], typed);
        let string = |inside: &str| format!("<table:table-cell office:value-type=\"string\">{inside}</table:table-cell>");
        let answer = string("<text:p>普通の回答</text:p>");
        let ruby = string(
            "<text:p><text:ruby><text:ruby-base>会議</text:ruby-base><text:ruby-text>カイギ</text:ruby-text></text:ruby>の回答</text:p>",
        );
        let spans = string(
            "<text:p>前<text:s text:c=\"3\"/>後<text:tab/>次<text:line-break/><text:span>行</text:span></text:p><text:p>段落</text:p>",
        );
        let note = string(
            "<office:annotation><dc:creator>佐藤</dc:creator><text:p>注釈の文</text:p></office:annotation><text:p>普通の回答</text:p>",
        );
        let formula = "<table:table-cell table:formula=\"of:=&quot;手書きの&quot;&amp;&quot;式&quot;\"/>".to_owned();
        let drawn = "<table:shapes><draw:frame draw:name=\"図1\"><svg:title>絵の題</svg:title><svg:desc>絵の説明の文</svg:desc><draw:image/></draw:frame><draw:custom-shape><text:p>図形の中の文</text:p></draw:custom-shape></table:shapes>";
        let header = "<style:master-page><style:header><text:p>頁の上の文</text:p></style:header><style:footer><text:p>◎</text:p></style:footer></style:master-page>";
        let meta = "<dc:description>説明の文</dc:description><meta:keyword>語句</meta:keyword><meta:user-defined meta:name=\"備考\">属性の文</meta:user-defined>";
        let named = "<table:named-expressions><table:named-expression table:name=\"メモ\" table:expression=\"&quot;名前の文&quot;\"/></table:named-expressions>";
        let below = format!(
            "<table:table-row table:number-rows-repeated=\"40\"><table:table-cell/></table:table-row><table:table-row><table:table-cell/>{}</table:table-row>",
            string("<text:p>下の文</text:p>")
        );
        let link = string("<text:p><text:a xlink:href=\"https://example.jp/x\">リンクの文</text:a></text:p>");
        vec![
            of("plain", spreadsheet(&answer, "", "", ""), &["普通の回答"]),
            of("furigana", spreadsheet(&ruby, "", "", ""), &["会議の回答"]).never("カイギ"),
            of("spaces, tabs, breaks and paragraphs", spreadsheet(&spans, "", "", ""), &["前   後\t次\n行\n段落"]),
            of("a note", spreadsheet(&note, "", "", ""), &["注釈の文", "普通の回答"]),
            of("a formula that no program has reckoned", spreadsheet(&formula, "", "", ""), &["手書きの"]),
            of("drawings and their alternative texts", spreadsheet(&answer, drawn, "", ""), &["図形の中の文", "絵の題", "絵の説明の文"]),
            of("page headers", spreadsheet(&answer, "", header, ""), &["頁の上の文", "◎"]),
            of("properties", spreadsheet(&answer, "", "", meta), &["説明の文", "語句", "属性の文"]),
            of("a name for a text", spreadsheet(&answer, named, "", ""), &["名前の文"]),
            of("below the table", spreadsheet(&answer, &below, "", ""), &["下の文"]),
            of("a link", spreadsheet(&link, "", "", ""), &["リンクの文", "https://example.jp/x"]),
        ]
    });
}

/// A workbook that LibreOffice saves as .xls.
#[test]
fn mutations_of_older_workbooks() {
    if !judge_is_there("soffice") {
        return;
    }
    judge(&|book| {
        let folder = Folder::new(&[]);
        let save = |name: &'static str, changed: Vec<u8>, typed: &[&str]| {
            folder.write("in/施設課.xlsx", changed);
            let _ = std::fs::remove_file(folder.path().join("out/施設課.xls"));
            convert(folder.path(), "xls:MS Excel 97", &folder.path().join("out"), &[folder.path().join("in/施設課.xlsx")]);
            Mutation { files: vec![("施設課.xls", folder.read("out/施設課.xls"))], ..Mutation::of(name, Vec::new(), typed) }
        };
        let headed = sheet(book, "<oddHeader>", "<oddHeader>&amp;C頁の上に書いた回答");
        let noted = with_part(
            book,
            "xl/comments9.xml",
            "comments",
            "<comments xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><authors><author>佐藤</author></authors><commentList><comment ref=\"J6\" authorId=\"0\"><text><t>注釈の文</t></text></comment></commentList></comments>",
        );
        let relation = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="https://example.jp/kaito" TargetMode="External"/></Relationships>"#;
        let linked = together(
            &sheet(book, "<hyperlinks>", "<hyperlinks><hyperlink ref=\"J6\" r:id=\"rIdX\"/>"),
            &archive(&[("xl/worksheets/_rels/sheet2.xml.rels", relation.as_bytes())]),
        );
        let described = rewritten(book, |part, xml| match part {
            "docProps/core.xml" => {
                replaced(&xml, "</cp:coreProperties>", "<dc:description>説明欄の文</dc:description></cp:coreProperties>")
            }
            _ => xml,
        });
        let boxed = drawn_as_programs_do(book, "図形の中の回答");
        vec![
            save("as it was", book.to_vec(), &[]),
            save("with a page header", headed, &["頁の上に書いた回答"]),
            save("with a note", noted, &["注釈の文"]),
            save("with a link", linked, &["https://example.jp/kaito"]),
            save("with a description", described, &["説明欄の文"]),
            save("with a text box", boxed, &["図形の中の回答"]),
        ]
    });
}

/// A text box with everything that a program wants before it shows one.
fn drawn_as_programs_do(book: &[u8], text: &str) -> Vec<u8> {
    let drawing = format!(
        r#"<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:twoCellAnchor><xdr:from><xdr:col>9</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>6</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>10</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>8</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to><xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="2" name="Box 1"/><xdr:cNvSpPr txBox="1"/></xdr:nvSpPr><xdr:spPr><a:xfrm><a:off x="1000000" y="1000000"/><a:ext cx="2000000" cy="500000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr><xdr:txBody><a:bodyPr/><a:p><a:r><a:rPr lang="ja-JP"/><a:t>{text}</a:t></a:r></a:p></xdr:txBody></xdr:sp><xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>"#
    );
    let with = with_part(book, "xl/drawings/drawing9.xml", "drawing", &drawing);
    let typed = "application/vnd.openxmlformats-officedocument.drawing+xml";
    rewritten(&with, |part, xml| match part {
        "[Content_Types].xml" => {
            replaced(&xml, "</Types>", &format!("<Override PartName=\"/xl/drawings/drawing9.xml\" ContentType=\"{typed}\"/></Types>"))
        }
        super::SHEET => {
            replaced(&xml, "<ignoredErrors>", "<ignoredErrors>").replace("</ignoredErrors>", "</ignoredErrors><drawing r:id=\"rIdX\"/>")
        }
        _ => xml,
    })
}
