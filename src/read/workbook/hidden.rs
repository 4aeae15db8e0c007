//! Hidden: which rows and columns of a worksheet nobody sees.

use std::collections::BTreeSet;

use super::Sheet;

/// Hidden rows and columns as they were read: ranges, the last one included.
#[derive(Default)]
pub(super) struct Hidden {
    pub rows: Vec<(u32, u32)>,
    pub columns: Vec<(u32, u32)>,
}

impl Hidden {
    /// Tells the sheet which of its used rows and columns are hidden.
    pub fn tell(mut self, sheet: &mut Sheet) {
        if self.rows.is_empty() && self.columns.is_empty() {
            return;
        }
        let used = || sheet.cells.keys().chain(sheet.comments.keys());
        let rows: BTreeSet<u32> = used().map(|at| at.0).collect();
        let columns: BTreeSet<u32> = used().map(|at| at.1).collect();
        sheet.hidden_rows = within(&rows, &mut self.rows);
        sheet.hidden_columns = within(&columns, &mut self.columns);
    }
}

/// Those of `used` that lie in one of the ranges.
fn within(used: &BTreeSet<u32>, ranges: &mut [(u32, u32)]) -> BTreeSet<u32> {
    ranges.sort_unstable();
    let mut ranges = ranges.iter().peekable();
    let mut end = None;
    let mut hidden = BTreeSet::new();
    for index in used {
        while let Some(range) = ranges.next_if(|range| range.0 <= *index) {
            end = end.max(Some(range.1));
        }
        if end >= Some(*index) {
            hidden.insert(*index);
        }
    }
    hidden
}
