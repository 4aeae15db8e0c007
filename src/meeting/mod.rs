//! The meeting: what a set of papers is, as `meeting.toml` declares it.
//!
//! Everything about the look that a city would want to keep or change is here or in a template,
//! never in code. Unknown keys are errors.

mod checks;
pub mod day;
pub mod headings;
pub mod identity;
pub mod names;
pub mod paper;
mod shape;
mod syntax;
pub mod typed;

use std::path::{Path, PathBuf};

use schemars::JsonSchema;

use serde::{Deserialize, Serialize};

use crate::meeting::headings::{COLUMNS, Column};
use crate::meeting::paper::Paper;
use crate::meeting::typed::Typed;
use crate::read::files;
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::words;

/// File that declares a meeting, in the meeting's folder.
pub const FILE: &str = "meeting.toml";

/// One meeting and the papers that it wants.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Meeting {
    #[serde(rename = "meeting")]
    pub head: Head,
    #[serde(default)]
    pub look: Look,
    #[serde(default)]
    pub pdf: Pdf,
    /// The words that papers print of themselves.
    #[serde(default)]
    pub words: Words,
    /// The sections in order; without any, there is one that has no heading.
    #[serde(default)]
    pub sections: Vec<Section>,
    /// Where opinions come from; without any, there is one source.
    #[serde(default)]
    pub sources: Vec<Source>,
    /// Declared columns of an opinion; see [`Meeting::record_fields`] and [`Meeting::answer_fields`].
    #[serde(default)]
    pub fields: Vec<Field>,
    /// What the divisions are asked.
    pub inquiry: Option<Inquiry>,
    #[serde(default)]
    pub divisions: Vec<Division>,
    /// The documents to make.
    #[serde(default)]
    pub papers: Vec<Paper>,
    /// The records themselves as files.
    #[serde(default)]
    pub data: Data,
    /// How each paper looks; not a key of the file.
    #[serde(skip)]
    pub looks: Vec<Look>,
    /// The meeting's folder; not a key of the file.
    #[serde(skip)]
    pub folder: PathBuf,
    /// What there is to say of how the file is written; not a key of it.
    #[serde(skip)]
    pub said: Diagnostics,
}

/// What the papers are called, and the one date that they carry.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Title of the meeting, and of its papers unless they have their own (ISO 14289-1, 7.1 asks for one).
    pub title: String,
    /// The date of the papers. Everything that needs a time uses it.
    #[serde(deserialize_with = "day::deserialize")]
    #[schemars(with = "String")]
    pub date: toml::value::Datetime,
    /// The older edition that papers of the layout `comparison` compare with: a folder with `meeting.toml` and
    /// records, or a PDF of this program, in the meeting's folder.
    pub older: Option<String>,
    /// How opinions are numbered.
    #[serde(default)]
    pub numbers: Numbers,
    /// File of the records; by default `opinions.csv`, `.xlsx` or `.json`, whichever is there.
    pub records: Option<String>,
}

/// How opinions are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Numbers {
    /// From 1 in each section; a number that is missing is reported (欠番).
    #[default]
    Section,
    /// From 1 through all sections; a number that is missing is reported.
    Through,
    /// As the records have them; none is missed.
    Typed,
}

/// How the papers look. Lengths are in millimetres, type sizes in points.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Look {
    /// Paper: a3, a4, b4 (JIS) or b5 (JIS).
    pub paper: PaperSize,
    pub landscape: bool,
    pub margin_top: f64,
    pub margin_bottom: f64,
    pub margin_left: f64,
    pub margin_right: f64,
    /// Families of type, the first that has a character draws it.
    pub fonts: Vec<String>,
    /// Size of the matrix text.
    pub size: f64,
    /// Distance from line to line.
    pub line: f64,
    /// How a section is numbered: `{n}` is its number.
    pub section_number: String,
    /// What follows a label that is repeated on a further page.
    pub continued: String,
    /// What ends an answer that has no room to be repeated on a further page.
    pub elsewhere: String,
    /// Characters that open an item of a list; the text hangs behind them.
    pub bullets: String,
    /// Rows of a category that must stand together at a page's foot.
    pub keep_rows: usize,
    /// Font that the workbooks name, as Windows knows it.
    pub workbook_font: String,
    /// Whether the build stamp stands in the footer.
    pub stamp: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            paper: PaperSize::A3,
            landscape: true,
            margin_top: 22.0,
            margin_bottom: 15.0,
            margin_left: 15.0,
            margin_right: 15.0,
            fonts: vec!["BIZ UDGothic".into()],
            size: 9.0,
            line: 13.0,
            section_number: "({n})".into(),
            continued: "（続き）".into(),
            elsewhere: "…（前ページ参照）".into(),
            bullets: "・•●○◎■□◆◇▪◦☆★※⇒→➡①②③④⑤⑥⑦⑧⑨⑩".into(),
            keep_rows: 2,
            workbook_font: "BIZ UDゴシック".into(),
            stamp: false,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PaperSize {
    A3,
    A4,
    B4,
    B5,
}

