//! Properties of collecting, in memory: neither order nor repetition of the files matters, decisions
//! hold, and no bytes whatever end the program.

use std::fmt::Write as _;
use std::io::{Cursor, Read as _, Write as _};
use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use shiryo::answers::division;
use shiryo::answers::response::Responses;
use shiryo::collect::decisions::{self, Decisions};
use shiryo::collect::{self, CollectInput, Collected, sheet};
use shiryo::meeting::Meeting;
use shiryo::records::placed::Placed;
use shiryo::records::{load, validate};
use shiryo::say::diag::Diagnostics;
use shiryo::say::words::Lang;
use shiryo::typeset::fonts::Fonts;
use shiryo::typeset::measure::Ruler;
use zip::write::SimpleFileOptions;

use crate::collect::{meeting, rewritten};
use crate::support::{Folder, succeed};

type File = (String, Vec<u8>);

/// A meeting whose inquiries are out.
struct Office {
    meeting: Meeting,
    placed: Placed,
    folder: Folder,
}

/// What was taken and decided so far.
#[derive(Clone, Default)]
struct State {
    responses: Responses,
    decisions: Vec<Vec<String>>,
}

impl Office {
    fn new() -> Self {
        let folder = meeting();
        succeed(folder.path(), &["build", "m"]);
        let meeting = Meeting::load(&folder.path().join("m")).unwrap_or_else(|e| panic!("{}", e.say(Lang::En)));
        let told = &mut Diagnostics::default();
        let table =
            load::records(&meeting, "opinions.csv", &folder.read("m/opinions.csv"), told).unwrap_or_else(|e| panic!("{}", e.say(Lang::En)));
        let placed = Placed::new(&meeting, validate::validate(&meeting, &table, told), told);
        Self { meeting, placed, folder }
    }

    /// The workbook that a division was sent.
    fn sent(&self, division: &str) -> Vec<u8> {
        self.folder.read(&format!("output/照会/{division}.xlsx"))
    }

    fn collect(&self, files: &[File], state: &State) -> Collected {
        let mut findings = Diagnostics::default();
        let mut decisions = Decisions::default();
        if !state.decisions.is_empty() {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(decisions::HEADINGS).unwrap();
            state.decisions.iter().for_each(|row| writer.write_record(row).unwrap());
            let table = load::table("decisions.csv", &writer.into_inner().unwrap(), &mut findings);
            decisions = Decisions::read(&table.unwrap_or_else(|e| panic!("{}", e.say(Lang::En))), &mut findings);
        }
        let shares = division::shares(&self.meeting, &self.placed, &mut findings).unwrap_or_else(|e| panic!("{}", e.say(Lang::En)));
        let beside = CollectInput {
            meeting: &self.meeting,
            placed: &self.placed,
            shares: &shares,
            responses: &state.responses,
            decisions: &decisions,
            as_of: None,
            draws: &|_, _| true,
        };
        let collected = collect::collect(&beside, files, &mut findings);
        assert!(!findings.has_errors(), "{}", findings.say(Lang::En));
        collected
    }

    fn report(&self, collected: &Collected) -> Vec<u8> {
        let fonts = Fonts::bundled().unwrap_or_else(|e| panic!("{}", e.say(Lang::En)));
        let chain = fonts.chain(&self.meeting.look.fonts).unwrap_or_else(|e| panic!("{}", e.say(Lang::En)));
        let report = sheet::Report { meeting: &self.meeting, collected, taken: true, as_of: None, opinions: Default::default() };
        sheet::workbook(&report, &Ruler::new(chain)).unwrap_or_else(|e| panic!("{}", e.say(Lang::En)))
    }
}

/// What is written of it, as one text.
fn written(collected: &Collected) -> String {
    let mut text = String::new();
    for row in collected.responses.rows().iter().chain(&collected.decisions) {
        writeln!(text, "{row:?}").unwrap();
    }
    text
}

/// Everything that came of it, as one text.
fn told(collected: &Collected) -> String {
    let Collected { cases, waiting, changes, strays, notes, files, standings, .. } = collected;
    format!("{}{cases:#?}{waiting:#?}{changes:#?}{strays:#?}{notes:#?}{files:#?}{standings:#?}", written(collected))
}

// Files that come back

const DIVISIONS: [&str; 2] = ["施設課", "総務課"];
const IDS: [&str; 10] = ["a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "x1"];
const CHOICES: [&str; 6] = ["", "", "反映する", "今後の参考", "ｂ検討中", "一部反映"];
const REPLIES: [&str; 6] = ["", "検討します。", "検討しません。", "同上", "なし", "一行目\n二行目"];

/// A row: opinion, choice, reply, and a text in another column.
pub type Row = (usize, usize, usize, bool);

/// A table with identifiers, as somebody pastes it into CSV.
fn pasted(rows: &[Row]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["ID", "対応区分", "回答", "課内"]).unwrap();
    for (id, choice, reply, stray) in rows {
        let stray = if *stray { "課内の覚え" } else { "" };
        writer.write_record([IDS[*id], CHOICES[*choice], REPLIES[*reply], stray]).unwrap();
    }
    writer.into_inner().unwrap()
}

