//! Workbooks: from the bytes of a workbook or of separated text to cells at positions, whatever program wrote it.
//!
//! Nothing is interpreted here: a [`Book`] says what a person would see in the file and what
//! surrounds it (names, properties, comments, what is hidden, struck through or red). What a cell
//! means comes later.
//!
//! The files come from strangers. Every reader goes through the bytes once and keeps cells by position only, under
//! the limits of [`Keep`]; none allocates what a file merely claims. calamine is not used: it has no
//! rows hidden, runs, comments or notes, keeps every cell between two far ones (.xls, .ods), and
//! follows a circular chain of sectors for ever (.xls).

mod compound;
mod hidden;
mod keep;
mod look;
mod names;
mod ods;
mod page;
mod plain;
mod shown;
mod xls;
mod xlsx;
mod xml;

#[cfg(test)]
mod tests;

pub use xlsx::texts::unescaped;
pub use xlsx::{Part, TypedParts};

use std::collections::btree_map::Range;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use ecow::EcoString;
use serde::Serialize;

use crate::read::digest::digest;
use crate::read::panics::{beside, guard};
use crate::read::separated::{self, lines};
use crate::read::table::cell_name;
use crate::read::{archive, web};
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::words::{self, Message};
use hidden::Hidden;
use keep::Keep;
use look::{Look, Run, add_run, is_red, is_white};
use names::{area, position, position_of, target};

/// Most bytes of a file. A workbook of 10,000 opinions has about 2 MiB.
const SIZE_LIMIT: usize = 64 << 20;
/// Most bytes of all parts of it together, unpacked: what is read in a second or so.
const UNPACKED_LIMIT: u64 = 64 << 20;
/// Most worksheets.
const SHEET_LIMIT: usize = 256;
/// Most filled cells and comments in all sheets together.
const CELL_LIMIT: usize = 600_000;
/// Most bytes of text in all sheets together.
const TEXT_LIMIT: usize = 64 << 20;
/// Most UTF-16 units in a cell: Excel's limit, and that of our records.
pub const UNIT_LIMIT: usize = 32_767;
/// Most formats, shared strings or names, each.
const TABLE_LIMIT: usize = 300_000;
/// Rows and columns of a worksheet (Excel and LibreOffice; ECMA-376 leaves them open).
const ROWS: u32 = 1_048_576;
const COLUMNS: u32 = 16_384;

/// What stands for a picture, which may show an answer.
pub const PICTURE: &str = "［画像］";

/// A workbook, or a text read as one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Book {
    /// The file, as the person named it.
    pub file: String,
    /// SHA-256 of the file, in lower-case hexadecimal.
    pub digest: String,
    pub format: Format,
    /// Custom document properties by name, as text. Empty for .xls and .csv.
    pub properties: BTreeMap<String, String>,
    /// What each defined name refers to. A copied sheet repeats a name within its own scope, so
    /// there may be several places; a name that stands for no range has none.
    pub names: BTreeMap<String, Vec<Target>>,
    /// Worksheets in the order of the file, hidden ones included. One, without a name, for .csv.
    pub sheets: Vec<Sheet>,
    /// What belongs to no worksheet: descriptions of the document, and the names of sheets of other kinds.
    pub further: Vec<Further>,
}

/// Something in a file that is no cell and no comment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Further {
    pub kind: FurtherKind,
    /// Row and column, if it has any.
    pub at: Option<(u32, u32)>,
    /// What of it can be read.
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FurtherKind {
    /// A drawn shape without text.
    Shape,
    Chart,
    Diagram,
    /// A file or object within the file.
    Embedded,
    /// A button, a box to tick and the like.
    Control,
    /// Where a link leads.
    Link,
    /// What is printed above or below each page.
    Running,
    /// What the document's properties say.
    Description,
    /// A name for something else than cells, or what is said of a name.
    Name,
    /// A sheet that is no worksheet.
    OtherSheet,
    /// What is shown beside a cell while somebody types into it (data validation).
    Prompt,
    /// A program within the file.
    Macros,
    /// Alternative texts of drawings, in a format whose drawings are read without them.
    Alternatives,
}

/// What a file was recognised to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// .xlsx and .xlsm.
    Xlsx,
    Ods,
    Xls,
    /// Separated by commas or tabs.
    Csv,
}

