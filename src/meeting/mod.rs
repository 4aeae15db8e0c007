//! The meeting: what a set of papers is, as `meeting.toml` declares it.
//!
//! Everything about the look that a city would want to keep or change is here or in a template,
//! never in code. Unknown keys are errors.

pub mod headings;
pub mod identity;
pub mod names;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::meeting::headings::{COLUMNS, Column};
use crate::meeting::names::{folded, unsafe_name, unsafe_path};
use crate::read::{character, files};
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::words;

/// File that declares a meeting, in the meeting's folder.
pub const FILE: &str = "meeting.toml";

/// One meeting and the papers that it wants.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meeting {
    #[serde(rename = "meeting")]
    pub head: Head,
    #[serde(default)]
    pub look: Look,
    #[serde(default)]
    pub pdf: Pdf,
    #[serde(default)]
    pub comparison: Comparison,
    pub sections: Vec<Section>,
    pub sources: Vec<Source>,
    /// All declared fields; see [`Meeting::record_fields`] and [`Meeting::answer_fields`].
    #[serde(default)]
    pub fields: Vec<Field>,
    /// What the divisions are asked.
    pub inquiry: Option<Inquiry>,
    #[serde(default)]
    pub divisions: Vec<Division>,
    /// The handout of the opinions with their answers (意見と対応).
    pub response: Option<ResponseHandout>,
    pub outputs: Vec<Output>,
    /// The meeting's folder; not a key of the file.
    #[serde(skip)]
    pub folder: PathBuf,
}

/// What the papers are called, and the one date that they carry.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Title of the document (ISO 14289-1, 7.1 asks for one).
    pub title: String,
    /// Label in the box at the top right, such as 資料3; may be empty.
    #[serde(default)]
    pub label: String,
    /// The date of the papers. Everything that needs a time uses it.
    pub date: toml::value::Datetime,
    /// File of the records; by default `opinions.csv`, `.xlsx` or `.json`, whichever is there.
    pub records: Option<String>,
}

/// How the papers look. Lengths are in millimetres, type sizes in points.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Look {
    /// Paper: a3, a4, b4 (JIS) or b5 (JIS).
    pub paper: Paper,
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
    /// Heading over the numbers.
    pub no_heading: String,
    /// Heading over the categories.
    pub category_heading: String,
    /// How a section is numbered: `{n}` is its number.
    pub section_number: String,
    /// What follows a label that is repeated on a further page.
    pub continued: String,
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
            paper: Paper::A3,
            landscape: true,
            margin_top: 22.0,
            margin_bottom: 15.0,
            margin_left: 15.0,
            margin_right: 15.0,
            fonts: vec!["BIZ UDGothic".into()],
            size: 9.0,
            line: 13.0,
            no_heading: "No.".into(),
            category_heading: "項目".into(),
            section_number: "({n})".into(),
            continued: "（続き）".into(),
            bullets: "・•●○◎■□◆◇▪◦☆★※⇒→➡①②③④⑤⑥⑦⑧⑨⑩".into(),
            keep_rows: 2,
            workbook_font: "BIZ UDゴシック".into(),
            stamp: false,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Paper {
    A3,
    A4,
    B4,
    B5,
}

impl Paper {
    /// Short and long side in millimetres (ISO 216; JIS P 0138 for B).
    pub fn sides(self) -> (f64, f64) {
        match self {
            Paper::A3 => (297.0, 420.0),
            Paper::A4 => (210.0, 297.0),
            Paper::B4 => (257.0, 364.0),
            Paper::B5 => (182.0, 257.0),
        }
    }
}

impl Look {
    /// Width and height of a page in millimetres.
    pub fn page(&self) -> (f64, f64) {
        let (short, long) = self.paper.sides();
        if self.landscape { (long, short) } else { (short, long) }
    }
}

/// How two editions of the records are set side by side (新旧対照表), and the words printed there.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Comparison {
    /// Name of the paper, which follows the meeting's title; also the name of the files.
    pub title: String,
    /// Label of the paper in the box at the top right; that of the opinions is another's.
    pub label: String,
    pub order: Order,
    pub old_heading: String,
    pub new_heading: String,
    pub source_heading: String,
    pub note_heading: String,
    pub added: String,
    pub removed: String,
    pub changed: String,
    pub moved: String,
    /// Says what the marks mean; stands above the table.
    pub legend: String,
    /// Stands in place of the table if the editions agree.
    pub nothing: String,
}

/// Which edition stands at the left.
///
/// The new one by default, as in the tables of amended ordinances (改正後、改正前、備考).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    #[default]
    NewOld,
    OldNew,
}

