//! Shape: what is wrong with a `meeting.toml` that is TOML but does not say what it should: keys that do not exist or
//! belong to another table, keys that are missing, values of another kind.

use std::ops::Range;

use serde_json::Value as Schema;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Error};
use toml_parser::Source;
use toml_parser::lexer::TokenKind;

use crate::meeting::{Meeting, day};
use crate::say::diag::{Diagnostic, Diagnostics, Place, nearest};
use crate::say::words::{self, Message};

/// What is wrong, after the reader failed with `error`.
pub fn faults(file: &str, text: &str, error: &Error) -> Diagnostics {
    let mut findings = Keys::new().unknown(file, text);
    if !findings.0.is_empty() {
        return findings;
    }
    // The reader stops at its first failure; the next one is looked for in the text so mended.
    let (mut text, mut error) = (text.to_owned(), error.clone());
    while findings.0.len() < MOST {
        let (finding, mended) = Shape { file, text: &text, error: &error }.finding();
        findings.push(finding);
        let Some(mended) = mended else { break };
        match toml::from_str::<Meeting>(&mended) {
            Ok(_) => break,
            Err(next) => (text, error) = (mended, next),
        }
    }
    findings.0.sort_by_key(|finding| finding.place.as_ref().and_then(|place| place.line));
    findings
}

/// What is wrong with the keys of one table that stands elsewhere, such as a paper's own look.
pub fn fault(file: &str, error: &Error) -> Diagnostic {
    Shape { file, text: "", error }.finding().0
}

/// The table of the words that papers print.
const WORDS: &str = "[words]";
/// Keys of the first grammar, and what says the same now.
const FORMER: &[(&str, &str, &str)] = &[
    ("outputs", "[[papers]]", "files = [\"{label}.pdf\"]"),
    ("response", "[[papers]]", "shows = [{ asked = true }]"),
    ("comparison", "[[papers]]", "layout = \"comparison\""),
    ("answer", "[[fields]]", "from = \"divisions\""),
    ("printed", "[[fields]]", "private = true"),
    ("min_width", "[[papers]]", "columns = [{ of = \"committee\", width = { least = 20 } }]"),
    ("max_width", "[[papers]]", "columns = [{ of = \"committee\", width = { most = 40 } }]"),
];
/// Most failures that are reported of one file.
const MOST: usize = 20;
/// So many choices are named although one is near.
const FEW: usize = 8;

fn line_of(text: &str, at: usize) -> usize {
    1 + text[..at.min(text.len())].matches('\n').count()
}

/// Every key that `meeting.toml` knows, by its tables.
struct Keys {
    schema: Schema,
}

impl Keys {
    fn new() -> Self {
        Self { schema: schemars::schema_for!(Meeting).to_value() }
    }

    /// The keys that are not known where they stand.
    fn unknown(&self, file: &str, text: &str) -> Diagnostics {
        let mut findings = Diagnostics::default();
        if let Ok(table) = DeTable::parse(text) {
            let mut found = Vec::new();
            self.walk(table.get_ref(), &self.schema, "", &mut found);
            found.sort_by_key(|fault: &Stray| fault.at);
            let headless = table.get_ref().get("meeting").is_none();
            let head = self.form(&self.schema["properties"]["meeting"], "properties").map(|schema| &schema["properties"]);
            let lacks_header =
                |fault: &Stray| headless && fault.table.is_empty() && head.is_some_and(|head| head.get(&fault.name).is_some());
            if let Some(first) = found.iter().find(|fault| lacks_header(fault)) {
                let place = Place::line(file, line_of(text, first.at));
                findings.push(Diagnostic::error(words::missing_key("[meeting]")).hint(words::missing_header_hint("[meeting]")).at(place));
            }
            for fault in found.into_iter().filter(|fault| !lacks_header(fault)) {
                let place = Place::line(file, line_of(text, fault.at));
                findings.push(match fault.known {
                    Some(known) => self.stray(&fault.name, &known, &fault.table).at(place),
                    None => {
                        let hint = words::toml_write(format!("[{}]", fault.name));
                        Diagnostic::error(words::table_single(&fault.name)).hint(hint).at(place)
                    }
                });
            }
        }
        findings
    }

