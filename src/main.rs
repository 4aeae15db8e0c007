//! The program: arguments in, an exit code out.

use std::process::ExitCode;

use shiryo::cli::arguments::unquoted;

fn main() -> ExitCode {
    let given = std::env::args_os().map(|argument| argument.to_string_lossy().into_owned());
    let arguments: Vec<String> = if cfg!(windows) { given.map(unquoted).collect() } else { given.collect() };
    shiryo::cli::terminal::run(&arguments)
}
