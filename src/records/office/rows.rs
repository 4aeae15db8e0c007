//! Rows: which rows of a worksheet are opinions, and what the others are: headings printed again, bands, totals, notes.

use std::collections::BTreeMap;

use super::FAULTY;
use super::above::{band, lines_above};
use super::cells::{Struck, start};
use super::explain::explanation;
use super::find::{Heading, section};
use crate::meeting::headings::{Column, fold};
use crate::meeting::{Blanks, HiddenRows, Meaning, Meeting};
use crate::read::table::cell_name;
use crate::read::workbook::{Cell, PICTURE, Sheet};
use crate::records::number::Number;
use crate::records::shared::in_threads;
use crate::say::diag::{Diagnostic, Diagnostics, Place};
use crate::say::words::{self, Lang, Message};

/// A row of the table.
#[derive(Debug, PartialEq, Eq)]
pub enum Entry {
    Opinion {
        row: u32,
        cells: Vec<String>,
    },
    /// A label alone in its row, over the rows to which it belongs.
    Label {
        row: u32,
        index: usize,
        text: String,
    },
}

impl Entry {
    pub fn row(&self) -> u32 {
        match self {
            Self::Opinion { row, .. } | Self::Label { row, .. } => *row,
        }
    }
}

/// Words that stand in a row of totals.
const TOTALS: &[&str] = &["合計", "計", "小計", "総計", "総合計", "合計件数", "総数", "件数計"];
/// What a note under a table begins with.
const NOTES: &[&str] = &["※", "注", "(注", "＊", "*", "以上", "問い合わせ", "問合せ", "担当", "作成", "備考", "出典:", "資料:"];

/// Rows that are read before the first of them is told from an opinion: enough for several threads, and few enough that wide
/// tables of notes do not fill the memory.
const AT_ONCE: usize = 8_000;

/// Most bytes of a word or an amount in a row of totals.
const WORD_LIMIT: usize = 90;