    /// What is said of a key that `table` does not know.
    fn stray(&self, name: &str, known: &[String], table: &str) -> Diagnostic {
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let finding = Diagnostic::error(words::unknown_key(name));
        let elsewhere = self.tables_with(name);
        if let Some(head) = elsewhere.iter().find(|known| table.is_empty() && *known == "[meeting]") {
            return finding.hint(words::key_elsewhere(name, head));
        }
        let is_slip = nearest(name, known.iter().copied()).is_some_and(|near| close(name, near));
        if is_slip || elsewhere.len() > 3 {
            return finding.known(name, &known);
        }
        if !elsewhere.is_empty() {
            return finding.hint(words::key_elsewhere(name, elsewhere.join(" / ")));
        }
        if let Some((_, table, line)) = FORMER.iter().find(|(former, ..)| *former == name) {
            return finding.hint(words::key_instead(table, line));
        }
        if let Some(word) = name.strip_suffix("_heading").filter(|word| self.tables_with(word).iter().any(|table| table == WORDS)) {
            return finding.hint(words::key_elsewhere(word, WORDS));
        }
        match self.all_keys().into_iter().find(|known| close(name, known)) {
            Some(meant) => finding.hint(words::key_elsewhere(&meant, self.tables_with(&meant).join(" / "))),
            None => finding.known(name, &known),
        }
    }

    fn walk(&self, table: &DeTable, schema: &Schema, path: &str, found: &mut Vec<Stray>) {
        let Some(schema) = self.form(schema, "properties") else { return };
        let Some(known) = schema["properties"].as_object() else { return };
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            match known.get(name) {
                Some(member) => self.walk_value(value, member, name, found),
                None if schema["additionalProperties"] == Schema::Bool(false) => {
                    let known = Some(known.keys().cloned().collect());
                    found.push(Stray { at: key.span().start, name: name.to_owned(), known, table: path.to_owned() });
                }
                None => {}
            }
        }
    }

    fn walk_value(&self, value: &Spanned<DeValue>, schema: &Schema, path: &str, found: &mut Vec<Stray>) {
        match value.get_ref() {
            DeValue::Table(table) => self.walk(table, schema, path, found),
            DeValue::Array(values) => match self.form(schema, "items") {
                Some(list) => values.iter().for_each(|value| self.walk_value(value, &list["items"], path, found)),
                None if self.form(schema, "properties").is_some() => {
                    let at = values.first().map_or(value.span().start, |first| first.span().start);
                    found.push(Stray { at, name: path.to_owned(), known: None, table: String::new() });
                }
                None => {}
            },
            _ => {}
        }
    }

    /// The form of a schema that has the member `with`.
    fn form<'s>(&'s self, schema: &'s Schema, with: &str) -> Option<&'s Schema> {
        if schema.get(with).is_some() {
            return Some(schema);
        }
        if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
            return self.form(&self.schema["$defs"][name], with);
        }
        let forms = ["anyOf", "oneOf", "allOf"].into_iter().filter_map(|kind| schema[kind].as_array()).flatten();
        forms.filter_map(|schema| self.form(schema, with)).next()
    }

    /// Every key of every table.
    fn all_keys(&self) -> Vec<String> {
        let mut keys = Vec::new();
        for (_, member) in self.schema["properties"].as_object().into_iter().flatten() {
            let holder = self.form(member, "items").map_or(member, |list| &list["items"]);
            let known = self.form(holder, "properties").and_then(|schema| schema["properties"].as_object());
            keys.extend(known.into_iter().flatten().map(|(key, _)| key.clone()));
        }
        keys
    }

    /// The tables of the file that have a key of this name, as their headers are written.
    fn tables_with(&self, name: &str) -> Vec<String> {
        let mut tables = Vec::new();
        for (table, member) in self.schema["properties"].as_object().into_iter().flatten() {
            let list = self.form(member, "items");
            let holder = list.map_or(member, |list| &list["items"]);
            if self.form(holder, "properties").is_some_and(|schema| schema["properties"].get(name).is_some()) {
                tables.push(if list.is_some() { format!("[[{table}]]") } else { format!("[{table}]") });
            }
        }
        tables
    }
}

/// A key that is not known where it stands; or, with nothing known, a table in double brackets of which there is one.
struct Stray {
    at: usize,
    name: String,
    known: Option<Vec<String>>,
    table: String,
}

/// Whether two names differ by a slip of the finger only.
fn close(a: &str, b: &str) -> bool {
    strsim::normalized_damerau_levenshtein(&a.to_lowercase(), &b.to_lowercase()) >= 0.75
}

/// A failure of the reader.
struct Shape<'t> {
    file: &'t str,
    text: &'t str,
    error: &'t Error,
}

