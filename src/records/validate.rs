//! Validate: from a table of text to opinions, or every finding at once.

use std::collections::{BTreeMap, BTreeSet};

use ecow::EcoString;

use crate::meeting::headings::{Datum, fold, is_sentence, speaks_of_opinions};
use crate::meeting::look::Archive;
use crate::meeting::paper::{ColumnSpec, Paper};
use crate::meeting::{EmptyRows, Field, Meeting, Source, lexicon};
use crate::read::character::{self, Fault};
use crate::read::table::Row;
use crate::read::workbook::UNIT_LIMIT;
use crate::records::ids;
use crate::records::number::{self, Number};
use crate::records::office::{KnownTable, Records, lacked, lacking_hints, section as named_section};
use crate::records::record::Opinion;
use crate::records::shared::{RECORDS, parts};
use crate::say::diag::{About, Diagnostic, Diagnostics, Place, Severity, nearest};
use crate::say::{beginning, toml_text, words};

/// Checks every row of the records against the meeting. Returns the opinions of the rows that have no
/// error, in the order of the rows, so that later checks can report their findings along with these.
pub fn validate(meeting: &Meeting, records: &Records, findings: &mut Diagnostics) -> Vec<Opinion> {
    checked(meeting, records, findings).opinions
}

/// What came of the rows.
pub struct Checked {
    pub opinions: Vec<Opinion>,
    /// Which row each opinion is, counted through all tables from 0.
    pub rows: Vec<usize>,
    /// What stands in the rows with errors.
    pub faulty: Vec<Opinion>,
}

/// The same, with what else came of the rows.
pub fn checked(meeting: &Meeting, records: &Records, findings: &mut Diagnostics) -> Checked {
    let rows = records.tables.iter().map(|known| known.table.rows.len()).sum();
    let mut opinions: Vec<Opinion> = Vec::with_capacity(rows);
    let (mut of_opinions, mut faulty, mut before) = (Vec::with_capacity(rows), Vec::new(), 0);
    let sources: Vec<[String; 2]> = meeting.sources.iter().map(|source| [fold(&source.key), fold(&source.heading)]).collect();
    // That their columns are not there was said.
    let lacked = lacked(meeting, &records.tables).into_iter().filter(|_| records.said.is_some());
    let lacked: Vec<usize> = lacked.map(|(index, _)| index).collect();
    for known in &records.tables {
        let first = before;
        before += known.table.rows.len();
        if !is_complete(meeting, known, findings) {
            continue;
        }
        let guards = known.table.guards();
        // A sheet in which each source has a column is a table for each of them.
        let beside = records.tables.iter().filter(|other| other.table.place == known.table.place).count() > 1;
        let columns = known.columns.iter().enumerate().filter_map(|(index, column)| Some(((*column)?, index)));
        let columns: Vec<(Datum, usize)> = columns.collect();
        let parts = parts(&known.table.rows, RECORDS, |rows| {
            let mut findings = Diagnostics::default();
            let cells = rows.iter().map(|row| Cells { known, columns: &columns, row, guards, beside, sources: &sources, lacked: &lacked });
            let opinions: Vec<Result<Opinion, Option<Box<Opinion>>>> = cells.map(|cells| opinion(meeting, &cells, &mut findings)).collect();
            (opinions, findings)
        });
        let mut row = first;
        for (passed, found) in parts {
            for passed in passed {
                match passed {
                    Ok(passed) => {
                        of_opinions.push(row);
                        opinions.push(passed);
                    }
                    Err(failed) => faulty.extend(failed.map(|failed| *failed)),
                }
                row += 1;
            }
            findings.0.extend(found.0);
        }
    }
    if rows == 0 && !findings.has_errors() {
        findings.push(Diagnostic::error(words::no_rows()).at(records.place.clone()));
    }
    unique_ids(&opinions, findings);
    if records.place.file.to_lowercase().ends_with(".csv") {
        spoiled_ids(&opinions, findings);
    }
    let open = opinions.iter().filter(|opinion| opinion.id.is_empty()).count();
    let rows = ids::assign(meeting, &records.kept, &mut opinions, findings);
    let open = if open > 0 { derived(records, &opinions) } else { 0 };
    // What has errors is not kept yet, and not all of it is counted.
    if open > 0 && !findings.has_errors() {
        findings.push(
            Diagnostic::note(words::ids_derived(open)).about(About::DerivedIds).at(records.place.clone()).hint(words::ids_derived_hint()),
        );
    }
    ids::numbers::resume(meeting, &records.kept, &rows, &mut opinions, findings);
    for opinion in &mut opinions {
        opinion.place = std::mem::take(&mut opinion.place).record(&opinion.id);
    }
    Checked { opinions, rows: of_opinions, faulty }
}

