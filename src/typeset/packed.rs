//! Packed: a PDF whose objects stand in compressed object streams (ISO 32000-1, 7.5.7), which the exporter does not write.
//!
//! Half of a tagged file are small dictionaries. Streams stay byte for byte as they are; every other object moves into
//! an object stream, and a cross-reference stream (7.5.8) says where each is. Nothing else changes, and the same file
//! gives the same bytes.

use std::io::Write as _;
use std::ops::Range;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use crate::read::pdf::scan::{end, space};

/// Most objects of one object stream: more pack little better, and a reader unpacks a whole stream for one of them.
const MOST: usize = 200;
/// Widths in bytes of kind, offset or container, and index in a cross-reference stream.
const WIDTHS: [usize; 3] = [1, 4, 2];

/// Where an object is.
#[derive(Clone, Copy)]
enum Place {
    Offset(usize),
    Inside { container: usize, index: usize },
}

/// The file in object streams; as it is, where it has none of the exporter's forms.
pub fn packed(file: Vec<u8>) -> Vec<u8> {
    pack(&file).unwrap_or(file)
}

fn pack(file: &[u8]) -> Option<Vec<u8>> {
    let table = table(file)?;
    let (dictionary, size) = trailer(file, table.end)?;
    let mut places: Vec<Option<Place>> = vec![None; size];
    let mut objects = objects(file, table)?;
    objects.sort_by_key(|object| object.range.start);
    let mut out = file[..objects.first()?.range.start].to_vec();
    let mut loose = Vec::new();
    for object in objects {
        let body = &file[object.body.clone()];
        // The length of a stream, a bare number, must not move.
        if object.is_stream || body.iter().all(u8::is_ascii_digit) {
            *places.get_mut(object.number)? = Some(Place::Offset(out.len()));
            out.extend_from_slice(&file[object.range]);
        } else {
            loose.push((object.number, body));
        }
    }
    for chunk in loose.chunks(MOST) {
        let container = places.len();
        let (mut heads, mut bodies) = (String::new(), Vec::new());
        for (index, (number, body)) in chunk.iter().enumerate() {
            heads.push_str(&format!("{number} {} ", bodies.len()));
            bodies.extend_from_slice(body);
            bodies.push(b'\n');
            *places.get_mut(*number)? = Some(Place::Inside { container, index });
        }
        places.push(Some(Place::Offset(out.len())));
        let keys = format!("/Type/ObjStm/N {}/First {}", chunk.len(), heads.len());
        stream(&mut out, container, &keys, &[heads.as_bytes(), &bodies].concat())?;
    }
    let start = out.len();
    places.push(Some(Place::Offset(start)));
    let keys = format!(
        "/Type/XRef/Size {}/W[{} {} {}]/DecodeParms<</Predictor 12/Columns {}>>{dictionary}",
        places.len(),
        WIDTHS[0],
        WIDTHS[1],
        WIDTHS[2],
        WIDTHS.iter().sum::<usize>(),
    );
    stream(&mut out, places.len() - 1, &keys, &rows(&places)?)?;
    out.extend_from_slice(format!("startxref\n{start}\n%%EOF").as_bytes());
    Some(out)
}

/// The rows of a cross-reference stream, each less the one above it (7.4.4.4, PNG Up).
fn rows(places: &[Option<Place>]) -> Option<Vec<u8>> {
    let mut rows = Vec::new();
    let mut above = vec![0; WIDTHS.iter().sum()];
    for place in places {
        let fields = match *place {
            None => [0, 0, usize::from(u16::MAX)],
            Some(Place::Offset(offset)) => [1, offset, 0],
            Some(Place::Inside { container, index }) => [2, container, index],
        };
        let mut row = Vec::new();
        for (value, width) in fields.into_iter().zip(WIDTHS) {
            let bytes = u32::try_from(value).ok()?.to_be_bytes();
            row.extend_from_slice(&bytes[bytes.len() - width..]);
        }
        rows.push(2);
        rows.extend(row.iter().zip(&above).map(|(byte, above): (&u8, &u8)| byte.wrapping_sub(*above)));
        above = row;
    }
    Some(rows)
}

/// Adds a compressed stream; its end stands on a line of its own (ISO 19005-3, 6.1.7.1).
fn stream(out: &mut Vec<u8>, number: usize, keys: &str, bytes: &[u8]) -> Option<()> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).ok()?;
    let bytes = encoder.finish().ok()?;
    out.extend_from_slice(format!("{number} 0 obj\n<<{keys}/Filter/FlateDecode/Length {}>>\nstream\n", bytes.len()).as_bytes());
    out.extend_from_slice(&bytes);
    out.extend_from_slice(b"\nendstream\nendobj\n");
    Some(())
}

/// An object of the file.
struct Found {
    number: usize,
    /// From its number to the next object.
    range: Range<usize>,
    body: Range<usize>,
    is_stream: bool,
}

/// Where the cross-reference table stands, up to its trailer.
fn table(file: &[u8]) -> Option<Range<usize>> {
    let tail = file.len().saturating_sub(64);
    let at = tail + file[tail..].windows(9).rposition(|word| word == b"startxref")?;
    let start = number(file, at + 9)?.0;
    let length = file.get(start..at)?.windows(7).rposition(|word| word == b"trailer")?;
    file[start..].starts_with(b"xref").then_some(start..start + length)
}

