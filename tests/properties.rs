//! Properties over many strings: text stays text in every place, and appears literally or is refused.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, TestRunner};
use shiryo::meeting::Meeting;
use shiryo::records::number::Number;
use shiryo::records::placed::Placed;
use shiryo::records::record::Opinion;
use shiryo::say::diag::Diagnostics;
use shiryo::typeset::template::{Template, Templates};
use typst::syntax::{SyntaxKind, SyntaxNode, ast};

use crate::support::{Folder, SMALL_MEETING, succeed};

/// Strings tried in each property.
const CASES: u32 = 10_000;

/// Pieces that mean something somewhere: to Typst, Jinja, Excel, CSV, XML, or a font.
pub const PIECES: &[&str] = &[
    "#",
    "#panic()",
    "#read(\"/etc/passwd\")",
    "$x$",
    "*",
    "_",
    "`",
    "```",
    "<label>",
    "@ref",
    "//",
    "/*",
    "*/",
    "\\",
    "\\u{23}",
    "\"",
    "'",
    "[",
    "]",
    "{",
    "}",
    "(",
    ")",
    ";",
    ".",
    "--",
    "---",
    "...",
    "= ",
    "- ",
    "+ ",
    "/ a: ",
    "1. ",
    "~",
    "https://example.jp/a_b",
    "{{",
    "}}",
    "{%",
    "%}",
    "{#",
    "#}",
    "{{ title }}",
    "{% raw %}",
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "＝",
    "\t",
    "\r",
    "\r\n",
    "\n",
    "<r><t>x</t></r>",
    "<r>",
    "</r>",
    "_x0041_",
    "_x000D_",
    "&amp;",
    "&#10;",
    "]]>",
    "<!--",
    "<b>",
    " ",
    "  ",
    "\u{3000}",
    "\u{a0}",
    "\u{ad}",
    "\u{200b}",
    "\u{200d}",
    "\u{202e}",
    "\u{feff}",
    "\u{fdd0}",
    "\u{fdd3}",
    "\u{0}",
    "\u{7}",
    "\u{85}",
    "\u{2028}",
    "\u{e000}",
    "\u{fffd}",
    "か\u{3099}",
    "葛\u{e0100}",
    "葛\u{e01ef}",
    "髙﨑",
    "𠮷",
    "😀",
    "👨\u{200d}👩",
    "⾒",
    "ｶﾞ",
    "①",
    "⑴",
    "㈱",
    "〜",
    "～",
    "ー",
    "……",
    "（",
    "）",
    "「",
    "」",
    "、",
    "。",
    "・",
    "⇒",
    "区役所",
    "市民",
    "意見",
    "é",
    "e\u{301}",
    "ﬁ",
    "АБВ",
    "שלום",
    "العربية",
    "ไทย",
    "Łódź",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
];

pub fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => prop::sample::select(PIECES).prop_map(str::to_owned),
        2 => any::<char>().prop_map(String::from),
        2 => prop::char::range('ぁ', 'ん').prop_map(String::from),
        1 => prop::char::range(' ', '~').prop_map(String::from),
        1 => "[a-zA-Z0-9]{1,40}",
    ];
    prop::collection::vec(piece, 1..8).prop_map(|pieces| pieces.concat())
}

fn templates(text: &str) -> Templates {
    let template = Template::new(text.to_owned(), "t".to_owned(), true);
    Templates { files: BTreeMap::from([("t.typ.j2".to_owned(), template)]) }
}

/// Every string literal of a Typst source, decoded.
fn strings(node: &SyntaxNode, found: &mut Vec<String>) {
    if node.kind() == SyntaxKind::Str {
        found.extend(node.cast::<ast::Str>().map(|text| text.get().to_string()));
    }
    node.children().for_each(|child| strings(child, found));
}

/// The kinds of a source's syntax, in order, with what stands in strings left out.
fn shape(node: &SyntaxNode, found: &mut Vec<SyntaxKind>) {
    found.push(node.kind());
    node.children().for_each(|child| shape(child, found));
}

