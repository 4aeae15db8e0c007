//! Around the cells: other sheets, comments, drawings, headers, names, properties.

use super::{Mutation, SHEET, WORKBOOK, inline, judge, part, sheet, with_cell};
use crate::collect::{archive, replaced, rewritten, together, with_part};

const ANCHOR: &str =
    "<xdr:from><xdr:col>9</xdr:col><xdr:row>6</xdr:row></xdr:from><xdr:to><xdr:col>10</xdr:col><xdr:row>7</xdr:row></xdr:to>";

/// A drawing over the answers that holds this.
fn drawn(book: &[u8], inside: &str) -> Vec<u8> {
    let open = r#"<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:c="c" xmlns:dgm="dgm" xmlns:mc="mc">"#;
    let xml = format!("{open}<xdr:twoCellAnchor>{ANCHOR}{inside}<xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>");
    with_part(book, "xl/drawings/drawing9.xml", "drawing", &xml)
}

fn box_of(text: &str) -> String {
    format!("<xdr:sp><xdr:txBody><a:bodyPr/><a:p><a:r><a:t>{text}</a:t></a:r></a:p></xdr:txBody></xdr:sp>")
}

/// The workbook with one more sheet, which holds a text.
fn with_sheet(book: &[u8], name: &str, state: &str, text: &str) -> Vec<u8> {
    let entry = format!("<sheet name=\"{name}\" sheetId=\"9\" {state} r:id=\"rId99\"/></sheets>");
    let relation = r#"<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet9.xml"/></Relationships>"#;
    let related = rewritten(book, |part, xml| match part {
        WORKBOOK => replaced(&xml, "</sheets>", &entry),
        "xl/_rels/workbook.xml.rels" => replaced(&xml, "</Relationships>", relation),
        _ => xml,
    });
    let xml = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData><row r=\"3\"><c r=\"B3\" {}</c></row></sheetData></worksheet>",
        inline(text)
    );
    together(&related, &archive(&[("xl/worksheets/sheet9.xml", xml.as_bytes())]))
}

#[test]
fn mutations_of_sheets() {
    judge(&|book| {
        let on = |name, sheet: &str, at: &str, text: &'static str| {
            Mutation::of(name, part(book, &format!("xl/worksheets/{sheet}.xml"), |xml| with_cell(&xml, at, &inline(text))), &[text])
        };
        let renamed =
            |from: &str, to: &str| part(book, WORKBOOK, |xml| replaced(&xml, &format!("name=\"{from}\""), &format!("name=\"{to}\"")));
        let other = part(book, WORKBOOK, |xml| {
            let entry = "<sheet name=\"回答\" sheetId=\"2\" r:id=\"rId2\"/>";
            replaced(&replaced(&xml, entry, ""), "<sheets>", &format!("<sheets>{entry}"))
        });
        let chart = rewritten(&with_sheet(book, "グラフに書いた回答", "", "図"), |part, xml| match part {
            "xl/_rels/workbook.xml.rels" => replaced(
                &xml,
                "relationships/worksheet\" Target=\"worksheets/sheet9.xml",
                "relationships/chartsheet\" Target=\"worksheets/sheet9.xml",
            ),
            _ => xml,
        });
        vec![
            on("over the contact on the cover", "sheet1", "B5", "表紙に書いた文です"),
            on("below all on the cover", "sheet1", "B40", "短い"),
            on("a number on the cover", "sheet1", "F3", "3"),
            on("over a full text", "sheet3", "B2", "全文の上に書いた文"),
            on("beside the choices", "sheet4", "F3", "増やしてほしい選択肢"),
            on("a choice's word beside the choices", "sheet4", "F4", "反映する"),
            on("on the hidden sheet", "sheet5", "B900", "隠れたシートの文"),
            Mutation::of("on a new sheet", with_sheet(book, "別紙", "", "別紙に書いた文"), &["別紙に書いた文", "別紙"]),
            Mutation::of(
                "on a sheet that nobody sees",
                with_sheet(book, "メモ", "state=\"veryHidden\"", "見えないシートの文"),
                &["見えないシートの文"],
            ),
            Mutation::of("in a sheet's name", with_sheet(book, "回答は来週送ります", "", "x"), &["回答は来週送ります"]),
            Mutation::of("in the name of the answers' sheet", renamed("回答", "部長確認済みの回答"), &["部長確認済みの回答"]),
            Mutation::of("in the name of the cover", renamed("表紙", "表紙は不要では"), &["表紙は不要では"]),
            Mutation::of("the sheets in another order", other, &[]),
            Mutation::of("a sheet that is a chart", chart, &["グラフに書いた回答"]),
        ]
    });
}

