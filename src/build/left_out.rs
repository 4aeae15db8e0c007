//! Left out: papers that cannot be made, since they show a text that cannot be printed, while the others can.

use std::collections::{BTreeMap, BTreeSet};

use crate::build::prepare::Prepared;
use crate::document::Document;
use crate::meeting::Kind;
use crate::say::diag::{Diagnostic, Diagnostics, Result, Severity};
use crate::say::words;

/// What is not made.
#[derive(Debug, Default)]
pub struct LeftOut {
    /// The names of the outputs.
    pub names: Vec<String>,
    /// Why, as errors.
    pub said: Diagnostics,
}

impl LeftOut {
    /// Takes those outputs from what is `wanted` that show what cannot be printed. An error if no paper is left of those that
    /// are wanted: then nothing is made.
    pub fn of(papers: &Prepared, documents: &[Document], wanted: &mut Vec<(String, Kind)>, warnings: &mut Diagnostics) -> Result<Self> {
        if papers.odd.is_empty() {
            return Ok(Self::default());
        }
        let shown: BTreeSet<usize> = wanted.iter().filter_map(|(_, kind)| kind.paper()).collect();
        let mut stopped = BTreeSet::new();
        let mut printed = vec![false; papers.odd.len()];
        // Mostly it is one character in many texts.
        let mut same: BTreeMap<(bool, String), Vec<usize>> = BTreeMap::new();
        for (index, odd) in papers.odd.iter().enumerate() {
            same.entry((odd.anywhere, json(&odd.text)?)).or_default().push(index);
        }
        for paper in &shown {
            let document = json(&documents[*paper])?;
            for ((anywhere, text), all) in &same {
                if *anywhere || document.contains(&text[1..text.len() - 1]) {
                    all.iter().for_each(|index| printed[*index] = true);
                    stopped.insert(*paper);
                }
            }
        }
        let mut said = Diagnostics::default();
        for (odd, is_printed) in papers.odd.iter().zip(printed) {
            if is_printed {
                said.push(odd.finding.clone());
            } else {
                // It stands in a text that none of these papers shows.
                warnings.push(Diagnostic { severity: Severity::Warning, ..odd.finding.clone() });
            }
        }
        if !shown.is_empty() && stopped.len() == shown.len() {
            return Err(said);
        }
        let is_left = |kind: &Kind| kind.paper().is_some_and(|paper| stopped.contains(&paper));
        let names: Vec<String> = wanted.iter().filter(|(_, kind)| is_left(kind)).map(|(name, _)| name.clone()).collect();
        wanted.retain(|(_, kind)| !is_left(kind));
        if !names.is_empty() {
            said.push(Diagnostic::error(words::left_out(names.join(", "))));
        }
        Ok(Self { names, said })
    }
}

/// A value as JSON, in which every text is found as it is but for what JSON escapes.
fn json(value: &impl serde::Serialize) -> Result<String> {
    Ok(serde_json::to_string(value).map_err(|e| Diagnostic::error(words::json_write(e)))?)
}
