//! Plain: cells and shared strings in the one form in which nearly all of them are written, read without an event for
//! each tag. What is written in any other way is left to the reader of XML, which comes to the same.

use memchr::{memchr, memchr3};

/// Most bytes of an attribute or value.
const VALUE_LIMIT: usize = 1_000;

/// A cell such as `<c r="B2" s="1" t="s"><v>5</v></c>`.
pub struct PlainCell<'a> {
    pub name: Option<&'a [u8]>,
    pub style: Option<&'a [u8]>,
    pub kind: &'a [u8],
    pub value: &'a [u8],
}

/// A whole number of few digits.
pub fn number(digits: &[u8]) -> Option<u32> {
    let is_number = (1..=9).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit);
    is_number.then(|| digits.iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0')))
}

/// The cell at the start of `bytes`, behind white space, and how many bytes it and that have.
pub fn cell(bytes: &[u8]) -> Option<(PlainCell<'_>, usize)> {
    let mut rest = bytes.trim_ascii_start().strip_prefix(b"<c")?;
    let (mut name, mut style, mut kind) = (None, None, None);
    loop {
        rest = match rest {
            [b' ', letter @ (b'r' | b's' | b't'), b'=', b'"', after @ ..] => {
                let length = after.iter().take(VALUE_LIMIT).position(|byte| *byte == b'"')?;
                let value = &after[..length];
                if !value.iter().all(u8::is_ascii_alphanumeric) {
                    return None;
                }
                let kept = match letter {
                    b'r' => &mut name,
                    b's' => &mut style,
                    _ => &mut kind,
                };
                if kept.replace(value).is_some() {
                    return None;
                }
                &after[length + 1..]
            }
            [b'>', b'<', b'v', b'>', after @ ..] => {
                rest = after;
                break;
            }
            _ => return None,
        };
    }
    let length = rest.iter().take(VALUE_LIMIT).position(|byte| *byte == b'<')?;
    let (value, after) = rest.split_at(length);
    // Of what stands for something else, or may be more than one thing, the other reader knows more.
    if value.iter().any(|byte| matches!(byte, b'&' | b'\r' | b'_')) {
        return None;
    }
    let end = after.strip_prefix(b"</v></c>")?;
    Some((PlainCell { name, style, kind: kind.unwrap_or_default(), value }, bytes.len() - end.len()))
}

/// The text of a shared string such as `<si><t>文</t></si>` at the start of `bytes`, behind white space, and how many
/// bytes it and that have.
pub fn string(bytes: &[u8]) -> Option<(&str, usize)> {
    let rest = bytes.trim_ascii_start().strip_prefix(b"<si><t")?;
    let rest = rest.strip_prefix(b" xml:space=\"preserve\"").unwrap_or(rest).strip_prefix(b">")?;
    let length = memchr3(b'<', b'&', b'\r', rest)?;
    let (text, after) = rest.split_at(length);
    let end = after.strip_prefix(b"</t></si>")?;
    if text.len() > super::UNIT_LIMIT || memchr(b'_', text).is_some() {
        return None;
    }
    Some((std::str::from_utf8(text).ok()?, bytes.len() - end.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_cells() {
        let read =
            |xml: &'static str| cell(xml.as_bytes()).map(|(cell, length)| (cell.name, cell.style, cell.kind, cell.value, &xml[length..]));
        let (name, style): (&[u8], &[u8]) = (b"B2", b"1");
        assert_eq!(read("<c r=\"B2\" s=\"1\" t=\"s\"><v>5</v></c><c/>"), Some((Some(name), Some(style), &b"s"[..], &b"5"[..], "<c/>")));
        assert_eq!(read("\r\n <c><v>1.5E+3</v></c> "), Some((None, None, &b""[..], &b"1.5E+3"[..], " ")));
        assert_eq!([&b"0"[..], b"305", b"", b"1.5", b"1234567890"].map(number), [Some(0), Some(305), None, None, None]);
        for other in [
            "<c r=\"A1\" r=\"B1\"><v>1</v></c>",
            "<c r='A1'><v>1</v></c>",
            "<c r=\"A1\" cm=\"1\"><v>1</v></c>",
            "<c r=\"$A$1\"><v>1</v></c>",
            "<c r=\"A1\" t=\"str\"><v>a&amp;b</v></c>",
            "<c r=\"A1\" t=\"str\"><v>_x0041_</v></c>",
            "<c r=\"A1\"><f>1+1</f><v>2</v></c>",
            "<c r=\"A1\"><v>2<!-- --></v></c>",
            "<c r=\"A1\"/>",
            "<col r=\"A1\"><v>1</v></col>",
            "<c r=\"A1\"><v>1</v></c",
        ] {
            assert!(cell(other.as_bytes()).is_none(), "{other}");
        }
    }

    #[test]
    fn plain_strings() {
        let read = |xml: &'static str| string(xml.as_bytes()).map(|(text, length)| (text, &xml[length..]));
        assert_eq!(read("<si><t>意見\n続き</t></si><si>"), Some(("意見\n続き", "<si>")));
        assert_eq!(read("\n<si><t xml:space=\"preserve\"> 意 </t></si>"), Some((" 意 ", "")));
        assert_eq!(read("<si><t></t></si>"), Some(("", "")));
        for other in [
            "<si><t>a&lt;b</t></si>", "<si><t>a_x0041_</t></si>", "<si><t>a\r\nb</t></si>", "<si><t>a</t><rPh/></si>",
            "<si><r><t>a</t></r></si>", "<si><t/></si>", "<sid><t>a</t></sid>",
        ] {
            assert!(string(other.as_bytes()).is_none(), "{other}");
        }
    }
}
