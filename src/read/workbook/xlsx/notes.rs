//! The notes and threaded comments on a worksheet of an .xlsx package.

use super::super::xml::{Package, Xml};
use super::super::{Keep, Outcome, Sheet, position};
use super::Relations;
use super::texts::{rich, unescaped};

/// Adds the notes and threaded comments among what is `related` to a worksheet.
///
/// Excel also writes a note for each thread, for older versions; the thread stands in its place.
pub fn comments(package: &mut Package, related: &Relations, keep: &mut Keep, sheet: &mut Sheet) -> Outcome<()> {
    let parts = |kind: &'static str| related.values().filter(move |(k, _)| k == kind).map(|(_, part)| part);
    for part in parts("threadedComment") {
        if let Some(xml) = package.part(part)? {
            each_comment(xml, "threadedComment", |at, text| keep.comment(sheet, at, text))?;
        }
    }
    let threads: Vec<(u32, u32)> = sheet.comments.keys().copied().collect();
    for part in parts("comments") {
        if let Some(xml) = package.part(part)? {
            each_comment(
                xml,
                "comment",
                |at, text| if threads.binary_search(&at).is_ok() { Ok(()) } else { keep.comment(sheet, at, text) },
            )?;
        }
    }
    Ok(())
}

fn each_comment(xml: Xml, element: &str, mut found: impl FnMut((u32, u32), &str) -> Outcome<()>) -> Outcome<()> {
    let mut at = None;
    xml.each(|xml| {
        if xml.name() == element {
            at = xml.get("ref").as_deref().and_then(position);
        } else if xml.name() == "text" {
            // The text of a note has runs, that of a thread is plain.
            let text = if element == "comment" { rich(xml)?.into_iter().map(|run| run.text).collect() } else { unescaped(&xml.content()?) };
            if let Some(at) = at {
                found(at, &text)?;
            }
        }
        Ok(())
    })
}
