//! Dates: what a person sees of a number that is a date, a time or a length of time.

use super::{is_colour, sections};
use crate::read::calendar::{self, Era, WEEKDAYS};

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

/// The date and time of a serial number in a format that we follow.
pub fn pattern(serial: f64, format: &str, from_1904: bool) -> Option<String> {
    const MONTHS: [&str; 12] =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
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
    let days = if from_1904 { day - 24_107 } else { day - 25_569 };
    let (year, month, of_month) = calendar::day(days);
    let japanese = calendar::weekday_of(days);
    let weekday = WEEKDAYS.iter().position(|day| *day == japanese).map_or("", |index| DAYS[index]);
    let (hour, minute, second) = (seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
    let halves = pieces.iter().any(|piece| matches!(piece, Piece::Half | Piece::HalfLetter));
    let (&Era { name: era, letter, .. }, of_era) = calendar::era((year, month, of_month))?;
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
            Piece::Part('a', 3) => japanese.to_string(),
            Piece::Part('a', 4) => format!("{japanese}曜日"),
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

/// Hours and minutes, and seconds if there are any.
fn clock(seconds: i64) -> String {
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if seconds == 0 { format!("{hours:02}:{minutes:02}") } else { format!("{hours:02}:{minutes:02}:{seconds:02}") }
}

pub fn duration(days: f64) -> Option<String> {
    (0.0..3e6).contains(&days).then(|| clock((days * 86_400.0).round() as i64))
}

/// The date and time of a serial number, until the end of 9999.
pub fn date(serial: f64, from_1904: bool) -> Option<String> {
    if !(0.0..2_958_466.0).contains(&serial) {
        return None;
    }
    let seconds = (serial * 86_400.0).round() as i64;
    let (day, time) = (seconds / 86_400, seconds % 86_400);
    if serial < 1.0 && !from_1904 {
        return Some(clock(seconds));
    }
    // Days from 1970-01-01. Until 1900-03-01 Excel is a day ahead, since it knows a 29th of February 1900.
    let day = if from_1904 { day - 24_107 } else { day - 25_569 + i64::from(day < 60) };
    let (year, month, day) = calendar::day(day);
    let date = format!("{year:04}-{month:02}-{day:02}");
    Some(if time == 0 { date } else { format!("{date} {}", clock(time)) })
}
