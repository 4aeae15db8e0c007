//! Forms: what services for forms write, whose headings are questions, and small tables beside that of the opinions.

use rust_xlsxwriter::Workbook;

use super::kinds::{printed, said};
use super::{keys, proposed, sheet};

/// The meeting that is begun with a table, and what it prints.
fn begun(rows: &[&[&str]]) -> (String, Vec<String>, Vec<&'static str>) {
    let mut book = Workbook::new();
    sheet(&mut book, rows);
    let (meeting, toml) = proposed(&mut book);
    let (texts, findings) = printed(&meeting, &mut book);
    (toml, texts, keys(&findings))
}

#[test]
fn forms_questions() {
    let rows: &[&[&str]] = &[
        &["ID", "開始時刻", "本計画（素案）についてのご意見をご自由にご記入ください", "どの分野についてのご意見ですか"],
        &["1", "2026/10/01 9:12", "歩道を広げて。", "道路;公園;そのほか;"],
        &["2", "2026/10/01 9:15", "賛成。", "福祉;子育て;そのほか;"],
    ];
    let (toml, texts, said) = begun(rows);
    assert_eq!(texts, ["1 歩道を広げて。", "2 賛成。"], "{said:?}");
    assert!(toml.contains("layout = \"list\"") && !toml.contains("[[sources]]"), "{toml}");
}

#[test]
fn forms_questions_that_end_as_sentences() {
    let asked = "2. 計画（素案）の「第3章　基本方針」について、ご意見がありましたら、どのようなことでも結構ですのでお書きください。";
    let rows: &[&[&str]] = &[
        &["タイムスタンプ", "1. お住まいの地区をお選びください。", asked, "3. 回答の方法を選択してください。"],
        &["2026/10/01 9:12:33 午前 GMT+9", "北", "賛成。", "電子メール（後日、詳しくお知らせします）"],
        &["2026/10/02 9:40:01 午後 GMT+9", "南", "橋が狭い。", "=A1"],
    ];
    let (toml, texts, said) = begun(rows);
    assert_eq!(texts, ["1 賛成。", "2 橋が狭い。"], "{said:?} {toml}");
    // A stamp of time is longer than what is said, and says nothing.
    let rows: &[&[&str]] = &[
        &["タイムスタンプ", "地区", "気づいたこと"],
        &["2026/10/01 9:12:33 午前 GMT+9", "北", "狭い。"],
        &["2026/10/02(金) 9:40", "南", "暗いところがある。"],
    ];
    assert_eq!(begun(rows).1, ["1 狭い。", "2 暗いところがある。"]);
}

#[test]
fn forms_attachments() {
    let rows: &[&[&str]] = &[
        &["受付番号", "【5】ご意見の内容", "【5】ご意見の内容_添付ファイル"],
        &["000123", "歩道を広げて。", ""],
        &["000124", "公園が足りない。", "地図.pdf"],
    ];
    let (toml, texts, _) = begun(rows);
    assert_eq!(texts, ["1 歩道を広げて。", "2 公園が足りない。"]);
    assert!(toml.contains("layout = \"list\""), "{toml}");
}

/// An identifier of a row with two opinions is none of an opinion.
#[test]
fn forms_ids_of_rows() {
    let of = |second: &str| begun(&[&["ID", "委員意見", "市民意見"], &["1", "橋が狭い。", second], &["2", "", "暗い。"]]);
    let (_, texts, said) = of("遠い。");
    assert_eq!(texts.len(), 3);
    assert_eq!(said, ["ids_of_rows"]);
    assert!(!of("").2.contains(&"ids_of_rows"));
}

/// What is counted beside the table is no column of it.
#[test]
fn forms_counts_beside() {
    let rows: &[&[&str]] = &[
        &["No", "意見", "回答", "", "区分", "件数"],
        &["1", "橋が狭い。", "広げます。", "", "賛成", "3"],
        &["2", "暗い。", "直します。", "", "反対", "2"],
        &["3", "遠い。", "近づけます。", "", "", ""],
    ];
    let mut book = Workbook::new();
    sheet(&mut book, rows);
    let (meeting, toml) = proposed(&mut book);
    assert!(!toml.contains("件数") && !toml.contains("category"), "{toml}");
    let (texts, findings) = printed(&meeting, &mut book);
    assert_eq!((texts.len(), keys(&findings)), (3, vec!["stray_cell"; 4]));
    assert!(said(&findings[0]).1[0].contains("空いた列を削除"), "{:?}", findings[0]);
    // Without the blank column they are columns of the table.
    let joined: Vec<Vec<&str>> = rows.iter().map(|row| [&row[..3], &row[4..]].concat()).collect();
    let joined: Vec<&[&str]> = joined.iter().map(Vec::as_slice).collect();
    assert!(begun(&joined).0.contains("件数"));
}
