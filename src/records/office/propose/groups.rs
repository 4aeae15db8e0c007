//! Groups: the sections and the sources of a workbook, by its columns, its labels or its worksheets.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{Draft, Source};
use super::read::{LABELS, Read};
use super::tables::{Table, named};
use super::texts::{heading_text, title};
use crate::meeting::headings::{Datum, fold};
use crate::meeting::{Meaning, Meeting};
use crate::read::workbook::Sheet;
use crate::records::number;
use crate::records::office::find::Heading;
use crate::records::office::headed::Headed;
use crate::records::office::levels;
use crate::records::office::rows::{self, Entry};
use crate::say::diag::{Diagnostics, Place, Result};
use crate::say::words::{self, Message};

/// Sections: the values of a column, the labels over the rows, or the names of the worksheets.
pub fn sections(draft: &mut Draft, found: &[Table], read: &Read, questions: &mut Vec<Message>) -> Result<()> {
    let (numbers, titles) = (named(found, Datum::Section), named(found, Datum::SectionTitle));
    if let Some(titles) = titles {
        let (mut different, usable) = read.labels(&titles);
        let runs = read.values(&titles).chunk_by(|a, b| fold(a) == fold(b)).count();
        if let Some(numbers) = &numbers {
            let pairs = read.values(numbers).into_iter().zip(read.values(&titles));
            let order: BTreeMap<String, u32> = pairs.filter_map(|(no, title)| Some((fold(title), number::whole(no)?))).collect();
            different.sort_by_key(|title| order.get(&fold(title)).copied());
        }
        let are_sections = match different.len() {
            0 => false,
            1 => numbers.is_some(),
            count => numbers.is_some() || runs == count,
        };
        if usable && are_sections {
            draft.sections = different;
        } else if numbers.is_none() && (different.len() > 1 && !draft.matrix || named(found, Datum::Category).is_some()) {
            // Beside sources there is no place for it but that of a category.
            draft.field(&titles);
        }
        if are_sections {
            return Ok(());
        }
    } else if let Some(numbers) = numbers {
        let last = read.values(&numbers).iter().filter_map(|no| number::whole(no)).max().unwrap_or(0);
        draft.sections = (1..=last.min(LABELS as u32)).map(|number| format!("区分{number}")).collect();
        questions.push(words::ask_untitled_sections());
        return Ok(());
    }
    let bands = bands(&draft.meeting()?, found);
    if !bands.is_empty() {
        draft.sections = bands;
    } else if let Some(names) = sheets_as_sections(found).filter(|_| !draft.matrix) {
        questions.push(words::ask_sheets_sections(names.join("、")));
        draft.sections = names;
    }
    Ok(())
}

/// Labels that stand alone in their rows over the opinions, the first of them over the first opinion.
fn bands(meeting: &Meeting, found: &[Table]) -> Vec<String> {
    let mut labels: Vec<String> = Vec::new();
    for (sheet, heading) in found {
        let headed = Headed { meeting, place: &Place::default(), sheet, heading };
        let entries = rows::rows(headed, false, &mut Diagnostics::ignored("the rows are read again with the finished draft"));
        let is_label = |index: usize| {
            let columns = [Datum::Section, Datum::SectionTitle, Datum::Category, Datum::Subcategory, Datum::Source];
            matches!(heading.meanings[index], Some(Meaning::Datum(column)) if columns.contains(&column))
        };
        let lower = levels::lower(&entries, &|index| !is_label(index));
        for (position, entry) in entries.iter().enumerate() {
            match entry {
                Entry::Label { .. } if lower.contains(&position) => {}
                Entry::Label { index, text, .. } if !is_label(*index) => {
                    let text = title(text);
                    if labels.iter().all(|known| fold(known) != fold(&text)) {
                        labels.push(text);
                    }
                }
                Entry::Opinion { .. } if position == 0 => return Vec::new(),
                _ => {}
            }
        }
    }
    labels
}

/// The names of the worksheets, where several hold opinions and each is a section: it begins to number anew, or says so.
fn sheets_as_sections(found: &[Table]) -> Option<Vec<String>> {
    let is_numbered = |(_, heading): &&Table| heading.column(Datum::No).is_some();
    let is_part = |name: &str| {
        name.ends_with("について")
            || name.starts_with('第') && name.contains(['章', '節', '部', '編'])
            || fold(name).starts_with(|c: char| c.is_ascii_digit() || c == '(')
    };
    let names: Vec<String> = found.iter().map(|(sheet, _)| title(&sheet.name)).collect();
    let starts =
        found.iter().filter(is_numbered).filter(|(sheet, heading)| first_number(sheet, heading).is_none_or(|number| number == 1)).count();
    let different: BTreeSet<&String> = names.iter().collect();
    (different.len() > 1 && different.len() == names.len() && (starts > 1 || names.iter().all(|name| is_part(name)))).then_some(names)
}

/// The names of the worksheets, where several hold opinions and each names where they come from.
fn sheets_as_sources(draft: &Draft, found: &[Table]) -> Option<Vec<String>> {
    let names: Vec<String> = found.iter().map(|(sheet, _)| title(&sheet.name)).collect();
    // A name that the program gave says nothing.
    let is_given = |name: &String| {
        let rest = ["sheet", "シート", "table", "表"].iter().find_map(|word| fold(name).strip_prefix(word).map(str::to_owned));
        rest.is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
    };
    // What the table itself calls the source comes before the names of its sheets.
    let says =
        |(_, heading): &Table| heading.column(Datum::Source).is_some_and(|index| Datum::fixed(heading.texts[index].trim()).is_some());
    let different: BTreeSet<&String> = names.iter().collect();
    (different.len() > 1
        && different.len() == names.len()
        && draft.sections != names
        && !names.iter().any(is_given)
        && !found.iter().all(says))
    .then_some(names)
}

/// The first number under the headings of a worksheet.
fn first_number(sheet: &Sheet, heading: &Heading) -> Option<u32> {
    let column = heading.column_on_sheet(Datum::No)?;
    let mut cells = sheet.below(heading.bottom).filter(|((_, at), _)| *at == column);
    cells.find_map(|(_, cell)| number::whole(cell.text.trim()))
}

/// Sources: the values of a column, if they are few and short; else it is a column like any other.
pub fn sources(draft: &mut Draft, found: &[Table], read: &Read, questions: &mut Vec<Message>) {
    let meant = |(_, heading): &Table| heading.column(Datum::Source).map(|index| heading_text(&heading.texts[index]));
    if draft.matrix {
        return;
    }
    let of_sheets = sheets_as_sources(draft, found);
    if let Some(names) = &of_sheets {
        questions.push(words::ask_sheets_sources(names.join("、")));
        draft.sources = names.iter().map(|name| Source { name: name.clone(), attribution: None }).collect();
    }
    let Some(heading) = found.iter().find_map(meant) else { return };
    let (different, usable) = read.labels(&heading);
    let is_heading = |name: &String| found.iter().any(|(_, heading)| heading.texts.iter().any(|text| fold(text) == fold(name)));
    let everywhere = found.iter().all(|(_, heading)| heading.column(Datum::Source).is_some());
    if of_sheets.is_none() && usable && everywhere && !different.is_empty() && !different.iter().any(is_heading) {
        draft.sources = different.into_iter().map(|name| Source { name, attribution: None }).collect();
    } else if read.values(&heading).iter().any(|value| !value.is_empty()) {
        // That the column is printed is asked along with those like it.
        draft.field(&heading);
    }
}
