//! Choices: what a rule can name, such as sections, categories and sources, and the rules that there are, for the forms that
//! make them.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use toml_edit::Item;

use crate::meeting::headings::is_personal;
use crate::meeting::{Meeting, Rule, lexicon};
use crate::records::placed::Placed;
use crate::records::record::Opinion;
use crate::say;

/// Most values of a field that are offered: of a field with more of them, no rule is likely.
const VALUES: usize = 40;
/// The same where they name divisions, of which a city has many.
const NAMED: usize = 300;

/// Most opinions that are offered one by one, and most characters of each.
const OPINIONS: usize = 2_000;
const BEGINNING: usize = 24;

/// What the name of a division ends in.
const DIVISIONS: &[char] = &['課', '室', '局', '部', '係', '所', '館'];

/// What a rule can name in this meeting.
pub fn choices(meeting: &Meeting, placed: Option<&Placed>) -> Value {
    let opinions: &[Opinion] = placed.map_or(&[], |placed| &placed.opinions);
    let sections: Vec<String> = (0..meeting.sections.len()).map(|index| meeting.section_heading(index)).collect();
    let sources = meeting.sources.iter().filter(|_| meeting.sources.len() > 1);
    let sources: Vec<Value> = sources.map(|source| json!({ "key": source.key, "heading": source.heading })).collect();
    // In the order in which they are printed.
    let mut seen = BTreeSet::new();
    let named = opinions.iter().filter(|opinion| !opinion.category.is_empty());
    let categories: Vec<Value> = named
        .filter(|opinion| seen.insert((opinion.section, &opinion.category)))
        .map(|opinion| json!({ "section": opinion.section + 1, "name": opinion.category }))
        .collect();
    let values = |index: usize| -> BTreeSet<&str> {
        let values = opinions.iter().filter_map(|opinion| opinion.fields.get(index)).map(|value| value.trim());
        // What stands for the row above is the name of nothing.
        values.filter(|value| !value.is_empty() && !lexicon::is_ditto(value)).collect()
    };
    let fields: Vec<Value> = meeting
        .record_fields()
        .enumerate()
        .filter(|(_, field)| !is_personal(&field.heading))
        .map(|(index, field)| (field, values(index)))
        .map(|(field, values)| {
            let named = values.iter().filter(|value| value.ends_with(DIVISIONS)).count();
            (field, named * 2 > values.len(), values)
        })
        .filter(|(_, names_divisions, values)| (1..=if *names_divisions { NAMED } else { VALUES }).contains(&values.len()))
        .map(|(field, names_divisions, values)| {
            json!({ "key": field.key, "heading": field.heading, "values": values, "names_divisions": names_divisions })
        })
        .collect();
    let keys: Vec<&str> = meeting.fields.iter().map(|field| field.key.as_str()).collect();
    let headings: Vec<&str> = meeting.fields.iter().map(|field| field.heading.as_str()).collect();
    let answers: Vec<&str> = meeting.answer_fields().map(|field| field.heading.as_str()).collect();
    let single = placed.into_iter().flat_map(Placed::in_order).take(OPINIONS).map(
        |(no, opinion)| json!({ "id": opinion.id, "no": no, "section": opinion.section + 1, "text": say::line(&opinion.text, BEGINNING) }),
    );
    json!({
        "opinions": single.collect::<Vec<_>>(),
        "sections": sections,
        "sources": sources,
        "categories": categories,
        "fields": fields,
        "asks": !meeting.divisions.is_empty(),
        "keys": keys,
        "headings": headings,
        "answers": answers,
    })
}

/// Rules as data, each with how the file writes it.
pub fn rules(rules: &[Rule], written: Option<&Item>) -> Vec<Value> {
    let written = written.map(raws).unwrap_or_default();
    let one = |(index, rule): (usize, &Rule)| {
        let Rule { section, category, source, id, field, is, asked } = rule;
        json!({ "raw": written.get(index), "section": section, "category": category, "source": source, "id": id, "field": field, "is": is, "asked": asked })
    };
    rules.iter().enumerate().map(one).collect()
}

/// The members of a list as the file writes them; of tables, each in one line.
pub fn raws(list: &Item) -> Vec<String> {
    let bare = |value: toml_edit::Value| value.decorated("", "").to_string();
    match list {
        Item::ArrayOfTables(tables) => tables.iter().map(|table| bare(table.clone().into_inline_table().into())).collect(),
        item => item.as_array().into_iter().flatten().map(|value| bare(value.clone())).collect(),
    }
}
