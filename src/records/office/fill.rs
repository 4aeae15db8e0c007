//! Fill: what a row of the sheet shows by a merged cell, by a blank one below its label, or by a band over it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ecow::{EcoString, eco_format};

use super::cells::{given, start};
use super::find::{self, Heading, TableHead, section};
use super::headed::Headed;
use super::rows::Entry;
use super::{KnownTable, above, levels, numbers};
use crate::meeting::headings::{Datum, fold};
use crate::meeting::{Blanks, Meaning, Meeting, lexicon};
use crate::read::character;
use crate::read::table::{Row, Table, cell_name, column_letters};
use crate::read::workbook::{Area, Sheet};
use crate::say::diag::{Columns, Diagnostic, Diagnostics, Place};
use crate::say::{toml_text, words};

/// The table of a worksheet, every row with what the sheet shows for it.
pub fn filled(headed: &Headed, entries: Vec<Entry>, findings: &mut Diagnostics) -> KnownTable {
    let Headed { meeting, place, sheet, heading } = *headed;
    let used = used(heading, &entries);
    let head_at = |index: usize| headed.at_index(heading.bottom, index).heading(heading.texts[index].trim());
    let head = TableHead { meeting, texts: &heading.texts, read: heading.read(meeting), place: &head_at, used: &|index| used[index] };
    let meanings = head.meanings(findings);
    if heading.unheaded {
        findings.push(Diagnostic::guess(words::numbers_unheaded()).at(headed.at_index(heading.bottom, 0)));
    }
    let columns = meanings.iter().map(|meaning| meaning.and_then(Meaning::datum)).collect();
    let headings = heading.texts.iter().map(|text| text.trim().to_owned()).collect();
    let table = Table { place: place.clone(), headings, rows: Vec::new() };
    let mut known = KnownTable { columns, width: heading.texts.len(), head: heading.bottom as usize + 1, table };
    unasked(headed, &known.columns, &used, &head_at, findings);
    let mut entries = merged(headed, &meanings, entries, findings);
    bands(headed, &mut known, &mut entries, findings);
    let columns = Some(Arc::new(positions(meeting, &known, heading.left)));
    for entry in entries {
        let Entry::Opinion { row, cells } = entry else { continue };
        let place = Place { line: Some(row as usize + 1), columns: columns.clone(), ..place.clone() };
        let moved = sheet.moved.range((row, 0)..(row + 1, 0)).map(|((_, column), from)| (column.saturating_sub(heading.left), *from));
        let moved = moved.collect();
        known.table.rows.push(Row { place, sheet_row: Some(row + 1), first_column: heading.left, moved, cells });
    }
    numbers::read(&mut known, findings);
    blanks(meeting, &mut known, findings);
    spellings(&mut known, findings);
    known
}

/// Of each column, whether anything stands in it.
fn used(heading: &Heading, entries: &[Entry]) -> Vec<bool> {
    let mut used = vec![false; heading.texts.len()];
    for entry in entries {
        match entry {
            Entry::Opinion { cells, .. } => cells.iter().for_each(|(index, text)| used[index] |= !text.trim().is_empty()),
            Entry::Label { index, .. } => used[*index] = true,
        }
    }
    used
}

/// Asks about columns that papers do not show, and about those that the table hides.
fn unasked(headed: &Headed, columns: &[Option<Datum>], used: &[bool], head_at: &dyn Fn(usize) -> Place, findings: &mut Diagnostics) {
    let Headed { meeting, sheet, heading, .. } = *headed;
    let field = |index: usize| match columns[index] {
        Some(Datum::Field(field)) => meeting.record_fields().nth(field),
        _ => None,
    };
    // What no paper and no data shows may be hidden; what a paper names is meant.
    let is_decided = |index: usize| match field(index) {
        Some(field) => field.private.is_some() || meeting.is_private(field) || meeting.papers.iter().any(|paper| paper.names(field)),
        None => meeting.columns.keys().any(|name| fold(name) == fold(&heading.texts[index])),
    };
    let is_hidden = |index: usize| sheet.hidden_columns.contains(&heading.sheet_column(index)) && !is_decided(index);
    let (hidden, seen): (Vec<usize>, Vec<usize>) =
        (0..columns.len()).filter(|index| columns[*index].is_some()).partition(|index| is_hidden(*index));
    for index in seen.into_iter().filter(|index| used[*index]) {
        if let Some(field) = field(index).filter(|field| meeting.is_undecided(field)) {
            let warning = Diagnostic::warning(words::column_unprinted(heading.texts[index].trim())).at(head_at(index));
            let key = toml_text(&field.key);
            let private = |is: bool| format!("fields.{key}.private={is}");
            let hint = words::column_unprinted_hint(&key).by(private(true));
            findings.push(warning.hint(hint).hint(words::column_data_hint().by(private(false))));
        }
    }
    for index in hidden {
        findings.push(of_hidden(sheet, heading, index, columns[index]).at(head_at(index)));
    }
}

