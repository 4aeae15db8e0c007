//! Compound files (MS-CFB): the little file system in which .xls and encrypted workbooks come.
//!
//! Chains of sectors are followed for as many sectors as the file has, so a circular one ends.

use super::{Outcome, damaged};

/// Sector numbers from here on are marks, such as the end of a chain.
const MARKS: u32 = 0xffff_fffa;
const MINI_SECTOR: usize = 64;
/// Streams smaller than this stand in mini sectors, bytes.
const MINI_LIMIT: usize = 4_096;
/// Most streams and storages that are looked at; a workbook has about ten, more with embedded objects.
const ENTRY_LIMIT: usize = 16_384;

/// A compound file and the streams at its root.
pub struct Compound<'a> {
    bytes: &'a [u8],
    /// Bytes of a sector.
    sector: usize,
    /// For each sector, the one that follows.
    next: Vec<u32>,
    /// The same for mini sectors, and the bytes that they divide.
    mini_next: Vec<u32>,
    mini: Vec<u8>,
    /// Name, first sector and size of each stream.
    streams: Vec<(String, u32, usize)>,
    /// Names of the storages beside them.
    storages: Vec<String>,
}

pub fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

pub fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

impl<'a> Compound<'a> {
    pub fn open(bytes: &'a [u8]) -> Outcome<Self> {
        let header = |at| u32_at(bytes, at).map_or_else(damaged, Ok);
        let sector = match u16_at(bytes, 30) {
            Some(9) => 512,
            Some(12) => 4_096,
            _ => return damaged(),
        };
        let mut file =
            Self { bytes, sector, next: Vec::new(), mini_next: Vec::new(), mini: Vec::new(), streams: Vec::new(), storages: Vec::new() };
        file.next = file.table(header(68)?)?;
        let directory = file.chain(header(48)?, bytes.len())?;
        file.mini_next = numbers(&file.chain(header(60)?, bytes.len())?).collect();
        let Some(root) = directory.get(..128) else { return damaged() };
        if let (Some(start), Some(size)) = (u32_at(root, 116), u32_at(root, 120)) {
            file.mini = file.chain(start, size as usize)?;
        }
        (file.streams, file.storages) = entries(&directory);
        Ok(file)
    }

    /// The table of sectors: its own sectors are listed in the header and in a chain from `more` on.
    fn table(&self, mut more: u32) -> Outcome<Vec<u32>> {
        let Some(listed) = self.bytes.get(76..512) else { return damaged() };
        let mut sectors: Vec<u32> = numbers(listed).collect();
        let most = self.bytes.len() / self.sector;
        for _ in 0..most {
            if more >= MARKS {
                break;
            }
            let mut list: Vec<u32> = numbers(self.sector(more)?).collect();
            more = list.pop().unwrap_or(MARKS);
            sectors.extend(list);
        }
        let mut next = Vec::new();
        for sector in sectors.into_iter().filter(|sector| *sector < MARKS) {
            next.extend(numbers(self.sector(sector)?));
            // No table is longer than the file has sectors, but for the rest of its last sector.
            if next.len() > most + self.sector {
                return damaged();
            }
        }
        Ok(next)
    }

    /// The bytes of a sector; the last one of a file may be short.
    fn sector(&self, number: u32) -> Outcome<&'a [u8]> {
        let start = (number as usize + 1) * self.sector;
        let end = (start + self.sector).min(self.bytes.len());
        self.bytes.get(start..end).filter(|sector| !sector.is_empty()).map_or_else(damaged, Ok)
    }

    /// The bytes of a chain of sectors, `size` at most.
    fn chain(&self, mut number: u32, size: usize) -> Outcome<Vec<u8>> {
        let mut bytes = Vec::new();
        for _ in 0..=self.bytes.len() / self.sector {
            if number >= MARKS || bytes.len() >= size {
                break;
            }
            bytes.extend_from_slice(self.sector(number)?);
            number = self.next.get(number as usize).copied().unwrap_or(MARKS);
        }
        bytes.truncate(size);
        Ok(bytes)
    }

    fn mini_chain(&self, mut number: u32, size: usize) -> Outcome<Vec<u8>> {
        let mut bytes = Vec::new();
        while number < MARKS && bytes.len() < size {
            let start = number as usize * MINI_SECTOR;
            let Some(sector) = self.mini.get(start..(start + MINI_SECTOR).min(self.mini.len())).filter(|s| !s.is_empty()) else {
                return damaged();
            };
            bytes.extend_from_slice(sector);
            number = self.mini_next.get(number as usize).copied().unwrap_or(MARKS);
        }
        bytes.truncate(size);
        Ok(bytes)
    }

    pub fn has(&self, name: &str) -> bool {
        self.streams.iter().any(|(stream, ..)| stream.eq_ignore_ascii_case(name))
    }

    pub fn has_storage(&self, name: &str) -> bool {
        self.storages.iter().any(|storage| storage.eq_ignore_ascii_case(name))
    }

    /// The bytes of the stream with this name; an error if it is cut off.
    pub fn stream(&self, name: &str) -> Outcome<Option<Vec<u8>>> {
        let Some((_, start, size)) = self.streams.iter().find(|(stream, ..)| stream.eq_ignore_ascii_case(name)) else { return Ok(None) };
        let bytes = if *size < MINI_LIMIT { self.mini_chain(*start, *size) } else { self.chain(*start, *size) }?;
        if bytes.len() < *size { damaged() } else { Ok(Some(bytes)) }
    }
}

/// The streams directly at the root: those of embedded objects have the same names.
fn entries(directory: &[u8]) -> (Vec<(String, u32, usize)>, Vec<String>) {
    let entry = |number: u32| (number < MARKS).then(|| directory.get(number as usize * 128..)?.get(..128)).flatten();
    let (mut streams, mut storages) = (Vec::new(), Vec::new());
    let mut waiting: Vec<u32> = entry(0).and_then(|root| u32_at(root, 76)).into_iter().collect();
    for _ in 0..ENTRY_LIMIT {
        let Some(number) = waiting.pop() else { break };
        let Some(entry) = entry(number) else { continue };
        waiting.extend([u32_at(entry, 68), u32_at(entry, 72)].into_iter().flatten());
        let units: Vec<u16> = (0..32).filter_map(|i| u16_at(entry, i * 2)).take_while(|unit| *unit != 0).collect();
        if entry[66] == 1 {
            storages.push(String::from_utf16_lossy(&units));
        } else if let (2, Some(start), Some(size)) = (entry[66], u32_at(entry, 116), u32_at(entry, 120)) {
            streams.push((String::from_utf16_lossy(&units), start, size as usize));
        }
    }
    (streams, storages)
}
