//! Lines: how many lines Typst sets a text in, worked out without it.
//!
//! Typst breaks Japanese text where its own data for Unicode's line breaking (UAX #14) allows it, line by line as full as
//! may be. Of two marks of punctuation that meet the first takes half its width, and so does one at a line's end or start
//! whose blank side is there (JLREQ 3.1). What is worked out here decides nothing that is printed: the pages that Typst made
//! are looked at, whatever was expected.

use std::sync::LazyLock;

use icu_provider_blob::BlobDataProvider;
use icu_segmenter::LineSegmenter;
use icu_segmenter::options::LineBreakOptions;

use crate::typeset::measure::Ruler;

/// Where lines of Japanese may end, by the data that Typst uses.
static SEGMENTER: LazyLock<LineSegmenter> = LazyLock::new(|| {
    let data = BlobDataProvider::try_new_from_static_blob(typst_assets::icu::ICU_CJ_SEGMENT).expect("Typst's data is whole");
    LineSegmenter::try_new_for_non_complex_scripts_with_buffer_provider(&data, LineBreakOptions::default())
        .expect("Typst's data is for this segmenter")
});

/// Marks with their blank half at the right, and those with it at the left.
const BLANK_RIGHT: &str = "，。．、：；》）』」】〗〕〉］｝";
const BLANK_LEFT: &str = "《（『「【〖〔〈［｛";
/// Those of them that Latin text has, too, where they are narrower.
const QUOTES: [&str; 2] = ["”’", "“‘"];
/// Marks that have a quarter of blank at each side.
const BLANK_BOTH: &str = "・·";
/// Marks without blank that count where two marks meet.
const FULL: &str = "？！";
/// What stands for something that is kept on one line.
const KEPT: char = '\u{fffc}';
/// Two lengths in em are the same below this.
const HAIR: f64 = 1e-6;
/// Longest stretch of an address that is kept on one line, in bytes.
const STRETCH: usize = 16;

/// A stretch of a paragraph.
pub struct Stretch<'t> {
    pub text: &'t str,
    /// Whether a line may end before it although no rule allows that.
    pub breaks: bool,
    /// Whether it is kept on one line.
    pub kept: bool,
}

/// A character, with its width and what of that can go at its left and right, in em.
struct Letter {
    at: usize,
    width: f64,
    left: f64,
    right: f64,
    /// Whether that goes at the edge of a line.
    is_edge: bool,
    is_mark: bool,
    /// Whether it is a mark only as long as it has its whole width.
    is_quote: bool,
}

/// A letter that has no blank at its sides.
fn bare(at: usize, width: f64) -> Letter {
    Letter { at, width, left: 0.0, right: 0.0, is_edge: false, is_mark: false, is_quote: false }
}

/// Whether a character is kana or kanji, and so none of the marks: most are, and need no look at them.
fn is_letter(c: char) -> bool {
    matches!(c, 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー'..='ヿ' | '一'..='\u{9fff}')
}

/// What goes at both edges of a line.
fn blank(line: &[Letter]) -> f64 {
    let [first, last] = [line.first(), line.last()].map(|letter| letter.filter(|letter| letter.is_edge));
    first.map_or(0.0, |letter| letter.left) + last.map_or(0.0, |letter| letter.right)
}

/// The number of lines of a paragraph without line breaks in a column `width` em wide, where the first line has `more` room.
pub fn count<'t>(stretches: impl IntoIterator<Item = Stretch<'t>>, width: f64, more: f64, ruler: &Ruler) -> usize {
    let (mut text, mut letters) = (String::new(), Vec::new());
    for stretch in stretches {
        // A space of no width, which is where a line may end.
        if stretch.breaks {
            letters.push(bare(text.len(), 0.0));
            text.push(' ');
        }
        if stretch.kept {
            letters.push(bare(text.len(), kept_width(stretch.text, ruler)));
            text.push(KEPT);
        } else {
            push(&mut text, &mut letters, stretch.text, ruler);
        }
    }
    starts(&text, &letters, &breaks(&text), width, more).len()
}

/// Where the lines begin of a text without line breaks in a column `width` em wide, where the first line has `more` room and
/// lines may end at these places; and how wide the last one is.
pub fn broken(text: &str, ends: &[usize], width: f64, more: f64, ruler: &Ruler) -> (Vec<usize>, f64) {
    let mut letters = Vec::new();
    push(&mut String::new(), &mut letters, text, ruler);
    let starts = starts(text, &letters, ends, width, more);
    let last = &letters[letters.partition_point(|letter| letter.at < starts[starts.len() - 1])..];
    let wide = last.iter().map(|letter| letter.width).sum::<f64>() - blank(last);
    (starts, wide)
}

