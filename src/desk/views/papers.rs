//! Papers: what `meeting.toml` says of each paper, and the pages of one of them as they will be.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use toml_edit::DocumentMut;

use super::choices::{choices, raws, rules};
use super::{Sets, Window, said};
use crate::build::input::Input;
use crate::build::prepare::Prepared;
use crate::document;
use crate::meeting::paper::{AlignSpec, BlockSpec, ColumnSpec, Layout, Limits, Order, Paper, PartSpec, TallyBy, WidthSpec};
use crate::meeting::typed::Typed;
use crate::meeting::{self, Meeting};
use crate::read::files;
use crate::say::diag::{Diagnostics, Result};
use crate::say::toml_text;
use crate::say::words::Lang;

/// Millimetres of an inch, and most pixels to one that a screen shows.
const INCH: f64 = 25.4;
const SHOWN_PPI: f64 = 220.0;

/// The settings of all papers, and the pages of one, or why there are none.
pub fn papers(folder: &Path, paper: usize, window: Window, lang: Lang, sets: &mut Sets) -> Result<Value> {
    let meeting = Meeting::load(folder)?;
    let mut findings = Diagnostics::default();
    let pages = Input::of_folder(folder).and_then(|input| set(&input, paper, None, Some(window), sets, &mut findings));
    let pages = findings.gather(pages);
    Ok(json!({ "settings": settings(&meeting, folder)?, "pages": pages, "diagnostics": said(&findings, lang) }))
}

/// Sets the pages of a paper, or of so many of its first opinions, keeps them for their pictures, and says how many pages there
/// are and how large; with the picture of what is seen of them, which then need not be asked for.
pub fn set(
    input: &Input,
    paper: usize,
    first: Option<usize>,
    window: Option<Window>,
    sets: &mut Sets,
    findings: &mut Diagnostics,
) -> Result<Value> {
    let prepared = Prepared::with_odd(input, findings)?;
    let wanted = input.meeting.papers.get(paper).map(std::ptr::from_ref::<Paper>);
    let documents = prepared.some_documents(|paper| wanted.is_some_and(|wanted| std::ptr::eq(wanted, paper)))?;
    let Some(document) = documents.into_iter().nth(paper).flatten() else { return Ok(Value::Null) };
    let document = &match first {
        Some(opinions) => document.beginning(opinions),
        None => document,
    };
    // What cannot be printed stops a paper that shows it, as in a build.
    let odd = prepared.odd.iter().map(|odd| odd.finding.clone());
    findings.0.extend(odd);
    // A stamp that stands in the footer is seen; what the PDF carries is not.
    let draft = if input.meeting.looks[paper].stamp { prepared.draft(paper, document)? } else { prepared.bare_draft(paper, document)? };
    let setting = prepared.setting(&draft);
    let pages = setting.set(&mut setting.papers(&prepared.fonts), &|_, _| {}, findings)?;
    let (width, height) = input.meeting.looks[paper].page();
    let count = pages.pages().len();
    let set = sets.keep(pages);
    let mut said = json!({ "set": set, "count": count, "width": width, "height": height, "opinions": prepared.placed.opinions.len(), "choices": choices(prepared.meeting, Some(&prepared.placed)) });
    if let Some(window) = window {
        let (page, ppi) = (window.page.clamp(1, count.max(1)), (window.width / (width / INCH)).min(SHOWN_PPI));
        said["page"] = json!(page);
        said["ppi"] = json!(ppi);
        said["picture"] = json!(sets.picture(set, page, ppi).map(|bytes| STANDARD.encode(bytes)));
    }
    Ok(said)
}

/// What may be set, and how it is.
fn settings(meeting: &Meeting, folder: &Path) -> Result<Value> {
    let file = folder.join(meeting::FILE);
    let typed = Typed::of_bytes(&files::display(&file), &files::read(&file)?)?;
    // A file that is read although it is no plain TOML shows its settings, but not their wording.
    let document = typed.text.parse::<DocumentMut>().unwrap_or_default();
    let papers: Vec<Value> = meeting.papers.iter().enumerate().map(|(index, paper)| one(meeting, &document, index, paper)).collect();
    let fields: Vec<Value> = meeting
        .fields
        .iter()
        .filter(|field| !field.choices.is_empty())
        .map(|field| json!({ "key": field.key, "heading": field.heading }))
        .collect();
    Ok(json!({
        "title": meeting.head.title,
        "date": meeting.head.date.to_string(),
        "papers": papers,
        "counted": fields,
        // Where none is declared, there is one without a title.
        "sections": meeting.sections.iter().map(|section| section.title.as_str()).filter(|title| !title.is_empty()).collect::<Vec<_>>(),
        "sources": sources(meeting, &document),
        "choices": choices(meeting, None),
        "data": meeting.data.files,
        "asks": meeting.inquiry.is_some() && !meeting.divisions.is_empty(),
    }))
}