/// What is said of a column that the table hides. What papers print is asked; identifiers, numbers and fields are not.
fn of_hidden(sheet: &Sheet, heading: &Heading, index: usize, column: Option<Datum>) -> Diagnostic {
    let name = heading.texts[index].trim();
    let is_hidden = |index: usize| sheet.hidden_columns.contains(&heading.sheet_column(index));
    let is_text = |other: &usize| !heading.is_of_reply(*other) && find::is_of_opinions(&heading.lower[*other]);
    let seen = (0..heading.texts.len()).filter(|other| *other != index && !is_hidden(*other)).find(is_text);
    let asked = || Diagnostic::error(words::column_hidden_asked(name));
    match column {
        Some(Datum::Text) => match seen {
            Some(seen) => {
                let seen = heading.texts[seen].trim();
                asked().hint(words::column_hidden_text_hint(seen, name)).hint(words::column_hidden_instead_hint(seen, name))
            }
            None => asked().hint(words::column_hidden_shown_hint(name, Datum::Text.key())),
        },
        Some(column @ (Datum::Category | Datum::Subcategory | Datum::SectionTitle | Datum::Source | Datum::Attribution)) => {
            asked().hint(words::column_hidden_choice_hint(name, column.key())).hint(words::column_hidden_left_hint(name))
        }
        _ => Diagnostic::warning(words::column_hidden()).hint(words::column_hidden_hint(name)),
    }
}

/// Where the columns of a table are, by what we call them and by their headings.
fn positions(meeting: &Meeting, known: &KnownTable, left: u32) -> Columns {
    let mut positions = Columns::new();
    for (index, column) in known.columns.iter().enumerate().take(known.width) {
        let Some(column) = column else { continue };
        let own = EcoString::from(&known.table.headings[index]);
        let ours = match column {
            Datum::Field(field) => meeting.record_fields().nth(*field).map_or(own.clone(), |field| (&field.heading).into()),
            column => column.heading().into(),
        };
        let letters = EcoString::from(column_letters(left + index as u32));
        for name in [ours, own.clone()] {
            positions.entry(name).or_insert_with(|| (own.clone(), letters.clone()));
        }
    }
    positions
}

/// Whether equal neighbours of a column may share a cell in the office's table.
fn shares(meeting: &Meeting, meaning: Option<Meaning>) -> bool {
    match meaning {
        Some(Meaning::Datum(Datum::Field(index))) => meeting.record_fields().nth(index).is_some_and(|field| !field.counts),
        Some(Meaning::Datum(column)) => !matches!(column, Datum::Id | Datum::No | Datum::Text | Datum::Guarded),
        Some(Meaning::Opinions(_)) => false,
        Some(Meaning::Unused) | None => true,
    }
}

