//! Documents built of a small meeting hold; each spoiled one is found.

use std::path::Path;

use super::*;
use crate::answers::division::{Share, shares};
use crate::answers::entries::Entries;
use crate::answers::response::{Question, Response};
use crate::document::{Content, Material, Run};
use crate::editions::compare::{Compared, Comparison};
use crate::records::number::Number;
use crate::records::placed::Placed;
use crate::say::words::Lang;

const MEETING: &str = r#"
    sections = [{ title = "役割" }, { title = "制度" }]
    sources = [{ key = "committee", heading = "委員意見", attribution = "都市名" }, { key = "staff", heading = "職員意見" }]
    fields = [
        { key = "count", heading = "件数", counts = true },
        { key = "view", heading = "市の考え方", from = "divisions" },
        { key = "action", heading = "対応区分", from = "divisions", choices = [{ value = "A", means = "反映" }, { value = "B", means = "参考" }] },
    ]
    divisions = [{ name = "企画課", takes = [{}] }, { name = "総務課", takes = [{ source = "staff" }] }]
    [meeting]
    title = "意見の一覧"
    date = 2026-10-31
    [[papers]]
    label = "資料1"
    layout = "matrix"
    files = ["1.pdf"]
    [[papers]]
    label = "資料2"
    columns = ["no", "category", "subcategory", { of = ["source", "attribution"], heading = "出典" }, "text", "view", { of = "action", over = "回答" }, { of = "division", over = "回答" }, "note"]
    above = [{ text = "{date}　{shown}件／{all}件" }, { tally = "action" }]
    below = [{ legend = "action" }, { note = "※ {label}" }, { table = [["郵送", "3件"]], heading = "方法" }]
    files = ["2.pdf"]
    [[papers]]
    label = "資料3"
    layout = "stacked"
    bands = ["category", "subcategory"]
    shows = [{ section = 1 }]
    files = ["3.pdf"]
    [[papers]]
    label = "資料4"
    layout = "comparison"
    columns = ["no", "source", "newer", "older", "change"]
    files = ["4.pdf"]
    [[papers]]
    label = "資料5"
    shows = [{ id = [] }]
    above = [{ tally = "action", by = "source" }]
    files = ["5.pdf"]
"#;
const MATRIX: usize = 0;
const LIST: usize = 1;
const STACK: usize = 2;
const COMPARISON: usize = 3;

struct Case {
    meeting: Meeting,
    placed: Placed,
    older: Placed,
    responses: Responses,
}

/// Section, number, category, subcategory, source, text, attribution, count.
type Told = (usize, &'static str, &'static str, &'static str, usize, &'static str, &'static str, &'static str);

fn placed(meeting: &Meeting, opinions: &[(&str, Told)]) -> Placed {
    let opinion = |(id, (section, no, category, subcategory, source, text, attribution, count)): &(&str, Told)| Opinion {
        id: (*id).into(),
        section: *section,
        category: (*category).into(),
        subcategory: (*subcategory).into(),
        no: Number::parse(no),
        source: *source,
        text: (*text).into(),
        attribution: (*attribution).into(),
        fields: vec![(*count).into()],
        place: Place::default(),
        sheet_row: None,
    };
    Placed::new(meeting, opinions.iter().map(opinion).collect(), &mut Diagnostics::default())
}

impl Case {
    fn new() -> Self {
        Self::of(MEETING)
    }

