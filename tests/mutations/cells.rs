//! Cells: what they hold, and where.

use super::{Mutation, SHEET, cell, inline, judge, part, sheet, typed, with_cell};
use crate::collect::{cut, replaced};

#[test]
fn mutations_of_contents() {
    judge(&|book| {
        let of = |name, content: &str, text: &str| Mutation::of(name, cell(book, "J5", content), &[text]);
        let rich =
            "t=\"inlineStr\"><is><r><t>会議</t></r><r><rPr><b/></rPr><t>の日程</t></r><rPh sb=\"0\" eb=\"2\"><t>カイギ</t></rPh></is>";
        let spaced = "t=\"inlineStr\"><is><r><t xml:space=\"preserve\"> 前に</t></r><r><t xml:space=\"preserve\"> 空白 </t></r><r><t>後に</t></r></is>";
        let long = format!("長い{}終わり", "回答です。".repeat(1_000));
        let longest = format!("最長{}終", "字".repeat(32_760));
        vec![
            of("furigana in a cell's own text", rich, "会議の日程").never("カイギ"),
            of("runs with spaces at their ends", spaced, " 前に 空白 後に"),
            of("a formula of texts", "t=\"str\"><f>A1&amp;\"、継続\"</f><v>要検討、継続</v>", "要検討、継続"),
            of("a formula that no program has reckoned", "><f>A5&amp;\"は手で書いた文です\"</f>", "は手で書いた文です"),
            of("an array formula without a value", "><f t=\"array\" ref=\"J5\">CONCAT(\"配列の\",\"文\")</f>", "配列の"),
            of("a number", "><v>2500.5</v>", "2500.5"),
            of("a tiny number", "><v>0.000000012345</v>", "12345"),
            of("a large number", "><v>123456789012345</v>", "123456789012345"),
            of("a date as a text of ISO 8601", "t=\"d\"><v>2026-12-24</v>", "2026-12-24"),
            of("a truth value", "t=\"b\"><v>1</v>", "TRUE"),
            of("an error", "t=\"e\"><v>#N/A</v>", "#N/A"),
            of("a carriage return written out", &inline("一行目_x000D_\n二行目"), "一行目\n二行目"),
            of("an escape that is meant", &inline("型番_x005F_x0041_です"), "型番_x0041_です"),
            of("a text that looks like a formula", &inline("=1+1 と入力"), "=1+1 と入力"),
            of("five thousand characters", &inline(&long), &long),
            of("as many characters as a cell may have", &inline(&longest), &longest),
            of("characters beyond the first plane", &inline("葛󠄀城市の𠮷野🏙️"), "葛󠄀城市の𠮷野🏙️"),
            of("spaces around", &inline("　回答の前後に空白　"), "　回答の前後に空白　"),
            of("zero", "><v>0</v>", "0"),
            of("a dash", &inline("‐"), "‐"),
            of("a comment of XML within", "t=\"inlineStr\"><is><t>途中<!-- x -->まで</t></is>", "途中まで"),
            of("marked as a section of its own", "t=\"inlineStr\"><is><t><![CDATA[<括弧>&記号]]></t></is>", "<括弧>&記号"),
            of("a value and a text", "t=\"inlineStr\"><v>7</v><is><t>数と文</t></is>", "数と文"),
        ]
    });
}

#[test]
fn mutations_of_places() {
    judge(&|book| {
        let of = |name, at: &str, text: &'static str| Mutation::of(name, typed(book, at, text), &[text]);
        let hidden = part(&typed(book, "N6", "隠した列の文"), SHEET, |xml| {
            replaced(&xml, "</cols>", "<col min=\"14\" max=\"14\" width=\"0\" hidden=\"1\" customWidth=\"1\"/></cols>")
        });
        let hidden_row = sheet(&typed(book, "J8", "隠れた行の回答"), "<row r=\"8\"", "<row hidden=\"1\" r=\"8\"");
        let down = sheet(
            &typed(&typed(&typed(book, "J7", "結合した回答"), "J8", "下に隠れた文"), "J9", "さらに下の文"),
            "</sheetData>",
            "</sheetData><mergeCells count=\"1\"><mergeCell ref=\"J7:J9\"/></mergeCells>",
        );
        let across = sheet(
            &typed(&typed(book, "J8", "横の回答"), "K8", "横に隠れた文"),
            "</sheetData>",
            "</sheetData><mergeCells count=\"1\"><mergeCell ref=\"J8:L8\"/></mergeCells>",
        );
        vec![
            of("beside the heading row", "M4", "見出しの行に書いた回答"),
            of("over the heading of the identifiers", "A4", "連絡は佐藤まで"),
            of("over the heading of the opinions", "F4", "この列は読みました"),
            of("over the heading of the answers", "J4", "回答は下のとおり"),
            of("over an identifier", "A8", "佐藤が記入"),
            of("over an identifier, with no other cell of the row as it was", "A5", "鈴木が記入"),
            of("into a locked blank", "H8", "空いた欄の文"),
            of("over an opinion", "F5", "意見を書き換えた文"),
            of("over a number", "D5", "一の二"),
            of("over a section", "B5", "区分を書き換え"),
            of("far below", "J500", "ずっと下の文"),
            of("far to the right", "XFD5", "右端の文"),
            of("in the last row there is", "B1048576", "最後の行の文"),
            of("over the title", "B1", "題名に書いた文"),
            of("over the instructions", "B2", "記入要領に書いた文"),
            of("between title and headings", "F3", "見出しの上の文"),
            of("a heading's word below the table", "C14", "備考"),
            of("a choice's word beside the table", "N6", "今後の参考"),
            of("an identifier's word below the table", "F15", "a3"),
            Mutation::of("in a hidden column", hidden, &["隠した列の文"]),
            Mutation::of("in a hidden row", hidden_row, &["隠れた行の回答"]),
            Mutation::of("merged downwards over texts", down, &["結合した回答", "下に隠れた文", "さらに下の文"]),
            Mutation::of("merged across over a text", across, &["横の回答", "横に隠れた文"]),
            of("into the column that leads to the full text", "G5", "全文の列の文"),
        ]
    });
}

