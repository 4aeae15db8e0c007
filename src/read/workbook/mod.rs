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
mod ods;
mod plain;
mod shown;
mod xls;
mod xlsx;
mod xml;

#[cfg(test)]
mod tests;

pub use xlsx::texts::unescaped;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::read::archive;
use crate::read::digest::digest;
use crate::read::panics::guard;
use crate::read::separated::{self, lines};
use crate::read::table::cell_name;
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::words;
use crate::say::words::Message;

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
const UNIT_LIMIT: usize = 32_767;
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
}

/// A filled cell.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// As a person sees it, as nearly as is reasonable: white space kept, lines end in LF, furigana
    /// left out, numbers and dates in the format of the cell.
    pub text: String,
    pub kind: Kind,
    /// Some of the text is struck through, by its own format or the cell's.
    pub struck: bool,
    /// Some of the text is red.
    pub red: bool,
    /// The text differs in itself in being struck through or red.
    pub mixed: bool,
    /// The text without what is struck through, if only part of it is.
    pub remaining: Option<String>,
    /// A number or a date whose format we do not follow: the sheet may show something else.
    pub doubtful: bool,
    /// The formula, if no program has reckoned what it comes to and the format of the file says it.
    #[serde(skip)]
    pub formula: String,
    /// For each character whether it is underlined; empty if none is, or the format of the file is not read for it.
    #[serde(skip)]
    pub underlined: Vec<bool>,
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

/// A rectangle of cells, the last row and column included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Area {
    pub top: u32,
    pub left: u32,
    pub bottom: u32,
    pub right: u32,
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
    let digest = digest(bytes);
    let content = guard(|| content(file, bytes)).unwrap_or_else(|| Err(broken(file, words::damaged_workbook().into())))?;
    let Content { format, properties, names, sheets, further } = content;
    Ok(Book { file: file.to_owned(), digest, format, properties, names, sheets, further })
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
        // What the zip reader says of a damaged archive helps nobody.
        let plain = |message: Message| if message.key() == "archive" { words::damaged_workbook() } else { message };
        let parts = archive::unpack(bytes, UNPACKED_LIMIT).map_err(|message| fail(plain(message).into()))?;
        let mut package = xml::Package::new(&parts);
        return if package.has("content.xml") { ods::content(&mut package) } else { xlsx::content(&mut package) }.map_err(fail);
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return xls::content(bytes).map_err(fail);
    }
    let extension = file.rsplit(['/', '.']).next().unwrap_or_default().to_lowercase();
    match extension.as_str() {
        "csv" | "tsv" | "txt" => separated(file, bytes),
        "xlsx" | "xlsm" | "ods" | "xls" => Err(fail(words::not_a_workbook().into())),
        _ => Err(Diagnostic::error(words::returned_unknown(&extension)).at(Place::file(file)).hint(words::returned_formats()).into()),
    }
}

