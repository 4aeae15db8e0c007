//! The widths of a table's columns: one search for all of them, so that the table is short.
//!
//! Numbers are as wide as their longest entry. All others have limits within which [`search`] looks for the widths
//! with the fewest pages, in whole characters. Lengths are in points; the inside of a column is counted in em of its type.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::rc::Rc;

use crate::document::{Block, Cell, Column, Content, Document, Edition, Role, Row, Section, Width};
use crate::meeting::look::Look;
use crate::typeset::hang::Hang;
use crate::typeset::kept::{end_kept, kept_lines};
use crate::typeset::measure::Ruler;
use crate::typeset::{phrases, search, vertical};

/// Points in a millimetre.
pub const POINTS: f64 = 72.0 / 25.4;
/// White space at each side of a cell; `inset-x` and `inset-y` of `templates/lib/table.typ`.
pub const INSET_X: f64 = 3.6;
pub const INSET_Y: f64 = 3.0;
/// Narrowest and widest columns of labels, in em; never narrower than the words that say that a label goes on.
const LABEL_LEAST: f64 = 4.0;
const LABEL_MOST: f64 = 9.0;
/// Widest column of short values; the most that its phrases may ask for, where there is room and where there is none, and
/// its heading.
const SHORT_MOST: f64 = 14.0;
const SHORT_PHRASE: f64 = 6.0;
/// The same of a phrase with a number in it, such as a date: it is not taken in at once if it is broken.
const SHORT_NUMBER: f64 = 9.0;
const SHORT_LIMIT: f64 = 5.0;
const SHORT_NARROW: f64 = 4.0;
const SHORT_LEAST: f64 = 4.0;
/// So many of the widest such lines a short value has at most.
const SHORT_LINES: f64 = 2.0;
/// Widest column of short values beside columns with declared parts of the page, unless a phrase needs more.
const SHORT_OWN: f64 = 8.0;
/// Narrowest column of texts, where there is no room for that, and where there is none for either.
const TEXT_LEAST: f64 = 10.0;
const TEXT_TIGHT: f64 = 7.0;
const TEXT_LIMIT: f64 = 6.0;
/// A text with so many times the letters of a line is long.
const LONG_TEXT: f64 = 3.0;
/// Where columns of texts have fewer characters, phrases of labels and of headings fall into words if that saves a page.
const TEXT_READS: usize = 16;
const LABEL_WORDS: f64 = 6.0;
/// Widest number before a label, such as ① or 1.
const LABEL_NUMBER: f64 = 1.0;
/// And headings of short values, down to this.
const HEAD_WORDS: f64 = 3.0;
/// Most values of a column that are looked at for its limits.
const MOST_LOOKED_AT: usize = 2000;
/// Rows of a section that are looked at in any case.
const LEAST_ROWS: usize = 20;
/// What it costs that a line of a label begins with what belongs to the word before it, as square em of unevenness.
const LEANING: f64 = 20.0;
/// Room of a section's heading, and what stands around a block, in points; see `templates/lib/handout.typ`.
const SECTION_HEADING: f64 = 36.0;
const BESIDE_BLOCK: f64 = 14.0;
/// Rows lower than this part of a page's body are kept whole; higher ones may go on over a page, since
/// the room that they would leave at its foot is worse.
const WHOLE_LIMIT: f64 = 0.25;
/// Lines of rows that may be divided to save a page.
const LEAST_DIVIDED: f64 = 5.0;
/// Part of a column's width that a number with its unit may take to be kept on one line.
const KEPT_PART: f64 = 0.6;
/// Lines of rows that are not lost at a page's foot, though they are fewer than [`Look::keep_rows`].
pub const KEPT_LINES: f64 = 4.0;
/// Labels higher than this part of a page's body may go on over a page.
const LABEL_LIMIT: f64 = 0.8;
/// Part of a page's body that a vertical label takes at most if it has room for several lines: a high one leaves blank what
/// is left of a page at which it cannot begin.
const VERTICAL_LIMIT: f64 = 0.35;

/// Letters of a vertical label that may have a further line beside it.
const VERTICAL_LONG: f64 = 10.0;

/// A document, measured for one kind of page.
pub struct Widths<'a> {
    document: &'a Document,
    look: &'a Look,
    ruler: &'a Ruler,
    medium: Medium,
    /// For each column, how its texts stand to the bullets before them.
    pub hangs: Vec<Hang>,
    /// For each section and column, the width.
    pub sections: Vec<Vec<f64>>,
    /// For each section, the heights of its rows without their labels.
    beside: Vec<Vec<f64>>,
    fits: bool,
}

/// What a medium takes of a column.
#[derive(Clone, Copy)]
pub struct Medium {
    /// How many times as wide as its metrics a text comes out.
    pub stretch: f64,
    /// What stands free beside a cell's text, both sides together, and what the page's width loses, in points.
    pub beside: f64,
    pub lost: f64,
    /// Whether a text hangs behind its bullet.
    pub hangs: bool,
}

