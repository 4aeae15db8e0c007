//! Where rows stand and end under a plan, as far as that follows from what is known.

use crate::typeset::breaks::near;
use crate::typeset::breaks::plan::{Pages, Plan};
use crate::typeset::decisions::Breaks;
use crate::typeset::expected::{Place, ROUNDING};
use crate::typeset::marks::RowPlace;

impl Pages<'_> {
    pub(super) fn name(&self, index: usize) -> String {
        self.known.name(index)
    }

    /// Height of a row under the plan, where cells over several rows make it no higher.
    pub(super) fn height(&self, breaks: &Breaks, index: usize) -> Option<f64> {
        let name = self.name(index);
        let raised = |breaks: &Breaks| breaks.raised.get(&name).copied().unwrap_or_default();
        let (seen, was, is) = (self.seen[index].height?, raised(self.decided), raised(breaks));
        let is_own = self.known.rows[index].closes.is_empty();
        Some(if is_own && near(was, is) { seen - was + is } else { self.known.height(index, is) })
    }

    /// Height of a row that ends on the page on which the plan has it begin.
    pub(super) fn height_here(&self, plan: &Plan, index: usize) -> Option<f64> {
        self.height_at(plan, index, plan.at[index])
    }

    /// Height of a row if it begins at a place and ends on that page.
    pub(super) fn height_at(&self, plan: &Plan, index: usize, (page, y): Place) -> Option<f64> {
        let own = self.height(&plan.breaks, index)?;
        let height = match self.closed(plan, index, (page, y)) {
            Some((end_page, _)) if end_page > page => return None,
            Some((_, end)) => own.max(end - y),
            None => own,
        };
        let fits = y + height <= self.known.foot + ROUNDING;
        (self.seen[index].whole || fits).then_some(height)
    }

    /// Where the cells over several rows end which close with a row that begins at a place.
    pub(super) fn closed(&self, plan: &Plan, index: usize, place: Place) -> Option<Place> {
        let most = self.known.rows[index].closes.iter().map(|(count, _)| *count).max()?;
        let above = (index + 1 - most..index).map(|index| {
            let (page, y) = plan.at[index];
            RowPlace { page, y, height: None, end: self.end(plan, index), ..self.seen[index] }
        });
        self.known.closed(index, &above.collect::<Vec<_>>(), place)
    }

    /// Where a row ends under the plan, if that follows from what is known.
    pub(super) fn end(&self, plan: &Plan, index: usize) -> Option<Place> {
        let (page, y) = plan.at[index];
        if let Some(height) = self.height_here(plan, index) {
            return Some((page, y + height));
        }
        let raised = plan.breaks.raised.get(&self.name(index)).copied().unwrap_or_default();
        let (further, end) = self.known.ended(index, y)?;
        let own = (page + further, end + raised);
        Some(self.closed(plan, index, (page, y)).filter(|closed| *closed > own).unwrap_or(own))
    }

    /// By how much a row is higher than its own cells need it.
    pub(super) fn spare(&self, plan: &Plan, index: usize) -> f64 {
        let (height, own) = (self.height_here(plan, index), self.height(&plan.breaks, index));
        height.zip(own).map_or(0.0, |(height, own)| height - own)
    }
}
