//! Where the pages of a sheet end.
//!
//! The rows of the sheet are cut into atoms, which stay whole. Of all ways to deal them out to pages the
//! cheapest is taken: a page that is left empty costs, and so does a break at a bad place.

use std::ops::Range;

/// What a further page costs.
const PAGE: f64 = 300.0;
/// What a page costs that is left wholly empty; a half costs a quarter.
const EMPTY: f64 = 60.0;
/// What it costs if the last page holds hardly anything, and what part of it that is.
const SCANT: f64 = 20.0;
const SCANT_PART: f64 = 0.12;

/// A stretch of the sheet that stands on one page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Atom {
    /// In pixels.
    pub height: u32,
    /// What a page break above it costs.
    pub cost: f64,
    /// What a page holds that begins with it.
    pub holds: u32,
    /// Whether it opens a row of the table.
    pub opens_row: bool,
}

/// By how much what stands on a page becomes higher, in pixels, since the page above ends there, and since it ends there itself.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Ends {
    pub above: u32,
    pub below: u32,
}

/// The pages, each with its atoms; what is known of what ends between them costs stands before each atom and at the end. An
/// atom that is higher than a page has one to itself.
pub fn pages(atoms: &[Atom], ends: &[Ends]) -> Vec<Range<usize>> {
    let ends_at = |index: usize| ends.get(index).copied().unwrap_or_default();
    let table_rows = atoms.iter().filter(|atom| atom.opens_row).count();
    let most = atoms.iter().map(|atom| atom.holds).max().unwrap_or(0);
    // For each number of atoms from the front: the least cost of dealing them out, and where the last page begins.
    let mut best: Vec<(f64, usize)> = vec![(0.0, 0)];
    for end in 1..=atoms.len() {
        let mut found = (f64::INFINITY, end - 1);
        let (mut high, mut rows) = (0, 0);
        for start in (0..end).rev() {
            high += atoms[start].height;
            rows += usize::from(atoms[start].opens_row);
            let holds = atoms[start].holds;
            let used = high + ends_at(start).above + ends_at(end).below;
            if used > holds {
                if start + 1 == end {
                    found = (best[start].0 + PAGE + atoms[start].cost, start);
                }
                // A page that begins further in front may hold more: it repeats less.
                if high > most {
                    break;
                }
                continue;
            }
            let part = f64::from(used) / f64::from(holds.max(1));
            let page = if end < atoms.len() {
                EMPTY * (1.0 - part).powi(2)
            } else if start > 0 && (part < SCANT_PART || (rows < 2 && table_rows > 1 && part < 0.5)) {
                SCANT
            } else {
                0.0
            };
            let cost = best[start].0 + PAGE + page + if start > 0 { atoms[start].cost } else { 0.0 };
            if cost < found.0 {
                found = (cost, start);
            }
        }
        best.push(found);
    }
    let mut pages = Vec::new();
    let mut end = atoms.len();
    while end > 0 {
        let start = best[end].1;
        pages.push(start..end);
        end = start;
    }
    pages.reverse();
    pages
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(atoms: &[Atom]) -> Vec<Range<usize>> {
        super::pages(atoms, &[])
    }

    fn atom(height: u32, cost: f64) -> Atom {
        Atom { height, cost, holds: 100, opens_row: true }
    }

    #[test]
    fn pages_filled() {
        assert!(pages(&[]).is_empty());
        assert_eq!(pages(&[atom(40, 0.0); 6]), [0..2, 2..4, 4..6]);
        // A heading stays with what follows.
        let heading = [atom(60, 0.0), atom(30, 0.0), atom(50, 10_000.0)];
        assert_eq!(pages(&heading), [0..1, 1..3]);
        // What is higher than a page stands alone.
        assert_eq!(pages(&[atom(10, 0.0), atom(300, 0.0), atom(10, 0.0)]), [0..1, 1..2, 2..3]);
    }

    #[test]
    fn pages_single_row() {
        assert_eq!(pages(&[atom(25, 0.0); 9]).last(), Some(&(7..9)));
        // Nor is a small table below the rows alone.
        let totals = Atom { opens_row: false, ..atom(40, 0.0) };
        assert_eq!(pages(&[[atom(25, 0.0); 8].to_vec(), vec![totals]].concat()).last(), Some(&(7..9)));
    }

    #[test]
    fn pages_know_what_ends_cost() {
        let mut ends = [Ends::default(); 7];
        assert_eq!(super::pages(&[atom(25, 0.0); 6], &ends), [0..4, 4..6]);
        // What begins with the fifth atom has no room for what it says again, what ends behind the third none for its rest.
        ends[4].above = 60;
        assert_eq!(super::pages(&[atom(25, 0.0); 6], &ends), [0..3, 3..6]);
        ends[3].below = 60;
        assert_eq!(super::pages(&[atom(25, 0.0); 6], &ends), [0..2, 2..6]);
    }
}
