//! The matrix: sources side by side, the opinions of one number in one row.

use super::columns::Declared;
use super::list::Bands;
use super::{Cell, Column, Content, Group, Row, Section, joins, values};
use crate::answers::entries::Entry;
use crate::meeting::Meeting;
use crate::meeting::paper::Paper;

/// The sections with the opinions of `entries`, which are in printed order.
pub fn sections(meeting: &Meeting, paper: &Paper, columns: &[Declared], entries: &[&Entry]) -> Vec<Section> {
    let columns: Vec<Column> = columns.iter().map(|declared| declared.column.clone()).collect();
    let mut sections: Vec<Section> = Vec::new();
    let mut bands = Bands::new(paper);
    // Opinions of one section and number stand in one row.
    for row in entries.chunk_by(|a, b| (a.opinion.section, a.no) == (b.opinion.section, b.no)) {
        let first = row[0].opinion;
        if sections.last().is_none_or(|section| section.number != first.section + 1) {
            let heading = super::section_heading(meeting, paper, first.section);
            sections.push(Section { number: first.section + 1, heading, groups: Vec::new() });
            bands.reset();
        }
        let Some(section) = sections.last_mut() else { continue };
        let opens = bands.open(&first.category, &first.subcategory);
        if opens.changed || section.groups.is_empty() {
            section.groups.push(Group { bands: opens.bands, rows: Vec::new() });
        }
        if let Some(group) = section.groups.last_mut() {
            group.rows.push(Row {
                no: row[0].no.to_owned(),
                goes_on: false,
                cells: columns.iter().map(|column| cell(meeting, column, row)).collect(),
            });
        }
    }
    for section in &mut sections {
        joins::join(&columns, &mut section.groups);
    }
    sections
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
