//! Random papers of every layout: whatever is declared, a paper says what the records say or is refused by name, and its
//! PDF, workbook and page for the web say what its Document says. What is changed in them is found.
//!
//! `SHIRYO_PAPERS=1000` tries that many, `SHIRYO_PAPERS_FROM=17` begins with another number, and `SHIRYO_PAPERS_KEEP=DIR`
//! leaves the meeting that was tried last in a folder.

mod changes;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::OnceLock;

use shiryo::answers::response::Responses;
use shiryo::build::input::Input;
use shiryo::build::making::Making;
use shiryo::document::{Content, Document, State};
use shiryo::meeting::Meeting;
use shiryo::read::files;
use shiryo::records::placed::Placed;
use shiryo::say::diag::{Diagnostics, Severity};
use shiryo::say::words::Lang;
use shiryo::verify::{Subject, parity};

use self::changes::{CHANGES, page_with, pdf_with, workbook_with};
use crate::properties::PIECES;
use crate::support::{Folder, SMALL_MEETING};

/// Papers tried for each layout.
const PAPERS: u64 = 12;
/// Names of the files of the paper.
const FILES: [&str; 3] = ["資料.pdf", "資料.xlsx", "資料.html"];

/// Numbers that depend on the seed and nothing else (SplitMix64).
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `least` to `most`.
    fn number(&mut self, least: usize, most: usize) -> usize {
        least + (self.next() % (most - least + 1) as u64) as usize
    }

    fn percent(&mut self, chance: u64) -> bool {
        self.next() % 100 < chance
    }

    fn one<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[self.number(0, of.len() - 1)]
    }

    /// `of` in another order.
    fn shuffled<T>(&mut self, mut of: Vec<T>) -> Vec<T> {
        for last in (1..of.len()).rev() {
            of.swap(last, self.number(0, last));
        }
        of
    }

    /// A text of about `length` characters.
    fn text(&mut self, pieces: &[String], length: usize, lines: bool) -> String {
        let mut text = String::new();
        while text.chars().count() < length {
            let piece = self.one(pieces);
            if lines || !piece.contains('\n') {
                text.push_str(piece);
            }
            if lines && self.percent(3) {
                text.push('\n');
            }
        }
        text
    }
}

/// The pieces of texts that can be printed.
fn pieces() -> Vec<String> {
    let meeting = Meeting::parse(SMALL_MEETING, Path::new("m")).unwrap();
    let chain = shiryo::typeset::fonts::Fonts::bundled().unwrap().chain(&meeting.look.fonts).unwrap();
    let accepted = |piece: &str| {
        let record = serde_json::json!([{ "id": "a", "section": 1, "source": "委員", "text": format!("甲{piece}乙") }]);
        let mut findings = Diagnostics::default();
        let table = shiryo::records::load::records(&meeting, "a.json", record.to_string().as_bytes(), &mut findings).unwrap();
        let opinions = shiryo::records::validate::validate(&meeting, &table, &mut findings);
        let placed = Placed::new(&meeting, opinions, &mut Diagnostics::default());
        let odd = shiryo::typeset::undrawn::undrawn(&meeting, placed.opinions.iter(), &Responses::default(), &chain);
        findings.0.extend(odd.into_iter().map(|odd| odd.finding));
        findings.0.is_empty()
    };
    let pieces: Vec<String> =
        PIECES.iter().filter(|piece| !piece.contains('\r') && accepted(piece)).map(|piece| (*piece).to_owned()).collect();
    assert!(pieces.len() > 60, "only {} pieces can be printed", pieces.len());
    pieces
}

// Meetings and papers

/// A declared field.
struct Field {
    key: String,
    answer: bool,
    choices: Vec<String>,
    counts: bool,
}

/// A meeting with its files, by name.
struct Drawn {
    fields: Vec<Field>,
    divisions: Vec<String>,
    sources: Vec<String>,
    /// Sources whose opinions name who they come from.
    attributed: BTreeSet<String>,
    sections: usize,
    side_by_side: bool,
    files: BTreeMap<String, String>,
}

