//! Tests of pasted tables and pages, many of them on the paper that the program was made for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{Imported, import};
use crate::meeting::Meeting;
use crate::records::office::propose::Answers;
use crate::records::record::Opinion;
use crate::records::{load, validate};
use crate::say::diag::{Diagnostic, Diagnostics, Severity};
use crate::say::words::Lang;

const SEED: &str = include_str!("../../../../seeds/shiryo3.txt");

fn answers() -> Answers {
    Answers { title: Some("意見一覧".into()), date: Some("2026-04-01".into()), ..Answers::default() }
}

fn imported(text: &str) -> (Imported, Vec<Diagnostic>) {
    let mut warnings = Diagnostics::default();
    let imported = import("表.txt", text, &answers(), Some("都市名"), &mut warnings).unwrap_or_else(|e| panic!("{text}\n{e}"));
    (imported, warnings.0)
}

/// Keys of what is said, with the lines.
fn keys(findings: &[Diagnostic]) -> Vec<(usize, &'static str)> {
    findings.iter().map(|d| (d.place.as_ref().and_then(|place| place.line).unwrap_or(0), d.message.code())).collect()
}

fn errors(text: &str) -> Vec<(usize, &'static str)> {
    let errors = import("表.txt", text, &answers(), None, &mut Diagnostics::default()).unwrap_err();
    keys(&errors.0.into_iter().filter(|d| d.severity == Severity::Error).collect::<Vec<_>>())
}

/// The meeting, the opinions that a build reads, and the keys of what it says of them.
fn read_back(imported: &Imported) -> (Meeting, Vec<Opinion>, Vec<&'static str>) {
    let meeting = Meeting::parse(&imported.meeting_toml, Path::new("")).unwrap();
    let mut findings = Diagnostics::default();
    let records = load::records(&meeting, "opinions.csv", &imported.opinions_csv, &mut findings).unwrap();
    let opinions = validate::validate(&meeting, &records, &mut findings);
    (meeting, opinions, findings.0.iter().map(|d| d.message.code()).collect())
}

/// Section, category, number, source, text, attribution and fields of each opinion.
fn said(imported: &Imported) -> Vec<String> {
    let (meeting, opinions, _) = read_back(imported);
    let one = |o: &Opinion| {
        let no = o.no.as_ref().map_or("", |no| &no.text);
        let section = meeting.sections.get(o.section).map_or("", |section| &section.title);
        let source = meeting.sources.get(o.source).filter(|_| meeting.sources.len() > 1).map_or("", |source| &source.heading);
        let fields = o.fields.iter().map(|field| format!("|{field}")).collect::<String>();
        [section, &o.category, no, source, &o.text, &o.attribution].join("|") + &fields
    };
    opinions.iter().map(one).collect()
}

/// The same without what most tables lack: category, number, text and fields.
fn listed(text: &str) -> Vec<String> {
    let short = |line: String| {
        let parts: Vec<&str> = line.split('|').collect();
        [&parts[1..3], &parts[4..5], &parts[6..]].concat().join("|")
    };
    said(&imported(text).0).into_iter().map(short).collect()
}

fn counts<K: Ord>(keys: impl Iterator<Item = K>) -> BTreeMap<K, usize> {
    keys.fold(BTreeMap::new(), |mut counts, key| {
        *counts.entry(key).or_default() += 1;
        counts
    })
}

/// The numbered rows of the seed as they stand: section from 1, line, cells.
fn seed_rows() -> Vec<(usize, usize, Vec<&'static str>)> {
    let mut section = 0;
    let mut rows = Vec::new();
    for (index, line) in SEED.lines().enumerate() {
        section += usize::from(line.starts_with('('));
        if line.starts_with(|c: char| c.is_ascii_digit()) {
            rows.push((section, index, line.split('\t').collect()));
        }
    }
    rows
}

fn with_line(index: usize, line: &str) -> String {
    SEED.lines().enumerate().map(|(i, l)| if i == index { line } else { l }.to_owned() + "\n").collect()
}

