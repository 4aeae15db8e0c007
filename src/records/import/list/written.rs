//! Written: the two files that come of a pasted list.

use csv::Terminator;

use super::{Heading, Listed, Role};
use crate::meeting::headings::{Column, is_inner, is_personal};
use crate::meeting::words::Words;
use crate::read::separated::{Guards, write};
use crate::records::import::Facts;
use crate::records::meeting_toml::{MeetingToml, OURS, UPRIGHT_COLUMNS, pair, stem};
use crate::records::record::Opinion;
use crate::say::diag::Result;
use crate::say::toml_text;

/// The meeting: what the table does not say is marked as ours.
pub fn meeting_toml(listed: &Listed, sources: &[String], through: bool, facts: &Facts) -> String {
    let file = listed.file.rsplit(['/', '\\']).next().unwrap_or_default();
    let file = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let label = listed.label.as_ref().or(facts.label.as_ref());
    let title = facts.title.as_deref().or(listed.title.as_deref()).or(label.map(String::as_str)).filter(|title| !title.trim().is_empty());
    let title = title.unwrap_or(if file.is_empty() { "意見" } else { file });
    let is_ours = facts.title.is_some() || listed.title.is_none();
    let mut toml = MeetingToml::new("# 会議の設定。取り込んだ表から作りました。自由に書き直せます。\n\n", title, is_ours);
    match &facts.date {
        Some(date) => toml.line(format!("date = {date}{OURS}")),
        None => toml.provisional_date(),
    }
    if through {
        toml.through();
    }
    let printed: Vec<&Heading> = listed.headings.iter().filter(|heading| heading.index != usize::MAX).collect();
    let private =
        |heading: &Heading| matches!(heading.role, Role::Field { .. }) && (is_personal(&heading.printed) || is_inner(&heading.printed));
    let shown: Vec<&Heading> = printed
        .into_iter()
        .filter(|heading| !private(heading) && !matches!(heading.role, Role::Known(Column::Section | Column::SectionTitle | Column::Id)))
        .collect();
    let section_number = match &listed.style {
        Some(style) => Some(style.as_str()).filter(|style| *style != "({n})"),
        None => Some("").filter(|_| !listed.sections.is_empty()),
    };
    let landscape = (shown.len() <= UPRIGHT_COLUMNS).then(|| "landscape = false".to_owned());
    toml.block("[look]", landscape.into_iter().chain(section_number.map(|style| pair("section_number", style))));
    let usual = Words::default();
    let words = shown.iter().filter_map(|heading| {
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
    });
    toml.block("# 表の見出しの言葉\n[words]", words);
    toml.sections("# 区分（印刷する順）", &listed.sections);
    toml.sources("# 出典", sources.iter().map(|name| (name.as_str(), name.as_str(), None)));
    toml.fields(listed.fields().map(|(index, key, heading)| {
        let more = private(&listed.headings[index])
            .then(|| "private = true  # 個人情報か庁内用とみなし、どの資料にも、データにも載せません".to_owned());
        (key, heading, more.into_iter().collect())
    }));
    let name = |heading: &&Heading| match &heading.role {
        Role::Known(column) => column.key().to_owned(),
        Role::Field { key, .. } => key.clone(),
    };
    let columns: Vec<String> = shown.iter().map(name).map(|name| toml_text(&name)).collect();
    toml.papers();
    if let Some(label) = label {
        toml.pair("label", label, listed.label.is_none());
    }
    let file = |end: &str| toml_text(&format!("{}{end}", stem(label.map(String::as_str))));
    toml.line(format!("layout = \"list\"\ncolumns = [{}]", columns.join(", ")));
    toml.line(format!("files = [{}, {}, {}]", file(".pdf"), file(".xlsx"), file(".html")));
    toml.text()
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
