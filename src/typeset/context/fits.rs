//! Fits: looks of a paper in which its columns fit the page, for the one in which they do not.

use crate::document::Document;
use crate::meeting::Meeting;
use crate::meeting::look::{Look, PaperSize};
use crate::say::diag::{Diagnostic, Diagnostics};
use crate::say::words::{self, Message};
use crate::typeset::measure::Ruler;
use crate::typeset::widths::Widths;

/// Least size of type in points.
const LEAST: f64 = 8.0;

/// That the columns of a paper do not fit, and in which looks they would.
pub fn refusal(meeting: &Meeting, document: &Document, look: &Look, ruler: &Ruler) -> Diagnostics {
    let paper = meeting.papers.iter().position(|paper| paper.name() == document.name);
    let mut looks = looks_that_fit(document, look, ruler, paper.map_or(0, |paper| paper + 1));
    if looks.is_empty() {
        looks.push(words::too_narrow_hint());
    }
    looks.into_iter().fold(Diagnostic::error(words::too_narrow()), Diagnostic::hint).in_paper(&document.name).into()
}

/// What in the look of the paper of this number makes its columns fit the page: smaller type, the page lying, larger paper.
fn looks_that_fit(document: &Document, look: &Look, ruler: &Ruler, paper: usize) -> Vec<Message> {
    let fits = |look: &Look| Widths::new(document, look, ruler).fit();
    let by = |message: Message, setting: String| message.by(format!("papers.{paper}.look.{setting}"));
    let sizes = (1..).map(|step| ((look.size * 2.0).ceil() - f64::from(step)) / 2.0).take_while(|size| *size >= LEAST);
    let size = sizes.map(|size| Look { size, ..look.clone() }).find(fits).map(|look| look.size);
    let size = size.map(|size| by(words::too_narrow_size(size), format!("size={size}")));
    let lying = (!look.landscape).then(|| Look { landscape: true, ..look.clone() }).filter(fits);
    let lying = lying.map(|_| by(words::too_narrow_lying(), "landscape=true".to_owned()));
    let papers = [("b5", PaperSize::B5), ("a4", PaperSize::A4), ("b4", PaperSize::B4), ("a3", PaperSize::A3)];
    let larger = papers.into_iter().filter(|(_, paper)| paper.sides() > look.paper.sides());
    let mut larger = larger.map(|(name, paper)| (name, Look { paper, ..look.clone() }));
    let larger = larger.find(|(_, look)| fits(look));
    let larger = larger.map(|(name, _)| by(words::too_narrow_paper(name.to_uppercase(), name), format!("paper=\"{name}\"")));
    [size, lying, larger].into_iter().flatten().collect()
}
