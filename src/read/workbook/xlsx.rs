//! The parts of an .xlsx or .xlsm package (ECMA-376 part 1), values and what surrounds them.

use std::collections::BTreeMap;

use super::xml::{Package, Part, Step};
use super::{
    Cell, Content, Format, Hidden, Keep, Kind, Look, Outcome, Run, SHEET_LIMIT, Sheet, TABLE_LIMIT, add_run, area, damaged, is_red, lines,
    position, shown, target,
};
use crate::say::words;

/// What the relationships of a part point to: type (its last word) and part, by identifier.
type Relations = BTreeMap<String, (String, String)>;

pub fn content(package: &mut Package) -> Outcome<Content> {
    let roots = relations(package, "")?;
    let root = |kind: &str| roots.values().find(|(k, _)| k == kind).map(|(_, part)| part.clone());
    let workbook = root("officeDocument").unwrap_or_else(|| "xl/workbook.xml".to_owned());
    let mut content = Content::new(Format::Xlsx);
    let mut keep = Keep::default();
    let outline = outline(package, &workbook)?;
    let related = relations(package, &workbook)?;
    let part = |kind: &str| related.values().find(|(k, _)| k == kind).map(|(_, part)| part.clone());
    let strings = match part("sharedStrings") {
        Some(part) => strings(package, &part)?,
        None => Vec::new(),
    };
    let styles = match part("styles") {
        Some(part) => styles(package, &part)?,
        None => Vec::new(),
    };
    let tables = Tables { strings, styles, from_1904: outline.from_1904 };
    for entry in &outline.sheets {
        let Some((kind, part)) = related.get(&entry.relation) else { return damaged() };
        if kind != "worksheet" {
            continue;
        }
        let mut sheet = Sheet { name: entry.name.clone(), visible: entry.visible, ..Sheet::default() };
        let mut hidden = Hidden::default();
        match package.part(part)? {
            Some(xml) => worksheet(xml, &tables, &mut keep, &mut sheet, &mut hidden)?,
            None => return damaged(),
        }
        let around = relations(package, part)?;
        comments(package, &around, &mut keep, &mut sheet)?;
        drawings(package, &around, &mut keep, &mut sheet)?;
        hidden.tell(&mut sheet);
        content.sheets.push(sheet);
    }
    for (name, reference) in outline.names {
        keep.name(&mut content.names, name, target(&reference, '!'))?;
    }
    let properties = root("custom-properties").unwrap_or_else(|| "docProps/custom.xml".to_owned());
    if let Some(mut xml) = package.part(&properties)? {
        loop {
            match xml.step()? {
                Step::Start if xml.name() == "property" => {
                    let name = xml.get("name").unwrap_or_default();
                    let value = xml.content()?.trim().to_owned();
                    keep.property(&mut content.properties, name, value)?;
                }
                Step::Done => break,
                _ => {}
            }
        }
    }
    if content.sheets.is_empty() { Err(words::not_a_workbook().into()) } else { Ok(content) }
}

/// The relationships of a part; those of the package for the empty name.
fn relations(package: &mut Package, part: &str) -> Outcome<Relations> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let mut relations = Relations::new();
    let Some(mut xml) = package.part(&format!("{folder}/_rels/{name}.rels"))? else { return Ok(relations) };
    loop {
        match xml.step()? {
            Step::Start if xml.name() == "Relationship" => {
                let (Some(id), Some(kind), Some(part)) = (xml.get("Id"), xml.get("Type"), xml.get("Target")) else { continue };
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                relations.insert(id, (kind, resolved(folder, &part)));
            }
            Step::Done => return Ok(relations),
            _ => {}
        }
    }
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
    /// Name and reference.
    names: Vec<(String, String)>,
}

struct Entry {
    name: String,
    visible: bool,
    relation: String,
}

fn outline(package: &mut Package, part: &str) -> Outcome<Outline> {
    let Some(mut xml) = package.part(part)? else { return Err(words::not_a_workbook().into()) };
    let mut outline = Outline::default();
    loop {
        match xml.step()? {
            Step::Start => match xml.name() {
                "workbookPr" => outline.from_1904 = xml.says("date1904"),
                "sheet" => {
                    let visible = xml.get("state").is_none_or(|state| state == "visible");
                    let (name, relation) = (xml.get("name").unwrap_or_default(), xml.get("id").unwrap_or_default());
                    outline.sheets.push(Entry { name, visible, relation });
                    if outline.sheets.len() > SHEET_LIMIT {
                        return Err(words::returned_sheets(SHEET_LIMIT).into());
                    }
                }
                "definedName" => {
                    let name = xml.get("name").unwrap_or_default();
                    outline.names.push((name, xml.content()?));
                    within_limit(outline.names.len())?;
                }
                _ => {}
            },
            Step::Done => return Ok(outline),
            _ => {}
        }
    }
}

fn within_limit(count: usize) -> Outcome<()> {
    if count > TABLE_LIMIT { Err(words::returned_styles(TABLE_LIMIT).into()) } else { Ok(()) }
}

