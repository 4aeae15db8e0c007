//! The paper as one page for the web, with nothing to load and nothing to run: for those who read on a
//! telephone, with large type or with a screen reader.
//!
//! The page is HTML and well-formed XML at once, so that the proof can read it strictly. Texts stand in it
//! verbatim: `white-space: pre-wrap` shows their spaces, tabs and line feeds, where `<br/>` would keep only
//! the last of these.

mod bodies;
mod columns;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use crate::document::{Align, Block, Cell, Column, Document, Role, Row, Section, State};
use bodies::{Body, BodyCell, BodyRow};

/// How the page looks, whatever it says.
pub const STYLE: &str = include_str!("html/page.css");

/// Rows of about this many lines and more may break between printed pages.
const LONG: f64 = 18.0;

/// What a page tells beside the paper itself.
#[derive(Debug, Clone, Copy)]
pub struct PageFacts<'a> {
    /// The language of the paper (BCP 47).
    pub language: &'a str,
    /// The date of the paper (ISO 8601).
    pub date: &'a str,
    /// What was built, and from what.
    pub build: &'a str,
    /// Size of the paper's type in points; columns with another size are set in proportion.
    pub size: f64,
    /// Said to those who listen before and after a run that the other edition lacks.
    pub marks: [&'a str; 2],
}

/// The page that says what `document` says.
pub fn html(document: &Document, facts: &PageFacts) -> Vec<u8> {
    let style = style(document, facts);
    let policy =
        format!("default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'", STANDARD.encode(Sha256::digest(&style)));
    let metas = [
        ("http-equiv", "Content-Security-Policy", policy.as_str()),
        ("name", "viewport", "width=device-width, initial-scale=1"),
        ("name", "color-scheme", "light dark"),
        ("name", "dcterms.date", facts.date),
        ("name", "shiryo.build", facts.build),
    ];
    let mut page = String::from("<!DOCTYPE html>\n");
    let _ = writeln!(
        page,
        "<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"{0}\">\n<head>\n<meta charset=\"utf-8\"/>",
        escaped(facts.language)
    );
    for (kind, name, content) in metas {
        let _ = writeln!(page, "<meta {kind}=\"{name}\" content=\"{}\"/>", escaped(content));
    }
    // Papers of one meeting may share a title: the label tells their tabs apart.
    let label = (!document.label.is_empty()).then(|| format!("{}　", document.label));
    let _ = writeln!(page, "{}", text("title", &[], &format!("{}{}", label.unwrap_or_default(), document.title)));
    let _ = writeln!(page, "<style>{style}</style>\n</head>\n<body>\n<main>\n<header>");
    let _ = writeln!(page, "{}", text("h1", &[("id", "title")], &document.title));
    if !document.label.is_empty() {
        let _ = writeln!(page, "{}", text("p", &[("class", "label")], &document.label));
    }
    page.push_str("</header>\n");
    document.above.iter().enumerate().for_each(|(index, above)| block(&mut page, above, &format!("a{}", index + 1)));
    contents(&mut page, &document.sections);
    for (index, shown) in document.sections.iter().enumerate() {
        section(&mut page, document, index + 1, shown);
    }
    document.below.iter().enumerate().for_each(|(index, below)| block(&mut page, below, &format!("b{}", index + 1)));
    page.push_str("</main>\n</body>\n</html>\n");
    page.into_bytes()
}

/// The style, with the widths of the columns and, in a comparison, what is said of marked runs.
fn style(document: &Document, facts: &PageFacts) -> String {
    let mut style = STYLE.to_owned();
    columns::rules(&mut style, document, facts.size);
    let [before, after] = facts.marks;
    if document.rows().flat_map(|row| &row.cells).flat_map(|cell| &cell.runs).any(|run| run.marked) {
        // Words that are heard and not seen: the text itself stays verbatim. Browsers tell of <ins> and <del>, too,
        // but not every screen reader passes it on.
        for (place, words) in [("before", before), ("after", after)] {
            let _ = writeln!(style, "ins::{place}, del::{place} {{ content: \"\" / \"{}\" }}", css(words));
        }
    }
    style
}

