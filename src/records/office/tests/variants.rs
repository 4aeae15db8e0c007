//! Variants: right tables to which the things are done that people do to theirs. What comes out is exactly what went
//! in, or an error names the cell.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rust_xlsxwriter::{ExcelDateTime, Format, Note, Workbook};

use crate::meeting::Meeting;
use crate::records::{load, validate};
use crate::say::diag::{Diagnostics, Severity};

/// Numbers that follow from a seed (SplitMix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

/// What people do to a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Deed {
    Titles,
    Moved,
    Shifted,
    Merged,
    BlankDown,
    Ditto,
    Extra,
    SheetBySource,
    SheetBySection,
    SideBySide,
    Bands,
    Total,
    Memo,
    Repeated,
    Typed,
    Synonyms,
    Widths,
    Grouped,
    Spaces,
    Hidden,
    StruckDropped,
    StruckAsked,
    EmptyRows,
    Numbered,
    Comments,
    Cp932,
    Utf16,
}

const DEEDS: &[Deed] = &[
    Deed::Titles,
    Deed::Moved,
    Deed::Shifted,
    Deed::Merged,
    Deed::BlankDown,
    Deed::Ditto,
    Deed::Extra,
    Deed::SheetBySource,
    Deed::SheetBySection,
    Deed::SideBySide,
    Deed::Bands,
    Deed::Total,
    Deed::Memo,
    Deed::Repeated,
    Deed::Typed,
    Deed::Synonyms,
    Deed::Widths,
    Deed::Grouped,
    Deed::Spaces,
    Deed::Hidden,
    Deed::StruckDropped,
    Deed::StruckAsked,
    Deed::EmptyRows,
    Deed::Numbered,
    Deed::Comments,
    Deed::Cp932,
    Deed::Utf16,
];

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    No,
    Section,
    SectionTitle,
    Category,
    Subcategory,
    Source,
    Text,
    TextOf(usize),
    Attribution,
    View,
    Day,
    Extra(usize),
}

impl Kind {
    fn headings(self, synonyms: bool) -> &'static [&'static str] {
        match self {
            Self::No if synonyms => &["番号", "№", "Ｎｏ．", "通し番号", "項番"],
            Self::No => &["No."],
            Self::Section if synonyms => &["区分No", "部番号"],
            Self::Section => &["区分番号"],
            Self::SectionTitle if synonyms => &["意見区分", "大区分"],
            Self::SectionTitle => &["区分"],
            Self::Category if synonyms => &["分類", "大項目", "テーマ", "論点"],
            Self::Category => &["項目"],
            Self::Subcategory if synonyms => &["中項目", "小分類", "細目"],
            Self::Subcategory => &["小項目"],
            Self::Source if synonyms => &["出所", "種別", "意見の種類"],
            Self::Source => &["出典"],
            Self::Text if synonyms => &["ご意見の概要", "意見内容", "いただいたご意見", "意見\n（要旨）", "主な意見"],
            Self::Text => &["意見"],
            Self::TextOf(source) => [&["委員意見"], &["他都市"], &["市民"]][source],
            Self::Attribution if synonyms => &["発言者", "委員名", "都市名"],
            Self::Attribution => &["発言者・都市"],
            Self::View => &["市の考え方"],
            Self::Day => &["受付日"],
            Self::Extra(index) => [&["受付者"], &["備考欄"], &["チェック"], &["氏名"], &["対応状況"]][index],
        }
    }

    fn is_label(self) -> bool {
        matches!(self, Self::Section | Self::SectionTitle | Self::Category | Self::Subcategory | Self::Source)
    }
}

/// An opinion, as it went in or as it came out.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Right {
    section: usize,
    category: String,
    subcategory: String,
    no: String,
    source: usize,
    text: String,
    attribution: String,
    view: String,
    day: String,
}

