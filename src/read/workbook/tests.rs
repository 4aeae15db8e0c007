//! Workbooks as divisions return them, and as nobody should.

use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use ecow::EcoString;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format as Look, Formula, Note, Workbook};
use zip::write::SimpleFileOptions;

use super::*;
use crate::read::digest::digest;
use crate::say::words::Lang;

/// A workbook with everything that is read.
fn fixture() -> Vec<u8> {
    let mut book = Workbook::new();
    let noon = ExcelDateTime::from_ymd(2026, 11, 22).unwrap();
    let properties = DocProperties::new()
        .set_creation_datetime(&noon)
        .set_custom_property("shiryo.kind", "inquiry")
        .set_custom_property("shiryo.edition", "2");
    book.set_properties(&properties);
    let (plain, struck) = (Look::new(), Look::new().set_font_strikethrough());
    let red = Look::new().set_font_color(Color::Red);
    let date = Look::new().set_num_format("yyyy/m/d");
    let sheet = book.add_worksheet().set_name("回答 (1)").unwrap();
    sheet.write_string(0, 0, "意見は\n二行").unwrap();
    sheet.write_string(0, 1, "　 ").unwrap();
    sheet.write_string(0, 2, "=1+1 _x0041_").unwrap();
    sheet.write_string_with_format(1, 0, "取り消し", &struck).unwrap();
    sheet.write_string_with_format(1, 1, "赤い字", &red).unwrap();
    sheet.write_rich_string(1, 2, &[(&struck, "旧い"), (&plain, "新しい")]).unwrap();
    sheet.write_rich_string(1, 3, &[(&plain, "黒と"), (&red, "赤")]).unwrap();
    sheet.write_number(2, 0, 42).unwrap();
    sheet.write_number_with_format(2, 1, 0.125, &Look::new().set_num_format("0.0%")).unwrap();
    sheet.write_number_with_format(2, 2, 1, &Look::new().set_num_format("000")).unwrap();
    sheet.write_datetime_with_format(2, 3, ExcelDateTime::from_ymd(2026, 12, 10).unwrap(), &date).unwrap();
    sheet.write_boolean(2, 4, true).unwrap();
    sheet.write_formula(2, 5, Formula::new("A3*2").set_result("84")).unwrap();
    sheet.write_formula(2, 6, Formula::new("\"対応\"&\"済\"").set_result("対応済")).unwrap();
    sheet.write_number_with_format(2, 7, 1.5, &Look::new().set_num_format("[h]:mm")).unwrap();
    sheet.merge_range(4, 0, 5, 1, "結合", &plain).unwrap();
    sheet.write_string(6, 0, "隠れた行").unwrap();
    sheet.set_row_hidden(6).unwrap();
    sheet.write_string(7, 9, "隠れた列").unwrap();
    sheet.set_column_hidden(9).unwrap();
    sheet.insert_note(7, 0, &Note::new("注釈の\n回答").add_author_prefix(false)).unwrap();
    book.add_worksheet().set_name("選択肢").unwrap().set_hidden(true).write_string(0, 0, "反映する").unwrap();
    book.add_worksheet().set_name("_shiryo").unwrap().set_very_hidden(true).write_string(0, 0, "shiryo").unwrap();
    book.define_name("shiryo_ids", "='回答 (1)'!$A$1:$A$8").unwrap();
    book.define_name("choices_action", "=選択肢!$A$1").unwrap();
    book.save_to_buffer().unwrap()
}

#[track_caller]
fn read(name: &str, bytes: &[u8]) -> Book {
    book(name, bytes).unwrap_or_else(|findings| panic!("{name}: {findings}"))
}

