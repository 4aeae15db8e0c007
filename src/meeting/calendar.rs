//! The calendar: the one date of a meeting, as numbers and in words.

use super::Meeting;

impl Meeting {
    /// Year, month and day of the papers.
    pub fn date(&self) -> (u16, u8, u8) {
        self.head.date.date.map_or((1970, 1, 1), |d| (d.year, d.month, d.day))
    }

    /// The date in words, in the Japanese calendar: 令和8年11月22日.
    pub fn date_in_words(&self) -> String {
        // The first days of the eras (元号を改める政令).
        const ERAS: &[((u16, u8, u8), &str)] = &[((2019, 5, 1), "令和"), ((1989, 1, 8), "平成"), ((1926, 12, 25), "昭和")];
        let (year, month, day) = self.date();
        match ERAS.iter().find(|(first, _)| (year, month, day) >= *first) {
            Some(((first, ..), era)) if year == *first => format!("{era}元年{month}月{day}日"),
            Some(((first, ..), era)) => format!("{era}{}年{month}月{day}日", year - first + 1),
            None => format!("{year}年{month}月{day}日"),
        }
    }
}
