//! Unwished: opinions that the records mark as not to be published, and that papers show all the same.

use crate::meeting::headings::{is_of_publication, refuses_publication};
use crate::meeting::paper::Paper;
use crate::meeting::{Field, Meeting};
use crate::records::placed::Placed;
use crate::records::record::Opinion;
use crate::say::diag::{Diagnostic, Diagnostics};
use crate::say::{toml_text, words};

/// Reports such opinions, with the line that leaves them out.
pub fn report(meeting: &Meeting, placed: &Placed, findings: &mut Diagnostics) {
    for (index, field) in meeting.record_fields().enumerate().filter(|(_, field)| is_of_publication(&field.heading)) {
        of_field(meeting, placed, (index, field), findings);
    }
}

fn of_field(meeting: &Meeting, placed: &Placed, (index, field): (usize, &Field), findings: &mut Diagnostics) {
    let value = |opinion: &&Opinion| opinion.fields[index].trim().to_owned();
    let is_refused = |opinion: &&Opinion| refuses_publication(&field.heading, &opinion.fields[index]);
    let shows = |paper: &Paper, opinion: &Opinion| paper.shows.is_empty() || paper.shows.iter().any(|rule| rule.matches(meeting, opinion));
    let refused: Vec<&Opinion> = placed.in_order().map(|(_, opinion)| opinion).filter(is_refused).collect();
    let papers: Vec<usize> =
        (0..meeting.papers.len()).filter(|paper| refused.iter().any(|opinion| shows(&meeting.papers[*paper], opinion))).collect();
    let shown: Vec<&Opinion> =
        refused.into_iter().filter(|opinion| papers.iter().any(|paper| shows(&meeting.papers[*paper], opinion))).collect();
    if shown.is_empty() {
        return;
    }
    let different = |opinions: &mut dyn Iterator<Item = &Opinion>| {
        let mut values: Vec<String> = Vec::new();
        for value in opinions.map(|opinion| value(&opinion)) {
            if !values.contains(&value) {
                values.push(value);
            }
        }
        values
    };
    let marks = different(&mut shown.iter().copied());
    let others = different(&mut placed.in_order().map(|(_, opinion)| opinion).filter(|opinion| !is_refused(opinion)));
    let rules: Vec<String> = others.iter().map(|is| format!("{{ field = {}, is = {} }}", toml_text(&field.key), toml_text(is))).collect();
    let rules = format!("[{}]", rules.join(", "));
    let hint = match papers.iter().any(|paper| !meeting.papers[*paper].shows.is_empty()) || others.is_empty() {
        true => words::unwished_chosen_hint(&field.key),
        false => papers.iter().fold(words::unwished_hint(&rules), |hint, paper| hint.by(format!("papers.{}.shows={rules}", paper + 1))),
    };
    for opinion in &shown {
        let warning = Diagnostic::warning(words::unwished(&field.heading, marks.join("」「"), shown.len()));
        findings.push(warning.at(opinion.place.clone().heading(&field.heading)).hint(hint.clone()));
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::read::workbook;
    use crate::records::office::propose::propose;
    use crate::records::{load, validate};

    #[test]
    fn unwished_are_asked_about() {
        for (heading, marks) in
            [("公表の可否", ["可", "否", "可"]), ("公開・非公開", ["公開", "非公開", ""]), ("非公開希望", ["", "○", ""])]
        {
            let rows = format!("番号,{heading},意見\n1,{},深い\n2,{},暗い\n3,{},狭い\n", marks[0], marks[1], marks[2]);
            let toml = propose(&workbook::book("意見.csv", rows.as_bytes()).unwrap(), "意見.csv").unwrap().meeting_toml;
            let asked = |toml: &str| {
                let meeting = Meeting::parse(toml, Path::new("m")).unwrap();
                assert!(meeting.record_fields().all(|field| meeting.is_private(field)), "{toml}");
                let mut findings = Diagnostics::default();
                let records = load::records(&meeting, "意見.csv", rows.as_bytes(), &mut findings).unwrap();
                let opinions = validate::validate(&meeting, &records, &mut findings);
                let placed = Placed::new(&meeting, opinions, &mut Diagnostics::default());
                let mut findings = Diagnostics::default();
                report(&meeting, &placed, &mut findings);
                findings.0.into_iter().map(|finding| (finding.place.unwrap().cell.unwrap(), finding.hints[0].clone())).collect::<Vec<_>>()
            };
            let said = asked(&toml);
            assert_eq!(said.iter().map(|(cell, _)| cell.as_str()).collect::<Vec<_>>(), ["B3"], "{heading} {toml}");
            let line = said[0].1.value("rules").to_owned();
            let mended = toml.replace("[[papers]]\n", &format!("[[papers]]\nshows = {line}\n"));
            assert_eq!(asked(&mended), [], "{line}");
        }
    }
}
