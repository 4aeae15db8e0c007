//! Placed: where every opinion is printed, derived from the opinions and nothing else.
//!
//! Numbers that are given stand. The others continue in the order of the table. Only where opinions of several sources
//! stand side by side, they continue category by category and subcategory by subcategory, since a row has only one of
//! each, and take the free places of their own first. What a sheet has in one row stays in one row.

mod remarks;

use std::collections::{BTreeMap, BTreeSet};

use crate::meeting::headings::Datum;
use crate::meeting::{Meeting, Numbers};
use crate::records::number::Number;
use crate::records::record::{Opinion, SheetRow};
use crate::say::diag::{Diagnostic, Diagnostics};
use crate::say::toml_text;
use crate::say::words::{self, Message};
use remarks::{LeftOutNumbers, apart, blank_between, gaps, in_two_sections, joined, typed_out_of_order};

/// All opinions of a meeting, where they are printed.
#[derive(Debug)]
pub struct Placed {
    pub opinions: Vec<Opinion>,
    /// One for each section of the meeting, in its order: its numbers, ascending.
    pub sections: Vec<Vec<NumberRow>>,
}

/// The opinions of one number.
#[derive(Debug)]
pub struct NumberRow {
    pub no: Number,
    /// For each source, the index of the opinion in [`Placed::opinions`].
    pub cells: Vec<Option<usize>>,
}

impl Placed {
    /// Gives every opinion its number.
    pub fn new(meeting: &Meeting, opinions: Vec<Opinion>, findings: &mut Diagnostics) -> Self {
        let mut sections = Vec::new();
        let mut numbers: BTreeSet<u32> = BTreeSet::new();
        let mut left_out = LeftOutNumbers::of(findings);
        for index in 0..meeting.sections.len() {
            let members: Vec<usize> = (0..opinions.len()).filter(|i| opinions[*i].section == index).collect();
            let heading = meeting.section_heading(index);
            // What is not read for an error may belong to it.
            if members.is_empty() && !heading.is_empty() && !findings.has_errors() {
                let title = toml_text(&meeting.sections[index].title);
                findings.push(
                    Diagnostic::warning(words::empty_section(&heading))
                        .hint(words::empty_section_hint(&title).by(format!("sections.{title}="))),
                );
            }
            let start = if meeting.head.numbers == Numbers::Through { numbers.last().copied().unwrap_or(0) } else { 0 };
            let rows = Members { meeting, opinions: &opinions, members: &members, heading: &heading }.rows(start, findings);
            let used: BTreeSet<u32> = rows.keys().map(Number::main).collect();
            match meeting.head.numbers {
                Numbers::Section => gaps(&heading, &used, to_close(&opinions, &members), &mut left_out, findings),
                Numbers::Through => numbers.extend(used),
                Numbers::Typed => {}
            }
            typed_out_of_order(&opinions, &members, findings);
            blank_between(meeting, &opinions, &rows, findings);
            apart(meeting, &opinions, &rows, findings);
            sections.push(rows.into_iter().map(|(no, (_, cells))| NumberRow { no, cells }).collect());
        }
        let all: Vec<usize> = (0..opinions.len()).collect();
        gaps("", &numbers, to_close(&opinions, &all), &mut left_out, findings);
        if meeting.head.numbers == Numbers::Through {
            in_two_sections(&opinions, &sections, findings);
        }
        Self { opinions, sections }
    }

    /// The same places, of those opinions alone that are `wanted`.
    pub fn only(&self, wanted: impl Fn(&Opinion) -> bool) -> Self {
        let mut opinions = Vec::new();
        let mut kept = |opinion: &Opinion| {
            wanted(opinion).then(|| {
                opinions.push(opinion.clone());
                opinions.len() - 1
            })
        };
        let places: Vec<Option<usize>> = self.opinions.iter().map(&mut kept).collect();
        let row = |row: &NumberRow| {
            let cells: Vec<Option<usize>> = row.cells.iter().map(|index| places[(*index)?]).collect();
            cells.iter().any(Option::is_some).then(|| NumberRow { no: row.no.clone(), cells })
        };
        let sections = self.sections.iter().map(|rows| rows.iter().filter_map(row).collect()).collect();
        Self { opinions, sections }
    }

    /// The opinions in printed order: by section, then by number, then by source, each with its number as printed.
    pub fn in_order(&self) -> impl Iterator<Item = (&str, &Opinion)> {
        let rows = self.sections.iter().flatten();
        rows.flat_map(|row| row.cells.iter().flatten().map(|index| (row.no.text.as_str(), &self.opinions[*index])))
    }
}