impl PaperSize {
    /// Short and long side in millimetres (ISO 216; JIS P 0138 for B).
    pub fn sides(self) -> (f64, f64) {
        match self {
            PaperSize::A3 => (297.0, 420.0),
            PaperSize::A4 => (210.0, 297.0),
            PaperSize::B4 => (257.0, 364.0),
            PaperSize::B5 => (182.0, 257.0),
        }
    }
}

impl Look {
    /// This look with the keys of `other` in place of its own.
    fn with(&self, other: &toml::Table) -> std::result::Result<Self, toml::de::Error> {
        if other.is_empty() {
            return Ok(self.clone());
        }
        let mut table = toml::Table::try_from(self).map_err(serde::de::Error::custom)?;
        table.extend(other.clone());
        table.try_into()
    }

    /// Width and height of a page in millimetres.
    pub fn page(&self) -> (f64, f64) {
        let (short, long) = self.paper.sides();
        if self.landscape { (long, short) } else { (short, long) }
    }
}

/// Which edition stands at the left.
///
/// The new one by default, as in the tables of amended ordinances (改正後、改正前、備考).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    #[default]
    NewOld,
    OldNew,
}

/// Which standards the PDF obeys.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Pdf {
    pub archive: Archive,
    /// Whether the PDF carries what it was made from, for [`crate::build::extract`].
    pub source: bool,
}

impl Default for Pdf {
    fn default() -> Self {
        Self { archive: Archive::A3a, source: true }
    }
}

/// Level of PDF/A-3 (ISO 19005-3). Private-use characters are allowed at level U only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Archive {
    #[serde(rename = "a-3a")]
    A3a,
    #[serde(rename = "a-3u")]
    A3u,
}

/// A numbered part of the matrix. Numbering of opinions restarts in each.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Section {
    pub title: String,
}

/// A column of the matrix: one list of opinions.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    pub key: String,
    pub heading: String,
    /// What names who an opinion of this source comes from (都市名); absent if nothing does.
    pub attribution: Option<String>,
}

/// A declared column of an opinion. Where its values come from makes no other difference: they print, count and compare alike.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    pub key: String,
    pub heading: String,
    /// Where its values come from: the records, or the divisions through an inquiry.
    #[serde(default)]
    pub from: Origin,
    /// What may be chosen; anything may be written if there are none.
    #[serde(default)]
    pub choices: Vec<Choice>,
    /// Whether an opinion is answered only once this is filled in; if not given, true for divisions and false for records.
    pub required: Option<bool>,
    /// Whether it is in no paper, no data file and no attachment; if not given, true where the heading is that of a
    /// name, an address, a telephone number or a mail address and no paper prints it.
    pub private: Option<bool>,
    /// Whether its value is the number of opinions that a record stands for (件数): totals add it up.
    #[serde(default)]
    pub counts: bool,
    /// Most characters (em) of a line in its column.
    pub width: Option<f64>,
}

/// Where the values of a field come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    #[default]
    Records,
    Divisions,
}

impl Field {
    /// Whether the divisions fill it in.
    pub fn is_answer(&self) -> bool {
        self.from == Origin::Divisions
    }

    /// Whether an opinion is answered only once this is filled in.
    pub fn is_required(&self) -> bool {
        self.required.unwrap_or(self.is_answer())
    }

    /// Whether its values are short: chosen from a list, counted, or limited to a few characters.
    pub fn is_short(&self) -> bool {
        !self.choices.is_empty() || self.counts || self.width.is_some_and(|width| width <= SHORT_WIDTH)
    }
}

/// One of the answers to choose from.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub value: String,
    /// What choosing it means, for the legend.
    #[serde(default)]
    pub means: String,
}

