//! Checks: what is wrong with a meeting's declarations, all at once.

use std::collections::BTreeSet;

use crate::meeting::braces::{self, Part};
use crate::meeting::headings::{COLUMNS, Datum};
use crate::meeting::inquiry::inquiry_name;
use crate::meeting::keys::Spoken;
use crate::meeting::look::{Archive, Look};
use crate::meeting::names::{fault_of, folded, unsafe_name, unsafe_path};
use crate::meeting::paper::{Limits, WidthSpec};
use crate::meeting::words::Words;
use crate::meeting::{Field, Kind, Meeting, UNUSED, identity};
use crate::read::character;
use crate::say::diag::{About, Diagnostic};
use crate::say::words::{self, Message};

/// What stands for the division in the name of an output.
const DIVISION_MARK: &str = "{division}";
/// Most characters of the name of a division: with its edition it stands in a page's footer (255 units in Excel).
const DIVISION_LIMIT: usize = 60;
/// Most characters of the key of an answer: it is part of defined names.
const KEY_LIMIT: usize = 40;
/// Most UTF-16 units of a choice and of its meaning. Excel shows choices in one line.
const CHOICE_LIMIT: usize = 100;
const MEANS_LIMIT: usize = 400;
/// Most UTF-16 units of the texts on the cover.
const COVER_LIMIT: usize = 4_000;
/// Smallest type on paper, in points.
const LEAST_TYPE: f64 = 8.0;
/// Narrowest and widest column of answers, in em.
const ANSWER_WIDTH: std::ops::RangeInclusive<f64> = 3.0..=80.0;

impl Meeting {
    pub(super) fn faults(&self) -> Vec<Diagnostic> {
        let mut faults = Vec::new();
        let mut fault = |d: Diagnostic| faults.push(d);
        if self.head.title.trim().is_empty() {
            fault(Diagnostic::error(words::empty_key(Spoken("meeting.title"))));
        }
        if self.head.date.date.is_none() {
            fault(Diagnostic::error(words::no_date()));
        }
        look_faults(&self.look, &mut fault);
        for (look, paper) in self.looks.iter().zip(&self.papers).filter(|(_, paper)| !paper.look.is_empty()) {
            look_faults(look, &mut |diagnostic| fault(diagnostic.in_paper(paper.name())));
        }
        let defaults = Words::default();
        for (key, text) in self.words.texts() {
            let usual = || defaults.texts().into_iter().find(|(known, _)| *known == key).map_or("", |(_, text)| text);
            let hint = || words::empty_word_hint(key.trim_start_matches("words."), usual());
            let mark = [("words.former", "{no}"), ("words.division_label", "{division}")].into_iter().find(|(word, _)| *word == key);
            match mark {
                // An answer that is missing may leave its cell empty; everything else heads or tells something.
                _ if text.trim().is_empty() && key == "words.unanswered" => {}
                _ if text.trim().is_empty() => fault(Diagnostic::error(words::empty_key(Spoken(key))).hint(hint())),
                Some((_, mark)) if !text.contains(mark) => fault(Diagnostic::error(words::word_mark(Spoken(key), mark)).hint(hint())),
                _ => {}
            }
        }
        // What is wrong with the name of a division is said of it as a name.
        for (key, text) in self.texts().into_iter().filter(|(key, text)| *key != "divisions.name" || fault_of(text).is_none()) {
            let lines = key.starts_with("papers.above");
            if let Some((index, c)) = text.chars().enumerate().find(|(_, c)| character::fault(*c, lines).is_some()) {
                fault(Diagnostic::error(words::invisible_character(character::code_point(c), index + 1)).hint(words::in_key(Spoken(key))));
            }
            if let Some((position, mark, whole)) = character::apart(text) {
                let diagnostic = Diagnostic::error(words::decomposed(character::code_point(mark), position));
                fault(diagnostic.hint(words::in_key(Spoken(key))).hint(words::write_instead(whole)));
            }
            let private = |(_, c): &(usize, char)| character::is_private_use(*c);
            if let Some((index, c)) = text.chars().enumerate().find(private).filter(|_| self.pdf.archive == Archive::A3a) {
                let diagnostic = Diagnostic::error(words::private_use(character::code_point(c), index + 1));
                fault(diagnostic.hint(words::in_key(Spoken(key))).hint(words::private_use_hint()));
            }
        }
        for path in [&self.records.file, &self.head.older].into_iter().flatten() {
            if let Some(message) = unsafe_path(path) {
                fault(Diagnostic::error(message));
            }
        }
        self.source_faults(&mut fault);
        self.column_faults(&mut fault);
        self.field_faults(&mut fault);
        self.inquiry_faults(&mut fault);
        self.division_faults(&mut fault);
        self.paper_faults(&mut fault);
        self.file_faults(&mut fault);
        faults
    }