#[test]
fn mutations_of_drawings() {
    judge(&|book| {
        let of = |name, inside: &str, typed: &[&str]| Mutation::of(name, drawn(book, inside), typed);
        let picture = "<xdr:pic><xdr:nvPicPr><xdr:cNvPr id=\"2\" name=\"図 1\" descr=\"写真の説明に書いた回答\" title=\"写真の題\"/></xdr:nvPicPr></xdr:pic>";
        let described = "<xdr:sp><xdr:nvSpPr><xdr:cNvPr id=\"2\" name=\"四角形 1\" descr=\"図形の説明の文\"/></xdr:nvSpPr></xdr:sp>";
        let field = "<xdr:sp><xdr:txBody><a:p><a:r><a:t>本日</a:t></a:r><a:fld type=\"TxLink\"><a:t>欄の中の文</a:t></a:fld><a:br/><a:r><a:t>次の行</a:t></a:r></a:p></xdr:txBody></xdr:sp>";
        let choice = format!(
            "<mc:AlternateContent><mc:Choice Requires=\"a14\">{}</mc:Choice><mc:Fallback><xdr:pic/></mc:Fallback></mc:AlternateContent>",
            box_of("新しい形の図の文")
        );
        let chart = |part: &str| {
            let frame = drawn(book, "<xdr:graphicFrame><c:chart r:id=\"rIdC\"/></xdr:graphicFrame>");
            let relation = r#"<Relationships><Relationship Id="rIdC" Type="x/chart" Target="../charts/c9.xml"/></Relationships>"#;
            together(
                &frame,
                &archive(&[("xl/drawings/_rels/drawing9.xml.rels", relation.as_bytes()), ("xl/charts/c9.xml", part.as_bytes())]),
            )
        };
        let series = "<c:chartSpace xmlns:c=\"c\" xmlns:a=\"a\"><c:ser><c:tx><c:v>系列の名に書いた回答</c:v></c:tx><c:cat><c:strRef><c:strCache><c:pt><c:v>分類の名</c:v></c:pt></c:strCache></c:strRef></c:cat></c:ser></c:chartSpace>";
        let title = "<c:chartSpace xmlns:c=\"c\" xmlns:a=\"a\"><a:p><a:r><a:t>グラフの題に書いた回答</a:t></a:r></a:p></c:chartSpace>";
        let diagram = {
            let frame = drawn(book, "<xdr:graphicFrame><dgm:relIds r:dm=\"rIdD\"/></xdr:graphicFrame>");
            let relation =
                r#"<Relationships><Relationship Id="rIdD" Type="x/diagramData" Target="../diagrams/data9.xml"/></Relationships>"#;
            let data = "<dgm:dataModel xmlns:dgm=\"dgm\" xmlns:a=\"a\"><dgm:pt><a:t>組織図の中の回答</a:t></dgm:pt></dgm:dataModel>";
            together(
                &frame,
                &archive(&[("xl/drawings/_rels/drawing9.xml.rels", relation.as_bytes()), ("xl/diagrams/data9.xml", data.as_bytes())]),
            )
        };
        let vml = |inside: &str, data: &str| {
            let xml = format!(
                "<xml xmlns:v=\"v\" xmlns:x=\"x\"><v:shape>{inside}<x:ClientData ObjectType=\"{data}\"><x:Anchor>9, 0, 5, 0, 10, 0, 6, 0</x:Anchor></x:ClientData></v:shape></xml>"
            );
            with_part(book, "xl/drawings/v9.vml", "vmlDrawing", &xml)
        };
        vec![
            of("a text box", &box_of("図形の回答です"), &["図形の回答です"]),
            of(
                "boxes in a group",
                &format!("<xdr:grpSp>{}{}</xdr:grpSp>", box_of("一つ目の箱"), box_of("二つ目の箱")),
                &["一つ目の箱", "二つ目の箱"],
            ),
            of("fields and breaks in a box", field, &["欄の中の文", "次の行"]),
            of("a picture's alternative text", picture, &["写真の説明に書いた回答", "写真の題"]),
            of("a shape's alternative text", described, &["図形の説明の文"]),
            of("a box of a newer kind", &choice, &["新しい形の図の文"]),
            Mutation::of("a chart's title", chart(title), &["グラフの題に書いた回答"]),
            Mutation::of("names in a chart", chart(series), &["系列の名に書いた回答", "分類の名"]),
            Mutation::of("a diagram", diagram, &["組織図の中の回答"]),
            Mutation::of("an older text box", vml("<v:textbox><div>古い図形の文</div></v:textbox>", "Rect"), &["古い図形の文"]),
            Mutation::of("a button's caption", vml("<v:textbox><div>ボタンの文</div></v:textbox>", "Button"), &["ボタンの文"]),
            Mutation::of("an older picture's alternative text", vml("<v:imagedata/>", "Pict").as_slice().to_vec(), &["［画像］"]),
        ]
    });
}

