//! Braces: what is filled into the texts above and below a table, such as `{shown}`.

/// What may stand in braces.
pub const NAMES: [&str; 7] = ["shown", "all", "records", "date", "title", "label", "meeting"];

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'a> {
    Text(&'a str),
    /// A word in braces.
    Name(&'a str),
}

/// The parts of a text, from one scan, so that nothing that is filled in is filled in again. A word in doubled braces is text,
/// with one pair of them, and so are braces around anything but a plain word.
pub fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        parts.push(Part::Text(&rest[..at]));
        let behind = &rest[at + 1..];
        let doubled = behind.starts_with('{');
        let inside = if doubled { &behind[1..] } else { behind };
        let word = &inside[..inside.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(inside.len())];
        let close = if doubled { "}}" } else { "}" };
        if !word.starts_with(|c: char| c.is_ascii_alphabetic()) || !inside[word.len()..].starts_with(close) {
            parts.push(Part::Text("{"));
            rest = behind;
            continue;
        }
        parts.push(if doubled { Part::Text(&behind[..word.len() + 2]) } else { Part::Name(word) });
        rest = &inside[word.len() + close.len()..];
    }
    parts.push(Part::Text(rest));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_scanned_once() {
        let told = |text| {
            let parts = parts(text).into_iter().filter(|part| *part != Part::Text(""));
            parts.map(|part| if let Part::Name(name) = part { format!("<{name}>") } else { format!("{part:?}") }).collect::<String>()
        };
        assert_eq!(told("全{all}件"), r#"Text("全")<all>Text("件")"#);
        assert_eq!(told("{{all}}"), r#"Text("{all}")"#);
        assert_eq!(told("{{{all}}}"), r#"Text("{")Text("{all}")Text("}")"#);
        assert_eq!(told("{別紙}{ all}{}{"), r#"Text("{")Text("別紙}")Text("{")Text(" all}")Text("{")Text("}")Text("{")"#);
        assert_eq!(told("{all}}"), r#"<all>Text("}")"#);
        assert_eq!(told("\\u{23}"), r#"Text("\\u")Text("{")Text("23}")"#);
    }
}