fn quoted(text: &str) -> String {
    // What JSON escapes, TOML reads alike.
    serde_json::to_string(text).unwrap().replace('\u{7f}', "\\u007f")
}

/// A meeting with one paper of this layout.
fn drawn(draw: &mut Draw, layout: &str, pieces: &[String]) -> Drawn {
    let mut toml = format!("[meeting]\ntitle = {}\ndate = 2026-04-01\n", quoted(&("題".to_owned() + &draw.text(pieces, 5, false))));
    // A meeting may name no sections and no sources.
    let (unnamed_sections, unnamed_sources) = (draw.percent(15), draw.percent(15));
    let sections = if unnamed_sections { 1 } else { draw.number(1, 3) };
    let side_by_side = layout == "matrix";
    if draw.percent(40) {
        writeln!(toml, "numbers = \"{}\"", draw.one(&["section", "through", "typed"])).unwrap();
    }
    if layout == "comparison" {
        toml += "older = \"前回\"\n";
    }
    let older_head = toml.replace("older = \"前回\"\n", "");
    let mut declared = String::new();
    for index in 0..if unnamed_sections { 0 } else { sections } {
        writeln!(declared, "[[sections]]\ntitle = {}", quoted(&format!("区分{index}{}", draw.text(pieces, 3, false)))).unwrap();
    }
    let mut sources: Vec<String> = (0..draw.number(1, 4)).map(|index| format!("s{index}")).collect();
    let mut attributed = BTreeSet::new();
    if unnamed_sources {
        // The one that there is then.
        sources = vec!["opinions".to_owned()];
        attributed.insert("opinions".to_owned());
    }
    for key in sources.iter().filter(|_| !unnamed_sources) {
        writeln!(declared, "[[sources]]\nkey = \"{key}\"\nheading = {}", quoted(&format!("出典{key}{}", draw.text(pieces, 2, false))))
            .unwrap();
        if draw.percent(40) {
            writeln!(declared, "attribution = \"名{key}\"").unwrap();
            attributed.insert(key.clone());
        }
    }
    let mut fields = Vec::new();
    for index in 0..draw.number(0, 3) {
        let (answer, counts) = (draw.percent(50), index == 2 && draw.percent(20));
        let answer = answer && !counts;
        let choices: Vec<String> =
            if counts || draw.percent(50) { Vec::new() } else { (1..=draw.number(1, 4)).map(|n| format!("選択{n}")).collect() };
        let key = format!("f{index}");
        writeln!(
            declared,
            "[[fields]]\nkey = \"{key}\"\nheading = {}",
            quoted(format!("欄{index}{}", draw.text(pieces, 2, false)).replace('、', "").trim())
        )
        .unwrap();
        writeln!(declared, "from = \"{}\"", if answer { "divisions" } else { "records" }).unwrap();
        if !choices.is_empty() {
            let all: Vec<String> = choices
                .iter()
                .map(|value| format!("{{ value = {}, means = {} }}", quoted(value), quoted(&draw.text(pieces, 6, false))))
                .collect();
            writeln!(declared, "choices = [{}]", all.join(", ")).unwrap();
        }
        if counts {
            declared += "counts = true\n";
        }
        if draw.percent(30) {
            writeln!(declared, "required = {}", draw.percent(50)).unwrap();
        }
        if draw.percent(10) {
            writeln!(declared, "private = {}", draw.percent(50)).unwrap();
        }
        if draw.percent(30) {
            writeln!(declared, "width = {}", draw.number(4, 30)).unwrap();
        }
        fields.push(Field { key, answer, choices, counts });
    }
    let divisions: Vec<String> =
        if fields.iter().any(|field| field.answer) { (1..=draw.number(1, 3)).map(|n| format!("第{n}課")).collect() } else { Vec::new() };
    for name in &divisions {
        let rule = match draw.number(0, 2) {
            0 => "{}".to_owned(),
            1 => format!("{{ section = {} }}", draw.number(1, sections)),
            _ => format!("{{ source = \"{}\" }}", draw.one(&sources)),
        };
        writeln!(declared, "[[divisions]]\nname = \"{name}\"\ntakes = [{rule}]").unwrap();
    }
    let mut drawn = Drawn { fields, divisions, sources, attributed, sections, side_by_side, files: BTreeMap::new() };
    let paper = paper(draw, layout, &drawn, pieces);
    let files = FILES.map(|name| format!("\"{name}\"")).join(", ");
    // The older edition has no papers, but numbers its opinions alike.
    let older_paper = if side_by_side { "" } else { "[[papers]]\nfiles = [\"前.pdf\"]\n" };
    let mut opinions = opinions(draw, &drawn, pieces);
    let unnamed = |opinions: &mut [serde_json::Value]| {
        for opinion in opinions.iter_mut().filter_map(serde_json::Value::as_object_mut) {
            opinion.retain(|key, _| !(unnamed_sections && key == "section" || unnamed_sources && key == "source"));
        }
    };
    if layout == "comparison" {
        let mut older = edited(draw, &drawn, &opinions, pieces);
        unnamed(&mut older);
        drawn.files.insert("m/前回/meeting.toml".to_owned(), format!("{older_head}{declared}{older_paper}"));
        drawn.files.insert("m/前回/opinions.json".to_owned(), serde_json::to_string(&older).unwrap());
    }
    drawn.files.insert("m/responses.csv".to_owned(), responses(draw, &drawn, &opinions, pieces));
    unnamed(&mut opinions);
    drawn.files.insert("m/opinions.json".to_owned(), serde_json::to_string(&opinions).unwrap());
    drawn.files.insert("m/meeting.toml".to_owned(), format!("{toml}{declared}{paper}files = [{files}]\n"));
    drawn
}