impl Default for Comparison {
    fn default() -> Self {
        Self {
            title: "新旧対照表".into(),
            label: String::new(),
            order: Order::default(),
            old_heading: "旧（現行）".into(),
            new_heading: "新（改正）".into(),
            source_heading: "出典".into(),
            note_heading: "備考".into(),
            added: "追加".into(),
            removed: "削除".into(),
            changed: "変更".into(),
            moved: "移動".into(),
            legend: "下線の太字は、新旧で異なる部分です。".into(),
            nothing: "新旧で異なる意見はありません。".into(),
        }
    }
}

impl Comparison {
    /// The words with their keys.
    fn texts(&self) -> [(&'static str, &str); 12] {
        [
            ("comparison.title", &self.title),
            ("comparison.old_heading", &self.old_heading),
            ("comparison.new_heading", &self.new_heading),
            ("comparison.source_heading", &self.source_heading),
            ("comparison.note_heading", &self.note_heading),
            ("comparison.added", &self.added),
            ("comparison.removed", &self.removed),
            ("comparison.changed", &self.changed),
            ("comparison.moved", &self.moved),
            ("comparison.legend", &self.legend),
            ("comparison.nothing", &self.nothing),
            ("comparison.label", &self.label),
        ]
    }
}

/// Which standards the PDF obeys.
#[derive(Debug, Clone, Deserialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Archive {
    #[serde(rename = "a-3a")]
    A3a,
    #[serde(rename = "a-3u")]
    A3u,
}

/// A numbered part of the matrix. Numbering of opinions restarts in each.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    pub title: String,
}

/// A column of the matrix: one list of opinions.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    pub key: String,
    pub heading: String,
    /// What names who an opinion of this source comes from (都市名); absent if nothing does.
    pub attribution: Option<String>,
    /// Least and greatest width of the column in millimetres.
    #[serde(default)]
    pub min_width: Option<f64>,
    #[serde(default)]
    pub max_width: Option<f64>,
}

/// A further, declared column: of the records, carried into the data sheet, CSV and JSON; or, with
/// `answer`, one that the divisions fill in.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    pub key: String,
    pub heading: String,
    /// Filled in by the divisions, and therefore no column of the records.
    #[serde(default)]
    pub answer: bool,
    /// For an answer: what may be chosen; anything may be written if there are none.
    #[serde(default)]
    pub choices: Vec<Choice>,
    /// For an answer: whether an opinion is answered only once this is filled in; true if not given.
    pub required: Option<bool>,
    /// For an answer: whether papers for others show it (意見と対応 and what its PDF carries); true if not given.
    pub printed: Option<bool>,
    /// For an answer: width of its column in em of the text.
    pub width: Option<f64>,
}

impl Field {
    /// Whether an opinion is answered only once this is filled in.
    pub fn is_required(&self) -> bool {
        self.answer && self.required.unwrap_or(true)
    }
}

/// One of the answers to choose from.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub value: String,
    /// What choosing it means, for the legend.
    #[serde(default)]
    pub means: String,
}

/// What the divisions are asked (照会).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inquiry {
    /// What is asked, for the cover.
    pub asks: String,
    /// The day by which answers are due.
    pub due: toml::value::Datetime,
    /// Whom to ask back.
    pub contact: String,
    /// From 1; whoever sends the same inquiry out again counts up.
    pub edition: u32,
    /// Further lines on how to fill it in.
    #[serde(default)]
    pub notes: Vec<String>,
    /// Opinions that no division needs to answer: what any of these matches is not reported as going to none.
    #[serde(default)]
    pub not_asked: Vec<Rule>,
}

/// The handout of the opinions with what the divisions answered (意見と対応): what it is called, and its words.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct ResponseHandout {
    /// Title of this document.
    pub title: String,
    /// Label in its box, such as 資料4; may be empty.
    pub label: String,
    /// Whether the divisions' notes (備考) are printed. They are often meant for the secretariat only.
    pub notes: bool,
    /// What is said under the title: `{shown}` of `{all}` opinions are shown.
    pub shown: String,
    pub source_heading: String,
    pub text_heading: String,
    pub division_heading: String,
    pub note_heading: String,
    /// How `{division}` stands over its answer where several divisions answered differently.
    pub division_label: String,
    /// What stands where an answer is missing.
    pub unanswered: String,
    /// What ends an answer that has no room to be repeated on a further page.
    pub elsewhere: String,
    pub totals_heading: String,
    /// Lines of the totals: divisions chose differently, none has answered; and the sum.
    pub totals_several: String,
    pub totals_unanswered: String,
    pub totals_sum: String,
    /// Heading over the sums of the lines.
    pub totals_all: String,
}

