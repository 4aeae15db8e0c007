//! Parity of the PDF: its text through the tags, in reading order.
//!
//! An empty line of an opinion is room on the page and no text, so it is not compared here; the
//! attached records, compared as well, have it.

use super::data::compare_json;
use super::{Reading, Shown, compare, matrix as expected_matrix, matrix_columns, same};
use crate::meeting::Meeting;
use crate::read::pdf::{Element, Node, Pdf, tags};
use crate::records::record::Opinion;
use crate::say::diag::{Diagnostic, Place, Result};
use crate::say::words;
use crate::verify::missing;

/// Name under which the records are attached.
const ATTACHMENT: &str = "opinions.json";
/// Most columns of a table that are looked at; a cell may claim to span any number.
const COLUMNS: usize = 256;

/// Compares the handout of the opinion matrix with the records.
pub(super) fn matrix(meeting: &Meeting, opinions: &[(u32, &Opinion)], file: &str, bytes: &[u8]) -> Result<usize> {
    let pdf = read(file, bytes)?;
    same(&meeting.head.title, pdf.title.as_deref().unwrap_or_default(), "title", Place::file(file).heading("Title"))?;
    let (mut reading, mut rest) = (Reading { columns: matrix_columns(), rows: Vec::new() }, String::new());
    let mut section = String::new();
    gather(&pdf.root, &mut |part| match part {
        Part::Text(text) => rest.push_str(text),
        Part::Heading(heading) => section = heading.text(),
        Part::Table(table) => rows(table, file, &section, &mut reading),
    });
    // Nothing stands outside the headings and tables but title and label.
    let head = format!("{}{}", meeting.head.title, meeting.head.label);
    same(&head.replace('\n', ""), &rest.replace('\n', ""), "title, label", Place::file(file).heading("Document"))?;
    let cells = compare(&expected_matrix(meeting, opinions, lines), &reading)?;
    Ok(2 + cells + attached(meeting, opinions, file, &pdf)?)
}

/// Compares the records that a PDF carries.
pub(super) fn attached(meeting: &Meeting, opinions: &[(u32, &Opinion)], file: &str, pdf: &Pdf) -> Result<usize> {
    let place = format!("{file}#{ATTACHMENT}");
    let attached = pdf.attachments.iter().find(|attachment| attachment.name == ATTACHMENT).ok_or_else(|| missing(&place))?;
    compare_json(meeting, opinions, &place, &attached.bytes)
}

/// What can be said of a document that a meeting's own template makes: which opinions are in its text. It proves nothing more.
pub(super) fn foreign(opinions: &[(u32, &Opinion)], template: &str, file: &str, bytes: &[u8]) -> Result<Diagnostic> {
    let text = read(file, bytes)?.root.text();
    let is_there = |opinion: &Opinion| opinion.text.split('\n').all(|line| text.contains(line));
    let absent: Vec<&str> = opinions.iter().filter(|(_, opinion)| !is_there(opinion)).map(|(_, opinion)| opinion.id.as_str()).collect();
    let note = Diagnostic::warning(words::parity_foreign(template, opinions.len() - absent.len(), opinions.len())).at(Place::file(file));
    Ok(match absent.first() {
        Some(first) => note.hint(words::parity_foreign_absent(first)),
        None => note,
    })
}

pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Pdf> {
    tags::read(bytes).map_err(|mut errors| {
        errors.0.iter_mut().for_each(|error| error.place = Some(Place::file(file)));
        errors
    })
}

/// The lines of a text that the tags hold.
pub(super) fn lines(text: &str) -> String {
    text.split('\n').filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// A piece of the document in reading order.
pub(super) enum Part<'a> {
    Heading(&'a Element),
    Table(&'a Element),
    Text(&'a str),
}

/// Goes through headings, tables and all other text in reading order.
pub(super) fn gather<'a>(element: &'a Element, take: &mut dyn FnMut(Part<'a>)) {
    for child in &element.children {
        match child {
            Node::Text(text) => take(Part::Text(text)),
            Node::Element(child) => match child.kind.as_str() {
                "H1" => take(Part::Heading(child)),
                "Table" => take(Part::Table(child)),
                _ => gather(child, take),
            },
        }
    }
}

/// The cells of a table by row and column: where a cell spans several, it is at each of them.
pub(super) fn grid(table: &Element) -> Vec<Vec<&Element>> {
    let mut above: Vec<(usize, Option<&Element>)> = Vec::new();
    let mut grid = Vec::new();
    for row in table.descendants("TR") {
        let mut cells = row.children.iter().filter_map(|node| match node {
            Node::Element(cell) => Some(cell),
            Node::Text(_) => None,
        });
        let mut line = Vec::new();
        while line.len() < COLUMNS {
            let column = line.len();
            match above.get_mut(column) {
                Some((left, Some(cell))) if *left > 0 => {
                    *left -= 1;
                    line.push(*cell);
                }
                _ => {
                    let Some(cell) = cells.next() else { break };
                    for _ in 0..cell.col_span.clamp(1, COLUMNS - column) {
                        let here = line.len();
                        above.resize(above.len().max(here + 1), (0, None));
                        above[here] = (cell.row_span.saturating_sub(1), Some(cell));
                        line.push(cell);
                    }
                }
            }
        }
        grid.push(line);
    }
    grid
}

/// Adds the opinions of a section's table.
fn rows(table: &Element, file: &str, section: &str, reading: &mut Reading) {
    let grid = grid(table);
    let Some((head, body)) = grid.split_first() else { return };
    // Where each heading begins; one that spans two columns heads texts and who they come from.
    let starts: Vec<usize> = (0..head.len()).filter(|at| *at == 0 || !std::ptr::eq(head[*at], head[*at - 1])).collect();
    for row in body {
        let cell = |at: usize| row.get(at).map(|cell| said(cell)).unwrap_or_default();
        let category = row.get(1).filter(|cell| cell.kind == "TH");
        let first_source = if category.is_some() { 2 } else { 1 };
        let page = row.iter().flat_map(|cell| &cell.pages).min().copied().unwrap_or(0);
        for (index, start) in starts.iter().copied().enumerate().filter(|(_, start)| *start >= first_source) {
            let end = starts.get(index + 1).copied().unwrap_or(head.len());
            let by = (end > start + 1 && row.get(start + 1).is_some_and(|next| !std::ptr::eq(*next, row[start]))).then(|| cell(start + 1));
            let (text, by) = (cell(start), by.unwrap_or_default());
            if text.is_empty() && by.is_empty() {
                continue;
            }
            let category = category.map(|cell| cell.text()).unwrap_or_default();
            let cells = [section.to_owned(), category, cell(0), said(head[start]), text, by];
            let place = Place { sheet: Some(format!("p.{page}")), ..Place::file(file) };
            reading.rows.push(cells.into_iter().map(|text| Shown { place: place.clone(), text }).collect());
        }
    }
}

/// The paragraphs of a cell, a line each.
pub(super) fn said(cell: &Element) -> String {
    fn add(element: &Element, lines: &mut Vec<String>) {
        if element.kind == "P" {
            lines.push(String::new());
        }
        for child in &element.children {
            match child {
                Node::Element(child) => add(child, lines),
                Node::Text(text) => match lines.last_mut() {
                    Some(line) => line.push_str(text),
                    None => lines.push(text.clone()),
                },
            }
        }
    }
    let mut lines = Vec::new();
    add(cell, &mut lines);
    lines.join("\n")
}
