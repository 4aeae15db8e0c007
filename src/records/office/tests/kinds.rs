//! Kinds: further shapes of what offices have in their workbooks, each read as it is meant or met with a remedy that works.

use rust_xlsxwriter::{Format, Workbook};

use super::{FILE, LIST, fill, first, found, keys, meeting, parsed, proposal, proposed, read, written};
use crate::meeting::Meeting;
use crate::read::workbook;
use crate::records::load;
use crate::records::office::propose::{Answers, propose};
use crate::records::placed::Placed;
use crate::say::diag::{Diagnostic, Diagnostics, Severity};
use crate::say::words::{Lang, Message};

/// All findings, those of where opinions are printed included, and the texts in printed order.
pub(super) fn printed(meeting: &Meeting, book: &mut Workbook) -> (Vec<String>, Vec<Diagnostic>) {
    let (opinions, mut findings) = found(meeting, FILE, &book.save_to_buffer().unwrap());
    let placed = Placed::new(meeting, opinions, &mut findings);
    (placed.in_order().map(|(no, opinion)| format!("{no} {}", opinion.text)).collect(), findings.0)
}

pub(super) fn said(finding: &Diagnostic) -> (String, Vec<String>) {
    (finding.message.say(Lang::Ja), finding.hints.iter().map(|hint| hint.say(Lang::Ja)).collect())
}

#[test]
fn kinds_members_side_by_side() {
    let rows: &[&[&str]] = &[
        &["論点", "山田委員", "佐藤委員", "委員長"],
        &["理念", "短くしてほしい。", "", "今のままでよい。"],
        &["目標", "", "根拠を示してほしい。", ""],
    ];
    let (begun, toml) = proposed(&mut written(rows));
    assert!(begun.sources.len() == 2 && toml.contains("layout = \"matrix\""), "{toml}");
    // Beside a column of opinions, such a column says something of them.
    assert_eq!(proposed(&mut written(&[&["意見", "山田委員", "佐藤委員"], &["橋が狭い。", "賛成", "反対"]])).0.sources.len(), 1);
    // What a row without an opinion says is not lost without a word.
    let mut book =
        written(&[&["論点", "意見", "経過"], &["理念", "短く。", ""], &["目標", "", "根拠を示してほしい。"], &["他", "", "なし"]]);
    let toml = proposed(&mut book).1.replacen("[records]\n", "[records]\nempty = \"skip\"\n", 1);
    let begun = parsed(&toml);
    let (_, findings) = printed(&begun, &mut book);
    let warned: Vec<&Diagnostic> = findings.iter().filter(|finding| finding.severity == Severity::Warning).collect();
    assert!(
        keys(&findings).contains(&"row_empty_beside") && warned.len() == 1 && said(warned[0]).0.contains("根拠を示してほしい"),
        "{findings:?}"
    );
}

#[test]
fn kinds_another_table_below() {
    let rows: &[&[&str]] = &[
        &["番号", "意見", "対応"],
        &["1", "橋が狭い", "広げます"],
        &["2", "灯が暗い", "替えます"],
        &[],
        &["", "対応の別", "件数"],
        &["", "広げるもの", "1"],
        &["", "替えるもの", "1"],
        &["", "計", "2"],
    ];
    let mut book = written(rows);
    let (begun, toml) = proposed(&mut book);
    assert!(!toml.contains("意見の番号"), "{toml}");
    let (order, findings) = printed(&begun, &mut book);
    assert_eq!(order, ["1 橋が狭い", "2 灯が暗い"]);
    let errors: Vec<&Diagnostic> = findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
    assert_eq!(errors.len(), 1, "{findings:?}");
    assert_eq!(
        said(errors[0]),
        (
            "意見の表の下に、「対応の別」「件数」を見出しとする別の表があります".into(),
            vec!["B5:C8 を別のシートへ移すか、消してください。これも意見なら、すぐ上の空の行を削除し、番号を入れてください".into()]
        )
    );
    // As it says.
    let mut moved = written(&rows[..3]);
    fill(moved.add_worksheet(), 0, &rows[4..]);
    assert!(printed(&begun, &mut moved).1.iter().all(|finding| finding.severity > Severity::Error));
    // Opinions behind a blank row are none of another table's.
    let mut book =
        written(&[&["番号", "意見", "対応"], &["1", "橋が狭い", "広げます"], &[], &["2", "灯が暗い", "替えます"], &["3", "池", "1"]]);
    assert_eq!(printed(&begun, &mut book).0, ["1 橋が狭い", "2 灯が暗い", "3 池"]);
}

