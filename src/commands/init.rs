//! `shiryo init`: a meeting to start from, made from the office's own table or in one of the ready layouts.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::outcome::{Begun, FileMade, Outcome};
use super::{Done, Help, kept, wrote};
use crate::build::foreign;
use crate::build::input::Input;
use crate::build::making::Making;
use crate::build::output::{Artifact, put_new};
use crate::export::xlsx::start::starting;
use crate::meeting::{self, Meeting, names};
use crate::read::{files, workbook};
use crate::records::office::propose::{Answers, Proposal, propose};
use crate::records::{load, mend};
use crate::say::diag::{About, Cause, Diagnostic, Diagnostics, Place, Result, Severity};
use crate::say::words::{self, Lang, Message};

#[derive(Debug, clap::Args)]
pub struct Init {
    #[arg(required_unless_present = "list")]
    folder: Option<PathBuf>,
    #[arg(long, value_name = "NAME")]
    layout: Option<String>,
    #[arg(long, value_name = "FILE", conflicts_with = "list")]
    from: Option<PathBuf>,
    #[arg(long, value_name = "TITLE", requires = "from")]
    title: Option<String>,
    #[arg(long, value_name = "YYYY-MM-DD", requires = "from")]
    date: Option<String>,
    #[arg(long, value_name = "ROW", requires = "from")]
    row: Option<u32>,
    #[arg(long, value_name = "HEADING=KEY", requires = "from")]
    column: Vec<String>,
    #[arg(long)]
    list: bool,
    #[arg(long)]
    force: bool,
}

pub const HELP: Help = Help {
    about: words::help_init,
    examples: Some(words::help_init_examples),
    arguments: &[
        ("folder", words::help_init_folder),
        ("layout", words::help_init_layout),
        ("from", words::help_init_from),
        ("title", words::help_title),
        ("date", words::help_date),
        ("row", words::help_init_row),
        ("column", words::help_init_column),
        ("list", words::help_init_list),
        ("force", words::help_force_import),
    ],
};

/// The files of the ready layouts: name below `templates/layouts/`, and bytes.
const FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/layouts.rs"));
/// The opinions of a layout, and the workbook that is made of them.
const TABLE: &str = "opinions.csv";
const WORKBOOK: &str = "opinions.xlsx";
/// Lists the layouts, the most useful first.
const LIST: &str = "list.toml";
/// The layout that is taken where none is named.
const USUAL: &str = "public-comment";

#[derive(Debug, Deserialize)]
struct List {
    layouts: Vec<Layout>,
}

/// A ready layout, with a line on what it is.
#[derive(Debug, Deserialize)]
pub struct Layout {
    pub name: String,
    ja: String,
    en: String,
}

/// The ready layouts, the most useful first.
pub fn layouts() -> Vec<Layout> {
    let list = FILES.iter().find(|(name, _)| *name == LIST).map_or("", |(_, bytes)| std::str::from_utf8(bytes).unwrap_or_default());
    toml::from_str::<List>(list).map(|list| list.layouts).unwrap_or_default()
}

/// The files of a layout, by their names in the meeting's folder.
fn files_of(layout: &str) -> Vec<Artifact> {
    let prefix = format!("{layout}/");
    let named = FILES.iter().filter_map(|(name, bytes)| Some((name.strip_prefix(&prefix)?, bytes)));
    named.map(|(name, bytes)| Artifact { name: name.to_owned(), bytes: bytes.to_vec() }).collect()
}

impl Init {
    /// The foreign files that it works with.
    pub fn foreign(&self) -> Vec<String> {
        self.folder.as_deref().map(foreign::of_meeting).unwrap_or_default()
    }

    pub fn run(self) -> Result<Done> {
        let known = layouts();
        let line =
            |layout: &Layout| Message::both(Message::of("layout", &layout.en, &layout.ja), |about| words::init_layout(&layout.name, about));
        let Some(folder) = self.folder.filter(|_| !self.list) else {
            let layouts = known.iter().map(|layout| layout.name.clone()).collect();
            return Ok(Done::new(known.iter().map(line).collect(), Outcome::Init(Begun { files: Vec::new(), layouts })));
        };
        if let Some(table) = &self.from {
            let Self { title, date, row, layout, column: columns, .. } = self;
            return from(table, &folder, &Answers { title, date, row, layout, columns, ..Answers::default() }, self.force);
        }
        let layout = self.layout.as_deref().unwrap_or(USUAL);
        let files = files_of(layout);
        if files.is_empty() {
            let names: Vec<&str> = known.iter().map(|layout| layout.name.as_str()).collect();
            return Err(Diagnostic::error(words::init_unknown(layout)).known(layout, &names).hint(words::init_unknown_hint()).into());
        }
        let files = with_workbook(files)?;
        let copies = put_new(&folder, &files, self.force)?;
        let mut lines = wrote(&folder, &files);
        lines.extend(kept(&folder, &copies));
        lines.push(words::init_done(files::display(&folder)));
        Ok(Done::new(lines, Outcome::Init(Begun { files: FileMade::all(&folder, &files), layouts: Vec::new() })))
    }
}