/// Gives every row of a merged range what stands in its first cell. A merged range that is none of labels or answers is an error.
fn merged(headed: &Headed, meanings: &[Option<Meaning>], mut entries: Vec<Entry>, findings: &mut Diagnostics) -> Vec<Entry> {
    let Headed { meeting, sheet, heading, .. } = *headed;
    let index_of: BTreeMap<u32, usize> = entries.iter().enumerate().map(|(index, entry)| (entry.row(), index)).collect();
    for area in &sheet.merged {
        let inside: Vec<usize> = index_of.range(area.top..=area.bottom).map(|(_, index)| *index).collect();
        let columns: Vec<usize> =
            (area.left..=area.right).filter_map(|column| heading.index(column)).filter(|index| *index < meanings.len()).collect();
        if area.top <= heading.bottom || inside.is_empty() || columns.is_empty() {
            continue;
        }
        let is_alone = |index: &usize| matches!(entries[*index], Entry::Label { .. });
        if inside.iter().all(is_alone) && area.top == area.bottom {
            covered(headed, area, findings);
            continue;
        }
        let read: Vec<usize> = columns.into_iter().filter(|index| !matches!(meanings[*index], None | Some(Meaning::Unused))).collect();
        // Merged for its height alone: nothing stands in the rows below.
        let is_one = matches!(inside.as_slice(), [only] if entries[*only].row() == area.top);
        let refused = match read.as_slice() {
            [] => false,
            [index] => area.bottom > area.top && !is_one && !shares(meeting, meanings[*index]),
            [..] => true,
        };
        let place = || headed.in_cell(area.name());
        if refused {
            let error = match area.bottom > area.top {
                true => Diagnostic::error(words::cells_merged()).hint(words::cells_merged_hint()),
                false => Diagnostic::error(words::cells_merged_beside()).hint(words::cells_merged_beside_hint()),
            };
            findings.push(error.at(place()));
            // Whatever else is wrong with these cells follows from it.
            set_faulty(&mut entries, &inside, &read);
            continue;
        }
        covered(headed, area, findings);
        let downwards = read.first().filter(|_| area.bottom > area.top);
        if downwards.is_some_and(|index| fill_down(headed, area, *index, &mut entries, &inside)) {
            findings.push(Diagnostic::guess(words::cells_merged_filled()).at(place()));
        }
    }
    entries
}

/// Gives the rows inside a merged range what stands in its first cell; false if none gets anything.
fn fill_down(headed: &Headed, area: &Area, index: usize, entries: &mut [Entry], inside: &[usize]) -> bool {
    // As its own row has it; of a row that is left out, what it would have.
    let first = match &entries[inside[0]] {
        Entry::Opinion { row, cells } if *row == area.top => (!cells.is_faulty(index)).then(|| cells[index].clone()),
        _ => {
            let cell = headed.sheet.cells.get(&(area.top, area.left));
            cell.map(|cell| given(headed.meeting, cell, headed.heading.is_label(index)))
        }
    };
    let Some(first) = first else {
        set_faulty(entries, inside, &[index]);
        return false;
    };
    let mut is_filled = false;
    for entry in inside.iter().filter(|_| !first.trim().is_empty()) {
        if let Entry::Opinion { row, cells } = &mut entries[*entry]
            && *row > area.top
        {
            cells.set(index, first.clone());
            is_filled = true;
        }
    }
    is_filled
}

/// Notes that cells of some rows are wrong, which was said.
fn set_faulty(entries: &mut [Entry], rows: &[usize], columns: &[usize]) {
    for row in rows {
        if let Entry::Opinion { cells, .. } = &mut entries[*row] {
            columns.iter().for_each(|index| cells.set_faulty(*index));
        }
    }
}

/// Reports texts that a merged range hides.
fn covered(headed: &Headed, area: &Area, findings: &mut Diagnostics) {
    for ((row, column), cell) in headed.sheet.rows(area.top..=area.bottom) {
        let inside = (area.left..=area.right).contains(column) && (*row, *column) != (area.top, area.left);
        if inside && !cell.text.trim().is_empty() {
            let place = headed.in_cell(cell_name(row + 1, *column));
            findings.push(Diagnostic::error(words::cell_covered(start(&cell.text))).at(place).hint(words::cell_covered_hint()));
        }
    }
}

/// What a label that stands alone in its row says of the rows below it.
enum Band {
    /// A section, a category or a subcategory: which of [`LEVELS`].
    Level(usize),
    /// What the blank cells below it in its own column mean.
    Own,
    Unknown,
}

