//! Templates: from a context of plain values to Typst source, in which no value can become code.
//!
//! Every value that a template prints goes through one formatter, which writes it as a Typst
//! literal between two marks. Afterwards the marks are taken out and the source is parsed: each
//! literal must stand where Typst reads exactly that literal. A value that a template puts
//! anywhere else (into markup, a string, a comment, a raw block) is an error at the template's
//! line, so a slip of a template author can never turn the text of a record into code.
//!
//! Further marks carry the template's lines through rendering, so that an error in the rendered
//! source is reported where somebody can mend it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::OnceLock;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, ValueKind};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value};
use serde::Serialize;
use typst::syntax::{Source, SyntaxKind, SyntaxNode, ast};

use crate::read::files::{self, Store};
use crate::say::diag::{Diagnostic, Diagnostics, Place, Result};
use crate::say::engines::Quoted;
use crate::say::words;
use crate::typeset::world;

/// The files of the program's templates. Those ending in `.j2` are rendered, the others read by Typst as they are.
const BUNDLED: &[(&str, &str)] = &[
    ("paper.typ.j2", include_str!("../../templates/paper.typ.j2")),
    ("lib/again.typ", include_str!("../../templates/lib/again.typ")),
    ("lib/blocks.typ", include_str!("../../templates/lib/blocks.typ")),
    ("lib/handout.typ", include_str!("../../templates/lib/handout.typ")),
    ("lib/pages.typ", include_str!("../../templates/lib/pages.typ")),
    ("lib/table.typ", include_str!("../../templates/lib/table.typ")),
];

/// The template of papers that name no other.
pub const PAPER: &str = "paper";

/// Folder of a meeting whose files replace the program's templates of the same name, or add to them.
pub const FOLDER: &str = "templates";
/// Folder of those that Typst reads as they are.
const LIBRARY: &str = "templates/lib";

/// The program's templates, name and text.
pub fn bundled() -> impl Iterator<Item = (&'static str, &'static str)> {
    BUNDLED.iter().copied()
}

/// Whether a file of the meeting, by its name there, is a template.
pub fn is_one(name: &str) -> bool {
    name.strip_prefix(FOLDER).is_some_and(|rest| rest.starts_with('/'))
}

/// The names of the template files in the meeting's `templates/` and `templates/lib/`. Hidden files are none.
pub fn own(store: &dyn Store) -> Result<Vec<String>> {
    let mut files = Vec::new();
    for folder in [FOLDER, LIBRARY] {
        let names = store.list(folder)?.into_iter();
        let templates = names.filter(|name| !name.starts_with('.') && (name.ends_with(".typ") || name.ends_with(".j2")));
        files.extend(templates.map(|name| format!("{folder}/{name}")));
    }
    Ok(files)
}

/// What follows the name of a template that is rendered.
const SUFFIX: &str = ".typ.j2";

/// Instructions that a rendering may take; the seed takes some thousands.
const FUEL: u64 = 200_000_000;

/// Most bytes that a template may print; the seed prints some 60,000.
const PRINT_LIMIT: usize = 256 << 20;

// Marks in rendered text. These are noncharacters, which validation refuses in records and
// the formatter escapes wherever else they come from.
const OPEN: char = '\u{fdd0}';
const CLOSE: char = '\u{fdd1}';
const LINE: char = '\u{fdd2}';
const END: char = '\u{fdd3}';

/// The templates of a build: name and text, the meeting's own in place of the program's.
pub struct Templates {
    pub files: BTreeMap<String, Template>,
}

/// One template or library file.
pub struct Template {
    pub text: String,
    /// Where it was read from, for messages.
    pub file: String,
    /// Whether it is the meeting's and says anything else than the program's: what a PDF gave back is the same.
    pub own: bool,
    /// As Typst parses it, once it was asked for.
    source: OnceLock<Source>,
}

impl Template {
    pub fn new(text: String, file: String, own: bool) -> Self {
        Self { text, file, own, source: OnceLock::new() }
    }
}

