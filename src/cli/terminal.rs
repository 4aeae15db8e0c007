//! Terminal: where words go. Results to standard output, findings and progress to standard error.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::arguments::{Action, Arguments, Common, Format, command, lang};
use crate::commands::Done;
use crate::say::diag::{Diagnostics, Result, Severity};
use crate::say::words::{self, Lang, Message};

/// Does what the arguments ask and returns the exit code.
///
/// 0: done. 1: the input is wrong or a proof does not hold (what and where is on standard error). 2: the command is wrong.
pub fn run(arguments: &[String]) -> ExitCode {
    let lang = lang(arguments, |name| std::env::var(name).ok());
    let Arguments { common, action } = match Arguments::read(arguments, lang) {
        Ok(arguments) => arguments,
        Err(error) => error.exit(),
    };
    let terminal = Terminal::new(&common, lang);
    let mut warnings = Diagnostics::default();
    let done = terminal.act(action, &mut warnings);
    terminal.bar.finish_and_clear();
    match done {
        Ok(done) => {
            terminal.report(&warnings, done);
            // An error among the warnings means that something does not hold.
            ExitCode::from(u8::from(warnings.has_errors()))
        }
        Err(errors) => {
            warnings.0.extend(errors.0);
            let count = warnings.0.iter().filter(|d| d.severity == Severity::Error).count();
            terminal.report(&warnings, Done::default());
            let halfway = warnings.0.iter().any(|d| d.message.key() == words::not_undone().key());
            terminal.error(&if halfway { words::failed_halfway(count) } else { words::failed(count) });
            ExitCode::from(1)
        }
    }
}

struct Terminal<'a> {
    common: &'a Common,
    lang: Lang,
    bar: ProgressBar,
    /// Whether somebody looks at the progress.
    watched: bool,
}

impl<'a> Terminal<'a> {
    fn new(common: &'a Common, lang: Lang) -> Self {
        let watched = std::io::stderr().is_terminal() && !common.quiet && common.format == Format::Text;
        let bar = if watched { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
            bar.set_style(style);
        }
        Self { common, lang, bar, watched }
    }

    fn act(&self, action: Action, warnings: &mut Diagnostics) -> Result<Done> {
        let progress = &|step| self.step(&step);
        match action {
            Action::Build(build) => build.run(progress, warnings),
            Action::Check(check) => check.run(warnings),
            Action::Collect(collect) => collect.run(progress, warnings),
            Action::Verify(verify) => verify.run(progress, warnings),
            Action::Import(import) => import.run(warnings),
            Action::Extract(extract) => extract.run(warnings),
            Action::Init(init) => init.run(),
            Action::Mend(mend) => mend.run(warnings),
            Action::Diff(diff) => diff.run(progress, warnings),
            Action::Renumber(renumber) => renumber.run(warnings),
            Action::Convert(convert) => convert.run(),
            Action::Schema(schema) => {
                self.print(schema.text()?.trim_end());
                Ok(Done::default())
            }
            Action::Template(template) => {
                self.print(template.text()?.trim_end());
                Ok(Done::default())
            }
            Action::Completions(completions) => {
                self.print(completions.text(&mut command(self.lang)).trim_end());
                Ok(Done::default())
            }
        }
    }

    fn step(&self, step: &Message) {
        let text = step.say(self.lang);
        if self.watched {
            self.bar.enable_steady_tick(Duration::from_millis(80));
            self.bar.set_message(text);
        } else if !self.common.quiet && self.common.format == Format::Text {
            self.print(&text);
        }
    }

    fn report(&self, findings: &Diagnostics, done: Done) {
        let lang = self.lang;
        match self.common.format {
            Format::Json => {
                let mut report = serde_json::json!({
                    "diagnostics": findings.causes().iter().map(|cause| cause.json(lang)).collect::<Vec<_>>(),
                    "done": done.lines.iter().map(|line| line.say(lang)).collect::<Vec<_>>(),
                });
                if let Some(report) = report.as_object_mut() {
                    report.extend(done.data);
                }
                self.print(&report.to_string());
            }
            Format::Text => {
                let errors = findings.has_errors();
                let told = |severity: Severity| !self.common.quiet || errors || severity == Severity::Warning;
                for cause in findings.causes().iter().filter(|cause| told(cause.severity)) {
                    let _ = writeln!(anstream::stderr(), "{}", cause.say(lang));
                }
                for line in done.lines.iter().filter(|_| !self.common.quiet) {
                    self.print(&line.say(lang));
                }
            }
        }
    }

    fn error(&self, message: &Message) {
        if self.common.format == Format::Text {
            let _ = writeln!(anstream::stderr(), "{}", message.say(self.lang));
        }
    }

    /// Prints to standard output. A reader that went away is no failure.
    fn print(&self, text: &str) {
        let _ = writeln!(anstream::stdout(), "{text}");
    }
}
