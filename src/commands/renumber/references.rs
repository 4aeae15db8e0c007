//! References to printed numbers in running text: 「資料3 No.18」「資料3の18番」「No.18」「(1) No.18」.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::meeting::Meeting;
use crate::records::number::whole;

/// What the references before have said in the same sentence.
#[derive(Default)]
struct Sentence {
    /// The last one was to another paper.
    elsewhere: bool,
    section: Option<usize>,
}

/// New numbers by section and old number: several where the opinions of a row part.
pub type Numbers = BTreeMap<(usize, u32), BTreeSet<u32>>;

/// What is needed to understand a reference.
pub struct Reading<'a> {
    pub meeting: &'a Meeting,
    pub numbers: &'a Numbers,
}

/// A reference to a number of these papers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// As it is written.
    pub text: String,
    /// Where it begins, in bytes.
    pub start: usize,
    /// Where in the text its digits stand, in bytes.
    pub digits: Range<usize>,
    pub found: Found,
}

/// What a reference means, and what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// Its number does not change.
    Stays,
    /// Section and new number; the section is any of them if all agree.
    Moved(usize, u32),
    /// The sections that it may mean, with the number that it would have in each.
    Ambiguous(Vec<(usize, u32)>),
    /// It follows a number of another paper and may be that paper's.
    Elsewhere,
    /// It begins a range or a list of numbers, at least one of which may move.
    List,
    /// No row has this number.
    Unknown,
}

/// What stands before the digits, longest first.
const MARKS: &[&str] = &["No.", "NO.", "no.", "Ｎｏ．", "ＮＯ．", "No．", "№", "No", "NO", "Ｎｏ", "ＮＯ"];
/// Ends of words that name other papers with a number of their own.
const PAPERS: &[&str] = &["資料", "議案", "別紙", "参考", "別添"];

/// What before our label makes it that of another paper: 参考資料3 is not 資料3.
const OTHERS: &[&str] = &["参考", "補足", "追加", "関連", "別添"];

