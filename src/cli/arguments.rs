//! Arguments: what was typed, with the help for it in both languages.

use clap::{Arg, ArgAction, Args as _, Command, FromArgMatches as _, Parser, Subcommand, ValueEnum};

use crate::commands::{
    Help, build, check, collect, completions, convert, diff, extract, import, init, mend, renumber, schema, template, verify,
};
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
    Template(template::Template),
    Convert(convert::Convert),
    Completions(completions::Completions),
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
    ("template", template::HELP),
    ("convert", convert::HELP),
    ("completions", completions::HELP),
];

/// The language that the arguments or the environment ask for.
pub fn lang(arguments: &[String], variable: impl Fn(&str) -> Option<String>) -> Lang {
    let given = arguments.iter().enumerate().find_map(|(index, argument)| match argument.strip_prefix("--lang") {
        Some("") => arguments.get(index + 1).cloned(),
        Some(rest) => rest.strip_prefix('=').map(str::to_owned),
        None => None,
    });
    let locale = || ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(variable).find(|value| !value.is_empty());
    match given.or_else(locale) {
        Some(name) if name.starts_with("ja") => Lang::Ja,
        _ => Lang::En,
    }
}

/// The command line's grammar, with help in `lang`.
pub fn command(lang: Lang) -> Command {
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

impl Arguments {
    /// Understands a command line; on failure clap's error says what to print and how to exit.
    pub fn read(arguments: &[String], lang: Lang) -> Result<Self, clap::Error> {
        Self::from_arg_matches(&command(lang).try_get_matches_from(arguments)?)
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
    fn arguments_language() {
        let arguments = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let no = |_: &str| None;
        assert_eq!(lang(&arguments("shiryo --lang ja build"), no), Lang::Ja);
        assert_eq!(lang(&arguments("shiryo build --lang=en"), |_| Some("ja_JP.UTF-8".into())), Lang::En);
        assert_eq!(lang(&arguments("shiryo build"), |name| (name == "LANG").then(|| "ja_JP.UTF-8".into())), Lang::Ja);
        assert_eq!(lang(&arguments("shiryo build"), no), Lang::En);
    }
}
