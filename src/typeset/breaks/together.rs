//! What stands together: nothing alone at a page's foot, and on the last page neither a row nor a rest of one.

use crate::typeset::breaks::plan::{Pages, Plan};

/// Part of a page that the rest of a row has little of.
const LITTLE: f64 = 0.25;
/// Part of a page that is left blank at most, so that the rest of a row is not alone on the last one.
const MOST_LEFT: f64 = 1.0 / 3.0;

impl Pages<'_> {
    /// The first of the rows that stand alone at the foot of the page which row `last` ends.
    pub(super) fn lonely(&self, plan: &Plan, last: usize) -> Option<usize> {
        let end = self.seen[last];
        let (category, first) = self.known.category(last);
        let section_rows = self.known.section_rows(last);
        let section_start = last - end.row;
        let height = self.height_here(plan, last).unwrap_or(f64::INFINITY);
        let lost_here = |index: usize| {
            let is_high = plan.at[last].1 + height - plan.at[index].1 >= self.keep.height;
            plan.at[index].0 == plan.at[last].0 && !is_high
        };
        if end.row + 1 < self.keep.rows.min(section_rows) && lost_here(section_start) {
            return Some(section_start);
        }
        // The first part of an opinion whose next part begins the next page.
        if let Some(first) = (section_start..=last).rev().find(|index| !self.known.goes_on(*index))
            && self.known.goes_on(last + 1)
            && lost_here(first)
        {
            return Some(first);
        }
        let start = section_start + first;
        (end.row + 1 - first < self.keep.rows.min(category.rows) && lost_here(start)).then_some(start)
    }

    /// The row above the last one, where that stands on a page alone and there is room for both. Where one that is not low has
    /// company of what stands below the tables, not much is left blank for it.
    pub(super) fn last_alone(&self, plan: &Plan, last: usize) -> Option<usize> {
        let [.., before, above, end] = plan.at[..] else { return None };
        let is_low = self.height_here(plan, last).is_some_and(|height| height < self.keep.height);
        let room = self.known.room_below_head(last);
        let needs = self.keep.below <= 0.0 || is_low || self.known.foot - above.1 < MOST_LEFT * room;
        let alone = needs && above.0 < end.0 && before.0 == above.0 && self.seen[last].section == self.seen[last - 1].section;
        let height = self.height_here(plan, last)? + self.height_here(plan, last - 1)?;
        (alone && self.known.top(last - 1)? + height <= self.known.foot).then_some(last - 1)
    }

    /// The last row, where only a little rest of it would stand on the last page, and not much is left blank if all of it does.
    pub(super) fn last_rest(&self, plan: &Plan, last: usize) -> Option<usize> {
        let (page, y) = plan.at[last];
        let top = self.known.top_below_head(last).unwrap_or_default();
        let room = self.known.foot - top;
        let little = self.end(plan, last).is_some_and(|(end, bottom)| end == page + 1 && bottom - top < LITTLE * room);
        let fits = self.known.top(last)? + self.known.height(last, 0.0) <= self.known.foot;
        (little && fits && self.known.foot - y < MOST_LEFT * room).then_some(last)
    }

    /// The last row, or two if it is low, where what stands below the tables has no room on its page, but with them on the next.
    pub(super) fn last_of_table(&self, plan: &Plan, last: usize) -> Option<usize> {
        let (below, own) = (self.keep.below, self.height_here(plan, last)?);
        if below <= 0.0 || plan.at[last].1 + own + below <= self.known.foot {
            return None;
        }
        let pair = |first: &usize| self.seen[*first].section == self.seen[last].section && plan.at[*first].0 == plan.at[last].0;
        let first = last.checked_sub(1).filter(|first| own < self.keep.height && pair(first)).unwrap_or(last);
        let rows: f64 = (first..=last).map(|index| self.height_here(plan, index)).sum::<Option<f64>>()?;
        (self.known.top(first)? + rows + below <= self.known.foot).then_some(first)
    }
}
