//! Shown: what a person sees of a number in the number format of its cell (ECMA-376 part 1, 18.8.30 and 18.8.31),
//! as Excel shows it in Japan.
//!
//! Formats that we do not follow (exponents, fractions, conditions, scaled thousands) are said to be doubtful: they
//! give the plain number, or a date in the one way of ISO 8601.

use super::{Cell, Kind, Look};

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

/// A piece of a format of dates and times.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    /// A letter and how often it stands there, in lower case.
    Part(char, usize),
    /// Hours, minutes or seconds altogether, not of a day.
    Elapsed(char, usize),
    /// AM and PM.
    Half,
    /// A and P.
    HalfLetter,
}

/// The first section of a format of dates and times in pieces; none if there is more to it.
fn pieces(format: &str) -> Option<Vec<Piece>> {
    let sections = sections(format);
    let mut pieces = Vec::new();
    let mut japanese = None;
    let letters: Vec<char> = sections.first()?.chars().collect();
    let mut at = 0;
    while let Some(c) = letters.get(at).copied() {
        let rest = &letters[at..];
        let starts =
            |word: &str| word.chars().enumerate().all(|(index, c)| rest.get(index).is_some_and(|own| own.eq_ignore_ascii_case(&c)));
        let mut length = 1;
        match c {
            '"' => {
                let text: String = rest[1..].iter().take_while(|c| **c != '"').collect();
                length = text.chars().count() + 2;
                pieces.push(Piece::Text(text));
            }
            '\\' => {
                length = 2;
                pieces.push(Piece::Text(rest.get(1).into_iter().collect()));
            }
            '_' | '*' => length = 2,
            '[' => {
                let inside: String = rest[1..].iter().take_while(|c| **c != ']').collect();
                length = inside.chars().count() + 2;
                let lower = inside.to_lowercase();
                let first = lower.chars().next()?;
                if matches!(first, 'h' | 'm' | 's') && lower.chars().all(|c| c == first) {
                    pieces.push(Piece::Elapsed(first, lower.len()));
                } else if let Some(locale) = lower.strip_prefix("$-") {
                    match locale {
                        // As the system writes dates and times, which in Japan is so.
                        "f800" => return self::pieces("yyyy\"年\"m\"月\"d\"日\""),
                        "f400" => return self::pieces("h:mm:ss"),
                        _ => japanese = Some(is_japanese(locale)?),
                    }
                } else if !is_colour(&lower) {
                    return None;
                }
            }
            _ if starts("AM/PM") => {
                length = 5;
                pieces.push(Piece::Half);
            }
            _ if starts("A/P") => {
                length = 3;
                pieces.push(Piece::HalfLetter);
            }
            _ if c.is_ascii_alphabetic() => {
                let lower = c.to_ascii_lowercase();
                length = rest.iter().take_while(|own| own.to_ascii_lowercase() == lower).count();
                pieces.push(Piece::Part(lower, length));
            }
            '0' | '#' | '?' | '@' | '%' => return None,
            c => pieces.push(Piece::Text(c.to_string())),
        }
        at += length;
    }
    // Other languages have other names, and other years.
    let is_named = |piece: &Piece| matches!(piece, Piece::Part('g' | 'e' | 'a', _) | Piece::Part('m' | 'd', 3..) | Piece::Half);
    let has_era = pieces.iter().any(|piece| matches!(piece, Piece::Part('g', _)));
    let is_year = |piece: &Piece| matches!(piece, Piece::Part('e', _));
    let fails = pieces.iter().any(|piece| is_named(piece) && japanese == Some(false) || is_year(piece) && !has_era && japanese.is_none());
    // 午前 or AM, whichever the system says.
    let half = japanese == Some(true) && pieces.iter().any(|piece| matches!(piece, Piece::Half | Piece::HalfLetter));
    (!fails && !half).then_some(pieces)
}

/// Whether a locale is that of Japan: by its name, or by its number, above which stand the calendar and the shape of the
/// digits ([MS-OE376], 2.1.739). None if the digits are others than those that we write.
fn is_japanese(locale: &str) -> Option<bool> {
    if locale.starts_with("ja") {
        return Some(true);
    }
    let Ok(number) = u32::from_str_radix(locale, 16) else { return Some(false) };
    (number >> 24 <= 1).then_some(number & 0xffff == 0x411)
}

