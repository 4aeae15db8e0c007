//! How cells look: the fonts, grounds, formats and alignments of a workbook, and its texts.

use std::collections::BTreeMap;

use super::written;
use crate::read::package::{Attributes, Unknown, Visitor};
use crate::read::workbook::unescaped;

/// A font, or that of a run.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Face {
    pub name: String,
    /// In points.
    pub size: f64,
    pub ink: String,
    pub bold: bool,
    pub underlined: bool,
    pub odd: Vec<Unknown>,
}

impl Face {
    fn take(&mut self, element: &str, attributes: &Attributes) {
        let value = || attributes.get("val").unwrap_or_default().to_owned();
        match element {
            "b" => self.bold = true,
            "u" => self.underlined = true,
            "sz" => self.size = attributes.number("val").unwrap_or(0.0),
            "name" | "rFont" => self.name = value(),
            "color" => self.ink = ink(attributes),
            _ => {}
        }
    }
}

/// A colour by its number in the theme or by its parts.
fn ink(attributes: &Attributes) -> String {
    match (attributes.get("theme"), attributes.get("rgb")) {
        (Some(theme), None) => format!("theme {theme}"),
        (None, Some(rgb)) => rgb.to_owned(),
        _ => String::new(),
    }
}

/// The look of a cell.
#[derive(Debug, Clone, Default)]
pub struct Attire {
    /// The number format, if it may show something other than what stands in the cell.
    pub format: Option<String>,
    pub face: Face,
    /// The ground's colour; empty if there is none.
    pub ground: String,
    pub wrapped: bool,
    pub turned: bool,
    pub shrunk: bool,
    /// Whether it may be changed where the sheet is protected.
    pub open: bool,
    pub odd: Vec<Unknown>,
}

/// Reads the part of the styles.
#[derive(Default)]
pub struct Wardrobe {
    codes: BTreeMap<u32, String>,
    faces: Vec<Face>,
    grounds: Vec<(String, Vec<Unknown>)>,
    borders: Vec<Vec<Unknown>>,
    pub attires: Vec<Attire>,
    /// What concerns no cell in particular.
    pub odd: Vec<Unknown>,
}

impl Visitor for Wardrobe {
    fn open(&mut self, path: &str, attributes: &Attributes) {
        let Some(below) = path.strip_prefix("styleSheet/") else { return };
        match below {
            "numFmts/numFmt" => {
                let code = attributes.get("formatCode").unwrap_or_default().to_owned();
                self.codes.insert(attributes.number("numFmtId").unwrap_or(u32::MAX), code);
            }
            "fonts/font" => self.faces.push(Face::default()),
            "fills/fill" => self.grounds.push(Default::default()),
            "fills/fill/patternFill" => {
                if let (Some((ground, _)), Some(kind)) = (self.grounds.last_mut(), attributes.get("patternType")) {
                    *ground = if kind == "none" { String::new() } else { kind.to_owned() };
                }
            }
            "fills/fill/patternFill/fgColor" => {
                if let Some((ground, _)) = self.grounds.last_mut() {
                    *ground = attributes.get("rgb").unwrap_or("?").to_owned();
                }
            }
            "borders/border" => self.borders.push(Vec::new()),
            "cellXfs/xf" => {
                let attire = self.attire(attributes);
                self.attires.push(attire);
            }
            "cellXfs/xf/alignment" => {
                if let Some(attire) = self.attires.last_mut() {
                    attire.wrapped = attributes.get("wrapText").is_some();
                    attire.turned = attributes.get("textRotation").is_some();
                    attire.shrunk = attributes.get("shrinkToFit").is_some();
                }
            }
            "cellXfs/xf/protection" => {
                if let Some(attire) = self.attires.last_mut() {
                    attire.open = attributes.get("locked").is_some();
                }
            }
            _ => {
                if let Some(element) = below.strip_prefix("fonts/font/")
                    && let Some(face) = self.faces.last_mut()
                {
                    face.take(element, attributes);
                }
            }
        }
    }

    fn unknown(&mut self, unknown: Unknown) {
        let parts: Vec<&str> = unknown.within.split('/').skip(1).take(2).collect();
        let odd = match parts[..] {
            ["fonts", "font"] => self.faces.last_mut().map(|face| &mut face.odd),
            ["fills", "fill"] => self.grounds.last_mut().map(|(_, odd)| odd),
            ["borders", "border"] => self.borders.last_mut(),
            ["cellXfs", "xf"] => self.attires.last_mut().map(|attire| &mut attire.odd),
            _ => None,
        };
        odd.unwrap_or(&mut self.odd).push(unknown);
    }
}

impl Wardrobe {
    fn attire(&self, attributes: &Attributes) -> Attire {
        let index = |name: &str| attributes.number::<usize>(name).unwrap_or(usize::MAX);
        let format = attributes.number("numFmtId").unwrap_or(u32::MAX);
        let format = match self.codes.get(&format) {
            Some(code) => (!written::CODES.contains(&code.as_str())).then(|| code.clone()),
            None => (!written::FORMATS.contains(&format)).then(|| format.to_string()),
        };
        let face = self.faces.get(index("fontId")).cloned().unwrap_or_default();
        let (ground, mut odd) = self.grounds.get(index("fillId")).cloned().unwrap_or_else(|| ("?".to_owned(), Vec::new()));
        odd.extend(face.odd.iter().chain(self.borders.get(index("borderId")).into_iter().flatten()).cloned());
        Attire { format, face, ground, odd, ..Attire::default() }
    }
}

/// A text of the workbook.
#[derive(Debug, Default)]
pub struct Wording {
    pub text: String,
    /// The fonts of its runs; none if it has that of the cell throughout.
    pub faces: Vec<Face>,
    /// White space stands at its ends that is not shown.
    pub trimmed: bool,
    pub odd: Vec<Unknown>,
}

/// Reads the part of the texts.
#[derive(Default)]
pub struct Wordings {
    pub all: Vec<Wording>,
    kept: bool,
    pub odd: Vec<Unknown>,
}

impl Visitor for Wordings {
    fn open(&mut self, path: &str, attributes: &Attributes) {
        match path {
            "sst/si" => self.all.push(Wording::default()),
            "sst/si/r" => {
                if let Some(wording) = self.all.last_mut() {
                    wording.faces.push(Face::default());
                }
            }
            "sst/si/t" | "sst/si/r/t" => self.kept = attributes.get("xml:space").is_some(),
            _ => {
                if let Some(element) = path.strip_prefix("sst/si/r/rPr/")
                    && let Some(face) = self.all.last_mut().and_then(|wording| wording.faces.last_mut())
                {
                    face.take(element, attributes);
                }
            }
        }
    }

    fn close(&mut self, path: &str, text: &str) {
        if let ("sst/si/t" | "sst/si/r/t", Some(wording)) = (path, self.all.last_mut()) {
            let white = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r');
            wording.trimmed |= !self.kept && (text.starts_with(white) || text.ends_with(white));
            wording.text.push_str(&unescaped(text));
        }
    }

    fn unknown(&mut self, unknown: Unknown) {
        match self.all.last_mut() {
            Some(wording) if unknown.within.starts_with("sst/si") => wording.odd.push(unknown),
            _ => self.odd.push(unknown),
        }
    }
}
