//! The workbook stream of an .xls file (BIFF8, MS-XLS): values and what surrounds them.
//!
//! The alternative texts of drawings are not read; that there may be some is told.

mod around;
mod texts;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use around::Drawn;
use texts::{characters, formula_text, object_text, strings, text};
use values::{cell, formula_cell, short_number};

use super::compound::{Compound, u16_at, u32_at};
use super::{
    Area, COLUMNS, Cell, Content, Format, FurtherKind, Hidden, Keep, Kind, Look, Outcome, ROWS, Run, Sheet, Target, check_sheets,
    check_table, damaged, is_red, lines, shown,
};
use crate::say::words;

/// Numbers of the records that are read (MS-XLS 2.3.2).
mod record {
    pub const FORMULA: u16 = 0x0006;
    pub const EOF: u16 = 0x000a;
    pub const HEADER: u16 = 0x0014;
    pub const FOOTER: u16 = 0x0015;
    pub const EXTERN_SHEET: u16 = 0x0017;
    pub const NAME: u16 = 0x0018;
    pub const NOTE: u16 = 0x001c;
    pub const DATE_1904: u16 = 0x0022;
    pub const FILE_PASS: u16 = 0x002f;
    pub const FONT: u16 = 0x0031;
    pub const CONTINUE: u16 = 0x003c;
    pub const OBJECT: u16 = 0x005d;
    pub const COLUMN_INFO: u16 = 0x007d;
    pub const SHEET: u16 = 0x0085;
    pub const DRAWING: u16 = 0x00ec;
    pub const PALETTE: u16 = 0x0092;
    pub const MANY_NUMBERS: u16 = 0x00bd;
    pub const EXTENDED_FORMAT: u16 = 0x00e0;
    pub const MERGED: u16 = 0x00e5;
    pub const STRINGS: u16 = 0x00fc;
    pub const SHARED_TEXT: u16 = 0x00fd;
    pub const SUPPORTING_BOOK: u16 = 0x01ae;
    pub const RULE_AREAS: u16 = 0x01b0;
    pub const RULE: u16 = 0x01b1;
    pub const OBJECT_TEXT: u16 = 0x01b6;
    pub const LINK: u16 = 0x01b8;
    pub const NUMBER: u16 = 0x0203;
    pub const TEXT: u16 = 0x0204;
    pub const TRUTH_OR_ERROR: u16 = 0x0205;
    pub const FORMULA_TEXT: u16 = 0x0207;
    pub const VALIDATION: u16 = 0x01be;
    pub const ROW: u16 = 0x0208;
    pub const SHORT_NUMBER: u16 = 0x027e;
    pub const FORMAT: u16 = 0x041e;
    pub const LINK_TIP: u16 = 0x0800;
    pub const BEGIN: u16 = 0x0809;
    pub const MORE_HEADERS: u16 = 0x089c;
    pub const CHART_TEXT: u16 = 0x100d;
}

