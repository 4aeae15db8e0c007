//! What must stand above and below the table: texts filled in, legends, and everything counted again.

use std::collections::BTreeMap;

use super::facts::{Facts, Item, Outcome};
use crate::document::{Block, Content, LegendEntry, TallyLine};
use crate::meeting::Field;
use crate::meeting::paper::{BlockSpec, Paper, TallyBy};

/// The blocks that are declared; one that cannot be is left out, so that what stands there is too much.
pub fn blocks(facts: &Facts, paper: &Paper, specs: &[BlockSpec], shown: &[Item]) -> Vec<Block> {
    specs.iter().filter_map(|spec| block(facts, paper, spec, shown)).collect()
}

fn block(facts: &Facts, paper: &Paper, spec: &BlockSpec, shown: &[Item]) -> Option<Block> {
    let meeting = facts.meeting;
    let fill = |text: &String| filled(facts, paper, text, shown);
    let declared =
        |key: &String| meeting.fields.iter().position(|field| !field.choices.is_empty() && (field.key == *key || field.heading == *key));
    let heading = |field: &Field| spec.heading.clone().unwrap_or_else(|| field.heading.clone());
    if let Some(text) = &spec.text {
        return Some(Block::Text { text: fill(text) });
    }
    if let Some(note) = &spec.note {
        return Some(Block::Note { text: fill(note) });
    }
    if let Some(rows) = &spec.table {
        let width = rows.iter().map(Vec::len).max()?;
        let row = |row: &Vec<String>| row.iter().map(fill).chain(std::iter::repeat(String::new())).take(width).collect();
        let rows: Vec<Vec<String>> = rows.iter().map(row).collect();
        let first: Vec<&str> = rows[usize::from(spec.head).min(rows.len())..].iter().map(|row| row[0].trim()).collect();
        let tell_apart = (0..first.len()).all(|at| !first[at].is_empty() && !first[at].contains('\n') && !first[..at].contains(&first[at]));
        let labels = width > 1 && spec.labels.unwrap_or(tell_apart);
        return Some(Block::Table { heading: spec.heading.clone(), head: spec.head, labels, rows });
    }
    if let Some(key) = &spec.legend {
        let field = declared(key)?;
        let of = &meeting.fields[field];
        let entries = of.choices.iter().map(|choice| LegendEntry { value: choice.value.clone(), means: choice.means.clone() }).collect();
        return Some(Block::Legend { heading: heading(of), field, entries });
    }
    let key = spec.tally.as_ref()?;
    let (of, usual) = match key.as_str() {
        "category" => (Content::Category, meeting.words.category.clone()),
        "section" => (Content::Section, meeting.words.section.clone()),
        "source" => (Content::Source, meeting.words.source.clone()),
        _ => declared(key).map(|field| (Content::Field(field), meeting.fields[field].heading.clone()))?,
    };
    let (columns, lines) = tally(facts, of, spec.by, shown);
    let titled = spec.heading.as_deref().is_some_and(|heading| !heading.is_empty());
    Some(Block::Tally { heading: spec.heading.clone().unwrap_or(usual), titled, of, columns, lines })
}

/// Whether braces around it would be filled: letters, digits and low lines, a letter first.
fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(|c| c == '_' || c.is_ascii_alphanumeric())
}

/// A text with what it names in braces.
fn filled(facts: &Facts, paper: &Paper, text: &str, shown: &[Item]) -> String {
    let meeting = facts.meeting;
    let opinions = |items: &[Item]| items.iter().map(Item::count).sum::<usize>().to_string();
    let title = paper.title.as_deref().unwrap_or(&meeting.head.title);
    let known: BTreeMap<&str, String> = BTreeMap::from([
        ("shown", opinions(shown)),
        ("all", opinions(&facts.newer)),
        ("records", shown.len().to_string()),
        ("date", meeting.date_in_words()),
        ("title", title.to_owned()),
        ("label", paper.label.clone()),
        ("meeting", meeting.head.title.clone()),
    ]);
    let mut filled = String::new();
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        // How many braces open here, and what stands behind them.
        let left = rest.as_str();
        let (depth, inside) = match (c, left.strip_prefix('{')) {
            ('{', Some(inside)) => (2, inside),
            ('{', None) => (1, left),
            _ => (0, left),
        };
        let (word, behind) = inside.split_once('}').unwrap_or_default();
        match (depth, known.get(word)) {
            (1, Some(value)) => {
                filled.push_str(value);
                rest = behind.chars();
            }
            (2, _) if behind.starts_with('}') && is_word(word) => {
                filled.push_str(&left[..word.len() + 2]);
                rest = behind[1..].chars();
            }
            _ => filled.push(c),
        }
    }
    filled
}

/// What an opinion counts as: where it stands among others, and the label.
type Kept = ((usize, usize), String);

