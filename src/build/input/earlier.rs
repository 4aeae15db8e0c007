//! Earlier: an edition of which only a table is there: a workbook, a CSV or a JSON file. The other edition says what the
//! table does not, such as the meeting's title; what the program made itself says its own sections, sources and fields.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::{Input, of_records};
use crate::answers::response;
use crate::meeting::headings::{COLUMNS, Datum};
use crate::meeting::identity::{DATA_SHEET, KIND_PROPERTY};
use crate::meeting::{Field, Meaning, Meeting, Numbers, Origin, Records, Section, Source, UNUSED};
use crate::read::table::cell_name;
use crate::read::workbook::{self, Book, Format, Sheet};
use crate::records::load;
use crate::records::office::{self, Heading};
use crate::say::diag::{Diagnostic, Place, Result};
use crate::say::words;

/// Rows in which the headings of a sheet of ours are looked for.
const HEAD_ROWS: u32 = 20;
/// Most sections that a sheet of ours may count.
const SECTIONS: usize = 1_000;

/// Whether a file may be such a table, by its name.
pub fn is_table(name: &str) -> bool {
    load::is_table(name) || is_json(name)
}

fn is_json(name: &str) -> bool {
    name.to_lowercase().ends_with(".json")
}

/// The edition in a table, read as `beside` has it if it does not say that itself.
pub fn input(name: &str, bytes: Vec<u8>, beside: Option<&Input>) -> Result<Input> {
    let (folder, file) = parts(name);
    if is_json(name)
        && let Some(mut input) = of_records(folder, bytes.clone())?
    {
        input.files.insert(file.clone(), bytes);
        input.records = file;
        return Ok(input);
    }
    let alone = || Diagnostic::error(words::edition_alone()).at(Place::file(name)).hint(words::edition_alone_hint());
    if is_json(name) {
        let beside = beside.ok_or_else(alone)?;
        return Ok(with(beside, beside.meeting.clone(), name, bytes));
    }
    let book = workbook::book(name, &bytes)?;
    if book.properties.contains_key(KIND_PROPERTY) {
        return Err(Diagnostic::error(words::edition_inquiry()).at(Place::file(name)).hint(words::edition_no_records_hint()).into());
    }
    let beside = beside.ok_or_else(alone)?;
    let meeting = match own(&book)? {
        Some((sheet, head)) => declared(&beside.meeting, &book, sheet, &head),
        None => undeclared(&beside.meeting, &book),
    };
    Ok(with(beside, meeting, name, bytes))
}

/// Whether opinions may be missing: a workbook of ours holds what its paper shows.
pub fn is_partial(input: &Input) -> bool {
    let is_ours = input.meeting.records.sheets.as_deref() == Some(&[DATA_SHEET.to_owned()]);
    is_ours && input.meeting.papers.iter().any(|paper| !paper.shows.is_empty())
}

/// The folder of a file, and its name there.
fn parts(name: &str) -> (PathBuf, String) {
    let path = Path::new(name);
    let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    (path.parent().unwrap_or(Path::new("")).to_owned(), file)
}

/// The other edition with these records. Its answers belong to its own.
fn with(beside: &Input, mut meeting: Meeting, name: &str, bytes: Vec<u8>) -> Input {
    let (folder, records) = parts(name);
    meeting.folder = folder;
    meeting.head.older = None;
    let mut files = beside.files.clone();
    files.retain(|name, _| *name != beside.records && name != response::FILE);
    files.insert(records.clone(), bytes);
    Input { meeting, files, fonts: beside.fonts.clone(), records, entries: beside.entries.clone(), ids: beside.ids.clone(), older: None }
}

/// The columns of a sheet of ours, by their headings.
struct Head {
    row: u32,
    columns: Vec<(u32, String)>,
}

impl Head {
    fn of(sheet: &Sheet, row: u32) -> Self {
        let cells = sheet.row(row).filter(|(_, cell)| !cell.text.is_empty());
        Self { row, columns: cells.map(|((_, column), cell)| (*column, cell.text.to_string())).collect() }
    }

    /// The headings that each sheet of ours has, and this row has not.
    fn lacking(&self) -> Vec<&'static str> {
        let may_lack = |column: &Datum| matches!(column, Datum::Subcategory | Datum::Guarded);
        let all = COLUMNS.iter().filter(|(column, ..)| !may_lack(column)).map(|(_, _, heading)| *heading);
        all.filter(|heading| !self.columns.iter().any(|(_, known)| known == heading)).collect()
    }

    /// What stands in a column, row by row.
    fn texts<'s>(&self, sheet: &'s Sheet, heading: Datum) -> BTreeMap<u32, &'s str> {
        let Some((column, _)) = self.columns.iter().find(|(_, known)| known == heading.heading()) else { return BTreeMap::new() };
        let below = sheet.below(self.row).filter(|((_, at), cell)| at == column && !cell.text.is_empty());
        below.map(|((row, _), cell)| (*row, cell.text.as_str())).collect()
    }

    /// The headings behind the columns that every table of ours has.
    fn further(&self) -> impl Iterator<Item = &str> {
        let is_fixed = |heading: &str| COLUMNS.iter().any(|(_, _, known)| *known == heading);
        self.columns.iter().map(|(_, heading)| heading.as_str()).filter(move |heading| !is_fixed(heading))
    }
}

