//! From headings to the columns of opinions, and who the opinions in each come from.

use std::ops::RangeInclusive;

use super::CATEGORY;
use super::read::{Header, Printed};
use crate::meeting::headings::Column;
use crate::say::diag::{Diagnostic, Diagnostics, Place};
use crate::say::words;

/// A column of opinions.
pub struct Source<'a> {
    pub key: String,
    pub heading: &'a str,
    pub column: usize,
    /// Heading of the column after it if that says who the opinions come from; empty if the text names it not.
    pub attribution: Option<&'a str>,
}

impl Source<'_> {
    /// The column of the opinions and that of the attribution.
    pub fn columns(&self) -> RangeInclusive<usize> {
        self.column..=self.column + usize::from(self.attribution.is_some())
    }
}

/// What the headings and the rows under them say about the columns; none only after an error.
pub fn sources<'a>(table: &Printed<'a>, header: &Header<'a>, findings: &mut Diagnostics) -> Vec<Source<'a>> {
    let mut sources: Vec<Source> = Vec::new();
    let mut report = |finding: Diagnostic| findings.push(finding.at(Place::line(table.file, header.line)));
    for (index, column) in [Column::No, Column::Category].into_iter().enumerate() {
        let heading = table.heading(index);
        if !heading.is_empty() && Column::named(heading).map(|(named, _)| named) != Some(column) {
            report(Diagnostic::error(words::import_first_columns(heading)).hint(words::import_first_columns_hint()));
        }
    }
    // One column further than the headings: the last source may have an attribution without one.
    for column in CATEGORY + 1..=header.headings.len() {
        let heading = table.heading(column);
        let before = sources.last_mut().filter(|source| source.column + 1 == column);
        if heading.is_empty() {
            if let Some(source) = before.filter(|source| is_filled_beside(table, source.column, column < header.width)) {
                source.attribution = Some("");
                if column >= header.width {
                    report(Diagnostic::guess(words::import_attribution(source.heading)));
                }
            }
        } else if Column::named(heading).is_some_and(|(named, _)| named == Column::Attribution) {
            match before {
                Some(source) => source.attribution = Some(heading),
                None => report(Diagnostic::error(words::import_attribution_first(heading))),
            }
        } else {
            let key = key(heading, &sources);
            sources.push(Source { key, heading, column, attribution: None });
        }
    }
    if sources.is_empty() {
        report(Diagnostic::error(words::import_no_header()).hint(words::import_no_header_hint()));
    }
    sources
}

/// Whether most rows that fill the column of a source fill the next one, too; unless that is `printed`, one row is not enough.
fn is_filled_beside(table: &Printed, source: usize, printed: bool) -> bool {
    let opinions = table.rows.iter().filter(|row| row.fills(source)).count();
    let both = table.rows.iter().filter(|row| row.fills(source) && row.fills(source + 1)).count();
    both * 2 > opinions && (printed || both > 1)
}

/// A key for a source, guessed from its heading and unlike those before it.
fn key(heading: &str, before: &[Source]) -> String {
    const KNOWN: &[(&str, &str)] = &[("委員", "committee"), ("職員", "staff"), ("都市", "cities")];
    let known = KNOWN.iter().find(|(word, _)| heading.contains(word)).map(|(_, key)| (*key).to_owned());
    known.filter(|key| before.iter().all(|source| source.key != *key)).unwrap_or_else(|| format!("source-{}", before.len() + 1))
}
