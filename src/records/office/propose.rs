//! Propose: from an office's own workbook to a meeting that reads it as it is, and to what only the office can decide.
//!
//! The workbook is read several times, each time with what the last reading taught: which columns there are, what
//! stands in them, and how the opinions are numbered. Nothing is invented: what is in doubt is asked.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

use super::above::Line;
use super::find::{self, Heading};
use super::rows::{self, Entry};
use super::{Known, own, sheet_place};
use crate::meeting::day::{self, EXAMPLE, PROVISIONAL};
use crate::meeting::headings::{Column, fold, is_personal};
use crate::meeting::identity::DATA_SHEET;
use crate::meeting::words::Words;
use crate::meeting::{Meaning, Meeting, UNUSED};
use crate::read::character;
use crate::read::workbook::{Book, Sheet};
use crate::records::import::names;
use crate::records::import::write::pair;
use crate::records::number;
use crate::records::placed::Placed;
use crate::records::validate;
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::words::{self, Message};

/// Rows among which headings of sources side by side are looked for.
const HEADINGS_WITHIN: usize = 60;
/// Most different values of a column that become choices, and most characters of each.
const CHOICES: usize = 8;
const CHOICE_LENGTH: usize = 12;
/// Most sections or sources that values of a column become, and most characters of each.
const LABELS: usize = 30;
const LABEL_LENGTH: usize = 60;
/// Most columns that stand on a page that is not turned.
const UPRIGHT_COLUMNS: usize = 4;
/// Words in the headings of columns that an office keeps for itself.
const INNER: &[&str] = &["メモ", "内部", "庁内", "非公開", "取扱注意", "作業用"];
/// Keys of columns that are printed, but are asked about: papers often leave them out.
const DOUBTFUL: &[&str] = &["office", "method", "remarks", "page", "field"];
/// Keys that mean something else in papers.
const OTHERS: &[&str] = &["division", "note", "older", "newer", "change"];

/// A meeting for a workbook.
#[derive(Debug)]
pub struct Proposal {
    pub meeting_toml: String,
    /// What the office has to decide or to know, in order.
    pub questions: Vec<Message>,
}

/// What an office answered beforehand of what it would be asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Answers {
    pub title: Option<String>,
    /// The date of the papers, as people write it.
    pub date: Option<String>,
    /// The row of the headings, from 1.
    pub row: Option<u32>,
    /// How the paper is laid out.
    pub layout: Option<String>,
    /// What columns mean, each `HEADING=MEANING`: the key of a column, [`UNUSED`], [`FIELD`] or [`PRIVATE`].
    pub columns: Vec<String>,
}

/// A column that is printed as it is, and one that is read and never published.
pub const FIELD: &str = "field";
pub const PRIVATE: &str = "private";
/// The layouts that a table may have.
const LAYOUTS: &[&str] = &["list", "stacked", "matrix"];

/// The meeting that reads a workbook, which stands under `file` in the meeting's folder.
pub fn propose(book: &Book, file: &str) -> Result<Proposal> {
    answered(book, file, &Answers::default())
}

/// The same, with some of the questions answered.
pub fn answered(book: &Book, file: &str, answers: &Answers) -> Result<Proposal> {
    let ours = own::is_ours(book);
    let mut draft = Draft { file: file.to_owned(), title: stem(file), ..Draft::default() };
    draft.answer(answers)?;
    let sheets = book.sheets.iter().filter(|sheet| if ours { sheet.name == DATA_SHEET } else { sheet.visible });
    let bare = draft.meeting()?;
    let parted: Vec<(&Sheet, Vec<Sheet>)> = sheets.map(|sheet| (sheet, find::parted(&bare, sheet))).collect();
    let sheets: Vec<&Sheet> =
        parted.iter().flat_map(|(sheet, parts)| if parts.is_empty() { vec![*sheet] } else { parts.iter().collect() }).collect();
    // Beside a table such a sheet may explain it.
    let (cards, sheets): (Vec<&Sheet>, Vec<&Sheet>) = sheets.into_iter().partition(|sheet| find::is_card(sheet));
    let is_table = |sheet: &&Sheet| find::heading(&bare, sheet).is_some();
    if let Some(card) = cards.first().filter(|_| !sheets.iter().any(is_table) && longest(&sheets).is_none()) {
        return Err(super::of_card(&book.file, card).into());
    }
    let mut questions = Vec::new();
    draft.sources = sheets.iter().find_map(|sheet| side_by_side(sheet)).unwrap_or_default();
    draft.matrix = !draft.sources.is_empty();
    let mut found = tables(&draft.meeting()?, &sheets);
    if draft.sources.is_empty()
        && let Some(sources) = found.iter().find_map(|(_, heading)| over(heading))
    {
        (draft.sources, draft.matrix) = (sources, true);
        found = tables(&draft.meeting()?, &sheets);
    }
    if found.is_empty()
        && let Some(longest) = longest(&sheets)
    {
        let (opinions, others) = longest;
        draft.columns.push((opinions.clone(), Column::Text.key().to_owned()));
        // For once the others are known too, so that the row is seen to be one of headings.
        let mut all = draft.clone();
        all.columns.extend(others.into_iter().map(|other| (other, UNUSED.to_owned())));
        found = tables(&all.meeting()?, &sheets);
        let meanings = found.iter_mut().flat_map(|(_, heading)| &mut heading.meanings);
        meanings.filter(|meaning| **meaning == Some(Meaning::Unused)).for_each(|meaning| *meaning = None);
        questions.push(words::ask_is_text(opinions));
    }
    if found.is_empty() {
        let sheet = sheets.iter().max_by_key(|sheet| sheet.cells.len());
        let place = sheet.map_or(Place::file(&book.file), |sheet| sheet_place(&book.file, sheet));
        return Err(Diagnostic::error(words::no_heading_row()).at(place).hint(words::init_no_table_hint()).into());
    }
    further(&mut draft, &sheets, &mut found, &mut questions)?;
    let seen = seen_texts(&mut draft, &found, &mut questions);
    if seen {
        found = tables(&draft.meeting()?, &sheets);
    }
    let titles = if answers.title.is_some() { vec![draft.title.clone()] } else { titled(&mut draft, &found) };
    if answers.title.is_some() {
        draft.label = found.iter().find_map(|table| above(table).label);
    }
    columns(&mut draft, &found, &mut questions);
    let read = Read::new(book, &draft.meeting()?)?;
    numbers_as_written(&mut draft, &found);
    sections(&mut draft, &found, &read, &mut questions)?;
    sources(&mut draft, &found, &read, &mut questions);
    values(&mut draft, &read);
    paper(&mut draft, &found, &mut questions);
    if let Some(layout) = answers.layout.as_deref() {
        if draft.matrix != (layout == "matrix") {
            return Err(Diagnostic::error(words::init_layout_unfit(layout)).hint(words::init_layout_unfit_hint()).into());
        }
        if layout == "stacked" {
            // Such a paper puts everything under one another by itself.
            layout.clone_into(&mut draft.layout);
            draft.shown.clear();
        }
    }
    draft.through = runs_through(&draft, book)?;
    let meeting_toml = draft.toml();
    let line = |key: &str| meeting_toml.lines().position(|line| line.starts_with(key)).map_or(0, |index| index + 1);
    let mut asked: Vec<Message> = draft.date.is_none().then(|| words::ask_date(line("date ="))).into_iter().collect();
    asked.extend(match titles.as_slice() {
        [] => Some(words::ask_title(line("title ="))),
        [_] => None,
        several => Some(words::ask_titles(several.join("、"), line("title ="))),
    });
    asked.extend(hidden(&draft, &meeting_toml));
    asked.extend(questions);
    // What does not parse would be a fault of ours, said rather than written.
    Meeting::parse(&meeting_toml, Path::new(""))?;
    Ok(Proposal { meeting_toml, questions: asked })
}

