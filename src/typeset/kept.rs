//! Kept: what of a text stays on one line, though Typst would break it.

use std::ops::Range;

use crate::typeset::measure::Ruler;
use crate::typeset::{lines, phrases};

/// Widest end of a text that would stand alone on its last line, in em; so much goes there together at least, so much
/// and this part of the column's width at most.
const LONE: f64 = 2.0;
const LAST_LEAST: f64 = 3.0;
const LAST_MOST: f64 = 6.0;
const LAST_PART: f64 = 0.5;
/// So many letters at a text's end are looked at for that.
const LAST_LETTERS: usize = 16;

/// Where the end of a paragraph begins that is kept together, because its last letter would stand alone on a line: with a
/// phrase, else with any letter. No line ends `within` what is kept already; the first one has `more` room.
pub fn end_kept(line: &str, within: impl Fn(usize) -> bool, inner: f64, more: f64, ruler: &Ruler) -> Option<usize> {
    let width = |from: usize| ruler.width(line[from..].trim_end());
    if width(0) <= inner {
        return None;
    }
    let ends: Vec<usize> = ruler.ends(line).iter().copied().filter(|end| !within(*end)).collect();
    let (starts, last) = lines::broken(line, &ends, inner, more, ruler);
    let [.., before, alone] = starts[..] else { return None };
    if last > LONE {
        return None;
    }
    let looked_at = line.char_indices().rev().take(LAST_LETTERS).last().map_or(0, |(at, _)| at).max(before);
    let most = (inner * LAST_PART).clamp(LAST_LEAST, LAST_MOST).min(inner);
    let fits = |from: &usize| *from < alone && !within(*from) && (LAST_LEAST..=most).contains(&width(*from));
    let phrases = phrases::in_words(&line[looked_at..], |part| ruler.width(part) <= most);
    let by_phrase = phrases.iter().rev().map(|phrase| looked_at + phrase.start).find(fits);
    by_phrase.or_else(|| ends.iter().rev().copied().find(fits))
}

/// The phrases of a short value, those of a line as one: a mark loses its blank half at the edge of what is kept, so that two
/// that stood beside one another would touch.
pub fn kept_lines(text: &str, inner: f64, ruler: &Ruler) -> Vec<Range<usize>> {
    let mut lines: Vec<Range<usize>> = Vec::new();
    for phrase in phrases::fitting(text, |part| ruler.width(part) <= inner) {
        let joined = lines.last().map(|line| line.start..phrase.end).filter(|joined| !text[joined.clone()].trim_end().contains('\n'));
        match lines.last_mut().zip(joined.filter(|joined| ruler.width(text[joined.clone()].trim_end()) <= inner)) {
            Some((line, joined)) => *line = joined,
            None => lines.push(phrase),
        }
    }
    // One that has room before the next without those halves is not kept.
    let width = |line: &Range<usize>| lines::kept_width(text[line.clone()].trim_end(), ruler);
    let blank = |line: &Range<usize>| ruler.width(&text[line.clone()]) - ruler.width(text[line.clone()].trim_end());
    let touches = |index: usize| {
        let line = &lines[index];
        lines.get(index + 1).is_some_and(|next| width(line) + blank(line) + width(next) <= inner)
    };
    (0..lines.len()).filter(|index| !touches(*index)).map(|index| lines[index].clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typeset::measure::tests::gothic;

    /// Of what is kept on one line nothing loses the room to what follows there: Typst would set （代理：Smith） with the colon on
    /// the S.
    #[test]
    fn kept_lines_stand_apart() {
        let ruler = gothic();
        let of = |text: &'static str, inner: f64| kept_lines(text, inner, &ruler).into_iter().map(|line| &text[line]).collect::<Vec<_>>();
        assert_eq!(of("三ツ矢委員（代理：Smith）", 7.0), ["三ツ矢委員", "Smith）"]);
        assert_eq!(of("三ツ矢委員（代理：Smith）", 8.0), ["三ツ矢委員", "（代理：Smith）"]);
        assert_eq!(of("環境保全課、環境施設課", 7.0), ["環境保全課、", "環境施設課"]);
        assert_eq!(of("計画課、道路課、公園課", 8.0), ["計画課、道路課、", "公園課"]);
        // A space between them takes room, too.
        assert_eq!(of("No.9 → No.10", 3.9), ["No.9 → ", "No.10"]);
    }

    #[test]
    fn kept_ends() {
        let ruler = gothic();
        let of = |line: &'static str, inner: f64| end_kept(line, |_| false, inner, 0.0, &ruler).map(|from| &line[from..]);
        let long = "公園の遊具が古く、錆びて危ないものが残っている。早く点検してほしい。";
        // The phrase goes with its last letter; where that has no room in half a column, some letters do.
        assert_eq!(of(long, 32.0), Some("してほしい。"));
        assert_eq!(of("職員意見交換会での意見を聞きながら検討します。", 7.0), Some("ます。"));
        // Where two letters stand there, or all on one line, nothing is kept.
        assert_eq!(of(long, 31.0), None);
        assert_eq!(of(long, 40.0), None);
        assert_eq!(of("賛成。", 2.0), None);
    }
}
