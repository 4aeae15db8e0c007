//! Days as people in Japan write them: 2026-11-22, 2026/11/22, 2026年11月22日, 令和8年11月22日, R8.11.22.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use toml::value::{Date, Datetime};
use unicode_normalization::UnicodeNormalization as _;

use crate::read::calendar::{self, ERAS, WEEKDAYS};

/// The date that stands in a meeting's file for want of another, and what is written behind it.
pub const EXAMPLE: &str = "2026-04-01";
pub const PROVISIONAL: &str = "# 仮の日付です。資料の日付に直してください";

/// The day that a text names beyond doubt; none if the calendar, the era or the day of the week contradicts it.
pub fn read(text: &str) -> Option<Date> {
    // Compatibility forms fold ㋿ and full-width digits; the signs that look like a hyphen become one.
    let text: String = text.trim().nfkc().filter(|c| !c.is_whitespace()).map(hyphen).collect();
    let (text, weekday) = without_weekday(&text);
    let text = text.strip_prefix("西暦").unwrap_or(text);
    let upper = text.to_uppercase();
    let era = ERAS.iter().find_map(|era| Some((era, [era.name, era.letter].iter().find_map(|name| upper.strip_prefix(name))?)));
    let rest = era.map_or(upper.as_str(), |(_, rest)| rest);
    let (year, month, day) = parts(rest)?;
    let (year, month, day) = (number(&year)?, number(&month)?, number(&day)?);
    let year = match era {
        Some((era, _)) => u16::try_from(era.first.0).ok()? + year.checked_sub(1)?,
        None => Some(year).filter(|year| (1868..=9999).contains(year))?,
    };
    let date = Date { year, month: u8::try_from(month).ok()?, day: u8::try_from(day).ok()? };
    let day = (date.year.into(), date.month.into(), date.day.into());
    let in_era = era.is_none_or(|(era, _)| calendar::era(day).is_some_and(|(own, _)| own == era));
    let is_weekday = weekday.is_none_or(|named| calendar::weekday(day) == named);
    (is_in_calendar(date) && in_era && is_weekday).then_some(date)
}

fn hyphen(c: char) -> char {
    if "‐‑‒–—―−ー－".contains(c) { '-' } else { c }
}

/// The text without （水） or 水曜日 behind it, and which day of the week that names.
fn without_weekday(text: &str) -> (&str, Option<char>) {
    let bare = text.trim_end_matches(')');
    let bare = bare.strip_suffix("曜日").or(bare.strip_suffix("曜")).unwrap_or(bare);
    let Some(named) = bare.chars().last().filter(|c| WEEKDAYS.contains(c)) else { return (text, None) };
    // 日 alone ends a date.
    if bare.len() == text.len() {
        return (text, None);
    }
    let before = &bare[..bare.len() - named.len_utf8()];
    (before.strip_suffix('(').unwrap_or(before), Some(named))
}

/// Year, month and day, as they stand between their signs.
fn parts(text: &str) -> Option<(String, String, String)> {
    let (year, rest) = text.split_once(['年', '/', '.', '-'])?;
    let (month, day) = rest.split_once(['月', '/', '.', '-'])?;
    Some((year.to_owned(), month.to_owned(), day.strip_suffix('日').unwrap_or(day).to_owned()))
}

/// A number in Arabic or Chinese digits, or 元 for 1.
fn number(text: &str) -> Option<u16> {
    if text == "元" {
        return Some(1);
    }
    if !text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok();
    }
    let digit = |text: &str| match text {
        "" => Some(None),
        text => "〇一二三四五六七八九".chars().position(|c| text.chars().eq([c])).map(|digit| Some(digit as u16)),
    };
    match text.split_once('十') {
        Some((tens, ones)) => Some(digit(tens)?.unwrap_or(1) * 10 + digit(ones)?.unwrap_or(0)),
        None => digit(text)?,
    }
}

fn is_in_calendar(Date { year, month, day }: Date) -> bool {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u8::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// A date of `meeting.toml`: one of TOML, or a text that names a day.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Datetime, D::Error> {
    match toml::Value::deserialize(deserializer)? {
        toml::Value::Datetime(date) => Ok(date),
        toml::Value::String(text) => {
            let date = read(&text).ok_or_else(|| D::Error::custom(UNREADABLE))?;
            Ok(Datetime { date: Some(date), time: None, offset: None })
        }
        _ => Err(D::Error::custom(UNREADABLE)),
    }
}

/// What is said of a date that cannot be read; the words for people are found by it.
pub const UNREADABLE: &str = "invalid datetime";

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn is(text: &str, date: &str) {
        assert_eq!(read(text).map(|date| date.to_string()).as_deref(), Some(date), "{text}");
    }

    #[test]
    fn days_are_read_as_people_write_them() {
        for text in [
            "令和8年4月1日",
            "令和８年４月１日",
            "令和八年四月一日",
            "令和 8年 4月 1日",
            "令和8年4月1日（水）",
            "令和8年4月1日(水曜日)",
            "R8.4.1",
            "r8/4/1",
            "Ｒ８．４．１",
            "㋿8年4月1日",
            "2026年4月1日",
            "西暦2026年4月1日",
            "2026/4/1",
            "2026.04.01",
            "2026-4-1",
            "２０２６－０４－０１",
            " 2026-04-01 ",
        ] {
            is(text, "2026-04-01");
        }
        is("令和元年5月1日", "2019-05-01");
        is("平成31年4月30日", "2019-04-30");
        is("昭和64年1月7日", "1989-01-07");
        is("明治45年7月29日", "1912-07-29");
        is("令和二十年十二月三十一日", "2038-12-31");
    }

    #[test]
    fn days_in_doubt_are_not_read() {
        for text in [
            "", "8年4月1日", "26/4/1", "4/1", "平成31年5月1日", "令和元年4月30日", "令和8年2月30日", "令和8年4月1日（木）", "令和8年4月",
            "令和0年4月1日", "2026-04-01x", "R8", "火曜日",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
