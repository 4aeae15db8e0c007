//! The cells of a CSV file in its own bytes, so that one can be rewritten and all others stay as they are.

use std::ops::Range;

use encoding_rs::{EUC_JP, Encoding, ISO_2022_JP, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};

use crate::read::separated;
use crate::say::diag::Result;

/// A table of cells, and what is to be put in their place.
pub struct Cells {
    bytes: Vec<u8>,
    encoding: &'static Encoding,
    text: String,
    delimiter: char,
    /// The rows that are not blank.
    rows: Vec<Row>,
    /// Which of them are the headings; what stands above is none of the table.
    head: usize,
    /// What replaces which bytes of the text; no two overlap.
    splices: Vec<(Range<usize>, String)>,
}

/// A row: its number, as spreadsheet programs count it, from 1; and where in the text its cells stand, less their quotes.
struct Row {
    number: usize,
    cells: Vec<Range<usize>>,
    /// Where the row ends, before its line end.
    end: usize,
}

impl Cells {
    pub fn new(file: &str, bytes: &[u8]) -> Result<Self> {
        let (encoding, text) = separated::decoded(file, bytes)?;
        let delimiter = separated::delimiter(&text);
        let mut rows = rows(&text, delimiter);
        if separated::declared(&text).is_some() {
            rows.remove(0);
            rows.iter_mut().for_each(|row| row.number -= 1);
        }
        Ok(Self { bytes: bytes.to_vec(), encoding, text, delimiter, rows, head: 0, splices: Vec::new() })
    }

    /// The same with the headings in the row of this number, or the last before it.
    pub fn headed(mut self, number: usize) -> Self {
        self.head = self.rows.partition_point(|row| row.number <= number).saturating_sub(1);
        self
    }

    /// The row below the headings that has this number.
    pub fn numbered(&self, number: usize) -> Option<usize> {
        self.rows.binary_search_by_key(&number, |row| row.number).ok()?.checked_sub(self.head + 1)
    }

    pub fn headings(&self) -> Vec<String> {
        let headings = self.rows.get(self.head).map(|row| row.cells.as_slice()).unwrap_or_default();
        headings.iter().map(|cell| self.text[cell.clone()].trim().to_owned()).collect()
    }

    /// Number of rows below the headings.
    pub fn rows(&self) -> usize {
        self.rows.len().saturating_sub(self.head + 1)
    }

    /// The number of a row, as spreadsheet programs count it, from 1.
    pub fn line(&self, row: usize) -> usize {
        self.rows[self.head + 1 + row].number
    }

    /// A cell as it is written in the file, less its quotes; empty if the row has no such cell.
    pub fn text(&self, row: usize, column: usize) -> &str {
        self.rows[self.head + 1 + row].cells.get(column).map_or("", |cell| &self.text[cell.clone()])
    }

    /// Every cell, those of the headings and above them included: the number of its row, from 1, its column, from 0, and
    /// where it stands.
    pub fn each(&self) -> impl Iterator<Item = (usize, usize, Range<usize>)> {
        self.rows.iter().flat_map(|row| row.cells.iter().enumerate().map(|(column, cell)| (row.number, column, cell.clone())))
    }

    /// The text of a place that [`Cells::each`] gave.
    pub fn at(&self, place: &Range<usize>) -> &str {
        &self.text[place.clone()]
    }

    /// Puts texts in the place of parts of a cell; a cell that then needs quotes gets them.
    pub fn change(&mut self, cell: &Range<usize>, changes: Vec<(Range<usize>, String)>) {
        let quoted = self.text[..cell.start].ends_with('"') && self.text[cell.end..].starts_with('"');
        let needs_quotes = |text: &str| text.contains(['"', '\n', '\r', self.delimiter]);
        if !quoted && changes.iter().any(|(_, text)| needs_quotes(text)) {
            self.splices.push((cell.start..cell.start, "\"".to_owned()));
            self.splices.push((cell.end..cell.end, "\"".to_owned()));
            let inner = self.text[cell.clone()].match_indices('"').map(|(at, _)| cell.start + at);
            self.splices
                .extend(inner.filter(|at| !changes.iter().any(|(range, _)| range.contains(at))).map(|at| (at..at, "\"".to_owned())));
        }
        self.splices.extend(changes.into_iter().map(|(range, text)| (range, text.replace('"', "\"\""))));
    }

    /// Adds a column at the right; returns its place.
    pub fn add_column(&mut self, heading: &str) -> usize {
        let Some(head) = self.rows.get(self.head) else { return 0 };
        let (column, end) = (head.cells.len(), head.end);
        self.splices.push((end..end, format!("{}{heading}", self.delimiter)));
        column
    }

