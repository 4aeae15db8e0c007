//! Change: what one setting changes in the text of a `meeting.toml`. Everything else stays, comments and order included.
//!
//! `key=value` sets, `key=` takes away, `key+=value` adds to a list: at its end, or before the member that the key names.
//! A table may be given as the file writes it, with a header, lines and comments.
//! A member of a list is named by its number, from 1, or by its `key`, `name`, `title`, `label` or `value`,
//! or by its heading.

use toml_edit::{Array, ArrayOfTables, DocumentMut, Formatted, InlineTable, Item, Table, TableLike, Value};

use crate::commands::outcome::Before;
use crate::meeting::day::PROVISIONAL;
use crate::say::diag::Diagnostic;
use crate::say::words::{self, Message};

/// The keys from the outermost table inwards.
type Keys = Vec<String>;
type Outcome<T> = Result<T, Box<Diagnostic>>;

/// Does what a setting says, and returns the setting that undoes it, as key and value.
pub fn apply(document: &mut DocumentMut, setting: &str) -> Outcome<Before> {
    let no_setting = || refused(words::set_grammar(setting));
    let (written, value) = parted(setting).ok_or_else(no_setting)?;
    let (written, adds) = written.trim().strip_suffix('+').map_or((written.trim(), false), |key| (key.trim_end(), true));
    let keys = keys(written).ok_or_else(no_setting)?;
    let (last, outer) = keys.split_last().ok_or_else(no_setting)?;
    let members = members(document.as_item(), &keys, adds);
    let no_place = || {
        let hint = members.clone().unwrap_or_else(words::set_grammar_hint);
        Box::new(Diagnostic::error(words::set_no_place(written)).hint(hint))
    };
    let is_date = keys == ["meeting", "date"];
    let (text, is_provisional) = match value.trim().strip_suffix(PROVISIONAL) {
        Some(date) if is_date => (date.trim_end(), true),
        _ => (value.trim(), false),
    };
    let value = match table_of(value, &keys) {
        Some(table) => Some(Given::Table(table)),
        None => Some(text).filter(|text| !text.is_empty()).map(|text| Given::Value(read(text))),
    };
    let mut place = document.as_item_mut();
    for key in outer {
        place = inner(place, key).ok_or_else(no_place)?;
    }
    if let Some(length) = length(place) {
        let index = member(place, last).ok_or_else(no_place)?;
        let name = outer.join(".");
        return match value {
            Some(value) if adds => insert(place, index, value).then(|| removal(&name, index)),
            Some(value) if index < length => {
                replace(place, index, value, outer).map(|before| Before { key: written.to_owned(), value: Some(before) })
            }
            None if index < length => remove(place, index, outer),
            _ => None,
        }
        .ok_or_else(no_place);
    }
    if adds {
        let value = value.ok_or_else(no_setting)?;
        let table = place.as_table_like_mut().ok_or_else(no_place)?;
        let is_new = !table.contains_key(last);
        let list = table.entry(last).or_insert_with(|| empty_list(&value, outer));
        let end = length(list).ok_or_else(no_place)?;
        // A list that was not there is not there again.
        let undone = if is_new { Before { key: written.to_owned(), value: None } } else { removal(written, end) };
        return insert(list, end, value).then_some(undone).ok_or_else(no_place);
    }
    let as_it_was = value.is_none().then(|| whole(place, outer)).flatten();
    // More is to be said of a member that is a name alone.
    named(place, outer.len().checked_sub(2).map_or("", |at| outer[at].as_str()));
    let table = place.as_table_like_mut().ok_or_else(no_place)?;
    let mut before = table.get(last).and_then(written_as);
    let is_taken = value.is_none();
    let as_it_was = as_it_was.filter(|_| table.contains_key(last));
    match value {
        Some(value) => put(table, last, value).then_some(()).ok_or_else(no_place)?,
        None => drop(table.remove(last)),
    }
    if is_date && confirm(table, is_provisional) {
        before = before.map(|date| format!("{date}  {PROVISIONAL}"));
    }
    plain(place);
    spaced(place);
    // What a member of a list says in a table of its own goes with the last of it, so that what made it is undone.
    let is_bare = |table: &Table| table.is_empty() && [table.decor().prefix(), table.decor().suffix()].into_iter().all(is_blank);
    if is_taken
        && place.as_table().is_some_and(is_bare)
        && let Some((own, outer)) = outer.split_last().filter(|(_, outer)| !outer.is_empty())
    {
        let mut parent = document.as_item_mut();
        for key in outer {
            parent = inner(parent, key).ok_or_else(no_place)?;
        }
        parent.as_table_mut().map(|parent| parent.remove(own));
    }
    Ok(as_it_was.unwrap_or_else(|| Before { key: written.to_owned(), value: before }))
}

