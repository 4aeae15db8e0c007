//! What a person types into a returned workbook is never lost, whatever she or her program does to the file.
//!
//! Nobody says here what should come of each change. Every text that was typed is searched for, whole, in the files that
//! `shiryo collect` writes and in what it says; a file from which nothing can be taken is named, with exit code 1.

mod around;
mod cells;
mod files;
mod formats;

use crate::collect::{answered, cells as cells_of, meeting, replaced, rewritten, table, whole};
use crate::support::{Folder, run, succeed};

/// A change of a workbook, and what was typed.
struct Mutation {
    name: &'static str,
    files: Vec<(&'static str, Vec<u8>)>,
    typed: Vec<String>,
    /// Texts that must not be taken for answers.
    never: Vec<&'static str>,
    /// Whether the file cannot be read and must be refused by name.
    refused: bool,
}

/// What every workbook here has been answered with, beside what its change adds.
const ANSWERS: [(&str, &str); 3] = [("I6", "反映する"), ("J6", "六行目への回答です。"), ("K7", "七行目の担当です。")];

impl Mutation {
    /// A workbook of 施設課 with its typed texts.
    fn of(name: &'static str, book: Vec<u8>, typed: &[&str]) -> Self {
        let always = ANSWERS.iter().map(|(_, text)| *text);
        let typed = typed.iter().copied().chain(always).map(str::to_owned).collect();
        Self { name, files: vec![("施設課.xlsx", book)], typed, never: Vec::new(), refused: false }
    }

    /// Files that are no workbook with the usual answers.
    fn files(name: &'static str, files: Vec<(&'static str, Vec<u8>)>, typed: &[&str]) -> Self {
        Self { name, files, typed: typed.iter().map(|text| (*text).to_owned()).collect(), never: Vec::new(), refused: false }
    }

    fn refused(name: &'static str, file: &'static str, bytes: Vec<u8>) -> Self {
        Self { name, files: vec![(file, bytes)], typed: Vec::new(), never: Vec::new(), refused: true }
    }

    fn never(self, never: &'static str) -> Self {
        Self { never: vec![never], ..self }
    }

    /// Why the promise does not hold.
    fn fault(&self, work: &Folder) -> Option<String> {
        for folder in ["返送", "output", "m"] {
            let keep = ["meeting.toml", "opinions.csv"];
            for name in crate::support::tree(&work.path().join(folder)).iter().filter(|name| !keep.contains(&name.as_str())) {
                std::fs::remove_file(work.path().join(folder).join(name)).unwrap();
            }
        }
        for (name, bytes) in &self.files {
            work.write(&format!("返送/{name}"), bytes);
        }
        let collect = || run(work.path(), &["--lang", "ja", "collect", "m", "返送", "--hold"]);
        let (code, out, err) = collect();
        if !(0..=1).contains(&code) {
            return Some(format!("ends with {code}\n{out}{err}"));
        }
        let read = |name: &str| std::fs::read_to_string(work.path().join(name)).unwrap_or_default();
        let (responses, decisions) = (read("m/responses.csv"), read("m/decisions.csv"));
        let mut found = [table(&responses), table(&decisions)].concat();
        found.extend(std::fs::read(work.path().join("output/回収状況.xlsx")).map(|bytes| whole(&cells_of(&bytes))).unwrap_or_default());
        found.push(out.clone() + &err);
        // Brackets mark what differs between the options of a case.
        let plain = |text: &str| text.replace(['【', '】', '\r'], "");
        let found: Vec<String> = found.iter().map(|text| plain(text)).collect();
        let said = format!("{out}{err}\n{responses}\n{decisions}");
        if self.refused {
            let is_named = self.files.iter().all(|(name, _)| err.contains(&format!("返送/{name}")));
            return (code != 1 || !is_named).then(|| format!("not refused by name\n{said}"));
        }
        for typed in &self.typed {
            if !found.iter().any(|text| text.contains(&plain(typed))) {
                return Some(format!("「{typed}」 is nowhere\n{said}"));
            }
        }
        if let Some(text) = self.never.iter().find(|text| responses.contains(**text)) {
            return Some(format!("「{text}」 was taken\n{said}"));
        }
        let again = collect();
        if (again.0, read("m/responses.csv"), read("m/decisions.csv")) != (code, responses, decisions) {
            return Some(format!("collecting again does something else\n{}{}", again.1, again.2));
        }
        None
    }
}

fn judge(mutations: &dyn Fn(&[u8]) -> Vec<Mutation>) {
    let work = meeting();
    succeed(work.path(), &["build", "m"]);
    let sent = work.read("output/照会/施設課.xlsx");
    let mutations = mutations(&answered(&sent, &ANSWERS));
    let faults: Vec<String> =
        mutations.iter().filter_map(|mutation| mutation.fault(&work).map(|fault| format!("{}: {fault}", mutation.name))).collect();
    assert!(faults.is_empty(), "{} of {} changes\n\n{}", faults.len(), mutations.len(), faults.join("\n\n"));
}

/// The part of the answer sheet, and that of the workbook.
const SHEET: &str = "xl/worksheets/sheet2.xml";
const WORKBOOK: &str = "xl/workbook.xml";

/// One part of a workbook, changed.
fn part(book: &[u8], name: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    rewritten(book, |part, xml| if part == name { change(xml) } else { xml })
}

/// The answer sheet with one text replaced.
fn sheet(book: &[u8], from: &str, to: &str) -> Vec<u8> {
    part(book, SHEET, |xml| replaced(&xml, from, to))
}

/// The answer sheet in which a cell holds this, whatever it held; other cells of its row stay.
fn cell(book: &[u8], at: &str, content: &str) -> Vec<u8> {
    part(book, SHEET, |xml| with_cell(&xml, at, content))
}

/// A sheet's part in which a cell holds this.
fn with_cell(xml: &str, at: &str, content: &str) -> String {
    let content = format!("<c r=\"{at}\" {content}</c>");
    if let Some(start) = xml.find(&format!("<c r=\"{at}\"")) {
        let bare = start + xml[start..].find('>').unwrap();
        let end = if xml[..bare].ends_with('/') { bare + 1 } else { start + xml[start..].find("</c>").unwrap() + 4 };
        return format!("{}{content}{}", &xml[..start], &xml[end..]);
    }
    let row = at.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    match xml.find(&format!("<row r=\"{row}\"")) {
        Some(start) => {
            let end = start + xml[start..].find("</row>").unwrap();
            format!("{}{content}{}", &xml[..end], &xml[end..])
        }
        None => replaced(xml, "</sheetData>", &format!("<row r=\"{row}\">{content}</row></sheetData>")),
    }
}

/// The answer sheet with a text in a cell.
fn typed(book: &[u8], at: &str, text: &str) -> Vec<u8> {
    cell(book, at, &inline(text))
}

fn inline(text: &str) -> String {
    format!("t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is>")
}
