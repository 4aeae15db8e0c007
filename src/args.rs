//! Arguments: what was typed, and the help for it in both languages. Nothing else.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::Options;
use crate::import::Facts;
use crate::intake;
use crate::words::{self, Lang, Message};

/// How results and diagnostics are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Text,
    Json,
}

/// What to do.
#[derive(Debug)]
pub enum Action {
    Build(Options),
    Check { meeting: PathBuf, characters: bool },
    Collect(intake::Options),
    Verify { meeting: PathBuf, out: PathBuf, conditions: bool },
    Import { file: PathBuf, into: Option<PathBuf>, facts: Facts, force: bool },
    Extract { file: PathBuf, folder: PathBuf, force: bool },
    Init { folder: PathBuf, force: bool },
    Diff { old: PathBuf, new: PathBuf, out: Option<PathBuf> },
    Renumber { meeting: PathBuf, keep: bool, dry_run: bool },
    Schema,
    Completions(clap_complete::Shell),
}

/// A command line, understood.
#[derive(Debug)]
pub struct Args {
    pub lang: Lang,
    pub quiet: bool,
    pub format: Format,
    pub action: Action,
}

/// The language that the arguments or the environment ask for. Looked up before parsing, since help needs it.
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
    let path = |name: &'static str, help: Message| {
        Arg::new(name).value_name(name.to_uppercase()).help(say(help)).value_parser(value_parser!(PathBuf))
    };
    // Defaults and possible values are named in the help texts, since clap says them in English only.
    let text = |name: &'static str, value: &'static str, help: Message| {
        Arg::new(name).long(name).value_name(value).help(say(help)).hide_possible_values(true).hide_default_value(true)
    };
    let flag = |name: &'static str, help: Message| Arg::new(name).long(name).help(say(help)).action(ArgAction::SetTrue);
    let meeting = || path("meeting", words::help_meeting()).default_value("seeds").hide_default_value(true);
    let sub = |name: &'static str, about: Message| Command::new(name).about(say(about)).arg(help_arg(lang)).disable_help_flag(true);
    // A command with arguments has one more heading.
    let templated = |command: Command| {
        let arguments = command.get_positionals().next().is_some();
        command.help_template(say(if arguments { words::help_template_arguments() } else { words::help_template_options() }))
    };
    let shiryo = Command::new("shiryo")
        .version(env!("CARGO_PKG_VERSION"))
        .about(say(words::help_about()))
        .after_help(say(words::help_examples()))
        .help_template(say(words::help_template()))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .arg(help_arg(lang))
        .arg(Arg::new("version").short('V').long("version").help(say(words::help_version())).action(ArgAction::Version))
        .arg(text("lang", "LANG", words::help_lang()).value_parser(["ja", "en"]).global(true))
        .arg(flag("quiet", words::help_quiet()).short('q').global(true))
        .arg(text("format", "FORMAT", words::help_format()).value_parser(["text", "json"]).default_value("text").global(true))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            sub("build", words::help_build())
                .arg(meeting())
                .arg(path("out", words::help_out()).long("out").value_name("DIR").default_value("output").hide_default_value(true))
                .arg(text("only", "NAME", words::help_only()).action(ArgAction::Append))
                .arg(flag("force", words::help_force()))
                .arg(flag("keep-typst", words::help_keep_typst()))
                .after_help(say(words::help_build_examples())),
        )
        .subcommand(sub("check", words::help_check()).arg(meeting()).arg(flag("characters", words::help_characters())))
        .subcommand(
            sub("collect", words::help_collect())
                .arg(path("meeting", words::help_collect_meeting()).required(true))
                .arg(path("files", words::help_collect_files()).value_name("FILE").required(true).num_args(1..))
                .arg(path("out", words::help_collect_out()).long("out").value_name("DIR").default_value("output").hide_default_value(true))
                .arg(text("as-of", "YYYY-MM-DD", words::help_as_of()))
                .arg(text("decide", "CASE=NUMBER", words::help_decide()).action(ArgAction::Append))
                .arg(flag("hold", words::help_hold()))
                .after_help(say(words::help_collect_examples())),
        )
        .subcommand(
            sub("verify", words::help_verify())
                .arg(meeting())
                .arg(path("out", words::help_verify_out()).long("out").value_name("DIR").default_value("output").hide_default_value(true))
                .arg(flag("conditions", words::help_conditions()))
                .after_help(say(words::help_verify_examples())),
        )
        .subcommand(
            sub("import", words::help_import())
                .arg(path("file", words::help_import_file()).required(true))
                .arg(path("into", words::help_into()).long("into").value_name("DIR"))
                .arg(text("title", "TITLE", words::help_title()))
                .arg(text("date", "YYYY-MM-DD", words::help_date()))
                .arg(text("label", "LABEL", words::help_label()))
                .arg(text("attribution", "NAME", words::help_attribution()))
                .arg(flag("force", words::help_force_import()))
                .after_help(say(words::help_import_examples())),
        )
        .subcommand(
            sub("extract", words::help_extract())
                .arg(path("file", words::help_extract_file()).required(true))
                .arg(path("folder", words::help_extract_folder()).required(true))
                .arg(flag("force", words::help_force_import()))
                .after_help(say(words::help_extract_examples())),
        )
        .subcommand(
            sub("init", words::help_init())
                .arg(path("folder", words::help_init_folder()).required(true))
                .arg(flag("force", words::help_force_import())),
        )
        .subcommand(
            sub("diff", words::help_diff())
                .arg(path("old", words::help_diff_old()).required(true))
                .arg(path("new", words::help_diff_new()).required(true))
                .arg(path("out", words::help_diff_out()).long("out").value_name("DIR"))
                .after_help(say(words::help_diff_examples())),
        )
        .subcommand(
            sub("renumber", words::help_renumber())
                .arg(meeting())
                .arg(flag("keep", words::help_renumber_keep()))
                .arg(flag("dry-run", words::help_dry_run())),
        )
        .subcommand(sub("schema", words::help_schema()))
        .subcommand(
            sub("completions", words::help_completions()).arg(
                Arg::new("shell")
                    .value_name("SHELL")
                    .help(say(words::help_shell()))
                    .required(true)
                    .hide_possible_values(true)
                    .value_parser(value_parser!(clap_complete::Shell)),
            ),
        );
    shiryo.mut_subcommands(templated)
}