/// Reports identifiers that a spreadsheet program would change.
fn spoiled_ids(opinions: &[Opinion], findings: &mut Diagnostics) {
    for opinion in opinions.iter().filter(|opinion| is_spoiled(&opinion.id)) {
        let warning = Diagnostic::warning(words::id_spoiled(&opinion.id)).at(opinion.place.clone());
        findings.push(warning.hint(words::id_spoiled_hint()));
    }
}

/// How many opinions have an identifier that the records do not give and that is not kept for them already.
pub fn derived(records: &Records, opinions: &[Opinion]) -> usize {
    let typed = records.typed_ids();
    let kept: BTreeSet<&str> = records.kept.iter().map(|kept| kept.was.id.as_str()).collect();
    opinions.iter().filter(|opinion| !typed.contains(opinion.id.as_str()) && !kept.contains(opinion.id.as_str())).count()
}

/// Whether a table has the columns without which no row of it can be understood. Opinions are looked for before.
fn is_complete(meeting: &Meeting, known: &KnownTable, findings: &mut Diagnostics) -> bool {
    let has = |column: Datum| known.columns.contains(&Some(column));
    let mut missing = Vec::new();
    if meeting.sections.len() > 1 && !has(Datum::Section) && !has(Datum::SectionTitle) {
        missing.push(Datum::SectionTitle);
    }
    if meeting.sources.len() > 1 && !has(Datum::Source) {
        missing.push(Datum::Source);
    }
    for column in &missing {
        let error = Diagnostic::error(words::heading_missing(column.heading())).at(known.table.place.clone());
        findings.push(lacking_hints(meeting, &known.table.place, *column).into_iter().fold(error, Diagnostic::hint));
    }
    has(Datum::Text) && missing.is_empty()
}

/// Most characters that are said of a text.
const SAID: usize = 20;

/// One row, with its cells found by column.
struct Cells<'a> {
    known: &'a KnownTable,
    /// The columns that are read, and where they are.
    columns: &'a [(Datum, usize)],
    row: &'a Row,
    guards: Option<usize>,
    /// Whether its row holds opinions of other sources, too.
    beside: bool,
    /// What the sources are called, folded.
    sources: &'a [[String; 2]],
    /// The fields that no table has although papers show them.
    lacked: &'a [usize],
}

impl Cells<'_> {
    /// The text of `column`; empty if the table has no such column.
    fn text(&self, column: Datum) -> &str {
        self.index(column).map_or("", |index| self.known.table.unguarded(self.row, index, self.guards))
    }

    /// The same, as the cell itself where it stands there as it is.
    fn shared(&self, column: Datum) -> EcoString {
        let (text, raw) = (self.text(column), self.raw(column));
        if text.len() == raw.len() { raw.clone() } else { text.into() }
    }

    fn raw(&self, column: Datum) -> &EcoString {
        static EMPTY: EcoString = EcoString::new();
        self.index(column).map_or(&EMPTY, |index| &self.row.cells[index])
    }

    fn index(&self, column: Datum) -> Option<usize> {
        self.columns.iter().find(|(own, _)| *own == column).map(|(_, index)| *index)
    }

    fn place(&self, column: Datum) -> Place {
        let place = match self.index(column) {
            Some(index) if index < self.known.width => self.row.cell_place(index, &self.known.table.headings[index]),
            _ => self.row.place.clone(),
        };
        let id = self.raw(Datum::Id);
        if id.is_empty() { place } else { place.record(id.replace("\n", "⏎")) }
    }
}