/// The declaration of a paper, less its files.
fn paper(draw: &mut Draw, layout: &str, drawn: &Drawn, pieces: &[String]) -> String {
    let mut toml = format!("[[papers]]\nlabel = \"資料1\"\nlayout = \"{layout}\"\n");
    if draw.percent(50) {
        writeln!(toml, "title = {}", quoted(&("紙".to_owned() + &draw.text(pieces, 8, false)))).unwrap();
    }
    let mut bands = vec!["\"category\"", "\"subcategory\""];
    bands.retain(|_| draw.percent(30));
    if !bands.is_empty() {
        writeln!(toml, "bands = [{}]", bands.join(", ")).unwrap();
    }
    if draw.percent(30) {
        writeln!(toml, "headings = {}", draw.percent(50)).unwrap();
    }
    if layout == "comparison" && draw.percent(30) {
        toml += "order = \"old-new\"\n";
    }
    if draw.percent(80) {
        writeln!(toml, "columns = [{}]", columns(draw, layout, drawn, pieces).join(", ")).unwrap();
    }
    if draw.percent(25) {
        let rule = match draw.number(0, 4) {
            0 => format!("{{ section = {} }}", draw.number(1, drawn.sections)),
            1 => format!("{{ source = \"{}\" }}", draw.one(&drawn.sources)),
            2 => "{ id = [\"o0\", \"o3\", \"o4\"] }".to_owned(),
            3 => "{ asked = true }".to_owned(),
            _ => "{ asked = false }, { section = 1 }".to_owned(),
        };
        writeln!(toml, "shows = [{rule}]").unwrap();
    }
    for place in ["above", "below"] {
        let mut blocks = Vec::new();
        for _ in 0..draw.number(0, 2) {
            let chosen: Vec<&Field> = drawn.fields.iter().filter(|field| !field.choices.is_empty()).collect();
            let text = quoted(&("始".to_owned() + &draw.text(pieces, 20, false)));
            blocks.push(match draw.number(0, 4) {
                0 => format!("{{ note = {text} }}"),
                1 => format!("{{ table = [[\"甲\", {text}], [\"乙\", \"１\"]], heading = \"表\", head = {} }}", draw.percent(50)),
                2 if !chosen.is_empty() => format!("{{ legend = \"{}\" }}", draw.one(&chosen).key),
                3 if !chosen.is_empty() => {
                    let heading = if draw.percent(50) { ", heading = \"件数\"" } else { "" };
                    format!("{{ tally = \"{}\", by = \"{}\"{heading} }}", draw.one(&chosen).key, draw.one(&["section", "source", "none"]))
                }
                _ => format!("{{ text = \"{{date}}、全{{all}}件のうち{{shown}}件。\" }}, {{ text = {text} }}"),
            });
        }
        if !blocks.is_empty() {
            writeln!(toml, "{place} = [{}]", blocks.join(", ")).unwrap();
        }
    }
    let size = draw.number(8, 11);
    let (paper, landscape, line) = (draw.one(&["a3", "a4", "b4", "b5"]), draw.percent(50), size as f64 * 1.4);
    writeln!(toml, "look = {{ paper = \"{paper}\", landscape = {landscape}, size = {size}, line = {line:.1} }}").unwrap();
    toml
}

