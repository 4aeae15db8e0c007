//! The content part of an OpenDocument spreadsheet: its tables, cells and what is drawn on them.

use super::super::xml::{Step, Xml};
use super::super::{
    Area, CELL_LIMIT, COLUMNS, Cell, Content, FurtherKind, Hidden, Keep, Kind, Look, Outcome, PICTURE, ROWS, Run, Sheet, UNIT_LIMIT,
    add_run, check_sheets, check_text, damaged, iso_date, shown, target,
};
use super::styles::Styles;
use crate::say::words;

/// The content part, while it is read.
pub struct Body<'p, 'k> {
    xml: Xml<'p>,
    keep: &'k mut Keep,
    styles: Styles,
    content: &'k mut Content,
    /// Where the links of a cell lead.
    links: Vec<String>,
}

/// Something at a cell that is neither its content nor a comment, and what of it can be read.
type Thing = (FurtherKind, String);

/// A table while it is read.
#[derive(Default)]
struct Grid {
    sheet: Sheet,
    hidden: Hidden,
    /// Looks of columns: last column and style.
    columns: Vec<(u32, Option<String>)>,
    /// The next column that is described, and the next row.
    column: u32,
    row: u32,
    /// The cells that a rule may strike through.
    ruled: Option<Area>,
}

impl<'p, 'k> Body<'p, 'k> {
    pub fn new(xml: Xml<'p>, keep: &'k mut Keep, styles: Styles, content: &'k mut Content) -> Self {
        Self { xml, keep, styles, content, links: Vec::new() }
    }

    pub fn read(mut self) -> Outcome<()> {
        loop {
            match self.xml.step()? {
                Step::Start => match self.xml.name() {
                    "table" => {
                        let sheet = self.table()?;
                        self.content.sheets.push(sheet);
                        check_sheets(self.content.sheets.len())?;
                    }
                    // Former contents of cells, and what is drawn or fetched from elsewhere.
                    "tracked-changes" | "shapes" | "dde-links" | "consolidation" => self.xml.skip()?,
                    "named-range" => self.name()?,
                    "named-expression" => self.expression()?,
                    "style" => self.styles.learn(&mut self.xml)?,
                    _ => {}
                },
                Step::Done => return Ok(()),
                _ => {}
            }
        }
    }

    fn name(&mut self) -> Outcome<()> {
        let name = self.xml.get("table:name").unwrap_or_default();
        let place = self.xml.get("cell-range-address").and_then(|reference| target(&reference, '.'));
        self.keep.name(&mut self.content.names, name, place)
    }

    /// A name for something else than cells: a person may have written a text there.
    fn expression(&mut self) -> Outcome<()> {
        let expression = self.xml.get("table:expression").filter(|expression| expression.contains('"'));
        let Some(expression) = expression else { return Ok(()) };
        let name = self.xml.get("table:name").unwrap_or_default();
        self.keep.further(&mut self.content.further, FurtherKind::Name, None, &format!("{name}：{expression}"))
    }

    /// After the start of a table: the sheet.
    fn table(&mut self) -> Outcome<Sheet> {
        let depth = self.xml.depth();
        let hidden = self.xml.get("table:style-name").is_some_and(|style| self.styles.hides(&style));
        let mut grid = Grid {
            sheet: Sheet { name: self.xml.get("table:name").unwrap_or_default(), visible: !hidden, ..Sheet::default() },
            ..Grid::default()
        };
        while self.xml.depth() >= depth {
            if self.xml.step()? != Step::Start {
                continue;
            }
            match self.xml.name() {
                "table-column" => {
                    let first = grid.column;
                    grid.column = first.saturating_add(self.repeated("number-columns-repeated"));
                    let last = grid.column.saturating_sub(1);
                    if self.is_hidden() {
                        grid.hidden.columns.push((first, last));
                    }
                    grid.columns.push((last, self.xml.get("default-cell-style-name")));
                }
                // What is drawn on the sheet and hangs on no cell.
                "shapes" => {
                    let (text, kind) = self.drawn()?;
                    self.keep.comment(&mut grid.sheet, (0, 0), &text)?;
                    if let Some(kind) = kind {
                        self.keep.further(&mut grid.sheet.further, kind, None, "")?;
                    }
                }
                "table-row" => self.row(&mut grid)?,
                "named-range" => self.name()?,
                "named-expression" => self.expression()?,
                "table-columns" | "table-header-columns" | "table-column-group" => {}
                "table-rows" | "table-header-rows" | "table-row-group" | "named-expressions" => {}
                _ => self.xml.skip()?,
            }
        }
        grid.hidden.tell(&mut grid.sheet);
        if let Some(area) = grid.ruled {
            grid.sheet.doubts.push((Some((area.top, area.left)), words::rule_strikes(area.name())));
        }
        Ok(grid.sheet)
    }