impl Default for ResponseHandout {
    fn default() -> Self {
        Self {
            title: String::new(),
            label: String::new(),
            notes: false,
            shown: "全{all}件のうち、担当課に照会した{shown}件を掲載しています。".into(),
            source_heading: "出典".into(),
            text_heading: "意見".into(),
            division_heading: "担当課".into(),
            note_heading: identity::NOTE_HEADING.into(),
            division_label: "【{division}】".into(),
            unanswered: "（未回答）".into(),
            elsewhere: "…（前ページ参照）".into(),
            totals_heading: "集計".into(),
            totals_several: "複数".into(),
            totals_unanswered: "未回答".into(),
            totals_sum: "合計".into(),
            totals_all: "計".into(),
        }
    }
}

impl ResponseHandout {
    /// The sentence that says how many opinions are shown.
    pub fn shown(&self, shown: usize, all: usize) -> String {
        self.shown.replace("{shown}", &shown.to_string()).replace("{all}", &all.to_string())
    }

    /// The texts that are printed, each with its key.
    fn texts(&self) -> [(&'static str, &str); 15] {
        [
            ("response.title", &self.title),
            ("response.label", &self.label),
            ("response.shown", &self.shown),
            ("response.source_heading", &self.source_heading),
            ("response.text_heading", &self.text_heading),
            ("response.division_heading", &self.division_heading),
            ("response.note_heading", &self.note_heading),
            ("response.division_label", &self.division_label),
            ("response.unanswered", &self.unanswered),
            ("response.elsewhere", &self.elsewhere),
            ("response.totals_heading", &self.totals_heading),
            ("response.totals_several", &self.totals_several),
            ("response.totals_unanswered", &self.totals_unanswered),
            ("response.totals_sum", &self.totals_sum),
            ("response.totals_all", &self.totals_all),
        ]
    }
}

/// A division of the city's office (課) and which opinions it is asked about.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Division {
    pub name: String,
    /// It takes the opinions that any of these matches.
    pub takes: Vec<Rule>,
}

/// Matches the opinions that agree with all of its keys.
#[derive(Debug, Clone, Default, Deserialize)]
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
}

/// One file to make. Exactly one of the kinds is given.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Output {
    /// Name in the output folder; `{label}`, `{title}`, for images `{page}` and for inquiries `{division}` are filled in.
    pub file: String,
    /// A PDF from this template.
    pub template: Option<String>,
    /// A picture of a page of this template's PDF, as PNG.
    pub image: Option<String>,
    /// For a PDF or an image: what the template sees, `opinion-matrix` or `opinion-response`. Without
    /// it, the template of that name sees `opinion-response`, every other one `opinion-matrix`.
    pub context: Option<View>,
    /// A workbook of this kind: `opinion-matrix`, `opinion-response`, or `inquiry` for one to each division.
    pub workbook: Option<String>,
    /// The records themselves: `csv` or `json`.
    pub records: Option<String>,
    /// For an image: the page, from 1.
    #[serde(default)]
    pub page: Option<usize>,
    /// For an image: dots per inch.
    #[serde(default)]
    pub ppi: Option<f64>,
}

/// Which of the two documents of a meeting an output shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum View {
    /// The matrix of opinions.
    OpinionMatrix,
    /// The opinions with the answers of the divisions (意見と対応).
    OpinionResponse,
}

/// What an output is, once its keys are checked.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    Pdf {
        template: String,
        view: View,
    },
    Image {
        template: String,
        view: View,
        page: usize,
        ppi: f64,
    },
    Workbook,
    /// The workbook of the opinions with their answers.
    ResponseWorkbook,
    /// The workbook of one division, an index into the meeting's; of each, as long as none is named.
    Inquiry {
        division: Option<usize>,
    },
    Csv,
    Json,
}

impl Kind {
    /// Whether it shows the opinions with their answers.
    pub fn is_response(&self) -> bool {
        match self {
            Self::Pdf { view, .. } | Self::Image { view, .. } => *view == View::OpinionResponse,
            Self::ResponseWorkbook => true,
            Self::Workbook | Self::Inquiry { .. } | Self::Csv | Self::Json => false,
        }
    }
}

/// Names of the workbook kinds.
pub const WORKBOOK: &str = "opinion-matrix";
pub const RESPONSE: &str = "opinion-response";
pub const INQUIRY: &str = "inquiry";

/// What stands for the division in the name of an output.
const DIVISION_MARK: &str = "{division}";
/// Most characters of the name of a division: with its edition it stands in a page's footer (255 units in Excel).
const DIVISION_LIMIT: usize = 60;
/// Most characters of the key of an answer: it is part of defined names.
const KEY_LIMIT: usize = 40;
/// Most UTF-16 units of a choice and of its meaning. Excel shows choices in one line.
const CHOICE_LIMIT: usize = 100;
const MEANS_LIMIT: usize = 400;
/// Most UTF-16 units of the texts on the cover.
const COVER_LIMIT: usize = 4_000;
/// Narrowest and widest column of answers, in em.
const ANSWER_WIDTH: std::ops::RangeInclusive<f64> = 3.0..=80.0;

