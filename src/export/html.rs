//! The paper as one page for the web, with nothing to load and nothing to run: for those who read on a
//! telephone, with large type or with a screen reader.
//!
//! The page is HTML and well-formed XML at once, so that the proof can read it strictly. Texts stand in it
//! verbatim: `white-space: pre-wrap` shows their spaces, tabs and line feeds, where `<br/>` would keep only
//! the last of these.

mod blocks;
mod bodies;
mod columns;
mod table;
mod tags;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use crate::document::{Document, Section};
use blocks::block;
use table::{Bands, head, tbody};
use tags::{escaped, open, text};

/// How the page looks, whatever it says.
pub const STYLE: &str = include_str!("html/page.css");

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
    if document.cells().flat_map(|cell| &cell.runs).any(|run| run.marked) {
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
    let mut bands = Bands::of(number);
    for body in bodies::bodies(section, document.columns.len()) {
        tbody(page, &document.columns, &body, &mut bands);
    }
    page.push_str("</table>\n</div>\n</section>\n");
}

/// A text within quotes of CSS: what is neither letter nor digit by its code point.
fn css(text: &str) -> String {
    text.chars().map(|c| if c.is_alphanumeric() { c.to_string() } else { format!("\\{:06x}", u32::from(c)) }).collect()
}
