//! Rows written plainly, as nearly all are, read in several threads: each begins somewhere in the sheet, and what it read
//! counts only if all before it was plain up to there.

use super::super::plain;
use super::super::{CELL_LIMIT, Cell, Kind, TEXT_LIMIT};
use super::cells::{Tables, placed, plain_cell};

/// Fewest bytes of a sheet for which another thread is worth its while.
const SHARE: usize = 1 << 19;
/// Most threads.
const THREADS: usize = 4;

/// The rows at the start of some bytes, as far as they are plain.
#[derive(Default)]
pub struct PlainRows {
    /// In the order of the file.
    pub cells: Vec<((u32, u32), Cell)>,
    /// Number of the last row, from 1.
    pub last: u32,
}

/// The plain rows at the start of `bytes`, and how many bytes they have; nothing where there are no such rows.
pub fn plain(bytes: &[u8], tables: &Tables) -> Option<(PlainRows, usize)> {
    let pieces = pieces(bytes);
    // Together they hold no more than one could.
    let share = pieces.len();
    let (rows, length) = std::thread::scope(|scope| {
        let mut pieces = pieces.into_iter();
        let first = pieces.next().unwrap_or_default();
        let others = pieces.map(|piece| (piece.len(), std::thread::Builder::new().spawn_scoped(scope, move || part(piece, tables, share))));
        let others: Vec<_> = others.collect();
        let (mut rows, mut length) = part(first, tables, share);
        let mut reached = length == first.len();
        for (size, thread) in others {
            // Where no thread is to be had, the caller reads on.
            let Ok(thread) = thread else { break };
            let (more, further) = thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            if !reached {
                break;
            }
            reached = further == size;
            length += further;
            rows.last = if more.last > 0 { more.last } else { rows.last };
            rows.cells.extend(more.cells);
        }
        (rows, length)
    });
    (length > 0 && rows.last > 0).then_some((rows, length))
}

/// Pieces that seem to begin with a row, but for the first.
fn pieces(bytes: &[u8]) -> Vec<&[u8]> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let count = cores.min(THREADS).min(bytes.len() / SHARE).max(1);
    let (mut pieces, mut rest) = (Vec::new(), bytes);
    for left in (2..=count).rev() {
        let middle = rest.len() / left;
        let Some(start) = memchr::memmem::find(&rest[middle..], b"<row ") else { break };
        let (piece, after) = rest.split_at(middle + start);
        pieces.push(piece);
        rest = after;
    }
    pieces.push(rest);
    pieces
}

/// The plain rows at the start of a piece, and how many bytes they have: all if nothing else is in it.
fn part(piece: &[u8], tables: &Tables, share: usize) -> (PlainRows, usize) {
    let mut rows = PlainRows::default();
    let (mut read, mut text) = (0, 0);
    while let Some((number, length)) = plain::row(&piece[read..]) {
        let (before, mut at, mut column) = (rows.cells.len(), read + length, 0);
        while let Some((cell, length)) = plain::cell(&piece[at..]) {
            let Ok((place, cell)) = placed(cell.name, number, &mut column).and_then(|place| Ok((place, plain_cell(&cell, tables)?))) else {
                break;
            };
            at += length;
            text += cell.text.len();
            if !cell.text.is_empty() || cell.kind == Kind::Formula {
                rows.cells.push((place, cell));
            }
        }
        let end = plain::row_end(&piece[at..]).filter(|_| rows.cells.len() <= CELL_LIMIT / share && text <= TEXT_LIMIT / share);
        let Some(end) = end else {
            // Whatever it is, the reader of XML says it.
            rows.cells.truncate(before);
            break;
        };
        (read, rows.last) = (at + end, number);
    }
    if piece[read..].trim_ascii().is_empty() {
        read = piece.len();
    }
    (rows, read)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tables() -> Tables {
        Tables { strings: Vec::new(), styles: Vec::new(), from_1904: false }
    }

    fn sheet(rows: usize) -> String {
        (1..=rows).map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"str\"><v>意見{row}</v></c></row>\n")).collect()
    }

    #[test]
    fn plain_rows_in_threads() {
        let xml = sheet(40_000);
        let (rows, length) = plain(xml.as_bytes(), &tables()).unwrap();
        assert_eq!((rows.last, rows.cells.len(), length), (40_000, 40_000, xml.len()));
        assert!((0..).zip(&rows.cells).all(|(row, (at, cell))| *at == (row, 0) && cell.text == format!("意見{}", row + 1)));
        // What begins within a comment is none.
        let (half, rest) = xml.split_at(xml.find("<row r=\"9000\"").unwrap());
        let (rows, length) = plain(format!("{half}<!-- {rest} -->").as_bytes(), &tables()).unwrap();
        assert_eq!((rows.last, rows.cells.len(), length), (8_999, 8_999, half.trim_end().len()));
        assert!(plain(b"<c/>", &tables()).is_none());
    }
}