fn help_arg(lang: Lang) -> Arg {
    Arg::new("help").short('h').long("help").help(words::help_help().say(lang)).action(ArgAction::Help)
}

impl Args {
    /// Understands a command line; on failure clap's error says what to print and how to exit.
    pub fn parse(arguments: &[String], lang: Lang) -> Result<Self, clap::Error> {
        let matches = command(lang).try_get_matches_from(arguments)?;
        let format = if matches.get_one::<String>("format").is_some_and(|f| f == "json") { Format::Json } else { Format::Text };
        Ok(Self { lang, quiet: matches.get_flag("quiet"), format, action: action(&matches) })
    }
}

fn action(matches: &ArgMatches) -> Action {
    let (name, matches) = matches.subcommand().unwrap_or(("schema", matches));
    let path = |name: &str| matches.get_one::<PathBuf>(name).cloned();
    let text = |name: &str| matches.get_one::<String>(name).cloned();
    let texts = |name: &str| matches.get_many::<String>(name).into_iter().flatten().cloned().collect();
    match name {
        "build" => Action::Build(Options {
            meeting: path("meeting").unwrap_or_default(),
            out: path("out").unwrap_or_default(),
            only: texts("only"),
            force: matches.get_flag("force"),
            keep_typst: matches.get_flag("keep-typst"),
        }),
        "collect" => Action::Collect(intake::Options {
            meeting: path("meeting").unwrap_or_default(),
            files: matches.get_many::<PathBuf>("files").into_iter().flatten().cloned().collect(),
            out: path("out").unwrap_or_default(),
            as_of: text("as-of"),
            decide: texts("decide"),
            hold: matches.get_flag("hold"),
        }),
        "check" => Action::Check { meeting: path("meeting").unwrap_or_default(), characters: matches.get_flag("characters") },
        "verify" => Action::Verify {
            meeting: path("meeting").unwrap_or_default(),
            out: path("out").unwrap_or_default(),
            conditions: matches.get_flag("conditions"),
        },
        "import" => Action::Import {
            file: path("file").unwrap_or_default(),
            into: path("into"),
            facts: Facts { title: text("title"), date: text("date"), label: text("label"), attribution: text("attribution") },
            force: matches.get_flag("force"),
        },
        "extract" => Action::Extract {
            file: path("file").unwrap_or_default(),
            folder: path("folder").unwrap_or_default(),
            force: matches.get_flag("force"),
        },
        "init" => Action::Init { folder: path("folder").unwrap_or_default(), force: matches.get_flag("force") },
        "diff" => Action::Diff { old: path("old").unwrap_or_default(), new: path("new").unwrap_or_default(), out: path("out") },
        "renumber" => Action::Renumber {
            meeting: path("meeting").unwrap_or_default(),
            keep: matches.get_flag("keep"),
            dry_run: matches.get_flag("dry-run"),
        },
        "completions" => Action::Completions(matches.get_one("shell").copied().unwrap_or(clap_complete::Shell::Bash)),
        _ => Action::Schema,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_holds_in_both_languages() {
        command(Lang::En).debug_assert();
        command(Lang::Ja).debug_assert();
    }

    #[test]
    fn the_language_is_found_before_parsing() {
        let arguments = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let no = |_: &str| None;
        assert_eq!(lang(&arguments("shiryo --lang ja build"), no), Lang::Ja);
        assert_eq!(lang(&arguments("shiryo build --lang=en"), |_| Some("ja_JP.UTF-8".into())), Lang::En);
        assert_eq!(lang(&arguments("shiryo build"), |name| (name == "LANG").then(|| "ja_JP.UTF-8".into())), Lang::Ja);
        assert_eq!(lang(&arguments("shiryo build"), no), Lang::En);
    }
}
