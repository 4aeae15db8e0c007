//! Target: which number every opinion has, and which it is to have.

use std::collections::{BTreeMap, BTreeSet};

use ecow::EcoString;

use super::references::Numbers;
use crate::meeting::{self, Meeting};
use crate::records::number::Number;
use crate::records::placed::{self, NumberRow, Placed};
use crate::records::record::Opinion;
use crate::say::diag::Diagnostics;

/// The numbers of all opinions, old and new.
pub struct Target {
    /// By identifier.
    pub of: BTreeMap<EcoString, (Number, u32)>,
    /// Whether the records give at least one number; else all of them live in `ids.csv`.
    pub typed: bool,
}

impl Target {
    /// Closes the gaps; with `keep`, every number stays. Opinions to which the records give no number are numbered as the table
    /// has them.
    pub fn new(meeting: &Meeting, before: &Placed, keep: bool) -> Self {
        let typed = before.opinions.iter().any(|opinion| opinion.no.as_ref().is_some_and(|no| !no.kept));
        let old: BTreeMap<&str, Number> = numbers(before);
        if !typed && !keep {
            let fresh = before.opinions.iter().map(|opinion| Opinion { no: None, ..opinion.clone() }).collect();
            let fresh = Placed::new(meeting, fresh, &mut Diagnostics::ignored("the numbers of the table itself were told"));
            let new = numbers(&fresh);
            let of = old.into_iter().filter_map(|(id, old)| Some((id.into(), (old, new.get(id)?.main())))).collect();
            return Self { of, typed };
        }
        let mut of = BTreeMap::new();
        let mut last = 0;
        for rows in &before.sections {
            if meeting.head.numbers != meeting::Numbers::Through {
                last = 0;
            }
            for row in if keep { rows.iter().collect() } else { in_order(meeting, before, rows) } {
                last += 1;
                let new = if keep { row.no.main() } else { last };
                let ids = row.cells.iter().flatten().map(|index| before.opinions[*index].id.clone());
                of.extend(ids.map(|id| (id, (row.no.clone(), new))));
            }
        }
        Self { of, typed }
    }

    /// The new number of an opinion.
    pub fn new_of(&self, opinion: &Opinion) -> Option<u32> {
        self.of.get(&opinion.id).map(|(_, new)| *new)
    }

    /// The new numbers as they are printed, by identifier.
    pub fn printed(&self) -> BTreeMap<&str, String> {
        self.of.iter().map(|(id, (_, new))| (id.as_str(), new.to_string())).collect()
    }

    /// New numbers by old one, for what refers to them.
    pub fn numbers(&self, opinions: &[Opinion]) -> Numbers {
        let mut numbers = Numbers::new();
        for opinion in opinions {
            if let Some((old, new)) = self.of.get(&opinion.id).filter(|(old, _)| old.parts.len() == 1) {
                numbers.entry((opinion.section, old.main())).or_default().insert(*new);
            }
        }
        numbers
    }

    /// Section, old and new number of the rows that move, in order.
    pub fn moves(&self, opinions: &[Opinion]) -> Vec<(usize, Number, u32)> {
        let moved = opinions.iter().filter_map(|opinion| {
            let (old, new) = self.of.get(&opinion.id)?;
            (*old != Number::plain(*new)).then(|| (opinion.section, old.clone(), *new))
        });
        let moved: BTreeSet<(usize, Number, u32)> = moved.collect();
        moved.into_iter().collect()
    }
}

/// The rows of a section in the order of the numbers that the records give; each of the others behind the one above it in the
/// table.
fn in_order<'a>(meeting: &Meeting, before: &Placed, rows: &'a [NumberRow]) -> Vec<&'a NumberRow> {
    let is_typed =
        |row: &&NumberRow| row.cells.iter().flatten().any(|index| before.opinions[*index].no.as_ref().is_some_and(|no| !no.kept));
    let mut order: Vec<&NumberRow> = rows.iter().filter(is_typed).collect();
    let section = rows.iter().flat_map(|row| row.cells.iter().flatten()).next().map_or(0, |index| before.opinions[*index].section);
    let positions: BTreeMap<usize, usize> =
        placed::order(&before.opinions, section, meeting.is_side_by_side()).into_iter().zip(0..).collect();
    let mut table: Vec<&NumberRow> = rows.iter().collect();
    table.sort_by_key(|row| row.cells.iter().flatten().filter_map(|index| positions.get(index)).min());
    let mut above: Option<&NumberRow> = None;
    for row in table {
        if !is_typed(&row) {
            let behind = above.and_then(|above| order.iter().position(|other| other.no == above.no)).map_or(0, |position| position + 1);
            order.insert(behind, row);
        }
        above = Some(row);
    }
    order
}

/// The printed number of each opinion, by its identifier.
fn numbers(placed: &Placed) -> BTreeMap<&str, Number> {
    let rows = placed.sections.iter().flatten();
    rows.flat_map(|row| row.cells.iter().flatten().map(|index| (placed.opinions[*index].id.as_str(), row.no.clone()))).collect()
}
