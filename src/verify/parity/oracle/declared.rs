//! What the meeting's file declares of a paper's columns, worked out for the proof alone.

use crate::document::{Column, Content, Edition, Joins};
use crate::meeting::Meeting;
use crate::meeting::paper::{ColumnSpec, JoinsSpec, Layout, Order, Paper, PartSpec};

/// A column as it is declared.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    pub shows: Vec<Content>,
    pub source: Option<usize>,
    pub edition: Edition,
    pub heading: Option<String>,
    pub over: Option<String>,
    pub joins: Joins,
    /// Whether it goes where nothing stands in it.
    pub optional: bool,
}

impl Wanted {
    /// Whether it is a column of labels, which join level by level.
    pub fn is_label(&self) -> bool {
        matches!(self.shows[0], Content::Section | Content::Category | Content::Subcategory)
    }

    /// Whether a column of the paper is this one.
    pub fn is(&self, column: &Column) -> bool {
        (&column.shows, column.source, column.edition) == (&self.shows, self.source, self.edition)
            && (&column.heading, &column.over) == (&self.heading, &self.over)
            && column.joins == self.joins
    }
}

/// The columns of a paper and, if it has a stack, its parts with what stands beside each.
pub fn columns(meeting: &Meeting, paper: &Paper) -> (Vec<Wanted>, Vec<(Content, String)>) {
    let specs = if paper.columns.is_empty() { usual(meeting, paper) } else { paper.columns.clone() };
    let parts = specs.iter().find(|spec| !spec.stack.is_empty());
    let part = |part: &PartSpec| {
        let content = content(meeting, &part.of)?;
        Some((content, part.heading.clone().unwrap_or_else(|| heading(meeting, content))))
    };
    let parts: Vec<(Content, String)> = parts.map(|spec| spec.stack.iter().filter_map(part).collect()).unwrap_or_default();
    (specs.iter().flat_map(|spec| of(meeting, paper, spec, &parts)).collect(), parts)
}

fn of(meeting: &Meeting, paper: &Paper, spec: &ColumnSpec, parts: &[(Content, String)]) -> Vec<Wanted> {
    let words = &meeting.words;
    let wanted = |shows: Vec<Content>, heading: Option<&str>| {
        let counts = matches!(shows[0], Content::Field(index) if meeting.fields[index].counts);
        let answers = !counts && matches!(shows[0], Content::Field(_) | Content::Division | Content::Note);
        let label = matches!(shows[0], Content::Section | Content::Category | Content::Subcategory | Content::PartName);
        Wanted {
            joins: match spec.joins {
                Some(JoinsSpec::Never) => Joins::Never,
                Some(JoinsSpec::Category) => Joins::Category,
                Some(JoinsSpec::Across) => Joins::Across,
                None if answers || label => Joins::Category,
                None => Joins::Never,
            },
            optional: spec.optional.unwrap_or(false),
            shows,
            source: None,
            edition: Edition::Newer,
            heading: heading.map(|heading| spec.heading.clone().unwrap_or_else(|| heading.to_owned())),
            over: spec.over.clone(),
        }
    };
    // Beside the column that was asked for, with nothing of its own but what stands over both.
    let beside = |content: Content, like: &Wanted| Wanted { shows: vec![content], heading: None, ..like.clone() };
    if !spec.stack.is_empty() {
        let names: Vec<&str> = parts.iter().map(|(_, name)| name.as_str()).collect();
        let over = names.join("／");
        if !spec.names.unwrap_or(true) {
            return vec![Wanted { joins: Joins::Never, optional: false, ..wanted(vec![Content::Parts], Some(&over)) }];
        }
        let label = Wanted { joins: Joins::Category, optional: false, ..wanted(vec![Content::PartName], Some(&over)) };
        let text = Wanted { joins: Joins::Never, ..beside(Content::Parts, &label) };
        return vec![label, text];
    }
    let Some(name) = spec.of.first() else { return Vec::new() };
    let alone = spec.of.len() == 1;
    if alone && paper.layout == Layout::Comparison {
        let sides = vec![Content::Text, Content::Attribution];
        match name.as_str() {
            "older" => return vec![Wanted { edition: Edition::Older, ..wanted(sides, Some(&words.older)) }],
            "newer" => return vec![wanted(sides, Some(&words.newer))],
            "change" => return vec![wanted(vec![Content::Change], Some(&words.change))],
            _ => {}
        }
    }
    if alone
        && paper.layout == Layout::Matrix
        && let Some(source) = meeting.sources.iter().position(|source| source.key == *name)
    {
        let declared = &meeting.sources[source];
        let text = Wanted { source: Some(source), ..wanted(vec![Content::Text], Some(&declared.heading)) };
        let by = Wanted { joins: Joins::Never, ..beside(Content::Attribution, &text) };
        return std::iter::once(text).chain(declared.attribution.is_some().then_some(by)).collect();
    }
    let shows: Vec<Content> = spec.of.iter().filter_map(|name| content(meeting, name)).collect();
    if shows.is_empty() {
        return Vec::new();
    }
    let may_go = matches!(shows[0], Content::Category | Content::Subcategory | Content::Note);
    let named = heading(meeting, shows[0]);
    vec![Wanted { optional: spec.optional.unwrap_or(may_go), ..wanted(shows, Some(&named)) }]
}

