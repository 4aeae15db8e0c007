//! Texts of which parts are marked.

use std::ops::Range;

use rust_xlsxwriter::{Format, FormatUnderline, Worksheet, XlsxError};

use super::super::{escaped, text};
use super::strips::Run;

/// What of a text in runs stands in `part`.
pub fn within<'a>(runs: &[Run<'a>], part: Range<usize>) -> Vec<Run<'a>> {
    let mut start = 0;
    let mut found = Vec::new();
    for run in runs {
        let end = start + run.text.len();
        let (a, b) = (part.start.max(start), part.end.min(end));
        if a < b {
            found.push(Run { text: &run.text[a - start..b - start], marked: run.marked });
        }
        start = end;
    }
    found
}

/// Writes runs as one text: plain if none or all are marked, else as a rich string, whose parts the library
/// escapes but for `_xHHHH_`.
///
/// The library counts the markup of a rich string as its text, of which Excel takes 32,767 characters: that is some hundred
/// marks. Where there are more, some that stand closest together become one.
pub fn rich(sheet: &mut Worksheet, row: u32, column: u16, runs: &[Run], plain: &Format) -> Result<(), XlsxError> {
    let marked = plain.clone().set_bold().set_underline(FormatUnderline::Single);
    let mut parts: Vec<(bool, String)> = runs.iter().map(|run| (run.marked, run.text.to_owned())).collect();
    let mut apart = 1;
    while parts.iter().any(|(is_marked, _)| *is_marked != parts[0].0) {
        let escaped: Vec<String> = parts.iter().map(|(_, part)| escaped(part)).collect();
        let formats = parts.iter().map(|(is_marked, _)| if *is_marked { &marked } else { plain });
        let rich: Vec<(&Format, &str)> = formats.zip(escaped.iter().map(String::as_str)).collect();
        match sheet.write_rich_string_with_format(row, column, &rich, plain) {
            Err(XlsxError::MaxStringLengthExceeded) => {
                (parts, apart) = (joined(parts, apart), apart + 1);
            }
            written => return written.map(|_| ()),
        }
    }
    let whole: String = parts.iter().map(|(_, part)| part.as_str()).collect();
    text(sheet, row, column, &whole, if parts.first().is_some_and(|(is_marked, _)| *is_marked) { &marked } else { plain })
}

/// Parts of which some of so many characters at most are marked together with those beside them: of several in turn, every other.
fn joined(parts: Vec<(bool, String)>, apart: usize) -> Vec<(bool, String)> {
    let last = parts.len() - 1;
    let mut out: Vec<(bool, String)> = Vec::new();
    let mut has_joined = false;
    for (index, (is_marked, part)) in parts.into_iter().enumerate() {
        let joins = !is_marked && index > 0 && index < last && !has_joined && part.chars().count() <= apart;
        has_joined = if is_marked { has_joined } else { joins };
        match out.last_mut().filter(|(above, _)| *above == (is_marked || joins)) {
            Some((_, above)) => above.push_str(&part),
            None => out.push((is_marked || joins, part)),
        }
    }
    out
}
