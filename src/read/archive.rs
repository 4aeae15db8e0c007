//! Zip archives from strangers: a check that keeps hostile files from exhausting the machine.
//!
//! Readers trust sizes that a file states of itself, so [`inspect`] reads the archive first:
//! number and real size of the parts, and the number of strings that the shared strings claim.

use std::io::{Cursor, Read};

use quick_xml::events::Event;

use crate::say::words;
use crate::say::words::Message;

/// Most parts in an archive.
const PART_LIMIT: usize = 4_096;

/// Refuses archives that no spreadsheet program would write, or whose parts together have more than `limit` bytes.
pub fn inspect(bytes: &[u8], limit: u64) -> Result<(), Message> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(words::archive)?;
    if archive.len() > PART_LIMIT {
        return Err(words::archive_parts(archive.len(), PART_LIMIT));
    }
    let mut left = limit;
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(words::archive)?;
        let strings = part.name().map_err(words::archive)?.to_lowercase().ends_with("sharedstrings.xml");
        let mut taken = (&mut part).take(left + 1);
        let size = if strings {
            let mut xml = Vec::new();
            taken.read_to_end(&mut xml).map_err(words::archive)?;
            let claimed = claimed_strings(&xml);
            if claimed > xml.len() as u64 {
                return Err(words::claimed_strings(claimed));
            }
            xml.len() as u64
        } else {
            std::io::copy(&mut taken, &mut std::io::sink()).map_err(words::archive)?
        };
        left = left.checked_sub(size).ok_or_else(|| words::archive_size(limit >> 20))?;
    }
    Ok(())
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
