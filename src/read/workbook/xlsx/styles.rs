//! The styles of an .xlsx package: what a cell refers to for its look and its number format.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::xml::{Package, Step, Xml};
use super::super::{Look, Outcome, check_table, is_red, is_white, shown};

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
                look.white = says_white(xml);
            }
            _ => {}
        }
    }
    Ok(look)
}

/// Whether the colour at hand is white: 1, 9 and 65 are in the palette, and 0 in the theme, that workbooks have unless they say otherwise.
fn says_white(xml: &Xml) -> bool {
    let rgb = xml.get("rgb").and_then(|rgb| u32::from_str_radix(&rgb, 16).ok());
    let of_theme = xml.number("theme").is_some_and(|theme: u32| theme == 0) && xml.get("tint").is_none();
    rgb.is_some_and(is_white) || of_theme || xml.number("indexed").is_some_and(|index: u32| matches!(index, 1 | 9 | 65))
}

/// What the styles of a package say: those of cells, and which of those for conditions strike a text through.
#[derive(Default)]
pub struct Styles {
    pub cells: Vec<Style>,
    pub striking: Vec<bool>,
}

pub fn styles(package: &mut Package, part: &str) -> Outcome<Styles> {
    let Some(mut xml) = package.part(part)? else { return Ok(Styles::default()) };
    let mut formats: BTreeMap<u32, Arc<str>> = BTreeMap::new();
    let (mut fonts, mut fills, mut styles) = (Vec::new(), Vec::new(), Styles::default());
    // Fonts and formats also stand in the styles for conditions (dxfs), and cell styles have formats of their own.
    let (mut in_fonts, mut in_fills, mut in_styles, mut in_conditions) = (false, false, false, false);
    loop {
        match xml.step()? {
            Step::Start => match xml.name() {
                "fonts" => in_fonts = true,
                "cellXfs" => in_styles = true,
                "fills" => in_fills = true,
                "dxfs" => in_conditions = true,
                "cellStyleXfs" => xml.skip()?,
                "dxf" if in_conditions => {
                    styles.striking.push(false);
                    check_table(styles.striking.len())?;
                }
                "font" if in_conditions => {
                    let strikes = font(&mut xml)?.struck;
                    styles.striking.iter_mut().last().into_iter().for_each(|last| *last |= strikes);
                }
                "fill" if in_fills => {
                    fills.push(false);
                    check_table(fills.len())?;
                }
                "fgColor" | "stop" if in_fills => {
                    let is_coloured = xml.name() == "stop" || !says_white(&xml);
                    fills.iter_mut().last().into_iter().for_each(|last| *last |= is_coloured);
                }
                "numFmt" if !in_conditions => {
                    if let (Some(id), Some(code)) = (xml.number("numFmtId"), xml.get("formatCode")) {
                        formats.insert(id, code.into());
                        check_table(formats.len())?;
                    }
                }
                "font" if in_fonts => {
                    fonts.push(font(&mut xml)?);
                    check_table(fonts.len())?;
                }
                "xf" if in_styles => {
                    let id = xml.number("numFmtId").unwrap_or(0);
                    let format = formats.entry(id).or_insert_with(|| shown::builtin(id).into()).clone();
                    let font: Look = xml.number("fontId").and_then(|id: usize| fonts.get(id)).copied().unwrap_or_default();
                    let filled = xml.number("fillId").and_then(|id: usize| fills.get(id)).copied().unwrap_or_default();
                    let look = Look { filled, altered: shown::alters_text(&format), ..font };
                    styles.cells.push(Style { look, format });
                    check_table(styles.cells.len())?;
                }
                _ => {}
            },
            Step::End => match xml.name() {
                "fonts" => in_fonts = false,
                "fills" => in_fills = false,
                "dxfs" => in_conditions = false,
                "cellXfs" => in_styles = false,
                _ => {}
            },
            Step::Done => return Ok(styles),
            Step::Text => {}
        }
    }
}