/// Where the lines of a text begin.
fn starts(text: &str, letters: &[Letter], ends: &[usize], width: f64, more: f64) -> Vec<usize> {
    // Widths up to each letter.
    let mut sums = vec![0.0];
    sums.extend(letters.iter().scan(0.0, |sum, letter| {
        *sum += letter.width;
        Some(*sum)
    }));
    let index = |at: usize| letters.partition_point(|letter| letter.at < at);
    let wide = |start: usize, end: usize| {
        // White space at a line's end does not count, but at the end of the paragraph.
        let line = if end == text.len() { &text[start..] } else { text[start..end].trim_end() };
        let (first, last) = (index(start), index(start + line.len()));
        sums[last] - sums[first] - blank(&letters[first..last])
    };
    let room = |start: usize| width + if start == 0 { more } else { 0.0 } + HAIR;
    let (mut starts, mut last) = (vec![0], None);
    let mut start = 0;
    for &end in ends {
        if wide(start, end) > room(start)
            && let Some(fits) = last.take()
        {
            starts.push(fits);
            start = fits;
        }
        if wide(start, end) > room(start) {
            starts.push(end);
            start = end;
        } else {
            last = Some(end);
        }
    }
    // No line begins where the text ends.
    if starts.len() > 1 {
        starts.truncate(starts.partition_point(|start| *start < text.len()));
    }
    starts
}

/// Width in em of what is kept on one line.
pub fn kept_width(text: &str, ruler: &Ruler) -> f64 {
    let mut letters = Vec::new();
    push(&mut String::new(), &mut letters, text, ruler);
    letters.iter().map(|letter| letter.width).sum::<f64>() - blank(&letters)
}

/// Adds a text to one of which the letters are known.
fn push(text: &mut String, letters: &mut Vec<Letter>, own: &str, ruler: &Ruler) {
    let first = letters.len();
    for (at, c) in own.char_indices() {
        let width = ruler.advance(c);
        if is_letter(c) {
            letters.push(bare(text.len() + at, width));
            continue;
        }
        let is = |marks: &str, quotes: &str| marks.contains(c) || (width == 1.0 && quotes.contains(c));
        let (left, right, is_edge) = match c {
            _ if is(BLANK_RIGHT, QUOTES[0]) => (0.0, width / 2.0, true),
            _ if is(BLANK_LEFT, QUOTES[1]) => (width / 2.0, 0.0, true),
            _ if BLANK_BOTH.contains(c) => (width / 4.0, width / 4.0, false),
            _ => (0.0, 0.0, false),
        };
        let is_mark = left + right > 0.0 || FULL.contains(c);
        let is_quote = QUOTES.iter().any(|quotes| quotes.contains(c));
        letters.push(Letter { at: text.len() + at, width, left, right, is_edge, is_mark, is_quote });
    }
    text.push_str(own);
    for index in first..letters.len().saturating_sub(1) {
        let half = letters[index].width / 2.0;
        let [one, next] = &mut letters[index..=index + 1] else { continue };
        if one.is_mark && next.is_mark && one.right + next.left >= half {
            let own = one.right.min(half);
            (one.width, one.right) = (one.width - own, one.right - own);
            (next.width, next.left) = (next.width - (half - own), next.left - (half - own));
            next.is_mark &= own >= half || !next.is_quote;
        }
    }
}

/// Where lines may end: by Unicode's rules, and in addresses of the web between their parts.
fn breaks(text: &str) -> Vec<usize> {
    let mut points = Vec::new();
    let mut from = 0;
    let mut rules = SEGMENTER.as_borrowed().segment_str(text).filter(|point| *point > 0).peekable();
    loop {
        if text[..from].ends_with("://") || text[from..].starts_with("www.") {
            let (link, _) = typst::syntax::link_prefix(&text[from..]);
            points.extend(link_breaks(link).into_iter().map(|at| from + at));
            from += link.len();
            while rules.next_if(|point| *point < from).is_some() {}
        }
        let Some(point) = rules.next() else { return points };
        points.push(point);
        from = point;
    }
}

