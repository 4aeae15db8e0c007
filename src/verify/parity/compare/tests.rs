//! A paper as each medium shows it, and what is found where it shows something else.

use super::super::reading::{Medium, ReadCell, ReadLine, Reading, Spot};
use super::compare;
use crate::document::{
    Align, Band, Block, Cell, Column, Content, Document, Edition, From, Group, Joins, Role, Row, Run, Section, State, TallyLine, Width,
};
use crate::say::diag::Place;
use crate::say::words::Lang;

fn column(heading: Option<&str>, over: Option<&str>) -> Column {
    Column {
        shows: vec![Content::Text],
        source: None,
        edition: Edition::Newer,
        heading: heading.map(str::to_owned),
        over: over.map(str::to_owned),
        role: Role::Text,
        width: Width::Between { least: None, most: None },
        align: Align::Left,
        size: None,
        vertical: false,
        joins: Joins::Category,
    }
}

fn cell(id: &str, text: &str, span: usize) -> Cell {
    let from = vec![From { opinion: id.to_owned(), content: Content::Text, edition: Edition::Newer }];
    Cell { span, ..Cell::said(text, from) }
}

fn covered() -> Cell {
    Cell { state: State::Covered, ..Cell::default() }
}

fn row(no: &str, cells: Vec<Cell>) -> Row {
    Row { no: no.to_owned(), goes_on: false, cells }
}

/// No., 項目, 意見 with who it comes from, and under 回答 an answer that two opinions share.
fn paper() -> Document {
    let groups = vec![
        Group {
            bands: vec![Band { level: 1, text: "役割".to_owned() }],
            rows: vec![
                row(
                    "1",
                    vec![
                        cell("op-1", "1", 1),
                        cell("op-1", "区役所", 2),
                        cell("op-1", "甲\n\n続き", 1),
                        cell("op-1", "A市", 1),
                        cell("op-1", "検討", 2),
                    ],
                ),
                row("2", vec![cell("op-2", "2", 1), covered(), cell("op-2", "乙", 1), cell("op-2", "", 1), covered()]),
            ],
        },
        Group { bands: Vec::new(), rows: vec![row("3", ["3", "住民", "丙", "", ""].map(|text| cell("op-3", text, 1)).to_vec())] },
    ];
    let tally = Block::Tally {
        heading: "対応区分".to_owned(),
        titled: false,
        of: Content::Field(0),
        columns: vec!["計".to_owned()],
        lines: vec![TallyLine { label: "A".to_owned(), counts: vec![3] }],
    };
    Document {
        name: String::new(),
        title: "意見一覧".to_owned(),
        short_title: "意見一覧".to_owned(),
        label: "資料1".to_owned(),
        above: vec![Block::Text { text: "期間\n10月".to_owned() }, tally],
        columns: vec![
            Column { role: Role::Number, ..column(Some("No."), None) },
            Column { role: Role::Label, vertical: true, ..column(Some("項目"), None) },
            column(Some("意見"), None),
            column(None, None),
            column(Some("考え方"), Some("回答")),
        ],
        sections: vec![Section { number: 1, heading: Some("(1)制度".to_owned()), groups }],
        below: vec![Block::Note { text: "※ 注".to_owned() }],
    }
}

fn spot(text: &str) -> ReadCell {
    ReadCell::Spot(Spot { place: Place::file("p"), text: text.to_owned(), lines: true, ..Spot::default() })
}

fn line(cells: &[&str]) -> ReadLine {
    let cell = |text: &&str| match *text {
        "<" => ReadCell::Left,
        "^" => ReadCell::Above,
        text => spot(text),
    };
    ReadLine { cells: cells.iter().map(cell).collect() }
}

/// What a reader finds: `<` and `^` where the cell at the left or above goes on.
fn reading(medium: Medium, lines: &[&[&str]]) -> Reading {
    let title = (medium == Medium::Pdf).then(|| Spot { text: "意見一覧".to_owned(), ..Spot::default() });
    Reading { medium, title, lines: lines.iter().map(|cells| line(cells)).collect() }
}

const PDF: &[&[&str]] = &[
    &["意見一覧"],
    &["資料1"],
    &["期間"],
    &["10月"],
    &["対応区分", "計"],
    &["A", "3"],
    &["(1)制度"],
    &["No.", "項目", "意見", "<", "回答"],
    &["^", "^", "^", "^", "考え方"],
    &["役割", "<", "<", "<", "<"],
    &["1", "区役所", "甲\n続き", "A市", "検討"],
    &["2", "^", "乙", "", "^"],
    &["3", "住民", "丙", "", ""],
    &["※ 注"],
];