/// What labels that stand alone may begin, the higher first.
const LEVELS: [Datum; 3] = [Datum::Section, Datum::Category, Datum::Subcategory];

/// Gives the rows below a label that stands alone in its row what it says: a section, a category or a source.
fn bands(headed: &Headed, known: &mut KnownTable, entries: &mut [Entry], findings: &mut Diagnostics) {
    let bands = bands_of(headed, known, entries, findings);
    if bands.is_empty() {
        return;
    }
    let empty = levels_below(headed, known, &bands, entries);
    labels_below(headed, &bands, entries, findings);
    for place in empty {
        findings.push(Diagnostic::warning(words::band_empty()).at(place).hint(words::band_empty_hint()));
    }
}

/// Gives them sections and categories, where they have none of their own. Returns the places of those below which nothing stands.
fn levels_below(headed: &Headed, known: &mut KnownTable, bands: &BTreeMap<usize, Band>, entries: &mut [Entry]) -> Vec<Place> {
    let mut added = |level: usize| {
        let is_there = bands.values().any(|band| matches!(band, Band::Level(other) if *other == level));
        is_there.then(|| known.add(LEVELS[level]))
    };
    let columns = [headed.heading.section_column().or_else(|| added(0)), added(1), added(2)];
    let mut said: [EcoString; 3] = Default::default();
    // The last category or subcategory, as long as nothing stands below it.
    let mut open: Option<(usize, Place)> = None;
    let mut empty: Vec<Place> = Vec::new();
    for (position, entry) in entries.iter_mut().enumerate() {
        match (entry, bands.get(&position)) {
            (Entry::Label { row, index, text }, Some(Band::Level(level))) => {
                said[*level] = match level {
                    0 => section(headed.meeting, text).map_or(EcoString::new(), |section| eco_format!("{}", section + 1)),
                    _ => text.clone(),
                };
                said[level + 1..].fill(EcoString::new());
                if *level > 0 {
                    let before = open.replace((*level, headed.at_index(*row, *index)));
                    empty.extend(before.filter(|(other, _)| other == level).map(|(_, place)| place));
                }
            }
            (Entry::Label { .. }, _) => {}
            (Entry::Opinion { cells, .. }, _) => {
                open = None;
                for (index, text) in columns.iter().zip(&said).filter_map(|(index, text)| Some(((*index)?, text))) {
                    if cells[index].trim().is_empty() {
                        cells.set(index, text.clone());
                    }
                }
            }
        }
    }
    empty
}

/// Gives the row below a label what that says in its own column, and reports labels that no row takes.
fn labels_below(headed: &Headed, bands: &BTreeMap<usize, Band>, entries: &mut [Entry], findings: &mut Diagnostics) {
    let mut unused = |index: usize, (row, text): &(u32, EcoString), instead: &str| {
        if fold(text) != fold(instead) {
            let warning = Diagnostic::warning(words::label_unused(start(text), start(instead))).at(headed.at_index(*row, index));
            findings.push(warning.hint(words::label_unused_hint()));
        }
    };
    let mut own: BTreeMap<usize, (u32, EcoString)> = BTreeMap::new();
    for (position, entry) in entries.iter_mut().enumerate() {
        match (entry, bands.get(&position)) {
            (Entry::Label { row, index, text }, Some(Band::Own)) => {
                if let Some(before) = own.insert(*index, (*row, text.clone())) {
                    unused(*index, &before, text);
                }
            }
            (Entry::Label { .. }, _) => {}
            (Entry::Opinion { cells, .. }, _) => {
                for (index, label) in std::mem::take(&mut own) {
                    if cells[index].trim().is_empty() {
                        cells.set(index, label.1);
                    } else {
                        unused(index, &label, &cells[index]);
                    }
                }
            }
        }
    }
}

