//! References: where in a file each of its objects is (ISO 32000-1, 7.5.4, 7.5.7 and 7.5.8).

use std::collections::BTreeSet;

use hayro_syntax::object::{Dict, Number};

use super::{Container, File, Place, Result, count, direct};
use crate::read::pdf::scan::{big_endian, header, integer, space};
use crate::say::words;

/// The highest object number (ISO 19005 allows eight times as many).
const MAX_OBJECT: usize = 1 << 20;

impl<'a> File<'a> {
    /// Reads the cross-reference sections from the newest to the oldest (7.5.4, 7.5.8).
    ///
    /// The newest place of an object counts. Free entries say nothing, as nothing refers to them.
    pub(super) fn cross_references(&mut self) -> Result<()> {
        let tail = self.bytes.len().saturating_sub(2048);
        let start = self.bytes[tail..].windows(9).rposition(|word| word == b"startxref");
        let start = start.and_then(|at| integer(self.bytes, tail + at + 9)).ok_or_else(words::pdf_broken)?.0;
        let mut waiting = vec![start];
        let mut seen = BTreeSet::new();
        while let Some(offset) = waiting.pop() {
            if !seen.insert(offset) {
                return Err(words::pdf_broken());
            }
            let dict = self.section(offset)?;
            for key in [b"Prev".as_slice(), b"XRefStm"] {
                waiting.extend(dict.get::<Number>(key).and_then(|at| usize::try_from(at.as_i64()).ok()));
            }
            if seen.len() == 1 {
                self.trailer = dict;
            }
        }
        Ok(())
    }

    /// Reads one section and returns its trailer.
    fn section(&mut self, offset: usize) -> Result<Dict<'a>> {
        let at = space(self.bytes, offset);
        match self.bytes.get(at..).unwrap_or_default().strip_prefix(b"xref") {
            Some(_) => self.table(at + 4),
            None => self.cross_reference_stream(at),
        }
    }

    fn table(&mut self, mut at: usize) -> Result<Dict<'a>> {
        let mut named = BTreeSet::new();
        loop {
            at = space(self.bytes, at);
            if self.bytes[at..].starts_with(b"trailer") {
                let (object, _) = self.parse(self.bytes, at + 7)?.ok_or_else(words::pdf_broken)?;
                return object.into_dict().ok_or_else(words::pdf_broken);
            }
            let (first, next) = integer(self.bytes, at).ok_or_else(words::pdf_broken)?;
            let (count, next) = integer(self.bytes, next).ok_or_else(words::pdf_broken)?;
            at = next;
            for number in (first..).take(count) {
                let (offset, next) = integer(self.bytes, at).ok_or_else(words::pdf_broken)?;
                let (_, next) = integer(self.bytes, next).ok_or_else(words::pdf_broken)?;
                let next = space(self.bytes, next);
                self.ambiguous |= !named.insert(number);
                if self.bytes.get(next) == Some(&b'n') {
                    self.place(number, Place::Offset(offset))?;
                }
                at = next + 1;
            }
        }
    }

    fn cross_reference_stream(&mut self, offset: usize) -> Result<Dict<'a>> {
        let broken = words::pdf_broken;
        let (number, _) = integer(self.bytes, offset).ok_or_else(broken)?;
        let start = header(self.bytes, offset, number).ok_or_else(broken)?;
        let (object, end) = self.parse(self.bytes, start)?.ok_or_else(broken)?;
        let dict = object.into_dict().ok_or_else(broken)?;
        let packed = self.packed(&dict, end)?.ok_or_else(broken)?;
        let bytes = self.unpack(&dict, &self.bytes[packed], number)?;
        let widths: Vec<usize> = direct(&dict, b"W").into_iter().filter_map(count).filter(|width| *width <= 8).collect();
        let &[kind, second, third] = widths.as_slice() else { return Err(broken()) };
        let mut index: Vec<usize> = direct(&dict, b"Index").into_iter().filter_map(count).collect();
        if index.is_empty() {
            index = vec![0, bytes.len()];
        }
        let mut rows = bytes.chunks_exact((kind + second + third).max(1));
        let mut named = BTreeSet::new();
        for range in index.chunks_exact(2) {
            for (number, row) in (range[0]..).zip(rows.by_ref().take(range[1])) {
                self.ambiguous |= !named.insert(number);
                let (a, b, c) = (&row[..kind], &row[kind..kind + second], &row[kind + second..]);
                let place = match (if kind == 0 { 1 } else { big_endian(a) }, big_endian(b), big_endian(c)) {
                    (1, offset, _) => Place::Offset(offset),
                    (2, container, index) => Place::Inside { container, index },
                    _ => continue,
                };
                self.place(number, place)?;
            }
        }
        Ok(dict)
    }

    fn place(&mut self, number: usize, place: Place) -> Result<()> {
        if number > MAX_OBJECT {
            return Err(words::pdf_too_much());
        }
        self.places.entry(number).or_insert(place);
        Ok(())
    }

    /// Unpacks the object streams (7.5.7).
    pub(super) fn unpack_containers(&mut self) -> Result<()> {
        let numbers: BTreeSet<usize> = self
            .places
            .values()
            .filter_map(|place| match place {
                Place::Inside { container, .. } => Some(*container),
                _ => None,
            })
            .collect();
        for number in numbers {
            let Some((dict, bytes)) = self.stream_of(number)? else { continue };
            let first = direct(&dict, b"First").pop().and_then(count).unwrap_or(0);
            let mut offsets = Vec::new();
            let mut at = 0;
            while at < first
                && let Some((_, next)) = integer(&bytes, at)
                && let Some((offset, next)) = integer(&bytes, next)
            {
                offsets.push(first.saturating_add(offset));
                at = next;
            }
            drop(dict);
            self.containers.insert(number, Container { bytes, offsets });
        }
        Ok(())
    }
}