/// By number: the labels, and the opinion of each source.
type Rows<'a> = BTreeMap<Number, (Labels<'a>, Vec<Option<usize>>)>;

/// Category and subcategory, as far as opinions that stand beside each other must share them.
pub type Labels<'a> = (&'a str, &'a str);

/// The labels of an opinion. Where each opinion has a row of its own, its subcategory does not move it.
pub fn labels(opinion: &Opinion, side_by_side: bool) -> Labels<'_> {
    (&opinion.category, if side_by_side { &opinion.subcategory } else { "" })
}

/// From how many numbers that are taken on they are said as one fault.
const TAKEN_TOGETHER: usize = 3;

/// The opinions of a section, by their places among all.
struct Members<'m, 'a> {
    meeting: &'m Meeting,
    opinions: &'a [Opinion],
    members: &'m [usize],
    heading: &'m str,
}

impl<'a> Members<'_, 'a> {
    /// The rows in which they are printed; the numbers of those that have none count on from `start`.
    fn rows(&self, start: u32, findings: &mut Diagnostics) -> Rows<'a> {
        let mut rows = self.numbered(findings);
        if self.meeting.is_side_by_side() {
            self.place_beside(start, &mut rows, findings);
        } else {
            self.place_below(start, &mut rows);
        }
        rows
    }

    /// The rows of the opinions that have a number.
    fn numbered(&self, findings: &mut Diagnostics) -> Rows<'a> {
        let Self { meeting, opinions, members, heading } = *self;
        let side_by_side = meeting.is_side_by_side();
        let mut rows = Rows::new();
        let mut taken = Vec::new();
        for &member in members {
            let opinion = &opinions[member];
            let Some(no) = &opinion.no else { continue };
            let own = labels(opinion, side_by_side);
            let (labels, cells) = rows.entry(no.clone()).or_insert_with(|| (own, vec![None; meeting.sources.len()]));
            let at_number = || opinion.place.clone().heading(Datum::No.heading());
            let named = format!("{heading} No.{}", no.text);
            let named = named.trim_start();
            if *labels != own && side_by_side {
                let other = cells.iter().flatten().next().map(|i| opinions[*i].place.clone()).unwrap_or_default();
                let said = |(category, subcategory): Labels| match (labels.0 == own.0, category) {
                    (true, _) => subcategory.to_owned(),
                    (false, category) => category.to_owned(),
                };
                findings.push(Diagnostic::error(words::two_categories(named, said(*labels), said(own), other)).at(at_number()));
            } else if let Some(first) = cells[opinion.source] {
                let source = &meeting.sources[opinion.source].heading;
                taken.push((
                    no.text.clone(),
                    words::cell_taken(named, source, opinions[first].place.clone().heading(Datum::No.heading())),
                    at_number(),
                    beside(&opinions[first], opinion),
                ));
            } else {
                cells[opinion.source] = Some(member);
            }
        }
        // Where many are, as in a table that begins to count again, that is one fault.
        let is_one = taken.len() >= TAKEN_TOGETHER;
        for (no, message, place, beside) in taken {
            let error = Diagnostic::error(if is_one { words::numbers_taken(&no) } else { message }).at(place);
            let error = error.hint(if side_by_side { words::cell_taken_hint() } else { words::cell_taken_list_hint() });
            findings.push(beside.map(words::tables_beside_hint).into_iter().fold(error, Diagnostic::hint));
        }
        rows
    }

    /// Those without a number, in the order of the table.
    fn unnumbered(&self) -> Vec<usize> {
        let mut unnumbered: Vec<usize> = self.members.iter().copied().filter(|i| self.opinions[*i].no.is_none()).collect();
        by_row(self.opinions, &mut unnumbered);
        unnumbered
    }

    /// Puts opinions without a number below the last row, counting on from `start`, in the order of the table.
    fn place_below(&self, start: u32, rows: &mut Rows<'a>) {
        let Self { meeting, opinions, .. } = *self;
        let end = rows.keys().next_back().map_or(start, |no| no.main().max(start));
        for (no, member) in (end + 1..).zip(self.unnumbered()) {
            let mut cells = vec![None; meeting.sources.len()];
            cells[opinions[member].source] = Some(member);
            rows.insert(Number::plain(no), (labels(&opinions[member], false), cells));
        }
    }

    /// Puts opinions without a number into the free places of their category, and the rest below the last row, counting on from `start`.
    fn place_beside(&self, start: u32, rows: &mut Rows<'a>, findings: &mut Diagnostics) {
        let Self { meeting, opinions, .. } = *self;
        let unnumbered = self.unnumbered();
        joined(opinions, &unnumbered, findings);
        let order = labels_in_order(opinions, &unnumbered);
        for own in order {
            let mut free: Vec<Vec<Number>> = vec![Vec::new(); meeting.sources.len()];
            let is_shared = |cells: &[Option<usize>]| cells.iter().flatten().any(|index| opinions[*index].sheet_row.is_some());
            for (no, (_, cells)) in rows.iter().rev().filter(|(_, (other, cells))| *other == own && !is_shared(cells)) {
                for (source, _) in cells.iter().enumerate().filter(|(_, cell)| cell.is_none()) {
                    free[source].push(no.clone());
                }
            }
            let end = rows.keys().next_back().map_or(start, |no| no.main().max(start));
            let mut next = vec![end + 1; meeting.sources.len()];
            let mut before: Option<(SheetRow, Number)> = None;
            for &member in unnumbered.iter().filter(|i| labels(&opinions[**i], true) == own) {
                let source = opinions[member].source;
                let no = if let Some(row) = opinions[member].shared_row() {
                    let is_free = |no: &Number| rows.get(no).is_none_or(|(_, cells)| cells[source].is_none());
                    let no = before.take().filter(|(other, no)| *other == row && is_free(no)).map_or_else(
                        || {
                            let no = next.iter().copied().max().unwrap_or(end + 1);
                            next.fill(no + 1);
                            Number::plain(no)
                        },
                        |(_, no)| no,
                    );
                    before = Some((row, no.clone()));
                    no
                } else {
                    free[source].pop().unwrap_or_else(|| {
                        next[source] += 1;
                        Number::plain(next[source] - 1)
                    })
                };
                let (_, cells) = rows.entry(no).or_insert_with(|| (own, vec![None; meeting.sources.len()]));
                cells[source] = Some(member);
            }
        }
    }
}

