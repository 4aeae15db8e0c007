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

/// Reads a table; the headings are the keys of all objects, in the order of their first appearance.
pub fn table(file: &str, bytes: &[u8]) -> Result<Table> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let is_list = bytes.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'[');
    let objects: Vec<Object> =
        if is_list { serde_json::from_slice(bytes) } else { serde_json::from_slice(bytes).map(|records: Records| records.opinions) }
            .map_err(|e| if e.is_data() { unread(file, &e).hint(words::json_shape()) } else { unread(file, &e) })?;
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
                Value::Number(number) => number.to_string(),
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
