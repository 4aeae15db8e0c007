//! Public: what a PDF carries in place of the office's own files. Papers are handed out and published, so that it says what
//! makes the papers, and nothing that is for the office alone.

use std::collections::BTreeSet;

use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, TableLike, Value, value};

use crate::build::carried;
use crate::build::input::{Input, earlier};
use crate::export;
use crate::meeting::gathered::gathered;
use crate::meeting::typed::Typed;
use crate::meeting::words::NOT_CARRIED;
use crate::meeting::{self, Field, Meeting, Rule};
use crate::records::placed::Placed;
use crate::records::record::Opinion;
use crate::say::diag::{Diagnostic, Result};
use crate::say::words;

/// The opinions, without what is private and without whatever else their file holds, and a `meeting.toml` that reads them as
/// they are.
pub struct Public {
    pub csv: Vec<u8>,
    pub meeting: Vec<u8>,
    /// The same `meeting.toml` with what inquiries say besides: whom to ask back.
    pub inquiries: Vec<u8>,
}

impl Public {
    pub fn new(input: &Input, placed: &Placed, part: Option<Part>) -> Result<Self> {
        let csv = export::csv::csv(&input.meeting, placed)?;
        let typed = Typed::of_bytes(meeting::FILE, input.files.get(meeting::FILE).map_or(&[], Vec::as_slice))?;
        let parsed = gathered(&typed.text).text.parse::<DocumentMut>();
        let mut document = parsed.map_err(|_| Diagnostic::error(words::toml_unread()))?;
        document.remove("columns");
        document.remove("records");
        if let Some(name) = input.meeting.head.older.as_deref().filter(|name| earlier::is_table(name)) {
            document["meeting"]["older"] = value(carried_table(name));
        }
        // In what is carried, an empty label is an empty one.
        let labels = |opinion: &Opinion| [opinion.category.is_empty(), opinion.subcategory.is_empty()];
        let (any, every) = placed.opinions.iter().map(labels).fold(([false; 2], [true; 2]), |(any, every), labels| {
            ([any[0] | labels[0], any[1] | labels[1]], [every[0] & labels[0], every[1] & labels[1]])
        });
        if (0..2).any(|level| any[level] && !every[level]) {
            let mut table = Table::new();
            table.insert("blanks", value("empty"));
            document.insert("records", Item::Table(table));
        }
        if let Some(Part { paper, all }) = part
            && let Some(paper) = document.get_mut("papers").and_then(|papers| papers.get_mut(paper))
        {
            ["above", "below"].into_iter().for_each(|blocks| paper.get_mut(blocks).into_iter().for_each(|item| in_all(item, all)));
        }
        let inquiries = without_comments(&document.to_string()).into_bytes();
        if let Some(contact) = document.get_mut("inquiry").and_then(|inquiry| inquiry.get_mut("contact")) {
            *contact = value(NOT_CARRIED);
        }
        unnamed(&mut document, &input.meeting, placed);
        Ok(Self { csv, meeting: without_comments(&document.to_string()).into_bytes(), inquiries })
    }
}

/// A paper that leaves opinions out: its place among the papers, and how many opinions there are in all. What it carries does
/// not know the others, and says this number in words.
#[derive(Clone, Copy)]
pub struct Part {
    pub paper: usize,
    pub all: usize,
}

/// Takes private fields out.
fn unnamed(document: &mut DocumentMut, meeting: &Meeting, placed: &Placed) {
    tables(document.get_mut("fields"), |table| {
        let key = table.get("key").and_then(Item::as_str);
        let field = key.and_then(|key| meeting.fields.iter().find(|field| field.key == key));
        field.is_none_or(|field| unnamed_field(table, field, meeting.is_private(field)))
    });
    if document.get("fields").and_then(Item::as_array_of_tables).is_some_and(ArrayOfTables::is_empty) {
        document.remove("fields");
    }
    let rules = PublicRules::new(meeting, placed);
    if let Some(inquiry) = &meeting.inquiry {
        rules.unname(&inquiry.not_asked, document.get_mut("inquiry").and_then(|item| item.get_mut("not_asked")));
    }
    let mut divisions = meeting.divisions.iter();
    tables(document.get_mut("divisions"), |table| {
        divisions.next().into_iter().for_each(|division| rules.unname(&division.takes, table.get_mut("takes")));
        true
    });
    let mut papers = meeting.papers.iter();
    tables(document.get_mut("papers"), |table| {
        papers.next().into_iter().for_each(|paper| rules.unname(&paper.shows, table.get_mut("shows")));
        true
    });
}

/// Whether a field stays. Of a private one that divisions fill in, no more is left than that it is there.
fn unnamed_field(table: &mut dyn TableLike, field: &Field, is_private: bool) -> bool {
    if is_private && field.is_answer() {
        table.remove("choices");
        table.insert("heading", value(&field.key));
        table.insert("private", value(true));
    }
    !is_private || field.is_answer()
}

/// PublicRules, of which none is to ask for a private field or name an opinion that is left out.
struct PublicRules<'a> {
    meeting: &'a Meeting,
    placed: &'a Placed,
    /// Keys and headings of the private fields.
    private: BTreeSet<&'a str>,
    ids: BTreeSet<&'a str>,
}

impl<'a> PublicRules<'a> {
    fn new(meeting: &'a Meeting, placed: &'a Placed) -> Self {
        let private = meeting.record_fields().filter(|field| meeting.is_private(field));
        let private = private.flat_map(|field| [field.key.as_str(), field.heading.as_str()]).collect();
        Self { meeting, placed, private, ids: placed.opinions.iter().map(|opinion| opinion.id.as_str()).collect() }
    }

