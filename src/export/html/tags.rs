//! Tags: elements of the page as text, every text escaped.

use std::fmt::Write as _;

/// A span as an attribute: one row or column needs none.
pub fn span(count: usize) -> String {
    if count > 1 { count.to_string() } else { String::new() }
}

/// A start tag. Attributes without a value are left out.
pub fn open(name: &str, attributes: &[(&str, &str)]) -> String {
    let mut tag = format!("<{name}");
    for (name, value) in attributes.iter().filter(|(_, value)| !value.is_empty()) {
        let _ = write!(tag, " {name}=\"{}\"", escaped(value));
    }
    tag.push('>');
    tag
}

/// An element that says `said`.
pub fn text(name: &str, attributes: &[(&str, &str)], said: &str) -> String {
    format!("{}{}</{name}>", open(name, attributes), escaped(said))
}

pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // Either reader would take it for a line feed.
            '\r' => escaped.push_str("&#13;"),
            other => escaped.push(other),
        }
    }
    escaped
}
