//! The widths of the matrix columns: what each section's texts need, so that the table is short.
//!
//! Number, category and attribution columns are as wide as their longest entry and the same in
//! every section. What is left goes to the sources, section by section: starting from equal shares,
//! width moves to the column where it saves most, until no move makes the table shorter.

pub mod answered;

use crate::meeting::{Look, Meeting};
use crate::records::matrix::{Matrix, Section};
use crate::typeset::measure::Ruler;

/// Points in a millimetre.
pub const POINTS: f64 = 72.0 / 25.4;
/// White space at each side of a cell, in points; `inset-x` and `inset-y` of `templates/lib/matrix.typ`.
pub const INSET_X: f64 = 4.5;
pub const INSET_Y: f64 = 3.0;
/// Widest category column and attribution column, in em.
const CATEGORY_LIMIT: f64 = 9.0;
const ATTRIBUTION_LIMIT: f64 = 8.0;
/// Rows lower than this part of a page's body are kept whole; higher ones may go on over a page, since
/// the room that they would leave at its foot is worse.
const WHOLE_LIMIT: f64 = 0.25;
/// Narrowest source column, in em, unless the meeting says otherwise.
const SOURCE_MINIMUM: f64 = 8.0;

/// Measures the matrix for the papers of a meeting.
pub struct Columns<'a> {
    meeting: &'a Meeting,
    matrix: &'a Matrix,
    ruler: &'a Ruler,
    /// Whether texts are set behind the room of a bullet.
    pub hang: bool,
    number: f64,
    category: f64,
    attributions: Vec<f64>,
    /// By section and source.
    source_widths: Vec<Vec<f64>>,
}

impl<'a> Columns<'a> {
    pub fn new(meeting: &'a Meeting, matrix: &'a Matrix, ruler: &'a Ruler) -> Self {
        let look = &meeting.look;
        // A point more than the text, since Typst wraps what fits to the last digit.
        let em = |width: f64| (width * look.size).ceil() + 1.0 + 2.0 * INSET_X;
        let widest = |texts: &mut dyn Iterator<Item = &str>| texts.map(|text| ruler.width(text)).fold(0.0, f64::max);
        let digits = matrix.sections.iter().flat_map(Section::rows).map(|(_, row)| row.no).max().unwrap_or(0).to_string();
        let groups = || matrix.sections.iter().flat_map(|section| &section.groups);
        let lines = groups().flat_map(|group| category_lines(&group.category, ruler)).collect::<Vec<_>>();
        let category = widest(&mut lines.iter().copied().chain([look.category_heading.as_str()]));
        let attributions = (0..meeting.sources.len()).map(|source| {
            let named = widest(&mut matrix.opinions.iter().filter(|o| o.source == source).map(|o| o.attribution.as_str()));
            if meeting.sources[source].attribution.is_some() { em(named.clamp(2.0, ATTRIBUTION_LIMIT)) - INSET_X } else { 0.0 }
        });
        let mut columns = Self {
            meeting,
            matrix,
            ruler,
            hang: matrix.opinions.iter().any(|o| o.text.split('\n').any(|line| is_item(line, look))),
            number: em(widest(&mut [digits.as_str(), &look.no_heading].into_iter())),
            category: em(category.clamp(2.0, CATEGORY_LIMIT)),
            attributions: attributions.collect(),
            source_widths: Vec::new(),
        };
        columns.source_widths = (0..matrix.sections.len()).map(|section| columns.share(section)).collect();
        columns
    }

    /// Width of every column of a section's table in points, from left to right.
    pub fn widths(&self, section: usize) -> Vec<f64> {
        let mut widths = vec![self.number];
        widths.extend(self.category(section));
        for (source, width) in self.source_widths[section].iter().copied().enumerate() {
            widths.push(width);
            if self.meeting.sources[source].attribution.is_some() {
                widths.push(self.attributions[source]);
            }
        }
        widths
    }

    /// Width of the category column, if the section has one.
    fn category(&self, section: usize) -> Option<f64> {
        self.matrix.sections[section].has_categories().then_some(self.category)
    }

