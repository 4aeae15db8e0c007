//! What the program has to tell a person: a diagnostic with its place, its message and what to do.
//!
//! One struct serves every stage, because every finding ends as text for somebody who edits
//! records, a meeting file or a template. Wording lives in [`crate::say::words`].

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

use crate::say::words;
use crate::say::words::{Lang, Message};

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The work cannot be done; nothing is written.
    Error,
    /// The work is done, but somebody should look.
    Warning,
    /// The program decided something that the input leaves open.
    Guess,
    /// Good to know for whoever asks (`check`); nothing is wrong.
    Note,
}

/// Where a finding is: a file and, as far as known, a line, a heading, a cell and a record.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Place {
    /// The file, as the person named it.
    pub file: String,
    /// Line in the file or row of the worksheet, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// Column in the line, from 1, where one is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// Worksheet of a workbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Cell of a worksheet, such as `C12`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
    /// Heading of the column, as the file has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heading: Option<String>,
    /// Identifier of the opinion.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// The division whose workbook it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub division: Option<String>,
}

impl Place {
    /// A whole file.
    pub fn file(file: impl Into<String>) -> Self {
        Self { file: file.into(), ..Self::default() }
    }

    /// A line of a file, counted from 1.
    pub fn line(file: impl Into<String>, line: usize) -> Self {
        Self { line: Some(line), ..Self::file(file) }
    }

    /// The same place, narrowed to the column under `heading`.
    pub fn heading(mut self, heading: impl Into<String>) -> Self {
        self.heading = Some(heading.into());
        self
    }

    /// The same place, naming the opinion that stands there.
    pub fn record(mut self, id: impl Into<String>) -> Self {
        self.record = Some(id.into());
        self
    }
}

impl fmt::Display for Place {
    /// `file:line:column sheet!cell [heading] record (division)`, as far as known.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(column) = self.column {
            write!(f, ":{column}")?;
        }
        match (&self.sheet, &self.cell) {
            (Some(sheet), Some(cell)) => write!(f, " {sheet}!{cell}")?,
            (Some(sheet), None) => write!(f, " {sheet}")?,
            (None, Some(cell)) => write!(f, " {cell}")?,
            (None, None) => {}
        }
        if let Some(heading) = &self.heading {
            write!(f, " [{heading}]")?;
        }
        if let Some(record) = &self.record {
            write!(f, " {record}")?;
        }
        if let Some(division) = &self.division {
            write!(f, " ({division})")?;
        }
        Ok(())
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    pub severity: Severity,
    pub place: Option<Place>,
    pub message: Message,
    pub hints: Vec<Message>,
}

impl Diagnostic {
    fn new(severity: Severity, message: Message) -> Self {
        Self { severity, place: None, message, hints: Vec::new() }
    }

    pub fn error(message: Message) -> Self {
        Self::new(Severity::Error, message)
    }

    pub fn warning(message: Message) -> Self {
        Self::new(Severity::Warning, message)
    }

    pub fn guess(message: Message) -> Self {
        Self::new(Severity::Guess, message)
    }

    pub fn note(message: Message) -> Self {
        Self::new(Severity::Note, message)
    }

    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    pub fn hint(mut self, hint: Message) -> Self {
        self.hints.push(hint);
        self
    }

    /// The same finding about the name `given`, with a hint at the known name that is nearest or, if none is near, at all of them.
    pub fn known(self, given: &str, known: &[&str]) -> Self {
        match nearest(given, known.iter().copied()) {
            Some(near) => self.hint(words::did_you_mean(near)),
            None => self.hint(words::known_names(known.join(", "))),
        }
    }

    /// The finding as text: `place: severity: message`, then one line for each hint.
    pub fn say(&self, lang: Lang) -> String {
        let severity = match (self.severity, lang) {
            (Severity::Error, Lang::En) => "error",
            (Severity::Error, Lang::Ja) => "エラー",
            (Severity::Warning, Lang::En) => "warning",
            (Severity::Warning, Lang::Ja) => "注意",
            (Severity::Guess, Lang::En) => "guess",
            (Severity::Guess, Lang::Ja) => "推定",
            (Severity::Note, Lang::En) => "note",
            (Severity::Note, Lang::Ja) => "参考",
        };
        let mut text = String::new();
        if let Some(place) = &self.place {
            text.push_str(&format!("{place}: "));
        }
        text.push_str(&format!("{severity}: {}", self.message.say(lang)));
        for hint in &self.hints {
            text.push_str(&format!("\n  → {}", hint.say(lang)));
        }
        text
    }

    /// The finding for programs.
    pub fn json(&self, lang: Lang) -> serde_json::Value {
        serde_json::json!({
            "severity": self.severity,
            "code": self.message.key(),
            "place": self.place,
            "message": self.message.say(lang),
            "hints": self.hints.iter().map(|hint| hint.say(lang)).collect::<Vec<_>>(),
        })
    }
}

/// A list of findings: the error of a [`Result`], and the place where warnings are gathered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics(pub Vec<Diagnostic>);

impl Diagnostics {
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|d| d.severity == Severity::Error)
    }

    /// The number of findings that somebody should look at: all but notes.
    pub fn count(&self) -> usize {
        self.0.iter().filter(|d| d.severity != Severity::Note).count()
    }

    /// Ends a stage: its findings are the error if one of them is an error, else they join `warnings`.
    pub fn finish<T>(self, value: T, warnings: &mut Diagnostics) -> Result<T> {
        if self.has_errors() {
            return Err(self);
        }
        warnings.0.extend(self.0);
        Ok(value)
    }

    pub fn say(&self, lang: Lang) -> String {
        self.0.iter().map(|d| d.say(lang) + "\n").collect()
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(vec![diagnostic])
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.say(Lang::En))
    }
}

/// A value, or every finding of the stage that could not make it.
pub type Result<T> = std::result::Result<T, Diagnostics>;

/// The known name nearest to `given`, if it is near enough to be what was meant.
///
/// Near is a normalised Damerau-Levenshtein similarity of at least one half, or one name
/// containing the other.
pub fn nearest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let given = given.to_lowercase();
    known
        .into_iter()
        .map(|name| {
            let lower = name.to_lowercase();
            let contained = given.chars().count() > 1 && (lower.contains(&given) || given.contains(&lower));
            let score = strsim::normalized_damerau_levenshtein(&given, &lower);
            (if contained { score.max(0.75) } else { score }, name)
        })
        .filter(|(score, name)| *score >= 0.5 && !name.is_empty())
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_names() {
        assert_eq!(nearest("tittle", ["title", "label"]), Some("title"));
        assert_eq!(nearest("意見内容", ["意見", "出典"]), Some("意見"));
        assert_eq!(nearest("zzz", ["title", "label"]), None);
    }
}
