//! The program: arguments in, an exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args_os().map(|argument| argument.to_string_lossy().into_owned()).collect();
    shiryo::cli::terminal::run(&arguments)
}
