//! Zip archives. Those from strangers are checked, so that hostile files do not exhaust the machine: readers trust sizes
//! that a file states of itself, so [`inspect`] reads the archive first: number and real size of the parts, and the number
//! of strings that the shared strings claim. Those of our own are the same on every system ([`same_everywhere`]).

use std::io::{Cursor, Read};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use quick_xml::events::Event;

use crate::read::panics::beside;
use crate::say::words::{self, Message};

/// Most parts in an archive.
const PART_LIMIT: usize = 4_096;
/// Bytes of an archive for which a second thread is worth its while.
const SHARED: usize = 50_000;
/// Bytes that are unpacked before they are counted.
const AT_ONCE: u64 = 1 << 18;

/// What the reader of archives says of a damaged one helps nobody.
fn damaged<E>(_: E) -> Message {
    words::damaged_workbook()
}

/// A part of an archive.
pub struct Unpacked {
    pub name: String,
    /// None if its name says that it is a picture.
    pub bytes: Option<Vec<u8>>,
}

/// Endings of the names of pictures.
const PICTURES: &[&str] = &[".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".wdp", ".svg"];

/// Refuses archives that no spreadsheet program would write, or whose parts together have more than `limit` bytes.
pub fn inspect(bytes: &[u8], limit: u64) -> Result<(), Message> {
    each(bytes, limit, |_| false).map(drop)
}

/// The parts of an archive that [`inspect`] would pass, each read once.
pub fn unpack(bytes: &[u8], limit: u64) -> Result<Vec<Unpacked>, Message> {
    each(bytes, limit, |name| !PICTURES.iter().any(|ending| name.ends_with(ending)))
}

/// What parts are known by: programs take names for the same that differ in nothing but case.
pub fn key(name: &str) -> String {
    name.trim_start_matches('/').replace('\\', "/").to_lowercase()
}

type Archive<'a> = zip::ZipArchive<Cursor<&'a [u8]>>;

/// The parts of an archive, of which those are kept that are `wanted`. A second thread does its share of a large one.
fn each(bytes: &[u8], limit: u64, wanted: impl Fn(&str) -> bool + Sync) -> Result<Vec<Unpacked>, Message> {
    let archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let count = archive.len();
    if count > PART_LIMIT {
        return Err(words::archive_parts(count, PART_LIMIT));
    }
    let (next, left) = (AtomicUsize::new(0), Left(AtomicU64::new(limit)));
    let work = |mut archive: Archive| -> Vec<(usize, Result<Unpacked, Message>)> {
        let indices = std::iter::from_fn(|| Some(next.fetch_add(1, Ordering::Relaxed)).filter(|index| *index < count));
        indices.map(|index| (index, part(&mut archive, index, &left, &wanted))).collect()
    };
    let mut parts = if bytes.len() < SHARED {
        work(archive)
    } else {
        let copy = archive.clone();
        let (others, mut own) = beside(|| work(copy), || work(archive));
        own.extend(others.ok_or_else(words::damaged_workbook)?);
        own
    };
    // Whichever thread found it, this is what is wrong.
    if left.is_exceeded() {
        return Err(words::archive_size(limit >> 20));
    }
    parts.sort_by_key(|(index, _)| *index);
    parts.into_iter().map(|(_, part)| part).collect()
}

/// How many bytes may still be unpacked, by all threads together.
struct Left(AtomicU64);

impl Left {
    const EXCEEDED: u64 = u64::MAX;

    fn take(&self, size: u64) -> bool {
        let less = |left: u64| Some(if left == Self::EXCEEDED { left } else { left.checked_sub(size).unwrap_or(Self::EXCEEDED) });
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok() && !self.is_exceeded()
    }

    fn is_exceeded(&self) -> bool {
        self.0.load(Ordering::Relaxed) == Self::EXCEEDED
    }
}

fn part(archive: &mut Archive, index: usize, left: &Left, wanted: &(impl Fn(&str) -> bool + Sync)) -> Result<Unpacked, Message> {
    let mut part = archive.by_index(index).map_err(damaged)?;
    let name = part.name().map_err(damaged)?.into_owned();
    let lower = name.to_lowercase();
    let strings = lower.ends_with("sharedstrings.xml");
    let is_kept = strings || wanted(&lower);
    let (mut bytes, mut size) = (Vec::new(), 0);
    loop {
        let mut taken = (&mut part).take(AT_ONCE);
        let read =
            if is_kept { taken.read_to_end(&mut bytes).map(|read| read as u64) } else { std::io::copy(&mut taken, &mut std::io::sink()) };
        let read = read.map_err(damaged)?;
        size += read;
        if !left.take(read) || read == 0 {
            break;
        }
    }
    if strings && !left.is_exceeded() {
        let claimed = claimed_strings(&bytes);
        if claimed > size {
            return Err(words::claimed_strings(claimed));
        }
    }
    Ok(Unpacked { name, bytes: is_kept.then_some(bytes) })
}

/// What an archive of files holds.
pub struct Held {
    pub name: String,
    /// The bytes, or why they are not read.
    pub bytes: Result<Vec<u8>, Message>,
}

/// Most files in an archive of files, most bytes of one of them and of all, and most bytes of a name.
const HELD_LIMIT: usize = 1_000;
const HELD_SIZE: u64 = 64 << 20;
const HELD_ALL: u64 = 256 << 20;
const NAME_LIMIT: usize = 1_024;

/// Whether these bytes are an archive and no workbook: what a person makes of several files.
pub fn is_plain(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK")
        && zip::ZipArchive::new(Cursor::new(bytes)).is_ok_and(|archive| {
            ["[Content_Types].xml", "content.xml", "mimetype"].iter().all(|part| archive.index_for_name(part).is_none())
        })
}

/// The files in an archive, those in its folders included. Archives within it are not opened.
pub fn files(bytes: &[u8]) -> Result<Vec<Held>, Message> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| words::damaged_file())?;
    if archive.len() > HELD_LIMIT {
        return Err(words::archive_parts(archive.len(), HELD_LIMIT));
    }
    // Of two files with one name the reader keeps one.
    if stated_parts(bytes).is_some_and(|stated| stated != archive.len()) {
        return Err(words::archive_names());
    }
    let mut left = HELD_ALL;
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let (raw, encrypted) = {
            let part = archive.by_index_raw(index).map_err(|_| words::damaged_file())?;
            if part.is_dir() {
                continue;
            }
            (part.name_raw().to_vec(), part.encrypted())
        };
        let name = name(&raw).ok_or_else(words::archive_names)?;
        if encrypted {
            files.push(Held { name, bytes: Err(words::password()) });
            continue;
        }
        let mut bytes = Vec::new();
        let size = match archive.by_index(index) {
            Ok(part) => part.take(HELD_SIZE.min(left) + 1).read_to_end(&mut bytes),
            Err(e) => Err(std::io::Error::other(e.to_string())),
        };
        let bytes = match size {
            Err(_) => Err(words::damaged_file()),
            Ok(size) if size as u64 > left => return Err(words::archive_size(HELD_ALL >> 20)),
            Ok(size) if size as u64 > HELD_SIZE => Err(words::file_too_large(size >> 20, HELD_SIZE >> 20)),
            Ok(size) => {
                left -= size as u64;
                if is_plain(&bytes) { Err(words::archive_in_archive()) } else { Ok(bytes) }
            }
        };
        files.push(Held { name, bytes });
    }
    Ok(files)
}