/// What all formats agree on.
#[track_caller]
fn check(book: &Book) {
    let format = book.format;
    let names: Vec<_> = book.sheets.iter().map(|s| (s.name.as_str(), s.visible)).collect();
    assert_eq!(names, [("回答 (1)", true), ("選択肢", false), ("_shiryo", false)]);
    let sheet = &book.sheets[0];
    let shown = [
        ((0, 0), "意見は\n二行", Kind::Text),
        ((0, 1), "　 ", Kind::Text),
        ((0, 2), "=1+1 _x0041_", Kind::Text),
        ((1, 0), "取り消し", Kind::Text),
        ((1, 1), "赤い字", Kind::Text),
        ((1, 2), "旧い新しい", Kind::Text),
        ((1, 3), "黒と赤", Kind::Text),
        ((2, 0), "42", Kind::Number),
        ((2, 1), "12.5%", Kind::Number),
        ((2, 2), "001", Kind::Number),
        ((2, 3), "2026/12/10", Kind::Date),
        ((2, 4), "TRUE", Kind::Bool),
        ((2, 5), "84", Kind::Formula),
        ((2, 6), "対応済", Kind::Formula),
        ((2, 7), "36:00", Kind::Date),
        ((4, 0), "結合", Kind::Text),
        ((6, 0), "隠れた行", Kind::Text),
        ((7, 9), "隠れた列", Kind::Text),
    ];
    for (at, text, kind) in shown {
        // For a text that it did not compute itself, LibreOffice stores 0 in .xls.
        let text = if (format, at) == (Format::Xls, (2, 6)) { "0" } else { text };
        let cell = sheet.cells.get(&at).unwrap_or_else(|| panic!("{format:?}: no cell {at:?}"));
        assert_eq!((cell.text.as_str(), cell.kind), (text, kind), "{format:?} {at:?}");
    }
    assert_eq!(sheet.cells.len(), shown.len(), "{format:?}");
    let look = |at| {
        let cell: &Cell = &sheet.cells[&at];
        (cell.struck, cell.red, cell.mixed, cell.remaining().map(EcoString::as_str))
    };
    assert_eq!(look((0, 0)), (false, false, false, None), "{format:?}");
    assert_eq!(look((1, 0)), (true, false, false, None), "{format:?}");
    assert_eq!(look((1, 1)), (false, true, false, None), "{format:?}");
    assert_eq!(look((1, 2)), (true, false, true, Some("新しい")), "{format:?}");
    assert_eq!(look((1, 3)), (false, true, true, None), "{format:?}");
    assert_eq!(sheet.merged, [Area { top: 4, left: 0, bottom: 5, right: 1 }], "{format:?}");
    assert_eq!(sheet.hidden_rows, BTreeSet::from([6]), "{format:?}");
    assert_eq!(sheet.hidden_columns, BTreeSet::from([9]), "{format:?}");
    assert_eq!(sheet.comments, BTreeMap::from([((7, 0), "注釈の\n回答".to_owned())]), "{format:?}");
    assert_eq!(
        book.names["shiryo_ids"],
        [Target { sheet: "回答 (1)".into(), area: Area { top: 0, left: 0, bottom: 7, right: 0 } }],
        "{format:?}"
    );
    assert_eq!(
        book.names["choices_action"],
        [Target { sheet: "選択肢".into(), area: Area { top: 0, left: 0, bottom: 0, right: 0 } }],
        "{format:?}"
    );
    assert_eq!(book.sheets[2].cells[&(0, 0)].text, "shiryo");
    if format != Format::Xls {
        let properties = [("shiryo.edition", "2"), ("shiryo.kind", "inquiry")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        for (name, value) in properties {
            assert_eq!(book.properties.get(&name), Some(&value), "{format:?}");
        }
    }
}

#[test]
fn a_workbook_is_read_whole() {
    let bytes = fixture();
    let book = read("回答.xlsx", &bytes);
    check(&book);
    assert_eq!((book.file.as_str(), book.format), ("回答.xlsx", Format::Xlsx));
    assert_eq!(book.digest, digest(&bytes));
    // Content comes before the name.
    assert_eq!(read("回答.csv", &bytes).sheets, book.sheets);
}

/// Whether a program can be asked; where judges are required, it must be.
fn judge(program: &str) -> bool {
    let found = std::env::var_os("PATH").is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).is_file()));
    assert!(found || std::env::var_os("SHIRYO_JUDGES").is_none(), "{program} is required");
    if !found {
        println!("skipped: {program} is not there");
    }
    found
}

/// The workbook as LibreOffice saves it.
fn converted(folder: &Path, file: &str, to: &str) -> Vec<u8> {
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
    let out = folder.join(to);
    let status = Command::new("soffice")
        .arg(profile)
        .args(["--headless", "--convert-to", to, "--outdir"])
        .arg(&out)
        .arg(folder.join(file))
        .output()
        .unwrap();
    let made = out.join(Path::new(file).with_extension(to));
    std::fs::read(made).unwrap_or_else(|e| panic!("{e}: {status:?}"))
}

#[test]
fn a_workbook_survives_libreoffice() {
    if !judge("soffice") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::File::create(folder.path().join("book.xlsx")).unwrap().write_all(&fixture()).unwrap();
    for (to, format) in [("xlsx", Format::Xlsx), ("ods", Format::Ods), ("xls", Format::Xls)] {
        let bytes = converted(folder.path(), "book.xlsx", to);
        let book = read(&format!("book.{to}"), &bytes);
        assert_eq!(book.format, format);
        check(&book);
        // Cut off or changed anywhere, it is an error or another book, but no panic and no long work.
        let started = Instant::now();
        for length in (0..bytes.len()).step_by(bytes.len() / 40) {
            // What follows the cells in .xls (who wrote it and when) may be missing.
            let cut = super::book("cut", &bytes[..length]);
            assert!(cut.is_err() || format == Format::Xls && cut.unwrap().sheets == book.sheets, "{to} {length}");
        }
        shake(&bytes, 300);
        assert!(started.elapsed() < Duration::from_secs(20), "{to}: {:?}", started.elapsed());
    }
}

/// Reads the file changed in many ways; a panic is not caught.
fn shake(bytes: &[u8], times: u64) {
    let mut dice = 0x9e37_79b9_7f4a_7c15_u64;
    let mut throw = |below: usize| {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        (dice % below.max(1) as u64) as usize
    };
    let mut parts = Vec::new();
    if let Ok(mut archive) = zip::ZipArchive::new(std::io::Cursor::new(bytes)) {
        for index in 0..archive.len() {
            let mut part = archive.by_index(index).unwrap();
            let mut content = Vec::new();
            std::io::copy(&mut part, &mut content).unwrap();
            parts.push((part.name().unwrap().into_owned(), content));
        }
    }
    for _ in 0..times {
        let mut changed = parts.clone();
        let mut whole = bytes.to_vec();
        for _ in 0..1 + throw(4) {
            let index = throw(changed.len());
            let part = changed.get_mut(index).map_or(&mut whole, |(_, part)| part);
            let (at, from, length) = (throw(part.len()), throw(part.len()), throw(40));
            let piece: Vec<u8> = part[from..].iter().take(length).copied().collect();
            match throw(4) {
                0 if !part.is_empty() => part[at] = throw(256) as u8,
                1 if !part.is_empty() => part[at] ^= 1 << throw(8),
                2 => drop(part.splice(at..(at + length).min(part.len()), piece)),
                _ => part.iter_mut().skip(at).zip(&piece).for_each(|(byte, new)| *byte = *new),
            }
        }
        if !changed.is_empty() {
            whole = archive(&changed.iter().map(|(name, part)| (name.as_str(), part.as_slice())).collect::<Vec<_>>());
        }
        drop(content("changed.csv", &whole));
    }
}

