//! The parts of an .xlsx or .xlsm package (ECMA-376 part 1), values and what surrounds them.

use std::collections::BTreeMap;

use super::plain::{self, PlainCell};
use super::xml::{Package, Step, Xml};
use super::{
    Cell, Content, Format, Further, FurtherKind, Hidden, Keep, Kind, Look, Outcome, Run, SHEET_LIMIT, Sheet, TABLE_LIMIT, add_run, area,
    damaged, is_red, lines, position, shown, target,
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
    if part("vbaProject").is_some() {
        keep.further(&mut content.further, FurtherKind::Macros, None, "")?;
    }
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
            keep.further(&mut content.further, FurtherKind::OtherSheet, None, &entry.name)?;
            continue;
        }
        let mut sheet = Sheet { name: entry.name.clone(), visible: entry.visible, ..Sheet::default() };
        let mut hidden = Hidden::default();
        let around = relations(package, part)?;
        match package.part(part)? {
            Some(xml) => worksheet(xml, &tables, &around, &mut keep, &mut sheet, &mut hidden)?,
            None => return damaged(),
        }
        comments(package, &around, &mut keep, &mut sheet)?;
        drawings(package, &around, &mut keep, &mut sheet)?;
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
    let described = root("core-properties").unwrap_or_else(|| "docProps/core.xml".to_owned());
    if let Some(xml) = package.part(&described)? {
        descriptions(xml, &mut keep, &mut content.further)?;
    }
    let extended = root("extended-properties").unwrap_or_else(|| "docProps/app.xml".to_owned());
    if let Some(xml) = package.part(&extended)? {
        descriptions(xml, &mut keep, &mut content.further)?;
    }
    if content.sheets.is_empty() { Err(words::not_a_workbook().into()) } else { Ok(content) }
}

/// What a person wrote into the properties of a document.
pub(super) fn descriptions(mut xml: Xml, keep: &mut Keep, kept: &mut Vec<Further>) -> Outcome<()> {
    loop {
        match xml.step()? {
            Step::Start
                if matches!(
                    xml.name(),
                    "title" | "subject" | "description" | "keywords" | "keyword" | "category" | "contentStatus" | "Manager"
                ) =>
            {
                let text = xml.content()?;
                if !text.trim().is_empty() {
                    keep.further(kept, FurtherKind::Description, None, &text)?;
                }
            }
            Step::Done => return Ok(()),
            _ => {}
        }
    }
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
                let is_outside = xml.get("TargetMode").is_some_and(|mode| mode == "External");
                relations.insert(id, (kind, if is_outside { part } else { resolved(folder, &part) }));
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
    /// Name, reference and what is said of it.
    names: Vec<(String, String, String)>,
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
                    let (name, said) = (xml.get("name").unwrap_or_default(), xml.get("comment").unwrap_or_default());
                    outline.names.push((name, xml.content()?, said));
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
    strings: Vec<Shared>,
    styles: Vec<Style>,
    from_1904: bool,
}

/// A shared string.
enum Shared {
    /// In the look of its cell throughout.
    Plain(String),
    Runs(Vec<Run>),
}

impl Shared {
    fn new(mut runs: Vec<Run>) -> Self {
        match runs.as_mut_slice() {
            [run] if run.look.is_none() => Self::Plain(lines(&run.text)),
            _ => Self::Runs(runs),
        }
    }

    fn cell(&self, look: Look) -> Cell {
        match self {
            Self::Plain(text) => Cell::plain(text.clone(), Kind::Text, look),
            Self::Runs(runs) => Cell::rich(runs, Kind::Text, look),
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Plain(text) => text.len(),
            Self::Runs(runs) => runs.iter().map(|run| run.text.len()).sum(),
        }
    }
}

#[derive(Clone, Default)]
struct Style {
    look: Look,
    /// Number format.
    format: std::sync::Arc<str>,
}

fn strings(package: &mut Package, part: &str) -> Outcome<Vec<Shared>> {
    let Some(mut xml) = package.part(part)? else { return Ok(Vec::new()) };
    let mut strings = Vec::new();
    let mut bytes = 0;
    let mut add = |string: Shared| {
        bytes += string.len();
        if bytes > super::TEXT_LIMIT {
            return Err(words::returned_text(super::TEXT_LIMIT >> 20).into());
        }
        strings.push(string);
        within_limit(strings.len())
    };
    loop {
        match xml.step()? {
            Step::Start if xml.name() == "sst" => {}
            Step::Start if xml.name() == "si" => add(Shared::new(rich(&mut xml)?))?,
            Step::Done => return Ok(strings),
            _ => continue,
        }
        while let Some(text) = xml.plain(plain::string) {
            add(Shared::Plain(text.to_owned()))?;
        }
    }
}

