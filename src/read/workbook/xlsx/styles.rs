//! The styles of an .xlsx package: what a cell refers to for its look and its number format.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::xml::{Package, Step, Xml};
use super::super::{Look, Outcome, is_red, shown};
use super::within_limit;

#[derive(Clone, Default)]
pub struct Style {
    pub look: Look,
    /// Number format.
    pub format: Arc<str>,
}

/// After the start of a font or of the properties of a run: its look. A colour of the theme counts for no red.
pub fn font(xml: &mut Xml) -> Outcome<Look> {
    let depth = xml.depth();
    let mut look = Look::default();
    while xml.depth() >= depth {
        if xml.step()? != Step::Start {
            continue;
        }
        match xml.name() {
            "strike" => look.struck = xml.get("val").is_none_or(|value| matches!(value.as_str(), "1" | "true" | "on")),
            "u" => look.underlined = xml.get("val").is_none_or(|value| value != "none"),
            "color" => {
                // 2 and 10 are red in the palette that every workbook has unless it says otherwise.
                let rgb = xml.get("rgb").and_then(|rgb| u32::from_str_radix(&rgb, 16).ok());
                look.red = rgb.is_some_and(is_red) || xml.number("indexed").is_some_and(|index: u32| matches!(index, 2 | 10));
            }
            _ => {}
        }
    }
    Ok(look)
}

pub fn styles(package: &mut Package, part: &str) -> Outcome<Vec<Style>> {
    let Some(mut xml) = package.part(part)? else { return Ok(Vec::new()) };
    let mut formats: BTreeMap<u32, Arc<str>> = BTreeMap::new();
    let (mut fonts, mut styles) = (Vec::new(), Vec::new());
    // Fonts and formats also stand in the styles for conditions (dxfs), and cell styles have formats of their own.
    let (mut in_fonts, mut in_styles) = (false, false);
    loop {
        match xml.step()? {
            Step::Start => match xml.name() {
                "fonts" => in_fonts = true,
                "cellXfs" => in_styles = true,
                "dxfs" | "cellStyleXfs" => xml.skip()?,
                "numFmt" => {
                    if let (Some(id), Some(code)) = (xml.number("numFmtId"), xml.get("formatCode")) {
                        formats.insert(id, code.into());
                        within_limit(formats.len())?;
                    }
                }
                "font" if in_fonts => {
                    fonts.push(font(&mut xml)?);
                    within_limit(fonts.len())?;
                }
                "xf" if in_styles => {
                    let id = xml.number("numFmtId").unwrap_or(0);
                    let format = formats.entry(id).or_insert_with(|| shown::builtin(id).into()).clone();
                    let look = xml.number("fontId").and_then(|id: usize| fonts.get(id)).copied().unwrap_or_default();
                    styles.push(Style { look, format });
                    within_limit(styles.len())?;
                }
                _ => {}
            },
            Step::End => match xml.name() {
                "fonts" => in_fonts = false,
                "cellXfs" => in_styles = false,
                _ => {}
            },
            Step::Done => return Ok(styles),
            Step::Text => {}
        }
    }
}
