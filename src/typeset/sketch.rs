//! Sketch: a paper with next to nothing in its tables. It is set in no time, and shows how much room the title, what stands
//! above the tables, headings, heads and bands take; from that follows where they stand on a page of their own.

use std::collections::BTreeSet;

use typst_layout::PagedDocument;

use crate::document::Role;
use crate::typeset::context::{BandView, Column, Context, Group, Row, Section, Text, View};
use crate::typeset::decisions::Categories;
use crate::typeset::expected::{Expected, Key};
use crate::typeset::marks;
use crate::typeset::measure::Ruler;
use crate::typeset::widths::{INSET_X, POINTS};

/// Most categories of a section that are sketched.
const MOST: usize = 40;

/// White space above the heading of a section, in points, which goes at the top of a page; `templates/lib/handout.typ`.
const ABOVE_HEADING: f64 = 14.0;

/// What the rows of a sketch stand for.
pub struct Sketch {
    /// The number of rows of each of its sections.
    counts: Vec<usize>,
    stands_for: Vec<Shown>,
    /// Where the body of a page begins, in points from its top.
    top: f64,
}

/// What a row of the sketch shows.
struct Shown {
    /// The row of the paper above which there is the same room, by its place among all; nothing for what goes on.
    row: Option<usize>,
    /// What it is if it begins a page, in every section that looks alike, and how much of the room above goes then.
    begins: Option<(Vec<Key>, f64)>,
}

impl Sketch {
    /// What to set of a paper, and what its rows stand for.
    pub fn new<'a>(paper: &Context<'a>, categories: &Categories, ruler: &Ruler) -> (Self, Context<'a>) {
        let look = paper.look.look;
        let leading = look.line - look.size;
        let mut sections: Vec<(Section<'a>, Vec<Shown>)> = Vec::new();
        let row = || empty_row(&paper.columns);
        let mut first = 0;
        // Tables as they go on at the top of a page; those that look alike are set once.
        let mut going_on: Vec<(Section<'a>, Vec<Shown>)> = Vec::new();
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
                let wraps = category.bands.iter().any(|band| ruler.width(band) * look.size > room || band.contains('\n'));
                // Between categories without bands there is nothing to see.
                let plain = index > 0 && category.bands.is_empty();
                if plain
                    || groups.len() == MOST
                    || !(known.insert((index == 0, category.opens, category.bands.len(), wraps)) || (wraps && category.opens > 0))
                {
                    continue;
                }
                groups.push(Group { bands: group.bands.clone(), rows: vec![row()] });
                let key = |opens: bool| (section.number, opens, category.bands.clone());
                let goes = if section.heading.is_some() { leading.max(ABOVE_HEADING) } else { leading };
                shown.push(Shown { row: Some(row_of_group), begins: (index == 0).then(|| (vec![key(true)], goes)) });
                let bands: Vec<BandView> = above.iter().map(|band| (*band).clone()).collect();
                let alike = going_on.iter_mut().find(|(other, _)| other.widths == section.widths && other.groups[0].bands == bands);
                match alike.and_then(|(_, shown)| shown[0].begins.as_mut()) {
                    Some((keys, _)) => keys.push(key(false)),
                    None => {
                        let groups = vec![Group { bands, rows: vec![row()] }];
                        let below_head = Section { heading: None, heading_text: None, groups, ..section.clone() };
                        going_on.push((below_head, vec![Shown { row: None, begins: Some((vec![key(false)], leading)) }]));
                    }
                }
            }
            if !groups.is_empty() {
                sections.push((Section { groups, ..section.clone() }, shown));
            }
        }
        sections.extend(going_on);
        let mut sketch = Self { counts: Vec::new(), stands_for: Vec::new(), top: look.margin_top * POINTS };
        let mut set = Vec::new();
        for (index, (section, shown)) in sections.into_iter().enumerate() {
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
            let room = above.filter(|(page, _)| *page == row.page).map(|(_, bottom)| row.y - bottom);
            gaps.extend(shown.row.zip(room));
            if let Some((keys, goes)) = shown.begins.as_ref().filter(|_| index > 0) {
                let top = room.map_or(row.y, |room| self.top + room - goes);
                tops.extend(keys.iter().map(|key| (key.clone(), top)));
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
    Row { no: "", whole: true, divides: false, cells: columns.iter().map(cell).collect() }
}