    fn of(meeting: &str) -> Self {
        let meeting = Meeting::parse(meeting, Path::new("m")).map_err(|e| e.to_string()).unwrap();
        let now = [
            ("op-1", (0, "1", "区役所", "権限", 0, "甲の意見。\n\n続き。", "A市", "")),
            ("op-2", (0, "1", "区役所", "権限", 1, "乙の意見。", "", "")),
            ("op-3", (0, "2", "区役所", "予算", 0, "丙の意見。", "B市", "12")),
            ("op-4", (0, "10", "住民", "", 0, "丁の意見。", "", "")),
            ("op-5", (1, "1", "住民", "", 1, "戊の意見。", "", "")),
        ];
        let before = [
            ("op-1", (0, "1", "区役所", "権限", 0, "甲の考え。\n\n続き。", "A市", "")),
            ("op-3", (0, "2", "区役所", "予算", 0, "丙の意見。", "B市", "12")),
            ("op-4", (0, "3", "住民", "", 0, "丁の意見。", "C市", "")),
            ("op-9", (1, "1", "住民", "", 1, "己の意見。", "", "")),
        ];
        let answers = [
            ("op-1", "view", "企画課", "検討します。"),
            ("op-1", "action", "企画課", "A"),
            ("op-2", "view", "企画課", "検討します。"),
            ("op-2", "action", "企画課", "A"),
            ("op-2", "view", "総務課", "行いません。"),
            ("op-2", "action", "総務課", "B"),
            ("op-2", "note", "総務課", "確認中"),
            ("op-3", "view", "企画課", "同じです。"),
            ("op-3", "action", "企画課", "B"),
            ("op-4", "view", "企画課", "同じです。"),
        ];
        let response = |(id, field, division, value): (&str, &str, &str, &str)| {
            let question = Question { id: id.to_owned(), field: field.to_owned(), division: division.to_owned() };
            (
                question,
                Response { value: value.to_owned(), file: String::new(), edition: 1, opinion: String::new(), place: Place::default() },
            )
        };
        let responses = Responses(answers.into_iter().map(response).collect());
        let (placed, older) = (placed(&meeting, &now), placed(&meeting, &before));
        Self { meeting, placed, older, responses }
    }

    /// Says that divisions gave other answers.
    fn answered(&mut self, answers: &[(&str, &str, &str, &str)]) {
        for (id, field, division, value) in answers {
            let question = Question { id: (*id).into(), field: (*field).to_owned(), division: (*division).to_owned() };
            let response =
                Response { value: (*value).to_owned(), file: String::new(), edition: 1, opinion: String::new(), place: Place::default() };
            self.responses.0.insert(question, response);
        }
    }

    /// What the oracle says of a paper that was spoiled after it was built.
    fn said(&self, paper: usize, spoil: impl FnOnce(&mut Document)) -> String {
        self.said_of_shares(paper, |_| {}, spoil)
    }

    /// The same, of a paper that was built for other shares.
    fn said_of_shares(&self, paper: usize, share: impl FnOnce(&mut Vec<Share>), spoil: impl FnOnce(&mut Document)) -> String {
        let meeting = &self.meeting;
        let mut shares = shares(meeting, &self.placed, &mut Diagnostics::default()).map_err(|e| e.to_string()).unwrap();
        share(&mut shares);
        let entries = Entries::new(meeting, &self.placed, &shares, &self.responses);
        let edition = |placed| Compared { name: "", meeting, placed, derived_ids: false };
        let comparison = Comparison::new(edition(&self.older), edition(&self.placed));
        let material = Material { meeting, entries: &entries, comparison: Some(&comparison) };
        let mut document = Document::new(&material, &meeting.papers[paper]).map_err(|e| e.to_string()).unwrap();
        spoil(&mut document);
        let opinions: Vec<_> = self.placed.in_order().collect();
        let records = Records {
            asked: &Asked::new(meeting, &opinions, &self.responses),
            newer: Side { meeting, opinions },
            older: Some(Side { meeting, opinions: self.older.in_order().collect() }),
            responses: &self.responses,
        };
        check(&document, &meeting.papers[paper], &Facts::new(&records), "p").say(Lang::En)
    }

    #[track_caller]
    fn found(&self, paper: usize, spoil: impl FnOnce(&mut Document), wanted: &[&str]) {
        let said = self.said(paper, spoil);
        for part in wanted {
            assert!(said.contains(part), "{part}: {said}");
        }
    }
}

fn rows(document: &mut Document) -> Vec<&mut Row> {
    document.sections.iter_mut().flat_map(|section| &mut section.groups).flat_map(|group| &mut group.rows).collect()
}

fn column(document: &Document, content: Content) -> usize {
    document.columns.iter().position(|column| column.shows[0] == content).unwrap()
}

fn say(cell: &mut Cell, text: &str) {
    cell.runs = vec![Run { text: text.to_owned(), marked: false }];
}