#[test]
fn kinds_headings_in_three_rows() {
    let merged = |book: &mut Workbook, below: bool| {
        let format = Format::new();
        let worksheet = book.add_worksheet();
        fill(worksheet, 2, &[&["番号", "内容", "発言者", "内容", "発言者"], &["1", "橋が狭い", "甲", "灯が暗い", "乙"]]);
        if below {
            worksheet.merge_range(0, 0, 2, 0, "番号", &format).unwrap();
        }
        worksheet.merge_range(0, 1, 0, 4, "出された意見", &format).unwrap();
        worksheet.merge_range(1, 1, 1, 2, "委員の意見", &format).unwrap();
        worksheet.merge_range(1, 3, 1, 4, "市民の意見", &format).unwrap();
    };
    for below in [true, false] {
        let mut book = Workbook::new();
        merged(&mut book, below);
        let (begun, toml) = proposed(&mut book);
        let (opinions, said) = read(&begun, &mut book);
        let texts: Vec<&str> = opinions.iter().map(|opinion| opinion.text.as_str()).collect();
        assert_eq!(texts, ["橋が狭い", "灯が暗い"], "{said:?}\n{toml}");
        assert_eq!(opinions.iter().map(|opinion| opinion.source).collect::<Vec<_>>(), [0, 1]);
        assert!(said.iter().all(|(severity, ..)| *severity > Severity::Error), "{said:?}");
    }
}

#[test]
fn kinds_answers_on_another_sheet() {
    let book = |with_column: bool| {
        let mut book = Workbook::new();
        let mut rows = [vec!["番号", "意見"], vec!["1", "橋が狭い"], vec!["2", "灯が暗い"]];
        if with_column {
            rows.iter_mut().zip(["回答", "広げます", ""]).for_each(|(row, answer)| row.push(answer));
        }
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        fill(book.add_worksheet().set_name("意見").unwrap(), 0, &rows);
        fill(book.add_worksheet().set_name("市の回答").unwrap(), 0, &[&["№", "回答"], &["2", ""], &["1", "広げます"]]);
        book
    };
    let (_, findings) = printed(&meeting(LIST), &mut book(false));
    assert_eq!(keys(&findings), ["sheet_joins"]);
    let (message, hints) = said(&findings[0]);
    assert_eq!(message, "シート「市の回答」には、シート「意見」の番号ごとに「回答」があります。このままでは読みません");
    assert!(hints[0].contains("シート「意見」のC1に「回答」と書き"), "{hints:?}");
    assert!(hints[0].ends_with("\n=IFERROR(INDEX('市の回答'!B:B,MATCH(A2,'市の回答'!A:A,0))&\"\",\"\")"), "{hints:?}");
    // With the column, or with the lines that say that the sheet is not wanted, nothing is left of it.
    let field = "[[fields]]\nkey = \"reply\"\nheading = \"回答\"\n";
    assert!(printed(&meeting(&format!("{field}{LIST}")), &mut book(true)).1.is_empty());
    let lines = hints[1].split_once('\n').unwrap().1;
    assert!(printed(&meeting(&format!("{LIST}{lines}\n")), &mut book(false)).1.is_empty());
}

