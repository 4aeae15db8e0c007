//! Begin: the meeting that would be made of an office's table, with everything that is left to decide, and how it would look.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use super::sheets::grid;
use super::{Sets, papers, said};
use crate::build::input::{InMemory, Input};
use crate::meeting::headings::{Datum, is_personal};
use crate::meeting::{self, Meaning, Meeting};
use crate::read::files;
use crate::read::table::column_letters;
use crate::read::workbook::{self, Book, Sheet};
use crate::records::office::propose::{Answers, Proposal};
use crate::records::office::{self, Heading, propose};
use crate::say::diag::{Diagnostics, Result};
use crate::say::words::Lang;

/// Rows of the table that are shown, to point at its headings.
const ROWS: u32 = 14;
/// Most characters of an example of what stands in a column.
const EXAMPLE: usize = 40;
/// Opinions that stand on a sample.
const SAMPLE: usize = 7;

fn proposed(folder: &Path, file: &str, answers: &Answers) -> Result<(Book, Proposal)> {
    let path = folder.join(file);
    let book = workbook::book(&files::display(&path), &files::read(&path)?)?;
    let proposal = propose::propose(&book, file, answers)?;
    Ok((book, proposal))
}

/// The table's first rows, its columns and what they mean, and what is left to decide.
pub fn begin(folder: &Path, file: &str, answers: &Answers, lang: Lang) -> Result<Value> {
    let (book, proposal) = match proposed(folder, file, answers) {
        Ok(proposed) => proposed,
        Err(errors) => {
            // Her rows are shown all the same, so that she can point at the headings.
            let book = workbook::book(file, &files::read(&folder.join(file))?)?;
            let visible: Vec<&Sheet> = book.sheets.iter().filter(|sheet| sheet.visible).collect();
            let mut sheets: Vec<Value> = visible.iter().map(|sheet| grid(sheet, 1, ROWS)).collect();
            let mut columns = Vec::new();
            if let Some(row) = answers.row.and_then(|row| row.checked_sub(1)) {
                sheets.iter_mut().for_each(|sheet| sheet["heads"] = json!([row + 1, row + 1]));
                columns.extend(visible.first().into_iter().flat_map(|sheet| of_row(sheet, row)));
            }
            return Ok(json!({ "file": file, "sheets": sheets, "columns": columns, "diagnostics": said(&errors, lang) }));
        }
    };
    let meeting = Meeting::parse(&proposal.meeting_toml, folder)?;
    let mut sheets = Vec::new();
    let mut columns: Vec<Value> = Vec::new();
    for sheet in book.sheets.iter().filter(|sheet| sheet.visible) {
        let mut shown = grid(sheet, 1, ROWS);
        if let Some(heading) = office::heading(&meeting, sheet) {
            shown["heads"] = json!([heading.top + 1, heading.bottom + 1]);
            for column in of_heading(&meeting, sheet, &heading) {
                if columns.iter().all(|known| known["heading"] != column["heading"]) {
                    columns.push(column);
                }
            }
        }
        sheets.push(shown);
    }
    let layout = if proposal.meeting_toml.contains("\nlayout = \"matrix\"") {
        "matrix"
    } else if proposal.meeting_toml.contains("\nlayout = \"stacked\"") {
        "stacked"
    } else {
        "list"
    };
    let questions: Vec<String> = proposal.questions.iter().filter_map(|question| plain(&question.say(lang))).collect();
    Ok(json!({
        "file": file,
        "title": meeting.head.title,
        "date": answers.date,
        "layout": layout,
        "sheets": sheets,
        "columns": columns,
        "questions": questions,
    }))
}

/// The beginning of a cell in one line, a vertical label among them.
fn example(text: &str) -> String {
    crate::say::beginning(&text.replace('\n', ""), EXAMPLE).trim().to_owned()
}

