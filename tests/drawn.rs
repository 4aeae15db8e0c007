//! What is drawn on the pages of the sample and of every ready layout, on several papers: rules of one colour and weight
//! along their length, no type that is too small, no text that touches another, no label that is broken where it may not
//! be, no last letter alone on its line, and nothing alone on the last page.

use std::collections::{BTreeMap, BTreeSet};

use shiryo::build::input::Input;
use shiryo::build::making::Making;
use shiryo::meeting;
use shiryo::read::files;
use shiryo::say::diag::Diagnostics;
use shiryo::say::words;
use shiryo::typeset::decisions::categories;
use shiryo::typeset::marks::{self, RowPlace};
use typst::layout::{Frame, FrameItem, Point, Transform};
use typst::visualize::{Color, Geometry, Paint};
use typst_layout::PagedDocument;

use crate::layouts::layouts;
use crate::support::{Folder, root, run, succeed};

/// Papers, and the most pages that 資料3 and 資料4 take on each.
const LOOKS: &[(&str, [usize; 2])] = &[
    ("", [5, 3]),
    ("paper = \"a4\"\nlandscape = false\n", [12, 7]),
    ("paper = \"b5\"\nlandscape = false\n", [21, 14]),
    ("paper = \"a4\"\nsize = 12\nline = 17\n", [20, 12]),
    ("paper = \"b4\"\nsize = 10\nline = 14\nfonts = [\"BIZ UDMincho\"]\n", [8, 4]),
];
/// Papers of the ready layouts: their own, and another.
const LAYOUT_LOOKS: &[&str] = &["", "paper = \"a4\"\nlandscape = false\nsize = 11\nline = 16\n"];
/// The head of a table and the margin below it, in points, or more.
const HEAD: f64 = 70.0;
/// A row as high as this, in points, is not lost on a page.
const LOW: f64 = 80.0;
/// Dots as short as this, in points, are lost by a one-bit copy of A3 on A4.
const LEAST_DOT: f64 = 0.75;
/// Least size of type, and least room between texts of one line, in points.
const LEAST_SIZE: f64 = 8.0;
const LEAST_ROOM: f64 = 72.0 / 25.4;

/// A stretch of text: its left and right end, and its line.
struct Text {
    left: f64,
    right: f64,
    y: f64,
    size: f64,
    text: String,
}

/// A rule along one direction.
#[derive(Clone)]
struct Rule {
    from: f64,
    to: f64,
    weight: f64,
    black: bool,
    /// Length of its dots; nothing for a solid one.
    dots: Option<f64>,
}

#[derive(Default)]
struct Drawn {
    texts: Vec<Text>,
    /// Rules by their place, in tenths of a point; across and down.
    across: BTreeMap<i64, Vec<Rule>>,
    down: BTreeMap<i64, Vec<Rule>>,
}

impl Drawn {
    fn add(&mut self, frame: &Frame, transform: Transform) {
        for (point, item) in frame.items() {
            let place = point.transform(transform);
            match item {
                FrameItem::Group(group) => {
                    self.add(&group.frame, transform.pre_concat(Transform::translate(point.x, point.y)).pre_concat(group.transform));
                }
                FrameItem::Text(text) => self.texts.push(Text {
                    left: place.x.to_pt(),
                    right: place.x.to_pt() + text.width().to_pt(),
                    y: place.y.to_pt(),
                    size: text.size.to_pt(),
                    text: text.text.to_string(),
                }),
                FrameItem::Shape(shape, _) => {
                    let (Geometry::Line(end), Some(stroke)) = (&shape.geometry, &shape.stroke) else { continue };
                    let end = (*point + Point::new(end.x, end.y)).transform(transform);
                    let (x, y) = ((place.x.to_pt(), end.x.to_pt()), (place.y.to_pt(), end.y.to_pt()));
                    let flat = (y.0 - y.1).abs() < 0.01;
                    let ((from, to), at) = if flat { (x, y.0) } else { (y, x.0) };
                    let rule = Rule {
                        from: from.min(to),
                        to: from.max(to),
                        weight: stroke.thickness.to_pt(),
                        black: matches!(&stroke.paint, Paint::Solid(color) if color.to_rgb() == Color::BLACK.to_rgb()),
                        dots: stroke.dash.as_ref().map(|dash| dash.array.iter().step_by(2).map(|dot| dot.to_pt()).fold(f64::MAX, f64::min)),
                    };
                    let rules = if flat { &mut self.across } else { &mut self.down };
                    rules.entry((at * 10.0).round() as i64).or_default().push(rule);
                }
                FrameItem::Image(..) | FrameItem::Link(..) | FrameItem::Tag(_) => {}
            }
        }
    }

    fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for (name, rules) in self.across.iter().map(|rules| ("across", rules)).chain(self.down.iter().map(|rules| ("down", rules))) {
            let (at, rules) = (*rules.0 as f64 / 10.0, seen(rules.1));
            faults.extend(
                rules.iter().filter(|rule| !rule.black).map(|rule| format!("a rule {name} at {at} is not black from {}", rule.from)),
            );
            faults.extend(rules.iter().filter(|rule| rule.weight < 0.35).map(|_| format!("a rule {name} at {at} is too thin")));
            let lost = |rule: &&Rule| rule.dots.is_some_and(|dots| dots < LEAST_DOT);
            faults.extend(rules.iter().filter(lost).map(|_| format!("a rule {name} at {at} has dots that a copy loses")));
            for pair in rules.windows(2) {
                let (one, other) = (&pair[0], &pair[1]);
                // Where they touch they are one rule; dots tell that both sides are empty.
                if other.from - one.to < 1.0 && (one.weight - other.weight).abs() > 0.01 {
                    faults.push(format!("a rule {name} at {at} changes from {} to {} at {}", one.weight, other.weight, one.to));
                }
                if other.from - one.to < 1.0 && one.dots.is_some() != other.dots.is_some() && one.weight > 0.5 {
                    faults.push(format!("a strong rule {name} at {at} is dotted from {}", one.to));
                }
            }
        }
        let mut texts: Vec<&Text> = self.texts.iter().filter(|text| !text.text.trim().is_empty()).collect();
        faults.extend(texts.iter().filter(|text| text.size < LEAST_SIZE - 0.01).map(|text| format!("{} in {} pt", text.text, text.size)));
        texts.sort_by(|a, b| a.y.total_cmp(&b.y));
        for line in texts.chunk_by_mut(|above, below| below.y - above.y < 1.0) {
            line.sort_by(|a, b| a.left.total_cmp(&b.left));
            for pair in line.windows(2) {
                let (one, other) = (pair[0], pair[1]);
                let room = other.left - one.right;
                // Letters under one another are lines from top to bottom.
                let is_letter = |text: &Text| text.text.chars().count() == 1;
                if is_letter(one) && is_letter(other) {
                    continue;
                }
                if !(-0.1..0.1).contains(&room) && room < LEAST_ROOM && !self.is_between(one, other) {
                    faults.push(format!("「{}」 and 「{}」 are {room:.2} pt apart", one.text, other.text));
                }
            }
        }
        for text in &texts {
            if text.text.contains("（続") && !text.text.contains("（続き）") {
                faults.push(format!("「{}」 is broken", text.text));
            }
            let is_last = text.text.ends_with('。') && text.text.chars().count() == 2;
            if is_last && !texts.iter().any(|other| (other.y - text.y).abs() < 1.0 && (other.right - text.left).abs() < 1.0) {
                faults.push(format!("「{}」 stands alone on its line", text.text));
            }
        }
        faults
    }

    /// Whether a rule stands between two texts.
    fn is_between(&self, one: &Text, other: &Text) -> bool {
        let between = |at: i64| (one.right - 0.1..other.left + 0.1).contains(&(at as f64 / 10.0));
        self.down.iter().any(|(at, rules)| between(*at) && rules.iter().any(|rule| (rule.from - 1.0..rule.to + 1.0).contains(&one.y)))
    }
}

