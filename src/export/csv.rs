//! The records as CSV for everybody: one opinion a row.

use csv::Terminator;

use crate::answers::response;
use crate::answers::response::Responses;
use crate::meeting::Meeting;
use crate::meeting::headings::Column;
use crate::read::separated::{Guards, write};
use crate::records::placed::Placed;
use crate::records::record::Opinion;
use crate::say::diag::Result;

/// The columns before the meeting's fields, in order.
const COLUMNS: &[Column] =
    &[Column::Id, Column::Section, Column::SectionTitle, Column::Category, Column::No, Column::Source, Column::Text, Column::Attribution];

pub fn csv(meeting: &Meeting, matrix: &Placed) -> Result<Vec<u8>> {
    let headings: Vec<&str> = COLUMNS.iter().map(|c| c.heading()).chain(meeting.record_fields().map(|f| f.heading.as_str())).collect();
    let row = |(no, opinion): (u32, &Opinion)| {
        let fixed = [
            opinion.id.clone(),
            (opinion.section + 1).to_string(),
            meeting.sections[opinion.section].title.clone(),
            opinion.category.clone(),
            no.to_string(),
            meeting.sources[opinion.source].heading.clone(),
            opinion.text.clone(),
            opinion.attribution.clone(),
        ];
        fixed.into_iter().chain(opinion.fields.iter().cloned()).collect()
    };
    let rows: Vec<Vec<String>> = matrix.in_order().map(row).collect();
    write(&headings, &rows, Guards::Always, Terminator::CRLF)
}

/// The divisions' answers as `responses.csv` has them.
pub fn responses(responses: &Responses) -> Result<Vec<u8>> {
    write(&response::COLUMNS.map(|(_, heading)| heading), &responses.rows(), Guards::IfNeeded, Terminator::CRLF)
}