impl Output {
    /// The kind that the keys name, or what is wrong with them.
    pub fn kind(&self) -> Result<Kind> {
        if self.image.is_none() && (self.page.is_some() || self.ppi.is_some()) {
            return Err(Diagnostic::error(words::image_keys(&self.file)).into());
        }
        if self.context.is_some() && self.image.is_none() && self.template.is_none() {
            return Err(Diagnostic::error(words::context_key(&self.file)).into());
        }
        match (&self.template, &self.image, self.workbook.as_deref(), self.records.as_deref()) {
            (Some(template), None, None, None) => Ok(Kind::Pdf { template: template.clone(), view: self.view(template) }),
            (None, Some(template), None, None) => {
                let (page, ppi) = (self.page.unwrap_or(1), self.ppi.unwrap_or(96.0));
                if page == 0 || !(36.0..=600.0).contains(&ppi) {
                    return Err(Diagnostic::error(words::image_range(&self.file)).into());
                }
                Ok(Kind::Image { template: template.clone(), view: self.view(template), page, ppi })
            }
            (None, None, Some(WORKBOOK), None) => Ok(Kind::Workbook),
            (None, None, Some(RESPONSE), None) => Ok(Kind::ResponseWorkbook),
            (None, None, Some(INQUIRY), None) => Ok(Kind::Inquiry { division: None }),
            (None, None, None, Some("csv")) => Ok(Kind::Csv),
            (None, None, None, Some("json")) => Ok(Kind::Json),
            _ => Err(Diagnostic::error(words::output_kind(&self.file)).hint(words::output_kinds()).into()),
        }
    }

    /// What `template` sees.
    fn view(&self, template: &str) -> View {
        self.context.unwrap_or(if template == RESPONSE { View::OpinionResponse } else { View::OpinionMatrix })
    }