impl Medium {
    pub const PAGE: Self = Self { stretch: 1.0, beside: 2.0 * INSET_X, lost: 0.0, hangs: true };
}

/// How narrow columns may become.
#[derive(Clone, Copy)]
struct Narrow {
    /// The most that a phrase of a short value may ask for, and one with a number in it.
    phrase: f64,
    number: f64,
    /// From which width on phrases of labels, and of short values, fall into words.
    label: f64,
    value: f64,
    /// The same of headings over short values.
    head: f64,
    /// Whether short values are not broken at all.
    is_whole: bool,
    text: f64,
}

/// Where there is room.
const ROOMY: Narrow = Narrow {
    phrase: SHORT_PHRASE,
    number: SHORT_NUMBER,
    label: f64::MAX,
    value: f64::MAX,
    head: f64::MAX,
    is_whole: false,
    text: TEXT_LEAST,
};

/// From there to where there is least.
const NARROW: [Narrow; 4] = [
    ROOMY,
    Narrow { phrase: SHORT_LIMIT, number: SHORT_LIMIT, ..ROOMY },
    Narrow { phrase: SHORT_LIMIT, number: SHORT_LIMIT, text: TEXT_TIGHT, ..ROOMY },
    Narrow { phrase: SHORT_LIMIT, number: SHORT_LIMIT, label: SHORT_NARROW, value: SHORT_NARROW, text: TEXT_LIMIT, ..ROOMY },
];

/// Width in em from which a page has room for labels on one line.
const WIDE: f64 = 80.0;

/// A column that shares the room that others leave.
struct Span {
    least: f64,
    most: f64,
    /// The part that it takes of the room.
    share: f64,
}

impl<'a> Widths<'a> {
    pub fn new(document: &'a Document, look: &'a Look, ruler: &'a Ruler) -> Self {
        let mut widths = Self::unset(document, look, ruler, Medium::PAGE);
        widths.sections = widths.found(false);
        let is_label = |column: usize| document.columns[column].role == Role::Label;
        widths.beside = (0..document.sections.len())
            .map(|section| widths.heights(section, &|cell, column| is_label(column) && cell.span > 0))
            .collect();
        widths
    }

    /// The widths that serve all sections alike: on a sheet a column is as wide all the way down.
    pub fn alike(document: &'a Document, look: &'a Look, ruler: &'a Ruler, sheet: Medium) -> Vec<f64> {
        Self::unset(document, look, ruler, sheet).found(true).into_iter().next().unwrap_or_default()
    }

    fn unset(document: &'a Document, look: &'a Look, ruler: &'a Ruler, medium: Medium) -> Self {
        let hang = |(index, column): (usize, &Column)| {
            let cells = document.rows().map(|row| &row.cells[index]).filter(|_| medium.hangs && column.role == Role::Text);
            Hang::new(cells, &look.bullets)
        };
        let hangs = document.columns.iter().enumerate().map(hang).collect();
        Self { document, look, ruler, medium, hangs, sections: Vec::new(), beside: Vec::new(), fits: true }
    }

    /// Whether the columns fit the page at their least widths.
    pub fn fit(&self) -> bool {
        self.fits
    }

    pub fn look(&self) -> &Look {
        self.look
    }

    /// Room between the margins.
    pub fn page(&self) -> f64 {
        (self.look.page().0 - self.look.margin_left - self.look.margin_right) * POINTS - self.medium.lost
    }

    /// Height of a page between the margins.
    fn body(&self) -> f64 {
        (self.look.page().1 - self.look.margin_top - self.look.margin_bottom) * POINTS
    }

    /// Most lines of vertical type in a column of this width.
    fn vertical_most(&self, column: usize, width: f64) -> usize {
        vertical::most(width - 2.0 * INSET_X, self.size(column))
    }

    /// The lines of a vertical label of a section, from right to left: as many as it needs to stand beside its rows, from `row` on.
    pub fn vertical_lines(&self, section: usize, row: usize, column: usize, cell: &Cell) -> Vec<String> {
        let text = cell.text();
        let rows = &self.beside[section];
        let beside: f64 = rows[row..(row + cell.span).min(rows.len())].iter().sum();
        let room = beside.min(self.body() * VERTICAL_LIMIT) - 2.0 * INSET_Y;
        let most = self.vertical_most(column, self.sections[section][column]);
        let high = |lines: &[Range<usize>]| {
            let letters = lines.iter().map(|line| vertical::letters(&text[line.clone()]).len()).max();
            letters.unwrap_or_default() as f64 * self.look.line
        };
        let tried: Vec<Vec<Range<usize>>> = (1..=most).map(|count| vertical::lines(&text, count)).collect();
        // If none has the room, the fewest of those that are lowest.
        let lowest = tried.iter().map(|lines| high(lines).max(room)).fold(f64::MAX, f64::min);
        let lines = tried.into_iter().find(|lines| high(lines).max(room) <= lowest).unwrap_or_default();
        lines.into_iter().map(|line| text[line].trim_matches('\n').to_owned()).collect()
    }

