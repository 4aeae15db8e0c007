//! Phrases: where a Japanese text is best broken, for headings and labels, and what of it must stay on one line.
//!
//! Phrases are found as BudouX does, by the weights of the characters around each place. `ja.json` is the model of
//! BudouX 0.10.1 (Google, Apache-2.0), `models/ja.json` there.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::LazyLock;

use crate::typeset::measure::{Ruler, address_parts};

static MODEL: LazyLock<Model> = LazyLock::new(Model::new);

struct Model {
    /// For each of [`STRETCHES`] the weights of its stretches, in the order of their [`key`].
    weights: Vec<Vec<(u64, i32)>>,
    /// What a place has against it before its characters are looked at.
    base: i32,
}

impl Model {
    fn new() -> Self {
        let read: BTreeMap<String, BTreeMap<String, i32>> = serde_json::from_str(include_str!("ja.json")).expect("the model is JSON");
        let sorted = |(name, ..): &(&str, isize, usize)| {
            let mut weights: Vec<(u64, i32)> = read[*name].iter().map(|(stretch, weight)| (key(stretch.chars()), *weight)).collect();
            weights.sort_unstable();
            weights
        };
        Self { weights: STRETCHES.iter().map(sorted).collect(), base: -read.values().flat_map(BTreeMap::values).sum::<i32>() }
    }

    /// Whether a phrase rather ends before the character at `index` than not.
    fn ends_before(&self, index: usize, characters: &[(usize, char)]) -> bool {
        let weight = |stretch: usize| {
            let ((_, from, length), weights) = (STRETCHES[stretch], &self.weights[stretch]);
            let from = index.checked_add_signed(from)?;
            let key = key(characters.get(from..from + length)?.iter().map(|(_, c)| *c));
            weights.binary_search_by_key(&key, |(key, _)| *key).ok().map(|found| weights[found].1)
        };
        self.base + 2 * (0..STRETCHES.len()).filter_map(weight).sum::<i32>() > 0
    }
}

/// A number for a stretch of up to three characters.
fn key(characters: impl Iterator<Item = char>) -> u64 {
    characters.fold(0, |key, c| key << 21 | u64::from(c))
}