/// What the divisions are asked (照会).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inquiry {
    /// What is asked, for the cover.
    pub asks: String,
    /// The day by which answers are due.
    #[serde(deserialize_with = "day::deserialize")]
    #[schemars(with = "String")]
    pub due: toml::value::Datetime,
    /// Whom to ask back.
    pub contact: String,
    /// From 1; whoever sends the same inquiry out again counts up.
    pub edition: u32,
    /// Further lines on how to fill it in.
    #[serde(default)]
    pub notes: Vec<String>,
    /// The workbooks, one for each division: their name with `{division}`.
    #[serde(default = "inquiry_file")]
    pub file: String,
    /// Opinions that no division needs to answer: what any of these matches is not reported as going to none.
    #[serde(default)]
    pub not_asked: Vec<Rule>,
}

/// A division of the city's office (課) and which opinions it is asked about.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Division {
    pub name: String,
    /// It takes the opinions that any of these matches.
    pub takes: Vec<Rule>,
}

/// The records themselves as files, of everything that is not private.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Data {
    /// Their names, ending in `.csv` or `.json`.
    pub files: Vec<String>,
}

/// The words that papers print of themselves: headings, and what stands for what is not there.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Words {
    pub no: String,
    pub section: String,
    pub category: String,
    pub subcategory: String,
    pub source: String,
    pub attribution: String,
    pub text: String,
    pub division: String,
    pub note: String,
    /// Headings of the editions of a comparison, and of what happened.
    pub older: String,
    pub newer: String,
    pub change: String,
    /// What happened to an opinion.
    pub added: String,
    pub removed: String,
    pub changed: String,
    pub moved: String,
    /// What stands where an answer is missing.
    pub unanswered: String,
    /// How `{division}` stands over its answer where several divisions answered differently.
    pub division_label: String,
    /// Lines of a tally: divisions chose differently, nothing is chosen, nobody needs to choose; and the sum.
    pub several: String,
    pub open: String,
    pub not_asked: String,
    pub sum: String,
    /// Heading over the sums of a tally's lines.
    pub all: String,
    /// What stands in place of a table without rows, and of one of two editions that are the same.
    pub nothing: String,
    pub same: String,
}

impl Default for Words {
    fn default() -> Self {
        let words = [
            "No.",
            "区分",
            "項目",
            "小項目",
            "出典",
            "発言者・都市",
            "意見",
            "担当課",
            "備考",
            "旧（現行）",
            "新（改正）",
            "備考",
            "追加",
            "削除",
            "変更",
            "移動",
            "（未回答）",
            "【{division}】",
            "複数",
            "未回答",
            "回答不要",
            "合計",
            "計",
            "該当する意見はありません。",
            "新旧で異なる意見はありません。",
        ];
        let [
            no,
            section,
            category,
            subcategory,
            source,
            attribution,
            text,
            division,
            note,
            older,
            newer,
            change,
            added,
            removed,
            changed,
            moved,
            unanswered,
            division_label,
            several,
            open,
            not_asked,
            sum,
            all,
            nothing,
            same,
        ] = words.map(str::to_owned);
        Self {
            no,
            section,
            category,
            subcategory,
            source,
            attribution,
            text,
            division,
            note,
            older,
            newer,
            change,
            added,
            removed,
            changed,
            moved,
            unanswered,
            division_label,
            several,
            open,
            not_asked,
            sum,
            all,
            nothing,
            same,
        }
    }
}

impl Words {
    /// The words with their keys.
    fn texts(&self) -> Vec<(&'static str, &str)> {
        vec![
            ("words.no", &self.no),
            ("words.section", &self.section),
            ("words.category", &self.category),
            ("words.subcategory", &self.subcategory),
            ("words.source", &self.source),
            ("words.attribution", &self.attribution),
            ("words.text", &self.text),
            ("words.division", &self.division),
            ("words.note", &self.note),
            ("words.older", &self.older),
            ("words.newer", &self.newer),
            ("words.change", &self.change),
            ("words.added", &self.added),
            ("words.removed", &self.removed),
            ("words.changed", &self.changed),
            ("words.moved", &self.moved),
            ("words.unanswered", &self.unanswered),
            ("words.division_label", &self.division_label),
            ("words.several", &self.several),
            ("words.open", &self.open),
            ("words.not_asked", &self.not_asked),
            ("words.sum", &self.sum),
            ("words.all", &self.all),
            ("words.nothing", &self.nothing),
            ("words.same", &self.same),
        ]
    }
}

