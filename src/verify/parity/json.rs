//! Parity of JSON: the whole of it, every key and every kind of value, and nothing else.

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Value, json};

use super::{Expected, ListedCell, Listing, compare_lists, same};
use crate::meeting::headings::Datum;
use crate::read::json::unread;
use crate::say::diag::{Diagnostic, Place, Result};
use crate::say::words;

/// A list of objects within JSON.
pub(super) struct List<'a> {
    pub key: &'a str,
    /// The keys of each object, in the order of the table's columns.
    pub keys: Vec<&'a str>,
    pub table: Expected,
}

/// Compares JSON with all that it must hold: `head` and a list, and nothing else. Of the list, whatever is missing, extra or
/// in another order is named first, since that says more than the value in which it differs.
pub(super) fn compare_whole(file: &str, bytes: &[u8], head: Value, list: &List) -> Result<usize> {
    if bytes.starts_with(b"\xef\xbb\xbf") {
        return Err(Diagnostic::error(words::parity_mark_extra()).at(Place::file(file)).into());
    }
    let read: Once = serde_json::from_slice(bytes).map_err(|e| unread(file, &e))?;
    if let Some(path) = read.twice {
        let key = path.rsplit('.').next().unwrap_or(&path).to_owned();
        return Err(Diagnostic::error(words::json_key_twice(key)).at(Place::file(file).heading(path)).into());
    }
    let mut spelled = serde_json::to_vec_pretty(&read.value).unwrap_or_default();
    spelled.push(b'\n');
    let mut found = read.value;
    let items = found.as_object_mut().and_then(|object| object.remove(list.key));
    let mut compared = holds(file, &head, &found, String::new())?;
    let Some(Value::Array(items)) = items else {
        return Err(Diagnostic::error(words::parity_key_lost(list.key)).at(Place::file(file)).into());
    };
    compared += compare_lists(&list.table, &list.read(file, &items)?)?;
    for (index, ((_, cells), item)) in list.table.rows.iter().zip(&items).enumerate() {
        holds(file, &list.item(cells), item, format!("{}[{index}]", list.key))?;
    }
    as_spelled(file, bytes, &spelled)?;
    Ok(compared)
}

/// Whether a file is spelled as this program spells it; an error naming the first line that is not.
pub(super) fn as_spelled(file: &str, bytes: &[u8], wanted: &[u8]) -> Result<()> {
    let Some(at) = (0..bytes.len().max(wanted.len())).find(|at| bytes.get(*at) != wanted.get(*at)) else { return Ok(()) };
    let line = bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
    let ends = [bytes.get(at), wanted.get(at)].iter().any(|byte| matches!(byte, Some(b'\r' | b'\n')));
    let message = if ends { words::parity_line_ends() } else { words::parity_spelling() };
    Err(Diagnostic::error(message).at(Place::line(file, line)).into())
}

impl List<'_> {
    /// An object of the list. Numbers are numbers, and everything else is a text.
    fn item(&self, cells: &[String]) -> Value {
        let value = |(key, text): (&&str, &String)| {
            let number = text.parse::<u32>().ok().filter(|number| ["section", "no"].contains(key) && number.to_string() == *text);
            ((*key).to_owned(), number.map_or_else(|| json!(text), |number| json!(number)))
        };
        Value::Object(self.keys.iter().zip(cells).filter(|(key, text)| !may_go(key) || !text.is_empty()).map(value).collect())
    }

    /// The texts and numbers under the keys.
    fn read(&self, file: &str, items: &[Value]) -> Result<Listing> {
        let mut rows = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let cell = |key: &&str| -> Result<ListedCell> {
                let place = Place::file(file).heading(format!("{}[{index}].{key}", self.key));
                let text = match item.get(*key) {
                    Some(Value::String(text)) => text.clone(),
                    Some(Value::Number(number)) => number.to_string(),
                    Some(_) => return Err(Diagnostic::error(words::json_value()).at(place).into()),
                    None if may_go(key) => String::new(),
                    None => return Err(Diagnostic::error(words::parity_key_lost(key)).at(place).into()),
                };
                Ok(ListedCell { place, text })
            };
            rows.push(self.keys.iter().map(cell).collect::<Result<_>>()?);
        }
        Ok(Listing { columns: self.table.columns.clone(), rows })
    }
}

