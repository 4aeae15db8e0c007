//! Which characters a text may hold, and what to say of those that it may not.
//!
//! A text passes if it can appear unchanged in a PDF and in a workbook. Nothing is replaced here:
//! a character that cannot be shown is refused with its code point and the likeliest remedy.

use std::fmt;

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

/// Whether a zero-width joiner between two characters makes one picture of them, such as a family.
pub fn is_joiner(before: Option<char>, c: char, after: Option<char>) -> bool {
    let is_picture = |c: char| matches!(c, '\u{2600}'..='\u{27bf}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}');
    c == '\u{200d}' && [before, after].into_iter().all(|beside| beside.is_some_and(is_picture))
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

/// The radicals of the block U+2E80, each with the ideograph that it is read as
/// (Unicode Character Database 14, EquivalentUnifiedIdeograph.txt).
const RADICALS: &str = "\
    ⺁厂 ⺂乛 ⺃乚 ⺄乙 ⺅亻 ⺆冂 ⺇𠘨 ⺈刀 ⺉刂 ⺊卜 ⺋㔾 ⺌小 ⺍小 ⺎兀 ⺏尣 ⺐尢 ⺑𡯂 ⺒巳 ⺓幺 \
    ⺔彑 ⺕彐 ⺖忄 ⺗心 ⺘扌 ⺙攵 ⺛旡 ⺜日 ⺝月 ⺞歺 ⺟母 ⺠民 ⺡氵 ⺢氺 ⺣灬 ⺤爫 ⺥爫 ⺦丬 ⺧牛 \
    ⺨犭 ⺩王 ⺪𤴔 ⺫目 ⺬示 ⺭礻 ⺮𥫗 ⺯糹 ⺰纟 ⺱罓 ⺲罒 ⺳㓁 ⺴冗 ⺵𦉫 ⺶羊 ⺷𦍌 ⺸𦍋 ⺹耂 ⺺肀 \
    ⺻聿 ⺼肉 ⺽𦥑 ⺾艹 ⺿艹 ⻀艹 ⻁虎 ⻂衤 ⻃覀 ⻄西 ⻅见 ⻆角 ⻇𧢲 ⻈讠 ⻉贝 ⻊𧾷 ⻋车 ⻌辶 ⻍辶 \
    ⻎辶 ⻏邑 ⻐钅 ⻑長 ⻒镸 ⻓长 ⻔门 ⻕𨸏 ⻖阝 ⻗雨 ⻘青 ⻙韦 ⻚页 ⻛风 ⻜飞 ⻝食 ⻞𩙿 ⻟飠 ⻠饣 \
    ⻡𩠐 ⻢马 ⻣骨 ⻤鬼 ⻥鱼 ⻦鸟 ⻧卤 ⻨麦 ⻩黄 ⻪黾 ⻫斉 ⻬齐 ⻭歯 ⻮齿 ⻯竜 ⻰龙 ⻱龜 ⻲亀 ⻳龟";

/// Characters that nobody sees or that have a name of their own, in English and Japanese. Those that every clerk knows come first.
const NAMES: &[(char, &str, &str)] = &[
    ('\t', "tab", "タブ"),
    ('\n', "line break", "改行"),
    ('\r', "carriage return", "改行（CR）"),
    ('\u{3000}', "full-width space", "全角スペース"),
    ('\0', "null", "ヌル文字"),
    ('\u{7}', "bell", "ベル"),
    ('\u{8}', "backspace", "後退文字"),
    ('\u{b}', "vertical tab", "垂直タブ"),
    ('\u{c}', "form feed", "改ページ"),
    ('\u{1b}', "escape", "エスケープ文字"),
    ('\u{7f}', "delete", "削除文字"),
    ('\u{85}', "next line", "改行（NEL）"),
    ('\u{ad}', "soft hyphen", "ソフトハイフン"),
    ('\u{200b}', "zero-width space", "ゼロ幅スペース"),
    ('\u{200c}', "zero-width non-joiner", "ゼロ幅非接合子"),
    ('\u{200d}', "zero-width joiner", "ゼロ幅接合子"),
    ('\u{200e}', "left-to-right mark", "左から右への書字記号"),
    ('\u{200f}', "right-to-left mark", "右から左への書字記号"),
    ('\u{2028}', "line separator", "行区切り文字"),
    ('\u{2029}', "paragraph separator", "段落区切り文字"),
    ('\u{202a}', "left-to-right embedding", "書字方向の制御文字"),
    ('\u{202b}', "right-to-left embedding", "書字方向の制御文字"),
    ('\u{202c}', "pop directional formatting", "書字方向の制御文字"),
    ('\u{202d}', "left-to-right override", "書字方向の制御文字"),
    ('\u{202e}', "right-to-left override", "書字方向の制御文字"),
    ('\u{2060}', "word joiner", "単語結合子"),
    ('\u{3099}', "combining voiced sound mark", "結合用の濁点"),
    ('\u{309a}', "combining semi-voiced sound mark", "結合用の半濁点"),
    ('\u{3164}', "Hangul filler", "ハングルの埋め草"),
    ('\u{feff}', "byte order mark", "バイト順マーク"),
];
/// So many of [`NAMES`] need no code point beside them in Japanese.
const PLAIN_NAMES: usize = 4;

/// How a person is told of a character: `U+200B (zero-width space)`, or with `#`, in Japanese, `ゼロ幅スペース U+200B`.
#[derive(Debug)]
pub struct CodePoint(char);

/// What to call `c`.
pub fn code_point(c: char) -> CodePoint {
    CodePoint(c)
}

impl CodePoint {
    /// The code point as Unicode writes it, without a name: `U+20BB7`.
    pub fn bare(&self) -> String {
        format!("U+{:04X}", u32::from(self.0))
    }
}

impl fmt::Display for CodePoint {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let bare = self.bare();
        match NAMES.iter().position(|(named, ..)| *named == self.0).map(|index| (index, NAMES[index])) {
            None => f.write_str(&bare),
            Some((index, (_, _, name))) if f.alternate() && index < PLAIN_NAMES => f.write_str(name),
            Some((_, (_, _, name))) if f.alternate() => write!(f, "{name} {bare}"),
            Some((_, (_, name, _))) => write!(f, "{bare} ({name})"),
        }
    }
}