/// What is seen of rules at one place that may lie over one another: of each stretch the strongest.
fn seen(rules: &[Rule]) -> Vec<Rule> {
    let mut edges: Vec<f64> = rules.iter().flat_map(|rule| [rule.from, rule.to]).collect();
    edges.sort_by(f64::total_cmp);
    let stretch = |edge: &[f64]| {
        let middle = f64::midpoint(edge[0], edge[1]);
        let over = || rules.iter().filter(|rule| (rule.from..rule.to).contains(&middle));
        let weight = over().map(|rule| rule.weight).max_by(f64::total_cmp)?;
        let strongest = || over().filter(|rule| rule.weight == weight);
        let dots = if strongest().any(|rule| rule.dots.is_none()) { None } else { strongest().find_map(|rule| rule.dots) };
        Some(Rule { from: edge[0], to: edge[1], weight, black: over().all(|rule| rule.black), dots })
    };
    // Rules that cross reach a hair beyond one another.
    edges.windows(2).filter(|edge| edge[1] - edge[0] > 0.5).filter_map(stretch).collect()
}

/// The sample in a look.
fn sample(look: &str) -> Folder {
    let folder = Folder::new(&[]);
    for name in ["meeting.toml", "opinions.csv", "responses.csv"] {
        folder.write(&format!("m/{name}"), std::fs::read(root().join("seeds").join(name)).unwrap());
    }
    folder.write("m/meeting.toml", format!("{}\n[look]\n{look}", folder.text("m/meeting.toml")));
    folder
}

/// A ready layout, in a look of its own or another.
fn layout(name: &str, look: &str) -> Folder {
    let folder = Folder::new(&[]);
    succeed(folder.path(), &["init", "m", "--layout", name]);
    let text = folder.text("m/meeting.toml");
    let keys: Vec<&str> = look.lines().filter_map(|line| line.split(' ').next()).collect();
    let is_other = |line: &&str| !keys.iter().any(|key| line.starts_with(&format!("{key} =")));
    let put = |line: &str| if line.starts_with("[look]") { format!("{line}\n{look}") } else { format!("{line}\n") };
    folder.write("m/meeting.toml", text.lines().filter(is_other).map(put).collect::<String>());
    folder
}

/// A paper as it is set, with the pages on which its rows begin, by section.
struct Paper {
    label: String,
    pages: PagedDocument,
    rows: Vec<RowPlace>,
    /// How often it was set.
    passes: usize,
}

impl Paper {
    /// Every paper of the meeting in the folder `m`.
    fn all(folder: &Folder) -> Vec<Self> {
        let input = Input::read(&files::Folder(&folder.path().join("m"))).unwrap();
        // Something that is made in no time.
        let named = |paper: &meeting::paper::Paper| {
            paper.files.iter().map(|file| file.file.replace("{label}", &paper.label)).find(|file| file.ends_with(".html"))
        };
        let only: Vec<String> = input.meeting.papers.iter().find_map(named).into_iter().collect();
        let made = Making::new(&input, &only, false, &mut Diagnostics::default()).unwrap();
        let set = |(paper, document): (usize, &shiryo::document::Document)| {
            let draft = made.papers.draft(paper, document).unwrap();
            let setting = made.papers.setting(&draft);
            let mut papers = setting.papers(&made.papers.fonts);
            let mut said = Diagnostics::default();
            let passes = std::cell::Cell::new(0);
            let pages = setting.set(&mut papers, &|pass, _| passes.set(pass), &mut said).unwrap();
            // On small paper lines may be short, which is said.
            said.0.retain(|finding| !finding.message.is(words::key::texts_narrow));
            assert!(said.0.is_empty(), "{said:?}");
            let passes = passes.get();
            let counts: Vec<usize> =
                categories(document).iter().map(|section| section.iter().map(|category| category.rows).sum()).collect();
            Self { label: document.label.clone(), rows: marks::rows(&pages, &counts), pages, passes }
        };
        made.documents.iter().enumerate().map(set).collect()
    }

    fn faults(&self) -> Vec<String> {
        let mut faults = self.alone();
        faults.extend((self.passes > 1).then(|| format!("set {} times", self.passes)));
        for (page, frame) in self.pages.pages().iter().enumerate() {
            let mut drawn = Drawn::default();
            drawn.add(&frame.frame, Transform::identity());
            assert!(drawn.across.len() > 2 && drawn.texts.len() > 5, "{} page {}", self.label, page + 1);
            faults.extend(drawn.faults().into_iter().map(|fault| format!("page {}: {fault}", page + 1)));
        }
        faults
    }

    /// What stands on the last page alone: a row that might have had another with it, or what stands below the tables.
    fn alone(&self) -> Vec<String> {
        let last = self.pages.pages().len();
        let ends_on = |row: &RowPlace| row.end.map_or(row.page, |(page, _)| page);
        let page = &self.pages.pages()[last - 1].frame;
        match &self.rows[..] {
            [.., end] if ends_on(end) < last => vec!["the last page has no row".to_owned()],
            [.., above, end] if end.page == last && above.section == end.section && ends_on(above) < last => {
                let high = |row: &RowPlace| row.height.unwrap_or(f64::INFINITY);
                let fits = high(above) + high(end) < page.height().to_pt() - end.y - HEAD;
                if fits && high(end) < LOW { vec!["the last page has a single row".to_owned()] } else { Vec::new() }
            }
            _ => Vec::new(),
        }
    }
}

