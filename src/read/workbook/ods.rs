//! The parts of an OpenDocument spreadsheet (ODF 1.3 part 3): what LibreOffice calls .ods.

mod body;
mod styles;

use super::xml::{Package, Step, Xml};
use super::{Content, Format, Further, FurtherKind, Keep, Outcome, damaged};
use crate::say::words;
use body::Body;
use styles::Styles;

pub fn content(package: &mut Package) -> Outcome<Content> {
    refuse_encrypted(package)?;
    let mut content = Content::new(Format::Ods);
    let mut keep = Keep::default();
    let mut styles = Styles::default();
    if let Some(mut xml) = package.part("styles.xml")? {
        loop {
            match xml.step()? {
                Step::Start if xml.name() == "style" => styles.learn(&mut xml)?,
                // Page headers and footers, of which every page style has some.
                Step::Start
                    if matches!(xml.name(), "header" | "footer" | "header-left" | "footer-left" | "header-first" | "footer-first") =>
                {
                    running(&mut xml, &mut keep, &mut content.further)?;
                }
                Step::Done => break,
                _ => {}
            }
        }
    }
    let Some(xml) = package.part("content.xml")? else { return damaged() };
    Body::new(xml, &mut keep, styles, &mut content).read()?;
    if package.has("Basic/script-lc.xml") {
        keep.further(&mut content.further, FurtherKind::Macros, None, "")?;
    }
    if let Some(xml) = package.part("meta.xml")? {
        properties(xml, &mut keep, &mut content)?;
    }
    if content.sheets.is_empty() { Err(words::not_a_workbook().into()) } else { Ok(content) }
}

/// After the start of a page header: its texts, but for fields such as the number of the page.
fn running(xml: &mut Xml, keep: &mut Keep, kept: &mut Vec<Further>) -> Outcome<()> {
    let depth = xml.depth();
    let (mut text, mut field) = (String::new(), None);
    while xml.depth() >= depth {
        match xml.step()? {
            Step::Start => match xml.name() {
                "page-number" | "page-count" | "sheet-name" | "title" | "date" | "time" | "file-name" if field.is_none() => {
                    field = Some(xml.depth());
                }
                "p" => text.push('\n'),
                _ => {}
            },
            Step::End if field.is_some_and(|depth| xml.depth() < depth) => field = None,
            Step::Text if field.is_none() => text.push_str(xml.text()),
            Step::Done => return damaged(),
            _ => {}
        }
    }
    let text = super::running(&text);
    if text.is_empty() { Ok(()) } else { keep.further(kept, FurtherKind::Running, None, &text) }
}

/// The manifest says which parts are encrypted; they cannot be told from damaged ones by themselves.
fn refuse_encrypted(package: &mut Package) -> Outcome<()> {
    let Some(mut xml) = package.part("META-INF/manifest.xml")? else { return Ok(()) };
    loop {
        match xml.step()? {
            Step::Start if xml.name() == "encryption-data" => return Err(words::password().into()),
            Step::Done => return Ok(()),
            _ => {}
        }
    }
}

fn properties(mut xml: Xml, keep: &mut Keep, content: &mut Content) -> Outcome<()> {
    loop {
        match xml.step()? {
            Step::Start if xml.name() == "user-defined" => {
                let name = xml.get("name").unwrap_or_default();
                let value = xml.content()?.trim().to_owned();
                keep.property(&mut content.properties, name, value)?;
            }
            Step::Start if matches!(xml.name(), "title" | "subject" | "description" | "keyword") => {
                let text = xml.content()?;
                if !text.trim().is_empty() {
                    keep.further(&mut content.further, FurtherKind::Description, None, &text)?;
                }
            }
            Step::Done => return Ok(()),
            _ => {}
        }
    }
}
