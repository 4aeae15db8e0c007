//! Terminal: where words go. Results to standard output, findings and progress to standard error.

use std::ffi::OsString;
use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::apart::{self, COMPLAINED, SAID, STEP};
use super::arguments::{Action, Arguments, Common, Format, command, lang, of_system};
use super::{icon, refusal};
use crate::build::output;
use crate::commands::Done;
use crate::commands::outcome::Output;
use crate::desk;
use crate::read::confine::{self, Limits};
use crate::say::diag::{About, Diagnostic, Diagnostics, Result, Severity};
use crate::say::words::{self, Lang, Message};
use crate::say::{Step, system};

/// Does what the arguments ask and returns the exit code.
///
/// 0: done. 1: the input is wrong or a proof does not hold (what and where is on standard error). 2: the command is wrong.
pub fn run(given: &[OsString]) -> ExitCode {
    let (is_apart, given) = apart::taken_off(given);
    let arguments: Vec<String> = given.iter().map(|argument| argument.to_string_lossy().into_owned()).collect();
    let arguments = arguments.as_slice();
    let lang = lang(arguments, |name| std::env::var(name).ok(), of_system);
    // What a second process says of its end is told by the first.
    if !is_apart {
        std::panic::set_hook(Box::new(move |panic| {
            let said = Diagnostic::error(words::panicked(panic.to_string().replace('\n', " "))).hint(words::panicked_hint());
            let _ = writeln!(anstream::stderr(), "{}", Diagnostics::from(said).say(lang).trim_end());
        }));
    }
    if let [_, first, name, ..] = arguments
        && first == desk::VIEWS
    {
        return desk::serve_views(if name == "ja" { Lang::Ja } else { Lang::En });
    }
    if given.get(1).is_some_and(|first| first == desk::WAITS) {
        return desk::waits(&given[0]).map_or(ExitCode::SUCCESS, |told| run(&told));
    }
    if let Some(opened) = icon::opened(&given, lang) {
        return icon::run(opened, lang);
    }
    if let Some(finding) = icon::refused(&given, lang) {
        return icon::refuse(finding, lang);
    }
    let Arguments { common, action } = match Arguments::read(&given, lang) {
        Ok(arguments) => arguments,
        Err(error) => return refuse(&error, arguments, lang),
    };
    let terminal = Terminal::new(&common, lang, is_apart);
    if !is_apart {
        let foreign = action.foreign();
        if !foreign.is_empty() {
            return terminal.hand_over(&foreign);
        }
    }
    let entered = if is_apart { confine::enter(Limits::new()) } else { Ok(()) };
    let mut warnings = Diagnostics::default();
    let done = match entered {
        Ok(()) => terminal.act(action, &mut warnings),
        Err(error) => Err(Diagnostic::error(Message::both(system::cause(&error), |cause| words::apart_cannot(cause))).into()),
    };
    terminal.bar.finish_and_clear();
    match done {
        Ok(done) => {
            terminal.report(&warnings, Some(done));
            // An error among the warnings means that something does not hold.
            ExitCode::from(u8::from(warnings.has_errors()))
        }
        Err(errors) => {
            warnings.0.extend(errors.0);
            terminal.report(&warnings, None);
            terminal.error(&failed(&warnings));
            ExitCode::from(1)
        }
    }
}

/// How far a command came that failed.
fn failed(findings: &Diagnostics) -> Message {
    let count = findings.count(Severity::Error);
    if findings.has(&About::NotUndone) {
        words::failed_halfway(count)
    } else if findings.has(&About::Written) {
        words::failed_later(count)
    } else if output::has_finished() {
        words::failed_after(count)
    } else {
        words::failed(count)
    }
}

/// Prints what was asked for, or what is wrong with the command; to programs as they asked for it.
fn refuse(error: &clap::Error, arguments: &[String], lang: Lang) -> ExitCode {
    let Some(finding) = refusal::finding(error, arguments, &command(lang)) else { error.exit() };
    let causes = Diagnostics::from(finding);
    let for_programs =
        arguments.iter().any(|argument| argument == "--format=json") || arguments.windows(2).any(|pair| pair == ["--format", "json"]);
    if for_programs {
        let report = json(&Output { diagnostics: causes.causes().iter().map(|cause| cause.json(lang)).collect(), done: None });
        let _ = writeln!(anstream::stdout(), "{report}");
    } else {
        let _ = writeln!(anstream::stderr(), "{}", causes.say(lang).trim_end());
    }
    ExitCode::from(2)
}

