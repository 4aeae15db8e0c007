//! Outcome: what each command did, as data. The types are the schema: `shiryo schema --output` prints it.

use std::path::Path;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::build::output::Artifact;
use crate::read::files;
use crate::say::diag::{Place, Severity};
use crate::say::words::{Lang, Message};

/// What a command prints with `--format json`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Output {
    /// Findings, in the order of mending.
    #[schemars(with = "Vec<Found>")]
    pub diagnostics: Vec<serde_json::Value>,
    /// What was done; nothing if the command failed.
    pub done: Option<Told>,
}

/// A finding.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Found {
    severity: Severity,
    /// Stays the same whatever the wording.
    code: String,
    /// The first place.
    place: Option<Place>,
    /// Every place where this was found.
    places: Vec<Place>,
    /// In the language of the messages.
    message: String,
    /// What to do, in the same language.
    hints: Vec<String>,
    /// For each hint, what `set` can do about it.
    remedies: Vec<RemedyTold>,
}

/// What `set` can do about a finding.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RemedyTold {
    /// When these settings are right; nothing where only a person can do what the hint says.
    reason: Option<String>,
    /// `{date}` in them stands for a day to ask for.
    settings: Vec<String>,
    /// Of a hint that names a command: what the desk has a button for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    does: Option<String>,
}

/// What was done, in words and as data.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Told {
    /// The lines that a person is shown.
    pub said: Vec<String>,
    #[serde(flatten)]
    pub outcome: Option<Outcome>,
}

/// What a command did.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "command", rename_all = "kebab-case")]
pub enum Outcome {
    Build(Built),
    Check(Checked),
    Collect(Intake),
    Verify(Proved),
    Import(Brought),
    Extract(TakenOut),
    Init(Begun),
    Diff(EditionsCompared),
    Renumber(Renumbered),
    Mend(Mended),
    Set(Settings),
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FileMade {
    /// With its folder, `/` between its parts on every system.
    pub name: String,
    pub bytes: u64,
    /// The ending of its name, such as `pdf`.
    pub kind: String,
}

impl FileMade {
    pub fn new(folder: &Path, name: &str, bytes: usize) -> Self {
        let kind = name.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, end)| end.to_lowercase());
        let name = files::name(Path::new(&files::display(&folder.join(name))));
        Self { name, bytes: bytes as u64, kind: kind.unwrap_or_default() }
    }

    pub fn all(folder: &Path, artifacts: &[Artifact]) -> Vec<Self> {
        artifacts.iter().map(|artifact| Self::new(folder, &artifact.name, artifact.bytes.len())).collect()
    }

    /// Of files that were written already, by their names.
    pub fn on_disk(names: &[String]) -> Vec<Self> {
        let size = |name: &String| std::fs::metadata(name).map_or(0, |data| data.len() as usize);
        names.iter().map(|name| Self::new(Path::new(""), name, size(name))).collect()
    }
}

/// Of `build`.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Built {
    pub files: Vec<FileMade>,
    /// Files that are no longer declared and were removed.
    pub removed: Vec<String>,
    /// Copies of files that a person had changed and that were replaced.
    pub kept: Vec<String>,
    /// Papers that were not made, since they show what cannot be printed.
    pub left_out: Vec<String>,
    /// Such papers of an earlier build, under the names that they have now.
    pub set_aside: Vec<String>,
    /// The meeting's files that the PDFs carry.
    pub carried: Vec<String>,
    /// Nothing had changed, and nothing was done.
    pub up_to_date: bool,
    /// Opinions in the records; nothing if nothing was done.
    pub opinions: Option<usize>,
}

/// Of `mend`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Mended {
    /// The copy and the list of its changes; none if none was asked for.
    pub files: Vec<FileMade>,
    pub changes: Vec<Mending>,
}

/// A change that would mend a text.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Mending {
    /// From 1, as `--only` and `--skip` take it.
    pub number: usize,
    pub kind: String,
    pub places: Vec<Place>,
    /// The text with what stands around it.
    pub before: String,
    /// What stands in its place.
    pub after: String,
    pub chosen: bool,
}

/// Of `set`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Settings {
    /// The meeting's file; none if it says so already.
    pub files: Vec<FileMade>,
    /// The SHA-256 of the meeting's file as it is now, for `--if`.
    pub digest: String,
    /// What was there before, setting by setting.
    pub before: Vec<Before>,
}

/// What a setting was before.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Before {
    pub key: String,
    /// As TOML has it; nothing if it was not set.
    pub value: Option<String>,
}

/// Of `check`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Checked {
    pub opinions: usize,
    /// Findings that somebody should look at.
    pub warnings: usize,
}

/// Of `collect`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Intake {
    pub files: Vec<FileMade>,
    /// Whether the answers were taken over into the meeting.
    pub taken: bool,
    /// Answers that there are now, those that were not there before, and those that changed.
    pub answers: usize,
    pub added: usize,
    pub changed: usize,
    /// What a person must decide or has decided.
    pub cases: Vec<CaseTold>,
    pub divisions: Vec<DivisionTold>,
    pub returned: Vec<ReturnedTold>,
}