fn said(medium: Medium, lines: &[&[&str]]) -> String {
    compare(&paper(), &reading(medium, lines), "p").map_or_else(|errors| errors.say(Lang::En), |_| String::new())
}

/// The PDF with a line in place of another.
fn with(at: usize, cells: &[&str]) -> String {
    let mut lines = PDF.to_vec();
    lines[at] = cells;
    said(Medium::Pdf, &lines)
}

#[track_caller]
fn found(said: &str, wanted: &str) {
    assert!(said.contains(wanted), "{wanted}: {said}");
}

#[test]
fn what_is_shown_holds() {
    assert_eq!(said(Medium::Pdf, PDF), "");
    let apart = [PDF[..4].to_vec(), vec![&["対応区分"], &["", "計"]], PDF[5..].to_vec()].concat();
    assert_eq!(said(Medium::Pdf, &apart), "", "the heading of a tally stands over it or in its corner");
}

/// A sheet: the aside of the opinions begins in the fifth of its columns, and the label, which is vertical, has two.
fn sheet(body: &[&[&str]]) -> String {
    let head: [&[&str]; 8] = [
        &["意見一覧", "<", "<", "<", "資料1", "<"],
        &["期間\n10月", "<", "<", "<", "<", "<"],
        &["対応区分", "<", "計", "", "", ""],
        &["A", "<", "3", "", "", ""],
        &["No.", "項目", "<", "意見", "<", "回答"],
        &["^", "^", "<", "^", "<", "考え方"],
        &["(1)制度", "<", "<", "<", "<", "<"],
        &["役割", "<", "<", "<", "<", "<"],
    ];
    let foot: [&[&str]; 2] = [&["3", "住民", "<", "丙", "", ""], &["※ 注", "<", "<", "<", "<", "<"]];
    said(Medium::Sheet { continued: "（続き）".to_owned() }, &[&head, body, &foot].concat())
}

#[test]
fn a_sheet_divides_what_is_too_high() {
    let second: &[&str] = &["2", "^", "<", "乙", "", "^"];
    assert_eq!(sheet(&[&["1", "区役所", "<", "甲\n\n続き", "A市", "検討"], second]), "");
    // A page ends in the first row, and then between the two.
    assert_eq!(sheet(&[&["1", "区役所", "<", "甲\n", "A市", "検"], &["", "区役所（続き）", "<", "\n続き", "", "討"], second]), "");
    assert_eq!(sheet(&[&["1", "区役所", "<", "甲\n\n続き", "A市", "検"], &["2", "区役所", "<", "乙", "", "討"]]), "");
    assert_eq!(sheet(&[&["1", "区役所", "<", "甲\n\n続き", "A市", "検討"], &["2", "^", "<", "乙", "", ""]]), "");
    found(&sheet(&[&["1", "区役所", "<", "甲\n", "A市", "検討"], second]), "op-1: error: 意見: ends after 2 characters");
    found(&sheet(&[&["1", "区役所", "<", "甲\n\n続き", "A市", "検"], second]), "op-1: error: 考え方: ends after 1 characters");
    found(
        &sheet(&[&["1", "区役所", "<", "甲\n\n続き", "A市", "検討"], &["2", "^", "<", "乙", "", "検討"]]),
        "考え方: the cell of the row above",
    );
    found(&sheet(&[&["1", "区役所", "<", "甲\n\n続き", "B市", "検討"], second]), "意見: character 1 is 「B」");
    found(&sheet(&[&["1", "区役所", "<", "甲\n\n続き", "A市", "検討"]]), "error: the opinion 2 op-2 is missing");
    found(&sheet(&[&["1", "区役所", "<", "甲\n\n続き", "A市", "検討"], &["2", "", "", "乙", "", "^"]]), "項目: the cell of the row above");
    found(&sheet(&[second]), "error: the opinion 1 op-1 is missing");
    found(&sheet(&[&["1", "区役所", "外", "甲\n\n続き", "A市", "検討"], second]), "error");
}