    fn size(&self, column: usize) -> f64 {
        self.document.columns[column].size.unwrap_or(self.look.size)
    }

    /// Room for a line of text in a column of this width, in em.
    pub fn inner(&self, column: usize, width: f64) -> f64 {
        (width - self.medium.beside) / (self.size(column) * self.medium.stretch) - if self.hangs[column] == Hang::All { 1.0 } else { 0.0 }
    }

    /// Widths of every column of each section: the declared parts of the page, or what the search finds; of all sections as
    /// one, if they are to be `alike`.
    fn found(&mut self, alike: bool) -> Vec<Vec<f64>> {
        let all = |narrow: Narrow| (0..self.document.columns.len()).map(|column| self.column(column, narrow)).collect::<Vec<_>>();
        let columns = all(ROOMY);
        let declared = |column: usize| matches!(self.document.columns[column].width, Width::Share(_));
        if (0..columns.len()).any(declared) {
            let widths = self.declared(&columns);
            return vec![widths; self.document.sections.len()];
        }
        let is_filled = columns.iter().any(|column| column.open);
        let search = |narrow: Narrow| {
            let columns = all(narrow);
            let most = if alike { search::MOST_ROWS / self.document.sections.len().max(1) } else { search::MOST_ROWS };
            let sections = self.document.sections.iter().map(|section| self.section(section, &columns, most.max(LEAST_ROWS)));
            let sections = if alike { vec![search::Section::joined(sections, columns.len())] } else { sections.collect() };
            search::Search::new(self.pages(narrow), columns, sections).run()
        };
        // On a sheet short values are broken by the program that shows it, which knows no phrases.
        let is_wide = self.page() > WIDE * self.look.size;
        let whole = Narrow { phrase: LABEL_MOST, is_whole: true, ..ROOMY };
        let found = (alike && is_wide).then_some(whole).into_iter().chain(NARROW).find_map(search);
        let is_narrow = |widths: &Vec<usize>| widths.iter().zip(&columns).any(|(width, column)| column.open && *width < TEXT_READS);
        let at_least = |(width, column): (&usize, &search::Column)| column.open && width == column.characters.start();
        let is_least = |widths: &Vec<usize>| widths.iter().zip(&columns).any(at_least);
        let found = found.map(|(widths, cost)| {
            // On a sheet the program that shows it breaks headings, and knows no words.
            let head = if alike { f64::MAX } else { HEAD_WORDS };
            let in_words = Narrow { label: LABEL_WORDS, head, ..ROOMY };
            let better = |best: search::Found, narrow: Narrow| search(narrow).filter(|other| other.1.0 < best.1.0).unwrap_or(best);
            let mut best = (widths, cost);
            if best.0.iter().any(is_narrow) {
                best = better(best, in_words);
            }
            // Lines that are short are better than a page more.
            if best.0.iter().any(is_least) {
                let tight = |narrow: Narrow| Narrow { text: TEXT_TIGHT, ..narrow };
                best = [tight(ROOMY), tight(in_words)].into_iter().fold(best, better);
            }
            best.0
        });
        self.fits &= found.is_some();
        let least = || vec![columns.iter().map(|column| *column.characters.start()).collect(); self.document.sections.len()];
        let sides = self.sides();
        let points = |mut characters: Vec<usize>| {
            // The editions of a comparison are as wide as each other, so that their lines end alike.
            if let Some((older, newer)) = sides.filter(|(older, newer)| columns[*older].open && columns[*newer].open) {
                let even = (characters[older] + characters[newer]) / 2;
                (characters[older], characters[newer]) = (even, even);
            }
            let mut widths: Vec<f64> =
                characters.iter().zip(&columns).map(|(characters, column)| *characters as f64 * column.unit + column.beside).collect();
            // What is less than a character goes to the numbers, or to the first column, so that the table is as wide as the page.
            let left = self.page() - widths.iter().sum::<f64>();
            let number = self.document.columns.iter().position(|column| column.role == Role::Number).unwrap_or(0);
            if is_filled && left > 0.0 && left < 2.0 * self.look.size {
                widths[number] += (left * 100.0).floor() / 100.0;
            } else if is_filled && left > 0.0 {
                let open = columns.iter().rposition(|column| column.open).unwrap_or(0);
                widths[open] += if self.is_limited(open) { 0.0 } else { (left * 100.0).floor() / 100.0 };
            }
            widths
        };
        found.unwrap_or_else(least).into_iter().map(points).collect()
    }

    /// The columns of the two editions of a comparison, where nothing says how wide they are.
    fn sides(&self) -> Option<(usize, usize)> {
        let is_free = |column: &Column| matches!(column.width, Width::Between { least: None, most: None });
        let of = |edition: Edition| {
            let is = |column: &Column| column.edition == edition && column.shows[0] == Content::Text && is_free(column);
            self.document.columns.iter().position(is)
        };
        let (older, newer) = (of(Edition::Older)?, of(Edition::Newer)?);
        (self.size(older) == self.size(newer)).then_some((older, newer))
    }

