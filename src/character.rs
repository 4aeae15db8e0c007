//! Which characters a text may hold, and what to say of those that it may not.
//!
//! A text passes if it can appear unchanged in a PDF and in a workbook. Nothing is replaced here:
//! a character that cannot be shown is refused with its code point and the likeliest remedy.

use unicode_normalization::UnicodeNormalization as _;

/// Why a character cannot be printed, whatever the font.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Control characters (Unicode category Cc), the line feed excepted where lines may break.
    Control,
    /// Invisible characters that change what stands around them, or cannot be seen to be there.
    Invisible,
    /// Code points that Unicode keeps free of characters.
    Noncharacter,
}

/// The fault of `c`, if it has one. Variation selectors are judged with their base, by the fonts.
pub fn fault(c: char, lines: bool) -> Option<Fault> {
    match c {
        '\n' if lines => None,
        c if c.is_control() => Some(Fault::Control),
        '\u{fdd0}'..='\u{fdef}' => Some(Fault::Noncharacter),
        c if u32::from(c) & 0xfffe == 0xfffe => Some(Fault::Noncharacter),
        // Default_Ignorable_Code_Point (DerivedCoreProperties.txt) less the variation selectors, and the separators.
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{115f}'..='\u{1160}'
        | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e00ff}'
        | '\u{e01f0}'..='\u{e0fff}' => Some(Fault::Invisible),
        _ => None,
    }
}

/// Variation selectors VS1 to VS256 (Unicode 23.4).
pub fn is_variation_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Private-use characters (外字), whose meaning no receiver knows.
pub fn is_private_use(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{ffffd}' | '\u{100000}'..='\u{10fffd}')
}

/// Radicals of the block U+2E80 that are read as these ideographs
/// (Unicode Character Database, EquivalentUnifiedIdeograph.txt; those met in Japanese text).
const RADICALS: &[(char, char)] = &[
    ('⺟', '母'),
    ('⺠', '民'),
    ('⺩', '王'),
    ('⺫', '目'),
    ('⺬', '示'),
    ('⺮', '竹'),
    ('⺼', '肉'),
    ('⻁', '虎'),
    ('⻃', '覀'),
    ('⻄', '西'),
    ('⻅', '见'),
    ('⻆', '角'),
    ('⻑', '長'),
    ('⻘', '青'),
    ('⻝', '食'),
    ('⻣', '骨'),
    ('⻤', '鬼'),
    ('⻨', '麦'),
    ('⻩', '黄'),
    ('⻫', '斉'),
    ('⻭', '歯'),
    ('⻯', '竜'),
    ('⻲', '亀'),
];

/// The code point as Unicode writes it: `U+20BB7`.
pub fn code_point(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

/// What to write instead of a character that fonts lack, if that is plain.
pub fn remedy(c: char) -> Option<char> {
    if let Some((_, ideograph)) = RADICALS.iter().find(|(radical, _)| *radical == c) {
        return Some(*ideograph);
    }
    let mut folded = c.nfkc();
    match (folded.next(), folded.next()) {
        (Some(one), None) if one != c => Some(one),
        _ => None,
    }
}

/// The character that `base` and the combining `mark` make together, if Unicode has it (が for か + U+3099).
pub fn composed(base: char, mark: char) -> Option<char> {
    unicode_normalization::char::compose(base, mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_and_remedies() {
        assert_eq!(fault('\n', true), None);
        assert_eq!(fault('\n', false), Some(Fault::Control));
        assert_eq!(fault('\u{feff}', true), Some(Fault::Invisible));
        assert_eq!(fault('\u{1ffff}', true), Some(Fault::Noncharacter));
        assert_eq!(fault('髙', true), None);
        assert_eq!(remedy('⾒'), Some('見'));
        assert_eq!(remedy('⻄'), Some('西'));
        assert_eq!(remedy('𠮷'), None);
        assert_eq!(composed('か', '\u{3099}'), Some('が'));
    }
}
