//! Parity of the open data: CSV by RFC 4180, JSON by its keys.

use serde_json::Value;

use super::super::Subject;
use super::{Expected, Listing, Shown, compare_lists, same};
use crate::meeting::headings::Column;
use crate::meeting::identity::NOTE_KEY;
use crate::meeting::{Field, Meeting};
use crate::read::table::cell_name;
use crate::records::record::Opinion;
use crate::say::diag::{Diagnostic, Place, Result};
use crate::say::words;

/// The columns before the meeting's fields; a column of subcategories only if there are any.
fn fixed(opinions: &[(&str, &Opinion)]) -> Vec<Column> {
    use Column::{Attribution, Category, Id, No, Section, SectionTitle, Source, Subcategory, Text};
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
        let cell = |column: &Column| match column {
            Column::Id => opinion.id.clone(),
            Column::Section => (opinion.section + 1).to_string(),
            Column::SectionTitle => meeting.sections[opinion.section].title.clone(),
            Column::Category => opinion.category.clone(),
            Column::Subcategory => opinion.subcategory.clone(),
            Column::No => (*no).to_owned(),
            Column::Source => meeting.sources[opinion.source].heading.clone(),
            Column::Text => opinion.text.clone(),
            Column::Attribution => opinion.attribution.clone(),
            Column::Field(_) | Column::Guarded => String::new(),
        };
        let fields = public(meeting).map(|(index, _)| opinion.fields[index].clone());
        (opinion.id.clone(), columns.iter().map(cell).chain(fields).collect())
    };
    let fields = public(meeting).map(|(_, field)| field.heading.clone());
    Expected {
        columns: columns.iter().map(|column| column.heading().to_owned()).chain(fields).collect(),
        rows: opinions.iter().map(row).collect(),
    }
}

/// Reads CSV, with the `'` taken off the cells that the last column names.
pub(super) fn csv(file: &str, bytes: &[u8]) -> Result<Listing> {
    let unreadable = |e: &dyn std::fmt::Display| Diagnostic::error(words::csv(e)).at(Place::file(file));
    let text = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)).map_err(|e| unreadable(&e))?;
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut records = reader.records();
    let mut columns: Vec<String> = Vec::new();
    if let Some(head) = records.next() {
        columns = head.map_err(|e| unreadable(&e))?.iter().map(str::to_owned).collect();
    }
    let guards = columns.pop_if(|heading| heading == Column::Guarded.heading()).is_some();
    let mut rows = Vec::new();
    for (index, record) in records.enumerate() {
        let record = record.map_err(|e| unreadable(&e))?;
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
            let place = Place { cell: Some(cell_name(index as u32 + 2, column as u32)), ..Place::line(file, line) };
            Shown { place, text: text.to_owned() }
        };
        if cells.len() != columns.len() {
            return Err(Diagnostic::error(words::too_many_cells(cells.len(), columns.len())).at(Place::line(file, line)).into());
        }
        rows.push(cells.iter().enumerate().map(shown).collect());
    }
    Ok(Listing { columns, rows })
}

/// Compares JSON with the records: what the papers are called, and every opinion.
pub(super) fn compare_json(meeting: &Meeting, opinions: &[(&str, &Opinion)], file: &str, bytes: &[u8]) -> Result<usize> {
    let value: Value = serde_json::from_slice(bytes).map_err(|e| Diagnostic::error(words::json(e)).at(Place::file(file)))?;
    let at = |key: &str| Place::file(file).heading(key);
    let (year, month, day) = meeting.date();
    let text = |key: &str| value[key].as_str().unwrap_or_default();
    let list = |key: &str, part: &str| {
        let items = value[key].as_array().into_iter().flatten();
        items.map(|item| if part.is_empty() { item } else { &item[part] }.as_str().unwrap_or_default()).collect::<Vec<_>>().join("\n")
    };
    let joined = |items: Vec<&str>| items.join("\n");
    let facts = [
        ("title", meeting.head.title.clone(), text("title").to_owned()),
        ("label", meeting.label().to_owned(), text("label").to_owned()),
        ("date", format!("{year:04}-{month:02}-{day:02}"), text("date").to_owned()),
        ("sections", joined(meeting.sections.iter().map(|s| s.title.as_str()).collect()), list("sections", "")),
        ("sources", joined(meeting.sources.iter().map(|s| s.key.as_str()).collect()), list("sources", "key")),
        ("sources", joined(meeting.sources.iter().map(|s| s.heading.as_str()).collect()), list("sources", "heading")),
        ("fields", joined(public(meeting).map(|(_, f)| f.key.as_str()).collect()), list("fields", "key")),
        ("fields", joined(public(meeting).map(|(_, f)| f.heading.as_str()).collect()), list("fields", "heading")),
    ];
    for (key, wanted, found) in &facts {
        same(wanted, found, key, at(key))?;
    }
    Ok(facts.len() + compare_lists(&expected_json(meeting, opinions), &opinions_of(meeting, opinions, file, &value)?)?)
}

/// The keys of an opinion, with the column that stands under each.
fn keys(meeting: &Meeting, opinions: &[(&str, &Opinion)]) -> Vec<(String, String)> {
    let fixed = fixed(opinions).into_iter().filter(|column| *column != Column::SectionTitle);
    let fixed = fixed.map(|column| (column.key().to_owned(), column.heading().to_owned()));
    fixed.chain(public(meeting).map(|(_, field)| (field.key.clone(), field.heading.clone()))).collect()
}