    /// The columns of long texts whose lines are hard to read, and the letters of the shortest line; none that the meeting wants so.
    pub fn narrow(&self) -> (Vec<usize>, usize) {
        let letters = |column: usize| {
            let widths = self.sections.iter().map(|widths| self.inner(column, widths[column]) + 0.01);
            widths.fold(f64::MAX, f64::min)
        };
        let is_long = |column: usize| self.document.rows().any(|row| self.ruler.width(&row.cells[column].text()) > LONG_TEXT * TEXT_LEAST);
        let declared = &self.document.columns;
        let is_narrow = |column: &usize| {
            declared[*column].role == Role::Text && !self.is_limited(*column) && letters(*column) < TEXT_LEAST && is_long(*column)
        };
        let found: Vec<usize> = (0..declared.len()).filter(is_narrow).collect();
        let least = found.iter().map(|column| letters(*column)).fold(f64::MAX, f64::min);
        (found, least as usize)
    }

    /// Whether the meeting says how wide a column may be at most.
    fn is_limited(&self, column: usize) -> bool {
        matches!(self.document.columns[column].width, Width::Between { most: Some(_), .. } | Width::Fixed(_))
    }

    /// Widths where some columns have declared parts of the page: the others have what they need, or share the rest.
    fn declared(&mut self, columns: &[search::Column]) -> Vec<f64> {
        let width = |column: &search::Column, characters: usize| characters as f64 * column.unit + column.beside;
        let own = |index: usize| !columns[index].open && !matches!(self.document.columns[index].width, Width::Share(_));
        // Short values that are long are broken, which leaves more to the texts.
        let most = |index: usize| {
            let (least, most) = (*columns[index].characters.start(), *columns[index].characters.end());
            let is_short = matches!(self.document.columns[index].role, Role::Short | Role::Aside);
            if is_short { most.min(least.max(SHORT_OWN as usize)) } else { most }
        };
        let mut widths: Vec<f64> =
            (0..columns.len()).map(|index| if own(index) { width(&columns[index], most(index)) } else { 0.0 }).collect();
        let open: Vec<usize> = (0..columns.len()).filter(|index| !own(*index)).collect();
        let span = |index: &usize| {
            let (declared, column) = (self.document.columns[*index].width, &columns[*index]);
            match declared {
                Width::Share(parts) => Span { least: width(column, 2), most: self.page(), share: parts },
                _ => Span { least: width(column, *column.characters.start()), most: width(column, *column.characters.end()), share: 1.0 },
            }
        };
        let spans: Vec<Span> = open.iter().map(span).collect();
        let room = self.page() - widths.iter().sum::<f64>();
        self.fits &= spans.iter().map(|span| span.least).sum::<f64>() <= room + 0.01;
        for (column, width) in open.iter().zip(parts(room, &spans)) {
            // Whole hundredths of a point read better, and the rest is too little to see.
            widths[*column] = (width * 100.0).floor() / 100.0;
        }
        widths
    }

    /// What the search knows of a column.
    fn column(&self, index: usize, narrow: Narrow) -> search::Column {
        let declared = &self.document.columns[index];
        let size = self.size(index) * self.medium.stretch;
        let hang = if self.hangs[index] == Hang::All { size } else { 0.0 };
        // A hair more than the text, since Typst wraps what fits to the last digit.
        let beside = self.medium.beside + hang + 0.25;
        let whole = |em: f64| (em - 1e-6).ceil().max(1.0) as usize;
        let (characters, open) = match declared.width {
            Width::Fixed(em) => (whole(em)..=whole(em), false),
            Width::Share(_) => (2..=2, false),
            Width::Between { least, most } => {
                let (mut first, mut last) = self.limits(index, narrow);
                if let Some(most) = most {
                    (first, last) = (first.min(most), last.min(most));
                }
                if let Some(least) = least {
                    (first, last) = (first.max(least), last.max(least));
                }
                (whole(first)..=whole(last).max(whole(first)), declared.role == Role::Text)
            }
        };
        let unit = if declared.vertical { size * vertical::ADVANCE } else { size };
        // Numbers are as wide as they are.
        if declared.role == Role::Number && matches!(declared.width, Width::Between { .. }) {
            let em = self.limits(index, narrow).1;
            return search::Column { unit: em * unit, beside: beside + 1.0, characters: 1..=1, open: false };
        }
        search::Column { unit, beside, characters, open }
    }

