//! Shown: what a person sees of a number in the number format of its cell (ECMA-376 part 1, 18.8.30 and 18.8.31),
//! as Excel shows it in Japan.
//!
//! Formats that we do not follow (exponents, fractions, conditions, scaled thousands) are said to be doubtful: they
//! give the plain number, or a date in the one way of ISO 8601.

mod dates;

use super::{Cell, Kind, Look};
use dates::{date, duration, pattern};

/// Formats by number, as Excel has them in Japan; 27 to 36 and 50 to 58 are those of East Asia.
pub fn builtin(id: u32) -> &'static str {
    match id {
        1 => "0",
        2 => "0.00",
        3 | 37 | 38 => "#,##0",
        4 | 39 | 40 => "#,##0.00",
        5 | 6 => "¥#,##0;¥-#,##0",
        7 | 8 => "¥#,##0.00;¥-#,##0.00",
        9 => "0%",
        10 => "0.00%",
        11 => "0.00E+00",
        12 => "# ?/?",
        13 => "# ??/??",
        14 | 30 => "yyyy/m/d",
        15 => "d-mmm-yy",
        16 => "d-mmm",
        17 => "mmm-yy",
        18 => "h:mm AM/PM",
        19 => "h:mm:ss AM/PM",
        20 => "h:mm",
        21 => "h:mm:ss",
        22 => "yyyy/m/d h:mm",
        27 | 36 | 50 | 57 => "[$-411]ge.m.d",
        28 | 29 | 51 | 54 | 58 => "[$-411]ggge\"年\"m\"月\"d\"日\"",
        31 => "yyyy\"年\"m\"月\"d\"日\"",
        32 => "h\"時\"mm\"分\"",
        33 => "h\"時\"mm\"分\"ss\"秒\"",
        34 | 52 | 55 => "yyyy\"年\"m\"月\"",
        35 | 53 | 56 => "m\"月\"d\"日\"",
        41 => "#,##0;-#,##0;\"-\"",
        42 => "¥#,##0;¥-#,##0;¥\"-\"",
        43 => "#,##0.00;-#,##0.00;\"-\"",
        44 => "¥#,##0.00;¥-#,##0.00;¥\"-\"",
        45 => "mm:ss",
        46 => "[h]:mm:ss",
        47 => "mm:ss.0",
        48 => "##0.0E+0",
        49 => "@",
        _ => "General",
    }
}

/// A number as its cell shows it.
#[derive(Debug, PartialEq, Eq)]
pub struct Shown {
    pub text: String,
    pub kind: Kind,
    /// The cell may show something else.
    pub doubtful: bool,
}

impl Shown {
    pub fn cell(self, look: Look) -> Cell {
        Cell { doubtful: self.doubtful, ..Cell::plain(self.text, self.kind, look) }
    }
}

/// The number as its format shows it. With `from_1904`, days count from 1904.
pub fn number(value: f64, format: &str, from_1904: bool) -> Shown {
    if format == "@" || format.eq_ignore_ascii_case("general") {
        return plain(value);
    }
    let bare = bare(format);
    if is_date(&bare) {
        if let Some(text) = pattern(value, format, from_1904) {
            return Shown { text, kind: Kind::Date, doubtful: false };
        }
        let elapsed = ["[h", "[m", "[s"].iter().any(|mark| format.to_lowercase().contains(mark));
        if let Some(text) = if elapsed { duration(value) } else { date(value, from_1904) } {
            return Shown { text, kind: Kind::Date, doubtful: true };
        }
    }
    match formatted(value, format) {
        Some(text) => Shown { text, kind: Kind::Number, doubtful: false },
        None => Shown { text: general(value), kind: Kind::Number, doubtful: true },
    }
}

/// The number in no format: a cell has room for 11 digits, the point among them.
fn plain(value: f64) -> Shown {
    let text = general(value);
    let doubtful = text.trim_start_matches('-').len() > 11 || text.contains('E') || value != 0.0 && value.abs() < 1e-4;
    Shown { text, kind: Kind::Number, doubtful }
}

/// Whether a text is shown otherwise than it is, or not at all: by the fourth section of a format, or the last if it has `@`.
pub fn alters_text(format: &str) -> bool {
    if !format.contains([';', '@']) || format == "@" {
        return false;
    }
    let sections = sections(format);
    let of_text = sections.get(3).or(sections.last().filter(|section| bare(section).contains('@')));
    of_text.is_some_and(|section| {
        let mut rest = section.chars();
        let mut shown = String::new();
        while let Some(c) = rest.next() {
            match c {
                // Colours, and room that is left.
                '[' => rest.by_ref().take_while(|c| *c != ']').for_each(drop),
                '_' | '*' => drop(rest.next()),
                ' ' => {}
                c => shown.push(c),
            }
        }
        shown != "@" && !shown.eq_ignore_ascii_case("general")
    })
}