#[test]
fn pasted_seed() {
    let (imported, findings) = imported(SEED);
    let (meeting, opinions, read) = read_back(&imported);
    let read: BTreeSet<&str> = read.into_iter().collect();
    assert_eq!(read, BTreeSet::from(["blank_filled", "ids_derived"]));
    let of = |section: usize, source: usize| opinions.iter().filter(|o| (o.section, o.source) == (section, source)).count();
    let table: Vec<[usize; 3]> = (0..4).map(|section| [0, 1, 2].map(|source| of(section, source))).collect();
    assert_eq!(table, [[18, 10, 40], [18, 3, 11], [1, 2, 15], [3, 6, 1]]);
    assert_eq!(opinions.iter().map(|o| (o.section, o.no.clone())).collect::<BTreeSet<_>>().len(), 94);
    let cities = counts(opinions.iter().filter(|o| o.source == 2).map(|o| o.attribution.as_str()));
    assert_eq!(cities, BTreeMap::from([("浜松市", 20), ("京都市", 16), ("さいたま市", 14), ("広島市", 11), ("川崎市", 6)]));
    assert!(SEED.lines().filter(|line| line.starts_with('(')).eq(imported.sections.iter().map(String::as_str)));
    assert_eq!((meeting.label(), meeting.date(), imported.questions.len()), ("資料3", (2026, 4, 1), 0));
    let line = |section: usize, no: &str| seed_rows().iter().find(|row| row.0 == section && row.2[0] == no).map_or(0, |row| row.1 + 1);
    let moved = |no| (line(1, no), "import_moved_back");
    assert_eq!(keys(&findings), [(7, "import_attribution"), moved("29"), moved("30"), (line(4, "4"), "import_category")]);
    let message = findings[3].message.say(Lang::Ja);
    assert!(message.contains("職員の意識改革") && message.contains("(1)19, (1)28"), "{message}");
}

/// The sample's records were made of this text: nothing of it has changed.
#[test]
fn pasted_seed_as_its_records() {
    let meeting = Meeting::parse(include_str!("../../../../seeds/meeting.toml"), Path::new("")).unwrap();
    let bytes = include_bytes!("../../../../seeds/opinions.csv");
    let records = load::records(&meeting, "opinions.csv", bytes, &mut Diagnostics::ignored("the sample has no faults")).unwrap();
    let known = validate::validate(&meeting, &records, &mut Diagnostics::ignored("the sample has no faults"));
    let said = |opinions: &[Opinion]| {
        let one = |o: &Opinion| (o.section, o.category.clone(), o.no.clone(), o.source, o.text.clone(), o.attribution.clone());
        counts(opinions.iter().map(one))
    };
    assert_eq!(said(&read_back(&imported(SEED).0).1), said(&known));
    assert_eq!(imported(&SEED.replace('\n', "\r\n")).0.opinions_csv, imported(SEED).0.opinions_csv);
}

#[test]
fn pasted_shifted_rows() {
    let expected = said(&imported(SEED).0);
    for (_, index, row) in seed_rows().into_iter().filter(|row| row.2.get(5).is_some_and(|city| !city.is_empty())).step_by(7) {
        let mut shifted = row.clone();
        shifted.insert(1, "");
        let (found, findings) = imported(&with_line(index, &shifted.join("\t")));
        assert_eq!(said(&found), expected, "{row:?}");
        assert!(keys(&findings).contains(&(index + 1, "import_moved_back")));
    }
    let is_astray = |row: &[&str]| !row[1].is_empty() && row[2].is_empty();
    for (_, index, mut row) in seed_rows().into_iter().filter(|row| is_astray(&row.2)).step_by(3) {
        row.swap(1, 2);
        assert_eq!(said(&imported(&with_line(index, &row.join("\t"))).0), expected, "{row:?}");
    }
    let bare: String = SEED.lines().map(|line| line.trim_end_matches('\t').to_owned() + "\n").collect();
    assert_eq!(said(&imported(&bare).0), expected);
    assert_eq!(errors(&SEED.replacen("京都市\n2\t", "京都市\tx\n2\t", 1)), [(8, "import_overflow")]);
}

const SMALL: &str = "（１）題\n資料１－２\n番号\t分類\t委員意見\t発言者\t職員意見\n1\t甲\t・ある。\t佐藤\t\n2\t\t・いる。\t\t・うる。\n3\t乙\t\t\t・える。\n";

