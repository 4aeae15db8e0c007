//! Joins: neighbours that say the same share a cell.
//!
//! Labels join level by level: a subcategory only within its category. The other columns that join do so
//! together: two opinions share their answers only if they have all of them in common and none is missing,
//! so that no value stands over opinions that were answered otherwise.

use super::{Cell, Column, Content, Group, Joins, Role, Row, State};

/// What begins above a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Above {
    Nothing,
    Category,
    Band,
}

impl Above {
    /// Whether a cell may go on from the row above: none goes through a band, and through a category only one that may.
    fn lets_through(self, across: bool) -> bool {
        self == Self::Nothing || (across && self == Self::Category)
    }
}

/// Joins equal neighbours in the rows of a section.
pub fn join(columns: &[Column], groups: &mut [Group]) {
    let above = |group: &Group, row: usize| match (row, group.bands.as_slice()) {
        (0, []) => Above::Category,
        (0, _) => Above::Band,
        _ => Above::Nothing,
    };
    let opens: Vec<Above> = groups.iter().flat_map(|group| (0..group.rows.len()).map(|row| above(group, row))).collect();
    let mut rows: Vec<&mut Row> = groups.iter_mut().flat_map(|group| &mut group.rows).collect();
    // Decide first, since covering a cell empties it.
    let mut decided: Vec<(Vec<usize>, Vec<bool>)> = Vec::new();
    let firsts: Vec<usize> = (0..rows.len()).filter(|row| !rows[*row].goes_on).collect();
    let mut decide = |columns: Vec<usize>, same: &dyn Fn(&Row, &Row, Above) -> bool| {
        let pairs = firsts.windows(2);
        decided.push((columns, pairs.map(|pair| same(rows[pair[0]], rows[pair[1]], opens[pair[1]])).collect()));
    };
    let joining = |label: bool| -> Vec<usize> {
        let is = |column: &Column| column.joins != Joins::Never && (column.role == Role::Label) == label;
        (0..columns.len()).filter(|i| is(&columns[*i]) && columns[*i].shows[0] != Content::PartName).collect()
    };
    let labels = joining(true);
    for (level, column) in labels.iter().enumerate() {
        let across = columns[*column].shows[0] == Content::Section;
        decide(vec![*column], &|above, below, opens| {
            opens.lets_through(across) && labels[..=level].iter().all(|level| above.cells[*level].runs == below.cells[*level].runs)
        });
    }
    let answers = joining(false);
    let is_told = |column: &usize| columns[*column].role == Role::Text || columns[*column].joins == Joins::Across;
    let across = answers.iter().any(|column| columns[*column].joins == Joins::Across);
    // Short values alone do not join by themselves: nothing says that one answer covers several opinions.
    if answers.iter().any(is_told) {
        decide(answers.clone(), &|above, below, opens| {
            let told = answers.iter().any(|column| is_told(column) && above.cells[*column].state == State::Said);
            told && opens.lets_through(across) && answers.iter().all(|column| shares(&above.cells[*column], &below.cells[*column]))
        });
    }
    for (columns, joined) in decided {
        cover(&mut rows, &firsts, &columns, &joined);
    }
}

/// Whether two cells say the same and lack nothing.
fn shares(above: &Cell, below: &Cell) -> bool {
    above.runs == below.runs && !above.lacks && !below.lacks
}

/// Puts `columns` of each opinion under those of the one above wherever they are `joined`. What is covered keeps nothing.
fn cover(rows: &mut [&mut Row], firsts: &[usize], columns: &[usize], joined: &[bool]) {
    let Some(mut top) = firsts.first().copied() else { return };
    for (row, joined) in firsts.iter().skip(1).zip(joined) {
        if !joined {
            top = *row;
            continue;
        }
        for column in columns {
            let covered = std::mem::replace(&mut rows[*row].cells[*column], Cell { state: State::Covered, ..Cell::default() });
            let cell = &mut rows[top].cells[*column];
            cell.span += covered.span;
            cell.from.extend(covered.from);
        }
    }
}