    /// Puts `value`, which needs no quotes, into a cell; a row that is too short is filled up.
    pub fn set(&mut self, row: usize, column: usize, value: &str) {
        let row = &self.rows[self.head + 1 + row];
        match row.cells.get(column) {
            Some(cell) if self.text[cell.clone()] == *value => {}
            Some(cell) => self.splices.push((cell.clone(), value.to_owned())),
            None => {
                let fill = self.delimiter.to_string().repeat(column + 1 - row.cells.len());
                self.splices.push((row.end..row.end, fill + value));
            }
        }
    }

    /// Puts a number in the place of the digits at `at` in a cell, in digits as wide as they are; returns what was written.
    pub fn replace_in(&mut self, row: usize, column: usize, at: &Range<usize>, number: u32) -> String {
        let start = self.rows[self.head + 1 + row].cells[column].start;
        let place = start + at.start..start + at.end;
        let wide = self.text[place.clone()].chars().next().is_some_and(|c| !c.is_ascii());
        let widened = |c: char| if wide { char::from_u32(u32::from(c) - u32::from('0') + u32::from('０')).unwrap_or(c) } else { c };
        let written: String = number.to_string().chars().map(widened).collect();
        self.splices.push((place, written.clone()));
        written
    }

    /// The file with everything put in its place; what is not replaced is copied byte by byte. In ISO-2022-JP the bytes
    /// of a character depend on those before it: what changes in such a file makes it one in UTF-8, and so in EUC-JP, which
    /// spreadsheet programs do not open.
    pub fn bytes(mut self) -> Vec<u8> {
        if [ISO_2022_JP, EUC_JP].contains(&self.encoding) {
            if self.splices.is_empty() {
                return self.bytes;
            }
            (self.bytes, self.encoding) = ([b"\xef\xbb\xbf", self.text.as_bytes()].concat(), UTF_8);
        }
        self.splices.sort_by_key(|(range, _)| (range.start, range.end));
        let mut out = Vec::with_capacity(self.bytes.len());
        let mut at = Encoding::for_bom(&self.bytes).map_or(0, |(_, length)| length);
        out.extend_from_slice(&self.bytes[..at]);
        let mut from = 0;
        for (range, value) in &self.splices {
            let kept = self.width(&self.text[from..range.start], at);
            out.extend_from_slice(&self.bytes[at..at + kept]);
            at += kept;
            at += self.width(&self.text[range.clone()], at);
            out.extend(self.encode(value));
            from = range.end;
        }
        out.extend_from_slice(&self.bytes[at..]);
        out
    }

    /// How many bytes of the file, from `at` on, are this part of its text.
    fn width(&self, text: &str, at: usize) -> usize {
        if self.encoding == UTF_8 {
            return text.len();
        }
        if self.encoding != SHIFT_JIS {
            return 2 * text.encode_utf16().count();
        }
        // In CP932 a character has two bytes if the first says so (JIS X 0208, appendix 1); each gives one character.
        let lead = |byte: u8| matches!(byte, 0x81..=0x9f | 0xe0..=0xfc);
        text.chars().fold(0, |width, _| width + if lead(self.bytes[at + width]) { 2 } else { 1 })
    }

    fn encode(&self, text: &str) -> Vec<u8> {
        if self.encoding == UTF_16LE {
            return text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        }
        if self.encoding == UTF_16BE {
            return text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        }
        self.encoding.encode(text).0.into_owned()
    }
}