/// The rows under the headings, in order. Everything else that stands on the worksheet is reported.
pub fn rows(meeting: &Meeting, place: &Place, sheet: &Sheet, heading: &Heading, is_text: bool, findings: &mut Diagnostics) -> Vec<Entry> {
    let at = |row: u32, column: u32| Place { cell: Some(cell_name(row + 1, column)), ..place.clone() };
    around(meeting, sheet, heading, &at, findings);
    lines_above(meeting, sheet, heading, &at, &|line| is_printed(meeting, line), findings);
    let texts = heading.texts();
    let own = OwnRows { meeting, sheet, heading, place, texts: &texts, is_text };
    let below = own.below();
    let has_sections = [Column::Section, Column::SectionTitle].iter().any(|column| heading.column(*column).is_some());
    let is_band = |text: &str| !has_sections && meeting.sections.len() > 1 && section(meeting, text).is_some();
    let mut entries: Vec<Entry> = Vec::new();
    if let Some((row, column)) = band(sheet, heading)
        && let Some(cell) = sheet.cells.get(&(row, column))
    {
        let index = (column.saturating_sub(heading.left) as usize).min(heading.texts.len() - 1);
        entries.push(Entry::Label { row, index, text: cell.text.clone() });
    }
    // The fewest cells of an opinion so far, but for those whose labels all stand above; and the column of numbers, if each has one.
    let (mut before, mut apart) = (heading.bottom, false);
    let (mut least, mut number) = (0, heading.column(Column::No));
    let mut left_out = LeftOut::default();
    for ((row, cells), alone) in below.chunks(AT_ONCE).flat_map(|rows| rows.iter().zip(own.alone(rows))) {
        let row = *row;
        if sheet.hidden_rows.contains(&row) {
            let hidden = Diagnostic::warning(words::row_hidden()).at(at(row, heading.left));
            match meeting.records.hidden {
                None => findings.push(hidden.hint(words::row_hidden_hint())),
                Some(HiddenRows::Read) => {}
                Some(HiddenRows::Skip) => {
                    left_out.note(heading, cells);
                    if let Some((column, number)) = number_of(heading, cells) {
                        findings.push(Diagnostic::note(words::row_left_out(number)).at(at(row, column)));
                    }
                    before = row;
                    continue;
                }
            }
        }
        let Alone { mut values, filled, dropped, total, is_repeated, findings: found } = alone;
        findings.0.extend(found.0);
        if filled.is_empty() || is_repeated {
            // What is left out or said again is no gap.
            if dropped || !filled.is_empty() {
                before = row;
            }
            if dropped {
                left_out.note(heading, cells);
                number_left_out(heading, cells, &|column| at(row, column), findings);
            }
            continue;
        }
        if meeting.records.blanks == Blanks::Above {
            left_out.fill(heading, &mut values, &|index| at(row, heading.left + index as u32), findings);
        }
        // What stands apart from the table does so until a row looks like one of it again.
        apart = row > before + 1 || apart && filled.len() == 1;
        before = row;
        let has_text = filled.iter().any(|index| texts.contains(index));
        match total {
            Some(Total::Plain) => {
                let warning = Diagnostic::warning(words::row_total()).at(at(row, heading.left + filled[0] as u32));
                findings.push(warning.hint(words::row_total_hint()));
                continue;
            }
            Some(Total::Doubtful(index)) => {
                let error = Diagnostic::error(words::row_unclear(start(&values[index]))).at(at(row, heading.left + index as u32));
                findings.push(error.hint(unclear_hint(apart)));
                continue;
            }
            None => {}
        }
        match filled.as_slice() {
            // The table may begin with the column of opinions, where the headings of sections stand too.
            [index] if has_text && is_band(&values[*index]) => {
                entries.push(Entry::Label { row, index: *index, text: values[*index].clone() });
            }
            _ if has_text => {
                let said = filled.iter().find(|index| texts.contains(index)).copied().unwrap_or(filled[0]);
                let is_note = |index: &usize| {
                    let begins = fold_start(&values[*index]);
                    NOTES.iter().any(|mark| begins.starts_with(mark))
                };
                let note = || is_note(&said) || is_amount(&values[said]) || filled.len() < 3 && is_note(&filled[0]) || apart;
                let unnumbered = number.is_some_and(|number| values[number].trim().is_empty());
                // What follows the opinions and has less than any of them may be no opinion.
                let unlike = match filled.len() {
                    // What has an identifier is an opinion, whatever it says.
                    _ if filled.iter().any(|index| is_identifier(heading, *index)) => false,
                    1 => least > 1 && (apart || unnumbered || note()),
                    count => (count < least && count < 3 || unnumbered) && note(),
                };
                if unlike {
                    let error = Diagnostic::error(words::row_unclear(start(&values[said]))).at(at(row, heading.left + said as u32));
                    findings.push(error.hint(unclear_hint(apart)));
                    continue;
                }
                if unnumbered {
                    number = None;
                }
                if entries.is_empty() || filled.len() > 1 {
                    least = if least == 0 { filled.len() } else { least.min(filled.len()) };
                }
                entries.push(Entry::Opinion { row, cells: values });
            }
            // An opinion that is struck through as a whole is no opinion where the meeting says so.
            _ if dropped => number_left_out(heading, cells, &|column| at(row, column), findings),
            [index] => entries.push(Entry::Label { row, index: *index, text: values[*index].clone() }),
            // Rows that are numbered in advance hold nothing yet.
            several if several.iter().all(|index| is_number(heading, *index, &values[*index])) => {
                findings.push(Diagnostic::note(words::row_numbered()).at(at(row, heading.left + filled[0] as u32)));
            }
            _ => entries.push(Entry::Opinion { row, cells: values }),
        }
    }
    notes_below(meeting, heading, &at, entries, findings)
}

/// A row, from 0, and its cells with their columns.
type Below<'s> = (u32, Vec<(u32, &'s Cell)>);

/// What the cells of a row come to, whatever stands above it.
struct Alone {
    values: Vec<String>,
    /// The columns that hold something.
    filled: Vec<usize>,
    /// Whether an opinion that is struck through is left out.
    dropped: bool,
    /// What speaks for a row of totals.
    total: Option<Total>,
    /// Whether it says the headings again.
    is_repeated: bool,
    findings: Diagnostics,
}