/// What cells refer to by number.
struct Tables {
    strings: Vec<Vec<Run>>,
    styles: Vec<Style>,
    from_1904: bool,
}

#[derive(Clone, Default)]
struct Style {
    look: Look,
    /// Number format.
    format: std::rc::Rc<str>,
}

fn strings(package: &mut Package, part: &str) -> Outcome<Vec<Vec<Run>>> {
    let Some(mut xml) = package.part(part)? else { return Ok(Vec::new()) };
    let mut strings = Vec::new();
    let mut bytes = 0;
    loop {
        match xml.step()? {
            Step::Start if xml.name() == "si" => {
                let runs = rich(&mut xml)?;
                bytes += runs.iter().map(|run| run.text.len()).sum::<usize>();
                if bytes > super::TEXT_LIMIT {
                    return Err(words::returned_text(super::TEXT_LIMIT >> 20).into());
                }
                strings.push(runs);
                within_limit(strings.len())?;
            }
            Step::Done => return Ok(strings),
            _ => {}
        }
    }
}

/// After the start of a text (`si`, `is` or `text`): its runs. Furigana (`rPh`) are left out.
fn rich(xml: &mut Part) -> Outcome<Vec<Run>> {
    let depth = xml.depth();
    let mut runs = Vec::new();
    let mut look = None;
    let mut bytes = 0;
    while xml.depth() >= depth {
        if xml.step()? != Step::Start {
            continue;
        }
        match xml.name() {
            "rPh" => xml.skip()?,
            "r" => look = None,
            "rPr" => look = Some(font(xml)?),
            "t" => {
                let text = unescaped(&xml.content()?);
                bytes += text.len();
                if bytes > super::TEXT_LIMIT {
                    return Err(words::returned_text(super::TEXT_LIMIT >> 20).into());
                }
                add_run(&mut runs, &text, look);
            }
            _ => {}
        }
    }
    Ok(runs)
}

/// After the start of a font or of the properties of a run: its look. A colour of the theme counts for no red.
fn font(xml: &mut Part) -> Outcome<Look> {
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

/// The text with `_xHHHH_` read as the character that it stands for, and lines ended by LF.
fn unescaped(text: &str) -> String {
    let mut units: Vec<u16> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, found) = rest.split_at(at);
        units.extend(before.encode_utf16());
        let code = found.get(2..6).filter(|_| found.as_bytes().get(6) == Some(&b'_'));
        match code.filter(|code| code.bytes().all(|b| b.is_ascii_hexdigit())).and_then(|code| u16::from_str_radix(code, 16).ok()) {
            Some(unit) => {
                units.push(unit);
                rest = &found[7..];
            }
            None => {
                units.extend("_x".encode_utf16());
                rest = &found[2..];
            }
        }
    }
    if units.is_empty() {
        return lines(text);
    }
    units.extend(rest.encode_utf16());
    lines(&String::from_utf16_lossy(&units))
}