/// Where an opinion is counted: what is declared comes first, then what occurs in the order in which it does, then what is not said.
fn kept(facts: &Facts, item: &Item, of: Content, seen: usize) -> Kept {
    let (meeting, words) = (facts.meeting, &facts.meeting.words);
    match of {
        Content::Section => ((0, item.opinion.section), meeting.section_heading(item.opinion.section)),
        Content::Source => ((0, item.opinion.source), meeting.sources[item.opinion.source].heading.clone()),
        Content::Field(index) => {
            let field = &meeting.fields[index];
            match facts.outcome(item, &field.key) {
                Outcome::Chosen(value) => {
                    let choice = field.choices.iter().position(|choice| choice.value == value);
                    (choice.map_or((1, seen), |choice| (0, choice)), value)
                }
                Outcome::Several => ((2, 0), words.several.clone()),
                Outcome::Open => ((2, 1), words.open.clone()),
                Outcome::NotAsked => ((2, 2), words.not_asked.clone()),
            }
        }
        _ if item.opinion.category.is_empty() => ((2, 0), words.without.clone()),
        _ => ((1, seen), item.opinion.category.to_string()),
    }
}

/// The lines or columns under which opinions are counted, in order, with the place of each opinion among them.
fn places(facts: &Facts, of: Content, shown: &[Item]) -> (Vec<String>, Vec<usize>) {
    let mut known: BTreeMap<(usize, usize), String> = BTreeMap::new();
    if let Content::Field(index) = of {
        let choices = facts.meeting.fields[index].choices.iter().enumerate();
        known.extend(choices.map(|(at, choice)| ((0, at), choice.value.clone())));
    }
    let mut own = Vec::new();
    for (seen, item) in shown.iter().enumerate() {
        let (mut at, label) = kept(facts, item, of, seen);
        if let (1, Some((first, _))) = (at.0, known.iter().find(|(at, known)| at.0 == 1 && **known == label)) {
            at = *first;
        }
        known.insert(at, label);
        own.push(at);
    }
    let order: Vec<(usize, usize)> = known.keys().copied().collect();
    let place = |at: &(usize, usize)| order.iter().position(|known| known == at).unwrap_or_default();
    let own = own.iter().map(place).collect();
    (known.into_values().collect(), own)
}

/// Counts what was chosen, opinion by opinion.
fn tally(facts: &Facts, of: Content, by: Option<TallyBy>, shown: &[Item]) -> (Vec<String>, Vec<TallyLine>) {
    let words = &facts.meeting.words;
    let (labels, line_of) = places(facts, of, shown);
    let by = by.unwrap_or(if of == Content::Section { TallyBy::None } else { TallyBy::Section });
    let (mut columns, mut column_of) = match by {
        TallyBy::Section => places(facts, Content::Section, shown),
        TallyBy::Source => places(facts, Content::Source, shown),
        TallyBy::Category => places(facts, Content::Category, shown),
        TallyBy::None => Default::default(),
    };
    if columns.len() < 2 {
        (columns, column_of) = Default::default();
    }
    let sums = columns.len();
    let mut lines: Vec<TallyLine> =
        labels.into_iter().chain([words.sum.clone()]).map(|label| TallyLine { label, counts: vec![0; sums + 1] }).collect();
    let last = lines.len() - 1;
    for (index, item) in shown.iter().enumerate() {
        for line in [line_of[index], last] {
            lines[line].counts[sums] += item.count();
            if let Some(column) = column_of.get(index) {
                lines[line].counts[*column] += item.count();
            }
        }
    }
    columns.push(words.all.clone());
    (columns, lines)
}

/// A block as texts with the name of each, to say where it differs.
pub fn told(block: &Block) -> (String, Vec<(String, String)>) {
    match block {
        Block::Text { text } => ("text".to_owned(), vec![("text".to_owned(), text.clone())]),
        Block::Note { text } => ("note".to_owned(), vec![("note".to_owned(), text.clone())]),
        Block::Table { heading, head, labels, rows } => {
            let heading = heading.clone().unwrap_or_default();
            let row = |row: &Vec<String>| ("table".to_owned(), row.join(" | "));
            let first = ("heading".to_owned(), heading.clone());
            (format!("table {heading} {head} {labels}"), std::iter::once(first).chain(rows.iter().map(row)).collect())
        }
        Block::Legend { heading, field, entries } => {
            let entry = |entry: &LegendEntry| [("legend".to_owned(), entry.value.clone()), (entry.value.clone(), entry.means.clone())];
            let first = ("heading".to_owned(), heading.clone());
            (format!("legend {heading} {field}"), std::iter::once(first).chain(entries.iter().flat_map(entry)).collect())
        }
        Block::Tally { heading, of, columns, lines, .. } => {
            let line = |line: &TallyLine| {
                let label = ("tally".to_owned(), line.label.clone());
                let count = |(index, count): (usize, &usize)| {
                    let column = columns.get(index).map_or("", String::as_str);
                    (format!("{heading} {} {column}", line.label), count.to_string())
                };
                std::iter::once(label).chain(line.counts.iter().enumerate().map(count)).collect::<Vec<_>>()
            };
            let first = ("heading".to_owned(), format!("{heading}\n{}", columns.join("\n")));
            (format!("tally {heading} {of:?}"), std::iter::once(first).chain(lines.iter().flat_map(line)).collect())
        }
    }
}
