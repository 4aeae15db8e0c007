//! Workbooks around a worksheet: what the fuzzer changes is the sheet, and the archive around it stays whole.
#![allow(dead_code, reason = "each target uses some of it")]

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

const SHEET: &str = "xl/worksheets/sheet1.xml";

/// Whether the bytes are meant for a worksheet.
pub fn is_sheet(bytes: &[u8]) -> bool {
    bytes.starts_with(b"<")
}

/// A workbook of one sheet.
pub fn around(sheet: &[u8]) -> Vec<u8> {
    let parts = [
        ("[Content_Types].xml", r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#),
        ("_rels/.rels", r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#),
        ("xl/workbook.xml", r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="意見" sheetId="1" r:id="r1"/></sheets></workbook>"#),
        ("xl/_rels/workbook.xml.rels", r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#),
    ];
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts.into_iter().map(|(name, text)| (name, text.as_bytes())).chain([(SHEET, sheet)]) {
        put(&mut writer, name, content);
    }
    writer.finish().expect("a workbook in memory").into_inner()
}

/// The workbook `book` with `sheet` in the place of its part `part`.
pub fn within(book: &[u8], part: &str, sheet: &[u8]) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(book)).expect("a workbook of our own");
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).expect("a part of our own");
        let name = file.name().expect("a name of our own").into_owned();
        let mut content = Vec::new();
        file.read_to_end(&mut content).expect("a part of our own");
        put(&mut writer, &name, if name == part { sheet } else { &content });
    }
    writer.finish().expect("a workbook in memory").into_inner()
}

fn put(writer: &mut ZipWriter<Cursor<Vec<u8>>>, name: &str, content: &[u8]) {
    writer.start_file(name, SimpleFileOptions::default().compression_method(CompressionMethod::Stored)).expect("a part in memory");
    writer.write_all(content).expect("a part in memory");
}