/// What is to be decided of each column that the table hides, with the lines of the file.
fn hidden(draft: &Draft, toml: &str) -> Vec<Message> {
    let lines: Vec<&str> = toml.lines().collect();
    let line = |is: &dyn Fn(&str) -> bool, from: usize| lines.iter().skip(from).position(|line| is(line)).map(|at| at + from);
    let question = |field: &Field| {
        let key = line(&|line| line == pair("key", &field.key), 0)?;
        let private = line(&|line| line == HIDDEN, key)? + 1;
        let shown = draft.shown.iter().find(|shown| shown.key == field.key);
        let column = shown.and_then(|shown| line(&|line| line == format!("#   {},", shown.toml()), private));
        let name = field.printed.as_ref().unwrap_or(&field.heading);
        Some(match column {
            Some(column) => words::ask_hidden(name, private, column + 1),
            None => words::ask_hidden_beside(name, private),
        })
    };
    draft.fields.iter().filter(|field| field.hidden).filter_map(question).collect()
}

/// What the file says of a column that the table hides.
const HIDDEN: &str = "private = true               # 表で非表示の列です。どの資料にもデータにも載せません";

/// What the meeting's file will say.
#[derive(Debug, Clone, Default)]
struct Draft {
    file: String,
    title: String,
    /// The date, if it is known.
    date: Option<String>,
    label: Option<String>,
    /// The row of the headings, if the office said which.
    row: Option<u32>,
    /// Headings of columns that are printed as they are, and of those that are never published.
    printed: Vec<String>,
    private: Vec<String>,
    /// The layout, if it is another than the table's own.
    layout: String,
    through: bool,
    matrix: bool,
    /// What headings of the table mean, where they do not say it themselves.
    columns: Vec<(String, String)>,
    sections: Vec<String>,
    sources: Vec<Source>,
    fields: Vec<Field>,
    words: Vec<(&'static str, String)>,
    /// The columns of the paper.
    shown: Vec<Shown>,
}

/// A column of the paper.
#[derive(Debug, Clone, Default)]
struct Shown {
    key: String,
    /// What heads it, if not what its name does.
    heading: Option<String>,
    over: String,
}

impl Shown {
    fn of(key: &str) -> Self {
        Self { key: key.to_owned(), ..Self::default() }
    }

    fn toml(&self) -> String {
        if self.heading.is_none() && self.over.is_empty() {
            return text(&self.key);
        }
        let of = [Some(("of", &self.key)), self.heading.as_ref().map(|heading| ("heading", heading)), Some(("over", &self.over))];
        let pairs = of.into_iter().flatten().filter(|(_, said)| !said.is_empty()).map(|(key, said)| pair(key, said));
        format!("{{ {} }}", pairs.collect::<Vec<_>>().join(", "))
    }
}

#[derive(Debug, Clone)]
struct Source {
    name: String,
    attribution: Option<String>,
}

#[derive(Debug, Clone)]
struct Field {
    key: String,
    heading: String,
    /// Its heading in the table and on the paper, where a field may not be called so.
    printed: Option<String>,
    choices: Vec<String>,
    counts: bool,
    /// Whether the table hides the column, so that the office is asked.
    hidden: bool,
    /// Whether the office said that it is never published.
    private: bool,
}

impl Draft {
    /// Takes what was answered.
    fn answer(&mut self, answers: &Answers) -> Result<()> {
        let refused = |answer: &str| Err(Diagnostics::from(Diagnostic::error(words::init_answer(answer)).hint(words::init_answer_hint())));
        if let Some(title) = answers.title.as_deref().map(title).filter(|title| !title.is_empty()) {
            self.title = title;
        }
        if let Some(date) = &answers.date {
            self.date = match day::read(date) {
                Some(day) => Some(day.to_string()),
                None => return refused(date),
            };
        }
        if let Some(layout) = answers.layout.as_ref().filter(|layout| !LAYOUTS.contains(&layout.as_str())) {
            return Err(Diagnostic::error(words::init_unknown(layout)).known(layout, LAYOUTS).into());
        }
        self.row = answers.row;
        for answer in &answers.columns {
            let Some((heading, meaning)) = answer.rsplit_once('=') else { return refused(answer) };
            let heading = heading_text(heading);
            match meaning {
                FIELD => self.printed.push(fold(&heading)),
                PRIVATE => self.private.push(fold(&heading)),
                UNUSED => self.columns.push((heading, UNUSED.to_owned())),
                key if Column::fixed(key).is_some_and(|column| column.key() == key) => self.columns.push((heading, key.to_owned())),
                _ => return refused(answer),
            }
        }
        Ok(())
    }