#[test]
fn drawn_pages() {
    let mut faults = Vec::new();
    for (look, most) in LOOKS {
        for (paper, most) in Paper::all(&sample(look)).iter().zip(most) {
            let count = paper.pages.pages().len();
            if count > *most {
                faults.push(format!("{} takes {count} pages with {look:?}, more than {most}", paper.label));
            }
            faults.extend(paper.faults().into_iter().map(|fault| format!("{} with {look:?}: {fault}", paper.label)));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// Between empty cells rules are dotted, and [`Drawn::faults`] sees their dots.
#[test]
fn drawn_dots() {
    let papers = Paper::all(&sample(""));
    let mut drawn = Drawn::default();
    drawn.add(&papers[0].pages.pages()[0].frame, Transform::identity());
    let dotted = |rules: &BTreeMap<i64, Vec<Rule>>| rules.values().flatten().filter(|rule| rule.dots.is_some()).count();
    assert!(dotted(&drawn.across) > 5, "{}", dotted(&drawn.across));
}

#[test]
fn drawn_layouts() {
    let mut faults = Vec::new();
    for name in layouts() {
        for look in LAYOUT_LOOKS {
            for paper in Paper::all(&layout(&name, look)) {
                // What is marked and what is not are not kept together.
                let is_marked = |fault: &String| name == "comparison" && fault.ends_with("stands alone on its line");
                let own = paper.faults().into_iter().filter(|fault| !is_marked(fault));
                faults.extend(own.map(|fault| format!("{name} {} with {look:?}: {fault}", paper.label)));
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// Where columns do not fit, what the message proposes makes them fit.
#[test]
fn drawn_too_narrow() {
    let narrow = ["paper = \"b5\"", "landscape = false", "size = 12", "line = 17"];
    let folder = sample(&narrow.join("\n"));
    let (code, _, err) = run(folder.path(), &["check", "m"]);
    assert_eq!(code, 1, "{err}");
    // Of the paper that needs the most.
    let lines = err.lines().skip_while(|line| !line.contains("if it has one")).take_while(|line| !line.contains("in the paper"));
    let proposed: Vec<&str> = lines.filter_map(|line| line.split_once("if it has one: ")?.1.strip_suffix(')')).collect();
    assert!(["size = 1", "landscape = true", "paper = "].iter().all(|look| proposed.iter().any(|one| one.starts_with(look))), "{err}");
    for look in proposed {
        let key = look.split(' ').next().unwrap();
        let lines: Vec<&str> = narrow.iter().copied().filter(|line| !line.starts_with(key)).chain([look]).collect();
        let (code, _, err) = run(sample(&lines.join("\n")).path(), &["check", "m"]);
        assert_eq!(code, 0, "{look}: {err}");
    }
}

/// A table of long opinions with short answers, as another city may have it.
const LONG: &str = r#"[meeting]
title = "○○市公共施設等総合管理計画（案）に対する意見と市の考え方"
date = 2026-11-20
[look]
paper = "a4"
size = 10
line = 14.5
[[fields]]
key = "view"
heading = "市の考え方"
[[fields]]
key = "rating"
heading = "評価"
[[fields]]
key = "office"
heading = "担当課"
[[papers]]
label = "資料1"
layout = "list"
columns = ["no", "category", "text", "view", { of = "rating", width = 2, align = "center" }, "office"]
files = ["資料1.pdf", "資料1.xlsx", "資料1.html"]
[[papers]]
label = "資料2"
layout = "list"
bands = ["category"]
columns = ["no", "text", "view", { of = "rating", width = 2, align = "center" }, "office"]
files = ["資料2.pdf", "資料2.xlsx", "資料2.html"]
[[papers]]
label = "資料3"
layout = "list"
columns = [{ of = "category", vertical = true, width = 2 }, "no", "text", "view", { of = "rating", width = 2 }, "office"]
files = ["資料3.pdf", "資料3.xlsx", "資料3.html"]
"#;

/// That table, in a look of its own.
fn long(look: &str) -> Folder {
    let mut rows = "ID,項目,No.,意見,市の考え方,評価,担当課\n".to_owned();
    for no in 1..=24 {
        let category = if no <= 20 { "施設の統廃合及び跡地の活用" } else { "財源" };
        let text = "延べ床面積は約12500㎡であり、利用者数から見て過大ではないか。".repeat([1, 6, 14, 9, 30, 3][no % 6]);
        let view = format!("今後の参考とし、{no}ページに追記します。");
        rows.push_str(&format!("r{no},{category},{no},{text},{view},{},上下水道局経営総務課\n", ["○", "△"][no % 2]));
    }
    let is_other = |line: &&str| !look.lines().any(|own| own.split(' ').next() == line.split(' ').next());
    let put = |line| if line == "[look]" { vec![line, look] } else { vec![line] };
    let toml: Vec<&str> = LONG.lines().filter(is_other).flat_map(put).collect();
    Folder::new(&[("m/meeting.toml", toml.join("\n").as_bytes()), ("m/opinions.csv", rows.as_bytes())])
}

/// Looks in which rows of that table go on over pages.
const LONG_LOOKS: &[&str] = &["size = 10", "landscape = false\nsize = 9", "paper = \"b5\"\nsize = 8.5"];

/// What pages and sheets say again is known to the proof.
#[test]
fn drawn_goes_on_proved() {
    for look in LONG_LOOKS {
        let folder = long(look);
        succeed(folder.path(), &["build", "m"]);
        let (code, out, err) = run(folder.path(), &["verify", "m", "-q"]);
        assert_eq!((code, err.as_str()), (0, ""), "{look}: {out}");
    }
}

/// What rows of small tables are about may take several lines on a sheet; the proof knows.
#[test]
fn drawn_small_tables_proved() {
    let choices = ["既に計画に盛り込まれている意見", "計画の実施に当たり参考とする意見", "計画に反映した意見"];
    let values: Vec<String> = choices.iter().map(|value| format!("{{ value = \"{value}\" }}")).collect();
    let toml = format!(
        "[meeting]\ntitle = \"意見\"\ndate = 2026-11-20\n[look]\npaper = \"b5\"\nlandscape = false\nsize = 10\nline = 15\n\
         [[fields]]\nkey = \"kind\"\nheading = \"反映区分\"\nchoices = [{}]\n\
         [[papers]]\nlabel = \"資料1\"\nlayout = \"list\"\ncolumns = [\"no\", \"category\", \"text\", \"kind\"]\n\
         above = [{{ tally = \"kind\", by = \"category\" }}, {{ legend = \"kind\", heading = \"説明\" }}]\n\
         files = [\"資料1.pdf\", \"資料1.xlsx\", \"資料1.html\"]\n",
        values.join(", ")
    );
    let categories = ["人権・多文化共生の推進", "男女共同参画社会の実現に向けた環境づくり", "子育て", "健康", "防災・減災対策"];
    let mut rows = "ID,項目,No.,意見,反映区分\n".to_owned();
    for no in 1..=10 {
        rows.push_str(&format!("a{no},{},{no},意見です。,{}\n", categories[(no - 1) / 2], choices[no % 3]));
    }
    let folder = Folder::new(&[("m/meeting.toml", toml.as_bytes()), ("m/opinions.csv", rows.as_bytes())]);
    succeed(folder.path(), &["build", "m"]);
    let (code, out, err) = run(folder.path(), &["verify", "m", "-q"]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
}

/// A long title beside a long label stands below it, in few lines; a column of short values has its heading on one line
/// where there is room.
#[test]
fn drawn_headings() {
    let toml = |label: &str| {
        format!(
            "[meeting]\ntitle = \"第9期高齢者福祉計画・介護保険事業計画及び第3期認知症施策推進基本計画（一体的策定）（素案）に対する御意見の概要と市の考え方について（報告）\"\n\
             date = 2026-11-20\n[look]\npaper = \"a4\"\nlandscape = false\nsize = 10\nline = 15\n[[fields]]\nkey = \"view\"\nheading = \"市の考え方\"\n\
             [[papers]]\nlabel = \"{label}\"\nlayout = \"list\"\ncolumns = [\"no\", \"text\", \"view\"]\nfiles = [\"資料.pdf\", \"資料.html\"]\n"
        )
    };
    for (label, lines) in [("資料1", 4), ("資料2-3（差替え）【取扱注意】", 2)] {
        let rows = "ID,No.,意見,市の考え方\na1,1,意見です。,済\na2,2,意見です。,済\n";
        let folder = Folder::new(&[("m/meeting.toml", toml(label).as_bytes()), ("m/opinions.csv", rows.as_bytes())]);
        let [paper] = &Paper::all(&folder)[..] else { panic!("one paper") };
        assert_eq!(paper.faults(), Vec::<String>::new(), "{label}");
        let mut drawn = Drawn::default();
        drawn.add(&paper.pages.pages()[0].frame, Transform::identity());
        let title: BTreeSet<i64> = drawn.texts.iter().filter(|text| text.size > 14.0).map(|text| text.y.round() as i64).collect();
        assert_eq!(title.len(), lines, "{label}");
        assert!(drawn.texts.iter().any(|text| text.text == "市の考え方"), "the heading stands on one line");
        succeed(folder.path(), &["build", "m"]);
        let (code, out, err) = run(folder.path(), &["verify", "m", "-q"]);
        assert_eq!((code, err.as_str()), (0, ""), "{label}: {out}");
    }
}

/// The headings of a tally over many categories run from top to bottom and touch nothing; those of one over few are broken
/// rather than wide.
#[test]
fn drawn_tallies() {
    let toml = "[meeting]\ntitle = \"意見\"\ndate = 2026-11-20\n[look]\npaper = \"a4\"\nlandscape = false\nsize = 12\nline = 18\n\
        [[fields]]\nkey = \"kind\"\nheading = \"対応\"\nchoices = [{ value = \"A\" }, { value = \"B\" }]\n\
        [[papers]]\nlabel = \"資料1\"\nlayout = \"list\"\ncolumns = [\"no\", \"category\", \"text\", \"kind\"]\n\
        above = [{ tally = \"kind\", by = \"category\" }]\nfiles = [\"資料1.pdf\", \"資料1.xlsx\", \"資料1.html\"]\n";
    let many = ["文化ホール", "カフェ・売店", "バリアフリー", "立地", "（仮称）図書館の跡地の活用"];
    let few = ["まちづくりセンターの役割分担及び相互の連携体制の在り方", "その他"];
    for (categories, count) in [(&many[..], 22), (&few[..], 2)] {
        let mut rows = "ID,項目,No.,意見,対応\n".to_owned();
        for no in 1..=count {
            let category = categories[no % categories.len()];
            rows.push_str(&format!("a{no},{category}{},{no},意見です。,A\n", if count > 2 { no.to_string() } else { String::new() }));
        }
        let folder = Folder::new(&[("m/meeting.toml", toml.as_bytes()), ("m/opinions.csv", rows.as_bytes())]);
        let [paper] = &Paper::all(&folder)[..] else { panic!("one paper") };
        assert_eq!(paper.faults(), Vec::<String>::new(), "{count}");
        let mut drawn = Drawn::default();
        drawn.add(&paper.pages.pages()[0].frame, Transform::identity());
        assert!(drawn.texts.iter().any(|text| text.text == "合計"), "the sum stands on one line");
        let head = drawn.texts.iter().take_while(|text| text.text != "A").skip(2).map(|text| text.right - text.left);
        assert!(head.fold(0.0, f64::max) <= 16.0 * 12.0 + 0.1, "{count}");
        succeed(folder.path(), &["build", "m"]);
        let (code, out, err) = run(folder.path(), &["verify", "m", "-q"]);
        assert_eq!((code, err.as_str()), (0, ""), "{count}: {out}");
    }
    // On the sheet to print none of as many chapters is broken in a word: what says little leaves its room to the others.
    let chapters = ["計画全体", "第1章　計画の策定に当たって", "第2章　現状と課題", "第3章　基本理念と目標", "第4章　施策の展開"];
    let chapters = chapters.into_iter().chain(["第5章　計画の推進体制", "資料編", "その他"]).enumerate();
    let rows: String = chapters.map(|(no, chapter)| format!("a{no},{chapter},{},意見です。,A\n", no + 1)).collect();
    let rows = format!("ID,項目,No.,意見,対応\n{rows}");
    let folder = Folder::new(&[("m/meeting.toml", toml.as_bytes()), ("m/opinions.csv", rows.as_bytes())]);
    succeed(folder.path(), &["build", "m"]);
    let mut book = zip::ZipArchive::new(std::io::Cursor::new(folder.read("output/資料1.xlsx"))).unwrap();
    let texts = std::io::read_to_string(book.by_name("xl/sharedStrings.xml").unwrap()).unwrap();
    for lines in ["第1章　\n計画の\n策定に\n当たって", "第5章　\n計画の\n推進体制"] {
        assert!(texts.contains(lines), "{lines}");
    }
    succeed(folder.path(), &["verify", "m", "-q"]);
}

/// Rows that go on over pages say again what stands beside them, with room for it, and bands say that they go on.
#[test]
fn drawn_goes_on() {
    let mut faults = Vec::new();
    for look in LONG_LOOKS {
        let folder = long(look);
        for paper in Paper::all(&folder) {
            faults.extend(paper.faults().into_iter().map(|fault| format!("{} with {look:?}: {fault}", paper.label)));
            for (page, frame) in paper.pages.pages().iter().enumerate().skip(1) {
                let mut drawn = Drawn::default();
                drawn.add(&frame.frame, Transform::identity());
                let said = drawn.texts.iter().map(|text| text.text.as_str()).collect::<String>();
                if said.contains("参照") {
                    faults.push(format!("{} with {look:?}, page {}: an answer is not said again", paper.label, page + 1));
                }
                let begins = paper.rows.iter().find(|row| row.page == page + 1).map(|row| row.row);
                let goes_on = begins.is_none_or(|row| ![0, 20].contains(&row));
                // A label from top to bottom is drawn letter by letter.
                if goes_on && !said.contains("（続き）") {
                    faults.push(format!("{} with {look:?}, page {}: nothing says that the category goes on", paper.label, page + 1));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// What stands above the tables of a page, without the label in its box.
fn running(paper: &Paper, page: usize) -> String {
    let mut drawn = Drawn::default();
    drawn.add(&paper.pages.pages()[page].frame, Transform::identity());
    let above = drawn.texts.iter().filter(|text| text.size < 9.0 && text.y < 62.0);
    above.map(|text| text.text.as_str()).collect()
}

/// Above a page on which no section goes on, the title has all of the line; beside a section it leaves that room.
#[test]
fn drawn_running_title() {
    let title = "○○市立地適正化計画及び地域公共交通計画の一体的な見直しに関する市民の意見と市の考え方";
    let toml = format!(
        "[meeting]\ntitle = \"{title}\"\ndate = 2026-11-20\n[look]\npaper = \"a4\"\nlandscape = false\nsize = 9\nline = 13.5\n\
         [[sections]]\ntitle = \"居住を誘導する区域の考え方について\"\n[[sections]]\ntitle = \"交通\"\n\
         [[papers]]\nlabel = \"資料1\"\nlayout = \"list\"\ncolumns = [\"no\", \"text\"]\nfiles = [\"資料1.pdf\", \"資料1.html\"]\n"
    );
    // Rows of which four fill a page, and of which none goes on over one.
    let text = ["行"; 11].join("\n");
    let mut rows = "ID,区分番号,No.,意見\n".to_owned();
    for no in 1..=8 {
        rows.push_str(&format!("a{no},1,{no},\"{text}\"\n"));
    }
    for no in 1..=7 {
        rows.push_str(&format!("b{no},2,{no},\"{text}\"\n"));
    }
    let folder = Folder::new(&[("m/meeting.toml", toml.as_bytes()), ("m/opinions.csv", rows.as_bytes())]);
    let [paper] = &Paper::all(&folder)[..] else { panic!("one paper") };
    let opens: Vec<usize> = paper.rows.iter().filter(|row| row.row == 0).map(|row| row.page).collect();
    let (alone, beside) = (running(paper, opens[1] - 1), running(paper, 1));
    assert!(opens[1] > 2 && paper.rows.iter().all(|row| row.page != opens[1] || row.section == 2), "{:?}", paper.rows);
    assert_eq!(alone, title);
    assert!(beside.contains('…') && beside.contains("（続き）"), "{beside}");
    // It has all that a short section leaves.
    let short = running(paper, opens[1]);
    assert!(short.contains("(2)交通（続き）") && short.find('…').is_none_or(|end| Some(end) > beside.find('…')), "{short} {beside}");
}

/// What is long in a column of short values is set as a text, whose lines are full; short values are broken between words.
#[test]
fn drawn_long_among_short() {
    let long = "公共交通の空白となる地域のうち、人口がこの10年で2割以上減ったところから、順に運行の実験を始めることとした。";
    let toml = "[meeting]\ntitle = \"意見\"\ndate = 2026-11-20\n[look]\npaper = \"a4\"\nsize = 9\nline = 13.5\n\
        [[fields]]\nkey = \"state\"\nheading = \"状況\"\nwidth = 7\n\
        [[papers]]\nlabel = \"資料1\"\nlayout = \"list\"\ncolumns = [\"no\", \"text\", \"state\"]\nfiles = [\"資料1.pdf\", \"資料1.html\"]\n";
    let rows = format!("ID,No.,意見,状況\na,1,意見です。,{long}\nb,2,意見です。,都市整備部公共交通推進課\nc,3,意見です。,検討中\n");
    let folder = Folder::new(&[("m/meeting.toml", toml.as_bytes()), ("m/opinions.csv", rows.as_bytes())]);
    let [paper] = &Paper::all(&folder)[..] else { panic!("one paper") };
    let mut drawn = Drawn::default();
    drawn.add(&paper.pages.pages()[0].frame, Transform::identity());
    let left = drawn.texts.iter().map(|text| text.left).fold(0.0, f64::max);
    let mut lines: BTreeMap<i64, String> = BTreeMap::new();
    for text in drawn.texts.iter().filter(|text| text.left > left - 9.0 * 8.0 && text.y > paper.rows[0].y) {
        lines.entry(text.y.round() as i64).or_default().push_str(&text.text);
    }
    let lines: Vec<String> = lines.into_values().collect();
    let of_long = lines.iter().position(|line| line.ends_with("した。") || line == "。" || line == "た。").unwrap();
    let widest = lines[..=of_long].iter().map(|line| line.chars().count()).max().unwrap();
    let full = lines[..of_long].iter().filter(|line| line.chars().count() + 1 >= widest).count();
    assert_eq!(lines[..=of_long].concat(), long);
    assert!(full + 1 >= of_long, "{lines:?}");
    assert!(lines[of_long + 1..].iter().any(|line| line.ends_with("推進課")), "{lines:?}");
}

/// The sheet to print takes no more pages than the PDF, and has no type that is too small.
#[test]
fn drawn_sheets() {
    let (mut longer, mut too_small) = (Vec::new(), Vec::new());
    let small = |paper: &str| format!("paper = \"{paper}\"\nsize = 8\nline = 11.6\n");
    let looks = ["".to_owned(), "paper = \"a4\"\nlandscape = false\n".to_owned(), "paper = \"b4\"\nsize = 9\nline = 13\n".to_owned()];
    // Type of 8 pt is never printed smaller.
    let looks = looks.into_iter().chain([small("b4"), small("a4"), small("a4") + "landscape = false\n"]);
    let samples = looks.map(|look| (sample(&look), format!("the sample with {look:?}")));
    let short = of_lines("list", "\"text\", \"view\"", std::iter::repeat_n(1, 66));
    short.write("m/meeting.toml", short.text("m/meeting.toml").replacen("files = [", "files = [\"資料1.xlsx\", ", 1));
    let folders = layouts().into_iter().map(|name| (layout(&name, ""), name)).chain(samples).chain([(short, "short rows".to_owned())]);
    for (folder, name) in folders {
        succeed(folder.path(), &["build", "m"]);
        let pages: Vec<usize> = Paper::all(&folder).iter().map(|paper| paper.pages.pages().len()).collect();
        let input = Input::read(&files::Folder(&folder.path().join("m"))).unwrap();
        for (paper, pages) in input.meeting.papers.iter().zip(pages) {
            let file =
                paper.files.iter().map(|file| file.file.replace("{label}", &paper.label)).find(|file| file.ends_with(".xlsx")).unwrap();
            let mut book = zip::ZipArchive::new(std::io::Cursor::new(folder.read(&format!("output/{file}")))).unwrap();
            let mut part = |name: &str| std::io::read_to_string(book.by_name(name).unwrap()).unwrap();
            let count = part("xl/worksheets/sheet1.xml").matches("<brk ").count() + 1;
            let styles = part("xl/styles.xml");
            let sizes = styles.split("<sz val=\"").skip(1).filter_map(|rest| rest.split('"').next()?.parse::<f64>().ok());
            if styles.contains("shrinkToFit") || sizes.into_iter().any(|size| size < LEAST_SIZE) {
                too_small.push(format!("{name} {file}"));
            }
            if count > pages {
                longer.push(format!("{name} {file}: {count} pages, the PDF has {pages}"));
            }
        }
    }
    assert!(longer.is_empty(), "{longer:?}");
    assert!(too_small.is_empty(), "{too_small:?}");
}

/// What several opinions share is said again at full size where they go on over a page, if it is not as high as half of
/// that; so are short values in narrow columns.
#[test]
fn drawn_shared_again() {
    let toml = "[meeting]\ntitle = \"意見\"\ndate = 2026-11-20\n[look]\npaper = \"a4\"\nsize = 9\nline = 13.5\n\
        [[fields]]\nkey = \"view\"\nheading = \"考え方\"\n[[fields]]\nkey = \"office\"\nheading = \"担当課\"\n\
        [[papers]]\nlabel = \"資料1\"\nlayout = \"list\"\n\
        columns = [\"no\", \"category\", \"text\", { of = \"view\", width = 12, joins = \"category\" }, { of = \"office\", width = 4 }]\n\
        files = [\"資料1.pdf\", \"資料1.html\"]\n\
        [[papers]]\nlabel = \"資料2\"\nlayout = \"list\"\n\
        columns = [\"no\", \"category\", \"text\", { of = \"office\", width = 4 }]\nfiles = [\"資料2.pdf\"]\n";
    let view = "今後の取組の参考とします。".repeat(12);
    for lines in 6..34 {
        let text = ["行"; 28].join("\n");
        let first = vec!["行"; lines].join("\n");
        let mut rows = "ID,項目,No.,意見,考え方,担当課\n".to_owned();
        for (no, text) in [&first, &text, &first].into_iter().enumerate() {
            rows.push_str(&format!("a{no},施設,{},\"{text}\",{view},都市整備部公共交通推進課\n", no + 1));
        }
        let folder = Folder::new(&[("m/meeting.toml", toml.as_bytes()), ("m/opinions.csv", rows.as_bytes())]);
        for paper in Paper::all(&folder) {
            for (page, frame) in paper.pages.pages().iter().enumerate() {
                let mut drawn = Drawn::default();
                drawn.add(&frame.frame, Transform::identity());
                let said = drawn.texts.iter().map(|text| text.text.as_str()).collect::<String>();
                assert!(!said.contains("参照"), "{} with {lines} lines, page {}", paper.label, page + 1);
            }
        }
    }
}

/// A table of so many lines to each opinion.
fn of_lines(layout: &str, columns: &str, lines: impl Iterator<Item = usize>) -> Folder {
    let toml = format!(
        "[meeting]\ntitle = \"意見\"\ndate = 2026-11-20\n[look]\npaper = \"a4\"\nsize = 10\nline = 15\n\
         [[fields]]\nkey = \"view\"\nheading = \"考え方\"\n\
         [[papers]]\nlabel = \"資料1\"\nlayout = \"{layout}\"\ncolumns = [\"no\", {columns}]\nfiles = [\"資料1.pdf\", \"資料1.html\"]\n"
    );
    let mut rows = "ID,No.,意見,考え方\n".to_owned();
    for (index, lines) in lines.enumerate() {
        rows.push_str(&format!("a{index},{},短い意見です。,\"{}\"\n", index + 1, vec!["行"; lines].join("\n")));
    }
    Folder::new(&[("m/meeting.toml", toml.as_bytes()), ("m/opinions.csv", rows.as_bytes())])
}

/// A table that begins on a later page, below what fills the first, has no page before it whose foot could take a row.
#[test]
fn drawn_table_on_a_later_page() {
    let mut later = 0;
    for count in 5..22 {
        let folder = of_lines("list", "\"text\", \"view\"", [8, 12].into_iter().cycle().take(count));
        let above = format!("above = [{{ text = \"{}\" }}]\nfiles", "前文\\n".repeat(48));
        folder.write("m/meeting.toml", folder.text("m/meeting.toml").replacen("files", &above, 1));
        let [paper] = &Paper::all(&folder)[..] else { panic!("one paper") };
        assert_eq!(paper.rows.len(), count);
        later += usize::from(paper.rows[0].page > 1);
    }
    assert!(later > 10, "{later}");
}

/// Rows have less room above and below what they say where that saves a page, all of a paper alike, and heads keep theirs.
#[test]
fn drawn_tighter() {
    let of = |count: usize| {
        let folder = of_lines("list", "\"text\", \"view\"", std::iter::repeat_n(1, count));
        Paper::all(&folder).remove(0)
    };
    let height = |row: &RowPlace| (row.height.unwrap() * 10.0).round() / 10.0;
    let few = of(5);
    let (plain, head) = (height(&few.rows[0]), few.rows[0].y);
    let tighter = (30..110).map(of).find(|paper| height(&paper.rows[0]) < plain).expect("a paper is a page shorter");
    assert!(tighter.rows.iter().all(|row| (0.9..2.1).contains(&(plain - height(row)))), "{plain} {:?}", tighter.rows);
    assert!((tighter.rows[0].y - head).abs() < 0.01, "{head} {}", tighter.rows[0].y);
    let per_page = tighter.rows.iter().take_while(|row| row.page == 1).count();
    let bottom = tighter.rows[per_page - 1].end.unwrap().1;
    assert!(bottom - head < per_page as f64 * plain - 5.0, "more rows on a page");
}

/// No last page has one opinion or the rest of one that would have room at the feet of the pages before, if rows there went on
/// over them; and a rest is not alone where its row might begin the page.
#[test]
fn drawn_last_pages() {
    let mut saved = 0;
    for (layout, columns) in [("list", "\"text\", \"view\""), ("stacked", "{ stack = [\"text\", \"view\"], heading = \"意見\" }")] {
        for count in 5..22 {
            for lines in [[6, 6], [7, 5], [4, 9], [8, 12]] {
                let folder = of_lines(layout, columns, lines.into_iter().cycle().take(count));
                let [paper] = &Paper::all(&folder)[..] else { panic!("one paper") };
                let rows = &paper.rows;
                let (foot, (last, bottom)) =
                    (paper.pages.pages()[0].frame.height().to_pt() - 15.0 * 72.0 / 25.4, rows[rows.len() - 1].end.unwrap());
                let Some(top) = rows.iter().filter(|row| row.page > 1).map(|row| row.y).reduce(f64::min) else { continue };
                let ends =
                    |page: usize| rows.iter().filter_map(|row| row.end).filter(|end| end.0 == page).map(|end| end.1).fold(0.0, f64::max);
                let begin = rows.iter().filter(|row| row.page == last && row.y >= top - 0.1).count();
                let is_closed = |page: &usize| rows.iter().all(|row| row.page > *page || row.end.is_none_or(|end| end.0 <= *page));
                let blanks: Vec<f64> = (1..last).filter(is_closed).map(|page| foot - ends(page)).collect();
                // A row that is cut leaves a few lines of blank where it is.
                let spare: f64 = blanks.iter().map(|blank| (blank - 45.0).max(0.0)).sum();
                let parts = if layout == "stacked" { 2 } else { 1 };
                assert!(begin > parts || bottom - top > spare, "{layout} {count} of {lines:?}: {begin} on page {last}, {blanks:?} blank");
                assert!(begin > 0 || bottom - top > 0.25 * (foot - top), "{layout} {count} of {lines:?}: a rest alone");
                saved += rows.iter().filter(|row| row.end.is_some_and(|end| end.0 > row.page)).count();
            }
        }
    }
    assert!(saved > 5, "{saved}");
}

/// Dates, addresses and labels in columns of short values are broken between words only, where there is room for these.
#[test]
fn drawn_labels() {
    let toml = "[meeting]\ntitle = \"意見\"\ndate = 2026-11-20\n[look]\npaper = \"a4\"\nsize = 9\nline = 13.5\n\
        [[fields]]\nkey = \"who\"\nheading = \"提出者の区分\"\n[[fields]]\nkey = \"day\"\nheading = \"受付日\"\n\
        [[fields]]\nkey = \"said\"\nheading = \"発言日\"\n[[fields]]\nkey = \"office\"\nheading = \"担当部署\"\n\
        [[fields]]\nkey = \"site\"\nheading = \"参照\"\n\
        [[papers]]\nlabel = \"資料1\"\nlayout = \"list\"\ncolumns = [\"no\", \"who\", \"day\", \"said\", \"text\", \"office\", \"site\"]\n\
        files = [\"資料1.pdf\", \"資料1.html\"]\n";
    let text = "駅前の駐輪場が朝七時には満車になり、雨の日は歩道まで自転車があふれている。".repeat(3);
    let mut rows = "ID,No.,提出者の区分,受付日,発言日,意見,担当部署,参照\n".to_owned();
    for no in 1..=12 {
        let office = ["市民生活部　スポーツ・文化振興課", "都市整備部　まちづくり推進課", "こども未来部　子育て支援センター"][no % 3];
        let site = "https://www.example.lg.jp/dx/";
        rows.push_str(&format!("a{no},{no},市内に事務所を有する法人,2026/{no}/27,令和8年{no}月11日,{text},{office},{site}\n"));
    }
    for look in ["size = 9", "landscape = false", "paper = \"a3\"", "paper = \"b5\""] {
        let key = look.split(' ').next().unwrap();
        let toml: Vec<&str> = toml.lines().filter(|line| !line.starts_with(&format!("{key} ="))).collect();
        let toml = toml.join("\n").replace("[look]", &format!("[look]\n{look}"));
        let folder = Folder::new(&[("m/meeting.toml", toml.as_bytes()), ("m/opinions.csv", rows.as_bytes())]);
        let [paper] = &Paper::all(&folder)[..] else { panic!("one paper") };
        let mut lines: Vec<String> = Vec::new();
        for page in paper.pages.pages() {
            let mut drawn = Drawn::default();
            drawn.add(&page.frame, Transform::identity());
            drawn.texts.sort_by(|one, other| one.y.total_cmp(&other.y).then(one.left.total_cmp(&other.left)));
            // Texts that touch one another are one line of a cell.
            let mut end = (f64::MIN, f64::MIN);
            for text in drawn.texts {
                let touches = (text.y - end.0).abs() < 0.1 && (text.left - end.1).abs() < 0.1;
                end = (text.y, text.right);
                match lines.last_mut().filter(|_| touches) {
                    Some(line) => line.push_str(&text.text),
                    None => lines.push(text.text),
                }
            }
        }
        for (word, count) in
            [("推進課", 4), ("スポーツ", 4), ("センター", 4), ("事務所", 12), ("/27", 12), ("月11日", 12), ("example.", 12)]
        {
            let found = lines.iter().filter(|line| line.contains(word)).count();
            assert!(found >= count, "{look}: {word} is broken {} times", count - found);
        }
        assert!(
            key == "landscape" || (1..=12).all(|no| lines.iter().any(|line| line.contains(&format!("2026/{no}/27")))),
            "{look}: {lines:?}"
        );
    }
}

/// An answer that ends on the page on which its row begins is said again where that goes on, wherever on the page it ended.
#[test]
fn drawn_answer_again() {
    let toml = "[meeting]\ntitle = \"意見\"\ndate = 2026-11-20\n[look]\npaper = \"a4\"\nsize = 9\nline = 13.5\n\
        [[fields]]\nkey = \"view\"\nheading = \"考え方\"\n\
        [[papers]]\nlabel = \"資料1\"\nlayout = \"list\"\ncolumns = [\"no\", \"text\", \"view\"]\nfiles = [\"資料1.pdf\", \"資料1.html\"]\n";
    let (text, view) = (["行"; 12].join("\n"), ["答"; 7].join("\n"));
    let mut again = 0;
    for lines in 14..34 {
        let rows = format!(
            "ID,No.,意見,考え方\na,1,\"{}\",見。\nb,2,\"{text}\",\"{view}\"\nc,3,\"{text}\n{text}\",見。\n",
            vec!["行"; lines].join("\n")
        );
        let folder = Folder::new(&[("m/meeting.toml", toml.as_bytes()), ("m/opinions.csv", rows.as_bytes())]);
        let [paper] = &Paper::all(&folder)[..] else { panic!("one paper") };
        let answers = |page: usize| {
            let mut drawn = Drawn::default();
            drawn.add(&paper.pages.pages()[page - 1].frame, Transform::identity());
            drawn.texts.iter().map(|text| text.text.matches('答').count()).sum::<usize>()
        };
        let row = paper.rows[1];
        let Some((end, _)) = row.end.filter(|(end, _)| *end > row.page) else { continue };
        let (first, rest) = (answers(row.page), answers(end));
        assert!(first < 7 && first + rest == 7 || first == 7 && rest == 7, "{lines} lines: {first} and {rest}");
        again += usize::from(rest == 7);
    }
    assert!(again > 2, "{again}");
}

/// On a narrow page a heading over short values is broken between its words, which leaves its room to the texts.
#[test]
fn drawn_narrow_heading() {
    let toml = "[meeting]\ntitle = \"意見\"\ndate = 2026-11-20\n[look]\npaper = \"a4\"\nlandscape = false\nsize = 12\nline = 17\n\
        [[fields]]\nkey = \"view\"\nheading = \"市の考え方\"\n[[fields]]\nkey = \"action\"\nheading = \"対応区分\"\n[[fields]]\nkey = \"page\"\nheading = \"掲載箇所\"\n\
        [[papers]]\nlabel = \"資料1\"\nlayout = \"list\"\ncolumns = [\"no\", \"category\", \"text\", \"view\", \"action\", \"page\"]\nfiles = [\"資料1.pdf\", \"資料1.html\"]\n";
    let text = "歩道が狭く、車椅子で通るときに車道へ出なければならない箇所が多い。";
    let rows: String = (1..=15).map(|no| format!("a{no},道路,{no},{},{},A,{no}章\n", text.repeat(7), text.repeat(30 + no))).collect();
    let folder = Folder::new(&[
        ("m/meeting.toml", toml.as_bytes()),
        ("m/opinions.csv", format!("ID,項目,No.,意見,市の考え方,対応区分,掲載箇所\n{rows}").as_bytes()),
    ]);
    let [paper] = &Paper::all(&folder)[..] else { panic!("one paper") };
    let mut drawn = Drawn::default();
    drawn.add(&paper.pages.pages()[0].frame, Transform::identity());
    let texts: Vec<&str> = drawn.texts.iter().map(|text| text.text.as_str()).collect();
    assert!(texts.contains(&"対応") && texts.contains(&"区分"), "{texts:?}");
}

/// What a page says, in the order in which it is drawn.
fn said(paper: &Paper, page: usize) -> String {
    let mut drawn = Drawn::default();
    drawn.add(&paper.pages.pages()[page].frame, Transform::identity());
    drawn.texts.iter().map(|text| text.text.as_str()).collect()
}

/// The papers of a meeting, which are made and proved, too.
fn proved(toml: &str, rows: &str) -> (Folder, Vec<Paper>) {
    let folder = Folder::new(&[("m/meeting.toml", toml.as_bytes()), ("m/opinions.csv", rows.as_bytes())]);
    let papers = Paper::all(&folder);
    succeed(folder.path(), &["build", "m"]);
    let (code, out, err) = run(folder.path(), &["verify", "m", "-q"]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    for paper in &papers {
        assert_eq!(paper.faults(), Vec::<String>::new(), "{}", paper.label);
    }
    (folder, papers)
}

/// The parts of a label are paragraphs, on every page on which it stands; from top to bottom it can have one only.
#[test]
fn drawn_labels_of_parts() {
    let toml = "[meeting]\ntitle = \"意見\"\ndate = 2026-11-20\n[look]\npaper = \"b5\"\n[[fields]]\nkey = \"place\"\nheading = \"箇所\"\n\
        [[papers]]\nlabel = \"資料1\"\nlayout = \"list\"\ncolumns = [\"no\", { of = [\"category\", \"place\"] }, \"text\"]\n\
        files = [\"資料1.pdf\", \"資料1.xlsx\", \"資料1.html\"]\n";
    let row = |no: usize| {
        format!("a{no},施設の統廃合及び跡地の活用,{no},{},第{}章\n", "利用者数から見て過大ではないか。".repeat(no % 5 * 9 + 1), no / 9)
    };
    let rows = format!("ID,項目,No.,意見,箇所\n{}", (1..=24).map(row).collect::<String>());
    let (_, papers) = proved(toml, &rows);
    assert!(papers[0].pages.pages().len() > 2);
    let upright = toml.replace("\"place\"] }", "\"place\"], vertical = true }");
    let folder = Folder::new(&[("m/meeting.toml", upright.as_bytes()), ("m/opinions.csv", rows.as_bytes())]);
    let (code, _, err) = run(folder.path(), &["build", "m"]);
    assert!(code == 1 && err.contains("each in a column of its own"), "{err}");
}

/// Where a column says of which section rows are, and no heading does, all of them are one table; where none does, the rows of
/// a section begin a table of their own.
#[test]
fn drawn_sections_in_one_table() {
    let toml = "[meeting]\ntitle = \"意見\"\ndate = 2026-11-20\n[[sections]]\ntitle = \"東部\"\n[[sections]]\ntitle = \"西部\"\n[[sections]]\ntitle = \"南部\"\n\
        [[papers]]\nlabel = \"資料1\"\nlayout = \"list\"\ncolumns = [\"section\", \"category\", \"no\", \"text\"]\nheadings = false\n\
        files = [\"資料1.pdf\", \"資料1.xlsx\", \"資料1.html\"]\n";
    let rows = "ID,区分番号,項目,No.,意見\na,1,道,1,甲\nb,1,道,2,乙\nc,2,道,1,丙\nd,3,道,1,丁\ne,3,橋,2,戊\n";
    for (columns, tables) in
        [("\"section\", \"category\", \"no\", \"text\"", 1), ("\"no\", { stack = [\"section\", \"text\"] }", 1), ("\"no\", \"text\"", 3)]
    {
        let toml = toml.replace("\"section\", \"category\", \"no\", \"text\"", columns);
        let (folder, papers) = proved(&toml, rows);
        let said = said(&papers[0], 0);
        assert_eq!(said.matches("No.").count(), tables, "{said}");
        assert_eq!(folder.text("output/資料1.html").matches("<table").count(), tables, "{columns}");
    }
}

/// Whom a text of a matrix is from is said on each page on which it goes on, and on none on which only others do.
#[test]
fn drawn_attribution_again() {
    let toml = "[meeting]\ntitle = \"意見\"\ndate = 2026-11-20\n[look]\npaper = \"a4\"\n[[sources]]\nkey = \"m\"\nheading = \"委員\"\nattribution = \"委員名\"\n\
        [[sources]]\nkey = \"c\"\nheading = \"他市\"\nattribution = \"市名\"\n[[papers]]\nlabel = \"資料1\"\nlayout = \"matrix\"\n\
        files = [\"資料1.pdf\", \"資料1.xlsx\", \"資料1.html\"]\n";
    let long = "利用者数から見て過大ではないか。".repeat(200);
    let (_, papers) = proved(toml, &format!("ID,No.,出典,意見,発言者・都市\na,1,m,{long},甲委員\nb,1,c,短い。,乙市\n"));
    let pages = papers[0].pages.pages().len();
    assert!(pages > 1);
    for page in 1..pages {
        let said = said(&papers[0], page);
        assert!(said.contains("（続き）甲委員") && !said.contains("乙市"), "{}: {said}", page + 1);
    }
}

/// A heading that the paper gives to a tally stands over it, as over other small tables; else what is counted is in its corner.
#[test]
fn drawn_tally_captions() {
    let toml = "[meeting]\ntitle = \"意見\"\ndate = 2026-11-20\n[[fields]]\nkey = \"kind\"\nheading = \"対応\"\nchoices = [{ value = \"A\" }]\n\
        [[papers]]\nlabel = \"資料1\"\nlayout = \"list\"\ncolumns = [\"no\", \"text\"]\nabove = [{ tally = \"kind\"HEADING }]\n\
        files = [\"資料1.pdf\", \"資料1.xlsx\", \"資料1.html\"]\n";
    let rows = "ID,No.,意見,対応\na,1,甲,A\n";
    let places = |heading: &str, name: &str| {
        let (_, papers) = proved(&toml.replace("HEADING", heading), rows);
        let mut drawn = Drawn::default();
        drawn.add(&papers[0].pages.pages()[0].frame, Transform::identity());
        let y = |name: &str| drawn.texts.iter().find(|text| text.text == name).unwrap_or_else(|| panic!("{name}")).y;
        y("計") - y(name)
    };
    assert!(places("", "対応").abs() < 1.0);
    assert!(places(", heading = \"対応ごとの件数\"", "対応ごとの件数") > 9.0);
}