/// What to write instead of a character that fonts lack, if that is plain.
pub fn remedy(c: char) -> Option<char> {
    if let Some(pair) = RADICALS.split(' ').find(|pair| pair.starts_with(c)) {
        return pair.chars().nth(1);
    }
    let mut folded = c.nfkc();
    match (folded.next(), folded.next()) {
        (Some(one), None) if one != c => Some(one),
        _ => None,
    }
}

/// Radicals: characters for dictionaries that look like ideographs and are others (部首).
pub fn is_radical(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{2fd5}')
}

/// Half-width katakana and their punctuation (JIS X 0201).
pub fn is_half_width(c: char) -> bool {
    matches!(c, '\u{ff61}'..='\u{ff9f}')
}

/// Ideographs, those of compatibility included.
pub fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// The one character that the normalisation NFC puts in place of `c`, if it does (U+FA19 becomes 神).
pub fn normalised(c: char) -> Option<char> {
    let mut normal = c.nfc();
    normal.next().filter(|first| *first != c && normal.next().is_none())
}

/// A text on one line. Between two Japanese letters a line end is nothing, else a blank.
pub fn on_one_line(text: &str) -> String {
    let mut lines = text.split('\n');
    let mut joined = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        let meets = |c: Option<char>| c.is_none_or(|c| !c.is_ascii() || c.is_whitespace());
        if !(meets(joined.chars().next_back()) && meets(line.chars().next())) {
            joined.push(' ');
        }
        joined += line;
    }
    joined
}

/// The first mark in `text` that stands apart from its letter, with its position (from 1) and what both make together.
pub fn apart(text: &str) -> Option<(usize, char, char)> {
    let pairs = text.chars().zip(text.chars().skip(1)).enumerate();
    pairs.filter_map(|(index, (base, mark))| Some((index + 2, mark, composed(base, mark)?))).next()
}

/// The character that `base` and the combining `mark` make together, if Unicode has it (が for か + U+3099).
pub fn composed(base: char, mark: char) -> Option<char> {
    unicode_normalization::char::compose(base, mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn character_faults() {
        assert_eq!(fault('\n', true), None);
        assert_eq!(fault('\n', false), Some(Fault::Control));
        assert_eq!(fault('\u{feff}', true), Some(Fault::Invisible));
        assert_eq!(fault('\u{1ffff}', true), Some(Fault::Noncharacter));
        assert_eq!(fault('髙', true), None);
        assert_eq!(remedy('⾒'), Some('見'));
        assert_eq!(remedy('⻄'), Some('西'));
        assert_eq!(remedy('𠮷'), None);
        assert_eq!(remedy('⻳'), Some('龟'));
        assert_eq!(normalised('\u{fa19}'), Some('神'));
        assert_eq!(normalised('神'), None);
        assert_eq!(apart("がか\u{3099}"), Some((3, '\u{3099}', 'が')));
        assert_eq!(composed('か', '\u{3099}'), Some('が'));
    }
}
