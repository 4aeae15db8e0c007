//! Refusal: a command line that cannot be understood, in the words of the person who typed it.

use clap::Command;
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

use crate::say::diag::Diagnostic;
use crate::say::words::{self, Message};

/// The name of the command that prints help.
pub const HELP_COMMAND: &str = "help";

/// What is wrong with the arguments and what to type instead; none if clap has something to print that was asked for.
pub fn finding(error: &Error, arguments: &[String], command: &Command) -> Option<Diagnostic> {
    let texts = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        Some(ContextValue::StyledStr(text)) => vec![text.to_string()],
        Some(ContextValue::StyledStrs(texts)) => texts.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    };
    let first = |kind: ContextKind| texts(kind).into_iter().next().unwrap_or_default();
    let (argument, value) = (first(ContextKind::InvalidArg), first(ContextKind::InvalidValue));
    let numbers = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let message: Message = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::DisplayVersion => return None,
        ErrorKind::InvalidSubcommand => words::refused_command(first(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingSubcommand => words::refused_no_command(),
        ErrorKind::UnknownArgument if argument.starts_with('-') => words::refused_option(&argument),
        ErrorKind::UnknownArgument => words::refused_more(&argument),
        ErrorKind::InvalidValue if value.is_empty() => words::refused_no_value(&argument),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => words::refused_value(&argument, &value),
        ErrorKind::MissingRequiredArgument => words::refused_missing(texts(ContextKind::InvalidArg).join(" ")),
        ErrorKind::ArgumentConflict => match texts(ContextKind::PriorArg).join(", ") {
            prior if prior.is_empty() || prior == argument => words::refused_twice(&argument),
            prior => words::refused_together(&argument, prior),
        },
        ErrorKind::TooManyValues if argument.starts_with('-') => words::refused_takes_no_value(&argument, &value),
        ErrorKind::TooManyValues => words::refused_more(&value),
        ErrorKind::NoEquals | ErrorKind::TooFewValues => words::refused_no_value(&argument),
        ErrorKind::WrongNumberOfValues => words::refused_number(&argument, numbers(ContextKind::ExpectedNumValues)),
        _ => words::refused(),
    };
    let mut finding = Diagnostic::error(message);
    let near = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue, ContextKind::SuggestedArg];
    let near: Vec<String> = near.into_iter().flat_map(texts).collect();
    if !near.is_empty() {
        finding = finding.hint(words::refused_near(near.join(", ")));
    } else if let values @ [_, ..] = texts(ContextKind::ValidValue).as_slice() {
        finding = finding.hint(words::known_names(values.join(", ")));
    }
    Some(finding.hint(words::refused_usage(usage(arguments, command))).hint(words::refused_help(help_of(arguments, command))))
}

/// The subcommand that the arguments name; not the one that explains others.
fn named<'c>(arguments: &[String], command: &'c Command) -> Option<&'c Command> {
    let names = arguments.iter().skip(1).filter(|argument| *argument != HELP_COMMAND);
    names.into_iter().find_map(|argument| command.find_subcommand(argument))
}

/// How the command is used, in one line.
fn usage(arguments: &[String], command: &Command) -> String {
    line(named(arguments, command).unwrap_or(command))
}

/// A usage line, without the word that clap puts before it.
pub fn line(command: &Command) -> String {
    let text = command.clone().render_usage().to_string();
    let usage = text.strip_prefix("Usage:").unwrap_or(&text);
    usage.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What to type to read more.
fn help_of(arguments: &[String], command: &Command) -> String {
    match named(arguments, command) {
        Some(named) => format!("shiryo help {}", named.get_name()),
        None => "shiryo help".to_owned(),
    }
}
