//! Differing: how answers are shown beside each other, so that a person sees where they differ.
//!
//! The part that differs stands in 【 】. What cannot be seen is named, and so are characters that look like others.

use unicode_normalization::UnicodeNormalization as _;

use crate::read::character::{self, code_point};
use crate::say::words::{self, Lang, Message};

/// Characters before and behind the part that differs that are shown of a long text.
const AROUND: usize = 16;
/// More texts than this are compared with those beside them only.
const MANY: usize = 50;
/// Most characters of a difference that are looked at one by one.
const CLOSE: usize = 8;
/// Characters that look alike, group by group, beside those that Unicode folds together (NFKC).
const ALIKE: [&str; 16] = [
    "〜～~˜∼",
    "−－-‐‑–—―ーｰ─━一",
    "・･·•‧",
    "○〇◯O０o",
    "“”\"＂〝〟",
    "‘’'＇",
    "ロ口囗",
    "カ力",
    "エ工",
    "ニ二",
    "ハ八",
    "タ夕",
    "ト卜",
    "へヘ",
    "べベ",
    "ぺペ",
];
/// Pairs that encodings exchange for each other: CP932 and Unicode map one code to either (JIS X 0208, Windows-31J).
const EXCHANGED: [[char; 2]; 6] = [['〜', '～'], ['−', '－'], ['‖', '∥'], ['¢', '￠'], ['£', '￡'], ['¬', '￢']];

/// Two texts as a person sees where they differ, each at most about `limit` characters.
pub fn both(before: &str, after: &str, limit: usize, lang: Lang) -> [String; 2] {
    let (before, after): (Vec<char>, Vec<char>) = (before.chars().collect(), after.chars().collect());
    let (prefix, suffix) = apart(&before, &after);
    [(&before, &after), (&after, &before)].map(|(text, other)| match (prefix + suffix) * 2 >= text.len().min(other.len()) {
        true => marked(text, other, (prefix, suffix), limit, lang),
        false => cut(text, limit, lang),
    })
}

/// What a person sees of each of `values`, at most about `limit` characters.
pub fn shown(values: &[&str], limit: usize) -> impl Iterator<Item = Message> + use<> {
    let texts: Vec<Vec<char>> = values.iter().map(|value| value.chars().collect()).collect();
    let beside = neighbours(&texts);
    let one = move |index: usize| {
        let text = &texts[index];
        let all = (0..if texts.len() <= MANY { texts.len() } else { 0 }).filter(|other| *other != index);
        let others = all.chain(beside[index].iter().copied());
        let nearest = others.map(|other| (apart(text, &texts[other]), &texts[other])).max_by_key(|((prefix, suffix), _)| prefix + suffix);
        let say = |lang| match nearest {
            // Texts that have little in common are told apart at a glance.
            Some(((prefix, suffix), other)) if (prefix + suffix) * 2 >= text.len().max(other.len()) => {
                marked(text, other, (prefix, suffix), limit, lang)
            }
            _ => cut(text, limit, lang),
        };
        Message::of("option_value", &words::option_value(say(Lang::En)).say(Lang::En), &words::option_value(say(Lang::Ja)).say(Lang::Ja))
    };
    (0..values.len()).map(one)
}

/// For each of many texts those that stand beside it when all are sorted, from their starts and from their ends: the
/// nearest is nearly always among them. Nothing for few texts, each of which is compared with every other.
fn neighbours(texts: &[Vec<char>]) -> Vec<Vec<usize>> {
    let mut beside = vec![Vec::new(); texts.len()];
    if texts.len() <= MANY {
        return beside;
    }
    let mut order: Vec<usize> = (0..texts.len()).collect();
    for from_end in [false, true] {
        match from_end {
            false => order.sort_by(|a, b| texts[*a].cmp(&texts[*b])),
            true => order.sort_by(|a, b| texts[*a].iter().rev().cmp(texts[*b].iter().rev())),
        }
        for pair in order.windows(2) {
            beside[pair[0]].push(pair[1]);
            beside[pair[1]].push(pair[0]);
        }
    }
    // In the order of the texts, as if each had been compared with all: of several that are equally near, one is shown.
    beside.iter_mut().for_each(|beside| beside.sort_unstable());
    beside
}

/// Whether the texts differ only in characters that encodings exchange for each other.
pub fn exchanged(a: &str, b: &str) -> bool {
    let pair = |a: char, b: char| a == b || EXCHANGED.iter().any(|pair| pair.contains(&a) && pair.contains(&b));
    a != b && a.chars().count() == b.chars().count() && a.chars().zip(b.chars()).all(|(a, b)| pair(a, b))
}

/// The text with what cannot be seen named.
pub fn named(text: &str, lang: Lang) -> String {
    let text: Vec<char> = text.chars().collect();
    spelt(&text, &|_| false, lang)
}

/// How many characters two texts have in common at the start and, of the rest, at the end.
fn apart(a: &[char], b: &[char]) -> (usize, usize) {
    let prefix = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let suffix = a[prefix..].iter().rev().zip(b[prefix..].iter().rev()).take_while(|(a, b)| a == b).count();
    (prefix, suffix)
}

fn cut(text: &[char], limit: usize, lang: Lang) -> String {
    let more = if text.len() > limit { "…" } else { "" };
    format!("{}{more}", spelt(&text[..text.len().min(limit)], &|_| false, lang))
}

