//! Text separated by commas, tabs or semicolons: UTF-8 or UTF-16 with or without byte order mark, ISO-2022-JP, EUC-JP, or CP932.
//!
//! Written, it is UTF-8 with a byte order mark. A spreadsheet program takes a cell that begins with `=`, `+`,
//! `-` or `@` (or their full-width forms, or a tab) for a formula (CWE-1236). Such a cell gets a `'` before it,
//! and the last column names the columns of the row in which that was done, so that any reader can take it off
//! again without guessing: [`Table::text`] does.

use std::collections::BTreeMap;
use std::sync::Arc;

use csv::Terminator;
use ecow::EcoString;
use encoding_rs::{EUC_JP, Encoding, ISO_2022_JP, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};

use crate::read::table::{GUARD_SEPARATOR, GUARDED, Row, Table, column_letters};
use crate::say::diag::{Columns, Diagnostic, Diagnostics, Place, Result};
use crate::say::words;

/// A row as it was read.
pub struct TextRow {
    /// The row in which a spreadsheet program shows it, from 0.
    pub row: u32,
    /// Line of the text, from 1.
    pub line: usize,
    pub cells: Vec<String>,
}

/// Reads the rows that are not blank. A quote that cannot be understood is an error (RFC 4180, section 2, rules 5
/// to 7): a reader that passes over it joins rows or drops characters.
pub fn rows(file: &str, bytes: &[u8]) -> Result<Vec<TextRow>> {
    let text = decode(file, bytes)?;
    let delimiter = delimiter(&text) as u8;
    let mut findings = Diagnostics::default();
    misquoted(file, &text, delimiter, &mut findings);
    if findings.has_errors() {
        return Err(findings);
    }
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let (mut rows, mut next, mut cells) = (Vec::new(), 0, 0);
    for record in reader.records() {
        let record = record.map_err(|_| Diagnostic::error(words::table_unread()).at(Place::file(file)))?;
        // The reader reports where it stood before it skipped blank lines.
        let position = record.position().map_or((1, 0), |p| (p.line() as usize, p.byte() as usize));
        let blank = text[position.1..].chars().take_while(|c| matches!(c, '\r' | '\n')).filter(|c| *c == '\n').count();
        // The line feed of a row that ended in CR and LF is still before it.
        let row = next + (blank - usize::from(blank > 0 && text[..position.1].ends_with('\r'))) as u32;
        next = row + 1;
        let filled = (0..record.len()).rfind(|index| !record[*index].is_empty()).map_or(0, |last| last + 1);
        cells += filled;
        if cells > CELL_LIMIT {
            let error = Diagnostic::error(words::returned_cells(CELL_LIMIT)).at(Place::file(file));
            return Err(error.hint(words::returned_cells_hint()).into());
        }
        if filled > COLUMN_LIMIT {
            return Err(Diagnostic::error(words::too_wide(filled, COLUMN_LIMIT)).at(Place::line(file, position.0 + blank)).into());
        }
        if filled > 0 {
            let cells = record.iter().take(filled).map(|cell| cell.replace("\r\n", "\n")).collect();
            rows.push(TextRow { row, line: position.0 + blank, cells });
        }
    }
    if declared(&text).is_some() {
        // Spreadsheet programs show no such row.
        rows.remove(0);
        rows.iter_mut().for_each(|line| line.row -= 1);
    }
    Ok(rows)
}

/// The text with its lines ended by LF.
pub fn lines(text: &str) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() }
}