#[test]
fn templates_string_literal() {
    let right = templates("= x\n#{{ text }}\n#let a = (b: {{ text }}, c: [#{{ text }}])\n#f({{ text }}, {{ list }}, {{ map }})\n");
    let mut expected = Vec::new();
    let render = |text: &str| {
        let context = serde_json::json!({ "text": text, "list": [text, text], "map": { "k": text } });
        right.render("t", &context).map(|rendered| rendered.text().to_owned())
    };
    shape(&typst::syntax::parse(&render("x").unwrap()), &mut expected);
    let mut runner = TestRunner::new(Config { cases: CASES, ..Config::default() });
    runner
        .run(&hostile(), |text| {
            if text.contains(['\u{fdd0}', '\u{fdd1}', '\u{fdd2}', '\u{fdd3}']) {
                prop_assert!(render(&text).is_err());
                return Ok(());
            }
            let source = render(&text).unwrap();
            let root = typst::syntax::parse(&source);
            prop_assert!(root.errors_and_warnings().0.is_empty());
            let (mut found, mut kinds) = (Vec::new(), Vec::new());
            strings(&root, &mut found);
            shape(&root, &mut kinds);
            let expected_strings = [&text, &text, &text, &text, &text, &text, "k", &text].map(str::to_owned);
            prop_assert_eq!(found, expected_strings);
            prop_assert_eq!(&kinds, &expected);
            Ok(())
        })
        .unwrap();
}

/// Whatever slip a template author makes, the text of a record is a string literal or the template is refused.
#[test]
fn templates_slip() {
    let slips: Vec<Templates> = [
        "{{ text }}",
        "#\"{{ text }}\"",
        "\"{{ text }}\"",
        "`{{ text }}`",
        "```\n{{ text }}\n```",
        "// {{ text }}\n",
        "/* {{ text }} */",
        "$ {{ text }} $",
        "<{{ text }}>",
        "@{{ text }}",
        "#{ {{ text }} }",
        "#let {{ text }} = 1",
        "#import {{ text }}: *",
        "#f{{ text }}",
        "#{{ text }}({{ text }})",
        "= {{ text }}",
        "#[{{ text }}]",
        "\\{{ text }}",
        "#eval({{ text }})",
        "{% set x %}{{ text }}{% endset %}#{{ x }}",
        "{% macro m() %}{{ text }}{% endmacro %}#{{ m() }}",
        "{% autoescape false %}{{ text }}{% endautoescape %}",
        "#{{ text|upper|lower }}",
        "#{{ text ~ text }}",
        "#{{ [text, text]|join('') }}",
        "#{{ text|replace('a', '\"') }}",
    ]
    .iter()
    .map(|text| templates(text))
    .collect();
    let mut runner = TestRunner::new(Config { cases: CASES, ..Config::default() });
    runner
        .run(&(hostile(), 0..slips.len()), |(text, slip)| {
            let Ok(rendered) = slips[slip].render("t", &serde_json::json!({ "text": text })) else { return Ok(()) };
            // It was let through: then all that the text put into the source is string literals.
            let neutral = slips[slip].render("t", &serde_json::json!({ "text": "x" })).unwrap();
            let (mut kinds, mut expected) = (Vec::new(), Vec::new());
            shape(&typst::syntax::parse(rendered.text()), &mut kinds);
            shape(&typst::syntax::parse(neutral.text()), &mut expected);
            prop_assert_eq!(kinds, expected, "{}", rendered.text());
            Ok(())
        })
        .unwrap();
}