    fn is_hidden(&self) -> bool {
        self.xml.get("table:visibility").is_some_and(|visibility| visibility != "visible")
    }

    fn repeated(&self, attribute: &str) -> u32 {
        self.xml.number(attribute).unwrap_or(1_u32).max(1)
    }

    /// After the start of a row: its cells, as often as it is repeated.
    fn row(&mut self, grid: &mut Grid) -> Outcome<()> {
        let depth = self.xml.depth();
        let (top, times) = (grid.row, self.repeated("number-rows-repeated"));
        grid.row = top.saturating_add(times);
        if self.is_hidden() {
            grid.hidden.rows.push((top, top.saturating_add(times - 1)));
        }
        let style = self.xml.get("default-cell-style-name");
        let mut column = 0_u32;
        while self.xml.depth() >= depth {
            if self.xml.step()? != Step::Start {
                continue;
            }
            let covered = match self.xml.name() {
                "table-cell" => false,
                "covered-table-cell" => true,
                _ => {
                    self.xml.skip()?;
                    continue;
                }
            };
            let wide = self.repeated("number-columns-repeated");
            if !covered {
                self.merge(grid, top, column);
            }
            let own = self.style(grid, column, style.as_deref());
            let (cell, comment, further) = self.cell(&own)?;
            for (kind, text) in further {
                self.keep.further(&mut grid.sheet.further, kind, Some((top, column)), &text)?;
            }
            if cell.text.is_empty() && cell.kind != Kind::Formula && comment.is_empty() {
                column = column.saturating_add(wide);
                continue;
            }
            if u64::from(times) * u64::from(wide) > CELL_LIMIT as u64 {
                return Err(words::returned_cells(CELL_LIMIT).into());
            }
            if !cell.text.is_empty() && self.styles.may_strike(&own) {
                let area = grid.ruled.unwrap_or(Area { top, left: column, bottom: top, right: column });
                grid.ruled = Some(area.with((top, column)).with((top.saturating_add(times - 1), column.saturating_add(wide - 1))));
            }
            for row in top..=top.saturating_add(times - 1) {
                for column in column..=column.saturating_add(wide - 1) {
                    self.keep.cell(&mut grid.sheet, (row, column), cell.clone())?;
                    self.keep.comment(&mut grid.sheet, (row, column), &comment)?;
                }
            }
            column = column.saturating_add(wide);
        }
        Ok(())
    }

    fn merge(&self, grid: &mut Grid, top: u32, left: u32) {
        let (rows, columns) = (self.repeated("number-rows-spanned"), self.repeated("number-columns-spanned"));
        if rows == 1 && columns == 1 {
            return;
        }
        let (bottom, right) = (top.saturating_add(rows - 1), left.saturating_add(columns - 1));
        if bottom < ROWS && right < COLUMNS {
            grid.sheet.merged.push(Area { top, left, bottom, right });
        }
    }

    /// The style of a cell: its own, else that of its row, else that of its column.
    fn style(&self, grid: &Grid, column: u32, row: Option<&str>) -> String {
        let own = self.xml.get("table:style-name");
        let of_column = || {
            let index = grid.columns.partition_point(|(last, _)| *last < column);
            grid.columns.get(index).and_then(|(_, style)| style.clone())
        };
        own.or_else(|| row.map(str::to_owned)).or_else(of_column).unwrap_or_else(|| "Default".to_owned())
    }

