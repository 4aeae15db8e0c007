//! The meeting: what a set of papers is, as `meeting.toml` declares it.
//!
//! Everything about the look that a city would want to keep or change is here or in a template,
//! never in code. Unknown keys are errors.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::character;
use crate::column::{COLUMNS, Column};
use crate::diag::{Diagnostic, Diagnostics, Place, Result, nearest};
use crate::{fs, words};

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
    pub sections: Vec<Section>,
    pub sources: Vec<Source>,
    #[serde(default)]
    pub fields: Vec<Field>,
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

/// Which standards the PDF obeys.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Pdf {
    pub archive: Archive,
}

impl Default for Pdf {
    fn default() -> Self {
        Self { archive: Archive::A3a }
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

/// A further, declared column of the records, carried into the data sheet, CSV and JSON.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    pub key: String,
    pub heading: String,
}

/// One file to make. Exactly one of the kinds is given.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Output {
    /// Name in the output folder; `{label}`, `{title}` and, for images, `{page}` are filled in.
    pub file: String,
    /// A PDF from this template.
    pub template: Option<String>,
    /// A picture of a page of this template's PDF, as PNG.
    pub image: Option<String>,
    /// A workbook of this kind: `opinion-matrix`.
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

/// What an output is, once its keys are checked.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    Pdf { template: String },
    Image { template: String, page: usize, ppi: f64 },
    Workbook,
    Csv,
    Json,
}

/// Name of the one workbook kind.
pub const WORKBOOK: &str = "opinion-matrix";

impl Output {
    /// The kind that the keys name, or what is wrong with them.
    pub fn kind(&self) -> Result<Kind> {
        if self.image.is_none() && (self.page.is_some() || self.ppi.is_some()) {
            return Err(Diagnostic::error(words::image_keys(&self.file)).into());
        }
        match (&self.template, &self.image, self.workbook.as_deref(), self.records.as_deref()) {
            (Some(template), None, None, None) => Ok(Kind::Pdf { template: template.clone() }),
            (None, Some(template), None, None) => {
                let (page, ppi) = (self.page.unwrap_or(1), self.ppi.unwrap_or(96.0));
                if page == 0 || !(36.0..=600.0).contains(&ppi) {
                    return Err(Diagnostic::error(words::image_range(&self.file)).into());
                }
                Ok(Kind::Image { template: template.clone(), page, ppi })
            }
            (None, None, Some(WORKBOOK), None) => Ok(Kind::Workbook),
            (None, None, None, Some("csv")) => Ok(Kind::Csv),
            (None, None, None, Some("json")) => Ok(Kind::Json),
            _ => Err(Diagnostic::error(words::output_kind(&self.file)).hint(words::output_kinds()).into()),
        }
    }
}

