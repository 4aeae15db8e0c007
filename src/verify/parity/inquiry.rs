//! Parity of the inquiries: the answer sheet, and the sheet of long texts.

use super::cells::Cells;
use super::shown::forms::{self, Asking};
use super::{Expected, Listing, compare_lists, shown};
use crate::meeting::Meeting;
use crate::meeting::headings::Datum;
use crate::meeting::identity::{self, Stamp};
use crate::read::workbook::{Kind, Sheet, book};
use crate::records::record::Opinion;
use crate::say::diag::{Diagnostic, Place, Result};
use crate::say::words;

/// Compares the answer sheet of an inquiry, and the sheet of long texts if there is one.
pub(super) fn inquiry(meeting: &Meeting, division: &str, asked: &[(&str, &Opinion)], file: &str, bytes: &[u8]) -> Result<usize> {
    let book = book(file, bytes)?;
    let answers = Cells::new(file, &book.sheets, identity::ANSWER_SHEET)?;
    let head = answers.rows().find(|row| answers.text(*row, 0) == identity::ID_HEADING).unwrap_or(0);
    let mut reading = answers.table(head)?;
    let columns = reading.columns.len();
    let long = take_column(&mut reading, identity::FULL_HEADING);
    let cells = compare_lists(&asked_for(meeting, asked), &reading)?;
    let full = book.sheets.iter().any(|sheet| sheet.name == identity::FULL_SHEET);
    let asking = Asking { division, columns, full, rows: asked.len() as u32 };
    let shown = || -> Result<()> {
        own_texts(meeting, division, file, &book.sheets)?;
        shown::workbook(file, bytes, &forms::inquiry(meeting, &asking))
    };
    let marked: Vec<_> = asked.iter().zip(&long).filter(|(_, mark)| !mark.is_empty()).map(|(opinion, _)| *opinion).collect();
    if marked.is_empty() && !full {
        return shown().map(|()| cells);
    }
    let full = Cells::new(file, &book.sheets, identity::FULL_SHEET)?.full()?;
    let columns = [Datum::SectionTitle, Datum::No, Datum::Text].map(|column| column.heading().to_owned()).to_vec();
    let row = |(no, opinion): &(&str, &Opinion)| {
        (opinion.id.to_string(), vec![meeting.section_heading(opinion.section), no.to_string(), opinion.text.to_string()])
    };
    let cells = cells + compare_lists(&Expected::new(columns, marked.iter().map(row).collect()), &full)?;
    shown().map(|()| cells)
}

/// Whether the texts that are neither opinions nor answers are those that the stamp says were written, and the stamp is whole.
fn own_texts(meeting: &Meeting, division: &str, file: &str, sheets: &[Sheet]) -> Result<()> {
    let stamp = Cells::new(file, sheets, identity::STAMP_SHEET)?;
    let width = stamp.sheet().cells.keys().map(|(_, column)| column + 1).max().unwrap_or(0);
    let row = |row: u32| (0..width).map(|column| stamp.text(row, column).to_owned()).collect();
    let rows: Vec<Vec<String>> = stamp.rows().map(row).collect();
    let edition = meeting.inquiry.as_ref().map_or(0, |inquiry| inquiry.edition);
    let known = Stamp::from_rows(&rows).filter(|(stamp, is_whole)| {
        *is_whole && (stamp.meeting.as_str(), stamp.edition, stamp.division.as_str()) == (meeting.key().as_str(), edition, division)
    });
    let Some((known, _)) = known else {
        let place = Place { cell: None, ..stamp.place(0, 0) };
        return Err(Diagnostic::error(words::parity_stamp()).at(place).into());
    };
    for name in [identity::COVER_SHEET, identity::ANSWER_SHEET, identity::CHOICE_SHEET] {
        let Ok(cells) = Cells::new(file, sheets, name) else { continue };
        let rows = cells.rows().filter(|row| name != identity::ANSWER_SHEET || *row < forms::ABOVE);
        for (row, column) in rows.flat_map(|row| cells.row(row).map(move |column| (row, column))) {
            let is_formula = cells.sheet().cells.get(&(row, column)).is_some_and(|cell| cell.kind == Kind::Formula);
            let text = cells.text(row, column);
            if !is_formula && !known.texts.contains(&identity::placed_digest(name, row, column, text)) {
                return Err(Diagnostic::error(words::parity_own_text()).at(cells.place(row, column)).into());
            }
        }
    }
    Ok(())
}

/// What an answer sheet must show. A column is left out where it has nothing to say: no opinion has a category or is by anybody
/// who is named, or there is one section or source only.
fn asked_for(meeting: &Meeting, asked: &[(&str, &Opinion)]) -> Expected {
    let by = meeting.sources.iter().find_map(|source| source.attribution.as_deref()).unwrap_or(Datum::Attribution.heading());
    let words = &meeting.words;
    let columns: Vec<(&str, Vec<String>)> = vec![
        (identity::ID_HEADING, asked.iter().map(|(_, opinion)| opinion.id.to_string()).collect()),
        (Datum::SectionTitle.heading(), asked.iter().map(|(_, opinion)| meeting.section_name(opinion.section)).collect()),
        (&words.category, asked.iter().map(|(_, opinion)| opinion.category.to_string()).collect()),
        (&words.no, asked.iter().map(|(no, _)| no.to_string()).collect()),
        (Datum::Source.heading(), asked.iter().map(|(_, opinion)| meeting.sources[opinion.source].heading.clone()).collect()),
        (Datum::Text.heading(), asked.iter().map(|(_, opinion)| opinion.text.to_string()).collect()),
        (by, asked.iter().map(|(_, opinion)| opinion.attribution.to_string()).collect()),
    ];
    let said = |texts: &[String]| texts.iter().any(|text| !text.is_empty());
    let several = [true, meeting.sections.len() > 1, said(&columns[2].1), true, meeting.sources.len() > 1, true, said(&columns[6].1)];
    let mut kept: Vec<_> = columns.into_iter().zip(several).filter(|(_, stays)| *stays).map(|(column, _)| column).collect();
    // Nobody has answered yet.
    let open = meeting.answers().map(|(_, heading)| heading);
    kept.extend(open.map(|heading| (heading, vec![String::new(); asked.len()])));
    let row = |(index, (_, opinion)): (usize, &(&str, &Opinion))| {
        (opinion.id.to_string(), kept.iter().map(|(_, texts)| texts[index].clone()).collect())
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
