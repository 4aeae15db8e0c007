//! Room for the labels beside rows: the last of their rows on a page is raised, or what has no room begins the next page.

use std::ops::ControlFlow;

use crate::typeset::breaks::plan::{Pages, Plan, Reach, Step};
use crate::typeset::breaks::{HAIR, near, round_down, round_up};
use crate::typeset::decisions::LabelPlace;
use crate::typeset::expected::ROUNDING;

/// Part of a page by which the rest of a row is raised at most where less would be blank if the row began the page.
const MOST_RAISED: f64 = 0.1;
/// Part of a page that is left blank at most so that an answer is not divided.
const MOST_LEFT: f64 = 0.2;

/// What a label lacks.
#[derive(Default)]
struct Lack {
    /// Height of the row with which it ends on its page,
    row: f64,
    /// or of what of that row stands on its last page.
    rest: f64,
    /// The row that better begins the next page.
    begins: Option<usize>,
}

impl Pages<'_> {
    /// Gives room to the labels that end with row `last`, or to those that go on from the page that it ends.
    pub(super) fn make_room(&self, plan: &mut Plan, last: usize, reach: Reach) -> Step {
        let row = self.seen[last];
        let mut all = Lack::default();
        for label in self.beside.get(&(row.section, row.row)).into_iter().flatten() {
            let ends = label.row + label.rows == row.row + 1;
            if ends == (reach == Reach::Ends) {
                let lack = self.lack(plan, label, last, reach);
                self.begin_page(plan, lack.begins)?;
                all = Lack { row: all.row.max(lack.row), rest: all.rest.max(lack.rest), begins: None };
            }
        }
        if all.rest > 0.0 {
            self.raise_rest(plan, last, all.rest)?;
        }
        if all.row > 0.0 { self.raise(plan, last, all.row) } else { ControlFlow::Continue(()) }
    }

    /// What a label lacks beside row `last`, with which it ends on its page.
    fn lack(&self, plan: &Plan, label: &LabelPlace, last: usize, reach: Reach) -> Lack {
        let (page, _) = plan.at[last];
        let start = last - (self.seen[last].row - label.row);
        let first = (start..last).find(|index| plan.at[*index].0 == page).unwrap_or(last);
        let need = match reach {
            _ if first > start => label.again,
            Reach::GoesOn => label.first.max(self.ends_here(plan, label, start, last)),
            Reach::Ends => label.first,
        };
        let Some(height) = self.height_here(plan, last) else {
            // Beside a row that goes on it has what is left of the page.
            let has_room = first > start || need <= self.known.foot - plan.at[first].1;
            let rest = if reach == Reach::Ends { self.end_lack(plan, label, last) } else { 0.0 };
            return Lack { rest, begins: (!has_room).then_some(start), ..Lack::default() };
        };
        let Some(top) = self.top_of(plan, start, first) else { return Lack::default() };
        let still = |bottom: f64| need - (bottom - top);
        let bottom = plan.at[last].1 + height;
        if still(bottom) <= ROUNDING || (first > start && self.goes_on_by_itself(plan, label, start, page)) {
            return Lack::default();
        }
        let short = self.more(plan, last, still(bottom), still);
        if bottom + short - self.spare(plan, last) <= self.known.foot {
            return Lack { row: short, ..Lack::default() };
        }
        // A category that has no room to begin here begins on the next page; one that goes on takes what there is.
        let begins = (first == start && need <= label.first).then_some(start);
        Lack { row: if reach == Reach::Ends { short } else { 0.0 }, begins, ..Lack::default() }
    }

    /// Where a label that begins with row `start` has its room on the page of which row `first` is the first beside it: what is
    /// left of a row that began on an earlier page begins below the head.
    fn top_of(&self, plan: &Plan, start: usize, first: usize) -> Option<f64> {
        let (page, y) = plan.at[first];
        if first == start || self.height_here(plan, first - 1).is_some() {
            return Some(y);
        }
        self.end(plan, first - 1).filter(|end| end.0 == page).and_then(|_| self.known.top_below_head(first - 1))
    }

    /// Raises the last part of row `last`, which goes on over a page; rather than by much, the row begins the next page, if less
    /// is left blank for that.
    fn raise_rest(&self, plan: &mut Plan, last: usize, lack: f64) -> Step {
        let room = self.known.foot - self.known.top_below_head(last).unwrap_or_default();
        let blank = self.known.foot - plan.at[last].1;
        self.begin_page(plan, (lack > room * MOST_RAISED && blank < lack).then_some(last))?;
        *plan.breaks.raised.entry(self.name(last)).or_default() += lack;
        ControlFlow::Continue(())
    }

    /// Raises row `last`. Too high for its page, it begins the next one; what is alone on its page takes what there is.
    fn raise(&self, plan: &mut Plan, last: usize, mut lack: f64) -> Step {
        // What it is higher than its own cells need takes of what is added to it.
        let (own, spare) = (self.height(&plan.breaks, last).unwrap_or_default(), self.spare(plan, last));
        let bottom = plan.at[last].1 + own;
        if bottom + lack > self.known.foot {
            self.begin_page(plan, Some(last))?;
            lack = round_down(self.known.foot - bottom);
            if lack <= 0.0 {
                return ControlFlow::Continue(());
            }
        }
        let name = self.name(last);
        *plan.breaks.raised.entry(name.clone()).or_default() += lack;
        if let Some(blank) = plan.breaks.blank.get_mut(&name) {
            *blank = (*blank - (lack - spare).max(0.0)).max(0.01);
        }
        ControlFlow::Continue(())
    }

    /// What the last part of row `last`, which goes on over a page, lacks of the room of a label that ends with it.
    fn end_lack(&self, plan: &Plan, label: &LabelPlace, last: usize) -> f64 {
        let lack = || {
            let (page, bottom) = self.end(plan, last)?;
            let start = last - (self.seen[last].row - label.row);
            let top = self.known.top_below_head(last)?;
            let short = |bottom: f64| label.again - (bottom - top);
            let is_needed = short(bottom) > ROUNDING && page > plan.at[last].0 && !self.goes_on_by_itself(plan, label, start, page);
            is_needed.then(|| self.more(plan, last, short(bottom), short).min(round_down(self.known.foot - bottom)))
        };
        lack().unwrap_or_default()
    }

    /// By how much a row is to be raised that is too low by `short`. The row may be as high as a cell over several needs it,
    /// raised or not: where it stands as it was seen, what was seen to be enough stays, and what was not is added to. `still`
    /// says how much too low it is if it ends at a place.
    fn more(&self, plan: &Plan, index: usize, short: f64, still: impl Fn(f64) -> f64) -> f64 {
        let (name, seen) = (self.name(index), self.seen[index]);
        let raised = self.decided.raised.get(&name).copied().filter(|_| !plan.breaks.raised.contains_key(&name));
        let as_seen = plan.at[index].0 == seen.page && near(plan.at[index].1, seen.y);
        match raised.zip(seen.end).filter(|_| as_seen) {
            Some((raised, (_, bottom))) if still(bottom) > ROUNDING => raised + round_up(still(bottom)),
            Some((raised, _)) => raised,
            None => round_up(short + self.spare(plan, index)),
        }
    }

    /// The first row of an answer that goes on by itself from the page that row `last` ends, though it has room on the next one, and
    /// not much is left blank if it begins that.
    pub(super) fn divided(&self, plan: &Plan, last: usize) -> Option<usize> {
        let row = self.seen[last];
        let labels = self.beside.get(&(row.section, row.row)).filter(|_| self.undivided.is_some())?;
        let room = self.known.foot - self.known.top_below_head(last).unwrap_or_default();
        let start = |label: &LabelPlace| last - (row.row - label.row);
        let is_divided = |label: &&LabelPlace| {
            let (page, y) = plan.at[start(label)];
            let goes_on = label.is_answer() && label.row + label.rows > row.row + 1 && page == plan.at[last].0;
            goes_on
                && self.goes_on_by_itself(plan, label, start(label), page + 1)
                && label.flows < room
                && self.known.foot - y < MOST_LEFT * room
        };
        labels.iter().filter(is_divided).map(start).min()
    }

    /// Row `last`, if it goes on over a page though it has room on the next one, and not much is left blank if it begins that. The
    /// first of a section stays below its heading.
    pub(super) fn divided_row(&self, plan: &Plan, last: usize) -> Option<usize> {
        let most = self.undivided.filter(|_| self.seen[last].row > 0)?;
        let (height, y) = (self.known.height(last, 0.0), plan.at[last].1);
        let goes_on = y + height > self.known.foot + ROUNDING && !self.decided.cut.contains(&self.name(last));
        let room = self.known.foot - self.known.top_below_head(last)?;
        let fits = self.known.top(last)? + height <= self.known.foot;
        (goes_on && fits && self.known.foot - y < most * room).then_some(last)
    }

    /// Whether a label that begins with row `start` has no room on its page and goes on on the next one, which is `page`.
    fn goes_on_by_itself(&self, plan: &Plan, label: &LabelPlace, start: usize, page: usize) -> bool {
        let (own, top) = plan.at[start];
        let rows = (start..start + label.rows).take_while(|index| plan.at.get(*index).is_some_and(|at| at.0 == own));
        let bottom = rows.last().and_then(|index| self.end(plan, index)).filter(|end| end.0 == own).map_or(self.known.foot, |end| end.1);
        own + 1 == page && label.flows > bottom - top + HAIR
    }

    /// Height of an answer that begins with row `start` and would go on by itself from the page that row `last` ends, though
    /// what is blank there has room for the rest of it, and the rows that follow for all of it again; else nothing.
    fn ends_here(&self, plan: &Plan, label: &LabelPlace, start: usize, last: usize) -> f64 {
        let fits = plan.at[start].1 + label.flows + 2.0 * HAIR <= self.known.foot;
        let follow: f64 = (last + 1..start + label.rows).map(|index| self.known.height(index, 0.0)).sum();
        if fits && label.again <= follow { label.flows } else { 0.0 }
    }
}
