//! What must stand above and below the table: texts filled in, legends, and everything counted again.

use super::facts::{Facts, Item, Outcome};
use crate::document::{Block, LegendEntry, TallyLine};
use crate::meeting::paper::{BlockSpec, Paper, TallyBy};
use crate::meeting::{Field, Meeting};

/// The blocks that are declared; one that cannot be is left out, so that what stands there is too much.
pub fn blocks(facts: &Facts, paper: &Paper, specs: &[BlockSpec], shown: &[Item]) -> Vec<Block> {
    specs.iter().filter_map(|spec| block(facts, paper, spec, shown)).collect()
}

fn block(facts: &Facts, paper: &Paper, spec: &BlockSpec, shown: &[Item]) -> Option<Block> {
    let meeting = facts.meeting;
    let fill = |text: &String| filled(meeting, paper, text, shown.len(), facts.newer.len());
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
        return Some(Block::Table { heading: spec.heading.clone(), head: spec.head, rows: rows.iter().map(row).collect() });
    }
    if let Some(key) = &spec.legend {
        let field = declared(key)?;
        let of = &meeting.fields[field];
        let entries = of.choices.iter().map(|choice| LegendEntry { value: choice.value.clone(), means: choice.means.clone() }).collect();
        return Some(Block::Legend { heading: heading(of), field, entries });
    }
    let field = declared(spec.tally.as_ref()?)?;
    let of = &meeting.fields[field];
    let (columns, lines) = tally(facts, of, spec.by, shown);
    Some(Block::Tally { heading: heading(of), field, columns, lines })
}

/// A text with what it names in braces.
fn filled(meeting: &Meeting, paper: &Paper, text: &str, shown: usize, all: usize) -> String {
    let title = paper.title.as_deref().unwrap_or(&meeting.head.title);
    let known = [
        ("{shown}", shown.to_string()),
        ("{all}", all.to_string()),
        ("{date}", meeting.date_in_words()),
        ("{title}", title.to_owned()),
        ("{label}", paper.label.clone()),
        ("{meeting}", meeting.head.title.clone()),
    ];
    let mut filled = text.to_owned();
    for (name, value) in known {
        filled = filled.split(name).collect::<Vec<_>>().join(&value);
    }
    filled
}

/// Counts what was chosen, opinion by opinion.
fn tally(facts: &Facts, field: &Field, by: Option<TallyBy>, shown: &[Item]) -> (Vec<String>, Vec<TallyLine>) {
    let (meeting, words) = (facts.meeting, &facts.meeting.words);
    let part = |item: &Item| match by {
        None | Some(TallyBy::Section) => Some(item.opinion.section),
        Some(TallyBy::Source) => Some(item.opinion.source),
        Some(TallyBy::None) => None,
    };
    let mut parts: Vec<usize> = shown.iter().filter_map(part).collect();
    parts.sort_unstable();
    parts.dedup();
    if parts.len() < 2 {
        parts.clear();
    }
    let heading =
        |part: &usize| if by == Some(TallyBy::Source) { meeting.sources[*part].heading.clone() } else { meeting.section_heading(*part) };
    let columns = parts.iter().map(heading).chain([words.all.clone()]).collect();
    let empty = || vec![0; parts.len() + 1];
    let mut lines: Vec<(Outcome, Vec<usize>, bool)> =
        field.choices.iter().map(|choice| (Outcome::Chosen(choice.value.clone()), empty(), true)).collect();
    let mut rest: Vec<(Outcome, Vec<usize>, bool)> =
        [Outcome::Several, Outcome::Open, Outcome::NotAsked].map(|outcome| (outcome, empty(), false)).into();
    let mut sum = empty();
    for item in shown {
        let outcome = facts.outcome(item, &field.key);
        let at = lines.iter_mut().chain(&mut rest).position(|(known, ..)| *known == outcome).unwrap_or_else(|| {
            lines.push((outcome, empty(), true));
            lines.len() - 1
        });
        let line = if at < lines.len() { &mut lines[at] } else { &mut rest[at - lines.len()] };
        line.2 = true;
        let own = part(item).and_then(|part| parts.iter().position(|known| *known == part));
        for column in own.into_iter().chain([parts.len()]) {
            line.1[column] += item.count();
            sum[column] += item.count();
        }
    }
    let label = |outcome: &Outcome| match outcome {
        Outcome::Chosen(value) => value.clone(),
        Outcome::Several => words.several.clone(),
        Outcome::Open => words.open.clone(),
        Outcome::NotAsked => words.not_asked.clone(),
    };
    let counted = lines.iter().chain(&rest).filter(|(.., stands)| *stands);
    let counted = counted.map(|(outcome, counts, _)| TallyLine { label: label(outcome), counts: counts.clone() });
    (columns, counted.chain([TallyLine { label: words.sum.clone(), counts: sum.clone() }]).collect())
}

/// A block as texts with the name of each, to say where it differs.
pub fn told(block: &Block) -> (String, Vec<(String, String)>) {
    match block {
        Block::Text { text } => ("text".to_owned(), vec![("text".to_owned(), text.clone())]),
        Block::Note { text } => ("note".to_owned(), vec![("note".to_owned(), text.clone())]),
        Block::Table { heading, head, rows } => {
            let heading = heading.clone().unwrap_or_default();
            let row = |row: &Vec<String>| ("table".to_owned(), row.join(" | "));
            let first = ("heading".to_owned(), heading.clone());
            (format!("table {heading} {head}"), std::iter::once(first).chain(rows.iter().map(row)).collect())
        }
        Block::Legend { heading, field, entries } => {
            let entry = |entry: &LegendEntry| [("legend".to_owned(), entry.value.clone()), (entry.value.clone(), entry.means.clone())];
            let first = ("heading".to_owned(), heading.clone());
            (format!("legend {heading} {field}"), std::iter::once(first).chain(entries.iter().flat_map(entry)).collect())
        }
        Block::Tally { heading, field, columns, lines } => {
            let line = |line: &TallyLine| {
                let label = ("tally".to_owned(), line.label.clone());
                let count = |(index, count): (usize, &usize)| {
                    let column = columns.get(index).map_or("", String::as_str);
                    (format!("{heading} {} {column}", line.label), count.to_string())
                };
                std::iter::once(label).chain(line.counts.iter().enumerate().map(count)).collect::<Vec<_>>()
            };
            let first = ("heading".to_owned(), format!("{heading}\n{}", columns.join("\n")));
            (format!("tally {heading} {field}"), std::iter::once(first).chain(lines.iter().flat_map(line)).collect())
        }
    }
}
