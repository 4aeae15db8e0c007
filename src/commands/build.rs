//! `shiryo build`: makes the papers of a meeting.

use std::path::PathBuf;

use super::outcome::{Built, FileMade, Outcome};
use super::{Done, Help, kept, kilobytes, meeting_of, taken};
use crate::build::{self, Options, foreign, manifest};
use crate::read::files;
use crate::records::mend;
use crate::say::diag::{Diagnostics, Result};
use crate::say::{Progress, words};

#[derive(Debug, clap::Args)]
pub struct Build {
    meeting: Option<PathBuf>,
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
    /// The foreign files that it works with.
    pub fn foreign(&self) -> Vec<String> {
        foreign::of_meeting(&taken(self.meeting.as_deref()))
    }

    pub fn run(self, progress: Progress, warnings: &mut Diagnostics) -> Result<Done> {
        let Self { meeting, out, only, force, keep_typst } = self;
        let meeting = meeting_of(meeting, warnings);
        let options = Options { meeting, out, only, force, keep_typst };
        let report = mend::advised(build::build(&options, progress, warnings), warnings)?;
        let out = |name: &str| files::display(&options.out.join(name));
        if report.up_to_date {
            let built = Built { up_to_date: true, ..Built::default() };
            return Ok(Done::new(vec![words::up_to_date(files::display(&options.out))], Outcome::Build(built)));
        }
        let written = report.written.iter();
        let mut lines: Vec<_> = report.read.into_iter().collect();
        lines.extend(written.map(|(name, size)| words::wrote(out(name), kilobytes(*size))));
        lines.extend(report.carries);
        lines.extend(kept(&options.out, &report.kept));
        lines.extend(report.set_aside.iter().map(|(name, aside)| words::set_aside(out(name), out(aside))));
        lines.extend(report.removed.iter().map(|name| words::removed(out(name))));
        lines.push(words::built(report.written.len(), report.opinions, warnings.counted()));
        if !report.left_out.is_empty() {
            lines.push(words::built_without(report.left_out.len()));
        }
        if !options.only.is_empty() {
            let is_listed = options.out.join(manifest::FILE).exists();
            lines.push(if is_listed { words::only_note() } else { words::only_note_new() });
        }
        let files = report.written.iter().map(|(name, size)| FileMade::new(&options.out, name, *size)).collect();
        let removed = report.removed.iter().map(|name| out(name)).collect();
        let kept = report.kept.iter().map(|(_, copy)| out(copy)).collect();
        let left_out = report.left_out.iter().map(|name| out(name)).collect();
        let set_aside = report.set_aside.iter().map(|(_, aside)| out(aside)).collect();
        let (carried, opinions) = (report.carried, Some(report.opinions));
        let built = Built { files, removed, kept, left_out, set_aside, carried, up_to_date: false, opinions };
        Ok(Done::new(lines, Outcome::Build(built)))
    }
}
