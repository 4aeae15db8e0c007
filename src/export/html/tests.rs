use proptest::prelude::*;

use super::{PageFacts, html};
use crate::document::{
    Align, Band, Block, Cell, Column, Content, Document, Edition, Group, Joins, LegendEntry, Role, Row, Run, Section, State, TallyLine,
    Width,
};
use crate::read::page::{Grid, Mark, Page, Part};

const FACTS: PageFacts =
    PageFacts { language: "ja", date: "2026-10-31", build: "試験 <1>", size: 10.0, marks: ["新旧で異なる部分", "ここまで"] };

fn column(heading: &str, role: Role) -> Column {
    Column {
        shows: vec![Content::Text],
        source: None,
        edition: Edition::Newer,
        heading: (!heading.is_empty()).then(|| heading.to_owned()),
        over: None,
        role,
        width: Width::Between { least: None, most: None },
        align: Align::Left,
        size: None,
        vertical: false,
        joins: Joins::Category,
    }
}

fn cell(text: &str, span: usize) -> Cell {
    Cell { span, ..Cell::said(text, Vec::new()) }
}

fn covered() -> Cell {
    Cell { state: State::Covered, ..Cell::default() }
}

fn row(no: &str, cells: Vec<Cell>) -> Row {
    Row { no: no.into(), goes_on: false, cells }
}

fn band(level: usize, text: &str) -> Band {
    Band { level, text: text.into() }
}

fn document(columns: Vec<Column>, groups: Vec<Group>) -> Document {
    Document {
        name: String::new(),
        title: "意見一覧".into(),
        short_title: "意見一覧".into(),
        label: "資料1".into(),
        above: Vec::new(),
        columns,
        sections: vec![Section { number: 1, heading: Some("1　役割".into()), groups }],
        below: Vec::new(),
    }
}

fn written(document: &Document) -> (String, Page) {
    let bytes = html(document, &FACTS);
    let page = Page::read(&bytes).unwrap_or_else(|fault| panic!("{fault:?}\n{}", String::from_utf8_lossy(&bytes)));
    (String::from_utf8(bytes).unwrap(), page)
}

/// The table of the page, a row to a line; `/` where the cell at the left or above goes on.
fn drawn(grid: &Grid) -> Vec<String> {
    let places = grid.places();
    let begins = |row: usize, column: usize| grid.rows[row].iter().any(|cell| cell.column == column);
    let at = |row: usize, column: usize| {
        let cell = places[row][column];
        if !begins(row, column) {
            "/".to_owned()
        } else if cell.header.is_some() {
            format!("*{}", cell.text())
        } else {
            cell.text()
        }
    };
    (0..grid.rows.len()).map(|row| (0..grid.width).map(|column| at(row, column)).collect::<Vec<_>>().join("|")).collect()
}

#[test]
fn page_headings() {
    let mut columns = vec![
        column("No.", Role::Number),
        column("意見", Role::Text),
        column("", Role::Aside),
        column("区分", Role::Short),
        column("考え方", Role::Text),
    ];
    columns[3].over = Some("市の回答".into());
    columns[4].over = Some("市の回答".into());
    let rows = vec![row("1", vec![cell("1", 1), cell("甲", 1), cell("A市", 1), cell("A", 1), cell("乙", 1)])];
    let (_, page) = written(&document(columns, vec![Group { bands: Vec::new(), rows }]));
    let grid = page.tables().next().unwrap();
    assert_eq!(grid.head, 2);
    assert_eq!(grid.name.as_deref(), Some("1　役割"));
    assert_eq!(drawn(grid), ["*No.|*意見|/|*市の回答|/", "/|/|/|*区分|*考え方", "*1|甲|A市|A|乙"]);
}

#[test]
fn page_bands() {
    let columns = vec![column("No.", Role::Number), column("意見", Role::Text)];
    let groups = vec![
        Group { bands: vec![band(1, "役割"), band(2, "本庁")], rows: vec![row("1", vec![cell("1", 1), cell("甲", 1)])] },
        Group { bands: vec![band(2, "区役所")], rows: vec![row("2", vec![cell("2", 1), cell("乙", 1)])] },
    ];
    let (text, page) = written(&document(columns, groups));
    assert_eq!(drawn(page.tables().next().unwrap())[1..], ["*役割|/", "*本庁|/", "*1|甲", "*区役所|/", "*2|乙"]);
    assert!(text.contains("<tbody aria-labelledby=\"s1-1 s1-2\">"), "{text}");
    assert!(text.contains("<tbody aria-labelledby=\"s1-1 s1-3\">"), "the category holds on: {text}");
}