/// The columns of a paper in a random order.
fn columns(draw: &mut Draw, layout: &str, drawn: &Drawn, pieces: &[String]) -> Vec<String> {
    let fields: Vec<String> = drawn.fields.iter().map(|field| field.key.clone()).collect();
    let some = |draw: &mut Draw, names: &[&str], chance: u64| -> Vec<String> {
        names.iter().filter(|_| draw.percent(chance)).map(|name| (*name).to_owned()).collect()
    };
    let mut names = some(draw, &["category", "subcategory", "section"], 40);
    names.extend(some(draw, &["no"], 85));
    let mut stack = None;
    match layout {
        "matrix" => names.extend(drawn.sources.iter().filter(|_| draw.percent(95)).cloned()),
        "comparison" => {
            names.extend(some(draw, &["source", "change"], 60));
            names.extend(some(draw, &["older", "newer"], 90));
        }
        _ => {
            names.extend(some(draw, &["source", "attribution"], 40));
            names.extend(some(draw, &["division", "note"], 25));
            let stacked = layout == "stacked" || draw.percent(10);
            let (parts, beside): (Vec<String>, Vec<String>) = fields.into_iter().partition(|_| stacked && draw.percent(60));
            names.extend(beside.into_iter().filter(|_| draw.percent(80)));
            if stacked {
                let parts: Vec<String> = std::iter::once("text".to_owned()).chain(parts).map(|part| format!("\"{part}\"")).collect();
                stack = Some(format!("stack = [{}]", parts.join(", ")));
            } else if draw.percent(95) {
                names.push("text".to_owned());
            }
        }
    }
    let mut specs: Vec<String> = Vec::new();
    for name in names {
        let beside = match name.as_str() {
            "source" if layout == "list" && draw.percent(50) => ", \"attribution\"",
            "section" if draw.percent(25) => ", \"category\"",
            _ => "",
        };
        specs.push(format!("of = [\"{name}\"{beside}]"));
    }
    specs.extend(stack);
    let over = draw.percent(30).then(|| quoted(&format!("上{}", draw.text(pieces, 2, false))));
    let specs: Vec<String> = draw.shuffled(specs);
    let keyed = |draw: &mut Draw, spec: String| {
        let mut spec = spec;
        let long = ["text", "newer", "older", "\"s"].iter().any(|name| spec.contains(name));
        if draw.percent(15) {
            spec += &format!(", heading = {}", quoted(&draw.text(pieces, 4, false)));
        }
        if let Some(over) = over.as_ref().filter(|_| draw.percent(50)) {
            spec += &format!(", over = {over}");
        }
        match draw.number(0, 9) {
            0 if !long => spec += &format!(", width = {}", draw.number(3, 9)),
            1 => spec += &format!(", width = \"{}fr\"", draw.number(1, 3)),
            2 => spec += &format!(", width = {{ least = {}, most = {} }}", draw.number(2, 4), draw.number(5, 40)),
            _ => {}
        }
        if draw.percent(40) {
            spec += &format!(", joins = \"{}\"", draw.one(&["never", "category", "across"]));
        }
        if draw.percent(10) {
            spec += &format!(", align = \"{}\"", draw.one(&["left", "center", "right"]));
        }
        if draw.percent(10) {
            spec += &format!(", size = {}", draw.number(8, 11));
        }
        if draw.percent(10) {
            spec += &format!(", optional = {}", draw.percent(50));
        }
        if draw.percent(20) && ["section", "category", "subcategory"].iter().any(|name| spec.starts_with(&format!("of = [\"{name}\"]"))) {
            spec += ", vertical = true";
        }
        format!("{{ {spec} }}")
    };
    specs.into_iter().map(|spec| keyed(draw, spec)).collect()
}