const SECTIONS: &[&str] = &["配置について", "運営について", "その他"];
const SOURCES: &[(&str, &str)] = &[("iin", "委員意見"), ("toshi", "他都市"), ("shimin", "市民")];
const CATEGORIES: &[&str] =
    &["施設", "人員と予算", "ＩＣＴ", "合計", "001", "=1+1", "意見", "※注", "3", "その他", "周知・広報", "計画 全体"];
const SUBCATEGORIES: &[&str] = &["現状", "課題", "001", "合計", "今後", "@方針"];
const NAMES: &[&str] = &["", "山田委員", "京都市", "001", "＝委員", "合計"];
const VIEWS: &[&str] = &["", "検討する。", "=A1", "同上", "御意見のとおり。\n改める。", "3", "※"];
const HOSTILE: &[&str] = &[
    "=1+1", "”", "001", "※", "〃", "'引用", "\"引用\"", "a,b;c", "1/2", "TRUE", "#N/A", "意見", "-", "以上", "3", "2026/4/1",
    "担当を決める。", "@SUM(A1)", " 前に空白", "後に空白　", "No.", "項目", "備考なし", "5件",
];
/// Opinions that the program asks about, wherever they stand.
const TOTALS: &[&str] = &["合計", "計", "小計 3件"];
const PIECES: &[&str] =
    &["駅前に図書館を。", "予算は足りるか", "\n", "資料3の10頁、", "ＩＣＴを使う。", "\n・", "①", " ", "（案）", "費用対効果"];

/// A right table and the shape of its meeting.
struct Table {
    sections: usize,
    sources: usize,
    numbered: bool,
    titled: bool,
    categories: usize,
    rows: Vec<Right>,
}

impl Table {
    fn new(dice: &mut Dice) -> Self {
        let (sections, sources) = (1 + dice.below(3), 1 + dice.below(3));
        let (numbered, titled, categories) = (!dice.one_in(4), dice.one_in(2), dice.below(3));
        let count = if dice.one_in(6) { 1 + dice.below(3) } else { 1 + dice.below(40) };
        let mut rows = Vec::new();
        let (mut section, mut category, mut subcategory, mut source) = (0, "施設", "現状", 0);
        for index in 0..count {
            if dice.one_in(6) && section + 1 < sections {
                section += 1;
                (category, subcategory) = (dice.pick(CATEGORIES), dice.pick(SUBCATEGORIES));
            }
            if dice.one_in(3) {
                (category, subcategory) = (dice.pick(CATEGORIES), dice.pick(SUBCATEGORIES));
            }
            if dice.one_in(3) {
                subcategory = dice.pick(SUBCATEGORIES);
            }
            if dice.one_in(2) {
                source = dice.below(sources);
            }
            rows.push(Right {
                section,
                category: if categories > 0 { category } else { "" }.to_owned(),
                subcategory: if categories > 1 { subcategory } else { "" }.to_owned(),
                no: if numbered { (index + 1).to_string() } else { String::new() },
                source,
                text: text(dice, index),
                attribution: dice.pick(NAMES).to_owned(),
                view: dice.pick(VIEWS).to_owned(),
                day: format!("2026-12-{:02}", 1 + dice.below(28)),
            });
        }
        Self { sections, sources, numbered, titled, categories, rows }
    }

    fn meeting(&self, more: &str) -> Meeting {
        let mut toml = format!("[meeting]\ntitle = \"あ\"\ndate = 2026-04-01\n{more}");
        if self.sections > 1 {
            SECTIONS[..self.sections].iter().for_each(|title| toml += &format!("[[sections]]\ntitle = \"{title}\"\n"));
        }
        for (key, heading) in &SOURCES[..self.sources] {
            toml += &format!("[[sources]]\nkey = \"{key}\"\nheading = \"{heading}\"\nattribution = \"発言者・都市\"\n");
        }
        toml += "[[fields]]\nkey = \"view\"\nheading = \"市の考え方\"\n[[fields]]\nkey = \"day\"\nheading = \"受付日\"\n";
        Meeting::parse(&toml, Path::new("m")).unwrap()
    }
}