impl Templates {
    /// The program's templates, with those among the meeting's `files` over them; `folder` is the meeting's, for messages.
    pub fn new(files: &BTreeMap<String, Vec<u8>>, folder: &Path) -> Result<Self> {
        let mut templates: BTreeMap<String, Template> = BTreeMap::new();
        for (name, text) in bundled() {
            templates.insert(name.to_owned(), Template::new(text.to_owned(), format!("{FOLDER}/{name}"), false));
        }
        for (path, bytes) in files.iter().filter(|(path, _)| is_one(path)) {
            let file = files::display(&folder.join(path));
            let (name, text) = (&path[FOLDER.len() + 1..], files::text(&file, bytes)?);
            let own = templates.get(name).is_none_or(|bundled| bundled.text != text);
            templates.insert(name.to_owned(), Template::new(text, file, own));
        }
        Ok(Self { files: templates })
    }

    /// Files that Typst may read beside the rendered source.
    pub fn library(&self) -> impl Iterator<Item = Source> {
        let library = self.files.iter().filter(|(name, _)| !name.ends_with(".j2"));
        library.map(|(name, template)| template.source.get_or_init(|| world::source(name, template.text.clone())).clone())
    }

    /// Renders the template `name` with `context`.
    pub fn render(&self, name: &str, context: &impl Serialize) -> Result<Rendered> {
        let full = format!("{name}{SUFFIX}");
        if !self.files.contains_key(&full) {
            let known: Vec<&str> = self.files.keys().filter_map(|file| file.strip_suffix(SUFFIX)).collect();
            return Err(Diagnostic::error(words::unknown_template(name)).known(name, &known).into());
        }
        let names: Vec<&String> = self.files.keys().collect();
        let mut environment = environment();
        for (index, (file, template)) in self.files.iter().enumerate().filter(|(_, (file, _))| file.ends_with(".j2")) {
            if template.text.contains([OPEN, CLOSE, LINE, END]) {
                return Err(Diagnostic::error(words::template_marks()).at(Place::file(&template.file)).into());
            }
            environment.add_template_owned(file.clone(), mark_lines(index, &template.text)).map_err(|e| self.jinja_diagnostic(&e))?;
        }
        let mut printed = Printed(Vec::new());
        environment
            .get_template(&full)
            .and_then(|template| template.render_captured_to(Value::from(Serde(context)), &mut printed))
            .map_err(|e| match e.kind() {
                ErrorKind::WriteFailure => {
                    Diagnostic::error(words::template_prints(PRINT_LIMIT >> 20)).at(Place::file(&self.files[&full].file))
                }
                _ => self.jinja_diagnostic(&e),
            })?;
        let text = String::from_utf8_lossy(&printed.0);
        let origins = names.iter().map(|name| self.files[*name].file.clone()).collect();
        Rendered::new(&text, origins)
    }

    fn jinja_diagnostic(&self, error: &Error) -> Diagnostic {
        let mut detail = error.kind().to_string();
        if let Some(more) = error.detail() {
            detail.push_str(&format!(": {more}"));
        }
        // An undefined value is named as the template has it.
        let written = error.range().and_then(|range| error.template_source()?.get(range));
        if let (ErrorKind::UndefinedError, Some(name)) = (error.kind(), written) {
            let name: String = name.chars().filter(|c| ![OPEN, CLOSE, LINE, END].contains(c)).collect();
            detail.push_str(&format!(": {}", name.trim()));
        }
        let mut source = std::error::Error::source(error);
        while let Some(cause) = source {
            detail.push_str(&format!(": {cause}"));
            source = cause.source();
        }
        let file = error.name().and_then(|name| self.files.get(name)).map_or("templates", |template| &template.file);
        let place = match error.line() {
            Some(line) => Place::line(file, line),
            None => Place::file(file),
        };
        let detail = Quoted { engine: "minijinja", message: &detail };
        Diagnostic::error(words::template(detail)).at(place).hint(words::own_template_hint())
    }
}

/// Rendered text of at most [`PRINT_LIMIT`] bytes.
struct Printed(Vec<u8>);

