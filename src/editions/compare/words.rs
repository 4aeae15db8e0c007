//! Words: which of them differ between two texts.
//!
//! Japanese is cut into words by ICU's dictionary, and no cut ever falls within a grapheme cluster,
//! so that an ideograph and its variation selector stay together (UAX #29).

use std::collections::BTreeSet;

use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{GraphemeClusterSegmenter, WordSegmenter};
use imara_diff::{Algorithm, Diff, InternedInput};

/// Most letters that are marked with what differs around them.
const CRUMB: usize = 2;

/// A stretch of a text, and whether the other text lacks it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run<'a> {
    pub text: &'a str,
    pub marked: bool,
}

/// Both texts in stretches: put together again, each is the text that it was.
pub fn runs<'a>(old: &'a str, new: &'a str) -> (Vec<Run<'a>>, Vec<Run<'a>>) {
    let (before, after) = (words(old), words(new));
    let mut input = InternedInput::default();
    input.update_before(before.iter().copied());
    input.update_after(after.iter().copied());
    let diff = Diff::compute(Algorithm::Histogram, &input);
    let mut marked = (vec![false; before.len()], vec![false; after.len()]);
    let mut end: Option<(usize, usize)> = None;
    for hunk in diff.hunks() {
        let (from_old, from_new) = (hunk.before.start as usize, hunk.after.start as usize);
        // A letter or two between words that differ are marked with them: one line reads better than crumbs.
        if let Some((old_end, new_end)) = end
            && is_crumb(&before[old_end..from_old])
        {
            marked.0[old_end..from_old].fill(true);
            marked.1[new_end..from_new].fill(true);
        }
        marked.0[from_old..hunk.before.end as usize].fill(true);
        marked.1[from_new..hunk.after.end as usize].fill(true);
        end = Some((hunk.before.end as usize, hunk.after.end as usize));
    }
    (joined(old, &before, &marked.0), joined(new, &after, &marked.1))
}

/// Whether the same in both texts is so little that it is marked with what differs around it; not where a line ends.
fn is_crumb(words: &[&str]) -> bool {
    let letters = || words.iter().flat_map(|word| word.chars());
    letters().count() <= CRUMB && !letters().any(|c| c == '\n')
}

/// A text that the other edition lacks altogether.
pub fn whole(text: &str, marked: bool) -> Vec<Run<'_>> {
    if text.is_empty() { Vec::new() } else { vec![Run { text, marked }] }
}

/// The words of a text, and what stands between them.
fn words(text: &str) -> Vec<&str> {
    let clusters: BTreeSet<usize> = GraphemeClusterSegmenter::new().segment_str(text).collect();
    let segmenter = WordSegmenter::new_dictionary(WordBreakInvariantOptions::default());
    let cuts: Vec<usize> = segmenter.segment_str(text).filter(|cut| clusters.contains(cut)).collect();
    cuts.windows(2).map(|pair| &text[pair[0]..pair[1]]).collect()
}

/// Joins neighbours that are marked alike.
fn joined<'a>(text: &'a str, words: &[&str], marked: &[bool]) -> Vec<Run<'a>> {
    let mut runs: Vec<Run> = Vec::new();
    let (mut start, mut end) = (0, 0);
    for (index, word) in words.iter().enumerate() {
        end += word.len();
        if marked.get(index + 1) != Some(&marked[index]) {
            runs.push(Run { text: &text[start..end], marked: marked[index] });
            start = end;
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(runs: &[Run]) -> String {
        runs.iter().map(|run| if run.marked { format!("[{}]", run.text) } else { run.text.to_owned() }).collect()
    }

    #[track_caller]
    fn differ(old: &str, new: &str, old_shown: &str, new_shown: &str) {
        let (before, after) = runs(old, new);
        assert_eq!((shown(&before).as_str(), shown(&after).as_str()), (old_shown, new_shown));
    }

    #[test]
    fn marks_whole_words() {
        differ("市民の意見を聞く。", "住民の意見を聞く。", "[市民]の意見を聞く。", "[住民]の意見を聞く。");
        differ("予算は100万円", "予算は1,000万円", "予算は[100]万円", "予算は[1,000]万円");
        differ("同じ", "同じ", "同じ", "同じ");
        differ("", "新しい", "", "[新しい]");
    }

    #[test]
    fn marks_crumbs() {
        // A letter or two between what differs are marked with it, but not over the end of a line.
        differ("実施を検討する。", "導入を検証する。", "[実施を検討]する。", "[導入を検証]する。");
        differ("・公園\n・図書館", "・広場\n・書店", "・[公園]\n・[図書館]", "・[広場]\n・[書店]");
        differ("公園の中の木", "広場の中の花", "[公園]の中の[木]", "[広場]の中の[花]");
    }

    #[test]
    fn marks_variation_sequence() {
        differ("葛\u{e0100}城", "葛城", "[葛\u{e0100}城]", "[葛城]");
        for run in runs("辻\u{e0100}さん", "辻\u{e0101}さん").0 {
            assert!(!run.text.starts_with('\u{e0100}'));
        }
    }
}
