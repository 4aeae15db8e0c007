//! `meeting.toml` as people type it: any text encoding of a Japanese PC, and full-width signs where TOML wants half-width ones.
//!
//! What is plain is read, and said. What stands between quotes or in a comment is never touched: strings are found by
//! the lexer of the TOML parser itself.

use std::ops::Range;

use encoding_rs::{SHIFT_JIS, UTF_16BE, UTF_16LE};
use toml_parser::Source;

use crate::meeting::day;
use crate::say::diag::{Diagnostic, Place, Result};
use crate::say::words;

/// The text of a `meeting.toml`, as the TOML reader takes it.
#[derive(Debug, Default)]
pub struct Typed {
    pub text: String,
    /// What was read otherwise than typed, in order: line, what was typed, as what it was read.
    pub readings: Vec<(usize, String, String)>,
}

impl Typed {
    pub fn of_bytes(file: &str, bytes: &[u8]) -> Result<Self> {
        Ok(Self::of_text(&decode(file, bytes)?))
    }

    /// A text that is TOML already stays as it is.
    pub fn of_text(text: &str) -> Self {
        if toml::de::DeTable::parse(text).is_ok() {
            return Self { text: text.to_owned(), readings: Vec::new() };
        }
        Scan::new(text).run()
    }

    /// What was read otherwise than typed, as one warning.
    pub fn warning(&self, file: &str) -> Option<Diagnostic> {
        let (first, ..) = self.readings.first()?;
        let mut kinds: Vec<(&str, &str, Vec<usize>)> = Vec::new();
        for (line, typed, read) in &self.readings {
            match kinds.iter_mut().find(|(known, as_what, _)| (*known, *as_what) == (typed, read)) {
                Some((.., lines)) => lines.push(*line),
                None => kinds.push((typed, read, vec![*line])),
            }
        }
        // A date as people write it is no slip.
        let is_date = |read: &str| read.len() == 10 && read.chars().all(|c| c.is_ascii_digit() || c == '-');
        let said = match kinds.iter().all(|(_, read, _)| is_date(read)) {
            true => Diagnostic::note(words::typed_date()),
            false => Diagnostic::warning(words::typed_wide()),
        };
        let mut warning = said.at(Place::line(file, *first));
        for (typed, read, mut lines) in kinds {
            lines.dedup();
            let more = lines.len().saturating_sub(LISTED);
            let shown: Vec<String> = lines.iter().take(LISTED).map(usize::to_string).collect();
            warning = warning.hint(match more {
                0 => words::typed_read(shown.join(", "), typed, read),
                more => words::typed_read_more(shown.join(", "), more, typed, read),
            });
        }
        Some(warning)
    }
}

/// Most lines that are named for one sign.
const LISTED: usize = 10;

/// The text of `bytes`: what a byte order mark says, else UTF-8, else UTF-16 where every other byte of its signs is zero,
/// else CP932, as Japanese editors write it.
pub fn decode(file: &str, bytes: &[u8]) -> Result<String> {
    let text = match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, length)) => encoding.decode_without_bom_handling_and_without_replacement(&bytes[length..]),
        None if bytes.contains(&0) => {
            let zeros = |from: usize| bytes.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
            let encoding = if zeros(0) > zeros(1) { UTF_16BE } else { UTF_16LE };
            encoding.decode_without_bom_handling_and_without_replacement(bytes)
        }
        None => match std::str::from_utf8(bytes) {
            Ok(text) => Some(text.into()),
            Err(_) => SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes),
        },
    };
    let unknown = || Diagnostic::error(words::unknown_encoding()).at(Place::file(file)).hint(words::save_text_as_utf8());
    Ok(text.filter(|text| !text.contains('\0')).ok_or_else(unknown)?.into_owned())
}

/// What may stand next.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Next {
    /// A key, or the header of a table.
    Key,
    Value,
    /// What ends a value.
    End,
}

