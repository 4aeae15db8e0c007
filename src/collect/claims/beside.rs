//! Beside: what stands in a workbook outside its tables: on other sheets, in comments and drawings, around the pages, in its
//! properties. None of it is an answer to an opinion; all of it is kept.

use super::super::at;
use super::super::table::Table;
use super::own::OWN_SHEETS;
use super::strays::seen;
use super::{Reader, Stray};
use crate::meeting::identity;
use crate::read::workbook::{Format, Further, FurtherKind, Kind, Sheet};
use crate::say::diag::{Diagnostic, Place};
use crate::say::words::{self, Message};

/// Properties that spreadsheet programs give a workbook on their own.
const OF_PROGRAMS: &[&str] = &[
    "AppVersion", "ContentTypeId", "DocSecurity", "HyperlinksChanged", "ICV", "KSOProductBuildVer", "LinksUpToDate", "ScaleCrop",
    "ShareDoc", "WorkbookGuid",
];

impl Reader<'_, '_> {
    /// A sheet without a table: whatever is not ours on it is kept.
    pub(super) fn other_sheet(&mut self, sheet: &Sheet) {
        if self.book.format != Format::Csv && sheet.name != identity::STAMP_SHEET && !OWN_SHEETS.contains(&sheet.name.as_str()) {
            let place = Place { cell: None, ..at(self.book, sheet, (0, 0)) };
            self.said.notes.push(Diagnostic::warning(words::sheet_added()).at(place));
        }
        for (place, cell) in &sheet.cells {
            let is_own = cell.text.is_empty() && cell.kind != Kind::Formula || self.own.is_placed(sheet, *place, cell);
            if !is_own {
                let stray = Stray { place: at(self.book, sheet, *place), text: seen(cell), why: words::stray_other_sheet() };
                self.said.strays.push(stray);
            }
        }
    }

    /// What is no cell and no comment: its text is kept, and what cannot be read is named.
    pub(super) fn further(&mut self, sheet: Option<&Sheet>, found: &[Further]) {
        for Further { kind, at: place, text } in found {
            let cell = sheet.zip(*place).and_then(|(sheet, place)| sheet.cells.get(&place));
            let is_own = match kind {
                // A program makes a link of an address that was typed.
                FurtherKind::Link => {
                    let bare = |text: &str| text.trim().trim_start_matches("mailto:").trim_end_matches('/').to_lowercase();
                    text.starts_with('#') || cell.is_some_and(|cell| bare(&cell.text) == bare(text))
                }
                FurtherKind::Running | FurtherKind::Description => text.lines().all(|part| self.own.is_around(part)),
                // Lists of ours say so in their first line, below the heading of the column.
                FurtherKind::Prompt => text.lines().any(|line| line.trim() == identity::CHOOSE),
                _ => false,
            };
            if is_own {
                continue;
            }
            let at = match (sheet, place) {
                (Some(sheet), Some(place)) => at(self.book, sheet, *place),
                (Some(sheet), None) => Place { cell: None, ..at(self.book, sheet, (0, 0)) },
                (None, _) => self.file(),
            };
            let name = match kind {
                FurtherKind::Shape => words::thing_shape(),
                FurtherKind::Chart => words::thing_chart(),
                FurtherKind::Diagram => words::thing_diagram(),
                FurtherKind::Embedded => words::thing_embedded(),
                FurtherKind::Control => words::thing_control(),
                FurtherKind::Link => words::thing_link(),
                FurtherKind::Running => words::thing_running(),
                FurtherKind::Description => words::thing_description(),
                FurtherKind::Name => words::thing_name(),
                FurtherKind::OtherSheet => words::thing_other_sheet(),
                FurtherKind::Prompt => words::thing_prompt(),
                FurtherKind::Macros => words::thing_macros(),
                FurtherKind::Alternatives => words::thing_alternatives(),
            };
            if !text.trim().is_empty() {
                let why = Message::both(name.clone(), |name| words::stray_thing(name));
                self.said.strays.push(Stray { place: at.clone(), text: text.clone(), why });
            }
            let is_read = matches!(
                kind,
                FurtherKind::Link | FurtherKind::Running | FurtherKind::Description | FurtherKind::Name | FurtherKind::Prompt
            );
            if !is_read {
                let hint = match kind {
                    FurtherKind::Macros => words::unread_macros_hint(),
                    FurtherKind::Alternatives => words::unread_alternatives_hint(),
                    _ => words::unread_thing_hint(),
                };
                let unread = Message::both(name, |name| words::unread_thing(name));
                self.said.notes.push(Diagnostic::warning(unread).at(at).hint(hint));
            }
        }
    }

    /// What somebody wrote on the sheet of the stamp.
    pub(super) fn stamp_sheets(&mut self) {
        let Some(stamp) = &self.origin.stamp else { return };
        let own = stamp.words();
        let is_hers = |text: &str| !text.is_empty() && !identity::is_digest(text) && !own.contains(text);
        for sheet in self.origin.stamp_sheets.iter().filter_map(|index| self.book.sheets.get(*index)) {
            for (place, cell) in sheet.cells.iter().filter(|(_, cell)| is_hers(&cell.text)) {
                let stray = Stray { place: at(self.book, sheet, *place), text: seen(cell), why: words::stray_other_sheet() };
                self.said.strays.push(stray);
            }
        }
    }

    /// Properties that somebody added to those that programs and the inquiry give a workbook.
    pub(super) fn properties(&mut self) {
        let is_hers = |(name, value): &(&String, &String)| {
            let is_ours = name.starts_with("shiryo.") || name.starts_with("MSIP_");
            !is_ours && (!value.is_ascii() || !OF_PROGRAMS.contains(&name.as_str()))
        };
        for (name, value) in self.book.properties.iter().filter(is_hers) {
            let why = Message::both(words::thing_description(), |name| words::stray_thing(name));
            self.said.strays.push(Stray { place: self.file().heading(name), text: value.clone(), why });
        }
    }

    pub(super) fn comments(&mut self, sheet: &Sheet, tables: &[Table]) {
        for (place, text) in &sheet.comments {
            let table = tables.iter().find(|table| table.rows.binary_search(&place.0).is_ok());
            let id = table.map(|table| table.id_in(place.0)).filter(|id| !id.is_empty());
            let mut at = at(self.book, sheet, *place);
            at.record = id.map(Into::into);
            self.said.strays.push(Stray { place: at, text: text.clone(), why: words::stray_comment() });
        }
    }
}
