//! The response: what a division answered to one field of an opinion, as `responses.csv` in the meeting's folder holds it.
//!
//! `shiryo collect` writes the file and a person may mend it; a build reads it like the records.

use std::collections::BTreeMap;

use crate::answers::division;
use crate::meeting::headings::Datum;
use crate::meeting::{Meeting, identity};
use crate::read::table::Table;
use crate::records::ids::{Kept, Marks};
use crate::records::placed::Placed;
use crate::records::record::Opinion;
use crate::say::diag::{Diagnostic, Diagnostics, Place};
use crate::say::words;

/// Name of the file in the meeting's folder.
pub const FILE: &str = "responses.csv";

/// Key and Japanese heading of each column, in the order in which they are written.
pub const COLUMNS: [(&str, &str); 6] =
    [("id", "ID"), ("field", "回答欄"), ("value", "記入内容"), ("division", "課"), ("file", "ファイル"), ("edition", "版")];
/// Those that somebody who writes down an answer by hand may leave out.
const UNNEEDED: [&str; 2] = ["file", "edition"];
/// The column behind them in which `shiryo collect` keeps which text was answered; files without it are read, too.
pub const ANSWERED: (&str, &str) = ("opinion", "意見の照合値");

/// Whether a column of that name holds what was filled in.
pub fn is_value(heading: &str) -> bool {
    is_column(heading, COLUMNS[2])
}

fn is_column(heading: &str, (key, name): (&str, &str)) -> bool {
    heading == name || heading.eq_ignore_ascii_case(key)
}

/// Most digits of an edition.
const EDITION_LIMIT: u32 = 9_999;

/// What a response answers: identifier of the opinion, key of the field, name of the division.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Question {
    pub id: String,
    /// Key of an answer field, or [`identity::NOTE_KEY`].
    pub field: String,
    pub division: String,
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// What was filled in, verbatim; never empty. Lines end in LF.
    pub value: String,
    /// SHA-256 of the returned file from which it was taken; empty if somebody wrote it here.
    pub file: String,
    /// Edition of the workbook that was filled in.
    pub edition: u32,
    /// [`answered`] of the opinion as it was when the answer came; empty if nobody knows.
    pub opinion: String,
    /// Where it stands; only the file for one that was just collected.
    pub place: Place,
}

/// Short digest of what of an opinion is answered: its text and whose it is.
pub fn answered(meeting: &Meeting, opinion: &Opinion) -> String {
    let asked = [Datum::Text, Datum::Attribution].map(|column| division::asked(meeting, column, "", opinion));
    let text: String = asked.iter().map(|text| format!("{}\n{text}\n", text.len())).collect();
    format!("o-{}", identity::cell_digest(&text))
}

/// The answers of a meeting, sorted by what they answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Responses(pub BTreeMap<Question, Response>);