/// The sent workbook with answers written into its rows.
pub fn filled(sent: &[u8], rows: &[Row]) -> Vec<u8> {
    rewritten(sent, |part, xml| {
        if part != "xl/worksheets/sheet2.xml" {
            return xml;
        }
        let mut xml = xml;
        for (at, (_, choice, reply, stray)) in (5..).zip(rows) {
            for (column, text) in [("I", CHOICES[*choice]), ("J", REPLIES[*reply]), ("L", if *stray { "備考です" } else { "" })] {
                let open = format!("<c r=\"{column}{at}\" s=\"");
                let (Some(start), false) = (xml.find(&open), text.is_empty()) else { continue };
                let end = start + xml[start..].find("/>").unwrap();
                let cell = format!("{} t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>", &xml[start..end]);
                xml.replace_range(start..end + 2, &cell);
            }
        }
        xml
    })
}

/// A returned file: of which division, as CSV or as workbook, and its rows.
type Return = (usize, bool, Vec<Row>);

fn returns(most: usize) -> impl Strategy<Value = Vec<Return>> {
    let row = (0..IDS.len(), 0..CHOICES.len(), 0..REPLIES.len(), prop::bool::weighted(0.1));
    let file = (0..DIVISIONS.len(), prop::bool::weighted(0.6), prop::collection::vec(row, 0..8));
    prop::collection::vec(file, 1..most)
}

fn files(office: &Office, returns: &[Return]) -> Vec<File> {
    let file = |(index, (division, is_csv, rows)): (usize, &Return)| {
        let name = DIVISIONS[*division];
        if *is_csv { (format!("{name}{index}.csv"), pasted(rows)) } else { (format!("{index}.xlsx"), filled(&office.sent(name), rows)) }
    };
    returns.iter().enumerate().map(file).collect()
}

fn check<S: Strategy>(cases: u32, strategy: &S, test: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    runner.run(strategy, test).unwrap_or_else(|e| panic!("{e}"));
}

#[test]
fn merging_order() {
    let office = Office::new();
    let reports = std::cell::Cell::new(0);
    let orders = returns(5).prop_flat_map(|returns| {
        let count = returns.len();
        let repeated = prop::collection::vec(0..count, 0..3);
        let order = Just((0..count).collect::<Vec<_>>()).prop_shuffle();
        (Just(returns), order, repeated)
    });
    check(150, &orders, |(returns, order, repeated)| {
        let files = files(&office, &returns);
        let other: Vec<File> = order.iter().chain(&repeated).map(|index| files[*index].clone()).collect();
        let (first, second) = (office.collect(&files, &State::default()), office.collect(&other, &State::default()));
        prop_assert_eq!(told(&first), told(&second));
        if reports.replace(reports.get() + 1) < 10 {
            prop_assert!(office.report(&first) == office.report(&second));
        }
        Ok(())
    });
}

#[test]
fn merging_twice() {
    let office = Office::new();
    check(150, &returns(4), |returns| {
        let files = files(&office, &returns);
        let once = office.collect(&files, &State::default());
        let state = State { responses: once.responses.clone(), decisions: once.decisions.clone() };
        prop_assert_eq!(written(&once), written(&office.collect(&files, &state)));
        Ok(())
    });
}

#[test]
fn merging_decisions() {
    let office = Office::new();
    check(150, &(returns(4), returns(3), prop::collection::vec(0_usize..4, 64)), |(first, second, numbers)| {
        let mut state = State::default();
        // What comes in later is decided later, alone or beside what came before.
        let all = [first.clone(), second.clone()].concat();
        for files in [files(&office, &first), files(&office, &second), files(&office, &all)] {
            let mut rounds = 0;
            let settled = loop {
                let collected = office.collect(&files, &state);
                state = State { responses: collected.responses.clone(), decisions: collected.decisions.clone() };
                let open: Vec<(String, usize)> = collected.undecided().map(|case| (case.key.clone(), case.options.len())).collect();
                if open.is_empty() {
                    break collected;
                }
                for (index, (key, options)) in open.iter().enumerate() {
                    let row = state.decisions.iter_mut().find(|row| row[0] == *key).unwrap();
                    row[1] = (numbers[index % numbers.len()] % (options + 1)).to_string();
                }
                rounds += 1;
                prop_assert!(rounds < 4, "cases go on arising");
            };
            let again = office.collect(&files, &state);
            prop_assert_eq!(written(&settled), written(&again));
            prop_assert_eq!(again.undecided().count(), 0);
        }
        Ok(())
    });
}

