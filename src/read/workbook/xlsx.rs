//! The parts of an .xlsx or .xlsm package (ECMA-376 part 1): which worksheets there are, and what surrounds them all.

mod cells;
mod drawn;
mod notes;
mod styles;
pub mod texts;

use std::collections::BTreeMap;

use cells::{Around, Placed, Tables, filled, worksheet};
use drawn::drawings;
use notes::comments;
use styles::{Styles, styles};
use texts::strings;

use super::xml::{Package, Xml};
use super::{Content, Format, Further, FurtherKind, Hidden, Keep, Outcome, Sheet, check_sheets, check_table, damaged, target};
use crate::read::archive::Unpacked;
use crate::read::panics::beside;
use crate::say::words;

/// What the relationships of a part point to: type (its last word) and part, by identifier.
type Relations = BTreeMap<String, (String, String)>;

pub fn content(package: &mut Package) -> Outcome<Content> {
    let roots = relations(package, "")?;
    let workbook = part_of(&roots, "officeDocument", "xl/workbook.xml");
    let mut content = Content::new(Format::Xlsx);
    let mut keep = Keep::default();
    let outline = outline(package, &workbook)?;
    let related = relations(package, &workbook)?;
    let part = |kind: &str| related.values().find(|(k, _)| k == kind).map(|(_, part)| part.clone());
    if part("vbaProject").is_some() {
        keep.further(&mut content.further, FurtherKind::Macros, None, "")?;
    }
    let shared = match part("sharedStrings") {
        Some(part) => package.part(&part)?,
        None => None,
    };
    let styles = match part("styles") {
        Some(part) => styles(package, &part)?,
        None => Styles::default(),
    };
    let tables = Tables { styles, from_1904: outline.from_1904 };
    let worksheets = || -> Outcome<Vec<(Sheet, Hidden, Vec<Placed>)>> {
        let mut sheets = Vec::new();
        for entry in &outline.sheets {
            let Some((kind, part)) = related.get(&entry.relation) else { return damaged() };
            if kind != "worksheet" {
                keep.further(&mut content.further, FurtherKind::OtherSheet, None, &entry.name)?;
                continue;
            }
            let mut sheet = Sheet { name: entry.name.clone(), visible: entry.visible, ..Sheet::default() };
            let mut hidden = Hidden::default();
            let relations = relations(package, part)?;
            let Some(xml) = package.part(part)? else { return damaged() };
            let around = Around { tables: &tables, relations: &relations, keep: &mut keep, sheet: &mut sheet, ruled: String::new() };
            let cells = worksheet(xml, around, &mut hidden)?;
            comments(package, &relations, &mut keep, &mut sheet)?;
            drawings(package, &relations, &mut keep, &mut sheet)?;
            sheets.push((sheet, hidden, cells));
        }
        Ok(sheets)
    };
    // Strings and cells are nearly all of a file; neither needs the other to be read.
    let (strings, sheets) = beside(|| shared.map_or_else(|| Ok(Vec::new()), strings), worksheets);
    let strings = strings.unwrap_or_else(damaged)?;
    for (mut sheet, hidden, cells) in sheets? {
        filled(&mut sheet, cells, &strings, &mut keep)?;
        hidden.tell(&mut sheet);
        content.sheets.push(sheet);
    }
    for (name, reference, said) in outline.names {
        let target = target(&reference, '!');
        if target.is_none() && reference.contains('"') || !said.is_empty() {
            keep.further(&mut content.further, FurtherKind::Name, None, &format!("{name}：{reference}\n{said}"))?;
        }
        keep.name(&mut content.names, name, target)?;
    }
    properties(package, &roots, &mut keep, &mut content)?;
    Ok(content)
}

/// The part of a kind that the package names, or else the one that it usually is.
fn part_of(roots: &Relations, kind: &str, usual: &str) -> String {
    roots.values().find(|(known, _)| known == kind).map_or(usual, |(_, part)| part).to_owned()
}

/// What programs and persons say of the document.
fn properties(package: &mut Package, roots: &Relations, keep: &mut Keep, content: &mut Content) -> Outcome<()> {
    if let Some(xml) = package.part(&part_of(roots, "custom-properties", "docProps/custom.xml"))? {
        own_properties(xml, keep, &mut content.properties)?;
    }
    for (kind, usual) in [("core-properties", "docProps/core.xml"), ("extended-properties", "docProps/app.xml")] {
        if let Some(xml) = package.part(&part_of(roots, kind, usual))? {
            descriptions(xml, keep, &mut content.further)?;
        }
    }
    Ok(())
}

/// The properties that a program gave a document.
fn own_properties(xml: Xml, keep: &mut Keep, kept: &mut BTreeMap<String, String>) -> Outcome<()> {
    xml.each(|xml| match xml.name() {
        "property" => keep.property(kept, xml.get("name").unwrap_or_default(), xml.content()?.trim().to_owned()),
        _ => Ok(()),
    })
}

/// A part of a package, as it stands there.
pub struct Part {
    pub name: String,
    pub text: String,
}

