//! The columns of a paper: from the names and keys that the meeting declares to [`Column`]s, or what is wrong with them.

use super::{Align, Column, Content, Edition, Joins, Role, Width};
use crate::meeting::Meeting;
use crate::meeting::paper::{AlignSpec, ColumnSpec, JoinsSpec, Layout, Limits, Order, Paper, PartSpec, WidthSpec};
use crate::say::diag::{Diagnostic, Diagnostics, Result};
use crate::say::words;

/// Columns that every meeting knows: name and content.
const FIXED: &[(&str, Content)] = &[
    ("no", Content::Number),
    ("section", Content::Section),
    ("category", Content::Category),
    ("subcategory", Content::Subcategory),
    ("source", Content::Source),
    ("attribution", Content::Attribution),
    ("text", Content::Text),
    ("division", Content::Division),
    ("note", Content::Note),
];

/// A column, and whether it is left out where nothing stands in it.
pub struct Declared {
    pub column: Column,
    pub optional: bool,
    /// The parts of a stack.
    pub stack: Vec<Part>,
}

/// A part of a stack, and what stands beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub content: Content,
    pub name: String,
}

/// The columns of `paper`, in order; an error for each that cannot be.
pub fn declared(meeting: &Meeting, paper: &Paper) -> Result<Vec<Declared>> {
    let specs = if paper.columns.is_empty() { usual(meeting, paper) } else { paper.columns.clone() };
    let mut findings = Diagnostics::default();
    let mut columns = Vec::new();
    for spec in &specs {
        let found = findings.gather((Names { meeting, paper }).columns(spec));
        // Long text cannot be read from top to bottom, and finds no room where a page ends; nor can one label under another.
        let is_vertical = |column: &Column| column.role == Role::Label && column.shows.len() == 1;
        if spec.vertical && !found.iter().all(|declared| is_vertical(&declared.column)) {
            let name = spec.names().next().map_or("", String::as_str);
            findings.push(Diagnostic::error(words::paper_column_vertical(name)).in_paper(paper.name()));
            continue;
        }
        columns.extend(found);
    }
    for (index, declared) in columns.iter().enumerate() {
        let same = |other: &Declared| {
            let (a, b) = (&other.column, &declared.column);
            other.stack == declared.stack && (&a.shows, a.source, a.edition) == (&b.shows, b.source, b.edition)
        };
        if columns[..index].iter().any(same) {
            let name = declared.column.heading.as_deref().unwrap_or_default();
            findings.push(Diagnostic::error(words::paper_column_twice(paper.name(), name)));
        }
    }
    findings.unless_errors(columns)
}

/// The columns that a layout has if the paper names none.
pub fn usual(meeting: &Meeting, paper: &Paper) -> Vec<ColumnSpec> {
    let named = |name: &str| ColumnSpec { of: vec![name.to_owned()], ..ColumnSpec::default() };
    let fields = || meeting.fields.iter().filter(|field| !meeting.is_private(field));
    let several = meeting.sources.len() > 1;
    let mut specs = vec![named("no"), named("category")];
    match paper.layout {
        Layout::Matrix => specs.extend(meeting.sources.iter().map(|source| named(&source.key))),
        Layout::List => {
            specs.extend(several.then(|| ColumnSpec { of: vec!["source".into(), "attribution".into()], ..ColumnSpec::default() }));
            specs.push(named("text"));
            specs.extend(fields().map(|field| named(&field.key)));
            specs.extend((!meeting.divisions.is_empty()).then(|| named("division")));
        }
        Layout::Stacked => {
            let parts = fields().filter(|field| field.choices.is_empty()).map(|field| field.key.clone());
            let part = |of: String| PartSpec { of, heading: None };
            specs.push(ColumnSpec { stack: std::iter::once("text".to_owned()).chain(parts).map(part).collect(), ..ColumnSpec::default() });
            specs.extend(fields().filter(|field| !field.choices.is_empty()).map(|field| named(&field.key)));
        }
        Layout::Comparison => {
            specs.extend(several.then(|| named("source")));
            let sides = match paper.order {
                Order::NewOld => ["newer", "older"],
                Order::OldNew => ["older", "newer"],
            };
            specs.extend(sides.map(named));
            specs.push(named("change"));
        }
    }
    specs
}

/// The names that a paper's columns may have.
struct Names<'a> {
    meeting: &'a Meeting,
    paper: &'a Paper,
}