impl Shape<'_> {
    /// What is said of it, and the whole text with the hint applied, if that gets the reader further.
    fn finding(&self) -> (Diagnostic, Option<String>) {
        let message = self.error.message();
        let span = self.error.span().unwrap_or_default();
        let (given, expected) = message.split_once(", expected ").unwrap_or((message, ""));
        if let Some(finding) = self.named(message, span.clone()) {
            let choice = message.strip_prefix("unknown variant ").and_then(|_| nearest_of(message));
            let (before, behind) = (self.text.get(..span.start), self.text.get(span.end..));
            let with = choice.and_then(|near| Some(format!("{}\"{near}\"{}", before?, behind?)));
            return (finding, with);
        }
        let key = self.key(span.clone());
        let wanted = wanted(expected);
        let finding = match given.split_once(": ") {
            Some(("invalid type", _)) => Diagnostic::error(Message::both(wanted, |wanted| words::wrong_kind(&key, wanted))),
            Some(("invalid value" | "invalid length", _)) => {
                Diagnostic::error(Message::both(wanted, |wanted| words::wrong_value(&key, wanted)))
            }
            _ if message.starts_with("wanted string") => {
                Diagnostic::error(Message::both(words::kind_text(), |wanted| words::wrong_kind(&key, wanted)))
            }
            _ => Diagnostic::error(words::toml_unread()),
        };
        let finding = finding.at(Place::line(self.file, line_of(self.text, span.start)));
        match self.mended(span, expected) {
            Some((line, text)) => (finding.hint(words::toml_write(line)), Some(text)),
            None => (finding, None),
        }
    }

    /// A failure that names what is wrong: a key, a choice, a date. By the words of the version that Cargo.toml pins.
    fn named(&self, message: &str, span: Range<usize>) -> Option<Diagnostic> {
        let place = Place::line(self.file, line_of(self.text, span.start));
        if let Some(key) = message.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`')) {
            return Some(Diagnostic::error(words::missing_key(key)).at(place).hint(example(key)));
        }
        let key = message.strip_prefix("unknown field ");
        if let Some(rest) = key.or_else(|| message.strip_prefix("unknown variant ")) {
            let mut names = rest.split('`').skip(1).step_by(2);
            let given = names.next().unwrap_or_default();
            let names: Vec<&str> = names.collect();
            let finding = match key {
                Some(_) => Diagnostic::error(words::unknown_key(given)).known(given, &names),
                // What is no mere slip may mean any of few.
                None => match nearest(given, names.iter().copied()) {
                    Some(near) if names.len() <= FEW && !close(given, near) => {
                        Diagnostic::error(words::unknown_choice(given)).known(given, &names).hint(words::known_names(names.join(", ")))
                    }
                    _ => Diagnostic::error(words::unknown_choice(given)).known(given, &names),
                },
            };
            return Some(finding.at(place));
        }
        if message.contains(day::UNREADABLE) {
            return Some(Diagnostic::error(words::toml_date()).at(place).hint(words::toml_date_hint(self.key(span))));
        }
        None
    }

    /// The key whose value is in the span.
    fn key(&self, span: Range<usize>) -> String {
        let before = self.text.get(..span.start).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        let whole = self.text.get(before.len() - line.len()..).unwrap_or_default().lines().next().unwrap_or_default();
        if whole.trim_start().starts_with('[') && line.trim_start_matches(['[', ' ']).is_empty() {
            return whole.trim().trim_matches(['[', ']']).to_owned();
        }
        open_key(before)
    }

    /// The line as it should be, and the whole text with it, if the reader goes further with that.
    fn mended(&self, span: Range<usize>, expected: &str) -> Option<(String, String)> {
        let value = self.text.get(span.clone())?;
        let start = self.text[..span.start].rfind('\n').map_or(0, |at| at + 1);
        let end = self.text[span.end..].find('\n').map_or(self.text.len(), |at| at + span.end);
        let line = self.text[start..end].trim_end();
        let bare = value.trim_matches(['"', '\'']);
        let unlisted = value.trim().trim_start_matches('[').trim_end_matches(']').trim();
        let mut values = match expected {
            "a string" => vec![format!("\"{bare}\""), unlisted.to_owned()],
            text if text.starts_with("struct Choice") => vec![format!("{{ value = {value} }}")],
            "a boolean" => vec![bare.to_owned(), String::from(if ["はい", "有", "1", "する"].contains(&bare) { "true" } else { "false" })],
            expected if expected.starts_with("a sequence") => vec![format!("[{value}]")],
            _ => vec![bare.to_owned()],
        };
        values.push(format!("\"{bare}\""));
        let start_of_failure = span.start;
        let further = |text: &str| match toml::from_str::<Meeting>(text) {
            Ok(_) => true,
            Err(error) => DeTable::parse(text).is_ok() && error.span().map(|span| span.start) != Some(start_of_failure),
        };
        if line.trim_start().starts_with('[') && !line.contains('=') {
            let name = line.trim().trim_matches(['[', ']']);
            let (single, double) = (format!("[{name}]"), format!("[[{name}]]"));
            let (from, to) = if line.trim() == single { (single, double) } else { (double, single) };
            let text = self.text.lines().map(|line| if line.trim() == from { to.as_str() } else { line }).collect::<Vec<_>>().join("\n");
            return further(&text).then_some((to, text));
        }
        let tail = self.text[span.end..end].trim_end();
        let tail = if expected.starts_with("struct Choice") { &choices(tail) } else { tail };
        let with = |value: &String| format!("{}{value}{tail}{}", &self.text[..span.start], &self.text[end..]);
        let value = values.into_iter().find(|value| further(&with(value))).filter(|_| !line.contains('\n'))?;
        Some((format!("{}{value}{tail}", self.text[start..span.start].trim_start()), with(&value)))
    }
}

