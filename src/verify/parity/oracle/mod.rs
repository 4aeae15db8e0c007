//! The oracle: whether a Document says what the records and the responses say.
//!
//! It shares nothing with what builds a Document. It works out by itself which opinions the paper must show,
//! in which order and under which columns, looks every value up where it stands, and counts again.

mod blocks;
mod changes;
mod declared;
mod facts;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use self::changes::{Change, changes};
use self::declared::Wanted;
pub use self::facts::Facts;
use self::facts::{Item, Said, lines};
use super::asked::Asked;
use super::compare::heading;
use super::same;
use crate::answers::response::Responses;
use crate::document::{Band, Block, Cell, Content, Document, Edition, From, Joins, Row, Section, State};
use crate::meeting::Meeting;
use crate::meeting::paper::{ColumnSpec, Layout, Paper};
use crate::records::record::Opinion;
use crate::say::diag::{Diagnostic, Diagnostics, Place};
use crate::say::words::{self, Message};

/// What a paper is held against.
pub struct Records<'a> {
    pub newer: Side<'a>,
    /// The edition with which it is compared.
    pub older: Option<Side<'a>>,
    pub responses: &'a Responses,
    /// Which divisions are asked about which opinions.
    pub asked: &'a Asked<'a>,
}

/// The records of an edition.
pub struct Side<'a> {
    pub meeting: &'a Meeting,
    /// Each opinion with its number as printed.
    pub opinions: Vec<(&'a str, &'a Opinion)>,
}

/// A row that the paper must have.
struct ExpectedRow<'a> {
    /// The opinions that it shows: several in a matrix.
    items: Vec<Item<'a>>,
    change: Option<Change<'a>>,
    /// Which part of a stack it holds, from 0.
    part: usize,
}

/// What a column must say in a row.
struct Expected {
    said: Said,
    from: Vec<From>,
}

/// Holds `document` against the records; `file` names it. What does not hold is said with opinion and column.
pub fn check(document: &Document, paper: &Paper, facts: &Facts, file: &str) -> Diagnostics {
    let (columns, parts) = declared::columns(facts.meeting, paper);
    let mut check = Check { document, paper, facts, columns, parts, file, findings: Diagnostics::default() };
    check.head();
    let lines = check.lines();
    if check.declared(&lines) {
        check.rows(&lines);
    }
    check.findings
}

struct Check<'a> {
    document: &'a Document,
    paper: &'a Paper,
    facts: &'a Facts<'a>,
    columns: Vec<Wanted>,
    /// The parts of a stack, if there is one, with what stands beside each.
    parts: Vec<(Content, String)>,
    file: &'a str,
    findings: Diagnostics,
}

impl<'a> Check<'a> {
    fn say(&mut self, message: Message, id: &str, column: &str) {
        let place = self.place(id, column);
        self.findings.push(Diagnostic::error(message).at(place));
    }

    fn place(&self, id: &str, column: &str) -> Place {
        let some = |text: &str| (!text.is_empty()).then(|| text.into());
        Place { record: some(id), heading: some(column), ..Place::file(self.file) }
    }

    fn same(&mut self, wanted: &str, found: &str, column: &str, id: &str) {
        let place = self.place(id, column);
        self.findings.gather(same(wanted, found, column, place));
    }

    /// Title, label and blocks.
    fn head(&mut self) {
        let (document, paper, meeting) = (self.document, self.paper, self.facts.meeting);
        let title = paper.title.as_ref().unwrap_or(&meeting.head.title);
        self.same(title, &document.title, "title", "");
        self.same(paper.short_title.as_ref().unwrap_or(title), &document.short_title, "short_title", "");
        self.same(&paper.label, &document.label, "label", "");
        let shown = self.shown();
        let mut above = blocks::blocks(self.facts, paper, &paper.above, &shown);
        let below = blocks::blocks(self.facts, paper, &paper.below, &shown);
        if self.lines().is_empty() {
            let comparison = paper.layout == Layout::Comparison;
            above.push(Block::Text { text: if comparison { &meeting.words.same } else { &meeting.words.nothing }.clone() });
        }
        self.blocks(&above, &document.above);
        self.blocks(&below, &document.below);
    }