#[test]
fn kinds_sheets_with_quotes_in_their_names() {
    let others: [&[&[&str]]; 3] = [
        &[&["№", "回答"], &["2", "替えます"], &["1", "広げます"]],
        &[&["項目", "市民の声"], &["橋", "橋の上が暗くて夜は歩けません。"], &["川", "川の音がうるさくて眠れません。"]],
        &[&["3", "橋", "橋の上が暗くて夜は歩けません。"], &["4", "川", "川の音がうるさくて眠れません。"]],
    ];
    for (other, key) in others.into_iter().zip(["sheet_joins", "sheet_alike", "sheet_goes_on"]) {
        let mut book = Workbook::new();
        fill(
            book.add_worksheet().set_name("意見\"案\"").unwrap(),
            0,
            &[&["番号", "項目", "意見"], &["1", "橋", "橋が狭い"], &["2", "道", "灯が暗い"]],
        );
        fill(book.add_worksheet().set_name("別").unwrap(), 0, other);
        let (_, findings) = printed(&meeting(LIST), &mut book);
        let finding = findings.iter().find(|finding| finding.message.code() == key).unwrap_or_else(|| panic!("{key}: {findings:?}"));
        let lines = said(finding).1.last().unwrap().split_once('\n').unwrap().1.to_owned();
        assert!(printed(&meeting(&format!("{LIST}{lines}\n")), &mut book).1.is_empty(), "{lines}");
    }
}

#[test]
fn kinds_columns_that_no_paper_prints() {
    let rows: &[&[&str]] = &[&["番号", "意見", "備考"], &["1", "橋が狭い", "再掲"]];
    let mut book = written(rows);
    let (begun, toml) = proposed(&mut book);
    assert!(read(&begun, &mut book).1.is_empty());
    let unprinted = toml.replace("  \"remarks\",\n", "");
    assert_ne!(unprinted, toml);
    let parse = |toml: &str| parsed(toml);
    let (_, findings) = printed(&parse(&unprinted), &mut book);
    assert_eq!(keys(&findings), ["column_unprinted"]);
    let (message, hints) = said(&findings[0]);
    assert_eq!(message, "「備考」はどの資料にも印刷しませんが、「データ」シートとPDFの添付データには入ります");
    // Either of the lines that its hints name settles it, and each has its setting.
    let key = "key = \"remarks\"";
    assert!(hints[0].contains(key), "{hints:?}");
    for (hint, line) in ["private = true", "private = false"].into_iter().enumerate() {
        assert!(hints[hint].contains(line), "{hints:?}");
        assert_eq!(findings[0].hints[hint].settings(), [format!("fields.\"remarks\".{}", line.replace(' ', ""))]);
        let decided = parse(&unprinted.replace(key, &format!("{key}\n{line}")));
        assert!(printed(&decided, &mut book).1.is_empty());
        assert_eq!(decided.is_private(&decided.fields[0]), line.ends_with("true"));
    }
}

#[test]
fn kinds_sources_beside_each_other_in_a_list() {
    let sources = "[[sources]]\nkey = \"a\"\nheading = \"委員意見\"\n[[sources]]\nkey = \"b\"\nheading = \"市民意見\"\n";
    let (order, findings) = printed(
        &meeting(&format!("{sources}{LIST}")),
        &mut written(&[&["委員意見", "市民意見"], &["橋が狭い", "灯が暗い"], &["池が深い", ""], &["", "道が遠い"]]),
    );
    assert_eq!(order, ["1 橋が狭い", "2 灯が暗い", "3 池が深い", "4 道が遠い"], "{findings:?}");
}

#[test]
fn kinds_sections_without_opinions() {
    let sections = "[[sections]]\ntitle = \"橋\"\n[[sections]]\ntitle = \"池\"\n";
    let mut book = written(&[&["区分", "番号", "意見"], &["橋", "1", "狭い"]]);
    let (_, findings) = printed(&meeting(&format!("{sections}{LIST}")), &mut book);
    assert_eq!(keys(&findings), ["empty_section"]);
    let hint = &said(&findings[0]).1[0];
    assert!(hint.contains("title = \"池\" の行と、その上の [[sections]] の行"), "{hint}");
    let less = sections.replace("[[sections]]\ntitle = \"池\"\n", "");
    assert!(printed(&meeting(&format!("{less}{LIST}")), &mut book).1.is_empty());
    // Nothing is said of what only follows from another finding.
    assert_eq!(
        keys(
            &printed(
                &meeting(&format!("{sections}{LIST}")),
                &mut written(&[&["区分", "番号", "意見"], &["橋", "1", "狭い"], &["沼", "1", "深い"]])
            )
            .1
        ),
        ["unknown_section"]
    );
}

