//! What a page shows beside the document itself: headings, labels and answers that are said again on a further page, the
//! running head, the foot. Whatever else is said to be no part of the document is none of them.

use std::collections::BTreeSet;

use super::rows::bare;
use super::{Printed, View};
use crate::build::manifest::Manifest;
use crate::document::{Block, Document, Joins, Role, State};
use crate::read::pdf::Pdf;
use crate::read::pdf::drawn::{Aside, Glyph, Owner};
use crate::say::diag::{Diagnostic, Place};
use crate::say::words;

/// What stands before the build stamp in the keywords of a PDF, and its length.
const BORNE: &str = "shiryo.build=";
const STAMP: usize = 8;

/// A text that is no part of the document, with the letters of it.
struct Piece {
    kind: Aside,
    first: usize,
    text: String,
    left: f64,
    line: f64,
}

/// All that may be said again.
pub struct Labels {
    /// The rows of headings over the table.
    heads: [Vec<String>; 2],
    /// Bands, and the headings of small tables.
    others: BTreeSet<String>,
    labels: BTreeSet<String>,
    numbers: BTreeSet<String>,
    /// What stands beside several rows, or is a short value or one that equal neighbours may share, which go on with their row.
    answers: BTreeSet<String>,
    /// The headings of sections, with their pages.
    sections: Vec<(usize, String)>,
    continued: String,
    elsewhere: String,
}

impl Labels {
    pub fn new(printed: &Printed, pdf: &Pdf) -> Self {
        let document = printed.document;
        let (mut labels, mut answers) = (BTreeSet::new(), BTreeSet::new());
        for row in document.rows() {
            for (column, cell) in document.columns.iter().zip(&row.cells).filter(|(_, cell)| cell.state != State::Covered) {
                if column.role == Role::Label {
                    labels.insert(bare(&cell.text()));
                }
                if cell.span > 1 || column.joins != Joins::Never || matches!(column.role, Role::Short | Role::Aside) {
                    answers.insert(bare(&cell.text()));
                }
            }
        }
        let headings = pdf.root.descendants("H1");
        let sections = headings.iter().map(|heading| (heading.pages.first().copied().unwrap_or_default(), heading.text()));
        Self {
            heads: heads(document),
            others: others(document),
            labels,
            numbers: document.rows().map(|row| bare(&row.no)).collect(),
            answers,
            sections: sections.collect(),
            continued: bare(&printed.look.continued),
            elsewhere: bare(&printed.look.elsewhere),
        }
    }

    /// The texts of a page that are no part of the document and none that it may show.
    pub fn check(&self, page: &View, pdf: &Pdf) -> Vec<Diagnostic> {
        let pieces = pieces(page);
        let mut findings = Vec::new();
        let mut wrong = |piece: Option<&Piece>| {
            let text = piece.map(|piece| page.around(piece.first)).unwrap_or_default();
            findings.push(Diagnostic::error(words::seen_label(text)).at(page.place()));
        };
        let said = |kind: Aside| {
            let of: Vec<&Piece> = pieces.iter().filter(|piece| piece.kind == kind).collect();
            (of.iter().map(|piece| piece.text.as_str()).collect::<String>(), of.first().copied())
        };
        let (head, foot) = (said(Aside::Header), said(Aside::Footer));
        if !self.is_head(page, &head.0) {
            wrong(head.1);
        }
        if !is_foot(page, pdf, &foot.0) {
            wrong(foot.1);
        }
        for piece in pieces.iter().filter(|piece| piece.kind == Aside::Repeated) {
            if !self.heads.iter().flatten().chain(&self.others).any(|wanted| *wanted == piece.text) {
                wrong(Some(piece));
            }
        }
        // The headings stand again as they stand over the table, all of them and in their order.
        for row in &self.heads {
            let among = |piece: &&Piece| piece.kind == Aside::Repeated && row.contains(&piece.text);
            let mut stand: Vec<&Piece> = pieces.iter().filter(among).collect();
            stand.sort_by(|a, b| a.left.total_cmp(&b.left));
            let said: Vec<&String> = stand.iter().map(|piece| &piece.text).collect();
            // Where a band says what a heading says, nobody can tell which is which.
            let told_apart = !row.iter().any(|heading| self.others.contains(heading));
            if told_apart && !said.is_empty() && said != row.iter().collect::<Vec<_>>() {
                wrong(stand.first().copied());
            }
        }
        for piece in pieces.iter().filter(|piece| piece.kind == Aside::Other) {
            // Behind a band stand the words which say that it goes on.
            let follows = |band: &&Piece| {
                band.kind == Aside::Repeated
                    && self.others.contains(&band.text)
                    && (band.line - piece.line).abs() < 1.0
                    && band.left < piece.left
            };
            let is_of_band = piece.text == self.continued && pieces.iter().any(|band| follows(&band));
            if !is_of_band && !self.again(page, &piece.text) {
                wrong(Some(piece));
            }
        }
        findings
    }

    /// Whether this may stand at the head of a page: from the second on title, the section that goes on, and the label. Title
    /// and section may be cut, and a section stand there alone.
    fn is_head(&self, page: &View, said: &str) -> bool {
        let document = page.printed.document;
        if page.number == 1 {
            return said.is_empty();
        }
        let title = bare(&document.short_title);
        let running = self.sections.iter().rev().find(|(on, _)| *on < page.number);
        let opens = self.sections.iter().any(|(on, _)| *on == page.number);
        let Some(said) = said.strip_suffix(&bare(&document.label)) else { return false };
        let goes_on = running.is_some_and(|(_, heading)| {
            let heading = bare(heading);
            let parts = said
                .strip_suffix(&self.continued)
                .into_iter()
                .flat_map(|said| said.char_indices().map(move |(at, _)| said.split_at(at)).chain([(said, "")]));
            parts.into_iter().any(|(first, rest)| (first.is_empty() || is_cut(first, &title)) && is_cut(rest, &heading))
        });
        goes_on || ((running.is_none() || opens) && is_cut(said, &title))
    }