fn text(dice: &mut Dice, index: usize) -> String {
    if dice.one_in(3) {
        return dice.pick(HOSTILE).to_owned();
    }
    if dice.one_in(600) {
        return dice.pick(TOTALS).to_owned();
    }
    let mut text = format!("意見{index}");
    (0..dice.below(8)).for_each(|_| text += dice.pick(PIECES));
    text.trim_end().to_owned()
}

/// A row on its way to a worksheet.
#[derive(Debug, Clone, Default)]
struct Line {
    cells: Vec<String>,
    /// Whether it is an opinion.
    is_opinion: bool,
    struck: bool,
    hidden: bool,
}

impl Line {
    /// A row in which a text stands alone.
    fn alone(width: usize, index: usize, text: &str) -> Self {
        let mut cells = vec![String::new(); width];
        text.clone_into(&mut cells[index]);
        Self { cells, ..Self::default() }
    }
}

/// A worksheet on its way to a file.
#[derive(Debug, Default)]
struct Grid {
    name: String,
    left: usize,
    top: usize,
    kinds: Vec<Kind>,
    lines: Vec<Line>,
    /// Rows before the lines.
    merged: Vec<(usize, usize, usize, usize)>,
    comments: Vec<(usize, usize)>,
    typed: bool,
    /// The number format of the days.
    format: &'static str,
}

/// The file, what is right of it, and the meeting.
struct Variant {
    file: &'static str,
    bytes: Vec<u8>,
    right: Vec<Right>,
    meeting: Meeting,
    grids: Vec<Grid>,
}

fn variant(seed: u64, deeds: &[Deed]) -> Variant {
    let mut dice = Dice(seed);
    let table = Table::new(&mut dice);
    let did = |deed: Deed| deeds.contains(&deed);
    let is_text = did(Deed::Cp932) || did(Deed::Utf16);
    let more = if did(Deed::StruckDropped) { "[records]\nstruck = \"drop\"\n" } else { "" };
    let by_section = did(Deed::SheetBySection) && table.sections > 1 && !is_text;
    let by_source = did(Deed::SheetBySource) && table.sources > 1 && !is_text && !by_section;
    let beside = did(Deed::SideBySide) && table.sources > 1 && !by_source;
    let bands = did(Deed::Bands) && table.sections > 1 && !by_section;
    let (mut right, mut grids) = (Vec::new(), Vec::new());
    let groups: BTreeMap<usize, Vec<Right>> = table.rows.iter().fold(BTreeMap::new(), |mut groups, row| {
        let group = if by_section {
            row.section
        } else if by_source {
            row.source
        } else {
            0
        };
        groups.entry(group).or_insert_with(Vec::new).push(row.clone());
        groups
    });
    // A single worksheet does not stand for a section or a source.
    let (by_section, by_source) = (by_section && groups.len() > 1, by_source && groups.len() > 1);
    let titled = table.titled;
    for (group, rows) in groups {
        let mut kinds = Vec::new();
        if table.numbered {
            kinds.push(Kind::No);
        }
        if table.sections > 1 && !by_section && !bands {
            kinds.push(if titled { Kind::SectionTitle } else { Kind::Section });
        }
        kinds.extend([Kind::Category, Kind::Subcategory].into_iter().take(table.categories));
        if beside {
            (0..table.sources).for_each(|source| kinds.extend([Kind::TextOf(source), Kind::Attribution]));
        } else {
            if table.sources > 1 && !by_source {
                kinds.push(Kind::Source);
            }
            kinds.extend([Kind::Text, Kind::Attribution]);
        }
        kinds.extend([Kind::View, Kind::Day]);
        if did(Deed::Moved) && !beside {
            for index in (1..kinds.len()).rev() {
                kinds.swap(index, dice.below(index + 1));
            }
        }
        if did(Deed::Extra) {
            for index in 0..1 + dice.below(3) {
                // What stands beside a source's opinions belongs to them.
                let at = if beside { kinds.len() } else { dice.below(kinds.len() + 1) };
                kinds.insert(at, Kind::Extra((index * 2 + dice.below(2)) % 5));
            }
        }
        let name = match (by_section, by_source) {
            (true, _) => SECTIONS[group].to_owned(),
            (_, true) => SOURCES[group].1.to_owned(),
            _ => "意見".to_owned(),
        };
        grids.push(grid(&mut dice, &did, name, kinds, &rows, bands, &mut right));
    }
    if beside {
        // Each worksheet is read source by source.
        let mut sorted = Vec::new();
        let mut rest = right.as_slice();
        let sizes: Vec<usize> = grids.iter().map(|grid| grid.lines.iter().filter(|line| line.is_opinion && !line.struck).count()).collect();
        for size in sizes {
            let (own, others) = rest.split_at(size);
            rest = others;
            (0..table.sources).for_each(|source| sorted.extend(own.iter().filter(|row| row.source == source).cloned()));
        }
        right = sorted;
    }
    let meeting = table.meeting(more);
    let (file, bytes) = if is_text { ("意見.csv", csv(&grids[0], did(Deed::Cp932))) } else { ("意見.xlsx", xlsx(&grids)) };
    Variant { file, bytes, right, meeting, grids }
}