impl std::io::Write for Printed {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.0.len() + bytes.len() > PRINT_LIMIT {
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// What templates may use: the standard tests, filters and functions, less those that declare a
/// text safe or print it in the syntax of another language.
fn environment<'a>() -> Environment<'a> {
    let mut environment = Environment::new();
    for filter in ["safe", "escape", "e", "tojson", "urlencode", "pprint"] {
        environment.remove_filter(filter);
    }
    environment.remove_global("debug");
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_formatter(format);
    environment.set_fuel(Some(FUEL));
    environment
        .set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build().unwrap_or_default());
    environment
}

/// Prints a value as a Typst literal, whatever it claims to be: no text is ever "safe". So what a
/// macro or a captured block made cannot be printed; a Typst function serves instead.
fn format(out: &mut Output, _: &mut State, value: &Value) -> std::result::Result<(), Error> {
    let mut text = String::new();
    literal(value, &mut text)?;
    out.write_str(&text)?;
    Ok(())
}

fn literal(value: &Value, out: &mut String) -> std::result::Result<(), Error> {
    match value.kind() {
        ValueKind::None => out.push_str("none"),
        ValueKind::Bool => out.push_str(if value.is_true() { "true" } else { "false" }),
        ValueKind::Number => out.push_str(&value.to_string()),
        ValueKind::String => {
            let text = value.as_str().unwrap_or_default();
            if text.contains([OPEN, CLOSE, LINE, END]) {
                return Err(Error::new(
                    ErrorKind::InvalidOperation,
                    "what a macro or a captured block printed cannot be printed again: write a Typst function",
                ));
            }
            out.push(OPEN);
            string(text, out);
            out.push(CLOSE);
        }
        ValueKind::Seq | ValueKind::Iterable => {
            out.push('(');
            for item in value.try_iter()? {
                literal(&item, out)?;
                out.push_str(", ");
            }
            out.push(')');
        }
        ValueKind::Map => {
            out.push_str("(:");
            let entries: Vec<Value> = value.try_iter()?.collect();
            if !entries.is_empty() {
                out.pop();
            }
            for key in entries {
                literal(&key, out)?;
                out.push_str(": ");
                literal(&value.get_item(&key)?, out)?;
                out.push_str(", ");
            }
            out.push(')');
        }
        kind => return Err(Error::new(ErrorKind::InvalidOperation, format!("a value of kind {kind} cannot be printed"))),
    }
    Ok(())
}

/// Writes `text` as a Typst string literal: readable, with escapes for what would end it or not be seen.
pub fn string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || crate::read::character::fault(c, false).is_some() => out.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
}