/// The rows below the headings, each by itself.
struct OwnRows<'a> {
    meeting: &'a Meeting,
    sheet: &'a Sheet,
    heading: &'a Heading,
    place: &'a Place,
    texts: &'a [usize],
    /// Whether the file is a text, whose commas may cut cells.
    is_text: bool,
}

impl<'a> OwnRows<'a> {
    fn below(&self) -> Vec<Below<'a>> {
        let mut rows: Vec<Below> = Vec::new();
        for ((row, column), cell) in self.sheet.cells.range((self.heading.bottom + 1, 0)..) {
            match rows.last_mut().filter(|(last, _)| last == row) {
                Some((_, cells)) => cells.push((*column, cell)),
                None => {
                    let mut cells = Vec::with_capacity(self.heading.texts.len());
                    cells.push((*column, cell));
                    rows.push((*row, cells));
                }
            }
        }
        rows
    }

    fn alone(&self, rows: &[Below]) -> Vec<Alone> {
        let [lower, over] = [&self.heading.lower, &self.heading.over].map(|texts| texts.iter().map(|text| fold(text)).collect::<Vec<_>>());
        in_threads(rows, |row| self.one(row, &lower, &over))
    }

    fn one(&self, (row, cells): &Below, lower: &[String], over: &[String]) -> Alone {
        let heading = self.heading;
        let at = |column: u32| Place { cell: Some(cell_name(row + 1, column)), ..self.place.clone() };
        let mut findings = Diagnostics::default();
        let mut values = vec![String::new(); heading.texts.len()];
        let (mut lines, mut said_of_cells) = (Struck::new(self.meeting), Diagnostics::default());
        let is_struck = |(column, cell): &(u32, &Cell)| {
            cell.struck && column.checked_sub(heading.left).is_some_and(|index| self.texts.contains(&(index as usize)))
        };
        let struck = cells.iter().any(is_struck);
        for (column, cell) in cells {
            let index = column.checked_sub(heading.left).filter(|index| *index < heading.width()).map(|index| index as usize);
            let Some(index) = index else {
                if !cell.text.trim().is_empty() && self.is_text {
                    // A comma that is not between quotes cuts a text in two.
                    let error = Diagnostic::error(words::too_many_cells(column + 1, heading.left + heading.width()));
                    findings.push(error.at(at(*column)).hint(words::quote_cells()));
                } else if !cell.text.trim().is_empty() {
                    findings.push(Diagnostic::warning(words::stray_cell()).at(at(*column)).hint(words::stray_cell_hint()));
                }
                continue;
            };
            let read = !matches!(heading.meanings[index], None | Some(Meaning::Unused));
            let is_text = self.texts.contains(&index);
            let place = || at(*column);
            let is_free = is_text || matches!(heading.meanings[index], Some(Meaning::Column(Column::Field(_) | Column::Attribution)));
            values[index] =
                if read { lines.value(cell, *column, (is_text, is_free, struck), &place, &mut said_of_cells) } else { cell.text.clone() };
        }
        let filled: Vec<usize> = (0..values.len()).filter(|index| !values[*index].trim().is_empty()).collect();
        let total = total(heading, self.texts, &filled, &values);
        // Of a row that is not read nothing more is said.
        if !matches!(total, Some(Total::Plain)) {
            findings.0.extend(said_of_cells.0);
        }
        let dropped = lines.say(&at, &|column| self.texts.contains(&((column - heading.left) as usize)), &mut findings);
        let is_again = |index: &usize| Some(fold(&values[*index])).is_some_and(|text| text == lower[*index] || text == over[*index]);
        let is_repeated = filled.len() > 1 && filled.iter().all(is_again);
        Alone { values, filled, dropped, total, is_repeated, findings }
    }
}

/// What to do with a row of which nobody knows what it is.
fn unclear_hint(apart: bool) -> Message {
    if apart { words::row_unclear_apart_hint() } else { words::row_unclear_hint() }
}

