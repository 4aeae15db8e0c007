use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::records::{load, validate};
use crate::say::words;

const LIST: &str = "[[papers]]\nlayout = \"list\"\nfiles = [\"a.pdf\"]\ncolumns = [\"no\", \"text\"]\n";

/// What came of a table: for each row its text, identifier and number; the rows of `ids.csv`; what was said.
struct Read {
    opinions: Vec<(String, String, String)>,
    kept: Vec<Kept>,
    said: Vec<&'static str>,
    hints: Vec<&'static str>,
    stopped: bool,
}

impl Read {
    fn ids(&self) -> Vec<&str> {
        self.opinions.iter().map(|(_, id, _)| id.as_str()).collect()
    }

    fn numbers(&self) -> Vec<&str> {
        self.opinions.iter().map(|(.., no)| no.as_str()).collect()
    }

    fn id(&self, text: &str) -> &str {
        &self.opinions.iter().find(|(other, ..)| other == text).unwrap().1
    }
}

fn read_as(head: &str, papers: &str, csv: &str, kept: &[Kept]) -> Read {
    let toml = format!("[meeting]\ntitle = \"あ\"\ndate = 2026-04-01\n{head}{papers}");
    let meeting = Meeting::parse(&toml, Path::new("m")).unwrap();
    let mut findings = Diagnostics::default();
    let mut records = load::records(&meeting, "a.csv", csv.as_bytes(), &mut findings).unwrap();
    records.kept = kept.to_vec();
    let opinions = validate::validate(&meeting, &records, &mut findings);
    let placed = Placed::new(&meeting, opinions, &mut findings);
    let rows = rows(&meeting, &records.typed_ids(), &records.kept, &placed).unwrap();
    let row = |(line, kept): (usize, Kept)| Row {
        cells: kept.row().into_iter().collect(),
        place: Place::line("ids.csv", line + 2),
        ..Row::default()
    };
    let headings = headings().into_iter().map(str::to_owned).collect();
    let table = Table { headings, rows: rows.into_iter().enumerate().map(row).collect(), ..Table::default() };
    let said = findings.0.iter().map(|finding| finding.message.code()).filter(|key| *key != "ids_derived").collect();
    let hints = findings.0.iter().flat_map(|finding| finding.hints.iter().map(words::Message::code)).collect();
    let numbers: BTreeMap<&str, &str> = placed.in_order().map(|(no, opinion)| (opinion.id.as_str(), no)).collect();
    let opinions = placed.opinions.iter().map(|o| (o.text.to_string(), o.id.to_string(), numbers[o.id.as_str()].to_owned())).collect();
    let stopped = findings.has_errors();
    Read { opinions, kept: Kept::read(&meeting, &table, &mut findings), said, hints, stopped }
}

fn read(csv: &str, kept: &[Kept]) -> Read {
    read_as("", LIST, csv, kept)
}

/// A number of the records that was another one in print is said, once.
#[test]
fn ids_retyped() {
    let first = read("No.,意見\n1,橋を直す\n2,川を掃く\n3,木を植える\n", &[]);
    assert_eq!(first.said, [""; 0]);
    let second = read("No.,意見\n1,橋を直す\n1の2,木を植える\n2,川を掃く\n", &first.kept);
    assert_eq!((second.said, second.hints), (vec!["numbers_retyped"], vec!["numbers_retyped_hint"]));
    let third = read("No.,意見\n1,橋を直す\n1の2,木を植える\n2,川を掃く\n", &second.kept);
    assert_eq!(third.said, [""; 0]);
}

fn table(texts: &[&str]) -> String {
    std::iter::once("意見").chain(texts.iter().copied()).map(|line| format!("{line}\n")).collect()
}

