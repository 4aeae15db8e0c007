//! Place: where something is that a person is told of, and how several places are said together.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use ecow::{EcoString, eco_format};
use schemars::JsonSchema;
use serde::Serialize;

use crate::say::system;
use crate::say::words::{self, Count, Lang, Message};

/// Most places of a cause that are written out, and most values.
pub(super) const LISTED: usize = 20;

/// Columns are begun while fewer places than this are written out.
const LISTED_ALL: usize = 60;

/// Where a finding is: a file and, as far as known, a line, a heading, a cell and a record.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Place {
    /// The file, as the person named it.
    #[schemars(with = "String")]
    pub file: EcoString,
    /// Line in the file or row of the worksheet, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// Column in the line, from 1, where one is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// Worksheet of a workbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub sheet: Option<EcoString>,
    /// Cell of a worksheet, such as `C12`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub cell: Option<EcoString>,
    /// Heading of the column, as the file has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub heading: Option<EcoString>,
    /// Identifier of the opinion.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub record: Option<EcoString>,
    /// The division whose workbook it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub division: Option<EcoString>,
    /// Position of the character that is meant, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub character: Option<usize>,
    /// For a row of a worksheet: where its columns are.
    #[serde(skip)]
    pub columns: Option<Arc<Columns>>,
}

/// The columns of a table on a worksheet: by what we call each of them and by their headings there, the heading as the
/// table has it and the letters of the column.
pub type Columns = BTreeMap<EcoString, (EcoString, EcoString)>;

impl Place {
    /// A whole file.
    pub fn file(file: impl Into<EcoString>) -> Self {
        Self { file: file.into(), ..Self::default() }
    }

    /// A line of a file, counted from 1.
    pub fn line(file: impl Into<EcoString>, line: usize) -> Self {
        Self { line: Some(line), ..Self::file(file) }
    }

    /// The same place, narrowed to the column under `heading`; of a row whose columns are known, to the cell.
    pub fn heading(mut self, heading: impl Into<EcoString>) -> Self {
        let heading = heading.into();
        let column = self.columns.as_ref().and_then(|columns| columns.get(heading.as_str()));
        if let (Some((own, letters)), Some(line), None) = (column, self.line, &self.cell) {
            self.heading = Some(own.clone());
            self.cell = Some(eco_format!("{letters}{line}"));
            self.line = None;
        } else {
            self.heading = Some(heading);
        }
        self
    }

    /// The same place, naming the opinion that stands there.
    pub fn record(mut self, id: impl Into<EcoString>) -> Self {
        self.record = Some(id.into());
        self
    }

    /// The place as a file of ours has it, in Japanese: the same on every system.
    pub fn written(&self) -> String {
        self.say_of(&self.file, Lang::Ja, &self.character.iter().copied().collect::<Vec<_>>())
    }

    /// The place as text, with the positions of the characters that are meant there.
    pub(super) fn say(&self, lang: Lang, characters: &[usize]) -> String {
        self.say_of(&system::path(&self.file), lang, characters)
    }

    fn say_of(&self, file: &str, lang: Lang, characters: &[usize]) -> String {
        let line = || match (self.line, self.column) {
            (Some(line), Some(column)) => words::place_line_column(line, column).say(lang),
            (Some(line), None) => words::place_line(line).say(lang),
            (None, _) => String::new(),
        };
        let sheet = || self.sheet.as_ref().map(|sheet| words::place_sheet(sheet).say(lang)).unwrap_or_default();
        let between = match (lang, &self.sheet) {
            (Lang::En, Some(_)) => "!",
            (Lang::En, None) => " ",
            (Lang::Ja, Some(_)) => "",
            (Lang::Ja, None) => " ",
        };
        let cell = self.cell.as_ref().map(|cell| format!("{between}{cell}")).unwrap_or_default();
        let mut text = match lang {
            Lang::En => format!("{file}{}{}{cell}", line(), sheet()),
            // A row is that of its sheet.
            Lang::Ja => format!("{file}{}{}{cell}", sheet(), line()),
        };
        let heading = self.heading.as_ref().filter(|heading| !heading.is_empty());
        text += &heading.map(|heading| words::place_heading(heading).say(lang)).unwrap_or_default();
        let known = self.record.as_ref().filter(|record| super::is_known_id(record));
        text += &known.map(|record| words::place_record(record).say(lang)).unwrap_or_default();
        text += &self.division.as_ref().map(|division| words::place_division(division).say(lang)).unwrap_or_default();
        text + &positions(characters, lang)
    }

    /// Row and column of the cell, from 1; of a line only the row.
    pub fn coordinates(&self) -> (usize, usize) {
        let Some(cell) = &self.cell else { return (self.line.unwrap_or(0), self.column.unwrap_or(0)) };
        let cell = cell.split(':').next().unwrap_or_default();
        let digits = cell.find(|c: char| c.is_ascii_digit()).unwrap_or(cell.len());
        let column = cell[..digits].bytes().fold(0, |sum: usize, b| sum.saturating_mul(26).saturating_add(usize::from(b & 0x1f)));
        (cell[digits..].parse().unwrap_or(0), column)
    }

    /// The letters of the column, where the cell is known.
    fn letters(&self) -> Option<&str> {
        let first = self.cell.as_deref()?.split(':').next()?;
        Some(first.trim_end_matches(|c: char| c.is_ascii_digit()))
    }