#[test]
fn page_band_beside_cell() {
    let columns = vec![column("No.", Role::Number), column("意見", Role::Text), column("回答", Role::Text)];
    let groups = |rows: [Vec<Cell>; 2]| {
        let [first, second] = rows;
        vec![
            Group { bands: vec![band(1, "役割")], rows: vec![row("1", first)] },
            Group { bands: vec![band(1, "体制")], rows: vec![row("2", second)] },
        ]
    };
    let (_, page) = written(&document(
        columns.clone(),
        groups([vec![cell("1", 1), cell("甲", 1), cell("丙", 2)], vec![cell("2", 1), cell("乙", 1), covered()]]),
    ));
    assert_eq!(drawn(page.tables().next().unwrap())[1..], ["*役割|/|/", "*1|甲|丙", "*体制|/|/", "*2|乙|/"]);
    // Where nothing is free, the cells begin anew.
    let (_, page) =
        written(&document(columns, groups([vec![cell("1", 2), cell("甲", 2), cell("丙", 2)], vec![covered(), covered(), covered()]])));
    assert_eq!(drawn(page.tables().next().unwrap())[1..], ["*役割|/|/", "*1|甲|丙", "*体制|/|/", "*1|甲|丙"]);
}

#[test]
fn page_marks() {
    let mut columns = vec![column("旧", Role::Text), column("新", Role::Text)];
    columns[0].edition = Edition::Older;
    let run = |text: &str, marked| Run { text: text.into(), marked };
    let side =
        |end: &str| Cell { runs: vec![run("市は", false), run(end, true)], span: 1, state: State::Said, lacks: false, from: Vec::new() };
    let (text, page) = written(&document(columns, vec![Group { bands: Vec::new(), rows: vec![row("1", vec![side("5年"), side("3年")])] }]));
    assert!(text.contains("市は<del>5年</del></td>") && text.contains("市は<ins>3年</ins></td>"), "{text}");
    assert!(text.contains("ins::before, del::before { content: \"\" / \"新旧で異なる部分\" }"), "{text}");
    let marks: Vec<Mark> = page.tables().next().unwrap().rows[1].iter().map(|cell| cell.runs[1].mark).collect();
    assert_eq!(marks, [Mark::Deleted, Mark::Inserted]);
}

#[test]
fn page_blocks() {
    let mut paper = document(vec![column("意見", Role::Text)], Vec::new());
    paper.sections.clear();
    paper.above = vec![
        Block::Text { text: "募集期間　10月1日～\n10月30日".into() },
        Block::Table {
            heading: Some("提出方法".into()),
            head: false,
            labels: true,
            rows: vec![vec!["郵送".into(), "12件".into()], vec!["窓口".into(), "3件".into()]],
        },
        Block::Tally {
            heading: "対応区分".into(),
            titled: false,
            of: Content::Field(0),
            columns: vec!["1".into(), "2".into(), "3".into(), "計".into()],
            lines: vec![TallyLine { label: "A".into(), counts: vec![1, 2, 3, 6] }],
        },
    ];
    paper.below = vec![
        Block::Legend {
            heading: "対応区分".into(), field: 0, entries: vec![LegendEntry { value: "A".into(), means: "加筆修正".into() }]
        },
        Block::Note { text: "※ 注".into() },
    ];
    let (text, page) = written(&paper);
    assert_eq!(page.title, "資料1　意見一覧");
    assert_eq!(page.facts["shiryo.build"], "試験 <1>");
    let tables: Vec<(Option<&str>, Vec<String>)> = page.tables().map(|grid| (grid.caption.as_deref(), drawn(grid))).collect();
    assert_eq!(tables[0], (Some("提出方法"), vec!["*郵送|12件".into(), "*窓口|3件".into()]));
    assert_eq!(tables[1], (Some("対応区分"), vec!["|*1|*2|*3|*計".into(), "*A|1|2|3|6".into()]));
    assert_eq!(tables[2], (Some("対応区分"), vec!["*A|加筆修正".into()]));
    assert!(text.contains("<td class=\"number\">12件</td>"), "{text}");
    assert_eq!(page.blocks.last(), Some(&Part::Text("※ 注".into())));
}

