//! Workbooks made to break their reader end in a plain error, quickly and in little memory.

use std::io::Write as _;
use std::process::Command;

use shiryo::read::confine::AS_NEEDED;

use crate::support::{Folder, SMALL_MEETING, said};
use zip::write::SimpleFileOptions;

/// Memory that the program may fill while it refuses a file, in KiB. Not what it maps: each thread of glibc maps
/// 64 MiB that it may never use, on some machines more.
const MEMORY: u64 = 200_000;
/// And this much time of the processor.
const SECONDS: u64 = 5;

const CONTENT_TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#;
const RELATIONSHIPS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const WORKBOOK: &str = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const WORKBOOK_RELATIONSHIPS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;

/// A workbook with this sheet and these shared strings.
fn workbook(sheet: &str, strings: &str) -> Vec<u8> {
    archive(&[
        ("[Content_Types].xml", CONTENT_TYPES.as_bytes()),
        ("_rels/.rels", RELATIONSHIPS.as_bytes()),
        ("xl/workbook.xml", WORKBOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", WORKBOOK_RELATIONSHIPS.as_bytes()),
        ("xl/sharedStrings.xml", strings.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn sheet(dimension: &str, rows: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="{dimension}"/><sheetData>{rows}</sheetData></worksheet>"#
    )
}

fn cell(at: &str, text: &str) -> String {
    format!(r#"<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>"#)
}

/// What the program says of a workbook; it must end by itself, in time and in little memory.
#[track_caller]
fn refuse(name: &str, bytes: &[u8]) -> String {
    let folder = Folder::new(&[("m/meeting.toml", SMALL_MEETING.as_bytes()), ("m/opinions.xlsx", bytes)]);
    let script = format!("ulimit -d {MEMORY} -t {SECONDS}; exec \"$0\" check m");
    let output = Command::new("sh")
        .args(["-c", &script, env!("CARGO_BIN_EXE_shiryo")])
        .env_remove("LANG")
        .env(AS_NEEDED.0, AS_NEEDED.1)
        .current_dir(folder.path())
        .output()
        .unwrap();
    let (code, _, err) = said(&output);
    assert_eq!(code, 1, "{name}: {err}");
    assert!(err.contains("m/opinions.xlsx") && err.contains("error:"), "{name}: {err}");
    err
}

const STRINGS: &str = r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="0" uniqueCount="0"></sst>"#;

#[test]
fn hostile_workbooks() {
    let head = format!(r#"<row r="1">{}{}</row>"#, cell("A1", "意見"), cell("B1", "出典"));
    let far = sheet("A1:XFD1048576", &format!(r#"{head}<row r="1048576">{}</row>"#, cell("XFD1048576", "x")));
    refuse("cells far apart", &workbook(&far, STRINGS));
    let inverted = sheet("B5:A1", &format!(r#"{head}<row r="2">{}</row>"#, cell("A2", "x")));
    refuse("an inverted dimension", &workbook(&inverted, STRINGS));
    let claims = STRINGS.replace("uniqueCount=\"0\"", "uniqueCount=\"4611686018427387904\"");
    refuse("a huge uniqueCount", &workbook(&sheet("A1", &head), &claims));
    let claims = STRINGS.replace("count=\"0\" uniqueCount=\"0\"", "uniqueCount=\"99999999\"");
    refuse("a large uniqueCount", &workbook(&sheet("A1", &head), &claims));

    let bomb = " ".repeat(100 << 20);
    assert!(refuse("a bomb in a sheet", &workbook(&sheet("A1", &bomb), STRINGS)).contains("unpacked"));
    assert!(refuse("a bomb in the strings", &workbook(&sheet("A1", &head), &(STRINGS.to_owned() + &bomb))).contains("unpacked"));
    let many: Vec<(String, &[u8])> = (0..5_000).map(|i| (format!("x/{i}"), &b"x"[..])).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    assert!(refuse("many parts", &archive(&many)).contains("parts"));

    let long =
        format!("<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><si><t>{}</t></si></sst>", "長".repeat(30_000));
    let repeated: String = (2..60_000).map(|row| format!(r#"<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>"#)).collect();
    let said = refuse("a long text used often", &workbook(&sheet("A1", &(head.clone() + &repeated)), &long));
    assert!(said.contains("MiB of text"), "{said}");
    let deep = "<x>".repeat(2_000_000);
    refuse("deep nesting", &workbook(&sheet("A1", &deep), STRINGS));
    refuse(
        "an index beyond the strings",
        &workbook(&sheet("A1", &format!(r#"{head}<row r="2"><c r="A2" t="s"><v>7</v></c></row>"#)), STRINGS),
    );
    let entity = sheet("A1", &head)
        .replace("<worksheet", "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><worksheet")
        .replace("意見", "&b;");
    refuse("entities", &workbook(&entity, STRINGS));
    let good = workbook(&sheet("A1", &head), STRINGS);
    for length in (0..good.len()).step_by(97) {
        refuse("cut off", &good[..length]);
    }
}