const RELATIONSHIPS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#;
const MAIN: &str = r#"xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;

fn archive<T: AsRef<[u8]>>(parts: &[(&str, T)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_ref()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A workbook of one sheet, with these rows, what follows them, these strings and further parts.
fn workbook(rows: &str, after: &str, strings: &str, further: &[(&str, &str)]) -> Vec<u8> {
    let base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let roots = format!(r#"{RELATIONSHIPS}<Relationship Id="a" Type="{base}/officeDocument" Target="/xl/workbook.xml"/></Relationships>"#);
    let book = format!(r#"<workbook {MAIN}><sheets><sheet name="回答" sheetId="1" r:id="s"/></sheets></workbook>"#);
    let related = format!(
        r#"{RELATIONSHIPS}<Relationship Id="s" Type="{base}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="t" Type="{base}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="y" Type="{base}/styles" Target="styles.xml"/></Relationships>"#
    );
    let sheet = format!("<worksheet {MAIN}><sheetData>{rows}</sheetData>{after}</worksheet>");
    let strings = format!("<sst {MAIN}>{strings}</sst>");
    let mut parts = vec![
        ("_rels/.rels", roots.as_str()),
        ("xl/workbook.xml", &book),
        ("xl/_rels/workbook.xml.rels", &related),
        ("xl/worksheets/sheet1.xml", &sheet),
        ("xl/sharedStrings.xml", &strings),
    ];
    parts.extend(further);
    archive(&parts)
}

fn texts(book: &Book) -> Vec<&str> {
    book.sheets[0].cells.values().map(|cell| cell.text.as_str()).collect()
}

#[test]
fn furigana_runs_and_escapes_are_read_as_shown() {
    let strings = r#"<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/></si>
        <si><r><t>残す</t></r><r><rPr><strike/><color rgb="FFFF0000"/></rPr><t xml:space="preserve">消す </t></r><r><rPr><strike val="0"/><rFont val="游明朝"/></rPr><t>足す</t></r></si>
        <si><t>a_x000D_&#10;b_x005F_x0041_&amp;_x12</t></si>"#;
    let rows = r#"<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row><row r="5"><c t="s"><v>2</v></c><c r="D5" t="inlineStr"><is><t>庁</t><rPh sb="0" eb="1"><t>チョウ</t></rPh></is></c></row>
        <row r="6" hidden="1"><c r="A6"><f>1+1</f></c><c r="B6" t="e"><v>#N/A</v></c><c r="C6" t="d"><v>2026-12-10T13:30:00</v></c><c r="D6" t="str"><f>X</f><v>式</v></c></row>"#;
    let book = read("a.xlsx", &workbook(rows, r#"<mergeCells><mergeCell ref="C3:A2"/><mergeCell ref="bad"/></mergeCells>"#, strings, &[]));
    assert_eq!(texts(&book), ["東京", "残す消す 足す", "a\nb_x0041_&_x12", "庁", "", "#N/A", "2026-12-10 13:30", "式"]);
    let sheet = &book.sheets[0];
    let struck = &sheet.cells[&(0, 1)];
    assert_eq!((struck.struck, struck.red, struck.mixed, struck.remaining().map(EcoString::as_str)), (true, true, true, Some("残す足す")));
    let kinds: Vec<Kind> = sheet.cells.values().map(|cell| cell.kind).collect();
    assert_eq!(kinds[4..], [Kind::Formula, Kind::Error, Kind::Date, Kind::Formula]);
    assert_eq!(sheet.cells.keys().nth(2), Some(&(4, 0)));
    assert_eq!(sheet.hidden_rows, BTreeSet::from([5]));
    assert_eq!(sheet.merged, [Area { top: 1, left: 0, bottom: 2, right: 2 }]);
}

#[test]
fn formulas_that_come_to_errors_are_errors() {
    let rows = r#"<row r="1"><c r="A1" t="e"><f>NA()</f><v>#N/A</v></c></row>"#;
    let formula = biff(0x0006, &[0, 0, 0, 0, 0, 0, 2, 0, 0x2a, 0, 0, 0, 255, 255, 0, 0, 0, 0, 0, 0, 3, 0, 0x1e, 1, 0]);
    for book in [read("a.xlsx", &workbook(rows, "", "", &[])), read("a.xls", &compound("Workbook", &stream(&[], &formula)))] {
        let cell = &book.sheets[0].cells[&(0, 0)];
        assert_eq!((cell.text.as_str(), cell.kind), ("#N/A", Kind::Error), "{}", book.file);
    }
}

#[test]
fn a_thread_stands_in_the_place_of_its_note() {
    let base = "http://schemas.microsoft.com/office/2017/10/relationships";
    let related = format!(
        r#"{RELATIONSHIPS}<Relationship Id="a" Type="{base}/threadedComment" Target="../threadedComments/t.xml"/><Relationship Id="b" Type="x/comments" Target="../comments1.xml"/></Relationships>"#
    );
    let threads = r#"<ThreadedComments><threadedComment ref="A1"><text>対応します</text></threadedComment><threadedComment ref="A1"><text>了解</text></threadedComment></ThreadedComments>"#;
    let notes = r#"<comments><authors><author>総務課</author></authors><commentList><comment ref="A1" authorId="0"><text><t>[Threaded comment]</t></text></comment>
        <comment ref="B2" authorId="0"><text><r><t>総務課:</t></r>
        <r><t>
未定</t></r><rPh sb="0" eb="1"><t>ミテイ</t></rPh></text></comment></commentList></comments>"#;
    let book = read(
        "a.xlsx",
        &workbook(
            "",
            "",
            "",
            &[("xl/worksheets/_rels/sheet1.xml.rels", &related), ("xl/threadedComments/t.xml", threads), ("xl/comments1.xml", notes)],
        ),
    );
    assert_eq!(book.sheets[0].comments, BTreeMap::from([((0, 0), "対応します\n了解".to_owned()), ((1, 1), "総務課:\n未定".to_owned())]));
}

const STYLES: &str = r##"<office:automatic-styles>
    <style:style style:name="ce1" style:family="table-cell" style:parent-style-name="Struck"/>
    <style:style style:name="ce2" style:family="table-cell"><style:map style:condition="is-true-formula(1)" style:apply-style-name="Struck"/></style:style>
    <style:style style:name="T1" style:family="text"><style:text-properties fo:color="#ff0000" style:text-line-through-style="none"/></style:style>
    <style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>
    <number:number-style style:name="N1"><style:text-properties fo:color="#ff0000"/></number:number-style></office:automatic-styles>"##;

/// An OpenDocument spreadsheet with these tables.
fn spreadsheet(tables: &str) -> Vec<u8> {
    let content = format!(
        r#"<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:style="s" xmlns:fo="f" xmlns:number="n" xmlns:calcext="c" xmlns:dc="d">{STYLES}<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"#
    );
    let styles = r#"<office:document-styles><office:styles><style:style style:name="Struck" style:family="table-cell"><style:text-properties style:text-line-through-style="solid"/></style:style></office:styles></office:document-styles>"#;
    let meta = r#"<office:document-meta><meta:user-defined meta:name="shiryo.kind">inquiry</meta:user-defined></office:document-meta>"#;
    archive(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", &content),
        ("styles.xml", styles),
        ("meta.xml", meta),
    ])
}

#[test]
fn an_open_document_is_read_with_its_repetitions() {
    let text = |text: &str| format!(r#"<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>"#);
    let book = read(
        "a.ods",
        &spreadsheet(&format!(
            r#"<table:tracked-changes><table:table><text:p>昔</text:p></table:table></table:tracked-changes>
            <table:table table:name="回答"><table:table-column table:number-columns-repeated="2" table:default-cell-style-name="ce1"/><table:table-column table:visibility="collapse" table:number-columns-repeated="16382"/>
            <table:table-row table:number-rows-repeated="2">{}<table:table-cell table:number-columns-repeated="2" table:style-name="N1" office:value-type="float" office:value="7"><text:p>7</text:p></table:table-cell></table:table-row>
            <table:table-row table:number-rows-repeated="1000000" table:visibility="filter"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
            <table:table-row>{}{}<table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="2" office:value-type="date" office:date-value="2026-12-10"><office:annotation><dc:creator>甲</dc:creator><text:p>注</text:p><text:p>釈</text:p></office:annotation><text:p>12月10日</text:p></table:table-cell><table:covered-table-cell/></table:table-row>
            <table:table-row><table:table-cell office:value-type="time" office:time-value="PT13H30M00S"/><table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell></table:table-row>
            <table:table-row table:number-rows-repeated="48000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>
            <table:table table:name="隠" table:style-name="ta2"/>
            <table:named-expressions><table:named-range table:name="ids" table:cell-range-address="$'回答'.$A$1:.$A$2"/></table:named-expressions>"#,
            text("  行\n  頭<text:s text:c=\"2\"/>と<text:tab/>末<text:line-break/>尾 "),
            text(
                "<text:span text:style-name=\"T1\">赤</text:span>黒<text:ruby><text:ruby-base>市</text:ruby-base><text:ruby-text>シ</text:ruby-text></text:ruby>"
            ),
            text("段落</text:p><text:p>二つ"),
        )),
    );
    let sheet = &book.sheets[0];
    let cells: Vec<_> = sheet.cells.iter().map(|(at, cell)| (*at, cell.text.as_str(), cell.struck, cell.red)).collect();
    assert_eq!(
        cells,
        [
            ((0, 0), "  行\n  頭  と\t末\n尾 ", true, false),
            ((0, 1), "7", false, false),
            ((0, 2), "7", false, false),
            ((1, 0), "  行\n  頭  と\t末\n尾 ", true, false),
            ((1, 1), "7", false, false),
            ((1, 2), "7", false, false),
            ((1_000_002, 0), "赤黒市", true, true),
            ((1_000_002, 1), "段落\n二つ", true, false),
            ((1_000_002, 2), "12月10日", false, false),
            ((1_000_003, 0), "13:30", true, false),
            ((1_000_003, 1), "#DIV/0!", true, false),
        ]
    );
    assert_eq!(sheet.cells[&(1_000_002, 0)].remaining().map(EcoString::as_str), Some("赤"));
    assert_eq!(sheet.comments, BTreeMap::from([((1_000_002, 2), "注\n釈".to_owned())]));
    assert_eq!(sheet.merged, [Area { top: 1_000_002, left: 2, bottom: 1_000_003, right: 3 }]);
    assert_eq!((&sheet.hidden_rows, &sheet.hidden_columns), (&BTreeSet::new(), &BTreeSet::from([2])));
    assert_eq!(book.sheets.iter().map(|s| (s.name.as_str(), s.visible)).collect::<Vec<_>>(), [("回答", true), ("隠", false)]);
    assert_eq!(book.names["ids"], [Target { sheet: "回答".into(), area: Area { top: 0, left: 0, bottom: 1, right: 0 } }]);
    assert_eq!(book.properties["shiryo.kind"], "inquiry");
}

#[test]
fn separated_text_is_read_in_every_encoding() {
    let text = "ID,回答\r\nop-1,\"一行\r\n二行\"\r\n,\r\nop-2, \r\n";
    let utf16: Vec<u8> = text.replace(',', "\t").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let files = [
        ("a.csv", text.as_bytes().to_vec()),
        ("a.csv", [b"\xef\xbb\xbf", text.as_bytes()].concat()),
        ("a.csv", encoding_rs::SHIFT_JIS.encode(text).0.into_owned()),
        ("a.txt", [b"\xff\xfe", utf16.as_slice()].concat()),
    ];
    for (name, bytes) in files {
        let book = read(name, &bytes);
        let cells: Vec<_> = book.sheets[0].cells.iter().map(|(at, cell)| (*at, cell.text.as_str())).collect();
        assert_eq!(cells, [((0, 0), "ID"), ((0, 1), "回答"), ((1, 0), "op-1"), ((1, 1), "一行\n二行"), ((3, 0), "op-2"), ((3, 1), " ")]);
        assert!(book.format == Format::Csv && book.sheets[0].visible);
    }
    // As exports keep the zeros of a number; the guard that our own tables have before such a text stays.
    let book = read("a.csv", "番号,意見\n=\"0001\",\"=\"\"彼は\"\"\"\"可\"\"\"\"と\"\"\"\n=1+1,\"'=\"\"a\"\"\"\n".as_bytes());
    assert_eq!(texts(&book), ["番号", "意見", "0001", "彼は\"可\"と", "=1+1", "'=\"a\""]);
    assert_eq!(book.sheets[0].doubts.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [Some((1, 0)), Some((1, 1))]);
    assert_eq!(texts(&read("a.tsv", "a,b\tc\n".as_bytes())), ["a,b", "c"]);
    // Under the name of a workbook, too.
    for bytes in [[b"\xff\xfe", utf16.as_slice()].concat(), utf16.clone(), text.as_bytes().to_vec()] {
        assert_eq!(texts(&read("a.xls", &bytes)), ["ID", "回答", "op-1", "一行\n二行", "op-2", " "]);
    }
}

/// The error in English; it must come soon.
#[track_caller]
fn refused(name: &str, bytes: &[u8]) -> String {
    let started = Instant::now();
    let findings = book(name, bytes).map(|_| ()).unwrap_err();
    assert!(started.elapsed() < Duration::from_secs(20), "{name}: {:?}", started.elapsed());
    findings.say(Lang::En)
}

#[test]
fn what_is_no_workbook_is_refused() {
    for (name, bytes, part) in [
        ("a.xlsx", &b""[..], "not an Excel workbook"),
        ("a.xls", b"<html><p>no table</p>", "not an Excel workbook"),
        ("a.xlsx", b"<html><table>", "not an Excel workbook"),
        ("a.docx", b"text", "not a format"),
        ("folder.x/a", b"text", "not a format"),
        ("a.csv", b"a\0\x01b", "not an Excel workbook"),
        ("a.csv", b"\"open", "not closed"),
        ("a.csv", b"\x81\xff\xfe", "CP932"),
        ("a.xlsx", b"PK\x03\x04junk", "damaged"),
        ("a.xls", b"\xd0\xcf\x11\xe0junk", "damaged"),
    ] {
        assert!(refused(name, bytes).contains(part), "{}", refused(name, bytes));
    }
    let long = refused("a.csv", format!("番号,意見\n1,{}\n", "あ".repeat(UNIT_LIMIT + 1)).as_bytes());
    assert!(long.contains("B2: error") && long.contains("divide it over several rows"), "{long}");
    assert!(refused("a.xlsx", &archive(&[("word/document.xml", "<x/>")])).contains("not an Excel workbook"));
    assert!(refused("a.xlsx", &vec![b'P'; SIZE_LIMIT + 1]).contains("MiB"));
}

#[test]
fn hostile_xlsx_ends_in_a_plain_error() {
    // Cells far apart cost nothing: they are read.
    let far = r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>"#;
    assert_eq!(texts(&read("far.xlsx", &workbook(far, "", "", &[]))), ["1", "2"]);
    let beyond = r#"<row r="4294967295"><c><v>1</v></c></row>"#;
    assert!(refused("beyond.xlsx", &workbook(beyond, "", "", &[])).contains("beyond"));
    assert!(refused("index.xlsx", &workbook(r#"<row><c t="s"><v>7</v></c></row>"#, "", "", &[])).contains("damaged"));
    assert!(refused("deep.xlsx", &workbook(&"<x>".repeat(1_000_000), "", "", &[])).contains("damaged"));
    let many = r#"<row><c><v>1</v></c></row>"#.repeat(CELL_LIMIT + 1);
    let error = refused("many.xlsx", &workbook(&many, "", "", &[]));
    assert!(error.contains("filled cells") && error.contains("delete what stands") && !error.contains("save it again"), "{error}");
    let strings = "<si><t/></si>".repeat(TABLE_LIMIT + 1);
    assert!(refused("strings.xlsx", &workbook("", "", &strings, &[])).contains("formats, names or texts"));
    let long = format!("<si><t>{}</t></si>", "長".repeat(30_000));
    let often = r#"<row><c t="s"><v>0</v></c></row>"#.repeat(10_000);
    assert!(refused("often.xlsx", &workbook(&often, "", &long, &[])).contains("MiB of text"));
    let long = format!("<si><t>{}</t></si>", "長".repeat(32_768));
    let error = refused("long.xlsx", &workbook(r#"<row><c r="C3" t="s"><v>0</v></c></row>"#, "", &long, &[]));
    assert!(error.contains("回答!C3") && error.contains("longer"), "{error}");
    let tag = format!("<x y=\"{}\"/>", " ".repeat(8 << 20));
    assert!(refused("tag.xlsx", &workbook(&tag, "", "", &[])).contains("damaged"));
    assert!(refused("bomb.xlsx", &workbook(&" ".repeat(65 << 20), "", "", &[])).contains("unpacked"));
    let entity = r#"<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><styleSheet>&a;</styleSheet>"#;
    assert!(refused("entity.xlsx", &workbook("", "", "", &[("xl/styles.xml", entity)])).contains("entities"));
    assert!(refused("entity.xlsx", &workbook("<row><c><v>&b;</v></c></row>", "", "", &[])).contains("entities"));
    let columns = r#"<cols>"#.to_owned() + &r#"<col min="1" max="4294967295" hidden="1"/>"#.repeat(500_000) + "</cols>";
    let hidden = read("columns.xlsx", &workbook(r#"<row r="1"><c r="XFD1"><v>1</v></c></row>"#, &columns, "", &[]));
    assert_eq!(hidden.sheets[0].hidden_columns, BTreeSet::from([16_383]));
    // The same part as two sheets, so that few bytes are read often.
    let book = format!(r#"<workbook {MAIN}><sheets><sheet name="a" r:id="s"/><sheet name="b" r:id="s"/></sheets></workbook>"#);
    let related = format!(r#"{RELATIONSHIPS}<Relationship Id="s" Type="x/worksheet" Target="s.xml"/></Relationships>"#);
    let twice = archive(&[("xl/workbook.xml", book.as_str()), ("xl/_rels/workbook.xml.rels", &related), ("xl/s.xml", "<worksheet/>")]);
    assert!(refused("twice.xlsx", &twice).contains("damaged"));
    let good = fixture();
    for length in (0..good.len()).step_by(61) {
        refused("cut.xlsx", &good[..length]);
    }
}

#[test]
fn hostile_ods_ends_in_a_plain_error() {
    let cell = r#"<table:table-cell office:value-type="float" office:value="1"/>"#;
    let table = |row: &str| spreadsheet(&format!(r#"<table:table table:name="a">{row}</table:table>"#));
    let rows = format!(r#"<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>"#);
    assert!(refused("rows.ods", &table(&rows)).contains("filled cells"));
    let both = rows.replace("<table:table-cell", r#"<table:table-cell table:number-columns-repeated="16384""#);
    assert!(refused("both.ods", &table(&both)).contains("filled cells"));
    let far = format!(r#"<table:table-row table:number-rows-repeated="4294967295"/><table:table-row>{cell}</table:table-row>"#);
    assert!(refused("far.ods", &table(&far)).contains("beyond"));
    let spaces = r#"<table:table-row><table:table-cell office:value-type="string"><text:p><text:s text:c="4294967295"/></text:p></table:table-cell></table:table-row>"#;
    assert!(refused("spaces.ods", &table(spaces)).contains("longer"));
    assert!(refused("deep.ods", &table(&"<table:table-row>".repeat(100_000))).contains("damaged"));
    let locked = archive(&[
        ("content.xml", "garbage"),
        (
            "META-INF/manifest.xml",
            "<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>",
        ),
    ]);
    assert!(refused("locked.ods", &locked).contains("password"));
    assert!(refused("empty.ods", &spreadsheet("")).contains("not an Excel workbook"));
    let bad = archive(&[("content.xml", "\u{0}\u{1}not xml")]);
    assert!(refused("bad.ods", &bad).contains("not an Excel workbook"));
}

/// A compound file with one stream, in sectors of 512 bytes: table, directory, then the stream.
fn compound(name: &str, stream: &[u8]) -> Vec<u8> {
    let size = stream.len().max(4_096).next_multiple_of(512);
    let count = size / 512;
    let tables = (count + 130).div_ceil(128);
    let mut header = vec![0; 512];
    header[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    header[24..34].copy_from_slice(&[0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0, 6, 0]);
    let mut put = |at: usize, number: u32| header[at..at + 4].copy_from_slice(&number.to_le_bytes());
    put(44, tables as u32);
    put(48, tables as u32);
    put(56, 4_096);
    put(60, 0xffff_fffe);
    put(68, 0xffff_fffe);
    for index in 0..109 {
        put(76 + index * 4, if index < tables { index as u32 } else { u32::MAX });
    }
    let first = tables + 1;
    let mut next: Vec<u32> = vec![0xffff_fffd; tables];
    next.push(0xffff_fffe);
    next.extend((first + 1..first + count).map(|n| n as u32).chain([0xffff_fffe]));
    next.resize(tables * 128, u32::MAX);
    let entry = |name: &str, kind: u8, child: u32, start: u32, size: u32| {
        let mut entry = vec![0; 128];
        for (i, unit) in name.encode_utf16().enumerate() {
            entry[i * 2..i * 2 + 2].copy_from_slice(&unit.to_le_bytes());
        }
        entry[66] = kind;
        for (at, number) in [(68, u32::MAX), (72, u32::MAX), (76, child), (116, start), (120, size)] {
            entry[at..at + 4].copy_from_slice(&number.to_le_bytes());
        }
        entry
    };
    let mut file = header;
    file.extend(next.iter().flat_map(|n| n.to_le_bytes()));
    file.extend(entry("Root Entry", 5, 1, 0xffff_fffe, 0));
    file.extend(entry(name, 2, u32::MAX, first as u32, size as u32));
    file.resize(512 * (first + 1), 0);
    file.extend(stream);
    file.resize(512 * (first + 1) + size, 0);
    file
}

fn biff(kind: u16, data: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat()
}

/// A workbook stream with these strings and, on its one sheet, these records.
fn stream(strings: &[u8], sheet: &[u8]) -> Vec<u8> {
    let begin = biff(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0]);
    let end = biff(0x000a, &[]);
    let name = b"\x00\x00\x01\x00S"; // state, kind, length, width, text
    let start = begin.len() + strings.len() + 4 + 4 + name.len() + end.len();
    let entry = biff(0x0085, &[&(start as u32).to_le_bytes()[..], name].concat());
    [&begin, strings, &entry, &end, &begin, sheet, &end].concat()
}

#[test]
fn records_of_old_workbooks_are_read() {
    // A text over two records, first in one byte, then in two, with furigana to pass over.
    let strings = [
        biff(0x00fc, &[&[1, 0, 0, 0, 1, 0, 0, 0][..], &[4, 0, 4, 3, 0, 0, 0], b"ab"].concat()),
        biff(0x003c, &[1, 0x71, 0x67, 0xac, 0x4e, 9, 9]),
        biff(0x003c, &[9]),
    ]
    .concat();
    let sheet = [
        biff(0x00fd, &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        biff(0x027e, &[&[0, 0, 1, 0, 0, 0][..], &((-12_i32) << 2 | 2).to_le_bytes()].concat()),
        biff(0x0006, &[0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 0, 0, 0, 0, 0, 0, 3, 0, 0x1e, 1, 0]),
        biff(0x0207, &[1, 0, 1, 0x71, 0x67]),
        biff(0x0203, &[&[255, 255, 255, 0, 0, 0][..], &1.5_f64.to_le_bytes()].concat()),
    ]
    .concat();
    let book = read("a.xls", &compound("Workbook", &stream(&strings, &sheet)));
    assert_eq!(texts(&book), ["ab東京", "-12", "東", "1.5"]);
    assert_eq!(book.sheets[0].cells[&(0, 2)].kind, Kind::Formula);
    assert_eq!(book.sheets[0].cells.keys().last(), Some(&(65_535, 255)));
}

/// Something that is no cell: its kind, place and text.
type Found<'b> = (FurtherKind, Option<(u32, u32)>, &'b str);

fn found(book: &Book) -> Vec<Found<'_>> {
    let all = book.sheets.iter().flat_map(|sheet| &sheet.further).chain(&book.further);
    all.map(|further| (further.kind, further.at, further.text.as_str())).collect()
}

#[test]
fn prompts_macros_and_unseen_texts_are_told() {
    let base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let related = format!(
        r#"{RELATIONSHIPS}<Relationship Id="s" Type="{base}/worksheet" Target="s.xml"/><Relationship Id="v" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/></Relationships>"#
    );
    let rules = r#"<dataValidations><dataValidation sqref="B2:B9 D1" promptTitle="題" prompt="三行目_x000a_に"/><dataValidation sqref="C1" prompt=" "/></dataValidations>"#;
    let bytes = archive(&[
        ("xl/workbook.xml", &format!(r#"<workbook {MAIN}><sheets><sheet name="回答" sheetId="1" r:id="s"/></sheets></workbook>"#)),
        ("xl/_rels/workbook.xml.rels", &related),
        ("xl/s.xml", &format!("<worksheet {MAIN}><sheetData/>{rules}</worksheet>")),
    ]);
    let expected = [(FurtherKind::Prompt, Some((1, 1)), "題\n三行目\nに"), (FurtherKind::Macros, None, "")];
    assert_eq!(found(&read("a.xlsm", &bytes)), expected);

    let prompt = [&[0, 0, 0, 0][..], &[1, 0, 1, 0x4c, 0x98], &[1, 0, 0, 0], &[2, 0, 0, b'a', b'b'], &[1, 0, 0, 0]].concat();
    let none = [&[0, 0, 0, 0][..], &[1, 0, 0, 0].repeat(4)].concat();
    let object = |kind: u8, number: u8| biff(0x005d, &[0x15, 0, 0x12, 0, kind, 0, number, 0]);
    let rules = [biff(0x01be, &prompt), biff(0x01be, &none)].concat();
    let buttons = [object(0x14, 1), object(0x19, 2)].concat();
    let told = (FurtherKind::Prompt, None, "題\nab");
    let book = read("a.xls", &compound("Workbook", &stream(&[], &[&rules[..], &buttons].concat())));
    assert_eq!(found(&book), [told]);
    // A picture (8) may have a text that is not read.
    let book = read("a.xls", &compound("Workbook", &stream(&[], &[&rules[..], &object(8, 3)].concat())));
    assert_eq!(found(&book), [told, (FurtherKind::Embedded, None, ""), (FurtherKind::Alternatives, None, "")]);
}

#[test]
fn rules_that_strike_are_told_in_older_formats() {
    let doubts = |book: &Book| {
        let said = book.sheets[0].doubts.iter().map(|(at, message)| (*at, message.value("range").to_owned()));
        said.collect::<Vec<_>>()
    };
    let told = [(Some((1, 0)), "A2:E3".to_owned())];
    let cell =
        |style: &str, text: &str| format!(r#"<table:table-cell table:style-name="{style}"><text:p>{text}</text:p></table:table-cell>"#);
    let row = |cells: &[String]| format!("<table:table-row>{}</table:table-row>", cells.concat());
    let middle = vec![cell("ce2", "x"); 5];
    let rows = [row(&[cell("Default", "a")]), row(&middle), row(&middle), row(&[cell("ce2", "")])].concat();
    assert_eq!(doubts(&read("a.ods", &spreadsheet(&format!(r#"<table:table table:name="S">{rows}</table:table>"#)))), told);

    // As LibreOffice writes it: the areas, and a rule whose font is struck through.
    let areas = biff(0x01b0, &[1, 0, 1, 0, 1, 0, 2, 0, 0, 0, 4, 0, 1, 0, 1, 0, 2, 0, 0, 0, 4, 0]);
    let rule = |flags: u8, left: u8| {
        let mut rule = vec![0; 145];
        rule[..12].copy_from_slice(&[2, 0, 0x0f, 0, 0, 0, 0xff, 0xff, 0x3f, 0x04, 0, 0]);
        (rule[80], rule[100]) = (flags, left);
        biff(0x01b1, &rule)
    };
    let book = |rule: &[u8]| read("a.xls", &compound("Workbook", &stream(&[], &[&areas[..], rule].concat())));
    assert_eq!(doubts(&book(&rule(0x80, 0x1a))), told);
    assert_eq!(doubts(&book(&rule(0x80, 0x9a))), []);
    assert_eq!(doubts(&book(&rule(0, 0x1a))), []);
}

#[test]
fn hostile_xls_ends_in_a_plain_error() {
    let good = compound("Workbook", &stream(&[], &[]));
    read("a.xls", &good);
    let changed = |at: usize, number: u32| {
        let mut bytes = good.clone();
        bytes[at..at + 4].copy_from_slice(&number.to_le_bytes());
        bytes
    };
    // Sectors that follow themselves: the directory, and the table of sectors.
    read("circle.xls", &changed(512 + 8, 2));
    drop(book("circle.xls", &changed(68, 0)));
    assert!(refused("far.xls", &changed(48, 0x00ff_ffff)).contains("damaged"));
    assert!(refused("none.xls", &changed(76, u32::MAX)).contains("damaged"));
    let size = good.len() - 4_096 - 512 + 128 + 120;
    assert!(refused("claims.xls", &changed(size, 0x7fff_ffff)).contains("damaged"));
    assert!(refused("old.xls", &compound("Book", &[])).contains("before Excel 97"));
    assert!(refused("locked.xlsx", &compound("EncryptedPackage", &[])).contains("password"));
    assert!(refused("locked.xls", &compound("Workbook", &stream(&biff(0x002f, &[1, 0]), &[]))).contains("password"));
    assert!(refused("word.doc", &compound("WordDocument", &[])).contains("not an Excel workbook"));
    assert!(refused("zeros.xls", &compound("Workbook", &[])).contains("damaged"));
    // A long text that is used often.
    let long = biff(0x00fc, &[&[0; 8][..], &8_000_u16.to_le_bytes(), &[0], &[b'x'; 8_000]].concat());
    let often: Vec<u8> = (0..10_000_u16).flat_map(|row| biff(0x00fd, &[&row.to_le_bytes()[..], &[0; 8]].concat())).collect();
    assert!(refused("often.xls", &compound("Workbook", &stream(&long, &often))).contains("MiB of text"));
    // Records that continue nothing, by the million.
    let many = [biff(0x00fc, &[0; 8]), biff(0x003c, &[]).repeat(1_000_000)].concat();
    read("many.xls", &compound("Workbook", &stream(&many, &[])));
    for length in (0..good.len() - 512).step_by(37) {
        refused("cut.xls", &good[..length]);
    }
}

#[test]
fn references_name_ranges() {
    let area = |top, left, bottom, right| Area { top, left, bottom, right };
    assert_eq!(target("'a''b!c'!$B$2:$A$1", '!'), Some(Target { sheet: "a'b!c".into(), area: area(0, 0, 1, 1) }));
    assert_eq!(target("$回答.$A$5:$回答.$XFD$1048576", '.'), Some(Target { sheet: "回答".into(), area: area(4, 0, 1_048_575, 16_383) }));
    for wrong in ["#REF!", "SUM(a!A1)", "a!A1048577", "a!XFE1", "a!A0", "'a'A1", "a!A1:", "", "a!1:2"] {
        assert_eq!(target(wrong, '!'), None, "{wrong}");
    }
}

#[test]
fn workbook_merged_ranges_apart() {
    let area = |(top, left, height, width): (u32, u32, u32, u32)| Area { top, left, bottom: top + height, right: left + width };
    let drawn = proptest::collection::vec((0..12u32, 0..12u32, 0..4u32, 0..4u32).prop_map(area), 0..7);
    let mut runner = TestRunner::new(Config { cases: 5_000, ..Config::default() });
    let meet =
        |one: &Area, other: &Area| one.top <= other.bottom && other.top <= one.bottom && one.left <= other.right && other.left <= one.right;
    runner
        .run(&drawn, |areas| {
            let once: Vec<Area> = areas.iter().copied().collect::<BTreeSet<Area>>().into_iter().collect();
            let is_apart = once.iter().enumerate().all(|(index, one)| once[index + 1..].iter().all(|other| !meet(one, other)));
            prop_assert_eq!(apart(&areas, 0).ok(), is_apart.then(|| once.clone()));
            prop_assert_eq!(apart(&areas, 7 * 6).ok(), Some(once));
            Ok(())
        })
        .unwrap();
}

#[test]
fn texts_of_an_open_document_that_their_format_hides_or_adds_to() {
    let cell =
        |attributes: &str, shown: &str| format!("<table:table-cell office:value-type=\"string\" {attributes}>{shown}</table:table-cell>");
    let row = [
        cell("office:string-value=\"隠\"", "<text:p/>"),
        cell("office:string-value=\"橋\"", "<text:p>橋（要約）</text:p>"),
        cell("office:string-value=\"a&#x0a;b\" table:formula=\"of:=X\"", "<text:p>a</text:p><text:p>b</text:p>"),
        "<table:table-cell table:formula=\"of:=IF(TRUE();&quot;&quot;)\"><text:p/></table:table-cell>".to_owned(),
        "<table:table-cell table:formula=\"of:=Y\"/>".to_owned(),
    ];
    let book = read(
        "a.ods",
        &spreadsheet(&format!("<table:table table:name=\"表\"><table:table-row>{}</table:table-row></table:table>", row.concat())),
    );
    let cells: Vec<_> = book.sheets[0].cells.iter().map(|((_, column), cell)| (*column, cell.text.as_str(), cell.doubtful)).collect();
    assert_eq!(cells, [(0, "隠", true), (1, "橋（要約）", true), (2, "a\nb", false), (4, "", false)]);
}
