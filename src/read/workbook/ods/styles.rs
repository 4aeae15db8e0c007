//! The styles of an OpenDocument spreadsheet: what of a text is struck through or red, and which tables are hidden.

use std::collections::BTreeMap;

use super::super::xml::{Step, Xml};
use super::super::{Look, Outcome, check_table, is_red, is_white};

/// What a style says itself; it has the rest of its parent.
#[derive(Clone, Default)]
struct Style {
    parent: Option<String>,
    struck: Option<bool>,
    red: Option<bool>,
    white: Option<bool>,
    filled: Option<bool>,
    /// Styles that it has where a rule holds.
    ruled: Vec<String>,
    /// Of a table: not shown.
    hidden: bool,
}

fn rgb(colour: &str) -> Option<u32> {
    colour.strip_prefix('#').and_then(|rgb| u32::from_str_radix(rgb, 16).ok())
}

/// Styles by family and name. Those of the content part, which come later, win.
#[derive(Default)]
pub struct Styles(BTreeMap<(String, String), Style>);

impl Styles {
    /// After the start of a style: learns it.
    pub fn learn(&mut self, xml: &mut Xml) -> Outcome<()> {
        let key = (xml.get("family").unwrap_or_default(), xml.get("style:name").unwrap_or_default());
        let mut style = Style { parent: xml.get("parent-style-name"), ..Style::default() };
        let depth = xml.depth();
        while xml.depth() >= depth {
            if xml.step()? != Step::Start {
                continue;
            }
            match xml.name() {
                "map" => style.ruled.extend(xml.get("apply-style-name")),
                "table-properties" => style.hidden = xml.get("display").is_some_and(|display| display == "false"),
                "text-properties" => {
                    let line = [xml.get("text-line-through-style"), xml.get("text-line-through-type")];
                    if line.iter().any(Option::is_some) {
                        style.struck = Some(line.iter().flatten().all(|line| line != "none"));
                    }
                    if let Some(colour) = xml.get("fo:color") {
                        style.red = Some(rgb(&colour).is_some_and(is_red));
                        style.white = Some(rgb(&colour).is_some_and(is_white));
                    }
                }
                "table-cell-properties" => {
                    let ground = xml.get("background-color");
                    style.filled = ground.map(|colour| rgb(&colour).is_some_and(|rgb| !is_white(rgb)));
                }
                _ => {}
            }
        }
        self.0.insert(key, style);
        check_table(self.0.len())
    }

    /// How a style looks, on the ground of what its surroundings look like.
    pub fn look(&self, family: &str, name: &str, ground: Look) -> Look {
        let (mut struck, mut red, mut white, mut filled) = (None, None, None, None);
        let mut name = Some(name.to_owned());
        // Parents are few; a circle of them must end.
        for _ in 0..16 {
            let Some(style) = name.and_then(|name| self.0.get(&(family.to_owned(), name))) else { break };
            struck = struck.or(style.struck);
            red = red.or(style.red);
            white = white.or(style.white);
            filled = filled.or(style.filled);
            name = style.parent.clone();
        }
        Look {
            struck: struck.unwrap_or(ground.struck),
            red: red.unwrap_or(ground.red),
            white: white.unwrap_or(ground.white),
            filled: filled.unwrap_or(ground.filled),
            ..ground
        }
    }

    /// Whether a rule may strike the texts of cells of a style through.
    pub fn may_strike(&self, cell: &str) -> bool {
        let style = self.0.get(&("table-cell".to_owned(), cell.to_owned()));
        style.is_some_and(|style| style.ruled.iter().any(|name| self.look("table-cell", name, Look::default()).struck))
    }

    pub fn hides(&self, table: &str) -> bool {
        self.0.get(&("table".to_owned(), table.to_owned())).is_some_and(|style| style.hidden)
    }
}