#[test]
fn ids_kept() {
    let first = read("意見\n駐車場が足りないので増やしてほしい。\n開館時間を延ばしてほしい。\n同じ\n看板がない\n同じ\n", &[]);
    assert_eq!(first.ids().into_iter().collect::<BTreeSet<_>>().len(), 5);
    // An edit, a new one, and one less.
    let second =
        read("意見\n駐車場が足りないので、増やしてほしい。\n開館時間を延ばしてほしい。\n看板がない\n同じ\n冷房が寒い。\n", &first.kept);
    assert_eq!(second.id("駐車場が足りないので、増やしてほしい。"), first.ids()[0]);
    assert_eq!(second.id("開館時間を延ばしてほしい。"), first.ids()[1]);
    assert_eq!(second.id("同じ"), first.ids()[4], "the one behind 看板がない");
    assert!(!first.ids().contains(&second.id("冷房が寒い。")));
    assert_eq!((second.said, second.kept.len()), (vec!["id_edited", "missing_numbers_all"], 6));
    // What is gone and comes back is the same again.
    let third = read("意見\n同じ\n看板がない\n同じ\n", &second.kept);
    assert_eq!(third.ids(), [first.ids()[2], first.ids()[3], first.ids()[4]]);
    assert_eq!(third.numbers(), ["3", "4", "5"]);
}

#[test]
fn ids_unsure() {
    let first = read("意見\n駐車場を広くしてほしい。\n駐輪場を広くしてほしい。\n", &[]);
    let second = read("意見\n駐機場を広くしてほしい。\n", &first.kept);
    assert_eq!(second.said, ["id_unsure", "missing_numbers_all"]);
    assert_eq!(second.numbers(), ["3"]);
}

#[test]
fn ids_long_edit_in_its_place() {
    let first = read(&table(&["橋が狭い。", "待ち時間が長い。", "灯が暗い。"]), &[]);
    let edited = "平日の夕方は待ち時間がとても長くなっています。";
    let second = read(&table(&["橋が狭い。", edited, "灯が暗い。"]), &first.kept);
    assert_eq!((second.said.contains(&"id_unsure"), second.numbers()), (true, vec!["1", "1の2", "3"]), "{:?}", second.said);
    // Its remedy: the identifier that it had, in the table.
    let third = read(&format!("ID,意見\n,橋が狭い。\n{},{edited}\n,灯が暗い。\n", first.ids()[1]), &first.kept);
    assert_eq!((third.numbers(), third.said.len()), (vec!["1", "2", "3"], 0));
    // Another text altogether is new without a word, and beside another new one nobody can tell.
    let other = read(&table(&["橋が狭い。", "駐輪場に屋根を。", "灯が暗い。"]), &first.kept);
    assert!(!other.said.contains(&"id_unsure"));
    let several = read(&table(&["橋が狭い。", edited, "駐輪場に屋根を。", "灯が暗い。"]), &first.kept);
    assert!(!several.said.contains(&"id_unsure"));
}

#[test]
fn ids_before_all_others() {
    let first = read(&table(&["橋が狭い。", "灯が暗い。"]), &[]);
    let second = read(&table(&["駐輪場に屋根を。", "橋が狭い。", "灯が暗い。"]), &first.kept);
    // It prints where it stands, as what is new between others does; that is said, and how all are numbered anew.
    assert_eq!(second.numbers(), ["0", "1", "2"]);
    assert_eq!((second.said, second.hints.last()), (vec!["number_zero"], Some(&"renumber_way")));
    let again = read(&table(&["駐輪場に屋根を。", "橋が狭い。", "灯が暗い。"]), &second.kept);
    assert_eq!((again.numbers(), again.said.clone()), (vec!["0", "1", "2"], vec![]));
    // Several count on from it, and so does what comes between.
    let several = read(&table(&["朝市を開く。", "花を植える。", "橋が狭い。", "灯が暗い。", "夜店も。"]), &first.kept);
    assert_eq!(several.numbers(), ["0", "0の2", "1", "2", "3"]);
    // Before No. 0 there is no other.
    let before = read(&table(&["朝市を開く。", "駐輪場に屋根を。", "橋が狭い。", "灯が暗い。"]), &second.kept);
    assert_eq!((before.numbers(), before.said.clone()), (vec!["3", "0", "1", "2"], vec!["numbers_out_of_order"]));
    // What is gone from the front leaves nothing open there.
    let gone = read(&table(&["橋が狭い。", "灯が暗い。"]), &second.kept);
    assert_eq!((gone.numbers(), gone.said.clone()), (vec!["1", "2"], vec![]));
}