impl Names<'_> {
    fn error(&self, message: words::Message) -> Diagnostics {
        Diagnostic::error(message).in_paper(self.paper.name()).into()
    }

    fn columns(&self, spec: &ColumnSpec) -> Result<Vec<Declared>> {
        match (spec.of.as_slice(), spec.stack.as_slice()) {
            ([], []) => Err(self.error(words::paper_column_empty())),
            ([], parts) => self.stack(spec, parts),
            (_, [_, ..]) => Err(self.error(words::paper_column_both())),
            ([name], []) if self.paper.layout == Layout::Comparison && ["older", "newer", "change"].contains(&name.as_str()) => {
                Ok(vec![self.compared(spec, name)])
            }
            ([name], []) if self.paper.layout == Layout::Matrix => match self.meeting.sources.iter().position(|s| s.key == *name) {
                Some(source) => Ok(self.source(spec, source)),
                None => self.plain(spec),
            },
            _ => self.plain(spec),
        }
    }

    /// What a name means, or an error with the nearest that is known.
    fn content(&self, name: &str) -> Result<Content> {
        let fixed = FIXED.iter().find(|(known, _)| *known == name).map(|(_, content)| *content);
        let field = || self.meeting.fields.iter().position(|field| field.key == name || field.heading == name);
        let content = fixed.or_else(|| field().map(Content::Field));
        let Some(content) = content else {
            let fields = self.meeting.fields.iter().map(|field| field.key.as_str());
            let sources = self.meeting.sources.iter().map(|source| source.key.as_str());
            let sources = sources.filter(|_| self.paper.layout == Layout::Matrix);
            let editions = ["older", "newer", "change"].into_iter().filter(|_| self.paper.layout == Layout::Comparison);
            let known: Vec<&str> = FIXED.iter().map(|(known, _)| *known).chain(fields).chain(sources).chain(editions).collect();
            let diagnostic = Diagnostic::error(words::paper_column_unknown(name)).known(name, &known);
            return Err(diagnostic.in_paper(self.paper.name()).into());
        };
        if let Content::Field(index) = content
            && self.meeting.is_private(&self.meeting.fields[index])
        {
            return Err(self.error(words::paper_column_private(name)));
        }
        Ok(content)
    }

    fn plain(&self, spec: &ColumnSpec) -> Result<Vec<Declared>> {
        let shows = self.contents(spec.of.iter())?;
        let first = shows[0];
        let rows_of_one = [Content::Number, Content::Section, Content::Category, Content::Subcategory];
        if self.paper.layout == Layout::Matrix && !shows.iter().all(|content| rows_of_one.contains(content)) {
            return Err(self.error(words::paper_column_matrix(spec.of.join(", "))));
        }
        let is_answer = |content: &Content| {
            matches!(content, Content::Division | Content::Note)
                || matches!(content, Content::Field(field) if self.meeting.answer_index(*field).is_some())
        };
        if self.paper.layout == Layout::Comparison && shows.iter().any(is_answer) {
            return Err(self.error(words::paper_column_answers(spec.of.join(", "))));
        }
        let role = self.role(first);
        let column = self.column(spec, shows, role, Some(self.heading(first)));
        let optional = matches!(first, Content::Category | Content::Subcategory | Content::Note);
        Ok(vec![Declared { column, optional: spec.optional.unwrap_or(optional), stack: Vec::new() }])
    }

    fn contents<'n>(&self, names: impl Iterator<Item = &'n String>) -> Result<Vec<Content>> {
        let mut findings = Diagnostics::default();
        let contents = names.filter_map(|name| findings.gather(self.content(name).map(Some))).collect();
        findings.unless_errors(contents)
    }

    /// The opinions of a source and, beside them, who each comes from.
    fn source(&self, spec: &ColumnSpec, source: usize) -> Vec<Declared> {
        let declared = &self.meeting.sources[source];
        let mut text = self.column(spec, vec![Content::Text], Role::Text, Some(declared.heading.clone()));
        text.source = Some(source);
        let mut columns = vec![text];
        if declared.attribution.is_some() {
            let aside = ColumnSpec { over: spec.over.clone(), size: spec.size, ..ColumnSpec::default() };
            let mut by = self.column(&aside, vec![Content::Attribution], Role::Aside, None);
            by.source = Some(source);
            columns.push(by);
        }
        columns.into_iter().map(|column| Declared { column, optional: spec.optional.unwrap_or(false), stack: Vec::new() }).collect()
    }

    /// A column of a comparison.
    fn compared(&self, spec: &ColumnSpec, name: &str) -> Declared {
        let words = &self.meeting.words;
        let sides = vec![Content::Text, Content::Attribution];
        let mut column = match name {
            "older" => self.column(spec, sides, Role::Text, Some(words.older.clone())),
            "newer" => self.column(spec, sides, Role::Text, Some(words.newer.clone())),
            _ => self.column(spec, vec![Content::Change], Role::Short, Some(words.change.clone())),
        };
        column.edition = if name == "older" { Edition::Older } else { Edition::Newer };
        Declared { column, optional: spec.optional.unwrap_or(false), stack: Vec::new() }
    }

    /// The names of the parts, and the parts.
    fn stack(&self, spec: &ColumnSpec, parts: &[PartSpec]) -> Result<Vec<Declared>> {
        if matches!(self.paper.layout, Layout::Matrix | Layout::Comparison) {
            return Err(self.error(words::paper_stack_layout()));
        }
        let contents = self.contents(parts.iter().map(|part| &part.of))?;
        let named = |(content, part): (Content, &PartSpec)| {
            let name = part.heading.clone().unwrap_or_else(|| self.heading(content));
            Part { content, name }
        };
        let stack: Vec<Part> = contents.into_iter().zip(parts).map(named).collect();
        let names = spec.names.unwrap_or(true);
        let over_all = spec.heading.clone().unwrap_or_else(|| stack.iter().map(|part| part.name.as_str()).collect::<Vec<_>>().join("／"));
        let declared = |column, stack| Declared { column, optional: false, stack };
        let mut columns = Vec::new();
        if names {
            let label = ColumnSpec { over: spec.over.clone(), size: spec.size, ..ColumnSpec::default() };
            columns.push(declared(self.column(&label, vec![Content::PartName], Role::Label, Some(over_all.clone())), stack.clone()));
        }
        let heading = (!names).then_some(over_all);
        let mut column = self.column(&ColumnSpec { heading: None, ..spec.clone() }, vec![Content::Parts], Role::Text, heading);
        column.joins = Joins::Never;
        columns.push(declared(column, stack));
        Ok(columns)
    }

    fn role(&self, content: Content) -> Role {
        match content {
            Content::Number => Role::Number,
            Content::Section | Content::Category | Content::Subcategory | Content::PartName => Role::Label,
            Content::Source | Content::Attribution | Content::Division | Content::Change => Role::Short,
            Content::Text | Content::Note | Content::Parts => Role::Text,
            Content::Field(index) if self.meeting.fields[index].is_short() => Role::Short,
            Content::Field(_) => Role::Text,
        }
    }

    /// What stands over a column unless the paper says otherwise.
    pub fn heading(&self, content: Content) -> String {
        heading(self.meeting, content)
    }

    fn column(&self, spec: &ColumnSpec, shows: Vec<Content>, role: Role, heading: Option<String>) -> Column {
        let first = shows[0];
        // Each number of opinions is that of its row: joined, it would be read once.
        let counts = matches!(first, Content::Field(index) if self.meeting.fields[index].counts);
        let answers = matches!(first, Content::Field(_) | Content::Division | Content::Note) && !counts;
        let width = match (spec.width, first) {
            (Some(WidthSpec::Fixed(characters)), _) => Width::Fixed(characters),
            (Some(WidthSpec::Share(parts)), _) => Width::Share(parts),
            (Some(WidthSpec::Between(Limits { least, most })), _) => Width::Between { least, most },
            (None, Content::Field(index)) if self.meeting.fields[index].width.is_some() => {
                Width::Between { least: None, most: self.meeting.fields[index].width }
            }
            (None, _) => Width::Between { least: None, most: None },
        };
        Column {
            heading: if heading.is_some() { spec.heading.clone().or(heading) } else { spec.heading.clone() },
            shows,
            source: None,
            edition: Edition::Newer,
            over: spec.over.clone(),
            role,
            width,
            align: match spec.align {
                Some(AlignSpec::Left) => Align::Left,
                Some(AlignSpec::Center) => Align::Center,
                Some(AlignSpec::Right) => Align::Right,
                None if role == Role::Number => Align::Center,
                None if counts => Align::Right,
                None => Align::Left,
            },
            size: spec.size,
            vertical: spec.vertical,
            joins: match spec.joins {
                Some(JoinsSpec::Never) => Joins::Never,
                Some(JoinsSpec::Category) => Joins::Category,
                Some(JoinsSpec::Across) => Joins::Across,
                None if answers || role == Role::Label => Joins::Category,
                None => Joins::Never,
            },
        }
    }
}