    /// Lets those of `rules` that do so ask for what they chose.
    fn unname(&self, rules: &[Rule], item: Option<&mut Item>) {
        let mut rules = rules.iter();
        tables(item, |table| {
            let Some(rule) = rules.next() else { return true };
            let is_of_private = rule.field.as_deref().is_some_and(|name| self.private.contains(name));
            let is_of_gone = rule.id.iter().flatten().any(|id| !self.ids.contains(id.as_str()));
            if is_of_private {
                ["field", "is"].into_iter().for_each(|key| drop(table.remove(key)));
            }
            if is_of_private || is_of_gone {
                let chosen = self.placed.in_order().map(|(_, opinion)| opinion).filter(|opinion| rule.matches(self.meeting, opinion));
                table.insert("id", value(chosen.map(|opinion| opinion.id.as_str()).collect::<Array>()));
            }
            true
        });
    }
}

/// Goes through the tables of a list, however it is written, and keeps those of which `keeps` says so.
fn tables(item: Option<&mut Item>, mut keeps: impl FnMut(&mut dyn TableLike) -> bool) {
    match item {
        Some(Item::ArrayOfTables(tables)) => {
            let kept: Vec<bool> = tables.iter_mut().map(|table| keeps(table)).collect();
            let mut kept = kept.into_iter();
            tables.retain(|_| kept.next().unwrap_or(true));
        }
        Some(Item::Value(Value::Array(values))) => {
            let kept: Vec<bool> = values.iter_mut().map(|value| value.as_inline_table_mut().is_none_or(|table| keeps(table))).collect();
            let mut kept = kept.into_iter();
            values.retain(|_| kept.next().unwrap_or(true));
        }
        Some(Item::Table(table)) => _ = keeps(table),
        Some(Item::Value(Value::InlineTable(table))) => _ = keeps(table),
        _ => {}
    }
}

/// The name under which a PDF carries an older edition that is a table.
pub fn carried_table(name: &str) -> String {
    let is_free = name.to_lowercase().ends_with(".csv") && !name.eq_ignore_ascii_case(carried::CSV_RECORDS);
    if is_free { name.to_owned() } else { format!("{name}.csv") }
}

/// Puts the number of all opinions in place of the `{all}` of a paper's texts.
fn in_all(item: &mut Item, all: usize) {
    match item {
        Item::Table(table) => table.iter_mut().for_each(|(_, item)| in_all(item, all)),
        Item::ArrayOfTables(tables) => tables.iter_mut().flat_map(|table| table.iter_mut()).for_each(|(_, item)| in_all(item, all)),
        Item::Value(value) => in_all_of_value(value, all),
        Item::None => {}
    }
}

fn in_all_of_value(value: &mut Value, all: usize) {
    match value {
        Value::String(text) if text.value().contains("{all}") => {
            // What stands in two braces is no name.
            let filled = text.value().split("{{all}}").map(|part| part.replace("{all}", &all.to_string())).collect::<Vec<_>>();
            *value = filled.join("{{all}}").into();
        }
        Value::Array(values) => values.iter_mut().for_each(|value| in_all_of_value(value, all)),
        Value::InlineTable(table) => table.iter_mut().for_each(|(_, value)| in_all_of_value(value, all)),
        _ => {}
    }
}

/// TOML without its comments, and without the lines that held nothing else.
fn without_comments(toml: &str) -> String {
    let mut bare = String::with_capacity(toml.len());
    // What ends the text that is open.
    let mut open: Option<&str> = None;
    let mut at = 0;
    while let Some(c) = toml[at..].chars().next() {
        let rest = &toml[at..];
        let mut length = c.len_utf8();
        match open {
            Some(quote) if c == '\\' && quote.starts_with('"') => length += rest[length..].chars().next().map_or(0, char::len_utf8),
            Some(quote) if rest.starts_with(quote) => {
                length = quote.len();
                // Quotes before the last three are text.
                while quote.len() == 3 && rest[length..].starts_with(c) {
                    length += 1;
                }
                open = None;
            }
            Some(_) => {}
            None if c == '#' => {
                let line = bare.rfind('\n').map_or(0, |end| end + 1);
                let end = rest.find('\n').unwrap_or(rest.len());
                bare.truncate(line + bare[line..].trim_end().len());
                // A line of its own goes with its end.
                at += if bare.len() == line { (end + 1).min(rest.len()) } else { end };
                continue;
            }
            None => {
                open = [r#"""""#, "'''", "\"", "'"].into_iter().find(|quote| rest.starts_with(quote));
                length = open.map_or(length, str::len);
            }
        }
        bare.push_str(&rest[..length]);
        at += length;
    }
    bare.trim_start_matches('\n').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_without_comments() {
        let toml = r##"# 担当 山田
a = "b # c" # d
  # e
[x] # f
g = [ # h
  'i # "j', # k
  "l\" # m", # n
]
o = """
# p " \""" q
""""" # r
s = '''
# t ' u'''' # v

w = "" # x
y = '' # z"##;
        let bare = "a = \"b # c\"\n[x]\ng = [\n  'i # \"j',\n  \"l\\\" # m\",\n]\no = \"\"\"\n# p \" \\\"\"\" q\n\"\"\"\"\"\ns = '''\n# t ' u''''\n\nw = \"\"\ny = ''";
        assert_eq!(without_comments(toml), bare);
        let tables = [toml, bare].map(|text| text.parse::<toml::Table>().unwrap());
        assert_eq!(tables[0], tables[1]);
    }
}
