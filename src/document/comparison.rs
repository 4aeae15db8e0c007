//! The comparison (新旧対照表): every opinion that differs, its two editions side by side.

use super::columns::Declared;
use super::list::Bands;
use super::{Cell, Content, Edition, From, Group, Row, Run, Section, State};
use crate::editions::compare::words as diff;
use crate::editions::compare::{Change, ChangeKind, Comparison, Item};
use crate::meeting::Meeting;
use crate::meeting::headings::Datum;
use crate::meeting::paper::Paper;
use crate::meeting::words::Words;

/// The sections in which anything differs.
pub fn sections(
    meeting: &Meeting,
    paper: &Paper,
    columns: &[Declared],
    comparison: &Comparison,
    shows: impl Fn(&Item) -> bool,
) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut bands = Bands::new(paper);
    for change in &comparison.changes {
        let Some(item) = change.item().filter(&shows) else { continue };
        let index = item.opinion.section;
        if sections.last().is_none_or(|section| section.number != index + 1) {
            // A section that is no more keeps the heading that it had.
            let named = if index < meeting.sections.len() { meeting } else { item.meeting };
            sections.push(Section { number: index + 1, heading: super::section_heading(named, paper, index), groups: Vec::new() });
            bands.reset();
        }
        let Some(section) = sections.last_mut() else { continue };
        let opens = bands.open(&item.opinion.category, &item.opinion.subcategory);
        if opens.changed || section.groups.is_empty() {
            section.groups.push(Group { bands: opens.bands, rows: Vec::new() });
        }
        // What is no more keeps its number, and says so where another opinion has it now.
        let is_former = change.new.is_none() && comparison.taken.contains(&(index, item.no));
        let no = if is_former { meeting.words.former.replace("{no}", item.no) } else { item.no.to_owned() };
        let cells = columns.iter().map(|declared| cell(meeting, change, (&item, &no), declared)).collect();
        if let Some(group) = section.groups.last_mut() {
            group.rows.push(Row { no, goes_on: false, cells });
        }
    }
    for section in &mut sections {
        let columns: Vec<super::Column> = columns.iter().map(|declared| declared.column.clone()).collect();
        super::joins::join(&columns, &mut section.groups);
    }
    sections
}

/// Heading of a column that shows a field which the older edition keeps to itself.
pub fn private_column(meeting: &Meeting, columns: &[Declared], comparison: &Comparison) -> Option<String> {
    let older = comparison.changes.iter().find_map(|change| change.old)?.meeting;
    let shown = columns.iter().flat_map(|declared| &declared.column.shows);
    let mut fields = shown.filter_map(|content| if let Content::Field(index) = content { meeting.fields.get(*index) } else { None });
    let is_private = |key: &str| older.record_fields().any(|field| field.key == key && older.is_private(field));
    fields.find(|field| is_private(&field.key)).map(|field| field.heading.clone())
}

fn cell(meeting: &Meeting, change: &Change, (item, no): (&Item, &str), declared: &Declared) -> Cell {
    let column = &declared.column;
    let from = |content: Content, edition| From { opinion: item.opinion.id.to_string(), content, edition };
    match column.shows[0] {
        Content::Change => Cell::said(note(&meeting.words, change).join("\n"), vec![from(Content::Change, Edition::Newer)]),
        Content::Text => side(meeting, change, column.edition, &column.shows),
        // The opinion as it is, or as it was if it is no more.
        _ => {
            let edition = if change.new.is_some() { Edition::Newer } else { Edition::Older };
            let value = |content: &Content| if *content == Content::Number { no.to_owned() } else { item_value(meeting, item, *content) };
            let texts = column.shows.iter().map(value).filter(|text| !text.is_empty());
            Cell::said(texts.collect::<Vec<_>>().join("\n"), column.shows.iter().map(|content| from(*content, edition)).collect())
        }
    }
}

fn item_value(meeting: &Meeting, item: &Item, content: Content) -> String {
    let opinion = item.opinion;
    match content {
        Content::Number => item.no.to_owned(),
        Content::Section => item.meeting.sections[opinion.section].title.clone(),
        Content::Category => opinion.category.to_string(),
        Content::Subcategory => opinion.subcategory.to_string(),
        Content::Source => item.source().to_owned(),
        Content::Attribution => opinion.attribution.to_string(),
        Content::Text => opinion.text.to_string(),
        // The older edition may have its fields in another order.
        Content::Field(index) => item.field(&meeting.fields[index].key).to_owned(),
        Content::Division | Content::Note | Content::PartName | Content::Parts | Content::Change => String::new(),
    }
}

/// The opinion in one edition, with what the other lacks marked.
fn side(meeting: &Meeting, change: &Change, edition: Edition, shows: &[Content]) -> Cell {
    let (this, other) = match edition {
        Edition::Older => (change.old, change.new),
        Edition::Newer => (change.new, change.old),
    };
    let Some(this) = this else { return Cell { span: 1, ..Cell::default() } };
    let mut cell = Cell { span: 1, state: State::Said, ..Cell::default() };
    for content in shows {
        let text = item_value(meeting, &this, *content);
        cell.from.push(From { opinion: this.opinion.id.to_string(), content: *content, edition });
        if text.is_empty() {
            continue;
        }
        if !cell.runs.is_empty() {
            cell.runs.push(Run { text: "\n".to_owned(), marked: false });
        }
        let runs = match &other {
            Some(other) => {
                let others = item_value(meeting, other, *content);
                match edition {
                    Edition::Older => diff::runs(&text, &others).0,
                    Edition::Newer => diff::runs(&others, &text).1,
                }
                .iter()
                .map(|run| Run { text: run.text.to_owned(), marked: run.marked })
                .collect()
            }
            None => vec![Run { text, marked: true }],
        };
        cell.runs.extend(runs);
    }
    cell
}

/// What happened, and in what the editions differ beside what stands in the table.
fn note(words: &Words, change: &Change) -> Vec<String> {
    let word = |kind: &ChangeKind| match kind {
        ChangeKind::Added => words.added.as_str(),
        ChangeKind::Removed => &words.removed,
        ChangeKind::Changed => &words.changed,
        ChangeKind::Moved => &words.moved,
    };
    let mut lines = vec![change.kinds().iter().map(word).collect::<Vec<_>>().join("・")];
    let (Some(old), Some(new)) = (change.old, change.new) else { return lines };
    if change.difference(Datum::Section).or(change.difference(Datum::No)).is_some() {
        lines.push(format!("{} → {}", old.printed(), new.printed()));
    }
    for difference in &change.differences {
        if matches!(difference.column, Datum::Category | Datum::Subcategory | Datum::Source | Datum::Field(_)) {
            lines.push(difference.told(&difference.old, &difference.new));
        }
    }
    lines
}