/// The name of a part, which Windows writes in CP932; nothing if it would lead out of the archive or cannot be said.
fn name(raw: &[u8]) -> Option<String> {
    let name = match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => encoding_rs::SHIFT_JIS.decode_without_bom_handling_and_without_replacement(raw)?.into_owned(),
    };
    let name = name.replace('\\', "/");
    let is_safe = raw.len() <= NAME_LIMIT
        && !name.starts_with('/')
        && name.split('/').all(|part| !matches!(part, "" | "." | ".."))
        && !name.chars().any(|c| crate::read::character::fault(c, false).is_some());
    is_safe.then_some(name)
}

/// How many parts the end of the archive says that there are (APPNOTE.TXT 4.3.16).
fn stated_parts(bytes: &[u8]) -> Option<usize> {
    let end = bytes.windows(4).rposition(|window| window == b"PK\x05\x06")?;
    let count = u16::from_le_bytes(bytes.get(end + 10..end + 12)?.try_into().ok()?);
    (count != u16::MAX).then_some(usize::from(count))
}

/// The system by which every part of our archives says that it was made (APPNOTE.TXT 4.4.2.2): Unix.
const MADE_BY: u8 = 3;

/// An archive of ours, which says on every system that it was made on the same one: writers name the one they run on.
pub fn same_everywhere(mut bytes: Vec<u8>) -> Vec<u8> {
    let number = |bytes: &[u8], at: usize| bytes.get(at..at + 2).map_or(0, |two| usize::from(u16::from_le_bytes([two[0], two[1]])));
    let end = bytes.windows(4).rposition(|window| window == b"PK\x05\x06").unwrap_or(bytes.len());
    let mut at = number(&bytes, end + 16) | number(&bytes, end + 18) << 16;
    while bytes.get(at..at + 4) == Some(b"PK\x01\x02") && at + 46 <= bytes.len() {
        bytes[at + 5] = MADE_BY;
        at += 46 + number(&bytes, at + 28) + number(&bytes, at + 30) + number(&bytes, at + 32);
    }
    bytes
}

/// The greater of the counts in the root element of the shared strings.
fn claimed_strings(xml: &[u8]) -> u64 {
    let mut reader = quick_xml::Reader::from_reader(xml);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(element) | Event::Empty(element)) => {
                let count = |value: &str| {
                    if value.bytes().all(|b| b.is_ascii_digit()) { value.parse().unwrap_or(u64::MAX) } else { 0 }
                };
                return element
                    .attributes()
                    .with_checks(false)
                    .flatten()
                    .filter(|a| a.key.as_ref().to_lowercase().ends_with("count"))
                    .map(|a| count(a.value.trim()))
                    .max()
                    .unwrap_or(0);
            }
            Ok(Event::Eof) | Err(_) => return 0,
            Ok(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::write::SimpleFileOptions;
    use zip::{System, ZipWriter};

    use super::*;

    #[test]
    fn archive_same_everywhere() {
        let made = |system: System| {
            let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
            for name in ["一.xml", "PK\u{1}\u{2}.xml", "三.xml"] {
                writer.start_file(name, SimpleFileOptions::default().system(system)).unwrap();
                writer.write_all(b"PK\x01\x02, PK\x05\x06").unwrap();
            }
            writer.finish().unwrap().into_inner()
        };
        let [unix, windows] = [System::Unix, System::Dos].map(made);
        assert_ne!(unix, windows);
        assert_eq!(same_everywhere(windows), unix);
        assert_eq!(same_everywhere(unix.clone()), unix);
        for broken in [&b""[..], b"PK\x05\x06", &unix[unix.len() - 22..]] {
            assert_eq!(same_everywhere(broken.to_vec()), broken);
        }
    }
}
