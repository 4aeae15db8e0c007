//! Short: columns of fields that turn out to hold short values only, such as 備考 or 受付番号, or labels such as 担当部署; they
//! need no room for text, and are broken between words.

use super::{Cell, Column, Content, Role, Section, State, Width};
use crate::meeting::Meeting;

/// Most characters of a short value, those of half width counting half.
const MOST: f64 = 12.0;
/// Most characters of a label, which is no sentence: two lines of the widest column of short values.
pub const LABEL: f64 = 28.0;
/// What ends a sentence.
const STOPS: &str = "。．？！";

/// Sets columns of text as short values where nothing longer stands in them and nothing longer is to come.
pub fn shorten(meeting: &Meeting, columns: &mut [Column], sections: &[Section]) {
    let is_short = |index: usize| {
        let column = &columns[index];
        let is_value = column.shows.iter().all(|content| matches!(content, Content::Field(_) | Content::Note));
        column.role == Role::Text && !matches!(column.width, Width::Share(_)) && is_value && {
            let cells = || sections.iter().flat_map(Section::rows).map(|row| &row.cells[index]);
            let is_said = cells().any(|cell| cell.state == State::Said);
            cells().all(is_value_short) && (is_said || !column.shows.iter().any(|content| is_awaited(meeting, *content)))
        }
    };
    let short: Vec<usize> = (0..columns.len()).filter(|index| is_short(*index)).collect();
    // Something has to take the room that is left.
    let has_text = columns.iter().enumerate().any(|(index, column)| column.role == Role::Text && !short.contains(&index));
    for index in short.into_iter().filter(|_| has_text) {
        columns[index].role = Role::Short;
    }
}

/// Whether a cell says nothing, or one short line.
fn is_value_short(cell: &Cell) -> bool {
    let text = cell.text();
    let em = |c: char| if c.is_ascii() || ('\u{ff61}'..='\u{ff9f}').contains(&c) { 0.5 } else { 1.0 };
    let most = if text.contains(|c| STOPS.contains(c)) { MOST } else { LABEL };
    cell.state != State::Missing && !cell.lacks && !text.contains('\n') && text.chars().map(em).sum::<f64>() <= most
}

/// Whether somebody is still to say what stands here.
fn is_awaited(meeting: &Meeting, content: Content) -> bool {
    match content {
        Content::Field(index) => meeting.answer_index(index).is_some() || meeting.fields[index].is_required(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::document::{Align, Edition, Group, Joins, Row};

    /// The roles of the columns 意見, 備考 and 回答 (by divisions) where their cells say this.
    fn roles(texts: &[&str], remarks: &[&str], replies: &[&str]) -> Vec<Role> {
        let toml = "[meeting]\ntitle = \"題\"\ndate = 2026-04-01\n[[fields]]\nkey = \"remarks\"\nheading = \"備考\"\n\
                    [[fields]]\nkey = \"reply\"\nheading = \"回答\"\nfrom = \"divisions\"\n";
        let meeting = Meeting::parse(toml, Path::new("m")).unwrap();
        let column = |content: Content| Column {
            shows: vec![content],
            source: None,
            edition: Edition::Newer,
            heading: Some("列".to_owned()),
            over: None,
            role: Role::Text,
            width: Width::Between { least: None, most: None },
            align: Align::Left,
            size: None,
            vertical: false,
            joins: Joins::Never,
        };
        let mut columns = [Content::Text, Content::Field(0), Content::Field(1)].map(column).to_vec();
        let cell = |text: &str| Cell {
            state: if text == "（未回答）" { State::Missing } else { Cell::said(text, Vec::new()).state },
            ..Cell::said(text, Vec::new())
        };
        let row = |index: usize| Row {
            no: (index + 1).to_string(),
            goes_on: false,
            cells: [texts, remarks, replies].iter().map(|column| cell(column[index])).collect(),
        };
        let group = Group { bands: Vec::new(), rows: (0..texts.len()).map(row).collect() };
        shorten(&meeting, &mut columns, &[Section { number: 1, heading: None, groups: vec![group] }]);
        columns.into_iter().map(|column| column.role).collect()
    }

    #[test]
    fn short_values_are_set_as_such() {
        use Role::{Short, Text};
        let long = "これは長い備考なので、文として組みます。";
        // Opinions are texts, however short.
        assert_eq!(roles(&["短い。", "よい。"], &["同旨2件", ""], &[long, long]), [Text, Short, Text]);
        assert_eq!(roles(&["短い。", "よい。"], &["同旨2件", long], &["対応済", "検討中"]), [Text, Text, Short]);
        assert_eq!(roles(&["短い。", "よい。"], &["一行目\n二行目", ""], &[long, long]), [Text, Text, Text]);
        // Labels of offices are no sentences.
        assert_eq!(roles(&["短い。", "よい。"], &["都市整備部　まちづくり推進課", ""], &[long, long]), [Text, Short, Text]);
        assert_eq!(roles(&["短い。", "よい。"], &["まちづくり推進課で検討する。", ""], &[long, long]), [Text, Text, Text]);
        // What is still to be answered may become long.
        assert_eq!(roles(&["短い。", "よい。"], &["", ""], &["（未回答）", "対応済"]), [Text, Short, Text]);
        assert_eq!(roles(&["短い。", "よい。"], &["", ""], &["", ""]), [Text, Short, Text]);
    }
}
