//! Remedy: the lines that a hint tells to write into `meeting.toml`, as settings for `shiryo set`.

use toml_edit::{DocumentMut, Item, Key};

/// Hints that tell to run a command: what a desk does instead, and how it says so, in English and Japanese.
#[rustfmt::skip]
pub const DONE: &[(&str, &str, &str, &str)] = &[
    ("headings_below_hint", "begin", "move it, from row {row} (or its title above) on, to a sheet of its own; then make the meeting anew of the workbook, so that each sheet is read", "{row}行目から下（題名があれば題名から）を別のシートへ移して保存し、「はじめる」でそのブックから会議を作り直してください。シートごとに読みます"),
    ("tables_beside_hint", "begin", "if these are two tables side by side, move the right one, from column {column} on, to a sheet of its own, with its headings in the first row; then make the meeting anew of the workbook, so that each sheet is read", "横に並んだ別々の表なら、{column}列から右の表を切り取り、新しいシートに貼り付けて（見出しを1行目に）保存し、「はじめる」でそのブックから会議を作り直してください。シートごとに読みます"),
    ("renumber_way", "renumber", "if the papers were not handed out yet, number them anew in the order of the table", "資料をまだ配っていなければ、表の順に番号を付け直せます"),
    ("numbers_kept_hint", "renumber", "that stays so, since the papers may have been handed out; else number them anew", "配った資料の番号が変わらないよう、欠番のままにします。まだ配っていなければ、番号を付け直して詰められます"),
    ("missing_numbers_hint", "renumber", "a number that was given up may stay open; if the papers were not handed out yet, the others can close up", "なくした番号なら、欠番のままで構いません。資料をまだ配っていなければ、番号を付け直して詰められます"),
    ("diff_shifted_hint", "renumber-keep", "give every opinion its No., as it is printed", "すべての意見に、印刷される番号をそのまま付けてください"),
    ("report_anew_hint", "collect", "if the title or the like was changed since, take the answers once more, which makes this report anew; if nobody needs it, move it elsewhere", "題名などをその後に変えたのなら、回答をもう一度受け取ると、この報告を作り直します。もう要らなければ、別の場所へ移してください"),
    ("remove_character", "mend", "make a copy without it", "取り除いた写しを作れます。元の表はそのままです"),
    ("audit_all", "characters", "opinions are printed as they stand", "意見の文字は変えません"),
    ("stopped_halfway_hint", "build", "make the papers once: first, what was begun is finished", "資料を一度作ってください。最初に、途中の書き込みを終わりまで済ませます"),
];

/// What a desk does for the hint of this key, and the words for it.
pub fn done(key: &str) -> Option<(&'static str, [&'static str; 2])> {
    DONE.iter().find(|(known, ..)| *known == key).map(|(_, does, en, ja)| (*does, [*en, *ja]))
}

/// The settings of the lines that stand at the end of a hint, from the head of a table on; none of any other text.
pub fn settings(hint: &str) -> Vec<String> {
    let Some(at) = hint.find("\n[") else { return Vec::new() };
    let Ok(lines) = hint[at + 1..].parse::<DocumentMut>() else { return Vec::new() };
    let mut settings = Vec::new();
    for (name, item) in lines.iter() {
        match item {
            Item::Table(table) => settings.extend(table.iter().map(|(key, value)| format!("{name}.{}={}", quoted(key), bare(value)))),
            Item::ArrayOfTables(tables) => settings.extend(tables.iter().map(|table| {
                let values: Vec<String> = table.iter().map(|(key, value)| format!("{} = {}", Key::new(key), bare(value))).collect();
                format!("{name}+={{ {} }}", values.join(", "))
            })),
            _ => {}
        }
    }
    settings
}

/// Where what a hint says of lines to write begins.
const LINES: &[&str] = &[
    "、meeting.toml",
    "、次の",
    "、そこに",
    "。この行のまま",
    "：",
    ", add",
    ", on lines",
    ", put",
    ", change its line",
    ", delete from",
    ", by these lines",
    "; if this one is right",
    ", the lines in",
    ", this confirms",
    ":\n",
];