#[test]
fn pasted_matrix() {
    let (found, findings) = imported(SMALL);
    let expected = [
        "（１）題|甲|1|委員意見|・ある。|佐藤",
        "（１）題|甲|2|委員意見|・いる。|",
        "（１）題|甲|2|職員意見|・うる。|",
        "（１）題|乙|3|職員意見|・える。|",
    ];
    assert_eq!((said(&found).into_iter().collect::<BTreeSet<_>>(), findings.len()), (expected.map(str::to_owned).into(), 0));
    let (found, findings) = imported(&format!("{SMALL}4\t\t丙\t\t・いる。\n5\t丁\t・おる。\t\t・いる。\n"));
    assert_eq!(keys(&findings), [(7, "import_category")]);
    assert!(said(&found).contains(&"（１）題|丙|4|職員意見|・いる。|".to_owned()), "{:?}", said(&found));
    let text = "(1)題\n資料\n\t\t委員意見\t職員意見\n1\t甲\t・いる。\t\n2\t\t乙\tいる。\n3\t丙\t・おる。\t\n";
    let (found, findings) = imported(text);
    assert_eq!(keys(&findings), [(5, "import_category_row")]);
    assert!(said(&found).contains(&"(1)題|乙|2|委員意見|いる。|".to_owned()));
    let found = said(&imported("(1)題\n資料1\n\t\t意見\n1\t項\tあ\n2\t\tい\n").0);
    assert_eq!(found, ["(1)題|項|1||あ|", "(1)題|項|2||い|"]);
    // Short opinions are usual here, and line ends between quotes are of their cells.
    let text = "(1)題\n\t\t委員意見\t職員意見\n1\t甲\t特になし\t\"・ある。\n・いる。\"\n2\t\t特に\t・いる。\n3\t\t同じ\t・うる。\n";
    let (found, findings) = imported(text);
    assert_eq!((said(&found).len(), findings.len()), (6, 0));
    assert!(said(&found).contains(&"(1)題|甲|1|職員意見|・ある。\n・いる。|".to_owned()));
}

#[test]
fn pasted_formulas() {
    let text = "(1)題\n\t\t委員意見\t発言者\t職員意見\n1\t＋甲\t=1+1\t@佐藤\t\n2\t\t・いる。\t'=佐藤\t-2\n";
    let (found, _) = imported(text);
    let csv = String::from_utf8_lossy(&found.opinions_csv).into_owned();
    assert!(csv.contains("\n1,'＋甲,'=1+1,'@佐藤,,項目、委員意見、発言者\n"), "{csv}");
    let expected = ["(1)題|＋甲|1|委員意見|=1+1|@佐藤", "(1)題|＋甲|2|委員意見|・いる。|'=佐藤", "(1)題|＋甲|2|職員意見|-2|"];
    assert_eq!(said(&found).into_iter().collect::<BTreeSet<_>>(), expected.map(str::to_owned).into());
    // Guards of our own are taken off, and put on again by nobody.
    let ours = "ID,No.,意見,先頭の'は保護\nop-1,1,'=1+1,意見\nop-2,2,'引用',\n";
    assert_eq!(listed(ours), ["|1|=1+1", "|2|'引用'"]);
}

#[test]
fn pasted_list() {
    let text = "No\t項目\t意見の概要\t市の考え方\t修正の有無\n1\t配置\t・A\t考え\t修正なし\n2\t\t・B\t\"一行目\n二行目\"\t有\n";
    let expected = ["配置|1|・A|考え|修正なし", "配置|2|・B|一行目\n二行目|有"];
    for other in [text.to_owned(), text.replace('\n', "\r\n"), text.replace('\t', ","), format!("\u{feff}{text}")] {
        assert_eq!(listed(&other), expected);
    }
    for text in ["番号;意見\n1;あ\n2;い\n", "sep=;\n番号;意見\n1;あ\n2;い\n", "意見一覧,令和8年\n番号\t意見\n1\tあ\n2\tい\n"]
    {
        assert_eq!(listed(text), ["|1|あ", "|2|い"], "{text}");
    }
    assert_eq!(listed("番号\t意見\n1\t\"A\"地区の\"B\"\n"), ["|1|\"A\"地区の\"B\""]);
    let (found, findings) =
        imported("○○計画への意見\n資料2\n(1)施設\nNo\t項目\tご意見\n1\t配置\tA\n- 2 -\nNo\t項目\tご 意見\n2\t\tB\n(2)その他\n3\t他\tC\n");
    assert_eq!(said(&found), ["(1)施設|配置|1||A|", "(1)施設|配置|2||B|", "(2)その他|他|3||C|"]);
    assert_eq!((keys(&findings), found.sections.len()), (vec![(6, "import_left_out")], 2));
    assert!(found.meeting_toml.contains("label = \"資料2\""), "{}", found.meeting_toml);
}