    fn meeting(&self) -> Result<Meeting> {
        Meeting::parse(&self.toml(), Path::new(""))
    }

    /// A key of its own for a column, as plain as its heading allows.
    fn key(&self, heading: &str) -> String {
        let plain = names::key(heading);
        let is_taken = |name: &str| {
            Column::fixed(name).is_some()
                || OTHERS.contains(&name)
                || self.fields.iter().any(|field| field.key == name || field.heading == name)
                || self.sources.iter().any(|source| source.name == name)
        };
        let numbered = (1..).map(|number| format!("{}{number}", plain.unwrap_or("field")));
        plain.map(str::to_owned).into_iter().chain(numbered).find(|key| !is_taken(key)).unwrap_or_default()
    }

    /// Declares the column under `heading` as a field.
    fn field(&mut self, heading: &str) {
        let key = self.key(heading);
        let plain = heading.replace('、', "・");
        let plain = plain.trim_start_matches(['=', '+', '-', '@', '＝', '＋', '－', '＠', ' ']).trim_end();
        let taken = |name: &str| Column::fixed(name).is_some() || self.fields.iter().any(|field| field.heading == name);
        let own = if plain.is_empty() || taken(plain) || plain == key { format!("意見の{plain}") } else { plain.to_owned() };
        // Names that the program knows otherwise must be said to mean this field.
        if fold(&own) != fold(heading) || Column::named(heading).is_some() {
            self.columns.push((heading.to_owned(), key.clone()));
        }
        let printed = (own != heading).then(|| heading.to_owned());
        self.fields.push(Field { key, heading: own, printed, choices: Vec::new(), counts: false, hidden: false, private: false });
    }

    fn of_heading(&self, heading: &str) -> Option<&Field> {
        let folded = fold(heading);
        self.fields.iter().find(|field| fold(field.printed.as_ref().unwrap_or(&field.heading)) == folded)
    }

    fn toml(&self) -> String {
        let mut lines = vec!["[meeting]".to_owned(), pair("title", &self.title)];
        lines.push(match &self.date {
            Some(date) => format!("date = {date}"),
            None => format!("date = {EXAMPLE}  {PROVISIONAL}"),
        });
        if self.through {
            lines.push("numbers = \"through\"  # 番号は区分をまたいで続きます".into());
        }
        lines.push(format!("\n# 意見の表。この表を直したら、もう一度 shiryo build を実行します\n[records]\n{}", pair("file", &self.file)));
        lines.extend(self.row.map(|row| format!("heading_row = {row}               # 見出しの行")));
        if !self.columns.is_empty() {
            lines.push("\n# 表の見出しの意味。unused の列は読みません（どの資料にも、データにも載りません）\n[columns]".into());
            lines.extend(self.columns.iter().map(|(heading, key)| format!("{} = {}", text(heading), text(key))));
        }
        let turned = self.matrix || self.shown.len() > UPRIGHT_COLUMNS;
        lines.push("\n[look]                       # 体裁（文字と行送りはポイント）".into());
        lines.push(format!("paper = \"{}\"\nlandscape = {turned}", if self.matrix { "a3" } else { "a4" }));
        lines.push(if turned { "size = 9\nline = 13.5" } else { "size = 10\nline = 15" }.into());
        if !self.sections.is_empty() {
            lines.push("section_number = \"\"          # 区分の番号。\"({n})\" とすると (1)、(2)… が付きます".into());
        }
        if !self.words.is_empty() {
            lines.push("\n[words]                      # 表の見出しの言葉".into());
            lines.extend(self.words.iter().map(|(key, word)| pair(key, word)));
        }
        if !self.sections.is_empty() {
            lines.push("\n# 区分（印刷する順）".into());
            lines.extend(self.sections.iter().map(|title| format!("[[sections]]\n{}", pair("title", title))));
        }
        if !self.sources.is_empty() {
            lines.push("\n# 出典".into());
        }
        for source in &self.sources {
            lines.push(format!("[[sources]]\n{}\n{}", pair("key", &source.name), pair("heading", &source.name)));
            lines.extend(source.attribution.iter().map(|name| pair("attribution", name)));
        }
        if !self.fields.is_empty() {
            lines.push("\n# 意見のほかの列".into());
        }
        for field in &self.fields {
            lines.push(format!("[[fields]]\n{}\n{}", pair("key", &field.key), pair("heading", &field.heading)));
            if field.private {
                lines.push("private = true               # どの資料にもデータにも載せません".into());
            } else if field.hidden {
                lines.push(HIDDEN.into());
            }
            if field.counts {
                lines.push("counts = true                # その意見の件数。合計に使います".into());
            }
            if !field.choices.is_empty() {
                lines.push("choices = [                  # 選択肢。増えたら加えます。means に説明を書くと、凡例に使えます".into());
                lines.extend(field.choices.iter().map(|value| format!("  {{ value = {}, means = \"\" }},", text(value))));
                lines.push("]".into());
            }
        }
        lines.push("\n# 作る資料（ファイルの種類は名前の終わりで決まります）\n[[papers]]".into());
        match &self.label {
            Some(label) => lines.push(pair("label", label)),
            None => lines.push("# label = \"資料1\"            # 右上に枠で囲んで入ります".into()),
        }
        let usual = if self.matrix { "matrix" } else { "list" };
        lines.push(format!("layout = \"{}\"", if self.layout.is_empty() { usual } else { &self.layout }));
        if !self.shown.is_empty() {
            lines.push("columns = [".into());
            let is_hidden = |shown: &Shown| self.fields.iter().any(|field| field.hidden && field.key == shown.key);
            lines.extend(self.shown.iter().map(|column| format!("{}  {},", if is_hidden(column) { "# " } else { "" }, column.toml())));
            lines.push("]".into());
        }
        if let Some(field) = self.fields.iter().find(|field| !field.choices.is_empty()) {
            let heading = text(&format!("{}ごとの件数", field.heading));
            lines.push(format!("# above = [{{ heading = {heading}, tally = {}, by = \"none\" }}]", text(&field.key)));
        }
        let stem = if self.label.is_some() { "{label}" } else { "資料" };
        lines.push(format!("files = [\"{stem}.pdf\", \"{stem}.xlsx\", \"{stem}.html\"]"));
        lines.join("\n") + "\n"
    }
}

/// A text as TOML writes it.
fn text(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A heading or a title as the meeting's file has it: one line, without characters that nobody sees.
fn plain(text: &str) -> String {
    let seen: String = text.nfc().filter(|c| c.is_whitespace() || character::fault(*c, false).is_none()).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A title in one line, with the blanks between its parts as wide as they are.
fn title(text: &str) -> String {
    let wide =
        |part: &str| part.split_inclusive('　').map(|part| if part.ends_with('　') { plain(part) + "　" } else { plain(part) }).collect();
    let lines: Vec<String> = text.trim().lines().map(wide).collect();
    lines.join(" ").trim().to_owned()
}

/// A heading of a table, less the blanks that only spread its letters or break its line.
fn heading_text(text: &str) -> String {
    let plain = plain(text);
    let spread = plain.split(' ').all(|part| part.chars().count() <= 1) || !plain.is_ascii();
    if spread { plain.replace(' ', "") } else { plain }
}

fn stem(file: &str) -> String {
    let stem = plain(file.rsplit_once('.').map_or(file, |(stem, _)| stem));
    if stem.is_empty() { "意見".to_owned() } else { stem }
}

/// A worksheet with the headings of its table.
type Table<'a> = (&'a Sheet, Heading);

fn tables<'a>(meeting: &Meeting, sheets: &[&'a Sheet]) -> Vec<Table<'a>> {
    sheets.iter().filter_map(|sheet| find::heading(meeting, sheet).map(|heading| (*sheet, heading))).collect()
}

