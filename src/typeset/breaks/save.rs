//! A last page with little on it is saved by leaving less blank above and below what rows say, or by letting rows go on over
//! pages that are low enough to be kept whole.

use crate::typeset::breaks::Planner;
use crate::typeset::decisions::{Breaks, LabelPlace};
use crate::typeset::marks::RowPlace;

/// Part of a page below which a last page has so little that it is better saved.
const LITTLE: f64 = 0.5;
/// Most pages of a paper of which one is saved, and most rows that are cut for it.
const MOST_SAVED: usize = 30;
const MOST_CUT: usize = 8;
/// Most rows of a paper of which answers and rows are kept whole, and the part of a page that is left blank at most for such a
/// row: less, where more takes a further page; at last for answers alone.
const MOST_ROWS: usize = 1_000;
const MOST_LEFT: [f64; 4] = [0.25, 0.15, 0.08, 0.0];
/// By how much less may be blank above and below what rows say, in points.
const TIGHTER: [f64; 2] = [0.5, 1.0];

impl Planner<'_> {
    /// Decides on the pages as they are expected, saves a last page with little on it if that can be, and keeps answers and rows
    /// whole if that takes no further page; where the rows stand, if that follows from what is known.
    pub fn settle(mut self, labels: &[LabelPlace]) -> (Self, Option<Vec<RowPlace>>) {
        let Some(rows) = self.expect() else { return (self, None) };
        let (has_answers, has_divided) = (labels.iter().any(LabelPlace::is_answer), rows.iter().any(|row| row.height.is_none()));
        let is_short = rows.len() <= MOST_ROWS && (has_answers || has_divided);
        let untried = Self::new(self.known.tighter(0.0), labels, self.keep);
        let (planner, rows) = Self::saved((self, rows), labels);
        let last = planner.last_page(&rows);
        let ways = MOST_LEFT.iter().filter(|most| is_short && (has_answers || **most > 0.0));
        let whole = ways.filter_map(|most| Some(Self::saved(untried.other(labels, 0.0, Some(*most))?, labels)));
        match { whole }.find(|(whole, found)| whole.last_page(found) <= last) {
            Some((whole, found)) => (whole, Some(found)),
            None => (planner, Some(rows)),
        }
    }

    /// Saves a last page with little on it, if that can be.
    fn saved((mut planner, rows): (Self, Vec<RowPlace>), labels: &[LabelPlace]) -> (Self, Vec<RowPlace>) {
        let pages = planner.last_page(&rows).filter(|pages| (2..=MOST_SAVED).contains(pages) && planner.is_little(&rows, *pages));
        let Some(pages) = pages else { return (planner, rows) };
        let is_fewer = |(planner, rows): &(Self, Vec<RowPlace>)| planner.last_page(rows).is_some_and(|last| last < pages);
        let tighter = |planner: &Self, by: &f64| planner.other(labels, *by, planner.undivided);
        if let Some(tighter) = TIGHTER.iter().filter_map(|by| tighter(&planner, by)).find(is_fewer) {
            return tighter;
        }
        let rows = planner.save_page(rows);
        if planner.last_page(&rows).is_some_and(|last| last < pages) {
            return (planner, rows);
        }
        let both = TIGHTER.iter().filter_map(|by| tighter(&planner, by)).map(|(mut planner, rows)| {
            let rows = planner.save_page(rows);
            (planner, rows)
        });
        match { both }.find(is_fewer) {
            Some(both) => both,
            None => (planner, rows),
        }
    }

    /// Another planner of the same pages, with so much less above and below what rows say, and where its rows stand.
    fn other(&self, labels: &[LabelPlace], tighter: f64, undivided: Option<f64>) -> Option<(Self, Vec<RowPlace>)> {
        let labels: Vec<LabelPlace> = labels.iter().map(|label| label.tighter(tighter)).collect();
        let mut other = Self { undivided, ..Self::new(self.known.tighter(tighter), &labels, self.keep) };
        other.decided.tighter = tighter;
        let rows = other.expect()?;
        Some((other, rows))
    }

    /// Lets rows at the feet of pages go on over them that are low enough to be kept whole, the fewest from the end, where that
    /// saves a last page with little on it; where the rows then stand. `rows` is where they stand if none does.
    fn save_page(&mut self, rows: Vec<RowPlace>) -> Vec<RowPlace> {
        let Some(pages) = self.last_page(&rows).filter(|pages| (2..=MOST_SAVED).contains(pages)) else { return rows };
        if !self.is_little(&rows, pages) {
            return rows;
        }
        let decided = self.decided.clone();
        let (mut placed, mut cut) = (rows.clone(), Vec::new());
        while cut.len() < MOST_CUT {
            let Some(index) = self.to_cut(&placed) else { break };
            cut.push(index);
            let Some(now) = self.expect_cut(&cut) else { break };
            if self.last_page(&now).is_some_and(|last| last < pages) {
                // Those that go on over no page now are kept whole again, if the page is saved all the same.
                let over: Vec<usize> = cut.iter().copied().filter(|index| now[*index].height.is_none()).collect();
                return match self.expect_cut(&over) {
                    Some(fewer) if self.last_page(&fewer).is_some_and(|last| last < pages) => fewer,
                    _ => self.expect_cut(&cut).unwrap_or(now),
                };
            }
            placed = now;
        }
        self.cut(&[]);
        self.decided = decided;
        rows
    }

    /// Decides anew, with these rows no longer kept whole of those that may go on.
    fn expect_cut(&mut self, cut: &[usize]) -> Option<Vec<RowPlace>> {
        self.cut(cut);
        self.expect()
    }

    /// Lets these rows go on over pages, and no others that were cut.
    fn cut(&mut self, cut: &[usize]) {
        let before = std::mem::take(&mut self.cut);
        for index in before {
            self.known.rows[index].whole = true;
        }
        for index in cut {
            self.known.rows[*index].whole = false;
        }
        self.decided =
            Breaks { cut: cut.iter().map(|index| self.known.name(*index)).collect(), tighter: self.decided.tighter, ..Breaks::default() };
        self.cut = cut.to_vec();
    }

    /// The last row that is kept whole and would begin at the foot of the page before if it were not.
    fn to_cut(&self, placed: &[RowPlace]) -> Option<usize> {
        let blank = |first: usize| {
            let (page, bottom) = placed[first.checked_sub(1)?].end?;
            (page < placed[first].page).then_some(self.known.foot - bottom)
        };
        let first_of = |page: usize| placed.partition_point(|row| row.page < page);
        let cut_on = |page: usize| {
            let first = first_of(page);
            let room = blank(first).filter(|_| first < first_of(page + 1))? - self.keep.height / 2.0;
            // Below the heading of a section stands more than a part of a row.
            let begins = |index: &usize| placed[*index].y - placed[first].y < room && placed[*index].row > 0;
            (first..first_of(page + 1)).take_while(begins).find(|index| placed[*index].whole && !self.known.rows[*index].says.is_empty())
        };
        (2..=placed.last()?.page).rev().find_map(cut_on)
    }

    /// The page on which the paper ends, with what stands below the tables.
    fn last_page(&self, rows: &[RowPlace]) -> Option<usize> {
        let (page, bottom) = rows.last()?.end?;
        Some(page + usize::from(bottom + self.keep.below > self.known.foot))
    }

    /// Whether the last page has so little that it is better saved.
    fn is_little(&self, rows: &[RowPlace], page: usize) -> bool {
        let last = rows.len() - 1;
        let top = self.known.top_below_head(last).unwrap_or_default();
        let bottom = rows[last].end.filter(|end| end.0 == page).map_or(top, |end| end.1);
        bottom + self.keep.below - top < LITTLE * (self.known.foot - top)
    }
}