/// Links to the sections, where there are so many that one would have to look for them.
fn contents(page: &mut String, sections: &[Section]) {
    let headed: Vec<(usize, &String)> =
        sections.iter().enumerate().filter_map(|(index, section)| Some((index + 1, section.heading.as_ref()?))).collect();
    if headed.len() <= 3 {
        return;
    }
    page.push_str("<nav>\n<ul>\n");
    for (number, heading) in headed {
        let _ = writeln!(page, "<li>{}</li>", text("a", &[("href", &format!("#s{number}"))], heading));
    }
    page.push_str("</ul>\n</nav>\n");
}

/// A block; `id` is for the caption of its table.
fn block(page: &mut String, block: &Block, id: &str) {
    match block {
        Block::Text { text: said } => {
            let _ = writeln!(page, "{}", text("p", &[], said));
        }
        Block::Note { text: said } => {
            let _ = writeln!(page, "{}", text("p", &[("class", "note")], said));
        }
        Block::Table { heading, head, labels, rows } => {
            let (head, rows) = rows.split_at(usize::from(*head).min(rows.len()));
            small_table(page, id, heading.as_deref().unwrap_or_default(), head, rows, Form { labels: *labels, sum: false });
        }
        Block::Legend { heading, entries, .. } => {
            let rows: Vec<Vec<String>> = entries.iter().map(|entry| vec![entry.value.clone(), entry.means.clone()]).collect();
            small_table(page, id, heading, &[], &rows, Form { labels: true, sum: false });
        }
        Block::Tally { heading, columns, lines, .. } => {
            let head: Vec<String> = std::iter::once(String::new()).chain(columns.iter().cloned()).collect();
            let row = |line: &crate::document::TallyLine| {
                std::iter::once(line.label.clone()).chain(line.counts.iter().map(usize::to_string)).collect()
            };
            let rows: Vec<Vec<String>> = lines.iter().map(row).collect();
            small_table(page, id, heading, &[head], &rows, Form { labels: true, sum: true });
        }
    }
}

/// How a small table is to be read.
#[derive(Clone, Copy)]
struct Form {
    /// The first cell of a row says what the row is about.
    labels: bool,
    /// The last row is a sum.
    sum: bool,
}

/// A table above or below the paper's own.
fn small_table(page: &mut String, id: &str, heading: &str, head: &[Vec<String>], rows: &[Vec<String>], form: Form) {
    let width = head.iter().chain(rows).map(Vec::len).max().unwrap_or(0);
    let numeric: Vec<bool> = (0..width).map(|column| is_numeric(rows.iter().filter_map(|row| row.get(column)))).collect();
    let cell = |row: &Vec<String>, column: usize, scope: &str| {
        let said = row.get(column).map_or("", String::as_str);
        let class = if numeric[column] && column > 0 { "number" } else { "" };
        if scope.is_empty() || said.trim().is_empty() {
            text("td", &[("class", class)], said)
        } else {
            text("th", &[("scope", scope), ("class", class)], said)
        }
    };
    // Up to three columns fit every screen; more may have to be moved sideways, by keyboard, too.
    let wide = width > 3;
    if wide {
        let name = if heading.is_empty() { "title" } else { id };
        let _ = writeln!(page, "{}", open("div", &[("class", "wide"), ("role", "group"), ("aria-labelledby", name), ("tabindex", "0")]));
    }
    page.push_str("<table class=\"small\">\n");
    if !heading.is_empty() {
        let _ = writeln!(page, "{}", text("caption", &[("id", id)], heading));
    }
    for (part, rows) in [("thead", head), ("tbody", rows)] {
        if rows.is_empty() {
            continue;
        }
        let _ = writeln!(page, "<{part}>");
        for (index, row) in rows.iter().enumerate() {
            let is_sum = form.sum && part == "tbody" && index > 0 && index + 1 == rows.len();
            page.push_str(&open("tr", &[("class", if is_sum { "sum" } else { "" })]));
            for column in 0..width {
                let scope = match (part, column) {
                    ("thead", _) => "col",
                    (_, 0) if form.labels && width > 1 => "row",
                    _ => "",
                };
                page.push_str(&cell(row, column, scope));
            }
            page.push_str("</tr>\n");
        }
        let _ = writeln!(page, "</{part}>");
    }
    page.push_str(if wide { "</table>\n</div>\n" } else { "</table>\n" });
}

