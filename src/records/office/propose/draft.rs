//! Draft: what the file of the meeting will say, and its lines.

use std::collections::BTreeSet;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::texts::{self, heading_text, title};
use crate::meeting::headings::{Datum, fold};
use crate::meeting::{Meeting, UNUSED, day};
use crate::records::meeting_toml::{MeetingToml, UPRIGHT_COLUMNS, pair};
use crate::say::diag::{Diagnostic, Diagnostics, Result};
use crate::say::{toml_text, words};

/// What an office answered beforehand of what it would be asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Answers {
    pub title: Option<String>,
    /// The date of the papers, as people write it.
    pub date: Option<String>,
    /// What stands in the frame at the top of the paper.
    pub label: Option<String>,
    /// The row of the headings, from 1.
    pub row: Option<u32>,
    /// How the paper is laid out.
    pub layout: Option<String>,
    /// What columns mean, each `HEADING=MEANING`: the key of a column, [`UNUSED`], [`FIELD`], [`PRIVATE`] or [`OPINIONS`].
    pub columns: Vec<String>,
}

/// A column that is printed as it is, and one that is read and never published.
pub const FIELD: &str = "field";
pub const PRIVATE: &str = "private";
/// A column with the opinions of one source, beside those of others.
pub const OPINIONS: &str = "opinions";
/// The layouts that a table may have.
const LAYOUTS: &[&str] = &["list", "stacked", "matrix"];

/// Keys that mean something else in papers.
const OTHERS: &[&str] = &["division", "note", "older", "newer", "change"];

/// What the file says of a column that the table hides.
pub const HIDDEN: &str = "private = true               # 表で非表示の列です。どの資料にもデータにも載せません";

/// What the meeting's file will say.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    pub file: String,
    pub title: String,
    /// The date, if it is known.
    pub date: Option<String>,
    pub label: Option<String>,
    /// The row of the headings, if the office said which.
    pub row: Option<u32>,
    /// Headings of columns that are printed as they are, and of those that are never published.
    pub printed: Vec<String>,
    pub private: Vec<String>,
    /// Headings of columns that hold the opinions of one source each.
    pub beside: Vec<String>,
    /// The layout, if it is another than the table's own.
    pub layout: String,
    pub through: bool,
    pub matrix: bool,
    /// What headings of the table mean, where they do not say it themselves.
    pub columns: Vec<(String, String)>,
    pub sections: Vec<String>,
    pub sources: Vec<Source>,
    pub fields: Vec<Field>,
    pub words: Vec<(&'static str, String)>,
    /// The columns of the paper.
    pub shown: Vec<ShownColumn>,
}

/// A column of the paper.
#[derive(Debug, Clone, Default)]
pub struct ShownColumn {
    pub key: String,
    /// What heads it, if not what its name does.
    pub heading: Option<String>,
    pub over: String,
}

impl ShownColumn {
    pub fn of(key: &str) -> Self {
        Self { key: key.to_owned(), ..Self::default() }
    }

    pub fn toml(&self) -> String {
        if self.heading.is_none() && self.over.is_empty() {
            return toml_text(&self.key);
        }
        let of = [Some(("of", &self.key)), self.heading.as_ref().map(|heading| ("heading", heading)), Some(("over", &self.over))];
        let pairs = of.into_iter().flatten().filter(|(_, said)| !said.is_empty()).map(|(key, said)| pair(key, said));
        format!("{{ {} }}", pairs.collect::<Vec<_>>().join(", "))
    }
}

