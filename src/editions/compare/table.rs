//! The 新旧対照表: every opinion that differs, its two editions side by side.

use super::words::{self, Run};
use super::{Change, Comparison, Item, Kind};
use crate::meeting;
use crate::meeting::headings::Column;

/// The table, section by section; sections in which nothing differs are left out.
pub struct Table<'a> {
    /// Title of the paper.
    pub title: String,
    pub sections: Vec<Section<'a>>,
}

pub struct Section<'a> {
    /// Number and title, as printed.
    pub heading: String,
    pub rows: Vec<Row<'a>>,
}

/// One opinion.
pub struct Row<'a> {
    /// Where it is printed, or was if it is no more.
    pub no: u32,
    pub category: &'a str,
    pub source: &'a str,
    /// None where the edition does not have it.
    pub old: Option<Side<'a>>,
    pub new: Option<Side<'a>>,
    /// What happened to it, a line each.
    pub note: Vec<String>,
}

/// An opinion in one edition: verbatim, in stretches of which those are marked that the other edition lacks.
pub struct Side<'a> {
    pub id: &'a str,
    pub text: Vec<Run<'a>>,
    /// Who it comes from; may be empty.
    pub by: Vec<Run<'a>>,
}

impl<'a> Table<'a> {
    pub fn new(comparison: &'a Comparison) -> Self {
        let meeting = comparison.new.meeting;
        let mut sections: Vec<(usize, Section)> = Vec::new();
        for change in &comparison.changes {
            let Some(item) = change.item() else { continue };
            let index = item.opinion.section;
            let row = row(&meeting.comparison, change, item);
            match sections.last_mut() {
                Some((last, section)) if *last == index => section.rows.push(row),
                _ => {
                    // A section that is no more keeps the heading that it had.
                    let named = if index < meeting.sections.len() { meeting } else { item.meeting };
                    sections.push((index, Section { heading: named.section_heading(index), rows: vec![row] }));
                }
            }
        }
        let title = format!("{}　{}", meeting.head.title, meeting.comparison.title);
        Self { title, sections: sections.into_iter().map(|(_, section)| section).collect() }
    }
}

fn row<'a>(said: &meeting::Comparison, change: &Change<'a>, item: Item<'a>) -> Row<'a> {
    let (old, new) = match (change.old, change.new) {
        (Some(old), Some(new)) => {
            let (old_text, new_text) = words::runs(&old.opinion.text, &new.opinion.text);
            let (old_by, new_by) = words::runs(&old.opinion.attribution, &new.opinion.attribution);
            let old = Side { id: &old.opinion.id, text: old_text, by: old_by };
            (Some(old), Some(Side { id: &new.opinion.id, text: new_text, by: new_by }))
        }
        (old, new) => {
            let whole = |item: Item<'a>| Side {
                id: &item.opinion.id,
                text: words::whole(&item.opinion.text, true),
                by: words::whole(&item.opinion.attribution, true),
            };
            (old.map(whole), new.map(whole))
        }
    };
    Row { no: item.no, category: &item.opinion.category, source: item.source(), old, new, note: note(said, change) }
}

/// What happened, and in what the editions differ beside the text and its attribution, which stand in the table.
fn note(said: &meeting::Comparison, change: &Change) -> Vec<String> {
    let word = |kind: &Kind| match kind {
        Kind::Added => said.added.as_str(),
        Kind::Removed => &said.removed,
        Kind::Changed => &said.changed,
        Kind::Moved => &said.moved,
    };
    let mut lines = vec![change.kinds().iter().map(word).collect::<Vec<_>>().join("・")];
    let (Some(old), Some(new)) = (change.old, change.new) else { return lines };
    if change.difference(Column::Section).or(change.difference(Column::No)).is_some() {
        lines.push(format!("{} → {}", old.printed(), new.printed()));
    }
    for difference in &change.differences {
        if matches!(difference.column, Column::Category | Column::Source | Column::Field(_)) {
            lines.push(difference.told(&difference.old, &difference.new));
        }
    }
    lines
}