    /// Fewest and most characters that a column may have, as its texts are.
    fn limits(&self, index: usize, narrow: Narrow) -> (f64, f64) {
        let declared = &self.document.columns[index];
        let page = self.page() / (self.size(index) * self.medium.stretch);
        if declared.vertical {
            let longest = self.document.rows().map(|row| vertical::letters(&row.cells[index].text()).len()).max().unwrap_or_default();
            let lines = (longest as f64 * self.look.line / (self.body() * LABEL_LIMIT)).ceil().max(1.0);
            // A long one in one line makes its rows higher than what they say.
            return (lines, lines.max((longest as f64 / VERTICAL_LONG).ceil()));
        }
        let heading = self.ruler.width(declared.heading.as_deref().unwrap_or_default());
        let texts: BTreeSet<String> = match declared.role {
            Role::Text => return (narrow.text, page),
            Role::Label | Role::Short | Role::Aside => {
                self.document.rows().map(|row| row.cells[index].text()).filter(|text| !text.is_empty()).take(MOST_LOOKED_AT).collect()
            }
            Role::Number => self.document.rows().map(|row| row.cells[index].text()).collect(),
        };
        let lines = || texts.iter().flat_map(|text| text.split('\n'));
        let line = lines().map(|line| self.ruler.width(line)).fold(0.0, f64::max);
        let phrase = || {
            if narrow.is_whole && declared.role == Role::Short {
                return line;
            }
            let most = if declared.role == Role::Label { narrow.label } else { narrow.value };
            let parts = |line: &str| phrases::in_words(line, |part| self.ruler.width(part) <= most);
            // The number of a label stands on a line with what it numbers.
            let joined = |line: &str, mut parts: Vec<Range<usize>>| {
                let is_number = |part: &Range<usize>| self.ruler.width(line[part.clone()].trim_end()) <= LABEL_NUMBER;
                if declared.role == Role::Label && parts.len() > 1 && is_number(&parts[0]) {
                    let number = parts.remove(0);
                    parts[0].start = number.start;
                }
                parts
            };
            let phrases = lines().flat_map(|line| joined(line, parts(line)).into_iter().map(move |range| &line[range]));
            let width = |phrase: &str| {
                let most = match declared.role {
                    Role::Short | Role::Aside if phrases::is_number(phrase) => narrow.number,
                    Role::Short | Role::Aside => narrow.phrase,
                    Role::Number | Role::Label | Role::Text => f64::MAX,
                };
                self.ruler.width(phrase.trim_end()).min(most)
            };
            phrases.map(width).fold(0.0, f64::max)
        };
        match declared.role {
            Role::Number | Role::Text => (line.max(heading), line.max(heading)),
            Role::Label => {
                let again = self.ruler.width(&self.look.continued).max(LABEL_LEAST).max(heading.min(LABEL_LEAST));
                (phrase().clamp(again, LABEL_MOST.max(again)), line.clamp(again, LABEL_MOST.max(again)))
            }
            Role::Short | Role::Aside => {
                // A heading is broken between its phrases.
                let named = declared.heading.as_deref().unwrap_or_default();
                let head = self.heading_parts(named, narrow).map(|(visible, _)| visible).fold(0.0, f64::max);
                let least = phrase().max(head.min(narrow.phrase)).max(heading.min(SHORT_LEAST.min(narrow.head))).max(2.0);
                let least = least.min(narrow.phrase.max(narrow.number));
                (least, line.max(heading).max(least).min(SHORT_MOST))
            }
        }
    }

    /// A section as the search sees it.
    fn section(&self, section: &Section, columns: &[search::Column], most: usize) -> search::Section {
        let rows: Vec<&Row> = section.rows().take(most).collect();
        let mut known: BTreeMap<String, search::Content> = BTreeMap::new();
        let mut cells = |column: usize| {
            known.clear();
            let found = rows.iter().enumerate().filter(|(_, row)| row.cells[column].span > 0);
            let cell = |(row, of): (usize, &&Row)| {
                let cell = &of.cells[column];
                let content = known.entry(cell.text()).or_insert_with(|| self.content(cell, column, &columns[column])).clone();
                search::Cell { row, span: cell.span, content }
            };
            found.map(cell).collect()
        };
        let cells = (0..columns.len()).map(&mut cells).collect();
        let heading = if section.heading.is_some() { SECTION_HEADING } else { 0.0 };
        let mut together: Vec<usize> = section
            .groups
            .iter()
            .flat_map(|group| (0..group.rows.len()).map(|row| if row == 0 { self.look.keep_rows.clamp(1, group.rows.len()) } else { 1 }))
            .take(rows.len())
            .collect();
        if let Some(first) = together.first_mut() {
            *first = self.look.keep_rows.clamp(1, rows.len());
        }
        search::Section { rows: rows.len(), together, cells, heading }
    }

    fn content(&self, cell: &Cell, column: usize, of: &search::Column) -> search::Content {
        let text = cell.text();
        match self.document.columns[column].role {
            Role::Text => {
                let paragraph = |line| search::Paragraph { segments: self.ruler.segments(line), hang: self.own_hang(line, column).0 };
                search::Content::Text(Rc::new(text.split('\n').map(paragraph).collect()))
            }
            Role::Number => search::Content::Lines(Rc::new(vec![1])),
            Role::Label | Role::Short | Role::Aside => {
                let width = |characters: usize| characters as f64 * of.unit + of.beside;
                let most = *of.characters.end();
                let lines = Rc::new((0..=most).map(|n| self.lines(cell, column, width(n.max(1))) as usize).collect());
                if self.document.columns[column].role == Role::Label {
                    search::Content::Label(lines)
                } else {
                    search::Content::Lines(lines)
                }
            }
        }
    }