/// What a row shows in a column.
fn shown(row: &Right, kind: Kind, with_key: bool, position: (usize, &[Kind])) -> String {
    match kind {
        Kind::No => row.no.clone(),
        Kind::Section => (row.section + 1).to_string(),
        Kind::SectionTitle => SECTIONS[row.section].to_owned(),
        Kind::Category => row.category.clone(),
        Kind::Subcategory => row.subcategory.clone(),
        Kind::Source if with_key => SOURCES[row.source].0.to_owned(),
        Kind::Source => SOURCES[row.source].1.to_owned(),
        Kind::Text => row.text.clone(),
        Kind::TextOf(source) => if source == row.source { row.text.as_str() } else { "" }.to_owned(),
        Kind::Attribution => match position.0.checked_sub(1).map(|before| position.1[before]) {
            Some(Kind::TextOf(source)) if source != row.source => String::new(),
            _ => row.attribution.clone(),
        },
        Kind::View => row.view.clone(),
        Kind::Day => row.day.clone(),
        Kind::Extra(index) => ["鈴木", "", "済", "佐藤 花子", "2"][index].to_owned(),
    }
}

/// The headings, as one table or another has them.
fn headings(dice: &mut Dice, did: &dyn Fn(Deed) -> bool, kinds: &[Kind]) -> Vec<String> {
    kinds
        .iter()
        .map(|kind| {
            let heading = dice.pick(kind.headings(did(Deed::Synonyms)));
            if !did(Deed::Widths) {
                return heading.to_owned();
            }
            match dice.below(4) {
                0 => heading.chars().flat_map(|c| [c, '　']).collect(),
                1 => heading.chars().map(|c| if c.is_ascii_graphic() { char::from_u32(c as u32 + 0xfee0).unwrap() } else { c }).collect(),
                2 => heading.chars().enumerate().flat_map(|(at, c)| (at == 1).then_some('\n').into_iter().chain([c])).collect(),
                _ => format!(" {heading} "),
            }
        })
        .collect()
}

