//! Written: the two files that come of a pasted list.

use csv::Terminator;

use super::{Heading, Listed, Role};
use crate::meeting::day::{EXAMPLE as EXAMPLE_DATE, PROVISIONAL};
use crate::meeting::headings::{Column, is_personal};
use crate::meeting::names::unsafe_name;
use crate::meeting::words::Words;
use crate::read::separated::{Guards, write};
use crate::records::import::Facts;
use crate::records::import::write::{OURS, pair};
use crate::records::record::Opinion;
use crate::say::diag::Result;
use crate::say::toml_text;

/// Most columns that stand on a page that is not turned.
const UPRIGHT_COLUMNS: usize = 4;

/// The meeting: what the table does not say is marked as ours.
pub fn meeting_toml(listed: &Listed, sources: &[String], through: bool, facts: &Facts) -> String {
    let stem = listed.file.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    let label = listed.label.as_ref().or(facts.label.as_ref());
    let title = facts.title.as_deref().or(listed.title.as_deref()).or(label.map(String::as_str)).filter(|title| !title.trim().is_empty());
    let mut lines = vec!["# 会議の設定。取り込んだ表から作りました。自由に書き直せます。\n\n[meeting]".to_owned()];
    let ours = facts.title.is_some() || listed.title.is_none();
    lines.push(pair("title", title.unwrap_or(if stem.is_empty() { "意見" } else { stem })) + if ours { OURS } else { "" });
    lines.push(match &facts.date {
        Some(date) => format!("date = {date}{OURS}"),
        None => format!("date = {EXAMPLE_DATE}  {PROVISIONAL}"),
    });
    if through {
        lines.push("numbers = \"through\"  # 番号は区分をまたいで続きます".into());
    }
    let printed: Vec<&Heading> = listed.headings.iter().filter(|heading| heading.index != usize::MAX).collect();
    let private = |heading: &Heading| matches!(heading.role, Role::Field { .. }) && is_personal(&heading.printed);
    let shown: Vec<&Heading> = printed
        .into_iter()
        .filter(|heading| !private(heading) && !matches!(heading.role, Role::Known(Column::Section | Column::SectionTitle | Column::Id)))
        .collect();
    let look: Vec<String> = [
        (shown.len() <= UPRIGHT_COLUMNS).then(|| "landscape = false".to_owned()),
        listed.style.as_ref().filter(|style| *style != "({n})").map(|style| pair("section_number", style)),
        (!listed.sections.is_empty() && listed.style.is_none()).then(|| pair("section_number", "")),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !look.is_empty() {
        lines.push(format!("\n[look]\n{}", look.join("\n")));
    }
    let usual = Words::default();
    let words: Vec<String> = shown
        .iter()
        .filter_map(|heading| {
            let (key, usual) = match heading.role {
                Role::Known(Column::No) => ("no", &usual.no),
                Role::Known(Column::Category) => ("category", &usual.category),
                Role::Known(Column::Subcategory) => ("subcategory", &usual.subcategory),
                Role::Known(Column::Source) => ("source", &usual.source),
                Role::Known(Column::Text) => ("text", &usual.text),
                Role::Known(Column::Attribution) => ("attribution", &usual.attribution),
                _ => return None,
            };
            (!heading.printed.is_empty() && heading.printed != *usual).then(|| pair(key, &heading.printed))
        })
        .collect();
    if !words.is_empty() {
        lines.push(format!("\n# 表の見出しの言葉\n[words]\n{}", words.join("\n")));
    }
    if !listed.sections.is_empty() {
        lines.push("\n# 区分（印刷する順）".into());
        lines.extend(listed.sections.iter().map(|title| format!("[[sections]]\n{}", pair("title", title))));
    }
    if !sources.is_empty() {
        lines.push("\n# 出典".into());
        lines.extend(sources.iter().map(|name| format!("[[sources]]\n{}\n{}", pair("key", name), pair("heading", name))));
    }
    if listed.fields().next().is_some() {
        lines.push("\n# 意見のほかの列".into());
    }
    for (index, key, heading) in listed.fields() {
        lines.push(format!("[[fields]]\n{}\n{}", pair("key", key), pair("heading", heading)));
        if private(&listed.headings[index]) {
            lines.push("private = true  # 個人情報とみなし、どの資料にも、データにも載せません".into());
        }
    }
    let name = |heading: &&Heading| match &heading.role {
        Role::Known(column) => column.key().to_owned(),
        Role::Field { key, .. } => key.clone(),
    };
    let columns: Vec<String> = shown.iter().map(name).map(|name| toml_text(&name)).collect();
    lines.push("\n# 作る資料（ファイルの種類は名前の終わりで決まります）\n[[papers]]".into());
    if let Some(label) = label {
        lines.push(pair("label", label) + if listed.label.is_none() { OURS } else { "" });
    }
    let stem = label.filter(|label| unsafe_name(label).is_none() && !label.contains(['/', '{'])).map_or("資料", String::as_str);
    let file = |end: &str| toml_text(&format!("{stem}{end}"));
    lines.push(format!("layout = \"list\"\ncolumns = [{}]", columns.join(", ")));
    lines.push(format!("files = [{}, {}, {}]", file(".pdf"), file(".xlsx"), file(".html")));
    lines.join("\n") + "\n"
}

/// The records: as the table has them, with an ID for each.
pub fn opinions_csv(listed: &Listed, sources: &[String], opinions: &[Opinion]) -> Result<String> {
    let known = [
        (Column::Id, true),
        (Column::Section, !listed.sections.is_empty()),
        (Column::Category, listed.position(Column::Category).is_some()),
        (Column::Subcategory, listed.position(Column::Subcategory).is_some()),
        (Column::No, true),
        (Column::Source, !sources.is_empty()),
        (Column::Text, true),
        (Column::Attribution, listed.position(Column::Attribution).is_some()),
    ];
    let columns: Vec<Column> = known.into_iter().filter(|(_, there)| *there).map(|(column, _)| column).collect();
    let value = |opinion: &Opinion, column: &Column| match column {
        Column::Id => opinion.id.to_string(),
        Column::Section => (opinion.section + 1).to_string(),
        Column::Category => opinion.category.to_string(),
        Column::Subcategory => opinion.subcategory.to_string(),
        Column::No => opinion.no.as_ref().map_or(String::new(), |no| no.text.clone()),
        Column::Source => sources.get(opinion.source).cloned().unwrap_or_default(),
        Column::Text => opinion.text.to_string(),
        _ => opinion.attribution.to_string(),
    };
    let headings: Vec<&str> = columns.iter().map(|column| column.heading()).chain(listed.fields().map(|(_, _, heading)| heading)).collect();
    let row =
        |opinion: &Opinion| columns.iter().map(|column| value(opinion, column)).chain(opinion.fields.iter().map(String::from)).collect();
    let rows: Vec<Vec<String>> = opinions.iter().map(row).collect();
    let bytes = write(&headings, &rows, Guards::IfNeeded, Terminator::Any(b'\n'))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
