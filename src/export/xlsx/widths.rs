//! The widths of the print sheet's columns: the page's width, shared so that the rows are low.

use super::{COLUMN_LIMIT, PADDING, PIXELS_MM, SIZE, around, inside};
use crate::meeting::Meeting;
use crate::records::matrix::Matrix;
use crate::typeset::measure::Ruler;

/// Most that a category's label and a name take on one line, in em.
const CATEGORY_MOST: f64 = 9.0;
const ATTRIBUTION_MOST: f64 = 8.0;
/// Least width of a column of opinions, in em, where the meeting asks for nothing else.
const TEXT_LEAST: u32 = 6;
/// What the columns leave of the page's width, in pixels, so that rounding shrinks no page.
const SPARE: u32 = 4;

/// Widths in pixels.
pub(super) struct Widths {
    pub no: u32,
    pub category: Option<u32>,
    /// For each source: the opinions and, if it has one, the attribution.
    pub sources: Vec<(u32, Option<u32>)>,
}

impl Widths {
    /// From left to right.
    pub fn columns(&self) -> impl Iterator<Item = u32> {
        let sources = self.sources.iter().flat_map(|(text, attribution)| std::iter::once(*text).chain(*attribution));
        std::iter::once(self.no).chain(self.category).chain(sources)
    }
}

/// Chooses the widths: numbers, labels and names as they need, the opinions what remains.
pub(super) fn choose(meeting: &Meeting, matrix: &Matrix, ruler: &Ruler) -> Widths {
    let look = &meeting.look;
    let longest =
        |texts: &mut dyn Iterator<Item = &str>, most: f64| around(texts.map(|text| ruler.width(text)).fold(0.0, f64::max).clamp(1.0, most));
    let rows = || matrix.sections.iter().flat_map(|section| section.rows());
    let digits: Vec<String> = rows().map(|(_, row)| row.no.to_string()).collect();
    let no = longest(&mut digits.iter().map(String::as_str).chain([look.no_heading.as_str()]), CATEGORY_MOST);
    let labels = || matrix.sections.iter().flat_map(|section| section.groups.iter().map(|group| group.category.as_str()));
    let category = matrix
        .sections
        .iter()
        .any(crate::records::matrix::Section::has_categories)
        .then(|| longest(&mut labels().chain([look.category_heading.as_str()]), CATEGORY_MOST));
    let attributions: Vec<Option<u32>> = (0..meeting.sources.len())
        .map(|source| {
            let names = || matrix.opinions.iter().filter(|o| o.source == source).map(|o| o.attribution.as_str());
            meeting.sources[source].attribution.is_some().then(|| longest(&mut names(), ATTRIBUTION_MOST))
        })
        .collect();
    let (page, _) = look.page();
    let page = ((page - look.margin_left - look.margin_right) * PIXELS_MM) as u32 - SPARE;
    let rest = page.saturating_sub(no + category.unwrap_or(0) + attributions.iter().flatten().sum::<u32>());
    let texts = texts(meeting, matrix, ruler, &attributions, rest);
    Widths { no, category, sources: texts.into_iter().zip(attributions).collect() }
}

/// Shares `pixels` between the columns of opinions.
fn texts(meeting: &Meeting, matrix: &Matrix, ruler: &Ruler, attributions: &[Option<u32>], pixels: u32) -> Vec<u32> {
    let whole = |mm: f64| inside((mm * PIXELS_MM) as u32, SIZE).max(1.0) as u32;
    // `around` rounds each column up to a whole pixel.
    let insets = (PADDING + 1) * attributions.len() as u32;
    let total = inside(pixels.saturating_sub(insets) + PADDING, SIZE) as u32;
    let columns: Vec<Column> = meeting
        .sources
        .iter()
        .enumerate()
        .map(|(source, declared)| {
            let least = declared.min_width.map_or(TEXT_LEAST, whole);
            let most = declared.max_width.map_or(u32::MAX, whole).min(inside(COLUMN_LIMIT, SIZE) as u32).max(least);
            Column { least, most, texts: paragraphs(matrix, ruler, source) }
        })
        .collect();
    let mut widths: Vec<u32> = share(&columns, total).into_iter().map(|width| around(f64::from(width))).collect();
    // What whole em leave over goes to the widest column, unless it has all that it may.
    let over = pixels.saturating_sub(widths.iter().sum());
    let widest =
        (0..widths.len()).filter(|i| inside(widths[*i] + over, SIZE) < f64::from(columns[*i].most) + 1.0).max_by_key(|i| widths[*i]);
    if let Some(widest) = widest {
        widths[widest] += over;
    }
    widths
}