#[test]
fn page_contents() {
    let mut paper =
        document(vec![column("意見", Role::Text)], vec![Group { bands: Vec::new(), rows: vec![row("1", vec![cell("甲", 1)])] }]);
    assert!(!written(&paper).0.contains("<nav>"));
    paper.sections = vec![paper.sections[0].clone(); 4];
    let (text, _) = written(&paper);
    assert!(text.contains("<li><a href=\"#s4\">1　役割</a></li>"), "{text}");
}

#[test]
fn page_style() {
    let (text, _) = written(&document(vec![column("意見", Role::Text)], Vec::new()));
    assert!(!super::STYLE.contains(['<', '&', '\r']), "XML and HTML must read it alike");
    assert!(text.contains("default-src &#39;none&#39;; style-src &#39;sha256-"), "{text}");
}

/// What looks like markup, white space that must not be lost, and letters of every width and direction.
fn said() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "", "甲", "　", "  ", "\t", "\n", "\n\n", "\r", "<", ">", "&", "\"", "'", "&amp;", "&#39;", "</td>", "<!--", "-->", "]]>",
        "<script>", "\\", "𠮷", "が", "שלום", "é", "\u{a0}", "\u{200b}", "1,204件", "*/", "}",
    ];
    proptest::collection::vec(proptest::sample::select(PIECES), 0..6).prop_map(|pieces| pieces.concat())
}

fn columns() -> impl Strategy<Value = Vec<Column>> {
    let roles = proptest::sample::select(vec![Role::Number, Role::Label, Role::Text, Role::Short, Role::Aside]);
    let widths = proptest::sample::select(vec![
        Width::Between { least: None, most: Some(0.0) },
        Width::Fixed(f64::NAN),
        Width::Fixed(3.0),
        Width::Share(2.0),
        Width::Share(-1.0),
    ]);
    let over = proptest::option::of(proptest::sample::select(vec!["甲", "乙<"]));
    let one = (proptest::option::of(said()), over, roles, widths, proptest::option::of(0.0..99.0), any::<bool>(), any::<bool>());
    let one = one.prop_map(|(heading, over, role, width, size, vertical, older)| Column {
        heading,
        over: over.map(str::to_owned),
        width,
        size,
        vertical,
        edition: if older { Edition::Older } else { Edition::Newer },
        ..column("", role)
    });
    proptest::collection::vec(one, 1..5)
}

/// For each group its bands and, for each of its rows and every column, what stands there and whether the cell above goes on.
type Drawn = Vec<(Vec<(usize, String)>, Vec<Vec<(Vec<(String, bool)>, bool)>>)>;

fn groups() -> impl Strategy<Value = Drawn> {
    let runs = proptest::collection::vec((said(), any::<bool>()), 0..3);
    let rows = proptest::collection::vec(proptest::collection::vec((runs, any::<bool>()), 5), 1..3);
    let bands = proptest::collection::vec((1_usize..3, said()), 0..3);
    proptest::collection::vec((bands, rows), 1..4)
}

fn section(heading: Option<String>, drawn: Drawn, width: usize) -> Section {
    let mut groups: Vec<Group> = Vec::new();
    let goes_on: Vec<Vec<bool>> =
        drawn.iter().flat_map(|(_, rows)| rows).map(|row| row.iter().map(|(_, goes_on)| *goes_on).collect()).collect();
    let mut at = 0;
    for (bands, rows) in drawn {
        let bands = bands.into_iter().map(|(level, text)| Band { level, text }).collect();
        let mut group = Group { bands, rows: Vec::new() };
        for cells in rows {
            let cell = |(index, (runs, on)): (usize, (Vec<(String, bool)>, bool))| {
                if on && at > 0 {
                    return covered();
                }
                let span = 1 + goes_on[at + 1..].iter().take_while(|row| row[index]).count();
                let runs = runs.into_iter().map(|(text, marked)| Run { text, marked }).collect();
                Cell { runs, span, state: State::Said, lacks: false, from: Vec::new() }
            };
            let cells = cells.into_iter().take(width).enumerate().map(cell).collect();
            group.rows.push(row("1", cells));
            at += 1;
        }
        groups.push(group);
    }
    Section { number: 1, heading, groups }
}