/// The column in which the right one of two tables begins that stand side by side on a sheet, if two opinions are of such.
fn beside(one: &Opinion, other: &Opinion) -> Option<String> {
    let column = |opinion: &Opinion| Some(opinion.place.columns.as_ref()?.get(Datum::No.heading())?.1.clone());
    let (one_column, other_column) = (column(one)?, column(other)?);
    let is_beside = one.place.file == other.place.file && one.place.sheet == other.place.sheet && one_column != other_column;
    is_beside.then(|| if one_column.len() == other_column.len() { one_column.max(other_column) } else { other_column }.to_string())
}

/// How to close the gaps between the numbers of these opinions, if the program can.
fn to_close(opinions: &[Opinion], members: &[usize]) -> Option<Message> {
    let numbers: Vec<&Number> = members.iter().filter_map(|index| opinions[*index].no.as_ref()).collect();
    match numbers.iter().any(|no| no.kept) {
        true => Some(words::numbers_kept_hint()),
        // Branches are moved by hand.
        false => numbers.iter().all(|no| no.parts.len() == 1).then(words::missing_numbers_hint),
    }
}

/// Puts opinions that a sheet has in one row beside each other, in the order of the rows.
fn by_row(opinions: &[Opinion], members: &mut [usize]) {
    let mut first: BTreeMap<(&str, Option<&str>), usize> = BTreeMap::new();
    for member in members.iter() {
        if let Some((file, sheet, _)) = opinions[*member].shared_row() {
            first.entry((file, sheet)).or_insert(*member);
        }
    }
    members.sort_by_key(|member| match opinions[*member].shared_row() {
        Some((file, sheet, row)) => (first[&(file, sheet)], row),
        None => (*member, 0),
    });
}

/// Categories in the order in which they first come, and within each its subcategories.
fn labels_in_order<'a>(opinions: &'a [Opinion], members: &[usize]) -> Vec<Labels<'a>> {
    let mut order: Vec<Labels> = Vec::new();
    let mut seen = BTreeSet::new();
    for &member in members {
        let own = labels(&opinions[member], true);
        if seen.insert(own) {
            let last = order.iter().rposition(|other| other.0 == own.0);
            order.insert(last.map_or(order.len(), |last| last + 1), own);
        }
    }
    order
}

