//! Above: what the lines over a table are: its title, the label of a paper, or something that only the office can place.

use std::collections::BTreeSet;

use super::find::Heading;
use super::headed::Headed;
use super::printed::{self, is_printed};
use super::single::is_amount;
use crate::meeting::headings::fold;
use crate::meeting::lexicon;
use crate::read::table::cell_name;
use crate::read::workbook::Sheet;
use crate::records::number::whole;
use crate::say::diag::{Diagnostic, Diagnostics};
use crate::say::words::{self, Message};

/// What a line over a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    Title,
    Label,
    Note,
}

impl LineKind {
    /// What a line is, by how it is written.
    pub fn of(text: &str) -> Self {
        let (text, folded) = (text.trim(), fold(text));
        let is_label = lexicon::LABELS
            .iter()
            .any(|word| folded.strip_prefix(word).is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || "-の".contains(c))));
        if is_label {
            return Self::Label;
        }
        let is_provisional = ["(仮", "(案"].iter().any(|mark| folded.starts_with(mark));
        let is_note = folded.starts_with('(') && !is_provisional
            || folded.starts_with('注')
            || text.starts_with(['※', '＊', '*'])
            || folded.ends_with('。')
            || folded.contains("現在")
            || folded.split_once(':').is_some_and(|(before, _)| before.chars().count() <= 12 && !lexicon::TITLED.contains(&before));
        let is_date = ["令和", "平成", "20"].iter().any(|word| folded.starts_with(word)) && folded.chars().count() <= 14;
        let length = text.chars().count();
        if is_note || is_date || !(4..=120).contains(&length) { Self::Note } else { Self::Title }
    }
}

/// The number with which the title of a section begins: (1) of (1)施設.
pub fn section_number(text: &str) -> Option<&str> {
    let text = text.trim();
    let end = text.find([')', '）'])?;
    let number = text[..end].strip_prefix(['(', '（'])?;
    let rest = text[end..].trim_start_matches([')', '）']);
    (whole(number).is_some() && !number.is_empty() && !rest.trim().is_empty()).then_some(&text[..text.len() - rest.len()])
}

/// A title without the mark of its page: 意見一覧（1/2）, 意見一覧（続き）.
pub fn unpaged(title: &str) -> &str {
    let bare = title.trim_end();
    let Some(open) = bare.rfind(['(', '（', '[', '［', '【']) else { return bare };
    let inner = bare[open..].trim_matches(|c: char| "()（）[]［］【】".contains(c) || c.is_whitespace());
    let is_page = inner.contains(['/', '／']) && inner.chars().all(|c| c.is_numeric() || "/／ 頁枚ページ目中".contains(c));
    if is_page || ["続き", "つづき", "前ページの続き"].contains(&inner) { bare[..open].trim_end() } else { bare }
}

/// The row and column of a line right over the headings that is a band as those over the same headings further down: each
/// part of the table has headings of its own.
pub fn band(sheet: &Sheet, heading: &Heading) -> Option<(u32, u32)> {
    let filled = |row: u32| -> Vec<(u32, &str)> { sheet.texts(row).collect() };
    let own = filled(heading.top.checked_sub(1)?);
    let [(column, text)] = own.as_slice() else { return None };
    let is_again = |row: u32| {
        let cells = filled(row);
        let heads = |(column, text): &(u32, &str)| {
            heading.index(*column).and_then(|index| heading.lower.get(index)).is_some_and(|own| fold(own) == fold(text))
        };
        cells.len() > 1 && cells.iter().all(heads)
    };
    // A title that is said again on each page is no band.
    let is_band =
        |row: u32| matches!(filled(row - 1).as_slice(), [(other, said)] if other == column && fold(unpaged(said)) != fold(unpaged(text)));
    let mut rows: Vec<u32> = sheet.below(heading.bottom + 1).map(|((row, _), _)| *row).collect();
    rows.dedup();
    rows.into_iter().any(|row| is_again(row) && is_band(row)).then_some((heading.top - 1, *column))
}

