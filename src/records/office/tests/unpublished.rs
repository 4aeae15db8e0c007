//! Unpublished: what a table marks as not for papers, in whatever way, comes into none.

use rust_xlsxwriter::{Format, Workbook};

use super::{Said, first, meeting, parsed, placed, proposed, read, written};
use crate::say::diag::Severity;

fn has(said: &[Said], key: &str) -> bool {
    said.iter().any(|(_, known, _)| *known == key)
}

#[test]
fn unpublished_struck_is_filled_nowhere() {
    let field = "[records]\nstruck = \"drop\"\n[[fields]]\nkey = \"view\"\nheading = \"考え方\"\n";
    let (plain, line) = (Format::new(), Format::new().set_font_strikethrough());
    let values = |book: &mut Workbook| {
        let (opinions, said) = read(&meeting(field), book);
        assert!(said.iter().all(|(severity, ..)| *severity != Severity::Error), "{said:?}");
        opinions.iter().map(|opinion| format!("{} {} {}", opinion.category, opinion.text, opinion.fields[0])).collect::<Vec<_>>()
    };
    // A reply and a label over three rows, struck in part and as a whole.
    let rows: &[&[&str]] = &[&["番号", "項目", "意見", "考え方"], &["1", "", "深い"], &["2", "", "暗い"], &["3", "", "狭い"]];
    let mut book = written(rows);
    let worksheet = first(&mut book);
    worksheet.merge_range(1, 1, 3, 1, "", &plain).unwrap();
    worksheet.write_rich_string(1, 1, &[(&plain, "池"), (&line, "（秘）")]).unwrap();
    worksheet.merge_range(1, 3, 3, 3, "", &plain).unwrap();
    worksheet.write_rich_string(1, 3, &[(&plain, "直し"), (&line, "ません"), (&plain, "ます")]).unwrap();
    assert_eq!(values(&mut book), ["池 深い 直します", "池 暗い 直します", "池 狭い 直します"]);
    let mut book = written(rows);
    let worksheet = first(&mut book);
    worksheet.merge_range(1, 3, 3, 3, "直します", &line).unwrap();
    assert_eq!(values(&mut book), [" 深い ", " 暗い ", " 狭い "]);
    // The row of the first is struck as a whole.
    let mut book = written(rows);
    let worksheet = first(&mut book);
    worksheet.write_with_format(1, 0, "1", &line).unwrap();
    worksheet.write_with_format(1, 2, "深い", &line).unwrap();
    worksheet.merge_range(1, 3, 3, 3, "直します", &line).unwrap();
    worksheet.write_rich_string(1, 1, &[(&plain, "池"), (&line, "（秘）")]).unwrap();
    assert_eq!(values(&mut book), ["池 暗い ", "池 狭い "]);
}

#[test]
fn unpublished_names_alone_are_no_labels() {
    for headings in [&["番号", "氏名", "ご意見"][..], &["番号", "内部メモ", "ご意見"], &["番号", "", "ご意見"]] {
        let mut book = written(&[headings, &["1", "秘太郎", "深い"], &["", "秘花子"], &["2", "", "暗い"], &["3", "秘次郎", "狭い"]]);
        let (meeting, ..) = proposed(&mut book);
        let (opinions, said) = read(&meeting, &mut book);
        assert!(has(&said, "empty_text"), "{headings:?} {said:?}");
        assert!(opinions.iter().all(|opinion| opinion.category.is_empty() && opinion.section == 0), "{headings:?}");
        assert_eq!(meeting.sections.len(), 1, "{headings:?}");
        // Behind the last opinion, too; but a note there is one.
        for (last, key) in [("秘花子", "empty_text"), ("※敬称略", "row_note")] {
            let said = read(&meeting, &mut written(&[headings, &["1", "秘太郎", "深い"], &["2", "", "暗い"], &["", last]])).1;
            assert!(has(&said, key), "{headings:?} {said:?}");
        }
    }
    // What is merged over columns that are read is a label, wherever it begins.
    let mut book = written(&[&["氏名", "番号", "ご意見"], &["第1章　池"], &["秘太郎", "1", "深い"], &["第2章　林"], &["", "2", "暗い"]]);
    let worksheet = first(&mut book);
    for row in [1, 3] {
        worksheet.merge_range(row, 0, row, 2, if row == 1 { "第1章　池" } else { "第2章　林" }, &Format::new()).unwrap();
    }
    assert_eq!(proposed(&mut book).0.sections.len(), 2);
}