    /// Whether each row of a section is low enough to be kept on one page.
    ///
    /// The last row of a category grows with a label that is taller than its rows.
    pub fn whole_rows(&self, section: usize) -> Vec<bool> {
        let look = &self.meeting.look;
        let body = (look.page().1 - look.margin_top - look.margin_bottom) * POINTS;
        let widths = &self.source_widths[section];
        let mut whole = Vec::new();
        for group in &self.matrix.sections[section].groups {
            let mut heights: Vec<f64> = group
                .rows
                .iter()
                .map(|row| {
                    let names = row.cells.iter().zip(&self.attributions).filter_map(|(cell, width)| {
                        let inner = (width - INSET_X) / look.size;
                        Some(self.ruler.lines(&self.matrix.opinions[(*cell)?].attribution, inner).len() as f64)
                    });
                    names.fold(self.row_lines(&row.cells, widths, true), f64::max) * look.line + 2.0 * INSET_Y
                })
                .collect();
            let label = category_lines(&group.category, self.ruler).len() as f64 * look.line + 2.0 * INSET_Y;
            let spare = (label - heights.iter().sum::<f64>()).max(0.0);
            if let Some(last) = heights.last_mut() {
                *last += spare;
            }
            whole.extend(heights.into_iter().map(|height| height < body * WHOLE_LIMIT));
        }
        whole
    }

    /// Width in points of the text and the attribution of an opinion of `source` in a section.
    pub fn cell_widths(&self, section: usize, source: usize) -> (f64, f64) {
        (self.source_widths[section][source], self.attributions[source] + INSET_X)
    }

    /// Pieces between which an opinion may be broken although no line break is allowed there: none
    /// unless it holds a word that is too wide for its column, since Typst lets such a word run over.
    pub fn pieces<'t>(&self, text: &'t str, width: f64) -> Vec<&'t str> {
        pieces(text, width, self.hang, self.meeting, self.ruler)
    }

    /// Whether the columns fit the page at their least widths.
    pub fn fit(&self) -> bool {
        (0..self.matrix.sections.len()).all(|section| {
            let (room, least, _) = self.room(section);
            least.iter().sum::<f64>() <= room + 0.01
        })
    }

    /// Room for the source columns of a section, and the least and the most that each may have.
    fn room(&self, section: usize) -> (f64, Vec<f64>, Vec<f64>) {
        let look = &self.meeting.look;
        let sources = &self.meeting.sources;
        let page = (look.page().0 - look.margin_left - look.margin_right) * POINTS;
        let room = page - self.number - self.category(section).unwrap_or(0.0) - self.attributions.iter().sum::<f64>();
        let least = sources.iter().map(|s| s.min_width.map_or(SOURCE_MINIMUM * look.size + 2.0 * INSET_X, |mm| mm * POINTS));
        let most = sources.iter().map(|s| s.max_width.map_or(page, |mm| mm * POINTS));
        (room, least.collect(), most.collect())
    }

    /// Width of every source column of a section.
    fn share(&self, section: usize) -> Vec<f64> {
        let (room, least, most) = self.room(section);
        share(room, &least, &most, |widths| self.height(section, widths))
    }

    /// How many lines a section has with these widths, the headings counted as often as pages repeat them.
    fn height(&self, section: usize, widths: &[f64]) -> f64 {
        let look = &self.meeting.look;
        let padding = 2.0 * INSET_Y / look.line;
        let rows: f64 = self.matrix.sections[section].rows().map(|(_, row)| self.row_lines(&row.cells, widths, false) + padding).sum();
        let headings = self.meeting.sources.iter().zip(widths).zip(&self.attributions).map(|((source, width), by)| {
            let inner = (width + by - 2.0 * INSET_X) / look.size;
            (self.ruler.width(&source.heading) / inner).ceil()
        });
        // The head stands once for the section and once for each page of about fifty lines.
        rows + headings.fold(1.0, f64::max) * (1.0 + rows / 50.0)
    }

    /// Lines of the tallest cell of a row: counted exactly, or quickly from the width of the text.
    fn row_lines(&self, cells: &[Option<usize>], widths: &[f64], exact: bool) -> f64 {
        let size = self.meeting.look.size;
        let lines = cells.iter().zip(widths).filter_map(|(cell, width)| {
            let opinion = &self.matrix.opinions[(*cell)?];
            let inner = (width - 2.0 * INSET_X) / size - if self.hang { 1.0 } else { 0.0 };
            let count = |line: &str| {
                if exact { self.ruler.lines(line, inner).len() as f64 } else { ((self.ruler.width(line) + 0.3) / inner).ceil().max(1.0) }
            };
            Some(opinion.text.split('\n').map(count).sum::<f64>())
        });
        lines.fold(1.0, f64::max)
    }
}