    fn blocks(&mut self, wanted: &[Block], found: &[Block]) {
        for index in 0..wanted.len().max(found.len()) {
            let told = |blocks: &[Block]| blocks.get(index).map(blocks::told).unwrap_or_default();
            let ((wanted, texts), (found, is)) = (told(wanted), told(found));
            self.same(&wanted, &found, "block", "");
            for line in 0..texts.len().max(is.len()) {
                let of = |texts: &[(String, String)]| texts.get(line).cloned().unwrap_or_default();
                let ((name, text), (_, found)) = (of(&texts), of(&is));
                self.same(&text, &found, &name, "");
            }
        }
    }

    /// The opinions of the newer edition that the paper shows.
    fn shown(&self) -> Vec<Item<'a>> {
        self.facts.newer.iter().filter(|item| self.facts.shows(self.paper, item, true)).copied().collect()
    }

    /// The rows that the paper must have, in order.
    fn lines(&self) -> Vec<ExpectedRow<'a>> {
        let line = |items: Vec<Item<'a>>, part| ExpectedRow { items, change: None, part };
        match self.paper.layout {
            Layout::List | Layout::Stacked => {
                let parts = 0..self.parts.len().max(1);
                self.shown().into_iter().flat_map(|item| parts.clone().map(move |part| line(vec![item], part))).collect()
            }
            Layout::Matrix => {
                let shown = self.shown();
                let rows = shown.chunk_by(|a, b| (a.opinion.section, a.no) == (b.opinion.section, b.no));
                rows.map(|row| line(row.to_vec(), 0)).collect()
            }
            Layout::Comparison => {
                let changes = changes(self.facts).into_iter().filter_map(|change| Some((change.item()?, change)));
                let changes = changes.filter(|(item, _)| self.facts.shows(self.paper, item, false));
                changes.map(|(item, change)| ExpectedRow { items: vec![item], change: Some(change), part: 0 }).collect()
            }
        }
    }

    /// Whether the columns are those that are declared; what is empty may be left out.
    fn declared(&mut self, lines: &[ExpectedRow]) -> bool {
        let stands =
            |wanted: &Wanted| lines.iter().map(|line| self.expected(line, wanted)).any(|is| !is.said.text.is_empty() && !is.said.missing);
        let kept: Vec<Wanted> = self.columns.iter().filter(|wanted| !wanted.optional || stands(wanted)).cloned().collect();
        let found = &self.document.columns;
        let holds = kept.len() == found.len() && kept.iter().zip(found).all(|(wanted, column)| wanted.is(column));
        if !holds {
            let at = kept.iter().zip(found).position(|(wanted, column)| !wanted.is(column)).unwrap_or(kept.len().min(found.len()));
            let wanted: Vec<&str> = kept.iter().map(|wanted| wanted.heading.as_deref().unwrap_or("…")).collect();
            let is: Vec<&str> = found.iter().map(|column| column.heading.as_deref().unwrap_or("…")).collect();
            let column = if at < found.len() { heading(found, at).to_owned() } else { String::new() };
            self.say(words::parity_columns(wanted.join(", "), is.join(", ")), "", &column);
        }
        // A matrix has no place for opinions of a source without a column.
        if self.paper.layout == Layout::Matrix {
            let lost = lines
                .iter()
                .flat_map(|line| &line.items)
                .filter(|item| !kept.iter().any(|wanted| wanted.source == Some(item.opinion.source)));
            for id in lost.map(|item| item.opinion.id.to_string()).collect::<Vec<_>>() {
                self.say(words::parity_lost(&id), &id, "");
            }
        }
        self.columns = kept;
        holds
    }

    fn expected(&self, line: &ExpectedRow, wanted: &Wanted) -> Expected {
        let from = |item: &Item, content: Content, edition| From { opinion: item.opinion.id.to_string(), content, edition };
        let first = &line.items[0];
        if let Some(change) = &line.change {
            let (edition, item) = match (wanted.shows[0], change.new) {
                (Content::Text, _) => (wanted.edition, change.side(wanted.edition)),
                (Content::Change, _) | (_, Some(_)) => (Edition::Newer, change.item()),
                (_, None) => (Edition::Older, change.old),
            };
            let Some(item) = item else { return Expected { said: Said::default(), from: Vec::new() } };
            let value = |content: &Content| match content {
                Content::Number => change.number(self.facts),
                _ => self.plain(&item, *content),
            };
            let text = lines(wanted.shows.iter().map(value));
            let text = if wanted.shows[0] == Content::Change { change.note(self.facts) } else { text };
            return Expected { said: Said::plain(text), from: wanted.shows.iter().map(|content| from(&item, *content, edition)).collect() };
        }
        match wanted.shows[0] {
            Content::PartName => {
                let text = self.parts[line.part].1.clone();
                Expected { said: Said::plain(text), from: vec![from(first, Content::PartName, Edition::Newer)] }
            }
            Content::Parts => {
                let part = self.parts[line.part].0;
                Expected { said: self.facts.said(first, part), from: vec![from(first, part, Edition::Newer)] }
            }
            _ => {
                let shown = line.items.iter().filter(|item| wanted.source.is_none_or(|source| source == item.opinion.source));
                let shown: Vec<&Item> = shown.collect();
                let said = shown.first().map(|item| self.together(item, wanted)).unwrap_or_default();
                let from = shown.iter().flat_map(|item| wanted.shows.iter().map(|content| from(item, *content, Edition::Newer)));
                Expected { said, from: from.collect() }
            }
        }
    }

    /// What a cell says of an opinion: its contents one under the other.
    fn together(&self, item: &Item, wanted: &Wanted) -> Said {
        let mut all: Vec<Said> = wanted.shows.iter().map(|content| self.facts.said(item, *content)).collect();
        let lacks = all.iter().any(|said| said.lacks);
        all.retain(|said| !said.text.is_empty());
        let missing = !all.is_empty() && all.iter().all(|said| said.missing);
        Said { text: lines(all.into_iter().map(|said| said.text)), missing, lacks }
    }

    /// What the records of its edition say of an opinion.
    fn plain(&self, item: &Item, content: Content) -> String {
        match content {
            Content::Field(index) => item.field(&self.facts.meeting.fields[index].key).to_owned(),
            content => item.plain(content),
        }
    }

    /// Goes through the rows: first whether they are the right ones, then what each says.
    fn rows(&mut self, lines: &[ExpectedRow]) {
        let document = self.document;
        let found: Vec<(&Section, &[Band], &Row)> = document
            .sections
            .iter()
            .flat_map(|section| section.groups.iter().map(move |group| (section, group)))
            .flat_map(|(section, group)| {
                let bands = |index| if index == 0 { group.bands.as_slice() } else { &[] };
                group.rows.iter().enumerate().map(move |(index, row)| (section, bands(index), row))
            })
            .collect();
        if let Some(section) =
            document.sections.iter().find(|section| section.groups.is_empty() || section.groups.iter().any(|group| group.rows.is_empty()))
        {
            self.say(words::parity_extra(section.number), "", "section");
            return;
        }
        if !self.right_rows(lines, &found) {
            return;
        }
        let mut at = 0;
        let mut last = 0;
        for section in &document.sections {
            let count = section.rows().count();
            let (wanted, is) = (&lines[at..at + count], &found[at..at + count]);
            self.section(section, wanted, last);
            // In a table of several sections each stands for itself.
            let mut from = 0;
            for own in wanted.chunk_by(|above, line| above.items[0].opinion.section == line.items[0].opinion.section) {
                let is = &is[from..from + own.len()];
                self.bands(own, is);
                self.cells(own, &is.iter().map(|(_, _, row)| *row).collect::<Vec<_>>());
                from += own.len();
            }
            last = section.number;
            at += count;
        }
        if self.is_one_table() && document.sections.len() > 1 {
            self.say(words::parity_extra(document.sections[1].number), "", "section");
        }
    }

    /// Whether a column names the sections, and no heading does: then all of them are one table.
    fn is_one_table(&self) -> bool {
        let names = |spec: &ColumnSpec| spec.of.iter().any(|name| name == "section") || spec.stack.iter().any(|part| part.of == "section");
        self.paper.headings == Some(false) && self.paper.columns.iter().any(names)
    }

    /// Whether every opinion has its row, once and in order.
    fn right_rows(&mut self, lines: &[ExpectedRow], found: &[(&Section, &[Band], &Row)]) -> bool {
        let height = self.parts.len().max(1);
        let own = |row: &Row| -> BTreeSet<String> {
            let cells = row.cells.iter().filter(|cell| cell.state != State::Covered && cell.span <= height);
            cells.flat_map(|cell| &cell.from).map(|from| from.opinion.clone()).collect()
        };
        let is: Vec<BTreeSet<String>> = found.iter().map(|(_, _, row)| own(row)).collect();
        let wanted: Vec<BTreeSet<String>> =
            lines.iter().map(|line| line.items.iter().map(|item| item.opinion.id.to_string()).collect()).collect();
        let said = |ids: &BTreeSet<String>| ids.iter().cloned().collect::<Vec<_>>().join(", ");
        for index in 0..wanted.len().max(is.len()) {
            let message = match (wanted.get(index), is.get(index)) {
                // A row whose cells all belong to rows above is told by what they say.
                (Some(wanted), Some(is)) if wanted == is || is.is_empty() => continue,
                (_, Some(ids)) if is[..index].contains(ids) && wanted.get(index.wrapping_sub(1)) != wanted.get(index) => {
                    words::parity_twice(said(ids))
                }
                (Some(wanted), _) if !is.contains(wanted) => words::parity_lost(said(wanted)),
                (Some(expected), Some(ids)) if wanted.contains(ids) => words::parity_moved(said(expected), said(ids)),
                (_, Some(ids)) => words::parity_extra(said(ids)),
                (Some(wanted), None) => words::parity_lost(said(wanted)),
                (None, None) => continue,
            };
            let id = wanted.get(index).or(is.get(index)).and_then(|ids| ids.first()).cloned().unwrap_or_default();
            self.say(message, &id, "");
            return false;
        }
        true
    }

    /// The number and heading of a section, and the numbers of its rows.
    fn section(&mut self, section: &Section, lines: &[ExpectedRow], last: usize) {
        let meeting = self.facts.meeting;
        for (line, row) in lines.iter().zip(section.rows()) {
            let item = &line.items[0];
            let id = &item.opinion.id;
            if !self.is_one_table() || item.opinion.id == lines[0].items[0].opinion.id {
                self.same(&(item.opinion.section + 1).to_string(), &section.number.to_string(), &meeting.words.section, id);
            }
            let no = line.change.map_or(item.no.to_owned(), |change| change.number(self.facts));
            self.same(&no, &row.no, &meeting.words.no, id);
            if row.goes_on != (line.part > 0) {
                self.say(words::parity_apart(&meeting.words.no), id, "");
            }
        }
        if section.number <= last {
            self.say(words::parity_moved(last, section.number), "", "section");
        }
        let item = &lines[0].items[0];
        let index = item.opinion.section;
        // A section that is no more keeps the heading that it had.
        let named = if index < meeting.sections.len() { meeting } else { item.meeting };
        let wanted = if self.paper.headings.unwrap_or(meeting.sections.len() > 1) { named.section_heading(index) } else { String::new() };
        let wanted = if wanted.trim().is_empty() { "" } else { &wanted };
        self.same(wanted, section.heading.as_deref().unwrap_or_default(), "section", &item.opinion.id);
    }

    /// Whether the bands name the categories of the rows below them.
    fn bands(&mut self, lines: &[ExpectedRow], found: &[(&Section, &[Band], &Row)]) {
        let declared = |name: &str| self.paper.bands.iter().any(|band| band == name);
        let levels = [(1, declared("category")), (2, declared("subcategory"))];
        for (index, (line, (_, bands, _))) in lines.iter().zip(found).enumerate() {
            let labels = |line: &ExpectedRow| [line.items[0].opinion.category.clone(), line.items[0].opinion.subcategory.clone()];
            let (now, before) = (labels(line), index.checked_sub(1).map(|above| labels(&lines[above])));
            let opens = |level: usize| before.as_ref().is_none_or(|before| before[..level] != now[..level]);
            let wanted = levels.iter().filter(|(level, declared)| *declared && opens(*level) && !now[level - 1].is_empty());
            let wanted: Vec<Band> = wanted.map(|(level, _)| Band { level: *level, text: now[level - 1].to_string() }).collect();
            if wanted != *bands {
                let said = |bands: &[Band]| bands.iter().map(|band| format!("{} {}", band.level, band.text)).collect::<Vec<_>>().join("\n");
                self.same(&said(&wanted), &said(bands), "band", &line.items[0].opinion.id);
            }
        }
    }

    /// The cells of a section's rows, column by column.
    fn cells(&mut self, lines: &[ExpectedRow], rows: &[&Row]) {
        if let Some((row, line)) = rows.iter().zip(lines).find(|(row, _)| row.cells.len() != self.columns.len()) {
            self.say(words::parity_width(self.columns.len(), row.cells.len()), &line.items[0].opinion.id.clone(), "");
            return;
        }
        let mut tops: Vec<Vec<usize>> = Vec::new();
        for column in 0..self.columns.len() {
            let Some(starts) = self.starts(column, lines, rows) else { return };
            self.column(column, lines, rows, &starts);
            tops.push(starts);
        }
        self.joins(lines, &tops);
        if self.paper.layout == Layout::Comparison {
            self.marks(lines, rows, &tops);
        }
    }

    /// For each row, the row in which the cell begins that stands there; nothing if cells overlap or leave gaps.
    fn starts(&mut self, column: usize, lines: &[ExpectedRow], rows: &[&Row]) -> Option<Vec<usize>> {
        let mut starts = Vec::new();
        let mut end = 0;
        for (index, row) in rows.iter().enumerate() {
            let cell = &row.cells[column];
            let covered = cell.state == State::Covered;
            let whole = !covered || (cell.span == 0 && cell.runs.is_empty() && cell.from.is_empty());
            if covered != (index < end) || !whole || (!covered && (cell.span == 0 || index + cell.span > rows.len())) {
                let name = heading(&self.document.columns, column);
                self.say(words::parity_shared(name), &lines[index].items[0].opinion.id.clone(), name);
                return None;
            }
            if !covered {
                end = index + cell.span;
            }
            starts.push(if covered { *starts.last()? } else { index });
        }
        Some(starts)
    }

    /// Whether every opinion of a column is told as the records have it.
    fn column(&mut self, column: usize, lines: &[ExpectedRow], rows: &[&Row], starts: &[usize]) {
        let wanted = self.columns[column].clone();
        let name = heading(&self.document.columns, column);
        let whole = !matches!(wanted.shows[0], Content::Parts | Content::PartName);
        let mut from: Vec<From> = Vec::new();
        for (index, line) in lines.iter().enumerate() {
            let cell = &rows[starts[index]].cells[column];
            let id = line.items[0].opinion.id.as_str();
            let expected = self.expected(line, &wanted);
            self.same(&expected.said.text, &cell.text(), name, id);
            // Every opinion of a matrix's row must agree with a cell that stands for all of them.
            for other in line.items.iter().skip(1).filter(|_| wanted.source.is_none()) {
                let said = self.together(other, &wanted);
                self.same(&said.text, &cell.text(), name, &other.opinion.id);
            }
            if (cell.state == State::Missing) != expected.said.missing {
                self.say(words::parity_missing(name), id, name);
            }
            let is_side = line.change.is_some() && wanted.shows[0] == Content::Text;
            if !is_side && cell.runs.iter().any(|run| run.marked) {
                self.say(words::parity_mark(name, 1), id, name);
            }
            // What a cell shows is named once for each opinion, whatever rows that takes.
            if !whole || line.part == 0 {
                from.extend(expected.from);
            }
            if starts.get(index + 1) != Some(&starts[index]) {
                if from != cell.from {
                    self.say(words::parity_other_values(name), id, name);
                }
                from.clear();
            }
        }
    }

    /// Whether cells are shared where they may be, and labels wherever they must.
    fn joins(&mut self, lines: &[ExpectedRow], tops: &[Vec<usize>]) {
        let labels: Vec<usize> = (0..self.columns.len())
            .filter(|column| self.columns[*column].is_label() && self.columns[*column].joins != Joins::Never)
            .collect();
        let has_bands = self.paper.bands.iter().any(|band| band == "subcategory");
        let across = self.columns.iter().any(|wanted| !wanted.is_label() && wanted.joins == Joins::Across);
        for index in (1..lines.len()).filter(|index| lines[*index].part == 0) {
            let (above, line) = (&lines[index - 1], &lines[index]);
            let labels_of = |line: &ExpectedRow| (line.items[0].opinion.category.clone(), line.items[0].opinion.subcategory.clone());
            let ((category, sub), (next, next_sub)) = (labels_of(above), labels_of(line));
            let opens = category != next || (has_bands && sub != next_sub);
            // A band stands over the table's whole width: no cell goes through it.
            let declared = |name: &str| self.paper.bands.iter().any(|band| band == name);
            let banded = (declared("category") && category != next && !next.is_empty())
                || (declared("subcategory") && (category != next || sub != next_sub) && !next_sub.is_empty());
            for (column, top) in tops.iter().enumerate().take(self.columns.len()) {
                let wanted = &self.columns[column];
                let name = heading(&self.document.columns, column);
                let shared = top[index] != index;
                let (may, must) = if wanted.is_label() {
                    let alike = |column: &usize| {
                        let said = |line: &ExpectedRow| self.expected(line, &self.columns[*column]).said.text;
                        said(above) == said(line)
                    };
                    let alike = wanted.joins != Joins::Never && labels.iter().take_while(|label| **label <= column).all(alike);
                    let near = (wanted.shows[0] == Content::Section && !banded) || !opens;
                    (alike && near, alike && near)
                } else {
                    let lacks = shared && [above, line].iter().any(|line| self.expected(line, wanted).said.lacks);
                    let joins = wanted.joins != Joins::Never && wanted.shows[0] != Content::PartName;
                    (joins && (!opens || across && !banded) && !lacks, false)
                };
                let id = line.items[0].opinion.id.as_str();
                if shared && !may {
                    self.say(words::parity_shared(name), id, name);
                } else if must && !shared {
                    self.say(words::parity_apart(name), id, name);
                }
            }
            // The parts of a stack go on with their opinion and never stand for two.
        }
        for index in (0..lines.len()).filter(|index| lines[*index].part > 0) {
            for (column, top) in tops.iter().enumerate().take(self.columns.len()) {
                let whole = !matches!(self.columns[column].shows[0], Content::Parts | Content::PartName);
                if whole != (top[index] != index) {
                    let name = heading(&self.document.columns, column);
                    self.say(words::parity_apart(name), &lines[index].items[0].opinion.id.clone(), name);
                }
            }
        }
    }

    /// Whether what is marked is what the other edition lacks.
    fn marks(&mut self, lines: &[ExpectedRow], rows: &[&Row], tops: &[Vec<usize>]) {
        let side = |edition: Edition| self.columns.iter().position(|wanted| wanted.shows[0] == Content::Text && wanted.edition == edition);
        let sides = [Edition::Older, Edition::Newer].map(side);
        for (index, line) in lines.iter().enumerate() {
            let Some(change) = &line.change else { continue };
            let nothing = Cell::default();
            let cells = sides.map(|column| column.map_or(&nothing, |column| &rows[tops[column][index]].cells[column]));
            let mut texts: [Option<Vec<String>>; 2] = [None, None];
            for ((column, edition), texts) in sides.iter().zip([Edition::Older, Edition::Newer]).zip(&mut texts) {
                let shows = column.map(|column| self.columns[column].shows.clone());
                let item = change.side(edition);
                *texts = shows.zip(item).map(|(shows, item)| shows.iter().map(|content| self.plain(&item, *content)).collect());
            }
            // Where only one edition has a column, there is nothing to hold its marks against.
            let alone = sides.contains(&None) && change.old.is_some() && change.new.is_some();
            if !alone && !changes::marks_hold(cells, [texts[0].as_deref(), texts[1].as_deref()]) {
                let column = sides[1].or(sides[0]).unwrap_or(0);
                let name = heading(&self.document.columns, column);
                self.say(words::parity_marks(name), &line.items[0].opinion.id.clone(), name);
            }
        }
    }
}
