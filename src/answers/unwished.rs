//! Unwished: opinions that the records mark as not to be published, and that papers show all the same.

use crate::answers::entries::{Entries, Entry};
use crate::meeting::headings::{is_of_publication, refuses_publication};
use crate::meeting::{Field, Meeting};
use crate::records::record::Opinion;
use crate::say::diag::{Diagnostic, Diagnostics};
use crate::say::{toml_text, words};

/// Reports such opinions, with the line that leaves them out.
pub fn report(entries: &Entries, findings: &mut Diagnostics) {
    let meeting = entries.meeting;
    for (index, field) in meeting.record_fields().enumerate().filter(|(_, field)| is_of_publication(&field.heading)) {
        of_field(meeting, &entries.all, (index, field), findings);
    }
}

fn of_field(meeting: &Meeting, entries: &[Entry], (index, field): (usize, &Field), findings: &mut Diagnostics) {
    let is_refused = |opinion: &Opinion| refuses_publication(&field.heading, &opinion.fields[index]);
    let (refused, others): (Vec<&Entry>, Vec<&Entry>) = entries.iter().partition(|entry| is_refused(entry.opinion));
    let shows = |paper: &usize, entry: &Entry| entry.is_shown(meeting, &meeting.papers[*paper]);
    let papers: Vec<usize> = (0..meeting.papers.len()).filter(|paper| refused.iter().any(|entry| shows(paper, entry))).collect();
    let shown: Vec<&Opinion> =
        refused.iter().filter(|entry| papers.iter().any(|paper| shows(paper, entry))).map(|entry| entry.opinion).collect();
    if shown.is_empty() {
        return;
    }
    let different = |opinions: &mut dyn Iterator<Item = &Opinion>| {
        let mut values: Vec<String> = Vec::new();
        for value in opinions.map(|opinion| opinion.fields[index].trim().to_owned()) {
            if !values.contains(&value) {
                values.push(value);
            }
        }
        values
    };
    let marks = different(&mut shown.iter().copied());
    let others = different(&mut others.iter().map(|entry| entry.opinion));
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
    use crate::answers::division;
    use crate::answers::response::Responses;
    use crate::read::workbook;
    use crate::records::office::propose::{Answers, propose};
    use crate::records::placed::Placed;
    use crate::records::{load, validate};

    #[test]
    fn unwished_are_asked_about() {
        for (heading, marks) in
            [("公表の可否", ["可", "否", "可"]), ("公開・非公開", ["公開", "非公開", ""]), ("非公開希望", ["", "○", ""])]
        {
            let rows = format!("番号,{heading},意見\n1,{},深い\n2,{},暗い\n3,{},狭い\n", marks[0], marks[1], marks[2]);
            let book = workbook::book("意見.csv", rows.as_bytes()).unwrap();
            let toml = propose(&book, "意見.csv", &Answers::default()).unwrap().meeting_toml;
            let asked = |toml: &str| {
                let meeting = Meeting::parse(toml, Path::new("m")).unwrap();
                assert!(meeting.record_fields().all(|field| meeting.is_private(field)), "{toml}");
                let mut findings = Diagnostics::default();
                let records = load::records(&meeting, "意見.csv", rows.as_bytes(), &mut findings).unwrap();
                let opinions = validate::validate(&meeting, &records, &mut findings);
                let placed = Placed::new(&meeting, opinions, &mut Diagnostics::default());
                let mut findings = Diagnostics::default();
                let shares = division::shares(&meeting, &placed, &mut findings).unwrap();
                report(&Entries::new(&meeting, &placed, &shares, &Responses::default()), &mut findings);
                findings.0.into_iter().map(|finding| (finding.place.unwrap().cell.unwrap(), finding.hints[0].clone())).collect::<Vec<_>>()
            };
            let said = asked(&toml);
            assert_eq!(said.iter().map(|(cell, _)| cell.as_str()).collect::<Vec<_>>(), ["B3"], "{heading} {toml}");
            let line = said[0].1.value("rules").to_owned();
            let mended = toml.replace("[[papers]]\n", &format!("[[papers]]\nshows = {line}\n"));
            assert_eq!(asked(&mended), [], "{line}");
            // Nobody is asked about any of them.
            assert_eq!(asked(&toml.replace("[[papers]]\n", "[[papers]]\nshows = [{ asked = true }]\n")), []);
        }
    }
}
