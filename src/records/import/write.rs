//! Words the two files of an import: `meeting.toml` and `opinions.csv`.

use csv::Terminator;

use super::read::Printed;
use super::sources::Source;
use super::{CATEGORY, Facts};
use crate::meeting::day::EXAMPLE as EXAMPLE_DATE;
use crate::meeting::headings::Column;
use crate::meeting::look::Look;
use crate::meeting::names::unsafe_name;
use crate::meeting::words::Words;
use crate::read::separated::{Guards, write};
use crate::records::record::Opinion;
use crate::say::diag::Result;
use crate::say::toml_text;

/// Name of an attribution that neither the text nor the facts name.
const UNNAMED_ATTRIBUTION: &str = "発言者";
/// Comment on what is in the meeting file but not in the text.
pub const OURS: &str = "  # 本文にないため、こちらで補ったもの";

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
    let mut lines = vec!["# 会議の設定。印刷された表から作りました。自由に書き直せます。\n\n[meeting]".to_owned()];
    lines.push(pair("title", title(table, facts)) + OURS);
    lines.push(match &facts.date {
        Some(date) => format!("date = {date}{OURS}"),
        None => format!("# 資料の日付が本文にありません。次の行を正しい日付に直し、行頭の # を取ってください。\n# date = {EXAMPLE_DATE}"),
    });
    lines.extend(look(table));
    lines.push("\n# 区分（印刷する順。番号は順に付きます）".into());
    lines.extend(table.titles.iter().map(|section| format!("[[sections]]\n{}", pair("title", section.text))));
    lines.push("\n# 出典（意見の列、左から順）".into());
    for source in sources {
        lines.push(format!("[[sources]]\n{}\n{}", pair("key", &source.key), pair("heading", source.heading)));
        lines.extend(source.attribution.map(|name| match name {
            "" => pair("attribution", facts.attribution.as_deref().unwrap_or(UNNAMED_ATTRIBUTION)) + OURS,
            name => pair("attribution", name),
        }));
    }
    lines.push("\n# 作る資料（ファイルの種類は名前の終わりで決まります）\n[[papers]]".into());
    if !label.is_empty() {
        lines.push(pair("label", label) + if table.label.is_none() { OURS } else { "" });
    }
    let can_name_files = unsafe_name(label).is_none() && !label.contains(['/', '{']);
    let stem = if can_name_files { label } else { "資料" };
    let file = |end: &str| toml_text(&format!("{stem}{end}"));
    lines.push("layout = \"matrix\"".into());
    lines.push("files = [".into());
    lines.extend([".pdf", "_意見一覧.xlsx", ".html"].map(|end| format!("    {},", file(end))));
    lines.push("    # 1ページ目の画像（ウェブページやREADMEに載せるため）".into());
    lines.push(format!("    {{ file = {}, page = 1, ppi = 72 }},\n]", file("_1ページ.png")));
    lines.push("\n# 記録そのもの".into());
    lines.push(format!("[data]\nfiles = [{}, {}]", file("_意見.csv"), file("_意見.json")));
    lines.join("\n") + "\n"
}

/// What the text words differently from what we give by default.
fn look(table: &Printed) -> Vec<String> {
    let (words, look) = (Words::default(), Look::default());
    let style = table.titles.first().map_or("", |title| &title.style);
    let differing = |keys: &[(&str, &str, &str)]| {
        let differing = keys.iter().filter(|(_, printed, usual)| !printed.is_empty() && printed != usual);
        differing.map(|(key, printed, _)| pair(key, printed)).collect::<Vec<_>>()
    };
    let words = differing(&[("no", table.heading(0), &words.no), ("category", table.heading(CATEGORY), &words.category)]);
    let look = differing(&[("section_number", style, &look.section_number)]);
    let table = |name: &str, keys: Vec<String>| (!keys.is_empty()).then(|| format!("\n[{name}]\n{}", keys.join("\n")));
    table("words", words).into_iter().chain(table("look", look)).collect()
}

/// A key and its text as TOML writes them.
pub fn pair(key: &str, text: &str) -> String {
    format!("{key} = {}", toml_text(text))
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
