//! The program: arguments in, an exit code out.

use std::ffi::OsString;
use std::process::ExitCode;

use mimalloc::MiMalloc;
use shiryo::cli::arguments::unquoted;

/// Typst asks for memory in very many small pieces.
#[global_allocator]
static MEMORY: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    // A name need not be UTF-8.
    let meant = |argument: OsString| argument.into_string().map_or_else(|other| other, |argument| unquoted(argument).into());
    let arguments: Vec<OsString> = std::env::args_os().map(|argument| if cfg!(windows) { meant(argument) } else { argument }).collect();
    shiryo::cli::terminal::run(&arguments)
}
