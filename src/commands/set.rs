//! `shiryo set`: changes what `meeting.toml` says, and leaves the rest of it as it stands, comments and order included.

use std::path::PathBuf;

use toml_edit::{Array, DocumentMut, Formatted, Item, Table, Value};

use super::outcome::{Before, FileMade, Outcome, Settings};
use super::{Done, Help, meeting_of};
use crate::build::output::{self, Artifact};
use crate::meeting::typed::Typed;
use crate::meeting::{self, Meeting};
use crate::read::files;
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::words;

#[derive(Debug, clap::Args)]
pub struct Set {
    #[arg(long, value_name = "FOLDER")]
    meeting: Option<PathBuf>,
    #[arg(value_name = "KEY=VALUE", required = true)]
    settings: Vec<String>,
}

pub const HELP: Help = Help {
    about: words::help_set,
    examples: Some(words::help_set_examples),
    arguments: &[("meeting", words::help_meeting), ("settings", words::help_set_settings)],
};

/// Where a setting stands: the keys from the outermost table inwards; an index counts from 1.
type Keys = Vec<String>;

impl Set {
    pub fn run(self, warnings: &mut Diagnostics) -> Result<Done> {
        let folder = meeting_of(self.meeting, warnings);
        let lock = output::lock_meeting(&folder, &|| {})?;
        let path = folder.join(meeting::FILE);
        let file = files::display(&path);
        let bytes = files::read(&path)?;
        let typed = Typed::of_bytes(&file, &bytes)?;
        let has_crlf = typed.text.contains("\r\n");
        let text = typed.text.replace("\r\n", "\n");
        let mut document: DocumentMut = match text.parse() {
            Ok(document) => document,
            // What is wrong with the file is said in its own words.
            Err(_) => {
                Meeting::parse(&text, &folder)?;
                return Err(meeting::parse::unreadable(&file, &text));
            }
        };
        let mut before = Vec::new();
        for setting in &self.settings {
            before.push(apply(&mut document, setting).map_err(|finding| Diagnostics::from(finding.at(Place::file(&file))))?);
        }
        let text = document.to_string();
        let meeting = Meeting::parse(&text, &folder)?;
        let text = if has_crlf { text.replace('\n', "\r\n") } else { text };
        drop(meeting);
        let artifact = Artifact { name: meeting::FILE.to_owned(), bytes: text.into_bytes() };
        let is_same = artifact.bytes == bytes;
        if !is_same {
            output::put_locked(&lock, std::slice::from_ref(&artifact))?;
        }
        let files = if is_same { Vec::new() } else { FileMade::all(&folder, &[artifact]) };
        let lines = if is_same { vec![words::set_same(&file)] } else { vec![words::set_done(&file, self.settings.join("、"))] };
        Ok(Done::new(lines, Outcome::Set(Settings { files, before })))
    }
}

/// Does what one setting says, and returns what was there before.
fn apply(document: &mut DocumentMut, setting: &str) -> std::result::Result<Before, Box<Diagnostic>> {
    let refused = |message| Err(Box::new(Diagnostic::error(message).hint(words::set_grammar_hint())));
    let Some((key, value)) = parted(setting) else { return refused(words::set_grammar(setting)) };
    let Some(keys) = keys(key) else { return refused(words::set_grammar(setting)) };
    let value = value.trim();
    let Some((last, outer)) = keys.split_last() else { return refused(words::set_grammar(setting)) };
    let Some(table) = outer.iter().try_fold(document.as_item_mut(), |item, key| inner(item, key)) else {
        return refused(words::set_no_place(key));
    };
    let Some(table) = table.as_table_like_mut() else { return refused(words::set_no_place(key)) };
    let before = table.get(last).and_then(Item::as_value).map(|value| value.clone().decorated("", "").to_string());
    let before = Before { key: key.trim().to_owned(), value: before };
    if value.is_empty() {
        table.remove(last);
        return Ok(before);
    }
    let mut new = read(value);
    match table.get_mut(last) {
        // Its comment stays beside it.
        Some(Item::Value(old)) => {
            if let (Value::Array(old), Value::Array(new)) = (&*old, &mut new) {
                as_before(old, new);
            }
            *new.decor_mut() = old.decor().clone();
            *old = new;
        }
        Some(item) if item.is_none() => *item = Item::Value(new),
        Some(_) => return refused(words::set_no_place(key)),
        None => drop(table.insert(last, Item::Value(new))),
    }
    Ok(before)
}

/// Key and value: what stands on both sides of the first `=` that is in no quotes.
fn parted(setting: &str) -> Option<(&str, &str)> {
    let mut is_quoted = false;
    let at = setting.char_indices().find(|(_, c)| {
        is_quoted ^= *c == '"';
        *c == '=' && !is_quoted
    });
    at.map(|(at, _)| (&setting[..at], &setting[at + 1..]))
}