impl Reading<'_> {
    /// The references in a text, in order; those that are plainly to other papers are left out.
    pub fn references(&self, text: &str) -> Vec<Reference> {
        let mut found = Vec::new();
        let mut sentence = Sentence::default();
        let mut from = 0;
        while let Some((start, digits)) = digits(text, from) {
            if text[from..digits.start].contains(['。', '\n']) {
                sentence = Sentence::default();
            }
            from = digits.end;
            found.extend(self.reference(text, start, digits, &mut sentence));
        }
        found
    }

    /// The reference whose digits are these; `marked` is where the mark before them begins, if there is one.
    fn reference(&self, text: &str, marked: Option<usize>, digits: Range<usize>, sentence: &mut Sentence) -> Option<Reference> {
        let no = whole(&text[digits.clone()])?;
        let mut start = marked.unwrap_or(digits.start);
        let mut end = digits.end;
        let (before_section, section) = self.section_before(&text[..start]);
        start = before_section.unwrap_or(start);
        let label = self.meeting.label();
        let before = text[..start].trim_end_matches([' ', '　', 'の', '、', '，']);
        let own = |rest: &&str| !label.is_empty() && !OTHERS.iter().any(|other| rest.ends_with(other));
        let labelled = before.strip_suffix(label).filter(own);
        if let Some(rest) = labelled {
            start = rest.len();
        } else if names_paper(before) {
            sentence.elsewhere = marked.is_some();
            return None;
        } else if marked.is_none() {
            return None;
        }
        if marked.is_none() {
            // Without a mark, only 「資料3の18番」 and not 18番地 is a reference.
            let rest = text[end..].strip_prefix('番')?;
            if rest.starts_with(['地', '線', '街', '丁']) {
                return None;
            }
            end += '番'.len_utf8();
        }
        let list = is_list(&text[digits.end..]);
        let alone = labelled.is_none() && section.is_none();
        let found = match self.meaning(section, no, list) {
            Found::Stays => Found::Stays,
            _ if alone && sentence.elsewhere => Found::Elsewhere,
            Found::Moved(at, new)
                if alone && sentence.section.is_some_and(|meant| self.meaning(Some(meant), no, list) != Found::Moved(meant, new)) =>
            {
                Found::Ambiguous(vec![(at, new)])
            }
            found => found,
        };
        if !alone {
            *sentence = Sentence { elsewhere: false, section };
        }
        Some(Reference { text: text[start..end].to_owned(), start, digits, found })
    }

    fn meaning(&self, section: Option<usize>, no: u32, list: bool) -> Found {
        let sections = 0..self.meeting.sections.len();
        let meant: Vec<(usize, u32)> = sections
            .filter(|index| section.is_none_or(|section| section == *index))
            .flat_map(|index| self.numbers.get(&(index, no)).into_iter().flatten().map(move |new| (index, *new)))
            .collect();
        let Some((first, new)) = meant.first().copied() else { return Found::Unknown };
        if list {
            let behind = |index: usize| self.numbers.range((index, no)..=(index, u32::MAX));
            let concerned = meant.iter().any(|(index, _)| behind(*index).any(|((_, old), new)| !new.iter().eq([old])));
            return if concerned { Found::List } else { Found::Stays };
        }
        match meant.iter().map(|(_, new)| new).collect::<BTreeSet<_>>().len() {
            1 if new == no => Found::Stays,
            1 => Found::Moved(first, new),
            _ => Found::Ambiguous(meant),
        }
    }

    /// Where a section's number begins that ends `before`, and which section it is: 「(1)」「（１）」 or its whole heading.
    fn section_before(&self, before: &str) -> (Option<usize>, Option<usize>) {
        let trimmed = before.trim_end_matches([' ', '　', 'の']);
        for index in 0..self.meeting.sections.len() {
            let mark = self.meeting.look.section_number.replace("{n}", &(index + 1).to_string());
            let wide: String = mark.chars().map(widened).collect();
            let mixed = mark.replace('(', "（").replace(')', "）");
            for written in [mark, wide, mixed, self.meeting.section_heading(index)] {
                // A section is told by what stands around its number: a bare 1 would be found in any number.
                if written.chars().any(|c| !c.is_numeric()) && trimmed.ends_with(&written) {
                    return (Some(trimmed.len() - written.len()), Some(index));
                }
            }
        }
        (None, None)
    }
}

/// The next digits at or behind `from`, and where a mark such as `No.` begins that stands before them.
fn digits(text: &str, from: usize) -> Option<(Option<usize>, Range<usize>)> {
    let is_digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let start = from + text[from..].find(is_digit)?;
    let end = text[start..].find(|c| !is_digit(c)).map_or(text.len(), |length| start + length);
    let before = text[..start].trim_end_matches([' ', '　']);
    let mark = MARKS.iter().find(|mark| before.ends_with(**mark)).map(|mark| before.len() - mark.len());
    // The end of a longer Latin word is no mark: "Casino 1".
    let mark = mark.filter(|at| !text[..*at].ends_with(|c: char| c.is_alphabetic() && c.is_ascii()));
    Some((mark, start..end))
}

/// Whether the text ends in the name of a paper: 資料2, 資料3-1, 議案第1号, 別紙.
fn names_paper(text: &str) -> bool {
    let stem = text.trim_end_matches(|c: char| c.is_numeric() || "-－−第号】」".contains(c));
    PAPERS.iter().any(|paper| stem.ends_with(paper))
}

/// Whether what follows a number makes a range or a list of it, or a branch: 18～20, 18、19, 18-2, 18の2.
fn is_list(rest: &str) -> bool {
    if rest.strip_prefix('の').is_some_and(|rest| rest.starts_with(|c: char| c.is_numeric())) {
        return true;
    }
    let rest = rest.strip_prefix('番').unwrap_or(rest);
    let Some(after) = rest.strip_prefix(['～', '〜', '~', '-', '－', '―', '–', '・', '、', ',', '，', 'と', 'か']) else {
        return false;
    };
    let after = after.strip_prefix("ら").unwrap_or(after);
    let after = MARKS.iter().find_map(|mark| after.strip_prefix(*mark)).map_or(after, |_| "");
    after.starts_with(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c))
}