/// Reads a table of our own; the first row that is not blank holds the headings.
pub fn table(file: &str, bytes: &[u8], warnings: &mut Diagnostics) -> Result<Table> {
    let mut table = Table { place: Place::file(file), ..Table::default() };
    let mut findings = Diagnostics::default();
    let mut known: Option<Arc<Columns>> = None;
    for TextRow { row, cells, .. } in rows(file, bytes)? {
        if table.headings.is_empty() {
            table.headings = cells.iter().map(|h| h.trim().to_owned()).collect();
            let letters = |(index, heading): (usize, &String)| {
                let heading = EcoString::from(heading.as_str());
                (heading.clone(), (heading, EcoString::from(column_letters(index as u32))))
            };
            known = Some(Arc::new(table.headings.iter().enumerate().map(letters).collect()));
            continue;
        }
        // As spreadsheet programs show it: a cell with several lines is one row.
        let (place, columns) = (Place { columns: known.clone(), ..Place::line(file, row as usize + 1) }, table.headings.len());
        if cells.len() > columns {
            findings.push(Diagnostic::error(words::too_many_cells(cells.len(), columns)).at(place.clone()).hint(words::quote_cells()));
        }
        table.rows.push(Row { place, sheet_row: Some(row + 1), cells: cells.into_iter().take(columns).collect(), ..Row::default() });
    }
    if table.headings.is_empty() {
        findings.push(Diagnostic::error(words::empty_file()).at(Place::file(file)));
    }
    findings.finish(table, warnings)
}

/// Most filled columns of a row, and filled cells of a file.
const COLUMN_LIMIT: usize = 1_024;
const CELL_LIMIT: usize = 3_000_000;

/// What stands between the cells, as a first line says that spreadsheet programs obey and do not show: `sep=;`.
pub fn declared(text: &str) -> Option<char> {
    let line = text.split(['\r', '\n']).next()?;
    let mut said = line.get(..4).filter(|said| said.eq_ignore_ascii_case("sep=")).map(|_| line[4..].chars())?;
    said.next().filter(|mark| mark.is_ascii() && *mark != '"' && said.next().is_none())
}

/// What may stand between cells; of equals the last, since texts hold tabs least.
const MARKS: [char; 3] = [';', ',', '\t'];

/// What stands between the cells of a text: what it declares, or what gives most rows the same number of cells.
pub fn delimiter(text: &str) -> char {
    let found = || MARKS.into_iter().map(|mark| (alike(text, mark), mark)).filter(|(rows, _)| *rows > 0).max_by_key(|(rows, _)| *rows);
    declared(text).or_else(|| found().map(|(_, mark)| mark)).unwrap_or(',')
}

/// Whether bytes are a text of rows with tabs between their cells.
pub fn is_tabbed(bytes: &[u8]) -> bool {
    in_some_encoding(bytes).is_some_and(|(_, text)| alike(&text, '\t') > 1)
}

/// Among the first rows, the most that have as many cells, if they have several.
fn alike(text: &str, mark: char) -> usize {
    let mut rows: BTreeMap<usize, usize> = BTreeMap::new();
    let (mut cells, mut at_start, mut quoted, mut closed) = (1, true, false, false);
    for c in text.chars().chain(['\n']).scan(0, |lines, c| {
        *lines += usize::from(c == '\n');
        (*lines <= 1_000).then_some(c)
    }) {
        // A doubled quote stands for one.
        let closes = c == '"' && quoted;
        match c {
            '"' if at_start || quoted || closed => quoted = !quoted,
            _ if quoted => {}
            '\n' => *rows.entry(std::mem::replace(&mut cells, 1)).or_default() += 1,
            _ => cells += usize::from(c == mark),
        }
        (at_start, closed) = (MARKS.contains(&c) || c == '\n', closes);
    }
    rows.into_iter().filter(|(cells, _)| *cells > 1).map(|(_, count)| count).max().unwrap_or_default()
}

