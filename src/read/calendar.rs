//! Calendar: the eras of Japan and the days of the week, for whoever reads or writes a date.

/// Year, month and day.
pub type Day = (i64, i64, i64);

/// An era (元号).
#[derive(Debug, PartialEq, Eq)]
pub struct Era {
    pub name: &'static str,
    /// The letter that stands for it.
    pub letter: &'static str,
    pub first: Day,
}

/// The eras from the latest on, with their first days (元号を改める政令); each ends where the one above it begins.
pub static ERAS: [Era; 5] = [
    Era { name: "令和", letter: "R", first: (2019, 5, 1) },
    Era { name: "平成", letter: "H", first: (1989, 1, 8) },
    Era { name: "昭和", letter: "S", first: (1926, 12, 25) },
    Era { name: "大正", letter: "T", first: (1912, 7, 30) },
    Era { name: "明治", letter: "M", first: (1868, 1, 25) },
];

/// Days of the week, from Sunday.
pub const WEEKDAYS: [char; 7] = ['日', '月', '火', '水', '木', '金', '土'];

/// The era of a day, and the year in it.
pub fn era(day: Day) -> Option<(&'static Era, i64)> {
    let era = ERAS.iter().find(|era| day >= era.first)?;
    Some((era, day.0 - era.first.0 + 1))
}

/// The year of a day in its era: 令和元年, 令和8年; 1867年 before the first of them.
pub fn year_in_era(day: Day) -> String {
    match era(day) {
        Some((era, 1)) => format!("{}元年", era.name),
        Some((era, year)) => format!("{}{year}年", era.name),
        None => format!("{}年", day.0),
    }
}

/// The day of the week.
pub fn weekday(day: Day) -> char {
    weekday_of(days(day))
}

/// The day of the week of a count of days from 1970-01-01, a Thursday.
pub fn weekday_of(days: i64) -> char {
    WEEKDAYS[(days + 4).rem_euclid(7) as usize]
}

/// Days from 1970-01-01 (Howard Hinnant, `days_from_civil`).
pub fn days((year, month, day): Day) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The day of a count of days from 1970-01-01 (Howard Hinnant, `civil_from_days`).
pub fn day(days: i64) -> Day {
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

    #[test]
    fn calendar_days() {
        for count in (-400_000..400_000).step_by(37) {
            assert_eq!(days(day(count)), count);
        }
        assert_eq!((days((1970, 1, 1)), day(20_779)), (0, (2026, 11, 22)));
        assert_eq!([(2026, 11, 22), (2024, 2, 29), (2000, 1, 1), (1868, 1, 25)].map(weekday), ['日', '木', '土', '土']);
    }

    #[test]
    fn calendar_eras() {
        let said = [(2026, 4, 1), (2019, 5, 1), (2019, 4, 30), (1989, 1, 7), (1912, 7, 29), (1868, 1, 24)].map(year_in_era);
        assert_eq!(said, ["令和8年", "令和元年", "平成31年", "昭和64年", "明治45年", "1868年"]);
    }
}
