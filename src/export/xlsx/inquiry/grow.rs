//! Rows that grow: an answer longer than its row makes the row higher, as in a sheet made by hand.
//!
//! `rust_xlsxwriter` marks every height that it writes as chosen by the user (`customHeight`,
//! ECMA-376, 18.3.1.73), and Excel then never fits the row again: a long answer would be cut off on
//! screen and on paper. Without the mark the height holds until somebody edits the row.

use std::io::{Cursor, Read as _, Write as _};

use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use crate::read::archive;

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
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).last_modified_time(DateTime::default());
        writer.start_file(part, options)?;
        writer.write_all(unmarked(&xml, fixed).as_bytes())?;
    }
    Ok(archive::same_everywhere(writer.finish()?.into_inner()))
}

/// The sheet without the mark on its rows, except the first `fixed` and the highest ones.
fn unmarked(xml: &str, fixed: u32) -> String {
    let mut out = String::with_capacity(xml.len());
    let mut pieces = xml.split("<row r=\"");
    out.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        out.push_str("<row r=\"");
        let (tag, rest) = piece.split_at(piece.find('>').unwrap_or(piece.len()));
        let number: u32 = tag.split('"').next().and_then(|number| number.parse().ok()).unwrap_or(0);
        if number > fixed && !tag.contains(HIGHEST) {
            out.push_str(&tag.replace(MARK, ""));
        } else {
            out.push_str(tag);
        }
        out.push_str(rest);
    }
    out
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
