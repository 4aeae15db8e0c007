//! Difference: the first place at which two files of one name differ, in terms of what they are.

mod package;
mod pdf;

use crate::say::words::{self, Message};

/// Characters shown from a little before the first that differs.
const SHOWN: usize = 40;
const BEFORE: usize = 10;

/// Names the first difference between what was expected and what was found. Both must differ.
pub fn first(expected: &[u8], found: &[u8]) -> Message {
    let named = if expected.starts_with(b"PK") {
        package::first(expected, found)
    } else if expected.starts_with(b"%PDF-") {
        pdf::first(expected, found)
    } else if expected.starts_with(b"\x89PNG") {
        picture(expected, found)
    } else {
        text(expected, found)
    };
    named.unwrap_or_else(|| words::differs_bytes(offset(expected, found)))
}

/// How many bytes both begin with.
fn offset(a: &[u8], b: &[u8]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
}

/// What two texts say around the first character that differs.
fn around(a: &str, b: &str) -> (String, String) {
    let from = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count().saturating_sub(BEFORE);
    let part = |text: &str| text.chars().skip(from).take(SHOWN).collect::<String>().escape_debug().to_string();
    (part(a), part(b))
}

/// The first line that differs. Nothing if one of the files is no UTF-8.
fn text(expected: &[u8], found: &[u8]) -> Option<Message> {
    let (expected, found) = (std::str::from_utf8(expected).ok()?, std::str::from_utf8(found).ok()?);
    let (mut a, mut b) = (expected.split('\n'), found.split('\n'));
    let mut line = 1;
    loop {
        match (a.next(), b.next()) {
            (Some(a), Some(b)) if a == b => line += 1,
            (None, None) => return None,
            (a, b) => {
                let (a, b) = (a.unwrap_or_default(), b.unwrap_or_default());
                let column = 1 + a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
                let (wanted, is) = around(a, b);
                return Some(words::differs_text(line, column, wanted, is));
            }
        }
    }
}

/// A picture: width and height, bytes of a pixel, and all pixels from the top left.
fn pixels(bytes: &[u8]) -> Option<(usize, usize, usize, Vec<u8>)> {
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().ok()?;
    let mut pixels = vec![0; reader.output_buffer_size()?];
    let frame = reader.next_frame(&mut pixels).ok()?;
    pixels.truncate(frame.buffer_size());
    let (width, height) = (frame.width as usize, frame.height as usize);
    Some((width, height, pixels.len().checked_div(width * height)?, pixels))
}

/// The first pixel that differs, from the top left, row by row.
fn picture(expected: &[u8], found: &[u8]) -> Option<Message> {
    let (width, height, size, a) = pixels(expected)?;
    let (found_width, found_height, found_size, b) = pixels(found)?;
    if (width, height, size) != (found_width, found_height, found_size) {
        return Some(words::differs_picture(format!("{width} × {height}"), format!("{found_width} × {found_height}")));
    }
    let (index, (a, b)) = a.chunks(size).zip(b.chunks(size)).enumerate().find(|(_, (a, b))| a != b)?;
    let color = |pixel: &[u8]| pixel.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    Some(words::differs_pixel(index % width, index / width, color(a), color(b)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::say::words::Lang;

    #[test]
    fn difference_of_texts() {
        let said = first("a\nあいう\nb".as_bytes(), "a\nあいえ\nb".as_bytes()).say(Lang::En);
        assert_eq!(said, "line 2, character 3 is otherwise: \"あいう\" when made again, \"あいえ\" here");
        assert!(first(b"a\n", b"a").say(Lang::En).starts_with("line 2, character 1"));
        assert_eq!(first(b"\xff\x00", b"\xff\x01").say(Lang::En), "differs from byte 1 on, when made again");
    }
}