/// Every string appears literally in the PDF and in the workbook's cells, or is refused by name.
#[test]
fn random_strings() {
    let mut runner = TestRunner::deterministic();
    let strategy = hostile();
    // CRLF is read as LF; what is left of "\r\r\n" after that is a control character.
    let texts: Vec<String> =
        (0..CASES).map(|_| strategy.new_tree(&mut runner).unwrap().current().replace("\r\n", "\n").replace("\r\n", "\r")).collect();
    let meeting = SMALL_MEETING.to_owned() + "[records]\nfile = \"opinions.json\"\n";
    let records = |keep: &dyn Fn(usize) -> bool| {
        let list: Vec<serde_json::Value> = texts
            .iter()
            .enumerate()
            .filter(|(index, _)| keep(*index))
            .map(|(index, text)| serde_json::json!({ "id": format!("t{index}"), "section": 1, "no": index + 1, "source": "委員", "text": text }))
            .collect();
        serde_json::to_vec(&list).unwrap()
    };

    // What validation and the glyph check refuse, each by the identifier of its record.
    let folder = Folder::new(&[("m/meeting.toml", meeting.as_bytes()), ("m/opinions.json", &records(&|_| true))]);
    let parsed = Meeting::load(&folder.path().join("m")).unwrap();
    let mut refused: BTreeMap<usize, String> = BTreeMap::new();
    loop {
        let table =
            shiryo::records::load::records(&parsed, "opinions.json", &records(&|i| !refused.contains_key(&i)), &mut Diagnostics::default())
                .unwrap();
        let mut findings = Diagnostics::default();
        let opinions = shiryo::records::validate::validate(&parsed, &table, &mut findings);
        let placed = Placed::new(&parsed, opinions, &mut Diagnostics::default());
        let chain = shiryo::typeset::fonts::Fonts::bundled().unwrap().chain(&parsed.look.fonts).unwrap();
        let odd =
            shiryo::typeset::undrawn::undrawn(&parsed, placed.opinions.iter(), &shiryo::answers::response::Responses::default(), &chain);
        findings.0.extend(odd.into_iter().map(|odd| odd.finding));
        if findings.0.is_empty() {
            break;
        }
        for finding in findings.0 {
            let id = finding.place.as_ref().and_then(|p| p.record.clone()).expect("every finding names its record");
            let index: usize = id.trim_start_matches('t').parse().unwrap();
            refused.insert(index, finding.message.say(shiryo::say::words::Lang::En));
        }
    }
    for (index, reason) in &refused {
        assert!(reason.contains("U+") || reason.contains("empty"), "{:?}: {reason}", texts[*index]);
    }
    let kept: Vec<(usize, &String)> = texts.iter().enumerate().filter(|(index, _)| !refused.contains_key(index)).collect();
    assert!(kept.len() > CASES as usize / 5, "only {} strings were accepted", kept.len());

    folder.write("m/opinions.json", records(&|i| !refused.contains_key(&i)));
    succeed(folder.path(), &["build", "m"]);
    let printed = printed(&folder.read("output/資料1.pdf"));
    let sheet = data_sheet(&folder.read("output/資料1_意見一覧.xlsx"));
    for (index, text) in kept {
        let id = format!("t{index}");
        assert_eq!(sheet.get(&id), Some(text), "the workbook, {id}");
        let lines: String = text.split('\n').collect();
        assert_eq!(printed.get(&(index + 1)), Some(&lines), "the PDF, No.{}", index + 1);
    }
}

/// The text of the first opinion in each row of the PDF's tables, by number, without its line breaks.
fn printed(bytes: &[u8]) -> BTreeMap<usize, String> {
    use shiryo::read::pdf::Node;
    let pdf = shiryo::read::pdf::tags::read(bytes).unwrap();
    let rows = pdf.root.descendants("TR");
    let mut texts = BTreeMap::new();
    for row in rows {
        let cells: Vec<String> =
            row.children.iter().map(|node| if let Node::Element(cell) = node { cell.text() } else { String::new() }).collect();
        if let [no, text, ..] = cells.as_slice() {
            texts.extend(no.parse().ok().map(|no: usize| (no, text.clone())));
        }
    }
    texts
}