/// The files of a layout with a workbook in place of the table of opinions, which is text where it can be reviewed.
fn with_workbook(files: Vec<Artifact>) -> Result<Vec<Artifact>> {
    let Some(toml) = files.iter().find(|file| file.name == meeting::FILE) else { return Ok(files) };
    let meeting = Meeting::parse(&String::from_utf8_lossy(&toml.bytes), Path::new(""))?;
    let workbook = |file: Artifact| -> Result<Artifact> {
        if file.name != TABLE {
            return Ok(file);
        }
        let table = load::table(TABLE, &file.bytes, &mut Diagnostics::ignored("the table is our own"))?;
        let rows: Vec<Vec<String>> =
            table.rows.iter().map(|row| (0..table.headings.len()).map(|index| row.cells[index].to_string()).collect()).collect();
        Ok(Artifact { name: WORKBOOK.to_owned(), bytes: starting(&meeting, &table.headings, &rows)? })
    };
    files.into_iter().map(workbook).collect()
}

/// Makes the meeting from the office's own table, which is copied as it is, and says what is left to decide.
fn from(table: &Path, folder: &Path, answers: &Answers, force: bool) -> Result<Done> {
    let name = table.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let place = || Place::file(files::display(table));
    let bytes = files::read(table)?;
    if names::unsafe_path(&name).is_some() || name == meeting::FILE || load::is_own(&name) {
        return Err(Diagnostic::error(words::init_from_name(&name)).at(place()).hint(words::init_from_name_hint()).into());
    }
    let Some(name) = load::copied_name(&name) else {
        return Err(Diagnostic::error(words::init_from_kind(&name)).at(place()).hint(words::init_from_kind_hint()).into());
    };
    let proposal = propose(&workbook::book(&files::display(table), &bytes)?, &name, answers)?;
    let (lines, files) = begin(folder, proposal, Artifact { name, bytes }, force)?;
    Ok(Done::new(lines, Outcome::Init(Begun { files, layouts: Vec::new() })))
}

/// Puts the meeting into `folder` with the table that it reads, and says what is left to decide.
pub fn begin(folder: &Path, proposal: Proposal, table: Artifact, force: bool) -> Result<(Vec<Message>, Vec<FileMade>)> {
    let toml_lines: Vec<String> = proposal.meeting_toml.lines().map(str::to_owned).collect();
    let toml = proposal.meeting_toml.into_bytes();
    let artifacts = [Artifact { name: meeting::FILE.to_owned(), bytes: toml }, table];
    let copies = put_new(folder, &artifacts, force)?;
    let mut lines = wrote(folder, &artifacts);
    lines.extend(kept(folder, &copies));
    let (read, findings) = checked(folder);
    lines.extend(read);
    let mut questions = proposal.questions;
    let causes = findings.causes();
    questions.extend(causes.iter().filter(|cause| is_open(cause)).map(asked));
    lines.extend((!questions.is_empty()).then(|| words::init_questions(questions.len())));
    for (index, question) in questions.into_iter().enumerate() {
        lines.push(Message::both(question, |text| words::init_question(index + 1, text)));
    }
    // Hints name tables that the file may have already; a second one of the name would be refused.
    let there = |table: &str| toml_lines.iter().position(|line| line == table).map(|index| index + 1);
    for table in ["[records]", "[columns]"] {
        let named = causes.iter().filter(|cause| is_open(cause)).flat_map(|cause| &cause.hints);
        let is_named = named.map(|hint| hint.say(Lang::Ja)).any(|hint| hint.contains(table));
        lines.extend(there(table).filter(|_| is_named).map(|line| words::init_table_there(table, line)));
    }
    lines.push(words::init_from_done(files::display(folder)));
    Ok((lines, FileMade::all(folder, &artifacts)))
}

/// What was read of the meeting in `folder`, in one line, and every finding of its check.
fn checked(folder: &Path) -> (Option<Message>, Diagnostics) {
    let mut findings = Diagnostics::default();
    let made = Input::read(&files::Folder(folder)).map(|input| {
        // The line is wanted all the same where the papers cannot be made.
        let read = input.records(&mut Diagnostics::ignored("the check below tells them")).ok().and_then(|records| records.said);
        let made = Making::new(&input, &[], false, &mut findings)
            .and_then(|making| making.make(&|_| {}, &mut findings).map(|_| making.left_out.said));
        (read, made)
    });
    match made {
        Ok((read, made)) => {
            findings.0.extend(made.unwrap_or_else(|errors| errors).0);
            mend::advise(&mut findings);
            (read, findings)
        }
        Err(errors) => (None, errors),
    }
}

/// Whether somebody has to decide. The date is asked about anyway.
fn is_open(cause: &Cause) -> bool {
    cause.severity <= Severity::Warning && cause.about != Some(About::ProvisionalDate) || cause.about == Some(About::Mending)
}

/// A finding of the check as something to decide.
fn asked(cause: &Cause) -> Message {
    Message::of("init_question", &cause.say(Lang::En), &cause.say(Lang::Ja))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn init_layouts_listed() {
        let listed: Vec<String> = layouts().into_iter().map(|layout| layout.name).collect();
        assert!(listed.len() >= 15 && listed.iter().all(|name| !files_of(name).is_empty()), "{listed:?}");
        let folders: std::collections::BTreeSet<&str> = FILES.iter().filter_map(|(name, _)| Some(name.split_once('/')?.0)).collect();
        assert_eq!(folders.len(), listed.len());
    }
}
