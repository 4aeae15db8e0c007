//! Text: tables and values as `meeting.toml` writes them, with their lines and comments.

use toml_edit::{DocumentMut, Item, RawString, Table, Value};

/// A table that stands where its list has it, and so do those in it.
pub fn unplaced(table: &mut Table) {
    table.set_position(None);
    for (_, item) in table.iter_mut() {
        match item {
            Item::Table(inner) => unplaced(inner),
            Item::ArrayOfTables(inner) => inner.iter_mut().for_each(unplaced),
            _ => {}
        }
    }
}

/// A table with a header, lines and comments.
pub fn written_out(mut table: Table, list: &str) -> String {
    unplaced(&mut table);
    if table.decor().prefix().is_none() {
        table.decor_mut().set_prefix("\n");
    }
    let mut document = DocumentMut::new();
    document.insert(list, Item::ArrayOfTables(std::iter::once(table).collect()));
    document.to_string()
}

/// A value as it is written, without what stands around it.
pub fn written_as(item: &Item) -> Option<String> {
    item.as_value().map(bare)
}

/// The same of a value.
pub fn bare(value: &Value) -> String {
    value.clone().decorated("", "").to_string()
}

/// The last of the keys that is a name.
pub fn list_name(keys: &[String]) -> &str {
    keys.iter().rev().find(|key| key.parse::<usize>().is_err()).map_or("", String::as_str)
}

/// A table in one line.
pub fn inline(table: Table) -> String {
    bare(&Value::InlineTable(table.into_inline_table()))
}

/// Whether nothing but blanks and line ends stands somewhere.
pub fn is_blank(part: Option<&RawString>) -> bool {
    part.and_then(|part| part.as_str()).is_none_or(|part| part.chars().all(char::is_whitespace))
}