/// Reports quotes that the reader would drop without a word: text behind a closing quote, and a
/// quote that is never closed (RFC 4180, section 2, rules 5 to 7).
fn misquoted(file: &str, text: &str, delimiter: u8, findings: &mut Diagnostics) {
    let (mut line, mut opened) = (1, 1);
    let (mut at_start, mut quoted, mut closed) = (true, false, false);
    for c in text.chars() {
        let ends_cell = c == char::from(delimiter) || c == '\n' || c == '\r';
        match c {
            '"' if quoted => (quoted, closed) = (false, true),
            // A doubled quote stands for one: the cell goes on.
            '"' if closed => (quoted, closed) = (true, false),
            '"' if at_start => (quoted, opened) = (true, line),
            _ if closed && !ends_cell => {
                findings.push(Diagnostic::error(words::after_quote()).at(Place::line(file, line)).hint(words::open_quote_hint()));
                closed = false;
            }
            _ => {}
        }
        if !quoted {
            at_start = ends_cell;
            closed &= !ends_cell;
        }
        line += usize::from(c == '\n');
    }
    if quoted {
        findings.push(Diagnostic::error(words::open_quote()).at(Place::line(file, opened)).hint(words::open_quote_hint()));
    }
}

/// The text of `bytes`.
pub fn decode(file: &str, bytes: &[u8]) -> Result<String> {
    Ok(decoded(file, bytes)?.1)
}

/// The text of `bytes` and how it is encoded there.
pub fn decoded(file: &str, bytes: &[u8]) -> Result<(&'static Encoding, String)> {
    let unknown = || Diagnostic::error(words::unknown_encoding()).at(Place::file(file)).hint(words::save_as_utf8());
    Ok(in_some_encoding(bytes).ok_or_else(unknown)?)
}

/// How a text is encoded that does not say it, where that is taken for likely: nothing of UTF-8, which hardly anything else is.
pub fn guessed(bytes: &[u8]) -> Option<&'static str> {
    let (encoding, _) = in_some_encoding(bytes).filter(|_| Encoding::for_bom(bytes).is_none() && !bytes.is_ascii())?;
    (encoding != UTF_8).then(|| if encoding == SHIFT_JIS { USUAL } else { encoding.name() })
}

/// How spreadsheet programs in Japan encode a CSV, as they call it.
pub const USUAL: &str = "Shift_JIS";

/// What a byte order mark says, else what the bytes show, else CP932, which Excel writes in Japan.
fn in_some_encoding(bytes: &[u8]) -> Option<(&'static Encoding, String)> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let (text, damaged) = encoding.decode_without_bom_handling(&bytes[length..]);
        return (!damaged).then(|| (encoding, text.into_owned()));
    }
    let decoded_as =
        |encoding: &'static Encoding| Some((encoding, encoding.decode_without_bom_handling_and_without_replacement(bytes)?.into_owned()));
    // ISO-2022-JP switches character sets by escapes and has no other byte above 0x7f.
    let jis = if bytes.contains(&0x1b) && bytes.is_ascii() { decoded_as(ISO_2022_JP) } else { None };
    jis.filter(|(_, text)| !text.contains('\u{1b}'))
        .or_else(|| utf_16(bytes).and_then(decoded_as).filter(|(_, text)| is_table_in_utf_16(text)))
        .or_else(|| decoded_as(UTF_8))
        .or_else(|| decoded_as(EUC_JP).filter(|(_, text)| is_euc_jp(text, decoded_as(SHIFT_JIS).map(|(_, text)| text).as_deref())))
        .or_else(|| decoded_as(SHIFT_JIS))
}

/// Whether what was read as EUC-JP is that, and not CP932. Kana of EUC-JP are half-width kana in CP932, and kana of CP932 are
/// nothing in EUC-JP.
fn is_euc_jp(text: &str, as_cp932: Option<&str>) -> bool {
    let is_kana = |c: char| ('ぁ'..='ヶ').contains(&c);
    let is_half = |c: char| ('｡'..='ﾟ').contains(&c);
    as_cp932.is_none_or(|other| text.contains(is_kana) && !other.contains(is_kana) && other.contains(is_half) && !is_half_width(other))
}