/// Titles and headings.
fn top_lines(dice: &mut Dice, did: &dyn Fn(Deed) -> bool, headings: &[String], grid: &mut Grid) {
    let is_text = did(Deed::Cp932) || did(Deed::Utf16);
    let width = headings.len();
    let line = |cells: Vec<String>| Line { cells, ..Line::default() };
    if did(Deed::Titles) {
        let first = grid.lines.len();
        let titles = ["第2回検討会　意見一覧", "令和8年12月10日現在", "意見の概要と市の考え方について", "", "※内部資料", "資料1"];
        for _ in 0..1 + dice.below(4) {
            let index = dice.below(width);
            grid.lines.push(Line::alone(width, index, dice.pick(&titles)));
        }
        if dice.one_in(3) && !is_text && width > 2 {
            grid.lines[first] = Line::alone(width, 0, "意見一覧");
            grid.merged.push((first, 0, first, width - 1));
        }
    }
    if did(Deed::Grouped) && !is_text {
        // A row above the headings groups some of them; the others reach over both rows.
        let at = grid.lines.len();
        let start = dice.below(width - 1);
        let mut cells = headings.to_vec();
        cells[start] = "詳細".to_owned();
        cells[start + 1].clear();
        grid.lines.push(line(cells));
        let mut lower = vec![String::new(); width];
        lower[start].clone_from(&headings[start]);
        lower[start + 1].clone_from(&headings[start + 1]);
        grid.lines.push(line(lower));
        grid.merged.push((at, start, at, start + 1));
        (0..width).filter(|index| *index != start && *index != start + 1).for_each(|index| grid.merged.push((at, index, at + 1, index)));
    } else {
        grid.lines.push(line(headings.to_vec()));
    }
}

fn grid(
    dice: &mut Dice,
    did: &dyn Fn(Deed) -> bool,
    name: String,
    kinds: Vec<Kind>,
    rows: &[Right],
    bands: bool,
    right: &mut Vec<Right>,
) -> Grid {
    let is_text = did(Deed::Cp932) || did(Deed::Utf16);
    let mut grid = Grid { name, typed: did(Deed::Typed), format: "yyyy-mm-dd", ..Grid::default() };
    if grid.typed && !is_text {
        grid.format = dice.pick(&["yyyy-mm-dd", "yyyy/m/d", "[$-411]ggge\"年\"m\"月\"d\"日\";@"]);
    }
    let grid_format = grid.format;
    let in_format = |day: &str| {
        let of_month = day[8..].trim_start_matches('0');
        match grid_format {
            "yyyy/m/d" => format!("2026/12/{of_month}"),
            "yyyy-mm-dd" => day.to_owned(),
            _ => format!("令和8年12月{of_month}日"),
        }
    };
    let with_key = dice.one_in(3);
    let width = kinds.len();
    let line = |cells: Vec<String>| Line { cells, ..Line::default() };
    let headings = headings(dice, did, &kinds);
    top_lines(dice, did, &headings, &mut grid);
    let has_struck = !is_text && (did(Deed::StruckDropped) || did(Deed::StruckAsked));
    let struck_at = dice.below(rows.len());
    let mut above: Option<Vec<String>> = None;
    let mut section = None;
    let level = |kind: Kind| match kind {
        Kind::Section | Kind::SectionTitle => Some(0),
        Kind::Category => Some(1),
        Kind::Subcategory => Some(2),
        _ => None,
    };
    for (index, row) in rows.iter().enumerate() {
        if bands && section != Some(row.section) {
            section = Some(row.section);
            let title = SECTIONS[row.section];
            let title = match dice.below(3) {
                0 => title.to_owned(),
                1 => format!("({}) {title}", row.section + 1),
                _ => format!("{}　{title}", row.section + 1),
            };
            grid.lines.push(Line::alone(width, 0, &title));
            above = None;
        }
        if did(Deed::EmptyRows) && dice.one_in(4) {
            grid.lines.push(line(vec![String::new(); width]));
        }
        if did(Deed::Repeated) && index > 0 && dice.one_in(5) {
            grid.lines.push(line(headings.clone()));
        }
        let cells: Vec<String> = kinds.iter().enumerate().map(|(at, kind)| shown(row, *kind, with_key, (at, &kinds))).collect();
        let mut shown = cells.clone();
        let same = |kind: usize| above.as_ref().is_some_and(|above| above[kind] == cells[kind] && !cells[kind].is_empty());
        // A label that is as above, with every label of a higher level.
        let goes_on = |at: usize| {
            let higher = |other: &usize| match (level(kinds[*other]), level(kinds[at])) {
                (Some(other), Some(own)) => other < own,
                _ => false,
            };
            kinds[at].is_label() && same(at) && (0..width).filter(higher).all(same)
        };
        for (at, kind) in kinds.iter().enumerate() {
            if goes_on(at) && did(Deed::BlankDown) {
                shown[at].clear();
            } else if did(Deed::Ditto) && (goes_on(at) || *kind == Kind::Attribution && same(at)) && dice.one_in(2) {
                shown[at] = dice.pick(&["〃", "同上", "”"]).to_owned();
            } else if did(Deed::Spaces) && matches!(kind, Kind::Category | Kind::Subcategory | Kind::Source) && !shown[at].is_empty() {
                shown[at] += dice.pick(&["", " ", "　"]);
            }
        }
        above = Some(cells);
        let hidden = did(Deed::Hidden) && !is_text && dice.one_in(3);
        grid.lines.push(Line { cells: shown, is_opinion: true, struck: false, hidden });
        right.push(Right { day: in_format(&row.day), ..row.clone() });
        if has_struck && index == struck_at {
            let mut cells: Vec<String> =
                kinds.iter().enumerate().map(|(at, kind)| self::shown(row, *kind, with_key, (at, &kinds))).collect();
            for (cell, kind) in cells.iter_mut().zip(&kinds) {
                if matches!(kind, Kind::Text | Kind::TextOf(_)) && !cell.is_empty() {
                    *cell = format!("取り下げられた意見{}", right.len());
                }
            }
            grid.lines.push(Line { cells, is_opinion: true, struck: true, hidden: false });
        }
        if did(Deed::Comments) && dice.one_in(4) {
            grid.comments.push((grid.lines.len() - 1, dice.below(width)));
        }
    }
    below(dice, did, &kinds, rows.len(), &mut grid);
    if did(Deed::Merged) && !is_text {
        merge(&kinds, &level, &mut grid);
    }
    grid.left = if did(Deed::Shifted) { dice.below(4) } else { 0 };
    grid.top = if did(Deed::Shifted) { dice.below(6) } else { 0 };
    grid.kinds = kinds;
    grid
}