#[test]
fn mutations_of_notes() {
    judge(&|book| {
        let note = |inside: &str| {
            let xml = format!(
                "<comments xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><authors><author>佐藤</author></authors><commentList>{inside}</commentList></comments>"
            );
            with_part(book, "xl/comments9.xml", "comments", &xml)
        };
        let threads = "<ThreadedComments><threadedComment ref=\"J6\" id=\"1\"><text>初めの発言</text></threadedComment><threadedComment ref=\"J6\" id=\"2\" parentId=\"1\"><text>それへの返事</text></threadedComment></ThreadedComments>";
        let running = |inside: &str| {
            let xml = format!("<headerFooter>{inside}");
            sheet(book, "<headerFooter>", &xml)
        };
        let link = |attributes: &str| {
            let linked = sheet(book, "<hyperlinks>", &format!("<hyperlinks><hyperlink ref=\"J6\" {attributes}/>"));
            with_part(&linked, "https://example.jp/kaito", "hyperlink", "")
        };
        vec![
            Mutation::of(
                "a note",
                note(
                    "<comment ref=\"J6\" authorId=\"0\"><text><r><t>メモの一行目</t></r><r><t>
二行目</t></r></text></comment>",
                ),
                &["メモの一行目\n二行目"],
            ),
            Mutation::of(
                "a note at an empty cell far away",
                note("<comment ref=\"Z99\" authorId=\"0\"><text><t>遠くのメモ</t></text></comment>"),
                &["遠くのメモ"],
            ),
            Mutation::of(
                "a thread",
                with_part(book, "xl/threadedComments/t9.xml", "threadedComment", threads),
                &["初めの発言", "それへの返事"],
            ),
            Mutation::of("a page header", running("<evenHeader>&amp;C偶数頁の文</evenHeader>"), &["偶数頁の文"]),
            Mutation::of(
                "a first page's footer",
                running("<firstFooter>&amp;L&amp;\"MS 明朝,太字\"&amp;12 先頭頁の&amp;&amp;文</firstFooter>"),
                &["先頭頁の&文"],
            ),
            Mutation::of("a header of a sign alone", running("<evenHeader>&amp;C◎</evenHeader>"), &["◎"]),
            Mutation::of("a link", link("r:id=\"rIdX\""), &["https://example.jp/kaito"]),
            Mutation::of("a link's tip", link("r:id=\"rIdX\" tooltip=\"リンクの説明に書いた文\""), &["リンクの説明に書いた文"]),
            Mutation::of(
                "a tip of a link within the book",
                sheet(book, "<hyperlinks>", "<hyperlinks><hyperlink ref=\"J7\" location=\"'表紙'!A1\" tooltip=\"中へのリンクの説明\"/>"),
                &["中へのリンクの説明"],
            ),
        ]
    });
}

#[test]
fn mutations_of_properties() {
    judge(&|book| {
        let named = |inside: &str| part(book, WORKBOOK, |xml| replaced(&xml, "<definedNames>", &format!("<definedNames>{inside}")));
        let custom = part(book, "docProps/custom.xml", |xml| {
            replaced(
                &xml,
                "</Properties>",
                "<property fmtid=\"{D5CDD505-2E9C-101B-9397-08002B2CF9AE}\" pid=\"99\" name=\"備考\"><vt:lpwstr>属性に書いた文</vt:lpwstr></property></Properties>",
            )
        });
        let core = |inside: &str| {
            part(book, "docProps/core.xml", |xml| replaced(&xml, "</cp:coreProperties>", &format!("{inside}</cp:coreProperties>")))
        };
        let app = part(book, "docProps/app.xml", |xml| replaced(&xml, "</Properties>", "<Manager>管理者欄の文</Manager></Properties>"));
        vec![
            Mutation::of(
                "a name for a text",
                named("<definedName name=\"メモ\">\"名前に書いた文\"</definedName>"),
                &["名前に書いた文", "メモ"],
            ),
            Mutation::of(
                "a name's comment",
                named("<definedName name=\"範囲\" comment=\"名前の説明の文\">'回答'!$J$5</definedName>"),
                &["名前の説明の文"],
            ),
            Mutation::of("a property of her own", custom, &["属性に書いた文"]),
            Mutation::of("a description", core("<dc:description>説明欄の文</dc:description>"), &["説明欄の文"]),
            Mutation::of(
                "a category and keywords",
                core("<cp:category>分類欄の文</cp:category><cp:keywords>語句欄の文</cp:keywords>"),
                &["分類欄の文", "語句欄の文"],
            ),
            Mutation::of("a status", core("<cp:contentStatus>最終版です</cp:contentStatus>"), &["最終版です"]),
            Mutation::of("a manager", app, &["管理者欄の文"]),
            Mutation::of(
                "names and properties gone",
                rewritten(book, |part, xml| match part {
                    "docProps/custom.xml" => crate::collect::cut(&xml, "<property ", "</Properties>") + "</Properties>",
                    WORKBOOK => crate::collect::cut(&xml, "<definedNames>", "</definedNames>"),
                    _ => xml,
                }),
                &[],
            ),
            Mutation::of(
                "a sheet view, unknown parts and markup",
                part(book, SHEET, |xml| {
                    replaced(&xml, "</worksheet>", "<extLst><ext uri=\"x\"><y xmlns=\"y\">z</y></ext></extLst></worksheet>")
                }),
                &[],
            ),
        ]
    });
}
