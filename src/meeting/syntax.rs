//! Syntax: what keeps `meeting.toml` from being read at all, in words for a clerk, with the line as it should be.
//!
//! Every proposed line was tried: it is said only if the file goes further with it. The next fault is then looked for
//! in the file so mended, so that all causes come at once, and none that only follows from another.

use std::ops::RangeInclusive;

use toml::de::{DeTable, Error};

use crate::say::diag::{Diagnostic, Diagnostics, Place};
use crate::say::words::{self, Message};

/// Tables that stand in double brackets, one for each.
pub const REPEATED: &[&str] = &["papers", "sections", "sources", "fields", "divisions"];

/// Keys under the names that people give them.
const NAMES: &[(&str, &[&str])] = &[
    ("title", &["題名", "題", "表題", "タイトル", "件名", "会議名", "資料名"]),
    ("date", &["日付", "年月日", "開催日", "作成日"]),
    ("label", &["資料番号", "番号", "ラベル"]),
    ("heading", &["見出し", "列名"]),
    ("key", &["キー", "記号"]),
    ("name", &["名前", "名称", "課名", "担当課"]),
    ("files", &["ファイル", "出力"]),
    ("layout", &["様式", "レイアウト"]),
    ("paper", &["用紙"]),
    ("due", &["期限", "締切", "回答期限"]),
    ("contact", &["連絡先", "問い合わせ先", "問合せ先"]),
];

/// Most faults that are reported of one file.
const MOST: usize = 20;

/// Longest text, in bytes, in which lines are tried; nobody types a longer one.
const TRIED: usize = 1 << 16;

/// What keeps a text from being TOML; nothing if it is.
pub fn faults(file: &str, text: &str) -> Diagnostics {
    let mut findings = Diagnostics::default();
    let mut lines = Lines(text.split('\n').map(str::to_owned).collect());
    while findings.0.len() < MOST {
        let Some(error) = lines.first_error() else { break };
        let fault = Fault::new(&lines, &error);
        let mended = if text.len() > TRIED { None } else { fault.mended() };
        let line = mended.as_ref().map_or(fault.line, |mended| mended.line);
        let message = match mended.as_ref().and_then(|mended| mended.end) {
            Some(",") => words::toml_comma(),
            Some(end) => words::toml_open(end),
            None => fault.message(),
        };
        let mut finding = Diagnostic::error(message).at(Place::line(file, line + 1));
        for hint in fault.advice(mended.as_ref()) {
            finding = finding.hint(hint);
        }
        // Of two faults in one line, the line is shown only as it is without either.
        if let Some(earlier) = findings.0.last_mut().filter(|earlier| earlier.place == finding.place) {
            earlier.hints.retain(|hint| !hint.is(words::key::toml_write) && !hint.is(words::key::toml_part));
        }
        findings.push(finding);
        match mended {
            Some(mended) => lines = mended.lines,
            None => break,
        }
    }
    findings
}

/// The lines of the file; a mended one may hold several.
#[derive(Clone)]
struct Lines(Vec<String>);

impl Lines {
    fn text(&self) -> String {
        self.0.join("\n")
    }

    fn errors(&self) -> Vec<Error> {
        let text = self.text();
        DeTable::parse_recoverable(&text).1
    }

    fn first_error(&self) -> Option<Error> {
        let errors = self.errors();
        // A text that is not closed leaves open what stands around it, too.
        let follows = |error: &Error| !error.message().contains("string");
        let line = self.range(self.line(errors.iter().map(start).min()?));
        errors.into_iter().filter(|error| line.contains(&start(error))).min_by_key(follows)
    }

    /// The line in which the byte `at` of the text stands, from 0.
    fn line(&self, at: usize) -> usize {
        let mut end = 0;
        let holds = |line: &String| {
            end += line.len() + 1;
            at < end
        };
        self.0.iter().position(holds).unwrap_or(self.0.len().saturating_sub(1))
    }

    /// The byte of the line's start.
    fn start(&self, line: usize) -> usize {
        self.0[..line].iter().map(|line| line.len() + 1).sum()
    }

    /// The bytes of the line, its end included.
    fn range(&self, line: usize) -> RangeInclusive<usize> {
        let start = self.start(line);
        start..=start + self.0.get(line).map_or(0, String::len)
    }

    fn with(&self, line: usize, text: String) -> Self {
        let mut lines = self.clone();
        lines.0[line] = text;
        lines
    }
}

fn start(error: &Error) -> usize {
    error.span().map_or(0, |span| span.start)
}