    /// After the start of a cell of this style: what it holds and its comment.
    fn cell(&mut self, style: &str) -> Outcome<(Cell, String, Vec<Thing>)> {
        let look = self.styles.look("table-cell", style, Look::default());
        // LibreOffice writes a truth value as a formula.
        let formula = self.xml.get("table:formula");
        let truth = formula.as_deref().is_some_and(|formula| matches!(formula, "of:=TRUE()" | "of:=FALSE()"));
        let is_error = self.xml.get("calcext:value-type").is_some_and(|kind| kind == "error");
        let kind = self.xml.get("office:value-type").unwrap_or_default();
        let value = ["office:value", "office:date-value", "office:time-value", "office:boolean-value", "office:string-value"]
            .into_iter()
            .find_map(|name| self.xml.get(name))
            .unwrap_or_default();
        let depth = self.xml.depth();
        let (mut runs, mut comment, mut paragraphs) = (Vec::new(), String::new(), 0);
        let mut further = Vec::new();
        self.links.clear();
        while self.xml.depth() >= depth {
            if self.xml.step()? != Step::Start {
                continue;
            }
            match self.xml.name() {
                "p" => {
                    self.paragraph(&mut runs, look, paragraphs > 0)?;
                    paragraphs += 1;
                }
                "annotation" => add_line(&mut comment, &self.annotation()?),
                "frame" | "custom-shape" | "rect" | "ellipse" | "circle" | "g" | "caption" | "line" | "connector" | "polygon"
                | "polyline" | "path" | "regular-polygon" | "measure" | "control" | "a" => {
                    let (text, kind) = self.drawn()?;
                    add_line(&mut comment, &text);
                    further.extend(kind.map(|kind| (kind, String::new())));
                }
                _ => self.xml.skip()?,
            }
        }
        let is_shown = paragraphs > 0;
        let mut cell = match kind.as_str() {
            _ if is_error => Cell::rich(&runs, Kind::Error, look),
            // The file has what the cell shows.
            "date" | "time" if is_shown => Cell::rich(&runs, Kind::Date, look),
            "date" => Cell::plain(iso_date(&value), Kind::Date, look),
            "time" => Cell::plain(duration(&value).unwrap_or(value), Kind::Date, look),
            _ if truth && is_shown => Cell::rich(&runs, Kind::Bool, look),
            "boolean" => Cell::plain(value.to_uppercase(), Kind::Bool, look),
            "float" | "percentage" | "currency" if is_shown => Cell::rich(&runs, Kind::Number, look),
            "float" | "percentage" | "currency" => Cell::plain(value.parse().map_or(value, shown::general), Kind::Number, look),
            _ if is_shown => shown_text(&runs, &value, look),
            _ => Cell::plain(value, Kind::Text, look),
        };
        // It comes to an empty text.
        let is_empty = (kind == "string" || kind.is_empty() && is_shown) && cell.text.is_empty();
        if let Some(formula) = formula.filter(|_| !truth && !is_empty) {
            cell = cell.with_formula(formula.into());
        }
        further.extend(self.links.drain(..).map(|link| (FurtherKind::Link, link)));
        Ok((cell, comment, further))
    }

    /// After the start of something drawn: the paragraphs in it, or a mark if it is a picture, and what it is if that is not all of it.
    fn drawn(&mut self) -> Outcome<(String, Option<FurtherKind>)> {
        let depth = self.xml.depth();
        let mut any = self.xml.name() != "shapes";
        let (mut runs, mut paragraphs, mut picture, mut object) = (Vec::new(), 0, false, false);
        // What is said of a picture or shape, for those who do not see it.
        let mut described = String::new();
        while self.xml.depth() >= depth {
            if self.xml.step()? != Step::Start {
                continue;
            }
            any = true;
            match self.xml.name() {
                "p" => {
                    self.paragraph(&mut runs, Look::default(), paragraphs > 0)?;
                    paragraphs += 1;
                }
                "image" => picture = true,
                "title" | "desc" => described.push_str(&(self.xml.content()? + "\n")),
                // Beside an object stands a picture of it.
                "object" | "object-ole" | "plugin" => object = true,
                _ => {}
            }
        }
        let text: String = runs.into_iter().map(|run| run.text).collect();
        let kind = if object { FurtherKind::Embedded } else { FurtherKind::Shape };
        let (text, kind) = match text.trim().is_empty() {
            true if picture && !object => (PICTURE.to_owned(), None),
            is_empty => (text, (object || is_empty && any).then_some(kind)),
        };
        Ok((format!("{text}\n{described}").trim_matches('\n').to_owned(), kind))
    }