#[test]
fn kinds_the_same_on_two_sheets() {
    let mut book = Workbook::new();
    for name in ["一覧", "一覧 (2)"] {
        let rows: &[&[&str]] = &[&["番号", "意見"], &["1", "橋の幅が狭くて危ない"], &["2", "街灯が暗くて歩けない"], &["3", "池が深い"]];
        fill(book.add_worksheet().set_name(name).unwrap(), 0, rows);
    }
    let (_, findings) = printed(&meeting(LIST), &mut book);
    let same = findings.iter().find(|finding| finding.message.code() == "sheets_same").unwrap();
    assert_eq!(said(same).0, "シート「一覧」と「一覧 (2)」に同じ意見が3件あります");
}

#[test]
fn kinds_an_opinion_over_merged_rows() {
    let format = Format::new();
    let mut book =
        written(&[&["番号", "項目", "意見", "対応"], &["1", "橋", "幅が狭く、"], &["", "", "雨の日は、"], &["", "", "滑ります"]]);
    let worksheet = first(&mut book);
    worksheet.merge_range(1, 0, 3, 0, "1", &format).unwrap();
    worksheet.merge_range(1, 1, 3, 1, "橋", &format).unwrap();
    worksheet.merge_range(1, 3, 3, 3, "直します", &format).unwrap();
    let field = "[[fields]]\nkey = \"view\"\nheading = \"対応\"\n";
    let (_, findings) = printed(&meeting(&format!("{field}{LIST}")), &mut book);
    let errors: Vec<&Diagnostic> = findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
    assert_eq!(errors.iter().map(|error| error.message.code()).collect::<Vec<_>>(), ["cells_merged"]);
    assert!(said(errors[0]).1[0].starts_with("一つの意見なら、結合を解除し、文章を最初の行のセルにつなげて、残りの行を削除"));
    assert!(
        printed(
            &meeting(&format!("{field}{LIST}")),
            &mut written(&[&["番号", "項目", "意見", "対応"], &["1", "橋", "幅が狭く、雨の日は、滑ります", "直します"]])
        )
        .1
        .is_empty()
    );
}

#[test]
fn kinds_a_sheet_that_is_called_otherwise() {
    let book = |name: &str| {
        let mut book = Workbook::new();
        for (name, text) in [("第1章", "狭い"), (name, "深い"), ("第3章", "暗い")] {
            fill(book.add_worksheet().set_name(name).unwrap(), 0, &[&["番号", "意見"], &["1", text]]);
        }
        book
    };
    let (begun, toml) = proposed(&mut book("第2章"));
    assert!(read(&begun, &mut book("第2章")).1.is_empty());
    let (_, findings) = printed(&begun, &mut book("第2章　池"));
    let error = findings.iter().find(|finding| finding.severity == Severity::Error).unwrap();
    let hint = &said(error).1[0];
    let new = hint.lines().last().unwrap();
    let mended = parsed(&toml.replace("title = \"第2章\"", new));
    let (order, findings) = printed(&mended, &mut book("第2章　池"));
    assert_eq!(order, ["1 狭い", "1 深い", "1 暗い"], "{hint}\n{findings:?}");
    assert!(findings.is_empty(), "{findings:?}");
}

