//! Breaks: where pages end, decided so that nothing stands alone.
//!
//! Typst breaks a table wherever a row ends. Two breaks read badly: a category that opens with a
//! single row at a page's foot, and a section heading with a single row there. The first is mended
//! by leaving blank what is left of the page below the row above, the second by a new page before the
//! section. And a label that goes on needs room beside its rows on every page: the last of them there
//! is raised, or the category begins on the next page.
//!
//! Setting the pages takes long, so decisions are made on pages as they are expected, from heights that were worked
//! out. Whatever was expected, the pages that Typst made are looked at: what they show counts from then on, and they are
//! set again if that leads to better decisions. These are made anew from the first row each time: rows are placed page by
//! page, as Typst would place them, up to the first whose place does not follow from what was seen.

use std::collections::BTreeMap;

use crate::typeset::decisions::{Breaks, LabelPlace};
use crate::typeset::expected::{Expected, Place, ROUNDING};
use crate::typeset::marks::RowPlace;

/// Most times that decisions are made on expected pages before they are set.
const ROUNDS: usize = 12;
/// Part of a page by which the rest of a row is raised at most where less would be blank if the row began the page.
const MOST_RAISED: f64 = 0.1;
/// Part of a page that the rest of a row has little of, and a last page that is better saved.
const LITTLE: f64 = 0.25;
const SAVED: f64 = 0.5;
/// Most pages of a paper of which one is saved, and most rows that are cut for it.
const MOST_SAVED: usize = 30;
const MOST_CUT: usize = 8;
/// Part of a page that is left blank at most, so that the rest of a row is not alone on the last one.
const MOST_LEFT: f64 = 1.0 / 3.0;
/// Below this, in points, two places or heights are the same.
const HAIR: f64 = 0.05;

/// What must stand of a category, or of a section, at a page's foot.
#[derive(Debug, Clone, Copy)]
pub struct Keep {
    /// So many rows (fewer if there are no more),
    pub rows: usize,
    /// or rows that are so high, in points: they are not lost there.
    pub height: f64,
    /// Height of what stands below the tables, in points: it does not stand alone on a page.
    pub below: f64,
}

/// Decides, look by look.
pub struct Planner<'a> {
    keep: Keep,
    decided: Breaks,
    known: Expected<'a>,
    beside: Beside,
    /// The rows that go on over pages to save one.
    cut: Vec<usize>,
}

/// The labels beside each row, by its section and number.
type Beside = BTreeMap<(usize, usize), Vec<LabelPlace>>;

impl<'a> Planner<'a> {
    pub fn new(known: Expected<'a>, labels: &[LabelPlace], keep: Keep) -> Self {
        let mut beside = Beside::new();
        for label in labels {
            for row in label.row..label.row + label.rows {
                beside.entry((label.section, row)).or_default().push(*label);
            }
        }
        Self { keep, decided: Breaks::default(), known, beside, cut: Vec::new() }
    }

    /// The decisions with which the pages are to be set.
    pub fn decided(&self) -> &Breaks {
        &self.decided
    }

    pub fn known(&self) -> &Expected<'a> {
        &self.known
    }

    /// Leaves the pages as Typst breaks them.
    pub fn give_up(&mut self) {
        self.decided = Breaks { flows: true, ..Breaks::default() };
    }

    /// Decides on the pages as they are expected; where the rows stand on them, if that follows from what is known.
    pub fn expect(&mut self) -> Option<Vec<RowPlace>> {
        let mut expected = self.known.places(&self.decided)?;
        for _ in 0..ROUNDS {
            let better = self.better(&expected);
            if is_like(&better, &self.decided) {
                break;
            }
            self.decided = better;
            expected = self.known.places(&self.decided)?;
        }
        Some(expected)
    }

    /// Looks at pages that were set with the decisions, and makes better ones; false if there is nothing to improve.
    pub fn improve(&mut self, seen: &[RowPlace]) -> bool {
        self.known.learn(seen, &self.decided);
        let better = self.better(seen);
        if is_like(&better, &self.decided) {
            return false;
        }
        let before = std::mem::replace(&mut self.decided, better.clone());
        self.expect();
        // What is expected may be wrong, but what was seen is not.
        if is_like(&self.decided, &before) {
            self.decided = better;
        }
        true
    }

    /// Lets rows at the feet of pages go on over them that are low enough to be kept whole, the fewest from the end, where that
    /// saves a last page with little on it; where the rows then stand. `rows` is where they stand if none does.
    pub fn save_page(&mut self, rows: Vec<RowPlace>) -> Vec<RowPlace> {
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
        self.decided = Breaks { cut: cut.iter().map(|index| self.known.name(*index)).collect(), ..Breaks::default() };
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
        bottom + self.keep.below - top < SAVED * (self.known.foot - top)
    }

    fn better(&self, seen: &[RowPlace]) -> Breaks {
        Pages { decided: &self.decided, known: &self.known, seen, beside: &self.beside, keep: self.keep }.decide()
    }
}

