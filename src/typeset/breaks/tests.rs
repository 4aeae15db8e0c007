use proptest::prelude::*;

use std::collections::BTreeSet;

use super::*;
use crate::typeset::decisions::{Categories, Category};
use crate::typeset::expected::{Row, Said};

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

/// A last page with little on it is saved by less room above and below what rows say; where that is not enough, or the page
/// has more, rows keep theirs.
#[test]
fn breaks_tighter() {
    let tighter = |count: usize| {
        let categories = categories(&[&[count]]);
        let mut known = expected(&[vec![30.0; count]], &categories);
        known.learn_places((1, TOP), [], [((1, false, Vec::new()), TOP)]);
        let keep = Keep { rows: 1, height: 1000.0, below: 0.0 };
        let (planner, rows) = Planner::new(known, &[label(0, 2, 50.0)], keep).settle(&[label(0, 2, 50.0)]);
        (planner.decided().tighter, rows.unwrap().last().unwrap().page)
    };
    assert_eq!(tighter(20), (0.0, 2));
    assert_eq!(tighter(22), (0.5, 2));
    assert_eq!(tighter(23), (0.0, 3));
    assert_eq!(tighter(27), (0.0, 3));
    assert_eq!(tighter(33), (0.5, 3));
}

/// An answer that a page's end would divide begins the next page, if that takes no further one.
#[test]
fn breaks_whole_answers() {
    let begins = |count: usize| {
        let categories = categories(&[&[count]]);
        let mut known = expected(&[vec![30.0; count]], &categories);
        known.learn_places((1, TOP), [], [((1, false, Vec::new()), TOP)]);
        let keep = Keep { rows: 1, height: 1000.0, below: 0.0 };
        // One row of it has room on the first page.
        let answer = LabelPlace { first: 0.0, again: 95.0, flows: 80.0, ..label(9, 4, 0.0) };
        let (_, rows) = Planner::new(known, &[answer], keep).settle(&[answer]);
        let rows = rows.unwrap();
        (rows[9].page, rows.last().unwrap().page)
    };
    assert_eq!(begins(16), (2, 2));
    assert_eq!(begins(21), (1, 2));
    assert_eq!(begins(27), (2, 3));
}

/// A row that a page's end would divide begins the next page, if not much is left blank and that takes no further one.
#[test]
fn breaks_whole_rows() {
    let begins = |blank: f64, high: f64, below: f64| {
        let categories = categories(&[&[3]]);
        let heights = [FOOT - TOP - blank, high, below];
        let said = |height: f64| Said { paragraphs: vec![(height / 10.0) as usize], line: 10.0, leading: 0.0, padding: 0.0 };
        let row = |(row, height): (usize, &f64)| Row { section: 1, row, height: *height, says: vec![said(*height)], ..Row::default() };
        let mut known = Expected::new(&categories, heights.iter().enumerate().map(row).collect(), FOOT);
        known.learn_places((1, TOP), [], [((1, false, Vec::new()), TOP)]);
        let (_, rows) = Planner::new(known, &[], Keep { rows: 1, height: 1000.0, below: 0.0 }).settle(&[]);
        let rows = rows.unwrap();
        (rows[1].page, rows[2].end.unwrap().0)
    };
    assert_eq!(begins(70.0, 100.0, 150.0), (2, 2));
    assert_eq!(begins(70.0, 100.0, 240.0), (1, 2), "it would take a third page");
    assert_eq!(begins(120.0, 150.0, 150.0), (1, 2), "much would be blank");
    assert_eq!(begins(70.0, 340.0, 10.0), (1, 2), "it has no room on one page");
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
