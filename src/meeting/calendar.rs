//! The calendar: the one date of a meeting, as numbers and in words.

use super::Meeting;
use crate::read::calendar;

impl Meeting {
    /// Year, month and day of the papers.
    pub fn date(&self) -> (u16, u8, u8) {
        self.head.date.date.map_or((1970, 1, 1), |d| (d.year, d.month, d.day))
    }

    /// The date in words, in the Japanese calendar: 令和8年11月22日.
    pub fn date_in_words(&self) -> String {
        let (year, month, day) = self.date();
        let year = calendar::year_in_era((year.into(), month.into(), day.into()));
        format!("{year}{month}月{day}日")
    }
}