/// What puts a table back as it is: what is taken out of it has lines and comments.
fn whole(table: &Item, keys: &[String]) -> Option<Before> {
    let value = table.as_table().map(|table| written_out(table.clone(), list_name(keys))).or_else(|| written_as(table))?;
    Some(Before { key: keys.join("."), value: Some(value) })
}

/// The last of the keys that is a name.
fn list_name(keys: &[String]) -> &str {
    keys.iter().rev().find(|key| key.parse::<usize>().is_err()).map_or("", String::as_str)
}

fn refused(message: Message) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(message).hint(words::set_grammar_hint()))
}

/// What takes away the member that was added.
fn removal(list: &str, index: usize) -> Before {
    Before { key: format!("{list}.{}", index + 1), value: None }
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
        let names = |keys: Vec<toml_edit::Key>| keys.into_iter().map(|key| key.get().to_owned()).collect();
        // Outside of its quotes there may be letters that TOML wants quoted, too.
        let parts = key.split_inclusive('"').enumerate();
        let quoted =
            || parts.map(|(index, part)| if index % 2 == 1 { part.to_owned() } else { part.split_inclusive('.').map(bare).collect() });
        return toml_edit::Key::parse(key).or_else(|_| toml_edit::Key::parse(&quoted().collect::<String>())).ok().map(names);
    }
    let keys: Keys = key.split('.').map(str::to_owned).collect();
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

/// What a setting gives: a value, or a table with its header.
enum Given {
    Value(Value),
    Table(Table),
}

impl Given {
    fn is_table(&self) -> bool {
        matches!(self, Self::Table(_) | Self::Value(Value::InlineTable(_)))
    }
}