impl Responses {
    /// All answers to an opinion, by field and division.
    pub fn to<'a>(&'a self, id: &'a str) -> impl Iterator<Item = (&'a Question, &'a Response)> {
        let first = Question { id: id.to_owned(), field: String::new(), division: String::new() };
        self.0.range(first..).take_while(move |(question, _)| question.id == id)
    }

    /// What `division` filled in under `field` for an opinion; empty if nothing.
    pub fn value(&self, id: &str, field: &str, division: &str) -> &str {
        let question = Question { id: id.to_owned(), field: field.to_owned(), division: division.to_owned() };
        self.0.get(&question).map_or("", |response| &response.value)
    }

    /// The answers in a table as [`crate::records::load`] reads it; what is wrong with it goes to `findings`.
    pub fn read(meeting: &Meeting, table: &Table, findings: &mut Diagnostics) -> Self {
        let Some(columns) = columns(table, findings) else { return Self::default() };
        let fields: Vec<&str> = meeting.answer_fields().map(|field| field.key.as_str()).chain([identity::NOTE_KEY]).collect();
        let divisions: Vec<&str> = meeting.divisions.iter().map(|division| division.name.as_str()).collect();
        let mut responses = Self::default();
        let opinion = table.headings.iter().position(|heading| is_column(heading, ANSWERED));
        for row in &table.rows {
            let text = |column: usize| columns[column].map_or("", |index| table.text(row, index));
            let place = |column: usize| {
                let index = columns[column].unwrap_or_default();
                row.cell_place(index, &table.headings[index]).record(text(0))
            };
            let [id, field, value, division, file, edition] = std::array::from_fn(text);
            if value.is_empty() {
                continue;
            }
            if !fields.contains(&field) {
                findings.push(Diagnostic::error(words::response_field(field)).known(field, &fields).at(place(1)));
            }
            if !divisions.contains(&division) {
                findings.push(Diagnostic::error(words::response_division(division)).known(division, &divisions).at(place(3)));
            }
            let number =
                if edition.is_empty() { Some(0) } else { crate::records::number::whole(edition).filter(|number| *number <= EDITION_LIMIT) };
            if number.is_none() {
                findings.push(Diagnostic::error(words::response_edition(edition)).at(place(5)));
            }
            let question = Question { id: id.to_owned(), field: field.to_owned(), division: division.to_owned() };
            let response = Response {
                value: value.to_owned(),
                file: file.to_owned(),
                edition: number.unwrap_or_default(),
                opinion: opinion.map_or("", |column| table.text(row, column)).trim().to_owned(),
                place: place(2),
            };
            if let Some(first) = responses.0.insert(question, response) {
                findings.push(Diagnostic::error(words::response_twice(&first.place)).at(place(0)));
            }
        }
        responses
    }

    /// Reports what papers cannot show as it stands: characters that cannot be printed, answers to opinions
    /// that are not there any more, and values that are no choice.
    pub fn check(&self, meeting: &Meeting, placed: &Placed, kept: &[Kept], findings: &mut Diagnostics) {
        let ids: std::collections::BTreeSet<&str> = placed.opinions.iter().map(|opinion| opinion.id.as_str()).collect();
        self.rewritten(meeting, placed, findings);
        let unrelated = self.0.values().filter(|response| !response.file.is_empty() && response.opinion.is_empty()).count();
        if let Some(first) = self.0.values().next().filter(|_| unrelated > 0) {
            let finding = Diagnostic::warning(words::answers_unrelated(unrelated)).at(Place::file(&first.place.file));
            findings.push(finding.hint(words::answers_unrelated_hint()));
        }
        for (question, response) in &self.0 {
            if !ids.contains(question.id.as_str()) {
                // As a person knows it, where the list of identifiers still has it.
                let known = kept.iter().map(|kept| &kept.was).find(|was| was.id == question.id);
                let named = known.map_or_else(|| question.id.clone(), Marks::shown);
                let hint = known.map_or_else(words::response_orphan_given_hint, |was| words::response_orphan_hint(was.line()));
                findings.push(Diagnostic::warning(words::response_orphan(named)).at(response.place.clone()).hint(hint));
            }
            let field = meeting.answer_fields().find(|field| field.key == question.field);
            if let Some(field) = field.filter(|f| !f.choices.is_empty() && !f.choices.iter().any(|c| c.value == response.value)) {
                let warning = Diagnostic::warning(words::response_no_choice(&response.value, &field.heading)).at(response.place.clone());
                findings.push(warning.hint(words::response_no_choice_hint()));
            }
        }
    }

    /// Reports answers whose opinions were rewritten after they had come, until somebody confirms them.
    pub fn rewritten(&self, meeting: &Meeting, placed: &Placed, findings: &mut Diagnostics) {
        let opinions: BTreeMap<&str, String> = placed.opinions.iter().map(|o| (o.id.as_str(), answered(meeting, o))).collect();
        for (question, response) in self.0.iter().filter(|(_, response)| !response.opinion.is_empty()) {
            if let Some(now) = opinions.get(question.id.as_str()).filter(|now| **now != response.opinion) {
                let finding = Diagnostic::warning(words::answered_otherwise(&question.division)).at(response.place.clone());
                findings.push(finding.hint(words::answered_otherwise_hint(now)));
            }
        }
    }

    /// Those that papers for others show.
    pub fn published(&self, meeting: &Meeting) -> Self {
        let printed = self.0.iter().filter(|(question, _)| meeting.publishes(&question.field));
        // Which text was answered is of no use to others.
        Self(printed.map(|(question, response)| (question.clone(), Response { opinion: String::new(), ..response.clone() })).collect())
    }

    /// Those to the opinions that are `wanted`.
    pub fn only(&self, wanted: impl Fn(&str) -> bool) -> Self {
        Self(self.0.iter().filter(|(question, _)| wanted(&question.id)).map(|(key, value)| (key.clone(), value.clone())).collect())
    }

    /// The headings of the file. That of [`ANSWERED`] is left out as long as nothing stands under it.
    pub fn headings(&self) -> Vec<&'static str> {
        COLUMNS.iter().map(|(_, heading)| *heading).chain(self.tells_opinions().then_some(ANSWERED.1)).collect()
    }

    /// Whether any answer says which text it answers.
    pub fn tells_opinions(&self) -> bool {
        self.0.values().any(|response| !response.opinion.is_empty())
    }

    /// The rows of the file, in the order of [`Responses::headings`].
    pub fn rows(&self) -> Vec<Vec<String>> {
        let tells_opinions = self.tells_opinions();
        let row = |(question, response): (&Question, &Response)| {
            let edition = if response.edition == 0 { String::new() } else { response.edition.to_string() };
            let Question { id, field, division } = question.clone();
            let cells = [id, field, response.value.clone(), division, response.file.clone(), edition];
            cells.into_iter().chain(tells_opinions.then(|| response.opinion.clone())).collect()
        };
        self.0.iter().map(row).collect()
    }
}