/// The number of a row, with its column.
fn number_of<'c>(heading: &Heading, cells: &'c [(u32, &Cell)]) -> Option<(u32, &'c str)> {
    let column = heading.left + heading.column(Column::No)? as u32;
    cells.iter().find(|(own, cell)| *own == column && !cell.text.trim().is_empty()).map(|(_, cell)| (column, cell.text.trim()))
}

/// Says which number an opinion had that is struck through and left out.
fn number_left_out(heading: &Heading, cells: &[(u32, &Cell)], at: &dyn Fn(u32) -> Place, findings: &mut Diagnostics) {
    if let Some((column, number)) = number_of(heading, cells) {
        findings.push(Diagnostic::note(words::row_left_out_struck(number)).at(at(column)));
    }
}

/// The labels of rows that were left out: rows below, whose cells are blank, go on with them.
#[derive(Default)]
struct LeftOut(BTreeMap<usize, String>);

impl LeftOut {
    fn note(&mut self, heading: &Heading, cells: &[(u32, &Cell)]) {
        for (column, cell) in cells {
            let index = column.checked_sub(heading.left).map(|index| index as usize);
            if let Some(index) = index.filter(|index| is_label(heading, *index))
                && !cell.text.trim().is_empty()
            {
                self.0.insert(index, cell.text.clone());
            }
        }
    }

    /// Fills the blank labels of the row below.
    fn fill(&mut self, heading: &Heading, values: &mut [String], at: &dyn Fn(usize) -> Place, findings: &mut Diagnostics) {
        let texts = heading.texts();
        // A label that stands alone is none of an opinion's.
        if !texts.iter().any(|index| !values[*index].trim().is_empty()) {
            return;
        }
        for (index, label) in std::mem::take(&mut self.0) {
            if values[index].trim().is_empty() {
                findings.push(Diagnostic::guess(words::blank_filled(&label)).at(at(index)).hint(words::blank_filled_hint()));
                values[index] = label;
            }
        }
    }
}

fn is_label(heading: &Heading, index: usize) -> bool {
    let labels = [Column::Section, Column::SectionTitle, Column::Category, Column::Subcategory];
    matches!(heading.meanings.get(index), Some(Some(Meaning::Column(column))) if labels.contains(column))
}

/// What speaks for a row of totals.
enum Total {
    /// Nothing but totals and amounts, or no opinion at all.
    Plain,
    /// It may be an opinion as well, for this cell.
    Doubtful(usize),
}

/// Whether a row is one of totals.
fn total(heading: &Heading, texts: &[usize], filled: &[usize], values: &[String]) -> Option<Total> {
    let is_total = |index: &usize| is_total(&values[*index]);
    filled.iter().find(|index| is_total(index))?;
    let said: Vec<usize> = filled.iter().copied().filter(|index| texts.contains(index)).collect();
    if said.is_empty() {
        return Some(Total::Plain);
    }
    // No row of totals has an identifier.
    let has_id = |index: &usize| is_identifier(heading, *index) && !is_total(index);
    if filled.iter().any(has_id) {
        return None;
    }
    let is_sum = |index: &usize| is_total(index) || is_amount(&values[*index]) || values[*index] == FAULTY;
    if !said.iter().all(is_sum) {
        return None;
    }
    // An opinion may be one word or a number, and is numbered, named or labelled like any other.
    let is_numbered =
        |index: &usize| matches!(heading.meanings[*index], Some(Meaning::Column(Column::No | Column::Id))) && !is_total(index);
    match filled.iter().any(is_numbered) || !filled.iter().all(is_sum) {
        true => said.iter().chain(filled).find(|index| is_total(index)).map(|index| Total::Doubtful(*index)),
        false => Some(Total::Plain),
    }
}

/// Whether a text is a word for a total, alone or with its amount: 合計：12件.
fn is_total(text: &str) -> bool {
    // Every word of the list has one of these; folding each opinion would take most of the time of reading.
    if !text.contains(['計', '数']) || text.len() > WORD_LIMIT {
        return false;
    }
    let folded = fold(text);
    let is_rest = |rest: &str| rest.is_empty() || is_amount(rest.trim_matches([':', '(', ')']));
    TOTALS.iter().any(|word| folded.strip_prefix(word).is_some_and(is_rest))
}