/// After the start of a text (`si`, `is` or `text`): its runs. Furigana (`rPh`) are left out.
fn rich(xml: &mut Xml) -> Outcome<Vec<Run>> {
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
fn font(xml: &mut Xml) -> Outcome<Look> {
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
pub fn unescaped(text: &str) -> String {
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
    let mut formats: BTreeMap<u32, std::sync::Arc<str>> = BTreeMap::new();
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

fn worksheet(mut xml: Xml, tables: &Tables, around: &Relations, keep: &mut Keep, sheet: &mut Sheet, hidden: &mut Hidden) -> Outcome<()> {
    // Row and column that follow, where a file does not say them.
    let (mut row, mut column) = (0_u32, 0_u32);
    let (mut in_rows, mut behind) = (false, false);
    // Nearly always in order, so that the map is made of them at once.
    let mut cells = Vec::new();
    loop {
        while behind && let Some(cell) = xml.plain(plain::cell) {
            let at = placed(cell.name, row, &mut column)?;
            let cell = plain_cell(&cell, tables)?;
            if keep.holds(sheet, at, &cell)? {
                cells.push((at, cell));
            }
        }
        behind = false;
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
                    behind = true;
                }
                "c" if in_rows => {
                    let at = placed(xml.get("r").as_deref(), row, &mut column)?;
                    let cell = cell(&mut xml, tables)?;
                    if keep.holds(sheet, at, &cell)? {
                        cells.push((at, cell));
                    }
                    behind = true;
                }
                "hyperlink" => {
                    let at = xml.get("ref").as_deref().and_then(area).map(|area| (area.top, area.left));
                    let target = xml.get("id").and_then(|id| around.get(&id)).map(|(_, target)| target.clone());
                    let tip = xml.get("tooltip").filter(|tip| !tip.trim().is_empty() && target.as_ref() != Some(tip));
                    for said in [target, tip].into_iter().flatten() {
                        keep.further(&mut sheet.further, FurtherKind::Link, at, &said)?;
                    }
                }
                "dataValidation" => {
                    let said = [xml.get("promptTitle"), xml.get("prompt")].into_iter().flatten().map(|said| unescaped(&said));
                    let said = said.collect::<Vec<_>>().join("\n");
                    if !said.trim().is_empty() {
                        let at = xml.get("sqref").and_then(|areas| area(areas.split(' ').next()?)).map(|area| (area.top, area.left));
                        keep.further(&mut sheet.further, FurtherKind::Prompt, at, &said)?;
                    }
                }
                "oddHeader" | "oddFooter" | "evenHeader" | "evenFooter" | "firstHeader" | "firstFooter" => {
                    let text = running(&unescaped(&xml.content()?));
                    if !text.is_empty() {
                        keep.further(&mut sheet.further, FurtherKind::Running, None, &text)?;
                    }
                }
                // Older programs find the same again under Fallback.
                "Fallback" => xml.skip()?,
                kind @ ("oleObject" | "control") => {
                    let kind = if kind == "control" { FurtherKind::Control } else { FurtherKind::Embedded };
                    let name = xml.get("progId").or_else(|| xml.get("name")).unwrap_or_default();
                    let at = anchored(&mut xml)?;
                    keep.further(&mut sheet.further, kind, at, &name)?;
                }
                "mergeCell" => sheet.merged.extend(xml.get("ref").as_deref().and_then(area)),
                _ => {}
            },
            Step::End if xml.name() == "sheetData" => in_rows = false,
            Step::Done => {
                return Keep::cells(sheet, cells);
            }
            _ => {}
        }
    }
}

/// Where a cell stands, in the row `row` from 1; `column` is the next one from then on.
fn placed(name: Option<&str>, row: u32, column: &mut u32) -> Outcome<(u32, u32)> {
    let at = match name {
        Some(name) => match position(name) {
            Some(at) => at,
            None => return damaged(),
        },
        None => (row.saturating_sub(1), *column),
    };
    *column = at.1.saturating_add(1);
    Ok(at)
}