/// What a name in the meeting's file means; private fields mean nothing to papers.
fn content(meeting: &Meeting, name: &str) -> Option<Content> {
    Some(match name {
        "no" => Content::Number,
        "section" => Content::Section,
        "category" => Content::Category,
        "subcategory" => Content::Subcategory,
        "source" => Content::Source,
        "attribution" => Content::Attribution,
        "text" => Content::Text,
        "division" => Content::Division,
        "note" => Content::Note,
        name => {
            let index = meeting.fields.iter().position(|field| field.key == name || field.heading == name)?;
            return Some(Content::Field(index)).filter(|_| !meeting.is_private(&meeting.fields[index]));
        }
    })
}

/// What stands over a column unless the paper says otherwise.
pub fn heading(meeting: &Meeting, content: Content) -> String {
    let words = &meeting.words;
    let word = match content {
        Content::Number => &words.no,
        Content::Section => &words.section,
        Content::Category => &words.category,
        Content::Subcategory => &words.subcategory,
        Content::Source => &words.source,
        Content::Attribution => &words.attribution,
        Content::Text => &words.text,
        Content::Division => &words.division,
        Content::Note => &words.note,
        Content::Change => &words.change,
        Content::Field(index) => &meeting.fields[index].heading,
        Content::PartName | Content::Parts => return String::new(),
    };
    word.clone()
}

/// The columns of a paper that names none.
fn usual(meeting: &Meeting, paper: &Paper) -> Vec<ColumnSpec> {
    let one = |names: &[&str]| ColumnSpec { of: names.iter().map(|name| (*name).to_owned()).collect(), ..ColumnSpec::default() };
    let public = || meeting.fields.iter().filter(|field| !meeting.is_private(field));
    let several = meeting.sources.len() > 1;
    let mut specs = vec![one(&["no"]), one(&["category"])];
    match paper.layout {
        Layout::Matrix => specs.extend(meeting.sources.iter().map(|source| one(&[&source.key]))),
        Layout::List => {
            if several {
                specs.push(one(&["source", "attribution"]));
            }
            specs.push(one(&["text"]));
            specs.extend(public().map(|field| one(&[&field.key])));
            if !meeting.divisions.is_empty() {
                specs.push(one(&["division"]));
            }
        }
        Layout::Stacked => {
            let (free, chosen): (Vec<_>, Vec<_>) = public().partition(|field| field.choices.is_empty());
            let stack = ["text"].into_iter().chain(free.into_iter().map(|field| field.key.as_str()));
            specs.push(ColumnSpec {
                stack: stack.map(|of| PartSpec { of: of.to_owned(), heading: None }).collect(),
                ..ColumnSpec::default()
            });
            specs.extend(chosen.into_iter().map(|field| one(&[&field.key])));
        }
        Layout::Comparison => {
            if several {
                specs.push(one(&["source"]));
            }
            let sides = if paper.order == Order::NewOld { ["newer", "older"] } else { ["older", "newer"] };
            specs.extend(sides.iter().chain(&["change"]).map(|name| one(&[name])));
        }
    }
    specs
}
