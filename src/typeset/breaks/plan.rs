//! A plan: rows placed page by page, as Typst would place them, and what is decided of them on the way.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use crate::typeset::breaks::{Beside, Keep, near, round_down};
use crate::typeset::decisions::Breaks;
use crate::typeset::expected::{Expected, Place, ROUNDING};
use crate::typeset::marks::RowPlace;

/// What stands on the pages.
pub(super) struct Pages<'a> {
    /// The decisions with which they were set.
    pub(super) decided: &'a Breaks,
    pub(super) known: &'a Expected<'a>,
    pub(super) seen: &'a [RowPlace],
    pub(super) beside: &'a Beside,
    pub(super) keep: Keep,
    pub(super) undivided: Option<f64>,
}

/// New decisions, and where they put the rows that were looked at so far.
pub(super) struct Plan {
    pub(super) breaks: Breaks,
    pub(super) at: Vec<Place>,
}

/// The plan went back to an earlier row, and goes on from there.
pub(super) struct WentBack;

/// What may send the plan back: nothing, if there was no need or it cannot be.
pub(super) type Step = ControlFlow<WentBack>;

/// Which labels beside a row: those that end with it, or those that go on from the page that it ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    Ends,
    GoesOn,
}

impl Pages<'_> {
    /// The plan from the first row on, as far as it can be known.
    pub(super) fn decide(&self) -> Breaks {
        let mut plan =
            Plan { breaks: Breaks { cut: self.decided.cut.clone(), tighter: self.decided.tighter, ..Breaks::default() }, at: Vec::new() };
        plan.at.extend(self.seen.first().map(|first| (first.page, first.y)));
        // A decision may send the plan back to an earlier row, each only once or by raising it further.
        let mut steps = 64 * self.seen.len();
        while !plan.at.is_empty() && steps > 0 {
            steps -= 1;
            match self.place_next(&mut plan) {
                ControlFlow::Continue(Some(next)) => plan.at.push(next),
                ControlFlow::Continue(None) => break,
                ControlFlow::Break(WentBack) => {}
            }
        }
        plan.breaks
    }

    /// Decides what the plan's last row asks for, and where the next one stands; nothing behind the last of all, or where that
    /// does not follow from what is known.
    fn place_next(&self, plan: &mut Plan) -> ControlFlow<WentBack, Option<Place>> {
        let last = plan.at.len() - 1;
        self.make_room(plan, last, Reach::Ends)?;
        if last + 1 == self.seen.len() {
            self.begin_page(plan, self.last_alone(plan, last))?;
            self.begin_page(plan, self.last_rest(plan, last))?;
            self.begin_page(plan, self.divided_row(plan, last))?;
            self.begin_page(plan, self.last_of_table(plan, last))?;
            return ControlFlow::Continue(None);
        }
        let Some(next) = self.next(plan, last) else {
            self.keep_decided(plan, last)?;
            return ControlFlow::Continue(None);
        };
        if next.0 <= plan.at[last].0 {
            return ControlFlow::Continue(Some(next));
        }
        self.begin_page(plan, self.lonely(plan, last))?;
        self.begin_page(plan, self.divided(plan, last))?;
        self.begin_page(plan, self.divided_row(plan, last))?;
        self.make_room(plan, last, Reach::GoesOn)?;
        // What that raised does not move the next row, but where it stands follows in another way.
        ControlFlow::Continue(self.next(plan, last))
    }

    /// Where the row after `last` stands under the plan, if that follows from what was seen.
    fn next(&self, plan: &Plan, last: usize) -> Option<Place> {
        let (row, next) = (self.seen[last], self.seen[last + 1]);
        let name = self.name(last);
        let value = |map: &BTreeMap<String, f64>, name: &str| map.get(name).copied().unwrap_or_default();
        let same =
            |map: fn(&Breaks) -> &BTreeMap<String, f64>, name: &str| near(value(map(&plan.breaks), name), value(map(self.decided), name));
        let changes_section = row.section != next.section;
        let new_page = changes_section && plan.breaks.breaks.contains(&next.section);
        let as_seen = plan.at[last].0 == row.page
            && near(plan.at[last].1, row.y)
            && same(|breaks| &breaks.blank, &name)
            && same(|breaks| &breaks.raised, &name)
            && same(|breaks| &breaks.raised, &self.name(last + 1))
            && (!changes_section || new_page == self.decided.breaks.contains(&next.section));
        if as_seen {
            return Some((next.page, next.y));
        }
        let (page, bottom) = self.end(plan, last)?;
        // What never followed on a page is taken not to: if it does, the next look shows it.
        let gap = self.known.gap(last + 1).unwrap_or(f64::INFINITY);
        if !new_page && !plan.breaks.blank.contains_key(&name) {
            let top = bottom + gap;
            if self.height_at(plan, last + 1, (page, top)).is_some_and(|height| top + height <= self.known.foot + ROUNDING) {
                return Some((page, top));
            }
            // Whether a row that may go on over a page begins on this one is seen only.
            if !next.whole && (top < self.known.foot) && self.known.begun(last + 1, top)? {
                return Some((page, top));
            }
        }
        Some((page + 1, self.known.top(last + 1)?))
    }

    /// Takes over what the pages were set with for the page that row `last` is on, where its reasons cannot be seen from
    /// there any more.
    fn keep_decided(&self, plan: &mut Plan, last: usize) -> Step {
        let page = plan.at[last].0;
        let on_page = (1..=last).rev().take_while(|index| plan.at[*index].0 == page).collect::<Vec<_>>();
        for index in on_page {
            let (row, name) = (self.seen[index], self.name(index));
            if row.row == 0 && self.decided.breaks.contains(&row.section) && !plan.breaks.breaks.contains(&row.section) {
                self.go_back(plan, index);
                plan.breaks.breaks.insert(row.section);
                return ControlFlow::Break(WentBack);
            }
            let Some(height) = self.height_here(plan, index) else { continue };
            if self.decided.blank.contains_key(&name) && !plan.breaks.blank.contains_key(&name) {
                let blank = round_down(self.known.foot - plan.at[index].1 - height);
                if blank > 0.0 {
                    self.go_back(plan, index + 1);
                    plan.breaks.blank.insert(name, blank);
                    return ControlFlow::Break(WentBack);
                }
            }
        }
        ControlFlow::Continue(())
    }

    /// Begins a page with a row, if there is one to, and goes back to the one above, if that can be.
    pub(super) fn begin_page(&self, plan: &mut Plan, row: Option<usize>) -> Step {
        let Some(index) = row.filter(|index| *index > 0) else { return ControlFlow::Continue(()) };
        // A row that goes on ends on this page.
        let follows = plan.at[index - 1].0 == plan.at[index].0 || self.seen[index - 1].height.is_none();
        let is_top = self.known.top(index).is_some_and(|top| near(top, plan.at[index].1));
        if !follows || is_top {
            return ControlFlow::Continue(());
        }
        if self.seen[index].row > 0 {
            return self.close(plan, index - 1);
        }
        self.go_back(plan, index);
        plan.breaks.breaks.insert(self.seen[index].section);
        ControlFlow::Break(WentBack)
    }

    /// Ends the page below row `index`, which the next one follows, by what is blank there, and goes back to it, if that can be.
    fn close(&self, plan: &mut Plan, index: usize) -> Step {
        let bottom = plan.at[index + 1].1 - self.known.gap(index + 1).unwrap_or_default();
        let blank = round_down(self.known.foot - bottom);
        let name = self.name(index);
        if blank <= 0.0 || plan.breaks.blank.contains_key(&name) {
            return ControlFlow::Continue(());
        }
        plan.breaks.blank.insert(name, blank);
        self.go_back(plan, index + 1);
        ControlFlow::Break(WentBack)
    }

    /// Forgets what was decided of rows from `count` on.
    fn go_back(&self, plan: &mut Plan, count: usize) {
        for index in count..plan.at.len() {
            plan.breaks.raised.remove(&self.name(index));
            plan.breaks.blank.remove(&self.name(index));
        }
        plan.at.truncate(count);
    }
}