    fn source_faults(&self, fault: &mut dyn FnMut(Diagnostic)) {
        let mut keys = BTreeSet::new();
        for source in &self.sources {
            if let Some(Datum::Attribution) | None = source.attribution.as_deref().and_then(Datum::fixed) {
            } else {
                fault(Diagnostic::error(words::field_twice(source.attribution.as_deref().unwrap_or_default())));
            }
            if source.key.trim().is_empty() || source.heading.trim().is_empty() {
                fault(Diagnostic::error(words::empty_key(Spoken("sources.key / sources.heading"))));
            }
            if source.attribution.as_deref().is_some_and(|a| a.trim().is_empty()) {
                fault(Diagnostic::error(words::empty_key(Spoken("sources.attribution"))));
            }
            for name in BTreeSet::from([source.key.as_str(), source.heading.as_str()]) {
                if !keys.insert(name) {
                    fault(Diagnostic::error(words::source_twice(name)));
                }
            }
        }
    }

    fn column_faults(&self, fault: &mut dyn FnMut(Diagnostic)) {
        for (heading, name) in &self.columns {
            if name != UNUSED && self.named_datum(name).is_none() && !self.sources.iter().any(|source| source.key == *name) {
                let mut known: Vec<&str> = self.column_names();
                known.extend(self.sources.iter().map(|source| source.key.as_str()));
                known.push(UNUSED);
                fault(Diagnostic::error(words::columns_unknown(heading, name)).known(name, &known));
            }
        }
    }

    fn field_faults(&self, fault: &mut dyn FnMut(Diagnostic)) {
        let taken = COLUMNS.iter().flat_map(|(_, key, heading)| [key, heading]);
        let mut names: BTreeSet<String> = taken.map(|name| name.to_lowercase()).collect();
        // What the answer sheet has by itself, beside the fields that stand there too.
        let own = identity::OWN_COLUMNS.iter().filter(|_| self.inquiry.is_some());
        names.extend(own.clone().map(|(key, _)| key.to_lowercase()));
        let own_headings: BTreeSet<String> = own.map(|(_, heading)| heading.to_lowercase()).collect();
        names.extend(["division", "note", "older", "newer", "change"].map(str::to_owned));
        for field in &self.fields {
            for name in BTreeSet::from([field.key.as_str(), field.heading.as_str()]) {
                if name.trim().is_empty()
                    || name.trim() != name
                    || name.contains(['、', '\n'])
                    || name.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
                {
                    fault(Diagnostic::error(words::field_name(name)));
                } else if !names.insert(name.to_lowercase()) || field.is_answer() && own_headings.contains(&name.to_lowercase()) {
                    fault(Diagnostic::error(words::field_twice(name)));
                }
            }
            field_faults(field, fault);
        }
    }

