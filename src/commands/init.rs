//! `shiryo init`: a small meeting to start from, in one of the ready layouts.

use std::path::PathBuf;

use serde::Deserialize;

use super::outcome::{Begun, FileMade, Outcome};
use super::{Done, Help, wrote};
use crate::build::output::{Artifact, put_new};
use crate::read::files;
use crate::say::diag::{Diagnostic, Result};
use crate::say::words::{self, Message};

#[derive(Debug, clap::Args)]
pub struct Init {
    #[arg(required_unless_present = "list")]
    folder: Option<PathBuf>,
    #[arg(long, value_name = "NAME", default_value = "public-comment", hide_default_value = true)]
    layout: String,
    #[arg(long)]
    list: bool,
    #[arg(long)]
    force: bool,
}

pub const HELP: Help = Help {
    about: words::help_init,
    examples: Some(words::help_init_examples),
    arguments: &[
        ("folder", words::help_init_folder),
        ("layout", words::help_init_layout),
        ("list", words::help_init_list),
        ("force", words::help_force_import),
    ],
};

/// The files of the ready layouts: name below `templates/layouts/`, and bytes.
const FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/layouts.rs"));
/// Lists the layouts, the most useful first.
const LIST: &str = "list.toml";

#[derive(Debug, Deserialize)]
struct List {
    layouts: Vec<Layout>,
}

/// A ready layout, with a line on what it is.
#[derive(Debug, Deserialize)]
pub struct Layout {
    pub name: String,
    ja: String,
    en: String,
}

/// The ready layouts, the most useful first.
pub fn layouts() -> Vec<Layout> {
    let list = FILES.iter().find(|(name, _)| *name == LIST).map_or("", |(_, bytes)| std::str::from_utf8(bytes).unwrap_or_default());
    toml::from_str::<List>(list).map(|list| list.layouts).unwrap_or_default()
}

/// The files of a layout, by their names in the meeting's folder.
pub fn files_of(layout: &str) -> Vec<Artifact> {
    let prefix = format!("{layout}/");
    let named = FILES.iter().filter_map(|(name, bytes)| Some((name.strip_prefix(&prefix)?, bytes)));
    named.map(|(name, bytes)| Artifact { name: name.to_owned(), bytes: bytes.to_vec() }).collect()
}

impl Init {
    pub fn run(self) -> Result<Done> {
        let known = layouts();
        let line =
            |layout: &Layout| Message::both(Message::of("layout", &layout.en, &layout.ja), |about| words::init_layout(&layout.name, about));
        let Some(folder) = self.folder.filter(|_| !self.list) else {
            let layouts = known.iter().map(|layout| layout.name.clone()).collect();
            return Ok(Done::new(known.iter().map(line).collect(), Outcome::Init(Begun { files: Vec::new(), layouts })));
        };
        let files = files_of(&self.layout);
        if files.is_empty() {
            let names: Vec<&str> = known.iter().map(|layout| layout.name.as_str()).collect();
            return Err(Diagnostic::error(words::init_unknown(&self.layout))
                .known(&self.layout, &names)
                .hint(words::init_unknown_hint())
                .into());
        }
        put_new(&folder, &files, self.force)?;
        let mut lines = wrote(&folder, &files);
        lines.push(words::init_done(files::display(&folder)));
        Ok(Done::new(lines, Outcome::Init(Begun { files: FileMade::all(&folder, &files), layouts: Vec::new() })))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn init_layouts_listed() {
        let listed: Vec<String> = layouts().into_iter().map(|layout| layout.name).collect();
        assert!(listed.len() >= 15 && listed.iter().all(|name| !files_of(name).is_empty()), "{listed:?}");
        let folders: std::collections::BTreeSet<&str> = FILES.iter().filter_map(|(name, _)| Some(name.split_once('/')?.0)).collect();
        assert_eq!(folders.len(), listed.len());
    }
}