/// Something that a person must decide or has decided.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CaseTold {
    pub key: String,
    pub division: String,
    /// The opinion, and the key of the field, if it is about one.
    pub opinion: Option<String>,
    pub field: Option<String>,
    /// Number and text of the opinion, and what the field is called.
    pub no: Option<String>,
    pub text: Option<String>,
    pub heading: Option<String>,
    pub code: String,
    pub places: Vec<Place>,
    /// How many things may be decided, counted from 1; 0 is always nothing.
    pub options: usize,
    /// What was decided; nothing if it is open.
    pub decision: Option<usize>,
    /// What must be decided, in words, and what may be, each with its number.
    pub message: String,
    pub choices: Vec<ChoiceTold>,
    /// Whether nothing is taken until it is decided.
    pub open: bool,
    #[serde(skip)]
    pub(super) words: CaseWords,
}

/// Something that may be decided.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ChoiceTold {
    pub number: usize,
    /// In words, answers with 【 】 around what differs.
    pub said: String,
    /// The whole answer that would be taken.
    pub value: Option<String>,
}

/// The words of a case, in both languages.
#[derive(Debug, Default)]
pub(super) struct CaseWords {
    pub message: Option<Message>,
    pub choices: Vec<(usize, Message, Option<String>)>,
}

impl Outcome {
    /// The outcome with its words in a language.
    pub(super) fn in_words(mut self, lang: Lang) -> Self {
        if let Self::Collect(intake) = &mut self {
            for case in &mut intake.cases {
                case.message = case.words.message.as_ref().map(|message| message.say(lang)).unwrap_or_default();
                let choices = std::mem::take(&mut case.words.choices).into_iter();
                case.choices = choices.map(|(number, message, value)| ChoiceTold { number, said: message.say(lang), value }).collect();
            }
        }
        self
    }
}

/// How far a division has come.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DivisionTold {
    pub name: String,
    /// Opinions that it is asked about, those that it answered, and those that it began.
    pub asked: usize,
    pub answered: usize,
    pub begun: usize,
    pub overdue: bool,
}

/// A returned file.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReturnedTold {
    pub name: String,
    pub sha256: String,
    /// Whose it is; nothing if it was not recognised.
    pub division: Option<String>,
    /// Opinions that have a row in it, and answers that it gives.
    pub rows: usize,
    pub answers: usize,
    /// The file before it that holds the same bytes.
    pub copy_of: Option<String>,
}

/// Of `verify`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Proved {
    /// Whether every proof holds.
    pub holds: bool,
    /// The code of each line in `said`, in the same order.
    pub proofs: Vec<String>,
}

/// Of `import`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Brought {
    pub files: Vec<FileMade>,
    pub opinions: usize,
    pub sections: Vec<String>,
}

/// Of `extract`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TakenOut {
    pub files: Vec<FileMade>,
    /// Build stamp of the papers that the PDF is one of.
    pub build: String,
}

/// Of `init`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Begun {
    pub files: Vec<FileMade>,
    /// Names of the ready layouts, if they were asked for.
    pub layouts: Vec<String>,
}

/// Of `diff`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EditionsCompared {
    pub files: Vec<FileMade>,
    pub comparison: Differences,
}

/// How two editions differ.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Differences {
    /// Texts of the meeting that differ.
    pub meeting: Vec<TextDifference>,
    /// Opinions that differ.
    pub opinions: Vec<OpinionDifference>,
    /// Pages to replace; nothing if the papers could not be set.
    pub papers: Option<Vec<PageDifference>>,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct TextDifference {
    pub key: String,
    pub old: String,
    pub new: String,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct OpinionDifference {
    pub id: Option<String>,
    /// `added`, `removed`, `changed`, `moved`.
    pub kinds: Vec<String>,
    pub old: Option<OpinionTold>,
    pub new: Option<OpinionTold>,
    /// In what it differs, by headings as printed; none if it is in one edition only.
    pub differences: Vec<ColumnDifference>,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct ColumnDifference {
    pub heading: String,
    pub old: String,
    pub new: String,
}

/// An opinion in an edition.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct OpinionTold {
    /// From 1.
    pub section: usize,
    pub category: String,
    /// As printed.
    pub no: String,
    /// Key of the source.
    pub source: String,
    pub text: String,
    pub attribution: String,
    /// The fields that are not private, by key.
    pub fields: serde_json::Map<String, serde_json::Value>,
}

/// Which pages of a paper differ, from 1.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct PageDifference {
    pub file: String,
    pub old_pages: usize,
    pub new_pages: usize,
    pub content: Vec<PageStretch>,
    /// Old and new number of pages that differ in the number at the foot only.
    pub numbers: Vec<(usize, usize)>,
}

/// Old pages that new ones replace; either may be none.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct PageStretch {
    pub old: Vec<usize>,
    pub new: Vec<usize>,
}

/// Of `renumber`.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Renumbered {
    pub files: Vec<FileMade>,
    /// Whether it was only shown what would happen.
    pub dry_run: bool,
    /// Old and new number of the rows that moved.
    pub moved: Vec<NumberMoved>,
    /// Records that had no number and got one.
    pub given: usize,
    /// References to numbers that were rewritten.
    pub references: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct NumberMoved {
    /// From 1.
    pub section: usize,
    /// As it was printed.
    pub old: String,
    pub new: usize,
}