#[derive(Debug, Clone)]
pub struct Source {
    pub name: String,
    pub attribution: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Field {
    pub key: String,
    pub heading: String,
    /// Its heading in the table and on the paper, where a field may not be called so.
    pub printed: Option<String>,
    pub choices: Vec<String>,
    pub counts: bool,
    /// Whether the table hides the column, so that the office is asked.
    pub hidden: bool,
    /// Whether the office said that it is never published.
    pub private: bool,
}

impl Field {
    /// What there is to say of it, apart from its key and heading.
    fn toml(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if self.private {
            lines.push("private = true               # どの資料にもデータにも載せません".to_owned());
        } else if self.hidden {
            lines.push(HIDDEN.to_owned());
        }
        if self.counts {
            lines.push("counts = true                # その意見の件数。合計に使います".to_owned());
        }
        if !self.choices.is_empty() {
            lines.push("choices = [                  # 選択肢。増えたら加えます。means に説明を書くと、凡例に使えます".to_owned());
            lines.extend(self.choices.iter().map(|value| format!("  {{ value = {}, means = \"\" }},", toml_text(value))));
            lines.push("]".to_owned());
        }
        lines
    }
}

impl Draft {
    /// Takes what was answered.
    pub fn answer(&mut self, answers: &Answers) -> Result<()> {
        let refused = |answer: &str| Err(Diagnostics::from(Diagnostic::error(words::init_answer(answer)).hint(words::init_answer_hint())));
        if let Some(title) = answers.title.as_deref().map(title).filter(|title| !title.is_empty()) {
            self.title = title;
        }
        if let Some(date) = &answers.date {
            self.date = match day::read(date) {
                Some(day) => Some(day.to_string()),
                None => {
                    let error = Diagnostic::error(words::init_date(date)).hint(words::init_date_hint());
                    return Err(error.into());
                }
            };
        }
        if let Some(layout) = answers.layout.as_ref().filter(|layout| !LAYOUTS.contains(&layout.as_str())) {
            return Err(Diagnostic::error(words::init_from_layout(layout)).hint(words::known_names(LAYOUTS.join(", "))).into());
        }
        self.label = answers.label.as_deref().map(title).filter(|label| !label.is_empty());
        self.row = answers.row;
        for answer in &answers.columns {
            let Some((heading, meaning)) = answer.rsplit_once('=') else { return refused(answer) };
            let heading = heading_text(heading);
            match meaning {
                FIELD => self.printed.push(fold(&heading)),
                PRIVATE => self.private.push(fold(&heading)),
                OPINIONS => self.beside.push(fold(&heading)),
                UNUSED => self.columns.push((heading, UNUSED.to_owned())),
                key if Datum::fixed(key).is_some_and(|column| column.key() == key) => self.columns.push((heading, key.to_owned())),
                _ => return refused(answer),
            }
        }
        Ok(())
    }

    /// Forgets what was answered of headings that are not `known` by their folded texts, and returns those.
    pub fn forget(&mut self, answers: &Answers, known: &BTreeSet<String>) -> Vec<String> {
        let answered = answers.columns.iter().filter_map(|answer| Some(heading_text(answer.rsplit_once('=')?.0)));
        let absent: Vec<String> = answered.filter(|heading| !known.contains(&fold(heading))).collect();
        let is_absent = |name: &str| absent.iter().any(|heading| fold(heading) == fold(name));
        self.columns.retain(|(heading, _)| !is_absent(heading));
        for names in [&mut self.printed, &mut self.private, &mut self.beside] {
            names.retain(|name| !is_absent(name));
        }
        absent
    }

    /// Whether a column was said to hold the opinions of a source; nothing if nobody said anything of it.
    pub fn answered(&self, heading: &str) -> Option<bool> {
        let heading = fold(&heading_text(heading));
        let said = self.printed.contains(&heading) || self.private.contains(&heading);
        let means = self.columns.iter().any(|(known, _)| fold(known) == heading);
        if self.beside.contains(&heading) { Some(true) } else { (said || means).then_some(false) }
    }

    pub fn meeting(&self) -> Result<Meeting> {
        Meeting::parse(&self.toml(), Path::new(""))
    }

    /// A key of its own for a column, as plain as its heading allows.
    pub fn key(&self, heading: &str) -> String {
        let plain = texts::key(heading);
        let is_taken = |name: &str| {
            Datum::fixed(name).is_some()
                || OTHERS.contains(&name)
                || self.fields.iter().any(|field| field.key == name || field.heading == name)
                || self.sources.iter().any(|source| source.name == name)
        };
        let numbered = (1..).map(|number| format!("{}{number}", plain.unwrap_or("field")));
        plain.map(str::to_owned).into_iter().chain(numbered).find(|key| !is_taken(key)).unwrap_or_default()
    }