impl Meeting {
    /// Reads and checks `meeting.toml` in `folder`.
    pub fn load(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE);
        if !path.is_file() {
            return Err(Diagnostic::error(words::no_meeting()).at(Place::file(fs::display(&path))).hint(words::no_meeting_hint()).into());
        }
        Self::parse(&fs::read_text(&path)?, folder)
    }

    /// Checks the text of a `meeting.toml` that stands in `folder`.
    pub fn parse(text: &str, folder: &Path) -> Result<Self> {
        let file = fs::display(&folder.join(FILE));
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
        let number = self.look.section_number.replace("{n}", &(index + 1).to_string());
        format!("{number}{}", self.sections[index].title)
    }

    /// The column that `heading` names: a key or a Japanese heading, of ours or of this meeting.
    pub fn column(&self, heading: &str) -> Option<Column> {
        let heading = heading.trim();
        let is = |name: &str| name.eq_ignore_ascii_case(heading);
        if let Some(i) = self.fields.iter().position(|f| is(&f.key) || is(&f.heading)) {
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
        fixed.chain(self.fields.iter().flat_map(|f| [f.key.as_str(), f.heading.as_str()])).collect()
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
        texts.extend(self.sections.iter().map(|section| ("sections.title", section.title.as_str())));
        texts.extend(self.sources.iter().map(|source| ("sources.heading", source.heading.as_str())));
        texts.extend(self.sources.iter().filter_map(|source| Some(("sources.attribution", source.attribution.as_deref()?))));
        texts
    }

    /// The name of an output with its placeholders filled in.
    pub fn output_name(&self, output: &Output) -> String {
        output
            .file
            .replace("{label}", &self.head.label)
            .replace("{title}", &self.head.title)
            .replace("{page}", &output.page.unwrap_or(1).to_string())
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
        let mut fields: BTreeSet<String> =
            COLUMNS.iter().flat_map(|(_, key, headings)| headings.iter().chain([key])).map(|name| name.to_lowercase()).collect();
        for field in &self.fields {
            for name in BTreeSet::from([field.key.as_str(), field.heading.as_str()]) {
                if name.trim().is_empty()
                    || name.trim() != name
                    || name.contains(['、', '\n'])
                    || name.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
                {
                    fault(Diagnostic::error(words::field_name(name)));
                } else if !fields.insert(name.to_lowercase()) {
                    fault(Diagnostic::error(words::field_twice(name)));
                }
            }
        }
        let mut names: BTreeSet<String> = BTreeSet::new();
        for output in &self.outputs {
            if let Err(faults) = output.kind() {
                faults.0.into_iter().for_each(&mut fault);
            }
            for (mark, value) in [("{label}", &self.head.label), ("{title}", &self.head.title)] {
                if output.file.contains(mark) && (value.is_empty() || value.contains('/')) {
                    fault(Diagnostic::error(words::placeholder_value(&output.file, mark)));
                }
            }
            let name = self.output_name(output);
            if name.contains(['{', '}']) {
                fault(Diagnostic::error(words::placeholder(&output.file)).hint(words::known_names("{label}, {title}, {page}")));
            } else if let Some(message) = unsafe_name(&name) {
                fault(Diagnostic::error(message));
            } else if !names.insert(name.to_lowercase()) {
                fault(Diagnostic::error(words::output_twice(name)));
            }
        }
        faults
    }
}

/// Why `name` may not be the name of an output, if it may not.
///
/// An output stays in the output folder on every system: no absolute path, no `..`, no character
/// or device name that Windows gives a meaning, and at most 200 bytes in a part.
pub fn unsafe_name(name: &str) -> Option<words::Message> {
    let reserved = name.eq_ignore_ascii_case(crate::manifest::FILE) || name.to_lowercase().starts_with("typst/");
    unsafe_path(name).or_else(|| reserved.then(|| words::reserved_name(name)))
}

/// Why `name` might lead out of a folder or mean something else on another system, if it might.
pub fn unsafe_path(name: &str) -> Option<words::Message> {
    const DEVICES: &[&str] = &["con", "prn", "aux", "nul"];
    for part in name.split('/') {
        let stem = part.split('.').next().unwrap_or_default().to_lowercase();
        let numbered = stem.len() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")) && stem.as_bytes()[3].is_ascii_digit();
        if part.is_empty()
            || part.starts_with('.')
            || part.ends_with(['.', ' '])
            || part.starts_with(' ')
            || part.len() > 200
            || part.chars().any(|c| c.is_control() || "\\:*?\"<>|".contains(c) || is_format(c))
            || DEVICES.contains(&stem.as_str())
            || numbered
        {
            return Some(words::unsafe_name(name.escape_debug(), part.escape_debug()));
        }
    }
    None
}

/// Characters that cannot be seen and can disguise a name: bidirectional and zero-width marks.
fn is_format(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
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
    let diagnostic = Diagnostic::error(words::unknown_key(&given)).at(place);
    match nearest(&given, known.iter().copied()) {
        Some(near) => diagnostic.hint(words::did_you_mean(near)),
        None => diagnostic.hint(words::known_names(known.join(", "))),
    }
}