/// One walk through the text.
struct Scan<'t> {
    text: &'t str,
    at: usize,
    line: usize,
    next: Next,
    /// The arrays and inline tables that are open, by their opening signs.
    open: Vec<char>,
    /// Whether the line is the header of a table.
    header: bool,
    /// Whether nothing but white space stands on the line so far.
    blank: bool,
    typed: Typed,
}

impl<'t> Scan<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, at: 0, line: 1, next: Next::Key, open: Vec::new(), header: false, blank: true, typed: Typed::default() }
    }

    fn run(mut self) -> Typed {
        while let Some(c) = self.rest().chars().next() {
            self.step(c);
        }
        self.typed
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// Takes `length` bytes as they are.
    fn keep(&mut self, length: usize) {
        let kept = &self.rest()[..length];
        self.line += kept.matches('\n').count();
        self.typed.text.push_str(kept);
        self.at += length;
    }

    /// Takes `length` bytes and reads them as `read`.
    fn take(&mut self, length: usize, read: &str) {
        let typed = &self.rest()[..length];
        if typed != read {
            self.note(typed, read);
        }
        self.typed.text.push_str(read);
        self.at += length;
    }

    fn note(&mut self, typed: &str, read: &str) {
        self.typed.readings.push((self.line, typed.to_owned(), read.to_owned()));
    }

    fn step(&mut self, c: char) {
        match c {
            '\n' => {
                self.keep(1);
                self.header = false;
                self.blank = true;
                if self.open.is_empty() {
                    self.next = Next::Key;
                }
            }
            '"' | '\'' => self.string(c),
            '#' | '＃' => {
                self.take(c.len_utf8(), "#");
                self.keep(self.rest().find('\n').unwrap_or(self.rest().len()));
            }
            _ if self.next != Next::End && is_quote(c) => self.wide_string(c),
            ' ' | '\t' | '\r' => self.keep(1),
            '\u{3000}' | '\u{a0}' => self.take(c.len_utf8(), " "),
            _ => match self.next {
                Next::Key => self.in_key(c),
                Next::Value => self.value(c),
                Next::End => self.end(c),
            },
        }
    }

    fn in_key(&mut self, c: char) {
        let half = half(c);
        let at_start = std::mem::replace(&mut self.blank, false);
        match half {
            '[' if self.open.is_empty() && at_start => self.header = true,
            '=' if !self.header => self.next = Next::Value,
            '}' if !self.open.is_empty() => return self.close(c, '}'),
            _ => {}
        }
        // A word is said as a whole.
        let is_wide_letter = |c: char| self::half(c) != c && (self::half(c).is_ascii_alphanumeric() || self::half(c) == '_');
        let word: String = self.rest().chars().take_while(|c| is_wide_letter(*c)).collect();
        match word.is_empty() {
            true => self.take(c.len_utf8(), half.encode_utf8(&mut [0; 4])),
            false => self.take(word.len(), &word.chars().map(self::half).collect::<String>()),
        }
    }

    fn value(&mut self, c: char) {
        match half(c) {
            opening @ ('[' | '{') => {
                self.take(c.len_utf8(), opening.encode_utf8(&mut [0; 4]));
                self.open.push(opening);
                self.next = if opening == '[' { Next::Value } else { Next::Key };
            }
            closing @ (']' | '}') if !self.open.is_empty() => self.close(c, closing),
            _ => self.bare(),
        }
    }

    fn end(&mut self, c: char) {
        match (half(c), self.open.last()) {
            (',' | '、', Some(open)) => {
                self.next = if *open == '[' { Next::Value } else { Next::Key };
                self.take(c.len_utf8(), ",");
            }
            (closing @ (']' | '}'), Some(_)) => self.close(c, closing),
            _ => self.keep(c.len_utf8()),
        }
    }

    fn close(&mut self, c: char, closing: char) {
        self.take(c.len_utf8(), closing.encode_utf8(&mut [0; 4]));
        self.open.pop();
        self.next = Next::End;
    }

    /// A string in half-width quotes. One that never closes on its line is read if a full-width quote ends the line.
    fn string(&mut self, quote: char) {
        let token = Source::new(self.rest()).lex().next();
        let length = token.map_or(1, |token| token.span().end()).clamp(1, self.rest().len());
        let token = &self.rest()[..length];
        let closed = length > 1 && token.ends_with(quote);
        if closed || token.starts_with("\"\"\"") || token.starts_with("'''") {
            self.keep(length);
        } else if let Some(Found { inner, whole }) = self.closing(quote) {
            self.note(&self.rest()[inner.end..whole], &quote.to_string());
            self.keep(inner.end);
            self.typed.text.push(quote);
            self.at += whole - inner.end;
        } else {
            self.keep(length);
        }
        self.after_string();
    }

    /// A string in full-width quotes: what stands between them is kept.
    fn wide_string(&mut self, quote: char) {
        let Some(Found { inner, whole }) = self.closing(quote) else {
            // Nothing closes it: the line is left to the parser's findings.
            self.keep(self.rest().find('\n').unwrap_or(self.rest().len()));
            return;
        };
        self.note(&self.rest()[..inner.start], "\"");
        let closing = &self.rest()[inner.end..whole];
        if closing != "\"" {
            self.note(closing, "\"");
        }
        let kept = self.rest()[inner].replace('"', "\\\"");
        self.typed.text.push_str(&format!("\"{kept}\""));
        self.at += whole;
        self.after_string();
    }

    fn after_string(&mut self) {
        self.blank = false;
        if self.next == Next::Value {
            self.next = Next::End;
        }
    }

    /// Where on this line the string that `quote` opens ends: at the first quote of its kind behind which a value can end.
    fn closing(&self, quote: char) -> Option<Found> {
        let rest = self.rest();
        let ends = |rest: &str| {
            let mut next = rest.chars().skip_while(|c| *c != '\n' && c.is_whitespace());
            match next.next().map(half) {
                None | Some('#' | '=' | '\n') => true,
                Some(',' | '、' | ']' | '}') => !self.open.is_empty(),
                Some('.') => self.next == Next::Key,
                Some(_) => false,
            }
        };
        let single = SINGLE.contains(quote) || quote == '\'';
        let closes = |c: char| match single {
            true => SINGLE.contains(c) || (c == '\'' && quote != '\''),
            false => DOUBLE.contains(c) || (c == '"' && quote != '"'),
        };
        let start = quote.len_utf8();
        let mut on_line = rest.char_indices().skip(1).take_while(|(_, c)| *c != '\n');
        let found = on_line.find(|(at, c)| closes(*c) && ends(&rest[at + c.len_utf8()..]));
        found.map(|(at, c)| Found { inner: start..at, whole: at + c.len_utf8() })
    }

    /// A value without quotes: a number, a date, true or false. What is none of them is left to the parser's findings.
    fn bare(&mut self) {
        let ends = |c: char| c == '\n' || half(c) == '#' || (!self.open.is_empty() && matches!(half(c), ',' | '、' | ']' | '}'));
        let length = self.rest().find(ends).unwrap_or(self.rest().len());
        let typed = self.rest()[..length].trim_end();
        match reading(typed) {
            Some(read) => self.take(typed.len(), &read),
            None => self.keep(typed.len().max(self.rest().chars().next().map_or(0, char::len_utf8))),
        }
        self.next = Next::End;
    }
}