/// The rest of a list of choices, with the others that are texts as they should be, too.
fn choices(rest: &str) -> String {
    let (mut written, mut rest) = (String::new(), rest);
    loop {
        let next = rest.trim_start_matches([',', ' ']);
        let value = next.strip_prefix('"').filter(|_| next.len() < rest.len()).and_then(|inner| Some(&next[..inner.find('"')? + 2]));
        let Some(value) = value else { return written + rest };
        written += &format!("{}{{ value = {value} }}", &rest[..rest.len() - next.len()]);
        rest = &next[value.len()..];
    }
}

/// The key of the value that begins at the end of a text: of a member of a list, that of the list.
fn open_key(before: &str) -> String {
    let (mut open, mut key, mut word): (Vec<String>, String, String) = (Vec::new(), String::new(), String::new());
    for token in Source::new(before).lex() {
        match token.kind() {
            TokenKind::Whitespace | TokenKind::Comment => {}
            TokenKind::Equals => key = std::mem::take(&mut word),
            TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => {
                open.push(std::mem::take(&mut key));
                word.clear();
            }
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket | TokenKind::Comma | TokenKind::Newline => {
                if !matches!(token.kind(), TokenKind::Comma | TokenKind::Newline) {
                    open.pop();
                }
                (key, word) = (String::new(), String::new());
            }
            _ => word += before[token.span().start()..token.span().end()].trim_matches(['"', '\'']),
        }
    }
    if key.is_empty() { open.into_iter().rev().find(|key| !key.is_empty()).unwrap_or_default() } else { key }
}

/// The known name that is nearest to the one that the reader complains of.
fn nearest_of(message: &str) -> Option<&str> {
    let mut names = message.split('`').skip(1).step_by(2);
    let given = names.next()?;
    nearest(given, names)
}

/// How a missing key is written.
fn example(key: &str) -> Message {
    match key {
        "date" => words::missing_date_hint(),
        "due" => words::missing_key_hint("due = 2026-12-10"),
        "edition" => words::missing_key_hint("edition = 1"),
        "files" => words::missing_key_hint("files = [\"{label}.pdf\"]"),
        "takes" => words::missing_key_hint("takes = [{ section = 1 }]"),
        "meeting" => words::missing_meeting_hint(),
        key => words::missing_key_text_hint(key),
    }
}

/// What the reader wanted, in both languages.
fn wanted(expected: &str) -> Message {
    match expected {
        "a string" => words::kind_text(),
        "a boolean" => words::kind_switch(),
        "f64" | "f32" => words::kind_number(),
        "u32" | "usize" | "u64" | "u8" | "u16" => words::kind_whole(),
        text if text.starts_with("the name of a column") => words::kind_column(),
        text if text.starts_with("a name, or a list") => words::kind_names(),
        text if text.starts_with("a number of characters") => words::kind_width(),
        text if text.starts_with("the name of a file") => words::kind_file(),
        text if text.starts_with("a sequence") => words::kind_list(),
        text if text.starts_with("struct") || text.contains("map") || text.contains("table") => words::kind_table(),
        _ => words::kind_other(),
    }
}

#[cfg(test)]
mod tests {
    use super::open_key;

    #[test]
    fn shape_keys_of_values() {
        for (before, key) in [
            ("a = 1\nsize = ", "size"),
            ("choices = [", "choices"),
            ("choices = [\n  { value = \"a\" },\n  ", "choices"),
            ("takes = [{ section = 1, category = ", "category"),
            ("takes = [{ id = [\"a\", ", "id"),
            ("[[papers]]\n# a = [ {\ntitle = \"[=\\\"\"\n\"見出し\" = ", "見出し"),
            ("[look]\nfonts = [\"a\"]\nline = ", "line"),
        ] {
            assert_eq!(open_key(before), key, "{before}");
        }
    }
}