/// Where the cells stand (RFC 4180, and as the reader of the records takes it: a line ends in CR, LF or both, and
/// rows of empty cells do not count).
fn rows(text: &str, delimiter: char) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut row = Row { number: 1, cells: Vec::new(), end: 0 };
    // Whether a row that is more than a line end has just ended in CR: the next LF belongs to that end.
    let mut ended = false;
    let (mut start, mut quoted, mut quote) = (0, false, None);
    let mut characters = text.char_indices().peekable();
    let cell = |start: usize, end: usize, quote: Option<usize>| match quote {
        Some(close) => start + 1..close,
        None => start..end,
    };
    while let Some((at, c)) = characters.next() {
        match c {
            '"' if quoted && characters.peek().is_some_and(|(_, next)| *next == '"') => {
                characters.next();
            }
            '"' if quoted => (quoted, quote) = (false, Some(at)),
            '"' if at == start => quoted = true,
            _ if quoted => {}
            _ if c == delimiter => {
                row.cells.push(cell(start, at, quote.take()));
                start = at + c.len_utf8();
            }
            '\r' | '\n' => {
                let is_blank = row.cells.is_empty() && quote.is_none() && start == at;
                row.cells.push(cell(start, at, quote.take()));
                let counts = !is_blank || c == '\n' && !ended;
                ended = c == '\r' && (ended || !is_blank);
                let next = Row { number: row.number + usize::from(counts), cells: Vec::new(), end: 0 };
                let full = std::mem::replace(&mut row, next);
                rows.push(Row { end: at, ..full });
                start = at + 1;
            }
            _ => {}
        }
    }
    if start < text.len() || !row.cells.is_empty() {
        row.cells.push(cell(start, text.len(), quote));
        rows.push(Row { end: text.len(), ..row });
    }
    rows.retain(|row| row.cells.iter().any(|cell| !cell.is_empty()));
    rows
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::test_runner::{Config, TestRunner};

    use super::*;
    use crate::read::table::Table;
    use crate::say::diag::Diagnostics;

    fn rewritten(bytes: &[u8], set: &[(usize, usize, &str)]) -> Vec<u8> {
        let mut cells = Cells::new("a.csv", bytes).unwrap();
        set.iter().for_each(|(row, column, value)| cells.set(*row, *column, value));
        cells.bytes()
    }

    #[test]
    fn cells_rewritten() {
        let text = "\u{feff}No.,意見\r\n\r\n3,\"改行\r\nと\"\"引用\"\"、, \"\r\n\"4\",\n,余り,,";
        let same = text.as_bytes();
        assert_eq!(rewritten(same, &[]), same);
        let expected = "\u{feff}No.,意見\r\n\r\n1,\"改行\r\nと\"\"引用\"\"、, \"\r\n\"12\",\n7,余り,,";
        assert_eq!(rewritten(same, &[(0, 0, "1"), (1, 0, "12"), (2, 0, "7")]), expected.as_bytes());
    }

    #[test]
    fn cells_encodings() {
        // NEC's and IBM's 髙 (FBFC) and the doubly encoded ∵ (879A, 81E6) do not survive a round trip through Unicode.
        let cp932 = [b"\x88\xd3\x8c\xa9,No.\n\xfb\xfc\x87\x9a\x83\x5c\xb1,9\n".as_slice(), b"x,8"].concat();
        let expected = [b"\x88\xd3\x8c\xa9,No.\n\xfb\xfc\x87\x9a\x83\x5c\xb1,10\n".as_slice(), b"x,1"].concat();
        assert_eq!(rewritten(&cp932, &[(0, 1, "10"), (1, 1, "1")]), expected);
        let utf16 = |text: &str| [b"\xff\xfe".to_vec(), text.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat();
        assert_eq!(rewritten(&utf16("意見\tNo.\n𠮷\t3\n"), &[(0, 1, "2")]), utf16("意見\tNo.\n𠮷\t2\n"));
    }

    #[test]
    fn cells_encodings_without_mark() {
        let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
        assert_eq!(rewritten(&utf16("意見,No.\n𠮷,3\n"), &[(0, 1, "10")]), utf16("意見,No.\n𠮷,10\n"));
        let jis = b"No.,\x1b$B0U8+\x1b(B\n3,\x1b$B$\"\x1b(B\n";
        assert_eq!(rewritten(jis, &[]), jis);
        assert_eq!(rewritten(jis, &[(0, 0, "10")]), "\u{feff}No.,意見\n10,あ\n".as_bytes());
        // A zero that strayed into UTF-8.
        assert_eq!(rewritten("No.,意見\n3,\0あい\n".as_bytes(), &[(0, 0, "10")]), "No.,意見\n10,\0あい\n".as_bytes());
    }

    #[test]
    fn cells_column_added() {
        let mut cells = Cells::new("a.csv", "意見,項目\nあ,い\nう\n".as_bytes()).unwrap();
        let column = cells.add_column("No.");
        cells.set(0, column, "1");
        cells.set(1, column, "2");
        assert_eq!(String::from_utf8(cells.bytes()).unwrap(), "意見,項目,No.\nあ,い,1\nう,,2\n");
    }

    /// Every encoding that records may have.
    fn encoded(text: &str) -> [Vec<u8>; 7] {
        let utf16 = |mark: &[u8], bytes: fn(u16) -> [u8; 2]| [mark.to_vec(), text.encode_utf16().flat_map(bytes).collect()].concat();
        [
            text.as_bytes().to_vec(),
            [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            SHIFT_JIS.encode(text).0.into_owned(),
            utf16(b"\xff\xfe", u16::to_le_bytes),
            utf16(b"\xfe\xff", u16::to_be_bytes),
            ISO_2022_JP.encode(text).0.into_owned(),
            EUC_JP.encode(text).0.into_owned(),
        ]
    }

    #[test]
    fn cells_as_read() {
        let piece = || prop::sample::select(vec![",", "\t", "\n", "\r\n", "\r", "\"", "\"\"", "\",\"", " ", "a", "意", "ソ", "ｱ", "5"]);
        let headings = prop::sample::select(vec![
            "ID,\"No.\",意見\r\n", "sep=,\nID,意見\n", "ID;No.;意見\n", "\nID\tNo.\t意見\n", "ID,\"意\n見\"\r", "ソ,\n",
        ]);
        let text = (headings, prop::collection::vec(piece(), 0..30)).prop_map(|(headings, pieces)| headings.to_owned() + &pieces.concat());
        let read = |bytes: &[u8]| separated::table("a.csv", bytes, &mut Diagnostics::default());
        // As the reader has it, but for quotes, which it undoubles.
        let bare = |text: &str| text.replace('"', "");
        let accepted = std::cell::Cell::new(0);
        let mut runner = TestRunner::new(Config { cases: 5_000, ..Config::default() });
        runner
            .run(&(text, any::<(prop::sample::Index, prop::sample::Index)>()), |(text, (row, column))| {
                for bytes in encoded(&text) {
                    let cells = Cells::new("a.csv", &bytes).unwrap();
                    let (headings, rows) = (cells.headings(), cells.rows());
                    let Ok(mut table) = read(&bytes) else { continue };
                    let unquoted = |heading: &String| bare(heading).trim().to_owned();
                    let shown = |headings: &[String]| {
                        let mut shown: Vec<String> = headings.iter().map(unquoted).collect();
                        shown.truncate(shown.iter().rposition(|heading| !heading.is_empty()).map_or(0, |last| last + 1));
                        shown
                    };
                    prop_assert_eq!(shown(&headings), shown(&table.headings));
                    prop_assert_eq!(rows, table.rows.len());
                    let numbers = cells.rows.iter().map(|row| row.number as u32 - 1);
                    prop_assert_eq!(
                        numbers.collect::<Vec<_>>(),
                        separated::rows("a.csv", &bytes).unwrap().iter().map(|row| row.row).collect::<Vec<_>>()
                    );
                    for (index, row) in table.rows.iter().enumerate() {
                        prop_assert_eq!(row.place.line, Some(cells.line(index)));
                        for column in 0..headings.len() {
                            prop_assert_eq!(bare(&cells.text(index, column).replace("\r\n", "\n")), bare(&row.cells[column]));
                        }
                    }
                    if rows == 0 {
                        continue;
                    }
                    // What is set is the one thing that the reader then reads otherwise.
                    let (row, column) = (row.index(rows), column.index(table.headings.len()));
                    table.rows[row].cells.set(column, "12");
                    let changed = rewritten(&bytes, &[(row, column, "12")]);
                    // Few rows may then speak for another mark; whoever writes reads again and compares.
                    let mark = |bytes: &[u8]| separated::delimiter(&separated::decode("a.csv", bytes).unwrap());
                    if mark(&changed) != mark(&bytes) {
                        continue;
                    }
                    let again = read(&changed).unwrap();
                    let texts = |table: Table| table.rows.into_iter().map(|row| row.cells).collect::<Vec<_>>();
                    prop_assert_eq!(&again.headings, &table.headings);
                    prop_assert_eq!(texts(again), texts(table));
                    accepted.set(accepted.get() + 1);
                }
                Ok(())
            })
            .unwrap();
        assert!(accepted.get() > 1_000, "{}", accepted.get());
    }

    #[test]
    fn cells_random() {
        let byte = prop_oneof![any::<u8>(), prop::sample::select(b"\",\t\r\n\0\0\x1b$B(\x81\x83\xe3\xff\xfe\xef\xbb\xbf".to_vec())];
        let mut runner = TestRunner::new(Config { cases: 20_000, ..Config::default() });
        runner
            .run(&prop::collection::vec(byte, 0..40), |bytes| {
                if let Ok(cells) = Cells::new("a.csv", &bytes) {
                    prop_assert_eq!(cells.bytes(), bytes);
                }
                Ok(())
            })
            .unwrap();
    }
}