/// The records as JSON has them: the source by its key, the section by its number only.
fn expected_json(meeting: &Meeting, opinions: &[(&str, &Opinion)]) -> Expected {
    let mut table = expected(meeting, opinions);
    let columns = fixed(opinions);
    let at = |wanted: Column| columns.iter().position(|column| *column == wanted).unwrap_or_default();
    let (source, title) = (at(Column::Source), at(Column::SectionTitle));
    table.columns.remove(title);
    for ((_, cells), (_, opinion)) in table.rows.iter_mut().zip(opinions) {
        cells[source].clone_from(&meeting.sources[opinion.source].key);
        cells.remove(title);
    }
    table
}

fn opinions_of(meeting: &Meeting, opinions: &[(&str, &Opinion)], file: &str, value: &Value) -> Result<Listing> {
    let keys = keys(meeting, opinions);
    let mut rows = Vec::new();
    for (index, opinion) in value["opinions"].as_array().into_iter().flatten().enumerate() {
        let place = |key: &str| Place::file(file).heading(format!("opinions[{index}].{key}"));
        let object = opinion.as_object().ok_or_else(|| Diagnostic::error(words::json_shape()).at(Place::file(file)))?;
        if let Some(strange) = object.keys().find(|key| !keys.iter().any(|(known, _)| known == *key)) {
            return Err(Diagnostic::error(words::unknown_key(strange)).at(place(strange)).into());
        }
        let shown = |(key, _): &(String, String)| {
            let text = match object.get(key) {
                Some(Value::String(text)) => text.clone(),
                Some(Value::Number(number)) => number.to_string(),
                _ => String::new(),
            };
            Shown { place: place(key), text }
        };
        rows.push(keys.iter().map(shown).collect());
    }
    Ok(Listing { columns: keys.into_iter().map(|(_, heading)| heading).collect(), rows })
}

/// Compares the answers that a PDF carries: of each opinion one for each division that is asked about it or has answered it.
pub(super) fn compare_responses(subject: &Subject, opinions: &[(&str, &Opinion)], file: &str, bytes: &[u8]) -> Result<usize> {
    let value: Value = serde_json::from_slice(bytes).map_err(|e| Diagnostic::error(words::json(e)).at(Place::file(file)))?;
    let meeting = subject.meeting;
    let fields: Vec<&Field> = meeting.answer_fields().filter(|field| !meeting.is_private(field)).collect();
    for (key, part) in [("key", fields.iter().map(|field| field.key.as_str()).collect::<Vec<_>>()), ("heading", headings(&fields))] {
        let found = value["fields"].as_array().into_iter().flatten().map(|field| field[key].as_str().unwrap_or_default());
        same(&part.join("\n"), &found.collect::<Vec<_>>().join("\n"), "fields", Place::file(file).heading("fields"))?;
    }
    let asked = |id: &str, name: &str| {
        let shares = subject.shares.iter().filter(|share| share.division.name == name);
        shares.flat_map(|share| &share.opinions).any(|(_, opinion)| opinion.id == id)
    };
    let answered = |id: &str, name: &str| subject.responses.to(id).any(|(question, _)| question.division == name);
    let noted = |name: &str, id: &str| !subject.responses.value(id, NOTE_KEY, name).is_empty();
    let mut given: Vec<(&str, &str)> = Vec::new();
    for (_, opinion) in opinions {
        let names = meeting.divisions.iter().map(|division| division.name.as_str());
        given.extend(names.filter(|name| asked(&opinion.id, name) || answered(&opinion.id, name)).map(|name| (opinion.id.as_str(), name)));
    }
    let notes = meeting.publishes(NOTE_KEY) && given.iter().any(|(id, name)| noted(name, id));
    let keys: Vec<&str> = fields.iter().map(|field| field.key.as_str()).chain(notes.then_some(NOTE_KEY)).collect();
    let columns = [Column::Id.heading(), &meeting.words.division].into_iter().chain(headings(&fields)).chain(notes.then_some(NOTE_KEY));
    let columns: Vec<String> = columns.map(str::to_owned).collect();
    let wanted = given.iter().map(|(id, name)| {
        let values = keys.iter().map(|key| subject.responses.value(id, key, name).to_owned());
        ((*id).to_owned(), [(*id).to_owned(), (*name).to_owned()].into_iter().chain(values).collect())
    });
    let expected = Expected { rows: wanted.collect(), columns: columns.clone() };
    let mut rows = Vec::new();
    for (index, answer) in value["responses"].as_array().into_iter().flatten().enumerate() {
        let place = |key: &str| Place::file(file).heading(format!("responses[{index}].{key}"));
        let all: Vec<&str> = ["id", "division"].into_iter().chain(keys.iter().copied()).collect();
        let strange = answer.as_object().into_iter().flatten().map(|(key, _)| key).find(|key| !all.contains(&key.as_str()));
        if let Some(strange) = strange {
            return Err(Diagnostic::error(words::unknown_key(strange)).at(place(strange)).into());
        }
        let shown = |key: &&str| Shown { place: place(key), text: answer[*key].as_str().unwrap_or_default().to_owned() };
        rows.push(all.iter().map(shown).collect());
    }
    compare_lists(&expected, &Listing { columns, rows })
}

fn headings<'a>(fields: &[&'a Field]) -> Vec<&'a str> {
    fields.iter().map(|field| field.heading.as_str()).collect()
}