/// A value as TOML has it; what is none is a text.
fn read(text: &str) -> Value {
    text.parse::<Value>().unwrap_or_else(|_| Value::String(Formatted::new(text.to_owned())))
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

/// A table that stands where its list has it, and so do those in it.
fn unplaced(table: &mut Table) {
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
fn written_out(mut table: Table, list: &str) -> String {
    unplaced(&mut table);
    if table.decor().prefix().is_none() {
        table.decor_mut().set_prefix("\n");
    }
    let mut document = DocumentMut::new();
    document.insert(list, Item::ArrayOfTables(std::iter::once(table).collect()));
    document.to_string()
}

/// A value as it is written, without what stands around it.
fn written_as(item: &Item) -> Option<String> {
    item.as_value().map(|value| value.clone().decorated("", "").to_string())
}

/// How many members a list has; nothing of what is no list.
fn length(item: &Item) -> Option<usize> {
    item.as_array_of_tables().map(ArrayOfTables::len).or_else(|| item.as_array().map(Array::len))
}

/// What a member may be called by.
const NAMES: [&str; 6] = ["key", "name", "title", "label", "value", "heading"];

/// The members of a list that are tables, and nothing for the others.
fn tables(list: &Item) -> Vec<Option<&dyn TableLike>> {
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
fn member(list: &Item, key: &str) -> Option<usize> {
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
fn members(document: &Item, keys: &[String], adds: bool) -> Option<Message> {
    let mut place = document;
    for (depth, key) in keys.iter().enumerate() {
        if let Some(length) = length(place) {
            let is_end = adds && depth + 1 == keys.len();
            let Some(index) = member(place, key).filter(|index| *index < length + usize::from(is_end)) else {
                let name = |table: &dyn TableLike| NAMES.iter().rev().find_map(|name| table.get(name)?.as_str().map(str::to_owned));
                let said = |(index, table): (usize, Option<&dyn TableLike>)| match table.and_then(name).filter(|name| !name.is_empty()) {
                    Some(name) => format!("{}（{name}）", index + 1),
                    None => (index + 1).to_string(),
                };
                let known: Vec<String> = tables(place).into_iter().enumerate().map(said).collect();
                return (!known.is_empty()).then(|| words::set_members(keys[..depth].join("."), words::listed(&known)));
            };
            place = place.get(index)?;
        } else {
            place = place.get(key)?;
        }
    }
    None
}

/// What stands under `key`; a table is made where there is none yet.
fn inner<'i>(item: &'i mut Item, key: &str) -> Option<&'i mut Item> {
    if length(item).is_some() {
        let index = member(item, key)?;
        return item.get_mut(index);
    }
    if !item.as_table_like()?.contains_key(key) {
        let is_inline = item.is_inline_table();
        let new = if is_inline { Item::Value(InlineTable::new().into()) } else { Item::Table(Table::new()) };
        item.as_table_like_mut()?.insert(key, new);
    }
    item.as_table_like_mut()?.get_mut(key)
}

/// A name alone in a list becomes a table with that name.
fn named(item: &mut Item, list: &str) {
    let key = match list {
        "columns" | "stack" => "of",
        "files" => "file",
        _ => return,
    };
    let Some(value) = item.as_value_mut().filter(|value| value.is_str()) else { return };
    let decor = value.decor().clone();
    let mut table = InlineTable::new();
    table.insert(key, value.clone().decorated(" ", ""));
    *value = Value::InlineTable(table);
    *value.decor_mut() = decor;
}

/// A table of which nothing but the name is left becomes that name again.
fn plain(item: &mut Item) {
    let Some(value) = item.as_value_mut() else { return };
    let Some(table) = value.as_inline_table().filter(|table| table.len() == 1) else { return };
    let Some(name) = ["of", "file"].iter().find_map(|key| table.get(key)).filter(|name| name.is_str()) else { return };
    let decor = value.decor().clone();
    let mut name = name.clone();
    *name.decor_mut() = decor;
    *value = name;
}

/// A table in one line has its blanks where they usually are, wherever something was added.
fn spaced(item: &mut Item) {
    let Some(table) = item.as_inline_table_mut() else { return };
    for (_, value) in table.iter_mut() {
        let is_blank =
            |part: Option<&toml_edit::RawString>| part.and_then(|part| part.as_str()).is_none_or(|part| part.chars().all(|c| c == ' '));
        if is_blank(value.decor().prefix()) && is_blank(value.decor().suffix()) {
            value.decor_mut().clear();
        }
    }
}

/// Whether nothing but blanks and line ends stands somewhere.
fn is_blank(part: Option<&toml_edit::RawString>) -> bool {
    part.and_then(|part| part.as_str()).is_none_or(|part| part.chars().all(char::is_whitespace))
}

/// A list for a first member: of tables where it is one and the list belongs to no other table.
fn empty_list(first: &Given, outer: &[String]) -> Item {
    if first.is_table() && outer.is_empty() { Item::ArrayOfTables(ArrayOfTables::new()) } else { Item::Value(Array::new().into()) }
}

/// Puts a member into a list before the one at `index`.
fn insert(list: &mut Item, index: usize, value: Given) -> bool {
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
fn replace(list: &mut Item, index: usize, value: Given, keys: &[String]) -> Option<String> {
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
            Some(before.decorated("", "").to_string())
        }
        _ => None,
    }
}

/// Takes a member out of the list of these keys, and says what puts it back, lines and comments included.
fn remove(list: &mut Item, index: usize, keys: &[String]) -> Option<Before> {
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

/// A table in one line.
fn inline(table: Table) -> String {
    Value::InlineTable(table.into_inline_table()).decorated("", "").to_string()
}

/// Writes a value under a key; the comment of the old one stays beside it.
fn put(table: &mut dyn TableLike, key: &str, new: Given) -> bool {
    let mut new = match new {
        Given::Value(value) => value,
        Given::Table(mut new) => {
            match table.get_mut(key) {
                Some(Item::Table(old)) => {
                    new.set_position(old.position());
                    *old = new;
                }
                Some(item) if !item.is_none() => return false,
                _ => drop(table.insert(key, Item::Table(new))),
            }
            return true;
        }
    };
    match table.get_mut(key) {
        Some(Item::Value(old)) => {
            // What is written in lines has its own.
            if let (Value::Array(old), Value::Array(new)) = (&*old, &mut new)
                && !new.to_string().contains('\n')
            {
                as_before(old, new);
            }
            *new.decor_mut() = old.decor().clone();
            *old = new;
        }
        Some(item) if item.is_none() => *item = Item::Value(new),
        Some(Item::ArrayOfTables(old)) => match of_tables(old, &new) {
            Some(new) => *old = new,
            None => return false,
        },
        Some(_) => return false,
        None => drop(table.insert(key, Item::Value(new))),
    }
    true
}

/// The tables of a list in a new order; those that were there keep their lines and comments.
fn of_tables(old: &ArrayOfTables, new: &Value) -> Option<ArrayOfTables> {
    let mut left: Vec<&Table> = old.iter().collect();
    let table = |value: &Value| {
        let new = value.as_inline_table()?;
        let text = value.clone().decorated("", "").to_string();
        let same = left.iter().position(|old| inline((*old).clone()) == text);
        let mut table = same.map_or_else(|| new.clone().into_table(), |index| left.remove(index).clone());
        table.set_position(None);
        Some(table)
    };
    new.as_array()?.iter().map(table).collect()
}

/// Lines and comments of the old list for those values of the new one that it had, too.
fn as_before(old: &Array, new: &mut Array) {
    let bare = |value: &Value| value.clone().decorated("", "").to_string();
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

/// A date that somebody set is no provisional one, unless they say so. Returns whether it was one.
fn confirm(table: &mut dyn TableLike, is_provisional: bool) -> bool {
    let Some(date) = table.get_mut("date").and_then(Item::as_value_mut) else { return false };
    let was = date.decor().suffix().and_then(|suffix| suffix.as_str()).is_some_and(|comment| comment.contains(PROVISIONAL));
    if was || is_provisional {
        date.decor_mut().set_suffix(if is_provisional { format!("  {PROVISIONAL}") } else { String::new() });
    }
    was
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(text: &str, settings: &[&str]) -> String {
        let mut document: DocumentMut = text.parse().unwrap();
        for setting in settings {
            apply(&mut document, setting).unwrap_or_else(|error| panic!("{setting}: {error:?}"));
        }
        document.to_string()
    }

    /// Does settings and undoes them again, last first.
    fn undone(text: &str, settings: &[&str]) -> String {
        let mut document: DocumentMut = text.parse().unwrap();
        let before: Vec<Before> = settings.iter().map(|setting| apply(&mut document, setting).unwrap()).collect();
        for Before { key, value } in before.into_iter().rev() {
            apply(&mut document, &format!("{key}={}", value.unwrap_or_default())).unwrap();
        }
        document.to_string()
    }

    #[test]
    fn change_keeps_comments() {
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
    fn change_papers() {
        let text =
            "[[papers]]\nlabel = \"資料1\"\ncolumns = [\n    \"no\",\n    # 意見\n    \"text\",\n]\n\n[[papers]]\nlabel = \"資料2\"\n";
        let said = set(text, &["papers.1.columns=[\"text\", \"no\", \"view\"]", "papers.1.look.size=8", "papers.2.label=資料3"]);
        assert_eq!(
            said,
            "[[papers]]\nlabel = \"資料1\"\ncolumns = [\n    # 意見\n    \"text\",\n    \"no\",\n    \"view\",\n]\n\n[papers.look]\nsize = 8\n\n[[papers]]\nlabel = \"資料3\"\n"
        );
        assert_eq!(undone(text, &["papers.1.look.size=8", "papers.1.look.paper=a4"]), text);
        assert!(set(&said.replace("[papers.look]", "# 体裁\n[papers.look]"), &["papers.1.look.size="]).contains("# 体裁"));
    }

    #[test]
    fn change_columns() {
        let text = "[[papers]]\ncolumns = [\n    \"no\",  # 番号\n    \"text\",\n]\n";
        let wide = set(text, &["papers.1.columns.2.width=30"]);
        assert_eq!(wide, "[[papers]]\ncolumns = [\n    \"no\",  # 番号\n    { of = \"text\", width = 30 },\n]\n");
        assert_eq!(set(&wide, &["papers.1.columns.2.width="]), text);
        let named = set(&wide, &["papers.1.columns.2.heading=\"声\""]);
        assert!(named.contains("{ of = \"text\", width = 30, heading = \"声\" },"), "{named}");
        assert_eq!(undone(text, &["papers.1.columns.2.width=30", "papers.1.columns.1=", "papers.1.columns+=view"]), text);
    }

    #[test]
    fn change_lists() {
        let text = "[meeting]\ntitle = \"題\"\n\n[[fields]]\nkey = \"rank\"  # 順\nheading = \"順位\"\n";
        let said =
            set(text, &["fields.rank.private=true", "fields+={ key = \"備考\", heading = \"備考\" }", "sections+={ title = \"公園\" }"]);
        assert_eq!(
            said,
            "[meeting]\ntitle = \"題\"\n\n[[fields]]\nkey = \"rank\"  # 順\nheading = \"順位\"\nprivate = true\n\n[[fields]]\nkey = \"備考\"\nheading = \"備考\"\n\n[[sections]]\ntitle = \"公園\"\n"
        );
        assert_eq!(set(&said, &["sections.公園.title=道路", "fields.備考="]).matches("[[").count(), 2);
        assert_eq!(undone(&said, &["fields.1=", "fields+={ key = \"x\", heading = \"y\" }"]), said);
        assert_eq!(undone("[[papers]]\n", &["papers.1.shows+={ section = 1 }", "sections+={ title = \"公園\" }"]), "[[papers]]\n");
        assert_eq!(
            set("[[papers]]\n", &["papers.1.below+={ note = \"注\" }", "papers.1.below.1.note=他"]),
            "[[papers]]\nbelow = [{ note = \"他\" }]\n"
        );
    }

    #[test]
    fn change_names_members() {
        let text = "[[fields]]\nkey = \"remarks\"\nheading = \"備考\"\n[[fields]]\nkey = \"備考2\"\nheading = \"remarks\"\n";
        assert!(set(text, &["fields.備考.private=true"]).contains("heading = \"備考\"\nprivate = true"));
        // What it is called goes before what it is headed.
        assert!(set(text, &["fields.remarks.private=true"]).contains("heading = \"備考\"\nprivate = true"));
        let hint = |setting: &str| apply(&mut text.parse().unwrap(), setting).unwrap_err().hints[0].say(words::Lang::En);
        for setting in ["fields.3.private=true", "fields.理由.private=true"] {
            assert_eq!(hint(setting), "fields has these members: 1（備考）, 2（remarks）; name one by its number or its name");
        }
    }

    #[test]
    fn change_undoes_with_comments() {
        let text = "[meeting]\ntitle = \"題\"\n\n# 資料\n[[papers]]\nlabel = \"資料1\"  # 枠\n# 列\ncolumns = [\n    \"no\",  # 番号\n    # 意見\n    \"text\",\n]\nfiles = [\"a.pdf\", \"a.xlsx\"]\n\n[papers.look]  # 体裁\nsize = 9\n\n# 二つ目\n[[papers]]\nlabel = \"資料2\"\n\n[inquiry]  # 照会\nedition = 1\n\n[[divisions]]\nname = \"窓口課\"  # 1階\ntakes = [\n  { section = 1 },  # 公園\n  { section = 2 },\n]\n";
        for settings in [
            &["papers.1="] as &[&str],
            &["papers.2="],
            &["papers.1=", "papers.1="],
            &["papers.1.columns.1="],
            &["papers.1.columns.2="],
            &["papers.1.columns=[\"text\"]"],
            &["papers.1.columns=[\"text\", \"no\", \"view\"]"],
            &["papers.1.files.1="],
            &["papers.1.columns="],
            &["papers.2={ label = \"資料3\" }", "papers.1={ label = \"資料4\" }"],
            &["papers.1.files=", "papers.1.label=", "papers.1.look.size="],
            &["papers.1.columns.2.width=30", "papers.1.columns.2.heading=声", "papers.1.columns.2.width=", "papers.1.columns.2.heading="],
            &["meeting.title=", "inquiry.edition="],
            &["divisions.1="],
            &["divisions.窓口課.takes.1="],
            &["divisions.1.takes+={ section = 3 }", "divisions.1.takes.1="],
        ] {
            assert_eq!(undone(text, settings), text, "{settings:?}");
        }
        for setting in ["papers+=[[divisions]]\nname = \"課\"", "papers+=[[papers]]\n[[papers]]", "meeting.title=[[title]]\n"] {
            assert!(apply(&mut text.parse().unwrap(), setting).is_err(), "{setting}");
        }
    }

    #[test]
    fn change_confirms_the_date() {
        let text = format!("[meeting]\ndate = 2026-01-01  {PROVISIONAL}\n");
        assert_eq!(set(&text, &["meeting.date=2026-11-20"]), "[meeting]\ndate = 2026-11-20\n");
        assert_eq!(undone(&text, &["meeting.date=2026-11-20"]), text);
    }

    #[test]
    fn change_refuses() {
        let mut document: DocumentMut = "[[papers]]\nlabel = \"資料1\"\n".parse().unwrap();
        for setting in [
            "look", "=1", "papers.2.label=x", "papers.1.label.x=1", "a b=1", "papers.x=", "papers+=1", "papers.3+={}", "papers.label+=1",
            "+=1",
        ] {
            assert!(apply(&mut document, setting).is_err(), "{setting}");
        }
    }

    #[test]
    fn change_before() {
        let mut document: DocumentMut = "[look]\nsize = 9  # 字\n".parse().unwrap();
        assert_eq!(apply(&mut document, "look.size=10").unwrap().value.as_deref(), Some("9"));
        assert_eq!(apply(&mut document, "look.line=15").unwrap().value, None);
    }
}
