//! Parity of data: what CSV, JSON and the sheet of records must hold.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::json::{List, as_spelled, compare_whole};
use super::{Expected, ListedCell, Listing, Proof};
use crate::document::{Block, Content, Document};
use crate::meeting::headings::Datum;
use crate::meeting::identity::NOTE_KEY;
use crate::meeting::{Field, Meeting, Source};
use crate::read::table::cell_name;
use crate::records::record::Opinion;
use crate::say::diag::{Diagnostic, Place, Result};
use crate::say::words;

/// The columns before the meeting's fields; a column of subcategories only if there are any.
fn fixed(opinions: &[(&str, &Opinion)]) -> Vec<Datum> {
    use Datum::{Attribution, Category, Id, No, Section, SectionTitle, Source, Subcategory, Text};
    let there = opinions.iter().any(|(_, opinion)| !opinion.subcategory.is_empty());
    let all = [Id, Section, SectionTitle, Category, Subcategory, No, Source, Text, Attribution];
    all.into_iter().filter(|column| there || *column != Subcategory).collect()
}

/// The fields of the records that are not private, with their places.
fn public(meeting: &Meeting) -> impl Iterator<Item = (usize, &Field)> {
    meeting.record_fields().enumerate().filter(|(_, field)| !meeting.is_private(field))
}

/// Stands between headings in the column that names guarded cells.
const SEPARATOR: char = '、';

/// The records as a table with one opinion to a row.
pub(super) fn expected(meeting: &Meeting, opinions: &[(&str, &Opinion)]) -> Expected {
    let columns = fixed(opinions);
    let row = |(no, opinion): &(&str, &Opinion)| {
        let cell = |column: &Datum| match column {
            Datum::Id => opinion.id.to_string(),
            Datum::Section => (opinion.section + 1).to_string(),
            Datum::SectionTitle => meeting.sections[opinion.section].title.clone(),
            Datum::Category => opinion.category.to_string(),
            Datum::Subcategory => opinion.subcategory.to_string(),
            Datum::No => (*no).to_owned(),
            Datum::Source => meeting.sources[opinion.source].heading.clone(),
            Datum::Text => opinion.text.to_string(),
            Datum::Attribution => opinion.attribution.to_string(),
            Datum::Field(_) | Datum::Guarded => String::new(),
        };
        let fields = public(meeting).map(|(index, _)| opinion.fields[index].to_string());
        (opinion.id.to_string(), columns.iter().map(cell).chain(fields).collect())
    };
    let fields = public(meeting).map(|(_, field)| field.heading.clone());
    let headings = columns.iter().map(|column| column.heading().to_owned()).chain(fields).collect();
    Expected::new(headings, opinions.iter().map(row).collect())
}

/// What stands beside an opinion of what a division answered.
#[derive(Clone, Copy)]
enum Answer<'a> {
    Division,
    Field(&'a Field),
    Note,
}

impl<'a> Answer<'a> {
    fn heading(self, meeting: &'a Meeting) -> &'a str {
        match self {
            Self::Division => &meeting.answer_headings.division,
            Self::Field(field) => &field.heading,
            Self::Note => &meeting.answer_headings.note,
        }
    }

    fn key(self) -> &'a str {
        match self {
            Self::Division => "division",
            Self::Field(field) => &field.key,
            Self::Note => NOTE_KEY,
        }
    }

    fn of<'p>(self, proof: &'p Proof, id: &str, division: usize) -> &'p str {
        let name = &proof.subject.meeting.divisions[division].name;
        match self {
            Self::Division => name,
            Self::Field(field) => proof.subject.responses.value(id, &field.key, name),
            Self::Note => proof.subject.responses.value(id, NOTE_KEY, name),
        }
    }
}

/// All that the table of a paper shows.
fn contents(document: &Document) -> BTreeSet<Content> {
    let cells = document.shown().map(|from| from.content);
    document.columns.iter().flat_map(|column| column.shows.iter().copied()).chain(cells).collect()
}

/// Whether a paper shows or counts what divisions answered.
pub(super) fn has_answers(meeting: &Meeting, document: &Document) -> bool {
    let counted = document.above.iter().chain(&document.below).filter_map(|block| match block {
        Block::Tally { of, .. } => Some(*of),
        _ => None,
    });
    contents(document).into_iter().chain(counted).any(|content| match content {
        Content::Division | Content::Note => true,
        Content::Field(index) => meeting.fields.get(index).is_some_and(Field::is_answer),
        _ => false,
    })
}

