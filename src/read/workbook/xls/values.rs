//! The cells of an .xls file: what each record of a cell shows.

use super::super::compound::{u16_at, u32_at};
use super::super::{Cell, Kind, lines};
use super::texts::text;
use super::{Book, record};

pub fn cell(kind: u16, data: &[u8], book: &Book) -> Option<Cell> {
    let style = u16_at(data, 4)?;
    let look = book.style(style).0;
    Some(match kind {
        record::SHARED_TEXT => Cell::rich(book.strings.get(u32_at(data, 6)? as usize)?, Kind::Text, look),
        record::TEXT => Cell::plain(lines(&text(data.get(6..)?)?), Kind::Text, look),
        record::NUMBER => book.number(float(data.get(6..14)?)?, style),
        record::SHORT_NUMBER => short_number(data.get(4..)?, book)?,
        _ if *data.get(7)? == 0 => Cell::plain(truth(*data.get(6)?), Kind::Bool, look),
        _ => Cell::plain(error(*data.get(6)?), Kind::Error, look),
    })
}

fn float(bytes: &[u8]) -> Option<f64> {
    Some(f64::from_le_bytes(bytes.try_into().ok()?))
}

/// A cell format and a number in four bytes (RkNumber, MS-XLS 2.5.217).
pub fn short_number(data: &[u8], book: &Book) -> Option<Cell> {
    let (style, bits) = (u16_at(data, 0)?, u32_at(data, 2)?);
    let value = if bits & 2 != 0 { f64::from(bits as i32 >> 2) } else { f64::from_bits(u64::from(bits & !3) << 32) };
    Some(book.number(if bits & 1 != 0 { value / 100.0 } else { value }, style))
}

fn truth(value: u8) -> String {
    if value == 0 { "FALSE" } else { "TRUE" }.to_owned()
}

fn error(code: u8) -> String {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0f => "#VALUE!",
        0x17 => "#REF!",
        0x1d => "#NAME?",
        0x24 => "#NUM!",
        0x2a => "#N/A",
        _ => "#ERROR!",
    }
    .to_owned()
}

/// A formula's place, its cell, and whether its value is a text that follows.
pub fn formula_cell(data: &[u8], book: &Book) -> Option<((u32, u32), Cell, bool)> {
    let place = (u32::from(u16_at(data, 0)?), u32::from(u16_at(data, 2)?));
    let (style, value) = (u16_at(data, 4)?, data.get(6..14)?);
    let look = book.style(style).0;
    let shown = match (value[6..] == [0xff, 0xff], value[0]) {
        (false, _) => book.number(float(value)?, style),
        (true, 1) => Cell::plain(truth(value[2]), Kind::Bool, look),
        (true, 2) => Cell::plain(error(value[2]), Kind::Error, look),
        (true, _) => Cell::default(),
    };
    let has_text = value[6..] == [0xff, 0xff] && value[0] == 0;
    let kind = match shown.kind {
        Kind::Bool if is_truth(data.get(20..).unwrap_or_default()) => Kind::Bool,
        Kind::Error => Kind::Error,
        // It comes to an empty text.
        _ if value[6..] == [0xff, 0xff] && value[0] == 3 => Kind::Text,
        _ => Kind::Formula,
    };
    Some((place, Cell { kind, ..shown }, has_text))
}

/// Whether a formula, after its length, is a truth value or `TRUE()` or `FALSE()` (functions 34 and 35): so LibreOffice
/// writes a truth value.
fn is_truth(formula: &[u8]) -> bool {
    match formula {
        [2, 0, 0x1d, ..] => true,
        [3, 0, function, 34 | 35, 0, ..] => function & 0x1f == 1,
        [4, 0, function, 0, 34 | 35, 0, ..] => function & 0x1f == 2,
        _ => false,
    }
}
