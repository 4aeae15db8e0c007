//! What a worksheet's part says: its cells with their looks, and all that is around them.

use std::collections::BTreeMap;

use crate::read::package::{Attributes, Unknown, Visitor};
use crate::read::workbook::Area;

/// Height and width of what says nothing of itself, in points and in characters.
const ROW: f64 = 12.0;
/// A character of the default font, and what stands beside those of a column, in points.
const CHARACTER: f64 = 4.5;

/// A cell.
#[derive(Debug)]
pub struct Filled {
    /// Row and column from 0.
    pub at: (u32, u32),
    pub style: usize,
    pub holds: Holds,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Holds {
    Nothing,
    /// A text of the workbook, by its index.
    Text(usize),
    Number(String),
    Formula {
        formula: String,
        shown: String,
    },
    /// A value of another kind.
    Other,
}

/// A rule that guides who fills a range in.
#[derive(Debug, Default, PartialEq, Eq, PartialOrd, Ord, Clone)]
pub struct Guide {
    /// The kind of rule: an element's name and its type.
    pub kind: String,
    pub range: Option<Area>,
    pub formula: String,
    /// Titles and messages, in the order: error's title, error, title, message.
    pub said: [String; 4],
}

/// A place in a sheet: a row, a column or a cell, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spotted {
    Sheet,
    Row(u32),
    Column(u32),
    Cell(u32, u32),
}

/// Row and column that are being read, if any.
type Here = (Option<u32>, Option<u32>);

/// A worksheet as its part has it.
#[derive(Debug, Default)]
pub struct Leaf {
    pub cells: Vec<Filled>,
    /// Heights by row, in points.
    heights: BTreeMap<u32, f64>,
    /// First and last column, and the width in characters.
    widths: Vec<(u32, u32, f64)>,
    pub hidden: Vec<(u32, u32)>,
    pub merged: Vec<Area>,
    pub protected: bool,
    pub filter: Option<String>,
    pub guides: Vec<Guide>,
    /// Links: range and target within the workbook.
    pub links: Vec<(String, String)>,
    pub fits: bool,
    pub centred: bool,
    /// Left, right, top, bottom, header, footer, in inches.
    pub margins: [f64; 6],
    /// Number of the paper and whether it lies.
    pub paper: Option<(u32, bool)>,
    pub header: String,
    pub footer: String,
    pub has_table: bool,
    /// What is not known, with its row and column.
    pub odd: Vec<(Here, Unknown)>,
    here: Here,
    kind: String,
    formula: Option<String>,
}

impl Leaf {
    /// The height of rows, both ends included, in points.
    pub fn height(&self, (first, last): (u32, u32)) -> f64 {
        (first..=last).map(|row| self.heights.get(&row).copied().unwrap_or(ROW)).sum()
    }

    /// The width of columns, both ends included, in points.
    pub fn width(&self, (first, last): (u32, u32)) -> f64 {
        let of = |column: u32| self.widths.iter().find(|(first, last, _)| (*first..=*last).contains(&column));
        (first..=last).map(|column| of(column).map_or(8.0, |(_, _, width)| *width) * CHARACTER).sum()
    }

    /// The last row and column that say how high and wide they are.
    pub fn extent(&self) -> (u32, u32) {
        let row = self.heights.keys().next_back().copied().unwrap_or(0);
        (row, self.widths.iter().map(|(_, last, _)| *last).max().unwrap_or(0))
    }

    /// The last row in which a cell stands.
    pub fn last_row(&self) -> u32 {
        self.cells.iter().map(|cell| cell.at.0).max().unwrap_or(0)
    }

    /// Where something unknown stands.
    pub fn spot(at: (Option<u32>, Option<u32>)) -> Spotted {
        match at {
            (Some(row), Some(column)) => Spotted::Cell(row, column),
            (Some(row), None) => Spotted::Row(row),
            (None, Some(column)) => Spotted::Column(column),
            (None, None) => Spotted::Sheet,
        }
    }
}