    /// The widths of the parts in which a heading is broken in em, without and with the white space at their ends.
    fn heading_parts(&self, heading: &str, narrow: Narrow) -> impl Iterator<Item = search::Segment> {
        let parts = phrases::in_words(heading, |part| self.ruler.width(part) <= narrow.head);
        parts.into_iter().map(|range| (self.ruler.width(heading[range.clone()].trim_end()), self.ruler.width(&heading[range])))
    }

    /// What the search knows of the pages.
    fn pages(&self, narrow: Narrow) -> search::Page {
        let line = self.look.line + 2.0 * INSET_Y;
        let rows = |block: &Block| match block {
            Block::Text { text } | Block::Note { text } => {
                text.split('\n').map(|line| (self.ruler.width(line) * self.look.size / self.page()).ceil().max(1.0)).sum::<f64>()
                    * self.look.line
            }
            Block::Table { rows, .. } => (rows.len() + 1) as f64 * line,
            Block::Legend { entries, .. } => (entries.len() + 1) as f64 * line,
            Block::Tally { titled, lines, .. } => (lines.len() + 1 + usize::from(*titled)) as f64 * line,
        };
        let headings = self.document.columns.iter().enumerate().filter_map(|(index, column)| {
            let phrases = self.heading_parts(column.heading.as_deref()?, narrow).collect();
            Some((self.document.under_heading(index), phrases))
        });
        search::Page {
            width: self.page(),
            body: self.body(),
            above: self.document.above.iter().map(|block| rows(block) + BESIDE_BLOCK).sum(),
            headings: headings.collect(),
            over: usize::from(self.document.columns.iter().any(|column| column.over.is_some())),
            line: self.look.line,
            // Below the last line of a cell there is no leading.
            padding: 2.0 * INSET_Y - (self.look.line - self.look.size),
            whole: self.body() * WHOLE_LIMIT,
            kept: KEPT_LINES * self.look.line,
            size: self.look.size,
        }
    }

    /// For each row of a section, whether it is low enough to be kept on one page, and high enough to go on over one.
    pub fn whole_rows(&self, index: usize) -> Vec<(bool, bool)> {
        let body = self.body();
        // A label is not broken over pages, and beside several rows it takes no height of theirs.
        let beside = |cell: &Cell, column: usize| {
            let is_label = self.document.columns[column].role == Role::Label;
            is_label && (cell.span > 1 || self.height(cell, column, self.sections[index][column]) < body * LABEL_LIMIT)
        };
        let least = LEAST_DIVIDED * self.look.line;
        self.heights(index, &beside).into_iter().map(|height| (height < body * WHOLE_LIMIT, height > least)).collect()
    }

    /// Whether a label of a section stands beside several rows and is low enough to take no height of its own.
    pub fn stands_beside(&self, index: usize, cell: &Cell, column: usize) -> bool {
        cell.span > 1 && self.height(cell, column, self.sections[index][column]) < self.body() * LABEL_LIMIT
    }

    fn height(&self, cell: &Cell, column: usize, width: f64) -> f64 {
        self.lines(cell, column, width) * self.look.line + 2.0 * INSET_Y
    }

    /// Heights of the rows of a section, without the cells that are `beside` them.
    fn heights(&self, index: usize, beside: &dyn Fn(&Cell, usize) -> bool) -> Vec<f64> {
        let widths = &self.sections[index];
        let height = |cell: &Cell, column: usize| if beside(cell, column) { 0.0 } else { self.height(cell, column, widths[column]) };
        let cells = |row: &Row| {
            let covering = row.cells.iter().enumerate().filter(|(_, cell)| cell.span > 0);
            covering.map(|(column, cell)| (cell.span, height(cell, column))).collect()
        };
        heights(&self.document.sections[index].rows().map(cells).collect::<Vec<_>>())
    }

    /// Lines of a cell in a column of this width.
    fn lines(&self, cell: &Cell, column: usize, width: f64) -> f64 {
        let text = cell.text();
        if self.document.columns[column].vertical {
            return vertical::letters(&text).len().div_ceil(self.vertical_most(column, width)) as f64;
        }
        let inner = self.inner(column, width);
        match self.document.columns[column].role {
            Role::Label => label_lines(&text, inner, self.ruler).len() as f64,
            Role::Short | Role::Aside if self.is_short(&text, column) => {
                text.split('\n').map(|line| self.short_lines(line, inner) as f64).sum()
            }
            Role::Number | Role::Text | Role::Short | Role::Aside => {
                text.split('\n').map(|line| self.ruler.lines(line, inner - self.own_hang(line, column).0).len() as f64).sum()
            }
        }
    }

    /// What the lines of a paragraph lose of the room that its column's texts have, and what its first line has more, in em.
    fn own_hang(&self, line: &str, column: usize) -> (f64, f64) {
        let hang = self.hangs[column];
        let (less, more) = hang.of(line, &self.look.bullets);
        (if hang == Hang::All { 0.0 } else { less }, more)
    }