    /// Whether it shows the opinions with their answers.
    fn is_response(&self) -> bool {
        self.kind().is_ok_and(|kind| kind.is_response())
    }
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
        Self::parse(&files::text(&file, &store.read(FILE)?)?, store.folder())
    }

    /// Checks the text of a `meeting.toml` that stands in `folder`.
    pub fn parse(text: &str, folder: &Path) -> Result<Self> {
        let file = files::display(&folder.join(FILE));
        let mut meeting: Meeting = toml::from_str(text).map_err(|e| toml_diagnostic(&file, text, &e))?;
        meeting.folder = folder.to_owned();
        let mut findings = Diagnostics::default();
        for message in meeting.faults() {
            findings.push(message.at(Place::file(&file)));
        }
        findings.finish(meeting, &mut Diagnostics::default())
    }

    /// Year, month and day of the papers.
    pub fn date(&self) -> (u16, u8, u8) {
        self.head.date.date.map_or((1970, 1, 1), |d| (d.year, d.month, d.day))
    }

    /// The heading of section `index`, as printed: number and title.
    pub fn section_heading(&self, index: usize) -> String {
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

    /// The texts of the file that are printed, each with its key.
    pub fn texts(&self) -> Vec<(&'static str, &str)> {
        let look = &self.look;
        let mut texts = vec![
            ("meeting.title", self.head.title.as_str()),
            ("meeting.label", &self.head.label),
            ("look.no_heading", &look.no_heading),
            ("look.category_heading", &look.category_heading),
            ("look.section_number", &look.section_number),
            ("look.continued", &look.continued),
        ];
        texts.extend(look.stamp.then_some(("look.stamp", "0123456789abcdef")));
        texts.extend(self.comparison.texts());
        texts.extend(self.sections.iter().map(|section| ("sections.title", section.title.as_str())));
        texts.extend(self.sources.iter().map(|source| ("sources.heading", source.heading.as_str())));
        texts.extend(self.sources.iter().filter_map(|source| Some(("sources.attribution", source.attribution.as_deref()?))));
        if let Some(handout) = &self.response {
            texts.extend(handout.texts());
            texts.extend(self.divisions.iter().map(|division| ("divisions.name", division.name.as_str())));
            texts.extend(self.answer_fields().map(|field| ("fields.heading", field.heading.as_str())));
            let choices = self.answer_fields().flat_map(|field| &field.choices);
            texts.extend(choices.map(|choice| ("fields.choices.value", choice.value.as_str())));
        }
        texts
    }

    /// The fields that are columns of the records, in the order of [`crate::records::record::Opinion::fields`].
    pub fn record_fields(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| !field.answer)
    }

    /// Whether papers for others show what the divisions fill in under a key; 備考 only if `[response]` says so.
    pub fn prints(&self, key: &str) -> bool {
        match self.answer_fields().find(|field| field.key == key) {
            Some(field) => field.printed.unwrap_or(true),
            None => self.response.as_ref().is_some_and(|handout| handout.notes),
        }
    }

    /// The fields that the divisions fill in.
    pub fn answer_fields(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.answer)
    }

    /// Identifies the meeting across editions of its inquiries: 16 hexadecimal digits of SHA-256 over label and title.
    pub fn key(&self) -> String {
        identity::short_digest(&format!("{}\n{}", self.head.label, self.head.title))
    }

    /// Title and label of the document that an output shows.
    fn names(&self, output: &Output) -> (&str, &str) {
        match &self.response {
            Some(handout) if output.is_response() => (&handout.title, &handout.label),
            _ => (&self.head.title, &self.head.label),
        }
    }

    /// The name of an output with its placeholders filled in, except for the division's.
    pub fn output_name(&self, output: &Output) -> String {
        let (title, label) = self.names(output);
        output.file.replace("{label}", label).replace("{title}", title).replace("{page}", &output.page.unwrap_or(1).to_string())
    }

    /// The name of the workbook of `division`.
    pub fn inquiry_name(&self, output: &Output, division: &Division) -> String {
        self.output_name(output).replace(DIVISION_MARK, &division.name)
    }

    fn faults(&self) -> Vec<Diagnostic> {
        let mut faults = Vec::new();
        let mut fault = |d: Diagnostic| faults.push(d);
        if self.head.title.trim().is_empty() {
            fault(Diagnostic::error(words::empty_key("meeting.title")));
        }
        if self.head.date.date.is_none() {
            fault(Diagnostic::error(words::no_date()));
        }
        if self.sections.is_empty() {
            fault(Diagnostic::error(words::empty_key("sections")));
        }
        if self.sources.is_empty() {
            fault(Diagnostic::error(words::empty_key("sources")));
        }
        if self.look.fonts.is_empty() {
            fault(Diagnostic::error(words::empty_key("look.fonts")));
        }
        let look = &self.look;
        let (width, height) = look.page();
        // The label's box and the page number stand in the margins.
        if look.margin_top < 16.0 || look.margin_bottom < 10.0 {
            fault(Diagnostic::error(words::margin_top()));
        }
        let lengths = [look.margin_top, look.margin_bottom, look.margin_left, look.margin_right];
        if lengths.iter().any(|l| !(0.0..=100.0).contains(l))
            || width - look.margin_left - look.margin_right < 60.0
            || height - look.margin_top - look.margin_bottom < 60.0
        {
            fault(Diagnostic::error(words::margins()));
        }
        if !(5.0..=24.0).contains(&look.size) || !(look.size..=look.size * 3.0).contains(&look.line) {
            fault(Diagnostic::error(words::type_size()));
        }
        for (key, text) in self.texts() {
            if let Some((index, c)) = text.chars().enumerate().find(|(_, c)| character::fault(*c, false).is_some()) {
                fault(Diagnostic::error(words::invisible_character(character::code_point(c), index + 1)).hint(words::in_key(key)));
            }
            if let Some((position, mark, whole)) = character::apart(text) {
                let diagnostic = Diagnostic::error(words::decomposed(character::code_point(mark), position));
                fault(diagnostic.hint(words::in_key(key)).hint(words::write_instead(whole)));
            }
            let private = |(_, c): &(usize, char)| character::is_private_use(*c);
            if let Some((index, c)) = text.chars().enumerate().find(private).filter(|_| self.pdf.archive == Archive::A3a) {
                let diagnostic = Diagnostic::error(words::private_use(character::code_point(c), index + 1));
                fault(diagnostic.hint(words::in_key(key)).hint(words::private_use_hint()));
            }
        }
        for (key, text) in &self.comparison.texts()[..5] {
            if text.trim().is_empty() {
                fault(Diagnostic::error(words::empty_key(key)));
            }
        }
        if let Some(message) = unsafe_name(&self.comparison.title).filter(|_| !self.comparison.title.trim().is_empty()) {
            fault(Diagnostic::error(message).hint(words::in_key("comparison.title")));
        }
        if let Some(message) = self.head.records.as_deref().and_then(unsafe_path) {
            fault(Diagnostic::error(message));
        }
        let mut keys = BTreeSet::new();
        for source in &self.sources {
            let widths = [source.min_width, source.max_width].into_iter().flatten();
            if widths.clone().any(|mm| !(5.0..=1000.0).contains(&mm)) || source.max_width < source.min_width && source.max_width.is_some() {
                fault(Diagnostic::error(words::source_width(&source.key)));
            }
            if let Some(Column::Attribution) | None = source.attribution.as_deref().and_then(Column::fixed) {
            } else {
                fault(Diagnostic::error(words::field_twice(source.attribution.as_deref().unwrap_or_default())));
            }
            if source.key.trim().is_empty() || source.heading.trim().is_empty() {
                fault(Diagnostic::error(words::empty_key("sources.key / sources.heading")));
            }
            if source.attribution.as_deref().is_some_and(|a| a.trim().is_empty()) {
                fault(Diagnostic::error(words::empty_key("sources.attribution")));
            }
            for name in BTreeSet::from([source.key.as_str(), source.heading.as_str()]) {
                if !keys.insert(name) {
                    fault(Diagnostic::error(words::source_twice(name)));
                }
            }
        }
        self.field_faults(&mut fault);
        self.inquiry_faults(&mut fault);
        self.division_faults(&mut fault);
        let words = self.response.iter().flat_map(ResponseHandout::texts).filter(|(key, _)| *key != "response.label");
        for (key, _) in words.filter(|(_, text)| text.trim().is_empty()) {
            fault(Diagnostic::error(words::empty_key(key)));
        }
        self.output_faults(&mut fault);
        faults
    }

    fn field_faults(&self, fault: &mut dyn FnMut(Diagnostic)) {
        let taken = COLUMNS.iter().flat_map(|(_, key, headings)| headings.iter().chain([key]));
        let mut names: BTreeSet<String> = taken.map(|name| name.to_lowercase()).collect();
        if self.inquiry.is_some() {
            names.extend(identity::OWN_COLUMNS.iter().flat_map(|(key, heading)| [key.to_lowercase(), heading.to_lowercase()]));
        }
        if let Some(handout) = &self.response {
            // These stand beside the fields in the data sheet.
            for heading in [&handout.division_heading, &handout.note_heading] {
                if !names.insert(heading.to_lowercase()) && heading != identity::NOTE_HEADING {
                    fault(Diagnostic::error(words::field_twice(heading)));
                }
            }
        }
        for field in &self.fields {
            for name in BTreeSet::from([field.key.as_str(), field.heading.as_str()]) {
                if name.trim().is_empty()
                    || name.trim() != name
                    || name.contains(['、', '\n'])
                    || name.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
                {
                    fault(Diagnostic::error(words::field_name(name)));
                } else if !names.insert(name.to_lowercase()) {
                    fault(Diagnostic::error(words::field_twice(name)));
                }
            }
            if field.answer {
                answer_faults(field, fault);
            } else if !field.choices.is_empty() || field.required.is_some() || field.width.is_some() || field.printed.is_some() {
                fault(Diagnostic::error(words::answer_keys(&field.key)).hint(words::answer_keys_hint()));
            }
        }
    }

    fn inquiry_faults(&self, fault: &mut dyn FnMut(Diagnostic)) {
        let Some(inquiry) = &self.inquiry else { return };
        text_faults("inquiry.asks", &inquiry.asks, COVER_LIMIT, true, fault);
        text_faults("inquiry.contact", &inquiry.contact, COVER_LIMIT, true, fault);
        for note in &inquiry.notes {
            text_faults("inquiry.notes", note, COVER_LIMIT, true, fault);
        }
        if inquiry.due.date.is_none() {
            fault(Diagnostic::error(words::no_due()));
        }
        if inquiry.edition == 0 {
            fault(Diagnostic::error(words::no_edition()));
        }
    }

    fn division_faults(&self, fault: &mut dyn FnMut(Diagnostic)) {
        let mut names = BTreeSet::new();
        for division in &self.divisions {
            let name = division.name.as_str();
            text_faults("divisions.name", name, DIVISION_LIMIT, false, fault);
            if name.contains('/') || (!name.is_empty() && unsafe_path(name).is_some()) {
                fault(Diagnostic::error(words::division_name(name.escape_debug())));
            } else if !names.insert(folded(name)) {
                fault(Diagnostic::error(words::division_twice(name)));
            }
        }
    }

    fn output_faults(&self, fault: &mut dyn FnMut(Diagnostic)) {
        let mut names: BTreeSet<String> = BTreeSet::new();
        let mut views = BTreeMap::new();
        for output in &self.outputs {
            let kind = output.kind();
            if let Ok(Kind::Pdf { template, view } | Kind::Image { template, view, .. }) = &kind
                && views.insert(template.clone(), *view).is_some_and(|other| other != *view)
            {
                fault(Diagnostic::error(words::context_differs(template)));
            }
            let inquiry = matches!(kind, Ok(Kind::Inquiry { .. }));
            if let Err(faults) = kind {
                faults.0.into_iter().for_each(&mut *fault);
            } else if inquiry != output.file.contains(DIVISION_MARK) {
                fault(Diagnostic::error(if inquiry { words::division_mark(&output.file) } else { words::no_division_mark(&output.file) }));
                continue;
            }
            if inquiry && (self.inquiry.is_none() || self.divisions.is_empty() || self.answer_fields().next().is_none()) {
                fault(Diagnostic::error(words::inquiry_lacks(&output.file)).hint(words::inquiry_lacks_hint()));
            }
            if output.is_response() && (self.response.is_none() || self.answer_fields().next().is_none()) {
                fault(Diagnostic::error(words::response_lacks(&output.file)).hint(words::response_lacks_hint()));
            }
            let (title, label) = self.names(output);
            for (mark, value) in [("{label}", label), ("{title}", title)] {
                if output.file.contains(mark) && (value.is_empty() || value.contains('/')) {
                    fault(Diagnostic::error(words::placeholder_value(&output.file, mark)));
                }
            }
            let made = if inquiry {
                self.divisions.iter().map(|d| self.inquiry_name(output, d)).collect()
            } else {
                vec![self.output_name(output)]
            };
            for name in made {
                if name.contains(['{', '}']) {
                    fault(
                        Diagnostic::error(words::placeholder(&output.file))
                            .hint(words::known_names("{label}, {title}, {page}, {division}")),
                    );
                } else if let Some(message) = unsafe_name(&name) {
                    fault(Diagnostic::error(message));
                } else if !names.insert(folded(&name)) {
                    fault(Diagnostic::error(words::output_twice(name)));
                }
            }
        }
        for name in &names {
            let mut folders = name.match_indices('/').map(|(end, _)| &name[..end]);
            if let Some(other) = folders.find(|folder| names.contains(*folder)) {
                fault(Diagnostic::error(words::output_below(name, other)));
            }
        }
    }
}