/// Where a string ends: what stands between its quotes, and the whole length.
struct Found {
    inner: Range<usize>,
    whole: usize,
}

/// Quotes that stand for `"` and for `'`.
const DOUBLE: &str = "“”„‟″＂〝〞〟";
const SINGLE: &str = "‘’‚‛′＇";

fn is_quote(c: char) -> bool {
    DOUBLE.contains(c) || SINGLE.contains(c)
}

/// The half-width form of a full-width sign of ASCII.
fn half(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// What a bare value was meant to be, if that is plain and it is no value of TOML already.
fn reading(typed: &str) -> Option<String> {
    let is_value = |text: &str| !text.is_empty() && toml::de::DeTable::parse(&format!("x = {text}")).is_ok();
    if is_value(typed) {
        return None;
    }
    if let Some(date) = day::read(typed) {
        return Some(date.to_string());
    }
    let folded: String = typed.chars().map(half).map(|c| if c == '−' { '-' } else { c }).collect();
    let lower = folded.to_lowercase();
    let read = if ["true", "false"].contains(&lower.as_str()) { lower } else { folded };
    (!read.contains(['"', '\'', '\n', '#', '[', '{', '=']) && is_value(&read)).then_some(read)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn reads(typed: &str, read: &str) {
        let scanned = Typed::of_text(typed);
        assert_eq!(scanned.text, read, "{typed}");
        assert!(!scanned.readings.is_empty());
        assert!(toml::de::DeTable::parse(&scanned.text).is_ok(), "{read}");
    }

    #[test]
    fn plain_signs_are_read() {
        reads("title＝“資料１”\n", "title=\"資料１\"\n");
        reads("title　=　”資料“", "title = \"資料\"");
        reads("title = ＂資料＂", "title = \"資料\"");
        reads("ｔｉｔｌｅ = \"資料１\"", "title = \"資料１\"");
        reads("［ｍｅｅｔｉｎｇ］\ntitle = \"題\"", "[meeting]\ntitle = \"題\"");
        reads("［［papers］］ ＃ 資料、その１\n", "[[papers]] # 資料、その１\n");
        reads("files = ［“a.pdf”、”b.xlsx”， \"c、d.html\"］", "files = [\"a.pdf\",\"b.xlsx\", \"c、d.html\"]");
        reads("choices = [｛value＝“可”、means＝“はい”｝]", "choices = [{value=\"可\",means=\"はい\"}]");
        reads("size = ９．５", "size = 9.5");
        reads("landscape = ＴＲＵＥ", "landscape = true");
        reads("date = 令和8年4月1日", "date = 2026-04-01");
        reads("date = Ｒ８．４．１　# 仮", "date = 2026-04-01 # 仮");
        reads("date = 2026/4/1", "date = 2026-04-01");
        reads("title = \"資料”", "title = \"資料\"");
        reads("title = “資料\"", "title = \"資料\"");
        reads("title = “「\"重要\"」な資料”", "title = \"「\\\"重要\\\"」な資料\"");
        reads("title = “資料“と”別紙”", "title = \"資料“と”別紙\"");
        reads("＃ 題\r\ntitle　= \"題\"\r\n", "# 題\r\ntitle = \"題\"\r\n");
        reads("title = ‘資料’", "title = \"資料\"");
    }

    #[test]
    fn doubtful_signs_are_left() {
        for text in ["title = 資料１", "title = 「資料」", "title = “資料", "title = 資料、その２", "題名＝", "x = ８個"]
        {
            let scanned = Typed::of_text(text);
            assert!(toml::de::DeTable::parse(&scanned.text).is_err(), "{text}");
            assert!(scanned.text.ends_with(text.rsplit(' ').next().unwrap().trim_start_matches("題名＝")), "{text}");
        }
    }

    #[test]
    fn encodings_are_found() {
        let text = "[meeting]\ntitle = \"施設の在り方①～\"\n";
        let utf16 = |big: bool| text.encode_utf16().flat_map(move |unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() });
        let cp932 = SHIFT_JIS.encode(text).0.into_owned();
        let with = |mark: &[u8], bytes: Vec<u8>| [mark.to_vec(), bytes].concat();
        for bytes in [
            text.as_bytes().to_vec(),
            with(b"\xef\xbb\xbf", text.as_bytes().to_vec()),
            with(b"\xff\xfe", utf16(false).collect()),
            with(b"\xfe\xff", utf16(true).collect()),
            utf16(false).collect(),
            utf16(true).collect(),
            cp932,
        ] {
            assert_eq!(decode("m", &bytes).unwrap(), text);
        }
        for bytes in [b"\xff\xfe\x00\xd8".as_slice(), b"a\x00b", b"\xa0\xff\x81", b"a = \"\0\""] {
            assert!(decode("m", bytes).is_err(), "{bytes:?}");
        }
    }

    /// Texts with everything that the scan looks for.
    fn text() -> impl Strategy<Value = String> {
        const SIGNS: [&str; 26] = [
            "“", "”", "＝", "＃", "［", "］", "、", "，", "　", "ｔ", "１", "\"", "'", "\\", "#", "=", "[", "{", "\n", "令和8年4月1日",
            "「", "」", "a", " ", "\t", "\"\"\"",
        ];
        proptest::collection::vec(proptest::sample::select(SIGNS.to_vec()), 0..12).prop_map(|signs| signs.concat())
    }

    fn value() -> impl Strategy<Value = toml::Value> {
        let leaf = prop_oneof![
            text().prop_map(toml::Value::String),
            any::<i64>().prop_map(toml::Value::Integer),
            (-1e6..1e6f64).prop_map(toml::Value::Float),
            any::<bool>().prop_map(toml::Value::Boolean),
            Just(toml::Value::Datetime("2026-04-01T10:00:00+09:00".parse().unwrap())),
        ];
        leaf.prop_recursive(3, 24, 5, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..5).prop_map(toml::Value::Array),
                proptest::collection::vec((text(), inner), 0..5).prop_map(|entries| toml::Value::Table(entries.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        /// A document that is valid is not changed, whatever stands in its strings and comments.
        #[test]
        fn valid_documents_are_left(tables in proptest::collection::vec((text(), value()), 0..5), comments in proptest::collection::vec(text(), 5), pretty in any::<bool>()) {
            let table: toml::Table = tables.into_iter().collect();
            let written = if pretty { toml::to_string_pretty(&table) } else { toml::to_string(&table) }.unwrap();
            let mut document: toml_edit::DocumentMut = written.parse().unwrap();
            for (comment, (_, item)) in comments.iter().zip(document.iter_mut()) {
                let comment = comment.replace(['\n', '\r'], " ");
                match item {
                    toml_edit::Item::Value(value) => value.decor_mut().set_suffix(format!(" # {comment}")),
                    toml_edit::Item::Table(table) => table.decor_mut().set_prefix(format!("# {comment}\n")),
                    _ => {}
                }
            }
            let written = document.to_string();
            prop_assert!(toml::de::DeTable::parse(&written).is_ok());
            let scanned = Scan::new(&written).run();
            prop_assert_eq!(scanned.text, written);
            prop_assert!(scanned.readings.is_empty());
        }

        /// Whatever is typed, something is said of it, and in some line.
        #[test]
        fn something_is_said(typed in text(), more in text(), key in "[a-z]{0,3}") {
            let typed = format!("[meeting]\ntitle = {typed}\n{key} {more}\n[[papers]]\nfiles = [{more}\n");
            if let Err(findings) = crate::meeting::Meeting::parse(&typed, std::path::Path::new("m")) {
                prop_assert!(findings.has_errors());
            }
        }

        /// Whatever is typed, lines stay lines, since findings are told by them.
        #[test]
        fn lines_stay_lines(typed in text(), more in text()) {
            let typed = format!("{typed} = {more}\n{more}");
            let scanned = Scan::new(&typed).run();
            prop_assert_eq!(scanned.text.matches('\n').count(), typed.matches('\n').count());
        }
    }
}
