//! Shown: what a person sees of a number in the number format of its cell (ECMA-376 part 1, 18.8.30 and 18.8.31).
//!
//! Dates and times are written in one way whatever the format: 2026-12-10, 13:30. Formats that we do
//! not follow (exponents, fractions, scaled thousands) show the plain number.

use super::Kind;

/// Formats by number; those of East Asia (27 to 36, 50 to 58) are dates and times.
pub fn builtin(id: u32) -> &'static str {
    match id {
        1 => "0",
        2 => "0.00",
        3 | 37 | 38 => "#,##0",
        4 | 39 | 40 => "#,##0.00",
        5 | 6 | 41 | 42 => "¥#,##0",
        7 | 8 | 43 | 44 => "¥#,##0.00",
        9 => "0%",
        10 => "0.00%",
        14..=17 | 22 | 27..=31 | 34..=36 | 50..=58 => "yyyy/m/d",
        18..=21 | 32 | 33 | 45 | 47 => "h:mm:ss",
        46 => "[h]:mm:ss",
        _ => "General",
    }
}

/// The number as shown, and whether the format makes a date of it. With `from_1904`, days count from 1904.
pub fn number(value: f64, format: &str, from_1904: bool) -> (String, Kind) {
    if format == "General" {
        return (general(value), Kind::Number);
    }
    let bare = bare(format);
    if is_date(&bare) {
        let elapsed = ["[h", "[m", "[s"].iter().any(|mark| format.to_lowercase().contains(mark));
        if let Some(text) = if elapsed { duration(value) } else { date(value, from_1904) } {
            return (text, Kind::Date);
        }
    }
    (formatted(value, format).unwrap_or_else(|| general(value)), Kind::Number)
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
    let (section, sign) = match (value, sections.as_slice()) {
        (v, [_, negative, ..]) if v < 0.0 => (negative, ""),
        (0.0, [_, _, zero, ..]) => (zero, ""),
        (v, [first, ..]) => (first, if v < 0.0 { "-" } else { "" }),
        _ => return None,
    };
    let Picture { before, whole, least, most, grouped, percent, after } = picture(section)?;
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
    let point = if most > 0 && (least > 0 || !fraction.is_empty()) { "." } else { "" };
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
    /// Least and most digits after it.
    least: usize,
    most: usize,
    grouped: bool,
    percent: bool,
    after: String,
}

fn picture(section: &str) -> Option<Picture> {
    let mut picture = Picture::default();
    let (mut digits, mut point, mut ended) = (false, false, false);
    let mut rest = section.chars().peekable();
    while let Some(c) = rest.next() {
        let mut text = String::new();
        match c {
            '0' | '#' | '?' => {
                if ended {
                    return None;
                }
                digits = true;
                let (least, most) = if point { (&mut picture.least, Some(&mut picture.most)) } else { (&mut picture.whole, None) };
                *least += usize::from(c == '0');
                if let Some(most) = most {
                    *most += 1;
                }
                continue;
            }
            '.' if digits && !point => {
                point = true;
                continue;
            }
            ',' if digits && !point && matches!(rest.peek(), Some('0' | '#' | '?')) => {
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
                // [$¥-411] shows a currency; colours and conditions show nothing.
                let inside: String = rest.by_ref().take_while(|c| *c != ']').collect();
                if let Some(currency) = inside.strip_prefix('$') {
                    text.push_str(currency.split('-').next().unwrap_or_default());
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
    // A number of thousands of digits is no format.
    (digits && picture.whole <= 30 && picture.most <= 30).then_some(picture)
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
        assert_eq!(number(value, format, false), (text.to_owned(), kind), "{value} in {format}");
    }

    #[test]
    fn numbers_are_shown_as_in_the_cell() {
        shows(3.0, "General", "3", Kind::Number);
        shows(-0.0, "General", "0", Kind::Number);
        shows(0.1 + 0.2, "General", "0.3", Kind::Number);
        shows(1e20, "General", "1E20", Kind::Number);
        shows(1.0, "000", "001", Kind::Number);
        shows(1234567.0, "#,##0", "1,234,567", Kind::Number);
        shows(3.0, "0\"件\"", "3件", Kind::Number);
        shows(3.0, "0\\年", "3年", Kind::Number);
        shows(0.125, "0.0%", "12.5%", Kind::Number);
        shows(1.005, "0.00", "1.01", Kind::Number);
        shows(1.5, "0.###", "1.5", Kind::Number);
        shows(1.0, "0.###", "1", Kind::Number);
        shows(-5.0, "#,##0;[Red]\"▲\"#,##0", "▲5", Kind::Number);
        shows(-5.0, "0_ ", "-5", Kind::Number);
        shows(1200.0, "[$¥-411]#,##0", "¥1,200", Kind::Number);
        shows(5.0, ";;;", "5", Kind::Number);
        shows(5.0, "# ?/?", "5", Kind::Number);
        shows(12345.0, "0.00E+00", "12345", Kind::Number);
        shows(5.0, "@", "5", Kind::Number);
        shows(5.0, "[Red]0", "5", Kind::Number);
    }

    #[test]
    fn dates_are_shown_in_one_way() {
        shows(46_366.0, "yyyy/m/d", "2026-12-10", Kind::Date);
        shows(46_366.0, "[$-411]ggge\"年\"m\"月\"d\"日\"", "2026-12-10", Kind::Date);
        shows(46_366.562_5, "m/d h:mm", "2026-12-10 13:30", Kind::Date);
        shows(0.5625, "h:mm", "13:30", Kind::Date);
        shows(46_366.0, "aaa", "2026-12-10", Kind::Date);
        shows(1.5, "[h]:mm", "36:00", Kind::Date);
        shows(1.0, "yyyy/m/d", "1900-01-01", Kind::Date);
        shows(59.0, "yyyy/m/d", "1900-02-28", Kind::Date);
        shows(61.0, "yyyy/m/d", "1900-03-01", Kind::Date);
        shows(-1.0, "yyyy/m/d", "-1", Kind::Number);
        shows(1e300, "yyyy/m/d", "1E300", Kind::Number);
        assert_eq!(number(44_904.0, "yyyy/m/d", true).0, "2026-12-10");
    }
}