pub fn content(bytes: &[u8]) -> Outcome<Content> {
    let file = Compound::open(bytes)?;
    let stream = stream(&file)?;
    let book = globals(&stream)?;
    let mut content = Content::new(Format::Xls);
    let mut keep = Keep::default();
    let mut may_say_more = false;
    let mut starts: Vec<usize> = book.sheets.iter().map(|sheet| sheet.start).collect();
    starts.sort_unstable();
    for entry in &book.sheets {
        // Two sheets that begin at one place are a trick to make us read for ever.
        let next = starts.partition_point(|start| *start < entry.start) + 1;
        if starts.get(next) == Some(&entry.start) {
            return damaged();
        }
        let end = starts.get(next).copied().unwrap_or(stream.len()).min(stream.len());
        if !entry.is_worksheet {
            keep.further(&mut content.further, FurtherKind::OtherSheet, None, &entry.name)?;
            continue;
        }
        let Some(part) = stream.get(entry.start..end) else { return damaged() };
        let sheet = Sheet { name: entry.name.clone(), visible: entry.visible, ..Sheet::default() };
        let (sheet, has_drawings) = worksheet(part, &book, sheet, &mut keep)?;
        content.sheets.push(sheet);
        may_say_more |= has_drawings;
    }
    if may_say_more {
        keep.further(&mut content.further, FurtherKind::Alternatives, None, "")?;
    }
    if file.has_storage("_VBA_PROJECT_CUR") {
        keep.further(&mut content.further, FurtherKind::Macros, None, "")?;
    }
    for (name, reference) in &book.names {
        let target = reference.and_then(|(index, area)| Some(Target { sheet: book.sheet_at(index)?, area }));
        keep.name(&mut content.names, name.clone(), target)?;
    }
    for text in &book.named_texts {
        keep.further(&mut content.further, FurtherKind::Name, None, text)?;
    }
    // What cannot be understood there hides no answer: programs fill these in by themselves.
    for (name, wanted) in around::DESCRIPTIONS {
        let described = file.stream(name).ok().flatten();
        for text in described.and_then(|stream| around::descriptions(&stream, wanted)).unwrap_or_default() {
            keep.further(&mut content.further, FurtherKind::Description, None, &text)?;
        }
    }
    let own = file.stream(around::OWN_PROPERTIES).ok().flatten();
    for (name, value) in own.and_then(|stream| around::own_properties(&stream)).unwrap_or_default() {
        keep.property(&mut content.properties, name, value)?;
    }
    Ok(content)
}

fn stream(file: &Compound) -> Outcome<Vec<u8>> {
    if file.has("EncryptedPackage") {
        return Err(words::password().into());
    }
    let old = || if file.has("Book") { words::returned_very_old() } else { words::not_a_workbook() };
    Ok(file.stream("Workbook")?.ok_or_else(old)?)
}

/// A record: its kind, its data and where the next one begins.
fn read(stream: &[u8], at: usize) -> Option<(u16, &[u8], usize)> {
    let (kind, length) = (u16_at(stream, at)?, u16_at(stream, at + 2)?);
    let end = at + 4 + usize::from(length);
    Some((kind, stream.get(at + 4..end)?, end))
}

/// What the records before the sheets say.
#[derive(Default)]
struct Book {
    sheets: Vec<Entry>,
    strings: Vec<Vec<Run>>,
    fonts: Vec<Look>,
    /// Font and number format of each cell format, and whether its ground has a colour.
    styles: Vec<(u16, u16, bool)>,
    formats: BTreeMap<u16, String>,
    /// Colours that differ from the usual ones, from index 8 on.
    palette: Vec<u32>,
    from_1904: bool,
    /// The supporting books that are this book itself; for each reference, its book and sheet.
    own: Vec<bool>,
    references: Vec<(u16, u16)>,
    names: Vec<(String, Option<(u16, Area)>)>,
    /// Names that stand for a text, with it.
    named_texts: Vec<String>,
}

struct Entry {
    name: String,
    visible: bool,
    is_worksheet: bool,
    start: usize,
}

impl Book {
    fn sheet_at(&self, reference: u16) -> Option<String> {
        let (book, sheet) = *self.references.get(usize::from(reference))?;
        let own = self.own.get(usize::from(book)).copied().unwrap_or(false);
        own.then(|| self.sheets.get(usize::from(sheet)).map(|sheet| sheet.name.clone())).flatten()
    }

    /// The look of a font. There is no font 4: what is called 5 is the fifth.
    fn font(&self, index: u16) -> Look {
        let index = usize::from(index);
        self.fonts.get(if index > 4 { index - 1 } else { index }).copied().unwrap_or_default()
    }

    fn style(&self, index: u16) -> (Look, &str) {
        let Some((font, format, filled)) = self.styles.get(usize::from(index)) else { return (Look::default(), "General") };
        let format = self.formats.get(format).map_or_else(|| shown::builtin(u32::from(*format)), String::as_str);
        (Look { filled: *filled, altered: shown::alters_text(format), ..self.font(*font) }, format)
    }

    fn number(&self, value: f64, style: u16) -> Cell {
        let (look, format) = self.style(style);
        shown::number(value, format, self.from_1904).cell(look)
    }
}

