//! `shiryo verify`: proves the papers in an output folder.

use std::path::PathBuf;
use std::sync::OnceLock;

use super::outcome::{Outcome, Proved};
use super::{Done, Help, meeting_of, taken};
use crate::build::input::Input;
use crate::build::making::Making;
use crate::build::{self, foreign, output};
use crate::read::files;
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::words::{self, Message};
use crate::say::{Progress, system};
use crate::verify::{self, Options, Subject};

#[derive(Debug, clap::Args)]
pub struct Verify {
    meeting: Option<PathBuf>,
    #[arg(long, value_name = "DIR", default_value = "output", hide_default_value = true)]
    out: PathBuf,
    #[arg(long)]
    conditions: bool,
    #[arg(long)]
    verbose: bool,
}

pub const HELP: Help = Help {
    about: words::help_verify,
    examples: Some(words::help_verify_examples),
    arguments: &[
        ("meeting", words::help_meeting),
        ("out", words::help_verify_out),
        ("conditions", words::help_conditions),
        ("verbose", words::help_verbose),
    ],
};

impl Verify {
    /// The foreign files that it works with.
    pub fn foreign(&self) -> Vec<String> {
        let mut foreign = foreign::of_meeting(&taken(self.meeting.as_deref()));
        foreign.extend(foreign::pdfs(&self.out));
        foreign
    }

    pub fn run(self, progress: Progress, findings: &mut Diagnostics) -> Result<Done> {
        let program = || std::env::current_exe().map_err(|e| Diagnostics::from(Diagnostic::error(system::cannot_read(&e))));
        let conditions = self.conditions.then(program).transpose()?;
        let meeting = meeting_of(self.meeting, findings);
        let lines = verify(&Options { meeting, out: self.out, conditions, verbose: self.verbose }, progress, findings)?;
        if self.verbose {
            findings.0.iter_mut().for_each(Diagnostic::unfold);
        }
        let proofs = lines.iter().map(|line| line.code().to_owned()).collect();
        Ok(Done::new(lines, Outcome::Verify(Proved { holds: !findings.has_errors(), proofs })))
    }
}

/// Proves an output folder and returns what holds, line by line; what does not hold is in `findings`, as errors.
pub fn verify(options: &Options, progress: Progress, findings: &mut Diagnostics) -> Result<Vec<Message>> {
    progress(words::step_load().into());
    let input = Input::of_folder(&options.meeting)?;
    if !options.out.is_dir() {
        return Err(Diagnostic::error(words::no_output()).at(Place::file(files::display(&options.out))).into());
    }
    let manifest = output::read_manifest(&options.out);
    let keep_typst = manifest.as_ref().is_some_and(|manifest| manifest.outputs.keys().any(|name| name.starts_with("typst/")));
    let making = Making::new(&input, &[], keep_typst, &mut Diagnostics::ignored("the build told them"))?;
    if manifest.is_none() && making.names().iter().all(|name| !options.out.join(name).is_file()) && !making.wanted.is_empty() {
        return Err(Diagnostic::error(words::no_papers()).at(Place::file(files::display(&options.out))).into());
    }
    let anew = OnceLock::new();
    // What other conditions make is compared with what is made now.
    let is_untouched = options.conditions.is_none() && output::is_current(&options.out, &input.entries, &build::program(keep_typst));
    let subject = Subject { manifest: manifest.as_ref(), is_untouched, ..Subject::of(&input, &making, &anew, &options.out) };
    let make = || match is_untouched {
        true => subject.outputs(),
        false => making.make(progress, &mut Diagnostics::ignored("the build told them")),
    };
    let lines = verify::prove(&subject, &make, options.conditions.as_deref(), options.verbose, progress, findings)?;
    findings.0.extend(making.left_out.said.0);
    Ok(lines)
}