    /// Whether a text is a short value, which is broken between phrases only; what stands in such a column may be none.
    fn is_short(&self, text: &str, column: usize) -> bool {
        let is_low = |line: &str| self.ruler.width(line) <= SHORT_LINES * SHORT_MOST;
        matches!(self.document.columns[column].role, Role::Short | Role::Aside) && text.split('\n').all(is_low)
    }

    /// Lines of a short value without line breaks, phrase by phrase.
    fn short_lines(&self, line: &str, inner: f64) -> usize {
        if self.ruler.width(line) <= inner {
            return 1;
        }
        let (mut count, mut used) = (1, 0.0);
        for part in phrases::fitting(line, |part| self.ruler.width(part) <= inner) {
            let part = &line[part];
            if used > 0.0 && used + self.ruler.width(part.trim_end()) > inner {
                (count, used) = (count + 1, 0.0);
            }
            count += self.ruler.lines(part, inner).len() - 1;
            used += self.ruler.width(part);
        }
        count
    }

    /// Where else a cell's text may be broken, as bytes: in words that are too wide for their column, since Typst lets such a word run over.
    pub fn breaks(&self, text: &str, column: usize, width: f64) -> Vec<usize> {
        self.cuts(text, self.inner(column, width) * 0.8)
    }

    /// What of a cell's text must stay on one line, as bytes: in short values phrases, everywhere a number with its unit, and the
    /// end of a paragraph of which the last letter would stand alone; nothing that is nearly as wide as its column.
    pub fn kept(&self, text: &str, column: usize, width: f64) -> Vec<Range<usize>> {
        let inner = self.inner(column, width);
        let short = self.is_short(text, column);
        let fits = |range: &Range<usize>| self.ruler.width(text[range.clone()].trim_end()) <= if short { inner } else { inner * KEPT_PART };
        // Blanks at the end of what is kept have a width: where they have no room, they follow it, or it would be two lines itself.
        let with_room = |range: Range<usize>| match self.ruler.width(&text[range.clone()]) <= inner {
            true => range,
            false => range.start..range.start + text[range].trim_end().len(),
        };
        if short {
            let broken = text.split('\n').any(|line| self.ruler.width(line) > inner);
            let lines = if broken { kept_lines(text, inner, self.ruler) } else { Vec::new() };
            return lines.into_iter().filter(fits).map(with_room).collect();
        }
        let mut kept: Vec<Range<usize>> = phrases::units(text).into_iter().filter(fits).collect();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let within = |at: usize| kept.iter().any(|unit| unit.start < start + at && start + at < unit.end);
            let (less, more) = self.own_hang(line, column);
            if let Some(from) = end_kept(line.trim_end_matches('\n'), within, inner - less, more, self.ruler) {
                let end = start + from..start + line.trim_end_matches('\n').len();
                kept.retain(|unit| unit.end <= end.start || unit.start >= end.end);
                kept.push(end);
                kept.sort_by_key(|range| range.start);
            }
            start += line.len();
        }
        kept.into_iter().map(with_room).collect()
    }

    /// Room in em for a heading over these columns. It is the same in every section, so the narrowest counts.
    pub fn heading_room(&self, columns: Range<usize>) -> f64 {
        let room = self.sections.iter().map(|widths| widths[columns.clone()].iter().sum::<f64>()).fold(f64::MAX, f64::min);
        (room - 2.0 * INSET_X) / self.look.size
    }

    /// Where else a text may be broken that stands in a room of `inner` em, as bytes.
    pub fn cuts(&self, text: &str, inner: f64) -> Vec<usize> {
        let mut end = 0;
        let pieces = self.ruler.pieces(text, inner);
        pieces
            .iter()
            .map(|piece| {
                end += piece.len();
                end
            })
            .filter(|end| *end < text.len())
            .collect()
    }
}

/// Heights of rows, of each of which the cells' spans and heights are given. A row grows with a cell that covers it and
/// others and is taller than they are: the last of them does.
fn heights(rows: &[Vec<(usize, f64)>]) -> Vec<f64> {
    let own = |cells: &Vec<(usize, f64)>| cells.iter().filter(|(span, _)| *span == 1).map(|(_, height)| *height).fold(0.0, f64::max);
    let mut heights: Vec<f64> = rows.iter().map(own).collect();
    for (first, cells) in rows.iter().enumerate() {
        for (span, height) in cells.iter().filter(|(span, _)| *span > 1) {
            let last = (first + span - 1).min(heights.len() - 1);
            let spare = height - heights[first..=last].iter().sum::<f64>();
            heights[last] += spare.max(0.0);
        }
    }
    heights
}