fn marked(text: &[char], other: &[char], (prefix, suffix): (usize, usize), limit: usize, lang: Lang) -> String {
    let (differs, theirs) = (&text[prefix..text.len() - suffix], &other[prefix..other.len() - suffix]);
    let is_long = text.len() > limit;
    let before = if is_long { prefix.saturating_sub(AROUND) } else { 0 };
    let behind = &text[text.len() - suffix..];
    let behind_shown = &behind[..if is_long { suffix.min(AROUND) } else { suffix }];
    let differs_shown = &differs[..differs.len().min(limit)];
    // Single characters are named by their codes where their shapes do not tell them apart.
    let close = differs.len() <= CLOSE && theirs.len() <= CLOSE;
    let is_blank = |part: &[char]| part.iter().all(|c| c.is_whitespace() || character::fault(*c, true).is_some());
    let unclear = |index: usize| {
        close && (is_blank(differs) && is_blank(theirs) || differs.len() == theirs.len() && looks_like(differs[index], theirs[index]))
    };
    let ellipsis = |is_cut: bool| if is_cut { "…" } else { "" };
    let plain = |part: &[char]| spelt(part, &|_| false, lang);
    // Where the other text only has more, there is nothing to mark.
    let (opens, closes) = if differs.is_empty() { ("", "") } else { ("【", "】") };
    format!(
        "{}{}{opens}{}{}{closes}{}{}",
        ellipsis(before > 0),
        plain(&text[before..prefix]),
        spelt(differs_shown, &unclear, lang),
        ellipsis(differs_shown.len() < differs.len()),
        plain(behind_shown),
        ellipsis(behind_shown.len() < behind.len()),
    )
}

/// The characters with names for those that cannot be seen, and codes behind those at positions that are `unclear`.
fn spelt(text: &[char], unclear: &dyn Fn(usize) -> bool, lang: Lang) -> String {
    let mut spelt = String::new();
    for (index, c) in text.iter().copied().enumerate() {
        let hidden = character::fault(c, true).is_some()
            || character::is_variation_selector(c)
            || c.is_whitespace() && !matches!(c, ' ' | '\n' | '\u{3000}');
        if hidden || c.is_whitespace() && unclear(index) {
            spelt.push_str(&words::named_character(name(c, lang)).say(lang));
        } else {
            spelt.push(c);
            if unclear(index) {
                spelt.push_str(&words::named_character(code_point(c).bare()).say(lang));
            }
        }
    }
    spelt
}

fn name(c: char, lang: Lang) -> String {
    match (c, lang) {
        (' ', Lang::En) => "space".to_owned(),
        (' ', Lang::Ja) => "半角スペース".to_owned(),
        (c, Lang::En) => code_point(c).to_string(),
        (c, Lang::Ja) => format!("{:#}", code_point(c)),
    }
}

fn looks_like(a: char, b: char) -> bool {
    a == b || a.nfkc().eq(b.nfkc()) || ALIKE.iter().any(|group| group.contains(a) && group.contains(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ja(values: &[&str], limit: usize) -> Vec<String> {
        shown(values, limit).map(|message| message.say(Lang::Ja)).collect()
    }

    #[test]
    fn differing_marks() {
        assert_eq!(ja(&["検討します。", "実施しません"], 30), ["「検討します。」とする", "「実施しません」とする"]);
        let long = "長い回答です。".repeat(100);
        let said = ja(&[&format!("{long}予算は計上します。"), &format!("{long}予算は計上しません。")], 30);
        assert_eq!(said[0], "「…す。長い回答です。予算は計上しま【す】。」とする");
        assert_eq!(said[1], "「…す。長い回答です。予算は計上しま【せん】。」とする");
        let three = ja(&["案のとおり一", "案のとおり二", "別の文"], 30);
        assert_eq!(three, ["「案のとおり【一】」とする", "「案のとおり【二】」とする", "「別の文」とする"]);
    }

    #[test]
    fn differing_both() {
        let long = "避難所を小学校の体育館に増やして、毛布と水を置いてほしい。".repeat(3);
        assert_eq!(
            both(&long, &format!("{long}→承知"), 30, Lang::Ja),
            ["…やして、毛布と水を置いてほしい。", "…やして、毛布と水を置いてほしい。【→承知】"]
        );
        assert_eq!(both("一", "二", 30, Lang::En), ["一", "二"]);
    }

    #[test]
    fn differing_many() {
        let many: Vec<String> = (100..300).map(|number| format!("{number}件の案のとおり")).collect();
        let said = ja(&many.iter().map(String::as_str).collect::<Vec<_>>(), 30);
        assert_eq!(said[7], "「【1】07件の案のとおり」とする");
        assert_eq!(said.len(), 200);
    }

    #[test]
    fn differing_names() {
        let said = ja(&["窓口で対応", "窓口\u{200b}で対応"], 30);
        assert_eq!(said, ["「窓口で対応」とする", "「窓口【〔ゼロ幅スペース U+200B〕】で対応」とする"]);
        let said = ja(&["一 二", "一\u{3000}二"], 30);
        assert_eq!(said, ["「一【〔半角スペース〕】二」とする", "「一【〔全角スペース〕】二」とする"]);
        let said = ja(&["10〜20件", "10～20件"], 30);
        assert_eq!(said, ["「10【〜〔U+301C〕】20件」とする", "「10【～〔U+FF5E〕】20件」とする"]);
        let said = ja(&["対応する", "対応する\n"], 30);
        assert_eq!(said[1], "「対応する【〔改行〕】」とする");
        assert_eq!(named("あ\u{200b}", Lang::En), "あ[U+200B (zero-width space)]");
    }

    #[test]
    fn differing_exchanged() {
        assert!(exchanged("10〜20、−1", "10～20、－1"));
        assert!(!exchanged("10〜20", "10-20"));
        assert!(!exchanged("同じ", "同じ"));
    }
}