    fn paper_faults(&self, fault: &mut dyn FnMut(Diagnostic)) {
        for paper in &self.papers {
            let mut fault = |diagnostic: Diagnostic| fault(diagnostic.in_paper(paper.name()));
            for band in paper.bands.iter().filter(|band| !["category", "subcategory"].contains(&band.as_str())) {
                fault(Diagnostic::error(words::paper_band(band)).known(band, &["category", "subcategory"]));
            }
            if self.title(paper).trim().is_empty() {
                fault(Diagnostic::error(words::empty_key(Spoken("papers.title"))));
            }
            if paper.files.is_empty() {
                fault(Diagnostic::error(words::empty_key(Spoken("papers.files"))));
            }
            let blocks = || paper.above.iter().chain(&paper.below);
            let tables = blocks().flat_map(|block| block.table.iter().flatten().flatten());
            for text in blocks().flat_map(|block| block.text.iter().chain(&block.note)).chain(tables) {
                for part in braces::parts(text) {
                    if let Part::Name(name) = part
                        && !braces::NAMES.contains(&name)
                    {
                        let unknown = Diagnostic::error(words::paper_braces(name)).known(name, &braces::NAMES);
                        fault(unknown.hint(words::paper_braces_hint(name)));
                    }
                }
            }
            for column in &paper.columns {
                let parts = column.stack.iter().filter_map(|part| part.heading.as_ref());
                if column.heading.iter().chain(&column.over).chain(parts).any(|heading| heading.trim().is_empty()) {
                    fault(Diagnostic::error(words::empty_key(Spoken("papers.columns.heading / papers.columns.over"))));
                }
                if column.size.is_some_and(|size| !(LEAST_TYPE..=24.0).contains(&size)) {
                    fault(Diagnostic::error(words::paper_column_size(column.of.join(", "))));
                }
                let widths = match column.width {
                    Some(WidthSpec::Fixed(em) | WidthSpec::Share(em)) => vec![em],
                    Some(WidthSpec::Between(Limits { least, most })) => least.into_iter().chain(most).collect(),
                    None => Vec::new(),
                };
                let crossed =
                    matches!(column.width, Some(WidthSpec::Between(Limits { least: Some(least), most: Some(most) })) if most < least);
                if crossed || widths.iter().any(|em| !(0.1..=200.0).contains(em)) {
                    fault(Diagnostic::error(words::paper_column_width(column.of.join(", "))));
                }
            }
        }
    }

    fn inquiry_faults(&self, fault: &mut dyn FnMut(Diagnostic)) {
        let Some(inquiry) = &self.inquiry else { return };
        text_faults("inquiry.asks", &inquiry.asks, COVER_LIMIT, true, fault);
        text_faults("inquiry.contact", &inquiry.contact, COVER_LIMIT, true, fault);
        for note in &inquiry.notes {
            text_faults("inquiry.notes", note, COVER_LIMIT, true, fault);
        }
        if inquiry.due.date.is_none() {
            fault(Diagnostic::error(words::no_due()));
        }
        if inquiry.edition == 0 {
            fault(Diagnostic::error(words::no_edition()));
        }
    }

    fn division_faults(&self, fault: &mut dyn FnMut(Diagnostic)) {
        let mut names = BTreeSet::new();
        for (index, division) in self.divisions.iter().enumerate() {
            let name = division.name.as_str();
            let mut fault = |finding: Diagnostic| fault(finding.about(About::Division(index)));
            match fault_of(name).filter(|_| !name.is_empty()) {
                Some(why) => fault(Diagnostic::error(Message::both(why, |why| words::division_name(name, why)))),
                None => {
                    text_faults("divisions.name", name, DIVISION_LIMIT, false, &mut fault);
                    if !names.insert(folded(name)) {
                        fault(Diagnostic::error(words::division_twice(name)));
                    }
                }
            }
        }
    }

    fn file_faults(&self, fault: &mut dyn FnMut(Diagnostic)) {
        for paper in &self.papers {
            for (mark, value) in [("{label}", paper.label.as_str()), ("{title}", self.title(paper))] {
                for file in paper.files.iter().filter(|file| file.file.contains(mark) && (value.is_empty() || value.contains('/'))) {
                    fault(Diagnostic::error(words::placeholder_value(&file.file, mark)));
                }
            }
        }
        if let Some(inquiry) = &self.inquiry {
            if !inquiry.file.contains(DIVISION_MARK) {
                fault(Diagnostic::error(words::division_mark(&inquiry.file)));
            }
            if !self.divisions.is_empty() && self.answer_fields().next().is_none() {
                fault(Diagnostic::error(words::inquiry_lacks(&inquiry.file)).hint(words::inquiry_lacks_hint()));
            }
        }
        let files = match self.files() {
            Ok(files) => files,
            Err(faults) => return faults.0.into_iter().for_each(fault),
        };
        let mut names: BTreeSet<String> = BTreeSet::new();
        for (name, kind) in &files {
            let made = match kind {
                Kind::Inquiry { .. } => {
                    // What is wrong with their names is said of them alone.
                    let mut known = BTreeSet::new();
                    let sound = self.divisions.iter().filter(|division| fault_of(&division.name).is_none());
                    sound.filter(|division| known.insert(folded(&division.name))).map(|division| inquiry_name(name, division)).collect()
                }
                _ => vec![name.clone()],
            };
            for made in made {
                if made.contains(['{', '}']) {
                    fault(Diagnostic::error(words::placeholder(name)).hint(words::known_names("{label}, {title}, {page}, {division}")));
                } else if let Some(message) = unsafe_name(&made) {
                    fault(Diagnostic::error(message));
                } else if !names.insert(folded(&made)) {
                    fault(Diagnostic::error(words::output_twice(made)).hint(words::output_twice_hint()));
                }
            }
        }
        for name in &names {
            let mut folders = name.match_indices('/').map(|(end, _)| &name[..end]);
            if let Some(other) = folders.find(|folder| names.contains(*folder)) {
                fault(Diagnostic::error(words::output_below(name, other)));
            }
        }
    }
}