/// Whether these are the same decisions, but for what rounding makes of them.
fn is_like(one: &Breaks, other: &Breaks) -> bool {
    let alike = |one: &BTreeMap<String, f64>, other: &BTreeMap<String, f64>| {
        one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.0 == other.0 && near(*one.1, *other.1))
    };
    one.breaks == other.breaks && alike(&one.blank, &other.blank) && alike(&one.raised, &other.raised)
}

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() < HAIR
}

/// What stands on the pages.
struct Pages<'a> {
    /// The decisions with which they were set.
    decided: &'a Breaks,
    known: &'a Expected<'a>,
    seen: &'a [RowPlace],
    beside: &'a Beside,
    keep: Keep,
}

/// New decisions, and where they put the rows that were looked at so far.
struct Plan {
    breaks: Breaks,
    at: Vec<Place>,
}

impl Pages<'_> {
    fn decide(&self) -> Breaks {
        let mut plan = Plan { breaks: Breaks { cut: self.decided.cut.clone(), ..Breaks::default() }, at: Vec::new() };
        plan.at.extend(self.seen.first().map(|first| (first.page, first.y)));
        // A decision may send the plan back to an earlier row, each only once or by raising it further.
        let mut steps = 64 * self.seen.len();
        while !plan.at.is_empty() && steps > 0 {
            steps -= 1;
            let last = plan.at.len() - 1;
            if self.make_room(&mut plan, last, false) {
                continue;
            }
            if last + 1 == self.seen.len() {
                if self.join_last(&mut plan, last) || self.join_rest(&mut plan, last) || self.join_below(&mut plan, last) {
                    continue;
                }
                break;
            }
            let Some(mut next) = self.next(&plan, last) else {
                if self.keep_decided(&mut plan, last) {
                    continue;
                }
                break;
            };
            if next.0 > plan.at[last].0 {
                if self.keep_together(&mut plan, last) || self.make_room(&mut plan, last, true) {
                    continue;
                }
                // What it raised does not move the next row, but where that stands follows in another way.
                let Some(moved) = self.next(&plan, last) else { break };
                next = moved;
            }
            plan.at.push(next);
        }
        plan.breaks
    }

    fn name(&self, index: usize) -> String {
        self.known.name(index)
    }

    /// Height of a row under the plan, where cells over several rows make it no higher.
    fn height(&self, breaks: &Breaks, index: usize) -> Option<f64> {
        let name = self.name(index);
        let raised = |breaks: &Breaks| breaks.raised.get(&name).copied().unwrap_or_default();
        let (seen, was, is) = (self.seen[index].height?, raised(self.decided), raised(breaks));
        let is_own = self.known.rows[index].closes.is_empty();
        Some(if is_own && near(was, is) { seen - was + is } else { self.known.height(index, is) })
    }

    /// Height of a row that ends on the page on which the plan has it begin.
    fn height_here(&self, plan: &Plan, index: usize) -> Option<f64> {
        self.height_at(plan, index, plan.at[index])
    }

    /// Height of a row if it begins at a place and ends on that page.
    fn height_at(&self, plan: &Plan, index: usize, (page, y): Place) -> Option<f64> {
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
    fn closed(&self, plan: &Plan, index: usize, place: Place) -> Option<Place> {
        let most = self.known.rows[index].closes.iter().map(|(count, _)| *count).max()?;
        let above = (index + 1 - most..index).map(|index| {
            let (page, y) = plan.at[index];
            RowPlace { page, y, height: None, end: self.end(plan, index), ..self.seen[index] }
        });
        self.known.closed(index, &above.collect::<Vec<_>>(), place)
    }

    /// Where a row ends under the plan, if that follows from what is known.
    fn end(&self, plan: &Plan, index: usize) -> Option<Place> {
        let (page, y) = plan.at[index];
        if let Some(height) = self.height_here(plan, index) {
            return Some((page, y + height));
        }
        let raised = plan.breaks.raised.get(&self.name(index)).copied().unwrap_or_default();
        let (further, end) = self.known.ended(index, y)?;
        let own = (page + further, end + raised);
        Some(self.closed(plan, index, (page, y)).filter(|closed| *closed > own).unwrap_or(own))
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

    /// Begins on the next page what would stand alone at the foot of the page that row `last` ends; false if nothing does.
    fn keep_together(&self, plan: &mut Plan, last: usize) -> bool {
        let Some(mover) = self.lonely(plan, last).filter(|mover| *mover > 0) else { return false };
        self.begin_page(plan, mover)
    }

    /// Takes over what the pages were set with for the page that row `last` is on, where its reasons cannot be seen from
    /// there any more; false if there is nothing.
    fn keep_decided(&self, plan: &mut Plan, last: usize) -> bool {
        let page = plan.at[last].0;
        let on_page = (1..=last).rev().take_while(|index| plan.at[*index].0 == page);
        for index in on_page {
            let (row, name) = (self.seen[index], self.name(index));
            if row.row == 0 && self.decided.breaks.contains(&row.section) && !plan.breaks.breaks.contains(&row.section) {
                self.go_back(plan, index);
                return plan.breaks.breaks.insert(row.section);
            }
            let Some(height) = self.height_here(plan, index) else { continue };
            if self.decided.blank.contains_key(&name) && !plan.breaks.blank.contains_key(&name) {
                let blank = round_down(self.known.foot - plan.at[index].1 - height);
                if blank > 0.0 {
                    self.go_back(plan, index + 1);
                    plan.breaks.blank.insert(name, blank);
                    return true;
                }
            }
        }
        false
    }

    /// Brings the row above to the last row where that stands on a page alone; false if there is no need or no room. Where one
    /// that is not low has company of what stands below the tables, not much is left blank for it.
    fn join_last(&self, plan: &mut Plan, last: usize) -> bool {
        let [.., before, above, end] = plan.at[..] else { return false };
        let is_low = self.height_here(plan, last).is_some_and(|height| height < self.keep.height);
        let room = self.known.foot - self.known.top_below_head(last).unwrap_or_default();
        let needs = self.keep.below <= 0.0 || is_low || self.known.foot - above.1 < MOST_LEFT * room;
        let alone = needs && above.0 < end.0 && before.0 == above.0 && self.seen[last].section == self.seen[last - 1].section;
        let (own, joined) = (self.height_here(plan, last), self.height_here(plan, last - 1));
        let fits = own.zip(joined).zip(self.known.top(last - 1)).is_some_and(|((own, joined), top)| top + own + joined <= self.known.foot);
        alone && fits && self.begin_page(plan, last - 1)
    }

    /// Begins the last page with the last row where only a little rest of it would stand there; false if there is no need, or
    /// much would be left blank.
    fn join_rest(&self, plan: &mut Plan, last: usize) -> bool {
        let (page, y) = plan.at[last];
        let top = self.known.top_below_head(last).unwrap_or_default();
        let room = self.known.foot - top;
        let little = self.end(plan, last).is_some_and(|(end, bottom)| end == page + 1 && bottom - top < LITTLE * room);
        let blank = self.known.foot - y;
        let fits = self.known.top(last).is_some_and(|top| top + self.known.height(last, 0.0) <= self.known.foot);
        little && fits && blank < MOST_LEFT * room && self.begin_page(plan, last)
    }

    /// Brings the last row to what stands below the tables where that has no room on its page, or two if it is low; false if
    /// there is no need or no room.
    fn join_below(&self, plan: &mut Plan, last: usize) -> bool {
        let bottom = |height: f64| plan.at[last].1 + height;
        let below = self.keep.below;
        if below <= 0.0 || self.height_here(plan, last).is_none_or(|height| bottom(height) + below <= self.known.foot) {
            return false;
        }
        let is_low = self.height_here(plan, last).is_some_and(|height| height < self.keep.height);
        let pair = |first: &usize| self.seen[*first].section == self.seen[last].section && plan.at[*first].0 == plan.at[last].0;
        let first = last.checked_sub(1).filter(|first| is_low && pair(first)).unwrap_or(last);
        let rows: Option<f64> = (first..=last).map(|index| self.height_here(plan, index)).sum();
        let fits = rows.zip(self.known.top(first)).is_some_and(|(rows, top)| top + rows + below <= self.known.foot);
        fits && self.begin_page(plan, first)
    }

    /// Begins a page with row `index`, and goes back to the one above; false if that cannot be.
    fn begin_page(&self, plan: &mut Plan, index: usize) -> bool {
        // A row that goes on ends on this page.
        let follows = index > 0 && (plan.at[index - 1].0 == plan.at[index].0 || self.seen[index - 1].height.is_none());
        let is_top = self.known.top(index).is_some_and(|top| near(top, plan.at[index].1));
        if !follows || is_top {
            return false;
        }
        if self.seen[index].row > 0 {
            return self.close(plan, index - 1);
        }
        self.go_back(plan, index);
        plan.breaks.breaks.insert(self.seen[index].section)
    }

    /// The first of the rows that stand alone at the foot of the page which row `last` ends.
    fn lonely(&self, plan: &Plan, last: usize) -> Option<usize> {
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

    /// Ends the page below row `index`, which the next one follows, by what is blank there, and goes back to it; false if
    /// that cannot be.
    fn close(&self, plan: &mut Plan, index: usize) -> bool {
        let bottom = plan.at[index + 1].1 - self.known.gap(index + 1).unwrap_or_default();
        let blank = round_down(self.known.foot - bottom);
        let name = self.name(index);
        if blank <= 0.0 || plan.breaks.blank.contains_key(&name) {
            return false;
        }
        plan.breaks.blank.insert(name, blank);
        self.go_back(plan, index + 1);
        true
    }

    /// Forgets what was decided of rows from `count` on.
    fn go_back(&self, plan: &mut Plan, count: usize) {
        for index in count..plan.at.len() {
            plan.breaks.raised.remove(&self.name(index));
            plan.breaks.blank.remove(&self.name(index));
        }
        plan.at.truncate(count);
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

    /// By how much a row is higher than its own cells need it.
    fn spare(&self, plan: &Plan, index: usize) -> f64 {
        let (height, own) = (self.height_here(plan, index), self.height(&plan.breaks, index));
        height.zip(own).map_or(0.0, |(height, own)| height - own)
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

    /// Gives room to the labels that end with row `last`, or to those that go on from the page that it ends; true if
    /// the plan went back.
    fn make_room(&self, plan: &mut Plan, last: usize, going_on: bool) -> bool {
        let row = self.seen[last];
        let ends = |label: &LabelPlace| label.row + label.rows == row.row + 1;
        let (mut lack, mut end_lack) = (0.0_f64, 0.0_f64);
        let beside = self.beside.get(&(row.section, row.row)).into_iter().flatten();
        for label in beside.filter(|label| ends(label) != going_on) {
            let start = last - (row.row - label.row);
            let Some(first) = (start..=last).find(|index| plan.at[*index].0 == plan.at[last].0) else { continue };
            let need = match first == start {
                true if going_on => label.first.max(self.ends_here(plan, label, start, last)),
                true => label.first,
                false => label.again,
            };
            let Some(height) = self.height_here(plan, last) else {
                // Beside a row that goes on it has what is left of the page.
                if first == start && need > self.known.foot - plan.at[first].1 && self.begin_page(plan, start) {
                    return true;
                }
                if !going_on {
                    end_lack = end_lack.max(self.end_lack(plan, label, last));
                }
                continue;
            };
            let bottom = plan.at[last].1 + height;
            // What is left of a row that began on an earlier page begins below the head.
            let goes_on = first > start && self.height_here(plan, first - 1).is_none();
            let page = plan.at[last].0;
            let top = if goes_on {
                self.end(plan, first - 1).and_then(|end| if end.0 == page { self.known.top_below_head(first - 1) } else { None })
            } else {
                Some(plan.at[first].1)
            };
            let Some(top) = top else { continue };
            let still = |bottom: f64| need - (bottom - top);
            if still(bottom) <= ROUNDING || (first > start && self.goes_on_by_itself(plan, label, start, page)) {
                continue;
            }
            let short = self.more(plan, last, still(bottom), still);
            if bottom + short - self.spare(plan, last) > self.known.foot {
                // A category that has no room to begin here begins on the next page; one that goes on takes what there is.
                if first == start && need <= label.first && self.begin_page(plan, start) {
                    return true;
                }
                if going_on {
                    continue;
                }
            }
            lack = lack.max(short);
        }
        if end_lack > 0.0 {
            // Rather than raise a short rest by much, the row begins the next page, if less is left blank for it.
            let room = self.known.foot - self.known.top_below_head(last).unwrap_or_default();
            let blank = self.known.foot - plan.at[last].1;
            if end_lack > room * MOST_RAISED && blank < end_lack && self.begin_page(plan, last) {
                return true;
            }
            *plan.breaks.raised.entry(self.name(last)).or_default() += end_lack;
        }
        if lack <= 0.0 {
            return false;
        }
        // What it is higher than its own cells need takes of what is added to it.
        let (own, spare) = (self.height(&plan.breaks, last).unwrap_or_default(), self.spare(plan, last));
        let bottom = plan.at[last].1 + own;
        if bottom + lack > self.known.foot {
            // Too high for this page, it begins the next one; what is alone on its page takes what there is.
            if self.begin_page(plan, last) {
                return true;
            }
            lack = round_down(self.known.foot - bottom);
            if lack <= 0.0 {
                return false;
            }
        }
        let name = self.name(last);
        *plan.breaks.raised.entry(name.clone()).or_default() += lack;
        if let Some(blank) = plan.breaks.blank.get_mut(&name) {
            *blank = (*blank - (lack - spare).max(0.0)).max(0.01);
        }
        false
    }
}

/// To hundredths of a point, and a hair less, so that rounding pushes nothing over a page's foot.
fn round_down(height: f64) -> f64 {
    ((height - HAIR) * 100.0).floor() / 100.0
}

/// To hundredths of a point, and a hair more, so that rounding leaves no lack.
fn round_up(height: f64) -> f64 {
    (height * 100.0 + 1.0).ceil() / 100.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use std::collections::BTreeSet;

    use super::*;
    use crate::typeset::decisions::{Categories, Category};
    use crate::typeset::expected::Row;

    const FOOT: f64 = 420.0;
    const TOP: f64 = 100.0;

    /// Sections with categories of these lengths.
    fn categories(sections: &[&[usize]]) -> Vec<Vec<Category>> {
        let category = |rows: &usize| Category { rows: *rows, goes_on: vec![false; *rows], bands: Vec::new(), opens: 0 };
        sections.iter().map(|lengths| lengths.iter().map(category).collect()).collect()
    }

    /// Rows of these heights, as Typst would set them under the decisions; a section's heading takes 30 points.
    fn set(heights: &[Vec<f64>], breaks: &Breaks) -> Vec<RowPlace> {
        let (mut page, mut y) = (1, TOP);
        let mut rows = Vec::new();
        for (section, heights) in heights.iter().enumerate().map(|(index, heights)| (index + 1, heights)) {
            if section > 1 {
                y += 30.0;
            }
            if breaks.breaks.contains(&section) {
                (page, y) = (page + 1, TOP + 30.0);
            }
            for (row, height) in heights.iter().enumerate() {
                let name = format!("{section}-{row}");
                let height = height + breaks.raised.get(&name).copied().unwrap_or_default();
                if y + height > FOOT + 0.001 {
                    (page, y) = (page + 1, if row == 0 && section > 1 { TOP + 30.0 } else { TOP });
                }
                rows.push(RowPlace { section, row, whole: true, page, y, height: Some(height), end: Some((page, y + height)) });
                y += height + breaks.blank.get(&name).copied().unwrap_or_default();
            }
        }
        rows
    }

    /// Rows of which these heights are expected.
    fn expected<'a>(heights: &[Vec<f64>], categories: &'a Categories) -> Expected<'a> {
        let rows = heights.iter().enumerate().flat_map(|(section, heights)| {
            heights.iter().enumerate().map(move |(row, height)| Row {
                section: section + 1,
                row,
                whole: true,
                height: *height,
                ..Row::default()
            })
        });
        Expected::new(categories, rows.collect(), FOOT)
    }

    /// Decides until nothing is left to improve, if these heights are expected; the pages then, and the decisions.
    fn settled_from(
        expects: &[Vec<f64>],
        heights: &[Vec<f64>],
        labels: &[LabelPlace],
        categories: &Categories,
        keep: Keep,
    ) -> (Vec<RowPlace>, Breaks) {
        let mut planner = Planner::new(expected(expects, categories), labels, keep);
        for _ in 0..12 {
            let rows = set(heights, planner.decided());
            if !planner.improve(&rows) {
                let places = planner.known().places(planner.decided());
                let is_as_seen = |places: &Vec<RowPlace>| {
                    places.iter().zip(&rows).all(|(place, row)| (place.page, place.row) == (row.page, row.row) && near(place.y, row.y))
                };
                assert!(places.as_ref().is_none_or(is_as_seen), "expected {places:?}, seen {rows:?}");
                return (rows, planner.decided().clone());
            }
        }
        panic!("never settled: {heights:?} {labels:?} {categories:?} {:?}", planner.decided());
    }

    fn settled(heights: &[Vec<f64>], labels: &[LabelPlace], categories: &Categories, keep: usize) -> (Vec<RowPlace>, Breaks) {
        settled_from(heights, heights, labels, categories, Keep { rows: keep, height: 1000.0, below: 0.0 })
    }

    fn pages(rows: &[RowPlace]) -> Vec<usize> {
        rows.iter().map(|row| row.page).collect()
    }

    /// A label beside these rows of section 1.
    fn label(row: usize, rows: usize, height: f64) -> LabelPlace {
        LabelPlace { section: 1, row, rows, first: height, again: height, flows: 0.0 }
    }

    /// A row that a cell over several makes higher is no lower than it was seen where it was not raised: else it would be
    /// taken to have room at a foot, where it has none.
    #[test]
    fn breaks_raised_by_little() {
        let categories = categories(&[&[2]]);
        let label = LabelPlace { first: 0.0, again: 41.0, flows: 28.5, ..label(0, 2, 0.0) };
        let keep = Keep { rows: 1, height: 1000.0, below: 0.0 };
        let mut planner = Planner::new(expected(&[vec![300.0, 25.5]], &categories), &[label], keep);
        let passes = (0..12).find(|_| {
            let raised = planner.decided().raised.get("1-1").copied().unwrap_or_default();
            let heights = [vec![300.0, (15.0 + raised).max(28.5)]];
            !planner.improve(&set(&heights, &Breaks { raised: BTreeMap::new(), ..planner.decided().clone() }))
        });
        assert!(passes.is_some_and(|passes| passes < 5), "{passes:?} {:?}", planner.decided());
        assert!(planner.decided().raised["1-1"] >= 26.0, "{:?}", planner.decided());
    }

    /// The first part of an opinion, if it is low, stands on one page with the next one.
    #[test]
    fn breaks_parts() {
        let mut categories = categories(&[&[8]]);
        categories[0][0].goes_on = [false, true].repeat(4);
        let heights = [vec![60.0; 8]];
        let (rows, _) = settled_from(&heights, &heights, &[], &categories, Keep { rows: 1, height: 80.0, below: 0.0 });
        assert_eq!(pages(&rows), [1, 1, 1, 1, 2, 2, 2, 2]);
        let (rows, _) = settled_from(&heights, &heights, &[], &categories, Keep { rows: 1, height: 50.0, below: 0.0 });
        assert_eq!(pages(&rows), [1, 1, 1, 1, 1, 2, 2, 2]);
    }

    #[test]
    fn breaks_lonely_row() {
        let (rows, breaks) = settled(&[vec![100.0; 5]], &[], &categories(&[&[2, 3]]), 2);
        assert_eq!(pages(&rows), [1, 1, 2, 2, 2]);
        assert_eq!(breaks.blank, BTreeMap::from([("1-1".to_owned(), 119.95)]));
    }

    #[test]
    fn breaks_section_at_foot() {
        for lengths in [&[2][..], &[1, 1]] {
            let (rows, breaks) = settled(&[vec![80.0; 2], vec![80.0; 2]], &[], &categories(&[&[2], lengths]), 2);
            assert_eq!((pages(&rows), breaks.breaks), (vec![1, 1, 2, 2], BTreeSet::from([2])));
        }
    }

    #[test]
    fn breaks_nothing_to_mend() {
        for lengths in [&[2, 1, 2][..], &[5]] {
            let (_, breaks) = settled(&[vec![100.0; 5]], &[], &categories(&[lengths]), 2);
            assert_eq!(breaks, Breaks::default());
        }
    }

    #[test]
    fn breaks_last_row_alone() {
        let (rows, _) = settled(&[vec![100.0; 4]], &[], &categories(&[&[4]]), 2);
        assert_eq!(pages(&rows), [1, 1, 2, 2]);
        // Two that have no room on one page stay apart.
        let (rows, _) = settled(&[vec![60.0, 60.0, 170.0, 200.0]], &[], &categories(&[&[4]]), 1);
        assert_eq!(pages(&rows), [1, 1, 1, 2]);
    }

    #[test]
    fn breaks_what_stands_below() {
        let kept = |height: f64, below: f64, heights: &[f64]| {
            let (heights, categories) = ([heights.to_vec()], categories(&[&[heights.len()]]));
            let mut known = expected(&heights, &categories);
            known.learn_places((1, TOP), [], [((1, false, Vec::new()), TOP)]);
            let mut planner = Planner::new(known, &[], Keep { rows: 1, height, below });
            while planner.improve(&set(&heights, planner.decided())) {}
            pages(&set(&heights, planner.decided()))
        };
        let with = |below: f64, heights: &[f64]| kept(1000.0, below, heights);
        assert_eq!(with(10.0, &[100.0; 3]), [1, 1, 1], "it has room");
        assert_eq!(with(50.0, &[100.0; 3]), [1, 2, 2]);
        assert_eq!(with(50.0, &[150.0; 6]), [1, 1, 2, 2, 3, 3]);
        assert_eq!(with(250.0, &[100.0; 3]), [1, 1, 1], "it has no room with them either");
        // One that is not low is not alone beside it.
        assert_eq!(kept(90.0, 50.0, &[100.0; 3]), [1, 1, 2]);
        assert_eq!(kept(90.0, 50.0, &[100.0; 4]), [1, 1, 1, 2]);
    }

    #[test]
    fn breaks_row_as_high_as_what_covers_it() {
        // A cell over both rows makes the last one 50 points high, however far it is raised for the label.
        let (low, categories) = ([vec![30.0, 30.0, 40.0]], categories(&[&[2, 1]]));
        let set = |breaks: &Breaks| {
            let raised = breaks.raised.get("1-1").copied().unwrap_or_default();
            set(&[vec![30.0, f64::max(30.0 + raised, 50.0) - raised, 40.0]], breaks)
        };
        let mut known = expected(&low, &categories);
        known.learn_places((1, TOP), [], [((1, false, Vec::new()), TOP)]);
        let mut planner = Planner::new(known, &[label(0, 2, 79.5)], Keep { rows: 1, height: 1000.0, below: 0.0 });
        planner.expect();
        let decided = planner.decided().clone();
        assert!(decided.raised["1-1"] > 19.0, "{decided:?}");
        assert!(!planner.improve(&set(&decided)), "what was seen to be enough stays: {:?}", planner.decided());
    }

    #[test]
    fn breaks_following_pages() {
        // Three rows fit a page; categories of two. Moving row 2 brings row 4 to a page's end, and row 6, …
        let heights = [vec![100.0; 12]];
        let categories = categories(&[&[2; 6]]);
        let mut planner = Planner::new(expected(&heights, &categories), &[], Keep { rows: 2, height: 1000.0, below: 0.0 });
        assert!(planner.improve(&set(&heights, &Breaks::default())));
        let closed: Vec<&str> = planner.decided().blank.keys().map(String::as_str).collect();
        assert_eq!(closed, ["1-1", "1-3", "1-5", "1-7", "1-9"], "in one look");
    }

    #[test]
    fn breaks_expected() {
        // Where pages are known, decisions need no look.
        let heights = [vec![100.0; 12], vec![100.0; 3]];
        let categories = categories(&[&[2; 6], &[3]]);
        let mut known = expected(&heights, &categories);
        assert_eq!(known.places(&Breaks::default()), None, "nothing is known of the first row");
        let (gap, tops) = (30.0, [((1, false, Vec::new()), TOP), ((2, false, Vec::new()), TOP), ((2, true, Vec::new()), TOP + 30.0)]);
        known.learn_places((1, TOP), [(12, gap)], tops);
        let mut planner = Planner::new(known, &[], Keep { rows: 2, height: 1000.0, below: 0.0 });
        let expected = planner.expect().unwrap();
        let rows = set(&heights, planner.decided());
        assert!(!planner.decided().blank.is_empty());
        assert_eq!(expected, rows);
        assert!(!planner.improve(&rows));
    }

    #[test]
    fn breaks_label_raises() {
        // The label goes on beside one row; the row is raised, and those behind it follow.
        let (rows, breaks) = settled(&[vec![100.0; 5]], &[label(0, 4, 150.0)], &categories(&[&[4, 1]]), 1);
        assert_eq!(breaks, Breaks { raised: BTreeMap::from([("1-3".to_owned(), 50.01)]), ..Breaks::default() });
        assert_eq!(rows[4].y, TOP + 150.01);
        // One with room stays.
        assert_eq!(settled(&[vec![100.0; 5]], &[label(0, 4, 100.0)], &categories(&[&[4, 1]]), 1).1, Breaks::default());
        // At the foot it takes what is blank there anyway.
        let (_, breaks) = settled(&[vec![100.0; 5]], &[label(0, 4, 310.0)], &categories(&[&[4, 1]]), 1);
        assert_eq!(breaks.raised["1-2"], 10.01);
    }

    #[test]
    fn breaks_answer_ends() {
        let raised = |again: f64, flows: f64| {
            let label = LabelPlace { first: 0.0, again, flows, ..label(1, 3, 0.0) };
            let (rows, breaks) = settled(&[vec![200.0, 60.0, 150.0, 100.0]], &[label], &categories(&[&[1, 3]]), 1);
            assert_eq!(pages(&rows), [1, 1, 2, 2]);
            breaks.raised
        };
        // An answer beside rows of two pages ends on the first, where its foot has room, and is said again on the next.
        assert_eq!(raised(120.0, 100.0), BTreeMap::from([("1-1".to_owned(), 40.01)]));
        assert_eq!(raised(120.0, 130.0), BTreeMap::new(), "no room at the foot");
        assert_eq!(raised(260.0, 100.0), BTreeMap::new(), "too little room to say it again");
    }

    #[test]
    fn breaks_label_moves() {
        // No room at the foot: the category begins on the next page.
        let (rows, breaks) = settled(&[vec![100.0; 5]], &[label(2, 3, 250.0)], &categories(&[&[2, 3]]), 1);
        assert_eq!(pages(&rows), [1, 1, 2, 2, 2]);
        assert!(breaks.raised.is_empty());
    }

    #[test]
    fn breaks_label_of_a_page() {
        // Taller than any page, it takes all there is and no more.
        let (rows, _) = settled(&[vec![100.0; 5]], &[label(0, 5, 1000.0)], &categories(&[&[5]]), 2);
        assert!(rows.iter().all(|row| row.y + row.height.unwrap() <= FOOT), "{rows:?}");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]
        #[test]
        fn breaks_random(
            sections in prop::collection::vec(prop::collection::vec(prop::collection::vec(20.0..150.0_f64, 1..6), 1..6), 1..4),
            needs in prop::collection::vec(20.0..400.0_f64, 15),
            keep in 1..4_usize,
            below in prop_oneof![Just(0.0), 10.0..200.0_f64],
            off in prop::collection::vec(prop_oneof![4 => Just(0.0), 1 => -10.0..40.0_f64], 7),
        ) {
            let heights: Vec<Vec<f64>> = sections.iter().map(|section| section.concat()).collect();
            let lengths: Vec<Vec<usize>> = sections.iter().map(|section| section.iter().map(Vec::len).collect()).collect();
            let categories = categories(&lengths.iter().map(Vec::as_slice).collect::<Vec<_>>());
            let mut labels = Vec::new();
            for (section, lengths) in lengths.iter().enumerate() {
                let mut row = 0;
                for rows in lengths {
                    let need = needs[labels.len() % needs.len()];
                    labels.push(LabelPlace { section: section + 1, row, rows: *rows, first: need, again: need, flows: 0.0 });
                    row += rows;
                }
            }
            // What is expected may be wrong in some rows.
            let wrong = |(row, height): (usize, &f64)| height + off[row % off.len()];
            let expects: Vec<Vec<f64>> = heights.iter().map(|section| section.iter().enumerate().map(wrong).collect()).collect();
            let (rows, breaks) = settled_from(&expects, &heights, &labels, &categories, Keep { rows: keep, height: 1000.0, below });
            for label in labels.iter().filter(|label| label.first < FOOT - TOP - 40.0) {
                let parts = rows.iter().filter(|row| row.section == label.section && (label.row..label.row + label.rows).contains(&row.row));
                let mut room: BTreeMap<usize, f64> = BTreeMap::new();
                for row in parts {
                    *room.entry(row.page).or_default() += row.height.unwrap();
                }
                prop_assert!(room.values().all(|room| *room >= label.first - 0.001), "{label:?} {room:?} {breaks:?}");
            }
            for pair in rows.windows(2) {
                let name = format!("{}-{}", pair[0].section, pair[0].row);
                // What is blank stands at a page's end, and rows stand on the page.
                prop_assert!(!breaks.blank.contains_key(&name) || pair[1].page > pair[0].page, "{name} {breaks:?}");
                prop_assert!(pair[0].y + pair[0].height.unwrap() <= FOOT + 0.001);
                prop_assert!(pair[0].page == pair[1].page || pair[1].page == pair[0].page + 1, "no page is left empty");
            }
            let natural = set(&heights, &Breaks::default());
            for (row, natural) in rows.iter().zip(&natural) {
                prop_assert!(row.height.unwrap() >= natural.height.unwrap() - 0.001);
            }
        }
    }
}