#[test]
fn kinds_a_hidden_column_is_asked_in_order() {
    let mut book = written(&[&["番号", "意見", "対応", "備考"], &["1", "橋が狭い", "広げます", "再掲"]]);
    let worksheet = first(&mut book);
    worksheet.set_column_hidden(2).unwrap();
    worksheet.set_column_hidden(3).unwrap();
    let proposal = proposal(&mut book).unwrap();
    let questions: Vec<&Message> = proposal.questions.iter().filter(|question| question.code() == "ask_hidden").collect();
    assert_eq!(questions.len(), 2);
    // It is not among the columns of which is said that they are printed.
    let printed = proposal.questions.iter().find(|question| question.code() == "ask_printed");
    assert!(printed.is_none_or(|question| !question.say(Lang::Ja).contains("備考")), "{printed:?}");
    // Followed one after the other: none moves the lines that the next one names.
    let mut lines: Vec<String> = proposal.meeting_toml.lines().map(str::to_owned).collect();
    for question in questions {
        let at = |name: &str| question.value(name).parse::<usize>().unwrap() - 1;
        lines[at("column")] = lines[at("column")].replacen('#', "", 1);
        lines[at("private")].insert(0, '#');
    }
    let meeting = parsed(&(lines.join("\n") + "\n"));
    assert!(read(&meeting, &mut book).1.is_empty());
    assert!(meeting.fields.len() == 2 && meeting.fields.iter().all(|field| meeting.papers[0].names(field)));
}

#[test]
fn kinds_hints_at_one_line_are_one_line() {
    let mut book = Workbook::new();
    let rows: &[&[&str]] =
        &[&["番号", "意見"], &["1", "橋が狭い"], &["2", "池が深い"], &["※意見は要約しています"], &["（注）二つ目の注です"]];
    fill(book.add_worksheet().set_name("意見").unwrap(), 0, rows);
    for (name, no) in [("隠し", "8"), ("旧版", "9")] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        fill(sheet, 0, &[&["番号", "意見"], &[no, name]]);
        sheet.set_hidden(true);
    }
    let proposal = proposal(&mut book).unwrap();
    let meeting = parsed(&proposal.meeting_toml);
    let (_, findings) = printed(&meeting, &mut book);
    let mut hints: Vec<&Message> = findings.iter().flat_map(|finding| &finding.hints).collect();
    hints.dedup();
    let line = |key: &str| {
        let hints: Vec<_> = hints.iter().filter(|hint| hint.code() == key).collect();
        assert_eq!(hints.len(), 1, "{hints:?}");
        assert_eq!(hints[0].settings().len(), if key == "row_note_hint" { 2 } else { 1 });
        hints[0].say(Lang::Ja).lines().last().unwrap().to_owned()
    };
    let toml = proposal.meeting_toml.replace("[[papers]]\n", &format!("[[papers]]\n{}\n", line("row_note_hint")));
    let toml = toml.replace("[records]\n", &format!("[records]\n{}\n", line("sheet_hidden_hint")));
    let meeting = parsed(&toml);
    assert_eq!(meeting.papers[0].below.len(), 2);
    let (order, findings) = printed(&meeting, &mut book);
    assert!(
        order.len() == 4 && findings.iter().all(|finding| !["row_note", "sheet_hidden"].contains(&finding.message.code())),
        "{order:?} {findings:?}"
    );
}

#[test]
fn kinds_what_is_said_of_no_column() {
    let mut book = written(&[&["番号", "意見", "対応"], &["1", "橋が狭い", "広げます"]]);
    let bytes = book.save_to_buffer().unwrap();
    let columns = ["氏名=private", "無い列=text", "対応=private"].map(str::to_owned).to_vec();
    let answers = Answers { columns, ..Answers::default() };
    let proposal = propose(&workbook::book(FILE, &bytes).unwrap(), FILE, &answers).unwrap();
    let absent = proposal.questions.iter().find(|question| question.code() == "ask_column_absent").unwrap();
    assert_eq!(absent.value("names"), "氏名、無い列");
    assert!(!proposal.meeting_toml.contains("無い列") && proposal.meeting_toml.contains("private = true"), "{}", proposal.meeting_toml);
}