/// The first rows of a sheet that hold something, each with its cells.
fn first_rows(sheet: &Sheet) -> BTreeMap<u32, Vec<(u32, &str)>> {
    let mut rows: BTreeMap<u32, Vec<(u32, &str)>> = BTreeMap::new();
    for ((row, column), cell) in sheet.cells.iter().filter(|(_, cell)| !cell.text.trim().is_empty()) {
        if rows.len() >= HEADINGS_WITHIN && !rows.contains_key(row) {
            break;
        }
        rows.entry(*row).or_default().push((*column, &cell.text));
    }
    rows
}

/// The sources of a table that has a column of opinions for each.
fn side_by_side(sheet: &Sheet) -> Option<Vec<Source>> {
    first_rows(sheet).into_values().find_map(|cells| {
        let sources: Vec<usize> = (0..cells.len()).filter(|index| is_of_source(cells[*index].1)).collect();
        let source = |index: &usize| {
            let (column, name) = cells[*index];
            let beside = cells.get(index + 1).filter(|(next, _)| *next == column + 1).map(|(_, heading)| heading_text(heading));
            let attribution = beside.filter(|heading| matches!(Column::named(heading), Some((Column::Attribution, _))));
            Source { name: heading_text(name), attribution }
        };
        let sources: Vec<Source> = sources.iter().map(source).collect();
        let different: BTreeSet<&str> = sources.iter().map(|source| source.name.as_str()).collect();
        (sources.len() > 1 && different.len() == sources.len()).then_some(sources)
    })
}

/// The sources of a table that names each over its column of opinions, which are headed alike.
fn over(heading: &Heading) -> Option<Vec<Source>> {
    let lower: Vec<String> = heading.lower.iter().map(|text| heading_text(text)).collect();
    let is_of = |index: usize| {
        let speaks = lower[index].contains("意見") || is_of_source(&heading.over[index]);
        let is_twice = lower.iter().filter(|other| fold(other) == fold(&lower[index])).count() > 1;
        is_named(&lower[index], Column::Text) && !heading.over[index].is_empty() && speaks && is_twice
    };
    let columns: Vec<usize> = (0..lower.len()).filter(|index| is_of(*index)).collect();
    let source = |index: &usize| {
        let is_own = |other: &usize| heading.over[*other] == heading.over[*index] && is_named(&lower[*other], Column::Attribution);
        let attribution = (0..lower.len()).find(is_own).map(|other| lower[other].clone());
        Source { name: heading_text(&heading.over[*index]), attribution }
    };
    let different: BTreeSet<&str> = columns.iter().map(|index| heading.over[*index].as_str()).collect();
    (columns.len() > 1 && different.len() == columns.len()).then(|| columns.iter().map(source).collect())
}

