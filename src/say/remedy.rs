//! Remedy: the lines that a hint tells to write into `meeting.toml`, as settings for `shiryo set`.

use toml_edit::{DocumentMut, Item, Key};

/// Hints of commands, options or lines of `meeting.toml` that a person writes: what a desk does instead, or nothing but their
/// settings, and how it says so, in English and Japanese.
#[rustfmt::skip]
const DONE: &[(&str, &str, &str, &str)] = &[
    ("headings_below_hint", "begin", "move it, from row {row} (or its title above) on, to a sheet of its own; then make the meeting anew of the workbook, so that each sheet is read", "{row}行目から下（題名があれば題名から）を別のシートへ移して保存し、「はじめる」でそのブックから会議を作り直してください。シートごとに読みます"),
    ("tables_beside_hint", "begin", "if these are two tables side by side, move the right one, from column {column} on, to a sheet of its own, with its headings in the first row; then make the meeting anew of the workbook, so that each sheet is read", "横に並んだ別々の表なら、{column}列から右の表を切り取り、新しいシートに貼り付けて（見出しを1行目に）保存し、「はじめる」でそのブックから会議を作り直してください。シートごとに読みます"),
    ("renumber_way", "renumber", "if the papers were not handed out yet, number them anew in the order of the table", "資料をまだ配っていなければ、表の順に番号を付け直せます"),
    ("typed_out_of_order_hint", "renumber", "to number papers that were not handed out yet in the order of the table, take the numbers out of the table, save it, and number them anew", "まだ配っていない資料で、表の順に付け直すなら、表の番号を消して保存してから、番号を付け直してください"),
    ("numbers_kept_hint", "renumber", "that stays so, since the papers may have been handed out; else number them anew", "配った資料の番号が変わらないよう、欠番のままにします。まだ配っていなければ、番号を付け直して詰められます"),
    ("category_apart_kept_hint", "renumber", "that stays so, since the papers may have been handed out; else put the rows together in the table, and number them anew", "配った資料の番号が変わらないよう、このまま分けて印刷します。まだ配っていなければ、表の中で行を続けて並べてから、番号を付け直せます"),
    ("missing_numbers_hint", "renumber", "a number that was given up may stay open; if the papers were not handed out yet, the others can close up", "なくした番号なら、欠番のままで構いません。資料をまだ配っていなければ、番号を付け直して詰められます"),
    ("diff_shifted_hint", "renumber-keep", "give every opinion its No., as it is printed", "すべての意見に、印刷される番号をそのまま付けてください"),
    ("answers_no_paper_hint", "build", "to print them, add a paper of opinions and answers", "載せるなら、「資料を足す」で「意見と対応」を足してください"),
    ("response_no_choice_hint", "collect", "it is printed as it stands; to have another answer, take the answers once more and decide it anew", "このまま印刷します。別の答えにするなら、回答をもう一度受け取り、「決めたこと」で選び直してください"),
    ("report_anew_hint", "collect", "if the title or the like was changed since, take the answers once more, which makes this report anew; if nobody needs it, move it elsewhere", "題名などをその後に変えたのなら、回答をもう一度受け取ると、この報告を作り直します。もう要らなければ、別の場所へ移してください"),
    ("remove_character", "mend", "make a copy without it", "取り除いた写しを作れます。元の表はそのままです"),
    ("audit_all", "characters", "opinions are printed as they stand", "意見の文字は変えません"),
    ("no_meeting_hint", "begin", "choose the meeting anew", "会議を選び直してください"),
    ("meeting_is_table_hint", "begin", "choose the meeting's folder anew", "会議のフォルダーを選び直してください"),
    ("icon_pdf_hint", "", "of a PDF of this program, two editions can be compared", "この道具で作ったPDFなら、版を比べられます"),
    ("init_no_table_hint", "", "write a row of headings over the table, one of them naming the opinions, such as 意見 or 意見の概要; save it, and drop it here once more", "表の上に見出しの行を作り、意見の列の見出しを「意見」「意見の概要」などにして保存し、もう一度ここに落としてください"),
    ("init_likely_hint", "", "row {row} reads: {headings}. If \"{first}\" holds the opinions, press the number of that row and choose so", "{row}行目は「{headings}」です。「{first}」が意見の列なら、その行の番号を押して、列の意味を選んでください"),
    ("init_list_hint", "", "of a list or of minutes, make a table in a spreadsheet program with an opinion a row and such headings as 発言者 and 意見, save it, and drop it here", "箇条書きや会議録の文なら、Excelで1行に1件の表（見出しは「発言者」「意見」など）を作って保存し、ここに落としてください"),
    ("mend_other_hint", "", "open it in a spreadsheet program, save it as .xlsx, and drop that under Records, Take a newer table", "ExcelやLibreOfficeで開き、「名前を付けて保存」で .xlsx を選んで保存し、「記録」の画面の「新しい表に取り替える」に落としてください"),
    ("heading_hint", "", "write the heading over the column in the table", "表の列の上に、見出しを書いてください"),
    ("field_column_missing_hint", "build", "head the column \"{heading}\" in the table; or take it out of the columns of the papers", "表の見出しを「{heading}」にしてください。載せないときは、資料の「列」から外してください"),
    ("no_records_hint", "", "put one table of opinions (.xlsx, .csv …) into the meeting's folder", "意見の表（.xlsx、.csv など）を、会議のフォルダーに一つ置いてください"),
    ("records_missing_hint", "", "in the meeting's folder there are: {names}. If {first} is the right one", "会議のフォルダーにある表：{names}。このうち {first} を使うなら"),
    ("no_sections_hint", "", "give the table such a column", "表に「区分」の列を加えてください"),
    ("no_sources_hint", "", "give the table such a column", "表に「出典」の列を加えてください"),
    ("heading_struck_hint", "", "to print the column, take the line off the heading in the table; else say in the settings that the column is not published", "載せるなら、表の見出しの取り消し線を外してください。載せないなら、資料の「列」から外し、この列を公開しない列にしてください"),
    ("paper_choices_hint", "build", "take the tally or legend of {key} out of what stands above and below, since that column has no choices", "{key} の欄には選択肢がないので、資料の「表の上」「表の下」から、その件数や説明を外してください"),
    ("field_is_answer_hint", "", "call the column otherwise in the table", "表の列の見出しを、別の名前にしてください"),
    ("paper_column_private_before_hint", "build", "take the column out of the paper", "資料の「列」から、この列を外してください"),
    ("unshown_attribution_hint", "build", "give the source \"{source}\" a name for it, among the names of the sources", "資料の「出典の呼び名」で、出典「{source}」の「だれの意見かを示す欄の名前」を入れてください"),
    ("no_division_many_hint", "returns", "add them to a division, or to the opinions that nobody is asked about", "受け持つ課に加えるか、「どの課にも照会しない意見」に加えてください"),
    ("paper_source_lost_hint", "build", "add the source to the columns, or choose the opinions on the paper", "資料の「列」に出典を加えるか、「この資料に載せる意見」を選んでください"),
    ("too_narrow_hint", "", "take larger paper or smaller type, or fewer or narrower columns", "用紙を大きく、または文字を小さくするか、列を減らすか、列の幅を小さくしてください"),
    ("pages_unsettled_hint", "", "look at the pages; another size of type may mend it", "ページを見て確かめてください。文字の大きさを変えると直ることがあります"),
    ("private_use_hint", "", "replace it with a standard character in the table", "元の表で、標準の文字に直してください"),
    ("no_glyph_hint", "", "replace it in the table with another character or a word; to keep it, put a font that has it into the folder fonts of the meeting, and ask whoever knows the settings", "元の表で、その字を別の字か言葉（絵文字なら「（電球の絵文字）」など）に直してください。その字のまま載せるには、その字のあるフォントと設定が要ります（手引きの「よくあるもの」）"),
    ("no_glyph_own_hint", "build", "write another character or a word there", "そこを、別の字か言葉に直してください"),
    ("own_template_hint", "", "mend the template, or show this to whoever wrote it", "ひな形を直すか、ひな形を作った人にこの知らせを見せてください"),
    ("other_papers_hint", "", "move what lies in the folder output of this meeting elsewhere, then make the papers", "この会議の「output」フォルダーにあるものを別の場所へ移してから、資料を作ってください"),
    ("other_folder_hint", "", "move what stands there elsewhere, or call it otherwise, and try again", "そこにあるものを別の場所へ移すか名前を変えてから、もう一度作ってください"),
    ("in_the_way_hint", "", "move it to another place, and try again", "別の場所に移してから、もう一度作ってください"),
    ("overwrites_input_hint", "", "call the file otherwise, among the files that are made", "資料の「作るファイル」で、別の名前にしてください"),
    ("carried_hint", "", "call the file otherwise", "ファイルの名前を変えてください"),
    ("build_again", "build", "make the papers anew, and read what has changed before you send them out", "資料を作り直し、配る前に変わった箇所を確かめてください"),
    ("differences_follow_hint", "build", "make the papers anew, then prove them again", "資料を作り直してから、もう一度確かめてください"),
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
    "（[look]", " ([look]", "、meeting.toml", "、次の", "、そこに", "。この行のまま", "：", ", add", ", on lines", ", put",
    ", change its line", ", delete from", ", by these lines", "; if this one is right", ", the lines in", ", this confirms", ":\n",
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
        for (key, en, ja) in words::entries().filter(|(_, en, _)| en.contains("\n[")) {
            for text in [en, ja] {
                let said = reason(text);
                assert!(!said.is_empty() && !said.contains("meeting.toml") && !said.contains('['), "{key}: {said}");
            }
        }
    }

    /// Hints that no desk comes to: its page does not offer what they are about, or somebody wrote the line by hand that they are
    /// about, which they stand beside.
    const ELSEWHERE: &[&str] = &[
        "init_unknown_hint", "collect_no_files_hint", "diff_no_new_hint", "decision_flag_hint", "init_answer_hint", "import_workbook_hint",
        "init_from_kind_hint", "origin_left_out_hint", "missing_meeting_hint", "inquiry_lacks_hint", "renumber_no_copy_hint",
        "set_grammar_hint", "init_row_empty_hint", "init_from_page_hint",
    ];

    /// Hints with a button in their settings, beside which only their reason is said.
    const BY: &[&str] = &[
        "field_no_choice_hint", "column_unprinted_hint", "column_data_hint", "row_note_hint", "row_note_more_hint", "lines_above_hint",
        "lines_above_more_hint", "band_renamed_hint", "empty_section_hint", "no_division_hint", "no_division_more_hint",
        "number_in_two_sections_hint", "unwished_hint", "unwished_chosen_hint", "answers_unprinted_hint", "answers_left_hint",
    ];

    #[test]
    fn remedy_instead_of_commands() {
        // In a desk nobody has a terminal or writes lines: there each hint is said by what its page has.
        for (key, _, ja) in words::entries().filter(|(key, ..)| key.ends_with("_hint") || key.ends_with("_way")) {
            let said = match super::done(key) {
                Some((_, [_, ja])) => ja.to_owned(),
                None if BY.contains(key) || ja.contains("\n[") => reason(ja),
                // The page leaves out what stands in parentheses or a sentence of its own on options.
                None => ja.split(['（', '）', '。']).filter(|part| !part.contains("--")).collect(),
            };
            let is_of_lines = ["shiryo ", "コマンド", "実行", "meeting.toml", "[[", "--"].iter().any(|mark| said.contains(mark));
            assert!(!is_of_lines || ELSEWHERE.contains(key), "{key}: {said}");
        }
        for (key, _, en, ja) in super::DONE {
            assert!(words::entries().any(|(known, ..)| known == key), "{key}");
            assert!([en, ja].iter().all(|text| !text.contains("shiryo") && !text.contains("meeting.toml")), "{key}");
        }
        let told = words::headings_below_hint(7).remedy(Lang::Ja);
        assert!(told["does"] == "begin" && told["reason"].as_str().unwrap().starts_with("7行目から下"), "{told}");
        let told = words::records_missing_hint("a.csv", "\"a.csv\"").by("records.file=\"a.csv\"").remedy(Lang::Ja);
        assert!(
            told["settings"][0] == "records.file=\"a.csv\"" && told["reason"].as_str().unwrap().ends_with("\"a.csv\" を使うなら"),
            "{told}"
        );
    }

    #[test]
    fn remedy_of_both_languages() {
        // Both languages write the same lines, and nothing behind them.
        let lines = |text: &'static str| text.find("\n[").map(|at| &text[at..]);
        for (key, en, ja) in words::entries().filter(|(key, ..)| key.ends_with("_hint")) {
            assert_eq!(lines(en), lines(ja), "{key}");
        }
    }
}