/// Whether a key is left out where there is nothing to say.
fn may_go(key: &str) -> bool {
    key == Datum::Subcategory.key()
}

/// Whether a value is what it must be: the number of values that agree, or the first that does not.
fn holds(file: &str, wanted: &Value, found: &Value, at: String) -> Result<usize> {
    let place = || if at.is_empty() { Place::file(file) } else { Place::file(file).heading(at.as_str()) };
    let below = |key: &str| if at.is_empty() { key.to_owned() } else { format!("{at}.{key}") };
    match (wanted, found) {
        (Value::Object(wanted), Value::Object(found)) => {
            if let Some(strange) = found.keys().find(|key| !wanted.contains_key(*key)) {
                return Err(Diagnostic::error(words::unknown_key(strange)).at(place().heading(below(strange))).into());
            }
            let of = |(key, value): (&String, &Value)| match found.get(key) {
                Some(found) => holds(file, value, found, below(key)),
                None => Err(Diagnostic::error(words::parity_key_lost(key)).at(place().heading(below(key))).into()),
            };
            wanted.iter().map(of).sum()
        }
        (Value::Array(wanted), Value::Array(found)) if wanted.len() == found.len() => {
            wanted.iter().zip(found).enumerate().map(|(index, (wanted, found))| holds(file, wanted, found, format!("{at}[{index}]"))).sum()
        }
        (Value::String(wanted), Value::String(found)) => same(wanted, found, &at, place()).map(|()| 1),
        _ if wanted == found => Ok(1),
        _ => Err(Diagnostic::error(words::parity_value(wanted, found)).at(place()).into()),
    }
}

/// JSON in which a key that an object has twice is noticed.
struct Once {
    value: Value,
    /// Where the first such key stands.
    twice: Option<String>,
}

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_any(Anything)
    }
}

struct Anything;

/// A value that holds no keys.
fn plain<E>(value: impl Into<Value>) -> std::result::Result<Once, E> {
    Ok(Once { value: value.into(), twice: None })
}

impl<'de> Visitor<'de> for Anything {
    type Value = Once;

    fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, value: bool) -> std::result::Result<Once, E> {
        plain(value)
    }

    fn visit_i64<E>(self, value: i64) -> std::result::Result<Once, E> {
        plain(value)
    }

    fn visit_u64<E>(self, value: u64) -> std::result::Result<Once, E> {
        plain(value)
    }

    fn visit_f64<E>(self, value: f64) -> std::result::Result<Once, E> {
        plain(value)
    }

    fn visit_str<E>(self, value: &str) -> std::result::Result<Once, E> {
        plain(value)
    }

    fn visit_unit<E>(self) -> std::result::Result<Once, E> {
        plain(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> std::result::Result<Once, A::Error> {
        let (mut items, mut twice) = (Vec::new(), None);
        while let Some(item) = list.next_element::<Once>()? {
            let at = items.len();
            twice = twice.or(item.twice.map(|path| format!("[{at}].{path}")));
            items.push(item.value);
        }
        Ok(Once { value: Value::Array(items), twice })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Once, A::Error> {
        let (mut members, mut twice) = (serde_json::Map::new(), None);
        while let Some((key, member)) = map.next_entry::<String, Once>()? {
            let inside = member.twice.map(|path| if path.starts_with('[') { format!("{key}{path}") } else { format!("{key}.{path}") });
            let again = members.contains_key(&key).then(|| key.clone());
            twice = twice.or(inside).or(again);
            members.insert(key, member.value);
        }
        Ok(Once { value: Value::Object(members), twice })
    }
}
