//! The texts of an .xls file: shared ones with their runs, those of cells, of formulas and of what is drawn.

use super::super::compound::u16_at;
use super::super::{Outcome, Run, add_run, check_table, check_text, damaged, lines};
use super::{Book, read, record};

/// `length` characters after the byte that says whether each has one byte or two.
pub fn characters(data: &[u8], length: usize) -> Option<String> {
    let (flags, data) = data.split_first()?;
    if flags & 1 == 0 {
        return Some(data.get(..length)?.iter().map(|byte| char::from(*byte)).collect());
    }
    let units: Vec<u16> = data.get(..length * 2)?.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]])).collect();
    Some(String::from_utf16_lossy(&units))
}

/// A text after its length in two bytes.
pub fn text(data: &[u8]) -> Option<String> {
    characters(data.get(2..)?, usize::from(u16_at(data, 0)?))
}

/// The data of a record and of those that continue it, read over their borders.
struct Continued<'a> {
    stream: &'a [u8],
    data: &'a [u8],
    next: usize,
}

impl<'a> Continued<'a> {
    fn new(stream: &'a [u8], at: usize) -> Option<Self> {
        let (_, data, next) = read(stream, at)?;
        Some(Self { stream, data, next })
    }

    /// Goes on to the next record, if it continues this one.
    fn go_on(&mut self) -> bool {
        match read(self.stream, self.next) {
            Some((record::CONTINUE, data, next)) => {
                (self.data, self.next) = (data, next);
                true
            }
            _ => false,
        }
    }

    fn is_at_end(&mut self) -> bool {
        while self.data.is_empty() {
            if !self.go_on() {
                return true;
            }
        }
        false
    }

    fn byte(&mut self) -> Option<u8> {
        if self.is_at_end() {
            return None;
        }
        let (first, rest) = self.data.split_first()?;
        self.data = rest;
        Some(*first)
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn u32(&mut self) -> Option<u32> {
        Some(u32::from(self.u16()?) | u32::from(self.u16()?) << 16)
    }

    fn skip(&mut self, mut bytes: usize) -> Option<()> {
        while bytes > 0 {
            if self.is_at_end() {
                return None;
            }
            let here = bytes.min(self.data.len());
            self.data = &self.data[here..];
            bytes -= here;
        }
        Some(())
    }

    /// UTF-16 units. A record that continues a text says again whether they have one byte or two.
    fn units(&mut self, length: usize, mut wide: bool) -> Option<Vec<u16>> {
        let mut units = Vec::new();
        while units.len() < length {
            if self.data.is_empty() {
                if self.is_at_end() {
                    return None;
                }
                wide = self.byte()? & 1 != 0;
                continue;
            }
            units.push(if wide { self.u16()? } else { u16::from(self.byte()?) });
        }
        Some(units)
    }

    /// A text with its runs (XLUnicodeRichExtendedString, MS-XLS 2.5.293). Furigana are passed over.
    fn rich(&mut self, book: &Book) -> Option<Vec<Run>> {
        let (length, flags) = (usize::from(self.u16()?), self.byte()?);
        let count = if flags & 8 != 0 { self.u16()? } else { 0 };
        let extra = if flags & 4 != 0 { self.u32()? } else { 0 };
        let units = self.units(length, flags & 1 != 0)?;
        let (mut runs, mut start, mut look) = (Vec::new(), 0, None);
        for _ in 0..count {
            let (at, font) = (usize::from(self.u16()?).clamp(start, length), self.u16()?);
            add_run(&mut runs, &lines(&String::from_utf16_lossy(&units[start..at])), look);
            (start, look) = (at, Some(book.font(font)));
        }
        add_run(&mut runs, &lines(&String::from_utf16_lossy(&units[start..])), look);
        self.skip(extra as usize)?;
        Some(runs)
    }
}

pub fn strings(stream: &[u8], at: usize, book: &Book) -> Outcome<Vec<Vec<Run>>> {
    let Some(mut data) = Continued::new(stream, at) else { return damaged() };
    let Some(()) = data.skip(8) else { return damaged() };
    let mut strings = Vec::new();
    let mut bytes = 0;
    while !data.is_at_end() {
        let Some(runs) = data.rich(book) else { return damaged() };
        bytes += runs.iter().map(|run| run.text.len()).sum::<usize>();
        check_text(bytes)?;
        strings.push(runs);
        check_table(strings.len())?;
    }
    Ok(strings)
}

pub fn formula_text(part: &[u8], at: usize) -> Option<String> {
    let mut data = Continued::new(part, at)?;
    let (length, flags) = (usize::from(data.u16()?), data.byte()?);
    Some(String::from_utf16_lossy(&data.units(length, flags & 1 != 0)?))
}

/// The text of a drawn object: it stands in the records that continue this one.
pub fn object_text(part: &[u8], at: usize, data: &[u8]) -> Option<String> {
    let length = usize::from(u16_at(data, 10)?);
    let mut text = Continued::new(part, at)?;
    text.data = &[];
    Some(String::from_utf16_lossy(&text.units(length, false)?)).filter(|text| !text.is_empty())
}