/// What an office's own table sets aside or asks about is set aside and asked about here, too.
#[test]
fn pasted_as_office_tables() {
    let text =
        "番号\t氏名\t電話番号\tご意見\t市の考え方\t内部メモ\t公開・非公開\n1\t山田太郎\t090-1\t橋を直して。\t直します。\t市議経由\t公開\n";
    let (found, _) = imported(text);
    assert_eq!(listed(text), ["|1|橋を直して。|直します。"]);
    let asked: Vec<&str> = found.questions.iter().map(crate::say::words::Message::code).collect();
    assert_eq!(asked, ["ask_personal", "ask_inner"]);
    let turns = "番号\t項目\t内容\n1\t意見\t椅子を。\n\t回答\t置きます。\n2\t意見\t机を。\n\t回答\t運びます。\n";
    assert_eq!(listed(turns), ["|1|椅子を。|置きます。", "|2|机を。|運びます。"]);
    assert_eq!(listed("番号\t意見\t\t番号\t意見\n1\tあ\t\t3\tう\n2\tい\t\t4\tえ\n").len(), 4);
    assert_eq!(listed("番号,意見\n1,あ\n合計,1件\n"), ["|1|あ"]);
}

/// Headings in several rows become one that means the same.
#[test]
fn pasted_headings_in_rows() {
    let three = "No.\t項目\t市民の声\t\t市の考え方\t\n\t\t概要\t\t\t\n\t\t意見\t件数\t内容\t区分\n1\t道\t狭い。\t3\t広げます。\tA\n";
    assert_eq!(listed(three), ["道|1|狭い。|3|広げます。|A"]);
    let sources = "項目\tNo.\t市民意見\t\t職員意見\t\n\t\t意見\t出典\t意見\t出典\n道\t1\t狭い。\t電話\t暗い。\t道路課\n";
    assert_eq!(said(&imported(sources).0), ["|道|1|市民意見|狭い。|電話", "|道|1|職員意見|暗い。|道路課"]);
}

#[test]
fn pasted_what_is_no_table() {
    let broken = "No\n項目\n意見の概要\n1\n配置\n・施設の配置は利\n用者の動きから\n考える。\n";
    assert_eq!(errors(broken), [(0, "import_broken")]);
    assert_eq!(errors("名前,件数\nあ,1\n"), [(0, "no_heading_row")]);
    assert_eq!(errors("番号,意見\n1,\"あ\n2,い\n"), [(2, "open_quote")]);
}

#[test]
fn pasted_pages() {
    let text = "<h1>○○計画への意見</h1><table><tr><th>番号<th>意見<th>回答</tr><tr><td colspan=3>第1章　総則</td></tr>\
        <tr><td>1<td>意見A<td rowspan=2>回答は<br>同じ</tr><tr><td>2<td>意見B</tr>\
        <tr><td colspan=3>第2章　施設</td></tr><tr><td>1<td>意見C<td>回答C</table><p>以上のとおりです。</p>";
    let (found, findings) = imported(text);
    assert_eq!(
        said(&found),
        ["第1章　総則||1||意見A||回答は\n同じ", "第1章　総則||2||意見B||回答は\n同じ", "第2章　施設||1||意見C||回答C"]
    );
    assert_eq!(keys(&findings), [(0, "import_left_out")]);
    let two = "<table><tr><th rowspan=2>No.</th><th rowspan=2>項目</th><th colspan=2>ご意見</th><th colspan=2>市の考え方</th></tr>\
        <tr><th>概要</th><th>件数</th><th>概要</th><th>方針</th></tr>\
        <tr><td>1</td><td>配置</td><td>狭い。</td><td>2</td><td>広げます。</td><td>反映</td></tr></table>";
    assert_eq!(listed(two), ["配置|1|狭い。|2|広げます。|反映"]);
    let stacked = "<p>集計</p><table><tr><td>区分<td>数<tr><td>反映<td>2</table><table><tr><th>No.<th colspan=2>意見と市の対応<th>件数\
        <tr><td rowspan=2>1<th>意見<td>椅子を。<td rowspan=2>2<tr><th>市の対応<td>置きます。\
        <tr><td rowspan=2>2<th>意見<td>机を。<td rowspan=2>1<tr><th>市の対応<td>運びます。</table>";
    assert_eq!(listed(stacked), ["|1|椅子を。|2|置きます。", "|2|机を。|1|運びます。"]);
    let lines = "<style>td{white-space:pre-line}</style><table><tr><td>番号<td>意見<tr><td>1<td>一行目\n  二行目<tr><td>2<td><pre>三\n四</pre></table>";
    assert_eq!(listed(lines), ["|1|一行目\n二行目", "|2|三\n四"]);
    let matrix = "<table><tr><td>No.<td>項目<td>委員意見<td>職員意見<tr><td>1<td rowspan=2>甲<td>あ<td>い<tr><td>2<td>う<td></table>";
    assert_eq!(listed(matrix).len(), 3);
}