/// A worksheet. Rows and columns count from 0.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Sheet {
    pub name: String,
    /// Neither hidden nor very hidden.
    pub visible: bool,
    /// Filled cells by row and column; a formula without a stored value is a cell without text.
    #[serde(skip)]
    pub cells: BTreeMap<(u32, u32), Cell>,
    /// Notes, threaded comments and what stands in drawings by the cell to which they are attached, line by line.
    #[serde(skip)]
    pub comments: BTreeMap<(u32, u32), String>,
    /// Merged ranges, in the order of the file.
    pub merged: Vec<Area>,
    #[serde(skip)]
    pub further: Vec<Further>,
    /// Rows that hold a cell or a comment and are hidden, by hand or by a filter.
    pub hidden_rows: BTreeSet<u32>,
    /// Columns that hold a cell or a comment and are hidden.
    pub hidden_columns: BTreeSet<u32>,
    /// Where in the file the cells stand that were set elsewhere to be read. No file is read so.
    #[serde(skip)]
    pub moved: BTreeMap<(u32, u32), (u32, u32)>,
    /// What may not be read as it is shown, and in which cell, if that is known.
    #[serde(skip)]
    pub doubts: Vec<(Option<(u32, u32)>, Message)>,
}

impl Sheet {
    /// The name that a cell has in the file.
    pub fn cell_name(&self, row: u32, column: u32) -> EcoString {
        let (row, column) = self.moved.get(&(row, column)).copied().unwrap_or((row, column));
        cell_name(row + 1, column).into()
    }

    /// The filled cells of a row, from left to right.
    pub fn row(&self, row: u32) -> Range<'_, (u32, u32), Cell> {
        self.rows(row..=row)
    }

    /// The texts of a row with their columns, trimmed and without blank ones.
    pub fn texts(&self, row: u32) -> impl Iterator<Item = (u32, &str)> {
        self.row(row).map(|((_, column), cell)| (*column, cell.text.trim())).filter(|(_, text)| !text.is_empty())
    }

    /// Those of several rows, row by row.
    pub fn rows(&self, rows: RangeInclusive<u32>) -> Range<'_, (u32, u32), Cell> {
        self.cells.range((*rows.start(), 0)..(*rows.end() + 1, 0))
    }

    /// Those below a row.
    pub fn below(&self, row: u32) -> Range<'_, (u32, u32), Cell> {
        self.cells.range((row + 1, 0)..)
    }
}

/// A filled cell.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// As a person sees it, as nearly as is reasonable: white space kept, lines end in LF, furigana
    /// left out, numbers and dates in the format of the cell. The cells of a shared string share it.
    pub text: EcoString,
    pub kind: Kind,
    /// Some of the text is struck through, by its own format or the cell's.
    pub struck: bool,
    /// Some of the text is red.
    pub red: bool,
    /// Some of the text is white on white.
    #[serde(skip)]
    pub white: bool,
    /// The text differs in itself in being struck through or red.
    pub mixed: bool,
    /// In a format that we do not follow: the sheet may show something else.
    pub doubtful: bool,
    /// What few cells have, apart from the others, so that these are small.
    #[serde(skip)]
    pub more: Option<Box<More>>,
}

/// What few cells have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct More {
    remaining: Option<EcoString>,
    formula: EcoString,
    underlined: Vec<bool>,
}

impl Cell {
    /// The text without what is struck through, if only part of it is.
    pub fn remaining(&self) -> Option<&EcoString> {
        self.more.as_ref()?.remaining.as_ref()
    }

    /// The formula, if no program has calculated its value and the format of the file says it.
    pub fn formula(&self) -> &str {
        self.more.as_ref().map_or("", |more| &more.formula)
    }

    /// For each character whether it is underlined; empty if none is, or the format of the file is not read for it.
    pub fn underlined(&self) -> &[bool] {
        self.more.as_ref().map_or(&[], |more| &more.underlined)
    }

    /// The same cell, with its formula if it shows nothing. What comes to an error is an error.
    fn with_formula(mut self, formula: EcoString) -> Self {
        if self.kind == Kind::Error {
            return self;
        }
        self.kind = Kind::Formula;
        if self.text.is_empty() && !formula.is_empty() {
            self.more.get_or_insert_default().formula = formula;
        }
        self
    }

    /// The same cell, part of whose text is struck through.
    #[cfg(test)]
    pub fn with_remaining(mut self, text: &str) -> Self {
        self.more.get_or_insert_default().remaining = Some(text.into());
        self
    }
}

/// What a cell holds, apart from what it shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    #[default]
    Text,
    Number,
    /// A date, a time or both.
    Date,
    Bool,
    Error,
    /// A formula, whatever its value.
    Formula,
}

/// Most merged ranges that share cells with others: each is gone through by itself.
const SHARED: usize = 100;

/// A rectangle of cells, the last row and column included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Area {
    pub top: u32,
    pub left: u32,
    pub bottom: u32,
    pub right: u32,
}

impl Area {
    /// Its name, such as `A2:E3`.
    pub fn name(&self) -> String {
        format!("{}:{}", cell_name(self.top + 1, self.left), cell_name(self.bottom + 1, self.right))
    }

    /// The same, and a cell.
    fn with(self, (row, column): (u32, u32)) -> Self {
        let Self { top, left, bottom, right } = self;
        Self { top: top.min(row), left: left.min(column), bottom: bottom.max(row), right: right.max(column) }
    }
}

