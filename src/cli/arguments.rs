//! Arguments: what was typed, with the help for it in both languages.

use std::ffi::OsString;

use clap::{Arg, ArgAction, Args as _, Command, FromArgMatches as _, Parser, Subcommand, ValueEnum};

use super::refusal::{self, HELP_COMMAND};
use crate::commands::{
    Help, build, check, collect, completions, convert, diff, extract, import, init, mend, renumber, schema, set, template, verify,
};
use crate::desk::{self, OpenDesk};
use crate::say::words::{self, Lang, Message};

/// How results and diagnostics are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Text,
    Json,
}

/// A command line, understood.
#[derive(Debug, Parser)]
#[command(name = "shiryo", version)]
pub struct Arguments {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub action: Action,
}

/// What every command takes.
#[derive(Debug, clap::Args)]
pub struct Common {
    /// Looked up before parsing, since help needs it: see [`lang`].
    #[arg(long, value_name = "LANG", value_parser = ["ja", "en"], hide_possible_values = true, global = true)]
    lang: Option<String>,
    #[arg(short, long, global = true)]
    pub quiet: bool,
    // Defaults and possible values are named in the help texts, since clap says them in English only.
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true, hide_default_value = true, global = true)]
    pub format: Format,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Action {
    Build(build::Build),
    Check(check::Check),
    Collect(collect::Collect),
    Verify(verify::Verify),
    Import(import::Import),
    Extract(extract::Extract),
    Init(init::Init),
    Mend(mend::Mend),
    Diff(diff::Diff),
    Renumber(renumber::Renumber),
    Schema(schema::Schema),
    Set(set::Set),
    Desk(OpenDesk),
    Template(template::Template),
    Convert(convert::Convert),
    Completions(completions::Completions),
}

impl Action {
    /// The foreign files that it works with, as people write them.
    pub fn foreign(&self) -> Vec<String> {
        match self {
            Self::Build(build) => build.foreign(),
            Self::Check(check) => check.foreign(),
            Self::Collect(collect) => collect.foreign(),
            Self::Verify(verify) => verify.foreign(),
            Self::Extract(extract) => extract.foreign(),
            Self::Init(init) => init.foreign(),
            Self::Mend(mend) => mend.foreign(),
            Self::Diff(diff) => diff.foreign(),
            Self::Renumber(renumber) => renumber.foreign(),
            Self::Import(import) => import.foreign(),
            Self::Set(_) | Self::Desk(_) | Self::Schema(_) | Self::Template(_) | Self::Convert(_) | Self::Completions(_) => Vec::new(),
        }
    }
}

/// The help of each command.
const HELP: &[(&str, Help)] = &[
    ("build", build::HELP),
    ("check", check::HELP),
    ("collect", collect::HELP),
    ("verify", verify::HELP),
    ("import", import::HELP),
    ("extract", extract::HELP),
    ("init", init::HELP),
    ("mend", mend::HELP),
    ("diff", diff::HELP),
    ("renumber", renumber::HELP),
    ("schema", schema::HELP),
    ("set", set::HELP),
    ("desk", desk::HELP),
    ("template", template::HELP),
    ("convert", convert::HELP),
    ("completions", completions::HELP),
];

/// The language that the arguments or the environment ask for.
///
/// `system` is asked last: the language that the system speaks, where it has another place for it than the environment.
pub fn lang(arguments: &[String], variable: impl Fn(&str) -> Option<String>, system: impl FnOnce() -> Option<String>) -> Lang {
    let given = arguments.iter().enumerate().find_map(|(index, argument)| match argument.strip_prefix("--lang") {
        Some("") => arguments.get(index + 1).cloned(),
        Some(rest) => rest.strip_prefix('=').map(str::to_owned),
        None => None,
    });
    let locale = || ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(variable).find(|value| !value.is_empty());
    match given.or_else(locale).or_else(system) {
        Some(name) if name.to_lowercase().starts_with("ja") => Lang::Ja,
        _ => Lang::En,
    }
}

/// An argument as it was meant: to Windows, the `\"` at the end of `"C:\第1回\"` is a quote mark, which no path holds.
pub fn unquoted(argument: String) -> String {
    match argument.strip_suffix('"') {
        Some(path) if !path.is_empty() && !path.contains('"') => path.to_owned(),
        _ => argument,
    }
}

/// The language that the system itself speaks: that of Windows, which sets no variable.
pub fn of_system() -> Option<String> {
    #[cfg(windows)]
    return sys_locale::get_locale();
    #[cfg(not(windows))]
    None
}

/// The command line's grammar, with help in `lang`.
pub fn command(lang: Lang) -> Command {
    in_words(grammar(lang), lang)
}

