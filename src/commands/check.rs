//! `shiryo check`: reports every fault of a meeting and writes nothing.

use std::path::PathBuf;

use super::outcome::{Checked, Outcome};
use super::{Done, Help, meeting_of, taken};
use crate::build::foreign;
use crate::build::input::Input;
use crate::build::making::Making;
use crate::records::{audit, mend};
use crate::say::diag::{Diagnostics, Result, Severity};
use crate::say::words;

#[derive(Debug, clap::Args)]
pub struct Check {
    meeting: Option<PathBuf>,
    #[arg(long)]
    characters: bool,
}

pub const HELP: Help = Help {
    about: words::help_check,
    examples: None,
    arguments: &[("meeting", words::help_meeting), ("characters", words::help_characters)],
};

impl Check {
    /// The foreign files that it works with.
    pub fn foreign(&self) -> Vec<String> {
        foreign::of_meeting(&taken(self.meeting.as_deref()))
    }

    /// Checks the records and that the papers could be set. Notes on characters are summed up, or listed place by place.
    pub fn run(self, warnings: &mut Diagnostics) -> Result<Done> {
        let meeting = meeting_of(self.meeting, warnings);
        let input = mend::advised(Input::of_folder(&meeting), warnings)?;
        let made = Making::new(&input, &[], false, warnings).and_then(|making| {
            making.make(&|_| {}, warnings)?;
            making.left_out.said.unless_errors(making.papers)
        });
        let papers = mend::advised(made, warnings)?;
        let findings = audit::audit(&input.meeting, &papers.placed.opinions);
        let notes = if self.characters { audit::listing(&findings) } else { audit::summary(&findings) };
        warnings.0.extend(notes.0);
        let noticed = warnings.count(Severity::Warning) + warnings.count(Severity::Guess);
        let checked = Checked { opinions: papers.placed.opinions.len(), warnings: noticed };
        let lines = papers.read.into_iter().chain([words::checked(checked.opinions, warnings.counted())]).collect();
        Ok(Done::new(lines, Outcome::Check(checked)))
    }
}
