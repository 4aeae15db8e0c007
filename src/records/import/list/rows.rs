//! Rows: what each row of a pasted list is, an opinion, a label, a sum or a note, and what goes on from the row before.

use std::collections::{BTreeMap, BTreeSet};

use super::{Heading, Listed, Role, Row, plain, single};
use crate::meeting::headings::{Column, fold};
use crate::read::web::{Line, Stands};
use crate::records::import::grid::Grid;
use crate::records::import::names::{self, Meaning};
use crate::records::import::read::{Title, is_label};
use crate::say::diag::{Diagnostic, Diagnostics, Place};
use crate::say::{beginning, words};

/// Most characters of a row that names a section.
const BAND: usize = 60;
/// Most characters of a heading.
const HEADING: usize = 20;
/// Rows that add up others.
const SUMS: &[&str] = &["合計", "計", "総計", "小計", "総数"];
/// What begins a note.
const NOTES: &[char] = &['※', '＊', '*', '注', '（', '('];

/// Goes through the rows and puts each in its place.
pub fn rows(listed: &mut Listed, grid: &Grid, header: usize, findings: &mut Diagnostics) {
    let file = listed.file;
    let head = &grid.lines[header];
    // Below it, nothing is an opinion.
    let last = grid.lines.iter().rposition(|line| line.cells.iter().filter(|cell| !cell.trim().is_empty()).count() > 1);
    let (mut section, mut carried) = (None, BTreeMap::<usize, Vec<usize>>::new());
    // The line of each section's title.
    let mut titles = BTreeMap::new();
    let bands = bands(grid, header);
    for (index, line) in grid.lines.iter().enumerate() {
        let place = Place::line(file, line.number);
        let is_above = index < header;
        if line.cells.iter().all(|cell| cell.trim().is_empty()) || index == header {
            continue;
        }
        if !is_above && same_head(head, line) {
            findings.push(Diagnostic::note(words::import_head_again()).at(place));
        } else if !is_above && other_head(listed, line) {
            findings.push(
                Diagnostic::error(words::import_header_differs(head.row.map_or(head.number, |(_, row)| row)))
                    .at(place)
                    .hint(words::import_header_differs_hint()),
            );
        } else if let Some(alone) = single(line).filter(|text| is_above || !is_cell(listed, line, text)) {
            let is_around = is_above || line.stands == Stands::Outside || last < Some(index);
            let begun = match bands.contains(&index) {
                true => band(listed, alone, place, findings),
                false => around(listed, alone, (line, is_above, is_around), place, findings),
            };
            section = begun.or(section);
            if let Some(section) = section {
                titles.entry(section).or_insert(line.number);
            }
        } else if is_above {
            let said: Vec<&str> = line.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
            findings.push(left_out(&said.join(" ")).at(place));
        } else if let Some(mut cells) = opinion(listed, line, place, findings) {
            carry(listed, section, &mut cells, line.number, &mut carried);
            let titled = [Column::SectionTitle, Column::Section].into_iter().filter_map(|column| listed.position(column)).next();
            if let Some((at, title)) = titled.map(|at| (at, cells[at].trim().to_owned())).filter(|(_, title)| !title.is_empty()) {
                untitled(listed, at, findings);
                section = Some(begin(listed, &title));
            }
            listed.rows.push(Row { line: line.number, section: section.unwrap_or(0), cells });
        }
    }
    for (at, lines) in carried {
        let heading = &listed.headings[at].printed;
        let guess = |line| Diagnostic::guess(words::import_carried()).at(Place::line(file, line).heading(heading));
        findings.0.extend(lines.into_iter().map(guess));
    }
    without_opinions(listed, &titles, findings);
}