/// The declared shares of `room`; what would be too narrow or too wide at its share keeps to its limit, and the others share the rest.
fn parts(room: f64, spans: &[Span]) -> Vec<f64> {
    let mut widths: Vec<Option<f64>> = vec![None; spans.len()];
    loop {
        let left = room - widths.iter().flatten().sum::<f64>();
        let open: Vec<usize> = (0..spans.len()).filter(|i| widths[*i].is_none()).collect();
        let parts: f64 = open.iter().map(|i| spans[*i].share).sum();
        let share = |i: usize| left * spans[i].share / parts;
        // Those that are too narrow come first: they leave less to the others, so that fewer are too wide.
        let narrow = open.iter().copied().find(|i| share(*i) < spans[*i].least).map(|i| (i, spans[i].least));
        let wide = || open.iter().copied().find(|i| share(*i) > spans[*i].most).map(|i| (i, spans[i].most));
        match narrow.or_else(wide) {
            Some((i, limit)) => widths[i] = Some(limit),
            None => return (0..spans.len()).map(|i| widths[i].unwrap_or_else(|| share(i))).collect(),
        }
    }
}

/// The lines of a label in a column `most` em wide: one if it fits, else phrase by phrase, as even as may be; a phrase that
/// is too wide word by word, and a word that still is as running text.
pub fn label_lines<'t>(label: &'t str, most: f64, ruler: &Ruler) -> Vec<&'t str> {
    label_ranges(label, most, ruler).into_iter().map(|line| &label[line]).collect()
}

/// Where those lines stand in the label, in bytes. The last one of a paragraph has the line break that follows it.
pub fn label_ranges(label: &str, most: f64, ruler: &Ruler) -> Vec<Range<usize>> {
    let mut start = 0;
    let mut lines = Vec::new();
    for part in label.split_inclusive('\n') {
        let own = paragraph_ranges(part.trim_end_matches('\n'), most, ruler);
        lines.extend(own.into_iter().map(|line| start + line.start..start + line.end));
        start += part.len();
        if let Some(last) = lines.last_mut().filter(|_| part.ends_with('\n')) {
            last.end = start;
        }
    }
    lines
}

fn paragraph_ranges(label: &str, most: f64, ruler: &Ruler) -> Vec<Range<usize>> {
    if label.is_empty() {
        return Vec::new();
    }
    let total = ruler.width(label);
    if total <= most {
        return std::iter::once(0..label.len()).collect();
    }
    let stops: Vec<usize> = phrases::fitting(label, |part| ruler.width(part) <= most).into_iter().map(|part| part.end).collect();
    // For what ends at each stop, the fewest lines, how uneven they are, and where the last of them begins.
    let mut ways: Vec<(usize, f64, usize)> = vec![(0, 0.0, 0)];
    let start = |way: usize| if way == 0 { 0 } else { stops[way - 1] };
    for (index, stop) in stops.iter().enumerate() {
        let way = |from: usize| {
            let line = label[start(from)..*stop].trim_end();
            let width = ruler.width(line);
            let (count, uneven, _) = ways[from];
            let leans = if from > 0 && phrases::PARTICLES.iter().any(|particle| line.starts_with(particle)) { LEANING } else { 0.0 };
            (from == index || width <= most).then_some((count + 1, uneven + width * width + leans, from))
        };
        // Of two ways that are as even, the one that ends with the shorter line.
        let best = (0..=index).rev().filter_map(way).min_by(|one, other| one.0.cmp(&other.0).then(one.1.total_cmp(&other.1)));
        ways.extend(best);
    }
    let mut lines = Vec::new();
    let mut way = stops.len();
    while way > 0 {
        let from = ways[way].2;
        lines.push(start(from)..stops[way - 1]);
        way = from;
    }
    lines.reverse();
    let broken = |line: Range<usize>| {
        ruler.lines(&label[line.clone()], most).into_iter().map(move |part| line.start + part.start..line.start + part.end)
    };
    lines.into_iter().flat_map(broken).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typeset::measure::tests::gothic;

    #[test]
    fn widths_label_lines() {
        let ruler = gothic();
        let of = |label: &'static str, most: f64| label_lines(label, most, &ruler);
        // In no more lines than it needs, and these as even as may be.
        assert_eq!(of("第2章　文化財の現状", 9.0), ["第2章　", "文化財の現状"]);
        assert_eq!(of("第2章　文化財の現状", 5.0), ["第2章　", "文化財の", "現状"]);
        assert_eq!(of("体制・仕組・権限", 7.0), ["体制・", "仕組・権限"]);
        assert_eq!(of("他都市の区役所改革の取り組み", 10.0), ["他都市の区役所改革の", "取り組み"]);
        assert_eq!(of("役割", 9.0), ["役割"]);
        // Parts that stand one under the other are paragraphs.
        assert_eq!(of("第2章　文化財の現状\n18ページ", 9.0), ["第2章　", "文化財の現状\n", "18ページ"]);
        // A particle begins a line only where that saves one.
        assert_eq!(of("及び関係機関との連携体制の", 9.0), ["及び関係機関との", "連携体制の"]);
        assert_eq!(of("第1回検討会での委員意見", 7.0), ["第1回検討会", "での委員意見"]);
    }
}