/// Whether a heading names whose opinions stand under it: 委員意見, 第1回検討会での意見, 他都市の取組.
fn is_of_source(heading: &str) -> bool {
    const WHAT: &[&str] = &["意見", "発言", "要望", "提言", "指摘"];
    const OF_OTHERS: &[&str] = &["取組", "事例"];
    const NOT: &[&str] = &[
        "考え方",
        "対応",
        "回答",
        "対する",
        "区分",
        "反映",
        "番号",
        "件数",
        "有無",
        "者",
        "名",
        "分類",
        "方法",
        "全文",
        "原文",
        "要約",
        "主な",
        "提出",
        "箇所",
        "項目",
        "日",
        "種",
        "への",
        "。",
    ];
    const POLITE: &[&str] = &["お寄せいただいた", "いただいた", "ご", "御"];
    let whole = fold(&heading_text(heading)).replace("ご意見", "意見").replace("御意見", "意見");
    let folded = POLITE.iter().fold(whole.as_str(), |text, polite| text.strip_prefix(polite).unwrap_or(text));
    let names = |words: &[&str]| words.iter().any(|word| folded.find(word).is_some_and(|at| at > 0));
    let of_others = names(OF_OTHERS) && ["他", "先進", "都市", "自治体"].iter().any(|word| folded.contains(word));
    folded.chars().count() <= 30 && (names(WHAT) || of_others) && !NOT.iter().any(|word| folded.contains(word))
}

/// Where no heading names opinions: the heading over the longest texts in the fullest of the first rows, and the others there
/// that mean nothing.
fn longest(sheets: &[&Sheet]) -> Option<(String, Vec<String>)> {
    let sheet = sheets.iter().max_by_key(|sheet| sheet.cells.len())?;
    let rows = first_rows(sheet);
    let short = |cells: &Vec<(u32, &str)>| cells.iter().filter(|(_, text)| text.chars().count() < 40).count();
    let (row, cells) = rows.iter().take(20).max_by_key(|(row, cells)| (short(cells), std::cmp::Reverse(**row)))?;
    let length = |column: u32| -> usize {
        sheet.cells.range((row + 1, 0)..).filter(|((_, at), _)| *at == column).take(100).map(|(_, cell)| cell.text.chars().count()).sum()
    };
    // An address may be longer than what its sender says.
    let opinions = || cells.iter().filter(|(_, heading)| !is_personal(heading));
    let (column, heading) = opinions().max_by_key(|(column, _)| length(*column))?;
    let others = cells.iter().filter(|(other, _)| other != column).map(|(_, heading)| heading_text(heading));
    let others = others.filter(|heading| Column::named(heading).is_none()).collect();
    (length(*column) > 0 && cells.len() > 1).then(|| (heading_text(heading), others))
}

/// What stands over the headings.
#[derive(Default)]
struct Above {
    title: Option<String>,
    label: Option<String>,
}

fn above((sheet, heading): &Table) -> Above {
    let mut above = Above::default();
    let band = super::above::band(sheet, heading);
    let lines = sheet.cells.range(..(heading.top, 0)).filter(|(at, _)| Some(**at) != band);
    for cell in lines.map(|(_, cell)| title(&cell.text)).filter(|text| !text.is_empty()) {
        match Line::of(&cell) {
            Line::Label => drop(above.label.get_or_insert(cell)),
            Line::Title => drop(above.title.get_or_insert(cell)),
            Line::Note => {}
        }
    }
    above
}

/// Takes title and label from what stands over the tables, and returns the different titles: where there are several,
/// none is that of all.
fn titled(draft: &mut Draft, found: &[Table]) -> Vec<String> {
    let mut titles: Vec<String> = Vec::new();
    for Above { title, label } in found.iter().map(above) {
        titles.extend(title.filter(|title| !titles.contains(title)));
        draft.label = draft.label.take().or(label);
    }
    if let [title] = titles.as_slice() {
        draft.title.clone_from(title);
    }
    titles
}

/// Tables whose opinions stand under a heading of their own, beside one that is known: they share other headings with it.
fn further<'a>(draft: &mut Draft, sheets: &[&'a Sheet], found: &mut Vec<Table<'a>>, questions: &mut Vec<Message>) -> Result<()> {
    let known: BTreeSet<String> =
        found.iter().flat_map(|(_, heading)| &heading.texts).map(|text| fold(text)).filter(|text| !text.is_empty()).collect();
    let names: BTreeSet<&str> = found.iter().map(|(sheet, _)| sheet.name.as_str()).collect();
    let mut more = false;
    for sheet in sheets.iter().filter(|sheet| !names.contains(sheet.name.as_str())) {
        let shared = first_rows(sheet).values().map(|cells| cells.iter().filter(|(_, text)| known.contains(&fold(text))).count()).max();
        let Some((opinions, _)) = longest(&[sheet]) else { continue };
        if shared.unwrap_or(0) >= find::least_shared(&opinions) && !known.contains(&fold(&opinions)) {
            questions.push(words::ask_is_text_too(&sheet.name, &opinions));
            draft.columns.push((opinions, Column::Text.key().to_owned()));
            more = true;
        }
    }
    if more {
        *found = tables(&draft.meeting()?, sheets);
    }
    Ok(())
}

/// Takes the opinions from a column that is seen, where the one that is called so is hidden beside it.
fn seen_texts(draft: &mut Draft, found: &[Table], questions: &mut Vec<Message>) -> bool {
    let mut is_taken = false;
    for (sheet, heading) in found.iter().filter(|_| !draft.matrix) {
        let is_hidden = |index: usize| sheet.hidden_columns.contains(&(heading.left + index as u32));
        let Some(hidden) = heading.column(Column::Text).filter(|index| is_hidden(*index)) else { continue };
        let seen = (0..heading.texts.len()).filter(|index| !is_hidden(*index) && find::is_of_opinions(&heading.lower[*index]));
        let [seen, hidden] = match seen.map(|index| heading_text(&heading.texts[index])).next() {
            Some(seen) => [seen, heading_text(&heading.texts[hidden])],
            None => continue,
        };
        if draft.columns.iter().all(|(name, _)| *name != seen && *name != hidden) {
            questions.push(words::ask_hidden_text(&seen, &hidden));
            draft.columns.push((seen, Column::Text.key().to_owned()));
            draft.columns.push((hidden, UNUSED.to_owned()));
            is_taken = true;
        }
    }
    is_taken
}

