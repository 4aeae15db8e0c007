//! The record: one opinion, the table that it is read from, and the identifier that stays with it.

use ecow::EcoString;
use sha2::{Digest, Sha256};

use crate::meeting::Meeting;
use crate::records::number::{self, Number};
use crate::say::diag::Place;
use crate::say::{self, GIVEN_ID};

/// One opinion, validated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opinion {
    /// Identifies the opinion for ever; says nothing about where it stands.
    pub id: EcoString,
    /// Index of the section.
    pub section: usize,
    /// Category as printed; empty if the table has none.
    pub category: EcoString,
    /// Second level of the category; empty if the table has none.
    pub subcategory: EcoString,
    /// Printed number, if the records give one.
    pub no: Option<Number>,
    /// Index of the source.
    pub source: usize,
    /// The opinion, verbatim. Lines end in LF.
    pub text: EcoString,
    /// Who it comes from (都市名); empty if nobody is named.
    pub attribution: EcoString,
    /// Values of the meeting's [`Meeting::record_fields`], in their order.
    pub fields: Vec<EcoString>,
    /// Where the record stands.
    pub place: Place,
    /// The row of a sheet in which each source has a column: what stands there in one row stays in one row.
    pub sheet_row: Option<u32>,
}

/// A row of a sheet: its file, its name, and which row.
pub type SheetRow<'a> = (&'a str, Option<&'a str>, u32);

impl Opinion {
    /// The row that it may share with opinions of other sources.
    pub fn shared_row(&self) -> Option<SheetRow<'_>> {
        self.sheet_row.map(|row| (self.place.file.as_str(), self.place.sheet.as_deref(), row))
    }

    /// Number and beginning, as a person knows it.
    pub fn shown(&self) -> String {
        shown(self.no.as_ref().map_or("", |no| &no.text), &self.text)
    }

    /// The number of opinions that it stands for: what the field with `counts` says, else one.
    pub fn count(&self, meeting: &Meeting) -> usize {
        let field = meeting.record_fields().position(|field| field.counts);
        field.and_then(|index| number::counted(&self.fields[index])).map_or(1, |count| count as usize)
    }
}

/// Most characters of a text that are said.
const SAID: usize = 20;

/// Number and beginning of an opinion, as a person knows it.
pub fn shown(no: &str, text: &str) -> String {
    let text = say::line(text, SAID);
    if no.is_empty() { format!("「{text}」") } else { format!("No.{no}「{text}」") }
}

/// What every derived identifier begins with, and most characters behind it.
pub const PREFIX: &str = GIVEN_ID;
pub const LONGEST: usize = 32;

/// A derived identifier in full, as ASCII.
pub type DerivedId = [u8; PREFIX.len() + LONGEST];

/// An identifier for an opinion that has none: [`PREFIX`] and some characters of the digest of what it says.
///
/// It depends on section, source, text and attribution, and, between opinions equal in all of
/// these, on which of them it is (`copy`, from 0); never on the row.
pub fn derive_id(section: usize, source: &str, text: &str, attribution: &str, copy: usize) -> DerivedId {
    const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let parts = [&section.to_string(), source, text, attribution, &copy.to_string()];
    // In one piece, which takes less than as many updates.
    let mut said = Vec::with_capacity(parts.iter().map(|part| size_of::<u64>() + part.len()).sum());
    for part in parts {
        said.extend((part.len() as u64).to_le_bytes());
        said.extend(part.as_bytes());
    }
    let mut id = [0; PREFIX.len() + LONGEST];
    let (before, behind) = id.split_at_mut(PREFIX.len());
    before.copy_from_slice(PREFIX.as_bytes());
    behind.iter_mut().zip(Sha256::digest(&said)).for_each(|(letter, byte)| *letter = ALPHABET[usize::from(byte % 32)]);
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn record_ids() {
        let id = derive_id(0, "a", "x", "", 0);
        assert!(id.starts_with(b"op-") && id.is_ascii());
        assert_ne!(id, derive_id(0, "a", "x", "", 1));
        assert_ne!(derive_id(0, "a", "bc", "", 0), derive_id(0, "ab", "c", "", 0));
    }
}
