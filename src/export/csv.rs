//! The records as CSV for everybody: one opinion a row.

use csv::Terminator;

use crate::answers::response::Responses;
use crate::meeting::Meeting;
use crate::meeting::headings::Datum;
use crate::read::separated::{Guards, write};
use crate::records::placed::Placed;
use crate::records::record::Opinion;
use crate::say::diag::Result;

/// The records, less what is private.
pub fn csv(meeting: &Meeting, placed: &Placed) -> Result<Vec<u8>> {
    let public: Vec<usize> =
        (0..).zip(meeting.record_fields()).filter(|(_, field)| !meeting.is_private(field)).map(|(index, _)| index).collect();
    // A column that no opinion needs is not there.
    let subcategories = placed.opinions.iter().any(|opinion| !opinion.subcategory.is_empty());
    let subcategory = |text: String| subcategories.then_some(text);
    let columns = [Datum::Id, Datum::Section, Datum::SectionTitle, Datum::Category, Datum::Subcategory];
    let columns = columns.into_iter().chain([Datum::No, Datum::Source, Datum::Text, Datum::Attribution]);
    let mut headings: Vec<&str> = columns.filter(|column| *column != Datum::Subcategory || subcategories).map(Datum::heading).collect();
    headings.extend(meeting.record_fields().filter(|field| !meeting.is_private(field)).map(|field| field.heading.as_str()));
    let row = |(no, opinion): (&str, &Opinion)| {
        let place = [
            opinion.id.to_string(),
            (opinion.section + 1).to_string(),
            meeting.sections[opinion.section].title.clone(),
            opinion.category.to_string(),
        ];
        let said =
            [no.to_owned(), meeting.sources[opinion.source].heading.clone(), opinion.text.to_string(), opinion.attribution.to_string()];
        let fields = public.iter().map(|index| opinion.fields[*index].to_string());
        place.into_iter().chain(subcategory(opinion.subcategory.to_string())).chain(said).chain(fields).collect()
    };
    let rows: Vec<Vec<String>> = placed.in_order().map(row).collect();
    write(&headings, &rows, Guards::Always, Terminator::CRLF)
}

/// The divisions' answers as `responses.csv` has them.
pub fn responses(responses: &Responses) -> Result<Vec<u8>> {
    write(&responses.headings(), &responses.rows(), Guards::IfNeeded, Terminator::CRLF)
}