fn blocks() -> impl Strategy<Value = Vec<Block>> {
    let table = (proptest::option::of(said()), any::<bool>(), proptest::collection::vec(proptest::collection::vec(said(), 5), 0..3));
    let block = prop_oneof![
        said().prop_map(|text| Block::Text { text }),
        said().prop_map(|text| Block::Note { text }),
        table.prop_map(|(heading, head, rows)| Block::Table { heading, head, labels: true, rows }),
        (said(), said(), said()).prop_map(|(heading, value, means)| Block::Legend {
            heading,
            field: 0,
            entries: vec![LegendEntry { value, means }]
        }),
        (said(), said(), said(), any::<usize>()).prop_map(|(heading, column, label, count)| Block::Tally {
            heading,
            titled: false,
            of: Content::Field(0),
            columns: vec![column],
            lines: vec![TallyLine { label, counts: vec![count] }]
        }),
    ];
    proptest::collection::vec(block, 0..3)
}

prop_compose! {
    fn documents()(columns in columns(), title in said(), label in said(), above in blocks(), below in blocks(),
        sections in proptest::collection::vec((proptest::option::of(said()), groups()), 0..5)) -> Document {
        let sections = sections.into_iter().map(|(heading, drawn)| section(heading, drawn, columns.len())).collect();
        Document { name: String::new(), short_title: title.clone(), title, label, above, columns, sections, below }
    }
}

/// What is to be read of the blocks: texts, and tables by caption and cells.
fn expected(block: &Block) -> (String, Vec<Vec<String>>) {
    match block {
        Block::Text { text } | Block::Note { text } => (text.clone(), Vec::new()),
        Block::Table { heading, rows, .. } => (heading.clone().unwrap_or_default(), rows.clone()),
        Block::Legend { heading, entries, .. } => {
            (heading.clone(), entries.iter().map(|entry| vec![entry.value.clone(), entry.means.clone()]).collect())
        }
        Block::Tally { heading, columns, lines, .. } => {
            let head = std::iter::once(String::new()).chain(columns.clone()).collect();
            let line = |line: &TallyLine| std::iter::once(line.label.clone()).chain(line.counts.iter().map(usize::to_string)).collect();
            (heading.clone(), std::iter::once(head).chain(lines.iter().map(line)).collect())
        }
    }
}

fn found(part: &Part) -> (String, Vec<Vec<String>>) {
    match part {
        Part::Text(text) => (text.clone(), Vec::new()),
        Part::Heading { text, .. } => (text.clone(), vec![vec!["heading".into()]]),
        Part::Table(grid) => {
            (grid.caption.clone().unwrap_or_default(), grid.rows.iter().map(|row| row.iter().map(|cell| cell.text()).collect()).collect())
        }
    }
}

/// Every character of a cell with whether it is marked.
fn marked(cell: &Cell) -> Vec<(char, bool)> {
    cell.runs.iter().flat_map(|run| run.text.chars().map(|c| (c, run.marked))).collect()
}

fn check_section(section: &Section, columns: &[Column], grid: &Grid) {
    let places = grid.places();
    assert_eq!(grid.width, columns.len());
    let covers_left = |index: usize| index > 0 && columns[index].heading.is_none();
    for (index, column) in columns.iter().enumerate() {
        let heading = if covers_left(index) { places[grid.head - 1][index - 1].text() } else { column.heading.clone().unwrap_or_default() };
        assert_eq!(places[grid.head - 1][index].text(), heading);
        if let (Some(over), false) = (&column.over, covers_left(index)) {
            assert_eq!(&places[0][index].text(), over);
        }
    }
    let mut at = grid.head;
    let mut tops: Vec<Option<&Cell>> = vec![None; columns.len()];
    for group in &section.groups {
        for band in &group.bands {
            let labels: Vec<String> = grid.rows[at].iter().filter(|cell| !cell.text().is_empty()).map(|cell| cell.text()).collect();
            assert_eq!(labels, Vec::from_iter((!band.text.is_empty()).then(|| band.text.clone())));
            at += 1;
        }
        for row in &group.rows {
            for (index, cell) in row.cells.iter().enumerate() {
                let begins = grid.rows[at].iter().any(|found| found.column == index);
                assert!(begins || cell.state == State::Covered);
                if cell.state != State::Covered {
                    tops[index] = Some(cell);
                }
                let runs = &places[at][index].runs;
                let found: Vec<(char, bool)> = runs.iter().flat_map(|run| run.text.chars().map(|c| (c, run.mark != Mark::None))).collect();
                assert_eq!(found, marked(tops[index].unwrap()));
                let mark = if columns[index].edition == Edition::Older { Mark::Deleted } else { Mark::Inserted };
                assert!(runs.iter().all(|run| run.mark == Mark::None || run.mark == mark));
            }
            at += 1;
        }
    }
    assert_eq!(at, grid.rows.len());
}