/// Puts a mark with the line's number at the start of each line of template text, outside of tags.
///
/// A mark stands after the line's indentation, and not before a block tag, so that the trimming of
/// white space around tags works as without marks.
fn mark_lines(template: usize, text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut closing: Option<&str> = None;
    let mut quote: Option<char> = None;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let mark = format!("{LINE}{template}:{}{END}", index + 1);
        let mut marked = false;
        let mut rest = line;
        while let Some(c) = rest.chars().next() {
            if let Some(close) = closing {
                match quote {
                    Some(q) if c == q => quote = None,
                    None if close != "#}" && (c == '"' || c == '\'') => quote = Some(c),
                    None if rest.starts_with(close) => {
                        out.push_str(close);
                        rest = &rest[close.len()..];
                        closing = None;
                        continue;
                    }
                    _ => {}
                }
            } else {
                closing =
                    [("{{", "}}"), ("{%", "%}"), ("{#", "#}")].into_iter().find(|(open, _)| rest.starts_with(open)).map(|(_, close)| close);
                if !marked && !c.is_whitespace() && closing.is_none_or(|close| close == "}}") && !rest.starts_with("{{-") {
                    out.push_str(&mark);
                    marked = true;
                }
                if closing.is_some() {
                    out.push_str(&rest[..2]);
                    rest = &rest[2..];
                    continue;
                }
            }
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

/// Typst source made from a template, with what is needed to trace it back.
#[derive(Debug)]
pub struct Rendered {
    pub source: Source,
    /// Where each string value stands, quotes included, in order.
    values: Vec<Range<usize>>,
    /// From this byte on, the text comes from this line of this template.
    lines: Vec<(usize, usize, usize)>,
    /// Names of the templates, for `lines`.
    origins: Vec<String>,
}

impl Rendered {
    /// Takes the marks out of `marked` and checks that every value stands where a value may.
    fn new(marked: &str, origins: Vec<String>) -> Result<Self> {
        let (mut text, mut values, mut lines) = (String::with_capacity(marked.len()), Vec::new(), Vec::new());
        let mut open = None;
        let mut rest = marked;
        while let Some(at) = rest.find([OPEN, CLOSE, LINE]) {
            text.push_str(&rest[..at]);
            let mark = rest[at..].chars().next().unwrap_or(OPEN);
            rest = &rest[at + mark.len_utf8()..];
            match mark {
                OPEN => open = Some(text.len()),
                CLOSE => values.extend(open.take().map(|start| start..text.len())),
                _ => {
                    let (origin, after) = rest.split_once(END).unwrap_or((rest, ""));
                    let (template, line) = origin.split_once(':').unwrap_or(("0", "1"));
                    lines.push((text.len(), template.parse().unwrap_or(0), line.parse().unwrap_or(1)));
                    rest = after;
                }
            }
        }
        text.push_str(rest);
        let rendered = Self { source: world::source(world::MAIN, text), values, lines, origins };
        rendered.check()?;
        Ok(rendered)
    }

    /// The source as it was rendered.
    pub fn text(&self) -> &str {
        self.source.text()
    }

    fn check(&self) -> Result<()> {
        let mut literals = Vec::new();
        strings(self.source.root(), 0, &mut literals);
        let mut literals = literals.into_iter().peekable();
        let mut findings = Diagnostics::default();
        for range in &self.values {
            while literals.next_if(|literal| literal.start < range.start).is_some() {}
            if literals.peek() != Some(range) {
                let diagnostic = Diagnostic::error(words::value_misplaced(&self.text()[range.clone()]));
                findings.push(diagnostic.at(self.place(range.start)).hint(words::value_misplaced_hint()));
            }
        }
        findings.unless_errors(())
    }

    /// The line of the template from which the byte at `offset` comes.
    pub fn place(&self, offset: usize) -> Place {
        let index = self.lines.partition_point(|(start, ..)| *start <= offset);
        match index.checked_sub(1).and_then(|i| self.lines.get(i)) {
            Some((_, template, line)) => Place::line(self.origins.get(*template).map_or("", String::as_str), *line),
            None => Place::file(self.origins.first().map_or("", String::as_str)),
        }
    }

    /// The string values in or nearest before `range`, on the same line of the source.
    pub fn values_near(&self, range: &Range<usize>) -> Vec<String> {
        let line_start = self.text()[..range.start.min(self.text().len())].rfind('\n').map_or(0, |i| i + 1);
        let line_end = self.text()[range.start.min(self.text().len())..].find('\n').map_or(self.text().len(), |i| i + range.start);
        let decode = |value: &Range<usize>| {
            let node = typst::syntax::parse_code(&self.text()[value.clone()]);
            node.children().find_map(|child| child.cast::<ast::Str>()).map(|text| text.get().to_string())
        };
        let exact: Vec<String> = self.values.iter().filter(|v| v.start <= range.start && range.end <= v.end).filter_map(decode).collect();
        if !exact.is_empty() {
            return exact;
        }
        self.values.iter().filter(|v| line_start <= v.start && v.end <= line_end).filter_map(decode).collect()
    }
}

/// Where the string literals below a node stand that begins at `start`, in order.
fn strings(node: &SyntaxNode, start: usize, found: &mut Vec<Range<usize>>) {
    if node.kind() == SyntaxKind::Str {
        found.push(start..start + node.len());
    }
    let mut at = start;
    for child in node.children() {
        strings(child, at, found);
        at += child.len();
    }
}
