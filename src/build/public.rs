//! Public: what a PDF carries in place of the office's own files. Papers are handed out and published, so that it says what
//! makes the papers, and nothing that is for the office alone.

use toml_edit::{DocumentMut, Item, Table, Value, value};

use crate::answers::division;
use crate::answers::entries::Entries;
use crate::answers::response::{self, Responses};
use crate::build::carried::{self, Origin};
use crate::build::input::{Input, earlier};
use crate::export;
use crate::meeting::gathered::gathered;
use crate::meeting::typed::Typed;
use crate::meeting::words::NOT_CARRIED;
use crate::meeting::{self, Meeting};
use crate::records::placed::Placed;
use crate::records::record::Opinion;
use crate::say::diag::{Diagnostic, Diagnostics, Result};
use crate::say::words;
use crate::typeset::fonts::Fonts;
use crate::typeset::world::Attachment;

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

/// What papers bear and carry.
#[derive(Clone, Default)]
pub struct Bearing {
    /// The build stamp.
    pub build: String,
    /// What the PDF carries.
    pub attachments: Vec<Attachment>,
}

/// The same for every kind of output.
pub struct Bearings {
    pub plain: Bearing,
    pub with_answers: Bearing,
    /// The stamp of inquiries, which say more of the meeting than papers carry.
    pub inquiries: String,
}

impl Bearing {
    fn new(meeting: &Meeting, origin: &Origin, canonical: &[u8]) -> Result<Self> {
        let build = origin.stamp(canonical);
        let attachments = if meeting.pdf.source { origin.attachments(canonical, &build)? } else { Vec::new() };
        Ok(Self { build, attachments })
    }
}

impl Bearings {
    /// `older` is the older edition, as its own meeting has it; `part` the paper for which these opinions are, if it shows no others.
    pub fn new(
        input: &Input,
        placed: &Placed,
        older: Option<(&Meeting, &Placed)>,
        fonts: &Fonts,
        published: &Responses,
        part: Option<Part>,
    ) -> Result<Self> {
        let meeting = &input.meeting;
        let canonical = &export::json::json(meeting, placed)?;
        // Papers without answers must not change whenever one comes in.
        let origin = Origin::new(&input.files, &input.records, fonts, &input.entries).without(response::FILE);
        let public = Public::new(input, placed, part)?;
        let inquiries = origin.with_records(&public.csv).with(meeting::FILE, &public.inquiries).stamp(canonical);
        let origin = origin.with_records(&public.csv).with(meeting::FILE, &public.meeting);
        // Of the older edition, too, nothing is carried but its opinions.
        let folder = meeting.head.older.as_deref().unwrap_or_default().trim_end_matches('/');
        let file = |name: &str| format!("{folder}/{name}");
        let of_older = match (&input.older, older) {
            (Some(input), Some((_, placed))) if input.meeting.folder == meeting.folder.join(folder) => {
                Some((input, Public::new(input, placed, None)?))
            }
            _ => None,
        };
        // Nor of one that is a table.
        let table = meeting.head.older.as_deref().filter(|name| earlier::is_table(name));
        let table = match (table, older) {
            (Some(name), Some((meeting, placed))) => Some((name, export::csv::csv(meeting, placed)?)),
            _ => None,
        };
        let origin = match &table {
            Some((name, csv)) => origin.without(name).with(&carried_table(name), csv),
            None => origin,
        };
        let origin = match &of_older {
            Some((input, Public { csv, meeting, .. })) => {
                origin.without(&file(&input.records)).with(&file(carried::CSV_RECORDS), csv).with(&file(meeting::FILE), meeting)
            }
            None => origin,
        };
        // A comparison shows no answers.
        let origin = match &meeting.head.older {
            Some(_) => origin.without(&file(response::FILE)),
            None => origin,
        };
        let plain = Bearing::new(meeting, &origin, canonical)?;
        let answers = export::csv::responses(published)?;
        let mut with_answers = Bearing::new(meeting, &origin.with(response::FILE, &answers), canonical)?;
        if meeting.pdf.source {
            let shares = division::shares(meeting, placed, &mut Diagnostics::ignored("the build tells them"))?;
            let answers = export::json::responses(&Entries::new(meeting, placed, &shares, published))?;
            with_answers.attachments.push(carried::responses(answers));
        }
        Ok(Self { plain, with_answers, inquiries })
    }
}

/// The name under which a PDF carries an older edition that is a table.
fn carried_table(name: &str) -> String {
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