#[test]
fn merging_one_by_one() {
    let office = Office::new();
    let met = std::cell::Cell::new(0);
    // Few answers to opinions that both divisions are asked about seldom contradict each other.
    let row = (prop::sample::select(vec![0_usize, 2, 3, 5]), prop::sample::select(vec![0_usize, 2, 3]), 0_usize..2, any::<bool>());
    let file = || (0..DIVISIONS.len(), Just(true), prop::collection::vec(row.clone(), 0..4)).prop_map(|file| vec![file]);
    check(200, &(file(), file()), |(first, second)| {
        let both = office.collect(&files(&office, &[first.clone(), second.clone()].concat()), &State::default());
        if both.cases.is_empty() {
            met.set(met.get() + 1);
            let one = office.collect(&files(&office, &first), &State::default());
            let state = State { responses: one.responses.clone(), decisions: one.decisions };
            let renamed: Vec<File> = files(&office, &[first, second].concat()).split_off(1);
            prop_assert_eq!(written(&both), written(&office.collect(&renamed, &state)));
        }
        Ok(())
    });
    assert!(met.get() > 20, "too few files without a conflict: {}", met.get());
}

#[test]
fn merging_written_answer() {
    let office = Office::new();
    let files = [("施設課.csv".to_owned(), pasted(&[(0, 2, 1, false)]))];
    let mut state = State { responses: office.collect(&files, &State::default()).responses, ..State::default() };
    for response in state.responses.0.values_mut().filter(|response| response.value == "検討します。") {
        response.value = "手で直した回答".to_owned();
    }
    let collected = office.collect(&files, &state);
    assert_eq!(collected.responses.rows(), state.responses.rows());
    assert_eq!(collected.undecided().count(), 1);
}

// Broken bytes

/// A cheap generator (Marsaglia's xorshift), so that every run breaks the same bytes.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}

#[test]
fn merging_broken_workbooks() {
    let office = Office::new();
    let rows: Vec<Row> = (0..6).map(|row| (row, 2, 1, row == 2)).collect();
    let books = DIVISIONS.map(|division| filled(&office.sent(division), &rows));
    let mut dice = Dice(0x5eed);
    let (mut taken, mut refused) = (0, 0);
    for round in 0..400 {
        let book = &books[round % 2];
        let bytes = match round % 5 {
            0 => flipped(book, &mut dice),
            1 => book[..dice.below(book.len())].to_vec(),
            2 => with_parts_swapped(book, &mut dice),
            3 => repacked(book, &mut dice, |xml, dice| (0..3).for_each(|_| flip(xml, dice))),
            _ => repacked(book, &mut dice, |xml, dice| {
                let (from, to) = (dice.below(xml.len()), dice.below(xml.len()));
                let piece = xml[from.min(to)..from.max(to)].to_vec();
                xml.splice(from..from, piece);
            }),
        };
        let started = Instant::now();
        let collected = office.collect(&[("施設課.xlsx".to_owned(), bytes)], &State::default());
        assert!(started.elapsed() < Duration::from_secs(20), "round {round}");
        if collected.errors().next().is_some() { refused += 1 } else { taken += 1 }
    }
    assert!(taken > 40 && refused > 40, "taken {taken}, refused {refused}");
}

fn flip(bytes: &mut [u8], dice: &mut Dice) {
    let (at, bit) = (dice.below(bytes.len()), dice.below(8));
    bytes[at] ^= 1 << bit;
}

fn flipped(book: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = book.to_vec();
    (0..=dice.below(8)).for_each(|_| flip(&mut bytes, dice));
    bytes
}

fn members(book: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(book)).unwrap();
    let member = |index| {
        let mut entry = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        (entry.name().unwrap().into_owned(), bytes)
    };
    (0..zip::ZipArchive::new(Cursor::new(book)).unwrap().len()).map(member).collect()
}

fn packed(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Two parts under each other's names.
fn with_parts_swapped(book: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut members = members(book);
    let (one, other) = (dice.below(members.len()), dice.below(members.len()));
    let kept = members[one].1.clone();
    members[one].1 = std::mem::replace(&mut members[other].1, kept);
    packed(&members)
}

/// One part broken before it is packed, so that no checksum tells.
fn repacked(book: &[u8], dice: &mut Dice, change: impl Fn(&mut Vec<u8>, &mut Dice)) -> Vec<u8> {
    let mut members = members(book);
    let part = dice.below(members.len());
    change(&mut members[part].1, dice);
    packed(&members)
}