/// A line as it should be, in the file with which the reader goes further.
struct Mended {
    line: usize,
    /// What was missing at the end of an earlier line.
    end: Option<&'static str>,
    lines: Lines,
}

/// The first fault of a file.
struct Fault<'l> {
    lines: &'l Lines,
    line: usize,
    /// Where in the line.
    at: usize,
    /// What the reader says, less what it expected.
    said: String,
    expected: String,
}

impl<'l> Fault<'l> {
    fn new(lines: &'l Lines, error: &Error) -> Self {
        let (said, expected) = error.message().split_once(", expected ").unwrap_or((error.message(), ""));
        let line = lines.line(start(error));
        let at = start(error).saturating_sub(lines.start(line)).min(lines.0[line].len());
        Self { lines, line, at, said: said.to_owned(), expected: expected.to_owned() }
    }

    fn text(&self) -> &'l str {
        &self.lines.0[self.line]
    }

    /// The value that begins where the fault is.
    fn value(&self) -> &'l str {
        let rest = self.text().get(self.at..).unwrap_or_default();
        rest[..value_end(rest, self.is_in_array())].trim()
    }

    fn is_in_array(&self) -> bool {
        let before = self.text().get(..self.at).unwrap_or_default();
        before.matches(['[', '{']).count() > before.matches([']', '}']).count()
    }

    /// Whether the line's key is one of a date.
    fn is_date(&self) -> bool {
        ["date", "due"].contains(&self.name())
    }

    fn is_header(&self) -> bool {
        self.text().trim_start().starts_with('[')
    }

    /// The name between the brackets of a header, or before the equals sign.
    fn name(&self) -> &'l str {
        let text = self.text().trim();
        match self.is_header() {
            true => text.trim_start_matches('[').split(']').next().unwrap_or_default().trim(),
            false => text.split('=').next().unwrap_or_default().trim(),
        }
    }

    /// By the words of the parser, whose version Cargo.toml pins: a newer one may say it otherwise.
    fn message(&self) -> Message {
        match self.said.as_str() {
            "string values must be quoted" if self.value().is_empty() => words::toml_no_value(),
            "string values must be quoted" if self.is_date() => words::toml_date(),
            "string values must be quoted" => words::toml_unquoted(shown(self.value())),
            "missing value" | "missing value for key" => words::toml_no_value(),
            "extra `=`" => words::toml_extra_equals(),
            "key with no value" | "missing assignment between key-value pairs" => words::toml_no_equals(),
            "invalid unquoted key" => words::toml_key(shown(self.name())),
            "unquoted keys cannot be empty" | "invalid key-value pair" | "missing key for inline table element" => words::toml_no_key(),
            "unclosed table" => words::toml_open_header("]"),
            "unclosed array table" => words::toml_open_header("]]"),
            "unclosed array" | "unexpected `=` in array" => words::toml_open("]"),
            "unclosed inline table" => words::toml_open("}"),
            "missing comma between array elements"
                if self.at == 0 || self.text().get(..self.at).is_none_or(|before| before.trim().is_empty()) =>
            {
                words::toml_open("]")
            }
            "missing comma between array elements"
            | "missing comma between key-value pairs"
            | "extra assignment between key-value pairs" => words::toml_comma(),
            "extra comma in array" | "extra comma in inline table" => words::toml_extra_comma(),
            "unexpected key or value" | "unexpected content" => {
                words::toml_after(shown(self.text().get(self.at..).unwrap_or_default().trim()))
            }
            "duplicate key" if self.is_header() => words::toml_table_twice(self.name()),
            "duplicate key" => words::toml_twice(self.name()),
            "missing escaped value" | "too few unicode value digits" => words::toml_backslash(),
            "unexpected leading zero" => words::toml_zero(),
            "invalid comment character" | "carriage return must be followed by newline" => words::toml_control(),
            "cannot recurse further; max recursion depth met" | "recursion limit" => words::toml_deep(),
            said if said.starts_with("invalid") && said.ends_with("string") => match self.expected.as_str() {
                "`\"`" | "`'`" => words::toml_open_text(),
                _ => words::toml_control(),
            },
            said if ["date", "time", "offset", "month", "day"].iter().any(|part| said.contains(part)) => words::toml_date(),
            said if ["number", "float", "fraction", "exponent", "sign", "radix", "integer", "`_`", "prefix"]
                .iter()
                .any(|part| said.contains(part)) =>
            {
                words::toml_number()
            }
            _ => words::toml_unread(),
        }
    }

    /// What to do: the mended line if there is one.
    fn advice(&self, mended: Option<&Mended>) -> Vec<Message> {
        let mut hints = Vec::new();
        if self.said == "duplicate key" {
            let first = self.first();
            if let Some(first) = first {
                hints.push(words::toml_first(first + 1));
            }
            if self.is_header() && !REPEATED.contains(&self.name()) {
                hints.push(words::toml_table_join(self.name()));
                return hints;
            }
            // What a list says further must not be lost with its line.
            let is_list = |line: usize| self.lines.0[line].split_once('=').is_some_and(|(_, value)| value.trim_start().starts_with('['));
            if let Some(first) = first.filter(|first| !self.is_header() && is_list(*first) && is_list(self.line)) {
                return vec![words::toml_lists_join(first + 1)];
            }
        }
        match self.message() {
            message if message.is(words::key::toml_date) => return vec![words::toml_date_hint(self.name())],
            message if message.is(words::key::toml_no_value) => return vec![words::toml_value_hint(self.name())],
            _ => {}
        }
        let Some(Mended { line, lines, .. }) = mended else { return hints };
        let text = lines.0[*line].trim();
        hints.push(match text {
            "" => words::toml_remove(),
            text if text.contains('\n') => words::toml_part(text.split('\n').map(str::trim).collect::<Vec<_>>().join(" ⏎ ")),
            text => words::toml_write(text),
        });
        if self.said == "duplicate key" && self.is_header() {
            hints.push(words::toml_repeated(self.name()));
        }
        hints
    }

    /// Where the same key or header stands first.
    fn first(&self) -> Option<usize> {
        let name = self.name();
        let same = |line: &&String| match self.is_header() {
            true => line.trim().trim_start_matches('[').split(']').next().map(str::trim) == Some(name) && line.trim().starts_with('['),
            false => line.split_once('=').is_some_and(|(key, _)| key.trim() == name),
        };
        // Keys are compared within their table.
        let from = match self.is_header() {
            true => 0,
            false => self.lines.0[..self.line].iter().rposition(|line| line.trim_start().starts_with('[')).unwrap_or(0),
        };
        self.lines.0[from..self.line].iter().position(|line| same(&line)).map(|at| at + from)
    }

    /// The first proposal with which the reader goes further.
    fn mended(&self) -> Option<Mended> {
        if self.said == "duplicate key" && self.is_header() {
            return self.repeated();
        }
        // A header within what is open: the line before lacks the end.
        if self.is_header()
            && !self.said.starts_with("unclosed")
            && let Some(mended) = self.before(&["]", "}", "}]"])
        {
            return Some(mended);
        }
        let goes_on = |lines: &Lines, line: usize| lines.first_error().is_none_or(|error| lines.line(start(&error)) > line);
        for proposal in self.proposals() {
            let lines = self.lines.with(self.line, proposal);
            if goes_on(&lines, self.line) {
                return Some(Mended { line: self.line, end: None, lines });
            }
        }
        // One line may hold several faults.
        let faults = |lines: &Lines| {
            let line = lines.range(self.line);
            lines.errors().iter().filter(|error| line.contains(&start(error))).count()
        };
        for proposal in self.proposals() {
            let lines = self.lines.with(self.line, proposal);
            if faults(&lines) < faults(self.lines) && lines.first_error().is_some_and(|error| lines.line(start(&error)) == self.line) {
                return Some(Mended { line: self.line, end: None, lines });
            }
        }
        // What is not closed on one line is found out on the next.
        self.before(&[",", "]", "}", "}]"])
    }

    /// The file with one of these ends on the last line before this one that says anything.
    fn before(&self, ends: &[&'static str]) -> Option<Mended> {
        let says = |line: &String| !line.trim().is_empty() && !line.trim_start().starts_with('#');
        let before = self.lines.0[..self.line].iter().rposition(says)?;
        ends.iter().find_map(|end| {
            let lines = self.lines.with(before, with_end(&self.lines.0[before], end));
            let goes_on = lines.first_error().is_none_or(|error| lines.line(start(&error)) > self.line);
            goes_on.then_some(Mended { line: before, end: Some(end), lines })
        })
    }

    /// The file with `[[papers]]` wherever it says `[papers]`.
    fn repeated(&self) -> Option<Mended> {
        let name = self.name();
        if !REPEATED.contains(&name) {
            return None;
        }
        let mut lines = self.lines.clone();
        for line in lines.0.iter_mut().filter(|line| line.trim() == format!("[{name}]")) {
            *line = format!("[[{name}]]");
        }
        lines.first_error().is_none_or(|error| lines.line(start(&error)) > self.line).then_some(Mended {
            line: self.line,
            end: None,
            lines,
        })
    }

    /// Lines that may have been meant, the likeliest first.
    fn proposals(&self) -> Vec<String> {
        let text = self.text().trim_end();
        let (before, rest) = (text.get(..self.at).unwrap_or(text), text.get(self.at..).unwrap_or_default());
        let mut proposals = Vec::new();
        match self.said.as_str() {
            "string values must be quoted" if self.is_date() => proposals.push(format!("{} = 2026-11-22", self.name())),
            "string values must be quoted" => {
                proposals.extend(with_values_quoted(text));
                let value = self.value();
                let shorter = value.trim_end_matches([';', '；', '。', ',', '、', '，']);
                if shorter.len() < value.len() {
                    proposals.push(format!("{before}{shorter}{}", rest.get(value.len()..).unwrap_or_default()));
                    proposals.push(format!("{before}{}{}", quoted(shorter), rest.get(value.len()..).unwrap_or_default()));
                }
                if !value.is_empty() {
                    proposals.push(format!("{before}{}{}", quoted(value), rest.get(value.len()..).unwrap_or_default()));
                    proposals.push(format!("{before}{}", quoted(rest)));
                } else {
                    proposals.push(format!("# {text}"));
                }
            }
            "extra `=`" => proposals.push(format!("{before} {}", rest.trim_start_matches(['=', ' ']))),
            "key with no value" | "invalid unquoted key" | "missing assignment between key-value pairs" => {
                self.of_key(text, &mut proposals);
            }
            "unclosed table" => {
                proposals.push(with_end(text, "]"));
                proposals.push(format!("{}]", text.replace([' ', '　'], "")));
            }
            "unclosed array table" => proposals.extend([with_end(text.trim_end_matches(']'), "]]")]),
            "unexpected key or value" | "unexpected content" => self.of_rest(text, before, rest, &mut proposals),
            // What stands first on its line lacks the comma on the line before.
            "missing comma between array elements" if before.trim().is_empty() => return proposals,
            "missing comma between array elements" | "missing comma between key-value pairs" => {
                proposals.push(format!(
                    "{},{}",
                    before.trim_end(),
                    if rest.starts_with(' ') { rest.to_owned() } else { format!(" {rest}") }
                ));
            }
            "extra assignment between key-value pairs" => {
                let word = before.trim_end().rsplit(' ').next().map_or(0, str::len);
                let at = before.trim_end().len() - word;
                proposals.push(format!("{}, {}", text[..at].trim_end(), &text[at..]));
            }
            "extra comma in array" | "extra comma in inline table" => {
                proposals.push(format!("{}{}", before.trim_end().trim_end_matches(','), rest));
                proposals.push(format!("{before}{}", rest.trim_start_matches([',', ' '])));
            }
            "unclosed array" | "unclosed inline table" | "unexpected `=` in array" => {}
            "duplicate key" => proposals.push(String::new()),
            "missing escaped value" | "too few unicode value digits" => {
                proposals.push(text.replace('\\', "/"));
                proposals.push(text.replace('\\', "\\\\"));
            }
            "unexpected leading zero" => proposals.push(format!("{before}{}", rest.trim_start_matches('0'))),
            "unquoted keys cannot be empty" => proposals.push(format!("# {text}")),
            _ => {}
        }
        let clean: String = text.chars().filter(|c| *c == '\t' || !c.is_control()).collect();
        proposals.extend((clean != text).then_some(clean));
        if self.said.ends_with("string") {
            let quote = if self.expected == "`'`" { "'" } else { "\"" };
            proposals.extend([quote, &format!("{quote}]"), &format!("{quote}}}"), &format!("{quote}}}]")].map(|end| with_end(text, end)));
            // The bracket that stands in the text was to close what is open.
            for end in ["]", "}", "}]"] {
                if let Some(inner) = text.strip_suffix(end) {
                    proposals.insert(0, format!("{inner}{quote}{end}"));
                }
            }
        }
        for end in ["]", "}", "}]"] {
            proposals.push(with_end(text, end));
        }
        proposals.extend(text.strip_suffix(']').map(|inner| format!("{}}}]", with_space(inner))));
        proposals
    }

    /// For a line that has no key, or no equals sign behind it.
    fn of_key(&self, text: &str, proposals: &mut Vec<String>) {
        let trimmed = text.trim();
        if let Some((name, value)) = trimmed.split_once('=') {
            let name = name.trim();
            let known = NAMES.iter().find(|(_, names)| names.contains(&name)).map(|(key, _)| *key);
            proposals.extend(known.map(|key| format!("{key} ={value}")));
        }
        if let Some((name, value)) = trimmed.split_once([':', '：']).filter(|(name, _)| is_bare_key(name.trim())) {
            proposals.push(format!("{} = {}", name.trim(), value.trim()));
            proposals.push(format!("{} = {}", name.trim(), quoted(value.trim())));
        }
        if let Some((name, value)) = trimmed.split_once([' ', '　']).filter(|(name, _)| is_bare_key(name)) {
            proposals.push(format!("{name} = {}", value.trim()));
            proposals.push(format!("{name} = {}", quoted(value.trim().trim_matches('"'))));
            proposals.push(format!("{name}{}", value.trim()));
            proposals.push(format!("{name}_{}", value.trim()));
        }
        if is_bare_key(trimmed) && REPEATED.contains(&trimmed) {
            proposals.push(format!("[[{trimmed}]]"));
        }
        if !trimmed.contains('=') {
            proposals.push(format!("# {trimmed}"));
        }
    }

    /// For a line on which something stands behind what is complete.
    fn of_rest(&self, text: &str, before: &str, rest: &str, proposals: &mut Vec<String>) {
        let trailing = [',', ';', '、', '；', '。', '，', ' ', '　'];
        if rest.trim_matches(trailing).is_empty() {
            proposals.push(before.trim_end().to_owned());
        }
        if self.is_header() && rest.starts_with(']') {
            proposals.push(format!("[{text}"));
        }
        let starts_pair = rest.split_once('=').is_some_and(|(name, _)| is_bare_key(name.trim()));
        if starts_pair {
            // Each pair takes a line of its own.
            proposals.push(format!("{}\n{}", before.trim_end(), pairs(rest).join("\n")));
            proposals.push(format!("{}\n{}", before.trim_end(), rest.trim()));
        }
        if let Some((key, value)) = text.split_once('=') {
            let value = value.trim();
            if rest.trim_start().starts_with(',') {
                proposals.push(format!("{}= [{value}]", &key));
            }
            // Quotes within a text.
            let inner = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
            proposals.extend(inner.filter(|inner| !inner.contains('\'')).map(|inner| format!("{key}= '{inner}'")));
            proposals.extend(with_values_quoted(text));
        }
        proposals.push(format!("{}  # {}", before.trim_end(), rest.trim()));
    }
}

