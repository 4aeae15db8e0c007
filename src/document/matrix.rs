//! The matrix: sources side by side, the opinions of one number in one row.

use super::columns::Declared;
use super::list::Sections;
use super::{Cell, Column, Content, Row, Section, values};
use crate::answers::entries::Entry;
use crate::meeting::Meeting;
use crate::meeting::paper::Paper;

/// The sections with the opinions of `entries`, which are in printed order.
pub fn sections(meeting: &Meeting, paper: &Paper, columns: &[Declared], entries: &[&Entry]) -> Vec<Section> {
    let mut sections = Sections::new(paper);
    // Opinions of one section and number stand in one row.
    for row in entries.chunk_by(|a, b| (a.opinion.section, a.no) == (b.opinion.section, b.no)) {
        let cells = columns.iter().map(|declared| cell(meeting, &declared.column, row)).collect();
        sections.add(meeting, row[0].opinion, vec![Row { no: row[0].no.to_owned(), goes_on: false, cells }]);
    }
    sections.joined(columns)
}

/// What a row says in a column: of its source, or of all opinions of the row.
fn cell(meeting: &Meeting, column: &Column, row: &[&Entry]) -> Cell {
    let Some(source) = column.source else {
        let mut cell = values::cell(meeting, row[0], &column.shows);
        let others = row[1..].iter().flat_map(|entry| column.shows.iter().map(|content| values::from(entry, *content)));
        cell.from.extend(others);
        return cell;
    };
    match row.iter().find(|entry| entry.opinion.source == source) {
        Some(entry) => values::cell(meeting, entry, &column.shows),
        None => Cell { span: 1, ..Cell::default() },
    }
}

/// The opinions that a matrix with these columns cannot show: those of other sources.
pub fn without_column<'e, 'a>(columns: &[Declared], entries: &[&'e Entry<'a>]) -> Vec<&'e Entry<'a>> {
    let shown = |entry: &Entry| {
        columns.iter().any(|declared| declared.column.source == Some(entry.opinion.source) && declared.column.shows[0] == Content::Text)
    };
    entries.iter().copied().filter(|entry| !shown(entry)).collect()
}