/// What is wrong with a field that the divisions fill in.
fn answer_faults(field: &Field, fault: &mut dyn FnMut(Diagnostic)) {
    let key = field.key.as_str();
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if !key.starts_with(|c: char| c.is_ascii_lowercase()) || !key.chars().all(plain) || key.len() > KEY_LIMIT {
        fault(Diagnostic::error(words::answer_key(key, KEY_LIMIT)));
    }
    text_faults("fields.heading", &field.heading, CHOICE_LIMIT, false, fault);
    if field.width.is_some_and(|width| !ANSWER_WIDTH.contains(&width)) {
        fault(Diagnostic::error(words::answer_width(key, ANSWER_WIDTH.start(), ANSWER_WIDTH.end())));
    }
    let mut values = BTreeSet::new();
    for choice in &field.choices {
        text_faults("fields.choices.value", &choice.value, CHOICE_LIMIT, false, fault);
        if !choice.means.is_empty() {
            text_faults("fields.choices.means", &choice.means, MEANS_LIMIT, true, fault);
        }
        // Excel compares an entry with the list without regard to case.
        if !values.insert(folded(&choice.value)) {
            fault(Diagnostic::error(words::choice_twice(key, &choice.value)));
        }
    }
}

/// What is wrong with a text of the meeting that must not be empty, of at most `limit` UTF-16 units.
fn text_faults(key: &str, text: &str, limit: usize, lines: bool, fault: &mut dyn FnMut(Diagnostic)) {
    let units = text.encode_utf16().count();
    if text.trim().is_empty() {
        fault(Diagnostic::error(words::empty_key(key)));
    } else if !lines && text.trim() != text {
        fault(Diagnostic::error(words::blank_ends(key, text)));
    }
    if units > limit {
        fault(Diagnostic::error(words::key_too_long(key, units, limit)));
    }
    if let Some(position) = text.chars().position(|c| character::fault(c, lines).is_some()) {
        fault(Diagnostic::error(words::key_character(key, position + 1)));
    }
}

