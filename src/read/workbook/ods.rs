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
    if let Some(xml) = package.part("styles.xml")? {
        xml.each(|xml| match xml.name() {
            "style" => styles.learn(xml),
            // Page headers and footers, of which every page style has some.
            "header" | "footer" | "header-left" | "footer-left" | "header-first" | "footer-first" => {
                running(xml, &mut keep, &mut content.further)
            }
            _ => Ok(()),
        })?;
    }
    let Some(xml) = package.part("content.xml")? else { return damaged() };
    Body::new(xml, &mut keep, styles, &mut content).read()?;
    if package.has("Basic/script-lc.xml") {
        keep.further(&mut content.further, FurtherKind::Macros, None, "")?;
    }
    if let Some(xml) = package.part("meta.xml")? {
        properties(xml, &mut keep, &mut content)?;
    }
    Ok(content)
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
    let Some(xml) = package.part("META-INF/manifest.xml")? else { return Ok(()) };
    xml.each(|xml| if xml.name() == "encryption-data" { Err(words::password().into()) } else { Ok(()) })
}

fn properties(xml: Xml, keep: &mut Keep, content: &mut Content) -> Outcome<()> {
    xml.each(|xml| match xml.name() {
        "user-defined" => {
            let name = xml.get("name").unwrap_or_default();
            keep.property(&mut content.properties, name, xml.content()?.trim().to_owned())
        }
        "title" | "subject" | "description" | "keyword" => {
            let text = xml.content()?;
            if text.trim().is_empty() { Ok(()) } else { keep.further(&mut content.further, FurtherKind::Description, None, &text) }
        }
        _ => Ok(()),
    })
}
