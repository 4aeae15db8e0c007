//! `shiryo completions`: a completion script for a shell.

use super::Help;
use crate::say::words;

#[derive(Debug, clap::Args)]
pub struct Completions {
    #[arg(required = true, hide_possible_values = true)]
    shell: clap_complete::Shell,
}

pub const HELP: Help = Help { about: words::help_completions, examples: None, arguments: &[("shell", words::help_shell)] };

impl Completions {
    /// The script for `command`, to print.
    pub fn text(&self, command: &mut clap::Command) -> String {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, command, "shiryo", &mut script);
        String::from_utf8_lossy(&script).into_owned()
    }
}
