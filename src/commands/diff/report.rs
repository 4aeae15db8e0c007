//! What a comparison found, in a few lines for people and whole for programs.

use serde_json::{Value, json};

use crate::editions::compare::{Change, ChangeKind, Comparison, Item, SHOWN};
use crate::meeting::headings::Datum;
use crate::say::words::Message;
use crate::say::{is_known_id, words};
use crate::typeset::replaced::{Replacement, Stretch};

/// Most characters of an opinion in a line.
const EXCERPT: usize = 30;

/// A comparison, told.
pub struct Report {
    pub lines: Vec<Message>,
    pub json: Value,
    /// Name and size of each file written.
    pub written: Vec<(String, usize)>,
    /// Files that a person had changed, and the copies that were kept of them.
    pub kept: Vec<(String, String)>,
}

impl Report {
    /// `pages` is none if the papers could not be set.
    pub fn new(
        comparison: &Comparison,
        pages: Option<Vec<Replacement>>,
        written: Vec<(String, usize)>,
        kept: Vec<(String, String)>,
    ) -> Self {
        let mut json = comparison.json();
        json["papers"] = json!(pages);
        let mut lines: Vec<Message> = comparison.head.iter().map(|(key, old, new)| head(key, line(old), line(new))).collect();
        if comparison.changes.is_empty() {
            lines.push(words::diff_none());
        }
        for kind in [ChangeKind::Added, ChangeKind::Removed, ChangeKind::Changed, ChangeKind::Moved] {
            of_kind(comparison, kind, &mut lines);
        }
        for replacement in pages.iter().flatten() {
            of_paper(replacement, &mut lines);
        }
        Self { lines, json, written, kept }
    }
}

/// A text of the meeting that differs, by what it is.
fn head(key: &str, old: String, new: String) -> Message {
    match key.split_once('.') {
        Some(("meeting", "date")) => words::diff_head_date(old, new),
        Some(("papers", _)) => words::diff_head_label(old, new),
        Some(("sections", number)) => words::diff_head_section(number, old, new),
        Some(("sources", source)) => words::diff_head_source(source, old, new),
        _ => words::diff_head_title(old, new),
    }
}

fn of_kind(comparison: &Comparison, kind: ChangeKind, lines: &mut Vec<Message>) {
    let changes = comparison.of(kind);
    if changes.is_empty() {
        return;
    }
    let heading = match kind {
        ChangeKind::Added => words::diff_added,
        ChangeKind::Removed => words::diff_removed,
        ChangeKind::Changed => words::diff_changed,
        ChangeKind::Moved => words::diff_moved,
    };
    lines.push(heading(changes.len()));
    for change in changes.iter().take(SHOWN) {
        lines.push(match (change.old, change.new) {
            (Some(old), Some(new)) if kind == ChangeKind::Moved => moved(change, old, new),
            (Some(_), Some(new)) => opinion(new, &changed(change)),
            (Some(item), None) | (None, Some(item)) => opinion(item, &excerpt(&item.opinion.text, "")),
            (None, None) => continue,
        });
    }
    if changes.len() > SHOWN {
        lines.push(words::diff_more(changes.len() - SHOWN));
    }
}

fn opinion(item: Item, what: &str) -> Message {
    words::diff_line(named(format!("{} {}", item.printed(), item.source()), item), what)
}

/// Where an opinion stands, and its identifier if the table has one.
fn named(place: String, item: Item) -> String {
    let id = &item.opinion.id;
    if is_known_id(id) { format!("{place} ({id})") } else { place }
}

/// In what texts an opinion differs.
fn changed(change: &Change) -> String {
    let texts = change.differences.iter().filter(|d| d.kind() == ChangeKind::Changed);
    let texts = texts.map(|d| d.told(&excerpt(&d.old, &d.new), &excerpt(&d.new, &d.old)));
    texts.collect::<Vec<_>>().join("、")
}

/// From where to where an opinion has moved.
fn moved(change: &Change, old: Item, new: Item) -> Message {
    let from = if old.printed() == new.printed() { String::new() } else { format!("{} → ", old.printed()) };
    let place = format!("{from}{}", new.printed());
    let columns = change.differences.iter().filter(|d| matches!(d.column, Datum::Category | Datum::Source));
    let columns: Vec<String> = columns.map(|d| d.told(&line(&d.old), &line(&d.new))).collect();
    match columns.as_slice() {
        [] => words::diff_place(named(place, new)),
        some => words::diff_line(named(place, new), some.join("、")),
    }
}

/// One line of a text, from a little before the place where it first differs from `other`.
fn excerpt(text: &str, other: &str) -> String {
    let same = text.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let from = if same > EXCERPT / 2 { same - EXCERPT / 3 } else { 0 };
    let text = line(text);
    let rest: String = text.chars().skip(from).take(EXCERPT).collect();
    let more = text.chars().count() > from + EXCERPT;
    format!("{}{rest}{}", if from > 0 { "…" } else { "" }, if more { "…" } else { "" })
}

fn line(text: &str) -> String {
    text.replace('\n', " ")
}

fn of_paper(replacement: &Replacement, lines: &mut Vec<Message>) {
    let Replacement { file, old_pages, new_pages, content, numbers } = replacement;
    if replacement.is_empty() {
        lines.push(words::pages_same(file, new_pages));
        return;
    }
    lines.push(words::pages_of(file, old_pages, new_pages));
    for Stretch { old, new } in content {
        lines.push(match (old.is_empty(), new.is_empty()) {
            (true, _) => words::pages_added(listed(new)),
            (_, true) => words::pages_removed(listed(old)),
            _ => words::pages_replaced(listed(old), listed(new)),
        });
    }
    let (moved, stayed): (Vec<_>, Vec<_>) = numbers.iter().partition(|(old, new)| old != new);
    if !stayed.is_empty() {
        let pages: Vec<usize> = stayed.iter().map(|(_, new)| *new).collect();
        lines.push(words::pages_total(listed(&pages), old_pages, new_pages));
    }
    if !moved.is_empty() {
        let (old, new): (Vec<usize>, Vec<usize>) = moved.into_iter().unzip();
        lines.push(words::pages_renumbered(listed(&old), listed(&new)));
    }
}

/// Page numbers with stretches drawn together: `1, 3-5`.
fn listed(pages: &[usize]) -> String {
    let mut stretches: Vec<(usize, usize)> = Vec::new();
    for page in pages {
        match stretches.last_mut() {
            Some((_, last)) if *last + 1 == *page => *last = *page,
            _ => stretches.push((*page, *page)),
        }
    }
    let one = |(first, last): &(usize, usize)| if first == last { first.to_string() } else { format!("{first}-{last}") };
    stretches.iter().map(one).collect::<Vec<_>>().join(", ")
}