/// A report for programs, in one line.
fn json(output: &Output) -> String {
    // Every member is a text, a number or a list of them, which JSON can hold.
    serde_json::to_string(output).unwrap_or_else(|error| format!("{{\"diagnostics\":[],\"done\":null,\"error\":\"{error}\"}}"))
}

/// Steps that only somebody who watches is told of: what comes first of them is a matter of chance.
const DETAILS: [words::Key; 2] = [words::key::step_look, words::key::step_made];

/// How progress looks where it is known how much there is to do.
const BAR: &str = "{spinner} {bar:20} {msg}";

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

struct Terminal<'a> {
    common: &'a Common,
    lang: Lang,
    bar: ProgressBar,
    /// Whether somebody looks at the progress.
    watched: bool,
    /// Whether another process of the program prints what this one tells.
    apart: bool,
}

impl<'a> Terminal<'a> {
    fn new(common: &'a Common, lang: Lang, apart: bool) -> Self {
        let watched = !apart && std::io::stderr().is_terminal() && !common.quiet && common.format == Format::Text;
        let bar = if watched { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
        bar.set_style(style("{spinner} {msg}"));
        Self { common, lang, bar, watched, apart }
    }

    /// Lets another process do the command, and prints what it tells.
    fn hand_over(&self, foreign: &[String]) -> ExitCode {
        let ended = apart::run(foreign, &|kind, text| {
            if kind != STEP {
                self.bar.finish_and_clear();
            }
            match kind {
                STEP => self.advance(text, None),
                SAID => self.print(text),
                COMPLAINED => self.complain(text),
                _ => {}
            }
        });
        self.bar.finish_and_clear();
        match ended {
            Ok(code) => ExitCode::from(code),
            Err(broken) => {
                self.report(&broken.finding, None);
                self.error(&if broken.wrote { words::failed_later(1) } else { words::failed(1) });
                ExitCode::from(1)
            }
        }
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
            Action::Set(set) => set.run(warnings),
            Action::Desk(desk) => desk.run(self.lang, &|line| self.print(&line.say(self.lang))).map(|()| Done::default()),
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

    fn step(&self, step: &Step) {
        if !self.watched && DETAILS.iter().any(|detail| step.says.is(*detail)) {
            return;
        }
        let text = step.says.say(self.lang);
        if self.apart {
            confine::tell(STEP, &text);
        } else {
            self.advance(&text, step.part);
        }
    }

    fn advance(&self, step: &str, part: Option<(usize, usize)>) {
        if self.watched {
            if let Some((done, all)) = part {
                self.bar.set_style(style(BAR));
                self.bar.set_length(all as u64);
                self.bar.set_position(done as u64);
            }
            self.bar.enable_steady_tick(Duration::from_millis(80));
            self.bar.set_message(step.to_owned());
        } else if !self.common.quiet && self.common.format == Format::Text {
            self.print(step);
        }
    }

    fn report(&self, findings: &Diagnostics, done: Option<Done>) {
        let lang = self.lang;
        match self.common.format {
            Format::Json => {
                let diagnostics = findings.causes().iter().map(|cause| cause.json(lang)).collect();
                self.print(&json(&Output { diagnostics, done: done.map(|done| done.told(lang)) }));
            }
            Format::Text => {
                let errors = findings.has_errors();
                let told = |severity: Severity| !self.common.quiet || errors || severity == Severity::Warning;
                for cause in findings.causes().iter().filter(|cause| told(cause.severity)) {
                    self.complain(&cause.say(lang));
                }
                for line in done.iter().flat_map(|done| &done.lines).filter(|_| !self.common.quiet) {
                    self.print(&line.say(lang));
                }
            }
        }
    }

    fn error(&self, message: &Message) {
        if self.common.format == Format::Text {
            self.complain(&message.say(self.lang));
        }
    }

    /// Prints to standard error.
    fn complain(&self, text: &str) {
        if self.apart {
            confine::tell(COMPLAINED, text);
        } else {
            let _ = writeln!(anstream::stderr(), "{text}");
        }
    }

    /// Prints to standard output. A reader that went away is no failure.
    fn print(&self, text: &str) {
        if self.apart {
            confine::tell(SAID, text);
        } else {
            let _ = writeln!(anstream::stdout(), "{text}");
        }
    }
}
