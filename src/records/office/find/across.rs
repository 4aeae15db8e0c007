//! Across: headings in two rows where nothing is merged, as in separated text or where a heading is only centred over its
//! columns. The cells that would be merged follow from what is blank.

use std::collections::BTreeMap;

use super::{BETWEEN, COLUMN_LIMIT, is_short, may_head};
use crate::meeting::headings::fold;
use crate::meeting::{Meaning, Meeting, headings};
use crate::read::workbook::Area;

/// The first rows of a worksheet with what stands in them.
pub type Rows<'s> = BTreeMap<u32, Vec<(u32, &'s str)>>;

/// What would be merged in the first two rows that are such headings; nothing if there are none.
pub fn across(meeting: &Meeting, rows: &Rows) -> Vec<Area> {
    let pairs = rows.iter().zip(rows.iter().skip(1)).filter(|((row, _), (next, _))| *row + 1 == **next);
    pairs.map(|((row, upper), (_, lower))| areas(meeting, *row, upper, lower)).find(|areas| !areas.is_empty()).unwrap_or_default()
}

/// What would be merged in a row and the next one, if they are headings in two rows.
fn areas<'s>(meeting: &Meeting, row: u32, upper: &[(u32, &'s str)], lower: &[(u32, &'s str)]) -> Vec<Area> {
    let may_be =
        |cells: &[(u32, &str)]| may_head(cells.iter().map(|(_, text)| *text)) && cells.iter().all(|(_, text)| is_short(text.trim()));
    if upper.len().max(lower.len()) > COLUMN_LIMIT as usize || !may_be(upper) || !may_be(lower) {
        return Vec::new();
    }
    let filled = |cells: &[(u32, &'s str)]| -> BTreeMap<u32, &'s str> {
        cells.iter().map(|(column, text)| (*column, text.trim())).filter(|(_, text)| !text.is_empty()).collect()
    };
    let (above, below) = (filled(upper), filled(lower));
    let (Some(left), Some(right)) = (above.keys().chain(below.keys()).min(), above.keys().chain(below.keys()).max()) else {
        return Vec::new();
    };
    let has_one = |column: u32| above.contains_key(&column) || below.contains_key(&column);
    if above.len() < 2 || !(*left..=*right).all(has_one) {
        return Vec::new();
    }
    // A heading reaches as far as nothing but names of its own stand to its right.
    let own = |column: u32| below.contains_key(&column) && !above.contains_key(&column);
    let reach = |first: u32| (first + 1..).take_while(|column| own(*column)).last().filter(|_| below.contains_key(&first));
    let reaching: Vec<(u32, u32)> = above.keys().filter_map(|first| Some((*first, reach(*first)?))).collect();
    let names = |(first, last): &(u32, u32)| (*first..=*last).map(|column| fold(below[&column])).collect::<Vec<_>>();
    // Rows of opinions may be short, too: what stands below are names that we know, by themselves or with the one above.
    let meaning = |(column, text): &(u32, &str)| {
        let over = upper.iter().rev().find(|(first, over)| first <= column && !over.trim().is_empty()).map_or("", |(_, over)| over.trim());
        let whole = [(*text).to_owned(), format!("{over}{BETWEEN}{text}"), format!("{over}{text}")];
        whole.iter().find_map(|name| meeting.meaning(name)).map(|(meaning, _)| meaning)
    };
    let is_text = |meaning: Meaning| matches!(meaning, Meaning::Opinions(_) | Meaning::Column(headings::Column::Text));
    let known: Vec<Meaning> = lower.iter().filter_map(meaning).collect();
    let repeats = reaching.len() > 1 && reaching.iter().all(|area| names(area) == names(&reaching[0]));
    let is_known = known.iter().any(|meaning| is_text(*meaning)) && known.len() * 2 >= lower.len();
    // What stands in the upper row alone is a heading of its own; a title has all the others below it.
    let alone: Vec<(u32, &str)> =
        upper.iter().filter(|(column, _)| above.contains_key(column) && !below.contains_key(column)).copied().collect();
    // A row of opinions has one below the heading of them.
    let is_headed = alone.iter().any(|(_, text)| meeting.meaning(text).is_some_and(|(meaning, _)| is_text(meaning)));
    if reaching.is_empty() || !(is_headed || is_known && (!alone.is_empty() || repeats)) {
        return Vec::new();
    }
    let across = reaching.into_iter().map(|(left, right)| Area { top: row, left, bottom: row, right });
    let down = alone.into_iter().map(|(column, _)| Area { top: row, left: column, bottom: row + 1, right: column });
    across.chain(down).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::office::tests::meeting;

    fn of(rows: &[&[&'static str]]) -> Vec<String> {
        let cells = |cells: &[&'static str]| (0..).zip(cells.iter().copied()).filter(|(_, text)| !text.is_empty()).collect();
        let rows: Rows = (0..).zip(rows.iter().map(|row| cells(row))).collect();
        across(&meeting(""), &rows).iter().map(|area| format!("{}.{}-{}.{}", area.top, area.left, area.bottom, area.right)).collect()
    }

    #[test]
    fn across_sources() {
        let areas = of(&[
            &["項目", "No.", "市民意見", "", "職員意見", ""],
            &["", "", "意見", "出典", "意見", "出典"],
            &["窓口", "1", "待ち時間が長い", "アンケート", "番号札", "窓口課"],
        ]);
        assert_eq!(areas, ["0.2-0.3", "0.4-0.5", "0.0-1.0", "0.1-1.1"]);
    }

    /// Nothing but the headings of the sources stands in the upper row.
    #[test]
    fn across_repeated() {
        let upper: &[&str] = &["", "", "市民", "", "職員", ""];
        assert_eq!(of(&[upper, &["項目", "No.", "意見", "発言者", "意見", "発言者"]]), ["0.2-0.3", "0.4-0.5"]);
        assert!(of(&[upper, &["項目", "No.", "意見", "発言者", "回答", "備考"]]).is_empty());
    }

    /// The opinions have one heading, and what is said of them several.
    #[test]
    fn across_replies() {
        let (upper, lower): (&[&str], &[&str]) = (&["No.", "意見", "事務局", ""], &["", "", "考え方", "進み具合"]);
        assert_eq!(of(&[upper, lower, &["1", "狭い。", "広げます。", "済"]]), ["0.2-0.3", "0.0-1.0", "0.1-1.1"]);
        assert!(of(&[upper, &["一", "狭い", "広げる", "済"]]).is_empty());
    }

    #[test]
    fn across_none() {
        let (title, names): (&[&str], &[&str]) = (&["意見一覧", "", "", "令和6年"], &["No.", "項目", "意見", "発言者"]);
        assert!(of(&[title, names]).is_empty(), "a title and a date over the headings");
        assert!(of(&[names, &["一", "窓口", "長い", "委員"]]).is_empty(), "a row of opinions");
        assert!(of(&[&["項目", "意見", "発言者", ""], &["", "長い", "電話", "済"]]).is_empty(), "a column without a heading");
        assert_eq!(of(&[&["項目", "意見", ""], &["", "内容", "出典"]]), ["0.1-0.2", "0.0-1.0"]);
    }
}
