//! JSON: a list of opinions, or an object that holds one under `opinions` (what we export).

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::error::Category;

use crate::read::table::{Row, Table};
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::words;

/// Most different keys that the objects of a file may have.
const KEY_LIMIT: usize = 256;

/// What we export, less what records do not need.
#[derive(Deserialize)]
struct Records {
    opinions: Vec<Object>,
}

/// The members of an object as they stand, repeated keys included.
struct Object(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Object;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an opinion as an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Object, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Object(members))
            }
        }
        deserializer.deserialize_map(Members)
    }
}

/// Why a file is not the JSON that is wanted, and where.
pub fn unread(file: &str, error: &serde_json::Error) -> Diagnostic {
    let message = match error.classify() {
        Category::Eof => words::json_ends(),
        Category::Data => words::json_data(),
        Category::Syntax | Category::Io => words::json_syntax(),
    };
    Diagnostic::error(message).at(Place { column: Some(error.column()), ..Place::line(file, error.line()) })
}

/// The same, its numbers as texts of the digits that were typed: 1.10 is not 1.1.
fn quoted(bytes: &[u8]) -> Vec<u8> {
    let mut quoted = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(first) = rest.first() {
        let is_number = first.is_ascii_digit() || *first == b'-';
        let length = match first {
            b'"' => {
                let mut is_escaped = false;
                let ends = |b: &u8| {
                    let was_escaped = std::mem::take(&mut is_escaped);
                    is_escaped = !was_escaped && *b == b'\\';
                    !was_escaped && *b == b'"'
                };
                rest[1..].iter().position(ends).map_or(rest.len(), |end| end + 2)
            }
            _ if is_number => rest.iter().position(|b| !b.is_ascii_digit() && !b"+-.eE".contains(b)).unwrap_or(rest.len()),
            _ => 1,
        };
        let (token, behind) = rest.split_at(length);
        let mark: &[u8] = if is_number { b"\"" } else { b"" };
        [mark, token, mark].iter().for_each(|part| quoted.extend_from_slice(part));
        rest = behind;
    }
    quoted
}

/// Reads a table; the headings are the keys of all objects, in the order of their first appearance.
pub fn table(file: &str, bytes: &[u8]) -> Result<Table> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let is_list = bytes.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'[');
    let read = |bytes: &[u8]| -> Result<Vec<Object>> {
        if is_list { serde_json::from_slice(bytes) } else { serde_json::from_slice(bytes).map(|records: Records| records.opinions) }
            .map_err(|e| if e.is_data() { unread(file, &e).hint(words::json_shape()) } else { unread(file, &e) }.into())
    };
    // Faults are told of the file as it is.
    read(bytes)?;
    let objects = read(&quoted(bytes))?;
    let mut table = Table { place: Place::file(file), ..Table::default() };
    let mut columns: BTreeMap<String, usize> = BTreeMap::new();
    let mut findings = Diagnostics::default();
    for (index, Object(members)) in objects.into_iter().enumerate() {
        let place = Place::file(file).record(format!("opinions[{index}]"));
        let mut cells: Vec<Option<String>> = Vec::new();
        for (key, value) in members {
            let known = columns.len();
            let column = *columns.entry(key.clone()).or_insert(known);
            if column == known {
                table.headings.push(key.clone());
            }
            if table.headings.len() > KEY_LIMIT {
                return Err(Diagnostic::error(words::json_keys(KEY_LIMIT)).at(place).into());
            }
            let text = match value {
                Value::String(text) => text.replace("\r\n", "\n"),
                Value::Null => String::new(),
                _ => {
                    findings.push(Diagnostic::error(words::json_value()).at(place.clone().heading(key)));
                    continue;
                }
            };
            cells.resize(cells.len().max(column + 1), None);
            if cells[column].replace(text).is_some() {
                findings.push(Diagnostic::error(words::json_key_twice(&key)).at(place.clone().heading(&key)));
            }
        }
        table.rows.push(Row { place, cells: cells.into_iter().map(Option::unwrap_or_default).collect(), ..Row::default() });
    }
    findings.unless_errors(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_numbers_as_they_are_typed() {
        let typed = r#"[{"id": 12345678901234567890123, "text\"1": "a\\\" 1.10", "no":1.10,"x":-0.5e+1},{"id":[1]}]"#;
        let whole = format!("{}]", typed.split(",{").next().unwrap());
        let read = table("a.json", whole.as_bytes()).unwrap();
        assert_eq!(read.headings, ["id", "text\"1", "no", "x"]);
        let cells: Vec<&str> = (0..4).map(|index| read.text(&read.rows[0], index)).collect();
        assert_eq!(cells, ["12345678901234567890123", "a\\\" 1.10", "1.10", "-0.5e+1"]);
        let of = |text: &str| table("a.json", text.as_bytes()).unwrap_err().0[0].message.code();
        assert_eq!((of(typed), of("[{\"id\": 01}]"), of("[1]")), ("json_value", "json_syntax", "json_data"));
    }
}