/// After the start of a cell: what it holds.
fn cell(xml: &mut Xml, tables: &Tables) -> Outcome<Cell> {
    let style = tables.styles.get(xml.number("s").unwrap_or(0_usize));
    let kind = xml.get("t").unwrap_or_default();
    let depth = xml.depth();
    let (mut value, mut runs, mut formula) = (String::new(), Vec::new(), None);
    while xml.depth() >= depth {
        if xml.step()? != Step::Start {
            continue;
        }
        match xml.name() {
            "v" => value = xml.content()?,
            "is" => runs = rich(xml)?,
            // LibreOffice writes a truth value as a formula.
            "f" => formula = Some(xml.content()?).filter(|formula| !matches!(formula.trim(), "TRUE()" | "FALSE()")),
            _ => xml.skip()?,
        }
    }
    let look = style.map_or(Look::default(), |style| style.look);
    let mut cell = if kind == "inlineStr" { Cell::rich(&runs, Kind::Text, look) } else { held(&kind, &value, style, tables)? };
    if let Some(formula) = formula {
        cell.kind = Kind::Formula;
        cell.formula = if cell.text.is_empty() && !formula.is_empty() { format!("={formula}") } else { String::new() };
    }
    Ok(cell)
}

fn plain_cell(cell: &PlainCell, tables: &Tables) -> Outcome<Cell> {
    let style = tables.styles.get(cell.style.and_then(|style| style.parse().ok()).unwrap_or(0_usize));
    if cell.kind == "inlineStr" { Ok(Cell::default()) } else { held(cell.kind, cell.value, style, tables) }
}

/// What a cell of some kind with this value shows.
fn held(kind: &str, value: &str, style: Option<&Style>, tables: &Tables) -> Outcome<Cell> {
    let look = style.map_or(Look::default(), |style| style.look);
    Ok(match kind {
        "s" if value.is_empty() => Cell::default(),
        "s" => match value.trim().parse().ok().and_then(|index: usize| tables.strings.get(index)) {
            Some(string) => string.cell(look),
            None => return damaged(),
        },
        "str" => Cell::plain(unescaped(value), Kind::Text, look),
        "b" => Cell::plain(if value.trim() == "1" { "TRUE" } else { "FALSE" }.to_owned(), Kind::Bool, look),
        "e" => Cell::plain(value.to_owned(), Kind::Error, look),
        "d" => Cell::plain(super::iso_date(value), Kind::Date, look),
        _ => match value.trim().parse::<f64>() {
            Ok(number) => shown::number(number, style.map_or("General", |style| &style.format), tables.from_1904).cell(look),
            Err(_) => Cell::plain(value.to_owned(), Kind::Number, look),
        },
    })
}