#[test]
fn kinds_two_tables_side_by_side() {
    let heads = ["番号", "項目", "意見"];
    let (left, right) = (
        [["1", "交通", "バスを増やして。"], ["2", "防災", "避難所が遠い。"]],
        [["1", "教育", "体育館に冷房を。"], ["2", "教育", "校庭に芝を。"]],
    );
    let rows: Vec<Vec<&str>> = std::iter::once((heads, heads))
        .chain(left.into_iter().zip(right))
        .map(|(left, right)| [&left[..], &[""], &right].concat())
        .collect();
    let mut book = written(&rows.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let (meeting, _) = proposed(&mut book);
    let (_, findings) = printed(&meeting, &mut book);
    let error = findings.iter().find(|finding| finding.message.code() == "cell_taken").unwrap();
    assert!(error.hints[1].code() == "tables_beside_hint" && error.hints[1].value("column") == "E", "{error:?}");
    // As it says: the right one on a sheet of its own, and the meeting made anew.
    let mut mended = Workbook::new();
    for table in [left, right] {
        let rows = [&[heads][..], &table].concat();
        fill(mended.add_worksheet(), 0, &rows.iter().map(|row| &row[..]).collect::<Vec<_>>());
    }
    let (meeting, _) = proposed(&mut mended);
    let (order, findings) = printed(&meeting, &mut mended);
    assert!(order.len() == 4 && findings.iter().all(|finding| finding.severity != Severity::Error), "{order:?} {findings:?}");
}

/// The first opinion is fuller than the headings, which no meeting knows.
#[test]
fn kinds_no_opinion_is_taken_for_headings() {
    let rows: &[&[&str]] = &[
        &["日時：11月1日", "", "", "", ""],
        &["番", "だれ", "言ったこと", "町から", ""],
        &["1", "一区", "水道の水圧が低い。", "調べます。", "済"],
        &["2", "二区", "バスの本数を増やしてほしい。", "伝えます。", ""],
    ];
    let mut book = written(rows);
    let (meeting, toml) = proposed(&mut book);
    assert!(toml.contains("\"言ったこと\" = \"text\""), "{toml}");
    let (order, _) = printed(&meeting, &mut book);
    assert_eq!(order, ["1 水道の水圧が低い。", "2 バスの本数を増やしてほしい。"]);
}

#[test]
fn kinds_a_wide_table_keeps_what_is_filled() {
    let heads: Vec<String> = ["番号", "意見"].map(str::to_owned).into_iter().chain((3..=500).map(|column| format!("欄{column}"))).collect();
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let rows: Vec<[String; 2]> = (1..=50).map(|row| [row.to_string(), format!("意見その{row}")]).collect();
    let mut book = written(&[&heads]);
    let worksheet = first(&mut book);
    for (row, cells) in (1..).zip(&rows) {
        fill(worksheet, row, &[&cells.each_ref().map(String::as_str)]);
    }
    let bytes = book.save_to_buffer().unwrap();
    let records = load::records(&meeting(LIST), "意見.xlsx", &bytes, &mut Diagnostics::default()).unwrap();
    let known = &records.tables[0];
    assert_eq!((known.table.rows.len(), known.table.headings.len()), (50, 500));
    // However many headings there are, a row takes no more room than its cells.
    assert!(known.table.rows.iter().all(|row| row.cells.iter().count() == 2));
}

#[test]
fn kinds_rows_that_go_on() {
    let rows: &[&[&str]] = &[
        &["番号", "分類", "ご意見", "市の考え方"],
        &["1", "総論", "公園の遊具を増やし、安全に", "参考に、計画的に更新"],
        &["", "", "遊べるようにしてほしい。", "してまいります。"],
        &["2", "各論", "木を植えてほしい。", "植えます。"],
    ];
    let read_as = |records: &str, rows: &[&[&str]]| {
        let fields = "[[fields]]\nkey = \"view\"\nheading = \"市の考え方\"\n";
        let (opinions, said) = read(&meeting(&format!("{records}{fields}")), &mut written(rows));
        let texts: Vec<String> = opinions.iter().map(|opinion| format!("{}|{}", opinion.text, opinion.fields[0])).collect();
        (texts, said.into_iter().map(|(_, key, cell)| (key, cell)).filter(|(key, _)| key.starts_with("row_")).collect::<Vec<_>>())
    };
    let joined = "公園の遊具を増やし、安全に遊べるようにしてほしい。|参考に、計画的に更新してまいります。";
    let asked = |key: &'static str, cell: &str| vec![(key, cell.to_owned())];
    assert_eq!(read_as("", rows).1, asked("row_continued", "C3"));
    let (texts, said) = read_as("[records]\ncontinued = \"join\"\n", rows);
    assert_eq!((texts[0].as_str(), texts.len(), said), (joined, 2, asked("row_joined", "C3")));
    assert_eq!(read_as("[records]\ncontinued = \"apart\"\n", rows).0.len(), 3);
    // The reply alone goes on; without numbers two columns must.
    let reply: &[&[&str]] = &[rows[0], &["1", "総論", "遊具を増やしてほしい。", "参考に、計画的に更新"], &["", "", "", "してまいります。"]];
    assert_eq!(read_as("", reply).1, asked("row_continued", "D3"));
    let unnumbered: Vec<&[&str]> = rows.iter().map(|row| &row[1..]).collect();
    assert_eq!(read_as("", &unnumbered).1, asked("row_continued", "B3"));
    // Opinions of their own.
    for (before, row) in [
        ("公園の遊具を増やし、安全に", ["", "", "・遊べるようにしてほしい。", ""]),
        ("公園の遊具を増やしてほしい。", ["", "", "木も植えてほしい。", "植えます。"]),
        ("遊具の増設", ["", "", "木も植えてほしい。", "植えます。"]),
        ("公園の遊具を増やし、安全に", ["3", "", "遊べるようにしてほしい。", ""]),
    ] {
        let rows: &[&[&str]] = &[rows[0], &["1", "総論", before, "更新します。"], &row];
        assert!(!read_as("", rows).1.iter().any(|(key, _)| *key == "row_continued"), "{row:?}");
    }
}

/// What one person left blank in a form is nothing that somebody before wrote; what was received otherwise is asked about.
#[test]
fn kinds_blanks_of_forms() {
    let read_as = |heading: &str, value: &str| {
        let mut book = written(&[
            &[heading, "該当箇所", "ご意見"],
            &[value, "第1章", "木を植える。"],
            &[value, "", "橋を直す。"],
            &[value, "〃", "川を掃く。"],
        ]);
        let declared = meeting(&format!("[columns]\n\"{heading}\" = \"unused\"\n\"該当箇所\" = \"category\"\n"));
        let (opinions, said) = read(&declared, &mut book);
        let categories = opinions.iter().map(|opinion| opinion.category.to_string()).collect::<Vec<_>>().join("|");
        (categories, said.into_iter().find(|(.., cell)| cell == "B3").map(|(severity, key, _)| (severity, key)))
    };
    assert_eq!(read_as("タイムスタンプ", "9/1 10:11"), ("第1章||〃".to_owned(), Some((Severity::Guess, "blank_kept"))));
    assert_eq!(read_as("受付番号", "R8-1"), ("第1章|第1章|第1章".to_owned(), Some((Severity::Warning, "blank_filled"))));
    assert_eq!(read_as("会場", "東"), ("第1章|第1章|第1章".to_owned(), Some((Severity::Guess, "blank_filled"))));
}

#[test]
fn kinds_marks_within_texts() {
    let read_as = |rows: &[&[&str]]| {
        let (opinions, said) = read(&meeting(""), &mut written(rows));
        (opinions.len(), said.into_iter().filter(|(_, key, _)| *key == "rows_marked").map(|(.., cell)| cell).collect::<Vec<_>>())
    };
    let marked = |first: &str, second: &str| read_as(&[&["会場", "意見"], &["東", first], &["", second]]);
    assert_eq!(marked("【意見】橋を直す。", "【回答】直します。"), (2, vec!["B3".to_owned()]));
    assert_eq!(marked("Q1. 橋はいつ直すか。", "A1. 来年です。"), (2, vec!["B3".to_owned()]));
    assert_eq!(marked("橋を直す。", "回答：直します。").1, [""; 0]);
    assert_eq!(marked("【要望】橋を直す。", "川（回答にある）を掃く。").1, [""; 0]);
    // As the hint says.
    let rows: &[&[&str]] = &[&["会場", "種別", "意見"], &["東", "意見", "橋を直す。"], &["", "回答", "直します。"]];
    assert_eq!(read_as(rows), (1, Vec::new()));
}