/// Shares `room` so that the table is as short as `height` says it can be made by moving width between
/// columns, each between its `least` and its `most`.
fn share(room: f64, least: &[f64], most: &[f64], height: impl Fn(&[f64]) -> f64) -> Vec<f64> {
    let mut widths = equal(room, least, most);
    let mut shortest = height(&widths);
    let mut step = room / least.len() as f64 / 2.0;
    while step >= 1.0 {
        let moves = (0..widths.len()).flat_map(|from| (0..widths.len()).map(move |to| (from, to))).filter(|(from, to)| from != to);
        let mut best = None;
        for (from, to) in moves {
            if widths[from] - step < least[from] || widths[to] + step > most[to] {
                continue;
            }
            let mut moved = widths.clone();
            moved[from] -= step;
            moved[to] += step;
            let new = height(&moved);
            if best.as_ref().is_none_or(|(least, _)| new < *least) {
                best = Some((new, moved));
            }
        }
        match best {
            Some((new, moved)) if new < shortest => (shortest, widths) = (new, moved),
            _ => step /= 2.0,
        }
    }
    // Whole hundredths of a point read better, and the rest is too little to see.
    widths.iter().map(|width| (width * 100.0).floor() / 100.0).collect()
}

/// Equal shares of `room`, each between its `least` and its `most`.
fn equal(room: f64, least: &[f64], most: &[f64]) -> Vec<f64> {
    let mut widths = least.to_vec();
    let mut left = room - least.iter().sum::<f64>();
    while left > 0.01 {
        let open: Vec<usize> = (0..widths.len()).filter(|i| widths[*i] < most[*i]).collect();
        if open.is_empty() {
            break;
        }
        let share = left / open.len() as f64;
        for i in open {
            let given = share.min(most[i] - widths[i]);
            widths[i] += given;
            left -= given;
        }
    }
    widths
}

/// Pieces of a text between which it may be broken in a cell of this width; see [`Columns::pieces`].
fn pieces<'t>(text: &'t str, width: f64, hang: bool, meeting: &Meeting, ruler: &Ruler) -> Vec<&'t str> {
    ruler.pieces(text, inner(width, hang, meeting) * 0.8)
}

/// Room for a line of text in a cell of this width, in em.
fn inner(width: f64, hang: bool, meeting: &Meeting) -> f64 {
    (width - 2.0 * INSET_X) / meeting.look.size - if hang { 1.0 } else { 0.0 }
}

/// Whether a line opens with a bullet, so that its text hangs behind it.
pub fn is_item(line: &str, look: &Look) -> bool {
    line.chars().next().is_some_and(|c| look.bullets.contains(c))
}

/// The lines of a category label: one if it fits the widest column, else broken where it reads well.
///
/// A break stands after 「・」 or 「、」, or where hiragana ends and another script begins; a piece that
/// is still too wide is broken as running text.
pub fn category_lines<'a>(label: &'a str, ruler: &Ruler) -> Vec<&'a str> {
    if label.is_empty() {
        return Vec::new();
    }
    let total = ruler.width(label);
    if total <= CATEGORY_LIMIT {
        return vec![label];
    }
    let hiragana = |c: char| ('ぁ'..='ゖ').contains(&c);
    let mut breaks: Vec<usize> = Vec::new();
    let mut before: Option<char> = None;
    for (index, c) in label.char_indices() {
        if before.is_some_and(|b| "・、,／/）) 　".contains(b) || (hiragana(b) && !hiragana(c) && !"・、。）」".contains(c))) {
            breaks.push(index);
        }
        before = Some(c);
    }
    breaks.push(label.len());
    let even = total / (total / CATEGORY_LIMIT).ceil();
    let (mut lines, mut start, mut end) = (Vec::new(), 0, 0);
    for stop in breaks {
        let with = ruler.width(&label[start..stop]);
        let without = ruler.width(&label[start..end]);
        if end > start && (with > CATEGORY_LIMIT || (with > even && with - even > even - without)) {
            lines.push(&label[start..end]);
            start = end;
        }
        end = stop;
    }
    lines.push(&label[start..]);
    lines.into_iter().flat_map(|line| ruler.lines(line, CATEGORY_LIMIT).into_iter().map(move |range| &line[range])).collect()
}