/// Declares what stands under each heading that no meeting knows.
fn columns(draft: &mut Draft, found: &[Table], questions: &mut Vec<Message>) {
    let (mut personal, mut inner, mut texts, mut taken) = (Vec::new(), Vec::new(), Vec::new(), String::new());
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut draft_fields = draft.fields.len();
    for (sheet, heading) in found {
        let own: Vec<String> = heading.texts.iter().map(|text| heading_text(text)).collect();
        for (index, name) in own.iter().enumerate() {
            if heading.meanings[index] == Some(Meaning::Column(Column::Text)) {
                if draft.matrix {
                    texts.push(name.clone());
                } else {
                    taken.clone_from(name);
                }
            }
            if heading.meanings[index].is_some() || name.is_empty() || !seen.insert(fold(name)) {
                continue;
            }
            let column = heading.left + index as u32;
            let used = sheet.cells.range((heading.bottom + 1, 0)..).any(|((_, at), cell)| *at == column && !cell.text.trim().is_empty());
            if !used && names::key(name).is_none() {
                continue;
            }
            let is_in = |names: &[String]| names.contains(&fold(name));
            if is_in(&draft.private) || is_in(&draft.printed) {
                draft.field(name);
                let is_private = is_in(&draft.private);
                draft.fields.iter_mut().skip(draft_fields).for_each(|field| field.private = is_private);
                draft_fields = draft.fields.len();
            } else if is_personal(name) {
                personal.push(name.clone());
            } else if matches!(Column::named(name), Some((Column::Text, _))) && heading.over[index].is_empty() {
                texts.push(name.clone());
            } else if INNER.iter().any(|word| name.contains(word)) {
                inner.push(name.clone());
            } else {
                draft.field(name);
                let is_hidden = sheet.hidden_columns.contains(&column);
                draft.fields.iter_mut().skip(draft_fields).for_each(|field| field.hidden = is_hidden);
                draft_fields = draft.fields.len();
            }
        }
    }
    draft.columns.extend(personal.iter().chain(&texts).chain(&inner).map(|name| (name.clone(), UNUSED.to_owned())));
    questions.extend((!personal.is_empty()).then(|| words::ask_personal(personal.join("、"))));
    if draft.matrix {
        taken = draft.sources.iter().map(|source| source.name.as_str()).collect::<Vec<_>>().join("、");
    }
    questions.extend((!texts.is_empty()).then(|| words::ask_which_text(taken, texts.join("、"))));
    questions.extend((!inner.is_empty()).then(|| words::ask_inner(inner.join("、"))));
}

/// The opinions as the program reads them with a draft.
struct Read {
    tables: Vec<Known>,
}

impl Read {
    fn new(book: &Book, meeting: &Meeting) -> Result<Self> {
        Ok(Self { tables: super::records(meeting, book, &mut Diagnostics::default())?.tables })
    }

    /// The values under a heading, in order, with what merged and blank cells stand for.
    fn values(&self, heading: &str) -> Vec<&str> {
        let folded = fold(heading);
        let of = |known: &Known| known.table.headings.iter().position(|text| fold(text) == folded);
        let cells = self.tables.iter().filter_map(|known| of(known).map(|index| (known, index)));
        cells
            .flat_map(|(known, index)| known.table.rows.iter().filter_map(move |row| row.cells.get(index)))
            .map(|cell| cell.trim())
            .collect()
    }

    /// The different values under a heading in order, and whether they can be labels: short, none missing.
    fn labels(&self, heading: &str) -> (Vec<String>, bool) {
        let values = self.values(heading);
        let mut different: Vec<String> = Vec::new();
        for value in values.iter().map(|value| title(value)).filter(|value| !value.is_empty()) {
            if different.iter().all(|known| fold(known) != fold(&value)) {
                different.push(value);
            }
        }
        let fits = |value: &String| value.chars().count() <= LABEL_LENGTH;
        let usable = values.iter().all(|value| !value.is_empty()) && different.len() <= LABELS && different.iter().all(fits);
        (different, usable)
    }
}

/// The heading of a column that the table calls so, as the program names columns.
fn named(found: &[Table], column: Column) -> Option<String> {
    let of = |(_, heading): &Table| {
        let texts = heading.texts.iter().enumerate().filter(|(index, _)| !heading.is_of_reply(*index));
        texts.map(|(_, text)| heading_text(text)).find(|text| is_named(text, column))
    };
    found.iter().find_map(of)
}

fn is_named(heading: &str, column: Column) -> bool {
    Column::named(heading).is_some_and(|(named, _)| named == column)
}

/// Numbers that are none, such as A-1 or ①, are printed as they stand.
fn numbers_as_written(draft: &mut Draft, found: &[Table]) {
    let numbered = found.iter().find_map(|(sheet, heading)| Some((sheet, heading, heading.column(Column::No)?)));
    let Some((sheet, heading, index)) = numbered else { return };
    let column = heading.left + index as u32;
    let cells = sheet.cells.range((heading.bottom + 1, 0)..).filter(|((_, at), _)| *at == column);
    let (read, unread): (Vec<&str>, Vec<&str>) =
        cells.map(|(_, cell)| cell.text.trim()).filter(|text| !text.is_empty()).partition(|text| super::numbers::is_read(text));
    if unread.len() > read.len() {
        draft.field(&heading_text(&heading.texts[index]));
    }
}

