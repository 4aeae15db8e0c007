//! Cli: the terminal. What was typed goes in, a few lines and an exit code come out.

mod apart;
pub mod arguments;
mod icon;
mod refusal;
pub mod terminal;