#[test]
fn pasted_titles_of_tables() {
    let table = |title: &str, text: &str| format!("{title}<table><tr><td>番号<td>意見<tr><td>1<td>{text}</table>");
    let expected = ["総論について||1||一|", "各論について||1||二|"];
    for page in [
        table("<h1>一覧</h1><p>総論について</p>", "一") + &table("<p>各論について</p>", "二"),
        table("", "一").replace("<table>", "<table><caption>総論について</caption>")
            + &table("", "二").replace("<table>", "<table><caption>各論について</caption>"),
    ] {
        assert_eq!(said(&imported(&page).0), expected, "{page}");
    }
    // A sentence is none.
    let page = table("<p>次のとおりです。</p>", "一") + &table("<p>続きです。</p>", "二").replace("<td>1", "<td>2");
    assert_eq!(said(&imported(&page).0), ["||1||一|", "||2||二|"]);
}

/// A copy cannot show what is merged, struck through or hidden, so that is told of before there is one, in its table and row.
#[test]
fn pasted_what_a_copy_cannot_show() {
    let refused = |page: &str| {
        let errors = import("頁.html", page, &answers(), None, &mut Diagnostics::default()).unwrap_err();
        errors
            .0
            .into_iter()
            .filter(|d| d.severity == Severity::Error)
            .map(|error| error.place.map(|place| (place.sheet.unwrap_or_default().to_string(), place.line)))
            .collect::<Vec<_>>()
    };
    let at = |row: usize| vec![Some(("表2".to_owned(), Some(row)))];
    let page = |row: &str| format!("<table><tr><td>一覧</table><table><tr><td>番号<td>意見<td>回答<tr><td>1<td>一<td>い<tr>{row}</table>");
    assert_eq!(refused(&page("<td>2<td colspan=2>二")), at(3));
    assert_eq!(refused(&page("<td>2<td><s>二</s><td>い")), at(3));
    assert_eq!(refused(&page("<td>2<td><span style='display:none'>二</span><td>い")), at(3));
}

#[test]
fn pasted_whatever_there_is() {
    use proptest::prelude::*;
    let pieces = "No 項目 意見 ご意見の概要 市の考え方 回答 氏名 出典 区分 ID 発言者 合計 (1)題 第1章 資料3 1 2 3 2の2 あ =1+1 text 、 \" ※ , &amp; <table> <tr> \
        <td> <td> <td\u{a0}rowspan=2> <td\u{a0}colspan=3> </table> <br> \u{200b} 委員意見 職員意見";
    let pieces: Vec<String> =
        pieces.split(' ').map(|piece| piece.replace('\u{a0}', " ")).chain(["\t", "\t", "\n", "\r\n", " "].map(str::to_owned)).collect();
    let head = prop::sample::select(vec![
        "",
        "No\t意見\t市の考え方\n",
        "番号,分類,意見,回答\n",
        "<table><tr><td>No<td>意見<td>回答<tr>",
        "\t\t委員意見\t職員意見\n1\t",
    ]);
    let text =
        (head, prop::collection::vec(prop::sample::select(pieces), 0..40)).prop_map(|(head, pieces)| head.to_owned() + &pieces.concat());
    proptest!(ProptestConfig::with_cases(1_500), |(text in text)| {
        // What is taken is read by the meeting that is made of it, text for text.
        if let Ok(imported) = import("t.txt", &text, &answers(), None, &mut Diagnostics::default()) {
            let (_, read, _) = read_back(&imported);
            prop_assert!(read.iter().map(|o| &o.text).eq(imported.opinions.iter().map(|o| &o.text)), "{text:?}");
        }
    });
}