/// What a column of this content is called unless the paper says otherwise.
pub fn heading(meeting: &Meeting, content: Content) -> String {
    let words = &meeting.words;
    match content {
        Content::Number => words.no.clone(),
        Content::Section => words.section.clone(),
        Content::Category => words.category.clone(),
        Content::Subcategory => words.subcategory.clone(),
        Content::Source => words.source.clone(),
        Content::Attribution => words.attribution.clone(),
        Content::Text => words.text.clone(),
        Content::Division => words.division.clone(),
        Content::Note => words.note.clone(),
        Content::Field(index) => meeting.fields[index].heading.clone(),
        Content::PartName | Content::Parts => String::new(),
        Content::Change => words.change.clone(),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::say::words::Lang;

    #[test]
    fn columns_call_a_paper_without_a_label_by_its_file() {
        let toml = "[meeting]\ntitle = \"題\"\ndate = 2026-11-20\n[[papers]]\nlayout = \"list\"\ncolumns = [\"no\", \"no\"]\nfiles = [\"資料.pdf\"]\n";
        let meeting = Meeting::parse(toml, Path::new("m")).unwrap();
        let said = declared(&meeting, &meeting.papers[0]).err().unwrap().say(Lang::Ja);
        assert!(said.contains("資料「資料.pdf」"), "{said}");
    }
}