/// The opinion of a row; one with an error apart, so that its other faults can be found, too.
fn opinion(meeting: &Meeting, cells: &Cells, findings: &mut Diagnostics) -> Result<Opinion, Option<Box<Opinion>>> {
    if cells.row.cells.faulty().any(|index| cells.known.columns[index].is_some()) {
        return Err(None);
    }
    if meeting.records.empty == Some(EmptyRows::Skip) && cells.text(Datum::Text).trim().is_empty() {
        let number = cells.text(Datum::No).trim();
        let note = match number {
            "" => Diagnostic::note(words::row_empty()),
            number => Diagnostic::note(words::row_left_out_empty(number)).about(About::LeftOut(number.to_owned())),
        };
        findings.push(note.at(cells.place(Datum::Text)));
        if let Some((column, lost)) = said_beside(meeting, cells) {
            findings.push(Diagnostic::warning(words::row_empty_beside(lost)).at(cells.place(column)).hint(words::empty_beside_hint()));
        }
        return Err(None);
    }
    let before = findings.0.len();
    let fields = fields(meeting, cells, findings);
    let source = source(meeting, cells, findings);
    let opinion = Opinion {
        id: id(cells, findings),
        section: section(meeting, cells, findings),
        category: cells.shared(Datum::Category),
        subcategory: cells.shared(Datum::Subcategory),
        no: no(cells, findings),
        source: source.unwrap_or_default(),
        text: cells.shared(Datum::Text),
        attribution: cells.shared(Datum::Attribution),
        fields,
        place: cells.row.place.clone(),
        sheet_row: cells.row.sheet_row.filter(|_| cells.beside),
    };
    text_faults(meeting, cells, &opinion.text, findings);
    if let Some(source) = source.filter(|_| !opinion.attribution.is_empty()) {
        attribution_unshown(meeting, cells, &meeting.sources[source], findings);
    }
    ditto(meeting, cells, &opinion, findings);
    let mut check = |column, text: &str, lines| {
        if !text.chars().all(|c| is_common(c) || lines && c == '\n') {
            characters(meeting, &cells.place(column), text, lines, findings);
        }
    };
    check(Datum::Category, &opinion.category, false);
    check(Datum::Subcategory, &opinion.subcategory, false);
    check(Datum::Text, &opinion.text, true);
    check(Datum::Attribution, &opinion.attribution, false);
    for (i, value) in opinion.fields.iter().enumerate() {
        check(Datum::Field(i), value, true);
    }
    for (i, (field, value)) in meeting.record_fields().zip(&opinion.fields).enumerate().filter(|(i, _)| !cells.lacked.contains(i)) {
        field_value(field, value, &|| cells.place(Datum::Field(i)), findings);
    }
    let has_error = findings.0[before..].iter().any(|finding| finding.severity == Severity::Error);
    if has_error { Err(Some(Box::new(opinion))) } else { Ok(opinion) }
}

/// The values of fields. A choice is the same choice with a space behind it, or in another width.
fn fields(meeting: &Meeting, cells: &Cells, findings: &mut Diagnostics) -> Vec<EcoString> {
    let mut fields: Vec<EcoString> = (0..meeting.record_fields().count()).map(|i| cells.shared(Datum::Field(i))).collect();
    for (i, field) in meeting.record_fields().enumerate().filter(|(_, field)| !field.choices.is_empty()) {
        let alike = |value: &str| value != fields[i] && !fields[i].trim().is_empty() && fold(value) == fold(&fields[i]);
        let exact = field.choices.iter().any(|choice| choice.value == fields[i]);
        if let Some(choice) = field.choices.iter().find(|choice| alike(&choice.value)).filter(|_| !exact) {
            fields[i] = (&choice.value).into();
            findings.push(Diagnostic::guess(words::choice_spelling(&choice.value)).at(cells.place(Datum::Field(i))));
        }
    }
    fields
}

/// Where and how a text begins that people may have said, in a row whose opinion is empty: it is printed nowhere.
fn said_beside(meeting: &Meeting, cells: &Cells) -> Option<(Datum, String)> {
    // When a form was sent in is no word of anybody's.
    let is_of_digits = |text: &str| {
        let (digits, all) =
            text.chars().filter(|c| !c.is_whitespace()).fold((0, 0), |(digits, all), c| (digits + usize::from(c.is_numeric()), all + 1));
        digits * 2 > all
    };
    let may_be_said =
        |text: &str, heading: &str| !text.is_empty() && !is_of_digits(text) && (is_sentence(text) || speaks_of_opinions(heading));
    let fields = meeting.record_fields().enumerate().filter(|(_, field)| field.choices.is_empty() && !meeting.is_private(field));
    let mut said = fields.map(|(index, field)| (Datum::Field(index), cells.text(Datum::Field(index)).trim(), &field.heading));
    said.find(|(_, text, heading)| may_be_said(text, heading)).map(|(column, text, _)| (column, beginning(text, SAID)))
}

/// Reports an opinion that is empty or too long.
fn text_faults(meeting: &Meeting, cells: &Cells, text: &str, findings: &mut Diagnostics) {
    if text.trim().is_empty() {
        let (error, hint) = match said_beside(meeting, cells) {
            // Left out, the row would take this with it.
            Some((_, beside)) => (words::empty_text_beside(beside), words::empty_beside_hint()),
            None => (words::empty_text(), words::empty_text_skip_hint()),
        };
        findings.push(Diagnostic::error(error).at(cells.place(Datum::Text)).hint(words::empty_text_hint()).hint(hint));
    }
    // No unit has less than a byte.
    let units = if text.len() > UNIT_LIMIT { text.encode_utf16().count() } else { 0 };
    if units > UNIT_LIMIT {
        let error = Diagnostic::error(words::text_too_long(units, UNIT_LIMIT)).at(cells.place(Datum::Text));
        findings.push(error.hint(words::long_text_hint(UNIT_LIMIT)));
    }
}

