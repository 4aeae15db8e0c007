//! A workbook, opened: all its parts, and whatever in them is not known.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::styles::{Wardrobe, Wordings};
use super::worksheet::Leaf;
use super::written;
use crate::read::package::{Attributes, Fault, Grammar, Unknown, Visitor, What, parts};

/// A workbook.
#[derive(Default)]
pub struct Opened {
    pub sheets: Vec<Bound>,
    pub names: Vec<Name>,
    pub wardrobe: Wardrobe,
    pub wordings: Wordings,
    /// The table of the second sheet.
    pub table: Option<Ledger>,
    /// What the document says of itself: element, or name of a property, and value.
    pub told: Vec<(String, String)>,
    /// What belongs to no sheet: the part in which it stands, and what it is if the part itself is known.
    pub odd: Vec<(String, Option<Unknown>)>,
}

/// A sheet in its workbook.
pub struct Bound {
    pub name: String,
    pub hidden: bool,
    /// Whether it can be shown by a choice in a menu, though it is hidden.
    pub lightly: bool,
    pub leaf: Leaf,
}

/// A defined name.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    pub name: String,
    /// The sheet to which it belongs, from 0.
    pub sheet: Option<usize>,
    pub hidden: bool,
    pub range: String,
}

/// What the part of a table says.
#[derive(Debug, Default)]
pub struct Ledger {
    pub range: String,
    pub filter: String,
    pub headings: Vec<String>,
}

/// The part of a document's own properties, which not every workbook has.
const OWN: &str = "docProps/custom.xml";

/// Opens a workbook, which may have properties of its own; what is wrong with the package itself is a fault.
pub fn open(bytes: &[u8], own: bool) -> Result<Opened, Fault> {
    let parts = parts(bytes)?;
    let mut opened = Opened::default();
    let get = |name: &str| parts.get(name).map(String::as_str).ok_or_else(|| Fault::Part(name.to_owned()));
    let read = |grammar: &Grammar, name: &str, visitor: &mut dyn Visitor| {
        if grammar.walk(get(name)?, visitor) { Ok(()) } else { Err(Fault::Part(name.to_owned())) }
    };
    let mut outline = Outline::default();
    read(&written::BOOK_LINES, written::BOOK, &mut outline)?;
    read(&written::STYLE_LINES, written::STYLES, &mut opened.wardrobe)?;
    read(&written::STRING_LINES, written::STRINGS, &mut opened.wordings)?;
    for (name, grammar) in
        [("docProps/app.xml", &*written::APP_LINES), ("docProps/core.xml", &*written::CORE_LINES), (OWN, &*written::CUSTOM_LINES)]
    {
        if name == OWN && !own {
            continue;
        }
        let mut paper = Paperwork::default();
        read(grammar, name, &mut paper)?;
        opened.told.extend(paper.told);
        opened.odd.extend(paper.odd.into_iter().map(|odd| (name.to_owned(), Some(odd))));
    }
    let mut known: Vec<String> = written::PARTS.iter().filter(|name| own || **name != OWN).map(|name| (*name).to_owned()).collect();
    // The sheets stand in their order, each in the part of its number.
    for (index, Tab { name, hidden, lightly }) in outline.sheets.into_iter().enumerate() {
        let part = format!("xl/worksheets/sheet{}.xml", index + 1);
        let mut leaf = Leaf::default();
        read(&written::SHEET_LINES, &part, &mut leaf)?;
        if leaf.has_table {
            let links = format!("xl/worksheets/_rels/sheet{}.xml.rels", index + 1);
            let mut ledger = Register::default();
            read(&written::TABLE_LINES, "xl/tables/table1.xml", &mut ledger)?;
            opened.odd.extend(ledger.odd.into_iter().map(|odd| ("xl/tables/table1.xml".to_owned(), Some(odd))));
            opened.table = Some(ledger.table);
            known.extend([links, "xl/tables/table1.xml".to_owned()]);
        }
        known.push(part);
        opened.sheets.push(Bound { name, hidden, lightly, leaf });
    }
    opened.names = outline.names;
    opened.odd.extend(outline.odd.into_iter().map(|odd| (written::BOOK.to_owned(), Some(odd))));
    let strange = parts.keys().filter(|name| !known.contains(name));
    opened.odd.extend(strange.map(|name| (name.clone(), None)));
    links(&mut opened, &known, &get)?;
    if digest(get(written::THEME)?) != written::THEME_DIGEST {
        opened.odd.push((written::THEME.to_owned(), None));
    }
    Ok(opened)
}