fn look_faults(look: &Look, fault: &mut dyn FnMut(Diagnostic)) {
    if look.fonts.is_empty() {
        fault(Diagnostic::error(words::empty_key(Spoken("look.fonts"))));
    }
    let (width, height) = look.page();
    // The label's box and the page number stand in the margins.
    if look.margin_top < 16.0 || look.margin_bottom < 10.0 {
        fault(Diagnostic::error(words::margin_top()));
    }
    let lengths = [look.margin_top, look.margin_bottom, look.margin_left, look.margin_right];
    if lengths.iter().any(|l| !(0.0..=100.0).contains(l))
        || width - look.margin_left - look.margin_right < 60.0
        || height - look.margin_top - look.margin_bottom < 60.0
    {
        fault(Diagnostic::error(words::margins()));
    }
    if !(LEAST_TYPE..=24.0).contains(&look.size) || !(look.size..=look.size * 3.0).contains(&look.line) {
        fault(Diagnostic::error(words::type_size()));
    }
}

/// What is wrong with a field. Of those that divisions fill in, the key is part of defined names.
fn field_faults(field: &Field, fault: &mut dyn FnMut(Diagnostic)) {
    let key = field.key.as_str();
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if field.is_answer() && (!key.starts_with(|c: char| c.is_ascii_lowercase()) || !key.chars().all(plain) || key.len() > KEY_LIMIT) {
        fault(Diagnostic::error(words::answer_key(key, KEY_LIMIT)));
    }
    if field.counts && (field.is_answer() || !field.choices.is_empty()) {
        fault(Diagnostic::error(words::field_counts(key)));
    }
    text_faults("fields.heading", &field.heading, CHOICE_LIMIT, false, fault);
    if field.width.is_some_and(|width| !ANSWER_WIDTH.contains(&width)) {
        fault(Diagnostic::error(words::answer_width(key, ANSWER_WIDTH.start(), ANSWER_WIDTH.end())));
    }
    let mut values = BTreeSet::new();
    for choice in &field.choices {
        text_faults("fields.choices.value", &choice.value, CHOICE_LIMIT, false, fault);
        if !choice.means.is_empty() {
            text_faults("fields.choices.means", &choice.means, MEANS_LIMIT, true, fault);
        }
        // Excel compares an entry with the list without regard to case.
        if !values.insert(folded(&choice.value)) {
            fault(Diagnostic::error(words::choice_twice(key, &choice.value)));
        }
    }
}

