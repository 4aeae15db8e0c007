//! Reads a PDF by its tags, in reading order, as a screen reader does.

use ecow::eco_format;

use super::reading::{Medium, ReadCell, ReadLine, Reading, Spot};
use crate::read::pdf::{Element, Node, Pdf};
use crate::say::diag::Place;

/// Most columns of a table that are looked at; a cell may claim to span any number.
const COLUMNS: usize = 256;
/// Elements within a line of text (ISO 32000-1, 14.8.4.4).
const INLINE: &[&str] = &["Span", "Em", "Strong", "Link", "Code", "Quote", "Reference", "Annot", "Ruby", "RB", "RT", "RP", "Sub"];

/// What the tags say.
pub fn reading(file: &str, pdf: &Pdf) -> Reading {
    let mut walk = Walk { file, lines: Vec::new(), open: None };
    walk.flow(&pdf.root);
    walk.close();
    let title = Spot { place: Place::file(file).heading("Title"), text: pdf.title.clone().unwrap_or_default(), ..Spot::default() };
    Reading { medium: Medium::Pdf, title: Some(title), lines: walk.lines }
}

struct Walk<'a> {
    file: &'a str,
    lines: Vec<ReadLine>,
    /// The text that is being gathered.
    open: Option<Spot>,
}

impl Walk<'_> {
    fn place(&self, element: &Element) -> Place {
        let page = element.pages.first().map(|page| eco_format!("p.{page}"));
        Place { sheet: page, ..Place::file(self.file) }
    }

    fn close(&mut self) {
        self.lines.extend(self.open.take().filter(|spot| !spot.text.is_empty()).map(ReadLine::text));
    }

    fn flow(&mut self, element: &Element) {
        for child in &element.children {
            match child {
                Node::Text(text) => {
                    let place = self.place(element);
                    self.open.get_or_insert_with(|| Spot { place, ..Spot::default() }).text.push_str(text);
                }
                Node::Element(child) if INLINE.contains(&child.kind.as_str()) => self.flow(child),
                Node::Element(child) => {
                    self.close();
                    if child.kind == "Table" {
                        self.table(child);
                    } else {
                        self.flow(child);
                    }
                    self.close();
                }
            }
        }
    }

    /// The rows of a table, with the places that its cells cover.
    fn table(&mut self, table: &Element) {
        for caption in table.descendants("Caption") {
            self.flow(caption);
            self.close();
        }
        // How many further lines the cell above covers, by column.
        let mut above: Vec<usize> = Vec::new();
        for row in table.descendants("TR") {
            let mut cells = row.children.iter().filter_map(|node| match node {
                Node::Element(cell) => Some(cell),
                Node::Text(_) => None,
            });
            let mut line = ReadLine::default();
            while line.cells.len() < COLUMNS {
                let column = line.cells.len();
                above.resize(above.len().max(column + 1), 0);
                if above[column] > 0 {
                    above[column] -= 1;
                    line.cells.push(ReadCell::Above);
                    continue;
                }
                let Some(cell) = cells.next() else { break };
                let width = cell.col_span.clamp(1, COLUMNS - column);
                above.resize(above.len().max(column + width), 0);
                above[column..column + width].fill(cell.row_span.saturating_sub(1));
                line.cells.push(ReadCell::Spot(self.said(cell)));
                line.cells.extend((1..width).map(|_| ReadCell::Left));
            }
            self.lines.push(line);
        }
    }

    /// The paragraphs of a cell, a line each.
    fn said(&self, cell: &Element) -> Spot {
        fn add(element: &Element, marked: bool, spot: &mut Spot, marks: &mut Vec<bool>) {
            let marked = marked || element.decorated;
            if element.kind == "P" {
                if !spot.text.is_empty() {
                    spot.text.push('\n');
                    marks.push(false);
                }
                spot.lines = true;
            }
            for child in &element.children {
                match child {
                    Node::Element(child) => add(child, marked, spot, marks),
                    Node::Text(text) => {
                        spot.text.push_str(text);
                        marks.extend(text.chars().map(|_| marked));
                    }
                }
            }
        }
        let mut spot = Spot { place: self.place(cell), ..Spot::default() };
        let mut marks = Vec::new();
        add(cell, false, &mut spot, &mut marks);
        spot.marks = Some(marks);
        spot
    }
}
