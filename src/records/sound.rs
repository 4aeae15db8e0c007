//! Sound: records in which nothing is wrong.

use crate::meeting::Meeting;
use crate::records::office::Records;
use crate::records::placed::Placed;
use crate::records::validate::{self, Checked};
use crate::say::diag::{Diagnostics, Result};

/// Records without an error: what may be written back, or asked about.
pub struct Sound {
    pub records: Records,
    /// For each opinion, which row of the tables it is.
    pub rows: Vec<usize>,
    pub placed: Placed,
}

impl Sound {
    /// Every opinion in its place, or all that is wrong with the records and their reading.
    pub fn new(meeting: &Meeting, read: impl FnOnce(&mut Diagnostics) -> Result<Records>, warnings: &mut Diagnostics) -> Result<Self> {
        let mut findings = Diagnostics::default();
        let records = read(&mut findings)?;
        let Checked { opinions, rows, .. } = validate::checked(meeting, &records, &mut findings);
        let placed = Placed::new(meeting, opinions, &mut findings);
        findings.finish(Self { records, rows, placed }, warnings)
    }
}
