//! Words the two files of an import: `meeting.toml` and `opinions.csv`.

use csv::Terminator;

use super::read::Printed;
use super::sources::Source;
use super::{CATEGORY, Facts};
use crate::meeting::day::EXAMPLE as EXAMPLE_DATE;
use crate::meeting::headings::Column;
use crate::meeting::look::Look;
use crate::meeting::words::Words;
use crate::read::separated::{Guards, write};
use crate::records::meeting_toml::{MeetingToml, OURS, pair, stem};
use crate::records::record::Opinion;
use crate::say::diag::Result;
use crate::say::toml_text;

/// Name of an attribution that neither the text nor the facts name.
const UNNAMED_ATTRIBUTION: &str = "発言者";

/// The label, which the text has or the facts give; may be empty.
fn label<'a>(table: &Printed<'a>, facts: &'a Facts) -> &'a str {
    table.label.or(facts.label.as_deref()).unwrap_or_default()
}

/// The title; where none is given, the label.
pub fn title<'a>(table: &Printed<'a>, facts: &'a Facts) -> &'a str {
    facts.title.as_deref().unwrap_or(label(table, facts))
}

/// The meeting file. Without a date it holds an example that somebody must replace.
pub fn meeting_toml(table: &Printed, sources: &[Source], facts: &Facts) -> String {
    let label = label(table, facts);
    let mut toml = MeetingToml::new("# 会議の設定。印刷された表から作りました。自由に書き直せます。\n\n", title(table, facts), true);
    toml.line(match &facts.date {
        Some(date) => format!("date = {date}{OURS}"),
        None => format!("# 資料の日付が本文にありません。次の行を正しい日付に直し、行頭の # を取ってください。\n# date = {EXAMPLE_DATE}"),
    });
    look(table, &mut toml);
    toml.sections("# 区分（印刷する順。番号は順に付きます）", table.titles.iter().map(|section| section.text));
    let attribution = |name: &str| match name {
        "" => pair("attribution", facts.attribution.as_deref().unwrap_or(UNNAMED_ATTRIBUTION)) + OURS,
        name => pair("attribution", name),
    };
    let sources = sources.iter().map(|source| (source.key.as_str(), source.heading, source.attribution.map(attribution)));
    toml.sources("# 出典（意見の列、左から順）", sources);
    toml.papers();
    if !label.is_empty() {
        toml.pair("label", label, table.label.is_none());
    }
    let file = |end: &str| toml_text(&format!("{}{end}", stem(Some(label))));
    toml.line("layout = \"matrix\"");
    toml.line("files = [");
    for end in [".pdf", "_意見一覧.xlsx", ".html"] {
        toml.line(format!("    {},", file(end)));
    }
    toml.line("    # 1ページ目の画像（ウェブページやREADMEに載せるため）");
    toml.line(format!("    {{ file = {}, page = 1, ppi = 72 }},\n]", file("_1ページ.png")));
    toml.line("\n# 記録そのもの");
    toml.line(format!("[data]\nfiles = [{}, {}]", file("_意見.csv"), file("_意見.json")));
    toml.text()
}

/// What the text words differently from what we give by default.
fn look(table: &Printed, toml: &mut MeetingToml) {
    let (words, look) = (Words::default(), Look::default());
    let style = table.titles.first().map_or("", |title| &title.style);
    let mut differing = |head: &str, keys: &[(&str, &str, &str)]| {
        let differing = keys.iter().filter(|(_, printed, usual)| !printed.is_empty() && printed != usual);
        toml.block(head, differing.map(|(key, printed, _)| pair(key, printed)));
    };
    differing("[words]", &[("no", table.heading(0), &words.no), ("category", table.heading(CATEGORY), &words.category)]);
    differing("[look]", &[("section_number", style, &look.section_number)]);
}

/// The records: one opinion to a row.
pub fn opinions_csv(opinions: &[Opinion], sources: &[Source]) -> Result<String> {
    const COLUMNS: [Column; 7] =
        [Column::Id, Column::Section, Column::Category, Column::No, Column::Source, Column::Text, Column::Attribution];
    let row = |o: &Opinion| {
        let (section, no) = ((o.section + 1).to_string(), o.no.as_ref().map_or(String::new(), |no| no.text.clone()));
        let (source, text, attribution) = (sources[o.source].key.clone(), o.text.to_string(), o.attribution.to_string());
        vec![o.id.to_string(), section, o.category.to_string(), no, source, text, attribution]
    };
    let rows: Vec<Vec<String>> = opinions.iter().map(row).collect();
    let bytes = write(&COLUMNS.map(Column::heading), &rows, Guards::IfNeeded, Terminator::Any(b'\n'))?;
    Ok(String::from_utf8(bytes).expect("texts are UTF-8"))
}
