//! The list: an opinion to a row or, with a stack, to as many rows as the stack has parts.

use super::columns::{Declared, Part};
use super::{Band, Cell, Content, Group, Row, Section, State, joins, values};
use crate::answers::entries::Entry;
use crate::meeting::Meeting;
use crate::meeting::paper::Paper;

/// The sections with the opinions of `entries`, which are in printed order.
pub fn sections(meeting: &Meeting, paper: &Paper, columns: &[Declared], entries: &[&Entry]) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut bands = Bands::new(paper);
    for entry in entries {
        let number = entry.opinion.section + 1;
        if sections.last().is_none_or(|section| section.number != number) {
            sections.push(Section { number, heading: super::section_heading(meeting, paper, entry.opinion.section), groups: Vec::new() });
            bands.reset();
        }
        let Some(section) = sections.last_mut() else { continue };
        let opens = bands.open(entry.opinion.category.as_str(), entry.opinion.subcategory.as_str());
        if opens.changed || section.groups.is_empty() {
            section.groups.push(Group { bands: opens.bands, rows: Vec::new() });
        }
        if let Some(group) = section.groups.last_mut() {
            group.rows.extend(rows(meeting, columns, entry));
        }
    }
    let plain: Vec<super::Column> = columns.iter().map(|declared| declared.column.clone()).collect();
    for section in &mut sections {
        joins::join(&plain, &mut section.groups);
    }
    sections
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

/// Which group an opinion belongs to, and which bands open it.
pub struct Bands {
    category: bool,
    subcategory: bool,
    last: Option<(String, String)>,
}

/// What an opinion opens.
pub struct Opens {
    /// Whether a group opens.
    pub changed: bool,
    pub bands: Vec<Band>,
}

impl Bands {
    pub fn new(paper: &Paper) -> Self {
        let has = |name: &str| paper.bands.iter().any(|band| band == name);
        Self { category: has("category"), subcategory: has("subcategory"), last: None }
    }

    /// A new section: its first opinion opens every band.
    pub fn reset(&mut self) {
        self.last = None;
    }

    /// What an opinion of this category opens. A group is one category, or one subcategory where those have bands.
    pub fn open(&mut self, category: &str, subcategory: &str) -> Opens {
        let (first, second) = match &self.last {
            Some((last, below)) => (last != category, last != category || below != subcategory),
            None => (true, true),
        };
        self.last = Some((category.to_owned(), subcategory.to_owned()));
        let mut bands = Vec::new();
        if first && self.category && !category.is_empty() {
            bands.push(Band { level: 1, text: category.to_owned() });
        }
        if second && self.subcategory && !subcategory.is_empty() {
            bands.push(Band { level: 2, text: subcategory.to_owned() });
        }
        Opens { changed: first || (second && self.subcategory), bands }
    }
}