/// Reads text separated by commas or tabs.
fn separated(file: &str, bytes: &[u8]) -> Result<Content> {
    let mut sheet = Sheet { visible: true, ..Sheet::default() };
    let mut keep = Keep::default();
    for separated::Line { row, cells, .. } in separated::rows(file, bytes)? {
        for (column, text) in cells.into_iter().enumerate() {
            if text.contains('\0') {
                return Err(broken(file, words::not_a_workbook().into()));
            }
            let cell = Cell { text, ..Cell::default() };
            keep.cell(&mut sheet, (row, u32::try_from(column).unwrap_or(u32::MAX)), cell).map_err(|fault| broken(file, fault))?;
        }
    }
    Ok(Content { sheets: vec![sheet], ..Content::new(Format::Csv) })
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

fn damaged<T>() -> Outcome<T> {
    Err(words::damaged_workbook().into())
}

fn broken(file: &str, fault: Fault) -> Diagnostics {
    let place = Place { sheet: fault.sheet.filter(|name| !name.is_empty()), cell: fault.cell, ..Place::file(file) };
    Diagnostic::error(fault.message).at(place).hint(words::returned_again()).into()
}

/// How much of a file may still be kept.
struct Keep {
    cells: usize,
    text: usize,
}

impl Default for Keep {
    fn default() -> Self {
        Self { cells: CELL_LIMIT, text: TEXT_LIMIT }
    }
}

impl Keep {
    /// Puts a cell into the sheet, unless it is empty.
    fn cell(&mut self, sheet: &mut Sheet, at: (u32, u32), cell: Cell) -> Outcome<()> {
        if self.holds(sheet, at, &cell)? && sheet.cells.insert(at, cell).is_some_and(|before| !before.text.is_empty()) {
            return Err(twice(sheet, at));
        }
        Ok(())
    }

    /// Puts cells into a sheet that has none, of which this says that it [`holds`](Self::holds) them.
    fn cells(sheet: &mut Sheet, mut cells: Vec<((u32, u32), Cell)>) -> Outcome<()> {
        cells.sort_by_key(|(at, _)| *at);
        if let Some(pair) = cells.windows(2).find(|pair| pair[0].0 == pair[1].0 && !pair[0].1.text.is_empty()) {
            return Err(twice(sheet, pair[0].0));
        }
        sheet.cells = cells.into_iter().collect();
        Ok(())
    }

    /// Whether the sheet is to have this cell, which then counts.
    fn holds(&mut self, sheet: &Sheet, at: (u32, u32), cell: &Cell) -> Outcome<bool> {
        if cell.text.is_empty() && cell.kind != Kind::Formula {
            return Ok(false);
        }
        self.take(sheet, at, &cell.text)?;
        self.text(cell.formula.len())?;
        Ok(true)
    }

    /// Adds a comment to a cell, below those that it has.
    fn comment(&mut self, sheet: &mut Sheet, at: (u32, u32), text: &str) -> Outcome<()> {
        let text = lines(text);
        if text.is_empty() {
            return Ok(());
        }
        self.take(sheet, at, &text)?;
        let comment = sheet.comments.entry(at).or_default();
        if !comment.is_empty() {
            comment.push('\n');
        }
        comment.push_str(&text);
        Ok(())
    }

    /// Keeps what is no cell and no comment.
    fn further(&mut self, kept: &mut Vec<Further>, kind: FurtherKind, at: Option<(u32, u32)>, text: &str) -> Outcome<()> {
        let text = lines(text.trim());
        self.text(text.len())?;
        self.count()?;
        kept.push(Further { kind, at, text });
        Ok(())
    }

    /// Puts a defined name into the book.
    fn name(&mut self, names: &mut BTreeMap<String, Vec<Target>>, name: String, target: Option<Target>) -> Outcome<()> {
        self.text(name.len() + target.as_ref().map_or(0, |t| t.sheet.len()))?;
        self.count()?;
        names.entry(name).or_default().extend(target);
        Ok(())
    }

    /// Puts a document property into the book.
    fn property(&mut self, properties: &mut BTreeMap<String, String>, name: String, value: String) -> Outcome<()> {
        self.text(name.len() + value.len())?;
        self.count()?;
        properties.insert(name, value);
        Ok(())
    }

    fn take(&mut self, sheet: &Sheet, at: (u32, u32), text: &str) -> Outcome<()> {
        let place = |fault: Fault| Fault { sheet: Some(sheet.name.clone()), cell: Some(cell_name(at.0.saturating_add(1), at.1)), ..fault };
        if at.0 >= ROWS || at.1 >= COLUMNS {
            return Err(place(words::returned_beyond().into()));
        }
        if text.len() > UNIT_LIMIT && text.encode_utf16().count() > UNIT_LIMIT {
            return Err(place(words::cell_too_long(UNIT_LIMIT).into()));
        }
        self.text(text.len())?;
        self.count()
    }

    fn count(&mut self) -> Outcome<()> {
        self.cells = self.cells.checked_sub(1).ok_or_else(|| words::returned_cells(CELL_LIMIT))?;
        Ok(())
    }

    fn text(&mut self, bytes: usize) -> Outcome<()> {
        self.text = self.text.checked_sub(bytes).ok_or_else(|| words::returned_text(TEXT_LIMIT >> 20))?;
        Ok(())
    }
}

/// What the recogniser of corrections looks for in a format.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Look {
    struck: bool,
    red: bool,
    /// For the proof of what marks a text; corrections are not known by it.
    underlined: bool,
}

