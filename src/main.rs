//! The program: arguments in, an exit code out.

use std::process::ExitCode;

use mimalloc::MiMalloc;
use shiryo::cli::arguments::unquoted;

/// Typst asks for memory in very many small pieces.
#[global_allocator]
static MEMORY: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let given = std::env::args_os().map(|argument| argument.to_string_lossy().into_owned());
    let arguments: Vec<String> = if cfg!(windows) { given.map(unquoted).collect() } else { given.collect() };
    shiryo::cli::terminal::run(&arguments)
}