/// Where an address may be broken: where letters and digits meet, and among signs.
fn link_breaks(link: &str) -> Vec<usize> {
    #[derive(Clone, Copy, PartialEq)]
    enum Kind {
        Letter,
        Digit,
        Opening,
        Sign,
    }
    let kind = |c: char| match c {
        _ if c.is_alphabetic() => Kind::Letter,
        _ if c.is_numeric() => Kind::Digit,
        '(' | '[' => Kind::Opening,
        _ => Kind::Sign,
    };
    let mut points = Vec::new();
    let (mut start, mut before) = (0, Kind::Sign);
    for (at, c) in link.char_indices() {
        let here = kind(c);
        let meets = if here == Kind::Sign { before == Kind::Sign } else { here != before };
        if at > 0 && before != Kind::Opening && meets {
            let stretch = &link[start..at];
            match stretch.len() {
                0..STRETCH => points.push(at),
                // One that is long may end anywhere.
                _ => points.extend(stretch.char_indices().map(|(offset, c)| start + offset + c.len_utf8())),
            }
            start = at;
        }
        before = here;
    }
    points
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use typst_layout::PagedDocument;

    use super::*;
    use crate::typeset::fonts::Fonts;
    use crate::typeset::measure::tests::gothic;
    use crate::typeset::world::{MAIN, Papers, source};

    /// Random texts; `SHIRYO_CASES` asks for more.
    static CASES: std::sync::LazyLock<u32> =
        std::sync::LazyLock::new(|| std::env::var("SHIRYO_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(400));
    const SIZE: f64 = 10.0;
    const LEADING: f64 = 3.0;

    /// Into how many lines Typst breaks a text in a column of so many em.
    fn set(fonts: &Fonts, text: &str, width: f64) -> usize {
        let text = format!(
            "#set page(width: {}pt, height: auto, margin: 0pt)\n#set text(font: \"BIZ UDGothic\", size: {SIZE}pt, lang: \"ja\", region: \"jp\", \
             script: \"hani\", cjk-latin-spacing: none, hyphenate: false, top-edge: 0.88em, bottom-edge: -0.12em)\n\
             #set par(leading: {LEADING}pt, spacing: {LEADING}pt)\n#par({})\n",
            width * SIZE,
            serde_json::Value::from(text),
        );
        let mut papers = Papers::new(fonts, (2026, 4, 1));
        papers.put_source(source(MAIN, text));
        let document = typst::compile::<PagedDocument>(&papers).output.unwrap();
        let height = document.pages()[0].frame.height().to_pt();
        ((height + LEADING) / (SIZE + LEADING)).round() as usize
    }

    fn ours(text: &str, width: f64) -> usize {
        let ruler = gothic();
        count([Stretch { text, breaks: false, kept: false }], width, 0.0, &ruler)
    }

    #[test]
    fn lines_of_punctuation() {
        // A full stop at a line's end takes half its width, and so does a bracket at a line's start.
        assert_eq!(ours("あいうえ。", 4.5), 1);
        assert_eq!(ours("「あいうえ」", 5.0), 1);
        assert_eq!(ours("あいうえお", 4.5), 2);
        // Of marks that meet, the first takes half.
        assert_eq!(ours("あ」「い", 3.5), 1);
        assert_eq!(ours("あ」「い", 3.4), 2);
        assert_eq!(ours("", 4.0), 1);
    }

    #[test]
    fn lines_in_pieces() {
        let ruler = gothic();
        let of = |stretches: Vec<Stretch>| count(stretches, 4.0, 0.0, &ruler);
        let plain = |text| Stretch { text, breaks: false, kept: false };
        assert_eq!(of(vec![plain("約二千"), plain("円です")]), 2);
        assert_eq!(of(vec![plain("約"), Stretch { text: "二千円で", breaks: false, kept: true }, plain("す")]), 3);
        assert_eq!(of(vec![plain("abcdefgh"), plain("ij")]), 1, "a word that nothing breaks runs over");
        assert_eq!(of(vec![plain("abcdefgh"), Stretch { text: "ij", breaks: true, kept: false }]), 2);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(*CASES) })]
        #[test]
        fn lines_as_typst_breaks_them(
            text in "[一あ「A1]([一二区役所職員意見]|[あいうっょーカタャ]|[、。，．・：；！？…—〜]|[「」『』（）【】〔〕]|[a-zA-Z0-9]|[ 　(),.%㎡℃￥-]|https://example\\.jp/a1/b-c|www\\.city\\.jp){1,60}",
            width in 4_usize..24,
            more in prop_oneof![Just(0.25), Just(0.0), 0.0..0.5_f64],
        ) {
            let fonts = Fonts::bundled().unwrap();
            let width = width as f64 + more;
            prop_assert_eq!(ours(&text, width), set(&fonts, &text, width));
        }
    }
}
