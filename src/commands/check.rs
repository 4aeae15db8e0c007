//! `shiryo check`: reports every fault of a meeting and writes nothing.

use std::path::PathBuf;

use super::{Done, Help};
use crate::build::Made;
use crate::build::input::Input;
use crate::read::files;
use crate::records::{audit, mend};
use crate::say::diag::{Diagnostics, Result};
use crate::say::words;

#[derive(Debug, clap::Args)]
pub struct Check {
    #[arg(default_value = "seeds", hide_default_value = true)]
    meeting: PathBuf,
    #[arg(long)]
    characters: bool,
}

pub const HELP: Help = Help {
    about: words::help_check,
    examples: None,
    arguments: &[("meeting", words::help_meeting), ("characters", words::help_characters)],
};

impl Check {
    /// Checks the records and that the papers could be set. Notes on characters are summed up, or listed place by place.
    pub fn run(self, warnings: &mut Diagnostics) -> Result<Done> {
        let input = mend::advised(Input::read(&files::Folder(&self.meeting)), warnings)?;
        let Made { papers, .. } = mend::advised(Made::new(&input, &[], false, &|_| {}, warnings), warnings)?;
        let findings = audit::audit(&input.meeting, &papers.placed.opinions);
        let notes = if self.characters { audit::listing(&findings) } else { audit::summary(&findings) };
        warnings.0.extend(notes.0);
        Ok(vec![words::checked(papers.placed.opinions.len(), warnings.count())].into())
    }
}
