//! Text: what of a page's text a browser shows, blanks and line ends.

use crate::say::words::{self, Message};

/// Text of a cell, or outside of tables.
#[derive(Default)]
pub struct Block {
    pub text: String,
    /// White space since the last character; some of it is a line end.
    blank: Option<bool>,
    /// Some of the text is struck through, some hidden.
    pub struck: bool,
    pub hidden: bool,
    /// What of it is not read as it is shown.
    pub doubts: Vec<Message>,
}

impl Block {
    /// Adds text, its references resolved; `spaced` if blanks that do not break stand for several common ones, `lines`
    /// if line ends stay.
    pub fn add(&mut self, text: &str, spaced: bool, lines: bool) {
        self.doubts.extend(unknown(text).map(words::web_reference));
        for c in htmlize::unescape(text).chars() {
            match c {
                '\n' if lines => self.line_break(),
                _ => self.push(c, spaced),
            }
        }
    }

    fn push(&mut self, c: char, spaced: bool) {
        if matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}') {
            self.blank = Some(self.blank.unwrap_or(false) || matches!(c, '\n' | '\r'));
            return;
        }
        if let (Some(line_end), Some(last)) = (self.blank.take(), self.text.chars().next_back()) {
            // A line end of the file between two Japanese letters is no blank.
            let joins = line_end && !last.is_ascii() && !c.is_ascii();
            if last != '\n' && !joins {
                self.text.push(' ');
            }
        }
        self.text.push(if spaced && c == '\u{a0}' { ' ' } else { c });
    }

    pub fn line_break(&mut self) {
        self.blank = None;
        self.text.push('\n');
    }

    /// Begins a new line, if there is something before it.
    pub fn new_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.line_break();
        }
    }
}

/// The first reference that stands for no character.
fn unknown(text: &str) -> Option<&str> {
    text.match_indices('&').find_map(|(at, _)| {
        let end = text.bytes().skip(at + 1).take(33).position(|b| !b.is_ascii_alphanumeric())? + at + 1;
        let reference = text.get(at..=end).filter(|reference| reference.ends_with(';') && reference.len() > 3)?;
        (htmlize::unescape(reference) == reference).then_some(reference)
    })
}