/// Where the stretches begin, counted in characters from a place, and how long they are.
const STRETCHES: &[(&str, isize, usize)] = &[
    ("UW1", -3, 1),
    ("UW2", -2, 1),
    ("UW3", -1, 1),
    ("UW4", 0, 1),
    ("UW5", 1, 1),
    ("UW6", 2, 1),
    ("BW1", -2, 2),
    ("BW2", -1, 2),
    ("BW3", 0, 2),
    ("TW1", -3, 3),
    ("TW2", -2, 3),
    ("TW3", -1, 3),
    ("TW4", 0, 3),
];
/// What opens no line, and what ends none.
pub const NOT_FIRST: &[char] = &[
    '、', '。', '，', '．', '・', '：', '；', '？', '！', '）', '〕', '］', '｝', '〉', '》', '」', '』', '】', ')', ']', '}', ',', '.',
    ':', ';', '?', '!', 'ー', '～', '〜', '…', '‥', '々', 'ゝ', 'ゞ', '％', '%', 'ぁ', 'ぃ', 'ぅ', 'ぇ', 'ぉ', 'っ', 'ゃ', 'ゅ', 'ょ',
    'ゎ', 'ァ', 'ィ', 'ゥ', 'ェ', 'ォ', 'ッ', 'ャ', 'ュ', 'ョ', 'ヮ',
];
pub const NOT_LAST: &[char] = &['（', '〔', '［', '｛', '〈', '《', '「', '『', '【', '(', '[', '{'];
/// After these a phrase ends.
const AFTER: &str = "・、,，／/：）)」』】］　 ";
const CLOSES: &str = "）)」』】";
/// Before these one begins.
const BEFORE: &str = "（(「『【［";
/// Most letters in brackets that belong to what stands before them, such as （案）.
const APPENDED: usize = 3;
/// What counts or measures, after a number; longer ones first.
const UNITS: &[&str] = &[
    "年度", "年間", "年生", "年代", "年", "か国語", "か国", "か月", "ヶ月", "カ月", "ヵ月", "か所", "ヶ所", "カ所", "箇所", "月", "週間",
    "日間", "日", "ページ", "時間", "時", "分", "秒", "回目", "回", "号", "条", "項", "章", "節", "丁目", "行目", "番目", "番", "点", "人",
    "名", "世帯", "件", "割", "倍", "円", "団体", "学級", "学年", "か年", "種類", "路線", "便", "社", "店", "票", "枚", "個", "本", "冊",
    "棟", "頁", "メートル", "キロ", "ヘクタール", "トン", "ポイント", "歳", "階", "区", "校", "台", "戸", "％", "%", "㎡", "㎢", "㎥",
    "㎞", "㎝", "㎜", "㎏", "ha", "km", "cm", "mm", "kg", "m", "t", "℃",
];
/// What multiplies a number, before what counts it.
const POWERS: &str = "千万億兆";
/// What ends a word in a long row of kanji, where more follows.
const ENDINGS: &str = "都道府県市区町村局部課室署庁院校";
/// Before these it does not end there, as in 市民, 区役所 and 放課後.
const GOES_ON: &str = "役民長街場域画分会内題税舎路後";
/// What opens the second word of a long row of katakana.
const SECOND: &[&str] = &[
    "フォーメーション", "コミュニティ", "マネジメント", "プロジェクト", "アクション", "ステーション", "コミュニケーション", "テクノロジー",
    "ネットワーク", "コメント", "サポーター", "サポート", "マニュアル", "モビリティ", "バリアフリー", "デザイン", "サービス", "システム",
    "センター", "スペース", "シティ", "プラン", "ワーク", "ショップ", "スクール", "ルーム", "エネルギー", "ツーリズム", "ニュートラル",
    "ボランティア", "ミーティング", "アンケート", "カード", "ガイド",
];
/// Between these a verb of two stems goes on, as in 建て替え.
const STEMS: &str = "いきぎしちてりみびけげせえれめべ";
/// What may stand at the start of a line where a phrase is too wide.
pub const PARTICLES: &[&str] =
    &["から", "まで", "での", "への", "との", "からの", "までの", "による", "における", "について", "についての", "として"];
/// What joins two words.
const JOINING: &[&str] = &["及び", "並びに", "又は", "若しくは"];
/// Verbs and nouns that mean little of themselves: they belong to what stands before them.
const LEANS: &[&str] = &[
    "もの", "こと", "ため", "とき", "ところ", "よう", "ほか", "する", "ある", "いる", "ない", "なる", "ついて", "おける", "おいて", "よる",
];
/// Most letters of one with what follows it.
const LEANING: usize = 4;
/// What belongs to the number behind it; longer ones first.
const ERAS: &[&str] = &["令和", "平成", "昭和", "大正", "明治", "午前", "午後", "第", "約", "No."];

/// The phrases of a text, line by line.
pub fn phrases(text: &str) -> impl Iterator<Item = Range<usize>> {
    let leans = |phrase: &str| {
        LEANS.iter().any(|word| phrase.starts_with(word))
            && phrase.chars().count() <= LEANING
            && phrase.chars().all(|c| kind(c) == Kind::Hiragana)
    };
    joined(short_phrases(text), move |range| leans(&text[range]))
}