/// After the start of an element: the cell that the anchor in it begins in.
fn anchored(xml: &mut Xml) -> Outcome<Option<(u32, u32)>> {
    let depth = xml.depth();
    let (mut row, mut column) = (None, None);
    while xml.depth() >= depth {
        if xml.step()? != Step::Start {
            continue;
        }
        match xml.name() {
            "row" if row.is_none() => row = xml.content()?.trim().parse().ok(),
            "col" if column.is_none() => column = xml.content()?.trim().parse().ok(),
            _ => {}
        }
    }
    Ok(row.zip(column))
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

/// Adds the texts of shapes and text boxes, and a mark for each picture, among what is `related` to a worksheet, to the cells under their upper left corners.
fn drawings(package: &mut Package, related: &Relations, keep: &mut Keep, sheet: &mut Sheet) -> Outcome<()> {
    let parts = |wanted: &'static str| related.values().filter(move |(kind, _)| kind == wanted).map(|(_, part)| part);
    for part in parts("drawing") {
        let around = relations(package, part)?;
        let mut framed = Vec::new();
        if let Some(xml) = package.part(part)? {
            drawing(xml, keep, sheet, &mut framed)?;
        }
        for (at, id) in framed {
            let Some((kind, part)) = around.get(&id) else { continue };
            let kind = match kind.as_str() {
                "chart" | "chartEx" => FurtherKind::Chart,
                "diagramData" => FurtherKind::Diagram,
                _ => continue,
            };
            // The same part may stand in two frames.
            let text = if package.is_unread(part) { package.part(part)?.map(said).transpose()?.unwrap_or_default() } else { String::new() };
            keep.further(&mut sheet.further, kind, Some(at), &text)?;
        }
    }
    for part in parts("vmlDrawing") {
        if package.is_unread(part)
            && let Some(xml) = package.part(part)?
        {
            vml(xml, keep, sheet)?;
        }
    }
    Ok(())
}

/// All texts of a chart or diagram, line by line.
fn said(mut xml: Xml) -> Outcome<String> {
    let mut text = String::new();
    loop {
        match xml.step()? {
            // What was reckoned from numbers is nobody's text.
            Step::Start if matches!(xml.name(), "numCache" | "numLit") => xml.skip()?,
            Step::Start if matches!(xml.name(), "t" | "v") => {
                text.push_str(&xml.content()?);
                text.push('\n');
            }
            Step::Done => return Ok(text),
            _ => {}
        }
        if text.len() > super::TEXT_LIMIT {
            return Err(words::returned_text(super::TEXT_LIMIT >> 20).into());
        }
    }
}

/// The shapes of an older drawing ([MS-OE376], VML), but for those that show notes: text boxes, buttons, boxes to tick.
fn vml(mut xml: Xml, keep: &mut Keep, sheet: &mut Sheet) -> Outcome<()> {
    let (mut text, mut at, mut kind, mut picture) = (String::new(), (0, 0), String::new(), false);
    loop {
        match xml.step()? {
            Step::Start => match xml.name() {
                "shape" | "rect" | "oval" | "line" | "roundrect" => text.push_str(&xml.get("alt").unwrap_or_default()),
                "textbox" => text.push_str(&xml.content()?),
                "imagedata" => picture = true,
                "ClientData" => kind = xml.get("ObjectType").unwrap_or_default(),
                "Anchor" => {
                    let anchor = xml.content()?;
                    let mut numbers = anchor.split(',').map(|number| number.trim().parse().unwrap_or(0));
                    let (column, _, row) = (numbers.next().unwrap_or(0), numbers.next(), numbers.next().unwrap_or(0));
                    at = (row, column);
                }
                _ => {}
            },
            // Shapes in page headers have no such data.
            Step::End if matches!(xml.name(), "shape" | "rect" | "oval" | "line" | "roundrect" | "polyline" | "arc" | "curve") => {
                let said = std::mem::take(&mut text);
                match std::mem::take(&mut kind).as_str() {
                    "Note" => {}
                    "Pict" if picture => keep.comment(sheet, at, format!("{}\n{said}", super::PICTURE).trim())?,
                    "" if picture => keep.further(&mut sheet.further, FurtherKind::Running, None, super::PICTURE)?,
                    "" | "Shape" | "Rect" | "TextBox" if !said.trim().is_empty() => keep.comment(sheet, at, said.trim())?,
                    "" => {}
                    "Pict" | "Shape" | "Rect" | "Oval" | "Line" => keep.further(&mut sheet.further, FurtherKind::Shape, Some(at), &said)?,
                    _ => keep.further(&mut sheet.further, FurtherKind::Control, Some(at), &said)?,
                }
                (at, picture) = ((0, 0), false);
            }
            Step::Done => return Ok(()),
            _ => {}
        }
        if text.len() > super::TEXT_LIMIT {
            return Err(words::returned_text(super::TEXT_LIMIT >> 20).into());
        }
    }
}

/// The anchored objects of a drawing (ECMA-376 part 1, 20.5); the frames of charts and diagrams with their relations go to `framed`.
fn drawing(mut xml: Xml, keep: &mut Keep, sheet: &mut Sheet, framed: &mut Vec<((u32, u32), String)>) -> Outcome<()> {
    let (mut row, mut column, mut text, mut is_framed) = (0_u32, 0_u32, String::new(), false);
    loop {
        match xml.step()? {
            Step::Start => match xml.name() {
                // Older programs find the same again under Fallback.
                "to" | "Fallback" => xml.skip()?,
                "from" => (row, column) = (0, 0),
                "row" => row = xml.content()?.trim().parse().unwrap_or(0),
                "col" => column = xml.content()?.trim().parse().unwrap_or(0),
                "p" if !text.is_empty() => text.push('\n'),
                "t" => text.push_str(&xml.content()?),
                "pic" => text.push_str(super::PICTURE),
                "cNvPr" => {
                    for said in [xml.get("title"), xml.get("descr")].into_iter().flatten().filter(|said| !said.trim().is_empty()) {
                        if !text.is_empty() {
                            text.push('\n');
                        }
                        text.push_str(&said);
                    }
                }
                "chart" | "relIds" => {
                    if let Some(id) = xml.get("r:dm").or_else(|| xml.get("r:id")).or_else(|| xml.get("id")) {
                        framed.push(((row, column), id));
                        is_framed = true;
                    }
                }
                _ => {}
            },
            Step::End if matches!(xml.name(), "twoCellAnchor" | "oneCellAnchor" | "absoluteAnchor") => {
                if text.trim().is_empty() && !is_framed {
                    keep.further(&mut sheet.further, FurtherKind::Shape, Some((row, column)), "")?;
                }
                keep.comment(sheet, (row, column), text.trim())?;
                text.clear();
                is_framed = false;
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

fn each_comment(mut xml: Xml, element: &str, mut found: impl FnMut((u32, u32), &str) -> Outcome<()>) -> Outcome<()> {
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
