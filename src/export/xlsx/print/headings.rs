//! Headings in lines of their own: where a sheet would break them is left to no program, and what stands in brackets
//! stays whole where it can.

use super::super::inside;
use crate::typeset::measure::Ruler;
use crate::typeset::widths::{label_lines, label_ranges};

const OPENS: &str = "（〔［｛〈《「『【([{";
const CLOSES: &str = "）〕］｝〉》」』】)]}";
/// Most letters of a number in brackets, with these.
const NUMBER: usize = 4;
/// How much smaller than others a heading may be set, in points and at least in that size, and by what steps.
const SMALLER: f64 = 2.0;
const LEAST: f64 = 8.0;
const STEP: f64 = 0.5;

/// A heading in its lines.
#[derive(Debug, Clone, PartialEq)]
pub struct Heading {
    pub text: String,
    /// Size of its type in points.
    pub size: f64,
}

/// Sizes from `most` down to `least` points.
pub fn sizes(most: f64, least: f64) -> impl Iterator<Item = f64> {
    (0..).map(move |step| most - STEP * f64::from(step)).take_while(move |size| *size >= least || *size == most)
}

/// `text` over columns of `pixels`: broken before and behind brackets rather than in them and, if that does not do, set
/// somewhat smaller than in `size` points.
pub fn heading(text: &str, pixels: u32, size: f64, ruler: &Ruler) -> Heading {
    let smaller = sizes(size, (size - SMALLER).max(LEAST));
    let whole = smaller.filter_map(|size| Some(Heading { text: unbroken(text, inside(pixels, size), ruler)?.join("\n"), size })).next();
    whole.unwrap_or_else(|| {
        let lines = text.lines().flat_map(|line| label_lines(line, inside(pixels, size), ruler));
        Heading { text: lines.collect::<Vec<_>>().join("\n"), size }
    })
}

/// The lines of `text` in a room of `width` em, if none ends in brackets; broken behind wide spaces if that takes no
/// further line.
pub fn unbroken(text: &str, width: f64, ruler: &Ruler) -> Option<Vec<String>> {
    let lines = of_parts(text, width, ruler, false)?;
    let spaced = of_parts(text, width, ruler, true).filter(|spaced| spaced.len() <= lines.len());
    Some(spaced.unwrap_or(lines))
}

fn of_parts(text: &str, width: f64, ruler: &Ruler, at_spaces: bool) -> Option<Vec<String>> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        let mut last = String::new();
        let pieces = |part| if at_spaces { pieces(part) } else { vec![part] };
        for part in parts(line).into_iter().flat_map(pieces) {
            if ruler.width(&last) + ruler.width(part.trim_end()) <= width {
                last.push_str(part);
                continue;
            }
            if !last.is_empty() {
                lines.push(std::mem::take(&mut last));
            }
            if ruler.width(part) > width && part.starts_with(|c| OPENS.contains(c)) && part.ends_with(|c| CLOSES.contains(c)) {
                return None;
            }
            let mut broken = label_ranges(part, width, ruler);
            let rest = broken.pop().unwrap_or_default();
            lines.extend(broken.into_iter().map(|range| part[range].to_owned()));
            last.push_str(&part[rest]);
        }
        lines.push(last);
    }
    Some(lines)
}

/// What stands in brackets and what stands between.
fn parts(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    for (index, c) in text.char_indices() {
        if OPENS.contains(c) {
            if depth == 0 && start < index {
                parts.push(&text[start..index]);
                start = index;
            }
            depth += 1;
        } else if CLOSES.contains(c) {
            depth = depth.saturating_sub(1);
            let end = index + c.len_utf8();
            // Further brackets that close, and signs, stay with it; a number in brackets stays with what it numbers.
            let numbers = start == 0 && text[..end].chars().count() <= NUMBER;
            if depth == 0 && !numbers && !text[end..].starts_with(|c| CLOSES.contains(c) || "、。・，．".contains(c)) {
                parts.push(&text[start..end]);
                start = end;
            }
        }
    }
    if start < text.len() {
        parts.push(&text[start..]);
    }
    parts
}

/// A part with the wide spaces in it ending its pieces; what stands in brackets is one.
fn pieces(part: &str) -> Vec<&str> {
    if part.starts_with(|c| OPENS.contains(c)) { vec![part] } else { part.split_inclusive('　').collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::xlsx::room;
    use crate::typeset::fonts::Fonts;

    fn set(text: &str, width: f64) -> (String, f64) {
        let ruler = Ruler::new(Fonts::bundled().unwrap().chain(&["BIZ UDGothic".to_owned()]).unwrap());
        let heading = heading(text, room(width, 9.0), 9.0, &ruler);
        (heading.text, heading.size)
    }

    #[test]
    fn headings_in_lines() {
        assert_eq!(parts("意見（要約（案））の概要"), ["意見", "（要約（案））", "の概要"]);
        assert_eq!(parts("(1)区役所の責務（案）"), ["(1)区役所の責務", "（案）"]);
        let nine = |text: &str| (text.to_owned(), 9.0);
        assert_eq!(set("(1)区役所の責務、役割", 8.0), nine("(1)区役所の\n責務、役割"));
        assert_eq!(set("件数（件）", 5.0), nine("件数（件）"));
        assert_eq!(set("件数（件）", 4.0), nine("件数\n（件）"));
        assert_eq!(set("市民アンケート（自由記述）", 7.0), nine("市民アンケート\n（自由記述）"));
        assert_eq!(set("修正の有無", 3.0), nine("修正の\n有無"));
        // Set smaller so that the brackets stay whole.
        assert_eq!(set("市民アンケート（自由記述）", 5.5), ("市民\nアンケート\n（自由記述）".to_owned(), 8.0));
        // It cannot be helped.
        assert_eq!(set("（自由記述）", 3.0).1, 9.0);
        assert!(!set("件数（自由記述）", 3.0).0.lines().any(|line| line.starts_with('）')));
        assert_eq!(set("一行目\n二行目", 9.0), nine("一行目\n二行目"));
        assert_eq!(set("", 9.0), nine(""));
        // Behind a wide space, if that takes no further line.
        assert_eq!(set("プラン（案）　ご意見と市の対応", 11.0), nine("プラン（案）　\nご意見と市の対応"));
        assert_eq!(set("方針1　仕事の進め方を改める", 8.0), nine("方針1　仕事の\n進め方を改める"));
    }
}