/// A range on a sheet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Target {
    pub sheet: String,
    pub area: Area,
}

/// Reads a file: what it is follows from its content first and its name second.
pub fn book(file: &str, bytes: &[u8]) -> Result<Book> {
    if bytes.len() > SIZE_LIMIT {
        return Err(Diagnostic::error(words::file_too_large(bytes.len() >> 20, SIZE_LIMIT >> 20)).at(Place::file(file)).into());
    }
    let (known, content) = beside(|| digest(bytes), || guard(|| content(file, bytes)));
    let content = content.unwrap_or_else(|| Err(broken(file, words::damaged_workbook().into())))?;
    let digest = known.unwrap_or_else(|| digest(bytes));
    let Content { format, properties, names, mut sheets, further } = content;
    for sheet in &mut sheets {
        sheet.merged = apart(&sheet.merged, SHARED).map_err(|fault| broken(file, fault))?;
    }
    Ok(Book { file: file.to_owned(), digest, format, properties, names, sheets, further })
}

/// The rows of a text or a page as a workbook of one worksheet; `file` is what the findings call it.
pub fn of_lines(file: &str, lines: Vec<web::PageLine>) -> Result<Book> {
    let mut sheet = page::sheet(lines).map_err(|fault| broken(file, fault))?;
    sheet.merged = apart(&sheet.merged, SHARED).map_err(|fault| broken(file, fault))?;
    let Content { format, properties, names, further, .. } = Content::new(Format::Csv);
    Ok(Book { file: file.to_owned(), digest: String::new(), format, properties, names, sheets: vec![sheet], further })
}

/// The parts of an .xlsx or .xlsm workbook that hold what people typed.
pub fn typed_parts(bytes: &[u8]) -> std::result::Result<TypedParts, Message> {
    xlsx::typed_parts(&archive::unpack(bytes, UNPACKED_LIMIT)?).map_err(|fault| fault.message)
}

/// Merged ranges, each once; damage if more than `most` of them share cells with others, which no spreadsheet program writes.
fn apart(merged: &[Area], most: usize) -> Outcome<Vec<Area>> {
    let areas: BTreeSet<Area> = merged.iter().copied().collect();
    // Downwards: the ranges that may reach into this row, by their first column.
    let mut open: BTreeMap<u32, Area> = BTreeMap::new();
    let mut shared = 0;
    for area in &areas {
        let beside = open.range(..=area.right).rev().take_while(|(_, other)| other.right >= area.left);
        let beside: Vec<u32> = beside.map(|(left, _)| *left).collect();
        for left in beside {
            shared += usize::from(open.remove(&left).is_some_and(|other| other.bottom >= area.top));
        }
        if shared > most {
            return damaged();
        }
        open.insert(area.left, *area);
    }
    Ok(areas.into_iter().collect())
}

/// What a reader makes of the bytes.
struct Content {
    format: Format,
    properties: BTreeMap<String, String>,
    names: BTreeMap<String, Vec<Target>>,
    sheets: Vec<Sheet>,
    further: Vec<Further>,
}

impl Content {
    fn new(format: Format) -> Self {
        Self { format, properties: BTreeMap::new(), names: BTreeMap::new(), sheets: Vec::new(), further: Vec::new() }
    }
}

fn content(file: &str, bytes: &[u8]) -> Result<Content> {
    let fail = |fault: Fault| broken(file, fault);
    if bytes.starts_with(b"PK") {
        let parts = archive::unpack(bytes, UNPACKED_LIMIT).map_err(|message| fail(message.into()))?;
        let mut package = xml::Package::new(&parts);
        let content = if package.has("content.xml") { ods::content(&mut package) } else { xlsx::content(&mut package) };
        return content.and_then(with_sheets).map_err(fail);
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return xls::content(bytes).and_then(with_sheets).map_err(fail);
    }
    let extension = file.rsplit(['/', '.']).next().unwrap_or_default().to_lowercase();
    match extension.as_str() {
        "csv" | "tsv" | "txt" => separated(file, bytes),
        // Systems send out pages and separated texts under this name, which spreadsheet programs open all the same.
        "xls" if separated::decode(file, bytes).is_ok_and(|text| !text.contains('\0')) => named_otherwise(file, bytes),
        "xlsx" | "xlsm" | "ods" | "xls" => Err(fail(words::not_a_workbook().into())),
        _ => Err(Diagnostic::error(words::returned_unknown(&extension)).at(Place::file(file)).hint(words::returned_formats()).into()),
    }
}

fn with_sheets(content: Content) -> Outcome<Content> {
    if content.sheets.is_empty() { Err(words::not_a_workbook().into()) } else { Ok(content) }
}

