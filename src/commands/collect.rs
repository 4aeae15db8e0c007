//! `shiryo collect`: takes the answers from returned inquiries.

use std::path::{Path, PathBuf};

use super::outcome::{CaseTold, CaseWords, DivisionTold, FileMade, Intake, Outcome, ReturnedTold};
use super::{Done, HERE, Help, is_meeting, meeting_of};
use crate::build::foreign;
use crate::collect::merge::{Case, Choice, SHOWN};
use crate::collect::returned::{self, Options, Report};
use crate::say::diag::{Diagnostic, Diagnostics, Result};
use crate::say::words::Message;
use crate::say::{Progress, words};

#[derive(Debug, clap::Args)]
pub struct Collect {
    #[arg(required = true)]
    meeting: PathBuf,
    #[arg(value_name = "FILE", num_args = 0..)]
    files: Vec<PathBuf>,
    #[arg(long, value_name = "DIR", default_value = "output", hide_default_value = true)]
    out: PathBuf,
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<String>,
    #[arg(long, value_name = "CASE=NUMBER")]
    decide: Vec<String>,
    #[arg(long)]
    hold: bool,
}

pub const HELP: Help = Help {
    about: words::help_collect,
    examples: Some(words::help_collect_examples),
    arguments: &[
        ("meeting", words::help_collect_meeting),
        ("files", words::help_collect_files),
        ("out", words::help_collect_out),
        ("as_of", words::help_as_of),
        ("decide", words::help_decide),
        ("hold", words::help_hold),
    ],
};

impl Collect {
    /// The foreign files that it works with.
    pub fn foreign(&self) -> Vec<String> {
        let here = !is_meeting(&self.meeting) && is_meeting(Path::new(HERE));
        foreign::of_meeting(if here { Path::new(HERE) } else { &self.meeting })
    }

    pub fn run(self, progress: Progress, warnings: &mut Diagnostics) -> Result<Done> {
        let Self { mut meeting, mut files, out, as_of, decide, hold } = self;
        // In a meeting's folder, what is named first may be a returned file already.
        if !is_meeting(&meeting) && is_meeting(Path::new(HERE)) {
            files.insert(0, std::mem::replace(&mut meeting, meeting_of(None, warnings)));
        }
        if files.is_empty() {
            let shown = crate::read::files::display(&meeting);
            return Err(Diagnostic::error(words::collect_no_files()).hint(words::collect_no_files_hint(shown)).into());
        }
        let report = returned::collect(&Options { meeting, files, out, as_of, decide, hold }, progress, warnings)?;
        warnings.0.extend(report.findings().0);
        Ok(Done::new(report.lines(), Outcome::Collect(intake(&report))))
    }
}

/// What may be decided of a case, each with the whole answer that would be taken; of very many the first.
fn choices(case: &Case) -> Vec<(usize, Message, Option<String>)> {
    let value = |number: usize| match case.options.get(number.checked_sub(1)?)? {
        Choice::Value(value) => Some(value.to_string()),
        _ => None,
    };
    case.shown(usize::MAX, SHOWN).map(|(number, message)| (number, message, value(number))).collect()
}

/// What an intake did, as data.
fn intake(report: &Report) -> Intake {
    let collected = &report.collected;
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let cases = collected.cases.iter().map(|case| CaseTold {
        key: case.key.clone(),
        division: case.division.clone(),
        opinion: some(&case.id),
        field: some(&case.field),
        no: collected.opinions.get(&case.id).and_then(|(no, _)| some(no)),
        text: collected.opinions.get(&case.id).and_then(|(_, text)| some(text)),
        heading: collected.headings.get(&case.field).cloned(),
        code: case.message.code().to_owned(),
        places: case.places.clone(),
        options: case.options.len(),
        decision: case.decision,
        message: String::new(),
        choices: Vec::new(),
        open: case.is_open(),
        words: CaseWords { message: Some(case.message.clone()), choices: choices(case) },
    });
    let divisions = collected.standings.iter().map(|standing| DivisionTold {
        name: standing.division.clone(),
        asked: standing.asked,
        answered: standing.answered,
        begun: standing.begun,
        overdue: standing.overdue,
    });
    let returned = collected.files.iter().map(|file| ReturnedTold {
        name: file.name.clone(),
        sha256: file.digest.clone(),
        division: file.division.clone(),
        rows: file.rows,
        answers: file.answers,
        copy_of: file.copy_of.clone(),
    });
    Intake {
        files: FileMade::on_disk(&report.written),
        taken: report.taken,
        answers: collected.responses.0.len(),
        added: report.added,
        changed: report.changed,
        cases: cases.collect(),
        divisions: divisions.collect(),
        returned: returned.collect(),
    }
}
