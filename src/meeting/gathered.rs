//! Gathered: a table that stands in several places of a `meeting.toml` is read as one.
//!
//! Messages give lines such as `[columns]` to add at the end of the file. TOML refuses a table that is there already
//! (TOML 1.0, Table); a clerk who follows two such messages means one table.

use toml_parser::Source;
use toml_parser::lexer::TokenKind;

use super::syntax::REPEATED;
use crate::say::diag::{Diagnostics, Place};

/// A text in which each table stands once.
pub struct Gathered {
    pub text: String,
    /// For each line, from 0, which one it is in the file, from 1.
    lines: Vec<usize>,
}

/// The text with the lines of a table that is headed again below those that stand under its first heading.
pub fn gathered(text: &str) -> Gathered {
    let lines: Vec<&str> = text.split('\n').collect();
    let headings = headings(text, &lines);
    // The lines from each heading to the next; before the first stands what belongs to no table.
    let ends = headings.iter().skip(1).map(|(line, _)| *line).chain([lines.len()]);
    let parts: Vec<(usize, usize, &str)> = headings.iter().zip(ends).map(|((start, name), end)| (*start, end, *name)).collect();
    let mut order: Vec<usize> = (0..headings.first().map_or(lines.len(), |(line, _)| *line)).collect();
    for (index, (start, end, name)) in parts.iter().enumerate() {
        let is_same = |other: &&(usize, usize, &str)| !name.is_empty() && other.2 == *name;
        if parts[..index].iter().any(|part| is_same(&part)) {
            continue;
        }
        order.extend(*start..*end);
        order.extend(parts[index + 1..].iter().filter(is_same).flat_map(|(start, end, _)| start + 1..*end));
    }
    // A last line without an end would run into what comes below it.
    let ordered = order.iter().map(|line| lines[*line]);
    Gathered { text: ordered.collect::<Vec<_>>().join("\n"), lines: order.iter().map(|line| line + 1).collect() }
}

/// The lines, from 0, that head a table, with its name; an empty one for tables that there may be several of.
fn headings<'t>(text: &'t str, lines: &[&'t str]) -> Vec<(usize, &'t str)> {
    let is_long = |kind: TokenKind| matches!(kind, TokenKind::MlBasicString | TokenKind::MlLiteralString);
    let strings: Vec<_> = Source::new(text).lex().filter(|token| is_long(token.kind())).map(|token| token.span()).collect();
    let mut headings = Vec::new();
    let mut at = 0;
    for (index, line) in lines.iter().enumerate() {
        let within = strings.iter().any(|span| span.start() < at && at < span.end());
        let heading = line.split('#').next().unwrap_or_default().trim();
        let name = heading.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).filter(|_| !within);
        match name.map(str::trim) {
            Some(name) if name.starts_with('[') && name.ends_with(']') => headings.push((index, "")),
            // What there may be several of is another fault, with a message of its own.
            Some(name) if is_bare(name) => headings.push((index, if REPEATED.contains(&name) { "" } else { name })),
            Some(_) | None => {}
        }
        at += line.len() + 1;
    }
    headings
}

/// Whether this is a key without quotes or dots, and no value.
fn is_bare(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_alphabetic() || c == '_') && !["", "true", "false", "inf", "nan"].contains(&name)
}

impl Gathered {
    /// Which line of the file a line of the text is, both counted from where their lists begin: 0 here, 1 there.
    pub fn line(&self, line: usize) -> usize {
        self.lines.get(line).copied().unwrap_or(line + 1)
    }

    /// Findings with the lines of the file.
    pub fn placed(&self, mut findings: Diagnostics, file: &str) -> Diagnostics {
        let mend = |place: &mut Place| {
            if place.file == file
                && let Some(line) = place.line
            {
                place.line = self.lines.get(line - 1).copied().or(Some(line));
            }
        };
        for finding in &mut findings.0 {
            finding.place.iter_mut().for_each(mend);
        }
        findings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gathered_once() {
        for text in ["", "a = 1", "[look]\nsize = 9\n", "[[papers]]\nlabel = \"1\"\n[[papers]]\nlabel = \"2\"\n"] {
            assert_eq!(gathered(text).text, text);
        }
    }

    #[test]
    fn gathered_twice() {
        let text = "a = 1\n[columns]\nb = 2\n\n[[papers]]\nc = \"\"\"\n[columns]\n\"\"\"\n[columns] # more\nd = 3\n[look]\ne = [\n[\"x\"]]\n[columns]\nf = 4";
        let gathered = gathered(text);
        assert_eq!(
            gathered.text,
            "a = 1\n[columns]\nb = 2\n\nd = 3\nf = 4\n[[papers]]\nc = \"\"\"\n[columns]\n\"\"\"\n[look]\ne = [\n[\"x\"]]"
        );
        assert_eq!(gathered.lines, [1, 2, 3, 4, 10, 15, 5, 6, 7, 8, 11, 12, 13]);
    }
}