/// Reports that an opinion says who it comes from, and no paper would.
fn attribution_unshown(meeting: &Meeting, cells: &Cells, source: &Source, findings: &mut Diagnostics) {
    let told = |paper: &Paper| paper.columns.iter().flat_map(ColumnSpec::names).any(|name| name == "attribution");
    if meeting.is_side_by_side() && source.attribution.is_none() && !meeting.papers.iter().any(told) {
        let error = Diagnostic::error(words::unshown_attribution(&source.key)).at(cells.place(Datum::Attribution));
        findings.push(error.hint(words::unshown_attribution_hint(&source.key)));
    }
}

/// Says where a workbook has a mark for "as above" that a paper prints.
fn ditto(meeting: &Meeting, cells: &Cells, opinion: &Opinion, findings: &mut Diagnostics) {
    if cells.row.place.sheet.is_none() {
        return;
    }
    let is_printed = |column: &Datum| match column {
        Datum::Field(index) => {
            meeting.record_fields().nth(*index).is_some_and(|field| meeting.papers.iter().any(|paper| paper.names(field)))
        }
        _ => true,
    };
    let fields = opinion.fields.iter().enumerate().map(|(index, value)| (Datum::Field(index), value));
    for (column, text) in std::iter::once((Datum::Text, &opinion.text)).chain(fields) {
        let mark = text.trim();
        if lexicon::is_ditto(mark) && is_printed(&column) {
            findings.push(Diagnostic::warning(words::text_ditto(mark)).at(cells.place(column)).hint(words::text_ditto_hint()));
        }
    }
}

fn id(cells: &Cells, findings: &mut Diagnostics) -> EcoString {
    let id = cells.shared(Datum::Id);
    if id.chars().count() > 64 || id.chars().any(|c| c.is_whitespace() || character::fault(c, false).is_some()) {
        findings.push(Diagnostic::error(words::bad_id(id.replace("\n", "⏎"))).at(cells.place(Datum::Id)));
    }
    id
}

fn section(meeting: &Meeting, cells: &Cells, findings: &mut Diagnostics) -> usize {
    let given = cells.text(Datum::Section).trim();
    let titled = cells.text(Datum::SectionTitle).trim();
    let by_title = |text: &str| named_section(meeting, text);
    let given = if given.is_empty() { titled } else { given };
    if given.is_empty() && meeting.sections.len() == 1 {
        return 0;
    }
    let number = number::whole(given).map(|n| n as usize).filter(|n| (1..=meeting.sections.len()).contains(n)).map(|n| n - 1);
    let Some(section) = number.or_else(|| by_title(given)) else {
        let diagnostic = Diagnostic::error(words::unknown_section(given, meeting.sections.len())).at(cells.place(Datum::Section));
        findings.push(match nearest(given, meeting.sections.iter().map(|s| s.title.as_str())) {
            Some(near) => diagnostic.hint(words::did_you_mean(near)),
            None => diagnostic,
        });
        return 0;
    };
    if !titled.is_empty() && by_title(titled) != Some(section) {
        let title = &meeting.sections[section].title;
        findings.push(Diagnostic::error(words::section_title_differs(titled, section + 1, title)).at(cells.place(Datum::SectionTitle)));
    }
    section
}

fn source(meeting: &Meeting, cells: &Cells, findings: &mut Diagnostics) -> Option<usize> {
    let given = cells.text(Datum::Source).trim();
    if given.is_empty() && meeting.sources.len() == 1 {
        return Some(0);
    }
    let folded = fold(given);
    let known = cells.sources.iter().position(|names| names.contains(&folded));
    if known.is_none() {
        let names: Vec<&str> = meeting.sources.iter().flat_map(|s| [s.key.as_str(), s.heading.as_str()]).collect();
        findings.push(Diagnostic::error(words::unknown_source(given)).known(given, &names).at(cells.place(Datum::Source)));
    }
    known
}

fn no(cells: &Cells, findings: &mut Diagnostics) -> Option<Number> {
    let given = cells.text(Datum::No).trim();
    if given.is_empty() {
        return None;
    }
    let no = Number::printed(given);
    if no.is_none() {
        findings.push(Diagnostic::error(words::bad_no(given, number::LIMIT)).at(cells.place(Datum::No)));
    }
    no
}