#[test]
fn a_sheet_says_again_what_goes_on() {
    let first: &[&str] = &["1", "区役所", "<", "甲\n", "A市", "検討"];
    let goes_on = |no: &str, label: &str, answer: &str| {
        let second: &[&str] = &["2", "^", "<", "乙", "", "^"];
        sheet(&[first, &[no, label, "<", "\n続き", "", answer], second])
    };
    assert_eq!(goes_on("(1)", "区役所\n（続き）", "（続き）\n検討"), "");
    assert_eq!(goes_on("(1)", "区…", ""), "");
    for (no, label, answer) in
        [("(2)", "区役所", ""), ("1", "区役所", ""), ("(1)", "役…", ""), ("(1)", "…", ""), ("(1)", "区役所", "（続き）\n検計")]
    {
        assert_ne!(goes_on(no, label, answer), "", "{no} {label} {answer}");
    }
    // What is left of an answer comes before it is said again.
    let whole: &[&str] = &["1", "区役所", "<", "甲\n\n続き", "A市", "検"];
    assert_ne!(sheet(&[whole, &["2", "区役所", "<", "乙", "", "（続き）\n検討"]]), "");
}

#[test]
fn a_sheet_sets_vertical_labels_in_lines() {
    let rows = |lower: &str, upper: &str, below: &str| {
        let second: &[&str] = &["2", "^", below, "乙", "", "^"];
        sheet(&[&["1", lower, upper, "甲\n\n続き", "A市", "検討"], second])
    };
    assert_eq!(rows("所", "区役", "^"), "");
    assert_eq!(rows("", "区役所", "^"), "");
    found(&rows("区役", "所", "^"), "項目");
    found(&rows("所", "区投", "^"), "項目");
    found(&rows("所", "区役", "外"), "error");
}

#[test]
fn a_changed_character_is_named_with_opinion_and_column() {
    found(
        &with(11, &["2", "^", "己", "", "^"]),
        "p [意見] op-2: error: 意見: character 1 is 「己」(U+5DF1); the record has 「乙」(U+4E59)",
    );
    found(&with(0, &["意見一賢"]), "title: character 4");
    found(&with(3, &["11月"]), "text: ends after 2 characters");
    found(&with(5, &["A", "4"]), "p [対応区分]: error: 対応区分: character 1 is 「4」");
    found(&with(6, &["(2)制度"]), "section: character 2");
    found(&with(8, &["^", "^", "^", "^", "対応"]), "考え方: character 1");
    found(&with(9, &["住民", "<", "<", "<", "<"]), "band: character 1");
}

#[test]
fn rows_that_are_lost_moved_or_added_are_named() {
    let without = [&PDF[..11], &PDF[12..]].concat();
    found(&said(Medium::Pdf, &without), "error: the opinion 2 op-2 is missing");
    let mut moved = PDF.to_vec();
    (moved[10], moved[12]) = (&["3", "住民", "丙", "", ""], &["1", "区役所", "甲\n続き", "A市", "検討"]);
    found(&said(Medium::Pdf, &moved), "the opinion 3 op-3 stands here; the order of the records has 1 op-1");
    let twice = [&PDF[..13], &PDF[12..]].concat();
    found(&said(Medium::Pdf, &twice), "there is an opinion 3 op-3 that is not in the records");
    let last = [&PDF[..12], &PDF[13..]].concat();
    found(&said(Medium::Pdf, &last), "error: the opinion 3 op-3 is missing");
    let more = [PDF.to_vec(), vec![&["これも" as &str] as &[&str]]].concat();
    found(&said(Medium::Pdf, &more), "there is more than the paper says: \"これも\"");
}

#[test]
fn shared_cells_stand_where_they_must() {
    found(&with(11, &["2", "区役所", "乙", "", "^"]), "p [項目] op-1: error: 項目: the cell of the row above should stand here");
    found(&with(12, &["3", "^", "丙", "", ""]), "項目: one cell stands over rows");
    found(&with(12, &["3", "住民", "丙"]), "the row has 3 columns instead of 5");
}

#[test]
fn marks_are_compared_where_they_can_be_told() {
    let mut document = paper();
    let run = |text: &str, marked| Run { text: text.to_owned(), marked };
    document.sections[0].groups[1].rows[0].cells[2].runs = vec![run("丙", true), run("丁", false)];
    let marked = |marks: &[bool]| {
        let mut reading = reading(Medium::Pdf, PDF);
        reading.lines[12].cells[2] = ReadCell::Spot(Spot { text: "丙丁".to_owned(), marks: Some(marks.to_vec()), ..Spot::default() });
        compare(&document, &reading, "p").map_or_else(|errors| errors.say(Lang::En), |_| String::new())
    };
    assert_eq!(marked(&[true, false]), "");
    found(&marked(&[false, false]), "意見: character 1 is marked otherwise");
}
