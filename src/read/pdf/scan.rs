//! Scan: the characters of a PDF file, one after the other: white space, numbers, and where an object ends (ISO 32000-1,
//! 7.2 and 7.3). Every offset may lie anywhere.

/// How deep arrays and dictionaries may nest within one object.
const MAX_NESTING: usize = 64;

/// Where the object `number` begins whose `N G obj` is at `offset`.
pub fn header(data: &[u8], offset: usize, number: usize) -> Option<usize> {
    let (found, at) = integer(data, offset)?;
    let (_, at) = integer(data, at)?;
    let at = space(data, at);
    (found == number && data[at..].starts_with(b"obj")).then_some(at + 3)
}

/// The digits after white space, and where they end.
pub fn integer(data: &[u8], at: usize) -> Option<(usize, usize)> {
    let at = space(data, at);
    let digits = data[at..].iter().take(12).take_while(|byte| byte.is_ascii_digit()).count();
    let value = std::str::from_utf8(&data[at..at + digits]).ok()?.parse().ok()?;
    Some((value, at + digits))
}

/// Where white space and comments end that begin at `at` (7.2.3, 7.2.4); at most the end of the data.
pub fn space(data: &[u8], at: usize) -> usize {
    let mut at = at.min(data.len());
    while let Some(byte) = data.get(at) {
        match byte {
            0 | b'\t' | b'\n' | 0x0C | b'\r' | b' ' => at += 1,
            b'%' => at += data[at..].iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(data.len() - at),
            _ => break,
        }
    }
    at
}

/// How many regular characters (7.2.3) come first.
pub fn regular(data: &[u8]) -> usize {
    let regular = |byte: &u8| !matches!(byte, 0 | b'\t' | b'\n' | 0x0C | b'\r' | b' ') && !b"()<>[]{}/%".contains(byte);
    data.iter().take_while(|byte| regular(byte)).count()
}

/// Where the object that begins at `start` ends; nothing if it is broken or nests too deep.
pub fn end(data: &[u8], start: usize) -> Option<usize> {
    let mut open = Vec::new();
    let mut at = start;
    loop {
        at = space(data, at);
        let rest = &data[at..];
        at += match rest {
            [b'<', b'<', ..] => {
                open.push(b'>');
                2
            }
            [b'>', b'>', ..] if open.pop() == Some(b'>') => 2,
            [b'[', ..] => {
                open.push(b']');
                1
            }
            [b']', ..] if open.pop() == Some(b']') => 1,
            [b'<', ..] => rest.iter().position(|byte| *byte == b'>')? + 1,
            [b'(', ..] => literal(rest)?,
            [b'/', name @ ..] => 1 + regular(name),
            _ => Some(regular(rest)).filter(|length| *length > 0)?,
        };
        if open.is_empty() {
            return Some(at);
        }
        if open.len() > MAX_NESTING {
            return None;
        }
    }
}

/// Length of a literal string (7.3.4.2).
fn literal(data: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut escaped = false;
    for (at, byte) in data.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'(' => depth += 1,
            b')' if depth == 1 => return Some(at + 1),
            b')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Where the reference ends that begins at `at` (7.3.10), if it is one.
pub fn reference(data: &[u8], at: usize) -> Option<usize> {
    let (_, at) = integer(data, at)?;
    let (_, at) = integer(data, at)?;
    let at = space(data, at);
    (data[at..].starts_with(b"R") && regular(&data[at..]) == 1).then_some(at + 1)
}

/// Where a word first stands.
pub fn find(data: &[u8], word: &[u8]) -> Option<usize> {
    data.windows(word.len()).position(|window| window == word)
}

/// The number that bytes stand for, the highest first.
pub fn big_endian(bytes: &[u8]) -> usize {
    bytes.iter().fold(0, |value, byte| value << 8 | usize::from(*byte))
}