/// Whether the half-width kana of a text follow one another as people write them: no word begins with a mark of a sound or with a
/// small kana, and no mark stands twice.
fn is_half_width(text: &str) -> bool {
    let mut before = ' ';
    text.chars().all(|c| {
        let last = std::mem::replace(&mut before, c);
        match c {
            'ﾞ' => ('ｳ'..='ﾎ').contains(&last),
            'ﾟ' => ('ﾊ'..='ﾎ').contains(&last),
            'ｧ'..='ｰ' | '｡' | '､' | '･' | '｣' => ('ｱ'..='ﾟ').contains(&last) || ('ｦ'..='ｰ').contains(&last) || last == '｣',
            _ => true,
        }
    })
}

/// Which UTF-16 it may be, without a byte order mark: ASCII, of which any table has some, leaves a zero in every other byte,
/// and few letters do in the others (一, U+4E00).
fn utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let zeros = |odd: usize| bytes.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    match (zeros(0), zeros(1)) {
        _ if !bytes.len().is_multiple_of(2) => None,
        (first, second) if first < second => Some(UTF_16LE),
        (first, second) if first > second => Some(UTF_16BE),
        _ => None,
    }
}

/// Whether what was read as UTF-16 is that, and no other text in which a zero has strayed: there, what ends cells and
/// lines joins the bytes beside it to letters of scripts that nobody here writes.
fn is_table_in_utf_16(text: &str) -> bool {
    let ends = ['\t', '\n', '\r', ','];
    let is_joined = |c: char| u32::from(c) < 0x1_0000 && c > '\u{ff}' && ends.contains(&char::from((u32::from(c) >> 8) as u8));
    !text.contains('\0') && !text.contains(is_joined) && (text.is_ascii() || text.contains(ends))
}

/// Whether the column that names the guarded cells is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guards {
    Always,
    IfNeeded,
}

/// Writes headings and rows, with a byte order mark and with every cell guarded that looks like a formula.
pub fn write(headings: &[&str], rows: &[Vec<String>], guards: Guards, line_end: Terminator) -> Result<Vec<u8>> {
    let fail = || Diagnostic::error(words::table_unread());
    let with_guards = guards == Guards::Always || rows.iter().flatten().any(|cell| is_formula(cell));
    let mut writer = csv::WriterBuilder::new().terminator(line_end).from_writer(b"\xef\xbb\xbf".to_vec());
    let last = with_guards.then_some(GUARDED.1);
    writer.write_record(headings.iter().copied().chain(last)).map_err(|_| fail())?;
    for row in rows {
        let guarded: Vec<&str> = headings.iter().zip(row).filter(|(_, cell)| is_formula(cell)).map(|(heading, _)| *heading).collect();
        let cells = row.iter().map(|cell| if is_formula(cell) { format!("'{cell}") } else { cell.clone() });
        writer.write_record(cells.chain(with_guards.then(|| guarded.join(GUARD_SEPARATOR)))).map_err(|_| fail())?;
    }
    Ok(writer.into_inner().map_err(|_| fail())?)
}

/// Writes rows as they are, with a byte order mark.
pub fn plain(rows: &[Vec<String>]) -> Result<Vec<u8>> {
    let fail = || Diagnostic::error(words::table_unread());
    let mut writer = csv::WriterBuilder::new().flexible(true).terminator(Terminator::Any(b'\n')).from_writer(b"\xef\xbb\xbf".to_vec());
    for row in rows {
        writer.write_record(row).map_err(|_| fail())?;
    }
    Ok(writer.into_inner().map_err(|_| fail())?)
}

