//! The face: arguments in, a few lines and an exit code out.
//!
//! 0: done. 1: the input is wrong or a proof does not hold (what and where is on standard error). 2: the command is wrong.

use std::cell::RefCell;
use std::io::{IsTerminal as _, Write as _};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use shiryo::args::{Action, Args, Format, command, lang};
use shiryo::diag::{Diagnostic, Diagnostics, Result};
use shiryo::output::{Artifact, put_new};
use shiryo::words::{self, Message};
use shiryo::{diag, export, fs, import, start, verify};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args_os().map(|a| a.to_string_lossy().into_owned()).collect();
    let lang = lang(&arguments, |name| std::env::var(name).ok());
    let args = match Args::parse(&arguments, lang) {
        Ok(args) => args,
        Err(error) => error.exit(),
    };
    let face = Face::new(&args);
    let mut warnings = Diagnostics::default();
    let done = run(&args, &face, &mut warnings);
    face.bar.finish_and_clear();
    match done {
        Ok(lines) => {
            face.report(&warnings, &lines);
            ExitCode::from(u8::from(warnings.has_errors()))
        }
        Err(errors) => {
            warnings.0.extend(errors.0);
            let count = warnings.0.iter().filter(|d| d.severity == diag::Severity::Error).count();
            face.report(&warnings, &[]);
            let halfway = warnings.0.iter().any(|d| d.message.key() == words::not_undone().key());
            face.error(if halfway { words::failed_halfway(count) } else { words::failed(count) });
            ExitCode::from(1)
        }
    }
}

/// Does what the arguments ask; returns the lines to print. An error among the warnings means that something does not hold.
fn run(args: &Args, face: &Face, warnings: &mut Diagnostics) -> Result<Vec<Message>> {
    let lines = match &args.action {
        Action::Build(options) => {
            let report = shiryo::build(options, &|step| face.step(&step), warnings)?;
            let out = fs::display(&options.out);
            if report.up_to_date {
                return Ok(vec![words::up_to_date(out)]);
            }
            let mut lines: Vec<Message> =
                report.written.iter().map(|(name, size)| words::wrote(format!("{out}/{name}"), kilobytes(*size))).collect();
            lines.extend((!report.carried.is_empty()).then(|| words::carries(report.carried.join(", "))));
            lines.extend(report.removed.iter().map(|name| words::removed(format!("{out}/{name}"))));
            lines.push(words::built(report.written.len(), report.opinions, warnings.count()));
            if !options.only.is_empty() {
                lines.push(words::only_note());
            }
            lines
        }
        Action::Check { meeting, characters } => {
            let opinions = shiryo::check(meeting, *characters, warnings)?;
            vec![words::checked(opinions, warnings.count())]
        }
        Action::Collect(options) => {
            let report = shiryo::intake::collect(options, &|step| face.step(&step), warnings)?;
            warnings.0.extend(report.findings().0);
            report.lines()
        }
        Action::Verify { meeting, out, conditions } => {
            let program = || std::env::current_exe().map_err(|e| Diagnostics::from(Diagnostic::error(words::cannot_read(e))));
            let conditions = conditions.then(program).transpose()?;
            let options = verify::Options { meeting: meeting.clone(), out: out.clone(), conditions };
            shiryo::verify(&options, &|step| face.step(&step), warnings)?
        }
        Action::Import { file, into, facts, force } => {
            let text = fs::read_text(file)?;
            let imported = import::import(&fs::display(file), &text, facts, warnings)?;
            let folder = into.as_deref().or(file.parent()).unwrap_or(Path::new("."));
            let files = [("opinions.csv", imported.opinions_csv.clone()), (shiryo::meeting::FILE, imported.meeting_toml.clone())];
            let artifacts = files.map(|(name, text)| Artifact { name: name.into(), bytes: text.into_bytes() });
            put_new(folder, &artifacts, *force)?;
            let mut lines: Vec<Message> =
                artifacts.iter().map(|a| words::wrote(fs::display(&folder.join(&a.name)), kilobytes(a.bytes.len()))).collect();
            lines.push(words::imported(imported.opinions.len(), imported.rows, imported.sections.len()));
            lines
        }
        Action::Extract { file, folder, force } => {
            let extracted = shiryo::extract(file, folder, *force, warnings)?;
            let name = |artifact: &Artifact| fs::display(&folder.join(&artifact.name));
            let mut lines: Vec<Message> = extracted.files.iter().map(|a| words::wrote(name(a), kilobytes(a.bytes.len()))).collect();
            lines.push(words::extracted(extracted.files.len(), extracted.index.build, fs::display(folder)));
            lines
        }
        Action::Init { folder, force } => {
            put_new(folder, &start::files(), *force)?;
            vec![words::init_done(fs::display(folder))]
        }
        Action::Diff { old, new, out } => {
            let diff = shiryo::diff::diff(old, new, out.as_deref(), &|step| face.step(&step), warnings)?;
            face.add("comparison", diff.json);
            let folder = out.as_deref().unwrap_or(Path::new(""));
            let wrote = |(name, size): &(String, usize)| words::wrote(fs::display(&folder.join(name)), kilobytes(*size));
            diff.lines.into_iter().chain(diff.written.iter().map(wrote)).collect()
        }
        Action::Renumber { meeting, keep, dry_run } => shiryo::renumber::renumber(meeting, *keep, *dry_run, warnings)?,
        Action::Schema => {
            face.print(export::json::schema().trim_end());
            Vec::new()
        }
        Action::Completions(shell) => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut command(args.lang), "shiryo", &mut script);
            face.print(String::from_utf8_lossy(&script).trim_end());
            Vec::new()
        }
    };
    Ok(lines)
}