/// The opinions of a section in the order in which they would be numbered if none had a number.
pub fn order(opinions: &[Opinion], section: usize, side_by_side: bool) -> Vec<usize> {
    let mut order: Vec<usize> = (0..opinions.len()).filter(|index| opinions[*index].section == section).collect();
    by_row(opinions, &mut order);
    if side_by_side {
        let position: BTreeMap<Labels, usize> = labels_in_order(opinions, &order).into_iter().zip(0..).collect();
        order.sort_by_key(|index| position.get(&labels(&opinions[*index], true)));
    }
    order
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::records::{load, validate};

    /// What the rows of a table say in printed order, and the keys of the findings with their places.
    fn printed(more: &str, csv: &str) -> (Vec<String>, Vec<(&'static str, usize)>) {
        let meeting = Meeting::parse(&format!("[meeting]\ntitle = \"あ\"\ndate = 2026-04-01\n{more}"), Path::new("m")).unwrap();
        let mut findings = Diagnostics::default();
        let records = load::records(&meeting, "a.csv", csv.as_bytes(), &mut findings).unwrap();
        let opinions = validate::validate(&meeting, &records, &mut findings);
        let placed = Placed::new(&meeting, opinions, &mut findings);
        let line = |place: Option<&crate::say::diag::Place>| place.map_or(0, |place| place.coordinates().0);
        let said = findings.0.iter().filter(|finding| finding.message.code() != "ids_derived");
        let said = said.map(|finding| (finding.message.code(), line(finding.place.as_ref()))).collect();
        (placed.in_order().map(|(no, opinion)| format!("{no}{}", opinion.text)).collect(), said)
    }

    const TABLE: &str = "項目,意見\n甲,ア\n乙,イ\n甲,ウ\n";

    #[test]
    fn placed_in_the_order_of_the_table() {
        let list = "[[papers]]\nlayout = \"list\"\nfiles = [\"a.pdf\"]\n";
        assert_eq!(
            printed(list, TABLE),
            (["1ア", "2イ", "3ウ"].map(str::to_owned).to_vec(), vec![("category_apart", 2), ("category_apart", 4)])
        );
        let matrix = list.replace("list", "matrix");
        let (order, said) = printed(&matrix, TABLE);
        assert_eq!(order, ["1ア", "2ウ", "3イ"]);
        assert_eq!(said, [("category_joined", 2), ("category_joined", 4)]);
    }

    #[test]
    fn placed_behind_what_stands_below() {
        let list = "[[papers]]\nlayout = \"list\"\nfiles = [\"a.pdf\"]\n";
        let texts = ["1ア", "2ウ", "3イ"].map(str::to_owned).to_vec();
        assert_eq!(printed(list, "No.,項目,意見\n1,甲,ア\n,甲,イ\n2,甲,ウ\n"), (texts, vec![("number_blank", 3)]));
        assert_eq!(printed(list, "No.,項目,意見\n1,甲,ア\n2,甲,イ\n,甲,ウ\n").1, []);
        let texts = ["1ア", "1の2イ", "2ウ"].map(str::to_owned).to_vec();
        assert_eq!(printed(list, "No.,項目,意見\n1,甲,ア\n1の2,甲,イ\n2,甲,ウ\n"), (texts, vec![]));
    }

    #[test]
    fn placed_in_another_order_than_the_rows() {
        let list = "[[papers]]\nlayout = \"list\"\nfiles = [\"a.pdf\"]\n";
        let texts = ["1ア", "2イ", "3ウ"].map(str::to_owned).to_vec();
        assert_eq!(printed(list, "番号,意見\n3,ウ\n1,ア\n2,イ\n"), (texts, vec![("typed_out_of_order", 3), ("typed_out_of_order", 4)]));
    }

    #[test]
    fn placed_by_numbers_in_a_circle() {
        let list = "[[papers]]\nlayout = \"list\"\nfiles = [\"a.pdf\"]\n";
        let texts = ["1ア", "2イ", "3ウ"].map(str::to_owned).to_vec();
        assert_eq!(printed(list, "番号,意見\n①,ア\n②,イ\n③,ウ\n"), (texts.clone(), vec![("no_read", 2), ("no_read", 3), ("no_read", 4)]));
        assert_eq!(printed(list, "番号,意見\n1,ア\n②,イ\n003,ウ\n"), (texts, vec![("no_read", 3), ("no_read", 4)]));
    }

    #[test]
    fn categories_that_belong_together() {
        let hints = |csv: &str| {
            let toml = "[meeting]\ntitle = \"あ\"\ndate = 2026-04-01\n[[papers]]\nlayout = \"list\"\nfiles = [\"a.pdf\"]\n";
            let meeting = Meeting::parse(toml, Path::new("m")).unwrap();
            let mut findings = Diagnostics::default();
            let records = load::records(&meeting, "a.csv", csv.as_bytes(), &mut findings).unwrap();
            let opinions = validate::validate(&meeting, &records, &mut findings);
            Placed::new(&meeting, opinions, &mut findings);
            let apart = findings.0.into_iter().filter(|finding| finding.message.code() == "category_apart");
            let hints: Vec<String> =
                apart.flat_map(|finding| finding.hints).map(|hint| format!("{} {}", hint.code(), hint.value("branch"))).collect();
            hints
        };
        assert_eq!(hints(TABLE), ["category_apart_hint ", "category_apart_hint "]);
        let numbered = "No.,項目,意見\n1,甲,ア\n,甲,イ\n2,乙,ウ\n";
        assert_eq!(hints(numbered), ["category_apart_number_hint 1の2", "category_apart_number_hint 1の2"]);
        // As it says.
        assert_eq!(hints(&numbered.replace("\n,甲", "\n1の2,甲")), [""; 0]);
        // Each row is told a number of its own, behind the first that it belongs to; then all is said.
        let several = "No.,項目,意見\n1,甲,ア\n2,乙,イ\n3,甲,ウ\n4,乙,エ\n5,甲,オ\n";
        let said = hints(several);
        assert_eq!(said.iter().collect::<BTreeSet<_>>().len(), 3, "{said:?}");
        let mended = several.replace("\n3,", "\n1の2,").replace("\n4,", "\n2の2,").replace("\n5,", "\n1の3,");
        assert!(said.contains(&"category_apart_number_hint 1の3".to_owned()), "{said:?}");
        assert_eq!(hints(&mended), [""; 0]);
        // Numbers that papers have already are not given anew.
        let meeting = Meeting::parse("[meeting]\ntitle = \"あ\"\ndate = 2026-04-01\n", Path::new("m")).unwrap();
        let records = load::records(&meeting, "a.csv", several.as_bytes(), &mut Diagnostics::default()).unwrap();
        let mut opinions = validate::validate(&meeting, &records, &mut Diagnostics::default());
        opinions.iter_mut().for_each(|opinion| opinion.no = opinion.no.take().map(Number::kept));
        let mut findings = Diagnostics::default();
        Placed::new(&meeting, opinions, &mut findings);
        let hints = findings.0.iter().flat_map(|finding| &finding.hints);
        assert!(hints.clone().count() > 0 && hints.clone().all(|hint| hint.code() == "category_apart_kept_hint"), "{findings:?}");
    }

    #[test]
    fn blank_numbers_are_told_different_ones() {
        let meeting = "[meeting]\ntitle = \"あ\"\ndate = 2026-04-01\n[[papers]]\nlayout = \"list\"\nfiles = [\"a.pdf\"]\n";
        let meeting = Meeting::parse(meeting, Path::new("m")).unwrap();
        let hints = |csv: &str| {
            let mut findings = Diagnostics::default();
            let records = load::records(&meeting, "a.csv", csv.as_bytes(), &mut findings).unwrap();
            let opinions = validate::validate(&meeting, &records, &mut findings);
            Placed::new(&meeting, opinions, &mut findings);
            let blank = findings.0.into_iter().filter(|finding| finding.message.code() == "number_blank");
            blank.flat_map(|finding| finding.hints).map(|hint| hint.value("branch").to_owned()).collect::<Vec<_>>()
        };
        let table = "No.,項目,意見\n1,甲,ア\n,甲,イ\n,甲,ウ\n,甲,エ\n2,甲,オ\n";
        assert_eq!(hints(table), ["1の2", "1の3", "1の4"]);
        assert_eq!(hints("No.,項目,意見\n1,甲,ア\n1の2,甲,イ\n1の3,甲,ウ\n1の4,甲,エ\n2,甲,オ\n"), [""; 0]);
    }

    #[test]
    fn gaps_that_follow_from_nothing_else() {
        let list = "[[sections]]\ntitle = \"区\"\n[[papers]]\nlayout = \"list\"\nfiles = [\"a.pdf\"]\n";
        assert_eq!(printed(list, "No.,意見\n1,ア\n3,イ\n").1, [("missing_numbers", 0)]);
        assert_eq!(printed(list, "No.,意見\n1,ア\n二,イ\n4,ウ\n").1, [("bad_no", 3)]);
    }
}
