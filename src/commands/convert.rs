//! `shiryo convert`: a `meeting.toml` of version 0.1 becomes one of today, its comments kept.

use std::path::PathBuf;

use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value, value};

use super::outcome::{FileMade, Outcome, Rewritten};
use super::{Done, Help, kept, meeting_of};
use crate::build::output::{self, Artifact};
use crate::meeting::typed::Typed;
use crate::meeting::{self, Meeting};
use crate::read::files;
use crate::say::diag::{Diagnostics, Result};
use crate::say::words;

#[derive(Debug, clap::Args)]
pub struct Convert {
    meeting: Option<PathBuf>,
}

pub const HELP: Help = Help { about: words::help_convert, examples: None, arguments: &[("meeting", words::help_meeting)] };

impl Convert {
    /// Rewrites the file, and keeps the old one beside it.
    pub fn run(self, warnings: &mut Diagnostics) -> Result<Done> {
        let folder = meeting_of(self.meeting, warnings);
        let path = folder.join(meeting::FILE);
        let shown = files::display(&path);
        let lock = output::lock_meeting(&folder, &|| {})?;
        let bytes = files::read(&path)?;
        let typed = Typed::of_bytes(&shown, &bytes)?;
        warnings.0.extend(typed.warning(&shown));
        let Some(converted) = converted(&typed.text).map_err(|_| meeting::parse::unreadable(&shown, &typed.text))? else {
            // What cannot be read at all is no meeting of today either.
            Meeting::parse(&typed.text, &folder)?;
            let nothing = Rewritten { files: Vec::new(), converted: false };
            return Ok(Done::new(vec![words::convert_nothing(shown)], Outcome::Convert(nothing)));
        };
        // What was written must be read again.
        Meeting::parse(&converted, &folder)?;
        let artifact = |name: &str, bytes: Vec<u8>| Artifact { name: name.to_owned(), bytes };
        let artifacts = [artifact(KEPT, bytes), artifact(meeting::FILE, converted.into_bytes())];
        let copies = output::put_keeping(&lock, &artifacts, &[KEPT])?;
        let rewritten = Rewritten { files: FileMade::all(&folder, &artifacts), converted: true };
        let said = [words::converted(&shown, files::display(&folder.join(KEPT)))];
        Ok(Done::new(said.into_iter().chain(kept(&folder, &copies)).collect(), Outcome::Convert(rewritten)))
    }
}

/// Name under which the old file is kept.
const KEPT: &str = "meeting-0.1.toml";

/// Words that stand under `[words]` today, by where they stood before.
const LOOK_WORDS: &[(&str, &str)] = &[("no_heading", "no"), ("category_heading", "category")];
const RESPONSE_WORDS: &[(&str, &str)] = &[
    ("division_heading", "division"),
    ("note_heading", "note"),
    ("text_heading", "text"),
    ("source_heading", "source"),
    ("unanswered", "unanswered"),
    ("division_label", "division_label"),
    ("totals_several", "several"),
    ("totals_unanswered", "open"),
    ("totals_sum", "sum"),
    ("totals_all", "all"),
];
const COMPARISON_WORDS: &[(&str, &str)] = &[
    ("old_heading", "older"),
    ("new_heading", "newer"),
    ("note_heading", "change"),
    ("added", "added"),
    ("removed", "removed"),
    ("changed", "changed"),
    ("moved", "moved"),
    ("nothing", "same"),
];