/// The phrases, of which some may mean little of themselves.
fn short_phrases(text: &str) -> Vec<Range<usize>> {
    let places: Vec<(usize, char)> = text.char_indices().collect();
    let at = |index: usize| places.get(index).map_or(text.len(), |(at, _)| *at);
    let together = dates(text);
    let mut found = Vec::new();
    let mut start = 0;
    for index in 0..places.len() {
        let (here, c) = places[index];
        let before = index.checked_sub(1).map(|before| places[before].1);
        if c == '\n' {
            if start < here {
                found.push(start..here);
            }
            start = at(index + 1);
            continue;
        }
        let Some(before) = before.filter(|_| here > start) else { continue };
        let never = NOT_FIRST.contains(&c)
            || NOT_LAST.contains(&before)
            || together.iter().any(|range| range.start < here && here < range.end)
            || is_verb_of_two(&text[start..here], &text[here..]);
        // What is appended in brackets belongs to both sides, where an ending follows.
        let is_within = || "/／".contains(before) && is_digit(c) && index > 1 && is_digit(places[index - 2].1);
        let follows = AFTER.contains(before) && !(CLOSES.contains(before) && kind(c) == Kind::Hiragana) && !is_within();
        let opens = || BEFORE.contains(c) && !is_appended(&text[here..]);
        // Within a row of kanji the model is wrong about as often as it is right.
        let within_kanji = kind(before) == Kind::Kanji && kind(c) == Kind::Kanji;
        if !never && (follows || opens() || (!BEFORE.contains(c) && !within_kanji && MODEL.ends_before(index, &places))) {
            found.push(start..here);
            start = here;
        }
    }
    if start < text.len() {
        found.push(start..text.len());
    }
    joined(found, |range| is_single(&text[range])).collect()
}

fn is_single(text: &str) -> bool {
    text.chars().count() == 1
}

/// Whether a text begins with a few letters in brackets and goes on or ends behind them.
fn is_appended(text: &str) -> bool {
    text.chars().skip(1).position(|c| CLOSES.contains(c)).is_some_and(|letters| letters <= APPENDED)
}

/// Whether one verb goes on from stem to stem here.
fn is_verb_of_two(before: &str, after: &str) -> bool {
    let is = |c: Option<char>, wanted: Kind| c.is_some_and(|c| kind(c) == wanted);
    let (mut before, mut after) = (before.chars().rev(), after.chars());
    before.next().is_some_and(|c| STEMS.contains(c))
        && is(before.next(), Kind::Kanji)
        && !is(before.next(), Kind::Kanji)
        && is(after.next(), Kind::Kanji)
        && after.next().is_some_and(|c| STEMS.contains(c))
}

/// Parts of a text, those that `belong` to what stands before them in one with it, if it stands on their line.
fn joined(found: Vec<Range<usize>>, belongs: impl Fn(Range<usize>) -> bool) -> impl Iterator<Item = Range<usize>> {
    let mut phrases: Vec<Range<usize>> = Vec::new();
    for range in found {
        match phrases.last_mut() {
            Some(before) if before.end == range.start && belongs(range.clone()) => before.end = range.end,
            _ => phrases.push(range),
        }
    }
    phrases.into_iter()
}

/// The phrases of a text; one that does not fit falls into words, a word that does not into parts, and these in letters.
pub fn fitting(text: &str, fits: impl Fn(&str) -> bool) -> Vec<Range<usize>> {
    let even = |part: Range<usize>| {
        evenly(&text[part.clone()], &fits).into_iter().map(move |range| part.start + range.start..part.start + range.end)
    };
    in_words(text, &fits).into_iter().flat_map(even).collect()
}

/// The phrases of a text; one that does not fit falls into words, and a word that does not into parts.
pub fn in_words(text: &str, fits: impl Fn(&str) -> bool) -> Vec<Range<usize>> {
    let within = |range: Range<usize>, falls: fn(&str) -> Vec<Range<usize>>| {
        let whole = &text[range.clone()];
        let parts = if fits(whole) { std::iter::once(0..whole.len()).collect() } else { falls(whole) };
        parts.into_iter().map(move |part| range.start + part.start..range.start + part.end)
    };
    let short = phrases(text).flat_map(|phrase| within(phrase, short_phrases));
    short.flat_map(|phrase| within(phrase, words)).flat_map(|word| within(word, parts)).collect()
}