/// What stands below a table.
fn below(dice: &mut Dice, did: &dyn Fn(Deed) -> bool, kinds: &[Kind], count: usize, grid: &mut Grid) {
    let width = kinds.len();
    let find = |wanted: &dyn Fn(Kind) -> bool| kinds.iter().position(|kind| wanted(*kind));
    let mut push = |cells: &[(Option<usize>, &str)]| {
        let mut line = Line { cells: vec![String::new(); width], ..Line::default() };
        for (index, text) in cells {
            if let Some(index) = index {
                (*text).clone_into(&mut line.cells[*index]);
            }
        }
        grid.lines.push(line);
    };
    if did(Deed::Numbered) {
        for index in 0..1 + dice.below(3) {
            push(&[(find(&|kind| kind == Kind::No), &(count + index + 1).to_string())]);
        }
    }
    let text = find(&|kind| matches!(kind, Kind::Text | Kind::TextOf(_)));
    let category = find(&|kind| kind == Kind::Category);
    if did(Deed::Total) {
        let number = format!("{count}件");
        match dice.below(6) {
            0 => push(&[(Some(0), "合計"), (Some(width - 1), &count.to_string())]),
            1 => push(&[(category, "合計")]),
            2 => push(&[(text, "合計"), (find(&|kind| kind == Kind::View), &number)]),
            3 => push(&[(category.or(Some(0)), "計"), (text, &number)]),
            4 => push(&[(Some(0), "合　計"), (Some(1), &number)]),
            _ => push(&[(Some(0), &format!("合計：{number}"))]),
        }
    }
    if did(Deed::Memo) {
        if dice.one_in(2) {
            push(&[]);
        }
        match dice.below(7) {
            0 => push(&[(Some(0), "※意見は要約しています。")]),
            1 => push(&[(Some(0), "以上")]),
            2 => push(&[(text, "※このほかに意見はなかった。")]),
            3 => push(&[(Some(0), "担当"), (Some(1), "企画課")]),
            4 => push(&[(text, "問い合わせ先：企画課（内線1234）")]),
            5 => {
                push(&[]);
                push(&[(Some(0), "集計は4月1日現在")]);
                push(&[(Some(1), "事務局で整理したもの")]);
            }
            _ => push(&[(Some(width - 1), "(注) 原文のまま")]),
        }
    }
}