#[test]
fn ids_alike_asked() {
    let first = read(&table(&["同じ", "同じ", "別"]), &[]);
    let second = read(&table(&["同じ", "別"]), &first.kept);
    assert!(second.stopped && second.said.contains(&"ids_alike"), "{:?}", second.said);
    // The first remedy: the one that is gone is marked in ids.csv.
    let mut marked = first.kept.clone();
    marked[0].gone = true;
    let second = read(&table(&["同じ", "別"]), &marked);
    assert!(!second.stopped);
    assert_eq!((second.ids(), second.numbers()), (first.ids()[1..].to_vec(), vec!["2", "3"]));
    // The second: the one that is there has its identifier in the table.
    let second = read(&format!("ID,意見\n{},同じ\n,別\n", first.ids()[1]), &first.kept);
    assert!(!second.stopped, "{:?}", second.said);
    assert_eq!((second.ids(), second.numbers()), (first.ids()[1..].to_vec(), vec!["2", "3"]));
}

#[test]
fn ids_alike_is_all_that_is_asked() {
    let first = read("分類,意見\n総論,賛成\n総論,賛成\n総論,賛成\n各論,反対\n", &[]);
    let second = read("分類,意見\n総論,賛成\n総論,賛成\n各論,反対\n", &first.kept);
    assert!(second.said.contains(&"ids_alike") && !second.said.contains(&"number_zero"), "{:?}", second.said);
}

#[test]
fn ids_by_number() {
    let first = read("No.,意見\n1,同じ\n2,同じ\n3,別\n", &[]);
    let second = read("No.,意見\n2,同じ\n3,別\n", &first.kept);
    assert!(!second.stopped);
    assert_eq!(second.ids(), first.ids()[1..].to_vec());
    // Where the numbers were closed up, they tell nothing.
    let third = read("No.,意見\n1,同じ\n2,別\n", &first.kept);
    assert!(third.stopped);
    // Nor do they where the last ones were: each has its place.
    let first = read("No.,意見\n1,別\n3,同じ\n4,同じ\n", &[]);
    let closed = read("No.,意見\n1,別\n2,同じ\n3,同じ\n", &first.kept);
    assert!(!closed.stopped && closed.ids() == first.ids(), "{:?}", closed.opinions);
    // One more between them moves none.
    let more = read("No.,意見\n1,別\n3,同じ\n3の2,同じ\n4,同じ\n", &first.kept);
    assert!(!more.stopped && [more.ids()[1], more.ids()[3]] == first.ids()[1..], "{:?}", more.opinions);
}

#[test]
fn ids_by_attribution() {
    let first = read("発言者・都市,意見\n甲,賛成\n乙,賛成\n丙,賛成\n", &[]);
    let second = read("発言者・都市,意見\n丙,賛成\n乙,賛成\n", &first.kept);
    assert_eq!(second.ids(), [first.ids()[2], first.ids()[1]]);
    // Somebody else at another place is another opinion or an error: that is asked.
    let third = read("発言者・都市,意見\n丁,賛成\n,その他\n", &read("発言者・都市,意見\n,その他\n甲,賛成\n", &[]).kept);
    assert!(third.stopped);
}