/// The parts that hold what people typed: the worksheets in order, each with its name, and the shared strings.
pub struct TypedParts {
    /// The part that names the sheets.
    pub book: Part,
    pub sheets: Vec<(String, Part)>,
    pub strings: Option<Part>,
}

pub fn typed_parts(unpacked: &[Unpacked]) -> Outcome<TypedParts> {
    // A part is read once for what it says, and once as it stands.
    let (package, standing) = (&mut Package::new(unpacked), &mut Package::new(unpacked));
    let workbook = part_of(&relations(package, "")?, "officeDocument", "xl/workbook.xml");
    let related = relations(package, &workbook)?;
    let entries = outline(package, &workbook)?.sheets;
    let mut part = |name: &str| -> Outcome<Option<Part>> {
        let Some(bytes) = standing.bytes(name)? else { return Ok(None) };
        let text = String::from_utf8(bytes.to_vec()).map_err(|_| words::damaged_workbook())?;
        Ok(Some(Part { name: name.to_owned(), text }))
    };
    let book = part(&workbook)?.ok_or_else(words::damaged_workbook)?;
    let mut sheets = Vec::new();
    for entry in entries {
        let Some((_, name)) = related.get(&entry.relation).filter(|(kind, _)| kind == "worksheet") else { continue };
        sheets.push((entry.name, part(name)?.ok_or_else(words::damaged_workbook)?));
    }
    let strings = related.values().find(|(kind, _)| kind == "sharedStrings").map(|(_, name)| part(name)).transpose()?.flatten();
    Ok(TypedParts { book, sheets, strings })
}

/// What a person wrote into the properties of a document.
fn descriptions(xml: Xml, keep: &mut Keep, kept: &mut Vec<Further>) -> Outcome<()> {
    xml.each(|xml| match xml.name() {
        "title" | "subject" | "description" | "keywords" | "keyword" | "category" | "contentStatus" | "Manager" => {
            let text = xml.content()?;
            if text.trim().is_empty() { Ok(()) } else { keep.further(kept, FurtherKind::Description, None, &text) }
        }
        _ => Ok(()),
    })
}

/// The relationships of a part; those of the package for the empty name.
fn relations(package: &mut Package, part: &str) -> Outcome<Relations> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let mut relations = Relations::new();
    let Some(xml) = package.part(&format!("{folder}/_rels/{name}.rels"))? else { return Ok(relations) };
    xml.each(|xml| {
        if xml.name() == "Relationship"
            && let (Some(id), Some(kind), Some(part)) = (xml.get("Id"), xml.get("Type"), xml.get("Target"))
        {
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            let is_outside = xml.get("TargetMode").is_some_and(|mode| mode == "External");
            relations.insert(id, (kind, if is_outside { part } else { resolved(folder, &part) }));
        }
        Ok(())
    })?;
    Ok(relations)
}

/// The name of a part that a part in `folder` calls `target`.
fn resolved(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split(['/', '\\']) {
        match part {
            ".." => drop(parts.pop()),
            "." | "" => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// What the workbook part says.
#[derive(Default)]
struct Outline {
    from_1904: bool,
    sheets: Vec<Entry>,
    /// Name, reference and what is said of it.
    names: Vec<(String, String, String)>,
}

struct Entry {
    name: String,
    visible: bool,
    relation: String,
}

fn outline(package: &mut Package, part: &str) -> Outcome<Outline> {
    let Some(xml) = package.part(part)? else { return Err(words::not_a_workbook().into()) };
    let mut outline = Outline::default();
    xml.each(|xml| match xml.name() {
        "workbookPr" => {
            outline.from_1904 = xml.says("date1904");
            Ok(())
        }
        "sheet" => {
            let visible = xml.get("state").is_none_or(|state| state == "visible");
            let (name, relation) = (xml.get("name").unwrap_or_default(), xml.get("id").unwrap_or_default());
            outline.sheets.push(Entry { name, visible, relation });
            check_sheets(outline.sheets.len())
        }
        "definedName" => {
            let (name, said) = (xml.get("name").unwrap_or_default(), xml.get("comment").unwrap_or_default());
            outline.names.push((name, xml.content()?, said));
            check_table(outline.names.len())
        }
        _ => Ok(()),
    })?;
    Ok(outline)
}

/// The text of a page header without the codes in it (ECMA-376 part 1, 18.3.1.39), its parts line by line.
pub(super) fn running(code: &str) -> String {
    let mut text = String::new();
    let mut rest = code.chars().peekable();
    while let Some(c) = rest.next() {
        if c != '&' {
            text.push(c);
            continue;
        }
        match rest.next() {
            Some('&') => text.push('&'),
            Some('L' | 'C' | 'R') => text.push('\n'),
            // Font and colour.
            Some('"') => while rest.next().is_some_and(|c| c != '"') {},
            Some('K') => {
                for _ in 0..6 {
                    rest.next_if(char::is_ascii_hexdigit);
                }
            }
            Some(c) if c.is_ascii_digit() => while rest.next_if(char::is_ascii_digit).is_some() {},
            Some('G') => text.push_str(super::PICTURE),
            _ => {}
        }
    }
    super::running(&text)
}