/// Sections: the values of a column, the labels over the rows, or the names of the worksheets.
fn sections(draft: &mut Draft, found: &[Table], read: &Read, questions: &mut Vec<Message>) -> Result<()> {
    let (numbers, titles) = (named(found, Column::Section), named(found, Column::SectionTitle));
    if let Some(titles) = titles {
        let (mut different, usable) = read.labels(&titles);
        let runs = read.values(&titles).chunk_by(|a, b| fold(a) == fold(b)).count();
        if let Some(numbers) = &numbers {
            let pairs = read.values(numbers).into_iter().zip(read.values(&titles));
            let order: BTreeMap<String, u32> = pairs.filter_map(|(no, title)| Some((fold(title), number::whole(no)?))).collect();
            different.sort_by_key(|title| order.get(&fold(title)).copied());
        }
        let are_sections = match different.len() {
            0 => false,
            1 => numbers.is_some(),
            count => numbers.is_some() || runs == count,
        };
        if usable && are_sections {
            draft.sections = different;
        } else if numbers.is_none() && (different.len() > 1 || named(found, Column::Category).is_some()) {
            draft.field(&titles);
        }
        return Ok(());
    }
    if let Some(numbers) = numbers {
        let last = read.values(&numbers).iter().filter_map(|no| number::whole(no)).max().unwrap_or(0);
        draft.sections = (1..=last.min(LABELS as u32)).map(|number| format!("区分{number}")).collect();
        questions.push(words::ask_untitled_sections());
        return Ok(());
    }
    let bands = bands(&draft.meeting()?, found);
    if !bands.is_empty() {
        draft.sections = bands;
    } else if let Some(names) = sheets_as_sections(found).filter(|_| !draft.matrix) {
        questions.push(words::ask_sheets_sections(names.join("、")));
        draft.sections = names;
    }
    Ok(())
}

/// Labels that stand alone in their rows over the opinions, the first of them over the first opinion.
fn bands(meeting: &Meeting, found: &[Table]) -> Vec<String> {
    let mut labels: Vec<String> = Vec::new();
    for (sheet, heading) in found {
        let entries = rows::rows(meeting, &Place::default(), sheet, heading, false, &mut Diagnostics::default());
        let is_label = |index: usize| {
            let columns = [Column::Section, Column::SectionTitle, Column::Category, Column::Subcategory, Column::Source];
            matches!(heading.meanings[index], Some(Meaning::Column(column)) if columns.contains(&column))
        };
        for (position, entry) in entries.iter().enumerate() {
            match entry {
                Entry::Label { index, text, .. } if !is_label(*index) => {
                    let text = title(text);
                    if labels.iter().all(|known| fold(known) != fold(&text)) {
                        labels.push(text);
                    }
                }
                Entry::Opinion { .. } if position == 0 => return Vec::new(),
                _ => {}
            }
        }
    }
    labels
}

/// The names of the worksheets, where several hold opinions and each is a section: it begins to number anew, or says so.
fn sheets_as_sections(found: &[Table]) -> Option<Vec<String>> {
    let numbered = found.iter().all(|(_, heading)| heading.column(Column::No).is_some());
    let is_part = |name: &str| {
        name.ends_with("について")
            || name.starts_with('第') && name.contains(['章', '節', '部', '編'])
            || fold(name).starts_with(|c: char| c.is_ascii_digit() || c == '(')
    };
    let names: Vec<String> = found.iter().map(|(sheet, _)| title(&sheet.name)).collect();
    let starts = found.iter().filter(|(sheet, heading)| first_number(sheet, heading).is_none_or(|number| number == 1)).count();
    let different: BTreeSet<&String> = names.iter().collect();
    (different.len() > 1 && different.len() == names.len() && (numbered && starts > 1 || names.iter().all(|name| is_part(name))))
        .then_some(names)
}

/// The names of the worksheets, where several hold opinions and each names where they come from.
fn sheets_as_sources(draft: &Draft, found: &[Table]) -> Option<Vec<String>> {
    let names: Vec<String> = found.iter().map(|(sheet, _)| title(&sheet.name)).collect();
    // A name that the program gave says nothing.
    let is_given = |name: &String| {
        let rest = ["sheet", "シート", "table", "表"].iter().find_map(|word| fold(name).strip_prefix(word).map(str::to_owned));
        rest.is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
    };
    // What the table itself calls the source comes before the names of its sheets.
    let says =
        |(_, heading): &Table| heading.column(Column::Source).is_some_and(|index| Column::fixed(heading.texts[index].trim()).is_some());
    let different: BTreeSet<&String> = names.iter().collect();
    (different.len() > 1
        && different.len() == names.len()
        && draft.sections != names
        && !names.iter().any(is_given)
        && !found.iter().all(says))
    .then_some(names)
}

/// The first number under the headings of a worksheet.
fn first_number(sheet: &Sheet, heading: &Heading) -> Option<u32> {
    let column = heading.left + heading.column(Column::No)? as u32;
    let mut cells = sheet.cells.range((heading.bottom + 1, 0)..).filter(|((_, at), _)| *at == column);
    cells.find_map(|(_, cell)| number::whole(cell.text.trim()))
}

/// Sources: the values of a column, if they are few and short; else it is a column like any other.
fn sources(draft: &mut Draft, found: &[Table], read: &Read, questions: &mut Vec<Message>) {
    let meant = |(_, heading): &Table| heading.column(Column::Source).map(|index| heading_text(&heading.texts[index]));
    if draft.matrix {
        return;
    }
    let of_sheets = sheets_as_sources(draft, found);
    if let Some(names) = &of_sheets {
        questions.push(words::ask_sheets_sources(names.join("、")));
        draft.sources = names.iter().map(|name| Source { name: name.clone(), attribution: None }).collect();
    }
    let Some(heading) = found.iter().find_map(meant) else { return };
    let (different, usable) = read.labels(&heading);
    let is_heading = |name: &String| found.iter().any(|(_, heading)| heading.texts.iter().any(|text| fold(text) == fold(name)));
    let everywhere = found.iter().all(|(_, heading)| heading.column(Column::Source).is_some());
    if of_sheets.is_none() && usable && everywhere && !different.is_empty() && !different.iter().any(is_heading) {
        draft.sources = different.into_iter().map(|name| Source { name, attribution: None }).collect();
    } else if read.values(&heading).iter().any(|value| !value.is_empty()) {
        // That the column is printed is asked along with those like it.
        draft.field(&heading);
    }
}