/// The text in today's grammar; nothing if it is already.
pub fn converted(text: &str) -> std::result::Result<Option<String>, toml_edit::TomlError> {
    if !meeting::parse::is_version_one(text) {
        return Ok(None);
    }
    let mut document: DocumentMut = text.parse()?;
    let root = document.as_table_mut();
    // `outputs = […]` in one line is the same as the tables.
    let outputs = tables(root.remove("outputs"));
    let response = root.remove("response").map(Item::into_table).and_then(std::result::Result::ok);
    let comparison = root.remove("comparison").map(Item::into_table).and_then(std::result::Result::ok);
    let label = root.get_mut("meeting").and_then(Item::as_table_like_mut).and_then(|head| head.remove("label"));
    let label = label.as_ref().and_then(Item::as_str).unwrap_or_default().to_owned();
    let mut words = Table::new();
    move_keys(root.get_mut("look"), &mut words, LOOK_WORDS);
    if root.get("look").and_then(Item::as_table_like).is_some_and(toml_edit::TableLike::is_empty) {
        root.remove("look");
    }
    let fields = fields(root.get_mut("fields"));
    let sources = sources(root.get_mut("sources"));
    for (from, keys) in [(&response, RESPONSE_WORDS), (&comparison, COMPARISON_WORDS)] {
        from.iter().for_each(|from| copy_keys(from, &mut words, keys));
    }
    let (of_inquiry, outputs): (Vec<&Table>, Vec<&Table>) =
        outputs.iter().partition(|output| text_of(output, "workbook") == Some("inquiry"));
    let (of_data, of_papers): (Vec<&Table>, Vec<&Table>) = outputs.into_iter().partition(|output| text_of(output, "records").is_some());
    let file = of_inquiry.last().map(|output| text_of(output, "file").unwrap_or_default());
    if let (Some(file), Some(inquiry)) = (file, root.get_mut("inquiry").and_then(Item::as_table_like_mut)) {
        inquiry.insert("file", value(file));
    }
    if !words.is_empty() {
        root.insert("words", Item::Table(words));
    }
    if !of_data.is_empty() {
        let files = of_data.iter().map(|output| text_of(output, "file").unwrap_or_default().replace("{label}", &label));
        let mut data = Table::new();
        data["files"] = value(files.collect::<Array>());
        root.insert("data", Item::Table(data));
    }
    let papers = papers(&of_papers, &label, response.as_ref(), &fields, &sources);
    if !papers.is_empty() {
        root.insert("papers", Item::ArrayOfTables(papers.into_iter().collect::<ArrayOfTables>()));
    }
    Ok(Some(document.to_string()))
}

fn text_of<'t>(table: &'t Table, key: &str) -> Option<&'t str> {
    table.get(key).and_then(Item::as_str)
}

/// The papers of outputs: those of one template and one kind are files of one paper.
fn papers(
    outputs: &[&Table],
    label: &str,
    response: Option<&Table>,
    fields: &[Field],
    sources: &[(String, [Option<f64>; 2])],
) -> Vec<Table> {
    let mut papers: Vec<Table> = Vec::new();
    for output in outputs {
        let template = ["template", "image", "workbook"].into_iter().find_map(|key| text_of(output, key)).unwrap_or("opinion-matrix");
        let answers = text_of(output, "context").map_or(template == "opinion-response", |context| context == "opinion-response");
        let own = Some(template).filter(|name| !["opinion-matrix", "opinion-response"].contains(name));
        let layout = if answers { "list" } else { "matrix" };
        let same = |paper: &Table| text_of(paper, "layout") == Some(layout) && text_of(paper, "template") == own;
        let index = papers.iter().position(same).unwrap_or_else(|| {
            let mut paper = match response.filter(|_| answers) {
                Some(response) => with_answers(response, fields),
                None => matrix(label, sources),
            };
            if let Some(own) = own {
                paper["template"] = value(own);
            }
            papers.push(paper);
            papers.len() - 1
        });
        if let Some(files) = papers[index]["files"].as_array_mut() {
            files.push(paper_file(output, text_of(output, "file").unwrap_or_default()));
        }
    }
    papers
}

/// The tables of `[[key]]`, or of `key = [{ … }]`.
fn tables(item: Option<Item>) -> Vec<Table> {
    match item {
        Some(Item::ArrayOfTables(tables)) => tables.into_iter().collect(),
        Some(Item::Value(Value::Array(array))) => {
            array.into_iter().filter_map(|entry| Some(entry.as_inline_table()?.clone().into_table())).collect()
        }
        Some(Item::Value(_) | Item::Table(_) | Item::None) | None => Vec::new(),
    }
}

/// Calls `change` for each table of `[[key]]` or `key = [{ … }]`.
fn each(item: Option<&mut Item>, mut change: impl FnMut(&mut dyn toml_edit::TableLike)) {
    match item {
        Some(Item::ArrayOfTables(tables)) => tables.iter_mut().for_each(|table| change(table)),
        Some(Item::Value(Value::Array(array))) => {
            array.iter_mut().filter_map(Value::as_inline_table_mut).for_each(|table| change(table));
        }
        Some(Item::Value(_) | Item::Table(_) | Item::None) | None => {}
    }
}

/// A declared field, as far as papers need it.
struct Field {
    key: String,
    printed: bool,
    chosen: bool,
}