#[test]
fn what_is_built_holds() {
    let case = Case::new();
    for paper in 0..case.meeting.papers.len() {
        assert_eq!(case.said(paper, |_| {}), "", "{paper}");
    }
}

#[test]
fn a_changed_character_is_named() {
    let spoil = |document: &mut Document| {
        let text = column(document, Content::Text);
        say(&mut rows(document)[2].cells[text], "丙の意見、");
    };
    Case::new().found(LIST, spoil, &["p [意見] op-3", "character 5 is 「、」(U+3001); the record has 「。」(U+3002)"]);
}

#[test]
fn swapped_columns_are_found() {
    let case = Case::new();
    let cells = |document: &mut Document| {
        let (view, action) = (column(document, Content::Field(1)), column(document, Content::Field(2)));
        rows(document).into_iter().for_each(|row| row.cells.swap(view, action));
    };
    case.found(LIST, cells, &["[市の考え方] op-1: error", "[対応区分] op-1: error"]);
    case.found(LIST, |document| document.columns.swap(5, 6), &["the columns are"]);
    // Alike by chance, but not what the column declares.
    let from = |document: &mut Document| {
        let text = column(document, Content::Text);
        rows(document)[0].cells[text].from[0].content = Content::Note;
    };
    case.found(LIST, from, &["op-1: error: 意見: the cell does not show the values"]);
    let source = |document: &mut Document| rows(document)[0].cells.swap(2, 4);
    case.found(MATRIX, source, &["[委員意見] op-1: error", "[職員意見] op-1: error"]);
}

#[test]
fn a_lost_join_of_a_label_is_found() {
    let spoil = |document: &mut Document| {
        let label = column(document, Content::Category);
        let mut rows = rows(document);
        let mut whole = rows[0].cells[label].clone();
        let from = whole.from.split_off(1);
        assert_eq!(whole.span, 3);
        whole.span = 1;
        rows[1].cells[label] = Cell { from, span: 2, ..whole.clone() };
        rows[0].cells[label] = whole;
    };
    Case::new().found(LIST, spoil, &["[項目] op-2: error: 項目: the cell of the row above should stand here, too"]);
}

#[test]
fn a_join_that_no_rule_allows_is_found() {
    let case = Case::new();
    let join = |content: Content, top: usize| {
        move |document: &mut Document| {
            let index = column(document, content);
            let mut rows = rows(document);
            let below = std::mem::replace(&mut rows[top + 1].cells[index], Cell { state: State::Covered, ..Cell::default() });
            let cell = &mut rows[top].cells[index];
            cell.span += 1;
            cell.from.extend(below.from);
        }
    };
    // Equal, but in two categories; not equal.
    case.found(LIST, join(Content::Field(1), 2), &["[市の考え方] op-4: error: 市の考え方: one cell stands over rows"]);
    case.found(LIST, join(Content::Text, 0), &["[意見] op-2: error: 意見: one cell stands", "[意見] op-2: error: 意見: character 1"]);
}

#[test]
fn a_wrong_total_is_found() {
    let case = Case::new();
    let tally = |line: usize, column: usize| {
        move |document: &mut Document| match &mut document.above[1] {
            Block::Tally { lines, .. } => lines[line].counts[column] += 1,
            block => panic!("{block:?}"),
        }
    };
    // A row that stands for twelve opinions counts as many.
    case.found(LIST, tally(1, 0), &["[対応区分 B (1)役割]", "the record has 「2」(U+0032)"]);
    case.found(LIST, tally(4, 2), &["[対応区分 合計 計]"]);
    let shown = |document: &mut Document| document.above[0] = Block::Text { text: "令和8年10月31日　4件／5件".to_owned() };
    case.found(LIST, shown, &["p [text]: error: text: character 12"]);
}

#[test]
fn a_dropped_row_is_found() {
    let case = Case::new();
    let last = |document: &mut Document| {
        document.sections.pop();
    };
    case.found(LIST, last, &["op-5: error: the opinion op-5 is missing"]);
    let middle = |document: &mut Document| {
        document.sections[0].groups[1].rows.remove(0);
        document.sections[0].groups.remove(1);
    };
    case.found(LIST, middle, &["the opinion op-4 is missing"]);
}