fn globals(stream: &[u8]) -> Outcome<Book> {
    match read(stream, 0) {
        Some((record::BEGIN, data, _)) if u16_at(data, 0) == Some(0x0600) => {}
        Some((kind, ..)) if kind & 0xff == 0x09 => return Err(words::returned_very_old().into()),
        _ => return damaged(),
    }
    let mut book = Book::default();
    let mut colours = Vec::new();
    let mut strings_at = None;
    let mut at = 0;
    loop {
        let Some((kind, data, next)) = read(stream, at) else { return damaged() };
        match kind {
            record::EOF => break,
            record::FILE_PASS => return Err(words::password().into()),
            record::DATE_1904 => book.from_1904 = u16_at(data, 0) == Some(1),
            record::SHEET => book.sheets.extend(entry(data)),
            record::FONT => {
                book.fonts.push(Look { struck: u16_at(data, 2).unwrap_or(0) & 8 != 0, ..Look::default() });
                colours.push(u16_at(data, 4).unwrap_or(0));
            }
            record::PALETTE => {
                book.palette =
                    data.get(2..).unwrap_or_default().chunks_exact(4).map(|c| u32::from_be_bytes([0, c[0], c[1], c[2]])).collect();
            }
            record::FORMAT => {
                if let (Some(id), Some(text)) = (u16_at(data, 0), data.get(2..).and_then(text)) {
                    book.formats.insert(id, text);
                }
            }
            record::EXTENDED_FORMAT => {
                let number = |at| u16_at(data, at).unwrap_or(0);
                let filled = number(16) >> 10 != 0 && !is_white(number(18) & 0x7f, &[]);
                book.styles.push((number(0), number(2), filled));
            }
            record::SUPPORTING_BOOK => book.own.push(u16_at(data, 2) == Some(0x0401)),
            record::EXTERN_SHEET => {
                let references = data.get(2..).unwrap_or_default().chunks_exact(6);
                book.references.extend(references.filter_map(|r| Some((u16_at(r, 0)?, u16_at(r, 2)?))));
            }
            record::NAME => {
                book.named_texts.extend(around::named_text(data));
                book.names.extend(name(data));
            }
            record::STRINGS => strings_at = Some(at),
            _ => {}
        }
        for count in [book.fonts.len(), book.styles.len(), book.names.len(), book.own.len(), book.references.len()] {
            check_table(count)?;
        }
        check_sheets(book.sheets.len())?;
        at = next;
    }
    for (font, colour) in book.fonts.iter_mut().zip(colours) {
        font.red = match book.palette.get(usize::from(colour).wrapping_sub(8)) {
            Some(rgb) => is_red(*rgb),
            None => matches!(colour, 2 | 10),
        };
        font.white = is_white(colour, &book.palette);
    }
    if let Some(at) = strings_at {
        book.strings = strings(stream, at, &book)?;
    }
    Ok(book)
}

/// Whether a colour by its index is white, in the usual palette or the file's own.
fn is_white(colour: u16, palette: &[u32]) -> bool {
    let own = palette.get(usize::from(colour).wrapping_sub(8));
    own.map_or(matches!(colour, 1 | 9 | 65), |rgb| super::is_white(*rgb))
}

fn entry(data: &[u8]) -> Option<Entry> {
    let (start, state, kind) = (u32_at(data, 0)?, *data.get(4)?, *data.get(5)?);
    let length = usize::from(*data.get(6)?);
    let name = characters(data.get(7..)?, length)?;
    Some(Entry { name, visible: state & 3 == 0, is_worksheet: kind == 0, start: start as usize })
}

/// A defined name and, if it stands for one range, the reference to its sheet and the range.
fn name(data: &[u8]) -> Option<(String, Option<(u16, Area)>)> {
    let (flags, length, size) = (u16_at(data, 0)?, usize::from(*data.get(3)?), usize::from(u16_at(data, 4)?));
    let named = data.get(14..)?;
    // Names of Excel's own, such as the print area, are one character.
    if flags & 0x20 != 0 {
        return None;
    }
    let wide = named.first()? & 1;
    let formula = named.get(1 + length * (1 + usize::from(wide))..)?;
    Some((characters(named, length)?, formula.get(..size).and_then(range)))
}