/// The columns under the headings of a table.
fn of_heading(meeting: &Meeting, sheet: &Sheet, heading: &Heading) -> Vec<Value> {
    let named = heading.texts.iter().enumerate().filter(|(_, text)| !text.trim().is_empty());
    let column = |(index, text): (usize, &String)| {
        let at = heading.sheet_column(index);
        let first = sheet.below(heading.bottom).find(|((_, column), cell)| *column == at && !cell.text.trim().is_empty());
        json!({
            "heading": text,
            "letters": column_letters(at),
            "means": meaning(meeting, heading.meanings[index]),
            "personal": is_personal(text),
            "hidden": sheet.hidden_columns.contains(&at),
            "example": first.map(|(_, cell)| example(&cell.text)),
        })
    };
    named.map(column).collect()
}

/// The columns under a row that she points at, as long as nothing says what they mean.
fn of_row(sheet: &Sheet, row: u32) -> Vec<Value> {
    let cells = sheet.row(row).filter(|(_, cell)| !cell.text.trim().is_empty());
    cells
        .map(|((_, at), cell)| {
            let below = sheet.cells.get(&(row + 1, *at)).map(|cell| example(&cell.text));
            json!({
                "heading": cell.text.trim(),
                "letters": column_letters(*at),
                "means": "",
                "personal": is_personal(cell.text.trim()),
                "hidden": sheet.hidden_columns.contains(at),
                "example": below,
            })
        })
        .collect()
}

fn meaning(meeting: &Meeting, meaning: Option<Meaning>) -> &'static str {
    match meaning {
        Some(Meaning::Opinions(_)) => propose::OPINIONS,
        Some(Meaning::Unused) => "unused",
        Some(Meaning::Datum(Datum::Field(index))) => match meeting.record_fields().nth(index) {
            Some(field) if meeting.is_private(field) => "private",
            _ => "field",
        },
        Some(Meaning::Datum(column)) => column.key(),
        None => "",
    }
}

/// A question without its sentences about lines of `meeting.toml` and options, since the page asks for what stands there.
fn plain(question: &str) -> Option<String> {
    let is_of_lines = |part: &&str| ["meeting.toml", "[[", "--column"].iter().any(|mark| part.contains(mark));
    // What follows such a clause speaks of it.
    let clauses = |sentence: &str| sentence.split_inclusive(';').take_while(|part| !is_of_lines(part)).collect::<String>();
    let left: String = question.split_inclusive('。').map(clauses).collect();
    (!left.is_empty()).then(|| left.trim_end_matches(';').to_owned())
}

/// Sets the meeting's first rows in its layout. What is struck through is shown, since nobody has decided about it yet.
pub fn sample(folder: &Path, file: &str, answers: &Answers, lang: Lang, sets: &mut Sets) -> Result<Value> {
    let (_, proposal) = proposed(folder, file, answers)?;
    let bytes = files::read(&folder.join(file))?;
    let toml = proposal.meeting_toml.replacen("[records]\n", "[records]\nstruck = \"keep\"\n", 1).into_bytes();
    let files = BTreeMap::from([(meeting::FILE.to_owned(), toml), (file.to_owned(), bytes)]);
    let input = Input::read(&InMemory { folder: folder.to_owned(), files })?;
    let mut findings = Diagnostics::default();
    let pages = papers::set(&input, 0, Some(SAMPLE), None, sets, &mut findings)?;
    Ok(json!({ "pages": pages, "diagnostics": said(&findings, lang) }))
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn begin_asks_of_no_lines() {
        assert_eq!(plain("the date is not known (line 3 of meeting.toml); put the right one there"), None);
        assert_eq!(plain("the columns \"a\" are printed; take them out of meeting.toml").as_deref(), Some("the columns \"a\" are printed"));
        assert_eq!(
            plain("「a」の列も印刷します。印刷しないものは、meeting.toml から消してください").as_deref(),
            Some("「a」の列も印刷します。")
        );
    }
}
