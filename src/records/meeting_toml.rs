//! The lines of a `meeting.toml` that is made from a table.

use unicode_normalization::UnicodeNormalization as _;

use crate::meeting::day::{EXAMPLE, PROVISIONAL};
use crate::read::character;
use crate::say::toml_text;

/// Most columns that stand on a page that is not turned.
pub const UPRIGHT_COLUMNS: usize = 4;

/// A key and its text as TOML writes them.
pub fn pair(key: &str, text: &str) -> String {
    format!("{key} = {}", toml_text(text))
}

/// A heading or a title as the file has it: one line, without characters that nobody sees.
pub fn plain(text: &str) -> String {
    let seen: String = text.nfc().filter(|c| c.is_whitespace() || character::fault(*c, false).is_none()).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub struct MeetingToml(Vec<String>);

impl MeetingToml {
    /// A file that begins with the title.
    pub fn new(title: &str) -> Self {
        Self(vec!["[meeting]".to_owned(), pair("title", title)])
    }

    pub fn line(&mut self, line: impl Into<String>) {
        self.0.push(line.into());
    }

    /// A date that holds for now.
    pub fn provisional_date(&mut self) {
        self.line(format!("date = {EXAMPLE}  {PROVISIONAL}"));
    }

    pub fn through(&mut self) {
        self.line("numbers = \"through\"  # 番号は区分をまたいで続きます");
    }

    /// Lines behind a head and a blank line; nothing if there are none.
    pub fn block(&mut self, head: &str, lines: impl IntoIterator<Item = String>) {
        let mut lines = lines.into_iter().peekable();
        if lines.peek().is_some() {
            self.line(format!("\n{head}"));
            self.0.extend(lines);
        }
    }

    pub fn sections(&mut self, head: &str, titles: impl IntoIterator<Item = impl AsRef<str>>) {
        self.block(head, titles.into_iter().map(|title| format!("[[sections]]\n{}", pair("title", title.as_ref()))));
    }

    /// Sources by their keys, headings and attributions, each of these as a line.
    pub fn sources<'s>(&mut self, head: &str, sources: impl IntoIterator<Item = (&'s str, &'s str, Option<String>)>) {
        let source = |(key, heading, attribution): (&str, &str, Option<String>)| {
            let lines = ["[[sources]]".to_owned(), pair("key", key), pair("heading", heading)];
            lines.into_iter().chain(attribution).collect::<Vec<_>>().join("\n")
        };
        self.block(head, sources.into_iter().map(source));
    }

    /// Fields by their keys and headings, with what else there is to say of each.
    pub fn fields<'f>(&mut self, fields: impl IntoIterator<Item = (&'f str, &'f str, Vec<String>)>) {
        let field = |(key, heading, more): (&str, &str, Vec<String>)| {
            let lines = ["[[fields]]".to_owned(), pair("key", key), pair("heading", heading)];
            lines.into_iter().chain(more).collect::<Vec<_>>().join("\n")
        };
        self.block("# 意見のほかの列", fields.into_iter().map(field));
    }

    pub fn papers(&mut self) {
        self.line("\n# 作る資料（ファイルの種類は名前の終わりで決まります）\n[[papers]]");
    }

    pub fn text(self) -> String {
        self.0.join("\n") + "\n"
    }
}