/// Gives equal labels one cell, as far as the labels above them go.
fn merge(kinds: &[Kind], level: &dyn Fn(Kind) -> Option<usize>, grid: &mut Grid) {
    for (index, kind) in kinds.iter().enumerate().filter(|(_, kind)| kind.is_label()) {
        let higher: Vec<usize> =
            (0..kinds.len()).filter(|other| level(kinds[*other]) < level(*kind) && level(kinds[*other]).is_some()).collect();
        let mut start = 0;
        while start < grid.lines.len() {
            let first = &grid.lines[start];
            let alike = |line: &Line| {
                line.is_opinion
                    && line.cells[index] == first.cells[index]
                    && higher.iter().all(|other| line.cells[*other] == first.cells[*other])
            };
            let mergeable = first.is_opinion && !first.cells[index].is_empty();
            let end = if mergeable {
                (start..grid.lines.len()).find(|at| !alike(&grid.lines[*at])).unwrap_or(grid.lines.len())
            } else {
                start + 1
            };
            if end > start + 1 {
                grid.merged.push((start, index, end - 1, index));
            }
            start = end.max(start + 1);
        }
    }
    // Only the first cell of a merged range keeps its text; the texts are cleared last, since they are compared above.
    for (top, index, bottom, right) in &grid.merged {
        if top < bottom && index == right && grid.lines[*top].is_opinion {
            grid.lines[top + 1..=*bottom].iter_mut().for_each(|line| line.cells[*index].clear());
        }
    }
}