/// Matches the opinions that agree with all of its keys.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Number of the section, from 1.
    pub section: Option<usize>,
    pub category: Option<String>,
    /// Key or heading of the source.
    pub source: Option<String>,
    pub id: Option<Vec<String>>,
    /// Key or heading of a field of the records, which must hold `is`.
    pub field: Option<String>,
    pub is: Option<String>,
    /// Whether any division is asked or has answered.
    pub asked: Option<bool>,
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// Of the paper with this index.
    Pdf {
        paper: usize,
    },
    Image {
        paper: usize,
        page: usize,
        ppi: f64,
    },
    Workbook {
        paper: usize,
    },
    Page {
        paper: usize,
    },
    /// The workbook of one division, an index into the meeting's; of each, as long as none is named.
    Inquiry {
        division: Option<usize>,
    },
    Csv,
    Json,
}

impl Kind {
    /// The paper that it shows, if it shows one.
    pub fn paper(self) -> Option<usize> {
        match self {
            Self::Pdf { paper } | Self::Image { paper, .. } | Self::Workbook { paper } | Self::Page { paper } => Some(paper),
            Self::Inquiry { .. } | Self::Csv | Self::Json => None,
        }
    }
}

/// Most characters of a short column.
const SHORT_WIDTH: f64 = 10.0;

fn inquiry_file() -> String {
    "照会/{division}.xlsx".to_owned()
}

impl Meeting {
    /// Reads and checks `meeting.toml` in `folder`.
    pub fn load(folder: &Path) -> Result<Self> {
        Self::read(&files::Folder(folder))
    }

    /// Reads and checks the `meeting.toml` in `store`.
    pub fn read(store: &dyn files::Store) -> Result<Self> {
        let file = files::display(&store.folder().join(FILE));
        if !store.holds(FILE) {
            return Err(Diagnostic::error(words::no_meeting()).at(Place::file(file)).hint(words::no_meeting_hint()).into());
        }
        Self::of_typed(&Typed::of_bytes(&file, &store.read(FILE)?)?, store.folder())
    }

    /// Checks the text of a `meeting.toml` that stands in `folder`.
    pub fn parse(text: &str, folder: &Path) -> Result<Self> {
        Self::of_typed(&Typed::of_text(text), folder)
    }

    fn of_typed(typed: &Typed, folder: &Path) -> Result<Self> {
        let file = files::display(&folder.join(FILE));
        let mut findings = Diagnostics(typed.warning(&file).into_iter().collect());
        let text = &typed.text;
        let mut meeting: Meeting = match toml::from_str(text) {
            Ok(meeting) => meeting,
            Err(_) if is_version_one(text) => {
                let hint = words::meeting_version_one_hint(files::display(folder));
                return Err(Diagnostic::error(words::meeting_version_one()).at(Place::file(&file)).hint(hint).into());
            }
            Err(error) => {
                let mut faults = syntax::faults(&file, text);
                if !faults.has_errors() {
                    faults = shape::faults(&file, text, &error);
                }
                findings.0.extend(faults.0);
                return Err(findings);
            }
        };
        meeting.folder = folder.to_owned();
        if meeting.sections.is_empty() {
            meeting.sections.push(Section { title: String::new() });
        }
        if meeting.sources.is_empty() {
            let heading = meeting.words.text.clone();
            meeting.sources.push(Source { key: "opinions".into(), heading, attribution: Some(meeting.words.attribution.clone()) });
        }
        for paper in &meeting.papers {
            match meeting.look.with(&paper.look) {
                Ok(look) => meeting.looks.push(look),
                Err(error) => findings.push(shape::fault(&file, &error).hint(words::in_paper(&paper.label)).at(Place::file(&file))),
            }
        }
        if findings.has_errors() {
            return Err(findings);
        }
        for message in meeting.faults() {
            findings.push(message.at(Place::file(&file)));
        }
        if !findings.has_errors() {
            meeting.said = std::mem::take(&mut findings);
        }
        findings.finish(meeting, &mut Diagnostics::default())
    }

    /// Year, month and day of the papers.
    pub fn date(&self) -> (u16, u8, u8) {
        self.head.date.date.map_or((1970, 1, 1), |d| (d.year, d.month, d.day))
    }