/// The fewest parts of about the same length that fit, since the last letter of a word is not to stand alone; a text as it is,
/// if none would.
fn evenly(text: &str, fits: impl Fn(&str) -> bool) -> Vec<Range<usize>> {
    let whole = || std::iter::once(0..text.len()).collect();
    if fits(text) {
        return whole();
    }
    // What is in letters of the alphabet has no length of which a part could be told, unless it is an address.
    if text.is_ascii() {
        let mut end = 0;
        let range = |part: &str| {
            end += part.len();
            end - part.len()..end
        };
        return address_parts(text).into_iter().map(range).collect();
    }
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    let together = units(text);
    let is_inside = |index: usize| together.iter().any(|range| range.start < letters[index].0 && letters[index].0 < range.end);
    let way = |count: usize| {
        let cuts: BTreeSet<usize> = (1..count).map(|part| part * letters.len() / count).filter(|at| !is_inside(*at)).collect();
        cut(text, &letters, cuts)
    };
    (2..=letters.len() / 2).map(way).find(|parts| parts.iter().all(|part| fits(&text[part.clone()]))).unwrap_or_else(whole)
}

/// Kinds of writing by which words are told apart.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Kanji,
    Hiragana,
    Katakana,
    /// A number with what counts it.
    Counted,
    Other,
}

fn kind(c: char) -> Kind {
    match c {
        '々' | '〇' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' => Kind::Kanji,
        'ぁ'..='ゖ' => Kind::Hiragana,
        'ァ'..='ヺ' | 'ー' => Kind::Katakana,
        _ => Kind::Other,
    }
}

/// The words of a phrase, as far as they show without a dictionary: where the kind of writing changes and no ending
/// follows, at a number with what counts it, and behind the names of places and offices.
fn words(phrase: &str) -> Vec<Range<usize>> {
    let letters: Vec<(usize, char)> = phrase.char_indices().collect();
    let together = units(phrase);
    let kind = |at: usize, c: char| if together.iter().any(|range| range.contains(&at)) { Kind::Counted } else { kind(c) };
    // Letters of one kind, as places among the letters.
    let mut runs: Vec<(Kind, Range<usize>)> = Vec::new();
    for (index, (at, c)) in letters.iter().enumerate() {
        let own = kind(*at, *c);
        match runs.last_mut() {
            Some((same, run)) if *same == own => run.end = index + 1,
            _ => runs.push((own, index..index + 1)),
        }
    }
    let mut cuts: BTreeSet<usize> =
        letters.iter().enumerate().filter(|(_, (at, _))| together.iter().any(|range| range.start == *at)).map(|(index, _)| index).collect();
    for (at, (own, run)) in runs.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| runs[before].0);
        let begins = match (before, own) {
            (None | Some(Kind::Other), _) | (_, Kind::Other) => false,
            // What follows kanji is an ending, unless it is long and more follows.
            (Some(Kind::Kanji), Kind::Hiragana) => {
                let own = || letters[run.clone()].iter().map(|(_, c)| *c).collect::<String>();
                runs[at - 1].1.len() > 1 && (PARTICLES.contains(&&*own()) || (run.len() > 2 && at + 1 < runs.len()))
            }
            (Some(Kind::Counted), Kind::Hiragana) => {
                let own = letters[run.clone()].iter().map(|(_, c)| *c).collect::<String>();
                run.len() > 1 && PARTICLES.contains(&&*own)
            }
            (Some(Kind::Katakana), Kind::Hiragana) => false,
            _ => true,
        };
        if begins {
            cuts.insert(run.start);
        }
        if *own == Kind::Kanji {
            let from = |index: usize| &phrase[letters[index].0..];
            cuts.extend((run.start + 1..run.end).filter(|at| JOINING.iter().any(|joining| from(*at).starts_with(joining))));
            let goes_on = |c: char| ENDINGS.contains(c) || GOES_ON.contains(c);
            let ends = |at: &usize| ENDINGS.contains(letters[at - 1].1) && !goes_on(letters[*at].1);
            cuts.extend((run.start + 3..run.end.saturating_sub(1)).filter(ends));
        }
    }
    cut(phrase, &letters, cuts)
}