#[test]
fn numbers_stay() {
    let first = read(&table(&["甲", "乙", "丙"]), &[]);
    assert_eq!(first.numbers(), ["1", "2", "3"]);
    let second = read(&table(&["甲", "丁", "丙", "戊"]), &first.kept);
    assert_eq!(second.numbers(), ["1", "1の2", "3", "4"], "{:?}", second.said);
    let third = read(&table(&["甲", "丁", "己", "丙"]), &second.kept);
    assert_eq!(third.numbers(), ["1", "1の2", "1の3", "3"]);
    // The number of one that is gone is never given again.
    let fourth = read(&table(&["甲", "丁", "己", "丙", "庚"]), &third.kept);
    assert_eq!(fourth.numbers(), ["1", "1の2", "1の3", "3", "5"]);
    // Another order moves no number, and is said.
    let fifth = read(&table(&["丙", "甲", "丁", "己", "庚"]), &fourth.kept);
    assert_eq!(fifth.numbers(), ["3", "1", "1の2", "1の3", "5"]);
    assert!(fifth.said.contains(&"numbers_out_of_order"));
    // Without ids.csv they are counted anew.
    assert_eq!(read(&table(&["丙", "甲"]), &[]).numbers(), ["1", "2"]);
}

#[test]
fn numbers_of_sections() {
    let head = "[[sections]]\ntitle = \"一\"\n[[sections]]\ntitle = \"二\"\n";
    let first = "区分番号,意見\n1,甲\n1,乙\n2,丙\n2,丁\n";
    let (before, new) = (read_as(head, LIST, first, &[]), "区分番号,意見\n1,甲\n1,乙\n1,戊\n2,丙\n2,丁\n2,己\n");
    assert_eq!(read_as(head, LIST, new, &before.kept).numbers(), ["1", "2", "3", "1", "2", "3"]);
    let through = head.replacen("[[sections]]", "numbers = \"through\"\n[[sections]]", 1);
    let before = read_as(&through, LIST, first, &[]);
    assert_eq!(before.numbers(), ["1", "2", "3", "4"]);
    assert_eq!(read_as(&through, LIST, new, &before.kept).numbers(), ["1", "2", "2の2", "3", "4", "5"]);
    // An opinion that goes over to another section gets a number there, and leaves its own open.
    let before = read_as(head, LIST, first, &[]);
    let moved = read_as(head, LIST, "区分番号,意見\n2,甲\n1,乙\n2,丙\n2,丁\n", &before.kept);
    assert!(moved.said.contains(&"number_other_section"), "{:?}", moved.said);
    assert_eq!(moved.numbers(), ["0", "2", "1", "2"]);
    let again = read_as(head, LIST, "区分番号,意見\n2,甲\n1,乙\n1,戊\n2,丙\n2,丁\n", &moved.kept);
    assert_eq!(again.numbers(), ["0", "2", "3", "1", "2"], "No.1 stays open");
}

#[test]
fn numbers_of_a_section_that_moved() {
    let head = "[[sections]]\ntitle = \"一\"\n[[sections]]\ntitle = \"二\"\n";
    let before = read_as(head, LIST, "区分,意見\n一,甲\n一,乙\n二,丙\n", &[]);
    // A section before them moves no number.
    let head = format!("[[sections]]\ntitle = \"序\"\n{head}");
    let meeting = Meeting::parse(&format!("[meeting]\ntitle = \"あ\"\ndate = 2026-04-01\n{head}"), Path::new("m")).unwrap();
    let row = |kept: Kept| Row { cells: kept.row().into_iter().collect(), ..Row::default() };
    let headings = headings().into_iter().map(str::to_owned).collect();
    let table = Table { headings, rows: before.kept.into_iter().map(row).collect(), ..Table::default() };
    let after = read_as(&head, LIST, "区分,意見\n序,丁\n一,甲\n一,乙\n二,丙\n", &Kept::read(&meeting, &table, &mut Diagnostics::default()));
    assert_eq!((after.numbers(), after.stopped), (vec!["1", "1", "2", "1"], false), "{:?}", after.said);
}