/// The same, with clap's own words for values and usage: enough to understand a line that is right.
fn grammar(lang: Lang) -> Command {
    let say = |message: Message| message.say(lang);
    let help = || Arg::new("help").short('h').long("help").help(say(words::help_help())).action(ArgAction::Help);
    let version = Arg::new("version").short('V').long("version").help(say(words::help_version())).action(ArgAction::Version);
    let mut command = Action::augment_subcommands(Common::augment_args(Command::new("shiryo")))
        .version(env!("CARGO_PKG_VERSION"))
        .about(say(words::help_about()))
        .after_help(say(words::help_examples()))
        .help_template(say(words::help_template()))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .arg(help())
        .arg(version);
    for (name, text) in [("lang", words::help_lang()), ("quiet", words::help_quiet()), ("format", words::help_format())] {
        command = command.mut_arg(name, |arg| arg.help(say(text)));
    }
    // `help` and `help COMMAND` mean the option: see [`Arguments::read`].
    let about_what = Arg::new("command").value_name("COMMAND").help(say(words::help_help_command()));
    command =
        command.subcommand(Command::new(HELP_COMMAND).about(say(words::help_help())).arg(about_what).arg(help()).disable_help_flag(true));
    for (name, texts) in HELP {
        command = command.mut_subcommand(name, |mut command| {
            for (argument, text) in texts.arguments {
                command = command.mut_arg(argument, |arg| arg.help(say(text())));
            }
            // A command with arguments has one more heading.
            let arguments = command.get_positionals().next().is_some();
            let template = if arguments { words::help_template_arguments() } else { words::help_template_options() };
            let command = command.about(say((texts.about)())).disable_help_flag(true).arg(help()).help_template(say(template));
            match texts.examples {
                Some(examples) => command.after_help(say(examples())),
                None => command,
            }
        });
    }
    command
}

/// What stands for values in usage lines, by language.
fn value_name(name: &str, lang: Lang) -> String {
    let message = match name {
        "MEETING" => words::value_meeting(),
        "DIR" => words::value_folder(),
        "COPY" => words::value_copy(),
        "LIST" => words::value_list(),
        "FOLDER" => words::value_place(),
        "FILE" => words::value_file(),
        "NAME" => words::value_name(),
        "TITLE" => words::value_title(),
        "LABEL" => words::value_label(),
        "YYYY-MM-DD" => words::value_date(),
        "CASE=NUMBER" => words::value_case(),
        "KEY=VALUE" => words::value_setting(),
        "HEADING=KEY" => words::value_column(),
        "ROW" => words::value_row(),
        "SECONDS" => words::value_seconds(),
        "LANG" => words::value_lang(),
        "FORMAT" => words::value_format(),
        "OLD" => words::value_old(),
        "NEW" => words::value_new(),
        "SHELL" => words::value_shell(),
        "COMMAND" => words::value_command(),
        other => return other.to_owned(),
    };
    message.say(lang)
}

/// The grammar with its usage lines in `lang`: clap has them in English only.
fn in_words(command: Command, lang: Lang) -> Command {
    let command = command.mut_args(|arg| {
        let taken = arg.get_action().takes_values();
        let name = arg
            .get_value_names()
            .and_then(<[_]>::first)
            .map_or_else(|| arg.get_id().as_str().to_uppercase(), |name| name.as_str().to_owned());
        if taken { arg.value_name(value_name(&name, lang)) } else { arg }
    });
    let names: Vec<String> = command.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    let command = names.iter().fold(command, |command, name| command.mut_subcommand(name, |command| in_words(command, lang)));
    let path = if command.get_name() == "shiryo" { "shiryo".to_owned() } else { format!("shiryo {}", command.get_name()) };
    let usage = refusal::line(&command.clone().bin_name(&path));
    let usage = usage.replace("[OPTIONS]", &words::value_options().say(lang)).replace("COMMAND", &words::value_command().say(lang));
    command.override_usage(usage)
}

impl Arguments {
    /// Understands a command line; on failure clap's error says what to print and how to exit.
    pub fn read(arguments: &[OsString], lang: Lang) -> Result<Self, clap::Error> {
        let matches = grammar(lang).try_get_matches_from(arguments).or_else(|_| command(lang).try_get_matches_from(arguments))?;
        let Some((HELP_COMMAND, asked)) = matches.subcommand() else { return Self::from_arg_matches(&matches) };
        let program = arguments.first().and_then(|program| program.to_str()).unwrap_or("shiryo");
        let about = asked.get_one::<String>("command").map(String::as_str);
        let asking = [program].into_iter().chain(about).chain(["--help"]);
        Self::from_arg_matches(&command(lang).try_get_matches_from(asking)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_grammar() {
        for lang in [Lang::En, Lang::Ja] {
            command(lang).debug_assert();
            let undescribed = |command: &Command| command.get_arguments().any(|arg| arg.get_help().is_none());
            assert!(!undescribed(&command(lang)) && !command(lang).get_subcommands().any(undescribed));
        }
    }

    #[test]
    fn arguments_unquoted() {
        for (given, meant) in [
            (r#"C:\第 1回""#, r"C:\第 1回"),
            (r#"seeds""#, "seeds"),
            (r"C:\第1回\", r"C:\第1回\"),
            (r#"「"案"」の"説明""#, r#"「"案"」の"説明""#),
            ("\"", "\""),
        ] {
            assert_eq!(unquoted(given.to_owned()), meant);
        }
    }

    #[test]
    fn arguments_language() {
        let arguments = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let no = |_: &str| None;
        let none = || None;
        assert_eq!(lang(&arguments("shiryo --lang ja build"), no, none), Lang::Ja);
        assert_eq!(lang(&arguments("shiryo build --lang=en"), |_| Some("ja_JP.UTF-8".into()), none), Lang::En);
        assert_eq!(lang(&arguments("shiryo build"), |name| (name == "LANG").then(|| "ja_JP.UTF-8".into()), none), Lang::Ja);
        assert_eq!(lang(&arguments("shiryo build"), no, none), Lang::En);
        // Windows sets no variable; what a variable says goes first.
        assert_eq!(lang(&arguments("shiryo build"), no, || Some("ja-JP".into())), Lang::Ja);
        assert_eq!(lang(&arguments("shiryo build"), |name| (name == "LC_ALL").then(|| "C".into()), || Some("ja-JP".into())), Lang::En);
    }
}