fn styles(package: &mut Package, part: &str) -> Outcome<Vec<Style>> {
    let Some(mut xml) = package.part(part)? else { return Ok(Vec::new()) };
    let mut formats: BTreeMap<u32, std::rc::Rc<str>> = BTreeMap::new();
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

fn worksheet(mut xml: Part, tables: &Tables, keep: &mut Keep, sheet: &mut Sheet, hidden: &mut Hidden) -> Outcome<()> {
    // Row and column that follow, where a file does not say them.
    let (mut row, mut column) = (0_u32, 0_u32);
    let mut in_rows = false;
    loop {
        match xml.step()? {
            Step::Start => match xml.name() {
                "col" => {
                    let (first, last) = (xml.number("min").unwrap_or(0_u32), xml.number("max").unwrap_or(0_u32));
                    if xml.says("hidden") || xml.number("width") == Some(0.0) {
                        hidden.columns.push((first.saturating_sub(1), last.saturating_sub(1)));
                    }
                }
                "sheetData" => in_rows = true,
                "row" if in_rows => {
                    row = xml.number("r").map_or(row.saturating_add(1), |r: u32| r.max(1));
                    column = 0;
                    if xml.says("hidden") || xml.number("ht") == Some(0.0) {
                        hidden.rows.push((row - 1, row - 1));
                    }
                }
                "c" if in_rows => {
                    let at = match xml.get("r") {
                        Some(name) => match position(&name) {
                            Some(at) => at,
                            None => return damaged(),
                        },
                        None => (row.saturating_sub(1), column),
                    };
                    column = at.1.saturating_add(1);
                    let cell = cell(&mut xml, tables)?;
                    keep.cell(sheet, at, cell)?;
                }
                "mergeCell" => sheet.merged.extend(xml.get("ref").as_deref().and_then(area)),
                _ => {}
            },
            Step::End if xml.name() == "sheetData" => in_rows = false,
            Step::Done => return Ok(()),
            _ => {}
        }
    }
}

/// After the start of a cell: what it holds.
fn cell(xml: &mut Part, tables: &Tables) -> Outcome<Cell> {
    let style = tables.styles.get(xml.number("s").unwrap_or(0_usize));
    let look = style.map_or(Look::default(), |style| style.look);
    let kind = xml.get("t").unwrap_or_default();
    let depth = xml.depth();
    let (mut value, mut runs, mut formula) = (String::new(), Vec::new(), false);
    while xml.depth() >= depth {
        if xml.step()? != Step::Start {
            continue;
        }
        match xml.name() {
            "v" => value = xml.content()?,
            "is" => runs = rich(xml)?,
            // LibreOffice writes a truth value as a formula.
            "f" => formula = !matches!(xml.content()?.trim(), "TRUE()" | "FALSE()"),
            _ => xml.skip()?,
        }
    }
    let mut cell = match kind.as_str() {
        "s" if value.is_empty() => Cell::default(),
        "s" => match value.trim().parse().ok().and_then(|index: usize| tables.strings.get(index)) {
            Some(runs) => Cell::rich(runs, Kind::Text, look),
            None => return damaged(),
        },
        "inlineStr" => Cell::rich(&runs, Kind::Text, look),
        "str" => Cell::plain(unescaped(&value), Kind::Text, look),
        "b" => Cell::plain(if value.trim() == "1" { "TRUE" } else { "FALSE" }.to_owned(), Kind::Bool, look),
        "e" => Cell::plain(value, Kind::Error, look),
        "d" => Cell::plain(super::iso_date(&value), Kind::Date, look),
        _ => match value.trim().parse::<f64>() {
            Ok(number) => shown::number(number, style.map_or("General", |style| &style.format), tables.from_1904).cell(look),
            Err(_) => Cell::plain(value, Kind::Number, look),
        },
    };
    if formula {
        cell.kind = Kind::Formula;
    }
    Ok(cell)
}

/// Adds the texts of shapes and text boxes, and a mark for each picture, among what is `related` to a worksheet, to the cells under their upper left corners.
fn drawings(package: &mut Package, related: &Relations, keep: &mut Keep, sheet: &mut Sheet) -> Outcome<()> {
    for part in related.values().filter(|(kind, _)| kind == "drawing").map(|(_, part)| part) {
        if let Some(xml) = package.part(part)? {
            drawing(xml, keep, sheet)?;
        }
    }
    Ok(())
}

/// The anchored objects of a drawing (ECMA-376 part 1, 20.5).
fn drawing(mut xml: Part, keep: &mut Keep, sheet: &mut Sheet) -> Outcome<()> {
    let (mut row, mut column, mut text) = (0_u32, 0_u32, String::new());
    loop {
        match xml.step()? {
            Step::Start => match xml.name() {
                "from" => (row, column) = (0, 0),
                "to" => xml.skip()?,
                "row" => row = xml.content()?.trim().parse().unwrap_or(0),
                "col" => column = xml.content()?.trim().parse().unwrap_or(0),
                "p" if !text.is_empty() => text.push('\n'),
                "t" => text.push_str(&xml.content()?),
                "pic" => text.push_str(super::PICTURE),
                _ => {}
            },
            Step::End if matches!(xml.name(), "twoCellAnchor" | "oneCellAnchor" | "absoluteAnchor") => {
                keep.comment(sheet, (row, column), text.trim())?;
                text.clear();
            }
            Step::Done => return Ok(()),
            _ => {}
        }
        if text.len() > super::TEXT_LIMIT {
            return Err(words::returned_text(super::TEXT_LIMIT >> 20).into());
        }
    }
}

/// Adds the notes and threaded comments among what is `related` to a worksheet.
///
/// Excel also writes a note for each thread, for older versions; the thread stands in its place.
fn comments(package: &mut Package, related: &Relations, keep: &mut Keep, sheet: &mut Sheet) -> Outcome<()> {
    let parts = |kind: &'static str| related.values().filter(move |(k, _)| k == kind).map(|(_, part)| part);
    for part in parts("threadedComment") {
        if let Some(xml) = package.part(part)? {
            each_comment(xml, "threadedComment", |at, text| keep.comment(sheet, at, text))?;
        }
    }
    let threads: Vec<(u32, u32)> = sheet.comments.keys().copied().collect();
    for part in parts("comments") {
        if let Some(xml) = package.part(part)? {
            each_comment(
                xml,
                "comment",
                |at, text| if threads.binary_search(&at).is_ok() { Ok(()) } else { keep.comment(sheet, at, text) },
            )?;
        }
    }
    Ok(())
}

fn each_comment(mut xml: Part, element: &str, mut found: impl FnMut((u32, u32), &str) -> Outcome<()>) -> Outcome<()> {
    let mut at = None;
    loop {
        match xml.step()? {
            Step::Start if xml.name() == element => at = xml.get("ref").as_deref().and_then(position),
            Step::Start if xml.name() == "text" => {
                // The text of a note has runs, that of a thread is plain.
                let text = if element == "comment" {
                    rich(&mut xml)?.into_iter().map(|run| run.text).collect()
                } else {
                    unescaped(&xml.content()?)
                };
                if let Some(at) = at {
                    found(at, &text)?;
                }
            }
            Step::Done => return Ok(()),
            _ => {}
        }
    }
}
