//! `shiryo build`: makes the papers of a meeting.

use std::path::PathBuf;

use super::{Done, Help, kilobytes};
use crate::build::{self, Options};
use crate::read::files;
use crate::records::mend;
use crate::say::diag::{Diagnostics, Result};
use crate::say::{Progress, words};

#[derive(Debug, clap::Args)]
pub struct Build {
    #[arg(default_value = "seeds", hide_default_value = true)]
    meeting: PathBuf,
    #[arg(long, value_name = "DIR", default_value = "output", hide_default_value = true)]
    out: PathBuf,
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    #[arg(long)]
    force: bool,
    #[arg(long)]
    keep_typst: bool,
}

pub const HELP: Help = Help {
    about: words::help_build,
    examples: Some(words::help_build_examples),
    arguments: &[
        ("meeting", words::help_meeting),
        ("out", words::help_out),
        ("only", words::help_only),
        ("force", words::help_force),
        ("keep_typst", words::help_keep_typst),
    ],
};

impl Build {
    pub fn run(self, progress: Progress, warnings: &mut Diagnostics) -> Result<Done> {
        let Self { meeting, out, only, force, keep_typst } = self;
        let options = Options { meeting, out, only, force, keep_typst };
        let report = mend::advised(build::build(&options, progress, warnings), warnings)?;
        let out = files::display(&options.out);
        if report.up_to_date {
            return Ok(vec![words::up_to_date(out)].into());
        }
        let written = report.written.iter();
        let mut lines: Vec<_> = written.map(|(name, size)| words::wrote(format!("{out}/{name}"), kilobytes(*size))).collect();
        lines.extend((!report.carried.is_empty()).then(|| words::carries(report.carried.join(", "))));
        lines.extend(report.removed.iter().map(|name| words::removed(format!("{out}/{name}"))));
        lines.push(words::built(report.written.len(), report.opinions, warnings.count()));
        if !options.only.is_empty() {
            lines.push(words::only_note());
        }
        Ok(lines.into())
    }
}