/// Whether a spreadsheet program would take the cell for a formula.
pub fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r'])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn separated_limits() {
        let said = |text: String| rows("a.csv", text.as_bytes()).err().unwrap().0[0].message.code();
        assert_eq!(said(format!("番号{}意見\n", ",".repeat(COLUMN_LIMIT))), "too_wide");
        assert_eq!(said("1,あ\n".repeat(CELL_LIMIT / 2 + 1)), "returned_cells");
    }

    #[test]
    fn separated_guards_are_taken_off_again() {
        let sign = prop::sample::select("'=+-@＝＋－＠\t\n\",、 あ1".chars().collect::<Vec<_>>());
        let text = prop::collection::vec(sign, 1..6).prop_map(|signs| signs.into_iter().collect::<String>());
        let rows = prop::collection::vec(prop::collection::vec(text, 2), 1..4);
        proptest!(|(rows in rows, always: bool)| {
            let guards = if always { Guards::Always } else { Guards::IfNeeded };
            let bytes = write(&["ID", "意見"], &rows, guards, Terminator::CRLF).unwrap();
            let table = table("a.csv", &bytes, &mut Diagnostics::default()).unwrap();
            let read: Vec<Vec<&str>> = table.rows.iter().map(|row| vec![table.text(row, 0), table.text(row, 1)]).collect();
            prop_assert_eq!(read, rows);
        });
    }

    fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn separated_utf_16_without_mark() {
        for text in ["ID,意見\n1,《上》の，\n", "ID", "上\t下\r\n𠮷\t1\r\n"] {
            assert_eq!(in_some_encoding(&utf_16(text, u16::to_le_bytes)), Some((UTF_16LE, text.to_owned())));
            assert_eq!(in_some_encoding(&utf_16(text, u16::to_be_bytes)), Some((UTF_16BE, text.to_owned())));
        }
    }

    #[test]
    fn separated_euc_jp() {
        for text in ["番号,意見\n1,漢字かな\n", "番号,意見\n1,バス停に屋根を。\n"] {
            assert_eq!(in_some_encoding(&EUC_JP.encode(text).0), Some((EUC_JP, text.to_owned())));
        }
        for text in ["番号,意見\n1,ﾊﾞｽ停､ﾔﾈ\n", "番号,意見\n1,ｱﾊﾟｰﾄ\n", "ﾊｺ､ｲﾇﾈ", "No,ｲｹﾝ\n1,ﾊﾞｽ､ﾃﾞﾝｼｬ｡\n"]
        {
            let bytes = SHIFT_JIS.encode(text).0;
            assert_eq!(in_some_encoding(&bytes).unwrap().0, SHIFT_JIS, "{text}");
        }
    }

    #[test]
    fn separated_marks() {
        let read = |text: &str| {
            rows("a.csv", text.as_bytes()).unwrap().into_iter().map(|line| (line.row, line.line, line.cells)).collect::<Vec<_>>()
        };
        let cells = |cells: [&str; 2]| cells.map(str::to_owned).to_vec();
        assert_eq!(read("番号;意見\n1;a,b\n"), [(0, 1, cells(["番号", "意見"])), (1, 2, cells(["1", "a,b"]))]);
        assert_eq!(read("番号,意見;案\n1,a\n")[0].2, cells(["番号", "意見;案"]));
        // Neither a title nor texts decide.
        assert_eq!(read("意見一覧（3月末; 暫定）\n番号,意見\n1,a;b;c\n")[1].2, cells(["番号", "意見"]));
        assert_eq!(read("意見一覧（3月末, 暫定）\n番号;意見\n1;a,b\n2;\"c\n,d\"\n")[3].2, cells(["2", "c\n,d"]));
        for (said, mark) in [("sep=,", ","), ("SEP=;", ";"), ("sep=|", "|")] {
            assert_eq!(read(&format!("{said}\r\n番号{mark}意見\r\n")), [(0, 2, cells(["番号", "意見"]))]);
        }
    }

    #[test]
    fn separated_stray_zero() {
        // One zero does not make UTF-16 of UTF-8 and CP932, of an even number of bytes as of an odd one.
        for text in ["ID,意見\n1,\0あ\n", "ID,意見\n1,あ\0い\n", "ID,意見\n\0\n12,い\n", "ab\0d"] {
            for text in [text.to_owned(), format!("{text}x")] {
                assert_eq!(in_some_encoding(text.as_bytes()), Some((UTF_8, text.clone())));
                let cp932 = SHIFT_JIS.encode(&text).0;
                assert_eq!(in_some_encoding(&cp932).unwrap().1, text);
            }
        }
    }
}
