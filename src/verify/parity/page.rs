//! Reads a page for the web: strictly, and every text verbatim.

use super::reading::{Medium, ReadCell, ReadLine, Reading, Spot};
use crate::document::{Document, Edition};
use crate::export::html::STYLE;
use crate::meeting::Meeting;
use crate::meeting::identity::BUILD_PROPERTY;
use crate::read::page::{Fault, Grid, Mark, Page, Part};
use crate::say::diag::{Diagnostic, Place, Result};
use crate::say::words::{self, Message};

/// Characters shown of a text.
const SHOWN: usize = 24;

/// The page, or why it cannot be trusted to show what it says.
pub fn open(file: &str, bytes: &[u8]) -> Result<Page> {
    if bytes.starts_with(b"\xef\xbb\xbf") {
        return Err(Diagnostic::error(words::parity_mark_extra()).at(Place::file(file)).into());
    }
    Ok(Page::read(bytes).map_err(|fault| {
        let message = match fault {
            Fault::TooLarge => words::parity_page_large(),
            Fault::NotWellFormed(_) => words::parity_page_broken(),
            Fault::Unknown(what) => words::parity_page_unknown(what),
            Fault::Hidden(what) => words::parity_page_hidden(what),
            Fault::Shape(what) => words::parity_page_shape(what),
            Fault::Row { number, text } => {
                let begins: String = text.chars().take(SHOWN).collect();
                words::parity_page_row(number, begins.escape_debug())
            }
        };
        Diagnostic::error(message).at(Place::file(file))
    })?)
}

/// What the page says.
pub fn reading(file: &str, page: &Page) -> Reading {
    let place = Place::file(file);
    let spot = |text: &str| Spot { place: place.clone(), text: text.to_owned(), lines: true, ..Spot::default() };
    let mut lines = Vec::new();
    for part in &page.blocks {
        match part {
            Part::Heading { text, .. } | Part::Text(text) => lines.push(ReadLine::text(spot(text))),
            Part::Table(grid) => {
                lines.extend(grid.caption.as_deref().map(|caption| ReadLine::text(spot(caption))));
                table(grid, &place, &mut lines);
            }
        }
    }
    Reading { medium: Medium::Page, title: Some(Spot { place: place.clone().heading("title"), ..spot(&page.title) }), lines }
}

/// The classes that elements may have; a number follows those that end in `#`.
const CLASSES: &[(&str, &[&str])] = &[
    ("p", &["label", "note"]),
    ("div", &["wide"]),
    ("table", &["small", "paper"]),
    ("col", &["c#"]),
    ("tr", &["sum", "long", "band", "level#"]),
    ("th", &["number", "first", "over", "no", "name", "center", "right", "vertical", "missing", "z#"]),
    ("td", &["number", "first", "over", "no", "name", "open", "short", "aside", "center", "right", "vertical", "missing", "z#"]),
];
/// What a page tells of itself besides its day and its build.
const FACTS: [(&str, &str); 2] = [("viewport", "width=device-width, initial-scale=1"), ("color-scheme", "light dark")];
const LANGUAGE: &str = "ja";
/// Least width of a column, and how much smaller or larger than others its type may be.
const WIDTH: f64 = 1.0;
const SIZES: std::ops::RangeInclusive<f64> = 0.8..=1.5;

/// Whether the page is shown as it is written: its style, its classes, and what it tells of itself.
pub fn shown(file: &str, page: &Page, meeting: &Meeting, document: &Document) -> Result<()> {
    let fault = |message: Message, detail: &str| Err(Diagnostic::error(message).at(Place::file(file)).detail(detail).into());
    let Some(rules) = page.style.strip_prefix(STYLE) else { return fault(words::parity_style(), &page.style) };
    if let Some(rule) = rules.lines().find(|rule| !is_rule(rule, document.columns.len())) {
        return fault(words::parity_style(), rule);
    }
    let numbered = |class: &str, known: &str| {
        let number = |end: &str| end.bytes().all(|b| b.is_ascii_digit()) && !end.is_empty();
        known.strip_suffix('#').map_or(class == known, |known| class.strip_prefix(known).is_some_and(number))
    };
    let is_known = |element: &str, class: &str| {
        CLASSES.iter().any(|(name, classes)| *name == element && classes.iter().any(|known| numbered(class, known)))
    };
    if let Some((element, class)) = page.classes.iter().find(|(element, class)| !is_known(element, class)) {
        return fault(words::parity_page_unknown(format!("<{element} class=\"{class}\">")), "");
    }
    let (year, month, day) = meeting.date();
    let day = format!("{year:04}-{month:02}-{day:02}");
    let is_fact = |name: &str, value: &str| match name {
        "dcterms.date" => value == day,
        BUILD_PROPERTY => (8..=64).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_hexdigit()),
        _ => FACTS.contains(&(name, value)),
    };
    if let Some((name, value)) = page.facts.iter().find(|(name, value)| !is_fact(name, value)) {
        return fault(words::parity_page_unknown(format!("<meta name=\"{name}\" content=\"{value}\">")), "");
    }
    if page.language != LANGUAGE {
        return fault(words::parity_page_unknown(format!("<html lang=\"{}\">", page.language)), "");
    }
    Ok(())
}