/// The range that a formula of one operand refers to (Ref3d and Area3d, MS-XLS 2.5.198.27 and 2.5.198.84).
fn range(formula: &[u8]) -> Option<(u16, Area)> {
    let number = |at| u16_at(formula, at).map(u32::from);
    let column = |at| number(at).map(|column| column & 0x3fff);
    let reference = u16_at(formula, 1)?;
    let area = match (formula.first()? & 0x1f, formula.len()) {
        (0x1a, 7) => Area { top: number(3)?, left: column(5)?, bottom: number(3)?, right: column(5)? },
        (0x1b, 11) => Area { top: number(3)?, bottom: number(5)?, left: column(7)?, right: column(9)? },
        _ => return None,
    };
    Some((reference, area))
}

/// Reads the records of a sheet, until its end; tells whether it has drawings of a person's.
fn worksheet(part: &[u8], book: &Book, sheet: Sheet, keep: &mut Keep) -> Outcome<(Sheet, bool)> {
    let mut open = Open { part, book, keep, sheet, hidden: Hidden::default(), formula: None, drawings: Drawings::default(), ruled: None };
    // Charts within a sheet begin and end like sheets.
    let (mut at, mut depth) = (0, 0);
    loop {
        let Some((kind, data, next)) = read(part, at) else { return damaged() };
        match kind {
            record::BEGIN => depth += 1,
            record::EOF if depth <= 1 => return open.close(),
            record::EOF => depth -= 1,
            record::CHART_TEXT if depth > 1 => {
                let place = open.drawings.place;
                open.further(FurtherKind::Chart, place, around::chart_text(data))?;
            }
            _ if depth > 1 => {}
            _ => {
                open.cells(kind, data, at)?;
                open.around(kind, data, at)?;
            }
        }
        at = next;
    }
}

/// A sheet whose records are being read.
struct Open<'a> {
    part: &'a [u8],
    book: &'a Book,
    keep: &'a mut Keep,
    sheet: Sheet,
    hidden: Hidden,
    /// The cell whose formula has a text, which follows.
    formula: Option<((u32, u32), Look)>,
    drawings: Drawings,
    /// Where the conditional formats that follow hold.
    ruled: Option<Area>,
}

/// What is drawn on a sheet.
#[derive(Default)]
struct Drawings {
    by_number: BTreeMap<u16, Drawn>,
    /// The notes: their cells, and the numbers of what is drawn for them.
    notes: Vec<((u32, u32), u16)>,
    /// Where the next of it stands.
    place: Option<(u32, u32)>,
    /// The object that was last begun.
    object: Option<u16>,
}

/// The cell that a record begins with.
fn cell_of(data: &[u8]) -> Option<(u32, u32)> {
    Some((u32::from(u16_at(data, 0)?), u32::from(u16_at(data, 2)?)))
}