#[test]
fn unpublished_columns_under_such_a_heading() {
    for over in ["提出者", "庁内用", "非公開情報"] {
        let rows: &[&[&str]] = &[
            &["番号", "ご意見", over, "", "", "市の考え方"],
            &["", "", "属性", "区分", "連絡", ""],
            &["1", "深い", "秘", "秘", "秘", "埋めます"],
            &["2", "暗い", "秘", "秘", "秘", "照らします"],
        ];
        let mut book = written(rows);
        let worksheet = first(&mut book);
        worksheet.merge_range(0, 2, 0, 4, over, &Format::new()).unwrap();
        for column in [0, 1, 5] {
            worksheet.merge_range(0, column, 1, column, rows[0][usize::from(column)], &Format::new()).unwrap();
        }
        let (meeting, toml) = proposed(&mut book);
        let (opinions, said) = read(&meeting, &mut book);
        assert!(!format!("{opinions:?}").contains('秘'), "{over}: {said:?} {toml}");
        assert_eq!(opinions.iter().map(|opinion| opinion.fields[0].as_str()).collect::<Vec<_>>(), ["埋めます", "照らします"]);
        // Nor in a meeting that knows nothing of them.
        assert!(!format!("{:?}", read(&super::meeting(""), &mut book).0).contains('秘'), "{over}");
    }
    // The whole opinion beside its summary, under one heading.
    let mut book = written(&[&["番号", "ご意見", ""], &["", "要旨", "原文"], &["1", "深い", "池が深いと秘太郎が"], &["2", "暗い", "林が"]]);
    let worksheet = first(&mut book);
    worksheet.merge_range(0, 0, 1, 0, "番号", &Format::new()).unwrap();
    worksheet.merge_range(0, 1, 0, 2, "ご意見", &Format::new()).unwrap();
    let (opinions, _) = read(&proposed(&mut book).0, &mut book);
    assert_eq!(placed(&opinions), [("", "深い"), ("", "暗い")]);
    assert!(!format!("{opinions:?}").contains('秘'));
}

#[test]
fn unpublished_rows_of_names() {
    let rows: &[&[&str]] = &[
        &["番号", "区分", "内容"],
        &["1", "意見", "深い"],
        &["", "回答", "埋めます"],
        &["", "氏名", "秘太郎"],
        &["2", "意見", "暗い"],
        &["", "回答", "照らします"],
        &["", "氏名", "秘花子"],
    ];
    let mut book = written(rows);
    let (opinions, said) = read(&proposed(&mut book).0, &mut book);
    assert_eq!(placed(&opinions), [("", "深い"), ("", "暗い")], "{said:?}");
    assert_eq!(opinions.iter().map(|opinion| opinion.fields[0].as_str()).collect::<Vec<_>>(), ["埋めます", "照らします"]);
    // Where the rows do not follow one by one they are no opinions all the same.
    let mut book = written(&[rows[0], rows[1], rows[3], rows[3], rows[4], rows[5], rows[6]]);
    let (opinions, said) = read(&proposed(&mut book).0, &mut book);
    assert!(!format!("{opinions:?}").contains('秘'), "{opinions:?}");
    assert_eq!(said.iter().filter(|(_, key, _)| *key == "row_personal").count(), 3, "{said:?}");
}

#[test]
fn unpublished_hidden_rows_of_stacks_and_bands() {
    let rows: &[&[&str]] = &[
        &["番号", "項目", "内容"],
        &["1", "意見", "深い"],
        &["", "回答", "埋めます"],
        &["2", "意見", "暗い"],
        &["", "回答", "照らします"],
    ];
    let mut book = written(rows);
    let worksheet = first(&mut book);
    worksheet.set_row_hidden(2).unwrap();
    let (_, toml) = proposed(&mut book);
    for (hidden, replies, is_said) in
        [("", ["埋めます", "照らします"], true), ("read", ["埋めます", "照らします"], false), ("skip", ["", "照らします"], false)]
    {
        let toml =
            if hidden.is_empty() { toml.clone() } else { toml.replace("[records]\n", &format!("[records]\nhidden = \"{hidden}\"\n")) };
        let meeting = parsed(&toml);
        let (opinions, said) = read(&meeting, &mut book);
        assert_eq!(opinions.iter().map(|opinion| opinion.fields[0].as_str()).collect::<Vec<_>>(), replies, "{hidden} {said:?}");
        assert_eq!(said.contains(&(Severity::Warning, "row_hidden", "C3".into())), is_said, "{said:?}");
    }
    // A hidden band says of the rows below it what they belong to.
    let mut book = written(&[&["番号", "意見"], &["第1章　池"], &["1", "深い"], &["第2章　林"], &["2", "暗い"], &["秘"]]);
    let worksheet = first(&mut book);
    worksheet.set_row_hidden(3).unwrap();
    worksheet.set_row_hidden(5).unwrap();
    let sections = "[records]\nhidden = \"skip\"\n[[sections]]\ntitle = \"第1章　池\"\n[[sections]]\ntitle = \"第2章　林\"\n";
    let (opinions, said) = read(&meeting(sections), &mut book);
    assert_eq!(opinions.iter().map(|opinion| opinion.section).collect::<Vec<_>>(), [0, 1], "{said:?}");
    assert!(!has(&said, "row_note"), "{said:?}");
}
