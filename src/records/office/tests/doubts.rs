//! Doubts: tables of which a part is unclear. It is taken and said, or asked; nothing of it goes without a word.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Format, Workbook};

use super::{
    FILE, Said, fill, first, found, hints, keyed, keys, meeting, parsed, placed, proposal, proposed, read, sheet, sheets, written,
};
use crate::read::workbook::{Cell, Sheet};
use crate::records::office::propose::tables;
use crate::records::office::sheets::no_heading_hint;
use crate::say::diag::Severity;
use crate::say::words::Lang;

#[test]
fn doubts_numbers_without_a_heading() {
    let mut book =
        written(&[&["", "ご質問", "回答"], &["1", "池の柵は", "春に直します"], &["2", "木の札は", ""], &["3", "鐘は", "残します"]]);
    let (own, ..) = proposed(&mut book);
    for meeting in [own, meeting("")] {
        let (opinions, said) = read(&meeting, &mut book);
        assert_eq!(placed(&opinions), [("", "池の柵は"), ("", "木の札は"), ("", "鐘は")], "{said:?}");
        assert!(opinions.iter().all(|opinion| opinion.no.is_some()));
        assert!(said.contains(&(Severity::Guess, "numbers_unheaded", "A1".into())), "{said:?}");
    }
}

#[test]
fn doubts_band_of_no_section() {
    let band = |text: &str, last: bool| {
        let mut book = Workbook::new();
        let rows: &[&[&str]] = &[&["番号", "意見"], &["１　池"], &["1", "深い"], &["２　林"], &["2", "暗い"], &[text], &["3", "狭い"]];
        sheet(&mut book, if last { rows } else { &rows[..5] });
        book
    };
    let (meeting, toml) = proposed(&mut band("", false));
    let mut added = band("３　道", true);
    let hint = hints(&meeting, &mut added).remove(0);
    let lines = hint.split_once('\n').unwrap().1;
    assert_eq!(lines, "[[sections]]\ntitle = \"３　道\"");
    let mended = parsed(&format!("{toml}\n{lines}\n"));
    let (opinions, said) = read(&mended, &mut added);
    assert_eq!(opinions.iter().map(|opinion| opinion.section).collect::<Vec<_>>(), [0, 1, 2], "{said:?}");
    // A band that reads otherwise now.
    let mut book = written(&[&["番号", "意見"], &["１　池"], &["1", "深い"], &["２　林と森"], &["2", "暗い"]]);
    let (_, said) = read(&meeting, &mut book);
    assert_eq!(said[0], (Severity::Error, "band_unknown", "A4".into()), "{said:?}");
    let hint = hints(&meeting, &mut book).remove(0);
    let line = hint.split_once('\n').unwrap().1;
    let mended = parsed(&toml.replace("title = \"２　林\"", line));
    let (opinions, said) = read(&mended, &mut book);
    assert_eq!(opinions.iter().map(|opinion| opinion.section).collect::<Vec<_>>(), [0, 1], "{said:?}");
}

#[test]
fn doubts_struck_words_of_every_column() {
    let field = "[records]\nstruck = \"drop\"\n[[fields]]\nkey = \"view\"\nheading = \"考え方\"\n";
    let mut book = Workbook::new();
    let line = Format::new().set_font_strikethrough();
    let worksheet = book.add_worksheet();
    fill(worksheet, 0, &[&["番号", "意見", "考え方"], &["1", "深い"], &["2", "暗い"]]);
    worksheet.write_rich_string(1, 2, &[(&Format::new(), "埋め"), (&line, "ません"), (&Format::new(), "ます")]).unwrap();
    worksheet.write_with_format(2, 2, "消します", &line).unwrap();
    let (opinions, said) = read(&meeting(field), &mut book);
    assert_eq!(opinions.iter().map(|opinion| opinion.fields[0].as_str()).collect::<Vec<_>>(), ["埋めます", ""], "{said:?}");
    assert_eq!(keyed(&said), [("cell_struck_left", "C2"), ("cell_struck_dropped", "C3")]);
}