/// What each label is, by its place among the entries.
fn bands_of(headed: &Headed, known: &KnownTable, entries: &[Entry], findings: &mut Diagnostics) -> BTreeMap<usize, Band> {
    let Headed { meeting, heading, .. } = *headed;
    let at = |row: u32, index: usize| headed.at_index(row, index);
    let is_label_column = |index: usize| {
        let labels = [Datum::Section, Datum::SectionTitle, Datum::Category, Datum::Subcategory, Datum::Source];
        known.columns[index].is_some_and(|column| labels.contains(&column))
    };
    let labels = || {
        entries.iter().enumerate().filter_map(|(position, entry)| {
            if let Entry::Label { row, index, text } = entry { Some((position, (*row, *index, text))) } else { None }
        })
    };
    // Where some labels are sections, one of the kind that is none is a new section or an old one that is called otherwise.
    let banded: BTreeSet<usize> = labels().filter_map(|(_, (.., text))| section(meeting, text)).collect();
    let may_begin = heading.section_column().is_none() && meeting.sections.len() > 1;
    let is_banded = may_begin && !banded.is_empty();
    let lower = levels::lower(entries, &|index| !is_label_column(index));
    let band = |(position, (row, index, text)): (usize, (u32, usize, &EcoString))| {
        let is_section = section(meeting, text).is_some();
        // Below a label that is no section it is a category of the second level.
        let is_second = lower.contains(&position) && !is_banded;
        let level = if is_second { 2 } else { 1 };
        let has_level = |level: usize| heading.column(LEVELS[level]).is_some();
        let band = if is_label_column(index) && !(is_section && may_begin) {
            Band::Own
        } else if is_section {
            Band::Level(0)
        } else if is_banded && !lower.contains(&position) {
            findings.push(strange_band(meeting, text, &banded).at(at(row, index)));
            Band::Unknown
        } else if has_level(level) || is_second && has_level(1) || text.trim().ends_with('。') {
            findings.push(Diagnostic::error(words::row_unclear(start(text))).at(at(row, index)).hint(words::row_unclear_hint()));
            Band::Unknown
        } else {
            findings.push(Diagnostic::guess(words::row_band(start(text))).at(at(row, index)));
            Band::Level(level)
        };
        (position, band)
    };
    labels().map(band).collect()
}

/// A label between those of sections that names none, with the lines that make it one or give it back its section.
fn strange_band(meeting: &Meeting, text: &str, banded: &BTreeSet<usize>) -> Diagnostic {
    let quoted = |text: &str| toml_text(&text.trim().replace('\n', " "));
    let error = Diagnostic::error(words::band_unknown(start(text)));
    let missing = (0..meeting.sections.len()).filter(|index| !banded.contains(index)).map(|index| &meeting.sections[index].title);
    let missing: Vec<&String> = missing.filter(|title| !title.is_empty()).collect();
    let alike = |title: &&&String| strsim::normalized_damerau_levenshtein(&fold(title), &fold(text));
    let renamed = missing
        .iter()
        .max_by(|a, b| alike(a).total_cmp(&alike(b)))
        .map(|old| words::band_renamed_hint(quoted(old), quoted(text)).by(format!("sections.{}.title={}", quoted(old), quoted(text))));
    renamed.into_iter().chain([words::band_new_hint(quoted(text))]).fold(error, Diagnostic::hint)
}