#[test]
fn numbers_side_by_side() {
    let head = "[[sources]]\nkey = \"a\"\nheading = \"委員\"\n[[sources]]\nkey = \"b\"\nheading = \"市民\"\n";
    let first = "項目,出典,意見\n配置,a,一\n配置,a,二\n配置,b,三\n運営,a,四\n運営,b,五\n";
    let before = read_as(head, "", first, &[]);
    assert_eq!(before.numbers(), ["1", "2", "1", "3", "3"]);
    // Nothing moves up; what is new stands where its source never had anything, else in a row of its own.
    let new = "項目,出典,意見\n配置,a,二\n配置,b,三\n配置,b,六\n配置,a,七\n運営,a,四\n運営,b,五\n運営,b,八\n";
    let after = read_as(head, "", new, &before.kept);
    assert_eq!(after.numbers(), ["2", "1", "2", "2の2", "3", "3", "4"], "{:?}", after.said);
    // An opinion of another category leaves its row.
    let moved = read_as(head, "", &first.replace("配置,b,三", "運営,b,三"), &before.kept);
    assert!(!moved.stopped && moved.said.contains(&"number_other_category"), "{:?}", moved.said);
    assert_eq!(moved.numbers(), ["1", "2", "4", "3", "3"]);
}

const COLUMNS_OF_SOURCES: &str = "[[sources]]\nkey = \"a\"\nheading = \"委員\"\n[[sources]]\nkey = \"b\"\nheading = \"住民\"\n";

#[test]
fn numbers_of_shared_rows() {
    let read = |csv: &str, kept: &[Kept]| read_as(COLUMNS_OF_SOURCES, "", csv, kept);
    let no = |read: &Read, text: &str| read.opinions.iter().find(|(other, ..)| other == text).unwrap().2.clone();
    let first = read("委員,住民\n橋を直す,橋は古い\n鐘を鳴らす,\n池を掘る,池は浅い\n", &[]);
    assert_eq!(first.numbers(), ["1", "2", "3", "1", "3"], "{:?}", first.opinions);
    // A new row, and a new cell in an old one.
    let second = read("委員,住民\n橋を直す,橋は古い\n井戸を守る,水がよい\n鐘を鳴らす,鐘は大きい\n池を掘る,池は浅い\n", &first.kept);
    assert_eq!(second.numbers(), ["1", "1の2", "2", "3", "1", "1の2", "2", "3"], "{:?}", second.said);
    // First, last, and with another text altogether beside one that stays.
    let third =
        read("委員,住民\n朝市を開く,野菜を買う\n橋を直す,橋は古い\n鐘を鳴らす,\nまったく別の話です,池は浅い\n,夜は暗い\n", &first.kept);
    assert_eq!(["朝市を開く", "野菜を買う"].map(|text| no(&third, text)).iter().collect::<BTreeSet<_>>().len(), 1);
    assert_eq!(
        ["橋を直す", "鐘を鳴らす", "まったく別の話です", "池は浅い", "夜は暗い"].map(|text| no(&third, text)),
        ["1", "2", "3", "3", "4"]
    );
    // What was printed beside another row comes back to its own, and that is said.
    let mut torn = first.kept;
    torn.iter_mut().filter(|row| row.was.text == "池は浅い").for_each(|row| row.was.no = "2".into());
    let mended = read("委員,住民\n橋を直す,橋は古い\n鐘を鳴らす,\n池を掘る,池は浅い\n", &torn);
    assert_eq!(mended.numbers(), ["1", "2", "3", "1", "3"]);
    assert_eq!(mended.said, ["number_other_row"]);
    // Rows of two categories.
    let csv = "項目,委員,住民\n水,橋を直す,\n水,池を掘る,池は浅い\n音,鐘を鳴らす,\n";
    let before = read(csv, &[]);
    assert_eq!(before.numbers(), ["1", "2", "3", "2"]);
    let after = read(&csv.replace("音,鐘", "水,井戸を守る,水がよい\n音,鐘"), &before.kept);
    assert_eq!(["井戸を守る", "水がよい", "鐘を鳴らす", "池は浅い"].map(|text| no(&after, text)), ["2の2", "2の2", "3", "2"]);
}

#[test]
fn numbers_of_shared_rows_typed() {
    let read = read_as(COLUMNS_OF_SOURCES, "", "No.,委員,住民\n1,橋を直す,橋は古い\n,鐘を鳴らす,鐘は大きい\n2,池を掘る,\n", &[]);
    assert_eq!(read.numbers(), ["1", "3", "2", "1", "3"]);
    assert_eq!((read.said, read.hints), (vec!["number_blank"], vec!["ids_derived_hint", "number_blank_hint"]));
}