#[test]
fn doubts_hidden_opinions_and_labels() {
    let mut book =
        written(&[&["番号", "項目", "意見", "意見の要約"], &["1", "池", "とても深い", "深い"], &["2", "林", "とても暗い", "暗い"]]);
    let worksheet = first(&mut book);
    worksheet.set_column_hidden(1).unwrap();
    worksheet.set_column_hidden(2).unwrap();
    let (_, said) = read(&meeting(""), &mut book);
    assert!(said.contains(&(Severity::Error, "column_hidden_asked", "B1".into())), "{said:?}");
    assert!(said.contains(&(Severity::Error, "column_hidden_asked", "C1".into())), "{said:?}");
    let columns = "[columns]\n\"意見の要約\" = \"text\"\n\"意見\" = \"unused\"\n";
    assert!(hints(&meeting(""), &mut book).iter().any(|hint| hint.contains("\"意見の要約\" = \"text\"\n\"意見\" = \"unused\"")));
    let (opinions, said) = read(&meeting(&format!("{columns}\"項目\" = \"category\"\n")), &mut book);
    assert_eq!(placed(&opinions), [("池", "深い"), ("林", "暗い")], "{said:?}");
    assert!(said.iter().all(|(severity, ..)| *severity > Severity::Error), "{said:?}");
    // What is begun from it takes what is seen.
    let (begun, toml) = proposed(&mut book);
    let asked = proposal(&mut book).unwrap().questions;
    assert!(asked.iter().any(|question| question.code() == "ask_hidden_text"), "{asked:?}");
    assert!(toml.contains("\"意見\" = \"unused\""), "{toml}");
    assert_eq!(read(&begun, &mut book).0.first().map(|opinion| opinion.text.as_str()), Some("深い"));
}

#[test]
fn doubts_lines_above() {
    let mut book = written(&[&["（仮称）池の条例への意見"], &["募集期間：4月中"], &["提出者数：2人"], &["番号", "意見"], &["1", "深い"]]);
    let (begun, toml) = proposed(&mut book);
    assert_eq!(begun.head.title, "（仮称）池の条例への意見");
    let (_, said) = read(&begun, &mut book);
    assert_eq!(said, [(Severity::Warning, "lines_above", "A2".into())]);
    let hint = found(&begun, FILE, &book.save_to_buffer().unwrap()).1.0[0].hints[0].say(Lang::Ja);
    let line = hint.split_once('\n').unwrap().1;
    let mended = toml.replace("[[papers]]\n", &format!("[[papers]]\n{line}\n"));
    let (_, said) = read(&parsed(&mended), &mut book);
    assert!(said.is_empty(), "{said:?}");
}

/// What a paper prints is no reason to pass over a line of which it only holds a part.
#[test]
fn doubts_lines_that_papers_hold_in_part() {
    let paper = "[[papers]]\nlabel = \"資料1\"\nlayout = \"list\"\nabove = [{ text = \"担当課は道路課、次長の山田です。\\n公園　佐藤\" }]\nfiles = [\"1.pdf\"]\n";
    let mut book = Workbook::new();
    let rows: &[&[&str]] = &[
        &["山田"],
        &["担当課は道路課、次長の山田です。"],
        &["公園", "佐藤"],
        &["番号", "分類", "意見"],
        &["1", "道", "深い"],
        &[],
        &["", "道路"],
    ];
    sheet(&mut book, rows);
    let (_, said) = read(&meeting(paper), &mut book);
    assert_eq!(keyed(&said), [("lines_above", "A1"), ("row_note", "B7")]);
}

/// A label on one line keeps its words apart, and says that its line breaks are gone.
#[test]
fn doubts_labels_on_one_line() {
    let mut book =
        written(&[&["番号", "分類", "意見"], &["1", "Park\nRoad", "深い"], &["2", "公園\n道路", "暗い"], &["3", "公園道路", "遠い"]]);
    let (opinions, said) = read(&meeting(""), &mut book);
    assert_eq!(placed(&opinions), [("Park Road", "深い"), ("公園道路", "暗い"), ("公園道路", "遠い")]);
    let cell = |cell: &str| (Severity::Guess, "label_on_one_line", cell.to_owned());
    assert_eq!(said, [cell("B2"), cell("B3")]);
}

