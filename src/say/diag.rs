//! What the program has to tell a person: a diagnostic with its place, its message and what to do.
//!
//! One struct serves every stage, because every finding ends as text for somebody who edits
//! records, a meeting file or a template. Wording lives in [`crate::say::words`].

use std::collections::BTreeMap;
use std::fmt;

use ecow::EcoString;
use schemars::JsonSchema;
use serde::Serialize;

use crate::say::place::{LISTED, said_together};
use crate::say::words::{self, Lang, Message};

pub use crate::say::place::{Columns, Place};

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

/// What a finding is about, for the program itself, which never reads its own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// The paper of this name.
    Paper(String),
    /// The division that stands here in the meeting's file.
    Division(usize),
    /// The number of an opinion that is left out, as the records have it.
    LeftOut(String),
    /// The date that the program wrote for want of another.
    ProvisionalDate,
    /// Identifiers that the records do not give.
    DerivedIds,
    /// A character that can be mended in a copy of its file.
    Character,
    /// How such characters are mended.
    Mending,
    /// A file that was written before an error, and stays.
    Written,
    /// A file that was replaced before an error, and could not be put back.
    NotUndone,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    pub severity: Severity,
    pub about: Option<About>,
    pub place: Option<Place>,
    pub message: Message,
    pub hints: Vec<Message>,
    /// A digest, or a mark or part within a file: said only to those who ask for it.
    pub detail: Option<Message>,
    /// Whether it comes after what else there is to say of its file: it tells machines more than people.
    pub late: bool,
}

impl Diagnostic {
    fn new(severity: Severity, message: Message) -> Self {
        Self { severity, about: None, place: None, message, hints: Vec::new(), detail: None, late: false }
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

    pub fn at(mut self, mut place: Place) -> Self {
        place.character = self.message.position().or(place.character);
        self.place = Some(place);
        self
    }

    pub fn hint(mut self, hint: Message) -> Self {
        self.hints.push(hint);
        self
    }

    pub fn about(self, about: About) -> Self {
        Self { about: Some(about), ..self }
    }

    /// The same finding in the paper of this name.
    pub fn in_paper(self, name: &str) -> Self {
        let finding = self.about(About::Paper(name.to_owned()));
        if name.is_empty() { finding } else { finding.hint(words::in_paper(name)) }
    }

    /// Says after an error that a file was written all the same.
    pub fn written(place: Place) -> Self {
        Self::warning(words::written_all_the_same()).about(About::Written).at(place)
    }

    /// The same finding with a detail of it, the same in both languages.
    pub fn detail(self, detail: impl AsRef<str>) -> Self {
        self.explained(Message::of("detail", detail.as_ref(), detail.as_ref()))
    }

    /// The same finding with a detail of it.
    pub fn explained(self, detail: Message) -> Self {
        Self { detail: Some(detail), ..self }
    }

    /// Says the detail, too.
    pub fn unfold(&mut self) {
        self.hints.extend(self.detail.take().map(|detail| Message::both(detail, |detail| words::in_detail(detail))));
    }

    /// The same finding, after the others about its file.
    pub fn late(self) -> Self {
        Self { late: true, ..self }
    }

    /// The same finding about the name `given`, with a hint at the known name that is nearest or, if none is near, at all of them.
    pub fn known(self, given: &str, known: &[&str]) -> Self {
        if known.is_empty() {
            return self;
        }
        match nearest(given, known.iter().copied()) {
            Some(near) => self.hint(words::did_you_mean(near)),
            None => {
                // A key and its heading are often one word.
                let mut names = known.to_vec();
                names.dedup();
                self.hint(words::known_names(names.join(", ")))
            }
        }
    }
}

/// One cause with all its places: findings that say the same, said once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    pub severity: Severity,
    pub about: Option<About>,
    /// In the order of the sheet; all in one file, or each a whole file.
    pub places: Vec<Place>,
    pub message: Message,
    pub hints: Vec<Message>,
}

