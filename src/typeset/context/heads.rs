//! Heads: what running heads and feet have room for, and what the properties of the file and the table say of the paper.

use super::Running;
use super::flow::{BESIDE_TITLE, LABEL};
use crate::document::Document;
use crate::meeting::Meeting;
use crate::typeset::measure::Ruler;
use crate::typeset::phrases::shortened;
use crate::typeset::widths::Widths;

/// Type of running heads and feet, the part of a head that a title may take beside a section, and the gap between them in em.
const HEAD: f64 = 8.5;
const FOOT: f64 = 8.0;
const TITLE_PART: f64 = 0.4;
const HEAD_GAP: f64 = 2.0;
/// What a foot has beside date and meeting, in points: the number of the page, the build stamp, and a gap before each.
const BESIDE_IMPRINT: f64 = 60.0;
const BESIDE_STAMP: f64 = 46.0;
/// A title that would be cut to less, in em, is left out of the head of a section.
const TITLE_LEAST: f64 = 8.0;
/// Two lengths in em are the same below this.
const HAIR: f64 = 1e-6;
/// What running heads have room for.
pub struct Heads<'a> {
    title: &'a str,
    /// Room of a head, in em, and what beside title and section takes of it.
    room: f64,
    beside: f64,
    ruler: &'a Ruler,
}

impl<'a> Heads<'a> {
    pub fn new(document: &'a Document, widths: &Widths, ruler: &'a Ruler) -> Self {
        let label = if document.label.is_empty() { 0.0 } else { ruler.width(&document.label) * LABEL + BESIDE_TITLE };
        let room = (widths.page() - label) / HEAD;
        Self { title: &document.short_title, room, beside: ruler.width(&widths.look().continued) + HEAD_GAP, ruler }
    }

    pub fn alone(&self) -> String {
        shortened(self.title, self.room, self.ruler)
    }

    /// Title and section: the title has what the section leaves, and a part of the head in any case.
    pub fn section(&self, heading: &str) -> Running {
        let left = self.room - self.beside;
        let title = shortened(self.title, (left - self.ruler.width(heading)).max(self.room * TITLE_PART), self.ruler);
        let says = title == self.title || self.ruler.width(&title) >= TITLE_LEAST;
        let title = if says { title } else { String::new() };
        let section = shortened(heading, left - self.ruler.width(&title) + HAIR, self.ruler);
        Running { title, section }
    }
}

/// What the file is, for its properties.
pub fn description(meeting: &Meeting, document: &Document) -> String {
    let date = meeting.date_in_words();
    let names: Vec<&str> = [document.label.as_str(), &meeting.head.title].into_iter().filter(|name| !name.is_empty()).collect();
    format!("{}（{date}）", names.join("　"))
}

/// The date, and the meeting where the paper has a title of its own, for the foot of each page.
pub fn imprint(meeting: &Meeting, document: &Document, widths: &Widths, ruler: &Ruler) -> String {
    let date = meeting.date_in_words();
    if meeting.head.title == document.title {
        return date;
    }
    let beside = BESIDE_IMPRINT + if widths.look().stamp { BESIDE_STAMP } else { 0.0 };
    let room = (widths.page() - beside) / FOOT - ruler.width(&date) - 1.0;
    format!("{date}　{}", shortened(&meeting.head.title, room, ruler))
}

/// The columns of a table and what must be seen to be known, in words.
pub fn summary(document: &Document) -> String {
    let headings = document.columns.iter().filter_map(|column| column.heading.as_deref()).filter(|heading| !heading.is_empty());
    let mut summary = format!("左から順に、{}の列があります。", headings.collect::<Vec<_>>().join("、"));
    let joined: Vec<&str> = document
        .columns
        .iter()
        .enumerate()
        .filter(|(index, _)| document.rows().any(|row| row.cells[*index].span > 1))
        .filter_map(|(_, column)| column.heading.as_deref())
        .collect();
    if !joined.is_empty() {
        summary.push_str(&format!("{}は、続く行に共通することがあります。", joined.join("、")));
    }
    if document.cells().flat_map(|cell| &cell.runs).any(|run| run.marked) {
        summary.push_str("新旧で異なる部分は、太字（Strong）と下線で示しています。");
    }
    summary
}
