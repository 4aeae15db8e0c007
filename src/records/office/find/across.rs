//! Across: headings in two or three rows where nothing is merged, or not all that could be, as in separated text or where a
//! heading is only centred over its columns. The cells that would be merged follow from what is blank.

use std::collections::BTreeMap;

use super::{BETWEEN, COLUMN_LIMIT, is_short, may_head};
use crate::meeting::headings::{Datum, fold};
use crate::meeting::{Meaning, Meeting, lexicon};
use crate::read::workbook::Area;

/// The first rows of a worksheet with what stands in them.
pub type Rows<'s> = BTreeMap<u32, Vec<(u32, &'s str)>>;

/// A row of headings: what is said in which column.
type Level<'s> = BTreeMap<u32, &'s str>;

/// What would be merged in the first rows that are such headings; nothing if there are none.
pub fn across(meeting: &Meeting, rows: &Rows) -> Vec<Area> {
    let levels = |top: u32, count: u32| (top..top + count).map(|row| level(rows.get(&row)?)).collect::<Option<Vec<Level>>>();
    let areas = |top: u32, count: u32| areas(meeting, top, &levels(top, count)?);
    rows.keys().find_map(|top| areas(*top, 3).or_else(|| areas(*top, 2))).unwrap_or_default()
}

/// A row as one of headings; nothing if it cannot be one.
fn level<'s>(cells: &[(u32, &'s str)]) -> Option<Level<'s>> {
    let level: Level = cells.iter().copied().collect();
    let may_be = level.len() <= COLUMN_LIMIT as usize && may_head(level.values().copied()) && level.values().all(|text| is_short(text));
    may_be.then_some(level)
}

/// What would be merged in rows from `top` on, if they are headings.
fn areas(meeting: &Meeting, top: u32, levels: &[Level]) -> Option<Vec<Area>> {
    let (lower, upper) = levels.split_last()?;
    // Of headings above each other, the last row divides the lowest.
    let above: Level = upper.iter().flatten().map(|(column, text)| (*column, *text)).collect();
    let columns = || above.keys().chain(lower.keys());
    let has_one = |column: u32| above.contains_key(&column) || lower.contains_key(&column);
    if upper[0].len() < 2 || !(*columns().min()?..=*columns().max()?).all(has_one) {
        return None;
    }
    let is_below = |level: usize, column: u32| levels[level + 1..].iter().any(|below| below.contains_key(&column));
    // A heading reaches as far as nothing but names of its own stand to its right.
    let reach = |level: usize, first: u32| {
        let is_own = |column: u32| is_below(level, column) && levels[..=level].iter().all(|above| !above.contains_key(&column));
        (first + 1..).take_while(|column| is_own(*column)).last().filter(|_| is_below(level, first))
    };
    let (mut across, mut alone) = (Vec::new(), Vec::new());
    for (level, cells) in upper.iter().enumerate() {
        let row = top + level as u32;
        let reaching = cells.keys().filter_map(|first| Some((*first, reach(level, *first)?)));
        let reaching: Vec<Area> = reaching.map(|(left, right)| Area { top: row, left, bottom: row, right }).collect();
        if reaching.is_empty() {
            return None;
        }
        across.extend(reaching);
        // What stands in one row alone is a heading of its own.
        let down = |column: u32| Area { top: row, left: column, bottom: top + upper.len() as u32, right: column };
        alone.extend(cells.keys().filter(|column| !is_below(level, **column)).map(|column| down(*column)));
    }
    // A row of opinions has one below the heading of them.
    let is_text_name = |text: &str| meeting.meaning(text).is_some_and(|(meaning, _)| is_text(&meaning));
    let is_headed = alone.iter().any(|area| is_text_name(above[&area.left]));
    // A title has all the others below it; 意見 is none.
    let is_titled = alone.is_empty() && !repeats(&across, lower) && !above.values().any(|text| is_text_name(text));
    (is_headed || !is_titled && names_opinions(meeting, &above, lower)).then(|| across.into_iter().chain(alone).collect())
}

fn is_text(meaning: &Meaning) -> bool {
    matches!(meaning, Meaning::Opinions(_) | Meaning::Datum(Datum::Text))
}

/// Whether several headings have the same names below them.
fn repeats(across: &[Area], lower: &Level) -> bool {
    let names = |area: &Area| lower.range(area.left..=area.right).map(|(_, text)| fold(text)).collect::<Vec<_>>();
    across.len() > 1 && across.iter().all(|area| names(area) == names(&across[0]))
}

/// Whether a row says what opinions and things beside them are called, by itself or with what stands above: rows of opinions may be
/// short, too.
fn names_opinions(meeting: &Meeting, above: &Level, lower: &Level) -> bool {
    let meaning = |(column, text): (&u32, &&str)| {
        let over = above.range(..=column).next_back().map_or("", |(_, over)| over);
        let whole = [(*text).to_owned(), format!("{over}{BETWEEN}{text}"), format!("{over}{text}")];
        whole.iter().find_map(|name| meeting.meaning(name)).map(|(meaning, _)| meaning)
    };
    let known: Vec<Meaning> = lower.iter().filter_map(meaning).collect();
    let replies = lower.values().filter(|text| meeting.meaning(text).is_none() && lexicon::holds(text, lexicon::REPLIES)).count();
    known.iter().any(is_text) && (known.len() + replies) * 2 >= lower.len()
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

    /// All stand in groups, of which one is that of the opinions.
    #[test]
    fn across_groups() {
        let lower: &[&str] = &["件名", "内容", "担当", "方針"];
        assert_eq!(of(&[&["意見", "", "対応", ""], lower]), ["0.0-0.1", "0.2-0.3"]);
        assert!(of(&[&["意見一覧", "", "令和6年", ""], lower]).is_empty());
    }

    #[test]
    fn across_three() {
        let upper: &[&str] = &["項目", "No.", "意見", "", "", "", "対応", ""];
        let middle: &[&str] = &["", "", "市民意見", "", "職員意見", "", "方針", "担当"];
        let lower: &[&str] = &["", "", "意見", "出典", "意見", "出典", "", ""];
        let expected = ["0.2-0.5", "0.6-0.7", "1.2-1.3", "1.4-1.5", "0.0-2.0", "0.1-2.1", "1.6-2.6", "1.7-2.7"];
        assert_eq!(of(&[&["意見一覧"], upper, middle, lower]).len(), expected.len(), "below a title");
        assert_eq!(of(&[upper, middle, lower]), expected);
        // A short first opinion is no third row.
        let row: &[&str] = &["窓口", "一", "長い", "電話", "", "", "直す", "課"];
        assert!(of(&[upper, &["", "", "意見", "出典", "意見", "出典", "方針", "担当"], row]).iter().all(|area| !area.contains("-2.")));
    }
}