/// A cell that a file has twice. Programs that read such a file differ in which of the two they show.
fn twice(sheet: &Sheet, at: (u32, u32)) -> Fault {
    let cell = Some(cell_name(at.0.saturating_add(1), at.1));
    Fault { sheet: Some(sheet.name.clone()), cell, ..Fault::from(words::cell_twice()) }
}

/// A piece of a text; without a look of its own it has that of the cell.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Run {
    text: String,
    look: Option<Look>,
}

/// Adds a piece to a text, joined to the last one if they look alike.
fn add_run(runs: &mut Vec<Run>, text: &str, look: Option<Look>) {
    match runs.last_mut() {
        Some(last) if last.look == look => last.text.push_str(text),
        _ if text.is_empty() => {}
        _ => runs.push(Run { text: text.to_owned(), look }),
    }
}

impl Cell {
    /// The cell that shows `text` in one look.
    fn plain(text: String, kind: Kind, look: Look) -> Self {
        let seen = !text.trim().is_empty();
        let underlined = if look.underlined { text.chars().map(|_| true).collect() } else { Vec::new() };
        Self { text, kind, struck: look.struck && seen, red: look.red && seen, underlined, ..Self::default() }
    }

    /// The cell that shows `runs`, those without a look of their own in `look`.
    fn rich(runs: &[Run], kind: Kind, look: Look) -> Self {
        let mut cell = Self { kind, ..Self::default() };
        let mut remaining = String::new();
        let mut first = None;
        for run in runs {
            cell.text.push_str(&run.text);
            let look = run.look.unwrap_or(look);
            if !look.struck {
                remaining.push_str(&run.text);
            }
            if run.text.trim().is_empty() {
                continue;
            }
            cell.struck |= look.struck;
            cell.red |= look.red;
            cell.mixed |= *first.get_or_insert((look.struck, look.red)) != (look.struck, look.red);
        }
        if runs.iter().any(|run| run.look.unwrap_or(look).underlined) {
            let marks = runs.iter().flat_map(|run| run.text.chars().map(|_| run.look.unwrap_or(look).underlined));
            cell.underlined = marks.collect();
        }
        // Across pieces, a line may have ended in CR and LF.
        cell.text = lines(&cell.text);
        cell.remaining = (cell.struck && !remaining.trim().is_empty()).then(|| lines(&remaining));
        cell
    }
}

/// The lines of a page header that say anything: between the fields for pages stand strokes.
fn running(text: &str) -> String {
    let says = |part: &&str| part.chars().any(|c| !c.is_whitespace() && !"/-|,.()–—".contains(c));
    text.split('\n').map(str::trim).filter(says).collect::<Vec<_>>().join("\n")
}

/// Whether a person calls the colour red: from FF0000 to the darker C00000 and the paler FF5050.
fn is_red(rgb: u32) -> bool {
    let [_, red, green, blue] = rgb.to_be_bytes();
    red >= 0xc0 && green <= 0x50 && blue <= 0x50
}

/// Hidden rows and columns as they were read: ranges, the last one included.
#[derive(Default)]
struct Hidden {
    rows: Vec<(u32, u32)>,
    columns: Vec<(u32, u32)>,
}