fn is_colour(lower: &str) -> bool {
    ["black", "blue", "cyan", "green", "magenta", "red", "white", "yellow", "黒", "青", "水", "緑", "紫", "赤", "白", "黄"].contains(&lower)
        || lower.strip_prefix("color").or(lower.strip_prefix("色")).is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The format without texts, colours and conditions, in lower case.
fn bare(format: &str) -> String {
    let mut bare = String::new();
    let mut rest = format.chars();
    while let Some(c) = rest.next() {
        match c {
            '"' => rest.by_ref().take_while(|c| *c != '"').for_each(drop),
            '[' => {
                let inside: String = rest.by_ref().take_while(|c| *c != ']').collect();
                let inside = inside.to_lowercase();
                if !inside.is_empty() && inside.chars().all(|c| matches!(c, 'h' | 'm' | 's')) {
                    bare.push_str(&inside);
                }
            }
            '\\' | '_' | '*' => drop(rest.next()),
            c => bare.extend(c.to_lowercase()),
        }
    }
    bare
}

fn is_date(bare: &str) -> bool {
    let digits = bare.contains(['0', '#', '?']);
    let first = bare.split(';').next().unwrap_or_default();
    !first.contains("general") && (first.contains(['y', 'd', 'h', 's', 'm']) || !digits && first.contains(['g', 'e', 'a']))
}

/// The number without a format: 15 digits at most, as spreadsheets show.
pub fn general(value: f64) -> String {
    let size = value.abs();
    if value == value.trunc() && size < 1e15 {
        return format!("{}", value as i64);
    }
    let rounded = format!("{value:.14e}").parse().unwrap_or(value);
    if (1e-9..1e15).contains(&size) { format!("{rounded}") } else { format!("{rounded:E}") }
}

/// The number in a format of digits, grouping, percent and texts; none if there is more to it.
fn formatted(value: f64, format: &str) -> Option<String> {
    if !value.is_finite() || value.abs() >= 1e15 {
        return None;
    }
    let sections = sections(format);
    if sections.iter().any(|section| section.contains("[<") || section.contains("[>") || section.contains("[=")) {
        return None;
    }
    let (section, sign) = match (value, sections.as_slice()) {
        (v, [_, negative, ..]) if v < 0.0 => (negative, ""),
        (0.0, [_, _, zero, ..]) => (zero, ""),
        (v, [first, ..]) => (first, if v < 0.0 { "-" } else { "" }),
        _ => return None,
    };
    let Picture { before, whole, point, least, most, grouped, percent, after } = picture(section)?;
    if !section.contains(['0', '#', '?']) {
        return Some(format!("{sign}{before}"));
    }
    let value = value.abs() * if percent { 100.0 } else { 1.0 };
    // A half is rounded up as in decimal digits: 1.005 is a little less in binary ones.
    let digits = format!("{:.most$}", value * (1.0 + 2.0 * f64::EPSILON));
    let (integer, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let mut fraction = fraction;
    while fraction.len() > least && fraction.ends_with('0') {
        fraction = &fraction[..fraction.len() - 1];
    }
    let integer = if whole == 0 && integer == "0" { String::new() } else { format!("{integer:0>whole$}") };
    let integer = if grouped { group(&integer) } else { integer };
    // The point is shown even if no digit follows.
    let point = if point { "." } else { "" };
    Some(format!("{sign}{before}{integer}{point}{fraction}{after}"))
}

/// The parts of a format for positive, negative and zero numbers.
fn sections(format: &str) -> Vec<String> {
    let mut sections = vec![String::new()];
    let (mut quoted, mut escaped) = (false, false);
    for c in format.chars() {
        if c == ';' && !quoted && !escaped {
            sections.push(String::new());
            continue;
        }
        quoted ^= c == '"' && !escaped;
        escaped = c == '\\' && !escaped && !quoted;
        if let Some(last) = sections.last_mut() {
            last.push(c);
        }
    }
    sections
}

/// A simple number format: texts around digits.
#[derive(Default)]
struct Picture {
    before: String,
    /// Least digits before the point.
    whole: usize,
    point: bool,
    /// Least and most digits after it.
    least: usize,
    most: usize,
    grouped: bool,
    percent: bool,
    after: String,
}

fn picture(section: &str) -> Option<Picture> {
    let mut picture = Picture::default();
    let (mut digits, mut ended) = (false, false);
    let mut rest = section.chars().peekable();
    while let Some(c) = rest.next() {
        let mut text = String::new();
        match c {
            '0' | '#' | '?' => {
                if ended {
                    return None;
                }
                digits = true;
                let (least, most) = if picture.point { (&mut picture.least, Some(&mut picture.most)) } else { (&mut picture.whole, None) };
                *least += usize::from(c == '0');
                if let Some(most) = most {
                    *most += 1;
                }
                continue;
            }
            '.' if digits && !picture.point => {
                picture.point = true;
                continue;
            }
            ',' if digits && !picture.point && matches!(rest.peek(), Some('0' | '#' | '?')) => {
                picture.grouped = true;
                continue;
            }
            '"' => text.extend(rest.by_ref().take_while(|c| *c != '"')),
            '\\' => text.extend(rest.next()),
            '_' => {
                rest.next();
            }
            '*' => {
                rest.next();
            }
            '[' => {
                // [$¥-411] shows a currency, a colour nothing; conditions and other digits are not followed.
                let inside: String = rest.by_ref().take_while(|c| *c != ']').collect();
                if let Some(currency) = inside.strip_prefix('$') {
                    text.push_str(currency.split('-').next().unwrap_or_default());
                } else if !is_colour(&inside.to_lowercase()) {
                    return None;
                }
            }
            '%' => {
                picture.percent = true;
                text.push(c);
            }
            '@' | ',' | '.' | '/' | 'E' | 'e' | 'G' | 'g' => return None,
            c => text.push(c),
        }
        ended |= digits && !text.is_empty();
        if digits { picture.after.push_str(&text) } else { picture.before.push_str(&text) }
    }
    // A section of texts alone shows them; one of nothing hides the number. Thousands of digits are no format.
    ((digits || !picture.before.is_empty()) && picture.whole <= 30 && picture.most <= 30).then_some(picture)
}

fn group(integer: &str) -> String {
    let mut grouped = String::new();
    for (index, digit) in integer.chars().enumerate() {
        if index > 0 && (integer.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn shows(value: f64, format: &str, text: &str, kind: Kind) {
        assert_eq!(number(value, format, false), Shown { text: text.to_owned(), kind, doubtful: false }, "{value} in {format}");
    }

    #[track_caller]
    fn doubts(value: f64, format: &str, text: &str, kind: Kind) {
        assert_eq!(number(value, format, false), Shown { text: text.to_owned(), kind, doubtful: true }, "{value} in {format}");
    }

    #[test]
    fn shown_numbers() {
        shows(3.0, "General", "3", Kind::Number);
        shows(-0.0, "General", "0", Kind::Number);
        shows(0.1 + 0.2, "General", "0.3", Kind::Number);
        shows(12_345_678_901.0, "General", "12345678901", Kind::Number);
        shows(1.0, "000", "001", Kind::Number);
        shows(1234567.0, "#,##0", "1,234,567", Kind::Number);
        shows(3.0, "0\"件\"", "3件", Kind::Number);
        shows(3.0, "0\\年", "3年", Kind::Number);
        shows(0.125, "0.0%", "12.5%", Kind::Number);
        shows(1.005, "0.00", "1.01", Kind::Number);
        shows(1.5, "0.###", "1.5", Kind::Number);
        shows(1.0, "0.", "1.", Kind::Number);
        shows(-5.0, "#,##0;[Red]\"▲\"#,##0", "▲5", Kind::Number);
        shows(-5.0, "0_ ", "-5", Kind::Number);
        shows(1200.0, "[$¥-411]#,##0", "¥1,200", Kind::Number);
        shows(-1200.0, builtin(5), "¥-1,200", Kind::Number);
        shows(0.0, builtin(41), "-", Kind::Number);
        shows(5.0, "@", "5", Kind::Number);
        shows(5.0, "[Red]0", "5", Kind::Number);
        doubts(1e20, "General", "1E20", Kind::Number);
        doubts(1.0 / 3.0, "General", "0.333333333333333", Kind::Number);
        doubts(0.00001, "General", "0.00001", Kind::Number);
        doubts(123_456_789_012.0, "General", "123456789012", Kind::Number);
        doubts(5.0, ";;;", "5", Kind::Number);
        doubts(5.0, "# ?/?", "5", Kind::Number);
        doubts(12345.0, "0.00E+00", "12345", Kind::Number);
        doubts(12345.0, "#,##0,", "12345", Kind::Number);
        doubts(5.0, "[>3]0;0.0", "5", Kind::Number);
        doubts(5.0, "[DBNum1]0", "5", Kind::Number);
    }

    #[test]
    fn shown_texts() {
        for format in [
            "General",
            "@",
            "0",
            "0;-0",
            ";;;@",
            "yyyy/mm/dd;@",
            "#,##0_ ;[Red]-#,##0 ",
            "_ * #,##0_ ;_ * -#,##0_ ;_ * \"-\"_ ;_ @_ ",
            "\"@\"0",
        ] {
            assert!(!alters_text(format), "{format}");
        }
        for format in [";;;", "@\"（要約）\"", "0;0;0;\"非公開\"", "\"【\"@\"】\"", ";;;[白]"] {
            assert!(alters_text(format), "{format}");
        }
    }

    #[test]
    fn shown_dates() {
        shows(46_366.0, "yyyy/m/d", "2026/12/10", Kind::Date);
        shows(46_366.0, "yyyy/mm/dd;@", "2026/12/10", Kind::Date);
        shows(46_366.0, "yyyy-mm-dd", "2026-12-10", Kind::Date);
        shows(46_366.0, "[$-411]ggge\"年\"m\"月\"d\"日\";@", "令和8年12月10日", Kind::Date);
        shows(43_586.0, "ggge\"年\"m\"月\"d\"日\"", "令和元年5月1日", Kind::Date);
        shows(43_585.0, "[$-411]ge.m.d", "H31.4.30", Kind::Date);
        shows(43_586.0, "[$-411]gge.m.d", "令1.5.1", Kind::Date);
        shows(46_366.0, "[$-1030411]ggge\\年m\\月d\\日", "令和8年12月10日", Kind::Date);
        shows(46_366.0, "[$-1030411]ge\\.m\\.d;@", "R8.12.10", Kind::Date);
        shows(43_586.0, "[$-ja-JP-x-gannen,80]ggge\"年\"m\"月\"d\"日\";@", "令和元年5月1日", Kind::Date);
        shows(46_366.0, "m\"月\"d\"日\"(aaa)", "12月10日(木)", Kind::Date);
        shows(46_366.0, "aaaa", "木曜日", Kind::Date);
        shows(46_366.562_5, "m/d h:mm", "12/10 13:30", Kind::Date);
        shows(46_366.562_5, "h:mm AM/PM", "1:30 PM", Kind::Date);
        shows(0.0, "h:mm AM/PM", "12:00 AM", Kind::Date);
        shows(0.5625, "h:mm", "13:30", Kind::Date);
        shows(0.5625, "h\"時\"mm\"分\"ss\"秒\"", "13時30分00秒", Kind::Date);
        shows(46_366.0, "[$-F800]dddd, mmmm dd, yyyy", "2026年12月10日", Kind::Date);
        shows(46_366.0, "d-mmm-yy", "10-Dec-26", Kind::Date);
        shows(1.5, "[h]:mm", "36:00", Kind::Date);
        shows(61.0, "yyyy/m/d", "1900/3/1", Kind::Date);
        for (id, text) in [
            (14, "2026/12/10"),
            (22, "2026/12/10 13:30"),
            (28, "令和8年12月10日"),
            (31, "2026年12月10日"),
            (57, "R8.12.10"),
            (56, "12月10日"),
        ] {
            shows(46_366.562_5, builtin(id), text, Kind::Date);
        }
        doubts(46_366.0, "[$-404]e/m/d", "2026-12-10", Kind::Date);
        doubts(46_366.0, "[$-1D030411]ggge\\年m\\月d\\日", "2026-12-10", Kind::Date);
        doubts(46_366.0, "[$-804]aaaa", "2026-12-10", Kind::Date);
        doubts(46_366.562_5, "[$-411]AM/PM h:mm", "2026-12-10 13:30", Kind::Date);
        doubts(0.5, "mm:ss.0", "12:00", Kind::Date);
        doubts(1.0, "yyyy/m/d", "1900-01-01", Kind::Date);
        doubts(-1.0, "yyyy/m/d", "-1", Kind::Number);
        doubts(1e300, "yyyy/m/d", "1E300", Kind::Number);
        assert_eq!(number(44_904.0, "yyyy/m/d", true).text, "2026/12/10");
    }
}
