//! Parity of the inquiries: the answer sheet, and the sheet of long texts.

use super::cells::Cells;
use super::{Expected, Listing, compare_lists};
use crate::meeting::Meeting;
use crate::meeting::headings::Column;
use crate::meeting::identity;
use crate::read::workbook::book;
use crate::records::record::Opinion;
use crate::say::diag::Result;

/// Compares the answer sheet of an inquiry, and the sheet of long texts if there is one.
pub(super) fn inquiry(meeting: &Meeting, asked: &[(&str, &Opinion)], file: &str, bytes: &[u8]) -> Result<usize> {
    let book = book(file, bytes)?;
    let answers = Cells::new(file, &book.sheets, identity::ANSWER_SHEET)?;
    let head = answers.rows().find(|row| answers.text(*row, 0) == identity::ID_HEADING).unwrap_or(0);
    let mut reading = answers.table(head)?;
    let long = take_column(&mut reading, identity::FULL_HEADING);
    let cells = compare_lists(&asked_for(meeting, asked), &reading)?;
    let marked: Vec<_> = asked.iter().zip(&long).filter(|(_, mark)| !mark.is_empty()).map(|(opinion, _)| *opinion).collect();
    if marked.is_empty() && !book.sheets.iter().any(|sheet| sheet.name == identity::FULL_SHEET) {
        return Ok(cells);
    }
    let full = Cells::new(file, &book.sheets, identity::FULL_SHEET)?.full()?;
    let columns = [Column::SectionTitle, Column::No, Column::Text].map(|column| column.heading().to_owned()).to_vec();
    let row = |(no, opinion): &(&str, &Opinion)| {
        (opinion.id.clone(), vec![meeting.section_heading(opinion.section), no.to_string(), opinion.text.clone()])
    };
    Ok(cells + compare_lists(&Expected::new(columns, marked.iter().map(row).collect()), &full)?)
}

/// What an answer sheet must show. A column is left out where it has nothing to say: no opinion has a category or is by anybody
/// who is named, or there is one section or source only.
fn asked_for(meeting: &Meeting, asked: &[(&str, &Opinion)]) -> Expected {
    let by = meeting.sources.iter().find_map(|source| source.attribution.as_deref()).unwrap_or(Column::Attribution.heading());
    let words = &meeting.words;
    let columns: Vec<(&str, Vec<String>)> = vec![
        (identity::ID_HEADING, asked.iter().map(|(_, opinion)| opinion.id.clone()).collect()),
        (Column::SectionTitle.heading(), asked.iter().map(|(_, opinion)| meeting.section_heading(opinion.section)).collect()),
        (&words.category, asked.iter().map(|(_, opinion)| opinion.category.clone()).collect()),
        (&words.no, asked.iter().map(|(no, _)| no.to_string()).collect()),
        (Column::Source.heading(), asked.iter().map(|(_, opinion)| meeting.sources[opinion.source].heading.clone()).collect()),
        (Column::Text.heading(), asked.iter().map(|(_, opinion)| opinion.text.clone()).collect()),
        (by, asked.iter().map(|(_, opinion)| opinion.attribution.clone()).collect()),
    ];
    let said = |texts: &[String]| texts.iter().any(|text| !text.is_empty());
    let several = [true, meeting.sections.len() > 1, said(&columns[2].1), true, meeting.sources.len() > 1, true, said(&columns[6].1)];
    let mut kept: Vec<_> = columns.into_iter().zip(several).filter(|(_, stays)| *stays).map(|(column, _)| column).collect();
    // Nobody has answered yet.
    let open = meeting.answer_fields().map(|field| field.heading.as_str()).chain([identity::NOTE_HEADING]);
    kept.extend(open.map(|heading| (heading, vec![String::new(); asked.len()])));
    let row = |(index, (_, opinion)): (usize, &(&str, &Opinion))| {
        (opinion.id.clone(), kept.iter().map(|(_, texts)| texts[index].clone()).collect())
    };
    let headings = kept.iter().map(|(name, _)| (*name).to_owned()).collect();
    Expected::new(headings, asked.iter().enumerate().map(row).collect())
}

/// Takes a column out of a reading and returns its texts; empty ones if it is not there.
fn take_column(reading: &mut Listing, heading: &str) -> Vec<String> {
    let Some(index) = reading.columns.iter().position(|column| column == heading) else {
        return vec![String::new(); reading.rows.len()];
    };
    reading.columns.remove(index);
    reading.rows.iter_mut().map(|row| row.remove(index).text).collect()
}