    /// Declares the column under `heading` as a field.
    pub fn field(&mut self, heading: &str) -> &mut Field {
        let key = self.key(heading);
        let plain = heading.replace('、', "・");
        let plain = plain.trim_start_matches(['=', '+', '-', '@', '＝', '＋', '－', '＠', ' ']).trim_end();
        let taken = |name: &str| Datum::fixed(name).is_some() || self.fields.iter().any(|field| field.heading == name);
        let own = if plain.is_empty() || taken(plain) || plain == key { format!("意見の{plain}") } else { plain.to_owned() };
        // Names that the program knows otherwise must be said to mean this field.
        if fold(&own) != fold(heading) || Datum::named(heading).is_some() {
            self.columns.push((heading.to_owned(), key.clone()));
        }
        let printed = (own != heading).then(|| heading.to_owned());
        self.fields.push(Field { key, heading: own, printed, choices: Vec::new(), counts: false, hidden: false, private: false });
        let last = self.fields.len() - 1;
        &mut self.fields[last]
    }

    /// What headings mean, each once: what was found first stands.
    fn declared(&self) -> impl Iterator<Item = &(String, String)> {
        let is_first = |index: usize| self.columns[..index].iter().all(|(known, _)| fold(known) != fold(&self.columns[index].0));
        self.columns.iter().enumerate().filter(move |(index, _)| is_first(*index)).map(|(_, declared)| declared)
    }

    pub fn of_heading(&self, heading: &str) -> Option<&Field> {
        let folded = fold(heading);
        self.fields.iter().find(|field| fold(field.printed.as_ref().unwrap_or(&field.heading)) == folded)
    }

    pub fn toml(&self) -> String {
        let mut toml = MeetingToml::new(&self.title);
        match &self.date {
            Some(date) => toml.line(format!("date = {date}")),
            None => toml.provisional_date(),
        }
        if self.through {
            toml.through();
        }
        toml.line(format!("\n# 意見の表。この表を直したら、もう一度 shiryo build を実行します\n[records]\n{}", pair("file", &self.file)));
        if let Some(row) = self.row {
            toml.line(format!("heading_row = {row}               # 見出しの行"));
        }
        toml.block(
            "# 表の見出しの意味。unused の列は読みません（どの資料にも、データにも載りません）\n[columns]",
            self.declared().map(|(heading, key)| pair(&toml_text(heading), key)),
        );
        let turned = self.matrix || self.shown.len() > UPRIGHT_COLUMNS;
        toml.line("\n[look]                       # 体裁（文字と行送りはポイント）");
        toml.line(format!("paper = \"{}\"\nlandscape = {turned}", if self.matrix { "a3" } else { "a4" }));
        toml.line(if turned { "size = 9\nline = 13.5" } else { "size = 10\nline = 15" });
        if !self.sections.is_empty() {
            toml.line("section_number = \"\"          # 区分の番号。\"({n})\" とすると (1)、(2)… が付きます");
        }
        toml.block("[words]                      # 表の見出しの言葉", self.words.iter().map(|(key, word)| pair(key, word)));
        toml.sections("# 区分（印刷する順）", &self.sections);
        let attribution = |name: &String| pair("attribution", name);
        toml.sources("# 出典", self.sources.iter().map(|s| (s.name.as_str(), s.name.as_str(), s.attribution.as_ref().map(attribution))));
        toml.fields(self.fields.iter().map(|field| (field.key.as_str(), field.heading.as_str(), field.toml())));
        toml.papers();
        match &self.label {
            Some(label) => toml.line(pair("label", label)),
            None => toml.line("# label = \"資料1\"            # 右上に枠で囲んで入ります"),
        }
        let usual = if self.matrix { "matrix" } else { "list" };
        toml.line(format!("layout = \"{}\"", if self.layout.is_empty() { usual } else { &self.layout }));
        if !self.shown.is_empty() {
            toml.line("columns = [");
            let is_hidden = |shown: &ShownColumn| self.fields.iter().any(|field| field.hidden && field.key == shown.key);
            for column in &self.shown {
                toml.line(format!("{}  {},", if is_hidden(column) { "# " } else { "" }, column.toml()));
            }
            toml.line("]");
        }
        if let Some(field) = self.fields.iter().find(|field| !field.choices.is_empty()) {
            let heading = toml_text(&format!("{}ごとの件数", field.heading));
            toml.line(format!("# above = [{{ heading = {heading}, tally = {}, by = \"none\" }}]", toml_text(&field.key)));
        }
        let stem = if self.label.is_some() { "{label}" } else { "資料" };
        toml.line(format!("files = [\"{stem}.pdf\", \"{stem}.xlsx\", \"{stem}.html\"]"));
        toml.text()
    }
}
