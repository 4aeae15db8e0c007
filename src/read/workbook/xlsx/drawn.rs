//! What is drawn on a worksheet of an .xlsx package: shapes, pictures, charts, and the older drawings.

use super::super::xml::{Package, Step, Xml};
use super::super::{FurtherKind, Keep, Outcome, PICTURE, Sheet, check_text};
use super::{Relations, relations};

/// Adds the texts of shapes and text boxes, and a mark for each picture, among what is `related` to a worksheet, to the cells under their upper left corners.
pub fn drawings(package: &mut Package, related: &Relations, keep: &mut Keep, sheet: &mut Sheet) -> Outcome<()> {
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
            // What was calculated from numbers is nobody's text.
            Step::Start if matches!(xml.name(), "numCache" | "numLit") => xml.skip()?,
            Step::Start if matches!(xml.name(), "t" | "v") => {
                text.push_str(&xml.content()?);
                text.push('\n');
            }
            Step::Done => return Ok(text),
            _ => {}
        }
        check_text(text.len())?;
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
                    "Pict" if picture => keep.comment(sheet, at, format!("{PICTURE}\n{said}").trim())?,
                    "" if picture => keep.further(&mut sheet.further, FurtherKind::Running, None, PICTURE)?,
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
        check_text(text.len())?;
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
                "pic" => text.push_str(PICTURE),
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
        check_text(text.len())?;
    }
}
