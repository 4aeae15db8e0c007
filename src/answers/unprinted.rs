//! Unprinted: what divisions have answered and no paper shows, which nobody would miss before the meeting.

use crate::answers::entries::{self, Entries};
use crate::meeting::paper::Layout;
use crate::meeting::{self, Meeting};
use crate::say::diag::{Diagnostic, Diagnostics, Place};
use crate::say::toml_text;
use crate::say::words::{self, Message};

/// Reports each field that holds answers and stands on no paper, with the line that prints it.
pub fn report(entries: &Entries, findings: &mut Diagnostics) {
    let meeting = entries.meeting;
    for (index, field) in meeting.answer_fields().enumerate().filter(|(_, field)| meeting.is_undecided(field)) {
        let answers = entries.all.iter().flat_map(|entry| &entry.answers);
        let count = answers.filter(|answer| !entries::is_blank(answer.values[index])).count();
        if count > 0 {
            let warning =
                Diagnostic::warning(words::answers_unprinted(&field.heading, count)).at(Place::file(meeting.shown(meeting::FILE)));
            let left_out = words::answers_left_hint(toml_text(&field.key)).by(format!("fields.{}.private=true", toml_text(&field.key)));
            findings.push(warning.hint(printing(meeting, &field.key)).hint(left_out));
        }
    }
}

/// What prints a field: a column more on the first paper that can have it, else a paper more.
fn printing(meeting: &Meeting, key: &str) -> Message {
    let key = toml_text(key);
    let takes = |layout| matches!(layout, Layout::List | Layout::Stacked);
    match meeting.papers.iter().position(|paper| takes(paper.layout) && !paper.columns.is_empty()) {
        Some(paper) => words::answers_unprinted_hint(&key).by(format!("papers.{}.columns+={key}", paper + 1)),
        None => words::answers_no_paper_hint(key),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::answers::division;
    use crate::answers::response::Responses;
    use crate::records::placed::Placed;
    use crate::records::{load, validate};

    const TOML: &str =
        "[meeting]\ntitle = \"t\"\ndate = 2026-11-20\n\n[inquiry]\nasks = \"a\"\ndue = 2026-12-01\ncontact = \"c\"\nedition = 1\n
[[divisions]]\nname = \"防災課\"\ntakes = [{}]\n\n[[fields]]\nkey = \"reply\"\nheading = \"回答\"\nfrom = \"divisions\"\n
[[papers]]\nlabel = \"資料1\"\nlayout = \"list\"\ncolumns = [\"no\", \"text\"]\nfiles = [\"a.pdf\"]\n";

    fn said(toml: &str, answers: &str) -> Vec<Diagnostic> {
        let meeting = Meeting::parse(toml, Path::new("m")).unwrap();
        let mut findings = Diagnostics::default();
        let records = load::records(&meeting, "意見.csv", "ID,意見\nu1,深い\n".as_bytes(), &mut findings).unwrap();
        let opinions = validate::validate(&meeting, &records, &mut findings);
        let placed = Placed::new(&meeting, opinions, &mut findings);
        let responses = load::table("m/responses.csv", answers.as_bytes(), &mut findings).unwrap();
        let responses = Responses::read(&meeting, &responses, &mut findings);
        let shares = division::shares(&meeting, &placed, &mut findings).unwrap();
        let mut findings = Diagnostics::default();
        report(&Entries::new(&meeting, &placed, &shares, &responses), &mut findings);
        findings.0
    }

    #[test]
    fn unprinted_answers_are_said() {
        let answers = "ID,回答欄,記入内容,課,ファイル,版\nu1,reply,直します,防災課,,\n";
        let found = said(TOML, answers);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].hints[0].settings(), ["papers.1.columns+=\"reply\""]);
        assert_eq!(found[0].hints[1].settings(), ["fields.\"reply\".private=true"]);
        // Nothing is missed as long as nothing came, what is printed, or what somebody decided.
        assert_eq!(said(TOML, "ID,回答欄,記入内容,課,ファイル,版\n").len(), 0);
        assert_eq!(said(&TOML.replace("\"text\"]", "\"text\", \"reply\"]"), answers).len(), 0);
        assert_eq!(said(&TOML.replace("from =", "private = true\nfrom ="), answers).len(), 0);
        // Where no column can be added, a paper can.
        let beside = TOML.replace("layout = \"list\"\ncolumns = [\"no\", \"text\"]", "layout = \"matrix\"");
        let hint = &said(&beside, answers)[0].hints[0];
        assert!(hint.is(words::key::answers_no_paper_hint) && hint.settings()[0].contains("\"text\", \"reply\""), "{:?}", hint.settings());
    }
}