/// Reads a page, or a text separated by commas or tabs, that bears the name of a workbook.
fn named_otherwise(file: &str, bytes: &[u8]) -> Result<Content> {
    let fail = |fault: Fault| broken(file, fault);
    let text = separated::decode(file, bytes).map_err(|_| fail(words::not_a_workbook().into()))?;
    if web::is_page(&text) {
        return page::content(&text).map_err(fail);
    }
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    if first.contains(['\t', ',']) { separated(file, bytes) } else { Err(fail(words::not_a_workbook().into())) }
}

/// Reads text separated by commas or tabs.
fn separated(file: &str, bytes: &[u8]) -> Result<Content> {
    let mut sheet = Sheet { visible: true, ..Sheet::default() };
    let mut keep = Keep::default();
    // One that strayed into a text is named with its cell; among other control characters it is no text.
    let is_binary = |text: &str| text.contains('\0') && text.contains(|c| matches!(c, '\u{1}'..='\u{8}' | '\u{e}'..='\u{1f}'));
    for separated::TextRow { row, cells, .. } in separated::rows(file, bytes)? {
        for (column, text) in cells.into_iter().enumerate() {
            if is_binary(&text) {
                return Err(broken(file, words::not_a_workbook().into()));
            }
            let at = (row, u32::try_from(column).unwrap_or(u32::MAX));
            let cell = match quoted(&text) {
                Some(shown) => {
                    sheet.doubts.push((Some(at), words::formula_of_text()));
                    Cell { text: shown.into(), kind: Kind::Formula, ..Cell::default() }
                }
                None => Cell { text: text.into(), ..Cell::default() },
            };
            keep.cell(&mut sheet, at, cell).map_err(|fault| broken(file, fault))?;
        }
    }
    Ok(Content { sheets: vec![sheet], ..Content::new(Format::Csv) })
}

/// What a spreadsheet program shows of `="0001"`, by which exports keep the zeros of a number.
fn quoted(text: &str) -> Option<String> {
    let inner = text.trim().strip_prefix("=\"")?.strip_suffix('"')?;
    let bare = inner.replace("\"\"", "");
    (!bare.contains('"')).then(|| inner.replace("\"\"", "\""))
}

/// Why a file cannot be read and, as far as known, in which cell.
#[derive(Debug)]
struct Fault {
    message: Message,
    sheet: Option<String>,
    cell: Option<String>,
}

impl From<Message> for Fault {
    fn from(message: Message) -> Self {
        Self { message, sheet: None, cell: None }
    }
}

type Outcome<T> = std::result::Result<T, Fault>;

fn check_text(bytes: usize) -> Outcome<()> {
    if bytes > TEXT_LIMIT { Err(words::returned_text(TEXT_LIMIT >> 20).into()) } else { Ok(()) }
}

fn check_table(count: usize) -> Outcome<()> {
    if count > TABLE_LIMIT { Err(words::returned_styles(TABLE_LIMIT).into()) } else { Ok(()) }
}

fn check_sheets(count: usize) -> Outcome<()> {
    if count > SHEET_LIMIT { Err(words::returned_sheets(SHEET_LIMIT).into()) } else { Ok(()) }
}

fn damaged<T>() -> Outcome<T> {
    Err(words::damaged_workbook().into())
}

fn broken(file: &str, fault: Fault) -> Diagnostics {
    let place =
        Place { sheet: fault.sheet.filter(|name| !name.is_empty()).map(Into::into), cell: fault.cell.map(Into::into), ..Place::file(file) };
    let hint = match &fault.message {
        // Saved again, it would have as many cells.
        message if message.is(words::key::returned_cells) => words::returned_cells_hint(),
        message if message.is(words::key::damaged_workbook) => words::damaged_hint(),
        message if message.is(words::key::cell_too_long) => words::long_text_hint(UNIT_LIMIT),
        message if message.is(words::key::page_hidden) => words::page_hidden_hint(),
        _ => words::returned_again(),
    };
    Diagnostic::error(fault.message).at(place).hint(hint).into()
}

/// The lines of a page header that say anything: between the fields for pages stand strokes.
fn running(text: &str) -> String {
    let says = |part: &&str| part.chars().any(|c| !c.is_whitespace() && !"/-|,.()–—".contains(c));
    text.split('\n').map(str::trim).filter(says).collect::<Vec<_>>().join("\n")
}

/// A date and time such as `2026-12-10T13:30:00` as we show it.
fn iso_date(value: &str) -> String {
    let value = value.trim();
    let (date, time) = value.split_once('T').unwrap_or((value, ""));
    let time = time.trim_end_matches('Z').split('.').next().unwrap_or_default();
    let time = time.strip_suffix(":00").filter(|_| time.len() == 8).unwrap_or(time);
    if time.is_empty() || time == "00:00" { date.to_owned() } else { format!("{date} {time}") }
}
