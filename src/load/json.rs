//! JSON: a list of opinions, or an object that holds one under `opinions` (what we export).

use serde_json::Value;

use crate::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::record::{Row, Table};
use crate::words;

/// Reads a table; the headings are the keys of all objects, in the order of their first appearance.
pub fn table(file: &str, bytes: &[u8]) -> Result<Table> {
    let fail = |message| Diagnostic::error(message).at(Place::file(file));
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let value: Value = serde_json::from_slice(bytes).map_err(|e| {
        let mut diagnostic = fail(words::json(&e));
        diagnostic.place = Some(Place { column: Some(e.column()), ..Place::line(file, e.line()) });
        diagnostic
    })?;
    let list = match &value {
        Value::Array(list) => list,
        Value::Object(object) => object.get("opinions").and_then(Value::as_array).ok_or_else(|| fail(words::json_shape()))?,
        _ => return Err(fail(words::json_shape()).into()),
    };
    let mut table = Table { place: Place::file(file), ..Table::default() };
    let mut findings = Diagnostics::default();
    for (index, item) in list.iter().enumerate() {
        let place = Place::file(file).record(format!("opinions[{index}]"));
        let Some(object) = item.as_object() else {
            findings.push(Diagnostic::error(words::json_item()).at(place));
            continue;
        };
        let mut row = Row { place: place.clone(), ..Row::default() };
        for (key, value) in object {
            let column = table.headings.iter().position(|h| h == key).unwrap_or_else(|| {
                table.headings.push(key.clone());
                table.headings.len() - 1
            });
            let text = match value {
                Value::String(text) => text.replace("\r\n", "\n"),
                Value::Number(number) => number.to_string(),
                Value::Null => String::new(),
                _ => {
                    findings.push(Diagnostic::error(words::json_value()).at(place.clone().heading(key)));
                    continue;
                }
            };
            row.cells.resize(row.cells.len().max(column + 1), String::new());
            row.cells[column] = text;
        }
        table.rows.push(row);
    }
    findings.finish(table, &mut Diagnostics::default())
}