/// The opinions of a paper, with what it shows of answers: then an opinion stands there once for each division that is asked
/// about it or has answered it.
pub(super) fn with_answers(proof: &Proof, document: &Document, opinions: &[(&str, &Opinion)]) -> Expected {
    let meeting = proof.subject.meeting;
    let mut table = expected(meeting, opinions);
    let shown = contents(document);
    let fields = meeting.fields.iter().enumerate();
    let fields = fields.filter(|(index, field)| field.is_answer() && !meeting.is_private(field) && shown.contains(&Content::Field(*index)));
    let mut answers: Vec<Answer> = fields.map(|(_, field)| Answer::Field(field)).collect();
    answers.extend(shown.contains(&Content::Note).then_some(Answer::Note));
    if answers.is_empty() && !shown.contains(&Content::Division) {
        return table;
    }
    answers.insert(0, Answer::Division);
    table.keys.push(table.columns.len());
    table.columns.extend(answers.iter().map(|answer| answer.heading(meeting).to_owned()));
    let beside = |(id, cells): (String, Vec<String>)| {
        let divisions = proof.asked.divisions(&id);
        let said = |division: &usize| answers.iter().map(|answer| answer.of(proof, &id, *division).to_owned()).collect();
        let mut rows: Vec<Vec<String>> = divisions.iter().map(said).collect();
        if rows.is_empty() {
            rows.push(vec![String::new(); answers.len()]);
        }
        rows.into_iter().map(|said| (id.clone(), [cells.clone(), said].concat())).collect::<Vec<_>>()
    };
    table.rows = table.rows.into_iter().flat_map(beside).collect();
    table
}

/// Reads CSV, with the `'` taken off the cells that the last column names.
pub(super) fn csv(file: &str, bytes: &[u8]) -> Result<Listing> {
    let unreadable = || Diagnostic::error(words::table_unread()).at(Place::file(file));
    let text = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)).map_err(|_| unreadable())?;
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut records = reader.records();
    let mut columns: Vec<String> = Vec::new();
    if let Some(head) = records.next() {
        columns = head.map_err(|_| unreadable())?.iter().map(str::to_owned).collect();
    }
    let guards = columns.pop_if(|heading| heading == Datum::Guarded.heading()).is_some();
    let mut rows = Vec::new();
    for (index, record) in records.enumerate() {
        let record = record.map_err(|_| unreadable())?;
        // The reader reports where it stood before the end of the line above.
        let line = record.position().map_or(index + 2, |position| {
            let skipped = text.as_bytes()[position.byte() as usize..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
            position.line() as usize + skipped.filter(|byte| **byte == b'\n').count()
        });
        let mut cells: Vec<&str> = record.iter().collect();
        let guarded = if guards { cells.pop().unwrap_or_default() } else { "" };
        let shown = |(column, cell): (usize, &&str)| {
            let is_guarded = columns.get(column).is_some_and(|heading| guarded.split(SEPARATOR).any(|named| named == heading));
            let text = if is_guarded { cell.strip_prefix('\'').unwrap_or(cell) } else { cell };
            let place = Place { cell: Some(cell_name(index as u32 + 2, column as u32).into()), ..Place::line(file, line) };
            ListedCell { place, text: text.to_owned() }
        };
        if cells.len() != columns.len() {
            return Err(Diagnostic::error(words::too_many_cells(cells.len(), columns.len())).at(Place::line(file, line)).into());
        }
        rows.push(cells.iter().enumerate().map(shown).collect());
    }
    Ok(Listing { columns, rows })
}

/// What a spreadsheet program takes for the beginning of a formula.
const FORMULAS: [char; 10] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r'];

/// Whether CSV is spelled so that Excel shows what it holds: with a byte order mark, lines that end in CR LF, quotes where
/// they are needed, and no cell that is taken for a formula.
pub(super) fn spelled(file: &str, bytes: &[u8]) -> Result<()> {
    let unreadable = || Diagnostic::error(words::table_unread()).at(Place::file(file));
    let Some(text) = bytes.strip_prefix(b"\xef\xbb\xbf") else {
        return Err(Diagnostic::error(words::parity_mark_lacks()).at(Place::file(file)).into());
    };
    let mut writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(Vec::new());
    let mut headings: Vec<String> = Vec::new();
    for (index, record) in ::csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text).records().enumerate() {
        let record = record.map_err(|_| unreadable())?;
        writer.write_record(&record).map_err(|_| unreadable())?;
        if index == 0 {
            headings = record.iter().map(str::to_owned).collect();
            continue;
        }
        let guarded = record.iter().next_back().filter(|_| headings.last().is_some_and(|heading| heading == Datum::Guarded.heading()));
        let guarded: Vec<&str> = guarded.unwrap_or_default().split(SEPARATOR).collect();
        for (column, (cell, heading)) in record.iter().zip(&headings).enumerate() {
            let says = guarded.contains(&heading.as_str());
            let is = cell.strip_prefix('\'').is_some_and(|cell| cell.starts_with(FORMULAS));
            // A text may begin with such a ' itself: then the last column does not name it.
            if cell.starts_with(FORMULAS) || says && !is {
                let place = Place { cell: Some(cell_name(index as u32 + 1, column as u32).into()), ..Place::file(file) };
                return Err(Diagnostic::error(words::parity_guard()).at(place.heading(heading)).into());
            }
        }
    }
    as_spelled(file, text, &writer.into_inner().map_err(|_| unreadable())?)
}