/// Whether a rule is one that sets the size or width of a column, or one that is only heard.
fn is_rule(rule: &str, columns: usize) -> bool {
    let value = |before: &str, behind: &str| rule.strip_prefix(before)?.strip_suffix(behind);
    let numbered = |name: &str, behind: &str| {
        let (number, value) = value(name, behind)?.split_once(" { ")?;
        let (_, value) = value.split_once(": ")?;
        let number = number.parse::<usize>().ok().filter(|number| (1..=columns).contains(number));
        number.and_then(|_| value.parse::<f64>().ok())
    };
    let is_width = |width: f64| width.is_finite() && width >= WIDTH;
    let size = rule.contains("{ font-size: ").then(|| numbered(".z", "em }")).flatten();
    let width = rule.contains("{ width: ").then(|| numbered(".c", "em }")).flatten();
    let printed = rule.contains("% }").then(|| numbered("@media print { .c", "% } }")).flatten();
    let lying = rule == "@media print { @page { size: landscape } }";
    let whole = value("@media screen { .paper { min-width: ", "em } }").and_then(|width| width.parse().ok());
    let heard = ["before", "after"].iter().any(|end| {
        let words = value(&format!("ins::{end}, del::{end} {{ content: \"\" / \""), "\" }");
        words.is_some_and(|words| words.chars().all(char::is_alphanumeric))
    });
    size.is_some_and(|size| SIZES.contains(&size)) || width.or(whole).or(printed).is_some_and(is_width) || lying || heard
}

/// The rows of a table, with the places that its cells cover.
fn table(grid: &Grid, place: &Place, lines: &mut Vec<ReadLine>) {
    let from = lines.len();
    let above = || ReadLine { cells: (0..grid.width).map(|_| ReadCell::Above).collect() };
    lines.extend(grid.rows.iter().map(|_| above()));
    for (row, cells) in grid.rows.iter().enumerate() {
        for cell in cells {
            let marks = cell.runs.iter().flat_map(|run| run.text.chars().map(|_| run.mark != Mark::None)).collect();
            let editions = cell.runs.iter().filter_map(|run| match run.mark {
                Mark::None => None,
                Mark::Deleted => Some(Edition::Older),
                Mark::Inserted => Some(Edition::Newer),
            });
            let editions = editions.collect();
            let spot = Spot { place: place.clone(), text: cell.text(), lines: true, marks: Some(marks), editions };
            let line = &mut lines[from + row].cells;
            for covered in line.iter_mut().skip(cell.column).take(cell.columns) {
                *covered = ReadCell::Left;
            }
            if let Some(first) = line.get_mut(cell.column) {
                *first = ReadCell::Spot(spot);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_rules_known() {
        for rule in [".z2 { font-size: 0.9em }", ".c1 { width: 12em }", "ins::before, del::before { content: \"\" / \"追加\" }"] {
            assert!(is_rule(rule, 3), "{rule}");
        }
        for rule in [
            "p { display: none }",
            ".z2 { font-size: 0.1em }",
            ".z4 { font-size: 1em }",
            ".c1 { width: 0em }",
            ".z1 { font-size: 1em } p { color: #fff }",
            "ins::before, del::before { content: \"甲\" }",
            "ins::before, del::before { content: \"\" / \"甲\"; color: #fff }",
            "@media screen { .paper { min-width: 9em } } p { opacity: 0 }",
            "",
        ] {
            assert!(!is_rule(rule, 3), "{rule}");
        }
    }
}