/// The entries of the trailer but its size, and the size.
fn trailer(file: &[u8], at: usize) -> Option<(String, usize)> {
    let start = space(file, at + 7);
    let text = std::str::from_utf8(file.get(start..end(file, start)?)?).ok()?;
    let entries = text.strip_prefix("<<")?.strip_suffix(">>")?;
    let key = entries.find("/Size")?;
    let (size, after) = number(entries.as_bytes(), key + 5)?;
    Some((format!("{}{}", entries[..key].trim(), entries[after..].trim()), size))
}

/// The objects that a table of one section names; nothing if any is free or in a later generation.
fn objects(file: &[u8], table: Range<usize>) -> Option<Vec<Found>> {
    let (first, at) = number(file, table.start + 4)?;
    let (count, mut at) = number(file, at)?;
    let mut starts = Vec::new();
    for object in first..first + count {
        let (offset, next) = number(file, at)?;
        let (generation, next) = number(file, next)?;
        let kind = space(file, next);
        at = kind + 1;
        match (object, file.get(kind)?, generation) {
            (0, b'f', _) => {}
            (_, b'n', 0) => starts.push((offset, object)),
            _ => return None,
        }
    }
    starts.sort_unstable();
    let ends = starts.iter().skip(1).map(|(offset, _)| *offset).chain([table.start]);
    let found = |((start, number), end): (&(usize, usize), usize)| object(file, *number, *start..end);
    starts.iter().zip(ends).map(found).collect()
}

fn object(file: &[u8], number: usize, range: Range<usize>) -> Option<Found> {
    let head = format!("{number} 0 obj");
    file.get(range.clone())?.starts_with(head.as_bytes()).then_some(())?;
    let start = space(file, range.start + head.len());
    let body = start..end(file, start)?;
    let after = &file[space(file, body.end)..range.end];
    let is_stream = after.starts_with(b"stream");
    (is_stream || after.starts_with(b"endobj")).then_some(Found { number, range, body, is_stream })
}

/// The digits after white space, and where they end.
fn number(file: &[u8], at: usize) -> Option<(usize, usize)> {
    let at = space(file, at);
    let end = at + file.get(at..)?.iter().take_while(|byte| byte.is_ascii_digit()).count();
    Some((std::str::from_utf8(&file[at..end]).ok()?.parse().ok()?, end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::pdf::tags;

    /// A small tagged file as the exporter writes it.
    fn file(catalog: &str) -> Vec<u8> {
        let content = "/P<</MCID 0>>BDC /F 1 Tf <0001> Tj EMC";
        let map = "1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfchar <0001> <6F22> endbfchar";
        let stream = |text: &str| format!("<</Length {}>>\nstream\n{text}\nendstream", text.len());
        let objects = [
            catalog.to_owned(),
            "<</Kids[3 0 R]/Resources<</Font<</F 5 0 R>>>>>>".to_owned(),
            "<</Type/Page/Contents[4 0 R]>>".to_owned(),
            stream(content),
            "<</Subtype/Type0/ToUnicode 6 0 R>>".to_owned(),
            stream(map),
            "<</S/Document/Pg 3 0 R/K[8 0 R]>>".to_owned(),
            "<</S/P/Pg 3 0 R/K[0]>>".to_owned(),
            "<</Title(t)>>".to_owned(),
        ];
        let mut file = b"%PDF-1.7\n%\x80\x80\x80\x80\n".to_vec();
        let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
        for (index, object) in objects.iter().enumerate() {
            table.push_str(&format!("{:010} 00000 n \n", file.len()));
            file.extend(format!("{} 0 obj\n{object}\nendobj\n", index + 1).into_bytes());
        }
        let start = file.len();
        let trailer = format!("trailer\n<<\n/Size {}\n/Root 1 0 R\n/Info 9 0 R\n>>\nstartxref\n{start}\n%%EOF", objects.len() + 1);
        file.extend(format!("{table}{trailer}").into_bytes());
        file
    }

    const CATALOG: &str = "<</Pages 2 0 R/StructTreeRoot<</K 7 0 R>>>>";

    #[test]
    fn packed_says_the_same() {
        let plain = file(CATALOG);
        let packed = packed(plain.clone());
        for file in [&plain, &packed] {
            let pdf = tags::read(file).unwrap();
            assert_eq!((pdf.title.as_deref(), pdf.pages, pdf.root.text().as_str()), (Some("t"), 1, "漢"));
        }
        let text = String::from_utf8_lossy(&packed);
        assert!(text.contains("/Type/ObjStm/N 7/") && !text.contains("trailer"), "{text}");
        // Every `endstream` is on a line of its own.
        assert_eq!(text.matches("endstream").count(), text.matches("\nendstream\n").count());
        assert_eq!(packed, super::packed(plain));
    }

    #[test]
    fn packed_in_several_streams() {
        let kids: String = (0..2 * MOST).map(|_| "[]").collect();
        let many = file(&format!("<</Pages 2 0 R/StructTreeRoot<</K 7 0 R>>/X[{kids}]>>"));
        assert_eq!(tags::read(&packed(many)).unwrap().root.text(), "漢");
    }

    #[test]
    fn packed_leaves_other_forms() {
        let plain = file(CATALOG);
        let once = packed(plain.clone());
        assert_eq!(packed(once.clone()), once, "it has no table any more");
        for other in [b"".to_vec(), b"%PDF-1.7".to_vec(), plain[..plain.len() - 10].to_vec()] {
            assert_eq!(packed(other.clone()), other);
        }
        let text = String::from_utf8_lossy(&plain).replace("00000 n", "00001 n");
        assert_eq!(packed(text.clone().into_bytes()), text.into_bytes());
    }
}