impl Visitor for Leaf {
    fn open(&mut self, path: &str, attributes: &Attributes) {
        let Some(below) = path.strip_prefix("worksheet/") else { return };
        let text = |name: &str| attributes.get(name).unwrap_or_default().to_owned();
        let number = |name: &str| attributes.number::<f64>(name).unwrap_or(0.0);
        match below {
            "sheetPr/pageSetUpPr" => self.fits = attributes.get("fitToPage").is_some(),
            "cols/col" => {
                let end = |name: &str| attributes.number::<u32>(name).unwrap_or(1).saturating_sub(1);
                let (first, last) = (end("min"), end("max"));
                self.widths.push((first, last, number("width")));
                if attributes.get("hidden").is_some() {
                    self.hidden.push((first, last));
                }
                self.here = (None, Some(first));
            }
            "sheetData/row" => {
                let row = attributes.number::<u32>("r").unwrap_or(0).saturating_sub(1);
                self.here = (Some(row), None);
                if let Some(height) = attributes.number("ht") {
                    self.heights.insert(row, height);
                }
            }
            "sheetData/row/c" => {
                let at = attributes.get("r").and_then(area).map_or((u32::MAX, 0), |area| (area.top, area.left));
                self.here = (Some(at.0), Some(at.1));
                self.kind = text("t");
                self.formula = None;
                self.cells.push(Filled { at, style: attributes.number("s").unwrap_or(0), holds: Holds::Nothing });
            }
            "sheetProtection" => self.protected = attributes.get("sheet").is_some(),
            "autoFilter" => self.filter = Some(text("ref")),
            "mergeCells/mergeCell" => self.merged.extend(attributes.get("ref").and_then(area)),
            "conditionalFormatting" => {
                self.guides.push(Guide { kind: "colour".to_owned(), range: attributes.get("sqref").and_then(area), ..Guide::default() });
            }
            "dataValidations/dataValidation" => {
                let said = ["errorTitle", "error", "promptTitle", "prompt"].map(text);
                self.guides.push(Guide { kind: text("type"), range: attributes.get("sqref").and_then(area), said, ..Guide::default() });
            }
            "hyperlinks/hyperlink" => self.links.push((text("ref"), text("location"))),
            "printOptions" => self.centred = attributes.get("horizontalCentered").is_some(),
            "pageMargins" => self.margins = ["left", "right", "top", "bottom", "header", "footer"].map(number),
            "pageSetup" => {
                let fits = attributes.get("fitToHeight").is_some();
                let paper = attributes.number("paperSize").filter(|_| fits);
                self.paper = paper.map(|paper| (paper, attributes.get("orientation") == Some("landscape")));
            }
            "tableParts" => self.has_table = true,
            _ => {}
        }
        if !below.starts_with("sheetData/row") && below != "cols/col" {
            self.here = (None, None);
        }
    }

    fn close(&mut self, path: &str, text: &str) {
        let Some(below) = path.strip_prefix("worksheet/") else { return };
        match below {
            "sheetData/row/c/f" => self.formula = Some(text.to_owned()),
            "sheetData/row/c/v" => {
                let value = match (self.kind.as_str(), self.formula.take()) {
                    ("s", None) => text.parse().map_or(Holds::Other, Holds::Text),
                    ("", None) => Holds::Number(text.to_owned()),
                    ("str", Some(formula)) => Holds::Formula { formula, shown: text.to_owned() },
                    _ => Holds::Other,
                };
                if let Some(cell) = self.cells.last_mut() {
                    cell.holds = value;
                }
            }
            "sheetData/row/c" => {
                if let (Some(_), Some(cell)) = (self.formula.take(), self.cells.last_mut()) {
                    cell.holds = Holds::Other;
                }
            }
            "conditionalFormatting/cfRule/formula" | "dataValidations/dataValidation/formula1" => {
                if let Some(guide) = self.guides.last_mut() {
                    guide.formula.push_str(text);
                }
            }
            "headerFooter/oddHeader" => self.header = text.to_owned(),
            "headerFooter/oddFooter" => self.footer = text.to_owned(),
            _ => {}
        }
    }

    fn unknown(&mut self, unknown: Unknown) {
        let in_cells = ["worksheet/sheetData/row", "worksheet/cols/col"].iter().any(|known| unknown.within.starts_with(known));
        self.odd.push((if in_cells { self.here } else { (None, None) }, unknown));
    }
}

/// A range such as A1 or B2:C4.
pub fn area(text: &str) -> Option<Area> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    let ((top, left), (bottom, right)) = (position(first)?, position(last)?);
    (top <= bottom && left <= right).then_some(Area { top, left, bottom, right })
}

/// Row and column of a name such as C12, from 0.
fn position(name: &str) -> Option<(u32, u32)> {
    let digits = name.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = name.split_at(digits);
    let column = letters
        .bytes()
        .try_fold(0u32, |sum, b| b.is_ascii_uppercase().then(|| sum.checked_mul(26)?.checked_add(u32::from(b - b'A') + 1)).flatten())?;
    Some((row.parse::<u32>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}