/// The sheet that this program made for programs, or its CSV.
fn own(book: &Book) -> Result<Option<(&Sheet, Head)>> {
    let is_ours = office::is_ours(book);
    let wanted = |sheet: &&Sheet| if book.format == Format::Csv { true } else { is_ours && sheet.name == DATA_SHEET };
    let Some(sheet) = book.sheets.iter().find(wanted) else { return Ok(None) };
    let found = (0..HEAD_ROWS).map(|row| Head::of(sheet, row)).find(|head| head.lacking().is_empty());
    if found.is_none() && is_ours {
        let lacking = Head::of(sheet, 0).lacking().join("、");
        let place = Place { sheet: Some(DATA_SHEET.into()), cell: Some(cell_name(1, 0).into()), ..Place::file(&book.file) };
        return Err(Diagnostic::error(words::edition_headings(lacking)).at(place).hint(words::edition_headings_hint()).into());
    }
    Ok(found.map(|head| (sheet, head)))
}

/// The meeting as a sheet of ours has it: sections by their numbers, sources and fields by their headings.
fn declared(beside: &Meeting, book: &Book, sheet: &Sheet, head: &Head) -> Meeting {
    let mut meeting = beside.clone();
    meeting.head.numbers = Numbers::Typed;
    meeting.records = Records {
        sheets: (book.format != Format::Csv).then(|| vec![DATA_SHEET.to_owned()]),
        heading_row: Some(head.row + 1),
        ..Records::default()
    };
    meeting.sections = sections(beside, sheet, head);
    meeting.sources = sources(beside, &head.texts(sheet, Datum::Source).into_values().collect());
    let is_field = |heading: &str| beside.record_fields().any(|field| field.heading == heading);
    let is_division = |heading: &&str| *heading == beside.answer_headings.division && !is_field(heading);
    // What divisions answered stands behind the column that names them.
    let further: Vec<&str> = head.further().collect();
    let (fields, answers) = further.split_at(further.iter().position(is_division).unwrap_or(further.len()));
    meeting.columns = answers.iter().map(|heading| ((*heading).to_owned(), UNUSED.to_owned())).collect();
    // What is private was left out when the table was made.
    meeting.fields = fields.iter().map(|heading| Field { private: Some(false), ..field(beside, heading) }).collect();
    (meeting.divisions, meeting.inquiry) = (Vec::new(), None);
    meeting
}

/// The meeting for a table that an office made itself: what it does not have yet is no fault of it, what else it has is not asked
/// about, and nobody is asked about its opinions.
fn undeclared(beside: &Meeting, book: &Book) -> Meeting {
    let mut meeting = beside.clone();
    let headings: Vec<Heading> = book.sheets.iter().filter_map(|sheet| office::heading(beside, sheet)).collect();
    let meanings = || headings.iter().flat_map(|heading| heading.texts.iter().zip(&heading.meanings));
    let unknown = meanings().filter(|(text, meaning)| meaning.is_none() && !text.trim().is_empty());
    meeting.columns.extend(unknown.map(|(text, _)| (text.clone(), UNUSED.to_owned())));
    let is_there = |index: usize| meanings().any(|(_, meaning)| *meaning == Some(Meaning::Datum(Datum::Field(index))));
    let gone: Vec<&str> = beside.record_fields().enumerate().filter(|(index, _)| !is_there(*index)).map(|(_, field)| &*field.key).collect();
    if !headings.is_empty() {
        meeting.fields.retain(|field| !gone.contains(&field.key.as_str()));
    }
    meeting.papers.iter_mut().for_each(|paper| paper.shows.clear());
    (meeting.divisions, meeting.inquiry) = (Vec::new(), None);
    meeting
}

fn sections(beside: &Meeting, sheet: &Sheet, head: &Head) -> Vec<Section> {
    let titles = head.texts(sheet, Datum::SectionTitle);
    let numbered = head.texts(sheet, Datum::Section).into_iter().filter_map(|(row, number)| Some((number.parse::<usize>().ok()?, row)));
    let numbered: BTreeMap<usize, u32> = numbered.filter(|(number, _)| (1..=SECTIONS).contains(number)).collect();
    let known = |number: usize| beside.sections.get(number - 1).map_or("", |section| section.title.as_str());
    let title = |number: usize| numbered.get(&number).map_or(known(number), |row| titles.get(row).copied().unwrap_or_default());
    let last = numbered.keys().next_back().copied().unwrap_or(1);
    (1..=last).map(|number| Section { title: title(number).to_owned() }).collect()
}

/// The sources of these headings, with the keys that they have beside; a single one that got another heading keeps its key.
fn sources(beside: &Meeting, headings: &BTreeSet<&str>) -> Vec<Source> {
    let is_there = |source: &&Source| headings.contains(source.heading.as_str());
    let strange: Vec<&str> =
        headings.iter().copied().filter(|heading| !beside.sources.iter().any(|known| known.heading == *heading)).collect();
    let gone: Vec<&Source> = beside.sources.iter().filter(|source| !is_there(source)).collect();
    let renamed = match (strange.as_slice(), gone.as_slice()) {
        ([heading], [source]) => Some((*heading, source.key.as_str())),
        _ => None,
    };
    let of = |source: &Source| match renamed {
        Some((heading, key)) if key == source.key => Source { heading: heading.to_owned(), ..source.clone() },
        _ => source.clone(),
    };
    let unknown = strange.iter().filter(|heading| renamed.is_none_or(|(renamed, _)| renamed != **heading));
    let unknown = unknown.map(|heading| Source { key: (*heading).to_owned(), heading: (*heading).to_owned(), attribution: None });
    beside.sources.iter().map(of).chain(unknown).collect()
}

fn field(beside: &Meeting, heading: &str) -> Field {
    let known = beside.record_fields().find(|field| field.heading == heading).cloned();
    let new = || Field {
        key: heading.to_owned(),
        heading: heading.to_owned(),
        from: Origin::Records,
        choices: Vec::new(),
        required: None,
        private: None,
        counts: false,
        width: None,
    };
    // What may be chosen now may be other than it was then.
    known.map_or_else(new, |known| Field { choices: Vec::new(), required: None, ..known })
}
