//! From the text of a `meeting.toml` to a meeting, or to everything that is wrong with it.

use std::path::Path;

use super::gathered::gathered;
use super::typed::Typed;
use super::{AnswerHeadings, FILE, Meeting, Section, Source, day, lines, shape, syntax};
use crate::read::files;
use crate::say::diag::{About, Diagnostic, Diagnostics, Place, Result};
use crate::say::words;

/// That there is no meeting: `file` is where its `meeting.toml` would be.
pub fn missing(file: &str) -> Diagnostics {
    Diagnostic::error(words::no_meeting()).at(Place::file(file)).hint(words::no_meeting_hint()).into()
}

/// The same of a folder of this machine, which may be none.
pub fn missing_in(folder: &Path, file: &str) -> Diagnostics {
    let place = || Place::file(files::display(folder));
    let parent = folder.parent().filter(|parent| parent.join(FILE).is_file());
    if folder.is_file() {
        let hint = match parent {
            Some(parent) if parent.as_os_str().is_empty() => words::meeting_is_file_hint("."),
            Some(parent) => words::meeting_is_file_hint(files::display(parent)),
            None => words::meeting_is_table_hint(),
        };
        return Diagnostic::error(words::meeting_is_file()).at(place()).hint(hint).into();
    }
    if !folder.as_os_str().is_empty() && !folder.exists() {
        return Diagnostic::error(words::no_folder()).at(place()).hint(words::no_folder_hint()).into();
    }
    missing(file)
}

impl Meeting {
    /// Reads and checks `meeting.toml` in `folder`.
    pub fn load(folder: &Path) -> Result<Self> {
        Self::read(&files::Folder(folder))
    }

    /// Reads and checks the `meeting.toml` in `store`.
    pub fn read(store: &dyn files::Store) -> Result<Self> {
        let file = files::display(&store.folder().join(FILE));
        if !store.holds(FILE) {
            return Err(if store.is_on_disk() { missing_in(store.folder(), &file) } else { missing(&file) });
        }
        Self::of_typed(&Typed::of_bytes(&file, &store.read(FILE)?)?, store.folder())
    }

    /// Checks the text of a `meeting.toml` that stands in `folder`.
    pub fn parse(text: &str, folder: &Path) -> Result<Self> {
        Self::of_typed(&Typed::of_text(text), folder)
    }

    fn of_typed(typed: &Typed, folder: &Path) -> Result<Self> {
        let file = files::display(&folder.join(FILE));
        let mut findings = Diagnostics(typed.warning(&file).into_iter().collect());
        let gathered = gathered(&typed.text);
        let text = &gathered.text;
        let mut meeting: Meeting = match toml::from_str(text) {
            Ok(meeting) => meeting,
            Err(error) => {
                let mut faults = syntax::faults(&file, text);
                if !faults.has_errors() {
                    faults = shape::faults(&file, text, &error);
                }
                findings.0.extend(gathered.placed(faults, &file).0);
                return Err(findings);
            }
        };
        meeting.folder = folder.to_owned();
        meeting.paper_lines = lines::tables(text, "papers", |line| gathered.line(line));
        meeting.division_lines = lines::tables(text, "divisions", |line| gathered.line(line));
        findings.0.extend(provisional(&meeting, text).map(|(line, finding)| finding.at(Place::line(&file, gathered.line(line)))));
        if meeting.sections.is_empty() {
            meeting.sections.push(Section { title: String::new() });
        }
        if meeting.sources.is_empty() {
            let heading = meeting.words.text.clone();
            meeting.sources.push(Source { key: "opinions".into(), heading, attribution: Some(meeting.words.attribution.clone()) });
        }
        let beside_answers = |word: &String| match meeting.fields.iter().any(|field| field.heading == *word) {
            true => format!("{word}（回答）"),
            false => word.clone(),
        };
        meeting.answer_headings =
            AnswerHeadings { division: beside_answers(&meeting.words.division), note: beside_answers(&meeting.words.note) };
        for paper in &meeting.papers {
            // Key by key, so that a wrong one hides nothing else.
            let mut look = meeting.look.clone();
            for (key, value) in &paper.look {
                match look.with(key, value) {
                    Ok(with) => look = with,
                    Err(error) => {
                        let fault = shape::fault(&file, &error).in_paper(paper.name());
                        findings.push(meeting.placed(Diagnostic { place: None, ..fault }));
                    }
                }
            }
            meeting.looks.push(look);
        }
        for message in meeting.faults() {
            findings.push(meeting.placed(message));
        }
        if !findings.has_errors() {
            meeting.said = std::mem::take(&mut findings);
        }
        findings.unless_errors(meeting)
    }
}

/// Says that the date is still the one that the program wrote for want of another, with its line.
fn provisional(meeting: &Meeting, text: &str) -> Option<(usize, Diagnostic)> {
    let line = text.lines().position(|line| line.trim_start().starts_with("date") && line.contains(day::PROVISIONAL))?;
    let date = meeting.head.date.to_string();
    let hint = words::date_provisional_hint().by("meeting.date={date}");
    (date == day::EXAMPLE).then(|| (line, Diagnostic::warning(words::date_provisional(date)).about(About::ProvisionalDate).hint(hint)))
}

/// What keeps a text from being read that is no `meeting.toml` of ours, or not yet one.
pub fn unreadable(file: &str, text: &str) -> Diagnostics {
    let faults = syntax::faults(file, text);
    if faults.has_errors() { faults } else { Diagnostic::error(words::toml_unread()).at(Place::file(file)).into() }
}