impl Open<'_> {
    /// A record of cells, or of how they are shown.
    fn cells(&mut self, kind: u16, data: &[u8], at: usize) -> Outcome<()> {
        match kind {
            record::ROW => {
                let is_hidden = u16_at(data, 12).is_some_and(|flags| flags & 0x20 != 0);
                self.hidden.rows.extend(cell_of(data).filter(|_| is_hidden).map(|(row, _)| (row, row)));
            }
            record::COLUMN_INFO => {
                let is_hidden = u16_at(data, 8).is_some_and(|flags| flags & 1 != 0);
                self.hidden.columns.extend(cell_of(data).filter(|_| is_hidden));
            }
            record::MERGED => {
                let areas = data.get(2..).unwrap_or_default().chunks_exact(8).map(merged);
                self.sheet.merged.extend(areas.flatten());
            }
            record::FORMULA_TEXT => {
                if let Some((cell, look)) = self.formula.take() {
                    let Some(text) = formula_text(self.part, at) else { return damaged() };
                    self.keep.cell(&mut self.sheet, cell, Cell::plain(lines(&text), Kind::Formula, look))?;
                }
            }
            record::FORMULA => {
                let Some((place, cell, has_text)) = formula_cell(data, self.book) else { return damaged() };
                self.formula = has_text.then_some(place).map(|place| (place, self.book.style(u16_at(data, 4).unwrap_or(0)).0));
                self.keep.cell(&mut self.sheet, place, cell)?;
            }
            record::MANY_NUMBERS => {
                let numbers = data.get(4..data.len().saturating_sub(2));
                let Some(((row, first), numbers)) = cell_of(data).zip(numbers) else { return damaged() };
                for (column, number) in (first..).zip(numbers.chunks_exact(6)) {
                    let Some(cell) = short_number(number, self.book) else { return damaged() };
                    self.keep.cell(&mut self.sheet, (row, column), cell)?;
                }
            }
            record::SHARED_TEXT | record::TEXT | record::NUMBER | record::SHORT_NUMBER | record::TRUTH_OR_ERROR => {
                let Some((place, cell)) = cell_of(data).zip(cell(kind, data, self.book)) else { return damaged() };
                self.keep.cell(&mut self.sheet, place, cell)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// A record of what surrounds the cells.
    fn around(&mut self, kind: u16, data: &[u8], at: usize) -> Outcome<()> {
        let Drawings { by_number, notes, place, object } = &mut self.drawings;
        match kind {
            record::HEADER | record::FOOTER | record::MORE_HEADERS => {
                for text in around::running(kind == record::MORE_HEADERS, data) {
                    self.further(FurtherKind::Running, None, Some(text))?;
                }
            }
            record::LINK | record::LINK_TIP => {
                let found = if kind == record::LINK { around::link(data) } else { around::tip(data) };
                let (cell, text) = found.unzip();
                self.further(FurtherKind::Link, cell, text)?;
            }
            record::RULE_AREAS => self.ruled = data.get(4..).and_then(merged),
            record::RULE => {
                if let Some(area) = self.ruled.filter(|_| around::strikes(data)) {
                    self.sheet.doubts.push((Some((area.top, area.left)), words::rule_strikes(area.name())));
                    self.keep.count()?;
                }
            }
            record::VALIDATION => self.further(FurtherKind::Prompt, None, around::prompt(data))?,
            record::DRAWING => *place = around::anchor(data),
            record::OBJECT => {
                *object = u16_at(data, 6).filter(|_| u16_at(data, 0) == Some(0x15));
                if let Some((object, kind)) = object.zip(u16_at(data, 4)) {
                    self.keep.count()?;
                    by_number.insert(object, Drawn { kind, at: *place, text: String::new() });
                }
            }
            record::OBJECT_TEXT => {
                if let (Some(object), Some(text)) = (object.take(), object_text(self.part, at, data)) {
                    by_number.entry(object).or_default().text = text;
                }
            }
            record::NOTE => notes.extend(cell_of(data).zip(u16_at(data, 6))),
            _ => {}
        }
        Ok(())
    }

    fn further(&mut self, kind: FurtherKind, at: Option<(u32, u32)>, text: Option<String>) -> Outcome<()> {
        text.map_or(Ok(()), |text| self.keep.further(&mut self.sheet.further, kind, at, &text))
    }

    fn close(self) -> Outcome<(Sheet, bool)> {
        let Self { mut sheet, keep, hidden, drawings: Drawings { mut by_number, notes, .. }, .. } = self;
        let mut told = BTreeSet::new();
        for (at, object) in notes {
            if let Some(note) = by_number.get(&object)
                && told.insert(object)
            {
                keep.comment(&mut sheet, at, &note.text)?;
            }
        }
        by_number.retain(|object, _| !told.contains(object));
        let has_drawings = by_number.values().any(Drawn::is_a_persons);
        for thing in by_number.into_values() {
            thing.keep(&mut sheet, keep)?;
        }
        hidden.tell(&mut sheet);
        Ok((sheet, has_drawings))
    }
}

fn merged(data: &[u8]) -> Option<Area> {
    let number = |at| u16_at(data, at).map(u32::from);
    let area = Area { top: number(0)?, bottom: number(2)?, left: number(4)?, right: number(6)? };
    (area.top <= area.bottom && area.left <= area.right && area.bottom < ROWS && area.right < COLUMNS).then_some(area)
}