/// The opinions of the data sheet, by identifier.
fn data_sheet(bytes: &[u8]) -> BTreeMap<String, String> {
    use calamine::{Data, DataType as _, Reader as _, Xlsx};
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range("データ").unwrap();
    let text = |cell: &Data| cell.as_string().unwrap_or_default();
    range.rows().skip(1).map(|row| (text(&row[0]), text(&row[6]))).collect()
}

/// Numbers that are given stand, the others are free, and no opinion is lost or moved to another column.
#[test]
fn random_numbers() {
    let list = SMALL_MEETING.replace("layout = \"matrix\"", "layout = \"list\"");
    let meetings = [SMALL_MEETING, &list].map(|text| Meeting::parse(text, std::path::Path::new("m")).unwrap());
    let no = prop::option::of((1..12u32, prop::option::weighted(0.2, 1..3u32)));
    let opinion = (0..2usize, no, 0..2usize, prop::sample::select(vec!["甲", "乙", ""]));
    let mut runner = TestRunner::new(Config { cases: 2_000, ..Config::default() });
    runner
        .run(&(prop::collection::vec(opinion, 1..30), 0..2usize), |(drawn, layout)| {
            let (meeting, side_by_side) = (&meetings[layout], layout == 0);
            let opinions: Vec<Opinion> = (0..)
                .zip(&drawn)
                .map(|(index, (section, no, source, category))| Opinion {
                    id: format!("o{index}").into(),
                    section: *section,
                    category: (*category).into(),
                    subcategory: "".into(),
                    no: no.map(|(main, branch)| branch.map_or(Number::plain(main), |b| Number::parse(&format!("{main}の{b}")).unwrap())),
                    source: *source,
                    text: "意見".into(),
                    attribution: "".into(),
                    fields: Vec::new(),
                    place: shiryo::say::diag::Place::default(),
                    sheet_row: None,
                })
                .collect();
            let mut findings = Diagnostics::default();
            let placed = Placed::new(meeting, opinions.clone(), &mut findings);
            if findings.has_errors() {
                // Refused only for what it says: two claims on one cell, or two categories in one row.
                let mut cells = BTreeSet::new();
                let mut categories: BTreeMap<(usize, &Number), BTreeSet<&str>> = BTreeMap::new();
                let mut clash = false;
                for opinion in &opinions {
                    let Some(no) = &opinion.no else { continue };
                    clash |= !cells.insert((opinion.section, no, opinion.source));
                    categories.entry((opinion.section, no)).or_default().insert(&opinion.category);
                }
                prop_assert!(clash || side_by_side && categories.values().any(|c| c.len() > 1));
                return Ok(());
            }
            let all: Vec<(&str, &Opinion)> = placed.in_order().collect();
            prop_assert_eq!(all.iter().map(|(_, o)| &o.id).collect::<BTreeSet<_>>().len(), opinions.len());
            prop_assert_eq!(all.len(), opinions.len());
            for (no, opinion) in all {
                prop_assert!(opinion.no.as_ref().is_none_or(|given| given.text == no));
            }
            for (section, rows) in placed.sections.iter().enumerate() {
                prop_assert!(rows.windows(2).all(|pair| pair[0].no < pair[1].no));
                for row in rows {
                    let members: Vec<(usize, &Opinion)> =
                        row.cells.iter().enumerate().filter_map(|(source, cell)| Some((source, &placed.opinions[(*cell)?]))).collect();
                    prop_assert!(members.iter().all(|(source, opinion)| (opinion.section, opinion.source) == (section, *source)));
                    if side_by_side {
                        prop_assert!(members.iter().all(|(_, opinion)| opinion.category == members[0].1.category));
                    } else {
                        prop_assert!(members.len() == 1 || members.iter().all(|(_, opinion)| opinion.no.is_some()), "a number of its own");
                    }
                }
            }
            Ok(())
        })
        .unwrap();
}