fn is_colour(lower: &str) -> bool {
    ["black", "blue", "cyan", "green", "magenta", "red", "white", "yellow", "黒", "青", "水", "緑", "紫", "赤", "白", "黄"].contains(&lower)
        || lower.strip_prefix("color").or(lower.strip_prefix("色")).is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The date and time of a serial number in a format that we follow.
fn pattern(serial: f64, format: &str, from_1904: bool) -> Option<String> {
    const MONTHS: [&str; 12] =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    const DAYS: [&str; 7] = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];
    if !(0.0..2_958_466.0).contains(&serial) {
        return None;
    }
    let pieces = pieces(format)?;
    // m stands for minutes behind hours and before seconds.
    let time = |piece: &&Piece| !matches!(piece, Piece::Text(_) | Piece::Half | Piece::HalfLetter);
    let is_minutes = |index: usize| {
        let before = pieces[..index].iter().rev().find(time);
        let after = pieces[index + 1..].iter().find(time);
        matches!(before, Some(Piece::Part('h', _) | Piece::Elapsed('h', _)))
            || matches!(after, Some(Piece::Part('s', _) | Piece::Elapsed('s', _)))
    };
    let of_day = |index: usize| match &pieces[index] {
        Piece::Part('m', _) => !is_minutes(index),
        Piece::Part(letter, _) => !matches!(letter, 'h' | 's'),
        _ => false,
    };
    let seconds = (serial * 86_400.0).round() as i64;
    let day = seconds / 86_400;
    // The first days of 1900 are those of a year with a 29th of February.
    if !from_1904 && day <= 60 && (0..pieces.len()).any(of_day) {
        return None;
    }
    let (year, month, of_month) = civil(if from_1904 { day - 24_107 } else { day - 25_569 });
    let weekday = DAYS[(if from_1904 { day - 24_107 } else { day - 25_569 }).rem_euclid(7) as usize];
    let (hour, minute, second) = (seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
    let halves = pieces.iter().any(|piece| matches!(piece, Piece::Half | Piece::HalfLetter));
    let (era, letter, of_era) = era(year, month, of_month)?;
    let mut text = String::new();
    for (index, piece) in pieces.iter().enumerate() {
        let digits = |number: i64, width: usize| format!("{number:0width$}");
        text += &match piece {
            Piece::Text(text) => text.clone(),
            Piece::Half => if hour < 12 { "AM" } else { "PM" }.to_owned(),
            Piece::HalfLetter => if hour < 12 { "A" } else { "P" }.to_owned(),
            Piece::Elapsed('h', width) => digits(seconds / 3_600, *width),
            Piece::Elapsed('m', width) => digits(seconds / 60, *width),
            Piece::Elapsed(_, width) => digits(seconds, *width),
            Piece::Part('y', 1 | 2) => digits(year % 100, 2),
            Piece::Part('y', _) => digits(year, 4),
            Piece::Part('m', width @ (1 | 2)) if is_minutes(index) => digits(minute, *width),
            Piece::Part('m', width @ (1 | 2)) => digits(month, *width),
            Piece::Part('m', 3) => MONTHS[month as usize - 1][..3].to_owned(),
            Piece::Part('m', 4) => MONTHS[month as usize - 1].to_owned(),
            Piece::Part('d', width @ (1 | 2)) => digits(of_month, *width),
            Piece::Part('d', 3) => weekday[..3].to_owned(),
            Piece::Part('d', 4) => weekday.to_owned(),
            Piece::Part('a', 3) => japanese(weekday).to_owned(),
            Piece::Part('a', 4) => format!("{}曜日", japanese(weekday)),
            Piece::Part('h', width @ (1 | 2)) if halves => digits((hour + 11) % 12 + 1, *width),
            Piece::Part('h', width @ (1 | 2)) => digits(hour, *width),
            Piece::Part('s', width @ (1 | 2)) => digits(second, *width),
            Piece::Part('g', 1) => letter.to_owned(),
            Piece::Part('g', 2) => era.chars().take(1).collect(),
            Piece::Part('g', 3) => era.to_owned(),
            // The first year of an era is 元年 where its name is written out.
            Piece::Part('e', 1) if of_era == 1 && era_is_written_out(&pieces, index) => "元".to_owned(),
            Piece::Part('e', width @ (1 | 2)) => digits(of_era, *width),
            Piece::Part(..) => return None,
        };
    }
    Some(text)
}

/// Whether the year at `index` stands between the name of its era and 年.
fn era_is_written_out(pieces: &[Piece], index: usize) -> bool {
    let before = index.checked_sub(1).and_then(|before| pieces.get(before));
    matches!(before, Some(Piece::Part('g', 3))) && matches!(pieces.get(index + 1), Some(Piece::Text(text)) if text.starts_with('年'))
}

/// The era of a date from 1900 on, its letter and the year in it.
fn era(year: i64, month: i64, day: i64) -> Option<(&'static str, &'static str, i64)> {
    const ERAS: [(&str, &str, (i64, i64, i64)); 5] = [
        ("令和", "R", (2019, 5, 1)),
        ("平成", "H", (1989, 1, 8)),
        ("昭和", "S", (1926, 12, 25)),
        ("大正", "T", (1912, 7, 30)),
        ("明治", "M", (1868, 1, 25)),
    ];
    let (era, letter, first) = ERAS.iter().find(|(_, _, first)| (year, month, day) >= *first)?;
    Some((era, letter, year - first.0 + 1))
}

fn japanese(weekday: &str) -> &'static str {
    match weekday {
        "Monday" => "月",
        "Tuesday" => "火",
        "Wednesday" => "水",
        "Thursday" => "木",
        "Friday" => "金",
        "Saturday" => "土",
        _ => "日",
    }
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

/// Hours and minutes, and seconds if there are any.
fn clock(seconds: i64) -> String {
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if seconds == 0 { format!("{hours:02}:{minutes:02}") } else { format!("{hours:02}:{minutes:02}:{seconds:02}") }
}

fn duration(days: f64) -> Option<String> {
    (0.0..3e6).contains(&days).then(|| clock((days * 86_400.0).round() as i64))
}

/// The date and time of a serial number, until the end of 9999.
fn date(serial: f64, from_1904: bool) -> Option<String> {
    if !(0.0..2_958_466.0).contains(&serial) {
        return None;
    }
    let seconds = (serial * 86_400.0).round() as i64;
    let (day, time) = (seconds / 86_400, seconds % 86_400);
    if serial < 1.0 && !from_1904 {
        return Some(clock(seconds));
    }
    // Days from 1970-01-01. Until 1900-03-01 Excel is a day ahead, for it knows a 29th of February 1900.
    let day = if from_1904 { day - 24_107 } else { day - 25_569 + i64::from(day < 60) };
    let (year, month, day) = civil(day);
    let date = format!("{year:04}-{month:02}-{day:02}");
    Some(if time == 0 { date } else { format!("{date} {}", clock(time)) })
}

/// Year, month and day of a count of days from 1970-01-01 (Howard Hinnant, `civil_from_days`).
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
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
