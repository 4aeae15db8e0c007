//! Names: what the names of cells and ranges in a file mean.

use super::{Area, COLUMNS, ROWS, Target};

/// The row and column of a cell such as `$C$12`.
pub(super) fn position(name: &str) -> Option<(u32, u32)> {
    position_of(name.as_bytes())
}

pub(super) fn position_of(name: &[u8]) -> Option<(u32, u32)> {
    let (mut letters, mut column, mut row) = (0, 0, None::<u32>);
    for byte in name {
        match byte {
            b'$' => {}
            b'A'..=b'Z' | b'a'..=b'z' if row.is_none() && letters < 3 => {
                letters += 1;
                column = column * 26 + u32::from(byte.to_ascii_uppercase() - b'A') + 1;
            }
            b'0'..=b'9' if letters > 0 => row = Some(row.unwrap_or(0).checked_mul(10)?.checked_add(u32::from(byte - b'0'))?),
            _ => return None,
        }
    }
    Some((row?.checked_sub(1)?, column - 1))
}

/// The range such as `A1:C3` or `B2`.
pub(super) fn area(range: &str) -> Option<Area> {
    let (first, last) = range.split_once(':').unwrap_or((range, range));
    let (first, last) = (position(first)?, position(last)?);
    let rows = (first.0.min(last.0), first.0.max(last.0));
    let columns = (first.1.min(last.1), first.1.max(last.1));
    (rows.1 < ROWS && columns.1 < COLUMNS).then_some(Area { top: rows.0, left: columns.0, bottom: rows.1, right: columns.1 })
}

/// What a reference such as `'回答 (2)'!$A$5:$A$20` or, in OpenDocument, `$回答.$A$5:.$A$20` means.
pub(super) fn target(reference: &str, separator: char) -> Option<Target> {
    let reference = reference.trim();
    let reference = reference.strip_prefix('$').unwrap_or(reference);
    let (sheet, range) = match reference.strip_prefix('\'') {
        Some(quoted) => {
            let (sheet, range) = quoted.rsplit_once('\'')?;
            (sheet.replace("''", "'"), range.strip_prefix(separator)?.to_owned())
        }
        None => {
            let (sheet, range) = reference.split_once(separator)?;
            (sheet.to_owned(), range.to_owned())
        }
    };
    // OpenDocument names the sheet again, or leaves only the dot.
    let range = match range.split_once(':') {
        Some((first, last)) => format!("{first}:{}", last.rsplit(separator).next().unwrap_or(last)),
        None => range,
    };
    Some(Target { sheet, area: area(&range)? })
}
