//! Views: what commands would read and make, as data for the page and as pictures. Nothing is written here.
//!
//! They run in a process of their own, which is asked line by line and works within the limits of [`confine`].

mod begin;
mod choices;
mod dropped;
mod inquiry;
mod papers;
mod picture;
mod sheets;

use std::collections::VecDeque;
use std::io::{BufRead as _, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use typst_layout::PagedDocument;

use crate::meeting;
use crate::read::confine::{self, Limits, Writing};
use crate::read::digest::digest;
use crate::read::files;
use crate::records::office::propose::Answers;
use crate::say::diag::{Diagnostics, Result};
use crate::say::words::Lang;

use super::chosen::EARLIER;

/// What the page may ask to see.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "view", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Asked {
    /// The settings of a meeting's papers, and the pages of one of them: a picture of the one that is looked at, or of the last.
    Papers { meeting: String, paper: usize, page: usize, width: f64 },
    /// A page of a paper that was set, by the number that it was given then.
    Picture { set: u64, page: usize, ppi: f64 },
    /// The meeting's table, sheet by sheet, from a row on.
    Sheets { meeting: String, from: u32, count: u32 },
    /// The meeting that would be made of a table.
    Begin { meeting: String, file: String, answers: Answers },
    /// The first page of such a meeting in a layout, with its first rows.
    Sample { meeting: String, file: String, answers: Answers },
    /// Last time's papers that were dropped.
    Earlier { meeting: String },
    /// What the divisions are asked, and how far they have come.
    Inquiry { meeting: String, as_of: Option<String> },
}

impl Asked {
    /// The meeting that is meant.
    pub fn meeting(&self) -> Option<&str> {
        match self {
            Self::Picture { .. } => None,
            Self::Papers { meeting, .. }
            | Self::Sheets { meeting, .. }
            | Self::Begin { meeting, .. }
            | Self::Sample { meeting, .. }
            | Self::Earlier { meeting }
            | Self::Inquiry { meeting, .. } => Some(meeting),
        }
    }

    /// The file that it names, in the meeting's folder.
    pub fn file(&self) -> Option<&str> {
        match self {
            Self::Begin { file, .. } | Self::Sample { file, .. } => Some(file),
            Self::Papers { .. } | Self::Picture { .. } | Self::Sheets { .. } | Self::Earlier { .. } | Self::Inquiry { .. } => None,
        }
    }

    /// Whether it needs nothing of what was asked before.
    pub fn begins(&self) -> bool {
        matches!(self, Self::Papers { .. } | Self::Sheets { .. } | Self::Begin { .. } | Self::Inquiry { .. })
    }
}

/// What an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    Data,
    Picture,
}

impl Form {
    pub fn media(self) -> &'static str {
        match self {
            Self::Data => "application/json",
            Self::Picture => "image/png",
        }
    }
}

/// An answer: a line that says what it is and how long, and then its bytes.
#[derive(Debug, Serialize, Deserialize)]
pub struct Answer {
    pub form: Form,
    pub length: usize,
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

impl Answer {
    fn data(value: Value) -> Self {
        Self::new(Form::Data, value.to_string().into_bytes())
    }

    fn new(form: Form, bytes: Vec<u8>) -> Self {
        Self { form, length: bytes.len(), bytes }
    }
}

/// Papers whose pages are kept for their pictures.
const KEPT: usize = 6;
/// Bits of a number that count within a process. With those of the process it is one that scripts can hold.
const NUMBERS: u32 = 20;
/// Rounds for which Typst keeps what it did not need again.
const ROUNDS: usize = 6;
/// Most pixels to an inch.
const MOST_PPI: f64 = 300.0;

/// What of the pages is seen: one of them, from 1, and in how many pixels at its widest.
#[derive(Debug, Clone, Copy)]
struct Window {
    page: usize,
    width: f64,
}

/// Pages that were set, by their numbers.
pub struct Sets {
    last: u64,
    kept: VecDeque<(u64, PagedDocument)>,
}

impl Sets {
    /// Each process has numbers of its own, so that none gives one that another gave before it.
    fn new() -> Self {
        Self { last: u64::from(std::process::id()) << NUMBERS, kept: VecDeque::new() }
    }