/// The lines that title each a table of a page: they stand directly above the first headings and above headings that come again.
fn bands(grid: &Grid, header: usize) -> BTreeSet<usize> {
    let head = &grid.lines[header];
    let heads = (header..grid.lines.len()).filter(|index| *index == header || same_head(head, &grid.lines[*index]));
    let is_title = |text: &str| {
        let is_other = is_note(text) || is_label(text) || Title::of(text).is_some();
        !is_other && !text.contains('。')
    };
    let above = heads.filter_map(|index| index.checked_sub(1));
    let is_band = |index: &usize| {
        matches!(grid.lines[*index].stands, Stands::Outside | Stands::Heading) && single(&grid.lines[*index]).is_some_and(is_title)
    };
    let bands: BTreeSet<usize> = above.filter(is_band).collect();
    let is_first = header.checked_sub(1).is_some_and(|above| bands.contains(&above));
    if is_first && bands.len() > 1 { bands } else { BTreeSet::new() }
}

fn is_note(text: &str) -> bool {
    text.starts_with(NOTES) || text.chars().count() > BAND || is_page_number(text)
}

/// Whether a row says the same as that of the headings.
fn same_head(head: &Line, line: &Line) -> bool {
    let said = |line: &Line, index: usize| line.cells.get(index).map_or(String::new(), |cell| fold(cell));
    (0..head.cells.len().max(line.cells.len())).all(|index| said(head, index) == said(line, index))
}

/// Whether a row is one of headings, of another table than the one that is read.
fn other_head(listed: &Listed, line: &Line) -> bool {
    let filled: Vec<&str> = line.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
    if filled.len() < 2 || filled.iter().any(|cell| cell.chars().count() > HEADING || cell.chars().all(char::is_numeric)) {
        return false;
    }
    let is_text = |cell: &&&str| names::meaning(cell) == Meaning::Known(Column::Text);
    let is_named = |cell: &&str| matches!(names::meaning(cell), Meaning::Known(_)) || names::key(cell).is_some();
    let own = listed.position(Column::Text).map_or(String::new(), |at| fold(&listed.headings[at].printed));
    filled.iter().find(is_text).is_some_and(|text| fold(text) == own || filled.iter().all(is_named))
}

/// Reports the rows that are in no section, though sections are named in a column.
fn untitled(listed: &Listed, at: usize, findings: &mut Diagnostics) {
    if let Some(first) = listed.rows.first().filter(|_| listed.sections.is_empty()) {
        let place = Place::line(listed.file, first.line);
        findings.push(Diagnostic::error(words::import_no_source(&listed.headings[at].printed)).at(place));
    }
}

/// Leaves out the last titles if no opinion stands below them; where sections have no numbers, all such titles.
fn without_opinions(listed: &mut Listed, titles: &BTreeMap<usize, usize>, findings: &mut Diagnostics) {
    for index in (0..listed.sections.len()).rev() {
        let Some(line) = titles.get(&index) else { continue };
        if listed.rows.iter().any(|row| row.section == index) {
            if listed.style.is_some() {
                return;
            }
            continue;
        }
        let title = listed.sections.remove(index);
        listed.rows.iter_mut().filter(|row| row.section > index).for_each(|row| row.section -= 1);
        findings.push(left_out(&title).at(Place::line(listed.file, *line)));
    }
}

/// Takes a text that stands alone, above the headings or among the rows; returns the section that it begins.
fn around(
    listed: &mut Listed,
    alone: &str,
    (line, is_above, is_around): (&Line, bool, bool),
    place: Place,
    findings: &mut Diagnostics,
) -> Option<usize> {
    let is_next = |title: &Title| title.number as usize == listed.sections.len() + 1 || listed.sections.iter().any(|s| s == title.text);
    if let Some(title) = Title::of(alone).filter(is_next) {
        if listed.rows.is_empty() || !listed.sections.is_empty() {
            listed.style.get_or_insert(title.style);
        }
        return band(listed, title.text, place, findings);
    }
    if is_label(alone) {
        let first = listed.label.get_or_insert_with(|| alone.to_owned());
        if first != alone {
            findings.push(Diagnostic::error(words::import_label_differs(alone, first.as_str())).at(place));
        }
        return None;
    }
    let is_title = is_chapter(alone) || line.stands == Stands::Heading;
    if is_above && listed.title.is_none() {
        listed.title = Some(plain(alone)).filter(|title| !title.is_empty());
        return None;
    }
    if is_note(alone) || is_around && !is_title {
        findings.push(left_out(alone).at(place));
        return None;
    }
    band(listed, alone, place, findings)
}