    /// After the start of a comment: its paragraphs, without author and date.
    fn annotation(&mut self) -> Outcome<String> {
        let depth = self.xml.depth();
        let mut runs = Vec::new();
        let mut paragraphs = 0;
        while self.xml.depth() >= depth {
            if self.xml.step()? != Step::Start {
                continue;
            }
            match self.xml.name() {
                "p" => {
                    self.paragraph(&mut runs, Look::default(), paragraphs > 0)?;
                    paragraphs += 1;
                }
                "list" | "list-item" => {}
                _ => self.xml.skip()?,
            }
        }
        Ok(runs.into_iter().map(|run| run.text).collect())
    }

    /// After the start of a paragraph: its runs, on the ground of the cell's look; `further` ones begin a new line.
    /// Ruby texts are left out.
    fn paragraph(&mut self, runs: &mut Vec<Run>, ground: Look, further: bool) -> Outcome<()> {
        let depth = self.xml.depth();
        // Depth and look of the spans that are open.
        let mut looks: Vec<(usize, Look)> = Vec::new();
        let mut bytes: usize = runs.iter().map(|run| run.text.len()).sum();
        if further {
            add_run(runs, "\n", runs.last().and_then(|run| run.look));
        }
        while self.xml.depth() >= depth {
            let step = self.xml.step()?;
            let open = self.xml.depth();
            let look = looks.last().map_or(ground, |(_, look)| *look);
            let mut text = String::new();
            match step {
                Step::Start => match self.xml.name() {
                    "span" => {
                        let style = self.xml.get("text:style-name").unwrap_or_default();
                        looks.push((open, self.styles.look("text", &style, look)));
                    }
                    "s" => text.push_str(&" ".repeat(self.xml.number("text:c").unwrap_or(1_usize).min(UNIT_LIMIT + 1))),
                    "a" => self.links.extend(self.xml.get("href")),
                    "tab" => text.push('\t'),
                    "line-break" => text.push('\n'),
                    "ruby-text" | "note" | "annotation" | "frame" | "custom-shape" => self.xml.skip()?,
                    _ => {}
                },
                Step::End => {
                    if looks.last().is_some_and(|(depth, _)| *depth > open) {
                        looks.pop();
                    }
                }
                // The standard runs white space together. LibreOffice neither does so when it reads a cell nor counts on it
                // when it writes one of several lines.
                Step::Text => text.push_str(self.xml.text()),
                Step::Done => return damaged(),
            }
            bytes += text.len();
            check_text(bytes)?;
            add_run(runs, &text, Some(look));
        }
        Ok(())
    }
}

/// A text as it is shown; where the cell holds another, its format shows it otherwise, or as nothing.
fn shown_text(runs: &[Run], value: &str, look: Look) -> Cell {
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let cell = Cell::rich(runs, Kind::Text, look);
    if value.is_empty() || bare(value) == bare(&cell.text) {
        return cell;
    }
    let cell = if cell.text.trim().is_empty() { Cell::plain(value, Kind::Text, look) } else { cell };
    Cell { doubtful: true, ..cell }
}

fn add_line(text: &mut String, line: &str) {
    if !text.is_empty() && !line.is_empty() {
        text.push('\n');
    }
    text.push_str(line);
}

/// A duration such as `PT13H30M00S`, as hours and minutes.
fn duration(value: &str) -> Option<String> {
    let (hours, rest) = value.strip_prefix("PT")?.split_once('H')?;
    let (minutes, rest) = rest.split_once('M')?;
    let seconds = rest.strip_suffix('S')?.split('.').next()?;
    let number = |text: &str| text.parse::<u32>().ok();
    let (hours, minutes, seconds) = (number(hours)?, number(minutes)?, number(seconds)?);
    Some(if seconds == 0 { format!("{hours:02}:{minutes:02}") } else { format!("{hours:02}:{minutes:02}:{seconds:02}") })
}