/// A failure of the TOML reader, with its line; for a missing key what to write, for a misspelt one what was meant.
fn toml_diagnostic(file: &str, text: &str, error: &toml::de::Error) -> Diagnostic {
    let start = error.span().map_or(0, |span| span.start.min(text.len()));
    let line = 1 + text[..start].matches('\n').count();
    let message = error.message();
    let place = Place::line(file, line);
    if let Some(key) = message.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`')) {
        let diagnostic = Diagnostic::error(words::missing_key(key)).at(place);
        return if key == "date" { diagnostic.hint(words::missing_date_hint()) } else { diagnostic };
    }
    let Some(rest) = message.strip_prefix("unknown field `") else {
        let diagnostic = Diagnostic::error(words::toml(message)).at(place);
        // A date between quotes is a text.
        return if message.contains("datetime") || message.contains("date-time") {
            diagnostic.hint(words::missing_date_hint())
        } else {
            diagnostic
        };
    };
    let mut names = rest.split('`');
    let given = names.next().unwrap_or_default().to_owned();
    let known: Vec<&str> = names.skip(1).step_by(2).collect();
    Diagnostic::error(words::unknown_key(&given)).known(&given, &known).at(place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::say::words::Lang;

    /// What is said of a meeting with these keys, in English.
    fn said(keys: &str) -> String {
        let head = "sections = [{ title = \"一\" }]\nsources = [{ key = \"a\", heading = \"意見欄\" }]\n";
        let text = format!("{head}{keys}\n[meeting]\ntitle = \"題\"\ndate = 2026-11-22\n");
        Meeting::parse(&text, Path::new("m")).map_or_else(|findings| findings.say(Lang::En), |_| String::new())
    }

    const INQUIRY: &str = "inquiry = { asks = \"何\", due = 2026-12-10, contact = \"誰\", edition = 1 }\n";
    const OUTPUT: &str = "outputs = [{ file = \"照会/{division}.xlsx\", workbook = \"inquiry\" }]\n";
    const ANSWER: &str = "fields = [{ key = \"reply\", heading = \"回答\", answer = true }]\n";

    #[test]
    fn an_inquiry_needs_to_know_what_is_asked_of_whom() {
        let division = "divisions = [{ name = \"総務課\", takes = [{ section = 1 }] }]\n";
        assert_eq!(said(&format!("{INQUIRY}{OUTPUT}{ANSWER}{division}")), "");
        for lacking in [[OUTPUT, ANSWER, division], [INQUIRY, OUTPUT, division], [INQUIRY, OUTPUT, ANSWER]] {
            assert!(said(&lacking.concat()).contains("does not say what is asked of whom"), "{lacking:?}");
        }
        let wrong = "inquiry = { asks = \" \", due = 12:00:00, contact = \"誰\\u0007\", edition = 0 }\noutputs = []";
        let wrong = said(wrong);
        for part in ["inquiry.asks must not be empty", "inquiry.due must be a date", "inquiry.contact: character 2", "counts from 1"] {
            assert!(wrong.contains(part), "{part}: {wrong}");
        }
        assert!(said("outputs = [{ file = \"a.xlsx\", workbook = \"inquiry\" }]").contains("one file for each division"));
        assert!(said("outputs = [{ file = \"{division}.csv\", records = \"csv\" }]").contains("belongs to inquiries only"));
    }

    #[test]
    fn files_named_after_divisions_stay_apart() {
        let named = |first: &str, second: &str| {
            let divisions = format!("divisions = [{{ name = \"{first}\", takes = [] }}, {{ name = \"{second}\", takes = [] }}]\n");
            said(&format!("{INQUIRY}{OUTPUT}{ANSWER}{divisions}"))
        };
        assert_eq!(named("総務課", "市民課"), "");
        assert!(named("IT課", "it課").contains("two divisions are called"));
        assert!(named("ガス課", "カ\u{3099}ス課").contains("two divisions are called"));
        for name in ["../x", "a/b", "con", "課.", "a:b", "a\\u202eb", "", " 課"] {
            assert!(named(name, "市民課").contains("error:"), "{name}");
        }
        let twice = OUTPUT.replace("[{", "[{ file = \"照会/総務課.xlsx\", records = \"csv\" }, {");
        let divisions = "divisions = [{ name = \"総務課\", takes = [] }]\n";
        assert!(said(&format!("{INQUIRY}{twice}{ANSWER}{divisions}")).contains("two outputs are called"));
    }

    #[test]
    fn answers_are_checked() {
        let field = |keys: &str| said(&format!("{INQUIRY}outputs = []\nfields = [{{ heading = \"欄\", {keys} }}]"));
        assert_eq!(field("key = \"action_2\", answer = true, choices = [{ value = \"可\" }, { value = \"否\", means = \"だめ\" }]"), "");
        assert!(field("key = \"対応\", answer = true").contains("cannot be the key of an answer"));
        assert!(field("key = \"note\", answer = true").contains("taken by another column"));
        assert!(field("key = \"a\", choices = [{ value = \"可\" }]").contains("belong to answers"));
        assert!(field("key = \"a\", answer = true, width = 1.0").contains("3 to 80 em"));
        assert!(field("key = \"a\", answer = true, choices = [{ value = \"A\" }, { value = \"a\" }]").contains("stands twice"));
        assert!(field("key = \"a\", answer = true, choices = [{ value = \" 可\" }]").contains("white space at an end"));
        assert!(field(&format!("key = \"a\", answer = true, choices = [{{ value = \"{}\" }}]", "長".repeat(101))).contains("at most 100"));
    }
}