/// What refers to parts must refer to those that are known, and to each once.
fn links<'p>(opened: &mut Opened, known: &[String], get: &dyn Fn(&str) -> Result<&'p str, Fault>) -> Result<(), Fault> {
    let sheets = opened.sheets.len();
    for name in known.iter().filter(|name| name.ends_with(".rels")) {
        let mut links = Pairs::new("Relationships/Relationship", "Id", "Target");
        if !written::LINK_LINES.walk(get(name)?, &mut links) {
            return Err(Fault::Part(name.clone()));
        }
        let wanted: Vec<(String, String)> = match name.as_str() {
            "_rels/.rels" => {
                let parts = [written::BOOK, "docProps/core.xml", "docProps/app.xml", OWN].into_iter();
                numbered(&parts.filter(|part| known.iter().any(|known| known == part)).map(str::to_owned).collect::<Vec<_>>())
            }
            written::BOOK_LINKS => {
                let sheets = (1..=sheets).map(|sheet| format!("worksheets/sheet{sheet}.xml"));
                let rest = ["theme/theme1.xml", "styles.xml", "sharedStrings.xml"].map(str::to_owned);
                numbered(&sheets.chain(rest).collect::<Vec<_>>())
            }
            _ => numbered(&["../tables/table1.xml".to_owned()]),
        };
        opened.odd.extend(links.odd.into_iter().map(|odd| (name.clone(), Some(odd))));
        if links.pairs != wanted {
            opened.odd.push((name.clone(), None));
        }
    }
    let mut types = Pairs::new("Types/Override", "PartName", "ContentType");
    if !written::TYPE_LINES.walk(get(written::TYPES)?, &mut types) {
        return Err(Fault::Part(written::TYPES.to_owned()));
    }
    opened.odd.extend(types.odd.into_iter().map(|odd| (written::TYPES.to_owned(), Some(odd))));
    let mut typed: Vec<&str> = types.pairs.iter().map(|(name, _)| name.trim_start_matches('/')).collect();
    let mut wanted: Vec<&str> =
        known.iter().map(String::as_str).filter(|name| !name.ends_with(".rels") && *name != written::TYPES).collect();
    typed.sort_unstable();
    wanted.sort_unstable();
    if typed != wanted {
        opened.odd.push((written::TYPES.to_owned(), None));
    }
    Ok(())
}

fn numbered(targets: &[String]) -> Vec<(String, String)> {
    targets.iter().enumerate().map(|(index, target)| (format!("rId{}", index + 1), target.clone())).collect()
}

fn digest(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A sheet as the workbook lists it.
struct Tab {
    name: String,
    hidden: bool,
    lightly: bool,
}

/// Reads the workbook's own part.
#[derive(Default)]
struct Outline {
    sheets: Vec<Tab>,
    names: Vec<Name>,
    odd: Vec<Unknown>,
}

impl Visitor for Outline {
    fn open(&mut self, path: &str, attributes: &Attributes) {
        let text = |name: &str| attributes.get(name).unwrap_or_default().to_owned();
        match path {
            "workbook/sheets/sheet" => {
                self.sheets.push(Tab { name: text("name"), hidden: attributes.get("state").is_some(), lightly: false });
                let number = self.sheets.len();
                if (text("sheetId"), text("r:id")) != (number.to_string(), format!("rId{number}")) {
                    self.odd.push(Unknown { within: path.to_owned(), what: What::Attribute("r:id".to_owned(), text("r:id")) });
                }
            }
            "workbook/definedNames/definedName" => self.names.push(Name {
                name: text("name"),
                sheet: attributes.number("localSheetId"),
                hidden: attributes.get("hidden").is_some(),
                range: String::new(),
            }),
            _ => {}
        }
    }

    fn close(&mut self, path: &str, text: &str) {
        if let ("workbook/definedNames/definedName", Some(name)) = (path, self.names.last_mut()) {
            name.range = text.to_owned();
        }
    }

    fn unknown(&mut self, unknown: Unknown) {
        match (&unknown.what, self.sheets.last_mut()) {
            (What::Attribute(name, _), Some(tab)) if name == "state" => tab.lightly = true,
            _ => self.odd.push(unknown),
        }
    }
}

/// Reads the part of a table.
#[derive(Default)]
struct Register {
    table: Ledger,
    odd: Vec<Unknown>,
}

impl Visitor for Register {
    fn open(&mut self, path: &str, attributes: &Attributes) {
        let text = |name: &str| attributes.get(name).unwrap_or_default().to_owned();
        match path {
            "table" => self.table.range = text("ref"),
            "table/autoFilter" => self.table.filter = text("ref"),
            "table/tableColumns/tableColumn" => self.table.headings.push(text("name")),
            _ => {}
        }
    }

    fn unknown(&mut self, unknown: Unknown) {
        self.odd.push(unknown);
    }
}

/// Reads what a document says of itself.
#[derive(Default)]
struct Paperwork {
    told: Vec<(String, String)>,
    property: String,
    odd: Vec<Unknown>,
}

impl Visitor for Paperwork {
    fn open(&mut self, path: &str, attributes: &Attributes) {
        if path == "Properties/property" {
            self.property = attributes.get("name").unwrap_or_default().to_owned();
        }
    }

    fn close(&mut self, path: &str, text: &str) {
        match path {
            "Properties/property/vt:lpwstr" => self.told.push((std::mem::take(&mut self.property), text.to_owned())),
            _ if !text.is_empty() => self.told.push((path.rsplit('/').next().unwrap_or_default().to_owned(), text.to_owned())),
            _ => {}
        }
    }

    fn unknown(&mut self, unknown: Unknown) {
        self.odd.push(unknown);
    }
}

/// Reads two attributes of each element of a kind.
struct Pairs {
    path: &'static str,
    names: [&'static str; 2],
    pairs: Vec<(String, String)>,
    odd: Vec<Unknown>,
}

impl Pairs {
    fn new(path: &'static str, first: &'static str, second: &'static str) -> Self {
        Self { path, names: [first, second], pairs: Vec::new(), odd: Vec::new() }
    }
}

impl Visitor for Pairs {
    fn open(&mut self, path: &str, attributes: &Attributes) {
        if path == self.path {
            let [first, second] = self.names.map(|name| attributes.get(name).unwrap_or_default().to_owned());
            self.pairs.push((first, second));
        }
    }

    fn unknown(&mut self, unknown: Unknown) {
        self.odd.push(unknown);
    }
}

/// The properties of a workbook by name.
pub fn by_name(told: &[(String, String)]) -> BTreeMap<&str, Vec<&str>> {
    let mut named: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, value) in told {
        named.entry(name).or_default().push(value);
    }
    named
}