impl Cause {
    /// The cause as text: `place: severity: message`, or severity and message and below them all places; then one line for each hint.
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
        let message = self.message.say(lang);
        let mut text = match self.spots().as_slice() {
            [] => format!("{severity}: {message}"),
            [(place, characters)] => format!("{}: {severity}: {message}", place.say(lang, characters)),
            spots => format!("{severity}: {message}\n  {}", said_together(spots, lang)),
        };
        for hint in &self.hints {
            text.push_str(&format!("\n  → {}", hint.say(lang)));
        }
        text
    }

    /// The different places, each with the positions of the characters that are meant there.
    fn spots(&self) -> Vec<(&Place, Vec<usize>)> {
        let same = |a: &Place, b: &Place| Place { character: None, ..a.clone() } == Place { character: None, ..b.clone() };
        let mut spots: Vec<(&Place, Vec<usize>)> = Vec::new();
        for place in &self.places {
            match spots.last_mut() {
                Some((last, characters)) if same(last, place) => characters.extend(place.character),
                _ => spots.push((place, place.character.into_iter().collect())),
            }
        }
        spots
    }

    /// The cause for programs.
    pub fn json(&self, lang: Lang) -> serde_json::Value {
        serde_json::json!({
            "severity": self.severity,
            "code": self.message.code(),
            "place": self.places.first(),
            "places": self.places,
            "message": self.message.say(lang),
            "hints": self.hints.iter().map(|hint| hint.say(lang)).collect::<Vec<_>>(),
            "remedies": self.hints.iter().map(|hint| hint.remedy(lang)).collect::<Vec<_>>(),
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

    pub fn has(&self, about: &About) -> bool {
        self.0.iter().any(|finding| finding.about.as_ref() == Some(about))
    }

    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|d| d.severity == Severity::Error)
    }

    /// The number of causes of this severity: as many as a person is told of.
    pub fn count(&self, severity: Severity) -> usize {
        self.causes().iter().filter(|cause| cause.severity == severity).count()
    }

    /// How many warnings and guesses there are, in words.
    pub fn counted(&self) -> Message {
        match (self.count(Severity::Warning), self.count(Severity::Guess)) {
            (warnings, 0) => words::counted(warnings),
            (warnings, guesses) => words::counted_guesses(warnings, guesses),
        }
    }

    /// Where findings go that are told elsewhere, or concern nobody; `house.rs` lists who may drop what.
    pub fn ignored(_why: &'static str) -> Self {
        Self::default()
    }

    /// What came of a step; where it failed nothing, and its findings join these.
    pub fn gather<T: Default>(&mut self, step: Result<T>) -> T {
        step.unwrap_or_else(|errors| {
            self.0.extend(errors.0);
            T::default()
        })
    }

    /// Ends a stage that finds nothing but errors.
    pub fn unless_errors<T>(self, value: T) -> Result<T> {
        if self.has_errors() { Err(self) } else { Ok(value) }
    }

    /// Ends a stage: its findings are the error if one of them is an error, else they join `warnings`.
    pub fn finish<T>(self, value: T, warnings: &mut Diagnostics) -> Result<T> {
        if self.has_errors() {
            return Err(self);
        }
        warnings.0.extend(self.0);
        Ok(value)
    }

    /// The causes of the findings, in the order in which a person would mend them: errors first, in each file what concerns
    /// the whole of it before its rows, those from top to bottom, and last what tells machines more than people.
    pub fn causes(&self) -> Vec<Cause> {
        let mut files: BTreeMap<&str, usize> = BTreeMap::new();
        let mut sheets: BTreeMap<(&str, Option<&str>), usize> = BTreeMap::new();
        for place in self.0.iter().filter_map(|finding| finding.place.as_ref()) {
            let (known_files, known_sheets) = (files.len(), sheets.len());
            files.entry(&place.file).or_insert(known_files);
            sheets.entry((&place.file, place.sheet.as_deref())).or_insert(known_sheets);
        }
        let mut findings: Vec<&Diagnostic> = self.0.iter().collect();
        findings.sort_by_cached_key(|finding| {
            let place = finding.place.as_ref().map(|place| {
                let sheet = sheets.get(&(place.file.as_str(), place.sheet.as_deref()));
                (
                    files.get(place.file.as_str()).copied(),
                    finding.late,
                    place.is_in_row(),
                    sheet.copied(),
                    place.coordinates(),
                    place.character.filter(|_| place.is_in_row()),
                )
            });
            // What is nowhere in particular comes last.
            (finding.severity, place.is_none(), place)
        });
        let mut causes: Vec<Cause> = Vec::new();
        let mut said: BTreeMap<(Severity, Option<&str>, String), usize> = BTreeMap::new();
        for finding in findings {
            let text: Vec<String> = std::iter::once(&finding.message).chain(&finding.hints).map(|m| m.say(Lang::En)).collect();
            // What is said of whole files is said of all of them at once.
            let file = finding.place.as_ref().map(|place| if place.is_file() { "" } else { place.file.as_str() });
            let key = (finding.severity, file, text.join("\n") + finding.message.code());
            let index = *said.entry(key).or_insert(causes.len());
            if index == causes.len() {
                let Diagnostic { severity, about, message, hints, .. } = finding.clone();
                causes.push(Cause { severity, about, places: Vec::new(), message, hints });
            }
            causes[index].places.extend(finding.place.clone());
        }
        joined(causes)
    }

    pub fn say(&self, lang: Lang) -> String {
        self.causes().iter().map(|cause| cause.say(lang) + "\n").collect()
    }
}

