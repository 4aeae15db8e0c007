//! Syntax: what keeps `meeting.toml` from being read at all, in words for a clerk, with the line as it should be.
//!
//! Every proposed line was tried: it is said only if the file goes further with it. The next fault is then looked for
//! in the file so mended, so that all causes come at once, and none that only follows from another.

mod kind;
mod proposals;

use std::ops::RangeInclusive;

use toml::de::{DeTable, Error};

use self::kind::FaultKind;
use self::proposals::{value_end, with_end};
use crate::say::diag::{Diagnostic, Diagnostics, Place};
use crate::say::words::{self, Message};

/// Tables that stand in double brackets, one for each.
pub const REPEATED: &[&str] = &["papers", "sections", "sources", "fields", "divisions"];

/// Most faults that are reported of one file.
const MOST: usize = 20;

/// Longest text, in bytes, in which lines are tried; nobody types a longer one.
const TRIED: usize = 1 << 16;

/// What keeps a text from being TOML; nothing if it is.
pub fn faults(file: &str, text: &str) -> Diagnostics {
    let mut findings = Diagnostics::default();
    let mut lines = FileLines(text.split('\n').map(str::to_owned).collect());
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
struct FileLines(Vec<String>);

impl FileLines {
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
        let line = self.range(self.line(errors.iter().map(start).min()?));
        errors.into_iter().filter(|error| line.contains(&start(error))).min_by_key(|error| !kind::is_of_text(error))
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
    lines: FileLines,
}

/// The first fault of a file.
struct Fault<'l> {
    lines: &'l FileLines,
    line: usize,
    /// Where in the line.
    at: usize,
    kind: FaultKind,
}

impl<'l> Fault<'l> {
    fn new(lines: &'l FileLines, error: &Error) -> Self {
        let line = lines.line(start(error));
        let at = start(error).saturating_sub(lines.start(line)).min(lines.0[line].len());
        Self { lines, line, at, kind: FaultKind::of(error) }
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

    /// Whether nothing stands before the fault on its line.
    fn is_first(&self) -> bool {
        self.text().get(..self.at).is_none_or(|before| before.trim().is_empty())
    }

    fn message(&self) -> Message {
        match self.kind {
            FaultKind::Unquoted if self.value().is_empty() => words::toml_no_value(),
            FaultKind::Unquoted if self.is_date() => words::toml_date(),
            FaultKind::Unquoted => words::toml_unquoted(shown(self.value())),
            FaultKind::NoValue => words::toml_no_value(),
            FaultKind::ExtraEquals => words::toml_extra_equals(),
            FaultKind::NoEquals => words::toml_no_equals(),
            FaultKind::StrangeKey => words::toml_key(shown(self.name())),
            FaultKind::EmptyKey | FaultKind::NoKey => words::toml_no_key(),
            FaultKind::OpenHeader(end) => words::toml_open_header(end),
            FaultKind::Open(end) => words::toml_open(end),
            FaultKind::EqualsInList => words::toml_open("]"),
            FaultKind::NoCommaInList if self.is_first() => words::toml_open("]"),
            FaultKind::NoCommaInList | FaultKind::NoCommaInTable | FaultKind::NoCommaBefore => words::toml_comma(),
            FaultKind::ExtraComma => words::toml_extra_comma(),
            FaultKind::Rest => words::toml_after(shown(self.text().get(self.at..).unwrap_or_default().trim())),
            FaultKind::Twice if self.is_header() => words::toml_table_twice(self.name()),
            FaultKind::Twice => words::toml_twice(self.name()),
            FaultKind::Escape => words::toml_backslash(),
            FaultKind::LeadingZero => words::toml_zero(),
            FaultKind::Control | FaultKind::StrangeText => words::toml_control(),
            FaultKind::OpenText(_) => words::toml_open_text(),
            FaultKind::Date => words::toml_date(),
            FaultKind::Number => words::toml_number(),
            FaultKind::TooDeep => words::toml_deep(),
            FaultKind::Other => words::toml_unread(),
        }
    }

    /// What to do: the mended line if there is one.
    fn advice(&self, mended: Option<&Mended>) -> Vec<Message> {
        let mut hints = Vec::new();
        if self.kind == FaultKind::Twice {
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
        if self.kind == FaultKind::Twice && self.is_header() {
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
        if self.kind == FaultKind::Twice && self.is_header() {
            return self.repeated();
        }
        // A header within what is open: the line before lacks the end.
        if self.is_header()
            && !matches!(self.kind, FaultKind::OpenHeader(_) | FaultKind::Open(_))
            && let Some(mended) = self.before(&["]", "}", "}]"])
        {
            return Some(mended);
        }
        let proposed: Vec<FileLines> = self.proposals().into_iter().map(|proposal| self.lines.with(self.line, proposal)).collect();
        let mended = |lines: &FileLines| Mended { line: self.line, end: None, lines: lines.clone() };
        if let Some(lines) = proposed.iter().find(|lines| self.is_passed(lines)) {
            return Some(mended(lines));
        }
        // One line may hold several faults.
        let faults = |lines: &FileLines| {
            let line = lines.range(self.line);
            lines.errors().iter().filter(|error| line.contains(&start(error))).count()
        };
        let is_here = |error: &Error, lines: &FileLines| lines.line(start(error)) == self.line;
        let fewer =
            |lines: &&FileLines| faults(lines) < faults(self.lines) && lines.first_error().is_some_and(|error| is_here(&error, lines));
        if let Some(lines) = proposed.iter().find(fewer) {
            return Some(mended(lines));
        }
        // What is not closed on one line is found out on the next.
        self.before(&[",", "]", "}", "}]"])
    }

    /// Whether the reader goes further with these lines.
    fn is_passed(&self, lines: &FileLines) -> bool {
        lines.first_error().is_none_or(|error| lines.line(start(&error)) > self.line)
    }

    /// The file with one of these ends on the last line before this one that says anything.
    fn before(&self, ends: &[&'static str]) -> Option<Mended> {
        let says = |line: &String| !line.trim().is_empty() && !line.trim_start().starts_with('#');
        let before = self.lines.0[..self.line].iter().rposition(says)?;
        ends.iter().find_map(|end| {
            let lines = self.lines.with(before, with_end(&self.lines.0[before], end));
            self.is_passed(&lines).then_some(Mended { line: before, end: Some(end), lines })
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
        self.is_passed(&lines).then_some(Mended { line: self.line, end: None, lines })
    }
}

/// The beginning of a text, as far as a message has room.
fn shown(text: &str) -> String {
    const MOST: usize = 60;
    crate::say::beginning(text, MOST)
}
