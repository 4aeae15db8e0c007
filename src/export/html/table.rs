//! Table: the table of a section: its headings, and rows that belong together.

use std::fmt::Write as _;

use super::bodies::{Body, BodyCell, BodyRow};
use super::columns;
use super::tags::{escaped, open, span, text};
use crate::document::{Align, Cell, Column, Edition, Role, Row, State};

/// Rows of about this many lines and more may break between printed pages.
const LONG: f64 = 18.0;

/// The headings: those over several columns in a row of their own.
pub fn head(page: &mut String, columns: &[Column]) {
    let stretches = columns::stretches(columns);
    let two = stretches.iter().any(|stretch| stretch.over.is_some());
    let heading = |said: &str, width: usize, height: usize, class: &str| {
        let (columns, rows) = (span(width), span(height));
        let scope = if width > 1 { "colgroup" } else { "col" };
        if said.trim().is_empty() {
            text("td", &[("colspan", &columns), ("rowspan", &rows), ("class", class)], said)
        } else {
            text("th", &[("scope", scope), ("colspan", &columns), ("rowspan", &rows), ("class", class)], said)
        }
    };
    let class = |stretch: &columns::Stretch| if stretch.first == 0 && columns[0].role == Role::Number { "first" } else { "" };
    page.push_str("<thead>\n<tr>");
    for same in stretches.chunk_by(|a, b| a.over.is_some() && a.over == b.over) {
        let first = &same[0];
        match first.over {
            Some(over) => page.push_str(&heading(over, same.iter().map(|stretch| stretch.width).sum(), 1, "over")),
            None => page.push_str(&heading(first.heading, first.width, 1 + usize::from(two), class(first))),
        }
    }
    page.push_str("</tr>\n");
    if two {
        page.push_str("<tr>");
        for stretch in stretches.iter().filter(|stretch| stretch.over.is_some()) {
            page.push_str(&heading(stretch.heading, stretch.width, 1, class(stretch)));
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</thead>\n");
}

/// The bands of a section's table as far as it is written.
pub struct Bands {
    /// The section's number, from 1.
    section: usize,
    count: usize,
    /// Level and identifier of those that hold for the next row.
    standing: Vec<(usize, String)>,
}

impl Bands {
    pub fn of(section: usize) -> Self {
        Self { section, count: 0, standing: Vec::new() }
    }

    /// Begins a band, and says its identifier.
    fn begin(&mut self, level: usize) -> String {
        self.count += 1;
        let id = format!("s{}-{}", self.section, self.count);
        self.standing.retain(|(other, _)| *other < level);
        self.standing.push((level, id.clone()));
        id
    }
}

/// Rows that belong together.
pub fn tbody(page: &mut String, columns: &[Column], body: &Body, bands: &mut Bands) {
    let mut rows = String::new();
    let mut first: Vec<String> = Vec::new();
    let mut several = false;
    for (at, line) in body.lines.iter().enumerate() {
        rows.push_str("<tr");
        match line {
            BodyRow::Band { band, free } => {
                let id = bands.begin(band.level);
                several |= body.lines[..at].iter().any(|line| matches!(line, BodyRow::Row { .. }));
                let _ = write!(rows, " class=\"band level{}\">", band.level);
                for (stretch, said) in free {
                    let width = span(*stretch);
                    rows.push_str(&if *said {
                        // The <span> stays in sight when the table is moved sideways.
                        format!(
                            "{}{}</th>",
                            open("th", &[("id", &id), ("scope", "rowgroup"), ("colspan", &width)]),
                            text("span", &[], &band.text)
                        )
                    } else {
                        text("td", &[("colspan", &width)], "")
                    });
                }
            }
            BodyRow::Row { row, cells } => {
                if first.is_empty() {
                    first = bands.standing.iter().map(|(_, id)| id.clone()).collect();
                }
                rows.push_str(if is_long(row, columns) { " class=\"long\">" } else { ">" });
                for shown in cells {
                    rows.push_str(&cell(columns, shown));
                }
            }
        }
        rows.push_str("</tr>\n");
    }
    // A subcategory may open rows of its own: their category is named with it.
    let names = if several { String::new() } else { first.join(" ") };
    let _ = writeln!(page, "{}\n{rows}</tbody>", open("tbody", &[("aria-labelledby", &names)]));
}

fn is_long(row: &Row, columns: &[Column]) -> bool {
    let lines = |cell: &Cell| cell.text().split('\n').map(|line| (columns::ems(line) / columns::TEXT).ceil().max(1.0)).sum::<f64>();
    row.cells.iter().zip(columns).any(|(cell, column)| column.role == Role::Text && lines(cell) >= LONG)
}

/// A cell; numbers and labels say what their rows are about.
fn cell(columns: &[Column], shown: &BodyCell) -> String {
    let BodyCell { column: index, cell, height } = *shown;
    let column = &columns[index];
    let role = match column.role {
        Role::Number if index == 0 => "no first",
        Role::Number => "no",
        Role::Label => "name",
        // No rule between a text and what belongs to it.
        Role::Text if columns.get(index + 1).is_some_and(|next| next.role == Role::Aside) => "open",
        Role::Text => "",
        Role::Short => "short",
        Role::Aside => "aside",
    };
    let align = match column.align {
        Align::Left => "",
        Align::Center => "center",
        Align::Right => "right",
    };
    let vertical = if column.vertical { "vertical" } else { "" };
    let missing = if cell.state == State::Missing { "missing" } else { "" };
    let size = if column.size.is_some() { format!("z{}", index + 1) } else { String::new() };
    let classes: Vec<&str> = [role, align, vertical, missing, size.as_str()].into_iter().filter(|class| !class.is_empty()).collect();
    let is_header = matches!(column.role, Role::Number | Role::Label) && !cell.text().trim().is_empty();
    let (name, scope) = if is_header { ("th", "row") } else { ("td", "") };
    let mark = if column.edition == Edition::Older { "del" } else { "ins" };
    let mut html = open(name, &[("scope", scope), ("rowspan", &span(height)), ("class", &classes.join(" "))]);
    for run in &cell.runs {
        html.push_str(&if run.marked { text(mark, &[], &run.text) } else { escaped(&run.text) });
    }
    let _ = write!(html, "</{name}>");
    html
}