/// Rewrites the fields; returns those that divisions fill in.
fn fields(item: Option<&mut Item>) -> Vec<Field> {
    let mut fields = Vec::new();
    each(item, |field| {
        let answer = field.remove("answer").and_then(|answer| answer.as_bool()).unwrap_or(false);
        let printed = field.remove("printed").and_then(|printed| printed.as_bool()).unwrap_or(true);
        if answer {
            field.insert("from", value("divisions"));
            let key = field.get("key").and_then(Item::as_str).unwrap_or_default().to_owned();
            fields.push(Field { key, printed, chosen: field.get("choices").is_some() });
            field.insert("private", value(!printed));
        }
    });
    fields
}

/// Takes the widths of the sources, which are columns of papers today: key, least and most in millimetres.
fn sources(item: Option<&mut Item>) -> Vec<(String, [Option<f64>; 2])> {
    let mut sources = Vec::new();
    each(item, |source| {
        let mut width = |key: &str| source.remove(key).and_then(|mm| mm.as_float().or(mm.as_integer().map(|mm| mm as f64)));
        let widths = [width("min_width"), width("max_width")];
        sources.push((source.get("key").and_then(Item::as_str).unwrap_or_default().to_owned(), widths));
    });
    sources
}

fn matrix(label: &str, sources: &[(String, [Option<f64>; 2])]) -> Table {
    let mut paper = Table::new();
    paper["label"] = value(label);
    paper["layout"] = value("matrix");
    if sources.iter().any(|(_, widths)| widths.iter().any(Option::is_some)) {
        let mut columns = Array::from_iter(["no", "category"]);
        for (key, [least, most]) in sources {
            let mut width = InlineTable::new();
            // From millimetres to characters of 9 points.
            let characters = |mm: f64| ((mm * 72.0 / 25.4 - 9.0) / 9.0 * 10.0).round() / 10.0;
            for (name, mm) in [("least", least), ("most", most)] {
                if let Some(mm) = mm {
                    width.insert(name, characters(*mm).max(0.1).into());
                }
            }
            if width.is_empty() {
                columns.push(key.as_str());
            } else {
                columns.push(Value::InlineTable(InlineTable::from_iter([
                    ("of", Value::from(key.as_str())),
                    ("width", Value::InlineTable(width)),
                ])));
            }
        }
        paper["columns"] = value(columns);
    }
    paper["files"] = value(Array::new());
    paper
}

fn with_answers(response: &Table, fields: &[Field]) -> Table {
    let mut paper = Table::new();
    paper["label"] = value(text_of(response, "label").unwrap_or_default());
    paper["title"] = value(text_of(response, "title").unwrap_or_default());
    paper["layout"] = value("list");
    paper["shows"] = value(Array::from_iter([InlineTable::from_iter([("asked", Value::from(true))])]));
    let mut columns = Array::from_iter(["no", "category"]);
    columns.push(InlineTable::from_iter([("of", Value::from(Array::from_iter(["source", "attribution"])))]));
    columns.push("text");
    fields.iter().filter(|field| field.printed).for_each(|field| columns.push(field.key.as_str()));
    columns.push("division");
    if response.get("notes").and_then(Item::as_bool) == Some(true) {
        columns.push("note");
    }
    paper["columns"] = value(columns);
    let shown = text_of(response, "shown").unwrap_or("全{all}件のうち、担当課に照会した{shown}件を掲載しています。");
    let mut above = Array::from_iter([InlineTable::from_iter([("text", Value::from(shown))])]);
    for field in fields.iter().filter(|field| field.printed && field.chosen) {
        above.push(InlineTable::from_iter([("tally", Value::from(field.key.as_str()))]));
    }
    paper["above"] = value(above);
    paper["files"] = value(Array::new());
    paper
}

fn paper_file(output: &Table, file: &str) -> Value {
    let picture = output.contains_key("image");
    if !picture {
        return Value::from(file);
    }
    let mut table = InlineTable::from_iter([("file", Value::from(file))]);
    for key in ["page", "ppi"] {
        if let Some(number) = output.get(key).and_then(Item::as_value) {
            let mut number = number.clone();
            number.decor_mut().clear();
            table.insert(key, number);
        }
    }
    Value::InlineTable(table)
}

fn move_keys(from: Option<&mut Item>, to: &mut Table, keys: &[(&str, &str)]) {
    let Some(table) = from.and_then(Item::as_table_like_mut) else { return };
    for (old, new) in keys {
        if let Some(item) = table.remove(old) {
            to.insert(new, item);
        }
    }
}

fn copy_keys(from: &Table, to: &mut Table, keys: &[(&str, &str)]) {
    for (old, new) in keys {
        if let Some(item) = from.get(old) {
            to.insert(new, item.clone());
        }
    }
}