#[test]
fn doubts_cards() {
    let mut book = Workbook::new();
    for (name, text) in [("意見1", "深い"), ("意見2", "暗い")] {
        let rows: &[&[&str]] = &[&["番号", "1"], &["意見", text], &["考え方", "直します"], &["担当課", "公園課"]];
        fill(book.add_worksheet().set_name(name).unwrap(), 0, rows);
    }
    let (opinions, said) = read(&meeting(""), &mut book);
    assert!(opinions.is_empty());
    assert!(said.iter().all(|(severity, key, _)| (*severity, *key) == (Severity::Error, "sheet_card")), "{said:?}");
    assert_eq!(keys(&proposal(&mut book).unwrap_err().0)[0], "sheet_card");
    // Several below each other on a sheet are no table either, with whatever names beside those that are known.
    let card = |no: &'static str, text: &'static str| [["受付番号", no], ["受付日", "10/3"], ["意見", text], ["回答", ""]];
    let rows: Vec<[&str; 2]> = [card("1", "深い"), card("2", "暗い"), card("3", "狭い")].concat();
    assert_eq!(keys(&proposal(&mut written(&rows.iter().map(|row| &row[..]).collect::<Vec<_>>())).unwrap_err().0)[0], "sheet_card");
    // Opinions and replies in turn are.
    let said = proposal(&mut written(&[&["意見", "深い"], &["考え方", "直します"], &["意見", "暗い"], &["考え方", "点けます"]]))
        .map_or_else(|errors| errors.0[0].message.code(), |_| "");
    assert_ne!(said, "sheet_card");
    // Where nothing is written, no row is asked for.
    assert_eq!(keys(&proposal(&mut Workbook::new()).unwrap_err().0), ["empty_book"]);
}

#[test]
fn doubts_tables_side_by_side() {
    let head = ["番号", "意見", "回答", "", "番号", "意見", "回答"];
    let mut book = written(&[&head, &["1", "深い", "直します", "", "2", "暗い", "照らします"]]);
    let (begun, ..) = proposed(&mut book);
    let (opinions, said) = read(&begun, &mut book);
    assert_eq!(placed(&opinions), [("", "深い"), ("", "暗い")], "{said:?}");
}

#[test]
fn doubts_total_without_a_result() {
    let mut book = written(&[&["番号", "意見", "件数"], &["1", "深い", "1"], &["", "合計", ""]]);
    let worksheet = first(&mut book);
    worksheet.write_formula(2, 2, rust_xlsxwriter::Formula::new("=SUM(C2:C2)").set_result("")).unwrap();
    let counts = "[[fields]]\nkey = \"count\"\nheading = \"件数\"\ncounts = true\n";
    let (opinions, said) = read(&meeting(counts), &mut book);
    assert_eq!(placed(&opinions), [("", "深い")]);
    assert_eq!(said, [(Severity::Warning, "row_total", "B3".into())]);
}

#[test]
fn doubts_kinds_beside_sources() {
    let mut book = written(&[
        &["区分", "他都市の取組", "議会の意見"],
        &["池", "柵を付けた", "深い"],
        &["", "埋めた", "臭う"],
        &["林", "切った", "暗い"],
        &["池", "掘った", "狭い"],
    ]);
    let (meeting, toml) = proposed(&mut book);
    let (opinions, said) = read(&meeting, &mut book);
    assert!(opinions.iter().all(|opinion| !opinion.category.is_empty()) && opinions.len() == 8, "{said:?} {toml}");
    assert!(toml.contains("\"category\"") && !toml.contains("[[fields]]"), "{toml}");
}

#[test]
fn doubts_drafts_of_replies() {
    let of = |headings: &[&str]| {
        let row: Vec<String> = (0..headings.len()).map(|column| if column == 0 { "1".into() } else { format!("文{column}") }).collect();
        let row: Vec<&str> = row.iter().map(String::as_str).collect();
        let mut book = written(&[headings, &row]);
        let (meeting, questions) = (proposed(&mut book).0, proposal(&mut book).unwrap().questions);
        let printed = meeting.record_fields().filter(|field| !meeting.is_private(field)).map(|field| field.heading.clone());
        let printed: Vec<String> = printed.collect();
        let asked = questions.iter().map(|question| question.code()).filter(|key| ["ask_drafts", "ask_replies"].contains(key));
        (printed, asked.collect::<Vec<_>>())
    };
    let (printed, asked) = of(&["No", "意見", "回答（案）", "回答（課長修正）", "回答（確定）"]);
    assert_eq!((printed, asked), (vec!["回答（確定）".to_owned()], vec!["ask_drafts"]));
    let (printed, asked) = of(&["No", "意見", "市の考え方", "県の考え方"]);
    assert_eq!((printed.len(), asked), (2, vec!["ask_replies"]));
    for headings in
        [&["No", "意見", "回答（案）"][..], &["No", "意見", "市の考え方", "回答区分"], &["No", "意見", "市の考え方（素案への対応）"]]
    {
        assert_eq!(of(headings).1, [""; 0], "{headings:?}");
    }
}