/// The section that a title begins. A sentence is none, nor is a text below rows that have none.
fn band(listed: &mut Listed, title: &str, place: Place, findings: &mut Diagnostics) -> Option<usize> {
    let is_first = listed.sections.is_empty() && !listed.rows.is_empty();
    if title.contains('。') || is_first {
        findings.push(Diagnostic::error(words::import_alone(shortened(title))).at(place).hint(words::import_alone_hint()));
        return None;
    }
    Some(begin(listed, title))
}

/// Whether a text is the title of a chapter: 第2章 施設, but not 第2章の図が小さい.
fn is_chapter(text: &str) -> bool {
    let digit = |c: char| c.is_numeric() || "一二三四五六七八九十".contains(c);
    let rest = text.trim().strip_prefix('第').map(|rest| rest.trim_start_matches(digit));
    let title = rest.and_then(|rest| rest.strip_prefix(['章', '節', '部', '編']));
    title.is_some_and(|title| title.is_empty() || title.starts_with(|c: char| c.is_whitespace() || ":：".contains(c)))
        && !text.contains('。')
}

/// The cells of an opinion, by the index of the heading; nothing if the row is a sum, goes on from the one before, or lacks its text.
fn opinion(listed: &mut Listed, line: &Line, place: Place, findings: &mut Diagnostics) -> Option<Vec<String>> {
    let (no, text) = (listed.position(Column::No), listed.position(Column::Text));
    let is_covered = |heading: &Heading| line.covered.contains(&heading.index);
    let cell = |heading: &Heading| {
        let cell = line.cells.get(heading.index).map_or("", String::as_str);
        let once = matches!(heading.role, Role::Known(Column::No | Column::Text | Column::Id));
        if cell.trim().is_empty() || once && is_covered(heading) { String::new() } else { cell.to_owned() }
    };
    let cells: Vec<String> = listed.headings.iter().map(cell).collect();
    let said = |at: Option<usize>| at.is_some_and(|at| !cells[at].is_empty());
    let goes_on = |at: usize| line.joined.contains(&listed.headings[at].index) && !listed.headings[at].printed.is_empty();
    if (1..cells.len()).any(|at| goes_on(at) && (0..at).rev().find(|left| !goes_on(*left)).is_some_and(|left| !cells[left].is_empty())) {
        findings.push(Diagnostic::error(words::cells_merged_beside()).at(place).hint(words::import_beside_hint()));
        return None;
    }
    let is_sum = |cell: &String| SUMS.contains(&cell.split_whitespace().collect::<String>().as_str());
    // Where a number or a category stands, such a word is no opinion's, whatever stands beside it.
    if cells.first().is_some_and(is_sum) || no.is_some_and(|no| is_sum(&cells[no])) || !said(text) && cells.iter().any(is_sum) {
        findings.push(left_out(&cells.join(" ")).at(place));
        return None;
    }
    let is_unnumbered = no.is_some() && !said(no);
    if !said(text) {
        let Some(before) = listed.rows.last_mut().filter(|_| is_unnumbered) else {
            findings.push(Diagnostic::error(words::empty_text()).at(place).hint(words::import_empty_hint()));
            return None;
        };
        for (at, cell) in cells.iter().enumerate().filter(|(at, cell)| !cell.is_empty() && !is_covered(&listed.headings[*at])) {
            before.cells[at] = if before.cells[at].is_empty() { cell.clone() } else { format!("{}\n{cell}", before.cells[at]) };
        }
        findings.push(Diagnostic::guess(words::import_goes_on()).at(place));
        return None;
    }
    let is_alone = cells.iter().filter(|cell| !cell.is_empty()).count() == 1 && listed.headings.len() > 1;
    if let Some(title) = text.map(|at| cells[at].trim()).filter(|text| is_alone && names_matter(text)) {
        let error = Diagnostic::error(words::import_alone(shortened(title))).at(place);
        findings.push(error.hint(words::import_alone_hint()).hint(words::import_alone_said_hint()));
        return None;
    }
    if is_alone {
        let warning = Diagnostic::warning(words::import_only_text(shortened(&cells[text.unwrap_or(0)])));
        findings.push(warning.at(place).hint(words::import_only_text_hint()));
    } else if is_unnumbered {
        findings.push(Diagnostic::warning(words::import_no_number()).at(place));
    }
    Some(cells)
}