    /// Whether a text goes on on this page: a label, a number, or an answer that covers several opinions.
    fn again(&self, page: &View, text: &str) -> bool {
        // What begins here is not said again here.
        let begun = |text: &str| page.rows.begins.get(text).is_none_or(|first| *first < page.number);
        let number = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
        let label = text.strip_suffix(&self.continued);
        let answer = text.strip_prefix(&self.continued);
        let cut = || {
            let begins = answer.and_then(|answer| answer.strip_suffix(&self.elsewhere))?;
            self.answers.range(begins.to_owned()..).take_while(|whole| whole.starts_with(begins)).find(|whole| begun(whole))
        };
        number.is_some_and(|number| self.numbers.contains(number))
            || label.is_some_and(|label| self.labels.contains(label) && begun(label))
            // A column that is too narrow for these words has none.
            || [answer, Some(text)].into_iter().flatten().any(|answer| self.answers.contains(answer) && begun(answer))
            || (text == self.elsewhere && self.answers.iter().any(|answer| begun(answer)))
            || cut().is_some()
    }
}

/// The texts of a page that are no part of the document, in the order in which they are drawn.
fn pieces(page: &View) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let glyphs: Vec<(usize, &Glyph)> = page.scene.glyphs.iter().enumerate().collect();
    for run in glyphs.chunk_by(|(_, a), (_, b)| (a.owner, a.piece) == (b.owner, b.piece)) {
        let Owner::Aside(kind) = run[0].1.owner else { continue };
        let letters: Vec<&Glyph> = run.iter().map(|(_, glyph)| *glyph).collect();
        let left = letters.iter().map(|glyph| glyph.matrix.0[4]).fold(f64::MAX, f64::min);
        let text = bare(&page.text_of(&letters));
        if !text.is_empty() {
            pieces.push(Piece { kind, first: run[0].0, text, left, line: letters[0].matrix.0[5] });
        }
    }
    pieces
}

/// Whether this may stand at the foot: the meeting's date and, where the paper has a title of its own, its name, which may be
/// cut; the stamp of the build, if it is wanted; the number of the page.
fn is_foot(page: &View, pdf: &Pdf, said: &str) -> bool {
    let printed = page.printed;
    let meeting = printed.subject.meeting;
    // Without a manifest, the stamp is the one that the file bears.
    let borne = || pdf.metadata.split_once(BORNE).and_then(|(_, stamp)| stamp.get(..STAMP)).unwrap_or_default().to_owned();
    let listed = |manifest: &Manifest| manifest.builds.get(printed.name).cloned().unwrap_or_default();
    let stamp = if printed.look.stamp { printed.subject.manifest.map_or_else(borne, listed) } else { String::new() };
    let imprint = said.strip_suffix(&format!("{stamp}{}/{}", page.number, pdf.pages));
    let name = imprint.and_then(|imprint| imprint.strip_prefix(&bare(&meeting.date_in_words())));
    let has_own_title = meeting.head.title != printed.document.title;
    name.is_some_and(|name| if has_own_title { is_cut(name, &bare(&meeting.head.title)) } else { name.is_empty() })
}

/// Whether a text is the whole, or the beginning of it and what says that it goes on.
fn is_cut(said: &str, whole: &str) -> bool {
    said == whole || said.strip_suffix('…').is_some_and(|said| !said.is_empty() && whole.starts_with(said))
}

/// The rows of headings over the table: those over several columns, and each column's own.
fn heads(document: &Document) -> [Vec<String>; 2] {
    let mut over: Vec<String> = Vec::new();
    for column in 0..document.columns.len() {
        let covered = document.under_over(column);
        over.extend(document.columns[column].over.as_deref().filter(|_| covered.start == column).map(bare));
    }
    let own = document.columns.iter().filter_map(|column| column.heading.as_deref()).map(bare).filter(|text| !text.is_empty());
    [over, own.collect()]
}

/// What else is said again at the top of a page: bands, and the headings of small tables.
fn others(document: &Document) -> BTreeSet<String> {
    let bands = document.sections.iter().flat_map(|section| &section.groups).flat_map(|group| &group.bands).map(|band| bare(&band.text));
    let blocks = document.above.iter().chain(&document.below).flat_map(|block| match block {
        Block::Table { head: true, rows, .. } => rows.first().cloned().unwrap_or_default(),
        Block::Tally { heading, columns, .. } => std::iter::once(heading.clone()).chain(columns.iter().cloned()).collect(),
        _ => Vec::new(),
    });
    bands.chain(blocks.map(|text| bare(&text))).collect()
}

/// Whether the bookmarks are the headings of the sections.
pub fn bookmarks(printed: &Printed, pdf: &Pdf) -> Option<Diagnostic> {
    let wanted: Vec<String> = printed.document.sections.iter().filter_map(|section| section.heading.as_deref()).map(bare).collect();
    let found: Vec<String> = pdf.outline.iter().map(|(_, title)| bare(title)).collect();
    let differs = wanted.iter().zip(&found).position(|(wanted, found)| wanted != found).unwrap_or(wanted.len().min(found.len()));
    let said = found.get(differs).or(wanted.get(differs))?;
    Some(Diagnostic::error(words::seen_bookmark(said)).at(Place::file(printed.file)))
}