#[test]
fn ids_of_an_edit_under_the_same_number() {
    let first = read("No.,意見\n1,井戸を守って\n2,夜道が暗い\n", &[]);
    let edited = "No.,意見\n1,湧き水の保全に努めてください。\n2,夜道が暗い\n";
    let second = read(edited, &first.kept);
    assert!(second.said == ["id_unsure"] && second.hints.contains(&"id_unsure_hint"), "{:?}", second.said);
    assert_ne!(second.ids()[0], first.ids()[0]);
    // Its remedy, before a build and after one, which made a row of the new text.
    let text = second.opinions[0].0.clone();
    let mend = |kept: &[Kept]| {
        let mut kept: Vec<Kept> = kept.to_vec();
        kept.iter_mut()
            .filter(|row| row.was.id == first.ids()[0])
            .for_each(|row| *row = Kept { was: Marks { text: text.as_str().into(), ..row.was.clone() }, gone: false });
        kept
    };
    for kept in [&first.kept, &second.kept] {
        let mended = read(edited, &mend(kept));
        assert_eq!(mended.ids(), first.ids());
        assert_eq!(mended.said, [""; 0]);
    }
}

#[test]
fn ids_alike_one_more() {
    let first = read(&table(&["賛成", "賛成"]), &[]);
    let second = read(&table(&["賛成", "賛成", "賛成"]), &first.kept);
    assert!(
        second.stopped && second.hints.contains(&"ids_alike_new_hint") && !second.hints.contains(&"ids_alike_hint"),
        "{:?}",
        second.hints
    );
    // As it says.
    let ids = first.ids();
    let mended = read(&format!("ID,意見\n{},賛成\n,賛成\n{},賛成\n", ids[0], ids[1]), &first.kept);
    assert!(!mended.stopped && mended.ids()[0] == ids[0] && mended.ids()[2] == ids[1], "{:?}", mended.said);
}

#[test]
fn numbers_typed_and_kept() {
    let first = read(&table(&["甲", "乙"]), &[]);
    let second = read("No.,意見\n,甲\n1,丙\n", &first.kept);
    assert!(second.stopped && second.said.contains(&"number_of_another"), "{:?}", second.said);
    // Typed as they were printed, they are the same.
    let second = read("No.,意見\n1,甲\n2,乙\n", &first.kept);
    assert!(!second.stopped);
    assert_eq!((second.ids(), second.numbers()), (first.ids(), vec!["1", "2"]));
}

const SPEAKERS: [&str; 2] = ["", "甲"];
const SAYINGS: usize = TEXTS.len() * SPEAKERS.len();

/// What happens to a table between two builds.
#[derive(Debug, Clone)]
enum Edit {
    TakeOut(Vec<usize>),
    PutIn(Vec<(usize, usize)>),
    Swap(Vec<(usize, usize)>),
}