/// What is wrong with the value of a field: it is no choice, no number, or missing.
fn field_value(field: &Field, value: &str, place: &dyn Fn() -> Place, findings: &mut Diagnostics) {
    let value = value.trim();
    if value.is_empty() {
        if field.is_required() {
            findings.push(Diagnostic::warning(words::field_missing(&field.heading)).at(place()));
        } else if field.counts {
            findings.push(Diagnostic::warning(words::field_count_empty(&field.heading)).at(place()));
        }
    } else if field.counts && number::counted(value).is_none() {
        findings.push(Diagnostic::error(words::field_no_count(&field.heading, value)).at(place()));
    } else if !field.choices.is_empty() && !field.choices.iter().any(|choice| choice.value == value) {
        let known: Vec<&str> = field.choices.iter().map(|choice| choice.value.as_str()).collect();
        let error = Diagnostic::error(words::field_no_choice(&field.heading, value)).at(place());
        findings.push(error.known(value, &known).hint(words::field_no_choice_hint(toml_text(&field.key), toml_text(value)).by(format!(
            "fields.{}.choices+={{ value = {} }}",
            toml_text(&field.key),
            toml_text(value)
        ))));
    }
}

/// Whether a character is one of the many about which nothing can be wrong, neither alone nor behind another.
fn is_common(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{3000}'..='\u{3020}' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' | '一'..='\u{9fff}' | '！'..='～')
}

/// Reports every character of `text` that cannot be printed; `lines` says whether it may hold line breaks.
pub fn characters(meeting: &Meeting, place: &Place, text: &str, lines: bool, findings: &mut Diagnostics) {
    let mut seen = std::collections::BTreeSet::new();
    let mut before = None;
    for (index, c) in text.chars().enumerate() {
        let position = index + 1;
        let base = before.replace(c);
        // A picture of several characters is looked for in the fonts as one.
        if c == '\u{200d}' && character::is_joiner(base, c, text.chars().nth(position)) {
            continue;
        }
        let composed = base.and_then(|base| character::composed(base, c));
        if !seen.insert((c, composed)) {
            continue;
        }
        let code = character::code_point(c);
        let message = match character::fault(c, lines) {
            Some(Fault::Control) => Some(words::control_character(&code, position)),
            Some(Fault::Invisible) => Some(words::invisible_character(&code, position)),
            Some(Fault::Noncharacter) => Some(words::noncharacter(&code, position)),
            None => None,
        };
        if let Some(message) = message {
            findings.push(Diagnostic::error(message).about(About::Character).at(place.clone()).hint(words::remove_character()));
        } else if character::is_private_use(c) && meeting.pdf.archive == Archive::A3a {
            findings.push(Diagnostic::error(words::private_use(&code, position)).at(place.clone()).hint(words::private_use_hint()));
        } else if c == '\u{fffd}' {
            findings.push(Diagnostic::warning(words::replacement_character(position)).at(place.clone()));
        } else if let Some(whole) = composed {
            // Fonts draw such a pair as two shapes or one; readers of the PDF may get either.
            let decomposed = Diagnostic::error(words::decomposed(&code, position)).about(About::Character);
            findings.push(decomposed.at(place.clone()).hint(words::write_instead(whole)));
        }
    }
}

/// Whether a spreadsheet program takes an identifier for a number or a date, and writes another text for it: 001, 1E5, 3-1, 3/1.
fn is_spoiled(id: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let leading_zero = id.len() > 1 && id.starts_with('0') && digits(id);
    let exponent = id.split_once(['e', 'E']).is_some_and(|(before, after)| digits(before) && digits(after));
    let date = id.split(['-', '/']).count() > 1 && id.split(['-', '/']).count() <= 3 && id.split(['-', '/']).all(digits);
    leading_zero || exponent || date || digits(id) && id.len() > 15
}

fn unique_ids(opinions: &[Opinion], findings: &mut Diagnostics) {
    let mut seen: BTreeMap<&str, &Opinion> = BTreeMap::new();
    for opinion in opinions.iter().filter(|o| !o.id.is_empty()) {
        if let Some(first) = seen.insert(&opinion.id, opinion) {
            findings.push(
                Diagnostic::error(words::id_twice(&opinion.id, first.place.clone().heading(Datum::Id.heading())))
                    .at(opinion.place.clone().heading(Datum::Id.heading()))
                    .hint(words::id_twice_hint()),
            );
        }
    }
}