/// The parts of a word: in a long row of kanji every two, since most words that are joined there have two, and of katakana
/// what is known to be joined.
fn parts(word: &str) -> Vec<Range<usize>> {
    let letters: Vec<(usize, char)> = word.char_indices().collect();
    let together = units(word);
    let is = |index: usize, wanted: Kind| {
        let (at, c) = letters[index];
        kind(c) == wanted && !together.iter().any(|range| range.contains(&at))
    };
    let mut cuts = BTreeSet::new();
    let mut start = 0;
    for run in letters.chunk_by(|one, other| kind(one.1) == kind(other.1)) {
        let (first, end) = (start, start + run.len());
        start = end;
        if is(first, Kind::Kanji) {
            let is_ending = |(_, c): &(usize, char)| "等的".contains(*c);
            for joined in letters[first..end].split_inclusive(is_ending) {
                let length = joined.len() - usize::from(joined.last().is_some_and(is_ending));
                let begins = end - (letters[first..end].len() - letters[first..end].partition_point(|(at, _)| *at < joined[0].0));
                cuts.insert(begins);
                cuts.extend((begins + 2..begins + length).step_by(2).filter(|cut| cut + 1 < begins + length));
            }
        } else if is(first, Kind::Katakana) {
            let opens = |at: &usize| SECOND.iter().any(|second| word[letters[*at].0..].starts_with(second));
            cuts.extend((first + 2..end).filter(opens));
        }
    }
    cut(word, &letters, cuts)
}

/// A text in pieces, cut before these of its letters, where a line may end there.
fn cut(text: &str, letters: &[(usize, char)], cuts: BTreeSet<usize>) -> Vec<Range<usize>> {
    let allowed = |cut: &usize| *cut > 0 && !NOT_FIRST.contains(&letters[*cut].1) && !NOT_LAST.contains(&letters[*cut - 1].1);
    let edges: Vec<usize> = cuts.into_iter().filter(allowed).map(|cut| letters[cut].0).chain([text.len()]).collect();
    let mut start = 0;
    joined(edges.into_iter().map(|end| std::mem::replace(&mut start, end)..end).collect(), |range| is_single(&text[range])).collect()
}

/// `text`, cut at a phrase if it is wider than `room` em.
pub fn shortened(text: &str, room: f64, ruler: &Ruler) -> String {
    let text = text.replace('\n', " ");
    if ruler.width(&text) <= room {
        return text;
    }
    let room = room - 1.0;
    let fits = |end: &usize| ruler.width(&text[..*end]) <= room;
    let phrase = phrases(&text).map(|range| range.end).take_while(fits).last();
    let end = phrase.or_else(|| text.char_indices().map(|(at, _)| at).take_while(fits).last()).unwrap_or(0);
    format!("{}…", text[..end].trim_end_matches(|c| AFTER.contains(c) && !NOT_FIRST.contains(&c) || "、・，".contains(c)))
}

/// What of a phrase stays together: a number with what counts it, all of a date such as 令和6年4月1日, and No.10.
fn dates(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for unit in units(text) {
        match found.last_mut() {
            Some(before) if before.end == unit.start => before.end = unit.end,
            _ => found.push(unit),
        }
    }
    for (at, no) in text.match_indices("No.") {
        let number = at + no.len();
        let end = text[number..].find(|c| !is_digit(c)).map_or(text.len(), |end| number + end);
        if end > number && !found.iter().any(|range| range.contains(&at)) {
            found.push(at..end);
        }
    }
    found.sort_unstable_by_key(|range| range.start);
    found
}

