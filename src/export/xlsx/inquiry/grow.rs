//! Rows that grow: an answer longer than its row makes the row higher, as in a sheet made by hand.
//!
//! `rust_xlsxwriter` marks every height that it writes as chosen by the user (`customHeight`,
//! ECMA-376, 18.3.1.73), and Excel then never fits the row again: a long answer would be cut off on
//! screen and on paper. Without the mark the height holds until somebody edits the row.

use std::io::{Cursor, Read as _, Write as _};

use memchr::memmem;
use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::PACKED;
use crate::read::archive;

const ROW: &[u8] = b"<row r=\"";
const MARK: &str = " customHeight=\"1\"";
/// The highest row (409.5 points): it holds part of a text, and stays as it is.
const HIGHEST: &str = " ht=\"409.5\"";

/// The workbook `bytes` in which the rows of `part` below the first `fixed` ones may grow.
pub(super) fn rows(bytes: &[u8], part: &str, fixed: u32) -> ZipResult<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))?;
    let mut writer = ZipWriter::new(Cursor::new(Vec::with_capacity(bytes.len())));
    for index in 0..archive.len() {
        let file = archive.by_index_raw(index)?;
        if file.name()? != part {
            writer.raw_copy_file(file)?;
            continue;
        }
        drop(file);
        let mut xml = String::new();
        archive.by_index(index)?.read_to_string(&mut xml)?;
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(PACKED.into()))
            .last_modified_time(DateTime::default());
        writer.start_file(part, options)?;
        writer.write_all(unmarked(&xml, fixed).as_bytes())?;
    }
    Ok(archive::same_everywhere(writer.finish()?.into_inner()))
}

/// The sheet without the mark on its rows, except the first `fixed` and the highest ones.
fn unmarked(xml: &str, fixed: u32) -> String {
    let mut out = String::with_capacity(xml.len());
    // What was copied, up to where.
    let mut copied = 0;
    for at in memmem::find_iter(xml.as_bytes(), ROW) {
        let rest = &xml[at + ROW.len()..];
        let tag = &rest[..rest.find('>').unwrap_or(rest.len())];
        let number: u32 = tag.split('"').next().and_then(|number| number.parse().ok()).unwrap_or(0);
        if number > fixed
            && !tag.contains(HIGHEST)
            && let Some(mark) = tag.find(MARK)
        {
            let mark = at + ROW.len() + mark;
            out.push_str(&xml[copied..mark]);
            copied = mark + MARK.len();
        }
    }
    out + &xml[copied..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grow_answer_rows() {
        let row = |number: u32, height: &str| format!("<row r=\"{number}\" ht=\"{height}\" customHeight=\"1\"><c r=\"A1\"/></row>");
        let xml = format!("<sheetFormatPr customHeight=\"1\"/>{}{}{}<z/>", row(1, "12"), row(2, "409.5"), row(3, "24"));
        let kept = format!("<sheetFormatPr customHeight=\"1\"/>{}{}", row(1, "12"), row(2, "409.5"));
        assert_eq!(unmarked(&xml, 1), format!("{kept}<row r=\"3\" ht=\"24\"><c r=\"A1\"/></row><z/>"));
    }
}