/// The sources that the file names.
fn sources(meeting: &Meeting, document: &DocumentMut) -> Vec<Value> {
    let written = document.get("sources").map_or(0, |sources| raws(sources).len());
    let named = meeting.sources.iter().take(written);
    named.map(|source| json!({ "key": source.key, "heading": source.heading, "attribution": source.attribution })).collect()
}

fn one(meeting: &Meeting, document: &DocumentMut, index: usize, paper: &Paper) -> Value {
    let look = &meeting.looks[index];
    let own = document.get("papers").and_then(|papers| papers.get(index));
    let written = |key: &str| own.and_then(|own| own.get(key));
    let columns: Vec<Value> = match written("columns").map(raws) {
        Some(raws) if !paper.columns.is_empty() => {
            raws.into_iter().zip(&paper.columns).map(|(raw, spec)| column(meeting, spec, raw)).collect()
        }
        _ => document::usual(meeting, paper).iter().map(|spec| column(meeting, spec, usual(spec))).collect(),
    };
    let blocks = |key: &str, specs: &[BlockSpec]| -> Vec<Value> {
        let raws = written(key).map(raws).unwrap_or_default();
        raws.into_iter().zip(specs).map(|(raw, spec)| block(meeting, spec, raw)).collect()
    };
    let own_look: Vec<&str> = paper.look.keys().map(String::as_str).collect();
    json!({
        "label": paper.label,
        "title": paper.title,
        "short_title": paper.short_title,
        "layout": layout(paper.layout),
        "own_template": paper.template.is_some(),
        "files": meeting.files().ok().into_iter().flatten().filter(|(_, kind)| kind.paper() == Some(index)).map(|(name, _)| name).collect::<Vec<_>>(),
        "written_files": written("files").map(raws).unwrap_or_default(),
        "columns": columns,
        "own_columns": !paper.columns.is_empty(),
        "available": available(meeting, paper),
        "bands": paper.bands,
        "shows": rules(&paper.shows, written("shows")),
        "order": match paper.order { Order::NewOld => "new-old", Order::OldNew => "old-new" },
        "above": blocks("above", &paper.above),
        "below": blocks("below", &paper.below),
        "headings": paper.headings,
        "sections": meeting.sections.len(),
        "look": {
            "paper": look.paper, "landscape": look.landscape, "size": look.size, "line": look.line, "stamp": look.stamp,
            "margin_top": look.margin_top, "margin_bottom": look.margin_bottom, "margin_left": look.margin_left, "margin_right": look.margin_right,
        },
        "own_look": own_look,
    })
}

fn layout(layout: Layout) -> &'static str {
    match layout {
        Layout::Matrix => "matrix",
        Layout::List => "list",
        Layout::Stacked => "stacked",
        Layout::Comparison => "comparison",
    }
}

/// A column with what may be changed of it.
fn column(meeting: &Meeting, spec: &ColumnSpec, raw: String) -> Value {
    let part = |of: &String, heading: Option<&String>| json!({ "of": of, "name": name_of(meeting, of), "heading": heading });
    let parts: Vec<Value> = match spec.stack.as_slice() {
        [] => spec.of.iter().map(|of| part(of, None)).collect(),
        stack => stack.iter().map(|PartSpec { of, heading }| part(of, heading.as_ref())).collect(),
    };
    let width = match spec.width {
        Some(WidthSpec::Fixed(characters)) => json!(characters),
        Some(WidthSpec::Share(share)) => json!(format!("{share}fr")),
        Some(WidthSpec::Between(Limits { least, most })) => {
            let bound = |bound: Option<f64>| bound.map(|bound| bound.to_string()).unwrap_or_default();
            json!(format!("{}～{}", bound(least), bound(most)))
        }
        None => Value::Null,
    };
    let align = spec.align.map(|align| match align {
        AlignSpec::Left => "left",
        AlignSpec::Center => "center",
        AlignSpec::Right => "right",
    });
    json!({
        "raw": raw,
        "name": column_name(meeting, spec),
        "heading": spec.heading,
        "width": width,
        "align": align,
        "parts": parts,
        "is_stack": !spec.stack.is_empty(),
    })
}