#[test]
fn doubts_counts_without_headings() {
    let rows: &[&[&str]] = &[
        &["番号", "ご意見", "対応"],
        &["1", "深い", "反映"],
        &["2", "暗い", "参考"],
        &[],
        &["※1 要約です"],
        &["集計"],
        &["反映", "3件"],
        &["参考", "5件"],
    ];
    let mut book = written(rows);
    let (own, toml) = proposed(&mut book);
    let (opinions, said) = read(&own, &mut book);
    assert_eq!(opinions.len(), 2);
    assert_eq!(keyed(&said), [("counts_below", "A7:B8"), ("row_total", "A6"), ("row_note", "A5")]);
    // As it says.
    let below = "below = [{ table = [[\"反映\", \"3件\"], [\"参考\", \"5件\"]] }, { note = \"※1 要約です\" }]\n";
    let mended = parsed(&toml.replace("layout = ", &format!("{below}layout = ")));
    assert_eq!(read(&mended, &mut book).1.iter().map(|(_, key, _)| *key).collect::<Vec<_>>(), ["row_total"]);
    // Opinions behind a blank row are none.
    assert_eq!(read(&meeting(""), &mut written(&[rows[0], rows[1], &[], &["3", "臭う", "反映"], &["4", "狭い", "参考"]])).0.len(), 3);
}

#[test]
fn doubts_tables_beside_with_other_columns() {
    let mut book =
        written(&[&["番号", "意見", "回答", "", "番号", "意見", "回答", "備考"], &["1", "深い", "ア", "", "2", "暗い", "イ", "ウ"]]);
    let (_, said) = read(&proposed(&mut book).0, &mut book);
    let errors: Vec<&Said> = said.iter().filter(|(severity, ..)| *severity == Severity::Error).collect();
    assert_eq!(errors, [&(Severity::Error, "tables_beside", "E1".into())]);
}

#[test]
fn doubts_sheets_not_to_be_published() {
    for name in ["没", "下書き", "意見（旧版）"] {
        let mut book = Workbook::new();
        for (name, text) in [("意見", "深い"), (name, "暗い")] {
            fill(book.add_worksheet().set_name(name).unwrap(), 0, &[&["番号", "意見"], &["1", text], &["2", "狭い道を直す"]]);
        }
        let (own, toml) = proposed(&mut book);
        let said = read(&own, &mut book).1;
        assert!(said.iter().any(|(severity, key, _)| (*severity, *key) == (Severity::Warning, "sheet_withheld")), "{name}: {said:?}");
        let alone = toml.replace("[records]\n", "[records]\nsheets = [\"意見\"]\n");
        let said = read(&parsed(&alone), &mut book).1;
        assert!(!said.iter().any(|(_, key, _)| *key == "sheet_withheld"), "{said:?}");
    }
    // A copy is one error, whatever follows from it.
    let rows: &[&[&str]] = &[&["番号", "意見"], &["1", "池が深いので柵を付けてほしい"], &["2", "林が暗いので木を切ってほしい"]];
    let mut book = sheets(&[("意見", rows), ("意見 (2)", rows)]);
    let errors = read(&meeting(""), &mut book).1.into_iter().filter(|(severity, ..)| *severity == Severity::Error);
    assert_eq!(errors.map(|(_, key, _)| key).collect::<Vec<_>>(), ["sheets_same"]);
}

#[test]
fn doubts_a_note_right_below() {
    let mut book = written(&[&["ご意見", "連絡先"], &["深い", ""], &["※印は要望です", ""], &["暗い", ""], &["※ 1件は要約です。", ""]]);
    let (opinions, said) = read(&meeting("[columns]\n\"連絡先\" = \"unused\"\n"), &mut book);
    assert_eq!(opinions.len(), 3);
    assert!(said.contains(&(Severity::Error, "row_unclear", "A5".into())), "{said:?}");
}

/// A sheet that is not read costs as much as its cells, however many columns they stand in.
#[test]
fn doubts_wide_sheet_in_proportion() {
    let time = |columns: u32, rows: u32| {
        let mut cells: BTreeMap<(u32, u32), Cell> = BTreeMap::new();
        for (row, column) in (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column))) {
            cells.insert((row, column), Cell { text: "値".into(), ..Cell::default() });
        }
        let sheet = Sheet { name: "統計".to_owned(), visible: true, cells, ..Sheet::default() };
        // Whatever else runs only slows.
        let once = |_| {
            let before = std::time::Instant::now();
            no_heading_hint(&sheet);
            tables::longest(&[&sheet]);
            before.elapsed()
        };
        (0..3).map(once).min().unwrap()
    };
    let (tall, wide) = (time(4, 75_000), time(400, 750));
    assert!(wide < tall * 30, "{wide:?} for as many cells as {tall:?}");
}