/// Fills the blank cells of labels with what stands above them; a label never goes on under another one of a higher level.
fn blanks(meeting: &Meeting, known: &mut KnownTable, findings: &mut Diagnostics) {
    let find = |column: Datum| known.columns.iter().position(|known| *known == Some(column));
    let section = find(Datum::Section).or(find(Datum::SectionTitle));
    let levels: Vec<usize> = [section, find(Datum::Category), find(Datum::Subcategory)].into_iter().flatten().collect();
    let source: Vec<usize> = find(Datum::Source).into_iter().collect();
    // An empty cell says that nobody is named; a mark says who.
    let named = (0..known.width).filter(|index| known.columns[*index] == Some(Datum::Attribution));
    let named: Vec<Vec<usize>> = named.map(|index| vec![index]).collect();
    let column_of = |words: &[&str]| known.table.headings.iter().position(|heading| words.iter().any(|word| fold(heading).contains(word)));
    let (sent, received) = (column_of(lexicon::SENT_AT), column_of(lexicon::RECEIVED));
    for columns in [levels, source].into_iter().chain(named) {
        let goes_on = columns.first().is_none_or(|index| known.columns[*index] != Some(Datum::Attribution));
        // With each label whether it is faulty: then nothing is said of the rows below that have it of there.
        let mut above: Vec<(EcoString, bool)> = vec![Default::default(); columns.len()];
        for row in &mut known.table.rows {
            for (level, index) in columns.iter().copied().enumerate() {
                let text = row.cells[index].trim();
                let ditto = lexicon::is_ditto(text);
                if !text.is_empty() && !ditto {
                    let is_faulty = row.cells.is_faulty(index);
                    if text != above[level].0 || is_faulty != above[level].1 {
                        above[level + 1..].fill(Default::default());
                        above[level] = (text.into(), is_faulty);
                    }
                } else if !goes_on && !ditto {
                    above[level] = Default::default();
                } else if above[level].1 {
                    row.cells.set_faulty(index);
                } else if !above[level].0.is_empty() && (ditto || meeting.records.blanks == Blanks::Above) {
                    let mark = row.cells[index].trim().to_owned();
                    let place = if index < known.width { row.cell_place(index, &known.table.headings[index]) } else { row.place.clone() };
                    let says = |column: Option<usize>| column.is_some_and(|column| !row.cells[column].trim().is_empty());
                    // Nobody who fills in a form means what somebody before wrote.
                    if !ditto && says(sent) {
                        findings.push(Diagnostic::guess(words::blank_kept()).at(place).hint(words::blank_kept_hint()));
                        above[level..].fill(Default::default());
                        continue;
                    }
                    let is_asked = says(received);
                    row.cells.set(index, above[level].0.clone());
                    let filled = || words::blank_filled(&above[level].0);
                    findings.push(match ditto {
                        true => Diagnostic::guess(words::ditto_filled(mark, &above[level].0)).at(place),
                        false if is_asked => Diagnostic::warning(filled()).at(place).hint(words::blank_filled_hint()),
                        false => Diagnostic::guess(filled()).at(place).hint(words::blank_filled_hint()),
                    });
                }
            }
        }
    }
}

/// Gives labels that differ only in width, spaces or line breaks the spelling that stands first.
fn spellings(known: &mut KnownTable, findings: &mut Diagnostics) {
    for column in [Datum::Category, Datum::Subcategory, Datum::Source, Datum::SectionTitle] {
        let Some(index) = known.columns.iter().position(|known| *known == Some(column)) else { continue };
        let heading = known.table.headings[index].clone();
        let mut first: BTreeMap<String, (EcoString, Place)> = BTreeMap::new();
        let mut last = EcoString::new();
        for row in &mut known.table.rows {
            // Most rows say what the one above says.
            if row.cells[index] == last {
                continue;
            }
            let text = row.cells[index].trim();
            let is_broken = text.contains('\n');
            let text = if is_broken { character::on_one_line(text).into() } else { EcoString::from(text) };
            // What is damaged is reported, not folded away.
            if text.chars().any(|c| character::fault(c, false).is_some()) {
                continue;
            }
            let place = if index < known.width { row.cell_place(index, &heading) } else { row.place.clone() };
            // 配置（続き） below 配置, as a table says it on its next page.
            let bare = above::unpaged(&text);
            if bare.len() < text.len() && fold(bare) == fold(&last) {
                findings.push(Diagnostic::guess(words::label_goes_on(&*text, &*last)).at(place));
                row.cells.set(index, last.clone());
                continue;
            }
            let (spelling, at) = first.entry(fold(&text)).or_insert_with(|| (text.clone(), place.clone()));
            if *spelling != row.cells[index] {
                if *at != place {
                    let of = at.cell.clone().or(at.line.map(|line| eco_format!("{line}"))).unwrap_or_default();
                    findings.push(Diagnostic::guess(words::label_spelling(&*spelling, of)).at(place));
                } else if is_broken {
                    findings.push(Diagnostic::guess(words::label_on_one_line(&*spelling)).at(place));
                }
                row.cells.set(index, spelling.clone());
            }
            last.clone_from(spelling);
        }
    }
}