/// A column of opinions: limits in em, and the widths in em of the paragraphs of each row's text.
struct Column {
    least: u32,
    most: u32,
    texts: Vec<Vec<f64>>,
}

/// The widths of the paragraphs in each row of a source.
fn paragraphs(matrix: &Matrix, ruler: &Ruler, source: usize) -> Vec<Vec<f64>> {
    let rows = matrix.sections.iter().flat_map(|section| section.rows());
    rows.map(|(_, row)| {
        row.cells[source].map_or(Vec::new(), |index| matrix.opinions[index].text.split('\n').map(|line| ruler.width(line)).collect())
    })
    .collect()
}

impl Column {
    /// About how many lines each row's text takes at `width` em. Japanese wastes about half an em a line.
    fn lines(&self, width: u32) -> Vec<u32> {
        let line = f64::from(width) - 0.5;
        self.texts.iter().map(|paragraphs| paragraphs.iter().map(|em| (em / line).ceil().max(1.0) as u32).sum()).collect()
    }
}

/// Shares `total` em so that the rows together have few lines.
///
/// Starts in proportion to the texts and then, as long as that lowers the sum, moves 16, 8, 4, 2
/// or 1 em from one column to another. If `total` is too little, every column has its least.
fn share(columns: &[Column], total: u32) -> Vec<u32> {
    let mut widths: Vec<u32> = columns.iter().map(|column| column.least).collect();
    let weights: Vec<f64> = columns.iter().map(|column| column.texts.iter().flatten().sum::<f64>().max(1.0)).collect();
    for _ in widths.iter().sum::<u32>()..total {
        let lean = |i: &usize| f64::from(widths[*i]) / weights[*i];
        let Some(leanest) = (0..columns.len()).filter(|i| widths[*i] < columns[*i].most).min_by(|a, b| lean(a).total_cmp(&lean(b))) else {
            break;
        };
        widths[leanest] += 1;
    }
    let mut lines: Vec<Vec<u32>> = columns.iter().zip(&widths).map(|(column, width)| column.lines(*width)).collect();
    let sum = |lines: &[&[u32]]| -> u32 { (0..lines[0].len()).map(|row| lines.iter().map(|l| l[row]).max().unwrap_or(0)).sum() };
    let mut best = sum(&lines.iter().map(Vec::as_slice).collect::<Vec<_>>());
    for step in [16, 8, 4, 2, 1] {
        while let Some((from, to, fewer)) = pairs(columns.len())
            .filter(|(from, to)| widths[*from] >= columns[*from].least + step && widths[*to] + step <= columns[*to].most)
            .map(|(from, to)| {
                let (narrower, wider) = (columns[from].lines(widths[from] - step), columns[to].lines(widths[to] + step));
                let moved: Vec<&[u32]> = (0..columns.len())
                    .map(|i| {
                        if i == from {
                            narrower.as_slice()
                        } else if i == to {
                            wider.as_slice()
                        } else {
                            lines[i].as_slice()
                        }
                    })
                    .collect();
                (from, to, sum(&moved))
            })
            .min_by_key(|(_, _, fewer)| *fewer)
            .filter(|(_, _, fewer)| *fewer < best)
        {
            widths[from] -= step;
            widths[to] += step;
            lines[from] = columns[from].lines(widths[from]);
            lines[to] = columns[to].lines(widths[to]);
            best = fewer;
        }
    }
    widths
}

/// Every ordered pair of different numbers below `count`.
fn pairs(count: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..count).flat_map(move |from| (0..count).map(move |to| (from, to))).filter(|(from, to)| from != to)
}