fn xlsx(grids: &[Grid]) -> Vec<u8> {
    let mut book = Workbook::new();
    for grid in grids {
        let sheet = book.add_worksheet();
        sheet.set_name(&grid.name).unwrap();
        let at = |row: usize, column: usize| ((grid.top + row) as u32, (grid.left + column) as u16);
        for (row, line) in grid.lines.iter().enumerate() {
            let format = if line.struck { Format::new().set_font_strikethrough() } else { Format::new() };
            for (column, text) in line.cells.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
                let (row, column, kind) = (at(row, column).0, at(row, column).1, grid.kinds[column]);
                if grid.typed && line.is_opinion && kind == Kind::Day {
                    let date = ExcelDateTime::parse_from_str(text).unwrap();
                    let format = format.clone().set_num_format(grid.format);
                    sheet.write_datetime_with_format(row, column, &date, &format).unwrap();
                } else if grid.typed && line.is_opinion && matches!(kind, Kind::No | Kind::Section) && text.parse::<f64>().is_ok() {
                    sheet.write_number_with_format(row, column, text.parse::<f64>().unwrap(), &format).unwrap();
                } else {
                    sheet.write_string_with_format(row, column, text, &format).unwrap();
                }
            }
            if line.hidden {
                sheet.set_row_hidden(at(row, 0).0).unwrap();
            }
        }
        for (top, left, bottom, right) in &grid.merged {
            let ((top_row, left_column), (bottom_row, right_column)) = (at(*top, *left), at(*bottom, *right));
            let text = grid.lines[*top].cells[*left].as_str();
            sheet.merge_range(top_row, left_column, bottom_row, right_column, text, &Format::new()).unwrap();
        }
        for (row, column) in &grid.comments {
            sheet.insert_note(at(*row, *column).0, at(*row, *column).1, &Note::new("確認")).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

fn csv(grid: &Grid, cp932: bool) -> Vec<u8> {
    let mut text = "\r\n".repeat(grid.top);
    for line in &grid.lines {
        let quoted = |cell: &String| {
            if cell.contains([',', '"', '\n', ' ']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.clone() }
        };
        let cells: Vec<String> = (0..grid.left).map(|_| String::new()).chain(line.cells.iter().map(quoted)).collect();
        text += &cells.join(if cp932 { "," } else { "\t" });
        text += "\r\n";
    }
    if cp932 {
        return encoding_rs::SHIFT_JIS.encode(&text).0.into_owned();
    }
    [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
}

/// What is wrong with what comes out of a variant; or what was asked, nothing if it came out.
fn fault(variant: &Variant) -> Result<BTreeSet<&'static str>, String> {
    let mut findings = Diagnostics::default();
    let opinions = match load::records(&variant.meeting, variant.file, &variant.bytes, &mut findings) {
        Ok(records) => validate::validate(&variant.meeting, &records, &mut findings),
        Err(errors) => {
            findings.0.extend(errors.0);
            Vec::new()
        }
    };
    if findings.has_errors() {
        let errors = || findings.0.iter().filter(|finding| finding.severity == Severity::Error);
        let named = |place: &crate::say::diag::Place| place.cell.is_some() || place.line.is_some();
        return match errors().find(|error| error.place.as_ref().is_none_or(|place| !named(place))) {
            Some(error) => Err(format!("names no cell: {}", error.message.code())),
            None => Ok(errors().map(|error| error.message.code()).collect()),
        };
    }
    let came: Vec<Right> = opinions
        .iter()
        .map(|opinion| Right {
            section: opinion.section,
            category: opinion.category.to_string(),
            subcategory: opinion.subcategory.to_string(),
            no: opinion.no.as_ref().map_or(String::new(), |no| no.text.clone()),
            source: opinion.source,
            text: opinion.text.to_string(),
            attribution: opinion.attribution.to_string(),
            view: opinion.fields[0].to_string(),
            day: opinion.fields[1].to_string(),
        })
        .collect();
    if came == variant.right {
        return Ok(BTreeSet::new());
    }
    let at = came.iter().zip(&variant.right).position(|(came, right)| came != right).unwrap_or(came.len().min(variant.right.len()));
    Err(format!("{} of {}, first {at}:\n  in  {:?}\n  out {:?}", came.len(), variant.right.len(), variant.right.get(at), came.get(at)))
}

/// Shown of a variant that fails.
fn drawn(variant: &Variant) -> String {
    let lines = variant.grids.iter().flat_map(|grid| grid.lines.iter().map(|line| line.cells.join(" | ").replace('\n', "⏎")));
    lines.take(25).collect::<Vec<String>>().join("\n    ")
}

#[test]
fn office_variants() {
    let mut cases: Vec<Vec<Deed>> = Vec::new();
    cases.extend((0..60).map(|_| Vec::new()));
    for (index, deed) in DEEDS.iter().enumerate() {
        cases.extend((0..10).map(|_| vec![*deed]));
        DEEDS[index + 1..].iter().for_each(|other| cases.extend((0..5).map(|_| vec![*deed, *other])));
    }
    assert!(cases.len() >= 2_000, "{}", cases.len());
    let (mut faults, mut asked) = (Vec::new(), BTreeMap::<Deed, (usize, usize)>::new());
    for (seed, deeds) in (1..).zip(&cases) {
        let variant = variant(seed, deeds);
        match fault(&variant) {
            Ok(said) => {
                let exact = said.is_empty();
                for deed in deeds {
                    let counts = asked.entry(*deed).or_default();
                    counts.0 += usize::from(!exact);
                    counts.1 += 1;
                }
            }
            Err(fault) => faults.push(format!("{seed} {deeds:?}: {fault}\n    {}", drawn(&variant))),
        }
    }
    let (count, all) = (faults.len(), cases.len());
    faults.truncate(4);
    assert!(faults.is_empty(), "{count} of {all}\n{}", faults.join("\n\n"));
    // Whoever asks about everything is never wrong.
    for (deed, (asked, count)) in asked {
        let most = match deed {
            Deed::StruckAsked => count,
            Deed::Memo => count * 2 / 3,
            _ => count / 4,
        };
        assert!(asked <= most, "{deed:?}: {asked} of {count} are asked about");
    }
}
