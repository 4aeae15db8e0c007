//! Lines: where in `meeting.toml` each paper and division stands, so that what is wrong with one is found at once.

use super::{FILE, Meeting};
use crate::say::diag::{About, Diagnostic, Place};

/// The lines of a table: each with its number in the file.
pub type Lines = Vec<(usize, String)>;

/// The lines of every `[[list]]` in a text; `number` tells where a line, from 0, stands in the file.
pub fn tables(text: &str, list: &str, number: impl Fn(usize) -> usize) -> Vec<Lines> {
    let mut tables: Vec<Lines> = Vec::new();
    let mut is_open = false;
    for (index, line) in text.lines().enumerate() {
        let bare = line.split('#').next().unwrap_or_default().trim();
        let name = bare.trim_matches(['[', ']']).trim();
        let is_header =
            bare.starts_with('[') && bare.ends_with(']') && name.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
        if is_header && name.strip_prefix(list).is_none_or(|rest| !rest.starts_with('.')) {
            is_open = name == list && bare.starts_with("[[");
            if is_open {
                tables.push(Vec::new());
            }
        }
        if is_open && let Some(table) = tables.last_mut() {
            table.push((number(index), line.to_owned()));
        }
    }
    tables
}

impl Meeting {
    /// A finding with its place in the meeting's file: of one about a paper or a division, the line that it is about, else that
    /// of its head.
    pub fn placed(&self, finding: Diagnostic) -> Diagnostic {
        let file = self.shown(FILE);
        if finding.place.as_ref().is_some_and(|place| place.line.is_some() || place.file != *file) {
            return finding;
        }
        match self.line_of(&finding) {
            Some(line) => finding.at(Place::line(file, line)),
            None => finding.at(Place::file(file)),
        }
    }

    fn line_of(&self, finding: &Diagnostic) -> Option<usize> {
        let (lines, list, name) = match finding.about.as_ref()? {
            About::Paper(name) => {
                (self.paper_lines.get(self.papers.iter().position(|paper| paper.name() == name)?)?, "papers.", name.as_str())
            }
            About::Division(index) => (self.division_lines.get(*index)?, "divisions.", ""),
            _ => return None,
        };
        let holds = |said: &str| {
            // A key is said with its table.
            let key = said.split(" / ").next().and_then(|said| said.strip_prefix(list)).map(|key| key.split('.').next().unwrap_or(key));
            let quoted = format!("\"{said}\"");
            lines.iter().find(|(_, line)| match key {
                Some(key) => line.trim_start().strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('=')),
                None => line.contains(&quoted) || said.chars().count() > 2 && line.contains(said),
            })
        };
        let said = finding.message.values().filter(|said| !said.is_empty() && *said != name);
        // A message around another one has no values.
        let named = || holds("divisions.name").filter(|_| list == "divisions.");
        said.filter_map(holds).next().or_else(named).or(lines.first()).map(|(line, _)| *line)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::say::diag::Diagnostics;

    fn lines(papers: &str) -> Vec<Option<usize>> {
        let text = format!("[meeting]\ntitle = \"題\"\ndate = 2026-11-22\n\n{papers}");
        let findings: Diagnostics = Meeting::parse(&text, Path::new("")).err().unwrap_or_default();
        findings.0.iter().map(|finding| finding.place.as_ref().and_then(|place| place.line)).collect()
    }

    #[test]
    fn lines_of_papers() {
        assert_eq!(
            lines("[[papers]]\nlabel = \"甲\"\nfiles = [\"a.pdf\"]\n[[papers]]\nlabel = \"乙\"\nbands = [\"item\"]\nfiles = [\"b.pdf\"]\n"),
            [Some(10)]
        );
        assert_eq!(lines("[[papers]]\nlabel = \"甲\"\nfiles = []\n"), [Some(7)]);
        assert_eq!(lines("[[divisions]]\nname = \"甲課\"\ntakes = []\n[[divisions]]\ntakes = []\nname = \"乙:課\"\n"), [Some(10)]);
        assert_eq!(lines("[[divisions]]\nname = \"甲課\"\ntakes = []\n[[divisions]]\nname = \"甲課\"\ntakes = []\n"), [Some(9)]);
        assert_eq!(lines("[[divisions]]\ntakes = []\nname = \"\"\n"), [Some(7)]);
        assert_eq!(
            lines(
                "[[papers]]\nlabel = \"甲\"\nabove = [{ table = [\n[\"x\", \"y\"],\n] }]\ncolumns = [\n  \"no\",\n  { of = \"text\", width = 900 },\n]\nfiles = [\"a.pdf\"]\n"
            ),
            [Some(12)]
        );
    }
}