/// Where each of [`COLUMNS`] stands in the table; nothing if one is missing that must be there, or unknown.
fn columns(table: &Table, findings: &mut Diagnostics) -> Option<[Option<usize>; 6]> {
    let before = findings.0.len();
    let guards = crate::meeting::headings::Datum::Guarded;
    for heading in table.headings.iter().filter(|heading| !heading.is_empty()) {
        if !COLUMNS.iter().chain([&ANSWERED]).any(|column| is_column(heading, *column))
            && crate::meeting::headings::Datum::fixed(heading) != Some(guards)
        {
            let known = COLUMNS.map(|(_, name)| name);
            findings
                .push(Diagnostic::error(words::unknown_heading(heading)).known(heading, &known).at(table.place.clone().heading(heading)));
        }
    }
    let found = COLUMNS.map(|column| {
        let index = table.headings.iter().position(|heading| is_column(heading, column));
        if index.is_none() && !UNNEEDED.contains(&column.0) {
            findings.push(Diagnostic::error(words::heading_missing(column.1)).at(table.place.clone()).hint(words::response_columns_hint()));
        }
        index
    });
    (findings.0.len() == before).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::load;
    use crate::say::words::Lang;

    fn meeting() -> Meeting {
        let text = r#"
            sections = [{ title = "一" }]
            sources = [{ key = "a", heading = "委員意見" }]
            fields = [{ key = "action", heading = "対応区分", from = "divisions", choices = [{ value = "反映" }] }, { key = "reply", heading = "回答", from = "divisions" }]
            divisions = [{ name = "総務課", takes = [{}] }]
            [meeting]
            title = "題"
            date = 2026-11-22
        "#;
        Meeting::parse(text, std::path::Path::new("m")).map_err(|e| e.to_string()).unwrap()
    }

    fn read(text: &str) -> (Responses, String) {
        let mut findings = Diagnostics::default();
        let table = load::table("m/responses.csv", text.as_bytes(), &mut findings).unwrap();
        (Responses::read(&meeting(), &table, &mut findings), findings.say(Lang::En))
    }

    #[test]
    fn response_read_back() {
        let (responses, said) = read(
            "id,field,value,division,file,edition\nop-1,reply,\"一\n=二\",総務課,abc,2\nop-1,action,反映,総務課,,\nop-1,note,'なし,総務課,,\n",
        );
        assert_eq!(said, "");
        assert_eq!(responses.value("op-1", "reply", "総務課"), "一\n=二");
        assert_eq!(responses.value("op-1", "note", "総務課"), "'なし");
        assert_eq!(responses.to("op-1").map(|(question, _)| question.field.as_str()).collect::<Vec<_>>(), ["action", "note", "reply"]);
        assert_eq!(responses.to("op-").count() + responses.to("op-2").count(), 0);
    }

    #[test]
    fn response_faults() {
        let (_, said) = read("ID,回答欄,記入内容,課,ファイル,版\nop-1,repy,a,総務,,x\nop-1,reply,a,総務課,,\nop-1,reply,b,総務課,,\n");
        for wanted in [
            "m/responses.csv B2 [回答欄] op-1: error",
            "did you mean \"reply\"",
            "did you mean \"総務課\"",
            "\"x\" is no number",
            "m/responses.csv A4 [ID] op-1: error",
        ] {
            assert!(said.contains(wanted), "{wanted}: {said}");
        }
        assert_eq!(said.matches("error:").count(), 4, "{said}");
        assert!(read("ID,回答欄,内容\n").1.contains("no column \"記入内容\""));
    }
}