impl Hidden {
    /// Tells the sheet which of its used rows and columns are hidden.
    fn tell(mut self, sheet: &mut Sheet) {
        if self.rows.is_empty() && self.columns.is_empty() {
            return;
        }
        let used = || sheet.cells.keys().chain(sheet.comments.keys());
        let rows: BTreeSet<u32> = used().map(|at| at.0).collect();
        let columns: BTreeSet<u32> = used().map(|at| at.1).collect();
        sheet.hidden_rows = within(&rows, &mut self.rows);
        sheet.hidden_columns = within(&columns, &mut self.columns);
    }
}

/// Those of `used` that lie in one of the ranges.
fn within(used: &BTreeSet<u32>, ranges: &mut [(u32, u32)]) -> BTreeSet<u32> {
    ranges.sort_unstable();
    let mut ranges = ranges.iter().peekable();
    let mut end = None;
    let mut hidden = BTreeSet::new();
    for index in used {
        while let Some(range) = ranges.next_if(|range| range.0 <= *index) {
            end = end.max(Some(range.1));
        }
        if end >= Some(*index) {
            hidden.insert(*index);
        }
    }
    hidden
}

/// A date and time such as `2026-12-10T13:30:00` as we show it.
fn iso_date(value: &str) -> String {
    let value = value.trim();
    let (date, time) = value.split_once('T').unwrap_or((value, ""));
    let time = time.trim_end_matches('Z').split('.').next().unwrap_or_default();
    let time = time.strip_suffix(":00").filter(|_| time.len() == 8).unwrap_or(time);
    if time.is_empty() || time == "00:00" { date.to_owned() } else { format!("{date} {time}") }
}

/// The row and column of a cell such as `$C$12`.
fn position(name: &str) -> Option<(u32, u32)> {
    let (mut letters, mut column, mut row) = (0, 0, None::<u32>);
    for byte in name.bytes() {
        match byte {
            b'$' => {}
            b'A'..=b'Z' | b'a'..=b'z' if row.is_none() && letters < 3 => {
                letters += 1;
                column = column * 26 + u32::from(byte.to_ascii_uppercase() - b'A') + 1;
            }
            b'0'..=b'9' if letters > 0 => row = Some(row.unwrap_or(0).checked_mul(10)?.checked_add(u32::from(byte - b'0'))?),
            _ => return None,
        }
    }
    Some((row?.checked_sub(1)?, column - 1))
}

/// The range such as `A1:C3` or `B2`.
fn area(range: &str) -> Option<Area> {
    let (first, last) = range.split_once(':').unwrap_or((range, range));
    let (first, last) = (position(first)?, position(last)?);
    let rows = (first.0.min(last.0), first.0.max(last.0));
    let columns = (first.1.min(last.1), first.1.max(last.1));
    (rows.1 < ROWS && columns.1 < COLUMNS).then_some(Area { top: rows.0, left: columns.0, bottom: rows.1, right: columns.1 })
}

/// What a reference such as `'回答 (2)'!$A$5:$A$20` or, in OpenDocument, `$回答.$A$5:.$A$20` means.
fn target(reference: &str, separator: char) -> Option<Target> {
    let reference = reference.trim();
    let reference = reference.strip_prefix('$').unwrap_or(reference);
    let (sheet, range) = match reference.strip_prefix('\'') {
        Some(quoted) => {
            let (sheet, range) = quoted.rsplit_once('\'')?;
            (sheet.replace("''", "'"), range.strip_prefix(separator)?.to_owned())
        }
        None => {
            let (sheet, range) = reference.split_once(separator)?;
            (sheet.to_owned(), range.to_owned())
        }
    };
    // OpenDocument names the sheet again, or leaves only the dot.
    let range = match range.split_once(':') {
        Some((first, last)) => format!("{first}:{}", last.rsplit(separator).next().unwrap_or(last)),
        None => range,
    };
    Some(Target { sheet, area: area(&range)? })
}
