//! List: members of a list, whether it is one of tables or of values.

use toml_edit::{Array, ArrayOfTables, Item, Table, TableLike, Value};

use super::setting::{Given, Setting};
use super::text::{bare, inline, list_name, written_as, written_out};
use crate::commands::outcome::Before;
use crate::say::words::{self, Message};

/// How many members a list has; nothing of what is no list.
pub fn length(item: &Item) -> Option<usize> {
    item.as_array_of_tables().map(ArrayOfTables::len).or_else(|| item.as_array().map(Array::len))
}

/// What a member may be called by.
const NAMES: [&str; 6] = ["key", "name", "title", "label", "value", "heading"];

/// The members of a list that are tables, and nothing for the others.
pub fn tables(list: &Item) -> Vec<Option<&dyn TableLike>> {
    match list {
        Item::ArrayOfTables(tables) => tables.iter().map(|table| Some(table as &dyn TableLike)).collect(),
        Item::Value(Value::Array(values)) => {
            values.iter().map(|value| value.as_inline_table().map(|table| table as &dyn TableLike)).collect()
        }
        _ => Vec::new(),
    }
}

/// Which member of a list is meant, from 0; of a number, whether it is there or not. A heading counts only where nothing else
/// is called so.
pub fn member(list: &Item, key: &str) -> Option<usize> {
    if let Ok(number) = key.parse::<usize>() {
        return number.checked_sub(1);
    }
    let (heading, names) = NAMES.split_last()?;
    let called = |names: &[&str]| {
        let is_called = |table: &&dyn TableLike| names.iter().any(|name| table.get(name).and_then(Item::as_str) == Some(key));
        tables(list).iter().position(|table| table.as_ref().is_some_and(is_called))
    };
    called(names).or_else(|| called(&[heading]))
}

/// For keys that name no member of a list: which members it has.
pub fn members(document: &Item, Setting { outer, last, adds, .. }: &Setting) -> Option<Message> {
    let mut place = document;
    for (depth, key) in outer.iter().chain([last]).enumerate() {
        if let Some(length) = length(place) {
            let is_end = *adds && depth == outer.len();
            let Some(index) = member(place, key).filter(|index| *index < length + usize::from(is_end)) else {
                let name = |table: &dyn TableLike| NAMES.iter().rev().find_map(|name| table.get(name)?.as_str().map(str::to_owned));
                let said = |(index, table): (usize, Option<&dyn TableLike>)| match table.and_then(name).filter(|name| !name.is_empty()) {
                    Some(name) => format!("{}（{name}）", index + 1),
                    None => (index + 1).to_string(),
                };
                let known: Vec<String> = tables(place).into_iter().enumerate().map(said).collect();
                return (!known.is_empty()).then(|| words::set_members(outer[..depth].join("."), words::listed(&known)));
            };
            place = place.get(index)?;
        } else {
            place = place.get(key)?;
        }
    }
    None
}

/// A list for a first member: of tables where it is one and the list belongs to no other table.
pub fn empty_list(first: &Given, outer: &[String]) -> Item {
    if first.is_table() && outer.is_empty() { Item::ArrayOfTables(ArrayOfTables::new()) } else { Item::Value(Array::new().into()) }
}

/// Puts a member into a list before the one at `index`.
pub fn insert(list: &mut Item, index: usize, value: Given) -> bool {
    match (list, value) {
        (Item::ArrayOfTables(tables), Given::Value(Value::InlineTable(table))) if index <= tables.len() => {
            tables.insert(index, table.into_table());
        }
        (Item::ArrayOfTables(tables), Given::Table(table)) if index <= tables.len() => tables.insert(index, table),
        (Item::Value(Value::Array(values)), Given::Value(value)) if index <= values.len() => {
            let old = values.clone();
            values.insert_formatted(index, value);
            as_before(&old, values);
        }
        _ => return false,
    }
    true
}

/// Puts another member in the place of one, and returns that one as it was written.
pub fn replace(list: &mut Item, index: usize, value: Given, keys: &[String]) -> Option<String> {
    match (list, value) {
        (Item::ArrayOfTables(tables), value) => {
            let old = tables.get(index)?;
            let mut new = match value {
                Given::Value(Value::InlineTable(table)) => {
                    let mut new = table.into_table();
                    *new.decor_mut() = old.decor().clone();
                    new
                }
                Given::Value(_) => return None,
                Given::Table(table) => table,
            };
            new.set_position(old.position());
            Some(written_out(tables.replace(index, new), list_name(keys)))
        }
        (Item::Value(Value::Array(values)), Given::Value(mut value)) => {
            let old = values.get_mut(index)?;
            *value.decor_mut() = old.decor().clone();
            let before = std::mem::replace(old, value);
            Some(bare(&before))
        }
        _ => None,
    }
}

/// Takes a member out of the list of these keys, and says what puts it back, lines and comments included.
pub fn remove(list: &mut Item, index: usize, keys: &[String]) -> Option<Before> {
    let name = keys.join(".");
    let whole = written_as(list);
    match list {
        Item::ArrayOfTables(tables) => {
            let value = written_out(tables.remove(index), list_name(keys));
            Some(Before { key: format!("{name}.{}+", index + 1), value: Some(value) })
        }
        Item::Value(Value::Array(values)) => {
            values.remove(index);
            Some(Before { key: name, value: whole })
        }
        _ => None,
    }
}

/// What takes away the member that was added.
pub fn removal(list: &str, index: usize) -> Before {
    Before { key: format!("{list}.{}", index + 1), value: None }
}

/// The tables of a list in a new order; those that were there keep their lines and comments.
pub fn of_tables(old: &ArrayOfTables, new: &Value) -> Option<ArrayOfTables> {
    let mut left: Vec<&Table> = old.iter().collect();
    let table = |value: &Value| {
        let new = value.as_inline_table()?;
        let text = bare(value);
        let same = left.iter().position(|old| inline((*old).clone()) == text);
        let mut table = same.map_or_else(|| new.clone().into_table(), |index| left.remove(index).clone());
        table.set_position(None);
        Some(table)
    };
    new.as_array()?.iter().map(table).collect()
}

/// Lines and comments of the old list for those values of the new one that it had, too.
pub fn as_before(old: &Array, new: &mut Array) {
    let is_in_lines = old.iter().any(|value| value.decor().prefix().and_then(|prefix| prefix.as_str()).is_some_and(|p| p.contains('\n')));
    let usual = old.iter().next().map(|value| value.decor().clone());
    for (index, value) in new.iter_mut().enumerate() {
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
        if !is_in_lines {
            value.decor_mut().set_prefix(if index == 0 { "" } else { " " });
            value.decor_mut().set_suffix("");
        }
    }
    if is_in_lines {
        new.set_trailing(old.trailing().clone());
        new.set_trailing_comma(old.trailing_comma());
    }
}