proptest! {
    #[test]
    fn page_random_read_back(document in documents()) {
        let (_, page) = written(&document);
        let label = if document.label.is_empty() { String::new() } else { format!("{}　", document.label) };
        prop_assert_eq!(&page.title, &format!("{label}{}", document.title));
        let mut parts = page.blocks.iter();
        prop_assert_eq!(parts.next(), Some(&Part::Heading { level: 1, text: document.title.clone() }));
        if !document.label.is_empty() {
            prop_assert_eq!(parts.next(), Some(&Part::Text(document.label.clone())));
        }
        for block in &document.above {
            prop_assert_eq!(parts.next().map(found), Some(expected(block)));
        }
        for section in &document.sections {
            if let Some(heading) = &section.heading {
                prop_assert_eq!(parts.next(), Some(&Part::Heading { level: 2, text: heading.clone() }));
            }
            let Some(Part::Table(grid)) = parts.next() else { panic!("a table is missing") };
            check_section(section, &document.columns, grid);
        }
        for block in &document.below {
            prop_assert_eq!(parts.next().map(found), Some(expected(block)));
        }
        prop_assert_eq!(parts.next(), None);
    }
}

/// Headings, labels and short values are broken between phrases, and a small table is no narrower than its phrases.
#[test]
fn html_phrases() {
    let css = super::STYLE;
    let rule = |selector: &str, says: &str| {
        css.lines()
            .filter_map(|line| line.split_once('{'))
            .any(|(of, body)| of.split(',').any(|of| of.trim() == selector) && body.contains(says))
    };
    for selector in ["h1", "thead th", ".small th", ".paper .name", ".short", ".aside"] {
        assert!(rule(selector, "word-break: auto-phrase"), "{selector}");
    }
    assert!(rule(".small th", "overflow-wrap: break-word"));
}

/// A column that says little is not as wide as one that says much; where all say about as much they share the page.
#[test]
fn html_widths_by_text() {
    let texts = |lengths: [usize; 3]| {
        let columns = ["委員", "職員", "市民"].map(|heading| column(heading, Role::Text)).to_vec();
        let cells = lengths.map(|length| cell(&"意".repeat(length), 1)).to_vec();
        let groups = vec![Group { bands: Vec::new(), rows: vec![row("1", cells)] }];
        String::from_utf8(html(&document(columns, groups), &FACTS)).unwrap()
    };
    let page = texts([10, 40, 360]);
    let width = |number: usize| {
        let rest = page.split_once(&format!(".c{number} {{ width: ")).unwrap().1;
        rest.split_once("em").unwrap().0.parse::<f64>().unwrap()
    };
    assert!(width(1) < width(2) && width(2) < width(3) && width(1) >= 9.0, "{} {} {}", width(1), width(2), width(3));
    assert!(!texts([100, 120, 90]).contains(".c1 { width"));
    // No phrase of a heading is wider than its column.
    let columns = vec![column("該当ページ", Role::Short), column("意見", Role::Text)];
    let groups = vec![Group { bands: Vec::new(), rows: vec![row("1", vec![cell("3", 1), cell("意見", 1)])] }];
    let page = String::from_utf8(html(&document(columns, groups), &FACTS)).unwrap();
    assert!(page.contains(".c1 { width: 6.4em }"), "{page}");
}