    /// Keeps pages and returns their number.
    fn keep(&mut self, document: PagedDocument) -> u64 {
        self.last += 1;
        self.kept.push_back((self.last, document));
        if self.kept.len() > KEPT {
            self.kept.pop_front();
        }
        // What earlier pages needed is let go, or a day of changes would fill the memory.
        typst::comemo::evict(ROUNDS);
        self.last
    }

    fn picture(&self, set: u64, page: usize, ppi: f64) -> Option<Vec<u8>> {
        let (_, document) = self.kept.iter().find(|(number, _)| *number == set)?;
        let ppi = if ppi.is_finite() { ppi.clamp(10.0, MOST_PPI) } else { 72.0 };
        picture::picture(document, page.max(1), ppi)
    }
}

/// Answers questions from standard input until there are no more; the first process of the desk asks them.
pub fn serve(lang: Lang) -> std::process::ExitCode {
    let mut idle = Some(Writing::begin());
    if confine::enter(Limits::new()).is_err() {
        return std::process::ExitCode::FAILURE;
    }
    let mut sets = Sets::new();
    let mut output = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let Ok(line) = line else { break };
        // Time counts while it works, and not while it waits.
        drop(idle.take());
        let answer = match serde_json::from_str(&line) {
            Ok(asked) => answer(asked, lang, &mut sets),
            Err(_) => Answer::data(json!({ "gone": true })),
        };
        idle = Some(Writing::begin());
        let head = serde_json::to_string(&answer).unwrap_or_default();
        if writeln!(output, "{head}").and_then(|()| output.write_all(&answer.bytes)).and_then(|()| output.flush()).is_err() {
            break;
        }
    }
    std::process::ExitCode::SUCCESS
}

fn answer(asked: Asked, lang: Lang, sets: &mut Sets) -> Answer {
    let data =
        |result: Result<Value>| Answer::data(result.unwrap_or_else(|errors| json!({ "diagnostics": said(&errors, lang), "done": null })));
    let seen = asked.meeting().map(|meeting| written(&folder(meeting).join(meeting::FILE)));
    let with_seen = |result: Result<Value>| {
        data(result.map(|mut value| {
            value["seen"] = json!(seen);
            value
        }))
    };
    match asked {
        Asked::Papers { meeting, paper, page, width } => {
            with_seen(papers::papers(&folder(&meeting), paper, Window { page, width }, lang, sets))
        }
        Asked::Sheets { meeting, from, count } => with_seen(sheets::sheets(&folder(&meeting), from, count)),
        Asked::Begin { meeting, file, answers } => data(begin::begin(&folder(&meeting), &file, &answers, lang)),
        Asked::Sample { meeting, file, answers } => data(begin::sample(&folder(&meeting), &file, &answers, lang, sets)),
        Asked::Earlier { meeting } => data(dropped::dropped(&folder(&meeting), EARLIER).map(|names| json!({ "earlier": names }))),
        Asked::Inquiry { meeting, as_of } => with_seen(inquiry::inquiry(&folder(&meeting), as_of.as_deref(), lang)),
        Asked::Picture { set, page, ppi } => match sets.picture(set, page, ppi) {
            Some(bytes) => Answer::new(Form::Picture, bytes),
            None => Answer::data(json!({ "gone": true })),
        },
    }
}

/// The digest of the settings before they are looked at: should they change meanwhile, it is that of others.
pub fn written(settings: &Path) -> String {
    files::read(settings).map_or_else(|_| String::new(), |bytes| digest(&bytes))
}

/// The meeting's folder, seen from the chosen one, in which this process works.
fn folder(meeting: &str) -> PathBuf {
    if meeting.is_empty() { PathBuf::from(".") } else { PathBuf::from(meeting) }
}

/// Findings for the page, as commands report them.
fn said(findings: &Diagnostics, lang: Lang) -> Vec<Value> {
    findings.causes().iter().map(|cause| cause.json(lang)).collect()
}