fn widened(c: char) -> char {
    match c {
        '!'..='~' => char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sections (1) with rows 1, 3, 4 and (2) with rows 1, 2, 4; gaps closed.
    fn read(text: &str) -> Vec<(String, Found)> {
        let toml = "sections = [{ title = \"一\" }, { title = \"二\" }]\nsources = [{ key = \"a\", heading = \"欄\" }]\n[meeting]\ntitle = \"題\"\ndate = 2026-11-22\n[[papers]]\nlabel = \"資料3\"\nfiles = [\"資料3.pdf\"]\n";
        let meeting = Meeting::parse(toml, std::path::Path::new("m")).unwrap();
        let numbers =
            [((0, 1), 1), ((0, 3), 2), ((0, 4), 3), ((1, 1), 1), ((1, 2), 2), ((1, 4), 3)].map(|(old, new)| (old, [new].into())).into();
        let reading = Reading { meeting: &meeting, numbers: &numbers };
        let found = reading.references(text);
        found.into_iter().map(|reference| (reference.text, reference.found)).collect()
    }

    #[track_caller]
    fn one(text: &str, reference: &str, found: Found) {
        assert_eq!(read(text), [(reference.to_owned(), found)], "{text}");
    }

    #[test]
    fn references_forms() {
        one("前回の資料3の4番のとおり", "資料3の4番", Found::Moved(0, 3));
        one("資料3 No.4", "資料3 No.4", Found::Moved(0, 3));
        one("Ｎｏ．４のとおり", "Ｎｏ．４", Found::Moved(0, 3));
        one("№ 3を参照", "№ 3", Found::Moved(0, 2));
        one("(1) No.3", "(1) No.3", Found::Moved(0, 2));
        one("資料3（１）のNo.3", "資料3（１）のNo.3", Found::Moved(0, 2));
        one("(2) No.2", "(2) No.2", Found::Stays);
        one("No.1と同じ", "No.1", Found::Stays);
        one("(2) No.3", "(2) No.3", Found::Unknown);
    }

    #[test]
    fn references_ambiguous() {
        one("No.3～4", "No.3", Found::List);
        one("No.1、4", "No.1", Found::List);
        one("No.3の2", "No.3", Found::List);
        let both = read("No.4、No.3");
        assert_eq!(both.len(), 2);
        assert_eq!(both[1].1, Found::Moved(0, 2));
    }

    #[test]
    fn references_continued() {
        one("資料2 No.4とNo.3", "No.3", Found::Elsewhere);
        one("資料2 No.4のとおり。No.3も同じ", "No.3", Found::Moved(0, 2));
        let both = read("(2)のNo.4とNo.3");
        assert_eq!(both[1], ("No.3".to_owned(), Found::Ambiguous(vec![(0, 2)])));
        let both = read("(1)のNo.4とNo.3");
        assert_eq!(both[1], ("No.3".to_owned(), Found::Moved(0, 2)));
    }

    #[test]
    fn references_foreign() {
        for text in ["資料2 No.4", "資料2の4番", "中央区4番地", "令和4年", "4番", "Casino 4", "参考資料3のNo.4", "資料3-1のNo.4"]
        {
            assert_eq!(read(text), [], "{text}");
        }
    }

    #[test]
    fn references_other_section() {
        let toml = "sections = [{ title = \"一\" }, { title = \"二\" }]\nsources = [{ key = \"a\", heading = \"欄\" }]\n[meeting]\ntitle = \"題\"\ndate = 2026-11-22\n";
        let meeting = Meeting::parse(toml, std::path::Path::new("m")).unwrap();
        let numbers = Numbers::from([((0, 4), [3].into()), ((1, 4), [4].into())]);
        let reading = Reading { meeting: &meeting, numbers: &numbers };
        assert_eq!(reading.references("No.4")[0].found, Found::Ambiguous(vec![(0, 3), (1, 4)]));
        assert_eq!(reading.references("(2)のNo.4")[0].found, Found::Stays);
    }
}