/// Whether a text names what opinions are about, as titles do: 施設について.
fn names_matter(text: &str) -> bool {
    const ENDS: &[&str] = &["について", "に関して", "に関すること", "関係", "全般"];
    text.chars().count() <= HEADING && ENDS.iter().any(|end| text.ends_with(end))
}

/// Gives blank cells of labels what stands in the row above, within a section, and notes the columns and lines in which it did.
fn carry(listed: &Listed, section: Option<usize>, cells: &mut [String], line: usize, carried: &mut BTreeMap<usize, Vec<usize>>) {
    let Some(above) = listed.rows.last().filter(|row| section.is_none_or(|section| row.section == section)) else { return };
    let labels = [Column::Section, Column::SectionTitle, Column::Category, Column::Subcategory, Column::Source];
    for at in labels.into_iter().filter_map(|column| listed.position(column)) {
        if cells[at].is_empty() && !above.cells[at].is_empty() {
            cells[at].clone_from(&above.cells[at]);
            carried.entry(at).or_default().push(line);
        }
    }
}

fn left_out(text: &str) -> Diagnostic {
    Diagnostic::warning(words::import_left_out(shortened(text)))
}

/// Whether the only text of a row is a cell of the table all the same: an opinion, or what goes on from the row before.
fn is_cell(listed: &Listed, line: &Line, text: &str) -> bool {
    let Some(at) = listed.headings.iter().position(|heading| line.cells.get(heading.index).is_some_and(|cell| cell.trim() == text)) else {
        return false;
    };
    match &listed.headings[at].role {
        // Where titles stand, too: in the first column.
        Role::Known(Column::Text) if at == 0 => !is_titled(listed, line, text),
        _ if at == 0 => listed.headings.len() == 1,
        Role::Known(Column::Category | Column::Subcategory | Column::SectionTitle) => false,
        _ => true,
    }
}

/// Whether a text in the column of opinions is a title all the same: it says so, or goes on over the columns beside it.
fn is_titled(listed: &Listed, line: &Line, text: &str) -> bool {
    is_chapter(text) || listed.headings.len() > 1 && listed.headings[1..].iter().all(|heading| line.joined.contains(&heading.index))
}

/// The section with this title, begun if it is new.
fn begin(listed: &mut Listed, title: &str) -> usize {
    let title = plain(title);
    match listed.sections.iter().position(|known| *known == title) {
        Some(index) => index,
        None => {
            listed.sections.push(title);
            listed.sections.len() - 1
        }
    }
}

fn is_page_number(text: &str) -> bool {
    text.chars().any(char::is_numeric) && text.chars().all(|c| c.is_numeric() || c.is_whitespace() || "-－―–/／ページ頁Pp.".contains(c))
}

fn shortened(text: &str) -> String {
    beginning(&text.split_whitespace().collect::<Vec<_>>().join(" "), 30)
}
