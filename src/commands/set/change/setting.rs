//! Setting: what was asked for, as it is written.

use toml_edit::{DocumentMut, Formatted, Item, Table, Value};

use super::text::unplaced;
use crate::meeting::day::PROVISIONAL;

/// A setting in its parts.
pub struct Setting<'s> {
    /// The key as it is written.
    pub written: &'s str,
    /// From the outermost table inwards, and the last one.
    pub outer: Vec<String>,
    pub last: String,
    /// Whether the value is one more of a list.
    pub adds: bool,
    pub value: Option<Given>,
    /// Whether it is the date of the meeting, and said to be provisional.
    pub is_date: bool,
    pub is_provisional: bool,
}

impl<'s> Setting<'s> {
    /// Nothing of what is no setting.
    pub fn of(text: &'s str) -> Option<Self> {
        let (written, value) = parted(text)?;
        let (written, adds) = written.trim().strip_suffix('+').map_or((written.trim(), false), |key| (key.trim_end(), true));
        let mut outer = keys(written)?;
        let is_date = outer == ["meeting", "date"];
        let (text, is_provisional) = match value.trim().strip_suffix(PROVISIONAL) {
            Some(date) if is_date => (date.trim_end(), true),
            _ => (value.trim(), false),
        };
        let value = match table_of(value, &outer) {
            Some(table) => Some(Given::Table(table)),
            None => Some(text).filter(|text| !text.is_empty()).map(|text| Given::Value(read(text))),
        };
        let last = outer.pop()?;
        Some(Self { written, outer, last, adds, value, is_date, is_provisional })
    }
}

/// What a setting gives: a value, or a table with its header.
#[derive(Clone)]
pub enum Given {
    Value(Value),
    Table(Table),
}

impl Given {
    pub fn is_table(&self) -> bool {
        matches!(self, Self::Table(_) | Self::Value(Value::InlineTable(_)))
    }
}

/// A value as TOML has it; what is none is a text.
pub fn read(text: &str) -> Value {
    text.parse::<Value>().unwrap_or_else(|_| Value::String(Formatted::new(text.to_owned())))
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
fn keys(key: &str) -> Option<Vec<String>> {
    if key.contains('"') {
        let names = |keys: Vec<toml_edit::Key>| keys.into_iter().map(|key| key.get().to_owned()).collect();
        // Outside of its quotes there may be letters that TOML wants quoted, too.
        let parts = key.split_inclusive('"').enumerate();
        let quoted =
            || parts.map(|(index, part)| if index % 2 == 1 { part.to_owned() } else { part.split_inclusive('.').map(bare).collect() });
        return toml_edit::Key::parse(key).or_else(|_| toml_edit::Key::parse(&quoted().collect::<String>())).ok().map(names);
    }
    let keys: Vec<String> = key.split('.').map(str::to_owned).collect();
    let is_key = |key: &String| !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
    keys.iter().all(is_key).then_some(keys)
}

/// A part of a key outside of quotes, which TOML takes.
fn bare(part: &str) -> String {
    let (name, dot) = part.strip_suffix('.').map_or((part, ""), |name| (name, "."));
    let (name, quote) = name.strip_suffix('"').map_or((name, ""), |name| (name, "\""));
    let is_bare = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if is_bare || !quote.is_empty() { format!("{name}{quote}{dot}") } else { format!("\"{name}\"{dot}") }
}

/// The table that the keys name, as `written_out` writes it.
fn table_of(text: &str, keys: &[String]) -> Option<Table> {
    let document: DocumentMut = text.parse().ok()?;
    let (name, Item::ArrayOfTables(tables)) = document.iter().next()? else { return None };
    let is_named = document.len() == 1 && tables.len() == 1 && keys.iter().rev().take(2).any(|key| key == name);
    let mut table = tables.get(0)?.clone();
    unplaced(&mut table);
    is_named.then_some(table)
}