/// Whether a text is a number of opinions.
fn is_amount(text: &str) -> bool {
    if text.len() > WORD_LIMIT {
        return false;
    }
    let folded = fold(text);
    let digits = folded.trim_end_matches(['件', '通', '名', '人', '項', '目', '意', '見']);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b',')
}

fn is_identifier(heading: &Heading, index: usize) -> bool {
    heading.meanings[index] == Some(Meaning::Column(Column::Id))
}

/// Whether a text is what its column, of numbers or of identifiers, is for.
fn is_number(heading: &Heading, index: usize, text: &str) -> bool {
    match heading.meanings[index] {
        Some(Meaning::Column(Column::No)) => Number::parse(text.trim()).is_some(),
        Some(Meaning::Column(Column::Id)) => text.trim().bytes().all(|byte| byte.is_ascii_graphic()),
        _ => false,
    }
}

/// How a text begins, its brackets and colons in half width.
fn fold_start(text: &str) -> String {
    let start: String = text.chars().take(8).collect();
    start.trim().replace('（', "(").replace('：', ":")
}

/// Whether a paper prints a line that stands around the table.
fn is_printed(meeting: &Meeting, line: &str) -> bool {
    let blocks = meeting.papers.iter().flat_map(|paper| paper.above.iter().chain(&paper.below));
    let mut texts = blocks.flat_map(|block| block.note.iter().chain(&block.text));
    texts.any(|text| fold(&text.replace("{{", "{").replace("}}", "}")).contains(&fold(line)))
}

/// The entries without the labels behind the last opinion, which are notes or numbers without an opinion.
fn notes_below(
    meeting: &Meeting,
    heading: &Heading,
    at: &dyn Fn(u32, u32) -> Place,
    mut entries: Vec<Entry>,
    findings: &mut Diagnostics,
) -> Vec<Entry> {
    let end = entries.iter().rposition(|entry| matches!(entry, Entry::Opinion { .. })).map_or(0, |last| last + 1);
    for entry in entries.drain(end..) {
        let Entry::Label { row, index, text } = entry else { continue };
        let place = at(row, heading.left + index as u32);
        findings.push(match is_number(heading, index, &text) {
            true => Diagnostic::note(words::row_numbered()).at(place),
            false if is_printed(meeting, &text) => continue,
            false => {
                let note = text.trim().replace('{', "{{").replace('}', "}}");
                let note = toml::Value::String(note);
                let has_below = meeting.papers.iter().any(|paper| !paper.below.is_empty());
                let hint = if has_below { words::row_note_more_hint(note) } else { words::row_note_hint(note) };
                Diagnostic::warning(words::row_note(start(&text))).at(place).hint(hint)
            }
        });
    }
    let is_empty_number = |entry: &Entry| matches!(entry, Entry::Label { index, text, .. } if is_number(heading, *index, text));
    for entry in entries.iter().filter(|entry| is_empty_number(entry)) {
        findings.push(Diagnostic::warning(words::row_numbered()).at(at(entry.row(), heading.left)));
    }
    entries.retain(|entry| !is_empty_number(entry));
    entries
}

/// Comments and pictures, which no paper prints. What our own workbooks say of a heading is no comment of anybody's.
fn around(meeting: &Meeting, sheet: &Sheet, heading: &Heading, at: &dyn Fn(u32, u32) -> Place, findings: &mut Diagnostics) {
    let explained = |row: u32, column: u32, text: &str| {
        let index = column.checked_sub(heading.left).filter(|_| row <= heading.bottom).map(|index| index as usize);
        match index.and_then(|index| heading.meanings.get(index).copied().flatten()) {
            Some(Meaning::Column(column)) => explanation(meeting, column).say(Lang::Ja) == text.trim(),
            Some(Meaning::Opinions(_) | Meaning::Unused) | None => false,
        }
    };
    for ((row, column), text) in sheet.comments.iter().filter(|((row, column), text)| !explained(*row, *column, text)) {
        let message = if text.contains(PICTURE) { words::picture_unread() } else { words::comment_unread() };
        findings.push(Diagnostic::warning(message).at(at(*row, *column)).hint(words::comment_unread_hint()));
    }
}