/// When and why a hint is to be followed, without the lines that it tells to write: for whoever has a button for them.
pub fn reason(hint: &str) -> String {
    let end = LINES.iter().filter_map(|mark| hint.find(mark)).min().unwrap_or(hint.len());
    hint[..end].trim().to_owned()
}

fn bare(item: &Item) -> String {
    item.as_value().map(|value| value.clone().decorated("", "").to_string()).unwrap_or_default()
}

/// A key as a setting has it: of letters and digits as it is.
fn quoted(key: &str) -> String {
    let is_plain = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
    if is_plain { key.to_owned() } else { super::toml_text(key) }
}

#[cfg(test)]
mod tests {
    use super::reason;
    use crate::say::words::{self, Lang};

    #[test]
    fn remedy_settings() {
        assert_eq!(words::blank_filled_hint().settings(), ["records.blanks=\"empty\""]);
        assert_eq!(words::column_unused_hint("備考").settings(), ["columns.備考=\"unused\""]);
        assert_eq!(words::column_unused_hint("No. (1)").settings(), ["columns.\"No. (1)\"=\"unused\""]);
        assert_eq!(words::declare_field("理由").settings(), ["fields+={ key = \"理由\", heading = \"理由\" }"]);
        assert_eq!(words::new_section_hint("\"公園\"").settings(), ["sections+={ title = \"公園\" }"]);
        assert_eq!(words::sheet_left_hint("\"意見\", \"要望\"").settings(), ["records.sheets=[\"意見\", \"要望\"]"]);
        // A heading that no TOML holds between such quotes has no button.
        assert!(words::column_unused_hint("a\"b").settings().is_empty());
        assert!(words::heading_hint().settings().is_empty());
        assert_eq!(words::date_provisional_hint().by("meeting.date={date}").settings(), ["meeting.date={date}"]);
    }

    #[test]
    fn remedy_reasons() {
        let hint = words::column_unused_hint("備考");
        assert_eq!(reason(&hint.say(Lang::Ja)), "使わない列なら");
        assert_eq!(reason(&hint.say(Lang::En)), "to say that it is not needed");
        for (key, en, ja) in words::TABLE.iter().filter(|(_, en, _)| en.contains("\n[")) {
            for text in [en, ja] {
                let said = reason(text);
                assert!(!said.is_empty() && !said.contains("meeting.toml") && !said.contains('['), "{key}: {said}");
            }
        }
    }

    /// Hints with a command line that no desk comes to: its page does not offer what they are about.
    const ELSEWHERE: &[&str] = &[
        "no_meeting_hint",
        "init_unknown_hint",
        "collect_no_files_hint",
        "diff_no_new_hint",
        "import_workbook_hint",
        "mend_other_hint",
        "origin_left_out_hint",
    ];

    #[test]
    fn remedy_instead_of_commands() {
        // In a desk nobody has a terminal: each hint that names a command is done there by a button, in words without it.
        for (key, _, ja) in words::TABLE.iter().filter(|(key, ..)| key.ends_with("_hint") || key.ends_with("_way")) {
            let names_command = ja.contains("shiryo ") && !key.starts_with("help_");
            assert!(!names_command || super::done(key).is_some() || ELSEWHERE.contains(key), "{key}: {ja}");
        }
        for (key, _, en, ja) in super::DONE {
            assert!(words::TABLE.iter().any(|(known, ..)| known == key), "{key}");
            assert!([en, ja].iter().all(|text| !text.contains("shiryo") && !text.contains("meeting.toml")), "{key}");
        }
        let told = words::headings_below_hint(7).remedy(Lang::Ja);
        assert!(told["does"] == "begin" && told["reason"].as_str().unwrap().starts_with("7行目から下"), "{told}");
    }

    #[test]
    fn remedy_of_both_languages() {
        // Both languages write the same lines, and nothing behind them.
        let lines = |text: &'static str| text.find("\n[").map(|at| &text[at..]);
        for (key, en, ja) in words::TABLE.iter().filter(|(key, ..)| key.ends_with("_hint")) {
            assert_eq!(lines(en), lines(ja), "{key}");
        }
    }
}
