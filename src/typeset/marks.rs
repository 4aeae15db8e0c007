//! Marks: where rows, heads and the foot stand on finished pages, as the templates mark them.

use std::collections::BTreeMap;

use typst::foundations::{Label, Selector, Value};
use typst::introspection::MetadataElem;
use typst::utils::PicoStr;
use typst_layout::PagedDocument;

/// Where a row stands: between the marks at its edges. Sections count from 1, rows from 0 within their section.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RowPlace {
    pub section: usize,
    pub row: usize,
    /// Whether it is kept on one page.
    pub whole: bool,
    /// The page on which it begins, from 1.
    pub page: usize,
    /// Distance of its upper edge from the page's top, in points.
    pub y: f64,
    /// Height in points; nothing for a row that goes on over a page or is not marked.
    pub height: Option<f64>,
    /// The page on which it ends, and the distance of its lower edge from that page's top; nothing if it is not marked.
    pub end: Option<(usize, f64)>,
}

/// The first head of a table on a page, with the bands right below it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Head {
    pub page: usize,
    pub section: usize,
    /// Distance of its lower edge from the page's top, in points.
    pub bottom: f64,
}

/// The page on which a cell ends, by its section, row and column.
pub type Ends = BTreeMap<(usize, usize, usize), usize>;

/// The rows of a finished document, in order; `counts` is the number of rows of each section. A row without a cell of
/// its own has no marks: it is taken to stand where the one before it does.
pub fn rows(document: &PagedDocument, counts: &[usize]) -> Vec<RowPlace> {
    let edges = |label: &str| -> BTreeMap<(usize, usize), (usize, f64, bool)> {
        let whole = |value: &Value| matches!(value, Value::Dict(dict) if matches!(dict.get("whole"), Ok(Value::Bool(true))));
        let edge = |(value, page, y): Mark| Some(((count(&value, "section")?, count(&value, "row")?), (page, y, whole(&value))));
        let mut edges: BTreeMap<(usize, usize), (usize, f64, bool)> = BTreeMap::new();
        for (row, (page, y, whole)) in marks(document, label).into_iter().filter_map(edge) {
            // Of the ends of its cells the last is that of the row.
            let last = edges.entry(row).or_insert((page, y, whole));
            if (page, y) > (last.0, last.1) {
                *last = (page, y, whole);
            }
        }
        edges
    };
    let (starts, ends) = (edges("shiryo-row"), edges("shiryo-row-end"));
    let mut before = (1, 0.0, false);
    let mut rows = Vec::new();
    for (section, count) in counts.iter().enumerate().map(|(index, count)| (index + 1, *count)) {
        for row in 0..count {
            let (start, end) = (starts.get(&(section, row)).copied(), ends.get(&(section, row)));
            let (page, y, whole) = start.unwrap_or(before);
            let end = start.and(end).map(|(page, y, _)| (*page, *y));
            let height = end.filter(|(end_page, _)| *end_page == page).map(|(_, end)| end - y);
            rows.push(RowPlace { section, row, whole, page, y, height, end });
            before = (page, y, false);
        }
    }
    rows
}

/// The first head on each page of a finished document.
pub fn heads(document: &PagedDocument) -> Vec<Head> {
    let mut heads: Vec<Head> = Vec::new();
    for (value, page, y) in marks(document, "shiryo-head") {
        if let Some(section) = count(&value, "section")
            && heads.last().is_none_or(|last| last.page < page)
        {
            heads.push(Head { page, section, bottom: y });
        }
    }
    let opens = |value: &Value| matches!(value, Value::Dict(dict) if matches!(dict.get("opens"), Ok(Value::Bool(true))));
    // A band that opens right below a head ends where the next mark says so.
    let bands = marks(document, "shiryo-band");
    for pair in bands.windows(2).filter(|pair| opens(&pair[0].0) && !opens(&pair[1].0)) {
        let ((value, page, y), (_, _, end)) = (&pair[0], &pair[1]);
        if let Ok(at) = heads.binary_search_by_key(page, |head| head.page) {
            let head = &mut heads[at];
            if count(value, "section") == Some(head.section) && (y - head.bottom).abs() <= 2.0 {
                head.bottom = *end;
            }
        }
    }
    heads
}

/// The headings of sections in a finished document: number, page and distance from its top.
pub fn openings(document: &PagedDocument) -> Vec<(usize, usize, f64)> {
    let opening = |(value, page, y): Mark| Some((count(&value, "section")?, page, y));
    marks(document, "shiryo-section").into_iter().filter_map(opening).collect()
}

/// Where cells end that take height of their own and may go on over a page.
pub fn ends(document: &PagedDocument) -> Ends {
    let end = |(value, page, _): Mark| Some(((count(&value, "section")?, count(&value, "row")?, count(&value, "column")?), page));
    marks(document, "shiryo-cell-end").into_iter().filter_map(end).collect()
}

fn count(value: &Value, key: &str) -> Option<usize> {
    match value {
        Value::Dict(dict) => usize::try_from(dict.get(key).ok()?.clone().cast::<i64>().ok()?).ok(),
        _ => None,
    }
}

/// Value, page and distance from the page's top of a mark.
type Mark = (Value, usize, f64);

/// The marks with this label, in order.
fn marks(document: &PagedDocument, label: &str) -> Vec<Mark> {
    let Some(label) = Label::new(PicoStr::intern(label)) else { return Vec::new() };
    let introspector = document.introspector();
    let mark = |element: &typst::foundations::Content| {
        let position = introspector.position(element.location()?)?;
        Some((element.to_packed::<MetadataElem>()?.value.clone(), position.page.get(), position.point.y.to_pt()))
    };
    introspector.elements().query(&Selector::Label(label)).iter().filter_map(mark).collect()
}

/// Where the one line below the foot of the pages begins, which `templates/lib/handout.typ` marks; in points from the top.
pub fn footer(document: &PagedDocument) -> Option<f64> {
    marks(document, "shiryo-foot").first().map(|(_, _, y)| *y)
}

/// Whether `y` is on that line.
pub fn in_footer(footer: Option<f64>, y: f64) -> bool {
    footer.is_some_and(|top| (top..top + 16.0).contains(&y))
}