/// The rows of the table as XML, in their order.
fn rows(xml: &str) -> Vec<String> {
    xml.split("<row ").skip(5).map(|row| row.split("</row>").next().unwrap().to_owned()).collect()
}

/// A row under another number.
fn at_row(row: &str, number: usize) -> String {
    let old = row.split('"').nth(1).unwrap();
    let mut moved = row.replacen(&format!("r=\"{old}\""), &format!("r=\"{number}\""), 1);
    for column in 'A'..='L' {
        moved = moved.replace(&format!("r=\"{column}{old}\""), &format!("r=\"{column}{number}\""));
    }
    format!("<row {moved}</row>")
}

/// The sheet with other rows below the headings.
fn with_rows(xml: &str, rows: &[String]) -> String {
    let start = xml.find("<row r=\"5\"").unwrap();
    let end = xml.find("</sheetData>").unwrap();
    format!("{}{}{}", &xml[..start], rows.concat(), &xml[end..])
}

#[test]
fn mutations_of_rows() {
    judge(&|book| {
        let ordered = |order: &dyn Fn(Vec<String>) -> Vec<String>| part(book, SHEET, |xml| with_rows(&xml, &order(rows(&xml))));
        let doubled = part(book, SHEET, |xml| {
            let mut all = rows(&xml);
            let copy = with_cell(&format!("<row {}</row>", all[1]), "J6", &inline("写した行の別の回答"));
            all.push(copy["<row ".len()..].trim_end_matches("</row>").to_owned());
            with_rows(&xml, &(5..).zip(&all).map(|(at, row)| at_row(row, at)).collect::<Vec<_>>())
        });
        let bare = |name: &str| {
            part(book, SHEET, |xml| {
                // As small programs write: no place at a cell or row, every cell in its turn.
                let mut xml = xml;
                for row in 1..=10 {
                    for column in 'A'..='L' {
                        xml = xml.replace(&format!("<c r=\"{column}{row}\""), "<c");
                    }
                    xml = if name == "rows" { xml.replace(&format!("<row r=\"{row}\""), "<row") } else { xml };
                }
                xml
            })
        };
        let twice = sheet(book, "</row><row r=\"7\"", &format!("<c r=\"J6\" {}</c></row><row r=\"7\"", inline("同じセルに二つ目の文")));
        let mut refused = Mutation::refused("a cell that is there twice", "施設課.xlsx", twice);
        refused.typed = Vec::new();
        vec![
            Mutation::of(
                "rows in reverse, with gaps",
                ordered(&|all| (0..).zip(all.iter().rev()).map(|(at, row)| at_row(row, 7 + at * 3)).collect()),
                &[],
            ),
            Mutation::of("rows moved far down", ordered(&|all| (900..).zip(&all).map(|(at, row)| at_row(row, at)).collect()), &[]),
            Mutation::of("a row copied and changed", doubled, &["写した行の別の回答"]),
            Mutation::of("rows deleted", ordered(&|all| (5..).zip(&all[1..3]).map(|(at, row)| at_row(row, at)).collect()), &[]),
            Mutation::of(
                "rows within a group that is folded",
                part(book, SHEET, |xml| xml.replace("<row r=\"6\"", "<row outlineLevel=\"1\" hidden=\"1\" r=\"6\"")),
                &[],
            ),
            Mutation::of("rows without their places", bare("rows"), &[]),
            refused,
            Mutation::of(
                "without protection, validation and names",
                part(book, SHEET, |xml| cut(&cut(&xml, "<sheetProtection", "/>"), "<dataValidations", "</dataValidations>")),
                &[],
            ),
        ]
    });
}