    /// The heading of section `index`, as printed: number and title; empty for the only section of a meeting that names none.
    pub fn section_heading(&self, index: usize) -> String {
        if self.sections.len() == 1 && self.sections[index].title.is_empty() {
            return String::new();
        }
        format!("{}{}", self.section_number(index + 1), self.sections[index].title)
    }

    /// How section `number`, from 1, is numbered.
    pub fn section_number(&self, number: usize) -> String {
        self.look.section_number.replace("{n}", &number.to_string())
    }

    /// The column that `heading` names: a key or a Japanese heading, of ours or of this meeting.
    pub fn column(&self, heading: &str) -> Option<Column> {
        let heading = heading.trim();
        let is = |name: &str| name.eq_ignore_ascii_case(heading);
        if let Some(i) = self.record_fields().position(|f| is(&f.key) || is(&f.heading)) {
            return Some(Column::Field(i));
        }
        if self.sources.iter().any(|s| s.attribution.as_deref() == Some(heading)) {
            return Some(Column::Attribution);
        }
        Column::fixed(heading)
    }

    /// Every name that [`Meeting::column`] knows, for "did you mean".
    pub fn column_names(&self) -> Vec<&str> {
        let fixed = COLUMNS.iter().flat_map(|(_, key, headings)| std::iter::once(*key).chain(headings.iter().copied()));
        fixed.chain(self.record_fields().flat_map(|f| [f.key.as_str(), f.heading.as_str()])).collect()
    }

    /// The texts of the file that papers print, each with its key.
    pub fn texts(&self) -> Vec<(&'static str, &str)> {
        let look = &self.look;
        let mut texts = vec![
            ("meeting.title", self.head.title.as_str()),
            ("look.section_number", &look.section_number),
            ("look.continued", &look.continued),
            ("look.elsewhere", &look.elsewhere),
        ];
        texts.extend(look.stamp.then_some(("look.stamp", "0123456789abcdef")));
        texts.extend(self.words.texts());
        texts.extend(self.sections.iter().map(|section| ("sections.title", section.title.as_str())));
        texts.extend(self.sources.iter().map(|source| ("sources.heading", source.heading.as_str())));
        texts.extend(self.sources.iter().filter_map(|source| Some(("sources.attribution", source.attribution.as_deref()?))));
        texts.extend(self.divisions.iter().map(|division| ("divisions.name", division.name.as_str())));
        for field in &self.fields {
            texts.push(("fields.heading", &field.heading));
            texts.extend(field.choices.iter().map(|choice| ("fields.choices.value", choice.value.as_str())));
            texts.extend(field.choices.iter().map(|choice| ("fields.choices.means", choice.means.as_str())));
        }
        for paper in &self.papers {
            texts.push(("papers.label", &paper.label));
            texts.extend(paper.title.iter().map(|title| ("papers.title", title.as_str())));
            texts.extend(paper.short_title.iter().map(|title| ("papers.short_title", title.as_str())));
            for column in &paper.columns {
                texts.extend(column.heading.iter().chain(&column.over).map(|heading| ("papers.columns", heading.as_str())));
            }
            for block in paper.above.iter().chain(&paper.below) {
                let plain = [&block.text, &block.note, &block.heading].into_iter().flatten();
                texts
                    .extend(plain.chain(block.table.iter().flatten().flatten()).map(|text| ("papers.above / papers.below", text.as_str())));
            }
        }
        texts
    }