/// The beginning of a text, as far as a message has room.
fn shown(text: &str) -> String {
    const MOST: usize = 60;
    crate::say::beginning(text, MOST)
}

/// Where a bare value at the start of `rest` ends.
fn value_end(rest: &str, in_array: bool) -> usize {
    rest.find(|c: char| c == '#' || (in_array && matches!(c, ',' | ']' | '}' | '、'))).unwrap_or(rest.len())
}

/// A text between quotes.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.trim().replace('\\', "\\\\").replace('"', "\\\""))
}

/// The line with each bare value of its list between quotes, if its value is a list.
fn with_values_quoted(text: &str) -> Option<String> {
    let (key, value) = text.split_once('=')?;
    let inner = value.trim().strip_prefix('[')?.strip_suffix(']')?;
    let is_value = |part: &str| DeTable::parse(&format!("x = {part}")).is_ok();
    let part = |part: &str| if is_value(part.trim()) { part.trim().to_owned() } else { quoted(part.trim_matches(['"', ' '])) };
    let parts: Vec<String> = inner.split([',', '、']).filter(|part| !part.trim().is_empty()).map(part).collect();
    Some(format!("{key}= [{}]", parts.join(", ")))
}

/// `a = "x" b = "y"` as its pairs.
fn pairs(text: &str) -> Vec<String> {
    let mut pairs = Vec::new();
    let mut rest = text.trim();
    while let Some((key, value)) = rest.split_once('=') {
        let value = value.trim_start();
        let end = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].find(quote).map_or(value.len(), |at| at + 2),
            _ => value.find(' ').unwrap_or(value.len()),
        };
        pairs.push(format!("{} = {}", key.trim(), &value[..end]));
        rest = value[end..].trim();
    }
    pairs
}

fn is_bare_key(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

/// A text with one space at its end.
fn with_space(text: &str) -> String {
    format!("{} ", text.trim_end())
}

/// The line with an end, before its comment.
fn with_end(line: &str, end: &str) -> String {
    let line = line.trim_end();
    match line.rfind(" #").filter(|at| line[..*at].matches('"').count().is_multiple_of(2)) {
        Some(at) => format!("{}{end}{}", line[..at].trim_end(), &line[at..]),
        None => format!("{line}{end}"),
    }
}
