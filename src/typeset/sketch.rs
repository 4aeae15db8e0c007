//! Sketch: a paper with next to nothing in its tables. Its pages are set in no time, and show how much room the title, what
//! stands above the tables, headings, heads and bands take.

use std::collections::BTreeSet;

use typst_layout::PagedDocument;

use crate::document::Role;
use crate::typeset::context::{BandView, Column, Context, Group, Row, Section, Text, View};
use crate::typeset::decisions::{Breaks, Categories};
use crate::typeset::expected::{Expected, Key};
use crate::typeset::marks;
use crate::typeset::measure::Ruler;
use crate::typeset::widths::INSET_X;

/// Most categories of a section that are sketched.
const MOST: usize = 40;

/// What the rows of a sketch stand for.
pub struct Sketch {
    /// The decisions with which it is set.
    pub decided: Breaks,
    /// The number of rows of each of its sections.
    counts: Vec<usize>,
    stands_for: Vec<Shown>,
}

/// What a row of the sketch shows.
enum Shown {
    /// The room above a row of the paper, by its place among all.
    Gap(usize),
    /// Where the first row of a page stands.
    Top(Key),
}

impl Sketch {
    /// What to set of a paper, and what its rows stand for.
    pub fn new<'a>(paper: &Context<'a>, categories: &Categories, ruler: &Ruler) -> (Self, Context<'a>) {
        let mut sketch = Self { decided: Breaks::default(), counts: Vec::new(), stands_for: Vec::new() };
        let mut sections: Vec<(Section<'a>, Vec<Shown>)> = Vec::new();
        let row = || empty_row(&paper.columns);
        let mut first = 0;
        let mut opening = Vec::new();
        let mut going_on = Vec::new();
        for section in &paper.sections {
            let categories = categories.get(section.number - 1).map_or(&[][..], Vec::as_slice);
            let (mut groups, mut shown, mut known) = (Vec::new(), Vec::new(), BTreeSet::new());
            let mut above: Vec<&BandView> = Vec::new();
            let mut at = first;
            first += categories.iter().map(|category| category.rows).sum::<usize>();
            for (index, (group, category)) in section.groups.iter().zip(categories).enumerate() {
                for band in &group.bands {
                    above.retain(|other| other.level < band.level);
                    above.push(band);
                }
                let row_of_group = at;
                at += category.rows;
                let room = section.widths.iter().sum::<f64>() - 2.0 * INSET_X;
                let wraps = category.bands.iter().any(|band| ruler.width(band) * paper.look.look.size > room || band.contains('\n'));
                if groups.len() == MOST
                    || !(known.insert((index == 0, category.opens, category.bands.len())) || (wraps && category.opens > 0))
                {
                    continue;
                }
                groups.push(Group { bands: group.bands.clone(), rows: vec![row()] });
                shown.push(Shown::Gap(row_of_group));
                let whole = |bands: Vec<BandView<'a>>| vec![Group { bands, rows: vec![row()] }];
                let top = |opens: bool| vec![Shown::Top((section.number, opens, category.bands.clone()))];
                if index == 0 {
                    opening.push((Section { groups: whole(group.bands.clone()), ..section.clone() }, top(true)));
                }
                let bands = above.iter().map(|band| (*band).clone()).collect();
                going_on.push((Section { heading: None, heading_text: None, groups: whole(bands), ..section.clone() }, top(false)));
            }
            if !groups.is_empty() {
                sections.push((Section { groups, ..section.clone() }, shown));
            }
        }
        let follow = sections.len();
        sections.extend(opening);
        sections.extend(going_on);
        let mut set = Vec::new();
        for (index, (section, shown)) in sections.into_iter().enumerate() {
            // Each of the further ones begins a page.
            sketch.decided.breaks.extend((index >= follow).then_some(index + 1));
            sketch.counts.push(shown.len());
            sketch.stands_for.extend(shown);
            set.push(Section { number: index + 1, ..section });
        }
        (sketch, Context { attachments: Vec::new(), below: Vec::new(), sections: set, ..paper.clone() })
    }

    /// Adds to what is known of the paper's pages what those of the sketch show.
    pub fn teach(&self, document: &PagedDocument, known: &mut Expected) {
        let rows = marks::rows(document, &self.counts);
        let Some(first) = rows.first().filter(|row| row.end.is_some()) else { return };
        let (mut gaps, mut tops) = (Vec::new(), Vec::new());
        for (index, (row, shown)) in rows.iter().zip(&self.stands_for).enumerate() {
            let above = index.checked_sub(1).and_then(|above| rows[above].end);
            match shown {
                Shown::Gap(of) => gaps.extend(above.filter(|(page, _)| *page == row.page).map(|(_, bottom)| (*of, row.y - bottom))),
                Shown::Top(key) => tops.push((key.clone(), row.y)),
            }
        }
        known.learn_places((first.page, first.y), gaps, tops);
    }
}

/// A row that says nothing.
fn empty_row<'a>(columns: &[Column]) -> Row<'a> {
    let cell = |column: &Column| {
        let text = if column.role == Role::Label { Text::Lines(Vec::new()) } else { Text::Whole(String::new()) };
        Some(View { text, set: None, span: 1, beside: false, missing: false, id: "" })
    };
    Row { no: "", whole: true, cells: columns.iter().map(cell).collect() }
}
