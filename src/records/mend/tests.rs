use std::io::Read as _;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use rust_xlsxwriter::{Format, Workbook};

use super::*;

fn draws(c: char, _: Option<char>) -> bool {
    !matches!(c, '\u{2e80}'..='\u{2fdf}' | '㍿')
}

fn read(file: &str, bytes: &[u8]) -> Mend {
    Mend::read(file, bytes, &draws, &mut Diagnostics::default()).unwrap_or_else(|e| panic!("{file}: {e}"))
}

fn all(mend: &Mend) -> BTreeSet<usize> {
    (0..mend.changes.len()).collect()
}

/// The texts of a file by their places.
fn texts(file: &str, bytes: &[u8]) -> Vec<String> {
    read(file, bytes).texts.into_iter().map(|text| text.text).collect()
}

fn copy(file: &str, bytes: &[u8]) -> Vec<u8> {
    let mend = read(file, bytes);
    mend.copy(&all(&mend), &draws).unwrap_or_else(|e| panic!("{file}: {e}"))
}

/// A workbook with these texts one below the other, the second time as a rich string.
fn workbook(texts: &[String]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("意見").unwrap();
    sheet.write_string(0, 0, "意見").unwrap();
    for (row, text) in texts.iter().enumerate() {
        sheet.write_string(row as u32 + 1, 0, text).unwrap();
        let (first, rest) = text.split_at(text.char_indices().nth(2).map_or(0, |(at, _)| at));
        if !first.is_empty() {
            let bold = Format::new().set_bold();
            sheet.write_rich_string(row as u32 + 1, 1, &[(&bold, first), (&Format::new(), rest)]).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

fn csv(texts: &[String]) -> Vec<u8> {
    let quoted = texts.iter().map(|text| format!("x,\"{}\",\r\n", text.replace('"', "\"\"")));
    format!("\u{feff}ID,意見,項目\r\n{}", quoted.collect::<String>()).into_bytes()
}

fn json(texts: &[String]) -> Vec<u8> {
    let records: Vec<serde_json::Value> = texts.iter().map(|text| serde_json::json!({ "id": "x", "text": text })).collect();
    serde_json::to_vec_pretty(&records).unwrap()
}

/// A text with everything mended.
fn mended(text: &str) -> String {
    let mut out = text.to_owned();
    for damage in find::find(text, &draws).0.into_iter().rev() {
        out.replace_range(damage.range, &damage.after);
    }
    out
}

#[test]
fn nothing_but_the_changes_differs() {
    let piece = prop::sample::select(vec![
        "意", "見", "か\u{3099}", "⾒", "⻄", "\u{200b}", "\t", "\u{c}", "\r", "\n", "\u{2028}", "パ ブ リ ッ ク", "\"", "&", "<",
        "_x0041_", "㍿", "、", "a", " ", "\u{7}", "e\u{323}\u{302}", "\u{feff}", "\\", "𠮷", ",",
    ]);
    let text = prop::collection::vec(piece, 1..12).prop_map(|pieces| format!("文{}", pieces.concat()));
    let mut runner = TestRunner::new(Config { cases: 300, ..Config::default() });
    runner
        .run(&prop::collection::vec(text, 1..4), |given| {
            for (file, bytes) in [("a.csv", csv(&given)), ("a.json", json(&given)), ("a.xlsx", workbook(&given))] {
                let expected: Vec<String> = texts(file, &bytes).iter().map(|text| mended(text)).collect();
                let copied = copy(file, &bytes);
                prop_assert_eq!(texts(file, &copied), expected, "{}", file);
                // What was given stands in the file, and mended in the copy.
                let holds = |bytes: &[u8], text: &str| {
                    texts(file, bytes).iter().any(|found| {
                        found.replace("\r\n", "\n") == text.replace("\r\n", "\n").replace('"', if file == "a.csv" { "\"\"" } else { "\"" })
                    })
                };
                prop_assert!(given.iter().all(|text| holds(&bytes, text)), "{}", file);
                // Nothing chosen, nothing changed.
                let mend = read(file, &bytes);
                let same = mend.copy(&BTreeSet::new(), &draws).unwrap();
                prop_assert!(same == bytes || file == "a.xlsx");
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn other_parts_of_a_workbook_stay_byte_for_byte() {
    let before = workbook(&["か\u{3099}\u{c}".to_owned(), "施設⾒".to_owned()]);
    let after = copy("a.xlsx", &before);
    let parts = |bytes: &[u8]| -> BTreeMap<String, Vec<u8>> {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes.to_vec())).unwrap();
        let read = |index| {
            let mut part = archive.by_index(index).unwrap();
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).unwrap();
            (part.name().unwrap().into_owned(), bytes)
        };
        (0..12).take(zip::ZipArchive::new(std::io::Cursor::new(bytes.to_vec())).unwrap().len()).map(read).collect()
    };
    let (old, new) = (parts(&before), parts(&after));
    assert!(old.keys().eq(new.keys()));
    let differs: Vec<&String> = old.keys().filter(|name| old[*name] != new[*name]).collect();
    assert_eq!(differs, ["xl/sharedStrings.xml"]);
    let said = read("a.xlsx", &before).lines(&BTreeSet::from([0]));
    assert_eq!(said[0].say(Lang::Ja), "1　a.xlsx「意見」A2（1字目）　濁点などが分かれた形　「【か+結合用の濁点 U+3099】␣」→「【が】␣」");
}

#[test]
fn inline_strings_and_other_spellings_are_read() {
    let xml = "<x:sst xmlns:x=\"y\"><x:si><x:t>あ_x000C_い&#x200B;う&amp;<![CDATA[<\u{200b}>]]></x:t><x:rPh sb=\"0\" eb=\"1\"><x:t>\u{200b}</x:t></x:rPh></x:si></x:sst>";
    let text = &workbook::strings(xml, 0).unwrap()[0];
    assert_eq!(text.text, "あ\u{c}い\u{200b}う&<\u{200b}>");
    let splices = find::find(&text.text, &draws).0.iter().flat_map(|damage| text.splices(&damage.range, &damage.after)).collect();
    let expected = xml.replace("_x000C_", "").replace("&#x200B;", "").replace("<\u{200b}>", "<>");
    assert_eq!(text::spliced(xml, splices), expected);
}

#[test]
fn a_part_is_confirmed_by_number_or_kind() {
    let mend = read("a.csv", "意見\nか\u{3099}⾒\u{200b}\u{c}\n".as_bytes());
    let chosen = |only: &[&str], skip: &[&str]| -> Vec<usize> {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        mend.selected(&owned(only), &owned(skip)).unwrap().into_iter().collect()
    };
    assert_eq!(chosen(&[], &[]), [0, 1, 2, 3]);
    assert_eq!(chosen(&["1-2,制御文字"], &[]), [0, 1, 3]);
    assert_eq!(chosen(&[], &["radical", "4"]), [0, 2]);
    for wrong in ["0", "5", "3-9", "kind", "-"] {
        assert!(mend.selected(&[wrong.to_owned()], &[]).is_err(), "{wrong}");
    }
    let copied = mend.copy(&BTreeSet::from([1]), &draws).unwrap();
    assert_eq!(String::from_utf8(copied).unwrap(), "意見\nか\u{3099}見\u{200b}\u{c}\n");
}

#[test]
fn a_csv_keeps_its_encoding() {
    let cp932 = encoding_rs::SHIFT_JIS.encode("ID,意見\r\na,施設\u{b}（パ ブ リ ッ ク）ソ表\r\n").0.into_owned();
    let copied = copy("a.csv", &cp932);
    let expected = encoding_rs::SHIFT_JIS.encode("ID,意見\r\na,\"施設\n（パブリック）ソ表\"\r\n").0.into_owned();
    assert_eq!(copied, expected);
}
