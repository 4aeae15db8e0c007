//! Tables of a page: which cell stands where, what it says, and what it is the heading of.

use super::tree::{Element, Node};
use super::{Fault, Outcome, shape};

/// Most columns that browsers know.
const WIDTH_LIMIT: usize = 1000;
/// Most rows that browsers let a cell cover.
const HEIGHT_LIMIT: usize = 65534;

/// A table. Its cells neither overlap nor leave gaps.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grid {
    pub caption: Option<String>,
    /// What it is called by those who listen: a heading elsewhere.
    pub name: Option<String>,
    pub width: usize,
    /// How many of the rows are headings.
    pub head: usize,
    /// The cells that begin in each row.
    pub rows: Vec<Vec<Cell>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    pub runs: Vec<Run>,
    /// What it is the heading of, if it is one.
    pub header: Option<Scope>,
    /// Its first column, from 0.
    pub column: usize,
    /// How many rows and columns it covers.
    pub rows: usize,
    pub columns: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    Column,
    Columns,
    Row,
    Rows,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    pub text: String,
    pub mark: Mark,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    None,
    Inserted,
    Deleted,
}

impl Cell {
    pub fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }
}

impl Grid {
    /// The cell at each place, by row and column: the same one at every place that it covers.
    pub fn places(&self) -> Vec<Vec<&Cell>> {
        let mut places: Vec<Vec<Option<&Cell>>> = vec![vec![None; self.width]; self.rows.len()];
        for (index, row) in self.rows.iter().enumerate() {
            for cell in row {
                for covered in places.iter_mut().skip(index).take(cell.rows) {
                    covered.iter_mut().skip(cell.column).take(cell.columns).for_each(|place| *place = Some(cell));
                }
            }
        }
        places.into_iter().map(|row| row.into_iter().flatten().collect()).collect()
    }
}

/// The table that `element` is.
pub fn grid(element: &Element) -> Outcome<Grid> {
    element.has_only(&["class", "aria-labelledby"])?;
    let mut grid = Grid::default();
    let mut columns = None;
    for (index, part) in element.only_elements()?.into_iter().enumerate() {
        match part.name.as_str() {
            "caption" if index == 0 => grid.caption = Some(part.has_only(&["id"])?.said()?),
            "colgroup" if columns.is_none() && grid.rows.is_empty() => {
                let cols = part.has_only(&[])?.only_elements()?;
                for col in &cols {
                    col.is("col")?.has_only(&["class"])?;
                }
                columns = Some(cols.len());
            }
            "thead" if grid.rows.is_empty() => {
                rows(&mut grid, part.has_only(&[])?)?;
                grid.head = grid.rows.len();
            }
            "tbody" => rows(&mut grid, part.has_only(&["aria-labelledby"])?)?,
            other => return Err(Fault::Unknown(format!("<table><{other}>"))),
        }
    }
    if columns.is_some_and(|columns| columns != grid.width && !grid.rows.is_empty()) {
        return shape("<colgroup>");
    }
    Ok(grid)
}

/// Puts the rows of a part into the grid; no cell reaches out of the part.
fn rows(grid: &mut Grid, part: &Element) -> Outcome<()> {
    // How many rows the cells above still cover, by column.
    let mut covered: Vec<usize> = vec![0; grid.width];
    for row in part.only_elements()? {
        row.is("tr")?.has_only(&["class"])?;
        let mut cells = Vec::new();
        let mut column = 0;
        for element in row.only_elements()? {
            let mut cell = cell(element)?;
            while covered.get(column).is_some_and(|rows| *rows > 0) {
                column += 1;
            }
            if grid.rows.is_empty() && grid.width + cell.columns <= WIDTH_LIMIT {
                // The first row says how wide the table is.
                grid.width += cell.columns;
                covered.resize(grid.width, 0);
            }
            match covered.get_mut(column..column + cell.columns) {
                Some(places) if places.iter().all(|rows| *rows == 0) => places.fill(cell.rows),
                _ => {
                    cells.push(cell);
                    return odd(grid, &cells);
                }
            }
            cell.column = column;
            column += cell.columns;
            cells.push(cell);
        }
        if covered.contains(&0) {
            return odd(grid, &cells);
        }
        covered.iter_mut().for_each(|rows| *rows -= 1);
        grid.rows.push(cells);
    }
    if covered.iter().any(|rows| *rows > 0) {
        return odd(grid, &[]);
    }
    Ok(())
}

/// Says that a row does not fit: the one with these cells or, if there is none, the last.
fn odd<T>(grid: &Grid, cells: &[Cell]) -> Outcome<T> {
    let (number, cells) = match grid.rows.last() {
        Some(last) if cells.is_empty() => (grid.rows.len(), last.as_slice()),
        _ => (grid.rows.len() + 1, cells),
    };
    let text = cells.iter().map(Cell::text).find(|text| !text.is_empty()).unwrap_or_default();
    Err(Fault::Row { number, text })
}

fn cell(element: &Element) -> Outcome<Cell> {
    element.has_only(&["id", "class", "scope", "colspan", "rowspan"])?;
    let header = match (element.name.as_str(), element.get("scope")) {
        ("td", None) => None,
        ("th", Some("col")) => Some(Scope::Column),
        ("th", Some("colgroup")) => Some(Scope::Columns),
        ("th", Some("row")) => Some(Scope::Row),
        ("th", Some("rowgroup")) => Some(Scope::Rows),
        (name, scope) => return Err(Fault::Unknown(format!("<{name} scope=\"{}\">", scope.unwrap_or_default()))),
    };
    let span = |name: &str, limit: usize| match element.get(name).map(str::parse::<usize>) {
        None => Ok(1),
        Some(Ok(count)) if (1..=limit).contains(&count) => Ok(count),
        _ => shape(name),
    };
    let mut runs = Vec::new();
    for child in &element.children {
        runs.push(match child {
            Node::Text(text) => Run { text: text.clone(), mark: Mark::None },
            Node::Element(marked) => Run {
                text: marked.has_only(&[])?.said()?,
                mark: match marked.name.as_str() {
                    "span" => Mark::None,
                    "ins" => Mark::Inserted,
                    "del" => Mark::Deleted,
                    other => return Err(Fault::Unknown(format!("<{}><{other}>", element.name))),
                },
            },
        });
    }
    Ok(Cell { runs, header, column: 0, rows: span("rowspan", HEIGHT_LIMIT)?, columns: span("colspan", WIDTH_LIMIT)? })
}