/// Says causes that differ in nothing but one quoted value as one cause, with all the values.
fn joined(causes: Vec<Cause>) -> Vec<Cause> {
    type Alike<'a> = (Severity, Option<&'a str>, &'a str, Vec<&'a str>, Vec<String>);
    // For each quoted value: which causes are the same apart from it.
    let mut alike: BTreeMap<Alike, Vec<usize>> = BTreeMap::new();
    for (index, cause) in causes.iter().enumerate() {
        let file = cause.places.first().map(|place| place.file.as_str());
        let hints: Vec<String> = cause.hints.iter().map(|hint| hint.say(Lang::En)).collect();
        for name in cause.message.quoted() {
            alike.entry((cause.severity, file, name, cause.message.apart_from(name), hints.clone())).or_default().push(index);
        }
    }
    let mut group_of: BTreeMap<usize, (&str, &[usize])> = BTreeMap::new();
    for ((_, _, name, ..), members) in &alike {
        if members.len() > 1 && members.iter().all(|member| !group_of.contains_key(member)) {
            group_of.extend(members.iter().map(|member| (*member, (*name, members.as_slice()))));
        }
    }
    let mut whole = Vec::new();
    for (index, cause) in causes.iter().enumerate() {
        match group_of.get(&index) {
            None => whole.push(cause.clone()),
            Some((name, members)) if members[0] == index => {
                let messages: Vec<&Message> = members.iter().map(|member| &causes[*member].message).collect();
                let mut places: Vec<Place> = members.iter().flat_map(|member| causes[*member].places.iter().cloned()).collect();
                // As in `causes`; sheets keep the order in which they come.
                let mut sheets: BTreeMap<Option<EcoString>, usize> = BTreeMap::new();
                for place in &places {
                    let known = sheets.len();
                    sheets.entry(place.sheet.clone()).or_insert(known);
                }
                places.sort_by_cached_key(|place| (sheets.get(&place.sheet).copied(), place.coordinates()));
                whole.push(Cause { message: Message::listing(name, &messages, LISTED), places, ..cause.clone() });
            }
            Some(_) => {}
        }
    }
    whole
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

    fn cell(cell: &str) -> Place {
        Place { sheet: Some("データ".into()), cell: Some(cell.into()), ..Place::file("意見.xlsx") }
    }

    #[test]
    fn places_in_both_languages() {
        let place = cell("C12").heading("意見").record("a1");
        assert_eq!(place.to_string(), "意見.xlsx データ!C12 [意見] a1");
        assert_eq!(format!("{place:#}"), "意見.xlsx「データ」C12［意見］ a1");
        let line = Place { character: Some(4), ..Place::line("意見.csv", 3) };
        assert_eq!(line.to_string(), "意見.csv:3 (character 4)");
        assert_eq!(format!("{line:#}"), "意見.csv 3行目（4字目）");
        assert_eq!(format!("{:#}", cell("C1").heading("")), "意見.xlsx「データ」C1");
    }

    #[test]
    fn one_cause_is_said_once() {
        let error = |at: &str, value: &str| Diagnostic::error(words::bad_no(value, 9)).at(cell(at));
        let findings = Diagnostics(vec![
            Diagnostic::warning(words::empty_file()).at(Place::file("意見.xlsx")),
            error("C12", "x"),
            Diagnostic::error(words::empty_text()).at(cell("D2")),
            error("C4", "x"),
            error("B3", "y"),
            Diagnostic::error(words::no_rows()).at(Place::file("意見.xlsx")),
        ]);
        assert_eq!(
            findings.say(Lang::Ja),
            "意見.xlsx: エラー: 見出しだけで、記録がありません\n\
             意見.xlsx「データ」D2: エラー: 意見が空です\n\
             エラー: 「y」「x」は番号として読めません（0～9）\n  意見.xlsx「データ」B列の1件：B3／C列の2件：C4、C12\n\
             意見.xlsx: 注意: ファイルが空です\n"
        );
        assert!(
            findings
                .say(Lang::En)
                .contains("error: \"y\", \"x\" is not a number (0 to 9)\n  意見.xlsx データ B: 1 cell: B3; C: 2 cells: C4, C12\n")
        );
        let json = findings.causes()[2].json(Lang::En);
        assert_eq!((&json["place"]["cell"], json["places"].as_array().map(Vec::len)), (&"B3".into(), Some(3)));
    }

    #[test]
    fn files_are_told_together() {
        let skipped = |file: &str| Diagnostic::error(words::skipped()).at(Place::file(file)).hint(words::skipped_hint());
        let said = Diagnostics(["a.docx", "b.pdf"].into_iter().map(skipped).collect()).say(Lang::Ja);
        assert!(
            said.starts_with("エラー: ブックの形式ではないため、読んでいません\n  a.docx、b.pdf\n  → ") && said.lines().count() == 3,
            "{said}"
        );
        let many = Diagnostics((10..35).map(|number| skipped(&format!("{number}.jpg"))).collect()).say(Lang::Ja);
        assert!(many.contains("28.jpg、29.jpg、ほか5件\n"), "{many}");
    }

    #[test]
    fn counts_are_added() {
        let open = |division: &str, open: usize| Diagnostic::warning(words::response_open(division, open)).at(Place::file("responses.csv"));
        let said = Diagnostics(vec![open("福祉課", 2), open("広報課", 1), open("防災課", 2)]).say(Lang::Ja);
        assert_eq!(said, "responses.csv: 注意: 「福祉課」「広報課」「防災課」の未回答が5件あります\n");
        let stray = |at: &str, text: &str| Diagnostic::warning(words::strays_found(1, text)).at(cell(at));
        let said = Diagnostics(vec![stray("A1", "表紙メモ"), stray("C23", "別紙のとおり")]).say(Lang::Ja);
        assert!(said.starts_with("注意: 回答として受け取れない記入が2件あります（最初は「表紙メモ」）\n"), "{said}");
    }

    #[test]
    fn many_places_are_cut_and_counted() {
        let lines = (1..=23).map(|line| Diagnostic::error(words::empty_text()).at(Place::line("意見.csv", line).heading("意見")));
        let said = Diagnostics(lines.collect()).say(Lang::Ja);
        assert!(
            said.starts_with("エラー: 意見が空です\n  意見.csv［意見］の23件：1、2、3、") && said.ends_with("、19、20行目、ほか3件\n"),
            "{said}"
        );
    }

    #[test]
    fn many_columns_are_cut_and_counted() {
        let column = |index: u32| {
            ["B", "C"]
                .into_iter()
                .flat_map(move |row| (1..=3).map(move |line| cell(&format!("{row}{}{line}", char::from(b'A' + index as u8)))))
        };
        let cells = (0..26).flat_map(column).map(|at| Diagnostic::warning(words::no_heading()).at(at));
        let said = Diagnostics(cells.collect()).say(Lang::Ja);
        assert!(said.ends_with("BT列の3件：BT1、BT2、BT3、ほか96件\n"), "{said}");
    }

    #[test]
    fn positions_stand_with_the_place() {
        let finding = |at: &str, position: usize| Diagnostic::error(words::control_character("タブ", position)).at(cell(at));
        let said = |findings: Vec<Diagnostic>| Diagnostics(findings).say(Lang::Ja);
        assert_eq!(
            said(vec![finding("C2", 3), finding("C2", 7)]),
            "意見.xlsx「データ」C2（3、7字目）: エラー: 印刷できない制御文字（タブ）があります\n"
        );
        assert!(said(vec![finding("C2", 3), finding("C3", 1)]).ends_with("\n  意見.xlsx「データ」C列の2件：C2（3字目）、C3（1字目）\n"));
    }

    #[test]
    fn nearest_names() {
        assert_eq!(nearest("tittle", ["title", "label"]), Some("title"));
        assert_eq!(nearest("意見内容", ["意見", "出典"]), Some("意見"));
        assert_eq!(nearest("zzz", ["title", "label"]), None);
    }
}