/// Compares JSON with the records: what the papers are called, and every opinion.
pub(super) fn compare_json(meeting: &Meeting, opinions: &[(&str, &Opinion)], file: &str, bytes: &[u8]) -> Result<usize> {
    let (year, month, day) = meeting.date();
    let source = |source: &Source| {
        let mut source_of = json!({ "key": source.key, "heading": source.heading });
        if let Some(attribution) = &source.attribution {
            source_of["attribution"] = json!(attribution);
        }
        source_of
    };
    let fields: Vec<&Field> = public(meeting).map(|(_, field)| field).collect();
    let head = json!({
        "title": meeting.head.title,
        "label": meeting.label(),
        "date": format!("{year:04}-{month:02}-{day:02}"),
        "sections": meeting.sections.iter().map(|section| section.title.as_str()).collect::<Vec<_>>(),
        "sources": meeting.sources.iter().map(source).collect::<Vec<_>>(),
        "fields": headed(&fields),
    });
    let columns = fixed(opinions).into_iter().filter(|column| *column != Datum::SectionTitle);
    let keys = columns.map(|column| column.key()).chain(fields.iter().map(|field| field.key.as_str())).collect();
    let list = List { key: "opinions", keys, table: expected_json(meeting, opinions) };
    compare_whole(file, bytes, head, &list)
}

/// Keys and headings of fields.
fn headed(fields: &[&Field]) -> Value {
    fields.iter().map(|field| json!({ "key": field.key, "heading": field.heading })).collect()
}

/// The records as JSON has them: the source by its key, the section by its number only.
fn expected_json(meeting: &Meeting, opinions: &[(&str, &Opinion)]) -> Expected {
    let mut table = expected(meeting, opinions);
    let columns = fixed(opinions);
    let at = |wanted: Datum| columns.iter().position(|column| *column == wanted).unwrap_or_default();
    let (source, title) = (at(Datum::Source), at(Datum::SectionTitle));
    table.columns.remove(title);
    for ((_, cells), (_, opinion)) in table.rows.iter_mut().zip(opinions) {
        cells[source].clone_from(&meeting.sources[opinion.source].key);
        cells.remove(title);
    }
    Expected::new(table.columns, table.rows)
}

/// Compares the answers that a PDF carries: of each of these opinions one for each division that is asked about it or has answered it.
pub(super) fn compare_responses(proof: &Proof, opinions: &[(&str, &Opinion)], file: &str, bytes: &[u8]) -> Result<usize> {
    let meeting = proof.subject.meeting;
    let fields: Vec<&Field> = meeting.answer_fields().filter(|field| !meeting.is_private(field)).collect();
    let noted = |(_, opinion): &(&str, &Opinion)| {
        proof.asked.divisions(&opinion.id).iter().any(|division| !Answer::Note.of(proof, &opinion.id, *division).is_empty())
    };
    let notes = meeting.publishes(NOTE_KEY) && opinions.iter().any(noted);
    let answers: Vec<Answer> =
        [Answer::Division].into_iter().chain(fields.iter().copied().map(Answer::Field)).chain(notes.then_some(Answer::Note)).collect();
    let mut rows = Vec::new();
    for (_, opinion) in opinions {
        for division in proof.asked.divisions(&opinion.id) {
            let said = answers.iter().map(|answer| answer.of(proof, &opinion.id, *division).to_owned());
            rows.push((opinion.id.to_string(), std::iter::once(opinion.id.to_string()).chain(said).collect()));
        }
    }
    let columns = std::iter::once(Datum::Id.heading()).chain(answers.iter().map(|answer| answer.heading(meeting)));
    let table = Expected { keys: vec![0, 1], ..Expected::new(columns.map(str::to_owned).collect(), rows) };
    let keys = std::iter::once("id").chain(answers.iter().map(|answer| answer.key())).collect();
    compare_whole(file, bytes, json!({ "fields": headed(&fields) }), &List { key: "responses", keys, table })
}

#[cfg(test)]
mod tests {
    use ::csv::Terminator;

    use super::*;
    use crate::read::separated::{Guards, write};

    #[test]
    fn data_of_guarded_texts() {
        let guarded = |sign: char| ["", "'", "''"].map(|before| format!("{before}{sign}1"));
        let mut signs: Vec<String> = FORMULAS.into_iter().flat_map(guarded).collect();
        signs.push("'".to_owned());
        let rows: Vec<Vec<String>> = signs.iter().map(|text| vec!["a".to_owned(), text.clone()]).collect();
        let bytes = write(&["ID", "意見"], &rows, Guards::Always, Terminator::CRLF).unwrap();
        assert!(spelled("a.csv", &bytes).is_ok());
        let read: Vec<String> = csv("a.csv", &bytes).unwrap().rows.into_iter().map(|row| row[1].text.clone()).collect();
        assert_eq!(read, signs);
    }
}
