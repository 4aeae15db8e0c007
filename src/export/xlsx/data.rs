//! The sheet データ, one opinion to a row, for programs. It reads back as records: see [`crate::records::load`].

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::table::{self, Table, Value};
use crate::meeting::Meeting;
use crate::meeting::headings::Column;
use crate::records::placed::Placed;
use crate::records::record::Opinion;
use crate::typeset::measure::Ruler;

/// Name of the sheet; [`crate::records::load`] looks for it.
pub(super) const NAME: &str = "データ";
/// Name of the table.
const TABLE: &str = "意見一覧";

/// The columns, in their order, with the most that each may be wide, in em. The opinions take the rest.
pub(super) fn columns(meeting: &Meeting, subcategories: bool) -> Vec<(Column, Option<f64>)> {
    let fixed = [
        (Column::Id, Some(10.0)),
        (Column::Section, Some(6.0)),
        (Column::SectionTitle, Some(16.0)),
        (Column::Category, Some(10.0)),
        (Column::Subcategory, Some(10.0)),
        (Column::No, Some(6.0)),
        (Column::Source, Some(12.0)),
        (Column::Text, None),
        (Column::Attribution, Some(8.0)),
    ];
    let public = meeting.record_fields().enumerate().filter(|(_, field)| !meeting.is_private(field));
    let fields = public.map(|(index, _)| (Column::Field(index), Some(14.0)));
    let has_subcategories = |column: &Column| *column != Column::Subcategory || subcategories;
    fixed.into_iter().filter(|(column, _)| has_subcategories(column)).chain(fields).collect()
}

/// The head of a column.
pub(super) fn head(meeting: &Meeting, column: Column, most: Option<f64>) -> table::Column<'_> {
    let heading = match column {
        Column::Field(index) => meeting.record_fields().nth(index).map_or("", |field| &field.heading),
        fixed => fixed.heading(),
    };
    table::Column { heading, most, number: matches!(column, Column::Section | Column::No) }
}

/// What stands in a column for the opinion with number `no`.
pub(super) fn value<'a>(meeting: &'a Meeting, column: Column, no: &'a str, opinion: &'a Opinion) -> Value<'a> {
    match column {
        Column::Id => Value::Text(&opinion.id),
        Column::Section => Value::Number(opinion.section as u32 + 1),
        Column::SectionTitle => Value::Text(&meeting.sections[opinion.section].title),
        Column::Category => Value::Text(&opinion.category),
        Column::Subcategory => Value::Text(&opinion.subcategory),
        Column::No => no.parse().map_or(Value::Text(no), Value::Number),
        Column::Source => Value::Text(&meeting.sources[opinion.source].heading),
        Column::Text => Value::Text(&opinion.text),
        Column::Attribution => Value::Text(&opinion.attribution),
        Column::Field(index) => Value::Text(&opinion.fields[index]),
        Column::Guarded => Value::Text(""),
    }
}

pub(super) fn write(sheet: &mut Worksheet, meeting: &Meeting, placed: &Placed, ruler: &Ruler) -> Result<(), XlsxError> {
    let columns = columns(meeting, placed.opinions.iter().any(|opinion| !opinion.subcategory.is_empty()));
    let row = |(no, opinion)| columns.iter().map(|(column, _)| value(meeting, *column, no, opinion)).collect();
    let table = Table {
        sheet: NAME,
        name: TABLE,
        columns: columns.iter().map(|(column, most)| head(meeting, *column, *most)).collect(),
        rows: placed.in_order().map(row).collect(),
    };
    table.write(sheet, meeting, ruler, &meeting.head.title, meeting.label())
}