/// What is wrong with a text of the meeting that must not be empty, of at most `limit` UTF-16 units.
fn text_faults(key: &str, text: &str, limit: usize, lines: bool, fault: &mut dyn FnMut(Diagnostic)) {
    let units = text.encode_utf16().count();
    if text.trim().is_empty() {
        fault(Diagnostic::error(words::empty_key(Spoken(key))));
    } else if !lines && text.trim() != text {
        fault(Diagnostic::error(words::blank_ends(Spoken(key), text)));
    }
    if units > limit {
        fault(Diagnostic::error(words::key_too_long(Spoken(key), units, limit)));
    }
    if let Some(position) = text.chars().position(|c| character::fault(c, lines).is_some()) {
        fault(Diagnostic::error(words::key_character(Spoken(key), position + 1)));
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::say::words::Lang;

    /// What is said of a meeting with these keys, in English.
    fn said(keys: &str) -> String {
        let text = format!("{keys}\n[meeting]\ntitle = \"題\"\ndate = 2026-11-22\n");
        Meeting::parse(&text, Path::new("m")).map_or_else(|findings| findings.say(Lang::En), |_| String::new())
    }

    const INQUIRY: &str = "inquiry = { asks = \"何\", due = 2026-12-10, contact = \"誰\", edition = 1 }\n";
    const REPLY: &str = "fields = [{ key = \"reply\", heading = \"回答\", from = \"divisions\" }]\n";
    const DIVISION: &str = "divisions = [{ name = \"総務課\", takes = [{ section = 1 }] }]\n";

    #[test]
    fn checks_inquiry() {
        assert_eq!(said(&format!("{INQUIRY}{REPLY}{DIVISION}")), "");
        assert_eq!(said(&format!("{REPLY}{DIVISION}")), "", "answers may come without an inquiry");
        assert!(said(&format!("{INQUIRY}{DIVISION}")).contains("does not say what is asked of whom"));
        let wrong = said("inquiry = { asks = \" \", due = 12:00:00, contact = \"誰\\u0007\", edition = 0, file = \"照会.xlsx\" }");
        let parts = [
            "inquiry.asks must not be empty",
            "inquiry.due must be a date",
            "inquiry.contact: character 2",
            "counts from 1",
            "one file for each division",
        ];
        for part in parts {
            assert!(wrong.contains(part), "{part}: {wrong}");
        }
        assert!(said("data = { files = [\"{division}.csv\"] }").contains("error:"), "a mark of inquiries");
    }

    #[test]
    fn checks_division_names() {
        let named = |first: &str, second: &str| {
            let divisions = format!("divisions = [{{ name = \"{first}\", takes = [] }}, {{ name = \"{second}\", takes = [] }}]\n");
            said(&format!("{INQUIRY}{REPLY}{divisions}"))
        };
        assert_eq!(named("総務課", "市民課"), "");
        assert!(named("IT課", "it課").contains("two divisions are called"));
        assert!(named("ガス課", "カ\u{3099}ス課").contains("two divisions are called"));
        for name in ["../x", "a/b", "con", "課.", "a:b", "a\\u202eb", "", " 課"] {
            assert!(named(name, "市民課").contains("error:"), "{name}");
        }
        let twice = "papers = [{ files = [\"照会/総務課.xlsx\"] }]\n";
        assert!(said(&format!("{INQUIRY}{REPLY}{DIVISION}{twice}")).contains("two outputs are called"));
    }

    #[test]
    fn checks_fields() {
        let field = |keys: &str| said(&format!("fields = [{{ heading = \"欄\", {keys} }}]"));
        let answer = |keys: &str| field(&format!("from = \"divisions\", {keys}"));
        assert_eq!(answer("key = \"action_2\", choices = [{ value = \"可\" }, { value = \"否\", means = \"だめ\" }]"), "");
        assert_eq!(field("key = \"対応\", choices = [{ value = \"可\" }]"), "", "fields of the records have choices, too");
        assert!(answer("key = \"対応\"").contains("cannot be the key of an answer"));
        assert!(field("key = \"note\"").contains("taken by another column"));
        // Her own table may have notes; the answer sheet has its own and shows no others.
        let notes = |more: &str| {
            let fields = format!(
                "[{{ key = \"reply\", heading = \"回答\", from = \"divisions\" }}, {{ key = \"remarks\", heading = \"備考\"{more} }}]"
            );
            said(&format!("{INQUIRY}{DIVISION}fields = {fields}\n"))
        };
        assert_eq!(notes(""), "");
        assert!(notes(", from = \"divisions\"").contains("taken by another column"));
        assert!(field("key = \"a\", width = 1.0").contains("3 to 80 em"));
        assert!(field("key = \"a\", choices = [{ value = \"A\" }, { value = \"a\" }]").contains("stands twice"));
        assert!(field("key = \"a\", choices = [{ value = \" 可\" }]").contains("white space at an end"));
        assert!(field(&format!("key = \"a\", choices = [{{ value = \"{}\" }}]", "長".repeat(101))).contains("at most 100"));
        assert!(answer("key = \"a\", counts = true").contains("counts belongs to"));
    }
}