const TEXTS: [&str; 5] = ["駐車場を広げる", "開館時間を延ばす", "賛成です。", "看板がない", "冷房が寒い"];

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let pair = || (0..12usize, 0..12usize);
    let edit = prop_oneof![
        prop::collection::vec(0..12usize, 1..4).prop_map(Edit::TakeOut),
        prop::collection::vec((0..12usize, 0..SAYINGS), 1..4).prop_map(Edit::PutIn),
        prop::collection::vec(pair(), 1..3).prop_map(Edit::Swap),
    ];
    prop::collection::vec(edit, 1..4)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// No identifier and no number goes over to another opinion, unless somebody is asked.
    #[test]
    fn ids_never_move(start in prop::collection::vec(0..SAYINGS, 1..9), edits in edits(), side_by_side: bool) {
        let papers = if side_by_side { "" } else { LIST };
        // In a list some of the equal texts are said by others.
        let saying = |index: usize| if side_by_side { (TEXTS[index % TEXTS.len()], "") } else { (TEXTS[index % TEXTS.len()], SPEAKERS[index / TEXTS.len()]) };
        let line = |(index, _): &(usize, usize)| format!("{},{}\n", saying(*index).0, saying(*index).1);
        let csv = |rows: &[(usize, usize)]| "意見,発言者・都市\n".to_owned() + &rows.iter().map(line).collect::<String>();
        // Each row is a text and a mark that nobody but this test sees.
        let mut rows: Vec<(usize, usize)> = start.into_iter().zip(0..).collect();
        let mut next = 100;
        let mut read = read_as("", papers, &csv(&rows), &[]);
        for edit in edits {
            let was: BTreeMap<usize, (String, String)> =
                rows.iter().zip(&read.opinions).map(|((_, mark), (_, id, no))| (*mark, (id.clone(), no.clone()))).collect();
            let is_swap = matches!(edit, Edit::Swap(_));
            match edit {
                Edit::TakeOut(which) => for index in which {
                    if rows.len() > 1 { rows.remove(index % rows.len()); }
                },
                Edit::PutIn(which) => for (index, text) in which {
                    next += 1;
                    rows.insert(index % (rows.len() + 1), (text, next));
                },
                Edit::Swap(which) => for (a, b) in which {
                    let count = rows.len();
                    rows.swap(a % count, b % count);
                },
            }
            read = read_as("", papers, &csv(&rows), &read.kept);
            if read.stopped {
                prop_assert!(read.said.contains(&"ids_alike"), "{:?}", read.said);
                prop_assert!(!is_swap, "an order is no reason to ask");
                break;
            }
            let now: Vec<(usize, usize, &str, &str)> =
                rows.iter().zip(&read.opinions).map(|((text, mark), (_, id, no))| (*text, *mark, id.as_str(), no.as_str())).collect();
            prop_assert_eq!(now.iter().map(|(_, _, id, _)| id).collect::<BTreeSet<_>>().len(), now.len());
            prop_assert_eq!(now.iter().map(|(.., no)| no).collect::<BTreeSet<_>>().len(), now.len());
            for (text, mark, id, no) in &now {
                let own = (was.get(mark).map(|(id, _)| id.as_str()), was.get(mark).map(|(_, no)| no.as_str()));
                if is_swap {
                    // Two that say the same are one as good as the other.
                    let alike = rows.iter().filter(|(other, _)| saying(*other) == saying(*text));
                    prop_assert!(alike.clone().any(|(_, mark)| was[mark] == ((*id).to_owned(), (*no).to_owned())));
                } else if own.0.is_some() {
                    prop_assert_eq!(own, (Some(*id), Some(*no)));
                } else {
                    prop_assert!(was.values().all(|(other, taken)| other != id && taken != no));
                }
            }
        }
    }
}

#[test]
fn ids_that_lack_something_are_said() {
    let meeting = Meeting::parse(&format!("[meeting]\ntitle = \"あ\"\ndate = 2026-04-01\n{LIST}"), Path::new("m")).unwrap();
    let said = |text: &str| {
        let mut findings = Diagnostics::default();
        let table = load::table("m/ids.csv", text.as_bytes(), &mut findings).unwrap();
        Kept::read(&meeting, &table, &mut findings);
        findings.0.iter().map(|finding| finding.message.code()).collect::<Vec<_>>()
    };
    let head = headings().join(",");
    assert_eq!(said(&format!("{head}\nop-1,1,1,,,,,,甲,\n,,,,,,,,,\n")), [""; 0]);
    assert_eq!(said(&format!("{head}\n,1,1,,,,,,甲,\n")), ["ids_nameless"]);
    // The row of headings was taken out, or a column.
    assert_eq!(said("op-1,1,1,,,,,,甲,\nop-2,2,1,,,,,,乙,\n").len(), headings().len());
    assert_eq!(said(&format!("{}\nop-1,1,1,,,,,,甲\n", head.replace(",状態", ""))), ["heading_missing"]);
}