/// Opinions as JSON has them.
fn opinions(draw: &mut Draw, drawn: &Drawn, pieces: &[String]) -> Vec<serde_json::Value> {
    let (many, few) = (draw.percent(6), draw.percent(50));
    let count = if many { draw.number(100, 300) } else { draw.number(1, if few { 12 } else { 60 }) };
    let categories: Vec<String> =
        (0..4).map(|n| if n == 0 { String::new() } else { format!("項{n}{}", draw.text(pieces, 3, false)) }).collect();
    let numbered = !drawn.side_by_side && draw.percent(40);
    let mut budget = 40_000_usize;
    let mut all = Vec::new();
    let (mut category, mut subcategory) = (String::new(), String::new());
    for index in 0..count {
        if draw.percent(35) {
            category = draw.one(&categories).clone();
        }
        if draw.percent(50) {
            subcategory = draw.one(&categories).clone();
        }
        let most = match draw.number(0, 99) {
            0 => 6_000,
            1..=3 => 1_500,
            4..=15 => 300,
            16..=40 => 80,
            _ => 25,
        };
        let most = if count > 60 { most.min(60) } else { most.min(budget.max(20)) };
        let length = draw.number(1, most);
        budget = budget.saturating_sub(length);
        let mut opinion = serde_json::json!({
            "id": format!("o{index}"), "section": draw.number(1, drawn.sections), "category": category, "subcategory": subcategory,
            "source": draw.one(&drawn.sources), "text": format!("意{}", draw.text(pieces, length - 1, true)),
        });
        if draw.percent(30) && drawn.attributed.contains(opinion["source"].as_str().unwrap()) {
            opinion["attribution"] = draw.one(&["京都市", "甲委員", "乙"]).to_string().into();
        }
        if numbered {
            // Every number once in all sections, some with branches.
            let no = format!("{}", 1 + index / 2) + if index % 2 == 1 { "の2" } else { "" };
            opinion["no"] = no.into();
        }
        for field in drawn.fields.iter().filter(|field| !field.answer) {
            if !draw.percent(85) {
                continue;
            }
            opinion[field.key.as_str()] = value(draw, field, pieces).into();
        }
        all.push(opinion);
    }
    all
}

/// What is filled in under a field; few different texts, so that neighbours join.
fn value(draw: &mut Draw, field: &Field, pieces: &[String]) -> String {
    match (field.counts, field.choices.as_slice()) {
        (true, _) => draw.number(1, 30).to_string(),
        (_, []) if draw.percent(60) => draw.one(&["検討します。", "反映します。\n以上", "同じ", "（未回答）"]).to_string(),
        (_, []) => format!("答{}", draw.text(pieces, 30, true)),
        // Divisions may write what was not offered; the records may not.
        (_, choices) if !field.answer || draw.percent(90) => draw.one(choices).clone(),
        _ => "ほかの値".to_owned(),
    }
}

