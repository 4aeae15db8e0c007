//! The list: an opinion to a row or, with a stack, to as many rows as the stack has parts.

use super::columns::{Declared, Part};
use super::{Band, Cell, Column, Content, Group, Row, Section, State, joins, values};
use crate::answers::entries::Entry;
use crate::meeting::Meeting;
use crate::meeting::paper::Paper;
use crate::records::record::Opinion;

/// The sections with the opinions of `entries`, which are in printed order.
pub fn sections(meeting: &Meeting, paper: &Paper, columns: &[Declared], entries: &[&Entry]) -> Vec<Section> {
    let mut sections = Sections::new(paper);
    for entry in entries {
        sections.add(meeting, entry.opinion, rows(meeting, columns, entry));
    }
    sections.joined(columns)
}

/// The rows of one opinion.
fn rows(meeting: &Meeting, columns: &[Declared], entry: &Entry) -> Vec<Row> {
    let parts: &[Part] = columns.iter().map(|declared| declared.stack.as_slice()).find(|stack| !stack.is_empty()).unwrap_or_default();
    let height = parts.len().max(1);
    let row = |index: usize| {
        let cell = |declared: &Declared| match declared.column.shows[0] {
            Content::PartName => values::part_name(entry, &parts[index]),
            Content::Parts => values::cell(meeting, entry, &[parts[index].content]),
            _ if index > 0 => Cell { state: State::Covered, ..Cell::default() },
            _ => Cell { span: height, ..values::cell(meeting, entry, &declared.column.shows) },
        };
        Row { no: entry.no.to_owned(), goes_on: index > 0, cells: columns.iter().map(cell).collect() }
    };
    (0..height).map(row).collect()
}

/// The sections of a paper while rows are added to them, in printed order.
pub struct Sections<'a> {
    paper: &'a Paper,
    sections: Vec<Section>,
    /// Category and subcategory of the row that was added last, if it is of the section that is open.
    last: Option<(&'a str, &'a str)>,
}

impl<'a> Sections<'a> {
    pub fn new(paper: &'a Paper) -> Self {
        Self { paper, sections: Vec::new(), last: None }
    }

    /// Adds the rows of an opinion, or of it and others beside it. A group is one category, or one subcategory where those have
    /// bands; its first opinion opens every band.
    pub fn add(&mut self, meeting: &Meeting, opinion: &'a Opinion, rows: Vec<Row>) {
        let number = opinion.section + 1;
        if self.sections.last().is_none_or(|section| section.number != number) {
            let heading = super::section_heading(meeting, self.paper, opinion.section);
            self.sections.push(Section { number, heading, groups: Vec::new() });
            self.last = None;
        }
        let (category, subcategory) = (opinion.category.as_str(), opinion.subcategory.as_str());
        let before = self.last.replace((category, subcategory));
        let (first, second) = (before.is_none_or(|last| last.0 != category), before != Some((category, subcategory)));
        let has = |name: &str| self.paper.bands.iter().any(|band| band == name);
        let Some(section) = self.sections.last_mut() else { return };
        if first || second && has("subcategory") {
            let levels = [(1, "category", category, first), (2, "subcategory", subcategory, second)];
            let bands = levels.into_iter().filter(|(_, name, text, opens)| *opens && has(name) && !text.is_empty());
            let bands = bands.map(|(level, _, text, _)| Band { level, text: text.to_owned() }).collect();
            section.groups.push(Group { bands, rows: Vec::new() });
        }
        if let Some(group) = section.groups.last_mut() {
            group.rows.extend(rows);
        }
    }

    /// The sections, in which equal neighbours share a cell.
    pub fn joined(mut self, declared: &[Declared]) -> Vec<Section> {
        let columns: Vec<Column> = declared.iter().map(|declared| declared.column.clone()).collect();
        for section in &mut self.sections {
            joins::join(&columns, &mut section.groups);
        }
        // Where a column says what section rows are of, and no heading does, they are one table.
        let shows = |declared: &Declared| {
            declared.column.shows.contains(&Content::Section) || declared.stack.iter().any(|part| part.content == Content::Section)
        };
        if self.paper.headings == Some(false) && declared.iter().any(shows) {
            let mut sections = std::mem::take(&mut self.sections).into_iter();
            self.sections.extend(sections.next());
            if let Some(first) = self.sections.first_mut() {
                first.groups.extend(sections.flat_map(|section| section.groups));
            }
        }
        self.sections
    }
}