/// The parts of a key. One in quotes may hold anything, as in TOML; others are letters of any script and digits.
fn keys(key: &str) -> Option<Keys> {
    if key.contains('"') {
        let parsed = toml_edit::Key::parse(key.trim()).ok()?;
        return Some(parsed.into_iter().map(|key| key.get().to_owned()).collect());
    }
    let keys: Keys = key.trim().split('.').map(str::to_owned).collect();
    let is_key = |key: &String| !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
    keys.iter().all(is_key).then_some(keys)
}

/// What stands under `key`; a table is made where there is none yet.
fn inner<'i>(item: &'i mut Item, key: &str) -> Option<&'i mut Item> {
    if let Ok(number) = key.parse::<usize>() {
        let index = number.checked_sub(1)?;
        return match item {
            Item::ArrayOfTables(tables) if index < tables.len() => item.get_mut(index),
            Item::Value(Value::Array(values)) if index < values.len() => item.get_mut(index),
            _ => None,
        };
    }
    let table = item.as_table_like_mut()?;
    if !table.contains_key(key) {
        table.insert(key, Item::Table(Table::new()));
    }
    table.get_mut(key)
}

/// A value as TOML has it; what is none is a text.
fn read(text: &str) -> Value {
    text.parse::<Value>().unwrap_or_else(|_| Value::String(Formatted::new(text.to_owned())))
}

/// Lines and comments of the old list for those values of the new one that it had, too.
fn as_before(old: &Array, new: &mut Array) {
    let bare = |value: &Value| value.clone().decorated("", "").to_string();
    let is_in_lines = old.iter().any(|value| value.decor().prefix().and_then(|prefix| prefix.as_str()).is_some_and(|p| p.contains('\n')));
    let usual = old.iter().next().map(|value| value.decor().clone());
    for value in new.iter_mut() {
        let was = old.iter().find(|was| bare(was) == bare(value));
        match was {
            Some(was) => *value = was.clone(),
            None if is_in_lines => {
                let prefix = usual.as_ref().and_then(|decor| decor.prefix()?.as_str()).unwrap_or("\n    ");
                // The comment of another value is not repeated.
                let indent = prefix.rsplit('\n').next().unwrap_or_default();
                value.decor_mut().set_prefix(format!("\n{indent}"));
            }
            None => {}
        }
    }
    if is_in_lines {
        new.set_trailing(old.trailing().clone());
        new.set_trailing_comma(old.trailing_comma());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(text: &str, settings: &[&str]) -> String {
        let mut document: DocumentMut = text.parse().unwrap();
        for setting in settings {
            apply(&mut document, setting).unwrap();
        }
        document.to_string()
    }

    #[test]
    fn set_keeps_comments() {
        let text = "# 会議\n[meeting]\ntitle = \"題\"  # 仮の題\n\n[look]            # 体裁\npaper = \"a3\"  # 紙\nsize = 9\n";
        assert_eq!(
            set(text, &["look.paper=a4", "look.landscape=false", "meeting.title=\"新しい題\""]),
            "# 会議\n[meeting]\ntitle = \"新しい題\"  # 仮の題\n\n[look]            # 体裁\npaper = \"a4\"  # 紙\nsize = 9\nlandscape = false\n"
        );
        assert_eq!(set("[look]\nsize = 9\n", &["look.size="]), "[look]\n");
        assert_eq!(
            set("[columns]\n", &["columns.\"No.=\"=unused", "columns.氏名=unused"]),
            "[columns]\n\"No.=\" = \"unused\"\n\"氏名\" = \"unused\"\n"
        );
    }

    #[test]
    fn set_papers() {
        let text =
            "[[papers]]\nlabel = \"資料1\"\ncolumns = [\n    \"no\",\n    # 意見\n    \"text\",\n]\n\n[[papers]]\nlabel = \"資料2\"\n";
        let said = set(text, &["papers.1.columns=[\"text\", \"no\", \"view\"]", "papers.1.look.size=8", "papers.2.label=資料3"]);
        assert_eq!(
            said,
            "[[papers]]\nlabel = \"資料1\"\ncolumns = [\n    # 意見\n    \"text\",\n    \"no\",\n    \"view\",\n]\n\n[papers.look]\nsize = 8\n\n[[papers]]\nlabel = \"資料3\"\n"
        );
    }

    #[test]
    fn set_refuses() {
        let mut document: DocumentMut = "[[papers]]\nlabel = \"資料1\"\n".parse().unwrap();
        for setting in ["look", "=1", "papers.2.label=x", "papers.1.label.x=1", "a b=1"] {
            assert!(apply(&mut document, setting).is_err(), "{setting}");
        }
    }

    #[test]
    fn set_before() {
        let mut document: DocumentMut = "[look]\nsize = 9  # 字\n".parse().unwrap();
        assert_eq!(apply(&mut document, "look.size=10").unwrap().value.as_deref(), Some("9"));
        assert_eq!(apply(&mut document, "look.line=15").unwrap().value, None);
    }
}