/// Most of the opinions as they were before.
fn edited(draw: &mut Draw, drawn: &Drawn, opinions: &[serde_json::Value], pieces: &[String]) -> Vec<serde_json::Value> {
    let mut older = Vec::new();
    for opinion in opinions {
        let mut before = opinion.clone();
        match draw.number(0, 9) {
            0 => continue,
            1 => before["text"] = format!("旧{}", draw.text(pieces, 20, true)).into(),
            2 => before["text"] = opinion["text"].as_str().unwrap().replacen('意', "前の意", 1).into(),
            3 => before["category"] = "前の項".into(),
            4 if drawn.attributed.contains(opinion["source"].as_str().unwrap()) => before["attribution"] = "前の人".into(),
            _ => {}
        }
        older.push(before);
    }
    let mut lost = opinions[0].clone();
    lost["id"] = "lost".into();
    if lost.get("no").is_some() {
        lost["no"] = "999".into();
    }
    older.push(lost);
    older
}

fn responses(draw: &mut Draw, drawn: &Drawn, opinions: &[serde_json::Value], pieces: &[String]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["id", "field", "value", "division", "file", "edition"]).unwrap();
    for opinion in opinions {
        for division in &drawn.divisions {
            for field in drawn.fields.iter().filter(|field| field.answer) {
                if draw.percent(60) {
                    let value = value(draw, field, pieces);
                    writer.write_record([opinion["id"].as_str().unwrap(), &field.key, &value, division, "", "1"]).unwrap();
                }
            }
            if draw.percent(10) {
                writer.write_record([opinion["id"].as_str().unwrap(), "note", "備考の一つ", division, "", "1"]).unwrap();
            }
        }
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

// Proofs

/// What came of the papers of a layout.
#[derive(Default)]
struct Tried {
    proved: usize,
    refused: BTreeMap<String, usize>,
}

fn try_papers(layout: &str, first: u64) {
    let number = |name: &str, usual: u64| std::env::var(name).ok().and_then(|number| number.parse().ok()).unwrap_or(usual);
    let (count, from) = (number("SHIRYO_PAPERS", PAPERS), number("SHIRYO_PAPERS_FROM", first));
    let pieces = pieces();
    let (mut tried, mut wrong) = (Tried::default(), Vec::new());
    for seed in from..from + count {
        let mut draw = Draw(seed.wrapping_mul(7919) ^ layout.len() as u64);
        let drawn = drawn(&mut draw, layout, &pieces);
        let folder = Folder::new(&[]);
        drawn.files.iter().for_each(|(name, text)| folder.write(name, text));
        if let Ok(keep) = std::env::var("SHIRYO_PAPERS_KEEP") {
            for (name, text) in &drawn.files {
                let path = Path::new(&keep).join(name);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, text).unwrap();
            }
        }
        let shown = || format!("SHIRYO_PAPERS_FROM={seed} SHIRYO_PAPERS=1 ({layout})\n{}", drawn.files["m/meeting.toml"]);
        match proved(&folder, &mut draw) {
            Ok(()) => tried.proved += 1,
            Err(Failure::Refused(key)) => *tried.refused.entry(key).or_default() += 1,
            Err(Failure::Wrong(said)) => wrong.push(format!("{}\n{said}", shown())),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(count < 5 || tried.proved * 2 > count as usize, "{} of {count} {layout} were proved: {:?}", tried.proved, tried.refused);
}

/// Why a random paper may be refused: it lacks a column, has no room for its columns, or shows what is private.
const MAY_BE_REFUSED: &[&str] = &["paper_source_lost", "paper_column_private", "too_narrow"];

enum Failure {
    /// Refused with this finding.
    Refused(String),
    Wrong(String),
}

/// Makes the meeting in `m`, proves its files, and changes them to see that this is found.
fn proved(folder: &Folder, draw: &mut Draw) -> Result<(), Failure> {
    let path = folder.path().join("m");
    let refused = |findings: Diagnostics| {
        let Some(first) = findings.0.iter().find(|finding| finding.severity == Severity::Error) else {
            return Failure::Wrong("no error".into());
        };
        match first.place.is_some() || !first.hints.is_empty() {
            true if MAY_BE_REFUSED.contains(&first.message.code()) => Failure::Refused(first.message.code().to_owned()),
            true => Failure::Wrong(format!("refused: {}", findings.say(Lang::En))),
            false => Failure::Wrong(format!("an error without a name: {}", findings.say(Lang::En))),
        }
    };
    let input = Input::read(&files::Folder(&path)).map_err(refused)?;
    let making = Making::new(&input, &[], false, &mut Diagnostics::default()).map_err(refused)?;
    let anew = OnceLock::from(making.make(&|_| {}, &mut Diagnostics::default()).map_err(refused)?);
    lost(&input.meeting, &making.documents[0], &making.papers.placed)?;
    for artifact in anew.wait() {
        folder.write(&format!("output/{}", artifact.name), &artifact.bytes);
    }
    let out = folder.path().join("output");
    let parity = || {
        let subject = Subject::of(&input, &making, &anew, &out);
        parity::prove(&subject, &mut Diagnostics::default())
    };
    let lines = parity().map_err(|findings| Failure::Wrong(findings.say(Lang::En)))?;
    if lines.len() != 1 {
        return Err(Failure::Wrong("a file is not read back".into()));
    }
    let [pdf, workbook, page] = FILES.map(|name| folder.read(&format!("output/{name}")));
    let text = String::from_utf8(page.clone()).unwrap();
    // Setting pages takes long: one of the changes to each PDF.
    let printed = *draw.one(&CHANGES);
    for change in CHANGES {
        let pdf_changed = if change == printed { pdf_with(&making, draw, change) } else { None };
        for (name, changed, whole) in [
            (FILES[0], pdf_changed, &pdf),
            (FILES[1], workbook_with(&workbook, draw, change), &workbook),
            (FILES[2], page_with(&text, draw, change).map(String::into_bytes), &page),
        ] {
            let Some(changed) = changed else { continue };
            folder.write(&format!("output/{name}"), &changed);
            match parity() {
                Ok(_) => return Err(Failure::Wrong(format!("{change:?} in {name} goes unnoticed"))),
                Err(findings) if !findings.say(Lang::En).contains(name) => {
                    return Err(Failure::Wrong(format!("{change:?} in {name} is found elsewhere: {}", findings.say(Lang::En))));
                }
                Err(_) => folder.write(&format!("output/{name}"), whole),
            }
        }
    }
    Ok(())
}

/// Whether a paper of opinions, seen without the proofs of the program, has every text once, in order and verbatim.
fn lost(meeting: &Meeting, document: &Document, placed: &Placed) -> Result<(), Failure> {
    let paper = &meeting.papers[0];
    let texts = |content: Content| document.columns.iter().any(|column| column.shows == [content]);
    if !paper.shows.is_empty() || paper.layout == shiryo::meeting::paper::Layout::Comparison || !texts(Content::Text) {
        return Ok(());
    }
    let shown: Vec<(String, String)> = document
        .rows()
        .flat_map(|row| &row.cells)
        .filter(|cell| cell.from.first().is_some_and(|from| from.content == Content::Text) && cell.state == State::Said)
        .flat_map(|cell| cell.from.iter().map(|from| (from.opinion.clone(), cell.text())))
        .collect();
    let wanted: Vec<(String, String)> = placed.in_order().map(|(_, opinion)| (opinion.id.to_string(), opinion.text.to_string())).collect();
    if paper.layout == shiryo::meeting::paper::Layout::Matrix {
        // Columns stand in another order than sources.
        let sorted = |mut list: Vec<(String, String)>| {
            list.sort();
            list
        };
        return if sorted(shown) == sorted(wanted) { Ok(()) } else { Err(Failure::Wrong("opinions are lost".into())) };
    }
    if shown == wanted { Ok(()) } else { Err(Failure::Wrong("opinions are lost or stand in another order".into())) }
}

#[test]
fn papers_random_matrix() {
    try_papers("matrix", 1);
}

#[test]
fn papers_random_list() {
    try_papers("list", 1_000);
}

#[test]
fn papers_random_stacked() {
    try_papers("stacked", 2_000);
}

#[test]
fn papers_random_comparison() {
    try_papers("comparison", 3_000);
}
