//! Printed: lines around a table as blocks of a paper, and whether a paper has them already.

use std::collections::BTreeSet;

use crate::meeting::Meeting;
use crate::meeting::headings::fold;
use crate::meeting::paper::BlockSpec;
use crate::say::toml_text;

/// Whether a paper prints a line that stands around the table.
pub fn is_printed(meeting: &Meeting, line: &str) -> bool {
    let blocks = meeting.papers.iter().flat_map(|paper| paper.above.iter().chain(&paper.below));
    let cells = |block: &BlockSpec| block.table.iter().flatten().flatten().cloned().collect::<Vec<String>>();
    let texts = blocks.flat_map(|block| block.note.iter().chain(&block.text).cloned().chain(cells(block)));
    let mut printed: BTreeSet<String> = BTreeSet::new();
    for text in texts.map(|text| text.replace("{{", "{").replace("}}", "}")) {
        // Cells beside each other are proposed as one line, with wide blanks between them.
        let parts = text.lines().chain(text.lines().flat_map(|line| line.split('　'))).chain([text.as_str()]);
        printed.extend(parts.map(fold));
    }
    printed.contains(&fold(line)) || line.lines().all(|line| printed.contains(&fold(line)))
}

/// A text as a block of a paper has it: what stands in braces there would be filled in.
fn quoted(text: &str) -> String {
    toml_text(&text.trim().replace('{', "{{").replace('}', "}}"))
}

pub fn note(text: &str) -> String {
    format!("{{ note = {} }}", quoted(text))
}

/// Rows of cells as a block.
pub fn table<'t, R: IntoIterator<Item = &'t str>>(rows: impl IntoIterator<Item = R>, has_head: bool) -> String {
    let row = |cells: R| format!("[{}]", cells.into_iter().map(quoted).collect::<Vec<_>>().join(", "));
    let head = if has_head { ", head = true" } else { "" };
    format!("{{ table = [{}]{head} }}", rows.into_iter().map(row).collect::<Vec<_>>().join(", "))
}