#[test]
fn exchanged_rows_are_found() {
    let spoil = |document: &mut Document| {
        let rows = &mut document.sections[0].groups;
        rows.swap(0, 1);
    };
    Case::new().found(MATRIX, spoil, &["the opinion op-4 stands here; the order of the records has op-1, op-2"]);
}

#[test]
fn an_opinion_shown_twice_is_found() {
    let spoil = |document: &mut Document| {
        let again = document.sections[1].groups[0].rows[0].clone();
        document.sections[1].groups[0].rows.push(again);
    };
    Case::new().found(LIST, spoil, &["the opinion op-5 stands twice"]);
}

#[test]
fn a_wrong_missing_mark_is_found() {
    let case = Case::new();
    let lost = |document: &mut Document| {
        let action = column(document, Content::Field(2));
        rows(document)[3].cells[action].state = State::Said;
    };
    case.found(LIST, lost, &["[対応区分] op-4: error: 対応区分: an answer is missing and the cell does not say so"]);
    let invented = |document: &mut Document| {
        let view = column(document, Content::Field(1));
        say(&mut rows(document)[3].cells[view], "（未回答）");
        rows(document)[3].cells[view].state = State::Missing;
    };
    case.found(LIST, invented, &["[市の考え方] op-4: error: 市の考え方: character 1", "or it says so although none is"]);
}

#[test]
fn wrong_bands_and_headings_are_found() {
    let case = Case::new();
    let band = |document: &mut Document| document.sections[0].groups[0].bands[0].text = "住民".to_owned();
    case.found(STACK, band, &["p [band] op-1: error"]);
    let late = |document: &mut Document| {
        let band = document.sections[0].groups[1].bands.remove(0);
        document.sections[0].groups[2].bands.push(band);
    };
    case.found(STACK, late, &["[band] op-3: error", "[band] op-4: error"]);
    let heading = |document: &mut Document| document.sections[1].heading = Some("(2)制定".to_owned());
    case.found(LIST, heading, &["p [section] op-5: error: section: character 5"]);
}

#[test]
fn a_wrong_legend_is_found() {
    let spoil = |document: &mut Document| match &mut document.below[0] {
        Block::Legend { entries, .. } => entries[1].means = "反映".to_owned(),
        block => panic!("{block:?}"),
    };
    Case::new().found(LIST, spoil, &["p [B]: error: B: character 1 is 「反」"]);
}

#[test]
fn parts_of_a_stack_stand_by_their_names() {
    let case = Case::new();
    let names = |document: &mut Document| {
        let name = column(document, Content::PartName);
        say(&mut rows(document)[0].cells[name], "市の考え方");
    };
    case.found(STACK, names, &["[意見／件数／市の考え方] op-1: error", "the record has 「意」"]);
    let exchanged = |document: &mut Document| {
        let name = column(document, Content::PartName);
        let [first, second, ..] = document.sections[0].groups[0].rows.as_mut_slice() else { panic!() };
        std::mem::swap(&mut first.cells[name + 1], &mut second.cells[name + 1]);
    };
    case.found(STACK, exchanged, &["op-1: error: 意見／件数／市の考え方: ends after 0 characters"]);
}

#[test]
fn comparisons_are_recomputed() {
    let case = Case::new();
    let unmarked = |document: &mut Document| {
        let newer =
            document.columns.iter().position(|column| column.shows[0] == Content::Text && column.edition == Edition::Newer).unwrap();
        rows(document)[0].cells[newer].runs.iter_mut().for_each(|run| run.marked = false);
    };
    case.found(COMPARISON, unmarked, &["[新（改正）] op-1: error: 新（改正）: the marks do not show"]);
    let added = |document: &mut Document| {
        let newer =
            document.columns.iter().position(|column| column.shows[0] == Content::Text && column.edition == Edition::Newer).unwrap();
        rows(document)[1].cells[newer].runs[0].marked = false;
    };
    case.found(COMPARISON, added, &["op-2: error: 新（改正）: the marks do not show"]);
    let kind = |document: &mut Document| {
        let change = column(document, Content::Change);
        say(&mut rows(document)[2].cells[change], "変更");
    };
    case.found(COMPARISON, kind, &["[備考] op-4: error: 備考: ends after 2 characters; the record goes on"]);
    let sides = |document: &mut Document| {
        rows(document).into_iter().for_each(|row| row.cells.swap(2, 3));
    };
    case.found(COMPARISON, sides, &["[新（改正）] op-1: error", "the cell does not show the values"]);
}