    /// Whether the place is a file, and nothing in it.
    pub(super) fn is_file(&self) -> bool {
        *self == Self::file(self.file.clone())
    }

    /// Whether the place is in a row, and not a whole file, sheet or column.
    pub(super) fn is_in_row(&self) -> bool {
        self.line.is_some() || self.cell.is_some()
    }
}

fn positions(characters: &[usize], lang: Lang) -> String {
    let listed: Vec<String> = characters.iter().map(usize::to_string).collect();
    if listed.is_empty() { String::new() } else { words::place_character(listed.join(comma(lang))).say(lang) }
}

fn comma(lang: Lang) -> &'static str {
    match lang {
        Lang::En => ", ",
        Lang::Ja => "、",
    }
}

impl fmt::Display for Place {
    /// `file:line:column sheet!cell [heading] record (division) (character 3)`, as far as known; with `#`, in Japanese, as
    /// Excel shows it: `file「sheet」cell［heading］ …`.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.say(if f.alternate() { Lang::Ja } else { Lang::En }, &self.character.iter().copied().collect::<Vec<_>>()))
    }
}

/// Several files, or several places of a file: the cells of a column together, with their number, and lines likewise.
pub(super) fn said_together(spots: &[(&Place, Vec<usize>)], lang: Lang) -> String {
    if spots.iter().all(|(place, _)| place.is_file()) {
        let left = spots.len().saturating_sub(LISTED);
        let listed: Vec<String> = spots[..spots.len() - left].iter().map(|(place, _)| system::path(&place.file)).collect();
        let more = if left > 0 { words::more_places(left).say(lang) } else { String::new() };
        return listed.join(comma(lang)) + &more;
    }
    type Part<'a> = (Option<&'a EcoString>, Option<&'a str>, Option<&'a EcoString>, Vec<EcoString>);
    let mut parts: Vec<Part> = Vec::new();
    for (place, characters) in spots {
        let (letters, in_row) = (place.letters(), place.is_in_row());
        let heading = place.heading.as_ref().filter(|_| in_row);
        let shown = match (&place.cell, place.line) {
            (Some(cell), _) => cell.clone(),
            (None, Some(line)) if characters.is_empty() => eco_format!("{line}"),
            (None, Some(line)) => words::place_row(line).say(lang).into(),
            // Nothing but headings or records tells these apart.
            (None, None) => Place { file: EcoString::new(), sheet: None, ..(*place).clone() }.say(lang, &[]).trim_start().into(),
        } + positions(characters, lang).as_str();
        // The kind of place is told by what stands for the column: letters, none for a line, two dots for anything else.
        let column = letters.or((!in_row).then_some(".."));
        match parts.iter_mut().find(|part| (part.0, part.1, part.2) == (place.sheet.as_ref(), column, heading)) {
            Some(part) => part.3.push(shown),
            None => parts.push((place.sheet.as_ref(), column, heading, vec![shown])),
        }
    }
    // What is nowhere in the file in particular comes before what is on a sheet.
    parts.sort_by_key(|(sheet, column, ..)| sheet.is_some() || *column != Some(".."));
    let file = spots.first().map_or_else(String::new, |(place, _)| system::path(&place.file));
    let listed = parts.iter().scan(0, |listed, part| Some(std::mem::replace(listed, *listed + part.3.len().min(LISTED))));
    let (told, untold) = parts.split_at(listed.take_while(|before| *before < LISTED_ALL).count());
    let (mut texts, mut last_sheet) = (Vec::new(), None);
    for (index, (sheet, column, heading, shown)) in told.iter().enumerate() {
        let (count, left) = (shown.len(), shown.len().saturating_sub(LISTED));
        let mut listed = shown[..count - left].join(comma(lang));
        if column.is_none() && listed.ends_with(|c: char| c.is_ascii_digit()) {
            listed = words::place_row(listed).say(lang);
        }
        if left > 0 {
            listed += &words::more_places(left).say(lang);
        }
        let heading = heading.map(|heading| words::place_heading(heading).say(lang)).unwrap_or_default();
        let said = match column {
            // The sheet is all that is known of them.
            Some("..") if shown.iter().all(EcoString::is_empty) => Message::of("place_sheet", "", ""),
            Some("..") if count == 1 => words::place_other(listed),
            Some("..") => words::place_others(Count(count, "place"), listed),
            Some(letters) => words::place_cells(letters, heading, Count(count, "cell"), listed),
            None => words::place_lines(heading, Count(count, "line"), listed),
        };
        let sheet = sheet.filter(|_| index == 0 || last_sheet != *sheet).map(|sheet| words::place_sheet(sheet).say(lang));
        last_sheet = parts[index].0;
        texts.push(sheet.unwrap_or_default() + &said.say(lang));
    }
    let between = if lang == Lang::En { ";" } else { "／" };
    let left: usize = untold.iter().map(|part| part.3.len()).sum();
    let text = texts.join(between) + &if left > 0 { words::more_places(left).say(lang) } else { String::new() };
    // A bracket needs no blank before it.
    let gap = if lang == Lang::Ja && !text.starts_with(['「', '［', '（']) { " " } else { "" };
    format!("{file}{gap}{text}")
}