/// Reports the lines over the headings that are neither the title of the table nor printed otherwise.
pub fn lines_above(headed: &Headed, findings: &mut Diagnostics) {
    let Headed { meeting, sheet, heading, .. } = headed;
    let titles = meeting.papers.iter().flat_map(|paper| [meeting.title(paper), paper.label.as_str()]);
    let known: Vec<String> = titles.chain([meeting.head.title.as_str(), sheet.name.as_str()]).map(fold).collect();
    let band = band(sheet, heading);
    let mut is_titled = false;
    let mut left: Vec<(u32, u32, String)> = Vec::new();
    for ((row, column), cell) in
        sheet.cells.range(..(heading.top, 0)).filter(|(at, cell)| Some(**at) != band && !cell.text.trim().is_empty())
    {
        let text = cell.text.trim();
        let is_first_title = match LineKind::of(text) {
            LineKind::Label => true,
            LineKind::Title => !std::mem::replace(&mut is_titled, true),
            LineKind::Note => false,
        };
        if !is_first_title && !known.contains(&fold(text)) && !is_printed(meeting, text) {
            left.push((*row, *column, text.replace('\n', " ")));
        }
    }
    let Some((row, column, _)) = left.first() else { return };
    let rows: Vec<&[(u32, u32, String)]> = left.chunk_by(|a, b| a.0 == b.0).collect();
    let joined = |cells: &[(u32, u32, String)]| cells.iter().map(|(.., text)| text.as_str()).collect::<Vec<_>>().join("　");
    let named: Vec<String> =
        rows.iter().map(|cells| format!("{} {}", cell_name(cells[0].0 + 1, cells[0].1), super::cells::start(&joined(cells)))).collect();
    let notes = blocks(&rows);
    let has_above = meeting.papers.iter().any(|paper| !paper.above.is_empty());
    let add = notes.iter().map(|note| format!("papers.1.above+={note}"));
    let hint = if has_above { words::lines_above_more_hint(notes.join(", ")) } else { words::lines_above_hint(notes.join(", ")) };
    findings.push(Diagnostic::warning(words::lines_above(named.join("、"))).at(headed.at(*row, *column)).hint(add.fold(hint, Message::by)));
}

/// The lines as blocks of a paper: rows of several cells that follow each other are a small table.
fn blocks<'c>(rows: &[&'c [(u32, u32, String)]]) -> Vec<String> {
    let is_table = |rows: &[&[(u32, u32, String)]]| rows.len() > 1 && rows[0].len() > 1;
    let runs = rows.chunk_by(|a, b| a.len() > 1 && b.len() > 1 && a[0].0 + 1 == b[0].0);
    let block = |run: &[&'c [(u32, u32, String)]]| {
        if !is_table(run) {
            let texts = run.iter().map(|cells| cells.iter().map(|(.., text)| text.as_str()).collect::<Vec<_>>().join("　"));
            return texts.map(|text| printed::note(&text)).collect::<Vec<_>>().join(", ");
        }
        let columns: BTreeSet<u32> = run.iter().flat_map(|cells| cells.iter().map(|(_, column, _)| *column)).collect();
        let said =
            |cells: &'c [(u32, u32, String)], column: u32| cells.iter().find(|(_, own, _)| *own == column).map_or("", |(.., text)| text);
        let rows = run.iter().map(|cells| columns.iter().map(|column| said(cells, *column)));
        // Headings have no amounts, all below them has.
        let counts = |cells: &&[(u32, u32, String)]| cells.iter().any(|(.., text)| is_amount(text));
        printed::table(rows, !counts(&run[0]) && run[1..].iter().all(counts) && run[0].len() > 2)
    };
    runs.map(block).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn above_lines_told_apart() {
        let lines = |texts: &[&str]| texts.iter().map(|text| LineKind::of(text)).collect::<Vec<_>>();
        let titles = ["（仮称）みどり条例（素案）への意見", "第3回緑の会議　意見一覧", "件名：公園の使い方について"];
        assert_eq!(lines(&titles), [LineKind::Title; 3]);
        let notes =
            ["募集期間：令和8年9月1日から30日まで", "提出者数：5人", "令和8年11月20日現在", "（敬称略）", "※ 要約です", "令和8年4月1日"];
        assert_eq!(lines(&notes), [LineKind::Note; 6]);
        assert_eq!(lines(&["資料２－１", "別紙"]), [LineKind::Label; 2]);
    }

    #[test]
    fn above_rows_are_blocks() {
        let cells = |row: u32, texts: &[&str]| -> Vec<(u32, u32, String)> {
            (0..).zip(texts).filter(|(_, text)| !text.is_empty()).map(|(column, text)| (row, column, (*text).to_owned())).collect()
        };
        let rows = [
            cells(2, &["1　概要"]),
            cells(3, &["募集期間", "4月中"]),
            cells(4, &["提出者数", "5人"]),
            cells(6, &["方法", "人数", "件数"]),
            cells(7, &["郵送", "", "4"]),
            cells(8, &["計", "2", "{4}件"]),
            cells(10, &["問合せ", "企画課"]),
        ];
        let rows: Vec<&[(u32, u32, String)]> = rows.iter().map(Vec::as_slice).collect();
        assert_eq!(
            blocks(&rows),
            [
                "{ note = \"1　概要\" }",
                "{ table = [[\"募集期間\", \"4月中\"], [\"提出者数\", \"5人\"]] }",
                "{ table = [[\"方法\", \"人数\", \"件数\"], [\"郵送\", \"\", \"4\"], [\"計\", \"2\", \"{{4}}件\"]], head = true }",
                "{ note = \"問合せ　企画課\" }",
            ]
        );
    }

    #[test]
    fn above_pages_are_no_titles() {
        for title in ["意見一覧（1/2）", "意見一覧 (２／３ページ)", "意見一覧【続き】", "意見一覧"] {
            assert_eq!(unpaged(title), "意見一覧");
        }
        for title in ["意見一覧（素案）", "第1章（1）", "（1/2）の意見"] {
            assert_eq!(unpaged(title), title);
        }
    }
}
