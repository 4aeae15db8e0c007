//! What is not known in a workbook, in a clerk's words, with its place. The names of parts and marks are details.

use ecow::eco_format;

use super::worksheet::Spotted;
use crate::read::package::{Unknown, What};
use crate::read::table::{cell_name, column_letters};
use crate::say::diag::{Diagnostic, Diagnostics, Place};
use crate::say::words::{self, Message};

/// Gathers what is found in a file.
pub struct Teller<'a> {
    pub file: &'a str,
    pub findings: Diagnostics,
}

impl Teller<'_> {
    /// Something about the whole file.
    pub fn whole(&mut self, message: Message, detail: &str) {
        self.push(Diagnostic::error(message).at(Place::file(self.file)), detail);
    }

    /// Something about a place in a sheet.
    pub fn at(&mut self, sheet: &str, spot: Spotted, message: Message, detail: &str) {
        let place = Place { sheet: Some(sheet.into()), ..Place::file(self.file) };
        let place = match spot {
            Spotted::Sheet => place,
            Spotted::Row(row) => Place { line: Some(row as usize + 1), ..place },
            Spotted::Column(column) => {
                let letters = column_letters(column);
                Place { cell: Some(eco_format!("{letters}:{letters}")), ..place }
            }
            Spotted::Cell(row, column) => Place { cell: Some(cell_name(row + 1, column).into()), ..place },
        };
        self.push(Diagnostic::error(message).at(place), detail);
    }

    /// Something unknown at a place in a sheet.
    pub fn unknown(&mut self, sheet: &str, spot: Spotted, unknown: &Unknown) {
        self.at(sheet, spot, said(unknown), &unknown.markup());
    }

    fn push(&mut self, finding: Diagnostic, detail: &str) {
        self.findings.push(if detail.is_empty() { finding } else { finding.detail(detail) });
    }
}

/// What something unknown is to a person.
pub fn said(unknown: &Unknown) -> Message {
    let last = unknown.within.rsplit('/').next().unwrap_or_default();
    let kind = match &unknown.what {
        What::Element(name) => element(name),
        What::Attribute(name, _) => attribute(last, name),
        What::Text => None,
    };
    match kind {
        Some(kind) if kind.is(words::key::odd_hidden) => words::parity_hidden(),
        Some(kind) => words::parity_odd(kind),
        None => words::parity_odd(words::odd_other()),
    }
}

fn element(name: &str) -> Option<Message> {
    Some(match name {
        "drawing" | "picture" | "legacyDrawing" | "legacyDrawingHF" | "AlternateContent" => words::odd_drawing(),
        "oleObjects" => words::odd_embedded(),
        "controls" => words::odd_control(),
        "hyperlinks" | "hyperlink" => words::odd_link(),
        "conditionalFormatting" | "cfRule" | "dataValidations" | "dataValidation" => words::odd_rule(),
        "rPh" | "phoneticPr" => words::odd_furigana(),
        "filterColumn" | "sortState" => words::odd_filter(),
        "strike" => words::odd_struck(),
        "i" | "vertAlign" | "shadow" | "outline" | "condense" | "extend" | "scheme" => words::odd_type(),
        "evenHeader" | "evenFooter" | "firstHeader" | "firstFooter" => words::odd_running(),
        "sheetProtection" | "protection" => words::odd_protection(),
        "externalReferences" => words::odd_outside(),
        "colBreaks" | "printOptions" | "pageSetup" => words::odd_printing(),
        _ => return None,
    })
}

fn attribute(element: &str, name: &str) -> Option<Message> {
    Some(match (element, name) {
        (_, "hidden" | "zeroHeight" | "collapsed" | "outlineLevel" | "state" | "filterMode") => words::odd_hidden(),
        ("pageSetup" | "printOptions" | "pageMargins" | "headerFooter", _) => words::odd_printing(),
        ("alignment", _) => words::odd_alignment(),
        ("color" | "fgColor" | "bgColor" | "patternFill", _) => words::odd_colour(),
        ("protection" | "sheetProtection", _) => words::odd_protection(),
        ("sheetView" | "workbookView" | "pane", _) => words::odd_view(),
        ("dataValidation" | "cfRule", _) => words::odd_rule(),
        ("Relationship", "TargetMode") => words::odd_outside(),
        _ => return None,
    })
}

/// What a part that is not known is to a person.
pub fn part(name: &str) -> Message {
    let has = |word: &str| name.contains(word);
    words::parity_odd_part(match name {
        _ if has("vbaProject") || has("macrosheets") => words::odd_macro(),
        _ if has("omment") || has("persons/") => words::odd_comment(),
        _ if has("charts/") => words::odd_chart(),
        _ if has("ctrlProps") || has("activeX") => words::odd_control(),
        _ if has("embeddings") => words::odd_embedded(),
        _ if has("externalLinks") || has("connections") || has("queryTables") => words::odd_outside(),
        _ if has("drawings/") || has("media/") || has("diagrams/") => words::odd_drawing(),
        _ if has("printerSettings") => words::odd_printing(),
        _ if has("theme") => words::odd_colour(),
        _ if has("worksheets/") || has("chartsheets") || has("dialogsheets") => words::odd_sheet(),
        _ => words::odd_other(),
    })
}
