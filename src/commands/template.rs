//! `shiryo template`: the stock templates, and what they may see.

use super::Help;
use crate::say::diag::{Diagnostic, Result};
use crate::say::words;
use crate::typeset::context::Context;
use crate::typeset::template;

#[derive(Debug, clap::Args)]
pub struct Template {
    name: Option<String>,
}

pub const HELP: Help = Help { about: words::help_template_command, examples: None, arguments: &[("name", words::help_template_name)] };

impl Template {
    /// The text of a template; without a name, the names, and everything that a template may see.
    pub fn text(&self) -> Result<String> {
        let Some(name) = &self.name else {
            let names: String = template::bundled().map(|(name, _)| format!("templates/{name}\n")).collect();
            return Ok(format!("{names}\n{}", super::schema::outline(&schemars::schema_for!(Context).to_value(), "context")));
        };
        let wanted = name.trim_start_matches("templates/");
        let is =
            |known: &str| known == wanted || known.strip_suffix(".typ.j2") == Some(wanted) || known.strip_suffix(".typ") == Some(wanted);
        let known: Vec<&str> = template::bundled().map(|(name, _)| name).collect();
        let found = template::bundled().find(|(name, _)| is(name));
        found.map(|(_, text)| text.to_owned()).ok_or_else(|| Diagnostic::error(words::unknown_template(name)).known(name, &known).into())
    }
}