fn kilobytes(size: usize) -> String {
    format!("{:.1} kB", size as f64 / 1000.0)
}

/// Where words go: results to standard output, findings and progress to standard error.
struct Face<'a> {
    args: &'a Args,
    bar: ProgressBar,
    terminal: bool,
    /// What a program is told beside findings and lines.
    more: RefCell<serde_json::Map<String, serde_json::Value>>,
}

impl<'a> Face<'a> {
    fn new(args: &'a Args) -> Self {
        let terminal = std::io::stderr().is_terminal() && !args.quiet && args.format == Format::Text;
        let bar = if terminal { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
            bar.set_style(style);
        }
        Self { args, bar, terminal, more: RefCell::default() }
    }

    fn step(&self, step: &Message) {
        let text = step.say(self.args.lang);
        if self.terminal {
            self.bar.enable_steady_tick(Duration::from_millis(80));
            self.bar.set_message(text);
        } else if !self.args.quiet && self.args.format == Format::Text {
            self.print(&text);
        }
    }

    fn report(&self, findings: &Diagnostics, lines: &[Message]) {
        let lang = self.args.lang;
        match self.args.format {
            Format::Json => {
                let mut report = serde_json::json!({
                    "diagnostics": findings.0.iter().map(|d| d.json(lang)).collect::<Vec<_>>(),
                    "done": lines.iter().map(|line| line.say(lang)).collect::<Vec<_>>(),
                });
                if let Some(report) = report.as_object_mut() {
                    report.extend(self.more.take());
                }
                self.print(&report.to_string());
            }
            Format::Text => {
                let errors = findings.has_errors();
                for finding in findings.0.iter().filter(|d| !self.args.quiet || errors || d.severity == diag::Severity::Warning) {
                    let _ = writeln!(anstream::stderr(), "{}", finding.say(lang));
                }
                for line in lines.iter().filter(|_| !self.args.quiet) {
                    self.print(&line.say(lang));
                }
            }
        }
    }

    /// Adds a member to what programs are told.
    fn add(&self, key: &str, value: serde_json::Value) {
        self.more.borrow_mut().insert(key.to_owned(), value);
    }

    fn error(&self, message: Message) {
        if self.args.format == Format::Text {
            let _ = writeln!(anstream::stderr(), "{}", message.say(self.args.lang));
        }
    }

    /// Prints to standard output. A reader that went away is no failure.
    fn print(&self, text: &str) {
        let _ = writeln!(anstream::stdout(), "{text}");
    }
}