/// Choices and counts, as the values of each field show them.
fn values(draft: &mut Draft, read: &Read) {
    for field in &mut draft.fields {
        let heading = field.printed.as_ref().unwrap_or(&field.heading);
        let values: Vec<&str> = read.values(heading).into_iter().filter(|value| !value.is_empty()).collect();
        if heading.contains("件数") && !values.is_empty() {
            field.counts = values.iter().all(|value| number::whole(value).is_some());
        }
        let mut uses: Vec<(&str, usize)> = Vec::new();
        for value in &values {
            match uses.iter_mut().find(|(known, _)| known == value) {
                Some((_, count)) => *count += 1,
                None => uses.push((value, 1)),
            }
            if uses.len() > CHOICES {
                break;
            }
        }
        let is_word = |text: &str| {
            text.chars().count() <= CHOICE_LENGTH
                && text.chars().any(|c| !c.is_ascii_digit() && !"-/.:年月日".contains(c))
                && !text.contains('\n')
                && plain(text) == text
        };
        let fit = (2..=CHOICES).contains(&uses.len()) && uses.iter().all(|(value, count)| *count > 1 && is_word(value));
        if fit && !field.counts {
            field.choices = uses.into_iter().map(|(value, _)| value.to_owned()).collect();
        }
    }
}

/// The columns of the paper, in the order of the table, and their headings.
fn paper(draft: &mut Draft, found: &[Table], questions: &mut Vec<Message>) {
    let usual = Words::default();
    let (mut shown, mut doubtful) = (Vec::new(), Vec::new());
    // What the tables call each column, each word once.
    let mut called: Vec<(&'static str, String, Vec<String>)> = Vec::new();
    for (_, heading) in found {
        for (index, named) in heading.texts.iter().map(|text| heading_text(text)).enumerate() {
            let (printed, over) = (heading_text(&heading.lower[index]), heading_text(&heading.over[index]));
            if let Some(field) = draft.of_heading(&named) {
                let heading = Some(&printed).filter(|printed| **printed != field.heading);
                if field.private {
                    continue;
                }
                if !shown.iter().any(|shown: &Shown| shown.key == field.key) {
                    if DOUBTFUL.iter().any(|key| field.key.trim_end_matches(|c: char| c.is_ascii_digit()) == *key) {
                        doubtful.push(named);
                    }
                    shown.push(Shown { key: field.key.clone(), heading: heading.cloned(), over });
                }
                continue;
            }
            let Some(meaning) = heading.meanings[index] else { continue };
            let (key, usual) = match meaning {
                Meaning::Column(Column::No) => ("no", &usual.no),
                Meaning::Column(Column::Category) if draft.sections.is_empty() || !is_named(&printed, Column::SectionTitle) => {
                    ("category", &usual.category)
                }
                Meaning::Column(Column::Subcategory) => ("subcategory", &usual.subcategory),
                Meaning::Column(Column::Source) if !draft.matrix => ("source", &usual.source),
                Meaning::Column(Column::Text) if !draft.matrix => ("text", &usual.text),
                Meaning::Column(Column::Attribution) if !draft.matrix => ("attribution", &usual.attribution),
                Meaning::Opinions(source) => {
                    let key = &draft.sources[source].name;
                    if !shown.iter().any(|shown| shown.key == *key) {
                        shown.push(Shown::of(key));
                    }
                    continue;
                }
                _ => continue,
            };
            if !shown.iter().any(|shown| shown.key == key) {
                shown.push(Shown { over, ..Shown::of(key) });
            }
            if !called.iter().any(|(known, ..)| *known == key) {
                called.push((key, usual.clone(), Vec::new()));
            }
            if let Some((.., all)) = called.iter_mut().find(|(known, ..)| *known == key)
                && !printed.is_empty()
                && !all.iter().any(|known| fold(known) == fold(&printed))
            {
                all.push(printed);
            }
        }
    }
    let at_text = shown.iter().position(|shown| shown.key == "text").unwrap_or(shown.len());
    if !draft.matrix && draft.sources.len() > 1 && !shown.iter().any(|shown| shown.key == "source") {
        shown.insert(at_text, Shown::of("source"));
    }
    let numbered = found.iter().any(|(_, heading)| heading.column(Column::No).is_some());
    if !numbered {
        shown.insert(0, Shown::of("no"));
    }
    if draft.matrix {
        let fields: Vec<String> = draft.fields.iter().map(|field| field.printed.as_ref().unwrap_or(&field.heading).clone()).collect();
        shown.retain(|shown| draft.fields.iter().all(|field| shown.key != field.key));
        questions.extend((!fields.is_empty()).then(|| words::ask_not_beside(fields.join("、"))));
    } else {
        questions.extend((!doubtful.is_empty()).then(|| words::ask_printed(doubtful.join("、"))));
    }
    let several: Vec<String> = called.iter().filter(|(.., all)| all.len() > 1).map(|(.., all)| all.join("／")).collect();
    questions.extend((!several.is_empty()).then(|| words::ask_headings(several.join("、"))));
    draft.words = called
        .into_iter()
        .filter(|(_, usual, all)| all.len() == 1 && all[0] != *usual)
        .map(|(key, _, mut all)| (key, all.remove(0)))
        .collect();
    // Sources side by side have a heading of their own.
    draft.shown = shown.into_iter().map(|shown| if draft.matrix { Shown { over: String::new(), ..shown } } else { shown }).collect();
}

/// Whether the numbers run through all sections: whichever reading leaves fewer faults.
fn runs_through(draft: &Draft, book: &Book) -> Result<bool> {
    if draft.sections.len() < 2 {
        return Ok(false);
    }
    let faults = |through: bool| -> Result<usize> {
        let toml = Draft { through, ..draft.clone() }.toml();
        let meeting = Meeting::parse(&toml, Path::new(""))?;
        let mut findings = Diagnostics::default();
        let records = super::records(&meeting, book, &mut findings)?;
        let opinions = validate::validate(&meeting, &records, &mut findings);
        let mut findings = Diagnostics::default();
        drop(Placed::new(&meeting, opinions, &mut findings));
        Ok(findings.0.len())
    };
    Ok(faults(true)? < faults(false)?)
}