    /// The fields that are columns of the records, in the order of [`crate::records::record::Opinion::fields`].
    pub fn record_fields(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| !field.is_answer())
    }

    /// The fields that the divisions fill in.
    pub fn answer_fields(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.is_answer())
    }

    /// The place of a field, by its index among all, among those of the records.
    pub fn record_index(&self, field: usize) -> Option<usize> {
        let is_record = |field: &&Field| !field.is_answer();
        self.fields.get(field).filter(is_record).map(|_| self.fields[..field].iter().filter(is_record).count())
    }

    /// The place of a field, by its index among all, among those that divisions fill in.
    pub fn answer_index(&self, field: usize) -> Option<usize> {
        let is_answer = |field: &&Field| field.is_answer();
        self.fields.get(field).filter(is_answer).map(|_| self.fields[..field].iter().filter(is_answer).count())
    }

    /// Whether a field is in no paper, no data file and no attachment.
    pub fn is_private(&self, field: &Field) -> bool {
        field.private.unwrap_or_else(|| headings::is_personal(&field.heading) && !self.papers.iter().any(|paper| paper.names(field)))
    }

    /// Whether papers and what they carry may hold what the divisions fill in under a key; notes (備考) only if a paper shows them.
    pub fn publishes(&self, key: &str) -> bool {
        match self.answer_fields().find(|field| field.key == key) {
            Some(field) => !self.is_private(field),
            None => self
                .papers
                .iter()
                .any(|paper| paper.columns.iter().any(|column| column.of.iter().chain(&column.stack).any(|name| name == "note"))),
        }
    }

    /// Whether opinions of different sources stand side by side, so that they may share a number.
    pub fn is_side_by_side(&self) -> bool {
        self.papers.is_empty() || self.papers.iter().any(|paper| paper.layout == paper::Layout::Matrix)
    }

    /// The label of the first paper that has one.
    pub fn label(&self) -> &str {
        self.papers.iter().map(|paper| paper.label.as_str()).find(|label| !label.is_empty()).unwrap_or_default()
    }

    /// Identifies the meeting across editions of its inquiries: 16 hexadecimal digits of SHA-256 over label and title.
    pub fn key(&self) -> String {
        identity::short_digest(&format!("{}\n{}", self.label(), self.head.title))
    }

    /// The date in words, in the Japanese calendar: 令和8年11月22日.
    pub fn date_in_words(&self) -> String {
        // The first days of the eras (元号を改める政令).
        const ERAS: &[((u16, u8, u8), &str)] = &[((2019, 5, 1), "令和"), ((1989, 1, 8), "平成"), ((1926, 12, 25), "昭和")];
        let (year, month, day) = self.date();
        match ERAS.iter().find(|(first, _)| (year, month, day) >= *first) {
            Some(((first, ..), era)) if year == *first => format!("{era}元年{month}月{day}日"),
            Some(((first, ..), era)) => format!("{era}{}年{month}月{day}日", year - first + 1),
            None => format!("{year}年{month}月{day}日"),
        }
    }

    /// The title of a paper.
    pub fn title<'a>(&'a self, paper: &'a Paper) -> &'a str {
        paper.title.as_deref().unwrap_or(&self.head.title)
    }

    /// The files to make, in order: those of the papers, the data, and the inquiries; or what is wrong with their names.
    pub fn files(&self) -> Result<Vec<(String, Kind)>> {
        let mut findings = Diagnostics::default();
        let mut files = Vec::new();
        for (index, paper) in self.papers.iter().enumerate() {
            for file in &paper.files {
                match file.kind(index) {
                    Ok(kind) => files.push((self.file_name(paper, file), kind)),
                    Err(error) => findings.push(*error),
                }
            }
        }
        for file in &self.data.files {
            match file.rsplit('.').next() {
                Some("csv") => files.push((file.clone(), Kind::Csv)),
                Some("json") => files.push((file.clone(), Kind::Json)),
                _ => findings.push(Diagnostic::error(words::data_kind(file))),
            }
        }
        if let Some(inquiry) = self.inquiry.as_ref().filter(|_| !self.divisions.is_empty()) {
            files.push((inquiry.file.clone(), Kind::Inquiry { division: None }));
        }
        findings.finish(files, &mut Diagnostics::default())
    }

    /// The name of a file with its placeholders filled in.
    fn file_name(&self, paper: &Paper, file: &paper::FileSpec) -> String {
        let page = file.page.unwrap_or(1).to_string();
        file.file.replace("{label}", &paper.label).replace("{title}", self.title(paper)).replace("{page}", &page)
    }
}

/// The name of the workbook of `division`.
pub fn inquiry_name(file: &str, division: &Division) -> String {
    file.replace("{division}", &division.name)
}

/// Whether a text is a `meeting.toml` of version 0.1.
pub fn is_version_one(text: &str) -> bool {
    let Ok(table) = text.parse::<toml::Table>() else { return false };
    let answer = |field: &toml::Value| field.get("answer").is_some() || field.get("printed").is_some();
    ["outputs", "response", "comparison"].iter().any(|key| table.contains_key(*key))
        || table.get("meeting").is_some_and(|meeting| meeting.get("label").is_some())
        || table.get("fields").and_then(toml::Value::as_array).is_some_and(|fields| fields.iter().any(answer))
}