#[test]
fn a_false_note_is_found() {
    let case = Case::new();
    let note = |change: &'static dyn Fn(&str) -> String| {
        move |document: &mut Document| {
            let column = column(document, Content::Change);
            let cell = &mut rows(document)[2].cells[column];
            let told = cell.text();
            assert_ne!(change(&told), told);
            say(cell, &change(&told));
        }
    };
    // More than what differs, the places the other way round, and another section's number.
    case.found(COMPARISON, note(&|told| format!("{told}\n件数：「」→「3」")), &["[備考] op-4: error: 備考: after"]);
    case.found(COMPARISON, note(&|told| told.replace("No.3 → (1) No.1", "No.1 → (1) No.3")), &["[備考] op-4: error: 備考: character"]);
    case.found(COMPARISON, note(&|told| told.replacen("(1)", "(2)", 1)), &["[備考] op-4: error: 備考: character"]);
}

#[test]
fn who_is_asked_is_worked_out() {
    let case = Case::new();
    let lost = |shares: &mut Vec<Share>| shares[0].opinions.retain(|(_, opinion)| opinion.id != "op-5");
    let said = case.said_of_shares(LIST, lost, |_| {});
    assert!(said.contains("op-5: error"), "{said}");
    let more = |shares: &mut Vec<Share>| {
        let first = shares[0].opinions[0];
        shares[1].opinions.push(first);
    };
    let said = case.said_of_shares(LIST, more, |_| {});
    assert!(said.contains("op-1: error"), "{said}");
    // A cell of the records may list the divisions.
    let rule = "{ name = \"総務課\", takes = [{ field = \"count\", is = \"総務課\" }] }";
    let mut case =
        Case::of(&MEETING.replace("{ name = \"総務課\", takes = [{ source = \"staff\" }] }", rule).replace(", counts = true", ""));
    case.placed.opinions.iter_mut().filter(|opinion| opinion.id == "op-3").for_each(|opinion| opinion.fields[0] = "企画課・総務課".into());
    assert_eq!(case.said(LIST, |_| {}), "");
    let lost = |shares: &mut Vec<Share>| shares[1].opinions.clear();
    let said = case.said_of_shares(LIST, lost, |_| {});
    assert!(said.contains("op-3: error"), "{said}");
}

#[test]
fn what_is_missing_is_told_by_no_word() {
    let one = MEETING.replace("{ source = \"staff\" }", "{ id = [\"op-5\"] }");
    for words in ["", "\n[words]\nunanswered = \"\"\n"] {
        let mut case = Case::of(&(one.clone() + words));
        case.responses.0.retain(|question, _| question.division != "総務課");
        let quoted = "「（未回答）」とはしません。";
        case.answered(&[("op-1", "view", "企画課", quoted), ("op-2", "view", "企画課", quoted)]);
        for paper in 0..case.meeting.papers.len() {
            assert_eq!(case.said(paper, |_| {}), "", "{words} {paper}");
        }
        // Nothing is missing, so the two share their answer.
        let joined = |document: &mut Document| {
            let view = column(document, Content::Field(1));
            assert_eq!(rows(document)[0].cells[view].span, 2, "{words}");
        };
        assert_eq!(case.said(LIST, joined), "");
        // Where answers are missing, each opinion keeps its own cell.
        case.responses.0.retain(|question, _| question.field != "action");
        let apart = |document: &mut Document| {
            let view = column(document, Content::Field(1));
            assert_eq!(rows(document)[0].cells[view].span, 1, "{words}");
        };
        assert_eq!(case.said(LIST, apart), "");
    }
}
