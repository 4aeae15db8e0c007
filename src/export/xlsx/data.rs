//! The sheet データ, one opinion to a row, for programs. It reads back as records: see [`crate::records::load`].

use std::collections::BTreeSet;

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::table::{self, Table, Value};
use crate::answers::entries::{Entries, Entry};
use crate::document::{Content, Document};
use crate::meeting::headings::Datum;
use crate::meeting::look::Look;
use crate::meeting::{Field, Meeting};
use crate::records::record::Opinion;
use crate::typeset::measure::Ruler;

/// Name of the sheet; [`crate::records::load`] looks for it.
pub(super) const NAME: &str = "データ";
/// Name of the table, without and with what divisions filled in.
const TABLE: &str = "意見一覧";
const ANSWERED: &str = "意見と対応";
/// Widest column of divisions and chosen values, and of free answers, in em.
const NARROW: f64 = 14.0;
const FREE: f64 = 40.0;
/// A value of a field is long beyond this, in em.
const LONG: f64 = 42.0;

/// The columns, in their order, with the most that each may be wide, in em. The opinions take the rest.
fn columns(meeting: &Meeting, subcategories: bool) -> Vec<(Datum, Option<f64>)> {
    let fixed = [
        (Datum::Id, Some(10.0)),
        (Datum::Section, Some(6.0)),
        (Datum::SectionTitle, Some(16.0)),
        (Datum::Category, Some(10.0)),
        (Datum::Subcategory, Some(10.0)),
        (Datum::No, Some(6.0)),
        (Datum::Source, Some(12.0)),
        (Datum::Text, None),
        (Datum::Attribution, Some(8.0)),
    ];
    let public = meeting.record_fields().enumerate().filter(|(_, field)| !meeting.is_private(field));
    let fields = public.map(|(index, _)| (Datum::Field(index), Some(14.0)));
    let has_subcategories = |column: &Datum| *column != Datum::Subcategory || subcategories;
    fixed.into_iter().filter(|(column, _)| has_subcategories(column)).chain(fields).collect()
}

/// The head of a column.
fn head(meeting: &Meeting, column: Datum, most: Option<f64>) -> table::Column<'_> {
    let heading = match column {
        Datum::Field(index) => meeting.record_fields().nth(index).map_or("", |field| &field.heading),
        fixed => fixed.heading(),
    };
    table::Column { heading, most, number: matches!(column, Datum::Section | Datum::No) }
}

/// What stands in a column for the opinion with number `no`.
fn value<'a>(meeting: &'a Meeting, column: Datum, no: &'a str, opinion: &'a Opinion) -> Value<'a> {
    match column {
        Datum::Id => Value::Text(&opinion.id),
        Datum::Section => Value::Number(opinion.section as u32 + 1),
        Datum::SectionTitle => Value::Text(&meeting.sections[opinion.section].title),
        Datum::Category => Value::Text(&opinion.category),
        Datum::Subcategory => Value::Text(&opinion.subcategory),
        Datum::No => no.parse().map_or(Value::Text(no), Value::Number),
        Datum::Source => Value::Text(&meeting.sources[opinion.source].heading),
        Datum::Text => Value::Text(&opinion.text),
        Datum::Attribution => Value::Text(&opinion.attribution),
        Datum::Field(index) => Value::Text(&opinion.fields[index]),
        Datum::Guarded => Value::Text(""),
    }
}

/// What divisions filled in, of one column.
#[derive(Clone, Copy)]
enum Answered<'a> {
    Division,
    /// A field, by its index among those that divisions fill in.
    Field(usize, &'a Field),
    Note,
}

/// The columns of what divisions filled in: those that the paper shows, with the names of the divisions.
fn answered<'a>(meeting: &'a Meeting, document: &Document) -> Vec<Answered<'a>> {
    let cells = document.shown().map(|from| from.content);
    let shown: BTreeSet<Content> = document.columns.iter().flat_map(|column| column.shows.iter().copied()).chain(cells).collect();
    let public = |index: &usize| !meeting.is_private(&meeting.fields[*index]) && shown.contains(&Content::Field(*index));
    let fields = (0..meeting.fields.len()).filter(public);
    let mut columns: Vec<Answered> =
        fields.filter_map(|index| Some(Answered::Field(meeting.answer_index(index)?, &meeting.fields[index]))).collect();
    columns.extend(shown.contains(&Content::Note).then_some(Answered::Note));
    if !columns.is_empty() || shown.contains(&Content::Division) {
        columns.insert(0, Answered::Division);
    }
    columns
}

/// Writes the opinions that the paper shows: one to a row or, where it shows what divisions filled in, one for each division.
pub(super) fn write(sheet: &mut Worksheet, document: &Document, look: &Look, entries: &Entries, ruler: &Ruler) -> Result<(), XlsxError> {
    let meeting = entries.meeting;
    let shown: BTreeSet<&str> = document.shown().map(|from| from.opinion.as_str()).collect();
    let entries: Vec<&Entry> = entries.all.iter().filter(|entry| shown.contains(entry.opinion.id.as_str())).collect();
    let of_records = columns(meeting, entries.iter().any(|entry| !entry.opinion.subcategory.is_empty()));
    let answered = answered(meeting, document);
    // Fields of long texts are as wide as the opinions.
    let is_long = |column: Datum| {
        let long = |text: &str| text.lines().any(|line| ruler.width(line) > LONG);
        entries.iter().any(|entry| matches!(value(meeting, column, entry.no, entry.opinion), Value::Text(text) if long(text)))
    };
    let most = |column: Datum, most: Option<f64>| most.filter(|_| !matches!(column, Datum::Field(_)) || !is_long(column));
    let mut heads: Vec<table::Column> = of_records.iter().map(|(column, usual)| head(meeting, *column, most(*column, *usual))).collect();
    heads.extend(answered.iter().map(|column| match column {
        Answered::Division => table::Column { heading: &meeting.answer_headings.division, most: Some(NARROW), number: false },
        Answered::Field(_, field) => {
            table::Column { heading: &field.heading, most: Some(if field.choices.is_empty() { FREE } else { NARROW }), number: false }
        }
        Answered::Note => table::Column { heading: &meeting.answer_headings.note, most: Some(FREE), number: false },
    }));
    let mut rows: Vec<Vec<Value>> = Vec::new();
    for entry in &entries {
        let said = || of_records.iter().map(|(column, _)| value(meeting, *column, entry.no, entry.opinion));
        if answered.is_empty() || entry.answers.is_empty() {
            rows.push(said().chain(answered.iter().map(|_| Value::Text(""))).collect());
            continue;
        }
        for answer in &entry.answers {
            let filled = answered.iter().map(|column| match column {
                Answered::Division => meeting.divisions[answer.division].name.as_str(),
                Answered::Field(index, _) => answer.values[*index],
                Answered::Note => answer.note,
            });
            rows.push(said().chain(filled.map(Value::Text)).collect());
        }
    }
    let name = if answered.is_empty() { TABLE } else { ANSWERED };
    let table = Table { sheet: NAME, name, columns: heads, rows };
    table.write(sheet, look, ruler, &document.short_title, &document.label)
}