/// Whether these are numbers, each perhaps with a short unit: 12, 1,204件, 34.5%.
fn is_numeric<'a>(texts: impl Iterator<Item = &'a String>) -> bool {
    let is_number = |text: &str| {
        let unit = text.trim_start_matches(|c: char| matches!(c, '0'..='9' | '０'..='９' | ',' | '.' | '，' | '．'));
        unit.len() < text.len() && unit.chars().count() <= 2 && !unit.contains(char::is_whitespace)
    };
    let mut said = texts.filter(|text| !text.is_empty()).peekable();
    said.peek().is_some() && said.all(|text| is_number(text))
}

fn section(page: &mut String, document: &Document, number: usize, section: &Section) {
    page.push_str("<section>\n");
    let id = format!("s{number}");
    if let Some(heading) = &section.heading {
        let _ = writeln!(page, "{}", text("h2", &[("id", &id)], heading));
    }
    let name = if section.heading.is_some() { id.as_str() } else { "title" };
    // On a narrow screen the table is moved sideways within its frame, by keyboard, too: rows turned into blocks
    // would lose the cells that they share. A group, since as many landmarks would be none.
    let _ = writeln!(page, "{}", open("div", &[("class", "wide"), ("role", "group"), ("aria-labelledby", name), ("tabindex", "0")]));
    let _ = writeln!(page, "{}\n<colgroup>", open("table", &[("class", "paper"), ("aria-labelledby", name)]));
    for index in 1..=document.columns.len() {
        let _ = write!(page, "<col class=\"c{index}\"/>");
    }
    page.push_str("\n</colgroup>\n");
    head(page, &document.columns);
    let mut bands = 0;
    let mut standing: Vec<(usize, String)> = Vec::new();
    for body in bodies::bodies(section, document.columns.len()) {
        tbody(page, &document.columns, &body, number, &mut bands, &mut standing);
    }
    page.push_str("</table>\n</div>\n</section>\n");
}

/// The headings: those over several columns in a row of their own.
fn head(page: &mut String, columns: &[Column]) {
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

/// Rows that belong together. `standing` are the bands that hold so far, by level.
fn tbody(page: &mut String, columns: &[Column], body: &Body, section: usize, bands: &mut usize, standing: &mut Vec<(usize, String)>) {
    let mut rows = String::new();
    let mut first: Vec<String> = Vec::new();
    let mut several = false;
    for (at, line) in body.lines.iter().enumerate() {
        rows.push_str("<tr");
        match line {
            BodyRow::Band { band, free } => {
                *bands += 1;
                let id = format!("s{section}-{bands}");
                standing.retain(|(level, _)| *level < band.level);
                standing.push((band.level, id.clone()));
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
                    first = standing.iter().map(|(_, id)| id.clone()).collect();
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
    let mark = if column.edition == crate::document::Edition::Older { "del" } else { "ins" };
    let mut html = open(name, &[("scope", scope), ("rowspan", &span(height)), ("class", &classes.join(" "))]);
    for run in &cell.runs {
        html.push_str(&if run.marked { text(mark, &[], &run.text) } else { escaped(&run.text) });
    }
    let _ = write!(html, "</{name}>");
    html
}

/// A span as an attribute: one row or column needs none.
fn span(count: usize) -> String {
    if count > 1 { count.to_string() } else { String::new() }
}

/// A start tag. Attributes without a value are left out.
fn open(name: &str, attributes: &[(&str, &str)]) -> String {
    let mut tag = format!("<{name}");
    for (name, value) in attributes.iter().filter(|(_, value)| !value.is_empty()) {
        let _ = write!(tag, " {name}=\"{}\"", escaped(value));
    }
    tag.push('>');
    tag
}

/// An element that says `said`.
fn text(name: &str, attributes: &[(&str, &str)], said: &str) -> String {
    format!("{}{}</{name}>", open(name, attributes), escaped(said))
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // Either reader would take it for a line feed.
            '\r' => escaped.push_str("&#13;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// A text within quotes of CSS: what is neither letter nor digit by its code point.
fn css(text: &str) -> String {
    text.chars().map(|c| if c.is_alphanumeric() { c.to_string() } else { format!("\\{:06x}", u32::from(c)) }).collect()
}
