//! Files: tables as separated text, several files of one division, archives, and what is no workbook.

use super::{ANSWERS, Mutation, SHEET, WORKBOOK, judge, part, typed};
use crate::collect::{archive, encrypted, replaced, rewritten, together};

const HEAD: &str = "ID,対応区分,回答,担当者,備考\n";

/// Text in another encoding.
fn encoded(text: &str, encoding: &'static encoding_rs::Encoding) -> Vec<u8> {
    encoding.encode(text).0.into_owned()
}

fn utf16(text: &str) -> Vec<u8> {
    [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

#[test]
fn mutations_of_separated_text() {
    judge(&|_| {
        let of = |name, file, bytes: Vec<u8>, typed: &[&str]| Mutation::files(name, vec![(file, bytes)], typed);
        let lines = format!("{HEAD}a1,反映する,CSVの回答,田中,\na2,,\"二行に\nわたる\"\"回答\"\"\",,備考の文\n");
        let all = ["CSVの回答", "田中", "二行に\nわたる\"回答\"", "備考の文"];
        let above = format!("施設課の回答です,,,,\n,,,,\n{lines}以上、ご確認ください,,,,\n");
        vec![
            of("in UTF-8", "施設課.csv", lines.clone().into_bytes(), &all),
            of("in UTF-8 with its mark", "施設課.csv", format!("\u{feff}{lines}").into_bytes(), &all),
            of("in UTF-16, tabs between", "施設課.tsv", utf16(&lines.replace(',', "\t")), &all),
            of("in CP932", "施設課.csv", encoded(&lines, encoding_rs::SHIFT_JIS), &all),
            of("in EUC-JP", "施設課.csv", encoded(&lines, encoding_rs::EUC_JP), &all),
            of("in ISO-2022-JP", "施設課.csv", encoded(&lines, encoding_rs::ISO_2022_JP), &all),
            of("semicolons between", "施設課.csv", lines.replace(',', ";").into_bytes(), &["CSVの回答", "備考の文"]),
            of("lines end in CR alone", "施設課.csv", lines.replace('\n', "\r").into_bytes(), &["CSVの回答", "備考の文"]),
            of("notes above and below", "施設課.csv", above.into_bytes(), &["施設課の回答です", "以上、ご確認ください", "CSVの回答"]),
            of(
                "a column more",
                "施設課.csv",
                format!("{}a1,,本文の回答,,,足した列の文\n", HEAD.replace('\n', ",課内\n")).into_bytes(),
                &["本文の回答", "足した列の文"],
            ),
            of(
                "a cell more in one row",
                "施設課.csv",
                format!("{HEAD}a1,,コンマ,で分かれた回答,備考,余った文\n").into_bytes(),
                &["で分かれた回答", "余った文"],
            ),
            of("a column less", "施設課.csv", b"ID,\xE5\x9B\x9E\xE7\xAD\x94\na1,\xE3\x81\xA0\xE3\x81\x91\n".to_vec(), &["だけ"]),
            of(
                "an identifier that nobody knows",
                "施設課.csv",
                format!("{HEAD}a1,,回答一,,\nzz9,,行き先のない回答,,\n").into_bytes(),
                &["行き先のない回答"],
            ),
            of(
                "identifiers in another case and width",
                "施設課.csv",
                format!("{HEAD}Ａ１,,全角の番号の回答,,\n").into_bytes(),
                &["全角の番号の回答"],
            ),
            of(
                "an opinion of another division",
                "施設課.csv",
                format!("{HEAD}a7,反映する,よその意見への回答,,\n").into_bytes(),
                &["よその意見への回答"],
            ),
            Mutation::refused("a quote that never ends", "施設課.csv", format!("{HEAD}a1,,\"閉じない引用符,,\n").into_bytes()),
            Mutation::refused("cut within a character", "施設課.csv", lines.as_bytes()[..HEAD.len() + 20].to_vec()),
            Mutation::refused("nothing in it", "施設課.csv", Vec::new()),
            Mutation::refused("of nobody", "だれか.csv", "氏名,住所\n田中,熊本\n".as_bytes().to_vec()),
        ]
    });
}

#[test]
fn mutations_of_several_files() {
    judge(&|book| {
        let long = |end: &str| format!("{}{end}", "長い回答です。".repeat(600));
        let (one, two) = (long("予算に計上します"), long("予算に計上しません"));
        let three = format!("前置き。{}", long("別の案です"));
        let with = |text: &str| typed(book, "J5", text);
        let plain = archive(&[
            ("返送/施設課.xlsx", &with("書庫の中の回答")),
            ("返送/施設課の追加.csv", format!("{HEAD}a4,,書庫の中の追加,,\n").as_bytes()),
        ]);
        let other = part(&with("別の課名の回答"), "docProps/custom.xml", |xml| replaced(&xml, "施設課", "総務課"));
        vec![
            Mutation::files(
                "two that differ at the end of a long text",
                vec![("施設課.xlsx", with(&one)), ("施設課（修正）.xlsx", with(&two))],
                &[&one, &two],
            ),
            Mutation::files(
                "three that differ",
                vec![("一/施設課.xlsx", with(&one)), ("二/施設課.xlsx", with(&three)), ("三/施設課.xlsx", with("短い案"))],
                &[&one, &three, "短い案"],
            ),
            Mutation::files(
                "the same twice",
                vec![("施設課.xlsx", with("同じ回答")), ("施設課 - コピー.xlsx", with("同じ回答"))],
                &["同じ回答"],
            ),
            Mutation::files(
                "one that differs by a space and one by a mark",
                vec![
                    ("一/施設課.xlsx", with("検討 します")),
                    ("二/施設課.xlsx", with("検討　します")),
                    ("三/施設課.xlsx", with("検討します。")),
                ],
                &["検討 します", "検討　します", "検討します。"],
            ),
            Mutation::files("in an archive", vec![("まとめ.zip", plain)], &["書庫の中の回答", "書庫の中の追加"]),
            Mutation::files("marks that contradict each other", vec![("施設課.xlsx", other)], &["別の課名の回答"]),
            Mutation::files("under another division's name", vec![("総務課.xlsx", with("名を間違えた回答"))], &["名を間違えた回答"]),
        ]
    });
}

#[test]
fn mutations_of_packages() {
    judge(&|book| {
        let prefixed = rewritten(book, |part, xml| match part {
            SHEET => {
                let xml =
                    xml.replace("</", "\u{1}").replace("<?", "\u{2}").replace('<', "<x:").replace('\u{1}', "</x:").replace('\u{2}', "<?");
                xml.replace("xmlns=", "xmlns:x=")
            }
            _ => xml,
        });
        let strict = rewritten(book, |_, xml| {
            xml.replace("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main")
                .replace(
                    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                    "http://purl.oclc.org/ooxml/officeDocument/relationships",
                )
        });
        let absolute = part(book, "xl/_rels/workbook.xml.rels", |xml| xml.replace("Target=\"worksheets/", "Target=\"/xl/worksheets/"));
        let backslashes = part(book, "xl/_rels/workbook.xml.rels", |xml| xml.replace("Target=\"worksheets/", "Target=\"worksheets\\"));
        let pretty = part(book, SHEET, |xml| {
            xml.replace("<row", "\n  <row").replace("<c ", "\n    <c ").replace("<v>", "\n<v>").replace("</row>", "\n  </row>")
        });
        let binary = archive(&[("xl/workbook.bin", &b"x"[..]), ("[Content_Types].xml", &b"<Types/>"[..])]);
        let twice = together(book, &archive(&[]));
        let locked = part(book, WORKBOOK, |xml| replaced(&xml, "<bookViews>", "<workbookProtection lockStructure=\"1\"/><bookViews>"));
        let flagged = {
            // An archive whose parts say that they are encrypted.
            let mut bytes = archive(&[("施設課.xlsx", book)]);
            for at in 0..bytes.len() - 4 {
                if bytes[at..].starts_with(b"PK\x03\x04") || bytes[at..].starts_with(b"PK\x01\x02") {
                    let flags = at + if bytes[at + 2] == 3 { 6 } else { 8 };
                    bytes[flags] |= 1;
                }
            }
            bytes
        };
        assert!(!ANSWERS.is_empty());
        vec![
            Mutation::of("names with a prefix", prefixed, &[]),
            Mutation::of("the strict form", strict, &[]),
            Mutation::of("absolute targets", absolute, &[]),
            Mutation::of("targets with backslashes", backslashes, &[]),
            Mutation::of("indented", pretty, &[]),
            Mutation::of("packed anew", twice, &[]),
            Mutation::of("a locked structure", locked, &[]),
            Mutation { files: vec![("施設課.xlsm", book.to_vec())], ..Mutation::of("with the ending of macros", book.to_vec(), &[]) },
            Mutation {
                files: vec![("施設課.xls", book.to_vec())], ..Mutation::of("with the ending of an older kind", book.to_vec(), &[])
            },
            Mutation::refused("cut off", "施設課.xlsx", book[..book.len() / 2].to_vec()),
            Mutation::refused("with a password", "施設課.xlsx", encrypted()),
            Mutation::refused("an archive with a password", "施設課.zip", flagged),
            Mutation::refused("the binary kind", "施設課.xlsb", binary.clone()),
            Mutation::refused("the binary kind under another ending", "施設課.xlsx", binary),
            Mutation::refused("of Numbers", "施設課.numbers", archive(&[("Index/Document.iwa", b"x")])),
            Mutation::refused("a page for the web", "施設課.xls", "<html><table><tr><td>回答</td></tr></table></html>".as_bytes().to_vec()),
            // Systems send out texts under this name.
            Mutation::files(
                "tabs under the ending of a workbook",
                vec![("施設課.xls", utf16("ID\t回答\na1\t表計算の名の文\n"))],
                &["表計算の名の文"],
            ),
            Mutation::refused("empty", "施設課.xlsx", Vec::new()),
            Mutation::refused("a document", "施設課.docx", archive(&[("word/document.xml", b"x")])),
            Mutation::refused("a picture", "施設課.jpg", vec![0xff, 0xd8, 0xff]),
        ]
    });
}