/// A column that the layout has by itself, as the file would write it.
fn usual(spec: &ColumnSpec) -> String {
    let quoted = |name: &String| toml_text(name);
    let listed = |names: Vec<&String>| names.into_iter().map(quoted).collect::<Vec<_>>().join(", ");
    match spec.of.as_slice() {
        [] => format!("{{ stack = [{}] }}", listed(spec.stack.iter().map(|part| &part.of).collect())),
        [one] => quoted(one),
        several => format!("{{ of = [{}] }}", listed(several.iter().collect())),
    }
}

/// What stands above or below the table, with what may be changed of it.
fn block(meeting: &Meeting, spec: &BlockSpec, raw: String) -> Value {
    let by = spec.by.map(|by| match by {
        TallyBy::Section => "section",
        TallyBy::Source => "source",
        TallyBy::Category => "category",
        TallyBy::None => "none",
    });
    json!({
        "raw": raw,
        "name": block_name(meeting, spec),
        "kind": kind(spec),
        "text": spec.text.as_ref().or(spec.note.as_ref()),
        "heading": spec.heading,
        "table": spec.table,
        "by": by,
    })
}

fn column_name(meeting: &Meeting, spec: &ColumnSpec) -> String {
    let named = |key: &String| name_of(meeting, key);
    if let Some(heading) = &spec.heading {
        return heading.clone();
    }
    let parts: Vec<String> = if spec.stack.is_empty() {
        spec.of.iter().map(named).collect()
    } else {
        spec.stack.iter().map(|part| part.heading.clone().unwrap_or_else(|| named(&part.of))).collect()
    };
    parts.join("／")
}

/// What a column is called.
fn name_of(meeting: &Meeting, key: &str) -> String {
    let words = &meeting.words;
    let fixed = match key {
        "no" => Some(&words.no),
        "section" => Some(&words.section),
        "category" => Some(&words.category),
        "subcategory" => Some(&words.subcategory),
        "source" => Some(&words.source),
        "attribution" => Some(&words.attribution),
        "text" => Some(&words.text),
        "division" => Some(&words.division),
        "note" => Some(&words.note),
        "older" => Some(&words.older),
        "newer" => Some(&words.newer),
        "change" => Some(&words.change),
        _ => None,
    };
    let field = || meeting.fields.iter().find(|field| field.key == key || field.heading == key).map(|field| &field.heading);
    let source = || meeting.sources.iter().find(|source| source.key == key).map(|source| &source.heading);
    fixed.or_else(field).or_else(source).cloned().unwrap_or_else(|| key.to_owned())
}

/// The columns that a paper of this layout could have.
fn available(meeting: &Meeting, paper: &Paper) -> Vec<Value> {
    let mut keys: Vec<&str> = vec!["no", "category", "subcategory"];
    match paper.layout {
        Layout::Matrix => keys.extend(meeting.sources.iter().map(|source| source.key.as_str())),
        Layout::Comparison => keys.extend(["source", "newer", "older", "change"]),
        Layout::List | Layout::Stacked => {
            keys.extend(["section", "source", "attribution", "text"]);
            keys.extend(meeting.fields.iter().filter(|field| !meeting.is_private(field)).map(|field| field.key.as_str()));
            if !meeting.divisions.is_empty() {
                keys.extend(["division", "note"]);
            }
        }
    }
    let quoted = |name: &str| toml_text(name);
    keys.into_iter().map(|key| json!({ "raw": quoted(key), "name": name_of(meeting, key) })).collect()
}

fn kind(spec: &BlockSpec) -> &'static str {
    match spec {
        BlockSpec { text: Some(_), .. } => "text",
        BlockSpec { note: Some(_), .. } => "note",
        BlockSpec { table: Some(_), .. } => "table",
        BlockSpec { legend: Some(_), .. } => "legend",
        _ => "tally",
    }
}

fn block_name(meeting: &Meeting, spec: &BlockSpec) -> String {
    let named = spec.legend.as_ref().or(spec.tally.as_ref()).map(|key| name_of(meeting, key));
    let table = || spec.table.as_ref().and_then(|rows| rows.first()).map(|row| row.join("　"));
    spec.heading.clone().or(spec.text.clone()).or(spec.note.clone()).or(named).or_else(table).unwrap_or_default()
}