/// Whether a phrase is a number with what counts it, or a date.
pub fn is_number(phrase: &str) -> bool {
    let is_sign = |c: char| is_digit(c) || "/／.．,:：-".contains(c);
    dates(phrase).first().is_some_and(|all| *all == (0..phrase.len()))
        || (phrase.contains(is_digit) && phrase.trim_end().chars().all(is_sign))
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

/// What of a text must stay on one line: a number with what counts it, such as 令和6年, 100㎡ and 38億5,000万円.
pub fn units(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(is_digit).map(|start| at + start) {
        let belongs = |c: char| is_digit(c) || ",.，．".contains(c) || POWERS.contains(c);
        let number = text[start..].find(|c| !belongs(c)).map_or(text.len(), |end| start + end);
        at = number;
        let unit = UNITS.iter().find(|unit| text[number..].starts_with(**unit));
        let Some(unit) = unit.copied().or_else(|| text[..number].ends_with(|c| POWERS.contains(c)).then_some("")) else { continue };
        let before = ERAS.iter().find(|era| text[..start].ends_with(**era)).map_or(0, |era| era.len());
        at = number + unit.len();
        // A unit in letters is none where the word goes on.
        if unit.is_ascii() && !unit.is_empty() && unit != "%" && text[at..].starts_with(|c: char| c.is_ascii_alphanumeric()) {
            continue;
        }
        found.push(start - before..at);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typeset::measure::tests::gothic;

    fn said(text: &str) -> Vec<&str> {
        phrases(text).map(|range| &text[range]).collect()
    }

    #[test]
    fn phrases_of_labels() {
        assert_eq!(said("第1回検討会での委員意見"), ["第1回検討会での", "委員意見"]);
        assert_eq!(said("職員意見交換会での意見"), ["職員意見交換会での", "意見"]);
        assert_eq!(said("体制・仕組・権限"), ["体制・", "仕組・", "権限"]);
        assert_eq!(said("その他（区役所等）"), ["その他", "（区役所等）"]);
        assert_eq!(said("〇〇市総合計画（素案）に関する意見"), ["〇〇市総合計画（素案）に", "関する", "意見"]);
        assert_eq!(said("【例】企画課"), ["【例】", "企画課"]);
        assert_eq!(said("No.9 → No.10"), ["No.9 ", "→ ", "No.10"]);
        assert_eq!(said("建て替えか長寿命化か"), ["建て替えか", "長寿命化か"]);
        assert_eq!(said("2026/9/27 AI/RPA"), ["2026/9/27 ", "AI/", "RPA"]);
        assert_eq!(said("令和8年10月17日から"), ["令和8年10月17日から"]);
        assert_eq!(said("長谷川委員（代理：小鳥遊）"), ["長谷川委員", "（代理：", "小鳥遊）"]);
        assert_eq!(said(""), Vec::<&str>::new());
        assert_eq!(said("一\n\n二"), ["一", "二"]);
        // What means little of itself does not begin a line, and nothing is taken for two words within a row of kanji.
        assert_eq!(said("計画（案）を修正するもの"), ["計画（案）を", "修正するもの"]);
        assert_eq!(said("参考とするもの"), ["参考とするもの"]);
        assert_eq!(said("窓口における課題について"), ["窓口における", "課題について"]);
        assert_eq!(said("その他\nもの"), ["その他", "もの"]);
        assert_eq!(said("(5)成年後見制度利用促進基本計画"), ["(5)", "成年後見制度利用促進基本計画"]);
    }

    #[test]
    fn phrases_in_words() {
        let of = |text: &'static str, most: usize| -> Vec<&str> {
            fitting(text, |part| part.chars().count() <= most).into_iter().map(|range| &text[range]).collect()
        };
        assert_eq!(of("職員意見交換会での意見", 9), ["職員意見交換会での", "意見"]);
        assert_eq!(of("職員意見交換会での意見", 5), ["職員", "意見", "交換会", "での", "意見"]);
        assert_eq!(of("【例】地域づくり課", 5), ["【例】", "地域", "づくり課"]);
        assert_eq!(of("まちづくり推進室", 5), ["まちづくり", "推進室"]);
        assert_eq!(of("令和6年度予算要求", 3), ["令和6年度", "予算", "要求"]);
        assert_eq!(of("第1回検討会での委員意見", 7), ["第1回", "検討会", "での", "委員意見"]);
        assert_eq!(of("レベルアップ", 4), ["レベル", "アップ"]);
        assert_eq!(of("市民サービス向上", 4), ["市民", "サービス", "向上"]);
        assert_eq!(of("話し合い", 2), ["話し", "合い"]);
        assert_eq!(of("計画を修正するもの", 4), ["計画を", "修正する", "もの"]);
        assert_eq!(of("成年後見制度利用促進", 4), ["成年", "後見", "制度", "利用", "促進"]);
        assert_eq!(of("重層的支援体制整備事業", 4), ["重層的", "支援", "体制", "整備", "事業"]);
        assert_eq!(of("令和8年10月17日", 6), ["令和8年", "10月", "17日"]);
        assert_eq!(of("（42～45ページ）", 6), ["（42～", "45ページ）"]);
        assert_eq!(of("上下水道局経営総務課", 6), ["上下水道局", "経営総務課"]);
        assert_eq!(of("上下水道局経営総務課", 4), ["上下", "水道局", "経営", "総務課"]);
        assert_eq!(of("東京都八王子市", 4), ["東京都", "八王子市"]);
        assert_eq!(of("令和9年度から順次", 5), ["令和9年度", "から", "順次"]);
        assert_eq!(of("https://www.example.lg.jp/dx/", 12), ["https://", "www.", "example.", "lg.", "jp/", "dx/"]);
        assert_eq!(of("いちき串木野市", 4), ["いちき", "串木野市"]);
        assert_eq!(of("中央区役所", 4), ["中央", "区役所"]);
        assert_eq!(of("公共施設等総合管理計画及び", 8), ["公共", "施設等", "総合", "管理", "計画", "及び"]);
        assert_eq!(of("つくばみらい市", 6), ["つくば", "みらい市"]);
        assert_eq!(of("パブリックコメント", 6), ["パブリック", "コメント"]);
        assert_eq!(of("ワンストップサービス", 9), ["ワンストップ", "サービス"]);
        assert_eq!(of("ゼロカーボンシティ宣言", 8), ["ゼロカーボン", "シティ", "宣言"]);
    }

    #[test]
    fn phrases_leave_nothing_out() {
        let text = "第3章　子育て支援の充実及び教育環境（学校・家庭）の整備、令和6年度までに100㎡。";
        assert_eq!(said(text).concat(), text);
        assert!(said(text).iter().all(|phrase| !phrase.starts_with(['、', '。', '）'])), "{:?}", said(text));
    }

    #[test]
    fn phrases_shorten() {
        let ruler = gothic();
        let text = "区役所・本庁の責務、役割、区役所と本庁の役割分担、連携";
        assert_eq!(shortened(text, 40.0, &ruler), text);
        assert_eq!(shortened(text, 14.0, &ruler), "区役所・本庁の責務、役割…");
        for room in 2..30 {
            let short = shortened(text, f64::from(room), &ruler);
            assert!(ruler.width(&short) <= f64::from(room) && short.ends_with('…') || short == text, "{short}");
        }
    }

    #[test]
    fn units_stay_together() {
        let of = |text: &str| units(text).into_iter().map(|range| text[range].to_owned()).collect::<Vec<_>>();
        assert_eq!(of("令和6年4月1日、約1,200㎡と第3回、5mと5mail"), ["令和6年", "4月", "1日", "約1,200㎡", "第3回", "5m"]);
        assert_eq!(of("数字123だけ"), Vec::<String>::new());
        assert_eq!(of("令和６年度"), ["令和６年度"]);
        assert_eq!(of("約38億5,000万円と10万と3千世帯"), ["約38億5,000万円", "10万", "3千世帯"]);
        assert_eq!(of("午後7時、12団体"), ["午後7時", "12団体"]);
        assert_eq!(of("本文2行目、12か国語"), ["2行目", "12か国語"]);
    }
}
